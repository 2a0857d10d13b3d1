/* port-conversation.c
 * What is remembered of a conversation on a known port: its content, its course, and what they amount to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-conversation.h"

#include <string.h>

#include <epan/conversation.h>
#include <epan/proto_data.h>

#include "packet-dtpdia.h"
#include "port-registry.h"

#define INSIDE_TLS "tls/"

/* Of the keys under which a packet's data is kept. */
#define RECORD_KEY 4

/* How long a front waits for the bytes that decide, in bytes and in segments; for the document behind an XML prolog longer, because the prolog
 * alone is more than that. */
#define WAIT_BYTES           64
#define WAIT_SEGMENTS        64 /* of one byte: a DTP/DIA packet has up to 60 */
#define WAIT_BYTES_PROLOG    512
#define WAIT_SEGMENTS_PROLOG 512

/* Bytes of a direction of TCP that are searched for DTP/DIA from the first ones on, when those are of no known kind. */
#define LATE_BYTES_MAX IDENTIFY_CONTENT_MAX

static unsigned records;        /* of the capture, */
static unsigned records_proven; /* and those that HTTP brought about */

bool port_conversations_exist(void)
{
    return records > 0;
}

/* The server's side */

static registry_transport transport_of(const packet_info *pinfo)
{
    return pinfo->ptype == PT_UDP ? REGISTRY_UDP : REGISTRY_TCP;
}

static void take_server(port_conversation *conversation, const packet_info *pinfo, bool destination)
{
    conversation->port = (uint16_t)(destination ? pinfo->destport : pinfo->srcport);
    copy_address_wmem(wmem_file_scope(), &conversation->server, destination ? &pinfo->dst : &pinfo->src);
    conversation->entry = port_registry_find(conversation->transport, conversation->port);
}

/* Whether Wireshark has a dissector for the port. A front is none. */
static bool is_dissected(const port_conversation *conversation, uint32_t port)
{
    dissector_table_t table = find_dissector_table(conversation->transport == REGISTRY_UDP ? "udp.port" : "tcp.port");
    dissector_handle_t handle = dissector_get_uint_handle(table, port);
    return handle && dissector_handle_get_protocol_index(handle) != proto_get_id_by_filter_name(PORT_CONVERSATION_FRONT);
}

/* Of two ports without a handshake: a known one before one that only IANA's file annotates, unless that one is Wireshark's; then the one that is sent
 * to. Between two of IANA's the lower, because clients take high ones. */
static bool server_is_destination(const port_conversation *conversation, const packet_info *pinfo)
{
    const registry_entry *source = port_registry_find(conversation->transport, pinfo->srcport);
    const registry_entry *destination = port_registry_find(conversation->transport, pinfo->destport);
    if (!source || !destination) {
        return destination != NULL;
    }
    bool source_known = port_registry_origin_of(source) != PORT_REGISTRY_IANA;
    bool destination_known = port_registry_origin_of(destination) != PORT_REGISTRY_IANA;
    if (source_known != destination_known) {
        uint32_t other = source_known ? pinfo->destport : pinfo->srcport;
        return is_dissected(conversation, other) ? source_known : destination_known;
    }
    return destination_known || pinfo->destport <= pinfo->srcport;
}

/* Of a conversation that went on without a record. Whose it was without a handshake, it is from the frame on that proves it. */
static void begin_late(port_conversation *conversation, packet_info *pinfo)
{
    const conversation_t *wireshark_conversation = find_or_create_conversation(pinfo);
    records_proven++;
    conversation->has_prelude = port_prelude_of(pinfo, &conversation->prelude);
    if (conversation->has_prelude && conversation->prelude.first_frame < wireshark_conversation->setup_frame) {
        conversation->has_prelude = false; /* the endpoints had another one before */
    }
    conversation->first_packet = conversation->has_prelude ? conversation->prelude.first_frame : pinfo->num;
    conversation->first_of_others = conversation->certain ? 0 : conversation->first_packet;
}

