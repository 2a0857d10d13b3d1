/* icmp_quote.h
 * The packet that an ICMP "destination unreachable" quotes: which TCP or UDP conversation it answers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_ICMP_QUOTE_H
#define PORTLORE_ICMP_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes from the beginning of a packet in which its IP header is looked for: tunnels may stand before it. */
#define ICMP_QUOTE_LOOK_AHEAD 256

/* Of IPv6, the longer ones. */
#define ICMP_QUOTE_ADDRESS_MAX 16

typedef enum {
    ICMP_QUOTE_TCP = 6, /* the numbers of IP */
    ICMP_QUOTE_UDP = 17
} icmp_quote_transport;

/* Who sends the ICMP packet to whom. */
typedef struct {
    const uint8_t *source; /* IP addresses in network byte order, */
    const uint8_t *destination;
    size_t address_length; /* of each: 4 or 16 bytes */
} icmp_quote_addresses;

/* What was sent and did not arrive, and why. The addresses are those of the quoted IP header, in network byte order, zero behind address_length. */
typedef struct {
    icmp_quote_transport transport;
    size_t address_length;                       /* of each: 4 (IPv4, ICMP) or 16 bytes (IPv6, ICMPv6) */
    uint8_t source[ICMP_QUOTE_ADDRESS_MAX];      /* the destination of the ICMP packet */
    uint8_t destination[ICMP_QUOTE_ADDRESS_MAX]; /* need not be the source of the ICMP packet: routers answer too */
    uint16_t source_port;
    uint16_t destination_port;
    uint8_t code; /* of ICMP type 3 (RFC 792) or ICMPv6 type 1 (RFC 4443 section 3.1) */
} icmp_quote;

/* Find the first header of ICMP behind an IP header with these addresses, and read what it quotes. Before ICMP and before the quoted ports may
 * stand what tcp_header_find() knows: options of IPv4, extension headers of IPv6; first fragments are read, too. The lengths in the quoted IP header
 * are not relied on: senders are known to change them. packet: from its first byte on, whatever the link layer is. captured: bytes of it at hand.
 *
 * Returns false, with *quote all zero, when there is none; when it is not "destination unreachable", or is IPv4's "fragmentation needed" (code 4), by
 * which nothing is refused; when it quotes neither TCP nor UDP, or a later fragment, or its ports were not captured; or when the quoted packet is not
 * from the destination, so this is no answer to it. An IP header with these addresses in front of TCP or UDP ends the search: what follows is
 * payload. Linear in ICMP_QUOTE_LOOK_AHEAD and, behind that, in the length of extension headers. */
bool icmp_quote_find(const uint8_t *packet, size_t captured, const icmp_quote_addresses *addresses, icmp_quote *quote);

/* What the code says, in English, e.g. "port unreachable"; "destination unreachable" for a code that no RFC gives a meaning. quote: one that was
 * found. Static, never NULL. Source: IANA's registries of ICMP and ICMPv6 codes. */
const char *icmp_quote_code_name(const icmp_quote *quote);

#endif
