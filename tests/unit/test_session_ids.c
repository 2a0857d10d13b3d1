/* test_session_ids.c
 * Attributes of a request that its reply echoes, message-id among them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>

#include "session_talk.h"

/* A message with one attribute beside its message-id; NULL: without. */
typedef struct {
    xnm_message message;
} talk;

static void add_attribute(GArray *attributes, const char *name, const char *value)
{
    xnm_attribute attribute = { .name = name, .local = name, .value = value };
    g_array_append_val(attributes, attribute);
}

static talk *talk_new(xnm_message_kind kind, const char *id, const char *other)
{
    talk *made = g_new0(talk, 1);
    made->message.kind = kind;
    made->message.name = kind == XNM_MESSAGE_RPC ? "rpc" : "rpc-reply";
    made->message.message_id.text = id;
    made->message.operation.text = "get-x";
    made->message.attributes = g_array_new(FALSE, FALSE, sizeof(xnm_attribute));
    if (id) {
        add_attribute(made->message.attributes, "message-id", id);
    }
    if (other) {
        add_attribute(made->message.attributes, "other", other);
    }
    return made;
}

static void talk_free(talk *made)
{
    g_array_free(made->message.attributes, TRUE);
    g_free(made);
}

static xnm_exchange *ask(xnm_session *session, uint32_t frame, const char *id, const char *other)
{
    talk *made = talk_new(XNM_MESSAGE_RPC, id, other);
    xnm_exchange *exchange = xnm_session_request(session, &made->message, frame, at(frame));
    talk_free(made);
    return exchange;
}

static xnm_exchange *answer(xnm_session *session, uint32_t frame, const char *id, const char *other)
{
    talk *made = talk_new(XNM_MESSAGE_RPC_REPLY, id, other);
    xnm_exchange *exchange = xnm_session_reply(session, xnm_session_reply_begins(session), &made->message, frame, at(frame));
    talk_free(made);
    return exchange;
}

static void test_in_order(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_session_set_netconf(session);
    xnm_exchange *first = ask(session, 1, "101", NULL);
    xnm_exchange *second = ask(session, 2, "102", NULL);
    g_assert_true(answer(session, 3, "101", NULL) == first);
    g_assert_true(answer(session, 4, "102", NULL) == second);
    g_assert_cmpuint(first->reply_frame, ==, 3);
    g_assert_cmpuint(second->reply_frame, ==, 4);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 0);
    xnm_session_free(session);
}

/* The message-id wins over the order. */
static void test_out_of_order(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_session_set_netconf(session);
    xnm_exchange *first = ask(session, 1, "a", NULL);
    xnm_exchange *second = ask(session, 2, "b", NULL);
    g_assert_true(answer(session, 3, "b", NULL) == second);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 1);
    g_assert_true(answer(session, 4, "a", NULL) == first);
    xnm_session_free(session);
}

static void test_unknown_id(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_session_set_netconf(session);
    xnm_exchange *first = ask(session, 1, "1", NULL);
    g_assert_null(answer(session, 2, "7", NULL));
    g_assert_cmpuint(first->reply_frame, ==, 0);
    g_assert_true(answer(session, 3, "1", NULL) == first);
    xnm_session_free(session);
}

/* A server that copies nothing, and one that adds an identifier where the client sent none, are matched by order. */
static void test_without_id(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_session_set_netconf(session);
    xnm_exchange *first = ask(session, 1, "1", NULL);
    xnm_exchange *second = ask(session, 2, NULL, NULL);
    g_assert_true(answer(session, 3, NULL, NULL) == first);
    g_assert_false(first->echoed);
    g_assert_true(answer(session, 4, "9", NULL) == second);
    g_assert_true(second->echoed);
    xnm_session_free(session);
}

