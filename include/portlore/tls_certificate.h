/* tls_certificate.h
 * What an X.509 certificate says, read by GnuTLS once for each distinct certificate of a capture.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_CERTIFICATE_H
#define PORTLORE_TLS_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the longest certificate that is read; a longer one is unreadable. */
#define TLS_CERTIFICATE_MAX 65536

/* Bytes of the longest text of a whole name, and of one attribute's value; what is longer is cut, and ends in U+2026. */
#define TLS_CERTIFICATE_NAME_MAX  1024
#define TLS_CERTIFICATE_VALUE_MAX 256

/* Attributes of one name that are read; more are left out, and the text then begins with U+2026. */
#define TLS_CERTIFICATE_ATTRIBUTES_MAX 64

/* Keys with larger numbers, in bits, are not computed with, for the time that it takes: RSA's modulus and DSA's p; RSA's public exponent; DSA's q. */
#define TLS_CERTIFICATE_MODULUS_MAX  16384
#define TLS_CERTIFICATE_EXPONENT_MAX 64
#define TLS_CERTIFICATE_Q_MAX        512

typedef enum {
    TLS_CERTIFICATE_KEY_OTHER, /* GnuTLS has no name for it, or it is of a kind that has no customary smallest size */
    TLS_CERTIFICATE_KEY_RSA,   /* RSA-PSS keys included; size of the modulus */
    TLS_CERTIFICATE_KEY_DSA,   /* size of the prime p */
    TLS_CERTIFICATE_KEY_EC     /* on a curve, ECDSA and EdDSA; size of the curve's field */
} tls_certificate_key;

typedef enum {
    TLS_CERTIFICATE_HASH_OTHER, /* none of the three, or not known */
    TLS_CERTIFICATE_HASH_MD2,
    TLS_CERTIFICATE_HASH_MD5,
    TLS_CERTIFICATE_HASH_SHA1
} tls_certificate_hash;

/* A distinguished name. All text is valid UTF-8 on one line (portlore/text.h), whatever string type the certificate has it in; TeletexString is
 * read as ISO 8859-1, which is what it holds in the field. */
typedef struct {
    char *text; /* RFC 4514 section 2: last RDN first, types by GnuTLS's names ("EMAIL" for emailAddress), those without one and values that are
                   no strings as OID=#hexadecimal; "" for an empty name */
    /* Values, nothing escaped, in the certificate's order. Each list ends with NULL and is never NULL itself. */
    char **organizations;        /* O, 2.5.4.10 */
    char **organizational_units; /* OU, 2.5.4.11 */
    char **common_names;         /* CN, 2.5.4.3 */
} tls_certificate_name;

typedef struct {
    /* Why GnuTLS refuses it, in English, e.g. "ASN1 parser: Error in DER parsing."; NULL for one that was read. When it is there, all that follows
     * but fingerprint is empty: texts "", lists without values, numbers 0. */
    char *unreadable;
    char fingerprint[65]; /* SHA-256 of the certificate's bytes, lower-case hexadecimal */

    tls_certificate_name subject;
    tls_certificate_name issuer;
    char *serial; /* lower-case hexadecimal, two digits a byte, as encoded: a leading 00 stays; "" for one of more than 64 bytes */

    /* Seconds since 1970-01-01 00:00:00 UTC, below 0 before that, both included. RFC 5280's "no well-defined expiration date" is what it is written
     * as: 253402300799, the end of the year 9999. Both are 0 unless validity_known, which is false where one of the dates is none
     * (RFC 5280 section 4.1.2.5). */
    bool validity_known;
    int64_t not_before;
    int64_t not_after;

    tls_certificate_key key_type;
    const char *key_name; /* GnuTLS's, e.g. "RSA", "RSA-PSS", "DSA", "EC/ECDSA", "EdDSA (Ed25519)"; "unknown". Static */
    unsigned key_bits;    /* see tls_certificate_key; 0: not known, e.g. on a curve that GnuTLS does not have */

    /* GnuTLS's, e.g. "RSA-SHA256", "ECDSA-SHA384", and in the same form RSA-PSS with hashes that it does not have; else the OID in dotted decimal. */
    char *signature_name;
    char *signature_oid; /* of signatureAlgorithm, dotted decimal, e.g. "1.2.840.113549.1.1.11"; "" when not known */
    tls_certificate_hash signature_hash;

    bool self_issued; /* issuer and subject are the same, byte for byte, and not empty */
    bool self_signed; /* and the signature was verified with the certificate's own key. False, too, where that was not possible: algorithms and
                         curves that GnuTLS does not have (MD2; in FIPS mode MD5 as well; RSA-PSS with SHA-1, or a salt that is not as long as the hash;
                         secp256k1, Brainpool's curves), keys above the limits */

    struct certificate_links *links; /* of the implementation, for tls_certificate_issued_by(); NULL in one that is unreadable */
} tls_certificate;

/* The certificates of one capture. */
typedef struct tls_certificate_cache tls_certificate_cache;

/* max_certificates: distinct ones, readable or not, that are kept; none is ever given up for another, so that pointers stay good. Each takes some
 * 4 KiB of memory, its bytes included, at most 192 KiB. Never NULL; freed by the caller with tls_certificate_cache_free(). */
tls_certificate_cache *tls_certificate_cache_new(size_t max_certificates);

/* Frees the certificates as well. NULL is allowed. */
void tls_certificate_cache_free(tls_certificate_cache *cache);

/* The certificate of these bytes (DER); the same pointer each time for the same bytes. der: NULL is allowed when length is 0, which is an unreadable
 * certificate like another. Belongs to the cache. NULL only when the cache is full and does not have it.
 * The first time costs some 100 microseconds (a signature is verified when it is self-issued), after that some comparisons of its bytes with others of its length. */
const tls_certificate *tls_certificate_cache_get(tls_certificate_cache *cache, const uint8_t *der, size_t length);

/* Number of distinct certificates kept. */
size_t tls_certificate_cache_count(const tls_certificate_cache *cache);

/* Whether `issuer` is the one that `certificate` names as its issuer: the names are the same, byte for byte, and so are the key identifiers where
 * both certificates have them (RFC 5280 sections 4.1.2.4, 4.2.1.1, 4.2.1.2). Signatures are not verified. A list is in order (RFC 5246 section 7.4.2)
 * when each certificate is issued by the next. False when either is unreadable. */
bool tls_certificate_issued_by(const tls_certificate *certificate, const tls_certificate *issuer);

#endif
