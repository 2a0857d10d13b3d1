/* xnm_session.h
 * What both directions of a connection say together: which reply answers which request, who is logged in, on which router.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_SESSION_H
#define PORTLORE_XNM_SESSION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "portlore/xnm_message.h"

/*
 * Junos answers each <rpc> with one <rpc-reply>, in order (Junos XML protocol guide; no identifier is mandatory). So a reply answers the
 * oldest request that no reply has begun to answer. Where bytes are missing that order is not known any more, and nothing is matched
 * until it is: a wrong match is worse than none.
 */

/* Requests that may wait for a reply at one time. More are numbered, and never matched. */
#define XNM_SESSION_WAITING_MAX 10000

/* Time of a packet: seconds since the epoch and nanoseconds. */
typedef struct {
    int64_t seconds;
    int32_t nanoseconds;
} xnm_time;

/* A request and its reply. Owned by the session and valid as long as it. */
typedef struct {
    uint32_t number;        /* position of the request in its session, from 1 */
    uint32_t request_frame; /* the frame that completes the request */
    xnm_time request_time;
    uint32_t reply_frame;   /* the frame that completes the reply; 0 until then */
    xnm_time reply_time;
    char *operation;        /* local name of the operation; NULL for an empty request */
    char *username;         /* of a login; else NULL */
} xnm_exchange;

/* Who and where, as far as a frame proves it. Immutable once made; owned by the session. Strings are NULL while unknown. */
typedef struct {
    char *user;
    char *hostname;
    char *release;
} xnm_identity;

typedef struct _xnm_session xnm_session;

/* Never NULL. Free with xnm_session_free(). */
xnm_session *xnm_session_new(void);

/* Free it with its exchanges and identities. NULL is allowed. */
void xnm_session_free(xnm_session *session);

/* A root start tag came: a new session begins on this connection. Numbers start at 1 again and nobody is logged in.
 * The second of the two start tags (one from each side) of one session changes nothing but the identity: call it for both.
 * from_server: whether the server sent it. hostname, release: its attributes; NULL if absent or the client's. */
void xnm_session_root_start(xnm_session *session, bool from_server, const char *hostname, const char *release);

/* A request is complete. message: of kind XNM_MESSAGE_RPC. Never NULL. */
xnm_exchange *xnm_session_request(xnm_session *session, const xnm_message *message, uint32_t frame, xnm_time time);

/* A reply begins. Returns the exchange that it belongs to and takes it from the waiting ones; NULL when no request is known for it. */
xnm_exchange *xnm_session_reply_begins(xnm_session *session);

/* A reply is complete. exchange: what xnm_session_reply_begins() gave for it, or NULL. */
void xnm_session_reply(xnm_session *session, xnm_exchange *exchange, const xnm_message *message, uint32_t frame, xnm_time time);

/* Bytes are missing in one direction. */
void xnm_session_gap(xnm_session *session, bool from_server);

/* The identity as known now; NULL while nothing is known. The same pointer until it changes. */
const xnm_identity *xnm_session_identity(const xnm_session *session);

/* Requests that wait for a reply now. */
uint32_t xnm_session_waiting(const xnm_session *session);

#endif
