/* analyse.c
 * Tables and statistics over what the dissectors found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "analyse.h"

#include "dtpdia-tree.h"
#include "gui-menu.h"
#include "server-table.h"
#include "session-tables.h"
#include "verdict-tree.h"
#include "xnm-export.h"
#include "xnm-statistics.h"

void proto_register_portlore_tables(void)
{
    session_tables_register();
    session_window_register();
    server_table_register();
    verdict_tree_register();
}

void proto_reg_handoff_portlore_tables(void)
{
    /* These need the protocols. */
    xnm_export_register();
    xnm_statistics_register();
    dtpdia_tree_register();
    gui_menu_register();
}
