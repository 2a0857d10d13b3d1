/* packet-xnm.c
 * Junos XML management protocol (xnm-clear-text).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* Juniper Networks, "Junos XML Management Protocol Developer Guide". A session is one XML document per direction; see xnm_stream.h for how it is cut
 * into messages, and xnm_session.h for how replies find their requests. */

#include "packet-xnm.h"

#include <epan/conversation.h>
#include <epan/expert.h>
#include <epan/prefs.h>

#include "portlore/identify.h"
#include "portlore/xnm_lexer.h"
#include "xnm-conversation.h"
#include "xnm-elements.h"
#include "xnm-fields.h"
#include "xnm-info.h"
#include "xnm-limits.h"
#include "xnm-messages.h"
#include "xnm-operations.h"
#include "xnm-presence.h"
#include "xnm-reading.h"
#include "xnm-secrets.h"
#include "xnm-taps.h"

/* IANA: xnm-ssl, netconf-tls (RFC 7589). */
#define XNM_SSL_PORT     3220
#define NETCONF_TLS_PORT 6513

/* Wireshark refuses trees deeper than 500; the layers below and around the elements need some of that. */
#define MAX_TREE_DEPTH 400

static int proto_xnm = -1;

static int hf_xnm_xml_declaration = -1;
static int hf_xnm_document_type = -1;
static int hf_xnm_root_end = -1;
static int hf_xnm_delimiter = -1;
static int hf_xnm_netconf_chunk = -1;
static int hf_xnm_stray_text = -1;
static int hf_xnm_unsynchronised = -1;
static int hf_xnm_seen_before = -1;
static int hf_xnm_gap_first = -1;
static int hf_xnm_cut_first = -1;

static int ett_xnm = -1;

static xnm_preferences preferences = {
    .max_message_kilobytes = 128 * 1024,
    .max_depth = 256,
    .max_elements = 100000,
    .max_attributes = 1000,
    .max_name_bytes = 1024,
    .max_credential_bytes = XNM_LEXER_RAW_MAX,
    .max_doctype_kilobytes = XNM_LEXER_DOCTYPE_MAX / 1024,
    .max_listed = 1000,
    .max_value_bytes = 4096,
    .max_waiting = 10000,
};

static dissector_handle_t xnm_handle;
static dissector_handle_t xnm_tls_handle;

/* Pieces of the stream */

/* Text that was not searched for secrets: not shown when they are hidden. */
static proto_item *add_unsearched(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, uint32_t start, uint32_t length)
{
    if (xnm_secrets_hidden()) {
        return proto_tree_add_string(tree, hf, tvb, (int)start, (int)length, xnm_secrets_mask());
    }
    return xnm_add_text(tree, hf, tvb, pinfo, start, length);
}

static void add_delimiter(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, bool netconf)
{
    proto_item *item = xnm_add_text(tree, hf_xnm_delimiter, tvb, pinfo, 0, tvb_captured_length(tvb));
    if (!netconf) {
        proto_item_append_text(item, " (tolerated: documented for NETCONF and for Junos XML in need-trailer mode)");
    }
}

static void add_unit(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment, const xnm_segment_piece *segment_piece,
                     const xnm_message *message)
{
    bool clear_text = segment->clear_text;
    uint32_t length = tvb_captured_length(tvb);
    switch (segment_piece->piece.kind) {
    case XNM_UNIT_XML_DECLARATION:
        add_unsearched(tree, hf_xnm_xml_declaration, tvb, pinfo, 0, length);
        break;
    case XNM_UNIT_PI:
        xnm_elements_add_processing_instruction(tree, tvb, pinfo, clear_text);
        break;
    case XNM_UNIT_COMMENT:
        xnm_elements_add_comment(tree, tvb, pinfo, clear_text);
        break;
    case XNM_UNIT_DOCTYPE:
        xnm_messages_flag_doctype(pinfo, add_unsearched(tree, hf_xnm_document_type, tvb, pinfo, 0, length));
        break;
    case XNM_UNIT_ROOT_START:
        xnm_messages_add_root_start(tree, tvb, pinfo, segment_piece, message, clear_text);
        break;
    case XNM_UNIT_ROOT_END:
        add_unsearched(tree, hf_xnm_root_end, tvb, pinfo, 0, length);
        break;
    case XNM_UNIT_DELIMITER:
        add_delimiter(tree, tvb, pinfo, segment->netconf);
        break;
    case XNM_UNIT_MESSAGE:
        xnm_messages_add(tree, tvb, pinfo, segment_piece, message, clear_text);
        break;
    default: /* text and unsynchronised bytes that first looked like markup */
        proto_tree_add_item(tree, hf_xnm_unsynchronised, tvb, 0, -1, ENC_NA);
        break;
    }
}

