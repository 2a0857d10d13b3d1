/* packet-xnm.c
 * Junos XML management protocol (xnm-clear-text).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* Juniper Networks, "Junos XML Management Protocol Developer Guide". A session is one XML document per direction; see xnm_stream.h for how it is cut
 * into messages, and xnm_session.h for how replies find their requests. */

#include "packet-xnm.h"

#include <string.h>

#include <epan/expert.h>
#include <epan/prefs.h>

#include "xnm-conversation.h"
#include "xnm-elements.h"
#include "xnm-info.h"

/* IANA: xnm-clear-text. */
#define XNM_CLEAR_TEXT_PORT "3221"

/* Wireshark refuses trees deeper than 500; the layers below and around the elements need some of that. */
#define MAX_TREE_DEPTH 400

static int proto_xnm = -1;

static int hf_xnm_session_user = -1;
static int hf_xnm_session_hostname = -1;
static int hf_xnm_session_release = -1;
static int hf_xnm_server_hostname = -1;
static int hf_xnm_server_release = -1;
static int hf_xnm_server_os = -1;
static int hf_xnm_xml_declaration = -1;
static int hf_xnm_document_type = -1;
static int hf_xnm_root_start = -1;
static int hf_xnm_root_end = -1;
static int hf_xnm_delimiter = -1;
static int hf_xnm_stray_text = -1;
static int hf_xnm_unsynchronised = -1;
static int hf_xnm_seen_before = -1;
static int hf_xnm_gap_bytes = -1;
static int hf_xnm_gap_first = -1;
static int hf_xnm_rpc = -1;
static int hf_xnm_rpc_name = -1;
static int hf_xnm_rpc_number = -1;
static int hf_xnm_rpc_command = -1;
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
static int hf_xnm_error_message = -1;
static int hf_xnm_warning_message = -1;
static int hf_xnm_unread = -1;
static int hf_xnm_unread_reason = -1;
static int hf_xnm_unread_offset = -1;
static int hf_xnm_elements_not_shown = -1;

static int ett_xnm = -1;
static int ett_xnm_unit = -1;

static expert_field ei_xnm_cleartext_login = EI_INIT;
static expert_field ei_xnm_login_failed = EI_INIT;
static expert_field ei_xnm_error_reply = EI_INIT;
static expert_field ei_xnm_gap = EI_INIT;
static expert_field ei_xnm_malformed = EI_INIT;
static expert_field ei_xnm_doctype = EI_INIT;
static expert_field ei_xnm_too_large = EI_INIT;
static expert_field ei_xnm_not_all_shown = EI_INIT;

static xnm_preferences preferences = {
    .max_message_kilobytes = 128 * 1024,
    .max_depth = 256,
    .max_elements = 100000,
    .max_attributes = 1000,
    .max_name_bytes = 1024,
};

static dissector_handle_t xnm_handle;

/* Values from a message */

static proto_item *add_value(proto_tree *tree, int hf, tvbuff_t *tvb, const xnm_value *value)
{
    if (!value->text) {
        return NULL;
    }
    size_t available = tvb_captured_length(tvb);
    size_t start = MIN(value->range.start, available);
    return proto_tree_add_string(tree, hf, tvb, (int)start, (int)MIN(value->range.length, available - start), value->text);
}

static void add_values(proto_tree *tree, int hf, tvbuff_t *tvb, const GPtrArray *values)
{
    for (unsigned i = 0; i < values->len; i++) {
        add_value(tree, hf, tvb, g_ptr_array_index(values, i));
    }
}

static void add_generated_string(proto_tree *tree, int hf, tvbuff_t *tvb, const char *text)
{
    if (text) {
        proto_item_set_generated(proto_tree_add_string(tree, hf, tvb, 0, 0, text));
    }
}

static void add_generated_uint(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t value)
{
    proto_item_set_generated(proto_tree_add_uint(tree, hf, tvb, 0, 0, value));
}

/* 0: not known. */
static void add_frame(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t frame)
{
    if (frame) {
        add_generated_uint(tree, hf, tvb, frame);
    }
}

/* Messages */

static void add_request(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, const xnm_exchange *exchange)
{
    add_value(tree, hf_xnm_rpc_name, tvb, &message->operation);
    add_value(tree, hf_xnm_rpc_command, tvb, &message->command);
    add_value(tree, hf_xnm_login_username, tvb, &message->username);
    proto_item *password = add_value(tree, hf_xnm_login_password, tvb, &message->password);
    if (message->password.text) {
        expert_add_info(pinfo, password, &ei_xnm_cleartext_login);
    }
    if (exchange) {
        add_generated_uint(tree, hf_xnm_rpc_number, tvb, exchange->number);
        add_frame(tree, hf_xnm_reply_in, tvb, exchange->reply_frame);
    }
}

