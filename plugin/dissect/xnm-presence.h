/* xnm-presence.h
 * What a packet says of the Junos XML session that it belongs to, whether its bytes were dissected or not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_PRESENCE_H
#define PORTLORE_XNM_PRESENCE_H

#include "wireshark_compat.h"

#include <epan/expert.h>

#include "portlore/xnm_session.h"
#include "xnm-conversation.h"

/* Registers xnm.session.* and xnm.unfinished.* with the protocol. */
void xnm_presence_register(int proto, expert_module_t *experts);

/* Adds who is logged in where. When secrets are hidden, what is masked in a login's message is masked here too. identity: NULL adds nothing. */
void xnm_presence_add_identity(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_identity *identity);

/* Adds how many bytes are missing before the packet's segment, and flags it. */
void xnm_presence_add_gap(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, uint32_t bytes);

/* Whether xnm_presence_add() can have anything to say in this capture. */
bool xnm_presence_possible(void);

/* For the first pass: whether the packet's conversation has shown to be Junos XML or NETCONF: a prolog alone is any protocol's. And whether it is
 * NETCONF rather than Junos XML. */
bool xnm_presence_is_proven(packet_info *pinfo);
bool xnm_presence_is_netconf(packet_info *pinfo);

/* What the packet's connection amounts to so far; NULL when it has shown nothing of the protocol. */
const xnm_summary *xnm_presence_summary(packet_info *pinfo);

/* Adds to a packet of such a conversation what no dissector of the payload could: the identity, where Wireshark handed the payload to none
 * (retransmissions, parts of TLS records), and, where the connection ends, the message that is not complete.
 * frame: the whole packet. pinfo: of a packet whose innermost transport is TCP, behind all other dissectors. */
void xnm_presence_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo);

#endif
