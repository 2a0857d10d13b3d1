/* registry-reading.h
 * What the files that read Portlore's XML format share: a document being read. The functions return false when they refuse, with an error.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_REGISTRY_READING_H
#define PORTLORE_REGISTRY_READING_H

#include "registry-document.h"

/* A document being read. */
typedef struct {
    registry *into;
    GArray *common;    /* registry_statement, the placeholders not yet replaced */
    size_t text_bytes; /* of all statements together, those common to the document once for each entry */
    unsigned entries;
    char **error;
} registry_reading;

/* Take a value that a file tells by a word. what: of what kind it is, for the error. */
bool registry_read_word(const registry_reading *document, const xmlNode *element, const registry_vocabulary *vocabulary, const char *what,
                        const char *word, int *value);

/* Read the element registered of an entry. */
bool registry_read_registered(const registry_reading *document, registry_entry *entry, const xmlNode *registered);

/* Whether an element is a statement, and of what kind. */
bool registry_is_statement(const xmlNode *element, registry_statement_kind *kind);

/* Read the statement that an element is, but for its kind; its text has its placeholders still. */
bool registry_read_statement(const registry_reading *document, const xmlNode *element, registry_statement *statement);

/* Add a statement to an entry, the entry's port in place of each placeholder if it has one (that of a content has no transports). line: of the statement, or of the entry that has it in common. */
bool registry_fill_statement(registry_reading *document, registry_entry *entry, const registry_statement *statement, long line);

/* Read the element expect of an entry. */
bool registry_read_expect(const registry_reading *document, registry_entry *entry, const xmlNode *element);

#endif
