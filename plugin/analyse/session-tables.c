/* session-tables.c
 * -z portlore,sessions and its twin in JSON: one row for each conversation on a known port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session-tables.h"

#include <inttypes.h>
#include <stdio.h>

#include <wsutil/json_dumper.h>

#include "conversation-table.h"
#include "session-columns.h"

/* Tab-separated */

static void print_header(void)
{
    for (unsigned i = 0; i < SESSION_COLUMNS; i++) {
        printf("%s%s", i > 0 ? "\t" : "", session_columns[i].name);
    }
    putchar('\n');
}

static void print_row(const port_session_facts *facts, uint64_t totals[SESSION_COLUMNS])
{
    for (unsigned i = 0; i < SESSION_COLUMNS; i++) {
        session_cell cell;
        session_cell_of(facts, (session_column_id)i, &cell);
        totals[i] += cell.number;
        printf("%s%s", i > 0 ? "\t" : "", session_cell_shown(cell.text));
    }
    putchar('\n');
}

static void print_totals(unsigned rows, const uint64_t totals[SESSION_COLUMNS])
{
    printf("total %u", rows);
    for (unsigned i = 1; i < SESSION_COLUMNS; i++) {
        if (session_columns[i].summed) {
            printf("\t%" PRIu64, totals[i]);
        } else {
            printf("\t%s", session_cell_shown(NULL));
        }
    }
    putchar('\n');
}

static void print_sessions(const GPtrArray *conversations, const char *filter)
{
    (void)filter;
    uint64_t totals[SESSION_COLUMNS] = { 0 };
    unsigned rows = 0;
    print_header();
    for (unsigned i = 0; i < conversations->len; i++) {
        port_session_facts facts;
        if (port_session_read(g_ptr_array_index(conversations, i), true, &facts)) {
            print_row(&facts, totals);
            port_session_clear(&facts);
            rows++;
        }
    }
    print_totals(rows, totals);
}

/* JSON, one object a line */

static void print_object(const port_session_facts *facts)
{
    json_dumper dumper = { .output_file = stdout };
    json_dumper_begin_object(&dumper);
    for (unsigned i = 0; i < SESSION_COLUMNS; i++) {
        session_cell cell;
        session_cell_of(facts, (session_column_id)i, &cell);
        json_dumper_set_member_name(&dumper, session_columns[i].name);
        if (!cell.text) {
            json_dumper_value_anyf(&dumper, "null");
        } else if (session_columns[i].kind == SESSION_CELL_TEXT) {
            json_dumper_value_string(&dumper, cell.text);
        } else {
            json_dumper_value_anyf(&dumper, "%s", cell.text);
        }
    }
    json_dumper_end_object(&dumper);
    json_dumper_finish(&dumper);
}

static void print_sessions_json(const GPtrArray *conversations, const char *filter)
{
    (void)filter;
    for (unsigned i = 0; i < conversations->len; i++) {
        port_session_facts facts;
        if (port_session_read(g_ptr_array_index(conversations, i), true, &facts)) {
            print_object(&facts);
            port_session_clear(&facts);
        }
    }
}

void session_tables_register(void)
{
    static conversation_table sessions = {
        .ui = { .group = REGISTER_STAT_GROUP_GENERIC, .title = "Portlore Sessions", .cli_string = "portlore,sessions" },
        .print = print_sessions,
    };
    static conversation_table sessions_json = {
        .ui = { .group = REGISTER_STAT_GROUP_GENERIC, .title = "Portlore Sessions (JSON)", .cli_string = "portlore,sessions-json" },
        .print = print_sessions_json,
    };
    conversation_table_register(&sessions, true);
    conversation_table_register(&sessions_json, false);
}
