/* icmp-quote.c
 * The packet that an ICMP "destination unreachable" quotes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/icmp_quote.h"

#include <string.h>

#include "ip-headers.h"

/* ICMP (RFC 792) and ICMPv6 (RFC 4443 section 3.1): type, code, checksum and four bytes that are of no use here; then the quoted packet. */
#define ICMP_HEADER               8
#define ICMP_UNREACHABLE          3
#define ICMP_FRAGMENTATION_NEEDED 4
#define ICMPV6_UNREACHABLE        1

#define IPV4_ADDRESS_LENGTH 4

/* Both transports begin with the source and the destination port. */
#define PORTS_LENGTH 4

/* RFC 792, RFC 1122 section 3.2.2.1 (6 to 12), RFC 1812 section 5.2.7.1 (13 to 15). */
static const char *const icmp_code_names[] = {
    [0] = "network unreachable",
    [1] = "host unreachable",
    [2] = "protocol unreachable",
    [3] = "port unreachable",
    [ICMP_FRAGMENTATION_NEEDED] = "fragmentation needed",
    [5] = "source route failed",
    [6] = "destination network unknown",
    [7] = "destination host unknown",
    [8] = "source host isolated",
    [9] = "network administratively prohibited",
    [10] = "host administratively prohibited",
    [11] = "network unreachable for this type of service",
    [12] = "host unreachable for this type of service",
    [13] = "administratively prohibited",
    [14] = "host precedence violation",
    [15] = "precedence cutoff in effect",
};

/* RFC 4443 section 3.1, RFC 6554 section 4.2 (7), RFC 8883 section 3 (8). */
static const char *const icmpv6_code_names[] = {
    [0] = "no route to destination",
    [1] = "administratively prohibited",
    [2] = "beyond the scope of the source address",
    [3] = "address unreachable",
    [4] = "port unreachable",
    [5] = "source address failed the ingress or egress policy",
    [6] = "route to destination rejected",
    [7] = "error in the source routing header",
    [8] = "headers too long",
};

/* The bytes of the ICMP message that are at hand: what the link layer puts behind the packet is none of it. */
static size_t end_of_message(const ip_payload *message, size_t captured)
{
    return message->end < captured ? message->end : captured;
}

/* icmp: ICMP_HEADER bytes. */
static bool is_refusal(const uint8_t *icmp, size_t address_length)
{
    if (address_length == IPV4_ADDRESS_LENGTH) {
        return icmp[0] == ICMP_UNREACHABLE && icmp[1] != ICMP_FRAGMENTATION_NEEDED;
    }
    return icmp[0] == ICMPV6_UNREACHABLE;
}

/* ip: offset of the quoted packet. end: of the message. */
static bool read_quoted(const uint8_t *packet, size_t end, size_t ip, const icmp_quote_addresses *addresses, icmp_quote *quote)
{
    size_t length = addresses->address_length;
    ip_payload quoted;
    if (!ip_headers_read(packet, end, end, ip, length, &quoted) || (quoted.protocol != IP_PROTOCOL_TCP && quoted.protocol != IP_PROTOCOL_UDP) ||
        quoted.start > end || end - quoted.start < PORTS_LENGTH) {
        return false;
    }
    const uint8_t *source = packet + ip + (length == IPV4_ADDRESS_LENGTH ? IPV4_SOURCE : IPV6_SOURCE);
    if (memcmp(source, addresses->destination, length) != 0) {
        return false;
    }
    quote->transport = quoted.protocol == IP_PROTOCOL_TCP ? ICMP_QUOTE_TCP : ICMP_QUOTE_UDP;
    quote->address_length = length;
    memcpy(quote->source, source, length);
    memcpy(quote->destination, source + length, length);
    quote->source_port = ip_headers_two_bytes(packet + quoted.start);
    quote->destination_port = ip_headers_two_bytes(packet + quoted.start + 2);
    return true;
}

static bool read_message(const uint8_t *packet, size_t captured, const ip_payload *message, const icmp_quote_addresses *addresses, icmp_quote *quote)
{
    size_t end = end_of_message(message, captured);
    if (message->start > end || end - message->start < ICMP_HEADER) {
        return false;
    }
    const uint8_t *icmp = packet + message->start;
    if (!is_refusal(icmp, addresses->address_length) || !read_quoted(packet, end, message->start + ICMP_HEADER, addresses, quote)) {
        return false;
    }
    quote->code = icmp[1];
    return true;
}

bool icmp_quote_find(const uint8_t *packet, size_t captured, const icmp_quote_addresses *addresses, icmp_quote *quote)
{
    *quote = (icmp_quote){ 0 };
    ip_headers_walk walk = {
        .packet = packet,
        .captured = captured,
        .reported = captured,
        .source = addresses->source,
        .destination = addresses->destination,
        .address_length = addresses->address_length,
        .look_ahead = ICMP_QUOTE_LOOK_AHEAD,
    };
    uint8_t protocol = addresses->address_length == IPV4_ADDRESS_LENGTH ? IP_PROTOCOL_ICMP : IP_PROTOCOL_ICMPV6;
    ip_payload payload;
    while (ip_headers_next(&walk, &payload)) {
        if (payload.protocol == protocol) {
            return read_message(packet, captured, &payload, addresses, quote);
        }
        if (payload.protocol == IP_PROTOCOL_TCP || payload.protocol == IP_PROTOCOL_UDP) {
            return false;
        }
    }
    return false;
}

const char *icmp_quote_code_name(const icmp_quote *quote)
{
    bool is_ipv4 = quote->address_length == IPV4_ADDRESS_LENGTH;
    const char *const *names = is_ipv4 ? icmp_code_names : icmpv6_code_names;
    size_t count = is_ipv4 ? sizeof icmp_code_names / sizeof icmp_code_names[0] : sizeof icmpv6_code_names / sizeof icmpv6_code_names[0];
    return quote->code < count ? names[quote->code] : "destination unreachable";
}
