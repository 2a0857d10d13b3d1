/* port-notes.c
 * The note on a packet of a known port: one line that opens into what the port is for and what is on it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-notes.h"

#include "findings.h"
#include "port-course.h"
#include "port-registry.h"
#include "tls-lines.h"

typedef enum { FULL_NOTES_FIRST, FULL_NOTES_ALL, FULL_NOTES_NONE } full_notes_on;

/* Integer-sized, as preferences want it. */
static int full_notes = FULL_NOTES_FIRST;

static int proto_portlore = -1;

static int hf_portlore_port = -1;
static int hf_portlore_registered_name = -1;
static int hf_portlore_registered_status = -1;
static int hf_portlore_registered_description = -1;
static int hf_portlore_registered_assignee = -1;
static int hf_portlore_registered_date = -1;
static int hf_portlore_registered_reference = -1;
static int hf_portlore_registered_source = -1;
static int hf_portlore_known_use = -1;
static int hf_portlore_note = -1;
static int hf_portlore_advice = -1;
static int hf_portlore_check = -1;
static int hf_portlore_notes_in = -1;
static int hf_portlore_content = -1;
static int hf_portlore_verdict = -1;
static int hf_portlore_evidence = -1;
static int hf_portlore_scan = -1;
static int hf_portlore_not_delivered_first = -1;
static int hf_portlore_not_delivered_preference = -1;

static int ett_portlore = -1;

static expert_field ei_portlore_unexpected = EI_INIT;
static expert_field ei_portlore_unidentified = EI_INIT;
static expert_field ei_portlore_scan_seen = EI_INIT;
static expert_field ei_portlore_public_client = EI_INIT;
static expert_field ei_portlore_not_delivered = EI_INIT;

/* How a content is called in a sentence. */
static const struct {
    const char *content;
    const char *text;
    bool readable; /* by anyone on the path, where it is not inside TLS */
} content_texts[] = {
    { "junos-xml", "Junos XML", true },
    { "netconf", "NETCONF", true },
    { "tls", "TLS", false },
    { "ssl2", "SSL 2.0", false },
    { "http", "HTTP", true },
    { "ssh", "SSH", false },
    { "telnet", "Telnet", true },
    { "dtp-dia", "DTP/DIA", true },
    { "text", "text that nothing recognises", false },
    { "binary", "data that nothing recognises", false },
    { "sepm", "Symantec Endpoint Protection Manager", true },
    { "esp", "HPCC Systems ESP", true },
    { "vxatd", "Veritas authentication (vxatd)", true },
};

static proto_item *add_text(proto_tree *tree, int field, tvbuff_t *frame, const char *text)
{
    if (!text) {
        return NULL;
    }
    proto_item *item = proto_tree_add_string(tree, field, frame, 0, 0, text);
    proto_item_set_generated(item);
    return item;
}

static void add_frame(proto_tree *tree, int field, tvbuff_t *frame, uint32_t number)
{
    proto_item_set_generated(proto_tree_add_uint(tree, field, frame, 0, 0, number));
}

/* The line */

static void append_content(proto_item *item, const port_view *view)
{
    const char *text = view->content;
    const char *where = view->inside_tls ? " inside TLS" : "";
    const char *whose = view->inside_tls ? strrchr(view->token, '/') + 1 : view->content;
    for (size_t i = 0; i < array_length(content_texts); i++) {
        if (strcmp(content_texts[i].content, whose) == 0) {
            text = content_texts[i].text;
            where = view->inside_tls || !content_texts[i].readable ? where : " in clear";
        }
    }
    proto_item_append_text(item, "; carries %s%s", text, where);
}

static void append_view(proto_item *item, const port_view *view)
{
    bool has_content = view->content && strcmp(view->content, identify_content_name(IDENTIFY_CONTENT_NONE)) != 0;
    if (has_content) {
        append_content(item, view);
        if (view->verdict.known && view->verdict.verdict == REGISTRY_VERDICT_UNEXPECTED) {
            proto_item_append_text(item, ", unexpected");
        }
    } else if (view->verdict.known) {
        proto_item_append_text(item, "; %s", registry_verdict_name(view->verdict.verdict));
    }
}

/* Where the entry does not tell the registration, or is not shown, IANA's file may. */
static const registry_entry *registration_of(const port_conversation *conversation, port_notes_extent extent)
{
    const registry_entry *entry = conversation->entry;
    const registry_entry *registered = NULL;
    if (entry->status == REGISTRY_STATUS_UNKNOWN || extent == PORT_NOTES_OTHERS) {
        registered = port_registry_find_iana(conversation->transport, conversation->port);
    }
    return registered ? registered : entry;
}

