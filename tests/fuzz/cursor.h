/* cursor.h
 * The fuzzer's bytes, taken one after the other: at their end, zeros and empty texts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_FUZZ_CURSOR_H
#define PORTLORE_FUZZ_CURSOR_H

#include <glib.h>
#include <stdint.h>

typedef struct {
    const uint8_t *bytes;
    size_t length;
} cursor;

static inline uint8_t next_byte(cursor *at)
{
    if (at->length == 0) {
        return 0;
    }
    at->length--;
    return *at->bytes++;
}

static inline size_t next_length(cursor *at)
{
    size_t length = next_byte(at);
    return MIN(length, at->length);
}

#endif
