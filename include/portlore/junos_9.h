/* junos_9.h
 * The $9$ obfuscation of Junos: no encryption, but a fixed alphabet shifted from character to character.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_JUNOS_9_H
#define PORTLORE_JUNOS_9_H

#include <glib.h>
#include <stddef.h>

/* The plain text of a $9$ value, or NULL when the value is none that Junos writes: another prefix, a character outside the alphabet, nothing behind
 * the filler, a last group that is short, a character equal to the one before it, or a distance larger than an encoder ever writes (it takes the
 * greatest weights first). A Cisco type 9 hash, which begins alike, has a fourth '$' and is none either.
 * text: the whole value with its "$9$", and nothing before or behind it; need not end in NUL. length: in bytes.
 * The result is printable, valid UTF-8. The plain text is bytes: those that are UTF-8 of a printable character (space included) stand as they are, a
 * backslash too; each other byte (invalid UTF-8, control and format characters, line and paragraph separators, noncharacters) as \xNN, two lower-case
 * hexadecimal digits. Freed by the caller with g_free(). Takes time and memory in proportion to length. */
char *junos_9_decode(const char *text, size_t length);

#endif
