/* http-challenge.c
 * What a server asks a client to authenticate with (RFC 9110 section 11.6.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/http_fields.h"

#include <string.h>

static bool is_name(const char *text, size_t length, const char *name)
{
    return length == strlen(name) && g_ascii_strncasecmp(text, name, length) == 0;
}

/* A parameter's value, quoted or not (RFC 9110 section 5.6). at: moved behind it. Freed by the caller. */
static char *value_at(const char **at)
{
    GString *value = g_string_new(NULL);
    const char *text = *at;
    if (*text != '"') {
        size_t length = strcspn(text, " \t,\n");
        g_string_append_len(value, text, (gssize)length);
        *at = text + length;
        return g_string_free(value, FALSE);
    }
    for (text++; *text != '\0' && *text != '"'; text++) {
        text += text[0] == '\\' && text[1] != '\0';
        g_string_append_c(value, *text);
    }
    *at = text + (*text == '"');
    return g_string_free(value, FALSE);
}

char *http_basic_realm(const char *challenges)
{
    bool basic = false;
    const char *at = challenges ? challenges : "";
    while (*(at += strspn(at, " \t,\n")) != '\0') {
        size_t length = strcspn(at, " \t,\n=");
        const char *name = at;
        at += length;
        const char *equals = at + strspn(at, " \t");
        if (*equals != '=') {
            basic = is_name(name, length, "Basic");
            continue;
        }
        at = equals + 1 + strspn(equals + 1, " \t");
        char *value = value_at(&at);
        if (basic && is_name(name, length, "realm")) {
            return value;
        }
        g_free(value);
    }
    return NULL;
}
