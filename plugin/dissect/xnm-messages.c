/* xnm-messages.c
 * Requests, replies and start tags of a Junos XML session: fields, tree and expert infos.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-messages.h"

#include <string.h>

#include "findings.h"
#include "xnm-elements.h"
#include "xnm-fields.h"
#include "xnm-info.h"
#include "xnm-operations.h"
#include "xnm-secrets.h"

#include "portlore/xnm_secret.h"

static int hf_xnm_server_hostname = -1;
static int hf_xnm_server_release = -1;
static int hf_xnm_server_os = -1;
static int hf_xnm_root_start = -1;
static int hf_xnm_rpc = -1;
static int hf_xnm_rpc_name = -1;
static int hf_xnm_rpc_number = -1;
static int hf_xnm_reply = -1;
static int hf_xnm_reply_name = -1;
static int hf_xnm_reply_to = -1;
static int hf_xnm_reply_in = -1;
static int hf_xnm_reply_time = -1;
static int hf_xnm_message = -1;
static int hf_xnm_message_segment = -1;
static int hf_xnm_message_in = -1;
static int hf_xnm_message_first = -1;
static int hf_xnm_message_length = -1;
static int hf_xnm_message_segments = -1;
static int hf_xnm_login_username = -1;
static int hf_xnm_login_password = -1;
static int hf_xnm_login_challenge = -1;
static int hf_xnm_login_status = -1;
static int hf_xnm_login_message = -1;
static int hf_xnm_login_remote_name = -1;
static int hf_xnm_unread = -1;
static int hf_xnm_unread_reason = -1;
static int hf_xnm_unread_offset = -1;
static int hf_xnm_elements_not_shown = -1;
static int hf_xnm_values_not_listed = -1;

static int ett_xnm_message = -1;

static expert_field ei_xnm_cleartext_login = EI_INIT;
static expert_field ei_xnm_login_failed = EI_INIT;
static expert_field ei_xnm_error_reply = EI_INIT;
static expert_field ei_xnm_slow_reply = EI_INIT;
static expert_field ei_xnm_not_echoed = EI_INIT;
static expert_field ei_xnm_malformed = EI_INIT;
static expert_field ei_xnm_doctype = EI_INIT;
static expert_field ei_xnm_too_large = EI_INIT;
static expert_field ei_xnm_not_all_shown = EI_INIT;
static expert_field ei_xnm_waiting_limit = EI_INIT;

static unsigned slow_reply_milliseconds = 10000;

/* Messages */

static void add_number(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_exchange *exchange)
{
    proto_item *number = xnm_add_generated_uint(tree, hf_xnm_rpc_number, tvb, exchange->number);
    if (exchange->crossed_waiting) {
        finding_add(pinfo, number, &ei_xnm_waiting_limit);
    }
    xnm_add_frame(tree, hf_xnm_reply_in, tvb, exchange->reply_frame);
}

static void add_reply_to(proto_tree *tree, tvbuff_t *tvb, const xnm_exchange *exchange)
{
    nstime_t time = xnm_info_response_time(exchange);
    xnm_add_frame(tree, hf_xnm_reply_to, tvb, exchange->request_frame);
    proto_item_set_generated(proto_tree_add_time(tree, hf_xnm_reply_time, tvb, 0, 0, &time));
}

static void add_request(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, const xnm_exchange *exchange,
                        bool clear_text)
{
    xnm_add_name(tree, hf_xnm_rpc_name, tvb, pinfo, &message->operation);
    proto_item *username = xnm_add_value(tree, hf_xnm_login_username, tvb, pinfo, message, &message->username);
    proto_item *password = xnm_secrets_omitted() ? username : xnm_add_value(tree, hf_xnm_login_password, tvb, pinfo, message, &message->password);
    if (message->password.text && clear_text) {
        finding_add(pinfo, password, &ei_xnm_cleartext_login);
    }
    if (exchange) {
        add_number(tree, tvb, pinfo, exchange);
    }
}

