/* test_dtpdia_framing.c
 * Where DTP/DIA packets lie in a stream, and in records of a line that cut it anywhere.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia_cases.h"

#define OCTETS_MAX 1024

/* Letters of kinds: p packet, s stray, z bad SIZE, b broken, m more. */
static const char letters[] = { 'm', 'p', 's', 'z', 'b' };

typedef struct {
    const char *name;
    const char *octets;
    const char *units; /* letter and length of each; what waits at the end is m and the length that the packet has, 0: not known */
} framing_case;

static const framing_case cases[] = {
    { "nothing", "", "m0" },
    { "one", VECTOR_FLOAT, "p12 m0" },
    { "the six", VECTOR_FLOAT VECTOR_TIMED VECTOR_INT1 VECTOR_INFO VECTOR_OFFER VECTOR_REQUEST, "p12 p16 p28 p20 p12 p24 m0" },
    { "part of the leading sequence", "49", "m0" },
    { "up to before SIZE", "49 54 10 0a 14 1e", "m0" },
    { "up to SIZE", "49 54 10 0a 14 1e 04", "m16" },
    { "all but an octet", "49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65", "m16" },
    { "a packet and the beginning of another", VECTOR_FLOAT "49 54 20 01", "p12 m0" },

    /* resynchronisation */
    { "stray octets only", "00 01 02 03", "s4 m0" },
    { "stray octets, and half a leading sequence", "00 01 02 49", "s3 m0" },
    { "stray octets before a packet", "00 49 00" VECTOR_TIMED, "s3 p16 m0" },
    { "the rest of a packet before the next", "ac 00 00" VECTOR_FLOAT, "s3 p12 m0" },
    { "two leading sequences", "49 49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bc", "s1 p16 m0" },
    { "SIZE 2, and no other leading sequence in the seven octets", "49 54 20 01 02 03 02 00 41 ac 00 00" VECTOR_FLOAT, "z7 s5 p12 m0" },
    { "SIZE 0", "49 54 20 01 02 03 00", "z7 m0" },
    { "SIZE 1, and a leading sequence in the seven octets", "49 54 20 49 54 20 01 02 03 03 00 41 ac 00 00", "z3 p12 m0" },
    { "SIZE 2, and the beginning of one", "49 54 20 01 02 49 02 49 54 20 01 02 03 03 00 41 ac 00 00", "z7 p12 m0" },
    { "behind stray octets a SIZE of 2 is stray too", "00 49 54 20 01 02 03 02 00" VECTOR_FLOAT, "s9 p12 m0" },
    { "behind stray octets a wrong checksum is stray too", "00 49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bd" VECTOR_FLOAT, "s17 p12 m0" },
    { "behind stray octets a reserved type is stray too", "00 49 54 20 01 02 03 73 00 41 ac 00 00" VECTOR_FLOAT, "s13 p12 m0" },
    { "behind stray octets SIZE 3 without T is stray too", "00 49 54 00 01 02 03 03 00 41 ac 00 00" VECTOR_FLOAT, "s13 p12 m0" },
    { "text with the leading sequence between packets", VECTOR_FLOAT "20 53 49 54 20 44 4f 57 4e 0a" VECTOR_FLOAT, "p12 s10 p12 m0" },

    /* synchronised: rules that are broken do not break the stream */
    { "wrong checksum", "49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bd" VECTOR_FLOAT, "p16 p12 m0" },
    { "reserved type, version 1", "49 54 21 01 02 03 73 00 41 ac 00 00" VECTOR_FLOAT, "p12 p12 m0" },
    { "the leading sequence inside of a packet", "49 54 20 01 02 03 e5 00 49 54 20 31 2e 32 00 00 00 00 00 eb" VECTOR_FLOAT, "p20 p12 m0" },
    /* The third vector lost 12 octets: within its 28 begins the second vector, with all of its 16. */
    { "octets lost", "49 54 10 01 01 05 17 01 d7 00 00 00" VECTOR_TIMED VECTOR_FLOAT, "b12 p16 p12 m0" },
    /* It lost 16: the float has no checksum to prove itself with. */
    { "octets lost, and no proof", "49 54 10 01 01 05 17 01 d7 00 00 00" VECTOR_FLOAT "49 54 20 01" VECTOR_FLOAT, "p28 p12 m0" },
};

static void add_unit(GString *units, dtpdia_unit_kind kind, size_t length)
{
    g_string_append_printf(units, "%s%c%zu", units->len > 0 ? " " : "", letters[kind], length);
}

