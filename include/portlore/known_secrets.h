/* known_secrets.h
 * Secrets that a conversation has shown, so that they can be kept out of texts that quote them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_KNOWN_SECRETS_H
#define PORTLORE_KNOWN_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A value that is found by its place or form stands elsewhere too: a router quotes in an error what it was sent. Shorter values than
 * KNOWN_SECRETS_BYTES_MIN are not looked for, because they stand in ordinary words; a password that is so short is kept out of texts that are nothing
 * else, such as a user name that is the password too. */
#define KNOWN_SECRETS_BYTES_MIN 4

/* Bytes of all values together that are taken, of passwords and of the rest each. */
#define KNOWN_SECRETS_TOTAL_MAX (256u * 1024)

typedef struct _known_secrets known_secrets;

/* How many values were known at some time; 0: none. Grows with each value that is taken. */
typedef uint32_t known_secrets_mark;

/* max: values that are taken at most, and passwords besides; the first ones stay. Never NULL. Free with known_secrets_free(). */
known_secrets *known_secrets_new(uint32_t max);

/* NULL is allowed. */
void known_secrets_free(known_secrets *known);

/* Take a value. password: of a login: counted by itself, so that other secrets leave room for it. value: NUL-terminated; copied; NULL, an empty one,
 * one that is too short and no password, and what is known already change nothing. Returns false when there was no room for it. */
bool known_secrets_add(known_secrets *known, const char *value, bool password);

/* The values known now. known: NULL is allowed. */
known_secrets_mark known_secrets_now(const known_secrets *known);

/* text with mask in the place of every value that was known at this time; values that overlap have one mask; just mask for a short password, with or
 * without white space around it. NULL when there is none of them in it.
 * known: NULL is allowed. Freed by the caller with g_free(). Linear in the text's length, however many values are known now; for an earlier
 * mark, times how many of the later ones end alike. Behind new values, once in the length of all of them too. */
char *known_secrets_mask(known_secrets *known, known_secrets_mark mark, const char *text, const char *mask);

/* The same for what may be encoded as in addresses and forms: percent-encoded (RFC 3986 section 2.1), also more than once, with "+" as itself or for a
 * space. To add: what the value stands for is known as well as the value. To mask: what is masked in the text is what stands for the value. */
bool known_secrets_add_encoded(known_secrets *known, const char *value, bool password);
char *known_secrets_mask_encoded(known_secrets *known, known_secrets_mark mark, const char *text, const char *mask);

#endif
