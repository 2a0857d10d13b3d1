/* identify.h
 * What the first bytes of a conversation are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_IDENTIFY_H
#define PORTLORE_IDENTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    IDENTIFY_UNDECIDED, /* neither proven nor excluded by these bytes: look at the next ones */
    IDENTIFY_JUNOS_XML, /* an element of the protocol stands in them, or they are what it begins with (an XML declaration, a comment) */
    IDENTIFY_OTHER      /* they cannot be part of a Junos XML session */
} identify_answer;

/* Look at bytes from either direction of a conversation, from its beginning or (a capture that starts late) from anywhere in it.
 * length: in bytes; 0 gives IDENTIFY_UNDECIDED. Linear in length; keeps nothing. */
identify_answer identify_junos_xml(const uint8_t *bytes, size_t length);

/* Whether the bytes prove the protocol, or NETCONF, by themselves, on any port: a <junoscript> start tag, or the start tag of a message that names a
 * namespace of theirs (RFC 6241 section 3.1). Linear in length; keeps nothing. */
bool identify_junos_xml_proven(const uint8_t *bytes, size_t length);

/* Content of a conversation, from its first bytes */

/* Bytes beyond these are never looked at: with so many, identify_content() decides as if they were the last. */
#define IDENTIFY_CONTENT_MAX 4096

/* Bytes that prove a kind wherever so few can. What is not decided by then either cannot be told from its beginning (an XML declaration, text), or
 * has its proof further behind: the checksum of a long DTP/DIA packet; the version behind the target, for HTTP methods that SIP or RTSP also have. */
#define IDENTIFY_CONTENT_PROOF 16

typedef enum {
    IDENTIFY_CONTENT_NONE, /* nothing yet, or not decided */
    IDENTIFY_CONTENT_JUNOS_XML,
    IDENTIFY_CONTENT_NETCONF,
    IDENTIFY_CONTENT_TLS,
    IDENTIFY_CONTENT_SSL2, /* SSL 2.0. A client hello in its format that offers SSL 3.0 or TLS is IDENTIFY_CONTENT_TLS (RFC 5246 appendix E.2) */
    IDENTIFY_CONTENT_HTTP, /* 0.9, 1.x, and 2 by its preface */
    IDENTIFY_CONTENT_SSH,
    IDENTIFY_CONTENT_TELNET,
    IDENTIFY_CONTENT_DTP_DIA,
    IDENTIFY_CONTENT_TEXT,  /* none of these; printable ASCII or UTF-8, with line ends and tabs */
    IDENTIFY_CONTENT_BINARY /* none of these, and not text */
} identify_kind;

#define IDENTIFY_CONTENT_KINDS (IDENTIFY_CONTENT_BINARY + 1)

typedef enum {
    IDENTIFY_TCP,
    IDENTIFY_UDP /* carries none of these but DTP/DIA and HTTP (SSDP): the rest is text or binary */
} identify_transport;

/* Who sends such bytes. */
typedef enum {
    IDENTIFY_SENDER_EITHER, /* or it is not told */
    IDENTIFY_SENDER_CLIENT,
    IDENTIFY_SENDER_SERVER
} identify_sender;

typedef struct {
    identify_kind content; /* IDENTIFY_CONTENT_NONE while not decided */
    bool decided;          /* proven, or nothing else is left. More bytes of the same direction do not change it */
    /* Not decided, and these are the beginning of an XML document (byte order mark, white space, declaration, comments) or of its first tag: a
     * longer look-ahead is worth its while. */
    bool prolog;
    /* Not decided, but no kind begins with these bytes. Open is whether they are text or binary, and whether they come from the middle of a Junos
     * XML or NETCONF session of which the capture misses the beginning. Who knows that they are the conversation's first bytes need not wait: the
     * answer is that with final set. */
    bool beginning_excluded;
    const char *evidence;   /* why: one line of English, static, e.g. "<junoscript> start tag". NULL while not decided */
    identify_sender sender; /* of TLS, SSL 2.0 and HTTP, where the bytes prove the side */
} identify_result;

/* What the first bytes of one direction of a conversation (either side) prove it to carry. Give all bytes from the first one again, and more of
 * them, until the answer is decided.
 *
 * bytes: from the beginning of the direction, or of what was captured of it; NULL is allowed when length is 0. length: in bytes; with 0 the answer
 * is IDENTIFY_CONTENT_NONE, not decided. final: no more bytes will come, or the caller does not want to wait for them: the answer is decided then,
 * at the last as text or binary. A datagram is whole: on UDP there is nothing to wait for.
 *
 * A kind is named only where the bytes prove it; so an answer with final set may be text where more bytes would have named a kind. Where an answer
 * without final is decided, final makes no difference.
 *
 * Linear in length. No memory is allocated, no pointer is kept. */
identify_result identify_content(const uint8_t *bytes, size_t length, identify_transport transport, bool final);

/* "none", "junos-xml", "netconf", "tls", "ssl2", "http", "ssh", "telnet", "dtp-dia", "text", "binary": the values of portlore.content. Static. */
const char *identify_content_name(identify_kind content);

#endif
