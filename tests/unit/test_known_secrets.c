/* test_known_secrets.c
 * What was known as a secret before is masked wherever it stands.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>

#include "portlore/known_secrets.h"

static void check(const known_secrets *known, uint32_t frame, const char *text, const char *mask, const char *expected)
{
    char *masked = known_secrets_mask(known, frame, text, mask);
    g_assert_cmpstr(masked, ==, expected);
    g_free(masked);
}

static void test_values(void)
{
    known_secrets *known = known_secrets_new();
    known_secrets_add(known, "lantern", 7);
    known_secrets_add(known, "lantern-9", 8);
    known_secrets_add(known, "lantern", 9);
    check(known, 8, "syntax error at 'lantern-9', lantern, lanternlantern", "*****", "syntax error at '*****', *****, **********");
    check(known, 8, "syntax error at 'lantern-9'", "", "syntax error at ''");
    check(known, 7, "lantern-9", "*****", "*****-9");
    check(known, 6, "lantern-9", "*****", NULL);
    check(known, 9, "lanter n", "*****", NULL);
    check(known, 9, "", "*****", NULL);
    check(NULL, 9, "lantern", "*****", NULL);
    known_secrets_free(known);
    known_secrets_free(NULL);
}

static void test_short_values(void)
{
    known_secrets *known = known_secrets_new();
    known_secrets_add(known, NULL, 1);
    known_secrets_add(known, "", 1);
    known_secrets_add(known, "abc", 1);
    known_secrets_add(known, "defg", 1);
    check(known, 1, "abc defg", "*", "abc *");
    known_secrets_free(known);
}

static void test_many_values(void)
{
    known_secrets *known = known_secrets_new();
    for (int i = 0; i < KNOWN_SECRETS_MAX + 1; i++) {
        char *value = g_strdup_printf("value-%03d", i);
        known_secrets_add(known, value, 1);
        g_free(value);
    }
    check(known, 1, "value-000 value-063 value-064", "*", "* * value-064");
    known_secrets_free(known);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/known-secrets/values", test_values);
    g_test_add_func("/known-secrets/short-values", test_short_values);
    g_test_add_func("/known-secrets/many-values", test_many_values);
    return g_test_run();
}
