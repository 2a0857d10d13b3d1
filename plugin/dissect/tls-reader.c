/* tls-reader.c
 * Reads the clear part of a conversation's TLS handshake, and writes down what each frame shows of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls-reader.h"

#include <string.h>

#include <epan/to_str.h>

#include "tcp-packet.h"
#include "tls-lines.h"
#include "tls-vxat.h"

#include "portlore/tls_certificate.h"
#include "portlore/tls_findings.h"
#include "portlore/tls_handshake.h"
#include "portlore/tls_names.h"

/* Distinct certificates of a capture that are read. */
#define CERTIFICATES_MAX 10000

#define ALERT_FATAL 2

static tls_certificate_cache *certificates; /* of the capture */
static wmem_map_t *told;                    /* of the capture: server, certificate and finding, as one string */

/* Messages that are told once. */
typedef enum {
    TOLD_CLIENT_HELLO,
    TOLD_RETRY_REQUEST,
    TOLD_SERVER_HELLO,
    TOLD_SUITE,
    TOLD_KEY_EXCHANGE,
    TOLD_REQUEST,
    TOLD_RENEGOTIATION,
    TOLD_CERTIFICATES, /* and the next: of each side */
    TOLD_MESSAGES = TOLD_CERTIFICATES + TLS_SIDES
} told_message;

struct _tls_reader {
    const address *server;
    uint16_t port;
    tls_handshake *handshake;
    bool begun[TLS_SIDES];
    uint32_t next_sequence[TLS_SIDES];
    uint32_t handshakes; /* of which the facts were shown */
    GArray *findings;    /* of tls_finding: those of the conversation's handshake */
    unsigned findings_told;
    uint32_t alerts_told;
    uint32_t told_in[TOLD_MESSAGES]; /* the frame of each message that was told last */
    bool vxatd;                      /* a certificate of it was told */
};

static ws_bool free_reader(wmem_allocator_t *allocator, wmem_cb_event_t event, void *user)
{
    (void)allocator;
    (void)event;
    tls_reader *reader = user;
    tls_handshake_free(reader->handshake);
    g_array_free(reader->findings, TRUE);
    g_free(reader);
    return FALSE;
}

tls_reader *tls_reader_new(const address *server, uint16_t port)
{
    tls_reader *reader = g_new0(tls_reader, 1);
    reader->server = server;
    reader->port = port;
    reader->handshake = tls_handshake_new();
    reader->findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
    wmem_register_callback(wmem_file_scope(), free_reader, reader);
    return reader;
}

/* Certificates */

/* Once for each server and certificate. */
static bool is_new(const tls_reader *reader, packet_info *pinfo, const tls_certificate *certificate, tls_finding_kind kind)
{
    char *server = address_to_str(pinfo->pool, reader->server);
    const char *key = wmem_strdup_printf(pinfo->pool, "%s %u %s %d", server, reader->port, certificate->fingerprint, kind);
    if (wmem_map_contains(told, key)) {
        return false;
    }
    wmem_map_insert(told, wmem_strdup(wmem_file_scope(), key), GUINT_TO_POINTER(1));
    return true;
}

static void judge_certificate(const tls_reader *reader, packet_info *pinfo, const tls_certificate *certificate, size_t position)
{
    GArray *findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
    tls_certificate_place place = { .seconds = pinfo->abs_ts.secs, .frame = pinfo->num, .position = position };
    place.untimed = (pinfo->presence_flags & PINFO_HAS_TS) == 0;
    tls_findings_judge_certificate(certificate, &place, findings);
    for (unsigned i = 0; i < findings->len; i++) {
        tls_finding_kind kind = g_array_index(findings, tls_finding, i).kind;
        if (is_new(reader, pinfo, certificate, kind)) {
            tls_lines_finding(pinfo, kind);
        }
    }
    g_array_free(findings, TRUE);
}

