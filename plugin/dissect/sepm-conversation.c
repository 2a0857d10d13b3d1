/* sepm-conversation.c
 * What the HTTP of a conversation showed of Symantec Endpoint Protection Manager and of ESP of HPCC Systems, frame by frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-conversation.h"

#include <epan/conversation.h>
#include <epan/proto_data.h>
#include <epan/to_str.h>

#include "port-conversation.h"
#include "port-prelude.h"
#include "port-registry.h"
#include "portlore/http_reader.h"
#include "json-members.h"
#include "sepm-json.h"

/* Of the keys under which a packet's data is kept. */
#define PARTS_KEY 1 /* of a frame */
#define CALLS_KEY 2 /* of a packet while it is dissected */

#define REQUEST_MAX 4096 /* bytes of a request that is kept */
#define SECRETS_MAX 1000 /* that are remembered of a connection */

/* One direction of what TCP carries, or TLS inside of it. */
typedef struct {
    bool begun;
    uint32_t next_sequence; /* as struct tcpinfo counts, behind the last byte that was taken */
    uint64_t held;          /* inside TLS: bytes that were taken, and will come again in front of the next ones */
    uint64_t start;         /* of the present call's first byte in the direction */
    wmem_array_t *waiting;  /* lines that are not shown yet */
} sepm_stream;

/* Of a connection, in clear or inside TLS. */
struct _sepm_connection {
    sepm_session *session;
    unsigned session_callback; /* that frees it with the file */
    known_secrets *known;      /* that the connection has shown; NULL: none */
    bool inside_tls;
    bool from_beginning; /* what is taken is all that the connection carries */
    uint16_t server_port;
    address server;
    sepm_stream streams[2]; /* of the client, of the server */
    packet_info *pinfo;     /* of the packet that is read */
};

/* What is kept in the conversation. */
typedef struct {
    sepm_connection *connections[2]; /* in clear, and inside TLS; NULL while there is none */
    sepm_presence presence;
    bool settled;               /* in clear: a session was sure of which answer is to which request */
    port_prelude_request asked; /* the last that no session was begun for, where port-prelude.h does not keep it */
} sepm_record;

/* The parts of a frame, by the key of the call that shows them, and by ports: behind CONNECT what is inside is dissected with those of its target. */
typedef struct {
    bool inside_tls;
    uint32_t key;
    uint32_t ports[2];
    sepm_part part;
} kept_part;

static int proto_sepm = -1;
static bool exists; /* a connection of the capture */

static ws_bool free_session(wmem_allocator_t *allocator, wmem_cb_event_t event, void *user)
{
    (void)allocator;
    (void)event;
    sepm_session_free(user);
    return FALSE;
}

static ws_bool free_known(wmem_allocator_t *allocator, wmem_cb_event_t event, void *user)
{
    (void)allocator;
    (void)event;
    known_secrets_free(user);
    return FALSE;
}

/* What is secret may be quoted elsewhere, as in a path. */
static void remember_secret(sepm_connection *connection, const sepm_line *line)
{
    if (!connection->known) {
        connection->known = known_secrets_new(SECRETS_MAX);
        wmem_register_callback(wmem_file_scope(), free_known, connection->known);
    }
    known_secrets_add_encoded(connection->known, line->value, line->kind == SEPM_LINE_PASSWORD);
}

static const char *kept_text(const char *text)
{
    return text ? wmem_strdup(wmem_file_scope(), text) : NULL;
}

static port_conversation *known_of(packet_info *pinfo)
{
    return port_conversation_of(pinfo, proto_get_id_by_filter_name("portlore"));
}

/* What the bytes prove goes to the note. */
static void set_content(const sepm_connection *connection, const sepm_line *line)
{
    static const char *const tokens[SEPM_PRODUCTS][2] = {
        [SEPM_PRODUCT_SEPM] = { "sepm", "tls/sepm" },
        [SEPM_PRODUCT_ESP] = { "esp", "tls/esp" },
    };
    port_conversation *known = known_of(connection->pinfo);
    if (known) {
        port_conversation_set_content(known, connection->pinfo->num, tokens[line->product][connection->inside_tls], line->value);
    }
}

