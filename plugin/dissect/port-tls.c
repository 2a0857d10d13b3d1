/* port-tls.c
 * TLS in a conversation on a known port: its handshake is read, and what is inside goes to what is registered for the port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-tls.h"

#include "port-registry.h"
#include "tls-inside.h"
#include "tls-lines.h"
#include "tls-reader.h"

static dissector_table_t tls_ports;
static dissector_handle_t tls_handle;

static tls_side sender_of(const port_conversation *conversation, const packet_info *pinfo)
{
    return port_conversation_sender(conversation, pinfo) == 0 ? TLS_CLIENT : TLS_SERVER;
}

/* Where a front reads the handshake, a note of the user's, or of IANA's file, shows it too. */
static bool waits(const port_conversation *conversation, bool asked)
{
    bool noted = !conversation->tls_unasked && (port_registry_find_iana(conversation->transport, conversation->port) ||
                                                port_registry_has_quick_note(conversation->transport, conversation->port));
    return !asked && !noted && !conversation->tls_borne_out && !port_registry_shows_always(conversation->entry);
}

static void begin_lines(port_conversation *conversation, packet_info *pinfo)
{
    if (conversation->tls_waits) {
        tls_lines_hold(pinfo, &conversation->tls_held);
    }
}

void port_tls_take(port_conversation *conversation, packet_info *pinfo, uint32_t sequence, const uint8_t *bytes, size_t length, bool asked)
{
    if (!conversation->tls) {
        conversation->tls = tls_reader_new(&conversation->server, conversation->port);
    }
    conversation->tls_waits = waits(conversation, asked);
    begin_lines(conversation, pinfo);
    const char *vxatd = tls_reader_take(conversation->tls, pinfo, sender_of(conversation, pinfo), sequence, bytes, length);
    tls_lines_hold_no_more(pinfo);
    if (vxatd) {
        port_conversation_set_content(conversation, pinfo->num, "tls/vxatd", vxatd);
    }
}

void port_tls_see(port_conversation *conversation, tvbuff_t *frame, packet_info *pinfo)
{
    if (conversation->tls) {
        begin_lines(conversation, pinfo);
        tls_reader_see(conversation->tls, frame, pinfo, sender_of(conversation, pinfo));
        tls_lines_hold_no_more(pinfo);
    }
}

void port_tls_bear_out(port_conversation *conversation, packet_info *pinfo)
{
    conversation->tls_borne_out = true;
    conversation->tls_waits = false;
    tls_lines_release(pinfo, &conversation->tls_held);
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
