/* test_stream_limits.c
 * Messages and markup at the limits of the stream, and beyond.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "stream_parts.h"

#include "portlore/xnm_lexer.h"

/* A message of so many bytes, and another one. */
static GString *messages(size_t length)
{
    GString *input = g_string_new("<junoscript><rpc>");
    while (input->len < strlen("<junoscript>") + length - strlen("</rpc>")) {
        g_string_append(input, &"<a b='c'/>\n"[g_test_rand_int_range(0, 10)]);
    }
    g_string_truncate(input, strlen("<junoscript>") + length - strlen("</rpc>") - 1);
    g_string_append(input, "\n</rpc><rpc>d</rpc>");
    return input;
}

static void assert_size(size_t length, size_t limit, xnm_unit_status status)
{
    GString *input = messages(length);
    const part parts[] = {
        { XNM_UNIT_ROOT_START, XNM_UNIT_COMPLETE, input->str, 12, "junoscript" },
        { XNM_UNIT_MESSAGE, status, input->str, length, "rpc" },
        MESSAGE("<rpc>d</rpc>", "rpc"),
    };
    GArray *expected = expected_of(parts, G_N_ELEMENTS(parts));
    static const uint32_t lengths[] = { UINT32_MAX, 1448, 1, 97, 4096 };
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        assert_units(input, &(framing_cuts){ &lengths[i], 1 }, limit, expected);
    }
    g_array_free(expected, TRUE);
    g_string_free(input, TRUE);
}

static void test_limit(void)
{
    static const size_t limits[] = { 12, 100, 4095, 4096, 4097, 10000 };
    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
        assert_size(MAX(limits[i] - 1, 12), limits[i], XNM_UNIT_COMPLETE);
        assert_size(limits[i], limits[i], XNM_UNIT_COMPLETE);
        assert_size(limits[i] + 1, limits[i], XNM_UNIT_TOO_LARGE);
        assert_size(limits[i] * 3, limits[i], XNM_UNIT_TOO_LARGE);
    }
}

/* What breaks off a message that is over the limit is whole itself. */
static void test_limit_and_cut(void)
{
    const part parts[] = {
        JUNOSCRIPT,
        CUT_MESSAGE("<rpc>0123456789012345678901234567890123456789012345678901234567890123456789<a></a>", "rpc"),
        DECLARATION,
        ROOT("<junoscript version='1.0'>"),
        CUT_MESSAGE("<rpc>0123456789012345678901234567890123456789012345678901234567890123456789]]>]]>", "rpc"),
        MESSAGE("<rpc-reply></rpc-reply>", "rpc-reply"),
        CUT_MESSAGE("<rpc>01234567890", "rpc"),
        PART(ROOT_START, TOO_LARGE, "<junoscript a='012345678901234567890123456789012345678901234567890123456789'>", "junoscript"),
        MESSAGE("<rpc></rpc>", "rpc"),
    };
    GArray *expected = expected_of(parts, G_N_ELEMENTS(parts));
    GArray *all = g_array_new(FALSE, FALSE, sizeof(part));
    g_array_append_vals(all, parts, G_N_ELEMENTS(parts));
    GString *input = bytes_of(all);
    assert_units_under_all_cuts(input, 60, expected);
    g_array_free(all, TRUE);
    g_array_free(expected, TRUE);
    g_string_free(input, TRUE);
}

/* head, filler times count. */
static GString *filled(const char *head, const char *filler, size_t count)
{
    GString *bytes = g_string_new(head);
    for (size_t i = 0; i < count; i++) {
        g_string_append(bytes, filler);
    }
    return bytes;
}

static void assert_long(const GString *input, const part *parts, size_t count, uint64_t limit)
{
    static const uint32_t lengths[] = { UINT32_MAX, 1448, 65536, 13, 1 };
    GArray *expected = expected_of(parts, count);
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        assert_units(input, &(framing_cuts){ &lengths[i], 1 }, limit, expected);
    }
    g_array_free(expected, TRUE);
}

