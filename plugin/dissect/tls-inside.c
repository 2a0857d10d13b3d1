/* tls-inside.c
 * What is inside TLS on a known port: what its first bytes are, else what is registered for the port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls-inside.h"

#include "packet-sepm.h"
#include "port-conversation.h"
#include "port-front.h"
#include "portlore/identify.h"

/* IANA: dtp-dia, xnm-ssl. */
#define DTP_DIA_PORT 3489
#define XNM_SSL_PORT 3220

static int proto_records = -1;
static int proto_junos_xml_or_http = -1;
static int proto_dtp_dia_or_http = -1;

static dissector_handle_t junos_xml_or_http;
static dissector_handle_t dtp_dia_or_http;
static dissector_handle_t junos_xml;
static dissector_handle_t dtp_dia;
static dissector_handle_t http;

static identify_result look(tvbuff_t *tvb)
{
    unsigned length = tvb_captured_length(tvb);
    return identify_content(length > 0 ? tvb_get_ptr(tvb, 0, (int)length) : NULL, length, IDENTIFY_TCP, false);
}

/* Who dissects what begins with these bytes; NULL: they do not tell. prolog: whether the beginning of an XML document will do. */
static dissector_handle_t dissector_of(tvbuff_t *tvb, bool prolog)
{
    identify_result found = look(tvb);
    bool xml = found.content == IDENTIFY_CONTENT_JUNOS_XML || found.content == IDENTIFY_CONTENT_NETCONF || (prolog && found.prolog);
    if (sepm_is_http(tvb)) {
        return http; /* Wireshark's, with what is shown of SEPM and ESP */
    }
    return xml ? junos_xml : found.content == IDENTIFY_CONTENT_DTP_DIA ? dtp_dia : NULL;
}

/* The first bytes of either side tell, on the first pass, else the port does. */
static int dissect_inside(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    port_conversation *conversation = port_conversation_of(pinfo, proto_records);
    if (!conversation) {
        return 0;
    }
    if (!conversation->inside) {
        dissector_handle_t found = dissector_of(tvb, true);
        conversation->inside = found ? found : conversation->port == DTP_DIA_PORT ? dtp_dia : junos_xml;
    }
    pinfo->can_desegment = pinfo->saved_can_desegment; /* each call of a dissector takes one from it */
    return conversation->inside ? call_dissector_only(conversation->inside, tvb, pinfo, tree, data) : 0;
}

/* On known ports for which nothing is registered: what proves itself to be one of ours; HTTP has a heuristic of its own. */
static ws_bool dissect_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    dissector_handle_t found = port_front_serves(pinfo) ? dissector_of(tvb, false) : NULL;
    if (!found || found == http) {
        return FALSE;
    }
    *wireshark_tls_app_handle(data) = found;
    wireshark_remove_last_layer(pinfo);
    return call_dissector_only(found, tvb, pinfo, tree, data) != 0;
}

/* DTP/DIA is not at tls.port, where Wireshark looks for a client's port, too, when it has not seen the handshake. What the user puts there stays. */
dissector_handle_t tls_inside_handle(uint16_t port, dissector_handle_t registered)
{
    if (!registered) {
        return port == DTP_DIA_PORT ? dtp_dia_or_http : NULL;
    }
    return registered == junos_xml && port == XNM_SSL_PORT ? junos_xml_or_http : registered;
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
    heur_dissector_add("tls", dissect_heuristic, "Junos XML, NETCONF and DTP/DIA over TLS on the known ports", "portlore_tls", proto,
                       HEURISTIC_ENABLE);
}
