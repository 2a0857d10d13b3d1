/* test_session_gaps.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session_talk.h"

/* Nothing waits and the server's bytes are missing: nothing can be owed but the reply in progress. */
static void test_server_gap_in_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = request(session, 1, "a");
    xnm_exchange *second;

    g_assert_true(xnm_session_reply_begins(session) == first);
    xnm_session_gap(session, SERVER);
    reply_ends(session, first, 2);
    g_assert_cmpuint(first->reply_frame, ==, 0);
    second = request(session, 3, "b");
    g_assert_true(reply(session, 4) == second);
    xnm_session_free(session);
}

/* A reply in one segment is lost: that is seen when the next one comes, with two requests waiting. */
static void test_server_gap_with_whole_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *third;

    request(session, 1, "a");
    request(session, 2, "b");
    xnm_session_gap(session, SERVER);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 0);
    g_assert_null(reply(session, 3));
    third = request(session, 4, "c");
    g_assert_cmpuint(third->number, ==, 3);
    g_assert_true(reply(session, 5) == third);
    xnm_session_free(session);
}

/* The begin of a reply is lost: whether the next reply belongs to the next request is not known before that one has begun. */
static void test_server_gap_with_begin_of_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *third;

    request(session, 1, "a");
    xnm_session_gap(session, SERVER);
    request(session, 2, "b");
    g_assert_cmpuint(xnm_session_waiting(session), ==, 0);
    g_assert_null(reply(session, 3));
    third = request(session, 4, "c");
    g_assert_true(reply(session, 5) == third);
    xnm_session_free(session);
}

/* Two requests after the reply: the second does not prove that the first was answered. */
static void test_server_gap_and_two_requests(void)
{
    xnm_session *session = xnm_session_new(10000);

    request(session, 1, "a");
    xnm_session_gap(session, SERVER);
    request(session, 2, "b");
    request(session, 3, "c");
    g_assert_null(reply(session, 4)); /* of a, b or c */
    request(session, 5, "d");
    g_assert_cmpuint(xnm_session_waiting(session), ==, 0);
    g_assert_null(reply(session, 6));
    g_assert_null(reply(session, 7));
    xnm_session_free(session);
}

/* A client that was seen not to wait. */
static void test_server_gap_and_pipelining(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *next;

    xnm_session_root_start(session, CLIENT, NULL, NULL);
    xnm_session_root_start(session, SERVER, NULL, NULL);
    for (uint32_t i = 1; i <= 4; i++) {
        request(session, i, "a");
    }
    g_assert_cmpuint(reply(session, 5)->number, ==, 1);
    xnm_session_gap(session, SERVER);
    g_assert_null(reply(session, 6));
    request(session, 7, "b");
    g_assert_null(reply(session, 8));
    request(session, 9, "c");
    g_assert_null(reply(session, 10));

    xnm_session_root_start(session, SERVER, NULL, NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    next = request(session, 11, "a");
    g_assert_true(reply(session, 12) == next);

    /* What was seen of the client before does not count in this session. */
    request(session, 13, "b");
    xnm_session_gap(session, SERVER);
    g_assert_null(reply(session, 14));
    next = request(session, 15, "c");
    g_assert_true(reply(session, 16) == next);
    xnm_session_free(session);
}

/* The reply to the request that was lost was seen: a client that waits has nothing else outstanding. */
static void test_client_gap_with_answered_request(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *exchange = request(session, 1, "a");

    g_assert_true(reply(session, 2) == exchange);
    g_assert_null(reply(session, 3)); /* to b, which was lost */
    xnm_session_gap(session, CLIENT);
    exchange = request(session, 4, "c");
    g_assert_cmpuint(exchange->number, ==, 2);
    g_assert_true(reply(session, 5) == exchange);
    xnm_session_free(session);
}

/* No such reply: the next one may be to what was lost. */
static void test_client_gap_with_open_request(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *exchange = request(session, 1, "a");

    g_assert_true(reply(session, 2) == exchange);
    xnm_session_gap(session, CLIENT);
    request(session, 3, "c");
    g_assert_null(reply(session, 4)); /* to b, which was lost */
    g_assert_null(reply(session, 5)); /* to c */
    exchange = request(session, 6, "d");
    g_assert_true(reply(session, 7) == exchange);

    /* An answer to what was lost earlier says nothing of what is lost now. */
    g_assert_null(reply(session, 8));
    exchange = request(session, 9, "f");
    g_assert_true(reply(session, 10) == exchange);
    xnm_session_gap(session, CLIENT);
    request(session, 11, "h");
    g_assert_null(reply(session, 12));
    xnm_session_free(session);
}

/* A reply that is in progress goes on. */
static void test_client_gap_during_reply(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *exchange = request(session, 1, "a");

    g_assert_true(xnm_session_reply_begins(session) == exchange);
    xnm_session_gap(session, CLIENT);
    reply_ends(session, exchange, 2);
    g_assert_cmpuint(exchange->reply_frame, ==, 2);
    xnm_session_free(session);
}

static void test_client_gap_while_waiting(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *exchange;

    request(session, 1, "a");
    xnm_session_gap(session, CLIENT);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 0);
    request(session, 3, "c");
    g_assert_null(reply(session, 4)); /* to a */
    g_assert_null(reply(session, 5)); /* to what was lost */
    g_assert_null(reply(session, 6)); /* to c */
    exchange = request(session, 7, "d");
    g_assert_true(reply(session, 8) == exchange);
    xnm_session_free(session);
}

