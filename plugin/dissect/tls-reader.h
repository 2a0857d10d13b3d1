/* tls-reader.h
 * Reads the clear part of a conversation's TLS handshake, and writes down what each frame shows of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_READER_H
#define PORTLORE_TLS_READER_H

#include "wireshark_compat.h"

#include "portlore/tls_certificate.h"
#include "portlore/tls_facts.h"

typedef struct _tls_reader tls_reader;

/* Call it when the protocol is registered. */
void tls_reader_register(void);

/* Of a conversation with this server: what is wrong with a certificate is told once for each. Lives as long as the capture. server: has to live as
 * long. */
tls_reader *tls_reader_new(const address *server, uint16_t port);

/* For the first pass: take payload. side: that sent it. sequence: of its first byte, as struct tcpinfo counts. Bytes that were taken before are passed
 * over, so what TCP put together may be given as it is. What becomes known is written down for the packet's frame (tls-lines.h).
 * Returns the evidence where a certificate of vxatd is among it, else NULL. Static. */
const char *tls_reader_take(tls_reader *reader, packet_info *pinfo, tls_side side, uint32_t sequence, const uint8_t *bytes, size_t length);

/* For the first pass, behind all other dissectors: look at the packet's own header, which may end the connection. frame: the whole packet. side: that
 * sent it. What becomes known by it is written down for its frame. */
void tls_reader_see(tls_reader *reader, tvbuff_t *frame, packet_info *pinfo, tls_side side);

/* What the handshakes show so far; NULL for NULL. */
const tls_facts *tls_reader_facts(const tls_reader *reader);

/* The server's own certificate; NULL when it was not seen, or not read. reader: NULL is allowed. */
const tls_certificate *tls_reader_server_certificate(const tls_reader *reader);

/* Whether HTTP/2 was agreed on, or, while that is not known, is offered. reader: NULL is allowed. */
bool tls_reader_may_be_http2(const tls_reader *reader);

#endif
