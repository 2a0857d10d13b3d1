/* names.c
 * Names of versions, alerts, groups and signature algorithms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/tls_names.h"

#include <stdio.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

typedef struct {
    uint16_t number;
    const char *name;
} number_name;

static const char *name_in(const number_name *names, size_t count, uint16_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i].number == number) {
            return names[i].name;
        }
    }
    return NULL;
}

static const char *hexadecimal(uint16_t number, char buffer[TLS_NAME_SIZE])
{
    snprintf(buffer, TLS_NAME_SIZE, "0x%04x", number);
    return buffer;
}

bool tls_is_grease(uint16_t number)
{
    return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}

/* Versions */

static const number_name version_names[] = {
    { TLS_SSL2, "SSL 2.0" }, { 0x0300, "SSL 3.0" }, { 0x0301, "TLS 1.0" }, { 0x0302, "TLS 1.1" }, { 0x0303, "TLS 1.2" }, { 0x0304, "TLS 1.3" },
};

/* Most significant byte of the versions of drafts: of draft-ietf-tls-tls13, section 4.2.1.1 in its later numbers, and of an early deployment. */
#define DRAFT          0x7f
#define DRAFT_FACEBOOK 0xfb

tls_version_kind tls_version_kind_of(uint16_t version)
{
    switch (version) {
    case TLS_SSL2:
        return TLS_VERSION_SSL_2_0;
    case 0x0300:
        return TLS_VERSION_SSL_3_0;
    case 0x0301:
        return TLS_VERSION_1_0;
    case 0x0302:
        return TLS_VERSION_1_1;
    case 0x0303:
        return TLS_VERSION_1_2;
    case 0x0304:
        return TLS_VERSION_1_3;
    default:
        return version >> 8 == DRAFT || version >> 8 == DRAFT_FACEBOOK ? TLS_VERSION_1_3_DRAFT : TLS_VERSION_OTHER;
    }
}

bool tls_version_is_1_3(uint16_t version)
{
    tls_version_kind kind = tls_version_kind_of(version);
    return kind == TLS_VERSION_1_3 || kind == TLS_VERSION_1_3_DRAFT;
}

const char *tls_version_name(uint16_t version, char buffer[TLS_NAME_SIZE])
{
    const char *name = name_in(version_names, COUNT(version_names), version);
    if (name) {
        return name;
    }
    if (tls_version_kind_of(version) != TLS_VERSION_1_3_DRAFT) {
        return hexadecimal(version, buffer);
    }
    snprintf(buffer, TLS_NAME_SIZE, "TLS 1.3 draft %u%s", version & 0xffu, version >> 8 == DRAFT_FACEBOOK ? " (Facebook)" : "");
    return buffer;
}

/* Compression: IANA, "TLS Compression Method Identifiers" */

static const number_name compression_names[] = { { 0, "NULL" }, { 1, "DEFLATE" }, { 64, "LZS" } };

const char *tls_compression_name(uint8_t method, char buffer[TLS_NAME_SIZE])
{
    const char *name = name_in(compression_names, COUNT(compression_names), method);
    if (name) {
        return name;
    }
    snprintf(buffer, TLS_NAME_SIZE, "%u", method);
    return buffer;
}

/* Alerts: IANA, "TLS Alerts". Those that are reserved have the names of the standards that had them. */

static const number_name alert_names[] = {
    { 0, "close_notify" },
    { 10, "unexpected_message" },
    { 20, "bad_record_mac" },
    { 21, "decryption_failed" },
    { 22, "record_overflow" },
    { 30, "decompression_failure" },
    { 40, "handshake_failure" },
    { 41, "no_certificate" },
    { 42, "bad_certificate" },
    { 43, "unsupported_certificate" },
    { 44, "certificate_revoked" },
    { 45, "certificate_expired" },
    { 46, "certificate_unknown" },
    { 47, "illegal_parameter" },
    { 48, "unknown_ca" },
    { 49, "access_denied" },
    { 50, "decode_error" },
    { 51, "decrypt_error" },
    { 52, "too_many_cids_requested" },
    { 60, "export_restriction" },
    { 70, "protocol_version" },
    { 71, "insufficient_security" },
    { 80, "internal_error" },
    { 86, "inappropriate_fallback" },
    { 90, "user_canceled" },
    { 100, "no_renegotiation" },
    { 109, "missing_extension" },
    { 110, "unsupported_extension" },
    { 111, "certificate_unobtainable" },
    { 112, "unrecognized_name" },
    { 113, "bad_certificate_status_response" },
    { 114, "bad_certificate_hash_value" },
    { 115, "unknown_psk_identity" },
    { 116, "certificate_required" },
    { 117, "general_error" },
    { 120, "no_application_protocol" },
    { 121, "ech_required" },
};

