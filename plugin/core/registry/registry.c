/* registry.c
 * What ports are registered for, what is known of them besides, and what is expected there: entries by transport and port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "registry-private.h"
#include "registry_xml.h" /* made from registry.xml by cmake/EmbedFile.cmake */

/* Ports lie in pages, which are there only when one of their ports is: few for a list made by hand, all for IANA's. */
#define PAGE_BITS  8
#define PAGE_PORTS (1u << PAGE_BITS)
#define PAGES      ((UINT16_MAX + 1u) / PAGE_PORTS)

typedef struct {
    registry_entry *ports[PAGE_PORTS];
} page;

/* Entries and their strings, shared by every registry that has one of them. */
typedef struct {
    gint users;
    GPtrArray *entries; /* stored_entry, owned */
    GStringChunk *texts;
} storage;

/* An entry with the arrays that its pointers lead into. */
typedef struct {
    registry_entry entry; /* first, so that a pointer to it is one to the whole */
    GArray *statements;
    GArray *expectations;
} stored_entry;

struct _registry {
    page *pages[REGISTRY_TRANSPORTS][PAGES]; /* NULL: no port of it has an entry */
    GHashTable *contents;                    /* of content names, static, to registry_entry */
    GPtrArray *storages;                     /* the first is this registry's own, the others came with registry_add_all() */
    size_t skipped;
};

/* Entries in storage */

static stored_entry *whole_of(registry_entry *entry)
{
    return (stored_entry *)(void *)entry;
}

static void free_entry(gpointer data)
{
    stored_entry *stored = data;

    g_array_free(stored->statements, TRUE);
    g_array_free(stored->expectations, TRUE);
    g_free(stored);
}

static storage *storage_new(void)
{
    storage *made = g_new(storage, 1);

    made->users = 1;
    made->entries = g_ptr_array_new_with_free_func(free_entry);
    made->texts = g_string_chunk_new(1024);
    return made;
}

static void storage_release(gpointer data)
{
    storage *released = data;

    if (g_atomic_int_dec_and_test(&released->users)) {
        g_ptr_array_free(released->entries, TRUE);
        g_string_chunk_free(released->texts);
        g_free(released);
    }
}

static storage *own_storage(registry *into)
{
    return g_ptr_array_index(into->storages, 0);
}

registry_entry *registry_make_entry(registry *into)
{
    stored_entry *stored = g_new0(stored_entry, 1);

    stored->statements = g_array_new(FALSE, FALSE, sizeof(registry_statement));
    stored->expectations = g_array_new(FALSE, FALSE, sizeof(registry_expectation));
    g_ptr_array_add(own_storage(into)->entries, stored);
    return &stored->entry;
}

const char *registry_keep(registry *into, const char *text)
{
    return text == NULL ? NULL : g_string_chunk_insert_const(own_storage(into)->texts, text);
}

void registry_add_statement(registry_entry *entry, const registry_statement *statement)
{
    GArray *statements = whole_of(entry)->statements;

    g_array_append_vals(statements, statement, 1);
    entry->statements = (const registry_statement *)(const void *)statements->data;
    entry->statement_count = statements->len;
}

void registry_add_expectation(registry_entry *entry, const registry_expectation *expectation)
{
    GArray *expectations = whole_of(entry)->expectations;

    g_array_append_vals(expectations, expectation, 1);
    entry->expectations = (const registry_expectation *)(const void *)expectations->data;
    entry->expectation_count = expectations->len;
}

/* From ports to entries */

static registry_entry **slot_of(registry *into, registry_transport transport, uint16_t port)
{
    page **found = &into->pages[transport][port >> PAGE_BITS];

    if (*found == NULL) {
        *found = g_new0(page, 1);
    }
    return &(*found)->ports[port % PAGE_PORTS];
}

void registry_set(registry *into, registry_transport transport, uint16_t port, registry_entry *entry)
{
    *slot_of(into, transport, port) = entry;
}

registry_entry *registry_find_made(registry *made, registry_transport transport, uint16_t port)
{
    const page *found = made->pages[transport][port >> PAGE_BITS];

    return found == NULL ? NULL : found->ports[port % PAGE_PORTS];
}

