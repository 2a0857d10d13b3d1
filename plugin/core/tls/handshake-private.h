/* handshake-private.h
 * What the parts of the handshake reader share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_HANDSHAKE_PRIVATE_H
#define PORTLORE_TLS_HANDSHAKE_PRIVATE_H

#include "portlore/tls_handshake.h"

#include "cursor.h"

/* Types of handshake messages (IANA, "TLS HandshakeType"). */
#define TLS_MESSAGE_CLIENT_HELLO        1
#define TLS_MESSAGE_SERVER_HELLO        2
#define TLS_MESSAGE_RETRY_REQUEST       6 /* of the drafts of TLS 1.3 before 22 */
#define TLS_MESSAGE_CERTIFICATE         11
#define TLS_MESSAGE_SERVER_KEY_EXCHANGE 12
#define TLS_MESSAGE_CERTIFICATE_REQUEST 13
#define TLS_MESSAGE_SERVER_HELLO_DONE   14

#define TLS_MESSAGE_HEADER 4 /* bytes: type and length */

/* Bytes that every hello has: version and random. */
#define TLS_HELLO_MIN 34

/* Bytes of a record's head that are collected before it is decided on: its header, or of a handshake record that may be encrypted, what follows. */
#define TLS_RECORD_HEADER 5
#define TLS_PEEK          7

typedef enum {
    TLS_AT_HEADER,
    TLS_AT_BODY,
    TLS_LOST,  /* behind a gap: nothing is read before the next gap */
    TLS_BROKEN /* what came is no record */
} tls_place;

typedef enum {
    TLS_BODY_SKIPPED,
    TLS_BODY_HANDSHAKE,
    TLS_BODY_PEEK, /* handshake messages if they begin with a hello in clear, else skipped */
    TLS_BODY_ALERT,
    TLS_BODY_CIPHER_CHANGE,
    TLS_BODY_SSL2
} tls_body;

/* Of a server's hello, what is needed only to go on. */
typedef struct {
    bool retry_request;
    bool not_x509[TLS_SIDES]; /* certificates of these sides are of another type */
} tls_server_hello_details;

/* A handshake message on its way through records. */
typedef struct {
    uint8_t header[TLS_MESSAGE_HEADER];
    size_t header_length; /* 0: between two messages */
    uint16_t record_version;
    size_t left;      /* bytes that are still to come */
    GByteArray *kept; /* its bytes; NULL: it is passed over */
} tls_message;

typedef struct {
    tls_place place;
    tls_body body;
    uint8_t head[TLS_PEEK]; /* of the header, then of the body where that is looked at before it is read */
    size_t head_length;
    size_t record_length;
    size_t record_left;
    uint16_t record_version;
    size_t ssl2_padding;
    bool tls;               /* records of TLS were seen: none of SSL 2.0 follows */
    bool ssl2;              /* nor the other way round */
    bool encrypted;         /* handshake messages are */
    bool unaligned;         /* it is not known where the next message begins */
    bool resync;            /* behind a gap: the first record has to prove itself */
    bool data_sent;         /* application data, since the handshake's beginning */
    size_t finished_length; /* of the first encrypted record of the handshake, which has Finished or a part of it; 0: none came yet */
    tls_message message;
    GByteArray *ssl2_message; /* NULL: it is passed over */
} tls_direction;

struct _tls_handshake {
    tls_facts facts;
    tls_direction directions[TLS_SIDES]; /* by the caller's sides */
    bool sides_known;                    /* a hello has told which side is the client */
    bool swapped;                        /* the caller's client is the server */
    bool news;                           /* since the beginning of the push */
    bool maybe_renegotiated;             /* a side sent another encrypted record of the handshake, too short to prove anything by itself: */
    tls_side maybe_by;                   /* that was the first to */
    uint32_t frame;                      /* of the push */
};

static inline tls_side tls_other_side(tls_side side)
{
    return side == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT;
}

/* The caller's side of an actual one, and the other way round. */
static inline tls_side tls_swap(const tls_handshake *handshake, tls_side side)
{
    return handshake->swapped ? tls_other_side(side) : side;
}

/* facts.c */

/* Free what a handshake's facts hold, and make them those of the next; those of the whole connection stay. */
void tls_facts_next_handshake(tls_facts *facts);

/* Free what the facts hold. */
void tls_facts_clear(tls_facts *facts);

void tls_facts_add_alert(tls_facts *facts, const tls_alert *alert);

/* Keep a certificate in the list, or count it as left out. */
void tls_facts_add_certificate(tls_certificate_list *list, tls_cursor der);

/* messages.c: take a whole handshake message in clear. sender: the caller's side. */
void tls_handshake_take_message(tls_handshake *handshake, tls_side sender, uint8_t type, uint16_t record_version, tls_cursor body);

/* Take change_cipher_spec. */
void tls_handshake_take_cipher_change(tls_handshake *handshake, tls_side sender);

/* level, description: as in tls_alert. */
void tls_handshake_take_alert(tls_handshake *handshake, tls_side sender, bool ssl2, uint8_t level, uint16_t description);

/* Make this the client's hello of a new handshake, or take it for a second one of this, by what was seen before. Takes what it points to. sender: the
 * caller's side; the first hello decides which side is the client, and one from the wrong side is left out. */
void tls_handshake_take_client_hello(tls_handshake *handshake, tls_side sender, tls_client_hello *hello);

/* The server's answer is not to be seen. Of consequence if there is a client's hello, and what was taken of its offer is not known. */
void tls_handshake_note_unanswered(tls_handshake *handshake);

/* The sender has sent what a client sends only once it has the server's answer, unless it offered early data. */
void tls_handshake_note_went_on(tls_handshake *handshake, tls_side sender);

/* Up to TLS 1.2: another handshake is going on behind the one in clear. sender: the caller's side, which proves it. */
void tls_handshake_note_renegotiation(tls_handshake *handshake, tls_side sender);

/* Whether the version negotiated is known, and is one up to TLS 1.2. */
bool tls_handshake_is_up_to_1_2(const tls_handshake *handshake);

/* Whether a server's hello from this side is the first of its handshake. If no other hello was seen, a handshake begins with it. */
bool tls_handshake_admit_server_hello(tls_handshake *handshake, tls_side sender);

/* hellos.c: each returns false, with nothing to be freed, if there is not even what every hello begins with. hello: all zero. */
bool tls_client_hello_read(tls_client_hello *hello, tls_cursor body);
bool tls_server_hello_read(tls_server_hello *hello, tls_cursor body, tls_server_hello_details *details);

/* The group that a HelloRetryRequest of the drafts before 22 asks for; 0: none. */
uint16_t tls_retry_request_group(tls_cursor body);

/* The list of suites of a hello, each of so many bytes (2, or 3 in the form of SSL 2.0). */
void tls_client_hello_read_suites(tls_client_hello *hello, tls_cursor suites, size_t suite_length);

/* Free what it points to. */
void tls_client_hello_clear(tls_client_hello *hello);

/* ssl2.c: take a whole message of SSL 2.0 in clear. Returns false if it is none that is known. */
bool tls_handshake_take_ssl2(tls_handshake *handshake, tls_side sender, tls_cursor body);

#endif
