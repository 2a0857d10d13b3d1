/* secret-hierarchy.c
 * Which part of the configuration a text is below, as what stands outside of it tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secrets-private.h"

#include <string.h>

/* Of a hierarchy that is kept, in bytes. */
#define HIERARCHY_MAX 256

/* The next word of text, which *text is moved behind. Its length is 0 at the end. */
static secret_name next_word(const char **text)
{
    static const char blanks[] = " \t\r\n";
    *text += strspn(*text, blanks);
    secret_name word = { *text, strcspn(*text, blanks) };
    *text += word.length;
    return word;
}

/* Whether a word of a command is this one, or a beginning of it that the CLI takes for it. */
static bool is_abbreviated(secret_name word, const char *whole, size_t least)
{
    return word.length >= least && word.length <= strlen(whole) && memcmp(word.text, whole, word.length) == 0;
}

/* Its words up to one of these characters, one space apart; NULL when there are none, or too many. */
static char *words_of(const char *text, const char *ends, unsigned max)
{
    GString *joined = g_string_new(NULL);
    secret_name word = next_word(&text);
    unsigned count = 0;
    for (; word.length > 0 && !strchr(ends, word.text[0]) && count < max; word = next_word(&text)) {
        size_t length = MIN(word.length, strcspn(word.text, ends));
        g_string_append_printf(joined, "%s", count > 0 ? " " : "");
        g_string_append_len(joined, word.text, (gssize)length);
        count++;
        if (length < word.length) {
            break;
        }
    }
    bool fits = count > 0 && joined->len <= HIERARCHY_MAX && (count < max || word.length == 0 || strchr(ends, word.text[0]) || max == 1);
    return g_string_free(joined, !fits);
}

char *xnm_secret_hierarchy_of_command(const char *command, bool first_only)
{
    if (!is_abbreviated(next_word(&command), "show", 2) || !is_abbreviated(next_word(&command), "configuration", 4)) {
        return NULL;
    }
    return words_of(command, "|", first_only ? 1 : SECRET_HIERARCHY_WORDS_MAX);
}

char *secret_hierarchy_of_edit_path(const char *text)
{
    static const char begin[] = "[edit ";
    text += strspn(text, " \t\r\n");
    return strncmp(text, begin, strlen(begin)) == 0 ? words_of(text + strlen(begin), "]", SECRET_HIERARCHY_WORDS_MAX) : NULL;
}
