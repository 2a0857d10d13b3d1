/* xnm-statistics.h
 * -z xnm,srt and -z xnm,tree: response times, operations, errors and users of Junos XML.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_STATISTICS_H
#define PORTLORE_XNM_STATISTICS_H

void xnm_statistics_register(void);

#endif
