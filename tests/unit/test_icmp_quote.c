/* test_icmp_quote.c
 * The conversation that an ICMP unreachable answers is read from what it quotes, whatever stands before it, and from nothing else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "hexadecimal.h"
#include "portlore/icmp_quote.h"

/* Packets are written in hexadecimal, a part for each header. The client 192.0.2.10 or 2001:db8::10 hears from 192.0.2.1 or 2001:db8::1 that its
 * packet to 198.51.100.7 or 2001:db8:7::7 did not arrive. */
#define ETHERNET_IPV4 "020000000002020000000001 0800 "
#define ETHERNET_IPV6 "020000000002020000000001 86dd "

#define IPV4(length, fragment, protocol) "4500" length "0000" fragment "40" protocol "0000" "c0000201" "c000020a "
#define IPV4_OPTIONS(length)             "4700" length "0000" "0000" "4001" "0000" "c0000201" "c000020a" "0101010101010101 "
#define IPV6_ADDRESSES                   "20010db8000000000000000000000001" "20010db8000000000000000000000010 "
#define IPV6(length, next)               "60000000" length next "40" IPV6_ADDRESSES

#define ICMP(type, code) type code "0000" "00000000 "

#define QUOTED_ADDRESSES                 "c000020a" "c6336407 "
#define QUOTED_IPV4(fragment, protocol)  "4500" "0040" "0000" fragment "3f" protocol "0000" QUOTED_ADDRESSES
#define QUOTED_IPV4_OPTIONS(protocol)    "4700" "0040" "0000" "0000" "3f" protocol "0000" QUOTED_ADDRESSES "0101010101010101 "
#define QUOTED_IPV6_ADDRESSES            "20010db8000000000000000000000010" "20010db8000700000000000000000007 "
#define QUOTED_IPV6(next)                "60000000" "0040" next "3f" QUOTED_IPV6_ADDRESSES

/* 50112 to 3221: the first eight bytes of TCP; a header of UDP. */
#define TCP "c3c0" "0c95" "00000001 "
#define UDP "c3c0" "0c95" "002c" "0000 "

static const uint8_t ipv4_source[] = { 192, 0, 2, 1 };
static const uint8_t ipv4_destination[] = { 192, 0, 2, 10 };
static const uint8_t ipv4_target[16] = { 198, 51, 100, 7 };
static const uint8_t ipv6_source[] = { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01 };
static const uint8_t ipv6_destination[] = { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10 };
static const uint8_t ipv6_target[16] = { 0x20, 0x01, 0x0d, 0xb8, 0, 0x07, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x07 };

typedef struct {
    const char *name;
    const char *packet;
    bool is_ipv6;
    int transport; /* 6: TCP, 17: UDP; 0: nothing is found */
    uint8_t code;
    size_t enough; /* bytes up to and with the quoted ports */
} quote_case;

