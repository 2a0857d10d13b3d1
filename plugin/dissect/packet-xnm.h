/* packet-xnm.h
 * Junos XML management protocol (xnm-clear-text).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PACKET_XNM_H
#define PORTLORE_PACKET_XNM_H

void proto_register_xnm(void);
void proto_reg_handoff_xnm(void);

#endif
