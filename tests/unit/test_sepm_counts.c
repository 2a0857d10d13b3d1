/* test_sepm_counts.c
 * What the HTTP of a connection amounts to: requests, errors, secrets, who logged in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/sepm_session.h"

#define WORDS_MAX 8

/* Users and passwords: amy:Example-1, bob:Example-2, abc:abc. */
#define AMY      "Authorization: Basic YW15OkV4YW1wbGUtMQ==\r\n"
#define BOB      "Authorization: Basic Ym9iOkV4YW1wbGUtMg==\r\n"
#define ABC      "Authorization: Basic YWJjOmFiYw==\r\n"
#define EMPTY    "Content-Length: 0\r\n\r\n"
#define OK       "HTTP/1.1 200 OK\r\n" EMPTY
#define REFUSED  "HTTP/1.1 401 Unauthorized\r\n" EMPTY
#define FORM     "Cookie: ESPSessionID2867=1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 31\r\n\r\n"
#define LEE      "username=lee&password=Example-1"
#define ESP_FORM "POST /esp/login HTTP/1.1\r\n" FORM LEE

/* Words of both sides, "<" in front of a server's. user: without a mask, and with "*". */
static const struct {
    const char *words[WORDS_MAX];
    sepm_session_counts counts;
    const char *user;
    const char *masked;
} talks[] = {
    { { "GET / HTTP/1.1\r\n\r\n", "<" OK }, { .requests = 1 }, NULL, NULL },
    { { "GET / HTTP/1.1\r\n\r\n" }, { .requests = 1, .unanswered = 1 }, NULL, NULL },
    { { "GET / HTTP/1.1\r\n" AMY "\r\n" }, { .requests = 1, .unanswered = 1, .logins = 1, .waiting = 1 }, "amy", "amy" },
    { { "GET / HTTP/1.1\r\n" AMY "\r\n", "<" REFUSED }, { .requests = 1, .errors = 1, .logins = 1, .refused = 1 }, "amy", "amy" },
    { { "GET / HTTP/1.1\r\n" AMY "\r\n", "<HTTP/1.1 500 Oops\r\n" EMPTY }, { .requests = 1, .errors = 1, .logins = 1 }, "amy", "amy" },
    /* An interim answer is none. */
    { { "GET / HTTP/1.1\r\n" AMY "\r\n", "<HTTP/1.1 100 Continue\r\n\r\n" },
      { .requests = 1, .unanswered = 1, .logins = 1, .waiting = 1 },
      "amy",
      "amy" },
    /* Who was accepted goes before who was refused later. */
    { { "GET / HTTP/1.1\r\n" AMY "\r\n", "<" OK, "GET / HTTP/1.1\r\n" BOB "\r\n", "<" REFUSED },
      { .requests = 2, .errors = 1, .logins = 2, .accepted = 1, .refused = 1 },
      "amy",
      "amy" },
    /* In a row: the first answer is to the first request. */
    { { "GET / HTTP/1.1\r\n" AMY "\r\nGET / HTTP/1.1\r\n" BOB "\r\n", "<" REFUSED, "<" OK },
      { .requests = 2, .errors = 1, .logins = 2, .accepted = 1, .refused = 1 },
      "bob",
      "bob" },
    /* A name that is the password, however short. */
    { { "GET / HTTP/1.1\r\n" ABC "\r\n", "<" OK }, { .requests = 1, .logins = 1, .accepted = 1 }, "abc", "*" },
    /* Of a server of neither product a token is a login; nobody knows whose. */
    { { "GET / HTTP/1.1\r\nAuthorization: Bearer 1\r\n\r\n", "<" OK }, { .requests = 1, .logins = 1, .accepted = 1 }, NULL, NULL },
    { { "GET / HTTP/1.1\r\nAuthorization:\r\n\r\n", "<" OK }, { .requests = 1 }, NULL, NULL },
    /* A form's answer tells by a session's cookie; cookies that stand for a session are secrets, each once. */
    { { ESP_FORM, "<" OK }, { .requests = 1, .secrets = 1, .logins = 1 }, "lee", "lee" },
    { { ESP_FORM, "<HTTP/1.1 403 Forbidden\r\n" EMPTY }, { .requests = 1, .errors = 1, .secrets = 1, .logins = 1, .refused = 1 }, "lee", "lee" },
    { { ESP_FORM, "<HTTP/1.1 302 Found\r\nSet-Cookie: ESPSessionID2867=2\r\n" EMPTY, "GET /WsSMC HTTP/1.1\r\nCookie: ESPSessionID2867=2\r\n\r\n",
        "<" OK },
      { .requests = 2, .secrets = 2, .logins = 1, .accepted = 1 },
      "lee",
      "lee" },
};

