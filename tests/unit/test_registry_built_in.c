/* test_registry_built_in.c
 * The registry that is compiled into the plugin.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <string.h>

#include "portlore/registry.h"
#include "registry_schema.h"

/* Registrations, as the IANA registry of 2026-08-17 has them; that of 6513 as RFC 7589 does, section 10. */
static const struct {
    uint16_t port;
    const char *status; /* NULL: not told */
    const char *name;
    const char *description;
    const char *assignee;
    const char *date;
    bool udp;
    registry_shown shown;
    const char *reference;
    const char *source; /* NULL: that registry */
} registrations[] = {
    { 2821, "assigned", "vrts-at-port", "VERITAS Authentication Service", "Stefan Winkel", NULL, true, REGISTRY_SHOWN_ALWAYS, NULL, NULL },
    { 2867, "assigned", "esps-portal", "esps-portal", "Nicholas Stowfis", NULL, true, REGISTRY_SHOWN_ALWAYS, NULL, NULL },
    { 3220, "assigned", "xnm-ssl", "XML NM over SSL", NULL, NULL, true, REGISTRY_SHOWN_ALWAYS, NULL, NULL },
    { 3221, "assigned", "xnm-clear-text", "XML NM over TCP", "Mark Trostler", NULL, true, REGISTRY_SHOWN_ALWAYS, NULL, NULL },
    { 3489, "assigned", "dtp-dia", "DTP/DIA", "Alexei V Soloviev", "2002-05", true, REGISTRY_SHOWN_ALWAYS, NULL, NULL },
    { 1556, "assigned", "veritas-pbx", NULL, "Stefan Winkel", "2004-04", false, REGISTRY_SHOWN_IF_CONTENT, NULL, NULL },
    { 2967, "assigned", "ssc-agent", NULL, NULL, NULL, false, REGISTRY_SHOWN_IF_CONTENT, NULL, NULL },
    { 4032, "assigned", "vrts-auth-port", "VERITAS Authorization Service", "Stefan Winkel", NULL, false, REGISTRY_SHOWN_IF_CONTENT, NULL, NULL },
    { 6513, "assigned", "netconf-tls", "NETCONF over TLS", "IESG", NULL, false, REGISTRY_SHOWN_IF_CONTENT, "RFC 7589", "RFC 7589, section 10" },
    { 8014, "unassigned", NULL, NULL, NULL, NULL, false, REGISTRY_SHOWN_IF_CONTENT, NULL, NULL },
    { 8443, NULL, NULL, NULL, NULL, NULL, false, REGISTRY_SHOWN_IF_CONTENT, NULL, NULL },
    { 8445, NULL, NULL, NULL, NULL, NULL, false, REGISTRY_SHOWN_IF_CONTENT, NULL, NULL },
    { 8446, NULL, NULL, NULL, NULL, NULL, false, REGISTRY_SHOWN_IF_CONTENT, NULL, NULL },
    { 9090, NULL, NULL, NULL, NULL, NULL, false, REGISTRY_SHOWN_IF_CONTENT, NULL, NULL },
};

/* The table of verdicts: a letter for each of 3221, 3220, 2821, 3489, 2867. R registered, C consistent, K known but unofficial, - unexpected. */
static const struct {
    const char *content;
    const char *verdicts;
} verdicts[] = {
    { "junos-xml", "R----" },     { "tls", "-CC-C" },       { "ssl2", "-CC-C" }, /* SSL 2.0 is to these ports what TLS is */
    { "tls/junos-xml", "-R---" }, { "tls/vxatd", "--R--" }, { "vxatd", "-----" },       { "dtp-dia", "---R-" }, { "tls/dtp-dia", "---R-" },
    { "sepm", "---K-" },          { "tls/sepm", "---K-" },  { "esp", "-----" },         { "tls/esp", "-----" }, { "http", "----C" },
    { "tls/http", "----C" },      { "netconf", "-----" },   { "tls/netconf", "-----" }, { "ssh", "-----" },     { "telnet", "-----" },
    { "text", "-----" },          { "binary", "-----" },
};

