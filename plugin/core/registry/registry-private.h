/* registry-private.h
 * What the files of this room share: a registry as it is being made.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_REGISTRY_PRIVATE_H
#define PORTLORE_REGISTRY_PRIVATE_H

#include "portlore/registry.h"

/* Names as they stand in files: NULL-terminated, in the order of the enumeration from the given value on. */
typedef struct {
    const char *const *names;
    int first;
} registry_vocabulary;

extern const registry_vocabulary registry_statuses;
extern const registry_vocabulary registry_confidences;
extern const registry_vocabulary registry_expectable_verdicts;
extern const registry_vocabulary registry_contents; /* its values are positions */

/* The value of a name, or -1. */
int registry_value_of(const registry_vocabulary *vocabulary, const char *name);

/* Set *error unless it is set already: the first error is the one to tell. line: 0 for none. Returns false. */
bool registry_refuse(char **error, long line, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Whether a text is YYYY-MM or YYYY-MM-DD. */
bool registry_is_date(const char *text);

/* Read a number from 0 to 65535 of at most five decimal digits, from start to the end. */
bool registry_parse_port(const char *start, const char *end, uint16_t *port);

/* An entry that is being made, owned by its registry. It is not found before registry_set(). */
registry_entry *registry_make_entry(registry *into);

/* A copy of a text that lives as long as the registry's entries; equal texts share one. NULL gives NULL. */
const char *registry_keep(registry *into, const char *text);

/* Add to an entry of registry_make_entry(). The strings of what is added are kept already. */
void registry_add_statement(registry_entry *entry, const registry_statement *statement);
void registry_add_expectation(registry_entry *entry, const registry_expectation *expectation);

/* Let a port lead to an entry, whatever it led to before. */
void registry_set(registry *into, registry_transport transport, uint16_t port, registry_entry *entry);

/* Let a content lead to an entry likewise. content: a name of registry_contents. */
void registry_set_content(registry *into, const char *content, registry_entry *entry);

/* As registry_find(), for a registry that is being made. */
registry_entry *registry_find_made(registry *made, registry_transport transport, uint16_t port);

void registry_count_skipped(registry *made);

#endif
