/* secret_case.h
 * A message and the secrets that stand in it, for the tests of the secrets room.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SECRET_CASE_H
#define PORTLORE_SECRET_CASE_H

#include "portlore/xnm_secret.h"

#include <string.h>

#define SECRETS_MAX 100000

typedef struct {
    const char *name;
    const char *message;
    const char *secrets; /* a line each: PATH | KIND | VALUE, and " | DECODED" for a valid $9$; line ends in it as \n */
} secret_case;

/* A text or attribute of the message, as the reader reported it. */
typedef struct {
    char *text;
    xnm_range range;
} secret_case_leaf;

typedef struct {
    xnm_secret_finder *finder;
    GArray *leaves;
} secret_case_reading;

static inline void secret_case_keep(secret_case_reading *reading, const char *text, xnm_range range)
{
    secret_case_leaf leaf = { g_strdup(text), range };
    g_array_append_val(reading->leaves, leaf);
}

static inline void secret_case_start(void *user, const char *name, const char *local, uint32_t depth, const xnm_attribute *attributes, size_t count,
                                     xnm_range tag)
{
    secret_case_reading *reading = user;
    (void)name;
    (void)depth;
    (void)tag;
    for (size_t i = 0; i < count; i++) {
        secret_case_keep(reading, attributes[i].value, attributes[i].range);
    }
    xnm_secret_finder_start_element(reading->finder, local, attributes, count);
}

static inline void secret_case_text(void *user, const char *text, size_t length, uint32_t depth, xnm_range range)
{
    secret_case_reading *reading = user;
    (void)depth;
    secret_case_keep(reading, text, range);
    /* In a block of its own, with the NUL that the reader promises and nothing behind it. */
    char *copy = g_malloc(length + 1);
    memcpy(copy, text, length + 1);
    xnm_secret_finder_text(reading->finder, copy, length, range);
    g_free(copy);
}

static inline void secret_case_end(void *user, const char *local, uint32_t depth, xnm_range element, xnm_range end_tag)
{
    secret_case_reading *reading = user;
    (void)local;
    (void)depth;
    (void)element;
    (void)end_tag;
    xnm_secret_finder_end_element(reading->finder);
}

static inline void secret_case_comment(void *user, const char *text, uint32_t depth, xnm_range range)
{
    secret_case_reading *reading = user;
    (void)depth;
    secret_case_keep(reading, text, range);
    xnm_secret_finder_comment(reading->finder, text, range);
}

static inline void secret_case_instruction(void *user, const char *target, const char *content, uint32_t depth, xnm_range range)
{
    secret_case_reading *reading = user;
    (void)target;
    (void)depth;
    secret_case_keep(reading, content, range);
    xnm_secret_finder_processing_instruction(reading->finder, content, range);
}

/* Read a message, whole or as far as it is well-formed. hierarchy: as for xnm_secret_finder_set_hierarchy().
 * leaves: set to an array of secret_case_leaf, freed with secret_case_free(). */
static inline xnm_secret_list *secret_case_read_below(const char *message, size_t length, const char *hierarchy, GArray **leaves)
{
    static const xnm_read_limits limits = { .max_depth = 1000, .max_elements = 1000, .max_attributes = 100, .max_name_bytes = 10000 };
    static const xnm_reader_events events = { secret_case_start, secret_case_text, secret_case_end, secret_case_comment, secret_case_instruction };
    secret_case_reading reading = { xnm_secret_finder_new(SECRETS_MAX, 128), g_array_new(FALSE, FALSE, sizeof(secret_case_leaf)) };
    xnm_read_result result;
    xnm_secret_finder_set_hierarchy(reading.finder, hierarchy);
    xnm_read((const uint8_t *)message, length, &limits, &events, &reading, &result);
    xnm_secret_list *list = xnm_secret_finder_finish(reading.finder);
    *leaves = reading.leaves;
    return list;
}

static inline xnm_secret_list *secret_case_read(const char *message, size_t length, GArray **leaves)
{
    return secret_case_read_below(message, length, NULL, leaves);
}

static inline void secret_case_free(xnm_secret_list *list, GArray *leaves)
{
    for (guint i = 0; i < leaves->len; i++) {
        g_free(g_array_index(leaves, secret_case_leaf, i).text);
    }
    g_array_free(leaves, TRUE);
    xnm_secret_list_free(list);
}

static inline const secret_case_leaf *secret_case_leaf_of(const xnm_secret *secret, const GArray *leaves)
{
    for (guint i = 0; i < leaves->len; i++) {
        const secret_case_leaf *leaf = &g_array_index(leaves, secret_case_leaf, i);
        if (leaf->range.start == secret->leaf.start && leaf->range.length == secret->leaf.length) {
            return leaf;
        }
    }
    return NULL;
}

