/* logins.c
 * Logins by form or query, and credentials that are held until it is known whose they are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "logins-private.h"

#include <string.h>

/* Of each request that holds something, and of all together. Beyond that the oldest is given up. */
#define HELD_MAX       64
#define HELD_BYTES_MAX (64 * 1024)

/* Encodings of an address in a value that are undone. */
#define NESTED_MAX 3

/* What a request carries. Texts are copies; NULL: none. */
typedef struct {
    uint64_t number; /* of the request in the connection, from 1 */
    uint64_t offset;
    uint32_t place;
    const sepm_origin *origin;
    bool is_login; /* by form or query, */
    bool counted;  /* and the request was counted as one by its header */
    char *authorization;
    GPtrArray *cookies; /* of a session */
    GPtrArray *pairs;   /* of a login */
    size_t bytes;
} held_request;

/* Telling */

static bool is_told_before(const GPtrArray *pairs, guint index)
{
    const http_pair *pair = g_ptr_array_index(pairs, index);
    for (guint i = 0; i < index; i++) {
        const http_pair *other = g_ptr_array_index(pairs, i);
        if (strcmp(other->value, pair->value) == 0 && sepm_is_password_name(other->name)) {
            return true;
        }
    }
    return false;
}

static bool is_password(const http_pair *pair)
{
    return pair->value[0] != '\0' && sepm_is_password_name(pair->name);
}

static bool has_password(const GPtrArray *pairs)
{
    for (guint i = 0; i < pairs->len; i++) {
        if (is_password(g_ptr_array_index(pairs, i))) {
            return true;
        }
    }
    return false;
}

void sepm_tell_passwords(sepm_session *session, sepm_product product, const GPtrArray *pairs)
{
    session->telling_form = true;
    for (guint i = 0; i < pairs->len; i++) {
        const http_pair *pair = g_ptr_array_index(pairs, i);
        if (is_password(pair) && !is_told_before(pairs, i)) {
            sepm_tell(session, product, SEPM_LINE_PASSWORD, pair->value);
        }
    }
    session->telling_form = false;
}

static const char *domain_among(const GPtrArray *pairs)
{
    for (guint i = 0; i < pairs->len; i++) {
        const http_pair *pair = g_ptr_array_index(pairs, i);
        if (pair->value[0] != '\0' && sepm_is_domain_name(pair->name)) {
            return pair->value;
        }
    }
    return NULL;
}

/* The one who logs in first, as the list of credentials wants it. */
static void tell_names(sepm_session *session, sepm_product product, const GPtrArray *pairs)
{
    const char *user = sepm_user_among(pairs);
    const char *domain = domain_among(pairs);
    if (user) {
        sepm_tell(session, product, SEPM_LINE_USERNAME, user);
    }
    if (domain) {
        sepm_tell(session, product, SEPM_LINE_DOMAIN, domain);
    }
}

void sepm_tell_logins(sepm_session *session, sepm_product product, const GPtrArray *pairs)
{
    if (has_password(pairs)) {
        tell_names(session, product, pairs);
        sepm_tell_passwords(session, product, pairs);
    }
    for (guint i = 0; i < pairs->len; i++) {
        const http_pair *pair = g_ptr_array_index(pairs, i);
        if (pair->value[0] != '\0' && sepm_is_other_secret_name(pair->name)) {
            sepm_tell_secret(session, product, pair->value);
        }
    }
}

static void tell_nested(sepm_session *session, sepm_product product, const char *text)
{
    const char *query = strchr(text, '?');
    text = query ? query + 1 : text;
    GPtrArray *pairs = http_parameters(text, strlen(text));
    for (guint i = 0; i < pairs->len; i++) {
        const http_pair *pair = g_ptr_array_index(pairs, i);
        if (pair->value[0] != '\0' && sepm_is_secret_name(pair->name)) {
            sepm_tell_secret(session, product, pair->value);
        }
    }
    g_ptr_array_unref(pairs);
}

void sepm_tell_nested(sepm_session *session, sepm_product product, const char *value)
{
    char *text = g_strdup(value);
    for (unsigned round = 0; round < NESTED_MAX; round++) {
        if (strchr(text, '=')) {
            tell_nested(session, product, text);
        }
        if (!strchr(text, '%')) {
            break;
        }
        char *next = http_decoded(text, strlen(text));
        g_free(text);
        text = next;
    }
    g_free(text);
}

void sepm_tell_authorization(sepm_session *session, sepm_product product, const char *authorization)
{
    char *username;
    char *password;
    if (http_basic_credentials(authorization, &username, &password)) {
        sepm_tell(session, product, SEPM_LINE_USERNAME, username);
        sepm_tell(session, product, SEPM_LINE_PASSWORD, password);
        g_free(username);
        g_free(password);
    }
    const char *token = http_credentials_of(authorization, "Bearer");
    char *first = token ? g_strndup(token, strcspn(token, "\n")) : NULL; /* a repeated header stands behind the line end */
    if (first && *first) {
        sepm_tell(session, product, SEPM_LINE_TOKEN, first);
    }
    g_free(first);
}

