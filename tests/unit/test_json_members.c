/* test_json_members.c
 * JSON of the form that proves something, and JSON and other text that is nearly so.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "json-members.h"

static const char *const names[] = { "a", "b" };

static bool has(const char *text, size_t length)
{
    uint8_t *copy = g_memdup2(text, length);
    bool found = json_has_members(copy, length, names, G_N_ELEMENTS(names));
    g_free(copy);
    return found;
}

static void test_members(void)
{
    static const struct {
        const char *text;
        bool has;
    } texts[] = {
        { "{\"a\":\"x\",\"b\":-1.5e3}", true },
        { " {\"c\" : [1, {\"a\":null}, \"]\"] , \"b\":0, \"a\":\"\\\"\" }\n", true },
        { "{\"a\":true,\"b\":1}", false },
        { "{\"a\":{},\"b\":1}", false },
        { "{\"x\":{\"a\":1,\"b\":1}}", false },
        { "[{\"a\":1,\"b\":1}]", false },
        { "{\"a\":1,\"b\":1", false },
        { "{\"a\":1,\"b\":1,}", true }, /* a comma too many is let pass */
        { "{\"a\":1,\"b\":1}}", false },
        { "{\"a\":1,\"b\":1} x", false },
        { "{\"a\":1 \"b\":1}", false },
        { "{\"a\" 1,\"b\":1}", false },
        { "{a:1,\"b\":1}", false },
        { "{\"a\":1,\"b\":\"x}", false },
        { "{\"a\":1,\"b\":1]", false },
        { "{\"a\":1,\"b\":word}", false },
        { "\"a\"", false },
        { "{}", false },
        { "", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_test_message("%s", texts[i].text);
        g_assert_true(has(texts[i].text, strlen(texts[i].text)) == texts[i].has);
    }
}

static void test_limits(void)
{
    GString *deep = g_string_new("{\"a\":1,\"b\":1,\"c\":");
    for (unsigned i = 0; i < 60000; i++) {
        g_string_append_c(deep, '[');
    }
    g_assert_false(has(deep->str, deep->len));
    g_string_free(deep, TRUE);

    GString *wide = g_string_new("{\"a\":1,\"b\":1,\"c\":[0");
    for (unsigned i = 0; i < 4088; i++) {
        g_string_append(wide, ",0");
    }
    g_string_append(wide, "]}");
    g_assert_true(has(wide->str, wide->len)); /* the object, its five strings and numbers, the array and 4,089 in it: 4,096 */
    g_string_truncate(wide, wide->len - 2);
    for (unsigned i = 0; i < 10; i++) {
        g_string_append(wide, ",0");
    }
    g_string_append(wide, "]}");
    g_assert_false(has(wide->str, wide->len));
    g_string_free(wide, TRUE);
    g_assert_false(has("{\"a\":1,\"b\":1}\0", 14));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json_members/members", test_members);
    g_test_add_func("/json_members/limits", test_limits);
    return g_test_run();
}
