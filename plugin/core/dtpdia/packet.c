/* packet.c
 * What is in a packet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "header.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "portlore/text.h"

#define FLOAT_ACCURACY   8       /* octets of PROB and ERROR: two floats, */
#define INTEGER_ACCURACY 4       /* or two integers of 16 bits, */
#define ACCURACY_SCALE   10000.0 /* times this */
#define QUOTED_MAX       256     /* octets of UTF-8 that 60 octets can become */

/* Numbers, in the order that L tells */

static uint16_t number_16(const uint8_t *bytes, bool little_endian)
{
    return (uint16_t)(little_endian ? bytes[1] << 8 | bytes[0] : bytes[0] << 8 | bytes[1]);
}

static uint32_t number_24(const uint8_t *bytes, bool little_endian)
{
    return little_endian ? (uint32_t)bytes[2] << 16 | number_16(bytes, true) : (uint32_t)number_16(bytes, false) << 8 | bytes[2];
}

static uint32_t number_32(const uint8_t *bytes, bool little_endian)
{
    uint32_t first = number_16(bytes, little_endian), second = number_16(bytes + 2, little_endian);
    return little_endian ? second << 16 | first : first << 16 | second;
}

/* What the sender meant by a number in 32 bits: 21.3, not the 21.2999992370605 that it widens to. */
static double decimal_of(float number)
{
    static const char *const formats[] = { "%.6g", "%.7g", "%.8g", "%.9g" };
    if (number != number || number - number != 0) {
        return (double)number; /* not a number, or infinite */
    }
    double value = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        char text[DTPDIA_NUMBER_SIZE];
        value = g_ascii_strtod(g_ascii_formatd(text, sizeof text, formats[i], (double)number), NULL);
        if ((float)value >= number && (float)value <= number) {
            break;
        }
    }
    return value;
}

static double number_float(const uint8_t *bytes, bool little_endian)
{
    uint32_t bits = number_32(bytes, little_endian);
    float number;
    memcpy(&number, &bits, sizeof number);
    return decimal_of(number);
}

/* Identifiers */

static dtpdia_identifier identifier_at(const uint8_t *bytes, bool little_endian, const dtpdia_reading *reading)
{
    bool two_parts = reading->draft == DTPDIA_DRAFT_00 || reading->draft == DTPDIA_DRAFT_03;
    return two_parts ? (dtpdia_identifier){ true, { bytes[0], number_16(bytes + 1, little_endian), 0 } }
                     : (dtpdia_identifier){ false, { bytes[0], bytes[1], bytes[2] } };
}

static bool is_identifier(const uint8_t *bytes, uint8_t first, uint8_t rest)
{
    return bytes[0] == first && bytes[1] == rest && bytes[2] == rest;
}

/* Reserved for the Offer To Identify: 255/255/255, up to -03 0/65535. */
static bool is_offer(const uint8_t *bytes, const dtpdia_reading *reading)
{
    switch (reading->draft) {
    case DTPDIA_DRAFT_05:
        return is_identifier(bytes, 0xff, 0xff);
    case DTPDIA_DRAFT_00:
    case DTPDIA_DRAFT_03:
        return is_identifier(bytes, 0, 0xff);
    default:
        return is_identifier(bytes, 0xff, 0xff) || is_identifier(bytes, 0, 0xff);
    }
}

char *dtpdia_identifier_text(const dtpdia_identifier *identifier, char text[DTPDIA_IDENTIFIER_SIZE])
{
    if (identifier->two_parts) {
        snprintf(text, DTPDIA_IDENTIFIER_SIZE, "%u/%u", identifier->parts[0], identifier->parts[1]);
    } else {
        snprintf(text, DTPDIA_IDENTIFIER_SIZE, "%u/%u/%u", identifier->parts[0], identifier->parts[1], identifier->parts[2]);
    }
    return text;
}

/* Areas of text and padding */

static dtpdia_place place_of(size_t start, size_t end)
{
    return (dtpdia_place){ (uint8_t)start, (uint8_t)(end - start) };
}

static bool is_zero(const uint8_t *bytes, size_t start, size_t end)
{
    while (start < end && bytes[start] == 0) {
        start++;
    }
    return start >= end;
}

static void find_fault(dtpdia_packet *packet, unsigned fault, size_t start, size_t end)
{
    packet->faults |= fault;
    if (packet->flaw_count < DTPDIA_FLAWS_MAX) {
        packet->flaws[packet->flaw_count++] = (dtpdia_flaw){ fault, place_of(start, end) };
    }
}

static void take_padding(dtpdia_packet *packet, const uint8_t *bytes, size_t start, size_t end)
{
    if (!is_zero(bytes, start, end)) {
        find_fault(packet, DTPDIA_FAULT_PADDING, start, end);
    }
}

