/* tls_facts.h
 * What the clear part of a TLS or SSL 2.0 handshake says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_FACTS_H
#define PORTLORE_TLS_FACTS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Every fact comes with a message; the frame of the message is the one that its last byte came in. A frame of 0: the message was not seen.
 *
 * Protocol versions are numbers as they stand in a hello (0x0303), and cipher suites likewise. Those of SSL 2.0 have three bytes (0x010080): a
 * suite above 0xffff is one of SSL 2.0, and in a hello of SSL 2.0's form 0x00XXYY is suite 0xXXYY of TLS. Neither says anything as a number:
 * portlore/tls_names.h tells them apart.
 *
 * All text is valid UTF-8 on one line (portlore/text.h). */

#define TLS_SSL2 0x0002 /* the protocol version of SSL 2.0 */

/* Entries that are kept of a list; more are left out. */
#define TLS_FACTS_ALERTS_MAX       8
#define TLS_FACTS_ALPN_MAX         16
#define TLS_FACTS_CERTIFICATES_MAX 16
#define TLS_FACTS_GROUPS_MAX       64
#define TLS_FACTS_VERSIONS_MAX     32

/* Bytes of a name or protocol, U+2026 for what is left out included. */
#define TLS_FACTS_TEXT_MAX 255

/* Bytes of one certificate; a longer one is left out. */
#define TLS_FACTS_CERTIFICATE_MAX 65536

typedef enum { TLS_CLIENT, TLS_SERVER } tls_side;

#define TLS_SIDES 2

/* What a list of suites has in it, or one suite is; from the suites' names. */
typedef struct {
    bool null_cipher; /* nothing is encrypted: _WITH_NULL_, and the suites of RFC 9150 */
    bool export_cipher;
    bool anonymous;
    bool rc4;
    bool rc2;
    bool des; /* single DES, 40 or 56 bits */
    bool triple_des;
    bool idea;
    bool md5_mac;
    bool no_forward_secrecy; /* no key of the key exchange is made for the session alone. Of a suite of TLS 1.3 the name does not tell it: false */
} tls_suite_traits;

/* The client's hello; with a HelloRetryRequest, the first of the two, but what is offered is then what the second one does, which the server answers. */
typedef struct {
    uint32_t frame;
    bool ssl2_form;          /* in the form of SSL 2.0, whatever it offers (RFC 5246 appendix E.2) */
    uint16_t record_version; /* of its first record; 0 in the form of SSL 2.0 */
    uint16_t version;        /* client_version, legacy_version */
    bool supported_versions; /* has the extension; then versions holds what it lists, GREASE (RFC 8701) left out, else nothing */
    uint16_t versions[TLS_FACTS_VERSIONS_MAX];
    size_t version_count;
    size_t suite_count;       /* as listed, with SCSVs, GREASE and unknown ones */
    tls_suite_traits offered; /* whether any suite is; no_forward_secrecy included */
    bool offers_ssl2;         /* version is that of SSL 2.0, or the list has suites of it */
    bool offers_compression;  /* a method other than null */
    bool fallback;            /* TLS_FALLBACK_SCSV (RFC 7507) */
    bool early_data;          /* application data may follow before any answer (RFC 8446 section 4.2.10) */
    bool session_id;          /* not empty */
    char *server_name;        /* SNI's host_name (RFC 6066 section 3); NULL: none */
    char *alpn[TLS_FACTS_ALPN_MAX];
    size_t alpn_count;
    uint16_t groups[TLS_FACTS_GROUPS_MAX]; /* supported_groups, GREASE left out */
    size_t group_count;
    bool renegotiation_info; /* the extension, or TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746) */
    bool extended_master_secret;
    bool heartbeat;
} tls_client_hello;

/* The server's hello. A HelloRetryRequest is none. Without it, the client's master key of SSL 2.0 tells version and suite. */
typedef struct {
    uint32_t frame;
    uint16_t record_version; /* of its first record; 0 of SSL 2.0 */
    uint16_t hello_version;  /* server_version, legacy_version */
    uint16_t version;        /* negotiated: of supported_versions where the hello has it, else hello_version */
    bool suite_known;        /* always; of SSL 2.0 only with the client's master key, whose frame is suite_frame */
    uint32_t suite_frame;
    uint32_t suite;      /* negotiated */
    uint8_t compression; /* method; 0: none */
    char *alpn;          /* agreed to; NULL: none, or encrypted (TLS 1.3) */
    uint16_t group;      /* of key_share (TLS 1.3); 0: none */
    bool key_share;      /* TLS 1.3: there is one; not if the session's keys come from the key from before alone (psk_ke, RFC 8446 section 4.2.9) */
    bool pre_shared_key; /* TLS 1.3: the session goes on with a key from before */
    bool extensions_broken; /* lengths in or before the extensions do not fit: any that is not told may be there */
    bool renegotiation_info;
    bool extended_master_secret;
    bool heartbeat;
} tls_server_hello;

