/* http-fields.c
 * What stands in HTTP's headers, targets and forms: parameters, cookies, credentials.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/http_fields.h"

#include <string.h>

#include "portlore/http_reader.h"
#include "portlore/text.h"

void http_pair_free(void *data)
{
    http_pair *pair = data;
    g_free(pair->name);
    g_free(pair->value);
    g_free(pair);
}

static char *kept(const char *text, size_t length)
{
    return text_one_line_spaced(text, length, HTTP_VALUE_MAX);
}

char *http_decoded(const char *text, size_t length)
{
    GString *bytes = g_string_sized_new(length);
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%' && length - i > 2 && g_ascii_isxdigit(text[i + 1]) && g_ascii_isxdigit(text[i + 2])) {
            c = (char)(g_ascii_xdigit_value(text[i + 1]) * 16 + g_ascii_xdigit_value(text[i + 2]));
            i += 2;
        }
        g_string_append_c(bytes, c);
    }
    char *line = kept(bytes->str, bytes->len);
    g_string_free(bytes, TRUE);
    return line;
}

typedef char *(*value_reader)(const char *text, size_t length);

static void add_pair(GPtrArray *pairs, const char *text, size_t length, value_reader read)
{
    if (length == 0 || pairs->len >= HTTP_PAIRS_MAX) {
        return;
    }
    const char *equals = memchr(text, '=', length);
    size_t name = equals ? (size_t)(equals - text) : length;
    http_pair *pair = g_new(http_pair, 1);
    pair->name = read(text, name);
    pair->value = equals ? read(equals + 1, length - name - 1) : g_strdup("");
    g_ptr_array_add(pairs, pair);
}

/* Each part that stands between separators, without spaces before it. */
static GPtrArray *pairs_of(const char *text, size_t length, char separator, value_reader read)
{
    GPtrArray *pairs = g_ptr_array_new_with_free_func(http_pair_free);
    const char *end = text + length;
    while (text < end && pairs->len < HTTP_PAIRS_MAX) {
        const char *stop = memchr(text, separator, (size_t)(end - text));
        stop = stop ? stop : end;
        while (text < stop && *text == ' ') {
            text++;
        }
        add_pair(pairs, text, (size_t)(stop - text), read);
        text = stop < end ? stop + 1 : end;
    }
    return pairs;
}

GPtrArray *http_parameters(const char *text, size_t length)
{
    return pairs_of(text, length, '&', http_decoded);
}

GPtrArray *http_cookies(const char *text)
{
    return pairs_of(text ? text : "", text ? strlen(text) : 0, ';', kept);
}

GPtrArray *http_set_cookies(const char *text)
{
    GPtrArray *pairs = g_ptr_array_new_with_free_func(http_pair_free);
    while (text && *text) {
        size_t line = strcspn(text, "\n");
        add_pair(pairs, text, MIN(strcspn(text, ";"), line), kept);
        text += line + (text[line] == '\n' ? 1 : 0);
    }
    return pairs;
}

const char *http_pair_value(const GPtrArray *pairs, const char *name)
{
    for (guint i = 0; i < pairs->len; i++) {
        const http_pair *pair = g_ptr_array_index(pairs, i);
        if (strcmp(pair->name, name) == 0) {
            return pair->value;
        }
    }
    return NULL;
}

const char *http_credentials_of(const char *authorization, const char *scheme)
{
    size_t length = strlen(scheme);
    if (!authorization || g_ascii_strncasecmp(authorization, scheme, length) != 0 || authorization[length] != ' ') {
        return NULL;
    }
    return authorization + length + strspn(authorization + length, " ");
}

/* RFC 4648 section 4: whole groups, padding at the end only. */
static bool is_base64(const char *text)
{
    size_t length = strlen(text);
    size_t digits = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    return length > 0 && length % 4 == 0 && length - digits <= 2 && strspn(text + digits, "=") == length - digits;
}

bool http_basic_credentials(const char *authorization, char **username, char **password)
{
    const char *text = http_credentials_of(authorization, "Basic");
    if (!text || !is_base64(text)) {
        return false;
    }
    gsize length;
    guchar *plain = g_base64_decode(text, &length);
    const guchar *colon = memchr(plain, ':', length);
    if (colon) {
        size_t name = (size_t)(colon - plain);
        *username = kept((const char *)plain, name);
        *password = kept((const char *)colon + 1, length - name - 1);
    }
    g_free(plain);
    return colon != NULL;
}

bool http_is_type(const char *content_type, const char *type)
{
    size_t length = strlen(type);
    return content_type && g_ascii_strncasecmp(content_type, type, length) == 0 && strchr("; \t\n", content_type[length]) != NULL;
}
