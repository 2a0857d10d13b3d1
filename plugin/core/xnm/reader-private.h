/* reader-private.h
 * What the parts of the reader share: its state, and the questions they ask each other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_READER_PRIVATE_H
#define PORTLORE_XNM_READER_PRIVATE_H

#include <libxml/parser.h>

#include "portlore/xnm_lexer.h"
#include "portlore/xnm_reader.h"

/*
 * The lexer walks over the message and libxml2 is given the bytes behind it, some 32 KiB at a time. Each tag, comment and processing
 * instruction that the lexer finds waits in a queue until libxml2's event for it comes: that is how an event gets its byte range. What lies
 * between two of them is one run of text.
 *
 * Bytes that libxml2 must not see as they are (a login's raw text, characters that XML forbids) are given to it from a prepared copy.
 */

/* Why the message is not read on at a token that libxml2 shall not see. */
typedef enum {
    XNM_REFUSAL_NONE,
    XNM_REFUSAL_NO_ELEMENT,
    XNM_REFUSAL_BROKEN_TAG,
    XNM_REFUSAL_DECLARATION,
    XNM_REFUSAL_DOCTYPE,
    XNM_REFUSAL_INCOMPLETE,
    XNM_REFUSAL_NO_END,
    XNM_REFUSAL_ATTRIBUTES,
    XNM_REFUSAL_NAME
} xnm_refusal;

/* Markup that waits for libxml2's event. */
typedef struct {
    uint32_t start; /* in the message, in bytes */
    uint32_t length;
    uint8_t kind;    /* xnm_token_kind */
    uint8_t refusal; /* xnm_refusal: reading stops when libxml2 comes here */
} xnm_markup;

typedef struct {
    const uint8_t *bytes;
    size_t length;
    const xnm_read_limits *limits;
    const xnm_reader_events *events;
    void *user;
    xnm_read_result *result;
    bool stopped; /* the result is final */

    xnm_lexer lexer;
    size_t lexed;       /* bytes the lexer has been over */
    size_t supplied;    /* of these, bytes that libxml2 has, or that prepared has for it */
    uint32_t open_tags; /* start tags without end tag, by the lexer */
    bool repair;        /* everything goes through prepared */
    GByteArray *prepared;
    xmlParserCtxt *parser;

    GArray *queue;    /* of xnm_markup */
    guint queue_head; /* the first one that still waits */
    bool in_empty;    /* the start of an empty element has been delivered, its end has not */

    size_t delivered;   /* bytes whose events have been delivered; the text in progress begins here */
    GString *text;      /* the text in progress, decoded */
    GArray *starts;     /* of size_t: where each open element starts */
    GArray *attributes; /* of xnm_attribute: those of one tag */
    bool root_ended;
} xnm_reader;

/* Stop with this status, unless reading has stopped already. */
void xnm_reader_stop(xnm_reader *reader, xnm_read_status status, size_t offset, const char *reason);

/* Stop if libxml2 has met a fatal error. It goes on after others, and so does the reader. */
void xnm_reader_check(xnm_reader *reader);

/* Fill in libxml2's callbacks. Their user data is the xnm_reader. */
void xnm_reader_set_callbacks(xmlSAXHandler *sax);

/* The short text for a code of libxml2 (xmlParserErrors), or NULL. *in_markup: the fault is known to lie in a tag, a comment or a
 * processing instruction, so that the text before it is whole. */
const char *xnm_reader_fault(int code, bool *in_markup);

/* Whether bytes hold nothing but characters that XML allows, in valid UTF-8, and no numeric reference to another one. */
bool xnm_characters_legal(const uint8_t *bytes, size_t length);

typedef enum {
    XNM_PREPARE_LITERAL,    /* no references here: comment, CDATA, processing instruction, end tag */
    XNM_PREPARE_REFERENCES, /* text and tags: numeric references to forbidden characters are replaced too */
    XNM_PREPARE_ESCAPED,    /* all that XML would take for markup is escaped, references too */
    XNM_PREPARE_RAW         /* the same, but for valid references */
} xnm_preparation;

/* Append bytes to prepared with U+FFFD for what XML forbids. Returns the offset of the first thing replaced and sets *reason; length if none. */
size_t xnm_characters_prepare(GByteArray *prepared, const uint8_t *bytes, size_t length, xnm_preparation preparation, const char **reason);

/* One attribute of a tag. Offsets in the message, in bytes. */
typedef struct {
    size_t start;
    size_t length;
    size_t name_length;
} xnm_attribute_span;

/* Length of the name of the start tag that begins at start. end: behind the tag. */
size_t xnm_tag_name_length(const uint8_t *bytes, size_t start, size_t end);

/* Find the next attribute of a tag. *at: first behind the tag's name; moved on behind each attribute. end: behind the tag.
 * Returns false when there is no more, or what follows is no attribute. */
bool xnm_attribute_next(const uint8_t *bytes, size_t *at, size_t end, xnm_attribute_span *span);

#endif
