/* counts.c
 * What the HTTP of a connection amounts to: requests, errors, secrets, who logged in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session-private.h"

#include <string.h>

#include "portlore/http_fields.h"

/* Logins */

/* The request in progress as it waits for its answer; NULL: it does not, because it has one already, or nothing is paired. */
static sepm_asked *waiting_request(sepm_session *session)
{
    unsigned last = (session->first_request + session->request_count + SEPM_REQUESTS_MAX - 1) % SEPM_REQUESTS_MAX;
    return session->request_count > 0 ? &session->requests[last] : NULL;
}

static void note_login(sepm_session *session, sepm_login login)
{
    sepm_asked *current = &session->current[SEPM_FROM_CLIENT];
    session->counts.logins += current->login == SEPM_LOGIN_NONE;
    current->login = login;
    sepm_asked *waiting = waiting_request(session);
    if (waiting) {
        waiting->login = login;
    }
}

static void note_username(sepm_session *session, const char *username)
{
    bool again = session->asked && strcmp(session->asked, username) == 0;
    if (!*username || (!again && session->name_count >= TOLD_MAX)) {
        return;
    }
    if (!again) {
        session->name_count++;
        session->asked = g_string_chunk_insert_const(session->names, username);
    }
    sepm_asked *waiting = waiting_request(session);
    if (waiting) {
        waiting->username = session->asked;
    }
}

static void note_secret(sepm_session *session, const char *value)
{
    if (*value && g_hash_table_size(session->secrets) < TOLD_MAX) {
        g_hash_table_add(session->secrets, g_strdup(value));
        known_secrets_add_encoded(session->known, value, false);
    }
}

static sepm_login login_of(const sepm_session *session)
{
    const sepm_endpoint *endpoint = session->current[SEPM_FROM_CLIENT].endpoint;
    if (session->telling_form) {
        return SEPM_LOGIN_FORM;
    }
    return endpoint && endpoint->login ? SEPM_LOGIN_REST : SEPM_LOGIN_BASIC;
}

void sepm_count_line(sepm_session *session, const sepm_line *line)
{
    bool secret = line->secret && line->value && *line->value;
    if (secret) {
        note_secret(session, line->value);
    }
    if (secret && line->first && line->kind != SEPM_LINE_PASSWORD && line->kind != SEPM_LINE_SECRET) {
        session->counts.secrets++;
    }
    if (!line->from_server && line->kind == SEPM_LINE_USERNAME && line->value) {
        note_username(session, line->value);
    } else if (!line->from_server && line->kind == SEPM_LINE_PASSWORD) {
        note_login(session, login_of(session));
    }
}

void sepm_count_basic(sepm_session *session, const char *authorization)
{
    char *username;
    char *password;
    if (http_basic_credentials(authorization, &username, &password)) {
        note_username(session, username);
        note_secret(session, password);
        note_login(session, SEPM_LOGIN_BASIC);
        g_free(username);
        g_free(password);
    } else if (authorization && *authorization && session->origin->product == SEPM_PRODUCT_NONE) {
        note_login(session, SEPM_LOGIN_BASIC); /* of the products a token is that of a session, which began elsewhere */
    }
}

/* Answers */

static bool sets_session(const GPtrArray *cookies)
{
    for (guint i = 0; i < cookies->len; i++) {
        const http_pair *pair = g_ptr_array_index(cookies, i);
        uint16_t port;
        const sepm_cookie *cookie = sepm_cookie_of(pair->name, &port);
        if (cookie && cookie->session && *pair->value) {
            return true;
        }
    }
    return false;
}

static bool is_accepted(sepm_login login, unsigned status, const GPtrArray *cookies)
{
    return status < 400 && (login != SEPM_LOGIN_FORM || sets_session(cookies));
}

static bool is_refused(sepm_login login, unsigned status)
{
    return status == 401 || status == 403 || (login == SEPM_LOGIN_REST && status >= 400 && status < 500);
}

static void judge_login(sepm_session *session, const sepm_asked *asked, const GPtrArray *cookies)
{
    unsigned status = session->message->status;
    if (is_accepted(asked->login, status, cookies)) {
        session->counts.accepted++;
        session->accepted = asked->username ? asked->username : session->accepted;
    } else if (is_refused(asked->login, status)) {
        session->counts.refused++;
    }
}

void sepm_count_answer(sepm_session *session, const sepm_asked *asked, const GPtrArray *cookies)
{
    unsigned status = session->message->status;
    session->counts.errors += status >= 400 && status < 600;
    if (asked->login != SEPM_LOGIN_NONE && asked->paired) {
        judge_login(session, asked, cookies);
    }
}

/* Kept as long as the session; NULL: there is none, or too many are kept. */
static const char *kept_username(sepm_session *session, const char *username)
{
    if (!username || session->name_count >= TOLD_MAX) {
        return NULL;
    }
    session->name_count++;
    return g_string_chunk_insert_const(session->names, username);
}

void sepm_count_held_login(sepm_session *session, uint64_t number, const char *username)
{
    const char *kept = kept_username(session, username);
    sepm_asked *answered = &session->current[SEPM_FROM_SERVER];
    session->counts.logins++;
    session->asked = kept ? kept : session->asked;
    if (answered->number == number && answered->paired) {
        GPtrArray *cookies = http_set_cookies(session->message->headers[HTTP_SET_COOKIE]);
        answered->login = SEPM_LOGIN_FORM;
        answered->username = kept;
        judge_login(session, answered, cookies);
        g_ptr_array_unref(cookies);
    }
    for (unsigned i = 0; i < session->request_count; i++) {
        sepm_asked *waiting = &session->requests[(session->first_request + i) % SEPM_REQUESTS_MAX];
        if (waiting->number == number) {
            waiting->login = SEPM_LOGIN_FORM;
            waiting->username = kept;
        }
    }
}

/* Results */

sepm_session_counts sepm_session_count(const sepm_session *session)
{
    sepm_session_counts counts = session->counts;
    for (unsigned i = 0; i < session->request_count; i++) {
        const sepm_asked *asked = &session->requests[(session->first_request + i) % SEPM_REQUESTS_MAX];
        counts.unanswered += asked->paired;
        counts.waiting += asked->paired && asked->login != SEPM_LOGIN_NONE;
    }
    return counts;
}

char *sepm_session_mask(const sepm_session *session, const char *text, const char *mask)
{
    if (g_hash_table_contains(session->secrets, text)) {
        return g_strdup(mask);
    }
    return known_secrets_mask_encoded(session->known, known_secrets_now(session->known), text, mask);
}

char *sepm_session_user(const sepm_session *session, const char *mask)
{
    const char *user = session->accepted ? session->accepted : session->asked;
    char *masked = user && mask ? sepm_session_mask(session, user, mask) : NULL;
    return masked ? masked : g_strdup(user);
}
