/* sepm-conversation.h
 * What the HTTP of a conversation showed of Symantec Endpoint Protection Manager and of ESP of HPCC Systems, frame by frame.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_CONVERSATION_H
#define PORTLORE_SEPM_CONVERSATION_H

#include "wireshark_compat.h"

#include "portlore/known_secrets.h"
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
    uint32_t place; /* frame of the request; 0: it is not known, or that of the message */
} sepm_shown;

/* What one call of a dissector shows. start: of its first byte in the direction. known: secrets of the connection, NULL: none; those count that were
 * known at the mark. */
typedef struct {
    uint64_t start;
    const sepm_shown *lines;
    unsigned count;
    known_secrets *known;
    known_secrets_mark mark;
} sepm_part;

/* Of sepm-conversation.c. */
typedef struct _sepm_connection sepm_connection;

typedef struct {
    packet_info *pinfo;
    tvbuff_t *tvb;
    const struct tcpinfo *tcpinfo; /* NULL inside TLS */
    sepm_connection *connection;   /* on the first pass, once the call is taken; else NULL */
    uint32_t key;
    bool inside_tls;
} sepm_call;

/* One call of a dissector. tcpinfo: NULL inside TLS, where each call has to be begun, whether it is taken or not. proto, here and below: in whose name
 * it is kept. */
sepm_call sepm_conversation_call(tvbuff_t *tvb, packet_info *pinfo, int proto, const struct tcpinfo *tcpinfo);

/* On the first pass, takes the call's bytes, which begins to take the connection if it was not taken before. Not twice in a call. */
void sepm_conversation_take(sepm_call *call, int proto);

/* On the first pass: whether the call's connection is taken. */
bool sepm_conversation_is_taken(const sepm_call *call, int proto);

/* On the first pass, once http has had the payload of a call that is not taken: takes it if what http has shown of it begins with a message that may be
 * of interest. Returns whether it did. */
bool sepm_conversation_screen(sepm_call *call, int proto);

/* What http asked TCP or TLS for tells which messages it has shown. The rest is shown with the call that brings what it waits for. Returns what this
 * call shows; NULL: nothing. */
const sepm_part *sepm_conversation_end(const sepm_call *call, int proto);

/* Behind that, on the first pass: takes the connection no more if it has shown nothing and nothing is awaited in it. Returns whether it does. */
bool sepm_conversation_rest(const sepm_call *call, int proto);

/* On the first pass: whether HTTP ended in the connection, by an accepted CONNECT or Upgrade. */
bool sepm_conversation_is_over(const sepm_call *call);

/* What a packet's connection carried, in clear and inside TLS; NULL while there is none. */
typedef struct {
    const sepm_session *sessions[2];
    sepm_screened screened; /* what was only looked at, unless port-prelude.h counts it: in clear, before there is a record */
} sepm_presence;

/* Of the packet's connection; NULL when none of its HTTP was read. Lives as long as the capture. */
const sepm_presence *sepm_conversation_presence(packet_info *pinfo);

/* Call it when the protocol is registered. */
void sepm_conversation_register(int proto);

#endif
