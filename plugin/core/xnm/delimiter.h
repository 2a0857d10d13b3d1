/* delimiter.h
 * The end-of-message mark of NETCONF 1.0 and of Junos' need-trailer mode: ]]>]]>
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_DELIMITER_H
#define PORTLORE_DELIMITER_H

#include <stdint.h>

#define DELIMITER_LENGTH 6

/* How many bytes of the delimiter the text ends in, one byte later. matched: before that byte; DELIMITER_LENGTH: the whole of it. */
uint8_t delimiter_match(uint8_t matched, uint8_t byte);

#endif
