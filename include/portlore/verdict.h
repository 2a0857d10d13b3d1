/* verdict.h
 * What a conversation on a known port is, held against what the port is for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_VERDICT_H
#define PORTLORE_VERDICT_H

#include <stdbool.h>

#include "portlore/registry.h"

/* What is known so far of how a conversation went. Zero-initialise. */
typedef struct {
    bool udp;                /* else TCP */
    bool asked;              /* TCP: a SYN was seen, */
    bool accepted;           /* a SYN-ACK, */
    bool reset;              /* a RST, */
    bool reset_by_server;    /* from the side that the SYN went to, */
    bool closed;             /* a FIN from each side */
    bool answered;           /* UDP: a datagram from the server's side was seen */
    bool data;               /* payload was seen, keep-alives and what offered tells aside */
    bool offered;            /* TCP: a SYN had payload (RFC 7413), which nobody took so far */
    bool cut;                /* payload, or where it would be, was not captured whole: what nothing recognised may be anything */
    bool over;               /* no more packets of it come: the capture is at its end */
    const char *unreachable; /* what an ICMP message said of the server, such as "port unreachable"; static; NULL: nothing */
} verdict_course;

typedef struct {
    bool known;
    registry_verdict verdict;
    const char *evidence; /* static, or the caller's own; why nothing is known, where that is told; else NULL while nothing is */
} verdict;

/* The verdict on a conversation whose content nothing recognised, from its course. Not known while it may still become another one: of TCP until it
 * is reset, closed, or over; of UDP until there is an answer, an ICMP message, or the capture's end. */
verdict verdict_of_course(const verdict_course *course);

/* Whether all payload stood on a SYN that nobody took: then the course tells the verdict, whatever the bytes are. */
bool verdict_course_is_offer(const verdict_course *course);

/* The verdict on a conversation with this content: what the entry expects, REGISTRY_VERDICT_UNIDENTIFIED for text and binary that it does not expect,
 * else REGISTRY_VERDICT_UNEXPECTED. content: a token of registry_expectation, or the name of any other protocol. evidence: the caller's. */
verdict verdict_of_content(const registry_entry *entry, const char *content, const char *evidence);

#endif