static void ignore(void *user, const sepm_line *line)
{
    (void)user;
    (void)line;
}

static void push(sepm_session *session, const char *words)
{
    bool from_server = words[0] == '<';
    const char *text = from_server ? words + 1 : words;
    sepm_session_push(session, from_server, (const uint8_t *)text, strlen(text));
}

static void check_user(const sepm_session *session, const char *mask, const char *expected)
{
    char *user = sepm_session_user(session, mask);
    g_assert_cmpstr(user, ==, expected);
    g_free(user);
}

static void check_counts(const sepm_session *session, const sepm_session_counts *expected)
{
    sepm_session_counts counts = sepm_session_count(session);
    g_assert_cmpuint(counts.requests, ==, expected->requests);
    g_assert_cmpuint(counts.unanswered, ==, expected->unanswered);
    g_assert_cmpuint(counts.errors, ==, expected->errors);
    g_assert_cmpuint(counts.secrets, ==, expected->secrets);
    g_assert_cmpuint(counts.logins, ==, expected->logins);
    g_assert_cmpuint(counts.accepted, ==, expected->accepted);
    g_assert_cmpuint(counts.refused, ==, expected->refused);
    g_assert_cmpuint(counts.waiting, ==, expected->waiting);
}

static void test_talks(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(talks); i++) {
        sepm_session *session = sepm_session_new(2867, false, ignore, NULL);
        for (size_t j = 0; j < WORDS_MAX && talks[i].words[j]; j++) {
            push(session, talks[i].words[j]);
        }
        g_test_message("talk %zu", i);
        check_counts(session, &talks[i].counts);
        check_user(session, NULL, talks[i].user);
        check_user(session, "*", talks[i].masked);
        sepm_session_free(session);
    }
}

/* Behind missing bytes nobody knows which request an answer is to, so it tells of no login, and none is said to wait. */
static void test_gap(void)
{
    sepm_session *session = sepm_session_new(2867, false, ignore, NULL);
    push(session, "GET / HTTP/1.1\r\n" AMY "\r\n");
    sepm_session_gap(session, true, 100);
    push(session, "GET / HTTP/1.1\r\n" BOB "\r\n");
    push(session, "<" OK);
    check_counts(session, &(sepm_session_counts){ .requests = 2, .logins = 2 });
    check_user(session, NULL, "bob");
    sepm_session_free(session);
}

static void test_mask(void)
{
    sepm_session *session = sepm_session_new(2867, false, ignore, NULL);
    push(session, "GET / HTTP/1.1\r\n" AMY "\r\n");
    char *masked = sepm_session_mask(session, "who typed Example-1 here", "*");
    g_assert_cmpstr(masked, ==, "who typed * here");
    g_free(masked);
    g_assert_null(sepm_session_mask(session, "nothing", "*"));
    sepm_session_free(session);
}

/* Names beyond the limit are not kept; the last one that was stays. */
static void test_many_names(void)
{
    sepm_session *session = sepm_session_new(2867, false, ignore, NULL);
    for (unsigned i = 0; i < 1100; i++) {
        char *credentials = g_strdup_printf("user%u:Example-1", i);
        char *code = g_base64_encode((const unsigned char *)credentials, strlen(credentials));
        char *request = g_strdup_printf("GET / HTTP/1.1\r\nAuthorization: Basic %s\r\n\r\n", code);
        push(session, request);
        push(session, "<" REFUSED);
        g_free(request);
        g_free(code);
        g_free(credentials);
    }
    check_counts(session, &(sepm_session_counts){ .requests = 1100, .errors = 1100, .logins = 1100, .refused = 1100 });
    check_user(session, NULL, "user999");
    sepm_session_free(session);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sepm_counts/talks", test_talks);
    g_test_add_func("/sepm_counts/gap", test_gap);
    g_test_add_func("/sepm_counts/mask", test_mask);
    g_test_add_func("/sepm_counts/many_names", test_many_names);
    return g_test_run();
}
