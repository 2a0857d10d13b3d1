/* framing.c
 * Packets in a stream, by their leading sequence and their SIZE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "header.h"

#include <glib.h>
#include <string.h>

static const uint8_t leading_sequence[LEADING] = { 'I', 'T' };

/* Where the leading sequence stands from `from` on, or the part of it that the bytes end with; length where neither does. */
static size_t find_leading(const uint8_t *bytes, size_t length, size_t from)
{
    while (from < length) {
        const uint8_t *first = memchr(bytes + from, leading_sequence[0], length - from);
        if (!first) {
            return length;
        }
        from = (size_t)(first - bytes);
        if (length - from < LEADING || bytes[from + 1] == leading_sequence[1]) {
            return from;
        }
        from++;
    }
    return length;
}

static bool has_right_checksum(const uint8_t *bytes, size_t packet)
{
    return packet == DTPDIA_LENGTH_MIN || dtpdia_checksum_of(bytes, packet) == bytes[packet - 1];
}

/* Of a packet with a wrong checksum: where one with a right one stands inside of it, whole; its own length where none does. What the drafts do not
 * tell: octets may have been lost from it, and the next one begun. */
static size_t find_whole_inside(const uint8_t *bytes, size_t packet, const dtpdia_reading *reading)
{
    for (size_t at = find_leading(bytes, packet, 1); at < packet; at = find_leading(bytes, packet, at + 1)) {
        if (packet - at > DTPDIA_LENGTH_MIN && dtpdia_size_of(bytes[at + SIZE_OFFSET], reading) > SIZE_MIN &&
            dtpdia_is_proven(bytes + at, packet - at, reading)) {
            return at;
        }
    }
    return packet;
}

static dtpdia_unit unit_of(dtpdia_unit_kind kind, size_t length)
{
    return (dtpdia_unit){ kind, length };
}

/* The leading sequence stands at the beginning, and SIZE is there. */
static dtpdia_unit next_packet(const uint8_t *bytes, size_t length, const dtpdia_reading *reading, bool synchronised)
{
    size_t packet = WORD * (size_t)dtpdia_size_of(bytes[SIZE_OFFSET], reading);
    if (packet < DTPDIA_LENGTH_MIN) {
        return unit_of(synchronised ? DTPDIA_UNIT_SIZE : DTPDIA_UNIT_STRAY, find_leading(bytes, SIZE_OFFSET + 1, 1));
    }
    if (!synchronised) {
        if (length < DTPDIA_HEADER) {
            return unit_of(DTPDIA_UNIT_MORE, packet);
        }
        dtpdia_header header = dtpdia_header_of(bytes, reading);
        bool refused = !dtpdia_header_is_right(&header) || (length >= packet && !has_right_checksum(bytes, packet));
        if (refused) {
            return unit_of(DTPDIA_UNIT_STRAY, find_leading(bytes, length, 1));
        }
    }
    if (length < packet) {
        return unit_of(DTPDIA_UNIT_MORE, packet);
    }
    if (!has_right_checksum(bytes, packet)) {
        size_t inside = find_whole_inside(bytes, packet, reading);
        if (inside < packet) {
            return unit_of(DTPDIA_UNIT_BROKEN, inside);
        }
    }
    return unit_of(DTPDIA_UNIT_PACKET, packet);
}

static dtpdia_unit first_unit(const uint8_t *bytes, size_t length, const dtpdia_reading *reading, bool synchronised)
{
    size_t start = find_leading(bytes, length, 0);
    if (start > 0) {
        return unit_of(DTPDIA_UNIT_STRAY, start);
    }
    if (length <= SIZE_OFFSET) {
        return unit_of(DTPDIA_UNIT_MORE, 0);
    }
    return next_packet(bytes, length, reading, synchronised);
}

dtpdia_unit dtpdia_next_unit(const uint8_t *bytes, size_t length, const dtpdia_reading *reading, bool synchronised)
{
    dtpdia_unit unit = first_unit(bytes, length, reading, synchronised);
    for (dtpdia_unit more = unit; unit.kind == DTPDIA_UNIT_STRAY && more.kind == DTPDIA_UNIT_STRAY && unit.length < length;) {
        more = first_unit(bytes + unit.length, length - unit.length, reading, false);
        unit.length += more.kind == DTPDIA_UNIT_STRAY ? more.length : 0;
    }
    return unit;
}

