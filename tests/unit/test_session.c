/* test_session.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "session_talk.h"

static xnm_exchange *login_request(xnm_session *session, uint32_t frame, const char *username)
{
    xnm_message message = { .kind = XNM_MESSAGE_RPC, .name = "rpc", .operation = { .text = "request-login" }, .username = { .text = username } };

    return xnm_session_request(session, &message, frame, at(frame));
}

static void login_reply(xnm_session *session, uint32_t frame, const char *status, const char *text)
{
    xnm_message message = { .kind = XNM_MESSAGE_RPC_REPLY,
                            .name = "rpc-reply",
                            .login_status = { .text = status },
                            .login_message = { .text = text },
                            .login_documented = true };

    xnm_session_reply(session, xnm_session_reply_begins(session), &message, frame, at(frame));
}

static void assert_identity(const xnm_session *session, const char *user, const char *hostname, const char *release)
{
    const xnm_identity *identity = xnm_session_identity(session);

    g_assert_nonnull(identity);
    g_assert_cmpstr(identity->user, ==, user);
    g_assert_cmpstr(identity->hostname, ==, hostname);
    g_assert_cmpstr(identity->release, ==, release);
}

/* Matching */

static void test_first_in_first_out(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 10, "get-chassis-inventory");
    xnm_exchange *second = request(session, 11, NULL);

    g_assert_cmpuint(xnm_session_waiting(session), ==, 2);
    g_assert_cmpuint(first->number, ==, 1);
    g_assert_cmpuint(first->request_frame, ==, 10);
    g_assert_cmpint(first->request_time.seconds, ==, 1700000010);
    g_assert_cmpint(first->request_time.nanoseconds, ==, 500);
    g_assert_cmpstr(first->operation, ==, "get-chassis-inventory");
    g_assert_null(first->username);
    g_assert_cmpuint(second->number, ==, 2);
    g_assert_null(second->operation);

    g_assert_true(xnm_session_reply_begins(session) == first);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 1);
    g_assert_cmpuint(first->reply_frame, ==, 0);
    reply_ends(session, first, 12);
    g_assert_cmpuint(first->reply_frame, ==, 12);
    g_assert_cmpint(first->reply_time.seconds, ==, 1700000012);

    g_assert_true(reply(session, 13) == second);
    g_assert_cmpuint(second->reply_frame, ==, 13);
    g_assert_null(reply(session, 14));
    g_assert_cmpuint(xnm_session_waiting(session), ==, 0);
    xnm_session_free(session);
}

/* A client that sends its next request while the reply is still coming. */
static void test_request_during_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "load-configuration");
    xnm_exchange *second;

    g_assert_true(xnm_session_reply_begins(session) == first);
    second = request(session, 2, "commit-configuration");
    reply_ends(session, first, 3);
    g_assert_cmpuint(first->reply_frame, ==, 3);
    g_assert_cmpuint(second->reply_frame, ==, 0);
    g_assert_true(reply(session, 4) == second);
    xnm_session_free(session);
}

static void test_reply_without_request(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first;

    g_assert_null(reply(session, 1));
    first = request(session, 2, "get-system-uptime-information");
    g_assert_cmpuint(first->number, ==, 1);
    g_assert_true(reply(session, 3) == first);
    xnm_session_free(session);
}

/* A reply that was broken off by the next one stays incomplete. */
static void test_broken_off_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "a");
    xnm_exchange *second = request(session, 2, "b");

    g_assert_true(xnm_session_reply_begins(session) == first);
    g_assert_true(xnm_session_reply_begins(session) == second);
    reply_ends(session, first, 3);
    g_assert_cmpuint(first->reply_frame, ==, 0);
    reply_ends(session, second, 4);
    g_assert_cmpuint(second->reply_frame, ==, 4);
    xnm_session_free(session);
}

