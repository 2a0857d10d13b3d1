/* lexer.c
 * Tokens of a Junos XML byte stream, found without looking at any byte twice.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_lexer.h"

#include <string.h>

/* What the lexer waits for. EXPECT_TEXT is 0: see xnm_lexer_is_idle(). */
enum {
    EXPECT_TEXT,
    EXPECT_MARKUP,       /* behind '<' */
    EXPECT_NAME,         /* in the name of a start tag */
    EXPECT_TAG_END,      /* in a start tag, outside quotes */
    EXPECT_QUOTE,        /* in a quoted value of a start tag */
    EXPECT_END_NAME,     /* in the name of an end tag */
    EXPECT_END_TAG_END,  /* behind it */
    EXPECT_BANG,         /* behind "<!" */
    EXPECT_SECOND_DASH,  /* behind "<!-" */
    EXPECT_COMMENT_END,
    EXPECT_CDATA_OPEN,   /* in "<![CDATA[" */
    EXPECT_CDATA_END,
    EXPECT_DOCTYPE_END,
    EXPECT_DOCTYPE_QUOTE,
    EXPECT_DOCTYPE_COMMENT_END,
    EXPECT_DOCTYPE_PI_END,
    EXPECT_PI_TARGET,
    EXPECT_PI_END
};

typedef enum {
    STEP_ON,       /* the byte belongs to the token, which goes on */
    STEP_COMPLETE, /* the byte is the token's last one */
    STEP_CUT,      /* so it is, but the token is not finished: it is given up here */
    STEP_BROKEN    /* the bytes before this one are no markup; this one is not taken */
} step;

static const char cdata_open[] = "[CDATA[";

/* A set of bytes below 64, one bit each. */
#define LOW(byte) (UINT64_C(1) << (byte))
static const uint64_t name_ends = (LOW(' ' + 1) - 1) | LOW('>') | LOW('/') | LOW('<') | LOW('=') | LOW('"') | LOW('\'');
static const uint64_t tag_stops = LOW('>') | LOW('/') | LOW('<') | LOW('"') | LOW('\'');

static bool is_in(uint64_t set, uint8_t byte)
{
    return byte < 64 && (set >> byte & 1) != 0;
}

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* Lenient: whether a name is a legal one is libxml2's to say. */
static bool is_name_start(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == ':' || byte >= 0x80;
}

static bool is_name_byte(uint8_t byte)
{
    return !is_in(name_ends, byte);
}

static void name_begin(xnm_lexer *lexer)
{
    lexer->name_length = 0;
    lexer->name[0] = '\0';
    lexer->name_known = false;
}

static void name_add(xnm_lexer *lexer, uint8_t byte)
{
    if (byte == ':' && lexer->state != EXPECT_PI_TARGET) {
        lexer->name_length = 0; /* what stands before it is the prefix */
    } else if (lexer->name_length < XNM_LEXER_NAME_MAX) {
        lexer->name[lexer->name_length++] = (char)byte;
    }
}

static void name_end(xnm_lexer *lexer)
{
    lexer->name[lexer->name_length] = '\0';
    lexer->name_known = true;
}

bool xnm_lexer_name_is(const xnm_lexer *lexer, const char *name)
{
    size_t length = strlen(name);
    return lexer->name_length == length && memcmp(lexer->name, name, length) == 0;
}

bool xnm_lexer_names_message(const xnm_lexer *lexer)
{
    static const char *const names[] = { "rpc", "rpc-reply", "abort", "hello", "notification" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (xnm_lexer_name_is(lexer, names[i])) {
            return true;
        }
    }
    return false;
}

void xnm_lexer_reset(xnm_lexer *lexer)
{
    *lexer = (xnm_lexer){ .raw_max = lexer->raw_max, .doctype_max = lexer->doctype_max, .markup_max = lexer->markup_max };
}

/* A login ends with its own element, and with whatever cannot stand inside it. */
static void note_login(xnm_lexer *lexer, xnm_token_kind kind)
{
    if (kind == XNM_TOKEN_START_TAG && xnm_lexer_name_is(lexer, "request-login")) {
        lexer->in_login = true;
    } else if (!lexer->in_login) {
        return;
    } else if (kind == XNM_TOKEN_START_TAG && (xnm_lexer_name_is(lexer, "username") || xnm_lexer_name_is(lexer, "challenge-response"))) {
        lexer->raw = true;
        lexer->raw_length = 0;
        memcpy(lexer->raw_name, lexer->name, lexer->name_length + 1u);
    } else if (kind == XNM_TOKEN_XML_DECLARATION || xnm_lexer_name_is(lexer, "request-login") || xnm_lexer_name_is(lexer, "rpc") ||
               xnm_lexer_name_is(lexer, "junoscript")) {
        lexer->in_login = false;
    }
}

