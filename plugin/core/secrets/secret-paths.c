/* secret-paths.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secret-paths.h"

#include <glib.h>
#include <string.h>

/* Words that may stand between a leaf and its parent in a statement, and between two parents: keys, and the other leaves of a list that is written
 * on one line. */
#define WORDS_BETWEEN_MAX 6

/* The names of both tables, hashed. A power of two, several times their number. */
#define BUCKETS 512

static secret_leaf leaves[256];
static guint8 buckets[BUCKETS]; /* index into leaves plus 1; 0: empty */
static guint32 lengths[256];    /* by first byte: bit N is set if a name has N bytes. Most names are told apart by that */

static size_t bucket_of(const char *name, size_t length)
{
    /* Names differ most in these; a hash over all bytes would cost more than reading the element's tag. */
    unsigned hash = (unsigned)length * 37u + (guchar)name[0] * 5u + (guchar)name[length / 2] * 113u + (guchar)name[length - 1] * 31u;
    return (hash ^ (hash >> 7)) % BUCKETS;
}

static secret_leaf *leaf_in_bucket(const char *name, size_t length, size_t *bucket)
{
    size_t at = bucket_of(name, length);
    while (buckets[at] > 0) {
        secret_leaf *leaf = &leaves[buckets[at] - 1];
        if (leaf->length == length && memcmp(leaf->name, name, length) == 0) {
            return leaf;
        }
        at = (at + 1) % BUCKETS;
    }
    *bucket = at;
    return NULL;
}

static secret_leaf *leaf_of(const char *name, size_t *count)
{
    size_t bucket = 0;
    secret_leaf *leaf = leaf_in_bucket(name, strlen(name), &bucket);
    if (!leaf) {
        g_assert(*count < G_N_ELEMENTS(leaves) - 1);
        leaf = &leaves[(*count)++];
        *leaf = (secret_leaf){ .name = name, .length = strlen(name), .format = SECRET_FORMAT_VALUE };
        buckets[bucket] = (guint8)*count;
        g_assert(leaf->length < 32);
        lengths[(guchar)name[0]] |= (guint32)1 << leaf->length;
    }
    return leaf;
}

static void fill_buckets(void)
{
    size_t count = 0;
    for (size_t i = 0; i < secret_path_count; i++) {
        secret_leaf *leaf = leaf_of(secret_paths[i].leaf, &count);
        leaf->first = leaf->count == 0 ? i : leaf->first;
        leaf->count++;
    }
    for (size_t i = 0; i < secret_format_element_count; i++) {
        leaf_of(secret_format_elements[i].name, &count)->format = secret_format_elements[i].format;
    }
}

const secret_leaf *secret_leaf_find(const char *name, size_t length)
{
    static gsize filled = 0;
    if (g_once_init_enter(&filled)) {
        fill_buckets();
        g_once_init_leave(&filled, 1);
    }
    size_t bucket;
    if (length == 0 || length >= 32 || !(lengths[(guchar)name[0]] >> length & 1)) {
        return NULL;
    }
    return leaf_in_bucket(name, length, &bucket);
}

/* The last of the parents that end before end: it starts at the return value. */
static const char *parent_before(const char *parents, const char *end)
{
    while (end > parents && end[-1] != '/') {
        end--;
    }
    return end;
}

static bool parent_matches(secret_name name, const char *start, const char *end)
{
    size_t length = (size_t)(end - start);
    if (end[-1] == '*') {
        return name.length >= length - 1 && memcmp(name.text, start, length - 1) == 0;
    }
    return name.length == length && memcmp(name.text, start, length) == 0;
}

/* Whether the parents stand at the end of the names, each with skip_min (the nearest; the others 0) up to skip_max names behind it. */
static bool parents_match(const char *parents, const secret_name *names, size_t count, size_t skip_min, size_t skip_max)
{
    const char *end = parents + strlen(parents);
    while (end > parents) {
        const char *start = parent_before(parents, end);
        size_t skipped = 0;
        while (count > 0 && skipped <= skip_max && (skipped < skip_min || !parent_matches(names[count - 1], start, end))) {
            skipped++;
            count--;
        }
        if (count == 0 || skipped > skip_max) {
            return false;
        }
        count--;
        skip_min = 0;
        end = start > parents ? start - 1 : start;
    }
    return true;
}

bool secret_path_of_element(const secret_leaf *leaf, const secret_name *ancestors, size_t count, unsigned *flags)
{
    *flags = 0;
    for (size_t i = 0; leaf && i < leaf->count; i++) {
        const secret_path *path = &secret_paths[leaf->first + i];
        if (!(path->flags & (SECRET_PATH_STATEMENT | SECRET_PATH_NOT)) && parents_match(path->parents, ancestors, count, 0, 0)) {
            *flags = path->flags;
            return true;
        }
    }
    return false;
}

bool secret_name_by_ending(const char *name, size_t length)
{
    static const char *const endings[] = { "-secret", "-password", "-passphrase" };
    /* The last letters first: this is asked of every leaf. */
    if (length < 8 || (name[length - 1] != 't' && name[length - 1] != 'd' && name[length - 1] != 'e')) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && memcmp(name + length - ending, endings[i], ending) == 0) {
            return true;
        }
    }
    return false;
}

static bool statement_matches(const secret_path *path, const secret_name *before, size_t count)
{
    size_t skip_max = path->flags & (SECRET_PATH_ADJACENT | SECRET_PATH_NOT) ? 0 : WORDS_BETWEEN_MAX;
    return parents_match(path->parents, before, count, path->flags & SECRET_PATH_KEYED ? 1 : 0, skip_max);
}

secret_proof secret_path_of_statement(secret_name word, const secret_name *before, size_t count, unsigned *flags)
{
    secret_proof proof = SECRET_PROOF_NONE;
    const secret_leaf *leaf = secret_leaf_find(word.text, word.length);
    *flags = 0;
    for (size_t i = 0; leaf && i < leaf->count; i++) {
        const secret_path *path = &secret_paths[leaf->first + i];
        if (path->flags & SECRET_PATH_ELEMENT || !statement_matches(path, before, count)) {
            continue;
        }
        if (path->flags & SECRET_PATH_NOT) {
            return SECRET_PROOF_NONE;
        }
        secret_proof this_proof = path->parents[0] ? SECRET_PROOF_PATH : path->flags & SECRET_PATH_WEAK ? SECRET_PROOF_LAST_WORD : SECRET_PROOF_NAME;
        if (this_proof > proof) {
            proof = this_proof;
            *flags = path->flags;
        }
    }
    if ((!leaf || leaf->count == 0) && secret_name_by_ending(word.text, word.length)) {
        return SECRET_PROOF_LAST_WORD;
    }
    return proof;
}
