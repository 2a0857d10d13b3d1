/* xnm-export.h
 * --export-objects xnm,DIR and File > Export Objects > XNM: replies and loaded configurations as files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_EXPORT_H
#define PORTLORE_XNM_EXPORT_H

void xnm_export_register(void);

#endif
