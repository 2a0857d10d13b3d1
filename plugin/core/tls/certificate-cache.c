/* certificate-cache.c
 * The certificates of a capture, each read once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "certificate-private.h"

struct tls_certificate_cache {
    GHashTable *certificates; /* fingerprint, which is the certificate's own, to tls_certificate */
    size_t max_certificates;
};

static void free_certificate(gpointer certificate)
{
    certificate_free(certificate);
}

tls_certificate_cache *tls_certificate_cache_new(size_t max_certificates)
{
    tls_certificate_cache *cache = g_new(tls_certificate_cache, 1);

    cache->certificates = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_certificate);
    cache->max_certificates = max_certificates;
    return cache;
}

void tls_certificate_cache_free(tls_certificate_cache *cache)
{
    if (cache) {
        g_hash_table_destroy(cache->certificates);
        g_free(cache);
    }
}

const tls_certificate *tls_certificate_cache_get(tls_certificate_cache *cache, const uint8_t *der, size_t length)
{
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);

    if (length > 0) {
        g_checksum_update(checksum, der, (gssize)length);
    }
    const char *fingerprint = g_checksum_get_string(checksum);
    tls_certificate *certificate = g_hash_table_lookup(cache->certificates, fingerprint);
    if (!certificate && g_hash_table_size(cache->certificates) < cache->max_certificates) {
        certificate = certificate_new(der, length);
        g_strlcpy(certificate->fingerprint, fingerprint, sizeof certificate->fingerprint);
        g_hash_table_insert(cache->certificates, certificate->fingerprint, certificate);
    }
    g_checksum_free(checksum);
    return certificate;
}

size_t tls_certificate_cache_count(const tls_certificate_cache *cache)
{
    return g_hash_table_size(cache->certificates);
}
