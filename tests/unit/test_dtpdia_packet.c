/* test_dtpdia_packet.c
 * What is in a DTP/DIA packet, by draft and bit order, and which rules it breaks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia_cases.h"

#include <math.h>

/* One line of what was decoded: type source flags; value unit probability error; text; timestamp; list. What is not there is left out. */
static void describe(GString *line, const dtpdia_packet *packet, const uint8_t *octets)
{
    char id[DTPDIA_IDENTIFIER_SIZE], number[DTPDIA_NUMBER_SIZE];
    g_string_append_printf(line, "%s %s %s%s%s", dtpdia_type_name(packet->type), dtpdia_identifier_text(&packet->id, id),
                           packet->little_endian ? "L" : "", packet->no_timestamp ? "T" : "", packet->utf8 ? "U" : "");
    g_string_append_printf(line, " size=%u dev=%u", packet->size, packet->device_info);
    if (packet->has_quantity) {
        g_string_append_printf(line, " quantity=%u", packet->quantity);
    }
    if (packet->has_value) {
        g_string_append_printf(line, " value=%s", dtpdia_number_text(packet->value, number));
    }
    if (packet->unit.length > 0) {
        char *unit = dtpdia_text(octets, &packet->unit, packet->utf8);
        g_string_append_printf(line, " unit=%s", unit);
        g_free(unit);
    }
    if (packet->has_accuracy) {
        g_string_append_printf(line, " probability=%s", dtpdia_number_text(packet->probability, number));
        g_string_append_printf(line, " error=%s", dtpdia_number_text(packet->error, number));
    }
    if (packet->type == DTPDIA_INFO && !packet->cut) {
        char *text = dtpdia_text(octets, &packet->text, packet->utf8);
        g_string_append_printf(line, " text=\"%s\"", text);
        g_free(text);
    }
    if (packet->type == DTPDIA_SPEC && !packet->cut) {
        static const char *const names[] = { "vendor", "offer", "request" };
        g_string_append_printf(line, " %s", names[packet->special]);
        for (size_t i = 0; i < packet->requested_count; i++) {
            g_string_append_printf(line, " %s@%u", dtpdia_identifier_text(&packet->requested[i], id), packet->requested_at[i]);
        }
    }
    if (packet->content.length > 0) {
        g_string_append_printf(line, " content=%u+%u", packet->content.offset, packet->content.length);
    }
    if (packet->has_trailer) {
        g_string_append_printf(line, " timestamp=%06x checksum=%s", packet->timestamp, dtpdia_checksum_holds(packet) ? "right" : "wrong");
    }
    if (packet->cut) {
        g_string_append(line, " cut");
    }
}

static const struct {
    unsigned fault;
    const char *name;
} fault_names[] = {
    { DTPDIA_FAULT_VERSION, "version" },         { DTPDIA_FAULT_RESERVED_BITS, "reserved-bits" },   { DTPDIA_FAULT_RESERVED_TYPE, "reserved-type" },
    { DTPDIA_FAULT_RESERVED_ID, "reserved-id" }, { DTPDIA_FAULT_TIMESTAMP_SET, "timestamp-set" },   { DTPDIA_FAULT_NO_TIMESTAMP, "no-timestamp" },
    { DTPDIA_FAULT_PADDING, "padding" },         { DTPDIA_FAULT_UNIT_FORBIDDEN, "unit-forbidden" }, { DTPDIA_FAULT_NOT_TERMINATED, "not-terminated" },
    { DTPDIA_FAULT_ACCURACY, "accuracy" },       { DTPDIA_FAULT_ZERO_DIVISOR, "zero-divisor" },
};

static const char *name_of(unsigned fault)
{
    for (size_t i = 0; i < G_N_ELEMENTS(fault_names); i++) {
        if (fault_names[i].fault == fault) {
            return fault_names[i].name;
        }
    }
    g_assert_not_reached();
}

