/* test_junos_9.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/junos_9.h"

/* Decode a copy that no NUL follows, so that AddressSanitizer sees a byte read too many. */
static char *decode(const char *text, size_t length)
{
    char *copy = g_malloc(length);
    for (size_t i = 0; i < length; i++) {
        copy[i] = text[i];
    }
    char *plain = junos_9_decode(copy, length);
    g_free(copy);
    return plain;
}

static const struct {
    const char *text;
    const char *plain;
} vectors[] = {
    { "$9$LbHX-wg4Z", "lc" },
    { "$9$7YdwgGDkTz6oJz69A1INdb", "juniper" },
    { "$9$1HFIyKXxdsgJ-VH.Pfn6lKMXdsZUi5Qnikfz", "testPassWord" },
    { "$9$P5T3", "a" },
    { "$9$zw7s3nC", "a" },
    { "$9$TF39", "b" },
    /* By hand; see the two distances below. */
    { "$9$iHq.", "\\x04" },
    { "$9$iHkQ", "\\xe0" },
};

static void test_vectors(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(vectors); i++) {
        char *plain = decode(vectors[i].text, strlen(vectors[i].text));
        g_assert_cmpstr(plain, ==, vectors[i].plain);
        g_free(plain);
    }
}

static const struct {
    const char *why;
    const char *text;
} invalid[] = {
    { "empty", "" },
    { "prefix only", "$9$" },
    { "salt only", "$9$i" },
    { "filler only", "$9$QzF3" },
    { "filler short", "$9$Qz" },
    { "another prefix", "$8$LbHX-wg4Z" },
    { "no prefix", "LbHX-wg4Z" },
    { "something before it", " $9$LbHX-wg4Z" },
    { "something behind it", "$9$LbHX-wg4Z " },
    { "three characters", "$9$asd" },
    { "character outside the alphabet", "$9$asdf*" },
    { "salt outside the alphabet", "$9$_5T3" },
    { "filler outside the alphabet", "$9$L!HX-wg4Z" },
    { "byte beyond ASCII", "$9$P5T\xC3\xA4" },
    { "one character too many", "$9$dLw2ajHmFnCZUnCtuEhVwYY" },
    { "last group short", "$9$dLw2ajHmFnCZUnCtuEhVw" },
    { "a character equal to the salt", "$9$PPT3" },
    { "a character equal to the one before it", "$9$P5T3TT" },
    /* Weights 1, 4, 32 from salt i (position 55 of i H k q . m P f 5 T, then Q z F ...): distances 4, 0, 0. Four is written 0, 1, 0. */
    { "a distance that the next weight takes", "$9$imPf" },
    /* 0, 0, 8: 256. */
    { "more than a byte", "$9$iHkz" },
    { "Cisco type 9", "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM" },
    { "Cisco type 9, cut", "$9$nhEmQVczB7dqsO$X.Hsg" },
};

static void test_invalid(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(invalid); i++) {
        char *plain = decode(invalid[i].text, strlen(invalid[i].text));
        if (plain) {
            g_error("%s: %s decoded to %s", invalid[i].why, invalid[i].text, plain);
        }
    }
    g_assert_null(decode("$9$P5T3\0", 8));
}

/* A valid value cut anywhere is valid only where a byte of the plain text ends. */
static void test_cut(void)
{
    static const char text[] = "$9$1HFIyKXxdsgJ-VH.Pfn6lKMXdsZUi5Qnikfz"; /* "$9$", salt, two of filler; then groups of 3 3 3 2 2 4 3, again */
    static const size_t ends[] = { 9, 12, 15, 17, 19, 23, 26, 29, 32, 35, 37, 39 };
    size_t end = 0;
    for (size_t length = 0; length <= strlen(text); length++) {
        char *plain = decode(text, length);
        if (end < G_N_ELEMENTS(ends) && length == ends[end]) {
            end++;
            g_assert_nonnull(plain);
            g_assert_cmpuint(strlen(plain), ==, end);
            g_assert_true(strncmp(plain, "testPassWord", end) == 0);
        } else {
            g_assert_null(plain);
        }
        g_free(plain);
    }
    g_assert_cmpuint(end, ==, G_N_ELEMENTS(ends));
}

/* An encoder, written from the description of the format, for any salt and filler. */
static const char alphabet[] = "QzF3n6/9CAtpu0OB1IREhcSyrleKvMW8LXx7N-dVbwsY2g4oaJZGUDjiHkq.mPf5T";

