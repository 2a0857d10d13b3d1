/* gui-menu.h
 * Tools > Portlore: links to the documents that the registry names.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_GUI_MENU_H
#define PORTLORE_GUI_MENU_H

/* At handoff. In a program without windows it does nothing. */
void gui_menu_register(void);

#endif
