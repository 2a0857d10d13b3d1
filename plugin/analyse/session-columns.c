/* session-columns.c
 * The columns of the table of sessions: the same in tshark, in JSON and in Wireshark.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session-columns.h"

#include <inttypes.h>
#include <string.h>

#include <epan/to_str.h>

/* What stands in a cell that has nothing to tell, so that no cell is empty; and a value that is the same. */
#define NOTHING     "-"
#define NOT_NOTHING "\\x2d"

const session_column session_columns[] = {
    [SESSION_STREAM] = { "stream", "Stream", SESSION_CELL_NUMBER, false },
    [SESSION_FRAME] = { "frame", "First Frame", SESSION_CELL_NUMBER, false },
    [SESSION_START] = { "start", "Start", SESSION_CELL_TEXT, false },
    [SESSION_DURATION] = { "duration", "Duration", SESSION_CELL_SECONDS, false },
    [SESSION_CLIENT] = { "client", "Client", SESSION_CELL_TEXT, false },
    [SESSION_CLIENT_PORT] = { "client_port", "Client Port", SESSION_CELL_NUMBER, false },
    [SESSION_SERVER] = { "server", "Server", SESSION_CELL_TEXT, false },
    [SESSION_TRANSPORT] = { "transport", "Transport", SESSION_CELL_TEXT, false },
    [SESSION_PORT] = { "port", "Port", SESSION_CELL_NUMBER, false },
    [SESSION_REGISTERED] = { "registered", "Registered As", SESSION_CELL_TEXT, false },
    [SESSION_CONTENT] = { "content", "Content", SESSION_CELL_TEXT, false },
    [SESSION_VERDICT] = { "verdict", "Verdict", SESSION_CELL_TEXT, false },
    [SESSION_EVIDENCE] = { "evidence", "Evidence", SESSION_CELL_TEXT, false },
    [SESSION_TLS] = { "tls", "TLS Version", SESSION_CELL_TEXT, false },
    [SESSION_USER] = { "user", "User", SESSION_CELL_TEXT, false },
    [SESSION_LOGIN] = { "login", "Login", SESSION_CELL_TEXT, false },
    [SESSION_REQUESTS] = { "requests", "Requests", SESSION_CELL_NUMBER, true },
    [SESSION_UNANSWERED] = { "unanswered", "Unanswered", SESSION_CELL_NUMBER, true },
    [SESSION_ERRORS] = { "errors", "Errors", SESSION_CELL_NUMBER, true },
    [SESSION_SECRETS] = { "secrets", "Secrets", SESSION_CELL_NUMBER, true },
    [SESSION_BYTES_TO_SERVER] = { "bytes_to_server", "Bytes to Server", SESSION_CELL_NUMBER, true },
    [SESSION_BYTES_TO_CLIENT] = { "bytes_to_client", "Bytes to Client", SESSION_CELL_NUMBER, true },
    [SESSION_FINDING_ERRORS] = { "finding_errors", "Finding Errors", SESSION_CELL_NUMBER, true },
    [SESSION_FINDING_WARNINGS] = { "finding_warnings", "Finding Warnings", SESSION_CELL_NUMBER, true },
    [SESSION_FINDING_NOTES] = { "finding_notes", "Finding Notes", SESSION_CELL_NUMBER, true },
    [SESSION_FINDING_CHATS] = { "finding_chats", "Finding Chats", SESSION_CELL_NUMBER, true },
};

static void tell_text(session_cell *cell, const char *text)
{
    cell->text = text && *text ? text : NULL;
}

static void tell_number(session_cell *cell, bool known, uint64_t number)
{
    if (known) {
        cell->number = number;
        snprintf(cell->buffer, sizeof cell->buffer, "%" PRIu64, number);
        cell->text = cell->buffer;
    }
}

static void tell_address(session_cell *cell, const address *of)
{
    address_to_str_buf(of, cell->buffer, (int)sizeof cell->buffer);
    tell_text(cell, cell->buffer);
}

