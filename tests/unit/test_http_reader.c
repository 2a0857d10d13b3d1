/* test_http_reader.c
 * One direction of HTTP/1.x, whole and cut at every byte: the same messages, told at the same offsets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/http_fields.h"
#include "portlore/http_reader.h"

/* What the reader is told of a response when its head comes. */
typedef enum { ANSWER_TO_GET, ANSWER_TO_HEAD, ANSWER_TO_CONNECT } answer_to;

typedef struct {
    GString *log;
    http_reader *reader;
    answer_to asked;
    bool bodies_at_the_end_only;
} reading;

static void log_event(void *user, http_event event, const http_message *message)
{
    reading *state = user;
    if (event == HTTP_EVENT_HEAD) {
        g_string_append_printf(state->log, "%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " ", message->offset, message->head_length);
        if (message->is_response) {
            g_string_append_printf(state->log, "%u\n", message->status);
        } else {
            g_string_append_printf(state->log, "%s %s\n", message->method, message->target);
        }
        if (state->asked == ANSWER_TO_HEAD) {
            http_reader_no_body(state->reader);
        } else if (state->asked == ANSWER_TO_CONNECT) {
            http_reader_no_more(state->reader);
        }
    } else if (message->ended || !state->bodies_at_the_end_only) {
        g_string_append_printf(state->log, "  body %.*s of %" G_GUINT64_FORMAT "%s%s\n", (int)message->body_length, (const char *)message->body,
                               message->body_bytes, message->ended ? "" : ", not ended", message->body_gap ? ", with a gap" : "");
    }
}

static char *read_all(http_direction direction, const char *text, size_t length, size_t segment, answer_to asked)
{
    reading state = { .log = g_string_new(NULL), .asked = asked };
    state.reader = http_reader_new(direction, log_event, &state);
    for (size_t at = 0; at < length; at += segment) {
        uint8_t *copy = g_memdup2(text + at, MIN(segment, length - at));
        http_reader_push(state.reader, copy, MIN(segment, length - at));
        g_free(copy);
    }
    g_assert_cmpuint(http_reader_offset(state.reader), ==, length);
    http_reader_free(state.reader);
    return g_string_free(state.log, FALSE);
}

typedef struct {
    const char *name;
    http_direction direction;
    const char *text;
    const char *log; /* offset+length of the head, start line; body */
    answer_to asked;
} reader_case;

static const reader_case cases[] = {
    { "one request", HTTP_REQUESTS, "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n", "0+32 GET /a?b=c\n", ANSWER_TO_GET },
    { "pipelined requests", HTTP_REQUESTS, "GET / HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.0\r\n\r\n", "0+18 GET /\n18+20 HEAD /2\n", ANSWER_TO_GET },
    { "bare line feeds", HTTP_REQUESTS, "GET / HTTP/1.1\n\nGET /2 HTTP/1.1\n\n", "0+16 GET /\n16+17 GET /2\n", ANSWER_TO_GET },
    { "empty lines before a request", HTTP_REQUESTS, "\r\n\r\nGET / HTTP/1.1\r\n\r\n", "4+18 GET /\n", ANSWER_TO_GET },
    { "a body by length, and what follows", HTTP_REQUESTS, "POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhelloGET /2 HTTP/1.1\r\n\r\n",
      "0+38 POST /\n  body hello of 5\n43+19 GET /2\n", ANSWER_TO_GET },
    { "an empty body", HTTP_REQUESTS, "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\nGET /2 HTTP/1.1\r\n\r\n", "0+38 POST /\n38+19 GET /2\n",
      ANSWER_TO_GET },
    { "chunks, an extension and a trailer", HTTP_REQUESTS,
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nT: u\r\n\r\nGET /2 HTTP/1.1\r\n\r\n",
      "0+47 POST /\n  body hello of 5\n77+19 GET /2\n", ANSWER_TO_GET },
    { "the name of a coding in capitals", HTTP_RESPONSES,
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
      "0+47 200\n  body a of 1\n58+38 404\n", ANSWER_TO_GET },
    { "chunks go before a length", HTTP_RESPONSES,
      "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
      "0+67 200\n  body a of 1\n78+38 404\n", ANSWER_TO_GET },
    { "answers without a body", HTTP_RESPONSES,
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 Same\r\nContent-Length: 7\r\n\r\nHTTP/1.1 204 None\r\n\r\nHTTP/1.0 500\r\nContent-Length: "
      "1\r\n\r\nx",
      "0+25 100\n25+40 304\n65+21 204\n86+35 500\n  body x of 1\n", ANSWER_TO_GET },
    { "answers to HEAD", HTTP_RESPONSES, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "0+38 200\n38+19 200\n",
      ANSWER_TO_HEAD },
    { "nothing behind an accepted CONNECT", HTTP_RESPONSES, "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "0+19 200\n", ANSWER_TO_CONNECT },
    { "nothing behind an upgrade", HTTP_RESPONSES, "HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "0+26 101\n", ANSWER_TO_GET },
    { "not HTTP", HTTP_REQUESTS, "SSH-2.0-Example\r\nGET / HTTP/1.1\r\n\r\n", "", ANSWER_TO_GET },
    { "HTTP/2", HTTP_REQUESTS, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "", ANSWER_TO_GET },
    { "no version", HTTP_REQUESTS, "GET /\r\n\r\n", "", ANSWER_TO_GET },
    { "a status of four digits", HTTP_RESPONSES, "HTTP/1.1 2000 OK\r\n\r\n", "", ANSWER_TO_GET },
    { "a chunk size that is none", HTTP_REQUESTS, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "0+47 POST /\n", ANSWER_TO_GET },
    { "a chunk larger than can be", HTTP_REQUESTS, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nab", "0+47 POST /\n",
      ANSWER_TO_GET },
};

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length = strlen(cases[i].text);
        char *whole = read_all(cases[i].direction, cases[i].text, length, length, cases[i].asked);
        g_test_message("%s", cases[i].name);
        g_assert_cmpstr(whole, ==, cases[i].log);
        g_free(whole);
    }
}

/* What is refused waits for the next segment, so only what is HTTP is the same however it is cut. */
static void test_every_cut(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length = strlen(cases[i].text);
        for (size_t segment = 1; segment < length && cases[i].log[0] != '\0' && !strstr(cases[i].name, "chunk size"); segment++) {
            char *cut = read_all(cases[i].direction, cases[i].text, length, segment, cases[i].asked);
            g_assert_cmpstr(cut, ==, cases[i].log);
            g_free(cut);
        }
    }
}

