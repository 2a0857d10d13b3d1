/* xnm_secret.h
 * The secrets in a Junos XML message: where each stands, what kind it is, and how a text is shown without them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_SECRET_H
#define PORTLORE_XNM_SECRET_H

#include "portlore/xnm_reader.h"

/*
 * A value is a secret because of where it stands (an element or a statement that Junos keeps secrets in), because of its form (a crypt hash,
 * $9$, $8$, a private key, a URL with a password), or because the text itself marks its line with "## SECRET-DATA". Secrets are looked for in
 *   - the text of elements, and attributes;
 *   - configuration in Junos's text, set, JSON and patch formats inside the text of an element, and statements in its comments, where only the place
 *     of a secret, or its name and quotes, count: most comments are prose;
 *   - CLI commands, output and files, with commands behind a prompt, in the history of commands and in a log;
 *   - XML that is the text of an element, or a comment;
 *   - comments and processing instructions of XML, by form; and in set commands that stand in a comment, and behind NAME= in an instruction.
 * The password of a login (challenge-response below request-login) is none of them: xnm_message has it. Never taken for secrets: public keys and
 * certificates, names of key chains and key numbers, masks such as SECRET-DATA or asterisks, empty values, BGP communities, tunnel keys, and the
 * addresses that Junos writes as $9$ below softwires.
 */

typedef enum {
    XNM_SECRET_CLEARTEXT,      /* "cleartext" */
    XNM_SECRET_JUNOS_9,        /* "junos-9": $9$ that decodes, so that anyone can read it; see junos_9.h */
    XNM_SECRET_JUNOS_8,        /* "junos-8": $8$, encrypted with the device's master password */
    XNM_SECRET_MD5_CRYPT,      /* "md5-crypt": $1$ */
    XNM_SECRET_SHA1_CRYPT,     /* "sha1-crypt": $sha1$ */
    XNM_SECRET_SHA256_CRYPT,   /* "sha256-crypt": $5$ */
    XNM_SECRET_SHA512_CRYPT,   /* "sha512-crypt": $6$ */
    XNM_SECRET_DES_CRYPT,      /* "des-crypt": 13 characters without '$' in encrypted-password. A plain password of 13 such characters, put there by
                                  mistake, looks alike */
    XNM_SECRET_OTHER_CRYPT,    /* "other-crypt": another $NAME$ hash, and a value that begins with $9$ and does not decode: Cisco's type 9, or a Junos
                                  value that was cut or altered. Nothing tells what it hides, so it is not called clear text */
    XNM_SECRET_PRIVATE_KEY,    /* "private-key": PEM, from BEGIN to END */
    XNM_SECRET_SNMP_COMMUNITY, /* "snmp-community": in clear */
    XNM_SECRET_URL_PASSWORD    /* "url-password": of scheme://user:password@host */
} xnm_secret_kind;

typedef struct {
    xnm_secret_kind kind;
    char *path;      /* names of the elements from the message's own, without prefixes, joined by '/'; then "/@NAME" for an attribute, "/comment()",
                      "/processing-instruction()"; then, for a statement inside the text, ": " and its words or keys, joined by spaces, as far as they
                      can be told, secrets in it as "*****". At most XNM_SECRET_PATH_MAX bytes; of a longer one the end, behind U+2026 */
    char *value;     /* as meant: without the quotes and escapes of the text or JSON format that it stands in. Valid UTF-8, possibly several lines */
    char *decoded;   /* the plain text of a valid $9$; else NULL */
    size_t start;    /* of the value in the decoded text or attribute value that it stands in, in bytes, */
    size_t length;   /* and how many bytes it takes there, escapes included, quotes not; of one that a comment or processing instruction splits: those
                       of its first part */
    xnm_range leaf;  /* that text or attribute, as the reader reported it: the same range as that of its xnm_node */
    xnm_range range; /* the value's bytes in the message; the same as leaf where that is written with references, CDATA or other line ends, so that
                        its bytes do not stand one to one in the text; up to the end of the text that has its last part where something splits it */
} xnm_secret;

/* The beginning of a text that is a part of a secret of the text before it, with a comment or processing instruction between the two. */
typedef struct {
    xnm_range leaf; /* as in xnm_secret */
    size_t length;  /* of the part, in bytes of the decoded text */
} xnm_secret_part;

