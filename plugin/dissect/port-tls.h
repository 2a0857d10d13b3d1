/* port-tls.h
 * What the clear part of a TLS handshake on a known port shows: fields, findings, and whose certificate it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_TLS_H
#define PORTLORE_PORT_TLS_H

#include "wireshark_compat.h"

#include <epan/expert.h>

#include "port-conversation.h"

/* Registers portlore.tls.* with the protocol, and the protocol vxat. proto: that in whose name records are kept. */
void port_tls_register(int proto, expert_module_t *experts);

/* Call it at handoff. */
void port_tls_handoff(void);

/* For the first pass: take payload of a conversation that carries TLS or SSL 2.0. sequence: of its first byte, as struct tcpinfo counts. Bytes that
 * were taken before are passed over, so what TCP put together may be given as it is. */
void port_tls_take(port_conversation *conversation, packet_info *pinfo, uint32_t sequence, const uint8_t *bytes, size_t length);

/* For the first pass: no more comes. What the client only offered is judged now. */
void port_tls_end(port_conversation *conversation, packet_info *pinfo);

/* Makes what is registered for the server's port at tls.port get what is inside, which ALPN and heuristics would go before; but not where HTTP/2
 * may be what was agreed. Call it before each call of Wireshark's TLS. otherwise: where nothing is registered for the port; NULL: nobody. */
void port_tls_pin(const port_conversation *conversation, packet_info *pinfo, dissector_handle_t otherwise);

/* Adds what became known with this packet. tree: that of the note. */
void port_tls_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo);

#endif