const registry_entry *registry_find(const registry *ports, registry_transport transport, uint16_t port)
{
    const page *found = ports->pages[transport][port >> PAGE_BITS];

    return found == NULL ? NULL : found->ports[port % PAGE_PORTS];
}

void registry_set_content(registry *into, const char *content, registry_entry *entry)
{
    g_hash_table_insert(into->contents, (gpointer)(guintptr)content, entry);
}

const registry_entry *registry_find_content(const registry *ports, const char *content)
{
    return g_hash_table_lookup(ports->contents, content);
}

bool registry_has(const registry *ports, registry_transport transport, uint16_t port)
{
    return registry_find(ports, transport, port) != NULL;
}

/* Whole registries */

registry *registry_new(void)
{
    registry *made = g_new0(registry, 1);

    made->storages = g_ptr_array_new_with_free_func(storage_release);
    g_ptr_array_add(made->storages, storage_new());
    made->contents = g_hash_table_new(g_str_hash, g_str_equal);
    return made;
}

void registry_free(registry *ports)
{
    if (ports == NULL) {
        return;
    }
    for (unsigned transport = 0; transport < REGISTRY_TRANSPORTS; transport++) {
        for (unsigned i = 0; i < PAGES; i++) {
            g_free(ports->pages[transport][i]);
        }
    }
    g_hash_table_destroy(ports->contents);
    g_ptr_array_free(ports->storages, TRUE);
    g_free(ports);
}

static void share_storages(registry *into, const registry *from)
{
    for (guint i = 0; i < from->storages->len; i++) {
        storage *shared = g_ptr_array_index(from->storages, i);

        if (!g_ptr_array_find(into->storages, shared, NULL)) {
            g_atomic_int_inc(&shared->users);
            g_ptr_array_add(into->storages, shared);
        }
    }
}

static void add_page(registry *into, registry_transport transport, unsigned number, const page *from)
{
    for (unsigned i = 0; i < PAGE_PORTS; i++) {
        if (from->ports[i] != NULL) {
            registry_set(into, transport, (uint16_t)(number * PAGE_PORTS + i), from->ports[i]);
        }
    }
}

void registry_add_all(registry *into, const registry *from)
{
    GHashTableIter contents;
    gpointer content;
    gpointer entry;

    share_storages(into, from);
    g_hash_table_iter_init(&contents, from->contents);
    while (g_hash_table_iter_next(&contents, &content, &entry)) {
        registry_set_content(into, content, entry);
    }
    for (unsigned transport = 0; transport < REGISTRY_TRANSPORTS; transport++) {
        for (unsigned i = 0; i < PAGES; i++) {
            if (from->pages[transport][i] != NULL) {
                add_page(into, (registry_transport)transport, i, from->pages[transport][i]);
            }
        }
    }
}

registry *registry_built_in(void)
{
    char *error;
    registry *built_in = registry_read((const char *)registry_xml, sizeof registry_xml, &error);

    if (built_in != NULL) {
        return built_in;
    }
    /* The file is tested; what is left is a machine out of memory. */
    g_warning("Portlore's built-in registry: %s", error);
    g_free(error);
    return registry_new();
}

void registry_count_skipped(registry *made)
{
    made->skipped++;
}

size_t registry_skipped(const registry *ports)
{
    return ports->skipped;
}

/* Of one entry */

const registry_expectation *registry_expected(const registry_entry *entry, const char *content)
{
    if (entry == NULL || content == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < entry->expectation_count; i++) {
        if (strcmp(entry->expectations[i].content, content) == 0) {
            return &entry->expectations[i];
        }
    }
    return NULL;
}

static char *support_line(registry_confidence how, const char *source)
{
    const char *confidence = registry_confidence_name(how);

    if (confidence == NULL || source == NULL) {
        return g_strdup(confidence == NULL ? source : confidence);
    }
    return g_strdup_printf("%s: %s", confidence, source);
}

char *registry_statement_line(const registry_statement *statement)
{
    char *support = support_line(statement->confidence, statement->source);
    char *line = support == NULL ? g_strdup(statement->text) : g_strdup_printf("%s [%s]", statement->text, support);

    g_free(support);
    return line;
}

char *registry_registered_support(const registry_entry *entry)
{
    return support_line(entry->registered_confidence, entry->registered_source);
}
