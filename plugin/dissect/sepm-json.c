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

#define BYTE_ORDER_MARK "\xEF\xBB\xBF" /* some clients write it before JSON, against RFC 8259 section 8.1 */

static const struct {
    const char *name;
    sepm_line_kind kind;
    bool in_answer;
    bool may_be_number;
} members[] = {
    { "username", SEPM_LINE_USERNAME, false, true }, { "password", SEPM_LINE_PASSWORD, false, true },  { "domain", SEPM_LINE_DOMAIN, false, false },
    { "token", SEPM_LINE_TOKEN, true, false },       { "refreshToken", SEPM_LINE_TOKEN, true, false },
};

typedef struct {
    const char *json;
    const jsmntok_t *tokens;
    int count;
    bool is_answer;
    sepm_json_callback callback;
    void *user;
} reading;

/* The text of a token, with the escapes of a string undone. Freed by the caller. */
static char *token_text(const reading *now, int at)
{
    const jsmntok_t *token = &now->tokens[at];
    char *raw = g_strndup(now->json + token->start, (gsize)(token->end - token->start));
    char *text = token->type == JSMN_STRING ? g_strdup(raw) : NULL;
    bool valid = text && json_decode_string_inplace(text);
    if (!valid) {
        g_free(text);
        return raw;
    }
    g_free(raw);
    return text;
}

static bool is_number(const reading *now, int at)
{
    char first = now->json[now->tokens[at].start];
    return now->tokens[at].type == JSMN_PRIMITIVE && (first == '-' || g_ascii_isdigit(first));
}

static void read_member(const reading *now, size_t member, int value)
{
    bool readable = now->tokens[value].type == JSMN_STRING || (members[member].may_be_number && is_number(now, value));
    char *text = readable ? token_text(now, value) : NULL;
    if (text) {
        char *line = text_one_line_spaced(text, strlen(text), HTTP_VALUE_MAX);
        now->callback(now->user, members[member].kind, line);
        g_free(line);
        g_free(text);
    }
}

/* Behind a value, and what is in it. */
static int behind(const reading *now, int at)
{
    int end = now->tokens[at].end;
    do {
        at++;
    } while (at < now->count && now->tokens[at].start < end);
    return at;
}

/* In the order of the members above, whatever that of the object's: the list of credentials wants names before passwords. */
static void read_object(const reading *now, int object)
{
    int end = now->tokens[object].end;
    for (size_t i = 0; i < array_length(members); i++) {
        for (int at = object + 1; at + 1 < now->count && now->tokens[at].start < end; at = behind(now, at + 1)) {
            char *name = token_text(now, at);
            if (members[i].in_answer == now->is_answer && strcmp(members[i].name, name) == 0) {
                read_member(now, i, at + 1);
            }
            g_free(name);
        }
    }
}

/* The object, or each of an array. */
static void read_document(const reading *now)
{
    int at = now->tokens[0].type == JSMN_ARRAY ? 1 : 0;
    while (at < now->count) {
        if (now->tokens[at].type == JSMN_OBJECT) {
            read_object(now, at);
        }
        at = behind(now, at);
    }
}

const char *sepm_json_read(const uint8_t *bytes, size_t length, bool is_answer, sepm_json_callback callback, void *user)
{
    if (length >= strlen(BYTE_ORDER_MARK) && memcmp(bytes, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0) {
        bytes += strlen(BYTE_ORDER_MARK);
        length -= strlen(BYTE_ORDER_MARK);
    }
    if (length == 0 || length > SEPM_JSON_MAX || memchr(bytes, '\0', length)) {
        return "JSON: not read, it is none";
    }
    char *json = g_strndup((const char *)bytes, length);
    int count = json_parse(json, NULL, 0);
    const char *unread = count > TOKENS_MAX ? "JSON: not read, the limit is 256 values" : count > 0 ? NULL : "JSON: not read, it is none";
    jsmntok_t *tokens = unread ? NULL : g_new0(jsmntok_t, count);
    if (tokens && json_parse(json, tokens, (unsigned)count) == count) {
        read_document(&(reading){ json, tokens, count, is_answer, callback, user });
    }
    g_free(tokens);
    g_free(json);
    return unread;
}
