/* reader.c
 * One Junos XML message: from bytes to elements, attributes and text, by libxml2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_reader.h"

#include "reader-private.h"

/* Bytes that libxml2 is given at a time, wherever that cuts them. It moves what it has not parsed yet each 4 KiB or so, so that larger pieces
 * cost more. */
#define CHUNK ((size_t)32 * 1024)

/* Parsed in place of markup that is refused: its event says that libxml2 has come there, with all text before it delivered. */
static const char stand_in[] = "<refused>";

void xnm_reader_stop(xnm_reader *reader, xnm_read_status status, size_t offset, const char *reason)
{
    if (reader->stopped) {
        return;
    }
    reader->stopped = true;
    reader->result->status = status;
    reader->result->error_offset = offset;
    g_strlcpy(reader->result->reason, reason, sizeof reader->result->reason);
}

/* Drop the markup whose events have come. */
static void trim_queue(xnm_reader *reader)
{
    if (reader->queue_head > 0) {
        g_array_remove_range(reader->queue, 0, reader->queue_head);
        reader->queue_head = 0;
    }
}

static void feed(xnm_reader *reader, const uint8_t *bytes, size_t length)
{
    while (length > 0 && !reader->stopped) {
        size_t piece = length < 2 * CHUNK ? length : CHUNK;
        xmlParseChunk(reader->parser, (const char *)bytes, (int)piece, 0);
        xnm_reader_check(reader);
        trim_queue(reader);
        bytes += piece;
        length -= piece;
    }
}

static void feed_prepared(xnm_reader *reader)
{
    feed(reader, reader->prepared->data, reader->prepared->len);
    g_byte_array_set_size(reader->prepared, 0);
}

/* Feed the message's own bytes up to end. */
static void feed_original(xnm_reader *reader, size_t end)
{
    feed(reader, reader->bytes + reader->supplied, end - reader->supplied);
    reader->supplied = end;
}

static bool is_start(xnm_token_kind kind)
{
    return kind == XNM_TOKEN_START_TAG || kind == XNM_TOKEN_EMPTY_TAG;
}

/* libxml2 2.9 lets go of a CDATA section in pieces of 300 bytes for each piece it gets, looking through all of the rest again each time, and
 * takes no more than 10,000,000 bytes of it. So it gets a large one as escaped text. */
static bool is_large_cdata(const xnm_token *token)
{
    return token->kind == XNM_TOKEN_CDATA && token->length > CHUNK;
}

static xnm_preparation preparation_for(const xnm_token *token)
{
    if (is_large_cdata(token)) {
        return XNM_PREPARE_ESCAPED;
    }
    if (token->raw) {
        return XNM_PREPARE_RAW;
    }
    return token->kind == XNM_TOKEN_TEXT || is_start(token->kind) ? XNM_PREPARE_REFERENCES : XNM_PREPARE_LITERAL;
}

static void prepare(xnm_reader *reader, const xnm_token *token, size_t start)
{
    static const char cdata_start[] = "<![CDATA[";
    static const char cdata_end[] = "]]>";
    size_t length = token->length;
    if (is_large_cdata(token)) {
        start += sizeof cdata_start - 1;
        length -= sizeof cdata_start - 1 + sizeof cdata_end - 1;
    }
    const char *reason = NULL;
    size_t fault = xnm_characters_prepare(reader->prepared, reader->bytes + start, length, preparation_for(token), &reason);
    if (reason && reader->result->status == XNM_READ_OK) {
        reader->result->status = XNM_READ_BAD_CHARACTER;
        reader->result->error_offset = start + fault;
        g_strlcpy(reader->result->reason, reason, sizeof reader->result->reason);
    }
}