static void add_piece(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment, const xnm_segment_piece *segment_piece,
                      const xnm_message *message, const char *info, bool flag_text)
{
    const xnm_piece *piece = &segment_piece->piece;
    tvbuff_t *unit_tvb = xnm_segment_unit_tvb(tvb, pinfo, piece);
    bool needs_message = piece->kind == XNM_UNIT_MESSAGE || piece->kind == XNM_UNIT_ROOT_START;
    if (piece->kind == XNM_UNIT_TEXT) {
        proto_item *item = add_unsearched(tree, hf_xnm_stray_text, tvb, pinfo, piece->offset, piece->length);
        if (flag_text) {
            xnm_messages_flag_malformed(pinfo, item);
        }
    } else if (piece->kind == XNM_UNIT_UNSYNCHRONISED) {
        proto_tree_add_item(tree, hf_xnm_unsynchronised, tvb, (int)piece->offset, (int)piece->length, ENC_NA);
    } else if ((piece->kind == XNM_UNIT_CHUNK_HEADER || piece->kind == XNM_UNIT_CHUNK_END) && !piece->unit) {
        xnm_add_text(tree, hf_xnm_netconf_chunk, tvb, pinfo, piece->offset, piece->length);
    } else if (unit_tvb && (message || !needs_message)) {
        add_unit(tree, unit_tvb, pinfo, segment, segment_piece, message);
    } else if (piece->unit) {
        xnm_messages_add_part(tree, tvb, pinfo, segment_piece, info ? info : xnm_info_minor(pinfo, piece));
    }
}

/* Segments */

static void add_place(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment)
{
    if (segment->seen_before) {
        xnm_add_generated_uint(tree, hf_xnm_seen_before, tvb, segment->seen_before);
    }
    if (segment->gap_bytes) {
        xnm_presence_add_gap(tree, tvb, pinfo, segment->gap_bytes);
        xnm_add_frame(tree, hf_xnm_gap_first, tvb, segment->gap_cut ? segment->gap_cut->first_frame : 0);
        col_append_fstr(pinfo->cinfo, COL_INFO, "[%u bytes missing] ", segment->gap_bytes);
    }
    if (segment->cut_before) {
        proto_item *item = proto_tree_add_uint(tree, hf_xnm_cut_first, tvb, 0, 0, segment->cut_before->first_frame);
        proto_item_set_generated(item);
        xnm_messages_flag_malformed(pinfo, item);
    }
    if (segment->not_remembered && xnm_secrets_hidden()) {
        xnm_secrets_add_not_remembered(tree, tvb, pinfo, segment->not_remembered, segment->first_not_remembered);
    }
    xnm_presence_add_identity(tree, tvb, pinfo, segment->identity);
}

/* Whether the piece is text that goes on behind white space: one run of text is told, and flagged, once. */
static bool is_more_text(const xnm_segment *segment, unsigned index)
{
    if (segment->pieces[index].piece.kind != XNM_UNIT_TEXT) {
        return false;
    }
    while (index > 0 && segment->pieces[index - 1].piece.kind == XNM_UNIT_WHITESPACE) {
        index--;
    }
    return index > 0 && segment->pieces[index - 1].piece.kind == XNM_UNIT_TEXT;
}

/* separated: behind something else of ours. What TCP left in the column brings its own space. */
static void append_info(packet_info *pinfo, bool separated, const char *info)
{
    col_append_fstr(pinfo->cinfo, COL_INFO, "%s%s", separated ? ", " : "", info);
}