static void add_reply(proto_tree *tree, proto_item *item, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, const xnm_exchange *exchange)
{
    xnm_add_name(tree, hf_xnm_reply_name, tvb, pinfo, &message->operation);
    if (exchange) {
        add_reply_to(tree, tvb, exchange);
    }
    if (exchange && !exchange->echoed) {
        finding_add(pinfo, item, &ei_xnm_not_echoed);
    }
    xnm_login_answer login = xnm_session_login_answer(exchange, message);
    if (login.asks) {
        xnm_add_value(tree, hf_xnm_login_challenge, tvb, pinfo, message, &message->challenge);
    }
    if (!login.answers) {
        return;
    }
    proto_item *status = xnm_add_value(tree, hf_xnm_login_status, tvb, pinfo, message, &message->login_status);
    if (strcmp(message->login_status.text, "success") != 0) {
        finding_add(pinfo, status, &ei_xnm_login_failed);
    }
    xnm_add_value(tree, hf_xnm_login_message, tvb, pinfo, message, &message->login_message);
    xnm_add_value(tree, hf_xnm_login_remote_name, tvb, pinfo, message, &message->login_name);
}

static expert_field *expert_of_read(xnm_read_status status)
{
    switch (status) {
    case XNM_READ_MALFORMED:
    case XNM_READ_BAD_CHARACTER:
        return &ei_xnm_malformed;
    case XNM_READ_DOCTYPE:
        return &ei_xnm_doctype;
    default:
        return &ei_xnm_not_all_shown;
    }
}

static void add_read_result(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    const xnm_read_result *read = &message->read;
    if (!message->all_nodes_kept) {
        proto_item *item = proto_tree_add_uint(tree, hf_xnm_elements_not_shown, tvb, 0, 0, message->elements_not_kept);
        proto_item_set_generated(item);
        finding_add(pinfo, item, &ei_xnm_not_all_shown);
    }
    uint64_t not_listed = message->values_not_listed + (message->secrets ? (uint64_t)message->secrets->not_listed : 0);
    if (not_listed > 0) {
        proto_item *item = proto_tree_add_uint(tree, hf_xnm_values_not_listed, tvb, 0, 0, (uint32_t)MIN(not_listed, UINT32_MAX));
        proto_item_set_generated(item);
        finding_add(pinfo, item, &ei_xnm_not_all_shown);
    }
    if (read->status == XNM_READ_OK) {
        return;
    }
    uint32_t available = tvb_captured_length(tvb);
    uint32_t offset = (uint32_t)MIN(read->error_offset, available);
    proto_item *item = proto_tree_add_string(tree, hf_xnm_unread_reason, tvb, (int)offset, 0, read->reason);
    proto_item_set_generated(item);
    finding_add(pinfo, item, expert_of_read(read->status));
    xnm_add_generated_uint(tree, hf_xnm_unread_offset, tvb, offset);
    uint32_t rest = (uint32_t)MIN(read->read, available);
    if (rest < available && xnm_secrets_hidden()) {
        /* What could not be read was not searched for secrets. */
        proto_tree_add_string(tree, hf_xnm_unread, tvb, (int)rest, (int)(available - rest), xnm_secrets_mask());
    } else if (rest < available) {
        xnm_add_text(tree, hf_xnm_unread, tvb, pinfo, rest, available - rest);
    }
}

static bool is_slow(const xnm_exchange *exchange)
{
    nstime_t time = xnm_info_response_time(exchange);
    return nstime_to_msec(&time) >= (double)slow_reply_milliseconds;
}

/* The field of a whole message, where its last byte is. */
static int field_of_message(xnm_message_kind kind)
{
    return kind == XNM_MESSAGE_RPC ? hf_xnm_rpc : kind == XNM_MESSAGE_RPC_REPLY ? hf_xnm_reply : hf_xnm_message;
}

