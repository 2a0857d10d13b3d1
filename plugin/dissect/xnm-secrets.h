/* xnm-secrets.h
 * The secrets in a Junos XML message: listed, judged, and kept out of sight when the user wants that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_SECRETS_H
#define PORTLORE_XNM_SECRETS_H

#include "wireshark_compat.h"

#include <epan/expert.h>
#include <epan/prefs.h>

#include "portlore/known_secrets.h"
#include "portlore/xnm_message.h"

/* Registers xnm.secret.*, its expert infos and the preference xnm.secrets with the protocol. */
void xnm_secrets_register(int proto, expert_module_t *experts, module_t *preferences);

/* Adds each secret of the message. tvb: the message's bytes; clear_text: whether anyone on the path can read them. */
void xnm_secrets_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, bool clear_text);

/* Whether the user wants no secret shown. */
bool xnm_secrets_hidden(void);

/* Secrets that are listed of a message, at most, levels of JSON that are searched for them, and secrets that are remembered of a conversation. */
unsigned xnm_secrets_max(void);
unsigned xnm_secrets_max_json_depth(void);
unsigned xnm_secrets_max_known(void);

/* Whether, of these, fields that would hold a secret are left out altogether. */
bool xnm_secrets_omitted(void);

/* What stands in the place of a secret when secrets are hidden. */
const char *xnm_secrets_mask(void);

/* What the conversation of the packet has shown of secrets: when secrets are hidden, the functions below keep them out of every text that quotes
 * them. known: lives at least as long as the packet is dissected. mark: those known at this time count. */
void xnm_secrets_know(packet_info *pinfo, known_secrets *known, known_secrets_mark mark);

/* A text of the packet that is no value of a message, such as a name or what was learnt of the session, as it may be shown. In packet memory, or
 * the one given. */
const char *xnm_secrets_text(packet_info *pinfo, const char *text);

/* The text of a node of the element tree as it may be shown: secrets in it masked if the user wants that. In packet memory, or the node's own. */
const char *xnm_secrets_node_text(packet_info *pinfo, const xnm_message *message, const xnm_node *node);

/* The text of a value of the message, likewise; as a whole where the text that it was taken from is not kept. The login's password is a secret here. */
const char *xnm_secrets_value_text(packet_info *pinfo, const xnm_message *message, const xnm_value *value);

/* The value of an attribute of a root start tag as it may be shown, by local name; NULL when the tag has none. */
const char *xnm_root_attribute(packet_info *pinfo, const xnm_message *root_start, const char *local);

/* Says how many secrets of the segment are not remembered, and flags it where they are the first ones of the conversation. */
void xnm_secrets_add_not_remembered(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, uint32_t count, bool first);

/* Adds the secrets in a comment or processing instruction between messages. tvb: its bytes; text, range: its content.
 * Returns the text as it may be shown, in packet memory or the one given. */
const char *xnm_secrets_add_markup(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const char *text, xnm_range range, bool comment,
                                   bool clear_text);

#endif