static void test_echo(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *whole = ask(session, 1, "1", "x");
    xnm_exchange *changed = ask(session, 2, "2", "x");
    xnm_exchange *lost = ask(session, 3, "3", "x");
    xnm_exchange *unread = ask(session, 4, NULL, "x");
    answer(session, 4, "1", "x");
    answer(session, 5, "2", "y");
    answer(session, 6, "3", NULL);
    g_assert_true(whole->echoed);
    g_assert_false(changed->echoed);
    g_assert_false(lost->echoed);
    g_assert_cmpuint(lost->reply_frame, ==, 6);
    talk *made = talk_new(XNM_MESSAGE_RPC_REPLY, NULL, NULL);
    made->message.name = NULL;
    g_assert_true(xnm_session_reply(session, xnm_session_reply_begins(session), &made->message, 7, at(7)) == unread);
    g_assert_true(unread->echoed);
    talk_free(made);
    xnm_session_free(session);
}

/* Behind missing bytes the order of the replies is not known, but their identifiers are. */
static void test_gap(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_session_set_netconf(session);
    xnm_exchange *first = ask(session, 1, "1", NULL);
    xnm_exchange *second = ask(session, 2, "2", NULL);
    xnm_session_gap(session, SERVER);
    g_assert_true(answer(session, 3, "2", NULL) == second);
    g_assert_cmpuint(first->reply_frame, ==, 0);
    g_assert_null(answer(session, 4, NULL, NULL));
    xnm_exchange *third = ask(session, 5, "3", NULL);
    g_assert_true(answer(session, 6, "3", NULL) == third);
    xnm_session_free(session);
}

/* In Junos XML the order counts, whatever the attribute says; that the reply has another is told. */
static void test_not_netconf(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_exchange *first = ask(session, 1, "1", NULL);
    xnm_exchange *second = ask(session, 2, "2", NULL);
    xnm_exchange *third = ask(session, 3, NULL, NULL);
    g_assert_true(answer(session, 4, "2", NULL) == first);
    g_assert_false(first->echoed);
    g_assert_true(answer(session, 5, "2", NULL) == second);
    g_assert_true(second->echoed);
    g_assert_true(answer(session, 6, "zz", NULL) == third);
    g_assert_true(third->echoed);
    xnm_exchange *lost = ask(session, 7, "7", NULL);
    xnm_session_gap(session, SERVER);
    g_assert_null(answer(session, 8, "7", NULL));
    g_assert_cmpuint(lost->reply_frame, ==, 0);
    xnm_session_free(session);
}

#define MANY 20000

static void ask_many(xnm_session *session, xnm_exchange **asked, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char *id = g_strdup_printf("%u", i);
        asked[i] = ask(session, i + 1, id, NULL);
        g_free(id);
    }
}

static xnm_exchange *answer_number(xnm_session *session, uint32_t frame, uint32_t number)
{
    char *id = g_strdup_printf("%u", number);
    xnm_exchange *exchange = answer(session, frame, id, NULL);
    g_free(id);
    return exchange;
}

/* Each request that waits is found, however many do, whatever the order of the replies. */
static void test_many(void)
{
    static xnm_exchange *asked[MANY];
    xnm_session *session = xnm_session_new(MANY);
    xnm_session_set_netconf(session);
    ask_many(session, asked, MANY);
    for (uint32_t i = MANY; i-- > 0;) {
        g_assert_true(answer_number(session, 2 * MANY - i, i) == asked[i]);
        g_assert_cmpuint(xnm_session_waiting(session), ==, i);
        g_assert_cmpuint(xnm_session_count(session).unanswered, ==, i);
    }
    /* Each is found once. */
    g_assert_null(answer_number(session, 2 * MANY + 1, 7));
    xnm_session_free(session);
}

/* Of several with the same message-id the oldest one without a reply is found. */
static void test_same_id(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_session_set_netconf(session);
    ask(session, 1, "head", NULL);
    xnm_exchange *same[3];
    for (uint32_t i = 0; i < G_N_ELEMENTS(same); i++) {
        same[i] = ask(session, 2 + i, "same", NULL);
    }
    for (uint32_t i = 0; i < G_N_ELEMENTS(same); i++) {
        g_assert_true(answer(session, 10 + i, "same", NULL) == same[i]);
    }
    g_assert_null(answer(session, 20, "same", NULL));
    g_assert_cmpuint(xnm_session_waiting(session), ==, 1);
    xnm_session_free(session);
}

