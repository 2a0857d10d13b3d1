/* service_limits.h
 * How near a server is to the limits that Junos sets on a service: concurrent sessions, and connections asked for per minute.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SERVICE_LIMITS_H
#define PORTLORE_SERVICE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Two numbers are kept for each server:
 * - its sessions: connections whose SYN-ACK was seen, until a FIN from each side or a RST;
 * - its SYNs, one a connection, in the last SERVICE_LIMITS_WINDOW seconds. One that is exactly that old does not count any more.
 *
 * A SYN crosses
 * - the connection-limit, when the sessions and the one that it asks for are more than the limit. A SYN that is not answered yet is no session;
 * - the rate-limit, when the SYNs, itself included, are more than the limit.
 * With the defaults that is a SYN at 75 sessions, and the 151st SYN. Where many SYNs come before their answers, the sessions get above the limit
 * without a SYN that crosses: then the SYN-ACK does that makes them more than the limit.
 *
 * A crossing is told once. The next is told after the sessions, or the SYNs, have been fewer than the limit: so long as they stay at it, every SYN
 * would cross again, also when the server refuses them all.
 *
 * Only what the capture shows is counted. Sessions from before it, and SYNs in the minute before it, are missing from the numbers; a session of which
 * the end was not captured stays in them. Sequence numbers are not looked at: the caller leaves out what is no part of the connection.
 */

/* The window of the rate-limit, in seconds: Junos counts per minute. */
#define SERVICE_LIMITS_WINDOW 60

/* Defaults of [edit system services xnm-clear-text] and xnm-ssl; each can be set from 1 to 250 there. Junos counts for IPv4 and IPv6 separately. */
#define SERVICE_LIMITS_CONNECTION_LIMIT 75
#define SERVICE_LIMITS_RATE_LIMIT       150

typedef enum {
    SERVICE_LIMITS_SYN, /* without ACK. Only the first of a connection counts */
    SERVICE_LIMITS_SYN_ACK,
    SERVICE_LIMITS_FIN_CLIENT,
    SERVICE_LIMITS_FIN_SERVER,
    SERVICE_LIMITS_RST /* from either side, and where a FIN is set with it */
} service_limits_kind;

/* A TCP segment that opens or ends a connection. */
typedef struct {
    service_limits_kind kind;
    const uint8_t *server; /* what tells servers apart: address family, address and port of the side that the SYN goes to, in any encoding */
    size_t server_length;  /* in bytes */
    uint32_t connection;   /* a number of its own for each connection. It belongs to the server that its first segment is given with */
    int64_t seconds;       /* time of the packet: seconds since the epoch */
    int32_t nanoseconds;   /* 0 to 999,999,999 */
} service_limits_segment;

/* The numbers of the segment's server after the segment, and what it crosses. */
typedef struct {
    bool connection_limit_crossed; /* of a SYN or SYN-ACK */
    bool rate_limit_crossed;       /* of a SYN */
    uint32_t sessions;             /* established. Without the one that a SYN asks for: a SYN that crosses shows the limit here */
    uint32_t syns;                 /* in the window, with this one; at most one more than the rate-limit, which then means: that many or more */
} service_limits_answer;

typedef struct _service_limits service_limits;

/* Never NULL. Free with service_limits_free(). A limit of 0 is crossed by the first SYN of each server, and once only. */
service_limits *service_limits_new(uint32_t connection_limit, uint32_t rate_limit);

/* NULL is allowed. */
void service_limits_free(service_limits *limits);

/* Take a segment. Give each once, in the order of the capture. Nothing of it is needed after the call.
 *
 * Times may go backwards. A segment that is earlier than another of the same server before it, by less than the window, counts as if it came at
 * the same time as that one. By the window or more: the clock was set back, and SYNs from before that do not count any more.
 *
 * A FIN or RST of a connection of which neither SYN nor SYN-ACK was seen ends nothing. A connection ends once: after that its number opens
 * nothing, so a new connection between the same ports needs a number of its own.
 *
 * Constant time on average. Memory: a record for each connection and for each server, and for each server the times of as many
 * SYNs as are in its window, at most one more than the rate-limit. */
service_limits_answer service_limits_take(service_limits *limits, const service_limits_segment *segment);

#endif
