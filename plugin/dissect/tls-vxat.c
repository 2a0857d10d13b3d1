/* tls-vxat.c
 * Veritas (Symantec) Product Authentication Service: what a certificate of it shows, and what is known of the service.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls-vxat.h"

#include "port-registry.h"
#include "tls-lines.h"

#include "portlore/tls_names.h"
#include "portlore/vxat_identity.h"

/* A token of registry_expectation, and the name under which the registry has statements. */
#define CONTENT "tls/vxatd"

#define SECONDS_A_DAY 86400

/* By the certificate; what is documented of the service's lifetimes stands with the statements. */
static void take_lifetime(packet_info *pinfo, const tls_certificate *certificate)
{
    if (certificate->validity_known && certificate->not_after > certificate->not_before) {
        int64_t days = (certificate->not_after - certificate->not_before) / SECONDS_A_DAY;
        tls_lines_number(pinfo, TLS_FIELD_VXAT_LIFETIME, (uint32_t)days, true);
    }
}

static void take_statements(packet_info *pinfo)
{
    const registry_entry *known = port_registry_find_content(CONTENT);
    for (size_t i = 0; known && i < known->statement_count; i++) {
        tls_lines_statement(pinfo, &known->statements[i]);
    }
}

const char *tls_vxat_take(packet_info *pinfo, const tls_certificate *certificate, bool first, uint16_t version)
{
    vxat_identity identity;
    if (!vxat_identity_of(certificate, &identity)) {
        return NULL;
    }
    tls_lines_vxat(pinfo);
    tls_lines_text(pinfo, TLS_FIELD_VXAT_ROLE, vxat_role_name(identity.role), true);
    tls_lines_text(pinfo, TLS_FIELD_VXAT_DOMAIN, identity.domain, true);
    tls_lines_text(pinfo, TLS_FIELD_VXAT_HOST, identity.host, true);
    take_lifetime(pinfo, certificate);
    if (first && version != 0) {
        char name[TLS_NAME_SIZE];
        tls_lines_text(pinfo, TLS_FIELD_VXAT_VERSION, tls_version_name(version, name), true);
    }
    if (first) {
        take_statements(pinfo);
    }
    return identity.by_issuer ? "certificate issuer O=vx" : "certificate subject O=vx";
}
