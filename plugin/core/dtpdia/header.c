/* header.c
 * The first eight octets of a packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "header.h"

/* Of octet 2, least significant bit first. */
#define VERSION_MASK  0x0f
#define FLAG_LITTLE   0x10
#define FLAG_NO_TIME  0x20
#define FLAG_UTF8     0x40
#define FLAG_RESERVED 0x80

#define TYPE_MASK_00      0x07
#define QUANTITY_SHIFT_00 3

/* TYPE of -03 to -05. */
static const dtpdia_type types[16] = {
    [0] = DTPDIA_FLOAT,     [1] = DTPDIA_INT1,      [2] = DTPDIA_INT2,     [3] = DTPDIA_INT3,     [4] = DTPDIA_RESERVED,  [5] = DTPDIA_RESERVED,
    [6] = DTPDIA_RESERVED,  [7] = DTPDIA_RESERVED,  [8] = DTPDIA_RESERVED, [9] = DTPDIA_RESERVED, [10] = DTPDIA_RESERVED, [11] = DTPDIA_RESERVED,
    [12] = DTPDIA_RESERVED, [13] = DTPDIA_RESERVED, [14] = DTPDIA_INFO,    [15] = DTPDIA_SPEC,
};

/* TYPE of -00. */
static const dtpdia_type types_00[8] = {
    [0] = DTPDIA_RESERVED, [1] = DTPDIA_FLOAT, [2] = DTPDIA_RESERVED, [3] = DTPDIA_DIV,
    [4] = DTPDIA_RESERVED, [5] = DTPDIA_INT1,  [6] = DTPDIA_INFO,     [7] = DTPDIA_SPEC,
};

const char *dtpdia_type_name(dtpdia_type type)
{
    static const char *const names[] = {
        [DTPDIA_FLOAT] = "FLOAT", [DTPDIA_INT1] = "INT1", [DTPDIA_INT2] = "INT2", [DTPDIA_INT3] = "INT3",
        [DTPDIA_DIV] = "DIV",     [DTPDIA_INFO] = "INFO", [DTPDIA_SPEC] = "SPEC", [DTPDIA_RESERVED] = "reserved",
    };
    return names[type];
}

/* The bits of a field, each on the other end. */
static uint8_t reversed(uint8_t octet)
{
    uint8_t turned = 0;
    for (unsigned bit = 0; bit < 8; bit++) {
        turned = (uint8_t)(turned << 1 | (octet >> bit & 1));
    }
    return turned;
}

/* A field of so many bits, the first of them at this bit of the drawing. In the opposite reading the drawing's first bit is the octet's most
 * significant one, and a field's too. */
static uint8_t field(uint8_t octet, unsigned first, unsigned bits, const dtpdia_reading *reading)
{
    unsigned shift = reading->bit_order == DTPDIA_HIGH_BIT_FIRST ? 8 - first - bits : first;
    return (uint8_t)(octet >> shift & ((1u << bits) - 1));
}

uint8_t dtpdia_size_of(uint8_t octet, const dtpdia_reading *reading)
{
    return field(octet, 0, 4, reading);
}

static void take_flags(dtpdia_header *header, uint8_t octet, const dtpdia_reading *reading)
{
    uint8_t flags = reading->bit_order == DTPDIA_HIGH_BIT_FIRST ? reversed(octet) : octet;
    uint8_t reserved = reading->draft == DTPDIA_DRAFT_00 ? FLAG_RESERVED | FLAG_UTF8 : FLAG_RESERVED;
    header->version = field(octet, 0, 4, reading);
    header->little_endian = (flags & FLAG_LITTLE) != 0;
    header->no_timestamp = (flags & FLAG_NO_TIME) != 0;
    header->utf8 = (flags & FLAG_UTF8 & ~reserved) != 0;
    uint8_t set = flags & reserved;
    header->reserved_bits = reading->bit_order == DTPDIA_HIGH_BIT_FIRST ? reversed(set) : set;
}

dtpdia_header dtpdia_header_of(const uint8_t *bytes, const dtpdia_reading *reading)
{
    dtpdia_header header = { .size = dtpdia_size_of(bytes[SIZE_OFFSET], reading) };
    take_flags(&header, bytes[2], reading);
    uint8_t other_half = field(bytes[SIZE_OFFSET], 4, 4, reading);
    if (reading->draft == DTPDIA_DRAFT_00) {
        header.device_info = other_half;
        header.type_code = field(bytes[7], 0, QUANTITY_SHIFT_00, reading);
        header.type = types_00[header.type_code & TYPE_MASK_00];
        header.has_quantity = true;
        header.quantity = field(bytes[7], QUANTITY_SHIFT_00, 8 - QUANTITY_SHIFT_00, reading);
    } else {
        header.device_info = bytes[7];
        header.type_code = other_half;
        header.type = types[header.type_code];
    }
    return header;
}

bool dtpdia_header_is_right(const dtpdia_header *header)
{
    return header->version == 0 && header->reserved_bits == 0 && header->type != DTPDIA_RESERVED && header->size >= SIZE_MIN &&
           (header->size > SIZE_MIN || header->no_timestamp);
}

uint8_t dtpdia_checksum_of(const uint8_t *bytes, size_t length)
{
    uint8_t sum = 0;
    for (size_t i = 0; i + 1 < length; i++) {
        sum = (uint8_t)(sum + bytes[i]);
    }
    return sum;
}
