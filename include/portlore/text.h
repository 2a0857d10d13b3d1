/* text.h
 * Text from packets made fit to be shown.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TEXT_H
#define PORTLORE_TEXT_H

#include <glib.h>
#include <stddef.h>

/* Make bytes printable, valid UTF-8 on one line: control characters (line ends and tabs included) and invalid bytes become U+FFFD or, for white
 * space, one space; runs of white space are one space, none at either end. At most max_bytes bytes, cut between characters with U+2026 at the end.
 * length: in bytes. max_bytes: at least 4. Never NULL; freed by the caller with g_free(). */
char *text_one_line(const char *bytes, size_t length, size_t max_bytes);

#endif
