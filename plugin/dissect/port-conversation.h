/* port-conversation.h
 * What is remembered of a conversation on a known port: its content, its course, and what they amount to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_CONVERSATION_H
#define PORTLORE_PORT_CONVERSATION_H

#include "wireshark_compat.h"

#include "port-prelude.h"
#include "tls-reader.h"

#include "portlore/identify.h"
#include "portlore/registry.h"
#include "portlore/scan_detector.h"
#include "portlore/verdict.h"

/* Filter name of the protocol, in name only, that fronts and notes are registered for. */
#define PORT_CONVERSATION_FRONT "portlore.known_port"

/* The first bytes of one direction. */
typedef struct {
    uint8_t *bytes; /* NULL when they are not needed, or not any more */
    size_t length;
    unsigned segments;
    bool begun;             /* next_sequence is valid */
    bool from_beginning;    /* the first of the bytes is the first that the side sent */
    uint32_t next_sequence; /* as struct tcpinfo counts */
    bool decided;
    bool prolog;           /* not decided, and the beginning of an XML document so far, */
    bool excluded;         /* or of nothing that has a beginning; the middle of a session perhaps */
    identify_kind content; /* when decided */
    const char *evidence;  /* static */
    size_t late_length;    /* decided: bytes that were searched for DTP/DIA since */
} port_direction;

/* What was seen of one direction of a TCP connection. Sequence numbers are those of the header. */
typedef struct {
    bool valid;
    uint32_t end;        /* behind the last byte that was seen */
    uint32_t hole_start; /* the last bytes that were missing when later ones came; an empty range: none */
    uint32_t hole_end;
} port_sent;

/* Payload that TCP gave to no dissector so far; frame 0: there is none. */
typedef struct {
    uint32_t frame;
    uint32_t sequence;  /* as struct tcpinfo counts */
    const char *advice; /* which preference causes or cures it, and at what price; static */
} port_undelivered;

/* Of port-session.c. */
typedef struct _port_session port_session;

/* Frame numbers are 0 while there is no such frame. Set on the first pass, and only read on later ones. */
typedef struct {
    registry_transport transport;
    const registry_entry *entry; /* of the server's port; NULL: nothing is known of it */
    uint16_t port;               /* the server's */
    address server;
    bool swapped; /* the content proved that the server is the other side */
    bool certain; /* TCP's handshake told which side is the server; else it is the side with a known port, of both the one that was sent to first */

    port_direction directions[2]; /* of the client, of the server */
    identify_kind kind;           /* what the front hands the conversation to; IDENTIFY_CONTENT_NONE while nothing proved any */
    uint32_t kind_frame;          /* the frame from which on it does */

    const char *content;  /* token of registry_expectation, or name of another protocol; NULL while nothing is known */
    const char *evidence; /* for it */
    uint32_t flagged;     /* the frame that showed the content, or the course, to be unexpected or unidentified, */
    registry_verdict flagged_as;

    verdict_course course;
    bool fin[2];       /* TCP: of each direction */
    port_sent sent[2]; /* TCP: of each direction */
    uint32_t first_packet;
    bool has_prelude; /* and what came before the record is there: */
    port_prelude prelude;
    uint32_t first_data;      /* the first frame with payload */
    uint32_t first_of_ours;   /* the first frame whose payload one of our dissectors took, */
    uint32_t first_of_others; /* the first one that another dissector took, not by way of a front */
    bool client_is_dissected; /* Wireshark has a dissector for the client's port: it may be the server's after all, */
    bool server_is_dissected; /* and one for the server's. Fronts do not count */
    uint32_t first_unclaimed; /* the first frame whose payload no dissector took */
    bool exchanged;           /* data that makes it no part of a scan was seen */
    uint32_t noted;           /* the frame that has the full notes */
    uint32_t public_client;   /* the frame that tells that the client's address is public */

    dissector_handle_t inside;       /* who dissects what is inside TLS; NULL until its first bytes were seen */
    tls_reader *tls;                 /* NULL: no TLS was handed on */
    bool tls_unasked;                /* no front reads it: without a note nothing of it is shown */
    bool tls_waits;                  /* what its handshake shows waits for a content that bears the entry out, */
    bool tls_borne_out;              /* which was seen, */
    wmem_array_t *tls_held;          /* and is here until then; NULL: nothing is (tls-lines.h) */
    port_session *session;           /* what the tables tell; NULL until the first packet was seen whole */
    scan_attempt *attempt;           /* NULL: none */
    uint32_t delivered_to[2];        /* of each direction, behind the last byte that a front got; sequences as struct tcpinfo counts */
    bool delivered[2];               /* delivered_to is valid */
    port_undelivered undelivered[2]; /* of each direction, the first one */
    uint32_t undelivered_told;       /* the frame that tells it */
} port_conversation;

/* The record of the packet's conversation, made if there is none. proto: the protocol whose data it is. NULL when nothing is known of either port,
 * or of the one that is the server's. */
port_conversation *port_conversation_of(packet_info *pinfo, int proto);

/* Whether it has one, on ports of which nothing is shown before HTTP has proven a content. Costs next to nothing while no conversation has. */
bool port_conversation_has_record(packet_info *pinfo, int proto);

/* Whether the capture has any record. */
bool port_conversations_exist(void);
void port_conversation_register(void);

/* Index of the packet's sender in directions: 0 the client, 1 the server. */
unsigned port_conversation_sender(const port_conversation *conversation, const packet_info *pinfo);

typedef struct {
    const uint8_t *bytes;
    size_t length;
    bool cut; /* there were more bytes behind them on the wire, which were not captured */
} port_payload;

/* For the first pass: look at payload of the packet's sender. sequence: of its first byte, as struct tcpinfo counts; of a datagram 0.
 * now: decide on these bytes; else what they leave open is left to the next ones. Returns whether more bytes should be asked for. */
bool port_conversation_look(port_conversation *conversation, packet_info *pinfo, uint32_t sequence, const port_payload *payload, bool now);

/* Whether the bytes of the packet's sender may still turn out to be a kind: until then, a dissector that takes them as they come, or asks for more of
 * them, proves nothing. ours: it is one of ours, which needs no beginning. */
bool port_conversation_awaits_proof(const port_conversation *conversation, const packet_info *pinfo, bool ours);

/* For the first pass: the content is now known to be this, if that tells more than what was known. content, evidence: static, or in file memory. */
void port_conversation_set_content(port_conversation *conversation, uint32_t frame, const char *content, const char *evidence);

/* For the first pass: this frame shows the verdict. Kept if it is a finding, unexpected or unidentified, and the first one. */
void port_conversation_flag(port_conversation *conversation, uint32_t frame, const verdict *found);

/* What can be said in this packet: on the first pass what is known up to it; later what is known at the end. */
typedef struct {
    const char *content; /* a value of portlore.content, or the name of another protocol; NULL: not known */
    const char *token;   /* the same as token of registry_expectation; NULL likewise */
    bool inside_tls;
    verdict verdict;
} port_view;
port_view port_conversation_view(const port_conversation *conversation, const packet_info *pinfo);

/* The same. over: the capture was read to its end; else what is known so far. */
port_view port_conversation_view_at(const port_conversation *conversation, bool over);

#endif
