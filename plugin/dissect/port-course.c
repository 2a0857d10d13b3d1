/* port-course.c
 * Follows each packet of a conversation on a known port: handshake and end, scans, ICMP errors, payload that was never delivered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-course.h"

#include <epan/conversation.h>
#include <epan/to_str.h>
#include <wsutil/report_message.h>

#include "networks.h"
#include "port-registry.h"
#include "portlore/icmp_quote.h"
#include "tcp-packet.h"

static scan_detector *scans;     /* of the capture */
static wmem_list_t *attempted;   /* of the capture: every conversation that is an attempt */
static wmem_map_t *scan_targets; /* of the capture, on later passes: frame that made a scan -> targets without data, plus 1 */

static const char *own_networks = "";
static networks *own; /* what own_networks says; NULL when it says nothing */

/* Address family, address, and for a target the port. */
static GByteArray *key_of(const address *who, bool udp, uint32_t port)
{
    GByteArray *key = g_byte_array_new();
    const uint8_t head[] = { (uint8_t)who->type, udp, (uint8_t)(port >> 8), (uint8_t)port };
    g_byte_array_append(key, head, sizeof head);
    g_byte_array_append(key, who->data, (guint)who->len);
    return key;
}

/* A port whose notes are not shown without content counts for nothing: nobody would see what it was a part of. */
static void begin_attempt(port_conversation *conversation, const packet_info *pinfo)
{
    if (port_registry_origin_of(conversation->entry) == PORT_REGISTRY_IANA || !port_registry_shows_always(conversation->entry)) {
        return;
    }
    GByteArray *source = key_of(&pinfo->src, false, 0);
    GByteArray *target = key_of(&pinfo->dst, conversation->course.udp, conversation->port);
    scan_packet packet = {
        .source = source->data,
        .source_length = source->len,
        .target = target->data,
        .target_length = target->len,
        .seconds = pinfo->abs_ts.secs,
        .nanoseconds = pinfo->abs_ts.nsecs,
        .frame = pinfo->num,
    };
    conversation->attempt = scan_detector_attempt(scans, &packet);
    wmem_list_append(attempted, conversation);
    g_byte_array_free(source, TRUE);
    g_byte_array_free(target, TRUE);
}

static void see_data(port_conversation *conversation, const packet_info *pinfo)
{
    if (conversation->first_data == 0) {
        conversation->first_data = pinfo->num;
    }
    conversation->course.data = true;
    bool from_server = port_conversation_sender(conversation, pinfo) == 1;
    bool proven = conversation->kind != IDENTIFY_CONTENT_NONE;
    if (!conversation->course.udp || from_server || proven) {
        conversation->exchanged = true;
        scan_detector_data(scans, conversation->attempt);
    }
}

/* Targets of the scan that exchanged no data, as the whole capture tells: what looked like a scan may have been many sessions at once. Counted once,
 * from what the first pass kept. */
static unsigned targets_of(uint32_t scan_frame)
{
    if (!scan_targets) {
        wmem_map_t *seen = wmem_map_new(wmem_file_scope(), wmem_str_hash, g_str_equal);
        scan_targets = wmem_map_new(wmem_file_scope(), g_direct_hash, g_direct_equal);
        for (wmem_list_frame_t *one = wmem_list_head(attempted); one; one = wmem_list_frame_next(one)) {
            const port_conversation *conversation = wmem_list_frame_data(one);
            uint32_t frame = conversation->attempt->scan_frame;
            char *server = address_to_str(wmem_file_scope(), &conversation->server);
            char *target = wmem_strdup_printf(wmem_file_scope(), "%u %s %u %d", frame, server, conversation->port, conversation->course.udp);
            if (frame != 0 && !conversation->exchanged && !wmem_map_contains(seen, target)) {
                unsigned count = GPOINTER_TO_UINT(wmem_map_lookup(scan_targets, GUINT_TO_POINTER(frame)));
                wmem_map_insert(seen, target, GUINT_TO_POINTER(1));
                wmem_map_insert(scan_targets, GUINT_TO_POINTER(frame), GUINT_TO_POINTER(count + 1));
            }
        }
    }
    return GPOINTER_TO_UINT(wmem_map_lookup(scan_targets, GUINT_TO_POINTER(scan_frame)));
}