static void test_registrations(void)
{
    registry *ports = registry_built_in();
    unsigned tcp = 0;
    unsigned udp = 0;

    for (unsigned port = 0; port <= UINT16_MAX; port++) {
        tcp += registry_has(ports, REGISTRY_TCP, (uint16_t)port);
        udp += registry_has(ports, REGISTRY_UDP, (uint16_t)port);
    }
    g_assert_cmpuint(tcp, ==, 14);
    g_assert_cmpuint(udp, ==, 5);
    for (size_t i = 0; i < G_N_ELEMENTS(registrations); i++) {
        const registry_entry *entry = registry_find(ports, REGISTRY_TCP, registrations[i].port);

        g_test_message("%u", registrations[i].port);
        g_assert_nonnull(entry);
        g_assert_true(registry_find(ports, REGISTRY_UDP, registrations[i].port) == (registrations[i].udp ? entry : NULL));
        g_assert_cmpuint(entry->port, ==, registrations[i].port);
        g_assert_cmpuint(entry->last_port, ==, registrations[i].port);
        g_assert_cmpint(entry->shown, ==, registrations[i].shown);
        g_assert_cmpstr(registry_status_name(entry->status), ==, registrations[i].status);
        g_assert_cmpstr(entry->name, ==, registrations[i].name);
        g_assert_cmpstr(entry->description, ==, registrations[i].description);
        g_assert_cmpstr(entry->assignee, ==, registrations[i].assignee);
        g_assert_cmpstr(entry->date, ==, registrations[i].date);
        g_assert_null(entry->modified);
        g_assert_cmpstr(entry->reference, ==, registrations[i].reference);
        if (entry->status != REGISTRY_STATUS_UNKNOWN) {
            char *support = registry_registered_support(entry);
            char *expected = g_strconcat("documented: ", registrations[i].source ? registrations[i].source : "IANA registry 2026-08-17", NULL);

            g_assert_cmpstr(support, ==, expected);
            g_free(expected);
            g_free(support);
        }
    }
    registry_free(ports);
}

static const char *verdict_of(char letter)
{
    switch (letter) {
    case 'R':
        return "registered";
    case 'C':
        return "consistent";
    case 'K':
        return "known-unofficial";
    default:
        return "unexpected";
    }
}

static void test_verdicts(void)
{
    static const uint16_t columns[] = { 3221, 3220, 2821, 3489, 2867 };
    registry *ports = registry_built_in();

    for (size_t i = 0; i < G_N_ELEMENTS(verdicts); i++) {
        g_assert_cmpuint(strlen(verdicts[i].verdicts), ==, G_N_ELEMENTS(columns));
        for (size_t j = 0; j < G_N_ELEMENTS(columns); j++) {
            const registry_entry *entry = registry_find(ports, REGISTRY_TCP, columns[j]);
            const registry_expectation *expectation = registry_expected(entry, verdicts[i].content);
            const char *verdict = expectation == NULL ? "unexpected" : registry_verdict_name(expectation->verdict);

            g_test_message("%s on %u", verdicts[i].content, columns[j]);
            g_assert_cmpstr(verdict, ==, verdict_of(verdicts[i].verdicts[j]));
            if (verdicts[i].verdicts[j] == 'K') {
                g_assert_cmpstr(registry_confidence_name(expectation->confidence), ==, "reported");
                g_assert_nonnull(expectation->source);
            }
        }
    }
    registry_free(ports);
}

/* Ports that are shown by content alone: what shows each. */
static void test_content_ports(void)
{
    static const struct {
        uint16_t port;
        const char *content;
        const char *verdict;
        const char *confidence;
    } shown[] = {
        { 8014, "sepm", "known-unofficial", "documented" },     { 8443, "tls/sepm", "known-unofficial", "documented" },
        { 8445, "tls/sepm", "known-unofficial", "documented" }, { 8446, "tls/sepm", "known-unofficial", "documented" },
        { 9090, "sepm", "known-unofficial", "observed" },       { 2967, "sepm", "known-unofficial", "documented" },
        { 1556, "tls/vxatd", "consistent", "documented" },      { 4032, "tls/vxatd", "consistent", "unconfirmed" },
        { 6513, "tls/netconf", "registered", "documented" },
    };
    registry *ports = registry_built_in();

    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
        const registry_entry *entry = registry_find(ports, REGISTRY_TCP, shown[i].port);
        const registry_expectation *expectation = registry_expected(entry, shown[i].content);

        g_test_message("%u", shown[i].port);
        g_assert_nonnull(expectation);
        g_assert_cmpuint(entry->expectation_count, ==, 1); /* plain HTTP or TLS there shows nothing */
        g_assert_cmpstr(registry_verdict_name(expectation->verdict), ==, shown[i].verdict);
        g_assert_cmpstr(registry_confidence_name(expectation->confidence), ==, shown[i].confidence);
        g_assert_nonnull(expectation->source);
    }
    registry_free(ports);
}

static void assert_sound(const registry_statement *statement)
{
    g_test_message("%s", statement->text);
    g_assert_true(statement->confidence != REGISTRY_CONFIDENCE_NONE && statement->source != NULL);
    /* Wireshark cuts labels at 240 bytes, and the source with them. */
    char *line = registry_statement_line(statement);
    g_assert_cmpuint(strlen(line), <=, 225);
    g_free(line);
    g_assert_null(strchr(statement->text, '{'));
    g_assert_false(g_str_has_suffix(statement->text, "."));
    g_assert_true(g_utf8_validate(statement->text, -1, NULL));
}

