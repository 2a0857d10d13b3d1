/* session.c
 * What the HTTP of a connection shows of Symantec Endpoint Protection Manager (SEPM) and of ESP of HPCC Systems.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "logins-private.h"

#include <string.h>

#include "portlore/sepm_sylink.h"

/* Lines */

/* Of these each value is flagged once. */
static bool is_remembered(sepm_line_kind kind)
{
    return kind == SEPM_LINE_QUERY || kind == SEPM_LINE_PARAMETER || kind == SEPM_LINE_PASSWORD || kind == SEPM_LINE_COOKIE ||
           kind == SEPM_LINE_TOKEN || kind == SEPM_LINE_KEY || kind == SEPM_LINE_SECRET;
}

/* Whether this was not told before. */
static bool is_first(sepm_session *session, const sepm_line *line)
{
    if (!is_remembered(line->kind)) {
        return true;
    }
    char *key = g_strdup_printf("%d %d %s %s", line->kind, line->product, line->name ? line->name : "", line->value ? line->value : "");
    bool known = g_hash_table_contains(session->told, key);
    if (known || g_hash_table_size(session->told) >= TOLD_MAX) {
        g_free(key);
        return false;
    }
    g_hash_table_add(session->told, key);
    return true;
}

static void give(sepm_session *session, sepm_line line)
{
    line.from_server = session->message->is_response;
    line.offset = session->message->offset;
    line.length = session->message->head_length;
    line.proven = session->origin->product == line.product;
    line.first = is_first(session, &line);
    session->has_told = true;
    sepm_count_line(session, &line);
    session->callback(session->user, &line);
}

void sepm_begin(sepm_session *session, sepm_product product, const char *kind)
{
    if (!session->begun[product]) {
        session->begun[product] = true;
        give(session, (sepm_line){ .kind = SEPM_LINE_MESSAGE, .product = product, .value = kind });
    }
}

static void tell_line(sepm_session *session, sepm_line line)
{
    sepm_begin(session, line.product, NULL);
    give(session, line);
}

void sepm_tell(sepm_session *session, sepm_product product, sepm_line_kind kind, const char *value)
{
    bool secret = kind == SEPM_LINE_PASSWORD || kind == SEPM_LINE_TOKEN || kind == SEPM_LINE_KEY;
    tell_line(session, (sepm_line){ .kind = kind, .product = product, .value = value, .secret = secret });
}

void sepm_tell_pair(sepm_session *session, sepm_product product, sepm_line_kind kind, const http_pair *pair, bool secret)
{
    tell_line(session, (sepm_line){ .kind = kind, .product = product, .name = pair->name, .value = pair->value, .secret = secret });
}

void sepm_tell_meaning(sepm_session *session, sepm_product product, const sepm_support *meaning)
{
    tell_line(session, (sepm_line){ .kind = SEPM_LINE_MEANING, .product = product, .value = meaning->text, .support = meaning });
}

void sepm_tell_sent_in(sepm_session *session, sepm_product product, uint32_t place)
{
    tell_line(session, (sepm_line){ .kind = SEPM_LINE_SENT_IN, .product = product, .place = place });
}

void sepm_tell_secret(sepm_session *session, sepm_product product, const char *value)
{
    give(session, (sepm_line){ .kind = SEPM_LINE_SECRET, .product = product, .value = value, .secret = true });
}

void sepm_tell_cookies(sepm_session *session, sepm_product product, const GPtrArray *cookies)
{
    for (guint i = 0; i < cookies->len; i++) {
        const http_pair *pair = g_ptr_array_index(cookies, i);
        uint16_t port;
        const sepm_cookie *cookie = sepm_cookie_of(pair->name, &port);
        if (cookie && cookie->product == product) {
            sepm_tell_pair(session, product, SEPM_LINE_COOKIE, pair, cookie->session);
            sepm_tell_nested(session, product, cookie->session ? "" : pair->value);
        }
    }
}

/* Clients that are no browser often name no type, or that of any text. */
static bool may_be_json(const http_message *message)
{
    static const char *const types[] = { "application/json", "text/json", "text/plain" };
    const char *content_type = message->headers[HTTP_CONTENT_TYPE];
    for (size_t i = 0; content_type && i < G_N_ELEMENTS(types); i++) {
        if (http_is_type(content_type, types[i])) {
            return true;
        }
    }
    return !content_type;
}

/* A cut body is no JSON. */
void sepm_tell_json(sepm_session *session)
{
    const http_message *message = session->message;
    if (!may_be_json(message)) {
        return;
    }
    bool cut = message->ended && !message->is_response && (message->body_gap || message->body_bytes > SEPM_JSON_MAX);
    if (cut) {
        session->telling = SEPM_PRODUCT_SEPM;
        sepm_tell_unread(session, SEPM_PRODUCT_SEPM, "JSON",
                         message->body_gap ? "not read, bytes of it are missing" : "not read, the limit is 16384");
    } else if (message->ended && !message->body_gap && message->body_bytes <= SEPM_JSON_MAX) {
        session->telling = SEPM_PRODUCT_SEPM;
        give(session,
             (sepm_line){ .kind = SEPM_LINE_JSON, .product = SEPM_PRODUCT_SEPM, .bytes = message->body, .byte_count = message->body_length });
    }
}

