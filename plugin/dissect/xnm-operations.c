/* xnm-operations.c
 * What an operation asks for and what its reply reports, as fields: configuration, NETCONF, errors.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-operations.h"

#include <stddef.h>
#include <string.h>

#include "xnm-fields.h"
#include "xnm-info.h"
#include "xnm-secrets.h"

/* A part with a name: both as one text, and each by itself, which a script need not cut. */
typedef struct {
    int both;
    int name;
    int value; /* as often as name, so that the two lists of a packet go together */
} named_fields;

static int hf_xnm_rpc_command = -1;
static named_fields hf_xnm_rpc_argument = { -1, -1, -1 };
static int hf_xnm_load_action = -1;
static int hf_xnm_load_format = -1;
static int hf_xnm_load_url = -1;
static int hf_xnm_load_rollback = -1;
static int hf_xnm_load_rescue = -1;
static int hf_xnm_load_revision = -1;
static int hf_xnm_load_errors = -1;
static int hf_xnm_commit_kind = -1;
static int hf_xnm_lock_holder = -1;
static int hf_xnm_routing_engine = -1;
static int hf_xnm_netconf_message_id = -1;
static int hf_xnm_netconf_capability = -1;
static int hf_xnm_netconf_session_id = -1;
static int hf_xnm_notification_name = -1;
static int hf_xnm_notification_time = -1;
static int hf_xnm_error_message = -1;
static named_fields hf_xnm_error_part = { -1, -1, -1 };
static int hf_xnm_warning_message = -1;
static named_fields hf_xnm_warning_part = { -1, -1, -1 };
static int hf_xnm_message_attribute = -1;

static int ett_xnm_operation = -1;

/* Values that a message has once at most. */
static const struct {
    int *hf;
    size_t offset; /* of an xnm_value in xnm_message */
} single_values[] = {
    { &hf_xnm_rpc_command, offsetof(xnm_message, command) },
    { &hf_xnm_load_action, offsetof(xnm_message, load_action) },
    { &hf_xnm_load_format, offsetof(xnm_message, load_format) },
    { &hf_xnm_load_url, offsetof(xnm_message, load_url) },
    { &hf_xnm_load_rollback, offsetof(xnm_message, load_rollback) },
    { &hf_xnm_load_rescue, offsetof(xnm_message, load_rescue) },
    { &hf_xnm_load_revision, offsetof(xnm_message, load_revision) },
    { &hf_xnm_load_errors, offsetof(xnm_message, load_errors) },
    { &hf_xnm_netconf_message_id, offsetof(xnm_message, message_id) },
    { &hf_xnm_netconf_session_id, offsetof(xnm_message, session_id) },
    { &hf_xnm_notification_time, offsetof(xnm_message, notification_time) },
};

static void place(tvbuff_t *tvb, xnm_range range, int *start, int *length)
{
    size_t available = tvb_captured_length(tvb);
    *start = (int)MIN(range.start, available);
    *length = (int)MIN(range.length, available - (size_t)*start);
}

static proto_item *add_string(proto_tree *tree, int hf, tvbuff_t *tvb, xnm_range range, const char *text)
{
    int start;
    int length;
    place(tvb, range, &start, &length);
    return proto_tree_add_string(tree, hf, tvb, start, length, text);
}

proto_item *xnm_add_name(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, const xnm_value *name)
{
    return name->text ? add_string(tree, hf, tvb, name->range, xnm_secrets_text(pinfo, name->text)) : NULL;
}

proto_item *xnm_add_value(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, const xnm_value *value)
{
    return value->text ? add_string(tree, hf, tvb, value->range, xnm_secrets_value_text(pinfo, message, value)) : NULL;
}

static void add_values(proto_tree *tree, int hf, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, const GPtrArray *values)
{
    for (unsigned i = 0; i < values->len; i++) {
        xnm_add_value(tree, hf, tvb, pinfo, message, g_ptr_array_index(values, i));
    }
}

static void add_capabilities(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    for (unsigned i = 0; i < message->capabilities->len; i++) {
        const xnm_value *capability = g_ptr_array_index(message->capabilities, i);
        proto_item *item = xnm_add_value(tree, hf_xnm_netconf_capability, tvb, pinfo, message, capability);
        if (strcmp(capability->text, "urn:ietf:params:xml:ns:netconf:base:1.1") == 0) {
            proto_item_append_text(item, " (tolerated: RFC 6241 has urn:ietf:params:netconf:base:1.1)");
        }
    }
}

