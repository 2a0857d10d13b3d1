/* port-course.h
 * Follows each packet of a conversation on a known port: handshake and end, scans, ICMP errors, payload that was never delivered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_COURSE_H
#define PORTLORE_PORT_COURSE_H

#include "wireshark_compat.h"

#include <epan/prefs.h>

#include "port-conversation.h"
#include "port-layers.h"

/* Registers the preference that tells whose addresses are public. */
void port_course_register(module_t *preferences);

/* For the first pass, once for each packet of the conversation, behind all other dissectors. frame: the whole packet. */
void port_course_see(port_conversation *conversation, tvbuff_t *frame, packet_info *pinfo, const port_layers *layers);

/* For the first pass: a packet that quotes one to a known port. If it says that the port cannot be reached, the conversation that the quoted packet
 * belongs to is refused. proto: the protocol in whose name records are kept. */
void port_course_see_quotation(tvbuff_t *frame, packet_info *pinfo, int proto);

/* Whether the conversation is part of a scan: on the first pass as far as is known, on later ones as the whole capture tells. */
bool port_course_is_scan(const port_conversation *conversation, const packet_info *pinfo);

/* The same. over: the capture was read to its end; else as far as is known. */
bool port_course_is_scan_at(const port_conversation *conversation, bool over);

/* Whether the client's address counts as public. */
bool port_course_has_public_client(const port_conversation *conversation, const packet_info *pinfo);

#endif
