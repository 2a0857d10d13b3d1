/* stream_parts.h
 * What the stream makes of bytes, against the units that they were put together from.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_STREAM_PARTS_H
#define PORTLORE_TESTS_STREAM_PARTS_H

#include <stddef.h>

#include "../fuzz/framing.h"

#include "portlore/xnm_stream.h"

#define NO_LIMIT (1u << 30)

/* A unit of a case: its source text, and what it is. The parts of a case, put together, are its input. */
typedef struct {
    xnm_unit_kind kind;
    xnm_unit_status status;
    const char *bytes;
    size_t length;
    const char *name;
} part;

#define PART(kind, status, literal, name)                                                                                                            \
    {                                                                                                                                                \
        XNM_UNIT_##kind, XNM_UNIT_##status, (literal), sizeof(literal) - 1, (name)                                                                   \
    }
#define MESSAGE(literal, name)      PART(MESSAGE, COMPLETE, literal, name)
#define CUT_MESSAGE(literal, name)  PART(MESSAGE, CUT, literal, name)
#define OPEN_MESSAGE(literal, name) PART(MESSAGE, OPEN, literal, name)
#define ROOT(literal)               PART(ROOT_START, COMPLETE, literal, "junoscript")
#define ROOT_END                    PART(ROOT_END, COMPLETE, "</junoscript>", NULL)
#define DECLARATION                 PART(XML_DECLARATION, COMPLETE, "<?xml version=\"1.0\" encoding=\"us-ascii\"?>", NULL)
#define COMMENT(literal)            PART(COMMENT, COMPLETE, literal, NULL)
#define PI(literal, name)           PART(PI, COMPLETE, literal, name)
#define DOCTYPE(literal)            PART(DOCTYPE, COMPLETE, literal, NULL)
#define DELIMITER                   PART(DELIMITER, COMPLETE, "]]>]]>", NULL)
#define SPACE(literal)              PART(WHITESPACE, COMPLETE, literal, NULL)
#define STRAY(literal)              PART(TEXT, COMPLETE, literal, NULL)
#define UNKNOWN(literal)            PART(UNSYNCHRONISED, COMPLETE, literal, NULL)
#define JUNOSCRIPT                  ROOT("<junoscript version=\"1.0\">")

#define LOGIN_HEAD      "<rpc><request-login><username>"
#define LOGIN(username) MESSAGE(LOGIN_HEAD username "</username></request-login></rpc>", "rpc")

static inline void add_expected(GArray *units, const part *expected, uint64_t start)
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

static inline GArray *expected_of(const part *parts, size_t count)
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

static inline void assert_units(const GString *input, const framing_cuts *cuts, uint64_t limit, const GArray *expected)
{
    GArray *units = framing_units_of((const uint8_t *)input->str, input->len, cuts, limit);
    framing_assert_same_units(units, expected);
    g_array_free(units, TRUE);
}

static inline void assert_units_under_random_cuts(const GString *input, uint64_t limit, const GArray *expected, unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        uint32_t lengths[16];
        for (size_t k = 0; k < G_N_ELEMENTS(lengths); k++) {
            lengths[k] = (uint32_t)g_test_rand_int_range(1, 1 + (gint32)(1u << (i % 8 + 1)));
        }
        assert_units(input, &(framing_cuts){ lengths, G_N_ELEMENTS(lengths) }, limit, expected);
    }
}

static inline void assert_units_under_all_cuts(const GString *input, uint64_t limit, const GArray *expected)
{
    for (uint32_t cut = 1; cut <= input->len; cut++) {
        uint32_t two[] = { cut, (uint32_t)input->len };
        assert_units(input, &(framing_cuts){ two, 2 }, limit, expected);  /* the last one: whole */
        assert_units(input, &(framing_cuts){ &cut, 1 }, limit, expected); /* the first one: byte by byte */
    }
    assert_units_under_random_cuts(input, limit, expected, 30);
}

static inline GString *bytes_of(const GArray *parts)
{
    GString *input = g_string_new(NULL);
    for (guint i = 0; i < parts->len; i++) {
        const part *one = &g_array_index(parts, part, i);
        g_string_append_len(input, one->bytes, (gssize)one->length);
    }
    return input;
}

#endif
