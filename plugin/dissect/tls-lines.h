/* tls-lines.h
 * What a frame shows of a TLS handshake: lines that the first pass writes, and every pass shows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TLS_LINES_H
#define PORTLORE_TLS_LINES_H

#include "wireshark_compat.h"

#include <epan/expert.h>

#include "portlore/registry.h"
#include "portlore/tls_findings.h"

/* Fields: portlore.tls.*, from TLS_FIELD_VXAT_ROLE on vxat.* */
typedef enum {
    TLS_FIELD_VERSION,
    TLS_FIELD_CIPHER,
    TLS_FIELD_SNI,
    TLS_FIELD_ALPN,
    TLS_FIELD_ALERT,
    TLS_FIELD_RECORD_VERSION,
    TLS_FIELD_HELLO_VERSION,
    TLS_FIELD_OFFERED_VERSION,
    TLS_FIELD_OFFERED_GROUP,
    TLS_FIELD_OFFERED_ALPN,
    TLS_FIELD_COMPRESSION,
    TLS_FIELD_RENEGOTIATION_INFO,
    TLS_FIELD_EXTENDED_MASTER_SECRET,
    TLS_FIELD_HEARTBEAT,
    TLS_FIELD_HELLO_RETRY_REQUEST,
    TLS_FIELD_RENEGOTIATION,
    TLS_FIELD_DH_BITS,
    TLS_FIELD_RSA_BITS,
    TLS_FIELD_GROUP,
    TLS_FIELD_SIGNATURE,
    TLS_FIELD_CERTIFICATES,
    TLS_FIELD_SUBJECT,
    TLS_FIELD_ISSUER,
    TLS_FIELD_KEY,
    TLS_FIELD_KEY_BITS,
    TLS_FIELD_NOT_BEFORE,
    TLS_FIELD_NOT_AFTER,
    TLS_FIELD_CERTIFICATE_SIGNATURE,
    TLS_FIELD_FINDING,
    TLS_FIELD_VXAT_ROLE,
    TLS_FIELD_VXAT_DOMAIN,
    TLS_FIELD_VXAT_HOST,
    TLS_FIELD_VXAT_LIFETIME,
    TLS_FIELD_VXAT_VERSION,
    TLS_FIELD_VXAT_KNOWN_USE, /* these four in the order of registry_statement_kind */
    TLS_FIELD_VXAT_NOTE,
    TLS_FIELD_VXAT_ADVICE,
    TLS_FIELD_VXAT_CHECK
} tls_field;

#define TLS_FIELDS (TLS_FIELD_VXAT_CHECK + 1)

/* For the first pass: add to what the frame shows, in order. text: copied; NULL adds nothing. number: 0 adds nothing. below: it belongs to the
 * heading before it. */
void tls_lines_text(packet_info *pinfo, tls_field field, const char *text, bool below);
void tls_lines_number(packet_info *pinfo, tls_field field, uint32_t number, bool below);

/* seconds: since the epoch. Below a heading. */
void tls_lines_time(packet_info *pinfo, tls_field field, int64_t seconds);

/* What follows, as far as it is below, is about this. title: copied. */
void tls_lines_heading(packet_info *pinfo, const char *title);

/* As a heading: the protocol vxat. */
void tls_lines_vxat(packet_info *pinfo);

/* Below a heading. statement: of the registry. */
void tls_lines_statement(packet_info *pinfo, const registry_statement *statement);

void tls_lines_finding(packet_info *pinfo, tls_finding_kind kind);

/* For the first pass: what is added from here on the packet does not show, nor does it count; it goes to *held, which is made if it is NULL. Until it is
 * held no more. */
void tls_lines_hold(packet_info *pinfo, wmem_array_t **held);
void tls_lines_hold_no_more(packet_info *pinfo);

/* The frame shows all that was held, and counts it. *held is NULL then, as it may be before: nothing was held. */
void tls_lines_release(packet_info *pinfo, wmem_array_t **held);

/* Whether the frame shows anything. */
bool tls_lines_exist(packet_info *pinfo);

/* Show it, in a tree of its own below tree. statements: those of the registry too. Returns whether a certificate of vxatd is among it. */
bool tls_lines_add(proto_tree *tree, tvbuff_t *frame, packet_info *pinfo, bool statements);

/* Registers portlore.tls.* with the protocol, and the protocol vxat. proto: that in whose name lines are kept. */
void tls_lines_register(int proto, expert_module_t *experts);

#endif
