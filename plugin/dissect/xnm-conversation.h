/* xnm-conversation.h
 * What is remembered of a Junos XML conversation: fed on the first pass, read on every pass.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_CONVERSATION_H
#define PORTLORE_XNM_CONVERSATION_H

#include "wireshark_compat.h"

#include <epan/dissectors/packet-tcp.h>

#include "portlore/known_secrets.h"
#include "portlore/xnm_message.h"
#include "portlore/xnm_session.h"
#include "portlore/xnm_stream.h"
#include "xnm-summary.h"

/* Limits as the preferences set them, and what is wanted of the messages of a packet. */
typedef struct {
    unsigned max_message_kilobytes; /* of 1024 bytes */
    unsigned max_depth;
    unsigned max_elements;
    unsigned max_attributes;
    unsigned max_name_bytes;
    unsigned max_credential_bytes;
    unsigned max_doctype_kilobytes;
    unsigned max_listed;
    unsigned max_value_bytes;
    unsigned max_waiting;
    bool without_reply_nodes; /* nobody looks at the nodes of its replies */
} xnm_preferences;

/* The summary of the packet's connection; NULL when there is none. proto: that of the protocol. */
xnm_summary *xnm_conversation_summary(packet_info *pinfo, int proto);

/* How the bytes reached the dissector. */
typedef enum {
    XNM_ENTRY_ASSIGNED, /* the conversation is ours from its first byte on: by its port, or Decode As */
    XNM_ENTRY_HEURISTIC /* the segment was recognised: what came before it may have been another protocol's */
} xnm_entry;

/* A piece of a segment, with what is known of the unit that it belongs to. */
typedef struct {
    xnm_piece piece;
    xnm_exchange *exchange; /* of a request or reply; NULL where none is known */
    bool from_server;
    bool ends_in_segment; /* its unit ends in this piece or in a later one of the same segment */
} xnm_segment_piece;

/* What the first pass learnt from one call of the dissector. Lives as long as the capture. */
typedef struct _xnm_segment {
    bool clear_text;            /* the bytes came straight from TCP */
    uint32_t key;               /* which of its packet's calls: of clear text the sequence number, of decrypted text its part, from 0 */
    struct _xnm_segment *next;  /* of the same packet; NULL if there is none */
    bool netconf;               /* the conversation has shown a framing of NETCONF */
    uint32_t gap_bytes;         /* missing before the segment */
    const xnm_unit *gap_cut;    /* the unit that the missing bytes broke off; NULL if none */
    const xnm_unit *cut_before; /* a unit that the first bytes of the segment broke off, without being part of it; NULL if none */
    uint32_t seen_before;       /* leading bytes that an earlier segment brought */
    bool from_server;
    const xnm_identity *identity; /* as known after the segment; NULL if nothing is */
    known_secrets *known;         /* of the conversation, later ones included; */
    known_secrets_mark mark;      /* those known after the segment */
    uint32_t not_remembered;      /* secrets in the segment's messages for which there was no room, or that were counted and not listed */
    bool first_not_remembered;    /* of the conversation */
    unsigned count;
    xnm_segment_piece *pieces; /* offsets count from the segment's first byte */
} xnm_segment;

/* Forgets, when a capture is opened, that the one before had conversations. */
void xnm_conversation_register(void);

/* Whether any conversation of the capture has been looked at, and whether the packet's has. proto: that of the protocol, here and below. */
bool xnm_conversations_exist(void);
bool xnm_conversation_exists(packet_info *pinfo, int proto);

/* For the first pass: what is known now of the packet's conversation. NULL when nothing is. */
const xnm_identity *xnm_conversation_identity(packet_info *pinfo, int proto);

/* The secrets that the packet's conversation has shown, later ones included; NULL when there is no conversation. */
known_secrets *xnm_conversation_known(packet_info *pinfo, int proto);

/* For the first pass: whether either side of the packet's conversation is inside a session or message of which the start was seen, and whether it has
 * shown a framing of NETCONF. */
bool xnm_conversation_is_proven(packet_info *pinfo, int proto);
bool xnm_conversation_is_netconf(packet_info *pinfo, int proto);

/* For the first pass: the stream of the packet's sender, or of its peer, ends. Returns the unit that is not complete, once; else NULL. */
const xnm_unit *xnm_conversation_end(packet_info *pinfo, int proto, bool clear_text, bool of_sender);

/* For the first pass: what the packet's sender sends in clear text ends before this sequence number, as it stands in the TCP header. Returns how many
 * bytes before it are missing, once; else 0. */
uint32_t xnm_conversation_missing_at_end(packet_info *pinfo, int proto, uint32_t sequence);

/* The segment's record. On the first pass the segment is taken into the conversation, once.
 * tcpinfo: where the bytes stand in the stream; NULL: they came decrypted, and stand right behind those of the call before. entry: of this call.
 * messages: set to an array of segment->count messages in packet memory, filled as xnm_segment_message() fills it.
 * Returns NULL when the bytes are not Junos XML as far as is known: then they belong to another dissector. */
const xnm_segment *xnm_segment_take(tvbuff_t *tvb, packet_info *pinfo, int proto, const struct tcpinfo *tcpinfo, xnm_entry entry,
                                    const xnm_preferences *preferences, xnm_message ***messages);

#endif
