/* answers.c
 * What an answer shows: which product the server is, and what it gives away.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session-private.h"

#include <string.h>

#include "portlore/text.h"

#define HSTS_PORT 8445 /* CVE-2016-5306 */

/* Documents with a title. */
static bool may_have_marks(const http_message *message)
{
    static const char *const types[] = { "text/html", "application/xhtml+xml", "text/xml" };
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        if (http_is_type(message->headers[HTTP_CONTENT_TYPE], types[i])) {
            return true;
        }
    }
    return false;
}

static bool says_ok(const http_message *message)
{
    char *text = text_one_line((const char *)message->body, MIN(message->body_length, 8), 16);
    bool ok = message->ended && !message->body_gap && message->body_bytes <= 8 && g_ascii_strcasecmp(text, "OK") == 0;
    g_free(text);
    return ok;
}

static bool has_words(const sepm_endpoint *endpoint, const http_message *message)
{
    for (size_t i = 0; i < G_N_ELEMENTS(endpoint->words) && endpoint->words[i]; i++) {
        if (!sepm_bytes_contain(message->body, message->body_length, endpoint->words[i])) {
            return false;
        }
    }
    return true;
}

static bool answer_proves(const sepm_endpoint *endpoint, const http_message *message)
{
    if (message->status < 200 || message->status >= 300) {
        return false;
    }
    switch (endpoint->proof) {
    case SEPM_ANSWER_OK:
        return says_ok(message);
    case SEPM_ANSWER_WORDS:
        return has_words(endpoint, message);
    case SEPM_ANSWER_JSON:
        return http_is_type(message->headers[HTTP_CONTENT_TYPE], "application/json") && has_words(endpoint, message);
    default:
        return false;
    }
}

static void judge_answer(sepm_session *session, const http_message *message)
{
    const sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    if (asked->endpoint && asked->paired && answer_proves(asked->endpoint, message)) {
        sepm_prove(session, asked->endpoint->product, asked->endpoint->evidence);
    }
}

static void prove_by_head(sepm_session *session, const http_message *message, const GPtrArray *cookies)
{
    const sepm_mark *server = sepm_mark_of_server(message->headers[HTTP_SERVER]);
    const sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    bool redirect = message->status >= 300 && message->status < 400;
    const sepm_mark *location =
        redirect && asked->root && asked->paired ? sepm_mark_of_location(message->headers[HTTP_LOCATION], session->host) : NULL;
    if (server || location) {
        sepm_prove(session, SEPM_PRODUCT_SEPM, server ? server->evidence : location->evidence);
    }
    for (guint i = 0; i < cookies->len; i++) {
        uint16_t port;
        const sepm_cookie *cookie = sepm_cookie_of(((const http_pair *)g_ptr_array_index(cookies, i))->name, &port);
        if (cookie && cookie->proves) {
            sepm_prove(session, cookie->product, cookie->evidence);
        }
    }
}

/* The realm of a challenge "Basic" (RFC 7617 section 2); NULL: there is none. Freed by the caller. */
static char *realm_of(const char *challenge)
{
    const char *parameters = http_credentials_of(challenge, "Basic");
    if (!parameters || g_ascii_strncasecmp(parameters, "realm=\"", 7) != 0) {
        return NULL;
    }
    return g_strndup(parameters + 7, strcspn(parameters + 7, "\""));
}

static void tell_answer(sepm_session *session, const http_message *message, const GPtrArray *cookies)
{
    sepm_product product = session->product;
    if (sepm_mark_of_server(message->headers[HTTP_SERVER])) {
        sepm_tell(session, product, SEPM_LINE_BANNER, message->headers[HTTP_SERVER]);
    }
    char *realm = realm_of(message->headers[HTTP_WWW_AUTHENTICATE]);
    if (realm) {
        sepm_tell(session, product, SEPM_LINE_REALM, realm);
        g_free(realm);
    }
    sepm_tell_cookies(session, product, cookies);
    bool may_lack = product == SEPM_PRODUCT_SEPM && session->inside_tls && session->port == HSTS_PORT && !session->no_hsts_told;
    if (may_lack && !message->headers[HTTP_STRICT_TRANSPORT_SECURITY]) {
        session->no_hsts_told = true;
        sepm_tell(session, product, SEPM_LINE_NO_HSTS, "CVE-2016-5306");
    }
}

/* What proves the product on a port of which its use is known has that kind, if the request told none. */
static void begin_answer(sepm_session *session, sepm_product known)
{
    bool proven_now = known == SEPM_PRODUCT_NONE && session->product == SEPM_PRODUCT_SEPM;
    const sepm_port_use *use = proven_now && !session->current[SEPM_FROM_SERVER].endpoint ? sepm_port_use_of(session->port) : NULL;
    sepm_begin(session, session->product, use ? use->kind : NULL);
    if (use) {
        sepm_tell_meaning(session, session->product, &use->meaning);
    }
}

void sepm_on_response_head(sepm_session *session)
{
    const http_message *message = session->message;
    bool interim = message->status < 200 && message->status != 101;
    if (interim) {
        return;
    }
    sepm_product known = session->product;
    session->sylink_told = false;
    session->current[SEPM_FROM_SERVER] = sepm_next_request(session);
    const sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    if (asked->head) {
        http_reader_no_body(session->readers[SEPM_FROM_SERVER]);
    }
    if (asked->connect && message->status < 300) {
        http_reader_no_more(session->readers[SEPM_FROM_SERVER]);
    }
    if ((asked->connect && message->status < 300) || message->status == 101) {
        http_reader_stop(session->readers[SEPM_FROM_CLIENT]);
        session->over = true;
    }
    GPtrArray *cookies = http_set_cookies(message->headers[HTTP_SET_COOKIE]);
    prove_by_head(session, message, cookies);
    sepm_count_answer(session, asked, cookies);
    if (session->product != SEPM_PRODUCT_NONE) {
        begin_answer(session, known);
        tell_answer(session, message, cookies);
    }
    g_ptr_array_unref(cookies);
}

/* Of a body without a length nothing else tells where it ends. */
static bool is_whole(const http_message *message)
{
    static const char end[] = "</ServerSettings>";
    size_t tail = MIN(message->body_length, 64);
    return message->ended || message->body_length == HTTP_BODY_MAX || message->body_gap ||
           sepm_bytes_contain(message->body + message->body_length - tail, tail, end);
}

void sepm_on_response_body(sepm_session *session)
{
    const http_message *message = session->message;
    sepm_product known = session->product;
    const sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    if (!session->sylink_told && is_whole(message)) {
        session->sylink_told = sepm_tell_sylink(session);
    }
    judge_answer(session, message);
    bool may_be_marked = session->product == SEPM_PRODUCT_NONE && may_have_marks(message);
    const sepm_mark *page = may_be_marked ? sepm_mark_of_page(message->body, MIN(message->body_length, SEPM_PAGE_MAX)) : NULL;
    if (page) {
        sepm_prove(session, page->product, page->evidence);
    }
    if (known == SEPM_PRODUCT_NONE && session->product != SEPM_PRODUCT_NONE) {
        GPtrArray *cookies = http_set_cookies(message->headers[HTTP_SET_COOKIE]);
        begin_answer(session, known);
        tell_answer(session, message, cookies);
        g_ptr_array_unref(cookies);
    }
    if (asked->endpoint && asked->endpoint->login && asked->paired) {
        sepm_tell_json(session);
    }
}
