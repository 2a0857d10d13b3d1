/* session.c
 * What both directions of a connection say together: which reply answers which request, who is logged in, on which router.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/text.h"
#include "portlore/xnm_session.h"
#include "session-requests.h"

/* Whether the next reply is known to belong to the oldest waiting request. */
typedef enum {
    ORDER_KNOWN,
    ORDER_LOST,            /* requests are not queued */
    ORDER_LOST_REPLY_BEGUN /* the same, and a reply has begun since, with no request after it */
} reply_order;

struct _xnm_session {
    GPtrArray *exchanges;  /* of kept_request, owned: of all sessions on the connection, as frames refer to them */
    GPtrArray *identities; /* of xnm_identity, owned, likewise */
    const xnm_identity *identity;

    session_requests unanswered;
    uint32_t waiting_beyond; /* requests after those, which found the queue full */
    bool in_reply;           /* a reply to this session has begun and is not complete */
    xnm_exchange *replying;  /* the exchange that it belongs to; NULL if it is not matched */
    reply_order order;
    bool unknown_replied;          /* a reply to none that is known has begun since the last request */
    uint32_t requests_since_reply; /* since the last reply began, or a gap */
    bool pipelines;                /* the client was seen to send requests without waiting */
    bool netconf;                  /* a message-id tells to which request a reply belongs */

    xnm_session_counts counts;

    uint32_t requests;
    uint32_t requests_before_abort; /* when the last abort came */
    uint32_t aborts;                /* that are not acknowledged */
    bool replied;
    bool ended;
    bool heard[2];       /* whether a side has spoken in this session; index: from_server */
    bool client_ended;   /* the client's end tag came */
    bool end_due;        /* the client has yet to end the session before this one, which the server began */
    uint32_t starts_due; /* start tags that the server sends before its replies are to requests of this session and not of an earlier one */
};

static void exchange_free(gpointer data)
{
    kept_request *request = data;

    g_free(request->exchange.operation);
    g_free(request->exchange.command);
    g_free(request->exchange.hierarchy);
    g_free(request->exchange.username);
    g_free(request->exchange.message_id);
    g_strfreev(request->exchange.attributes);
    g_free(request);
}

static void identity_free(gpointer data)
{
    xnm_identity *identity = data;

    g_free(identity->user);
    g_free(identity->hostname);
    g_free(identity->release);
    g_free(identity);
}

xnm_session *xnm_session_new(uint32_t max_waiting)
{
    xnm_session *session = g_new0(xnm_session, 1);

    session->exchanges = g_ptr_array_new_with_free_func(exchange_free);
    session->identities = g_ptr_array_new_with_free_func(identity_free);
    session_requests_init(&session->unanswered, max_waiting);
    return session;
}

void xnm_session_free(xnm_session *session)
{
    if (session == NULL) {
        return;
    }
    session_requests_clear(&session->unanswered);
    g_ptr_array_free(session->exchanges, TRUE);
    g_ptr_array_free(session->identities, TRUE);
    g_free(session);
}

/* A copy that is fit to be shown; NULL for NULL and for text that is empty or white space. */
static char *keep_text(const char *text)
{
    char *kept = text == NULL ? NULL : text_one_line(text, strlen(text), XNM_SESSION_TEXT_MAX);

    if (kept != NULL && *kept == '\0')
        g_clear_pointer(&kept, g_free);
    return kept;
}

/* Make an identity of these strings the present one, if it says anything new. Takes the strings over. */
static void change_identity(xnm_session *session, char *user, char *hostname, char *release)
{
    static const xnm_identity nobody;
    const xnm_identity *now = session->identity == NULL ? &nobody : session->identity;
    xnm_identity *identity = g_new(xnm_identity, 1);

    *identity = (xnm_identity){ .user = user, .hostname = hostname, .release = release };
    if (g_strcmp0(user, now->user) == 0 && g_strcmp0(hostname, now->hostname) == 0 && g_strcmp0(release, now->release) == 0) {
        identity_free(identity);
        return;
    }
    g_ptr_array_add(session->identities, identity);
    session->identity = identity;
}

static void drop_reply(xnm_session *session)
{
    if (session->replying != NULL && ((kept_request *)session->replying)->queue == NULL) {
        session_requests_set_aside(&session->unanswered, (kept_request *)session->replying);
    }
    session->in_reply = false;
    session->replying = NULL;
}