/* One message of head, filler times count, and tail; then another one. */
static void assert_long_message(const char *head, const char *filler, size_t count, const char *tail, const char *name, uint64_t limit,
                                xnm_unit_status status)
{
    GString *input = filled(head, filler, count);
    g_string_append(input, tail);
    size_t length = input->len;
    g_string_append(input, "<rpc></rpc>");
    const part parts[] = { { XNM_UNIT_MESSAGE, status, input->str, length, name }, MESSAGE("<rpc></rpc>", "rpc") };
    assert_long(input, parts, G_N_ELEMENTS(parts), limit);
    g_string_free(input, TRUE);
}

static void test_large(void)
{
    const size_t megabyte = 1u << 20;
    assert_long_message("<rpc>", "<a>", 100000, "</rpc>", "rpc", NO_LIMIT, XNM_UNIT_COMPLETE);
    assert_long_message("<rpc ", "a='>' ", megabyte / 6, "/>", "rpc", NO_LIMIT, XNM_UNIT_COMPLETE);
    assert_long_message("<rpc ", "a='>' ", megabyte / 6, "/>", "rpc", 5000, XNM_UNIT_TOO_LARGE);
    assert_long_message("<rpc><", "n", megabyte, "></rpc>", "rpc", NO_LIMIT, XNM_UNIT_COMPLETE);
    assert_long_message("<rpc><", "n", megabyte, "></rpc>", "rpc", 5000, XNM_UNIT_TOO_LARGE);

    GString *deep = filled("<junoscript>", "<abc>", 100000);
    for (int i = 0; i < 100000; i++) {
        g_string_append(deep, "</abc>");
    }
    size_t root = strlen("<junoscript>");
    size_t length = deep->len - root;
    g_string_append(deep, "</abc>");
    const part parts[] = { ROOT("<junoscript>"), { XNM_UNIT_MESSAGE, XNM_UNIT_COMPLETE, deep->str + root, length, "abc" }, STRAY("</abc>") };
    assert_long(deep, parts, G_N_ELEMENTS(parts), NO_LIMIT);
    g_string_free(deep, TRUE);
}

static void test_long_names(void)
{
    char kept[XNM_LEXER_NAME_MAX + 1];
    memset(kept, 'n', XNM_LEXER_NAME_MAX);
    kept[XNM_LEXER_NAME_MAX] = '\0';
    GString *name = filled("", "n", 1u << 20);
    GString *input = g_string_new("<junoscript>");
    g_string_append_printf(input, "<%s></%s>", name->str, name->str);
    size_t length = input->len - strlen("<junoscript>");
    g_string_append(input, "<rpc></rpc>");
    const part parts[] = {
        ROOT("<junoscript>"),
        { XNM_UNIT_MESSAGE, XNM_UNIT_COMPLETE, input->str, length, kept },
        MESSAGE("<rpc></rpc>", "rpc"),
    };
    assert_long(input, parts, G_N_ELEMENTS(parts), NO_LIMIT);
    g_string_free(input, TRUE);
    g_string_free(name, TRUE);
}

/* A user name without end costs XNM_LEXER_RAW_MAX bytes, and the message that is open when they are over. */
static void test_leaf_without_end(void)
{
    GString *input = g_string_new("<junoscript>" LOGIN_HEAD);
    size_t leaf = input->len;
    while (input->len < leaf + XNM_LEXER_RAW_MAX) {
        g_string_append(input, "u</request-login></rpc><rpc><a/></rpc>");
    }
    /* The leaf goes on up to the first '<' behind its limit. */
    size_t end = leaf + XNM_LEXER_RAW_MAX;
    end += strcspn(input->str + end, "<");
    g_string_truncate(input, end);
    const part rpc = MESSAGE("<rpc></rpc>", "rpc");
    const part login = LOGIN("<b>");
    const part reply = MESSAGE("<rpc-reply></rpc-reply>", "rpc-reply");
    const part parts[] = {
        ROOT("<junoscript>"),
        { XNM_UNIT_MESSAGE, XNM_UNIT_CUT, input->str, end - strlen("<junoscript>"), "rpc" },
        UNKNOWN("</x><y>"),
        rpc,
        login,
        reply,
    };
    g_string_append(input, "</x><y>");
    g_string_append_len(input, rpc.bytes, (gssize)rpc.length);
    g_string_append_len(input, login.bytes, (gssize)login.length);
    g_string_append_len(input, reply.bytes, (gssize)reply.length);
    assert_long(input, parts, G_N_ELEMENTS(parts), NO_LIMIT);
    assert_long(input, parts, G_N_ELEMENTS(parts), 300);
    g_string_free(input, TRUE);

    /* A long one that ends is none of that. */
    assert_long_message(LOGIN_HEAD, "u<", XNM_LEXER_RAW_MAX / 2, "uu</username></request-login></rpc>", "rpc", NO_LIMIT, XNM_UNIT_COMPLETE);
}

