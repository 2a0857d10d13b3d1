/* reader-events.c
 * From libxml2's events to the reader's: each gets its bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "reader-private.h"

#include <stdio.h>
#include <string.h>

/*
 * libxml2's SAX1 callbacks are used on purpose. They hand over names as written and every attribute, namespace declarations included, in
 * document order. Those of SAX2 drop some declarations (xmlns:a="", for instance), and raise an error for each undeclared prefix, of which real
 * replies are full: libxml2 2.9 then reads 30 MB/s instead of 270.
 */
#ifndef LIBXML_SAX1_ENABLED
#error "libxml2 is built without SAX1"
#endif

#define KIND(kind) (1u << (kind))

static const struct {
    xnm_read_status status;
    const char *reason;
} refusals[] = {
    [XNM_REFUSAL_NONE] = { XNM_READ_OK, "" },
    [XNM_REFUSAL_NO_ELEMENT] = { XNM_READ_MALFORMED, "the message does not begin with an element" },
    [XNM_REFUSAL_BROKEN_TAG] = { XNM_READ_MALFORMED, "'<' that begins no complete tag" },
    [XNM_REFUSAL_DECLARATION] = { XNM_READ_MALFORMED, "an XML declaration inside a message" },
    [XNM_REFUSAL_DOCTYPE] = { XNM_READ_DOCTYPE, "a document type declaration inside a message" },
    [XNM_REFUSAL_INCOMPLETE] = { XNM_READ_MALFORMED, "the message ends inside a tag, comment, CDATA section or processing instruction" },
    [XNM_REFUSAL_NO_END] = { XNM_READ_MALFORMED, "the message ends before its element does" },
    [XNM_REFUSAL_ATTRIBUTES] = { XNM_READ_TOO_MANY_ATTRIBUTES, "a tag has more attributes than the limit" },
    [XNM_REFUSAL_NAME] = { XNM_READ_NAME_TOO_LONG, "a name is longer than the limit" },
};

static xnm_markup *head_of_queue(const xnm_reader *reader)
{
    return reader->queue_head < reader->queue->len ? &g_array_index(reader->queue, xnm_markup, reader->queue_head) : NULL;
}

static void stop_parser(xnm_reader *reader, xnm_read_status status, size_t offset, const char *reason)
{
    xnm_reader_stop(reader, status, offset, reason);
    xmlStopParser(reader->parser);
}

/* Deliver the text in progress, which ends here. */
static void end_text(xnm_reader *reader, size_t end)
{
    if (reader->text->len > 0) {
        xnm_range range = { reader->delivered, end - reader->delivered };
        reader->events->text(reader->user, reader->text->str, reader->text->len, reader->starts->len, range);
        g_string_truncate(reader->text, 0);
    }
    reader->delivered = end;
}

/* The markup that an event is about, which must be of one of the kinds. Delivers the text before it.
 * Returns false when reading stops (or has stopped) here. */
static bool next_markup(xnm_reader *reader, unsigned kinds, xnm_markup *markup)
{
    if (reader->stopped) {
        return false;
    }
    const xnm_markup *head = head_of_queue(reader);
    if (!head || (!head->refusal && !(kinds & KIND(head->kind)))) {
        stop_parser(reader, XNM_READ_MALFORMED, reader->delivered, "markup that is not clear");
        return false;
    }
    *markup = *head;
    end_text(reader, markup->start);
    if (markup->refusal) {
        stop_parser(reader, refusals[markup->refusal].status, markup->start, refusals[markup->refusal].reason);
        return false;
    }
    reader->queue_head++;
    return true;
}

static xnm_range range_of(const xnm_markup *markup)
{
    return (xnm_range){ markup->start, markup->length };
}