static void add_reply(proto_tree *tree, proto_item *item, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, const xnm_exchange *exchange)
{
    add_value(tree, hf_xnm_reply_name, tvb, &message->operation);
    if (exchange) {
        nstime_t time = xnm_info_response_time(exchange);
        add_frame(tree, hf_xnm_reply_to, tvb, exchange->request_frame);
        proto_item_set_generated(proto_tree_add_time(tree, hf_xnm_reply_time, tvb, 0, 0, &time));
    }
    add_value(tree, hf_xnm_login_challenge, tvb, &message->challenge);
    proto_item *status = add_value(tree, hf_xnm_login_status, tvb, &message->login_status);
    if (message->login_status.text && strcmp(message->login_status.text, "success") != 0) {
        expert_add_info(pinfo, status, &ei_xnm_login_failed);
    }
    add_value(tree, hf_xnm_login_message, tvb, &message->login_message);
    add_value(tree, hf_xnm_login_remote_name, tvb, &message->login_name);
    add_values(tree, hf_xnm_error_message, tvb, message->errors);
    add_values(tree, hf_xnm_warning_message, tvb, message->warnings);
    if (message->errors->len > 0) {
        expert_add_info(pinfo, item, &ei_xnm_error_reply);
    }
}

static void add_read_result(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    const xnm_read_result *read = &message->read;
    if (message->elements_not_kept > 0) {
        proto_item *item = proto_tree_add_uint(tree, hf_xnm_elements_not_shown, tvb, 0, 0, message->elements_not_kept);
        proto_item_set_generated(item);
        expert_add_info(pinfo, item, &ei_xnm_not_all_shown);
    }
    if (read->status == XNM_READ_OK) {
        return;
    }
    bool malformed = read->status == XNM_READ_MALFORMED || read->status == XNM_READ_BAD_CHARACTER;
    uint32_t available = tvb_captured_length(tvb);
    uint32_t offset = (uint32_t)MIN(read->error_offset, available);
    proto_item *item = proto_tree_add_string(tree, hf_xnm_unread_reason, tvb, (int)offset, 0, read->reason);
    proto_item_set_generated(item);
    expert_add_info(pinfo, item, malformed ? &ei_xnm_malformed : &ei_xnm_not_all_shown);
    add_generated_uint(tree, hf_xnm_unread_offset, tvb, offset);
    uint32_t rest = (uint32_t)MIN(read->read, available);
    if (rest < available) {
        proto_tree_add_item(tree, hf_xnm_unread, tvb, (int)rest, (int)(available - rest), ENC_UTF_8 | ENC_NA);
    }
}

static void add_message(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message)
{
    const xnm_unit *unit = segment_piece->piece.unit;
    int hf = message->kind == XNM_MESSAGE_RPC ? hf_xnm_rpc : message->kind == XNM_MESSAGE_RPC_REPLY ? hf_xnm_reply : hf_xnm_message;
    proto_item *item = proto_tree_add_item(tree, hf, tvb, 0, -1, ENC_NA);
    proto_item_append_text(item, ": %s", xnm_info_content(pinfo, message));
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm_unit);
    if (message->kind == XNM_MESSAGE_RPC) {
        add_request(subtree, tvb, pinfo, message, segment_piece->exchange);
    } else if (message->kind == XNM_MESSAGE_RPC_REPLY) {
        add_reply(subtree, item, tvb, pinfo, message, segment_piece->exchange);
    }
    add_generated_uint(subtree, hf_xnm_message_length, tvb, (uint32_t)unit->length);
    add_generated_uint(subtree, hf_xnm_message_segments, tvb, unit->pieces);
    if (!segment_piece->piece.first) {
        add_frame(subtree, hf_xnm_message_first, tvb, unit->first_frame);
    }
    add_read_result(subtree, tvb, pinfo, message);
    if (xnm_elements_wanted(subtree)) {
        xnm_elements_add(subtree, tvb, pinfo, message);
    }
}

