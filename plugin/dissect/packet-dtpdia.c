/* packet-dtpdia.c
 * DTP/DIA: Data Transfer Protocol for Distributed Information Acquisition (dtp-dia).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* draft-avsolov-dtpdia-05, -03 and -00. Packets of 12 to 60 octets, over TCP, UDP and TLS, and on serial lines. */

#include "packet-dtpdia.h"

#include <epan/conversation.h>
#include <epan/expert.h>
#include <epan/prefs.h>

#include "dtpdia-packet.h"

/* Octets that wait at most behind some that are of no packet. */
#define WAIT_MAX 240

static int proto_dtpdia = -1;

static int hf_dtpdia_waiting = -1;
static int ett_dtpdia_record = -1;

static int draft = DTPDIA_DRAFT_AUTO;
static int bit_order = DTPDIA_LOW_BIT_FIRST;
static ws_bool check_checksum = TRUE;
static ws_bool desegment = TRUE;

static dissector_handle_t dtpdia_handle;
static dissector_handle_t dtpdia_tls_handle;

dtpdia_reading dtpdia_preferred_reading(void)
{
    return (dtpdia_reading){ (dtpdia_draft)draft, (dtpdia_bit_order)bit_order };
}

static dtpdia_context context_of(dtpdia_carrier carrier)
{
    return (dtpdia_context){ dtpdia_preferred_reading(), check_checksum != 0, carrier };
}

static const uint8_t *bytes_of(tvbuff_t *tvb, int offset, size_t *length)
{
    int captured = tvb_captured_length_remaining(tvb, offset);
    *length = captured > 0 ? (size_t)captured : 0;
    return *length > 0 ? tvb_get_ptr(tvb, offset, captured) : NULL;
}

static void begin_columns(packet_info *pinfo)
{
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "DTP/DIA");
    col_clear(pinfo->cinfo, COL_INFO);
}

/* A packet can bring several parts of the stream, each in a call of its own. */
static void end_columns(packet_info *pinfo)
{
    col_set_fence(pinfo->cinfo, COL_INFO);
}

/* Whether the bytes begin as a packet does, or one that keeps the rules stands in them. strict: the first one has to keep them, too: nobody but the
 * port says what it is. */
static bool is_likely(tvbuff_t *tvb, const dtpdia_reading *reading, bool strict)
{
    size_t length;
    const uint8_t *bytes = bytes_of(tvb, 0, &length);
    dtpdia_unit unit = dtpdia_next_unit(bytes, length, reading, !strict);
    if (length == 0 || unit.kind != DTPDIA_UNIT_STRAY) {
        return length > 0;
    }
    return unit.length < length && dtpdia_next_unit(bytes + unit.length, length - unit.length, reading, false).kind == DTPDIA_UNIT_PACKET;
}

/* Streams */

/* Of one call of TCP's or TLS's. */
typedef struct {
    dtpdia_context context;
    dtpdia_unit unit; /* the last one that a length was asked of */
    bool waits;       /* what is not complete may wait for more */
} stream_call;

static unsigned unit_length(packet_info *pinfo, tvbuff_t *tvb, int offset, void *data)
{
    (void)pinfo;
    stream_call *call = data;
    size_t length;
    const uint8_t *bytes = bytes_of(tvb, offset, &length);
    bool synchronised = call->unit.kind == DTPDIA_UNIT_PACKET;
    dtpdia_unit unit = dtpdia_next_unit(bytes, length, &call->context.reading, synchronised);
    unsigned reported = (unsigned)tvb_reported_length_remaining(tvb, offset);
    if (unit.kind != DTPDIA_UNIT_MORE) {
        call->unit = unit;
        return (unsigned)unit.length;
    }
    if (length == reported && call->waits) {
        return (unsigned)unit.length; /* TCP waits for so much, or for one more segment */
    }
    call->unit = unit;
    return reported; /* nothing follows: it is cut, or is not to be put together */
}

static int dissect_unit(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    const stream_call *call = data;
    dtpdia_packet_add(tree, tvb, pinfo, &call->context, call->unit.kind);
    return (int)tvb_captured_length(tvb);
}

/* Whether octets of no packet stand first, and the bytes end within a packet. */
static bool ends_behind_stray(tvbuff_t *tvb, const dtpdia_reading *reading)
{
    size_t length;
    const uint8_t *bytes = bytes_of(tvb, 0, &length);
    dtpdia_unit unit = dtpdia_next_unit(bytes, length, reading, true);
    bool stray = unit.kind != DTPDIA_UNIT_PACKET;
    for (size_t at = 0; stray && at < length && unit.kind != DTPDIA_UNIT_MORE;) {
        at += unit.length;
        unit = dtpdia_next_unit(bytes + at, length - at, reading, unit.kind == DTPDIA_UNIT_PACKET);
        if (at < length && unit.kind == DTPDIA_UNIT_MORE) {
            return true;
        }
    }
    return false;
}

