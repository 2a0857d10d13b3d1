/* tls-inside.h
 * What is inside TLS on a known port: what is registered for the port, or HTTP where the first bytes are HTTP's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_INSIDE_H
#define PORTLORE_TLS_INSIDE_H

#include "wireshark_compat.h"

/* proto: the protocol in whose name records are kept; helper: that of the fronts, in name only. Call it at handoff. */
void tls_inside_handoff(int proto, int helper);

/* The dissector that TLS gives what is inside to, on a port that tls.port has a dissector for. */
dissector_handle_t tls_inside_handle(void);

#endif