/* As far as the bytes of the token in progress tell. */
static xnm_token_kind kind_so_far(const xnm_lexer *lexer)
{
    switch (lexer->state) {
    case EXPECT_NAME:
    case EXPECT_TAG_END:
    case EXPECT_QUOTE:
        return XNM_TOKEN_START_TAG;
    case EXPECT_END_NAME:
    case EXPECT_END_TAG_END:
        return XNM_TOKEN_END_TAG;
    case EXPECT_COMMENT_END:
        return XNM_TOKEN_COMMENT;
    case EXPECT_CDATA_END:
        return XNM_TOKEN_CDATA;
    case EXPECT_DOCTYPE_END:
    case EXPECT_DOCTYPE_QUOTE:
    case EXPECT_DOCTYPE_COMMENT_END:
    case EXPECT_DOCTYPE_PI_END:
        return XNM_TOKEN_DOCTYPE;
    case EXPECT_PI_TARGET:
        return XNM_TOKEN_PI;
    case EXPECT_PI_END:
        return xnm_lexer_name_is(lexer, "xml") ? XNM_TOKEN_XML_DECLARATION : XNM_TOKEN_PI;
    default:
        return XNM_TOKEN_MARKUP;
    }
}

static step step_markup(xnm_lexer *lexer, uint8_t byte)
{
    name_begin(lexer);
    lexer->matched = 0;
    if (byte == '/') {
        lexer->state = EXPECT_END_NAME;
        return STEP_ON;
    }
    if (lexer->raw) {
        return STEP_BROKEN;
    }
    if (byte == '?') {
        lexer->state = EXPECT_PI_TARGET;
    } else if (byte == '!') {
        lexer->state = EXPECT_BANG;
    } else if (is_name_start(byte)) {
        lexer->state = EXPECT_NAME;
        lexer->slash = false;
        name_add(lexer, byte);
    } else {
        return STEP_BROKEN;
    }
    return STEP_ON;
}

static step step_tag(xnm_lexer *lexer, uint8_t byte)
{
    if (byte == '<') {
        return STEP_BROKEN;
    }
    if (lexer->state == EXPECT_QUOTE) {
        if (byte == lexer->quote) {
            lexer->state = EXPECT_TAG_END;
        }
        return STEP_ON;
    }
    if (lexer->state == EXPECT_NAME) {
        if (is_name_byte(byte)) {
            name_add(lexer, byte);
            return STEP_ON;
        }
        name_end(lexer);
        lexer->state = EXPECT_TAG_END;
    }
    if (byte == '>') {
        return STEP_COMPLETE;
    }
    lexer->slash = byte == '/';
    if (byte == '"' || byte == '\'') {
        lexer->quote = byte;
        lexer->state = EXPECT_QUOTE;
    }
    return STEP_ON;
}

static step step_end_tag(xnm_lexer *lexer, uint8_t byte)
{
    if (lexer->state == EXPECT_END_NAME) {
        if (is_name_byte(byte)) {
            name_add(lexer, byte);
            return STEP_ON;
        }
        name_end(lexer);
        lexer->state = EXPECT_END_TAG_END;
    }
    if (lexer->raw) {
        /* Only the leaf's own end tag ends it. */
        if (!xnm_lexer_name_is(lexer, lexer->raw_name) || (byte != '>' && !is_space(byte))) {
            return STEP_BROKEN;
        }
    } else if (byte == '<') {
        return STEP_BROKEN;
    }
    return byte == '>' ? STEP_COMPLETE : STEP_ON;
}

static step step_bang(xnm_lexer *lexer, uint8_t byte)
{
    if (lexer->state == EXPECT_SECOND_DASH) {
        lexer->state = EXPECT_COMMENT_END;
        return byte == '-' ? STEP_ON : STEP_BROKEN;
    }
    if (byte == '-') {
        lexer->state = EXPECT_SECOND_DASH;
    } else if (byte == '[') {
        lexer->state = EXPECT_CDATA_OPEN;
        lexer->matched = 1;
    } else if (is_name_start(byte)) {
        lexer->state = EXPECT_DOCTYPE_END;
        lexer->brackets = 0;
        lexer->doctype_length = sizeof "<!D" - 1;
    } else {
        return STEP_BROKEN;
    }
    return STEP_ON;
}

