/* packet-portlore.c
 * The note on every packet of a known port: what the port is for, and what is really on it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "wireshark_compat.h"

#include "packet-portlore.h"

#include <epan/expert.h>

#include "findings.h"
#include "http-claim.h"
#include "port-conversation.h"
#include "port-course.h"
#include "port-front.h"
#include "port-layers.h"
#include "port-notes.h"
#include "port-prelude.h"
#include "port-registry.h"
#include "port-session.h"
#include "port-tls.h"
#include "tcp-packet.h"
#include "tls-front.h"
#include "tls-inside.h"
#include "tls-lines.h"
#include "tls-reader.h"
#include "xnm-limits.h"
#include "xnm-presence.h"

/* IANA: xnm-ssl, xnm-clear-text. */
#define XNM_SSL_PORT        3220
#define XNM_CLEAR_TEXT_PORT 3221

static int proto_portlore = -1;
static int proto_helper = -1;

static bool seen_by(uint32_t first, uint32_t frame)
{
    return first != 0 && first <= frame;
}

static void remember_frame(uint32_t *first, uint32_t frame)
{
    if (*first == 0) {
        *first = frame;
    }
}

/* Who asks for more bytes has recognised nothing yet. */
static bool is_pending(tvbuff_t *frame, packet_info *pinfo)
{
    tcp_header header;
    return pinfo->ptype == PT_TCP && tcp_packet_header(frame, pinfo, &header) &&
           wireshark_tcp_is_pending(pinfo, wireshark_tcp_sequence(pinfo, header.sequence), header.payload_length);
}

/* What the first pass learns from the packet. */
static void see(port_conversation *conversation, tvbuff_t *frame, packet_info *pinfo)
{
    port_layers layers = port_layers_of(pinfo);
    if (layers.owner == PORT_LAYERS_OTHERS && !port_front_handed_on(pinfo, proto_portlore) && is_pending(frame, pinfo)) {
        layers = (port_layers){ .owner = PORT_LAYERS_NONE };
    }
    if (layers.owner == PORT_LAYERS_OURS) {
        remember_frame(&conversation->first_of_ours, pinfo->num);
    } else if (layers.owner == PORT_LAYERS_OTHERS && !port_front_handed_on(pinfo, proto_portlore)) {
        remember_frame(&conversation->first_of_others, pinfo->num);
    } else if (layers.owner == PORT_LAYERS_UNCLAIMED) {
        remember_frame(&conversation->first_unclaimed, pinfo->num);
    }
    if (layers.guessed && port_front_serves(pinfo) && !port_front_handed_on(pinfo, proto_portlore)) {
        layers.content = NULL;
    }
    if (layers.content && !port_conversation_awaits_proof(conversation, pinfo, layers.owner == PORT_LAYERS_OURS)) {
        port_conversation_set_content(conversation, pinfo->num, layers.content, layers.evidence);
    }
    port_tls_see(conversation, frame, pinfo);
    port_course_see(conversation, frame, pinfo, &layers);
}

/* Clients may have a known port by chance. So, unless a handshake tells which side is the server, a conversation that another protocol recognised
 * is left alone until one of ours recognises it, from that frame on: the same on every pass. So is a TCP connection whose other port has a
 * dissector, until that has refused it. Where the user asked for notes on a port, by an entry or with IANA's file, it counts as a client's only if
 * its own has none. */
static bool is_by_chance(const port_conversation *conversation, uint32_t frame)
{
    if (conversation->certain || seen_by(conversation->first_of_ours, frame)) {
        return false;
    }
    bool others = seen_by(conversation->first_of_others, frame);
    if (port_registry_origin_of(conversation->entry) == PORT_REGISTRY_BUILT_IN) {
        return others || (conversation->client_is_dissected && !conversation->course.udp && !seen_by(conversation->first_unclaimed, frame));
    }
    return others && conversation->client_is_dissected && !conversation->server_is_dissected;
}

static port_notes_extent extent_at(const port_conversation *conversation, uint32_t frame, bool over)
{
    const registry_entry *entry = conversation->entry;
    if (is_by_chance(conversation, frame)) {
        return PORT_NOTES_NOTHING;
    }
    if (port_registry_shows_always(entry)) {
        return PORT_NOTES_ENTRY;
    }
    port_view view = port_conversation_view_at(conversation, over);
    const registry_expectation *expected = registry_expected(entry, view.token);
    if (expected && expected->verdict != REGISTRY_VERDICT_UNEXPECTED) {
        return PORT_NOTES_ENTRY;
    }
    bool others = port_registry_find_iana(conversation->transport, conversation->port) ||
                  port_registry_has_quick_note(conversation->transport, conversation->port);
    return others ? PORT_NOTES_OTHERS : PORT_NOTES_NOTHING;
}

bool packet_portlore_is_known(const port_conversation *conversation)
{
    return port_registry_origin_of(conversation->entry) != PORT_REGISTRY_IANA && !is_by_chance(conversation, UINT32_MAX);
}

bool packet_portlore_notes(const port_conversation *conversation, bool over)
{
    return packet_portlore_is_known(conversation) && extent_at(conversation, UINT32_MAX, over) == PORT_NOTES_ENTRY;
}

static void note_first(port_conversation *conversation, packet_info *pinfo)
{
    if (conversation->noted != 0) {
        return;
    }
    conversation->noted = pinfo->num;
    bool is_junos_xml = conversation->port == XNM_SSL_PORT || conversation->port == XNM_CLEAR_TEXT_PORT;
    if (is_junos_xml && conversation->transport == REGISTRY_TCP && port_course_has_public_client(conversation, pinfo)) {
        conversation->public_client = pinfo->num;
    }
}

