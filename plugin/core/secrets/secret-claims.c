/* secret-claims.c
 * Secrets that a scanner has found: their path, their bytes, and the search by form.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secrets-private.h"

#include <string.h>

#include "portlore/junos_9.h"
#include "portlore/text.h"

#define ELLIPSIS "\xE2\x80\xA6" /* U+2026 */

/* Longest name that is shown in the path of a statement, in bytes. */
#define NAME_SHOWN_MAX 64

static void append_name(GString *joined, secret_name name)
{
    if (!name.text) {
        g_string_append(joined, XNM_SECRET_MASK);
        return;
    }
    size_t plain = 0;
    while (plain < name.length && g_ascii_isgraph(name.text[plain])) {
        plain++;
    }
    if (plain == name.length && plain <= NAME_SHOWN_MAX) {
        g_string_append_len(joined, name.text, (gssize)name.length);
        return;
    }
    char *shown = text_one_line(name.text, name.length, NAME_SHOWN_MAX);
    g_string_append(joined, shown);
    g_free(shown);
}

char *secret_join_names(const secret_name *names, size_t count)
{
    size_t from = count;
    size_t length = 0;
    /* Of each name at most NAME_SHOWN_MAX bytes, and one space. */
    while (from > 0 && length + NAME_SHOWN_MAX + 1 <= XNM_SECRET_PATH_MAX / 2) {
        from--;
        length += MIN(names[from].length, NAME_SHOWN_MAX) + 1;
    }
    GString *joined = g_string_new(from > 0 ? ELLIPSIS " " : "");
    for (size_t i = from; i < count; i++) {
        if (i > from) {
            g_string_append_c(joined, ' ');
        }
        append_name(joined, names[i]);
    }
    return g_string_free(joined, FALSE);
}

/* The element's path, cut at its beginning, then where, then the statement's path. */
static char *path_of(const secret_scan *scan)
{
    const xnm_secret_finder *finder = scan->finder;
    char *statement = scan->statement ? scan->statement(scan->scanner) : NULL;
    char *where = text_one_line(scan->where, strlen(scan->where), NAME_SHOWN_MAX);
    size_t rest = strlen(where) + (statement ? strlen(statement) + 2 : 0);
    size_t room = XNM_SECRET_PATH_MAX - MIN(rest, XNM_SECRET_PATH_MAX - 3);
    GString *path = g_string_new(NULL);
    if (finder->path_length <= room) {
        g_string_append_len(path, finder->path, (gssize)finder->path_length);
    } else {
        size_t from = finder->path_length - (room - strlen(ELLIPSIS));
        while (from < finder->path_length && (finder->path[from] & 0xC0) == 0x80) {
            from++;
        }
        g_string_append(path, ELLIPSIS);
        g_string_append_len(path, finder->path + from, (gssize)(finder->path_length - from));
    }
    g_string_append(path, where);
    if (statement && *statement) {
        g_string_append_printf(path, ": %s", statement);
    }
    g_free(where);
    g_free(statement);
    return g_string_free(path, FALSE);
}

static bool is_behind(const xnm_secret *secret, const xnm_secret *other)
{
    return secret->leaf.start == other->leaf.start && secret->start > other->start;
}

void secret_give_up(secret_scan *scan)
{
    xnm_secret_finder *finder = scan->finder;
    finder->not_listed_from = MIN(finder->not_listed_from, scan->leaf.start);
    finder->not_listed++;
}

