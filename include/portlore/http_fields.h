/* http_fields.h
 * What stands in HTTP's headers, targets and forms: parameters, cookies, credentials.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_HTTP_FIELDS_H
#define PORTLORE_HTTP_FIELDS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* Pairs of one list that are kept, at most. */
#define HTTP_PAIRS_MAX 64

/* Valid UTF-8 on one line, at most HTTP_VALUE_MAX bytes each; never NULL. A name without "=" has the value "". */
typedef struct {
    char *name;
    char *value;
} http_pair;

/* Of those that arrays hold. */
void http_pair_free(void *data);

/* Parameters of a query or of a body of the type application/x-www-form-urlencoded (WHATWG URL, section 5.1): separated by "&", decoded.
 * text: length bytes. Returns an array of http_pair, never NULL; freed with g_ptr_array_unref(). */
GPtrArray *http_parameters(const char *text, size_t length);

/* One of their names or values: percent-encoding undone (RFC 3986 section 2.1), and "+" for a space; what is no encoding stays as it is. text: length
 * bytes. As above; freed by the caller with g_free(). */
char *http_decoded(const char *text, size_t length);

/* Cookies of a Cookie header (RFC 6265 section 4.2.1), or, of each line, that of a Set-Cookie header (section 4.1.1). text: NULL is allowed. The
 * array as above, freed as that. */
GPtrArray *http_cookies(const char *text);
GPtrArray *http_set_cookies(const char *text);

/* The value of the first pair of this name, case included; NULL: there is none. Owned by the array. */
const char *http_pair_value(const GPtrArray *pairs, const char *name);

/* User name and password of "Basic ..." (RFC 7617). authorization: NULL is allowed. Returns false when it is none, or not Base64 of two parts.
 * Both texts as above, freed by the caller with g_free(). */
bool http_basic_credentials(const char *authorization, char **username, char **password);

/* What follows a scheme's name and white space, as of "Bearer ..."; NULL: it is another scheme. Borrowed from authorization, which may be NULL. */
const char *http_credentials_of(const char *authorization, const char *scheme);

/* The realm of the first challenge "Basic" that has one (RFC 7617 section 2), wherever it stands among the parameters. challenges: WWW-Authenticate, several
 * on lines of their own; may be NULL. Returns NULL when there is none; freed by the caller. */
char *http_basic_realm(const char *challenges);

/* Whether a Content-Type names this media type, whatever its parameters. content_type: NULL is allowed, and is none. */
bool http_is_type(const char *content_type, const char *type);

#endif