static void take_certificate(packet_info *pinfo, const tls_certificate *certificate, const char *side)
{
    const char *why = certificate->unreadable;
    tls_lines_heading(pinfo, wmem_strdup_printf(pinfo->pool, "Certificate of the %s%s%s", side, why ? ", unreadable: " : "", why ? why : ""));
    if (why) {
        return;
    }
    tls_lines_text(pinfo, TLS_FIELD_SUBJECT, certificate->subject.text, true);
    tls_lines_text(pinfo, TLS_FIELD_ISSUER, certificate->issuer.text, true);
    tls_lines_text(pinfo, TLS_FIELD_KEY, certificate->key_name, true);
    tls_lines_number(pinfo, TLS_FIELD_KEY_BITS, certificate->key_bits, true);
    if (certificate->validity_known) {
        tls_lines_time(pinfo, TLS_FIELD_NOT_BEFORE, certificate->not_before);
        tls_lines_time(pinfo, TLS_FIELD_NOT_AFTER, certificate->not_after);
    } else {
        tls_lines_text(pinfo, TLS_FIELD_CERTIFICATES, "dates not shown: one of them is none (RFC 5280 section 4.1.2.5)", true);
    }
    tls_lines_text(pinfo, TLS_FIELD_CERTIFICATE_SIGNATURE, certificate->signature_name, true);
}

/* RFC 5246 section 7.4.2: each certificate is issued by the next. Of one that cannot be read, it is not known by whom, or whether it issued. */
static bool is_in_order(const tls_certificate_list *list)
{
    const tls_certificate *before = NULL;
    for (size_t i = 0; i < list->count; i++) {
        gsize length;
        const uint8_t *der = g_bytes_get_data(list->der[i], &length);
        const tls_certificate *certificate = tls_certificate_cache_get(certificates, der, length);
        bool readable = certificate && !certificate->unreadable;
        if (before && !before->unreadable && readable && !tls_certificate_issued_by(before, certificate)) {
            return false;
        }
        before = certificate;
    }
    return true;
}

/* What is to be told of the list itself. */
static void take_list(packet_info *pinfo, const tls_facts *facts, tls_side side)
{
    const tls_certificate_list *list = &facts->certificates[side];
    if (list->omitted > 0) {
        tls_lines_text(pinfo, TLS_FIELD_CERTIFICATES, "more than are kept, or too long", false);
    }
    if (list->malformed) {
        tls_lines_text(pinfo, TLS_FIELD_CERTIFICATES, "the list is malformed", false);
    }
    if (!is_in_order(list)) {
        tls_lines_text(pinfo, TLS_FIELD_CERTIFICATES, "not in the order of their issuers", false);
    }
    if (side == TLS_CLIENT && tls_facts_certificates(facts, side) == TLS_CERTIFICATES_EMPTY) {
        tls_lines_text(pinfo, TLS_FIELD_CERTIFICATES, "the client has none to show", false);
    }
}

/* Returns the evidence for vxatd, or NULL. */
static const char *take_certificates(tls_reader *reader, packet_info *pinfo, const tls_facts *facts, tls_side side)
{
    const tls_certificate_list *list = &facts->certificates[side];
    const char *evidence = NULL;
    for (size_t i = 0; i < list->count; i++) {
        gsize length;
        const uint8_t *der = g_bytes_get_data(list->der[i], &length);
        const tls_certificate *certificate = tls_certificate_cache_get(certificates, der, length);
        if (!certificate) {
            tls_lines_text(pinfo, TLS_FIELD_CERTIFICATES, "not read: the capture has more distinct certificates than are kept", false);
            return evidence;
        }
        take_certificate(pinfo, certificate, side == TLS_CLIENT ? "client" : "server");
        const char *proof = tls_vxat_take(pinfo, certificate, !reader->vxatd, facts->server_hello.frame != 0 ? facts->server_hello.version : 0);
        reader->vxatd = reader->vxatd || proof;
        evidence = evidence ? evidence : proof;
        judge_certificate(reader, pinfo, certificate, i);
    }
    take_list(pinfo, facts, side);
    return evidence;
}

/* Where there could be certificates and are none. */
static const char *visibility_text(const tls_facts *facts)
{
    switch (tls_facts_certificates(facts, TLS_SERVER)) {
    case TLS_CERTIFICATES_RESUMED:
        return "not shown: resumed session";
    case TLS_CERTIFICATES_ENCRYPTED:
        return "not visible: encrypted in TLS 1.3; with the keys, see the TLS layer";
    case TLS_CERTIFICATES_EMPTY:
        return "an empty list";
    case TLS_CERTIFICATES_NOT_SENT:
        return "none: the cipher suite needs none";
    case TLS_CERTIFICATES_OTHER_TYPE:
        return "not X.509";
    case TLS_CERTIFICATES_PRE_SHARED_KEY:
        return "not shown: pre-shared key, of a resumed session or agreed on beforehand";
    case TLS_CERTIFICATES_LEFT_OUT:
        return "none: a full handshake without any";
    default:
        return NULL;
    }
}

