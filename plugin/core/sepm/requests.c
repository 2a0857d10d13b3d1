/* requests.c
 * What a request shows: what is asked for, with which credentials, in the form of which vulnerability.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "logins-private.h"

#include <string.h>

/* The path in a target, and where its query begins (RFC 9112 section 3.2): of the absolute form, what follows the host. */
static char *path_of(const char *target, const char **query)
{
    const char *host = strstr(target, "://");
    const char *mark = strchr(target, '?');
    const char *path = target;
    if (host && (!mark || host < mark) && target[0] != '/') {
        path = host + 3;
        path += strcspn(path, "/?");
    }
    size_t length = strcspn(path, "?");
    *query = path[length] == '?' ? path + length + 1 : "";
    return g_strndup(path, strcspn(path, "?;")); /* behind ";" servers write sessions (RFC 3986 section 3.3) */
}

static sepm_request request_of(const sepm_session *session, const http_message *message, char **path)
{
    const char *query;
    *path = path_of(message->target, &query);
    return (sepm_request){
        .method = message->method,
        .path = *path,
        .parameters = http_parameters(query, strlen(query)),
        .user_agent = message->headers[HTTP_USER_AGENT],
        .content_type = message->headers[HTTP_CONTENT_TYPE],
        .port = session->port,
    };
}

static void on_exploit(void *user, const char *cve)
{
    sepm_tell(user, SEPM_PRODUCT_SEPM, SEPM_LINE_EXPLOIT, cve);
}

/* Of the console's servlet. */
static void tell_parameters(sepm_session *session, const GPtrArray *pairs)
{
    const char *user = sepm_user_among(pairs);
    for (guint i = 0; i < pairs->len; i++) {
        const http_pair *pair = g_ptr_array_index(pairs, i);
        sepm_tell_pair(session, SEPM_PRODUCT_SEPM, SEPM_LINE_PARAMETER, pair, sepm_is_secret_name(pair->name));
        if (pair->value == user) {
            sepm_tell(session, SEPM_PRODUCT_SEPM, SEPM_LINE_USERNAME, pair->value);
        } else if (strcmp(pair->name, "Domain") == 0 && pair->value[0] != '\0') {
            sepm_tell(session, SEPM_PRODUCT_SEPM, SEPM_LINE_DOMAIN, pair->value);
        }
        sepm_tell_nested(session, SEPM_PRODUCT_SEPM, pair->value);
    }
    sepm_tell_passwords(session, SEPM_PRODUCT_SEPM, pairs);
}

/* What the client shows to expect of the server. Cookies go to every port of a host (RFC 6265 section 8.5), so the number in one tells of which it is. */
static void take_hints(sepm_session *session, const char *user_agent, const GPtrArray *cookies)
{
    bool *hinted = session->knowledge.hinted;
    hinted[SEPM_PRODUCT_SEPM] = sepm_is_smc(user_agent);
    hinted[SEPM_PRODUCT_ESP] = sepm_is_eclide(user_agent);
    for (guint i = 0; i < cookies->len; i++) {
        uint16_t port;
        const sepm_cookie *cookie = sepm_cookie_of(((const http_pair *)g_ptr_array_index(cookies, i))->name, &port);
        if (cookie && cookie->proves && sepm_is_of_server(session, cookie, port)) {
            hinted[cookie->product] = true;
        }
    }
}

static void tell_session_in_target(sepm_session *session, sepm_product product, const char *target)
{
    GPtrArray *cookies = sepm_cookies_in_target(target);
    if (cookies) {
        sepm_tell_pair(session, product, SEPM_LINE_COOKIE, g_ptr_array_index(cookies, 0), true);
        g_ptr_array_unref(cookies);
    }
}

/* Of an endpoint with parameters all are told, of another those of a login. */
static void tell_pairs(sepm_session *session, const sepm_endpoint *endpoint, sepm_product product, const GPtrArray *pairs)
{
    if (endpoint && endpoint->parameters) {
        tell_parameters(session, pairs);
    } else {
        sepm_tell_logins(session, product, pairs);
    }
}

/* What is asked for, and what that means. */
static void tell_endpoint(sepm_session *session, sepm_product product, const sepm_endpoint *endpoint, const sepm_request *request)
{
    const sepm_port_use *use = endpoint || product != SEPM_PRODUCT_SEPM ? NULL : sepm_port_use_of(session->origin->port);
    const sepm_endpoint *way = endpoint ? sepm_way_of(request) : NULL;
    sepm_begin(session, product, endpoint ? endpoint->kind : use ? use->kind : NULL);
    if (way && way != endpoint && way->product == product) {
        sepm_tell(session, product, SEPM_LINE_MESSAGE, way->kind);
        sepm_tell_meaning(session, product, &way->meaning);
    }
    sepm_tell(session, product, SEPM_LINE_ENDPOINT, request->path);
    if (endpoint || use) {
        sepm_tell_meaning(session, product, endpoint ? &endpoint->meaning : &use->meaning);
    }
}

static void tell_request(sepm_session *session, const sepm_request *request, const sepm_asked *asked, const GPtrArray *cookies)
{
    const sepm_endpoint *endpoint = asked->endpoint;
    sepm_product product = endpoint ? endpoint->product : session->origin->product;
    if (product == SEPM_PRODUCT_NONE) {
        sepm_hold_head(session, request->parameters, cookies);
        return;
    }
    tell_endpoint(session, product, endpoint, request);
    if (endpoint && endpoint->hidden) {
        sepm_tell(session, product, SEPM_LINE_QUERY, http_pair_value(request->parameters, endpoint->hidden));
    }
    tell_pairs(session, endpoint, product, request->parameters);
    sepm_tell_authorization(session, product, session->message->headers[HTTP_AUTHORIZATION]);
    sepm_tell_cookies(session, product, cookies);
    tell_session_in_target(session, product, session->message->target);
}

