/* inside.h
 * Tags inside a message that mean nothing to its framing, passed over at once. Private to the streams.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_INSIDE_H
#define PORTLORE_XNM_INSIDE_H

#include <stddef.h>
#include <stdint.h>

/* Bytes at the start of bytes that are whole tokens, start tags, end tags and the text before them, and would change nothing in a message of this
 * name whose tags the lexer went over one by one: none is named as the message, as the root or as a login, and no text has a ']', of which a
 * delimiter could be made. The last of them is a tag. 0 if there are none. name: local name of the message, name_length bytes. */
size_t inside_pass(const uint8_t *bytes, size_t length, const char *name, size_t name_length);

#endif
