/* registry-iana.h
 * What the readers of IANA's two formats share: records on their way into a registry.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_REGISTRY_IANA_H
#define PORTLORE_REGISTRY_IANA_H

#include "registry-private.h"

/* The parts of a record, as the columns of the CSV file have them: people and documents in brackets, "[First_Last][RFC6335]". */
typedef enum {
    IANA_NAME,
    IANA_PORT,
    IANA_PROTOCOL,
    IANA_DESCRIPTION,
    IANA_ASSIGNEE,
    IANA_CONTACT,
    IANA_DATE,
    IANA_MODIFIED,
    IANA_REFERENCE,
    IANA_UNAUTHORIZED,
    IANA_NOTE,
    IANA_PARTS
} iana_part;

/* Bytes of a part that are read: white space in them does not count towards REGISTRY_IANA_TEXT_BYTES_MAX. */
#define IANA_PART_BYTES_MAX ((size_t)4 * REGISTRY_IANA_TEXT_BYTES_MAX)

/* One record; a part that it does not have is empty. */
typedef struct {
    GString *parts[IANA_PARTS];
} iana_record;

/* A file being read. */
typedef struct {
    registry *into;
    GPtrArray *entries; /* of into */
    GHashTable *people; /* key -> name, owned */
    unsigned records;
    unsigned range_ports;
    char **error;
} iana_reading;

void iana_record_init(iana_record *record);
void iana_record_clear(iana_record *record);
void iana_record_free(iana_record *record);

/* Add to a part what still fits of a text. */
void iana_append(GString *part, const char *text, size_t length);

/* Take a record. line: where it begins. False, with an error, when a limit is reached. */
bool iana_add_record(iana_reading *file, const iana_record *record, long line);

/* Take a person of the file's list. */
void iana_add_person(iana_reading *file, const char *key, const char *name);

/* The two formats: each reads a file to its end, or sets the error. */
void iana_read_xml(iana_reading *file, const char *bytes, size_t length);
void iana_read_csv(iana_reading *file, const char *bytes, size_t length);

#endif
