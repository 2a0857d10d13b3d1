/* test_tls_handshake.c
 * The facts of a handshake, however its bytes are cut.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls_cases.h"

static void expect_lines(const char *name, const char *how, size_t number, const char *expected, char *lines)
{
    if (strcmp(lines, expected) != 0) {
        g_test_message("%s, %s %zu:\n%s-- expected:\n%s", name, how, number, lines, expected);
        g_test_fail();
    }
    g_free(lines);
}

static void test_whole(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        talk made = talk_of(cases[i].pieces);
        expect_lines(cases[i].name, "whole", 0, cases[i].lines, talk_run(&made, TALK_WHOLE, false));
        talk_free(&made);
    }
}

static void test_segments(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        talk made = talk_of(cases[i].pieces);
        for (size_t segment = 1; segment <= 16; segment++) {
            expect_lines(cases[i].name, "segments of", segment, cases[i].lines, talk_run(&made, segment, false));
        }
        talk_free(&made);
    }
}

/* Each packet in two, at every byte. */
static void test_cuts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        talk made = talk_of(cases[i].pieces);
        size_t longest = 0;
        for (size_t k = 0; k < made.count; k++) {
            longest = MAX(longest, made.packets[k].bytes->len);
        }
        for (size_t cut = 1; cut < longest; cut++) {
            expect_lines(cases[i].name, "cut at", cut, cases[i].lines, talk_run(&made, cut, false));
        }
        talk_free(&made);
    }
}

/* The hellos tell who is the client, whatever the caller takes for it. */
static void test_sides(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (strstr(cases[i].lines, "-hello")) {
            talk made = talk_of(cases[i].pieces);
            expect_lines(cases[i].name, "sides changed", 0, cases[i].lines, talk_run(&made, TALK_WHOLE, true));
            talk_free(&made);
        }
    }
}

/* Cut the records of the handshake that are in clear into shorter ones. */
static void shorten_records(talk *made, size_t length)
{
    bool encrypted[TLS_SIDES] = { false, false };
    for (size_t i = 0; i < made->count; i++) {
        talk_packet *packet = &made->packets[i];
        GByteArray *shorter = g_byte_array_new();
        for (const guint8 *record = packet->bytes->data; record < packet->bytes->data + packet->bytes->len;) {
            size_t content = (size_t)record[3] << 8 | record[4];
            size_t step = record[0] == 0x16 && !encrypted[packet->side] ? length : MAX(content, 1);
            for (size_t at = 0; at < content; at += step) {
                size_t part = MIN(step, content - at);
                guint8 header[5] = { record[0], record[1], record[2], (guint8)(part >> 8), (guint8)part };
                g_byte_array_append(shorter, header, sizeof header);
                g_byte_array_append(shorter, record + 5 + at, (guint)part);
            }
            encrypted[packet->side] |= record[0] == 0x14;
            record += 5 + content;
        }
        g_byte_array_free(packet->bytes, TRUE);
        packet->bytes = shorter;
    }
}

static void test_records(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (strstr(cases[i].lines, "record 03") && !strstr(cases[i].lines, "ssl2-form")) {
            for (size_t length = 1; length < 60; length++) {
                talk made = talk_of(cases[i].pieces);
                shorten_records(&made, length);
                expect_lines(cases[i].name, "records of", length, cases[i].lines, talk_run(&made, TALK_WHOLE, false));
                talk_free(&made);
            }
        }
    }
}

/* However the bytes are changed, nothing behind them is read (a sanitizer watches), and the cuts make no difference. */
static void test_mutations(void)
{
    static const guint8 changes[] = { 0x01, 0x10, 0x80, 0xff };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        talk made = talk_of(cases[i].pieces);
        for (size_t k = 0; k < made.count; k++) {
            GByteArray *bytes = made.packets[k].bytes;
            for (size_t at = 0; at < bytes->len; at++) {
                for (size_t c = 0; c < G_N_ELEMENTS(changes); c++) {
                    bytes->data[at] ^= changes[c];
                    char *whole = talk_run(&made, TALK_WHOLE, false);
                    expect_lines(cases[i].name, "changed at", at, whole, talk_run(&made, 1, false));
                    g_free(whole);
                    bytes->data[at] ^= changes[c];
                }
            }
        }
        talk_free(&made);
    }
}

/* Limits */

static const tls_facts *facts_of(talk_listener *listener, const talk_piece *pieces)
{
    talk made = talk_of(pieces);
    *listener = talk_listen();
    for (size_t i = 0; i < made.count; i++) {
        talk_push_packet(listener, &made.packets[i], (uint32_t)i + 1, TALK_WHOLE, false);
    }
    talk_free(&made);
    return tls_handshake_facts(listener->handshake);
}

