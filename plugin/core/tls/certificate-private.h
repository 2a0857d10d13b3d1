/* certificate-private.h
 * What the files of the certificate room share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_CERTIFICATE_PRIVATE_H
#define PORTLORE_CERTIFICATE_PRIVATE_H

#include <glib.h>
#include <gnutls/x509.h>

#include "portlore/tls_certificate.h"

/* What tells one certificate's issuer, as DER; a key identifier is NULL where there is none. */
struct certificate_links {
    GBytes *subject;
    GBytes *issuer;
    GBytes *subject_key;
    GBytes *authority_key;
};

/* Read a name. dn: NULL for an empty one. All members of *name are set, and freed by the caller with certificate_name_clear(). */
void certificate_name_read(gnutls_x509_dn_t dn, tls_certificate_name *name);
void certificate_name_clear(tls_certificate_name *name);

/* The dates of a certificate in DER: seconds since 1970-01-01 00:00:00 UTC, below 0 before that. Returns false, with both left as they are, for bytes
 * in which there are none that RFC 5280 section 4.1.2.5 allows. */
bool certificate_validity_read(const uint8_t *der, size_t length, int64_t *not_before, int64_t *not_after);

/* Of a certificate in DER that was signed by RSASSA-PSS: the algorithm's name with its hash, as GnuTLS writes those that it has, and the hash. Static.
 * Returns NULL, with *hash left as it is, where parameters are missing or broken, or the hash has no name here. */
const char *certificate_pss_read(const uint8_t *der, size_t length, tls_certificate_hash *hash);

/* Read a certificate. Never NULL; freed with certificate_free(). */
tls_certificate *certificate_new(const uint8_t *der, size_t length);
void certificate_free(tls_certificate *certificate);

/* Whether its signature was made with its own key, as far as GnuTLS can tell. The caller knows that issuer and subject are the same. */
bool certificate_verifies_itself(gnutls_x509_crt_t certificate);

#endif
