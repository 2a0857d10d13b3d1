/* fuzz_certificate.c
 * Certificates of any bytes: all text is valid UTF-8 on one line and within its limits, and an unreadable one says nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/vxat_identity.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t max)
{
    g_assert_true(text && strlen(text) <= max && g_utf8_validate(text, -1, NULL));
    for (; *text; text = g_utf8_next_char(text)) {
        g_assert_false(g_unichar_iscntrl(g_utf8_get_char(text)));
    }
}

static void check_list(char *const *values)
{
    for (; *values; values++) {
        check_text(*values, TLS_CERTIFICATE_VALUE_MAX);
    }
}

static void check_name(const tls_certificate_name *name)
{
    check_text(name->text, TLS_CERTIFICATE_NAME_MAX);
    check_list(name->organizations);
    check_list(name->organizational_units);
    check_list(name->common_names);
}

static void check_certificate(const tls_certificate *certificate)
{
    check_name(&certificate->subject);
    check_name(&certificate->issuer);
    check_text(certificate->serial, 128);
    check_text(certificate->signature_name, 256);
    check_text(certificate->signature_oid, 256);
    check_text(certificate->key_name, 256);
    g_assert_cmpuint(strlen(certificate->fingerprint), ==, 64);
    g_assert_true(certificate->self_issued || !certificate->self_signed);
    g_assert_true(certificate->validity_known || (certificate->not_before == 0 && certificate->not_after == 0));
    if (certificate->unreadable) {
        check_text(certificate->unreadable, 256);
        g_assert_true(!*certificate->subject.text && !*certificate->issuer.text && !certificate->self_issued);
    } else {
        g_assert_true(!certificate->self_issued || !strcmp(certificate->subject.text, certificate->issuer.text));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tls_certificate_cache *cache = tls_certificate_cache_new(1);
    vxat_identity identity;
    /* Ends where its memory ends, so that AddressSanitizer sees a byte read too many. */
    uint8_t *copy = g_memdup2(data, size);
    const tls_certificate *certificate = tls_certificate_cache_get(cache, copy, size);

    g_free(copy);
    check_certificate(certificate);
    tls_certificate_issued_by(certificate, certificate);
    if (vxat_identity_of(certificate, &identity)) {
        g_assert_true(identity.domain && identity.host && *identity.host);
    } else {
        g_assert_true(!identity.domain && !identity.host);
    }
    tls_certificate_cache_free(cache);
    return 0;
}
