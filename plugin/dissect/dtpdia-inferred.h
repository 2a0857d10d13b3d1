/* dtpdia-inferred.h
 * What is not in a DTP/DIA packet's octets, but follows from its time and from other packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_DTPDIA_INFERRED_H
#define PORTLORE_DTPDIA_INFERRED_H

#include "wireshark_compat.h"

#include <epan/expert.h>

#include "dtpdia-conversation.h"

void dtpdia_inferred_register(int proto, expert_module_t *experts);

/* Adds the time of which TIMESTAMP holds 24 bits. */
void dtpdia_inferred_add_time(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const dtpdia_packet *packet);

/* Adds what the note says; NULL: nothing. top: the packet's own item. */
void dtpdia_inferred_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, proto_item *top, const dtpdia_packet *packet, const dtpdia_note *note);

#endif
