/* suites.c
 * Cipher suites: their names, and what a name says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/tls_names.h"

#include <stdio.h>
#include <string.h>

#include "suites-table.h"

/* Signalling values: what stands in the list of suites without being one (RFC 5746 section 3.3, RFC 7507 section 2). */
static const char scsv[] = "_SCSV";

const tls_suite *tls_suites(size_t *count)
{
    *count = tls_suites_table_count;
    return tls_suites_table;
}

const char *tls_suite_name(uint32_t suite)
{
    size_t first = 0;
    size_t end = tls_suites_table_count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (tls_suites_table[middle].number == suite) {
            return tls_suites_table[middle].name;
        }
        if (tls_suites_table[middle].number < suite) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return NULL;
}

const char *tls_suite_text(uint32_t suite, char buffer[TLS_NAME_SIZE])
{
    const char *name = tls_suite_name(suite);
    if (name) {
        return name;
    }
    snprintf(buffer, TLS_NAME_SIZE, suite > 0xffff ? "0x%06x" : "0x%04x", (unsigned)suite);
    return buffer;
}

static bool has(const char *name, const char *part)
{
    return strstr(name, part) != NULL;
}

static bool begins(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

static bool ends(const char *name, const char *end)
{
    size_t length = strlen(name);
    size_t end_length = strlen(end);
    return length >= end_length && strcmp(name + length - end_length, end) == 0;
}

/* Whether both sides make keys for this session alone, which no key that leaks later brings back. TLS_PSK_DHE_WITH_AES_128_CCM_8 has its parts in
 * another order. Though their names do not say so, so are DH_anon and ECDH_anon (RFC 8422 section 2.3), SRP (RFC 5054 section 2.6, where each side
 * has a random number of its own), and ECCPWD (RFC 8492, likewise). */
static bool is_ephemeral(const char *name)
{
    return has(name, "_DHE_") || has(name, "_ECDHE_") || has(name, "_anon_") || has(name, "_SRP_") || has(name, "_ECCPWD_");
}

bool tls_suite_needs_no_certificate(const char *name)
{
    if (!name) {
        return false;
    }
    bool psk = has(name, "_PSK_") && !has(name, "_RSA_PSK_");
    return psk || has(name, "_anon_") || has(name, "_KRB5_") || has(name, "_SRP_SHA_WITH_") || has(name, "_ECCPWD_");
}

tls_suite_traits tls_suite_traits_of(const char *name)
{
    if (!name || ends(name, scsv)) {
        return (tls_suite_traits){ 0 };
    }
    return (tls_suite_traits){
        .null_cipher = has(name, "_WITH_NULL_") || begins(name, "TLS_SHA"),
        .export_cipher = has(name, "_EXPORT"), /* _EXPORT_, _EXPORT40_, _EXPORT1024_ */
        .anonymous = has(name, "_anon_"),
        .rc4 = has(name, "_RC4_"),
        .rc2 = has(name, "_RC2_"),
        .des = (has(name, "_DES_") && !has(name, "_EDE3_")) || has(name, "_DES40_"),
        .triple_des = has(name, "_3DES_") || has(name, "_EDE3_"),
        .idea = has(name, "_IDEA_"),
        .md5_mac = ends(name, "_MD5"),
        .no_forward_secrecy = has(name, "_WITH_") && !is_ephemeral(name), /* names of TLS 1.3 have no key exchange, so no "_WITH_" */
    };
}
