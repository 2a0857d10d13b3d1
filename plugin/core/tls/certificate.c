/* certificate.c
 * A certificate as GnuTLS reads it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/text.h"

#include "certificate-private.h"

/* Bytes of the longest serial number, key identifier and OID that are taken. RFC 5280 section 4.1.2.2 allows serial numbers of 20 bytes. */
#define SHORT_MAX 64

#define UNREADABLE_MAX 256

#define RSASSA_PSS "1.2.840.113549.1.1.10" /* RFC 4055 section 3.1 */

static char *hexadecimal(const unsigned char *bytes, size_t length)
{
    GString *text = g_string_sized_new(2 * length);

    for (size_t i = 0; i < length; i++) {
        g_string_append_printf(text, "%02x", bytes[i]);
    }
    return g_string_free(text, FALSE);
}

static void read_names(gnutls_x509_crt_t x509, tls_certificate *certificate)
{
    gnutls_x509_dn_t dn;

    certificate_name_read(gnutls_x509_crt_get_subject(x509, &dn) >= 0 ? dn : NULL, &certificate->subject);
    certificate_name_read(gnutls_x509_crt_get_issuer(x509, &dn) >= 0 ? dn : NULL, &certificate->issuer);
}

static void read_serial(gnutls_x509_crt_t x509, tls_certificate *certificate)
{
    unsigned char serial[SHORT_MAX];
    size_t length = sizeof serial;

    certificate->serial = gnutls_x509_crt_get_serial(x509, serial, &length) >= 0 ? hexadecimal(serial, length) : g_strdup("");
}

/* From the bytes: GnuTLS has 0 for every time before 1970, and makes 3 March of 31 February. */
static void read_validity(const gnutls_datum_t *der, tls_certificate *certificate)
{
    certificate->validity_known = certificate_validity_read(der->data, der->size, &certificate->not_before, &certificate->not_after);
}

static tls_certificate_key key_type_of(int algorithm)
{
    switch (algorithm) {
    case GNUTLS_PK_RSA:
    case GNUTLS_PK_RSA_PSS:
        return TLS_CERTIFICATE_KEY_RSA;
    case GNUTLS_PK_DSA:
        return TLS_CERTIFICATE_KEY_DSA;
    case GNUTLS_PK_ECDSA:
    case GNUTLS_PK_EDDSA_ED25519:
    case GNUTLS_PK_EDDSA_ED448:
        return TLS_CERTIFICATE_KEY_EC;
    default:
        return TLS_CERTIFICATE_KEY_OTHER;
    }
}

static void read_key(gnutls_x509_crt_t x509, tls_certificate *certificate)
{
    unsigned bits = 0;
    int algorithm = gnutls_x509_crt_get_pk_algorithm(x509, NULL);
    const char *name = algorithm > 0 ? gnutls_pk_algorithm_get_name((gnutls_pk_algorithm_t)algorithm) : NULL;

    certificate->key_type = key_type_of(algorithm);
    certificate->key_name = name ? name : "unknown";
    /* Asked for the size as well, GnuTLS has no answer at all where it does not know the curve. */
    certificate->key_bits = gnutls_x509_crt_get_pk_algorithm(x509, &bits) > 0 ? bits : 0;
}

static tls_certificate_hash hash_of(int algorithm)
{
    switch (algorithm > 0 ? gnutls_sign_get_hash_algorithm((gnutls_sign_algorithm_t)algorithm) : GNUTLS_DIG_UNKNOWN) {
    case GNUTLS_DIG_MD2:
        return TLS_CERTIFICATE_HASH_MD2;
    case GNUTLS_DIG_MD5:
        return TLS_CERTIFICATE_HASH_MD5;
    case GNUTLS_DIG_SHA1:
        return TLS_CERTIFICATE_HASH_SHA1;
    default:
        return TLS_CERTIFICATE_HASH_OTHER;
    }
}

/* GnuTLS has RSASSA-PSS with three hashes only, and says nothing of others. */
static void read_signature(gnutls_x509_crt_t x509, const gnutls_datum_t *der, tls_certificate *certificate)
{
    char oid[SHORT_MAX];
    size_t length = sizeof oid;
    int algorithm = gnutls_x509_crt_get_signature_algorithm(x509);
    const char *name = algorithm > 0 ? gnutls_sign_get_name((gnutls_sign_algorithm_t)algorithm) : NULL;

    certificate->signature_oid = g_strdup(gnutls_x509_crt_get_signature_oid(x509, oid, &length) >= 0 ? oid : "");
    certificate->signature_hash = hash_of(algorithm);
    if (!name && strcmp(certificate->signature_oid, RSASSA_PSS) == 0) {
        name = certificate_pss_read(der->data, der->size, &certificate->signature_hash);
    }
    certificate->signature_name = g_strdup(name ? name : certificate->signature_oid);
}