static void tell_manager(sepm_session *session, const sepm_sylink_server *server)
{
    uint16_t number = server->port != 0 ? server->port : server->tls_port;
    char *port = number != 0 ? g_strdup_printf("%u", number) : NULL;
    http_pair pair = { server->address, port };
    sepm_tell_pair(session, SEPM_PRODUCT_SEPM, SEPM_LINE_MANAGER, &pair, false);
    g_free(port);
}

/* An IPv6 address stands in brackets where a request names it. host: NULL is allowed, and is none. */
static bool is_host(const char *host, const char *address)
{
    if (!host) {
        return false;
    }
    size_t length = strlen(address);
    bool bracketed = host[0] == '[' && address[0] != '[';
    host += bracketed;
    return g_ascii_strncasecmp(host, address, length) == 0 && strcmp(host + length, bracketed ? "]" : "") == 0;
}

static bool listens(const sepm_sylink_server *server, uint16_t port)
{
    return port != 0 && (server->port == port || server->tls_port == port);
}

/* Any server can have the file; the manager is one that the file says it of. */
static bool names_origin(const sepm_session *session, const sepm_sylink *sylink)
{
    const sepm_origin *origin = session->origin;
    const char *address = origin->elsewhere ? NULL : session->address;
    for (guint i = 0; i < sylink->servers->len; i++) {
        const sepm_sylink_server *server = g_ptr_array_index(sylink->servers, i);
        if ((listens(server, origin->port) && is_host(origin->host, server->address)) ||
            (listens(server, session->port) && is_host(address, server->address))) {
            return true;
        }
    }
    return false;
}

static bool proves(const sepm_session *session, const sepm_sylink *sylink)
{
    unsigned status = session->message->status;
    return session->message->is_response && status >= 200 && status < 300 && sylink->complete && names_origin(session, sylink);
}

bool sepm_tell_sylink(sepm_session *session)
{
    static const sepm_support meaning = { "SyLink.xml: a client's domain, managers and key", REGISTRY_CONFIDENCE_OBSERVED,
                                          "published SyLink.xml files" };
    sepm_sylink *sylink = sepm_sylink_read(session->message->body, session->message->body_length);
    if (!sylink) {
        return false;
    }
    if (proves(session, sylink)) {
        sepm_prove(session, SEPM_PRODUCT_SEPM, "SyLink.xml in which the server is a manager");
    }
    sepm_begin(session, SEPM_PRODUCT_SEPM, "content");
    sepm_tell_meaning(session, SEPM_PRODUCT_SEPM, &meaning);
    sepm_tell(session, SEPM_PRODUCT_SEPM, SEPM_LINE_ID, sylink->domain_id);
    if (sylink->key) {
        sepm_tell(session, SEPM_PRODUCT_SEPM, SEPM_LINE_KEY, sylink->key);
    }
    for (guint i = 0; i < sylink->servers->len; i++) {
        tell_manager(session, g_ptr_array_index(sylink->servers, i));
    }
    sepm_sylink_free(sylink);
    return true;
}

void sepm_session_tell(sepm_session *session, sepm_line_kind kind, const char *value)
{
    sepm_tell(session, session->telling, kind, value);
}

void sepm_prove(sepm_session *session, sepm_product product, const char *evidence)
{
    if (session->origin->product == SEPM_PRODUCT_NONE) {
        session->origin->product = product;
        session->product = session->product == SEPM_PRODUCT_NONE ? product : session->product;
        session->proof = evidence;
    }
}

/* Requests and their answers */

/* Where messages may be missing, it is not known which request an answer is to, until an answer has come and nothing waits for one. */
static void lose_pairing(sepm_session *session)
{
    session->request_count = 0;
    session->unsure = true;
    session->heard = false;
}

void sepm_remember_request(sepm_session *session, const sepm_asked *asked)
{
    session->counts.requests++;
    if (session->request_count == SEPM_REQUESTS_MAX) {
        lose_pairing(session);
        return;
    }
    if (session->unsure && session->heard && session->request_count == 0) {
        session->unsure = false;
    }
    unsigned at = (session->first_request + session->request_count++) % SEPM_REQUESTS_MAX;
    session->requests[at] = *asked;
    session->requests[at].paired = !session->unsure;
}

/* A server that has not got a request answers an earlier one, which was not seen: others may be missing, too. */
static bool is_answer_to_unseen(const sepm_session *session)
{
    return session->request_count > 0 && session->requests[session->first_request].end > session->acknowledged;
}

