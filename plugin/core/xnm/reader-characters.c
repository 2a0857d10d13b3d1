/* reader-characters.c
 * Which bytes are characters of XML, and what libxml2 is given in place of those that are not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "reader-private.h"

#include <string.h>

/* Bytes looked at together when nothing is wrong with any of them. */
#define BLOCK 64

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

static const char control_character[] = "a control character that XML forbids";
static const char noncharacter[] = "a character that XML forbids (U+FFFE or U+FFFF)";
static const char invalid_utf8[] = "bytes that are no UTF-8";
static const char forbidden_reference[] = "a numeric reference to a character that XML forbids";

/* XML 1.0 section 2.2, Char. */
static bool is_legal(uint32_t code)
{
    if (code < 0x20) {
        return code == '\t' || code == '\n' || code == '\r';
    }
    return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/* Bytes of the character at the start of bytes, at least 1. *fault: NULL, or what is wrong with it. length: at least 1. */
static size_t character_length(const uint8_t *bytes, size_t length, const char **fault)
{
    *fault = NULL;
    if (bytes[0] < 0x80) {
        if (!is_legal(bytes[0])) {
            *fault = control_character;
        }
        return 1;
    }
    gunichar code = g_utf8_get_char_validated((const char *)bytes, (gssize)MIN(length, 4));
    if (code == (gunichar)-1 || code == (gunichar)-2) {
        *fault = invalid_utf8;
        return 1;
    }
    if (!is_legal(code)) {
        *fault = noncharacter;
    }
    return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/* Length of "#123;" or "#x1f;" at the start of bytes, 0 if there is none. */
static size_t numeric_reference_length(const uint8_t *bytes, size_t length, uint32_t *code)
{
    bool hexadecimal = length > 1 && bytes[1] == 'x';
    size_t first = hexadecimal ? 2 : 1;
    size_t at = first;
    *code = 0;
    for (; at < length && bytes[at] != ';'; at++) {
        int digit = hexadecimal ? g_ascii_xdigit_value((char)bytes[at]) : g_ascii_digit_value((char)bytes[at]);
        if (digit < 0) {
            return 0;
        }
        if (*code <= 0x10ffff) {
            *code = *code * (hexadecimal ? 16 : 10) + (uint32_t)digit;
        }
    }
    return at < length && at > first ? at + 1 : 0;
}

/* Length of the reference at the start of bytes ('&'), 0 if it is none that XML knows without a DTD. *legal: it names a legal character. */
static size_t reference_length(const uint8_t *bytes, size_t length, bool *legal)
{
    static const char *const names[] = { "amp;", "lt;", "gt;", "quot;", "apos;" };
    *legal = true;
    if (length > 1 && bytes[1] == '#') {
        uint32_t code;
        size_t numeric = numeric_reference_length(bytes + 1, length - 1, &code);
        *legal = is_legal(code);
        return numeric ? numeric + 1 : 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t name_length = strlen(names[i]);
        if (length - 1 >= name_length && memcmp(bytes + 1, names[i], name_length) == 0) {
            return name_length + 1;
        }
    }
    return 0;
}

/* Compilers turn this loop into a few vector instructions, which is why it has neither branch nor early end. */
static bool block_is_plain(const uint8_t *bytes)
{
    unsigned odd = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        uint8_t byte = bytes[i];
        odd |= (byte >= 0x80) | (byte == '&') | ((byte < 0x20) & (byte != '\n') & (byte != '\r') & (byte != '\t'));
    }
    return odd == 0;
}

bool xnm_characters_legal(const uint8_t *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (length - at >= BLOCK && block_is_plain(bytes + at)) {
            at += BLOCK;
            continue;
        }
        size_t end = length - at > BLOCK ? at + BLOCK : length;
        while (at < end) {
            const char *fault;
            bool legal = true;
            if (bytes[at] == '&' && reference_length(bytes + at, length - at, &legal) && !legal) {
                return false;
            }
            at += character_length(bytes + at, length - at, &fault);
            if (fault) {
                return false;
            }
        }
    }
    return true;
}

static void append(GByteArray *to, const char *text)
{
    g_byte_array_append(to, (const uint8_t *)text, (guint)strlen(text));
}

/* What stands for a character that XML would take for markup; NULL for all others. */
static const char *escape_of(uint8_t byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    default:
        return NULL;
    }
}

/* Bytes at the start of bytes that need no preparation. */
static size_t plain_length(const uint8_t *bytes, size_t length)
{
    size_t at = 0;
    while (at < length && bytes[at] >= 0x20 && bytes[at] < 0x80 && bytes[at] != '&' && bytes[at] != '<' && bytes[at] != '>') {
        at++;
    }
    return at;
}

size_t xnm_characters_prepare(GByteArray *prepared, const uint8_t *bytes, size_t length, xnm_preparation preparation, const char **reason)
{
    bool escapes = preparation == XNM_PREPARE_RAW || preparation == XNM_PREPARE_ESCAPED;
    bool references = preparation == XNM_PREPARE_RAW || preparation == XNM_PREPARE_REFERENCES;
    size_t first_fault = length;
    size_t at = 0;
    while (at < length) {
        size_t taken = plain_length(bytes + at, length - at);
        if (taken) {
            g_byte_array_append(prepared, bytes + at, (guint)taken);
            at += taken;
            continue;
        }
        const char *fault = NULL;
        const char *escape = escapes ? escape_of(bytes[at]) : NULL;
        bool legal = true;
        taken = references && bytes[at] == '&' ? reference_length(bytes + at, length - at, &legal) : 0;
        if (taken && !legal && preparation == XNM_PREPARE_REFERENCES) {
            fault = forbidden_reference;
        } else if (!taken || !legal) {
            taken = character_length(bytes + at, length - at, &fault);
        } else {
            escape = NULL;
        }
        if (fault || escape) {
            append(prepared, fault ? replacement : escape);
        } else {
            g_byte_array_append(prepared, bytes + at, (guint)taken);
        }
        if (fault && first_fault == length) {
            first_fault = at;
            *reason = fault;
        }
        at += taken;
    }
    return first_fault;
}
