/* test_reader_plain.c
 * Which messages are read without libxml2, and that their events are those that libxml2 gives.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/xnm_reader.h"

static const xnm_read_limits wide = { .max_depth = 1000, .max_elements = 100000, .max_attributes = 1000, .max_name_bytes = 1000 };

static void log_start(void *user, const char *name, const char *local, uint32_t depth, const xnm_attribute *attributes, size_t count, xnm_range tag)
{
    GString *lines = user;
    g_string_append_printf(lines, "+%u %s %s %zu+%zu\n", depth, name, local, tag.start, tag.length);
    for (size_t i = 0; i < count; i++) {
        const xnm_attribute *one = &attributes[i];
        g_string_append_printf(lines, "@%s %s=%s %zu+%zu\n", one->name, one->local, one->value, one->range.start, one->range.length);
    }
}

static void log_text(void *user, const char *text, size_t length, uint32_t depth, xnm_range range)
{
    g_assert_cmpuint(strlen(text), ==, length);
    g_string_append_printf(user, "\"%u %s %zu+%zu\n", depth, text, range.start, range.length);
}

static void log_end(void *user, const char *local, uint32_t depth, xnm_range element, xnm_range end_tag)
{
    g_string_append_printf(user, "-%u %s %zu+%zu %zu+%zu\n", depth, local, element.start, element.length, end_tag.start, end_tag.length);
}

static void log_comment(void *user, const char *text, uint32_t depth, xnm_range range)
{
    g_string_append_printf(user, "!%u %s %zu+%zu\n", depth, text, range.start, range.length);
}

static void log_instruction(void *user, const char *target, const char *content, uint32_t depth, xnm_range range)
{
    g_string_append_printf(user, "?%u %s %s %zu+%zu\n", depth, target, content, range.start, range.length);
}

static const xnm_reader_events logging = { log_start, log_text, log_end, log_comment, log_instruction };

/* Whether the message, at the end of a heap block of its own, is read. Its events are then held against libxml2's. */
static bool is_plain(const char *text, size_t length, const xnm_read_limits *limits)
{
    uint8_t *block = g_memdup2(text, length);
    GString *lines = g_string_new(NULL);
    GString *expected = g_string_new(NULL);
    xnm_read_result result;
    xnm_read_result expected_result;
    bool plain = xnm_read_plain(block, length, limits, &logging, lines, &result);
    if (plain) {
        xnm_read(block, length, limits, &logging, expected, &expected_result);
        g_assert_cmpstr(lines->str, ==, expected->str);
        g_assert_cmpint(expected_result.status, ==, XNM_READ_OK);
        g_assert_cmpint(result.status, ==, XNM_READ_OK);
        g_assert_cmpstr(result.reason, ==, "");
        g_assert_cmpuint(result.read, ==, length);
    }
    g_string_free(lines, TRUE);
    g_string_free(expected, TRUE);
    g_free(block);
    return plain;
}

static void test_plain_messages(void)
{
    static const char *const messages[] = {
        "<a/>",
        "<a />",
        "<a></a>",
        "<a\n></a >",
        "<rpc-reply xmlns:junos=\"http://xml.juniper.net/junos/18.4R3/junos\">\n<ok/>\n</rpc-reply>",
        "<a b='\"' c=\"'\" d = \"&lt;&gt;&amp;&quot;&apos;\">&lt;b&gt; &amp;amp; &quot;&apos;</a>",
        "<a>]</a>",
        "<a>[edit]\n</a>",
        "<a> ]&gt;</a>",
        "<a>\t\n</a>",
        "<junos:a junos:b=\"c\" xmlns:junos=\"x\" xmlns=\"y\"><junos:a>1</junos:a></junos:a>",
        "<a><!----><!-- x - y --> t <!--z--></a>",
        "<a>\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80</a>",
        "<a b=\"\xc3\xa4\"><!-- \xc3\xa4 --></a>",
        "<a>x > y / z = 'q' \"r\" ; ! ? \x7f</a>",
        "<_a.b-c9>1</_a.b-c9>",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        g_test_message("%s", messages[i]);
        g_assert_true(is_plain(messages[i], strlen(messages[i]), &wide));
    }
}

