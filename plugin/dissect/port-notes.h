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

/* How much of what is known is shown of a port. */
typedef enum {
    PORT_NOTES_NOTHING,
    PORT_NOTES_OTHERS, /* IANA's registration and quick notes: the content does not bear the entry out */
    PORT_NOTES_ENTRY   /* the entry, and those */
} port_notes_extent;

/* Why the view holds, in words: in memory of the scope, or static, or of the capture; NULL when that is not told. */
const char *port_notes_evidence(wmem_allocator_t *scope, const port_conversation *conversation, const port_view *view);

/* Adds the note. Returns the tree inside of it. frame: the whole packet. */
proto_tree *port_notes_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, const port_conversation *conversation, port_notes_extent extent);

/* As a note of its own, what the packet shows of TLS on a port without notes. */
void port_notes_add_tls(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo);

#endif