static void take_visibility(packet_info *pinfo, tls_reader *reader, const tls_facts *facts)
{
    uint32_t now = pinfo->num;
    bool told_now = facts->resumed_frame == now || facts->server_hello.frame == now || facts->server_hello_done_frame == now;
    const char *visibility = told_now && facts->server_hello.frame != 0 ? visibility_text(facts) : NULL;
    if (visibility && reader->handshakes != facts->handshake) {
        reader->handshakes = facts->handshake;
        tls_lines_text(pinfo, TLS_FIELD_CERTIFICATES, visibility, false);
    }
}

/* Hellos */

static void add_version(packet_info *pinfo, tls_field field, uint16_t version, bool below)
{
    char name[TLS_NAME_SIZE];
    tls_lines_text(pinfo, field, tls_version_name(version, name), below);
}

static void add_group(packet_info *pinfo, tls_field field, uint16_t group, bool below)
{
    char name[TLS_NAME_SIZE];
    if (group != 0) {
        tls_lines_text(pinfo, field, tls_group_name(group, name), below);
    }
}

/* What one side offers and the other accepts. */
static void add_extensions(packet_info *pinfo, bool renegotiation_info, bool extended_master_secret, bool heartbeat, const char *what)
{
    tls_lines_text(pinfo, TLS_FIELD_RENEGOTIATION_INFO, renegotiation_info ? what : NULL, true);
    tls_lines_text(pinfo, TLS_FIELD_EXTENDED_MASTER_SECRET, extended_master_secret ? what : NULL, true);
    tls_lines_text(pinfo, TLS_FIELD_HEARTBEAT, heartbeat ? what : NULL, true);
}

static void take_client_hello(packet_info *pinfo, const tls_client_hello *hello)
{
    tls_lines_text(pinfo, TLS_FIELD_SNI, hello->server_name, false);
    tls_lines_heading(pinfo, hello->ssl2_form ? "Hello of the client, in the form of SSL 2.0" : "Hello of the client");
    if (!hello->ssl2_form) {
        add_version(pinfo, TLS_FIELD_RECORD_VERSION, hello->record_version, true);
    }
    add_version(pinfo, TLS_FIELD_HELLO_VERSION, hello->version, true);
    for (size_t i = 0; i < hello->version_count; i++) {
        add_version(pinfo, TLS_FIELD_OFFERED_VERSION, hello->versions[i], true);
    }
    for (size_t i = 0; i < hello->group_count; i++) {
        add_group(pinfo, TLS_FIELD_OFFERED_GROUP, hello->groups[i], true);
    }
    for (size_t i = 0; i < hello->alpn_count; i++) {
        tls_lines_text(pinfo, TLS_FIELD_OFFERED_ALPN, hello->alpn[i], true);
    }
    tls_lines_text(pinfo, TLS_FIELD_COMPRESSION, hello->offers_compression ? "offered" : NULL, true);
    add_extensions(pinfo, hello->renegotiation_info, hello->extended_master_secret, hello->heartbeat, "offered");
}

static void take_server_hello(packet_info *pinfo, const tls_server_hello *hello)
{
    add_version(pinfo, TLS_FIELD_VERSION, hello->version, false);
    tls_lines_text(pinfo, TLS_FIELD_ALPN, hello->alpn, false);
    add_group(pinfo, TLS_FIELD_GROUP, hello->group, false);
    tls_lines_heading(pinfo, "Hello of the server");
    bool ssl2 = hello->version == TLS_SSL2;
    if (!ssl2) {
        add_version(pinfo, TLS_FIELD_RECORD_VERSION, hello->record_version, true);
    }
    add_version(pinfo, TLS_FIELD_HELLO_VERSION, hello->hello_version, true);
    if (!ssl2 && !tls_version_is_1_3(hello->version)) {
        char name[TLS_NAME_SIZE];
        tls_lines_text(pinfo, TLS_FIELD_COMPRESSION, tls_compression_name(hello->compression, name), true);
    }
    add_extensions(pinfo, hello->renegotiation_info, hello->extended_master_secret, hello->heartbeat, "accepted");
}

/* The rest */

