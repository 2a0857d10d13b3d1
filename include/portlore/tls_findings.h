/* tls_findings.h
 * What is weak about a handshake or a certificate: the policy, and what it finds in the facts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_FINDINGS_H
#define PORTLORE_TLS_FINDINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "portlore/tls_certificate.h"
#include "portlore/tls_facts.h"

typedef enum {
    TLS_FINDING_SSL2,
    TLS_FINDING_SSL3,
    TLS_FINDING_TLS1_0,
    TLS_FINDING_TLS1_1,
    TLS_FINDING_NULL_CIPHER,
    TLS_FINDING_EXPORT_CIPHER,
    TLS_FINDING_ANONYMOUS,
    TLS_FINDING_RC4,
    TLS_FINDING_RC2,
    TLS_FINDING_DES,
    TLS_FINDING_TRIPLE_DES,
    TLS_FINDING_IDEA,
    TLS_FINDING_MD5_MAC,
    TLS_FINDING_NO_FORWARD_SECRECY,
    TLS_FINDING_COMPRESSION,
    TLS_FINDING_NO_SECURE_RENEGOTIATION,
    TLS_FINDING_NO_EXTENDED_MASTER_SECRET,
    TLS_FINDING_MD5_SIGNATURE,
    TLS_FINDING_SHA1_SIGNATURE,
    TLS_FINDING_SHORT_KEY,
    TLS_FINDING_SHORT_DH,
    TLS_FINDING_SELF_SIGNED,
    TLS_FINDING_EXPIRED,
    TLS_FINDING_NOT_YET_VALID,
    TLS_FINDING_LONG_LIVED,
    TLS_FINDING_UNREADABLE_CERTIFICATE,
    TLS_FINDING_OFFERS_NULL,
    TLS_FINDING_OFFERS_EXPORT,
    TLS_FINDING_OFFERS_ANONYMOUS,
    TLS_FINDING_OFFERS_RC4,
    TLS_FINDING_OFFERS_SSL2
} tls_finding_kind;

#define TLS_FINDING_KINDS (TLS_FINDING_OFFERS_SSL2 + 1)

typedef enum {
    TLS_FINDING_NOTE,
    TLS_FINDING_WARNING /* an exposure that an engineer should act on */
} tls_finding_severity;

/* One line of the policy. All text is constant. */
typedef struct {
    const char *slug;   /* "tls1.0": the value of portlore.tls.finding */
    const char *filter; /* "portlore.tls.tls1_0": the name of the expert info */
    tls_finding_severity severity;
    const char *text;     /* what was found, one line of English without a full stop */
    const char *standard; /* who says so, e.g. "RFC 8996" */
    const char *summary;  /* text and standard together, e.g. "TLS 1.0 negotiated (RFC 8996)": for the expert info */
} tls_finding_policy;

/* What is said of a finding. kind: less than TLS_FINDING_KINDS. Static, never NULL. */
const tls_finding_policy *tls_finding_policy_of(tls_finding_kind kind);

/* Bits below which a key or a prime is too short: RSA, DSA and DH; and elliptic curves (RFC 9325 section 4.5). */
#define TLS_FINDING_BITS_MIN       2048
#define TLS_FINDING_CURVE_BITS_MIN 224

/* Seconds that a certificate may be valid for without being long-lived: five years, two leap days among them. No certificate of a public CA was ever
 * allowed more than 60 months (CA/Browser Forum, Baseline Requirements 1.0, section 9.4). */
#define TLS_FINDING_LIFETIME_MAX ((int64_t)(5 * 365 + 2) * 86400)

typedef struct {
    tls_finding_kind kind;
    uint32_t frame; /* in which it became certain */
} tls_finding;

/* Judge a handshake. Appends what is found to findings (an array of tls_finding), but no kind that it already holds: with one array for a connection,
 * and a call after each push that had something new, each kind comes once, with the frame that it belongs to.
 *
 * What the client offers (offers-...) is found where it shows that the server does not take it, or that whether it does will not be seen: with the
 * server's choice, else in tls_facts.unanswered_frame. While it may yet be seen, nothing is. What the server takes is found with a kind of its own, and
 * where that was found, that it is offered, too, by the same handshake or a later one, is not. So nothing that was found is taken back by later
 * facts, and a first pass finds what a second one does.
 *
 * The suites are judged by their names; a suite without a name by nothing. Certificates are judged by tls_findings_judge_certificate().
 *
 * The hash of the key exchange's signature (TLS 1.2) is judged here, and one of TLS_FINDING_MD5_SIGNATURE and TLS_FINDING_SHA1_SIGNATURE in the array
 * hinders no other: certificates that have it too are found by the other function. */
void tls_findings_judge(const tls_facts *facts, GArray *findings);

/* The moment and the place of a certificate. */
typedef struct {
    int64_t seconds; /* time of the packet: seconds since the epoch */
    bool untimed;    /* the capture does not tell it: seconds means nothing, and the certificate is neither expired nor not yet valid */
    uint32_t frame;  /* of the Certificate message */
    size_t position; /* in its list, from 0: the side's own certificate */
} tls_certificate_place;

/* Judge a certificate at the time of the packet. Appends as above, but compares with nothing: each kind once a call. What is to be told once for a
 * server and certificate is the caller's to remember.
 *
 * Self-signed is told of a side's own certificate only: a root is always. Nor does the signature of a root matter (RFC 8446 section 4.4.2.2), so
 * its hash is not judged either. */
void tls_findings_judge_certificate(const tls_certificate *certificate, const tls_certificate_place *place, GArray *findings);

#endif
