/* port-front.h
 * What stands on the known ports: looks at what a conversation carries, and hands it to the dissector that is for that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_FRONT_H
#define PORTLORE_PORT_FRONT_H

#include "wireshark_compat.h"

/* Puts the fronts on the five ports. proto: the protocol in whose name records are kept; helper: that of the fronts, in name only. Call it at
 * handoff. */
void port_front_handoff(int proto, int helper);

/* Whether a TCP port has a front, unless the user has put something else there. */
bool port_front_is_on(uint32_t port);

/* Whether the packet's conversation is for the front of its server's port, as the port table has it now. */
bool port_front_serves(packet_info *pinfo);

/* For such a packet: do what that front does with payload. data: struct tcpinfo. Returns the bytes taken. */
int port_front_dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

/* Whether a front handed a part of this packet on to another dissector. */
bool port_front_handed_on(const packet_info *pinfo, int proto);

#endif
