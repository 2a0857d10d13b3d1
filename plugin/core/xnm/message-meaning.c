/* message-meaning.c
 * What the elements of a message say in the protocol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "message-private.h"

#include <stdlib.h>
#include <string.h>

/* Places in a message: where an element stands decides what its name means. */
enum {
    IN_ANSWER = 1 << 0, /* anywhere in a message that is no request */
    IN_LOGIN = 1 << 1,
    IN_AUTHENTICATION = 1 << 2,
    IN_ALL = IN_ANSWER | IN_LOGIN | IN_AUTHENTICATION,

    /* Directly below, these are not passed on to grandchildren. */
    BELOW_RPC = 1 << 3,
    BELOW_REPLY = 1 << 4,
    BELOW_ERROR = 1 << 5,
    BELOW_RPC_ERROR = 1 << 6
};

typedef enum {
    LEAF,          /* its text is the value field */
    LEAF_VERBATIM, /* the same, white space and all */
    GROUP,         /* its children are in the places opens */
    ERROR,         /* a group that is an error, */
    WARNING,       /* or a warning */
    END_SESSION
} meaning;

typedef struct {
    const char *name;
    uint32_t within; /* only in one of these places; 0: anywhere */
    meaning meaning;
    uint32_t opens;
    size_t field; /* offset of an xnm_value in xnm_message_builder */
} meaning_rule;

#define FIELD(name) offsetof(xnm_message_builder, name)

/* Sorted by name. Of several rules with one name, the first that fits counts. */
static const meaning_rule rules[] = {
    { .name = "authentication-response", .within = IN_ANSWER, .meaning = GROUP, .opens = IN_AUTHENTICATION },
    { .name = "challenge", .within = IN_ANSWER, .meaning = LEAF, .field = FIELD(message.challenge) },
    { .name = "challenge-response", .within = IN_LOGIN, .meaning = LEAF_VERBATIM, .field = FIELD(message.password) },
    { .name = "command", .within = BELOW_RPC, .meaning = LEAF, .field = FIELD(message.command) },
    { .name = "end-session", .within = BELOW_REPLY, .meaning = END_SESSION },
    { .name = "error", .within = IN_ANSWER, .meaning = ERROR, .opens = BELOW_ERROR },
    { .name = "error-message", .within = BELOW_RPC_ERROR, .meaning = LEAF, .field = FIELD(error_message) },
    { .name = "error-severity", .within = BELOW_RPC_ERROR, .meaning = LEAF, .field = FIELD(error_severity) },
    { .name = "login-name", .within = IN_AUTHENTICATION, .meaning = LEAF, .field = FIELD(message.login_name) },
    { .name = "message", .within = BELOW_ERROR, .meaning = LEAF, .field = FIELD(error_message) },
    { .name = "message", .within = IN_AUTHENTICATION | BELOW_REPLY, .meaning = LEAF, .field = FIELD(message.login_message) },
    { .name = "request-end-session", .within = BELOW_RPC, .meaning = END_SESSION },
    { .name = "request-login", .meaning = GROUP, .opens = IN_LOGIN },
    { .name = "rpc-error", .within = IN_ANSWER, .meaning = ERROR, .opens = BELOW_RPC_ERROR },
    { .name = "status", .within = IN_AUTHENTICATION | BELOW_REPLY, .meaning = LEAF, .field = FIELD(message.login_status) },
    { .name = "username", .within = IN_LOGIN, .meaning = LEAF_VERBATIM, .field = FIELD(message.username) },
    { .name = "warning", .within = IN_ANSWER, .meaning = WARNING, .opens = BELOW_ERROR },
};

static const meaning_rule *find_rule(const char *local, uint32_t places)
{
    size_t low = 0;
    size_t high = G_N_ELEMENTS(rules);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(rules[middle].name, local) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < G_N_ELEMENTS(rules) && strcmp(rules[low].name, local) == 0; low++) {
        if (!rules[low].within || (rules[low].within & places)) {
            return &rules[low];
        }
    }
    return NULL;
}

static xnm_value *field_at(xnm_message_builder *builder, size_t offset)
{
    return (xnm_value *)(void *)((char *)builder + offset);
}

static const char *attribute_value(xnm_message_builder *builder, const char *name, const xnm_attribute *attributes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(attributes[i].local, name) == 0) {
            return xnm_message_string(builder, attributes[i].value, strlen(attributes[i].value));
        }
    }
    return NULL;
}

