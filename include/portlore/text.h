/* text.h
 * Text from packets made fit to be shown.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TEXT_H
#define PORTLORE_TEXT_H

#include <glib.h>
#include <stddef.h>

/* Make bytes printable, valid UTF-8 on one line: white space (line ends and tabs included) becomes one space a run, none at either end; each other
 * control character, control of writing direction (Unicode Standard Annex #9, section 2), noncharacter and invalid byte becomes U+FFFD. At most
 * max_bytes bytes; what does not fit is cut between two characters, with U+2026 in its place.
 * bytes: NULL is allowed when length is 0. length: in bytes; only as many are read as fit. max_bytes: at least 4. Never NULL; freed by the caller
 * with g_free(). */
char *text_one_line(const char *bytes, size_t length, size_t max_bytes);

/* The same, but white space stays: a space for each character of it, at the ends too. Where the difference between "a" and "a " matters. */
char *text_one_line_spaced(const char *bytes, size_t length, size_t max_bytes);

#endif
