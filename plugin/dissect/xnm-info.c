/* xnm-info.c
 * What a piece of a Junos XML session is, in a few words: for the Info column and for the tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-info.h"

#include <string.h>

#include "portlore/text.h"
#include "xnm-secrets.h"

/* Bytes of a text from a packet that the Info column shows. */
#define TEXT_MAX 80

/* Arguments of a request, kinds of a commit, and results of routing engines, that it shows. */
#define ARGUMENTS_MAX 3
#define KINDS_MAX     8
#define ENGINES_MAX   4

/* What the rows of a reply are called. Element names are those of Juniper's XML API. */
typedef struct {
    const char *element;
    const char *one;
    const char *many;
} noun;

static const noun nouns[] = {
    { "arp-table-entry", "ARP entry", "ARP entries" },
    { "bgp-peer", "BGP peer", "BGP peers" },
    { "chassis-module", "module", "modules" },
    { "isis-adjacency", "IS-IS adjacency", "IS-IS adjacencies" },
    { "lldp-neighbor-information", "LLDP neighbor", "LLDP neighbors" },
    { "logical-interface", "logical interface", "logical interfaces" },
    { "ospf-neighbor", "OSPF neighbor", "OSPF neighbors" },
    { "physical-interface", "interface", "interfaces" },
    { "route-table", "route table", "route tables" },
    { "rt", "route", "routes" },
    { "user-entry", "user", "users" },
};

const char *xnm_info_line(packet_info *pinfo, const char *text)
{
    char *line = text_one_line(text, strlen(text), TEXT_MAX);
    const char *copy = wmem_strdup(pinfo->pool, line);
    g_free(line);
    return copy;
}

/* A name from a packet, likewise: it can quote a secret. */
static const char *name_line(packet_info *pinfo, const char *name)
{
    return xnm_info_line(pinfo, xnm_secrets_text(pinfo, name));
}

/* What a value says, masked if the user wants that, on one line. */
static const char *value_line(packet_info *pinfo, const xnm_message *message, const xnm_value *value)
{
    return xnm_info_line(pinfo, xnm_secrets_value_text(pinfo, message, value));
}

/* "512 bytes", "34 kB", "1.2 MB" (of 1000 bytes). */
static const char *size_text(packet_info *pinfo, uint64_t bytes)
{
    if (bytes < 1000) {
        return wmem_strdup_printf(pinfo->pool, "%u byte%s", (unsigned)bytes, bytes == 1 ? "" : "s");
    }
    if (bytes < 10000) {
        return wmem_strdup_printf(pinfo->pool, "%.1f kB", (double)bytes / 1e3);
    }
    if (bytes < 1000 * 1000) { /* rounded as "%.0f" does; each segment of a long reply tells it */
        unsigned kilobytes = (unsigned)bytes / 1000;
        unsigned rest = (unsigned)bytes % 1000;
        return wmem_strdup_printf(pinfo->pool, "%u kB", kilobytes + (rest > 500 || (rest == 500 && kilobytes % 2 == 1)));
    }
    return wmem_strdup_printf(pinfo->pool, "%.1f MB", (double)bytes / 1e6);
}

nstime_t xnm_info_response_time(const xnm_exchange *exchange)
{
    nstime_t request = { .secs = (time_t)exchange->request_time.seconds, .nsecs = exchange->request_time.nanoseconds };
    nstime_t reply = { .secs = (time_t)exchange->reply_time.seconds, .nsecs = exchange->reply_time.nanoseconds };
    nstime_t time;
    nstime_delta(&time, &reply, &request);
    return time;
}

static const char *response_time(packet_info *pinfo, const xnm_exchange *exchange)
{
    nstime_t time = xnm_info_response_time(exchange);
    double seconds = nstime_to_sec(&time);
    return seconds < 1 ? wmem_strdup_printf(pinfo->pool, "%.1f ms", seconds * 1e3) : wmem_strdup_printf(pinfo->pool, "%.1f s", seconds);
}

static const char *rows(packet_info *pinfo, const xnm_message *message)
{
    for (size_t i = 0; i < array_length(nouns); i++) {
        if (strcmp(nouns[i].element, message->item_name) == 0) {
            return wmem_strdup_printf(pinfo->pool, "%u %s", message->item_count, message->item_count == 1 ? nouns[i].one : nouns[i].many);
        }
    }
    return message->item_count > 1 ? wmem_strdup_printf(pinfo->pool, "%u x %s", message->item_count, name_line(pinfo, message->item_name)) : NULL;
}

