/* test_tcp_header.c
 * The TCP header is found behind whatever IP and the link layer put before it, and nothing else is taken for one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "hexadecimal.h"
#include "portlore/tcp_header.h"

/* Packets are written in hexadecimal, a part for each header. */
#define ETHERNET_IPV4 "020000000002020000000001 0800 "
#define ETHERNET_IPV6 "020000000002020000000001 86dd "

#define IPV4(length, fragment, protocol) "4500" length "0000" fragment "40" protocol "0000" "c0000201" "c000020a "
#define IPV4_OPTIONS(length)             "4700" length "0000" "0000" "4006" "0000" "c0000201" "c000020a" "0101010101010101 "
#define IPV6_ADDRESSES                   "20010db8000000000000000000000001" "20010db8000000000000000000000010 "
#define IPV6(length, next)               "60000000" length next "40" IPV6_ADDRESSES

/* 3221 to 50112, 20 bytes of header. */
#define TCP(flags)  "0c95" "c3c0" "00000001" "00000002" "50" flags "ffff00000000 "
#define TCP_WITH_OPTIONS(flags) "0c95" "c3c0" "00000001" "00000002" "60" flags "ffff00000000" "01010101 "

static const uint8_t ipv4[] = { 192, 0, 2, 1, 192, 0, 2, 10 };
static const uint8_t ipv6[] = { 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10 };

typedef struct {
    const char *name;
    const char *packet;
    bool is_ipv6;
    int flags; /* -1: no header is found */
    uint32_t payload_length;
} header_case;

static const header_case cases[] = {
    { "IPv4", ETHERNET_IPV4 IPV4("002c", "0000", "06") TCP("11") "61626364", false, 0x11, 4 },
    { "IPv4 behind no link layer", IPV4("0028", "0000", "06") TCP("02"), false, 0x02, 0 },
    { "padding of Ethernet is no payload", ETHERNET_IPV4 IPV4("0028", "0000", "06") TCP("10") "000000000000", false, 0x10, 0 },
    { "options of IPv4", ETHERNET_IPV4 IPV4_OPTIONS("0033") TCP("18") "616263", false, 0x18, 3 },
    { "options of TCP", ETHERNET_IPV4 IPV4("002e", "0000", "06") TCP_WITH_OPTIONS("19") "6162", false, 0x19, 2 },
    { "no total length, as before segmentation by the network card", ETHERNET_IPV4 IPV4("0000", "0000", "06") TCP("18") "6162636465", false, 0x18, 5 },
    { "a total length that is too short", ETHERNET_IPV4 IPV4("0004", "0000", "06") TCP("18") "6162", false, 0x18, 0 },
    { "first fragment", ETHERNET_IPV4 IPV4("0028", "2000", "06") TCP("10"), false, 0x10, 0 },
    { "later fragment", ETHERNET_IPV4 IPV4("0028", "2001", "06") TCP("10"), false, -1, 0 },
    { "UDP", ETHERNET_IPV4 IPV4("0028", "0000", "11") TCP("10"), false, -1, 0 },
    { "other ports", ETHERNET_IPV4 IPV4("0028", "0000", "06") "0c96" "c3c0" "0000000100000002" "5010" "ffff00000000", false, -1, 0 },
    { "a TCP header that is too short", ETHERNET_IPV4 IPV4("0028", "0000", "06") "0c95" "c3c0" "0000000100000002" "4010" "ffff00000000", false, -1, 0 },
    { "cut before the flags", ETHERNET_IPV4 IPV4("0028", "0000", "06") "0c95" "c3c0" "0000000100000002" "50", false, -1, 0 },
    { "cut behind the flags", ETHERNET_IPV4 IPV4("0029", "0000", "06") "0c95" "c3c0" "0000000100000002" "5001", false, 0x01, 1 },
    { "an IP header that is too short", ETHERNET_IPV4 "4400" "0028" "00000000" "4006" "0000" "c0000201" "c000020a " TCP("10"), false, -1, 0 },
    { "addresses without a header", "c0000201" "c000020a " TCP("10"), false, -1, 0 },
    { "a tunnel between the same addresses", ETHERNET_IPV4 IPV4("0040", "0000", "04") IPV4("002c", "0000", "06") TCP("11") "61626364", false, 0x11, 4 },
    { "what looks like a packet in the payload", ETHERNET_IPV4 IPV4("0050", "0000", "06") TCP("10") IPV4("0028", "0000", "06") TCP("04"), false, 0x10, 40 },
    { "IPv6", ETHERNET_IPV6 IPV6("0016", "06") TCP("11") "6162", true, 0x11, 2 },
    { "jumbogram", ETHERNET_IPV6 IPV6("0000", "06") TCP("10") "616263", true, 0x10, 3 },
    { "hop-by-hop and destination options",
      ETHERNET_IPV6 IPV6("002d", "00") "3c00010400000000 " "0601010400000000" "0000000000000000 " TCP("04") "61", true, 0x04, 1 },
    { "first fragment of IPv6", ETHERNET_IPV6 IPV6("001c", "2c") "0600000100000007 " TCP("10"), true, 0x10, 0 },
    { "later fragment of IPv6", ETHERNET_IPV6 IPV6("001c", "2c") "0600000900000007 " TCP("10"), true, -1, 0 },
    { "authentication header", ETHERNET_IPV6 IPV6("0024", "33") "0602000000000001" "0000000100000000 " TCP("01"), true, 0x01, 0 },
    { "encrypted payload", ETHERNET_IPV6 IPV6("0024", "32") "0602000000000001" "0000000100000000 " TCP("01"), true, -1, 0 },
    { "extension headers without end", ETHERNET_IPV6 IPV6("0010", "00") "0000010400000000 " "0000010400000000", true, -1, 0 },
    { "an extension header beyond the packet", ETHERNET_IPV6 IPV6("0010", "00") "00ff010400000000 ", true, -1, 0 },
    { "empty", "", false, -1, 0 },
};