bool port_course_is_scan(const port_conversation *conversation, const packet_info *pinfo)
{
    return port_course_is_scan_at(conversation, PINFO_FD_VISITED(pinfo));
}

bool port_course_is_scan_at(const port_conversation *conversation, bool over)
{
    const scan_attempt *attempt = conversation->attempt;
    if (!attempt || attempt->scan_frame == 0 || conversation->exchanged) {
        return false;
    }
    return !over || targets_of(attempt->scan_frame) >= SCAN_DETECTOR_TARGETS;
}

/* TCP */

/* Payload that is on its way to no dissector: it came late, or is held back behind something. What comes later may still deliver it. */
static void note_undelivered(port_conversation *conversation, packet_info *pinfo, const tcp_header *header, bool late)
{
    unsigned sender = port_conversation_sender(conversation, pinfo);
    port_undelivered *undelivered = &conversation->undelivered[sender];
    uint32_t sequence = wireshark_tcp_sequence(pinfo, header->sequence);
    bool is_next = !conversation->delivered[sender] || (int32_t)(sequence - conversation->delivered_to[sender]) >= 0;
    const char *advice = NULL;
    if (wireshark_tcp_preference("reassemble_out_of_order")) {
        advice = is_next ? "tcp.reassemble_out_of_order is on: behind a segment that the capture lacks, nothing is delivered. Off, what "
                           "follows is, but segments that come late are not"
                         : NULL;
    } else if (late) {
        advice = "it came late: tcp.reassemble_out_of_order delivers such segments in order. Then nothing is delivered behind a segment that "
                 "the capture lacks";
    } else if (is_next && wireshark_tcp_preference("check_checksum")) {
        advice = "tcp.check_checksum is on: segments with a bad checksum are not delivered. Captures from the sending host have such where "
                 "the network card computes them";
    }
    if (advice && undelivered->frame == 0) {
        *undelivered = (port_undelivered){ pinfo->num, sequence, advice };
    }
}

/* RFC 9293 section 3.8.4: a segment with the last byte that was sent already, or with none. */
static bool is_keep_alive(const port_sent *sent, const tcp_header *header)
{
    return header->payload_length == 1 && sent->valid && header->sequence + 1 == sent->end;
}

/* Bytes that were missing when later ones came. */
static bool fills_hole(const port_sent *sent, const tcp_header *header)
{
    return sent->valid && (int32_t)(header->sequence - sent->hole_start) >= 0 && (int32_t)(header->sequence - sent->hole_end) < 0;
}

static void note_sent(port_sent *sent, const tcp_header *header)
{
    uint32_t end = header->sequence + header->payload_length + ((header->flags & TCP_HEADER_SYN) != 0);
    int32_t ahead = (int32_t)(header->sequence - sent->end);
    if (!sent->valid) {
        *sent = (port_sent){ .valid = true, .end = end, .hole_start = end, .hole_end = end };
    } else if ((int32_t)(end - sent->end) > 0) {
        if (ahead > 0) {
            sent->hole_start = sent->end;
            sent->hole_end = header->sequence;
        }
        sent->end = end;
    }
}

/* What a SYN carries is data of the conversation from the SYN-ACK on that acknowledges it (RFC 7413 section 4.2); one that does not makes the client
 * send it again. */
