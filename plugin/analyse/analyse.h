/* analyse.h
 * Tables and statistics over what the dissectors found.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_ANALYSE_H
#define PORTLORE_ANALYSE_H

void proto_register_portlore_tables(void);
void proto_reg_handoff_portlore_tables(void);

#endif