static void on_json(void *user, sepm_line_kind kind, const char *value)
{
    sepm_session_tell(((sepm_connection *)user)->session, kind, value);
}

static void on_line(void *user, const sepm_line *line)
{
    sepm_connection *connection = user;
    if (line->kind == SEPM_LINE_JSON) {
        const char *unread = sepm_json_read(line->bytes, line->byte_count, line->from_server, on_json, connection);
        if (unread && !line->from_server) {
            sepm_session_tell(connection->session, SEPM_LINE_UNREAD, unread);
        }
        return;
    }
    if (line->kind == SEPM_LINE_PROOF) {
        set_content(connection, line);
    }
    if (line->secret && line->value) {
        remember_secret(connection, line);
    }
    if (line->kind == SEPM_LINE_SECRET) {
        return;
    }
    sepm_shown shown = {
        .kind = line->kind,
        .product = line->product,
        .secret = line->secret,
        .first = line->first,
        .proven = line->proven,
        .clear_text = !connection->inside_tls,
        .offset = line->offset,
        .length = line->length,
        .name = kept_text(line->name),
        .value = kept_text(line->value),
        .support = line->support,
        .place = line->place,
    };
    wmem_array_append_one(connection->streams[line->from_server].waiting, shown);
}

/* Connections */

/* The server: by TCP's handshake, by the first line, else the side with the lower port, because clients take high ones. */
static bool server_is_destination(packet_info *pinfo, tvbuff_t *tvb)
{
    uint16_t server_port = wireshark_tcp_server_port(pinfo);
    if (server_port != 0 && pinfo->srcport != pinfo->destport) {
        return pinfo->destport == server_port;
    }
    unsigned length = tvb_captured_length(tvb);
    if (tvb_strneql(tvb, 0, "HTTP/", 5) == 0) {
        return false;
    }
    bool asks = length > 0 && http_reader_is_start(tvb_get_ptr(tvb, 0, (int)length), length);
    return asks || pinfo->destport <= pinfo->srcport;
}

static sepm_connection *new_connection(packet_info *pinfo, tvbuff_t *tvb, bool inside_tls)
{
    bool destination = server_is_destination(pinfo, tvb);
    sepm_connection *connection = wmem_new0(wmem_file_scope(), sepm_connection);
    connection->inside_tls = inside_tls;
    connection->server_port = (uint16_t)(destination ? pinfo->destport : pinfo->srcport);
    copy_address_wmem(wmem_file_scope(), &connection->server, destination ? &pinfo->dst : &pinfo->src);
    connection->session = sepm_session_new(connection->server_port, inside_tls, on_line, connection);
    sepm_session_set_json(connection->session, json_has_members);
    char *text = address_to_str(NULL, &connection->server);
    sepm_session_set_address(connection->session, text);
    wmem_free(NULL, text);
    connection->session_callback = wmem_register_callback(wmem_file_scope(), free_session, connection->session);
    for (size_t i = 0; i < array_length(connection->streams); i++) {
        connection->streams[i].waiting = wmem_array_new(wmem_file_scope(), sizeof(sepm_shown));
    }
    return connection;
}

static void forget_connection(sepm_connection *connection)
{
    wmem_unregister_callback(wmem_file_scope(), connection->session_callback);
    sepm_session_free(connection->session);
    for (size_t i = 0; i < array_length(connection->streams); i++) {
        wmem_destroy_array(connection->streams[i].waiting);
    }
    free_address_wmem(wmem_file_scope(), &connection->server);
    wmem_free(wmem_file_scope(), connection);
}

static sepm_record *record_of(packet_info *pinfo, int proto)
{
    conversation_t *conversation = find_or_create_conversation(pinfo);
    sepm_record *record = conversation_get_proto_data(conversation, proto);
    if (!record) {
        record = wmem_new0(wmem_file_scope(), sepm_record);
        conversation_add_proto_data(conversation, proto, record);
    }
    return record;
}

