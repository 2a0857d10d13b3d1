/* test_reader_limits.c
 * The reader: limits, ours and libxml2's, and large messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_reader.h"

#include <string.h>

static const xnm_read_limits wide = { .max_depth = 1000, .max_elements = 100000, .max_attributes = 1000, .max_name_bytes = 1000 };

static void check_status(const char *message, const xnm_read_limits *limits, xnm_read_status status, size_t offset)
{
    static const xnm_reader_events none = { 0 };
    xnm_read_result result;
    xnm_read((const uint8_t *)message, strlen(message), limits, &none, NULL, &result);
    g_assert_cmpint(result.status, ==, status);
    g_assert_cmpuint(result.error_offset, ==, offset);
    g_assert_cmpuint(result.read, ==, status == XNM_READ_OK ? strlen(message) : offset);
}

static void test_limits(void)
{
    static const xnm_read_limits limits = { .max_depth = 3, .max_elements = 1, .max_attributes = 2, .max_name_bytes = 4 };
    check_status("<a><b><c/><c></c></b></a>", &limits, XNM_READ_OK, 0);
    check_status("<a><b><c>x<d/></c></b></a>", &limits, XNM_READ_TOO_DEEP, 10);
    check_status("<a x='1' y='2'/>", &limits, XNM_READ_OK, 0);
    check_status("<a><b x='1' y='2' z='3'/></a>", &limits, XNM_READ_TOO_MANY_ATTRIBUTES, 3);
    check_status("<a x='1' xmlns='2' xmlns:y='3'/>", &limits, XNM_READ_NAME_TOO_LONG, 0);
    check_status("<a x='1' y='2' xm:l='3'>", &limits, XNM_READ_TOO_MANY_ATTRIBUTES, 0);
    check_status("<a><b:ef/></a>", &limits, XNM_READ_OK, 0);
    check_status("<a>x<b:efg/></a>", &limits, XNM_READ_NAME_TOO_LONG, 4);
    check_status("<a>x<b abcd='abcdefgh'/></a>", &limits, XNM_READ_OK, 0);
    check_status("<a>x<b abcde=''/></a>", &limits, XNM_READ_NAME_TOO_LONG, 4);
    /* quotes and '=' in values do not count */
    check_status("<a b='x=\"y\" z=\"w\"' c=\"d='e' f='g'\"/>", &limits, XNM_READ_OK, 0);

    static const xnm_read_limits two = { .max_depth = 3, .max_attributes = 2, .max_name_bytes = 100 };
    check_status("<a b='' c=''/>", &two, XNM_READ_OK, 0);
    check_status("<a b='' c='' d=''/>", &two, XNM_READ_TOO_MANY_ATTRIBUTES, 0);
    check_status("<a xmlns='' xmlns:c=''/>", &two, XNM_READ_OK, 0);
    check_status("<a>1<b xmlns='' c='' xmlns:c=''/></a>", &two, XNM_READ_TOO_MANY_ATTRIBUTES, 4);

    static const xnm_read_limits none = { 0 };
    check_status("<a/>", &none, XNM_READ_NAME_TOO_LONG, 0);
    static const xnm_read_limits no_depth = { .max_name_bytes = 1 };
    check_status("<a/>", &no_depth, XNM_READ_TOO_DEEP, 0);
}

static char *repeat(const char *head, const char *text, size_t count, const char *tail)
{
    GString *string = g_string_new(head);
    for (size_t i = 0; i < count; i++) {
        g_string_append(string, text);
    }
    g_string_append(string, tail);
    return g_string_free(string, FALSE);
}

typedef struct {
    size_t elements;
    size_t attributes;
    size_t text;
    size_t ranges; /* bytes in the ranges of text */
    char first;    /* of the last text */
    char last;
} totals;

static void count_start(void *user, const char *name, const char *local, uint32_t depth, const xnm_attribute *attributes, size_t count, xnm_range tag)
{
    totals *sum = user;
    (void)name, (void)local, (void)depth, (void)attributes, (void)tag;
    sum->elements++;
    sum->attributes += count;
}

static void count_text(void *user, const char *text, size_t length, uint32_t depth, xnm_range range)
{
    totals *sum = user;
    (void)depth;
    sum->first = text[0];
    sum->last = text[length - 1];
    sum->text += length;
    sum->ranges += range.length;
}

