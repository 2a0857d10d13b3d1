/* http-claim.c
 * Connections that Wireshark's HTTP would get by a preference of the user's before what stands on their port is asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "http-claim.h"

#include <epan/conversation.h>

#define PORTS_MAX 32

static struct {
    uint16_t port;
    dissector_handle_t owner;
    dissector_handle_t claimant;
    bool claimed; /* in this capture */
} ports[PORTS_MAX];

static unsigned port_count;
static bool any_claimed;

void http_claim_port(uint16_t port, dissector_handle_t owner, dissector_handle_t claimant)
{
    if (port_count < PORTS_MAX) {
        ports[port_count].port = port;
        ports[port_count].owner = owner;
        ports[port_count++].claimant = claimant;
    }
}

static dissector_handle_t claimant_of(uint32_t port)
{
    for (unsigned i = 0; i < port_count; i++) {
        if (ports[i].port == port && ports[i].claimed) {
            return ports[i].claimant;
        }
    }
    return NULL;
}

/* A conversation that another dissector has taken already stays its own. */
void http_claim_see(packet_info *pinfo)
{
    if (!any_claimed || PINFO_FD_VISITED(pinfo) || pinfo->flags.in_error_pkt) {
        return;
    }
    bool may_be = claimant_of(pinfo->srcport) || claimant_of(pinfo->destport);
    uint16_t server_port = may_be ? wireshark_tcp_server_port(pinfo) : 0;
    dissector_handle_t claimant = server_port != 0 ? claimant_of(server_port) : NULL;
    conversation_t *conversation = claimant ? find_conversation_pinfo(pinfo, 0) : NULL;
    if (conversation && !conversation_get_dissector(conversation, pinfo->num + 1)) {
        conversation_set_dissector_from_frame_number(conversation, pinfo->num + 1, claimant);
    }
}

/* Preferences may be others than in the last capture. */
static void begin_capture(void)
{
    dissector_table_t table = find_dissector_table("tcp.port");
    bool heuristics_first = wireshark_tcp_preference("try_heuristic_first");
    int proto_http = proto_get_id_by_filter_name("http");
    any_claimed = false;
    for (unsigned i = 0; i < port_count; i++) {
        dissector_handle_t now = dissector_get_uint_handle(table, ports[i].port);
        bool http = now && dissector_handle_get_protocol_index(now) == proto_http;
        ports[i].claimed = http || (heuristics_first && (!now || now == ports[i].owner));
        any_claimed = any_claimed || ports[i].claimed;
    }
}

void http_claim_register(void)
{
    register_init_routine(begin_capture);
}