static proto_item *add_line(proto_tree *tree, tvbuff_t *frame, uint16_t port, const registry_entry *registered, const port_view *view)
{
    const char *status = registry_status_name(registered->status);
    const char *name = registered->name;
    proto_item *item = proto_tree_add_protocol_format(tree, proto_portlore, frame, 0, 0, "Port %u%s%s%s%s", port, name || status ? ": " : "",
                                                      name ? name : "", name && status ? ", " : "", status ? status : "");
    proto_item_set_generated(item);
    append_view(item, view);
    return item;
}

/* What it opens into */

static void add_registration(proto_tree *tree, tvbuff_t *frame, const registry_entry *registered, bool full)
{
    add_text(tree, hf_portlore_registered_name, frame, registered->name);
    add_text(tree, hf_portlore_registered_status, frame, registry_status_name(registered->status));
    if (full) {
        add_text(tree, hf_portlore_registered_description, frame, registered->description);
        add_text(tree, hf_portlore_registered_assignee, frame, registered->assignee);
        add_text(tree, hf_portlore_registered_date, frame, registered->date);
        add_text(tree, hf_portlore_registered_reference, frame, registered->reference);
        char *support = registry_registered_support(registered);
        add_text(tree, hf_portlore_registered_source, frame, support);
        g_free(support);
    }
}

static void add_statements(proto_tree *tree, tvbuff_t *frame, const registry_entry *entry)
{
    static int *const fields[] = {
        [REGISTRY_KNOWN_USE] = &hf_portlore_known_use,
        [REGISTRY_NOTE] = &hf_portlore_note,
        [REGISTRY_ADVICE] = &hf_portlore_advice,
        [REGISTRY_CHECK] = &hf_portlore_check,
    };
    for (size_t i = 0; i < entry->statement_count; i++) {
        if (!proto_field_is_referenced(tree, *fields[entry->statements[i].kind])) {
            continue; /* putting it together takes longer than all the rest of the note */
        }
        char *line = registry_statement_line(&entry->statements[i]);
        add_text(tree, *fields[entry->statements[i].kind], frame, line);
        g_free(line);
    }
}

static void add_full_notes(proto_tree *tree, tvbuff_t *frame, const port_conversation *conversation, const registry_entry *registered,
                           port_notes_extent extent)
{
    if (extent == PORT_NOTES_ENTRY) {
        add_statements(tree, frame, conversation->entry);
    }
    if (registered != conversation->entry) {
        add_statements(tree, frame, registered);
    }
    unsigned index = 0;
    for (const char *note; (note = port_registry_quick_note(conversation->transport, conversation->port, &index)) != NULL;) {
        add_text(tree, hf_portlore_note, frame, note);
    }
}

/* What is reported only is told as such: the evidence carries the confidence of the source. */
const char *port_notes_evidence(wmem_allocator_t *scope, const port_conversation *conversation, const port_view *view)
{
    const registry_expectation *expected = registry_expected(conversation->entry, view->token);
    const char *confidence = expected ? registry_confidence_name(expected->confidence) : NULL;
    if (!view->verdict.evidence || !confidence || expected->verdict != REGISTRY_VERDICT_KNOWN_UNOFFICIAL) {
        return view->verdict.evidence;
    }
    return wmem_strdup_printf(scope, "%s [use of the port %s%s%s]", view->verdict.evidence, confidence, expected->source ? ": " : "",
                              expected->source ? expected->source : "");
}

/* Whether this frame shows the finding: the first one that it was known in, or, if the first pass did not know before its end, the first with
 * payload. What turned out otherwise later is told on the first pass only. */
static bool shows_finding(const port_conversation *conversation, const packet_info *pinfo, const port_view *view, registry_verdict finding)
{
    bool holds = view->verdict.known && view->verdict.verdict == finding;
    if (conversation->flagged != 0 && conversation->flagged_as == finding) {
        return holds && conversation->flagged == pinfo->num;
    }
    return holds && PINFO_FD_VISITED(pinfo) && conversation->first_data == pinfo->num;
}

