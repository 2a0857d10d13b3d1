/* findings.h
 * Expert infos, raised and counted: what is found in a packet is added up for its conversation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_FINDINGS_H
#define PORTLORE_FINDINGS_H

#include "wireshark_compat.h"

#include <epan/expert.h>

/* proto: that in whose name a packet's findings are kept. */
void findings_register(int proto);

/* As expert_register_field_array(), which keeps the array. */
void findings_register_kinds(expert_module_t *experts, ei_register_info *kinds, unsigned count);

/* Raise an expert info, and count it. */
void finding_add(packet_info *pinfo, proto_item *item, expert_field *kind);

/* Each of the two alone: what is told in a packet that does not show it, and what what comes later may show to be no finding. */
void finding_count(packet_info *pinfo, const expert_field *kind);
void finding_show(packet_info *pinfo, proto_item *item, expert_field *kind);

/* How often one kind was found. */
typedef struct {
    const expert_field_info *kind; /* severity as the user wants it; two kinds can have one name */
    uint32_t count;
} finding_total;

/* For the first pass: adds what was counted in the packet to an array of finding_total; *totals may be NULL, and is then made in file memory when
 * there is something to add. */
void findings_add_up(packet_info *pinfo, wmem_array_t **totals);

/* The kind of that name; NULL when there is none. */
const expert_field_info *finding_kind_of(const char *name);

#endif
