/* analyse.c
 * Tables and statistics over what the dissectors found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "analyse.h"

#include "session-tables.h"

void proto_register_portlore_tables(void)
{
    session_tables_register();
    session_window_register();
}
