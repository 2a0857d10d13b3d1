/* test_stream.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "stream_cases.h"

static GString *input_of(const stream_case *one)
{
    GString *input = g_string_new(NULL);
    for (size_t i = 0; i < MAX_PARTS && one->parts[i].bytes; i++) {
        g_string_append_len(input, one->parts[i].bytes, (gssize)one->parts[i].length);
    }
    return input;
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
    g_test_add_func("/stream/empty_push", test_empty_push);
    g_test_add_func("/stream/moved_bytes", test_moved_bytes);
    g_test_add_func("/stream/random_bytes", test_random_bytes);
    return g_test_run();
}
