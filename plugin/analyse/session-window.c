/* session-window.c
 * Statistics > Portlore Sessions: the table of sessions in Wireshark.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session-tables.h"

#include "dissect/wireshark_compat.h"

#include <epan/stat_tap_ui.h>
#include <epan/tap.h>

#include "session-columns.h"

/* Which row a conversation has: kept with the first cell of the table, because a table has no place of its own for it. */
static GHashTable *rows_of(const stat_tap_table *table)
{
    return table->num_elements > 0 ? stat_tap_get_field_data(table, 0, 0)->user_data.ptr_value : NULL;
}

static void free_cell(stat_tap_table *table, unsigned row, unsigned column, stat_tap_table_item_type *cell)
{
    (void)table;
    if (cell->type == TABLE_ITEM_STRING) {
        g_free((char *)cell->value.string_value);
        cell->value.string_value = NULL;
    }
    if (row == 0 && column == 0 && cell->user_data.ptr_value) {
        g_hash_table_destroy(cell->user_data.ptr_value);
        cell->user_data.ptr_value = NULL;
    }
}

static void reset(stat_tap_table *table)
{
    for (unsigned row = 0; row < table->num_elements; row++) {
        for (unsigned column = 0; column < table->num_fields; column++) {
            free_cell(table, row, column, stat_tap_get_field_data(table, row, column));
        }
        g_free(table->elements[row]);
    }
    table->num_elements = 0;
}

/* A column's cells are all of one type, because Wireshark sorts by it: a number that is not known is 0. */
static void fill(stat_tap_table_item_type cells[SESSION_COLUMNS], const port_session_facts *facts)
{
    for (unsigned i = 0; i < SESSION_COLUMNS; i++) {
        session_cell cell;
        session_cell_of(facts, (session_column_id)i, &cell);
        if (session_columns[i].kind == SESSION_CELL_NUMBER) {
            cells[i].type = TABLE_ITEM_UINT;
            cells[i].value.uint_value = (unsigned)MIN(cell.number, UINT_MAX);
        } else if (session_columns[i].kind == SESSION_CELL_SECONDS) {
            cells[i].type = TABLE_ITEM_FLOAT;
            cells[i].value.float_value = nstime_to_sec(&facts->duration);
        } else {
            cells[i].type = TABLE_ITEM_STRING;
            cells[i].value.string_value = g_strdup(session_cell_shown(cell.text));
        }
    }
}

/* Puts the cells where the row's old ones are, or where it begins. */
static void put(stat_tap_table *table, unsigned row, stat_tap_table_item_type cells[SESSION_COLUMNS])
{
    if (row >= table->num_elements) {
        stat_tap_init_table_row(table, row, SESSION_COLUMNS, cells);
        return;
    }
    cells[0].user_data = stat_tap_get_field_data(table, row, 0)->user_data;
    for (unsigned i = 0; i < SESSION_COLUMNS; i++) {
        stat_tap_table_item_type *old = stat_tap_get_field_data(table, row, i);
        if (old->type == TABLE_ITEM_STRING) {
            g_free((char *)old->value.string_value);
        }
        stat_tap_set_field_data(table, row, i, &cells[i]);
    }
}

/* While a capture is read for the first time a row follows what is known; later it is final when it is made. */
static tap_packet_status take(void *tapdata, packet_info *pinfo, epan_dissect_t *edt, const void *data, tap_flags_t flags)
{
    (void)edt;
    (void)flags;
    const stat_data_t *stat = tapdata;
    stat_tap_table *table = g_array_index(stat->stat_tap_data->tables, stat_tap_table *, 0);
    GHashTable *rows = rows_of(table);
    void *kept = NULL;
    bool known = rows && g_hash_table_lookup_extended(rows, data, NULL, &kept);
    bool over = PINFO_FD_VISITED(pinfo);
    port_session_facts facts;
    if ((known && over) || !port_session_read(data, over, &facts)) {
        return TAP_PACKET_DONT_REDRAW;
    }
    stat_tap_table_item_type cells[SESSION_COLUMNS] = { 0 };
    fill(cells, &facts);
    port_session_clear(&facts);
    unsigned row = known ? GPOINTER_TO_UINT(kept) : table->num_elements;
    if (!rows) {
        rows = g_hash_table_new(g_direct_hash, g_direct_equal);
        cells[0].user_data.ptr_value = rows;
    }
    put(table, row, cells);
    g_hash_table_insert(rows, (void *)data, GUINT_TO_POINTER(row));
    return TAP_PACKET_REDRAW;
}

static void begin(stat_tap_table_ui *ui)
{
    if (stat_tap_find_table(ui, ui->title)) {
        if (ui->stat_tap_reset_table_cb) {
            ui->stat_tap_reset_table_cb(stat_tap_find_table(ui, ui->title));
        }
        return;
    }
    stat_tap_add_table(ui, stat_tap_init_table(ui->title, SESSION_COLUMNS, 0, NULL));
}

void session_window_register(void)
{
    static tap_param parameters[] = { { PARAM_FILTER, "filter", "Filter", NULL, TRUE } };
    static stat_tap_table_item fields[SESSION_COLUMNS];
    static stat_tap_table_ui window = {
        .group = REGISTER_PACKET_STAT_GROUP_UNSORTED,
        .title = "Portlore Sessions",
        .tap_name = PORT_SESSION_TAP,
        .cli_string = "portlore,sessions",
        .stat_tap_init_cb = begin,
        .packet_func = take,
        .stat_tap_reset_table_cb = reset,
        .stat_tap_free_table_item_cb = free_cell,
        .nfields = SESSION_COLUMNS,
        .fields = fields,
        .nparams = array_length(parameters),
        .params = parameters,
    };
    for (unsigned i = 0; i < SESSION_COLUMNS; i++) {
        bool number = session_columns[i].kind != SESSION_CELL_TEXT;
        fields[i] = (stat_tap_table_item){
            .type = session_columns[i].kind == SESSION_CELL_NUMBER    ? TABLE_ITEM_UINT
                    : session_columns[i].kind == SESSION_CELL_SECONDS ? TABLE_ITEM_FLOAT
                                                                      : TABLE_ITEM_STRING,
            .align = number ? TAP_ALIGN_RIGHT : TAP_ALIGN_LEFT,
            .column_name = session_columns[i].title,
            .field_format = number ? "%u" : "%s",
        };
    }
    register_stat_tap_table_ui(&window);
}
