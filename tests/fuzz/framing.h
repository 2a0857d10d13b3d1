/* framing.h
 * Tokens and units of a byte stream that is cut into segments, in a form that does not depend on the cuts. Shared by the fuzz targets
 * and the unit tests of lexer and stream. What the contracts promise of every call is checked on the way, by g_assert.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_FRAMING_H
#define PORTLORE_TESTS_FRAMING_H

#include <glib.h>
#include <string.h>

#include "portlore/xnm_lexer.h"
#include "portlore/xnm_stream.h"

/* Lengths of segments, used again and again until the bytes end. Each is at least 1. */
typedef struct {
    const uint32_t *lengths;
    size_t count;
} framing_cuts;

/* Length of the segment with this number. */
static inline size_t framing_segment(const framing_cuts *cuts, size_t number, size_t left)
{
    return MIN(cuts->lengths[number % cuts->count], left);
}

/* A copy that ends where its memory ends, so that AddressSanitizer sees a byte read too many. */
static inline uint8_t *framing_copy(const uint8_t *bytes, size_t length)
{
    uint8_t *copy = g_malloc(length);
    memcpy(copy, bytes, length);
    return copy;
}

/* Tokens */

typedef struct {
    xnm_token_kind kind;
    bool complete;
    bool raw;
    bool cut;
    bool leaf_lost;
    size_t start;
    size_t end;
    char name[XNM_LEXER_NAME_MAX + 1]; /* of a tag or processing instruction, once known; else empty */
} framing_token;

static inline bool framing_has_name(xnm_token_kind kind)
{
    return kind == XNM_TOKEN_START_TAG || kind == XNM_TOKEN_EMPTY_TAG || kind == XNM_TOKEN_END_TAG || kind == XNM_TOKEN_PI ||
           kind == XNM_TOKEN_XML_DECLARATION;
}

/* Text next to text is one. */
static inline void framing_add_token(GArray *tokens, const framing_token *token)
{
    framing_token *before = tokens->len > 0 ? &g_array_index(tokens, framing_token, tokens->len - 1) : NULL;
    if (before && before->kind == XNM_TOKEN_TEXT && token->kind == XNM_TOKEN_TEXT && before->raw == token->raw) {
        before->end = token->end;
    } else {
        g_array_append_val(tokens, *token);
    }
}

/* Returns an array of framing_token. */
static inline GArray *framing_tokens(const uint8_t *bytes, size_t length, const framing_cuts *cuts, bool wary)
{
    GArray *tokens = g_array_new(FALSE, TRUE, sizeof(framing_token));
    xnm_lexer lexer = { 0 };
    lexer.wary = wary;
    framing_token pending = { 0 }; /* the token in progress */
    bool in_progress = false;
    size_t position = 0;
    for (size_t number = 0; position < length; number++) {
        size_t segment_length = framing_segment(cuts, number, length - position);
        uint8_t *segment = framing_copy(bytes + position, segment_length);
        for (size_t at = 0; at < segment_length;) {
            bool raw = lexer.raw;
            xnm_token token;
            xnm_lexer_next(&lexer, segment + at, segment_length - at, &token);
            g_assert_cmpuint(token.length, >, 0);
            g_assert_cmpuint(token.length, <=, segment_length - at);
            g_assert_true(token.begins || in_progress);
            g_assert_true(token.complete || at + token.length == segment_length);
            g_assert_true(token.complete || (token.kind != XNM_TOKEN_TEXT && !token.raw && !token.cut && !token.leaf_lost));
            if (token.begins && in_progress) {
                pending = (framing_token){ .kind = XNM_TOKEN_TEXT, .complete = true, .raw = raw, .start = pending.start, .end = position + at };
                framing_add_token(tokens, &pending);
            }
            if (token.begins) {
                pending = (framing_token){ .start = position + at };
            }
            at += token.length;
            pending.kind = token.kind;
            pending.complete = token.complete;
            pending.raw = token.raw;
            pending.cut = token.cut;
            pending.leaf_lost = token.leaf_lost;
            pending.end = position + at;
            in_progress = !token.complete;
            pending.name[0] = '\0';
            g_assert_cmpuint(lexer.name_length, <=, XNM_LEXER_NAME_MAX);
            if (framing_has_name(token.kind) && (token.complete || lexer.name_known)) {
                g_assert_true(lexer.name_known);
                g_assert_cmpuint(strlen(lexer.name), ==, lexer.name_length);
                memcpy(pending.name, lexer.name, sizeof pending.name);
            }
            if (token.complete) {
                framing_add_token(tokens, &pending);
            }
        }
        g_free(segment);
        position += segment_length;
    }
    if (in_progress) {
        framing_add_token(tokens, &pending);
    }
    return tokens;
}

