/* xnm-conversation.c
 * What is remembered of a Junos XML conversation: fed on the first pass, read on every pass.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-conversation.h"

#include <string.h>

#include <epan/conversation.h>
#include <epan/proto_data.h>

#include "portlore/identify.h"
#include "portlore/known_secrets.h"
#include "portlore/text.h"
#include "portlore/xnm_framing.h"
#include "xnm-reading.h"
#include "xnm-secrets.h"

typedef struct {
    xnm_framing *framing;
    bool begun;       /* next_sequence is valid */
    bool begins_late; /* while begun is not set: what came before the first segment may be another protocol's */
    uint32_t next_sequence;
    const xnm_unit *unfinished; /* told to be so */
    bool end_missing;           /* told at the end of the direction */
} xnm_direction;

/* What tells which side the server is; the later ones tell it better. */
typedef enum { SERVER_BY_MESSAGE, SERVER_BY_NAMESPACE, SERVER_BY_NAME } server_proof;

typedef struct {
    address first_address; /* of the sender of direction 0 */
    uint32_t first_port;
    xnm_direction directions[2];
    xnm_session *session;
    xnm_summary *summary; /* of the connection */
    known_secrets *known; /* what messages have shown */
    int server;           /* the direction of the server, by content; -1 while no content told, */
    server_proof proof;   /* and how that is known */
    bool not_remembered;  /* there was no room for some secret */
    bool netconf;         /* one of the directions has shown a framing of NETCONF */
    bool accepted;        /* content proved the protocol */
    bool refused;         /* that of an earlier segment excluded it: only an element of the protocol makes up for that, no XML declaration */
} xnm_conversation;

/* What is known of a unit beyond its bytes; kept in unit->user from its first complete tag on. */
typedef struct {
    xnm_exchange *exchange;
} unit_facts;

static ws_bool free_conversation(wmem_allocator_t *allocator, wmem_cb_event_t event, void *user)
{
    (void)allocator;
    (void)event;
    xnm_conversation *conversation = user;
    xnm_framing_free(conversation->directions[0].framing);
    xnm_framing_free(conversation->directions[1].framing);
    xnm_session_free(conversation->session);
    known_secrets_free(conversation->known);
    g_free(conversation);
    return FALSE;
}

/* What TCP carries and what TLS carries inside of it are two streams. */
typedef struct {
    xnm_conversation *clear;
    xnm_conversation *decrypted;
    xnm_summary summary;
} conversation_layers;

static xnm_conversation *xnm_conversation_new(const packet_info *pinfo)
{
    xnm_conversation *data = g_new0(xnm_conversation, 1);
    copy_address_wmem(wmem_file_scope(), &data->first_address, &pinfo->src);
    data->first_port = pinfo->srcport;
    data->server = -1;
    data->known = known_secrets_new(xnm_secrets_max_known());
    wmem_register_callback(wmem_file_scope(), free_conversation, data);
    return data;
}

static int direction_of(const xnm_conversation *conversation, const packet_info *pinfo)
{
    return pinfo->srcport == conversation->first_port && addresses_equal(&pinfo->src, &conversation->first_address) ? 0 : 1;
}

static unsigned conversations; /* of the capture */

bool xnm_conversations_exist(void)
{
    return conversations > 0;
}

static conversation_layers *layers_of(packet_info *pinfo, int proto)
{
    conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    return conversation ? conversation_get_proto_data(conversation, proto) : NULL;
}

bool xnm_conversation_exists(packet_info *pinfo, int proto)
{
    return layers_of(pinfo, proto) != NULL;
}

xnm_summary *xnm_conversation_summary(packet_info *pinfo, int proto)
{
    conversation_layers *layers = layers_of(pinfo, proto);
    return layers ? &layers->summary : NULL;
}

static const xnm_conversation *innermost_of(packet_info *pinfo, int proto)
{
    const conversation_layers *layers = layers_of(pinfo, proto);
    return layers && layers->decrypted ? layers->decrypted : layers ? layers->clear : NULL;
}

