/* test_tls_names.c
 * Names of TLS's numbers, and what the names of suites say.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/tls_names.h"

static void test_suites_are_sorted(void)
{
    size_t count;
    const tls_suite *suites = tls_suites(&count);
    g_assert_cmpuint(count, >, 350);
    for (size_t i = 0; i < count; i++) {
        g_assert_true(i == 0 || suites[i - 1].number < suites[i].number);
        g_assert_true(g_str_has_prefix(suites[i].name, suites[i].number > 0xffff ? "SSL_CK_" : "TLS_") || g_str_has_prefix(suites[i].name, "SSL_"));
        g_assert_cmpstr(tls_suite_name(suites[i].number), ==, suites[i].name);
        for (const char *c = suites[i].name; *c; c++) {
            g_assert_true(g_ascii_isalnum(*c) || *c == '_');
        }
    }
}

static void test_suite_names(void)
{
    static const struct {
        uint32_t number;
        const char *text;
    } names[] = {
        { 0x0000, "TLS_NULL_WITH_NULL_NULL" },
        { 0x0005, "TLS_RSA_WITH_RC4_128_SHA" },
        { 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA" },
        { 0x0065, "TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA" },
        { 0x00ff, "TLS_EMPTY_RENEGOTIATION_INFO_SCSV" },
        { 0x1301, "TLS_AES_128_GCM_SHA256" },
        { 0x1305, "TLS_AES_128_CCM_8_SHA256" },
        { 0x5600, "TLS_FALLBACK_SCSV" },
        { 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },
        { 0xc0aa, "TLS_PSK_DHE_WITH_AES_128_CCM_8" },
        { 0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256" },
        { 0xd005, "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256" },
        { 0x010080, "SSL_CK_RC4_128_WITH_MD5" },
        { 0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5" },
        { 0x0a0a, "0x0a0a" },
        { 0xd004, "0xd004" },
        { 0xffff, "0xffff" },
        { 0x080081, "0x080081" },
        { 0xffffff, "0xffffff" },
    };
    char buffer[TLS_NAME_SIZE];
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_cmpstr(tls_suite_text(names[i].number, buffer), ==, names[i].text);
        g_assert_cmpint(tls_suite_name(names[i].number) == NULL, ==, names[i].text[0] == '0');
    }
}

static void test_needs_no_certificate(void)
{
    static const char *const without[] = { "TLS_DH_anon_WITH_AES_128_CBC_SHA", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
                                           "TLS_PSK_WITH_AES_128_CCM_8",       "TLS_DHE_PSK_WITH_AES_128_CBC_SHA",
                                           "TLS_PSK_DHE_WITH_AES_128_CCM_8",   "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA",
                                           "TLS_KRB5_WITH_3DES_EDE_CBC_SHA",   "TLS_KRB5_EXPORT_WITH_DES_CBC_40_MD5",
                                           "TLS_SRP_SHA_WITH_AES_128_CBC_SHA", "TLS_ECCPWD_WITH_AES_128_GCM_SHA256" };
    static const char *const with[] = {
        "TLS_RSA_WITH_AES_128_CBC_SHA",         "TLS_RSA_PSK_WITH_AES_128_CBC_SHA",        "TLS_SRP_SHA_RSA_WITH_3DES_EDE_CBC_SHA",
        "TLS_SRP_SHA_DSS_WITH_AES_256_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", NULL
    };
    for (size_t i = 0; i < G_N_ELEMENTS(without); i++) {
        g_assert_true(tls_suite_needs_no_certificate(without[i]));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(with); i++) {
        g_assert_false(tls_suite_needs_no_certificate(with[i]));
    }
}

/* n null, x export, a anonymous, 4 rc4, 2 rc2, d des, 3 triple des, i idea, 5 md5, s static: no forward secrecy */
static void test_traits(void)
{
    static const struct {
        const char *name;
        const char *traits;
    } suites[] = {
        { "TLS_NULL_WITH_NULL_NULL", "ns" },
        { "TLS_RSA_WITH_NULL_MD5", "n5s" },
        { "TLS_ECDHE_PSK_WITH_NULL_SHA256", "n" },
        { "TLS_SHA256_SHA256", "n" },
        { "TLS_RSA_EXPORT_WITH_RC4_40_MD5", "x45s" },
        { "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", "x25s" },
        { "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA", "xds" },
        { "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", "xd" },
        { "TLS_KRB5_EXPORT_WITH_DES_CBC_40_MD5", "xd5s" },
        { "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", "xa45" },
        { "TLS_DH_anon_WITH_AES_128_CBC_SHA", "a" },
        { "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "a" },
        { "TLS_SRP_SHA_WITH_AES_128_CBC_SHA", "" },
        { "TLS_SRP_SHA_RSA_WITH_3DES_EDE_CBC_SHA", "3" },
        { "TLS_SRP_SHA_DSS_WITH_AES_256_CBC_SHA", "" },
        { "TLS_ECCPWD_WITH_AES_128_GCM_SHA256", "" },
        { "TLS_KRB5_WITH_3DES_EDE_CBC_SHA", "3s" },
        { "TLS_GOSTR341001_WITH_28147_CNT_IMIT", "s" },
        { "TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC", "s" },
        { "TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L", "s" }, /* where TLS 1.3 has it, the name is not asked */
        { "TLS_RSA_WITH_RC4_128_SHA", "4s" },
        { "TLS_RSA_WITH_IDEA_CBC_SHA", "is" },
        { "TLS_RSA_WITH_DES_CBC_SHA", "ds" },
        { "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "3s" },
        { "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", "3" },
        { "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "" },
        { "TLS_DH_RSA_WITH_AES_128_CBC_SHA", "s" },
        { "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA", "s" },
        { "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "" },
        { "TLS_PSK_DHE_WITH_AES_128_CCM_8", "" },
        { "TLS_DHE_PSK_WITH_AES_128_CBC_SHA", "" },
        { "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", "" },
        { "TLS_PSK_WITH_AES_128_CCM_8", "s" },
        { "TLS_RSA_PSK_WITH_AES_128_CBC_SHA", "s" },
        { "TLS_AES_128_GCM_SHA256", "" },
        { "TLS_SM4_GCM_SM3", "" },
        { "TLS_SM4_CCM_SM3", "" },
        { "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "" },
        { "TLS_FALLBACK_SCSV", "" },
        { "SSL_CK_RC4_128_EXPORT40_WITH_MD5", "x45s" },
        { "SSL_CK_RC2_128_CBC_WITH_MD5", "25s" },
        { "SSL_CK_IDEA_128_CBC_WITH_MD5", "i5s" },
        { "SSL_CK_DES_64_CBC_WITH_MD5", "d5s" },
        { "SSL_CK_DES_192_EDE3_CBC_WITH_MD5", "35s" },
        { NULL, "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(suites); i++) {
        tls_suite_traits traits = tls_suite_traits_of(suites[i].name);
        const bool have[] = { traits.null_cipher, traits.export_cipher, traits.anonymous, traits.rc4,     traits.rc2,
                              traits.des,         traits.triple_des,    traits.idea,      traits.md5_mac, traits.no_forward_secrecy };
        for (size_t k = 0; k < G_N_ELEMENTS(have); k++) {
            if (have[k] != (strchr(suites[i].traits, "nxa42d3i5s"[k]) != NULL)) {
                g_test_message("%s: %c", suites[i].name ? suites[i].name : "no name", "nxa42d3i5s"[k]);
                g_test_fail();
            }
        }
    }
}

static void test_versions(void)
{
    static const struct {
        uint16_t number;
        tls_version_kind kind;
        bool is_1_3;
        const char *name;
    } versions[] = {
        { 0x0002, TLS_VERSION_SSL_2_0, false, "SSL 2.0" },
        { 0x0300, TLS_VERSION_SSL_3_0, false, "SSL 3.0" },
        { 0x0301, TLS_VERSION_1_0, false, "TLS 1.0" },
        { 0x0302, TLS_VERSION_1_1, false, "TLS 1.1" },
        { 0x0303, TLS_VERSION_1_2, false, "TLS 1.2" },
        { 0x0304, TLS_VERSION_1_3, true, "TLS 1.3" },
        { 0x0305, TLS_VERSION_OTHER, false, "0x0305" },
        { 0x7f13, TLS_VERSION_1_3_DRAFT, true, "TLS 1.3 draft 19" },
        { 0x7f1c, TLS_VERSION_1_3_DRAFT, true, "TLS 1.3 draft 28" },
        { 0xfb17, TLS_VERSION_1_3_DRAFT, true, "TLS 1.3 draft 23 (Facebook)" },
        { 0xfbff, TLS_VERSION_1_3_DRAFT, true, "TLS 1.3 draft 255 (Facebook)" },
        { 0x7e02, TLS_VERSION_OTHER, false, "0x7e02" },
        { 0xfefd, TLS_VERSION_OTHER, false, "0xfefd" },
        { 0x0a0a, TLS_VERSION_OTHER, false, "0x0a0a" },
        { 0x0000, TLS_VERSION_OTHER, false, "0x0000" },
    };
    char buffer[TLS_NAME_SIZE];
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        g_assert_cmpint(tls_version_kind_of(versions[i].number), ==, versions[i].kind);
        g_assert_cmpint(tls_version_is_1_3(versions[i].number), ==, versions[i].is_1_3);
        g_assert_cmpstr(tls_version_name(versions[i].number, buffer), ==, versions[i].name);
    }
}

static void test_alerts(void)
{
    static const struct {
        tls_alert alert;
        const char *text;
    } alerts[] = {
        { { .description = 0 }, "close_notify" },
        { { .description = 40 }, "handshake_failure" },
        { { .description = 70 }, "protocol_version" },
        { { .description = 86 }, "inappropriate_fallback" },
        { { .description = 121 }, "ech_required" },
        { { .description = 255 }, "255" },
        { { .description = 1, .ssl2 = true }, "NO-CIPHER-ERROR" },
        { { .description = 6, .ssl2 = true }, "UNSUPPORTED-CERTIFICATE-TYPE-ERROR" },
        { { .description = 65535, .ssl2 = true }, "65535" },
    };
    char buffer[TLS_NAME_SIZE];
    for (size_t i = 0; i < G_N_ELEMENTS(alerts); i++) {
        g_assert_cmpstr(tls_alert_text(&alerts[i].alert, buffer), ==, alerts[i].text);
    }
}

static void test_compression(void)
{
    char buffer[TLS_NAME_SIZE];
    g_assert_cmpstr(tls_compression_name(0, buffer), ==, "NULL");
    g_assert_cmpstr(tls_compression_name(1, buffer), ==, "DEFLATE");
    g_assert_cmpstr(tls_compression_name(64, buffer), ==, "LZS");
    g_assert_cmpstr(tls_compression_name(255, buffer), ==, "255");
}

static void test_groups(void)
{
    static const struct {
        uint16_t number;
        const char *name;
        unsigned bits;
        bool curve;
    } groups[] = {
        { 16, "secp160r1", 160, true },          { 19, "secp192r1", 192, true },
        { 21, "secp224r1", 224, true },          { 23, "secp256r1", 256, true },
        { 25, "secp521r1", 521, true },          { 29, "x25519", 255, true },
        { 256, "ffdhe2048", 2048, false },       { 260, "ffdhe8192", 8192, false },
        { 0x11ec, "X25519MLKEM768", 255, true }, { 0xff01, "arbitrary_explicit_prime_curves", 0, true },
        { 0x0bad, "0x0bad", 0, false },
    };
    char buffer[TLS_NAME_SIZE];
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++) {
        g_assert_cmpstr(tls_group_name(groups[i].number, buffer), ==, groups[i].name);
        g_assert_cmpuint(tls_group_bits(groups[i].number), ==, groups[i].bits);
        g_assert_cmpint(tls_group_is_curve(groups[i].number), ==, groups[i].curve);
    }
}

static void test_signatures(void)
{
    static const struct {
        uint16_t number;
        const char *name;
        tls_hash hash;
    } signatures[] = {
        { 0x0101, "md5_rsa", TLS_HASH_MD5 },
        { 0x0201, "rsa_pkcs1_sha1", TLS_HASH_SHA1 },
        { 0x0202, "sha1_dsa", TLS_HASH_SHA1 },
        { 0x0203, "ecdsa_sha1", TLS_HASH_SHA1 },
        { 0x0204, "0x0204", TLS_HASH_OTHER },
        { 0x0303, "sha224_ecdsa", TLS_HASH_OTHER },
        { 0x0401, "rsa_pkcs1_sha256", TLS_HASH_OTHER },
        { 0x0804, "rsa_pss_rsae_sha256", TLS_HASH_OTHER },
        { 0x0807, "ed25519", TLS_HASH_OTHER },
        { 0x0909, "0x0909", TLS_HASH_OTHER },
        { 0x0000, "none_anonymous", TLS_HASH_OTHER },
    };
    char buffer[TLS_NAME_SIZE];
    for (size_t i = 0; i < G_N_ELEMENTS(signatures); i++) {
        g_assert_cmpstr(tls_signature_name(signatures[i].number, buffer), ==, signatures[i].name);
        g_assert_cmpint(tls_signature_hash(signatures[i].number), ==, signatures[i].hash);
    }
}

/* RFC 8701 section 2 has sixteen. */
static void test_grease(void)
{
    size_t count = 0;
    for (unsigned number = 0; number <= 0xffff; number++) {
        count += tls_is_grease((uint16_t)number);
    }
    g_assert_cmpuint(count, ==, 16);
    g_assert_true(tls_is_grease(0x0a0a));
    g_assert_true(tls_is_grease(0xfafa));
    g_assert_false(tls_is_grease(0x0a1a));
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tls-names/suites-are-sorted", test_suites_are_sorted);
    g_test_add_func("/tls-names/suite-names", test_suite_names);
    g_test_add_func("/tls-names/traits", test_traits);
    g_test_add_func("/tls-names/needs-no-certificate", test_needs_no_certificate);
    g_test_add_func("/tls-names/versions", test_versions);
    g_test_add_func("/tls-names/alerts", test_alerts);
    g_test_add_func("/tls-names/compression", test_compression);
    g_test_add_func("/tls-names/groups", test_groups);
    g_test_add_func("/tls-names/signatures", test_signatures);
    g_test_add_func("/tls-names/grease", test_grease);
    return g_test_run();
}
