/* xnm-operations.h
 * What an operation asks for and what its reply reports, as fields: configuration, NETCONF, errors.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_OPERATIONS_H
#define PORTLORE_XNM_OPERATIONS_H

#include "wireshark_compat.h"

#include "portlore/xnm_message.h"

/* Registers the fields with the protocol. */
void xnm_operations_register(int proto);

/* Adds a value of the message where it stands; NULL, and nothing added, when the message does not have it. tvb: the message's bytes. */
proto_item *xnm_add_value(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, const xnm_value *value);

/* The same for the name of an element; the range is the whole element. */
proto_item *xnm_add_name(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, const xnm_value *name);

/* Adds what the message says of its operation. tvb: the message's bytes. */
void xnm_operations_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message);

#endif
