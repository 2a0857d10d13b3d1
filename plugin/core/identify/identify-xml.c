/* identify-xml.c
 * Junos XML and NETCONF by the tags of their messages and, for NETCONF, by its framing (RFC 6241, RFC 6242, RFC 5277).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "identify-private.h"

#include <string.h>

#include "portlore/netconf_chunks.h"

static const char separator[] = "]]>]]>";
#define SEPARATOR_LENGTH (sizeof separator - 1)

/* Namespaces */

typedef enum {
    SPACE_OPEN, /* the tag is cut off before it tells */
    SPACE_NONE,
    SPACE_JUNIPER,
    SPACE_NETCONF,
    SPACE_OTHER
} tag_space;

typedef struct {
    const uint8_t *bytes;
    size_t length;
} byte_range;

static bool starts_with(byte_range range, const char *word)
{
    size_t length = strlen(word);
    return range.length >= length && memcmp(range.bytes, word, length) == 0;
}

static tag_space space_of_uri(byte_range uri)
{
    if (uri.length == 0) {
        return SPACE_NONE;
    }
    if (starts_with(uri, "urn:ietf:params:xml:ns:netconf:")) {
        return SPACE_NETCONF;
    }
    return starts_with(uri, "http://xml.juniper.net/") ? SPACE_JUNIPER : SPACE_OTHER;
}

static bool ends_name(uint8_t byte)
{
    return byte <= ' ' || byte == '=' || byte == '>' || byte == '/' || byte == '<' || byte == '"' || byte == '\'';
}

static size_t pass_blanks(const uint8_t *bytes, size_t at, size_t length)
{
    while (at < length && xnm_is_blank(bytes[at])) {
        at++;
    }
    return at;
}

/* Reads one attribute of a tag. Returns false at the tag's end, or where it is cut off. */
static bool next_attribute(const uint8_t *tag, size_t length, size_t *at, byte_range *name, byte_range *value)
{
    while (*at < length && ends_name(tag[*at])) {
        ++*at;
    }
    size_t start = *at;
    while (*at < length && !ends_name(tag[*at])) {
        ++*at;
    }
    *name = (byte_range){ tag + start, *at - start };
    *value = (byte_range){ tag, 0 };
    *at = pass_blanks(tag, *at, length);
    if (*at >= length || tag[*at] != '=') {
        return *at < length;
    }
    *at = pass_blanks(tag, *at + 1, length);
    if (*at >= length || (tag[*at] != '"' && tag[*at] != '\'')) {
        return *at < length;
    }
    const uint8_t *end = memchr(tag + *at + 1, tag[*at], length - *at - 1);
    if (end == NULL) {
        *at = length;
        return false;
    }
    *value = (byte_range){ tag + *at + 1, (size_t)(end - tag) - *at - 1 };
    *at = (size_t)(end - tag) + 1;
    return true;
}

/* Whether the attribute declares the namespace of this prefix (none: length 0). */
static bool declares(byte_range name, byte_range prefix)
{
    static const char xmlns[] = "xmlns";
    size_t length = sizeof xmlns - 1;
    if (!starts_with(name, xmlns)) {
        return false;
    }
    if (prefix.length == 0) {
        return name.length == length;
    }
    return name.length == length + 1 + prefix.length && name.bytes[length] == ':' &&
           memcmp(name.bytes + length + 1, prefix.bytes, prefix.length) == 0;
}

/* The namespace of a start tag's element, as its own attributes tell. NETCONF's, declared for another prefix, counts where there is no other:
 * careless clients leave the prefix out. */
static tag_space space_of_tag(const uint8_t *tag, size_t length, bool complete)
{
    size_t at = 1;
    byte_range prefix = { tag + 1, 0 };
    while (at < length && !ends_name(tag[at])) {
        if (tag[at] == ':') {
            prefix.length = at - 1;
        }
        at++;
    }
    bool netconf = false;
    byte_range name;
    byte_range value;
    while (next_attribute(tag, length, &at, &name, &value)) {
        tag_space space = space_of_uri(value);
        if (declares(name, prefix) && space != SPACE_NONE) {
            return space;
        }
        netconf = netconf || (starts_with(name, "xmlns:") && space == SPACE_NETCONF);
    }
    if (!complete) {
        return SPACE_OPEN;
    }
    return netconf ? SPACE_NETCONF : SPACE_NONE;
}

