/* packet-sepm.c
 * Symantec Endpoint Protection Manager, and ESP of HPCC Systems, in HTTP that Wireshark dissects.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* Wireshark's http dissects; what is seen here is added behind it. On ports that are not the front's nothing is taken from anybody: what begins with
 * a request or a status line goes to http, as it would without this. */

#include "packet-sepm.h"

#include <string.h>

#include <epan/conversation.h>
#include <epan/exceptions.h>
#include <epan/proto_data.h>

#include "http-claim.h"
#include "portlore/http_reader.h"
#include "portlore/sepm_session.h"
#include "sepm-conversation.h"
#include "sepm-tree.h"

static int proto_sepm = -1;
static int proto_helper = -1; /* in name only, of HTTP: it stands in no packet's list of protocols */

static dissector_handle_t http_handle;
static dissector_handle_t http_tcp_handle; /* goes on with what CONNECT and Upgrade put in HTTP's place */
static dissector_handle_t http_tls_handle;
static dissector_handle_t screened_handle; /* on the documented ports, */
static dissector_handle_t taken_handle;    /* and where something may be shown */
static dissector_handle_t sepm_tls_handle;
static dissector_handle_t decode_as_handle; /* what the user names a protocol for stands in the list */
static dissector_handle_t decode_as_tls_handle;
static heur_dtbl_entry_t *heuristic;

/* Where the manager, or a cache of its updates, is documented: Broadcom articles 158445 and 177667, and 9090 of versions 11 and 12. */
static const uint16_t tcp_ports[] = { 2967, 8014, 8443, 8445, 8446, 9090 };

/* Where what is inside TLS is looked at: these, 443, which clients use, and the ports of the fronts. */
static const uint16_t tls_ports[] = { 443, 1556, 2821, 2867, 2967, 3220, 3221, 3489, 4032, 8014, 8443, 8445, 8446, 9090 };

#define RUNNING_KEY 3 /* of a packet's data: bool, whether http is called for it */

/* While http is called, what it hands on, behind CONNECT, comes back to the dissectors of TCP. */
static bool *running(packet_info *pinfo)
{
    bool *kept = p_get_proto_data(pinfo->pool, pinfo, proto_helper, RUNNING_KEY);
    if (!kept) {
        kept = wmem_new0(pinfo->pool, bool);
        p_add_proto_data(pinfo->pool, pinfo, proto_helper, RUNNING_KEY, kept);
    }
    return kept;
}

bool sepm_is_tunnelled(packet_info *pinfo)
{
    return *running(pinfo);
}

static bool is_port(const packet_info *pinfo, const uint16_t *ports, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pinfo->destport == ports[i] || pinfo->srcport == ports[i]) {
            return true;
        }
    }
    return false;
}

static void list_credentials(packet_info *pinfo, const sepm_part *part)
{
    unsigned at = 0;
    credential found;
    while (credentials_wanted() && sepm_tree_next_credential(pinfo, part, &at, &found)) {
        credentials_queue(pinfo, &found);
    }
}

/* taken: whether http took the payload; else nothing stands behind it. */
static void show(const sepm_call *call, proto_tree *tree, bool taken)
{
    const sepm_part *part = sepm_conversation_end(call, proto_sepm);
    if (part && taken) {
        sepm_tree_add(tree, call->tvb, call->pinfo, part);
        list_credentials(call->pinfo, part);
    }
}

static int call_http(dissector_handle_t http, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    bool *now = running(pinfo);
    const bool before = *now;
    volatile int taken = 0;
    *now = true;
    TRY
    {
        taken = call_dissector_only(http, tvb, pinfo, tree, data);
    }
    FINALLY
    {
        *now = before;
    }
    ENDTRY;
    return taken;
}

static void set_dissector(packet_info *pinfo, uint32_t frame, dissector_handle_t handle)
{
    conversation_set_dissector_from_frame_number(find_or_create_conversation(pinfo), frame, handle);
}

/* Behind an accepted CONNECT or Upgrade the rest is http's alone, which knows its own connections by the dissector that they have. */
static void step_aside(packet_info *pinfo, const sepm_call *call)
{
    if (!call->inside_tls && sepm_conversation_is_over(call)) {
        set_dissector(pinfo, pinfo->num + 1, http_tcp_handle);
    }
}

static bool is_enabled(const packet_info *pinfo)
{
    return proto_is_protocol_enabled(find_protocol_by_id(proto_sepm)) && !pinfo->flags.in_error_pkt;
}

/* Calls http, with what is to be read before and shown behind it, also where the packet ends before what http wants to show. Returns whether http took
 * the payload. call: where it was not taken before http, it is if http has shown something of interest. */
static int dissect_call(dissector_handle_t http, sepm_call *call, proto_tree *tree, void *data)
{
    volatile int taken = 0;
    TRY
    {
        taken = call_http(http, call->tvb, call->pinfo, tree, data);
    }
    CATCH_ALL
    {
        sepm_conversation_screen(call, proto_sepm);
        show(call, tree, true);
        RETHROW;
    }
    ENDTRY;
    if (taken != 0) {
        sepm_conversation_screen(call, proto_sepm);
    }
    step_aside(call->pinfo, call);
    show(call, tree, taken != 0);
    return taken;
}

