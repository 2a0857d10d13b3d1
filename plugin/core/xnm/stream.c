/* stream.c
 * One direction of a Junos XML session: from TCP segments to messages.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_stream.h"

#include <string.h>

#include "delimiter.h"
#include "inside.h"
#include "portlore/xnm_lexer.h"

typedef struct _unit_node {
    xnm_unit unit; /* first, so that a unit's address is its node's */
    struct _unit_node *next;
} unit_node;

/* The token in progress, as far as it came in earlier segments. */
typedef struct {
    uint64_t bytes;
    uint32_t frame;    /* of its first byte */
    uint32_t segments; /* that hold bytes of it */
    bool leads;        /* its first byte was the first of its segment */
} token_before;

struct _xnm_stream {
    xnm_lexer lexer;
    uint64_t max_unit_bytes;
    unit_node *units;
    GStringChunk *names;
    const char *last_name; /* most names are the same as the one before */

    xnm_unit *open;
    uint8_t *buffer; /* bytes of the open unit that came in earlier segments; when it is dropped, those of the token in progress only */
    uint64_t buffered;
    uint64_t capacity;
    uint64_t held; /* bytes that complete units own */
    bool dropped;  /* the open unit outgrew the limit: its bytes are not kept */

    bool synchronised;
    bool in_message;
    uint8_t order_mark;      /* bytes of a byte order mark matched so far */
    uint8_t delimiter_bytes; /* of the delimiter, matched at the end of the text so far */
    bool delimited;          /* the token in progress stands right behind a delimiter inside a message */
    uint64_t balance;        /* start tags of the message's name that are not closed */
    size_t name_length;      /* of the message's name */
    token_before before;

    /* While a segment is pushed. */
    const uint8_t *bytes;
    uint32_t frame;
    GArray *pieces;
    size_t piece_start;
    size_t delimiter_start; /* where what may become a delimiter begins, if no unit is open */
    size_t delimiter_end;   /* behind the delimiter that ends this part of the segment; 0 while there is none */
    size_t part_start;      /* of the bytes, in the segment */
    uint32_t piece_frame;   /* of the open unit's last piece */
    xnm_unit_kind run;      /* of the bytes from piece_start on while no unit is open */
};

xnm_stream *xnm_stream_new(const xnm_stream_limits *limits)
{
    xnm_stream *stream = g_new0(xnm_stream, 1);
    stream->max_unit_bytes = MIN(limits->max_unit_bytes, G_MAXSIZE / 2);
    uint32_t doctype_max = limits->max_doctype_bytes > 0 ? limits->max_doctype_bytes : XNM_LEXER_DOCTYPE_MAX;
    uint64_t markup_max = MAX(stream->max_unit_bytes, 1); /* 0 would be none */
    stream->lexer = (xnm_lexer){
        .raw_max = limits->max_raw_bytes,
        .doctype_max = (uint32_t)MIN(doctype_max, markup_max),
        .markup_max = markup_max,
        .wary = true,
    };
    stream->run = XNM_UNIT_WHITESPACE;
    stream->names = g_string_chunk_new(64);
    return stream;
}

void xnm_stream_free(xnm_stream *stream)
{
    if (!stream) {
        return;
    }
    for (unit_node *node = stream->units, *next; node; node = next) {
        next = node->next;
        g_free(node->unit.bytes);
        g_free(node);
    }
    g_string_chunk_free(stream->names);
    g_free(stream->buffer);
    g_free(stream);
}

xnm_unit *xnm_stream_open_unit(const xnm_stream *stream)
{
    return stream->open;
}

bool xnm_stream_synchronised(const xnm_stream *stream)
{
    return stream->synchronised;
}

uint64_t xnm_stream_bytes_held(const xnm_stream *stream)
{
    return stream->held + stream->capacity;
}

/* The bytes of the open unit */

static void drop_buffer(xnm_stream *stream)
{
    g_free(stream->buffer);
    stream->buffer = NULL;
    stream->buffered = 0;
    stream->capacity = 0;
}

static void append(xnm_stream *stream, const uint8_t *bytes, size_t length)
{
    uint64_t needed = stream->buffered + length;
    if (needed > stream->capacity) {
        uint64_t capacity = MIN(MAX(needed, MAX(stream->capacity * 2, 4096)), stream->max_unit_bytes);
        uint8_t *grown = needed <= capacity ? g_try_realloc(stream->buffer, (gsize)capacity) : NULL;
        if (!grown) {
            stream->dropped = true;
            drop_buffer(stream);
            return;
        }
        stream->buffer = grown;
        stream->capacity = capacity;
    }
    if (length > 0) {
        memcpy(stream->buffer + stream->buffered, bytes, length);
        stream->buffered = needed;
    }
}

