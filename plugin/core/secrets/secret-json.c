/* secret-json.c
 * Configuration in Junos's JSON format: keys and their values.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secrets-private.h"

#include <string.h>

/*
 * A scanner of its own, because none of the libraries that the core uses reads JSON, because a value has to be found again in the text (a parser
 * that only hands over values cannot mask one), and because what is cut off or broken has to be read as far as it goes. It takes strings, braces,
 * brackets and colons as they come and checks no grammar; it does not recurse, and remembers the keys of as many levels as the finder allows.
 */

/* An open object, with its key in progress, or an array. */
typedef struct {
    secret_span key;
    char *unescaped; /* what the key stands for; NULL where it has no escapes */
    bool is_array;
    bool has_key;
} json_level;

typedef struct {
    secret_scan *scan;
    const char *text;
    size_t at;
    size_t end;
    GArray *levels;     /* of json_level: those that are open, */
    secret_name *names; /* and room for the names of as many */
    size_t names_size;
    size_t max_depth;
    size_t deeper;              /* open levels beyond max_depth */
    bool gave_up;               /* there were some: what their keys are below of is not known */
    bool no_more_single_quotes; /* no string in them that begins further on in the text is ever closed */
} json_scanner;

/* Without the module that RFC 7951 section 4 puts before a name. */
static secret_name key_name(const json_scanner *scanner, const json_level *level)
{
    secret_name name = { scanner->text + level->key.start, level->key.length };
    if (level->unescaped) {
        name = (secret_name){ level->unescaped, strlen(level->unescaped) };
    }
    const char *colon = memchr(name.text, ':', name.length);
    if (colon) {
        name.length -= (size_t)(colon + 1 - name.text);
        name.text = colon + 1;
    }
    return name;
}

static const json_level *level_at(const json_scanner *scanner, size_t index)
{
    return &g_array_index(scanner->levels, json_level, index);
}

/* The keys that lead to the value in progress, in scanner->names. Junos's older form wraps a value into { "data": VALUE }. */
static size_t path_names(const json_scanner *scanner)
{
    size_t count = 0;
    for (size_t i = 0; scanner->names && i < scanner->levels->len; i++) {
        if (level_at(scanner, i)->has_key) {
            scanner->names[count++] = key_name(scanner, level_at(scanner, i));
        }
    }
    if (count > 1 && secret_name_is(scanner->names[count - 1], "data")) {
        count--;
    }
    return count;
}

/* No name of Junos does; a key that a hostile text makes up may, and is claimed as a secret of its own. */
static bool may_hold_secret(secret_name name)
{
    return memchr(name.text, '$', name.length) || (name.length > 1 && memchr(name.text, '@', name.length)) ||
           (name.length > 0 && name.text[0] == '-');
}

static char *json_path(const void *data)
{
    const json_scanner *scanner = data;
    size_t count = path_names(scanner);
    for (size_t i = 0; i < count; i++) {
        if (may_hold_secret(scanner->names[i])) {
            scanner->names[i] = (secret_name){ NULL, strlen(XNM_SECRET_MASK) };
        }
    }
    return secret_join_names(scanner->names, count);
}

