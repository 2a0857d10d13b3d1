/* findings.c
 * Holds the facts against the policy.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/tls_findings.h"

#include "portlore/tls_names.h"

static void append(GArray *findings, bool condition, tls_finding_kind kind, uint32_t frame)
{
    if (condition) {
        tls_finding finding = { kind, frame };
        g_array_append_val(findings, finding);
    }
}

/* By this frame. */
static bool is_found(const GArray *findings, tls_finding_kind kind, uint32_t frame)
{
    for (guint i = 0; i < findings->len; i++) {
        const tls_finding *finding = &g_array_index(findings, tls_finding, i);
        if (finding->kind == kind && finding->frame <= frame) {
            return true;
        }
    }
    return false;
}

/* Of a handshake: once in all. */
static void find(GArray *findings, bool condition, tls_finding_kind kind, uint32_t frame)
{
    append(findings, condition && !is_found(findings, kind, UINT32_MAX), kind, frame);
}

static void judge_version(const tls_server_hello *hello, GArray *findings)
{
    tls_version_kind kind = tls_version_kind_of(hello->version);
    find(findings, kind == TLS_VERSION_SSL_2_0, TLS_FINDING_SSL2, hello->frame != 0 ? hello->frame : hello->suite_frame);
    find(findings, kind == TLS_VERSION_SSL_3_0, TLS_FINDING_SSL3, hello->frame);
    find(findings, kind == TLS_VERSION_1_0, TLS_FINDING_TLS1_0, hello->frame);
    find(findings, kind == TLS_VERSION_1_1, TLS_FINDING_TLS1_1, hello->frame);
}

static void judge_suite(const tls_server_hello *hello, const tls_suite_traits *suite, GArray *findings)
{
    uint32_t frame = hello->suite_frame;
    find(findings, suite->null_cipher, TLS_FINDING_NULL_CIPHER, frame);
    find(findings, suite->export_cipher, TLS_FINDING_EXPORT_CIPHER, frame);
    find(findings, suite->anonymous, TLS_FINDING_ANONYMOUS, frame);
    find(findings, suite->rc4, TLS_FINDING_RC4, frame);
    find(findings, suite->rc2, TLS_FINDING_RC2, frame);
    find(findings, suite->des, TLS_FINDING_DES, frame);
    find(findings, suite->triple_des, TLS_FINDING_TRIPLE_DES, frame);
    find(findings, suite->idea, TLS_FINDING_IDEA, frame);
    find(findings, suite->md5_mac, TLS_FINDING_MD5_MAC, frame);
    bool is_1_3 = tls_version_is_1_3(hello->version);
    bool psk_alone = hello->pre_shared_key && !hello->key_share && !hello->extensions_broken;
    find(findings, is_1_3 ? psk_alone : suite->no_forward_secrecy, TLS_FINDING_NO_FORWARD_SECRECY, frame);
}

/* SSL 2.0 has neither renegotiation nor extensions. Of SSL 3.0, only the one that is there for it too is missed (RFC 5746 section 4.5). TLS 1.3
 * cannot renegotiate, and binds its keys to the handshake by itself. */
static void judge_extensions(const tls_server_hello *hello, GArray *findings)
{
    tls_version_kind kind = tls_version_kind_of(hello->version);
    bool is_tls = kind == TLS_VERSION_1_0 || kind == TLS_VERSION_1_1 || kind == TLS_VERSION_1_2;
    find(findings, hello->compression != 0, TLS_FINDING_COMPRESSION, hello->frame);
    if (hello->extensions_broken) {
        return;
    }
    find(findings, (is_tls || kind == TLS_VERSION_SSL_3_0) && !hello->renegotiation_info, TLS_FINDING_NO_SECURE_RENEGOTIATION, hello->frame);
    find(findings, is_tls && !hello->extended_master_secret, TLS_FINDING_NO_EXTENDED_MASTER_SECRET, hello->frame);
}

static bool is_short_group(uint16_t group)
{
    unsigned bits = tls_group_bits(group);
    return bits != 0 && bits < (tls_group_is_curve(group) ? TLS_FINDING_CURVE_BITS_MIN : TLS_FINDING_BITS_MIN);
}

static void judge_key_exchange(const tls_facts *facts, GArray *findings)
{
    const tls_key_exchange *exchange = &facts->key_exchange;
    bool is_short = (exchange->dh_bits != 0 && exchange->dh_bits < TLS_FINDING_BITS_MIN) || is_short_group(exchange->group);
    find(findings, is_short_group(facts->server_hello.group), TLS_FINDING_SHORT_DH, facts->server_hello.frame);
    find(findings, is_short, TLS_FINDING_SHORT_DH, exchange->frame);
    find(findings, tls_signature_hash(exchange->signature) == TLS_HASH_MD5, TLS_FINDING_MD5_SIGNATURE, exchange->frame);
    find(findings, tls_signature_hash(exchange->signature) == TLS_HASH_SHA1, TLS_FINDING_SHA1_SIGNATURE, exchange->frame);
}