bool xnm_conversation_is_proven(packet_info *pinfo, int proto)
{
    const xnm_conversation *one = innermost_of(pinfo, proto);
    for (unsigned i = 0; one && i < array_length(one->directions); i++) {
        if (one->directions[i].framing && xnm_framing_synchronised(one->directions[i].framing)) {
            return true;
        }
    }
    return false;
}

bool xnm_conversation_is_netconf(packet_info *pinfo, int proto)
{
    const xnm_conversation *one = innermost_of(pinfo, proto);
    return one && one->netconf;
}

const xnm_identity *xnm_conversation_identity(packet_info *pinfo, int proto)
{
    const xnm_conversation *one = innermost_of(pinfo, proto);
    return one && one->session ? xnm_session_identity(one->session) : NULL;
}

known_secrets *xnm_conversation_known(packet_info *pinfo, int proto)
{
    const xnm_conversation *one = innermost_of(pinfo, proto);
    return one ? one->known : NULL;
}

const xnm_unit *xnm_conversation_end(packet_info *pinfo, int proto, bool clear_text, bool of_sender)
{
    const conversation_layers *layers = layers_of(pinfo, proto);
    xnm_conversation *one = layers ? (clear_text ? layers->clear : layers->decrypted) : NULL;
    if (!one) {
        return NULL;
    }
    int sender = direction_of(one, pinfo);
    xnm_direction *direction = &one->directions[of_sender ? sender : 1 - sender];
    const xnm_unit *open = direction->framing ? xnm_framing_open_unit(direction->framing) : NULL;
    if (open == direction->unfinished) {
        return NULL;
    }
    direction->unfinished = open;
    return open;
}

uint32_t xnm_conversation_missing_at_end(packet_info *pinfo, int proto, uint32_t sequence)
{
    const conversation_layers *layers = layers_of(pinfo, proto);
    if (!layers || !layers->clear) {
        return 0;
    }
    xnm_direction *direction = &layers->clear->directions[direction_of(layers->clear, pinfo)];
    int32_t ahead = (int32_t)(wireshark_tcp_sequence(pinfo, sequence) - direction->next_sequence);
    if (!direction->framing || direction->end_missing || ahead <= 0) {
        return 0;
    }
    direction->end_missing = true;
    return (uint32_t)ahead;
}

static xnm_conversation *conversation_of(packet_info *pinfo, int proto, bool clear_text)
{
    conversation_t *conversation = find_or_create_conversation(pinfo);
    conversation_layers *layers = conversation_get_proto_data(conversation, proto);
    if (!layers) {
        layers = wmem_new0(wmem_file_scope(), conversation_layers);
        conversation_add_proto_data(conversation, proto, layers);
    }
    xnm_conversation **data = clear_text ? &layers->clear : &layers->decrypted;
    if (!*data) {
        *data = xnm_conversation_new(pinfo);
        (*data)->summary = &layers->summary;
        layers->summary.known[clear_text ? 0 : 1] = (*data)->known;
        conversations++;
    }
    return *data;
}

/* By content where content told; else the side with the port that the dissector is registered for. */
static bool is_from_server(const xnm_conversation *conversation, int direction, const packet_info *pinfo)
{
    return conversation->server >= 0 ? conversation->server == direction : pinfo->srcport == pinfo->match_uint;
}

static bool holds_element(const uint8_t *bytes, size_t length)
{
    identify_kind content = identify_content(bytes, length, IDENTIFY_TCP, true).content;
    return content == IDENTIFY_CONTENT_JUNOS_XML || content == IDENTIFY_CONTENT_NETCONF;
}

/* Each segment anew: what excludes the protocol may be what a capture that starts late has first. */
static bool is_accepted(xnm_conversation *conversation, const uint8_t *bytes, size_t length)
{
    if (!conversation->accepted) {
        identify_answer answer = identify_junos_xml(bytes, length);
        conversation->accepted = answer == IDENTIFY_JUNOS_XML && (!conversation->refused || holds_element(bytes, length));
        conversation->refused = conversation->refused || answer == IDENTIFY_OTHER;
    }
    return conversation->accepted;
}

static const char *root_attribute(const xnm_message *message, const char *local)
{
    const xnm_node *node = xnm_message_own_attribute(message, local);
    return node ? node->value : NULL;
}

/* The meaning of what was framed, in the order of the bytes */

