/* registry_schema.h
 * The schema of the registry's format, and whether it accepts a document.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef REGISTRY_SCHEMA_H
#define REGISTRY_SCHEMA_H

#include <glib.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdbool.h>

#ifndef REGISTRY_FOLDER
#error "REGISTRY_FOLDER: where registry.xml and registry.xsd are"
#endif

static inline char *in_folder(const char *name)
{
    return g_build_filename(REGISTRY_FOLDER, name, NULL);
}

/* libxml2 prints what is wrong with a document unless it is given somewhere else to tell it. */
static inline void G_GNUC_PRINTF(2, 3) say_nothing(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

static inline bool schema_accepts(xmlSchema *schema, const char *bytes, size_t length)
{
    xmlSchemaValidCtxt *validation = xmlSchemaNewValidCtxt(schema);
    xmlDoc *document = xmlReadMemory(bytes, (int)length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    bool accepted;

    g_assert_nonnull(validation);
    xmlSchemaSetValidErrors(validation, say_nothing, say_nothing, NULL);
    accepted = document != NULL && xmlSchemaValidateDoc(validation, document) == 0;
    xmlFreeDoc(document);
    xmlSchemaFreeValidCtxt(validation);
    return accepted;
}

static inline xmlSchema *read_schema(void)
{
    char *path = in_folder("registry.xsd");
    xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(path);
    xmlSchema *schema = xmlSchemaParse(parser);

    g_assert_nonnull(schema);
    xmlSchemaFreeParserCtxt(parser);
    g_free(path);
    return schema;
}

#endif