/* Faults of the whole, and those that have a place, each with its own. */
static void describe_faults(GString *line, const dtpdia_packet *packet)
{
    const unsigned placed = DTPDIA_FAULT_PADDING | DTPDIA_FAULT_UNIT_FORBIDDEN | DTPDIA_FAULT_ACCURACY;
    for (size_t i = 0; i < G_N_ELEMENTS(fault_names); i++) {
        if (packet->faults & ~placed & fault_names[i].fault) {
            g_string_append_printf(line, " !%s", fault_names[i].name);
        }
    }
    unsigned found = 0;
    for (size_t i = 0; i < packet->flaw_count; i++) {
        const dtpdia_flaw *flaw = &packet->flaws[i];
        found |= flaw->fault;
        g_string_append_printf(line, " !%s @%u+%u", name_of(flaw->fault), flaw->place.offset, flaw->place.length);
    }
    g_assert_cmpuint(found, ==, packet->faults & placed);
}

static char *decoded(const uint8_t *octets, size_t length, const dtpdia_reading *reading)
{
    uint8_t *copy = g_memdup2(octets, length); /* of just this length, so that a sanitizer sees what reads on */
    GString *line = g_string_new(NULL);
    dtpdia_packet packet;
    if (!dtpdia_decode(copy, length, reading, &packet)) {
        g_assert_cmpuint(packet.length, ==, 0);
        g_string_append(line, "no packet");
    } else {
        describe(line, &packet, copy);
        describe_faults(line, &packet);
    }
    g_free(copy);
    return g_string_free(line, FALSE);
}

typedef struct {
    const char *name;
    dtpdia_draft draft;
    dtpdia_bit_order order;
    const char *octets;
    const char *line;
} packet_case;

#define AUTO DTPDIA_DRAFT_AUTO, DTPDIA_LOW_BIT_FIRST
#define D00  DTPDIA_DRAFT_00, DTPDIA_LOW_BIT_FIRST
#define D03  DTPDIA_DRAFT_03, DTPDIA_LOW_BIT_FIRST
#define D05  DTPDIA_DRAFT_05, DTPDIA_LOW_BIT_FIRST
#define HIGH DTPDIA_DRAFT_05, DTPDIA_HIGH_BIT_FIRST

