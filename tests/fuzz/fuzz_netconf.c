/* fuzz_netconf.c
 * The framings of NETCONF: pieces tile every segment, a gap may come anywhere, and messages come out the same however the bytes are cut.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/xnm_framing.h"

#define HEAD 4 /* one byte for the size of segments, two for the gap, one for the first segment */

/* So that most inputs get to the chunks. */
static const char hello[] = "<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\"/>]]>]]>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Length and name of each message that came whole. */
static void note_messages(GString *messages, const GArray *pieces, size_t length)
{
    size_t at = 0;
    for (guint i = 0; i < pieces->len; i++) {
        const xnm_piece *piece = &g_array_index(pieces, xnm_piece, i);
        g_assert_cmpuint(piece->offset, ==, at);
        g_assert_cmpuint(piece->length, >, 0);
        at += piece->length;
        if (piece->kind == XNM_UNIT_MESSAGE && piece->last && piece->unit->status == XNM_UNIT_COMPLETE) {
            g_string_append_printf(messages, "%u:", (unsigned)piece->unit->length);
            g_string_append(messages, piece->unit->name);
            g_string_append_c(messages, '\n');
        }
    }
    g_assert_cmpuint(at, ==, length);
}

static void push(xnm_framing *framing, GString *messages, const uint8_t *bytes, size_t length)
{
    if (length == 0) {
        return;
    }
    uint8_t *segment = g_memdup2(bytes, length);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    xnm_framing_push(framing, 1, segment, length, pieces);
    note_messages(messages, pieces, length);
    g_array_free(pieces, TRUE);
    g_free(segment);
}

static GString *messages_of(const uint8_t *bytes, size_t length, size_t first, size_t size, size_t gap)
{
    xnm_framing *framing = xnm_framing_new(&(xnm_stream_limits){ .max_unit_bytes = 1 << 20 });
    GString *messages = g_string_new(NULL);
    push(framing, messages, (const uint8_t *)hello, sizeof hello - 1);
    for (size_t at = 0; at < length;) {
        size_t step = at == 0 ? MAX(first, 1) : size;
        step = MIN(step, length - at);
        push(framing, messages, bytes + at, step);
        at += step;
        if (gap > 0 && at >= gap) {
            xnm_framing_gap(framing);
            gap = 0;
        }
    }
    xnm_framing_free(framing);
    return messages;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    const uint8_t *bytes = data + HEAD;
    size_t length = size - HEAD;
    GString *whole = messages_of(bytes, length, length, length, 0);
    GString *cut = messages_of(bytes, length, data[3], 1u + data[0], 0);
    g_assert_cmpstr(whole->str, ==, cut->str);
    g_string_free(whole, TRUE);
    g_string_free(cut, TRUE);
    g_string_free(messages_of(bytes, length, data[3], 1u + data[0], data[1] * 256u + data[2]), TRUE);
    return 0;
}
