/* dtpdia.h
 * DTP/DIA: where packets lie in a stream, what is in one, and what packets tell of one another.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_DTPDIA_H
#define PORTLORE_DTPDIA_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sections are those of draft-avsolov-dtpdia-05 unless another draft is named. Offsets and lengths are in octets, offsets from the packet's first. */

#define DTPDIA_HEADER     8
#define DTPDIA_LENGTH_MIN 12 /* SIZE is 3 words of four octets, */
#define DTPDIA_LENGTH_MAX 60 /* or 15 */
#define DTPDIA_LIST_MAX   11 /* identifiers in a Device Request */

/* How packets are read */

/* VERS is 0 in all drafts, so a packet does not tell which one it follows. */
typedef enum {
    DTPDIA_DRAFT_AUTO, /* as -05; and the Offer To Identify of -03 is known too */
    DTPDIA_DRAFT_00,
    DTPDIA_DRAFT_03,
    DTPDIA_DRAFT_05
} dtpdia_draft;

/* The drafts draw bit 0 at the left. That the leading sequence, drawn so, is 0x49 0x54 makes it the least significant one. */
typedef enum {
    DTPDIA_LOW_BIT_FIRST,
    DTPDIA_HIGH_BIT_FIRST /* the opposite reading, of all but the leading sequence */
} dtpdia_bit_order;

typedef struct {
    dtpdia_draft draft;
    dtpdia_bit_order bit_order;
} dtpdia_reading;

/* Packets in a stream */

typedef enum {
    DTPDIA_UNIT_MORE,   /* not to be told yet, or the beginning of a packet */
    DTPDIA_UNIT_PACKET, /* a whole packet */
    DTPDIA_UNIT_STRAY,  /* octets of no packet, up to the next leading sequence */
    DTPDIA_UNIT_SIZE,   /* a leading sequence with a SIZE below 3: up to the next one within these 7 octets */
    DTPDIA_UNIT_BROKEN  /* a packet with a wrong checksum, up to another one that stands whole inside of it */
} dtpdia_unit_kind;

typedef struct {
    dtpdia_unit_kind kind;
    size_t length; /* DTPDIA_UNIT_MORE: of the whole packet, 0 while that is not known; else at least 1, at most what was given */
} dtpdia_unit;

/* What stands at the beginning of the bytes. synchronised: nothing was skipped right before them. Else a packet counts as one only if its header can
 * be one and its checksum, where it has one, is right.
 * length: in octets; 0 gives DTPDIA_UNIT_MORE. Linear in length; keeps nothing. */
dtpdia_unit dtpdia_next_unit(const uint8_t *bytes, size_t length, const dtpdia_reading *reading, bool synchronised);

/* Whether a whole packet stands at the beginning of the bytes whose header keeps the rules and whose checksum, where it has one, is right, and which
 * is no text by chance. */
bool dtpdia_is_proven(const uint8_t *bytes, size_t length, const dtpdia_reading *reading);

/* Whether packets, and what is skipped between them, bring one that dtpdia_is_proven(). One without a checksum counts only if the bytes end behind it,
 * or the next leading sequence begins there. within: behind other units, too; else only at the beginning of the bytes. Linear in length. */
bool dtpdia_holds_proof(const uint8_t *bytes, size_t length, const dtpdia_reading *reading, bool within);

/* A packet */

typedef enum {
    DTPDIA_FLOAT,
    DTPDIA_INT1, /* the value times 10, */
    DTPDIA_INT2, /* 100, */
    DTPDIA_INT3, /* 1000 */
    DTPDIA_DIV,  /* -00: a dividend and a divisor */
    DTPDIA_INFO,
    DTPDIA_SPEC,
    DTPDIA_RESERVED
} dtpdia_type;

/* "FLOAT", "INT1" ...; "reserved". Static. */
const char *dtpdia_type_name(dtpdia_type type);

/* A source. ID.1, ID.2, ID.3; in -00 and -03 ID.2 has 16 bits, and there is no ID.3. */
typedef struct {
    bool two_parts;
    uint16_t parts[3];
} dtpdia_identifier;

#define DTPDIA_IDENTIFIER_SIZE 18
/* "1/2/3" or "1/515". Returns text, the caller's. */
char *dtpdia_identifier_text(const dtpdia_identifier *identifier, char text[DTPDIA_IDENTIFIER_SIZE]);

