/* identify-dtp-dia.c
 * DTP/DIA by the header and the checksum of its first packet (draft-avsolov-dtpdia-05).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "identify-private.h"

#include <string.h>

#define HEADER       8
#define FLAG_NO_TIME 0x20 /* the TIMESTAMP is to be ignored */
#define FIXED_ZERO   0x8f /* of octet 2: version 0, and a reserved bit */
#define SIZE_MIN     3    /* in words of four bytes: the header and a value, without trailer */

/* Types that have a meaning: a float, three scaled integers, text, the identification procedure. */
static bool is_type(unsigned type)
{
    return type <= 3 || type == 14 || type == 15;
}

/* Each byte of the header that can be wrong, as far as they reach. */
static bool is_header(const uint8_t *bytes, size_t length)
{
    static const uint8_t magic[] = { 'I', 'T' };
    if (memcmp(bytes, magic, length < sizeof magic ? length : sizeof magic) != 0 || (length > 2 && (bytes[2] & FIXED_ZERO) != 0)) {
        return false;
    }
    if (length <= 6) {
        return true;
    }
    unsigned size = bytes[6] & 0x0fu;
    return is_type(bytes[6] >> 4) && size >= SIZE_MIN && (size > SIZE_MIN || (bytes[2] & FLAG_NO_TIME) != 0);
}

identify_match identify_dtp_dia(const uint8_t *bytes, size_t length)
{
    if (!is_header(bytes, length)) {
        return no_match;
    }
    if (length < HEADER) {
        return match_needs_more;
    }
    size_t packet = 4 * (bytes[6] & (size_t)0x0f);
    if (length < packet) {
        return match_needs_more;
    }
    bool text = true; /* a sentence that begins with "IT" can look like a header, and one in 256 has the right sum */
    uint8_t sum = 0;
    for (size_t i = 0; i < packet; i++) {
        text = text && identify_is_text_byte(bytes[i]);
        sum = (uint8_t)(sum + (i + 1 < packet ? bytes[i] : 0));
    }
    if (text) {
        return no_match;
    }
    if (packet == 4 * SIZE_MIN) {
        return match_proven(IDENTIFY_CONTENT_DTP_DIA, "DTP/DIA header of a packet without checksum");
    }
    return sum == bytes[packet - 1] ? match_proven(IDENTIFY_CONTENT_DTP_DIA, "DTP/DIA header, checksum right") : no_match;
}