static port_conversation *new_record(packet_info *pinfo)
{
    port_conversation *conversation = wmem_new0(wmem_file_scope(), port_conversation);
    records++;
    conversation->transport = transport_of(pinfo);
    conversation->course.udp = conversation->transport == REGISTRY_UDP;
    uint16_t server_port = conversation->course.udp ? 0 : wireshark_tcp_server_port(pinfo);
    conversation->certain = server_port != 0;
    bool destination = conversation->certain ? pinfo->destport == server_port : server_is_destination(conversation, pinfo);
    take_server(conversation, pinfo, destination);
    conversation->client_is_dissected = is_dissected(conversation, destination ? pinfo->srcport : pinfo->destport);
    conversation->server_is_dissected = is_dissected(conversation, conversation->port);
    if (port_registry_interest_in(conversation->transport, pinfo->srcport, pinfo->destport) == PORT_REGISTRY_AWAITS_HTTP) {
        begin_late(conversation, pinfo);
    }
    return conversation;
}

/* A handshake that came behind a stray packet tells the server after all. */
static void settle_server(port_conversation *conversation, packet_info *pinfo)
{
    uint16_t server_port = conversation->certain || conversation->course.udp ? 0 : wireshark_tcp_server_port(pinfo);
    if (server_port == conversation->port) {
        conversation->certain = true;
    } else if (server_port != 0 && conversation->content == NULL) {
        *conversation = *new_record(pinfo);
    }
}

port_conversation *port_conversation_of(packet_info *pinfo, int proto)
{
    registry_transport transport = transport_of(pinfo);
    if (!port_registry_has(transport, pinfo->srcport) && !port_registry_has(transport, pinfo->destport)) {
        return NULL;
    }
    conversation_t *wireshark_conversation = find_or_create_conversation(pinfo);
    port_conversation *conversation = conversation_get_proto_data(wireshark_conversation, proto);
    if (!conversation) {
        /* A dissector may have begun a conversation of its own since the front looked at this packet. */
        conversation = p_get_proto_data(pinfo->pool, pinfo, proto, RECORD_KEY);
        conversation = conversation ? conversation : new_record(pinfo);
        conversation_add_proto_data(wireshark_conversation, proto, conversation);
    }
    if (!PINFO_FD_VISITED(pinfo)) {
        settle_server(conversation, pinfo);
    }
    if (!p_get_proto_data(pinfo->pool, pinfo, proto, RECORD_KEY)) {
        p_add_proto_data(pinfo->pool, pinfo, proto, RECORD_KEY, conversation);
    }
    return conversation->entry ? conversation : NULL;
}

bool port_conversation_has_record(packet_info *pinfo, int proto)
{
    conversation_t *found = records_proven > 0 ? find_conversation_pinfo(pinfo, 0) : NULL;
    return found && conversation_get_proto_data(found, proto) != NULL;
}

unsigned port_conversation_sender(const port_conversation *conversation, const packet_info *pinfo)
{
    return pinfo->srcport == conversation->port && addresses_equal(&pinfo->src, &conversation->server) ? 1 : 0;
}

/* Content */

static bool is_shapeless(identify_kind content)
{
    return content == IDENTIFY_CONTENT_TEXT || content == IDENTIFY_CONTENT_BINARY;
}

void port_conversation_flag(port_conversation *conversation, uint32_t frame, const verdict *found)
{
    bool is_finding = found->known && (found->verdict == REGISTRY_VERDICT_UNEXPECTED || found->verdict == REGISTRY_VERDICT_UNIDENTIFIED);
    if (conversation->entry->shown != REGISTRY_SHOWN_ALWAYS) {
        return; /* such an entry does not tell all that is to be expected of its port */
    }
    if (is_finding && conversation->flagged == 0 && conversation->entry->expectation_count > 0) {
        conversation->flagged = frame;
        conversation->flagged_as = found->verdict;
    }
}

