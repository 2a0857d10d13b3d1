/* xnm-taps.h
 * What Junos XML hands to the tables: each request and reply, each login to Wireshark's list of credentials, and what is worth a file of its own.
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

/* The tap that xnm_tap_object goes to: the one that Wireshark's register_export_object() listens to. */
#define XNM_OBJECT_TAP "xnm_eo"

/* A request or reply, where it completes, as it was sent: nothing in it is masked. Lives as long as the packet is dissected. */
typedef struct {
    const xnm_message *message;
    const uint8_t *bytes; /* of the message */
    size_t length;
    const xnm_exchange *exchange; /* that it belongs to; NULL: not known */
    const char *host;             /* the router, as it calls itself; NULL: not known */
    unsigned number;              /* of those in the packet, from 1 */
} xnm_tap_object;

void xnm_taps_register(int proto);

/* Hands on what ends in this piece. On every pass; costs nothing while nobody listens. tvb: that segment was taken from. message: as
 * xnm_segment_message() gave it. */
void xnm_taps_queue(tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment, const xnm_segment_piece *segment_piece,
                    const xnm_message *message);

/* Whether anybody takes the messages themselves, to export them. */
ws_bool xnm_taps_want_objects(void);

#endif
