/* fuzz_dtpdia.c
 * DTP/DIA: the same packets however the stream is cut into records, units that tile it, and packets whose parts lie inside of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/dtpdia.h"

#define HEAD 2 /* how packets are read, and the size of records */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_place(const dtpdia_packet *packet, const dtpdia_place *place)
{
    g_assert_cmpuint((size_t)place->offset + place->length, <=, packet->length);
}

static void check_text(const uint8_t *bytes, const dtpdia_packet *packet, const dtpdia_place *place)
{
    char *text = dtpdia_text(bytes, place, packet->utf8);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_free(text);
}

static void check_packet(const uint8_t *bytes, size_t length, const dtpdia_reading *reading)
{
    dtpdia_packet packet;
    if (!dtpdia_decode(bytes, length, reading, &packet)) {
        g_assert_false(dtpdia_is_proven(bytes, length, reading));
        return;
    }
    g_assert_cmpuint(packet.length, >=, DTPDIA_LENGTH_MIN);
    g_assert_cmpuint(packet.length, <=, DTPDIA_LENGTH_MAX);
    g_assert_true(packet.cut == (length < packet.length));
    const dtpdia_place *places[] = { &packet.unit, &packet.accuracy, &packet.text, &packet.content };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        check_place(&packet, places[i]);
    }
    g_assert_cmpuint(packet.flaw_count, <=, DTPDIA_FLAWS_MAX);
    for (size_t i = 0; i < packet.flaw_count; i++) {
        check_place(&packet, &packet.flaws[i].place);
        g_assert_true(packet.flaws[i].place.length > 0 && (packet.faults & packet.flaws[i].fault) == packet.flaws[i].fault);
    }
    check_text(bytes, &packet, &packet.unit);
    check_text(bytes, &packet, &packet.text);
    g_assert_cmpuint(packet.requested_count, <=, DTPDIA_LIST_MAX);
    unsigned broken = DTPDIA_FAULT_VERSION | DTPDIA_FAULT_RESERVED_BITS | DTPDIA_FAULT_RESERVED_TYPE | DTPDIA_FAULT_NO_TIMESTAMP;
    if (dtpdia_is_proven(bytes, length, reading)) {
        g_assert_true(dtpdia_holds_proof(bytes, packet.length, reading, false));
        g_assert_true(!packet.cut && dtpdia_checksum_holds(&packet) && (packet.faults & broken) == 0);
    }
}

/* The kind and length of each unit, stray octets that meet as one. */
static void note_unit(GString *units, dtpdia_unit_kind kind, size_t length, size_t *stray)
{
    if (kind == DTPDIA_UNIT_STRAY) {
        *stray += length;
        return;
    }
    g_string_append_printf(units, "%zu %d:%zu ", *stray, kind, length);
    *stray = 0;
}

static GString *units_of(const uint8_t *bytes, size_t length, size_t record, const dtpdia_reading *reading)
{
    dtpdia_line *line = dtpdia_line_new();
    GString *units = g_string_new(NULL);
    size_t stray = 0, end = 0;
    for (size_t at = 0; at < length; at += record) {
        size_t part = MIN(record, length - at);
        uint8_t *copy = g_memdup2(bytes + at, part);
        GArray *pieces = g_array_new(FALSE, FALSE, sizeof(dtpdia_piece));
        size_t waiting = dtpdia_line_push(line, copy, part, false, reading, pieces);
        g_free(copy);
        for (guint i = 0; i < pieces->len; i++) {
            const dtpdia_piece *piece = &g_array_index(pieces, dtpdia_piece, i);
            g_assert_true(piece->kind != DTPDIA_UNIT_MORE && piece->length > 0);
            if (piece->kind == DTPDIA_UNIT_PACKET) {
                uint8_t *packet = g_memdup2(piece->before > 0 ? piece->bytes : bytes + end, piece->length);
                g_assert_true(memcmp(packet, bytes + end, piece->length) == 0);
                check_packet(packet, piece->length, reading);
                g_free(packet);
            }
            note_unit(units, piece->kind, piece->length, &stray);
            end += piece->length;
        }
        g_array_free(pieces, TRUE);
        g_assert_cmpuint(waiting, <, DTPDIA_LENGTH_MAX);
        g_assert_cmpuint(end + waiting, ==, at + part);
    }
    note_unit(units, DTPDIA_UNIT_MORE, 0, &stray);
    dtpdia_line_free(line);
    return units;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    dtpdia_reading reading = { (dtpdia_draft)(data[0] & 3), data[0] & 4 ? DTPDIA_HIGH_BIT_FIRST : DTPDIA_LOW_BIT_FIRST };
    size_t record = 1u + data[1], length = size - HEAD;
    uint8_t *copy = g_memdup2(data + HEAD, length);
    check_packet(copy, length, &reading);
    GString *whole = units_of(copy, length, length, &reading), *cut = units_of(copy, length, record, &reading);
    g_assert_cmpstr(whole->str, ==, cut->str);
    g_string_free(whole, TRUE);
    g_string_free(cut, TRUE);
    g_free(copy);
    return 0;
}