static void add_root_start(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message)
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
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm_unit);
    for (size_t i = 0; segment_piece->from_server && i < array_length(server_fields); i++) {
        const char *value = xnm_root_attribute(message, server_fields[i].attribute);
        if (value) {
            proto_tree_add_string(subtree, *server_fields[i].hf, tvb, 0, -1, value);
        }
    }
    add_read_result(subtree, tvb, pinfo, message);
    if (xnm_elements_wanted(subtree)) {
        xnm_elements_add(subtree, tvb, pinfo, message);
    }
}

/* Pieces of the stream */

static void add_part(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const char *info)
{
    const xnm_piece *piece = &segment_piece->piece;
    const xnm_unit *unit = piece->unit;
    proto_item *item = proto_tree_add_item(tree, hf_xnm_message_segment, tvb, (int)piece->offset, (int)piece->length, ENC_NA);
    proto_item_append_text(item, ": %s", info ? info : xnm_info_minor(piece->kind));
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm_unit);
    if (!piece->first) {
        add_frame(subtree, hf_xnm_message_first, tvb, unit->first_frame);
    }
    if (!piece->last && (unit->status == XNM_UNIT_COMPLETE || unit->status == XNM_UNIT_TOO_LARGE)) {
        add_frame(subtree, hf_xnm_message_in, tvb, unit->last_frame);
    }
    if (piece->last && unit->status == XNM_UNIT_TOO_LARGE) {
        add_generated_uint(subtree, hf_xnm_message_length, tvb, (uint32_t)MIN(unit->length, UINT32_MAX));
        add_generated_uint(subtree, hf_xnm_message_segments, tvb, unit->pieces);
        expert_add_info(pinfo, item, &ei_xnm_too_large);
    } else if (piece->last && unit->status == XNM_UNIT_CUT) {
        expert_add_info(pinfo, item, piece->kind == XNM_UNIT_DOCTYPE ? &ei_xnm_doctype : &ei_xnm_malformed);
    }
}

static void add_unit(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message)
{
    switch (segment_piece->piece.kind) {
    case XNM_UNIT_XML_DECLARATION:
        proto_tree_add_item(tree, hf_xnm_xml_declaration, tvb, 0, -1, ENC_UTF_8 | ENC_NA);
        break;
    case XNM_UNIT_PI:
        xnm_elements_add_processing_instruction(tree, tvb, pinfo);
        break;
    case XNM_UNIT_COMMENT:
        xnm_elements_add_comment(tree, tvb, pinfo);
        break;
    case XNM_UNIT_DOCTYPE:
        expert_add_info(pinfo, proto_tree_add_item(tree, hf_xnm_document_type, tvb, 0, -1, ENC_UTF_8 | ENC_NA), &ei_xnm_doctype);
        break;
    case XNM_UNIT_ROOT_START:
        add_root_start(tree, tvb, pinfo, segment_piece, message);
        break;
    case XNM_UNIT_ROOT_END:
        proto_tree_add_item(tree, hf_xnm_root_end, tvb, 0, -1, ENC_UTF_8 | ENC_NA);
        break;
    case XNM_UNIT_DELIMITER:
        proto_tree_add_item(tree, hf_xnm_delimiter, tvb, 0, -1, ENC_UTF_8 | ENC_NA);
        break;
    case XNM_UNIT_MESSAGE:
        add_message(tree, tvb, pinfo, segment_piece, message);
        break;
    default: /* text and unsynchronised bytes that first looked like markup */
        proto_tree_add_item(tree, hf_xnm_unsynchronised, tvb, 0, -1, ENC_NA);
        break;
    }
}

static void add_piece(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message,
                      const char *info)
{
    const xnm_piece *piece = &segment_piece->piece;
    tvbuff_t *unit_tvb = xnm_segment_unit_tvb(tvb, pinfo, piece);
    bool needs_message = piece->kind == XNM_UNIT_MESSAGE || piece->kind == XNM_UNIT_ROOT_START;
    if (piece->kind == XNM_UNIT_TEXT) {
        proto_item *item = proto_tree_add_item(tree, hf_xnm_stray_text, tvb, (int)piece->offset, (int)piece->length, ENC_UTF_8 | ENC_NA);
        expert_add_info(pinfo, item, &ei_xnm_malformed);
    } else if (piece->kind == XNM_UNIT_UNSYNCHRONISED) {
        proto_tree_add_item(tree, hf_xnm_unsynchronised, tvb, (int)piece->offset, (int)piece->length, ENC_NA);
    } else if (unit_tvb && (message || !needs_message)) {
        add_unit(tree, unit_tvb, pinfo, segment_piece, message);
    } else if (piece->unit) {
        add_part(tree, tvb, pinfo, segment_piece, info);
    }
}

