/* wireshark_compat.h
 * Everything in which the Wireshark versions that Portlore is built against (4.0, 4.4, 4.6) differ. Include it before Wireshark's own headers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_WIRESHARK_COMPAT_H
#define PORTLORE_WIRESHARK_COMPAT_H

#include <ws_version.h>

#include <wireshark.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <epan/packet.h>
#include <epan/prefs.h>
#include <epan/prefs-int.h>
#include <epan/dissectors/packet-tcp.h>
#include <epan/dissectors/packet-tls.h>
#include <epan/dissectors/packet-udp.h>
#include <wiretap/wtap.h>

#define WIRESHARK_AT_LEAST(major, minor)                                                                                                             \
    (WIRESHARK_VERSION_MAJOR > (major) || (WIRESHARK_VERSION_MAJOR == (major) && WIRESHARK_VERSION_MINOR >= (minor)))

/* What heuristics and memory callbacks return and what a boolean preference is kept in. The two types differ in size. */
#if WIRESHARK_AT_LEAST(4, 4)
typedef bool ws_bool;
#else
typedef gboolean ws_bool;
#endif

/* For plugin_describe(); Wireshark 4.0 does not ask. */
#if WIRESHARK_AT_LEAST(4, 4)
#include <wsutil/plugins.h>
#else
#define WS_PLUGIN_DESC_DISSECTOR (1UL << 0)
#endif

#if !WIRESHARK_AT_LEAST(4, 4)
#define tvb_get_uint8 tvb_get_guint8
#endif

/* What the init function of a -z option returns: whether it could begin. Before 4.6 it returns nothing, and one that cannot ends the program. */
#if WIRESHARK_AT_LEAST(4, 6)
typedef bool wireshark_stat_begun;
#define WIRESHARK_STAT_BEGUN        return true
#define WIRESHARK_STAT_CANNOT_BEGIN return false
#else
typedef void wireshark_stat_begun;
#define WIRESHARK_STAT_BEGUN        return
#define WIRESHARK_STAT_CANNOT_BEGIN exit(1)
#endif

/* Between the parts of a statistic's place in the menu. */
#if WIRESHARK_AT_LEAST(4, 4)
#define WIRESHARK_STATS_SEPARATOR "//"
#else
#define WIRESHARK_STATS_SEPARATOR "/"
#endif

/* The server's port of the packet's TCP conversation, known from its SYN or SYN-ACK; 0 when neither was seen.
 * pinfo: of a packet whose innermost transport is TCP. This struct's layout is no version's promise, so it is read nowhere else. */
static inline uint16_t wireshark_tcp_server_port(packet_info *pinfo)
{
    const struct tcp_analysis *analysis = get_tcp_conversation_data(NULL, pinfo);
    return analysis ? analysis->server_port : 0;
}

/* On the first pass, once TCP has analysed the packet: whether it says that a segment before it is missing. The flag is packet-tcp.c's own. */
static inline bool wireshark_tcp_is_behind_loss(packet_info *pinfo)
{
    const uint16_t lost_packet = 0x0002;
    const struct tcp_analysis *analysis = get_tcp_conversation_data(NULL, pinfo);
    return analysis && analysis->ta && (analysis->ta->flags & lost_packet) != 0;
}

/* A preference of TCP's that is true or false; false when there is none of that name. */
static inline bool wireshark_tcp_preference(const char *name)
{
    module_t *tcp = prefs_find_module("tcp");
    pref_t *preference = tcp ? prefs_find_preference(tcp, name) : NULL;
    return preference && prefs_get_bool_value(preference, pref_current);
}

/* Whether struct tcpinfo counts from the first sequence number of each direction. */
static inline bool wireshark_tcp_counts_from_first(void)
{
    return wireshark_tcp_preference("relative_sequence_numbers") && wireshark_tcp_preference("analyze_sequence_numbers");
}

/* The sequence number, counted as struct tcpinfo counts, of the first payload byte that the packet's sender can have sent in this TCP conversation as far
 * as the capture shows: behind its SYN, or its first captured segment. otherwise: returned when that is not known. */
static inline uint32_t wireshark_tcp_first_sequence(packet_info *pinfo, uint32_t otherwise)
{
    const struct tcp_analysis *analysis = get_tcp_conversation_data(NULL, pinfo);
    if (!analysis || !analysis->fwd || !analysis->fwd->static_flags) {
        return otherwise;
    }
    return wireshark_tcp_counts_from_first() ? 1 : analysis->fwd->base_seq + 1;
}

/* The sequence number, counted as struct tcpinfo counts, behind the last byte that the packet's receiver has sent before. Returns false when it is
 * not known, or TCP does not follow sequence numbers. For the first pass. */