/* A second gap before the order is known again, of either side: a reply must have begun since. */
static void test_two_gaps(void)
{
    for (int side = 0; side < 2; side++) {
        xnm_session *session = xnm_session_new(10000);
        xnm_exchange *exchange;

        request(session, 1, "a");
        xnm_session_gap(session, SERVER);
        g_assert_null(reply(session, 2)); /* to a */
        xnm_session_gap(session, side == 1 ? SERVER : CLIENT);
        request(session, 3, "b");
        g_assert_null(reply(session, 4));
        exchange = request(session, 5, "c");
        g_assert_true(reply(session, 6) == exchange);
        xnm_session_free(session);
    }
}

/* The server's start tag of the client's new session may be among what is missing, or still to come. */
static void test_server_gap_before_next_session(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *exchange;

    xnm_session_root_start(session, SERVER, NULL, NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    request(session, 1, "a");
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    xnm_session_gap(session, SERVER);
    request(session, 2, "b");
    g_assert_null(reply(session, 3)); /* to a or b */
    exchange = request(session, 4, "c");
    g_assert_true(reply(session, 5) == exchange);
    xnm_session_free(session);
}

/* A client that was seen not to wait may have lost more than what was answered. */
static void test_client_gap_and_pipelining(void)
{
    xnm_session *session = xnm_session_new(10000);

    request(session, 1, "a");
    request(session, 2, "b");
    reply(session, 3);
    reply(session, 4);
    g_assert_null(reply(session, 5)); /* to c, which was lost */
    xnm_session_gap(session, CLIENT);
    request(session, 6, "e");
    g_assert_null(reply(session, 7)); /* to d, which was lost as well */
    g_assert_null(reply(session, 8));
    xnm_session_free(session);
}

/* Captures with holes, against what was really sent */

typedef struct {
    xnm_session *session;
    GRand *random;
    bool client_hole; /* bytes are missing since the last ones of that side */
    bool server_hole;
    bool lossy;
    uint32_t matched;
} simulation;

static bool lose(simulation *run)
{
    return run->lossy && g_rand_int_range(run->random, 0, 4) == 0;
}

/* The n-th request as the capture has it; its frame is n. */
static void simulate_request(simulation *run, uint32_t n)
{
    if (lose(run)) {
        run->client_hole = true;
        return;
    }
    if (run->client_hole) {
        xnm_session_gap(run->session, CLIENT);
    }
    run->client_hole = false;
    request(run->session, n, "a");
}

/* The begin of the n-th reply. Whatever it is matched with must be the n-th request. Returns false when the begin was lost. */
static bool simulate_reply_begin(simulation *run, uint32_t n, xnm_exchange **exchange)
{
    *exchange = NULL;
    if (lose(run)) {
        run->server_hole = true;
        return false;
    }
    if (run->server_hole) {
        xnm_session_gap(run->session, SERVER);
    }
    run->server_hole = false;
    *exchange = xnm_session_reply_begins(run->session);
    if (*exchange != NULL) {
        g_assert_cmpuint((*exchange)->request_frame, ==, n);
        run->matched++;
    }
    return true;
}

static void simulate_reply_end(simulation *run, bool begun, xnm_exchange *exchange)
{
    if (lose(run)) {
        run->server_hole = true;
        return;
    }
    if (run->server_hole) {
        xnm_session_gap(run->session, SERVER);
    }
    run->server_hole = false;
    if (begun) {
        reply_ends(run->session, exchange, 1000);
    }
}

/* A client that waits for each reply; at times, as some do, only for its begin. Three exchanges without loss are enough to be matched again. */
static void test_simulated_serial_client(void)
{
    simulation run = { .random = g_rand_new_with_seed(3221) };

    for (int round = 0; round < 3000; round++) {
        bool overlap = g_rand_boolean(run.random);
        uint32_t matched_before = 0;

        run.session = xnm_session_new(10000);
        run.client_hole = run.server_hole = false;
        simulate_request(&run, 1);
        for (uint32_t n = 1; n <= 20; n++) {
            xnm_exchange *exchange;
            bool begun;

            run.lossy = n > 1 && n <= 16;
            if (n == 20) {
                matched_before = run.matched;
            }
            begun = simulate_reply_begin(&run, n, &exchange);
            if (overlap) {
                simulate_request(&run, n + 1);
            }
            simulate_reply_end(&run, begun, exchange);
            if (!overlap) {
                simulate_request(&run, n + 1);
            }
        }
        g_assert_cmpuint(run.matched, ==, matched_before + 1);
        run.lossy = false;
        xnm_session_free(run.session);
    }
    g_assert_cmpuint(run.matched, >, 3000 * 5);
    g_rand_free(run.random);
}

/* A client that always has three requests out, seen at it before the losses. */
static void test_simulated_pipelining_client(void)
{
    simulation run = { .random = g_rand_new_with_seed(3220) };

    for (int round = 0; round < 3000; round++) {
        run.session = xnm_session_new(10000);
        run.client_hole = run.server_hole = run.lossy = false;
        for (uint32_t n = 1; n <= 3; n++) {
            simulate_request(&run, n);
        }
        for (uint32_t n = 1; n <= 20; n++) {
            xnm_exchange *exchange;
            bool begun = simulate_reply_begin(&run, n, &exchange);

            simulate_reply_end(&run, begun, exchange);
            simulate_request(&run, n + 3);
            run.lossy = n >= 2;
        }
        xnm_session_free(run.session);
    }
    g_rand_free(run.random);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session/gap/server/in-reply", test_server_gap_in_reply);
    g_test_add_func("/session/gap/server/whole-reply", test_server_gap_with_whole_reply);
    g_test_add_func("/session/gap/server/begin-of-reply", test_server_gap_with_begin_of_reply);
    g_test_add_func("/session/gap/server/two-requests", test_server_gap_and_two_requests);
    g_test_add_func("/session/gap/server/pipelining", test_server_gap_and_pipelining);
    g_test_add_func("/session/gap/client/answered-request", test_client_gap_with_answered_request);
    g_test_add_func("/session/gap/client/open-request", test_client_gap_with_open_request);
    g_test_add_func("/session/gap/client/during-reply", test_client_gap_during_reply);
    g_test_add_func("/session/gap/client/while-waiting", test_client_gap_while_waiting);
    g_test_add_func("/session/gap/client/pipelining", test_client_gap_and_pipelining);
    g_test_add_func("/session/gap/two", test_two_gaps);
    g_test_add_func("/session/gap/before-next-session", test_server_gap_before_next_session);
    g_test_add_func("/session/gap/simulated/serial-client", test_simulated_serial_client);
    g_test_add_func("/session/gap/simulated/pipelining-client", test_simulated_pipelining_client);
    return g_test_run();
}
