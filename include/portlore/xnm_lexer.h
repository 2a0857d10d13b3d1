/* xnm_lexer.h
 * Tokens of a Junos XML byte stream, found without looking at any byte twice.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_LEXER_H
#define PORTLORE_XNM_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The lexer answers one question: where does each token of XML begin and end. It neither decodes nor validates; that is libxml2's
 * work (xnm_reader.h). It keeps its state between calls, so that a token may be cut anywhere, as TCP segments cut it.
 *
 * A tag ends at the first '>' outside quotes; a comment at "-->"; a processing instruction at "?>"; CDATA at "]]>"; a DOCTYPE at the
 * '>' that closes its internal subset. A tag that meets '<' outside quotes is broken off there (token kind XNM_TOKEN_TEXT).
 *
 * Real clients send '&' and '<' unescaped in the user name and the password of a login (Junos releases before 13.3R7, 14.1R6,
 * 14.2R4, 15.1R2 and 16.1R1 took them raw). Therefore the content of <username> and <challenge-response> below <request-login> is
 * one XNM_TOKEN_TEXT with raw set, up to the end tag of that leaf, whatever it looks like.
 */

/* Longest part of a local name that the lexer keeps, in bytes. Longer names are cut; names equal in what is kept count as equal. */
#define XNM_LEXER_NAME_MAX 127

typedef enum {
    XNM_TOKEN_TEXT,            /* character data; never longer than the bytes of one call */
    XNM_TOKEN_START_TAG,       /* <name ...> */
    XNM_TOKEN_EMPTY_TAG,       /* <name .../> */
    XNM_TOKEN_END_TAG,         /* </name> */
    XNM_TOKEN_COMMENT,         /* <!-- ... --> */
    XNM_TOKEN_CDATA,           /* <![CDATA[ ... ]]> */
    XNM_TOKEN_PI,              /* <?target ... ?> */
    XNM_TOKEN_XML_DECLARATION, /* <?xml ... ?> */
    XNM_TOKEN_DOCTYPE,         /* <!DOCTYPE ... [ ... ]>, and any other <!NAME ... > */
    XNM_TOKEN_MARKUP           /* a '<' whose kind is not decided yet; only in a token that is not complete */
} xnm_token_kind;

typedef struct {
    xnm_token_kind kind; /* of an incomplete token: as far as its bytes tell */
    size_t length;       /* bytes of this call that belong to the token; at least 1 */
    bool begins;         /* its first byte is in this call */
    bool complete;       /* its last byte is in this call; always set for XNM_TOKEN_TEXT */
    bool raw;            /* XNM_TOKEN_TEXT inside a login's user name or password */
} xnm_token;

/* Treat the fields as private, but for name and name_length. Zero-initialise before first use. */
typedef struct {
    uint8_t state;
    uint8_t quote;
    uint8_t matched;
    uint8_t kind;
    bool slash;
    bool name_done;
    bool in_token;
    bool in_login;
    bool leaf_opened;
    bool raw;
    bool raw_named;
    uint32_t brackets;
    uint16_t raw_name_length;
    uint16_t name_length;              /* bytes in name, at most XNM_LEXER_NAME_MAX */
    char name[XNM_LEXER_NAME_MAX + 1]; /* local name (what stands after the prefix) of the last tag, or target of the last processing instruction;
                                          NUL-terminated; complete as soon as name_done */
    char raw_name[24];
} xnm_lexer;

/* Read one token, or the part of it that lies in bytes[0..length).
 * length: in bytes, at least 1 (with 0 nothing is read, token->length is 0 and token->complete false).
 * An incomplete token takes all of the bytes; the next call goes on with it. Never fails: every byte belongs to some token.
 * Part of a broken tag, or of what looked like the end tag of a raw leaf and was none, may come as XNM_TOKEN_TEXT with begins
 * unset after it was announced as another kind.
 * No memory is allocated and no pointer is kept. */
void xnm_lexer_next(xnm_lexer *lexer, const uint8_t *bytes, size_t length, xnm_token *token);

/* Forget the token in progress and the login: the next byte begins anew, outside of any token. */
void xnm_lexer_reset(xnm_lexer *lexer);

#endif
