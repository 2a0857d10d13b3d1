/* tls-front.c
 * TLS on any port: by Decode As (tls_portlore), and by a heuristic of that name, off by default, that fronts every TLS conversation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* The front reads the handshake and passes every byte on to Wireshark's TLS, as it comes. What is inside is Wireshark's to decide. */

#include "tls-front.h"

#include <epan/conversation.h>
#include <epan/proto_data.h>

#include "port-conversation.h"
#include "port-front.h"
#include "port-layers.h"
#include "port-registry.h"
#include "port-tls.h"
#include "tcp-packet.h"
#include "tls-lines.h"
#include "tls-reader.h"

#include "portlore/identify.h"

#define FRONT "tls_portlore"

/* Of the keys under which a frame's data is kept: that it shows what was read here. */
#define SHOWS_KEY 1

/* Of a conversation. */
typedef struct {
    address server;
    uint16_t port;
    tls_reader *reader; /* NULL while nothing was read here */
} fronted;

static int proto_front = -1;
static int proto_records = -1;

static dissector_table_t tcp_ports;
static dissector_handle_t front_handle;
static dissector_handle_t tls_handle;
static heur_dtbl_entry_t *heuristic;

static bool exists; /* a frame of the capture that shows what was read here */

bool tls_front_exists(void)
{
    return exists;
}

bool tls_front_shows(packet_info *pinfo)
{
    if (tls_front_is_everywhere()) { /* then fronts of known ports too read for whoever asked */
        return tls_lines_exist(pinfo);
    }
    return exists && p_get_proto_data(wmem_file_scope(), pinfo, proto_front, SHOWS_KEY) != NULL;
}

static identify_result look(tvbuff_t *tvb)
{
    unsigned length = tvb_captured_length(tvb);
    return identify_content(length > 0 ? tvb_get_ptr(tvb, 0, (int)length) : (const uint8_t *)"", length, IDENTIFY_TCP, false);
}

static bool is_tls(const identify_result *found)
{
    return found->decided && (found->content == IDENTIFY_CONTENT_TLS || found->content == IDENTIFY_CONTENT_SSL2);
}

/* The server: by TCP's handshake, by the hello, else the side with the lower port, because clients take high ones. */
static bool server_is_destination(packet_info *pinfo, tvbuff_t *tvb)
{
    uint16_t server_port = wireshark_tcp_server_port(pinfo);
    identify_result found = look(tvb);
    if (server_port != 0 && pinfo->srcport != pinfo->destport) {
        return pinfo->destport == server_port;
    }
    if (is_tls(&found) && found.sender != IDENTIFY_SENDER_EITHER) {
        return found.sender == IDENTIFY_SENDER_CLIENT;
    }
    return pinfo->destport <= pinfo->srcport;
}

static fronted *fronted_of(packet_info *pinfo, tvbuff_t *tvb)
{
    conversation_t *conversation = find_or_create_conversation(pinfo);
    fronted *record = conversation_get_proto_data(conversation, proto_front);
    if (!record) {
        bool destination = server_is_destination(pinfo, tvb);
        record = wmem_new0(wmem_file_scope(), fronted);
        record->port = (uint16_t)(destination ? pinfo->destport : pinfo->srcport);
        copy_address_wmem(wmem_file_scope(), &record->server, destination ? &pinfo->dst : &pinfo->src);
        conversation_add_proto_data(conversation, proto_front, record);
    }
    return record;
}

static tls_side sender_of(const fronted *record, const packet_info *pinfo)
{
    return pinfo->srcport == record->port && addresses_equal(&pinfo->src, &record->server) ? TLS_SERVER : TLS_CLIENT;
}

/* Where something is known of the server's port, payload goes to that record: a certificate of vxatd counts there. The known port may be a client's,
 * though, by chance. */
static void take(tvbuff_t *tvb, packet_info *pinfo, uint32_t sequence, const uint8_t *bytes, size_t length)
{
    fronted *record = fronted_of(pinfo, tvb);
    port_conversation *known = port_conversation_of(pinfo, proto_records);
    if (known && known->port == record->port && addresses_equal(&known->server, &record->server)) {
        port_tls_take(known, pinfo, sequence, bytes, length, true);
        return;
    }
    if (!record->reader) {
        record->reader = tls_reader_new(&record->server, record->port);
    }
    tls_reader_take(record->reader, pinfo, sender_of(record, pinfo), sequence, bytes, length);
}