static char *encode(const guint8 *bytes, size_t length, size_t salt, size_t filler_seed)
{
    static const unsigned weights[7][4] = { { 32, 4, 1 }, { 32, 16, 1 }, { 32, 8, 1 }, { 64, 1 }, { 32, 1 }, { 128, 16, 4, 1 }, { 64, 32, 1 } };
    static const size_t counts[7] = { 3, 3, 3, 2, 2, 4, 3 };
    GString *text = g_string_new("$9$");
    size_t filler = salt < 15 ? 3 : salt < 35 ? 2 : salt < 55 ? 1 : 0;
    g_string_append_c(text, alphabet[salt]);
    for (size_t i = 0; i < filler; i++) {
        g_string_append_c(text, alphabet[(filler_seed + i * 7) % 65]);
    }
    size_t previous = salt;
    for (size_t i = 0; i < length; i++) {
        unsigned rest = bytes[i];
        unsigned distances[4] = { 0 };
        for (size_t w = 0; w < counts[i % 7]; w++) {
            distances[counts[i % 7] - 1 - w] = rest / weights[i % 7][w];
            rest %= weights[i % 7][w];
        }
        for (size_t w = 0; w < counts[i % 7]; w++) {
            previous = (previous + distances[w] + 1) % 65;
            g_string_append_c(text, alphabet[previous]);
        }
    }
    return g_string_free(text, FALSE);
}

static void test_round_trip_bytes(void)
{
    /* Each printable ASCII character at each position of the row, behind each salt. */
    for (size_t salt = 0; salt < 65; salt++) {
        for (unsigned byte = 0x20; byte < 0x7F; byte++) {
            guint8 bytes[8];
            for (size_t i = 0; i < sizeof bytes; i++) {
                bytes[i] = (guint8)(0x20 + (byte - 0x20 + i * 13) % 0x5F);
            }
            char *text = encode(bytes, sizeof bytes, salt, byte);
            char *plain = decode(text, strlen(text));
            g_assert_nonnull(plain);
            g_assert_cmpmem(plain, strlen(plain), bytes, sizeof bytes);
            g_free(plain);
            g_free(text);
        }
    }
}

static void test_round_trip_lengths(void)
{
    guint8 bytes[300];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (guint8)('!' + i * 31 % 90);
    }
    for (size_t length = 1; length <= sizeof bytes; length++) {
        char *text = encode(bytes, length, length % 65, length);
        char *plain = decode(text, strlen(text));
        g_assert_nonnull(plain);
        g_assert_cmpmem(plain, strlen(plain), bytes, length);
        g_free(plain);
        g_free(text);
    }
}

/* Every byte that is not printable on its own: \xNN, at each place of the row. */
static void test_bytes_without_text(void)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        if (byte >= 0x20 && byte < 0x7F) {
            continue;
        }
        for (size_t place = 0; place < 7; place++) {
            guint8 bytes[8] = { 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'z' };
            bytes[place] = (guint8)byte;
            GString *expected = g_string_new(NULL);
            for (size_t i = 0; i < sizeof bytes; i++) {
                g_string_append_printf(expected, i == place ? "\\x%02x" : "%c", bytes[i]);
            }
            char *text = encode(bytes, sizeof bytes, byte % 65, place);
            char *plain = decode(text, strlen(text));
            g_assert_cmpstr(plain, ==, expected->str);
            g_free(plain);
            g_free(text);
            g_string_free(expected, TRUE);
        }
    }
}

static const struct {
    const char *bytes;
    const char *shown;
} texts[] = {
    { "gr\xC3\xBC\xC3\x9F dich", "gr\xC3\xBC\xC3\x9F dich" },
    { "\xE2\x82\xAC\xF0\x9F\x98\x80", "\xE2\x82\xAC\xF0\x9F\x98\x80" },
    { "a\\b", "a\\b" },
    { "a\tb\n", "a\\x09b\\x0a" },
    { "\xC3", "\\xc3" },
    { "\xC0\xAF", "\\xc0\\xaf" },
    { "\xED\xA0\x80", "\\xed\\xa0\\x80" },
    { "x\xC2\x85y", "x\\xc2\\x85y" },          /* a C1 control */
    { "x\xE2\x80\xAEy", "x\\xe2\\x80\\xaey" }, /* a control of writing direction */
    { "x\xE2\x80\xA8y", "x\\xe2\\x80\\xa8y" }, /* a line separator */
    { "x\xEF\xBF\xBFy", "x\\xef\\xbf\\xbfy" }, /* a noncharacter */
};

static void test_shown_as_text(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        char *text = encode((const guint8 *)texts[i].bytes, strlen(texts[i].bytes), i, i);
        char *plain = decode(text, strlen(text));
        g_assert_cmpstr(plain, ==, texts[i].shown);
        g_free(plain);
        g_free(text);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/junos_9/vectors", test_vectors);
    g_test_add_func("/junos_9/invalid", test_invalid);
    g_test_add_func("/junos_9/cut", test_cut);
    g_test_add_func("/junos_9/round_trip_bytes", test_round_trip_bytes);
    g_test_add_func("/junos_9/round_trip_lengths", test_round_trip_lengths);
    g_test_add_func("/junos_9/bytes_without_text", test_bytes_without_text);
    g_test_add_func("/junos_9/shown_as_text", test_shown_as_text);
    return g_test_run();
}
