/* scan_detector.h
 * Scans: one source that tries many targets and exchanges no data with them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SCAN_DETECTOR_H
#define PORTLORE_SCAN_DETECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * An attempt is a conversation with a known port, from its first packet: a SYN, or the first UDP datagram. It counts for its source as long as no
 * data came on it and it is younger than the window. One that is exactly as old as the window does not count any more.
 *
 * A scan begins with the attempt by which the attempts that count have as many different targets as are asked for. All of these attempts are part
 * of it, also those before that one. It goes on with every attempt of that source, at whatever target, that comes while an earlier one still
 * counts. After that the source needs as many targets again for another scan.
 *
 * What is part of a scan stays so, also when data comes later. So a client that opens that many connections at once, before the first answer, is
 * taken for a scan; but its next attempts are part of it only while one without data counts.
 */

/* Targets and window of portlore.scan. */
#define SCAN_DETECTOR_TARGETS 10
#define SCAN_DETECTOR_SECONDS 60

/* The first packet of a conversation. */
typedef struct {
    const uint8_t *source; /* what tells sources apart: address family and address, in any encoding. Without the port, which changes */
    size_t source_length;  /* in bytes */
    const uint8_t *target; /* what tells targets apart: address family, address, transport and known port, in any encoding */
    size_t target_length;  /* in bytes */
    int64_t seconds;       /* time of the packet: seconds since the epoch */
    int32_t nanoseconds;   /* 0 to 999,999,999 */
    uint32_t frame;        /* number of the packet, not 0 */
} scan_packet;

/* An attempt. Belongs to the detector and lives as long as it does; only read it. */
typedef struct {
    uint32_t frame; /* of its first packet */
    /* Frame of the attempt that made it a scan; 0 while it is part of none. On the first pass it becomes known with that frame, for the frames before
     * it too. It tells the scans of a capture apart. */
    uint32_t scan_frame;
    uint32_t first_frame; /* of the scan's first attempt; 0 while it is part of none */
} scan_attempt;

typedef struct _scan_detector scan_detector;

/* targets: at least 1. seconds: the window, at least 1. Never NULL. Free with scan_detector_free(). */
scan_detector *scan_detector_new(uint32_t targets, uint32_t seconds);

/* NULL is allowed. */
void scan_detector_free(scan_detector *detector);

/* Take an attempt. Give each conversation once, with its first packet, in the order of the capture. Never NULL. Nothing of the packet is needed
 * after the call.
 *
 * Times may go backwards. A packet that is earlier than another of the same source before it, by less than the window, counts as if it came at
 * the same time as that one. By the window or more: the clock was set back, attempts from before that do not count any more, and a scan has ended.
 *
 * Constant time on average. Memory: a record for each attempt and for each source, and for each source its targets in the window. */
scan_attempt *scan_detector_attempt(scan_detector *detector, const scan_packet *packet);

/* Data came on this attempt: it does not count any more. Constant time; more than once is allowed. NULL is allowed for attempt.
 * Over TCP data is payload from either side (the connection was used for something), but for keep-alives. Over UDP it is a datagram from the
 * target: what the source sends may be the probe itself. A RST or ICMP unreachable is no data. */
void scan_detector_data(scan_detector *detector, scan_attempt *attempt);

/* Whether the attempt is the one that made it a scan: true once for each scan, and the same on every pass. There belongs portlore.scan_seen. */
bool scan_attempt_made_scan(const scan_attempt *attempt);

#endif
