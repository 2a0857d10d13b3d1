/* ip-headers.c
 * IP headers in a captured packet, found by their addresses, and what they carry.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "ip-headers.h"

#include <string.h>

/* Lengths in bytes (RFC 791 section 3.1, RFC 8200 sections 3 and 4). */
#define IPV4_HEADER_MIN     20
#define IPV6_HEADER         40
#define IPV6_EXTENSION_UNIT 8

#define IPV6_FRAGMENT 44

uint16_t ip_headers_two_bytes(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/* header: IPV4_HEADER_MIN bytes are captured. */
static bool read_ipv4(const uint8_t *header, size_t reported, size_t ip, ip_payload *payload)
{
    size_t header_length = (header[0] & 0x0fu) * 4u;
    bool later_fragment = (ip_headers_two_bytes(header + 6) & 0x1fffu) != 0;
    if (header[0] >> 4 != 4 || header_length < IPV4_HEADER_MIN || later_fragment) {
        return false;
    }
    size_t total = ip_headers_two_bytes(header + 2);
    *payload = (ip_payload){ header[9], ip + header_length, total == 0 ? reported : ip + total };
    return true;
}

static bool is_extension(uint8_t kind)
{
    switch (kind) {
    case 0:  /* hop-by-hop options */
    case 43: /* routing */
    case IPV6_FRAGMENT:
    case 51:  /* authentication */
    case 60:  /* destination options */
    case 135: /* mobility */
    case 139: /* host identity */
    case 140: /* shim6 */
        return true;
    default:
        return false;
    }
}

/* In bytes. header: IPV6_EXTENSION_UNIT bytes are captured. */
static size_t extension_length(uint8_t kind, const uint8_t *header)
{
    switch (kind) {
    case IPV6_FRAGMENT:
        return IPV6_EXTENSION_UNIT;
    case 51: /* RFC 4302 section 2.2 */
        return (header[1] + 2u) * 4u;
    default:
        return (header[1] + 1u) * IPV6_EXTENSION_UNIT;
    }
}

/* IPV6_HEADER bytes are captured at ip. */
static bool read_ipv6(const uint8_t *packet, size_t captured, size_t reported, size_t ip, ip_payload *payload)
{
    const uint8_t *header = packet + ip;
    if (header[0] >> 4 != 6) {
        return false;
    }
    size_t length = ip_headers_two_bytes(header + 4);
    uint8_t kind = header[6];
    size_t at = ip + IPV6_HEADER;
    while (is_extension(kind)) {
        if (at > captured || captured - at < IPV6_EXTENSION_UNIT) {
            return false;
        }
        const uint8_t *extension = packet + at;
        bool later_fragment = kind == IPV6_FRAGMENT && (ip_headers_two_bytes(extension + 2) & 0xfff8u) != 0;
        if (later_fragment) {
            return false;
        }
        at += extension_length(kind, extension);
        kind = extension[0];
    }
    *payload = (ip_payload){ kind, at, length == 0 ? reported : ip + IPV6_HEADER + length };
    return true;
}

bool ip_headers_read(const uint8_t *packet, size_t captured, size_t reported, size_t ip, size_t address_length, ip_payload *payload)
{
    size_t left = ip < captured ? captured - ip : 0;
    if (address_length == 4) {
        return left >= IPV4_HEADER_MIN && read_ipv4(packet + ip, reported, ip, payload);
    }
    return address_length == 16 && left >= IPV6_HEADER && read_ipv6(packet, captured, reported, ip, payload);
}

bool ip_headers_next(ip_headers_walk *walk, ip_payload *payload)
{
    size_t length = walk->address_length;
    if (length != 4 && length != 16) {
        return false;
    }
    size_t before_source = length == 4 ? IPV4_SOURCE : IPV6_SOURCE;
    size_t looked_at = walk->captured < walk->look_ahead ? walk->captured : walk->look_ahead;
    while (looked_at >= 2 * length && walk->at <= looked_at - 2 * length) {
        size_t addresses = walk->at++;
        const uint8_t *source = walk->packet + addresses;
        if (addresses >= before_source && memcmp(source, walk->source, length) == 0 && memcmp(source + length, walk->destination, length) == 0 &&
            ip_headers_read(walk->packet, walk->captured, walk->reported, addresses - before_source, length, payload)) {
            return true;
        }
    }
    return false;
}
