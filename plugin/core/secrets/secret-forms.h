/* secret-forms.h
 * Secrets that can be told by the form of their text alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SECRET_FORMS_H
#define PORTLORE_SECRET_FORMS_H

#include "portlore/xnm_secret.h"

/* A part of a text: bytes text[start] up to text[start + length]. */
typedef struct {
    size_t start;
    size_t length;
} secret_span;

/* Whether a value, known to be nothing else, has the prefix of a hash or of an obfuscation, and something behind it. */
bool secret_form_of_value(const char *value, size_t length, xnm_secret_kind *kind);

/* The kind of a value that is known to be a secret, other than a community. crypt: whether a crypt hash is expected. */
xnm_secret_kind secret_kind_of_value(const char *value, size_t length, bool crypt);

/* Whether a value that stands where secrets do is none: empty, a mask, or a public key. */
bool secret_is_no_secret(const char *value, size_t length);

/* Below, text[at] up to text[end] is free text. Nothing at or behind end is read. */

/* A hash or an obfuscated value that begins at text[at], a '$' with no letter or digit before it. Returns its length, or 0. next: where the search
 * goes on if there is none. */
size_t secret_form_at(const char *text, size_t at, size_t end, xnm_secret_kind *kind, size_t *next);

/* The word of a text, without white space, that was searched for URLs last. By what is remembered of it the search for all URLs of a text takes time
 * that grows linearly with the text. */
typedef struct {
    size_t end;  /* behind the word; 0: none was searched yet */
    size_t sign; /* behind its last '@' */
} secret_url_word;

/* The password of a URL whose ':' before the two slashes is text[at]. Returns false when it has none. word: of the same text and end, first all zero; at
 * must not get smaller from call to call. */
bool secret_url_password_at(const char *text, size_t at, size_t end, secret_url_word *word, secret_span *password);

/* The length of a private key in PEM whose first '-' is text[at]; 0 if there is none. One without end reaches up to the first byte that no PEM
 * has. */
size_t secret_private_key_at(const char *text, size_t at, size_t end);

#endif
