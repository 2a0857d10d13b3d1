/* message.c
 * What one Junos XML message says: its elements, and what they mean in the protocol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_message.h"

#include "message-private.h"

#include <string.h>

/* A message with what its strings lie in. */
typedef struct {
    xnm_message message; /* first: its address is the one given to the caller */
    GStringChunk *strings;
} owner;

static const struct {
    const char *name;
    xnm_message_kind kind;
} kinds[] = {
    { "rpc", XNM_MESSAGE_RPC },     { "rpc-reply", XNM_MESSAGE_RPC_REPLY },       { "abort", XNM_MESSAGE_ABORT },
    { "hello", XNM_MESSAGE_HELLO }, { "notification", XNM_MESSAGE_NOTIFICATION },
};

xnm_message_kind xnm_message_kind_of(const char *local_name)
{
    for (size_t i = 0; local_name && i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i].name, local_name) == 0) {
            return kinds[i].kind;
        }
    }
    return XNM_MESSAGE_OTHER;
}

const char *xnm_message_string(xnm_message_builder *builder, const char *text, size_t length)
{
    return g_string_chunk_insert_len(builder->strings, text, (gssize)length);
}

/* Whether count more nodes may be kept. Once they may not, none is kept any more. */
static bool keep(xnm_message_builder *builder, size_t count)
{
    if (builder->keeping && count > builder->max_nodes - builder->node_count) {
        builder->keeping = false;
    }
    if (!builder->keeping) {
        builder->message.all_nodes_kept = false;
    }
    return builder->keeping;
}

static void add_node(xnm_message_builder *builder, xnm_node_kind kind, uint32_t depth, const char *name, const char *value, size_t value_length,
                     xnm_range range)
{
    builder->node_count++;
    if (builder->only_counted) {
        return;
    }
    xnm_node node = { .kind = kind, .depth = depth, .range = range };
    if (name) {
        node.name = xnm_message_string(builder, name, strlen(name));
        node.local = node.name;
    }
    if (value) {
        node.value = xnm_message_string(builder, value, value_length);
    }
    g_array_append_val(builder->message.nodes, node);
}

/* Anything but the end of its element follows the white space that is the last node. */
static void drop_blank(xnm_message_builder *builder)
{
    if (builder->blank_may_stay) {
        builder->node_count--;
        if (!builder->only_counted) {
            g_array_set_size(builder->message.nodes, builder->message.nodes->len - 1);
        }
        builder->blank_may_stay = false;
    }
}

static void add_element(xnm_message_builder *builder, const char *name, const char *local, uint32_t depth, const xnm_attribute *attributes,
                        size_t attribute_count, xnm_range tag)
{
    if (builder->only_counted) {
        builder->node_count += 1 + (guint)attribute_count;
        return;
    }
    GArray *nodes = builder->message.nodes;
    add_node(builder, XNM_NODE_ELEMENT, depth, name, NULL, 0, tag);
    g_array_index(nodes, xnm_node, nodes->len - 1).local += local - name;
    for (size_t i = 0; i < attribute_count; i++) {
        const xnm_attribute *attribute = &attributes[i];
        add_node(builder, XNM_NODE_ATTRIBUTE, depth + 1, attribute->name, attribute->value, strlen(attribute->value), attribute->range);
        g_array_index(nodes, xnm_node, nodes->len - 1).local += attribute->local - attribute->name;
    }
}

static void on_start_element(void *user, const char *name, const char *local, uint32_t depth, const xnm_attribute *attributes, size_t attribute_count,
                             xnm_range tag)
{
    xnm_message_builder *builder = user;
    xnm_message *message = &builder->message;
    drop_blank(builder);
    builder->after_start = true;
    message->elements++;
    if (depth == 1) {
        builder->only_counted = builder->reply_without_nodes && xnm_message_kind_of(local) == XNM_MESSAGE_RPC_REPLY;
    }
    if (message->elements > builder->max_elements) {
        builder->keeping = false;
    }
    xnm_open_element element = { 0 };
    if (keep(builder, 1 + attribute_count)) {
        element.node = builder->only_counted ? 0 : message->nodes->len + 1;
        add_element(builder, name, local, depth, attributes, attribute_count, tag);
    } else {
        message->elements_not_kept++;
    }
    uint32_t places = depth > 1 ? builder->open[depth - 2].places : 0;
    xnm_secret_finder_start_element(builder->finder, local, attributes, attribute_count);
    element.places = xnm_meaning_start(builder, name, local, depth, places, attributes, attribute_count, tag);
    if (builder->open_count == builder->open_size) {
        builder->open_size *= 2;
        builder->open = g_renew(xnm_open_element, builder->open, builder->open_size);
    }
    builder->open[builder->open_count++] = element;
}