/* Without a SYN nothing tells what the connection carried before. */
static sepm_connection *connection_of(const sepm_call *call, int proto, bool from_beginning)
{
    sepm_record *record = record_of(call->pinfo, proto);
    if (!record->connections[call->inside_tls]) {
        sepm_connection *connection = new_connection(call->pinfo, call->tvb, call->inside_tls);
        connection->from_beginning = from_beginning;
        if (call->tcpinfo && !record->settled && wireshark_tcp_server_port(call->pinfo) == 0) {
            sepm_session_join(connection->session);
        }
        record->connections[call->inside_tls] = connection;
        record->presence.sessions[call->inside_tls] = connection->session;
        exists = true;
    }
    return record->connections[call->inside_tls];
}

static bool is_from_server(const sepm_connection *connection, const packet_info *pinfo)
{
    return pinfo->srcport == connection->server_port && addresses_equal(&pinfo->src, &connection->server);
}

/* Taking */

/* Of the call's first byte. What a FIN completes comes with the number of the segment that has the FIN. */
static uint32_t sequence_of(const struct tcpinfo *tcpinfo, size_t reported)
{
    bool ends_there = (tcpinfo->flags & TH_FIN) && reported > (uint32_t)(tcpinfo->nxtseq - tcpinfo->seq);
    return ends_there ? tcpinfo->nxtseq - (uint32_t)reported : tcpinfo->seq;
}

/* What comes first may be lost. */
static void begin_stream(const sepm_connection *connection, sepm_stream *stream, uint32_t sequence)
{
    uint32_t first = connection->from_beginning ? wireshark_tcp_first_sequence(connection->pinfo, sequence) : sequence;
    stream->begun = true;
    stream->next_sequence = (int32_t)(sequence - first) > 0 ? first : sequence;
}

/* How many of the call's first bytes were taken before. Missing ones before it are told to the session. */
static size_t known_bytes(sepm_connection *connection, sepm_stream *stream, bool from_server, const struct tcpinfo *tcpinfo, size_t reported)
{
    if (!tcpinfo) {
        return (size_t)stream->held;
    }
    uint32_t sequence = sequence_of(tcpinfo, reported);
    if (!stream->begun) {
        begin_stream(connection, stream, sequence);
    }
    int32_t ahead = (int32_t)(sequence - stream->next_sequence); /* modulo 2^32: RFC 9293 section 3.4 */
    if (ahead > 0) {
        sepm_session_gap(connection->session, from_server, (uint64_t)ahead);
        stream->next_sequence = sequence;
        ahead = 0;
    }
    return (size_t) - (int64_t)ahead;
}

/* How much of what the client sent the server has got. */
static void acknowledge(sepm_connection *connection, const struct tcpinfo *tcpinfo)
{
    const sepm_stream *client = &connection->streams[false];
    if (client->begun) {
        int64_t behind = (int32_t)(tcpinfo->lastackseq - client->next_sequence); /* modulo 2^32 */
        int64_t offset = (int64_t)sepm_session_offset(connection->session, false) + behind;
        sepm_session_acknowledge(connection->session, (uint64_t)MAX(offset, 0));
    }
}

static void take(sepm_connection *connection, tvbuff_t *tvb, packet_info *pinfo, const struct tcpinfo *tcpinfo)
{
    bool from_server = is_from_server(connection, pinfo);
    sepm_stream *stream = &connection->streams[from_server];
    size_t length = tvb_captured_length(tvb);
    size_t reported = tvb_reported_length(tvb);
    connection->pinfo = pinfo; /* a gap tells lines as well as bytes do */
    size_t known = known_bytes(connection, stream, from_server, tcpinfo, reported);
    uint64_t offset = sepm_session_offset(connection->session, from_server);
    stream->start = offset - MIN(offset, known);
    if (from_server && tcpinfo) {
        acknowledge(connection, tcpinfo);
    }
    if (known < length) {
        sepm_session_push(connection->session, from_server, tvb_get_ptr(tvb, (int)known, (int)(length - known)), length - known);
    }
    if (MAX(known, length) < reported) {
        sepm_session_gap(connection->session, from_server, reported - MAX(known, length)); /* not captured */
    }
    stream->next_sequence += known < reported ? (uint32_t)(reported - known) : 0;
    connection->pinfo = NULL;
}