/* At the end of a segment. Of a unit over the limit only the token in progress is kept, because it may turn out to begin another unit. */
static void keep_open_unit(xnm_stream *stream, size_t end)
{
    size_t length = end - stream->piece_start;
    if (stream->dropped || length > stream->max_unit_bytes - stream->buffered) {
        length = (size_t)MIN(stream->before.bytes, end);
        uint64_t earlier = stream->before.bytes - length;
        if (earlier > 0 && earlier <= stream->buffered) {
            memmove(stream->buffer, stream->buffer + stream->buffered - earlier, (size_t)earlier);
            stream->buffered = earlier;
        } else {
            drop_buffer(stream);
        }
        stream->dropped = true;
    }
    append(stream, stream->bytes + end - length, length);
}

/* Pieces and units */

static void add_piece(xnm_stream *stream, xnm_unit *unit, xnm_unit_kind kind, size_t end, bool last)
{
    if (end == stream->piece_start) {
        return;
    }
    xnm_piece piece = {
        .unit = unit,
        .kind = kind,
        .name = unit ? unit->name : NULL,
        .offset = (uint32_t)(stream->part_start + stream->piece_start),
        .length = (uint32_t)(end - stream->piece_start),
        .unit_offset = unit ? unit->length : 0,
        .first = unit && unit->length == 0,
        .last = last,
    };
    if (unit) {
        bool too_large = piece.length > stream->max_unit_bytes - MIN(unit->length, stream->max_unit_bytes) || unit->status == XNM_UNIT_TOO_LARGE;
        piece.outgrows = too_large && !unit->outgrown;
        unit->outgrown = unit->outgrown || too_large;
        unit->pieces += unit->length == 0 || stream->piece_frame != stream->frame;
        unit->length += piece.length;
        stream->piece_frame = stream->frame;
    }
    g_array_append_val(stream->pieces, piece);
    stream->piece_start = end;
}

static void begin_unit(xnm_stream *stream, size_t offset)
{
    add_piece(stream, NULL, stream->run, offset, false);
    unit_node *node = g_new0(unit_node, 1);
    node->next = stream->units;
    stream->units = node;
    node->unit.first_frame = stream->frame;
    stream->open = &node->unit;
}

/* The open unit ends before byte end of this segment. */
static void end_unit(xnm_stream *stream, size_t end, xnm_unit_status status)
{
    xnm_unit *unit = stream->open;
    size_t length = end - stream->piece_start;
    if (status == XNM_UNIT_COMPLETE && unit->length + length > stream->max_unit_bytes) {
        stream->dropped = true;
    }
    if (status == XNM_UNIT_COMPLETE && unit->pieces + (length > 0) > 1 && !stream->dropped) {
        append(stream, stream->bytes + stream->piece_start, length);
        uint8_t *exact = stream->dropped ? NULL : g_try_realloc(stream->buffer, (gsize)stream->buffered);
        unit->bytes = exact ? exact : stream->buffer;
        stream->held += stream->buffered;
        stream->buffer = NULL;
    }
    drop_buffer(stream);
    unit->status = status == XNM_UNIT_COMPLETE && stream->dropped ? XNM_UNIT_TOO_LARGE : status;
    unit->last_frame = stream->frame;
    add_piece(stream, unit, unit->kind, end, true);
    stream->open = NULL;
    stream->dropped = false;
    stream->run = XNM_UNIT_WHITESPACE;
}

/* Names are few and come again and again. No hash table: who wrote the capture could choose names that collide. */
static void name_unit(xnm_stream *stream)
{
    if (g_strcmp0(stream->last_name, stream->lexer.name) != 0) {
        stream->last_name = g_string_chunk_insert(stream->names, stream->lexer.name);
    }
    stream->open->name = stream->last_name;
    stream->name_length = stream->lexer.name_length;
}

static void look_for_a_start(xnm_stream *stream)
{
    stream->synchronised = false;
    stream->lexer.wary = true;
    stream->in_message = false;
    stream->delimiter_bytes = 0;
}

/* Character data between messages */

static void run_of(xnm_stream *stream, xnm_unit_kind kind, size_t offset)
{
    if (stream->run != kind) {
        add_piece(stream, NULL, stream->run, offset, false);
        stream->run = kind;
    }
}

static xnm_unit_kind other_text(const xnm_stream *stream)
{
    return stream->synchronised ? XNM_UNIT_TEXT : XNM_UNIT_UNSYNCHRONISED;
}

