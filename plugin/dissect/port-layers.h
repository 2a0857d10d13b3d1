/* port-layers.h
 * Which dissectors took the payload of a packet, and what content that tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_LAYERS_H
#define PORTLORE_PORT_LAYERS_H

#include "wireshark_compat.h"

typedef enum {
    PORT_LAYERS_ELSEWHERE, /* the ports of pinfo are not those of this packet */
    PORT_LAYERS_QUOTED,    /* they are those of a packet that is quoted in an ICMP error */
    PORT_LAYERS_NONE,      /* no dissector was given the payload, or there is none */
    PORT_LAYERS_UNCLAIMED, /* one was, and nobody recognised it */
    PORT_LAYERS_OURS,
    PORT_LAYERS_OTHERS
} port_layers_owner;

typedef struct {
    port_layers_owner owner;
    const char *content; /* token of registry_expectation, or the filter name of another protocol; NULL: not told */
    const char *evidence;
    bool guessed; /* Wireshark's heuristic claims the content by fewer bytes than a front, which has seen the conversation's first ones */
} port_layers;

/* Call it once all dissectors are registered. */
void port_layers_handoff(void);

/* Who took the payload of the packet's innermost transport. */
port_layers_owner port_layers_owner_of(const packet_info *pinfo);

/* Whether the packet is, or carries, an ICMP or ICMPv6 message. After one that quotes a packet, Wireshark 4.0 leaves the ports of that packet in pinfo,
 * later versions do not. */
bool port_layers_have_icmp(const packet_info *pinfo);

/* The same, and what it tells of the content. Strings are static or in file memory, so call it on the first pass only. */
port_layers port_layers_of(packet_info *pinfo);

#endif
