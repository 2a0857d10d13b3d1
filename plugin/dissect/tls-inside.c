/* tls-inside.c
 * What is inside TLS on a known port: what is registered for the port, or HTTP where the first bytes are HTTP's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls-inside.h"

#include "packet-sepm.h"
#include "port-conversation.h"

/* IANA: dtp-dia. */
#define DTP_DIA_PORT 3489

static int proto_records = -1;
static int proto_junos_xml_or_http = -1;
static int proto_dtp_dia_or_http = -1;

static dissector_handle_t junos_xml_or_http;
static dissector_handle_t dtp_dia_or_http;
static dissector_handle_t junos_xml;
static dissector_handle_t dtp_dia;
static dissector_handle_t http;

/* Told by the first bytes of either side, on the first pass: http dissects, and its dissector here shows what it finds of SEPM and ESP. */
static bool is_http(port_conversation *conversation, tvbuff_t *tvb)
{
    if (!conversation->looked_inside) {
        conversation->looked_inside = true;
        conversation->http_inside = sepm_is_http(tvb);
    }
    return conversation->http_inside;
}

static int dissect_inside(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    port_conversation *conversation = port_conversation_of(pinfo, proto_records);
    if (!conversation) {
        return 0;
    }
    dissector_handle_t registered = conversation->port == DTP_DIA_PORT ? dtp_dia : junos_xml;
    dissector_handle_t handle = is_http(conversation, tvb) ? http : registered;
    pinfo->can_desegment = pinfo->saved_can_desegment; /* each call of a dissector takes one from it */
    return handle ? call_dissector_only(handle, tvb, pinfo, tree, data) : 0;
}

/* DTP/DIA is not at tls.port, where Wireshark looks for a client's port, too, when it has not seen the handshake. What the user puts there stays. */
dissector_handle_t tls_inside_handle(uint16_t port, dissector_handle_t registered)
{
    if (!registered) {
        return port == DTP_DIA_PORT ? dtp_dia_or_http : NULL;
    }
    return registered == junos_xml ? junos_xml_or_http : registered;
}

void tls_inside_register(int proto)
{
    /* In name only: Wireshark's TLS tells the names, and no packet's list of protocols has them. */
    proto_junos_xml_or_http =
        proto_register_protocol_in_name_only("Junos XML or HTTP", "Junos XML or HTTP", "portlore.junos_xml_or_http", proto, FT_PROTOCOL);
    proto_dtp_dia_or_http =
        proto_register_protocol_in_name_only("DTP/DIA or HTTP", "DTP/DIA or HTTP", "portlore.dtp_dia_or_http", proto, FT_PROTOCOL);
}

void tls_inside_handoff(int proto)
{
    proto_records = proto;
    junos_xml = find_dissector("xnm.tls");
    dtp_dia = find_dissector("dtpdia.tls");
    http = find_dissector("sepm.tls");
    junos_xml_or_http = create_dissector_handle(dissect_inside, proto_junos_xml_or_http);
    dtp_dia_or_http = create_dissector_handle(dissect_inside, proto_dtp_dia_or_http);
}
