/* test_tls_gaps.c
 * Where bytes of a handshake are missing, nothing wrong is told, and no more is lost than has to be.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "tls_cases.h"

/* Give all packets, without the bytes from start on of one of them. known: whether it is told how many there are. */
static char *run_with_gap(const talk *made, size_t packet, size_t start, size_t missing, bool known, size_t segment)
{
    talk_listener listener = talk_listen();
    for (size_t i = 0; i < made->count; i++) {
        const talk_packet *whole = &made->packets[i];
        if (i != packet) {
            talk_push_packet(&listener, whole, (uint32_t)i + 1, segment, false);
            continue;
        }
        GByteArray front = { whole->bytes->data, (guint)start };
        GByteArray back = { whole->bytes->data + start + missing, (guint)(whole->bytes->len - start - missing) };
        talk_push_packet(&listener, &(talk_packet){ whole->side, &front }, (uint32_t)i + 1, segment, false);
        tls_handshake_gap(listener.handshake, whole->side, known ? missing : UINT64_MAX);
        talk_push_packet(&listener, &(talk_packet){ whole->side, &back }, (uint32_t)i + 1, segment, false);
    }
    return talk_lines(&listener);
}

/* The handshake that is there is the whole one. The other cases have two, or one that begins with its second hello, or certificates of which only the
 * server's hello tells the type. */
static bool is_comparable(const talk_case *chosen)
{
    return !strstr(chosen->lines, "handshake 2") && !strstr(chosen->lines, "retry-request") && !strstr(chosen->lines, "early-data") &&
           !strstr(chosen->lines, "other-type");
}

/* Where the server's answer is missing: that it is, with what the client's hello offers, and SSL 2.0 by the client's word. */
static bool is_of_missing_answer(const talk_case *chosen, const char *line, char **lines)
{
    const char *offer = strstr(line, ": offers-");
    if (offer) {
        char *word = g_strconcat(" ", offer + strlen(": offers-"), NULL);
        bool offered = strstr(lines[0], word) != NULL;
        g_free(word);
        return offered;
    }
    bool ssl2 = strstr(chosen->lines, ": ssl2\n") != NULL;
    return g_str_has_prefix(line, "unanswered ") || (ssl2 && (g_str_has_prefix(line, "server-hello 0: ") || g_str_has_suffix(line, ": ssl2")));
}

/* Counts change; certificates may become unseen. All else is as without the gap, or not there, which may be the end of a line: SSL 2.0's suite. */
static void check_lines(const talk_case *chosen, const char *lines, size_t packet, size_t start, size_t missing)
{
    char **split = g_strsplit(lines, "\n", -1);
    char *expected = g_strconcat("\n", chosen->lines, NULL);
    for (char **line = split; *line && **line; line++) {
        char *needle = g_strconcat("\n", *line, NULL);
        bool may_change =
            g_str_has_prefix(*line, "records of") || g_str_has_suffix(*line, ": not-seen") || is_of_missing_answer(chosen, *line, split);
        if (!may_change && !strstr(expected, needle)) {
            g_test_message("%s, packet %zu without %zu bytes at %zu: %s", chosen->name, packet + 1, missing, start, *line);
            g_test_fail();
        }
        g_free(needle);
    }
    g_free(expected);
    g_strfreev(split);
}

static void try_gap(const talk_case *chosen, const talk *made, size_t packet, size_t start, size_t missing)
{
    for (int known = 0; known <= 1; known++) {
        char *whole = run_with_gap(made, packet, start, missing, known, TALK_WHOLE);
        char *bytes = run_with_gap(made, packet, start, missing, known, 1);
        g_assert_cmpstr(whole, ==, bytes);
        if (is_comparable(chosen)) {
            check_lines(chosen, whole, packet, start, missing);
        }
        g_free(whole);
        g_free(bytes);
    }
}

static void test_anywhere(void)
{
    static const size_t lengths[] = { 1, 3, 4, 9, 40, TALK_WHOLE };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        talk made = talk_of(cases[i].pieces);
        for (size_t packet = 0; packet < made.count; packet++) {
            size_t length = made.packets[packet].bytes->len;
            for (size_t start = 0; start < length; start++) {
                for (size_t k = 0; k < G_N_ELEMENTS(lengths); k++) {
                    try_gap(&cases[i], &made, packet, start, MIN(lengths[k], length - start));
                }
            }
        }
        talk_free(&made);
    }
}

/* What is left, where it can be told by hand */

typedef struct {
    char side;
    uint64_t missing;  /* before the bytes */
    const char *bytes; /* NULL: none */
} gap_step;

typedef struct {
    const char *name;
    gap_step steps[8];
    const char *lines;
} gap_case;

#define HELLO         "client-hello 1: record 0301 version 0303 suites 1\n"
#define ANSWER(frame) "server-hello " frame ": record 0303 hello 0303 version 0303 suite c02f in " frame " renegotiation ems\n"

