/* test_stream.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "../fuzz/framing.h"
#include "stream_cases.h"

#include "portlore/xnm_stream.h"

#define NO_LIMIT (1u << 30)

static GString *input_of(const stream_case *one)
{
    GString *input = g_string_new(NULL);
    for (size_t i = 0; i < MAX_PARTS && one->parts[i].bytes; i++) {
        g_string_append_len(input, one->parts[i].bytes, (gssize)one->parts[i].length);
    }
    return input;
}

static void add_expected(GArray *units, const part *expected, uint64_t start)
{
    framing_unit unit = { expected->kind, expected->status, start, expected->length, g_strdup(expected->name) };
    framing_unit *before = units->len > 0 ? &g_array_index(units, framing_unit, units->len - 1) : NULL;
    if (before && before->kind == unit.kind && framing_is_soft(unit.kind) && before->start + before->length == start) {
        before->length += unit.length;
        g_free(unit.name);
    } else {
        g_array_append_val(units, unit);
    }
}

static GArray *expected_of(const part *parts, size_t count)
{
    GArray *units = g_array_new(FALSE, FALSE, sizeof(framing_unit));
    g_array_set_clear_func(units, framing_clear_unit);
    uint64_t position = 0;
    for (size_t i = 0; i < count && parts[i].bytes; i++) {
        add_expected(units, &parts[i], position);
        position += parts[i].length;
    }
    return units;
}

static void assert_units(const GString *input, const framing_cuts *cuts, uint64_t limit, const GArray *expected)
{
    GArray *units = framing_units_of((const uint8_t *)input->str, input->len, cuts, limit);
    framing_assert_same_units(units, expected);
    g_array_free(units, TRUE);
}

static void assert_units_under_random_cuts(const GString *input, uint64_t limit, const GArray *expected, unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        uint32_t lengths[16];
        for (size_t k = 0; k < G_N_ELEMENTS(lengths); k++) {
            lengths[k] = (uint32_t)g_test_rand_int_range(1, 1 + (gint32)(1u << (i % 8 + 1)));
        }
        assert_units(input, &(framing_cuts){ lengths, G_N_ELEMENTS(lengths) }, limit, expected);
    }
}

static void assert_units_under_all_cuts(const GString *input, uint64_t limit, const GArray *expected)
{
    for (uint32_t cut = 1; cut <= input->len; cut++) {
        uint32_t two[] = { cut, (uint32_t)input->len };
        assert_units(input, &(framing_cuts){ two, 2 }, limit, expected);  /* the last one: whole */
        assert_units(input, &(framing_cuts){ &cut, 1 }, limit, expected); /* the first one: byte by byte */
    }
    assert_units_under_random_cuts(input, limit, expected, 30);
}

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        GString *input = input_of(&cases[i]);
        GArray *expected = expected_of(cases[i].parts, MAX_PARTS);
        assert_units_under_all_cuts(input, NO_LIMIT, expected);
        g_array_free(expected, TRUE);
        g_string_free(input, TRUE);
    }
}

/* Two of these that stand side by side would be read as one. */
static bool fit(const part *before, const part *after)
{
    return before->kind != XNM_UNIT_TEXT || after->kind != XNM_UNIT_DELIMITER;
}

static GArray *random_session(int count)
{
    GArray *parts = g_array_new(FALSE, FALSE, sizeof(part));
    part root = JUNOSCRIPT;
    g_array_append_val(parts, root);
    while (parts->len < (guint)count) {
        part one = session_parts[g_test_rand_int_range(0, G_N_ELEMENTS(session_parts))];
        if (fit(&g_array_index(parts, part, parts->len - 1), &one)) {
            g_array_append_val(parts, one);
        }
    }
    return parts;
}

static GString *bytes_of(const GArray *parts)
{
    GString *input = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++) {
        const part *one = &g_array_index(parts, part, i);
        g_string_append_len(input, one->bytes, (gssize)one->length);
    }
    return input;
}