/* What was taken for markup, or for a delimiter, is none. */
static void end_as_text(xnm_stream *stream, size_t end)
{
    xnm_unit_kind kind = other_text(stream);
    stream->open->kind = kind;
    stream->open->name = NULL;
    end_unit(stream, end, XNM_UNIT_COMPLETE);
    stream->run = kind;
}

/* What might have become a delimiter ends before this byte and is text. */
static void not_a_delimiter(xnm_stream *stream, size_t offset)
{
    if (stream->open) {
        end_as_text(stream, offset);
    } else {
        run_of(stream, other_text(stream), stream->delimiter_start);
    }
    stream->delimiter_bytes = 0;
}

/* Returns whether the byte belongs to a delimiter, or to what may still become one. A unit is made only of what is a delimiter or
 * goes on in the next segment: otherwise each ']' of a long text would cost one. */
static bool delimiter_byte(xnm_stream *stream, size_t at)
{
    uint8_t matched = delimiter_match(stream->delimiter_bytes, stream->bytes[at]);
    if (matched == 0) {
        if (stream->delimiter_bytes > 0) {
            not_a_delimiter(stream, at);
        }
        return false;
    }
    if (stream->delimiter_bytes == 0) {
        stream->delimiter_start = at;
    }
    stream->delimiter_bytes = matched;
    if (matched == DELIMITER_LENGTH) {
        if (!stream->open) {
            begin_unit(stream, stream->delimiter_start);
        }
        stream->open->kind = XNM_UNIT_DELIMITER;
        stream->delimiter_bytes = 0;
        stream->synchronised = true;
        stream->lexer.wary = false;
        end_unit(stream, at + 1, XNM_UNIT_COMPLETE);
        stream->delimiter_end = at + 1;
    }
    return true;
}

static bool is_order_mark(xnm_stream *stream, uint8_t byte)
{
    static const uint8_t order_mark[] = { 0xef, 0xbb, 0xbf };
    uint8_t matched = byte == order_mark[stream->order_mark] ? stream->order_mark : 0;
    bool matches = byte == order_mark[matched] && (matched > 0 || stream->run == XNM_UNIT_WHITESPACE);
    stream->order_mark = matches ? (uint8_t)((matched + 1u) % sizeof order_mark) : 0;
    return matches;
}

static void text_between(xnm_stream *stream, size_t offset, size_t length)
{
    for (size_t at = offset; at < offset + length && stream->delimiter_end == 0; at++) {
        uint8_t byte = stream->bytes[at];
        bool order_mark = is_order_mark(stream, byte);
        if ((byte == ']' || stream->delimiter_bytes > 0) && delimiter_byte(stream, at)) {
            continue;
        }
        bool blank = order_mark || (xnm_is_blank(byte) && (stream->synchronised || stream->run == XNM_UNIT_WHITESPACE));
        run_of(stream, blank ? XNM_UNIT_WHITESPACE : other_text(stream), at);
    }
}

/* Markup between messages */

static bool name_equals(const xnm_lexer *lexer, const char *name, size_t length)
{
    return lexer->name_length == length && memcmp(lexer->name, name, length) == 0;
}

static bool is_root(const xnm_lexer *lexer)
{
    return xnm_lexer_name_is(lexer, "junoscript");
}

/* What the open unit is, as far as its token tells. */
static xnm_unit_kind kind_so_far(const xnm_stream *stream, xnm_token_kind token)
{
    bool named = stream->lexer.name_known;
    switch (token) {
    case XNM_TOKEN_TEXT:
    case XNM_TOKEN_CDATA:
        return other_text(stream);
    case XNM_TOKEN_COMMENT:
        return XNM_UNIT_COMMENT;
    case XNM_TOKEN_DOCTYPE:
        return XNM_UNIT_DOCTYPE;
    case XNM_TOKEN_XML_DECLARATION:
        return XNM_UNIT_XML_DECLARATION;
    case XNM_TOKEN_PI:
        return named ? XNM_UNIT_PI : XNM_UNIT_UNDECIDED;
    case XNM_TOKEN_MARKUP:
        return XNM_UNIT_UNDECIDED;
    default:
        break;
    }
    if (!named) {
        return XNM_UNIT_UNDECIDED;
    }
    if (is_root(&stream->lexer)) {
        return token == XNM_TOKEN_END_TAG ? XNM_UNIT_ROOT_END : XNM_UNIT_ROOT_START;
    }
    bool message = token != XNM_TOKEN_END_TAG && (stream->synchronised || xnm_lexer_names_message(&stream->lexer));
    return message ? XNM_UNIT_MESSAGE : other_text(stream);
}

