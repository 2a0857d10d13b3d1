/* packet-portlore.h
 * The note on every packet of a known port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PACKET_PORTLORE_H
#define PORTLORE_PACKET_PORTLORE_H

#include "port-conversation.h"

/* Whether the conversation's packets have notes of the port as a known one, in the end. over: the capture was read to its end; else as far as is
 * known. */
bool packet_portlore_notes(const port_conversation *conversation, bool over);

/* Whether its server's port is a known one, whatever the content is: not by IANA's file alone, and no client's by chance. */
bool packet_portlore_is_known(const port_conversation *conversation);

void proto_register_portlore(void);
void proto_reg_handoff_portlore(void);

#endif