/* Text up to its NUL, and zeros up to a whole word. Returns where the word ends. */
static size_t take_text(dtpdia_packet *packet, const uint8_t *bytes, size_t start, size_t end, dtpdia_place *text)
{
    const uint8_t *nul = memchr(bytes + start, 0, end - start);
    if (!nul) {
        *text = place_of(start, end);
        packet->faults |= DTPDIA_FAULT_NOT_TERMINATED;
        return end;
    }
    size_t text_end = (size_t)(nul - bytes);
    size_t word_end = (text_end / WORD + 1) * WORD;
    *text = place_of(start, text_end);
    take_padding(packet, bytes, text_end, word_end);
    return word_end;
}

/* Where a unit mark may not stand, and nothing else may. */
static void take_no_unit(dtpdia_packet *packet, const uint8_t *bytes, size_t start, size_t end)
{
    if (start < end && bytes[start] >= ' ') {
        const uint8_t *nul = memchr(bytes + start, 0, end - start);
        size_t text_end = nul ? (size_t)(nul - bytes) : end;
        find_fault(packet, DTPDIA_FAULT_UNIT_FORBIDDEN, start, text_end);
        start = text_end;
    }
    take_padding(packet, bytes, start, end);
}

/* Each type */

static void take_accuracy(dtpdia_packet *packet, const uint8_t *bytes, size_t start, size_t end)
{
    bool is_float = packet->type == DTPDIA_FLOAT;
    size_t wanted = is_float ? FLOAT_ACCURACY : INTEGER_ACCURACY;
    if (end - start != wanted) {
        if (!is_zero(bytes, start, end)) {
            find_fault(packet, DTPDIA_FAULT_ACCURACY, start, end);
        }
        return;
    }
    packet->has_accuracy = true;
    packet->accuracy = place_of(start, end);
    const uint8_t *error = bytes + start + wanted / 2;
    packet->probability =
        is_float ? number_float(bytes + start, packet->little_endian) : number_16(bytes + start, packet->little_endian) / ACCURACY_SCALE;
    packet->error = is_float ? number_float(error, packet->little_endian) : number_16(error, packet->little_endian) / ACCURACY_SCALE;
}

static void take_value(dtpdia_packet *packet, const uint8_t *bytes)
{
    static const double scales[] = { [DTPDIA_INT1] = 10, [DTPDIA_INT2] = 100, [DTPDIA_INT3] = 1000 };
    const uint8_t *value = bytes + VALUE_OFFSET;
    packet->has_value = true;
    switch (packet->type) {
    case DTPDIA_FLOAT:
        packet->value = number_float(value, packet->little_endian);
        break;
    case DTPDIA_DIV:
        packet->divisor = (int16_t)number_16(value, packet->little_endian);
        packet->dividend = number_16(value + 2, packet->little_endian);
        packet->has_value = packet->divisor != 0;
        packet->value = packet->has_value ? (double)packet->dividend / packet->divisor : 0;
        packet->faults |= packet->has_value ? 0 : DTPDIA_FAULT_ZERO_DIVISOR;
        break;
    default:
        packet->number = (int32_t)number_32(value, packet->little_endian);
        packet->value = (double)packet->number / scales[packet->type];
    }
}

static void take_list(dtpdia_packet *packet, const uint8_t *bytes, size_t end, const dtpdia_reading *reading)
{
    for (size_t at = REST_OFFSET; at < end && packet->requested_count < DTPDIA_LIST_MAX; at += WORD) {
        take_padding(packet, bytes, at, at + 1);
        if (is_zero(bytes, at, at + WORD)) {
            continue; /* no identifier: it is reserved */
        }
        packet->requested[packet->requested_count] = identifier_at(bytes + at + 1, packet->little_endian, reading);
        packet->requested_at[packet->requested_count++] = (uint8_t)at;
    }
}

static void take_special(dtpdia_packet *packet, const uint8_t *bytes, size_t end, const dtpdia_reading *reading)
{
    if (is_identifier(bytes + 3, 0, 0)) {
        packet->special = DTPDIA_SPECIAL_REQUEST;
        take_padding(packet, bytes, VALUE_OFFSET, REST_OFFSET);
        take_list(packet, bytes, end, reading);
    } else if (is_offer(bytes + 3, reading)) {
        packet->special = DTPDIA_SPECIAL_OFFER;
        take_padding(packet, bytes, VALUE_OFFSET, REST_OFFSET);
        take_no_unit(packet, bytes, REST_OFFSET, end);
    } else {
        packet->content = place_of(VALUE_OFFSET, end);
    }
}

/* All of it that stands before the trailer. end: where that is. */
static void take_content(dtpdia_packet *packet, const uint8_t *bytes, size_t end, const dtpdia_reading *reading)
{
    switch (packet->type) {
    case DTPDIA_INFO:
        take_no_unit(packet, bytes, take_text(packet, bytes, VALUE_OFFSET, end, &packet->text), end);
        break;
    case DTPDIA_SPEC:
        take_special(packet, bytes, end, reading);
        break;
    case DTPDIA_RESERVED:
        packet->content = place_of(VALUE_OFFSET, end);
        break;
    default:
        take_value(packet, bytes);
        if (end > REST_OFFSET) {
            take_accuracy(packet, bytes, take_text(packet, bytes, REST_OFFSET, end, &packet->unit), end);
        }
    }
}

