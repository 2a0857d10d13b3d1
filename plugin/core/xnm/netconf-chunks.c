/* netconf-chunks.c
 * Chunked framing of a NETCONF byte stream, taken apart without looking back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/netconf_chunks.h"

#include <string.h>

typedef enum {
    STEP_MISFIT,
    STEP_FITS,
    STEP_LAST /* the byte completes a header or an end */
} framing_step;

/* Match one byte behind those matched so far. With STEP_MISFIT nothing is changed. */
static framing_step match_byte(netconf_chunks *chunks, uint8_t byte)
{
    bool is_digit = byte >= '0' && byte <= '9';
    if (chunks->matched == 0) {
        if (byte != '\n') {
            return STEP_MISFIT;
        }
    } else if (chunks->matched == 1) {
        if (byte != '#') {
            return STEP_MISFIT;
        }
    } else if (chunks->matched == 2) {
        chunks->end = byte == '#';
        if (!chunks->end && (!is_digit || byte == '0')) {
            return STEP_MISFIT;
        }
        chunks->size = chunks->end ? 0 : (uint32_t)(byte - '0');
    } else {
        if (byte == '\n') {
            return STEP_LAST;
        }
        if (chunks->end || !is_digit) {
            return STEP_MISFIT;
        }
        uint64_t size = (uint64_t)chunks->size * 10 + (uint64_t)(byte - '0');
        if (size > UINT32_MAX) {
            return STEP_MISFIT;
        }
        chunks->size = (uint32_t)size;
    }
    chunks->matched++;
    return STEP_FITS;
}

/* Of "\n#size\n" and "\n##\n" only the first byte and the last are line feeds, so after a misfit nothing of what was matched before it can
 * begin another header: it is enough to try the byte that did not fit. */
static void read_framing(netconf_chunks *chunks, const uint8_t *bytes, size_t length, netconf_chunk_part *part)
{
    uint8_t matched_before = chunks->matched;
    size_t candidate = 0; /* where the bytes begin that are matched; those before it are broken */
    size_t at = 0;
    framing_step step = STEP_FITS;
    while (at < length && step != STEP_LAST) {
        step = match_byte(chunks, bytes[at]);
        if (step != STEP_MISFIT) {
            at++;
        } else if (chunks->matched > 0) {
            chunks->matched = 0;
            candidate = at;
            if (matched_before > 0) {
                part->broken_before = matched_before;
                matched_before = 0;
            }
        } else {
            const uint8_t *line_feed = memchr(bytes + at, '\n', length - at);
            at = line_feed ? (size_t)(line_feed - bytes) : length;
            candidate = at;
        }
    }

    chunks->broken = chunks->broken || part->broken_before > 0;
    if (candidate > 0) {
        /* What was matched behind the broken bytes is the next call's: it will be matched again. */
        part->kind = NETCONF_CHUNK_BROKEN;
        part->length = candidate;
        part->begins = !chunks->broken;
        part->complete = true;
        chunks->matched = 0;
        chunks->broken = true;
        return;
    }
    part->kind = chunks->matched > 2 && chunks->end ? NETCONF_CHUNK_END : NETCONF_CHUNK_HEADER;
    part->length = at;
    part->begins = matched_before == 0;
    part->complete = step == STEP_LAST;
    if (part->complete) {
        chunks->remaining = chunks->size;
        chunks->matched = 0;
        chunks->broken = false;
    }
}

static void read_data(netconf_chunks *chunks, size_t length, netconf_chunk_part *part)
{
    part->kind = NETCONF_CHUNK_DATA;
    part->length = length < chunks->remaining ? length : chunks->remaining;
    part->begins = chunks->remaining == chunks->size;
    chunks->remaining -= (uint32_t)part->length;
    part->complete = chunks->remaining == 0;
}

void netconf_chunks_next(netconf_chunks *chunks, const uint8_t *bytes, size_t length, netconf_chunk_part *part)
{
    *part = (netconf_chunk_part){ .length = 0 };
    if (length == 0) {
        return;
    }
    if (chunks->remaining > 0) {
        read_data(chunks, length, part);
    } else {
        read_framing(chunks, bytes, length, part);
    }
}

void netconf_chunks_gap(netconf_chunks *chunks)
{
    *chunks = (netconf_chunks){ .remaining = 0 };
}

netconf_chunks_answer netconf_chunks_begin(const uint8_t *bytes, size_t length)
{
    size_t looked_at = length < NETCONF_CHUNKS_BEGIN_MAX ? length : NETCONF_CHUNKS_BEGIN_MAX;
    netconf_chunks chunks = { .remaining = 0 };
    netconf_chunk_part part;
    netconf_chunks_next(&chunks, bytes, looked_at, &part);
    if (part.kind == NETCONF_CHUNK_END && part.complete) {
        netconf_chunks_next(&chunks, bytes + part.length, looked_at - part.length, &part);
        if (part.kind == NETCONF_CHUNK_END) {
            return NETCONF_CHUNKS_NO;
        }
    }
    if (part.kind == NETCONF_CHUNK_BROKEN) {
        return NETCONF_CHUNKS_NO;
    }
    return part.complete ? NETCONF_CHUNKS_YES : NETCONF_CHUNKS_NEED_MORE;
}
