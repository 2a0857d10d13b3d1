/* moment.h
 * Times of packets, and how far they are apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_MOMENT_H
#define PORTLORE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t seconds;     /* since the epoch */
    int32_t nanoseconds; /* 0 to 999,999,999 */
} moment;

static inline bool moment_is_earlier(moment time, moment than)
{
    return time.seconds != than.seconds ? time.seconds < than.seconds : time.nanoseconds < than.nanoseconds;
}

/* Whether so many seconds or more lie between two moments, of which the first is not the later one. */
static inline bool moment_is_apart(moment from, moment to, uint32_t seconds)
{
    /* Unsigned: the distance of two signed numbers always fits. */
    uint64_t distance = (uint64_t)to.seconds - (uint64_t)from.seconds;

    return distance != seconds ? distance > seconds : to.nanoseconds >= from.nanoseconds;
}

#endif