static void take_trailer(dtpdia_packet *packet, const uint8_t *bytes)
{
    packet->has_trailer = packet->length > DTPDIA_LENGTH_MIN;
    if (packet->has_trailer) {
        packet->timestamp = number_24(bytes + packet->length - TRAILER, packet->little_endian);
        packet->checksum = bytes[packet->length - 1];
        packet->checksum_computed = dtpdia_checksum_of(bytes, packet->length);
        packet->faults |= packet->no_timestamp && packet->timestamp != 0 ? DTPDIA_FAULT_TIMESTAMP_SET : 0;
    }
}

static void take_header(dtpdia_packet *packet, const uint8_t *bytes, const dtpdia_header *header, const dtpdia_reading *reading)
{
    packet->length = WORD * (size_t)header->size;
    packet->version = header->version;
    packet->reserved_bits = header->reserved_bits;
    packet->little_endian = header->little_endian;
    packet->no_timestamp = header->no_timestamp;
    packet->utf8 = header->utf8;
    packet->size = header->size;
    packet->type_code = header->type_code;
    packet->type = header->type;
    packet->device_info = header->device_info;
    packet->has_quantity = header->has_quantity;
    packet->quantity = header->quantity;
    packet->id = identifier_at(bytes + 3, header->little_endian, reading);
    packet->faults |= header->version != 0 ? DTPDIA_FAULT_VERSION : 0;
    packet->faults |= header->reserved_bits != 0 ? DTPDIA_FAULT_RESERVED_BITS : 0;
    packet->faults |= header->type == DTPDIA_RESERVED ? DTPDIA_FAULT_RESERVED_TYPE : 0;
    packet->faults |= header->size == SIZE_MIN && !header->no_timestamp ? DTPDIA_FAULT_NO_TIMESTAMP : 0;
    bool reserved =
        is_identifier(bytes + 3, 0, 0) || (reading->draft == DTPDIA_DRAFT_AUTO ? is_identifier(bytes + 3, 0xff, 0xff) : is_offer(bytes + 3, reading));
    packet->faults |= reserved && header->type != DTPDIA_SPEC ? DTPDIA_FAULT_RESERVED_ID : 0;
}

bool dtpdia_decode(const uint8_t *bytes, size_t length, const dtpdia_reading *reading, dtpdia_packet *packet)
{
    *packet = (dtpdia_packet){ .length = 0 };
    if (length < DTPDIA_HEADER || bytes[0] != 'I' || bytes[1] != 'T') {
        return false;
    }
    dtpdia_header header = dtpdia_header_of(bytes, reading);
    if (header.size < SIZE_MIN) {
        return false;
    }
    take_header(packet, bytes, &header, reading);
    packet->cut = length < packet->length;
    if (!packet->cut) {
        take_trailer(packet, bytes);
        take_content(packet, bytes, packet->has_trailer ? packet->length - TRAILER : packet->length, reading);
    } else if (length >= REST_OFFSET && packet->type != DTPDIA_INFO && packet->type != DTPDIA_SPEC && packet->type != DTPDIA_RESERVED) {
        take_value(packet, bytes);
    }
    return true;
}

bool dtpdia_checksum_holds(const dtpdia_packet *packet)
{
    return !packet->has_trailer || packet->checksum == packet->checksum_computed;
}

/* Text */

char *dtpdia_text(const uint8_t *bytes, const dtpdia_place *place, bool utf8)
{
    char text[DTPDIA_LENGTH_MAX];
    size_t length = MIN(place->length, sizeof text);
    for (size_t i = 0; i < length; i++) {
        uint8_t octet = bytes[place->offset + i];
        text[i] = (char)(utf8 || octet < 0x80 ? octet : 0xff); /* which is nowhere in UTF-8 */
    }
    return text_one_line_spaced(text, length, QUOTED_MAX);
}

char *dtpdia_number_text(double value, char text[DTPDIA_NUMBER_SIZE])
{
    return g_ascii_formatd(text, DTPDIA_NUMBER_SIZE, "%.12g", value);
}

int64_t dtpdia_whole_time(uint32_t timestamp, int64_t now)
{
    const int64_t period = (int64_t)1 << 24, most = INT64_MAX / 2;
    now = CLAMP(now, -most, most);    /* a capture may tell any time */
    int64_t low = now & (period - 1); /* of a negative time too, in two's complement */
    int64_t whole = now - low + timestamp;
    if (whole - now > period / 2) {
        return whole - period;
    }
    return now - whole > period / 2 ? whole + period : whole;
}