sepm_asked sepm_next_request(sepm_session *session)
{
    if (is_answer_to_unseen(session)) {
        lose_pairing(session);
        return (sepm_asked){ 0 };
    }
    session->heard = true;
    if (session->request_count == 0) {
        return (sepm_asked){ 0 };
    }
    sepm_asked asked = session->requests[session->first_request];
    session->first_request = (session->first_request + 1) % SEPM_REQUESTS_MAX;
    session->request_count--;
    return asked;
}

/* Events */

static void begin_event(sepm_session *session, const http_message *message)
{
    session->message = message;
    memset(session->begun, 0, sizeof session->begun);
}

static void end_event(sepm_session *session)
{
    if (session->proof) {
        sepm_tell(session, session->origin->product, SEPM_LINE_PROOF, session->proof);
        session->proof = NULL;
        sepm_settle_held(session);
    }
    session->message = NULL;
}

static void on_request(void *user, http_event event, const http_message *message)
{
    begin_event(user, message);
    if (event == HTTP_EVENT_HEAD) {
        sepm_on_request_head(user);
    } else {
        sepm_on_request_body(user);
    }
    end_event(user);
}

static void on_response(void *user, http_event event, const http_message *message)
{
    begin_event(user, message);
    if (event == HTTP_EVENT_HEAD) {
        sepm_on_response_head(user);
    } else {
        sepm_on_response_body(user);
    }
    end_event(user);
}

sepm_session *sepm_session_new(uint16_t port, bool inside_tls, sepm_session_callback callback, void *user)
{
    sepm_session *session = g_new0(sepm_session, 1);
    session->port = port;
    session->inside_tls = inside_tls;
    session->callback = callback;
    session->user = user;
    session->readers[SEPM_FROM_CLIENT] = http_reader_new(HTTP_REQUESTS, on_request, session);
    session->readers[SEPM_FROM_SERVER] = http_reader_new(HTTP_RESPONSES, on_response, session);
    session->origins = g_ptr_array_new_with_free_func(sepm_origin_free);
    session->acknowledged = UINT64_MAX;
    session->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    session->names = g_string_chunk_new(64);
    session->secrets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    session->known = known_secrets_new(TOLD_MAX);
    return session;
}

void sepm_session_free(sepm_session *session)
{
    if (session) {
        http_reader_free(session->readers[SEPM_FROM_CLIENT]);
        http_reader_free(session->readers[SEPM_FROM_SERVER]);
        g_hash_table_destroy(session->told);
        g_string_chunk_free(session->names);
        g_hash_table_destroy(session->secrets);
        known_secrets_free(session->known);
        sepm_free_held(session);
        g_ptr_array_unref(session->origins);
        g_free(session->address);
        g_free(session);
    }
}

static http_reader *reader_of(const sepm_session *session, bool from_server)
{
    return session->readers[from_server ? SEPM_FROM_SERVER : SEPM_FROM_CLIENT];
}

void sepm_session_set_json(sepm_session *session, sepm_json_members has_members)
{
    session->has_members = has_members;
}

void sepm_session_set_address(sepm_session *session, const char *address)
{
    g_free(session->address);
    session->address = g_strdup(address);
}

void sepm_session_join(sepm_session *session)
{
    lose_pairing(session);
}

/* A client's FIN counts as one byte. */
void sepm_session_acknowledge(sepm_session *session, uint64_t offset)
{
    const http_reader *client = session->readers[SEPM_FROM_CLIENT];
    if (offset > http_reader_offset(client) + 1 && http_reader_is_between(client)) {
        lose_pairing(session); /* the server has got what may be a request, which was not seen */
    }
    session->acknowledged = offset;
}

void sepm_session_push(sepm_session *session, bool from_server, const uint8_t *bytes, size_t length)
{
    http_reader_push(reader_of(session, from_server), bytes, length);
}

void sepm_session_gap(sepm_session *session, bool from_server, uint64_t bytes)
{
    if (!http_reader_gap(reader_of(session, from_server), bytes)) {
        lose_pairing(session);
    }
}

uint64_t sepm_session_offset(const sepm_session *session, bool from_server)
{
    return http_reader_offset(reader_of(session, from_server));
}

sepm_product sepm_session_product(const sepm_session *session)
{
    return session->product;
}

bool sepm_session_is_idle(const sepm_session *session)
{
    bool between = http_reader_is_between(session->readers[SEPM_FROM_CLIENT]) && http_reader_is_between(session->readers[SEPM_FROM_SERVER]);
    bool holds = session->has_told || session->counts.logins > 0 || sepm_holds_login(session);
    return between && !holds && session->request_count == 0 && !session->unsure && !session->over;
}

bool sepm_session_has_login(const sepm_session *session)
{
    return session->counts.logins > 0;
}

bool sepm_session_is_over(const sepm_session *session)
{
    return session->over;
}