static step step_cdata_open(xnm_lexer *lexer, uint8_t byte)
{
    if (byte != (uint8_t)cdata_open[lexer->matched]) {
        return STEP_BROKEN;
    }
    if (++lexer->matched == sizeof cdata_open - 1) {
        lexer->state = EXPECT_CDATA_END;
        lexer->matched = 0;
    }
    return STEP_ON;
}

/* True at the '>' behind two of the given bytes: "-->" and "]]>". */
static bool ends_doubled(xnm_lexer *lexer, uint8_t byte, uint8_t doubled)
{
    if (byte == '>' && lexer->matched == 2) {
        return true;
    }
    if (byte != doubled) {
        lexer->matched = 0;
    } else if (lexer->matched < 2) {
        lexer->matched++;
    }
    return false;
}

/* True at the '>' of "?>". */
static bool ends_pi(xnm_lexer *lexer, uint8_t byte)
{
    if (byte == '>' && lexer->matched == 1) {
        return true;
    }
    lexer->matched = byte == '?';
    return false;
}

static step step_comment_or_cdata(xnm_lexer *lexer, uint8_t byte)
{
    if (byte == '<' && lexer->wary) {
        return STEP_BROKEN;
    }
    return ends_doubled(lexer, byte, lexer->state == EXPECT_CDATA_END ? ']' : '-') ? STEP_COMPLETE : STEP_ON;
}

static step step_pi(xnm_lexer *lexer, uint8_t byte)
{
    if (byte == '<' && lexer->wary) {
        return STEP_BROKEN;
    }
    if (lexer->state == EXPECT_PI_TARGET) {
        if (is_name_byte(byte) && byte != '?') {
            name_add(lexer, byte);
        } else {
            name_end(lexer);
            lexer->state = EXPECT_PI_END;
        }
    }
    return ends_pi(lexer, byte) ? STEP_COMPLETE : STEP_ON;
}

/* In a quoted value, a comment or a processing instruction of a DOCTYPE. */
static step step_doctype_inside(xnm_lexer *lexer, uint8_t byte)
{
    bool ended;
    if (lexer->state == EXPECT_DOCTYPE_QUOTE) {
        ended = byte == lexer->quote;
    } else if (lexer->state == EXPECT_DOCTYPE_COMMENT_END) {
        ended = ends_doubled(lexer, byte, '-');
    } else {
        ended = ends_pi(lexer, byte);
    }
    if (ended) {
        lexer->state = EXPECT_DOCTYPE_END;
        lexer->matched = 0;
    } else if (byte == '<' && lexer->wary) {
        return lexer->brackets == 0 ? STEP_BROKEN : STEP_CUT;
    }
    return STEP_ON;
}

/* Behind a '<' of the internal subset. matched: bytes of "<!--" so far. */
static step step_doctype_markup(xnm_lexer *lexer, uint8_t byte)
{
    if (lexer->matched == 1 && byte == '!') {
        lexer->matched = 2;
        lexer->brackets++;
    } else if (lexer->matched == 1) {
        lexer->matched = 0;
        lexer->state = EXPECT_DOCTYPE_PI_END;
        return byte == '?' ? STEP_ON : STEP_CUT; /* no element can stand in there */
    } else if (++lexer->matched == sizeof "<!--" - 1) {
        lexer->matched = 0;
        lexer->state = EXPECT_DOCTYPE_COMMENT_END;
        lexer->brackets--; /* the '<' of a comment needs no '>' */
    }
    return STEP_ON;
}

static step step_doctype(xnm_lexer *lexer, uint8_t byte)
{
    if (lexer->state != EXPECT_DOCTYPE_END) {
        return step_doctype_inside(lexer, byte);
    }
    if (lexer->matched == 1 || (lexer->matched > 1 && byte == '-')) {
        return step_doctype_markup(lexer, byte);
    }
    lexer->matched = byte == '<';
    if (byte == '<') {
        return lexer->brackets == 0 ? STEP_BROKEN : STEP_ON;
    }
    if (byte == '"' || byte == '\'') {
        lexer->quote = byte;
        lexer->state = EXPECT_DOCTYPE_QUOTE;
    } else if (byte == '[') {
        lexer->brackets++;
    } else if ((byte == ']' || byte == '>') && lexer->brackets > 0) {
        lexer->brackets--;
    } else if (byte == '>') {
        return STEP_COMPLETE;
    }
    return STEP_ON;
}