static void take_alerts(packet_info *pinfo, tls_reader *reader, const tls_facts *facts)
{
    for (; reader->alerts_told < facts->alert_count; reader->alerts_told++) {
        const tls_alert *alert = &facts->alerts[reader->alerts_told];
        char name[TLS_NAME_SIZE];
        const char *level = alert->level == ALERT_FATAL ? "fatal" : "warning";
        const char *side = alert->side == TLS_CLIENT ? "client" : "server";
        tls_lines_text(pinfo, TLS_FIELD_ALERT, wmem_strdup_printf(pinfo->pool, "%s %s, from the %s", level, tls_alert_text(alert, name), side),
                       false);
    }
}

static void take_key_exchange(packet_info *pinfo, const tls_key_exchange *exchange)
{
    tls_lines_number(pinfo, TLS_FIELD_DH_BITS, exchange->dh_bits, false);
    tls_lines_number(pinfo, TLS_FIELD_RSA_BITS, exchange->rsa_bits, false);
    add_group(pinfo, TLS_FIELD_GROUP, exchange->group, false);
    if (exchange->signature != 0) {
        char name[TLS_NAME_SIZE];
        tls_lines_text(pinfo, TLS_FIELD_SIGNATURE, tls_signature_name(exchange->signature, name), false);
    }
}

/* Whether a message came with this packet and is not told yet: a packet can bring several parts of the stream, each in a call of its own. */
static bool came_now(tls_reader *reader, told_message message, uint32_t frame, const packet_info *pinfo)
{
    if (frame != pinfo->num || reader->told_in[message] == frame) {
        return false;
    }
    reader->told_in[message] = frame;
    return true;
}

static void take_hellos(packet_info *pinfo, tls_reader *reader, const tls_facts *facts)
{
    if (came_now(reader, TOLD_CLIENT_HELLO, facts->client_hello.frame, pinfo)) {
        tls_lines_text(pinfo, TLS_FIELD_RENEGOTIATION, facts->handshake > 1 ? "in clear" : NULL, false);
        take_client_hello(pinfo, &facts->client_hello);
    }
    if (came_now(reader, TOLD_RETRY_REQUEST, facts->retry_request_frame, pinfo)) {
        char name[TLS_NAME_SIZE];
        const char *group = facts->retry_group != 0 ? tls_group_name(facts->retry_group, name) : "no group";
        tls_lines_text(pinfo, TLS_FIELD_HELLO_RETRY_REQUEST, group, false);
    }
    if (came_now(reader, TOLD_SERVER_HELLO, facts->server_hello.frame, pinfo)) {
        take_server_hello(pinfo, &facts->server_hello);
    }
    if (facts->server_hello.suite_known && came_now(reader, TOLD_SUITE, facts->server_hello.suite_frame, pinfo)) {
        char suite[TLS_NAME_SIZE];
        if (facts->server_hello.frame == 0) { /* SSL 2.0, by the client's word alone */
            add_version(pinfo, TLS_FIELD_VERSION, facts->server_hello.version, false);
        }
        tls_lines_text(pinfo, TLS_FIELD_CIPHER, tls_suite_text(facts->server_hello.suite, suite), false);
    }
}

/* Its messages cannot be told from others', not even where the suite does not encrypt: a MAC stands behind them. */
static void take_renegotiation(packet_info *pinfo, const tls_facts *facts)
{
    bool clear = tls_suite_traits_of(tls_suite_name(facts->server_hello.suite)).null_cipher;
    const char *side = facts->renegotiation_side == TLS_CLIENT ? "client" : "server";
    tls_lines_text(pinfo, TLS_FIELD_RENEGOTIATION, wmem_strdup_printf(pinfo->pool, "%sbegun by the %s", clear ? "" : "encrypted, ", side), false);
}

/* What came with this packet. Returns the evidence for vxatd, or NULL. */
static const char *take_facts(tls_reader *reader, packet_info *pinfo)
{
    const tls_facts *facts = tls_handshake_facts(reader->handshake);
    const char *evidence = NULL;
    take_hellos(pinfo, reader, facts);
    if (came_now(reader, TOLD_KEY_EXCHANGE, facts->key_exchange.frame, pinfo)) {
        take_key_exchange(pinfo, &facts->key_exchange);
    }
    if (came_now(reader, TOLD_REQUEST, facts->certificate_request_frame, pinfo)) {
        tls_lines_text(pinfo, TLS_FIELD_CERTIFICATES, "the server asks for the client's", false);
    }
    for (tls_side side = TLS_CLIENT; side < TLS_SIDES; side++) {
        if (came_now(reader, TOLD_CERTIFICATES + side, facts->certificates[side].frame, pinfo)) {
            const char *proof = take_certificates(reader, pinfo, facts, side);
            evidence = evidence ? evidence : proof;
        }
    }
    if (came_now(reader, TOLD_RENEGOTIATION, facts->renegotiation_frame, pinfo)) {
        take_renegotiation(pinfo, facts);
    }
    take_visibility(pinfo, reader, facts);
    take_alerts(pinfo, reader, facts);
    tls_findings_judge(facts, reader->findings);
    for (; reader->findings_told < reader->findings->len; reader->findings_told++) {
        tls_lines_finding(pinfo, g_array_index(reader->findings, tls_finding, reader->findings_told).kind);
    }
    return evidence;
}

