/* port-tls.c
 * What the clear part of a TLS handshake on a known port shows: fields, findings, and whose certificate it is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-tls.h"

#include <epan/proto_data.h>
#include <epan/to_str.h>

#include "portlore/tls_certificate.h"
#include "portlore/tls_findings.h"
#include "portlore/tls_handshake.h"
#include "portlore/tls_names.h"
#include "portlore/vxat_identity.h"
#include "tls-inside.h"

/* Of the keys under which a frame's data is kept. */
#define LINES_KEY 3

/* Distinct certificates of a capture that are read. */
#define CERTIFICATES_MAX 10000

static int proto_portlore = -1;
static int proto_vxat = -1;

static int hf_tls_version = -1;
static int hf_tls_cipher = -1;
static int hf_tls_sni = -1;
static int hf_tls_alpn = -1;
static int hf_tls_alert = -1;
static int hf_tls_dh_bits = -1;
static int hf_tls_certificates = -1;
static int hf_tls_certificate_subject = -1;
static int hf_tls_certificate_issuer = -1;
static int hf_tls_certificate_key = -1;
static int hf_tls_certificate_key_bits = -1;
static int hf_tls_certificate_not_before = -1;
static int hf_tls_certificate_not_after = -1;
static int hf_tls_certificate_signature = -1;
static int hf_tls_group = -1;
static int hf_tls_finding = -1;
static int hf_vxat_role = -1;
static int hf_vxat_domain = -1;
static int hf_vxat_host = -1;

static int ett_tls = -1;
static int ett_tls_certificate = -1;
static int ett_vxat = -1;

static expert_field ei_findings[TLS_FINDING_KINDS];

static dissector_table_t tls_ports;
static dissector_handle_t tls_handle;

static tls_certificate_cache *certificates; /* of the capture */
static wmem_map_t *told;                    /* of the capture: server, certificate and finding, as one string */

/* What is shown in a frame: one line each, in order. */
typedef enum { LINE_TEXT, LINE_NUMBER, LINE_TIME, LINE_CERTIFICATE, LINE_FINDING, LINE_VXAT } line_kind;

typedef struct {
    line_kind kind;
    const int *field;
    const char *text; /* in file memory, or static */
    int64_t number;   /* LINE_FINDING: tls_finding_kind; LINE_TIME: seconds since the epoch */
    bool below;       /* belongs to the certificate before it */
} shown_line;

/* Messages that are told once. */
typedef enum {
    TOLD_CLIENT_HELLO,
    TOLD_SERVER_HELLO,
    TOLD_SUITE,
    TOLD_KEY_EXCHANGE,
    TOLD_REQUEST,
    TOLD_CERTIFICATES, /* and the next: of each side */
    TOLD_MESSAGES = TOLD_CERTIFICATES + TLS_SIDES
} told_message;

struct _port_tls {
    tls_handshake *handshake;
    bool begun[TLS_SIDES];
    uint32_t next_sequence[TLS_SIDES];
    uint32_t handshakes; /* of which the facts were shown */
    GArray *findings;    /* of tls_finding: those of the conversation's handshake */
    unsigned findings_told;
    uint32_t alerts_told;
    uint32_t told_in[TOLD_MESSAGES]; /* the frame of each message that was told last */
};

static ws_bool free_tls(wmem_allocator_t *allocator, wmem_cb_event_t event, void *user)
{
    (void)allocator;
    (void)event;
    port_tls *tls = user;
    tls_handshake_free(tls->handshake);
    g_array_free(tls->findings, TRUE);
    g_free(tls);
    return FALSE;
}

static port_tls *tls_of(port_conversation *conversation)
{
    if (!conversation->tls) {
        port_tls *tls = g_new0(port_tls, 1);
        tls->handshake = tls_handshake_new();
        tls->findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
        wmem_register_callback(wmem_file_scope(), free_tls, tls);
        conversation->tls = tls;
    }
    return conversation->tls;
}

