/* message-leaves.c
 * The text of leaf elements: to fields and lists of the message.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "message-private.h"

#include <string.h>

#define FIELD(name) offsetof(xnm_message_builder, name)

/* Lists of xnm_named_value. */
static const struct {
    uint32_t place;
    size_t list; /* a GArray * */
} lists[] = {
    { ARGUMENT, FIELD(message.arguments) },
    { COMMIT_KIND, FIELD(message.commit_kinds) },
    { ERROR_PART, FIELD(error_parts) },
};

void *xnm_message_field(xnm_message_builder *builder, size_t offset)
{
    return (char *)builder + offset;
}

bool xnm_message_may_list(xnm_message_builder *builder, guint length)
{
    bool may = length < builder->max_listed;
    builder->message.values_not_listed += !may;
    return may;
}

void xnm_message_add_value(GPtrArray *list, xnm_value value)
{
    xnm_value *copy = g_new(xnm_value, 1);
    *copy = value;
    g_ptr_array_add(list, copy);
}

size_t xnm_message_whole_characters(const char *text, size_t length, size_t max)
{
    if (length <= max) {
        return length;
    }
    size_t cut = max;
    while (cut > 0 && ((unsigned char)text[cut] & 0xc0) == 0x80) {
        cut--;
    }
    return cut;
}

void xnm_leaf_abandon(xnm_message_builder *builder)
{
    if (builder->leaf_depth && !builder->leaf.field) {
        builder->leaf_depth = 0;
    }
}

void xnm_leaf_begin(xnm_message_builder *builder, const xnm_message_leaf *leaf, uint32_t depth, xnm_range tag)
{
    xnm_message_leaf wanted = *leaf;
    bool is_first = !wanted.field || !((xnm_value *)xnm_message_field(builder, wanted.field))->text;
    if (!is_first && (!wanted.flag || *(bool *)xnm_message_field(builder, wanted.flag))) {
        wanted.field = 0;
    }
    if (builder->leaf_depth || (!wanted.field && !wanted.values && !wanted.listed)) {
        return;
    }
    builder->leaf_depth = depth;
    builder->leaf = wanted;
    builder->leaf_start = tag.start + tag.length;
    g_string_truncate(builder->leaf_text, 0);
    builder->leaf_cut = false;
}

bool xnm_leaf_is_password(const xnm_message_builder *builder, uint32_t depth)
{
    return depth == builder->leaf_depth && builder->leaf.field == FIELD(message.password);
}

/* Of a short leaf, white space that it begins with is not collected, so that it leaves room for the text. */
void xnm_leaf_text(xnm_message_builder *builder, const char *text, size_t length)
{
    if (builder->leaf.short_text) {
        if (builder->leaf_text->len == 0) {
            size_t blank = strspn(text, " \n\t\r");
            text += blank;
            length -= blank;
        }
        size_t room = builder->max_value_bytes - MIN(builder->leaf_text->len, builder->max_value_bytes);
        builder->leaf_cut = builder->leaf_cut || length > room;
        length = xnm_message_whole_characters(text, length, room);
    }
    g_string_append_len(builder->leaf_text, text, (gssize)length);
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* Take the white space around a value away, from its text and its range. */
static void trim(const xnm_message_builder *builder, const char **text, size_t *length, xnm_range *range)
{
    const char *bytes = (const char *)builder->bytes;
    for (; *length > 0 && is_space(**text); ++*text) {
        --*length;
    }
    for (; *length > 0 && is_space((*text)[*length - 1]);) {
        --*length;
    }
    for (; range->length > 0 && is_space(bytes[range->start]); range->start++) {
        range->length--;
    }
    for (; range->length > 0 && is_space(bytes[range->start + range->length - 1]);) {
        range->length--;
    }
}

static void add_to_lists(xnm_message_builder *builder, const char *local, xnm_value value)
{
    xnm_named_value named = { .value = value };
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (!(builder->leaf.listed & lists[i].place)) {
            continue;
        }
        GArray *list = *(GArray **)xnm_message_field(builder, lists[i].list);
        if (list && xnm_message_may_list(builder, list->len)) {
            named.name = named.name ? named.name : xnm_message_string(builder, local, strlen(local));
            g_array_append_val(list, named);
        } else if (lists[i].place == ARGUMENT) {
            builder->message.arguments_left_out++;
        }
    }
}

/* The capability that announces RFC 6242's chunks. */
static bool is_base_1_1(const char *capability)
{
    return strcmp(capability, "urn:ietf:params:netconf:base:1.1") == 0 || strcmp(capability, "urn:ietf:params:xml:ns:netconf:base:1.1") == 0;
}

void xnm_leaf_end(xnm_message_builder *builder, const char *local, xnm_range end_tag)
{
    const xnm_message_leaf *leaf = &builder->leaf;
    const char *text = builder->leaf_text->str;
    size_t length = builder->leaf_text->len;
    xnm_value value = { .range = { builder->leaf_start, end_tag.start - builder->leaf_start } };
    builder->leaf_depth = 0;
    if (!leaf->verbatim) {
        trim(builder, &text, &length, &value.range);
    }
    value.text = xnm_message_string(builder, text, length);
    if (leaf->field) {
        *(xnm_value *)xnm_message_field(builder, leaf->field) = value;
        if (leaf->flag) {
            *(bool *)xnm_message_field(builder, leaf->flag) = true;
        }
    }
    GPtrArray *values = leaf->values ? *(GPtrArray **)xnm_message_field(builder, leaf->values) : NULL;
    if (values && xnm_message_may_list(builder, values->len)) {
        xnm_message_add_value(values, value);
    }
    if (leaf->values == FIELD(message.capabilities) && is_base_1_1(value.text)) {
        builder->message.base_1_1 = true;
    }
    builder->message.values_not_listed += builder->leaf_cut;
    add_to_lists(builder, local, value);
}

void xnm_arguments_finish(xnm_message_builder *builder)
{
    xnm_message *message = &builder->message;
    guint kept = 0;
    for (guint i = 0; i < message->arguments->len; i++) {
        xnm_named_value argument = g_array_index(message->arguments, xnm_named_value, i);
        if (xnm_message_has_secret(message, argument.value.range)) {
            message->arguments_left_out++;
            continue;
        }
        g_array_index(message->arguments, xnm_named_value, kept++) = argument;
    }
    g_array_set_size(message->arguments, kept);
}

bool xnm_commit_kind_is(const char *local)
{
    static const char *const kinds[] = { "at-time", "check", "confirmed", "force-synchronize", "full", "synchronize" };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i], local) == 0) {
            return true;
        }
    }
    return false;
}

void xnm_commit_kinds_finish(xnm_message_builder *builder)
{
    GArray *kinds = builder->message.commit_kinds;
    for (guint i = 0; builder->confirm_timeout.text && i < kinds->len; i++) {
        xnm_named_value *kind = &g_array_index(kinds, xnm_named_value, i);
        if (strcmp(kind->name, "confirmed") == 0 && !*kind->value.text) {
            kind->value = builder->confirm_timeout;
        }
    }
}
