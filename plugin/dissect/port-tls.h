/* port-tls.h
 * TLS in a conversation on a known port: its handshake is read, and what is inside goes to what is registered for the port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_TLS_H
#define PORTLORE_PORT_TLS_H

#include "wireshark_compat.h"

#include "port-conversation.h"

/* Call it at handoff. */
void port_tls_handoff(void);

/* For the first pass: take payload of a conversation that carries TLS or SSL 2.0. sequence: of its first byte, as struct tcpinfo counts. asked: the user
 * wants to see the handshake, whatever the content is. Else, where notes are shown only if the content bears them out, what it shows waits for that, so
 * that every pass shows the same: all of it in the packet that proves the content. */
void port_tls_take(port_conversation *conversation, packet_info *pinfo, uint32_t sequence, const uint8_t *bytes, size_t length, bool asked);

/* For the first pass: this packet shows that the content bears the entry out. */
void port_tls_bear_out(port_conversation *conversation, packet_info *pinfo);

/* For the first pass, once for each packet of the conversation, behind all other dissectors. frame: the whole packet. */
void port_tls_see(port_conversation *conversation, tvbuff_t *frame, packet_info *pinfo);

/* Makes what is registered for the server's port at tls.port get what is inside, which ALPN and heuristics would go before; but not where HTTP/2
 * may be what was agreed; tls-inside.h tells who that is. Call it before each call of Wireshark's TLS. */
void port_tls_pin(const port_conversation *conversation, packet_info *pinfo);

#endif