/* Lines */

static void add_line(packet_info *pinfo, shown_line line)
{
    wmem_array_t *lines = p_get_proto_data(wmem_file_scope(), pinfo, proto_portlore, LINES_KEY);
    if (!lines) {
        lines = wmem_array_new(wmem_file_scope(), sizeof(shown_line));
        p_add_proto_data(wmem_file_scope(), pinfo, proto_portlore, LINES_KEY, lines);
    }
    wmem_array_append_one(lines, line);
}

static void add_text(packet_info *pinfo, const int *field, const char *text, bool below)
{
    if (text) {
        add_line(pinfo, (shown_line){ .kind = LINE_TEXT, .field = field, .text = wmem_strdup(wmem_file_scope(), text), .below = below });
    }
}

static void add_number(packet_info *pinfo, const int *field, uint32_t number, bool below)
{
    if (number != 0) {
        add_line(pinfo, (shown_line){ .kind = LINE_NUMBER, .field = field, .number = number, .below = below });
    }
}

static void add_time(packet_info *pinfo, const int *field, int64_t seconds)
{
    add_line(pinfo, (shown_line){ .kind = LINE_TIME, .field = field, .number = seconds, .below = true });
}

/* Facts */

/* Once for each server and certificate. */
static bool is_new(const port_conversation *conversation, packet_info *pinfo, const tls_certificate *certificate, tls_finding_kind kind)
{
    char *server = address_to_str(pinfo->pool, &conversation->server);
    char *key = wmem_strdup_printf(wmem_file_scope(), "%s %u %s %d", server, conversation->port, certificate->fingerprint, kind);
    if (wmem_map_contains(told, key)) {
        return false;
    }
    wmem_map_insert(told, key, GUINT_TO_POINTER(1));
    return true;
}

static void add_finding(packet_info *pinfo, tls_finding_kind kind)
{
    add_line(pinfo, (shown_line){ .kind = LINE_FINDING, .text = tls_finding_policy_of(kind)->slug, .number = kind });
}

static void judge_certificate(const port_conversation *conversation, packet_info *pinfo, const tls_certificate *certificate, size_t position)
{
    GArray *findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
    tls_certificate_place place = { .seconds = pinfo->abs_ts.secs, .frame = pinfo->num, .position = position };
    tls_findings_judge_certificate(certificate, &place, findings);
    for (unsigned i = 0; i < findings->len; i++) {
        tls_finding_kind kind = g_array_index(findings, tls_finding, i).kind;
        if (is_new(conversation, pinfo, certificate, kind)) {
            add_finding(pinfo, kind);
        }
    }
    g_array_free(findings, TRUE);
}

static void take_identity(port_conversation *conversation, packet_info *pinfo, const tls_certificate *certificate)
{
    vxat_identity identity;
    if (!vxat_identity_of(certificate, &identity)) {
        return;
    }
    port_conversation_set_content(conversation, pinfo->num, "tls/vxatd", identity.by_issuer ? "certificate issuer O=vx" : "certificate subject O=vx");
    add_line(pinfo, (shown_line){ .kind = LINE_VXAT });
    add_text(pinfo, &hf_vxat_role, vxat_role_name(identity.role), true);
    add_text(pinfo, &hf_vxat_domain, identity.domain, true);
    add_text(pinfo, &hf_vxat_host, identity.host, true);
}