static bool has_kind(const registry_entry *entry, registry_statement_kind kind)
{
    for (size_t i = 0; i < entry->statement_count; i++) {
        if (entry->statements[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static void test_statements(void)
{
    registry *ports = registry_built_in();

    for (size_t i = 0; i < G_N_ELEMENTS(registrations); i++) {
        const registry_entry *entry = registry_find(ports, REGISTRY_TCP, registrations[i].port);

        for (size_t j = 0; j < entry->statement_count; j++) {
            assert_sound(&entry->statements[j]);
        }
        g_assert_true(has_kind(entry, REGISTRY_KNOWN_USE) == (entry->port != 2867)); /* nobody knows a use of that one */
        g_assert_true(has_kind(entry, REGISTRY_NOTE));
        g_assert_true(has_kind(entry, REGISTRY_ADVICE));
        g_assert_true(has_kind(entry, REGISTRY_CHECK));
    }
    registry_free(ports);
}

static bool tells(const registry_entry *entry, registry_statement_kind kind, const char *word)
{
    for (size_t i = 0; i < entry->statement_count; i++) {
        if (entry->statements[i].kind == kind && strstr(entry->statements[i].text, word) != NULL) {
            return true;
        }
    }
    return false;
}

/* What a person is to find. */
static void test_told(void)
{
    static const struct {
        uint16_t port;
        registry_statement_kind kind;
        const char *word;
    } told[] = {
        { 3221, REGISTRY_NOTE, "75 sessions" },
        { 3221, REGISTRY_NOTE, "150 connection attempts a minute" },
        { 3220, REGISTRY_NOTE, "75 sessions" },
        { 3221, REGISTRY_NOTE, "Junos-FIPS" },
        { 3221, REGISTRY_NOTE, "Common Criteria" },
        { 3221, REGISTRY_ADVICE, "Prefer port 3220" },
        { 3221, REGISTRY_ADVICE, "management networks" },
        { 2821, REGISTRY_NOTE, "vml-dms" },
        { 2821, REGISTRY_NOTE, "trojan" },
        { 2821, REGISTRY_NOTE, "weak ciphers" },
        { 3489, REGISTRY_NOTE, "Information Access" },
        { 3489, REGISTRY_KNOWN_USE, "Distributed Information Acquisition" },
        { 3489, REGISTRY_NOTE, "Scanning" },
        { 2867, REGISTRY_NOTE, "1024 to 49151" },
        { 2867, REGISTRY_ADVICE, "Unknown does not mean harmless" },
        { 2867, REGISTRY_CHECK, "ss -tulnp 'sport = :2867'" },
        { 3221, REGISTRY_CHECK, "lsof -nP -i :3221" },
        { 3489, REGISTRY_CHECK, "netstat -ano | findstr :3489" },
        { 2821, REGISTRY_CHECK, "Get-NetTCPConnection -State Listen -LocalPort 2821" },
        { 8014, REGISTRY_CHECK, "nmap -sV -p 8014 HOST" },
    };
    registry *ports = registry_built_in();

    for (size_t i = 0; i < G_N_ELEMENTS(told); i++) {
        g_test_message("%u: %s", told[i].port, told[i].word);
        g_assert_true(tells(registry_find(ports, REGISTRY_TCP, told[i].port), told[i].kind, told[i].word));
    }
    registry_free(ports);
}

/* Of the Veritas broker, on whatever port: how long its certificates last, which versions it takes, and what to do with one that is left over. */
static void test_told_of_vxatd(void)
{
    registry *ports = registry_built_in();
    const registry_entry *vxatd = registry_find_content(ports, "tls/vxatd");

    g_assert_nonnull(vxatd);
    for (size_t i = 0; i < vxatd->statement_count; i++) {
        assert_sound(&vxatd->statements[i]);
        g_assert_null(strstr(vxatd->statements[i].text, "{port}"));
    }
    g_assert_true(tells(vxatd, REGISTRY_NOTE, "20 years"));
    g_assert_true(tells(vxatd, REGISTRY_NOTE, "8 years"));
    g_assert_true(tells(vxatd, REGISTRY_NOTE, "TLS 1.0 and 1.1"));
    g_assert_true(tells(vxatd, REGISTRY_NOTE, "1556"));
    g_assert_true(tells(vxatd, REGISTRY_ADVICE, "stop it"));
    g_assert_true(tells(vxatd, REGISTRY_ADVICE, "DisableTLSProtocol"));
    g_assert_null(registry_find_content(ports, "tls"));
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

static void test_valid(void)
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

    for (size_t part = 0; part < length - 1; part += 7) { /* without the last line end it is whole */
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
    g_test_add_func("/registry/built-in/registrations", test_registrations);
    g_test_add_func("/registry/built-in/verdicts", test_verdicts);
    g_test_add_func("/registry/built-in/content-ports", test_content_ports);
    g_test_add_func("/registry/built-in/statements", test_statements);
    g_test_add_func("/registry/built-in/told", test_told);
    g_test_add_func("/registry/built-in/told-of-vxatd", test_told_of_vxatd);
    g_test_add_func("/registry/built-in/schema", test_valid);
    g_test_add_func("/registry/built-in/prefixes", test_prefixes);
    return g_test_run();
}
