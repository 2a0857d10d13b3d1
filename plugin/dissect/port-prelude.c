/* port-prelude.c
 * What the tables tell of a conversation before it is worth a record of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* Ports that much else uses carry what is told of them seldom. Wireshark's own look-up of a conversation costs several times as much as this. */

#include "port-prelude.h"

#include <string.h>

#define ADDRESS_MAX 16

/* Two endpoints, the lower port first; of equal ones the lower address. */
typedef struct {
    uint16_t ports[2];
    uint8_t lengths[2];
    uint8_t addresses[2][ADDRESS_MAX];
} endpoints;

typedef struct {
    endpoints key;
    port_prelude seen; /* bytes: of the endpoints, in their order */
    port_prelude_request asked;
} entry;

static wmem_map_t *entries; /* of the capture, by endpoints */

static unsigned hash_of(const void *key)
{
    const endpoints *ends = key;
    unsigned hash = ends->ports[0] * 31u + ends->ports[1];
    for (size_t i = 0; i < array_length(ends->addresses); i++) {
        uint32_t words[ADDRESS_MAX / 4];
        memcpy(words, ends->addresses[i], sizeof words);
        hash = hash * 31u + (words[0] ^ words[1] ^ words[2] ^ words[3]);
    }
    return hash;
}

static gboolean are_equal(const void *one, const void *other)
{
    return memcmp(one, other, sizeof(endpoints)) == 0;
}

/* Sets first to the index of the packet's sender. Returns false when there is no such key. */
static bool key_of(const packet_info *pinfo, endpoints *key, unsigned *first)
{
    const address *ends[] = { &pinfo->src, &pinfo->dst };
    const uint32_t ports[] = { pinfo->srcport, pinfo->destport };
    if (ends[0]->len <= 0 || ends[0]->len > ADDRESS_MAX || ends[1]->len != ends[0]->len) {
        return false;
    }
    size_t length = (size_t)ends[0]->len;
    bool swap = ports[0] != ports[1] ? ports[0] > ports[1] : memcmp(ends[0]->data, ends[1]->data, length) > 0;
    memset(key, 0, sizeof *key);
    for (size_t i = 0; i < array_length(ends); i++) {
        size_t at = swap ? 1 - i : i;
        key->ports[at] = (uint16_t)ports[i];
        key->lengths[at] = (uint8_t)length;
        memcpy(key->addresses[at], ends[i]->data, length);
    }
    *first = swap ? 1 : 0;
    return true;
}

static bool is_before(const nstime_t *one, const nstime_t *other)
{
    return one->secs < other->secs || (one->secs == other->secs && one->nsecs < other->nsecs);
}

/* Some files have no times. */
static void see_time(port_prelude *seen, const packet_info *pinfo)
{
    if (!pinfo->fd->has_ts) {
        return;
    }
    if (!seen->timed || is_before(&pinfo->abs_ts, &seen->first)) {
        seen->first = pinfo->abs_ts;
    }
    if (!seen->timed || is_before(&seen->last, &pinfo->abs_ts)) {
        seen->last = pinfo->abs_ts;
    }
    seen->timed = true;
}

/* NULL: there is no such key. */
static entry *entry_of(const packet_info *pinfo, unsigned *sender)
{
    endpoints key;
    if (!key_of(pinfo, &key, sender)) {
        return NULL;
    }
    entry *found = wmem_map_lookup(entries, &key);
    if (!found) {
        found = wmem_new0(wmem_file_scope(), entry);
        found->key = key;
        found->seen.first_frame = pinfo->num;
        wmem_map_insert(entries, &found->key, found);
    }
    return found;
}

void port_prelude_see(packet_info *pinfo)
{
    unsigned sender;
    entry *found = entry_of(pinfo, &sender);
    if (!found) {
        return;
    }
    found->seen.bytes[sender] += pinfo->fd->pkt_len;
    see_time(&found->seen, pinfo);
}

void port_prelude_count(packet_info *pinfo, const sepm_screened *screened, bool taken_back)
{
    unsigned sender;
    entry *found = entry_of(pinfo, &sender);
    if (found && taken_back) {
        found->seen.http.requests -= MIN(screened->requests, found->seen.http.requests);
        found->seen.http.answers -= MIN(screened->answers, found->seen.http.answers);
        found->seen.http.errors -= MIN(screened->errors, found->seen.http.errors);
    } else if (found) {
        found->seen.http.requests += screened->requests;
        found->seen.http.answers += screened->answers;
        found->seen.http.errors += screened->errors;
    }
}

port_prelude_request *port_prelude_asked(packet_info *pinfo)
{
    unsigned sender;
    entry *found = entry_of(pinfo, &sender);
    return found ? &found->asked : NULL;
}

bool port_prelude_of(packet_info *pinfo, port_prelude *found)
{
    endpoints key;
    unsigned sender;
    const entry *one = key_of(pinfo, &key, &sender) ? wmem_map_lookup(entries, &key) : NULL;
    if (!one) {
        return false;
    }
    *found = one->seen;
    found->bytes[0] = one->seen.bytes[sender];
    found->bytes[1] = one->seen.bytes[1 - sender];
    return true;
}

static void begin_capture(void)
{
    entries = wmem_map_new(wmem_file_scope(), hash_of, are_equal);
}

void port_prelude_register(void)
{
    register_init_routine(begin_capture);
}
