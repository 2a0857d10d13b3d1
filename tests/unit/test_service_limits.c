/* test_service_limits.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>
#include <time.h>

#include "portlore/service_limits.h"

#define SYN        SERVICE_LIMITS_SYN
#define SYN_ACK    SERVICE_LIMITS_SYN_ACK
#define FIN_CLIENT SERVICE_LIMITS_FIN_CLIENT
#define FIN_SERVER SERVICE_LIMITS_FIN_SERVER
#define RST        SERVICE_LIMITS_RST

#define BILLION 1000000000

/* Family, address, port. */
static const uint8_t ipv4_clear[] = { 4, 192, 0, 2, 1, 0x0c, 0x95 };
static const uint8_t ipv4_tls[] = { 4, 192, 0, 2, 1, 0x0c, 0x94 };
static const uint8_t ipv4_other[] = { 4, 192, 0, 2, 2, 0x0c, 0x95 };
static const uint8_t ipv6_clear[] = { 6, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x0c, 0x95 };

static service_limits *defaults(void)
{
    return service_limits_new(SERVICE_LIMITS_CONNECTION_LIMIT, SERVICE_LIMITS_RATE_LIMIT);
}

static service_limits_answer take_at(service_limits *limits, service_limits_kind kind, uint32_t connection, int64_t seconds, int32_t nanoseconds)
{
    service_limits_segment segment = { kind, ipv4_clear, sizeof ipv4_clear, connection, seconds, nanoseconds };

    return service_limits_take(limits, &segment);
}

/* At a time at which nothing leaves the window. */
static service_limits_answer take(service_limits *limits, service_limits_kind kind, uint32_t connection)
{
    return take_at(limits, kind, connection, 1700000000, 0);
}

static service_limits_answer take_of(service_limits *limits, const uint8_t *server, size_t length, service_limits_kind kind, uint32_t connection)
{
    service_limits_segment segment = { kind, server, length, connection, 1700000000, 0 };

    return service_limits_take(limits, &segment);
}

static void assert_numbers(service_limits_answer answer, uint32_t sessions, uint32_t syns)
{
    g_assert_cmpuint(answer.sessions, ==, sessions);
    g_assert_cmpuint(answer.syns, ==, syns);
}

static void assert_crossed(service_limits_answer answer, bool connection_limit, bool rate_limit)
{
    g_assert_cmpint(answer.connection_limit_crossed, ==, connection_limit);
    g_assert_cmpint(answer.rate_limit_crossed, ==, rate_limit);
}

static void assert_answer(service_limits_answer answer, bool connection_limit, bool rate_limit, uint32_t sessions, uint32_t syns)
{
    assert_crossed(answer, connection_limit, rate_limit);
    assert_numbers(answer, sessions, syns);
}

/* SYN and SYN-ACK of the connections first to last, none of which crosses a limit. */
static void open_quietly(service_limits *limits, uint32_t first, uint32_t last)
{
    for (uint32_t connection = first; connection <= last; connection++) {
        assert_crossed(take(limits, SYN, connection), false, false);
        assert_crossed(take(limits, SYN_ACK, connection), false, false);
    }
}

static void close_quietly(service_limits *limits, uint32_t first, uint32_t last)
{
    for (uint32_t connection = first; connection <= last; connection++) {
        assert_crossed(take(limits, FIN_CLIENT, connection), false, false);
        assert_crossed(take(limits, FIN_SERVER, connection), false, false);
    }
}

/* Connection limit */

static void test_sessions_crossing(void)
{
    service_limits *limits = defaults();

    assert_numbers(take(limits, SYN, 1), 0, 1);
    assert_numbers(take(limits, SYN_ACK, 1), 1, 1);
    open_quietly(limits, 2, 75);
    assert_numbers(take(limits, SYN_ACK, 75), 75, 75);

    assert_answer(take(limits, SYN, 76), true, false, 75, 76);
    assert_answer(take(limits, SYN_ACK, 76), false, false, 76, 76);

    open_quietly(limits, 77, 80);
    service_limits_free(limits);
}