/* Four hexadecimal digits, or -1. */
static int hexadecimal_at(const char *text, size_t length)
{
    int value = 0;
    if (length < 4) {
        return -1;
    }
    for (size_t i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value(text[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* Append the character of the \u escape whose first digit is text[0], of a surrogate pair both. Returns the bytes taken. */
static size_t append_character(GString *value, const char *text, size_t length)
{
    int high = hexadecimal_at(text, length);
    if (high < 0) {
        return 0;
    }
    size_t taken = 4;
    gunichar character = (gunichar)high;
    if (character >= 0xD800 && character < 0xDC00 && length >= 10 && text[4] == '\\' && text[5] == 'u') {
        int low = hexadecimal_at(text + 6, length - 6);
        if (low >= 0xDC00 && low < 0xE000) {
            character = 0x10000 + ((character - 0xD800) << 10) + ((gunichar)low - 0xDC00);
            taken = 10;
        }
    }
    /* U+FFFD for NUL, which would end the string, and for half of a pair. */
    g_string_append_unichar(value, character != 0 && g_unichar_validate(character) ? character : 0xFFFD);
    return taken;
}

/* The value of a string, RFC 8259 section 7. NULL where it has no escapes. */
static char *unescaped(const char *text, size_t length)
{
    static const char letters[] = "bfnrt";
    static const char characters[] = "\b\f\n\r\t";
    if (!memchr(text, '\\', length)) {
        return NULL;
    }
    GString *value = g_string_sized_new(length);
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '\\' || i + 1 == length) {
            g_string_append_c(value, text[i]);
            continue;
        }
        i++;
        const char *letter = strchr(letters, text[i]);
        if (text[i] == 'u') {
            i += append_character(value, text + i + 1, length - i - 1);
        } else {
            g_string_append_c(value, letter && *letter ? characters[letter - letters] : text[i]);
        }
    }
    return g_string_free(value, FALSE);
}

/* A name that only ends as those of secrets do may be a counter in the output of a command. */
static bool is_counter(const secret_name *names, size_t count, const char *value, size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (secret_name_is(names[i], "configuration")) {
            return false;
        }
    }
    while (length > 0 && g_ascii_isdigit(value[length - 1])) {
        length--;
    }
    return length == 0;
}

/* Whether the value in progress stands where secrets do. */
static bool is_secret_key(const secret_name *names, size_t count, const char *value, size_t length, unsigned *flags)
{
    *flags = 0;
    if (count == 0) {
        return false;
    }
    const secret_leaf *leaf = secret_leaf_find(names[count - 1].text, names[count - 1].length);
    if (leaf && leaf->count > 0) {
        return secret_path_of_element(leaf, names, count - 1, flags);
    }
    return secret_name_by_ending(names[count - 1].text, names[count - 1].length) && !is_counter(names, count, value, length);
}

static bool is_below_softwires(const secret_name *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (secret_is_softwires(names[i])) {
            return true;
        }
    }
    return false;
}

/* value: what the span stands for; taken over, NULL for its own bytes. Returns whether it was a secret. */
static bool claim_whole(json_scanner *scanner, secret_span span, char *value, bool obfuscated, const secret_name *names, size_t count)
{
    unsigned flags;
    xnm_secret_kind kind;
    const char *bytes = value ? value : scanner->text + span.start;
    size_t length = value ? strlen(value) : span.length;
    bool by_path = is_secret_key(names, count, bytes, length, &flags) && !secret_is_no_secret(bytes, length);
    if (by_path && !(flags & SECRET_PATH_COMMUNITY && bytes[0] == '<')) {
        kind = secret_kind_of_value(bytes, length, flags & SECRET_PATH_CRYPT);
        kind = kind == XNM_SECRET_CLEARTEXT && flags & SECRET_PATH_COMMUNITY ? XNM_SECRET_SNMP_COMMUNITY : kind;
    } else if (!obfuscated || !secret_form_of_value(bytes, length, &kind)) {
        g_free(value);
        return false;
    }
    secret_claim(scanner->scan, span.start, span.length, kind, value);
    return true;
}

/* Whether the nearest key, or the one that "data" stands for, may be that of a secret. */
static bool is_known_key(const json_scanner *scanner)
{
    size_t keys = 0;
    for (size_t i = scanner->levels->len; i > 0 && keys < 2; i--) {
        if (!level_at(scanner, i - 1)->has_key) {
            continue;
        }
        secret_name name = key_name(scanner, level_at(scanner, i - 1));
        if (keys == 1 || !secret_name_is(name, "data")) {
            return secret_leaf_find(name.text, name.length) || secret_name_by_ending(name.text, name.length);
        }
        keys++;
    }
    return false;
}

/* A string or number that is the value of the key in progress. */
static void read_value(json_scanner *scanner, secret_span span, bool quoted)
{
    const char *text = scanner->text + span.start;
    if (!quoted && !g_ascii_isdigit(text[0]) && text[0] != '-') {
        return; /* true, false, null */
    }
    unsigned forms = secret_forms_of(text, span.length);
    if (!is_known_key(scanner) && !forms) {
        return;
    }
    size_t count = path_names(scanner);
    bool obfuscated = !is_below_softwires(scanner->names, count);
    if (!claim_whole(scanner, span, quoted ? unescaped(text, span.length) : NULL, obfuscated, scanner->names, count)) {
        secret_scan_forms(scanner->scan, span.start, span.start + span.length, obfuscated ? forms : forms & ~SECRET_FORM_HASH);
    }
}

static void clear_level(void *data)
{
    json_level *level = data;
    g_free(level->unescaped);
}

