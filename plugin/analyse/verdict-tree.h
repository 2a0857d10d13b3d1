/* verdict-tree.h
 * -z portlore,tree: how many conversations had which verdict, by port and by server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_VERDICT_TREE_H
#define PORTLORE_VERDICT_TREE_H

void verdict_tree_register(void);

#endif
