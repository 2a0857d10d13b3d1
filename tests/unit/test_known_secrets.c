/* test_known_secrets.c
 * What was known as a secret before is masked wherever it stands.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/known_secrets.h"

static void check(known_secrets *known, known_secrets_mark mark, const char *text, const char *mask, const char *expected)
{
    char *masked = known_secrets_mask(known, mark, text, mask);
    g_assert_cmpstr(masked, ==, expected);
    g_free(masked);
}

static void test_values(void)
{
    known_secrets *known = known_secrets_new(10);
    g_assert_cmpuint(known_secrets_now(known), ==, 0);
    g_assert_true(known_secrets_add(known, "lantern", false));
    known_secrets_mark first = known_secrets_now(known);
    g_assert_true(known_secrets_add(known, "lantern-9", false));
    known_secrets_mark second = known_secrets_now(known);
    g_assert_true(known_secrets_add(known, "lantern", true));
    g_assert_cmpuint(known_secrets_now(known), ==, second);
    check(known, second, "syntax error at 'lantern-9', lantern, lanternlantern", "*****", "syntax error at '*****', *****, **********");
    check(known, second, "syntax error at 'lantern-9'", "", "syntax error at ''");
    check(known, first, "lantern-9", "*****", "*****-9");
    check(known, 0, "lantern-9", "*****", NULL);
    check(known, second, "lanter n", "*****", NULL);
    check(known, second, "", "*****", NULL);
    check(NULL, second, "lantern", "*****", NULL);
    g_assert_cmpuint(known_secrets_now(NULL), ==, 0);
    known_secrets_free(known);
    known_secrets_free(NULL);
}

/* Values that begin, end or stand inside each other, and occurrences that overlap. */
static void test_overlaps(void)
{
    known_secrets *known = known_secrets_new(10);
    known_secrets_add(known, "abcdef", false);
    known_secrets_add(known, "cdefgh", false);
    known_secrets_add(known, "bcde", false);
    known_secrets_add(known, "efgh", false);
    known_secrets_mark all = known_secrets_now(known);
    check(known, all, "abcdefgh", "*", "*");
    check(known, all, "xabcdex", "*", "xa*x");
    check(known, all, "abcdgh bcdefgh", "*", "abcdgh *");
    check(known, all, "abcdabcdef", "*", "abcd*");
    check(known, 1, "abcdefgh", "*", "*gh");
    known_secrets_add(known, "abab", false);
    check(known, all + 1, "xababababx", "*", "x*x");
    known_secrets_free(known);
}

/* Bytes are compared, so no character of UTF-8 is cut. */
static void test_bytes(void)
{
    known_secrets *known = known_secrets_new(10);
    known_secrets_add(known, "\xC3\xA4\xC3\xB6\xC3\xBC", false);
    check(known, 1, "x\xC3\xA4\xC3\xB6\xC3\xBC y", "*", "x* y");
    known_secrets_free(known);
}

static void test_short_values(void)
{
    known_secrets *known = known_secrets_new(10);
    g_assert_true(known_secrets_add(known, NULL, false));
    g_assert_true(known_secrets_add(known, "", false));
    g_assert_true(known_secrets_add(known, "abc", false));
    g_assert_true(known_secrets_add(known, "defg", false));
    check(known, 1, "abc defg", "*", "abc *");
    known_secrets_free(known);
}

/* One that is a password hides texts that are nothing else. */
static void test_short_passwords(void)
{
    known_secrets *known = known_secrets_new(2);
    g_assert_true(known_secrets_add(known, "", true));
    g_assert_cmpuint(known_secrets_now(known), ==, 0);
    g_assert_true(known_secrets_add(known, "abc", true));
    g_assert_true(known_secrets_add(known, "abc", true));
    known_secrets_mark first = known_secrets_now(known);
    g_assert_cmpuint(first, ==, 1);
    g_assert_true(known_secrets_add(known, "\xC3\xA4", true));
    g_assert_cmpuint(known_secrets_now(known), ==, 2);
    g_assert_false(known_secrets_add(known, "x", true));
    check(known, 2, "abc", "*****", "*****");
    check(known, 2, "\n abc\r\n\t", "*****", "*****");
    check(known, 2, "abc", "", "");
    check(known, 2, "\xC3\xA4", "*", "*");
    check(known, first, "\xC3\xA4", "*", NULL);
    check(known, 0, "abc", "*", NULL);
    const char *const others[] = { "", " ", "ab", "abcd", "abc abc", "abc x", "x abc", "Abc", "x" };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        check(known, 2, others[i], "*", NULL);
    }
    known_secrets_free(known);
}

/* The first ones stay, and passwords have room of their own. */
static void test_full(void)
{
    known_secrets *known = known_secrets_new(2);
    g_assert_true(known_secrets_add(known, "value-1", false));
    g_assert_true(known_secrets_add(known, "value-2", false));
    g_assert_false(known_secrets_add(known, "value-3", false));
    g_assert_true(known_secrets_add(known, "value-1", false));
    g_assert_true(known_secrets_add(known, "word-1", true));
    g_assert_true(known_secrets_add(known, "word-2", true));
    g_assert_false(known_secrets_add(known, "word-3", true));
    check(known, known_secrets_now(known), "value-1 value-2 value-3 word-1 word-2 word-3", "*", "* * value-3 * * word-3");
    known_secrets_free(known);
}

