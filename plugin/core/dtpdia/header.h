/* header.h
 * The first eight octets of a packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_DTPDIA_HEADER_H
#define PORTLORE_DTPDIA_HEADER_H

#include "portlore/dtpdia.h"

#define LEADING      2 /* octets of the leading sequence */
#define WORD         4
#define SIZE_OFFSET  6
#define SIZE_MIN     3
#define TRAILER      4
#define VALUE_OFFSET 8
#define REST_OFFSET  12 /* of unit mark and accuracy, or of a list of identifiers */

/* Octets 2, 6 and 7, taken apart as bit order and draft say. */
typedef struct {
    uint8_t version;
    bool little_endian;
    bool no_timestamp;
    bool utf8;
    uint8_t reserved_bits;
    uint8_t size;
    uint8_t type_code;
    dtpdia_type type;
    uint8_t device_info;
    bool has_quantity;
    uint8_t quantity;
} dtpdia_header;

/* bytes: 8. */
dtpdia_header dtpdia_header_of(const uint8_t *bytes, const dtpdia_reading *reading);

/* SIZE, in words. octet: number SIZE_OFFSET. */
uint8_t dtpdia_size_of(uint8_t octet, const dtpdia_reading *reading);

/* Whether it keeps the rules. */
bool dtpdia_header_is_right(const dtpdia_header *header);

/* The sum of all octets but the last. */
uint8_t dtpdia_checksum_of(const uint8_t *bytes, size_t length);

#endif
