/* test_text.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/text.h"

#define BAD "\xEF\xBF\xBD" /* U+FFFD */
#define CUT "\xE2\x80\xA6" /* U+2026 */

/* A string literal with its length, so that it may hold NUL. */
#define BYTES(literal) (literal), sizeof(literal) - 1

static const struct {
    const char *name;
    const char *bytes;
    size_t length;
    size_t max_bytes;
    const char *line;
} cases[] = {
    { "empty", BYTES(""), 100, "" },
    { "plain", BYTES("get-interface-information"), 100, "get-interface-information" },
    { "utf-8 of two, three and four bytes", BYTES("\xC3\xB1 \xE2\x82\xAC \xF0\x9F\x98\x80"), 100, "\xC3\xB1 \xE2\x82\xAC \xF0\x9F\x98\x80" },
    { "line ends and tabs are spaces", BYTES("a\r\nb\tc\nd"), 100, "a b c d" },
    { "a run is one space", BYTES("a \t\r\n\v\f  b"), 100, "a b" },
    { "none at either end", BYTES("\n  a  \n"), 100, "a" },
    { "white space only", BYTES(" \r\n\t "), 100, "" },
    { "white space beyond ASCII", BYTES("a\xC2\xA0\xC2\x85\xE2\x80\xA8\xE3\x80\x80z"), 100, "a z" },
    { "control characters",
      BYTES("a\x01"
            "b\x1B[2Jc\x7F"),
      100, "a" BAD "b" BAD "[2Jc" BAD },
    { "NUL", BYTES("a\0b"), 100, "a" BAD "b" },
    { "C1 control", BYTES("a\xC2\x9Bz"), 100, "a" BAD "z" },
    { "direction override", BYTES("a\xE2\x80\xAEz\xE2\x81\xA9"), 100, "a" BAD "z" BAD },
    { "noncharacters", BYTES("a\xEF\xBF\xBFz\xEF\xB7\x90"), 100, "a" BAD "z" BAD },
    { "a joiner stays", BYTES("a\xE2\x80\x8Dz"), 100, "a\xE2\x80\x8Dz" },
    { "invalid bytes, one by one", BYTES("a\xFF\xFEz"), 100, "a" BAD BAD "z" },
    { "overlong", BYTES("\xC0\xAF"), 100, BAD BAD },
    { "surrogate", BYTES("\xED\xA0\x80"), 100, BAD BAD BAD },
    { "beyond U+10FFFF", BYTES("\xF4\x90\x80\x80"), 100, BAD BAD BAD BAD },
    { "broken off at the end", BYTES("a\xE2\x82"), 100, "a" BAD BAD },
    { "broken off in the middle", BYTES("\xE2\x82z"), 100, BAD BAD "z" },
    { "fits exactly", BYTES("abcdef"), 6, "abcdef" },
    { "fits exactly but for white space", BYTES("abcdef   "), 6, "abcdef" },
    { "one too long", BYTES("abcdefg"), 6, "abc" CUT },
    { "no space before the cut", BYTES("ab cdefg"), 6, "ab" CUT },
    { "cut between characters", BYTES("\xC3\xB1\xC3\xB1\xC3\xB1\xC3\xB1"), 6, "\xC3\xB1" CUT },
    { "the smallest line", BYTES("abcde"), 4, "a" CUT },
    { "the smallest line and a long character", BYTES("\xC3\xB1\xC3\xB1\xC3\xB1"), 4, CUT },
    { "replacements count by their own length", BYTES("\x01\x01\x01\x01"), 9, BAD BAD CUT },
};

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        /* On the heap without a NUL after it, so that AddressSanitizer sees a byte read too many. */
        char *bytes = g_malloc(cases[i].length);
        char *line;

        if (cases[i].length > 0) {
            memcpy(bytes, cases[i].bytes, cases[i].length);
        }
        g_test_message("%s", cases[i].name);
        line = text_one_line(bytes, cases[i].length, cases[i].max_bytes);
        g_assert_cmpstr(line, ==, cases[i].line);
        g_free(line);
        g_free(bytes);
    }
}

/* What lies behind the bytes is not looked at, even when it would complete a character. */
static void test_length(void)
{
    char *line = text_one_line("\xE2\x82\xAC", 2, 100);

    g_assert_cmpstr(line, ==, BAD BAD);
    g_free(line);
}

static void test_spaced(void)
{
    static const char bytes[] = " a \t\r\nb\x01 ";
    char *line = text_one_line_spaced(bytes, sizeof bytes - 1, 100);
    g_assert_cmpstr(line, ==, " a    b" BAD " ");
    g_free(line);
    line = text_one_line_spaced(bytes, sizeof bytes - 1, 6);
    g_assert_cmpstr(line, ==, " a " CUT);
    g_free(line);
}

static void test_null(void)
{
    char *line = text_one_line(NULL, 0, 4);

    g_assert_cmpstr(line, ==, "");
    g_free(line);
}

/* What holds for any bytes. */
static void assert_properties(const char *line, size_t max_bytes)
{
    char *again = text_one_line(line, strlen(line), max_bytes);

    g_assert_true(g_utf8_validate(line, -1, NULL));
    g_assert_cmpuint(strlen(line), <=, max_bytes);
    g_assert_null(strstr(line, "  "));
    g_assert_false(g_str_has_prefix(line, " ") || g_str_has_suffix(line, " "));
    for (const char *p = line; *p != '\0'; p++) {
        g_assert_false(g_ascii_iscntrl(*p));
    }
    g_assert_cmpstr(again, ==, line);
    g_free(again);
}

static void test_any_bytes(void)
{
    static const char alphabet[] = "ab \t\n\x01\x7F\xC3\xB1\xE2\x80\xAE\xF0\x9F\x98\x80\xFF\xC2\x85";
    GRand *random = g_rand_new_with_seed(3221);

    for (int round = 0; round < 20000; round++) {
        size_t length = (size_t)g_rand_int_range(random, 0, 40);
        size_t max_bytes = (size_t)g_rand_int_range(random, 4, 45);
        char *bytes = g_malloc(length);
        char *line;

        for (size_t i = 0; i < length; i++) {
            bytes[i] = alphabet[g_rand_int_range(random, 0, (gint32)sizeof(alphabet))];
        }
        line = text_one_line(bytes, length, max_bytes);
        assert_properties(line, max_bytes);
        g_free(line);
        g_free(bytes);
    }
    g_rand_free(random);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/one-line/cases", test_cases);
    g_test_add_func("/text/one-line/length", test_length);
    g_test_add_func("/text/one-line/spaced", test_spaced);
    g_test_add_func("/text/one-line/null", test_null);
    g_test_add_func("/text/one-line/any-bytes", test_any_bytes);
    return g_test_run();
}