/* Everything is taken. */
static int dissect(dissector_handle_t http, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!is_enabled(pinfo)) {
        return call_http(http, tvb, pinfo, tree, data);
    }
    sepm_call call = sepm_conversation_call(tvb, pinfo, proto_sepm, data);
    sepm_conversation_take(&call, proto_sepm);
    return dissect_call(http, &call, tree, data);
}

int sepm_dissect_http(dissector_handle_t http, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    return http ? dissect(http, tvb, pinfo, tree, data) : 0;
}

static int dissect_tcp(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (sepm_is_tunnelled(pinfo)) {
        return 0;
    }
    pinfo->can_desegment = pinfo->saved_can_desegment; /* each call of a dissector takes one from it */
    return data ? dissect(http_tcp_handle, tvb, pinfo, tree, data) : call_dissector_only(http_handle, tvb, pinfo, tree, data);
}

/* Screened: most of what is on these ports is others'. So http goes first, and a connection is taken from the message on that may show something,
 * until all is answered and nothing was shown. */

static int dissect_taken(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!data || !is_enabled(pinfo) || sepm_is_tunnelled(pinfo)) {
        return dissect_tcp(tvb, pinfo, tree, data);
    }
    pinfo->can_desegment = pinfo->saved_can_desegment;
    sepm_call call = sepm_conversation_call(tvb, pinfo, proto_sepm, data);
    sepm_conversation_take(&call, proto_sepm);
    int taken = dissect_call(http_tcp_handle, &call, tree, data);
    if (sepm_conversation_rest(&call, proto_sepm)) {
        set_dissector(pinfo, pinfo->num, screened_handle);
    }
    return taken;
}

static void screen(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    sepm_call call = sepm_conversation_call(tvb, pinfo, proto_sepm, data);
    if (is_enabled(pinfo) && sepm_conversation_screen(&call, proto_sepm)) {
        set_dissector(pinfo, pinfo->num, taken_handle);
        step_aside(pinfo, &call);
        show(&call, tree, true);
    }
}

static int dissect_screened(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    volatile int taken = 0;
    pinfo->can_desegment = pinfo->saved_can_desegment;
    if (!data || PINFO_FD_VISITED(pinfo)) {
        return call_dissector_only(data ? http_tcp_handle : http_handle, tvb, pinfo, tree, data);
    }
    TRY
    {
        taken = call_dissector_only(http_tcp_handle, tvb, pinfo, tree, data);
    }
    CATCH_ALL
    {
        screen(tvb, pinfo, tree, data);
        RETHROW;
    }
    ENDTRY;
    if (taken != 0) {
        screen(tvb, pinfo, tree, data);
    }
    return taken;
}

/* Inside TLS a connection keeps its dissector, so it is looked up whether it is taken. */
static int dissect_tls(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    pinfo->can_desegment = pinfo->saved_can_desegment;
    if (!is_enabled(pinfo)) {
        return call_http(http_tls_handle, tvb, pinfo, tree, data);
    }
    sepm_call call = sepm_conversation_call(tvb, pinfo, proto_sepm, NULL);
    if (sepm_conversation_is_taken(&call, proto_sepm)) {
        sepm_conversation_take(&call, proto_sepm);
    }
    int taken = dissect_call(http_tls_handle, &call, tree, data);
    sepm_conversation_rest(&call, proto_sepm);
    return taken;
}

/* What TLS's ALPN gives to HTTP/1.1: on other ports it goes on as it is. */
static int dissect_alpn(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (is_port(pinfo, tls_ports, array_length(tls_ports))) {
        return dissect_tls(tvb, pinfo, tree, data);
    }
    pinfo->can_desegment = pinfo->saved_can_desegment;
    return call_dissector_only(http_tls_handle, tvb, pinfo, tree, data);
}

/* Heuristics, which are registered as HTTP's: http itself is the layer that they add. */

/* As Wireshark's own heuristics for HTTP want it: so nothing becomes HTTP that would not without this. */
bool sepm_is_http(tvbuff_t *tvb)
{
    size_t length = MIN(tvb_captured_length(tvb), HTTP_LINE_MAX);
    const char *bytes = length > 0 ? (const char *)tvb_get_ptr(tvb, 0, (int)length) : NULL;
    if (!bytes || !http_reader_is_start((const uint8_t *)bytes, length)) {
        return false;
    }
    const char *end = memchr(bytes, '\n', length);
    return end && g_strstr_len(bytes, (gssize)(end - bytes), "HTTP/1.") != NULL;
}

/* The first line of a heartbeat may be longer than a segment: http waits for the rest of it. */
static bool is_long_request(tvbuff_t *tvb, const packet_info *pinfo)
{
    unsigned length = tvb_captured_length(tvb);
    return pinfo->can_desegment > 0 && length > 0 && sepm_screen_begins_request(tvb_get_ptr(tvb, 0, (int)length), length);
}

