/* facts.c
 * The facts of a handshake: what they hold, and what follows from them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "handshake-private.h"

#include "portlore/tls_names.h"

static void free_list(tls_certificate_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        g_bytes_unref(list->der[i]);
    }
}

static void free_handshake(tls_facts *facts)
{
    tls_client_hello_clear(&facts->client_hello);
    g_free(facts->server_hello.alpn);
    free_list(&facts->certificates[TLS_CLIENT]);
    free_list(&facts->certificates[TLS_SERVER]);
}

void tls_facts_next_handshake(tls_facts *facts)
{
    tls_facts next = {
        .handshake = facts->handshake + 1,
        .alert_count = facts->alert_count,
        .alerts_seen = facts->alerts_seen,
        .renegotiation_frame = facts->renegotiation_frame,
        .renegotiation_side = facts->renegotiation_side,
    };
    for (size_t i = 0; i < facts->alert_count; i++) {
        next.alerts[i] = facts->alerts[i];
    }
    for (size_t side = 0; side < TLS_SIDES; side++) {
        next.records[side] = facts->records[side];
    }
    free_handshake(facts);
    *facts = next;
}

void tls_facts_clear(tls_facts *facts)
{
    free_handshake(facts);
    *facts = (tls_facts){ 0 };
}

void tls_facts_add_alert(tls_facts *facts, const tls_alert *alert)
{
    if (facts->alert_count < TLS_FACTS_ALERTS_MAX) {
        facts->alerts[facts->alert_count++] = *alert;
    }
    facts->alerts_seen += facts->alerts_seen < UINT32_MAX;
}

void tls_facts_add_certificate(tls_certificate_list *list, tls_cursor der)
{
    size_t length = tls_cursor_left(&der);
    if (list->count == TLS_FACTS_CERTIFICATES_MAX || length > TLS_FACTS_CERTIFICATE_MAX) {
        list->omitted++;
    } else {
        list->der[list->count++] = g_bytes_new(der.at, length);
    }
}

tls_certificate_visibility tls_facts_certificates(const tls_facts *facts, tls_side side)
{
    const tls_certificate_list *list = &facts->certificates[side];
    if (list->frame != 0) {
        if (list->not_x509) {
            return TLS_CERTIFICATES_OTHER_TYPE;
        }
        bool missing = list->omitted > 0 || list->malformed;
        return list->count > 0 ? TLS_CERTIFICATES_SHOWN : missing ? TLS_CERTIFICATES_NOT_SEEN : TLS_CERTIFICATES_EMPTY;
    }
    bool is_1_3 = facts->server_hello.frame != 0 && tls_version_is_1_3(facts->server_hello.version);
    if (facts->resumed_frame != 0) {
        return is_1_3 ? TLS_CERTIFICATES_PRE_SHARED_KEY : TLS_CERTIFICATES_RESUMED;
    }
    if (is_1_3) {
        return TLS_CERTIFICATES_ENCRYPTED;
    }
    bool not_asked = side == TLS_SERVER || facts->certificate_request_frame == 0;
    bool whole = facts->server_hello.frame != 0 && facts->server_hello_done_frame != 0 && !facts->damaged[TLS_CLIENT] && !facts->damaged[TLS_SERVER];
    if (!whole || !not_asked) {
        return TLS_CERTIFICATES_NOT_SEEN;
    }
    const char *suite = facts->server_hello.suite_known ? tls_suite_name(facts->server_hello.suite) : NULL;
    return side == TLS_CLIENT || tls_suite_needs_no_certificate(suite) ? TLS_CERTIFICATES_NOT_SENT : TLS_CERTIFICATES_LEFT_OUT;
}
