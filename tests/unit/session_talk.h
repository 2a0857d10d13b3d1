/* session_talk.h
 * What the two sides of a session say, for its tests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SESSION_TALK_H
#define PORTLORE_SESSION_TALK_H

#include "portlore/xnm_session.h"

#define CLIENT false
#define SERVER true

static inline xnm_time at(uint32_t frame)
{
    return (xnm_time){ .seconds = 1700000000 + (int64_t)frame, .nanoseconds = 500 };
}

static inline xnm_exchange *request(xnm_session *session, uint32_t frame, const char *operation)
{
    xnm_message message = { .kind = XNM_MESSAGE_RPC, .name = "rpc", .operation = { .text = operation } };

    return xnm_session_request(session, &message, frame, at(frame));
}

static inline void reply_ends(xnm_session *session, xnm_exchange *exchange, uint32_t frame)
{
    xnm_message message = { .kind = XNM_MESSAGE_RPC_REPLY, .name = "rpc-reply" };

    xnm_session_reply(session, exchange, &message, frame, at(frame));
}

/* A whole reply. Returns the exchange that it was matched with. */
static inline xnm_exchange *reply(xnm_session *session, uint32_t frame)
{
    xnm_exchange *exchange = xnm_session_reply_begins(session);

    reply_ends(session, exchange, frame);
    return exchange;
}

#endif
