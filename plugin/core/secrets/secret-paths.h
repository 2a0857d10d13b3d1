/* secret-paths.h
 * Where Junos keeps secrets: names of elements and of configuration statements.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SECRET_PATHS_H
#define PORTLORE_SECRET_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * One row a rule: the value of this leaf is a secret where these parents stand right above it. "" stands for any parents. As only the end of a path
 * is compared, everything may stand below groups, logical systems, tenants, routing instances and dynamic profiles.
 *
 * In statements (text, set and patch formats, commands) keys stand between the names ("md5 1 key VALUE"), and names may be keys: a user may be
 * called "secret". There the parents have to stand before the leaf in this order, a few words apart at most.
 */
typedef struct {
    const char *leaf;
    const char *parents; /* joined by '/', the nearest last; a trailing '*' of one stands for any rest of its name */
    unsigned flags;      /* SECRET_PATH_... */
} secret_path;

/* In a statement the name alone proves only that the statement's last word is a secret; elsewhere it may be a key, or have statements below it. */
#define SECRET_PATH_WEAK 0x01u
/* Elements and JSON only; in statements this word never has a value. */
#define SECRET_PATH_ELEMENT 0x02u
/* Statements only: the word behind this one is the key of a list, which elements have as <name>. */
#define SECRET_PATH_STATEMENT 0x04u
/* Statements only: here the word is no leaf with a secret, whatever the other rows say. The parents stand right before it. */
#define SECRET_PATH_NOT 0x08u
/* Statements: the parents stand right before the leaf. */
#define SECRET_PATH_ADJACENT 0x10u
/* Statements: the nearest parent is a list, so that at least its key stands between it and the leaf. */
#define SECRET_PATH_KEYED 0x20u
/* The value is an SNMP community. */
#define SECRET_PATH_COMMUNITY 0x40u
/* The value is expected to be a crypt hash. */
#define SECRET_PATH_CRYPT 0x80u

/* Sorted by leaf, then by parents (strcmp); each pair once. */
extern const secret_path secret_paths[];
extern const size_t secret_path_count;

/* What the text of an element holds. */
typedef enum {
    SECRET_FORMAT_VALUE,   /* one value; configuration in it only if it says so */
    SECRET_FORMAT_TEXT,    /* configuration: statements, braces and semicolons */
    SECRET_FORMAT_SET,     /* configuration: one command a line */
    SECRET_FORMAT_PATCH,   /* configuration with + and -, or as a router prints it; lines end statements */
    SECRET_FORMAT_JSON,    /* configuration */
    SECRET_FORMAT_COMMAND, /* a CLI command, or a few */
    SECRET_FORMAT_OUTPUT   /* anything: output of a command, a file */
} secret_format;

/* Sorted by name (strcmp); each once. Other elements have SECRET_FORMAT_VALUE. */
typedef struct {
    const char *name;
    secret_format format;
} secret_format_element;

extern const secret_format_element secret_format_elements[];
extern const size_t secret_format_element_count;

/* What the two tables say of a name. */
typedef struct {
    const char *name;
    size_t length;
    size_t first; /* of its rows in secret_paths */
    size_t count;
    secret_format format;
} secret_leaf;

/* NULL for a name that neither table has. Takes constant time. Thread-safe. */
const secret_leaf *secret_leaf_find(const char *name, size_t length);

/* A name; not NUL-terminated. */
typedef struct {
    const char *text;
    size_t length;
} secret_name;

static inline bool secret_name_is(secret_name name, const char *text)
{
    size_t length = strlen(text);
    return name.length == length && memcmp(name.text, text, length) == 0;
}

/* Names above a leaf that decide at most. */
#define SECRET_ANCESTORS_MAX 16

/* Whether the leaf is one of a secret below these elements or JSON keys. leaf: may be NULL. ancestors: the nearest last; those further away than
 * SECRET_ANCESTORS_MAX may be left out. flags: set to those of the row, 0 if no row but the end of the name decides. */
bool secret_path_of_element(const secret_leaf *leaf, const secret_name *ancestors, size_t count, unsigned *flags);

/* Whether a name that the table does not have ends as secrets' names do: -secret, -password, -passphrase. */
bool secret_name_by_ending(const char *name, size_t length);

typedef enum {
    SECRET_PROOF_NONE,
    SECRET_PROOF_LAST_WORD, /* the next word is a secret if it is the statement's last */
    SECRET_PROOF_NAME,      /* the next word is a secret: the name says so */
    SECRET_PROOF_PATH       /* the next word is a secret: the words before the name say so too */
} secret_proof;

/* The same for the word of a statement, with the words before it. */
secret_proof secret_path_of_statement(secret_name word, const secret_name *before, size_t count, unsigned *flags);

#endif
