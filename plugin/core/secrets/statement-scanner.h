/* statement-scanner.h
 * Statements of Junos configuration and commands: what the lexer and the rules for their words share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_STATEMENT_SCANNER_H
#define PORTLORE_STATEMENT_SCANNER_H

#include "secrets-private.h"

/* Words of the enclosing blocks and of the statement in progress together. Of a longer statement the last words are kept. */
#define WORDS_MAX 256

/* Blocks inside each other whose words are kept. */
#define BLOCKS_MAX 128

typedef struct {
    const char *text; /* of a word of the hierarchy, which does not stand in the text; else NULL */
    size_t start;     /* in the text, without the quotes */
    size_t length;
    bool quoted;
    bool hidden; /* holds a secret */
} statement_word;

/* What the first word of a command means for the words after it. */
typedef enum {
    STATEMENT_VERB_NONE,
    STATEMENT_VERB_CHANGE, /* set, delete ... */
    STATEMENT_VERB_EDIT,   /* the words are the path of the commands below */
    STATEMENT_VERB_EXIT,   /* back to the path before the last edit */
    STATEMENT_VERB_UP,
    STATEMENT_VERB_RENAME, /* "rename snmp community OLD to community NEW" */
    STATEMENT_VERB_SHOW,   /* behind "configuration" the words are a path, with keys */
    STATEMENT_VERB_OPERATE /* the words are no configuration */
} statement_verb;

typedef struct {
    secret_scan *scan;
    const char *text;
    size_t at;
    size_t end;
    secret_format format;
    const char *hierarchy; /* what statements outside of blocks stand below, as secret_scan.hierarchy; NULL: unknown, or the text tells it */
    size_t count;
    size_t base; /* words of the enclosing blocks */
    size_t depth;
    size_t deeper;              /* open blocks beyond BLOCKS_MAX, or whose words are too many */
    bool is_command;            /* the statement ends with its line */
    bool is_quoted;             /* a CLI command for certain, in a text that may be anything: the text goes on behind end, */
    size_t text_end;            /* up to here */
    bool no_more_quotes_behind; /* and these were so when it began */
    bool no_more_comments_behind;
    statement_verb verb;
    bool in_list;          /* between [ and ] */
    bool behind_list;      /* the last word is no value, but has a list of them */
    bool piped;            /* behind the | of a command */
    bool masked;           /* SECRET-DATA stands where the next word would */
    bool marked;           /* a command with "## SECRET-DATA" at its end */
    secret_proof proof;    /* of the last word being a secret that is not claimed yet, */
    unsigned flags;        /* and those of the path that says so */
    size_t path_count;     /* words that are the path of what is being claimed */
    bool no_more_quotes;   /* no string that begins further on in the text is ever closed, */
    bool no_more_comments; /* nor a comment */
    bool in_comment;       /* the text is a comment of configuration */
    bool snmp_searched;    /* the text was searched for what stands beside the communities of SNMP, */
    bool snmp_found;       /* and has it */
    /* These two last: they need no clearing. */
    statement_word words[WORDS_MAX];
    size_t blocks[BLOCKS_MAX]; /* base outside of each enclosing block */
} statement_scanner;

/* The path for secret_scan.statement. */
char *statement_path(const void *scanner);

/* Take the next word of the statement; the secrets in it are claimed, as far as they are certain by now. */
void statement_add_word(statement_scanner *scanner, statement_word word);

/* The statement ends with ';', '{', '\n' (which ends a command), or is broken off: '\0'. marked: "## SECRET-DATA" follows. Drops its words, but
 * for those of a block that is opened. */
void statement_end(statement_scanner *scanner, char terminator, bool marked);

#endif
