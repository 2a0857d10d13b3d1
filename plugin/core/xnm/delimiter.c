/* delimiter.c
 * The end-of-message mark of NETCONF 1.0 and of Junos' need-trailer mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "delimiter.h"

static const char delimiter[] = "]]>]]>"; /* RFC 6242 section 4.3 */

uint8_t delimiter_match(uint8_t matched, uint8_t byte)
{
    static const uint8_t fall_back[DELIMITER_LENGTH + 1] = { 0, 0, 1, 0, 1, 2, 3 };
    while (matched > 0 && (matched == DELIMITER_LENGTH || byte != (uint8_t)delimiter[matched])) {
        matched = fall_back[matched];
    }
    return (uint8_t)(matched + (byte == (uint8_t)delimiter[matched]));
}
