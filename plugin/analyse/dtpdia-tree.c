/* dtpdia-tree.c
 * The statistics "dtpdia,tree": DTP/DIA packets by source and type, with their number and the range of values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia-tree.h"

#include "dissect/wireshark_compat.h"

#include <math.h>

#include <epan/stats_tree.h>

#include "dissect/packet-dtpdia.h"

#define TOP     "DTP/DIA packets"
#define INVALID "Wrong checksum, discarded"

static int top_node = -1;

static void begin(stats_tree *statistics)
{
    top_node = stats_tree_create_node(statistics, TOP, 0, STAT_DT_INT, TRUE);
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
    const char *type = *packet->unit ? wmem_strdup_printf(pinfo->pool, "%s, %s", packet->type, packet->unit) : packet->type;
    if (packet->has_value && isfinite(packet->value)) {
        avg_stat_node_add_value_float(statistics, type, source, FALSE, (float)packet->value);
    } else {
        tick_stat_node(statistics, type, source, FALSE);
    }
    return TAP_PACKET_REDRAW;
}

void dtpdia_tree_register(void)
{
    stats_tree_register_plugin(DTPDIA_TAP, DTPDIA_TAP, "DTP/DIA", 0, take, begin, NULL);
}
