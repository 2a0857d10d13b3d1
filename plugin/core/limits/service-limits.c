/* service-limits.c
 * How near a server is to the limits that Junos sets on a service.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>

#include "moment.h"
#include "portlore/service_limits.h"

typedef struct {
    uint32_t sessions;
    GQueue syns; /* of moment, owned: the latest in the window, oldest first, never decreasing; at most one more than the rate-limit */
    moment now;  /* of the latest segment; goes back only when the clock was set back */
    bool connection_limit_armed;
    bool rate_limit_armed;
} server;

typedef enum {
    CONNECTION_OPENING,
    CONNECTION_SESSION,
    CONNECTION_ENDED /* kept, so that a late retransmission of its SYN or SYN-ACK is known as such */
} connection_state;

typedef struct {
    server *server;
    connection_state state;
    bool syn_seen;
    bool fin_client;
    bool fin_server;
} connection;

struct _service_limits {
    uint32_t connection_limit;
    uint32_t rate_limit;
    GHashTable *servers;     /* GBytes -> server, both owned */
    GHashTable *connections; /* number -> connection, owned */
};

static void server_free(gpointer data)
{
    server *serving = data;

    while (serving->syns.length > 0) {
        g_free(g_queue_pop_head(&serving->syns));
    }
    g_free(serving);
}

service_limits *service_limits_new(uint32_t connection_limit, uint32_t rate_limit)
{
    service_limits *limits = g_new0(service_limits, 1);

    limits->connection_limit = connection_limit;
    limits->rate_limit = rate_limit;
    limits->servers = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, server_free);
    limits->connections = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    return limits;
}

void service_limits_free(service_limits *limits)
{
    if (limits == NULL) {
        return;
    }
    g_hash_table_destroy(limits->connections);
    g_hash_table_destroy(limits->servers);
    g_free(limits);
}

static bool opens(const service_limits_segment *segment)
{
    return segment->kind == SERVICE_LIMITS_SYN || segment->kind == SERVICE_LIMITS_SYN_ACK;
}

/* The segment's server; NULL when it is not known and the segment opens nothing. */
static server *find_server(service_limits *limits, const service_limits_segment *segment)
{
    GBytes *key = g_bytes_new(segment->server, segment->server_length);
    server *found = g_hash_table_lookup(limits->servers, key);

    if (found == NULL && opens(segment)) {
        found = g_new0(server, 1);
        g_queue_init(&found->syns);
        found->now = (moment){ segment->seconds, segment->nanoseconds };
        found->connection_limit_armed = true;
        found->rate_limit_armed = true;
        g_hash_table_insert(limits->servers, g_bytes_ref(key), found);
    }
    g_bytes_unref(key);
    return found;
}

/* The segment's connection; NULL when it is not known and the segment opens nothing. */
static connection *find_connection(service_limits *limits, const service_limits_segment *segment)
{
    connection *found = g_hash_table_lookup(limits->connections, GUINT_TO_POINTER(segment->connection));

    if (found == NULL && opens(segment)) {
        found = g_new0(connection, 1);
        found->server = find_server(limits, segment);
        g_hash_table_insert(limits->connections, GUINT_TO_POINTER(segment->connection), found);
    }
    return found;
}

static void set_clock(const service_limits *limits, server *serving, moment time)
{
    bool set_back = moment_is_earlier(time, serving->now) && moment_is_apart(time, serving->now, SERVICE_LIMITS_WINDOW);

    if (set_back || moment_is_earlier(serving->now, time)) {
        serving->now = time;
    }
    while (serving->syns.length > 0 &&
           (set_back || moment_is_apart(*(moment *)g_queue_peek_head(&serving->syns), serving->now, SERVICE_LIMITS_WINDOW))) {
        g_free(g_queue_pop_head(&serving->syns));
    }
    if (serving->syns.length < limits->rate_limit) {
        serving->rate_limit_armed = true;
    }
}

/* Whether a crossing is to be told. */
static bool crosses(bool *armed, bool above)
{
    bool told = above && *armed;

    if (told) {
        *armed = false;
    }
    return told;
}

static void take_syn(const service_limits *limits, connection *asking, service_limits_answer *answer)
{
    server *serving = asking->server;
    moment *time;

    if (asking->syn_seen) {
        return;
    }
    asking->syn_seen = true;
    time = g_new(moment, 1);
    *time = serving->now;
    g_queue_push_tail(&serving->syns, time);
    if (serving->syns.length > limits->rate_limit && serving->syns.length - limits->rate_limit > 1) {
        g_free(g_queue_pop_head(&serving->syns));
    }
    answer->rate_limit_crossed = crosses(&serving->rate_limit_armed, serving->syns.length > limits->rate_limit);
    if (asking->state == CONNECTION_OPENING) {
        answer->connection_limit_crossed = crosses(&serving->connection_limit_armed, serving->sessions >= limits->connection_limit);
    }
}

static void take_syn_ack(const service_limits *limits, connection *answered, service_limits_answer *answer)
{
    server *serving = answered->server;

    if (answered->state == CONNECTION_OPENING) {
        answered->state = CONNECTION_SESSION;
        serving->sessions++;
        answer->connection_limit_crossed = crosses(&serving->connection_limit_armed, serving->sessions > limits->connection_limit);
    }
}

static void end(const service_limits *limits, connection *ending)
{
    server *serving = ending->server;

    if (ending->state == CONNECTION_SESSION) {
        serving->sessions--;
        if (serving->sessions < limits->connection_limit) {
            serving->connection_limit_armed = true;
        }
    }
    ending->state = CONNECTION_ENDED;
}

static void take_fin(const service_limits *limits, connection *ending, bool from_server)
{
    if (from_server) {
        ending->fin_server = true;
    } else {
        ending->fin_client = true;
    }
    if (ending->fin_client && ending->fin_server) {
        end(limits, ending);
    }
}

service_limits_answer service_limits_take(service_limits *limits, const service_limits_segment *segment)
{
    service_limits_answer answer = { 0 };
    connection *taken = find_connection(limits, segment);
    server *serving = taken == NULL ? find_server(limits, segment) : taken->server;

    if (serving == NULL) {
        return answer;
    }
    set_clock(limits, serving, (moment){ segment->seconds, segment->nanoseconds });
    if (taken != NULL) {
        switch (segment->kind) {
        case SERVICE_LIMITS_SYN:
            take_syn(limits, taken, &answer);
            break;
        case SERVICE_LIMITS_SYN_ACK:
            take_syn_ack(limits, taken, &answer);
            break;
        case SERVICE_LIMITS_FIN_CLIENT:
        case SERVICE_LIMITS_FIN_SERVER:
            take_fin(limits, taken, segment->kind == SERVICE_LIMITS_FIN_SERVER);
            break;
        case SERVICE_LIMITS_RST:
            end(limits, taken);
            break;
        }
    }
    answer.sessions = serving->sessions;
    answer.syns = serving->syns.length;
    return answer;
}
