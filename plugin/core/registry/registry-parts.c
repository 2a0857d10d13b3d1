/* registry-parts.c
 * The parts of an entry in Portlore's XML format: registration, statements, expectations.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdio.h>
#include <string.h>

#include "registry-reading.h"

#define PORT_PLACEHOLDER "{port}"

/* The texts of a registration, each at most once. */
static const struct {
    const char *name;
    size_t offset; /* of the string in registry_entry */
    bool date;
} texts[] = {
    { "name", offsetof(registry_entry, name), false },         { "description", offsetof(registry_entry, description), false },
    { "assignee", offsetof(registry_entry, assignee), false }, { "date", offsetof(registry_entry, date), true },
    { "modified", offsetof(registry_entry, modified), true },  { "reference", offsetof(registry_entry, reference), false },
};

bool registry_read_word(const registry_reading *document, const xmlNode *element, const registry_vocabulary *vocabulary, const char *what,
                        const char *word, int *value)
{
    char *known;

    *value = registry_value_of(vocabulary, word);
    if (*value >= 0) {
        return true;
    }
    known = g_strjoinv(", ", (char **)(void *)vocabulary->names);
    registry_refuse(document->error, xmlGetLineNo(element), "not a %s (%s): %.40s", what, known, word);
    g_free(known);
    return false;
}

/* Take confidence and source of a registration, statement or expectation. confidence, source: NULL when they are not told. */
static bool read_support(const registry_reading *document, const xmlNode *element, const char *confidence, const char *source,
                         registry_confidence *read_confidence, const char **kept_source)
{
    int value = REGISTRY_CONFIDENCE_NONE;

    if (confidence != NULL && !registry_read_word(document, element, &registry_confidences, "confidence", confidence, &value)) {
        return false;
    }
    *read_confidence = (registry_confidence)value;
    *kept_source = registry_keep(document->into, source);
    return true;
}

/* The registration */

static bool read_registered_text(const registry_reading *document, registry_entry *entry, const xmlNode *element)
{
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char **string = (const char **)(void *)((char *)entry + texts[i].offset);
        char *text;

        if (!registry_is_named(element, texts[i].name)) {
            continue;
        }
        if (*string != NULL) {
            return registry_refuse(document->error, xmlGetLineNo(element), "a second %s in one registration", texts[i].name);
        }
        if (!registry_take_attributes(element, NULL, 0, NULL, document->error)) {
            return false;
        }
        text = registry_take_text(element, document->error);
        if (text != NULL && texts[i].date && !registry_is_date(text)) {
            registry_refuse(document->error, xmlGetLineNo(element), "not a date of the form YYYY-MM or YYYY-MM-DD: %.20s", text);
        }
        *string = registry_keep(document->into, text);
        g_free(text);
        return *document->error == NULL;
    }
    return registry_refuse_element(document->error, element);
}

bool registry_read_registered(const registry_reading *document, registry_entry *entry, const xmlNode *registered)
{
    static const registry_attribute attributes[] = { { "status", true }, { "confidence", false }, { "source", false } };
    char *values[G_N_ELEMENTS(attributes)];
    int value;
    bool known;

    if (!registry_take_attributes(registered, attributes, G_N_ELEMENTS(attributes), values, document->error)) {
        return false;
    }
    known = registry_read_word(document, registered, &registry_statuses, "status", values[0], &value) &&
            read_support(document, registered, values[1], values[2], &entry->registered_confidence, &entry->registered_source);
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++) {
        g_free(values[i]);
    }
    if (!known) {
        return false;
    }
    entry->status = (registry_status)value;
    for (const xmlNode *element = registry_find_element(registered->children, document->error); element != NULL;
         element = registry_find_element(element->next, document->error)) {
        if (!read_registered_text(document, entry, element)) {
            return false;
        }
    }
    return *document->error == NULL;
}

/* Statements and expectations */

