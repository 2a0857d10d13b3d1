/* sepm-json.h
 * Credentials in the JSON of a login.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_JSON_H
#define PORTLORE_SEPM_JSON_H

#include "wireshark_compat.h"

#include "portlore/sepm_session.h"

/* value: valid UTF-8 on one line, for the call. */
typedef void (*sepm_json_callback)(void *user, sepm_line_kind kind, const char *value);

/* Calls back for each name and secret that the object has, or each object of an array: of a login, or of the answer to one. Names go before passwords.
 * bytes: at most SEPM_JSON_MAX. What is no JSON, or has more than a login has, tells nothing. Returns NULL, or what is not read and why, static. */
const char *sepm_json_read(const uint8_t *bytes, size_t length, bool is_answer, sepm_json_callback callback, void *user);

#endif
