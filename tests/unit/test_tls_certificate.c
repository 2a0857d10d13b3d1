/* test_tls_certificate.c
 * What is read of certificates. The expected values are those of the openssl command (x509 -noout -subject -issuer -serial -dates -text -nameopt
 * RFC2253,utf8,-esc_msb) over the same files, but for what it refuses or does not tell: there they are what the generator was asked for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/tls_certificate.h"

#define EXAMPLE(name) "CN=" name ".example.net,O=Example Networks,C=DE"
#define AUTHORITY     "CN=Example Root CA,O=Example Networks"
#define INTERMEDIATE  "CN=Example Issuing CA,O=Example Networks"
#define VX_ROOT       "CN=nbatd,OU=root@nbu1.example.net,O=vx"
#define VX_BROKER     "CN=broker,OU=root@nbu1.example.net,O=vx"

/* date -u -d ... +%s */
#define JULY_2025 1751328000
#define JULY_2026 1782864000

#define RSA_SHA256 "RSA-SHA256", "1.2.840.113549.1.1.11", TLS_CERTIFICATE_HASH_OTHER
#define RSA_SHA1   "RSA-SHA1", "1.2.840.113549.1.1.5", TLS_CERTIFICATE_HASH_SHA1
#define RSASSA_PSS "1.2.840.113549.1.1.10"
#define RSA(bits)  TLS_CERTIFICATE_KEY_RSA, "RSA", bits
#define USUAL      "01", JULY_2025, JULY_2026, RSA(2048), RSA_SHA256

typedef enum {
    OTHERS,      /* issued by another */
    SELF_ISSUED, /* by name alone, or with a signature that cannot be verified */
    SELF_SIGNED
} issued;

typedef struct {
    const char *file;
    const char *subject;
    const char *issuer; /* NULL: the subject */
    issued issued;
    const char *serial;
    int64_t not_before;
    int64_t not_after;
    tls_certificate_key key_type;
    const char *key_name;
    unsigned key_bits;
    const char *signature_name;
    const char *signature_oid;
    tls_certificate_hash signature_hash;
} certificate_case;

