/* fuzz_registry.c
 * Files of ports, of any bytes: Portlore's XML, IANA's XML and CSV. Either a registry whose texts are valid and on one line, or one line that says why
 * not; a registry that is read can be added to the built-in one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/registry.h"
#include "portlore/registry_links.h"

#define HEAD 1 /* which kind of file */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
    g_assert_true(!text || (g_utf8_validate(text, -1, NULL) && !strchr(text, '\n')));
}

static void check_entry(const registry_entry *entry, uint16_t port)
{
    g_assert_cmpuint(entry->port, <=, port);
    g_assert_cmpuint(entry->last_port, >=, port);
    const char *const texts[] = { entry->name, entry->description, entry->assignee, entry->date, entry->modified, entry->reference };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        check_text(texts[i]);
    }
    g_assert_cmpuint(entry->statement_count, <=, REGISTRY_STATEMENTS_MAX);
    for (size_t i = 0; i < entry->statement_count; i++) {
        check_text(entry->statements[i].text);
        char *line = registry_statement_line(&entry->statements[i]);
        check_text(line);
        g_free(line);
    }
    for (size_t i = 0; i < entry->expectation_count; i++) {
        g_assert_nonnull(entry->expectations[i].content);
        g_assert_true(registry_expected(entry, entry->expectations[i].content) == &entry->expectations[i]);
    }
    char *support = registry_registered_support(entry);
    check_text(support);
    g_free(support);
}

static void check_registry(const registry *ports)
{
    static const uint16_t often[] = { 0, 1, 22, 2821, 2867, 3220, 3221, 3489, 65535 };
    for (size_t i = 0; i < G_N_ELEMENTS(often); i++) {
        for (unsigned transport = 0; transport < REGISTRY_TRANSPORTS; transport++) {
            const registry_entry *entry = registry_find(ports, (registry_transport)transport, often[i]);
            g_assert_true(registry_has(ports, (registry_transport)transport, often[i]) == (entry != NULL));
            if (entry) {
                g_assert_true(entry->transports & REGISTRY_BIT(transport));
                check_entry(entry, often[i]);
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEAD) {
        return 0;
    }
    char *bytes = g_memdup2(data + HEAD, size - HEAD);
    char *error = NULL;
    registry *ports = data[0] & 1 ? registry_read_iana(bytes, size - HEAD, &error) : registry_read(bytes, size - HEAD, &error);
    g_free(bytes);
    g_assert_true((ports == NULL) == (error != NULL));
    check_text(error);
    g_free(error);
    if (ports) {
        check_registry(ports);
        registry *all = registry_new();
        registry_add_all(all, ports);
        check_registry(all);
        registry_free(ports);
        check_registry(all); /* what is shared outlives where it came from */
        registry_free(all);
    }
    return 0;
}