bool registry_is_statement(const xmlNode *element, registry_statement_kind *kind)
{
    for (int i = REGISTRY_KNOWN_USE; i <= REGISTRY_CHECK; i++) {
        if (registry_is_named(element, registry_kind_name((registry_statement_kind)i))) {
            *kind = (registry_statement_kind)i;
            return true;
        }
    }
    return false;
}

bool registry_read_statement(const registry_reading *document, const xmlNode *element, registry_statement *statement)
{
    static const registry_attribute attributes[] = { { "confidence", false }, { "source", false } };
    char *values[G_N_ELEMENTS(attributes)];
    char *text;
    bool supported;

    if (!registry_take_attributes(element, attributes, G_N_ELEMENTS(attributes), values, document->error)) {
        return false;
    }
    supported = read_support(document, element, values[0], values[1], &statement->confidence, &statement->source);
    g_free(values[0]);
    g_free(values[1]);
    if (!supported) {
        return false;
    }
    text = registry_take_text(element, document->error);
    statement->text = registry_keep(document->into, text);
    g_free(text);
    return statement->text != NULL;
}

bool registry_fill_statement(registry_reading *document, registry_entry *entry, const registry_statement *statement, long line)
{
    registry_statement filled = *statement;
    size_t length = strlen(statement->text);

    if (entry->statement_count >= REGISTRY_STATEMENTS_MAX) {
        return entry->transports != 0
                   ? registry_refuse(document->error, line, "more than %d statements of port %u", REGISTRY_STATEMENTS_MAX, entry->port)
                   : registry_refuse(document->error, line, "more than %d statements of a content", REGISTRY_STATEMENTS_MAX);
    }
    if (length > REGISTRY_STATEMENT_BYTES_MAX - document->text_bytes) {
        return registry_refuse(document->error, line, "more than %d bytes of statements", REGISTRY_STATEMENT_BYTES_MAX);
    }
    document->text_bytes += length;
    if (entry->transports != 0 && strstr(statement->text, PORT_PLACEHOLDER) != NULL) {
        char port[sizeof "65535"];
        GString *text = g_string_new(statement->text);

        snprintf(port, sizeof port, "%u", entry->port);
        g_string_replace(text, PORT_PLACEHOLDER, port, 0);
        filled.text = registry_keep(document->into, text->str);
        g_string_free(text, TRUE);
    }
    registry_add_statement(entry, &filled);
    return true;
}

static bool read_expectation(const registry_reading *document, const xmlNode *element, char **values, registry_expectation *expectation)
{
    int content;
    int verdict;

    if (!registry_read_word(document, element, &registry_contents, "content", values[0], &content) ||
        !registry_read_word(document, element, &registry_expectable_verdicts, "verdict to expect", values[1], &verdict)) {
        return false;
    }
    expectation->content = registry_contents.names[content];
    expectation->verdict = (registry_verdict)verdict;
    return read_support(document, element, values[2], values[3], &expectation->confidence, &expectation->source);
}

bool registry_read_expect(const registry_reading *document, registry_entry *entry, const xmlNode *element)
{
    static const registry_attribute attributes[] = { { "content", true }, { "verdict", true }, { "confidence", false }, { "source", false } };
    char *values[G_N_ELEMENTS(attributes)];
    registry_expectation expectation;
    const xmlNode *inside;

    if (!registry_take_attributes(element, attributes, G_N_ELEMENTS(attributes), values, document->error)) {
        return false;
    }
    if (read_expectation(document, element, values, &expectation)) {
        if (registry_expected(entry, expectation.content) != NULL) {
            registry_refuse(document->error, xmlGetLineNo(element), "content %s is expected twice", expectation.content);
        }
        registry_add_expectation(entry, &expectation);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++) {
        g_free(values[i]);
    }
    inside = registry_find_element(element->children, document->error);
    if (inside != NULL) {
        registry_refuse_element(document->error, inside);
    }
    return *document->error == NULL;
}