static GBytes *raw_name(gnutls_x509_crt_t x509, int (*get)(gnutls_x509_crt_t, gnutls_datum_t *))
{
    gnutls_datum_t name = { NULL, 0 };

    if (get(x509, &name) < 0) {
        return g_bytes_new(NULL, 0);
    }
    GBytes *bytes = g_bytes_new(name.data, name.size);
    gnutls_free(name.data);
    return bytes;
}

static GBytes *key_identifier(gnutls_x509_crt_t x509, int (*get)(gnutls_x509_crt_t, void *, size_t *, unsigned *))
{
    unsigned char identifier[SHORT_MAX];
    size_t length = sizeof identifier;

    return get(x509, identifier, &length, NULL) >= 0 ? g_bytes_new(identifier, length) : NULL;
}

/* Whether a Name in DER has an RDN: an empty one is a tag and a length of 0. */
static bool is_named(GBytes *name)
{
    return g_bytes_get_size(name) > 2;
}

static void read_links(gnutls_x509_crt_t x509, tls_certificate *certificate)
{
    struct certificate_links *links = g_new0(struct certificate_links, 1);

    links->subject = raw_name(x509, gnutls_x509_crt_get_raw_dn);
    links->issuer = raw_name(x509, gnutls_x509_crt_get_raw_issuer_dn);
    links->subject_key = key_identifier(x509, gnutls_x509_crt_get_subject_key_id);
    links->authority_key = key_identifier(x509, gnutls_x509_crt_get_authority_key_id);
    certificate->links = links;
    certificate->self_issued = is_named(links->subject) && g_bytes_equal(links->subject, links->issuer);
    certificate->self_signed = certificate->self_issued && certificate_verifies_itself(x509);
}

static void read_all(gnutls_x509_crt_t x509, const gnutls_datum_t *der, tls_certificate *certificate)
{
    read_names(x509, certificate);
    read_serial(x509, certificate);
    read_validity(der, certificate);
    read_key(x509, certificate);
    read_signature(x509, der, certificate);
    read_links(x509, certificate);
}

static void leave_empty(tls_certificate *certificate, const char *reason)
{
    certificate->unreadable = text_one_line(reason, strlen(reason), UNREADABLE_MAX);
    certificate_name_read(NULL, &certificate->subject);
    certificate_name_read(NULL, &certificate->issuer);
    certificate->serial = g_strdup("");
    certificate->key_name = "unknown";
    certificate->signature_name = g_strdup("");
    certificate->signature_oid = g_strdup("");
}

tls_certificate *certificate_new(const uint8_t *der, size_t length)
{
    tls_certificate *certificate = g_new0(tls_certificate, 1);
    gnutls_x509_crt_t x509;

    if (length > TLS_CERTIFICATE_MAX) {
        leave_empty(certificate, "The certificate is longer than 64 KiB.");
        return certificate;
    }
    int code = gnutls_x509_crt_init(&x509);
    if (code < 0) {
        leave_empty(certificate, gnutls_strerror(code));
        return certificate;
    }
    /* GnuTLS reads through a pointer without const, and does not write. */
    gnutls_datum_t datum = { (unsigned char *)der, (unsigned)length };
    code = gnutls_x509_crt_import(x509, &datum, GNUTLS_X509_FMT_DER);
    if (code < 0) {
        leave_empty(certificate, gnutls_strerror(code));
    } else {
        read_all(x509, &datum, certificate);
    }
    gnutls_x509_crt_deinit(x509);
    return certificate;
}

static void free_links(struct certificate_links *links)
{
    if (!links) {
        return;
    }
    g_bytes_unref(links->subject);
    g_bytes_unref(links->issuer);
    g_clear_pointer(&links->subject_key, g_bytes_unref);
    g_clear_pointer(&links->authority_key, g_bytes_unref);
    g_free(links);
}

void certificate_free(tls_certificate *certificate)
{
    g_free(certificate->unreadable);
    certificate_name_clear(&certificate->subject);
    certificate_name_clear(&certificate->issuer);
    g_free(certificate->serial);
    g_free(certificate->signature_name);
    g_free(certificate->signature_oid);
    free_links(certificate->links);
    g_free(certificate);
}

bool tls_certificate_issued_by(const tls_certificate *certificate, const tls_certificate *issuer)
{
    const struct certificate_links *ours = certificate->links;
    const struct certificate_links *theirs = issuer->links;

    if (!ours || !theirs || !is_named(ours->issuer) || !g_bytes_equal(ours->issuer, theirs->subject)) {
        return false;
    }
    return !ours->authority_key || !theirs->subject_key || g_bytes_equal(ours->authority_key, theirs->subject_key);
}
