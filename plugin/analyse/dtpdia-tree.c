/* dtpdia-tree.c
 * The statistics "dtpdia,tree": DTP/DIA packets by source and type, with their number and the range of values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia-tree.h"

#include "dissect/wireshark_compat.h"

#include <math.h>

#include <epan/stats_tree.h>
#include <epan/stats_tree_priv.h>

#include "dissect/packet-dtpdia.h"

#define TOP     "Packets"
#define INVALID "Wrong checksum, discarded"

static int top_node = -1;

static void begin(stats_tree *statistics)
{
    top_node = stats_tree_create_node(statistics, TOP, 0, STAT_DT_INT, TRUE);
}

/* Wireshark's own maximum starts a little above 0, so it would be that of values that are all below. */
static void add_value(stats_tree *statistics, const char *name, int source, float value)
{
    int id = avg_stat_node_add_value_float(statistics, name, source, TRUE, value);
    stat_node *node = g_ptr_array_index(statistics->parents, (unsigned)id);
    if (node->counter == 1) {
        node->maxvalue.float_max = value;
    }
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
        add_value(statistics, name, source, (float)packet->value);
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
