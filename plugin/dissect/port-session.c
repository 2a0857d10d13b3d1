/* port-session.c
 * A conversation on a known port as the tables tell of it: one row of facts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-session.h"

#include <string.h>

#include <epan/tap.h>

#include "packet-portlore.h"
#include "port-course.h"
#include "port-notes.h"
#include "port-registry.h"
#include "portlore/text.h"
#include "sepm-conversation.h"
#include "tls-reader.h"
#include "xnm-presence.h"
#include "xnm-secrets.h"

/* Longest text of a row, in bytes. */
#define TEXT_MAX 1024

static int portlore_tap = -1;

/* Set on the first pass, and only read on later ones. */
struct _port_session {
    bool has_stream;
    uint32_t stream;
    address client;
    uint32_t client_port;
    bool public_client;
    bool timed; /* whether any packet has a time; else the next two are 0 */
    nstime_t first;
    nstime_t last;
    uint64_t bytes[2];
    wmem_array_t *findings;    /* of finding_total; NULL: none */
    const xnm_summary *xnm;    /* NULL: nothing of the protocol was seen */
    const sepm_presence *http; /* NULL: none that was read */
    sepm_screened screened;    /* before that, in clear */
};

static port_session *new_session(const port_conversation *conversation, packet_info *pinfo)
{
    port_session *session = wmem_new0(wmem_file_scope(), port_session);
    bool by_client = port_conversation_sender(conversation, pinfo) == 0;
    copy_address_wmem(wmem_file_scope(), &session->client, by_client ? &pinfo->src : &pinfo->dst);
    session->client_port = by_client ? pinfo->srcport : pinfo->destport;
    session->public_client = port_course_has_public_client(conversation, pinfo);
    wireshark_tcp_course course;
    if (conversation->course.udp) {
        session->has_stream = wireshark_udp_stream_of(pinfo, &session->stream);
    } else if (wireshark_tcp_course_of(pinfo, &course)) {
        session->has_stream = true;
        session->stream = course.conversation;
    }
    if (conversation->has_prelude) {
        unsigned sender = port_conversation_sender(conversation, pinfo);
        session->bytes[sender] = conversation->prelude.bytes[0];
        session->bytes[1 - sender] = conversation->prelude.bytes[1];
        session->screened = conversation->prelude.http;
        session->timed = conversation->prelude.timed;
        session->first = conversation->prelude.first;
        session->last = conversation->prelude.last;
    }
    return session;
}

/* Packets need not come in the order of their times, and some files have none. */
static void see_time(port_session *session, const packet_info *pinfo)
{
    if (!pinfo->fd->has_ts) {
        return;
    }
    if (!session->timed || nstime_cmp(&pinfo->abs_ts, &session->first) < 0) {
        session->first = pinfo->abs_ts;
    }
    if (!session->timed || nstime_cmp(&pinfo->abs_ts, &session->last) > 0) {
        session->last = pinfo->abs_ts;
    }
    session->timed = true;
}

static void see(port_conversation *conversation, packet_info *pinfo)
{
    if (!conversation->session) {
        conversation->session = new_session(conversation, pinfo);
    }
    port_session *session = conversation->session;
    session->bytes[port_conversation_sender(conversation, pinfo)] += pinfo->fd->pkt_len;
    see_time(session, pinfo);
    if (!session->xnm && !conversation->course.udp && xnm_presence_possible()) {
        session->xnm = xnm_presence_summary(pinfo);
    }
    if (!session->http && !conversation->course.udp) {
        session->http = sepm_conversation_presence(pinfo);
    }
    findings_add_up(pinfo, &session->findings);
}

void port_session_see(port_conversation *conversation, packet_info *pinfo)
{
    if (!PINFO_FD_VISITED(pinfo)) {
        see(conversation, pinfo);
    }
    if (conversation->session && have_tap_listener(portlore_tap)) {
        tap_queue_packet(portlore_tap, pinfo, conversation);
    }
}

/* Texts */

/* The one in the place of the other, if there is any. */
static void replace(char **text, char *masked)
{
    if (masked) {
        g_free(*text);
        *text = masked;
    }
}

/* As it may be shown: what quotes a secret of the conversation, wherever it came to light, is masked. NULL for NULL. */
static char *shown_text(const port_session *session, const char *text)
{
    if (!text) {
        return NULL;
    }
    char *shown = g_strdup(text);
    const xnm_summary *xnm = xnm_secrets_hidden() ? session->xnm : NULL;
    for (unsigned i = 0; xnm && i < array_length(xnm->known); i++) {
        replace(&shown, known_secrets_mask(xnm->known[i], known_secrets_now(xnm->known[i]), shown, xnm_secrets_mask()));
    }
    const sepm_presence *http = xnm_secrets_hidden() ? session->http : NULL;
    for (unsigned i = 0; http && i < array_length(http->sessions); i++) {
        replace(&shown, http->sessions[i] ? sepm_session_mask(http->sessions[i], shown, xnm_secrets_mask()) : NULL);
    }
    char *line = text_one_line(shown, strlen(shown), TEXT_MAX);
    g_free(shown);
    return line;
}