static const gap_case gap_cases[] = {
    { "in the certificate: what is behind it in the record is read, and a missing certificate is not said to be none",
      { { 'C', 0, CLIENT_HELLO("0303", "c02f") },
        { 'S', 0, SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) "16 0303 0014 0b00000c 000009 000006 3004" },
        { 'S', 2, "0202 0e000000" },
        { 'S', 0, CCS } },
      HELLO ANSWER("2") "certificates of server: not-seen\nhello-done 3\ncertificates of client: not-seen\n"
                        "records of server: data 0 alerts 0 handshake 0 ssl2 0 ccs\n" },
    { "over the end of the certificate: the record behind it is not believed to begin with a message",
      { { 'C', 0, CLIENT_HELLO("0303", "c02f") },
        { 'S', 0, SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) "16 0303 0014 0b00000c 000009 000006 3004" },
        { 'S', 6, "0000 16 0303 0004 0e000000" },
        { 'S', 0, CCS } },
      HELLO ANSWER("2") "certificates of server: not-seen\ncertificates of client: not-seen\n"
                        "records of server: data 0 alerts 0 handshake 0 ssl2 0 ccs\n" },
    { "over the end of a record: a list of certificates is believed",
      { { 'C', 0, CLIENT_HELLO("0303", "c02f") },
        { 'S', 0, SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) "16 0303 00" },
        { 'S', UINT64_MAX, HANDSHAKE("0303", CERTIFICATE) HANDSHAKE("0303", SERVER_HELLO_DONE) } },
      HELLO ANSWER("2") "certificates of server: shown 3: 5=30030201\nhello-done 3\ncertificates of client: not-seen\n" },
    { "over the end of a record: another message is not, nor anything behind it",
      { { 'C', 0, CLIENT_HELLO("0303", "c02f") },
        { 'S', 0, SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) "16 0303 00" },
        { 'S', 9, HANDSHAKE("0303", SERVER_HELLO_DONE) HANDSHAKE("0303", CERTIFICATE) CCS "15 0303 [2 0228]" } },
      HELLO ANSWER("2") "certificates of server: not-seen\ncertificates of client: not-seen\n" },
    { "before the server's hello",
      { { 'C', 0, CLIENT_HELLO("0303", "c02f") }, { 'S', 100, SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) } },
      HELLO ANSWER("2") "certificates of server: not-seen\ncertificates of client: not-seen\n" },
    { "between the server's hello and change_cipher_spec: not said to be resumed",
      { { 'C', 0, CLIENT_HELLO("0303", "c02f") }, { 'S', 0, SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) "16 0303 0004 04" }, { 'S', 3, CCS } },
      HELLO ANSWER("2") "certificates of server: not-seen\ncertificates of client: not-seen\n"
                        "records of server: data 0 alerts 0 handshake 0 ssl2 0 ccs\n" },
    { "in encrypted data: it is read on behind it, and nothing is missing of the handshake",
      { { 'C', 0, CLIENT_HELLO("0303", "c02f") },
        { 'S', 0, SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) HANDSHAKE("0303", CERTIFICATE SERVER_HELLO_DONE) CCS "17 0303 0009 11" },
        { 'S', 8, "17 0303 0001 22 15 0303 0002 0100" } },
      HELLO ANSWER("2") "certificates of server: shown 2: 5=30030201\nhello-done 2\ncertificates of client: not-sent\n"
                        "alert 3: server level 1 close_notify\nrecords of server: data 2 alerts 0 handshake 0 ssl2 0 ccs\n" },
    { "a gap of nothing is none", { { 'C', 0, "16 0301" }, { 'C', 0, "0001 00" }, { 'C', 0, NULL } }, NO_CERTIFICATES },
    { "what is no record stays unread", { { 'C', 0, "'GET /'" }, { 'C', 5, CLIENT_HELLO("0303", "c02f") } }, NO_CERTIFICATES },
    { "in SSL 2.0 no record proves itself",
      { { 'C', 0, "< 01 0002 0003 0000 0010 0700c0 {16 c1} >" },
        { 'S', 0, "< 04 00 01 0002 0005 0003 0010 3003020101 0700c0 {16 c2} > 80" },
        { 'S', 9, "< 00 0001 >" } },
      "client-hello 1: ssl2-form record 0000 version 0002 suites 1 3des md5 no-fs ssl2\n"
      "server-hello 2: record 0000 hello 0002 version 0002\n"
      "certificates of server: shown 2: 5=30030201\ncertificates of client: not-seen\n"
      "finding 2: ssl2\n" },
    { "the server's hello, and the client goes on",
      { { 'C', 0, CLIENT_HELLO("0303", "c02f 0005") }, { 'S', 70, HANDSHAKE("0303", CERTIFICATE SERVER_HELLO_DONE) }, { 'C', 0, CCS FINISHED } },
      "client-hello 1: record 0301 version 0303 suites 2 rc4 no-fs\n"
      "unanswered 3\n"
      "certificates of server: shown 2: 5=30030201\n"
      "hello-done 2\n"
      "certificates of client: not-seen\n"
      "records of client: data 0 alerts 0 handshake 1 ssl2 0 ccs\n"
      "finding 3: offers-rc4\n" },
};

static char *run_steps(const gap_step *steps)
{
    talk_listener listener = talk_listen();
    for (uint32_t frame = 1; steps[frame - 1].side; frame++) {
        const gap_step *step = &steps[frame - 1];
        tls_side side = step->side == 'C' ? TLS_CLIENT : TLS_SERVER;
        tls_handshake_gap(listener.handshake, side, step->missing);
        GByteArray *bytes = g_byte_array_new();
        talk_read(bytes, step->bytes ? step->bytes : "", '\0');
        talk_push(&listener, side, frame, bytes->data, bytes->len);
        g_byte_array_free(bytes, TRUE);
    }
    return talk_lines(&listener);
}

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(gap_cases); i++) {
        char *lines = run_steps(gap_cases[i].steps);
        if (strcmp(lines, gap_cases[i].lines) != 0) {
            g_test_message("%s:\n%s-- expected:\n%s", gap_cases[i].name, lines, gap_cases[i].lines);
            g_test_fail();
        }
        g_free(lines);
    }
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tls-gaps/anywhere", test_anywhere);
    g_test_add_func("/tls-gaps/cases", test_cases);
    return g_test_run();
}
