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
 * '>' that closes it behind its internal subset. XML forbids '<' inside a tag, quoted or not: a tag that meets one is broken off there and its
 * bytes are text, so that a quote that is never closed costs one tag and not the rest of the stream. A DOCTYPE is refused in any case: it is
 * given up (cut) where an element begins in its subset, and after doctype_max bytes. A comment, a processing instruction, an XML declaration and
 * CDATA, which only their own end can end, are cut when they are longer than markup_max bytes.
 *
 * Where the beginning of the stream is not known, "<!--" may be part of a password of which the start tag was not seen. While wary is set, a
 * comment, a processing instruction, CDATA and the quoted values of a DOCTYPE are broken off by '<' as a tag is, so that they hide no message.
 *
 * Real clients send '&' and '<' unescaped in the user name and the password of a login (Junos releases before 13.3R7, 14.1R6,
 * 14.2R4, 15.1R2 and 16.1R1 took them raw). Therefore the content of <username> and <challenge-response> below <request-login> is
 * XNM_TOKEN_TEXT with raw set, up to the end tag of that leaf, whatever it looks like, but not beyond raw_max bytes.
 */

/* Longest part of a local name that the lexer keeps, in bytes. Longer names are cut; names equal in what is kept count as equal. */
#define XNM_LEXER_NAME_MAX 127

/* raw_max where the caller sets none. */
#define XNM_LEXER_RAW_MAX 4096

/* doctype_max where the caller sets none. */
#define XNM_LEXER_DOCTYPE_MAX 65536

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
    bool cut;            /* a token that was given up at its last byte: a DOCTYPE, or one longer than markup_max */
    bool leaf_lost;      /* complete markup, the first behind a user name or password that outgrew raw_max, and not its end tag: the
                            end tags of all that was open may have gone into that leaf */
} xnm_token;

/* Treat the fields as private, but for raw_max, doctype_max, markup_max, wary, name, name_length and name_known. Zero-initialise before first use. */
typedef struct {
    uint32_t raw_max;     /* for the caller to set: bytes of a user name or password after which '<' is markup again, so that a leaf
                                          without end tag does not swallow what follows it; 0: XNM_LEXER_RAW_MAX */
    uint32_t doctype_max; /* for the caller to set: longest DOCTYPE, in bytes; 0: XNM_LEXER_DOCTYPE_MAX */
    uint64_t markup_max;  /* for the caller to set: longest comment, processing instruction, XML declaration or CDATA, in bytes; 0: any */
    bool wary;            /* for the caller to set, between tokens; see above */
    bool name_known;      /* whether the name in the token in progress is complete */
    uint16_t name_length; /* bytes in name */
    char name[XNM_LEXER_NAME_MAX + 1]; /* of the last tag: its local name (what stands after the prefix); of the last processing instruction: its
                                          target. As sent, not necessarily UTF-8; NUL-terminated */
    uint8_t state;                     /* 0 between tokens */
    uint8_t quote;                     /* the quote that closes the value in progress */
    uint8_t matched;                   /* bytes of a multi-byte delimiter matched so far */
    bool slash;                        /* the last byte of the tag in progress is '/' */
    bool in_login;                     /* inside <request-login> */
    bool raw;                          /* inside a leaf that is read raw */
    bool raw_lost;                     /* that leaf was given up, and no markup came since */
    char raw_name[24];                 /* its name */
    uint32_t raw_length;               /* its bytes so far */
    uint32_t doctype_length;           /* bytes of the DOCTYPE in progress */
    uint64_t markup_length;            /* bytes of the token in progress, in earlier calls */
    uint32_t brackets;                 /* open '[' and '<' in it */
} xnm_lexer;

/* Read one token, or the part of it that lies in bytes[0..length).
 * length: in bytes, at least 1 (with 0 nothing is read, token->length is 0 and token->complete false).
 * An incomplete token takes all of the bytes; the next call goes on with it. Never fails: every byte belongs to some token.
 * What was announced as incomplete markup may turn out to be text (a broken tag; what looked like the end tag of a raw leaf): then the
 * next token has the kind XNM_TOKEN_TEXT, or begins is set although the one before was not complete.
 * No memory is allocated and no pointer is kept. */
void xnm_lexer_next(xnm_lexer *lexer, const uint8_t *bytes, size_t length, xnm_token *token);

/* Forget the token in progress, the login and wary, but not the three limits: the next byte begins anew, outside of any token. */
void xnm_lexer_reset(xnm_lexer *lexer);

/* Whether the last tag's local name, or the last processing instruction's target, is this one. name: NUL-terminated. */
bool xnm_lexer_name_is(const xnm_lexer *lexer, const char *name);

/* Whether that name is one of those that begin a message and nothing else: rpc, rpc-reply, abort (Junos XML protocol guide), hello (RFC 6241),
 * notification (RFC 5277). */
bool xnm_lexer_names_message(const xnm_lexer *lexer);

/* Between tokens, and not in a login, where the same bytes can be something else. */
static inline bool xnm_lexer_is_idle(const xnm_lexer *lexer)
{
    return lexer->state == 0 && !lexer->in_login && !lexer->raw && !lexer->raw_lost;
}

/* White space, or Ctrl-D, which Junos takes for the end of its input and is no data (Juniper's own client treats it so). */
static inline bool xnm_is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r' || byte == 0x04;
}

#endif
