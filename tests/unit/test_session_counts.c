/* test_session_counts.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session_talk.h"

static void assert_counts(const xnm_session *session, uint32_t requests, uint32_t unanswered)
{
    xnm_session_counts counts = xnm_session_count(session);

    g_assert_cmpuint(counts.requests, ==, requests);
    g_assert_cmpuint(counts.unanswered, ==, unanswered);
}

/* A request counts until its reply is complete. */
static void test_answered(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "a");

    assert_counts(session, 1, 1);
    request(session, 2, "b");
    assert_counts(session, 2, 2);
    g_assert_true(xnm_session_reply_begins(session) == first);
    assert_counts(session, 2, 2);
    reply_ends(session, first, 3);
    assert_counts(session, 2, 1);
    reply(session, 4);
    assert_counts(session, 2, 0);
    reply(session, 5); /* to none that is known */
    assert_counts(session, 2, 0);
    xnm_session_free(session);
}

/* What the server did not answer before it ended the session stays so, in the sessions that follow on the connection too. */
static void test_end_of_session(void)
{
    xnm_session *session = xnm_session_new(10000);

    xnm_session_root_start(session, SERVER, NULL, NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    request(session, 1, "a");
    request(session, 2, "b");
    reply(session, 3);
    xnm_session_root_end(session, SERVER);
    assert_counts(session, 2, 1);
    xnm_session_root_start(session, SERVER, NULL, NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    request(session, 4, "a");
    reply(session, 5);
    assert_counts(session, 3, 1);
    xnm_session_free(session);
}

/* A client that begins anew while a reply is owed: that reply may come, and is not looked for. */
static void test_new_session_of_the_client(void)
{
    xnm_session *session = xnm_session_new(10000);

    xnm_session_root_start(session, SERVER, NULL, NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    request(session, 1, "a");
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    assert_counts(session, 1, 0);
    xnm_session_free(session);
}

/* The capture lacks bytes of the server: the reply to a request before them may have been among them, and that to the next one is not matched. */
static void test_gap_of_the_server(void)
{
    xnm_session *session = xnm_session_new(10000);

    request(session, 1, "a");
    xnm_session_gap(session, SERVER);
    assert_counts(session, 1, 0);
    request(session, 2, "b");
    assert_counts(session, 2, 0);
    g_assert_null(reply(session, 3));
    assert_counts(session, 2, 0);
    request(session, 4, "c");
    assert_counts(session, 3, 1);
    g_assert_nonnull(reply(session, 5));
    assert_counts(session, 3, 0);
    xnm_session_free(session);
}

/* The rest of the reply in progress is among them. */
static void test_gap_in_a_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "a");

    request(session, 2, "b");
    g_assert_true(xnm_session_reply_begins(session) == first);
    xnm_session_gap(session, SERVER);
    assert_counts(session, 2, 0);
    g_assert_true(first->lost);
    xnm_session_free(session);
}

/* Bytes of the client: the reply in progress goes on. */
static void test_gap_of_the_client(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "a");

    request(session, 2, "b");
    g_assert_true(xnm_session_reply_begins(session) == first);
    xnm_session_gap(session, CLIENT);
    assert_counts(session, 2, 1);
    reply_ends(session, first, 3);
    assert_counts(session, 2, 0);
    xnm_session_free(session);
}

/* A message-id finds its request behind missing bytes too, once. */
static void test_found_again(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_message asked = { .kind = XNM_MESSAGE_RPC, .name = "rpc", .operation = { .text = "a" }, .message_id = { .text = "101" } };
    xnm_message answered = { .kind = XNM_MESSAGE_RPC_REPLY, .name = "rpc-reply", .message_id = { .text = "101" } };

    xnm_session_set_netconf(session);
    xnm_exchange *exchange = xnm_session_request(session, &asked, 1, at(1));
    xnm_session_gap(session, SERVER);
    assert_counts(session, 1, 0);
    g_assert_true(exchange->lost);
    g_assert_null(xnm_session_reply_begins(session));
    g_assert_true(xnm_session_reply(session, NULL, &answered, 2, at(2)) == exchange);
    g_assert_false(exchange->lost);
    assert_counts(session, 1, 0);
    xnm_session_free(session);
}

/* More than can wait are numbered and never matched. */
static void test_too_many(void)
{
    xnm_session *session = xnm_session_new(3);

    for (uint32_t i = 1; i <= 8; i++) {
        request(session, i, "a");
    }
    assert_counts(session, 8, 3);
    xnm_session_free(session);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session-counts/answered", test_answered);
    g_test_add_func("/session-counts/end-of-session", test_end_of_session);
    g_test_add_func("/session-counts/new-session-of-the-client", test_new_session_of_the_client);
    g_test_add_func("/session-counts/gap-of-the-server", test_gap_of_the_server);
    g_test_add_func("/session-counts/gap-in-a-reply", test_gap_in_a_reply);
    g_test_add_func("/session-counts/gap-of-the-client", test_gap_of_the_client);
    g_test_add_func("/session-counts/found-again", test_found_again);
    g_test_add_func("/session-counts/too-many", test_too_many);
    return g_test_run();
}
