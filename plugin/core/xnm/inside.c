/* inside.c
 * Tags inside a message that mean nothing to its framing, passed over at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "inside.h"

#include <stdbool.h>
#include <string.h>

#include "portlore/xnm_lexer.h"

/* Bytes below 128 of which names are made, as far as they are looked at here: letters, digits, '-', '.', '_'. */
static const uint64_t name_bytes[2] = { UINT64_C(0x03ff600000000000), UINT64_C(0x07fffffe87fffffe) };

static bool is_name_byte(uint8_t byte)
{
    return byte < 128 && (name_bytes[byte >> 6] >> (byte & 63) & 1) != 0;
}

static bool is_name_start(uint8_t byte)
{
    return is_name_byte(byte) && byte != '-' && byte != '.' && !(byte >= '0' && byte <= '9');
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

/* The byte behind the start tag whose name ends at at; 0 for one that does not end here, or has a '<' in it. */
static size_t end_of_start_tag(const uint8_t *bytes, size_t at, size_t length)
{
    uint8_t quote = 0;
    for (; at < length && bytes[at] != '<'; at++) {
        if (quote != 0) {
            quote = bytes[at] == quote ? 0 : quote;
        } else if (bytes[at] == '>') {
            return at + 1;
        } else if (bytes[at] == '"' || bytes[at] == '\'') {
            quote = bytes[at];
        }
    }
    return 0;
}

/* The byte behind the tag that begins at at; 0 for one that is for the lexer. */
static size_t pass_tag(const uint8_t *bytes, size_t at, size_t length, const char *name, size_t name_length)
{
    bool ends = length - at > 1 && bytes[at + 1] == '/';
    size_t local = at + (ends ? 2 : 1);
    if (local >= length || !is_name_start(bytes[local])) {
        return 0;
    }
    size_t end = local + 1;
    while (end < length && (is_name_byte(bytes[end]) || bytes[end] == ':')) {
        local = bytes[end] == ':' ? end + 1 : local;
        end++;
    }
    if (end == length || end - local >= XNM_LEXER_NAME_MAX || means_something(bytes + local, end - local, name, name_length)) {
        return 0;
    }
    if (bytes[end] == '>') {
        return end + 1;
    }
    bool goes_on = bytes[end] == ' ' || bytes[end] == '\n' || bytes[end] == '/';
    return ends || !goes_on ? 0 : end_of_start_tag(bytes, end, length);
}

size_t inside_pass(const uint8_t *bytes, size_t length, const char *name, size_t name_length)
{
    size_t passed = 0;
    for (size_t at = 0; at < length;) {
        while (at < length && bytes[at] != '<' && bytes[at] != ']') {
            at++;
        }
        if (at == length || bytes[at] == ']') {
            break;
        }
        at = pass_tag(bytes, at, length, name, name_length);
        if (at == 0) {
            break;
        }
        passed = at;
    }
    return passed;
}
