/* ip-headers.h
 * IP headers in a captured packet, found by their addresses, and what they carry.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_IP_HEADERS_H
#define PORTLORE_IP_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Protocol numbers of IP (IANA). */
#define IP_PROTOCOL_ICMP   1
#define IP_PROTOCOL_TCP    6
#define IP_PROTOCOL_UDP    17
#define IP_PROTOCOL_ICMPV6 58

/* Offsets of the source address, which the destination follows (RFC 791 section 3.1, RFC 8200 section 3). */
#define IPV4_SOURCE 12
#define IPV6_SOURCE 8

/* What IP carries, as offsets in the packet. */
typedef struct {
    uint8_t protocol; /* behind the extension headers of IPv6 */
    size_t start;     /* may be behind what was captured */
    size_t end;       /* as the IP header has it, captured or not, even before start; the end of the packet where that has no length */
} ip_payload;

/* A walk over the IP headers between two addresses. */
typedef struct {
    const uint8_t *packet;
    size_t captured;       /* bytes at hand */
    size_t reported;       /* bytes on the wire, at least as many */
    const uint8_t *source; /* in network byte order */
    const uint8_t *destination;
    size_t address_length; /* of each, in bytes; nothing is found unless it is 4 or 16 */
    size_t look_ahead;     /* the addresses are looked for in so many bytes from the beginning of the packet */
    size_t at;             /* 0 at first: where the walk goes on */
} ip_headers_walk;

/* The next header that ip_headers_read() reads. Returns false at the end. */
bool ip_headers_next(ip_headers_walk *walk, ip_payload *payload);

/* Read the IP header at offset ip of the packet, with its options (RFC 791 section 3.1) or extension headers (RFC 8200 section 4). captured,
 * reported: as above. address_length: 4 for IPv4, 16 for IPv6. Returns false if it is none, not captured, or of a fragment that is not the first:
 * that has no transport header. */
bool ip_headers_read(const uint8_t *packet, size_t captured, size_t reported, size_t ip, size_t address_length, ip_payload *payload);

/* A number in network byte order. */
uint16_t ip_headers_two_bytes(const uint8_t *bytes);

#endif
