/* secret-finder.c
 * Follows the reader's events, and decides which way each text is looked through.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secrets-private.h"

#include <string.h>

xnm_secret_finder *xnm_secret_finder_new(size_t max_secrets, size_t max_json_depth)
{
    xnm_secret_finder *finder = g_new0(xnm_secret_finder, 1);
    finder->max_secrets = max_secrets;
    finder->max_json_depth = max_json_depth;
    finder->path_size = 512;
    finder->path = g_malloc(finder->path_size);
    finder->depth_size = 32;
    finder->starts = g_new(size_t, finder->depth_size);
    finder->not_listed_from = SIZE_MAX;
    finder->text = g_string_new(NULL);
    finder->texts = g_array_new(FALSE, FALSE, sizeof(secret_text));
    return finder;
}

void xnm_secret_finder_set_hierarchy(xnm_secret_finder *finder, const char *hierarchy)
{
    g_free(finder->hierarchy);
    finder->hierarchy = g_strdup(hierarchy);
}

/* above: 0 for the innermost open element, 1 for its parent ... */
static secret_name open_element(const xnm_secret_finder *finder, size_t above)
{
    size_t index = finder->depth - 1 - above;
    size_t end = above == 0 ? finder->path_length : finder->starts[index + 1] - 1;
    return (secret_name){ finder->path + finder->starts[index], end - finder->starts[index] };
}

/* The names of the open elements, the innermost last; without the innermost skip of them. */
static size_t ancestors_of(const xnm_secret_finder *finder, size_t skip, secret_name ancestors[SECRET_ANCESTORS_MAX])
{
    size_t count = MIN(finder->depth - skip, SECRET_ANCESTORS_MAX);
    for (size_t i = 0; i < count; i++) {
        ancestors[count - 1 - i] = open_element(finder, skip + i);
    }
    return count;
}

static bool is_below_softwires(const xnm_secret_finder *finder)
{
    for (size_t above = 0; above < finder->depth; above++) {
        if (secret_is_softwires(open_element(finder, above))) {
            return true;
        }
    }
    return false;
}

/* A name that only ends as those of secrets do may be a counter or a state in the output of a command. */
static bool is_counter(const xnm_secret_finder *finder, const char *value, size_t length)
{
    for (size_t above = 0; above < finder->depth; above++) {
        if (secret_name_is(open_element(finder, above), "configuration")) {
            return false;
        }
    }
    while (length > 0 && g_ascii_isdigit(value[length - 1])) {
        length--;
    }
    return length == 0;
}

/* Whether a value of this name is a secret below the open elements but for the innermost skip of them. leaf: of the name. */
static bool is_secret_name(const xnm_secret_finder *finder, const secret_leaf *leaf, secret_name name, size_t skip, const char *value, size_t length,
                           unsigned *flags)
{
    secret_name ancestors[SECRET_ANCESTORS_MAX];
    if (leaf && leaf->count > 0) {
        size_t count = ancestors_of(finder, skip, ancestors);
        return secret_path_of_element(leaf, ancestors, count, flags);
    }
    *flags = 0;
    return secret_name_by_ending(name.text, name.length) && !is_counter(finder, value, length);
}

/* Whether the innermost element's own value is a secret, or its parent's where it is just called "value". */
static bool is_secret_element(const xnm_secret_finder *finder, const secret_leaf *leaf, const char *value, size_t length, unsigned *flags)
{
    secret_name name = open_element(finder, 0);
    if (is_secret_name(finder, leaf, name, 1, value, length, flags)) {
        return true;
    }
    if (finder->depth < 2 || !secret_name_is(name, "value")) {
        return false;
    }
    name = open_element(finder, 1);
    return is_secret_name(finder, secret_leaf_find(name.text, name.length), name, 2, value, length, flags);
}

/* A wildcard of a configuration group stands for any name. */
static bool is_wildcard(const char *value, size_t length)
{
    return length >= 2 && value[0] == '<' && value[length - 1] == '>';
}

