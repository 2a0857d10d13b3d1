/* tcp-header.c
 * The TCP header of a captured packet, found without its place being known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/tcp_header.h"

#include <string.h>

#define PROTOCOL_TCP 6

/* Offsets in the headers (RFC 791 section 3.1, RFC 8200 section 3, RFC 9293 section 3.1). */
#define IPV4_SOURCE          12
#define IPV4_HEADER_MIN      20
#define IPV6_SOURCE          8
#define IPV6_HEADER          40
#define TCP_DATA_OFFSET      12
#define TCP_FLAGS            13
#define TCP_HEADER_MIN       20
#define IPV6_EXTENSION_UNIT  8

/* A part of the packet: what IP carries. */
typedef struct {
    size_t start;
    size_t end; /* as the IP header has it, captured or not */
} payload_range;

static uint16_t two_bytes(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* ip: offset of the header; at least IPV4_HEADER_MIN bytes of it are captured. Returns false if it does not carry TCP's header. */
static bool behind_ipv4(const uint8_t *packet, size_t reported, size_t ip, payload_range *tcp)
{
    const uint8_t *header = packet + ip;
    size_t header_length = (header[0] & 0x0fu) * 4u;
    bool later_fragment = (two_bytes(header + 6) & 0x1fffu) != 0;
    if (header[0] >> 4 != 4 || header_length < IPV4_HEADER_MIN || header[9] != PROTOCOL_TCP || later_fragment) {
        return false;
    }
    size_t total = two_bytes(header + 2);
    *tcp = (payload_range){ ip + header_length, total == 0 ? reported : ip + total };
    return true;
}

/* Length in bytes of an extension header of this kind that may stand before TCP, 0 for any other. */
static size_t extension_length(uint8_t kind, const uint8_t *header)
{
    switch (kind) {
    case 0:   /* hop-by-hop options */
    case 43:  /* routing */
    case 60:  /* destination options */
    case 135: /* mobility */
    case 139: /* host identity */
    case 140: /* shim6 */
        return (header[1] + 1u) * IPV6_EXTENSION_UNIT;
    case 44: /* fragment: the first one only has what follows */
        return (two_bytes(header + 2) & 0xfff8u) == 0 ? IPV6_EXTENSION_UNIT : 0;
    case 51: /* authentication (RFC 4302 section 2.2) */
        return (header[1] + 2u) * 4u;
    default:
        return 0;
    }
}

/* As above, of IPv6_HEADER bytes. */
static bool behind_ipv6(const uint8_t *packet, size_t captured, size_t reported, size_t ip, payload_range *tcp)
{
    const uint8_t *header = packet + ip;
    if (header[0] >> 4 != 6) {
        return false;
    }
    size_t length = two_bytes(header + 4);
    uint8_t kind = header[6];
    size_t at = ip + IPV6_HEADER;
    while (kind != PROTOCOL_TCP) {
        if (at > captured || captured - at < IPV6_EXTENSION_UNIT) {
            return false;
        }
        size_t extension = extension_length(kind, packet + at);
        if (extension == 0) {
            return false;
        }
        kind = packet[at];
        at += extension;
    }
    *tcp = (payload_range){ at, length == 0 ? reported : ip + IPV6_HEADER + length };
    return true;
}

static bool read_tcp(const uint8_t *packet, size_t captured, const payload_range *range, const tcp_header_endpoints *endpoints, tcp_header *header)
{
    if (range->start > captured || captured - range->start <= TCP_FLAGS) {
        return false;
    }
    const uint8_t *tcp = packet + range->start;
    size_t header_length = (tcp[TCP_DATA_OFFSET] >> 4) * 4u;
    if (two_bytes(tcp) != endpoints->source_port || two_bytes(tcp + 2) != endpoints->destination_port || header_length < TCP_HEADER_MIN) {
        return false;
    }
    size_t payload = range->start + header_length;
    header->flags = tcp[TCP_FLAGS];
    header->payload_length = range->end > payload ? (uint32_t)(range->end - payload) : 0;
    return true;
}

/* addresses: offset of the source address. */
static bool read_at(const uint8_t *packet, size_t captured, size_t reported, size_t addresses, const tcp_header_endpoints *endpoints,
                    tcp_header *header)
{
    payload_range tcp;
    bool found = false;
    if (endpoints->address_length == 4 && addresses >= IPV4_SOURCE) {
        found = behind_ipv4(packet, reported, addresses - IPV4_SOURCE, &tcp);
    } else if (endpoints->address_length == 16 && addresses >= IPV6_SOURCE) {
        found = behind_ipv6(packet, captured, reported, addresses - IPV6_SOURCE, &tcp);
    }
    return found && read_tcp(packet, captured, &tcp, endpoints, header);
}

bool tcp_header_find(const uint8_t *packet, size_t captured, size_t reported, const tcp_header_endpoints *endpoints, tcp_header *header)
{
    *header = (tcp_header){ 0 };
    size_t length = endpoints->address_length;
    if (length != 4 && length != 16) {
        return false;
    }
    size_t looked_at = captured < TCP_HEADER_LOOK_AHEAD ? captured : TCP_HEADER_LOOK_AHEAD;
    for (size_t at = 0; looked_at >= 2 * length && at <= looked_at - 2 * length; at++) {
        if (memcmp(packet + at, endpoints->source, length) == 0 && memcmp(packet + at + length, endpoints->destination, length) == 0 &&
            read_at(packet, captured, reported, at, endpoints, header)) {
            return true;
        }
    }
    return false;
}