/* "The SSL Protocol" (Hickman, 1995), appendix C.3. */
static const number_name ssl2_error_names[] = {
    { 1, "NO-CIPHER-ERROR" },
    { 2, "NO-CERTIFICATE-ERROR" },
    { 4, "BAD-CERTIFICATE-ERROR" },
    { 6, "UNSUPPORTED-CERTIFICATE-TYPE-ERROR" },
};

const char *tls_alert_text(const tls_alert *alert, char buffer[TLS_NAME_SIZE])
{
    const char *name = alert->ssl2 ? name_in(ssl2_error_names, COUNT(ssl2_error_names), alert->description)
                                   : name_in(alert_names, COUNT(alert_names), alert->description);
    if (name) {
        return name;
    }
    snprintf(buffer, TLS_NAME_SIZE, "%u", alert->description);
    return buffer;
}

/* Groups: IANA, "TLS Supported Groups" */

typedef struct {
    uint16_t number;
    uint16_t bits; /* of the field or prime; 0: it has neither */
    bool curve;
    const char *name;
} group;

static const group groups[] = {
    { 1, 163, true, "sect163k1" },
    { 2, 163, true, "sect163r1" },
    { 3, 163, true, "sect163r2" },
    { 4, 193, true, "sect193r1" },
    { 5, 193, true, "sect193r2" },
    { 6, 233, true, "sect233k1" },
    { 7, 233, true, "sect233r1" },
    { 8, 239, true, "sect239k1" },
    { 9, 283, true, "sect283k1" },
    { 10, 283, true, "sect283r1" },
    { 11, 409, true, "sect409k1" },
    { 12, 409, true, "sect409r1" },
    { 13, 571, true, "sect571k1" },
    { 14, 571, true, "sect571r1" },
    { 15, 160, true, "secp160k1" },
    { 16, 160, true, "secp160r1" },
    { 17, 160, true, "secp160r2" },
    { 18, 192, true, "secp192k1" },
    { 19, 192, true, "secp192r1" },
    { 20, 224, true, "secp224k1" },
    { 21, 224, true, "secp224r1" },
    { 22, 256, true, "secp256k1" },
    { 23, 256, true, "secp256r1" },
    { 24, 384, true, "secp384r1" },
    { 25, 521, true, "secp521r1" },
    { 26, 256, true, "brainpoolP256r1" },
    { 27, 384, true, "brainpoolP384r1" },
    { 28, 512, true, "brainpoolP512r1" },
    { 29, 255, true, "x25519" },
    { 30, 448, true, "x448" },
    { 31, 256, true, "brainpoolP256r1tls13" },
    { 32, 384, true, "brainpoolP384r1tls13" },
    { 33, 512, true, "brainpoolP512r1tls13" },
    { 34, 256, true, "GC256A" },
    { 35, 256, true, "GC256B" },
    { 36, 256, true, "GC256C" },
    { 37, 256, true, "GC256D" },
    { 38, 512, true, "GC512A" },
    { 39, 512, true, "GC512B" },
    { 40, 512, true, "GC512C" },
    { 41, 256, true, "curveSM2" },
    { 256, 2048, false, "ffdhe2048" },
    { 257, 3072, false, "ffdhe3072" },
    { 258, 4096, false, "ffdhe4096" },
    { 259, 6144, false, "ffdhe6144" },
    { 260, 8192, false, "ffdhe8192" },
    { 512, 0, false, "MLKEM512" },
    { 513, 0, false, "MLKEM768" },
    { 514, 0, false, "MLKEM1024" },
    { 4587, 256, true, "SecP256r1MLKEM768" },
    { 4588, 255, true, "X25519MLKEM768" },
    { 4589, 384, true, "SecP384r1MLKEM1024" },
    { 4590, 256, true, "curveSM2MLKEM768" },
    { 25497, 255, true, "X25519Kyber768Draft00" },
    { 25498, 256, true, "SecP256r1Kyber768Draft00" },
    { 65281, 0, true, "arbitrary_explicit_prime_curves" },
    { 65282, 0, true, "arbitrary_explicit_char2_curves" },
};

