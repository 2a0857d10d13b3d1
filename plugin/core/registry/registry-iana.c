/* registry-iana.c
 * A copy of IANA's registry of ports: from its records to entries.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/text.h"
#include "registry-iana.h"

#define SOURCE                "IANA registry"
#define ALIAS                 "Also registered as "
#define BYTE_ORDER_MARK       "\xEF\xBB\xBF"
#define PERSON_NAME_BYTES_MAX 100

/* Records */

void iana_record_init(iana_record *record)
{
    for (int i = 0; i < IANA_PARTS; i++) {
        record->parts[i] = g_string_new(NULL);
    }
}

void iana_record_clear(iana_record *record)
{
    for (int i = 0; i < IANA_PARTS; i++) {
        g_string_truncate(record->parts[i], 0);
    }
}

void iana_record_free(iana_record *record)
{
    for (int i = 0; i < IANA_PARTS; i++) {
        g_string_free(record->parts[i], TRUE);
    }
}

void iana_append(GString *part, const char *text, size_t length)
{
    g_string_append_len(part, text, (gssize)MIN(length, IANA_PART_BYTES_MAX - part->len));
}

/* Texts */

/* Keep a text on one line; NULL when nothing is left of it. */
static const char *keep_line(iana_reading *file, const char *text, size_t length)
{
    char *line = text_one_line(text, length, REGISTRY_IANA_TEXT_BYTES_MAX);
    const char *kept = *line == '\0' ? NULL : registry_keep(file->into, line);

    g_free(line);
    return kept;
}

static const char *keep_part(iana_reading *file, const iana_record *record, iana_part part)
{
    return keep_line(file, record->parts[part]->str, record->parts[part]->len);
}

static const char *keep_date(iana_reading *file, const iana_record *record, iana_part part)
{
    const char *date = keep_part(file, record, part);

    return date != NULL && registry_is_date(date) ? date : NULL;
}

typedef void add_item(GString *list, const char *item, bool bracketed, iana_reading *file);

/* "[A][B] text" as "A, B, text", each item as add writes it. */
static const char *keep_list(iana_reading *file, const char *text, add_item *add)
{
    GString *list = g_string_new(NULL);
    const char *kept;

    while (*text != '\0') {
        bool bracketed = *text == '[';
        size_t length = bracketed ? strcspn(++text, "]") : strcspn(text, "[");
        char *item = text_one_line(text, length, REGISTRY_IANA_TEXT_BYTES_MAX);

        if (*item != '\0') {
            g_string_append(list, list->len > 0 ? ", " : "");
            add(list, item, bracketed, file);
        }
        g_free(item);
        text += length;
        text += bracketed && *text == ']';
    }
    kept = keep_line(file, list->str, list->len);
    g_string_free(list, TRUE);
    return kept;
}

static void add_person_item(GString *list, const char *item, bool bracketed, iana_reading *file)
{
    const char *name = bracketed ? g_hash_table_lookup(file->people, item) : NULL;
    size_t start = list->len;

    g_string_append(list, name == NULL ? item : name);
    if (bracketed && name == NULL) {
        g_strdelimit(list->str + start, "_", ' ');
    }
}

static bool is_rfc(const char *item)
{
    return g_ascii_strncasecmp(item, "RFC", 3) == 0 && item[3] != '\0' && strspn(item + 3, "0123456789") == strlen(item + 3);
}

/* "RFC6335" as "RFC 6335". */
static void add_reference_item(GString *list, const char *item, bool bracketed, iana_reading *file)
{
    (void)file;
    if (bracketed && is_rfc(item)) {
        g_string_append_printf(list, "RFC %s", item + 3);
    } else {
        g_string_append(list, item);
    }
}

void iana_add_person(iana_reading *file, const char *key, const char *name)
{
    char *line = text_one_line(name, strlen(name), PERSON_NAME_BYTES_MAX);

    if (*key == '\0' || *line == '\0') {
        g_free(line);
        return;
    }
    g_hash_table_replace(file->people, g_strdup(key), line);
}

/* Assignees are people whose names may come after the records. */
static void name_assignees(iana_reading *file)
{
    GHashTable *named = g_hash_table_new(g_direct_hash, g_direct_equal); /* kept text -> kept text */

    for (guint i = 0; i < file->entries->len; i++) {
        registry_entry *entry = g_ptr_array_index(file->entries, i);
        const char *names;

        if (entry->assignee == NULL) {
            continue;
        }
        names = g_hash_table_lookup(named, entry->assignee);
        if (names == NULL) {
            names = keep_list(file, entry->assignee, add_person_item);
            g_hash_table_insert(named, (gpointer)entry->assignee, (gpointer)names);
        }
        entry->assignee = names;
    }
    g_hash_table_destroy(named);
}

/* Status */