static const packet_case cases[] = {
    /* the vectors */
    { "float", AUTO, VECTOR_FLOAT, "FLOAT 1/2/3 T size=3 dev=0 value=21.5" },
    { "float with a time", AUTO, VECTOR_TIMED, "FLOAT 10/20/30 L size=4 dev=7 value=-3.25 timestamp=65a1b2 checksum=right" },
    { "integer with unit and accuracy", AUTO, VECTOR_INT1,
      "INT1 1/1/5 L size=7 dev=1 value=21.5 unit=degC probability=0.05 error=0.01 timestamp=123456 checksum=right" },
    { "text", AUTO, VECTOR_INFO, "INFO 1/2/3 T size=5 dev=0 text=\"fw 1.2\" timestamp=000000 checksum=right" },
    { "offer", AUTO, VECTOR_OFFER, "SPEC 255/255/255 T size=3 dev=0 offer" },
    { "request", AUTO, VECTOR_REQUEST, "SPEC 0/0/0 T size=6 dev=0 request 1/2/3@12 10/20/30@16 timestamp=000000 checksum=right" },
    { "float, as -05", D05, VECTOR_FLOAT, "FLOAT 1/2/3 T size=3 dev=0 value=21.5" },

    /* values */
    { "a float that is no short binary number", AUTO, "49 54 20 01 02 03 03 00 41 aa 66 66", "FLOAT 1/2/3 T size=3 dev=0 value=21.3" },
    { "the smallest float", AUTO, "49 54 20 01 02 03 03 00 00 00 00 01", "FLOAT 1/2/3 T size=3 dev=0 value=1.4013e-45" },
    { "infinite", AUTO, "49 54 20 01 02 03 03 00 ff 80 00 00", "FLOAT 1/2/3 T size=3 dev=0 value=-inf" },
    { "INT2, negative", AUTO, "49 54 20 01 02 03 23 00 ff ff ff 85", "INT2 1/2/3 T size=3 dev=0 value=-1.23" },
    { "INT3, little-endian", AUTO, "49 54 30 01 02 03 33 ff 39 30 00 00", "INT3 1/2/3 LT size=3 dev=255 value=12.345" },
    { "the lowest integer", AUTO, "49 54 20 01 02 03 13 00 80 00 00 00", "INT1 1/2/3 T size=3 dev=0 value=-214748364.8" },
    { "float with unit", AUTO, "49 54 20 01 02 03 05 00 41 ac 00 00 68 50 61 00 00 00 00 **",
      "FLOAT 1/2/3 T size=5 dev=0 value=21.5 unit=hPa timestamp=000000 checksum=right" },
    { "float with unit and accuracy, 0.5 and 0.25", AUTO, "49 54 20 01 02 03 07 00 41 ac 00 00 43 00 00 00 3f 00 00 00 3e 80 00 00 00 00 00 **",
      "FLOAT 1/2/3 T size=7 dev=0 value=21.5 unit=C probability=0.5 error=0.25 timestamp=000000 checksum=right" },
    { "accuracy behind an empty unit mark, big-endian", AUTO, "49 54 20 01 02 03 16 00 00 00 00 d7 00 00 00 00 01 f4 00 64 00 00 00 **",
      "INT1 1/2/3 T size=6 dev=0 value=21.5 probability=0.05 error=0.01 timestamp=000000 checksum=right" },
    { "the longest unit mark, 43 characters", AUTO,
      "49 54 20 01 02 03 0f 00 41 ac 00 00 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 "
      "61 "
      "61 61 61 61 61 61 61 00 00 00 00 **",
      "FLOAT 1/2/3 T size=15 dev=0 value=21.5 unit=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa timestamp=000000 checksum=right" },
    { "unit in UTF-8", AUTO, "49 54 60 01 02 03 05 00 41 ac 00 00 c2 b0 43 00 00 00 00 **",
      "FLOAT 1/2/3 TU size=5 dev=0 value=21.5 unit=\xc2\xb0"
      "C timestamp=000000 checksum=right" },
    { "the same unit without U", AUTO, "49 54 20 01 02 03 05 00 41 ac 00 00 c2 b0 43 00 00 00 00 **",
      "FLOAT 1/2/3 T size=5 dev=0 value=21.5 unit=\xef\xbf\xbd\xef\xbf\xbd"
      "C timestamp=000000 checksum=right" },
    { "text with invalid UTF-8 and a control character", AUTO, "49 54 60 01 02 03 e5 00 61 ff 1b 62 00 00 00 00 00 00 00 **",
      "INFO 1/2/3 TU size=5 dev=0 text=\"a\xef\xbf\xbd\xef\xbf\xbd"
      "b\" timestamp=000000 checksum=right" },
    { "text without trailer", AUTO, "49 54 20 01 02 03 e3 00 6f 6b 00 00", "INFO 1/2/3 T size=3 dev=0 text=\"ok\"" },
    { "vendor's control", AUTO, "49 54 20 01 02 03 f5 00 01 02 03 04 05 06 07 08 00 00 00 **",
      "SPEC 1/2/3 T size=5 dev=0 vendor content=8+8 timestamp=000000 checksum=right" },

    /* rules that are broken */
    { "wrong checksum", AUTO, "49 54 10 0a 14 1e 04 07 00 00 50 c0 b2 a1 65 bd",
      "FLOAT 10/20/30 L size=4 dev=7 value=-3.25 timestamp=65a1b2 checksum=wrong" },
    { "version 1", AUTO, "49 54 21 01 02 03 03 00 41 ac 00 00", "FLOAT 1/2/3 T size=3 dev=0 value=21.5 !version" },
    { "reserved bit", AUTO, "49 54 a0 01 02 03 03 00 41 ac 00 00", "FLOAT 1/2/3 T size=3 dev=0 value=21.5 !reserved-bits" },
    { "reserved type", AUTO, "49 54 20 01 02 03 43 00 41 ac 00 00", "reserved 1/2/3 T size=3 dev=0 content=8+4 !reserved-type" },
    { "reserved type 13", AUTO, "49 54 20 01 02 03 d3 00 41 ac 00 00", "reserved 1/2/3 T size=3 dev=0 content=8+4 !reserved-type" },
    { "identifier of nobody", AUTO, "49 54 20 00 00 00 03 00 41 ac 00 00", "FLOAT 0/0/0 T size=3 dev=0 value=21.5 !reserved-id" },
    { "identifier of an offer", AUTO, "49 54 20 ff ff ff 03 00 41 ac 00 00", "FLOAT 255/255/255 T size=3 dev=0 value=21.5 !reserved-id" },
    { "SIZE 3 without T", AUTO, "49 54 00 01 02 03 03 00 41 ac 00 00", "FLOAT 1/2/3  size=3 dev=0 value=21.5 !no-timestamp" },
    { "a time although T", AUTO, "49 54 20 01 02 03 04 00 41 ac 00 00 00 00 01 **",
      "FLOAT 1/2/3 T size=4 dev=0 value=21.5 timestamp=000001 checksum=right !timestamp-set" },
    { "padding behind the unit", AUTO, "49 54 20 01 02 03 05 00 41 ac 00 00 43 00 01 00 00 00 00 **",
      "FLOAT 1/2/3 T size=5 dev=0 value=21.5 unit=C timestamp=000000 checksum=right !padding @13+3" },
    { "unit without NUL", AUTO, "49 54 20 01 02 03 05 00 41 ac 00 00 64 65 67 43 00 00 00 **",
      "FLOAT 1/2/3 T size=5 dev=0 value=21.5 unit=degC timestamp=000000 checksum=right !not-terminated" },
    { "half an accuracy", AUTO, "49 54 20 01 02 03 06 00 41 ac 00 00 43 00 00 00 3d cc cc cd 00 00 00 **",
      "FLOAT 1/2/3 T size=6 dev=0 value=21.5 unit=C timestamp=000000 checksum=right !accuracy @16+4" },
    { "zeros instead of half an accuracy", AUTO, "49 54 20 01 02 03 06 00 41 ac 00 00 43 00 00 00 00 00 00 00 00 00 00 **",
      "FLOAT 1/2/3 T size=6 dev=0 value=21.5 unit=C timestamp=000000 checksum=right" },
    { "unit in a text packet", AUTO, "49 54 20 01 02 03 e5 00 6f 6b 00 00 64 65 67 00 00 00 00 **",
      "INFO 1/2/3 T size=5 dev=0 text=\"ok\" timestamp=000000 checksum=right !unit-forbidden @12+3" },
    { "padding behind text, a unit, and padding behind it", AUTO, "49 54 20 01 02 03 e6 00 61 62 00 58 64 65 67 43 00 00 07 00 00 00 00 **",
      "INFO 1/2/3 T size=6 dev=0 text=\"ab\" timestamp=000000 checksum=right !padding @10+2 !unit-forbidden @12+4 !padding @16+4" },
    { "a unit without NUL in a text packet", AUTO, "49 54 20 01 02 03 e5 00 6f 6b 00 00 64 65 67 43 00 00 00 **",
      "INFO 1/2/3 T size=5 dev=0 text=\"ok\" timestamp=000000 checksum=right !unit-forbidden @12+4" },
    { "unit in an offer", AUTO, "49 54 20 ff ff ff f5 00 00 00 00 00 64 65 67 00 00 00 00 **",
      "SPEC 255/255/255 T size=5 dev=0 offer timestamp=000000 checksum=right !unit-forbidden @12+3" },
    { "padding behind text", AUTO, "49 54 20 01 02 03 e5 00 6f 6b 00 01 00 00 00 00 00 00 00 **",
      "INFO 1/2/3 T size=5 dev=0 text=\"ok\" timestamp=000000 checksum=right !padding @10+2" },
    { "padding that is no unit", AUTO, "49 54 20 01 02 03 e5 00 6f 6b 00 00 01 00 00 00 00 00 00 **",
      "INFO 1/2/3 T size=5 dev=0 text=\"ok\" timestamp=000000 checksum=right !padding @12+4" },
    { "text without NUL", AUTO, "49 54 20 01 02 03 e4 00 61 62 63 64 00 00 00 **",
      "INFO 1/2/3 T size=4 dev=0 text=\"abcd\" timestamp=000000 checksum=right !not-terminated" },
    { "offer that is not zero", AUTO, "49 54 20 ff ff ff f3 00 00 00 00 07", "SPEC 255/255/255 T size=3 dev=0 offer !padding @8+4" },
    { "request with a full octet before an identifier", AUTO, "49 54 20 00 00 00 f5 00 00 00 00 00 09 01 02 03 00 00 00 **",
      "SPEC 0/0/0 T size=5 dev=0 request 1/2/3@12 timestamp=000000 checksum=right !padding @12+1" },
    { "request that is not zero where it should be", AUTO, "49 54 20 00 00 00 f6 00 00 00 00 05 09 01 02 03 08 01 02 04 00 00 00 **",
      "SPEC 0/0/0 T size=6 dev=0 request 1/2/3@12 1/2/4@16 timestamp=000000 checksum=right !padding @8+4 !padding @12+1 !padding @16+1" },
    { "request with an empty entry", AUTO, "49 54 20 00 00 00 f6 00 00 00 00 00 00 00 00 00 00 01 02 03 00 00 00 **",
      "SPEC 0/0/0 T size=6 dev=0 request 1/2/3@16 timestamp=000000 checksum=right" },
    { "request without a list", AUTO, "49 54 20 00 00 00 f3 00 00 00 00 00", "SPEC 0/0/0 T size=3 dev=0 request" },

    /* the older drafts */
    { "-03: two parts", D03, "49 54 20 01 02 03 03 00 41 ac 00 00", "FLOAT 1/515 T size=3 dev=0 value=21.5" },
    { "-03: little-endian", D03, "49 54 30 01 02 03 03 00 00 00 ac 41", "FLOAT 1/770 LT size=3 dev=0 value=21.5" },
    { "-03: offer", D03, "49 54 20 00 ff ff f3 00 00 00 00 00", "SPEC 0/65535 T size=3 dev=0 offer" },
    { "-03: the offer of -05 is none", D03, VECTOR_OFFER, "SPEC 255/65535 T size=3 dev=0 vendor content=8+4" },
    { "-03: request", D03, "49 54 20 00 00 00 f5 00 00 00 00 00 00 07 01 02 00 00 00 **",
      "SPEC 0/0 T size=5 dev=0 request 7/258@12 timestamp=000000 checksum=right" },
    { "automatic: the offer of -03", AUTO, "49 54 20 00 ff ff f3 00 00 00 00 00", "SPEC 0/255/255 T size=3 dev=0 offer" },
    { "automatic: the source of the offer of -03", AUTO, "49 54 20 00 ff ff 03 00 41 ac 00 00", "FLOAT 0/255/255 T size=3 dev=0 value=21.5" },
    { "-05: the offer of -03 is none", D05, "49 54 20 00 ff ff f3 00 00 00 00 00", "SPEC 0/255/255 T size=3 dev=0 vendor content=8+4" },
    { "-00: float of temperature, device 4", D00, "49 54 20 01 02 03 43 41 41 ac 00 00", "FLOAT 1/515 T size=3 dev=4 quantity=8 value=21.5" },
    { "-00: dividend and divisor", D00, "49 54 20 01 02 03 03 4b ff fc 00 0a", "DIV 1/515 T size=3 dev=0 quantity=9 value=-2.5" },
    { "-00: divisor 0", D00, "49 54 20 01 02 03 03 4b 00 00 00 0a", "DIV 1/515 T size=3 dev=0 quantity=9 !zero-divisor" },
    { "-00: integer, dose rate", D00, "49 54 20 01 02 03 03 f5 00 00 00 d7", "INT1 1/515 T size=3 dev=0 quantity=30 value=21.5" },
    { "-00: text", D00, "49 54 20 01 02 03 05 06 66 77 20 31 2e 32 00 00 00 00 00 **",
      "INFO 1/515 T size=5 dev=0 quantity=0 text=\"fw 1.2\" timestamp=000000 checksum=right" },
    { "-00: offer", D00, "49 54 20 00 ff ff 03 07 00 00 00 00", "SPEC 0/65535 T size=3 dev=0 quantity=0 offer" },
    { "-00: no U", D00, "49 54 60 01 02 03 03 01 41 ac 00 00", "FLOAT 1/515 T size=3 dev=0 quantity=0 value=21.5 !reserved-bits" },
    { "-00: reserved type", D00, "49 54 20 01 02 03 03 04 41 ac 00 00", "reserved 1/515 T size=3 dev=0 quantity=0 content=8+4 !reserved-type" },

    /* the opposite order of bits: T is 0x04, L 0x08, U 0x02, SIZE the high half */
    { "most significant bit first", HIGH, "49 54 04 01 02 03 30 00 41 ac 00 00", "FLOAT 1/2/3 T size=3 dev=0 value=21.5" },
    { "most significant bit first, little-endian INT1 in UTF-8", HIGH, "49 54 0e 01 02 03 31 00 d7 00 00 00",
      "INT1 1/2/3 LTU size=3 dev=0 value=21.5" },
    { "most significant bit first, reserved bit and version 1", HIGH, "49 54 15 01 02 03 30 00 41 ac 00 00",
      "FLOAT 1/2/3 T size=3 dev=0 value=21.5 !version !reserved-bits" },
    { "most significant bit first, -00", DTPDIA_DRAFT_00, DTPDIA_HIGH_BIT_FIRST, "49 54 04 01 02 03 34 28 41 ac 00 00",
      "FLOAT 1/515 T size=3 dev=4 quantity=8 value=21.5" },

    /* less than a packet */
    { "nothing", AUTO, "", "no packet" },
    { "7 octets", AUTO, "49 54 20 01 02 03 03", "no packet" },
    { "8 octets", AUTO, "49 54 20 01 02 03 03 00", "FLOAT 1/2/3 T size=3 dev=0 cut" },
    { "11 octets", AUTO, "49 54 20 01 02 03 03 00 41 ac 00", "FLOAT 1/2/3 T size=3 dev=0 cut" },
    { "cut behind the value", AUTO, "49 54 20 01 02 03 05 00 41 ac 00 00 43 00", "FLOAT 1/2/3 T size=5 dev=0 value=21.5 cut" },
    { "cut text", AUTO, "49 54 20 01 02 03 e5 00 66 77 20 31 2e", "INFO 1/2/3 T size=5 dev=0 cut" },
    { "SIZE 2", AUTO, "49 54 20 01 02 03 02 00 41 ac 00 00", "no packet" },
    { "SIZE 0", AUTO, "49 54 20 01 02 03 00 00 41 ac 00 00", "no packet" },
    { "another leading sequence", AUTO, "92 2a 20 01 02 03 03 00 41 ac 00 00", "no packet" },
};