/* Scanning */

typedef struct {
    xnm_lexer lexer;
    identify_opening opening;
    bool hello; /* a <hello> of no namespace was the root: what it is, its first child tells */
    bool open;  /* MATCH_MORE: the last token would tell if it were not cut off */
    bool other; /* MATCH_NO by the root of another document */
} xml_scan;

/* A tag that names one of the protocol's elements. first: everything before it is blank. */

static identify_match match_start_tag(xml_scan *scan, const uint8_t *tag, const xnm_token *token, bool first)
{
    const xnm_lexer *lexer = &scan->lexer;
    if (xnm_lexer_name_is(lexer, "junoscript")) {
        return match_proven(IDENTIFY_CONTENT_JUNOS_XML, "<junoscript> start tag");
    }
    tag_space space = space_of_tag(tag, token->length, token->complete);
    if (space == SPACE_OPEN) {
        scan->open = true;
        return match_needs_more;
    }
    if (space == SPACE_NETCONF) {
        return match_proven(IDENTIFY_CONTENT_NETCONF, "start tag of a message in NETCONF's namespace");
    }
    if (space != SPACE_OTHER && (xnm_lexer_name_is(lexer, "rpc") || xnm_lexer_name_is(lexer, "rpc-reply"))) {
        bool request = xnm_lexer_name_is(lexer, "rpc");
        return match_proven(IDENTIFY_CONTENT_JUNOS_XML, request ? "<rpc> start tag" : "<rpc-reply> start tag");
    }
    if (space != SPACE_OTHER && first && xnm_lexer_name_is(lexer, "abort")) {
        return match_proven(IDENTIFY_CONTENT_JUNOS_XML, "<abort> tag");
    }
    if (space == SPACE_NONE && first && xnm_lexer_name_is(lexer, "hello")) {
        scan->hello = true;
        return match_needs_more;
    }
    return no_match;
}

/* The framing behind an end tag tells NETCONF from Junos XML. rest: the bytes behind it. */
static identify_match match_end_tag(xml_scan *scan, const uint8_t *rest, size_t length)
{
    const xnm_lexer *lexer = &scan->lexer;
    if (xnm_lexer_name_is(lexer, "junoscript")) {
        return match_proven(IDENTIFY_CONTENT_JUNOS_XML, "</junoscript> end tag");
    }
    if (!xnm_lexer_name_is(lexer, "rpc") && !xnm_lexer_name_is(lexer, "rpc-reply")) {
        return no_match;
    }
    size_t at = pass_blanks(rest, 0, length);
    bool chunked = at < length && at > 0 && rest[at] == '#' && rest[at - 1] == '\n';
    size_t seen = length - at < SEPARATOR_LENGTH ? length - at : SEPARATOR_LENGTH;
    bool separated = memcmp(rest + at, separator, seen) == 0;
    if (chunked && length - at > 1 && (rest[at + 1] == '#' || (rest[at + 1] >= '1' && rest[at + 1] <= '9'))) {
        return match_proven(IDENTIFY_CONTENT_NETCONF, "end tag of a message and NETCONF's chunked framing");
    }
    if (separated && seen == SEPARATOR_LENGTH) {
        return match_proven(IDENTIFY_CONTENT_NETCONF, "end tag of a message and NETCONF's ]]>]]>");
    }
    if (separated || (chunked && seen == 1)) {
        scan->open = true;
        return match_needs_more;
    }
    return match_proven(IDENTIFY_CONTENT_JUNOS_XML, xnm_lexer_name_is(lexer, "rpc") ? "</rpc> end tag" : "</rpc-reply> end tag");
}

static bool holds_separator(const uint8_t *bytes, size_t length)
{
    for (size_t at = 0; length - at >= SEPARATOR_LENGTH; at++) {
        if (memcmp(bytes + at, separator, SEPARATOR_LENGTH) == 0) {
            return true;
        }
    }
    return false;
}

