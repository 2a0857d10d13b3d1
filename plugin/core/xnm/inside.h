/* inside.h
 * Tags inside a message that mean nothing to its framing, passed over at once. Private to the streams.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_INSIDE_H
#define PORTLORE_XNM_INSIDE_H

#include <stddef.h>
#include <stdint.h>

/* Bytes at the start of bytes, outside of any token, that hold whole tokens and would change nothing if the lexer went over them one by one, in a
 * message of this name: tags of which none is named as the message, as the root or as a login, and text without a ']', of which a delimiter could be
 * made. What is passed ends before a '<'. A tag is passed without a look at its end, because it ends, at the latest, before the next '<': if it is
 * none, it is text. 0 if nothing can be passed. name: local name of the message, name_length bytes. */
size_t inside_pass(const uint8_t *bytes, size_t length, const char *name, size_t name_length);

#endif