/* Let libxml2 have a token, at once or together with those that follow. */
static void supply(xnm_reader *reader, const xnm_token *token, size_t start)
{
    if (reader->repair || token->raw || is_large_cdata(token)) {
        feed_original(reader, start);
        prepare(reader, token, start);
        reader->supplied = reader->lexed;
    } else {
        feed_prepared(reader);
    }
    if (reader->prepared->len >= CHUNK) {
        feed_prepared(reader);
    }
    if (reader->lexed - reader->supplied >= CHUNK) {
        feed_original(reader, reader->lexed);
    }
}

static void enqueue(xnm_reader *reader, xnm_token_kind kind, size_t start, size_t length, xnm_refusal refusal)
{
    xnm_markup markup = { (uint32_t)start, (uint32_t)length, (uint8_t)kind, (uint8_t)refusal };
    g_array_append_val(reader->queue, markup);
}

/* Stop where libxml2 comes to start. */
static void refuse(xnm_reader *reader, size_t start, xnm_refusal refusal)
{
    feed_original(reader, start);
    feed_prepared(reader);
    enqueue(reader, XNM_TOKEN_START_TAG, start, 0, refusal);
    feed(reader, (const uint8_t *)stand_in, sizeof stand_in - 1);
}

/* libxml2 compares each attribute of a tag with all before it, so that their number has to be known before it sees the tag. */
static xnm_refusal check_tag(const xnm_reader *reader, size_t start, size_t length)
{
    const xnm_read_limits *limits = reader->limits;
    if (length <= limits->max_name_bytes && length / 4 <= limits->max_attributes) {
        return XNM_REFUSAL_NONE; /* a="" is the shortest attribute */
    }
    size_t end = start + length;
    size_t name_length = xnm_tag_name_length(reader->bytes, start, end);
    if (name_length > limits->max_name_bytes) {
        return XNM_REFUSAL_NAME;
    }
    size_t at = start + 1 + name_length;
    xnm_attribute_span span;
    for (uint32_t count = 0; xnm_attribute_next(reader->bytes, &at, end, &span); count++) {
        if (count >= limits->max_attributes) {
            return XNM_REFUSAL_ATTRIBUTES;
        }
        if (span.name_length > limits->max_name_bytes) {
            return XNM_REFUSAL_NAME;
        }
    }
    return XNM_REFUSAL_NONE;
}

/* Whether libxml2 may see a token. */
static xnm_refusal check(const xnm_reader *reader, const xnm_token *token, size_t start)
{
    if (start == 0 && !is_start(token->kind) && token->kind != XNM_TOKEN_DOCTYPE) {
        return XNM_REFUSAL_NO_ELEMENT;
    }
    if (!token->complete) {
        return XNM_REFUSAL_INCOMPLETE;
    }
    switch (token->kind) {
    case XNM_TOKEN_START_TAG:
    case XNM_TOKEN_EMPTY_TAG:
        return check_tag(reader, start, token->length);
    case XNM_TOKEN_TEXT:
        return !token->raw && reader->bytes[start] == '<' ? XNM_REFUSAL_BROKEN_TAG : XNM_REFUSAL_NONE;
    case XNM_TOKEN_XML_DECLARATION:
        return XNM_REFUSAL_DECLARATION;
    case XNM_TOKEN_DOCTYPE:
        return XNM_REFUSAL_DOCTYPE;
    default:
        return XNM_REFUSAL_NONE;
    }
}

/* Note a token that libxml2 makes an event of. */
static void note(xnm_reader *reader, const xnm_token *token, size_t start)
{
    if (token->kind == XNM_TOKEN_TEXT || token->kind == XNM_TOKEN_CDATA) {
        return;
    }
    enqueue(reader, token->kind, start, token->length, XNM_REFUSAL_NONE);
    if (token->kind == XNM_TOKEN_START_TAG) {
        reader->open_tags++;
    } else if (token->kind == XNM_TOKEN_END_TAG) {
        reader->open_tags--;
    }
}