static void test_sessions_armed_again(void)
{
    service_limits *limits = service_limits_new(3, 1000);

    open_quietly(limits, 1, 3);
    assert_crossed(take(limits, SYN, 4), true, false);
    take(limits, SYN_ACK, 4);

    /* From four sessions to three: not fewer than the limit. */
    close_quietly(limits, 1, 1);
    open_quietly(limits, 5, 5);

    /* To two, and with the next session at the limit again. */
    close_quietly(limits, 2, 3);
    open_quietly(limits, 6, 6);
    assert_crossed(take(limits, SYN, 7), true, false);
    assert_crossed(take(limits, SYN, 8), false, false);
    service_limits_free(limits);
}

/* A server at its limit that refuses what is more. */
static void test_sessions_refused(void)
{
    service_limits *limits = service_limits_new(3, 1000);

    open_quietly(limits, 1, 3);
    assert_crossed(take(limits, SYN, 4), true, false);
    assert_numbers(take(limits, RST, 4), 3, 4);
    for (uint32_t connection = 5; connection < 20; connection++) {
        assert_crossed(take(limits, SYN, connection), false, false);
        assert_crossed(take(limits, RST, connection), false, false);
    }
    assert_numbers(take(limits, RST, 1), 2, 19);
    open_quietly(limits, 20, 20);
    assert_crossed(take(limits, SYN, 21), true, false);
    service_limits_free(limits);
}

/* All SYNs before the first answer: no SYN is one too many, the answers are. */
static void test_sessions_answered_late(void)
{
    service_limits *limits = service_limits_new(3, 1000);

    for (uint32_t connection = 1; connection <= 6; connection++) {
        assert_crossed(take(limits, SYN, connection), false, false);
    }
    for (uint32_t connection = 1; connection <= 6; connection++) {
        assert_answer(take(limits, SYN_ACK, connection), connection == 4, false, connection, 6);
    }
    assert_crossed(take(limits, SYN, 7), false, false);
    service_limits_free(limits);
}

static void test_ends(void)
{
    service_limits *limits = defaults();

    open_quietly(limits, 1, 5);

    for (unsigned repeated = 0; repeated < 2; repeated++) {
        assert_numbers(take(limits, FIN_CLIENT, 1), 5 - repeated, 5);
        assert_numbers(take(limits, FIN_SERVER, 1), 4, 5);
    }
    assert_numbers(take(limits, FIN_SERVER, 2), 4, 5);
    assert_numbers(take(limits, FIN_CLIENT, 2), 3, 5);

    assert_numbers(take(limits, RST, 3), 2, 5);
    assert_numbers(take(limits, RST, 3), 2, 5);
    assert_numbers(take(limits, FIN_SERVER, 3), 2, 5);

    assert_numbers(take(limits, FIN_CLIENT, 4), 2, 5);
    assert_numbers(take(limits, RST, 4), 1, 5);

    /* One FIN only: still a session. */
    assert_numbers(take(limits, FIN_SERVER, 5), 1, 5);

    /* Late retransmissions of the answer, before and after the end, make no session. */
    assert_numbers(take(limits, SYN_ACK, 5), 1, 5);
    assert_numbers(take(limits, SYN_ACK, 1), 1, 5);
    service_limits_free(limits);
}

static void test_end_before_answer(void)
{
    service_limits *limits = defaults();

    take(limits, SYN, 1);
    assert_numbers(take(limits, RST, 1), 0, 1);
    assert_numbers(take(limits, SYN_ACK, 1), 0, 1);

    take(limits, SYN, 2);
    take(limits, FIN_CLIENT, 2);
    assert_numbers(take(limits, SYN_ACK, 2), 1, 2);
    assert_numbers(take(limits, FIN_SERVER, 2), 0, 2);

    take(limits, SYN, 3);
    take(limits, FIN_CLIENT, 3);
    assert_numbers(take(limits, FIN_SERVER, 3), 0, 3);
    assert_numbers(take(limits, SYN_ACK, 3), 0, 3);
    service_limits_free(limits);
}

/* The same ports again, after the end of the connection before. */
static void test_connection_reused(void)
{
    service_limits *limits = defaults();

    open_quietly(limits, 1, 1);
    close_quietly(limits, 1, 1);
    assert_numbers(take(limits, SYN, 2), 0, 2);
    assert_numbers(take(limits, SYN_ACK, 2), 1, 2);

    /* What was late of the first connection leaves the second alone. */
    assert_numbers(take(limits, RST, 1), 1, 2);
    assert_numbers(take(limits, RST, 2), 0, 2);
    service_limits_free(limits);
}