static void test_doctype_without_end(void)
{
    GString *input = filled("<junoscript><!DOCTYPE a [<!ENTITY b '", "<rpc></rpc>", XNM_LEXER_DOCTYPE_MAX / 11 + 1);
    size_t root = strlen("<junoscript>");
    g_string_truncate(input, root + XNM_LEXER_DOCTYPE_MAX);
    g_string_append(input, " <c>d</c>");
    const part parts[] = {
        ROOT("<junoscript>"),          { XNM_UNIT_DOCTYPE, XNM_UNIT_CUT, input->str, XNM_LEXER_DOCTYPE_MAX, NULL }, SPACE(" "), UNKNOWN("<c>d</c>"),
        MESSAGE("<rpc></rpc>", "rpc"),
    };
    g_string_append(input, "<rpc></rpc>");
    assert_long(input, parts, G_N_ELEMENTS(parts), NO_LIMIT);
    g_string_free(input, TRUE);
}

/* head, text up to the limit and one byte more: given up there. What follows is looked through for the next start. */
static void check_given_up(const char *head, const char *token, xnm_unit_kind kind, const char *name)
{
    const size_t limit = 1000;
    GString *input = g_string_new("<junoscript>");
    size_t root = input->len;
    g_string_append_printf(input, "%s%s", head, token);
    while (input->len < root + strlen(head) + limit + 1) {
        g_string_append_c(input, 'x');
    }
    bool text = kind == XNM_UNIT_TEXT;
    const part parts[] = {
        ROOT("<junoscript>"),
        { kind, text ? XNM_UNIT_COMPLETE : XNM_UNIT_TOO_LARGE, input->str, input->len - root, name },
        UNKNOWN("more-->]]>?></rpc><a/>"),
        MESSAGE("<rpc></rpc>", "rpc"),
    };
    g_string_append(input, "more-->]]>?></rpc><a/><rpc></rpc>");
    assert_long(input, parts, G_N_ELEMENTS(parts), limit);
    g_string_free(input, TRUE);
}

static void test_markup_without_end(void)
{
    check_given_up("", "<!--", XNM_UNIT_COMMENT, NULL);
    check_given_up("", "<?hint ", XNM_UNIT_PI, "hint");
    check_given_up("", "<![CDATA[", XNM_UNIT_TEXT, NULL);
    check_given_up("<rpc><a/>", "<!--", XNM_UNIT_MESSAGE, "rpc");
    check_given_up("<rpc><a/>", "<?hint ", XNM_UNIT_MESSAGE, "rpc");
    check_given_up("<rpc><a/>", "<![CDATA[", XNM_UNIT_MESSAGE, "rpc");

    /* Of just that length it has an end, and the message around it is followed to its own. */
    assert_long_message("<rpc><![CDATA[", "x", 1000 - strlen("<![CDATA[]]>"), "]]></rpc>", "rpc", 1000, XNM_UNIT_TOO_LARGE);
    assert_long_message("<rpc><!--", "x", 1000 - strlen("<!---->"), "--></rpc>", "rpc", 1000, XNM_UNIT_TOO_LARGE);
}

