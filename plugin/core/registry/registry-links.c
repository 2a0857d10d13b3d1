/* registry-links.c
 * Addresses of the documents that an entry of the registry names as its sources.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/registry_links.h"

#include <stdio.h>

/* How documents are named, and where one of that name is. \1 is the part in brackets; %u the port. */
static const struct {
    const char *pattern;
    const char *title;
    const char *address;
} forms[] = {
    { "\\bIANA registry\\b()", "IANA registry",
      "https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=%u" },
    { "\\bRFC ?(\\d{1,5})\\b", "RFC \\1", "https://www.rfc-editor.org/rfc/rfc\\1" },
    { "\\b(draft(?:-[a-z][a-z0-9]*){2,})", "\\1", "https://datatracker.ietf.org/doc/\\1/" }, /* without its revision */
    { "\\b(CVE-\\d{4}-\\d{4,7})\\b", "\\1", "https://www.cve.org/CVERecord?id=\\1" },
    { "\\bBroadcom article (\\d{1,12})\\b", "Broadcom article \\1", "https://knowledge.broadcom.com/external/article/\\1" },
    { "\\bVeritas article (\\d{1,12})\\b", "Veritas article \\1", "https://www.veritas.com/support/en_US/article.\\1" },
    { "(?<![\\w./:-])((?:[a-z0-9-]+\\.)+[a-z]{2,}/[\\w./~-]*[\\w/])", "\\1", "https://\\1" },
};

typedef struct {
    uint16_t port;
    registry_link_callback callback;
    void *user;
    GHashTable *told; /* addresses */
    GRegex *patterns[G_N_ELEMENTS(forms)];
} link_finder;

static void tell(link_finder *finder, size_t form, const GMatchInfo *match)
{
    char *title = g_match_info_expand_references(match, forms[form].title, NULL);
    char *expanded = g_match_info_expand_references(match, forms[form].address, NULL);
    char port[8];
    snprintf(port, sizeof port, "%u", finder->port);
    char **parts = g_strsplit(expanded, "%u", 2);
    char *address = g_strjoinv(port, parts);
    g_strfreev(parts);
    g_free(expanded);
    if (!g_hash_table_contains(finder->told, address)) {
        finder->callback(finder->user, title, address);
        g_hash_table_add(finder->told, address);
    } else {
        g_free(address);
    }
    g_free(title);
}

static void find(link_finder *finder, const char *text)
{
    for (size_t i = 0; text && i < G_N_ELEMENTS(forms); i++) {
        GMatchInfo *match;
        for (g_regex_match(finder->patterns[i], text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
            tell(finder, i, match);
        }
        g_match_info_free(match);
    }
}

void registry_links(const registry_entry *entry, registry_link_callback callback, void *user)
{
    link_finder finder = { .port = entry->port, .callback = callback, .user = user };
    finder.told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        finder.patterns[i] = g_regex_new(forms[i].pattern, G_REGEX_OPTIMIZE, 0, NULL);
    }
    find(&finder, entry->registered_source);
    find(&finder, entry->reference);
    for (size_t i = 0; i < entry->statement_count; i++) {
        find(&finder, entry->statements[i].source);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        g_regex_unref(finder.patterns[i]);
    }
    g_hash_table_destroy(finder.told);
}