/* Inside TLS calls are told apart by their order in the packet. */
static uint32_t next_call(packet_info *pinfo, int proto)
{
    uint32_t *calls = p_get_proto_data(pinfo->pool, pinfo, proto, CALLS_KEY);
    if (!calls) {
        calls = wmem_new0(pinfo->pool, uint32_t);
        p_add_proto_data(pinfo->pool, pinfo, proto, CALLS_KEY, calls);
    }
    return (*calls)++;
}

sepm_call sepm_conversation_call(tvbuff_t *tvb, packet_info *pinfo, int proto, const struct tcpinfo *tcpinfo)
{
    return (sepm_call){
        .pinfo = pinfo,
        .tvb = tvb,
        .tcpinfo = tcpinfo,
        .inside_tls = tcpinfo == NULL,
        .key = tcpinfo ? tcpinfo->seq : next_call(pinfo, proto),
    };
}

void sepm_conversation_take(sepm_call *call, int proto)
{
    if (!PINFO_FD_VISITED(call->pinfo)) {
        call->connection = connection_of(call, proto, true);
        take(call->connection, call->tvb, call->pinfo, call->tcpinfo);
        if (sepm_session_has_login(call->connection->session)) {
            known_of(call->pinfo); /* the tables tell of it, whatever the server is */
        }
    }
}

/* Showing */

static void keep_part(const sepm_call *call, int proto, const sepm_part *part)
{
    wmem_array_t *parts = p_get_proto_data(wmem_file_scope(), call->pinfo, proto, PARTS_KEY);
    if (!parts) {
        parts = wmem_array_new(wmem_file_scope(), sizeof(kept_part));
        p_add_proto_data(wmem_file_scope(), call->pinfo, proto, PARTS_KEY, parts);
    }
    kept_part kept = { call->inside_tls, call->key, { call->pinfo->srcport, call->pinfo->destport }, *part };
    wmem_array_append_one(parts, kept);
}

/* Bytes of the call that http waits for more behind. */
static uint64_t bytes_held(const sepm_call *call)
{
    const packet_info *pinfo = call->pinfo;
    uint32_t length = tvb_captured_length(call->tvb);
    if (pinfo->desegment_len == 0 || pinfo->desegment_offset < 0) {
        return 0;
    }
    return length - MIN((uint32_t)pinfo->desegment_offset, length);
}

/* Lines of messages that http has shown go to this call. */
static void settle(const sepm_call *call, int proto)
{
    sepm_connection *connection = call->connection;
    sepm_stream *stream = &connection->streams[is_from_server(connection, call->pinfo)];
    uint64_t held = bytes_held(call);
    stream->held = call->inside_tls ? held : 0;
    uint64_t end = stream->start + tvb_captured_length(call->tvb) - held;
    if (stream == &connection->streams[0]) {
        sepm_session_place_held(connection->session, end, call->pinfo->num);
    }
    unsigned count = wmem_array_get_count(stream->waiting);
    if (count == 0) {
        return;
    }
    wmem_array_t *waiting = wmem_array_new(wmem_file_scope(), sizeof(sepm_shown));
    wmem_array_t *shown = wmem_array_new(wmem_file_scope(), sizeof(sepm_shown));
    for (unsigned i = 0; i < count; i++) {
        const sepm_shown *line = wmem_array_index(stream->waiting, i);
        wmem_array_append(line->offset < end ? shown : waiting, line, 1);
    }
    wmem_destroy_array(stream->waiting);
    stream->waiting = waiting;
    sepm_part part = { stream->start, wmem_array_get_raw(shown), wmem_array_get_count(shown), connection->known,
                       known_secrets_now(connection->known) };
    if (part.count > 0) {
        keep_part(call, proto, &part);
    }
}

