/* findings.c
 * Expert infos, raised and counted: what is found in a packet is added up for its conversation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "findings.h"

#include <string.h>

#include <epan/proto_data.h>

/* Of the keys under which a packet's data is kept. */
#define COUNTED_KEY 5

static int proto_portlore = -1;

static GHashTable *kinds_by_field; /* const expert_field * -> expert_field_info * */

void findings_register(int proto)
{
    proto_portlore = proto;
}

void findings_register_kinds(expert_module_t *experts, ei_register_info *kinds, unsigned count)
{
    if (!kinds_by_field) {
        kinds_by_field = g_hash_table_new(g_direct_hash, g_direct_equal);
    }
    expert_register_field_array(experts, kinds, (int)count);
    for (unsigned i = 0; i < count; i++) {
        g_hash_table_insert(kinds_by_field, kinds[i].ids, &kinds[i].eiinfo);
    }
}

void finding_show(packet_info *pinfo, proto_item *item, expert_field *kind)
{
    expert_add_info(pinfo, item, kind);
}

void finding_count(packet_info *pinfo, const expert_field *kind)
{
    if (PINFO_FD_VISITED(pinfo)) {
        return;
    }
    wmem_array_t *counted = p_get_proto_data(pinfo->pool, pinfo, proto_portlore, COUNTED_KEY);
    if (!counted) {
        counted = wmem_array_new(pinfo->pool, sizeof(const expert_field *));
        p_add_proto_data(pinfo->pool, pinfo, proto_portlore, COUNTED_KEY, counted);
    }
    wmem_array_append_one(counted, kind);
}

void finding_add(packet_info *pinfo, proto_item *item, expert_field *kind)
{
    finding_show(pinfo, item, kind);
    finding_count(pinfo, kind);
}

/* There are some dozens of kinds, and a conversation has few of them. */
static void add_one(wmem_array_t *totals, const expert_field_info *kind)
{
    for (unsigned i = 0; i < wmem_array_get_count(totals); i++) {
        finding_total *total = wmem_array_index(totals, i);
        if (total->kind == kind) {
            total->count++;
            return;
        }
    }
    finding_total first = { .kind = kind, .count = 1 };
    wmem_array_append_one(totals, first);
}

void findings_add_up(packet_info *pinfo, wmem_array_t **totals)
{
    wmem_array_t *counted = p_get_proto_data(pinfo->pool, pinfo, proto_portlore, COUNTED_KEY);
    if (!counted) {
        return;
    }
    if (!*totals) {
        *totals = wmem_array_new(wmem_file_scope(), sizeof(finding_total));
    }
    for (unsigned i = 0; i < wmem_array_get_count(counted); i++) {
        const expert_field **kind = wmem_array_index(counted, i);
        add_one(*totals, g_hash_table_lookup(kinds_by_field, *kind));
    }
}

const expert_field_info *finding_kind_of(const char *name)
{
    GHashTableIter iterator;
    void *kind;
    g_hash_table_iter_init(&iterator, kinds_by_field);
    while (g_hash_table_iter_next(&iterator, NULL, &kind)) {
        if (strcmp(((const expert_field_info *)kind)->name, name) == 0) {
            return kind;
        }
    }
    return NULL;
}