/* What HTTP carries tells more than HTTP. */
static bool is_of_http(const char *content)
{
    static const char *const contents[] = { "sepm", "esp", INSIDE_TLS "sepm", INSIDE_TLS "esp" };
    for (size_t i = 0; i < array_length(contents); i++) {
        if (strcmp(contents[i], content) == 0) {
            return true;
        }
    }
    return false;
}

/* What is inside TLS tells more than TLS; a named protocol more than text and binary. */
static bool tells_more(const char *content, const char *than)
{
    if (!than) {
        return true;
    }
    if (strcmp(than, "http") == 0 || strcmp(than, INSIDE_TLS "http") == 0) {
        return is_of_http(content);
    }
    bool shapeless = strcmp(than, "text") == 0 || strcmp(than, "binary") == 0;
    return shapeless ? strcmp(content, "text") != 0 && strcmp(content, "binary") != 0
                     : (strcmp(than, "tls") == 0 || strcmp(than, "ssl2") == 0) && g_str_has_prefix(content, INSIDE_TLS);
}

void port_conversation_set_content(port_conversation *conversation, uint32_t frame, const char *content, const char *evidence)
{
    if (!tells_more(content, conversation->content)) {
        return;
    }
    conversation->content = content;
    conversation->evidence = evidence;
    verdict found = verdict_of_content(conversation->entry, content, evidence);
    if (found.verdict == REGISTRY_VERDICT_REGISTERED || found.verdict == REGISTRY_VERDICT_KNOWN_UNOFFICIAL) {
        conversation->first_of_ours = conversation->first_of_ours ? conversation->first_of_ours : frame; /* no chance, then */
    }
}

/* Text and binary are the conversation's content only when no other direction can still prove more. */
static void settle(port_conversation *conversation, uint32_t frame, const port_direction *direction)
{
    const port_direction *other = &conversation->directions[direction == &conversation->directions[0] ? 1 : 0];
    if (!is_shapeless(direction->content)) {
        if (conversation->kind == IDENTIFY_CONTENT_NONE) {
            conversation->kind = direction->content;
            conversation->kind_frame = frame;
        }
        port_conversation_set_content(conversation, frame, identify_content_name(direction->content), direction->evidence);
    } else if (other->decided) {
        port_conversation_set_content(conversation, frame, identify_content_name(direction->content), direction->evidence);
    }
}

/* Takes the bytes that were not seen before. Returns false when there are none. */
static bool take_bytes(port_direction *direction, packet_info *pinfo, bool udp, bool certain, uint32_t sequence, const uint8_t *bytes, size_t length)
{
    if (!udp) {
        if (!direction->begun) {
            direction->begun = true;
            direction->next_sequence = sequence;
            direction->from_beginning = certain && wireshark_tcp_first_sequence(pinfo, sequence + 1) == sequence;
        }
        int32_t ahead = (int32_t)(sequence - direction->next_sequence); /* modulo 2^32: RFC 9293 section 3.4 */
        if (ahead > 0 && direction->length > 0) {
            return false; /* what is behind missing bytes proves nothing of what is before them */
        }
        size_t known = ahead > 0 ? 0 : (size_t) - (int64_t)ahead;
        if (known >= length) {
            return false;
        }
        direction->next_sequence = sequence + (uint32_t)known;
        bytes += known;
        length -= known;
        direction->next_sequence += (uint32_t)length;
    }
    size_t taken = MIN(length, IDENTIFY_CONTENT_MAX - direction->length);
    direction->bytes = wmem_realloc(wmem_file_scope(), direction->bytes, direction->length + taken + 1);
    memcpy(direction->bytes + direction->length, bytes, taken);
    direction->length += taken;
    direction->segments++;
    return true;
}

static bool has_waited(const port_direction *direction)
{
    return direction->prolog ? direction->length >= WAIT_BYTES_PROLOG || direction->segments >= WAIT_SEGMENTS_PROLOG
                             : direction->length >= WAIT_BYTES || direction->segments >= WAIT_SEGMENTS;
}

