/* session-requests.c
 * The requests of a session that have no reply yet: in the order in which they are answered, and by message-id.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session-requests.h"

#include <string.h>

static gint compare_ids(gconstpointer one, gconstpointer other, gpointer unused)
{
    (void)unused;
    return strcmp(one, other);
}

void session_requests_init(session_requests *requests, uint32_t max_waiting)
{
    g_queue_init(&requests->waiting);
    g_queue_init(&requests->aside);
    requests->by_id = g_tree_new_full(compare_ids, NULL, NULL, g_free);
    requests->max_waiting = max_waiting;
}

void session_requests_clear(session_requests *requests)
{
    g_tree_destroy(requests->by_id);
}

/* The tree's keys are the message-ids of requests, which live as long as the session. */
void session_requests_remember_id(session_requests *requests, kept_request *request)
{
    GQueue *same = g_tree_lookup(requests->by_id, request->exchange.message_id);

    if (same == NULL) {
        same = g_new(GQueue, 1);
        g_queue_init(same);
        g_tree_insert(requests->by_id, request->exchange.message_id, same);
    }
    request->same_id.data = request;
    g_queue_push_tail_link(same, &request->same_id);
}

void session_requests_wait(session_requests *requests, kept_request *request)
{
    request->link.data = request;
    request->queue = &requests->waiting;
    g_queue_push_tail_link(request->queue, &request->link);
}

void session_requests_put_back(session_requests *requests, kept_request *request)
{
    request->link.data = request;
    request->queue = &requests->waiting;
    g_queue_push_head_link(request->queue, &request->link);
}

void session_requests_leave(kept_request *request)
{
    if (request->queue != NULL) {
        g_queue_unlink(request->queue, &request->link);
        request->queue = NULL;
    }
}

void session_requests_set_aside(session_requests *requests, kept_request *request)
{
    session_requests_leave(request);
    if (request->same_id.data == NULL) {
        return;
    }
    request->link.data = request;
    request->queue = &requests->aside;
    g_queue_push_tail_link(request->queue, &request->link);
    if (requests->aside.length > requests->max_waiting) {
        session_requests_forget(requests, requests->aside.head->data);
    }
}

void session_requests_forget(session_requests *requests, kept_request *request)
{
    session_requests_leave(request);
    if (request->same_id.data == NULL) {
        return;
    }

    GQueue *same = g_tree_lookup(requests->by_id, request->exchange.message_id);
    g_queue_unlink(same, &request->same_id);
    request->same_id.data = NULL;
    if (same->length == 0) {
        g_tree_remove(requests->by_id, request->exchange.message_id);
    }
}

kept_request *session_requests_find(const session_requests *requests, const char *id, const xnm_exchange *besides)
{
    const GQueue *same = g_tree_lookup(requests->by_id, id);

    for (const GList *one = same == NULL ? NULL : same->head; one != NULL; one = one->next) {
        kept_request *request = one->data;

        if (&request->exchange != besides) {
            return request;
        }
    }
    return NULL;
}