static int dissect_segment(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, const struct tcpinfo *tcpinfo, xnm_entry entry)
{
    if (pinfo->flags.in_error_pkt) {
        return 0; /* quoted: not a part of the stream */
    }
    xnm_preferences wanted = preferences;
    wanted.without_reply_nodes = !xnm_elements_wanted(tree) && !xnm_secrets_hidden() && !xnm_taps_want_objects();
    xnm_message **messages;
    const xnm_segment *segment = xnm_segment_take(tvb, pinfo, proto_xnm, tcpinfo, entry, &wanted, &messages);
    if (!segment) {
        return 0;
    }
    xnm_secrets_know(pinfo, segment->known, segment->mark);
    col_set_str(pinfo->cinfo, COL_PROTOCOL, segment->netconf ? "NETCONF" : "XNM");
    col_clear(pinfo->cinfo, COL_INFO);
    proto_item *item = proto_tree_add_item(tree, proto_xnm, tvb, 0, -1, ENC_NA);
    if (segment->netconf) {
        proto_item_append_text(item, " (NETCONF)");
    }
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm);
    add_place(subtree, tvb, pinfo, segment);

    const char *minor = segment->count == 0 ? "already seen" : NULL;
    bool told = false;
    bool follows = !segment->clear_text && segment->key > 0;
    for (unsigned i = 0; i < segment->count; i++) {
        const xnm_segment_piece *segment_piece = &segment->pieces[i];
        const xnm_message *message = xnm_segment_message(tvb, pinfo, segment, i, &wanted, messages);
        const char *info = xnm_info(pinfo, segment_piece, message);
        bool more_text = is_more_text(segment, i) || (segment_piece->ends_in_segment && !segment_piece->piece.last);
        if (info && !more_text) {
            append_info(pinfo, told || follows, info);
            proto_item_append_text(item, ", %s", info);
            told = true;
        } else if (!minor && !more_text) {
            minor = xnm_info_minor(pinfo, &segment_piece->piece);
        }
        add_piece(subtree, tvb, pinfo, segment, segment_piece, message, info, !more_text);
        xnm_taps_queue(tvb, pinfo, segment, segment_piece, message);
    }
    if (!told && minor) {
        append_info(pinfo, follows, minor);
        proto_item_append_text(item, ", %s", minor);
    }
    col_set_fence(pinfo->cinfo, COL_INFO); /* a packet can bring several parts of the stream, each in a call of its own */
    return (int)tvb_captured_length(tvb);
}

static int dissect_xnm_tcp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return dissect_segment(tvb, pinfo, tree, data, XNM_ENTRY_ASSIGNED);
}

/* What TLS hands over as data differs between Wireshark's versions, and tells no more than the order of the calls. */
static int dissect_xnm_tls(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    return dissect_segment(tvb, pinfo, tree, NULL, XNM_ENTRY_ASSIGNED);
}

static bool is_proven(tvbuff_t *tvb)
{
    unsigned length = tvb_captured_length(tvb);
    return length > 0 && identify_junos_xml_proven(tvb_get_ptr(tvb, 0, (int)length), length);
}

static ws_bool dissect_xnm_tcp_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!is_proven(tvb) || dissect_segment(tvb, pinfo, tree, data, XNM_ENTRY_HEURISTIC) == 0) {
        return FALSE;
    }
    conversation_set_dissector(find_or_create_conversation(pinfo), xnm_handle);
    return TRUE;
}

static ws_bool dissect_xnm_tls_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!is_proven(tvb) || dissect_xnm_tls(tvb, pinfo, tree, NULL) == 0) {
        return FALSE;
    }
    *wireshark_tls_app_handle(data) = xnm_tls_handle;
    return TRUE;
}

/* Registration */

static void register_fields(void)
{
    static hf_register_info hf[] = {
        XNM_STRING(hf_xnm_xml_declaration, "XML declaration", "xnm.xml_declaration", NULL),
        XNM_STRING(hf_xnm_document_type, "Document type declaration", "xnm.document_type", "Not read: nothing in it is declared or expanded"),
        XNM_STRING(hf_xnm_root_end, "Session end tag", "xnm.root_end", NULL),
        XNM_STRING(hf_xnm_delimiter, "Delimiter", "xnm.delimiter", "]]>]]> (RFC 6242, section 4.3)"),
        XNM_STRING(hf_xnm_netconf_chunk, "Chunk", "xnm.netconf.chunk", "Header of a chunk, or end of chunks (RFC 6242, section 4.2)"),
        XNM_STRING(hf_xnm_stray_text, "Text between messages", "xnm.stray_text", NULL),
        XNM_NONE(hf_xnm_unsynchronised, "Skipped", "xnm.unsynchronised", "Bytes that belong to nothing whose beginning was seen"),
        XNM_UINT(hf_xnm_seen_before, "Bytes seen before", "xnm.seen_before", "Leading bytes that an earlier segment brought"),
        XNM_FRAME(hf_xnm_cut_first, "Message broken off before this segment began in", "xnm.cut.first", FT_FRAMENUM_NONE,
                  "It has no end: something begins here that cannot stand inside it"),
        XNM_FRAME(hf_xnm_gap_first, "Message lost with them began in", "xnm.gap.first", FT_FRAMENUM_NONE, NULL),
    };
    proto_register_field_array(proto_xnm, hf, array_length(hf));
}

/* Called when a preference changed: what is out of range is brought into it. */
static void check_preferences(void)
{
    preferences.max_message_kilobytes = CLAMP(preferences.max_message_kilobytes, 1, 1024 * 1024);
    preferences.max_depth = CLAMP(preferences.max_depth, 1, MAX_TREE_DEPTH);
    preferences.max_elements = MAX(preferences.max_elements, 1);
    preferences.max_attributes = MAX(preferences.max_attributes, 1);
    preferences.max_name_bytes = MAX(preferences.max_name_bytes, 1);
    preferences.max_credential_bytes = CLAMP(preferences.max_credential_bytes, 1, 1024 * 1024);
    preferences.max_doctype_kilobytes = CLAMP(preferences.max_doctype_kilobytes, 1, 1024 * 1024);
    preferences.max_listed = MAX(preferences.max_listed, 1);
    preferences.max_value_bytes = MAX(preferences.max_value_bytes, 4); /* a character of UTF-8 */
    preferences.max_waiting = MAX(preferences.max_waiting, 1);
}

