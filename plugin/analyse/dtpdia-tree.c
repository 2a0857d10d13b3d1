/* dtpdia-tree.c
 * The statistics "dtpdia,tree": DTP/DIA packets by source and type, with their number and the range of values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia-tree.h"

#include "dissect/wireshark_compat.h"

#include <math.h>
#include <string.h>

#include <epan/stats_tree.h>
#include <epan/stats_tree_priv.h>

#include "dissect/packet-dtpdia.h"

#define TOP     "Packets"
#define INVALID "Wrong checksum, discarded"
#define LOWEST  "Lowest:"
#define HIGHEST "Highest:"

static int top_node = -1;

static void begin(stats_tree *statistics)
{
    top_node = stats_tree_create_node(statistics, TOP, 0, STAT_DT_INT, TRUE);
}

/* Wireshark keeps lowest and highest value in single precision, which shows 21.3 as 21.299999. So a node below tells each as it was sent, in its name:
 * of a node without average, Wireshark shows no more than name and count, and total is free to keep the number. */
static void tell_extreme(stats_tree *statistics, stat_node *parent, const char *label, double value, bool lowest)
{
    stat_node *node = parent->children;
    while (node && !g_str_has_prefix(node->name, label)) {
        node = node->next;
    }
    if (node && node->counter > 0) { /* else there is none, or the statistics begin anew */
        bool beyond = lowest ? value < node->total.float_total : value > node->total.float_total;
        value = beyond ? value : node->total.float_total;
    }
    char number[DTPDIA_NUMBER_SIZE];
    char *name = g_strdup_printf("%s %s", label, dtpdia_number_text(value, number));
    if (node && strcmp(node->name, name) != 0) {
        g_hash_table_remove(parent->hash, node->name); /* which is its key there */
        g_free(node->name);
        node->name = g_strdup(name);
        g_hash_table_insert(parent->hash, node->name, node);
    }
    tick_stat_node(statistics, name, parent->id, FALSE);
    node = g_hash_table_lookup(parent->hash, name);
    node->total.float_total = value;
    g_free(name);
}

static void add_value(stats_tree *statistics, const char *name, int source, double value)
{
    float single = (float)value;
    int id = avg_stat_node_add_value_float(statistics, name, source, TRUE, single);
    stat_node *node = g_ptr_array_index(statistics->parents, (unsigned)id);
    node->total.float_total += value - (double)single; /* the average is calculated in double precision */
    if (node->counter == 1) {
        node->maxvalue.float_max = single; /* Wireshark's own starts a little above 0, so it would be that of values that are all below */
    }
    tell_extreme(statistics, node, LOWEST, value, true);
    tell_extreme(statistics, node, HIGHEST, value, false);
}

/* Type, unit, and whether the value counts: what is no number has neither average nor range. */
static const char *name_of(packet_info *pinfo, const dtpdia_tap *packet, bool counts)
{
    return wmem_strdup_printf(pinfo->pool, "%s%s%s%s", packet->type, *packet->unit ? ", " : "", packet->unit,
                              packet->has_value && !counts ? ", not finite" : "");
}

/* A node of a source counts its packets; below it, one of each type and unit also tells average, lowest and highest value. */
static tap_packet_status take(stats_tree *statistics, packet_info *pinfo, epan_dissect_t *edt, const void *data, tap_flags_t flags)
{
    (void)edt;
    (void)flags;
    const dtpdia_tap *packet = data;
    tick_stat_node(statistics, TOP, 0, TRUE);
    if (!packet->valid) {
        tick_stat_node(statistics, INVALID, top_node, FALSE);
        return TAP_PACKET_REDRAW;
    }
    int source = tick_stat_node(statistics, packet->source, top_node, TRUE);
    bool counts = packet->has_value && isfinite((float)packet->value);
    const char *name = name_of(pinfo, packet, counts);
    if (counts) {
        add_value(statistics, name, source, packet->value);
    } else {
        tick_stat_node(statistics, name, source, FALSE);
    }
    return TAP_PACKET_REDRAW;
}

void dtpdia_tree_register(void)
{
    /* In 4.0 a slash in the name opens a submenu. */
    stats_tree_register_plugin(DTPDIA_TAP, DTPDIA_TAP, "DTP-DIA", 0, take, begin, NULL);
}