const sepm_part *sepm_conversation_end(const sepm_call *call, int proto)
{
    if (call->connection) {
        settle(call, proto);
    }
    wmem_array_t *parts = p_get_proto_data(wmem_file_scope(), call->pinfo, proto, PARTS_KEY);
    for (unsigned i = 0; parts && i < wmem_array_get_count(parts); i++) {
        const kept_part *kept = wmem_array_index(parts, i);
        bool same_ports = kept->ports[0] == call->pinfo->srcport && kept->ports[1] == call->pinfo->destport;
        if (kept->inside_tls == call->inside_tls && kept->key == call->key && same_ports) {
            return &kept->part;
        }
    }
    return NULL;
}

bool sepm_conversation_is_over(const sepm_call *call)
{
    return call->connection && sepm_session_is_over(call->connection->session);
}

const sepm_presence *sepm_conversation_presence(packet_info *pinfo)
{
    const conversation_t *conversation = exists ? find_conversation_pinfo(pinfo, 0) : NULL;
    const sepm_record *record = conversation ? conversation_get_proto_data(conversation, proto_sepm) : NULL;
    return record ? &record->presence : NULL;
}

/* Resting */

static bool waits(const sepm_connection *connection)
{
    bool waiting = false;
    for (size_t i = 0; i < array_length(connection->streams); i++) {
        waiting = waiting || connection->streams[i].held > 0 || wmem_array_get_count(connection->streams[i].waiting) > 0;
    }
    return waiting;
}

bool sepm_conversation_rest(const sepm_call *call, int proto)
{
    sepm_connection *connection = call->connection;
    bool held = bytes_held(call) > 0;
    if (!connection || held || waits(connection) || !sepm_session_is_idle(connection->session)) {
        return false;
    }
    sepm_record *record = conversation_get_proto_data(find_or_create_conversation(call->pinfo), proto);
    if (record && record->connections[call->inside_tls] == connection) {
        record->connections[call->inside_tls] = NULL;
        record->presence.sessions[call->inside_tls] = NULL;
        record->settled = record->settled || !call->inside_tls;
        forget_connection(connection);
        return true;
    }
    return false;
}

bool sepm_conversation_is_taken(const sepm_call *call, int proto)
{
    conversation_t *conversation = PINFO_FD_VISITED(call->pinfo) ? NULL : find_conversation_pinfo(call->pinfo, 0);
    const sepm_record *record = conversation ? conversation_get_proto_data(conversation, proto) : NULL;
    return record && record->connections[call->inside_tls];
}

/* What http waits for more behind is looked at, too: the rest may be lost. */
static sepm_interest interest_in(const sepm_call *call, sepm_screened *screened)
{
    unsigned length = tvb_captured_length(call->tvb);
    return length > 0 ? sepm_screen(tvb_get_ptr(call->tvb, 0, (int)length), length, screened) : SEPM_INTEREST_NONE;
}

/* Else with what comes before the conversation has a record of its own. */
static bool is_counted_here(const sepm_call *call)
{
    const packet_info *pinfo = call->pinfo;
    return call->inside_tls || port_registry_interest_in(REGISTRY_TCP, pinfo->srcport, pinfo->destport) != PORT_REGISTRY_AWAITS_HTTP;
}

static port_prelude_request *asked_of(const sepm_call *call, int proto)
{
    return is_counted_here(call) ? &record_of(call->pinfo, proto)->asked : port_prelude_asked(call->pinfo);
}

/* The answer to a request of no interest may be of interest, and is judged with it. */
static void keep_request(const sepm_call *call, int proto, const sepm_screened *screened)
{
    port_prelude_request *asked = screened->requests > 0 ? asked_of(call, proto) : NULL;
    if (!asked) {
        return;
    }
    unsigned length = tvb_captured_length(call->tvb);
    bool alone = screened->requests == 1 && bytes_held(call) == 0 && length == tvb_reported_length(call->tvb) && length <= REQUEST_MAX;
    asked->length = alone ? length : 0;
    if (asked->length > asked->size) {
        asked->bytes = wmem_realloc(wmem_file_scope(), asked->bytes, length);
        asked->size = length;
    }
    if (alone) {
        tvb_memcpy(call->tvb, asked->bytes, 0, length);
    }
    asked->end = call->tcpinfo ? call->tcpinfo->seq + length : 0;
    asked->frame = call->pinfo->num;
}

