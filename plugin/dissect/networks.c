/* networks.c
 * Lists of IP networks as a user writes them, and which IP addresses are public.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "networks.h"

#include <string.h>

#include <wsutil/inet_addr.h>

#include "portlore/text.h"

#define IPV4_LENGTH 4
#define IPV6_LENGTH 16

#define MAPPED_PREFIX 96

/* Bytes of a wrong part that its message shows. */
#define SHOWN_MAX 64

#define SEPARATORS ", \t\r\n\v\f"

/* An IP address in network byte order. */
typedef struct {
    uint8_t bytes[IPV6_LENGTH]; /* zero behind length */
    uint8_t length;             /* IPV4_LENGTH or IPV6_LENGTH */
} ip_address;

typedef struct {
    ip_address ip;
    uint8_t prefix; /* bits that count */
} network;

struct _networks {
    GArray *list; /* of network */
};

/* ---- addresses ---- */

static const uint8_t mapped[MAPPED_PREFIX / 8] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static bool is_mapped(const ip_address *ip)
{
    return ip->length == IPV6_LENGTH && memcmp(ip->bytes, mapped, sizeof mapped) == 0;
}

/* at: offset of its first byte in an IPv6 address. */
static ip_address embedded_ipv4(const ip_address *ip, size_t at)
{
    ip_address ipv4 = { .length = IPV4_LENGTH };
    memcpy(ipv4.bytes, ip->bytes + at, IPV4_LENGTH);
    return ipv4;
}

static bool same_prefix(const uint8_t *left, const uint8_t *right, unsigned bits)
{
    unsigned whole = bits / 8;
    unsigned rest = bits % 8;
    return memcmp(left, right, whole) == 0 && (rest == 0 || (left[whole] ^ right[whole]) >> (8 - rest) == 0);
}

static bool from_wireshark(const address *from, ip_address *ip)
{
    size_t length = from->type == AT_IPv4 ? IPV4_LENGTH : from->type == AT_IPv6 ? IPV6_LENGTH : 0;
    if (length == 0 || from->data == NULL || from->len != (int)length) {
        return false;
    }
    *ip = (ip_address){ .length = (uint8_t)length };
    memcpy(ip->bytes, from->data, length);
    if (is_mapped(ip)) {
        *ip = embedded_ipv4(ip, sizeof mapped);
    }
    return true;
}

/* ---- lists ---- */

static bool read_address(const char *text, ip_address *ip)
{
    ws_in4_addr ipv4;
    ws_in6_addr ipv6;
    *ip = (ip_address){ 0 };
    if (ws_inet_pton4(text, &ipv4)) {
        ip->length = IPV4_LENGTH;
        memcpy(ip->bytes, &ipv4, IPV4_LENGTH);
        return true;
    }
    if (ws_inet_pton6(text, &ipv6)) {
        ip->length = IPV6_LENGTH;
        memcpy(ip->bytes, ipv6.bytes, IPV6_LENGTH);
        return true;
    }
    return false;
}

/* A number from 0 to max, at most 255, in decimal digits only. */
static bool read_prefix(const char *text, unsigned max, uint8_t *prefix)
{
    unsigned value = 0;
    size_t digits = strlen(text);
    if (digits == 0 || digits > 3) {
        return false;
    }
    for (; *text; text++) {
        if (!g_ascii_isdigit(*text)) {
            return false;
        }
        value = value * 10 + (unsigned)(*text - '0');
    }
    *prefix = (uint8_t)MIN(value, max);
    return value <= max;
}

/* Returns NULL, or what is wrong: static. part: is changed. */
static const char *read_network(char *part, network *net)
{
    char *slash = strchr(part, '/');
    if (slash) {
        *slash = '\0';
    }
    if (!read_address(part, &net->ip)) {
        return "is no IPv4 or IPv6 network (ADDRESS/PREFIX-LENGTH) or address";
    }
    unsigned bits = net->ip.length * 8u;
    net->prefix = (uint8_t)bits;
    if (slash && !read_prefix(slash + 1, bits, &net->prefix)) {
        return bits == 32 ? "has no IPv4 prefix length (0 to 32) behind the slash" : "has no IPv6 prefix length (0 to 128) behind the slash";
    }
    if (net->prefix >= MAPPED_PREFIX && is_mapped(&net->ip)) {
        net->ip = embedded_ipv4(&net->ip, sizeof mapped);
        net->prefix = (uint8_t)(net->prefix - MAPPED_PREFIX);
    }
    return NULL;
}