void xnm_messages_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message,
                      bool clear_text)
{
    const xnm_unit *unit = segment_piece->piece.unit;
    proto_item *item = proto_tree_add_item(tree, field_of_message(message->kind), tvb, 0, -1, ENC_NA);
    proto_item_append_text(item, ": %s", xnm_info_content(pinfo, message, segment_piece->exchange));
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm_message);
    if (message->kind == XNM_MESSAGE_RPC) {
        add_request(subtree, tvb, pinfo, message, segment_piece->exchange, clear_text);
    } else if (message->kind == XNM_MESSAGE_RPC_REPLY) {
        add_reply(subtree, item, tvb, pinfo, message, segment_piece->exchange);
    }
    if (message->errors->len > 0) {
        finding_add(pinfo, item, &ei_xnm_error_reply);
    }
    if (message->kind == XNM_MESSAGE_RPC_REPLY && segment_piece->exchange && is_slow(segment_piece->exchange)) {
        finding_add(pinfo, item, &ei_xnm_slow_reply);
    }
    xnm_operations_add(subtree, tvb, pinfo, message);
    xnm_secrets_add(subtree, tvb, pinfo, message, clear_text);
    xnm_add_generated_uint(subtree, hf_xnm_message_length, tvb, (uint32_t)unit->length);
    xnm_add_generated_uint(subtree, hf_xnm_message_segments, tvb, unit->pieces);
    if (unit->first_frame != pinfo->num) {
        xnm_add_frame(subtree, hf_xnm_message_first, tvb, unit->first_frame);
    }
    add_read_result(subtree, tvb, pinfo, message);
    if (xnm_elements_wanted(subtree)) {
        xnm_elements_add(subtree, tvb, pinfo, message);
    }
}

void xnm_messages_add_root_start(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece,
                                 const xnm_message *message, bool clear_text)
{
    static const struct {
        int *hf;
        const char *attribute;
    } server_fields[] = {
        { &hf_xnm_server_hostname, "hostname" },
        { &hf_xnm_server_release, "release" },
        { &hf_xnm_server_os, "os" },
    };
    proto_item *item = proto_tree_add_item(tree, hf_xnm_root_start, tvb, 0, -1, ENC_NA);
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm_message);
    for (size_t i = 0; segment_piece->from_server && i < array_length(server_fields); i++) {
        const char *value = xnm_root_attribute(pinfo, message, server_fields[i].attribute);
        if (value) {
            proto_tree_add_string(subtree, *server_fields[i].hf, tvb, 0, -1, value);
        }
    }
    xnm_secrets_add(subtree, tvb, pinfo, message, clear_text);
    add_read_result(subtree, tvb, pinfo, message);
    if (xnm_elements_wanted(subtree)) {
        xnm_elements_add(subtree, tvb, pinfo, message);
    }
}

/* A message that was too large to be kept has been asked or answered all the same. */
static void add_too_large(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece)
{
    const xnm_unit *unit = segment_piece->piece.unit;
    const xnm_exchange *exchange = segment_piece->exchange;
    if (exchange && xnm_message_kind_of(unit->name) == XNM_MESSAGE_RPC_REPLY) {
        add_reply_to(tree, tvb, exchange);
    } else if (exchange) {
        add_number(tree, tvb, pinfo, exchange);
    }
    xnm_add_generated_uint(tree, hf_xnm_message_length, tvb, (uint32_t)MIN(unit->length, UINT32_MAX));
    xnm_add_generated_uint(tree, hf_xnm_message_segments, tvb, unit->pieces);
}

void xnm_messages_add_part(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const char *info)
{
    const xnm_piece *piece = &segment_piece->piece;
    const xnm_unit *unit = piece->unit;
    bool too_large = piece->last && unit->status == XNM_UNIT_TOO_LARGE;
    int hf = too_large && piece->kind == XNM_UNIT_MESSAGE ? field_of_message(xnm_message_kind_of(unit->name)) : hf_xnm_message_segment;
    proto_item *item = proto_tree_add_item(tree, hf, tvb, (int)piece->offset, (int)piece->length, ENC_NA);
    proto_item_append_text(item, ": %s", info);
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm_message);
    if (unit->first_frame != pinfo->num && (piece->last || !segment_piece->ends_in_segment)) {
        xnm_add_frame(subtree, hf_xnm_message_first, tvb, unit->first_frame);
    }
    if (!segment_piece->ends_in_segment && (unit->status == XNM_UNIT_COMPLETE || unit->status == XNM_UNIT_TOO_LARGE)) {
        xnm_add_frame(subtree, hf_xnm_message_in, tvb, unit->last_frame);
    }
    if (piece->outgrows && piece->kind != XNM_UNIT_DOCTYPE) {
        finding_add(pinfo, item, &ei_xnm_too_large);
    }
    if (too_large) {
        add_too_large(subtree, tvb, pinfo, segment_piece);
    } else if (piece->last && unit->status == XNM_UNIT_CUT) {
        finding_add(pinfo, item, piece->kind == XNM_UNIT_DOCTYPE ? &ei_xnm_doctype : &ei_xnm_malformed);
    }
}