/* "name: value", or the name alone. */
static void add_named(proto_tree *tree, const named_fields *hf, tvbuff_t *tvb, packet_info *pinfo, const xnm_named_value *named, const char *text)
{
    const char *name = xnm_secrets_text(pinfo, named->name);
    const char *both = *text ? wmem_strdup_printf(pinfo->pool, "%s: %s", name, text) : name;
    proto_item *item = add_string(tree, hf->both, tvb, named->value.range, both);
    proto_tree *parts = proto_item_add_subtree(item, ett_xnm_operation);
    add_string(parts, hf->name, tvb, (xnm_range){ .start = named->value.range.start }, name);
    add_string(parts, hf->value, tvb, named->value.range, text);
}

static void add_arguments(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    for (unsigned i = 0; i < message->arguments->len; i++) {
        const xnm_named_value *argument = &g_array_index(message->arguments, xnm_named_value, i);
        add_named(tree, &hf_xnm_rpc_argument, tvb, pinfo, argument, xnm_secrets_value_text(pinfo, message, &argument->value));
    }
}

static void add_parts(proto_tree *tree, const named_fields *hf, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message, const GArray *values)
{
    for (unsigned i = 0; i < values->len; i++) {
        const xnm_named_value *named = &g_array_index(values, xnm_named_value, i);
        add_named(tree, hf, tvb, pinfo, named, xnm_secrets_value_text(pinfo, message, &named->value));
    }
}

/* The text is a field, its other parts stand below it. */
static void add_reports(proto_tree *tree, int hf, const named_fields *hf_part, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message,
                        const GPtrArray *reports, const GPtrArray *parts)
{
    for (unsigned i = 0; i < reports->len; i++) {
        proto_item *item = xnm_add_value(tree, hf, tvb, pinfo, message, g_ptr_array_index(reports, i));
        const GArray *own = g_ptr_array_index(parts, i);
        if (own->len > 0) {
            add_parts(proto_item_add_subtree(item, ett_xnm_operation), hf_part, tvb, pinfo, message, own);
        }
    }
}

static void add_commit_kinds(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    for (unsigned i = 0; i < message->commit_kinds->len; i++) {
        const xnm_named_value *kind = &g_array_index(message->commit_kinds, xnm_named_value, i);
        const char *text = xnm_secrets_value_text(pinfo, message, &kind->value);
        proto_item *item = add_string(tree, hf_xnm_commit_kind, tvb, kind->value.range, kind->name);
        if (*text) {
            proto_item_append_text(item, " %s", xnm_info_line(pinfo, text));
        }
    }
}

static void add_routing_engines(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    for (unsigned i = 0; i < message->routing_engines->len; i++) {
        const xnm_routing_engine *engine = &g_array_index(message->routing_engines, xnm_routing_engine, i);
        proto_item *item = xnm_add_value(tree, hf_xnm_routing_engine, tvb, pinfo, message, &engine->name);
        if (engine->result.text) {
            proto_item_append_text(item, ": %s", xnm_secrets_text(pinfo, engine->result.text));
        }
    }
}

/* message-id has a field of its own. */
static void add_attributes(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    for (unsigned i = 0; i < message->attributes->len; i++) {
        const xnm_attribute *attribute = &g_array_index(message->attributes, xnm_attribute, i);
        if (g_strcmp0(attribute->value, message->message_id.text) == 0 && attribute->range.start == message->message_id.range.start) {
            continue;
        }
        xnm_value value = { attribute->value, attribute->range };
        const char *name = xnm_secrets_text(pinfo, attribute->name);
        add_string(tree, hf_xnm_message_attribute, tvb, attribute->range,
                   wmem_strdup_printf(pinfo->pool, "%s=\"%s\"", name, xnm_secrets_value_text(pinfo, message, &value)));
    }
}

void xnm_operations_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const xnm_message *message)
{
    for (size_t i = 0; i < array_length(single_values); i++) {
        const xnm_value *value = (const xnm_value *)(const void *)((const char *)message + single_values[i].offset);
        xnm_add_value(tree, *single_values[i].hf, tvb, pinfo, message, value);
    }
    xnm_add_name(tree, hf_xnm_notification_name, tvb, pinfo, &message->notification_name);
    add_attributes(tree, tvb, pinfo, message);
    add_arguments(tree, tvb, pinfo, message);
    add_commit_kinds(tree, tvb, pinfo, message);
    add_values(tree, hf_xnm_lock_holder, tvb, pinfo, message, message->lock_holders);
    add_capabilities(tree, tvb, pinfo, message);
    add_routing_engines(tree, tvb, pinfo, message);
    add_reports(tree, hf_xnm_error_message, &hf_xnm_error_part, tvb, pinfo, message, message->errors, message->error_parts);
    add_reports(tree, hf_xnm_warning_message, &hf_xnm_warning_part, tvb, pinfo, message, message->warnings, message->warning_parts);
}

