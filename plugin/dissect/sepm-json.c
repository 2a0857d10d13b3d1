/* sepm-json.c
 * Credentials in the JSON of a login.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-json.h"

#include <string.h>

#include <wsutil/wsjson.h>

#include "portlore/http_reader.h"
#include "portlore/text.h"

/* Wireshark's parser recurses into values as deep as they are nested: so few tokens bound that, too. */
#define TOKENS_MAX 256

static const struct {
    const char *name;
    sepm_line_kind kind;
    bool in_answer;
} members[] = {
    { "username", SEPM_LINE_USERNAME, false }, { "password", SEPM_LINE_PASSWORD, false }, { "domain", SEPM_LINE_DOMAIN, false },
    { "token", SEPM_LINE_TOKEN, true },        { "refreshToken", SEPM_LINE_TOKEN, true },
};

static void read_member(char *json, jsmntok_t *tokens, size_t member, sepm_json_callback callback, void *user)
{
    const char *value = json_get_string(json, tokens, members[member].name);
    if (value) {
        char *line = text_one_line_spaced(value, strlen(value), HTTP_VALUE_MAX);
        callback(user, members[member].kind, line);
        g_free(line);
    }
}

void sepm_json_read(const uint8_t *bytes, size_t length, bool is_answer, sepm_json_callback callback, void *user)
{
    if (length == 0 || length > SEPM_JSON_MAX || memchr(bytes, '\0', length)) {
        return;
    }
    char *json = g_strndup((const char *)bytes, length);
    int count = json_parse(json, NULL, 0);
    jsmntok_t *tokens = count > 0 && count <= TOKENS_MAX ? g_new0(jsmntok_t, count) : NULL;
    if (tokens && json_parse(json, tokens, (unsigned)count) == count && tokens[0].type == JSMN_OBJECT) {
        for (size_t i = 0; i < array_length(members); i++) {
            if (members[i].in_answer == is_answer) {
                read_member(json, tokens, i, callback, user);
            }
        }
    }
    g_free(tokens);
    g_free(json);
}
