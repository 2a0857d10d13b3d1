/* test_registry_iana_limits.c
 * Copies of IANA's registry that are broken or too large.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <string.h>

#include "portlore/registry.h"

#define RECORD "<record><name>n</name><protocol>tcp</protocol><number>1</number></record>"

static const struct {
    const char *name;
    const char *file;
    const char *error; /* a pattern where libxml2's words differ by version */
} cases[] = {
    { "empty", "", "empty" },
    { "blank", " \r\n\t", "empty" },
    { "a byte order mark alone", "\xEF\xBB\xBF", "empty" },
    { "half a byte order mark", "\xEF\xBB", "no port in it: not a copy of IANA's registry" },
    { "words", "What is this?\nNot a registry, surely.\n", "no port in it: not a copy of IANA's registry" },
    { "titles only", "Service Name,Port Number,Transport Protocol\n", "no port in it: not a copy of IANA's registry" },
    { "other transports only", "n,1,sctp,d\n", "no port in it: not a copy of IANA's registry" },
    { "nonsense only", "n,x,tcp,d\n", "no port in it: not a copy of IANA's registry" },
    { "no column of ports", "Port Number,Service Name,Assignee\n", "line 1: no column Transport Protocol" },
    { "no place for the ports", "Description,Service Name,Transport Protocol\nd,n,tcp\n", "line 1: no column Port Number" },
    { "quote that closes another record's field", "n,1,tcp,\"d\nn,2,tcp,\"e\"\n", "line 2: text behind a quoted field" },
    { "quote not closed", "n,1,tcp,d\nn,2,tcp,\"d\nn,3,tcp,d\n", "line 2: a quoted field is not closed" },
    { "quote not closed in the titles", "\"Service Name\n", "line 1: a quoted field is not closed" },
    { "quote not closed at the end", "n,1,tcp,d\r\n\r\nn,2,tcp,\"", "line 3: a quoted field is not closed" },
    { "quote not closed after a doubled one", "n,1,tcp,\"d\"\"", "line 1: a quoted field is not closed" },
    { "wrong root", "<portlore/>", "line 1: the root element is not registry" },
    { "HTML", "<html>\n<body/></html>", "line 1: the root element is not registry" },
    { "no record", "<registry/>", "no port in it: not a copy of IANA's registry" },
    { "a record too deep to be one", "<registry><registry>" RECORD "</registry></registry>", "no port in it: not a copy of IANA's registry" },
    { "not closed", "<registry>" RECORD "\n<record>", "line 2: *" },
    { "wrong end tag", "<registry>" RECORD "\n</registers>", "line 2: Opening and ending tag mismatch: registry line 1 and registers" },
    { "unknown entity", "<registry>" RECORD "\n&nbsp;</registry>", "line 2: Entity 'nbsp' not defined" },
    { "invalid UTF-8", "<registry>\n" RECORD "\xFF</registry>", "line 2: *" },
    { "text after the end", "<registry>" RECORD "</registry>\nmore", "line 2: *" },
    { "document type", "<?xml version='1.0'?>\n<!DOCTYPE registry>\n<registry>" RECORD "</registry>",
      "line 2: a document type declaration is not allowed" },
    { "entity", "<!DOCTYPE registry [<!ENTITY e 'x'>]><registry>" RECORD "&e;</registry>", "line 1: a document type declaration is not allowed" },
    { "external entity", "<!DOCTYPE registry [<!ENTITY % e SYSTEM 'registry.xml'>%e;]><registry>" RECORD "</registry>",
      "line 1: a document type declaration is not allowed" },
};

static void test_refused(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length = strlen(cases[i].file);
        char *bytes = g_memdup2(cases[i].file, length);
        char *error;

        g_test_message("%s", cases[i].name);
        g_assert_null(registry_read_iana(bytes, length, &error));
        g_assert_nonnull(error);
        if (!g_pattern_match_simple(cases[i].error, error)) {
            g_assert_cmpstr(error, ==, cases[i].error);
        }
        g_free(error);
        g_free(bytes);
    }
}

