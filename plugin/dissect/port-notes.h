/* port-notes.h
 * The note on a packet of a known port: one line that opens into what the port is for and what is on it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_NOTES_H
#define PORTLORE_PORT_NOTES_H

#include "wireshark_compat.h"

#include <epan/expert.h>
#include <epan/prefs.h>

#include "port-conversation.h"

/* Registers the fields, expert infos and preferences of notes. */
void port_notes_register(int proto, expert_module_t *experts, module_t *preferences);

/* Adds the note. Returns the tree inside of it. frame: the whole packet; port: the known one of this packet. */
proto_tree *port_notes_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, const port_conversation *conversation);

/* Whether the user wants to see entries also where the content does not bear them out. */
bool port_notes_wants_all(void);

#endif
