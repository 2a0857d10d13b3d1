/* json-members.c
 * Which members a JSON object has, by Wireshark's JSON parser.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-members.h"

#include <string.h>

#include <glib.h>

#include "json-tokens.h"

#define LENGTH_MAX 65536
#define TOKENS_MAX 4096

static bool has_member(const json_tokens *now, const char *name)
{
    size_t length = strlen(name);
    for (int at = 1; at + 1 < now->count; at = json_tokens_behind(now, at + 1)) {
        const jsmntok_t *token = &now->tokens[at];
        if (token->type == JSMN_STRING && token->size == 1 && (size_t)(token->end - token->start) == length &&
            memcmp(now->json + token->start, name, length) == 0 && (now->tokens[at + 1].type == JSMN_STRING || json_tokens_is_number(now, at + 1))) {
            return true;
        }
    }
    return false;
}

/* One object, with nothing but blanks around it. */
static bool is_object(const json_tokens *now)
{
    const jsmntok_t *object = &now->tokens[0];
    return object->type == JSMN_OBJECT && json_tokens_behind(now, 0) == now->count &&
           now->json[object->end + (int)strspn(now->json + object->end, " \t\r\n")] == '\0';
}

bool json_has_members(const uint8_t *bytes, size_t length, const char *const *names, size_t count)
{
    if (length == 0 || length > LENGTH_MAX || memchr(bytes, '\0', length)) {
        return false;
    }
    char *json = g_strndup((const char *)bytes, length);
    int tokens = json_parse(json, NULL, 0);
    jsmntok_t *read = tokens > 0 && tokens <= TOKENS_MAX ? g_new0(jsmntok_t, tokens) : NULL;
    json_tokens now = { json, read, tokens };
    bool has = read && json_parse(json, read, (unsigned)tokens) == tokens && is_object(&now);
    for (size_t i = 0; has && i < count; i++) {
        has = has_member(&now, names[i]);
    }
    g_free(read);
    g_free(json);
    return has;
}
