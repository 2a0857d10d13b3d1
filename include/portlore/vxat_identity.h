/* vxat_identity.h
 * Who a certificate of the Veritas (Symantec) Product Authentication Service, vxatd or nbatd, belongs to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_VXAT_IDENTITY_H
#define PORTLORE_VXAT_IDENTITY_H

#include <stdbool.h>

#include "portlore/tls_certificate.h"

/* Names as they are seen in the field, in any order of RDNs and any string type. NAME@SERVER is a private domain of the service. */
typedef enum {
    VXAT_ROLE_NONE,    /* a private domain whose members have no name here, e.g. CN=CPSERVER,OU=VCS_SERVICES@CLUSTER,O=vx */
    VXAT_ROLE_ROOT,    /* CN=nbatd,OU=root@SERVER,O=vx */
    VXAT_ROLE_BROKER,  /* CN=broker,OU=root@SERVER,O=vx */
    VXAT_ROLE_MACHINE, /* CN=HOST,OU=NBU_Machines@SERVER,O=vx */
    VXAT_ROLE_HOST     /* CN=UUID,OU=NBU_HOSTS,O=vx */
} vxat_role;

/* The strings belong to the certificate, and live as long. */
typedef struct {
    vxat_role role;
    const char *domain; /* the whole OU, e.g. "NBU_Machines@SERVER", "root@SERVER", "NBU_HOSTS" */
    const char *host;   /* machine: the CN. host: the UUID. Else what stands behind '@' */
    bool by_issuer;     /* only the issuer's name is one of the service's: role is VXAT_ROLE_NONE, domain and host are the issuer's */
} vxat_identity;

/* Whether the certificate is one of the service's: its subject, or else its issuer, has one O, which is "vx", and one OU, which is a private domain
 * (a '@' with something on either side, no other '@', no white space) or "NBU_HOSTS" with a UUID (RFC 9562 section 4) as CN. Capitals matter.
 * Returns false, with *identity all zero, when it is not, and for an unreadable certificate. */
bool vxat_identity_of(const tls_certificate *certificate, vxat_identity *identity);

/* "root", "broker", "machine", "host"; NULL for VXAT_ROLE_NONE. Static. */
const char *vxat_role_name(vxat_role role);

#endif
