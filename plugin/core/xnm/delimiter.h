/* delimiter.h
 * The end-of-message mark of NETCONF 1.0 and of Junos' need-trailer mode: ]]>]]>
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_DELIMITER_H
#define PORTLORE_DELIMITER_H

#include <stddef.h>
#include <stdint.h>

#define DELIMITER_LENGTH 6

/* Of what delimiter_at_end() returns: the whole of it, and white space behind it. */
#define DELIMITER_AND_BLANK (DELIMITER_LENGTH + 1)

/* How many bytes of the delimiter the text ends in, one byte later. matched: before that byte; DELIMITER_LENGTH: the whole of it. */
uint8_t delimiter_match(uint8_t matched, uint8_t byte);

/* How many bytes of the delimiter the text ends in behind these bytes, or DELIMITER_AND_BLANK. matched: before them. Only the end of the bytes
 * is looked at. */
uint8_t delimiter_at_end(uint8_t matched, const uint8_t *bytes, size_t length);

#endif
