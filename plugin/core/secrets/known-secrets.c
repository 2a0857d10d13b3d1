/* known-secrets.c
 * Secrets that a conversation has shown, so that they can be kept out of texts that quote them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/known_secrets.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

typedef struct {
    char *value;
    size_t length;
    uint32_t frame;
} known_value;

struct _known_secrets {
    GArray *values; /* of known_value, longer ones first: one may be a part of another */
};

static void clear_value(gpointer data)
{
    g_free(((known_value *)data)->value);
}

known_secrets *known_secrets_new(void)
{
    known_secrets *known = g_new(known_secrets, 1);
    known->values = g_array_new(FALSE, FALSE, sizeof(known_value));
    g_array_set_clear_func(known->values, clear_value);
    return known;
}

void known_secrets_free(known_secrets *known)
{
    if (known) {
        g_array_free(known->values, TRUE);
        g_free(known);
    }
}

void known_secrets_add(known_secrets *known, const char *value, uint32_t frame)
{
    size_t length = value ? strlen(value) : 0;
    if (length < KNOWN_SECRETS_BYTES_MIN || known->values->len >= KNOWN_SECRETS_MAX) {
        return;
    }
    guint place = 0;
    for (guint i = 0; i < known->values->len; i++) {
        const known_value *other = &g_array_index(known->values, known_value, i);
        if (other->length == length && memcmp(other->value, value, length) == 0) {
            return;
        }
        place += other->length >= length;
    }
    known_value taken = { g_strndup(value, length), length, frame };
    g_array_insert_val(known->values, place, taken);
}

/* text without the value, freed; or text itself when the value is not in it. */
static char *without(char *text, const known_value *value, const char *mask)
{
    const char *found = strstr(text, value->value);
    if (!found) {
        return text;
    }
    GString *masked = g_string_new(NULL);
    const char *from = text;
    for (; found; found = strstr(from, value->value)) {
        g_string_append_len(masked, from, found - from);
        g_string_append(masked, mask);
        from = found + value->length;
    }
    g_string_append(masked, from);
    g_free(text);
    return g_string_free(masked, FALSE);
}

char *known_secrets_mask(const known_secrets *known, uint32_t frame, const char *text, const char *mask)
{
    char *masked = NULL;
    for (guint i = 0; known && i < known->values->len; i++) {
        const known_value *value = &g_array_index(known->values, known_value, i);
        if (value->frame > frame || (!masked && !strstr(text, value->value))) {
            continue;
        }
        masked = without(masked ? masked : g_strdup(text), value, mask);
    }
    return masked;
}
