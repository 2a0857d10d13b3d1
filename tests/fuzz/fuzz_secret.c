/* fuzz_secret.c
 * Secrets of any text, in places where Junos writes configuration: what is told lies in the text, in order and within its limits, and masking takes
 * out just that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "portlore/xnm_secret.h"

/* The input: the elements around the text, the limits, the place of the text; then texts, each behind two bytes of length. */
#define HEAD        3
#define SECRETS_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const places[][3] = {
    { "rpc-reply", "configuration-text", NULL },
    { "rpc-reply", "configuration-set", NULL },
    { "rpc-reply", "configuration-json", NULL },
    { "rpc-reply", "output", NULL },
    { "rpc", "command", NULL },
    { "rpc", "load-configuration", "configuration-text" },
    { "configuration", "snmp", "community" },
    { "configuration", "authentication", "encrypted-password" },
    { "configuration", "secret", NULL },
    { "rpc", "undocumented", NULL },
};
static const char *const hierarchies[] = { NULL, "system", "snmp", "security ike", "system login" };

typedef struct {
    char *text;
    xnm_range range;
} leaf;

static void clear_leaf(void *one)
{
    g_free(((leaf *)one)->text);
}

static const leaf *leaf_of(const GArray *leaves, xnm_range range)
{
    for (guint i = 0; i < leaves->len; i++) {
        const leaf *one = &g_array_index(leaves, leaf, i);
        if (one->range.start == range.start && one->range.length == range.length) {
            return one;
        }
    }
    return NULL;
}

static void check_secrets(const xnm_secret_list *list, const GArray *leaves)
{
    g_assert_true(list->count <= SECRETS_MAX && (list->count > 0 || list->part_count > 0 || list->not_listed > 0));
    size_t leaf_start = 0;
    size_t end = 0;
    for (size_t i = 0; i < list->count; i++) {
        const xnm_secret *secret = &list->secrets[i];
        const leaf *in = leaf_of(leaves, secret->leaf);
        g_assert_nonnull(in);
        g_assert_cmpuint(secret->leaf.start, >=, leaf_start);
        end = secret->leaf.start == leaf_start ? end : 0;
        leaf_start = secret->leaf.start;
        g_assert_cmpuint(secret->start, >=, end);
        end = secret->start + secret->length;
        g_assert_cmpuint(end, <=, strlen(in->text));
        g_assert_true(g_utf8_validate(secret->path, -1, NULL) && g_utf8_validate(secret->value, -1, NULL));
        g_assert_cmpuint(strlen(secret->path), <=, XNM_SECRET_PATH_MAX);
        g_assert_true((secret->kind == XNM_SECRET_JUNOS_9) == (secret->decoded != NULL));
        g_assert_true(!secret->decoded || g_utf8_validate(secret->decoded, -1, NULL));
        g_assert_nonnull(xnm_secret_kind_name(secret->kind));
    }
}

/* The same by hand: each secret's bytes away, the mask there. */
static void check_masks(const xnm_secret_list *list, const GArray *leaves)
{
    for (guint i = 0; i < leaves->len; i++) {
        const leaf *one = &g_array_index(leaves, leaf, i);
        char *masked = xnm_secret_list_mask(list, one->range, one->text, XNM_SECRET_MASK);
        g_assert_true(!masked || g_utf8_validate(masked, -1, NULL));
        if (list && list->not_listed > 0) {
            g_free(masked);
            continue;
        }
        size_t count;
        const xnm_secret *secrets = xnm_secret_list_in(list, one->range, &count);
        size_t at = xnm_secret_list_part_in(list, one->range);
        g_assert_cmpuint(at, <=, strlen(one->text));
        g_assert_true((masked != NULL) == (count > 0 || at > 0));
        GString *expected = g_string_new(at > 0 ? XNM_SECRET_MASK : "");
        for (size_t j = 0; j < count; j++) {
            g_string_append_len(expected, one->text + at, (gssize)(secrets[j].start - at));
            g_string_append(expected, XNM_SECRET_MASK);
            at = secrets[j].start + secrets[j].length;
        }
        g_string_append(expected, one->text + at);
        g_assert_true(!masked || strcmp(masked, expected->str) == 0);
        g_string_free(expected, TRUE);
        g_free(masked);
    }
}

/* A text, comment, instruction or attribute of these bytes. position: in the message, moved past it. */
static void feed(xnm_secret_finder *finder, GArray *leaves, const uint8_t *bytes, size_t length, unsigned kind, size_t *position)
{
    leaf one = { g_utf8_make_valid((const char *)bytes, (gssize)length), { *position, 0 } };
    size_t text_length = strlen(one.text);
    if (text_length == 0) {
        g_free(one.text);
        return;
    }
    one.range.length = text_length;
    *position += text_length + 1;
    char *copy = g_memdup2(one.text, text_length + 1);
    if (kind == 0) {
        xnm_secret_finder_comment(finder, copy, one.range);
    } else if (kind == 1) {
        xnm_secret_finder_processing_instruction(finder, copy, one.range);
    } else if (kind == 2) {
        xnm_attribute attribute = { .name = "password", .local = "password", .value = copy, .range = one.range };
        xnm_secret_finder_start_element(finder, "other", &attribute, 1);
        xnm_secret_finder_end_element(finder);
    } else {
        xnm_secret_finder_text(finder, copy, text_length, one.range);
    }
    g_free(copy);
    g_array_append_val(leaves, one);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    GArray *leaves = g_array_new(FALSE, FALSE, sizeof(leaf));
    g_array_set_clear_func(leaves, clear_leaf);
    xnm_secret_finder *finder = xnm_secret_finder_new(data[1] % (SECRETS_MAX + 1u), 1u + data[1] / 16u);
    xnm_secret_finder_set_hierarchy(finder, hierarchies[data[2] % G_N_ELEMENTS(hierarchies)]);
    const char *const *place = places[data[0] % G_N_ELEMENTS(places)];
    size_t depth = 0;
    for (; depth < 3 && place[depth]; depth++) {
        xnm_secret_finder_start_element(finder, place[depth], NULL, 0);
    }
    size_t position = 0;
    bool is_text = true;
    for (size_t at = HEAD; at < size;) {
        unsigned kind = data[at] & 3u;
        bool last = size - at < 3 || data[0] & 0x80;
        size_t from = last ? at : at + 2;
        size_t length = last ? size - at : MIN(size - from, (data[at] / 4u) * 16u + data[at + 1]);
        /* Text next to text is one text of the reader's. */
        kind = is_text ? kind | 3u : kind % 3u;
        is_text = !is_text;
        feed(finder, leaves, data + from, length, kind, &position);
        at = from + length;
    }
    for (; depth > 0; depth--) {
        xnm_secret_finder_end_element(finder);
    }
    xnm_secret_list *list = xnm_secret_finder_finish(finder);
    if (list) {
        check_secrets(list, leaves);
    }
    check_masks(list, leaves);
    xnm_secret_list_free(list);
    g_array_free(leaves, TRUE);
    return 0;
}