/* Segments */

static void add_place(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment)
{
    if (segment->seen_before) {
        add_generated_uint(tree, hf_xnm_seen_before, tvb, segment->seen_before);
    }
    if (segment->gap_bytes) {
        proto_item *item = proto_tree_add_uint(tree, hf_xnm_gap_bytes, tvb, 0, 0, segment->gap_bytes);
        proto_item_set_generated(item);
        expert_add_info(pinfo, item, &ei_xnm_gap);
        add_frame(tree, hf_xnm_gap_first, tvb, segment->gap_cut ? segment->gap_cut->first_frame : 0);
        col_append_fstr(pinfo->cinfo, COL_INFO, "[%u bytes missing] ", segment->gap_bytes);
    }
    if (segment->identity) {
        add_generated_string(tree, hf_xnm_session_user, tvb, segment->identity->user);
        add_generated_string(tree, hf_xnm_session_hostname, tvb, segment->identity->hostname);
        add_generated_string(tree, hf_xnm_session_release, tvb, segment->identity->release);
    }
}

static int dissect_segment(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct tcpinfo *tcpinfo)
{
    xnm_message **messages;
    const xnm_segment *segment = xnm_segment_take(tvb, pinfo, proto_xnm, tcpinfo, &preferences, &messages);
    if (!segment) {
        return 0;
    }
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "XNM");
    col_clear(pinfo->cinfo, COL_INFO);
    proto_item *item = proto_tree_add_item(tree, proto_xnm, tvb, 0, -1, ENC_NA);
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm);
    add_place(subtree, tvb, pinfo, segment);

    const char *minor = segment->count == 0 ? "already seen" : NULL;
    bool told = false;
    for (unsigned i = 0; i < segment->count; i++) {
        const xnm_segment_piece *segment_piece = &segment->pieces[i];
        const xnm_message *message = xnm_segment_message(tvb, pinfo, segment, i, &preferences, messages);
        const char *info = xnm_info(pinfo, segment_piece, message);
        if (info) {
            col_append_fstr(pinfo->cinfo, COL_INFO, "%s%s", told ? ", " : "", info);
            proto_item_append_text(item, ", %s", info);
            told = true;
        } else if (!minor) {
            minor = xnm_info_minor(segment_piece->piece.kind);
        }
        add_piece(subtree, tvb, pinfo, segment_piece, message, info);
    }
    if (!told && minor) {
        col_append_str(pinfo->cinfo, COL_INFO, minor);
        proto_item_append_text(item, ", %s", minor);
    }
    return (int)tvb_captured_length(tvb);
}

static int dissect_xnm_tcp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return dissect_segment(tvb, pinfo, tree, data);
}

/* Registration */

#define XNM_STRING(variable, name, filter, blurb) { &variable, { name, filter, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL } }
#define XNM_NONE(variable, name, filter, blurb)   { &variable, { name, filter, FT_NONE, BASE_NONE, NULL, 0, blurb, HFILL } }
#define XNM_UINT(variable, name, filter, blurb)   { &variable, { name, filter, FT_UINT32, BASE_DEC, NULL, 0, blurb, HFILL } }
#define XNM_FRAME(variable, name, filter, type, blurb) \
    { &variable, { name, filter, FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(type), 0, blurb, HFILL } }