/* Those beyond the limit keep their place in the order: their replies are nobody else's. */
static void test_waiting_limit(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *after;

    for (uint32_t i = 1; i <= 10000 + 2; i++) {
        xnm_exchange *exchange = request(session, i, "a");

        g_assert_cmpuint(exchange->number, ==, i);
        g_assert_true(exchange->crossed_waiting == (i == 10001));
    }
    g_assert_cmpuint(xnm_session_waiting(session), ==, 10000);
    g_assert_cmpuint(reply(session, 20000)->number, ==, 1);
    request(session, 20001, "late, behind the two beyond the limit");
    for (uint32_t i = 2; i <= 10000; i++) {
        g_assert_cmpuint(reply(session, 20000 + i)->number, ==, i);
    }
    for (int i = 0; i < 3; i++) {
        g_assert_null(reply(session, 40000));
    }
    after = request(session, 40001, "a");
    g_assert_cmpuint(after->number, ==, 10004);
    g_assert_true(reply(session, 40002) == after);
    xnm_session_free(session);
}

/* Identity */

static void test_login(void)
{
    xnm_session *session = xnm_session_new(10000);
    const xnm_identity *before;
    xnm_exchange *exchange;

    g_assert_null(xnm_session_identity(session));
    xnm_session_root_start(session, SERVER, "r1.example.net", "15.1X49-D45");
    assert_identity(session, NULL, "r1.example.net", "15.1X49-D45");
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    before = xnm_session_identity(session);
    assert_identity(session, NULL, "r1.example.net", "15.1X49-D45");

    exchange = login_request(session, 1, "alice");
    g_assert_cmpstr(exchange->username, ==, "alice");
    login_reply(session, 2, "fail", "unable to authenticate");
    g_assert_true(xnm_session_identity(session) == before);

    login_request(session, 3, "alice");
    login_reply(session, 4, "success", "remote");
    assert_identity(session, "remote", "r1.example.net", "15.1X49-D45");
    g_assert_null(before->user);

    before = xnm_session_identity(session);
    request(session, 5, "get-configuration");
    reply(session, 6);
    login_request(session, 7, "bob");
    login_reply(session, 8, "fail", "no");
    g_assert_true(xnm_session_identity(session) == before);
    login_request(session, 9, "alice");
    login_reply(session, 10, "success", "remote");
    g_assert_true(xnm_session_identity(session) == before);
    xnm_session_free(session);
}

static void test_login_account_of_request(void)
{
    xnm_session *session = xnm_session_new(10000);

    login_request(session, 1, "alice");
    login_reply(session, 2, "\n  success\n", NULL);
    assert_identity(session, "alice", NULL, NULL);
    login_request(session, 3, "bob");
    login_reply(session, 4, "success", " ");
    assert_identity(session, "bob", NULL, NULL);
    xnm_session_free(session);
}

/* The reply says it itself, whether or not its request is known; without both it is not known who logged in. */
static void test_login_without_request(void)
{
    xnm_session *session = xnm_session_new(10000);

    login_reply(session, 1, "success", "carol");
    assert_identity(session, "carol", NULL, NULL);
    login_reply(session, 2, "success", NULL);
    assert_identity(session, NULL, NULL, NULL);
    xnm_session_free(session);
}

static void assert_login_answer(xnm_exchange *exchange, const xnm_message *message, bool answers, bool asks)
{
    xnm_login_answer login = xnm_session_login_answer(exchange, message);

    g_assert_true(login.answers == answers);
    g_assert_true(login.asks == asks);
}

/* What the request was decides; where that is not known, the documented shapes do. */
static void test_login_answer(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *login = login_request(session, 1, "alice");
    xnm_exchange *other = request(session, 2, "request-package-add");
    xnm_exchange *unread = request(session, 3, NULL);
    xnm_message bare = { .kind = XNM_MESSAGE_RPC_REPLY, .login_status = { .text = "fail" }, .challenge = { .text = "Password:" } };
    xnm_message documented = bare;
    xnm_message status = bare;
    xnm_message nothing = { .kind = XNM_MESSAGE_RPC_REPLY, .login_message = { .text = "alice" } };

    documented.login_documented = true;
    documented.challenge_documented = true;
    status.login_documented = true;
    assert_login_answer(login, &bare, true, true);
    assert_login_answer(login, &documented, true, true);
    assert_login_answer(login, &nothing, false, false);
    assert_login_answer(other, &bare, false, false);
    assert_login_answer(other, &documented, false, false);
    assert_login_answer(unread, &bare, false, false);
    assert_login_answer(unread, &documented, true, true);
    assert_login_answer(NULL, &bare, false, false);
    assert_login_answer(NULL, &documented, true, true);
    assert_login_answer(NULL, &status, true, false);
    assert_login_answer(NULL, &nothing, false, false);
    xnm_session_free(session);
}

