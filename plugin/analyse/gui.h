/* gui.h
 * What is for Wireshark's windows alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_GUI_H
#define PORTLORE_GUI_H

#include <stdbool.h>

/* Whether this is a program with windows, which has its own ways to show tables and menus: Wireshark, and neither tshark nor sharkd. Known from where
 * protocols are registered on. */
bool gui_is_present(void);

#endif
