/* command-lines.c
 * CLI commands in what a router prints: behind its prompt, in its history of commands, and in its log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secrets-private.h"

#include <string.h>

/* Longest prompt, and longest time in front of a command of the history, in bytes. */
#define PROMPT_MAX 256
#define TIME_MAX   40

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool has(const char *text, size_t at, size_t end, const char *word)
{
    size_t length = strlen(word);
    return length <= end - at && memcmp(text + at, word, length) == 0;
}

size_t secret_skip_role(const char *text, size_t at, size_t end)
{
    if (at == end || text[at] != '{') {
        return at;
    }
    const char *close = memchr(text + at, '}', MIN(end - at, PROMPT_MAX));
    return close ? (size_t)(close - text) + 1 : at;
}

/* "USER@HOST> " and "USER@HOST# ", the latter in configuration mode. */
static bool find_prompt(const char *text, size_t at, size_t end, secret_command *command)
{
    size_t limit = at + MIN(end - at, PROMPT_MAX);
    size_t sign = at;
    at = secret_skip_role(text, at, limit);
    size_t start = at;
    while (at < limit && !is_blank(text[at]) && text[at] != '>' && text[at] != '#') {
        sign = text[at] == '@' ? at : sign;
        at++;
    }
    if (at + 1 >= limit || is_blank(text[at]) || sign <= start || sign + 1 == at || !is_blank(text[at + 1])) {
        return false;
    }
    command->kind = text[at] == '#' ? SECRET_COMMAND_CONFIGURES : SECRET_COMMAND_OPERATES;
    command->span = (secret_span){ at + 1, end - at - 1 };
    return true;
}

/* "  19:14:54 -- COMMAND" of "show cli history". */
static bool find_history(const char *text, size_t at, size_t end, secret_command *command)
{
    while (at < end && is_blank(text[at])) {
        at++;
    }
    size_t limit = at + MIN(end - at, TIME_MAX);
    if (at == end || !g_ascii_isdigit(text[at])) {
        return false;
    }
    while (at < limit && !has(text, at, end, " -- ") && (g_ascii_isalnum(text[at]) || strchr(":-.+ ", text[at]))) {
        at++;
    }
    if (at == limit || !has(text, at, end, " -- ")) {
        return false;
    }
    command->kind = SECRET_COMMAND_OF_HISTORY;
    command->span = (secret_span){ at + strlen(" -- "), end - at - strlen(" -- ") };
    return true;
}

/* Of the text up to end, behind the first one of this character that stands behind the word; end if there is none. */
static size_t behind(const char *text, size_t at, size_t end, const char *word, char last)
{
    size_t length = strlen(word);
    size_t next = at;
    while (next < end) {
        const char *found = memchr(text + next, last, end - next);
        next = found ? (size_t)(found - text) + 1 : end;
        if (found && next - at > length && memcmp(text + next - 1 - length, word, length) == 0) {
            return next;
        }
    }
    return end;
}

/* "... User 'bob', command 'set ... '" of UI_CMDLINE_READ_LINE, and "... User 'bob' set: [snmp community ...] ..." of UI_CFG_AUDIT_SET. */
static bool find_log(const char *text, size_t at, size_t end, secret_command *command)
{
    size_t start = behind(text, at, end, "command ", '\'');
    if (start < end) {
        size_t last = end;
        while (last > start && text[last - 1] != '\'') {
            last--;
        }
        command->kind = SECRET_COMMAND_OPERATES;
        command->span = (secret_span){ start, (last > start ? last - 1 : end) - start };
        return true;
    }
    start = behind(text, at, end, ": ", '[');
    if (start == end || start < at + 5 || memchr(text + at, '\'', start - at) == NULL) {
        return false;
    }
    const char *close = memchr(text + start, ']', end - start);
    command->kind = SECRET_COMMAND_IS_PATH;
    command->span = (secret_span){ start, (close ? (size_t)(close - text) : end) - start };
    return true;
}

bool secret_command_in_line(const char *text, size_t at, size_t end, secret_command *command)
{
    return find_prompt(text, at, end, command) || find_history(text, at, end, command) || find_log(text, at, end, command);
}
