/* server-table.c
 * -z portlore,servers: one row for each server with a known port: what is open there, and to whom.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "server-table.h"

#include <stdio.h>
#include <string.h>

#include <epan/to_str.h>

#include "conversation-table.h"
#include "session-columns.h"

/* Values of one cell that are told; the rest are counted. Findings and names of suites are bounded by what there is. */
#define LISTED_MAX 100

/* Between the values of a cell; in a value it is written as an escape. */
#define BETWEEN         ", "
#define COMMA_IN_A_LIST "\\x2c"

typedef enum {
    SERVER_PORTS,
    SERVER_CONTENTS,
    SERVER_VERDICTS,
    SERVER_TLS,
    SERVER_SUITES,
    SERVER_FINDINGS,
    SERVER_CERTIFICATE_ENDS,
    SERVER_USERS,
    SERVER_PUBLIC_CLIENTS,
    SERVER_LISTS
} server_list;

typedef struct {
    const address *address;
    char *name;
    unsigned conversations;
    GHashTable *lists[SERVER_LISTS]; /* sets of strings */
} server;

static void server_free(void *data)
{
    server *one = data;
    for (unsigned i = 0; i < SERVER_LISTS; i++) {
        g_hash_table_destroy(one->lists[i]);
    }
    g_free(one->name);
    g_free(one);
}

static server *server_new(const address *at, char *name)
{
    server *one = g_new0(server, 1);
    one->address = at;
    one->name = name;
    for (unsigned i = 0; i < SERVER_LISTS; i++) {
        one->lists[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    }
    return one;
}

static char *name_of(const address *at)
{
    char name[64];
    address_to_str_buf(at, name, (int)sizeof name);
    return g_strdup(name);
}

static void add(server *one, server_list list, const char *value)
{
    if (value && *value) {
        g_hash_table_add(one->lists[list], g_strdup(value));
    }
}

static void add_port(server *one, const port_session_facts *facts)
{
    char port[32];
    snprintf(port, sizeof port, "%05u/%s", facts->server_port, facts->udp ? "udp" : "tcp"); /* with zeros, so that it sorts as a number */
    add(one, SERVER_PORTS, port);
}

/* ISO 8601. */
static void add_certificate_end(server *one, const port_session_facts *facts)
{
    GDateTime *date = facts->certificate_end_known ? g_date_time_new_from_unix_utc(facts->certificate_end) : NULL;
    if (date) {
        char *text = g_date_time_format(date, "%Y-%m-%d");
        add(one, SERVER_CERTIFICATE_ENDS, text);
        g_free(text);
        g_date_time_unref(date);
    }
}

static void add_session(server *one, const port_session_facts *facts)
{
    one->conversations++;
    add_port(one, facts);
    add(one, SERVER_CONTENTS, facts->content);
    add(one, SERVER_VERDICTS, facts->verdict);
    add(one, SERVER_TLS, facts->tls_version);
    add(one, SERVER_SUITES, facts->tls_suite);
    add(one, SERVER_USERS, facts->user);
    add_certificate_end(one, facts);
    for (unsigned i = 0; i < wmem_array_get_count(facts->findings); i++) {
        add(one, SERVER_FINDINGS, ((const finding_total *)wmem_array_index(facts->findings, i))->kind->name);
    }
    if (facts->public_client) {
        char *client = name_of(facts->client);
        add(one, SERVER_PUBLIC_CLIENTS, client);
        g_free(client);
    }
}

/* Rows */

static int by_text(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static void append_value(GString *cell, const char *value)
{
    g_string_append(cell, cell->len > 0 ? BETWEEN : "");
    for (value = session_cell_shown(value); *value; value++) {
        if (*value == ',') {
            g_string_append(cell, COMMA_IN_A_LIST);
        } else {
            g_string_append_c(cell, *value);
        }
    }
}

static void print_list(GHashTable *set, bool numbers)
{
    GPtrArray *values = g_ptr_array_new();
    GHashTableIter iterator;
    void *value;
    g_hash_table_iter_init(&iterator, set);
    while (g_hash_table_iter_next(&iterator, &value, NULL)) {
        g_ptr_array_add(values, value);
    }
    g_ptr_array_sort(values, by_text);
    GString *cell = g_string_new(NULL);
    for (unsigned i = 0; i < MIN(values->len, LISTED_MAX); i++) {
        const char *text = g_ptr_array_index(values, i);
        append_value(cell, numbers ? text + strspn(text, "0") : text);
    }
    if (values->len > LISTED_MAX) {
        g_string_append_printf(cell, BETWEEN "and %u more", values->len - LISTED_MAX);
    }
    printf("\t%s", session_cell_shown(cell->len > 0 ? cell->str : NULL));
    g_string_free(cell, TRUE);
    g_ptr_array_free(values, TRUE);
}

static void print_server(const server *one)
{
    printf("%s\t%u", one->name, one->conversations);
    for (unsigned i = 0; i < SERVER_LISTS; i++) {
        print_list(one->lists[i], i == SERVER_PORTS);
    }
    putchar('\n');
}

static int by_address(const void *one, const void *other)
{
    const server *first = *(const server *const *)one;
    const server *second = *(const server *const *)other;
    return cmp_address(first->address, second->address);
}

static void print_servers(const GPtrArray *conversations, const char *filter)
{
    (void)filter;
    GHashTable *by_name = g_hash_table_new(g_str_hash, g_str_equal);
    GPtrArray *servers = g_ptr_array_new_with_free_func(server_free);
    unsigned rows = 0;
    for (unsigned i = 0; i < conversations->len; i++) {
        port_session_facts facts;
        if (!port_session_read(g_ptr_array_index(conversations, i), true, &facts)) {
            continue;
        }
        char *name = name_of(facts.server);
        server *one = g_hash_table_lookup(by_name, name);
        if (one) {
            g_free(name);
        } else {
            one = server_new(facts.server, name);
            g_hash_table_insert(by_name, name, one);
            g_ptr_array_add(servers, one);
        }
        add_session(one, &facts);
        port_session_clear(&facts);
        rows++;
    }
    g_ptr_array_sort(servers, by_address);
    puts("server\tconversations\tports\tcontents\tverdicts\ttls\tsuites\tfindings\tcertificate_ends\tusers\tpublic_clients");
    for (unsigned i = 0; i < servers->len; i++) {
        print_server(g_ptr_array_index(servers, i));
    }
    printf("total %u\t%u", servers->len, rows);
    for (unsigned i = 0; i < SERVER_LISTS; i++) {
        printf("\t%s", session_cell_shown(NULL));
    }
    putchar('\n');
    g_hash_table_destroy(by_name);
    g_ptr_array_free(servers, TRUE);
}

void server_table_register(void)
{
    static conversation_table servers = {
        .ui = { .group = REGISTER_STAT_GROUP_GENERIC, .title = "Portlore Servers", .cli_string = "portlore,servers" },
        .print = print_servers,
    };
    conversation_table_register(&servers, false);
}