/* 33 versions, 65 groups, 17 protocols, a name of 300 bytes; 17 certificates; 9 alerts. */
static void test_lists(void)
{
    static const talk_piece pieces[] = {
        { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 {33 c02f}] [1 00] [2 002b [2 [1 {33 0303}]] 000a [2 [2 {65 0017}]] "
                                               "0010 [2 [2 {17 0161}]] 0000 [2 [2 00 [2 {300 61}]]]]")) },
        { 'S', SERVER_HELLO("0303", "c02f", "") HANDSHAKE("0303", MESSAGE("0b", "[3 {17 000001 30}]")) "{9 15 0303 0002 0100}" },
    };
    talk_listener listener;
    const tls_facts *facts = facts_of(&listener, (const talk_piece[]){ pieces[0], pieces[1], { 0, NULL } });
    g_assert_cmpuint(facts->client_hello.suite_count, ==, 33);
    g_assert_cmpuint(facts->client_hello.version_count, ==, 32);
    g_assert_cmpuint(facts->client_hello.group_count, ==, 64);
    g_assert_cmpuint(facts->client_hello.alpn_count, ==, 16);
    g_assert_cmpuint(strlen(facts->client_hello.server_name), ==, 255);
    g_assert_true(g_str_has_suffix(facts->client_hello.server_name, "a\xe2\x80\xa6"));
    g_assert_cmpuint(facts->certificates[TLS_SERVER].count, ==, 16);
    g_assert_cmpuint(facts->certificates[TLS_SERVER].omitted, ==, 1);
    g_assert_cmpuint(facts->alert_count, ==, 8);
    g_assert_cmpuint(facts->alerts_seen, ==, 9);
    g_free(talk_lines(&listener));
}

/* Text of a packet is shown as it is, but for what would not be a line of UTF-8. */
static void test_text(void)
{
    static const talk_piece pieces[] = {
        { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 c02f] [1 00] [2 0000 [2 [2 01 [2 'x'] 00 [2 '%s'0a ff 'b']]] "
                                               "0010 [2 [2 [1 'a'00]]]]")) },
        { 0, NULL },
    };
    talk_listener listener;
    const tls_facts *facts = facts_of(&listener, pieces);
    g_assert_cmpstr(facts->client_hello.server_name, ==,
                    "%s \xef\xbf\xbd"
                    "b");
    g_assert_cmpstr(facts->client_hello.alpn[0], ==, "a\xef\xbf\xbd");
    g_free(talk_lines(&listener));
}

/* Of a prime, zeros in front do not count. */
static void test_prime_bits(void)
{
    static const struct {
        const char *exchange;
        uint32_t bits;
    } primes[] = {
        { HANDSHAKE("0303", MESSAGE("0c", "[2 80 {255 01}] [2 02] [2 03]")), 2048 },
        { HANDSHAKE("0303", MESSAGE("0c", "[2 7f {255 01}] [2 02] [2 03]")), 2047 },
        { HANDSHAKE("0303", MESSAGE("0c", "[2 00 7f {255 01}] [2 02] [2 03]")), 2047 },
        { HANDSHAKE("0303", MESSAGE("0c", "[2 01 {128 00}] [2 02] [2 03]")), 1025 },
        { HANDSHAKE("0303", MESSAGE("0c", "[2 01] [2 02] [2 03]")), 1 },
        { HANDSHAKE("0303", MESSAGE("0c", "[2 0000] [2 02] [2 03]")), 0 },
        { HANDSHAKE("0303", MESSAGE("0c", "[2] [2 02] [2 03]")), 0 },
        { HANDSHAKE("0303", MESSAGE("0c", "0100 ff")), 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(primes); i++) {
        talk_piece pieces[] = { { 'S', SERVER_HELLO("0303", "009e", GOOD_EXTENSIONS) }, { 'S', primes[i].exchange }, { 0, NULL } };
        talk_listener listener;
        const tls_facts *facts = facts_of(&listener, pieces);
        g_assert_cmpuint(facts->key_exchange.frame, ==, 2);
        g_assert_cmpuint(facts->key_exchange.dh_bits, ==, primes[i].bits);
        g_free(talk_lines(&listener));
    }
}

/* A message of the handshake with this type, whose body is made of zeros behind its head, in records of 16384 bytes. */
static void push_long(talk_listener *listener, guint8 type, size_t length, const guint8 *head, size_t head_length)
{
    GByteArray *message = g_byte_array_new();
    guint8 header[] = { type, (guint8)(length >> 16), (guint8)(length >> 8), (guint8)length };
    g_byte_array_append(message, header, sizeof header);
    g_byte_array_append(message, head, (guint)head_length);
    g_byte_array_set_size(message, (guint)(sizeof header + length));
    memset(message->data + sizeof header + head_length, 0, length - head_length);
    for (size_t at = 0; at < message->len; at += 16384) {
        size_t part = MIN(16384, message->len - at);
        guint8 record[5] = { 0x16, 3, 3, (guint8)(part >> 8), (guint8)part };
        talk_push(listener, TLS_SERVER, 3, record, sizeof record);
        talk_push(listener, TLS_SERVER, 3, message->data + at, part);
    }
    g_byte_array_free(message, TRUE);
}

static const talk_piece hellos[] = {
    { 'C', CLIENT_HELLO("0303", "c02f") },
    { 'S', SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) },
    { 0, NULL },
};

