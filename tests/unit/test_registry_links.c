/* test_registry_links.c
 * Addresses of the documents that entries name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/registry_links.h"

#define IANA "IANA registry https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=3489\n"

static void tell(void *user, const char *title, const char *address)
{
    g_string_append_printf(user, "%s %s\n", title, address);
}

static void check(const registry_entry *entry, const char *expected)
{
    GString *told = g_string_new(NULL);
    registry_links(entry, tell, told);
    g_assert_cmpstr(told->str, ==, expected);
    g_string_free(told, TRUE);
}

static void test_sources(void)
{
    static const struct {
        const char *source;
        const char *links;
    } sources[] = {
        { "RFC 7589", "RFC 7589 https://www.rfc-editor.org/rfc/rfc7589\n" },
        { "RFC 8996; RFC 9325", "RFC 8996 https://www.rfc-editor.org/rfc/rfc8996\nRFC 9325 https://www.rfc-editor.org/rfc/rfc9325\n" },
        { "RFC 6335, section 6", "RFC 6335 https://www.rfc-editor.org/rfc/rfc6335\n" },
        { "[RFC6335]", "RFC 6335 https://www.rfc-editor.org/rfc/rfc6335\n" },
        { "draft-avsolov-dtpdia-05", "draft-avsolov-dtpdia https://datatracker.ietf.org/doc/draft-avsolov-dtpdia/\n" },
        { "draft-avsolov-dtpdia-00 to -05", "draft-avsolov-dtpdia https://datatracker.ietf.org/doc/draft-avsolov-dtpdia/\n" },
        { "CVE-2016-5306", "CVE-2016-5306 https://www.cve.org/CVERecord?id=CVE-2016-5306\n" },
        { "Broadcom article 158445", "Broadcom article 158445 https://knowledge.broadcom.com/external/article/158445\n" },
        { "Veritas article 100033899", "Veritas article 100033899 https://www.veritas.com/support/en_US/article.100033899\n" },
        { "a copy, 1library.net/document/q2nl9k22", "1library.net/document/q2nl9k22 https://1library.net/document/q2nl9k22\n" },
        { "IANA registry 2026-08-17", IANA },
        { "IANA registry, introductory note", IANA },
        /* Nothing tells where these are. */
        { "manual page ss(8)", "" },
        { "connected.app, page on port 2821", "" },
        { "the contact's domain is esps.com; SEC filings, file 0-26245", "" },
        { "published proof of concept for SEPM 12.1", "" },
        { "RFC", "" },
        { "RFC 123456", "" },
        { "", "" },
        { NULL, "" },
        /* Other schemes, and what looks like a page. */
        { "javascript:alert(1)", "" },
        { "file:///etc/passwd", "" },
        { "http://192.0.2.1/x", "" },
        { "../../etc/passwd", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++) {
        registry_statement statement = { .text = "x", .source = sources[i].source };
        registry_entry entry = { .port = 3489, .last_port = 3489, .statements = &statement, .statement_count = 1 };
        check(&entry, sources[i].links);
    }
}

static void test_each_once(void)
{
    registry_statement statements[] = { { .source = "RFC 7589" }, { .source = "IANA registry 2026-08-17" }, { .source = "RFC 7589; CVE-2016-5306" } };
    registry_entry entry = { .port = 3489, .registered_source = "IANA registry 2026-08-17", .statements = statements, .statement_count = 3 };
    check(&entry, IANA "RFC 7589 https://www.rfc-editor.org/rfc/rfc7589\nCVE-2016-5306 https://www.cve.org/CVERecord?id=CVE-2016-5306\n");
}

static void check_address(void *user, const char *title, const char *address)
{
    (*(unsigned *)user)++;
    g_assert_true(g_str_has_prefix(address, "https://"));
    g_assert_cmpint(*title, !=, '\0');
    for (const char *at = address; *at; at++) {
        g_assert_true(g_ascii_isalnum(*at) || strchr(":/.?=_~-", *at));
    }
}

/* Each port that is built in names at least one document. */
static void test_built_in(void)
{
    registry *ports = registry_built_in();
    unsigned entries = 0;
    for (unsigned port = 1; port <= UINT16_MAX; port++) {
        const registry_entry *entry = registry_find(ports, REGISTRY_TCP, (uint16_t)port);
        unsigned count = 0;
        if (entry) {
            registry_links(entry, check_address, &count);
            g_assert_cmpuint(count, >, 0);
            entries++;
        }
    }
    g_assert_cmpuint(entries, >=, 5);
    registry_free(ports);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/registry_links/sources", test_sources);
    g_test_add_func("/registry_links/each_once", test_each_once);
    g_test_add_func("/registry_links/built_in", test_built_in);
    return g_test_run();
}
