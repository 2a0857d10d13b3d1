/* hexadecimal.h
 * Bytes of packets, as tests write them down.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_HEXADECIMAL_H
#define PORTLORE_TESTS_HEXADECIMAL_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* The bytes of a text of pairs of hexadecimal digits, with spaces between pairs where they help. Freed with g_free(). */
static inline uint8_t *from_hexadecimal(const char *text, size_t *length)
{
    GByteArray *bytes = g_byte_array_new();
    for (; *text; text++) {
        if (*text != ' ') {
            uint8_t byte = (uint8_t)(g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));
            g_byte_array_append(bytes, &byte, 1);
            text++;
        }
    }
    *length = bytes->len;
    return g_byte_array_free(bytes, FALSE);
}

#endif
