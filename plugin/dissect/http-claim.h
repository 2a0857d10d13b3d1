/* http-claim.h
 * Connections that Wireshark's HTTP would get by a preference of the user's before what stands on their port is asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_HTTP_CLAIM_H
#define PORTLORE_HTTP_CLAIM_H

#include "wireshark_compat.h"

/*
 * tcp.try_heuristic_first lets the heuristic of HTTP go before every port, and http.tcp.port, or Decode As, puts HTTP there itself. Both give HTTP to HTTP,
 * and so does what Portlore has on its ports, by handle; so it may be asked first, for as long as it leaves what is not HTTP alone.
 */

/* At handoff. owner: what stands on the TCP port unless the user has put something else there. claimant: is asked before heuristics and ports, in the
 * connections that the port is the server's of by their SYN, where one of these preferences is set; it takes HTTP only, else it returns 0. */
void http_claim_port(uint16_t port, dissector_handle_t owner, dissector_handle_t claimant);

/* For each TCP packet, behind TCP. Costs nothing unless such a preference is set. */
void http_claim_see(packet_info *pinfo);

/* Call it when protocols are registered. */
void http_claim_register(void);

#endif
