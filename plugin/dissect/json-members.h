/* json-members.h
 * Which members a JSON object has, by Wireshark's JSON parser.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_JSON_MEMBERS_H
#define PORTLORE_JSON_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the bytes are JSON, of one object that has each of these members, with a string or a number for value. Not so for more than 64 KiB or 4,096
 * values. names: count of them, at least 1. */
bool json_has_members(const uint8_t *bytes, size_t length, const char *const *names, size_t count);

#endif