/* The first child of a <hello> that names no namespace. */
static identify_match match_hello_child(xml_scan *scan, const xnm_token *token)
{
    bool start = token->kind == XNM_TOKEN_START_TAG && scan->lexer.name_known;
    if (start && xnm_lexer_name_is(&scan->lexer, "capabilities")) {
        return match_proven(IDENTIFY_CONTENT_NETCONF, "<hello> with <capabilities>");
    }
    bool tag = start || token->kind == XNM_TOKEN_EMPTY_TAG || (token->kind == XNM_TOKEN_END_TAG && scan->lexer.name_known);
    if (tag) {
        scan->hello = false;
    }
    return match_needs_more;
}

/* A start tag that is cut off in its name, which may be that of an element of ours behind some prefix. */
static bool is_cut_name(const xnm_lexer *lexer, const xnm_token *token)
{
    return token->kind == XNM_TOKEN_MARKUP || (token->kind == XNM_TOKEN_START_TAG && !token->complete && !lexer->name_known);
}

static identify_match match_token(xml_scan *scan, const uint8_t *bytes, size_t length, const xnm_token *token)
{
    if (token->kind == XNM_TOKEN_TEXT && !token->raw && holds_separator(bytes, token->length)) {
        return match_proven(IDENTIFY_CONTENT_NETCONF, "NETCONF's ]]>]]>");
    }
    bool first = scan->opening.blank;
    if (first && is_cut_name(&scan->lexer, token)) {
        scan->open = true;
        return match_needs_more;
    }
    if (scan->hello) {
        identify_match match = match_hello_child(scan, token);
        if (match.answer == MATCH_YES) {
            return match;
        }
    }
    switch (identify_token(&scan->lexer, token, bytes, &scan->opening)) {
    case IDENTIFY_UNDECIDED:
        return match_needs_more;
    case IDENTIFY_OTHER:
        scan->other = true;
        return no_match;
    case IDENTIFY_JUNOS_XML:
        break;
    }
    if (token->kind == XNM_TOKEN_END_TAG && !token->complete) {
        scan->open = true;
        return match_needs_more;
    }
    identify_match match = token->kind == XNM_TOKEN_END_TAG ? match_end_tag(scan, bytes + token->length, length - token->length)
                                                            : match_start_tag(scan, bytes, token, first);
    if (match.answer == MATCH_NO) {
        /* No proof: to be gone over, as any other element. */
        scan->other = first && scan->opening.declared;
        scan->opening.blank = false;
        return scan->other ? no_match : match_needs_more;
    }
    if (scan->hello) {
        scan->opening.blank = false;
    }
    return match;
}

/* A tag that is broken off by '<' is text, but proved what it proved while the '<' had not come. Returns whether the token is one; then it is read
 * again, as a tag in progress. before: the lexer before it. */
static bool is_broken_tag(const xnm_lexer *before, const uint8_t *bytes, const xnm_token *token, xnm_lexer *lexer, xnm_token *tag)
{
    if (token->kind != XNM_TOKEN_TEXT || token->raw || bytes[0] != '<') {
        return false;
    }
    *lexer = *before;
    xnm_lexer_next(lexer, bytes, token->length, tag);
    return tag->kind != XNM_TOKEN_TEXT;
}

static identify_match match_broken_tag(xml_scan *scan, const xnm_lexer *before, const uint8_t *bytes, const xnm_token *token)
{
    xml_scan past = *scan;
    xnm_token tag;
    if (!is_broken_tag(before, bytes, token, &past.lexer, &tag)) {
        return match_needs_more;
    }
    identify_match match = match_token(&past, bytes, tag.length, &tag);
    scan->other = past.other;
    return match;
}

/* Where the token in progress would tell but is cut off, the scan ends: an incomplete token takes all of the bytes, and behind an end tag there is no
 * more that counts. */
static identify_xml_match scan_tokens(const uint8_t *bytes, size_t length)
{
    xml_scan scan = { .opening = { .blank = true } };
    for (size_t at = 0; at < length && !scan.open;) {
        xnm_token token;
        xnm_lexer before = scan.lexer;
        xnm_lexer_next(&scan.lexer, bytes + at, length - at, &token);
        identify_match match = match_broken_tag(&scan, &before, bytes + at, &token);
        if (match.answer == MATCH_MORE) {
            match = match_token(&scan, bytes + at, length - at, &token);
        }
        if (match.answer != MATCH_MORE) {
            return (identify_xml_match){ .match = match, .length = scan.other ? at : 0 };
        }
        at += token.length;
    }
    bool beginning = scan.opening.blank || scan.hello || scan.open;
    return (identify_xml_match){ .match = match_needs_more, .prolog = beginning, .not_root = !beginning };
}

