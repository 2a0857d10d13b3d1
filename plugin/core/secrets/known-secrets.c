/* known-secrets.c
 * Secrets that a conversation has shown, so that they can be kept out of texts that quote them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "known-secrets-private.h"

#include <string.h>

/*
 * All values are looked for at once: A. V. Aho, M. J. Corasick, "Efficient string matching: an aid to bibliographic search", 1975. A state stands for
 * the longest beginning of a value that the text read so far ends with.
 */

/* Number of a state; the root, and none. */
#define ROOT 0u

typedef struct {
    guint32 child;   /* its first one; ROOT: it has none */
    guint32 sibling; /* the next child of its parent; ROOT: it is the last */
    guint32 shorter; /* of the longest other beginning of a value that this one ends with */
    guint32 ends;    /* the longest value that this state, or what it ends with, ends with: itself or by way of shorter; ROOT: none */
    guint32 length;  /* of the value that ends here, */
    guint32 taken;   /* and the number under which it was taken, from 1; 0: no value ends here */
    guint8 byte;
} state;

typedef struct {
    guint32 values;
    guint32 bytes;
} quota;

struct _known_secrets {
    GArray *states;          /* of state */
    GHashTable *whole;       /* passwords that are too short for the states; each with its number as state.taken */
    guint32 beginnings[256]; /* children of the root, by byte */
    guint32 max;
    guint32 taken;
    quota others;
    quota passwords;
    bool linked; /* shorter and ends are those of all states */
};

static state *state_at(const known_secrets *known, guint32 number)
{
    return &g_array_index(known->states, state, number);
}

known_secrets *known_secrets_new(uint32_t max)
{
    known_secrets *known = g_new0(known_secrets, 1);
    known->max = max;
    known->states = g_array_new(FALSE, TRUE, sizeof(state));
    g_array_set_size(known->states, 1);
    known->whole = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return known;
}

void known_secrets_free(known_secrets *known)
{
    if (known) {
        g_array_free(known->states, TRUE);
        g_hash_table_destroy(known->whole);
        g_free(known);
    }
}

static guint32 child_of(const known_secrets *known, guint32 parent, guint8 byte)
{
    if (parent == ROOT) {
        return known->beginnings[byte];
    }
    guint32 child = state_at(known, parent)->child;
    while (child != ROOT && state_at(known, child)->byte != byte) {
        child = state_at(known, child)->sibling;
    }
    return child;
}

static guint32 add_child(known_secrets *known, guint32 parent, guint8 byte)
{
    guint32 number = known->states->len;
    state added = { .byte = byte, .sibling = state_at(known, parent)->child };
    g_array_append_val(known->states, added);
    state_at(known, parent)->child = number;
    if (parent == ROOT) {
        known->beginnings[byte] = number;
    }
    return number;
}

static bool is_known(const known_secrets *known, const char *value, size_t length)
{
    guint32 at = ROOT;
    if (length < KNOWN_SECRETS_BYTES_MIN) {
        return g_hash_table_contains(known->whole, value);
    }
    for (; *value != '\0'; value++) {
        at = child_of(known, at, (guint8)*value);
        if (at == ROOT) {
            return false;
        }
    }
    return state_at(known, at)->taken > 0;
}

static void add_states(known_secrets *known, const char *value, size_t length)
{
    guint32 at = ROOT;
    for (size_t i = 0; i < length; i++) {
        guint32 child = child_of(known, at, (guint8)value[i]);
        at = child != ROOT ? child : add_child(known, at, (guint8)value[i]);
    }
    state_at(known, at)->length = (guint32)length;
    state_at(known, at)->taken = known->taken;
    known->linked = false;
}

bool known_secrets_add(known_secrets *known, const char *value, bool password)
{
    size_t length = value ? strlen(value) : 0;
    quota *used = password ? &known->passwords : &known->others;
    bool is_short = length < KNOWN_SECRETS_BYTES_MIN;
    if (length == 0 || (is_short && !password) || is_known(known, value, length)) {
        return true;
    }
    if (used->values >= known->max || length > KNOWN_SECRETS_TOTAL_MAX - used->bytes) {
        return false;
    }
    used->values++;
    used->bytes += (guint32)length;
    known->taken++;
    if (is_short) {
        g_hash_table_insert(known->whole, g_strdup(value), GUINT_TO_POINTER(known->taken));
    } else {
        add_states(known, value, length);
    }
    return true;
}