/* Claim the value that stands where secrets do. */
static void claim_value(secret_scan *scan, size_t start, size_t length, unsigned flags)
{
    const char *value = scan->text + start;
    unsigned forms = secret_forms_of(value, length);
    if (forms & SECRET_FORM_KEY && secret_scan_forms(scan, start, start + length, SECRET_FORM_KEY)) {
        return;
    }
    if (secret_is_no_secret(value, length) || (flags & SECRET_PATH_COMMUNITY && is_wildcard(value, length))) {
        return;
    }
    xnm_secret_kind kind = secret_kind_of_value(value, length, flags & SECRET_PATH_CRYPT);
    secret_claim(scan, start, length, kind == XNM_SECRET_CLEARTEXT && flags & SECRET_PATH_COMMUNITY ? XNM_SECRET_SNMP_COMMUNITY : kind, NULL);
}

static void scan_forms(secret_scan *scan, size_t start, size_t end)
{
    unsigned forms = secret_forms_of(scan->text + start, end - start);
    if (forms) {
        secret_scan_forms(scan, start, end, is_below_softwires(scan->finder) ? forms & ~SECRET_FORM_HASH : forms);
    }
}

void secret_scan_embedded_text(secret_scan *scan, size_t start, size_t end, bool is_element)
{
    unsigned flags;
    while (start < end && g_ascii_isspace(scan->text[start])) {
        start++;
    }
    while (end > start && g_ascii_isspace(scan->text[end - 1])) {
        end--;
    }
    if (start == end) {
        return;
    }
    secret_name name = open_element(scan->finder, 0);
    const secret_leaf *leaf = secret_leaf_find(name.text, name.length);
    if (is_element && is_secret_element(scan->finder, leaf, scan->text + start, end - start, &flags)) {
        claim_value(scan, start, end - start, flags);
    } else {
        scan_forms(scan, start, end);
    }
}

/* A value in a place that says nothing of it. */
static void scan_value(secret_scan *scan, size_t start, size_t length)
{
    xnm_secret_kind kind;
    if (secret_may_be_markup(scan->text + start, length)) {
        secret_scan_markup(scan, start, start + length);
        return;
    }
    unsigned forms = secret_forms_of(scan->text + start, length);
    if (!forms) {
        return;
    }
    forms &= is_below_softwires(scan->finder) ? ~SECRET_FORM_HASH : ~0u;
    if (forms & SECRET_FORM_HASH && secret_form_of_value(scan->text + start, length, &kind)) {
        secret_claim(scan, start, length, kind, NULL);
    } else if (forms & SECRET_FORM_MARK && strstr(scan->text + start, "SECRET-DATA")) {
        secret_scan_statements(scan, SECRET_FORMAT_OUTPUT, start, start + length);
    } else {
        secret_scan_forms(scan, start, start + length, forms);
    }
}

/* An object, or an array of objects or strings. What a script printed may have single quotes. */
static bool looks_like_json(const char *text, size_t length)
{
    if (length < 2 || (text[0] != '{' && text[0] != '[')) {
        return false;
    }
    size_t at = 1;
    while (at < length && g_ascii_isspace(text[at])) {
        at++;
    }
    return at < length && (text[at] == '"' || text[at] == (text[0] == '[' ? '{' : '\''));
}

/* Whether a line begins as commands and the headers of patches do, or has a command behind a prompt or in quotes. */
static bool may_have_commands(const char *text, size_t length)
{
    static const char *const beginnings[] = { "set ", "delete ", "rename ", "activate ", "deactivate ", "protect ", "unprotect ", "[edit " };
    const char *end = text + length;
    for (const char *line = length > 0 ? text : NULL; line; line = memchr(line, '\n', (size_t)(end - line))) {
        line += *line == '\n' ? 1 : 0;
        for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++) {
            if (*line == beginnings[i][0] && strncmp(line, beginnings[i], strlen(beginnings[i])) == 0) {
                return true;
            }
        }
        secret_command command;
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        if (secret_command_in_line(line, 0, (size_t)((line_end ? line_end : end) - line), &command)) {
            return true;
        }
    }
    return false;
}