static const struct {
    const char *word;
    registry_status status;
} status_words[] = {
    { "Reserved", REGISTRY_STATUS_RESERVED },        { "Unassigned", REGISTRY_STATUS_UNASSIGNED }, { "De-assigned", REGISTRY_STATUS_UNASSIGNED },
    { "Deassigned", REGISTRY_STATUS_UNASSIGNED },    { "Removed", REGISTRY_STATUS_UNASSIGNED },    { "Returned", REGISTRY_STATUS_UNASSIGNED },
    { "De-registered", REGISTRY_STATUS_UNASSIGNED },
};

/* The status of an entry with name and description. A description that is nothing but the status is taken away. */
static registry_status take_status(registry_entry *entry)
{
    for (size_t i = 0; entry->description != NULL && i < G_N_ELEMENTS(status_words); i++) {
        size_t length = strlen(status_words[i].word);
        bool begins = g_ascii_strncasecmp(entry->description, status_words[i].word, length) == 0;

        if (begins && entry->description[length] == '\0') {
            entry->description = NULL;
            return status_words[i].status;
        }
        if (begins && entry->name == NULL && !g_ascii_isalnum(entry->description[length])) {
            return status_words[i].status;
        }
    }
    return REGISTRY_STATUS_ASSIGNED;
}

/* From records to ports */

/* How much an entry is worth where there are several: one with a name goes before one without, then one port before a range. */
static int rank_of(const registry_entry *entry)
{
    return (entry->name != NULL ? 2 : 0) + (entry->port == entry->last_port ? 1 : 0);
}

static void add_note(iana_reading *file, registry_entry *entry, const char *text)
{
    registry_statement note = { REGISTRY_NOTE, REGISTRY_CONFIDENCE_DOCUMENTED, registry_keep(file->into, text), registry_keep(file->into, SOURCE) };

    registry_add_statement(entry, &note);
}

/* Note on an entry the other name of its ports, once, when there is one that all of them have. */
static void add_alias(iana_reading *file, registry_entry *entry, const registry_entry *other)
{
    bool within = other->port <= entry->port && other->last_port >= entry->last_port;
    bool described = other->description != NULL && g_strcmp0(other->description, entry->description) != 0;
    unsigned aliases = 0;
    char *text;

    if (!within || other->name == NULL || g_strcmp0(other->name, entry->name) == 0) {
        return;
    }
    text = described ? g_strdup_printf(ALIAS "%s (%s)", other->name, other->description) : g_strdup_printf(ALIAS "%s", other->name);
    for (size_t i = 0; i < entry->statement_count && aliases < REGISTRY_IANA_ALIASES_MAX; i++) {
        if (strcmp(entry->statements[i].text, text) == 0) {
            aliases = REGISTRY_IANA_ALIASES_MAX;
        }
        aliases += g_str_has_prefix(entry->statements[i].text, ALIAS);
    }
    if (aliases < REGISTRY_IANA_ALIASES_MAX) {
        add_note(file, entry, text);
    }
    g_free(text);
}

/* Let an entry have one of its ports, unless one of more worth has it. */
static void place(iana_reading *file, registry_entry *entry, registry_transport transport, uint16_t port)
{
    registry_entry *before = registry_find_made(file->into, transport, port);

    if (before != NULL && rank_of(before) >= rank_of(entry)) {
        add_alias(file, before, entry);
        return;
    }
    registry_set(file->into, transport, port, entry);
    if (before != NULL) {
        add_alias(file, entry, before);
    }
}

static void place_all(iana_reading *file, registry_entry *entry)
{
    for (int transport = REGISTRY_TCP; transport <= REGISTRY_UDP; transport++) {
        if ((entry->transports & REGISTRY_BIT(transport)) != 0) {
            for (unsigned port = entry->port; port <= entry->last_port; port++) {
                place(file, entry, (registry_transport)transport, (uint16_t)port);
            }
        }
    }
}

/* Read "a" or "a-b". */
static bool parse_ports(const char *text, uint16_t *first, uint16_t *last)
{
    const char *end = text + strlen(text);
    const char *dash = strchr(text, '-');

    if (!registry_parse_port(text, dash == NULL ? end : dash, first)) {
        return false;
    }
    if (dash == NULL) {
        *last = *first;
        return true;
    }
    return registry_parse_port(dash + 1, end, last) && *first <= *last;
}

/* The transports that a record is about: none when they are others. It may leave them open when nothing is assigned. */
static unsigned transports_of(const iana_record *record, registry_status status)
{
    const GString *part = record->parts[IANA_PROTOCOL];
    char *protocol = text_one_line(part->str, part->len, REGISTRY_IANA_TEXT_BYTES_MAX);
    unsigned transports = 0;

    if (g_ascii_strcasecmp(protocol, "tcp") == 0) {
        transports = REGISTRY_BIT(REGISTRY_TCP);
    } else if (g_ascii_strcasecmp(protocol, "udp") == 0) {
        transports = REGISTRY_BIT(REGISTRY_UDP);
    } else if (*protocol == '\0' && status != REGISTRY_STATUS_ASSIGNED) {
        transports = REGISTRY_BOTH;
    }
    g_free(protocol);
    return transports;
}