static void test_certificate_length(void)
{
    for (size_t length = TLS_FACTS_CERTIFICATE_MAX; length <= TLS_FACTS_CERTIFICATE_MAX + 1; length++) {
        talk_listener listener;
        const tls_certificate_list *list = &facts_of(&listener, hellos)->certificates[TLS_SERVER];
        size_t certificates = length + 3;
        guint8 head[] = { (guint8)(certificates >> 16), (guint8)(certificates >> 8), (guint8)certificates,
                          (guint8)(length >> 16),       (guint8)(length >> 8),       (guint8)length };
        push_long(&listener, 11, certificates + 3, head, sizeof head);
        g_assert_cmpuint(list->frame, ==, 3);
        g_assert_cmpuint(list->count, ==, length <= 65536 ? 1 : 0);
        g_assert_cmpuint(list->omitted, ==, length <= 65536 ? 0 : 1);
        g_free(talk_lines(&listener));
    }
}

/* 262144 bytes with the header; what comes behind a longer one is read. */
static void test_message_length(void)
{
    static const guint8 done[] = { 0x16, 3, 3, 0, 4, 14, 0, 0, 0 };
    static const guint8 none[] = { 0, 0, 0 };
    for (size_t length = 262140; length <= 262141; length++) {
        talk_listener listener;
        const tls_facts *facts = facts_of(&listener, hellos);
        push_long(&listener, 11, length, none, sizeof none);
        talk_push(&listener, TLS_SERVER, 4, done, sizeof done);
        g_assert_cmpuint(facts->certificates[TLS_SERVER].frame, ==, length == 262140 ? 3 : 0);
        g_assert_cmpint(tls_facts_certificates(facts, TLS_SERVER), ==, length == 262140 ? TLS_CERTIFICATES_EMPTY : TLS_CERTIFICATES_NOT_SEEN);
        g_assert_cmpuint(facts->server_hello_done_frame, ==, 4);
        g_free(talk_lines(&listener));
    }
}

static void test_broken(void)
{
    static const struct {
        const char *bytes;
        bool broken;
    } starts[] = {
        { "16 0303 4800", false }, /* 18432 bytes, the longest record there is */
        { "16 0303 4801", true },
        { "16 0303 0000 19 0303", true },
        { "18 0303 0001 00 17 0303 0000", false },
        { "47 45 54 20", true },
        { "8003 03", true }, /* SSL 2.0 has no message of this type here */
        { "8003 04", false },
        { "8000", true },
        { "000303", true }, /* nothing but padding */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        talk_listener listener;
        talk_piece pieces[] = { { 'C', starts[i].bytes }, { 0, NULL } };
        facts_of(&listener, pieces);
        g_assert_cmpint(tls_handshake_broken(listener.handshake, TLS_CLIENT), ==, starts[i].broken);
        g_assert_false(tls_handshake_broken(listener.handshake, TLS_SERVER));
        g_free(talk_lines(&listener));
    }
}

static void test_news(void)
{
    talk made = talk_of(hellos);
    tls_handshake *handshake = tls_handshake_new();
    const GByteArray *hello = made.packets[0].bytes;
    g_assert_false(tls_handshake_push(handshake, TLS_CLIENT, 1, NULL, 0));
    g_assert_false(tls_handshake_push(handshake, TLS_CLIENT, 1, hello->data, hello->len - 1));
    g_assert_cmpuint(tls_handshake_facts(handshake)->server_hello.frame, ==, 0);
    g_assert_true(tls_handshake_push(handshake, TLS_CLIENT, 2, hello->data + hello->len - 1, 1));
    g_assert_cmpuint(tls_handshake_facts(handshake)->client_hello.frame, ==, 2);
    g_assert_cmpuint(tls_handshake_facts(handshake)->server_hello.frame, ==, 0);
    g_assert_true(tls_handshake_push(handshake, TLS_SERVER, 3, made.packets[1].bytes->data, made.packets[1].bytes->len));
    g_assert_cmpuint(tls_handshake_facts(handshake)->server_hello.frame, ==, 3);
    g_assert_false(tls_handshake_push(handshake, TLS_SERVER, 4, (const guint8 *)"\x17\x03\x03\x00\x01\x55", 6));
    g_assert_false(tls_handshake_close(handshake, TLS_SERVER, 5)); /* the offer is answered: no news */
    tls_handshake_free(handshake);
    tls_handshake_free(NULL);
    talk_free(&made);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tls-handshake/whole", test_whole);
    g_test_add_func("/tls-handshake/segments", test_segments);
    g_test_add_func("/tls-handshake/cuts", test_cuts);
    g_test_add_func("/tls-handshake/sides", test_sides);
    g_test_add_func("/tls-handshake/records", test_records);
    g_test_add_func("/tls-handshake/mutations", test_mutations);
    g_test_add_func("/tls-handshake/lists", test_lists);
    g_test_add_func("/tls-handshake/text", test_text);
    g_test_add_func("/tls-handshake/prime-bits", test_prime_bits);
    g_test_add_func("/tls-handshake/certificate-length", test_certificate_length);
    g_test_add_func("/tls-handshake/message-length", test_message_length);
    g_test_add_func("/tls-handshake/broken", test_broken);
    g_test_add_func("/tls-handshake/news", test_news);
    return g_test_run();
}
