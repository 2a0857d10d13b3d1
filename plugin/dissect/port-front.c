/* port-front.c
 * What stands on the known ports: looks at what a conversation carries, and hands it to the dissector that is for that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* All five ports lie where old systems take client ports from. So a front returns 0 for what it does not recognise: the other port, heuristics and
 * data still get it. */

#include "port-front.h"

#include <epan/conversation.h>
#include <epan/proto_data.h>

#include "http-claim.h"
#include "packet-sepm.h"
#include "port-conversation.h"
#include "port-tls.h"
#include "tls-front.h"

/* IANA: vrts-at-port, esps-portal, xnm-ssl, xnm-clear-text, dtp-dia. */
static const uint16_t front_ports[] = { 2821, 2867, 3220, 3221, 3489 };

/* IANA: veritas-pbx, vrts-auth-port. Their certificates tell who speaks TLS there. */
static const uint16_t tcp_front_ports[] = { 1556, 4032 };

/* Those whose protocol is Junos XML: its dissector takes each segment as it comes, and needs no bytes of the next one to begin. */
static const uint16_t junos_xml_ports[] = { 3220, 3221 };

/* Of the keys under which a packet's data is kept. */
#define HANDED_ON_KEY 1
#define WAITED_KEY    2 /* of a frame's */

static int proto_records = -1;

static dissector_table_t tcp_ports;
static dissector_handle_t tcp_front;
static dissector_handle_t claimed_front; /* of a conversation that http would have got */

/* What each content is handed to; the rest is nobody's. */
static struct {
    identify_kind content;
    const char *name;
    dissector_handle_t handle; /* NULL when this Wireshark does not have it */
} targets[] = {
    { IDENTIFY_CONTENT_JUNOS_XML, "xnm", NULL }, { IDENTIFY_CONTENT_NETCONF, "xnm", NULL },        { IDENTIFY_CONTENT_TLS, "tls", NULL },
    { IDENTIFY_CONTENT_SSL2, "tls", NULL },      { IDENTIFY_CONTENT_HTTP, "http-over-tcp", NULL }, { IDENTIFY_CONTENT_SSH, "ssh", NULL },
    { IDENTIFY_CONTENT_TELNET, "telnet", NULL }, { IDENTIFY_CONTENT_DTP_DIA, "dtpdia", NULL },
};

static dissector_handle_t target_of(identify_kind content)
{
    for (size_t i = 0; i < array_length(targets); i++) {
        if (targets[i].content == content) {
            return targets[i].handle;
        }
    }
    return NULL;
}

static bool is_junos_xml_port(uint16_t port)
{
    for (size_t i = 0; i < array_length(junos_xml_ports); i++) {
        if (junos_xml_ports[i] == port) {
            return true;
        }
    }
    return false;
}

bool port_front_handed_on(const packet_info *pinfo, int proto)
{
    return p_get_proto_data(pinfo->pool, (packet_info *)pinfo, proto, HANDED_ON_KEY) != NULL;
}

static int hand_on(dissector_handle_t handle, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!handle) {
        return 0;
    }
    pinfo->can_desegment = pinfo->saved_can_desegment; /* each call of a dissector takes one from it */
    bool http = handle == target_of(IDENTIFY_CONTENT_HTTP);
    int dissected = http ? sepm_dissect_http(handle, tvb, pinfo, tree, data) : call_dissector_only(handle, tvb, pinfo, tree, data);
    if (dissected != 0 && !port_front_handed_on(pinfo, proto_records)) {
        p_add_proto_data(pinfo->pool, pinfo, proto_records, HANDED_ON_KEY, (void *)handle);
    }
    return dissected;
}

/* Without a handshake a port proves nothing. What Wireshark has a dissector for at the other port is that one's, unless the content is ours; and
 * what the other side is the server of is not ours. */