static const char *registered_name(const port_conversation *conversation)
{
    const registry_entry *iana = NULL;
    if (conversation->entry->status == REGISTRY_STATUS_UNKNOWN) {
        iana = port_registry_find_iana(conversation->transport, conversation->port);
    }
    return iana ? iana->name : conversation->entry->name;
}

/* Findings */

static void add_total(port_session_facts *facts, finding_total total)
{
    static const struct {
        int severity;
        port_session_severity as;
    } severities[] = {
        { PI_ERROR, PORT_SESSION_ERROR },
        { PI_WARN, PORT_SESSION_WARNING },
        { PI_NOTE, PORT_SESSION_NOTE },
        { PI_CHAT, PORT_SESSION_CHAT },
    };
    wmem_array_append_one(facts->findings, total);
    for (size_t i = 0; i < array_length(severities); i++) {
        if (severities[i].severity == total.kind->severity) {
            facts->severities[severities[i].as] += total.count;
        }
    }
}

static void add_by_name(port_session_facts *facts, const char *name, uint32_t count)
{
    const expert_field_info *kind = finding_kind_of(name);
    if (count > 0 && kind) {
        add_total(facts, (finding_total){ .kind = kind, .count = count });
    }
}

/* The same packets show them, once the capture was read: port-notes.c. */
static bool is_flagged(const port_conversation *conversation, const port_view *view, bool over, registry_verdict finding)
{
    bool holds = view->verdict.known && view->verdict.verdict == finding;
    bool flagged = conversation->flagged != 0 && conversation->flagged_as == finding;
    return holds && (flagged || (over && conversation->first_data != 0));
}

static uint32_t not_delivered(const port_conversation *conversation)
{
    uint32_t count = 0;
    for (unsigned i = 0; i < array_length(conversation->undelivered); i++) {
        count += conversation->undelivered[i].frame != 0;
    }
    return conversation->undelivered_told != 0 ? MIN(count, 1) : count;
}

/* What was counted packet by packet, and what what came later could show to be no finding. */
static void read_findings(port_session_facts *facts, const port_conversation *conversation, const port_view *view, bool over)
{
    const port_session *session = conversation->session;
    facts->findings = wmem_array_new(NULL, sizeof(finding_total));
    for (unsigned i = 0; session->findings && i < wmem_array_get_count(session->findings); i++) {
        const finding_total *total = wmem_array_index(session->findings, i);
        add_total(facts, *total);
    }
    add_by_name(facts, "portlore.unexpected", is_flagged(conversation, view, over, REGISTRY_VERDICT_UNEXPECTED));
    add_by_name(facts, "portlore.unidentified", is_flagged(conversation, view, over, REGISTRY_VERDICT_UNIDENTIFIED));
    bool made_scan = port_course_is_scan_at(conversation, over) && scan_attempt_made_scan(conversation->attempt);
    add_by_name(facts, "portlore.scan_seen", made_scan);
    add_by_name(facts, "portlore.not_delivered", not_delivered(conversation));
}

/* Facts */

/* token: the content. What is inside TLS of which the handshake was not read, or not captured, is inside TLS all the same. */
static void read_tls(port_session_facts *facts, const port_conversation *conversation, const char *token)
{
    const tls_facts *tls = tls_reader_facts(conversation->tls);
    if (tls && (tls->server_hello.frame != 0 || tls->server_hello.suite_known)) {
        facts->tls_version = tls_version_name(tls->server_hello.version, facts->version_buffer);
        facts->tls_suite = tls->server_hello.suite_known ? tls_suite_text(tls->server_hello.suite, facts->suite_buffer) : NULL;
    }
    if (!facts->tls_version && token && g_str_has_prefix(token, "tls/")) {
        facts->tls_version = "TLS";
    }
    const tls_certificate *certificate = tls_reader_server_certificate(conversation->tls);
    if (certificate && certificate->validity_known) {
        facts->certificate_end_known = true;
        facts->certificate_end = certificate->not_after;
    }
}

/* What a conversation's logins came to. */
typedef struct {
    uint64_t asked;
    uint64_t accepted;
    uint64_t refused;
    uint64_t waiting; /* for an answer */
} login_counts;

static const char *login_text(const login_counts *logins)
{
    if (logins->accepted > 0) {
        return "success";
    }
    if (logins->refused > 0) {
        return "fail";
    }
    if (logins->waiting > 0) {
        return "unanswered";
    }
    return logins->asked > 0 ? "unknown" : NULL;
}

