/* certificate-signature.c
 * Whether a certificate was signed with its own key.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <gnutls/abstract.h>

#include "certificate-private.h"

/* Nothing but the signature is asked for: not the time, not whether the algorithm is still good, not whether it may sign certificates at all. */
#define VERIFY_SIGNATURE_ONLY                                                                                                                        \
    (GNUTLS_VERIFY_DISABLE_CA_SIGN | GNUTLS_VERIFY_DO_NOT_ALLOW_SAME | GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT | GNUTLS_VERIFY_ALLOW_BROKEN |         \
     GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS | GNUTLS_VERIFY_DISABLE_CRL_CHECKS |                              \
     GNUTLS_VERIFY_IGNORE_UNKNOWN_CRIT_EXTENSIONS)

/* Bits of an unsigned number, the most significant byte first. */
static size_t bits_of(const gnutls_datum_t *number)
{
    unsigned first = 0;

    while (first < number->size && number->data[first] == 0) {
        first++;
    }
    return first == number->size ? 0 : (size_t)(number->size - first - 1) * 8 + g_bit_storage(number->data[first]);
}

static bool rsa_is_small(gnutls_x509_crt_t x509)
{
    gnutls_datum_t modulus, exponent;

    if (gnutls_x509_crt_get_pk_rsa_raw(x509, &modulus, &exponent) < 0) {
        return false;
    }
    bool is_small = bits_of(&modulus) <= TLS_CERTIFICATE_MODULUS_MAX && bits_of(&exponent) <= TLS_CERTIFICATE_EXPONENT_MAX;
    gnutls_free(modulus.data);
    gnutls_free(exponent.data);
    return is_small;
}

static bool dsa_is_small(gnutls_x509_crt_t x509)
{
    gnutls_datum_t p, q, g, y;

    if (gnutls_x509_crt_get_pk_dsa_raw(x509, &p, &q, &g, &y) < 0) {
        return false;
    }
    bool is_small = bits_of(&p) <= TLS_CERTIFICATE_MODULUS_MAX && bits_of(&q) <= TLS_CERTIFICATE_Q_MAX &&
                    bits_of(&g) <= TLS_CERTIFICATE_MODULUS_MAX && bits_of(&y) <= TLS_CERTIFICATE_MODULUS_MAX;
    gnutls_free(p.data);
    gnutls_free(q.data);
    gnutls_free(g.data);
    gnutls_free(y.data);
    return is_small;
}

/* Whether computing with the key takes a time that does not matter. Keys on curves have the size of the curve. */
static bool key_is_small(gnutls_x509_crt_t x509)
{
    switch (gnutls_x509_crt_get_pk_algorithm(x509, NULL)) {
    case GNUTLS_PK_RSA:
    case GNUTLS_PK_RSA_PSS:
        return rsa_is_small(x509);
    case GNUTLS_PK_DSA:
        return dsa_is_small(x509);
    default:
        return true;
    }
}

bool certificate_verifies_itself(gnutls_x509_crt_t certificate)
{
    unsigned status = 0;

    if (!key_is_small(certificate)) {
        return false;
    }
    /* An algorithm that GnuTLS does not have leaves GNUTLS_CERT_INVALID alone; one that the system's configuration forbids does not matter here. */
    int code = gnutls_x509_crt_verify(certificate, &certificate, 1, VERIFY_SIGNATURE_ONLY, &status);
    unsigned refused = (unsigned)GNUTLS_CERT_SIGNATURE_FAILURE | (unsigned)GNUTLS_CERT_SIGNER_NOT_FOUND;
    return code >= 0 && (status == 0 || (status & (unsigned)GNUTLS_CERT_INSECURE_ALGORITHM)) && !(status & refused);
}
