/* identify-private.h
 * What the recognisers of the room share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_IDENTIFY_PRIVATE_H
#define PORTLORE_IDENTIFY_PRIVATE_H

#include "portlore/identify.h"

#include "portlore/xnm_lexer.h"

typedef enum {
    MATCH_NO,   /* excluded by the bytes */
    MATCH_MORE, /* they may be the beginning of it */
    MATCH_YES   /* proven by them */
} match_answer;

typedef struct {
    match_answer answer;
    identify_kind content; /* of MATCH_YES */
    const char *evidence;  /* of MATCH_YES: static */
    identify_sender sender;
} identify_match;

static const identify_match no_match = { .answer = MATCH_NO };
static const identify_match match_needs_more = { .answer = MATCH_MORE };

static inline identify_match match_proven(identify_kind content, const char *evidence)
{
    return (identify_match){ MATCH_YES, content, evidence, IDENTIFY_SENDER_EITHER };
}

static inline identify_match match_sent_by(identify_sender sender, identify_kind content, const char *evidence)
{
    return (identify_match){ MATCH_YES, content, evidence, sender };
}

/* A recogniser. bytes: from the beginning of the direction. length: at least 1.
 * MATCH_NO and MATCH_YES must stay what they are whatever follows the bytes: identify_content() relies on it. */
typedef identify_match identify_recogniser(const uint8_t *bytes, size_t length);

identify_recogniser identify_tls;
identify_recogniser identify_ssl2;
identify_recogniser identify_telnet;
identify_recogniser identify_dtp_dia;
identify_recogniser identify_ssh;
identify_recogniser identify_http;

/* XML: a recogniser, too. */
typedef struct {
    identify_match match;
    bool prolog;   /* MATCH_MORE: the document's beginning, or its first tag in part */
    bool not_root; /* MATCH_MORE: no document of ours begins with the bytes; they may come from the middle of one */
    size_t length; /* MATCH_NO: by the root element of another document, this far behind the first byte; else 0 */
} identify_xml_match;

identify_xml_match identify_xml(const uint8_t *bytes, size_t length);

/* Where the first byte is that shows a binary protocol so near to the beginning that it excludes XML; length where there is none. */
size_t identify_binary_at(const uint8_t *bytes, size_t length);

/* Whether the bytes open as a text protocol that is no XML. */
bool identify_opens_other(const uint8_t *bytes, size_t length);

/* What came before a token. */
typedef struct {
    bool declared; /* an XML declaration was seen */
    bool blank;    /* nothing else but white space, comments and processing instructions */
    bool markup;   /* at least one of these two */
} identify_opening;

/* What a token tells: IDENTIFY_JUNOS_XML is a tag that names an element of the protocol, IDENTIFY_OTHER the root element of another document. The
 * rule of identify_junos_xml() and identify_xml() alike. bytes: of the token. */
identify_answer identify_token(const xnm_lexer *lexer, const xnm_token *token, const uint8_t *bytes, identify_opening *opening);

/* Big-endian. */
static inline size_t identify_number(const uint8_t *bytes, size_t count)
{
    size_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

/* Printable ASCII, and the white space of text. */
static inline bool identify_is_text_byte(uint8_t byte)
{
    return (byte >= 0x20 && byte < 0x7f) || byte == '\t' || byte == '\n' || byte == '\r';
}

#endif
