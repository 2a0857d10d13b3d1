/* packet-portlore.h
 * The note on every packet of a known port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PACKET_PORTLORE_H
#define PORTLORE_PACKET_PORTLORE_H

void proto_register_portlore(void);
void proto_reg_handoff_portlore(void);

#endif