static void register_fields(void)
{
    static hf_register_info hf[] = {
        XNM_STRING(hf_xnm_session_user, "User", "xnm.session.user", "Who is logged in, as far as this frame and those before it prove"),
        XNM_STRING(hf_xnm_session_hostname, "Router", "xnm.session.hostname", "Host name that the server gave in this session"),
        XNM_STRING(hf_xnm_session_release, "Junos release", "xnm.session.release", "Release that the server gave in this session"),
        XNM_STRING(hf_xnm_server_hostname, "Host name", "xnm.server.hostname", "Attribute hostname of the server's start tag"),
        XNM_STRING(hf_xnm_server_release, "Release", "xnm.server.release", "Attribute release of the server's start tag"),
        XNM_STRING(hf_xnm_server_os, "Operating system", "xnm.server.os", "Attribute os of the server's start tag"),
        XNM_STRING(hf_xnm_xml_declaration, "XML declaration", "xnm.xml_declaration", NULL),
        XNM_STRING(hf_xnm_document_type, "Document type declaration", "xnm.document_type", "Not read: nothing in it is declared or expanded"),
        XNM_NONE(hf_xnm_root_start, "Session start tag", "xnm.root_start", NULL),
        XNM_STRING(hf_xnm_root_end, "Session end tag", "xnm.root_end", NULL),
        XNM_STRING(hf_xnm_delimiter, "Delimiter", "xnm.delimiter", "]]>]]> (RFC 6242, section 4.3)"),
        XNM_STRING(hf_xnm_stray_text, "Text between messages", "xnm.stray_text", NULL),
        XNM_NONE(hf_xnm_unsynchronised, "Part of what was not captured from its beginning", "xnm.unsynchronised", NULL),
        XNM_UINT(hf_xnm_seen_before, "Bytes seen before", "xnm.seen_before", "Leading bytes that an earlier segment brought"),
        XNM_UINT(hf_xnm_gap_bytes, "Bytes missing before this segment", "xnm.gap.bytes", NULL),
        XNM_FRAME(hf_xnm_gap_first, "Message lost with them began in", "xnm.gap.first", FT_FRAMENUM_NONE, NULL),
        XNM_NONE(hf_xnm_rpc, "Request", "xnm.rpc", "Present once for each request that completes in this frame"),
        XNM_STRING(hf_xnm_rpc_name, "Operation", "xnm.rpc.name", "Local name of the first child of rpc"),
        XNM_UINT(hf_xnm_rpc_number, "Number in session", "xnm.rpc.number", "Position of the request in its session, from 1"),
        XNM_STRING(hf_xnm_rpc_command, "Command", "xnm.rpc.command", "CLI command in the request"),
        XNM_NONE(hf_xnm_reply, "Reply", "xnm.reply", "Present once for each reply that completes in this frame"),
        XNM_STRING(hf_xnm_reply_name, "Content", "xnm.reply.name", "Local name of the first child of rpc-reply; absent for an empty reply"),
        XNM_FRAME(hf_xnm_reply_to, "Reply to", "xnm.reply.to", FT_FRAMENUM_REQUEST, "The frame that completes the request"),
        XNM_FRAME(hf_xnm_reply_in, "Reply in", "xnm.reply.in", FT_FRAMENUM_RESPONSE, "The frame that completes the reply"),
        { &hf_xnm_reply_time,
          { "Response time", "xnm.reply.time", FT_RELATIVE_TIME, BASE_NONE, NULL, 0, "From the request's last byte to the reply's last byte", HFILL } },
        XNM_NONE(hf_xnm_message, "Message", "xnm.message", "Any other child of the root"),
        XNM_NONE(hf_xnm_message_segment, "Part", "xnm.message.segment", "Bytes of something that is not whole in this segment"),
        XNM_FRAME(hf_xnm_message_in, "Complete in", "xnm.message.in", FT_FRAMENUM_NONE, "The frame that brings the last byte"),
        XNM_FRAME(hf_xnm_message_first, "Began in", "xnm.message.first", FT_FRAMENUM_NONE, "The frame that brought the first byte"),
        XNM_UINT(hf_xnm_message_length, "Message length", "xnm.message.length", "In bytes"),
        XNM_UINT(hf_xnm_message_segments, "Segments", "xnm.message.segments", "Segments that the message came in"),
        XNM_STRING(hf_xnm_login_username, "User name", "xnm.login.username", NULL),
        XNM_STRING(hf_xnm_login_password, "Password", "xnm.login.password", "Content of challenge-response"),
        XNM_STRING(hf_xnm_login_challenge, "Challenge", "xnm.login.challenge", "The server's prompt"),
        XNM_STRING(hf_xnm_login_status, "Login status", "xnm.login.status", "success or fail"),
        XNM_STRING(hf_xnm_login_message, "Login message", "xnm.login.message", "On success the Junos account, else the reason"),
        XNM_STRING(hf_xnm_login_remote_name, "Remote name", "xnm.login.remote_name", "Name at the RADIUS or TACACS+ server, where it differs"),
        XNM_STRING(hf_xnm_error_message, "Error", "xnm.error.message", "message of an xnm:error, or error-message of an rpc-error"),
        XNM_STRING(hf_xnm_warning_message, "Warning", "xnm.warning.message", "message of an xnm:warning, or of an rpc-error that is a warning"),
        XNM_STRING(hf_xnm_unread, "Rest of the message", "xnm.unread", "What follows the place where reading stopped"),
        XNM_STRING(hf_xnm_unread_reason, "Reason", "xnm.unread.reason", "Why the message could not be read as it stands"),
        XNM_UINT(hf_xnm_unread_offset, "At byte", "xnm.unread.offset", "Where, counted from the beginning of the message"),
        XNM_UINT(hf_xnm_elements_not_shown, "Elements not shown", "xnm.elements_not_shown", "Elements beyond the preference xnm.max_elements"),
    };
    proto_register_field_array(proto_xnm, hf, array_length(hf));
}