static step step_doctype_within_limit(xnm_lexer *lexer, uint8_t byte)
{
    uint32_t max = lexer->doctype_max == 0 ? XNM_LEXER_DOCTYPE_MAX : lexer->doctype_max;
    step result = step_doctype(lexer, byte);
    return ++lexer->doctype_length >= max && result == STEP_ON ? STEP_CUT : result;
}

static step step_byte(xnm_lexer *lexer, uint8_t byte)
{
    switch (lexer->state) {
    case EXPECT_MARKUP:
        return step_markup(lexer, byte);
    case EXPECT_NAME:
    case EXPECT_TAG_END:
    case EXPECT_QUOTE:
        return step_tag(lexer, byte);
    case EXPECT_END_NAME:
    case EXPECT_END_TAG_END:
        return step_end_tag(lexer, byte);
    case EXPECT_BANG:
    case EXPECT_SECOND_DASH:
        return step_bang(lexer, byte);
    case EXPECT_CDATA_OPEN:
        return step_cdata_open(lexer, byte);
    case EXPECT_COMMENT_END:
    case EXPECT_CDATA_END:
        return step_comment_or_cdata(lexer, byte);
    case EXPECT_PI_TARGET:
    case EXPECT_PI_END:
        return step_pi(lexer, byte);
    default: /* EXPECT_DOCTYPE_... */
        return step_doctype_within_limit(lexer, byte);
    }
}

/* Bytes that the token in progress may take from these on, where only its own end ends it. */
static uint64_t room(const xnm_lexer *lexer)
{
    bool ends_itself =
        lexer->state == EXPECT_COMMENT_END || lexer->state == EXPECT_CDATA_END || lexer->state == EXPECT_PI_TARGET || lexer->state == EXPECT_PI_END;
    if (lexer->markup_max == 0 || !ends_itself) {
        return UINT64_MAX;
    }
    return lexer->markup_max > lexer->markup_length ? lexer->markup_max - lexer->markup_length : 0;
}

/* Passes over bytes that change nothing in this state. Returns where the next one is that may. */
static size_t skip(xnm_lexer *lexer, const uint8_t *bytes, size_t at, size_t length)
{
    uint8_t stop;
    switch (lexer->state) {
    case EXPECT_TAG_END:
        if (!is_in(tag_stops, bytes[at])) {
            lexer->slash = false;
        }
        while (at < length && !is_in(tag_stops, bytes[at])) {
            at++;
        }
        return at;
    case EXPECT_QUOTE:
        stop = lexer->quote;
        break;
    case EXPECT_COMMENT_END:
        stop = '-';
        break;
    case EXPECT_CDATA_END:
        stop = ']';
        break;
    case EXPECT_PI_END:
        stop = '?';
        break;
    default:
        return at;
    }
    if (lexer->state != EXPECT_QUOTE && lexer->matched > 0) {
        return at;
    }
    while (at < length && bytes[at] != stop && bytes[at] != '<') {
        at++;
    }
    return at;
}

static void complete(xnm_lexer *lexer, xnm_token *token, xnm_token_kind kind, size_t length)
{
    token->kind = kind;
    token->length = length;
    token->complete = true;
    if (lexer->raw_lost) {
        lexer->raw_lost = false;
        token->leaf_lost = kind != XNM_TOKEN_END_TAG || !xnm_lexer_name_is(lexer, lexer->raw_name);
        lexer->in_login = !token->leaf_lost;
    }
    if (lexer->raw) {
        lexer->raw = false; /* the token is the end tag of the leaf */
    } else if (kind == XNM_TOKEN_START_TAG || kind == XNM_TOKEN_END_TAG || kind == XNM_TOKEN_XML_DECLARATION) {
        note_login(lexer, kind);
    }
    lexer->state = EXPECT_TEXT;
}