static char *read_with_gap(const char *before, uint64_t gap, const char *after, bool *survives)
{
    reading state = { .log = g_string_new(NULL) };
    state.reader = http_reader_new(HTTP_RESPONSES, log_event, &state);
    http_reader_push(state.reader, (const uint8_t *)before, strlen(before));
    *survives = http_reader_gap(state.reader, gap);
    http_reader_push(state.reader, (const uint8_t *)after, strlen(after));
    http_reader_free(state.reader);
    return g_string_free(state.log, FALSE);
}

static void test_gaps(void)
{
    static const struct {
        const char *before;
        uint64_t gap;
        const char *after;
        bool survives;
        const char *log;
    } gaps[] = {
        { "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", 3, "cdefgHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", true,
          "0+39 200\n  body ab of 7, with a gap\n49+38 404\n" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", 8, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", true,
          "0+39 200\n  body ab of 2, with a gap\n49+38 404\n" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", 9, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", false,
          "0+39 200\n  body ab of 2, not ended, with a gap\n50+38 404\n" },
        { "HTTP/1.1 200 OK\r\nCont", 100, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", false, "121+38 404\n" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", 5, "tail of something", false, "0+38 200\n" },
        { "", 5, "tail of something\r\nHTTP/1.1 404 No\r\n\r\n", false, "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(gaps); i++) {
        bool survives;
        char *log = read_with_gap(gaps[i].before, gaps[i].gap, gaps[i].after, &survives);
        g_assert_cmpstr(log, ==, gaps[i].log);
        g_assert_true(survives == gaps[i].survives);
        g_free(log);
    }
}

static void check_limits(void *user, http_event event, const http_message *message)
{
    unsigned *events = user;
    *events += 1;
    g_assert_cmpuint(strlen(message->target), <=, HTTP_VALUE_MAX);
    g_assert_cmpuint(message->body_length, ==, event == HTTP_EVENT_HEAD ? 0 : HTTP_BODY_MAX);
    g_assert_cmpuint(message->body_bytes, ==, event == HTTP_EVENT_HEAD ? 0 : HTTP_BODY_MAX + 5);
    g_assert_true(!message->headers[HTTP_COOKIE] || strlen(message->headers[HTTP_COOKIE]) <= 2 * HTTP_VALUE_MAX + 1);
}

static void test_limits(void)
{
    GString *text = g_string_new("POST /");
    for (size_t i = 0; i < 2 * HTTP_LINE_MAX; i++) {
        g_string_append_c(text, 'a');
    }
    unsigned events = 0;
    http_reader *reader = http_reader_new(HTTP_REQUESTS, check_limits, &events);
    /* The version stands behind what is kept of the line. */
    g_string_append(text, " HTTP/1.1\r\n\r\n");
    http_reader_push(reader, (const uint8_t *)text->str, text->len);
    g_assert_cmpuint(events, ==, 0);

    g_string_printf(text, "POST / HTTP/1.1\r\nCookie: ");
    for (size_t i = 0; i < HTTP_LINE_MAX; i++) {
        g_string_append_c(text, 'c');
    }
    g_string_append_printf(text, "\r\nContent-Length: %u\r\n\r\n", HTTP_BODY_MAX + 5);
    for (size_t i = 0; i < HTTP_BODY_MAX + 5; i++) {
        g_string_append_c(text, 'b');
    }
    http_reader_push(reader, (const uint8_t *)text->str, text->len);
    g_assert_cmpuint(events, ==, 2);

    g_string_printf(text, "POST / HTTP/1.1\r\n");
    while (text->len <= HTTP_HEADER_BYTES_MAX) {
        g_string_append(text, "A: b\r\n");
    }
    g_string_append(text, "\r\n");
    http_reader_push(reader, (const uint8_t *)text->str, text->len);
    g_assert_cmpuint(events, ==, 2);
    http_reader_free(reader);
    g_string_free(text, TRUE);
}

static void check_headers(void *user, http_event event, const http_message *message)
{
    (void)user;
    if (event == HTTP_EVENT_HEAD) {
        g_assert_cmpstr(message->headers[HTTP_SET_COOKIE], ==, "a=b; Path=/\nc=d");
        g_assert_cmpstr(message->headers[HTTP_SERVER], ==, "caf\xEF\xBF\xBD \xEF\xBF\xBD");
        g_assert_null(message->headers[HTTP_LOCATION]);
    }
}

static void test_headers(void)
{
    static const char text[] =
        "HTTP/1.1 200 OK\r\nSET-COOKIE:a=b; Path=/ \r\nSet-Cookie: c=d\r\nServer: caf\xE9 \x01\r\nno colon\r\nContent-Length: 0\r\n\r\n";
    http_reader *reader = http_reader_new(HTTP_RESPONSES, check_headers, NULL);
    http_reader_push(reader, (const uint8_t *)text, sizeof text - 1);
    http_reader_free(reader);
}

/* Fields */

static void test_pairs(void)
{
    static const char text[] = "a=1&b=x%20y+z&c&=e&d=%zz%4&&e=%C3%A9%00";
    GPtrArray *pairs = http_parameters(text, sizeof text - 1);
    g_assert_cmpuint(pairs->len, ==, 6);
    g_assert_cmpstr(http_pair_value(pairs, "a"), ==, "1");
    g_assert_cmpstr(http_pair_value(pairs, "b"), ==, "x y z");
    g_assert_cmpstr(http_pair_value(pairs, "c"), ==, "");
    g_assert_cmpstr(http_pair_value(pairs, "d"), ==, "%zz%4");
    g_assert_cmpstr(http_pair_value(pairs, "e"), ==, "\xC3\xA9\xEF\xBF\xBD");
    g_assert_null(http_pair_value(pairs, "f"));
    g_ptr_array_unref(pairs);

    pairs = http_cookies("JSESSIONID=0A; ESPSessionID2867=12==;x");
    g_assert_cmpstr(http_pair_value(pairs, "JSESSIONID"), ==, "0A");
    g_assert_cmpstr(http_pair_value(pairs, "ESPSessionID2867"), ==, "12==");
    g_assert_cmpstr(http_pair_value(pairs, "x"), ==, "");
    g_ptr_array_unref(pairs);

    pairs = http_set_cookies("a=b; Path=/; Secure\nc=d");
    g_assert_cmpuint(pairs->len, ==, 2);
    g_assert_cmpstr(http_pair_value(pairs, "a"), ==, "b");
    g_assert_cmpstr(http_pair_value(pairs, "c"), ==, "d");
    g_ptr_array_unref(pairs);

    GString *many = g_string_new(NULL);
    for (unsigned i = 0; i < 2 * HTTP_PAIRS_MAX; i++) {
        g_string_append_printf(many, "p%u=1&", i);
    }
    pairs = http_parameters(many->str, many->len);
    g_assert_cmpuint(pairs->len, ==, HTTP_PAIRS_MAX);
    g_ptr_array_unref(pairs);
    g_string_free(many, TRUE);
}

static void test_credentials(void)
{
    char *username;
    char *password;
    /* RFC 7617 section 2. */
    g_assert_true(http_basic_credentials("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", &username, &password));
    g_assert_cmpstr(username, ==, "Aladdin");
    g_assert_cmpstr(password, ==, "open sesame");
    g_free(username);
    g_free(password);
    g_assert_true(http_basic_credentials("bAsIc   YTpiOmM=", &username, &password));
    g_assert_cmpstr(password, ==, "b:c");
    g_free(username);
    g_free(password);
    static const char *const none[] = { NULL, "", "Basic", "Basic ", "Basic QUJD", "Basic YTpi=", "Basic YT!i", "Bearer YTpiOmM=", "BasicYTpiOmM=" };
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        g_assert_false(http_basic_credentials(none[i], &username, &password));
    }
    g_assert_cmpstr(http_credentials_of("Bearer abc", "Bearer"), ==, "abc");
    g_assert_null(http_credentials_of("Bearerabc", "Bearer"));
    g_assert_true(http_is_type("Application/JSON; charset=utf-8", "application/json"));
    g_assert_true(http_is_type("text/html", "text/html"));
    g_assert_false(http_is_type("application/json-seq", "application/json"));
    g_assert_false(http_is_type(NULL, "text/html"));
}

static void test_start(void)
{
    static const struct {
        const char *text;
        bool start;
    } starts[] = {
        { "GET / ", true }, { "HTTP/1.1 200", true }, { "PATCH x", true },   { "GET", false }, { "GETTING x", false }, { "HTTP/2", false },
        { "", false },      { "get / ", false },      { "OPTIONS *", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
        g_assert_true(http_reader_is_start((const uint8_t *)starts[i].text, strlen(starts[i].text)) == starts[i].start);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http_reader/cases", test_cases);
    g_test_add_func("/http_reader/every_cut", test_every_cut);
    g_test_add_func("/http_reader/gaps", test_gaps);
    g_test_add_func("/http_reader/limits", test_limits);
    g_test_add_func("/http_reader/headers", test_headers);
    g_test_add_func("/http_reader/start", test_start);
    g_test_add_func("/http_fields/pairs", test_pairs);
    g_test_add_func("/http_fields/credentials", test_credentials);
    return g_test_run();
}
