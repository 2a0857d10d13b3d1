/* tls-lines.c
 * What a frame shows of a TLS handshake: lines that the first pass writes, and every pass shows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls-lines.h"

#include <epan/proto_data.h>

#include "findings.h"

/* Of the keys under which a frame's data is kept. */
#define LINES_KEY 3
#define HELD_KEY  6 /* of a packet's: the array that lines go to instead */

#define DAYS_A_YEAR 365.2425

static int proto_portlore = -1;
static int proto_vxat = -1;

static int hf_tls[TLS_FIELDS];

static int ett_tls = -1;
static int ett_tls_part = -1;
static int ett_vxat = -1;

static expert_field ei_findings[TLS_FINDING_KINDS];

typedef enum { LINE_TEXT, LINE_NUMBER, LINE_TIME, LINE_HEADING, LINE_VXAT, LINE_STATEMENT, LINE_FINDING } line_kind;

typedef struct {
    line_kind kind;
    tls_field field;
    const char *text;                    /* in file memory */
    const registry_statement *statement; /* of LINE_STATEMENT; the registry outlives the capture */
    int64_t number;                      /* LINE_FINDING: tls_finding_kind; LINE_TIME: seconds since the epoch */
    bool below;                          /* belongs to the heading before it */
} shown_line;

static wmem_array_t *lines_of(packet_info *pinfo)
{
    return p_get_proto_data(wmem_file_scope(), pinfo, proto_portlore, LINES_KEY);
}

static wmem_array_t *held_of(packet_info *pinfo)
{
    return p_get_proto_data(pinfo->pool, pinfo, proto_portlore, HELD_KEY);
}

static void show_line(packet_info *pinfo, shown_line line)
{
    wmem_array_t *lines = lines_of(pinfo);
    if (!lines) {
        lines = wmem_array_new(wmem_file_scope(), sizeof(shown_line));
        p_add_proto_data(wmem_file_scope(), pinfo, proto_portlore, LINES_KEY, lines);
    }
    wmem_array_append_one(lines, line);
    if (line.kind == LINE_FINDING) {
        finding_count(pinfo, &ei_findings[line.number]);
    }
}

static void add_line(packet_info *pinfo, shown_line line)
{
    wmem_array_t *held = held_of(pinfo);
    if (held) {
        wmem_array_append_one(held, line);
    } else {
        show_line(pinfo, line);
    }
}

void tls_lines_hold(packet_info *pinfo, wmem_array_t **held)
{
    if (!*held) {
        *held = wmem_array_new(wmem_file_scope(), sizeof(shown_line));
    }
    p_add_proto_data(pinfo->pool, pinfo, proto_portlore, HELD_KEY, *held);
}

void tls_lines_hold_no_more(packet_info *pinfo)
{
    p_remove_proto_data(pinfo->pool, pinfo, proto_portlore, HELD_KEY);
}

void tls_lines_release(packet_info *pinfo, wmem_array_t **held)
{
    for (unsigned i = 0; *held && i < wmem_array_get_count(*held); i++) {
        const shown_line *line = wmem_array_index(*held, i);
        show_line(pinfo, *line);
    }
    *held = NULL;
}

void tls_lines_text(packet_info *pinfo, tls_field field, const char *text, bool below)
{
    if (text) {
        add_line(pinfo, (shown_line){ .kind = LINE_TEXT, .field = field, .text = wmem_strdup(wmem_file_scope(), text), .below = below });
    }
}

void tls_lines_number(packet_info *pinfo, tls_field field, uint32_t number, bool below)
{
    if (number != 0) {
        add_line(pinfo, (shown_line){ .kind = LINE_NUMBER, .field = field, .number = number, .below = below });
    }
}

void tls_lines_time(packet_info *pinfo, tls_field field, int64_t seconds)
{
    add_line(pinfo, (shown_line){ .kind = LINE_TIME, .field = field, .number = seconds, .below = true });
}

void tls_lines_heading(packet_info *pinfo, const char *title)
{
    add_line(pinfo, (shown_line){ .kind = LINE_HEADING, .text = wmem_strdup(wmem_file_scope(), title) });
}

void tls_lines_vxat(packet_info *pinfo)
{
    add_line(pinfo, (shown_line){ .kind = LINE_VXAT });
}

void tls_lines_statement(packet_info *pinfo, const registry_statement *statement)
{
    tls_field field = (tls_field)(TLS_FIELD_VXAT_KNOWN_USE + statement->kind);
    add_line(pinfo, (shown_line){ .kind = LINE_STATEMENT, .field = field, .statement = statement, .below = true });
}

void tls_lines_finding(packet_info *pinfo, tls_finding_kind kind)
{
    add_line(pinfo, (shown_line){ .kind = LINE_FINDING, .field = TLS_FIELD_FINDING, .number = kind });
}

bool tls_lines_exist(packet_info *pinfo)
{
    return lines_of(pinfo) != NULL;
}

/* Presentation */

