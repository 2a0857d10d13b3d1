/* embedded-markup.c
 * XML that is the text of something else: what "show configuration | display xml" prints, a file, a part that was commented out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secrets-private.h"

#include <string.h>

/* Elements inside each other whose names are kept. */
#define DEPTH_MAX 128

/* Of a name, in bytes. */
#define NAME_MAX_BYTES 64

bool secret_may_be_markup(const char *text, size_t length)
{
    return length > 3 && text[0] == '<' && (g_ascii_isalpha(text[1]) || text[1] == '?' || text[1] == '!') && g_strstr_len(text, (gssize)length, "</");
}

static bool is_name_character(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

/* The local name that begins at text[at]. */
static secret_name name_at(const char *text, size_t at, size_t end)
{
    size_t start = at;
    for (; at < end && (is_name_character(text[at]) || text[at] == ':'); at++) {
        start = text[at] == ':' ? at + 1 : start;
    }
    return (secret_name){ text + start, at - start };
}

/* Behind the '>' of the tag at text[at]; end if it has none. */
static size_t tag_end(const char *text, size_t at, size_t end)
{
    const char *found = memchr(text + at, '>', end - at);
    return found ? (size_t)(found - text) + 1 : end;
}

/* Of the elements of the text, those in it only: deeper counts the open ones whose names were not kept. */
typedef struct {
    size_t outside;
    size_t deeper;
} embedded_depth;

static void take_tag(secret_scan *scan, size_t at, size_t end, embedded_depth *depth)
{
    xnm_secret_finder *finder = scan->finder;
    const char *text = scan->text;
    bool closes = text[at + 1] == '/';
    secret_name name = name_at(text, at + 1 + closes, end);
    if (closes) {
        if (depth->deeper > 0) {
            depth->deeper--;
        } else if (finder->depth > depth->outside) {
            secret_leave_element(finder);
        }
    } else if (name.length > 0 && (end < 2 || text[end - 2] != '/')) {
        if (depth->deeper > 0 || name.length > NAME_MAX_BYTES || finder->depth - depth->outside == DEPTH_MAX) {
            depth->deeper++;
        } else {
            secret_enter_element(finder, name.text, name.length);
        }
    }
}

void secret_scan_markup(secret_scan *scan, size_t start, size_t end)
{
    const char *text = scan->text;
    embedded_depth depth = { .outside = scan->finder->depth };
    size_t at = start;
    while (at < end) {
        const char *found = memchr(text + at, '<', end - at);
        size_t tag = found ? (size_t)(found - text) : end;
        if (tag > at) {
            secret_scan_embedded_text(scan, at, tag, depth.deeper == 0 && scan->finder->depth > depth.outside);
        }
        at = tag;
        if (tag + 1 < end) {
            at = tag_end(text, tag, end);
            secret_scan_forms(scan, tag, at, secret_forms_of(text + tag, at - tag));
            take_tag(scan, tag, at, &depth);
        } else if (tag < end) {
            at = end;
        }
    }
    while (scan->finder->depth > depth.outside) {
        secret_leave_element(scan->finder);
    }
}
