/* known-secrets-private.h
 * What those who look for known secrets share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_KNOWN_SECRETS_PRIVATE_H
#define PORTLORE_KNOWN_SECRETS_PRIVATE_H

#include <glib.h>

#include "portlore/known_secrets.h"

/* Bytes of a text that a value has; start up to end. */
typedef struct {
    size_t start;
    size_t end;
} known_span;

/* Where values stand that were known at this time: known_span in order, none of which overlap; NULL if there are none. Freed by the caller. */
GArray *known_secrets_spans(known_secrets *known, known_secrets_mark mark, const char *text);

/* Whether the text is nothing but a short password that was known at this time. */
bool known_secrets_is_whole(const known_secrets *known, known_secrets_mark mark, const char *text);

/* text with mask in the place of each span. Freed by the caller with g_free(). */
char *known_secrets_masked(const char *text, const GArray *spans, const char *mask);

#endif