/* *has_line_end is set only for white space. */
static bool is_blank(const char *text, size_t length, bool *has_line_end)
{
    *has_line_end = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' || text[i] == '\r') {
            *has_line_end = true;
        } else if (text[i] != ' ' && text[i] != '\t') {
            return false;
        }
    }
    return true;
}

static void on_text(void *user, const char *text, size_t length, uint32_t depth, xnm_range range)
{
    xnm_message_builder *builder = user;
    bool has_line_end;
    bool blank = is_blank(text, length, &has_line_end);
    /* The password of a request's login is message.password, and no secret of the list besides. */
    if (builder->message.kind != XNM_MESSAGE_RPC || !xnm_leaf_is_password(builder, depth)) {
        xnm_secret_finder_text(builder->finder, text, length, range);
    }
    xnm_meaning_text(builder, text, length, depth);
    builder->message.has_text = builder->message.has_text || (depth == 1 && !blank);
    if ((blank && (has_line_end || !builder->after_start)) || !keep(builder, 1)) {
        return;
    }
    if (builder->only_counted) {
        builder->node_count++;
    } else {
        add_node(builder, XNM_NODE_TEXT, depth + 1, NULL, text, length, range);
    }
    builder->blank_may_stay = blank;
    builder->after_start = false;
}

static void on_end_element(void *user, const char *local, uint32_t depth, xnm_range range, xnm_range end_tag)
{
    xnm_message_builder *builder = user;
    builder->blank_may_stay = false;
    builder->after_start = false;
    guint node = builder->open[depth - 1].node;
    if (node) {
        g_array_index(builder->message.nodes, xnm_node, node - 1).range = range;
    }
    builder->open_count = depth - 1;
    xnm_secret_finder_end_element(builder->finder);
    xnm_meaning_end(builder, local, depth, range, end_tag);
}

static void add_other(xnm_message_builder *builder, xnm_node_kind kind, const char *name, const char *value, uint32_t depth, xnm_range range)
{
    drop_blank(builder);
    builder->after_start = false;
    if (keep(builder, 1)) {
        add_node(builder, kind, depth + 1, name, value, strlen(value), range);
    }
}

static void on_comment(void *user, const char *text, uint32_t depth, xnm_range range)
{
    xnm_message_builder *builder = user;
    xnm_secret_finder_comment(builder->finder, text, range);
    add_other(builder, XNM_NODE_COMMENT, NULL, text, depth, range);
}

static void on_processing_instruction(void *user, const char *target, const char *content, uint32_t depth, xnm_range range)
{
    xnm_message_builder *builder = user;
    xnm_secret_finder_processing_instruction(builder->finder, content, range);
    add_other(builder, XNM_NODE_PI, target, content, depth, range);
}

/* Elements that have no end reach to where reading stopped. */
static void close_open_elements(xnm_message_builder *builder)
{
    for (guint i = 0; i < builder->open_count; i++) {
        guint node = builder->open[i].node;
        if (node) {
            xnm_range *range = &g_array_index(builder->message.nodes, xnm_node, node - 1).range;
            range->length = builder->message.read.read - range->start;
        }
    }
}

static void free_array(void *array)
{
    g_array_free(array, TRUE);
}

static void begin_lists(xnm_message *message)
{
    message->errors = g_ptr_array_new_with_free_func(g_free);
    message->warnings = g_ptr_array_new_with_free_func(g_free);
    message->error_parts = g_ptr_array_new_with_free_func(free_array);
    message->warning_parts = g_ptr_array_new_with_free_func(free_array);
    message->lock_holders = g_ptr_array_new_with_free_func(g_free);
    message->capabilities = g_ptr_array_new_with_free_func(g_free);
    message->attributes = g_array_new(FALSE, FALSE, sizeof(xnm_attribute));
    message->operation_attributes = g_array_new(FALSE, FALSE, sizeof(xnm_attribute));
    message->arguments = g_array_new(FALSE, FALSE, sizeof(xnm_named_value));
    message->commit_kinds = g_array_new(FALSE, FALSE, sizeof(xnm_named_value));
    message->routing_engines = g_array_new(FALSE, FALSE, sizeof(xnm_routing_engine));
    message->nodes = g_array_new(FALSE, FALSE, sizeof(xnm_node));
}

static void free_lists(xnm_message *message)
{
    GPtrArray *values[] = { message->errors,        message->warnings,     message->error_parts,
                            message->warning_parts, message->lock_holders, message->capabilities };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_ptr_array_free(values[i], TRUE);
    }
    GArray *arrays[] = { message->attributes,   message->operation_attributes, message->arguments,
                         message->commit_kinds, message->routing_engines,      message->nodes };
    for (size_t i = 0; i < G_N_ELEMENTS(arrays); i++) {
        g_array_free(arrays[i], TRUE);
    }
}

