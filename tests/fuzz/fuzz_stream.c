/* fuzz_stream.c
 * The stream: any cuts of the same bytes give the same units, with a gap somewhere or without, and a message behind a gap is found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "framing.h"

#define HEAD 8 /* one byte for the limit, three for the gap, four for the cuts */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    const uint8_t *bytes;
    size_t length;
    uint64_t limit;
    bool gap;
    size_t from; /* missing bytes: from..to */
    size_t to;
} input;

static GArray *units_of(const input *input, const framing_cuts *cuts)
{
    framing_stream framing = framing_new(input->limit);
    framing_push_all(&framing, input->bytes, input->from, cuts);
    if (input->gap) {
        framing_gap(&framing, input->to - input->from);
    }
    framing_push_all(&framing, input->bytes + input->to, input->length - input->to, cuts);
    GArray *units = framing_units(&framing, input->bytes);
    if (!input->gap) {
        framing_assert_tiled(units, input->length);
    }

    static const char message[] = "\n<rpc><a b='c'/></rpc>";
    framing_gap(&framing, 1);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    xnm_stream_push(framing.stream, UINT32_MAX, (const uint8_t *)message, sizeof message - 1, pieces);
    g_assert_cmpuint(pieces->len, ==, 2);
    const xnm_piece *last = &g_array_index(pieces, xnm_piece, 1);
    g_assert_true(last->unit && last->unit->kind == XNM_UNIT_MESSAGE && last->first && last->last);
    g_array_free(pieces, TRUE);
    framing_free(&framing);
    return units;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    static const uint64_t limits[] = { 1u << 20, 0, 16, 100 };
    input input = {
        .bytes = data + HEAD, .length = size - HEAD, .limit = limits[data[0] % G_N_ELEMENTS(limits)], .from = size - HEAD, .to = size - HEAD
    };
    if (data[3] > 0) {
        input.gap = true;
        input.from = (data[1] * 256u + data[2]) % input.length;
        input.to = input.from + MIN(input.length - input.from, data[3] - 1u);
    }
    uint32_t lengths[4];
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        lengths[i] = data[HEAD - 4 + i] % 64u + 1;
    }
    uint32_t whole = (uint32_t)size;
    GArray *one = units_of(&input, &(framing_cuts){ &whole, 1 });
    GArray *other = units_of(&input, &(framing_cuts){ lengths, G_N_ELEMENTS(lengths) });
    framing_assert_same_units(one, other);
    g_array_free(one, TRUE);
    g_array_free(other, TRUE);
    return 0;
}
