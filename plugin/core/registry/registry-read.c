/* registry-read.c
 * A registry in Portlore's XML format: from the tree to entries. The format is described in registry.xsd.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "registry-reading.h"

static bool read_transport(const registry_reading *document, const xmlNode *element, const char *word, unsigned *transports)
{
    static const char *const names[] = { "tcp", "udp", "both", NULL };
    static const registry_vocabulary known = { names, 0 };
    static const unsigned bits[] = { REGISTRY_BIT(REGISTRY_TCP), REGISTRY_BIT(REGISTRY_UDP), REGISTRY_BOTH };
    int value = 2;

    if (word != NULL && !registry_read_word(document, element, &known, "transport", word, &value)) {
        return false;
    }
    *transports = bits[value];
    return true;
}

static bool read_shown(const registry_reading *document, const xmlNode *element, const char *word, registry_shown *shown)
{
    static const char *const names[] = { "always", "if-content", NULL };
    static const registry_vocabulary known = { names, REGISTRY_SHOWN_ALWAYS };
    int value = REGISTRY_SHOWN_ALWAYS;

    if (word != NULL && !registry_read_word(document, element, &known, "value of shown", word, &value)) {
        return false;
    }
    *shown = (registry_shown)value;
    return true;
}

static bool read_port(const registry_reading *document, registry_entry *entry, const xmlNode *element, const char *digits)
{
    if (!registry_parse_port(digits, digits + strlen(digits), &entry->port)) {
        return registry_refuse(document->error, xmlGetLineNo(element), "not a port (0 to 65535): %.40s", digits);
    }
    entry->last_port = entry->port;
    return true;
}

static bool read_entry_attributes(const registry_reading *document, registry_entry *entry, const xmlNode *element)
{
    static const registry_attribute attributes[] = { { "port", true }, { "transport", false }, { "shown", false } };
    char *values[G_N_ELEMENTS(attributes)];
    bool read;

    if (!registry_take_attributes(element, attributes, G_N_ELEMENTS(attributes), values, document->error)) {
        return false;
    }
    read = read_port(document, entry, element, values[0]) && read_transport(document, element, values[1], &entry->transports) &&
           read_shown(document, element, values[2], &entry->shown);
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++) {
        g_free(values[i]);
    }
    return read;
}

static bool read_entry_child(registry_reading *document, registry_entry *entry, const xmlNode *element, bool first)
{
    registry_statement statement;

    if (registry_is_named(element, "registered")) {
        return first ? registry_read_registered(document, entry, element)
                     : registry_refuse(document->error, xmlGetLineNo(element), "registered is not the first element of its entry");
    }
    if (registry_is_named(element, "expect")) {
        return registry_read_expect(document, entry, element);
    }
    if (!registry_is_statement(element, &statement.kind)) {
        return registry_refuse_element(document->error, element);
    }
    return registry_read_statement(document, element, &statement) && registry_fill_statement(document, entry, &statement, xmlGetLineNo(element));
}

static bool read_entry(registry_reading *document, registry_entry *entry, const xmlNode *element)
{
    bool first = true;

    if (!read_entry_attributes(document, entry, element)) {
        return false;
    }
    for (const xmlNode *child = registry_find_element(element->children, document->error); child != NULL;
         child = registry_find_element(child->next, document->error)) {
        if (!read_entry_child(document, entry, child, first)) {
            return false;
        }
        first = false;
    }
    for (guint i = 0; *document->error == NULL && i < document->common->len; i++) {
        registry_fill_statement(document, entry, &g_array_index(document->common, registry_statement, i), xmlGetLineNo(element));
    }
    return *document->error == NULL;
}

static bool add_entry(registry_reading *document, const xmlNode *element)
{
    registry_entry *entry;

    if (document->entries >= REGISTRY_ENTRIES_MAX) {
        return registry_refuse(document->error, xmlGetLineNo(element), "more than %d entries", REGISTRY_ENTRIES_MAX);
    }
    document->entries++;
    entry = registry_make_entry(document->into);
    if (!read_entry(document, entry, element)) {
        return false;
    }
    for (int transport = REGISTRY_TCP; transport <= REGISTRY_UDP; transport++) {
        if ((entry->transports & REGISTRY_BIT(transport)) == 0) {
            continue;
        }
        if (registry_has(document->into, (registry_transport)transport, entry->port)) {
            return registry_refuse(document->error, xmlGetLineNo(element), "a second entry of port %u", entry->port);
        }
        registry_set(document->into, (registry_transport)transport, entry->port, entry);
    }
    return true;
}

static bool read_content_name(const registry_reading *document, const xmlNode *element, const char **name)
{
    static const registry_attribute attributes[] = { { "name", true } };
    char *word;
    int content = 0;
    bool read;

    if (!registry_take_attributes(element, attributes, G_N_ELEMENTS(attributes), &word, document->error)) {
        return false;
    }
    read = registry_read_word(document, element, &registry_contents, "content", word, &content);
    g_free(word);
    *name = read ? registry_contents.names[content] : NULL;
    return read;
}

static bool add_content(registry_reading *document, const xmlNode *element)
{
    const char *name;
    registry_entry *entry;

    if (!read_content_name(document, element, &name)) {
        return false;
    }
    if (registry_find_content(document->into, name) != NULL) {
        return registry_refuse(document->error, xmlGetLineNo(element), "a second entry of content %s", name);
    }
    entry = registry_make_entry(document->into);
    registry_set_content(document->into, name, entry);
    for (const xmlNode *child = registry_find_element(element->children, document->error); child != NULL;
         child = registry_find_element(child->next, document->error)) {
        registry_statement statement;

        if (!registry_is_statement(child, &statement.kind)) {
            return registry_refuse_element(document->error, child);
        }
        if (!registry_read_statement(document, child, &statement) || !registry_fill_statement(document, entry, &statement, xmlGetLineNo(child))) {
            return false;
        }
    }
    return *document->error == NULL;
}

static bool read_common(registry_reading *document, const xmlNode *common)
{
    if (!registry_take_attributes(common, NULL, 0, NULL, document->error)) {
        return false;
    }
    for (const xmlNode *element = registry_find_element(common->children, document->error); element != NULL;
         element = registry_find_element(element->next, document->error)) {
        registry_statement statement;

        if (!registry_is_statement(element, &statement.kind)) {
            return registry_refuse_element(document->error, element);
        }
        if (!registry_read_statement(document, element, &statement)) {
            return false;
        }
        g_array_append_val(document->common, statement);
    }
    return *document->error == NULL;
}

static bool read_root_child(registry_reading *document, const xmlNode *element, bool first)
{
    if (registry_is_named(element, "entry")) {
        return add_entry(document, element);
    }
    if (registry_is_named(element, "content")) {
        return add_content(document, element);
    }
    if (!registry_is_named(element, "common")) {
        return registry_refuse_element(document->error, element);
    }
    return first ? read_common(document, element)
                 : registry_refuse(document->error, xmlGetLineNo(element), "common is not the first element of the document");
}

static void read_root(registry_reading *document, xmlDoc *tree)
{
    xmlNode *root = xmlDocGetRootElement(tree);
    bool first = true;

    if (root == NULL || !registry_is_named(root, "portlore")) {
        registry_refuse(document->error, root == NULL ? 0 : xmlGetLineNo(root), "the root element is not portlore");
        return;
    }
    if (!registry_take_attributes(root, NULL, 0, NULL, document->error)) {
        return;
    }
    for (const xmlNode *element = registry_find_element(root->children, document->error); element != NULL;
         element = registry_find_element(element->next, document->error)) {
        if (!read_root_child(document, element, first)) {
            return;
        }
        first = false;
    }
}

registry *registry_read(const char *bytes, size_t length, char **error)
{
    registry_reading document = { .error = error };
    xmlDoc *tree;

    *error = NULL;
    if (length == 0) {
        registry_refuse(error, 0, "empty");
        return NULL;
    }
    if (length > REGISTRY_BYTES_MAX) {
        registry_refuse(error, 0, "longer than %d bytes", REGISTRY_BYTES_MAX);
        return NULL;
    }
    tree = registry_document_read(bytes, length, error);
    document.into = registry_new();
    document.common = g_array_new(FALSE, FALSE, sizeof(registry_statement));
    if (*error == NULL) {
        read_root(&document, tree);
    }
    xmlFreeDoc(tree);
    g_array_free(document.common, TRUE);
    if (*error != NULL) {
        g_clear_pointer(&document.into, registry_free);
    }
    return document.into;
}