static void register_preferences(module_t *module)
{
    prefs_register_uint_preference(module, "max_message_kilobytes", "Largest message (kilobytes of 1024 bytes, at most 1048576)",
                                   "A longer message is skipped, in constant memory, and flagged", 10, &preferences.max_message_kilobytes);
    prefs_register_uint_preference(module, "max_depth", "Deepest element (at most 400)",
                                   "A message with deeper elements is read up to there, and flagged", 10, &preferences.max_depth);
    prefs_register_uint_preference(
        module, "max_elements", "Elements shown for a message",
        "The rest is neither shown nor found by display filters, and the message is flagged. With attributes and texts, a message shows at "
        "most 8 times as many items, and 1000",
        10, &preferences.max_elements);
    prefs_register_uint_preference(module, "max_attributes", "Attributes of an element",
                                   "A message that has an element with more is read up to there, and flagged", 10, &preferences.max_attributes);
    prefs_register_uint_preference(module, "max_name_bytes", "Longest name of an element or attribute (bytes)",
                                   "A message with a longer name is read up to there, and flagged", 10, &preferences.max_name_bytes);
    prefs_register_uint_preference(module, "max_credential_bytes", "Longest user name or password of a login (bytes, at most 1048576)",
                                   "Both are taken as sent, up to their own end tag. Behind a longer one without it, markup counts as markup again",
                                   10, &preferences.max_credential_bytes);
    prefs_register_uint_preference(module, "max_doctype_kilobytes", "Longest document type declaration (kilobytes of 1024 bytes, at most 1048576)",
                                   "None is ever read. A longer one is given up there, and what follows is dissected", 10,
                                   &preferences.max_doctype_kilobytes);
    prefs_register_uint_preference(module, "max_listed", "Values listed of each kind in a message",
                                   "Errors, warnings, capabilities, lock holders, arguments and the like. The elements of the rest are shown all the "
                                   "same, and the message is flagged",
                                   10, &preferences.max_listed);
    prefs_register_uint_preference(module, "max_value_bytes", "Longest text of a listed value (bytes)",
                                   "A longer one is cut there, but for errors and warnings, and the message is flagged. Its element has it whole", 10,
                                   &preferences.max_value_bytes);
    prefs_register_uint_preference(module, "max_waiting", "Requests that wait for a reply at one time",
                                   "Those beyond are numbered, and matched with a reply only by its message-id, in NETCONF; the first is flagged", 10,
                                   &preferences.max_waiting);
}

void proto_register_xnm(void)
{
    static int *ett[] = { &ett_xnm };
    proto_xnm = proto_register_protocol("Junos XML Management Protocol", "XNM", "xnm");
    expert_module_t *experts = expert_register_protocol(proto_xnm);
    module_t *module = prefs_register_protocol(proto_xnm, check_preferences);
    register_fields();
    xnm_messages_register(proto_xnm, experts, module);
    xnm_operations_register(proto_xnm);
    xnm_secrets_register(proto_xnm, experts, module);
    xnm_elements_register(proto_xnm);
    proto_register_subtree_array(ett, array_length(ett));
    register_preferences(module);
    xnm_limits_register(proto_xnm, experts, module);
    xnm_conversation_register();
    xnm_presence_register(proto_xnm, experts);
    xnm_taps_register(proto_xnm);
    xnm_handle = register_dissector("xnm", dissect_xnm_tcp, proto_xnm);
    xnm_tls_handle = register_dissector("xnm.tls", dissect_xnm_tls, proto_xnm);
}

void proto_reg_handoff_xnm(void)
{
    /* The fronts of the known ports hand over what is there (port-front.h). */
    dissector_add_for_decode_as_with_preference("tcp.port", xnm_handle);
    dissector_add_uint("tls.port", XNM_SSL_PORT, xnm_tls_handle);
    ssl_dissector_add(NETCONF_TLS_PORT, xnm_tls_handle);
    heur_dissector_add("tcp", dissect_xnm_tcp_heuristic, "Junos XML over TCP", "xnm_tcp", proto_xnm, HEURISTIC_DISABLE);
    heur_dissector_add("tls", dissect_xnm_tls_heuristic, "Junos XML over TLS", "xnm_tls", proto_xnm, HEURISTIC_DISABLE);
}