static void count_xnm(port_session_facts *facts, const xnm_summary *xnm)
{
    xnm_session_counts counts = xnm_summary_counts(xnm);
    facts->counted = true;
    facts->requests += counts.requests;
    facts->unanswered += counts.unanswered;
    facts->errors += xnm->errors;
    facts->secrets += xnm->secrets;
}

static void count_http(port_session_facts *facts, const port_session *session, const sepm_session *http)
{
    sepm_session_counts counts = sepm_session_count(http);
    if (!facts->counted) {
        facts->requests += session->screened.requests + session->http->screened.requests;
        facts->errors += session->screened.errors + session->http->screened.errors;
    }
    facts->counted = true;
    facts->requests += counts.requests;
    facts->unanswered += counts.unanswered;
    facts->errors += counts.errors;
    facts->secrets += counts.secrets;
}

/* Logins count whatever the content turns out to be: the credentials were sent. */
static void read_http(port_session_facts *facts, const port_session *session, login_counts *logins)
{
    for (unsigned i = 0; session->http && i < array_length(session->http->sessions); i++) {
        const sepm_session *http = session->http->sessions[i];
        if (!http) {
            continue;
        }
        sepm_session_counts counts = sepm_session_count(http);
        logins->asked += counts.logins;
        logins->accepted += counts.accepted;
        logins->refused += counts.refused;
        logins->waiting += counts.waiting;
        if (!facts->user) {
            char *user = sepm_session_user(http, xnm_secrets_hidden() ? xnm_secrets_mask() : NULL);
            facts->user = shown_text(session, user);
            g_free(user);
        }
        if (sepm_session_product(http) != SEPM_PRODUCT_NONE) {
            count_http(facts, session, http);
        }
    }
}

static void read_xnm(port_session_facts *facts, const port_session *session, bool counts, login_counts *logins)
{
    const xnm_summary *xnm = session->xnm;
    if (!xnm || !(xnm->sessions[0] || xnm->sessions[1])) {
        return;
    }
    facts->user = shown_text(session, xnm->user ? xnm->user : xnm->asked);
    *logins = (login_counts){ xnm->logins, xnm->accepted, xnm->refused, xnm->logins };
    if (counts) {
        count_xnm(facts, xnm);
    }
}

static bool is_junos_xml_or_netconf(const char *content)
{
    return content && (strcmp(content, "junos-xml") == 0 || strcmp(content, "netconf") == 0);
}

static bool has_login(const port_session *session)
{
    bool found = session->xnm && session->xnm->logins > 0;
    for (unsigned i = 0; session->http && !found && i < array_length(session->http->sessions); i++) {
        found = session->http->sessions[i] && sepm_session_count(session->http->sessions[i]).logins > 0;
    }
    return found;
}

/* Where somebody logged in, a known port has a row though its notes are shown only where the content bears them out. */
static bool has_row(const port_conversation *conversation, bool over)
{
    const port_session *session = conversation->session;
    return session && (packet_portlore_notes(conversation, over) || (has_login(session) && packet_portlore_is_known(conversation)));
}

bool port_session_read(const port_conversation *conversation, bool over, port_session_facts *facts)
{
    const port_session *session = conversation->session;
    if (!has_row(conversation, over)) {
        return false;
    }
    port_view view = port_conversation_view_at(conversation, over);
    *facts = (port_session_facts){
        .has_stream = session->has_stream,
        .stream = session->stream,
        .frame = conversation->first_packet,
        .timed = session->timed,
        .start = session->first,
        .client = &session->client,
        .server = &conversation->server,
        .client_port = (uint16_t)session->client_port,
        .server_port = conversation->port,
        .udp = conversation->course.udp,
        .public_client = session->public_client,
        .registered = registered_name(conversation),
        .content = view.content,
        .verdict = view.verdict.known ? registry_verdict_name(view.verdict.verdict) : NULL,
        .bytes = { session->bytes[0], session->bytes[1] },
    };
    nstime_delta(&facts->duration, &session->last, &session->first);
    wmem_allocator_t *scope = wmem_allocator_new(WMEM_ALLOCATOR_SIMPLE);
    facts->evidence = shown_text(session, port_notes_evidence(scope, conversation, &view));
    wmem_destroy_allocator(scope);
    read_tls(facts, conversation, view.token);
    login_counts logins = { 0 };
    read_xnm(facts, session, is_junos_xml_or_netconf(view.content), &logins);
    read_http(facts, session, &logins);
    facts->login = login_text(&logins);
    read_findings(facts, conversation, &view, over);
    return true;
}

void port_session_clear(port_session_facts *facts)
{
    g_free(facts->evidence);
    g_free(facts->user);
    wmem_destroy_array(facts->findings);
    *facts = (port_session_facts){ 0 };
}

void port_session_register(void)
{
    portlore_tap = register_tap(PORT_SESSION_TAP);
}