/* Whether a line ends with the brace of a block: of statements that are cut, or of which some lines were picked out, that is all there may be. */
static bool may_have_blocks(const char *text, size_t length)
{
    const char *end = text + length;
    for (const char *at = memchr(text, '{', length); at; at = memchr(at, '{', (size_t)(end - at))) {
        at++;
        while (at < end && (*at == ' ' || *at == '\t' || *at == '\r')) {
            at++;
        }
        if (at == end || *at == '\n') {
            return true;
        }
    }
    return false;
}

bool secret_may_have_statements(const char *text, size_t length)
{
    return memchr(text, ';', length) || may_have_blocks(text, length) || may_have_commands(text, length);
}

/* A comment of XML, or a comment of configuration that is the text of an element. */
static void scan_comment(secret_scan *scan)
{
    size_t start = 0;
    while (start < scan->length && (g_ascii_isspace(scan->text[start]) || strchr("/*#", scan->text[start]))) {
        start++;
    }
    if (may_have_commands(scan->text + start, scan->length - start)) {
        secret_scan_statements(scan, SECRET_FORMAT_OUTPUT, start, scan->length);
    } else {
        scan_value(scan, start, scan->length - start);
    }
}

/* What an error quotes as the statement stands below the path that it names before it, if it names one. first: the number of the first secret that
 * was found in that path; they are masked, as it is told with the statement's secrets. */
static void note_edit_path(const secret_scan *scan, guint first)
{
    xnm_secret_finder *finder = scan->finder;
    GString *path = g_string_new(scan->text_count == 0 ? scan->text : "");
    for (guint i = finder->secrets && path->len > 0 ? finder->secrets->len : first; i > first; i--) {
        const xnm_secret *secret = &g_array_index(finder->secrets, xnm_secret, i - 1);
        g_string_erase(path, (gssize)secret->start, (gssize)secret->length);
        g_string_insert(path, (gssize)secret->start, XNM_SECRET_MASK);
    }
    g_free(finder->edit_path);
    finder->edit_path = finder->not_listed == 0 ? secret_hierarchy_of_edit_path(path->str) : NULL;
    finder->edit_path_depth = finder->depth;
    g_string_free(path, TRUE);
}

static const char *hierarchy_of(const xnm_secret_finder *finder, secret_format format)
{
    if (format == SECRET_FORMAT_COMMAND) {
        bool quoted = finder->edit_path_depth == finder->depth && secret_name_is(open_element(finder, 0), "statement");
        return quoted ? finder->edit_path : NULL;
    }
    return finder->hierarchy;
}

static void scan_configuration(secret_scan *scan, secret_format format, size_t start, size_t end)
{
    guint first = scan->finder->secrets ? scan->finder->secrets->len : 0;
    scan->hierarchy = hierarchy_of(scan->finder, format);
    if (looks_like_json(scan->text + start, end - start)) {
        secret_scan_json(scan, start, end);
    } else if (format == SECRET_FORMAT_OUTPUT &&
               (secret_may_be_markup(scan->text + start, end - start) || !secret_may_have_statements(scan->text + start, end - start))) {
        scan_value(scan, start, end - start);
    } else {
        secret_scan_statements(scan, format, start, end);
    }
    if (secret_name_is(open_element(scan->finder, 0), "edit-path")) {
        note_edit_path(scan, first);
    }
}