static const xnm_reader_events counting = { .start_element = count_start, .text = count_text };

/* Read, free and count. */
static totals count_events(char *message, xnm_read_status status)
{
    xnm_read_result result;
    totals sum = { 0 };
    xnm_read((const uint8_t *)message, strlen(message), &wide, &counting, &sum, &result);
    g_assert_cmpint(result.status, ==, status);
    g_free(message);
    return sum;
}

static void test_large(void)
{
    const size_t lines = 1024 * 1024;
    totals sum = count_events(repeat("<a>", "set a b\xc3\xb1&lt;\n", lines, "</a>"), XNM_READ_OK); /* 14 MB of text */
    g_assert_cmpuint(sum.text, ==, 11 * lines);
    g_assert_cmpuint(sum.ranges, ==, 14 * lines);
    sum = count_events(repeat("<a>", "set a b\xc3\xb1&lt;\n", lines, "\001</a>"), XNM_READ_BAD_CHARACTER);
    g_assert_cmpuint(sum.text, ==, 11 * lines + 3);
    sum = count_events(repeat("<a><![CDATA[", "set <b> \xc3\xb1&\n", lines, "]]></a>"), XNM_READ_OK); /* 12 MB */
    g_assert_cmpuint(sum.text, ==, 12 * lines);
    g_assert_cmpuint(sum.ranges, ==, 12 * lines + 12);
    g_assert_cmpint(sum.first, ==, 's');
    g_assert_cmpint(sum.last, ==, '\n');
    sum = count_events(repeat("<a><!--", "12345678", lines, "--></a>"), XNM_READ_OK); /* 8 MB */
    g_assert_cmpuint(sum.elements, ==, 1);
    sum = count_events(repeat("<a b='", "1234567>", lines, "'/>"), XNM_READ_OK);
    g_assert_cmpuint(sum.attributes, ==, 1);
    sum = count_events(repeat("<a>", "<b c='>'>1</b>\n", 100000, "</a>"), XNM_READ_OK);
    g_assert_cmpuint(sum.elements, ==, 100001);
    g_assert_cmpuint(sum.text, ==, 200000);
}

/* Above libxml2's own limits, and above ours: refused, and soon. */
static void test_excess(void)
{
    totals sum = count_events(repeat("", "<a>", 100000, ""), XNM_READ_TOO_DEEP);
    g_assert_cmpuint(sum.elements, ==, wide.max_depth);
    GString *tag = g_string_new("<a");
    for (int i = 0; i < 100000; i++) {
        g_string_append_printf(tag, " a%d=''", i);
    }
    g_string_append(tag, "/>");
    sum = count_events(g_string_free(tag, FALSE), XNM_READ_TOO_MANY_ATTRIBUTES);
    g_assert_cmpuint(sum.elements, ==, 0);
    count_events(repeat("<", "a", 60000, "/>"), XNM_READ_NAME_TOO_LONG);
    count_events(repeat("<a ", "b", 1000000, "=''/>"), XNM_READ_NAME_TOO_LONG);
    count_events(repeat("<a>", "<!--", 1000000, "</a>"), XNM_READ_MALFORMED);
    count_events(repeat("<a>", "&#2;", 100000, "</a>"), XNM_READ_BAD_CHARACTER);
    count_events(repeat("<a>", "&#", 1000000, "</a>"), XNM_READ_MALFORMED);

    static const xnm_read_limits names = { .max_depth = 9, .max_attributes = 9, .max_name_bytes = 1000000 };
    char *name = repeat("<a><", "b", 60000, "/></a>");
    xnm_read_result result;
    xnm_read((const uint8_t *)name, strlen(name), &names, &counting, &sum, &result);
    g_assert_cmpint(result.status, ==, XNM_READ_NAME_TOO_LONG);
    g_assert_cmpuint(result.error_offset, ==, 3);
    xnm_read((const uint8_t *)name, XNM_READ_LENGTH_MAX + 1, &names, &counting, &sum, &result);
    g_assert_cmpint(result.status, ==, XNM_READ_MALFORMED);
    g_free(name);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reader-limits/border", test_limits);
    g_test_add_func("/reader-limits/large", test_large);
    g_test_add_func("/reader-limits/excess", test_excess);
    return g_test_run();
}