void sepm_tell_unread(sepm_session *session, sepm_product product, const char *what, const char *why)
{
    const http_message *message = session->message;
    char *text = g_strdup_printf("%s of %" G_GUINT64_FORMAT " bytes: %s", what, message->body_bytes, why);
    sepm_tell(session, product, SEPM_LINE_UNREAD, text);
    g_free(text);
}

/* Pairs */

static GPtrArray *new_pairs(void)
{
    return g_ptr_array_new_with_free_func(http_pair_free);
}

static void add_copy(GPtrArray *to, const http_pair *pair)
{
    http_pair *copy = g_new(http_pair, 1);
    copy->name = g_strdup(pair->name);
    copy->value = g_strdup(pair->value);
    g_ptr_array_add(to, copy);
}

GPtrArray *sepm_cookies_in_target(const char *target)
{
    static char name[] = "jsessionid";
    size_t path = strcspn(target, "?");
    const char *parameter = g_strstr_len(target, (gssize)path, ";jsessionid=");
    if (!parameter) {
        return NULL;
    }
    const char *value = strchr(parameter, '=') + 1;
    http_pair pair = { name, g_strndup(value, strcspn(value, ";/?")) };
    GPtrArray *pairs = new_pairs();
    add_copy(pairs, &pair);
    g_free(pair.value);
    return pairs;
}

/* Those that a login by form is told of. */
static GPtrArray *login_pairs(const GPtrArray *from)
{
    GPtrArray *pairs = new_pairs();
    const char *user = sepm_user_among(from);
    for (guint i = 0; i < from->len; i++) {
        const http_pair *pair = g_ptr_array_index(from, i);
        if (pair->value == user || sepm_is_domain_name(pair->name) || sepm_is_secret_name(pair->name)) {
            add_copy(pairs, pair);
        }
    }
    return pairs;
}

static GPtrArray *session_cookies(const GPtrArray *from)
{
    GPtrArray *pairs = new_pairs();
    for (guint i = 0; i < from->len; i++) {
        const http_pair *pair = g_ptr_array_index(from, i);
        uint16_t port;
        const sepm_cookie *cookie = sepm_cookie_of(pair->name, &port);
        if (cookie && cookie->session && pair->value[0] != '\0') {
            add_copy(pairs, pair);
        }
    }
    return pairs;
}

static size_t bytes_of(const GPtrArray *pairs)
{
    size_t bytes = 0;
    for (guint i = 0; i < pairs->len; i++) {
        const http_pair *pair = g_ptr_array_index(pairs, i);
        bytes += strlen(pair->name) + strlen(pair->value);
    }
    return bytes;
}

/* Holding */

static void free_request(void *data)
{
    held_request *held = data;
    g_free(held->authorization);
    g_ptr_array_unref(held->cookies);
    g_ptr_array_unref(held->pairs);
    g_free(held);
}

void sepm_free_held(sepm_session *session)
{
    g_clear_pointer(&session->held, g_ptr_array_unref);
}

static held_request *held_at(const sepm_session *session, guint index)
{
    return g_ptr_array_index(session->held, index);
}

/* Cookies and headers come again with each request: those that an answer without a proof came to are given up. */
static void give_up_answered(sepm_session *session)
{
    uint64_t answered = session->current[SEPM_FROM_SERVER].number;
    for (guint i = session->held->len; i > 0; i--) {
        const held_request *held = held_at(session, i - 1);
        if (!held->is_login && held->number <= answered) {
            g_ptr_array_remove_index(session->held, i - 1);
        }
    }
}

static void give_up_oldest(sepm_session *session)
{
    size_t bytes = 0;
    for (guint i = 0; i < session->held->len; i++) {
        bytes += held_at(session, i)->bytes;
    }
    while (session->held->len > 1 && (session->held->len > HELD_MAX || bytes > HELD_BYTES_MAX)) {
        bytes -= held_at(session, 0)->bytes;
        g_ptr_array_remove_index(session->held, 0);
    }
}

/* What is held of the request in progress. */
static held_request *request_in_progress(sepm_session *session)
{
    session->held = session->held ? session->held : g_ptr_array_new_with_free_func(free_request);
    uint64_t number = session->current[SEPM_FROM_CLIENT].number;
    if (session->held->len > 0 && held_at(session, session->held->len - 1)->number == number) {
        return held_at(session, session->held->len - 1);
    }
    give_up_answered(session);
    held_request *held = g_new0(held_request, 1);
    held->number = number;
    held->offset = session->message->offset;
    held->origin = session->origin;
    held->cookies = new_pairs();
    held->pairs = new_pairs();
    g_ptr_array_add(session->held, held);
    return held;
}

