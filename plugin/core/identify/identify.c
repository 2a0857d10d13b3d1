/* identify.c
 * What the first bytes of a conversation are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "identify-private.h"

#include <glib.h>
#include <string.h>

/* Control characters this near to the beginning show a binary protocol. */
#define TEXT_LOOK_AHEAD 64

/* Elements that begin a session or a message (Junos XML protocol guide; RFC 6241; RFC 5277). */
static const char *const elements[] = { "junoscript", "rpc", "rpc-reply", "abort", "hello", "notification" };
#define ELEMENT_COUNT (sizeof elements / sizeof elements[0])

/* Text protocols that open with these words are told apart from XML at once. */
static const char *const other_openings[] = {
    "SSH-", "HTTP/", "GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "CONNECT ", "TRACE ", "PATCH "
};
#define OTHER_OPENING_COUNT (sizeof other_openings / sizeof other_openings[0])

size_t identify_binary_at(const uint8_t *bytes, size_t length)
{
    size_t look = length < TEXT_LOOK_AHEAD ? length : TEXT_LOOK_AHEAD;
    for (size_t i = 0; i < look; i++) {
        if ((bytes[i] < 0x20 && !xnm_is_blank(bytes[i])) || bytes[i] >= 0xf8) {
            return i;
        }
    }
    return length;
}

bool identify_opens_other(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < OTHER_OPENING_COUNT; i++) {
        size_t opening = strlen(other_openings[i]);
        if (length >= opening && memcmp(bytes, other_openings[i], opening) == 0) {
            return true;
        }
    }
    return false;
}

static bool names_element(const xnm_lexer *lexer)
{
    return xnm_lexer_name_is(lexer, "junoscript") || xnm_lexer_names_message(lexer);
}

/* A name that is cut off by the end of the bytes. */
static bool may_name_element(const xnm_lexer *lexer)
{
    for (size_t i = 0; i < ELEMENT_COUNT; i++) {
        if (lexer->name_length <= strlen(elements[i]) && memcmp(lexer->name, elements[i], lexer->name_length) == 0) {
            return true;
        }
    }
    return false;
}

identify_answer identify_token(const xnm_lexer *lexer, const xnm_token *token, const uint8_t *bytes, identify_opening *opening)
{
    switch (token->kind) {
    case XNM_TOKEN_TEXT:
        for (size_t i = 0; i < token->length && opening->blank; i++) {
            opening->blank = xnm_is_blank(bytes[i]);
        }
        return IDENTIFY_UNDECIDED;
    case XNM_TOKEN_XML_DECLARATION:
        opening->declared = true;
        opening->markup = true;
        return IDENTIFY_UNDECIDED;
    case XNM_TOKEN_COMMENT:
    case XNM_TOKEN_PI:
    case XNM_TOKEN_DOCTYPE:
    case XNM_TOKEN_MARKUP:
        opening->markup = true;
        return IDENTIFY_UNDECIDED;
    case XNM_TOKEN_CDATA:
        opening->blank = false;
        return IDENTIFY_UNDECIDED;
    default: /* tags */
        if (!lexer->name_known) {
            opening->markup = true;
            opening->blank = opening->blank && may_name_element(lexer);
            return IDENTIFY_UNDECIDED;
        }
        if (names_element(lexer)) {
            return IDENTIFY_JUNOS_XML;
        }
        if (opening->declared && opening->blank) {
            return IDENTIFY_OTHER; /* the root element of another XML document */
        }
        opening->blank = false;
        return IDENTIFY_UNDECIDED;
    }
}

identify_answer identify_junos_xml(const uint8_t *bytes, size_t length)
{
    static const uint8_t order_mark[] = { 0xef, 0xbb, 0xbf };
    if (length >= sizeof order_mark && memcmp(bytes, order_mark, sizeof order_mark) == 0) {
        bytes += sizeof order_mark;
        length -= sizeof order_mark;
    }
    if (identify_binary_at(bytes, length) < length || identify_opens_other(bytes, length)) {
        return IDENTIFY_OTHER;
    }
    xnm_lexer lexer = { 0 };
    identify_opening opening = { .blank = true };
    for (size_t at = 0; at < length;) {
        xnm_token token;
        xnm_lexer_next(&lexer, bytes + at, length - at, &token);
        identify_answer answer = identify_token(&lexer, &token, bytes + at, &opening);
        if (answer != IDENTIFY_UNDECIDED) {
            return answer;
        }
        at += token.length;
    }
    return opening.blank && opening.markup ? IDENTIFY_JUNOS_XML : IDENTIFY_UNDECIDED;
}

static bool names_space(const uint8_t *tag, size_t length)
{
    static const char *const spaces[] = { "urn:ietf:params:xml:ns:netconf:", "http://xml.juniper.net/" };
    for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++) {
        if (g_strstr_len((const char *)tag, (gssize)length, spaces[i])) {
            return true;
        }
    }
    return false;
}

bool identify_junos_xml_proven(const uint8_t *bytes, size_t length)
{
    xnm_lexer lexer = { 0 };
    for (size_t at = 0; at < length;) {
        xnm_token token;
        xnm_lexer_next(&lexer, bytes + at, length - at, &token);
        if (token.complete && (token.kind == XNM_TOKEN_START_TAG || token.kind == XNM_TOKEN_EMPTY_TAG) && names_element(&lexer) &&
            (xnm_lexer_name_is(&lexer, "junoscript") || names_space(bytes + at, token.length))) {
            return true;
        }
        at += token.length;
    }
    return false;
}