/* A capture that starts late. */
static void test_beginning_not_captured(void)
{
    service_limits *limits = service_limits_new(1, 1000);

    assert_numbers(take(limits, FIN_CLIENT, 1), 0, 0);
    assert_numbers(take(limits, FIN_SERVER, 1), 0, 0);
    assert_numbers(take(limits, RST, 2), 0, 0);

    /* The SYN-ACK alone makes a session; its SYN, captured late, is counted and asks for no more. */
    assert_numbers(take(limits, SYN_ACK, 3), 1, 0);
    assert_numbers(take(limits, RST, 4), 1, 0);
    assert_answer(take(limits, SYN, 3), false, false, 1, 1);
    assert_crossed(take(limits, SYN, 5), true, false);

    /* A connection of which only a reset of what was before is known is not over. */
    assert_numbers(take(limits, SYN, 2), 1, 3);
    assert_numbers(take(limits, SYN_ACK, 2), 2, 3);
    service_limits_free(limits);
}

/* Rate limit */

/* None of them is answered, so there is no session. */
static void test_rate_crossing(void)
{
    service_limits *limits = defaults();

    for (uint32_t connection = 1; connection <= 160; connection++) {
        assert_answer(take_at(limits, SYN, connection, 1700000000 + connection / 10, 0), false, connection == 151, 0,
                      connection < 151 ? connection : 151);
    }
    service_limits_free(limits);
}

static void test_syn_retransmitted(void)
{
    service_limits *limits = service_limits_new(75, 2);

    assert_numbers(take_at(limits, SYN, 1, 100, 0), 0, 1);
    for (int64_t seconds = 101; seconds < 108; seconds++) {
        assert_numbers(take_at(limits, SYN, 1, seconds, 0), 0, 1);
    }
    take_at(limits, SYN_ACK, 1, 108, 0);
    assert_numbers(take_at(limits, SYN, 1, 109, 0), 1, 1);
    take_at(limits, RST, 1, 110, 0);
    assert_numbers(take_at(limits, SYN, 1, 111, 0), 0, 1);

    /* The window holds the first of them and not the last: the SYN of 100 s has left it at 160 s. */
    assert_numbers(take_at(limits, SYN, 2, 160, 0), 0, 1);
    assert_numbers(take_at(limits, SYN, 1, 161, 0), 0, 1);
    service_limits_free(limits);
}

static void test_window_edge(void)
{
    service_limits *limits = service_limits_new(75, 2);

    take_at(limits, SYN, 1, 100, 500);
    take_at(limits, SYN, 2, 100, 501);

    /* One nanosecond less than 60 s after the first, exactly 60 s, and exactly 60 s after the second. */
    assert_numbers(take_at(limits, FIN_CLIENT, 1, 160, 499), 0, 2);
    assert_answer(take_at(limits, SYN, 3, 160, 500), false, false, 0, 2);
    assert_numbers(take_at(limits, SYN, 4, 160, 501), 0, 2);
    assert_crossed(take_at(limits, SYN, 5, 160, 502), false, true);
    service_limits_free(limits);

    limits = service_limits_new(75, 2);
    take_at(limits, SYN, 1, 100, 500);
    take_at(limits, SYN, 2, 100, 501);
    assert_crossed(take_at(limits, SYN, 3, 160, 499), false, true);
    service_limits_free(limits);
}

static void test_rate_armed_again(void)
{
    service_limits *limits = service_limits_new(75, 3);

    take_at(limits, SYN, 1, 0, 0);
    take_at(limits, SYN, 2, 15, 0);
    take_at(limits, SYN, 3, 30, 0);
    assert_crossed(take_at(limits, SYN, 4, 45, 0), false, true);

    /* Four a minute, on and on: three others are in the window at each, not fewer than the limit. */
    for (uint32_t connection = 5; connection <= 20; connection++) {
        assert_answer(take_at(limits, SYN, connection, 15 * ((int64_t)connection - 1), 0), false, false, 0, 4);
    }

    /* The last ones came at 255, 270 and 285 s: two others at 320 s. */
    assert_numbers(take_at(limits, SYN, 21, 320, 0), 0, 3);
    assert_answer(take_at(limits, SYN, 22, 321, 0), false, true, 0, 4);
    service_limits_free(limits);

    /* Time that goes on without a SYN arms too. */
    limits = service_limits_new(75, 1);
    take_at(limits, SYN, 1, 0, 0);
    assert_crossed(take_at(limits, SYN, 2, 50, 0), false, true);
    assert_numbers(take_at(limits, SYN_ACK, 2, 110, 0), 1, 0);
    assert_crossed(take_at(limits, SYN, 3, 110, 0), false, false);
    assert_crossed(take_at(limits, SYN, 4, 110, 0), false, true);
    service_limits_free(limits);
}

