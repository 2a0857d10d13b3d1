/* registry.c
 * What ports are registered for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "portlore/registry.h"
#include "portlore/text.h"
#include "registry_xml.h" /* made from registry.xml by cmake/EmbedFile.cmake */

#define ERROR_BYTES_MAX 300
#define PORT_DIGITS_MAX 5

/* Attributes of this namespace may stand anywhere in a document that has a schema (XML Schema Part 1, section 2.6). */
#define SCHEMA_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"

struct _registry {
    GHashTable *entries; /* port -> registry_entry, owned */
};

/* The texts of a registration, each at most once. */
static const struct {
    const char *name;
    size_t offset; /* of the string in registry_entry */
} texts[] = {
    { "name", offsetof(registry_entry, name) },           { "description", offsetof(registry_entry, description) },
    { "assignee", offsetof(registry_entry, assignee) },   { "date", offsetof(registry_entry, date) },
    { "reference", offsetof(registry_entry, reference) },
};

static const char *const status_names[] = {
    [REGISTRY_STATUS_ASSIGNED] = "assigned",
    [REGISTRY_STATUS_RESERVED] = "reserved",
    [REGISTRY_STATUS_UNASSIGNED] = "unassigned",
};

/* Set *error unless it is set already: the first error is the one to tell. line: 0 for none. Returns false. */
static bool G_GNUC_PRINTF(3, 4) refuse(char **error, long line, const char *format, ...)
{
    GString *text;
    va_list arguments;

    if (*error != NULL) {
        return false;
    }
    text = g_string_new(NULL);
    if (line > 0) {
        g_string_printf(text, "line %ld: ", line);
    }
    va_start(arguments, format);
    g_string_append_vprintf(text, format, arguments);
    va_end(arguments);
    *error = text_one_line(text->str, text->len, ERROR_BYTES_MAX);
    g_string_free(text, TRUE);
    return false;
}

/* From bytes to libxml2's tree */

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_pointer;
#else
typedef xmlError *error_pointer;
#endif

/* user: the parser; its _private is the error of registry_read(). */
static void on_error(void *user, error_pointer problem)
{
    xmlParserCtxt *parser = user;

    if (problem->level >= XML_ERR_ERROR) {
        refuse(parser->_private, problem->line, "%s", problem->message == NULL ? "not well-formed" : problem->message);
    }
}

/* Called before the internal subset is read, so that no entity is ever declared. */
static void on_doctype(void *user, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
    xmlParserCtxt *parser = user;

    (void)name;
    (void)external_id;
    (void)system_id;
    refuse(parser->_private, xmlSAX2GetLineNumber(parser), "a document type declaration is not allowed");
    xmlStopParser(parser);
}

/* Errors go to the handlers of this one parser: the library's global ones belong to the whole of Wireshark. */
static xmlDoc *read_document(const char *bytes, size_t length, char **error)
{
    int options = XML_PARSE_NONET | XML_PARSE_BIG_LINES;
    xmlParserCtxt *parser = xmlNewParserCtxt();
    xmlDoc *document;

    if (parser == NULL) {
        refuse(error, 0, "out of memory");
        return NULL;
    }
    parser->_private = error;
    parser->sax->internalSubset = on_doctype;
#if LIBXML_VERSION >= 21300
    options |= XML_PARSE_NO_XXE;
    xmlCtxtSetErrorHandler(parser, on_error, parser);
#else
    parser->sax->serror = on_error;
#endif
    document = xmlCtxtReadMemory(parser, bytes, (int)length, NULL, NULL, options);
    if (document == NULL) {
        refuse(error, 0, "not well-formed");
    }
    xmlFreeParserCtxt(parser);
    return document;
}

/* From the tree to entries */

static bool is_named(const xmlNode *element, const char *name)
{
    return element->ns == NULL && strcmp((const char *)element->name, name) == 0;
}

static bool refuse_unknown(char **error, const xmlNode *element)
{
    return refuse(error, xmlGetLineNo(element), "element %.40s does not belong here", (const char *)element->name);
}

/* The first element at node or after it; NULL when there is none, or text, which is refused. */
static xmlNode *find_element(xmlNode *node, char **error)
{
    while (node != NULL && node->type != XML_ELEMENT_NODE) {
        bool silent = node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE || xmlIsBlankNode(node);

        if (!silent) {
            refuse(error, xmlGetLineNo(node), "text does not belong here");
            return NULL;
        }
        node = node->next;
    }
    return node;
}

