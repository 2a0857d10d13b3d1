/* certificate-pss.c
 * The hash of a signature by RSASSA-PSS, which its algorithm's parameters tell (RFC 4055 section 3.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "certificate-private.h"

#include "der.h"

#define TAG_HASH_ALGORITHM 0xa0 /* [0], the first of the parameters, and left out where it is SHA-1 */

#define OID_MAX 9

#define DEFAULT_HASH 0 /* SHA-1, in the table */

/* Object identifiers of hashes, as they are encoded (RFC 3279 section 2.1, RFC 4055 section 2.1, NIST's registry of algorithms). */
static const struct {
    const char *name;
    tls_certificate_hash hash;
    size_t length;
    uint8_t oid[OID_MAX];
} hashes[] = {
    { "RSA-PSS-SHA1", TLS_CERTIFICATE_HASH_SHA1, 5, { 0x2b, 0x0e, 0x03, 0x02, 0x1a } },
    { "RSA-PSS-MD2", TLS_CERTIFICATE_HASH_MD2, 8, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x02 } },
    { "RSA-PSS-MD5", TLS_CERTIFICATE_HASH_MD5, 8, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05 } },
    { "RSA-PSS-SHA224", TLS_CERTIFICATE_HASH_OTHER, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04 } },
    { "RSA-PSS-SHA256", TLS_CERTIFICATE_HASH_OTHER, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01 } },
    { "RSA-PSS-SHA384", TLS_CERTIFICATE_HASH_OTHER, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 } },
    { "RSA-PSS-SHA512", TLS_CERTIFICATE_HASH_OTHER, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03 } },
    { "RSA-PSS-SHA3-256", TLS_CERTIFICATE_HASH_OTHER, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x08 } },
    { "RSA-PSS-SHA3-384", TLS_CERTIFICATE_HASH_OTHER, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x09 } },
    { "RSA-PSS-SHA3-512", TLS_CERTIFICATE_HASH_OTHER, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x0a } },
};

static const char *name_of(size_t i, tls_certificate_hash *hash)
{
    *hash = hashes[i].hash;
    return hashes[i].name;
}

static const char *name_of_oid(const tls_cursor *oid, tls_certificate_hash *hash)
{
    for (size_t i = 0; i < G_N_ELEMENTS(hashes); i++) {
        if (!oid->broken && tls_cursor_left(oid) == hashes[i].length && memcmp(oid->at, hashes[i].oid, hashes[i].length) == 0) {
            return name_of(i, hash);
        }
    }
    return NULL;
}

const char *certificate_pss_read(const uint8_t *der, size_t length, tls_certificate_hash *hash)
{
    tls_cursor bytes = tls_cursor_of(der, length);
    tls_cursor certificate = der_enter(&bytes, DER_SEQUENCE);
    der_next(&certificate); /* what is signed */
    tls_cursor algorithm = der_enter(&certificate, DER_SEQUENCE);
    der_enter(&algorithm, DER_OBJECT_IDENTIFIER);
    tls_cursor parameters = der_enter(&algorithm, DER_SEQUENCE);
    if (parameters.broken) {
        return NULL;
    }
    der_element first = { .tag = 0 };
    if (tls_cursor_left(&parameters) > 0) {
        first = der_next(&parameters);
    }
    if (first.content.broken) {
        return NULL;
    }
    if (first.tag != TAG_HASH_ALGORITHM) {
        return name_of(DEFAULT_HASH, hash);
    }
    tls_cursor identifier = der_enter(&first.content, DER_SEQUENCE);
    tls_cursor oid = der_enter(&identifier, DER_OBJECT_IDENTIFIER);
    return name_of_oid(&oid, hash);
}
