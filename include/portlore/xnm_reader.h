/* xnm_reader.h
 * One Junos XML message: from bytes to elements, attributes and text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_READER_H
#define PORTLORE_XNM_READER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Values (decoded references, line ends, UTF-8) come from libxml2's SAX parser; byte ranges from the lexer, which walks over
 * the same bytes (libxml2's own offsets differ between its versions). No DTD, no entity beyond the five of XML and numbers, no
 * network, no namespaces: prefixes and declarations are taken as written, because Junos itself sends prefixes that nothing declares.
 *
 * Bytes that XML forbids (control characters, invalid UTF-8) and numeric references to such characters are read as U+FFFD and reported
 * (XNM_READ_BAD_CHARACTER), so that one of them does not cost the rest of the message. User name and password of a login are taken raw
 * (xnm_lexer.h): what is a valid reference in them is decoded, all else is the text as it was sent.
 *
 * libxml2 itself refuses a name above 50,000 bytes and an attribute's value, a comment or a processing instruction above 10,000,000 bytes.
 */

/* Longest message that is read, in bytes. */
#define XNM_READ_LENGTH_MAX ((size_t)512 * 1024 * 1024)

typedef struct {
    uint32_t max_depth;       /* elements inside each other; the message's own element is depth 1 */
    uint32_t max_elements;    /* elements that xnm_message_new() keeps; xnm_read() reads them all */
    uint32_t max_attributes;  /* of one element, namespace declarations included. The time that a tag takes grows with the square of their
                                number, in libxml2: 250 take about 0.1 ms, 5,000 about 50 ms */
    uint32_t max_name_bytes;  /* of one element's or attribute's name, prefix included */
    uint32_t max_raw_bytes;   /* raw_max of the lexer (xnm_lexer.h), as the message was framed with; 0: its own */
    uint32_t max_listed;      /* values that xnm_message_new() lists of each kind, such as errors, arguments, capabilities; */
    uint32_t max_value_bytes; /* bytes it keeps of the text of one of these, but for errors and warnings; */
    uint32_t max_secrets;     /* secrets that it lists; */
    uint32_t max_json_depth;  /* and levels of JSON in a text that it searches for them */
    bool reply_without_nodes; /* xnm_message_new() counts the nodes of an rpc-reply, and keeps none */
} xnm_read_limits;

typedef enum {
    XNM_READ_OK,
    XNM_READ_BAD_CHARACTER,       /* read to the end; bytes that are no XML characters were replaced */
    XNM_READ_MALFORMED,           /* stopped: no well-formed element. The fault is at error_offset or soon behind it */
    XNM_READ_DOCTYPE,             /* stopped at error_offset: a document type declaration, which is never read */
    XNM_READ_TOO_DEEP,            /* stopped at error_offset: limit max_depth */
    XNM_READ_TOO_MANY_ATTRIBUTES, /* stopped at error_offset: limit max_attributes */
    XNM_READ_NAME_TOO_LONG,       /* stopped at error_offset: limit max_name_bytes */
    XNM_READ_OUT_OF_MEMORY
} xnm_read_status;

typedef struct {
    xnm_read_status status;
    size_t error_offset; /* where, in bytes from the start of the message; at most its length. 0 when status is XNM_READ_OK */
    char reason[160];    /* why, in one line of printable UTF-8 without names or values from the message; empty when XNM_READ_OK */
    size_t read;         /* bytes from the start whose events were delivered: error_offset if reading stopped, else the message's length */
} xnm_read_result;

/* A range of bytes of the message. */
typedef struct {
    size_t start;
    size_t length;
} xnm_range;

typedef struct {
    const char *name;  /* as written, prefix included */
    const char *local; /* what stands after the prefix; points into name. A namespace declaration has "xmlns" or "xmlns:PREFIX" as both */
    const char *value; /* decoded */
    xnm_range range;   /* name="value" */
} xnm_attribute;

/* Called in document order. Strings are valid UTF-8, NUL-terminated and valid for the call only. A callback may be NULL.
 * depth: 1 for the message's own element; of text, comment and processing instruction that of the element they stand in. */
typedef struct {
    void (*start_element)(void *user, const char *name, const char *local, uint32_t depth, const xnm_attribute *attributes, size_t attribute_count,
                          xnm_range tag);
    /* The text between two tags, comments or processing instructions, CDATA merged, also when it is white space only.
     * length: of text, in bytes. */
    void (*text)(void *user, const char *text, size_t length, uint32_t depth, xnm_range range);
    /* element: from the start tag's first byte to the end tag's last. end_tag: of <name/> the zero bytes behind it; its end_element comes right
     * after its start_element. */
    void (*end_element)(void *user, const char *local, uint32_t depth, xnm_range element, xnm_range end_tag);
    void (*comment)(void *user, const char *text, uint32_t depth, xnm_range range);
    void (*processing_instruction)(void *user, const char *target, const char *content, uint32_t depth, xnm_range range);
} xnm_reader_events;

/* Read one message: one element with all that is in it.
 * bytes: of the element only, as the stream framed it (anything behind its end is malformed); needed during the call only.
 * length: in bytes, at most XNM_READ_LENGTH_MAX (more is refused as malformed).
 * Events are delivered up to the point where reading stops; open elements then get no end_element. result is always filled.
 * The callbacks must not leave by longjmp (so: no epan calls in them). Time and memory grow linearly with length (see max_attributes for the
 * time). Thread-safe; keeps nothing. */
void xnm_read(const uint8_t *bytes, size_t length, const xnm_read_limits *limits, const xnm_reader_events *events, void *user,
              xnm_read_result *result);

#endif
