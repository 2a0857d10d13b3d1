/* tcp_header.h
 * The TCP header of a captured packet, found without its place being known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TCP_HEADER_H
#define PORTLORE_TCP_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Flags of a TCP header (RFC 9293 section 3.1). */
#define TCP_HEADER_FIN 0x01
#define TCP_HEADER_SYN 0x02
#define TCP_HEADER_RST 0x04
#define TCP_HEADER_ACK 0x10

/* Bytes from the beginning of a packet in which its IP header is looked for: tunnels may stand before it. */
#define TCP_HEADER_LOOK_AHEAD 256

/* What tells a packet's connection. */
typedef struct {
    const uint8_t *source; /* IP addresses in network byte order, */
    const uint8_t *destination;
    size_t address_length; /* of each: 4 or 16 bytes */
    uint16_t source_port;
    uint16_t destination_port;
} tcp_header_endpoints;

typedef struct {
    uint8_t flags;
    uint32_t sequence;       /* as it stands in the header, */
    uint32_t acknowledgment; /* likewise; it means something with TCP_HEADER_ACK only */
    uint32_t payload_length; /* bytes, as the IP header has it, captured or not; where that has no length (segments that a network card
                                is to cut, RFC 2675's jumbograms): those of the packet behind the TCP header */
    size_t payload_offset;   /* from the beginning of the packet: where the payload is, or would be; what lies there may not be captured */
} tcp_header;

/* Find the first header of TCP behind an IP header with these endpoints: IPv4 with and without options, first fragments included, and IPv6 with
 * extension headers (RFC 8200 section 4). packet: from its first byte on, whatever the link layer is. captured: bytes of it at hand; reported:
 * bytes that it had on the wire, at least as many.
 * Returns false, with *header all zero, when there is none, or when its flags were not captured. Linear in TCP_HEADER_LOOK_AHEAD. */
bool tcp_header_find(const uint8_t *packet, size_t captured, size_t reported, const tcp_header_endpoints *endpoints, tcp_header *header);

#endif