static bool is_text(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool printable = (bytes[i] >= 0x20 && bytes[i] < 0x7f) || bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n';
        if (!printable) {
            return false;
        }
    }
    return true;
}

bool dtpdia_is_proven(const uint8_t *bytes, size_t length, const dtpdia_reading *reading)
{
    if (length < DTPDIA_HEADER || memcmp(bytes, leading_sequence, LEADING) != 0) {
        return false;
    }
    dtpdia_header header = dtpdia_header_of(bytes, reading);
    size_t packet = WORD * (size_t)header.size;
    return dtpdia_header_is_right(&header) && length >= packet && has_right_checksum(bytes, packet) && !is_text(bytes, packet);
}

/* Whether what follows a packet is what can follow one. */
static bool goes_on(const uint8_t *rest, size_t length)
{
    return memcmp(rest, leading_sequence, MIN(length, LEADING)) == 0;
}

bool dtpdia_holds_proof(const uint8_t *bytes, size_t length, const dtpdia_reading *reading, bool within)
{
    bool synchronised = true;
    for (size_t at = 0; at < length && (within || at == 0);) {
        dtpdia_unit unit = dtpdia_next_unit(bytes + at, length - at, reading, synchronised);
        if (unit.kind == DTPDIA_UNIT_MORE) {
            return false;
        }
        size_t end = at + unit.length;
        synchronised = unit.kind == DTPDIA_UNIT_PACKET;
        bool checked = unit.length > DTPDIA_LENGTH_MIN || goes_on(bytes + end, length - end);
        if (synchronised && checked && dtpdia_is_proven(bytes + at, unit.length, reading)) {
            return true;
        }
        at = end;
    }
    return false;
}

/* Records */

/* A part of a packet that waits, and an octet that might be the first of another's leading sequence. */
struct _dtpdia_line {
    GByteArray *waiting;
    bool skipped; /* the octets before those that wait were no packet */
};

dtpdia_line *dtpdia_line_new(void)
{
    dtpdia_line *line = g_new0(dtpdia_line, 1);
    line->waiting = g_byte_array_new();
    return line;
}

void dtpdia_line_free(dtpdia_line *line)
{
    if (line) {
        g_byte_array_free(line->waiting, TRUE);
        g_free(line);
    }
}

static void add_piece(GArray *pieces, const uint8_t *bytes, const dtpdia_unit *unit, size_t before)
{
    dtpdia_piece piece = { .kind = unit->kind, .length = (uint32_t)unit->length, .before = (uint32_t)MIN(before, unit->length) };
    if (piece.before > 0 && unit->length <= sizeof piece.bytes) {
        memcpy(piece.bytes, bytes, unit->length);
    }
    g_array_append_val(pieces, piece);
}

size_t dtpdia_line_push(dtpdia_line *line, const uint8_t *bytes, size_t length, bool missing, const dtpdia_reading *reading, GArray *pieces)
{
    size_t before = line->waiting->len;
    if (length > 0) {
        g_byte_array_append(line->waiting, bytes, (guint)length);
    }
    const uint8_t *all = line->waiting->data;
    size_t count = line->waiting->len, at = 0;
    for (dtpdia_unit unit; at < count; at += unit.length) {
        unit = dtpdia_next_unit(all + at, count - at, reading, !line->skipped);
        if (unit.kind == DTPDIA_UNIT_MORE) {
            break;
        }
        add_piece(pieces, all + at, &unit, before > at ? before - at : 0);
        line->skipped = unit.kind != DTPDIA_UNIT_PACKET;
    }
    size_t waiting = count - at;
    if (missing && waiting > 0) {
        dtpdia_unit rest = unit_of(DTPDIA_UNIT_STRAY, waiting);
        add_piece(pieces, all + at, &rest, before > at ? before - at : 0);
        at = count;
        waiting = 0;
    }
    line->skipped = line->skipped || missing;
    g_byte_array_remove_range(line->waiting, 0, (guint)at);
    return waiting;
}