static void begin_leaf(xnm_message_builder *builder, const meaning_rule *rule, uint32_t depth, uint32_t places, xnm_range tag)
{
    if (builder->leaf_depth || field_at(builder, rule->field)->text) {
        return;
    }
    builder->leaf_depth = depth;
    builder->leaf_field = rule->field;
    builder->leaf_verbatim = rule->meaning == LEAF_VERBATIM;
    builder->leaf_start = tag.start + tag.length;
    g_string_truncate(builder->leaf_text, 0);
    if ((places & BELOW_REPLY) && (rule->within & BELOW_REPLY)) {
        builder->bare_login = true;
    }
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

static void end_leaf(xnm_message_builder *builder, xnm_range end_tag)
{
    const char *text = builder->leaf_text->str;
    size_t length = builder->leaf_text->len;
    xnm_value *value = field_at(builder, builder->leaf_field);
    value->range = (xnm_range){ builder->leaf_start, end_tag.start - builder->leaf_start };
    if (!builder->leaf_verbatim) {
        trim(builder, &text, &length, &value->range);
    }
    value->text = xnm_message_string(builder, text, length);
    builder->leaf_depth = 0;
}

static void begin_error(xnm_message_builder *builder, const meaning_rule *rule, const char *name, uint32_t depth)
{
    builder->error_depth = depth;
    builder->error_is_warning = rule->meaning == WARNING;
    builder->error_is_certain = strcmp(name, rule->name) != 0 || rule->opens == BELOW_RPC_ERROR;
    builder->error_message = (xnm_value){ 0 };
    builder->error_severity = (xnm_value){ 0 };
}

static void end_error(xnm_message_builder *builder, xnm_range element)
{
    builder->error_depth = 0;
    bool is_warning = builder->error_is_warning || g_strcmp0(builder->error_severity.text, "warning") == 0;
    GPtrArray *list = is_warning ? builder->message.warnings : builder->message.errors;
    if (!builder->error_message.text) {
        if (!builder->error_is_certain) {
            return; /* an operational reply may have an element of that name, which is no error of the protocol */
        }
        builder->error_message = (xnm_value){ "", element };
    }
    if (list->len < XNM_MESSAGE_ERRORS_MAX) {
        xnm_value *value = g_new(xnm_value, 1);
        *value = builder->error_message;
        g_ptr_array_add(list, value);
    }
}

static void count_item(xnm_message_builder *builder, const char *local)
{
    for (size_t i = 0; i < builder->item_names; i++) {
        if (strcmp(builder->items[i].name, local) == 0) {
            builder->items[i].count++;
            return;
        }
    }
    if (builder->item_names < XNM_ITEM_NAMES_MAX) {
        builder->items[builder->item_names++] = (xnm_item){ xnm_message_string(builder, local, strlen(local)), 1 };
    }
}

/* The message's own element and the two levels below it have their meaning by where they stand. Returns the places of the element's children
 * that come from that. */
static uint32_t start_frame(xnm_message_builder *builder, const char *local, uint32_t depth, xnm_range tag)
{
    xnm_message *message = &builder->message;
    if (depth == 1) {
        message->kind = xnm_message_kind_of(local);
        message->name = xnm_message_string(builder, local, strlen(local));
        switch (message->kind) {
        case XNM_MESSAGE_RPC:
            return BELOW_RPC;
        case XNM_MESSAGE_RPC_REPLY:
            return IN_ANSWER | BELOW_REPLY;
        default:
            return IN_ANSWER;
        }
    }
    if (depth == 2) {
        if (message->operations++ == 0) {
            message->operation = (xnm_value){ xnm_message_string(builder, local, strlen(local)), tag };
        }
    } else if (depth == 3 && message->operations == 1 && message->kind == XNM_MESSAGE_RPC_REPLY) {
        count_item(builder, local);
    }
    return 0;
}

uint32_t xnm_meaning_start(xnm_message_builder *builder, const char *name, const char *local, uint32_t depth, uint32_t places,
                           const xnm_attribute *attributes, size_t attribute_count, xnm_range tag)
{
    uint32_t below = start_frame(builder, local, depth, tag) | (places & IN_ALL);
    const meaning_rule *rule = find_rule(local, depth == 1 ? below : places);
    if (!rule) {
        return below;
    }
    switch (rule->meaning) {
    case LEAF:
    case LEAF_VERBATIM:
        begin_leaf(builder, rule, depth, places, tag);
        if (rule->field == FIELD(message.challenge) && !builder->message.challenge_echo) {
            builder->message.challenge_echo = attribute_value(builder, "echo", attributes, attribute_count);
        }
        break;
    case ERROR:
    case WARNING:
        if (builder->error_depth) {
            break;
        }
        begin_error(builder, rule, name, depth);
        below |= rule->opens;
        break;
    case GROUP:
        below |= rule->opens;
        break;
    case END_SESSION:
        builder->message.end_session = true;
        break;
    }
    return below;
}

void xnm_meaning_text(xnm_message_builder *builder, const char *text, size_t length, uint32_t depth)
{
    if (depth == builder->leaf_depth) {
        g_string_append_len(builder->leaf_text, text, (gssize)length);
    }
}

void xnm_meaning_end(xnm_message_builder *builder, uint32_t depth, xnm_range element, xnm_range end_tag)
{
    if (depth == builder->leaf_depth) {
        end_leaf(builder, end_tag);
    }
    if (depth == builder->error_depth) {
        end_error(builder, element);
    }
    if (depth == 2 && builder->message.operations == 1) {
        builder->message.operation.range = element;
    }
}

void xnm_meaning_finish(xnm_message_builder *builder)
{
    xnm_message *message = &builder->message;
    for (size_t i = 0; i < builder->item_names; i++) {
        if (builder->items[i].count > message->item_count) {
            message->item_name = builder->items[i].name;
            message->item_count = builder->items[i].count;
        }
    }
    if (builder->bare_login && g_strcmp0(message->login_status.text, "success") != 0 && g_strcmp0(message->login_status.text, "fail") != 0) {
        message->login_status = (xnm_value){ 0 };
        message->login_message = (xnm_value){ 0 };
    }
    if (builder->open->len > 1 && message->operations == 1) {
        message->operation.range.length = message->read.read - message->operation.range.start;
    }
}
