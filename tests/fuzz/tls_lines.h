/* tls_lines.h
 * The facts of a TLS handshake and what is found in them, as text, a line for each message. Shared by the fuzz target and the unit tests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_TLS_LINES_H
#define PORTLORE_TESTS_TLS_LINES_H

#include <glib.h>

#include "portlore/tls_findings.h"
#include "portlore/tls_handshake.h"
#include "portlore/tls_names.h"

static inline void tls_lines_word(GString *lines, bool condition, const char *word)
{
    if (condition) {
        g_string_append_printf(lines, " %s", word);
    }
}

static inline void tls_lines_traits(GString *lines, const tls_suite_traits *traits)
{
    tls_lines_word(lines, traits->null_cipher, "null");
    tls_lines_word(lines, traits->export_cipher, "export");
    tls_lines_word(lines, traits->anonymous, "anonymous");
    tls_lines_word(lines, traits->rc4, "rc4");
    tls_lines_word(lines, traits->rc2, "rc2");
    tls_lines_word(lines, traits->des, "des");
    tls_lines_word(lines, traits->triple_des, "3des");
    tls_lines_word(lines, traits->idea, "idea");
    tls_lines_word(lines, traits->md5_mac, "md5");
    tls_lines_word(lines, traits->no_forward_secrecy, "no-fs");
}

static inline void tls_lines_client_hello(GString *lines, const tls_client_hello *hello)
{
    g_assert_cmpuint(hello->version_count, <=, TLS_FACTS_VERSIONS_MAX);
    g_assert_cmpuint(hello->group_count, <=, TLS_FACTS_GROUPS_MAX);
    g_assert_cmpuint(hello->alpn_count, <=, TLS_FACTS_ALPN_MAX);
    g_string_append_printf(lines, "client-hello %u:%s record %04x version %04x", hello->frame, hello->ssl2_form ? " ssl2-form" : "",
                           hello->record_version, hello->version);
    tls_lines_word(lines, hello->supported_versions, "versions");
    for (size_t i = 0; i < hello->version_count; i++) {
        g_string_append_printf(lines, " %04x", hello->versions[i]);
    }
    g_string_append_printf(lines, " suites %zu", hello->suite_count);
    tls_lines_traits(lines, &hello->offered);
    tls_lines_word(lines, hello->offers_ssl2, "ssl2");
    tls_lines_word(lines, hello->offers_compression, "compression");
    tls_lines_word(lines, hello->fallback, "fallback");
    tls_lines_word(lines, hello->early_data, "early-data");
    tls_lines_word(lines, hello->session_id, "session-id");
    if (hello->server_name) {
        g_string_append_printf(lines, " sni '%s'", hello->server_name);
    }
    for (size_t i = 0; i < hello->alpn_count; i++) {
        g_string_append_printf(lines, " alpn '%s'", hello->alpn[i]);
    }
    tls_lines_word(lines, hello->group_count > 0, "groups");
    for (size_t i = 0; i < hello->group_count; i++) {
        g_string_append_printf(lines, " %04x", hello->groups[i]);
    }
    tls_lines_word(lines, hello->renegotiation_info, "renegotiation");
    tls_lines_word(lines, hello->extended_master_secret, "ems");
    tls_lines_word(lines, hello->heartbeat, "heartbeat");
    g_string_append_c(lines, '\n');
}

static inline void tls_lines_server_hello(GString *lines, const tls_server_hello *hello)
{
    g_string_append_printf(lines, "server-hello %u: record %04x hello %04x version %04x", hello->frame, hello->record_version, hello->hello_version,
                           hello->version);
    if (hello->suite_known) {
        g_string_append_printf(lines, " suite %04x in %u", (unsigned)hello->suite, hello->suite_frame);
    }
    if (hello->compression != 0) {
        g_string_append_printf(lines, " compression %u", hello->compression);
    }
    if (hello->alpn) {
        g_string_append_printf(lines, " alpn '%s'", hello->alpn);
    }
    if (hello->group != 0) {
        g_string_append_printf(lines, " group %04x", hello->group);
    }
    tls_lines_word(lines, hello->pre_shared_key, "psk");
    tls_lines_word(lines, hello->renegotiation_info, "renegotiation");
    tls_lines_word(lines, hello->extended_master_secret, "ems");
    tls_lines_word(lines, hello->heartbeat, "heartbeat");
    tls_lines_word(lines, hello->extensions_broken, "broken");
    g_string_append_c(lines, '\n');
}

static inline void tls_lines_certificates(GString *lines, const tls_facts *facts, tls_side side)
{
    static const char *const visibility[] = { "not-seen", "shown",      "empty",          "resumed", "encrypted",
                                              "not-sent", "other-type", "pre-shared-key", "left-out" };
    const tls_certificate_list *list = &facts->certificates[side];
    g_assert_cmpuint(list->count, <=, TLS_FACTS_CERTIFICATES_MAX);
    g_string_append_printf(lines, "certificates of %s: %s", side == TLS_CLIENT ? "client" : "server",
                           visibility[tls_facts_certificates(facts, side)]);
    if (list->frame != 0) {
        g_string_append_printf(lines, " %u:", list->frame);
    }
    for (size_t i = 0; i < list->count; i++) {
        gsize length;
        const uint8_t *bytes = g_bytes_get_data(list->der[i], &length);
        g_assert_cmpuint(length, <=, TLS_FACTS_CERTIFICATE_MAX);
        g_string_append_printf(lines, " %zu=", (size_t)length);
        for (gsize k = 0; k < length && k < 4; k++) {
            g_string_append_printf(lines, "%02x", bytes[k]);
        }
    }
    if (list->omitted > 0) {
        g_string_append_printf(lines, " omitted %zu", list->omitted);
    }
    tls_lines_word(lines, list->malformed, "malformed");
    g_string_append_c(lines, '\n');
}

static inline void tls_lines_frame(GString *lines, const char *name, uint32_t frame)
{
    if (frame != 0) {
        g_string_append_printf(lines, "%s %u\n", name, frame);
    }
}

static inline void tls_lines_records(GString *lines, const char *side, const tls_record_counts *records)
{
    if (records->application_data + records->encrypted_alerts + records->encrypted_handshake + records->ssl2 + records->ciphers_changed > 0) {
        g_string_append_printf(lines, "records of %s: data %u alerts %u handshake %u ssl2 %u%s\n", side, records->application_data,
                               records->encrypted_alerts, records->encrypted_handshake, records->ssl2, records->ciphers_changed ? " ccs" : "");
    }
}

static inline void tls_lines_facts(GString *lines, const tls_facts *facts)
{
    const tls_key_exchange *exchange = &facts->key_exchange;
    if (facts->handshake > 1) {
        g_string_append_printf(lines, "handshake %u\n", facts->handshake);
    }
    if (facts->client_hello.frame != 0) {
        tls_lines_client_hello(lines, &facts->client_hello);
    }
    if (facts->retry_request_frame != 0) {
        g_string_append_printf(lines, "retry-request %u", facts->retry_request_frame);
        if (facts->retry_group != 0) {
            g_string_append_printf(lines, " group %04x", facts->retry_group);
        }
        g_string_append_c(lines, '\n');
    }
    tls_lines_frame(lines, "second-hello", facts->second_hello_frame);
    tls_lines_frame(lines, "unanswered", facts->unanswered_frame);
    if (facts->server_hello.frame != 0 || facts->server_hello.suite_known) {
        tls_lines_server_hello(lines, &facts->server_hello);
    }
    tls_lines_certificates(lines, facts, TLS_SERVER);
    if (exchange->frame != 0) {
        g_string_append_printf(lines, "key-exchange %u: dh %u rsa %u group %04x signature %04x\n", exchange->frame, exchange->dh_bits,
                               exchange->rsa_bits, exchange->group, exchange->signature);
    }
    tls_lines_frame(lines, "certificate-request", facts->certificate_request_frame);
    tls_lines_frame(lines, "hello-done", facts->server_hello_done_frame);
    tls_lines_certificates(lines, facts, TLS_CLIENT);
    tls_lines_frame(lines, "resumed", facts->resumed_frame);
    g_assert_cmpuint(facts->alert_count, <=, TLS_FACTS_ALERTS_MAX);
    for (size_t i = 0; i < facts->alert_count; i++) {
        const tls_alert *alert = &facts->alerts[i];
        char buffer[TLS_NAME_SIZE];
        g_string_append_printf(lines, "alert %u: %s level %u %s\n", alert->frame, alert->side == TLS_CLIENT ? "client" : "server", alert->level,
                               tls_alert_text(alert, buffer));
    }
    tls_lines_records(lines, "client", &facts->records[TLS_CLIENT]);
    tls_lines_records(lines, "server", &facts->records[TLS_SERVER]);
    if (facts->renegotiation_frame != 0) {
        g_string_append_printf(lines, "renegotiation %u: %s\n", facts->renegotiation_frame,
                               facts->renegotiation_side == TLS_CLIENT ? "client" : "server");
    }
}

/* In the order of their kinds: that in which they were found depends on how often was looked. */
static inline void tls_lines_findings(GString *lines, const GArray *findings)
{
    for (size_t kind = 0; kind < TLS_FINDING_KINDS; kind++) {
        for (guint i = 0; i < findings->len; i++) {
            const tls_finding *finding = &g_array_index(findings, tls_finding, i);
            if (finding->kind == kind) {
                g_string_append_printf(lines, "finding %u: %s\n", finding->frame, tls_finding_policy_of(finding->kind)->slug);
            }
        }
    }
}

#endif