/* The number of bytes of white space that the text begins with. Half of all texts are indentation, so eight spaces are one step. */
static size_t skip_space(const char *text, size_t length)
{
    guint64 spaces;
    guint64 bytes;
    size_t at = 0;
    memset(&spaces, ' ', sizeof spaces);
    while (at < length && g_ascii_isspace(text[at])) {
        at++;
        while (length - at >= sizeof bytes && (memcpy(&bytes, text + at, sizeof bytes), bytes == spaces)) {
            at += sizeof bytes;
        }
    }
    return at;
}

/* What the innermost element has of text since the last tag; it begins with white space at most, and has something else. */
static void scan_text(xnm_secret_finder *finder)
{
    const char *text = finder->text->str;
    size_t length = finder->text->len;
    size_t start = skip_space(text, length);
    size_t end = length;
    while (g_ascii_isspace(text[end - 1])) {
        end--;
    }
    xnm_range range = g_array_index(finder->texts, secret_text, 0).leaf;
    secret_scan scan = { .finder = finder, .text = text, .length = length, .leaf = range, .where = "" };
    scan.text_count = finder->texts->len > 1 ? finder->texts->len : 0;
    scan.offset = range.length == length ? 0 : SIZE_MAX;
    secret_name name = open_element(finder, 0);
    const secret_leaf *leaf = secret_leaf_find(name.text, name.length);
    secret_format format = leaf ? leaf->format : SECRET_FORMAT_VALUE;
    unsigned flags;
    if (secret_name_is(name, "comment")) {
        scan_comment(&scan);
    } else if (format != SECRET_FORMAT_VALUE) {
        scan_configuration(&scan, format, start, end);
    } else if (is_secret_element(finder, leaf, text + start, end - start, &flags)) {
        claim_value(&scan, start, end - start, flags);
    } else if (looks_like_json(text + start, end - start)) {
        secret_scan_json(&scan, start, end);
    } else {
        scan_value(&scan, start, end - start);
    }
}

/* As g_string_append_len(), which costs more than most texts are long. */
static void append_text(GString *string, const char *text, size_t length)
{
    if (length >= string->allocated_len - string->len) {
        g_string_append_len(string, text, (gssize)length);
        return;
    }
    memcpy(string->str + string->len, text, length);
    string->len += length;
    string->str[string->len] = '\0';
}

void xnm_secret_finder_text(xnm_secret_finder *finder, const char *text, size_t length, xnm_range range)
{
    if (finder->depth == 0 || (finder->texts->len == 0 && skip_space(text, length) == length)) {
        return;
    }
    secret_text kept = { finder->text->len, range };
    g_array_append_val(finder->texts, kept);
    append_text(finder->text, text, length);
}

void secret_end_text(xnm_secret_finder *finder)
{
    if (finder->texts->len > 0) {
        scan_text(finder);
        g_array_set_size(finder->texts, 0);
        g_string_truncate(finder->text, 0);
    }
}

static void scan_attribute(xnm_secret_finder *finder, const xnm_attribute *attribute)
{
    unsigned flags;
    size_t length = strlen(attribute->value);
    /* As a leaf of that name would be: such as the new key that <element rename="rename" name="KEY"> gives. */
    secret_name name = { attribute->local, strlen(attribute->local) };
    bool secret = is_secret_name(finder, secret_leaf_find(name.text, name.length), name, 0, attribute->value, length, &flags);
    if (length == 0 || (!secret && !secret_forms_of(attribute->value, length))) {
        return;
    }
    char *where = g_strconcat("/@", attribute->local, NULL);
    secret_scan scan = { .finder = finder, .text = attribute->value, .length = length, .leaf = attribute->range, .where = where };
    /* name="value" without white space at the sign, and without references. */
    size_t before = strlen(attribute->name) + 2;
    scan.offset = attribute->range.length == before + length + 1 ? before : SIZE_MAX;
    if (secret) {
        claim_value(&scan, 0, length, flags);
    } else {
        scan_value(&scan, 0, length);
    }
    g_free(where);
}