/* Times */

static void test_time_slightly_back(void)
{
    service_limits *limits = service_limits_new(75, 3);

    take_at(limits, SYN, 1, 200, 0);
    assert_numbers(take_at(limits, SYN, 2, 141, 0), 0, 2);
    assert_numbers(take_at(limits, SYN, 3, 199, 999999999), 0, 3);
    assert_crossed(take_at(limits, SYN, 4, 140, 1), false, true);

    /* All of them count as of 200 s. */
    assert_numbers(take_at(limits, RST, 4, 259, 999999999), 0, 4);
    assert_numbers(take_at(limits, RST, 4, 260, 0), 0, 0);
    service_limits_free(limits);
}

static void test_clock_set_back(void)
{
    service_limits *limits = service_limits_new(75, 2);

    take_at(limits, SYN, 1, 5000, 0);
    take_at(limits, SYN, 2, 5000, 0);
    assert_crossed(take_at(limits, SYN, 3, 5000, 0), false, true);
    assert_answer(take_at(limits, SYN, 4, 4940, 0), false, false, 0, 1);

    /* The window slides on from the new time. */
    assert_numbers(take_at(limits, SYN, 5, 4999, 999999999), 0, 2);
    assert_numbers(take_at(limits, SYN, 6, 5000, 0), 0, 2);
    assert_crossed(take_at(limits, SYN, 7, 5001, 0), false, true);
    service_limits_free(limits);
}

static void test_extreme_times(void)
{
    service_limits *limits = service_limits_new(75, 1);

    assert_numbers(take_at(limits, SYN, 1, INT64_MIN, 0), 0, 1);
    assert_numbers(take_at(limits, SYN, 2, INT64_MAX, BILLION - 1), 0, 1);
    assert_crossed(take_at(limits, SYN, 3, INT64_MAX, BILLION - 1), false, true);
    assert_numbers(take_at(limits, SYN, 4, INT64_MIN, 0), 0, 1);
    assert_numbers(take_at(limits, SYN, 5, -1, 5), 0, 1);
    assert_crossed(take_at(limits, SYN, 6, 0, 0), false, true);
    service_limits_free(limits);
}

/* Servers */

static void test_servers_apart(void)
{
    static const struct {
        const uint8_t *key;
        size_t length;
    } servers[] = {
        { ipv4_clear, sizeof ipv4_clear }, { ipv4_tls, sizeof ipv4_tls },         { ipv4_other, sizeof ipv4_other },
        { ipv6_clear, sizeof ipv6_clear }, { ipv6_clear, sizeof ipv6_clear - 1 },
    };
    service_limits *limits = service_limits_new(2, 2);
    uint32_t connection = 0;
    uint8_t key[sizeof ipv6_clear];

    for (unsigned round = 1; round <= 3; round++) {
        for (size_t i = 0; i < G_N_ELEMENTS(servers); i++) {
            /* The next server's key overwrites it: it need not outlive the call. */
            memcpy(key, servers[i].key, servers[i].length);
            connection++;
            assert_answer(take_of(limits, key, servers[i].length, SYN, connection), round == 3, round == 3, round - 1, round);
            assert_numbers(take_of(limits, servers[i].key, servers[i].length, SYN_ACK, connection), round, round);
        }
    }
    service_limits_free(limits);
}