/* What stands after the prefix. */
static const char *local_of(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is_namespace_declaration(const char *name)
{
    return strncmp(name, "xmlns", 5) == 0 && (name[5] == '\0' || name[5] == ':');
}

/* Give libxml2's attributes their ranges. Returns false when the tag's bytes do not hold as many. */
static bool collect_attributes(xnm_reader *reader, const xnm_markup *tag, const xmlChar **attributes)
{
    size_t end = tag->start + tag->length;
    size_t at = tag->start + 1 + xnm_tag_name_length(reader->bytes, tag->start, end);
    xnm_attribute_span span;
    for (; attributes[0]; attributes += 2) {
        if (!xnm_attribute_next(reader->bytes, &at, end, &span)) {
            return false;
        }
        const char *name = (const char *)attributes[0];
        xnm_attribute attribute = {
            .name = name,
            .local = is_namespace_declaration(name) ? name : local_of(name),
            .value = attributes[1] ? (const char *)attributes[1] : "",
            .range = { span.start, span.length },
        };
        g_array_append_val(reader->attributes, attribute);
    }
    return !xnm_attribute_next(reader->bytes, &at, end, &span);
}

static void on_start_element(void *user, const xmlChar *name, const xmlChar **attributes)
{
    xnm_reader *reader = user;
    xnm_markup tag;
    if (!next_markup(reader, KIND(XNM_TOKEN_START_TAG) | KIND(XNM_TOKEN_EMPTY_TAG), &tag)) {
        return;
    }
    if (reader->starts->len >= reader->limits->max_depth) {
        stop_parser(reader, XNM_READ_TOO_DEEP, tag.start, "elements are nested deeper than the limit");
        return;
    }
    g_array_set_size(reader->attributes, 0);
    if (attributes && !collect_attributes(reader, &tag, attributes)) {
        stop_parser(reader, XNM_READ_MALFORMED, tag.start, "a tag whose attributes are not clear");
        return;
    }
    size_t start = tag.start;
    g_array_append_val(reader->starts, start);
    reader->in_empty = tag.kind == XNM_TOKEN_EMPTY_TAG;
    reader->delivered = tag.start + tag.length;
    if (reader->events->start_element) {
        reader->events->start_element(reader->user, (const char *)name, local_of((const char *)name), reader->starts->len,
                                      (const xnm_attribute *)(void *)reader->attributes->data, reader->attributes->len, range_of(&tag));
    }
}

static void on_end_element(void *user, const xmlChar *name)
{
    xnm_reader *reader = user;
    xnm_range end_tag = { reader->delivered, 0 };
    if (reader->stopped) {
        return;
    }
    if (!reader->in_empty) {
        xnm_markup tag;
        if (!next_markup(reader, KIND(XNM_TOKEN_END_TAG), &tag)) {
            return;
        }
        end_tag = range_of(&tag);
    }
    guint depth = reader->starts->len;
    if (depth == 0) {
        stop_parser(reader, XNM_READ_MALFORMED, end_tag.start, "an end tag without start tag");
        return;
    }
    reader->in_empty = false;
    reader->delivered = end_tag.start + end_tag.length;
    size_t start = g_array_index(reader->starts, size_t, depth - 1);
    if (reader->events->end_element) {
        xnm_range element = { start, reader->delivered - start };
        reader->events->end_element(reader->user, local_of((const char *)name), depth, element, end_tag);
    }
    g_array_set_size(reader->starts, depth - 1);
    reader->root_ended = depth == 1;
}

static void on_text(void *user, const xmlChar *text, int length)
{
    xnm_reader *reader = user;
    if (!reader->stopped && reader->events->text && length > 0) {
        g_string_append_len(reader->text, (const char *)text, length);
    }
}

static void on_comment(void *user, const xmlChar *text)
{
    xnm_reader *reader = user;
    xnm_markup markup;
    if (!next_markup(reader, KIND(XNM_TOKEN_COMMENT), &markup)) {
        return;
    }
    reader->delivered = markup.start + markup.length;
    if (reader->events->comment) {
        reader->events->comment(reader->user, text ? (const char *)text : "", reader->starts->len, range_of(&markup));
    }
}

static void on_processing_instruction(void *user, const xmlChar *target, const xmlChar *content)
{
    xnm_reader *reader = user;
    xnm_markup markup;
    if (!next_markup(reader, KIND(XNM_TOKEN_PI), &markup)) {
        return;
    }
    reader->delivered = markup.start + markup.length;
    if (reader->events->processing_instruction) {
        reader->events->processing_instruction(reader->user, (const char *)target, content ? (const char *)content : "", reader->starts->len,
                                               range_of(&markup));
    }
}

void xnm_reader_check(xnm_reader *reader)
{
    const xmlError *error = xmlCtxtGetLastError(reader->parser);
    if (reader->stopped || !error || error->level < XML_ERR_FATAL) {
        return;
    }
    if (error->code == XML_ERR_NO_MEMORY) {
        xnm_reader_stop(reader, XNM_READ_OUT_OF_MEMORY, reader->delivered, "out of memory");
        return;
    }
    bool in_markup;
    const char *reason = xnm_reader_fault(error->code, &in_markup);
    const xnm_markup *head = head_of_queue(reader);
    if (in_markup && head) {
        end_text(reader, head->start);
    }
    char other[32];
    snprintf(other, sizeof other, "libxml2 error %d", error->code);
    xnm_read_status status = error->code == XML_ERR_NAME_TOO_LONG ? XNM_READ_NAME_TOO_LONG : XNM_READ_MALFORMED;
    xnm_reader_stop(reader, status, reader->delivered, reason ? reason : other);
}

/* The first fatal error is the one to tell; others may follow from it. libxml2 must not be stopped here, where its own functions still read.
 * format: libxml2's text, which quotes the message; the error's code says enough. */
static void on_error(void *user, const char *format, ...)
{
    (void)format;
    xnm_reader_check(user);
}

void xnm_reader_set_callbacks(xmlSAXHandler *sax)
{
    memset(sax, 0, sizeof *sax);
    sax->initialized = 1; /* SAX1 */
    sax->startElement = on_start_element;
    sax->endElement = on_end_element;
    sax->characters = on_text;
    sax->ignorableWhitespace = on_text;
    sax->cdataBlock = on_text;
    sax->comment = on_comment;
    sax->processingInstruction = on_processing_instruction;
    sax->error = on_error;
}