void sepm_hold_form(sepm_session *session, const GPtrArray *pairs)
{
    if (!has_password(pairs)) {
        return;
    }
    held_request *held = request_in_progress(session);
    const sepm_asked *asked = &session->current[SEPM_FROM_CLIENT];
    held->is_login = true;
    held->counted = asked->login != SEPM_LOGIN_NONE;
    GPtrArray *added = login_pairs(pairs);
    held->bytes += bytes_of(added);
    g_ptr_array_extend_and_steal(held->pairs, added);
    give_up_oldest(session);
}

/* Whether it is of a kind that is told: others, as Digest and Negotiate, give no secret away. */
static bool has_credentials(const char *authorization)
{
    char *username;
    char *password;
    if (http_basic_credentials(authorization, &username, &password)) {
        g_free(username);
        g_free(password);
        return true;
    }
    const char *token = http_credentials_of(authorization, "Bearer");
    return token && *token != '\0' && *token != '\n';
}

void sepm_hold_head(sepm_session *session, const GPtrArray *pairs, const GPtrArray *cookies)
{
    const http_message *message = session->message;
    const char *header = message->headers[HTTP_AUTHORIZATION];
    const char *authorization = has_credentials(header) ? header : NULL;
    GPtrArray *of_session = session_cookies(cookies);
    GPtrArray *in_target = sepm_cookies_in_target(message->target);
    if (in_target) {
        g_ptr_array_extend_and_steal(of_session, in_target);
    }
    if (authorization || of_session->len > 0) {
        held_request *held = request_in_progress(session);
        held->authorization = g_strdup(authorization);
        held->bytes += (authorization ? strlen(authorization) : 0) + bytes_of(of_session);
        g_ptr_array_unref(held->cookies);
        held->cookies = g_steal_pointer(&of_session);
        give_up_oldest(session);
    }
    g_clear_pointer(&of_session, g_ptr_array_unref);
    sepm_hold_form(session, pairs);
}

void sepm_session_place_held(sepm_session *session, uint64_t end, uint32_t place)
{
    for (guint i = 0; session->held && i < session->held->len; i++) {
        held_request *held = held_at(session, i);
        held->place = held->place == 0 && held->offset < end ? place : held->place;
    }
}

bool sepm_holds_login(const sepm_session *session)
{
    for (guint i = 0; session->held && i < session->held->len; i++) {
        if (held_at(session, i)->is_login) {
            return true;
        }
    }
    return false;
}

/* Settling */

/* That of a target, whose name has small letters, is the console's. */
static bool is_cookie_of(const http_pair *pair, sepm_product product)
{
    uint16_t port;
    const sepm_cookie *cookie = sepm_cookie_of(pair->name, &port);
    return (cookie ? cookie->product : SEPM_PRODUCT_SEPM) == product;
}

static bool has_cookie_of(const GPtrArray *cookies, sepm_product product)
{
    for (guint i = 0; i < cookies->len; i++) {
        if (is_cookie_of(g_ptr_array_index(cookies, i), product)) {
            return true;
        }
    }
    return false;
}

static void tell_cookies_of(sepm_session *session, sepm_product product, const GPtrArray *cookies)
{
    for (guint i = 0; i < cookies->len; i++) {
        const http_pair *pair = g_ptr_array_index(cookies, i);
        if (is_cookie_of(pair, product)) {
            sepm_tell_pair(session, product, SEPM_LINE_COOKIE, pair, true);
        }
    }
}

static void settle(sepm_session *session, const held_request *held)
{
    sepm_product product = session->origin->product;
    if (!held->authorization && held->pairs->len == 0 && !has_cookie_of(held->cookies, product)) {
        return;
    }
    sepm_tell_sent_in(session, product, held->place);
    sepm_tell_authorization(session, product, held->authorization);
    tell_cookies_of(session, product, held->cookies);
    sepm_tell_logins(session, product, held->pairs);
    if (held->is_login && !held->counted) {
        sepm_count_held_login(session, held->number, sepm_user_among(held->pairs));
    }
}

/* On a connection, requests for other servers go, too. Of those that nothing tells apart, the one that is answered is known. */
static bool is_of_server(const sepm_session *session, const held_request *held)
{
    const sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    bool unnamed = held->origin == &session->unnamed[SEPM_FROM_CLIENT] || held->origin == &session->unnamed[SEPM_FROM_SERVER];
    return (held->origin == session->origin && !unnamed) || (asked->paired && asked->number == held->number);
}

void sepm_settle_held(sepm_session *session)
{
    for (guint i = 0; session->held && i < session->held->len;) {
        const held_request *held = held_at(session, i);
        if (is_of_server(session, held)) {
            settle(session, held);
            g_ptr_array_remove_index(session->held, i);
        } else {
            i++;
        }
    }
}
