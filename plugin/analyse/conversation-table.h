/* conversation-table.h
 * A table of conversations on known ports that tshark prints, as the option -z asks for it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_CONVERSATION_TABLE_H
#define PORTLORE_CONVERSATION_TABLE_H

#include "dissect/wireshark_compat.h"

#include <epan/stat_tap_ui.h>

#include "dissect/port-session.h"

/* Prints the table. conversations: of const port_conversation *, each once, by first packet; those without facts included. filter: the display filter
 * that was given; NULL: none. */
typedef void (*conversation_table_print)(const GPtrArray *conversations, const char *filter);

typedef struct {
    stat_tap_ui ui; /* cli_string, title and group are the table's; the rest is filled in */
    conversation_table_print print;
} conversation_table;

/* Makes tshark print the table for -z CLI_STRING or -z CLI_STRING,FILTER: with a filter, the conversations that have a packet which passes it. Call it
 * where protocols are registered: then it goes before tshark's own way to print a table of the same name. table: static.
 * has_window: Wireshark opens a window for -z CLI_STRING, as it does for tables, and not for statistics trees. */
void conversation_table_register(conversation_table *table, bool has_window);

#endif