static void open_level(json_scanner *scanner, bool is_array)
{
    if (scanner->levels->len >= scanner->max_depth) {
        scanner->deeper++;
        if (!scanner->gave_up) {
            secret_give_up(scanner->scan);
            scanner->gave_up = true;
        }
        return;
    }
    json_level level = { .is_array = is_array };
    g_array_append_val(scanner->levels, level);
    if (scanner->levels->len > scanner->names_size) {
        scanner->names_size = MAX(16, scanner->names_size * 2);
        scanner->names = g_renew(secret_name, scanner->names, scanner->names_size);
    }
}

static void close_level(json_scanner *scanner)
{
    if (scanner->deeper > 0) {
        scanner->deeper--;
    } else if (scanner->levels->len > 0) {
        g_array_set_size(scanner->levels, scanner->levels->len - 1);
    }
}

static void skip_space(json_scanner *scanner)
{
    while (scanner->at < scanner->end && g_ascii_isspace(scanner->text[scanner->at])) {
        scanner->at++;
    }
}

/* The offset of the quote that closes the string whose first byte is text[at], or the text's end. */
static size_t string_end(const json_scanner *scanner, size_t at, char quote)
{
    while (at < scanner->end && scanner->text[at] != quote) {
        at += scanner->text[at] == '\\' && scanner->end - at > 1 ? 2 : 1;
    }
    return at;
}

/* Whether scanner->at begins a string. JSON has '"' only; what a script printed may have the other, and in pairs. */
static bool begins_string(json_scanner *scanner)
{
    char quote = scanner->text[scanner->at];
    if (quote == '\'' && !scanner->no_more_single_quotes) {
        scanner->no_more_single_quotes = string_end(scanner, scanner->at + 1, quote) == scanner->end;
    }
    return quote == '"' || (quote == '\'' && !scanner->no_more_single_quotes);
}

/* scanner->at is the opening quote. */
static void read_string(json_scanner *scanner)
{
    char quote = scanner->text[scanner->at];
    size_t start = ++scanner->at;
    scanner->at = string_end(scanner, start, quote);
    secret_span span = { start, scanner->at - start };
    scanner->at += scanner->at < scanner->end ? 1 : 0;
    skip_space(scanner);
    guint depth = scanner->levels->len;
    json_level *level = depth > 0 && scanner->deeper == 0 ? &g_array_index(scanner->levels, json_level, depth - 1) : NULL;
    if (level && !level->is_array && scanner->at < scanner->end && scanner->text[scanner->at] == ':') {
        level->key = span;
        g_free(level->unescaped);
        level->unescaped = unescaped(scanner->text + span.start, span.length);
        level->has_key = true;
        scanner->at++;
        secret_scan_forms(scanner->scan, span.start, span.start + span.length, secret_forms_of(scanner->text + span.start, span.length));
    } else {
        read_value(scanner, span, true);
    }
}

/* A number or a word. */
static void read_scalar(json_scanner *scanner)
{
    size_t start = scanner->at;
    do {
        scanner->at++;
    } while (scanner->at < scanner->end && !g_ascii_isspace(scanner->text[scanner->at]) && !strchr(",:\"{}[]", scanner->text[scanner->at]));
    read_value(scanner, (secret_span){ start, scanner->at - start }, false);
}

void secret_scan_json(secret_scan *scan, size_t start, size_t end)
{
    json_scanner *scanner = g_new0(json_scanner, 1);
    scanner->scan = scan;
    scanner->text = scan->text;
    scanner->at = start;
    scanner->end = end;
    scanner->levels = g_array_new(FALSE, FALSE, sizeof(json_level));
    g_array_set_clear_func(scanner->levels, clear_level);
    scanner->max_depth = scan->finder->max_json_depth;
    scan->statement = json_path;
    scan->scanner = scanner;
    while (scanner->at < scanner->end) {
        char c = scanner->text[scanner->at];
        if (begins_string(scanner)) {
            read_string(scanner);
        } else if (c == '{' || c == '[') {
            open_level(scanner, c == '[');
            scanner->at++;
        } else if (c == '}' || c == ']') {
            close_level(scanner);
            scanner->at++;
        } else if (g_ascii_isspace(c) || c == ',' || c == ':') {
            scanner->at++;
        } else {
            read_scalar(scanner);
        }
    }
    scan->statement = NULL;
    g_array_free(scanner->levels, TRUE);
    g_free(scanner->names);
    g_free(scanner);
}
