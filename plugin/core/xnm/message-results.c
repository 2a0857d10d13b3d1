/* message-results.c
 * What a reply is made of: its payload's children, and what each routing engine says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "message-private.h"

#include <string.h>

void xnm_item_count(xnm_message_builder *builder, const char *local)
{
    for (size_t i = 0; i < builder->item_names; i++) {
        if (strcmp(builder->items[i].name, local) == 0) {
            builder->items[i].count++;
            return;
        }
    }
    if (builder->item_names < XNM_ITEM_NAMES_MAX) {
        builder->items[builder->item_names++] = (xnm_item){ xnm_message_string(builder, local, strlen(local)), 1 };
    }
}

void xnm_items_finish(xnm_message_builder *builder)
{
    xnm_message *message = &builder->message;
    for (size_t i = 0; i < builder->item_names; i++) {
        if (builder->items[i].count > message->item_count) {
            message->item_name = builder->items[i].name;
            message->item_count = builder->items[i].count;
        }
    }
}

/* What says more about an engine than any other of its children. Of the same rank, the first counts. */
static const struct {
    const char *name;
    unsigned rank;
} results[] = { { "commit-check-success", 2 }, { "commit-success", 3 }, { "error", 4 }, { "rpc-error", 4 } };

bool xnm_engine_begin(xnm_message_builder *builder, uint32_t depth)
{
    if (builder->engine_depth || !xnm_message_may_list(builder, builder->message.routing_engines->len)) {
        return false;
    }
    builder->engine_depth = depth;
    builder->engine_rank = 0;
    builder->engine = (xnm_routing_engine){ 0 };
    return true;
}

void xnm_engine_result(xnm_message_builder *builder, const char *local, xnm_range range)
{
    unsigned rank = 1;
    for (size_t i = 0; i < G_N_ELEMENTS(results); i++) {
        if (strcmp(results[i].name, local) == 0) {
            rank = results[i].rank;
        }
    }
    if (rank > builder->engine_rank) {
        builder->engine_rank = rank;
        builder->engine.result = (xnm_value){ xnm_message_string(builder, local, strlen(local)), range };
    }
}

void xnm_engine_end(xnm_message_builder *builder)
{
    if (builder->engine_depth) {
        g_array_append_val(builder->message.routing_engines, builder->engine);
        builder->engine_depth = 0;
    }
}
