/* json-members.c
 * Which members a JSON object has (RFC 8259). Without recursion; nothing is copied.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-private.h"

#include <string.h>

#define DEPTH_MAX 64 /* one bit each */

typedef enum { AWAIT_VALUE, AWAIT_VALUE_OR_END, AWAIT_NAME, AWAIT_NAME_OR_END, AWAIT_COLON, AWAIT_COMMA_OR_END, AWAIT_NOTHING } json_state;

typedef struct {
    const char *at;
    const char *end;
    json_state state;
    uint64_t objects; /* a bit for each level: whether it is an object, else an array */
    unsigned depth;
    const char *const *names;
    size_t count;
    size_t member; /* of the names, the one whose value comes; count: none of them */
    unsigned found;
} json_reading;

static bool is_in_object(const json_reading *json)
{
    return json->depth > 0 && (json->objects >> (json->depth - 1) & 1) != 0;
}

/* Behind the opening quote: up to the closing one, which is passed. Returns false when there is none, or a control character stands in it. */
static bool pass_string(json_reading *json)
{
    while (json->at < json->end) {
        unsigned char c = (unsigned char)*json->at++;
        if (c == '"') {
            return true;
        }
        if (c < ' ') {
            return false;
        }
        json->at += c == '\\' && json->at < json->end;
    }
    return false;
}

static void note_name(json_reading *json, const char *name, size_t length)
{
    json->member = json->count;
    for (size_t i = 0; json->depth == 1 && i < json->count; i++) {
        if (strlen(json->names[i]) == length && memcmp(json->names[i], name, length) == 0) {
            json->member = i;
        }
    }
}

static void end_value(json_reading *json, bool tells)
{
    if (json->depth == 1 && json->member < json->count && tells) {
        json->found |= 1u << json->member;
    }
    json->state = json->depth > 0 ? AWAIT_COMMA_OR_END : AWAIT_NOTHING;
}

/* A number, true, false or null: letters, digits and what numbers are written with. */
static bool pass_scalar(json_reading *json)
{
    static const char *const literals[] = { "true", "false", "null" };
    const char *start = json->at;
    while (json->at < json->end && (g_ascii_isalnum(*json->at) || strchr("+-.", *json->at)) && *json->at != '\0') {
        json->at++;
    }
    size_t length = (size_t)(json->at - start);
    bool number = length > 0 && (g_ascii_isdigit(*start) || *start == '-');
    for (size_t i = 0; number && i < length; i++) {
        number = strchr("0123456789+-.eE", start[i]) != NULL;
    }
    bool literal = false;
    for (size_t i = 0; i < G_N_ELEMENTS(literals); i++) {
        literal = literal || (strlen(literals[i]) == length && memcmp(literals[i], start, length) == 0);
    }
    end_value(json, number);
    return number || literal;
}

static bool open_level(json_reading *json, bool object)
{
    if (json->depth >= DEPTH_MAX) {
        return false;
    }
    uint64_t bit = UINT64_C(1) << json->depth++;
    json->objects = object ? json->objects | bit : json->objects & ~bit;
    json->state = object ? AWAIT_NAME_OR_END : AWAIT_VALUE_OR_END;
    return true;
}

static bool close_level(json_reading *json, bool object)
{
    if (json->depth == 0 || is_in_object(json) != object) {
        return false;
    }
    json->depth--;
    end_value(json, false);
    return true;
}

static bool pass_value(json_reading *json, char first)
{
    if (first == '{' || first == '[') {
        json->at++;
        return open_level(json, first == '{');
    }
    if (first != '"') {
        return pass_scalar(json);
    }
    json->at++;
    bool whole = pass_string(json);
    end_value(json, true);
    return whole;
}

static bool pass_name(json_reading *json, char first)
{
    const char *name = ++json->at;
    if (first != '"' || !pass_string(json)) {
        return false;
    }
    note_name(json, name, (size_t)(json->at - name) - 1);
    json->state = AWAIT_COLON;
    return true;
}

/* The next token, of which the first character is no blank. Returns false where none can stand. */
static bool pass_token(json_reading *json)
{
    char first = *json->at;
    bool may_end = json->state == AWAIT_NAME_OR_END || json->state == AWAIT_VALUE_OR_END || json->state == AWAIT_COMMA_OR_END;
    if (may_end && (first == '}' || first == ']')) {
        json->at++;
        return close_level(json, first == '}');
    }
    switch (json->state) {
    case AWAIT_VALUE:
    case AWAIT_VALUE_OR_END:
        return pass_value(json, first);
    case AWAIT_NAME:
    case AWAIT_NAME_OR_END:
        return pass_name(json, first);
    case AWAIT_COLON:
        json->at++;
        json->state = AWAIT_VALUE;
        return first == ':';
    case AWAIT_COMMA_OR_END:
        json->at++;
        json->state = is_in_object(json) ? AWAIT_NAME : AWAIT_VALUE;
        return first == ',';
    default:
        return false;
    }
}

bool sepm_json_has_members(const uint8_t *bytes, size_t length, const char *const *names, size_t count)
{
    json_reading json = { .at = (const char *)bytes, .end = (const char *)bytes + length, .names = names, .count = count, .member = count };
    if (length == 0 || count == 0 || count >= 32) {
        return false;
    }
    while (json.at < json.end) {
        if (strchr(" \t\r\n", *json.at) && *json.at != '\0') {
            json.at++;
        } else if ((json.depth == 0 && json.state == AWAIT_VALUE && *json.at != '{') || !pass_token(&json)) {
            return false;
        }
    }
    return json.state == AWAIT_NOTHING && json.found == (1u << count) - 1;
}