static void fill_entry(iana_reading *file, registry_entry *entry, const iana_record *record)
{
    const char *unauthorized = keep_part(file, record, IANA_UNAUTHORIZED);
    const char *note = keep_part(file, record, IANA_NOTE);

    entry->assignee = keep_part(file, record, record->parts[IANA_ASSIGNEE]->len > 0 ? IANA_ASSIGNEE : IANA_CONTACT);
    entry->date = keep_date(file, record, IANA_DATE);
    entry->modified = keep_date(file, record, IANA_MODIFIED);
    entry->reference = keep_list(file, record->parts[IANA_REFERENCE]->str, add_reference_item);
    if (note != NULL) {
        add_note(file, entry, note);
    }
    if (unauthorized != NULL) {
        char *text = g_strdup_printf("Unauthorized use reported: %s", unauthorized);

        add_note(file, entry, text);
        g_free(text);
    }
}

/* Refuse a file of too many ports in ranges. */
static bool count_ports(iana_reading *file, const registry_entry *entry, long line)
{
    unsigned ports = entry->last_port - entry->port + 1u;

    if (ports > 1) {
        file->range_ports += entry->transports == REGISTRY_BOTH ? 2 * ports : ports;
    }
    if (file->range_ports > REGISTRY_IANA_RANGE_PORTS_MAX) {
        return registry_refuse(file->error, line, "more than %d ports in ranges", REGISTRY_IANA_RANGE_PORTS_MAX);
    }
    return true;
}

bool iana_add_record(iana_reading *file, const iana_record *record, long line)
{
    registry_entry made = { .shown = REGISTRY_SHOWN_ALWAYS, .registered_confidence = REGISTRY_CONFIDENCE_DOCUMENTED };
    char *ports = text_one_line(record->parts[IANA_PORT]->str, record->parts[IANA_PORT]->len, REGISTRY_IANA_TEXT_BYTES_MAX);
    bool has_port = *ports != '\0';
    bool sound = parse_ports(ports, &made.port, &made.last_port);

    g_free(ports);
    if (!has_port) {
        return true;
    }
    if (++file->records > REGISTRY_IANA_RECORDS_MAX) {
        return registry_refuse(file->error, line, "more than %d records", REGISTRY_IANA_RECORDS_MAX);
    }
    made.name = keep_part(file, record, IANA_NAME);
    made.description = keep_part(file, record, IANA_DESCRIPTION);
    if (!sound || (made.name == NULL && made.description == NULL)) {
        registry_count_skipped(file->into);
        return true;
    }
    made.status = take_status(&made);
    made.transports = transports_of(record, made.status);
    if (made.transports != 0 && count_ports(file, &made, line)) {
        registry_entry *entry = registry_make_entry(file->into);

        *entry = made;
        entry->registered_source = registry_keep(file->into, SOURCE);
        fill_entry(file, entry, record);
        g_ptr_array_add(file->entries, entry);
        place_all(file, entry);
    }
    return *file->error == NULL;
}

/* The file */

static void read_file(iana_reading *file, const char *bytes, size_t length)
{
    size_t start = 0;

    if (length >= strlen(BYTE_ORDER_MARK) && memcmp(bytes, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
        bytes += strlen(BYTE_ORDER_MARK);
        length -= strlen(BYTE_ORDER_MARK);
    }
    while (start < length && g_ascii_isspace(bytes[start])) {
        start++;
    }
    if (start == length) {
        registry_refuse(file->error, 0, "empty");
    } else if (bytes[start] == '<') {
        iana_read_xml(file, bytes, length);
    } else {
        iana_read_csv(file, bytes, length);
    }
    if (file->entries->len == 0) {
        registry_refuse(file->error, 0, "no port in it: not a copy of IANA's registry");
    }
}

registry *registry_read_iana(const char *bytes, size_t length, char **error)
{
    iana_reading file = { .error = error };

    *error = NULL;
    if (length > REGISTRY_IANA_BYTES_MAX) {
        registry_refuse(error, 0, "longer than %d bytes", REGISTRY_IANA_BYTES_MAX);
        return NULL;
    }
    file.into = registry_new();
    file.entries = g_ptr_array_new();
    file.people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    read_file(&file, bytes, length);
    if (*error == NULL) {
        name_assignees(&file);
    }
    g_hash_table_destroy(file.people);
    g_ptr_array_free(file.entries, TRUE);
    if (*error != NULL) {
        g_clear_pointer(&file.into, registry_free);
    }
    return file.into;
}