static void test_units(gconstpointer data)
{
    const framing_case *chosen = data;
    uint8_t octets[OCTETS_MAX];
    size_t length = octets_of(chosen->octets, octets), at = 0;
    GString *units = g_string_new(NULL);
    for (dtpdia_unit unit = { DTPDIA_UNIT_PACKET, 0 };;) {
        uint8_t *rest = g_memdup2(octets + at, length - at);
        unit = dtpdia_next_unit(rest, length - at, &automatic, unit.kind == DTPDIA_UNIT_PACKET);
        g_free(rest);
        add_unit(units, unit.kind, unit.length);
        if (unit.kind == DTPDIA_UNIT_MORE) {
            break;
        }
        at += unit.length;
    }
    g_assert_cmpstr(units->str, ==, chosen->units);
    g_string_free(units, TRUE);
}

/* Pieces of records of so many octets, stray ones that meet as one; what waits at the end is "m". */
static char *pieces_of(const uint8_t *octets, size_t length, size_t record)
{
    dtpdia_line *line = dtpdia_line_new();
    GString *units = g_string_new(NULL);
    size_t stray = 0, waiting = 0, end = 0;
    for (size_t at = 0; at < length; at += record) {
        size_t part = MIN(record, length - at);
        uint8_t *copy = g_memdup2(octets + at, part);
        GArray *pieces = g_array_new(FALSE, FALSE, sizeof(dtpdia_piece));
        waiting = dtpdia_line_push(line, copy, part, false, &automatic, pieces);
        g_free(copy);
        for (guint i = 0; i < pieces->len; i++) {
            const dtpdia_piece *piece = &g_array_index(pieces, dtpdia_piece, i);
            g_assert_cmpuint(piece->before, <=, piece->length);
            g_assert_true(piece->before == 0 || i == 0 || end < at);
            g_assert_true(piece->before == 0 || piece->length > sizeof piece->bytes || memcmp(piece->bytes, octets + end, piece->length) == 0);
            end += piece->length;
            if (piece->kind == DTPDIA_UNIT_STRAY) {
                stray += piece->length;
                continue;
            }
            if (stray > 0) {
                add_unit(units, DTPDIA_UNIT_STRAY, stray);
            }
            stray = 0;
            add_unit(units, piece->kind, piece->length);
        }
        g_array_free(pieces, TRUE);
        g_assert_cmpuint(end + waiting, ==, at + part);
    }
    if (stray > 0) {
        add_unit(units, DTPDIA_UNIT_STRAY, stray);
    }
    g_string_append(units, units->len > 0 ? " m" : "m");
    dtpdia_line_free(line);
    return g_string_free(units, FALSE);
}

static void test_records(gconstpointer data)
{
    const framing_case *chosen = data;
    uint8_t octets[OCTETS_MAX];
    size_t length = octets_of(chosen->octets, octets);
    char *expected = g_strndup(chosen->units, (gsize)(strrchr(chosen->units, 'm') - chosen->units + 1));
    for (size_t record = 1; record <= length + 1; record++) {
        char *units = pieces_of(octets, length, record);
        g_assert_cmpstr(units, ==, expected);
        g_free(units);
    }
    g_free(expected);
}

/* Octets that the capture lacks behind a record: what waits is given up, and what comes has to prove itself. */
static void test_missing(void)
{
    uint8_t octets[OCTETS_MAX];
    size_t length = octets_of("49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bd" VECTOR_TIMED, octets);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(dtpdia_piece));
    dtpdia_line *line = dtpdia_line_new();
    g_assert_cmpuint(dtpdia_line_push(line, octets, 5, true, &automatic, pieces), ==, 0);
    g_assert_cmpuint(pieces->len, ==, 1);
    g_assert_cmpint(g_array_index(pieces, dtpdia_piece, 0).kind, ==, DTPDIA_UNIT_STRAY);
    g_assert_cmpuint(dtpdia_line_push(line, octets, length, false, &automatic, pieces), ==, 0);
    g_assert_cmpuint(pieces->len, ==, 3);
    g_assert_cmpint(g_array_index(pieces, dtpdia_piece, 1).kind, ==, DTPDIA_UNIT_STRAY);
    g_assert_cmpuint(g_array_index(pieces, dtpdia_piece, 1).length, ==, 16);
    g_assert_cmpint(g_array_index(pieces, dtpdia_piece, 2).kind, ==, DTPDIA_UNIT_PACKET);
    dtpdia_line_free(line);
    g_array_free(pieces, TRUE);
    dtpdia_line_free(NULL);
}

