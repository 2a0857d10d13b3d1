/* registry-iana-xml.c
 * IANA's registry of ports as XML: from libxml2's SAX events to records. No tree is built: the file has some 200,000 elements.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <libxml/SAX2.h>
#include <string.h>

#include "registry-document.h"
#include "registry-iana.h"

/* Where elements stand: the root is at depth 1. */
#define ROOT_DEPTH        1
#define SECTION_DEPTH     2 /* record, people */
#define PART_DEPTH        3 /* name, number ...; person */
#define PERSON_PART_DEPTH 4

static const struct {
    const char *element;
    iana_part part;
} part_elements[] = {
    { "name", IANA_NAME },         { "number", IANA_PORT },
    { "protocol", IANA_PROTOCOL }, { "description", IANA_DESCRIPTION },
    { "assignee", IANA_ASSIGNEE }, { "unauthorized", IANA_UNAUTHORIZED },
    { "note", IANA_NOTE },
};

typedef enum { SECTION_OTHER, SECTION_RECORD, SECTION_PEOPLE } section;

typedef struct {
    xmlParserCtxt *parser;
    iana_reading *file;
    iana_record record;
    section section; /* the child of the root that is open */
    long record_line;
    unsigned depth;
    GString *text;        /* where text goes; NULL: nowhere */
    unsigned xref_depth;  /* of the xref that is open; 0 for none */
    GString *xref_within; /* where its text goes, in brackets; NULL: nowhere */
    GString *person_key;
    GString *person_name;
} xml;

static void stop(xml *state, const char *reason)
{
    registry_refuse(state->file->error, xmlSAX2GetLineNumber(state->parser), "%s", reason);
    xmlStopParser(state->parser);
}

/* Attributes as libxml2 passes them: five pointers each, the value not terminated. */
static const char *find_attribute(const xmlChar **attributes, int count, const char *name, size_t *length)
{
    for (int i = 0; i < count; i++) {
        const xmlChar **attribute = attributes + (size_t)i * 5;

        if (strcmp((const char *)attribute[0], name) == 0) {
            *length = (size_t)(attribute[4] - attribute[3]);
            return (const char *)attribute[3];
        }
    }
    *length = 0;
    return NULL;
}

static void take_attribute(const xmlChar **attributes, int count, const char *name, GString *into)
{
    size_t length;
    const char *value = find_attribute(attributes, count, name, &length);

    g_string_truncate(into, 0);
    if (value != NULL) {
        iana_append(into, value, length);
    }
}

static bool is_type(const xmlChar **attributes, int count, const char *type)
{
    size_t length;
    const char *value = find_attribute(attributes, count, "type", &length);

    return value != NULL && length == strlen(type) && memcmp(value, type, length) == 0;
}

/* Cross-references: a person, a document, or a text of their own */

/* Where an xref that stands beside the parts of a record belongs; NULL for one that points into the file's notes. */
static GString *part_of_xref(xml *state, const xmlChar **attributes, int count)
{
    if (is_type(attributes, count, "person")) {
        return state->record.parts[IANA_CONTACT];
    }
    return is_type(attributes, count, "note") ? NULL : state->record.parts[IANA_REFERENCE];
}

static void start_xref(xml *state, const xmlChar **attributes, int count)
{
    static const char rfc[] = "rfc";
    size_t length;
    const char *data = find_attribute(attributes, count, "data", &length);

    state->xref_depth = state->depth;
    state->xref_within = state->depth == PART_DEPTH ? part_of_xref(state, attributes, count) : state->text;
    state->text = data == NULL ? state->xref_within : NULL;
    if (state->xref_within == NULL) {
        return;
    }
    iana_append(state->xref_within, "[", 1);
    if (data != NULL && is_type(attributes, count, rfc) && length > strlen(rfc) && g_ascii_strncasecmp(data, rfc, strlen(rfc)) == 0) {
        iana_append(state->xref_within, "RFC", strlen("RFC"));
        data += strlen(rfc);
        length -= strlen(rfc);
    }
    if (data != NULL) {
        iana_append(state->xref_within, data, length);
    }
}

static void end_xref(xml *state)
{
    if (state->xref_within != NULL) {
        iana_append(state->xref_within, "]", 1);
    }
    state->text = state->xref_within;
    state->xref_depth = 0;
}

/* Elements by depth */

static void start_section(xml *state, const char *name, const xmlChar **attributes, int count)
{
    state->section = SECTION_OTHER;
    if (strcmp(name, "people") == 0) {
        state->section = SECTION_PEOPLE;
    } else if (strcmp(name, "record") == 0) {
        state->section = SECTION_RECORD;
        state->record_line = xmlSAX2GetLineNumber(state->parser);
        iana_record_clear(&state->record);
        take_attribute(attributes, count, "date", state->record.parts[IANA_DATE]);
        take_attribute(attributes, count, "updated", state->record.parts[IANA_MODIFIED]);
    }
}

static void end_section(xml *state)
{
    if (state->section == SECTION_RECORD && !iana_add_record(state->file, &state->record, state->record_line)) {
        xmlStopParser(state->parser);
    }
    state->section = SECTION_OTHER;
}