static void test_connections(void)
{
    service_limits *limits = defaults();

    open_quietly(limits, 1, 1);
    assert_numbers(take_of(limits, ipv4_other, sizeof ipv4_other, FIN_CLIENT, 1), 1, 1);
    assert_numbers(take_of(limits, ipv4_other, sizeof ipv4_other, FIN_SERVER, 1), 0, 1);
    service_limits_free(limits);

    limits = defaults();
    open_quietly(limits, 0, 0);
    open_quietly(limits, UINT32_MAX - 1, UINT32_MAX - 1);
    assert_crossed(take(limits, SYN, UINT32_MAX), false, false);
    assert_numbers(take(limits, SYN_ACK, UINT32_MAX), 3, 3);
    assert_numbers(take(limits, RST, 0), 2, 3);
    service_limits_free(limits);
}

static void test_limit_values(void)
{
    service_limits *limits = service_limits_new(0, 0);

    assert_crossed(take_at(limits, SYN, 1, 0, 0), true, true);
    assert_crossed(take_at(limits, SYN, 2, 100, 0), false, false);
    service_limits_free(limits);

    limits = service_limits_new(UINT32_MAX, UINT32_MAX);
    open_quietly(limits, 1, 1000);
    assert_numbers(take(limits, SYN, 1001), 1000, 1001);
    service_limits_free(limits);
    service_limits_free(NULL);
}

/* Load */

#define MANY            100000
#define SECONDS_ALLOWED 10.0 /* of processor time; a few hundredths of a second are needed */

static void assert_quick(clock_t begin)
{
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;

    g_test_message("%.3f s", seconds);
    g_assert_cmpfloat(seconds, <, SECONDS_ALLOWED);
}

static void test_many_connections(void)
{
    service_limits *limits = defaults();
    clock_t begin = clock();

    for (uint32_t connection = 0; connection < MANY; connection++) {
        assert_answer(take(limits, SYN, connection), connection == 75, connection == 150, connection, MIN(connection + 1, 151));
        assert_crossed(take(limits, SYN_ACK, connection), false, false);
    }
    for (uint32_t connection = 0; connection < MANY; connection++) {
        take(limits, FIN_CLIENT, connection);
        g_assert_cmpuint(take(limits, FIN_SERVER, connection).sessions, ==, MANY - 1 - connection);
    }
    assert_quick(begin);
    service_limits_free(limits);
}

static void test_many_servers(void)
{
    service_limits *limits = defaults();
    clock_t begin = clock();

    for (uint32_t i = 0; i < MANY; i++) {
        uint8_t key[sizeof ipv6_clear];

        memcpy(key, ipv6_clear, sizeof key);
        memcpy(key + 9, &i, sizeof i);
        assert_numbers(take_of(limits, key, sizeof key, SYN, i), 0, 1);
        assert_numbers(take_of(limits, key, sizeof key, SYN_ACK, i), 1, 1);
    }
    assert_quick(begin);
    service_limits_free(limits);
}

/* Against a plain count: every number is counted anew from all that came before. */

#define MODEL_CONNECTIONS 170
#define MODEL_SESSIONS    6
#define MODEL_SYNS        9

typedef struct {
    struct {
        bool syn, session, ended, fin_client, fin_server;
        int64_t time; /* of the SYN, in nanoseconds */
    } connections[MODEL_CONNECTIONS];
    bool sessions_armed, rate_armed;
} model;

static uint32_t model_sessions(const model *counted)
{
    uint32_t sessions = 0;

    for (size_t i = 0; i < MODEL_CONNECTIONS; i++) {
        sessions += counted->connections[i].session && !counted->connections[i].ended;
    }
    return sessions;
}

static uint32_t model_syns(const model *counted, int64_t now)
{
    uint32_t syns = 0;

    for (size_t i = 0; i < MODEL_CONNECTIONS; i++) {
        syns += counted->connections[i].syn && counted->connections[i].time > now - 60 * (int64_t)BILLION;
    }
    return syns;
}