/* What is not HTTP most often shows it by its first byte. */
static bool may_be_read(tvbuff_t *tvb, const packet_info *pinfo)
{
    return tvb_captured_length(tvb) > 0 && g_ascii_isupper(tvb_get_uint8(tvb, 0)) && (sepm_is_http(tvb) || is_long_request(tvb, pinfo));
}

/* Layers of HTTP that the packet has so far. */
static unsigned layers_of_http(const packet_info *pinfo)
{
    int proto_http = proto_get_id_by_filter_name("http");
    unsigned count = 0;
    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer; layer = wmem_list_frame_next(layer)) {
        count += GPOINTER_TO_INT(wmem_list_frame_data(layer)) == proto_http;
    }
    return count;
}

static ws_bool tcp_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!is_port(pinfo, tcp_ports, array_length(tcp_ports)) || !data || pinfo->flags.in_error_pkt) {
        return FALSE;
    }
    /* The heuristic's own layer is there already. */
    if (!may_be_read(tvb, pinfo) || layers_of_http(pinfo) > 1) {
        return FALSE;
    }
    set_dissector(pinfo, pinfo->num, screened_handle);
    wireshark_remove_last_layer(pinfo);
    return dissect_screened(tvb, pinfo, tree, data) != 0;
}

/* Each heuristic that was right is asked first from then on, in later captures too: Wireshark's own for HTTP would keep connections from this one. So
 * the ports, which are nobody else's, have the same as a front, which leaves what it does not recognise to others. */
static int dissect_port(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    bool wanted = heuristic->enabled && data && !pinfo->flags.in_error_pkt;
    if (!wanted || !may_be_read(tvb, pinfo) || layers_of_http(pinfo) > 0) {
        return 0; /* behind CONNECT, http asks for the port of its target */
    }
    set_dissector(pinfo, pinfo->num, screened_handle);
    return dissect_screened(tvb, pinfo, tree, data);
}

static ws_bool tls_heuristic(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    if (!is_port(pinfo, tls_ports, array_length(tls_ports)) || !sepm_is_http(tvb)) {
        return FALSE;
    }
    dissector_handle_t *inside = wireshark_tls_app_handle(data);
    *inside = sepm_tls_handle;
    wireshark_remove_last_layer(pinfo);
    return dissect_tls(tvb, pinfo, tree, data) != 0;
}

void proto_register_sepm(void)
{
    credentials_register();
    proto_sepm = sepm_tree_register();
    sepm_conversation_register(proto_sepm);
    /* Enabled with HTTP, so that what goes through here is not lost when the two products are not wanted. */
    proto_helper = proto_register_protocol_in_name_only("HTTP of Symantec Endpoint Protection Manager or HPCC ESP", "HTTP (SEPM, ESP)", "sepm.http",
                                                        proto_get_id_by_filter_name("http"), FT_PROTOCOL);
    decode_as_handle = register_dissector("sepm", dissect_tcp, proto_sepm);
    decode_as_tls_handle = register_dissector("sepm_tls", dissect_tls, proto_sepm);
    screened_handle = register_dissector("sepm.http", dissect_screened, proto_helper);
    taken_handle = register_dissector("sepm.http.taken", dissect_taken, proto_helper);
    sepm_tls_handle = register_dissector("sepm.tls", dissect_tls, proto_helper);
}

void proto_reg_handoff_sepm(void)
{
    http_handle = find_dissector("http");
    http_tcp_handle = find_dissector("http-over-tcp");
    http_tls_handle = find_dissector("http-over-tls");
    if (!http_handle || !http_tcp_handle || !http_tls_handle) {
        return;
    }
    dissector_add_for_decode_as("tcp.port", decode_as_handle);
    dissector_add_for_decode_as("tls.port", decode_as_tls_handle);
    dissector_add_string("tls.alpn", "http/1.1", create_dissector_handle(dissect_alpn, proto_helper));
    int proto_http = proto_get_id_by_filter_name("http");
    heur_dissector_add("tcp", tcp_heuristic, "HTTP on ports of Symantec Endpoint Protection Manager", "sepm_tcp", proto_http, HEURISTIC_ENABLE);
    heuristic = find_heur_dissector_by_unique_short_name("sepm_tcp");
    dissector_table_t ports = find_dissector_table("tcp.port");
    dissector_handle_t port_handle = create_dissector_handle(dissect_port, proto_helper);
    for (size_t i = 0; heuristic && i < array_length(tcp_ports); i++) {
        if (!dissector_get_uint_handle(ports, tcp_ports[i])) {
            dissector_add_uint("tcp.port", tcp_ports[i], port_handle);
            http_claim_port(tcp_ports[i], port_handle, port_handle);
        }
    }
    heur_dissector_add("tls", tls_heuristic, "HTTP over TLS, for Symantec Endpoint Protection Manager and HPCC ESP", "sepm_tls", proto_http,
                       HEURISTIC_ENABLE);
}
