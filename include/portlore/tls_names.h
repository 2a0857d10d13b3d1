/* tls_names.h
 * The names of TLS's numbers, as IANA and the standards have them, and what they mean.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_NAMES_H
#define PORTLORE_TLS_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "portlore/tls_facts.h"

/* Protocol versions. Drafts and experiments have numbers of their own, above those of the standards, so numbers are compared for equality only. */
typedef enum {
    TLS_VERSION_OTHER, /* none of these, GREASE included */
    TLS_VERSION_SSL_2_0,
    TLS_VERSION_SSL_3_0,
    TLS_VERSION_1_0,
    TLS_VERSION_1_1,
    TLS_VERSION_1_2,
    TLS_VERSION_1_3_DRAFT, /* 0x7fXX, and 0xfbXX (deployed by Facebook) */
    TLS_VERSION_1_3
} tls_version_kind;

/* Which version a number on the wire is. */
tls_version_kind tls_version_kind_of(uint16_t version);

/* Whether the handshake is TLS 1.3's: encrypted from the server's hello on. */
bool tls_version_is_1_3(uint16_t version);

/* Enough for every name of a number here that has no name of its own. */
#define TLS_NAME_SIZE 40

/* "SSL 2.0", "SSL 3.0", "TLS 1.0" ... "TLS 1.3", "TLS 1.3 draft 19", "TLS 1.3 draft 23 (Facebook)", else the number: "0x0305".
 * Static, or written to buffer. */
const char *tls_version_name(uint16_t version, char buffer[TLS_NAME_SIZE]);

/* IANA's name of a suite, e.g. "TLS_RSA_WITH_AES_128_CBC_SHA"; of SSL 2.0 that of its draft, e.g. "SSL_CK_RC4_128_WITH_MD5"; of suites that were
 * never registered but widely used (EXPORT1024, FIPS, GOST 2001), the one of their drafts. Static; NULL: it has none. Logarithmic. */
const char *tls_suite_name(uint32_t suite);

/* The same, else the number: "0x1306", "0x080081". */
const char *tls_suite_text(uint32_t suite, char buffer[TLS_NAME_SIZE]);

/* What a suite is, by its name. All false for NULL, and for the two signalling values (SCSV), which are no suites. Linear in the name. */
tls_suite_traits tls_suite_traits_of(const char *name);

/* Whether a suite's name says that its server proves itself by something else than a certificate, or not at all: anonymous, PSK but RSA_PSK, KRB5, SRP
 * without RSA and DSS, ECCPWD. NULL is allowed, and says nothing. */
bool tls_suite_needs_no_certificate(const char *name);

typedef struct {
    uint32_t number;
    const char *name;
} tls_suite;

/* All suites, in the order of their numbers, each once. Static; count gets their number. */
const tls_suite *tls_suites(size_t *count);

/* IANA's name of a compression method: "NULL", "DEFLATE", "LZS"; else the number: "65". Static, or written to buffer. */
const char *tls_compression_name(uint8_t method, char buffer[TLS_NAME_SIZE]);

/* IANA's name, e.g. "handshake_failure"; of an ERROR of SSL 2.0 that of its draft, e.g. "NO-CIPHER-ERROR"; else the number: "22".
 * Static, or written to buffer. */
const char *tls_alert_text(const tls_alert *alert, char buffer[TLS_NAME_SIZE]);

/* IANA's name of a group, e.g. "x25519", "secp256r1", "ffdhe2048"; else the number: "0x0bad". Static, or written to buffer. */
const char *tls_group_name(uint16_t group, char buffer[TLS_NAME_SIZE]);

/* Length of the group's field or prime in bits; 0: not known. Of a hybrid with a post-quantum algorithm that of its curve. */
unsigned tls_group_bits(uint16_t group);

/* Whether the group is a curve: alone, or in a hybrid. */
bool tls_group_is_curve(uint16_t group);

typedef enum {
    TLS_HASH_OTHER, /* or none of its own */
    TLS_HASH_MD5,
    TLS_HASH_SHA1
} tls_hash;

/* The hash of a signature algorithm of TLS 1.2 (RFC 5246 section 7.4.1.4.1). */
tls_hash tls_signature_hash(uint16_t signature);

/* IANA's name of a SignatureScheme, e.g. "rsa_pkcs1_sha256"; of other pairs of TLS 1.2 hash and signature, e.g. "md5_rsa"; else the number:
 * "0x0909". Static, or written to buffer. */
const char *tls_signature_name(uint16_t signature, char buffer[TLS_NAME_SIZE]);

/* Values that are there to be ignored (RFC 8701): 0x0a0a, 0x1a1a ... 0xfafa. */
bool tls_is_grease(uint16_t number);

#endif