static void tell_seconds(session_cell *cell, bool known, const nstime_t *time)
{
    if (known) {
        snprintf(cell->buffer, sizeof cell->buffer, "%" PRId64 ".%09d", (int64_t)time->secs, time->nsecs);
        cell->text = cell->buffer;
    }
}

/* RFC 3339, in UTC. */
static void tell_time(session_cell *cell, bool known, const nstime_t *time)
{
    GDateTime *date = known ? g_date_time_new_from_unix_utc((gint64)time->secs) : NULL;
    if (!date) {
        return;
    }
    snprintf(cell->buffer, sizeof cell->buffer, "%04d-%02d-%02dT%02d:%02d:%02d.%09dZ", g_date_time_get_year(date), g_date_time_get_month(date),
             g_date_time_get_day_of_month(date), g_date_time_get_hour(date), g_date_time_get_minute(date), g_date_time_get_second(date), time->nsecs);
    g_date_time_unref(date);
    cell->text = cell->buffer;
}

static void tell_counted(const port_session_facts *facts, session_column_id column, session_cell *cell)
{
    const struct {
        bool known;
        uint64_t number;
    } numbers[SESSION_COLUMNS] = {
        [SESSION_STREAM] = { facts->has_stream, facts->stream },
        [SESSION_FRAME] = { true, facts->frame },
        [SESSION_CLIENT_PORT] = { true, facts->client_port },
        [SESSION_PORT] = { true, facts->server_port },
        [SESSION_REQUESTS] = { facts->counted, facts->requests },
        [SESSION_UNANSWERED] = { facts->counted, facts->unanswered },
        [SESSION_ERRORS] = { facts->counted, facts->errors },
        [SESSION_SECRETS] = { facts->counted, facts->secrets },
        [SESSION_BYTES_TO_SERVER] = { true, facts->bytes[0] },
        [SESSION_BYTES_TO_CLIENT] = { true, facts->bytes[1] },
        [SESSION_FINDING_ERRORS] = { true, facts->severities[PORT_SESSION_ERROR] },
        [SESSION_FINDING_WARNINGS] = { true, facts->severities[PORT_SESSION_WARNING] },
        [SESSION_FINDING_NOTES] = { true, facts->severities[PORT_SESSION_NOTE] },
        [SESSION_FINDING_CHATS] = { true, facts->severities[PORT_SESSION_CHAT] },
    };
    tell_number(cell, numbers[column].known, numbers[column].number);
}

void session_cell_of(const port_session_facts *facts, session_column_id column, session_cell *cell)
{
    cell->text = NULL;
    cell->number = 0;
    switch (column) {
    case SESSION_START:
        tell_time(cell, facts->timed, &facts->start);
        break;
    case SESSION_DURATION:
        tell_seconds(cell, facts->timed, &facts->duration);
        break;
    case SESSION_CLIENT:
        tell_address(cell, facts->client);
        break;
    case SESSION_SERVER:
        tell_address(cell, facts->server);
        break;
    case SESSION_TRANSPORT:
        tell_text(cell, facts->udp ? "udp" : "tcp");
        break;
    case SESSION_REGISTERED:
        tell_text(cell, facts->registered);
        break;
    case SESSION_CONTENT:
        tell_text(cell, facts->content);
        break;
    case SESSION_VERDICT:
        tell_text(cell, facts->verdict);
        break;
    case SESSION_EVIDENCE:
        tell_text(cell, facts->evidence);
        break;
    case SESSION_TLS:
        tell_text(cell, facts->tls_version);
        break;
    case SESSION_USER:
        tell_text(cell, facts->user);
        break;
    case SESSION_LOGIN:
        tell_text(cell, facts->login);
        break;
    default:
        tell_counted(facts, column, cell);
        break;
    }
}

const char *session_cell_shown(const char *value)
{
    if (!value) {
        return NOTHING;
    }
    return strcmp(value, NOTHING) == 0 ? NOT_NOTHING : value;
}
