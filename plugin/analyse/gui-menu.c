/* gui-menu.c
 * Tools > Portlore: links to the documents that the registry names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui-menu.h"

#include "dissect/wireshark_compat.h"

#include <epan/plugin_if.h>

#include "dissect/port-registry.h"
#include "gui.h"
#include "portlore/registry_links.h"

/* The only menu that takes submenus of plugins. */
#define PARENT "Tools"

/* Of one menu. Wireshark's guard against menus nested too deeply counts those beside each other, too, and a sixth one ends a program with assertions. */
#define SUBMENUS_MAX 5

typedef struct {
    ext_menu_t *top;
    unsigned submenus; /* of it */
    const registry_entry *entry;
    ext_menu_t *menu; /* where the entry's links go; NULL: there is none yet */
    GHashTable *told; /* addresses of links outside of the submenus: each stands once */
} link_menu;

/* Ports with notes on every packet have menus of their own; the links of the others stand below them, each with the first port
 * that has it. */
static void add_link(void *user, const char *title, const char *address)
{
    link_menu *links = user;
    const registry_entry *entry = links->entry;
    if (!links->menu && entry->shown == REGISTRY_SHOWN_ALWAYS && links->submenus < SUBMENUS_MAX) {
        char *name = g_strdup_printf("%u%s%s", entry->port, entry->name ? " " : "", entry->name ? entry->name : "");
        links->menu = ext_menubar_add_submenu(links->top, name);
        links->submenus++;
        g_free(name);
    }
    if (links->menu) {
        ext_menubar_add_website(links->menu, title, address, address);
    } else if (g_hash_table_add(links->told, g_strdup(address))) {
        char *with_port = g_strdup_printf("%u: %s", entry->port, title);
        ext_menubar_add_website(links->top, with_port, address, address);
        g_free(with_port);
    }
}

static void add_entries(link_menu *links, registry_shown shown)
{
    for (unsigned port = 1; port <= UINT16_MAX; port++) {
        const registry_entry *entries[REGISTRY_TRANSPORTS] = { port_registry_find(REGISTRY_TCP, port), port_registry_find(REGISTRY_UDP, port) };
        for (unsigned i = 0; i < REGISTRY_TRANSPORTS; i++) {
            bool told = i > 0 && entries[i] == entries[0];
            if (entries[i] && entries[i]->shown == shown && !told) {
                links->entry = entries[i];
                links->menu = NULL;
                registry_links(entries[i], add_link, links);
            }
        }
    }
}

void gui_menu_register(void)
{
    if (!gui_is_present()) {
        return;
    }
    link_menu links = { .top = ext_menubar_register_menu(proto_get_id_by_filter_name("portlore"), "Portlore", TRUE) };
    links.told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ext_menubar_set_parentmenu(links.top, PARENT);
    add_entries(&links, REGISTRY_SHOWN_ALWAYS);
    ext_menubar_add_separator(links.top);
    add_entries(&links, REGISTRY_SHOWN_IF_CONTENT);
    g_hash_table_destroy(links.told);
}
