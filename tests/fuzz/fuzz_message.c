/* fuzz_message.c
 * One message of any bytes: no fault of memory, and what the header promises of ranges, depths, texts, limits and secrets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/xnm_message.h"

#define HEAD 4 /* one byte a limit */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_range(xnm_range range, size_t size)
{
    g_assert_cmpuint(range.start, <=, size);
    g_assert_cmpuint(range.length, <=, size - range.start);
}

static void check_text(const char *text)
{
    g_assert_true(!text || g_utf8_validate(text, -1, NULL));
}

#define LISTED_MAX 50

static void check_value(const xnm_value *value, size_t size)
{
    check_text(value->text);
    if (value->text) {
        check_range(value->range, size);
    }
}

static void check_values(const GPtrArray *values, size_t size)
{
    g_assert_cmpuint(values->len, <=, LISTED_MAX);
    for (guint i = 0; i < values->len; i++) {
        const xnm_value *value = g_ptr_array_index(values, i);
        g_assert_nonnull(value->text);
        check_value(value, size);
    }
}

static void check_names(const xnm_node *node, const xnm_read_limits *limits)
{
    check_text(node->name);
    check_text(node->value);
    bool named = node->kind == XNM_NODE_ELEMENT || node->kind == XNM_NODE_ATTRIBUTE || node->kind == XNM_NODE_PI;
    g_assert_true(named == (node->name != NULL) && named == (node->local != NULL));
    g_assert_true((node->kind == XNM_NODE_ELEMENT) == (node->value == NULL));
    if (named) {
        g_assert_true(node->local >= node->name && node->local <= node->name + strlen(node->name));
    }
    if (named && node->kind != XNM_NODE_PI) {
        g_assert_cmpuint(strlen(node->name), <=, 3 * (size_t)limits->max_name_bytes); /* a bad byte becomes U+FFFD, three bytes */
    }
}

/* Depths go up by one at most: an element's children follow it. */
static void check_nodes(const xnm_message *message, const xnm_read_limits *limits, size_t size)
{
    uint32_t element_depth = 0;
    uint32_t elements = 0;
    uint32_t attributes = 0;
    size_t start = 0;
    for (guint i = 0; i < message->nodes->len; i++) {
        const xnm_node *node = &g_array_index(message->nodes, xnm_node, i);
        check_names(node, limits);
        check_range(node->range, size);
        g_assert_cmpuint(node->range.start, >=, start);
        start = node->range.start;
        g_assert_cmpuint(node->depth, >=, 1);
        if (node->kind == XNM_NODE_ELEMENT) {
            g_assert_cmpuint(node->depth, <=, element_depth + 1);
            g_assert_cmpuint(node->depth, <=, limits->max_depth);
            element_depth = node->depth;
            elements++;
            attributes = 0;
        } else {
            g_assert_cmpuint(node->depth, <=, element_depth + 1);
        }
        if (node->kind == XNM_NODE_ATTRIBUTE) {
            g_assert_cmpuint(node->depth, ==, element_depth + 1);
            g_assert_cmpuint(++attributes, <=, limits->max_attributes);
        }
    }
    g_assert_cmpuint(elements, <=, limits->max_elements);
    g_assert_cmpuint(message->elements, ==, elements + message->elements_not_kept);
    g_assert_cmpuint(message->nodes->len, <=, XNM_MESSAGE_NODES_MAX(limits->max_elements));
}

static void check_result(const xnm_read_result *result, size_t size)
{
    g_assert_cmpuint(result->read, <=, size);
    g_assert_cmpuint(result->error_offset, <=, size);
    g_assert_true(memchr(result->reason, '\0', sizeof result->reason) && g_utf8_validate(result->reason, -1, NULL));
    g_assert_true((result->status == XNM_READ_OK) == (result->reason[0] == '\0'));
    g_assert_true(result->status != XNM_READ_OK || (result->error_offset == 0 && result->read == size));
    g_assert_true(result->status != XNM_READ_BAD_CHARACTER || result->read == size);
}

