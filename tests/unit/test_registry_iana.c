/* test_registry_iana.c
 * A copy of IANA's registry: the same invented excerpt in both of its formats.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <string.h>

#include "portlore/registry.h"

#ifndef TEST_FOLDER
#error "TEST_FOLDER: where registry_iana.xml and registry_iana.csv are"
#endif

#define IANA_ASSIGNED "IANA assigned this well-formed service name as a replacement for \"lab_relay\"."

/* What the excerpt has: ports in the order of the file. Notes are separated by '|'. */
static const struct {
    uint16_t first;
    uint16_t last;
    registry_transport transport;
    const char *status;
    const char *name;
    const char *description;
    const char *assignee;
    const char *date;
    const char *modified;
    const char *reference;
    const char *notes;
} expected[] = {
    { 0, 0, REGISTRY_TCP, "reserved", NULL, NULL, "Ada Example", NULL, NULL, NULL, "" },
    { 7, 7, REGISTRY_TCP, "assigned", "lab-echo", "Lab Echo", "Ada Example", NULL, NULL, NULL, "" },
    { 7, 7, REGISTRY_UDP, "assigned", "lab-echo", "Lab Echo, datagrams", "Bob Test", "2004-04", NULL, NULL, "" },
    { 1600, 1600, REGISTRY_TCP, "assigned", "lab-relay", "Lab Relay " IANA_ASSIGNED, "Ada Example", "2004-04", "2012-02-29", NULL,
      "Also registered as lab_relay (Lab Relay)|Also registered as lab-relais" },
    { 6100, 6103, REGISTRY_TCP, "assigned", "lab-window",
      "Lab \"Window\" & [RFC1], Gr\xC3\xB6\xC3\x9F"
      "e",
      "Example Works Inc, Ada Example", "2010-03-01", NULL, "RFC 6335, draft-example-window-05, https://www.example.net/a?b=1&c=[2, Lab Notes 3",
      "" },
    { 6102, 6102, REGISTRY_TCP, "assigned", "lab-special", "Lab Special", NULL, NULL, NULL, NULL,
      "Also registered as lab-window (Lab \"Window\" & [RFC1], Gr\xC3\xB6\xC3\x9F"
      "e)" },
    { 6104, 6106, REGISTRY_TCP, "unassigned", NULL, NULL, NULL, NULL, NULL, NULL, "" },
    { 6104, 6106, REGISTRY_UDP, "unassigned", NULL, NULL, NULL, NULL, NULL, NULL, "" },
    { 6105, 6105, REGISTRY_UDP, "assigned", "lab-late", "Lab Late", NULL, NULL, NULL, NULL, "" },
    { 8010, 8010, REGISTRY_TCP, "reserved", NULL, NULL, NULL, NULL, "2018-01-09", NULL, "Unauthorized use reported: Known on port 8010" },
    { 8011, 8011, REGISTRY_UDP, "unassigned", NULL, "De-assigned (was lab-gone)", NULL, NULL, NULL, NULL,
      "Removed on 2015-01-01 by [Bob_Test] See there." },
    { 8012, 8012, REGISTRY_UDP, "assigned", "lab-held", "Reserved for the lab", NULL, NULL, NULL, NULL, "" },
    { 8013, 8013, REGISTRY_TCP, "assigned", "lab-dates", "Dates that are none", "Nobody Listed", NULL, NULL, NULL, "" },
    { 65535, 65535, REGISTRY_TCP, "reserved", NULL, NULL, NULL, NULL, NULL, NULL, "" },
};

static char *read_test_file(const char *name, size_t *length)
{
    char *path = g_build_filename(TEST_FOLDER, name, NULL);
    char *bytes = NULL;

    g_assert_true(g_file_get_contents(path, &bytes, length, NULL));
    g_free(path);
    return bytes;
}