static void text(xnm_lexer *lexer, xnm_token *token, size_t length)
{
    token->kind = XNM_TOKEN_TEXT;
    token->length = length;
    token->complete = true;
    token->raw = lexer->raw;
    lexer->state = EXPECT_TEXT;
}

static uint32_t raw_max(const xnm_lexer *lexer)
{
    return lexer->raw_max == 0 ? XNM_LEXER_RAW_MAX : lexer->raw_max;
}

static void count_raw(xnm_lexer *lexer, size_t length)
{
    if (lexer->raw) {
        lexer->raw_length = length > raw_max(lexer) - lexer->raw_length ? raw_max(lexer) : lexer->raw_length + (uint32_t)length;
    }
}

/* Goes on in the token in progress. Returns false when it turned out to be text of which no byte is in this call. */
static bool go_on(xnm_lexer *lexer, const uint8_t *bytes, size_t length, size_t at, xnm_token *token)
{
    for (; at < length; at++) {
        size_t end = room(lexer) < length ? (size_t)room(lexer) : length;
        at = at < end ? skip(lexer, bytes, at, end) : at;
        if (at == length) {
            break;
        }
        step taken = step_byte(lexer, bytes[at]);
        switch (taken == STEP_ON && at >= room(lexer) ? STEP_CUT : taken) {
        case STEP_ON:
            break;
        case STEP_CUT:
            token->cut = true;
            if (lexer->state == EXPECT_PI_TARGET) {
                name_end(lexer);
            }
            complete(lexer, token, kind_so_far(lexer), at + 1);
            return true;
        case STEP_COMPLETE:
            complete(lexer, token, lexer->state == EXPECT_TAG_END && lexer->slash ? XNM_TOKEN_EMPTY_TAG : kind_so_far(lexer), at + 1);
            return true;
        case STEP_BROKEN:
            count_raw(lexer, at);
            text(lexer, token, at);
            return at > 0;
        }
    }
    count_raw(lexer, length);
    token->kind = kind_so_far(lexer);
    token->length = length;
    lexer->markup_length += length;
    return true;
}

/* The common case: a tag whose name lies whole in the bytes. Returns false for everything else. */
static bool named_tag(xnm_lexer *lexer, const uint8_t *bytes, size_t length, xnm_token *token)
{
    bool ends = length > 1 && bytes[1] == '/';
    size_t name = ends ? 2 : 1;
    size_t at = name;
    if (at >= length || !is_name_start(bytes[at])) {
        return false;
    }
    while (at < length && !is_in(name_ends, bytes[at])) {
        while (at < length && !is_in(name_ends | LOW(':'), bytes[at])) {
            at++;
        }
        if (at < length && bytes[at] == ':') {
            name = ++at;
        }
    }
    if (at >= length) {
        return false;
    }
    size_t name_length = at - name < XNM_LEXER_NAME_MAX ? at - name : XNM_LEXER_NAME_MAX;
    memcpy(lexer->name, bytes + name, name_length);
    lexer->name_length = (uint16_t)name_length;
    name_end(lexer);
    if (bytes[at] == '>') {
        complete(lexer, token, ends ? XNM_TOKEN_END_TAG : XNM_TOKEN_START_TAG, at + 1);
        return true;
    }
    lexer->state = ends ? EXPECT_END_TAG_END : EXPECT_TAG_END;
    lexer->slash = false;
    return go_on(lexer, bytes, length, at, token);
}

void xnm_lexer_next(xnm_lexer *lexer, const uint8_t *bytes, size_t length, xnm_token *token)
{
    *token = (xnm_token){ 0 };
    if (length == 0) {
        return;
    }
    if (lexer->state != EXPECT_TEXT && go_on(lexer, bytes, length, 0, token)) {
        return;
    }
    *token = (xnm_token){ .begins = true };
    lexer->markup_length = 0;
    if (bytes[0] != '<') {
        const uint8_t *markup = memchr(bytes, '<', length);
        size_t text_length = markup ? (size_t)(markup - bytes) : length;
        count_raw(lexer, text_length);
        text(lexer, token, text_length);
        return;
    }
    if (lexer->raw && lexer->raw_length >= raw_max(lexer)) {
        lexer->raw = false;
        lexer->raw_lost = true;
    }
    if (!lexer->raw && named_tag(lexer, bytes, length, token)) {
        return;
    }
    lexer->state = EXPECT_MARKUP;
    lexer->name_known = false;
    go_on(lexer, bytes, length, 1, token);
}