static void test_random_sessions(void)
{
    for (int round = 0; round < 1500; round++) {
        GArray *parts = random_session(g_test_rand_int_range(2, 30));
        GString *input = bytes_of(parts);
        GArray *expected = expected_of((const part *)parts->data, parts->len);
        uint32_t whole = (uint32_t)input->len;
        assert_units(input, &(framing_cuts){ &whole, 1 }, NO_LIMIT, expected);
        assert_units_under_random_cuts(input, NO_LIMIT, expected, 8);
        g_array_free(expected, TRUE);
        g_string_free(input, TRUE);
        g_array_free(parts, TRUE);
    }
}

static bool is_found(const GArray *units, uint64_t start, const part *message)
{
    for (guint i = 0; i < units->len; i++) {
        const framing_unit *unit = &g_array_index(units, framing_unit, i);
        if (unit->kind == XNM_UNIT_MESSAGE && unit->start == start) {
            return unit->status == XNM_UNIT_COMPLETE && unit->length == message->length && g_strcmp0(unit->name, message->name) == 0;
        }
    }
    return false;
}

/* Bytes from..to are missing: every message before and behind is found. */
static void assert_gap(const GArray *parts, const GString *input, size_t from, size_t to, const framing_cuts *cuts)
{
    framing_stream framing = framing_new(NO_LIMIT);
    framing_push_all(&framing, (const uint8_t *)input->str, from, cuts);
    framing_gap(&framing, to - from);
    framing_push_all(&framing, (const uint8_t *)input->str + to, input->len - to, cuts);
    GArray *units = framing_units(&framing, (const uint8_t *)input->str);
    size_t start = 0;
    for (guint i = 0; i < parts->len; i++) {
        const part *one = &g_array_index(parts, part, i);
        if (one->kind == XNM_UNIT_MESSAGE && (start >= to || start + one->length <= from)) {
            g_assert_true(is_found(units, start, one));
        }
        start += one->length;
    }
    g_array_free(units, TRUE);
    framing_free(&framing);
}

static void test_gaps(void)
{
    for (int round = 0; round < 12; round++) {
        GArray *parts = random_session(14);
        GString *input = bytes_of(parts);
        for (size_t from = 0; from <= input->len; from++) {
            uint32_t lengths[] = { (uint32_t)g_test_rand_int_range(1, 60), (uint32_t)g_test_rand_int_range(1, 400) };
            size_t missing = (size_t)g_test_rand_int_range(0, 80);
            assert_gap(parts, input, from, MIN(from + missing, input->len), &(framing_cuts){ lengths, 2 });
        }
        g_string_free(input, TRUE);
        g_array_free(parts, TRUE);
    }
}

static void test_mid_session_start(void)
{
    static const uint32_t one = 1;
    static const uint32_t whole = UINT32_MAX;
    for (int round = 0; round < 20; round++) {
        GArray *parts = random_session(14);
        GString *input = bytes_of(parts);
        for (size_t from = 0; from <= input->len; from++) {
            assert_gap(parts, input, 0, from, &(framing_cuts){ from % 2 ? &one : &whole, 1 });
        }
        g_string_free(input, TRUE);
        g_array_free(parts, TRUE);
    }
}

static void test_gap_returns_the_open_unit(void)
{
    framing_stream framing = framing_new(NO_LIMIT);
    g_assert_null(framing_gap(&framing, 5));
    framing_push(&framing, (const uint8_t *)"<junoscript>", 12);
    g_assert_true(xnm_stream_synchronised(framing.stream));
    g_assert_null(xnm_stream_open_unit(framing.stream));
    g_assert_null(framing_gap(&framing, 1));
    framing_push(&framing, (const uint8_t *)"<rpc><a>", 8);
    framing_push(&framing, (const uint8_t *)"bc", 2);
    g_assert_cmpuint(xnm_stream_bytes_held(framing.stream), >=, 10);
    xnm_unit *message = framing_gap(&framing, 100);
    g_assert_cmpint(message->kind, ==, XNM_UNIT_MESSAGE);
    g_assert_cmpstr(message->name, ==, "rpc");
    g_assert_cmpuint(message->length, ==, 10);
    g_assert_cmpuint(message->pieces, ==, 2);
    g_assert_null(message->bytes);
    g_assert_cmpuint(xnm_stream_bytes_held(framing.stream), ==, 0);
    framing_push(&framing, (const uint8_t *)"</a></rpc>", 10);
    g_assert_null(xnm_stream_open_unit(framing.stream));
    framing_push(&framing, (const uint8_t *)"<", 1);
    g_assert_cmpint(framing_gap(&framing, 1)->kind, ==, XNM_UNIT_UNDECIDED);
    framing_free(&framing);
}