static char *notes_of(const registry_entry *entry)
{
    GString *notes = g_string_new(NULL);

    for (size_t i = 0; i < entry->statement_count; i++) {
        g_assert_cmpint(entry->statements[i].kind, ==, REGISTRY_NOTE);
        g_assert_cmpint(entry->statements[i].confidence, ==, REGISTRY_CONFIDENCE_DOCUMENTED);
        g_assert_cmpstr(entry->statements[i].source, ==, "IANA registry");
        g_string_append_printf(notes, "%s%s", i > 0 ? "|" : "", entry->statements[i].text);
    }
    return g_string_free(notes, FALSE);
}

static void assert_entry(const registry_entry *entry, size_t number)
{
    char *notes;

    g_assert_nonnull(entry);
    g_assert_cmpuint(entry->port, ==, expected[number].first);
    g_assert_cmpuint(entry->last_port, ==, expected[number].last);
    g_assert_true((entry->transports & REGISTRY_BIT(expected[number].transport)) != 0);
    g_assert_cmpint(entry->shown, ==, REGISTRY_SHOWN_ALWAYS);
    g_assert_cmpstr(registry_status_name(entry->status), ==, expected[number].status);
    g_assert_cmpstr(entry->name, ==, expected[number].name);
    g_assert_cmpstr(entry->description, ==, expected[number].description);
    g_assert_cmpstr(entry->assignee, ==, expected[number].assignee);
    g_assert_cmpstr(entry->date, ==, expected[number].date);
    g_assert_cmpstr(entry->modified, ==, expected[number].modified);
    g_assert_cmpstr(entry->reference, ==, expected[number].reference);
    g_assert_cmpuint(entry->expectation_count, ==, 0);
    notes = notes_of(entry);
    g_assert_cmpstr(notes, ==, expected[number].notes);
    g_free(notes);
}

/* The row of expected for a port: the narrowest that has it. */
static size_t row_of(registry_transport transport, uint16_t port)
{
    size_t row = G_N_ELEMENTS(expected);

    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        if (expected[i].transport == transport && expected[i].first <= port && port <= expected[i].last) {
            row = row == G_N_ELEMENTS(expected) || expected[i].first == expected[i].last ? i : row;
        }
    }
    return row;
}

/* Every port of both transports: what is expected, and nothing else. */
static void assert_excerpt(const char *bytes, size_t length)
{
    char *copy = g_memdup2(bytes, length); /* without a NUL after it */
    char *error;
    registry *ports = registry_read_iana(copy, length, &error);

    g_free(copy);
    g_assert_cmpstr(error, ==, NULL);
    g_assert_nonnull(ports);
    g_assert_cmpuint(registry_skipped(ports), ==, 4);
    for (int transport = REGISTRY_TCP; transport <= REGISTRY_UDP; transport++) {
        for (unsigned port = 0; port <= UINT16_MAX; port++) {
            size_t row = row_of((registry_transport)transport, (uint16_t)port);

            if (row < G_N_ELEMENTS(expected)) {
                assert_entry(registry_find(ports, (registry_transport)transport, (uint16_t)port), row);
            } else {
                g_assert_false(registry_has(ports, (registry_transport)transport, (uint16_t)port));
            }
        }
    }
    registry_free(ports);
}

static void test_xml(void)
{
    size_t length;
    char *bytes = read_test_file("registry_iana.xml", &length);

    assert_excerpt(bytes, length);
    g_free(bytes);
}

static void test_csv(void)
{
    size_t length;
    char *bytes = read_test_file("registry_iana.csv", &length);

    assert_excerpt(bytes, length);
    g_free(bytes);
}

/* The file with each occurrence of old replaced, and something before it. */
static void assert_changed(const char *file, const char *before, const char *old, const char *new)
{
    size_t length;
    char *bytes = read_test_file(file, &length);
    GString *changed = g_string_new_len(bytes, (gssize)length);

    g_assert_cmpuint(g_string_replace(changed, old, new, 0), >, 0);
    g_string_prepend(changed, before);
    assert_excerpt(changed->str, changed->len);
    g_string_free(changed, TRUE);
    g_free(bytes);
}