/* What a SPEC packet is. */
typedef enum {
    DTPDIA_SPECIAL_VENDOR, /* state or control, as the vendor likes */
    DTPDIA_SPECIAL_OFFER,  /* Offer To Identify, from source to collector */
    DTPDIA_SPECIAL_REQUEST /* Device Request, from collector to source */
} dtpdia_special;

/* What breaks a rule. */
enum {
    DTPDIA_FAULT_VERSION = 1u << 0,       /* VERS is not 0 */
    DTPDIA_FAULT_RESERVED_BITS = 1u << 1, /* a reserved bit of octet 2 is set */
    DTPDIA_FAULT_RESERVED_TYPE = 1u << 2,
    DTPDIA_FAULT_RESERVED_ID = 1u << 3,    /* an identifier of the identification procedure in another packet */
    DTPDIA_FAULT_TIMESTAMP_SET = 1u << 4,  /* T says that it is to be ignored, and it is not 0 */
    DTPDIA_FAULT_NO_TIMESTAMP = 1u << 5,   /* SIZE is 3, so there is none, and T does not say so */
    DTPDIA_FAULT_PADDING = 1u << 6,        /* not zero: dtpdia_packet.flaws */
    DTPDIA_FAULT_UNIT_FORBIDDEN = 1u << 7, /* in INFO, and in an Offer To Identify: dtpdia_packet.flaws has its text, without NUL */
    DTPDIA_FAULT_NOT_TERMINATED = 1u << 8, /* text, or unit mark, without NUL */
    DTPDIA_FAULT_ACCURACY = 1u << 9,       /* octets behind the unit mark that are too few or too many for PROB and ERROR: dtpdia_packet.flaws */
    DTPDIA_FAULT_ZERO_DIVISOR = 1u << 10
};

typedef struct {
    uint8_t offset;
    uint8_t length; /* 0: there is none */
} dtpdia_place;

/* Octets that break a rule by being there, or by not being zero. */
typedef struct {
    unsigned fault; /* one */
    dtpdia_place place;
} dtpdia_flaw;

#define DTPDIA_FLAWS_MAX (DTPDIA_LIST_MAX + 1) /* a Device Request: its value, and each entry of its list */

typedef struct {
    size_t length; /* by SIZE */
    bool cut;      /* fewer octets were given: nothing behind the value is known, and that only if its octets were given */
    unsigned faults;

    uint8_t version;       /* VERS */
    uint8_t reserved_bits; /* those of octet 2 that are set */
    bool little_endian;    /* L */
    bool no_timestamp;     /* T */
    bool utf8;             /* U; else ASCII */
    uint8_t size;          /* SIZE */
    uint8_t type_code;     /* TYPE as sent */
    dtpdia_type type;
    dtpdia_identifier id;
    uint8_t device_info;
    bool has_quantity; /* -00 */
    uint8_t quantity;  /* PHYQNTY */

    bool has_value;
    double value;   /* FLOAT: the decimal number of 6 digits, or of as many more as it takes, that is this number in 32 bits */
    int64_t number; /* INTx: as sent */
    int16_t divisor;
    uint16_t dividend;

    dtpdia_place unit; /* its text, without NUL */
    bool has_accuracy;
    dtpdia_place accuracy;  /* PROB and ERROR */
    double probability;     /* that the value lies outside of the interval */
    double error;           /* relative: half the interval by the value */
    dtpdia_place text;      /* of INFO, without NUL */
    dtpdia_special special; /* of SPEC */
    dtpdia_place content;   /* of SPEC's DTPDIA_SPECIAL_VENDOR, and of a reserved type */
    size_t requested_count; /* of DTPDIA_SPECIAL_REQUEST */
    dtpdia_identifier requested[DTPDIA_LIST_MAX];
    uint8_t requested_at[DTPDIA_LIST_MAX]; /* offset of each entry, of four octets */
    size_t flaw_count;
    dtpdia_flaw flaws[DTPDIA_FLAWS_MAX]; /* in the order of their octets */

    bool has_trailer;   /* its offset is length - 4 */
    uint32_t timestamp; /* 24 bits */
    uint8_t checksum;
    uint8_t checksum_computed;
} dtpdia_packet;

/* Decode the packet at the beginning of the bytes. Returns false, with *packet all zero, when they do not begin with a leading sequence and a SIZE of
 * 3 at least, all of which needs 7 octets; and when fewer than DTPDIA_HEADER octets are given. Nothing of a fault makes it return false. */