/* Without a handshake the content may prove that the server is the other side: then the port is a client's, by chance. */
static void note_sender(port_conversation *conversation, const packet_info *pinfo, identify_sender sender)
{
    bool by_server = port_conversation_sender(conversation, pinfo) == 1;
    bool swapped = by_server ? sender == IDENTIFY_SENDER_CLIENT : sender == IDENTIFY_SENDER_SERVER;
    if (!conversation->certain && swapped) {
        conversation->swapped = true;
        conversation->first_of_others = conversation->first_of_others ? conversation->first_of_others : pinfo->num;
    }
}

/* Binary protocols may begin with a few bytes that could be text, unless a line ends in them. */
static bool may_turn_binary(const port_direction *direction, const identify_result *result)
{
    return result->content == IDENTIFY_CONTENT_TEXT && direction->length < IDENTIFY_CONTENT_PROOF &&
           !memchr(direction->bytes, '\n', direction->length);
}

/* Whether the conversation is nobody's yet, so that what comes late may still tell what it is. */
static bool is_open(const port_conversation *conversation)
{
    bool others = conversation->swapped || conversation->first_of_others != 0 || (!conversation->certain && conversation->client_is_dissected);
    return conversation->port == DTPDIA_PORT && conversation->kind == IDENTIFY_CONTENT_NONE && !others;
}

/* The first bytes may be those of a packet that breaks a rule, or of one that is to be read as the preferences say, or come from within one: then a
 * packet that keeps the rules proves the protocol late. Datagrams are each whole; a stream is searched as far as LATE_BYTES_MAX. */
static void search_late(port_conversation *conversation, const packet_info *pinfo, port_direction *direction, const uint8_t *bytes, size_t length)
{
    bool udp = conversation->course.udp;
    bool shapeless = direction->content == IDENTIFY_CONTENT_BINARY || (udp && direction->content == IDENTIFY_CONTENT_TEXT);
    if (!shapeless || !is_open(conversation) || (!udp && direction->late_length >= LATE_BYTES_MAX)) {
        return;
    }
    size_t searched = udp ? length : MIN(length, LATE_BYTES_MAX - direction->late_length);
    direction->late_length += udp ? 0 : searched;
    dtpdia_reading reading = dtpdia_preferred_reading();
    if (dtpdia_holds_proof(bytes, searched, &reading, !udp)) {
        direction->content = IDENTIFY_CONTENT_DTP_DIA;
        direction->evidence = "DTP/DIA packet that keeps the rules";
        settle(conversation, pinfo->num, direction);
    }
}

/* TCP asks the fronts of both ports, and some bytes come again. */
static void look_late(port_conversation *conversation, const packet_info *pinfo, port_direction *direction, uint32_t sequence,
                      const port_payload *payload)
{
    if (!conversation->course.udp) {
        uint32_t end = sequence + (uint32_t)payload->length;
        if ((int32_t)(end - direction->next_sequence) <= 0) {
            return;
        }
        direction->next_sequence = end;
    }
    search_late(conversation, pinfo, direction, payload->bytes, payload->length);
}

bool port_conversation_look(port_conversation *conversation, packet_info *pinfo, uint32_t sequence, const port_payload *payload, bool now)
{
    port_direction *direction = &conversation->directions[port_conversation_sender(conversation, pinfo)];
    bool udp = conversation->course.udp;
    conversation->course.cut = conversation->course.cut || payload->cut;
    if (direction->decided) {
        look_late(conversation, pinfo, direction, sequence, payload);
        return false;
    }
    if (!take_bytes(direction, pinfo, udp, conversation->certain, sequence, payload->bytes, payload->length)) {
        return false;
    }
    identify_transport transport = udp ? IDENTIFY_UDP : IDENTIFY_TCP;
    identify_result result = identify_content(direction->bytes, direction->length, transport, false);
    direction->prolog = result.prolog;
    direction->excluded = result.beginning_excluded;
    bool excluded = result.beginning_excluded && direction->from_beginning;
    bool waited = now || has_waited(direction);
    if (payload->cut && !result.decided) {
        return false; /* what is not captured might decide */
    }
    if (!result.decided && (waited || excluded)) {
        result = identify_content(direction->bytes, direction->length, transport, true);
        if (!waited && may_turn_binary(direction, &result)) {
            return false; /* whoever dissects it need not wait for its name */
        }
    }
    if (!result.decided) {
        return true;
    }
    direction->decided = true;
    direction->prolog = false;
    direction->content = result.content;
    direction->evidence = result.evidence;
    note_sender(conversation, pinfo, result.sender);
    if (!conversation->swapped) {
        settle(conversation, pinfo->num, direction);
    }
    search_late(conversation, pinfo, direction, direction->bytes, direction->length);
    wmem_free(wmem_file_scope(), direction->bytes);
    direction->bytes = NULL;
    return false;
}