/* Record ends of two bytes, line ends within fields of one: as IANA's server writes them. */
static void test_csv_line_ends(void)
{
    size_t length;
    char *bytes = read_test_file("registry_iana.csv", &length);
    GString *crlf = g_string_new(NULL);
    bool quoted = false;

    for (size_t i = 0; i < length; i++) {
        quoted ^= bytes[i] == '"';
        if (bytes[i] == '\n' && !quoted) {
            g_string_append_c(crlf, '\r');
        }
        g_string_append_c(crlf, bytes[i]);
    }
    assert_excerpt(crlf->str, crlf->len);
    assert_excerpt(crlf->str, crlf->len - 2);
    g_string_free(crlf, TRUE);
    assert_excerpt(bytes, length - 1);
    g_free(bytes);
    assert_changed("registry_iana.csv", "", "\n", "\r\n");
    assert_changed("registry_iana.csv", "", "\n", "\r");
}

static void test_byte_order_mark(void)
{
    assert_changed("registry_iana.csv", "\xEF\xBB\xBF", "lab-echo", "lab-echo");
    assert_changed("registry_iana.xml", "\xEF\xBB\xBF", "lab-echo", "lab-echo");
    assert_changed("registry_iana.csv", "\xEF\xBB\xBF", "Port Number", "\" port number \"");
}

/* Namespaces are passed over. */
static void test_namespaces(void)
{
    assert_changed("registry_iana.xml", "", " xmlns=\"http://www.iana.org/assignments\"", "");
    assert_changed("registry_iana.xml", "", "http://www.iana.org/assignments", "http://www.example.net/");
}

static registry *read_iana(const char *text)
{
    char *error;
    registry *read = registry_read_iana(text, strlen(text), &error);

    g_assert_cmpstr(error, ==, NULL);
    return read;
}

static void assert_registered(const registry *ports, registry_transport transport, uint16_t port, const char *status, const char *name,
                              const char *description)
{
    const registry_entry *entry = registry_find(ports, transport, port);

    g_assert_nonnull(entry);
    g_assert_cmpstr(registry_status_name(entry->status), ==, status);
    g_assert_cmpstr(entry->name, ==, name);
    g_assert_cmpstr(entry->description, ==, description);
}

/* Columns are found by their titles, wherever they stand; those without stand where IANA has them. */
static void test_columns(void)
{
    registry *moved = read_iana("Description,Transport Protocol,Contact,Port Number,Service Name\nD,udp,[A_B],5,n\n");
    registry *bare = read_iana("n,5,udp,D,,[A_B],,,\n");
    registry *renamed = read_iana("Name,Port Number,Protocol,Text,Assignee\nn,5,udp,D,[A_B]\n");
    registry *all[] = { moved, bare, renamed };

    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        assert_registered(all[i], REGISTRY_UDP, 5, "assigned", "n", "D");
        g_assert_cmpstr(registry_find(all[i], REGISTRY_UDP, 5)->assignee, ==, "A B");
        registry_free(all[i]);
    }
}