/* The server's ServerKeyExchange (up to TLS 1.2). What its form does not have is 0. */
typedef struct {
    uint32_t frame;
    uint32_t dh_bits;   /* length of the prime of DHE and DH_anon, leading zeros not counted */
    uint32_t rsa_bits;  /* length of the temporary modulus of an export suite */
    uint16_t group;     /* of ECDHE and ECDH_anon; 0 for a curve given explicitly */
    uint16_t signature; /* SignatureScheme or hash and signature, as sent; TLS 1.2 only: before, no choice is sent */
} tls_key_exchange;

/* A Certificate message in clear. Of SSL 2.0 the certificate in the server's hello. */
typedef struct {
    uint32_t frame;
    GBytes *der[TLS_FACTS_CERTIFICATES_MAX]; /* in the order sent */
    size_t count;
    size_t omitted; /* left out: too many or too long */
    bool malformed; /* a length does not fit; what stands in front of it is kept */
    bool not_x509;  /* a raw public key (RFC 7250) or another type was agreed on: none is kept */
} tls_certificate_list;

typedef struct {
    uint32_t frame;
    tls_side side; /* that sent it */
    bool ssl2;     /* an ERROR of SSL 2.0: description is its number, level 2 */
    uint8_t level; /* 1 warning, 2 fatal */
    uint16_t description;
} tls_alert;

/* Records, by their headers alone. */
typedef struct {
    uint32_t application_data; /* 0xffffffff: that many or more; so all of these */
    uint32_t encrypted_alerts;
    uint32_t encrypted_handshake; /* of TLS 1.2 and before */
    uint32_t ssl2;                /* behind the handshake's clear part */
    bool ciphers_changed;         /* change_cipher_spec was seen. In TLS 1.3 it means nothing (RFC 8446 appendix D.4) */
} tls_record_counts;

/* Of the latest handshake in clear on the connection. */
typedef struct {
    uint32_t handshake; /* which it is, from 1; 0 before there is any */
    tls_client_hello client_hello;
    uint32_t retry_request_frame; /* HelloRetryRequest (RFC 8446 section 4.1.4) */
    uint16_t retry_group;         /* that it asks for; 0: none */
    uint32_t second_hello_frame;  /* the client's, after it */
    tls_server_hello server_hello;

    /* Where it became known that what the server takes of the client's offer is not to be seen: a side gave up by an alert, the client went on, or the
     * server could say no more. 0: it was seen, or may yet be. */
    uint32_t unanswered_frame;

    tls_key_exchange key_exchange;
    tls_certificate_list certificates[TLS_SIDES];
    uint32_t certificate_request_frame; /* the server asks for the client's certificate (up to TLS 1.2) */
    uint32_t server_hello_done_frame;   /* the server's flight is a full handshake's (up to TLS 1.2) */
    uint32_t
        resumed_frame; /* where it became known that the session goes on with a key from before: at the server's hello (SSL 2.0's hit, pre-shared key) or, up
                               to TLS 1.2, at its change_cipher_spec without a full handshake before it. 0: not known to be */

    bool damaged[TLS_SIDES]; /* messages of this side may be missing: a gap since the hello, or one that was too long */

    /* Of the whole connection. */
    tls_alert alerts[TLS_FACTS_ALERTS_MAX]; /* in clear, the first ones */
    size_t alert_count;                     /* kept */
    uint32_t alerts_seen;                   /* in clear */
    tls_record_counts records[TLS_SIDES];

    /* Up to TLS 1.2: where another handshake is proven, encrypted or with the MAC of a suite that does not encrypt; the first. A side sent messages of it
     * behind its own Finished: behind application data of its own, or, of the client, of the server; in a record that is too long for the rest of
     * Finished; or change_cipher_spec once more. */
    uint32_t renegotiation_frame;
    tls_side renegotiation_side; /* that began it; of a handshake in clear behind another, `handshake` tells */
} tls_facts;

/* Why a side's certificates are or are not there. */
typedef enum {
    TLS_CERTIFICATES_NOT_SEEN,       /* nothing is known, or the handshake did not get so far, or that part of it was not captured */
    TLS_CERTIFICATES_SHOWN,          /* the list has some */
    TLS_CERTIFICATES_EMPTY,          /* the side sent a list without any */
    TLS_CERTIFICATES_RESUMED,        /* a resumed session does not send them again (up to TLS 1.2) */
    TLS_CERTIFICATES_ENCRYPTED,      /* as always in TLS 1.3, unless resumed */
    TLS_CERTIFICATES_NOT_SENT,       /* a full handshake without: an anonymous or pre-shared-key suite; a client that was not asked */
    TLS_CERTIFICATES_OTHER_TYPE,     /* not X.509 */
    TLS_CERTIFICATES_PRE_SHARED_KEY, /* TLS 1.3 goes on with a key from before, which takes their place: of an earlier session, or agreed on beforehand */
    TLS_CERTIFICATES_LEFT_OUT        /* a full handshake without, though the suite's name does not say that the server needs none */
} tls_certificate_visibility;

/* Constant time. */
tls_certificate_visibility tls_facts_certificates(const tls_facts *facts, tls_side side);

#endif
