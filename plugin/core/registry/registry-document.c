/* registry-document.c
 * A document of the registry as libxml2's tree, and what is taken from its elements.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <libxml/SAX2.h>
#include <stdarg.h>
#include <string.h>

#include "portlore/text.h"
#include "registry-document.h"

#define ERROR_BYTES_MAX 300

/* Attributes of this namespace may stand anywhere in a document that has a schema (XML Schema Part 1, section 2.6). */
#define SCHEMA_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"

bool registry_refuse(char **error, long line, const char *format, ...)
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

/* From bytes to a tree */

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_pointer;
#else
typedef xmlError *error_pointer;
#endif

static void on_error(void *user, error_pointer problem)
{
    const registry_parsing *parsing = ((xmlParserCtxt *)user)->_private;

    if (problem->level >= XML_ERR_ERROR) {
        registry_refuse(parsing->error, problem->line, "%s", problem->message == NULL ? "not well-formed" : problem->message);
    }
}

/* Called before the internal subset is read, so that no entity is ever declared. */
static void on_doctype(void *user, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
    xmlParserCtxt *parser = user;
    const registry_parsing *parsing = parser->_private;

    (void)name;
    (void)external_id;
    (void)system_id;
    registry_refuse(parsing->error, xmlSAX2GetLineNumber(parser), "a document type declaration is not allowed");
    xmlStopParser(parser);
}

/* Errors go to the handlers of this one parser: the library's global ones belong to the whole of Wireshark. */
xmlDoc *registry_parse(xmlParserCtxt *parser, registry_parsing *parsing, const char *bytes, size_t length, int options)
{
    options |= XML_PARSE_NONET | XML_PARSE_BIG_LINES;
    parser->_private = parsing;
    parser->sax->internalSubset = on_doctype;
#if LIBXML_VERSION >= 21300
    options |= XML_PARSE_NO_XXE;
    xmlCtxtSetErrorHandler(parser, on_error, parser);
#else
    parser->sax->serror = on_error;
#endif
    return xmlCtxtReadMemory(parser, bytes, (int)length, NULL, NULL, options);
}

xmlDoc *registry_document_read(const char *bytes, size_t length, char **error)
{
    registry_parsing parsing = { .error = error };
    xmlParserCtxt *parser = xmlNewParserCtxt();
    xmlDoc *document;

    if (parser == NULL) {
        registry_refuse(error, 0, "out of memory");
        return NULL;
    }
    document = registry_parse(parser, &parsing, bytes, length, 0);
    if (document == NULL) {
        registry_refuse(error, 0, "not well-formed");
    }
    xmlFreeParserCtxt(parser);
    return document;
}

/* From the tree to values */

bool registry_is_named(const xmlNode *element, const char *name)
{
    return element->ns == NULL && strcmp((const char *)element->name, name) == 0;
}

bool registry_refuse_element(char **error, const xmlNode *element)
{
    return registry_refuse(error, xmlGetLineNo(element), "element %.40s does not belong here", (const char *)element->name);
}

xmlNode *registry_find_element(xmlNode *node, char **error)
{
    while (node != NULL && node->type != XML_ELEMENT_NODE) {
        bool silent = node->type == XML_COMMENT_NODE || node->type == XML_PI_NODE || xmlIsBlankNode(node);

        if (!silent) {
            registry_refuse(error, xmlGetLineNo(node), "text does not belong here");
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

/* The position of an attribute among those that are known; count when it is not among them. */
static size_t position_of(const xmlAttr *attribute, const registry_attribute *attributes, size_t count)
{
    size_t i = 0;

    if (attribute->ns != NULL) {
        return count;
    }
    while (i < count && strcmp((const char *)attribute->name, attributes[i].name) != 0) {
        i++;
    }
    return i;
}

static void take_values(const xmlNode *element, const registry_attribute *attributes, size_t count, char **values, char **error)
{
    for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        bool about_schema = attribute->ns != NULL && g_strcmp0((const char *)attribute->ns->href, SCHEMA_INSTANCE) == 0;
        size_t i = position_of(attribute, attributes, count);

        if (i < count) {
            values[i] = content_of((const xmlNode *)attribute);
        } else if (!about_schema) {
            registry_refuse(error, xmlGetLineNo(element), "%.40s has an attribute that is not known: %.40s", (const char *)element->name,
                            (const char *)attribute->name);
        }
    }
}

bool registry_take_attributes(const xmlNode *element, const registry_attribute *attributes, size_t count, char **values, char **error)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = NULL;
    }
    take_values(element, attributes, count, values, error);
    for (size_t i = 0; i < count; i++) {
        if (attributes[i].needed && values[i] == NULL) {
            registry_refuse(error, xmlGetLineNo(element), "%.40s has no attribute %s", (const char *)element->name, attributes[i].name);
        } else if (values[i] != NULL && *values[i] == '\0') {
            registry_refuse(error, xmlGetLineNo(element), "attribute %s of %.40s is empty", attributes[i].name, (const char *)element->name);
        }
    }
    if (*error == NULL) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        g_clear_pointer(&values[i], g_free);
    }
    return false;
}

char *registry_take_text(const xmlNode *element, char **error)
{
    char *text;

    for (const xmlNode *node = element->children; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            registry_refuse_element(error, node);
            return NULL;
        }
    }
    text = content_of(element);
    if (text == NULL || *text == '\0') {
        registry_refuse(error, xmlGetLineNo(element), "%.40s is empty", (const char *)element->name);
        g_clear_pointer(&text, g_free);
    }
    return text;
}