/* Quotes within an unquoted field, text after a quoted one, rows that are short, long, or blank, and a NUL. */
static void test_csv_oddities(void)
{
    static const char text[] =
        "\n  \nn,1,tcp,a \"b\" c\nn,2,tcp,\"a \"\"b\"\" c\" \nn,3,tcp\n\nn,4,tcp,\"\",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\nn,5,udp,a\0b\n"
        " n , 6 , udp , d \n\"n\",\"7\",\"udp\",\"\n\n\"";
    char *error;
    registry *ports = registry_read_iana(text, sizeof text - 1, &error);

    g_assert_cmpstr(error, ==, NULL);
    assert_registered(ports, REGISTRY_TCP, 1, "assigned", "n", "a \"b\" c");
    assert_registered(ports, REGISTRY_TCP, 2, "assigned", "n", "a \"b\" c");
    assert_registered(ports, REGISTRY_TCP, 3, "assigned", "n", NULL);
    assert_registered(ports, REGISTRY_TCP, 4, "assigned", "n", NULL);
    assert_registered(ports, REGISTRY_UDP, 5, "assigned", "n",
                      "a\xEF\xBF\xBD"
                      "b");
    assert_registered(ports, REGISTRY_UDP, 6, "assigned", "n", "d");
    assert_registered(ports, REGISTRY_UDP, 7, "assigned", "n", NULL);
    g_assert_cmpuint(registry_skipped(ports), ==, 0);
    registry_free(ports);
}

/* A name goes before none, one port before a range, the first before the next. */
static void test_order(void)
{
    registry *ports = read_iana(",1,tcp,Unassigned\nb,1,tcp,B\n,1,tcp,Reserved\n"
                                "a,2,tcp,A\nr,1-3,tcp,R\n"
                                "s,3-4,tcp,S\n"
                                "v,5-6,tcp,V\nw,5-6,tcp,W\nw,5-6,tcp,W\n"
                                ",7,,Reserved\n,7,tcp,Unassigned\n");

    assert_registered(ports, REGISTRY_TCP, 1, "assigned", "b", "B");
    g_assert_cmpuint(registry_find(ports, REGISTRY_TCP, 1)->statement_count, ==, 1); /* r */
    assert_registered(ports, REGISTRY_TCP, 2, "assigned", "a", "A");
    g_assert_cmpstr(registry_find(ports, REGISTRY_TCP, 2)->statements[0].text, ==, "Also registered as r (R)");
    assert_registered(ports, REGISTRY_TCP, 3, "assigned", "r", "R");
    g_assert_cmpuint(registry_find(ports, REGISTRY_TCP, 3)->statement_count, ==, 0); /* s is not a name of the whole range */
    assert_registered(ports, REGISTRY_TCP, 4, "assigned", "s", "S");
    assert_registered(ports, REGISTRY_TCP, 6, "assigned", "v", "V");
    g_assert_true(registry_find(ports, REGISTRY_TCP, 5) == registry_find(ports, REGISTRY_TCP, 6));
    g_assert_cmpuint(registry_find(ports, REGISTRY_TCP, 5)->statement_count, ==, 1);
    assert_registered(ports, REGISTRY_TCP, 7, "reserved", NULL, NULL);
    assert_registered(ports, REGISTRY_UDP, 7, "reserved", NULL, NULL);
    registry_free(ports);
}

