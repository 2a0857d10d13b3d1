/* tcp-packet.c
 * What a TCP packet's own header says, for those that run behind TCP's dissector.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tcp-packet.h"

bool tcp_packet_header(tvbuff_t *frame, const packet_info *pinfo, tcp_header *header)
{
    tcp_header_endpoints endpoints = {
        .source = pinfo->net_src.data,
        .destination = pinfo->net_dst.data,
        .address_length = pinfo->net_src.len == pinfo->net_dst.len && pinfo->net_src.len > 0 ? (size_t)pinfo->net_src.len : 0,
        .source_port = (uint16_t)pinfo->srcport,
        .destination_port = (uint16_t)pinfo->destport,
    };
    unsigned captured = tvb_captured_length(frame);
    const uint8_t *bytes = captured > 0 ? tvb_get_ptr(frame, 0, (int)captured) : NULL;
    return tcp_header_find(bytes, captured, tvb_reported_length(frame), &endpoints, header);
}