static bool is_others(const port_conversation *conversation)
{
    bool proven = conversation->kind == IDENTIFY_CONTENT_JUNOS_XML || conversation->kind == IDENTIFY_CONTENT_NETCONF ||
                  conversation->kind == IDENTIFY_CONTENT_DTP_DIA;
    return !conversation->certain && (conversation->swapped || (!proven && conversation->client_is_dissected));
}

bool port_front_is_on(uint32_t port)
{
    for (size_t i = 0; i < array_length(front_ports); i++) {
        if (front_ports[i] == port) {
            return true;
        }
    }
    for (size_t i = 0; i < array_length(tcp_front_ports); i++) {
        if (tcp_front_ports[i] == port) {
            return true;
        }
    }
    return false;
}

bool port_front_serves(packet_info *pinfo)
{
    const port_conversation *conversation = port_conversation_of(pinfo, proto_records);
    return conversation && dissector_get_uint_handle(tcp_ports, conversation->port) == tcp_front && !is_others(conversation);
}

static port_payload payload_of(tvbuff_t *tvb)
{
    unsigned length = tvb_captured_length(tvb);
    return (port_payload){
        .bytes = length > 0 ? tvb_get_ptr(tvb, 0, (int)length) : NULL,
        .length = length,
        .cut = length < tvb_reported_length(tvb),
    };
}

static void note_delivery(port_conversation *conversation, const packet_info *pinfo, uint32_t sequence, uint32_t length)
{
    unsigned sender = port_conversation_sender(conversation, pinfo);
    uint32_t end = sequence + length;
    if (!conversation->delivered[sender] || (int32_t)(end - conversation->delivered_to[sender]) > 0) {
        conversation->delivered[sender] = true;
        conversation->delivered_to[sender] = end;
    }
    port_undelivered *late = &conversation->undelivered[sender];
    if (late->frame != 0 && (int32_t)(late->sequence - sequence) >= 0 && (int32_t)(end - late->sequence) > 0) {
        *late = (port_undelivered){ 0 };
    }
}

/* What may be Junos XML is dissected as it comes where that is expected. */
static bool needs_more(const port_conversation *conversation, const packet_info *pinfo)
{
    const port_direction *direction = &conversation->directions[port_conversation_sender(conversation, pinfo)];
    return !is_junos_xml_port(conversation->port) || (!direction->prolog && !direction->excluded);
}

static bool is_tls(const port_conversation *conversation)
{
    return conversation->kind == IDENTIFY_CONTENT_TLS || conversation->kind == IDENTIFY_CONTENT_SSL2;
}

/* What the first pass learns from the payload. Returns whether more of it is needed. */
static bool look(port_conversation *conversation, tvbuff_t *tvb, packet_info *pinfo, uint32_t sequence)
{
    port_payload payload = payload_of(tvb);
    bool now = is_others(conversation);
    note_delivery(conversation, pinfo, sequence, tvb_reported_length(tvb));
    if (payload.length == 0) {
        return false;
    }
    bool wait = port_conversation_look(conversation, pinfo, sequence, &payload, now) && needs_more(conversation, pinfo);
    if (is_tls(conversation) && !conversation->swapped) {
        port_tls_take(conversation, pinfo, sequence, payload.bytes, payload.length, tls_front_is_everywhere());
    }
    return wait && pinfo->can_desegment > 0;
}

static int dissect_conversation(port_conversation *conversation, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    const struct tcpinfo *tcpinfo = data;
    bool wait = false;
    if (!PINFO_FD_VISITED(pinfo)) {
        wait = look(conversation, tvb, pinfo, tcpinfo->seq);
        if (wait && !p_get_proto_data(wmem_file_scope(), pinfo, proto_records, WAITED_KEY)) {
            p_add_proto_data(wmem_file_scope(), pinfo, proto_records, WAITED_KEY, conversation);
        }
    } else {
        /* TCP asks about the first segment anew, and has to get the same answer. */
        wait = !tcpinfo->is_reassembled && p_get_proto_data(wmem_file_scope(), pinfo, proto_records, WAITED_KEY) != NULL;
    }
    if (is_others(conversation)) {
        return 0;
    }
    if (wait) {
        pinfo->desegment_offset = 0;
        pinfo->desegment_len = DESEGMENT_ONE_MORE_SEGMENT;
        return (int)tvb_captured_length(tvb);
    }
    bool proven = conversation->kind != IDENTIFY_CONTENT_NONE && conversation->kind_frame <= pinfo->num;
    if (proven) {
        if (is_tls(conversation)) {
            port_tls_pin(conversation, pinfo);
        }
        return hand_on(target_of(conversation->kind), tvb, pinfo, tree, data);
    }
    /* Its own look at the content lets it begin in mid-session. */
    return is_junos_xml_port(conversation->port) ? hand_on(target_of(IDENTIFY_CONTENT_JUNOS_XML), tvb, pinfo, tree, data) : 0;
}