static const certificate_case cases[] = {
    { "rsa-2048", EXAMPLE("edge1"), NULL, SELF_SIGNED, "00a1b2c3", JULY_2025, JULY_2026, RSA(2048), RSA_SHA256 },
    { "rsa-2047", EXAMPLE("edge2"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, RSA(2047), RSA_SHA256 },
    { "rsa-1024", EXAMPLE("edge3"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, RSA(1024), RSA_SHA256 },
    { "rsa-exponent-64", EXAMPLE("edge9"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, RSA(1024), RSA_SHA256 },
    { "rsa-exponent-65", EXAMPLE("edge10"), NULL, SELF_ISSUED, "01", JULY_2025, JULY_2026, RSA(1024), RSA_SHA256 },
    { "rsa-pss", EXAMPLE("edge4"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, TLS_CERTIFICATE_KEY_RSA, "RSA-PSS", 2048, "RSA-PSS-SHA256",
      RSASSA_PSS, TLS_CERTIFICATE_HASH_OTHER },
    /* GnuTLS has no RSA-PSS with these hashes, so it cannot verify it. */
    { "rsa-pss-sha1", EXAMPLE("edge11"), NULL, SELF_ISSUED, "01", JULY_2025, JULY_2026, RSA(2048), "RSA-PSS-SHA1", RSASSA_PSS,
      TLS_CERTIFICATE_HASH_SHA1 },
    { "rsa-pss-md5", EXAMPLE("edge12"), NULL, SELF_ISSUED, "01", JULY_2025, JULY_2026, RSA(2048), "RSA-PSS-MD5", RSASSA_PSS,
      TLS_CERTIFICATE_HASH_MD5 },
    { "rsa-pss-unknown", EXAMPLE("edge13"), NULL, SELF_ISSUED, "01", JULY_2025, JULY_2026, RSA(2048), RSASSA_PSS, RSASSA_PSS,
      TLS_CERTIFICATE_HASH_OTHER },
    { "rsa-pss-bare", EXAMPLE("edge14"), NULL, SELF_ISSUED, "01", JULY_2025, JULY_2026, RSA(2048), RSASSA_PSS, RSASSA_PSS,
      TLS_CERTIFICATE_HASH_OTHER },
    { "ec-p-256", EXAMPLE("edge5"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, TLS_CERTIFICATE_KEY_EC, "EC/ECDSA", 256, "ECDSA-SHA256",
      "1.2.840.10045.4.3.2", TLS_CERTIFICATE_HASH_OTHER },
    /* GnuTLS has no binary curves. */
    { "ec-sect163k1", EXAMPLE("edge6"), NULL, SELF_ISSUED, "01", JULY_2025, JULY_2026, TLS_CERTIFICATE_KEY_EC, "EC/ECDSA", 0, "ECDSA-SHA1",
      "1.2.840.10045.4.1", TLS_CERTIFICATE_HASH_SHA1 },
    { "ed25519", EXAMPLE("edge7"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, TLS_CERTIFICATE_KEY_EC, "EdDSA (Ed25519)", 256, "EdDSA-Ed25519",
      "1.3.101.112", TLS_CERTIFICATE_HASH_OTHER },
    { "dsa-1024", EXAMPLE("edge8"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, TLS_CERTIFICATE_KEY_DSA, "DSA", 1024, "DSA-SHA1",
      "1.2.840.10040.4.3", TLS_CERTIFICATE_HASH_SHA1 },
    { "md2", EXAMPLE("old1"), NULL, SELF_ISSUED, "01", JULY_2025, JULY_2026, RSA(2048), "RSA-MD2", "1.2.840.113549.1.1.2", TLS_CERTIFICATE_HASH_MD2 },
    { "md5", EXAMPLE("old2"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, RSA(2048), "RSA-MD5", "1.2.840.113549.1.1.4", TLS_CERTIFICATE_HASH_MD5 },
    { "sha1", EXAMPLE("old3"), NULL, SELF_SIGNED, "01", JULY_2025, JULY_2026, RSA(2048), RSA_SHA1 },
    { "unknown-signature", EXAMPLE("odd1"), NULL, SELF_ISSUED, "01", JULY_2025, JULY_2026, RSA(2048), "1.3.6.1.4.1.32473.1", "1.3.6.1.4.1.32473.1",
      TLS_CERTIFICATE_HASH_OTHER },
    { "expired", EXAMPLE("late"), AUTHORITY, OTHERS, "01", 1267444800, 1330603199, RSA(2048), RSA_SHA256 },
    { "not-yet-valid", EXAMPLE("early"), AUTHORITY, OTHERS, "01", 1798761600, 1830297600, RSA(2048), RSA_SHA256 },
    { "no-expiry", EXAMPLE("device"), AUTHORITY, OTHERS, "01", 1735689600, 253402300799, RSA(2048), RSA_SHA256 },
    /* The last second of UTCTime, and the first of GeneralizedTime (RFC 5280 section 4.1.2.5). */
    { "after-2050", EXAMPLE("future"), AUTHORITY, OTHERS, "01", 2524607999, 2524608000, RSA(2048), RSA_SHA256 },
    { "before-1970", EXAMPLE("past"), AUTHORITY, OTHERS, "01", -631152000, 2524521600, RSA(2048), RSA_SHA256 },
    { "chain-root", AUTHORITY, NULL, SELF_SIGNED, "01", 1577836800, 1893456000, RSA(2048), RSA_SHA256 },
    { "chain-issuing", INTERMEDIATE, AUTHORITY, OTHERS, "02", JULY_2025, JULY_2026, RSA(2048), RSA_SHA256 },
    { "chain-leaf", EXAMPLE("www"), INTERMEDIATE, OTHERS, "03", JULY_2025, JULY_2026, RSA(2048), RSA_SHA256 },
    { "self-signed-server", EXAMPLE("alone"), NULL, SELF_SIGNED, USUAL },
    { "self-issued", EXAMPLE("rolled"), NULL, SELF_ISSUED, USUAL },
    { "empty-subject", "", AUTHORITY, OTHERS, USUAL },
    /* The signature is right, but nobody is nobody's issuer. */
    { "empty-names", "", NULL, OTHERS, USUAL },
    { "names-special", "CN=\\ a=b\\ ,OU=\\#1 \\\"best\\\" \\<a\\>\\;b\\\\c,O=Example\\, Inc. \\+ Sons", NULL, SELF_SIGNED, USUAL },
    { "names-utf8", "CN=Łódź.example.net,OU=東京,O=Müller & Söhne", NULL, SELF_SIGNED, USUAL },
    /* Surrogates in pairs and alone, a control character, half a character, and an INTEGER, which is no text. */
    { "names-odd",
      "2.5.4.3=#020105,CN=\xEF\xBF\xBDz,CN=a\xEF\xBF\xBD,OU=\xEF\xBF\xBD"
      "A,O=\U0001F5FC.",
      NULL, SELF_SIGNED, USUAL },
    { "names-types", "CN=München,OU=Größe,OU=Prüfung,O=vx", NULL, SELF_SIGNED, USUAL },
    { "names-control", "CN=caf\xEF\xBF\xBD \xEF\xBF\xBD,OU=right\xEF\xBF\xBDleft,OU=line 1  line 2\xEF\xBF\xBD[31m,O=vx\xEF\xBF\xBD.example.net",
      NULL, SELF_SIGNED, USUAL },
    { "names-other", "1.3.6.1.4.1.32473.2=#0c0178,EMAIL=admin@example.net,CN=many+OU=values,DC=example", NULL, SELF_SIGNED, USUAL },
    { "vx-root", VX_ROOT, NULL, SELF_SIGNED, "01", 1688342400, 2319062400, RSA(2048), RSA_SHA256 },
    { "vx-broker", VX_BROKER, VX_ROOT, OTHERS, "01", 1688342400, 2319062400, RSA(2048), RSA_SHA256 },
    { "vx-machine", "CN=media1.example.net,OU=NBU_Machines@nbu1.example.net,O=vx", VX_BROKER, OTHERS, "01", JULY_2025, 1814400000, RSA(2048),
      RSA_SHA256 },
    { "vx-host", "CN=3f2504e0-4f89-41d3-9a0c-0305e82c3301,OU=NBU_HOSTS,O=vx", VX_ROOT, OTHERS, USUAL },
    { "vx-old-broker", VX_BROKER, NULL, SELF_SIGNED, "01", 1083369600, 1335657600, RSA(1024), RSA_SHA1 },
    { "vx-one-rdn", "O=vx+OU=NBU_HOSTS+CN=3F2504E0-4F89-41D3-9A0C-0305E82C3301", NULL, SELF_SIGNED, USUAL },
    { "mkcert", "CN=mkcert root@laptop,OU=root@laptop,O=mkcert development CA", NULL, SELF_SIGNED, USUAL },
};

static uint8_t *contents_of(const char *name, size_t *length)
{
    char *path = g_strdup_printf("%s/%s.der", CERTIFICATE_FOLDER, name);
    char *bytes;
    GError *error = NULL;

    g_file_get_contents(path, &bytes, length, &error);
    g_assert_no_error(error);
    g_free(path);
    return (uint8_t *)bytes;
}

static const tls_certificate *read_file(tls_certificate_cache *cache, const char *name)
{
    size_t length;
    uint8_t *bytes = contents_of(name, &length);
    const tls_certificate *certificate = tls_certificate_cache_get(cache, bytes, length);

    g_assert_nonnull(certificate);
    g_free(bytes);
    return certificate;
}

static void check_case(const tls_certificate *certificate, const certificate_case *expected)
{
    g_test_message("%s", expected->file);
    g_assert_cmpstr(certificate->unreadable, ==, NULL);
    g_assert_cmpstr(certificate->subject.text, ==, expected->subject);
    g_assert_cmpstr(certificate->issuer.text, ==, expected->issuer ? expected->issuer : expected->subject);
    g_assert_cmpstr(certificate->serial, ==, expected->serial);
    g_assert_true(certificate->validity_known);
    g_assert_cmpint(certificate->not_before, ==, expected->not_before);
    g_assert_cmpint(certificate->not_after, ==, expected->not_after);
    g_assert_cmpint(certificate->key_type, ==, expected->key_type);
    g_assert_cmpstr(certificate->key_name, ==, expected->key_name);
    g_assert_cmpuint(certificate->key_bits, ==, expected->key_bits);
    g_assert_cmpstr(certificate->signature_name, ==, expected->signature_name);
    g_assert_cmpstr(certificate->signature_oid, ==, expected->signature_oid);
    g_assert_cmpint(certificate->signature_hash, ==, expected->signature_hash);
    g_assert_cmpint(certificate->self_issued, ==, expected->issued != OTHERS);
    g_assert_cmpint(certificate->self_signed, ==, expected->issued == SELF_SIGNED);
}

static void test_cases(void)
{
    tls_certificate_cache *cache = tls_certificate_cache_new(G_N_ELEMENTS(cases));

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        check_case(read_file(cache, cases[i].file), &cases[i]);
    }
    g_assert_cmpuint(tls_certificate_cache_count(cache), ==, G_N_ELEMENTS(cases));
    tls_certificate_cache_free(cache);
}

static void assert_list(char *const *list, const char *first, const char *second)
{
    g_assert_cmpstr(list[0], ==, first);
    g_assert_cmpstr(first ? list[1] : NULL, ==, second);
    g_assert_true(!second || !list[2]);
}

/* Nothing is escaped, and the order is the certificate's. */
static void test_values(void)
{
    tls_certificate_cache *cache = tls_certificate_cache_new(10);
    const tls_certificate *certificate = read_file(cache, "names-special");

    assert_list(certificate->subject.organizations, "Example, Inc. + Sons", NULL);
    assert_list(certificate->subject.organizational_units, "#1 \"best\" <a>;b\\c", NULL);
    assert_list(certificate->subject.common_names, " a=b ", NULL);
    certificate = read_file(cache, "names-types");
    assert_list(certificate->subject.organizations, "vx", NULL);
    assert_list(certificate->subject.organizational_units, "Prüfung", "Größe");
    assert_list(certificate->issuer.common_names, "München", NULL);
    certificate = read_file(cache, "names-other");
    assert_list(certificate->subject.organizations, NULL, NULL);
    assert_list(certificate->subject.organizational_units, "values", NULL);
    assert_list(certificate->subject.common_names, "many", NULL);
    certificate = read_file(cache, "empty-subject");
    assert_list(certificate->subject.common_names, NULL, NULL);
    assert_list(certificate->issuer.common_names, "Example Root CA", NULL);
    tls_certificate_cache_free(cache);
}

/* The beginning of a certificate's validity, written over the one that it has: 1950-01-01. Values: date -u -d ... +%s */
static void test_dates(void)
{
    static const char written[] = "500101000000Z";
    static const struct {
        const char *time;
        bool known;
        int64_t seconds;
    } dates[] = {
        { "500101000000Z", true, -631152000 }, { "690720201740Z", true, -14182940 }, { "691231235959Z", true, -1 },
        { "700101000000Z", true, 0 },          { "700101000001Z", true, 1 },         { "520229120000Z", true, -562939200 },
        { "491231000000Z", true, 2524521600 }, { "530229120000Z", false, 0 },        { "990231000000Z", false, 0 },
        { "501301000000Z", false, 0 },         { "500100000000Z", false, 0 },        { "5001010000 0Z", false, 0 },
        { "5001010000000", false, 0 },
    };
    size_t length;
    uint8_t *bytes = contents_of("before-1970", &length);
    size_t at = 0;
    while (memcmp(bytes + at, written, strlen(written)) != 0) {
        at++;
        g_assert_cmpuint(at + strlen(written), <=, length);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
        tls_certificate_cache *cache = tls_certificate_cache_new(1);
        memcpy(bytes + at, dates[i].time, strlen(written));
        const tls_certificate *certificate = tls_certificate_cache_get(cache, bytes, length);
        g_test_message("%s", dates[i].time);
        g_assert_true(!certificate->unreadable || !dates[i].known);
        g_assert_cmpint(certificate->validity_known, ==, dates[i].known);
        g_assert_cmpint(certificate->not_before, ==, dates[i].seconds);
        g_assert_cmpint(certificate->not_after, ==, dates[i].known ? 2524521600 : 0);
        tls_certificate_cache_free(cache);
    }
    g_free(bytes);
}

static void test_limits_of_names(void)
{
    tls_certificate_cache *cache = tls_certificate_cache_new(10);
    const tls_certificate *certificate = read_file(cache, "names-long");

    /* 257 bytes: cut to leave room for the three of the ellipsis. */
    char *name = g_strnfill(253, 'x');
    char *cut = g_strconcat(name, "…", NULL);
    assert_list(certificate->subject.common_names, cut, NULL);
    g_assert_cmpuint(g_strv_length(certificate->subject.organizational_units), ==, 10);
    g_assert_cmpuint(strlen(certificate->subject.text), <=, TLS_CERTIFICATE_NAME_MAX);
    g_assert_cmpuint(strlen(certificate->subject.text), >, TLS_CERTIFICATE_NAME_MAX - 8);
    g_assert_true(g_str_has_prefix(certificate->subject.text, "CN=xxx") && g_str_has_suffix(certificate->subject.text, "é…"));
    g_free(cut);
    g_free(name);

    certificate = read_file(cache, "names-many");
    g_assert_true(g_str_has_prefix(certificate->subject.text, "…,DC=63,DC=62,"));
    g_assert_true(g_str_has_suffix(certificate->subject.text, ",DC=1,DC=0"));
    assert_list(certificate->subject.common_names, NULL, NULL);
    tls_certificate_cache_free(cache);
}

static void assert_unreadable(const tls_certificate *certificate, const char *reason)
{
    g_assert_cmpstr(certificate->unreadable, ==, reason);
    g_assert_cmpstr(certificate->subject.text, ==, "");
    g_assert_cmpstr(certificate->issuer.text, ==, "");
    assert_list(certificate->subject.organizations, NULL, NULL);
    assert_list(certificate->issuer.common_names, NULL, NULL);
    g_assert_cmpstr(certificate->serial, ==, "");
    g_assert_cmpstr(certificate->key_name, ==, "unknown");
    g_assert_cmpstr(certificate->signature_name, ==, "");
    g_assert_cmpstr(certificate->signature_oid, ==, "");
    g_assert_cmpuint(certificate->key_bits, ==, 0);
    g_assert_false(certificate->validity_known || certificate->self_issued || certificate->self_signed);
    g_assert_false(tls_certificate_issued_by(certificate, certificate));
}

static void test_unreadable(void)
{
    static const char *const files[] = { "broken", "cut", "trailing" };
    tls_certificate_cache *cache = tls_certificate_cache_new(10);

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        assert_unreadable(read_file(cache, files[i]), "ASN1 parser: Error in DER parsing.");
    }
    g_assert_nonnull(tls_certificate_cache_get(cache, NULL, 0)->unreadable);
    g_assert_nonnull(tls_certificate_cache_get(cache, (const uint8_t *)"-----BEGIN", 10)->unreadable);
    g_assert_cmpuint(tls_certificate_cache_count(cache), ==, 5);
    tls_certificate_cache_free(cache);
}

/* The longest that is read, and one byte more; what is inside is nothing. */
static void test_longest(void)
{
    tls_certificate_cache *cache = tls_certificate_cache_new(2);
    uint8_t *bytes = g_malloc0(TLS_CERTIFICATE_MAX + 1);
    const char *too_long = "The certificate is longer than 64 KiB.";

    assert_unreadable(tls_certificate_cache_get(cache, bytes, TLS_CERTIFICATE_MAX + 1), too_long);
    g_assert_cmpstr(tls_certificate_cache_get(cache, bytes, TLS_CERTIFICATE_MAX)->unreadable, !=, too_long);
    g_free(bytes);
    tls_certificate_cache_free(cache);
}

/* However it is cut, it is unreadable, and nothing behind its end is read (a sanitizer watches). */
static void test_cuts(void)
{
    size_t length;
    uint8_t *bytes = contents_of("vx-machine", &length);
    tls_certificate_cache *cache = tls_certificate_cache_new(length);

    for (size_t cut = 0; cut < length; cut++) {
        uint8_t *copy = g_memdup2(bytes, cut);
        g_assert_nonnull(tls_certificate_cache_get(cache, copy, cut)->unreadable);
        g_free(copy);
    }
    g_free(bytes);
    tls_certificate_cache_free(cache);
}

static void test_chain(void)
{
    tls_certificate_cache *cache = tls_certificate_cache_new(10);
    const tls_certificate *root = read_file(cache, "chain-root");
    const tls_certificate *issuing = read_file(cache, "chain-issuing");
    const tls_certificate *other = read_file(cache, "chain-other-issuing");
    const tls_certificate *leaf = read_file(cache, "chain-leaf");

    g_assert_true(tls_certificate_issued_by(leaf, issuing));
    g_assert_true(tls_certificate_issued_by(issuing, root));
    g_assert_true(tls_certificate_issued_by(root, root));
    g_assert_false(tls_certificate_issued_by(leaf, root));
    g_assert_false(tls_certificate_issued_by(root, issuing));
    g_assert_false(tls_certificate_issued_by(issuing, leaf));
    /* The name is right, the key identifier is another's. */
    g_assert_false(tls_certificate_issued_by(leaf, other));
    /* Without key identifiers the name decides. */
    g_assert_true(tls_certificate_issued_by(read_file(cache, "vx-machine"), read_file(cache, "vx-broker")));
    g_assert_true(tls_certificate_issued_by(read_file(cache, "vx-broker"), read_file(cache, "vx-root")));
    /* An empty name is nobody's. */
    g_assert_false(tls_certificate_issued_by(leaf, read_file(cache, "empty-subject")));
    g_assert_false(tls_certificate_issued_by(read_file(cache, "empty-names"), read_file(cache, "empty-subject")));
    tls_certificate_cache_free(cache);
}

static void test_cache(void)
{
    tls_certificate_cache *cache = tls_certificate_cache_new(2);
    size_t length;
    uint8_t *third = contents_of("md5", &length);
    const tls_certificate *first = read_file(cache, "rsa-2048");
    const tls_certificate *second = read_file(cache, "broken");

    g_assert_true(read_file(cache, "rsa-2048") == first);
    g_assert_true(read_file(cache, "broken") == second && second != first);
    g_assert_null(tls_certificate_cache_get(cache, third, length));
    /* What is there is still given. */
    g_assert_true(read_file(cache, "rsa-2048") == first);
    g_assert_cmpuint(tls_certificate_cache_count(cache), ==, 2);
    tls_certificate_cache_free(cache);

    cache = tls_certificate_cache_new(0);
    g_assert_null(tls_certificate_cache_get(cache, third, length));
    tls_certificate_cache_free(cache);
    tls_certificate_cache_free(NULL);
    g_free(third);
}

/* FIPS 180-4's example of one block. */
static void test_fingerprint(void)
{
    tls_certificate_cache *cache = tls_certificate_cache_new(1);

    g_assert_cmpstr(tls_certificate_cache_get(cache, (const uint8_t *)"abc", 3)->fingerprint, ==,
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    tls_certificate_cache_free(cache);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tls-certificate/cases", test_cases);
    g_test_add_func("/tls-certificate/values", test_values);
    g_test_add_func("/tls-certificate/limits-of-names", test_limits_of_names);
    g_test_add_func("/tls-certificate/dates", test_dates);
    g_test_add_func("/tls-certificate/unreadable", test_unreadable);
    g_test_add_func("/tls-certificate/longest", test_longest);
    g_test_add_func("/tls-certificate/cuts", test_cuts);
    g_test_add_func("/tls-certificate/chain", test_chain);
    g_test_add_func("/tls-certificate/cache", test_cache);
    g_test_add_func("/tls-certificate/fingerprint", test_fingerprint);
    return g_test_run();
}
