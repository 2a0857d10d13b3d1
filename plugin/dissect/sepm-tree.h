/* sepm-tree.h
 * Items and findings of Symantec Endpoint Protection Manager and of ESP of HPCC Systems.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_TREE_H
#define PORTLORE_SEPM_TREE_H

#include "wireshark_compat.h"

#include "credentials.h"
#include "sepm-conversation.h"

/* Registers the two protocols, sepm and esps, with their fields and expert infos. Returns the first one's number. */
int sepm_tree_register(void);

/* Adds an item for each message that the part shows. tvb: what the call of the dissector was given. */
void sepm_tree_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const sepm_part *part);

/* The logins in a part, one after another, in packet memory: returns false when there is no more. at: 0 at first; kept by the caller. */
bool sepm_tree_next_credential(packet_info *pinfo, const sepm_part *part, unsigned *at, credential *found);

#endif