static void take_certificate(packet_info *pinfo, const tls_certificate *certificate, const char *side)
{
    char *title = wmem_strdup_printf(wmem_file_scope(), "Certificate of the %s%s%s", side, certificate->unreadable ? ", unreadable: " : "",
                                     certificate->unreadable ? certificate->unreadable : "");
    add_line(pinfo, (shown_line){ .kind = LINE_CERTIFICATE, .text = title });
    if (certificate->unreadable) {
        return;
    }
    add_text(pinfo, &hf_tls_certificate_subject, certificate->subject.text, true);
    add_text(pinfo, &hf_tls_certificate_issuer, certificate->issuer.text, true);
    add_text(pinfo, &hf_tls_certificate_key, certificate->key_name, true);
    add_number(pinfo, &hf_tls_certificate_key_bits, certificate->key_bits, true);
    if (certificate->validity_known) {
        add_time(pinfo, &hf_tls_certificate_not_before, certificate->not_before);
        add_time(pinfo, &hf_tls_certificate_not_after, certificate->not_after);
    }
    add_text(pinfo, &hf_tls_certificate_signature, certificate->signature_name, true);
}

/* RFC 5246 section 7.4.2: each certificate is issued by the next. */
static bool is_in_order(const tls_certificate_list *list)
{
    const tls_certificate *before = NULL;
    for (size_t i = 0; i < list->count; i++) {
        gsize length;
        const uint8_t *der = g_bytes_get_data(list->der[i], &length);
        const tls_certificate *certificate = tls_certificate_cache_get(certificates, der, length);
        if (!certificate || (before && !tls_certificate_issued_by(before, certificate))) {
            return false;
        }
        before = certificate;
    }
    return true;
}

static void take_certificates(port_conversation *conversation, packet_info *pinfo, const tls_facts *facts, tls_side side)
{
    const tls_certificate_list *list = &facts->certificates[side];
    for (size_t i = 0; i < list->count; i++) {
        gsize length;
        const uint8_t *der = g_bytes_get_data(list->der[i], &length);
        const tls_certificate *certificate = tls_certificate_cache_get(certificates, der, length);
        if (!certificate) {
            add_text(pinfo, &hf_tls_certificates, "not read: the capture has more distinct certificates than are kept", false);
            return;
        }
        take_certificate(pinfo, certificate, side == TLS_CLIENT ? "client" : "server");
        take_identity(conversation, pinfo, certificate);
        judge_certificate(conversation, pinfo, certificate, i);
    }
    if (list->omitted > 0) {
        add_text(pinfo, &hf_tls_certificates, "more than are kept, or too long", false);
    } else if (!is_in_order(list)) {
        add_text(pinfo, &hf_tls_certificates, "not in the order of their issuers", false);
    }
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
    default:
        return NULL;
    }
}

static void take_alerts(packet_info *pinfo, port_tls *tls, const tls_facts *facts)
{
    for (; tls->alerts_told < facts->alert_count; tls->alerts_told++) {
        const tls_alert *alert = &facts->alerts[tls->alerts_told];
        char name[TLS_NAME_SIZE];
        add_text(pinfo, &hf_tls_alert,
                 wmem_strdup_printf(pinfo->pool, "%s %s, from the %s", alert->level == 2 ? "fatal" : "warning", tls_alert_text(alert, name),
                                    alert->side == TLS_CLIENT ? "client" : "server"),
                 false);
    }
}

static void tell_findings(packet_info *pinfo, port_tls *tls)
{
    for (; tls->findings_told < tls->findings->len; tls->findings_told++) {
        add_finding(pinfo, g_array_index(tls->findings, tls_finding, tls->findings_told).kind);
    }
}

static void add_group(packet_info *pinfo, uint16_t group)
{
    char name[TLS_NAME_SIZE];
    if (group != 0) {
        add_text(pinfo, &hf_tls_group, tls_group_name(group, name), false);
    }
}

/* Whether a message came with this packet and is not told yet: a packet can bring several parts of the stream, each in a call of its own. */
static bool came_now(port_tls *tls, told_message message, uint32_t frame, const packet_info *pinfo)
{
    if (frame != pinfo->num || tls->told_in[message] == frame) {
        return false;
    }
    tls->told_in[message] = frame;
    return true;
}

