/* test_identify.c
 * What the first bytes of a conversation are taken for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/identify.h"

typedef struct {
    const char *why;
    const char *bytes;
    size_t length; /* 0: up to the NUL */
    identify_answer answer;
} identify_case;

#define YES   IDENTIFY_JUNOS_XML
#define NO    IDENTIFY_OTHER
#define MAYBE IDENTIFY_UNDECIDED

static const identify_case cases[] = {
    { "no bytes", "", 0, MAYBE },
    { "server's start", "<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n<junoscript os=\"JUNOS\" version=\"1.0\">\n", 0, YES },
    { "declaration alone", "<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n", 0, YES },
    { "declaration cut", "<?xml vers", 0, YES },
    { "one byte", "<", 0, YES },
    { "name cut", "<juno", 0, YES },
    { "another name cut", "<html", 0, MAYBE },
    { "byte order mark", "\xef\xbb\xbf<?xml version='1.0'?><junoscript>", 0, YES },
    { "white space first", "\r\n \t<rpc><get-configuration/></rpc>", 0, YES },
    { "prefix", "<xnm:rpc xmlns=\"\"><get-chassis-inventory/></xnm:rpc>", 0, YES },
    { "comment first, then hello", "<!-- user root, class super-user -->\n<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">", 0, YES },
    { "middle of a reply", "<name>ge-0/0/0</name><admin-status>up</admin-status>", 0, MAYBE },
    { "middle of a reply, then its end", "<name>ge-0/0/0</name></interface></rpc-reply>\n", 0, YES },
    { "text, then a request", "ge-0/0/0</name></x><rpc><command>show version</command></rpc>", 0, YES },
    { "element inside a comment is none", "<a/><!-- <rpc> -->", 0, MAYBE },
    { "element inside a CDATA section is none", "<a><![CDATA[<rpc>]]></a>", 0, MAYBE },
    { "white space only", "\n", 0, MAYBE },
    { "text", "login: ", 0, MAYBE },
    { "another XML document", "<?xml version='1.0'?><stream:stream to='example.org'>", 0, NO },
    { "web page", "<!DOCTYPE html><html><body>", 0, MAYBE },
    { "SSH", "SSH-2.0-OpenSSH_9.2\r\n", 0, NO },
    { "HTTP request with XML in it", "POST /rpc HTTP/1.1\r\n\r\n<rpc/>", 0, NO },
    { "HTTP response", "HTTP/1.1 200 OK\r\n", 0, NO },
    { "TLS", "\x16\x03\x01\x00\x05<rpc>", 10, NO },
    { "zeros", "\0\0\0\0<rpc>", 9, NO },
    { "telnet", "\xff\xfb\x01\xff\xfb\x03", 0, NO },
};

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const identify_case *one = &cases[i];
        size_t length = one->length ? one->length : strlen(one->bytes);
        /* At the end of a heap block, so that a sanitizer sees a byte read too far. */
        uint8_t *bytes = g_memdup2(one->bytes, length);
        identify_answer answer = identify_junos_xml(bytes, length);
        g_free(bytes);
        if (answer != one->answer) {
            g_test_message("%s: %d, expected %d", one->why, (int)answer, (int)one->answer);
            g_test_fail();
        }
    }
}

/* Where a session is cut must not turn it into something else. */
static void test_every_prefix(void)
{
    static const char session[] = "\n<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n<!-- a > b -->\n<junoscript version=\"1.0\" hostname='r1>'>\n<rpc>";
    for (size_t length = 2; length < sizeof session; length++) {
        g_assert_cmpint(identify_junos_xml((const uint8_t *)session, length), ==, IDENTIFY_JUNOS_XML);
    }
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identify/cases", test_cases);
    g_test_add_func("/identify/every-prefix", test_every_prefix);
    return g_test_run();
}
