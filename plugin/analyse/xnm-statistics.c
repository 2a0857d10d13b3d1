/* xnm-statistics.c
 * -z xnm,srt and -z xnm,tree: response times, operations, errors and users of Junos XML.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-statistics.h"

#include <string.h>

#include "dissect/wireshark_compat.h"

#include <epan/srt_table.h>
#include <epan/stats_tree.h>
#include <epan/tap.h>

#include "dissect/xnm-taps.h"

/* What a request without an element in it is called. */
#define NO_OPERATION "(empty)"
#define NO_USER      "(nobody)"

/* Names that a list tells apart. Captures of real sessions have some dozens; what is beyond is one row, so that a made-up capture costs no more. */
#define NAMES_MAX 500
#define BEYOND    "(others)"

static const char *operation_of(const xnm_tap_message *message)
{
    return message->operation ? message->operation : NO_OPERATION;
}

/* Response times */

static int row_of(srt_stat_table *table, const char *name)
{
    int row = 0;
    while (row < table->num_procs && strcmp(table->procedures[row].procedure, name) != 0) {
        row++;
    }
    if (row == table->num_procs && row >= NAMES_MAX) {
        name = BEYOND;
        row = NAMES_MAX;
    }
    /* A row that is there would get another copy of its name, and lose the first. */
    if (row >= table->num_procs) {
        init_srt_table_row(table, row, name);
    }
    return row;
}

static tap_packet_status take_time(void *tapdata, packet_info *pinfo, epan_dissect_t *edt, const void *data, tap_flags_t flags)
{
    (void)edt;
    (void)flags;
    const srt_data_t *srt = tapdata;
    const xnm_tap_message *message = data;
    if (!message->is_reply || !message->matched) {
        return TAP_PACKET_DONT_REDRAW;
    }
    srt_stat_table *table = g_array_index(srt->srt_array, srt_stat_table *, 0);
    add_srt_table_data(table, row_of(table, operation_of(message)), &message->request_time, pinfo);
    return TAP_PACKET_REDRAW;
}

static void begin_times(struct register_srt *srt, GArray *tables)
{
    (void)srt;
    init_srt_table("Junos XML", "Junos XML", tables, 0, "Operation", NULL, NULL);
}

/* Counts */

#define REQUESTS     "Requests by operation"
#define ERRORS       "Replies with errors by operation"
#define USERS        "Requests by user"
#define LOGINS       "Logins"
#define UNKNOWN_TO   "(request not known)"
#define ABBREVIATION "xnm"

static int requests = -1;
static int errors = -1;
static int users = -1;
static int logins = -1;

static void begin_tree(stats_tree *tree)
{
    requests = stats_tree_create_pivot(tree, REQUESTS, 0);
    errors = stats_tree_create_pivot(tree, ERRORS, 0);
    users = stats_tree_create_pivot(tree, USERS, 0);
    logins = stats_tree_create_pivot(tree, LOGINS, 0);
}

static tap_packet_status take_message(stats_tree *tree, packet_info *pinfo, epan_dissect_t *edt, const void *data, tap_flags_t flags)
{
    (void)pinfo;
    (void)edt;
    (void)flags;
    const xnm_tap_message *message = data;
    if (!message->is_reply) {
        stats_tree_tick_pivot(tree, requests, operation_of(message));
        stats_tree_tick_pivot(tree, users, message->user ? message->user : NO_USER);
    } else if (message->has_errors) {
        stats_tree_tick_pivot(tree, errors, message->matched ? operation_of(message) : UNKNOWN_TO);
    }
    if (message->login != XNM_TAP_NO_LOGIN) {
        stats_tree_tick_pivot(tree, logins, message->login == XNM_TAP_LOGIN_SUCCESS ? "success" : "fail");
    }
    return TAP_PACKET_REDRAW;
}

void xnm_statistics_register(void)
{
    register_srt_table(proto_get_id_by_filter_name("xnm"), XNM_TAP, 1, take_time, begin_times, NULL);
    stats_tree_register_plugin(XNM_TAP, ABBREVIATION, "Junos XML" WIRESHARK_STATS_SEPARATOR "Messages", 0, take_message, begin_tree, NULL);
}