static void take_hellos(packet_info *pinfo, port_tls *tls, const tls_facts *facts)
{
    if (came_now(tls, TOLD_CLIENT_HELLO, facts->client_hello.frame, pinfo)) {
        add_text(pinfo, &hf_tls_sni, facts->client_hello.server_name, false);
    }
    const tls_server_hello *hello = &facts->server_hello;
    if (came_now(tls, TOLD_SERVER_HELLO, hello->frame, pinfo)) {
        char version[TLS_NAME_SIZE];
        add_text(pinfo, &hf_tls_version, tls_version_name(hello->version, version), false);
        add_text(pinfo, &hf_tls_alpn, hello->alpn, false);
        add_group(pinfo, hello->group);
    }
    if (hello->suite_known && came_now(tls, TOLD_SUITE, hello->suite_frame, pinfo)) {
        char suite[TLS_NAME_SIZE];
        add_text(pinfo, &hf_tls_cipher, tls_suite_text(hello->suite, suite), false);
    }
}

static void take_visibility(packet_info *pinfo, port_tls *tls, const tls_facts *facts)
{
    uint32_t now = pinfo->num;
    bool told_now = facts->resumed_frame == now || facts->server_hello.frame == now || facts->server_hello_done_frame == now;
    const char *visibility = told_now && facts->server_hello.frame != 0 ? visibility_text(facts) : NULL;
    if (visibility && tls->handshakes != facts->handshake) {
        tls->handshakes = facts->handshake;
        add_text(pinfo, &hf_tls_certificates, visibility, false);
    }
}

/* What came with this packet. */
static void take_facts(port_conversation *conversation, packet_info *pinfo)
{
    port_tls *tls = conversation->tls;
    const tls_facts *facts = tls_handshake_facts(tls->handshake);
    take_hellos(pinfo, tls, facts);
    if (came_now(tls, TOLD_KEY_EXCHANGE, facts->key_exchange.frame, pinfo)) {
        add_number(pinfo, &hf_tls_dh_bits, facts->key_exchange.dh_bits, false);
        add_group(pinfo, facts->key_exchange.group);
    }
    if (came_now(tls, TOLD_REQUEST, facts->certificate_request_frame, pinfo)) {
        add_text(pinfo, &hf_tls_certificates, "the server asks for the client's", false);
    }
    for (tls_side side = TLS_CLIENT; side < TLS_SIDES; side++) {
        if (came_now(tls, TOLD_CERTIFICATES + side, facts->certificates[side].frame, pinfo)) {
            take_certificates(conversation, pinfo, facts, side);
        }
    }
    take_visibility(pinfo, tls, facts);
    take_alerts(pinfo, tls, facts);
    tls_findings_judge(facts, false, tls->findings);
    tell_findings(pinfo, tls);
}

void port_tls_take(port_conversation *conversation, packet_info *pinfo, uint32_t sequence, const uint8_t *bytes, size_t length)
{
    port_tls *tls = tls_of(conversation);
    tls_side side = port_conversation_sender(conversation, pinfo) == 0 ? TLS_CLIENT : TLS_SERVER;
    if (!tls->begun[side]) {
        tls->begun[side] = true;
        tls->next_sequence[side] = sequence;
    }
    int32_t ahead = (int32_t)(sequence - tls->next_sequence[side]); /* modulo 2^32: RFC 9293 section 3.4 */
    if (ahead > 0) {
        tls_handshake_gap(tls->handshake, side, (uint64_t)ahead);
        tls->next_sequence[side] = sequence;
        ahead = 0;
    }
    size_t known = (size_t)-(int64_t)ahead;
    if (known >= length) {
        return;
    }
    tls->next_sequence[side] += (uint32_t)(length - known);
    if (tls_handshake_push(tls->handshake, side, pinfo->num, bytes + known, length - known)) {
        take_facts(conversation, pinfo);
    }
}