static const group *find_group(uint16_t number)
{
    for (size_t i = 0; i < COUNT(groups); i++) {
        if (groups[i].number == number) {
            return &groups[i];
        }
    }
    return NULL;
}

const char *tls_group_name(uint16_t number, char buffer[TLS_NAME_SIZE])
{
    const group *found = find_group(number);
    return found ? found->name : hexadecimal(number, buffer);
}

unsigned tls_group_bits(uint16_t number)
{
    const group *found = find_group(number);
    return found ? found->bits : 0;
}

bool tls_group_is_curve(uint16_t number)
{
    const group *found = find_group(number);
    return found && found->curve;
}

/* Signature algorithms: IANA, "TLS SignatureScheme" */

static const number_name signature_names[] = {
    { 0x0201, "rsa_pkcs1_sha1" },
    { 0x0203, "ecdsa_sha1" },
    { 0x0401, "rsa_pkcs1_sha256" },
    { 0x0403, "ecdsa_secp256r1_sha256" },
    { 0x0420, "rsa_pkcs1_sha256_legacy" },
    { 0x0501, "rsa_pkcs1_sha384" },
    { 0x0503, "ecdsa_secp384r1_sha384" },
    { 0x0520, "rsa_pkcs1_sha384_legacy" },
    { 0x0601, "rsa_pkcs1_sha512" },
    { 0x0603, "ecdsa_secp521r1_sha512" },
    { 0x0620, "rsa_pkcs1_sha512_legacy" },
    { 0x0704, "eccsi_sha256" },
    { 0x0705, "iso_ibs1" },
    { 0x0706, "iso_ibs2" },
    { 0x0707, "iso_chinese_ibs" },
    { 0x0708, "sm2sig_sm3" },
    { 0x0709, "gostr34102012_256a" },
    { 0x070a, "gostr34102012_256b" },
    { 0x070b, "gostr34102012_256c" },
    { 0x070c, "gostr34102012_256d" },
    { 0x070d, "gostr34102012_512a" },
    { 0x070e, "gostr34102012_512b" },
    { 0x070f, "gostr34102012_512c" },
    { 0x0804, "rsa_pss_rsae_sha256" },
    { 0x0805, "rsa_pss_rsae_sha384" },
    { 0x0806, "rsa_pss_rsae_sha512" },
    { 0x0807, "ed25519" },
    { 0x0808, "ed448" },
    { 0x0809, "rsa_pss_pss_sha256" },
    { 0x080a, "rsa_pss_pss_sha384" },
    { 0x080b, "rsa_pss_pss_sha512" },
    { 0x081a, "ecdsa_brainpoolP256r1tls13_sha256" },
    { 0x081b, "ecdsa_brainpoolP384r1tls13_sha384" },
    { 0x081c, "ecdsa_brainpoolP512r1tls13_sha512" },
    { 0x0904, "mldsa44" },
    { 0x0905, "mldsa65" },
    { 0x0906, "mldsa87" },
};

/* HashAlgorithm and SignatureAlgorithm (RFC 5246 section 7.4.1.4.1), by number. */
static const char *const hash_names[] = { "none", "md5", "sha1", "sha224", "sha256", "sha384", "sha512" };
static const char *const algorithm_names[] = { "anonymous", "rsa", "dsa", "ecdsa" };

tls_hash tls_signature_hash(uint16_t signature)
{
    if ((signature & 0xff) >= COUNT(algorithm_names)) {
        return TLS_HASH_OTHER;
    }
    switch (signature >> 8) {
    case 1:
        return TLS_HASH_MD5;
    case 2:
        return TLS_HASH_SHA1;
    default:
        return TLS_HASH_OTHER;
    }
}

const char *tls_signature_name(uint16_t signature, char buffer[TLS_NAME_SIZE])
{
    const char *name = name_in(signature_names, COUNT(signature_names), signature);
    if (name) {
        return name;
    }
    unsigned hash = signature >> 8;
    unsigned algorithm = signature & 0xffu;
    if (hash >= COUNT(hash_names) || algorithm >= COUNT(algorithm_names)) {
        return hexadecimal(signature, buffer);
    }
    snprintf(buffer, TLS_NAME_SIZE, "%s_%s", hash_names[hash], algorithm_names[algorithm]);
    return buffer;
}