/* A request that was not answered is not to be told of as such. */
static void lose(xnm_session *session, xnm_exchange *exchange)
{
    if (exchange != NULL && exchange->reply_frame == 0 && !exchange->lost) {
        exchange->lost = true;
        session->counts.unanswered--;
    }
}

static void lose_waiting(xnm_session *session)
{
    for (GList *one = session->unanswered.waiting.head; one != NULL; one = one->next) {
        lose(session, &((kept_request *)one->data)->exchange);
    }
}

static void answer(xnm_session *session, xnm_exchange *exchange, uint32_t frame, xnm_time time)
{
    if (exchange->reply_frame == 0 && !exchange->lost) {
        session->counts.unanswered--;
    }
    session_requests_forget(&session->unanswered, (kept_request *)exchange);
    exchange->lost = false;
    exchange->reply_frame = frame;
    exchange->reply_time = time;
}

static bool any_waiting(const xnm_session *session)
{
    return session->unanswered.waiting.length > 0 || session->waiting_beyond > 0;
}

static void drop_waiting(xnm_session *session)
{
    while (session->unanswered.waiting.head != NULL) {
        session_requests_set_aside(&session->unanswered, session->unanswered.waiting.head->data);
    }
    session->waiting_beyond = 0;
}

/* No reply from now on is to a request of before. */
static void forget_requests(xnm_session *session)
{
    drop_waiting(session);
    drop_reply(session);
    while (session->unanswered.aside.head != NULL) {
        session_requests_forget(&session->unanswered, session->unanswered.aside.head->data);
    }
}

/* The server's start tags that must come before the replies of a session that the client begins now, so that replies which it still owes to the
 * session before do not count as this one's. */
static uint32_t starts_due_of_next(const xnm_session *session)
{
    if (session->starts_due > 0) {
        return session->starts_due + 1;
    }
    if (!any_waiting(session) && session->order == ORDER_KNOWN) {
        return 0;
    }
    return session->heard[true] ? 1 : 2;
}

static void begin_session(xnm_session *session, bool from_server)
{
    session->starts_due = from_server ? 0 : starts_due_of_next(session);
    session->end_due = from_server && session->heard[false] && !session->client_ended;
    session->client_ended = false;
    lose_waiting(session); /* their replies may come yet, and count for nothing */
    lose(session, session->replying);
    forget_requests(session);
    session->order = ORDER_KNOWN;
    session->unknown_replied = false;
    session->requests_since_reply = 0;
    session->pipelines = false;
    session->requests = 0;
    session->aborts = 0;
    session->replied = false;
    session->ended = false;
    session->heard[false] = false;
    session->heard[true] = false;
    session->identity = NULL;
}

void xnm_session_set_netconf(xnm_session *session)
{
    session->netconf = true;
}

void xnm_session_root_start(xnm_session *session, bool from_server, const char *hostname, const char *release)
{
    bool used = session->ended || session->requests > 0 || session->replied;

    if (from_server && session->starts_due > 0) {
        session->starts_due--;
        if (session->starts_due > 0) {
            return;
        }
    } else if (session->heard[from_server] && used) {
        begin_session(session, from_server);
    }
    session->heard[from_server] = true;
    if (!from_server) {
        session->end_due = false;
    } else {
        char *user = session->identity == NULL ? NULL : g_strdup(session->identity->user);

        change_identity(session, user, keep_text(hostname), keep_text(release));
    }
}

void xnm_session_root_end(xnm_session *session, bool from_server)
{
    if (from_server && session->starts_due > 0) {
        return;
    }
    if (!from_server && session->end_due) {
        session->end_due = false;
        return;
    }
    session->ended = true;
    session->client_ended = session->client_ended || !from_server;
    session->heard[from_server] = true;
    if (from_server) {
        forget_requests(session);
    }
}

/* Name, value, name, value ..., NULL. */
static char **copy_attributes(const xnm_message *message)
{
    if (message->attributes == NULL || message->attributes->len == 0)
        return NULL;
    char **pairs = g_new0(char *, 2 * message->attributes->len + 1);
    for (guint i = 0; i < message->attributes->len; i++) {
        const xnm_attribute *attribute = &g_array_index(message->attributes, xnm_attribute, i);

        pairs[2 * i] = g_strdup(attribute->name);
        pairs[2 * i + 1] = g_strdup(attribute->value);
    }
    return pairs;
}