static bool has_part_behind(const xnm_secret_list *list, size_t offset)
{
    for (size_t i = 0; i < list->part_count; i++) {
        if (list->parts[i].leaf.start >= offset) {
            return true;
        }
    }
    return false;
}

static void check_parts(const xnm_message *message, size_t size)
{
    const xnm_secret_list *list = message->secrets;
    for (size_t i = 0; list && i < list->part_count; i++) {
        const xnm_secret_part *part = &list->parts[i];
        g_assert_cmpuint(part->length, >, 0);
        check_range(part->leaf, size);
        g_assert_true(xnm_message_has_secret(message, part->leaf));
        g_assert_cmpuint(xnm_secret_list_part_in(list, part->leaf), ==, part->length);
        g_assert_true(i == 0 || list->parts[i - 1].leaf.start < part->leaf.start);
    }
}

static void check_secrets(const xnm_message *message, size_t size)
{
    const xnm_secret_list *list = message->secrets;
    check_parts(message, size);
    for (size_t i = 0; list && i < list->count; i++) {
        const xnm_secret *secret = &list->secrets[i];
        const xnm_secret *before = i > 0 ? secret - 1 : NULL;
        g_assert_true(secret->path && secret->value);
        g_assert_cmpuint(strlen(secret->path), <=, XNM_SECRET_PATH_MAX);
        check_text(secret->path);
        check_text(secret->value);
        check_text(secret->decoded);
        check_range(secret->leaf, size);
        check_range(secret->range, size);
        g_assert_cmpuint(secret->range.start, >=, secret->leaf.start);
        size_t leaf_end = secret->leaf.start + secret->leaf.length;
        g_assert_true(secret->range.start + secret->range.length <= leaf_end || has_part_behind(list, leaf_end));
        g_assert_true(xnm_message_has_secret(message, secret->leaf));
        if (before && before->leaf.start == secret->leaf.start) {
            g_assert_cmpuint(before->start + before->length, <=, secret->start);
        } else if (before) {
            g_assert_cmpuint(before->leaf.start, <, secret->leaf.start);
        }
    }
    for (guint i = 0; i < message->nodes->len; i++) {
        const xnm_node *node = &g_array_index(message->nodes, xnm_node, i);
        size_t count = 0;
        xnm_secret_list_in(list, node->range, &count);
        char *masked = node->value ? xnm_secret_list_mask(list, node->range, node->value, XNM_SECRET_MASK) : NULL;
        bool hidden = count > 0 || xnm_secret_list_part_in(list, node->range) > 0 || (list && node->range.start >= list->not_listed_from);
        g_assert_true(node->kind == XNM_NODE_ELEMENT || hidden == (masked != NULL));
        check_text(masked);
        g_free(masked);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    xnm_read_limits limits = {
        .max_listed = LISTED_MAX,
        .max_value_bytes = 100,
        .max_secrets = 50,
        .max_json_depth = 16,
        .max_depth = data[0] ? data[0] : 1000u,
        .max_elements = data[1] ? data[1] : 1000u,
        .max_attributes = data[2] ? data[2] : 1000u,
        .max_name_bytes = data[3] ? data[3] : 1000u,
    };
    size_t length = size - HEAD;
    uint8_t *bytes = g_malloc(length);
    memcpy(bytes, data + HEAD, length);
    xnm_message *message = xnm_message_new(bytes, length, &limits);
    g_free(bytes);

    check_result(&message->read, length);
    check_nodes(message, &limits, length);
    check_secrets(message, length);
    check_text(message->name);
    check_text(message->item_name);
    check_text(message->challenge_echo);
    const xnm_value *values[] = {
        &message->operation,     &message->username,      &message->password,          &message->challenge,         &message->login_status,
        &message->login_message, &message->login_name,    &message->command,           &message->load_action,       &message->load_format,
        &message->load_url,      &message->load_rollback, &message->load_rescue,       &message->load_revision,     &message->load_errors,
        &message->message_id,    &message->session_id,    &message->notification_name, &message->notification_time,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        check_value(values[i], length);
    }
    check_values(message->errors, length);
    check_values(message->warnings, length);
    xnm_message_free(message);
    return 0;
}