/* A DOCTYPE has no more room than a message. */
static void test_doctype_over_the_limit(void)
{
    GString *input = filled("<junoscript><!DOCTYPE a [<!ENTITY b '", "x", 2000);
    size_t root = strlen("<junoscript>");
    g_string_truncate(input, root + 1000);
    const part parts[] = {
        ROOT("<junoscript>"),
        { XNM_UNIT_DOCTYPE, XNM_UNIT_CUT, input->str, 1000, NULL },
        UNKNOWN("xx'>]>"),
        MESSAGE("<rpc></rpc>", "rpc"),
    };
    g_string_append(input, "xx'>]><rpc></rpc>");
    assert_long(input, parts, G_N_ELEMENTS(parts), 1000);
    g_string_free(input, TRUE);
}

/* Told once of each unit that is over the limit of 10 bytes, in the segment that brings the byte that is too many. */
static void test_outgrows(void)
{
    static const struct {
        const char *segment;
        const char *outgrows; /* of each piece */
    } segments[] = {
        { "<rpc>56789", "0" }, { "</a>", "1" }, { "more", "0" }, { "</rpc>", "0" },      { "<rpc>12345</rpc><rpc/>", "10" },
        { "<rpc a='9", "0" },  { "10", "1" },   { "more", "0" }, { "<!--4567890", "1" }, { "more", "0" },
    };
    xnm_stream *stream = xnm_stream_new(&(xnm_stream_limits){ .max_unit_bytes = 10 });
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    xnm_stream_push(stream, 1, (const uint8_t *)"<rpc/>", 6, pieces);
    for (uint32_t i = 0; i < G_N_ELEMENTS(segments); i++) {
        g_array_set_size(pieces, 0);
        xnm_stream_push(stream, i + 2, (const uint8_t *)segments[i].segment, strlen(segments[i].segment), pieces);
        GString *outgrows = g_string_new(NULL);
        for (guint k = 0; k < pieces->len; k++) {
            g_string_append_c(outgrows, g_array_index(pieces, xnm_piece, k).outgrows ? '1' : '0');
        }
        g_assert_cmpstr(outgrows->str, ==, segments[i].outgrows);
        g_string_free(outgrows, TRUE);
    }
    g_array_free(pieces, TRUE);
    xnm_stream_free(stream);
}

/* Only the message in progress is held, and of one over the limit no more than the limit. */
static void test_bytes_held(void)
{
    const size_t limit = 10000;
    xnm_stream *stream = xnm_stream_new(&(xnm_stream_limits){ .max_unit_bytes = limit });
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    uint64_t kept = 0;
    xnm_stream_push(stream, 1, (const uint8_t *)"<junoscript>", 12, pieces);
    g_assert_cmpuint(xnm_stream_bytes_held(stream), ==, 0);
    for (uint32_t frame = 2; frame < 2000; frame++) {
        static const char *const segments[] = { "<rpc>", "some text ", "<a b='", "'/>", "</rpc>", "<rpc></rpc>" };
        const char *segment = segments[g_test_rand_int_range(0, G_N_ELEMENTS(segments))];
        const xnm_unit *open = xnm_stream_open_unit(stream);
        g_array_set_size(pieces, 0);
        xnm_stream_push(stream, frame, (const uint8_t *)segment, strlen(segment), pieces);
        kept += open && open->bytes ? open->length : 0; /* it ended here; what began here and ended lies in one segment */
        g_assert_cmpuint(xnm_stream_bytes_held(stream), >=, kept);
        g_assert_cmpuint(xnm_stream_bytes_held(stream), <=, kept + limit);
    }
    xnm_stream_free(stream);
    g_array_free(pieces, TRUE);
    xnm_stream_free(NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stream-limits/limit", test_limit);
    g_test_add_func("/stream-limits/limit_and_cut", test_limit_and_cut);
    g_test_add_func("/stream-limits/large", test_large);
    g_test_add_func("/stream-limits/long_names", test_long_names);
    g_test_add_func("/stream-limits/leaf_without_end", test_leaf_without_end);
    g_test_add_func("/stream-limits/doctype_without_end", test_doctype_without_end);
    g_test_add_func("/stream-limits/markup_without_end", test_markup_without_end);
    g_test_add_func("/stream-limits/doctype_over_the_limit", test_doctype_over_the_limit);
    g_test_add_func("/stream-limits/outgrows", test_outgrows);
    g_test_add_func("/stream-limits/bytes_held", test_bytes_held);
    return g_test_run();
}