static void markup_complete(xnm_stream *stream, const xnm_token *token, size_t end)
{
    xnm_unit_kind kind = stream->open->kind;
    bool starts = kind == XNM_UNIT_MESSAGE || kind == XNM_UNIT_ROOT_START;
    if (starts || kind == XNM_UNIT_XML_DECLARATION) {
        stream->synchronised |= starts; /* any protocol may have an XML declaration */
        stream->lexer.wary = false;
    }
    if (kind == XNM_UNIT_MESSAGE && token->kind == XNM_TOKEN_START_TAG) {
        stream->in_message = true;
        stream->balance = 1;
        return;
    }
    stream->open->given_up = token->cut && kind != XNM_UNIT_DOCTYPE;
    if (kind == other_text(stream)) {
        end_as_text(stream, end);
        if (token->cut) {
            look_for_a_start(stream);
        }
        return;
    }
    end_unit(stream, end, token->cut && kind == XNM_UNIT_DOCTYPE ? XNM_UNIT_CUT : XNM_UNIT_COMPLETE); /* others that were cut are too large */
    if (kind == XNM_UNIT_ROOT_END || token->cut) {
        look_for_a_start(stream);
    }
}

static void markup_between(xnm_stream *stream, const xnm_token *token, size_t offset)
{
    xnm_unit_kind kind = kind_so_far(stream, token->kind);
    if (token->begins) {
        if (token->complete && kind == other_text(stream) && !token->cut) {
            run_of(stream, kind, offset); /* no unit for each tag of a long message whose beginning is missing */
            return;
        }
        begin_unit(stream, offset);
    }
    stream->open->kind = kind;
    if (!stream->open->name && (kind == XNM_UNIT_MESSAGE || kind == XNM_UNIT_ROOT_START || kind == XNM_UNIT_PI)) {
        name_unit(stream);
    }
    if (token->complete) {
        markup_complete(stream, token, offset + token->length);
    }
}

static void token_between(xnm_stream *stream, const xnm_token *token, size_t offset)
{
    bool was_markup = token->begins && stream->open && stream->delimiter_bytes == 0; /* so it seemed in an earlier segment */
    bool is_markup = token->kind != XNM_TOKEN_TEXT || !token->begins || stream->bytes[offset] == '<';
    if (was_markup) {
        end_as_text(stream, offset);
    }
    if (!is_markup) {
        text_between(stream, offset, token->length);
        return;
    }
    if (token->begins && stream->delimiter_bytes > 0) {
        not_a_delimiter(stream, offset);
    }
    stream->order_mark = 0;
    if (token->kind != XNM_TOKEN_TEXT) {
        markup_between(stream, token, offset);
    } else if (token->begins) {
        run_of(stream, other_text(stream), offset);
    } else {
        end_as_text(stream, offset + token->length);
    }
}

/* Inside a message */

/* The message is broken off by a token that cannot stand inside it. The first bytes of the token may have been counted to the
 * message, in earlier segments: they are moved to the unit that the token begins. */
static void cut_message(xnm_stream *stream, size_t offset)
{
    const token_before *before = &stream->before;
    xnm_unit *message = stream->open;
    uint8_t *head = NULL;
    if (before->bytes > 0) {
        message->length -= before->bytes;
        message->pieces -= before->segments - (before->leads ? 0 : 1);
        if (before->bytes <= stream->buffered) {
            head = g_memdup2(stream->buffer + stream->buffered - before->bytes, (gsize)before->bytes);
        }
    }
    stream->in_message = false;
    end_unit(stream, offset, XNM_UNIT_CUT);
    if (before->bytes > 0) {
        begin_unit(stream, offset);
        stream->open->first_frame = before->frame;
        stream->open->length = before->bytes;
        stream->open->pieces = before->segments;
        if (head) {
            append(stream, head, (size_t)before->bytes);
        } else {
            stream->dropped = true;
        }
    }
    g_free(head);
}

/* No request stands inside a request: the one that is open was never closed, and must not hide a login. A reply is another matter: whatever a router
 * prints can stand in it. */
static bool begins_next_message(const xnm_stream *stream)
{
    return xnm_lexer_name_is(&stream->lexer, "rpc") && name_equals(&stream->lexer, stream->open->name, stream->name_length);
}

