/* tls-front.h
 * TLS on any port: by Decode As (tls_portlore), and by a heuristic of that name, off by default, that fronts every TLS conversation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_FRONT_H
#define PORTLORE_TLS_FRONT_H

#include "wireshark_compat.h"

/* Call it when protocols are registered. */
void tls_front_register(void);

/* proto: the protocol in whose name records of known ports are kept. Call it at handoff. */
void tls_front_handoff(int proto);

/* For every packet, when it has been dissected: while the heuristic is on, and always on the ports with a front, where the user may have told Wireshark
 * to decode as TLS, conversations that Wireshark's TLS has without it are read from this packet on, and fronted from the next one on. Those are on ports
 * that TLS has by their number (443 among them), which no heuristic sees; known by Wireshark's own heuristic, which is asked first once it was right;
 * and begun in clear (STARTTLS). frame: the whole packet. */
void tls_front_claim(tvbuff_t *frame, packet_info *pinfo);

/* For every TCP packet, behind all other dissectors: it may end a connection of which the handshake was read here. frame: the whole packet. */
void tls_front_see(tvbuff_t *frame, packet_info *pinfo);

/* For every packet of a known port, likewise: where the port has no front, and TCP's handshake tells that it is the server's, the TLS handshake that
 * Wireshark's TLS has is read for the tables, and for a note if the content bears one out. */
void tls_front_read_known(tvbuff_t *frame, packet_info *pinfo);

/* Whether the heuristic is on. */
bool tls_front_is_everywhere(void);

/* Whether the packet has lines (tls-lines.h) of what was read here, or, quicker, any packet so far has. Those of a front on a known port are among them
 * only while the heuristic is on. */
bool tls_front_shows(packet_info *pinfo);
bool tls_front_exists(void);

#endif
