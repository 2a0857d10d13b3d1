/* json-tokens.c
 * Walking over what Wireshark's JSON parser makes of a text, without recursion.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "json-tokens.h"

#include <glib.h>

int json_tokens_behind(const json_tokens *read, int at)
{
    int end = read->tokens[at].end;
    do {
        at++;
    } while (at < read->count && read->tokens[at].start < end);
    return at;
}

bool json_tokens_is_number(const json_tokens *read, int at)
{
    char first = read->json[read->tokens[at].start];
    return read->tokens[at].type == JSMN_PRIMITIVE && (first == '-' || g_ascii_isdigit(first));
}
