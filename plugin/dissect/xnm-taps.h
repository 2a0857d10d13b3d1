/* xnm-taps.h
 * What Junos XML hands to the tables: each request and reply, and each login to Wireshark's list of credentials.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_TAPS_H
#define PORTLORE_XNM_TAPS_H

#include "wireshark_compat.h"

#include "xnm-conversation.h"

/* The tap that xnm_tap_message goes to. */
#define XNM_TAP "xnm"

typedef enum { XNM_TAP_NO_LOGIN, XNM_TAP_LOGIN_SUCCESS, XNM_TAP_LOGIN_FAIL } xnm_tap_login;

/* A request or reply, where it completes. Texts are on one line, without what the user wants masked, and live as long as the packet is dissected. */
typedef struct {
    bool is_reply;
    const char *operation; /* of the request; NULL: it has none, or it is not known to which request the reply belongs */
    const char *user;      /* who is logged in; NULL: not known */
    bool matched;          /* a reply: its request is known, and came at */
    nstime_t request_time;
    bool has_errors;
    xnm_tap_login login; /* what the reply says of a login */
} xnm_tap_message;

void xnm_taps_register(void);

/* Hands on what ends in this piece. On every pass; costs nothing while nobody listens. message: as xnm_segment_message() gave it. */
void xnm_taps_queue(packet_info *pinfo, const xnm_segment *segment, const xnm_segment_piece *segment_piece, const xnm_message *message);

#endif