static bool has_attribute(const xnm_message *message, const char *name, const char *value)
{
    for (guint i = 0; i < message->attributes->len; i++) {
        const xnm_attribute *attribute = &g_array_index(message->attributes, xnm_attribute, i);

        if (strcmp(attribute->name, name) == 0 && strcmp(attribute->value, value) == 0)
            return true;
    }
    return false;
}

static bool echoes(const xnm_message *reply, char *const *pairs)
{
    if (reply->attributes == NULL || reply->name == NULL)
        return true;
    for (; pairs != NULL && *pairs != NULL; pairs += 2)
        if (!has_attribute(reply, pairs[0], pairs[1]))
            return false;
    return true;
}

static void enqueue(xnm_session *session, kept_request *request)
{
    xnm_exchange *exchange = &request->exchange;

    if (session->order != ORDER_KNOWN) {
        lose(session, exchange);
        session_requests_set_aside(&session->unanswered, request);
    } else if (session->waiting_beyond > 0 || session->unanswered.waiting.length >= session->unanswered.max_waiting) {
        exchange->crossed_waiting = session->waiting_beyond == 0;
        session->waiting_beyond++;
        lose(session, exchange);
        session_requests_set_aside(&session->unanswered, request);
    } else {
        session_requests_wait(&session->unanswered, request);
    }
}

xnm_exchange *xnm_session_request(xnm_session *session, const xnm_message *message, uint32_t frame, xnm_time time)
{
    kept_request *request = g_new0(kept_request, 1);
    xnm_exchange *exchange = &request->exchange;

    session->heard[false] = true;
    session->requests++;
    session->counts.requests++;
    session->counts.unanswered++;
    session->unknown_replied = false;
    session->requests_since_reply++;
    if (session->order == ORDER_LOST_REPLY_BEGUN) {
        session->order = session->pipelines ? ORDER_LOST : ORDER_KNOWN;
    }

    exchange->number = session->requests;
    exchange->request_frame = frame;
    exchange->request_time = time;
    exchange->operation = keep_text(message->operation.text);
    exchange->command = xnm_message_has_secret(message, message->command.range) ? NULL : keep_text(message->command.text);
    exchange->hierarchy = xnm_message_hierarchy(message);
    exchange->username = keep_text(message->username.text);
    exchange->message_id = g_strdup(message->message_id.text);
    exchange->attributes = copy_attributes(message);
    exchange->echoed = true;
    g_ptr_array_add(session->exchanges, request);
    if (exchange->message_id != NULL) {
        session_requests_remember_id(&session->unanswered, request);
    }
    enqueue(session, request);
    return exchange;
}

xnm_exchange *xnm_session_reply_begins(xnm_session *session)
{
    drop_reply(session);
    if (session->starts_due > 0) {
        return NULL;
    }

    session->in_reply = true;
    session->heard[true] = true;
    session->replied = true;
    if (session->requests_since_reply > 1) {
        session->pipelines = true;
    }
    session->requests_since_reply = 0;

    if (session->order != ORDER_KNOWN) {
        session->order = ORDER_LOST_REPLY_BEGUN;
    } else if (session->unanswered.waiting.length > 0) {
        kept_request *oldest = session->unanswered.waiting.head->data;

        session_requests_leave(oldest);
        session->replying = &oldest->exchange;
    } else if (session->waiting_beyond > 0) {
        session->waiting_beyond--;
    } else {
        session->unknown_replied = true;
    }
    return session->replying;
}

xnm_login_answer xnm_session_login_answer(const xnm_exchange *exchange, const xnm_message *reply)
{
    bool known = exchange != NULL && exchange->operation != NULL;
    bool is_login = known && strcmp(exchange->operation, "request-login") == 0;

    return (xnm_login_answer){
        .answers = reply->login_status.text != NULL && (known ? is_login : reply->login_documented),
        .asks = reply->challenge.text != NULL && (known ? is_login : reply->challenge_documented),
    };
}