/* Nothing is printed, whatever is wrong. */
static void test_silence(void)
{
    if (g_test_subprocess()) {
        test_refused();
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("");
}

/* error: NULL when the file is accepted; it is freed. */
static void assert_read(GString *file, const char *error)
{
    char *told;
    registry *ports = registry_read_iana(file->str, file->len, &told);

    g_assert_cmpstr(told, ==, error);
    g_assert_true((ports != NULL) == (error == NULL));
    registry_free(ports);
    g_free(told);
    g_string_free(file, TRUE);
}

static GString *repeated(const char *before, const char *text, unsigned times, const char *after)
{
    GString *made = g_string_new(before);

    for (unsigned i = 0; i < times; i++) {
        g_string_append(made, text);
    }
    return g_string_append(made, after);
}

static void test_bytes(void)
{
    char *filling = g_strnfill(32 * 1024 * 1024 - strlen("n,1,tcp,d\n"), '\n');
    GString *most = repeated("n,1,tcp,d\n", filling, 1, "");
    GString *more = repeated("n,1,tcp,d\n", filling, 1, "\n");

    g_free(filling);
    assert_read(most, NULL);
    assert_read(more, "longer than 33554432 bytes");
}

/* White space between records of more than libxml2 takes in one piece. */
static void test_large_xml(void)
{
    char *filling = g_strnfill(4 * 1024 * 1024, '\n');
    GString *file = g_string_new("<registry>");

    for (int i = 0; i < 4; i++) {
        g_string_append(file, filling);
        g_string_append(file, RECORD);
    }
    g_free(filling);
    assert_read(g_string_append(file, "</registry>"), NULL);
}

static void test_depth(void)
{
    /* The root and the record: two of sixteen. */
    GString *most = repeated("<registry>" RECORD "<record>", "<p>", 14, "");
    GString *more = repeated("<registry>" RECORD "\n<record>", "<p>", 15, "");
    GString *far = repeated("<registry>", "<p>", 200000, "");

    assert_read(repeated(most->str, "</p>", 14, "</record></registry>"), NULL);
    assert_read(repeated(more->str, "</p>", 15, "</record></registry>"), "line 2: elements too deep");
    g_string_free(most, TRUE);
    g_string_free(more, TRUE);
    assert_read(far, "line 1: elements too deep");
}

/* Records without a port do not count. */
static void test_records(void)
{
    assert_read(repeated("n,,tcp,d\n", "n,1,tcp,d\n", 100000, ""), NULL);
    assert_read(repeated("n,,tcp,d\n", "n,1,tcp,d\n", 100001, ""), "line 100002: more than 100000 records");
    assert_read(repeated("<registry>", RECORD "\n", 100001, "</registry>"), "line 100001: more than 100000 records");
}

/* 16 times all ports of one transport; a row without transport counts for two. */
static void test_ranges(void)
{
    assert_read(repeated("", "n,0-65535,tcp,d\n", 16, "n,1,tcp,d\n"), NULL);
    assert_read(repeated("", "n,0-65535,tcp,d\n", 16, "n,1-2,tcp,d\n"), "line 17: more than 1048576 ports in ranges");
    assert_read(repeated("", ",0-65535,,Unassigned\n", 8, ""), NULL);
    assert_read(repeated("", ",0-65535,,Unassigned\n", 9, ""), "line 9: more than 1048576 ports in ranges");
}

static void test_aliases(void)
{
    GString *file = g_string_new("first,1,tcp,d\n");
    char *error;
    registry *ports;

    for (int i = 0; i < 20; i++) {
        g_string_append_printf(file, "other%d,1,tcp,d\n", i);
    }
    ports = registry_read_iana(file->str, file->len, &error);
    g_assert_cmpstr(error, ==, NULL);
    g_assert_cmpuint(registry_find(ports, REGISTRY_TCP, 1)->statement_count, ==, 8);
    g_assert_cmpstr(registry_find(ports, REGISTRY_TCP, 1)->statements[7].text, ==, "Also registered as other7");
    registry_free(ports);
    g_string_free(file, TRUE);
}

/* A text of 2000 bytes is whole, a longer one cut. */
static void test_long_text(void)
{
    for (size_t length = 2000; length <= 100000; length += 98000) {
        char *text = g_strnfill(length, 'x');
        char *csv = g_strdup_printf("n,1,tcp,\"%s\"\n", text);
        char *xml =
            g_strdup_printf("<registry><record><protocol>tcp</protocol><number>1</number><description>%s</description></record></registry>", text);
        const char *files[] = { csv, xml };

        for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
            char *error;
            registry *ports = registry_read_iana(files[i], strlen(files[i]), &error);
            const char *description;

            g_assert_cmpstr(error, ==, NULL);
            description = registry_find(ports, REGISTRY_TCP, 1)->description;
            if (length == 2000) {
                g_assert_cmpstr(description, ==, text);
            } else {
                g_assert_cmpuint(strlen(description), ==, 2000);
                g_assert_true(g_str_has_suffix(description, "x\xE2\x80\xA6"));
            }
            registry_free(ports);
        }
        g_free(text);
        g_free(csv);
        g_free(xml);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/registry/iana/refused", test_refused);
    g_test_add_func("/registry/iana/silence", test_silence);
    g_test_add_func("/registry/iana/bytes", test_bytes);
    g_test_add_func("/registry/iana/large-xml", test_large_xml);
    g_test_add_func("/registry/iana/depth", test_depth);
    g_test_add_func("/registry/iana/records", test_records);
    g_test_add_func("/registry/iana/ranges", test_ranges);
    g_test_add_func("/registry/iana/aliases", test_aliases);
    g_test_add_func("/registry/iana/long-text", test_long_text);
    return g_test_run();
}