void xnm_messages_flag_malformed(packet_info *pinfo, proto_item *item)
{
    finding_add(pinfo, item, &ei_xnm_malformed);
}

void xnm_messages_flag_doctype(packet_info *pinfo, proto_item *item)
{
    finding_add(pinfo, item, &ei_xnm_doctype);
}

/* Registration */

static void register_fields(int proto)
{
    static hf_register_info hf[] = {
        XNM_STRING(hf_xnm_server_hostname, "Host name", "xnm.server.hostname", "Attribute hostname of the server's start tag"),
        XNM_STRING(hf_xnm_server_release, "Release", "xnm.server.release", "Attribute release of the server's start tag"),
        XNM_STRING(hf_xnm_server_os, "Operating system", "xnm.server.os", "Attribute os of the server's start tag"),
        XNM_NONE(hf_xnm_root_start, "Session start tag", "xnm.root_start", NULL),
        XNM_NONE(hf_xnm_rpc, "Request", "xnm.rpc", "Present once for each request that completes in this frame"),
        XNM_STRING(hf_xnm_rpc_name, "Operation", "xnm.rpc.name", "Local name of the first child of rpc"),
        XNM_UINT(hf_xnm_rpc_number, "Number in session", "xnm.rpc.number", "Position of the request in its session, from 1"),
        XNM_NONE(hf_xnm_reply, "Reply", "xnm.reply", "Present once for each reply that completes in this frame"),
        XNM_STRING(hf_xnm_reply_name, "Reply element", "xnm.reply.name", "Local name of the first child of rpc-reply; absent for an empty reply"),
        XNM_FRAME(hf_xnm_reply_to, "Reply to", "xnm.reply.to", FT_FRAMENUM_REQUEST, "The frame that completes the request"),
        XNM_FRAME(hf_xnm_reply_in, "Reply in", "xnm.reply.in", FT_FRAMENUM_RESPONSE, "The frame that completes the reply"),
        { &hf_xnm_reply_time,
          { "Response time", "xnm.reply.time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0, "From the request's last byte to the reply's last byte",
            HFILL } },
        XNM_NONE(hf_xnm_message, "Message", "xnm.message", "Any other child of the root"),
        XNM_NONE(hf_xnm_message_segment, "Part", "xnm.message.segment", "Bytes of something that is not whole in this segment"),
        XNM_FRAME(hf_xnm_message_in, "Complete in", "xnm.message.in", FT_FRAMENUM_NONE, "The frame that brings the last byte"),
        XNM_FRAME(hf_xnm_message_first, "Began in", "xnm.message.first", FT_FRAMENUM_NONE, "The frame that brought the first byte"),
        XNM_UINT(hf_xnm_message_length, "Message length", "xnm.message.length", "In bytes"),
        XNM_UINT(hf_xnm_message_segments, "Segments", "xnm.message.segments", "Segments that the message came in"),
        XNM_STRING(hf_xnm_login_username, "User name", "xnm.login.username", "Content of username in request-login"),
        XNM_STRING(hf_xnm_login_password, "Password", "xnm.login.password", "Content of challenge-response"),
        XNM_STRING(hf_xnm_login_challenge, "Challenge", "xnm.login.challenge", "The server's prompt"),
        XNM_STRING(hf_xnm_login_status, "Login status", "xnm.login.status", "success or fail"),
        XNM_STRING(hf_xnm_login_message, "Login message", "xnm.login.message", "On success the Junos account, else the reason"),
        XNM_STRING(hf_xnm_login_remote_name, "Remote name", "xnm.login.remote_name", "Name at the RADIUS or TACACS+ server, where it differs"),
        XNM_STRING(hf_xnm_unread, "Rest of the message", "xnm.unread", "What follows the place where reading stopped"),
        XNM_STRING(hf_xnm_unread_reason, "Reason", "xnm.unread.reason", "Why the message could not be read as it stands"),
        XNM_UINT(hf_xnm_unread_offset, "At byte", "xnm.unread.offset", "Where, counted from the beginning of the message"),
        XNM_UINT(hf_xnm_values_not_listed, "Values not listed, or cut", "xnm.values_not_listed",
                 "Beyond the limits of the preferences xnm.max_listed, xnm.max_value_bytes and xnm.max_secrets"),
        XNM_UINT(hf_xnm_elements_not_shown, "Elements not shown", "xnm.elements_not_shown",
                 "Elements beyond the limit of the preference xnm.max_elements, which attributes and texts count towards too"),
    };
    proto_register_field_array(proto, hf, array_length(hf));
}

