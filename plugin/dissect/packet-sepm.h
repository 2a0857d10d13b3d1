/* packet-sepm.h
 * Symantec Endpoint Protection Manager, and ESP of HPCC Systems, in HTTP that Wireshark dissects.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PACKET_SEPM_H
#define PORTLORE_PACKET_SEPM_H

#include "wireshark_compat.h"

void proto_register_sepm(void);
void proto_reg_handoff_sepm(void);

/* Whether the payload begins with the first line of a request or a response, whole. */
bool sepm_is_http(tvbuff_t *tvb);

/* Whether what comes to a dissector of TCP is what http handed on, behind CONNECT. */
bool sepm_is_tunnelled(packet_info *pinfo);

/* Hand payload of a TCP conversation to Wireshark's http, and show what the two products are seen by. data: struct tcpinfo. Returns what http returns. */
int sepm_dissect_http(dissector_handle_t http, tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data);

#endif