static unit_facts *facts_of(xnm_unit *unit)
{
    if (!unit->user) {
        unit->user = wmem_new0(wmem_file_scope(), unit_facts);
    }
    return unit->user;
}

static void note_root_start(xnm_conversation *conversation, int direction, packet_info *pinfo, const xnm_message *message)
{
    const char *os = root_attribute(message, "os");
    const char *name_space = root_attribute(message, "xmlns");
    bool in_name_space = name_space && strstr(name_space, "xml.juniper.net/xnm");
    bool named = in_name_space && os && strcmp(os, "JUNOS") == 0; /* a client may tell its os too */
    server_proof proof = named ? SERVER_BY_NAME : in_name_space ? SERVER_BY_NAMESPACE : SERVER_BY_MESSAGE;
    if (proof > SERVER_BY_MESSAGE && proof >= conversation->proof) {
        conversation->server = direction;
        conversation->proof = proof;
    }
    bool from_server = is_from_server(conversation, direction, pinfo);
    xnm_session_root_start(conversation->session, from_server, from_server ? root_attribute(message, "hostname") : NULL,
                           from_server ? root_attribute(message, "release") : NULL);
}

/* Also as it is told where white space and control characters are not: in a user name, say. Returns how many there was no room for. */
static uint32_t remember(known_secrets *known, const char *value, bool password)
{
    uint32_t left_out = !known_secrets_add(known, value, password);
    char *line = value ? text_one_line(value, strlen(value), XNM_SESSION_TEXT_MAX) : NULL;
    if (line && left_out == 0 && strcmp(line, value) != 0) {
        left_out += !known_secrets_add(known, line, password);
    }
    g_free(line);
    return left_out;
}

/* Whoever shows them, the other side may quote them. Returns how many there was no room for, or were not listed. */
static uint32_t note_secrets(known_secrets *known, const xnm_message *message)
{
    uint32_t left_out = remember(known, message->password.text, true);
    for (size_t i = 0; message->secrets && i < message->secrets->count; i++) {
        left_out += remember(known, message->secrets->secrets[i].value, false);
        left_out += remember(known, message->secrets->secrets[i].decoded, false);
    }
    return left_out + (message->secrets ? (uint32_t)MIN(message->secrets->not_listed, UINT32_MAX / 2) : 0);
}

static void note_message(xnm_conversation *conversation, int direction, packet_info *pinfo, xnm_unit *unit, const xnm_message *message)
{
    xnm_time time = { .seconds = pinfo->abs_ts.secs, .nanoseconds = pinfo->abs_ts.nsecs };
    if (message->kind == XNM_MESSAGE_RPC && conversation->server != direction) {
        facts_of(unit)->exchange = xnm_session_request(conversation->session, message, pinfo->num, time);
        xnm_summary_request(conversation->summary, facts_of(unit)->exchange, message);
    } else if (message->kind == XNM_MESSAGE_ABORT && conversation->server != direction) {
        xnm_session_abort(conversation->session);
    } else if (message->kind == XNM_MESSAGE_RPC_REPLY && conversation->server == direction) { /* a client may answer a prompt with one */
        unit_facts *facts = facts_of(unit);
        facts->exchange = xnm_session_reply(conversation->session, facts->exchange, message, pinfo->num, time);
        xnm_summary_reply(conversation->summary, facts->exchange, message);
    }
}

static void note_comment(xnm_conversation *conversation, int direction, tvbuff_t *tvb, packet_info *pinfo, const xnm_piece *piece)
{
    const xnm_unit *unit = piece->unit;
    size_t delimiters = strlen("<!--") + strlen("-->");
    if (unit->status != XNM_UNIT_COMPLETE || unit->length <= delimiters || !is_from_server(conversation, direction, pinfo)) {
        return;
    }
    const uint8_t *bytes = piece->first ? tvb_get_ptr(tvb, (int)piece->offset, (int)piece->length) : unit->bytes;
    xnm_session_comment(conversation->session, wmem_strndup(pinfo->pool, (const char *)bytes + strlen("<!--"), (size_t)unit->length - delimiters));
}

