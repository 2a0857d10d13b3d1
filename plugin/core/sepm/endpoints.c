/* endpoints.c
 * Compares requests with the table of endpoints.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-private.h"

#include <string.h>

#define HIDDEN_DIGITS_MIN 16
#define AGENT_DIGITS      32

bool sepm_is_smc(const char *user_agent)
{
    return user_agent && strcmp(user_agent, "Smc") == 0;
}

bool sepm_is_eclide(const char *user_agent)
{
    return user_agent && strstr(user_agent, "eclide/") != NULL;
}

static bool are_hexadecimal(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isxdigit(text[i])) {
            return false;
        }
    }
    return true;
}

bool sepm_bytes_contain(const uint8_t *bytes, size_t length, const char *text)
{
    size_t size = strlen(text);
    char first = g_ascii_tolower(text[0]);
    for (size_t i = 0; size <= length && i <= length - size; i++) {
        if (g_ascii_tolower((char)bytes[i]) == first && g_ascii_strncasecmp((const char *)bytes + i, text, size) == 0) {
            return true;
        }
    }
    return false;
}

/* Paths */

static bool begins(const char *path, const char *prefix)
{
    return g_ascii_strncasecmp(path, prefix, strlen(prefix)) == 0;
}

/* What follows the prefix and a slash; NULL: the path is not below it. */
static const char *below(const char *path, const char *prefix)
{
    size_t length = strlen(prefix);
    return begins(path, prefix) && path[length] == '/' ? path + length + 1 : NULL;
}

static bool is_two_below(const char *path, const char *prefix)
{
    const char *rest = below(path, prefix);
    const char *slash = rest ? strchr(rest, '/') : NULL;
    return slash && slash > rest && slash[1] != '\0';
}

/* Where the last name of the path begins, if it is this one; else NULL. */
static const char *file_in(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    return slash && g_ascii_strcasecmp(slash + 1, name) == 0 ? slash + 1 : NULL;
}

static bool is_agent_file(const char *path, const char *name)
{
    static const char folder[] = "agent/";
    const char *file = file_in(path, name);
    size_t before = file ? (size_t)(file - path) : 0;
    if (before < strlen(folder) + AGENT_DIGITS + 1) {
        return false;
    }
    const char *digits = file - AGENT_DIGITS - 1;
    return are_hexadecimal(digits, AGENT_DIGITS) && g_ascii_strncasecmp(digits - strlen(folder), folder, strlen(folder)) == 0;
}

static bool path_matches(const sepm_endpoint *endpoint, const char *path)
{
    switch (endpoint->path_match) {
    case SEPM_PATH_IS:
        return g_ascii_strcasecmp(path, endpoint->path) == 0;
    case SEPM_PATH_PAGE: {
        size_t length = strlen(endpoint->path);
        return begins(path, endpoint->path) && path[length + (path[length] == '/' ? 1 : 0)] == '\0';
    }
    case SEPM_PATH_BEGINS:
        return begins(path, endpoint->path);
    case SEPM_PATH_BELOW: {
        const char *rest = below(path, endpoint->path);
        return rest && *rest;
    }
    case SEPM_PATH_WITHIN:
        return g_ascii_strcasecmp(path, endpoint->path) == 0 || below(path, endpoint->path);
    case SEPM_PATH_TWO_BELOW:
        return is_two_below(path, endpoint->path);
    case SEPM_PATH_FILE:
        return file_in(path, endpoint->path) != NULL;
    case SEPM_PATH_AGENT_FILE:
        return is_agent_file(path, endpoint->path);
    default:
        return true;
    }
}

/* Parameters */

static bool leads_outside(const char *path)
{
    static const char separators[] = "/\\";
    unsigned depth = 0;
    while (*path) {
        size_t length = strcspn(path, separators);
        if (length == 2 && path[0] == '.' && path[1] == '.') {
            if (depth == 0) {
                return true;
            }
            depth--;
        } else if (length > 0 && !(length == 1 && path[0] == '.')) {
            depth++;
        }
        path += length;
        path += strspn(path, separators);
    }
    return false;
}

static bool value_matches(const char *value, const sepm_parameter *parameter)
{
    size_t length = strlen(value);
    switch (parameter->match) {
    case SEPM_VALUE_IS:
        return strcmp(value, parameter->value) == 0;
    case SEPM_VALUE_HEXADECIMAL:
        return length >= HIDDEN_DIGITS_MIN && length % 2 == 0 && are_hexadecimal(value, length);
    case SEPM_VALUE_EMPTY:
        return length == 0;
    case SEPM_VALUE_CONTAINS:
        return sepm_bytes_contain((const uint8_t *)value, length, parameter->value);
    case SEPM_VALUE_OUTSIDE:
        return leads_outside(value);
    default:
        return true;
    }
}

bool sepm_parameter_matches(const GPtrArray *pairs, const sepm_parameter *parameter)
{
    if (!parameter->name) {
        return true;
    }
    const char *value = pairs ? http_pair_value(pairs, parameter->name) : NULL;
    return value && value_matches(value, parameter);
}

static bool need_is_met(const sepm_endpoint *endpoint, const sepm_request *request, const sepm_knowledge *knowledge)
{
    switch (endpoint->needs) {
    case SEPM_NEEDS_SMC:
        return sepm_is_smc(request->user_agent);
    case SEPM_NEEDS_ECLIDE:
        return sepm_is_eclide(request->user_agent);
    case SEPM_NEEDS_PRODUCT:
        return knowledge->proven[endpoint->product] || knowledge->hinted[endpoint->product];
    default:
        return true;
    }
}

static bool is_asked(const sepm_endpoint *row, const sepm_request *request)
{
    return (!row->method || strcmp(row->method, request->method) == 0) && (row->port == 0 || row->port == request->port);
}

const sepm_endpoint *sepm_endpoint_of(const sepm_request *request, const sepm_knowledge *knowledge)
{
    size_t count;
    const sepm_endpoint *rows = sepm_endpoints(&count);
    for (size_t i = 0; i < count; i++) {
        const sepm_endpoint *row = &rows[i];
        if (is_asked(row, request) && path_matches(row, request->path) && need_is_met(row, request, knowledge) &&
            sepm_parameter_matches(request->parameters, &row->parameter)) {
            return row;
        }
    }
    return NULL;
}

const sepm_endpoint *sepm_way_of(const sepm_request *request)
{
    size_t count;
    const sepm_endpoint *rows = sepm_endpoints(&count);
    const sepm_knowledge nothing = { .proven = { false } };
    for (size_t i = 0; i < count; i++) {
        if (rows[i].port != 0 && is_asked(&rows[i], request) && need_is_met(&rows[i], request, &nothing)) {
            return &rows[i];
        }
    }
    return NULL;
}