void sepm_on_request_head(sepm_session *session)
{
    const http_message *message = session->message;
    char *path;
    sepm_request request = request_of(session, message, &path);
    GPtrArray *cookies = http_cookies(message->headers[HTTP_COOKIE]);
    session->origin = sepm_origin_of_request(session, message->target, message->headers[HTTP_HOST]);
    take_hints(session, request.user_agent, cookies);
    memset(session->knowledge.proven, 0, sizeof session->knowledge.proven);
    session->knowledge.proven[session->origin->product] = session->origin->product != SEPM_PRODUCT_NONE;
    sepm_asked *asked = &session->current[SEPM_FROM_CLIENT];
    *asked = (sepm_asked){
        .number = session->counts.requests + 1,
        .origin = session->origin,
        .end = message->offset + message->head_length,
        .endpoint = sepm_endpoint_of(&request, &session->knowledge),
        .head = strcmp(message->method, "HEAD") == 0,
        .connect = strcmp(message->method, "CONNECT") == 0,
        .root = strcmp(path, "/") == 0,
    };
    sepm_remember_request(session, asked);
    tell_request(session, &request, asked, cookies);
    sepm_count_basic(session, message->headers[HTTP_AUTHORIZATION]);
    sepm_exploits_of(&request, on_exploit, session);
    g_ptr_array_unref(cookies);
    g_ptr_array_unref(request.parameters);
    g_free(path);
}

/* The servlet of the console takes its parameters from a form as well as from the query. */
static const sepm_endpoint *endpoint_by_form(sepm_session *session, const sepm_request *request)
{
    sepm_request by_form = *request;
    by_form.parameters = request->form;
    const sepm_endpoint *endpoint = sepm_endpoint_of(&by_form, &session->knowledge);
    return endpoint && endpoint->parameters ? endpoint : NULL;
}

/* Now it is known what was asked for. */
static void set_endpoint(sepm_session *session, const sepm_endpoint *endpoint)
{
    sepm_asked *asked = &session->current[SEPM_FROM_CLIENT];
    asked->endpoint = endpoint;
    for (unsigned i = 0; i < session->request_count; i++) {
        sepm_asked *waiting = &session->requests[(session->first_request + i) % SEPM_REQUESTS_MAX];
        if (waiting->number == asked->number) {
            waiting->endpoint = endpoint;
        }
    }
}

/* Of a proven product the head told what is not known by the form alone. */
static void tell_endpoint_by_form(sepm_session *session, const sepm_endpoint *endpoint, const sepm_request *request)
{
    if (session->origin->product != endpoint->product) {
        tell_endpoint(session, endpoint->product, endpoint, request);
        return;
    }
    sepm_begin(session, endpoint->product, sepm_port_use_of(session->origin->port) ? NULL : endpoint->kind);
    sepm_tell_meaning(session, endpoint->product, &endpoint->meaning);
}

/* A form that was cut by a limit may have had more. */
static void check_form(sepm_session *session, sepm_product product, const GPtrArray *form)
{
    const http_message *message = session->message;
    if (message->body_gap) {
        sepm_tell_unread(session, product, "form", "bytes of it are missing");
    } else if (message->body_bytes > HTTP_BODY_MAX) {
        sepm_tell_unread(session, product, "form", "only the first 65536 were read");
    } else if (form->len == HTTP_PAIRS_MAX) {
        sepm_tell_unread(session, product, "form", "only the first 64 parameters were read");
    }
}

static void tell_form(sepm_session *session, const sepm_request *request)
{
    const sepm_endpoint *endpoint = session->current[SEPM_FROM_CLIENT].endpoint;
    const sepm_endpoint *by_form = endpoint ? NULL : endpoint_by_form(session, request);
    if (by_form) {
        set_endpoint(session, by_form);
        tell_endpoint_by_form(session, by_form, request);
        endpoint = by_form;
    }
    sepm_product product = endpoint ? endpoint->product : session->origin->product;
    if (product == SEPM_PRODUCT_NONE) {
        sepm_hold_form(session, request->form);
    } else {
        tell_pairs(session, endpoint, product, request->form);
        check_form(session, product, request->form);
    }
}

void sepm_on_request_body(sepm_session *session)
{
    const http_message *message = session->message;
    char *path;
    sepm_request request = request_of(session, message, &path);
    const sepm_endpoint *endpoint = session->current[SEPM_FROM_CLIENT].endpoint;
    session->origin = session->current[SEPM_FROM_CLIENT].origin;
    request.body = message->body;
    request.body_length = message->body_length;
    if (http_is_type(request.content_type, "application/x-www-form-urlencoded")) {
        request.form = http_parameters((const char *)message->body, message->body_length);
        tell_form(session, &request);
    }
    if (endpoint && endpoint->login) {
        sepm_tell_json(session);
    }
    sepm_exploits_of(&request, on_exploit, session);
    sepm_tell_sylink(session);
    g_clear_pointer(&request.form, g_ptr_array_unref);
    g_ptr_array_unref(request.parameters);
    g_free(path);
}
