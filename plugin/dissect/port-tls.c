/* port-tls.c
 * TLS in a conversation on a known port: its handshake is read, and what is inside goes to what is registered for the port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-tls.h"

#include "tls-inside.h"
#include "tls-reader.h"

static dissector_table_t tls_ports;
static dissector_handle_t tls_handle;

static tls_side sender_of(const port_conversation *conversation, const packet_info *pinfo)
{
    return port_conversation_sender(conversation, pinfo) == 0 ? TLS_CLIENT : TLS_SERVER;
}

void port_tls_take(port_conversation *conversation, packet_info *pinfo, uint32_t sequence, const uint8_t *bytes, size_t length)
{
    if (!conversation->tls) {
        conversation->tls = tls_reader_new(&conversation->server, conversation->port);
    }
    const char *vxatd = tls_reader_take(conversation->tls, pinfo, sender_of(conversation, pinfo), sequence, bytes, length);
    if (vxatd) {
        port_conversation_set_content(conversation, pinfo->num, "tls/vxatd", vxatd);
    }
}

void port_tls_see(port_conversation *conversation, tvbuff_t *frame, packet_info *pinfo)
{
    if (conversation->tls) {
        tls_reader_see(conversation->tls, frame, pinfo, sender_of(conversation, pinfo));
    }
}

void port_tls_pin(const port_conversation *conversation, packet_info *pinfo)
{
    dissector_handle_t inside = tls_inside_handle(conversation->port, dissector_get_uint_handle(tls_ports, conversation->port));
    if (inside && tls_handle && !tls_reader_may_be_http2(conversation->tls)) {
        tls_set_appdata_dissector(tls_handle, pinfo, inside);
    }
}

void port_tls_handoff(void)
{
    tls_ports = find_dissector_table("tls.port");
    tls_handle = find_dissector("tls");
}