/* What came before a gap does not tell how to read what comes behind it. */
static void test_text_behind_a_gap(void)
{
    static const struct {
        const char *before;
        const char *behind;
        xnm_unit_kind kind;
    } gaps[] = {
        { "<junoscript>", " ", XNM_UNIT_WHITESPACE },
        { "<junoscript>", "a", XNM_UNIT_UNSYNCHRONISED },
        { "a", "\n", XNM_UNIT_WHITESPACE },
        { "a\xEF", "\xBB", XNM_UNIT_UNSYNCHRONISED },
        { "\xEF\xBB", "\xBF", XNM_UNIT_UNSYNCHRONISED },
        { "]]>", "]]>]]x", XNM_UNIT_UNSYNCHRONISED },
        { "<!-- ", "<a>", XNM_UNIT_UNSYNCHRONISED },
        { "<rpc>", "<a>", XNM_UNIT_UNSYNCHRONISED },
        { "<rpc>", "]]>]]>", XNM_UNIT_DELIMITER },
        { "<rpc>]]>]]>", "<rpc/>", XNM_UNIT_MESSAGE },
        { "<rp", "c>", XNM_UNIT_UNSYNCHRONISED },
        { "<rpc a='", "'/>", XNM_UNIT_UNSYNCHRONISED },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(gaps); i++) {
        framing_stream framing = framing_new(NO_LIMIT);
        framing_push(&framing, (const uint8_t *)gaps[i].before, strlen(gaps[i].before));
        framing_gap(&framing, 0);
        framing_push(&framing, (const uint8_t *)gaps[i].behind, strlen(gaps[i].behind));
        const framing_piece *piece = &g_array_index(framing.pieces, framing_piece, framing.pieces->len - 1);
        g_assert_cmpint(piece->piece.kind, ==, gaps[i].kind);
        g_assert_cmpuint(piece->piece.length, ==, strlen(gaps[i].behind));
        framing_free(&framing);
    }
}

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
    assert_long_message("<rpc><![CDATA[", "</rpc>", megabyte / 6, "]]></rpc>", "rpc", 5000, XNM_UNIT_TOO_LARGE);

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

static void test_empty_push(void)
{
    framing_stream framing = framing_new(NO_LIMIT);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    xnm_stream_push(framing.stream, 1, (const uint8_t *)"", 0, pieces);
    xnm_stream_push(framing.stream, 2, (const uint8_t *)"<rpc>", 5, pieces);
    xnm_stream_push(framing.stream, 3, (const uint8_t *)"", 0, pieces);
    g_assert_cmpuint(pieces->len, ==, 1);
    xnm_stream_push(framing.stream, 4, (const uint8_t *)"</rpc>", 6, pieces);
    g_assert_cmpuint(pieces->len, ==, 2);
    const xnm_unit *unit = g_array_index(pieces, xnm_piece, 1).unit;
    g_assert_cmpuint(unit->first_frame, ==, 2);
    g_assert_cmpuint(unit->last_frame, ==, 4);
    g_assert_cmpmem(unit->bytes, unit->length, "<rpc></rpc>", 11);
    g_array_free(pieces, TRUE);
    framing_free(&framing);
}

