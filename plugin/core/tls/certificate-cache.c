/* certificate-cache.c
 * The certificates of a capture, each read once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "certificate-private.h"

/* A certificate as it was sent, and read. Its own key: two of one length are compared byte by byte. A hash that nobody can choose collisions of would
 * cost more than the rest of a handshake, as each certificate comes again and again. */
typedef struct {
    const uint8_t *der;
    size_t length;
    tls_certificate *certificate;
} cached;

struct tls_certificate_cache {
    GTree *certificates; /* of cached */
    size_t max_certificates;
};

static gint compare(gconstpointer one, gconstpointer other, gpointer user)
{
    const cached *first = one, *second = other;
    (void)user;
    if (first->length != second->length) {
        return first->length < second->length ? -1 : 1;
    }
    return first->length > 0 ? memcmp(first->der, second->der, first->length) : 0;
}

static void free_cached(gpointer entry)
{
    cached *one = entry;
    certificate_free(one->certificate);
    g_free((gpointer)one->der);
    g_free(one);
}

tls_certificate_cache *tls_certificate_cache_new(size_t max_certificates)
{
    tls_certificate_cache *cache = g_new(tls_certificate_cache, 1);

    cache->certificates = g_tree_new_full(compare, NULL, free_cached, NULL);
    cache->max_certificates = max_certificates;
    return cache;
}

void tls_certificate_cache_free(tls_certificate_cache *cache)
{
    if (cache) {
        g_tree_destroy(cache->certificates);
        g_free(cache);
    }
}

static tls_certificate *read_certificate(const uint8_t *der, size_t length)
{
    tls_certificate *certificate = certificate_new(der, length);
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);

    if (length > 0) {
        g_checksum_update(checksum, der, (gssize)length);
    }
    g_strlcpy(certificate->fingerprint, g_checksum_get_string(checksum), sizeof certificate->fingerprint);
    g_checksum_free(checksum);
    return certificate;
}

const tls_certificate *tls_certificate_cache_get(tls_certificate_cache *cache, const uint8_t *der, size_t length)
{
    const cached wanted = { .der = der, .length = length };
    cached *found = g_tree_lookup(cache->certificates, &wanted);

    if (!found && tls_certificate_cache_count(cache) < cache->max_certificates) {
        found = g_new(cached, 1);
        *found = (cached){ .der = g_memdup2(der, length), .length = length, .certificate = read_certificate(der, length) };
        g_tree_insert(cache->certificates, found, found);
    }
    return found ? found->certificate : NULL;
}

size_t tls_certificate_cache_count(const tls_certificate_cache *cache)
{
    return (size_t)g_tree_nnodes(cache->certificates);
}