static void register_experts(void)
{
    static ei_register_info ei[] = {
        { &ei_xnm_cleartext_login,
          { "xnm.cleartext_login", PI_SECURITY, PI_WARN, "Login in clear text: anyone on the path can read the password (use xnm-ssl, port 3220, or SSH)", EXPFILL } },
        { &ei_xnm_login_failed, { "xnm.login_failed", PI_SECURITY, PI_NOTE, "The server refused the login", EXPFILL } },
        { &ei_xnm_error_reply, { "xnm.error_reply", PI_RESPONSE_CODE, PI_NOTE, "The server answered with an error", EXPFILL } },
        { &ei_xnm_gap,
          { "xnm.gap", PI_SEQUENCE, PI_NOTE,
            "Bytes are missing before this segment (if packets only came out of order, the preference tcp.reassemble_out_of_order may help)", EXPFILL } },
        { &ei_xnm_malformed, { "xnm.malformed", PI_MALFORMED, PI_ERROR, "Not well-formed XML", EXPFILL } },
        { &ei_xnm_doctype,
          { "xnm.doctype", PI_SECURITY, PI_WARN, "Document type declaration: no Junos XML session has one, and its entities can be an attack on the reader", EXPFILL } },
        { &ei_xnm_too_large, { "xnm.too_large", PI_UNDECODED, PI_NOTE, "Message over the size limit (preference xnm.max_message_kilobytes): not read", EXPFILL } },
        { &ei_xnm_not_all_shown, { "xnm.not_all_shown", PI_UNDECODED, PI_NOTE, "Message over a limit of the preferences: not all of it is shown", EXPFILL } },
    };
    expert_register_field_array(expert_register_protocol(proto_xnm), ei, array_length(ei));
}

/* Called when a preference changed: what is out of range is brought into it. */
static void check_preferences(void)
{
    preferences.max_message_kilobytes = CLAMP(preferences.max_message_kilobytes, 1, 1024 * 1024);
    preferences.max_depth = CLAMP(preferences.max_depth, 1, MAX_TREE_DEPTH);
    preferences.max_attributes = MAX(preferences.max_attributes, 1);
    preferences.max_name_bytes = MAX(preferences.max_name_bytes, 1);
}

static void register_preferences(void)
{
    module_t *module = prefs_register_protocol(proto_xnm, check_preferences);
    prefs_register_uint_preference(module, "max_message_kilobytes", "Largest message (kilobytes of 1024 bytes, at most 1048576)",
                                   "A longer message is skipped, in constant memory, and flagged", 10, &preferences.max_message_kilobytes);
    prefs_register_uint_preference(module, "max_depth", "Deepest element (at most 400)",
                                   "A message with deeper elements is read up to there, and flagged", 10, &preferences.max_depth);
    prefs_register_uint_preference(module, "max_elements", "Elements shown for a message",
                                   "The rest is neither shown nor found by display filters, and the message is flagged", 10, &preferences.max_elements);
    prefs_register_uint_preference(module, "max_attributes", "Attributes of an element",
                                   "A message that has an element with more is read up to there, and flagged", 10, &preferences.max_attributes);
    prefs_register_uint_preference(module, "max_name_bytes", "Longest name of an element or attribute (bytes)",
                                   "A message with a longer name is read up to there, and flagged", 10, &preferences.max_name_bytes);
}

void proto_register_xnm(void)
{
    static int *ett[] = { &ett_xnm, &ett_xnm_unit };
    proto_xnm = proto_register_protocol("Junos XML Management Protocol", "XNM", "xnm");
    register_fields();
    xnm_elements_register(proto_xnm);
    proto_register_subtree_array(ett, array_length(ett));
    register_experts();
    register_preferences();
    xnm_handle = register_dissector("xnm", dissect_xnm_tcp, proto_xnm);
}

void proto_reg_handoff_xnm(void)
{
    dissector_add_uint_range_with_preference("tcp.port", XNM_CLEAR_TEXT_PORT, xnm_handle);
}
