/* answers.c
 * What an answer shows: which product the server is, and what it gives away.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session-private.h"

#include <string.h>

#include "portlore/sepm_sylink.h"
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

static bool has_members(const sepm_session *session, const sepm_endpoint *endpoint, const http_message *message)
{
    size_t count = 0;
    while (count < G_N_ELEMENTS(endpoint->members) && endpoint->members[count]) {
        count++;
    }
    return session->has_members && count > 0 && http_is_type(message->headers[HTTP_CONTENT_TYPE], "application/json") &&
           session->has_members(message->body, message->body_length, endpoint->members, count);
}

/* The vendor's mark, of whatever years: a page of that name has it. */
static bool has_copyright(const http_message *message)
{
    static const char comment[] = "<!-- SYMANTEC:     Copyright (c) ";
    static const char since[] = "1995 - ";
    static const char holder[] = " Symantec Corporation";
    size_t length = MIN(message->body_length, SEPM_PAGE_MAX);
    const char *page = (const char *)message->body;
    if (!http_is_type(message->headers[HTTP_CONTENT_TYPE], "text/html")) {
        return false;
    }
    const size_t years = strlen(since) + 4;
    const char *found = page;
    while ((found = g_strstr_len(found, page + length - found, holder)) != NULL) {
        if ((size_t)(found - page) >= years && memcmp(found - years, since, strlen(since)) == 0) {
            return true;
        }
        found += strlen(holder);
    }
    return sepm_bytes_contain(message->body, length, comment);
}

static bool answer_proves(const sepm_session *session, const sepm_endpoint *endpoint, const http_message *message)
{
    bool whole = message->ended && !message->body_gap && message->body_bytes == message->body_length;
    switch (endpoint->proof) {
    case SEPM_ANSWER_RESPONSE_CODE:
        return whole && sepm_has_response_code(message->body, message->body_length);
    case SEPM_ANSWER_JSON:
        return whole && has_members(session, endpoint, message);
    case SEPM_ANSWER_COPYRIGHT:
        return has_copyright(message);
    default:
        return false;
    }
}

/* By its path no answer but one of success proves anything. */
static void judge_answer(sepm_session *session, const http_message *message)
{
    const sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    const sepm_endpoint *endpoint = asked->paired ? asked->endpoint : NULL;
    if (!endpoint || message->status < 200 || message->status >= 300) {
        return;
    }
    if (answer_proves(session, endpoint, message)) {
        sepm_prove(session, endpoint->product, endpoint->evidence);
    } else if (endpoint->proof == SEPM_ANSWER_OK && says_ok(message)) {
        sepm_tell_meaning(session, endpoint->product, &endpoint->answered);
    }
}

static void prove_by_head(sepm_session *session, const http_message *message, const GPtrArray *cookies)
{
    const sepm_mark *server = sepm_mark_of_server(message->headers[HTTP_SERVER]);
    const sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    bool redirect = message->status >= 300 && message->status < 400;
    const sepm_mark *location =
        redirect && asked->root && asked->paired ? sepm_mark_of_location(message->headers[HTTP_LOCATION], session->origin->host) : NULL;
    if (server || location) {
        sepm_prove(session, SEPM_PRODUCT_SEPM, server ? server->evidence : location->evidence);
    }
    for (guint i = 0; i < cookies->len; i++) {
        uint16_t port;
        const sepm_cookie *cookie = sepm_cookie_of(((const http_pair *)g_ptr_array_index(cookies, i))->name, &port);
        if (cookie && cookie->proves) {
            const char *evidence = sepm_is_of_server(session, cookie, port) ? cookie->evidence : cookie->evidence_elsewhere;
            sepm_prove(session, cookie->product, evidence);
        }
    }
}

static void tell_answer(sepm_session *session, const http_message *message, const GPtrArray *cookies)
{
    sepm_product product = session->origin->product;
    if (sepm_mark_of_server(message->headers[HTTP_SERVER])) {
        sepm_tell(session, product, SEPM_LINE_BANNER, message->headers[HTTP_SERVER]);
    }
    char *realm = http_basic_realm(message->headers[HTTP_WWW_AUTHENTICATE]);
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

/* What may be a SyLink.xml tells of itself what it is, which its body shows. */
static bool may_be_sylink(const http_message *message)
{
    static const char *const types[] = { "text/xml", "application/xml", "application/octet-stream" };
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        if (http_is_type(message->headers[HTTP_CONTENT_TYPE], types[i])) {
            return true;
        }
    }
    return false;
}

/* What proves the product on a port of which its use is known has that kind, if the request told none, nor the body. */
static void begin_answer(sepm_session *session, sepm_product known, bool with_body)
{
    const sepm_origin *origin = session->origin;
    bool proven_now = known == SEPM_PRODUCT_NONE && origin->product == SEPM_PRODUCT_SEPM;
    bool told = session->sylink_told || session->current[SEPM_FROM_SERVER].endpoint;
    const sepm_port_use *use = (proven_now || session->use_waits) && !told ? sepm_port_use_of(origin->port) : NULL;
    session->use_waits = use && !with_body && may_be_sylink(session->message);
    if (session->use_waits) {
        use = NULL;
    }
    sepm_begin(session, origin->product, use ? use->kind : NULL);
    if (use) {
        sepm_tell_meaning(session, origin->product, &use->meaning);
    }
}

void sepm_on_response_head(sepm_session *session)
{
    const http_message *message = session->message;
    bool interim = message->status < 200 && message->status != 101;
    if (interim) {
        return;
    }
    session->sylink_told = session->use_waits = false;
    sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    *asked = sepm_next_request(session);
    session->origin = asked->origin = sepm_origin_of_answer(session, asked);
    sepm_product known = session->origin->product;
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
    if (session->origin->product != SEPM_PRODUCT_NONE) {
        begin_answer(session, known, false);
        tell_answer(session, message, cookies);
    }
    g_ptr_array_unref(cookies);
}

/* Of a body without a length nothing else tells where it ends. */
static bool is_whole(const http_message *message)
{
    return message->ended || message->body_length == HTTP_BODY_MAX || message->body_gap || sepm_sylink_ends(message->body, message->body_length);
}

static void prove_by_page(sepm_session *session, const http_message *message)
{
    bool may_be_marked = session->origin->product == SEPM_PRODUCT_NONE && may_have_marks(message);
    const sepm_mark *page = may_be_marked ? sepm_mark_of_page(message->body, MIN(message->body_length, SEPM_PAGE_MAX)) : NULL;
    if (page && (page->status == 0 || page->status == message->status)) {
        sepm_prove(session, page->product, page->evidence);
    }
}

void sepm_on_response_body(sepm_session *session)
{
    const http_message *message = session->message;
    const sepm_asked *asked = &session->current[SEPM_FROM_SERVER];
    session->origin = asked->origin;
    sepm_product known = session->origin->product;
    if (!session->sylink_told && is_whole(message)) {
        session->sylink_told = sepm_tell_sylink(session);
    }
    judge_answer(session, message);
    prove_by_page(session, message);
    if (known == SEPM_PRODUCT_NONE && session->origin->product != SEPM_PRODUCT_NONE) {
        GPtrArray *cookies = http_set_cookies(message->headers[HTTP_SET_COOKIE]);
        begin_answer(session, known, true);
        tell_answer(session, message, cookies);
        g_ptr_array_unref(cookies);
    } else if (session->use_waits && is_whole(message)) {
        begin_answer(session, known, true);
    }
    if (asked->endpoint && asked->endpoint->login && asked->paired) {
        sepm_tell_json(session);
    }
}