static void see_offer(port_conversation *conversation, const packet_info *pinfo, const tcp_header *header)
{
    verdict_course *course = &conversation->course;
    bool syn = (header->flags & TCP_HEADER_SYN) != 0;
    bool ack = (header->flags & TCP_HEADER_ACK) != 0;
    if (syn && !ack && header->payload_length > 0 && !course->data) {
        course->offered = true;
    }
    if (syn && ack && verdict_course_is_offer(course) && header->acknowledgment == conversation->sent[0].end) {
        see_data(conversation, pinfo);
    }
}

static void see_tcp(port_conversation *conversation, tvbuff_t *frame, packet_info *pinfo, const port_layers *layers)
{
    tcp_header header;
    verdict_course *course = &conversation->course;
    bool cut = tvb_captured_length(frame) < tvb_reported_length(frame);
    if (!tcp_packet_header(frame, pinfo, &header)) {
        course->cut = course->cut || cut;
        return;
    }
    course->cut = course->cut || (cut && header.payload_length > 0);
    unsigned sender = port_conversation_sender(conversation, pinfo);
    bool first_syn = (header.flags & (TCP_HEADER_SYN | TCP_HEADER_ACK)) == TCP_HEADER_SYN && !course->asked && sender == 0;
    if (first_syn) {
        course->asked = true;
        begin_attempt(conversation, pinfo);
    }
    if ((header.flags & TCP_HEADER_SYN) && (header.flags & TCP_HEADER_ACK) && sender == 1) {
        course->accepted = true;
        course->reset = course->reset_by_server = false; /* an earlier SYN was refused, this one is not */
    }
    if (header.flags & TCP_HEADER_RST) {
        /* Without data or a SYN-ACK before it, an answer to a SYN that was not captured has sequence number 0 (RFC 9293 section 3.10.7.1). */
        bool answer = (header.flags & TCP_HEADER_ACK) && header.sequence == 0 && sender == 1 && !course->accepted && !course->data;
        course->asked = course->asked || answer;
        course->reset = true;
        course->reset_by_server = course->reset_by_server || sender == 1;
    }
    conversation->fin[sender] = conversation->fin[sender] || (header.flags & TCP_HEADER_FIN);
    course->closed = conversation->fin[0] && conversation->fin[1];
    port_sent *sent = &conversation->sent[sender];
    see_offer(conversation, pinfo, &header);
    bool is_data = header.payload_length > 0 && !(header.flags & TCP_HEADER_RST) && !is_keep_alive(sent, &header);
    bool on_syn = (header.flags & (TCP_HEADER_SYN | TCP_HEADER_ACK)) == TCP_HEADER_SYN;
    if (is_data && !on_syn) {
        see_data(conversation, pinfo);
        if (layers->owner == PORT_LAYERS_NONE) {
            note_undelivered(conversation, pinfo, &header, fills_hole(sent, &header));
        }
    }
    note_sent(sent, &header);
    bool ends = (header.flags & (TCP_HEADER_FIN | TCP_HEADER_RST)) != 0;
    if (ends && conversation->undelivered_told == 0 && conversation->undelivered[sender].frame != 0) {
        conversation->undelivered_told = pinfo->num;
    }
}

/* UDP */

static void see_udp(port_conversation *conversation, const packet_info *pinfo, const port_layers *layers)
{
    bool from_server = port_conversation_sender(conversation, pinfo) == 1;
    bool first = conversation->first_packet == 0;
    if (first && !from_server && layers->owner != PORT_LAYERS_OTHERS) {
        begin_attempt(conversation, pinfo);
    }
    conversation->course.answered = conversation->course.answered || from_server;
    if (layers->owner != PORT_LAYERS_NONE) {
        see_data(conversation, pinfo);
    }
}

/* TLS where what is expected may be inside: it can be told until the end. */
static bool may_yet_fit(const port_conversation *conversation, const port_view *view)
{
    const registry_entry *entry = conversation->entry;
    if (!view->token || strcmp(view->token, "tls") != 0 || conversation->course.closed || conversation->course.reset) {
        return false;
    }
    for (size_t i = 0; i < entry->expectation_count; i++) {
        if (g_str_has_prefix(entry->expectations[i].content, "tls/") && entry->expectations[i].verdict != REGISTRY_VERDICT_UNEXPECTED) {
            return true;
        }
    }
    return false;
}