static void log_in(xnm_session *session, const xnm_message *reply, const xnm_exchange *exchange)
{
    if (!xnm_session_login_answer(exchange, reply).answers)
        return;

    char *status = keep_text(reply->login_status.text);

    if (g_strcmp0(status, "success") == 0) {
        const xnm_identity *now = session->identity;
        char *user = keep_text(reply->login_message.text);

        if (user == NULL && exchange != NULL) {
            user = g_strdup(exchange->username);
        }
        change_identity(session, user, now == NULL ? NULL : g_strdup(now->hostname), now == NULL ? NULL : g_strdup(now->release));
    }
    g_free(status);
}

void xnm_session_comment(xnm_session *session, const char *text)
{
    static const char before[] = "user ";
    static const char after[] = ", class ";
    char *line = keep_text(text);
    const char *end = line != NULL && g_str_has_prefix(line, before) ? strstr(line, after) : NULL;

    if (end != NULL && end > line + strlen(before)) {
        const xnm_identity *now = session->identity;
        char *user = g_strndup(line + strlen(before), (gsize)(end - line) - strlen(before));

        change_identity(session, user, now == NULL ? NULL : g_strdup(now->hostname), now == NULL ? NULL : g_strdup(now->release));
    }
    g_free(line);
}

void xnm_session_abort(xnm_session *session)
{
    session->aborts++;
    session->requests_before_abort = session->requests;
}

/* Whether the reply acknowledges an abort and answers no request. */
static bool only_acknowledges(const xnm_session *session, const xnm_exchange *exchange, const xnm_message *reply)
{
    return session->aborts > 0 && reply->acknowledges_abort && (exchange == NULL || exchange->number > session->requests_before_abort);
}

/* Order says one thing and the message-id may say another: then the request that order chose goes on waiting. */
static xnm_exchange *match_id(xnm_session *session, xnm_exchange *exchange, const char *id)
{
    if (id == NULL || (exchange != NULL && g_strcmp0(exchange->message_id, id) == 0))
        return exchange;

    kept_request *right = session_requests_find(&session->unanswered, id, session->replying);
    if (right == NULL && (exchange == NULL || exchange->message_id == NULL))
        return exchange;
    if (exchange != NULL) {
        session_requests_put_back(&session->unanswered, (kept_request *)exchange);
        if (right != NULL && right->queue == &session->unanswered.aside && session->waiting_beyond > 0) {
            session->waiting_beyond--;
        }
    }
    return right == NULL ? NULL : &right->exchange;
}

xnm_exchange *xnm_session_reply(xnm_session *session, xnm_exchange *exchange, const xnm_message *message, uint32_t frame, xnm_time time)
{
    if (!session->in_reply || exchange != session->replying)
        return NULL;

    bool answers_nothing = only_acknowledges(session, exchange, message);

    if (session->aborts > 0 && (message->acknowledges_abort || message->aborted))
        session->aborts--;
    if (answers_nothing) {
        if (exchange != NULL) {
            session_requests_put_back(&session->unanswered, (kept_request *)exchange);
        }
        drop_reply(session);
        return NULL;
    }
    if (session->netconf)
        exchange = match_id(session, exchange, message->message_id.text);
    if (exchange != NULL) {
        answer(session, exchange, frame, time);
        exchange->echoed = echoes(message, exchange->attributes);
    }
    log_in(session, message, exchange);
    drop_reply(session);
    return exchange;
}

void xnm_session_gap(xnm_session *session, bool from_server)
{
    bool lost = any_waiting(session) || session->order != ORDER_KNOWN || session->starts_due > 0;

    lose_waiting(session);
    if (from_server) {
        lose(session, session->replying);
        drop_reply(session);
        session->starts_due = 0;
    } else {
        session->end_due = false;
    }
    if (lost) {
        session->order = ORDER_LOST;
    } else if (!from_server) {
        session->order = session->unknown_replied ? ORDER_LOST_REPLY_BEGUN : ORDER_LOST;
    }
    drop_waiting(session);
    session->unknown_replied = false;
    session->requests_since_reply = 0;
}

const xnm_identity *xnm_session_identity(const xnm_session *session)
{
    return session->identity;
}

xnm_session_counts xnm_session_count(const xnm_session *session)
{
    return session->counts;
}

uint32_t xnm_session_waiting(const xnm_session *session)
{
    return session->unanswered.waiting.length;
}