/* reassembled: some of the bytes may have been handed over before, and were left to wait. */
static int dissect_stream(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, dtpdia_carrier carrier, bool reassembled)
{
    stream_call call = { context_of(carrier), { DTPDIA_UNIT_PACKET, 0 }, desegment && pinfo->can_desegment > 0 };
    bool strict = carrier == DTPDIA_OVER_TLS;
    if (pinfo->flags.in_error_pkt || (!is_likely(tvb, &call.context.reading, strict) && !dtpdia_conversation_is_known(pinfo, carrier))) {
        return 0;
    }
    /* TCP hands over once more, from the first one on, what waited before, when it is asked for more from within that. So none of it may have been
     * shown; in a stream of nothing but noise that would go on and on. */
    if (reassembled && call.waits && ends_behind_stray(tvb, &call.context.reading)) {
        if (tvb_reported_length(tvb) < WAIT_MAX) {
            pinfo->desegment_offset = 0;
            pinfo->desegment_len = DESEGMENT_ONE_MORE_SEGMENT;
            return (int)tvb_captured_length(tvb);
        }
        call.waits = false;
    }
    begin_columns(pinfo);
    tcp_dissect_pdus(tvb, pinfo, tree, desegment, 1, unit_length, dissect_unit, &call);
    end_columns(pinfo);
    return (int)tvb_captured_length(tvb);
}

/* Datagrams, which are whole */

static int dissect_datagram(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    dtpdia_context context = context_of(DTPDIA_OVER_UDP);
    if (pinfo->flags.in_error_pkt || !is_likely(tvb, &context.reading, false)) {
        return 0;
    }
    begin_columns(pinfo);
    bool synchronised = true;
    size_t length;
    for (int at = 0;;) {
        const uint8_t *bytes = bytes_of(tvb, at, &length);
        if (length == 0) {
            break;
        }
        dtpdia_unit unit = dtpdia_next_unit(bytes, length, &context.reading, synchronised);
        bool rest = unit.kind == DTPDIA_UNIT_MORE;
        tvbuff_t *part = rest ? tvb_new_subset_remaining(tvb, at) : tvb_new_subset_length(tvb, at, (int)unit.length);
        dtpdia_packet_add(tree, part, pinfo, &context, unit.kind);
        synchronised = unit.kind == DTPDIA_UNIT_PACKET;
        at += (int)(rest ? length : unit.length);
    }
    end_columns(pinfo);
    return (int)tvb_captured_length(tvb);
}

/* Records of a line, which end anywhere */

static int dissect_line(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    dtpdia_context context = context_of(DTPDIA_OVER_LINE);
    unsigned count;
    size_t waiting;
    const dtpdia_piece *pieces = dtpdia_conversation_pieces(pinfo, tvb, &context.reading, &count, &waiting);
    begin_columns(pinfo);
    int at = 0;
    for (unsigned i = 0; i < count; i++) {
        const dtpdia_piece *piece = &pieces[i];
        int here = (int)(piece->length - piece->before);
        tvbuff_t *part;
        if (piece->before > 0 && piece->length <= sizeof piece->bytes) {
            part = tvb_new_child_real_data(tvb, piece->bytes, piece->length, (int)piece->length);
            add_new_data_source(pinfo, part, "DTP/DIA packet over records");
        } else {
            part = tvb_new_subset_length(tvb, at, here);
        }
        dtpdia_packet_add(tree, part, pinfo, &context, piece->kind);
        at += here;
    }
    if (waiting > 0) {
        int here = tvb_captured_length_remaining(tvb, at);
        proto_item *item = proto_tree_add_item(tree, proto_dtpdia, tvb, at, here, ENC_NA);
        proto_item_append_text(item, ", continued in a later record");
        proto_tree *subtree = proto_item_add_subtree(item, ett_dtpdia_record);
        proto_item_set_generated(proto_tree_add_uint(subtree, hf_dtpdia_waiting, tvb, at, here, (uint32_t)waiting));
        if (count == 0) {
            col_append_str(pinfo->cinfo, COL_INFO, "part of a packet");
        }
    }
    return (int)tvb_captured_length(tvb);
}

/* Entries */

/* data: of TCP's, when TCP calls; records have none. */
static int dissect_dtpdia(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    const struct tcpinfo *tcpinfo = data;
    switch (pinfo->ptype) {
    case PT_TCP:
        return dissect_stream(tvb, pinfo, tree, DTPDIA_OVER_TCP, !tcpinfo || tcpinfo->is_reassembled);
    case PT_UDP:
        return dissect_datagram(tvb, pinfo, tree);
    default:
        return dissect_line(tvb, pinfo, tree);
    }
}

/* What TLS hands over as data differs between Wireshark's versions, and does not tell whether bytes come again. */
static int dissect_dtpdia_tls(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    return dissect_stream(tvb, pinfo, tree, DTPDIA_OVER_TLS, true);
}