void port_tls_end(port_conversation *conversation, packet_info *pinfo)
{
    port_tls *tls = conversation->tls;
    if (tls) {
        tls_findings_judge(tls_handshake_facts(tls->handshake), true, tls->findings);
        tell_findings(pinfo, tls);
    }
}

/* What is inside */

static bool may_be_http2(const tls_facts *facts)
{
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

void port_tls_pin(const port_conversation *conversation, packet_info *pinfo)
{
    dissector_handle_t inside = dissector_get_uint_handle(tls_ports, conversation->port);
    bool http2 = conversation->tls && may_be_http2(tls_handshake_facts(conversation->tls->handshake));
    if (inside && tls_handle && !http2) {
        tls_set_appdata_dissector(tls_handle, pinfo, tls_inside_handle());
    }
}

/* Presentation */

static void show_finding(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, const shown_line *line)
{
    const tls_finding_policy *policy = tls_finding_policy_of((tls_finding_kind)line->number);
    proto_item *item = proto_tree_add_string_format_value(tree, hf_tls_finding, frame, 0, 0, policy->slug, "%s: %s", policy->slug, policy->summary);
    proto_item_set_generated(item);
    expert_add_info(pinfo, item, &ei_findings[line->number]);
}

static void show_time(proto_tree *tree, tvbuff_t *frame, const shown_line *line)
{
    nstime_t time = { .secs = (time_t)line->number, .nsecs = 0 };
    proto_item_set_generated(proto_tree_add_time(tree, *line->field, frame, 0, 0, &time));
}

void port_tls_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo)
{
    wmem_array_t *lines = p_get_proto_data(wmem_file_scope(), pinfo, proto_portlore, LINES_KEY);
    if (!lines) {
        return;
    }
    proto_item *item;
    proto_tree *top = proto_tree_add_subtree(tree, frame, 0, 0, ett_tls, &item, "TLS handshake");
    proto_item_set_generated(item);
    proto_tree *below = top;
    for (unsigned i = 0; i < wmem_array_get_count(lines); i++) {
        const shown_line *line = wmem_array_index(lines, i);
        proto_tree *where = line->below ? below : top;
        switch (line->kind) {
        case LINE_TEXT:
            proto_item_set_generated(proto_tree_add_string(where, *line->field, frame, 0, 0, line->text));
            break;
        case LINE_NUMBER:
            proto_item_set_generated(proto_tree_add_uint(where, *line->field, frame, 0, 0, (uint32_t)line->number));
            break;
        case LINE_TIME:
            show_time(where, frame, line);
            break;
        case LINE_CERTIFICATE:
            below = proto_tree_add_subtree(top, frame, 0, 0, ett_tls_certificate, &item, line->text);
            proto_item_set_generated(item);
            break;
        case LINE_VXAT:
            item = proto_tree_add_protocol_format(top, proto_vxat, frame, 0, 0, "Veritas authentication (vxatd)");
            proto_item_set_generated(item);
            below = proto_item_add_subtree(item, ett_vxat);
            break;
        case LINE_FINDING:
            show_finding(top, frame, pinfo, line);
            break;
        }
    }
}

/* Registration */

#define TLS_STRING(variable, name, filter, blurb)                                                                                                    \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL                                                                                \
        }                                                                                                                                            \
    }
#define TLS_UINT(variable, name, filter, blurb)                                                                                                      \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_UINT32, BASE_DEC, NULL, 0, blurb, HFILL                                                                                 \
        }                                                                                                                                            \
    }
#define TLS_TIME(variable, name, filter)                                                                                                             \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, NULL, 0, NULL, HFILL                                                                  \
        }                                                                                                                                            \
    }