/* Beyond the limit as many again are found by their message-ids, the latest ones; they make room when they are answered. */
static void test_limit(void)
{
    xnm_exchange *asked[5];
    xnm_session *session = xnm_session_new(2);
    xnm_session_set_netconf(session);
    ask_many(session, asked, G_N_ELEMENTS(asked));
    g_assert_true(asked[2]->crossed_waiting);
    g_assert_null(answer_number(session, 10, 2));
    g_assert_true(answer_number(session, 11, 4) == asked[4]);
    g_assert_true(answer_number(session, 12, 3) == asked[3]);
    g_assert_true(answer_number(session, 13, 1) == asked[1]);
    g_assert_true(answer_number(session, 14, 0) == asked[0]);
    g_assert_cmpuint(asked[2]->reply_frame, ==, 0);
    g_assert_cmpuint(xnm_session_count(session).unanswered, ==, 0);
    xnm_session_free(session);
}

/* The reply to one that found the queue full makes room, found by order or not. */
static void test_room_again(void)
{
    xnm_exchange *asked[2];
    xnm_session *session = xnm_session_new(1);
    xnm_session_set_netconf(session);
    ask_many(session, asked, G_N_ELEMENTS(asked));
    g_assert_true(answer_number(session, 10, 1) == asked[1]);
    g_assert_true(answer_number(session, 11, 0) == asked[0]);
    xnm_exchange *next = ask(session, 12, "next", NULL);
    g_assert_cmpuint(xnm_session_waiting(session), ==, 1);
    g_assert_true(answer(session, 13, NULL, NULL) == next);
    xnm_session_free(session);
}

/* A reply whose message-id is that of a request which the order skips leaves the one without a message-id waiting. */
static void test_request_without_id_waits(void)
{
    xnm_session *session = xnm_session_new(1);
    xnm_session_set_netconf(session);
    xnm_exchange *nameless = ask(session, 1, NULL, NULL);
    xnm_exchange *named = ask(session, 2, "b", NULL);
    g_assert_true(answer(session, 3, "b", NULL) == named);
    g_assert_true(answer(session, 4, NULL, NULL) == nameless);
    xnm_session_free(session);
}

/* After a gap the message-ids of those that waited, and of the one whose reply had begun, find them; in the next session they do not. */
static void test_next_session(void)
{
    xnm_session *session = xnm_session_new(10000);
    xnm_session_set_netconf(session);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    xnm_session_root_start(session, SERVER, NULL, NULL);
    xnm_exchange *broken_off = ask(session, 1, "1", NULL);
    xnm_exchange *waits = ask(session, 2, "2", NULL);
    ask(session, 3, "3", NULL);
    g_assert_true(xnm_session_reply_begins(session) == broken_off);
    xnm_session_gap(session, SERVER);
    g_assert_true(answer(session, 4, "2", NULL) == waits);
    g_assert_true(answer(session, 5, "1", NULL) == broken_off);
    xnm_session_root_start(session, SERVER, NULL, NULL);
    xnm_session_root_start(session, CLIENT, NULL, NULL);
    ask(session, 6, "head", NULL);
    xnm_exchange *third = ask(session, 7, "3", NULL);
    g_assert_true(answer(session, 8, "3", NULL) == third);
    g_assert_null(answer(session, 9, "3", NULL));
    xnm_session_free(session);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session-ids/in-order", test_in_order);
    g_test_add_func("/session-ids/out-of-order", test_out_of_order);
    g_test_add_func("/session-ids/unknown-id", test_unknown_id);
    g_test_add_func("/session-ids/without-id", test_without_id);
    g_test_add_func("/session-ids/echo", test_echo);
    g_test_add_func("/session-ids/gap", test_gap);
    g_test_add_func("/session-ids/not-netconf", test_not_netconf);
    g_test_add_func("/session-ids/many", test_many);
    g_test_add_func("/session-ids/same-id", test_same_id);
    g_test_add_func("/session-ids/limit", test_limit);
    g_test_add_func("/session-ids/room-again", test_room_again);
    g_test_add_func("/session-ids/request-without-id-waits", test_request_without_id_waits);
    g_test_add_func("/session-ids/next-session", test_next_session);
    return g_test_run();
}
