/* tls-inside.c
 * What is inside TLS on a known port: what is registered for the port, or HTTP where the first bytes are HTTP's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls-inside.h"

#include "packet-sepm.h"
#include "port-conversation.h"

static int proto_records = -1;

static dissector_table_t tls_ports;
static dissector_handle_t inside_handle;
static dissector_handle_t http_handle;

static int dissect_inside(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    port_conversation *conversation = port_conversation_of(pinfo, proto_records);
    if (!conversation) {
        return 0;
    }
    if (!conversation->looked_inside) {
        conversation->looked_inside = true;
        conversation->http_inside = sepm_is_http(tvb);
    }
    dissector_handle_t handle = conversation->http_inside ? http_handle : dissector_get_uint_handle(tls_ports, conversation->port);
    pinfo->can_desegment = pinfo->saved_can_desegment; /* each call of a dissector takes one from it */
    return handle ? call_dissector_only(handle, tvb, pinfo, tree, data) : 0;
}

dissector_handle_t tls_inside_handle(void)
{
    return inside_handle;
}

void tls_inside_handoff(int proto, int helper)
{
    proto_records = proto;
    tls_ports = find_dissector_table("tls.port");
    http_handle = find_dissector("sepm.tls");
    inside_handle = create_dissector_handle(dissect_inside, helper);
}
