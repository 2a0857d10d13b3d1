/* tls_handshake.h
 * Reads the clear part of a TLS or SSL 2.0 handshake from the bytes of a connection.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_HANDSHAKE_H
#define PORTLORE_TLS_HANDSHAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "portlore/tls_facts.h"

/* Records are those of TLS and SSL 3.0 (RFC 8446 section 5.1, RFC 6101 section 5.2), and of SSL 2.0 ("The SSL Protocol", Hickman, 1995) with
 * headers of two and three bytes. Handshake messages may be cut into records, and records into segments, in any way: as long as the pieces of the
 * two directions come in the same order, the facts do not depend on it.
 *
 * What is encrypted is not looked at but for the headers of records: from change_cipher_spec on; in TLS 1.3 from the server's hello on; in SSL 2.0
 * from the client's master key on, and of the server from its hello on. In clear are, also behind that, alerts, of two bytes each, an ERROR of SSL 2.0,
 * and a hello that fills its record exactly (a server's: that lies in one record, with none of this handshake before). A client's hello after the
 * server's one is a new handshake, whose facts take the place of the last one's. Of a renegotiation, which is encrypted, only that there is one.
 *
 * What does not fit is passed over: a message with lengths that do not fit gives the facts in front of them, a message longer than
 * TLS_HANDSHAKE_MESSAGE_MAX none. Bytes that are no record end the reading of their direction. */

/* Bytes of a handshake message, its header included. OpenSSL takes a list of certificates up to 100 KiB unless it is told otherwise. */
#define TLS_HANDSHAKE_MESSAGE_MAX 262144

typedef struct _tls_handshake tls_handshake;

/* Never NULL. Free with tls_handshake_free(). */
tls_handshake *tls_handshake_new(void);

/* NULL is allowed. */
void tls_handshake_free(tls_handshake *handshake);

/* Take the next bytes of a direction, each byte once, in order. side: the one that sends them, as far as the caller knows: the first hello decides,
 * and where it comes from the other side, client and server change places from there on, alerts and counts from before included. frame: number of the
 * packet, not 0. bytes: NULL is allowed when length is 0; not needed after the call.
 *
 * Returns whether any fact but a count of records is new. Look at the facts after each call: a later one may replace them by a new handshake's.
 *
 * Linear in length. Memory: at most a message of each direction, and the facts. */
bool tls_handshake_push(tls_handshake *handshake, tls_side side, uint32_t frame, const uint8_t *bytes, size_t length);

/* Bytes of a direction that are missing between what was pushed and what comes next. missing: how many; UINT64_MAX when it is not known.
 * What was found stays. A gap within a record costs the messages that it touches. After a larger one, the bytes that come next are read on only if
 * they are the beginning of a handshake record with a hello that fills it or a list of certificates; else no more of that direction is, until the
 * next gap. */
void tls_handshake_gap(tls_handshake *handshake, tls_side side, uint64_t missing);

/* Nothing more of this side will be seen: it has ended the connection, or was never captured. frame: number of the packet that tells, not 0. Returns as
 * tls_handshake_push() does. */
bool tls_handshake_close(tls_handshake *handshake, tls_side side, uint32_t frame);

/* Whether the bytes of this side were no records: nothing more of it is read. */
bool tls_handshake_broken(const tls_handshake *handshake, tls_side side);

/* The facts so far, never NULL. Belong to the handshake; certificates may be kept by g_bytes_ref(). */
const tls_facts *tls_handshake_facts(const tls_handshake *handshake);

#endif
