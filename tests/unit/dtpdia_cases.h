/* dtpdia_cases.h
 * Packets for the tests of DTP/DIA, as they stand in the drafts' rules: octets by hand, with the right checksum where another is not said.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_DTPDIA_CASES_H
#define PORTLORE_TESTS_DTPDIA_CASES_H

#include <glib.h>
#include <string.h>

#include "portlore/dtpdia.h"

static const dtpdia_reading automatic = { DTPDIA_DRAFT_AUTO, DTPDIA_LOW_BIT_FIRST };

/* The six vectors. */
#define VECTOR_FLOAT   "49 54 20 01 02 03 03 00 41 ac 00 00"
#define VECTOR_TIMED   "49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bc"
#define VECTOR_INT1    "49 54 10 01 01 05 17 01 d7 00 00 00 64 65 67 43 00 00 00 00 f4 01 64 00 56 34 12 0b"
#define VECTOR_INFO    "49 54 20 01 02 03 e5 00 66 77 20 31 2e 32 00 00 00 00 00 36"
#define VECTOR_OFFER   "49 54 20 ff ff ff f3 00 00 00 00 00"
#define VECTOR_REQUEST "49 54 20 00 00 00 f6 00 00 00 00 00 00 01 02 03 00 0a 14 1e 00 00 00 f5"

/* Octets of a line of hexadecimal digits. "**" at its end stands for the checksum of what comes before. Returns their number. */
static inline size_t octets_of(const char *line, uint8_t *octets)
{
    size_t length = 0;
    uint8_t sum = 0;
    for (; *line; line++) {
        if (*line == ' ') {
            continue;
        }
        if (line[0] == '*') {
            octets[length++] = sum;
            g_assert_cmpstr(line, ==, "**");
            break;
        }
        octets[length] = (uint8_t)(g_ascii_xdigit_value(line[0]) << 4 | g_ascii_xdigit_value(line[1]));
        sum = (uint8_t)(sum + octets[length++]);
        line++;
    }
    return length;
}

#endif