static void note_lines(packet_info *pinfo)
{
    if (tls_lines_exist(pinfo) && !p_get_proto_data(wmem_file_scope(), pinfo, proto_front, SHOWS_KEY)) {
        p_add_proto_data(wmem_file_scope(), pinfo, proto_front, SHOWS_KEY, front_handle);
        exists = true;
    }
}

/* What the first pass learns from the payload. */
static void read_handshake(tvbuff_t *tvb, packet_info *pinfo, uint32_t sequence)
{
    unsigned length = tvb_captured_length(tvb);
    if (length == 0) {
        return;
    }
    take(tvb, pinfo, sequence, tvb_get_ptr(tvb, 0, (int)length), length);
    note_lines(pinfo);
}

void tls_front_see(tvbuff_t *frame, packet_info *pinfo)
{
    if (!exists || PINFO_FD_VISITED(pinfo)) {
        return;
    }
    conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    fronted *record = conversation ? conversation_get_proto_data(conversation, proto_front) : NULL;
    if (record && record->reader) {
        tls_reader_see(record->reader, frame, pinfo, sender_of(record, pinfo));
        note_lines(pinfo);
    }
}

static int dissect_tls_front(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    const struct tcpinfo *tcpinfo = data;
    if (tcpinfo && !pinfo->flags.in_error_pkt && !PINFO_FD_VISITED(pinfo)) {
        read_handshake(tvb, pinfo, tcpinfo->seq);
    }
    pinfo->can_desegment = pinfo->saved_can_desegment; /* each call of a dissector takes one from it */
    return tls_handle ? call_dissector_only(tls_handle, tvb, pinfo, tree, data) : 0;
}

static ws_bool try_tls(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!data || pinfo->flags.in_error_pkt) {
        return FALSE;
    }
    identify_result found = look(tvb);
    if (!is_tls(&found)) {
        return FALSE;
    }
    if (port_front_serves(pinfo)) { /* heuristics go first: behind this one, Wireshark's own for TLS would keep it from the port's front */
        return port_front_dissect(tvb, pinfo, tree, data) != 0;
    }
    conversation_set_dissector_from_frame_number(find_or_create_conversation(pinfo), pinfo->num, front_handle);
    return dissect_tls_front(tvb, pinfo, tree, data) != 0;
}

/* Whether TCP would give the conversation to Wireshark's TLS by a port's number: it asks the server's port, then the lower one, then the other. */
static bool is_by_number(packet_info *pinfo)
{
    uint16_t server_port = wireshark_tcp_server_port(pinfo);
    dissector_handle_t handle = server_port != 0 ? dissector_get_uint_handle(tcp_ports, server_port) : NULL;
    handle = handle ? handle : dissector_get_uint_handle(tcp_ports, MIN(pinfo->srcport, pinfo->destport));
    handle = handle ? handle : dissector_get_uint_handle(tcp_ports, MAX(pinfo->srcport, pinfo->destport));
    return handle && handle == tls_handle;
}

/* The payload of a packet that Wireshark's TLS had. It is not at hand any more, so it is looked for in the packet. NULL: none was captured. */
static tvbuff_t *payload_of(tvbuff_t *frame, const tcp_header *header)
{
    unsigned captured = tvb_captured_length(frame);
    unsigned length = header->payload_offset < captured ? MIN(captured - (unsigned)header->payload_offset, header->payload_length) : 0;
    return length > 0 ? tvb_new_subset_length(frame, (int)header->payload_offset, (int)length) : NULL;
}

static void read_packet(tvbuff_t *frame, packet_info *pinfo)
{
    tcp_header header;
    tvbuff_t *payload = tcp_packet_header(frame, pinfo, &header) ? payload_of(frame, &header) : NULL;
    if (payload) {
        read_handshake(payload, pinfo, wireshark_tcp_sequence(pinfo, header.sequence));
    }
}

/* Whether Wireshark's TLS had the payload, or waits for more of it; the last packet before STARTTLS, for one, is another's. */
static bool is_tls_payload(packet_info *pinfo)
{
    port_layers layers = port_layers_of(pinfo);
    return layers.owner == PORT_LAYERS_NONE || (layers.content && g_str_has_prefix(layers.content, "tls"));
}

