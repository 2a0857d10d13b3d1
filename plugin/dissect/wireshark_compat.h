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

#include <epan/packet.h>
#include <epan/dissectors/packet-tcp.h>

#define WIRESHARK_AT_LEAST(major, minor) \
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

/* The server's port of the packet's TCP conversation, known from its SYN or SYN-ACK; 0 when neither was seen.
 * pinfo: of a packet whose innermost transport is TCP. This struct's layout is no version's promise, so it is read nowhere else. */
static inline uint16_t wireshark_tcp_server_port(packet_info *pinfo)
{
    const struct tcp_analysis *analysis = get_tcp_conversation_data(NULL, pinfo);
    return analysis ? analysis->server_port : 0;
}

#endif
