/* xnm-limits.h
 * Servers of xnm-clear-text and xnm-ssl that get more sessions, or connections a minute, than Junos takes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_LIMITS_H
#define PORTLORE_XNM_LIMITS_H

#include "wireshark_compat.h"

#include <epan/expert.h>
#include <epan/prefs.h>

/* Registers fields, expert infos and preferences with the protocol xnm. */
void xnm_limits_register(int proto, expert_module_t *experts, module_t *preferences);

/* Takes a TCP packet into account, with payload or without, and adds what it crosses to tree.
 * tvb: the whole packet. proto: the caller's own, in whose name the finding is kept with the frame. */
void xnm_limits_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, int proto, uint16_t server_port);

#endif
