/* packet-dtpdia.h
 * DTP/DIA (draft-avsolov-dtpdia-00 to -05).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PACKET_DTPDIA_H
#define PORTLORE_PACKET_DTPDIA_H

#include "wireshark_compat.h"

#include "portlore/dtpdia.h"

void proto_register_dtpdia(void);
void proto_reg_handoff_dtpdia(void);

/* IANA: dtp-dia, over TCP and UDP. */
#define DTPDIA_PORT 3489

/* How the preferences say that packets are to be read. */
dtpdia_reading dtpdia_preferred_reading(void);

/* For the first pass: whether the packet's conversation has brought a whole DTP/DIA packet. */
bool dtpdia_proven(packet_info *pinfo);

/* What the tap "dtpdia" gets of each DTP/DIA packet. Lives as long as the frame's dissection. */
typedef struct {
    const char *source; /* "1/2/3" */
    const char *type;   /* "FLOAT" ... */
    const char *unit;   /* "" where there is none */
    bool valid;         /* the checksum is right, or there is none, or it is not to be checked. Else the packet is none */
    bool has_value;
    double value;
} dtpdia_tap;

#define DTPDIA_TAP "dtpdia"

#endif
