/* session-tables.h
 * -z portlore,sessions and its twin in JSON; Statistics > Portlore Sessions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SESSION_TABLES_H
#define PORTLORE_SESSION_TABLES_H

void session_tables_register(void);

/* The same table in Wireshark. */
void session_window_register(void);

#endif