static void begin(xnm_message_builder *builder, const uint8_t *bytes, size_t length, const xnm_read_limits *limits, const char *hierarchy)
{
    memset(builder, 0, sizeof *builder);
    builder->strings = g_string_chunk_new(CLAMP(length, 256, 32768));
    builder->bytes = bytes;
    builder->max_elements = limits->max_elements;
    builder->reply_without_nodes = limits->reply_without_nodes;
    builder->max_listed = limits->max_listed;
    builder->max_value_bytes = limits->max_value_bytes;
    builder->max_nodes = XNM_MESSAGE_NODES_MAX(limits->max_elements);
    builder->open_size = 32;
    builder->open = g_new(xnm_open_element, builder->open_size);
    builder->keeping = true;
    builder->leaf_text = g_string_new(NULL);
    builder->users = g_ptr_array_new_with_free_func(g_free);
    builder->sharers = g_ptr_array_new_with_free_func(g_free);
    builder->finder = xnm_secret_finder_new(limits->max_secrets, limits->max_json_depth);
    xnm_secret_finder_set_hierarchy(builder->finder, hierarchy);
    begin_lists(&builder->message);
    builder->message.all_nodes_kept = true;
}

/* Of a tag that the reader refused. */
static xnm_message_kind kind_of_tag(const uint8_t *bytes, size_t length)
{
    char name[64] = "";
    size_t kept = 0;
    for (size_t i = 1; i < length && !strchr(" \t\r\n/>", bytes[i]); i++) {
        if (bytes[i] == ':') {
            kept = 0;
        } else if (kept < sizeof name - 1) {
            name[kept++] = (char)bytes[i];
        }
        name[kept] = '\0';
    }
    return xnm_message_kind_of(name);
}

static xnm_message *end(xnm_message_builder *builder)
{
    close_open_elements(builder);
    if (builder->leaf_depth && xnm_leaf_is_password(builder, builder->leaf_depth) && builder->leaf_text->len > 0) {
        /* Reading stopped in the middle of it: what was read is as secret as all of it. */
        xnm_leaf_end(builder, "", (xnm_range){ MAX(builder->message.read.read, builder->leaf_start), 0 });
    }
    builder->message.secrets = xnm_secret_finder_finish(builder->finder);
    xnm_meaning_finish(builder);
    g_free(builder->open);
    g_string_free(builder->leaf_text, TRUE);
    g_ptr_array_free(builder->users, TRUE);
    g_ptr_array_free(builder->sharers, TRUE);
    owner *owned = g_new(owner, 1);
    owned->message = builder->message;
    owned->strings = builder->strings;
    return &owned->message;
}

xnm_message *xnm_message_new(const uint8_t *bytes, size_t length, const xnm_read_limits *limits)
{
    return xnm_message_new_below(bytes, length, limits, NULL);
}

xnm_message *xnm_message_new_below(const uint8_t *bytes, size_t length, const xnm_read_limits *limits, const char *hierarchy)
{
    static const xnm_reader_events events = {
        .start_element = on_start_element,
        .text = on_text,
        .end_element = on_end_element,
        .comment = on_comment,
        .processing_instruction = on_processing_instruction,
    };
    xnm_message_builder builder;
    begin(&builder, bytes, length, limits, hierarchy);
    xnm_read(bytes, length, limits, &events, &builder, &builder.message.read);
    if (!builder.message.name) {
        builder.message.kind = kind_of_tag(bytes, length);
    }
    return end(&builder);
}

void xnm_message_free(xnm_message *message)
{
    if (!message) {
        return;
    }
    owner *owned = (owner *)(void *)message;
    free_lists(message);
    xnm_secret_list_free(message->secrets);
    g_string_chunk_free(owned->strings);
    g_free(owned);
}

const xnm_node *xnm_message_own_attribute(const xnm_message *message, const char *local)
{
    for (guint i = 1; i < message->nodes->len; i++) { /* behind the element's own node */
        const xnm_node *node = &g_array_index(message->nodes, xnm_node, i);
        if (node->kind != XNM_NODE_ATTRIBUTE) {
            break;
        }
        if (strcmp(node->local, local) == 0) {
            return node;
        }
    }
    return NULL;
}

bool xnm_message_has_secret(const xnm_message *message, xnm_range range)
{
    const xnm_secret_list *list = message->secrets;
    if (!list || range.length == 0) {
        return false;
    }
    if (list->not_listed_from < range.start + range.length) {
        return true;
    }
    size_t low = 0;
    size_t high = list->count;
    while (low < high) { /* the first secret whose leaf ends behind the range's start */
        size_t middle = low + (high - low) / 2;
        if (list->secrets[middle].leaf.start + list->secrets[middle].leaf.length <= range.start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < list->count && list->secrets[low].leaf.start < range.start + range.length) {
        return true;
    }
    /* A part of one lies behind the secret itself, with nothing but comments between. */
    low = 0;
    high = list->part_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->parts[middle].leaf.start + list->parts[middle].leaf.length <= range.start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < list->part_count && list->parts[low].leaf.start < range.start + range.length;
}