static void note_piece(xnm_conversation *conversation, int direction, tvbuff_t *tvb, packet_info *pinfo, xnm_segment_piece *segment_piece,
                       const xnm_message *message)
{
    const xnm_piece *piece = &segment_piece->piece;
    xnm_unit *unit = piece->unit;
    if (unit && unit->kind == XNM_UNIT_MESSAGE && unit->name) {
        xnm_message_kind kind = xnm_message_kind_of(unit->name);
        if ((kind == XNM_MESSAGE_RPC || kind == XNM_MESSAGE_ABORT) && conversation->server < 0) {
            conversation->server = 1 - direction; /* the server sends <rpc> too, but inside a reply: a prompt */
        } else if (kind == XNM_MESSAGE_RPC_REPLY && (conversation->server < 0 || conversation->proof == SERVER_BY_MESSAGE)) {
            conversation->server = direction;
        }
        if (kind == XNM_MESSAGE_RPC_REPLY && conversation->server == direction && !unit->user) {
            facts_of(unit)->exchange = xnm_session_reply_begins(conversation->session);
        }
    }
    /* One that was too large to be read has still been asked, or answered. */
    xnm_message unread = { .kind = unit && unit->name ? xnm_message_kind_of(unit->name) : XNM_MESSAGE_OTHER };
    if (unit && piece->last && unit->kind == XNM_UNIT_MESSAGE && unit->status == XNM_UNIT_TOO_LARGE && !unit->given_up) {
        message = &unread;
    }
    if (unit && piece->last && unit->given_up) {
        xnm_session_gap(conversation->session, is_from_server(conversation, direction, pinfo)); /* who knows what was skipped with it */
    }
    if (unit && message && unit->kind == XNM_UNIT_ROOT_START) {
        note_root_start(conversation, direction, pinfo, message);
    } else if (unit && message) {
        note_message(conversation, direction, pinfo, unit, message);
    } else if (unit && piece->last && unit->kind == XNM_UNIT_COMMENT) {
        note_comment(conversation, direction, tvb, pinfo, piece);
    } else if (unit && piece->last && unit->kind == XNM_UNIT_ROOT_END) {
        xnm_session_root_end(conversation->session, is_from_server(conversation, direction, pinfo));
    }
    /* Before a reply's message-id was read, its place in the order is all that is known; in NETCONF that is not enough. */
    bool known = unit && unit->user && (piece->last || !conversation->netconf);
    segment_piece->exchange = known ? ((unit_facts *)unit->user)->exchange : NULL;
    segment_piece->from_server = is_from_server(conversation, direction, pinfo);
}

/* Segments */

/* Where the segment stands: sets what is missing before it, or how much of it is known. Returns whether bytes are missing. */
static bool place(xnm_direction *direction, packet_info *pinfo, const struct tcpinfo *tcpinfo, uint32_t length, xnm_segment *segment)
{
    if (!tcpinfo) {
        return false;
    }
    if (!direction->begun) {
        direction->begun = true;
        direction->next_sequence = direction->begins_late ? tcpinfo->seq : wireshark_tcp_first_sequence(pinfo, tcpinfo->seq);
    }
    /* Sequence numbers are compared modulo 2^32 (RFC 9293 section 3.4). */
    int32_t ahead = (int32_t)(tcpinfo->seq - direction->next_sequence);
    if (ahead > 0) {
        segment->gap_bytes = (uint32_t)ahead;
    } else if (ahead < 0) {
        segment->seen_before = (uint32_t)MIN(-(int64_t)ahead, (int64_t)length);
    }
    if (segment->seen_before < length) {
        direction->next_sequence = tcpinfo->seq + length;
    }
    return ahead > 0;
}

/* What a heuristic recognised begins with this segment, and in the other direction with what comes from now on. */
static void begin_here(xnm_conversation *conversation, int direction, packet_info *pinfo, const struct tcpinfo *tcpinfo)
{
    xnm_direction *sender = &conversation->directions[direction];
    xnm_direction *peer = &conversation->directions[1 - direction];
    if (!sender->begun) {
        sender->begun = true;
        sender->next_sequence = tcpinfo->seq;
    }
    if (!peer->begun) {
        peer->begun = wireshark_tcp_peer_sequence(pinfo, &peer->next_sequence);
        peer->begins_late = !wireshark_tcp_preference("analyze_sequence_numbers"); /* then nobody knows what it has sent */
    }
}

