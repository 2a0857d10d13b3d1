/* session-columns.h
 * The columns of the table of sessions: the same in tshark, in JSON and in Wireshark.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SESSION_COLUMNS_H
#define PORTLORE_SESSION_COLUMNS_H

#include "dissect/wireshark_compat.h"

#include "dissect/port-session.h"

/* Names and order are promises: what is new comes behind. */
typedef enum {
    SESSION_STREAM,
    SESSION_FRAME,
    SESSION_START,
    SESSION_DURATION,
    SESSION_CLIENT,
    SESSION_CLIENT_PORT,
    SESSION_SERVER,
    SESSION_TRANSPORT,
    SESSION_PORT,
    SESSION_REGISTERED,
    SESSION_CONTENT,
    SESSION_VERDICT,
    SESSION_EVIDENCE,
    SESSION_TLS,
    SESSION_USER,
    SESSION_LOGIN,
    SESSION_REQUESTS,
    SESSION_UNANSWERED,
    SESSION_ERRORS,
    SESSION_SECRETS,
    SESSION_BYTES_TO_SERVER,
    SESSION_BYTES_TO_CLIENT,
    SESSION_FINDING_ERRORS,
    SESSION_FINDING_WARNINGS,
    SESSION_FINDING_NOTES,
    SESSION_FINDING_CHATS,
    SESSION_COLUMNS
} session_column_id;

typedef enum {
    SESSION_CELL_TEXT,
    SESSION_CELL_NUMBER, /* a whole one */
    SESSION_CELL_SECONDS /* a number with nine decimals */
} session_cell_kind;

typedef struct {
    const char *name;  /* in tshark and JSON */
    const char *title; /* in Wireshark */
    session_cell_kind kind;
    bool summed; /* has a total */
} session_column;

/* The columns, in order: SESSION_COLUMNS of them. */
extern const session_column session_columns[];

/* One cell. */
typedef struct {
    const char *text; /* as it is printed, also of a number; may point into this struct or into the facts; NULL: not known */
    uint64_t number;  /* of SESSION_CELL_NUMBER */
    char buffer[64];
} session_cell;

void session_cell_of(const port_session_facts *facts, session_column_id column, session_cell *cell);

/* What a table shows for a value: "-" where there is none, and where the value is "-" itself, as a user may be named, "\x2d". Points to value or to a
 * constant. */
const char *session_cell_shown(const char *value);

#endif
