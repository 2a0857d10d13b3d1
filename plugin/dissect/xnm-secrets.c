/* xnm-secrets.c
 * The secrets in a Junos XML message: listed, judged, and kept out of sight when the user wants that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-secrets.h"

#include <epan/proto_data.h>

#include "findings.h"
#include "portlore/known_secrets.h"
#include "portlore/xnm_secret.h"
#include "xnm-conversation.h"
#include "xnm-fields.h"

typedef enum { SECRETS_SHOW, SECRETS_MASK, SECRETS_OMIT } secrets_display;

/* Integer-sized, as preferences want it. */
static int display = SECRETS_SHOW;

static unsigned max_secrets = 100000;     /* of a message */
static unsigned max_json_depth = 128;     /* of a text */
static unsigned max_known_secrets = 1000; /* of a conversation */

/* Largest values of the last two that count. */
#define JSON_DEPTH_MAX 1000
#define KNOWN_MAX      10000

/* Of the keys under which a packet's data is kept. */
#define KNOWN_KEY 1

/* What is kept there. */
typedef struct {
    known_secrets *secrets;
    known_secrets_mark mark;
} known_now;

static int proto_xnm = -1;

static int hf_xnm_secret_path = -1;
static int hf_xnm_secret_value = -1;
static int hf_xnm_secret_kind = -1;
static int hf_xnm_secret_decoded = -1;
static int hf_xnm_secrets_not_listed = -1;
static int hf_xnm_secrets_not_remembered = -1;

static int ett_xnm_secret = -1;

static expert_field ei_xnm_cleartext_secret = EI_INIT;
static expert_field ei_xnm_reversible_secret = EI_INIT;
static expert_field ei_xnm_reversible_secret_in_tls = EI_INIT;
static expert_field ei_xnm_weak_hash = EI_INIT;
static expert_field ei_xnm_weak_hash_in_tls = EI_INIT;
static expert_field ei_xnm_not_remembered = EI_INIT;

bool xnm_secrets_hidden(void)
{
    return display != SECRETS_SHOW;
}

unsigned xnm_secrets_max(void)
{
    return max_secrets;
}

unsigned xnm_secrets_max_json_depth(void)
{
    return CLAMP(max_json_depth, 1, JSON_DEPTH_MAX);
}

unsigned xnm_secrets_max_known(void)
{
    return MIN(max_known_secrets, KNOWN_MAX);
}

bool xnm_secrets_omitted(void)
{
    return display == SECRETS_OMIT;
}

const char *xnm_secrets_mask(void)
{
    return display == SECRETS_MASK ? XNM_SECRET_MASK : "";
}

/* What a secret of this kind exposes; NULL: nothing that a reader of the capture could use soon. */
static expert_field *exposure(const xnm_secret *secret, bool clear_text)
{
    switch (secret->kind) {
    case XNM_SECRET_CLEARTEXT:
    case XNM_SECRET_SNMP_COMMUNITY:
    case XNM_SECRET_URL_PASSWORD:
    case XNM_SECRET_PRIVATE_KEY:
        return clear_text ? &ei_xnm_cleartext_secret : NULL;
    case XNM_SECRET_JUNOS_9:
        if (!secret->decoded) {
            return NULL;
        }
        return clear_text ? &ei_xnm_reversible_secret : &ei_xnm_reversible_secret_in_tls;
    case XNM_SECRET_MD5_CRYPT:
    case XNM_SECRET_SHA1_CRYPT:
    case XNM_SECRET_DES_CRYPT:
        return clear_text ? &ei_xnm_weak_hash : &ei_xnm_weak_hash_in_tls;
    default:
        return NULL;
    }
}

static void add_secret(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_secret *secret, bool clear_text)
{
    const char *kind = xnm_secret_kind_name(secret->kind);
    size_t available = tvb_captured_length(tvb);
    int start = (int)MIN(secret->range.start, available);
    int length = (int)MIN(secret->range.length, available - (size_t)start);
    const char *path = xnm_secrets_text(pinfo, secret->path);
    proto_item *item = proto_tree_add_string_format(tree, hf_xnm_secret_path, tvb, start, length, path, "Secret%s (%s): %s",
                                                    clear_text ? "" : " inside TLS", kind, path);
    proto_tree *subtree = proto_item_add_subtree(item, ett_xnm_secret);
    if (!xnm_secrets_omitted()) {
        proto_tree_add_string(subtree, hf_xnm_secret_value, tvb, start, length, xnm_secrets_hidden() ? XNM_SECRET_MASK : secret->value);
    }
    proto_item_set_generated(proto_tree_add_string(subtree, hf_xnm_secret_kind, tvb, start, length, kind));
    if (secret->decoded && !xnm_secrets_omitted()) {
        xnm_add_generated_string(subtree, hf_xnm_secret_decoded, tvb, xnm_secrets_hidden() ? XNM_SECRET_MASK : secret->decoded);
    }
    expert_field *finding = exposure(secret, clear_text);
    if (finding) {
        finding_add(pinfo, item, finding);
    }
}

