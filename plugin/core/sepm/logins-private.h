/* logins-private.h
 * Logins by form or query, what names of parameters tell, and credentials that are held until it is known whose they are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_LOGINS_PRIVATE_H
#define PORTLORE_SEPM_LOGINS_PRIVATE_H

#include "session-private.h"

/* By the rules in secret-names.c. A value with a secret's name is kept out of what is shown; one with a password's name is a password. */
bool sepm_is_secret_name(const char *name);
bool sepm_is_password_name(const char *name);
bool sepm_is_other_secret_name(const char *name); /* that of a secret, and not of what has to do with passwords */
bool sepm_is_domain_name(const char *name);

/* The value of the parameter that names a user; NULL: there is none. Owned by the array. */
const char *sepm_user_among(const GPtrArray *pairs);

/* Tells of a request of the product, in its query or form: a password, with the user's name and the domain if there are any, each value once. Other
 * secrets are told as SEPM_LINE_SECRET. */
void sepm_tell_logins(sepm_session *session, sepm_product product, const GPtrArray *pairs);

/* A value that is shown may be an address or a form itself, also an encoded one: what is secret in it is told as SEPM_LINE_SECRET. */
void sepm_tell_nested(sepm_session *session, sepm_product product, const char *value);

/* Its passwords alone. */
void sepm_tell_passwords(sepm_session *session, sepm_product product, const GPtrArray *pairs);

/* What Basic and Bearer carry. authorization: NULL is allowed. */
void sepm_tell_authorization(sepm_session *session, sepm_product product, const char *authorization);

/* The session that servers write behind ";" in a target for clients without cookies, as a cookie's pair; NULL: there is none. Freed by the caller with
 * g_ptr_array_unref(). */
GPtrArray *sepm_cookies_in_target(const char *target);

/* Credentials of the request in progress, of which it is not known whose it is: kept until something proves it. pairs: of its query or form. */
void sepm_hold_head(sepm_session *session, const GPtrArray *pairs, const GPtrArray *cookies);
void sepm_hold_form(sepm_session *session, const GPtrArray *pairs);

/* With the answer that proved the product: tells what is held, and holds nothing any more. */
void sepm_settle_held(sepm_session *session);

/* Whether a login by form or query is held. */
bool sepm_holds_login(const sepm_session *session);

void sepm_free_held(sepm_session *session);

/* Tells that a body was not read, or not all of it. */
void sepm_tell_unread(sepm_session *session, sepm_product product, const char *what, const char *why);

#endif
