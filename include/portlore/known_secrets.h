/* known_secrets.h
 * Secrets that a conversation has shown, so that they can be kept out of texts that quote them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_KNOWN_SECRETS_H
#define PORTLORE_KNOWN_SECRETS_H

#include <stddef.h>
#include <stdint.h>

/* A value that is found by its place or form stands elsewhere too: a router quotes in an error what it was sent. Shorter values than
 * KNOWN_SECRETS_BYTES_MIN are not taken, because they stand in ordinary words; nor are more than KNOWN_SECRETS_MAX: the first ones stay. */
#define KNOWN_SECRETS_BYTES_MIN 4
#define KNOWN_SECRETS_MAX       64

typedef struct _known_secrets known_secrets;

/* Never NULL. Free with known_secrets_free(). */
known_secrets *known_secrets_new(void);

/* NULL is allowed. */
void known_secrets_free(known_secrets *known);

/* Take a value that stands in this frame. Frames never go back. value: NUL-terminated; copied; NULL and what is known already change nothing. */
void known_secrets_add(known_secrets *known, const char *value, uint32_t frame);

/* text with mask in the place of every value that stood in this frame or an earlier one, longer values first; NULL when there is none of them
 * in it. known: NULL is allowed. Freed by the caller with g_free(). Linear in the text's length times the number of values. */
char *known_secrets_mask(const known_secrets *known, uint32_t frame, const char *text, const char *mask);

#endif