static void register_experts(expert_module_t *experts)
{
    static ei_register_info ei[] = {
        { &ei_xnm_cleartext_login,
          { "xnm.cleartext_login", PI_SECURITY, PI_WARN, "Login in clear text: anyone on the path can read the password (use TLS or SSH)",
            EXPFILL } },
        { &ei_xnm_login_failed, { "xnm.login_failed", PI_SECURITY, PI_NOTE, "The server refused the login", EXPFILL } },
        { &ei_xnm_error_reply, { "xnm.error_reply", PI_RESPONSE_CODE, PI_NOTE, "The server answered with an error", EXPFILL } },
        { &ei_xnm_slow_reply,
          { "xnm.slow_reply", PI_RESPONSE_CODE, PI_NOTE, "The reply took long (preference xnm.slow_reply_milliseconds)", EXPFILL } },
        { &ei_xnm_not_echoed,
          { "xnm.not_echoed", PI_PROTOCOL, PI_NOTE, "The reply lacks attributes of its request, which a server copies (RFC 6241, section 4.1)",
            EXPFILL } },
        { &ei_xnm_malformed, { "xnm.malformed", PI_MALFORMED, PI_ERROR, "Not well-formed XML", EXPFILL } },
        { &ei_xnm_doctype,
          { "xnm.doctype", PI_SECURITY, PI_WARN,
            "Document type declaration: no Junos XML session has one, and its entities can be an attack on the reader", EXPFILL } },
        { &ei_xnm_too_large,
          { "xnm.too_large", PI_UNDECODED, PI_NOTE, "Over the size limit from here on (preference xnm.max_message_kilobytes): not read", EXPFILL } },
        { &ei_xnm_waiting_limit,
          { "xnm.waiting_limit", PI_UNDECODED, PI_NOTE,
            "More requests wait for a reply than are matched with one (preference xnm.max_waiting): for this one and those behind it "
            "only a message-id counts",
            EXPFILL } },
        { &ei_xnm_not_all_shown,
          { "xnm.not_all_shown", PI_UNDECODED, PI_NOTE, "Message over a limit of the preferences: not all of it is shown", EXPFILL } },
    };
    findings_register_kinds(experts, ei, array_length(ei));
}

static void register_preferences(module_t *preferences)
{
    prefs_register_uint_preference(preferences, "slow_reply_milliseconds", "A reply is slow from (milliseconds)",
                                   "From the request's last byte to the reply's last byte", 10, &slow_reply_milliseconds);
}

void xnm_messages_register(int proto, expert_module_t *experts, module_t *preferences)
{
    static int *ett[] = { &ett_xnm_message };
    register_fields(proto);
    proto_register_subtree_array(ett, array_length(ett));
    register_experts(experts);
    register_preferences(preferences);
}