const char *tls_reader_take(tls_reader *reader, packet_info *pinfo, tls_side side, uint32_t sequence, const uint8_t *bytes, size_t length)
{
    if (!reader->begun[side]) {
        reader->begun[side] = true;
        reader->next_sequence[side] = sequence;
    }
    int32_t ahead = (int32_t)(sequence - reader->next_sequence[side]); /* modulo 2^32: RFC 9293 section 3.4 */
    if (ahead > 0) {
        tls_handshake_gap(reader->handshake, side, (uint64_t)ahead);
        reader->next_sequence[side] = sequence;
        ahead = 0;
    }
    size_t known = (size_t) - (int64_t)ahead;
    if (known >= length) {
        return NULL;
    }
    reader->next_sequence[side] += (uint32_t)(length - known);
    return tls_handshake_push(reader->handshake, side, pinfo->num, bytes + known, length - known) ? take_facts(reader, pinfo) : NULL;
}

/* TCP saw the client ask, and nobody answer; nor did the other side send anything: its direction was not captured. */
static bool is_one_sided(const tls_reader *reader, packet_info *pinfo, tls_side side)
{
    wireshark_tcp_course course;
    bool silent = !reader->begun[side == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT];
    bool known = wireshark_tcp_course_of(pinfo, &course);
    return silent && known && (course.seen & (WIRESHARK_TCP_SYN | WIRESHARK_TCP_SYN_ACK)) == WIRESHARK_TCP_SYN;
}

/* A side that has sent a FIN may still be answered (RFC 9293 section 3.6); a reset ends both directions. */
void tls_reader_see(tls_reader *reader, tvbuff_t *frame, packet_info *pinfo, tls_side side)
{
    tcp_header header;
    if (!tcp_packet_header(frame, pinfo, &header) || (header.flags & (TCP_HEADER_FIN | TCP_HEADER_RST)) == 0) {
        return;
    }
    bool both = (header.flags & TCP_HEADER_RST) != 0 || is_one_sided(reader, pinfo, side);
    bool news = tls_handshake_close(reader->handshake, side, pinfo->num);
    if (both) {
        news |= tls_handshake_close(reader->handshake, side == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT, pinfo->num);
    }
    if (news) {
        take_facts(reader, pinfo);
    }
}

const tls_facts *tls_reader_facts(const tls_reader *reader)
{
    return reader ? tls_handshake_facts(reader->handshake) : NULL;
}

const tls_certificate *tls_reader_server_certificate(const tls_reader *reader)
{
    const tls_facts *facts = tls_reader_facts(reader);
    if (!facts || facts->certificates[TLS_SERVER].count == 0) {
        return NULL;
    }
    gsize length;
    const uint8_t *der = g_bytes_get_data(facts->certificates[TLS_SERVER].der[0], &length);
    const tls_certificate *certificate = tls_certificate_cache_get(certificates, der, length);
    return certificate && !certificate->unreadable ? certificate : NULL;
}

bool tls_reader_may_be_http2(const tls_reader *reader)
{
    const tls_facts *facts = reader ? tls_handshake_facts(reader->handshake) : NULL;
    if (!facts) {
        return false;
    }
    if (facts->server_hello.alpn) {
        return strcmp(facts->server_hello.alpn, "h2") == 0;
    }
    for (size_t i = 0; i < facts->client_hello.alpn_count; i++) {
        if (strcmp(facts->client_hello.alpn[i], "h2") == 0) {
            return true;
        }
    }
    return false;
}

static void begin_capture(void)
{
    certificates = tls_certificate_cache_new(CERTIFICATES_MAX);
}

static void end_capture(void)
{
    g_clear_pointer(&certificates, tls_certificate_cache_free);
}

void tls_reader_register(void)
{
    told = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), wmem_str_hash, g_str_equal);
    register_init_routine(begin_capture);
    register_cleanup_routine(end_capture);
}
