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
 * Junos answers each <rpc> with one <rpc-reply>, in order (Junos XML protocol guide; no identifier is mandatory), so a reply answers the oldest
 * request that no reply has begun to answer. That is decided when the reply begins: some clients send the next request before a reply has ended.
 * <abort/> is no request; its acknowledgement stands in, or in place of, the reply that it halts. In NETCONF a message-id is mandatory (RFC 6241
 * section 4.1) and tells more than the order does: it finds each request that waits, and those whose replies the order does not tell, the latest
 * max_waiting of them; the oldest where several have the same. In Junos XML it is an attribute like any other.
 *
 * A gap: a wrong match is worse than none. Bytes missing from the server end the reply in progress, and requests that wait when bytes of either
 * side are missing are dropped. When some were dropped, and whenever the client's bytes are missing, nothing is matched until a request comes after
 * a reply to none that is known, with no other request between the two: a client that waits for its replies has nothing else outstanding then.
 * (That reply must begin after the gap; where nothing waited, it may have begun before it, as the reply to what is missing.) It proves nothing
 * about a client that was seen not to wait (two requests without a gap before the next reply began); its session is not matched any more after such
 * a gap.
 *
 * A session on the connection begins with a start tag from each side, whichever comes first. A start tag from a side that has already spoken in a
 * session that ended, or in which there was a request or a reply, begins a new session.
 */

/* Longest string that a session keeps, in bytes. What is longer is cut, and shows it; see text_one_line(). xnm-presence.c tells the number too. */
#define XNM_SESSION_TEXT_MAX 1024

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
    uint32_t reply_frame; /* the frame that completes the reply; 0 until then */
    xnm_time reply_time;
    char *operation;      /* local name of the operation; NULL for a request that is empty or was not read */
    char *command;        /* what <command> holds, unless a secret is in it; else NULL */
    char *hierarchy;      /* what xnm_message_hierarchy() says of the request */
    char *username;       /* of a login; else NULL */
    char *message_id;     /* attribute message-id of the request; NULL if absent */
    char **attributes;    /* of the request's rpc, without namespace declarations: name, value, name, value ..., NULL; NULL when it has none */
    bool lost;            /* the capture, or a limit, hides which reply is this request's, if there is one */
    bool echoed;          /* whether the reply has all of them (Junos XML protocol guide; RFC 6241 section 4.1); true when there are none, or when
                               the reply's tag could not be read */
    bool crossed_waiting; /* the request that found max_waiting others waiting, first or since fewer waited: its order tells no reply */
} xnm_exchange;

/* Who and where, as far as a frame proves it. Immutable once made; owned by the session. Strings are NULL while unknown. */
typedef struct {
    char *user;
    char *hostname;
    char *release;
} xnm_identity;

/* What a reply says of a login. */
typedef struct {
    bool answers; /* whether login_status, with login_message and login_name, is the answer to a login; */
    bool asks;    /* whether challenge is the prompt of one */
} xnm_login_answer;

typedef struct _xnm_session xnm_session;

/* max_waiting: requests that may wait for a reply at one time; more are numbered, and matched by nothing but their
 * message-ids. Never NULL. Free with xnm_session_free(). */
xnm_session *xnm_session_new(uint32_t max_waiting);

/* Free it with its exchanges and identities. NULL is allowed. */
void xnm_session_free(xnm_session *session);

/* The connection has shown a framing of NETCONF: from now on replies are matched by message-id, and by order where there is none. */
void xnm_session_set_netconf(xnm_session *session);

/* A root start tag came. Call it for both sides. When it begins a new session, numbers start at 1 again, nobody is logged in, the router is not known
 * and exchanges in progress are dropped; else it changes nothing but the identity.
 * from_server: whether the server sent it. hostname, release: the attributes of the server's tag, UTF-8; NULL if absent or the client's. */
void xnm_session_root_start(xnm_session *session, bool from_server, const char *hostname, const char *release);

/* A root end tag came: that side says no more in this session, or, where the server has begun a session since and the client has not, in the one
 * before it: then nothing changes. After the server's no request waits. */
void xnm_session_root_end(xnm_session *session, bool from_server);

/* A comment of the server's. "user NAME, class CLASS" tells who is logged in where the transport did that (observed in DRAGON's client and in NETCONF
 * sessions); any other changes nothing. text: NUL-terminated, without the delimiters. */
void xnm_session_comment(xnm_session *session, const char *text);

/* An <abort/> is complete. The server answers it with a reply of its own that holds nothing but <abort-acknowledgement/>, or inside the reply that
 * it breaks off (Junos XML protocol guide, "Halting a request"). The former belongs to the request that is halted while that waits, else to none. */
void xnm_session_abort(xnm_session *session);

/* A request is complete. message: of kind XNM_MESSAGE_RPC; not needed after the call. attributes may be NULL when it was not read. frame: above 0.
 * Never NULL; belongs to the session. */
xnm_exchange *xnm_session_request(xnm_session *session, const xnm_message *message, uint32_t frame, xnm_time time);

/* A reply begins. Returns the exchange that it belongs to and takes it from the waiting ones; NULL when no request is known for it. */
xnm_exchange *xnm_session_reply_begins(xnm_session *session);

/* A reply is complete. exchange: what xnm_session_reply_begins() gave for it, or NULL.
 * Returns the exchange that it belongs to: the one given, unless in NETCONF the message-id tells another without a reply, or tells that it is not
 * that one; NULL when none is known, or when the reply was dropped since it began: then nothing changes. A message-id finds its request behind
 * missing bytes too.
 * message: of kind XNM_MESSAGE_RPC_REPLY; not needed after the call. attributes may be NULL when it was not read. A successful login, as
 * xnm_session_login_answer() sees it, changes the identity: the user is the account that the reply names, else the user name of the request. */
xnm_exchange *xnm_session_reply(xnm_session *session, xnm_exchange *exchange, const xnm_message *message, uint32_t frame, xnm_time time);

/* Whether a reply speaks of a login. exchange: what xnm_session_reply() returned for it. A reply to request-login does, in any of the shapes that
 * xnm_message.h knows, and one to another operation does not, whatever it holds. Where the request or its operation is not known, only the documented
 * shapes count: the elements authentication-response and challenge directly in the reply. */
xnm_login_answer xnm_session_login_answer(const xnm_exchange *exchange, const xnm_message *reply);

/* Bytes are missing in one direction. Call it before what follows them. */
void xnm_session_gap(xnm_session *session, bool from_server);

/* The identity as known now; NULL while nothing is known. The same pointer until it changes. */
const xnm_identity *xnm_session_identity(const xnm_session *session);

/* Of all sessions on the connection. */
typedef struct {
    uint32_t requests;
    uint32_t unanswered; /* those without a complete reply as far as the capture shows: none of those that are lost */
} xnm_session_counts;

/* The counts so far. */
xnm_session_counts xnm_session_count(const xnm_session *session);

/* Requests that wait for a reply now and will be matched: at most max_waiting. */
uint32_t xnm_session_waiting(const xnm_session *session);

#endif