/* The session counts it after all. */
static void take_back_request(const sepm_call *call, int proto)
{
    if (is_counted_here(call)) {
        sepm_screened *counts = &record_of(call->pinfo, proto)->presence.screened;
        counts->requests -= MIN(1, counts->requests);
    } else {
        port_prelude_count(call->pinfo, &(sepm_screened){ .requests = 1 }, true);
    }
}

/* An answer that acknowledges that request, and none behind it, is the answer to it. */
static void begin_behind_request(const sepm_call *call, int proto)
{
    const port_prelude_request *asked = asked_of(call, proto);
    bool acknowledged = asked && (!call->tcpinfo || asked->end == call->tcpinfo->lastackseq);
    if (!acknowledged || asked->length == 0 || tvb_strneql(call->tvb, 0, "HTTP/", 5) != 0) {
        return;
    }
    sepm_connection *connection = connection_of(call, proto, false);
    if (is_from_server(connection, call->pinfo)) {
        sepm_session_push(connection->session, false, asked->bytes, asked->length);
        sepm_session_place_held(connection->session, asked->length, asked->frame);
        take_back_request(call, proto);
    }
}

/* Another request may have been lost, so that it is not known whose answer comes next. */
static void begin_behind_loss(sepm_call *call, int proto)
{
    sepm_session_join(connection_of(call, proto, false)->session);
}

/* What http waits for more behind comes again, and counts then. */
static void count_screened(const sepm_call *call, int proto, sepm_screened screened)
{
    uint64_t held = bytes_held(call);
    unsigned whole = tvb_captured_length(call->tvb) - (unsigned)held;
    if (whole == 0) {
        return;
    }
    if (held > 0) {
        sepm_screen(tvb_get_ptr(call->tvb, 0, (int)whole), whole, &screened);
    }
    if (is_counted_here(call)) {
        sepm_screened *counts = &record_of(call->pinfo, proto)->presence.screened;
        counts->requests += screened.requests;
        counts->answers += screened.answers;
        counts->errors += screened.errors;
    } else {
        port_prelude_count(call->pinfo, &screened, false);
    }
}

/* Whether requests that were only looked at have no answer yet, but for the one that this is the answer to; or answers were to requests that were not
 * seen. */
static bool is_behind_others(const sepm_call *call, int proto)
{
    port_prelude prelude = { 0 };
    const sepm_screened *counts = &prelude.http;
    if (is_counted_here(call)) {
        counts = &record_of(call->pinfo, proto)->presence.screened;
    } else {
        port_prelude_of(call->pinfo, &prelude);
    }
    unsigned expected = tvb_strneql(call->tvb, 0, "HTTP/", 5) == 0;
    return counts->requests != counts->answers + expected;
}

bool sepm_conversation_screen(sepm_call *call, int proto)
{
    if (PINFO_FD_VISITED(call->pinfo) || call->connection) {
        return false;
    }
    sepm_screened screened = { 0 };
    sepm_interest interest = interest_in(call, &screened);
    if (interest == SEPM_INTEREST_NONE) {
        keep_request(call, proto, &screened);
        count_screened(call, proto, screened);
        return false;
    }
    if ((call->tcpinfo && wireshark_tcp_is_behind_loss(call->pinfo)) || is_behind_others(call, proto)) {
        begin_behind_loss(call, proto);
    } else {
        begin_behind_request(call, proto);
    }
    connection_of(call, proto, false);
    sepm_conversation_take(call, proto);
    return true;
}

static void begin_capture(void)
{
    exists = false;
}

void sepm_conversation_register(int proto)
{
    proto_sepm = proto;
    register_init_routine(begin_capture);
}
