/* policy.c
 * What is held against a handshake or a certificate, how severe it is, and who says so.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/tls_findings.h"

#define LINE(slug, filter, severity, text, standard)                                                                                                 \
    {                                                                                                                                                \
        slug, "portlore.tls." filter, TLS_FINDING_##severity, text, standard, text " (" standard ")"                                                 \
    }

static const tls_finding_policy policies[TLS_FINDING_KINDS] = {
    [TLS_FINDING_SSL2] = LINE("ssl2", "ssl2", WARNING, "SSL 2.0 negotiated: must not be used", "RFC 6176"),
    [TLS_FINDING_SSL3] = LINE("ssl3", "ssl3", WARNING, "SSL 3.0 negotiated: must not be used", "RFC 7568"),
    [TLS_FINDING_TLS1_0] = LINE("tls1.0", "tls1_0", WARNING, "TLS 1.0 negotiated: deprecated, must not be used", "RFC 8996"),
    [TLS_FINDING_TLS1_1] = LINE("tls1.1", "tls1_1", WARNING, "TLS 1.1 negotiated: deprecated, must not be used", "RFC 8996"),
    [TLS_FINDING_NULL_CIPHER] = LINE("null-cipher", "null_cipher", WARNING, "Suite without encryption negotiated", "RFC 9325 section 4.1"),
    [TLS_FINDING_EXPORT_CIPHER] = LINE("export-cipher", "export_cipher", WARNING, "Export suite negotiated: keys of 40 or 56 bits",
                                       "RFC 4346 appendix A.5, RFC 9325 section 4.1"),
    [TLS_FINDING_ANONYMOUS] =
        LINE("anonymous", "anonymous", WARNING, "Anonymous suite negotiated: nobody knows who the server is", "RFC 5246 appendix A.5"),
    [TLS_FINDING_RC4] = LINE("rc4", "rc4", WARNING, "RC4 negotiated: must not be used", "RFC 7465"),
    [TLS_FINDING_RC2] = LINE("rc2", "rc2", WARNING, "RC2 negotiated: of SSL 2.0 and export suites only", "RFC 4346 appendix A.5, RFC 6176"),
    [TLS_FINDING_DES] = LINE("des", "des", WARNING, "DES negotiated: its key is too short", "RFC 5469, RFC 9325 section 4.1"),
    [TLS_FINDING_TRIPLE_DES] =
        LINE("3des", "3des", WARNING, "Triple DES negotiated: blocks of 64 bits, 112 bits of security", "RFC 9325 section 4.1"),
    [TLS_FINDING_IDEA] = LINE("idea", "idea", WARNING, "IDEA negotiated: should not be used, blocks of 64 bits", "RFC 5469"),
    [TLS_FINDING_MD5_MAC] = LINE("md5-mac", "md5_mac", NOTE, "Suite with MD5 as its MAC negotiated", "RFC 6151"),
    [TLS_FINDING_NO_FORWARD_SECRECY] =
        LINE("no-forward-secrecy", "no_forward_secrecy", NOTE,
             "Key exchange without forward secrecy negotiated: a key that leaks later opens this session", "RFC 9325 section 4.1"),
    [TLS_FINDING_COMPRESSION] =
        LINE("compression", "compression", WARNING, "Compression negotiated: lengths tell secrets (CRIME)", "RFC 9325 section 3.3"),
    [TLS_FINDING_NO_SECURE_RENEGOTIATION] =
        LINE("no-secure-renegotiation", "no_secure_renegotiation", WARNING,
             "Secure renegotiation not negotiated: an attacker may put data in front of the client's", "RFC 5746"),
    [TLS_FINDING_NO_EXTENDED_MASTER_SECRET] =
        LINE("no-extended-master-secret", "no_extended_master_secret", NOTE,
             "Extended master secret not negotiated: the session's keys are not bound to its handshake", "RFC 7627"),
    [TLS_FINDING_MD5_SIGNATURE] =
        LINE("md5-signature", "md5_signature", WARNING, "Signature with MD5 or MD2, in a certificate or of the key exchange: can be forged",
             "RFC 6151, RFC 9155, RFC 9325 section 4.5"),
    [TLS_FINDING_SHA1_SIGNATURE] =
        LINE("sha1-signature", "sha1_signature", WARNING, "Signature with SHA-1, in a certificate or of the key exchange: must not be used any more",
             "RFC 9155, RFC 9325 section 4.5"),
    [TLS_FINDING_SHORT_KEY] = LINE("short-key", "short_key", WARNING, "Key of less than 2048 bits, or of less than 224 on an elliptic curve",
                                   "RFC 9325 section 4.5, NIST SP 800-131A"),
    [TLS_FINDING_SHORT_DH] = LINE("short-dh", "short_dh", WARNING,
                                  "Diffie-Hellman with less than 2048 bits, or with less than 224 on an elliptic curve", "RFC 9325 section 4.5"),
    [TLS_FINDING_SELF_SIGNED] =
        LINE("self-signed", "self_signed", NOTE, "Self-signed certificate: nobody else vouches for the name in it", "RFC 5280 section 3.2"),
    [TLS_FINDING_EXPIRED] = LINE("expired", "expired", WARNING, "Certificate had expired at the time of the packet", "RFC 5280 section 4.1.2.5"),
    [TLS_FINDING_NOT_YET_VALID] =
        LINE("not-yet-valid", "not_yet_valid", WARNING, "Certificate was not valid yet at the time of the packet", "RFC 5280 section 4.1.2.5"),
    [TLS_FINDING_LONG_LIVED] =
        LINE("long-lived", "long_lived", NOTE, "Certificate is valid for more than five years", "CA/Browser Forum, Baseline Requirements 1.0"),
    [TLS_FINDING_UNREADABLE_CERTIFICATE] =
        LINE("unreadable-certificate", "unreadable_certificate", NOTE, "Certificate that cannot be read", "RFC 5280 section 4.1"),
    [TLS_FINDING_OFFERS_NULL] =
        LINE("offers-null", "offers_null", NOTE, "Client offers suites without encryption, and none is seen to be taken", "RFC 9325 section 4.1"),
    [TLS_FINDING_OFFERS_EXPORT] = LINE("offers-export", "offers_export", NOTE, "Client offers export suites, and none is seen to be taken",
                                       "RFC 4346 appendix A.5, RFC 9325 section 4.1"),
    [TLS_FINDING_OFFERS_ANONYMOUS] =
        LINE("offers-anonymous", "offers_anonymous", NOTE, "Client offers anonymous suites, and none is seen to be taken", "RFC 5246 appendix A.5"),
    [TLS_FINDING_OFFERS_RC4] = LINE("offers-rc4", "offers_rc4", NOTE, "Client offers RC4, and it is not seen to be taken", "RFC 7465"),
    [TLS_FINDING_OFFERS_SSL2] = LINE("offers-ssl2", "offers_ssl2", NOTE, "Client offers SSL 2.0, and it is not seen to be taken", "RFC 6176"),
};

const tls_finding_policy *tls_finding_policy_of(tls_finding_kind kind)
{
    return &policies[kind];
}
