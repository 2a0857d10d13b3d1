/* secrets-private.h
 * What the finder and its scanners share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SECRETS_PRIVATE_H
#define PORTLORE_SECRETS_PRIVATE_H

#include "secret-forms.h"
#include "secret-paths.h"

/* A private key in PEM is longer than this, in bytes. */
#define PRIVATE_KEY_MIN 28

struct xnm_secret_finder {
    char *path; /* local names of the open elements, joined by '/'; not NUL-terminated */
    size_t path_length;
    size_t path_size;
    size_t *starts; /* of each open element's name in path */
    size_t depth;
    size_t depth_size;
    GString *text;   /* what the innermost element has of text since the last tag, from its first text that is no white space on, */
    GArray *texts;   /* and the texts that it was put together from: of secret_text */
    char *hierarchy; /* words that configuration in texts stands below, one space apart; NULL: unknown */
    char *edit_path; /* the same of the statement that an error quotes, while edit_path_depth elements are open; NULL: none */
    size_t edit_path_depth;
    GArray *secrets; /* of xnm_secret; NULL while there are none */
    GArray *parts;   /* of xnm_secret_part */
    bool unsorted;   /* a secret was claimed behind those that follow it */
    size_t max_secrets;
    size_t max_json_depth;
    size_t not_listed;
    size_t not_listed_from;
};

/* One of several texts that are looked through as one. */
typedef struct {
    size_t start; /* in these, in bytes */
    xnm_range leaf;
} secret_text;

/* One text or attribute value that is looked through. */
typedef struct {
    xnm_secret_finder *finder;
    const char *text;
    size_t length;
    xnm_range leaf;        /* of several texts: of the first, */
    size_t text_count;     /* and how many they are, those of the finder; 0 for one */
    size_t offset;         /* of the text's first byte in the leaf; SIZE_MAX where the text does not stand byte by byte in it */
    const char *hierarchy; /* as of the finder, where the text may be relative to it; else NULL */
    const char *where;     /* what follows the element's path, e.g. "/@url"; "" for the element's text */
    /* The path of what is being claimed inside the text, or NULL; freed by the caller with g_free(). NULL where the text is one value. */
    char *(*statement)(const void *scanner);
    const void *scanner;
} secret_scan;

/* The innermost element begins, ends, or has no more text: look through what it has. */
void secret_end_text(xnm_secret_finder *finder);

/* Add the secret text[start] up to text[start + length], which does not overlap with another one. value: where it differs from these bytes, else
 * NULL; taken over. */
void secret_claim(secret_scan *scan, size_t start, size_t length, xnm_secret_kind kind, char *value);

/* A part of the text is not searched: when secrets are hidden, nothing of the text is shown, nor of those behind it. */
void secret_give_up(secret_scan *scan);

/* Forms that a text may have; told by single characters, much faster than by looking for the forms. */
#define SECRET_FORM_HASH 0x1u /* $9$ and hashes */
#define SECRET_FORM_URL  0x2u
#define SECRET_FORM_KEY  0x4u /* in PEM */
#define SECRET_FORM_MARK 0x8u /* "## SECRET-DATA" */

unsigned secret_forms_of(const char *text, size_t length);

/* Claim all that is a secret by one of these forms between start and end. Returns whether there was any. */
bool secret_scan_forms(secret_scan *scan, size_t start, size_t end, unsigned forms);

/* Output of a command, files and comments are rarely configuration. This is true for every text that is, and much faster than reading it: statements
 * end with semicolons, and blocks begin with braces at a line's end. A NUL stands at or behind text[length]. */
bool secret_may_have_statements(const char *text, size_t length);

typedef enum {
    SECRET_COMMAND_OPERATES,   /* from the top of the configuration */
    SECRET_COMMAND_CONFIGURES, /* from where the last "[edit ...]" says */
    SECRET_COMMAND_OF_HISTORY, /* from where the commands before it say */
    SECRET_COMMAND_IS_PATH     /* no command, but what one was about */
} secret_command_kind;

/* A CLI command that stands in a line of something else. */
typedef struct {
    secret_command_kind kind;
    secret_span span;
} secret_command;

/* Whether the line from text[at] to text[end] has one: behind a prompt, a time of the history of commands, or in a message of the log. */
bool secret_command_in_line(const char *text, size_t at, size_t end, secret_command *command);

/* Behind "{master:0}", the role of a routing engine that stands in front of a prompt; at where there is none. */
size_t secret_skip_role(const char *text, size_t at, size_t end);

/* An element begins or ends: its local name comes to the path, or goes from it. */
void secret_enter_element(xnm_secret_finder *finder, const char *local, size_t length);
void secret_leave_element(xnm_secret_finder *finder);

/* Whether the text, which does not begin with white space, may be XML; and its scanner. Elements in it count as those around it do. */
bool secret_may_be_markup(const char *text, size_t length);
void secret_scan_markup(secret_scan *scan, size_t start, size_t end);

/* Of such XML: the text of the innermost element from text[start] to text[end]. is_element: the element is one of this XML. */
void secret_scan_embedded_text(secret_scan *scan, size_t start, size_t end, bool is_element);

/* The scanners of configuration text. */
void secret_scan_statements(secret_scan *scan, secret_format format, size_t start, size_t end);
void secret_scan_json(secret_scan *scan, size_t start, size_t end);

/* Words of a hierarchy at most: what is longer is not known. */
#define SECRET_HIERARCHY_WORDS_MAX 16

/* That of "[edit system login]", freed with g_free(); NULL if there is none. */
char *secret_hierarchy_of_edit_path(const char *text);

/* Whether this name is one of those below which Junos writes addresses as $9$. */
bool secret_is_softwires(secret_name name);

/* Join names, the last ones of those that fit into XNM_SECRET_PATH_MAX / 2 bytes, with spaces, on one line of printable text; XNM_SECRET_MASK in the
 * place of a name whose text is NULL. Freed by the caller with g_free(). */
char *secret_join_names(const secret_name *names, size_t count);

#endif