static inline void framing_assert_same_tokens(const GArray *one, const GArray *other)
{
    for (guint i = 0; i < MIN(one->len, other->len); i++) {
        const framing_token *a = &g_array_index(one, framing_token, i);
        const framing_token *b = &g_array_index(other, framing_token, i);
        g_assert_cmpuint(a->start, ==, b->start);
        g_assert_cmpuint(a->end, ==, b->end);
        g_assert_cmpint(a->kind, ==, b->kind);
        g_assert_cmpstr(a->name, ==, b->name);
        g_assert_true(a->complete == b->complete && a->raw == b->raw && a->cut == b->cut && a->leaf_lost == b->leaf_lost);
    }
    g_assert_cmpuint(one->len, ==, other->len);
}

/* Units */

typedef struct {
    uint64_t start;
    uint64_t length;
    uint32_t frame;
} framing_extent;

typedef struct {
    xnm_piece piece;
    uint64_t start; /* in the stream */
} framing_piece;

typedef struct {
    xnm_unit_kind kind;
    xnm_unit_status status; /* of text, white space and unsynchronised bytes: XNM_UNIT_COMPLETE */
    uint64_t start;
    uint64_t length;
    char *name;
} framing_unit;

typedef struct {
    xnm_stream *stream;
    uint64_t limit;
    uint64_t position; /* in the stream, missing bytes included */
    uint32_t frame;
    GArray *segments; /* of framing_extent */
    GArray *pieces;   /* of framing_piece */
} framing_stream;

static inline framing_stream framing_new(uint64_t limit)
{
    return (framing_stream){
        .stream = xnm_stream_new(&(xnm_stream_limits){ .max_unit_bytes = limit }),
        .limit = limit,
        .segments = g_array_new(FALSE, FALSE, sizeof(framing_extent)),
        .pieces = g_array_new(FALSE, FALSE, sizeof(framing_piece)),
    };
}

static inline void framing_free(framing_stream *framing)
{
    xnm_stream_free(framing->stream);
    g_array_free(framing->segments, TRUE);
    g_array_free(framing->pieces, TRUE);
}

static inline void framing_push(framing_stream *framing, const uint8_t *bytes, size_t length)
{
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    uint8_t *segment = framing_copy(bytes, length);
    framing->frame += 3; /* frames of one stream are rarely one after the other */
    xnm_stream_push(framing->stream, framing->frame, segment, length, pieces);
    g_free(segment);

    uint64_t end = 0;
    for (guint i = 0; i < pieces->len; i++) {
        framing_piece piece = { g_array_index(pieces, xnm_piece, i), framing->position + end };
        g_assert_cmpuint(piece.piece.offset, ==, end);
        g_assert_cmpuint(piece.piece.length, >, 0);
        end += piece.piece.length;
        g_array_append_val(framing->pieces, piece);
    }
    g_assert_cmpuint(end, ==, length);
    g_array_free(pieces, TRUE);
    framing_extent extent = { framing->position, length, framing->frame };
    g_array_append_val(framing->segments, extent);
    framing->position += length;
}

