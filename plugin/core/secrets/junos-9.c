/* junos-9.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/junos_9.h"

#include <stdbool.h>
#include <string.h>

/*
 * Layout behind "$9$": one salt character, as many random filler characters as the salt's family says, then one group of characters for each byte of
 * the plain text. A character stands for the distance from the character before it (for the first one: from the salt), in positions of the
 * alphabet and counted modulo its size, less one. The byte is the sum of its group's distances, each times its weight; the weights change from
 * byte to byte and repeat after seven.
 */
static const char alphabet[] = "QzF3n6/9CAtpu0O"      /* family 0: three filler characters */
                               "B1IREhcSyrleKvMW8LXx" /* family 1: two */
                               "7N-dVbwsY2g4oaJZGUDj" /* family 2: one */
                               "iHkq.mPf5T";          /* family 3: none */

#define ALPHABET_SIZE ((int)sizeof alphabet - 1)

static const struct {
    int end; /* position behind the family's last character */
    size_t filler;
} families[] = { { 15, 3 }, { 35, 2 }, { 55, 1 }, { 65, 0 } };

static const struct {
    size_t count;
    int weights[4]; /* ascending; the distance for weights[i] stays below weights[i + 1] / weights[i], the last one below 256 / weights[i] */
} rows[] = {
    { 3, { 1, 4, 32 } }, { 3, { 1, 16, 32 } },     { 3, { 1, 8, 32 } },  { 2, { 1, 64 } },
    { 2, { 1, 32 } },    { 4, { 1, 4, 16, 128 } }, { 3, { 1, 32, 64 } },
};

/* -1 for a character outside the alphabet. */
static int position_of(char character)
{
    const char *found = character ? strchr(alphabet, character) : NULL;
    return found ? (int)(found - alphabet) : -1;
}

static size_t filler_of(int salt)
{
    size_t family = 0;
    while (salt >= families[family].end) {
        family++;
    }
    return families[family].filler;
}

/* Read the group of the plain text's byte number index, and move past it. previous: position of the character before it, then of its last one. */
static bool read_byte(const char **at, const char *end, size_t index, int *previous, guint8 *byte)
{
    size_t row = index % G_N_ELEMENTS(rows);
    size_t count = rows[row].count;
    if (count > (size_t)(end - *at)) {
        return false;
    }
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        int position = position_of((*at)[i]);
        if (position < 0 || position == *previous) {
            return false;
        }
        int distance = (position - *previous + ALPHABET_SIZE) % ALPHABET_SIZE - 1;
        int above = i + 1 < count ? rows[row].weights[i + 1] : 256;
        if (distance >= above / rows[row].weights[i]) {
            return false;
        }
        sum += distance * rows[row].weights[i];
        *previous = position;
    }
    *at += count;
    *byte = (guint8)sum;
    return true;
}

static bool is_printable(gunichar character)
{
    switch (g_unichar_type(character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
        return false;
    default:
        /* Unicode Standard, section 23.7: the noncharacters. */
        return (character & 0xFFFE) != 0xFFFE && (character < 0xFDD0 || character > 0xFDEF);
    }
}

static char *printable(const GByteArray *bytes)
{
    GString *text = g_string_sized_new(bytes->len + 1);
    guint at = 0;
    while (at < bytes->len) {
        const char *start = (const char *)bytes->data + at;
        gunichar character = g_utf8_get_char_validated(start, (gssize)(bytes->len - at));
        /* NUL: GLib takes it for the end of the text. */
        bool valid = bytes->data[at] != 0 && character != (gunichar)-1 && character != (gunichar)-2;
        if (valid && is_printable(character)) {
            guint length = (guint)g_unichar_to_utf8(character, NULL);
            g_string_append_len(text, start, (gssize)length);
            at += length;
        } else {
            g_string_append_printf(text, "\\x%02x", bytes->data[at]);
            at++;
        }
    }
    return g_string_free(text, FALSE);
}

char *junos_9_decode(const char *text, size_t length)
{
    if (length < 4 || memcmp(text, "$9$", 3) != 0) {
        return NULL;
    }
    const char *end = text + length;
    const char *at = text + 4;
    int previous = position_of(text[3]);
    if (previous < 0) {
        return NULL;
    }
    size_t filler = filler_of(previous);
    if (filler >= (size_t)(end - at)) {
        return NULL;
    }
    for (size_t i = 0; i < filler; i++) {
        if (position_of(at[i]) < 0) {
            return NULL;
        }
    }
    at += filler;
    GByteArray *bytes = g_byte_array_new();
    bool valid = true;
    while (valid && at < end) {
        guint8 byte = 0;
        valid = read_byte(&at, end, bytes->len, &previous, &byte);
        g_byte_array_append(bytes, &byte, 1);
    }
    char *plain = valid ? printable(bytes) : NULL;
    g_byte_array_free(bytes, TRUE);
    return plain;
}