static void test_case(gconstpointer data)
{
    const packet_case *chosen = data;
    dtpdia_reading reading = { chosen->draft, chosen->order };
    uint8_t octets[DTPDIA_LENGTH_MAX];
    size_t length = octets_of(chosen->octets, octets);
    char *line = decoded(octets, length, &reading);
    g_assert_cmpstr(line, ==, chosen->line);
    g_free(line);
}

/* Octets behind a packet are not its. */
static void test_more_octets(void)
{
    uint8_t octets[2 * DTPDIA_LENGTH_MAX];
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        dtpdia_reading reading = { cases[i].draft, cases[i].order };
        size_t length = octets_of(cases[i].octets, octets);
        dtpdia_packet packet;
        if (!dtpdia_decode(octets, length, &reading, &packet) || packet.cut) {
            continue;
        }
        memset(octets + length, 0xa5, sizeof octets - length);
        char *line = decoded(octets, sizeof octets, &reading);
        g_assert_cmpstr(line, ==, cases[i].line);
        g_free(line);
    }
}

/* A full list: 15 words are header, a word of zeros, eleven identifiers and the trailer. */
static void test_longest_request(void)
{
    uint8_t octets[DTPDIA_LENGTH_MAX] = { 0x49, 0x54, 0x20, 0, 0, 0, 0xff };
    for (uint8_t i = 0; i < DTPDIA_LIST_MAX; i++) {
        octets[12 + 4 * i + 3] = (uint8_t)(i + 1);
    }
    dtpdia_packet packet;
    g_assert_true(dtpdia_decode(octets, sizeof octets, &automatic, &packet));
    g_assert_cmpuint(packet.requested_count, ==, 11);
    g_assert_cmpuint(packet.requested_at[10], ==, 52);
    g_assert_cmpuint(packet.requested[10].parts[2], ==, 11);
    g_assert_cmpuint(packet.checksum_computed, ==, (0x49 + 0x54 + 0x20 + 0xff + 66) & 0xff);
}

