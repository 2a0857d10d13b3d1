/* xnm-limits.c
 * Servers of xnm-clear-text and xnm-ssl that get more sessions, or connections a minute, than Junos takes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-limits.h"

#include <epan/proto_data.h>

#include "findings.h"
#include "portlore/service_limits.h"
#include "tcp-packet.h"
#include "xnm-fields.h"

/* IANA: xnm-ssl, xnm-clear-text. */
#define XNM_SSL_PORT        3220
#define XNM_CLEAR_TEXT_PORT 3221

/* Of the keys under which a frame's data is kept. */
#define FINDING_KEY 1

static int hf_xnm_limit_sessions = -1;
static int hf_xnm_limit_attempts = -1;

static expert_field ei_xnm_session_limit = EI_INIT;
static expert_field ei_xnm_rate_limit = EI_INIT;

static unsigned connection_limit = SERVICE_LIMITS_CONNECTION_LIMIT;
static unsigned rate_limit = SERVICE_LIMITS_RATE_LIMIT;

/* What Junos takes for both. */
#define LIMIT_MAX 250

static service_limits *limits;   /* of the capture */
static wmem_map_t *courses_seen; /* of the capture: number of the TCP conversation -> bits of its course before the present packet */

/* The side that the SYN goes to: address family, address and port. */
static GByteArray *server_key(const address *server, uint16_t port)
{
    GByteArray *key = g_byte_array_new();
    const uint8_t head[] = { (uint8_t)server->type, (uint8_t)(port >> 8), (uint8_t)port };
    g_byte_array_append(key, head, sizeof head);
    g_byte_array_append(key, server->data, (guint)server->len);
    return key;
}

static service_limits_answer take(packet_info *pinfo, const wireshark_tcp_course *course, service_limits_kind kind, bool to_server,
                                  uint16_t server_port)
{
    GByteArray *key = server_key(to_server ? &pinfo->dst : &pinfo->src, server_port);
    service_limits_segment segment = {
        .kind = kind,
        .server = key->data,
        .server_length = key->len,
        .connection = course->conversation,
        .seconds = pinfo->abs_ts.secs,
        .nanoseconds = pinfo->abs_ts.nsecs,
    };
    service_limits_answer answer = service_limits_take(limits, &segment);
    g_byte_array_free(key, TRUE);
    return answer;
}

/* Whether the packet has FIN set. Wireshark's record of a conversation tells only that of the first FIN. frame: the whole packet. */
static bool has_fin(tvbuff_t *frame, const packet_info *pinfo)
{
    tcp_header header;
    return tcp_packet_header(frame, pinfo, &header) && (header.flags & TCP_HEADER_FIN);
}

/* What this packet adds to the course of its conversation; retransmissions add nothing. Returns false for nothing that counts. */
static bool kind_of(tvbuff_t *frame, const packet_info *pinfo, const wireshark_tcp_course *course, bool to_server, service_limits_kind *kind)
{
    uint8_t before = (uint8_t)GPOINTER_TO_UINT(wmem_map_lookup(courses_seen, GUINT_TO_POINTER(course->conversation)));
    uint8_t added = course->seen & (uint8_t)~before;
    wmem_map_insert(courses_seen, GUINT_TO_POINTER(course->conversation), GUINT_TO_POINTER((unsigned)course->seen));
    if (added & WIRESHARK_TCP_RST) {
        *kind = SERVICE_LIMITS_RST;
    } else if (added & WIRESHARK_TCP_SYN_ACK) {
        *kind = SERVICE_LIMITS_SYN_ACK;
    } else if (added & WIRESHARK_TCP_SYN) {
        *kind = SERVICE_LIMITS_SYN;
    } else if ((course->seen & WIRESHARK_TCP_FIN) && has_fin(frame, pinfo)) {
        *kind = to_server ? SERVICE_LIMITS_FIN_CLIENT : SERVICE_LIMITS_FIN_SERVER;
    } else {
        return false;
    }
    return true;
}