static void show_finding(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, const shown_line *line)
{
    const tls_finding_policy *policy = tls_finding_policy_of((tls_finding_kind)line->number);
    proto_item *item =
        proto_tree_add_string_format_value(tree, hf_tls[line->field], frame, 0, 0, policy->slug, "%s: %s", policy->slug, policy->summary);
    proto_item_set_generated(item);
    finding_show(pinfo, item, &ei_findings[line->number]);
}

static void show_time(proto_tree *tree, tvbuff_t *frame, const shown_line *line)
{
    nstime_t time = { .secs = (time_t)line->number, .nsecs = 0 };
    proto_item_set_generated(proto_tree_add_time(tree, hf_tls[line->field], frame, 0, 0, &time));
}

static void show_number(proto_tree *tree, tvbuff_t *frame, const shown_line *line)
{
    uint32_t number = (uint32_t)line->number;
    proto_item *item = line->field == TLS_FIELD_VXAT_LIFETIME ? proto_tree_add_uint_format_value(tree, hf_tls[line->field], frame, 0, 0, number,
                                                                                                 "%u days (%.1f years)", number, number / DAYS_A_YEAR)
                                                              : proto_tree_add_uint(tree, hf_tls[line->field], frame, 0, 0, number);
    proto_item_set_generated(item);
}

static void show_statement(proto_tree *tree, tvbuff_t *frame, const shown_line *line)
{
    if (!proto_field_is_referenced(tree, hf_tls[line->field])) {
        return;
    }
    char *text = registry_statement_line(line->statement);
    proto_item_set_generated(proto_tree_add_string(tree, hf_tls[line->field], frame, 0, 0, text));
    g_free(text);
}

/* Where what is below it goes. */
static proto_tree *show_heading(proto_tree *tree, tvbuff_t *frame, const shown_line *line)
{
    proto_item *item;
    proto_tree *below = proto_tree_add_subtree(tree, frame, 0, 0, ett_tls_part, &item, line->text);
    proto_item_set_generated(item);
    return below;
}

static proto_tree *show_vxat(proto_tree *tree, tvbuff_t *frame)
{
    proto_item *item = proto_tree_add_protocol_format(tree, proto_vxat, frame, 0, 0, "Veritas authentication (vxatd)");
    proto_item_set_generated(item);
    return proto_item_add_subtree(item, ett_vxat);
}

bool tls_lines_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, bool statements)
{
    wmem_array_t *lines = lines_of(pinfo);
    if (!lines) {
        return false;
    }
    bool vxat = false;
    proto_item *item;
    proto_tree *top = proto_tree_add_subtree(tree, frame, 0, 0, ett_tls, &item, "TLS handshake");
    proto_item_set_generated(item);
    proto_tree *below = top;
    for (unsigned i = 0; i < wmem_array_get_count(lines); i++) {
        const shown_line *line = wmem_array_index(lines, i);
        proto_tree *where = line->below ? below : top;
        switch (line->kind) {
        case LINE_TEXT:
            proto_item_set_generated(proto_tree_add_string(where, hf_tls[line->field], frame, 0, 0, line->text));
            break;
        case LINE_NUMBER:
            show_number(where, frame, line);
            break;
        case LINE_TIME:
            show_time(where, frame, line);
            break;
        case LINE_HEADING:
            below = show_heading(top, frame, line);
            break;
        case LINE_VXAT:
            below = show_vxat(top, frame);
            vxat = true;
            break;
        case LINE_STATEMENT:
            if (statements) {
                show_statement(where, frame, line);
            }
            break;
        case LINE_FINDING:
            show_finding(top, frame, pinfo, line);
            break;
        }
    }
    return vxat;
}

/* Registration */

