/* registry-iana-csv.c
 * IANA's registry of ports as CSV (RFC 4180): from bytes to records.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "registry-iana.h"

#define COLUMNS_MAX 32 /* further ones are read over */
#define NO_COLUMN   (-1)

/* Titles of the columns, and where they stand when the file has none of the titles. The service code is of no use here. */
static const struct {
    const char *title;
    iana_part part;
    int position;
} columns[] = {
    { "Service Name", IANA_NAME, 0 },           { "Port Number", IANA_PORT, 1 },
    { "Transport Protocol", IANA_PROTOCOL, 2 }, { "Description", IANA_DESCRIPTION, 3 },
    { "Assignee", IANA_ASSIGNEE, 4 },           { "Contact", IANA_CONTACT, 5 },
    { "Registration Date", IANA_DATE, 6 },      { "Modification Date", IANA_MODIFIED, 7 },
    { "Reference", IANA_REFERENCE, 8 },         { "Unauthorized Use Reported", IANA_UNAUTHORIZED, 10 },
    { "Assignment Notes", IANA_NOTE, 11 },
};

typedef struct {
    const char *next;
    const char *end;
    long line;                    /* of next, from 1 */
    GString *fields[COLUMNS_MAX]; /* of the row that was read last */
    unsigned field_count;
    int position_of[IANA_PARTS]; /* of the column of each part; NO_COLUMN */
    char **error;
} csv;

/* Rows */

static void append_field(csv *file, const char *text, size_t length)
{
    if (file->field_count < COLUMNS_MAX) {
        iana_append(file->fields[file->field_count], text, length);
    }
}

/* Take bytes into the field up to the first of count stops, which is left where it is. */
static void take_until(csv *file, const char *stops, size_t count)
{
    const char *start = file->next;

    while (file->next < file->end && memchr(stops, *file->next, count) == NULL) {
        file->line += *file->next == '\n';
        file->next++;
    }
    append_field(file, start, (size_t)(file->next - start));
}

/* Take what is between quotes, two quotes for one in it. file->next: at the opening quote. */
static bool take_quoted(csv *file)
{
    long line = file->line;

    for (;;) {
        file->next++;
        take_until(file, "\"", 1);
        if (file->next == file->end) {
            return registry_refuse(file->error, line, "a quoted field is not closed");
        }
        file->next++;
        if (file->next == file->end || memchr(", \t\r\n", *file->next, 5) != NULL) {
            return true;
        }
        if (*file->next != '"') { /* a missing quote would swallow records */
            return registry_refuse(file->error, file->line, "text behind a quoted field");
        }
        append_field(file, "\"", 1);
    }
}

/* Step over a line end, if one is there. */
static void skip_line_end(csv *file)
{
    if (file->next < file->end && *file->next == '\r') {
        file->next++;
        if (file->next == file->end || *file->next != '\n') {
            file->line++;
            return;
        }
    }
    if (file->next < file->end && *file->next == '\n') {
        file->next++;
        file->line++;
    }
}

/* Read the next row into file->fields. False when there is none, or with an error. */
static bool read_row(csv *file)
{
    for (unsigned i = 0; i < file->field_count && i < COLUMNS_MAX; i++) {
        g_string_truncate(file->fields[i], 0);
    }
    file->field_count = 0;
    if (file->next == file->end) {
        return false;
    }
    for (;;) {
        if (file->next < file->end && *file->next == '"' && !take_quoted(file)) {
            return false;
        }
        take_until(file, ",\r\n", 3);
        file->field_count++;
        if (file->next == file->end || *file->next != ',') {
            skip_line_end(file);
            return true;
        }
        file->next++;
    }
}

/* Columns */

static bool is_title(const GString *field, const char *title)
{
    char *line = g_strstrip(g_strndup(field->str, field->len));
    bool is = g_ascii_strcasecmp(line, title) == 0;

    g_free(line);
    return is;
}

/* Find the titles of columns in the row; *claimed: a bit for each column that has one. */
static void find_titles(csv *file, uint32_t *claimed)
{
    unsigned count = MIN(file->field_count, COLUMNS_MAX);

    *claimed = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        int *position = &file->position_of[columns[i].part];

        *position = NO_COLUMN;
        for (unsigned column = 0; column < count && *position == NO_COLUMN; column++) {
            if (is_title(file->fields[column], columns[i].title)) {
                *position = (int)column;
                *claimed |= (uint32_t)1 << column;
            }
        }
    }
}

/* Find the columns by the first row. *titled: whether it has a title; if not, it is a record, and the columns stand in IANA's order. */
static bool find_columns(csv *file, bool *titled)
{
    uint32_t claimed;

    find_titles(file, &claimed);
    *titled = claimed != 0;
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        int *position = &file->position_of[columns[i].part];

        if (*position == NO_COLUMN && (claimed & (uint32_t)1 << columns[i].position) == 0) {
            *position = columns[i].position;
        }
        if (*position == NO_COLUMN && (columns[i].part == IANA_PORT || columns[i].part == IANA_PROTOCOL)) {
            return registry_refuse(file->error, 1, "no column %s", columns[i].title);
        }
    }
    return true;
}

static void take_record(const csv *file, iana_record *record)
{
    iana_record_clear(record);
    for (int part = 0; part < IANA_PARTS; part++) {
        int position = file->position_of[part];

        if (position != NO_COLUMN && (unsigned)position < file->field_count) {
            iana_append(record->parts[part], file->fields[position]->str, file->fields[position]->len);
        }
    }
}

static void read_rows(csv *file, iana_reading *into, iana_record *record)
{
    long line = file->line;
    bool titled;

    if (!read_row(file) || !find_columns(file, &titled)) {
        return;
    }
    if (titled) {
        line = file->line;
        if (!read_row(file)) {
            return;
        }
    }
    do {
        take_record(file, record);
        if (!iana_add_record(into, record, line)) {
            return;
        }
        line = file->line;
    } while (read_row(file));
}

void iana_read_csv(iana_reading *file, const char *bytes, size_t length)
{
    csv rows = { .next = bytes, .end = bytes + length, .line = 1, .error = file->error };
    iana_record record;

    for (unsigned i = 0; i < COLUMNS_MAX; i++) {
        rows.fields[i] = g_string_new(NULL);
    }
    iana_record_init(&record);
    read_rows(&rows, file, &record);
    iana_record_free(&record);
    for (unsigned i = 0; i < COLUMNS_MAX; i++) {
        g_string_free(rows.fields[i], TRUE);
    }
}
