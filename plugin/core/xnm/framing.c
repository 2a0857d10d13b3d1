/* framing.c
 * One direction of a session in whichever framing it uses: Junos XML, NETCONF 1.0 or NETCONF 1.1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_framing.h"

#include <string.h>

#include "portlore/netconf_chunks.h"

typedef enum {
    FRAMING_PLAIN,
    FRAMING_MAYBE_CHUNKS, /* behind a hello, or where the capture begins: the next bytes tell */
    FRAMING_CHUNKS
} framing_mode;

struct _xnm_framing {
    xnm_stream *stream;
    netconf_chunks chunks;
    framing_mode mode;
    bool begun;   /* a byte was seen */
    uint8_t late; /* the stream began with what may become a chunk header, and an end before it: 1, and behind the end 2; else 0 */
    bool hello;   /* the last message was a hello */
    bool netconf;
    bool gap; /* bytes are missing, and no header came since */
};

xnm_framing *xnm_framing_new(const xnm_stream_limits *limits)
{
    xnm_framing *framing = g_new0(xnm_framing, 1);
    framing->stream = xnm_stream_new(limits);
    return framing;
}

void xnm_framing_free(xnm_framing *framing)
{
    if (framing) {
        xnm_stream_free(framing->stream);
        g_free(framing);
    }
}

bool xnm_framing_is_netconf(const xnm_framing *framing)
{
    return framing->netconf;
}

bool xnm_framing_synchronised(const xnm_framing *framing)
{
    return xnm_stream_synchronised(framing->stream);
}

xnm_unit *xnm_framing_open_unit(const xnm_framing *framing)
{
    return xnm_stream_open_unit(framing->stream);
}

static void expect_chunks(xnm_framing *framing, framing_mode mode)
{
    memset(&framing->chunks, 0, sizeof framing->chunks);
    framing->mode = mode;
    framing->late = 0;
}

/* Looks at the pieces from this one on for a hello and the delimiter behind it. */
static void look_for_hello(xnm_framing *framing, const GArray *pieces, guint first)
{
    for (guint i = first; i < pieces->len; i++) {
        const xnm_piece *piece = &g_array_index(pieces, xnm_piece, i);
        if (!piece->unit || !piece->last) {
            continue;
        }
        if (piece->kind == XNM_UNIT_MESSAGE) {
            framing->hello = g_strcmp0(piece->unit->name, "hello") == 0; /* RFC 6241; Junos XML has none */
            framing->netconf = framing->netconf || framing->hello;
        } else if (piece->kind == XNM_UNIT_DELIMITER && framing->hello) {
            framing->hello = false;
            framing->netconf = true;
            expect_chunks(framing, FRAMING_MAYBE_CHUNKS);
        }
    }
}

static size_t push_plain(xnm_framing *framing, uint32_t frame, const uint8_t *bytes, size_t at, size_t length, GArray *pieces)
{
    guint first = pieces->len;
    size_t taken = xnm_stream_push_part(framing->stream, frame, bytes, at, length, pieces);
    look_for_hello(framing, pieces, first);
    return taken;
}

static void push_data(xnm_framing *framing, uint32_t frame, const uint8_t *bytes, size_t at, size_t length, GArray *pieces)
{
    for (size_t end = at + length; at < end;) {
        at += xnm_stream_push_part(framing->stream, frame, bytes, at, end - at, pieces);
    }
}

/* cut: the message that the piece breaks off; NULL if none. */
static void add_piece(GArray *pieces, xnm_unit_kind kind, size_t at, const netconf_chunk_part *part, xnm_unit *cut)
{
    xnm_piece piece = {
        .unit = cut,
        .kind = kind,
        .offset = (uint32_t)at,
        .length = (uint32_t)part->length,
        .first = part->begins,
        .last = part->complete,
    };
    g_array_append_val(pieces, piece);
}

