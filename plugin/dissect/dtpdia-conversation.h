/* dtpdia-conversation.h
 * What is remembered of conversations in DTP/DIA, and what of a packet follows from that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_DTPDIA_CONVERSATION_H
#define PORTLORE_DTPDIA_CONVERSATION_H

#include "wireshark_compat.h"

#include "portlore/dtpdia.h"

typedef enum {
    DTPDIA_OVER_TCP,
    DTPDIA_OVER_UDP,
    DTPDIA_OVER_TLS,
    DTPDIA_OVER_LINE /* records without a transport: a serial line */
} dtpdia_carrier;

/* What is inferred of a packet. Frame numbers are 0 where there is no such frame. */
typedef struct {
    uint64_t place;  /* frame and place in it: its own name */
    bool clear_text; /* the first of its conversation that anybody on the path can read */
    uint32_t duplicate_of;
    uint32_t correction_of;
    uint32_t corrected_in;
    unsigned retry;      /* of an Offer */
    uint32_t request_in; /* of an Offer: the first Device Request that answers it */
    uint32_t offer_in;   /* of a Device Request */
    bool answers;        /* it is the first one that answers the Offer: */
    nstime_t time;       /* after this time */
    unsigned requested;  /* identifiers requested since the Offer, its own included */
} dtpdia_note;

void dtpdia_conversation_register(int proto);

/* Call it once for each packet of a frame, in their order, on every pass. bytes: of the whole packet. valid: not to be discarded. Returns NULL when
 * there is nothing to say. */
const dtpdia_note *dtpdia_conversation_note(packet_info *pinfo, const dtpdia_packet *packet, const uint8_t *bytes, dtpdia_carrier carrier,
                                            bool valid);

/* Whether an earlier frame of the conversation brought a whole packet: the same on every pass. */
bool dtpdia_conversation_is_known(packet_info *pinfo, dtpdia_carrier carrier);

/* The parts of packets that end in this record of a line. count: gets their number. waiting: gets how many octets wait for the next record. In file
 * memory. */
const dtpdia_piece *dtpdia_conversation_pieces(packet_info *pinfo, tvbuff_t *tvb, const dtpdia_reading *reading, unsigned *count, size_t *waiting);

#endif
