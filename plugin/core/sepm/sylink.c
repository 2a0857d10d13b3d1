/* sylink.c
 * SyLink.xml, which tells a client of Symantec Endpoint Protection its managers and the key that it shares with them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/sepm_sylink.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>

#include "portlore/text.h"

#define ID_DIGITS      32 /* hexadecimal */
#define TEXT_BYTES_MAX 256

static const char root_name[] = "ServerSettings";

typedef struct {
    xmlParserCtxt *parser;
    sepm_sylink *sylink; /* NULL before the root */
    bool configured;     /* CommConf was seen */
    unsigned elements;
} sylink_reading;

/* Attributes as libxml2 gives them: local name, prefix, namespace, value, end of value. */
typedef const xmlChar **sax_attributes;
#define ATTRIBUTE_PARTS 5

/* libxml2 gives an ampersand as a reference where it is not to replace entities. */
static char *attribute_text(const char *text, size_t length)
{
    char *raw = g_strndup(text, length);
    char **parts = g_strsplit(raw, "&#38;", -1);
    char *plain = g_strjoinv("&", parts);
    char *line = text_one_line(plain, strlen(plain), TEXT_BYTES_MAX);
    g_free(plain);
    g_strfreev(parts);
    g_free(raw);
    return line;
}

static char *attribute(int count, sax_attributes attributes, const char *name)
{
    for (int i = 0; i < count; i++, attributes += ATTRIBUTE_PARTS) {
        if (strcmp((const char *)attributes[0], name) == 0) {
            return attribute_text((const char *)attributes[3], (size_t)(attributes[4] - attributes[3]));
        }
    }
    return NULL;
}

/* NULL when it is not what an identifier or key looks like there. */
static char *hexadecimal_attribute(int count, sax_attributes attributes, const char *name)
{
    char *value = attribute(count, attributes, name);
    if (value && (strlen(value) != ID_DIGITS || strspn(value, "0123456789abcdefABCDEF") != ID_DIGITS)) {
        g_clear_pointer(&value, g_free);
    }
    return value;
}

static void free_server(void *data)
{
    g_free(((sepm_sylink_server *)data)->address);
    g_free(data);
}

static void take_root(sylink_reading *reading, const char *name, int count, sax_attributes attributes)
{
    char *domain_id = strcmp(name, root_name) == 0 ? hexadecimal_attribute(count, attributes, "DomainId") : NULL;
    if (!domain_id) {
        xmlStopParser(reading->parser);
        return;
    }
    reading->sylink = g_new0(sepm_sylink, 1);
    reading->sylink->domain_id = domain_id;
    reading->sylink->servers = g_ptr_array_new_with_free_func(free_server);
}

/* 0 when it is none. */
static uint16_t port_in(const char *digits)
{
    bool valid = digits && strlen(digits) <= 5 && strspn(digits, "0123456789") == strlen(digits);
    guint64 port = valid ? g_ascii_strtoull(digits, NULL, 10) : 0;
    return port <= UINT16_MAX ? (uint16_t)port : 0;
}

static void take_server(sepm_sylink *sylink, int count, sax_attributes attributes)
{
    char *address = attribute(count, attributes, "Address");
    char *port = attribute(count, attributes, "HttpPort");
    port = port ? port : attribute(count, attributes, "HttpsPort");
    if (address && *address && sylink->servers->len < SEPM_SYLINK_SERVERS_MAX) {
        sepm_sylink_server *server = g_new0(sepm_sylink_server, 1);
        server->address = g_steal_pointer(&address);
        server->port = port_in(port);
        g_ptr_array_add(sylink->servers, server);
    }
    g_free(address);
    g_free(port);
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int namespaces, const xmlChar **declared, int count,
                     int defaulted, const xmlChar **attributes)
{
    (void)prefix;
    (void)uri;
    (void)namespaces;
    (void)declared;
    (void)defaulted;
    sylink_reading *reading = user;
    const char *name = (const char *)local;
    if (++reading->elements > SEPM_SYLINK_ELEMENTS_MAX) {
        xmlStopParser(reading->parser);
    } else if (!reading->sylink) {
        take_root(reading, name, count, attributes);
    } else if (strcmp(name, "CommConf") == 0) {
        reading->configured = true;
    } else if (strcmp(name, "AgentCommunicationSetting") == 0 && !reading->sylink->key) {
        reading->sylink->key = hexadecimal_attribute(count, attributes, "Kcs");
    } else if (strcmp(name, "Server") == 0) {
        take_server(reading->sylink, count, attributes);
    }
}

/* Before the internal subset is read, so that no entity is ever declared. */
static void on_doctype(void *user, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
    (void)name;
    (void)external_id;
    (void)system_id;
    xmlStopParser(((sylink_reading *)user)->parser);
}

static bool has_root(const uint8_t *bytes, size_t length)
{
    return g_strstr_len((const char *)bytes, (gssize)MIN(length, SEPM_SYLINK_LOOK_AHEAD), "<ServerSettings") != NULL;
}

static void parse(sylink_reading *reading, const uint8_t *bytes, size_t length)
{
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
#if LIBXML_VERSION >= 21300
    options |= XML_PARSE_NO_XXE;
#endif
    xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .internalSubset = on_doctype };
    reading->parser = xmlCreatePushParserCtxt(&handler, reading, NULL, 0, NULL);
    if (!reading->parser) {
        return;
    }
    xmlCtxtUseOptions(reading->parser, options);
    xmlParseChunk(reading->parser, (const char *)bytes, (int)length, 1);
    xmlFreeParserCtxt(reading->parser);
}

sepm_sylink *sepm_sylink_read(const uint8_t *bytes, size_t length)
{
    sylink_reading reading = { 0 };
    if (length == 0 || length > INT32_MAX || !has_root(bytes, length)) {
        return NULL;
    }
    parse(&reading, bytes, length);
    if (reading.sylink && !reading.configured) {
        g_clear_pointer(&reading.sylink, sepm_sylink_free);
    }
    return reading.sylink;
}

void sepm_sylink_free(sepm_sylink *sylink)
{
    if (sylink) {
        g_free(sylink->domain_id);
        g_free(sylink->key);
        g_ptr_array_unref(sylink->servers);
        g_free(sylink);
    }
}
