/* xml-reading.c
 * XML that servers of HTTP send: one way to hand it to libxml2.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xml-reading.h"

void xml_reading_stop(xml_reading *reading)
{
    reading->stopped = true;
    xmlStopParser(reading->parser);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
    (void)name;
    (void)external_id;
    (void)system_id;
    xml_reading_stop(user);
}

bool xml_reading_parse(xml_reading *reading, xmlSAXHandler *handler, const uint8_t *bytes, size_t length)
{
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
#if LIBXML_VERSION >= 21300
    options |= XML_PARSE_NO_XXE;
#endif
    handler->initialized = XML_SAX2_MAGIC;
    handler->internalSubset = on_doctype;
    if (length == 0 || length > INT32_MAX) {
        return false;
    }
    reading->parser = xmlCreatePushParserCtxt(handler, reading, NULL, 0, NULL);
    if (!reading->parser) {
        return false;
    }
    xmlCtxtUseOptions(reading->parser, options);
    xmlParseChunk(reading->parser, (const char *)bytes, (int)length, 1);
    bool whole = reading->parser->wellFormed && !reading->stopped;
    xmlFreeParserCtxt(reading->parser);
    reading->parser = NULL;
    return whole;
}
