/* der.h
 * Elements of DER (ITU-T X.690), one after the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_DER_H
#define PORTLORE_TLS_DER_H

#include <glib.h>

#include "cursor.h"

/* Tags (X.690 section 8.1.2, X.680 section 8.4). */
#define DER_OBJECT_IDENTIFIER 0x06
#define DER_SEQUENCE          0x30

#define DER_LONG_LENGTH      0x80
#define DER_LENGTH_BYTES_MAX 3

/* An element whose length does not fit is broken, and empty. */
typedef struct {
    uint32_t tag;
    tls_cursor content;
} der_element;

static inline der_element der_next(tls_cursor *from)
{
    der_element found = { .tag = tls_cursor_number(from, 1) };
    size_t length = tls_cursor_number(from, 1);
    if (length >= DER_LONG_LENGTH) {
        size_t bytes = length - DER_LONG_LENGTH;
        /* 0x80 alone is a length that is not told, which DER does not have. */
        if (bytes == 0 || bytes > DER_LENGTH_BYTES_MAX) {
            from->at = from->end;
            from->broken = true;
        }
        length = tls_cursor_number(from, MIN(bytes, DER_LENGTH_BYTES_MAX));
    }
    found.content = tls_cursor_bytes(from, length);
    found.content.broken |= from->broken;
    return found;
}

/* The content of the next element, which has to have this tag. */
static inline tls_cursor der_enter(tls_cursor *from, uint32_t tag)
{
    der_element found = der_next(from);
    if (found.tag != tag) {
        found.content.at = found.content.end;
        found.content.broken = true;
    }
    return found.content;
}

#endif