/* Whether the server's port, as TCP's handshake tells it, has a front, and the user has put TLS there instead. Most packets end at the first line. */
static bool is_decoded_as_tls(packet_info *pinfo)
{
    uint16_t server_port = port_front_is_on(pinfo->srcport) || port_front_is_on(pinfo->destport) ? wireshark_tcp_server_port(pinfo) : 0;
    return server_port != 0 && port_front_is_on(server_port) && dissector_get_uint_handle(tcp_ports, server_port) == tls_handle;
}

/* A known port without a front, which TCP's handshake tells to be the server's. NULL: it is none, or nothing but IANA's file knows it, or much else uses
 * it, and only HTTP behind the handshake shows whether it is worth that. */
static port_conversation *known_without_front(packet_info *pinfo)
{
    uint16_t server_port = wireshark_tcp_server_port(pinfo);
    const registry_entry *entry = server_port != 0 && !port_front_is_on(server_port) ? port_registry_find(REGISTRY_TCP, server_port) : NULL;
    bool awaits = port_registry_interest_in(REGISTRY_TCP, pinfo->srcport, pinfo->destport) == PORT_REGISTRY_AWAITS_HTTP;
    if (!entry || awaits || port_registry_origin_of(entry) == PORT_REGISTRY_IANA) {
        return NULL;
    }
    port_conversation *conversation = port_conversation_of(pinfo, proto_records);
    return conversation && conversation->port == server_port ? conversation : NULL;
}

void tls_front_read_known(tvbuff_t *frame, packet_info *pinfo)
{
    bool first = !PINFO_FD_VISITED(pinfo) && pinfo->ptype == PT_TCP && !pinfo->flags.in_error_pkt;
    port_conversation *known = first && !(heuristic && heuristic->enabled) ? known_without_front(pinfo) : NULL;
    tcp_header header;
    if (!known || !is_tls_payload(pinfo) || !tcp_packet_header(frame, pinfo, &header)) {
        return;
    }
    tvbuff_t *payload = payload_of(frame, &header);
    if (payload) {
        unsigned length = tvb_captured_length(payload);
        known->tls_unasked = known->tls_unasked || !known->tls; /* else Decode As has read it, and shows it */
        port_tls_take(known, pinfo, wireshark_tcp_sequence(pinfo, header.sequence), tvb_get_ptr(payload, 0, (int)length), length, false);
    }
}

bool tls_front_is_everywhere(void)
{
    return heuristic && heuristic->enabled;
}

void tls_front_claim(tvbuff_t *frame, packet_info *pinfo)
{
    if (PINFO_FD_VISITED(pinfo) || pinfo->ptype != PT_TCP || pinfo->flags.in_error_pkt) {
        return;
    }
    if (!tls_front_is_everywhere() && !is_decoded_as_tls(pinfo)) {
        return;
    }
    conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    dissector_handle_t next = conversation ? conversation_get_dissector(conversation, pinfo->num + 1) : NULL;
    if (!conversation || (next ? next != tls_handle : !is_by_number(pinfo))) {
        return;
    }
    conversation_set_dissector_from_frame_number(conversation, pinfo->num + 1, front_handle);
    if (is_tls_payload(pinfo)) {
        read_packet(frame, pinfo);
    }
}

static void begin_capture(void)
{
    exists = false;
}

void tls_front_register(void)
{
    proto_front = proto_register_protocol("TLS, with what Portlore finds in its handshake", "TLS (Portlore)", FRONT);
    front_handle = register_dissector(FRONT, dissect_tls_front, proto_front);
    register_init_routine(begin_capture);
}

void tls_front_handoff(int proto)
{
    proto_records = proto;
    tcp_ports = find_dissector_table("tcp.port");
    tls_handle = find_dissector("tls");
    dissector_add_for_decode_as("tcp.port", front_handle);
    heur_dissector_add("tcp", try_tls, "TLS on any port, with what Portlore finds in its handshake", FRONT, proto_front, HEURISTIC_DISABLE);
    heuristic = find_heur_dissector_by_unique_short_name(FRONT);
}