/* taken: what is found where the server takes it. */
static void find_offer(GArray *findings, bool offered, tls_finding_kind kind, tls_finding_kind taken, uint32_t frame)
{
    find(findings, offered && frame != 0 && !is_found(findings, taken, frame), kind, frame);
}

/* Behind all that judges what was negotiated. */
static void judge_offer(const tls_facts *facts, GArray *findings)
{
    const tls_client_hello *client = &facts->client_hello;
    const tls_server_hello *server = &facts->server_hello;
    bool suite_to_come = !server->suite_known && server->version == TLS_SSL2 && facts->resumed_frame == 0;
    uint32_t unanswered = facts->unanswered_frame;
    bool in_time = server->frame != 0 && (unanswered == 0 || server->frame <= unanswered);
    uint32_t version_settled = in_time ? server->frame : unanswered;
    uint32_t answered = server->suite_known ? server->suite_frame : suite_to_come ? 0 : server->frame;
    uint32_t suite_settled = unanswered != 0 ? unanswered : answered;
    find_offer(findings, client->offered.null_cipher, TLS_FINDING_OFFERS_NULL, TLS_FINDING_NULL_CIPHER, suite_settled);
    find_offer(findings, client->offered.export_cipher, TLS_FINDING_OFFERS_EXPORT, TLS_FINDING_EXPORT_CIPHER, suite_settled);
    find_offer(findings, client->offered.anonymous, TLS_FINDING_OFFERS_ANONYMOUS, TLS_FINDING_ANONYMOUS, suite_settled);
    find_offer(findings, client->offered.rc4, TLS_FINDING_OFFERS_RC4, TLS_FINDING_RC4, suite_settled);
    find_offer(findings, client->offers_ssl2, TLS_FINDING_OFFERS_SSL2, TLS_FINDING_SSL2, version_settled);
}

void tls_findings_judge(const tls_facts *facts, GArray *findings)
{
    const tls_server_hello *hello = &facts->server_hello;
    tls_suite_traits suite = tls_suite_traits_of(hello->suite_known ? tls_suite_name(hello->suite) : NULL);
    if (hello->frame != 0 || hello->suite_known) {
        judge_version(hello, findings);
        judge_suite(hello, &suite, findings);
        judge_extensions(hello, findings);
        judge_key_exchange(facts, findings);
    }
    if (facts->client_hello.frame != 0) {
        judge_offer(facts, findings);
    }
}

/* Certificates */

static bool is_short_key(const tls_certificate *certificate)
{
    switch (certificate->key_type) {
    case TLS_CERTIFICATE_KEY_RSA:
    case TLS_CERTIFICATE_KEY_DSA:
        return certificate->key_bits != 0 && certificate->key_bits < TLS_FINDING_BITS_MIN;
    case TLS_CERTIFICATE_KEY_EC:
        return certificate->key_bits != 0 && certificate->key_bits < TLS_FINDING_CURVE_BITS_MIN;
    default:
        return false;
    }
}

static void judge_validity(const tls_certificate *certificate, const tls_certificate_place *place, GArray *findings)
{
    if (!certificate->validity_known) {
        return;
    }
    int64_t from = certificate->not_before;
    int64_t to = certificate->not_after;
    append(findings, !place->untimed && place->seconds > to, TLS_FINDING_EXPIRED, place->frame);
    append(findings, !place->untimed && place->seconds < from, TLS_FINDING_NOT_YET_VALID, place->frame);
    append(findings, to > from && to - from > TLS_FINDING_LIFETIME_MAX, TLS_FINDING_LONG_LIVED, place->frame);
}

void tls_findings_judge_certificate(const tls_certificate *certificate, const tls_certificate_place *place, GArray *findings)
{
    uint32_t frame = place->frame;
    if (certificate->unreadable) {
        append(findings, true, TLS_FINDING_UNREADABLE_CERTIFICATE, frame);
        return;
    }
    bool own = place->position == 0;
    bool root = certificate->self_issued && !own;
    tls_certificate_hash hash = certificate->signature_hash;
    append(findings, !root && (hash == TLS_CERTIFICATE_HASH_MD5 || hash == TLS_CERTIFICATE_HASH_MD2), TLS_FINDING_MD5_SIGNATURE, frame);
    append(findings, !root && hash == TLS_CERTIFICATE_HASH_SHA1, TLS_FINDING_SHA1_SIGNATURE, frame);
    append(findings, is_short_key(certificate), TLS_FINDING_SHORT_KEY, frame);
    append(findings, own && certificate->self_signed, TLS_FINDING_SELF_SIGNED, frame);
    judge_validity(certificate, place, findings);
}
