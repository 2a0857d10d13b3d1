/* xnm-messages.h
 * Requests, replies and start tags of a Junos XML session: fields, tree and expert infos.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_MESSAGES_H
#define PORTLORE_XNM_MESSAGES_H

#include "wireshark_compat.h"

#include <epan/expert.h>
#include <epan/prefs.h>

#include "xnm-conversation.h"

/* Registers the fields, expert infos and preferences of messages with the protocol. */
void xnm_messages_register(int proto, expert_module_t *experts, module_t *preferences);

/* Adds a message that is complete. tvb: its bytes; clear_text: whether anyone on the path can read it. */
void xnm_messages_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message,
                      bool clear_text);

/* Adds a root start tag. tvb: its bytes; clear_text: as above. */
void xnm_messages_add_root_start(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece,
                                 const xnm_message *message, bool clear_text);

/* Adds a piece of something that is not whole in this segment, and whose bytes are not shown here. tvb: the segment; info: see xnm_info(). */
void xnm_messages_add_part(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_segment_piece *segment_piece, const char *info);

/* Expert infos for what is found between messages. */
void xnm_messages_flag_malformed(packet_info *pinfo, proto_item *item);
void xnm_messages_flag_doctype(packet_info *pinfo, proto_item *item);

#endif