/* Add what a part says. Returns NULL, or a message to be freed by the caller. */
static char *add_part(networks *to, const char *part)
{
    network net;
    char *copy = g_strdup(part);
    const char *wrong = read_network(copy, &net);
    g_free(copy);
    if (!wrong) {
        g_array_append_val(to->list, net);
        return NULL;
    }
    char *shown = text_one_line(part, strlen(part), SHOWN_MAX);
    char *message = g_strdup_printf("\"%s\" %s", shown, wrong);
    g_free(shown);
    return message;
}

networks *networks_new(const char *list, char **error)
{
    networks *result = g_new0(networks, 1);
    result->list = g_array_new(FALSE, FALSE, sizeof(network));
    char **parts = g_strsplit_set(list ? list : "", SEPARATORS, -1);
    char *message = NULL;
    for (char **part = parts; *part && !message; part++) {
        if (**part) {
            message = add_part(result, *part);
        }
    }
    g_strfreev(parts);
    if (message) {
        networks_free(result);
        result = NULL;
    }
    if (error) {
        *error = message;
    } else {
        g_free(message);
    }
    return result;
}

void networks_free(networks *list)
{
    if (list) {
        g_array_free(list->list, TRUE);
        g_free(list);
    }
}

bool networks_hold(const networks *list, const address *ip)
{
    ip_address looked_for;
    if (!list || !from_wireshark(ip, &looked_for)) {
        return false;
    }
    for (guint i = 0; i < list->list->len; i++) {
        const network *net = &g_array_index(list->list, network, i);
        if (net->ip.length == looked_for.length && same_prefix(net->ip.bytes, looked_for.bytes, net->prefix)) {
            return true;
        }
    }
    return false;
}

/* ---- public addresses ---- */

typedef enum {
    NOT_PUBLIC,
    PUBLIC,
    AS_IPV4_AT_2, /* what the IPv4 address in these bytes of it is */
    AS_IPV4_AT_12
} reach;

typedef struct {
    uint8_t bytes[IPV6_LENGTH];
    uint8_t prefix;
    reach reach;
} special_network;

/* IANA IPv4 Special-Purpose Address Registry. Of what matches, the longest prefix counts. What is globally reachable and in none of these is left
 * out. */
static const special_network special_ipv4[] = {
    { { 0 }, 0, PUBLIC },                 /* what the registry does not list */
    { { 0 }, 8, NOT_PUBLIC },             /* RFC 791 section 3.2: this network */
    { { 10 }, 8, NOT_PUBLIC },            /* RFC 1918: private use */
    { { 100, 64 }, 10, NOT_PUBLIC },      /* RFC 6598: shared by the customers of a carrier-grade NAT */
    { { 127 }, 8, NOT_PUBLIC },           /* RFC 1122 section 3.2.1.3: loopback */
    { { 169, 254 }, 16, NOT_PUBLIC },     /* RFC 3927: link local */
    { { 172, 16 }, 12, NOT_PUBLIC },      /* RFC 1918: private use */
    { { 192, 0, 0 }, 24, NOT_PUBLIC },    /* RFC 6890 section 2.1: IETF protocol assignments, but for the next two */
    { { 192, 0, 0, 9 }, 32, PUBLIC },     /* RFC 7723: Port Control Protocol anycast */
    { { 192, 0, 0, 10 }, 32, PUBLIC },    /* RFC 8155: TURN anycast */
    { { 192, 0, 2 }, 24, NOT_PUBLIC },    /* RFC 5737: documentation */
    { { 192, 88, 99 }, 24, NOT_PUBLIC },  /* RFC 7526: relays of 6to4, deprecated */
    { { 192, 168 }, 16, NOT_PUBLIC },     /* RFC 1918: private use */
    { { 198, 18 }, 15, NOT_PUBLIC },      /* RFC 2544: benchmarking */
    { { 198, 51, 100 }, 24, NOT_PUBLIC }, /* RFC 5737: documentation */
    { { 203, 0, 113 }, 24, NOT_PUBLIC },  /* RFC 5737: documentation */
    { { 224 }, 4, NOT_PUBLIC },           /* RFC 5771: multicast */
    { { 240 }, 4, NOT_PUBLIC },           /* RFC 1112 section 4: reserved; RFC 919: limited broadcast */
};

