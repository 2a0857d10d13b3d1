/* tls-vxat.h
 * Veritas (Symantec) Product Authentication Service: what a certificate of it shows, and what is known of the service.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_VXAT_H
#define PORTLORE_TLS_VXAT_H

#include "wireshark_compat.h"

#include "portlore/tls_certificate.h"

/* For the first pass: write down what the certificate shows if it is one of the service's. first: none of it was told of this conversation yet; then
 * what is known of the service follows. version: negotiated, a TLS version's number; 0: not known.
 * Returns the evidence, static, or NULL when it is none. */
const char *tls_vxat_take(packet_info *pinfo, const tls_certificate *certificate, bool first, uint16_t version);

#endif
