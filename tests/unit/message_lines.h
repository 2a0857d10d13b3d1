/* message_lines.h
 * What the tests of the message room share: messages from text, and values as lines.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TEST_MESSAGE_LINES_H
#define PORTLORE_TEST_MESSAGE_LINES_H

#include "portlore/xnm_message.h"

#include <string.h>

#define LISTED_MAX  1000
#define VALUE_MAX   4096
#define SECRETS_MAX 10000

static const xnm_read_limits wide = { .max_depth = 100, .max_elements = 100000, .max_attributes = 100, .max_name_bytes = 200,
                                      .max_listed = LISTED_MAX, .max_value_bytes = VALUE_MAX, .max_secrets = SECRETS_MAX, .max_json_depth = 128 };

/* The bytes lie at the end of a heap block of their own, and are gone when the message is looked at. */
static xnm_message *new_message(const char *text, size_t length, const xnm_read_limits *limits)
{
    uint8_t *block = g_malloc(length ? length : 1);
    memcpy(block, text, length);
    xnm_message *message = xnm_message_new(block, length, limits);
    g_free(block);
    return message;
}

static void add_range(GString *lines, const char *bytes, xnm_range range)
{
    g_assert_cmpuint(range.start, <=, strlen(bytes));
    g_assert_cmpuint(range.length, <=, strlen(bytes) - range.start);
    g_string_append_printf(lines, " [%.*s]\n", (int)range.length, bytes + range.start);
}

static void add_value(GString *lines, const char *label, const xnm_value *value, const char *bytes)
{
    if (!value->text) {
        g_assert_cmpuint(value->range.start, ==, 0);
        g_assert_cmpuint(value->range.length, ==, 0);
        return;
    }
    g_string_append_printf(lines, "%s %s", label, value->text);
    add_range(lines, bytes, value->range);
}

#endif
