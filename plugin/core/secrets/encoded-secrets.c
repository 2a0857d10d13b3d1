/* encoded-secrets.c
 * Secrets in texts that are encoded as addresses and forms are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "known-secrets-private.h"

#include <string.h>

/* Encodings of an encoding that are undone: a redirect's target is often encoded twice. */
#define ROUNDS_MAX 4

/* A text as it reads with its encoding undone. places: where each of its bytes begins in the text that was given, and where that ends. */
typedef struct {
    GString *text;
    GArray *places;
} reading;

static reading new_reading(size_t length)
{
    return (reading){ g_string_sized_new(length), g_array_sized_new(FALSE, FALSE, sizeof(size_t), (guint)length + 1) };
}

static void free_reading(reading *of)
{
    g_string_free(of->text, TRUE);
    g_array_free(of->places, TRUE);
}

static void add_byte(reading *to, char byte, size_t place)
{
    g_string_append_c(to->text, byte);
    g_array_append_val(to->places, place);
}

static reading reading_of(const char *text)
{
    size_t length = strlen(text);
    reading plain = new_reading(length);
    for (size_t i = 0; i < length; i++) {
        add_byte(&plain, text[i], i);
    }
    g_array_append_val(plain.places, length);
    return plain;
}

/* As text_one_line_spaced() has it, which values and texts went through. */
static void add_decoded(reading *to, char byte, size_t place)
{
    static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */
    if (g_ascii_isspace(byte)) {
        add_byte(to, ' ', place);
    } else if (g_ascii_iscntrl(byte)) {
        for (size_t i = 0; i < strlen(replacement); i++) {
            add_byte(to, replacement[i], place);
        }
    } else {
        add_byte(to, byte, place);
    }
}

static bool is_escape(const char *at)
{
    return at[0] == '%' && g_ascii_isxdigit(at[1]) && g_ascii_isxdigit(at[2]);
}

static reading decoded(const reading *from, bool plus_is_space)
{
    reading to = new_reading(from->text->len);
    size_t length = from->text->len;
    for (size_t i = 0; i < length; i++) {
        const char *at = from->text->str + i;
        size_t place = g_array_index(from->places, size_t, i);
        char byte = *at;
        if (plus_is_space && byte == '+') {
            byte = ' ';
        } else if (is_escape(at)) {
            byte = (char)(g_ascii_xdigit_value(at[1]) * 16 + g_ascii_xdigit_value(at[2]));
            i += 2;
        }
        add_decoded(&to, byte, place);
    }
    g_array_append_val(to.places, g_array_index(from->places, size_t, length));
    return to;
}

/* Adds the spans of a reading, as they are in the text that was given. */
static void add_spans(GArray *all, known_secrets *known, known_secrets_mark mark, const reading *of)
{
    GArray *spans = known_secrets_spans(known, mark, of->text->str);
    for (guint i = 0; spans && i < spans->len; i++) {
        const known_span *found = &g_array_index(spans, known_span, i);
        known_span place = { g_array_index(of->places, size_t, found->start), g_array_index(of->places, size_t, found->end) };
        g_array_append_val(all, place);
    }
    if (spans) {
        g_array_free(spans, TRUE);
    }
}

static gint compare_spans(gconstpointer a, gconstpointer b)
{
    size_t first = ((const known_span *)a)->start;
    size_t second = ((const known_span *)b)->start;
    return (first > second) - (first < second);
}

/* In order; those that overlap become one. */
static void merge_spans(GArray *spans)
{
    g_array_sort(spans, compare_spans);
    guint kept = 0;
    for (guint i = 1; i < spans->len; i++) {
        known_span *last = &g_array_index(spans, known_span, kept);
        const known_span *next = &g_array_index(spans, known_span, i);
        if (next->start < last->end) {
            last->end = MAX(last->end, next->end);
        } else {
            g_array_index(spans, known_span, ++kept) = *next;
        }
    }
    g_array_set_size(spans, spans->len > 0 ? kept + 1 : 0);
}

/* Reads the text round by round. Returns whether one reading is nothing but a short password. */
static bool read_rounds(GArray *spans, known_secrets *known, known_secrets_mark mark, const char *text, bool plus_is_space)
{
    reading now = reading_of(text);
    bool whole = known_secrets_is_whole(known, mark, text);
    bool changed = true;
    add_spans(spans, known, mark, &now);
    for (unsigned round = 0; round < ROUNDS_MAX && changed && !whole; round++) {
        reading next = decoded(&now, plus_is_space);
        changed = strcmp(next.text->str, now.text->str) != 0;
        free_reading(&now);
        now = next;
        whole = known_secrets_is_whole(known, mark, now.text->str);
        add_spans(spans, known, mark, &now);
    }
    free_reading(&now);
    return whole;
}

char *known_secrets_mask_encoded(known_secrets *known, known_secrets_mark mark, const char *text, const char *mask)
{
    if (!known || mark == 0 || !strpbrk(text, "%+")) {
        return known_secrets_mask(known, mark, text, mask);
    }
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(known_span));
    bool whole = read_rounds(spans, known, mark, text, false) || read_rounds(spans, known, mark, text, true);
    merge_spans(spans);
    char *masked = whole ? g_strdup(mask) : spans->len > 0 ? known_secrets_masked(text, spans, mask) : NULL;
    g_array_free(spans, TRUE);
    return masked;
}

bool known_secrets_add_encoded(known_secrets *known, const char *value, bool password)
{
    bool all = known_secrets_add(known, value, password);
    for (unsigned plus = 0; value && strpbrk(value, "%+") && plus < 2; plus++) {
        reading given = reading_of(value);
        reading plain = decoded(&given, plus == 1);
        if (g_utf8_validate(plain.text->str, -1, NULL)) {
            all = known_secrets_add(known, plain.text->str, password) && all;
        }
        free_reading(&given);
        free_reading(&plain);
    }
    return all;
}