static void register_fields(void)
{
    static hf_register_info hf[] = {
        TLS_STRING(hf_tls_version, "TLS version", "portlore.tls.version", "Negotiated"),
        TLS_STRING(hf_tls_cipher, "Cipher suite", "portlore.tls.cipher", "Negotiated; IANA's name"),
        TLS_STRING(hf_tls_sni, "Server name asked for", "portlore.tls.sni", "RFC 6066, section 3"),
        TLS_STRING(hf_tls_alpn, "Application protocol agreed", "portlore.tls.alpn", "RFC 7301"),
        TLS_STRING(hf_tls_alert, "Alert", "portlore.tls.alert", "In clear"),
        TLS_UINT(hf_tls_dh_bits, "Bits of the DH prime", "portlore.tls.dh_bits", NULL),
        TLS_STRING(hf_tls_group, "Group", "portlore.tls.group", "Of the key exchange; IANA's name"),
        TLS_STRING(hf_tls_certificates, "Certificates", "portlore.tls.certificates", "Why there are none, or not all of them, and what is odd of them"),
        TLS_STRING(hf_tls_certificate_subject, "Subject", "portlore.tls.certificate.subject", "RFC 4514"),
        TLS_STRING(hf_tls_certificate_issuer, "Issuer", "portlore.tls.certificate.issuer", "RFC 4514"),
        TLS_STRING(hf_tls_certificate_key, "Key", "portlore.tls.certificate.key", "Type of the public key"),
        TLS_UINT(hf_tls_certificate_key_bits, "Bits of the key", "portlore.tls.certificate.key_bits", NULL),
        TLS_TIME(hf_tls_certificate_not_before, "Not before", "portlore.tls.certificate.not_before"),
        TLS_TIME(hf_tls_certificate_not_after, "Not after", "portlore.tls.certificate.not_after"),
        TLS_STRING(hf_tls_certificate_signature, "Signature algorithm", "portlore.tls.certificate.signature", NULL),
        TLS_STRING(hf_tls_finding, "Finding", "portlore.tls.finding", "What was negotiated, offered or shown and is weak"),
    };
    static hf_register_info hf_vxat[] = {
        TLS_STRING(hf_vxat_role, "Role", "vxat.role", "root, broker, machine or host; by the certificate"),
        TLS_STRING(hf_vxat_domain, "Domain", "vxat.domain", "Organizational unit of the certificate"),
        TLS_STRING(hf_vxat_host, "Host", "vxat.host", NULL),
    };
    proto_register_field_array(proto_portlore, hf, array_length(hf));
    proto_register_field_array(proto_vxat, hf_vxat, array_length(hf_vxat));
}

static void register_experts(expert_module_t *experts)
{
    static ei_register_info ei[TLS_FINDING_KINDS];
    for (unsigned i = 0; i < TLS_FINDING_KINDS; i++) {
        const tls_finding_policy *policy = tls_finding_policy_of((tls_finding_kind)i);
        ei_register_info one = {
            &ei_findings[i],
            { policy->filter, PI_SECURITY, policy->severity == TLS_FINDING_WARNING ? PI_WARN : PI_NOTE, policy->summary, EXPFILL },
        };
        ei_findings[i] = (expert_field)EI_INIT;
        ei[i] = one;
    }
    expert_register_field_array(experts, ei, array_length(ei));
}

static void begin_capture(void)
{
    certificates = tls_certificate_cache_new(CERTIFICATES_MAX);
}

static void end_capture(void)
{
    g_clear_pointer(&certificates, tls_certificate_cache_free);
}

void port_tls_register(int proto, expert_module_t *experts)
{
    static int *ett[] = { &ett_tls, &ett_tls_certificate, &ett_vxat };
    proto_portlore = proto;
    proto_vxat = proto_register_protocol("Veritas Product Authentication Service", "VxAT", "vxat");
    register_fields();
    register_experts(experts);
    proto_register_subtree_array(ett, array_length(ett));
    told = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), wmem_str_hash, g_str_equal);
    register_init_routine(begin_capture);
    register_cleanup_routine(end_capture);
}

void port_tls_handoff(void)
{
    tls_ports = find_dissector_table("tls.port");
    tls_handle = find_dissector("tls");
}
