/* server-table.h
 * -z portlore,servers: one row for each server with a known port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SERVER_TABLE_H
#define PORTLORE_SERVER_TABLE_H

void server_table_register(void);

#endif