static service_limits_answer model_take(model *counted, service_limits_kind kind, uint32_t i, int64_t now)
{
    bool known = counted->connections[i].syn || counted->connections[i].session;
    bool first_syn = kind == SYN && !counted->connections[i].syn;
    service_limits_answer answer = { 0 };

    counted->rate_armed = counted->rate_armed || model_syns(counted, now) < MODEL_SYNS;
    if (first_syn) {
        counted->connections[i].syn = true;
        counted->connections[i].time = now;
    }
    counted->connections[i].session |= kind == SYN_ACK && !counted->connections[i].ended;
    counted->connections[i].fin_client |= known && kind == FIN_CLIENT;
    counted->connections[i].fin_server |= known && kind == FIN_SERVER;
    counted->connections[i].ended |= (known && kind == RST) || (counted->connections[i].fin_client && counted->connections[i].fin_server);

    answer.sessions = model_sessions(counted);
    answer.syns = MIN(model_syns(counted, now), MODEL_SYNS + 1);
    counted->sessions_armed = counted->sessions_armed || answer.sessions < MODEL_SESSIONS;
    answer.connection_limit_crossed = counted->sessions_armed && answer.sessions + (first_syn && !known) > MODEL_SESSIONS;
    answer.rate_limit_crossed = first_syn && counted->rate_armed && answer.syns > MODEL_SYNS;
    counted->sessions_armed = counted->sessions_armed && !answer.connection_limit_crossed;
    counted->rate_armed = counted->rate_armed && !answer.rate_limit_crossed;
    return answer;
}

static void test_recount(void)
{
    static const service_limits_kind kinds[] = { SYN, SYN_ACK, SYN_ACK, FIN_CLIENT, FIN_SERVER, RST };
    unsigned crossings[2] = { 0, 0 };

    for (unsigned run = 0; run < 100; run++) {
        service_limits *limits = service_limits_new(MODEL_SESSIONS, MODEL_SYNS);
        model counted = { .sessions_armed = true, .rate_armed = true };
        int64_t now = 1700000000 * (int64_t)BILLION;

        for (unsigned step = 0; step < 600; step++) {
            /* Of some connections; every fourth step the oldest is reset and a new one joins. */
            bool oldest = step % 4 == 3;
            uint32_t connection = step / 4 + (oldest ? 0 : (uint32_t)g_test_rand_int_range(0, 20));
            service_limits_kind kind = oldest ? RST : kinds[g_test_rand_int_range(0, G_N_ELEMENTS(kinds))];

            now += g_test_rand_int_range(0, 4) * (int64_t)(BILLION / 2);
            service_limits_answer expected = model_take(&counted, kind, connection, now);
            assert_answer(take_at(limits, kind, connection, now / BILLION, (int32_t)(now % BILLION)), expected.connection_limit_crossed,
                          expected.rate_limit_crossed, expected.sessions, expected.syns);
            crossings[0] += expected.connection_limit_crossed;
            crossings[1] += expected.rate_limit_crossed;
        }
        service_limits_free(limits);
    }
    g_test_message("crossings: %u of the sessions, %u of the rate", crossings[0], crossings[1]);
    g_assert_cmpuint(crossings[0], >, 100);
    g_assert_cmpuint(crossings[1], >, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/service-limits/sessions/crossing", test_sessions_crossing);
    g_test_add_func("/service-limits/sessions/armed-again", test_sessions_armed_again);
    g_test_add_func("/service-limits/sessions/refused", test_sessions_refused);
    g_test_add_func("/service-limits/sessions/answered-late", test_sessions_answered_late);
    g_test_add_func("/service-limits/sessions/ends", test_ends);
    g_test_add_func("/service-limits/sessions/end-before-answer", test_end_before_answer);
    g_test_add_func("/service-limits/sessions/connection-reused", test_connection_reused);
    g_test_add_func("/service-limits/sessions/beginning-not-captured", test_beginning_not_captured);
    g_test_add_func("/service-limits/rate/crossing", test_rate_crossing);
    g_test_add_func("/service-limits/rate/syn-retransmitted", test_syn_retransmitted);
    g_test_add_func("/service-limits/rate/window-edge", test_window_edge);
    g_test_add_func("/service-limits/rate/armed-again", test_rate_armed_again);
    g_test_add_func("/service-limits/time/slightly-back", test_time_slightly_back);
    g_test_add_func("/service-limits/time/clock-set-back", test_clock_set_back);
    g_test_add_func("/service-limits/time/extremes", test_extreme_times);
    g_test_add_func("/service-limits/servers/apart", test_servers_apart);
    g_test_add_func("/service-limits/servers/connections", test_connections);
    g_test_add_func("/service-limits/servers/limit-values", test_limit_values);
    g_test_add_func("/service-limits/load/connections", test_many_connections);
    g_test_add_func("/service-limits/load/servers", test_many_servers);
    g_test_add_func("/service-limits/recount", test_recount);
    return g_test_run();
}