static inline bool wireshark_tcp_peer_sequence(packet_info *pinfo, uint32_t *sequence)
{
    const struct tcp_analysis *analysis = get_tcp_conversation_data(NULL, pinfo);
    if (!analysis || !analysis->rev || !analysis->rev->static_flags || !analysis->rev->tcp_analyze_seq_info ||
        analysis->rev->tcp_analyze_seq_info->nextseqframe == 0) {
        return false;
    }
    *sequence = analysis->rev->tcp_analyze_seq_info->nextseq - (wireshark_tcp_counts_from_first() ? analysis->rev->base_seq : 0);
    return true;
}

/* A sequence number of the packet's sender, as it stands in the TCP header, counted as struct tcpinfo counts. */
static inline uint32_t wireshark_tcp_sequence(packet_info *pinfo, uint32_t sequence)
{
    const struct tcp_analysis *analysis = get_tcp_conversation_data(NULL, pinfo);
    uint32_t first = wireshark_tcp_first_sequence(pinfo, sequence);
    return analysis && analysis->fwd && analysis->fwd->static_flags ? sequence - (analysis->fwd->base_seq + 1) + first : sequence;
}

/* Whether a dissector asked TCP for more bytes than the packet's, so that none has taken them yet. sequence: as struct tcpinfo counts. */
static inline bool wireshark_tcp_is_pending(packet_info *pinfo, uint32_t sequence, uint32_t length)
{
    const struct tcp_analysis *analysis = get_tcp_conversation_data(NULL, pinfo);
    if (!analysis || !analysis->fwd || !analysis->fwd->multisegment_pdus) {
        return false;
    }
    const struct tcp_multisegment_pdu *pdu = wmem_tree_lookup32_le(analysis->fwd->multisegment_pdus, sequence);
    return pdu && (int32_t)(sequence - pdu->seq) >= 0 && (int32_t)(pdu->nxtpdu - (sequence + length)) > 0;
}

/* Bits of wireshark_tcp_course.seen; the values are those of Wireshark's field tcp.completeness. */
#define WIRESHARK_TCP_SYN     0x01
#define WIRESHARK_TCP_SYN_ACK 0x02
#define WIRESHARK_TCP_FIN     0x10
#define WIRESHARK_TCP_RST     0x20

/* The course of a packet's TCP conversation. */
typedef struct {
    uint32_t conversation; /* its number, tcp.stream */
    uint8_t seen;          /* on the first pass: up to this packet */
} wireshark_tcp_course;

/* Returns false when it is not known. pinfo: of a packet whose innermost transport is TCP. */
static inline bool wireshark_tcp_course_of(packet_info *pinfo, wireshark_tcp_course *course)
{
    const struct tcp_analysis *analysis = get_tcp_conversation_data(NULL, pinfo);
    if (!analysis) {
        return false;
    }
    course->conversation = analysis->stream;
    course->seen = analysis->conversation_completeness;
    return true;
}

/* The number of a packet's UDP conversation, udp.stream. Returns false when it is not known. pinfo: of a packet whose innermost transport is UDP. */
static inline bool wireshark_udp_stream_of(packet_info *pinfo, uint32_t *stream)
{
    const struct udp_analysis *analysis = get_udp_conversation_data(NULL, pinfo);
    if (!analysis) {
        return false;
    }
    *stream = analysis->stream;
    return true;
}

/* The interface that the packet was captured on; 0 where the file does not tell. */
static inline uint32_t wireshark_interface(const packet_info *pinfo)
{
    return pinfo->rec->presence_flags & WTAP_HAS_INTERFACE_ID ? pinfo->rec->rec_header.packet_header.interface_id : 0;
}

/* As in epan/dissectors/packet-tls-utils.h, which needs headers of libgcrypt that no package of Wireshark's asks for: the dissector that gets what is
 * inside of the packet's TLS session, before heuristics and ALPN. */
WS_DLL_PUBLIC void tls_set_appdata_dissector(dissector_handle_t tls_handle, packet_info *pinfo, dissector_handle_t app_handle);

/* Takes back that the packet's last layer was added, for a heuristic that calls a dissector which adds it again. */
static inline void wireshark_remove_last_layer(packet_info *pinfo)
{
    wmem_list_frame_t *last = wmem_list_tail(pinfo->layers);
    int *count = last && pinfo->proto_layers ? wmem_map_lookup(pinfo->proto_layers, wmem_list_frame_data(last)) : NULL;
    if (last) {
        pinfo->curr_layer_num--;
        wmem_list_remove_frame(pinfo->layers, last);
    }
    if (count) {
        (*count)--;
    }
}

/* Where a heuristic of TLS leaves the dissector that gets the rest of the conversation. data: what TLS called the heuristic with. */
static inline dissector_handle_t *wireshark_tls_app_handle(void *data)
{
#if WIRESHARK_AT_LEAST(4, 4)
    return ((struct tlsinfo *)data)->app_handle;
#else
    return data;
#endif
}

#endif