/* "success" is a word that other operations answer with, too. */
static void test_success_of_another_operation(void)
{
    xnm_session *session = xnm_session_new(10000);

    login_request(session, 1, "alice");
    login_reply(session, 2, "success", "alice");
    request(session, 3, "request-package-add");
    login_reply(session, 4, "success", "Image installed");
    assert_identity(session, "alice", NULL, NULL);
    xnm_session_free(session);
}

static void test_login_of_dropped_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_message message = {
        .kind = XNM_MESSAGE_RPC_REPLY, .login_status = { .text = "success" }, .login_message = { .text = "alice" }, .login_documented = true
    };
    xnm_exchange *exchange;

    login_request(session, 1, "alice");
    exchange = xnm_session_reply_begins(session);
    g_assert_nonnull(exchange);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    xnm_session_reply(session, exchange, &message, 2, at(2));
    g_assert_null(xnm_session_identity(session));
    g_assert_cmpuint(exchange->reply_frame, ==, 0);
    xnm_session_free(session);

    session = xnm_session_new(10000);
    g_assert_null(xnm_session_reply_begins(session));
    xnm_session_gap(session, SERVER);
    xnm_session_reply(session, NULL, &message, 2, at(2));
    g_assert_null(xnm_session_identity(session));
    xnm_session_free(session);
}

static void test_long_text(void)
{
    xnm_session *session = xnm_session_new(10000);
    char *name = g_strnfill(100000, 'x');

    login_request(session, 1, name);
    login_reply(session, 2, "success", name);
    /* That it is cut shows: an ellipsis, three bytes of UTF-8, is its end. */
    const char *user = xnm_session_identity(session)->user;
    g_assert_cmpuint(strlen(user), ==, XNM_SESSION_TEXT_MAX);
    g_assert_true(memcmp(user, name, XNM_SESSION_TEXT_MAX - 3) == 0);
    g_assert_cmpstr(user + XNM_SESSION_TEXT_MAX - 3, ==, "\xe2\x80\xa6");
    g_free(name);
    xnm_session_free(session);
}

/* Start and end of a session */

/* The two start tags are one session, also when the second comes after the first side's requests. */
static void test_pair_of_starts(void)
{
    static const struct {
        bool first;
        bool request_between;
        bool client_ends_between;
    } cases[] = { { CLIENT, false, false }, { SERVER, false, false }, { CLIENT, true, false }, { CLIENT, true, true } };

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        xnm_session *session = xnm_session_new(10000);
        xnm_exchange *first = NULL;

        xnm_session_root_start(session, cases[i].first, cases[i].first == SERVER ? "r1" : NULL, NULL);
        if (cases[i].request_between) {
            first = request(session, 1, "a");
        }
        if (cases[i].client_ends_between) {
            xnm_session_root_end(session, CLIENT);
        }
        xnm_session_root_start(session, !cases[i].first, cases[i].first == SERVER ? NULL : "r1", NULL);
        assert_identity(session, NULL, "r1", NULL);
        if (first == NULL) {
            first = request(session, 2, "a");
        }
        g_assert_cmpuint(first->number, ==, 1);
        g_assert_cmpuint(request(session, 3, "b")->number, ==, 2);
        g_assert_true(reply(session, 4) == first);
        xnm_session_free(session);
    }
}