bool dtpdia_decode(const uint8_t *bytes, size_t length, const dtpdia_reading *reading, dtpdia_packet *packet);

/* Whether the packet has no checksum, or a right one. Else it must be discarded. */
bool dtpdia_checksum_holds(const dtpdia_packet *packet);

/* Text of a packet made printable UTF-8 on one line. What is not ASCII is replaced where U does not say UTF-8. Freed by the caller with g_free(). */
char *dtpdia_text(const uint8_t *bytes, const dtpdia_place *place, bool utf8);

#define DTPDIA_NUMBER_SIZE 32

/* A value in as few digits as tell it: "21.5". Returns text, the caller's. */
char *dtpdia_number_text(double value, char text[DTPDIA_NUMBER_SIZE]);

/* The time, in seconds since 1970, of which a TIMESTAMP holds the low 24 bits: the one nearest to now. */
int64_t dtpdia_whole_time(uint32_t timestamp, int64_t now);

/* What packets tell of one another */

/* Readings of one sender, to find those that come again. The last DTPDIA_READINGS_MAX are remembered. */
#define DTPDIA_READINGS_MAX 4096
typedef struct _dtpdia_readings dtpdia_readings;

/* Never NULL. Free with dtpdia_readings_free(), for which NULL is allowed. */
dtpdia_readings *dtpdia_readings_new(void);
void dtpdia_readings_free(dtpdia_readings *readings);

typedef enum {
    DTPDIA_READING_NEW,
    DTPDIA_READING_DUPLICATE, /* the same octets once more */
    DTPDIA_READING_CORRECTION /* the same source and time, other octets */
} dtpdia_reading_kind;

/* Take a packet. Two packets of one source with equal TIMESTAMP are duplicates or corrections; without TIMESTAMP a packet is always new, and a text
 * does not correct a value. bytes: of the packet, packet->length of them. time: by dtpdia_whole_time(). place: the caller's name for it.
 * earlier: gets the place of the packet that it repeats or corrects, the latest one; left alone for DTPDIA_READING_NEW. */
dtpdia_reading_kind dtpdia_readings_take(dtpdia_readings *readings, const dtpdia_packet *packet, const uint8_t *bytes, int64_t time, uint64_t place,
                                         uint64_t *earlier);

/* The identification procedure of one source and one collector. Zero-initialise. */
typedef struct {
    uint64_t offer;     /* the last Offer's place; 0: none was seen */
    unsigned offers;    /* since the last Device Request, that one included */
    unsigned requested; /* identifiers requested since the last Offer */
    bool answered;      /* it was */
} dtpdia_identification;

/* After so many retries a source gives up, or begins with its lowest identifier. */
#define DTPDIA_RETRIES_MAX 3

/* An Offer To Identify: clears what was requested. place: the caller's name for it, not 0. Returns which retry it is; 0: none. */
unsigned dtpdia_identification_offer(dtpdia_identification *identification, uint64_t place);

/* A Device Request for count identifiers: adds to what was requested. first: gets whether it is the first one that answers the Offer.
 * Returns the place of the Offer; 0: none was seen. */
uint64_t dtpdia_identification_request(dtpdia_identification *identification, unsigned count, bool *first);

/* Records that cut a stream without regard to packets: a serial line */

typedef struct _dtpdia_line dtpdia_line;

/* Never NULL. Free with dtpdia_line_free(), for which NULL is allowed. */
dtpdia_line *dtpdia_line_new(void);
void dtpdia_line_free(dtpdia_line *line);

/* A part of a stream, that ends in the record that was pushed. */
typedef struct {
    dtpdia_unit_kind kind; /* not DTPDIA_UNIT_MORE */
    uint32_t length;
    uint32_t before;                  /* of these so many came in earlier records */
    uint8_t bytes[DTPDIA_LENGTH_MAX]; /* all of them, where some came in earlier records and they fit; they do in a packet */
} dtpdia_piece;

/* Push the octets of a record. pieces: of dtpdia_piece; those that end in the record are appended. Returns how many octets at the record's end wait
 * for more. missing: octets were lost behind them: what waits will not be completed. */
size_t dtpdia_line_push(dtpdia_line *line, const uint8_t *bytes, size_t length, bool missing, const dtpdia_reading *reading, GArray *pieces);

#endif