/* A message whose first bytes the pieces of the message before it cover. */
static void test_moved_bytes(void)
{
    xnm_stream *stream = xnm_stream_new(&(xnm_stream_limits){ .max_unit_bytes = NO_LIMIT });
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    xnm_stream_push(stream, 1, (const uint8_t *)"<rpc>a<juno", 11, pieces);
    xnm_stream_push(stream, 2, (const uint8_t *)"script ", 7, pieces);
    xnm_stream_push(stream, 3, (const uint8_t *)"a='b'><rpc/>", 12, pieces);
    g_assert_cmpuint(pieces->len, ==, 4);
    const xnm_piece *piece = &g_array_index(pieces, xnm_piece, 0);
    const xnm_unit *message = piece[0].unit;
    g_assert_true(piece[1].unit == message && !piece[0].last && !piece[1].last);
    g_assert_cmpint(message->status, ==, XNM_UNIT_CUT);
    g_assert_cmpuint(message->length, ==, 6);
    g_assert_cmpuint(message->pieces, ==, 1);
    g_assert_cmpuint(message->last_frame, ==, 3);
    const xnm_unit *root = piece[2].unit;
    g_assert_cmpint(root->kind, ==, XNM_UNIT_ROOT_START);
    g_assert_cmpint(root->status, ==, XNM_UNIT_COMPLETE);
    g_assert_cmpuint(root->first_frame, ==, 1);
    g_assert_cmpuint(root->pieces, ==, 3);
    g_assert_cmpmem(root->bytes, root->length, "<junoscript a='b'>", 18);
    g_assert_true(!piece[2].first && piece[2].last && piece[2].unit_offset == 12);
    g_assert_true(piece[3].first && piece[3].last && piece[3].unit->kind == XNM_UNIT_MESSAGE);
    xnm_stream_free(stream);
    g_array_free(pieces, TRUE);
}

/* Bytes without sense: any cuts give what the whole gives. */
static void test_random_bytes(void)
{
    static const char *const more[] = { "<",
                                        ">",
                                        "]",
                                        "]]>",
                                        "]]>]]>",
                                        "<rpc",
                                        "<rpc>",
                                        "</rpc>",
                                        "<a ",
                                        "'",
                                        "\"",
                                        "<?xml ",
                                        "?>",
                                        "<!--",
                                        "-->",
                                        "<junoscript>",
                                        "</junoscript>",
                                        " ",
                                        "\n",
                                        "x",
                                        "<![CDATA[",
                                        "<!DOCTYPE ",
                                        "[",
                                        LOGIN_HEAD,
                                        "</username>",
                                        "<rpc-reply>",
                                        "</rpc-reply>",
                                        "\xEF\xBB\xBF",
                                        "\xEF",
                                        "<abort/>",
                                        "<hello>",
                                        "<?p ",
                                        "/>" };
    static const uint64_t limits[] = { NO_LIMIT, 0, 5, 30, 60 };
    for (int round = 0; round < 20000; round++) {
        GString *input = g_string_new(NULL);
        int count = g_test_rand_int_range(1, 30);
        for (int i = 0; i < count; i++) {
            if (g_test_rand_int_range(0, 8) == 0) {
                g_string_append_c(input, (char)g_test_rand_int_range(0, 256));
            } else {
                g_string_append(input, more[g_test_rand_int_range(0, G_N_ELEMENTS(more))]);
            }
        }
        uint64_t limit = limits[round % (int)G_N_ELEMENTS(limits)];
        uint32_t whole = (uint32_t)input->len;
        GArray *expected = framing_units_of((const uint8_t *)input->str, input->len, &(framing_cuts){ &whole, 1 }, limit);
        uint32_t one = 1;
        assert_units(input, &(framing_cuts){ &one, 1 }, limit, expected);
        assert_units_under_random_cuts(input, limit, expected, 5);
        g_array_free(expected, TRUE);
        g_string_free(input, TRUE);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stream/cases", test_cases);
    g_test_add_func("/stream/random_sessions", test_random_sessions);
    g_test_add_func("/stream/gaps", test_gaps);
    g_test_add_func("/stream/mid_session_start", test_mid_session_start);
    g_test_add_func("/stream/gap_returns_the_open_unit", test_gap_returns_the_open_unit);
    g_test_add_func("/stream/text_behind_a_gap", test_text_behind_a_gap);
    g_test_add_func("/stream/limit", test_limit);
    g_test_add_func("/stream/limit_and_cut", test_limit_and_cut);
    g_test_add_func("/stream/large", test_large);
    g_test_add_func("/stream/long_names", test_long_names);
    g_test_add_func("/stream/leaf_without_end", test_leaf_without_end);
    g_test_add_func("/stream/doctype_without_end", test_doctype_without_end);
    g_test_add_func("/stream/bytes_held", test_bytes_held);
    g_test_add_func("/stream/empty_push", test_empty_push);
    g_test_add_func("/stream/moved_bytes", test_moved_bytes);
    g_test_add_func("/stream/random_bytes", test_random_bytes);
    return g_test_run();
}
