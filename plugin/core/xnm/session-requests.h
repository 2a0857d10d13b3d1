/* session-requests.h
 * The requests of a session that have no reply yet: in the order in which they are answered, and by message-id. Private to the sessions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_SESSION_REQUESTS_H
#define PORTLORE_XNM_SESSION_REQUESTS_H

#include <glib.h>
#include <stdint.h>

#include "portlore/xnm_session.h"

/* A request as the session keeps it. */
typedef struct {
    xnm_exchange exchange; /* first: pointers to it are what the session gives out */
    GQueue *queue;         /* waiting or aside, if it stands in one of them */
    GList link;            /* its place there */
    GList same_id;         /* its place among those that have its message-id and no reply; no data while it is not among them */
} kept_request;

/* Owns none of the requests; each operation takes the same time, or the logarithm of their number, however many there are. */
typedef struct {
    GQueue waiting; /* oldest first */
    GQueue aside;   /* at most max_waiting: order does not tell their replies, but their message-ids may */
    GTree *by_id;   /* message-id -> GQueue, oldest first: a tree, as no choice of identifiers makes it slow */
    uint32_t max_waiting;
} session_requests;

/* Give its memory back with session_requests_clear(). */
void session_requests_init(session_requests *requests, uint32_t max_waiting);

void session_requests_clear(session_requests *requests);

/* It is found by its message-id, which must not be NULL, until it is forgotten. Call it once, before anything else is done with the request. */
void session_requests_remember_id(session_requests *requests, kept_request *request);

/* It waits, as the last one. */
void session_requests_wait(session_requests *requests, kept_request *request);

/* It waits again, as the first one. It must stand in no queue. */
void session_requests_put_back(session_requests *requests, kept_request *request);

/* It does not wait any more; its message-id finds it still. */
void session_requests_leave(kept_request *request);

/* Order does not tell its reply any more: nothing but its message-id finds it, until max_waiting others were set aside after it. */
void session_requests_set_aside(session_requests *requests, kept_request *request);

/* Neither order nor message-id finds it any more. */
void session_requests_forget(session_requests *requests, kept_request *request);

/* The oldest that has this message-id and is not `besides`; NULL if there is none. */
kept_request *session_requests_find(const session_requests *requests, const char *id, const xnm_exchange *besides);

#endif