known_secrets_mark known_secrets_now(const known_secrets *known)
{
    return known ? known->taken : 0;
}

/* The state behind this byte. */
static guint32 step(const known_secrets *known, guint32 at, guint8 byte)
{
    guint32 next = child_of(known, at, byte);
    while (next == ROOT && at != ROOT) {
        at = state_at(known, at)->shorter;
        next = child_of(known, at, byte);
    }
    return next;
}

/* From the root down, so that what is shorter is linked before. */
static void link_states(known_secrets *known)
{
    GArray *queue = g_array_sized_new(FALSE, FALSE, sizeof(guint32), known->states->len);
    guint32 number = ROOT;
    g_array_append_val(queue, number);
    for (guint i = 0; i < queue->len; i++) {
        guint32 parent = g_array_index(queue, guint32, i);
        for (guint32 child = state_at(known, parent)->child; child != ROOT; child = state_at(known, child)->sibling) {
            state *linked = state_at(known, child);
            linked->shorter = parent == ROOT ? ROOT : step(known, state_at(known, parent)->shorter, linked->byte);
            linked->ends = linked->taken > 0 ? child : state_at(known, linked->shorter)->ends;
            g_array_append_val(queue, child);
        }
    }
    g_array_free(queue, TRUE);
    known->linked = true;
}

/* The length of the longest value that ends in this state and was known at this time, or 0. */
static size_t longest_end(const known_secrets *known, guint32 at, known_secrets_mark mark)
{
    guint32 end = state_at(known, at)->ends;
    while (end != ROOT && state_at(known, end)->taken > mark) {
        end = state_at(known, state_at(known, end)->shorter)->ends;
    }
    return end == ROOT ? 0 : state_at(known, end)->length;
}

static GArray *find(const known_secrets *known, known_secrets_mark mark, const char *text)
{
    GArray *spans = NULL;
    guint32 at = ROOT;
    for (size_t i = 0; text[i] != '\0'; i++) {
        at = step(known, at, (guint8)text[i]);
        size_t length = at == ROOT ? 0 : longest_end(known, at, mark);
        if (length == 0) {
            continue;
        }
        spans = spans ? spans : g_array_new(FALSE, FALSE, sizeof(known_span));
        known_span found = { i + 1 - length, i + 1 };
        while (spans->len > 0 && g_array_index(spans, known_span, spans->len - 1).end > found.start) {
            found.start = MIN(found.start, g_array_index(spans, known_span, spans->len - 1).start);
            g_array_set_size(spans, spans->len - 1);
        }
        g_array_append_val(spans, found);
    }
    return spans;
}

bool known_secrets_is_whole(const known_secrets *known, known_secrets_mark mark, const char *text)
{
    static const char space[] = " \t\r\n";
    char password[KNOWN_SECRETS_BYTES_MIN] = "";
    text += strspn(text, space);
    size_t length = strcspn(text, space);
    if (length == 0 || length >= sizeof password || text[length + strspn(text + length, space)] != '\0') {
        return false;
    }
    memcpy(password, text, length);
    guint32 taken = GPOINTER_TO_UINT(g_hash_table_lookup(known->whole, password));
    return taken > 0 && taken <= mark;
}

GArray *known_secrets_spans(known_secrets *known, known_secrets_mark mark, const char *text)
{
    if (!known->linked) {
        link_states(known);
    }
    return find(known, mark, text);
}

char *known_secrets_masked(const char *text, const GArray *spans, const char *mask)
{
    GString *masked = g_string_new(NULL);
    size_t from = 0;
    for (guint i = 0; i < spans->len; i++) {
        const known_span *hidden = &g_array_index(spans, known_span, i);
        g_string_append_len(masked, text + from, (gssize)(hidden->start - from));
        g_string_append(masked, mask);
        from = hidden->end;
    }
    g_string_append(masked, text + from);
    return g_string_free(masked, FALSE);
}

char *known_secrets_mask(known_secrets *known, known_secrets_mark mark, const char *text, const char *mask)
{
    if (!known || mark == 0) {
        return NULL;
    }
    if (known_secrets_is_whole(known, mark, text)) {
        return g_strdup(mask);
    }
    GArray *spans = known_secrets_spans(known, mark, text);
    char *masked = spans ? known_secrets_masked(text, spans, mask) : NULL;
    if (spans) {
        g_array_free(spans, TRUE);
    }
    return masked;
}
