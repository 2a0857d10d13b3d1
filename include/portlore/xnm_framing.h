/* xnm_framing.h
 * One direction of a session in whichever framing it uses: Junos XML, NETCONF 1.0 or NETCONF 1.1.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_FRAMING_H
#define PORTLORE_XNM_FRAMING_H

#include "portlore/xnm_stream.h"

/*
 * Junos XML has no framing but its elements, and NETCONF 1.0 a delimiter behind each message (RFC 6242 section 4.3): both are the stream's
 * work (xnm_stream.h). NETCONF 1.1 sends chunks from the message after the hello on, when both hellos announce base:1.1 (section 4.2).
 * One direction alone does not know what the other announced, but what comes behind its own hello shows which of the two it is. In a capture
 * that starts late, a stream that begins with a chunk header, or an end and then one, is taken for chunks.
 *
 * Chunk headers and ends are pieces of their own, XNM_UNIT_CHUNK_HEADER and XNM_UNIT_CHUNK_END. The data between them is one stream. They have no unit,
 * but for an end that comes while a message is open: that message is cut, and is the unit of the piece. Bytes where a header should be are XNM_UNIT_TEXT, or
 * XNM_UNIT_UNSYNCHRONISED behind missing bytes.
 */

typedef struct _xnm_framing xnm_framing;

/* As xnm_stream_new() and xnm_stream_free(). */
xnm_framing *xnm_framing_new(const xnm_stream_limits *limits);
void xnm_framing_free(xnm_framing *framing);

/* As xnm_stream_push() and xnm_stream_gap(). */
void xnm_framing_push(xnm_framing *framing, uint32_t frame, const uint8_t *bytes, size_t length, GArray *pieces);
xnm_unit *xnm_framing_gap(xnm_framing *framing);

/* As xnm_stream_open_unit(). */
xnm_unit *xnm_framing_open_unit(const xnm_framing *framing);

/* As xnm_stream_synchronised(). */
bool xnm_framing_synchronised(const xnm_framing *framing);

/* Whether the direction has shown a framing of NETCONF: a hello, or chunks. */
bool xnm_framing_is_netconf(const xnm_framing *framing);

#endif