/* The text of an element or attribute, white space normalised; freed with g_free(). NULL when memory is out. */
static char *content_of(const xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    char *text = content == NULL ? NULL : text_one_line((const char *)content, strlen((const char *)content), REGISTRY_BYTES_MAX);

    xmlFree(content);
    return text;
}

/* Take the value of the element's one attribute, white space normalised; freed with g_free(). With name NULL it may have none.
 * Returns NULL, in the first case with an error, when it is not there. */
static char *take_attribute(const xmlNode *element, const char *name, char **error)
{
    char *value = NULL;

    for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        bool known = attribute->ns == NULL && g_strcmp0((const char *)attribute->name, name) == 0;
        bool about_schema = attribute->ns != NULL && g_strcmp0((const char *)attribute->ns->href, SCHEMA_INSTANCE) == 0;

        if (known) {
            value = content_of((const xmlNode *)attribute);
        } else if (!about_schema) {
            refuse(error, xmlGetLineNo(element), "%.40s has an attribute that is not known: %.40s", (const char *)element->name,
                   (const char *)attribute->name);
        }
    }
    if (name != NULL && value == NULL) {
        refuse(error, xmlGetLineNo(element), "%.40s has no attribute %s", (const char *)element->name, name);
    }
    return value;
}

/* YYYY-MM or YYYY-MM-DD. */
static bool is_date(const char *text)
{
    static const char form[] = "0000-00-00";
    size_t length = strlen(text);
    int month;
    int day;

    if (length != strlen("YYYY-MM") && length != strlen("YYYY-MM-DD")) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (form[i] == '0' ? !g_ascii_isdigit(text[i]) : text[i] != form[i]) {
            return false;
        }
    }
    month = (text[5] - '0') * 10 + (text[6] - '0');
    day = length == strlen("YYYY-MM") ? 1 : (text[8] - '0') * 10 + (text[9] - '0');
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* The text of an element that has nothing else, white space normalised; NULL when it is refused. */
static char *take_text(const xmlNode *element, char **error)
{
    char *text;

    take_attribute(element, NULL, error);
    for (const xmlNode *node = element->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            refuse_unknown(error, node);
        }
    }
    if (*error != NULL) {
        return NULL;
    }

    text = content_of(element);
    if (text == NULL || *text == '\0') {
        refuse(error, xmlGetLineNo(element), "%.40s is empty", (const char *)element->name);
        g_clear_pointer(&text, g_free);
    } else if (is_named(element, "date") && !is_date(text)) {
        refuse(error, xmlGetLineNo(element), "not a date of the form YYYY-MM or YYYY-MM-DD: %.20s", text);
        g_clear_pointer(&text, g_free);
    }
    return text;
}

static bool read_registered_text(registry_entry *entry, const xmlNode *element, char **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        char **string = (char **)(void *)((char *)entry + texts[i].offset);

        if (!is_named(element, texts[i].name)) {
            continue;
        }
        if (*string != NULL) {
            return refuse(error, xmlGetLineNo(element), "a second %s in one registration", texts[i].name);
        }
        *string = take_text(element, error);
        return *string != NULL;
    }
    return refuse_unknown(error, element);
}

static bool read_status(registry_entry *entry, const xmlNode *registered, char **error)
{
    char *status = take_attribute(registered, "status", error);
    bool found = false;

    for (size_t i = 0; status != NULL && i < G_N_ELEMENTS(status_names); i++) {
        if (strcmp(status, status_names[i]) == 0) {
            entry->status = (registry_status)i;
            found = true;
        }
    }
    if (status != NULL && !found) {
        refuse(error, xmlGetLineNo(registered), "not a status (assigned, reserved, unassigned): %.40s", status);
    }
    g_free(status);
    return *error == NULL;
}

static bool read_registered(registry_entry *entry, const xmlNode *registered, char **error)
{
    if (!read_status(entry, registered, error)) {
        return false;
    }
    for (const xmlNode *element = find_element(registered->children, error); element != NULL; element = find_element(element->next, error)) {
        if (!read_registered_text(entry, element, error)) {
            return false;
        }
    }
    return *error == NULL;
}

