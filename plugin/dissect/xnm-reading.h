/* xnm-reading.h
 * The units of a segment: their bytes, and the messages that they are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_READING_H
#define PORTLORE_XNM_READING_H

#include "xnm-conversation.h"

/* The bytes of the unit that ends in this piece, as a tvb of their own when they came in several segments (named as a data source of the packet),
 * else as a part of tvb. NULL when the bytes were not kept. */
tvbuff_t *xnm_segment_unit_tvb(tvbuff_t *tvb, packet_info *pinfo, const xnm_piece *piece);

/* The same bytes as they are; NULL when they were not kept. They live as long as the packet is dissected. */
const uint8_t *xnm_segment_unit_bytes(tvbuff_t *tvb, const xnm_piece *piece, size_t *length);

/* The part of the configuration that a reply is known to answer a request for; see xnm_message_hierarchy(). NULL: unknown, or no reply. */
const char *xnm_segment_hierarchy(const xnm_segment_piece *segment_piece);

/* The message, or root start tag, that ends in this piece, read; from messages[index] if it was read before. In packet memory; NULL when the piece ends
 * neither, or when its bytes were not kept. */
const xnm_message *xnm_segment_message(tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment, unsigned index,
                                       const xnm_preferences *preferences, xnm_message **messages);

#endif
