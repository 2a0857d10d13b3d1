/* fuzz_lexer.c
 * The lexer: any cuts of the same bytes give the same tokens.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "framing.h"

#define HEAD 5 /* one byte of options, four of cuts */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    bool wary = (data[0] & 1) != 0;
    uint32_t lengths[HEAD - 1];
    for (size_t i = 0; i < HEAD - 1; i++) {
        lengths[i] = data[i + 1] % 64u + 1;
    }
    uint32_t whole = (uint32_t)size;
    GArray *one = framing_tokens(data + HEAD, size - HEAD, &(framing_cuts){ &whole, 1 }, wary);
    GArray *other = framing_tokens(data + HEAD, size - HEAD, &(framing_cuts){ lengths, HEAD - 1 }, wary);
    framing_assert_same_tokens(one, other);
    size_t end = 0;
    for (guint i = 0; i < one->len; i++) {
        g_assert_cmpuint(g_array_index(one, framing_token, i).start, ==, end);
        end = g_array_index(one, framing_token, i).end;
    }
    g_assert_cmpuint(end, ==, size - HEAD);
    g_array_free(one, TRUE);
    g_array_free(other, TRUE);
    return 0;
}