static bool read_port(registry_entry *entry, const xmlNode *element, char **error)
{
    char *digits = take_attribute(element, "port", error);
    size_t length = digits == NULL ? 0 : strlen(digits);
    unsigned port = 0;

    if (*error == NULL) {
        bool valid = length > 0 && length <= PORT_DIGITS_MAX && strspn(digits, "0123456789") == length;

        for (size_t i = 0; valid && i < length; i++) {
            port = port * 10 + (unsigned)(digits[i] - '0');
        }
        if (valid && port <= UINT16_MAX) {
            entry->port = (uint16_t)port;
        } else {
            refuse(error, xmlGetLineNo(element), "not a port (0 to 65535): %.40s", digits);
        }
    }
    g_free(digits);
    return *error == NULL;
}

static bool read_entry(registry_entry *entry, const xmlNode *element, char **error)
{
    const xmlNode *registered;

    if (!read_port(entry, element, error)) {
        return false;
    }
    registered = find_element(element->children, error);
    if (registered == NULL) {
        return refuse(error, xmlGetLineNo(element), "port %u has no element registered", entry->port);
    }
    if (!is_named(registered, "registered")) {
        return refuse_unknown(error, registered);
    }
    if (!read_registered(entry, registered, error)) {
        return false;
    }
    registered = find_element(registered->next, error);
    return registered == NULL ? *error == NULL : refuse_unknown(error, registered);
}

static void entry_free(gpointer data)
{
    registry_entry *entry = data;

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(*(char **)(void *)((char *)entry + texts[i].offset));
    }
    g_free(entry);
}

static bool add_entry(registry *into, const xmlNode *element, char **error)
{
    registry_entry *entry;

    if (!is_named(element, "entry")) {
        return refuse_unknown(error, element);
    }
    if (g_hash_table_size(into->entries) >= REGISTRY_ENTRIES_MAX) {
        return refuse(error, xmlGetLineNo(element), "more than %d entries", REGISTRY_ENTRIES_MAX);
    }
    entry = g_new0(registry_entry, 1);
    if (read_entry(entry, element, error) && registry_find(into, entry->port) != NULL) {
        refuse(error, xmlGetLineNo(element), "a second entry of port %u", entry->port);
    }
    if (*error != NULL) {
        entry_free(entry);
        return false;
    }
    g_hash_table_insert(into->entries, GUINT_TO_POINTER(entry->port), entry);
    return true;
}

static void read_entries(registry *into, xmlDoc *document, char **error)
{
    xmlNode *root = xmlDocGetRootElement(document);

    if (root == NULL || !is_named(root, "portlore")) {
        refuse(error, root == NULL ? 0 : xmlGetLineNo(root), "the root element is not portlore");
        return;
    }
    take_attribute(root, NULL, error);
    if (*error != NULL) {
        return;
    }
    for (const xmlNode *element = find_element(root->children, error); element != NULL; element = find_element(element->next, error)) {
        if (!add_entry(into, element, error)) {
            return;
        }
    }
}

/* The interface */

static registry *registry_new(void)
{
    registry *made = g_new(registry, 1);

    made->entries = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, entry_free);
    return made;
}

registry *registry_read(const char *bytes, size_t length, char **error)
{
    registry *read;
    xmlDoc *document;

    *error = NULL;
    if (length == 0) {
        refuse(error, 0, "empty");
        return NULL;
    }
    if (length > REGISTRY_BYTES_MAX) {
        refuse(error, 0, "longer than %d bytes", REGISTRY_BYTES_MAX);
        return NULL;
    }
    document = read_document(bytes, length, error);
    read = registry_new();
    if (*error == NULL) {
        read_entries(read, document, error);
    }
    xmlFreeDoc(document);
    if (*error != NULL)
        g_clear_pointer(&read, registry_free);
    return read;
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

void registry_free(registry *ports)
{
    if (ports == NULL) {
        return;
    }
    g_hash_table_destroy(ports->entries);
    g_free(ports);
}

const registry_entry *registry_find(const registry *ports, uint16_t port)
{
    return g_hash_table_lookup(ports->entries, GUINT_TO_POINTER(port));
}

const char *registry_status_name(registry_status status)
{
    return status_names[status];
}