bool port_conversation_awaits_proof(const port_conversation *conversation, const packet_info *pinfo, bool ours)
{
    const port_direction *direction = &conversation->directions[port_conversation_sender(conversation, pinfo)];
    bool excluded = direction->excluded && direction->from_beginning;
    return !direction->decided && (ours ? direction->prolog : direction->length > 0 && !excluded);
}

/* What can be said */

/* Of a conversation that is closed, or over, what its first bytes are, however few. */
static bool shapeless_content(const port_conversation *conversation, const char **content, const char **evidence)
{
    for (unsigned i = 0; i < array_length(conversation->directions); i++) {
        const port_direction *direction = &conversation->directions[i];
        if (direction->decided) {
            *content = identify_content_name(direction->content);
            *evidence = direction->evidence;
            return true;
        }
        if (direction->length > 0) {
            identify_result result =
                identify_content(direction->bytes, direction->length, conversation->course.udp ? IDENTIFY_UDP : IDENTIFY_TCP, true);
            *content = identify_content_name(result.content);
            *evidence = result.evidence;
            return true;
        }
    }
    return false;
}

port_view port_conversation_view(const port_conversation *conversation, const packet_info *pinfo)
{
    return port_conversation_view_at(conversation, PINFO_FD_VISITED(pinfo));
}

port_view port_conversation_view_at(const port_conversation *conversation, bool over)
{
    verdict_course course = conversation->course;
    bool carried = !verdict_course_is_offer(&course);
    port_view view = { .token = carried ? conversation->content : NULL };
    const char *evidence = conversation->evidence;
    course.over = over;
    bool ended = course.over || course.reset || course.closed;
    if (!view.token && carried && !course.udp && ended && !course.cut) {
        shapeless_content(conversation, &view.token, &evidence);
    }
    bool has_expectations = conversation->entry->expectation_count > 0;
    if (view.token) {
        view.inside_tls = g_str_has_prefix(view.token, INSIDE_TLS);
        view.content = view.inside_tls ? view.token + strlen(INSIDE_TLS) : view.token;
        if (strcmp(view.token, INSIDE_TLS "vxatd") == 0) {
            view.content = identify_content_name(IDENTIFY_CONTENT_TLS); /* who speaks it, not what it carries */
        }
        view.verdict = has_expectations ? verdict_of_content(conversation->entry, view.token, evidence) : (verdict){ .evidence = evidence };
        bool expected = registry_expected(conversation->entry, view.token) != NULL;
        view.verdict.known = view.verdict.known && (expected || conversation->entry->shown == REGISTRY_SHOWN_ALWAYS);
    } else if (has_expectations) {
        view.verdict = verdict_of_course(&course);
        if (view.verdict.known && view.verdict.verdict == REGISTRY_VERDICT_UNIDENTIFIED) {
            const char *content;
            if (shapeless_content(conversation, &content, &evidence)) {
                view.content = view.token = content;
                view.verdict.evidence = evidence;
            }
        } else if (view.verdict.known) {
            view.content = view.token = identify_content_name(IDENTIFY_CONTENT_NONE);
        }
    }
    return view;
}

static void begin_capture(void)
{
    records = records_proven = 0;
}

void port_conversation_register(void)
{
    register_init_routine(begin_capture);
}
