/* conversation-table.c
 * A table of conversations on known ports that tshark prints, as the option -z asks for it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "conversation-table.h"

#include <string.h>

#include <epan/tap.h>
#include <wsutil/report_message.h>

#include "gui.h"

/* One use of a table. */
typedef struct {
    const conversation_table *table;
    char *filter;
    GHashTable *known;        /* the set of those in the array */
    GPtrArray *conversations; /* of port_conversation; owned by the capture */
} listener;

static tap_packet_status take(void *tapdata, packet_info *pinfo, epan_dissect_t *edt, const void *data, tap_flags_t flags)
{
    (void)pinfo;
    (void)edt;
    (void)flags;
    listener *one = tapdata;
    if (!g_hash_table_add(one->known, (void *)data)) {
        return TAP_PACKET_DONT_REDRAW;
    }
    g_ptr_array_add(one->conversations, (void *)data);
    return TAP_PACKET_REDRAW;
}

static void reset(void *tapdata)
{
    listener *one = tapdata;
    g_hash_table_remove_all(one->known);
    g_ptr_array_set_size(one->conversations, 0);
}

static int by_first_packet(const void *one, const void *other)
{
    uint32_t first = (*(const port_conversation *const *)one)->first_packet;
    uint32_t second = (*(const port_conversation *const *)other)->first_packet;
    return (first > second) - (first < second);
}

static void draw(void *tapdata)
{
    listener *one = tapdata;
    g_ptr_array_sort(one->conversations, by_first_packet);
    one->table->print(one->conversations, one->filter);
    fflush(stdout);
}

static void finish(void *tapdata)
{
    listener *one = tapdata;
    g_hash_table_destroy(one->known);
    g_ptr_array_free(one->conversations, TRUE);
    g_free(one->filter);
    g_free(one);
}

/* argument: the whole of it, "portlore,sessions,tcp.port == 3221". */
static wireshark_stat_begun begin(const char *argument, void *user)
{
    const conversation_table *table = user;
    size_t length = strlen(table->ui.cli_string);
    bool has_filter = strlen(argument) > length && argument[length] == ',';
    if (strlen(argument) > length && !has_filter) {
        report_failure("\"-z %s\" is not known; there is \"-z %s\"", argument, table->ui.cli_string);
        WIRESHARK_STAT_CANNOT_BEGIN;
    }
    listener *one = g_new0(listener, 1);
    one->table = table;
    one->filter = has_filter ? g_strdup(argument + length + 1) : NULL;
    one->known = g_hash_table_new(g_direct_hash, g_direct_equal);
    one->conversations = g_ptr_array_new();
    GString *error = register_tap_listener(PORT_SESSION_TAP, one, one->filter, TL_REQUIRES_NOTHING, reset, take, draw, finish);
    if (error) {
        report_failure("Couldn't begin \"-z %s\": %s", argument, error->str);
        g_string_free(error, TRUE);
        finish(one);
        WIRESHARK_STAT_CANNOT_BEGIN;
    }
    WIRESHARK_STAT_BEGUN;
}

void conversation_table_register(conversation_table *table, bool has_window)
{
    if (has_window && gui_is_present()) {
        return; /* of two of one name the first is asked, and this one is */
    }
    static tap_param parameters[] = { { PARAM_FILTER, "filter", "Filter", NULL, TRUE } };
    table->ui.tap_init_cb = begin;
    table->ui.nparams = array_length(parameters);
    table->ui.params = parameters;
    register_stat_tap_ui(&table->ui, table);
}