/* A start tag that is repeated before anything else was said begins nothing. */
static void test_repeated_start(void)
{
    xnm_session *session = xnm_session_new(10000);

    xnm_session_root_start(session, SERVER, "r1", NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    assert_identity(session, NULL, "r1", NULL);
    xnm_session_free(session);
}

/* A session on the same connection after one that was answered in full, either side first. */
static void test_next_session(void)
{
    for (int side = 0; side < 2; side++) {
        bool first = side == 1 ? SERVER : CLIENT;
        xnm_session *session = xnm_session_new(10000);
        xnm_exchange *exchange;

        xnm_session_root_start(session, SERVER, "r1", NULL);
        xnm_session_root_start(session, CLIENT, NULL, NULL);
        login_request(session, 1, "alice");
        login_reply(session, 2, "success", "alice");
        xnm_session_root_end(session, SERVER);
        xnm_session_root_end(session, CLIENT);
        assert_identity(session, "alice", "r1", NULL);

        xnm_session_root_start(session, first, first == SERVER ? "r2" : NULL, NULL);
        if (first == CLIENT) {
            g_assert_null(xnm_session_identity(session));
        }
        exchange = NULL;
        if (first == CLIENT) {
            exchange = request(session, 3, "a");
            g_assert_cmpuint(exchange->number, ==, 1);
        }
        xnm_session_root_start(session, !first, first == SERVER ? NULL : "r2", NULL);
        assert_identity(session, NULL, "r2", NULL);
        if (exchange == NULL) {
            exchange = request(session, 3, "a");
        }
        g_assert_cmpuint(exchange->number, ==, 1);
        g_assert_true(reply(session, 4) == exchange);
        xnm_session_free(session);
    }
}

/* The client's end tag comes when the server has begun the next session: it ends the one before. The next one ends that session. */
static void test_late_end(void)
{
    xnm_session *session = xnm_session_new(10000);

    xnm_session_root_start(session, SERVER, "r1", NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    login_request(session, 1, "alice");
    login_reply(session, 2, "success", "alice");
    xnm_session_root_end(session, SERVER);
    xnm_session_root_start(session, SERVER, "r2", NULL);
    xnm_session_root_end(session, CLIENT);
    assert_identity(session, NULL, "r2", NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    assert_identity(session, NULL, "r2", NULL);
    g_assert_cmpuint(request(session, 3, "a")->number, ==, 1);

    xnm_session_root_end(session, CLIENT);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    g_assert_null(xnm_session_identity(session));
    xnm_session_free(session);
}

/* Bytes of the client are missing, and its end tag may be one of them: the one that comes ends the session that it stands in. */
static void test_late_end_lost(void)
{
    xnm_session *session = xnm_session_new(10000);

    xnm_session_root_start(session, SERVER, "r1", NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    xnm_session_root_end(session, SERVER);
    xnm_session_root_start(session, SERVER, "r2", NULL);
    xnm_session_gap(session, CLIENT);
    xnm_session_root_end(session, CLIENT);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    g_assert_null(xnm_session_identity(session));
    xnm_session_free(session);
}

/* Ended without a request: the next start tag begins a session as well. */
static void test_next_session_after_empty_one(void)
{
    xnm_session *session = xnm_session_new(10000);

    xnm_session_root_start(session, SERVER, "r1", NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    xnm_session_root_end(session, SERVER);
    xnm_session_root_end(session, CLIENT);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    g_assert_null(xnm_session_identity(session));
    xnm_session_free(session);
}

/* The client begins anew while the server owes replies: those are not taken for replies to the new requests. */
static void test_next_session_with_replies_due(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *old;
    xnm_exchange *next;

    xnm_session_root_start(session, SERVER, "r1", NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    old = request(session, 1, "a");
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 0);
    next = request(session, 2, "b");
    g_assert_cmpuint(next->number, ==, 1);
    g_assert_null(reply(session, 3));
    xnm_session_root_end(session, SERVER);
    xnm_session_root_start(session, SERVER, "r2", NULL);
    assert_identity(session, NULL, "r2", NULL);
    g_assert_true(reply(session, 4) == next);
    g_assert_cmpuint(next->reply_frame, ==, 4);
    g_assert_cmpuint(old->reply_frame, ==, 0);
    xnm_session_free(session);
}

/* The same from a client that sends several sessions before the server says anything. */
static void test_next_session_before_first_is_heard(void)
{
    for (int sessions = 2; sessions <= 4; sessions++) {
        xnm_session *session = xnm_session_new(10000);
        xnm_exchange *last = NULL;

        for (int i = 0; i < sessions; i++) {
            xnm_session_root_start(session, CLIENT, NULL, NULL);
            last = request(session, 1, "a");
        }
        for (int i = 0; i < sessions - 1; i++) {
            xnm_session_root_start(session, SERVER, "old", NULL);
            g_assert_null(reply(session, 2));
        }
        g_assert_null(xnm_session_identity(session));
        xnm_session_root_start(session, SERVER, "r1", NULL);
        assert_identity(session, NULL, "r1", NULL);
        g_assert_true(reply(session, 3) == last);
        xnm_session_free(session);
    }
}

static void test_server_ends(void)
{
    xnm_session *session = xnm_session_new(10000);

    xnm_session_root_start(session, CLIENT, NULL, NULL);
    request(session, 1, "a");
    xnm_session_root_end(session, CLIENT);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 1);
    xnm_session_root_end(session, SERVER);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 0);
    g_assert_null(reply(session, 2));
    xnm_session_free(session);
}

/* Aborts */

/* A reply that acknowledges an abort: as all that it holds, or inside of what is half-sent. */
static xnm_exchange *acknowledgement(xnm_session *session, uint32_t frame, bool alone)
{
    xnm_message message = { .kind = XNM_MESSAGE_RPC_REPLY, .operations = 1, .acknowledges_abort = alone, .aborted = !alone };

    return xnm_session_reply(session, xnm_session_reply_begins(session), &message, frame, at(frame));
}

/* In place of the reply to the request that is halted, or of none where that was answered before the abort came. */
static void test_abort(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "a");
    xnm_exchange *second;
    xnm_exchange *third;

    xnm_session_abort(session);
    g_assert_true(acknowledgement(session, 2, true) == first);

    second = request(session, 3, "b");
    xnm_session_abort(session);
    third = request(session, 4, "c");
    g_assert_true(reply(session, 5) == second);
    g_assert_null(acknowledgement(session, 6, true));
    g_assert_true(reply(session, 7) == third);
    xnm_session_free(session);
}

/* Acknowledged inside of the reply: what acknowledges once more was not asked to. */
static void test_abort_in_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "a");
    xnm_exchange *second;

    xnm_session_abort(session);
    g_assert_true(acknowledgement(session, 2, false) == first);
    second = request(session, 3, "b");
    g_assert_true(acknowledgement(session, 4, true) == second);
    xnm_session_free(session);
}