static void see(tvbuff_t *frame, packet_info *pinfo, int proto, uint16_t server_port)
{
    wireshark_tcp_course course;
    service_limits_kind kind;
    bool to_server = pinfo->destport == server_port;
    if (!wireshark_tcp_course_of(pinfo, &course) || !kind_of(frame, pinfo, &course, to_server, &kind)) {
        return;
    }
    service_limits_answer answer = take(pinfo, &course, kind, to_server, server_port);
    if (answer.connection_limit_crossed || answer.rate_limit_crossed) {
        service_limits_answer *finding = wmem_new(wmem_file_scope(), service_limits_answer);
        *finding = answer;
        p_add_proto_data(wmem_file_scope(), pinfo, proto, FINDING_KEY, finding);
    }
}

void xnm_limits_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, int proto, uint16_t server_port)
{
    if (server_port != XNM_SSL_PORT && server_port != XNM_CLEAR_TEXT_PORT) {
        return;
    }
    if (!PINFO_FD_VISITED(pinfo)) {
        see(tvb, pinfo, proto, server_port);
    }
    const service_limits_answer *finding = p_get_proto_data(wmem_file_scope(), pinfo, proto, FINDING_KEY);
    if (!finding) {
        return;
    }
    proto_item *sessions = proto_tree_add_uint(tree, hf_xnm_limit_sessions, tvb, 0, 0, finding->sessions);
    proto_item_set_generated(sessions);
    proto_item *attempts = proto_tree_add_uint(tree, hf_xnm_limit_attempts, tvb, 0, 0, finding->syns);
    proto_item_set_generated(attempts);
    if (finding->connection_limit_crossed) {
        finding_add(pinfo, sessions, &ei_xnm_session_limit);
    }
    if (finding->rate_limit_crossed) {
        finding_add(pinfo, attempts, &ei_xnm_rate_limit);
    }
}

static void begin_capture(void)
{
    limits = service_limits_new(CLAMP(connection_limit, 1, LIMIT_MAX), CLAMP(rate_limit, 1, LIMIT_MAX));
}

static void end_capture(void)
{
    g_clear_pointer(&limits, service_limits_free);
}

void xnm_limits_register(int proto, expert_module_t *experts, module_t *preferences)
{
    static hf_register_info hf[] = {
        XNM_UINT(hf_xnm_limit_sessions, "Sessions open", "xnm.limit.sessions",
                 "Of the server, as far as the capture shows, without the one asked for here"),
        XNM_UINT(hf_xnm_limit_attempts, "Connections asked for in 60 s", "xnm.limit.attempts", "Of the server, this one included"),
    };
    static ei_register_info ei[] = {
        { &ei_xnm_session_limit,
          { "xnm.session_limit", PI_ASSUMPTION, PI_NOTE,
            "Connection asked for or accepted while as many sessions are open as connection-limit allows (preference xnm.connection_limit)",
            EXPFILL } },
        { &ei_xnm_rate_limit,
          { "xnm.rate_limit", PI_ASSUMPTION, PI_NOTE, "More connections a minute than rate-limit allows (preference xnm.rate_limit)", EXPFILL } },
    };
    proto_register_field_array(proto, hf, array_length(hf));
    findings_register_kinds(experts, ei, array_length(ei));
    prefs_register_uint_preference(preferences, "connection_limit", "Sessions that a server takes at a time",
                                   "connection-limit of [edit system services xnm-clear-text]: 1 to 250, by default 75", 10, &connection_limit);
    prefs_register_uint_preference(preferences, "rate_limit", "Connections that a server takes in a minute",
                                   "rate-limit of [edit system services xnm-clear-text]: 1 to 250, by default 150", 10, &rate_limit);
    courses_seen = wmem_map_new_autoreset(wmem_epan_scope(), wmem_file_scope(), g_direct_hash, g_direct_equal);
    register_init_routine(begin_capture);
    register_cleanup_routine(end_capture);
}
