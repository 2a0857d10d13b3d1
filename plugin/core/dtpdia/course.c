/* course.c
 * What packets tell of one another: duplicates and corrections, offers and requests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/dtpdia.h"

#include <glib.h>
#include <string.h>

/* Readings */

/* What can repeat or correct one another. */
typedef enum { CLASS_VALUE, CLASS_TEXT, CLASS_SPECIAL, CLASS_RESERVED } reading_class;

typedef struct {
    uint64_t source; /* identifier and class */
    int64_t time;
    uint64_t place;
    uint8_t length;
    uint8_t bytes[DTPDIA_LENGTH_MAX];
} kept_reading;

struct _dtpdia_readings {
    GHashTable *table; /* of kept_reading, by source and time: each is its own key */
    GPtrArray *ring;   /* the same, in the order of their coming from `next` on */
    unsigned next;     /* in the ring: the oldest, once there are DTPDIA_READINGS_MAX */
};

static guint hash_of(gconstpointer key)
{
    const kept_reading *reading = key;
    guint64 mixed = (reading->source * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15)) ^ (guint64)reading->time;
    return (guint)(mixed ^ mixed >> 32); /* g_int64_hash() took the lower half alone before GLib 2.76 */
}

static gboolean is_same(gconstpointer one, gconstpointer other)
{
    const kept_reading *first = one, *second = other;
    return first->source == second->source && first->time == second->time;
}

dtpdia_readings *dtpdia_readings_new(void)
{
    dtpdia_readings *readings = g_new0(dtpdia_readings, 1);
    readings->table = g_hash_table_new(hash_of, is_same);
    readings->ring = g_ptr_array_new_with_free_func(g_free);
    return readings;
}

void dtpdia_readings_free(dtpdia_readings *readings)
{
    if (!readings) {
        return;
    }
    g_hash_table_destroy(readings->table);
    g_ptr_array_free(readings->ring, TRUE);
    g_free(readings);
}

static uint64_t source_of(const dtpdia_packet *packet)
{
    static const reading_class classes[] = {
        [DTPDIA_FLOAT] = CLASS_VALUE, [DTPDIA_INT1] = CLASS_VALUE, [DTPDIA_INT2] = CLASS_VALUE,   [DTPDIA_INT3] = CLASS_VALUE,
        [DTPDIA_DIV] = CLASS_VALUE,   [DTPDIA_INFO] = CLASS_TEXT,  [DTPDIA_SPEC] = CLASS_SPECIAL, [DTPDIA_RESERVED] = CLASS_RESERVED,
    };
    const dtpdia_identifier *id = &packet->id;
    return (uint64_t)classes[packet->type] << 48 | (uint64_t)id->parts[0] << 32 | (uint64_t)id->parts[1] << 16 | id->parts[2];
}

/* A new one, or the oldest, forgotten. */
static kept_reading *next_place(dtpdia_readings *readings)
{
    if (readings->ring->len < DTPDIA_READINGS_MAX) {
        kept_reading *reading = g_new0(kept_reading, 1);
        g_ptr_array_add(readings->ring, reading);
        return reading;
    }
    kept_reading *oldest = g_ptr_array_index(readings->ring, readings->next);
    readings->next = (readings->next + 1) % DTPDIA_READINGS_MAX;
    g_hash_table_remove(readings->table, oldest);
    return oldest;
}

dtpdia_reading_kind dtpdia_readings_take(dtpdia_readings *readings, const dtpdia_packet *packet, const uint8_t *bytes, int64_t time, uint64_t place,
                                         uint64_t *earlier)
{
    if (!packet->has_trailer || packet->no_timestamp) {
        return DTPDIA_READING_NEW;
    }
    kept_reading key = { .source = source_of(packet), .time = time };
    kept_reading *reading = g_hash_table_lookup(readings->table, &key);
    dtpdia_reading_kind kind = DTPDIA_READING_NEW;
    if (reading) {
        *earlier = reading->place;
        bool repeated = reading->length == packet->length && memcmp(reading->bytes, bytes, packet->length) == 0;
        kind = repeated ? DTPDIA_READING_DUPLICATE : DTPDIA_READING_CORRECTION;
    } else {
        reading = next_place(readings);
        *reading = key;
        g_hash_table_add(readings->table, reading);
    }
    reading->place = place;
    reading->length = (uint8_t)packet->length;
    memcpy(reading->bytes, bytes, packet->length);
    return kind;
}

/* Identification */

unsigned dtpdia_identification_offer(dtpdia_identification *identification, uint64_t place)
{
    identification->offer = place;
    identification->requested = 0;
    if (identification->answered) {
        identification->offers = 0;
    }
    identification->answered = false;
    return identification->offers++;
}

uint64_t dtpdia_identification_request(dtpdia_identification *identification, unsigned count, bool *first)
{
    *first = identification->offer != 0 && !identification->answered;
    identification->answered = true;
    identification->requested += count;
    return identification->offer;
}
