/* xnm-info.h
 * What a piece of a Junos XML session is, in a few words: for the Info column and for the tree.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_INFO_H
#define PORTLORE_XNM_INFO_H

#include "wireshark_compat.h"

#include "xnm-conversation.h"

/* One line of printable UTF-8 in packet memory, without any secret; NULL for what has no part in the session's story; see xnm_info_minor().
 * message: the message, or root start tag, that ends in the piece, when it was read; else NULL. */
const char *xnm_info(packet_info *pinfo, const xnm_segment_piece *segment_piece, const xnm_message *message);

/* The words for a piece of which xnm_info() gives NULL, for a segment that has nothing else. In packet memory. */
const char *xnm_info_minor(packet_info *pinfo, const xnm_piece *piece);

/* The kind and content of a complete message, without numbers of frames or times: "interface-information, 3 interfaces". In packet memory.
 * exchange: what is known to belong to a reply; NULL if nothing is. */
const char *xnm_info_content(packet_info *pinfo, const xnm_message *message, const xnm_exchange *exchange);

/* A text from a packet on one line of at most 80 bytes. In packet memory. */
const char *xnm_info_line(packet_info *pinfo, const char *text);

/* The time between a request and its reply. */
nstime_t xnm_info_response_time(const xnm_exchange *exchange);

#endif
