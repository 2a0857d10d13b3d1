/* inside.c
 * Tags inside a message that mean nothing to its framing, passed over at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "inside.h"

#include <stdbool.h>
#include <string.h>

#include "portlore/xnm_lexer.h"

/* Bytes below 64 that names are not made of, one bit each: all up to the space, '"', '\'', '/', '<', '=', '>'; and ':', behind which the local name begins. */
static const uint64_t stops = UINT64_C(0x74008085ffffffff);

static bool is_stop(uint8_t byte)
{
    return byte < 64 && (stops >> byte & 1) != 0;
}

static bool equals(const uint8_t *local, size_t length, const char *name, size_t name_length)
{
    return length == name_length && memcmp(local, name, length) == 0;
}

static bool means_something(const uint8_t *local, size_t length, const char *name, size_t name_length)
{
    static const char root[] = "junoscript";
    static const char login[] = "request-login";
    return equals(local, length, name, name_length) || equals(local, length, root, sizeof root - 1) || equals(local, length, login, sizeof login - 1);
}

/* The byte behind the name of the tag that begins at at; 0 for one that is for the lexer. */
static size_t pass_name(const uint8_t *bytes, size_t at, size_t length, const char *name, size_t name_length)
{
    size_t local = at + (length - at > 1 && bytes[at + 1] == '/' ? 2 : 1);
    if (local >= length || bytes[local] == '!' || bytes[local] == '?') {
        return 0;
    }
    size_t end = local;
    while (end < length && (!is_stop(bytes[end]) || bytes[end] == ':')) {
        local = bytes[end] == ':' ? end + 1 : local;
        end++;
    }
    bool known = end < length && end - local < XNM_LEXER_NAME_MAX && !means_something(bytes + local, end - local, name, name_length);
    return known ? end : 0;
}

size_t inside_pass(const uint8_t *bytes, size_t length, const char *name, size_t name_length)
{
    const uint8_t *bracket = memchr(bytes, ']', length);
    size_t end = bracket ? (size_t)(bracket - bytes) : length;
    const uint8_t *markup = memchr(bytes, '<', end);
    while (markup) {
        size_t at = (size_t)(markup - bytes);
        size_t behind = pass_name(bytes, at, end, name, name_length);
        const uint8_t *next = behind > 0 ? memchr(bytes + behind, '<', end - behind) : NULL;
        if (!next) {
            return at;
        }
        markup = next;
    }
    return 0;
}
