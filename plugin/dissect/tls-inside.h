/* tls-inside.h
 * What is inside TLS on a known port: what its first bytes are, else what is registered for the port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_INSIDE_H
#define PORTLORE_TLS_INSIDE_H

#include "wireshark_compat.h"

/* proto: the protocol in whose name records are kept. */
void tls_inside_register(int proto);
void tls_inside_handoff(int proto);

/* The dissector that TLS gives what is inside to on a server's port. registered: what tls.port has for it, or NULL. NULL: TLS finds one itself. */
dissector_handle_t tls_inside_handle(uint16_t port, dissector_handle_t registered);

#endif