/* Skipped runs side by side are one: they are told once. Returns how many pieces there are then. */
static unsigned keep_pieces(xnm_segment_piece *kept, const GArray *pieces, uint32_t offset)
{
    unsigned count = 0;
    for (unsigned i = 0; i < pieces->len; i++) {
        const xnm_piece *piece = &g_array_index(pieces, xnm_piece, i);
        xnm_piece *before = count > 0 ? &kept[count - 1].piece : NULL;
        if (before && before->kind == XNM_UNIT_UNSYNCHRONISED && piece->kind == XNM_UNIT_UNSYNCHRONISED) {
            *before = (xnm_piece){ .kind = before->kind, .offset = before->offset, .length = before->length + piece->length };
            continue;
        }
        kept[count].piece = *piece;
        kept[count].piece.offset += offset;
        count++;
    }
    return count;
}

static void take_pieces(xnm_conversation *conversation, int direction, tvbuff_t *tvb, packet_info *pinfo, const xnm_preferences *preferences,
                        xnm_segment *segment, GArray *pieces, xnm_message ***messages)
{
    segment->pieces = wmem_alloc0_array(wmem_file_scope(), xnm_segment_piece, pieces->len);
    segment->count = keep_pieces(segment->pieces, pieces, segment->seen_before);
    *messages = wmem_alloc0_array(pinfo->pool, xnm_message *, segment->count);
    const xnm_unit *ending = NULL;
    for (unsigned i = segment->count; i-- > 0;) {
        const xnm_piece *piece = &segment->pieces[i].piece;
        ending = piece->unit && piece->last ? piece->unit : ending;
        segment->pieces[i].ends_in_segment = piece->unit && piece->unit == ending;
    }
    for (unsigned i = 0; i < segment->count; i++) {
        const xnm_message *message = xnm_segment_message(tvb, pinfo, segment, i, preferences, *messages);
        note_piece(conversation, direction, tvb, pinfo, &segment->pieces[i], message);
        if (message && xnm_segment_hierarchy(&segment->pieces[i])) {
            (*messages)[i] = NULL; /* it was read before it was known what it answers */
            message = xnm_segment_message(tvb, pinfo, segment, i, preferences, *messages);
        }
        if (message) {
            segment->not_remembered += note_secrets(conversation->known, message);
            xnm_summary_message(conversation->summary, message);
        }
    }
}

/* Whether a unit that the segment before left open is broken off, or was a tag that is: then its bytes were not told to be text. */
static bool is_cut(const xnm_unit *unit, xnm_unit_kind kind_before)
{
    bool was_tag = unit->status != XNM_UNIT_OPEN && unit->kind == XNM_UNIT_TEXT && kind_before != XNM_UNIT_TEXT;
    return unit->status == XNM_UNIT_CUT || was_tag;
}

