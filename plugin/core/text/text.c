/* text.c
 * Text from packets made fit to be shown.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <string.h>

#include "portlore/text.h"

#define REPLACEMENT 0xFFFDu
#define ELLIPSIS    "\xE2\x80\xA6" /* U+2026 */
#define UTF8_MAX    4              /* bytes of the longest character */

/* The next character of bytes, and how many bytes it takes. length: at least 1. An invalid byte is one character of its own. */
static gunichar next_character(const char *bytes, size_t length, size_t *taken)
{
    gunichar character = g_utf8_get_char_validated(bytes, (gssize)MIN(length, UTF8_MAX));

    if (character == (gunichar)-1 || character == (gunichar)-2) {
        *taken = 1;
        return REPLACEMENT;
    }
    *taken = (size_t)g_unichar_to_utf8(character, NULL);
    return character;
}

static bool is_white_space(gunichar character)
{
    return (character >= 0x09 && character <= 0x0D) || character == 0x85 || g_unichar_isspace(character);
}

/* Characters that show nothing themselves, or that let text pretend to be other text (an override of the direction turns a line around). */
static bool is_unfit(gunichar character)
{
    bool direction = character == 0x061C || character == 0x200E || character == 0x200F || (character >= 0x202A && character <= 0x202E) ||
                     (character >= 0x2066 && character <= 0x2069);
    bool noncharacter = (character & 0xFFFE) == 0xFFFE || (character >= 0xFDD0 && character <= 0xFDEF);

    return direction || noncharacter || g_unichar_iscntrl(character);
}

static char *one_line(const char *bytes, size_t length, size_t max_bytes, bool spaced)
{
    GString *line = g_string_sized_new(MIN(length, max_bytes));
    size_t cut = 0; /* end of the last character after which an ellipsis still fits */
    bool space = false;

    while (length > 0) {
        char encoded[UTF8_MAX + 2];
        size_t encoded_length = 0;
        size_t taken;
        gunichar character = next_character(bytes, length, &taken);

        bytes += taken;
        length -= taken;
        if (is_white_space(character) && !spaced) {
            space = line->len > 0;
            continue;
        }
        if (is_white_space(character)) {
            character = ' ';
        }
        if (space) {
            encoded[encoded_length++] = ' ';
        }
        encoded_length += (size_t)g_unichar_to_utf8(is_unfit(character) ? REPLACEMENT : character, encoded + encoded_length);
        if (encoded_length > max_bytes - line->len) {
            g_string_truncate(line, cut);
            g_string_append(line, ELLIPSIS);
            break;
        }
        g_string_append_len(line, encoded, (gssize)encoded_length);
        space = false;
        if (max_bytes - line->len >= strlen(ELLIPSIS)) {
            cut = line->len;
        }
    }
    return g_string_free(line, FALSE);
}

char *text_one_line(const char *bytes, size_t length, size_t max_bytes)
{
    return one_line(bytes, length, max_bytes, false);
}

char *text_one_line_spaced(const char *bytes, size_t length, size_t max_bytes)
{
    return one_line(bytes, length, max_bytes, true);
}