/* What expert infos that are added in it belong to. */
#define EXPERT_PROTOCOL "Portlore"

static void add_note(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, port_conversation *conversation, port_notes_extent extent)
{
    if (!PINFO_FD_VISITED(pinfo)) {
        note_first(conversation, pinfo);
    }
    const char *protocol = pinfo->current_proto;
    pinfo->current_proto = EXPERT_PROTOCOL;
    proto_tree *subtree = port_notes_add(tree, tvb, pinfo, conversation, extent);
    if (conversation->transport == REGISTRY_TCP) {
        xnm_limits_add(subtree, tvb, pinfo, proto_portlore, conversation->port);
    }
    pinfo->current_proto = protocol;
}

/* Returns whether the packet has a note. */
static bool add_notes(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    port_conversation *conversation = port_conversation_of(pinfo, proto_portlore);
    if (!conversation) {
        return false;
    }
    if (!PINFO_FD_VISITED(pinfo)) {
        see(conversation, tvb, pinfo);
    }
    port_notes_extent extent = extent_at(conversation, pinfo->num, PINFO_FD_VISITED(pinfo));
    if (!PINFO_FD_VISITED(pinfo) && extent == PORT_NOTES_ENTRY) {
        port_tls_bear_out(conversation, pinfo);
    }
    if (extent != PORT_NOTES_NOTHING) {
        add_note(tvb, pinfo, tree, conversation, extent);
    }
    port_session_see(conversation, pinfo);
    return extent != PORT_NOTES_NOTHING;
}

/* What a front on any port found, where no note shows it. Returns whether it is anything. */
static bool add_tls(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    if (!tls_front_shows(pinfo)) {
        return false;
    }
    const char *protocol = pinfo->current_proto;
    pinfo->current_proto = EXPERT_PROTOCOL;
    port_notes_add_tls(tree, tvb, pinfo);
    pinfo->current_proto = protocol;
    return true;
}

/* Whether there is anything to note of the packet. */
static bool is_known(packet_info *pinfo, registry_transport transport)
{
    port_registry_interest interest = port_registry_interest_in(transport, pinfo->srcport, pinfo->destport);
    if (interest != PORT_REGISTRY_AWAITS_HTTP) {
        return interest == PORT_REGISTRY_NOTED;
    }
    bool known = port_conversation_has_record(pinfo, proto_portlore);
    if (!known && !PINFO_FD_VISITED(pinfo)) {
        port_prelude_see(pinfo);
    }
    return known;
}

/* Called for every packet of every capture: most end at the second look-up. What returns 0 leaves no trace, not in frame.protocols either. */
static int dissect_portlore(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    if (port_conversations_exist() && !PINFO_FD_VISITED(pinfo) && port_layers_have_icmp(pinfo)) {
        port_course_see_quotation(tvb, pinfo, proto_portlore);
    }
    if (pinfo->ptype != PT_TCP && pinfo->ptype != PT_UDP) {
        return 0;
    }
    registry_transport transport = pinfo->ptype == PT_TCP ? REGISTRY_TCP : REGISTRY_UDP;
    if (transport == REGISTRY_TCP) {
        http_claim_see(pinfo);
    }
    bool known = is_known(pinfo, transport);
    if (known || tls_front_is_everywhere()) {
        tls_front_claim(tvb, pinfo);
    }
    bool present = transport == REGISTRY_TCP && xnm_presence_possible();
    bool tls = transport == REGISTRY_TCP && tls_front_exists();
    port_layers_owner owner = known || present || tls ? port_layers_owner_of(pinfo) : PORT_LAYERS_ELSEWHERE;
    if (owner == PORT_LAYERS_ELSEWHERE || owner == PORT_LAYERS_QUOTED) {
        return 0;
    }
    if (present) {
        xnm_presence_add(tree, tvb, pinfo);
    }
    if (known) {
        tls_front_read_known(tvb, pinfo);
    }
    if (tls) {
        tls_front_see(tvb, pinfo);
    }
    bool noted = known && add_notes(tvb, pinfo, tree);
    noted = noted || add_tls(tvb, pinfo, tree);
    return noted ? (int)tvb_captured_length(tvb) : 0;
}

void proto_register_portlore(void)
{
    proto_portlore = proto_register_protocol("Portlore", "Portlore", "portlore");
    expert_module_t *experts = expert_register_protocol(proto_portlore);
    module_t *preferences = prefs_register_protocol(proto_portlore, NULL);
    findings_register(proto_portlore);
    port_notes_register(proto_portlore, experts, preferences);
    tls_lines_register(proto_portlore, experts);
    tls_reader_register();
    tls_front_register();
    port_registry_register(preferences);
    port_conversation_register();
    port_prelude_register();
    port_course_register(preferences);
    port_session_register();
    tls_inside_register(proto_portlore);
    http_claim_register();
    /* In name only: fronts and notes are enabled with Portlore, and stand in no packet's list of protocols, which would cost time on every packet. */
    proto_helper = proto_register_protocol_in_name_only("Portlore known port", "Known port", PORT_CONVERSATION_FRONT, proto_portlore, FT_PROTOCOL);
}

void proto_reg_handoff_portlore(void)
{
    port_layers_handoff();
    port_tls_handoff();
    tls_inside_handoff(proto_portlore);
    port_front_handoff(proto_portlore, proto_helper);
    tls_front_handoff(proto_portlore);
    register_postdissector(create_dissector_handle(dissect_portlore, proto_helper));
}