static bool is_proven(tvbuff_t *tvb)
{
    size_t length;
    const uint8_t *bytes = bytes_of(tvb, 0, &length);
    dtpdia_reading reading = context_of(DTPDIA_OVER_TCP).reading;
    return length > 0 && dtpdia_is_proven(bytes, length, &reading);
}

static ws_bool dissect_dtpdia_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (pinfo->flags.in_error_pkt || !is_proven(tvb)) {
        return FALSE;
    }
    conversation_set_dissector(find_or_create_conversation(pinfo), dtpdia_handle);
    return dissect_dtpdia(tvb, pinfo, tree, data) != 0;
}

static ws_bool dissect_dtpdia_tls_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!is_proven(tvb) || dissect_dtpdia_tls(tvb, pinfo, tree, NULL) == 0) {
        return FALSE;
    }
    *wireshark_tls_app_handle(data) = dtpdia_tls_handle;
    return TRUE;
}

/* Registration */

static void register_preferences(module_t *module)
{
    static const enum_val_t drafts[] = {
        { "auto", "Automatic: as -05, the Offer To Identify also as in -03", DTPDIA_DRAFT_AUTO },
        { "00", "draft-avsolov-dtpdia-00 (2002)", DTPDIA_DRAFT_00 },
        { "03", "draft-avsolov-dtpdia-03 (2003)", DTPDIA_DRAFT_03 },
        { "05", "draft-avsolov-dtpdia-05 (2004)", DTPDIA_DRAFT_05 },
        { NULL, NULL, 0 },
    };
    static const enum_val_t orders[] = {
        { "low", "Least significant bit first, as the leading sequence shows", DTPDIA_LOW_BIT_FIRST },
        { "high", "Most significant bit first", DTPDIA_HIGH_BIT_FIRST },
        { NULL, NULL, 0 },
    };
    prefs_register_enum_preference(
        module, "draft", "Draft revision",
        "Packets do not tell which revision of the draft they follow. Port 3489 recognises those of -03 to -05, and those of the "
        "revision that is set here",
        &draft, drafts, FALSE);
    prefs_register_enum_preference(module, "bit_order", "Order of bits in the drafts' drawings",
                                   "The drawings put bit 0 at the left; that it is the least significant one is told by the leading sequence alone. "
                                   "Port 3489 recognises packets of that order, and of the one that is set here",
                                   &bit_order, orders, FALSE);
    prefs_register_bool_preference(module, "check_checksum", "Validate the checksum",
                                   "A packet with a wrong one is shown, and counts for nothing else", &check_checksum);
    prefs_register_bool_preference(module, "desegment", "Reassemble packets over several TCP segments",
                                   "TCP's own preference \"Allow subdissector to reassemble TCP streams\" must be on as well", &desegment);
}

void proto_register_dtpdia(void)
{
    static hf_register_info hf[] = {
        { &hf_dtpdia_waiting,
          { "Octets that wait for a later record", "dtpdia.waiting", FT_UINT32, BASE_DEC, NULL, 0, "Of a packet that began in this one or before",
            HFILL } },
    };
    static int *ett[] = { &ett_dtpdia_record };
    proto_dtpdia = proto_register_protocol("Data Transfer Protocol for Distributed Information Acquisition", "DTP/DIA", "dtpdia");
    expert_module_t *experts = expert_register_protocol(proto_dtpdia);
    proto_register_field_array(proto_dtpdia, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
    dtpdia_packet_register(proto_dtpdia, experts);
    dtpdia_conversation_register(proto_dtpdia);
    register_preferences(prefs_register_protocol(proto_dtpdia, NULL));
    dtpdia_handle = register_dissector("dtpdia", dissect_dtpdia, proto_dtpdia);
    dtpdia_tls_handle = register_dissector("dtpdia.tls", dissect_dtpdia_tls, proto_dtpdia);
}

void proto_reg_handoff_dtpdia(void)
{
    /* The fronts of port 3489, also inside TLS, hand over what is there (port-front.h). */
    dissector_add_for_decode_as_with_preference("tcp.port", dtpdia_handle);
    dissector_add_for_decode_as_with_preference("udp.port", dtpdia_handle);
    dissector_add_for_decode_as("tls.port", dtpdia_tls_handle);
    heur_dissector_add("tcp", dissect_dtpdia_heuristic, "DTP/DIA over TCP", "dtpdia_tcp", proto_dtpdia, HEURISTIC_DISABLE);
    heur_dissector_add("udp", dissect_dtpdia_heuristic, "DTP/DIA over UDP", "dtpdia_udp", proto_dtpdia, HEURISTIC_DISABLE);
    heur_dissector_add("tls", dissect_dtpdia_tls_heuristic, "DTP/DIA over TLS", "dtpdia_tls", proto_dtpdia, HEURISTIC_DISABLE);
}