static void append_word(packet_info *pinfo, wmem_strbuf_t *info, const xnm_message *message, const xnm_value *value)
{
    if (value->text) {
        wmem_strbuf_append_printf(info, " %s", value_line(pinfo, message, value));
    }
}

static void append_named(packet_info *pinfo, wmem_strbuf_t *info, const xnm_message *message, const char *name, const xnm_value *value)
{
    if (value->text) {
        wmem_strbuf_append_printf(info, " %s", name);
        append_word(pinfo, info, message, value);
    }
}

static bool is_commit_kind(const xnm_message *message, const char *name)
{
    for (unsigned i = 0; i < message->commit_kinds->len; i++) {
        if (strcmp(g_array_index(message->commit_kinds, xnm_named_value, i).name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Those that are kinds of a commit, or those that are none. */
static void append_arguments_that(packet_info *pinfo, wmem_strbuf_t *info, const xnm_message *message, bool are_kinds, unsigned max)
{
    unsigned shown = 0;
    for (unsigned i = 0; i < message->arguments->len; i++) {
        const xnm_named_value *argument = &g_array_index(message->arguments, xnm_named_value, i);
        if (is_commit_kind(message, argument->name) != are_kinds) {
            continue;
        }
        if (shown++ == max) {
            wmem_strbuf_append(info, " ...");
            return;
        }
        const char *text = value_line(pinfo, message, &argument->value);
        wmem_strbuf_append_printf(info, " %s", name_line(pinfo, argument->name));
        if (*text) {
            wmem_strbuf_append_printf(info, "=%s", text);
        }
    }
}

static void append_arguments(packet_info *pinfo, wmem_strbuf_t *info, const xnm_message *message)
{
    if (message->commit_kinds->len > 0) {
        append_arguments_that(pinfo, info, message, true, KINDS_MAX);
    }
    append_arguments_that(pinfo, info, message, false, ARGUMENTS_MAX);
}

/* Those of load-configuration have words of their own. */
static void append_attributes(packet_info *pinfo, wmem_strbuf_t *info, const xnm_message *message)
{
    if (g_strcmp0(message->operation.text, "load-configuration") == 0) {
        return;
    }
    for (unsigned i = 0; i < MIN(message->operation_attributes->len, ARGUMENTS_MAX); i++) {
        const xnm_attribute *attribute = &g_array_index(message->operation_attributes, xnm_attribute, i);
        const xnm_value value = { attribute->value, attribute->range };
        wmem_strbuf_append_printf(info, " %s=%s", name_line(pinfo, attribute->local), value_line(pinfo, message, &value));
    }
}

/* A message of which no child element is known. */
static const char *without_elements(const xnm_message *message)
{
    if (message->read.status != XNM_READ_OK && message->read.status != XNM_READ_BAD_CHARACTER) {
        return "not read";
    }
    return message->has_text ? "text only" : "empty";
}

static const char *request_content(packet_info *pinfo, const xnm_message *message)
{
    if (!message->operation.text) {
        return without_elements(message);
    }
    wmem_strbuf_t *info = wmem_strbuf_new(pinfo->pool, name_line(pinfo, message->operation.text));
    if (message->command.text) {
        wmem_strbuf_append_printf(info, " \"%s\"", value_line(pinfo, message, &message->command));
        append_attributes(pinfo, info, message);
        return wmem_strbuf_get_str(info);
    }
    append_word(pinfo, info, message, &message->username);
    append_word(pinfo, info, message, &message->load_action);
    append_word(pinfo, info, message, &message->load_format);
    append_named(pinfo, info, message, "rollback", &message->load_rollback);
    append_named(pinfo, info, message, "from", &message->load_url);
    append_named(pinfo, info, message, "rescue", &message->load_rescue);
    append_named(pinfo, info, message, "revision", &message->load_revision);
    append_attributes(pinfo, info, message);
    append_arguments(pinfo, info, message);
    return wmem_strbuf_get_str(info);
}

static const char *login_content(packet_info *pinfo, const xnm_message *message)
{
    const char *detail = message->login_message.text ? value_line(pinfo, message, &message->login_message) : "";
    if (strcmp(message->login_status.text, "success") == 0) {
        return wmem_strdup_printf(pinfo->pool, "login success%s%s", *detail ? " " : "", detail);
    }
    const char *status = strcmp(message->login_status.text, "fail") == 0 ? "failed" : value_line(pinfo, message, &message->login_status);
    return wmem_strdup_printf(pinfo->pool, "login %s%s%s", status, *detail ? ": " : "", detail);
}

/* "re0 commit-success, re1 commit-success" */
static const char *routing_engines(packet_info *pinfo, const xnm_message *message)
{
    wmem_strbuf_t *info = wmem_strbuf_new(pinfo->pool, "");
    for (unsigned i = 0; i < MIN(message->routing_engines->len, ENGINES_MAX); i++) {
        const xnm_routing_engine *engine = &g_array_index(message->routing_engines, xnm_routing_engine, i);
        wmem_strbuf_append_printf(info, "%s%s %s", i > 0 ? ", " : "",
                                  engine->name.text ? value_line(pinfo, message, &engine->name) : "routing engine",
                                  engine->result.text ? name_line(pinfo, engine->result.text) : "");
    }
    return wmem_strbuf_get_str(info);
}

/* Whether the reply holds warnings and nothing else but <ok/>. */
static bool is_only_warnings(const xnm_message *message)
{
    return message->warnings->len > 0 && message->operations == message->warnings->len + (message->ok ? 1 : 0) && message->operation.text &&
           (strcmp(message->operation.text, "rpc-error") == 0 || strcmp(message->operation.text, "warning") == 0 ||
            strcmp(message->operation.text, "ok") == 0);
}

/* NULL if warnings are all that there is. */
static const char *result_content(packet_info *pinfo, const xnm_message *message)
{
    if (message->errors->len > 0) {
        const char *error = xnm_secrets_value_text(pinfo, message, g_ptr_array_index(message->errors, 0));
        const char *payload = message->operation.text ? message->operation.text : "";
        return wmem_strdup_printf(pinfo->pool, "error: %s", *error ? xnm_info_line(pinfo, error) : name_line(pinfo, payload));
    }
    if (message->load_errors.text) {
        return wmem_strdup_printf(pinfo->pool, "load-error-count %s", value_line(pinfo, message, &message->load_errors));
    }
    if (message->load_success) {
        return "load-success";
    }
    if (message->routing_engines->len > 0) {
        return routing_engines(pinfo, message);
    }
    if (is_only_warnings(message)) {
        return message->ok ? "ok" : NULL;
    }
    const char *counted = message->item_count > 0 ? rows(pinfo, message) : NULL;
    if (counted) {
        return counted;
    }
    return message->operation.text ? name_line(pinfo, message->operation.text) : without_elements(message);
}

static const char *reply_content(packet_info *pinfo, const xnm_message *message, const xnm_exchange *exchange)
{
    xnm_login_answer login = xnm_session_login_answer(exchange, message);
    if (login.answers) {
        return login_content(pinfo, message);
    }
    if (login.asks) {
        return wmem_strdup_printf(pinfo->pool, "challenge \"%s\"", value_line(pinfo, message, &message->challenge));
    }
    const char *result = result_content(pinfo, message);
    wmem_strbuf_t *info = wmem_strbuf_new(pinfo->pool, result ? result : "");
    unsigned warnings = message->warnings->len;
    if (warnings > 0) {
        wmem_strbuf_append_printf(info, "%s%u warning%s", result ? ", " : "", warnings, warnings == 1 ? "" : "s");
    }
    if (message->aborted) {
        wmem_strbuf_append(info, ", aborted");
    }
    return wmem_strbuf_get_str(info);
}

static const char *other_content(packet_info *pinfo, const xnm_message *message)
{
    if (!message->name) {
        return "unreadable message";
    }
    if (message->notification_name.text) {
        return wmem_strdup_printf(pinfo->pool, "%s %s", message->name, name_line(pinfo, message->notification_name.text));
    }
    if (message->capabilities->len > 0) {
        unsigned count = message->capabilities->len;
        return wmem_strdup_printf(pinfo->pool, "%s, %u %s", message->name, count, count == 1 ? "capability" : "capabilities");
    }
    return message->errors->len > 0 ? result_content(pinfo, message) : name_line(pinfo, message->name);
}

const char *xnm_info_content(packet_info *pinfo, const xnm_message *message, const xnm_exchange *exchange)
{
    switch (message->kind) {
    case XNM_MESSAGE_RPC:
        return request_content(pinfo, message);
    case XNM_MESSAGE_RPC_REPLY:
        return reply_content(pinfo, message, exchange);
    default:
        return other_content(pinfo, message);
    }
}

/* "rpc", "reply to 12", "hello" */
static const char *message_title(packet_info *pinfo, const xnm_segment_piece *segment_piece)
{
    const char *name = segment_piece->piece.name;
    switch (xnm_message_kind_of(name)) {
    case XNM_MESSAGE_RPC_REPLY:
        return segment_piece->exchange ? wmem_strdup_printf(pinfo->pool, "reply to %u", segment_piece->exchange->request_frame) : "reply";
    case XNM_MESSAGE_OTHER:
        return name ? name_line(pinfo, name) : "message";
    default:
        return name;
    }
}

static const char *whole_message(packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message)
{
    const char *title = message_title(pinfo, segment_piece);
    if (message->kind == XNM_MESSAGE_RPC) {
        return wmem_strdup_printf(pinfo->pool, "%s %s", title, request_content(pinfo, message));
    }
    if (message->kind != XNM_MESSAGE_RPC_REPLY) {
        return other_content(pinfo, message);
    }
    const char *content = reply_content(pinfo, message, segment_piece->exchange);
    if (!segment_piece->exchange) {
        return wmem_strdup_printf(pinfo->pool, "%s: %s", title, content);
    }
    return wmem_strdup_printf(pinfo->pool, "%s: %s, %s", title, content, response_time(pinfo, segment_piece->exchange));
}

/* A message or tag that is not whole. */
static const char *part(packet_info *pinfo, const xnm_piece *piece, const char *title)
{
    const char *size = size_text(pinfo, piece->unit_offset + piece->length);
    if (!piece->last) {
        return wmem_strdup_printf(pinfo->pool, piece->first ? "%s, begins (%s)" : "%s, continued (%s)", title, size);
    }
    if (piece->unit->status == XNM_UNIT_TOO_LARGE) {
        return wmem_strdup_printf(pinfo->pool, "%s, too large (%s)", title, size);
    }
    return wmem_strdup_printf(pinfo->pool, "%s, broken off (%s)", title, size);
}

static const char *message_info(packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message)
{
    const xnm_piece *piece = &segment_piece->piece;
    if (message) {
        return whole_message(pinfo, segment_piece, message);
    }
    return part(pinfo, piece, message_title(pinfo, segment_piece));
}

static const char *root_start(packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message)
{
    if (!message) {
        return part(pinfo, &segment_piece->piece, "session start tag");
    }
    const char *hostname = xnm_root_attribute(pinfo, message, "hostname");
    const char *release = xnm_root_attribute(pinfo, message, "release");
    wmem_strbuf_t *info = wmem_strbuf_new(pinfo->pool, segment_piece->from_server ? "session start, server" : "session start, client");
    if (hostname && *hostname) {
        wmem_strbuf_append_printf(info, " %s", xnm_info_line(pinfo, hostname));
    }
    if (release && *release) {
        wmem_strbuf_append_printf(info, ", release %s", xnm_info_line(pinfo, release));
    }
    return wmem_strbuf_get_str(info);
}

const char *xnm_info(packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message)
{
    const xnm_piece *piece = &segment_piece->piece;
    const char *size = size_text(pinfo, piece->length);
    switch (piece->kind) {
    case XNM_UNIT_DOCTYPE:
        return "document type declaration";
    case XNM_UNIT_ROOT_START:
        return root_start(pinfo, segment_piece, message);
    case XNM_UNIT_ROOT_END:
        return "session end";
    case XNM_UNIT_MESSAGE:
        return message_info(pinfo, segment_piece, message);
    case XNM_UNIT_TEXT:
        return wmem_strdup_printf(pinfo->pool, "text between messages (%s)", size);
    case XNM_UNIT_UNSYNCHRONISED:
        return wmem_strdup_printf(pinfo->pool, "skipped to the next message (%s)", size);
    default:
        return NULL;
    }
}

static const char *minor_title(xnm_unit_kind kind)
{
    switch (kind) {
    case XNM_UNIT_XML_DECLARATION:
        return "XML declaration";
    case XNM_UNIT_PI:
        return "processing instruction";
    case XNM_UNIT_COMMENT:
        return "comment";
    case XNM_UNIT_DELIMITER:
    case XNM_UNIT_CHUNK_END:
        return "end of message";
    case XNM_UNIT_CHUNK_HEADER:
        return "chunk header";
    case XNM_UNIT_WHITESPACE:
        return "white space";
    default:
        return "markup";
    }
}

const char *xnm_info_minor(packet_info *pinfo, const xnm_piece *piece)
{
    const char *title = minor_title(piece->kind);
    if (!piece->unit || (piece->last && piece->unit->status != XNM_UNIT_CUT)) {
        return title;
    }
    const char *size = size_text(pinfo, piece->unit_offset + piece->length);
    return wmem_strdup_printf(pinfo->pool, "%s, %s (%s)", title, piece->last ? "broken off" : piece->first ? "begins" : "continued", size);
}
