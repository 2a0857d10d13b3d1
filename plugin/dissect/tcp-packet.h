/* tcp-packet.h
 * What a TCP packet's own header says, for those that run behind TCP's dissector.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TCP_PACKET_H
#define PORTLORE_TCP_PACKET_H

#include "wireshark_compat.h"

#include "portlore/tcp_header.h"

/* frame: the whole packet. pinfo: of a packet whose innermost transport is TCP. Returns false, with *header all zero, when it is not found. */
bool tcp_packet_header(tvbuff_t *frame, const packet_info *pinfo, tcp_header *header);

#endif
