/* delimiter.c
 * The end-of-message mark of NETCONF 1.0 and of Junos' need-trailer mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "delimiter.h"

#include <stdbool.h>

#include "portlore/xnm_lexer.h"

static const char delimiter[] = "]]>]]>"; /* RFC 6242 section 4.3 */

uint8_t delimiter_match(uint8_t matched, uint8_t byte)
{
    static const uint8_t fall_back[DELIMITER_LENGTH + 1] = { 0, 0, 1, 0, 1, 2, 3 };
    /* cppcheck takes DELIMITER_AND_BLANK, which is not for here, as a value of matched. */
    /* cppcheck-suppress arrayIndexOutOfBoundsCond */
    while (matched > 0 && (matched == DELIMITER_LENGTH || byte != (uint8_t)delimiter[matched])) {
        /* cppcheck-suppress arrayIndexOutOfBoundsCond */
        matched = fall_back[matched];
    }
    return (uint8_t)(matched + (byte == (uint8_t)delimiter[matched]));
}

uint8_t delimiter_at_end(uint8_t matched, const uint8_t *bytes, size_t length)
{
    size_t end = length;
    while (end > 0 && xnm_is_blank(bytes[end - 1])) {
        end--;
    }
    bool alike = end > 0 && (bytes[end - 1] == ']' || bytes[end - 1] == '>'); /* most text is not */
    if (end > DELIMITER_LENGTH || (end > 0 && (!alike || matched == DELIMITER_AND_BLANK))) {
        matched = 0;
    }
    for (size_t at = end > DELIMITER_LENGTH ? end - DELIMITER_LENGTH : 0; alike && at < end; at++) {
        matched = delimiter_match(matched, bytes[at]);
    }
    if (end < length) {
        matched = matched < DELIMITER_LENGTH ? 0 : DELIMITER_AND_BLANK;
    }
    return matched;
}