/* The message that is open has no more bytes. */
static xnm_unit *end_message(xnm_framing *framing)
{
    return xnm_stream_open_unit(framing->stream) ? xnm_stream_gap(framing->stream) : NULL;
}

static void push_broken(xnm_framing *framing, size_t at, const netconf_chunk_part *part, GArray *pieces)
{
    add_piece(pieces, framing->gap ? XNM_UNIT_UNSYNCHRONISED : XNM_UNIT_TEXT, at, part, NULL);
}

static size_t push_chunk(xnm_framing *framing, uint32_t frame, const uint8_t *bytes, size_t at, size_t length, GArray *pieces)
{
    netconf_chunk_part part;
    netconf_chunks_next(&framing->chunks, bytes + at, length, &part);
    if (framing->mode == FRAMING_MAYBE_CHUNKS && (part.kind == NETCONF_CHUNK_BROKEN || part.broken_before > 0)) {
        framing->mode = FRAMING_PLAIN;
        return push_plain(framing, frame, bytes, at, length, pieces);
    }
    if (part.kind == NETCONF_CHUNK_BROKEN || part.broken_before > 0) {
        end_message(framing);
    }
    bool alone = framing->late > 0 && framing->mode == FRAMING_MAYBE_CHUNKS && part.kind == NETCONF_CHUNK_END; /* it proves nothing */
    if (part.complete && alone) {
        framing->mode = framing->late > 1 ? FRAMING_PLAIN : FRAMING_MAYBE_CHUNKS;
        framing->late++;
    } else if (part.complete && part.kind != NETCONF_CHUNK_BROKEN) {
        framing->mode = FRAMING_CHUNKS;
        framing->netconf = true;
        framing->gap = false;
    }
    switch (part.kind) {
    case NETCONF_CHUNK_DATA:
        push_data(framing, frame, bytes, at, part.length, pieces);
        break;
    case NETCONF_CHUNK_HEADER: {
        /* A line end behind a hello is the beginning of a header in NETCONF 1.1 only. */
        bool blank = framing->mode == FRAMING_MAYBE_CHUNKS && part.length == 1 && bytes[at] == '\n';
        add_piece(pieces, blank ? XNM_UNIT_WHITESPACE : XNM_UNIT_CHUNK_HEADER, at, &part, NULL);
        break;
    }
    case NETCONF_CHUNK_END:
        add_piece(pieces, XNM_UNIT_CHUNK_END, at, &part, part.complete ? end_message(framing) : NULL);
        break;
    case NETCONF_CHUNK_BROKEN:
        push_broken(framing, at, &part, pieces);
        break;
    }
    return part.length;
}

void xnm_framing_push(xnm_framing *framing, uint32_t frame, const uint8_t *bytes, size_t length, GArray *pieces)
{
    netconf_chunks_answer answer = framing->begun || length == 0 ? NETCONF_CHUNKS_NO : netconf_chunks_begin(bytes, length);
    if (answer != NETCONF_CHUNKS_NO) {
        expect_chunks(framing, answer == NETCONF_CHUNKS_YES ? FRAMING_CHUNKS : FRAMING_MAYBE_CHUNKS);
        framing->late = answer == NETCONF_CHUNKS_NEED_MORE ? 1 : 0;
    }
    framing->begun = framing->begun || length > 0;
    for (size_t at = 0; at < length;) {
        if (framing->mode == FRAMING_PLAIN) {
            at += push_plain(framing, frame, bytes, at, length - at, pieces);
        } else {
            at += push_chunk(framing, frame, bytes, at, length - at, pieces);
        }
    }
}

xnm_unit *xnm_framing_gap(xnm_framing *framing)
{
    if (framing->mode == FRAMING_MAYBE_CHUNKS) {
        framing->mode = FRAMING_PLAIN;
    }
    if (framing->mode == FRAMING_CHUNKS) {
        netconf_chunks_gap(&framing->chunks);
        framing->gap = true;
    }
    framing->hello = false;
    return xnm_stream_gap(framing->stream);
}
