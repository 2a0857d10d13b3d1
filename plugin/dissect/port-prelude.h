/* port-prelude.h
 * What the tables tell of a conversation before it is worth a record of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_PRELUDE_H
#define PORTLORE_PORT_PRELUDE_H

#include "wireshark_compat.h"

/* The packets of two endpoints so far. */
typedef struct {
    uint32_t first_frame;
    nstime_t first;
    nstime_t last;
    uint64_t bytes[2]; /* of the frames: those of the sender of the packet that is asked for, and those to it */
} port_prelude;

void port_prelude_register(void);

/* On the first pass, for each packet of a conversation that has no record. Costs one look-up. */
void port_prelude_see(packet_info *pinfo);

/* What was seen between the endpoints of the packet, before it. Returns false when that is nothing. */
bool port_prelude_of(packet_info *pinfo, port_prelude *found);

#endif
