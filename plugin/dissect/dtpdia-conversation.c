/* dtpdia-conversation.c
 * What is remembered of conversations in DTP/DIA, and what of a packet follows from that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia-conversation.h"

#include <epan/conversation.h>
#include <epan/proto_data.h>

#include "packet-dtpdia.h"

/* Of the keys under which a packet's data is kept. */
#define INDEX_KEY  1 /* how many packets of the frame were dissected */
#define PIECES_KEY 2

#define FRAME_SHIFT 20 /* of a place: below it, which packet of the frame; a frame has fewer than 2^20 */

static int proto_dtpdia = -1;

/* Of one direction. */
typedef struct {
    dtpdia_readings *readings; /* NULL: none */
    dtpdia_identification identification;
    nstime_t offer_time;
} sender_state;

/* Set on the first pass. */
typedef struct {
    address first; /* who sent first: direction 0 */
    uint32_t first_port;
    uint32_t proven; /* the first frame with a whole packet */
    bool clear_text_told;
    sender_state senders[2];
} dtpdia_conversation;

/* One direction of a line. */
typedef struct {
    uint64_t key;
    dtpdia_line *stream;
} line_direction;

typedef struct {
    uint64_t key;
    dtpdia_conversation conversation;
} line_conversation;

typedef struct {
    unsigned count;
    size_t waiting;
    dtpdia_piece *pieces;
} record_pieces;

/* All of one capture. */
static wmem_map_t *notes;              /* dtpdia_note by its place */
static wmem_map_t *line_directions;    /* by interface and direction */
static wmem_map_t *line_conversations; /* by interface */

/* Conversations */

/* Frame numbers of notes are told by place. */
static uint32_t frame_of(uint64_t place)
{
    return (uint32_t)(place >> FRAME_SHIFT);
}

static dtpdia_conversation *line_conversation_of(const packet_info *pinfo, bool make)
{
    uint64_t key = wireshark_interface(pinfo);
    line_conversation *found = wmem_map_lookup(line_conversations, &key);
    if (!found && make) {
        found = wmem_new0(wmem_file_scope(), line_conversation);
        found->key = key;
        wmem_map_insert(line_conversations, &found->key, found);
    }
    return found ? &found->conversation : NULL;
}

static dtpdia_conversation *conversation_of(packet_info *pinfo, dtpdia_carrier carrier, bool make)
{
    if (carrier == DTPDIA_OVER_LINE) {
        return line_conversation_of(pinfo, make);
    }
    conversation_t *wireshark_conversation = find_or_create_conversation(pinfo);
    dtpdia_conversation *conversation = conversation_get_proto_data(wireshark_conversation, proto_dtpdia);
    if (!conversation && make) {
        conversation = wmem_new0(wmem_file_scope(), dtpdia_conversation);
        copy_address_wmem(wmem_file_scope(), &conversation->first, &pinfo->src);
        conversation->first_port = pinfo->srcport;
        conversation_add_proto_data(wireshark_conversation, proto_dtpdia, conversation);
    }
    return conversation;
}

/* Index of the packet's sender, and of its peer. A record of a line that does not tell its direction is its own peer: the line has one stream. */
static void directions_of(const dtpdia_conversation *conversation, const packet_info *pinfo, dtpdia_carrier carrier, unsigned *sender, unsigned *peer)
{
    if (carrier == DTPDIA_OVER_LINE) {
        *sender = pinfo->p2p_dir == P2P_DIR_RECV ? 1 : 0;
        *peer = pinfo->p2p_dir == P2P_DIR_UNKNOWN ? *sender : 1 - *sender;
        return;
    }
    bool first = pinfo->srcport == conversation->first_port && addresses_equal(&pinfo->src, &conversation->first);
    *sender = first ? 0 : 1;
    *peer = 1 - *sender;
}

bool dtpdia_conversation_is_known(packet_info *pinfo, dtpdia_carrier carrier)
{
    const dtpdia_conversation *conversation = conversation_of(pinfo, carrier, false);
    return conversation && conversation->proven != 0 && conversation->proven < pinfo->num;
}

bool dtpdia_proven(packet_info *pinfo)
{
    const dtpdia_conversation *conversation = conversation_of(pinfo, DTPDIA_OVER_TCP, false);
    return conversation && conversation->proven != 0;
}

/* Notes */

static dtpdia_note *note_at(uint64_t place)
{
    dtpdia_note *note = wmem_map_lookup(notes, &place);
    if (!note) {
        note = wmem_new0(wmem_file_scope(), dtpdia_note);
        note->place = place;
        wmem_map_insert(notes, &note->place, note);
    }
    return note;
}

static ws_bool free_readings(wmem_allocator_t *allocator, wmem_cb_event_t event, void *readings)
{
    (void)allocator;
    (void)event;
    dtpdia_readings_free(readings);
    return FALSE;
}

static void see_reading(sender_state *sender, const packet_info *pinfo, const dtpdia_packet *packet, const uint8_t *bytes, uint64_t place)
{
    if (!packet->has_trailer || packet->no_timestamp) {
        return;
    }
    if (!sender->readings) {
        sender->readings = dtpdia_readings_new();
        wmem_register_callback(wmem_file_scope(), free_readings, sender->readings);
    }
    uint64_t earlier = 0;
    int64_t time = dtpdia_whole_time(packet->timestamp, pinfo->abs_ts.secs);
    switch (dtpdia_readings_take(sender->readings, packet, bytes, time, place, &earlier)) {
    case DTPDIA_READING_DUPLICATE:
        note_at(place)->duplicate_of = frame_of(earlier);
        break;
    case DTPDIA_READING_CORRECTION:
        note_at(place)->correction_of = frame_of(earlier);
        note_at(earlier)->corrected_in = pinfo->num;
        break;
    default:
        break;
    }
}

