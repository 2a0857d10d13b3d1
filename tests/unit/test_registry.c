/* test_registry.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdbool.h>
#include <string.h>

#include "portlore/registry.h"

#ifndef REGISTRY_FOLDER
#error "REGISTRY_FOLDER: where registry.xml and registry.xsd are"
#endif

#define ONE(inside)        "<portlore><entry port='1'>" inside "</entry></portlore>"
#define REGISTERED(inside) ONE("<registered status='assigned'>" inside "</registered>")

/* What is refused, and by whom */

static const struct {
    const char *name;
    const char *document;
    const char *error; /* what the reader says; NULL when it accepts */
    bool schema;       /* whether the schema accepts */
} cases[] = {
    { "no entry", "<portlore/>", NULL, true },
    { "least entry", REGISTERED(""), NULL, true },
    { "every text, in another order",
      REGISTERED("<reference>RFC 1</reference><date>2002-05-31</date><assignee>A_B</assignee><name>n</name><description>d</description>"), NULL,
      true },
    { "comments and processing instructions",
      "<?p i?><portlore><!-- c --><?p i?><entry port='1'><!-- c --><registered status='reserved'><!-- c --><name>n<!-- c "
      "--></name></registered></entry></portlore>",
      NULL, true },
    { "schema location", "<portlore xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='registry.xsd'/>", NULL,
      true },
    { "last port", "<portlore><entry port='65535'><registered status='unassigned'/></entry></portlore>", NULL, true },
    { "spaces around the port", "<portlore><entry port=' 3221 '><registered status=' assigned '/></entry></portlore>", NULL, true },
    { "CDATA and references", REGISTERED("<name><![CDATA[a<b]]>&amp;&#x63;</name>"), NULL, true },

    { "not XML", "port 3221 is xnm", "line 1: Start tag expected, '<' not found", false },
    { "not closed", "<portlore>\n<entry port='1'>\n", "line 3: *", false },
    { "wrong end tag", "<portlore>\n<entry port='1'></portlore>", "line 2: Opening and ending tag mismatch: entry line 2 and portlore", false },
    { "unknown entity", "<portlore>\n\n&nbsp;</portlore>", "line 3: Entity 'nbsp' not defined", false },
    { "invalid UTF-8", "<portlore><!-- \xFF --></portlore>", "line 1: *", false },
    { "unknown encoding", "<?xml version='1.0' encoding='none-such'?><portlore/>", "line 1: *", false },
    { "wrong root", "<registry/>", "line 1: the root element is not portlore", false },
    { "root in a namespace", "<portlore xmlns='http://example.net/'/>", "line 1: the root element is not portlore", false },
    { "undeclared prefix", "<a:portlore/>", "line 1: Namespace prefix a on portlore is not defined", false },
    { "attribute of the root", "<portlore version='1'/>", "line 1: portlore has an attribute that is not known: version", false },
    { "text in the root", "<portlore>\nports:\n</portlore>", "line *: text does not belong here", false },
    { "unknown element", "<portlore>\n<port/></portlore>", "line 2: element port does not belong here", false },
    { "no port", "<portlore>\n<entry><registered status='assigned'/></entry></portlore>", "line 2: entry has no attribute port", false },
    { "another attribute", "<portlore>\n<entry port='1' ports='2'><registered status='assigned'/></entry></portlore>",
      "line 2: entry has an attribute that is not known: ports", false },
    { "attribute of a namespace", "<portlore xmlns:x='http://example.net/'>\n<entry x:port='1'><registered status='assigned'/></entry></portlore>",
      "line 2: entry has an attribute that is not known: port", false },
    { "empty port", "<portlore><entry port=''><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535):", false },
    { "port 65536", "<portlore><entry port='65536'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): 65536",
      false },
    { "long port", "<portlore><entry port='000001'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): 000001",
      false },
    { "negative port", "<portlore><entry port='-1'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): -1",
      false },
    { "signed port", "<portlore><entry port='+1'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): +1", false },
    { "hexadecimal port", "<portlore><entry port='0x1'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): 0x1",
      false },
    { "range", "<portlore><entry port='1-2'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): 1-2", false },
    { "one port twice",
      "<portlore><entry port='1'><registered status='assigned'/></entry>\n<entry port='01'><registered status='assigned'/></entry></portlore>",
      "line 2: a second entry of port 1", false },
    { "nothing registered", "<portlore>\n<entry port='1'>\n</entry></portlore>", "line 2: port 1 has no element registered", false },
    { "registered twice", ONE("<registered status='assigned'/>\n<registered status='assigned'/>"), "line 2: element registered does not belong here",
      false },
    { "something else first", ONE("<note/><registered status='assigned'/>"), "line 1: element note does not belong here", false },
    { "text in an entry", ONE("<registered status='assigned'/>text"), "line 1: text does not belong here", false },
    { "no status", ONE("<registered/>"), "line 1: registered has no attribute status", false },
    { "unknown status", ONE("<registered status='free'/>"), "line 1: not a status (assigned, reserved, unassigned): free", false },
    { "unknown text", REGISTERED("<contact>c</contact>"), "line 1: element contact does not belong here", false },
    { "one text twice", REGISTERED("<name>a</name>\n<name>b</name>"), "line 2: a second name in one registration", false },
    { "empty text", REGISTERED("<name> \n </name>"), "line 1: name is empty", false },
    { "element in a text", REGISTERED("<name>a<b/></name>"), "line 1: element b does not belong here", false },
    { "attribute of a text", REGISTERED("<name lang='en'>a</name>"), "line 1: name has an attribute that is not known: lang", false },
    { "year only", REGISTERED("<date>2002</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002", false },
    { "month 0", REGISTERED("<date>2002-00</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-00", false },
    { "month 13", REGISTERED("<date>2002-13</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-13", false },
    { "day 0", REGISTERED("<date>2002-05-00</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-05-00", false },
    { "day 32", REGISTERED("<date>2002-05-32</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-05-32", false },
    { "date with letters", REGISTERED("<date>2002-0a</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-0a", false },
    { "date with slashes", REGISTERED("<date>2002/05</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002/05", false },
    { "date with a tail", REGISTERED("<date>2002-05-</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-05-", false },
};

/* Refused by the reader alone: what a document type can declare is nothing that a schema sees. */
static const struct {
    const char *document;
    const char *error;
} doctypes[] = {
    { "<!DOCTYPE portlore>\n<portlore/>", "line 1: a document type declaration is not allowed" },
    { "<?xml version='1.0'?>\n<!DOCTYPE portlore SYSTEM 'http://192.0.2.1/x.dtd'>\n<portlore/>",
      "line 2: a document type declaration is not allowed" },
    { "<!DOCTYPE portlore [<!ENTITY e 'x'>]>\n" REGISTERED("<name>&e;</name>"), "line 1: a document type declaration is not allowed" },
    { "<!DOCTYPE portlore [<!ENTITY e SYSTEM 'registry.xml'>]>\n" REGISTERED("<name>&e;</name>"),
      "line 1: a document type declaration is not allowed" },
    { "<!DOCTYPE portlore [<!ENTITY % e SYSTEM 'registry.xml'>%e;]>\n<portlore/>", "line 1: a document type declaration is not allowed" },
};

static char *in_folder(const char *name)
{
    return g_build_filename(REGISTRY_FOLDER, name, NULL);
}

/* libxml2 prints what is wrong with a document unless it is given somewhere else to tell it. */
static void G_GNUC_PRINTF(2, 3) say_nothing(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

static bool schema_accepts(xmlSchema *schema, const char *bytes, size_t length)
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

static xmlSchema *read_schema(void)
{
    char *path = in_folder("registry.xsd");
    xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(path);
    xmlSchema *schema = xmlSchemaParse(parser);

    g_assert_nonnull(schema);
    xmlSchemaFreeParserCtxt(parser);
    g_free(path);
    return schema;
}

static void test_cases(void)
{
    xmlSchema *schema = read_schema();

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length = strlen(cases[i].document);
        char *bytes = g_memdup2(cases[i].document, length); /* without a NUL after it */
        char *error;
        registry *read;

        g_test_message("%s", cases[i].name);
        read = registry_read(bytes, length, &error);
        if (cases[i].error == NULL) {
            g_assert_cmpstr(error, ==, NULL);
            g_assert_nonnull(read);
        } else {
            g_assert_null(read);
            if (!g_pattern_match_simple(cases[i].error, error)) {
                g_assert_cmpstr(error, ==, cases[i].error);
            }
        }
        g_assert_true(schema_accepts(schema, bytes, length) == cases[i].schema);
        registry_free(read);
        g_free(error);
        g_free(bytes);
    }
    xmlSchemaFree(schema);
}

static void test_doctypes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(doctypes); i++) {
        char *error;

        g_assert_null(registry_read(doctypes[i].document, strlen(doctypes[i].document), &error));
        g_assert_cmpstr(error, ==, doctypes[i].error);
        g_free(error);
    }
}

static void test_values(void)
{
    static const char document[] =
        "<portlore><entry port='0'><registered status='reserved'><name>\n  a \t b\n</name><description>\xC3\xB1&lt;</description>"
        "<assignee>A_B</assignee><date>2018-01-09</date><reference>RFC 6335</reference></registered></entry></portlore>";
    char *error;
    registry *read = registry_read(document, strlen(document), &error);
    const registry_entry *entry;

    g_assert_null(error);
    entry = registry_find(read, 0);
    g_assert_nonnull(entry);
    g_assert_cmpuint(entry->port, ==, 0);
    g_assert_cmpint(entry->status, ==, REGISTRY_STATUS_RESERVED);
    g_assert_cmpstr(entry->name, ==, "a b");
    g_assert_cmpstr(entry->description, ==, "\xC3\xB1<");
    g_assert_cmpstr(entry->assignee, ==, "A_B");
    g_assert_cmpstr(entry->date, ==, "2018-01-09");
    g_assert_cmpstr(entry->reference, ==, "RFC 6335");
    g_assert_null(registry_find(read, 1));
    registry_free(read);
    registry_free(NULL);
}

static void test_status_names(void)
{
    g_assert_cmpstr(registry_status_name(REGISTRY_STATUS_ASSIGNED), ==, "assigned");
    g_assert_cmpstr(registry_status_name(REGISTRY_STATUS_RESERVED), ==, "reserved");
    g_assert_cmpstr(registry_status_name(REGISTRY_STATUS_UNASSIGNED), ==, "unassigned");
}

/* Limits */

/* A document of exactly that many bytes, filled up with a comment. */
static GString *document_of(size_t bytes)
{
    GString *document = g_string_new("<portlore><!--");
    char *filling = g_strnfill(bytes - strlen("<portlore><!----></portlore>"), 'x');

    g_string_append_printf(document, "%s--></portlore>", filling);
    g_free(filling);
    return document;
}

static void test_bytes_limit(void)
{
    GString *most = document_of(1048576);
    GString *more = document_of(1048577);
    char *error;
    registry *read = registry_read(most->str, most->len, &error);

    g_assert_null(error);
    registry_free(read);
    g_assert_null(registry_read(more->str, more->len, &error));
    g_assert_cmpstr(error, ==, "longer than 1048576 bytes");
    g_free(error);
    g_assert_null(registry_read("", 0, &error));
    g_assert_cmpstr(error, ==, "empty");
    g_free(error);
    g_string_free(most, TRUE);
    g_string_free(more, TRUE);
}

static void test_entries_limit(void)
{
    for (unsigned count = REGISTRY_ENTRIES_MAX; count <= REGISTRY_ENTRIES_MAX + 1; count++) {
        GString *document = g_string_new("<portlore>\n");
        char *error;
        registry *read;

        for (unsigned port = 1; port <= count; port++) {
            g_string_append_printf(document, "<entry port='%u'><registered status='assigned'/></entry>\n", port);
        }
        g_string_append(document, "</portlore>\n");
        read = registry_read(document->str, document->len, &error);
        if (count == REGISTRY_ENTRIES_MAX) {
            g_assert_null(error);
            g_assert_nonnull(registry_find(read, REGISTRY_ENTRIES_MAX));
        } else {
            g_assert_null(read);
            g_assert_cmpstr(error, ==, "line 4098: more than 4096 entries");
        }
        registry_free(read);
        g_free(error);
        g_string_free(document, TRUE);
    }
}

/* Lines beyond what 16 bits hold. */
static void test_late_line(void)
{
    GString *document = g_string_new("<portlore>");
    char *error;

    for (int i = 0; i < 99999; i++) {
        g_string_append_c(document, '\n');
    }
    g_string_append(document, "<port>text</port></portlore>");
    g_assert_null(registry_read(document->str, document->len, &error));
    g_assert_cmpstr(error, ==, "line 100000: element port does not belong here");
    g_free(error);
    g_string_free(document, TRUE);
}

static void test_long_error(void)
{
    char *name = g_strnfill(20000, 'n');
    char *document = g_strdup_printf("<portlore><%s/></portlore>", name);
    char *error;

    g_assert_null(registry_read(document, strlen(document), &error));
    g_assert_cmpstr(error, ==, "line 1: element nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn does not belong here");
    g_free(error);
    g_free(document);
    g_free(name);
}

static void test_deep(void)
{
    GString *document = g_string_new(NULL);
    char *error;

    for (int i = 0; i < 100000; i++) {
        g_string_append(document, "<entry>");
    }
    g_assert_null(registry_read(document->str, document->len, &error));
    g_assert_nonnull(error);
    g_free(error);
    g_string_free(document, TRUE);
}

/* Nothing is printed, whatever is wrong. */
static void test_silence(void)
{
    if (g_test_subprocess()) {
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
            char *error;

            registry_free(registry_read(cases[i].document, strlen(cases[i].document), &error));
            g_free(error);
        }
        test_doctypes();
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("");
}

/* The registry that is built in */

static void assert_assigned(const registry *ports, uint16_t port, const char *name, const char *description, const char *assignee, const char *date)
{
    const registry_entry *entry = registry_find(ports, port);

    g_assert_nonnull(entry);
    g_assert_cmpuint(entry->port, ==, port);
    g_assert_cmpint(entry->status, ==, REGISTRY_STATUS_ASSIGNED);
    g_assert_cmpstr(entry->name, ==, name);
    g_assert_cmpstr(entry->description, ==, description);
    g_assert_cmpstr(entry->assignee, ==, assignee);
    g_assert_cmpstr(entry->date, ==, date);
    g_assert_null(entry->reference);
}

static void test_built_in(void)
{
    registry *ports = registry_built_in();
    unsigned known = 0;

    for (unsigned port = 0; port <= UINT16_MAX; port++) {
        known += registry_find(ports, (uint16_t)port) != NULL;
    }
    g_assert_cmpuint(known, ==, 5);
    assert_assigned(ports, 2821, "vrts-at-port", "VERITAS Authentication Service", "Stefan_Winkel", NULL);
    assert_assigned(ports, 2867, "esps-portal", "esps-portal", "Nicholas_Stowfis", NULL);
    assert_assigned(ports, 3220, "xnm-ssl", "XML NM over SSL", NULL, NULL);
    assert_assigned(ports, 3221, "xnm-clear-text", "XML NM over TCP", "Mark_Trostler", NULL);
    assert_assigned(ports, 3489, "dtp-dia", "DTP/DIA", "Alexei_V_Soloviev", "2002-05");
    registry_free(ports);
}

static char *read_built_in_file(size_t *length)
{
    char *path = in_folder("registry.xml");
    char *bytes = NULL;

    g_assert_true(g_file_get_contents(path, &bytes, length, NULL));
    g_free(path);
    return bytes;
}

static void test_built_in_is_valid(void)
{
    xmlSchema *schema = read_schema();
    size_t length;
    char *bytes = read_built_in_file(&length);

    g_assert_true(schema_accepts(schema, bytes, length));
    g_free(bytes);
    xmlSchemaFree(schema);
}

/* No part of it that ends early is taken for the whole. */
static void test_prefixes(void)
{
    size_t length;
    char *bytes = read_built_in_file(&length);

    for (size_t part = 0; part < length - 1; part++) { /* without the last line end it is whole */
        char *prefix = g_memdup2(bytes, part);
        char *error;

        g_assert_null(registry_read(prefix, part, &error));
        g_assert_nonnull(error);
        g_free(error);
        g_free(prefix);
    }
    g_free(bytes);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/registry/read/cases", test_cases);
    g_test_add_func("/registry/read/doctypes", test_doctypes);
    g_test_add_func("/registry/read/values", test_values);
    g_test_add_func("/registry/read/status-names", test_status_names);
    g_test_add_func("/registry/read/bytes-limit", test_bytes_limit);
    g_test_add_func("/registry/read/entries-limit", test_entries_limit);
    g_test_add_func("/registry/read/late-line", test_late_line);
    g_test_add_func("/registry/read/long-error", test_long_error);
    g_test_add_func("/registry/read/deep", test_deep);
    g_test_add_func("/registry/read/silence", test_silence);
    g_test_add_func("/registry/built-in/entries", test_built_in);
    g_test_add_func("/registry/built-in/schema", test_built_in_is_valid);
    g_test_add_func("/registry/built-in/prefixes", test_prefixes);
    return g_test_run();
}