void secret_enter_element(xnm_secret_finder *finder, const char *local, size_t length)
{
    if (finder->depth == finder->depth_size) {
        finder->depth_size *= 2;
        finder->starts = g_renew(size_t, finder->starts, finder->depth_size);
    }
    if (length + 1 > finder->path_size - finder->path_length) {
        finder->path_size = finder->path_size * 2 + length;
        finder->path = g_realloc(finder->path, finder->path_size);
    }
    if (finder->depth > 0) {
        finder->path[finder->path_length++] = '/';
    }
    finder->starts[finder->depth++] = finder->path_length;
    memcpy(finder->path + finder->path_length, local, length);
    finder->path_length += length;
}

void secret_leave_element(xnm_secret_finder *finder)
{
    finder->depth--;
    finder->path_length = finder->starts[finder->depth] - (finder->depth > 0 ? 1 : 0);
}

void xnm_secret_finder_start_element(xnm_secret_finder *finder, const char *local, const xnm_attribute *attributes, size_t attribute_count)
{
    secret_end_text(finder);
    secret_enter_element(finder, local, strlen(local));
    for (size_t i = 0; i < attribute_count; i++) {
        if (strncmp(attributes[i].local, "xmlns", 5) != 0) {
            scan_attribute(finder, &attributes[i]);
        }
    }
}

void xnm_secret_finder_end_element(xnm_secret_finder *finder)
{
    if (finder->depth > 0) {
        secret_end_text(finder);
        secret_leave_element(finder);
        if (finder->depth + 1 < finder->edit_path_depth) {
            finder->edit_path_depth = 0;
        }
    }
}

static bool is_name_character(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

/* name="value", as processing instructions have by custom. The value of the '=' at text[at]; the length is SIZE_MAX where there is none. */
static secret_span pseudo_attribute(const secret_scan *scan, size_t at, secret_name *name)
{
    secret_span value = { at + 1, SIZE_MAX };
    size_t start = at;
    while (start > 0 && is_name_character(scan->text[start - 1])) {
        start--;
    }
    *name = (secret_name){ scan->text + start, at - start };
    char quote = '\0';
    if (at + 1 < scan->length) {
        quote = scan->text[at + 1];
    }
    if (quote == '"' || quote == '\'') {
        value.start = at + 2;
        const char *end = memchr(scan->text + value.start, quote, scan->length - value.start);
        value.length = end ? (size_t)(end - scan->text) - value.start : scan->length - value.start;
    }
    return value;
}

static void scan_instruction(secret_scan *scan)
{
    size_t searched = 0;
    const char *sign = memchr(scan->text, '=', scan->length);
    while (sign) {
        secret_name name;
        unsigned flags;
        secret_span value = pseudo_attribute(scan, (size_t)(sign - scan->text), &name);
        size_t next = value.start;
        if (value.length != SIZE_MAX) {
            next += value.length;
            const char *text = scan->text + value.start;
            if (is_secret_name(scan->finder, secret_leaf_find(name.text, name.length), name, 0, text, value.length, &flags)) {
                scan_forms(scan, searched, value.start);
                claim_value(scan, value.start, value.length, flags);
                searched = next;
            }
        }
        sign = memchr(scan->text + next, '=', scan->length - next);
    }
    scan_forms(scan, searched, scan->length);
}

void xnm_secret_finder_comment(xnm_secret_finder *finder, const char *text, xnm_range range)
{
    size_t length = strlen(text);
    secret_scan scan = { .finder = finder, .text = text, .length = length, .leaf = range, .where = "/comment()" };
    scan.offset = range.length == length + strlen("<!---->") ? strlen("<!--") : SIZE_MAX;
    scan_comment(&scan);
}

void xnm_secret_finder_processing_instruction(xnm_secret_finder *finder, const char *content, xnm_range range)
{
    secret_scan scan = { .finder = finder, .text = content, .length = strlen(content), .leaf = range, .where = "/processing-instruction()" };
    scan.offset = SIZE_MAX;
    scan_instruction(&scan);
}