/* Each of two aborts is acknowledged, the second in a reply to nothing. */
static void test_abort_twice(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "a");
    xnm_exchange *second;

    xnm_session_abort(session);
    xnm_session_abort(session);
    second = request(session, 2, "b");
    g_assert_true(acknowledgement(session, 3, true) == first);
    g_assert_null(acknowledgement(session, 4, true));
    g_assert_true(reply(session, 5) == second);
    xnm_session_free(session);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session/match/first-in-first-out", test_first_in_first_out);
    g_test_add_func("/session/match/request-during-reply", test_request_during_reply);
    g_test_add_func("/session/match/reply-without-request", test_reply_without_request);
    g_test_add_func("/session/match/broken-off-reply", test_broken_off_reply);
    g_test_add_func("/session/match/waiting-limit", test_waiting_limit);
    g_test_add_func("/session/identity/login", test_login);
    g_test_add_func("/session/identity/account-of-request", test_login_account_of_request);
    g_test_add_func("/session/identity/without-request", test_login_without_request);
    g_test_add_func("/session/identity/dropped-reply", test_login_of_dropped_reply);
    g_test_add_func("/session/identity/login-answer", test_login_answer);
    g_test_add_func("/session/identity/success-of-another-operation", test_success_of_another_operation);
    g_test_add_func("/session/identity/long-text", test_long_text);
    g_test_add_func("/session/root/pair-of-starts", test_pair_of_starts);
    g_test_add_func("/session/root/repeated-start", test_repeated_start);
    g_test_add_func("/session/root/next-session", test_next_session);
    g_test_add_func("/session/root/late-end", test_late_end);
    g_test_add_func("/session/root/late-end-lost", test_late_end_lost);
    g_test_add_func("/session/root/next-session-after-empty-one", test_next_session_after_empty_one);
    g_test_add_func("/session/root/next-session-with-replies-due", test_next_session_with_replies_due);
    g_test_add_func("/session/root/next-session-before-first-is-heard", test_next_session_before_first_is_heard);
    g_test_add_func("/session/root/server-ends", test_server_ends);
    g_test_add_func("/session/abort/in-place-of-a-reply", test_abort);
    g_test_add_func("/session/abort/in-a-reply", test_abort_in_reply);
    g_test_add_func("/session/abort/twice", test_abort_twice);
    return g_test_run();
}
