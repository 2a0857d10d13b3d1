/* test_registry_lookup.c
 * Looking ports up, registries put together, and the names of values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/registry.h"

static registry *read_text(const char *text)
{
    char *error;
    registry *read = registry_read(text, strlen(text), &error);

    g_assert_cmpstr(error, ==, NULL);
    return read;
}

/* The first statement of a port's entry, or "none". */
static const char *first_note(const registry *ports, registry_transport transport, uint16_t port)
{
    const registry_entry *entry = registry_find(ports, transport, port);

    g_assert_true(registry_has(ports, transport, port) == (entry != NULL));
    return entry == NULL ? "none" : entry->statements[0].text;
}

/* The first and last port of pages, and both transports. */
static void test_find(void)
{
    registry *ports = read_text("<portlore><entry port='0'><note>a</note></entry><entry port='255' transport='tcp'><note>b</note></entry>"
                                "<entry port='256' transport='udp'><note>c</note></entry><entry port='65535'><note>d</note></entry></portlore>");
    unsigned found = 0;

    g_assert_cmpstr(first_note(ports, REGISTRY_TCP, 0), ==, "a");
    g_assert_cmpstr(first_note(ports, REGISTRY_UDP, 0), ==, "a");
    g_assert_cmpstr(first_note(ports, REGISTRY_TCP, 255), ==, "b");
    g_assert_cmpstr(first_note(ports, REGISTRY_UDP, 255), ==, "none");
    g_assert_cmpstr(first_note(ports, REGISTRY_TCP, 256), ==, "none");
    g_assert_cmpstr(first_note(ports, REGISTRY_UDP, 256), ==, "c");
    g_assert_cmpstr(first_note(ports, REGISTRY_TCP, 65535), ==, "d");
    g_assert_cmpstr(first_note(ports, REGISTRY_UDP, 65535), ==, "d");
    for (unsigned port = 0; port <= UINT16_MAX; port++) {
        found += registry_has(ports, REGISTRY_TCP, (uint16_t)port) + registry_has(ports, REGISTRY_UDP, (uint16_t)port);
    }
    g_assert_cmpuint(found, ==, 6);
    registry_free(ports);
}

/* A user's entry takes the place of the built-in one whole, for its transports only. */
static void test_add_all(void)
{
    registry *merged = registry_new();
    registry *base = read_text("<portlore><entry port='7'><registered status='assigned'><name>base</name></registered><note>base 7</note></entry>"
                               "<entry port='8'><note>base 8</note></entry></portlore>");
    registry *user = read_text("<portlore><entry port='7' transport='udp'><note>user 7</note></entry>"
                               "<entry port='9'><note>user 9</note><expect content='ssh' verdict='registered'/></entry></portlore>");

    g_assert_false(registry_has(merged, REGISTRY_TCP, 7));
    registry_add_all(merged, base);
    registry_add_all(merged, user);
    registry_free(base); /* what was added lives on */
    registry_free(user);

    g_assert_cmpstr(first_note(merged, REGISTRY_TCP, 7), ==, "base 7");
    g_assert_cmpstr(first_note(merged, REGISTRY_UDP, 7), ==, "user 7");
    g_assert_cmpint(registry_find(merged, REGISTRY_UDP, 7)->status, ==, REGISTRY_STATUS_UNKNOWN);
    g_assert_null(registry_find(merged, REGISTRY_UDP, 7)->name);
    g_assert_cmpstr(first_note(merged, REGISTRY_UDP, 8), ==, "base 8");
    g_assert_cmpstr(first_note(merged, REGISTRY_TCP, 9), ==, "user 9");
    g_assert_nonnull(registry_expected(registry_find(merged, REGISTRY_TCP, 9), "ssh"));
    g_assert_cmpstr(first_note(merged, REGISTRY_TCP, 10), ==, "none");
    registry_free(merged);
}

/* The other order of freeing; a registry added twice, and one that was merged itself. */
static void test_add_again(void)
{
    registry *one = read_text("<portlore><entry port='1'><note>one</note></entry></portlore>");
    registry *two = registry_new();
    registry *three = registry_new();

    registry_add_all(two, one);
    registry_add_all(two, one);
    registry_add_all(three, two);
    registry_add_all(three, one);
    registry_free(three);
    registry_free(two);
    g_assert_cmpstr(first_note(one, REGISTRY_TCP, 1), ==, "one");
    registry_free(one);
    registry_free(NULL);
}

static void test_expected(void)
{
    registry *ports = read_text("<portlore><entry port='1'><expect content='tls' verdict='consistent'/></entry></portlore>");
    const registry_entry *entry = registry_find(ports, REGISTRY_TCP, 1);

    g_assert_cmpint(registry_expected(entry, "tls")->verdict, ==, REGISTRY_VERDICT_CONSISTENT);
    g_assert_null(registry_expected(entry, "tls/http"));
    g_assert_null(registry_expected(entry, "TLS"));
    g_assert_null(registry_expected(entry, ""));
    g_assert_null(registry_expected(entry, NULL));
    g_assert_null(registry_expected(NULL, "tls"));
    g_assert_cmpuint(registry_skipped(ports), ==, 0);
    registry_free(ports);
}