void port_course_see(port_conversation *conversation, tvbuff_t *frame, packet_info *pinfo, const port_layers *layers)
{
    if (conversation->course.udp) {
        see_udp(conversation, pinfo, layers);
    } else {
        see_tcp(conversation, frame, pinfo, layers);
    }
    if (conversation->first_packet == 0) {
        conversation->first_packet = pinfo->num;
    }
    port_view view = port_conversation_view(conversation, pinfo);
    if (!may_yet_fit(conversation, &view)) {
        port_conversation_flag(conversation, pinfo->num, &view.verdict);
    }
}

/* ICMP */

void port_course_see_quotation(tvbuff_t *frame, packet_info *pinfo, int proto)
{
    icmp_quote_addresses addresses = {
        .source = pinfo->net_src.data,
        .destination = pinfo->net_dst.data,
        .address_length = pinfo->net_src.len == pinfo->net_dst.len && pinfo->net_src.len > 0 ? (size_t)pinfo->net_src.len : 0,
    };
    icmp_quote quote;
    unsigned captured = tvb_captured_length(frame);
    if (captured == 0 || !icmp_quote_find(tvb_get_ptr(frame, 0, (int)captured), captured, &addresses, &quote)) {
        return;
    }
    address client = ADDRESS_INIT(pinfo->net_src.type, (int)quote.address_length, quote.source);
    address server = ADDRESS_INIT(pinfo->net_src.type, (int)quote.address_length, quote.destination);
    conversation_type type = quote.transport == ICMP_QUOTE_UDP ? CONVERSATION_UDP : CONVERSATION_TCP;
    conversation_t *found = find_conversation(pinfo->num, &client, &server, type, quote.source_port, quote.destination_port, 0);
    port_conversation *conversation = found ? conversation_get_proto_data(found, proto) : NULL;
    if (conversation && conversation->entry && conversation->port == quote.destination_port && !conversation->course.unreachable) {
        conversation->course.unreachable = icmp_quote_code_name(&quote);
    }
}

/* Public clients */

bool port_course_has_public_client(const port_conversation *conversation, const packet_info *pinfo)
{
    const address *client = port_conversation_sender(conversation, pinfo) == 0 ? &pinfo->src : &pinfo->dst;
    return own ? (client->type == AT_IPv4 || client->type == AT_IPv6) && !networks_hold(own, client) : networks_address_is_public(client);
}

/* Once a capture, so that a list that is being typed is not complained about. */
static void read_own_networks(void)
{
    char *error = NULL;
    g_clear_pointer(&own, networks_free);
    if (own_networks && *own_networks) {
        own = networks_new(own_networks, &error);
    }
    if (error) {
        report_warning("Portlore's preference own_networks is not used: %s", error);
        g_free(error);
    }
}

static void begin_capture(void)
{
    attempted = wmem_list_new(wmem_file_scope());
    scan_targets = NULL;
    scans = scan_detector_new(SCAN_DETECTOR_TARGETS, SCAN_DETECTOR_SECONDS);
    read_own_networks();
}

static void end_capture(void)
{
    g_clear_pointer(&scans, scan_detector_free);
    g_clear_pointer(&own, networks_free);
}

void port_course_register(module_t *preferences)
{
    prefs_register_string_preference(preferences, "own_networks", "Networks of your own",
                                     "Networks and addresses, as 192.0.2.0/24, separated by commas. A client of Junos XML that is in none of them "
                                     "counts as public. Empty: every address counts as public that IANA's special-purpose registries do not reserve",
                                     &own_networks);
    register_init_routine(begin_capture);
    register_cleanup_routine(end_capture);
}