/* Whether this complete token breaks off the message that is open. */
static bool cannot_stand_inside(const xnm_stream *stream, const xnm_token *token)
{
    bool tag = token->kind == XNM_TOKEN_START_TAG || token->kind == XNM_TOKEN_END_TAG;
    return stream->delimited || token->leaf_lost || token->kind == XNM_TOKEN_XML_DECLARATION || (tag && is_root(&stream->lexer)) ||
           (token->kind == XNM_TOKEN_START_TAG && begins_next_message(stream));
}

/* Returns false when the token does not belong to the message. */
static bool token_in_message(xnm_stream *stream, const xnm_token *token, size_t offset)
{
    if (token->begins) {
        stream->delimited = stream->delimiter_bytes >= DELIMITER_LENGTH;
    }
    if (token->kind == XNM_TOKEN_TEXT || !token->complete) {
        if (!token->raw) {
            stream->delimiter_bytes = delimiter_at_end(stream->delimiter_bytes, stream->bytes + offset, token->length);
        }
        return true;
    }
    stream->delimiter_bytes = 0;
    if (cannot_stand_inside(stream, token)) {
        cut_message(stream, offset);
        if (token->leaf_lost) {
            look_for_a_start(stream);
        }
        return false;
    }
    if (token->cut && token->kind != XNM_TOKEN_DOCTYPE) {
        stream->open->given_up = true;
        end_unit(stream, offset + token->length, XNM_UNIT_COMPLETE); /* and too large: the token alone is */
        look_for_a_start(stream);
        return true;
    }
    if (!name_equals(&stream->lexer, stream->open->name, stream->name_length)) {
        return true;
    }
    if (token->kind == XNM_TOKEN_START_TAG) {
        stream->balance++;
    } else if (token->kind == XNM_TOKEN_END_TAG && --stream->balance == 0) {
        stream->in_message = false;
        end_unit(stream, offset + token->length, XNM_UNIT_COMPLETE);
    }
    return true;
}

static void note_token(xnm_stream *stream, const xnm_token *token, size_t offset)
{
    token_before *before = &stream->before;
    if (token->begins || token->complete) {
        *before = (token_before){ .frame = stream->frame, .leads = offset == 0 };
    }
    if (!token->complete) {
        before->bytes += token->length;
        before->segments++;
    }
}

/* Passes over what changes nothing in the message that is open. Returns where that ends. */
static size_t pass_inside(xnm_stream *stream, size_t at, size_t length)
{
    bool may_pass = stream->in_message && stream->delimiter_bytes == 0 && at < length && xnm_lexer_is_idle(&stream->lexer);
    size_t passed = may_pass ? inside_pass(stream->bytes + at, length - at, stream->open->name, stream->name_length) : 0;
    if (passed > 0) {
        stream->before = (token_before){ .frame = stream->frame };
    }
    return at + passed;
}

size_t xnm_stream_push_part(xnm_stream *stream, uint32_t frame, const uint8_t *bytes, size_t offset, size_t length, GArray *pieces)
{
    stream->bytes = bytes + offset;
    stream->part_start = offset;
    stream->frame = frame;
    stream->pieces = pieces;
    stream->piece_start = 0;
    stream->delimiter_end = 0;

    for (size_t at = pass_inside(stream, 0, length); at < length; at = pass_inside(stream, at, length)) {
        xnm_token token;
        xnm_lexer_next(&stream->lexer, stream->bytes + at, length - at, &token);
        if (token.begins) {
            stream->before.bytes = 0;
        }
        if (!stream->in_message || !token_in_message(stream, &token, at)) {
            token_between(stream, &token, at);
        }
        note_token(stream, &token, at);
        if (stream->delimiter_end > 0) {
            length = stream->delimiter_end; /* the lexer is between tokens here, in text */
        }
        at += token.length;
    }

    if (!stream->open && stream->delimiter_bytes > 0) {
        begin_unit(stream, stream->delimiter_start);
    }
    if (stream->open) {
        keep_open_unit(stream, length);
    }
    add_piece(stream, stream->open, stream->open ? stream->open->kind : stream->run, length, false);
    return length;
}

void xnm_stream_push(xnm_stream *stream, uint32_t frame, const uint8_t *bytes, size_t length, GArray *pieces)
{
    for (size_t at = 0; at < length;) {
        at += xnm_stream_push_part(stream, frame, bytes, at, length - at, pieces);
    }
}

xnm_unit *xnm_stream_gap(xnm_stream *stream)
{
    xnm_unit *cut = stream->open;
    if (cut) {
        end_unit(stream, stream->piece_start, XNM_UNIT_CUT);
    }
    xnm_lexer_reset(&stream->lexer);
    look_for_a_start(stream);
    stream->run = XNM_UNIT_WHITESPACE;
    stream->order_mark = 0;
    return cut;
}