#define TLS_STRING(field, name, filter, blurb)                                                                                                       \
    {                                                                                                                                                \
        &hf_tls[TLS_FIELD_##field],                                                                                                                  \
        {                                                                                                                                            \
            name, filter, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL                                                                                \
        }                                                                                                                                            \
    }
#define TLS_UINT(field, name, filter, blurb)                                                                                                         \
    {                                                                                                                                                \
        &hf_tls[TLS_FIELD_##field],                                                                                                                  \
        {                                                                                                                                            \
            name, filter, FT_UINT32, BASE_DEC, NULL, 0, blurb, HFILL                                                                                 \
        }                                                                                                                                            \
    }
#define TLS_TIME(field, name, filter)                                                                                                                \
    {                                                                                                                                                \
        &hf_tls[TLS_FIELD_##field],                                                                                                                  \
        {                                                                                                                                            \
            name, filter, FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, NULL, 0, NULL, HFILL                                                                  \
        }                                                                                                                                            \
    }

static void register_handshake_fields(void)
{
    static hf_register_info hf[] = {
        TLS_STRING(VERSION, "TLS version", "portlore.tls.version", "Negotiated"),
        TLS_STRING(CIPHER, "Cipher suite", "portlore.tls.cipher", "Negotiated; IANA's name"),
        TLS_STRING(SNI, "Server name asked for", "portlore.tls.sni", "RFC 6066, section 3"),
        TLS_STRING(ALPN, "Application protocol agreed", "portlore.tls.alpn", "RFC 7301"),
        TLS_STRING(ALERT, "Alert", "portlore.tls.alert", "In clear"),
        TLS_STRING(RECORD_VERSION, "Version of the record", "portlore.tls.record.version", "In the header of the hello's first record"),
        TLS_STRING(HELLO_VERSION, "Version of the hello", "portlore.tls.hello.version", "Before extensions: client_version, server_version"),
        TLS_STRING(OFFERED_VERSION, "Version offered", "portlore.tls.offered.version", "supported_versions, RFC 8446, section 4.2.1"),
        TLS_STRING(OFFERED_GROUP, "Group offered", "portlore.tls.offered.group", "supported_groups; IANA's name"),
        TLS_STRING(OFFERED_ALPN, "Application protocol offered", "portlore.tls.offered.alpn", "RFC 7301"),
        TLS_STRING(COMPRESSION, "Compression method", "portlore.tls.compression_method", "Offered by the client; negotiated, by IANA's name"),
        TLS_STRING(RENEGOTIATION_INFO, "Secure renegotiation", "portlore.tls.renegotiation_info", "RFC 5746: offered, accepted"),
        TLS_STRING(EXTENDED_MASTER_SECRET, "Extended master secret", "portlore.tls.extended_master_secret", "RFC 7627: offered, accepted"),
        TLS_STRING(HEARTBEAT, "Heartbeat", "portlore.tls.heartbeat", "RFC 6520: offered, accepted"),
        TLS_STRING(HELLO_RETRY_REQUEST, "HelloRetryRequest", "portlore.tls.hello_retry_request", "The group that it asks for"),
        TLS_STRING(RENEGOTIATION, "Renegotiation", "portlore.tls.renegotiation", "Another handshake on the connection"),
        TLS_UINT(DH_BITS, "Bits of the DH prime", "portlore.tls.dh_bits", NULL),
        TLS_UINT(RSA_BITS, "Bits of the temporary RSA key", "portlore.tls.rsa_bits", "Of an export suite's key exchange"),
        TLS_STRING(GROUP, "Group", "portlore.tls.group", "Of the key exchange; IANA's name"),
        TLS_STRING(SIGNATURE, "Signature of the key exchange", "portlore.tls.signature", "TLS 1.2 only; IANA's name"),
        TLS_STRING(CERTIFICATES, "Certificates", "portlore.tls.certificates", "Why there are none, or not all of them, and what is odd of them"),
        TLS_STRING(SUBJECT, "Subject", "portlore.tls.certificate.subject", "RFC 4514"),
        TLS_STRING(ISSUER, "Issuer", "portlore.tls.certificate.issuer", "RFC 4514"),
        TLS_STRING(KEY, "Key", "portlore.tls.certificate.key", "Type of the public key"),
        TLS_UINT(KEY_BITS, "Bits of the key", "portlore.tls.certificate.key_bits", NULL),
        TLS_TIME(NOT_BEFORE, "Not before", "portlore.tls.certificate.not_before"),
        TLS_TIME(NOT_AFTER, "Not after", "portlore.tls.certificate.not_after"),
        TLS_STRING(CERTIFICATE_SIGNATURE, "Signature algorithm", "portlore.tls.certificate.signature", NULL),
        TLS_STRING(FINDING, "Finding", "portlore.tls.finding", "What was negotiated, offered or shown and is weak"),
    };
    proto_register_field_array(proto_portlore, hf, array_length(hf));
}

static void register_vxat_fields(void)
{
    static hf_register_info hf[] = {
        TLS_STRING(VXAT_ROLE, "Role", "vxat.role", "root, broker, machine or host; by the certificate"),
        TLS_STRING(VXAT_DOMAIN, "Domain", "vxat.domain", "Organizational unit of the certificate"),
        TLS_STRING(VXAT_HOST, "Host", "vxat.host", NULL),
        TLS_UINT(VXAT_LIFETIME, "Lifetime", "vxat.lifetime", "Days that the certificate is valid for in all"),
        TLS_STRING(VXAT_VERSION, "TLS version", "vxat.version", "Negotiated in this conversation"),
        TLS_STRING(VXAT_KNOWN_USE, "Known use", "vxat.known_use", "What uses the service, with confidence and source"),
        TLS_STRING(VXAT_NOTE, "Note", "vxat.note", "What is documented or reported of the service, wherever it is"),
        TLS_STRING(VXAT_ADVICE, "Advice", "vxat.advice", "What to do"),
        TLS_STRING(VXAT_CHECK, "Check", "vxat.check", "A command that shows what is there"),
    };
    proto_register_field_array(proto_vxat, hf, array_length(hf));
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
    findings_register_kinds(experts, ei, array_length(ei));
}

void tls_lines_register(int proto, expert_module_t *experts)
{
    static int *ett[] = { &ett_tls, &ett_tls_part, &ett_vxat };
    proto_portlore = proto;
    proto_vxat = proto_register_protocol("Veritas Product Authentication Service", "VxAT", "vxat");
    for (size_t i = 0; i < array_length(hf_tls); i++) {
        hf_tls[i] = -1;
    }
    register_handshake_fields();
    register_vxat_fields();
    register_experts(experts);
    proto_register_subtree_array(ett, array_length(ett));
}