static inline xnm_unit *framing_gap(framing_stream *framing, uint64_t missing)
{
    xnm_unit *open = xnm_stream_open_unit(framing->stream);
    xnm_unit *cut = xnm_stream_gap(framing->stream);
    g_assert_true(cut == open);
    if (cut) {
        g_assert_cmpint(cut->status, ==, XNM_UNIT_CUT);
        g_assert_cmpuint(cut->last_frame, ==, framing->frame);
    }
    g_assert_false(xnm_stream_synchronised(framing->stream));
    g_assert_null(xnm_stream_open_unit(framing->stream));
    framing->position += missing;
    return cut;
}

static inline void framing_push_all(framing_stream *framing, const uint8_t *bytes, size_t length, const framing_cuts *cuts)
{
    for (size_t at = 0, number = 0; at < length; number++) {
        size_t segment = framing_segment(cuts, number, length - at);
        framing_push(framing, bytes + at, segment);
        at += segment;
    }
}

static inline bool framing_is_soft(xnm_unit_kind kind)
{
    return kind == XNM_UNIT_TEXT || kind == XNM_UNIT_WHITESPACE || kind == XNM_UNIT_UNSYNCHRONISED;
}

/* The segment with the byte at this position. */
static inline guint framing_segment_at(const GArray *segments, uint64_t position)
{
    guint low = 0;
    guint high = segments->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(segments, framing_extent, middle).start <= position) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Frames, pieces and bytes of a unit, against its range in the stream. */
static inline void framing_check_unit(const framing_stream *framing, const xnm_unit *unit, uint64_t start, const uint8_t *stream_bytes)
{
    g_assert_cmpuint(unit->length, >, 0);
    guint first = framing_segment_at(framing->segments, start);
    guint last = framing_segment_at(framing->segments, start + unit->length - 1);
    g_assert_cmpuint(unit->first_frame, ==, g_array_index(framing->segments, framing_extent, first).frame);
    g_assert_cmpuint(unit->pieces, ==, last - first + 1);
    uint32_t last_frame = g_array_index(framing->segments, framing_extent, last).frame;
    if (unit->status == XNM_UNIT_OPEN) {
        g_assert_cmpuint(unit->last_frame, ==, 0);
    } else if (unit->status == XNM_UNIT_CUT || framing_is_soft(unit->kind)) {
        g_assert_cmpuint(unit->last_frame, >=, last_frame);
    } else {
        g_assert_cmpuint(unit->last_frame, ==, last_frame);
    }
    if (unit->status == XNM_UNIT_COMPLETE && first != last) {
        g_assert_cmpmem(unit->bytes, unit->length, stream_bytes + start, unit->length);
    } else {
        g_assert_null(unit->bytes);
    }
    g_assert_true((unit->status == XNM_UNIT_TOO_LARGE) ==
                  (unit->status != XNM_UNIT_OPEN && unit->status != XNM_UNIT_CUT && unit->length > framing->limit));
    g_assert_true(!unit->given_up || unit->length > framing->limit);
    g_assert_true(unit->kind != XNM_UNIT_UNDECIDED || unit->status == XNM_UNIT_OPEN || unit->status == XNM_UNIT_CUT);
}

static inline void framing_check_piece(const framing_piece *piece, uint64_t unit_start)
{
    const xnm_unit *unit = piece->piece.unit;
    g_assert_cmpuint(piece->piece.unit_offset, ==, piece->start - unit_start);
    g_assert_true(piece->piece.first == (piece->piece.unit_offset == 0));
    if (piece->piece.last) {
        g_assert_cmpint(unit->status, !=, XNM_UNIT_OPEN);
        g_assert_cmpint(unit->kind, ==, piece->piece.kind);
        g_assert_cmpuint(piece->piece.unit_offset + piece->piece.length, ==, unit->length);
    }
}

static inline void framing_clear_unit(void *unit)
{
    g_free(((framing_unit *)unit)->name);
}

/* What the stream made of the bytes: an array of framing_unit that tiles them, but for the gaps. Text next to text is one.
 * stream_bytes: all bytes of the stream, missing ones included. */
