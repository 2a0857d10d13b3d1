/* sepm-conversation.h
 * What the HTTP of a conversation showed of Symantec Endpoint Protection Manager and of ESP of HPCC Systems, frame by frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_CONVERSATION_H
#define PORTLORE_SEPM_CONVERSATION_H

#include "wireshark_compat.h"

#include "portlore/sepm_session.h"

/* As sepm_line, in file memory. */
typedef struct {
    sepm_line_kind kind;
    sepm_product product;
    bool secret;
    bool first;
    bool proven;
    bool clear_text;
    uint64_t offset; /* of the message in its direction, */
    uint64_t length; /* and of its start line and headers */
    const char *name;
    const char *value;
    const sepm_support *support;
} sepm_shown;

/* What one call of a dissector shows. start: of its first byte in the direction. */
typedef struct {
    uint64_t start;
    const sepm_shown *lines;
    unsigned count;
} sepm_part;

/* Of sepm-conversation.c. */
typedef struct _sepm_connection sepm_connection;

typedef struct {
    packet_info *pinfo;
    tvbuff_t *tvb;
    sepm_connection *connection; /* on the first pass; else NULL */
    uint32_t key;
    bool inside_tls;
} sepm_call;

/* Once in a call of a dissector, before http has the payload: on the first pass take it. tcpinfo: NULL inside TLS. proto: in whose name it is kept.
 * Ended with sepm_conversation_end() when http has had it. */
sepm_call sepm_conversation_begin(tvbuff_t *tvb, packet_info *pinfo, int proto, const struct tcpinfo *tcpinfo);

/* What http asked TCP or TLS for tells which messages it has shown. The rest is shown with the call that brings what it waits for. Returns what this
 * call shows; NULL: nothing. */
const sepm_part *sepm_conversation_end(const sepm_call *call, int proto);

/* On the first pass: whether HTTP ended in the connection, by an accepted CONNECT or Upgrade. */
bool sepm_conversation_is_over(const sepm_call *call);

/* What a packet's connection carried, in clear and inside TLS; NULL while there is none. */
typedef struct {
    const sepm_session *sessions[2];
} sepm_presence;

/* Of the packet's connection; NULL when none of its HTTP was read. Lives as long as the capture. */
const sepm_presence *sepm_conversation_presence(packet_info *pinfo);

/* Call it when the protocol is registered. */
void sepm_conversation_register(int proto);

#endif