/* Walk over the message up to the end of its element, libxml2 behind the lexer. */
static void walk(xnm_reader *reader)
{
    do {
        size_t start = reader->lexed;
        if (start == reader->length) {
            refuse(reader, start, start == 0 ? XNM_REFUSAL_NO_ELEMENT : XNM_REFUSAL_NO_END);
            return;
        }
        xnm_token token;
        xnm_lexer_next(&reader->lexer, reader->bytes + start, reader->length - start, &token);
        xnm_refusal refusal = check(reader, &token, start);
        if (refusal) {
            refuse(reader, start, refusal);
            return;
        }
        reader->lexed += token.length;
        note(reader, &token, start);
        supply(reader, &token, start);
    } while (reader->open_tags > 0 && !reader->stopped);
    feed_original(reader, reader->lexed);
    feed_prepared(reader);
}

static void finish(xnm_reader *reader)
{
    if (!reader->stopped) {
        xmlParseChunk(reader->parser, NULL, 0, 1);
        xnm_reader_check(reader);
    }
    if (!reader->stopped && (!reader->root_ended || reader->delivered != reader->lexed)) {
        xnm_reader_stop(reader, XNM_READ_MALFORMED, reader->delivered, "markup that is not clear");
    }
    if (!reader->stopped && reader->lexed < reader->length) {
        xnm_reader_stop(reader, XNM_READ_MALFORMED, reader->lexed, "bytes behind the end of the message's element");
    }
    reader->result->read = reader->delivered;
}

static xmlParserCtxt *new_parser(xnm_reader *reader)
{
    xmlSAXHandler sax;
    xnm_reader_set_callbacks(&sax);
    xmlInitParser(); /* 2.9 demands it before parsers in several threads */
    xmlParserCtxt *parser = xmlCreatePushParserCtxt(&sax, reader, NULL, 0, NULL);
    if (parser) {
        /* Without NOENT the attributes of SAX1 come with "&#38;" for '&'. No entity but XML's own five is ever known: a DOCTYPE does not get here. */
        int options = XML_PARSE_NONET | XML_PARSE_NOENT;
#if LIBXML_VERSION >= 21300
        options |= XML_PARSE_NO_XXE;
#endif
        xmlCtxtUseOptions(parser, options);
    }
    return parser;
}

static void read_message(xnm_reader *reader)
{
    reader->parser = new_parser(reader);
    if (!reader->parser) {
        xnm_reader_stop(reader, XNM_READ_OUT_OF_MEMORY, 0, "out of memory");
        return;
    }
    reader->repair = !xnm_characters_legal(reader->bytes, reader->length);
    reader->prepared = g_byte_array_new();
    reader->queue = g_array_new(FALSE, FALSE, sizeof(xnm_markup));
    reader->text = g_string_new(NULL);
    reader->starts = g_array_new(FALSE, FALSE, sizeof(size_t));
    reader->attributes = g_array_new(FALSE, FALSE, sizeof(xnm_attribute));
    walk(reader);
    finish(reader);
    g_byte_array_free(reader->prepared, TRUE);
    g_array_free(reader->queue, TRUE);
    g_string_free(reader->text, TRUE);
    g_array_free(reader->starts, TRUE);
    g_array_free(reader->attributes, TRUE);
    xmlFreeParserCtxt(reader->parser);
}

void xnm_read(const uint8_t *bytes, size_t length, const xnm_read_limits *limits, const xnm_reader_events *events, void *user,
              xnm_read_result *result)
{
    *result = (xnm_read_result){ .status = XNM_READ_OK };
    xnm_reader reader = { .bytes = bytes, .length = length, .limits = limits, .events = events, .user = user, .result = result };
    reader.lexer.raw_max = limits->max_raw_bytes;
    if (length > XNM_READ_LENGTH_MAX) {
        xnm_reader_stop(&reader, XNM_READ_MALFORMED, 0, "the message is longer than can be read");
        return;
    }
    read_message(&reader);
}
