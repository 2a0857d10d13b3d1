/* xnm-elements.h
 * The element tree of a Junos XML message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_ELEMENTS_H
#define PORTLORE_XNM_ELEMENTS_H

#include "wireshark_compat.h"

#include "portlore/xnm_message.h"

/* Registers xnm.element, xnm.attribute, xnm.text and their like with the protocol. */
void xnm_elements_register(int proto);

/* Whether anybody looks at the element tree: it is shown, or a filter or column asks for a field of it. */
ws_bool xnm_elements_wanted(proto_tree *tree);

/* Adds the message's elements below tree. tvb: the message's bytes, in which the ranges of its nodes count. Presentation only: adds nothing that is
 * not in the message. */
void xnm_elements_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message);

/* Adds bytes as a field of type string: all of them, what is no UTF-8 and NULs as U+FFFD. */
proto_item *xnm_add_text(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, uint32_t start, uint32_t length);

/* Adds a comment or processing instruction that stands between messages, with the secrets in it. tvb: its bytes, delimiters included; clear_text: whether
 * anyone on the path can read it. */
void xnm_elements_add_comment(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, bool clear_text);
void xnm_elements_add_processing_instruction(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, bool clear_text);

#endif
