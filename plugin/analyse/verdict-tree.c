/* verdict-tree.c
 * -z portlore,tree: how many conversations had which verdict, by port and by server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "verdict-tree.h"

#include <stdio.h>

#include "dissect/wireshark_compat.h"

#include <epan/stats_tree.h>
#include <epan/stats_tree_priv.h>
#include <epan/tap.h>
#include <epan/to_str.h>

#include "conversation-table.h"

#define ABBREVIATION "portlore"
#define BY_PORT      "Verdicts by port"
#define BY_SERVER    "Verdicts by server"

/* What a conversation without a verdict is counted as. */
#define NO_VERDICT "none"

/* The nodes that a tree has from the beginning: the same in every tree. */
static int by_port = -1;
static int by_server = -1;

/* Of each tree of Wireshark's the set of the conversations that it has counted: a tree has no place of its own for that. */
static GHashTable *counted;

static void add_nodes(stats_tree *tree)
{
    by_port = stats_tree_create_node(tree, BY_PORT, 0, STAT_DT_INT, TRUE);
    by_server = stats_tree_create_node(tree, BY_SERVER, 0, STAT_DT_INT, TRUE);
}

static void begin(stats_tree *tree)
{
    add_nodes(tree);
    g_hash_table_insert(counted, tree, g_hash_table_new(g_direct_hash, g_direct_equal));
}

static void end(stats_tree *tree)
{
    g_hash_table_remove(counted, tree);
}

static void count(stats_tree *tree, const port_session_facts *facts)
{
    const char *found = facts->verdict ? facts->verdict : NO_VERDICT;
    char port[32];
    char server[64];
    snprintf(port, sizeof port, "%u/%s", facts->server_port, facts->udp ? "udp" : "tcp");
    address_to_str_buf(facts->server, server, (int)sizeof server);
    tick_stat_node(tree, BY_PORT, 0, TRUE);
    tick_stat_node(tree, found, tick_stat_node(tree, port, by_port, TRUE), FALSE);
    tick_stat_node(tree, BY_SERVER, 0, TRUE);
    tick_stat_node(tree, found, tick_stat_node(tree, server, by_server, TRUE), FALSE);
}

/* In Wireshark, which reads a capture again when its statistics are asked for: then every verdict is known. */
static tap_packet_status take(stats_tree *tree, packet_info *pinfo, epan_dissect_t *edt, const void *data, tap_flags_t flags)
{
    (void)edt;
    (void)flags;
    GHashTable *known = g_hash_table_lookup(counted, tree);
    port_session_facts facts;
    if (!PINFO_FD_VISITED(pinfo) || !known || !g_hash_table_add(known, (void *)data) || !port_session_read(data, true, &facts)) {
        return TAP_PACKET_DONT_REDRAW;
    }
    count(tree, &facts);
    port_session_clear(&facts);
    return TAP_PACKET_REDRAW;
}

/* In tshark, whose one pass knows a verdict only behind the last packet: the same tree, made then, without rates, which need packets. */
static void print_tree(const GPtrArray *conversations, const char *filter)
{
    stats_tree *tree = stats_tree_new(stats_tree_get_cfg_by_abbr(ABBREVIATION), NULL, filter);
    bool rates = prefs.st_enable_burstinfo;
    prefs.st_enable_burstinfo = false;
    add_nodes(tree);
    for (unsigned i = 0; i < conversations->len; i++) {
        port_session_facts facts;
        if (port_session_read(g_ptr_array_index(conversations, i), true, &facts)) {
            count(tree, &facts);
            port_session_clear(&facts);
        }
    }
    GString *text = stats_tree_format_as_str(tree, ST_FORMAT_PLAIN, stats_tree_get_default_sort_col(tree), stats_tree_is_default_sort_DESC(tree));
    fputs(text->str, stdout);
    g_string_free(text, TRUE);
    stats_tree_free(tree);
    prefs.st_enable_burstinfo = rates;
}

void verdict_tree_register(void)
{
    static conversation_table verdicts = {
        .ui = { .group = REGISTER_STAT_GROUP_GENERIC, .title = "Portlore Verdicts", .cli_string = "portlore,tree" },
        .print = print_tree,
    };
    counted = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_hash_table_destroy);
    conversation_table_register(&verdicts, false);
    stats_tree_register_plugin(PORT_SESSION_TAP, ABBREVIATION, "Portlore" WIRESHARK_STATS_SEPARATOR "Verdicts", 0, take, begin, end);
}