static void test_total(void)
{
    known_secrets *known = known_secrets_new(10);
    char *half = g_strnfill(KNOWN_SECRETS_TOTAL_MAX / 2, 'a');
    char *more = g_strnfill(KNOWN_SECRETS_TOTAL_MAX / 2 + 1, 'b');
    g_assert_true(known_secrets_add(known, half, false));
    g_assert_false(known_secrets_add(known, more, false));
    g_assert_true(known_secrets_add(known, more + 1, false));
    g_assert_true(known_secrets_add(known, more, true));
    check(known, known_secrets_now(known), more, "*", "*");
    g_free(half);
    g_free(more);
    known_secrets_free(known);
}

/* The time grows with neither the number of values nor their likeness: this would take minutes otherwise. */
static void test_many(void)
{
    known_secrets *known = known_secrets_new(10000);
    GString *value = g_string_new("aaaa");
    for (int i = 0; i < 600; i++) {
        g_string_append_c(value, 'a');
        g_assert_true(known_secrets_add(known, value->str, false));
    }
    for (int i = 0; i < 9000; i++) {
        g_string_printf(value, "value-%05d", i);
        known_secrets_add(known, value->str, false);
    }
    char *text = g_strnfill(2000000, 'a');
    memset(text + 1000000, '-', 10);
    check(known, known_secrets_now(known), text, "*", "*----------*");
    text[1001000] = '\0';
    check(known, 1, text + 999995, "*", "*----------*");
    g_free(text);
    g_string_free(value, TRUE);
    known_secrets_free(known);
}

static void check_encoded(known_secrets *known, const char *text, const char *expected)
{
    char *masked = known_secrets_mask_encoded(known, known_secrets_now(known), text, "*");
    g_assert_cmpstr(masked, ==, expected);
    g_free(masked);
}

/* What is masked is what stands for the value, and nothing beside it. */
static void test_encoded(void)
{
    known_secrets *known = known_secrets_new(20);
    g_assert_true(known_secrets_add_encoded(known, "lantern 9", true));
    g_assert_true(known_secrets_add_encoded(known, "A+B1", false));
    g_assert_true(known_secrets_add_encoded(known, "ab%2Fcd", false)); /* a cookie's value, as it was sent */
    check_encoded(known, "/x/lantern 9/y", "/x/*/y");
    check_encoded(known, "/x/lantern%209/y", "/x/*/y");
    check_encoded(known, "/x/lantern+9/y+z", "/x/*/y+z");
    check_encoded(known, "/%78/%6cantern%20%39%2Fy", "/%78/*%2Fy");
    check_encoded(known, "u=%252flantern%252B9%2526", "u=%252f*%2526");
    check_encoded(known, "lantern%25209", "*");
    check_encoded(known, "lantern%0A9", "*");
    check_encoded(known, "A+B1 A%2BB1 A+B%31 A%2bB%2531", "* * * *");
    check_encoded(known, "ab%2Fcd ab/cd ab%2fc%64", "* * *");
    check_encoded(known, "lantern 9lantern+9%6c", "**%6c");
    /* Others, and what is no encoding. */
    check_encoded(known, "lantern%229", NULL);
    check_encoded(known, "lantern%2", NULL);
    check_encoded(known, "%", NULL);
    check_encoded(known, "%6 %zz 100% + 5", NULL);
    check_encoded(known, "A B1", "*"); /* known with the space that "+" may stand for */
    check_encoded(known, "A%00B1", NULL);
    check_encoded(known, "", NULL);
    check_encoded(NULL, "%41", NULL);
    known_secrets_free(known);
}

/* A password too short to be looked for in other texts. */
static void test_encoded_short(void)
{
    known_secrets *known = known_secrets_new(20);
    g_assert_true(known_secrets_add_encoded(known, "abc", true));
    check_encoded(known, "%61bc", "*");
    check_encoded(known, "%2561bc", "*");
    check_encoded(known, "+abc", "*");
    check_encoded(known, "/%61bc", NULL);
    known_secrets_free(known);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/known-secrets/values", test_values);
    g_test_add_func("/known-secrets/overlaps", test_overlaps);
    g_test_add_func("/known-secrets/bytes", test_bytes);
    g_test_add_func("/known-secrets/short-values", test_short_values);
    g_test_add_func("/known-secrets/short-passwords", test_short_passwords);
    g_test_add_func("/known-secrets/full", test_full);
    g_test_add_func("/known-secrets/total", test_total);
    g_test_add_func("/known-secrets/many", test_many);
    g_test_add_func("/known_secrets/encoded", test_encoded);
    g_test_add_func("/known_secrets/encoded_short", test_encoded_short);
    return g_test_run();
}