static xnm_segment *take(xnm_conversation *conversation, tvbuff_t *tvb, packet_info *pinfo, const struct tcpinfo *tcpinfo, xnm_entry entry,
                         const xnm_preferences *preferences, xnm_message ***messages)
{
    uint32_t length = tvb_captured_length(tvb);
    const uint8_t *bytes = tvb_get_ptr(tvb, 0, (int)length);
    int direction = direction_of(conversation, pinfo);
    xnm_direction *one = &conversation->directions[direction];
    xnm_segment *segment = wmem_new0(wmem_file_scope(), xnm_segment);
    if (tcpinfo && entry == XNM_ENTRY_HEURISTIC) {
        begin_here(conversation, direction, pinfo, tcpinfo);
    }
    bool gap = place(one, pinfo, tcpinfo, length, segment);
    if (!is_accepted(conversation, bytes, length)) {
        wmem_free(wmem_file_scope(), segment);
        return NULL;
    }
    if (!one->framing) {
        xnm_stream_limits limits = {
            .max_unit_bytes = (uint64_t)preferences->max_message_kilobytes * 1024,
            .max_raw_bytes = preferences->max_credential_bytes,
            .max_doctype_bytes = preferences->max_doctype_kilobytes * 1024,
        };
        one->framing = xnm_framing_new(&limits);
    }
    if (!conversation->session) {
        conversation->session = xnm_session_new(preferences->max_waiting);
        conversation->summary->sessions[tcpinfo ? 0 : 1] = conversation->session;
    }
    if (gap) {
        segment->gap_cut = xnm_framing_gap(one->framing);
        xnm_session_gap(conversation->session, is_from_server(conversation, direction, pinfo));
    }

    const xnm_unit *open_before = xnm_framing_open_unit(one->framing);
    xnm_unit_kind kind_before = open_before ? open_before->kind : XNM_UNIT_TEXT;
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    xnm_framing_push(one->framing, pinfo->num, bytes + segment->seen_before, length - segment->seen_before, pieces);
    bool goes_on = pieces->len > 0 && g_array_index(pieces, xnm_piece, 0).unit == open_before;
    segment->cut_before = open_before && !goes_on && is_cut(open_before, kind_before) ? open_before : NULL;
    if (xnm_framing_is_netconf(one->framing)) {
        xnm_session_set_netconf(conversation->session);
    }
    take_pieces(conversation, direction, tvb, pinfo, preferences, segment, pieces, messages);
    g_array_free(pieces, TRUE);

    conversation->netconf = conversation->netconf || xnm_framing_is_netconf(one->framing);
    segment->netconf = conversation->netconf;
    segment->first_not_remembered = segment->not_remembered > 0 && !conversation->not_remembered;
    conversation->not_remembered = conversation->not_remembered || segment->not_remembered > 0;
    segment->clear_text = tcpinfo != NULL;
    segment->from_server = is_from_server(conversation, direction, pinfo);
    segment->identity = xnm_session_identity(conversation->session);
    xnm_summary_identity(conversation->summary, segment->identity);
    segment->known = conversation->known;
    segment->mark = known_secrets_now(conversation->known);
    return segment;
}

/* How many parts of decrypted streams this packet brought before. */
static uint32_t parts_before(packet_info *pinfo, int proto)
{
    uint32_t *parts = p_get_proto_data(pinfo->pool, pinfo, proto, 0);
    if (!parts) {
        parts = wmem_new0(pinfo->pool, uint32_t);
        p_add_proto_data(pinfo->pool, pinfo, proto, 0, parts);
    }
    return (*parts)++;
}

static xnm_segment *find_segment(packet_info *pinfo, int proto, bool clear_text, uint32_t key)
{
    xnm_segment *segment = p_get_proto_data(wmem_file_scope(), pinfo, proto, 0);
    while (segment && (segment->clear_text != clear_text || segment->key != key)) {
        segment = segment->next;
    }
    return segment;
}

static void keep_segment(packet_info *pinfo, int proto, xnm_segment *segment)
{
    xnm_segment *first = p_get_proto_data(wmem_file_scope(), pinfo, proto, 0);
    if (first) {
        segment->next = first->next;
        first->next = segment;
    } else {
        p_add_proto_data(wmem_file_scope(), pinfo, proto, 0, segment);
    }
}

const xnm_segment *xnm_segment_take(tvbuff_t *tvb, packet_info *pinfo, int proto, const struct tcpinfo *tcpinfo, xnm_entry entry,
                                    const xnm_preferences *preferences, xnm_message ***messages)
{
    /* Several parts of one stream can come in one frame: TLS records, or what TCP put in order. */
    uint32_t key = tcpinfo ? tcpinfo->seq : parts_before(pinfo, proto);
    xnm_segment *segment = find_segment(pinfo, proto, tcpinfo != NULL, key);
    if (segment) {
        *messages = wmem_alloc0_array(pinfo->pool, xnm_message *, segment->count);
    } else if (!PINFO_FD_VISITED(pinfo)) {
        segment = take(conversation_of(pinfo, proto, tcpinfo != NULL), tvb, pinfo, tcpinfo, entry, preferences, messages);
        if (segment) {
            segment->key = key;
            keep_segment(pinfo, proto, segment);
        }
    }
    return segment;
}

static void begin_capture(void)
{
    conversations = 0;
}

void xnm_conversation_register(void)
{
    register_init_routine(begin_capture);
}
