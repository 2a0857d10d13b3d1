/* test_tls_findings.c
 * What the policy finds in handshakes and certificates, at each of its thresholds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/tls_findings.h"

/* In the order of tls_finding_kind. */
static const struct {
    const char *slug;
    tls_finding_severity severity;
    const char *standard; /* part of what it says */
} expected_policy[] = {
    { "ssl2", TLS_FINDING_WARNING, "RFC 6176" },
    { "ssl3", TLS_FINDING_WARNING, "RFC 7568" },
    { "tls1.0", TLS_FINDING_WARNING, "RFC 8996" },
    { "tls1.1", TLS_FINDING_WARNING, "RFC 8996" },
    { "null-cipher", TLS_FINDING_WARNING, "RFC 9325" },
    { "export-cipher", TLS_FINDING_WARNING, "RFC 9325" },
    { "anonymous", TLS_FINDING_WARNING, "RFC 5246" },
    { "rc4", TLS_FINDING_WARNING, "RFC 7465" },
    { "rc2", TLS_FINDING_WARNING, "RFC 4346" },
    { "des", TLS_FINDING_WARNING, "RFC 5469" },
    { "3des", TLS_FINDING_WARNING, "RFC 9325" },
    { "idea", TLS_FINDING_WARNING, "RFC 5469" },
    { "md5-mac", TLS_FINDING_NOTE, "RFC 6151" },
    { "no-forward-secrecy", TLS_FINDING_NOTE, "RFC 9325" },
    { "compression", TLS_FINDING_WARNING, "RFC 9325" },
    { "no-secure-renegotiation", TLS_FINDING_WARNING, "RFC 5746" },
    { "no-extended-master-secret", TLS_FINDING_NOTE, "RFC 7627" },
    { "md5-signature", TLS_FINDING_WARNING, "RFC 9155" },
    { "sha1-signature", TLS_FINDING_WARNING, "RFC 9155" },
    { "short-key", TLS_FINDING_WARNING, "NIST SP 800-131A" },
    { "short-dh", TLS_FINDING_WARNING, "RFC 9325" },
    { "self-signed", TLS_FINDING_NOTE, "RFC 5280" },
    { "expired", TLS_FINDING_WARNING, "RFC 5280" },
    { "not-yet-valid", TLS_FINDING_WARNING, "RFC 5280" },
    { "long-lived", TLS_FINDING_NOTE, "CA/Browser Forum" },
    { "unreadable-certificate", TLS_FINDING_NOTE, "RFC 5280" },
    { "offers-null", TLS_FINDING_NOTE, "RFC 9325" },
    { "offers-export", TLS_FINDING_NOTE, "RFC 9325" },
    { "offers-anonymous", TLS_FINDING_NOTE, "RFC 5246" },
    { "offers-rc4", TLS_FINDING_NOTE, "RFC 7465" },
    { "offers-ssl2", TLS_FINDING_NOTE, "RFC 6176" },
};

static void test_policy(void)
{
    g_assert_cmpuint(G_N_ELEMENTS(expected_policy), ==, TLS_FINDING_KINDS);
    for (size_t i = 0; i < TLS_FINDING_KINDS; i++) {
        const tls_finding_policy *policy = tls_finding_policy_of((tls_finding_kind)i);
        g_assert_cmpstr(policy->slug, ==, expected_policy[i].slug);
        g_assert_cmpint(policy->severity, ==, expected_policy[i].severity);
        g_assert_nonnull(strstr(policy->standard, expected_policy[i].standard));
        char *filter = g_strconcat("portlore.tls.", policy->slug, NULL);
        g_strdelimit(filter + strlen("portlore.tls."), "-.", '_');
        g_assert_cmpstr(policy->filter, ==, filter);
        char *summary = g_strdup_printf("%s (%s)", policy->text, policy->standard);
        g_assert_cmpstr(policy->summary, ==, summary);
        g_assert_false(g_str_has_suffix(policy->text, "."));
        g_assert_null(strchr(policy->summary, '\n'));
        g_free(filter);
        g_free(summary);
    }
}

/* Slugs with their frames, in the order found. */
static char *slugs_of(const GArray *findings)
{
    GString *slugs = g_string_new(NULL);
    for (guint i = 0; i < findings->len; i++) {
        const tls_finding *finding = &g_array_index(findings, tls_finding, i);
        g_string_append_printf(slugs, "%s%s@%u", i == 0 ? "" : " ", tls_finding_policy_of(finding->kind)->slug, finding->frame);
    }
    return g_string_free(slugs, FALSE);
}

