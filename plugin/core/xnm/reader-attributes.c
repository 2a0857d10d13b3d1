/* reader-attributes.c
 * Where the attributes of a tag stand.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "reader-private.h"

#include <string.h>

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

static bool ends_name(uint8_t byte)
{
    return is_space(byte) || byte == '=' || byte == '/' || byte == '>' || byte == '"' || byte == '\'';
}

static size_t skip_space(const uint8_t *bytes, size_t at, size_t end)
{
    while (at < end && is_space(bytes[at])) {
        at++;
    }
    return at;
}

static size_t skip_name(const uint8_t *bytes, size_t at, size_t end)
{
    while (at < end && !ends_name(bytes[at])) {
        at++;
    }
    return at;
}

size_t xnm_tag_name_length(const uint8_t *bytes, size_t start, size_t end)
{
    return skip_name(bytes, start + 1, end) - start - 1;
}

bool xnm_attribute_next(const uint8_t *bytes, size_t *at, size_t end, xnm_attribute_span *span)
{
    span->start = skip_space(bytes, *at, end);
    size_t next = skip_name(bytes, span->start, end);
    span->name_length = next - span->start;
    next = skip_space(bytes, next, end);
    if (span->name_length == 0 || next >= end || bytes[next] != '=') {
        return false;
    }
    next = skip_space(bytes, next + 1, end);
    if (next >= end || (bytes[next] != '"' && bytes[next] != '\'')) {
        return false;
    }
    const uint8_t *close = memchr(bytes + next + 1, bytes[next], end - next - 1);
    if (!close) {
        return false;
    }
    *at = (size_t)(close - bytes) + 1;
    span->length = *at - span->start;
    return true;
}