static inline GArray *framing_units(const framing_stream *framing, const uint8_t *stream_bytes)
{
    GArray *units = g_array_new(FALSE, FALSE, sizeof(framing_unit));
    g_array_set_clear_func(units, framing_clear_unit);
    GHashTable *starts = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    uint64_t held = 0;
    for (guint i = 0; i < framing->pieces->len; i++) {
        const framing_piece *piece = &g_array_index(framing->pieces, framing_piece, i);
        const xnm_unit *unit = piece->piece.unit;
        framing_unit framed = { piece->piece.kind, XNM_UNIT_COMPLETE, piece->start, piece->piece.length, NULL };
        if (unit) {
            uint64_t *known = g_hash_table_lookup(starts, unit);
            if (known) {
                framing_check_piece(piece, *known);
                continue;
            }
            framed.start = piece->start - piece->piece.unit_offset;
            known = g_new(uint64_t, 1);
            *known = framed.start;
            g_hash_table_insert(starts, (void *)unit, known);
            framing_check_piece(piece, *known);
            framing_check_unit(framing, unit, framed.start, stream_bytes);
            framed.kind = unit->kind;
            framed.length = unit->length;
            framed.status = framing_is_soft(unit->kind) && unit->status != XNM_UNIT_CUT ? XNM_UNIT_COMPLETE : unit->status;
            framed.name = g_strdup(unit->name);
            held += unit->bytes ? unit->length : 0;
        } else {
            g_assert_true(framing_is_soft(framed.kind) && !piece->piece.first && !piece->piece.last);
        }
        framing_unit *before = units->len > 0 ? &g_array_index(units, framing_unit, units->len - 1) : NULL;
        if (before) {
            g_assert_cmpuint(before->start + before->length, <=, framed.start);
        }
        if (before && before->kind == framed.kind && framing_is_soft(framed.kind) && before->status == XNM_UNIT_COMPLETE &&
            framed.status == XNM_UNIT_COMPLETE && before->start + before->length == framed.start) {
            before->length += framed.length;
            g_free(framed.name);
        } else {
            g_array_append_val(units, framed);
        }
    }
    uint64_t all = xnm_stream_bytes_held(framing->stream);
    g_assert_cmpuint(all, >=, held);
    g_assert_cmpuint(all - held, <=, framing->limit);
    g_hash_table_destroy(starts);
    return units;
}

static inline void framing_assert_same_units(const GArray *one, const GArray *other)
{
    for (guint i = 0; i < MIN(one->len, other->len); i++) {
        const framing_unit *a = &g_array_index(one, framing_unit, i);
        const framing_unit *b = &g_array_index(other, framing_unit, i);
        g_assert_cmpuint(a->start, ==, b->start);
        g_assert_cmpuint(a->length, ==, b->length);
        g_assert_cmpint(a->kind, ==, b->kind);
        g_assert_cmpint(a->status, ==, b->status);
        g_assert_cmpstr(a->name, ==, b->name);
    }
    g_assert_cmpuint(one->len, ==, other->len);
}

/* Without a gap the units tile the bytes. */
static inline void framing_assert_tiled(const GArray *units, uint64_t length)
{
    uint64_t end = 0;
    for (guint i = 0; i < units->len; i++) {
        const framing_unit *unit = &g_array_index(units, framing_unit, i);
        g_assert_cmpuint(unit->start, ==, end);
        end += unit->length;
    }
    g_assert_cmpuint(end, ==, length);
}

/* The units of bytes without a gap. */
static inline GArray *framing_units_of(const uint8_t *bytes, size_t length, const framing_cuts *cuts, uint64_t limit)
{
    framing_stream framing = framing_new(limit);
    framing_push_all(&framing, bytes, length, cuts);
    GArray *units = framing_units(&framing, bytes);
    framing_assert_tiled(units, length);
    framing_free(&framing);
    return units;
}

#endif
