/* message-errors.c
 * Errors and warnings with their parts, and who holds a lock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "message-private.h"

#include <string.h>

void xnm_error_begin(xnm_message_builder *builder, bool warning, bool certain, uint32_t depth)
{
    builder->error_depth = depth;
    builder->error_is_warning = warning;
    builder->error_is_certain = certain;
    builder->error_message = (xnm_value){ 0 };
    builder->error_severity = (xnm_value){ 0 };
    builder->error_parts = g_array_new(FALSE, FALSE, sizeof(xnm_named_value));
}

static void drop_parts(xnm_message_builder *builder)
{
    if (builder->error_parts) {
        g_array_free(builder->error_parts, TRUE);
        builder->error_parts = NULL;
    }
}

static void add_holders(xnm_message_builder *builder, GPtrArray *users)
{
    GPtrArray *holders = builder->message.lock_holders;
    for (guint i = 0; i < users->len; i++) {
        if (xnm_message_may_list(builder, holders->len)) {
            xnm_message_add_value(holders, *(const xnm_value *)g_ptr_array_index(users, i));
        }
    }
    g_ptr_array_set_size(users, 0);
}

/* A lock that was refused tells of those who hold it, all of them unless one holds it alone. */
static void settle_sharers(xnm_message_builder *builder)
{
    if (builder->error_exclusive) {
        g_ptr_array_set_size(builder->sharers, 0);
    }
    add_holders(builder, builder->sharers);
    builder->error_exclusive = false;
}

void xnm_error_end(xnm_message_builder *builder, const char *local, xnm_range element)
{
    xnm_message *message = &builder->message;
    builder->error_depth = 0;
    settle_sharers(builder);
    bool is_warning = builder->error_is_warning || g_strcmp0(builder->error_severity.text, "warning") == 0;
    GPtrArray *list = is_warning ? message->warnings : message->errors;
    if (!builder->error_message.text) {
        if (!builder->error_is_certain) {
            drop_parts(builder);
            return; /* configurations and operational replies have elements of that name, which are no error of the protocol */
        }
        builder->error_message = (xnm_value){ "", element };
    }
    if (builder->engine_depth && !is_warning) {
        xnm_engine_result(builder, local, element);
    }
    if (xnm_message_may_list(builder, list->len)) {
        xnm_message_add_value(list, builder->error_message);
        g_ptr_array_add(is_warning ? message->warning_parts : message->error_parts, builder->error_parts);
        builder->error_parts = NULL;
    }
    drop_parts(builder);
}

static void add_holder(xnm_message_builder *builder, const xnm_value *error, const char *user, size_t length)
{
    xnm_range range = error->range;
    if (range.length == strlen(error->text)) { /* no references: its characters stand in the message as they are */
        range = (xnm_range){ range.start + (size_t)(user - error->text), length };
    }
    if (xnm_message_may_list(builder, builder->message.lock_holders->len)) {
        size_t kept = xnm_message_whole_characters(user, length, builder->max_value_bytes);
        builder->message.values_not_listed += kept < length;
        xnm_value holder = { xnm_message_string(builder, user, kept), range };
        xnm_message_add_value(builder->message.lock_holders, holder);
    }
}

/* "configuration database locked by:", then a line for each user that begins with the name, all indented alike; what is indented more belongs to
 * the user above. */
static void find_holders(xnm_message_builder *builder, const xnm_value *error)
{
    const char *phrase = strstr(error->text, "configuration database locked by:");
    const char *line_end = phrase ? strchr(phrase, '\n') : NULL;
    size_t indent = 0;
    while (line_end) {
        const char *line = line_end + 1;
        size_t spaces = strspn(line, " ");
        indent = indent ? indent : spaces;
        if (spaces == 0 || spaces < indent) {
            return;
        }
        size_t length = strcspn(line + spaces, " \t\r\n");
        if (spaces == indent && length > 0) {
            add_holder(builder, error, line + spaces, length);
        }
        line_end = strchr(line + spaces, '\n');
    }
}

bool xnm_users_begin(xnm_message_builder *builder, uint32_t depth)
{
    if (builder->users_depth) {
        return false;
    }
    builder->users_depth = depth;
    builder->users_exclusive = false;
    return true;
}

/* Outside of errors, users without exclusive only look on. */
void xnm_users_end(xnm_message_builder *builder)
{
    builder->users_depth = 0;
    if (builder->users_exclusive) {
        builder->error_exclusive = builder->error_depth > 0;
        add_holders(builder, builder->users);
    }
    for (guint i = 0; builder->error_depth && i < builder->users->len; i++) {
        if (xnm_message_may_list(builder, builder->sharers->len)) {
            xnm_message_add_value(builder->sharers, *(const xnm_value *)g_ptr_array_index(builder->users, i));
        }
    }
    g_ptr_array_set_size(builder->users, 0);
    builder->users_exclusive = false;
}

void xnm_errors_finish(xnm_message_builder *builder)
{
    xnm_message *message = &builder->message;
    xnm_users_end(builder);
    settle_sharers(builder);
    drop_parts(builder);
    if (message->lock_holders->len > 0) {
        return;
    }
    for (guint i = 0; i < message->errors->len; i++) {
        find_holders(builder, g_ptr_array_index(message->errors, i));
    }
}