#define XNM_SECRET_PATH_MAX 512

typedef struct {
    xnm_secret *secrets; /* in the order of the message: by leaf.start, then by start; they do not overlap */
    size_t count;
    xnm_secret_part *parts; /* by leaf.start, one a leaf; such a leaf may have secrets of its own behind it */
    size_t part_count;
    size_t not_listed;      /* secrets beyond max_secrets, and texts that are not searched to the end: JSON with more than max_json_depth levels */
    size_t not_listed_from; /* leaf.start of the first of these; SIZE_MAX if there is none */
} xnm_secret_list;

/* Collects the secrets of one message, fed with the reader's events (xnm_reader.h) as they come. Its memory: the path of open elements, the
 * text of the innermost one, and the list. Its time grows linearly with the bytes fed. Not thread-safe by itself; several finders are independent of each other. */
typedef struct xnm_secret_finder xnm_secret_finder;

/* max_secrets: secrets that the list holds at most. max_json_depth: objects and arrays of JSON inside each other, at least 1; a text with more is not
 * searched to its end. Never NULL. Freed by xnm_secret_finder_finish(). */
xnm_secret_finder *xnm_secret_finder_new(size_t max_secrets, size_t max_json_depth);

/* What the message answers tells which part of the configuration a text of it may be relative to: statements that do not begin with its first word are
 * taken to stand below it. Call it before the first event. hierarchy: words, one space apart, none of them a secret, such as
 * xnm_secret_hierarchy_of_command() makes; copied; NULL: unknown. */
void xnm_secret_finder_set_hierarchy(xnm_secret_finder *finder, const char *hierarchy);

/* What "show configuration HIERARCHY", also abbreviated, prints is below of. first_only: just its first word, which is no key.
 * NULL for other commands, and where that is unknown. Freed with g_free(). */
char *xnm_secret_hierarchy_of_command(const char *command, bool first_only);

/* The arguments are those of the reader's events of the same name; nothing is kept of them but copies. attributes: may be NULL when attribute_count
 * is 0. An end without a start is ignored. Texts with nothing but comments and processing instructions between them are read as one.
 * length: in bytes. */
void xnm_secret_finder_start_element(xnm_secret_finder *finder, const char *local, const xnm_attribute *attributes, size_t attribute_count);
void xnm_secret_finder_text(xnm_secret_finder *finder, const char *text, size_t length, xnm_range range);
void xnm_secret_finder_comment(xnm_secret_finder *finder, const char *text, xnm_range range);
void xnm_secret_finder_processing_instruction(xnm_secret_finder *finder, const char *content, xnm_range range);
void xnm_secret_finder_end_element(xnm_secret_finder *finder);

/* The list, or NULL when there are no secrets. Frees the finder. The list is freed with xnm_secret_list_free(). */
xnm_secret_list *xnm_secret_finder_finish(xnm_secret_finder *finder);

/* NULL is allowed. */
void xnm_secret_list_free(xnm_secret_list *list);

/* The secrets that stand in one text or attribute, in order; count is set to their number. They belong to the list. list: NULL is
 * allowed. leaf: as in xnm_secret. */
const xnm_secret *xnm_secret_list_in(const xnm_secret_list *list, xnm_range leaf, size_t *count);

/* How many bytes of this text, from its beginning on, are a part of a secret of a text before it. list: NULL is allowed. leaf: as in xnm_secret. */
size_t xnm_secret_list_part_in(const xnm_secret_list *list, xnm_range leaf);

/* How masked secrets are shown: of the same length, whatever the secret's. */
#define XNM_SECRET_MASK "*****"

/* text with mask in the place of each of its secrets, or NULL when it has none and may be shown as it is. Of the leaf with the first of what is not
 * listed, and of each leaf behind it, the whole text is replaced.
 * list: NULL is allowed. leaf: as in xnm_secret. text: the decoded text or attribute value, whole, as the reader reported it.
 * mask: XNM_SECRET_MASK, or "" to leave the secrets out. Freed by the caller with g_free(). */
char *xnm_secret_list_mask(const xnm_secret_list *list, xnm_range leaf, const char *text, const char *mask);

/* The kind's name for users, as in quotes above. Static. */
const char *xnm_secret_kind_name(xnm_secret_kind kind);

#endif