/* IANA IPv6 Special-Purpose Address Registry, the same way; its row of IPv4-mapped addresses (::ffff:0:0/96, RFC 4291) is from_wireshark(). */
static const special_network special_ipv6[] = {
    { { 0 }, 0, NOT_PUBLIC },                                   /* RFC 4291 section 2.4, IANA IPv6 address space: not allocated */
    { { 0 }, 128, NOT_PUBLIC },                                 /* RFC 4291 section 2.5.2: unspecified */
    { { [15] = 1 }, 128, NOT_PUBLIC },                          /* RFC 4291 section 2.5.3: loopback */
    { { 0x00, 0x64, 0xff, 0x9b }, 96, AS_IPV4_AT_12 },          /* RFC 6052 section 3.1: NAT64, of public IPv4 addresses only */
    { { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 48, NOT_PUBLIC }, /* RFC 8215: NAT64 of local use */
    { { 0x01, 0x00 }, 64, NOT_PUBLIC },                         /* RFC 6666: discard only */
    { { 0x01, 0x00, [7] = 0x01 }, 64, NOT_PUBLIC },             /* RFC 9780: dummy prefix */
    { { 0x20 }, 3, PUBLIC },                                    /* RFC 4291 section 2.4, IANA IPv6 address space: global unicast */
    { { 0x20, 0x01 }, 23, NOT_PUBLIC },                         /* RFC 2928: IETF protocol assignments, but for the next ones */
    { { 0x20, 0x01, 0x00, 0x01, [15] = 1 }, 128, PUBLIC },      /* RFC 7723: Port Control Protocol anycast */
    { { 0x20, 0x01, 0x00, 0x01, [15] = 2 }, 128, PUBLIC },      /* RFC 8155: TURN anycast */
    { { 0x20, 0x01, 0x00, 0x01, [15] = 3 }, 128, PUBLIC },      /* RFC 9665: DNS-SD service registration anycast */
    { { 0x20, 0x01, 0x00, 0x03 }, 32, PUBLIC },                 /* RFC 7450: automatic multicast tunneling */
    { { 0x20, 0x01, 0x00, 0x04, 0x01, 0x12 }, 48, PUBLIC },     /* RFC 7535: AS112 */
    { { 0x20, 0x01, 0x00, 0x20 }, 28, PUBLIC },                 /* RFC 7343: ORCHIDv2 */
    { { 0x20, 0x01, 0x00, 0x30 }, 28, PUBLIC },                 /* RFC 9374: drone remote identification */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32, NOT_PUBLIC },             /* RFC 3849: documentation */
    { { 0x20, 0x02 }, 16, AS_IPV4_AT_2 },                       /* RFC 3056 section 2: 6to4 */
    { { 0x3f, 0xff }, 20, NOT_PUBLIC },                         /* RFC 9637: documentation */
    { { 0x5f, 0x00 }, 16, NOT_PUBLIC },                         /* RFC 9602: identifiers of segment routing */
    { { 0xfc }, 7, NOT_PUBLIC },                                /* RFC 4193: unique local */
    { { 0xfe, 0x80 }, 10, NOT_PUBLIC },                         /* RFC 4291 section 2.5.6: link local */
    { { 0xfe, 0xc0 }, 10, NOT_PUBLIC },                         /* RFC 3879: site local, deprecated */
    { { 0xff }, 8, NOT_PUBLIC },                                /* RFC 4291 section 2.7: multicast */
};

/* rows: the first one matches everything. */
static reach reach_of(const ip_address *ip, const special_network *rows, size_t count)
{
    const special_network *longest = rows;
    for (size_t i = 1; i < count; i++) {
        if (rows[i].prefix >= longest->prefix && same_prefix(rows[i].bytes, ip->bytes, rows[i].prefix)) {
            longest = &rows[i];
        }
    }
    return longest->reach;
}

static bool is_public_ipv4(const ip_address *ip)
{
    return reach_of(ip, special_ipv4, G_N_ELEMENTS(special_ipv4)) == PUBLIC;
}

bool networks_address_is_public(const address *ip)
{
    ip_address judged;
    if (!from_wireshark(ip, &judged)) {
        return false;
    }
    if (judged.length == IPV4_LENGTH) {
        return is_public_ipv4(&judged);
    }
    reach found = reach_of(&judged, special_ipv6, G_N_ELEMENTS(special_ipv6));
    if (found == AS_IPV4_AT_2 || found == AS_IPV4_AT_12) {
        ip_address ipv4 = embedded_ipv4(&judged, found == AS_IPV4_AT_2 ? 2 : 12);
        return is_public_ipv4(&ipv4);
    }
    return found == PUBLIC;
}
