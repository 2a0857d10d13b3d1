/* cursor.h
 * Reads numbers and vectors (RFC 8446 section 3) from bytes, never beyond their end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_CURSOR_H
#define PORTLORE_TLS_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const uint8_t *at;
    const uint8_t *end;
    bool broken; /* something did not fit. From there on everything is empty and 0 */
} tls_cursor;

static inline tls_cursor tls_cursor_of(const uint8_t *bytes, size_t length)
{
    return (tls_cursor){ bytes, bytes + length, false };
}

static inline size_t tls_cursor_left(const tls_cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

/* So many bytes, as a cursor of their own. */
static inline tls_cursor tls_cursor_bytes(tls_cursor *cursor, size_t length)
{
    if (length > tls_cursor_left(cursor)) {
        cursor->at = cursor->end;
        cursor->broken = true;
        return (tls_cursor){ cursor->end, cursor->end, true };
    }
    tls_cursor bytes = tls_cursor_of(cursor->at, length);
    cursor->at += length;
    return bytes;
}

/* A number of so many bytes, at most 4. */
static inline uint32_t tls_cursor_number(tls_cursor *cursor, size_t length)
{
    tls_cursor bytes = tls_cursor_bytes(cursor, length);
    uint32_t number = 0;
    for (; bytes.at < bytes.end; bytes.at++) {
        number = number << 8 | *bytes.at;
    }
    return number;
}

/* A vector behind a length of so many bytes. */
static inline tls_cursor tls_cursor_vector(tls_cursor *cursor, size_t length_bytes)
{
    size_t length = tls_cursor_number(cursor, length_bytes);
    return tls_cursor_bytes(cursor, length);
}

#endif
