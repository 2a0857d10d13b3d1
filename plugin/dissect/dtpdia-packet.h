/* dtpdia-packet.h
 * One DTP/DIA packet in the tree, the columns and the tap.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_DTPDIA_PACKET_H
#define PORTLORE_DTPDIA_PACKET_H

#include "wireshark_compat.h"

#include <epan/expert.h>

#include "dtpdia-conversation.h"

/* How packets are read, and what carries them. */
typedef struct {
    dtpdia_reading reading;
    bool check_checksum;
    dtpdia_carrier carrier;
} dtpdia_context;

/* Registers the fields and expert infos of packets. */
void dtpdia_packet_register(int proto, expert_module_t *experts);

/* Adds a unit of the stream, with a protocol item of its own, and tells it in Info. tvb: the unit. kind: DTPDIA_UNIT_MORE is the beginning of a
 * packet of which the rest is not there. */
void dtpdia_packet_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const dtpdia_context *context, dtpdia_unit_kind kind);

#endif