static void add_list(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_secret_list *list, bool clear_text)
{
    for (size_t i = 0; i < list->count; i++) {
        add_secret(tree, tvb, pinfo, &list->secrets[i], clear_text);
    }
    if (list->not_listed > 0) {
        xnm_add_generated_uint(tree, hf_xnm_secrets_not_listed, tvb, (uint32_t)MIN(list->not_listed, UINT32_MAX));
    }
}

void xnm_secrets_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, bool clear_text)
{
    if (message->secrets) {
        add_list(tree, tvb, pinfo, message->secrets, clear_text);
    }
}

static ws_bool free_list(wmem_allocator_t *allocator, wmem_cb_event_t event, void *user)
{
    (void)allocator;
    (void)event;
    xnm_secret_list_free(user);
    return FALSE;
}

static bool overlaps(xnm_range one, xnm_range other)
{
    return one.start < other.start + other.length && other.start < one.start + one.length;
}

static bool holds_password(const xnm_message *message, xnm_range range)
{
    return message->password.text && overlaps(range, message->password.range);
}

void xnm_secrets_know(packet_info *pinfo, known_secrets *known, known_secrets_mark mark)
{
    if (!xnm_secrets_hidden()) {
        return;
    }
    known_now *now = p_get_proto_data(pinfo->pool, pinfo, proto_xnm, KNOWN_KEY);
    if (!now) {
        now = wmem_new(pinfo->pool, known_now);
        p_add_proto_data(pinfo->pool, pinfo, proto_xnm, KNOWN_KEY, now);
    }
    *now = (known_now){ known, mark };
}

static const char *without_known(packet_info *pinfo, const char *text)
{
    const known_now *now = p_get_proto_data(pinfo->pool, pinfo, proto_xnm, KNOWN_KEY);
    char *masked = now ? known_secrets_mask(now->secrets, now->mark, text, xnm_secrets_mask()) : NULL;
    const char *shown = masked ? wmem_strdup(pinfo->pool, masked) : text;
    g_free(masked);
    return shown;
}

const char *xnm_secrets_text(packet_info *pinfo, const char *text)
{
    return xnm_secrets_hidden() ? without_known(pinfo, text) : text;
}

const char *xnm_secrets_node_text(packet_info *pinfo, const xnm_message *message, const xnm_node *node)
{
    if (!xnm_secrets_hidden()) {
        return node->value;
    }
    if (holds_password(message, node->range)) {
        return xnm_secrets_mask();
    }
    char *masked = xnm_secret_list_mask(message->secrets, node->range, node->value, xnm_secrets_mask());
    if (!masked) {
        return without_known(pinfo, node->value);
    }
    const char *shown = wmem_strdup(pinfo->pool, masked);
    g_free(masked);
    return without_known(pinfo, shown);
}

/* The text or attribute that a value was taken from; NULL when it was not kept. */
static const xnm_node *node_around(const xnm_message *message, xnm_range range)
{
    for (unsigned i = 0; i < message->nodes->len; i++) {
        const xnm_node *node = &g_array_index(message->nodes, xnm_node, i);
        bool around = node->range.start <= range.start && range.start + range.length <= node->range.start + node->range.length;
        if (around && (node->kind == XNM_NODE_TEXT || node->kind == XNM_NODE_ATTRIBUTE)) {
            return node;
        }
    }
    return NULL;
}

const char *xnm_secrets_value_text(packet_info *pinfo, const xnm_message *message, const xnm_value *value)
{
    if (!xnm_secrets_hidden()) {
        return value->text;
    }
    if (holds_password(message, value->range)) {
        return xnm_secrets_mask();
    }
    if (!xnm_message_has_secret(message, value->range)) {
        return without_known(pinfo, value->text);
    }
    const xnm_node *node = node_around(message, value->range);
    return node ? g_strstrip(wmem_strdup(pinfo->pool, xnm_secrets_node_text(pinfo, message, node))) : xnm_secrets_mask();
}

const char *xnm_root_attribute(packet_info *pinfo, const xnm_message *root_start, const char *local)
{
    const xnm_node *node = xnm_message_own_attribute(root_start, local);
    return node ? xnm_secrets_node_text(pinfo, root_start, node) : NULL;
}

const char *xnm_secrets_add_markup(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const char *text, xnm_range range, bool comment,
                                   bool clear_text)
{
    xnm_secret_finder *finder = xnm_secret_finder_new(max_secrets, xnm_secrets_max_json_depth());
    if (comment) {
        xnm_secret_finder_comment(finder, text, range);
    } else {
        xnm_secret_finder_processing_instruction(finder, text, range);
    }
    xnm_secret_list *list = xnm_secret_finder_finish(finder);
    if (!list) {
        return xnm_secrets_hidden() ? without_known(pinfo, text) : text;
    }
    wmem_register_callback(pinfo->pool, free_list, list);
    xnm_summary *summary = PINFO_FD_VISITED(pinfo) ? NULL : xnm_conversation_summary(pinfo, proto_xnm);
    if (summary) {
        xnm_summary_secrets(summary, list);
    }
    add_list(tree, tvb, pinfo, list, clear_text);
    char *masked = xnm_secrets_hidden() ? xnm_secret_list_mask(list, range, text, xnm_secrets_mask()) : NULL;
    const char *shown = masked ? wmem_strdup(pinfo->pool, masked) : text;
    g_free(masked);
    return xnm_secrets_hidden() ? without_known(pinfo, shown) : shown;
}