static void add_view(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, const port_conversation *conversation, const port_view *view)
{
    proto_item *content = add_text(tree, hf_portlore_content, frame, view->content);
    if (view->verdict.known) {
        add_text(tree, hf_portlore_verdict, frame, registry_verdict_name(view->verdict.verdict));
    }
    add_text(tree, hf_portlore_evidence, frame, port_notes_evidence(pinfo->pool, conversation, view));
    if (shows_finding(conversation, pinfo, view, REGISTRY_VERDICT_UNEXPECTED)) {
        finding_show(pinfo, content, &ei_portlore_unexpected);
    }
    if (shows_finding(conversation, pinfo, view, REGISTRY_VERDICT_UNIDENTIFIED)) {
        finding_show(pinfo, content, &ei_portlore_unidentified);
    }
}

static void add_course(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, proto_item *line, const port_conversation *conversation)
{
    const scan_attempt *attempt = conversation->attempt;
    if (port_course_is_scan(conversation, pinfo)) {
        proto_item *item = proto_tree_add_boolean(tree, hf_portlore_scan, frame, 0, 0, TRUE);
        proto_item_set_generated(item);
        if (scan_attempt_made_scan(attempt) && attempt->frame == pinfo->num) {
            finding_show(pinfo, item, &ei_portlore_scan_seen);
        }
    }
    if (conversation->public_client == pinfo->num) {
        finding_add(pinfo, line, &ei_portlore_public_client);
    }
    for (unsigned i = 0; i < array_length(conversation->undelivered); i++) {
        const port_undelivered *undelivered = &conversation->undelivered[i];
        uint32_t told = conversation->undelivered_told ? conversation->undelivered_told : PINFO_FD_VISITED(pinfo) ? undelivered->frame : 0;
        if (undelivered->frame != 0 && told == pinfo->num) {
            add_frame(tree, hf_portlore_not_delivered_first, frame, undelivered->frame);
            proto_item *item = add_text(tree, hf_portlore_not_delivered_preference, frame, undelivered->advice);
            finding_show(pinfo, item, &ei_portlore_not_delivered);
            break;
        }
    }
}

proto_tree *port_notes_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, const port_conversation *conversation, port_notes_extent extent)
{
    port_view view = port_conversation_view(conversation, pinfo);
    if (extent == PORT_NOTES_OTHERS) {
        view.verdict = (verdict){ .evidence = view.verdict.evidence }; /* what the entry expects is not shown */
    }
    const registry_entry *registered = registration_of(conversation, extent);
    bool is_first = conversation->noted == pinfo->num || conversation->noted == 0;
    bool full = full_notes == FULL_NOTES_ALL || (full_notes == FULL_NOTES_FIRST && is_first);
    proto_item *line = add_line(tree, frame, conversation->port, registered, &view);
    proto_tree *subtree = proto_item_add_subtree(line, ett_portlore);
    proto_item_set_generated(proto_tree_add_uint(subtree, hf_portlore_port, frame, 0, 0, conversation->port));
    add_registration(subtree, frame, registered, full);
    add_view(subtree, frame, pinfo, conversation, &view);
    tls_lines_add(subtree, frame, pinfo, full_notes != FULL_NOTES_NONE);
    add_course(subtree, frame, pinfo, line, conversation);
    if (full) {
        add_full_notes(subtree, frame, conversation, registered, extent);
    } else if (full_notes == FULL_NOTES_FIRST) {
        add_frame(subtree, hf_portlore_notes_in, frame, conversation->noted);
    }
    return subtree;
}

void port_notes_add_tls(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo)
{
    proto_item *line = proto_tree_add_protocol_format(tree, proto_portlore, frame, 0, 0, "TLS on a port that has no notes");
    proto_item_set_generated(line);
    if (tls_lines_add(proto_item_add_subtree(line, ett_portlore), frame, pinfo, full_notes != FULL_NOTES_NONE)) {
        proto_item_append_text(line, "; carries Veritas authentication (vxatd)");
    }
}

/* Registration */

#define PORTLORE_STRING(variable, name, filter, blurb)                                                                                               \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL                                                                                \
        }                                                                                                                                            \
    }
#define PORTLORE_FRAME(variable, name, filter, blurb)                                                                                                \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_NONE), 0, blurb, HFILL                                                   \
        }                                                                                                                                            \
    }

