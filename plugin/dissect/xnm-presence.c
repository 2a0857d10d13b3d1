/* xnm-presence.c
 * What a packet says of the Junos XML session that it belongs to, whether its bytes were dissected or not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-presence.h"

#include <epan/proto_data.h>

#include "findings.h"
#include "tcp-packet.h"
#include "xnm-conversation.h"
#include "xnm-fields.h"
#include "xnm-secrets.h"

/* Of the keys under which a frame's data is kept. */
#define PRESENCE_KEY 2

/* Each direction of what TCP carries, and of what TLS carries inside of it. */
#define STREAMS 4

/* How a session keeps a text, XNM_SESSION_TEXT_MAX. */
#define CUT "on one line, and of more than 1024 bytes the beginning, with an ellipsis for what is left out"

static int proto_xnm = -1;

static int hf_xnm_session_user = -1;
static int hf_xnm_session_hostname = -1;
static int hf_xnm_session_release = -1;
static int hf_xnm_unfinished_first = -1;
static int hf_xnm_gap_bytes = -1;

static int ett_xnm_presence = -1;

static expert_field ei_xnm_unfinished = EI_INIT;
static expert_field ei_xnm_gap = EI_INIT;

/* What the first pass learnt of a packet. */
typedef struct {
    const xnm_identity *identity; /* NULL: nothing is known, or the payload's dissector told it */
    known_secrets *known;         /* of the conversation; */
    known_secrets_mark mark;      /* those known then */
    uint32_t unfinished[STREAMS]; /* the frames in which what is not complete began */
    unsigned unfinished_count;
    uint32_t gap_bytes; /* missing at the end of what the sender sends */
} presence;

static void add_text(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, const char *text)
{
    xnm_add_generated_string(tree, hf, tvb, text ? xnm_secrets_text(pinfo, text) : NULL);
}

void xnm_presence_add_identity(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_identity *identity)
{
    if (identity) {
        add_text(tree, hf_xnm_session_user, tvb, pinfo, identity->user);
        add_text(tree, hf_xnm_session_hostname, tvb, pinfo, identity->hostname);
        add_text(tree, hf_xnm_session_release, tvb, pinfo, identity->release);
    }
}

void xnm_presence_add_gap(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, uint32_t bytes)
{
    proto_item *item = proto_tree_add_uint(tree, hf_xnm_gap_bytes, tvb, 0, 0, bytes);
    proto_item_set_generated(item);
    finding_add(pinfo, item, &ei_xnm_gap);
}

bool xnm_presence_possible(void)
{
    return xnm_conversations_exist();
}

bool xnm_presence_is_proven(packet_info *pinfo)
{
    return xnm_conversation_is_proven(pinfo, proto_xnm);
}

bool xnm_presence_is_netconf(packet_info *pinfo)
{
    return xnm_conversation_is_netconf(pinfo, proto_xnm);
}

const xnm_summary *xnm_presence_summary(packet_info *pinfo)
{
    return xnm_conversation_summary(pinfo, proto_xnm);
}

static bool was_dissected(const packet_info *pinfo)
{
    for (wmem_list_frame_t *layer = wmem_list_tail(pinfo->layers); layer; layer = wmem_list_frame_prev(layer)) {
        if (GPOINTER_TO_INT(wmem_list_frame_data(layer)) == proto_xnm) {
            return true;
        }
    }
    return false;
}

static bool is_markup(const xnm_unit *unit)
{
    switch (unit->kind) {
    case XNM_UNIT_TEXT:
    case XNM_UNIT_WHITESPACE:
    case XNM_UNIT_UNSYNCHRONISED:
    case XNM_UNIT_DELIMITER:
        return false;
    default:
        return true;
    }
}

static void note_unfinished(presence *found, packet_info *pinfo, bool of_sender)
{
    static const bool clear_text[] = { true, false };
    for (size_t i = 0; i < array_length(clear_text); i++) {
        const xnm_unit *unit = xnm_conversation_end(pinfo, proto_xnm, clear_text[i], of_sender);
        if (unit && is_markup(unit)) {
            found->unfinished[found->unfinished_count++] = unit->first_frame;
        }
    }
}

