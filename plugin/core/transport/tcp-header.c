/* tcp-header.c
 * The TCP header of a captured packet, found without its place being known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/tcp_header.h"

#include "ip-headers.h"

/* Offsets in the header (RFC 9293 section 3.1). */
#define TCP_DATA_OFFSET 12
#define TCP_FLAGS       13
#define TCP_HEADER_MIN  20

static bool read_tcp(const uint8_t *packet, size_t captured, const ip_payload *range, const tcp_header_endpoints *endpoints, tcp_header *header)
{
    if (range->start > captured || captured - range->start <= TCP_FLAGS) {
        return false;
    }
    const uint8_t *tcp = packet + range->start;
    size_t header_length = (tcp[TCP_DATA_OFFSET] >> 4) * 4u;
    if (ip_headers_two_bytes(tcp) != endpoints->source_port || ip_headers_two_bytes(tcp + 2) != endpoints->destination_port ||
        header_length < TCP_HEADER_MIN) {
        return false;
    }
    size_t payload = range->start + header_length;
    header->flags = tcp[TCP_FLAGS];
    header->sequence = (uint32_t)ip_headers_two_bytes(tcp + 4) << 16 | ip_headers_two_bytes(tcp + 6);
    header->acknowledgment = (uint32_t)ip_headers_two_bytes(tcp + 8) << 16 | ip_headers_two_bytes(tcp + 10);
    header->payload_offset = payload;
    header->payload_length = range->end > payload ? (uint32_t)(range->end - payload) : 0;
    return true;
}

bool tcp_header_find(const uint8_t *packet, size_t captured, size_t reported, const tcp_header_endpoints *endpoints, tcp_header *header)
{
    *header = (tcp_header){ 0 };
    ip_headers_walk walk = {
        .packet = packet,
        .captured = captured,
        .reported = reported,
        .source = endpoints->source,
        .destination = endpoints->destination,
        .address_length = endpoints->address_length,
        .look_ahead = TCP_HEADER_LOOK_AHEAD,
    };
    ip_payload range;
    while (ip_headers_next(&walk, &range)) {
        if (range.protocol == IP_PROTOCOL_TCP && read_tcp(packet, captured, &range, endpoints, header)) {
            return true;
        }
    }
    return false;
}