static void expect_judged(const tls_facts *facts, const char *expected)
{
    GArray *findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
    tls_findings_judge(facts, findings);
    guint count = findings->len;
    tls_findings_judge(facts, findings);
    g_assert_cmpuint(findings->len, ==, count);
    char *slugs = slugs_of(findings);
    g_assert_cmpstr(slugs, ==, expected);
    g_free(slugs);
    g_array_free(findings, TRUE);
}

/* A server's hello in frame 2 with nothing to find. */
static tls_facts good(uint16_t version, uint32_t suite)
{
    return (tls_facts){ .handshake = 1,
                        .client_hello = { .frame = 1 },
                        .server_hello = { .frame = 2,
                                          .version = version,
                                          .suite_known = true,
                                          .suite_frame = 2,
                                          .suite = suite,
                                          .renegotiation_info = version != 0x0304,
                                          .extended_master_secret = version != 0x0304 } };
}

static void test_suites(void)
{
    static const struct {
        uint16_t version;
        uint32_t suite;
        const char *findings;
    } suites[] = {
        { 0x0303, 0xc02f, "" },
        { 0x0303, 0xc02b, "" },
        { 0x0303, 0xc030, "" },
        { 0x0303, 0x009e, "" },
        { 0x0303, 0xcca8, "" },
        { 0x0304, 0x1301, "" },
        { 0x0304, 0x1303, "" },
        { 0x7f13, 0x1301, "" },
        { 0x0304, 0xc103, "" }, /* TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L, of TLS 1.3 */
        { 0x0304, 0xc0b4, "null-cipher@2" },
        { 0x0303, 0x009c, "no-forward-secrecy@2" },
        { 0x0303, 0xaa01, "" },
        { 0x0301, 0xc014, "tls1.0@2" },
        { 0x0302, 0xc014, "tls1.1@2" },
        { 0x0300, 0x0039, "ssl3@2" },
        { 0x0303, 0x0002, "null-cipher@2 no-forward-secrecy@2" },
        { 0x0303, 0xc006, "null-cipher@2" },
        { 0x0301, 0x0014, "tls1.0@2 export-cipher@2 des@2" },
        { 0x0303, 0x0018, "anonymous@2 rc4@2 md5-mac@2" },
        { 0x0303, 0xc011, "rc4@2" },
        { 0x0303, 0x0006, "export-cipher@2 rc2@2 md5-mac@2 no-forward-secrecy@2" },
        { 0x0303, 0x0015, "des@2" },
        { 0x0303, 0x0016, "3des@2" },
        { 0x0303, 0x0007, "idea@2 no-forward-secrecy@2" },
        { 0x0002, 0x030080, "ssl2@2 rc2@2 md5-mac@2 no-forward-secrecy@2" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(suites); i++) {
        tls_facts facts = good(suites[i].version, suites[i].suite);
        expect_judged(&facts, suites[i].findings);
    }
}

/* RFC 8446 section 4.2.9: psk_ke has no forward secrecy, psk_dhe_ke has. */
static void test_pre_shared_keys(void)
{
    tls_facts facts = good(0x0304, 0x1301);
    facts.server_hello.pre_shared_key = true;
    expect_judged(&facts, "no-forward-secrecy@2");
    facts.server_hello.extensions_broken = true;
    expect_judged(&facts, "");
    facts.server_hello.extensions_broken = false;
    facts.server_hello.key_share = true;
    expect_judged(&facts, "");
}

static void test_extensions(void)
{
    static const uint16_t versions[] = { 0x0002, 0x0300, 0x0301, 0x0303, 0x0304, 0x7f1c, 0x0305 };
    static const char *const findings[] = {
        "ssl2@2",
        "ssl3@2 no-secure-renegotiation@2",
        "tls1.0@2 no-secure-renegotiation@2 no-extended-master-secret@2",
        "no-secure-renegotiation@2 no-extended-master-secret@2",
        "",
        "",
        "",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
        tls_facts facts = good(versions[i], 0xaa01);
        facts.server_hello.renegotiation_info = false;
        facts.server_hello.extended_master_secret = false;
        expect_judged(&facts, findings[i]);
    }
    tls_facts facts = good(0x0303, 0xc02f);
    facts.server_hello.compression = 1;
    expect_judged(&facts, "compression@2");
    /* What cannot be read may be there. */
    facts = good(0x0303, 0xc02f);
    facts.server_hello.renegotiation_info = false;
    facts.server_hello.extended_master_secret = false;
    facts.server_hello.extensions_broken = true;
    expect_judged(&facts, "");
}

static void expect_exchange(uint32_t dh_bits, uint16_t group, uint16_t signature, const char *expected)
{
    tls_facts facts = good(0x0303, dh_bits ? 0x009e : 0xc02f);
    facts.key_exchange = (tls_key_exchange){ .frame = 3, .dh_bits = dh_bits, .group = group, .signature = signature };
    expect_judged(&facts, expected);
}

static void test_key_exchange(void)
{
    expect_exchange(1, 0, 0x0401, "short-dh@3");
    expect_exchange(2047, 0, 0x0401, "short-dh@3");
    expect_exchange(2048, 0, 0x0401, "");
    expect_exchange(0, 16, 0x0401, "short-dh@3"); /* secp160r1 */
    expect_exchange(0, 5, 0x0401, "short-dh@3");  /* sect193r2 */
    expect_exchange(0, 19, 0x0401, "short-dh@3"); /* secp192r1 */
    expect_exchange(0, 21, 0x0401, "");           /* secp224r1 */
    expect_exchange(0, 29, 0x0807, "");
    expect_exchange(0, 256, 0x0401, "");
    expect_exchange(0, 0xff01, 0x0401, "");
    expect_exchange(0, 23, 0x0101, "md5-signature@3");
    expect_exchange(0, 23, 0x0203, "sha1-signature@3");
    expect_exchange(0, 23, 0x0301, "");
    tls_facts facts = good(0x0304, 0x1301);
    facts.server_hello.group = 19;
    expect_judged(&facts, "short-dh@2");
}

/* What is offered is told where the server takes something else, or it shows that its answer will not be seen; not before, and not what it takes. */
static void test_offers(void)
{
    tls_facts facts = { .handshake = 1, .client_hello = { .frame = 1, .offers_ssl2 = true } };
    facts.client_hello.offered = (tls_suite_traits){ .null_cipher = true, .export_cipher = true, .anonymous = true, .rc4 = true, .des = true };
    expect_judged(&facts, "");
    facts.unanswered_frame = 5;
    expect_judged(&facts, "offers-null@5 offers-export@5 offers-anonymous@5 offers-rc4@5 offers-ssl2@5");
    facts.unanswered_frame = 0;
    facts.server_hello = good(0x0303, 0xc02f).server_hello;
    expect_judged(&facts, "offers-null@2 offers-export@2 offers-anonymous@2 offers-rc4@2 offers-ssl2@2");
    facts.server_hello.suite = 0xaa01; /* has no name */
    expect_judged(&facts, "offers-null@2 offers-export@2 offers-anonymous@2 offers-rc4@2 offers-ssl2@2");
    facts.server_hello.suite = 0xc011;
    expect_judged(&facts, "rc4@2 offers-null@2 offers-export@2 offers-anonymous@2 offers-ssl2@2");
    facts.server_hello.suite = 0xc006;
    expect_judged(&facts, "null-cipher@2 offers-export@2 offers-anonymous@2 offers-rc4@2 offers-ssl2@2");
    facts.server_hello.suite = 0xc018;
    expect_judged(&facts, "anonymous@2 offers-null@2 offers-export@2 offers-rc4@2 offers-ssl2@2");
    facts.server_hello.suite = 0x0014;
    expect_judged(&facts, "export-cipher@2 des@2 offers-null@2 offers-anonymous@2 offers-rc4@2 offers-ssl2@2");
    /* Of a hello that was not captured nothing is known. */
    facts.client_hello.frame = 0;
    expect_judged(&facts, "export-cipher@2 des@2");
}

/* The suite of SSL 2.0 is chosen behind the server's hello, by the client. */
static void test_offers_of_ssl2(void)
{
    tls_facts facts = { .handshake = 1, .client_hello = { .frame = 1, .offers_ssl2 = true, .offered = { .export_cipher = true, .rc4 = true } } };
    facts.server_hello = (tls_server_hello){ .frame = 2, .version = TLS_SSL2 };
    expect_judged(&facts, "ssl2@2");
    facts.resumed_frame = 2;
    expect_judged(&facts, "ssl2@2 offers-export@2 offers-rc4@2");
    facts.resumed_frame = 0;
    facts.unanswered_frame = 4;
    expect_judged(&facts, "ssl2@2 offers-export@4 offers-rc4@4");
    facts.unanswered_frame = 0;
    facts.server_hello.suite_known = true;
    facts.server_hello.suite_frame = 3;
    facts.server_hello.suite = 0x010080;
    expect_judged(&facts, "ssl2@2 rc4@3 md5-mac@3 no-forward-secrecy@3 offers-export@3");
    facts.server_hello.frame = 0; /* not captured */
    expect_judged(&facts, "ssl2@3 rc4@3 md5-mac@3 no-forward-secrecy@3 offers-export@3");
}

/* A server that answers when that was not to be expected any more: what was said stays. */
static void test_offers_answered_late(void)
{
    tls_facts facts = { .handshake = 1, .client_hello = { .frame = 1, .offered = { .rc4 = true } }, .unanswered_frame = 2 };
    GArray *findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
    tls_findings_judge(&facts, findings);
    facts.server_hello = good(0x0303, 0xc011).server_hello;
    facts.server_hello.frame = facts.server_hello.suite_frame = 3;
    tls_findings_judge(&facts, findings);
    char *slugs = slugs_of(findings);
    g_assert_cmpstr(slugs, ==, "offers-rc4@2 rc4@3");
    g_free(slugs);
    g_array_free(findings, TRUE);
    expect_judged(&facts, "rc4@3 offers-rc4@2");
}

static void test_nothing(void)
{
    tls_facts facts = { 0 };
    expect_judged(&facts, "");
}

/* Certificates */

#define DAY       INT64_C(86400)
#define FROM      INT64_C(1600000000)
#define FIVE      (INT64_C(1827) * DAY)
#define SAME_TIME (FROM + 10)

static tls_certificate good_certificate(void)
{
    return (tls_certificate){ .validity_known = true,
                              .not_before = FROM,
                              .not_after = FROM + 365 * DAY,
                              .key_type = TLS_CERTIFICATE_KEY_RSA,
                              .key_bits = 2048,
                              .signature_hash = TLS_CERTIFICATE_HASH_OTHER };
}

static void expect_certificate(const tls_certificate *certificate, int64_t seconds, size_t position, const char *expected)
{
    /* What is there already makes no difference. */
    GArray *findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
    for (size_t times = 0; times < 2; times++) {
        tls_certificate_place place = { .seconds = seconds, .frame = 7, .position = position };
        tls_findings_judge_certificate(certificate, &place, findings);
    }
    char *slugs = slugs_of(findings);
    char *twice = *expected ? g_strconcat(expected, " ", expected, NULL) : g_strdup("");
    g_assert_cmpstr(slugs, ==, twice);
    g_free(twice);
    g_free(slugs);
    g_array_free(findings, TRUE);
}

static void expect_key(tls_certificate_key type, unsigned bits, const char *expected)
{
    tls_certificate certificate = good_certificate();
    certificate.key_type = type;
    certificate.key_bits = bits;
    expect_certificate(&certificate, SAME_TIME, 0, expected);
    expect_certificate(&certificate, SAME_TIME, 3, expected);
}

static void test_keys(void)
{
    expect_key(TLS_CERTIFICATE_KEY_RSA, 1024, "short-key@7");
    expect_key(TLS_CERTIFICATE_KEY_RSA, 2047, "short-key@7");
    expect_key(TLS_CERTIFICATE_KEY_RSA, 2048, "");
    expect_key(TLS_CERTIFICATE_KEY_DSA, 2047, "short-key@7");
    expect_key(TLS_CERTIFICATE_KEY_DSA, 2048, "");
    expect_key(TLS_CERTIFICATE_KEY_EC, 160, "short-key@7");
    expect_key(TLS_CERTIFICATE_KEY_EC, 223, "short-key@7");
    expect_key(TLS_CERTIFICATE_KEY_EC, 224, "");
    expect_key(TLS_CERTIFICATE_KEY_EC, 255, "");
    expect_key(TLS_CERTIFICATE_KEY_RSA, 0, "");
    expect_key(TLS_CERTIFICATE_KEY_EC, 0, "");
    expect_key(TLS_CERTIFICATE_KEY_OTHER, 100, "");
}

static void test_signatures(void)
{
    static const tls_certificate_hash hashes[] = { TLS_CERTIFICATE_HASH_OTHER, TLS_CERTIFICATE_HASH_MD2, TLS_CERTIFICATE_HASH_MD5,
                                                   TLS_CERTIFICATE_HASH_SHA1 };
    static const char *const expected[] = { "", "md5-signature@7", "md5-signature@7", "sha1-signature@7" };
    for (size_t i = 0; i < G_N_ELEMENTS(hashes); i++) {
        tls_certificate certificate = good_certificate();
        certificate.signature_hash = hashes[i];
        expect_certificate(&certificate, SAME_TIME, 0, expected[i]);
        expect_certificate(&certificate, SAME_TIME, 1, expected[i]);
        certificate.self_issued = true;
        expect_certificate(&certificate, SAME_TIME, 0, expected[i]);
        expect_certificate(&certificate, SAME_TIME, 1, "");
    }
}

static void test_self_signed(void)
{
    tls_certificate certificate = good_certificate();
    certificate.self_issued = true;
    expect_certificate(&certificate, SAME_TIME, 0, "");
    certificate.self_signed = true;
    expect_certificate(&certificate, SAME_TIME, 0, "self-signed@7");
    expect_certificate(&certificate, SAME_TIME, 1, "");
}

static void test_validity(void)
{
    tls_certificate certificate = good_certificate();
    expect_certificate(&certificate, FROM - 1, 0, "not-yet-valid@7");
    expect_certificate(&certificate, FROM, 0, "");
    expect_certificate(&certificate, certificate.not_after, 0, "");
    expect_certificate(&certificate, certificate.not_after + 1, 0, "expired@7");
    certificate.not_after = FROM + FIVE;
    expect_certificate(&certificate, SAME_TIME, 0, "");
    certificate.not_after = FROM + FIVE + 1;
    expect_certificate(&certificate, SAME_TIME, 0, "long-lived@7");
    certificate.not_after = INT64_C(253402300799);
    expect_certificate(&certificate, SAME_TIME, 1, "long-lived@7");
    certificate.not_after = FROM - DAY;
    expect_certificate(&certificate, FROM - 1, 0, "expired@7 not-yet-valid@7");
    certificate.validity_known = false;
    expect_certificate(&certificate, FROM - 1, 0, "");
}

static void test_validity_at_no_time(void)
{
    GArray *findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
    tls_certificate certificate = good_certificate();
    tls_certificate_place place = { .seconds = FROM - 1, .untimed = true, .frame = 7 };
    tls_findings_judge_certificate(&certificate, &place, findings);
    certificate.not_after = FROM + FIVE + 1;
    place.seconds = certificate.not_after + 1;
    tls_findings_judge_certificate(&certificate, &place, findings);
    char *slugs = slugs_of(findings);
    g_assert_cmpstr(slugs, ==, "long-lived@7");
    g_free(slugs);
    g_array_free(findings, TRUE);
}

static void test_unreadable(void)
{
    char why[] = "ASN1 parser: Error in DER parsing.";
    tls_certificate certificate = { .unreadable = why };
    expect_certificate(&certificate, FROM, 0, "unreadable-certificate@7");
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tls-findings/policy", test_policy);
    g_test_add_func("/tls-findings/suites", test_suites);
    g_test_add_func("/tls-findings/pre-shared-keys", test_pre_shared_keys);
    g_test_add_func("/tls-findings/extensions", test_extensions);
    g_test_add_func("/tls-findings/key-exchange", test_key_exchange);
    g_test_add_func("/tls-findings/offers", test_offers);
    g_test_add_func("/tls-findings/offers-of-ssl2", test_offers_of_ssl2);
    g_test_add_func("/tls-findings/offers-answered-late", test_offers_answered_late);
    g_test_add_func("/tls-findings/nothing", test_nothing);
    g_test_add_func("/tls-findings/keys", test_keys);
    g_test_add_func("/tls-findings/signatures", test_signatures);
    g_test_add_func("/tls-findings/self-signed", test_self_signed);
    g_test_add_func("/tls-findings/validity", test_validity);
    g_test_add_func("/tls-findings/validity-at-no-time", test_validity_at_no_time);
    g_test_add_func("/tls-findings/unreadable", test_unreadable);
    return g_test_run();
}