static bool is_message_tag(const xnm_lexer *lexer, const xnm_token *token)
{
    return (token->kind == XNM_TOKEN_START_TAG || token->kind == XNM_TOKEN_EMPTY_TAG) && lexer->name_known && xnm_lexer_names_message(lexer);
}

/* Framing at the beginning: the separator or the end of chunks, where a capture starts late, or a chunk header with a message's start tag behind
 * it. */
static identify_match match_framing(const uint8_t *bytes, size_t length)
{
    if (memcmp(bytes, separator, length < SEPARATOR_LENGTH ? length : SEPARATOR_LENGTH) == 0) {
        return length < SEPARATOR_LENGTH ? match_needs_more : match_proven(IDENTIFY_CONTENT_NETCONF, "NETCONF's ]]>]]>");
    }
    switch (netconf_chunks_begin(bytes, length)) {
    case NETCONF_CHUNKS_NEED_MORE:
        return match_needs_more;
    case NETCONF_CHUNKS_NO:
        return no_match;
    case NETCONF_CHUNKS_YES:
        break;
    }
    netconf_chunks chunks = { 0 };
    netconf_chunk_part part;
    netconf_chunks_next(&chunks, bytes, length, &part);
    if (part.kind == NETCONF_CHUNK_END) {
        return match_proven(IDENTIFY_CONTENT_NETCONF, "NETCONF's chunked framing");
    }
    xnm_lexer lexer = { 0 };
    identify_opening opening = { .blank = true };
    for (size_t at = part.length; at < length && opening.blank;) {
        xnm_token token;
        xnm_token tag;
        xnm_lexer before = lexer;
        xnm_lexer tag_lexer;
        xnm_lexer_next(&lexer, bytes + at, length - at, &token);
        if (is_message_tag(&lexer, &token) || (is_broken_tag(&before, bytes + at, &token, &tag_lexer, &tag) && is_message_tag(&tag_lexer, &tag))) {
            return match_proven(IDENTIFY_CONTENT_NETCONF, "NETCONF chunk header and start tag of a message");
        }
        if (is_cut_name(&lexer, &token)) {
            return match_needs_more;
        }
        identify_token(&lexer, &token, bytes + at, &opening);
        at += token.length;
    }
    return opening.blank ? match_needs_more : no_match;
}

/* How many bytes of a byte order mark the bytes begin with. */
static size_t order_mark_length(const uint8_t *bytes, size_t length)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
    size_t seen = length < sizeof mark ? length : sizeof mark;
    return memcmp(bytes, mark, seen) == 0 ? seen : 0;
}

identify_xml_match identify_xml(const uint8_t *bytes, size_t length)
{
    static const identify_xml_match none = { .match = { .answer = MATCH_NO } };
    size_t mark = order_mark_length(bytes, length);
    if (mark == length) {
        return (identify_xml_match){ .match = match_needs_more, .prolog = true };
    }
    if (mark < 3) {
        mark = 0;
    }
    size_t text = identify_binary_at(bytes + mark, length - mark);
    identify_match framing = text > 0 ? match_framing(bytes + mark, text) : no_match;
    if (framing.answer == MATCH_YES) {
        return (identify_xml_match){ .match = framing };
    }
    bool binary = text < length - mark;
    if (identify_opens_other(bytes + mark, text)) {
        return binary ? none : (identify_xml_match){ .match = match_needs_more, .not_root = true };
    }
    if (framing.answer == MATCH_MORE && !binary) {
        return (identify_xml_match){ .match = framing, .prolog = true };
    }
    identify_xml_match found = scan_tokens(bytes + mark, text);
    if (found.match.answer == MATCH_MORE && binary) {
        return none;
    }
    found.length += found.length > 0 ? mark : 0;
    return found;
}