static void assert_line(registry_confidence confidence, const char *source, const char *expected)
{
    registry_statement statement = { REGISTRY_NOTE, confidence, "100% of it", source };
    char *line = registry_statement_line(&statement);

    g_assert_cmpstr(line, ==, expected);
    g_free(line);
}

static void test_statement_line(void)
{
    assert_line(REGISTRY_CONFIDENCE_DOCUMENTED, "RFC 1", "100% of it [documented: RFC 1]");
    assert_line(REGISTRY_CONFIDENCE_UNCONFIRMED, NULL, "100% of it [unconfirmed]");
    assert_line(REGISTRY_CONFIDENCE_NONE, "RFC 1", "100% of it [RFC 1]");
    assert_line(REGISTRY_CONFIDENCE_NONE, NULL, "100% of it");
}

static void assert_support(const char *attributes, const char *expected)
{
    char *text = g_strdup_printf("<portlore><entry port='1'><registered status='assigned'%s/></entry></portlore>", attributes);
    registry *ports = read_text(text);
    char *support = registry_registered_support(registry_find(ports, REGISTRY_TCP, 1));

    g_assert_cmpstr(support, ==, expected);
    g_free(support);
    registry_free(ports);
    g_free(text);
}

static void test_registered_support(void)
{
    assert_support(" confidence='documented' source='RFC 1'", "documented: RFC 1");
    assert_support(" confidence='observed'", "observed");
    assert_support(" source='RFC 1'", "RFC 1");
    assert_support("", NULL);
}

static void test_names(void)
{
    g_assert_null(registry_status_name(REGISTRY_STATUS_UNKNOWN));
    g_assert_cmpstr(registry_status_name(REGISTRY_STATUS_ASSIGNED), ==, "assigned");
    g_assert_cmpstr(registry_status_name(REGISTRY_STATUS_RESERVED), ==, "reserved");
    g_assert_cmpstr(registry_status_name(REGISTRY_STATUS_UNASSIGNED), ==, "unassigned");
    g_assert_null(registry_confidence_name(REGISTRY_CONFIDENCE_NONE));
    g_assert_cmpstr(registry_confidence_name(REGISTRY_CONFIDENCE_DOCUMENTED), ==, "documented");
    g_assert_cmpstr(registry_confidence_name(REGISTRY_CONFIDENCE_OBSERVED), ==, "observed");
    g_assert_cmpstr(registry_confidence_name(REGISTRY_CONFIDENCE_REPORTED), ==, "reported");
    g_assert_cmpstr(registry_confidence_name(REGISTRY_CONFIDENCE_UNCONFIRMED), ==, "unconfirmed");
    g_assert_cmpstr(registry_kind_name(REGISTRY_KNOWN_USE), ==, "known-use");
    g_assert_cmpstr(registry_kind_name(REGISTRY_NOTE), ==, "note");
    g_assert_cmpstr(registry_kind_name(REGISTRY_ADVICE), ==, "advice");
    g_assert_cmpstr(registry_kind_name(REGISTRY_CHECK), ==, "check");
    g_assert_cmpstr(registry_verdict_name(REGISTRY_VERDICT_REGISTERED), ==, "registered");
    g_assert_cmpstr(registry_verdict_name(REGISTRY_VERDICT_CONSISTENT), ==, "consistent");
    g_assert_cmpstr(registry_verdict_name(REGISTRY_VERDICT_KNOWN_UNOFFICIAL), ==, "known-unofficial");
    g_assert_cmpstr(registry_verdict_name(REGISTRY_VERDICT_UNEXPECTED), ==, "unexpected");
    g_assert_cmpstr(registry_verdict_name(REGISTRY_VERDICT_UNIDENTIFIED), ==, "unidentified");
    g_assert_cmpstr(registry_verdict_name(REGISTRY_VERDICT_SILENT), ==, "silent");
    g_assert_cmpstr(registry_verdict_name(REGISTRY_VERDICT_REFUSED), ==, "refused");
    g_assert_cmpstr(registry_verdict_name(REGISTRY_VERDICT_UNANSWERED), ==, "unanswered");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/registry/lookup/find", test_find);
    g_test_add_func("/registry/lookup/add-all", test_add_all);
    g_test_add_func("/registry/lookup/add-again", test_add_again);
    g_test_add_func("/registry/lookup/expected", test_expected);
    g_test_add_func("/registry/lookup/statement-line", test_statement_line);
    g_test_add_func("/registry/lookup/registered-support", test_registered_support);
    g_test_add_func("/registry/lookup/names", test_names);
    return g_test_run();
}
