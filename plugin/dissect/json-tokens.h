/* json-tokens.h
 * Walking over what Wireshark's JSON parser makes of a text, without recursion.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_JSON_TOKENS_H
#define PORTLORE_JSON_TOKENS_H

#include <stdbool.h>

#include <wsutil/wsjson.h>

typedef struct {
    const char *json;
    const jsmntok_t *tokens;
    int count; /* of tokens */
} json_tokens;

/* The token behind a value, and what is in it; count behind the last. at: of the value, below count. */
int json_tokens_behind(const json_tokens *read, int at);

bool json_tokens_is_number(const json_tokens *read, int at);

#endif
