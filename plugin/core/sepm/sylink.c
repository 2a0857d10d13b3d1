/* sylink.c
 * SyLink.xml, which tells a client of Symantec Endpoint Protection its managers and the key that it shares with them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/sepm_sylink.h"

#include <string.h>

#include "portlore/text.h"
#include "xml-reading.h"

#define ID_DIGITS      32 /* hexadecimal */
#define TEXT_BYTES_MAX 256
#define END_BYTES      128 /* in which the end of the root is looked for */

static const char root_name[] = "ServerSettings";

/* Of what every published file has. */
#define SEEN_RPC        1u
#define SEEN_CONF       2u
#define SEEN_SETTING    4u
#define SEEN_LIST       8u
#define SEEN_BLOCK      16u
#define SEEN_SERVER     32u
#define SEEN_EVERYTHING (SEEN_RPC | SEEN_CONF | SEEN_SETTING | SEEN_LIST | SEEN_BLOCK | SEEN_SERVER)

typedef struct {
    xml_reading xml;     /* first */
    sepm_sylink *sylink; /* NULL before the root */
    unsigned seen;
    unsigned elements;
} sylink_reading;

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
        xml_reading_stop(&reading->xml);
        return;
    }
    reading->sylink = g_new0(sepm_sylink, 1);
    reading->sylink->domain_id = domain_id;
    char *name_space = attribute(count, attributes, "NameSpace");
    reading->seen = g_strcmp0(name_space, "rpc") == 0 ? SEEN_RPC : 0;
    g_free(name_space);
    reading->sylink->servers = g_ptr_array_new_with_free_func(free_server);
}

/* 0 when it is none. */
static uint16_t port_in(const char *digits)
{
    bool valid = digits && strlen(digits) <= 5 && strspn(digits, "0123456789") == strlen(digits);
    guint64 port = valid ? g_ascii_strtoull(digits, NULL, 10) : 0;
    return port <= UINT16_MAX ? (uint16_t)port : 0;
}

static uint16_t port_attribute(int count, sax_attributes attributes, const char *name)
{
    char *digits = attribute(count, attributes, name);
    uint16_t port = port_in(digits);
    g_free(digits);
    return port;
}

static bool take_server(sepm_sylink *sylink, int count, sax_attributes attributes)
{
    char *address = attribute(count, attributes, "Address");
    bool named = address && *address;
    if (named && sylink->servers->len < SEPM_SYLINK_SERVERS_MAX) {
        sepm_sylink_server *server = g_new0(sepm_sylink_server, 1);
        server->address = g_steal_pointer(&address);
        server->port = port_attribute(count, attributes, "HttpPort");
        server->tls_port = port_attribute(count, attributes, "HttpsPort");
        g_ptr_array_add(sylink->servers, server);
    }
    g_free(address);
    return named;
}

static unsigned take_element(sepm_sylink *sylink, const char *name, int count, sax_attributes attributes)
{
    static const struct {
        const char *name;
        unsigned seen;
    } elements[] = { { "CommConf", SEEN_CONF }, { "ServerList", SEEN_LIST }, { "ServerPriorityBlock", SEEN_BLOCK } };
    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
        if (strcmp(name, elements[i].name) == 0) {
            return elements[i].seen;
        }
    }
    if (strcmp(name, "Server") == 0) {
        return take_server(sylink, count, attributes) ? SEEN_SERVER : 0;
    }
    if (strcmp(name, "AgentCommunicationSetting") == 0 && !sylink->key) {
        sylink->key = hexadecimal_attribute(count, attributes, "Kcs");
    }
    return sylink->key ? SEEN_SETTING : 0;
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
        xml_reading_stop(&reading->xml);
    } else if (!reading->sylink) {
        take_root(reading, name, count, attributes);
    } else {
        reading->seen |= take_element(reading->sylink, name, count, attributes);
    }
}

/* UTF-16 tells its order of bytes by the two that it begins with (XML 1.0, section 4.3.3). Returns 0 and 1 for where the byte that counts stands; 2: it is
 * another encoding. */
static size_t order_of_utf_16(const uint8_t *bytes, size_t length)
{
    bool little = length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE;
    bool big = length >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF;
    return little ? 0 : big ? 1 : 2;
}

/* order: of UTF-16; 2: one byte a character. */
static bool holds(const uint8_t *bytes, size_t length, size_t order, const char *text)
{
    size_t size = strlen(text);
    if (order == 2) {
        return g_strstr_len((const char *)bytes, (gssize)length, text) != NULL;
    }
    for (size_t at = 0; length - at >= 2 * size; at += 2) {
        size_t i = 0;
        while (i < size && bytes[at + 2 * i + order] == (uint8_t)text[i] && bytes[at + 2 * i + 1 - order] == 0) {
            i++;
        }
        if (i == size) {
            return true;
        }
    }
    return false;
}

bool sepm_sylink_begins(const uint8_t *bytes, size_t length)
{
    return length > 0 && holds(bytes, MIN(length, SEPM_SYLINK_LOOK_AHEAD), order_of_utf_16(bytes, length), "<ServerSettings");
}

bool sepm_sylink_ends(const uint8_t *bytes, size_t length)
{
    size_t tail = MIN(length, END_BYTES) & ~(size_t)1;
    size_t even = length & ~(size_t)1;
    size_t order = order_of_utf_16(bytes, length);
    size_t behind = order == 2 ? length : even;
    return tail > 0 && holds(bytes + behind - tail, tail, order, "</ServerSettings>");
}

sepm_sylink *sepm_sylink_read(const uint8_t *bytes, size_t length)
{
    sylink_reading reading = { 0 };
    xmlSAXHandler handler = { .startElementNs = on_start };
    if (!sepm_sylink_begins(bytes, length)) {
        return NULL;
    }
    bool whole = xml_reading_parse(&reading.xml, &handler, bytes, length);
    if (reading.sylink && !(reading.seen & SEEN_CONF)) {
        g_clear_pointer(&reading.sylink, sepm_sylink_free);
    }
    if (reading.sylink) {
        reading.sylink->complete = whole && reading.seen == SEEN_EVERYTHING;
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
