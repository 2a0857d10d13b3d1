/* gui.c
 * What is for Wireshark's windows alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "gui.h"

#include "dissect/wireshark_compat.h"

#include <epan/plugin_if.h>

/* Wireshark's main window is made, and says that it answers, before any protocol is registered. */
bool gui_is_present(void)
{
    ws_info_t *info = NULL;
    plugin_if_get_ws_info(&info);
    return info && info->ws_info_supported;
}