/* A FIN ends what its sender sends, a RST both directions (RFC 9293 section 3.10.7). */
static void see(tvbuff_t *frame, packet_info *pinfo)
{
    tcp_header header;
    if (!xnm_conversation_exists(pinfo, proto_xnm) || !tcp_packet_header(frame, pinfo, &header)) {
        return;
    }
    presence found = { 0 };
    if (header.payload_length > 0 && !was_dissected(pinfo)) {
        found.identity = xnm_conversation_identity(pinfo, proto_xnm);
        found.known = xnm_conversation_known(pinfo, proto_xnm);
        found.mark = known_secrets_now(found.known);
    }
    if (header.flags & TCP_HEADER_FIN) {
        found.gap_bytes = xnm_conversation_missing_at_end(pinfo, proto_xnm, header.sequence + header.payload_length);
    }
    if (header.flags & (TCP_HEADER_FIN | TCP_HEADER_RST)) {
        note_unfinished(&found, pinfo, true);
    }
    if (header.flags & TCP_HEADER_RST) {
        note_unfinished(&found, pinfo, false);
    }
    if (found.identity || found.unfinished_count > 0 || found.gap_bytes > 0) {
        presence *kept = wmem_new(wmem_file_scope(), presence);
        *kept = found;
        p_add_proto_data(wmem_file_scope(), pinfo, proto_xnm, PRESENCE_KEY, kept);
    }
}

void xnm_presence_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo)
{
    if (!PINFO_FD_VISITED(pinfo)) {
        see(frame, pinfo);
    }
    const presence *found = p_get_proto_data(wmem_file_scope(), pinfo, proto_xnm, PRESENCE_KEY);
    if (!found) {
        return;
    }
    /* No item of the protocol: the filter xnm finds what was dissected. */
    proto_item *item;
    proto_tree *subtree = proto_tree_add_subtree(tree, frame, 0, 0, ett_xnm_presence, &item, "Junos XML session of this connection");
    proto_item_set_generated(item);
    if (found->identity) {
        xnm_secrets_know(pinfo, found->known, found->mark);
        xnm_presence_add_identity(subtree, frame, pinfo, found->identity);
    }
    const char *protocol = pinfo->current_proto;
    pinfo->current_proto = "XNM"; /* whose expert infos these are */
    if (found->gap_bytes > 0) {
        xnm_presence_add_gap(subtree, frame, pinfo, found->gap_bytes);
    }
    for (unsigned i = 0; i < found->unfinished_count; i++) {
        item = proto_tree_add_uint(subtree, hf_xnm_unfinished_first, frame, 0, 0, found->unfinished[i]);
        proto_item_set_generated(item);
        finding_add(pinfo, item, &ei_xnm_unfinished);
    }
    pinfo->current_proto = protocol;
}

void xnm_presence_register(int proto, expert_module_t *experts)
{
    static hf_register_info hf[] = {
        XNM_STRING(hf_xnm_session_user, "User", "xnm.session.user", "Who is logged in, as far as this frame and those before it prove; " CUT),
        XNM_STRING(hf_xnm_session_hostname, "Router", "xnm.session.hostname", "Host name that the server gave in this session; " CUT),
        XNM_STRING(hf_xnm_session_release, "Junos release", "xnm.session.release", "Release that the server gave in this session; " CUT),
        XNM_UINT(hf_xnm_gap_bytes, "Bytes missing before this segment", "xnm.gap.bytes", NULL),
        XNM_FRAME(hf_xnm_unfinished_first, "Not complete at the end of the connection; began in", "xnm.unfinished.first", FT_FRAMENUM_NONE, NULL),
    };
    static ei_register_info ei[] = {
        { &ei_xnm_gap,
          { "xnm.gap", PI_SEQUENCE, PI_NOTE,
            "Bytes are missing before this segment: lost, cut by a snap length, or out of order (then the preference tcp.reassemble_out_of_order may "
            "help)",
            EXPFILL } },
        { &ei_xnm_unfinished,
          { "xnm.unfinished", PI_SEQUENCE, PI_NOTE, "The connection ends here, and a message or other markup in it is not complete", EXPFILL } },
    };
    static int *ett[] = { &ett_xnm_presence };
    proto_xnm = proto;
    proto_register_field_array(proto, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
    findings_register_kinds(experts, ei, array_length(ei));
}