static void test_left_to_libxml2(void)
{
    static const char *const messages[] = {
        "",
        "a",
        "<",
        "<a",
        "<a>",
        "<a><",
        "<a></",
        "<a></a",
        "<a></b>",
        "<a></ab>",
        "<ab></a>",
        "<a/>\n",
        "<a/><b/>",
        " <a/>",
        "<a b/>",
        "<a b=/>",
        "<a b=c/>",
        "<a b=\"c/>",
        "<a b=\"c\"d=\"e\"/>",
        "<a b=\"c\" b=\"d\"/>",
        "<a b=\"<\"/>",
        "<a b=\"&#65;\"/>",
        "<a b=\"&x;\"/>",
        "<a b=\"\n\"/>",
        "<a b=\"\xff\"/>",
        "<a xml:space=\"preserve\"/>",
        "<a / >",
        "<a:/>",
        "<:a/>",
        "<a:b:c/>",
        "<1/>",
        "<\xc3\xa4/>",
        "<a>&#65;</a>",
        "<a>&x;</a>",
        "<a>&</a>",
        "<a>\r\n</a>",
        "<a>\x01</a>",
        "<a>\xff</a>",
        "<a>\xef\xbf\xbf</a>",
        "<a>]]></a>",
        "<a>]]</a>",
        "<a><![CDATA[x]]></a>",
        "<a><?x?></a>",
        "<a><!DOCTYPE a></a>",
        "<a><!-- -- --></a>",
        "<a><!-- ---></a>",
        "<a><!--></a>",
        "<a><!-- \x01 --></a>",
        "<a><!-- \r\n --></a>",
        "<a><!--</a>",
        "<rpc><request-login><username>a<b</username></request-login></rpc>",
        "<rpc><x:request-login/></rpc>",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        g_test_message("%s", messages[i]);
        g_assert_false(is_plain(messages[i], strlen(messages[i]), &wide));
    }
    g_assert_false(is_plain("<a>\0</a>", 8, &wide));
}

/* What is over a limit is libxml2's to tell, and what is within it is read. */
static void test_limits(void)
{
    xnm_read_limits narrow = { .max_depth = 2, .max_attributes = 1, .max_name_bytes = 3 };
    g_assert_true(is_plain("<abc><b d=\"\"/></abc>", 20, &narrow));
    g_assert_false(is_plain("<a><b><c/></b></a>", 18, &narrow));
    g_assert_false(is_plain("<a b=\"\" c=\"\"/>", 16, &narrow));
    g_assert_false(is_plain("<abcd/>", 7, &narrow));
    g_assert_false(is_plain("<a bcde=\"\"/>", 12, &narrow));

    for (unsigned depth = 190; depth <= 210; depth += 10) {
        GString *message = g_string_new(NULL);
        for (unsigned i = 0; i < depth; i++) {
            g_string_append(message, "<abcdefghijklmnopqrstuvwxyz>");
        }
        for (unsigned i = 0; i < depth; i++) {
            g_string_append(message, "</abcdefghijklmnopqrstuvwxyz>");
        }
        g_assert_true(is_plain(message->str, message->len, &wide) == (depth <= 200));
        g_string_free(message, TRUE);
    }
}

/* Every cut and every other byte at every place: what is still read has libxml2's events. */
static void test_damaged(void)
{
    static const char message[] = "<a:b c='d' e=\"&amp;\">x&lt;y<!-- z --> ]<f/>\xc3\xa4</a:b>";
    static const char others[] = "<>&]\"'/!-?=: \n\r\t\x01\x80\xff;#a";
    for (size_t length = 0; length < sizeof message; length++) {
        is_plain(message, length, &wide);
    }
    for (size_t at = 0; at + 1 < sizeof message; at++) {
        for (size_t i = 0; i < sizeof others; i++) {
            char changed[sizeof message];
            memcpy(changed, message, sizeof message);
            changed[at] = others[i];
            is_plain(changed, sizeof message - 1, &wide);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reader_plain/plain", test_plain_messages);
    g_test_add_func("/reader_plain/left_to_libxml2", test_left_to_libxml2);
    g_test_add_func("/reader_plain/limits", test_limits);
    g_test_add_func("/reader_plain/damaged", test_damaged);
    return g_test_run();
}
