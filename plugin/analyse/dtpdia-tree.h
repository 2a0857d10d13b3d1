/* dtpdia-tree.h
 * The statistics "dtpdia,tree": DTP/DIA packets by source and type.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_DTPDIA_TREE_H
#define PORTLORE_DTPDIA_TREE_H

void dtpdia_tree_register(void);

#endif
