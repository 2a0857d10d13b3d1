/* registry-document.h
 * A document of the registry as libxml2's tree, and what is taken from its elements.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_REGISTRY_DOCUMENT_H
#define PORTLORE_REGISTRY_DOCUMENT_H

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "registry-private.h"

/* What libxml2's callbacks are to know, each by the _private of its parser, which they are given. */
typedef struct {
    char **error;
    void *state; /* of the caller's own callbacks */
} registry_parsing;

/* Parse bytes with a parser whose SAX handlers are set. Errors and a document type declaration, which stops it, set *parsing->error. The tree, if the
 * handlers make one, is freed with xmlFreeDoc(). */
xmlDoc *registry_parse(xmlParserCtxt *parser, registry_parsing *parsing, const char *bytes, size_t length, int options);

/* Make a document's tree; freed with xmlFreeDoc(). NULL, with an error, when it is not well-formed or has a document type declaration. Errors that
 * leave a tree are told in *error as well. */
xmlDoc *registry_document_read(const char *bytes, size_t length, char **error);

bool registry_is_named(const xmlNode *element, const char *name);

/* Refuse an element that is unknown where it stands. Returns false. */
bool registry_refuse_element(char **error, const xmlNode *element);

/* The first element at node or after it; NULL when there is none, or text, which is refused. */
xmlNode *registry_find_element(xmlNode *node, char **error);

/* Attributes that an element may have. */
typedef struct {
    const char *name;
    bool needed;
} registry_attribute;

/* Take an element's attributes: values[i], NULL when it is not there, is the value of attributes[i], white space normalised and freed with g_free().
 * Unknown attributes, empty ones and the lack of needed ones are refused. All values are NULL when it returns false. */
bool registry_take_attributes(const xmlNode *element, const registry_attribute *attributes, size_t count, char **values, char **error);

/* The text of an element that has no elements inside, white space normalised, freed with g_free(); NULL when it is refused, as an empty one is. */
char *registry_take_text(const xmlNode *element, char **error);

#endif
