/* xml-reading.h
 * XML that servers of HTTP send: one way to hand it to libxml2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_XML_READING_H
#define PORTLORE_SEPM_XML_READING_H

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first member of what the handlers are given as user data. */
typedef struct {
    xmlParserCtxt *parser;
    bool stopped;
} xml_reading;

/* Attributes as libxml2 gives them: local name, prefix, namespace, value, end of value. */
typedef const xmlChar **sax_attributes;
#define ATTRIBUTE_PARTS 5

/* In a handler: nothing that follows is of interest. */
void xml_reading_stop(xml_reading *reading);

/* Calls the handlers for a document, or as much of one as there is, in any encoding that it tells. A document type declaration is refused before its internal
 * subset is read, so that no entity is ever declared. Returns whether it is a whole document, well-formed, and no handler stopped it. */
bool xml_reading_parse(xml_reading *reading, xmlSAXHandler *handler, const uint8_t *bytes, size_t length);

#endif
