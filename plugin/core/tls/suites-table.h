/* suites-table.h
 * Cipher suites and their names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SUITES_TABLE_H
#define PORTLORE_SUITES_TABLE_H

#include "portlore/tls_names.h"

/* In the order of their numbers. */
extern const tls_suite tls_suites_table[];
extern const size_t tls_suites_table_count;

#endif