void xnm_operations_register(int proto)
{
    static hf_register_info hf[] = {
        XNM_STRING(hf_xnm_rpc_command, "Command", "xnm.rpc.command", "CLI command in the request"),
        XNM_STRING(hf_xnm_rpc_argument.both, "Argument", "xnm.rpc.argument",
                   "Leaf directly below the operation: its name, and its text if it has one"),
        XNM_STRING(hf_xnm_rpc_argument.name, "Name", "xnm.rpc.argument.name", "Of each argument"),
        XNM_STRING(hf_xnm_rpc_argument.value, "Value", "xnm.rpc.argument.value", "Of each argument; empty where it has none"),
        XNM_STRING(hf_xnm_load_action, "Load action", "xnm.load.action", "merge, override, replace, update, set or patch"),
        XNM_STRING(hf_xnm_load_format, "Load format", "xnm.load.format", "xml, text or json"),
        XNM_STRING(hf_xnm_load_url, "Load from", "xnm.load.url", NULL),
        XNM_STRING(hf_xnm_load_rollback, "Load rollback", "xnm.load.rollback", "Number of the earlier configuration"),
        XNM_STRING(hf_xnm_load_rescue, "Load rescue", "xnm.load.rescue", NULL),
        XNM_STRING(hf_xnm_load_revision, "Load revision", "xnm.load.revision", "Attribute configuration-revision"),
        XNM_STRING(hf_xnm_load_errors, "Load errors", "xnm.load.errors", "load-error-count, as it was sent"),
        XNM_STRING(hf_xnm_commit_kind, "Commit", "xnm.commit.kind", "check, confirmed, synchronize, force-synchronize, at-time or full"),
        XNM_STRING(hf_xnm_lock_holder, "Configuration held by", "xnm.lock.holder", NULL),
        XNM_STRING(hf_xnm_routing_engine, "Routing engine", "xnm.routing_engine", NULL),
        XNM_STRING(hf_xnm_netconf_message_id, "Message ID", "xnm.netconf.message_id", "Attribute message-id (RFC 6241, section 4.1)"),
        XNM_STRING(hf_xnm_netconf_capability, "Capability", "xnm.netconf.capability", "Of a hello (RFC 6241, section 8.1)"),
        XNM_STRING(hf_xnm_netconf_session_id, "Session ID", "xnm.netconf.session_id", "Of a server's hello"),
        XNM_STRING(hf_xnm_notification_name, "Notification", "xnm.notification.name", "Local name of the event (RFC 5277)"),
        XNM_STRING(hf_xnm_notification_time, "Event time", "xnm.notification.time", "eventTime (RFC 5277)"),
        XNM_STRING(hf_xnm_error_message, "Error", "xnm.error.message", "message of an xnm:error, or error-message of an rpc-error"),
        XNM_STRING(hf_xnm_error_part.both, "Part of the error", "xnm.error.part", "source-daemon, edit-path, error-tag ..., and its text"),
        XNM_STRING(hf_xnm_error_part.name, "Name", "xnm.error.part.name", "Of each part"),
        XNM_STRING(hf_xnm_error_part.value, "Value", "xnm.error.part.value", "Of each part; empty where it has none"),
        XNM_STRING(hf_xnm_warning_message, "Warning", "xnm.warning.message", "message of an xnm:warning, or of an rpc-error that is a warning"),
        XNM_STRING(hf_xnm_warning_part.both, "Part of the warning", "xnm.warning.part", "As of an error"),
        XNM_STRING(hf_xnm_warning_part.name, "Name", "xnm.warning.part.name", "Of each part"),
        XNM_STRING(hf_xnm_warning_part.value, "Value", "xnm.warning.part.value", "Of each part; empty where it has none"),
        XNM_STRING(hf_xnm_message_attribute, "Attribute of the message", "xnm.message.attribute", "Of rpc, which rpc-reply echoes: name=\"value\""),
    };
    static int *ett[] = { &ett_xnm_operation };
    proto_register_field_array(proto, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
}