void xnm_secrets_add_not_remembered(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, uint32_t count, bool first)
{
    proto_item *item = proto_tree_add_uint(tree, hf_xnm_secrets_not_remembered, tvb, 0, 0, count);
    proto_item_set_generated(item);
    if (first) {
        finding_add(pinfo, item, &ei_xnm_not_remembered);
    }
}

void xnm_secrets_register(int proto, expert_module_t *experts, module_t *preferences)
{
    proto_xnm = proto;
    static const enum_val_t displays[] = {
        { "show", "Show", SECRETS_SHOW },
        { "mask", "Mask (" XNM_SECRET_MASK ")", SECRETS_MASK },
        { "omit", "Omit", SECRETS_OMIT },
        { NULL, NULL, 0 },
    };
    static hf_register_info hf[] = {
        XNM_STRING(hf_xnm_secret_path, "Secret at", "xnm.secret.path",
                   "Elements from the message's own to the secret, and the statement inside a text"),
        XNM_STRING(hf_xnm_secret_value, "Value", "xnm.secret.value", NULL),
        XNM_STRING(hf_xnm_secret_kind, "Kind", "xnm.secret.kind",
                   "cleartext, junos-9, junos-8, md5-crypt, sha256-crypt, sha512-crypt, private-key ..."),
        XNM_STRING(hf_xnm_secret_decoded, "Plain text", "xnm.secret.decoded", "Of a $9$ value, which anyone can reverse"),
        XNM_UINT(hf_xnm_secrets_not_listed, "Secrets not listed", "xnm.secret.not_listed",
                 "Beyond the limits of the preferences xnm.max_secrets and xnm.max_json_depth"),
        XNM_UINT(hf_xnm_secrets_not_remembered, "Secrets not remembered", "xnm.secret.not_remembered",
                 "Beyond the limits of the preferences xnm.max_known_secrets and xnm.max_secrets: later texts that quote them are not masked"),
    };
    static ei_register_info ei[] = {
        { &ei_xnm_cleartext_secret,
          { "xnm.cleartext_secret", PI_SECURITY, PI_WARN, "Secret in clear text: anyone on the path can read it", EXPFILL } },
        { &ei_xnm_reversible_secret,
          { "xnm.reversible_secret", PI_SECURITY, PI_WARN,
            "Secret only obfuscated ($9$): anyone on the path can read it and reverse it without a key", EXPFILL } },
        { &ei_xnm_reversible_secret_in_tls,
          { "xnm.reversible_secret", PI_SECURITY, PI_NOTE, "Secret only obfuscated ($9$): who sees the configuration can reverse it without a key",
            EXPFILL } },
        { &ei_xnm_weak_hash, { "xnm.weak_hash", PI_SECURITY, PI_WARN, "Password hash of a weak kind, for anyone on the path to crack", EXPFILL } },
        { &ei_xnm_weak_hash_in_tls, { "xnm.weak_hash", PI_SECURITY, PI_NOTE, "Password hash of a weak kind", EXPFILL } },
        { &ei_xnm_not_remembered,
          { "xnm.not_all_shown", PI_UNDECODED, PI_NOTE,
            "Not all secrets of the session are remembered (limits of the preferences): later texts that quote one of the others are not masked",
            EXPFILL } },
    };
    static int *ett[] = { &ett_xnm_secret };
    proto_register_field_array(proto, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
    findings_register_kinds(experts, ei, array_length(ei));
    prefs_register_enum_preference(preferences, "secrets", "Secrets and passwords",
                                   "What this protocol's fields, tree and Info column, Portlore's tables and the list of credentials show of them. "
                                   "The packet bytes, the fields of other protocols and the contents of exported objects "
                                   "are not altered",
                                   &display, displays, FALSE);
    prefs_register_uint_preference(preferences, "max_secrets", "Secrets listed of a message",
                                   "The rest is counted, masked when secrets are masked, and the message is flagged", 10, &max_secrets);
    prefs_register_uint_preference(
        preferences, "max_json_depth", "Deepest level of JSON that is searched for secrets (at most 1000)",
        "A text with a deeper one is searched up to there, masked whole when secrets are masked, and the message is flagged", 10, &max_json_depth);
    prefs_register_uint_preference(
        preferences, "max_known_secrets", "Secrets remembered of a conversation (at most 10000)",
        "When secrets are hidden, texts that quote one of them are masked too. Passwords of logins are counted apart; of each, "
        "256 kilobytes are remembered at most. The first ones stay; the frame says how many there was no room for",
        10, &max_known_secrets);
}
