/* scan-detector.c
 * Scans: one source that tries many targets and exchanges no data with them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>

#include "moment.h"
#include "portlore/scan_detector.h"

typedef struct _source source;

/* A target that attempts of one source count for. */
typedef struct {
    GBytes *key;
    uint32_t attempts; /* at least 1 */
} target;

typedef struct {
    scan_attempt shown; /* first, so that the caller's pointer is this one's too */
    source *source;
    target *target; /* NULL: it does not count (any more) */
    moment time;
    GList link; /* in the source's queue, while it counts; data is this attempt */
} attempt;

struct _source {
    GQueue counting;      /* of attempt, oldest first, times never decreasing; linked by the attempts themselves */
    GHashTable *targets;  /* GBytes -> target, owned: those of the attempts in the queue */
    moment now;           /* of the latest packet; goes back only when the clock was set back */
    uint32_t scan_frame;  /* of the scan that goes on; 0: none */
    uint32_t first_frame; /* likewise */
};

struct _scan_detector {
    uint32_t targets;
    uint32_t seconds;
    GHashTable *sources; /* GBytes -> source, both owned */
    GPtrArray *attempts; /* of attempt, owned */
};

static void target_free(gpointer data)
{
    target *ended = data;

    g_bytes_unref(ended->key);
    g_free(ended);
}

static void source_free(gpointer data)
{
    source *ended = data;

    /* The links of its queue are parts of the attempts. */
    g_hash_table_destroy(ended->targets);
    g_free(ended);
}

scan_detector *scan_detector_new(uint32_t targets, uint32_t seconds)
{
    scan_detector *detector = g_new0(scan_detector, 1);

    detector->targets = targets;
    detector->seconds = seconds;
    detector->sources = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, source_free);
    detector->attempts = g_ptr_array_new_with_free_func(g_free);
    return detector;
}

void scan_detector_free(scan_detector *detector)
{
    if (detector == NULL) {
        return;
    }
    g_hash_table_destroy(detector->sources);
    g_ptr_array_free(detector->attempts, TRUE);
    g_free(detector);
}

static source *find_source(scan_detector *detector, const scan_packet *packet)
{
    GBytes *key = g_bytes_new(packet->source, packet->source_length);
    source *found = g_hash_table_lookup(detector->sources, key);

    if (found == NULL) {
        found = g_new0(source, 1);
        g_queue_init(&found->counting);
        found->targets = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, target_free);
        found->now = (moment){ packet->seconds, packet->nanoseconds };
        g_hash_table_insert(detector->sources, g_bytes_ref(key), found);
    }
    g_bytes_unref(key);
    return found;
}

/* The target with one attempt more. */
static target *count_target(source *trying, const scan_packet *packet)
{
    GBytes *key = g_bytes_new(packet->target, packet->target_length);
    target *found = g_hash_table_lookup(trying->targets, key);

    if (found == NULL) {
        found = g_new0(target, 1);
        found->key = g_bytes_ref(key);
        g_hash_table_insert(trying->targets, found->key, found);
    }
    found->attempts++;
    g_bytes_unref(key);
    return found;
}

static void count_no_more(attempt *ended)
{
    source *trying = ended->source;
    target *tried = ended->target;

    g_queue_unlink(&trying->counting, &ended->link);
    ended->target = NULL;
    if (--tried->attempts == 0) {
        g_hash_table_remove(trying->targets, tried->key);
    }
}

static void set_clock(const scan_detector *detector, source *trying, moment time)
{
    bool set_back = moment_is_earlier(time, trying->now) && moment_is_apart(time, trying->now, detector->seconds);

    if (set_back || moment_is_earlier(trying->now, time)) {
        trying->now = time;
    }
    while (trying->counting.length > 0) {
        attempt *oldest = g_queue_peek_head(&trying->counting);

        if (!set_back && !moment_is_apart(oldest->time, trying->now, detector->seconds)) {
            return;
        }
        count_no_more(oldest);
    }
}

static void join_scan(attempt *joining)
{
    joining->shown.scan_frame = joining->source->scan_frame;
    joining->shown.first_frame = joining->source->first_frame;
}

static void begin_scan(source *scanning, uint32_t frame)
{
    const attempt *first = g_queue_peek_head(&scanning->counting);

    scanning->scan_frame = frame;
    scanning->first_frame = first->shown.frame;
    for (GList *link = scanning->counting.head; link != NULL; link = link->next) {
        join_scan(link->data);
    }
}

scan_attempt *scan_detector_attempt(scan_detector *detector, const scan_packet *packet)
{
    source *trying = find_source(detector, packet);
    attempt *made = g_new0(attempt, 1);

    set_clock(detector, trying, (moment){ packet->seconds, packet->nanoseconds });
    if (trying->counting.length == 0) {
        trying->scan_frame = 0;
        trying->first_frame = 0;
    }
    made->shown.frame = packet->frame;
    made->source = trying;
    made->target = count_target(trying, packet);
    made->time = trying->now;
    made->link.data = made;
    g_queue_push_tail_link(&trying->counting, &made->link);
    g_ptr_array_add(detector->attempts, made);
    if (trying->scan_frame != 0) {
        join_scan(made);
    } else if (g_hash_table_size(trying->targets) >= detector->targets) {
        begin_scan(trying, packet->frame);
    }
    return &made->shown;
}

void scan_detector_data(scan_detector *detector, scan_attempt *shown)
{
    attempt *answered = (attempt *)shown;

    (void)detector;
    if (answered != NULL && answered->target != NULL) {
        count_no_more(answered);
    }
}

bool scan_attempt_made_scan(const scan_attempt *shown)
{
    return shown->scan_frame != 0 && shown->scan_frame == shown->frame;
}