static int dissect_tcp_front(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (pinfo->flags.in_error_pkt || sepm_is_tunnelled(pinfo)) {
        return 0; /* quoted, or out of a tunnel: not a part of the stream */
    }
    port_conversation *conversation = port_conversation_of(pinfo, proto_records);
    if (!conversation || !data || (conversation->certain && conversation->port != pinfo->match_uint)) {
        return 0;
    }
    return dissect_conversation(conversation, tvb, pinfo, tree, data);
}

int port_front_dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    port_conversation *conversation = port_conversation_of(pinfo, proto_records);
    return conversation && data ? dissect_conversation(conversation, tvb, pinfo, tree, data) : 0;
}

static int dissect_claimed(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    bool quoted = pinfo->flags.in_error_pkt || sepm_is_tunnelled(pinfo);
    return quoted ? 0 : port_front_dissect(tvb, pinfo, tree, data);
}

/* What begins with HTTP, which the front hands to http; other content is found as it would be without this. */
static int dissect_claim(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!sepm_is_http(tvb)) {
        return 0;
    }
    int dissected = dissect_claimed(tvb, pinfo, tree, data);
    if (dissected != 0) {
        conversation_set_dissector_from_frame_number(find_or_create_conversation(pinfo), pinfo->num, claimed_front);
    }
    return dissected;
}

/* Looks, and leaves the datagram to others unless it is of a kind that is told apart over UDP too. */
static int dissect_udp_front(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (pinfo->flags.in_error_pkt) {
        return 0;
    }
    port_conversation *conversation = port_conversation_of(pinfo, proto_records);
    port_payload payload = payload_of(tvb);
    if (!conversation || payload.length == 0) {
        return 0;
    }
    if (!PINFO_FD_VISITED(pinfo)) {
        port_conversation_look(conversation, pinfo, 0, &payload, true);
    }
    bool proven = conversation->kind == IDENTIFY_CONTENT_DTP_DIA && conversation->kind_frame <= pinfo->num;
    return proven && !is_others(conversation) ? hand_on(target_of(conversation->kind), tvb, pinfo, tree, data) : 0;
}

void port_front_handoff(int proto, int helper)
{
    proto_records = proto;
    for (size_t i = 0; i < array_length(targets); i++) {
        targets[i].handle = find_dissector(targets[i].name);
    }
    tcp_ports = find_dissector_table("tcp.port");
    tcp_front = create_dissector_handle(dissect_tcp_front, helper);
    dissector_handle_t udp_front = create_dissector_handle(dissect_udp_front, helper);
    claimed_front = create_dissector_handle(dissect_claimed, helper);
    dissector_handle_t claim = create_dissector_handle(dissect_claim, helper);
    for (size_t i = 0; i < array_length(front_ports); i++) {
        dissector_add_uint("tcp.port", front_ports[i], tcp_front);
        http_claim_port(front_ports[i], tcp_front, claim);
        dissector_add_uint("udp.port", front_ports[i], udp_front);
    }
    for (size_t i = 0; i < array_length(tcp_front_ports); i++) {
        dissector_add_uint("tcp.port", tcp_front_ports[i], tcp_front);
        http_claim_port(tcp_front_ports[i], tcp_front, claim);
    }
}