static void test_not_a_number(void)
{
    uint8_t octets[DTPDIA_LENGTH_MAX];
    size_t length = octets_of("49 54 20 01 02 03 03 00 7f c0 00 00", octets);
    dtpdia_packet packet;
    g_assert_true(dtpdia_decode(octets, length, &automatic, &packet));
    g_assert_true(packet.has_value && isnan(packet.value));
}

/* 2^24 s is 194.18 days. */
static void test_times(void)
{
    static const struct {
        int64_t now;
        uint32_t timestamp;
        int64_t whole;
    } times[] = {
        { 0x69555555, 0x555555, 0x69555555 },
        { 0x69555555, 0x555550, 0x69555550 },
        { 0x69555555, 0x555560, 0x69555560 },
        { 0x69000005, 0xfffffe, 0x68fffffe },
        { 0x68fffffe, 0x000003, 0x69000003 },
        { 0x69800000, 0x000000, 0x69000000 },
        { 0x69800001, 0x000000, 0x6a000000 },
        { 0x697fffff, 0xffffff, 0x69ffffff },
        { 0x697ffffe, 0xffffff, 0x68ffffff },
        { 5, 0xfffffe, -2 },
        { 0, 0, 0 },
        { -3, 0x000002, 2 },
        { -3, 0xfffff0, -16 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
        g_assert_cmpint(dtpdia_whole_time(times[i].timestamp, times[i].now), ==, times[i].whole);
    }
    g_assert_cmpint(dtpdia_whole_time(0xffffff, INT64_MAX) & 0xffffff, ==, 0xffffff);
    g_assert_cmpint(dtpdia_whole_time(0x000000, INT64_MIN) & 0xffffff, ==, 0);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *path = g_strdup_printf("/dtpdia-packet/%s", cases[i].name);
        g_test_add_data_func(path, &cases[i], test_case);
        g_free(path);
    }
    g_test_add_func("/dtpdia-packet/more-octets", test_more_octets);
    g_test_add_func("/dtpdia-packet/longest-request", test_longest_request);
    g_test_add_func("/dtpdia-packet/not-a-number", test_not_a_number);
    g_test_add_func("/dtpdia-packet/times", test_times);
    return g_test_run();
}