static void start_part(xml *state, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(part_elements); i++) {
        if (strcmp(name, part_elements[i].element) == 0) {
            state->text = state->record.parts[part_elements[i].part];
            iana_append(state->text, " ", 1); /* between two of a name */
        }
    }
}

static void end_part(xml *state, const char *name)
{
    GString *unauthorized = state->record.parts[IANA_UNAUTHORIZED];

    if (strcmp(name, "unauthorized") == 0 && strspn(unauthorized->str, " ") == unauthorized->len) {
        iana_append(unauthorized, "yes", strlen("yes"));
    }
    state->text = NULL;
}

/* Inside of a part: a line break, a paragraph. */
static void separate(xml *state)
{
    if (state->text != NULL) {
        iana_append(state->text, " ", 1);
    }
}

static void start_in_record(xml *state, const char *name, const xmlChar **attributes, int count)
{
    if (strcmp(name, "xref") == 0 && state->xref_depth == 0) {
        start_xref(state, attributes, count);
    } else if (state->depth == PART_DEPTH) {
        start_part(state, name);
    } else {
        separate(state);
    }
}

static void end_in_record(xml *state, const char *name)
{
    if (state->depth == state->xref_depth) {
        end_xref(state);
    } else if (state->depth > PART_DEPTH) {
        separate(state);
    }
    if (state->depth == PART_DEPTH) {
        end_part(state, name);
    }
}

static void start_in_people(xml *state, const char *name, const xmlChar **attributes, int count)
{
    if (state->depth == PART_DEPTH) {
        take_attribute(attributes, count, "id", state->person_key);
        g_string_truncate(state->person_name, 0);
    } else if (state->depth == PERSON_PART_DEPTH && strcmp(name, "name") == 0) {
        state->text = state->person_name;
    }
}

static void end_in_people(xml *state)
{
    if (state->depth == PERSON_PART_DEPTH) {
        state->text = NULL;
    } else if (state->depth == PART_DEPTH) {
        iana_add_person(state->file, state->person_key->str, state->person_name->str);
    }
}

/* Events */

static xml *state_of(void *user)
{
    const registry_parsing *parsing = ((xmlParserCtxt *)user)->_private;

    return parsing->state;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces, const xmlChar **declared, int count,
                     int defaulted, const xmlChar **attributes)
{
    xml *state = state_of(user);

    (void)prefix;
    (void)uri;
    (void)namespaces;
    (void)declared;
    (void)defaulted;
    if (++state->depth > REGISTRY_IANA_DEPTH_MAX) {
        stop(state, "elements too deep");
    } else if (state->depth == ROOT_DEPTH && strcmp((const char *)name, "registry") != 0) {
        stop(state, "the root element is not registry");
    } else if (state->depth == SECTION_DEPTH) {
        start_section(state, (const char *)name, attributes, count);
    } else if (state->section == SECTION_RECORD) {
        start_in_record(state, (const char *)name, attributes, count);
    } else if (state->section == SECTION_PEOPLE) {
        start_in_people(state, (const char *)name, attributes, count);
    }
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    xml *state = state_of(user);

    (void)prefix;
    (void)uri;
    if (state->depth == SECTION_DEPTH) {
        end_section(state);
    } else if (state->section == SECTION_RECORD) {
        end_in_record(state, (const char *)name);
    } else if (state->section == SECTION_PEOPLE) {
        end_in_people(state);
    }
    state->depth--;
}

static void on_text(void *user, const xmlChar *text, int length)
{
    xml *state = state_of(user);

    if (state->text != NULL) {
        iana_append(state->text, (const char *)text, (size_t)length);
    }
}

static void set_handlers(xmlSAXHandler *sax)
{
    memset(sax, 0, sizeof *sax);
    sax->initialized = XML_SAX2_MAGIC;
    sax->startElementNs = on_start;
    sax->endElementNs = on_end;
    sax->characters = on_text;
    sax->ignorableWhitespace = on_text;
    sax->cdataBlock = on_text;
}

static void parse(xml *state, const char *bytes, size_t length)
{
    registry_parsing parsing = { .error = state->file->error, .state = state };

    set_handlers(state->parser->sax);
    /* NOENT: references in attributes come as characters; with no declarations there is nothing else to expand. */
    xmlFreeDoc(registry_parse(state->parser, &parsing, bytes, length, XML_PARSE_NOENT));
    if (!state->parser->wellFormed) {
        registry_refuse(state->file->error, 0, "not well-formed");
    }
}

void iana_read_xml(iana_reading *file, const char *bytes, size_t length)
{
    xml state = { .parser = xmlNewParserCtxt(), .file = file };

    if (state.parser == NULL) {
        registry_refuse(file->error, 0, "out of memory");
        return;
    }
    iana_record_init(&state.record);
    state.person_key = g_string_new(NULL);
    state.person_name = g_string_new(NULL);
    parse(&state, bytes, length);
    g_string_free(state.person_key, TRUE);
    g_string_free(state.person_name, TRUE);
    iana_record_free(&state.record);
    xmlFreeParserCtxt(state.parser);
}