static void test_proof(void)
{
    static const struct {
        const char *octets;
        bool proven;
    } proofs[] = {
        { VECTOR_FLOAT, true },
        { VECTOR_TIMED, true },
        { VECTOR_REQUEST, true },
        { VECTOR_FLOAT "ff", true },
        { "", false },
        { "49 54 20 01 02 03 03 00 41 ac 00", false },                /* an octet less */
        { "49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bd", false }, /* wrong checksum */
        { "49 54 21 01 02 03 03 00 41 ac 00 00", false },             /* version 1 */
        { "49 54 a0 01 02 03 03 00 41 ac 00 00", false },             /* reserved bit */
        { "49 54 20 01 02 03 43 00 41 ac 00 00", false },             /* reserved type */
        { "49 54 00 01 02 03 03 00 41 ac 00 00", false },             /* SIZE 3 without T */
        { "49 54 20 77 61 73 33 61 20 6c 6f 6e", false },             /* "IT was3a lon": text */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(proofs); i++) {
        uint8_t octets[OCTETS_MAX];
        size_t length = octets_of(proofs[i].octets, octets);
        g_assert_true(dtpdia_is_proven(octets, length, &automatic) == proofs[i].proven);
    }
}

/* In the opposite order of bits SIZE is the high half of its octet. */
static void test_bit_order(void)
{
    dtpdia_reading reading = { DTPDIA_DRAFT_05, DTPDIA_HIGH_BIT_FIRST };
    uint8_t octets[OCTETS_MAX];
    size_t length = octets_of("49 54 04 01 02 03 30 00 41 ac 00 00", octets);
    dtpdia_unit unit = dtpdia_next_unit(octets, length, &reading, true);
    g_assert_true(unit.kind == DTPDIA_UNIT_PACKET && unit.length == 12);
    g_assert_true(dtpdia_is_proven(octets, length, &reading));
    g_assert_false(dtpdia_is_proven(octets, length, &automatic));
    unit = dtpdia_next_unit(octets, length, &automatic, true);
    g_assert_true(unit.kind == DTPDIA_UNIT_SIZE);
}

typedef struct {
    const char *octets;
    bool first;  /* proven at the beginning, */
    bool within; /* or anywhere */
} search_case;

/* Behind what breaks a rule or is no packet, one that keeps them proves the stream. */
static void test_search(void)
{
    static const search_case searches[] = {
        { "", false, false },
        { VECTOR_FLOAT, true, true },
        { VECTOR_TIMED, true, true },
        { "49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bd", false, false },             /* a wrong checksum, */
        { "49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bd" VECTOR_TIMED, false, true }, /* and a right one, */
        { "49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bd 49 54 10 0a", false, false }, /* and the beginning of one */
        { "49 54 20 01 02 03 73 00 41 ac 00 00" VECTOR_FLOAT, false, true },             /* a reserved type */
        { "49 54 00 01 02 03 03 00 41 ac 00 00" VECTOR_FLOAT, false, true },             /* SIZE 3 without T */
        { "49 54 a0 01 02 03 03 00 41 ac 00 00" VECTOR_FLOAT, false, true },             /* the reserved bit */
        { "49 54 20 01 02 03 02 00 41 ac 00 00" VECTOR_TIMED, false, true },             /* SIZE 2 */
        { "00 00" VECTOR_TIMED "00 00", false, true },                                   /* octets of no packet around */
        { "50 c0 b2 a1 65 bc" VECTOR_FLOAT, false, true },                               /* the rest of a packet before */
        { VECTOR_TIMED "00 00", true, true },                                            /* a checksum needs nothing behind it; */
        { VECTOR_FLOAT "49", true, true },                                               /* without one the next packet begins there, */
        { VECTOR_FLOAT "00 00", false, false },                                          /* or it is not believed */
        { VECTOR_FLOAT "49 00", false, false },
        { "49 54 20 77 61 73 33 61 20 6c 6f 6e" VECTOR_TIMED, false, true }, /* text that is as long as its SIZE tells */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(searches); i++) {
        uint8_t octets[OCTETS_MAX];
        size_t length = octets_of(searches[i].octets, octets);
        uint8_t *copy = g_memdup2(octets, length);
        g_assert_true(dtpdia_holds_proof(copy, length, &automatic, false) == searches[i].first);
        g_assert_true(dtpdia_holds_proof(copy, length, &automatic, true) == searches[i].within);
        g_free(copy);
    }
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *path = g_strdup_printf("/dtpdia-framing/whole/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_units);
        g_free(path);
        path = g_strdup_printf("/dtpdia-framing/records/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_records);
        g_free(path);
    }
    g_test_add_func("/dtpdia-framing/missing", test_missing);
    g_test_add_func("/dtpdia-framing/proof", test_proof);
    g_test_add_func("/dtpdia-framing/search", test_search);
    g_test_add_func("/dtpdia-framing/bit-order", test_bit_order);
    return g_test_run();
}
