/* response-code.c
 * What the servlet of the console answers: XML with a ResponseCode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-private.h"

#include <string.h>

#include "xml-reading.h"

#define ELEMENTS_MAX 1000
#define CODE_MAX     11 /* bytes of a signed number of 32 bits */

static const char code_name[] = "ResponseCode";

typedef struct {
    xml_reading xml; /* first */
    unsigned elements;
    bool in_code; /* the innermost element is one of that name */
    char text[CODE_MAX + 1];
    size_t length; /* of text; more than CODE_MAX: it is none */
    bool found;
} code_reading;

static bool is_code(const char *text, size_t length)
{
    size_t sign = length > 0 && text[0] == '-' ? 1 : 0;
    if (length <= sign || length > CODE_MAX) {
        return false;
    }
    for (size_t i = sign; i < length; i++) {
        if (!g_ascii_isdigit(text[i])) {
            return false;
        }
    }
    return true;
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int namespaces, const xmlChar **declared, int count,
                     int defaulted, const xmlChar **attributes)
{
    (void)prefix;
    (void)uri;
    (void)namespaces;
    (void)declared;
    (void)defaulted;
    code_reading *reading = user;
    if (++reading->elements > ELEMENTS_MAX) {
        xml_reading_stop(&reading->xml);
        return;
    }
    reading->in_code = strcmp((const char *)local, code_name) == 0;
    reading->length = 0;
    for (int i = 0; i < count; i++, attributes += ATTRIBUTE_PARTS) {
        bool code = strcmp((const char *)attributes[0], code_name) == 0;
        reading->found = reading->found || (code && is_code((const char *)attributes[3], (size_t)(attributes[4] - attributes[3])));
    }
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    (void)local;
    (void)prefix;
    (void)uri;
    code_reading *reading = user;
    reading->found = reading->found || (reading->in_code && is_code(reading->text, reading->length));
    reading->in_code = false;
}

static void on_text(void *user, const xmlChar *text, int length)
{
    code_reading *reading = user;
    for (int i = 0; reading->in_code && i < length && reading->length <= CODE_MAX; i++) {
        if (reading->length < CODE_MAX) {
            reading->text[reading->length] = (char)text[i];
        }
        reading->length++;
    }
}

bool sepm_has_response_code(const uint8_t *bytes, size_t length)
{
    xmlSAXHandler handler = { .startElementNs = on_start, .endElementNs = on_end, .characters = on_text };
    code_reading reading = { .elements = 0 };
    return sepm_bytes_contain(bytes, length, code_name) && xml_reading_parse(&reading.xml, &handler, bytes, length) && reading.found;
}