static void register_fields(void)
{
    static hf_register_info hf[] = {
        { &hf_portlore_port, { "Port", "portlore.port", FT_UINT16, BASE_DEC, NULL, 0, "The known port of this packet", HFILL } },
        PORTLORE_STRING(hf_portlore_registered_name, "Registered name", "portlore.registered.name", "Service name in IANA's registry"),
        PORTLORE_STRING(hf_portlore_registered_status, "Registered status", "portlore.registered.status", "assigned, reserved or unassigned"),
        PORTLORE_STRING(hf_portlore_registered_description, "Registered description", "portlore.registered.description", NULL),
        PORTLORE_STRING(hf_portlore_registered_assignee, "Assignee", "portlore.registered.assignee", "Who registered the port"),
        PORTLORE_STRING(hf_portlore_registered_date, "Date of registration", "portlore.registered.date", NULL),
        PORTLORE_STRING(hf_portlore_registered_reference, "Reference", "portlore.registered.reference", "Document that the registration names"),
        PORTLORE_STRING(hf_portlore_registered_source, "Registration by", "portlore.registered.source",
                        "Where the registration was read, with confidence"),
        PORTLORE_STRING(hf_portlore_known_use, "Known use", "portlore.known_use", "What uses the port, with confidence and source"),
        PORTLORE_STRING(hf_portlore_note, "Note", "portlore.note", "History and caveats, with confidence and source"),
        PORTLORE_STRING(hf_portlore_advice, "Advice", "portlore.advice", "What to do, with confidence and source"),
        PORTLORE_STRING(hf_portlore_check, "Check", "portlore.check", "A command that shows what is there, with confidence and source"),
        PORTLORE_FRAME(hf_portlore_notes_in, "Full notes in", "portlore.notes_in", "The packet with the full notes of this conversation"),
        PORTLORE_STRING(hf_portlore_content, "Content", "portlore.content", "What the conversation carries, by its bytes"),
        PORTLORE_STRING(hf_portlore_verdict, "Verdict", "portlore.verdict", "The content, or the course, held against what the port is for"),
        PORTLORE_STRING(hf_portlore_evidence, "Evidence", "portlore.evidence", "Why"),
        { &hf_portlore_scan,
          { "Part of a scan", "portlore.scan", FT_BOOLEAN, BASE_NONE, NULL, 0,
            "One source tried at least 10 targets (host and known port) in 60 s without data", HFILL } },
        PORTLORE_FRAME(hf_portlore_not_delivered_first, "Payload not delivered, first in", "portlore.not_delivered.first",
                       "TCP gave it to no dissector"),
        PORTLORE_STRING(hf_portlore_not_delivered_preference, "Preference", "portlore.not_delivered.preference",
                        "Which preference causes or cures it, and at what price"),
    };
    proto_register_field_array(proto_portlore, hf, array_length(hf));
}

static void register_experts(expert_module_t *experts)
{
    static ei_register_info ei[] = {
        { &ei_portlore_unexpected,
          { "portlore.unexpected", PI_ASSUMPTION, PI_NOTE, "Not what the port is registered for, nor what is known to use it", EXPFILL } },
        { &ei_portlore_unidentified, { "portlore.unidentified", PI_UNDECODED, PI_NOTE, "Data that nothing recognises, on a known port", EXPFILL } },
        { &ei_portlore_scan_seen,
          { "portlore.scan_seen", PI_ASSUMPTION, PI_NOTE, "One source tries many targets and exchanges no data: a scan", EXPFILL } },
        { &ei_portlore_public_client,
          { "portlore.public_client", PI_SECURITY, PI_NOTE,
            "The client has a public address: management should be reachable from management networks only", EXPFILL } },
        { &ei_portlore_not_delivered,
          { "portlore.not_delivered", PI_SEQUENCE, PI_NOTE, "Payload of this conversation is in the capture and was given to no dissector",
            EXPFILL } },
    };
    findings_register_kinds(experts, ei, array_length(ei));
}

void port_notes_register(int proto, expert_module_t *experts, module_t *preferences)
{
    static const enum_val_t places[] = {
        { "first", "First packet of a conversation", FULL_NOTES_FIRST },
        { "all", "Every packet", FULL_NOTES_ALL },
        { "none", "Nowhere", FULL_NOTES_NONE },
        { NULL, NULL, 0 },
    };
    static int *ett[] = { &ett_portlore };
    proto_portlore = proto;
    register_fields();
    register_experts(experts);
    proto_register_subtree_array(ett, array_length(ett));
    prefs_register_enum_preference(preferences, "full_notes", "Full notes",
                                   "Which packets show all that is known of the port: registration, use, history, advice, checks. The others link "
                                   "there",
                                   &full_notes, places, FALSE);
}