static tcp_header_endpoints endpoints_of(bool is_ipv6)
{
    size_t length = is_ipv6 ? 16 : 4;
    const uint8_t *addresses = is_ipv6 ? ipv6 : ipv4;
    return (tcp_header_endpoints){ addresses, addresses + length, length, 3221, 50112 };
}

static void test_cases(void)
{
    unsigned texts = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length;
        uint8_t *packet = from_hexadecimal(cases[i].packet, &length);
        tcp_header_endpoints endpoints = endpoints_of(cases[i].is_ipv6);
        tcp_header header;
        bool found = tcp_header_find(packet, length, length, &endpoints, &header);
        if (found != (cases[i].flags >= 0) || header.flags != MAX(cases[i].flags, 0) || header.payload_length != cases[i].payload_length) {
            g_test_message("%s: found %d, flags %02x, %u bytes", cases[i].name, found, header.flags, header.payload_length);
            g_test_fail();
        }
        g_assert_cmpuint(header.sequence, ==, found ? 1 : 0);
        g_assert_cmpuint(header.acknowledgment, ==, found ? 2 : 0);
        g_assert_true(found == (header.payload_offset != 0));
        bool is_text = header.payload_length > 0 && header.payload_length <= 5 && header.payload_offset < length;
        g_assert_cmpuint(is_text ? packet[header.payload_offset] : 'a', ==, 'a');
        texts += is_text;
        g_free(packet);
    }
    g_assert_cmpuint(texts, ==, 8);
}

/* However short the capture is cut, nothing behind it is read (a sanitizer watches), and no other flags come out. */
static void test_cuts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length;
        uint8_t *packet = from_hexadecimal(cases[i].packet, &length);
        tcp_header_endpoints endpoints = endpoints_of(cases[i].is_ipv6);
        for (size_t captured = 0; captured < length; captured++) {
            uint8_t *cut = g_memdup2(packet, captured);
            tcp_header header;
            if (tcp_header_find(cut, captured, length, &endpoints, &header)) {
                g_assert_cmpint(header.flags, ==, cases[i].flags);
                g_assert_cmpuint(header.payload_length, ==, cases[i].payload_length);
            }
            g_free(cut);
        }
        g_free(packet);
    }
}

static void test_addresses_of_no_ip(void)
{
    tcp_header_endpoints endpoints = endpoints_of(false);
    endpoints.address_length = 8;
    tcp_header header;
    g_assert_false(tcp_header_find(ipv4, sizeof ipv4, sizeof ipv4, &endpoints, &header));
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tcp-header/cases", test_cases);
    g_test_add_func("/tcp-header/cuts", test_cuts);
    g_test_add_func("/tcp-header/addresses-of-no-ip", test_addresses_of_no_ip);
    return g_test_run();
}