static void see_offer(sender_state *source, const packet_info *pinfo, uint64_t place)
{
    unsigned retry = dtpdia_identification_offer(&source->identification, place);
    source->offer_time = pinfo->abs_ts;
    if (retry > 0) {
        note_at(place)->retry = retry;
    }
}

static void see_request(sender_state *source, const packet_info *pinfo, const dtpdia_packet *packet, uint64_t place)
{
    bool first;
    uint64_t offer = dtpdia_identification_request(&source->identification, (unsigned)packet->requested_count, &first);
    dtpdia_note *note = note_at(place);
    note->requested = source->identification.requested;
    note->offer_in = frame_of(offer);
    note->answers = first;
    if (first) {
        nstime_delta(&note->time, &pinfo->abs_ts, &source->offer_time);
        note_at(offer)->request_in = pinfo->num;
    }
}

static void see(packet_info *pinfo, const dtpdia_packet *packet, const uint8_t *bytes, dtpdia_carrier carrier, uint64_t place)
{
    dtpdia_conversation *conversation = conversation_of(pinfo, carrier, true);
    unsigned sender, peer;
    directions_of(conversation, pinfo, carrier, &sender, &peer);
    conversation->proven = conversation->proven ? conversation->proven : pinfo->num;
    if (packet->type == DTPDIA_SPEC && packet->special == DTPDIA_SPECIAL_OFFER) {
        see_offer(&conversation->senders[sender], pinfo, place);
    } else if (packet->type == DTPDIA_SPEC && packet->special == DTPDIA_SPECIAL_REQUEST) {
        see_request(&conversation->senders[peer], pinfo, packet, place);
    } else {
        see_reading(&conversation->senders[sender], pinfo, packet, bytes, place);
    }
    bool clear_text = carrier == DTPDIA_OVER_TCP || carrier == DTPDIA_OVER_UDP;
    if (clear_text && !conversation->clear_text_told) {
        conversation->clear_text_told = true;
        note_at(place)->clear_text = true;
    }
}

/* Which packet of the frame this is. */
static uint64_t next_place(packet_info *pinfo)
{
    uint64_t *index = p_get_proto_data(pinfo->pool, pinfo, proto_dtpdia, INDEX_KEY);
    if (!index) {
        index = wmem_new0(pinfo->pool, uint64_t);
        p_add_proto_data(pinfo->pool, pinfo, proto_dtpdia, INDEX_KEY, index);
    }
    return (uint64_t)pinfo->num << FRAME_SHIFT | (*index)++;
}

const dtpdia_note *dtpdia_conversation_note(packet_info *pinfo, const dtpdia_packet *packet, const uint8_t *bytes, dtpdia_carrier carrier, bool valid)
{
    uint64_t place = next_place(pinfo);
    if (!PINFO_FD_VISITED(pinfo) && valid) {
        see(pinfo, packet, bytes, carrier, place);
    }
    return wmem_map_lookup(notes, &place);
}

/* Lines */

static ws_bool free_line(wmem_allocator_t *allocator, wmem_cb_event_t event, void *line)
{
    (void)allocator;
    (void)event;
    dtpdia_line_free(line);
    return FALSE;
}

static dtpdia_line *line_of(const packet_info *pinfo)
{
    uint64_t key = (uint64_t)wireshark_interface(pinfo) << 2 | (unsigned)(pinfo->p2p_dir + 1);
    line_direction *found = wmem_map_lookup(line_directions, &key);
    if (!found) {
        found = wmem_new0(wmem_file_scope(), line_direction);
        found->key = key;
        found->stream = dtpdia_line_new();
        wmem_register_callback(wmem_file_scope(), free_line, found->stream);
        wmem_map_insert(line_directions, &found->key, found);
    }
    return found->stream;
}

static record_pieces *push_record(packet_info *pinfo, tvbuff_t *tvb, const dtpdia_reading *reading)
{
    unsigned length = tvb_captured_length(tvb);
    const uint8_t *bytes = length > 0 ? tvb_get_ptr(tvb, 0, (int)length) : NULL;
    record_pieces *record = wmem_new0(wmem_file_scope(), record_pieces);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(dtpdia_piece));
    record->waiting = dtpdia_line_push(line_of(pinfo), bytes, length, length < tvb_reported_length(tvb), reading, pieces);
    record->count = pieces->len;
    record->pieces = wmem_memdup(wmem_file_scope(), pieces->data, pieces->len * sizeof(dtpdia_piece));
    g_array_free(pieces, TRUE);
    p_add_proto_data(wmem_file_scope(), pinfo, proto_dtpdia, PIECES_KEY, record);
    return record;
}

const dtpdia_piece *dtpdia_conversation_pieces(packet_info *pinfo, tvbuff_t *tvb, const dtpdia_reading *reading, unsigned *count, size_t *waiting)
{
    const record_pieces *record = p_get_proto_data(wmem_file_scope(), pinfo, proto_dtpdia, PIECES_KEY);
    if (!record && !PINFO_FD_VISITED(pinfo)) {
        record = push_record(pinfo, tvb, reading);
    }
    *count = record ? record->count : 0;
    *waiting = record ? record->waiting : 0;
    return record ? record->pieces : NULL;
}

void dtpdia_conversation_register(int proto)
{
    proto_dtpdia = proto;
    /* Not GLib's hash of 64 bits: before 2.76 it is their lower half, which is the same in most keys. */
    notes = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), wmem_int64_hash, g_int64_equal);
    line_directions = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), wmem_int64_hash, g_int64_equal);
    line_conversations = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), wmem_int64_hash, g_int64_equal);
}