/* The bytes of its text and of the parts in those that follow. */
static inline size_t secret_case_length(const xnm_secret_list *list, const xnm_secret *secret)
{
    size_t length = secret->length;
    for (size_t i = 0; i < list->part_count; i++) {
        const xnm_secret_part *part = &list->parts[i];
        if (part->leaf.start > secret->leaf.start && part->leaf.start < secret->range.start + secret->range.length) {
            length += part->length;
        }
    }
    return length;
}

/* What holds for every secret of every message. */
static inline void secret_case_check(const xnm_secret_list *list, const char *message, size_t length, const GArray *leaves)
{
    const xnm_secret *last = NULL;
    for (size_t i = 0; list && i < list->count; i++) {
        const xnm_secret *secret = &list->secrets[i];
        const secret_case_leaf *leaf = secret_case_leaf_of(secret, leaves);
        g_assert_nonnull(leaf);
        g_assert_cmpuint(secret->length, >, 0);
        g_assert_cmpuint(secret->start, <=, strlen(leaf->text));
        g_assert_cmpuint(secret->length, <=, strlen(leaf->text) - secret->start);
        g_assert_cmpuint(strlen(secret->path), <=, XNM_SECRET_PATH_MAX);
        g_assert_true(g_utf8_validate(secret->path, -1, NULL));
        g_assert_true(g_utf8_validate(secret->value, -1, NULL));
        g_assert_true(!secret->decoded || (secret->kind == XNM_SECRET_JUNOS_9 && g_utf8_validate(secret->decoded, -1, NULL)));
        /* In order, without overlap. */
        bool same_leaf = last && last->leaf.start == secret->leaf.start;
        g_assert_true(!last || last->leaf.start <= secret->leaf.start);
        g_assert_true(!same_leaf || last->start + last->length <= secret->start);
        /* The range: the value's bytes, or the leaf's. */
        g_assert_cmpuint(secret->range.start, <=, length);
        g_assert_cmpuint(secret->range.length, <=, length - secret->range.start);
        size_t whole = secret_case_length(list, secret);
        bool split = whole != secret->length;
        if (!split && (secret->range.start != secret->leaf.start || secret->range.length != secret->leaf.length)) {
            g_assert_cmpmem(message + secret->range.start, secret->range.length, leaf->text + secret->start, secret->length);
        }
        /* Unescaped values are never longer. */
        g_assert_cmpuint(strlen(secret->value), <=, whole);
        last = secret;
    }
}

static inline char *secret_case_lines(const xnm_secret_list *list)
{
    GString *lines = g_string_new(NULL);
    for (size_t i = 0; list && i < list->count; i++) {
        const xnm_secret *secret = &list->secrets[i];
        g_string_append_printf(lines, "%s | %s | %s", secret->path, xnm_secret_kind_name(secret->kind), secret->value);
        g_string_append_printf(lines, "%s%s\n", secret->decoded ? " | " : "", secret->decoded ? secret->decoded : "");
    }
    return g_string_free(lines, FALSE);
}

/* Line ends inside of a value as \n; those between the lines of a case's list stay. */
static inline char *secret_case_found(const char *message, size_t length, const char *hierarchy)
{
    GArray *leaves;
    xnm_secret_list *list = secret_case_read_below(message, length, hierarchy, &leaves);
    secret_case_check(list, message, length, leaves);
    for (size_t i = 0; list && i < list->count; i++) {
        char **parts = g_strsplit(list->secrets[i].value, "\n", -1);
        g_free(list->secrets[i].value);
        list->secrets[i].value = g_strjoinv("\\n", parts);
        g_strfreev(parts);
    }
    char *lines = secret_case_lines(list);
    secret_case_free(list, leaves);
    return lines;
}

static inline void secret_case_run_below(const secret_case *cases, size_t count, const char *hierarchy)
{
    unsigned failed = 0;
    for (size_t i = 0; i < count; i++) {
        char *lines = secret_case_found(cases[i].message, strlen(cases[i].message), hierarchy);
        if (strcmp(lines, cases[i].secrets) != 0) {
            g_test_message("%s:\n%s\nexpected:\n%sfound:\n%s", cases[i].name, cases[i].message, cases[i].secrets, lines);
            failed++;
        }
        g_free(lines);
    }
    g_assert_cmpuint(failed, ==, 0);
}

static inline void secret_case_run(const secret_case *cases, size_t count)
{
    secret_case_run_below(cases, count, NULL);
}

#endif
