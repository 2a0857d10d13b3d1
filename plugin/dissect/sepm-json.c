/* sepm-json.c
 * Credentials in the JSON of a login.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-json.h"

#include <string.h>

#include "json-tokens.h"
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
    json_tokens read;
    bool is_answer;
    sepm_json_callback callback;
    void *user;
} reading;

/* The text of a token, with the escapes of a string undone. Freed by the caller. */
static char *token_text(const reading *now, int at)
{
    const jsmntok_t *token = &now->read.tokens[at];
    char *raw = g_strndup(now->read.json + token->start, (gsize)(token->end - token->start));
    char *text = token->type == JSMN_STRING ? g_strdup(raw) : NULL;
    bool valid = text && json_decode_string_inplace(text);
    if (!valid) {
        g_free(text);
        return raw;
    }
    g_free(raw);
    return text;
}

static void read_member(const reading *now, size_t member, int value)
{
    bool readable = now->read.tokens[value].type == JSMN_STRING || (members[member].may_be_number && json_tokens_is_number(&now->read, value));
    char *text = readable ? token_text(now, value) : NULL;
    if (text) {
        char *line = text_one_line_spaced(text, strlen(text), HTTP_VALUE_MAX);
        now->callback(now->user, members[member].kind, line);
        g_free(line);
        g_free(text);
    }
}

/* In the order of the members above, whatever that of the object's: the list of credentials wants names before passwords. */
static void read_object(const reading *now, int object)
{
    int end = now->read.tokens[object].end;
    for (size_t i = 0; i < array_length(members); i++) {
        for (int at = object + 1; at + 1 < now->read.count && now->read.tokens[at].start < end; at = json_tokens_behind(&now->read, at + 1)) {
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
    int at = now->read.tokens[0].type == JSMN_ARRAY ? 1 : 0;
    while (at < now->read.count) {
        if (now->read.tokens[at].type == JSMN_OBJECT) {
            read_object(now, at);
        }
        at = json_tokens_behind(&now->read, at);
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
        read_document(&(reading){ { json, tokens, count }, is_answer, callback, user });
    }
    g_free(tokens);
    g_free(json);
    return unread;
}