static void test_status(void)
{
    static const struct {
        const char *name;
        const char *description;
        const char *status;
        const char *kept;
    } cases[] = {
        { "", "Unassigned", "unassigned", NULL },
        { "", "UNASSIGNED", "unassigned", NULL },
        { "", "Unassigned (2010-01)", "unassigned", "Unassigned (2010-01)" },
        { "", "Deassigned", "unassigned", NULL },
        { "", "De-registered", "unassigned", NULL },
        { "", "Removed 2010", "unassigned", "Removed 2010" },
        { "", "Returned 2010", "unassigned", "Returned 2010" },
        { "", "Reserved", "reserved", NULL },
        { "", "Reserved for the lab", "reserved", "Reserved for the lab" },
        { "", "Reservedness", "assigned", "Reservedness" },
        { "", "Lab", "assigned", "Lab" },
        { "n", "Reserved", "reserved", NULL },
        { "n", "De-assigned", "unassigned", NULL },
        { "n", "Unassigned things", "assigned", "Unassigned things" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *text = g_strdup_printf("%s,1,tcp,%s\n", cases[i].name, cases[i].description);
        registry *ports = read_iana(text);

        assert_registered(ports, REGISTRY_TCP, 1, cases[i].status, *cases[i].name == '\0' ? NULL : cases[i].name, cases[i].kept);
        registry_free(ports);
        g_free(text);
    }
}

#define RECORD(inside) "<registry><record><name>n</name><protocol>tcp</protocol><number>1</number>" inside "</record>" PEOPLE "</registry>"
#define PEOPLE                                                                                                                                       \
    "<people><person id='A_B'><name>Dr.  A.\nB. Example</name></person><person id='Works'><name>Works, Inc.</name></person>"                         \
    "<person id='Empty'><name> </name></person></people>"
#define PERSON(key) "<xref type='person' data='" key "'/>"

static void test_people(void)
{
    static const struct {
        const char *document;
        const char *assignee;
    } cases[] = {
        { RECORD(PERSON("A_B")), "Dr. A. B. Example" },
        { RECORD(PERSON("A_B") PERSON("Works")), "Dr. A. B. Example, Works, Inc." },
        { RECORD("<assignee>" PERSON("Works") "</assignee>" PERSON("A_B")), "Works, Inc." },
        { RECORD("<assignee>\n" PERSON("Works") "\n" PERSON("No_One") "\n</assignee>"), "Works, Inc., No One" },
        { RECORD("<assignee>The_Lab " PERSON("A_B") "</assignee>"), "The_Lab, Dr. A. B. Example" },
        { RECORD(PERSON("Empty")), "Empty" },
        { RECORD(PERSON("")), NULL },
        { RECORD(""), NULL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        registry *ports = read_iana(cases[i].document);

        g_test_message("%s", cases[i].document);
        g_assert_cmpstr(registry_find(ports, REGISTRY_TCP, 1)->assignee, ==, cases[i].assignee);
        registry_free(ports);
    }
}

/* White space, CDATA, references, nesting, repeated parts, an empty report, and an element of an unknown name. */
static void test_xml_oddities(void)
{
    registry *ports =
        read_iana("\n <i:registry xmlns:i='http://www.iana.org/assignments'><i:record><i:number> 5 </i:number><i:protocol>\ntcp\n</i:protocol>"
                  "<i:description>a<i:p>b<i:q>c</i:q></i:p>d&#x20;&lt;<![CDATA[&e]]></i:description><i:new>x</i:new><i:name>n</i:name>"
                  "<i:unauthorized/><i:note>one</i:note><i:note>two<i:xref type='text'>three</i:xref>four</i:note></i:record></i:registry>");
    const registry_entry *entry = registry_find(ports, REGISTRY_TCP, 5);

    assert_registered(ports, REGISTRY_TCP, 5, "assigned", "n", "a b c d <&e");
    g_assert_cmpuint(entry->statement_count, ==, 2);
    g_assert_cmpstr(entry->statements[0].text, ==, "one two[three]four");
    g_assert_cmpstr(entry->statements[1].text, ==, "Unauthorized use reported: yes");
    g_assert_cmpstr(entry->registered_source, ==, "IANA registry");
    g_assert_cmpint(entry->registered_confidence, ==, REGISTRY_CONFIDENCE_DOCUMENTED);
    registry_free(ports);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/registry/iana/xml", test_xml);
    g_test_add_func("/registry/iana/csv", test_csv);
    g_test_add_func("/registry/iana/csv-line-ends", test_csv_line_ends);
    g_test_add_func("/registry/iana/byte-order-mark", test_byte_order_mark);
    g_test_add_func("/registry/iana/namespaces", test_namespaces);
    g_test_add_func("/registry/iana/columns", test_columns);
    g_test_add_func("/registry/iana/csv-oddities", test_csv_oddities);
    g_test_add_func("/registry/iana/order", test_order);
    g_test_add_func("/registry/iana/status", test_status);
    g_test_add_func("/registry/iana/people", test_people);
    g_test_add_func("/registry/iana/xml-oddities", test_xml_oddities);
    return g_test_run();
}