/* The number of the text that has this byte of them all. */
static guint text_with(const xnm_secret_finder *finder, size_t at)
{
    guint low = 0;
    guint high = finder->texts->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(finder->texts, secret_text, middle).start <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Of one of several texts: behind its last byte in them all. */
static size_t text_end(const xnm_secret_finder *finder, guint number)
{
    return number + 1 < finder->texts->len ? g_array_index(finder->texts, secret_text, number + 1).start : finder->text->len;
}

/* Where a secret stands that was found in several texts: in the first of those that have it, with parts in the others. */
static void place_in_texts(xnm_secret_finder *finder, xnm_secret *secret, size_t start, size_t length)
{
    guint number = text_with(finder, start);
    secret_text text = g_array_index(finder->texts, secret_text, number);
    size_t text_length = text_end(finder, number) - text.start;
    secret->leaf = text.leaf;
    secret->start = start - text.start;
    secret->length = MIN(length, text_length - secret->start);
    secret->range = text.leaf;
    if (text.leaf.length == text_length) {
        secret->range = (xnm_range){ text.leaf.start + secret->start, secret->length };
    }
    for (size_t at = start + secret->length; at < start + length; at = text_end(finder, number)) {
        text = g_array_index(finder->texts, secret_text, ++number);
        xnm_secret_part part = { text.leaf, MIN(start + length, text_end(finder, number)) - at };
        secret->range.length = text.leaf.start + text.leaf.length - secret->range.start;
        if (part.length > 0) {
            finder->parts = finder->parts ? finder->parts : g_array_new(FALSE, FALSE, sizeof(xnm_secret_part));
            g_array_append_val(finder->parts, part);
        }
    }
}

void secret_claim(secret_scan *scan, size_t start, size_t length, xnm_secret_kind kind, char *value)
{
    xnm_secret_finder *finder = scan->finder;
    if (!finder->secrets) {
        finder->secrets = g_array_new(FALSE, FALSE, sizeof(xnm_secret));
    }
    if (finder->secrets->len >= finder->max_secrets) {
        secret_give_up(scan);
        g_free(value);
        return;
    }
    xnm_secret secret = { .kind = kind, .path = path_of(scan), .start = start, .length = length, .leaf = scan->leaf, .range = scan->leaf };
    secret.value = value ? value : g_strndup(scan->text + start, length);
    if (scan->text_count > 0) {
        place_in_texts(finder, &secret, start, length);
    } else if (scan->offset != SIZE_MAX) {
        secret.range = (xnm_range){ scan->leaf.start + scan->offset + start, length };
    }
    secret.decoded = kind == XNM_SECRET_JUNOS_9 ? junos_9_decode(secret.value, strlen(secret.value)) : NULL;
    /* The last word of a statement is known to be a secret only at the statement's end, behind a comment with secrets of its own. */
    guint index = finder->secrets->len;
    while (index > 0 && is_behind(&g_array_index(finder->secrets, xnm_secret, index - 1), &secret)) {
        index--;
    }
    if (index > 0 && g_array_index(finder->secrets, xnm_secret, index - 1).leaf.start > secret.leaf.start) {
        finder->unsorted = true;
    }
    g_array_insert_val(finder->secrets, index, secret);
}

/* Most texts are shorter than four calls of memchr() are worth. */
#define SHORT_TEXT 24

unsigned secret_forms_of(const char *text, size_t length)
{
    static const guint8 forms_of[256] = { ['$'] = SECRET_FORM_HASH, ['@'] = SECRET_FORM_URL, ['#'] = SECRET_FORM_MARK };
    unsigned forms = 0;
    if (length <= SHORT_TEXT) {
        for (size_t i = 0; i < length; i++) {
            forms |= forms_of[(guchar)text[i]];
        }
        return forms;
    }
    forms |= memchr(text, '$', length) ? SECRET_FORM_HASH : 0;
    forms |= memchr(text, '@', length) ? SECRET_FORM_URL : 0;
    forms |= memchr(text, '#', length) ? SECRET_FORM_MARK : 0;
    /* Only long texts have hyphens that are worth a look. */
    forms |= length >= PRIVATE_KEY_MIN && memchr(text, '-', length) ? SECRET_FORM_KEY : 0;
    return forms;
}

bool secret_is_softwires(secret_name name)
{
    return secret_name_is(name, "softwires") || secret_name_is(name, "map-e");
}

/* The offset of the next character of this kind from at on, or end. */
static size_t next_character(const char *text, size_t at, size_t end, char character)
{
    const char *found = at < end ? memchr(text + at, character, end - at) : NULL;
    return found ? (size_t)(found - text) : end;
}

/* The offset of the next ':' of "://" that has an '@' behind it, or end. sign: of the '@' that was found last. */
static size_t next_url(const char *text, size_t at, size_t end, size_t *sign)
{
    size_t colon = at;
    while (*sign < end) {
        colon = next_character(text, colon, end, ':');
        if (colon >= *sign) {
            *sign = next_character(text, colon, end, '@');
        }
        if (*sign < end && (text[colon + 1] == '/' || text[colon + 1] == '\\')) {
            return colon;
        }
        colon++;
    }
    return end;
}

/* The offset of the next '-' that begins five of them, or end. */
static size_t next_dashes(const char *text, size_t at, size_t end)
{
    static const char begin[] = "-----BEGIN ";
    const size_t length = sizeof begin - 1;
    while (at < end && end - at >= length) {
        at = next_character(text, at, end, '-');
        if (end - at >= length && memcmp(text + at, begin, length) == 0) {
            return at;
        }
        at++;
    }
    return end;
}

/* secret_form_at(), where the text that the '$' begins stands for itself: what is in front of a comment may be a word of its own. */
static size_t hash_at(const secret_scan *scan, size_t at, size_t end, xnm_secret_kind *kind, size_t *next)
{
    const xnm_secret_finder *finder = scan->finder;
    bool begins = scan->text_count > 0 && g_array_index(finder->texts, secret_text, text_with(finder, at)).start == at;
    size_t base = begins ? at : 0;
    size_t length = secret_form_at(scan->text + base, at - base, end - base, kind, next);
    *next += base;
    return length;
}

bool secret_scan_forms(secret_scan *scan, size_t start, size_t end, unsigned forms)
{
    const char *text = scan->text;
    bool found = false;
    size_t at = start;
    /* The next place of each form; those that at has passed are looked for again. */
    size_t hash = forms & SECRET_FORM_HASH ? start : end;
    size_t url = forms & SECRET_FORM_URL ? start : end;
    size_t key = forms & SECRET_FORM_KEY ? start : end;
    size_t sign = start;
    secret_url_word word = { 0 };
    bool first = true;
    while (at < end) {
        hash = hash < at || (first && hash < end) ? next_character(text, at, end, '$') : hash;
        url = url < at || (first && url < end) ? next_url(text, at, end, &sign) : url;
        key = key < at || (first && key < end) ? next_dashes(text, at, end) : key;
        first = false;
        at = MIN(hash, MIN(url, key));
        if (at == end) {
            break;
        }
        xnm_secret_kind kind = XNM_SECRET_URL_PASSWORD;
        size_t next = at + 1;
        secret_span span = { at, 0 };
        if (at == hash) {
            span.length = hash_at(scan, at, end, &kind, &next);
        } else if (at == url) {
            span.length = secret_url_password_at(text, at, end, &word, &span) ? span.length : 0;
        } else {
            span.length = secret_private_key_at(text, at, end);
            kind = XNM_SECRET_PRIVATE_KEY;
        }
        if (span.length > 0) {
            secret_claim(scan, span.start, span.length, kind, NULL);
            found = true;
            next = span.start + span.length;
        }
        at = next;
    }
    return found;
}

static void free_secret(gpointer data)
{
    xnm_secret *secret = data;
    g_free(secret->path);
    g_free(secret->value);
    g_free(secret->decoded);
}

static int compare_secrets(gconstpointer one, gconstpointer other)
{
    const xnm_secret *a = one;
    const xnm_secret *b = other;
    size_t first = a->leaf.start == b->leaf.start ? a->start : a->leaf.start;
    size_t second = a->leaf.start == b->leaf.start ? b->start : b->leaf.start;
    return first < second ? -1 : first > second;
}

static int compare_parts(gconstpointer one, gconstpointer other)
{
    const xnm_secret_part *a = one;
    const xnm_secret_part *b = other;
    return a->leaf.start < b->leaf.start ? -1 : a->leaf.start > b->leaf.start;
}

static void sort(xnm_secret_finder *finder)
{
    if (finder->unsorted) {
        g_array_sort(finder->secrets, compare_secrets);
    }
    if (finder->parts) {
        g_array_sort(finder->parts, compare_parts);
    }
}

xnm_secret_list *xnm_secret_finder_finish(xnm_secret_finder *finder)
{
    xnm_secret_list *list = NULL;
    secret_end_text(finder);
    sort(finder);
    if (finder->secrets || finder->not_listed > 0) {
        list = g_new(xnm_secret_list, 1);
        list->count = finder->secrets ? finder->secrets->len : 0;
        list->secrets = finder->secrets ? (xnm_secret *)(void *)g_array_free(finder->secrets, FALSE) : NULL;
        list->part_count = finder->parts ? finder->parts->len : 0;
        list->parts = finder->parts ? (xnm_secret_part *)(void *)g_array_free(finder->parts, FALSE) : NULL;
        list->not_listed = finder->not_listed;
        list->not_listed_from = finder->not_listed_from;
    }
    g_free(finder->path);
    g_free(finder->starts);
    g_free(finder->hierarchy);
    g_free(finder->edit_path);
    g_string_free(finder->text, TRUE);
    g_array_free(finder->texts, TRUE);
    g_free(finder);
    return list;
}

void xnm_secret_list_free(xnm_secret_list *list)
{
    if (!list) {
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        free_secret(&list->secrets[i]);
    }
    g_free(list->secrets);
    g_free(list->parts);
    g_free(list);
}

const xnm_secret *xnm_secret_list_in(const xnm_secret_list *list, xnm_range leaf, size_t *count)
{
    *count = 0;
    size_t low = 0;
    size_t high = list ? list->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->secrets[middle].leaf.start < leaf.start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const xnm_secret *first = list && low < list->count ? &list->secrets[low] : NULL;
    while (first && low + *count < list->count && first[*count].leaf.start == leaf.start && first[*count].leaf.length == leaf.length) {
        ++*count;
    }
    return *count > 0 ? first : NULL;
}

size_t xnm_secret_list_part_in(const xnm_secret_list *list, xnm_range leaf)
{
    size_t low = 0;
    size_t high = list ? list->part_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->parts[middle].leaf.start < leaf.start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = list && low < list->part_count && list->parts[low].leaf.start == leaf.start && list->parts[low].leaf.length == leaf.length;
    return found ? list->parts[low].length : 0;
}

char *xnm_secret_list_mask(const xnm_secret_list *list, xnm_range leaf, const char *text, const char *mask)
{
    size_t count;
    size_t length = strlen(text);
    const xnm_secret *secrets = xnm_secret_list_in(list, leaf, &count);
    if (list && leaf.start >= list->not_listed_from) {
        return g_strdup(mask);
    }
    size_t at = xnm_secret_list_part_in(list, leaf);
    if (count == 0 && at == 0) {
        return NULL;
    }
    if (at > length) {
        return g_strdup(mask); /* not the text that was searched */
    }
    GString *masked = g_string_sized_new(length);
    g_string_append(masked, at > 0 ? mask : "");
    for (size_t i = 0; i < count; i++) {
        if (secrets[i].start < at || secrets[i].start > length || secrets[i].length > length - secrets[i].start) {
            /* Not the text that was searched: nothing of it is shown. */
            g_string_assign(masked, mask);
            return g_string_free(masked, FALSE);
        }
        g_string_append_len(masked, text + at, (gssize)(secrets[i].start - at));
        g_string_append(masked, mask);
        at = secrets[i].start + secrets[i].length;
    }
    g_string_append(masked, text + at);
    return g_string_free(masked, FALSE);
}

const char *xnm_secret_kind_name(xnm_secret_kind kind)
{
    static const char *const names[] = {
        [XNM_SECRET_CLEARTEXT] = "cleartext",
        [XNM_SECRET_JUNOS_9] = "junos-9",
        [XNM_SECRET_JUNOS_8] = "junos-8",
        [XNM_SECRET_MD5_CRYPT] = "md5-crypt",
        [XNM_SECRET_SHA1_CRYPT] = "sha1-crypt",
        [XNM_SECRET_SHA256_CRYPT] = "sha256-crypt",
        [XNM_SECRET_SHA512_CRYPT] = "sha512-crypt",
        [XNM_SECRET_DES_CRYPT] = "des-crypt",
        [XNM_SECRET_OTHER_CRYPT] = "other-crypt",
        [XNM_SECRET_PRIVATE_KEY] = "private-key",
        [XNM_SECRET_SNMP_COMMUNITY] = "snmp-community",
        [XNM_SECRET_URL_PASSWORD] = "url-password",
    };
    return names[kind];
}