static const quote_case cases[] = {
    { "TCP", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 6, 3, 66 },
    { "UDP", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "11") UDP, false, 17, 3, 66 },
    { "no link layer", IPV4("0038", "0000", "01") ICMP("03", "01") QUOTED_IPV4("0000", "06") TCP, false, 6, 1, 52 },
    { "a code without a name", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "ff") QUOTED_IPV4("0000", "06") TCP, false, 6, 255, 66 },
    { "more than eight bytes are quoted",
      ETHERNET_IPV4 IPV4("0044", "0000", "01") ICMP("03", "0d") QUOTED_IPV4("0000", "06") TCP "0000000050020400" "00000000", false, 6, 13, 66 },
    { "options of IPv4", ETHERNET_IPV4 IPV4_OPTIONS("0040") ICMP("03", "00") QUOTED_IPV4("0000", "06") TCP, false, 6, 0, 74 },
    { "options in the quoted header", ETHERNET_IPV4 IPV4("0040", "0000", "01") ICMP("03", "00") QUOTED_IPV4_OPTIONS("11") UDP, false, 17, 0, 74 },
    { "first fragment", ETHERNET_IPV4 IPV4("0038", "2000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 6, 3, 66 },
    { "later fragment", ETHERNET_IPV4 IPV4("0038", "0001", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "first fragment quoted", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("2000", "11") UDP, false, 17, 3, 66 },
    { "later fragment quoted", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("2001", "11") UDP, false, 0, 0, 0 },
    { "no total length", ETHERNET_IPV4 IPV4("0000", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 6, 3, 66 },
    { "the message ends with the ports", ETHERNET_IPV4 IPV4("0034", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 6, 3, 66 },
    { "the message ends in the ports", ETHERNET_IPV4 IPV4("0033", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "the message ends in its header", ETHERNET_IPV4 IPV4("001b", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "a quoted total length that was changed",
      ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") "4500" "0004" "0000" "0000" "3f06" "0000" QUOTED_ADDRESSES TCP, false, 6, 3, 66 },
    { "fragmentation needed", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "04") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "time exceeded", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("0b", "00") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "ICMPv6's type in ICMP", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("01", "04") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "ICMPv6 behind IPv4", ETHERNET_IPV4 IPV4("0038", "0000", "3a") ICMP("01", "04") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "ICMP quoted", ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "01") QUOTED_IPV4("0000", "01") "0800" "0000" "00010001", false, 0, 0, 0 },
    { "IPv6 quoted by ICMP", ETHERNET_IPV4 IPV4("004c", "0000", "01") ICMP("03", "03") QUOTED_IPV6("06") TCP, false, 0, 0, 0 },
    { "a quoted header that is too short",
      ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") "4400" "0040" "0000" "0000" "3f06" "0000" QUOTED_ADDRESSES TCP, false, 0, 0, 0 },
    { "a quoted packet of another host",
      ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") "4500" "0040" "0000" "0000" "3f06" "0000" "c000020b" "c6336407 " TCP,
      false, 0, 0, 0 },
    { "a quoted packet in the direction of the answer",
      ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") IPV4("0028", "0000", "06") TCP, false, 0, 0, 0 },
    { "a tunnel between the same addresses",
      ETHERNET_IPV4 IPV4("004c", "0000", "04") IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 6, 3, 86 },
    { "what looks like ICMP in a payload of TCP",
      ETHERNET_IPV4 IPV4("0060", "0000", "06") "0c95c3c0" "0000000100000002" "5010ffff00000000 " IPV4("0038", "0000", "01") ICMP("03", "03")
          QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "what looks like ICMP in a payload of UDP",
      ETHERNET_IPV4 IPV4("0054", "0000", "11") "0c95c3c0" "00400000 " IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP,
      false, 0, 0, 0 },
    { "what looks like ICMP in the payload of an echo",
      ETHERNET_IPV4 IPV4("0054", "0000", "01") ICMP("08", "00") IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP,
      false, 0, 0, 0 },
    { "a packet of another sender",
      ETHERNET_IPV4 "4500" "0038" "0000" "0000" "4001" "0000" "c0000202" "c000020a " ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "a packet to another host",
      ETHERNET_IPV4 "4500" "0038" "0000" "0000" "4001" "0000" "c0000201" "c000020b " ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "another version of IP",
      ETHERNET_IPV4 "5500" "0038" "0000" "0000" "4001" "0000" "c0000201" "c000020a " ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "another version of IP quoted",
      ETHERNET_IPV4 IPV4("0038", "0000", "01") ICMP("03", "03") "6500" "0040" "0000" "0000" "3f06" "0000" QUOTED_ADDRESSES TCP, false, 0, 0, 0 },
    { "addresses without a header", "c0000201" "c000020a " ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 },
    { "TCP over IPv6", ETHERNET_IPV6 IPV6("0038", "3a") ICMP("01", "04") QUOTED_IPV6("06") TCP, true, 6, 4, 106 },
    { "UDP over IPv6", ETHERNET_IPV6 IPV6("0038", "3a") ICMP("01", "00") QUOTED_IPV6("11") UDP, true, 17, 0, 106 },
    { "code 4 of ICMPv6 is a refusal, other than ICMP's", IPV6("0038", "3a") ICMP("01", "04") QUOTED_IPV6("11") UDP, true, 17, 4, 92 },
    { "extension headers",
      ETHERNET_IPV6 IPV6("0048", "00") "3c00010400000000 " "3a00010400000000 " ICMP("01", "03") QUOTED_IPV6("06") TCP, true, 6, 3, 122 },
    { "extension headers in the quoted packet",
      ETHERNET_IPV6 IPV6("0050", "3a") ICMP("01", "03") QUOTED_IPV6("00") "3c00010400000000 " "0601010400000000" "0000000000000000 " TCP,
      true, 6, 3, 130 },
    { "authentication header quoted",
      ETHERNET_IPV6 IPV6("0048", "3a") ICMP("01", "01") QUOTED_IPV6("33") "0602000000000001" "0000000100000000 " TCP, true, 6, 1, 122 },
    { "encrypted payload quoted",
      ETHERNET_IPV6 IPV6("0048", "3a") ICMP("01", "01") QUOTED_IPV6("32") "0602000000000001" "0000000100000000 " TCP, true, 0, 0, 0 },
    { "first fragment of IPv6 quoted",
      ETHERNET_IPV6 IPV6("0040", "3a") ICMP("01", "04") QUOTED_IPV6("2c") "1100000100000007 " UDP, true, 17, 4, 114 },
    { "first fragment of IPv6 whose reserved byte is set",
      ETHERNET_IPV6 IPV6("0040", "3a") ICMP("01", "04") QUOTED_IPV6("2c") "1105000100000007 " UDP, true, 17, 4, 114 },
    { "no payload length", ETHERNET_IPV6 IPV6("0000", "3a") ICMP("01", "04") QUOTED_IPV6("06") TCP, true, 6, 4, 106 },
    { "another version of IP instead of IPv6",
      ETHERNET_IPV6 "40000000" "0038" "3a" "40" IPV6_ADDRESSES ICMP("01", "04") QUOTED_IPV6("06") TCP, true, 0, 0, 0 },
    { "another version of IP quoted by ICMPv6",
      ETHERNET_IPV6 IPV6("0038", "3a") ICMP("01", "04") "40000000" "0040" "06" "3f" QUOTED_IPV6_ADDRESSES TCP, true, 0, 0, 0 },
    { "later fragment of IPv6 quoted", ETHERNET_IPV6 IPV6("0040", "3a") ICMP("01", "04") QUOTED_IPV6("2c") "1100000900000007 " UDP, true, 0, 0, 0 },
    { "later fragment of IPv6", ETHERNET_IPV6 IPV6("0040", "2c") "3a00000900000007 " ICMP("01", "04") QUOTED_IPV6("11") UDP, true, 0, 0, 0 },
    { "extension headers without end", ETHERNET_IPV6 IPV6("0040", "3a") ICMP("01", "04") QUOTED_IPV6("00") "0000010400000000 ", true, 0, 0, 0 },
    { "an extension header beyond the packet",
      ETHERNET_IPV6 IPV6("0038", "3a") ICMP("01", "04") QUOTED_IPV6("00") "06ff010400000000 ", true, 0, 0, 0 },
    { "another extension header behind one beyond the packet",
      ETHERNET_IPV6 IPV6("0038", "3a") ICMP("01", "04") QUOTED_IPV6("00") "00ff010400000000 ", true, 0, 0, 0 },
    { "packet too big", ETHERNET_IPV6 IPV6("0038", "3a") ICMP("02", "00") QUOTED_IPV6("06") TCP, true, 0, 0, 0 },
    { "ICMP's type in ICMPv6", ETHERNET_IPV6 IPV6("0038", "3a") ICMP("03", "00") QUOTED_IPV6("06") TCP, true, 0, 0, 0 },
    { "ICMP behind IPv6", ETHERNET_IPV6 IPV6("0038", "01") ICMP("03", "03") QUOTED_IPV6("06") TCP, true, 0, 0, 0 },
    { "IPv4 quoted by ICMPv6",
      ETHERNET_IPV6 IPV6("0038", "3a") ICMP("01", "04") QUOTED_IPV4("0000", "06") TCP "000000000000000000000000", true, 0, 0, 0 },
    { "a quoted packet of another IPv6 host",
      ETHERNET_IPV6 IPV6("0038", "3a") ICMP("01", "04") "60000000" "0040" "06" "3f" "20010db8000000000000000000000011"
          "20010db8000700000000000000000007 " TCP, true, 0, 0, 0 },
    { "empty", "", false, 0, 0, 0 },
};

static icmp_quote_addresses addresses_of(bool is_ipv6)
{
    return is_ipv6 ? (icmp_quote_addresses){ ipv6_source, ipv6_destination, sizeof ipv6_source }
                   : (icmp_quote_addresses){ ipv4_source, ipv4_destination, sizeof ipv4_source };
}

static bool is_zero(const icmp_quote *quote)
{
    static const uint8_t zero[sizeof quote->source];
    return quote->transport == 0 && quote->address_length == 0 && memcmp(quote->source, zero, sizeof zero) == 0 &&
           memcmp(quote->destination, zero, sizeof zero) == 0 && quote->source_port == 0 && quote->destination_port == 0 && quote->code == 0;
}

static bool is_expected(const quote_case *expected, const icmp_quote *quote)
{
    uint8_t client[ICMP_QUOTE_ADDRESS_MAX] = { 0 };
    size_t length = expected->is_ipv6 ? 16 : 4;
    memcpy(client, expected->is_ipv6 ? ipv6_destination : ipv4_destination, length);
    const uint8_t *target = expected->is_ipv6 ? ipv6_target : ipv4_target;
    return (int)quote->transport == expected->transport && quote->address_length == length && memcmp(quote->source, client, sizeof client) == 0 &&
           memcmp(quote->destination, target, sizeof quote->destination) == 0 && quote->source_port == 50112 && quote->destination_port == 3221 &&
           quote->code == expected->code;
}

/* captured: bytes of the packet, in memory of that length: a sanitizer watches that nothing behind it is read. */
static void check(const quote_case *expected, const uint8_t *packet, size_t captured)
{
    uint8_t *cut = g_memdup2(packet, captured);
    icmp_quote_addresses addresses = addresses_of(expected->is_ipv6);
    icmp_quote quote;
    memset(&quote, 0xff, sizeof quote);
    bool found = icmp_quote_find(cut, captured, &addresses, &quote);
    bool wanted = expected->transport != 0 && captured >= expected->enough;
    if (found != wanted || !(found ? is_expected(expected, &quote) : is_zero(&quote))) {
        g_test_message("%s, %" G_GSIZE_FORMAT " bytes: found %d, transport %d, %u to %u, code %u", expected->name, captured, found,
                       (int)quote.transport, quote.source_port, quote.destination_port, quote.code);
        g_test_fail();
    }
    g_free(cut);
}

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length;
        uint8_t *packet = from_hexadecimal(cases[i].packet, &length);
        check(&cases[i], packet, length);
        g_free(packet);
    }
}

/* However short the capture is cut: the same quote once its ports are there, and none before. */
static void test_cuts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length;
        uint8_t *packet = from_hexadecimal(cases[i].packet, &length);
        for (size_t captured = 0; captured < length; captured++) {
            check(&cases[i], packet, captured);
        }
        g_free(packet);
    }
}

/* What stands behind the message on the wire does not complete it. */
static void test_padding_of_the_link_layer(void)
{
    static const quote_case cut_by_length = {
        "padding", ETHERNET_IPV4 IPV4("0030", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") "000000000000", false, 0, 0, 0
    };
    size_t length;
    uint8_t *packet = from_hexadecimal(cut_by_length.packet, &length);
    check(&cut_by_length, packet, length);
    g_free(packet);
}

/* The addresses end with the last byte that is looked at, and one byte behind it. */
static void test_look_ahead(void)
{
    static const quote_case near = { "near", IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 6, 3, 0 };
    static const quote_case far = { "far", IPV4("0038", "0000", "01") ICMP("03", "03") QUOTED_IPV4("0000", "06") TCP, false, 0, 0, 0 };
    size_t length;
    uint8_t *packet = from_hexadecimal(near.packet, &length);
    uint8_t behind[ICMP_QUOTE_LOOK_AHEAD + 64] = { 0 };
    memcpy(behind + ICMP_QUOTE_LOOK_AHEAD - 20, packet, length);
    check(&near, behind, ICMP_QUOTE_LOOK_AHEAD - 20 + length);
    memset(behind, 0, sizeof behind);
    memcpy(behind + ICMP_QUOTE_LOOK_AHEAD - 19, packet, length);
    check(&far, behind, ICMP_QUOTE_LOOK_AHEAD - 19 + length);
    g_free(packet);
}

static void test_addresses_of_no_ip(void)
{
    size_t length;
    uint8_t *packet = from_hexadecimal(cases[0].packet, &length);
    for (size_t address_length = 0; address_length <= 20; address_length++) {
        icmp_quote_addresses addresses = { packet, packet, address_length };
        icmp_quote quote;
        g_assert_false(icmp_quote_find(packet, length, &addresses, &quote));
    }
    g_free(packet);
}

static void check_names(size_t address_length, const char *const *expected, size_t count)
{
    for (unsigned code = 0; code <= UINT8_MAX; code++) {
        icmp_quote quote = { .address_length = address_length, .code = (uint8_t)code };
        g_assert_cmpstr(icmp_quote_code_name(&quote), ==, code < count ? expected[code] : "destination unreachable");
    }
}

static void test_code_names(void)
{
    static const char *const icmp[] = { "network unreachable", "host unreachable", "protocol unreachable", "port unreachable", "fragmentation needed",
                                        "source route failed", "destination network unknown", "destination host unknown", "source host isolated",
                                        "network administratively prohibited", "host administratively prohibited",
                                        "network unreachable for this type of service", "host unreachable for this type of service",
                                        "administratively prohibited", "host precedence violation", "precedence cutoff in effect" };
    static const char *const icmpv6[] = { "no route to destination", "administratively prohibited", "beyond the scope of the source address",
                                          "address unreachable", "port unreachable", "source address failed the ingress or egress policy",
                                          "route to destination rejected", "error in the source routing header", "headers too long" };
    check_names(4, icmp, G_N_ELEMENTS(icmp));
    check_names(16, icmpv6, G_N_ELEMENTS(icmpv6));
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/icmp-quote/cases", test_cases);
    g_test_add_func("/icmp-quote/cuts", test_cuts);
    g_test_add_func("/icmp-quote/padding-of-the-link-layer", test_padding_of_the_link_layer);
    g_test_add_func("/icmp-quote/look-ahead", test_look_ahead);
    g_test_add_func("/icmp-quote/addresses-of-no-ip", test_addresses_of_no_ip);
    g_test_add_func("/icmp-quote/code-names", test_code_names);
    return g_test_run();
}
