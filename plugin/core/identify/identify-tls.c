/* identify-tls.c
 * TLS by its records (RFC 8446 section 5.1, RFC 5246 section 6.2.1, RFC 6101 section 5.2.1), SSL 2.0 by its hellos, and hellos in the
 * format of SSL 2.0 that offer SSL 3.0 or TLS (RFC 5246 appendix E.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "identify-private.h"

#include <string.h>

/* Records */

#define RECORD_HEADER     5
#define RECORD_LENGTH_MAX 16384
#define CIPHERTEXT_MAX    (RECORD_LENGTH_MAX + 2048)
#define CIPHERTEXT_MIN    16 /* a MAC of MD5, the shortest that every record has */
#define HANDSHAKE_HEADER  4
#define HELLO_MAX         131072
#define CLIENT_HELLO_MIN  41 /* version, random, lengths, one suite, one compression method */
#define SERVER_HELLO_MIN  38 /* version, random, empty session identifier, suite, compression method */
#define DRAFT_VERSION_MAX 28 /* of TLS 1.3: server hellos of the drafts up to 21 carry 7f and its number */

/* The second byte of a record's version: as far as there are versions; anything, which a server has to take with a client's hello (RFC 5246
 * appendix E.1, RFC 8446 section 5.1). */
#define MINOR_KNOWN_MAX 4
#define MINOR_MAX       0xff

enum { RECORD_CHANGE_CIPHER_SPEC = 20, RECORD_ALERT, RECORD_HANDSHAKE, RECORD_APPLICATION_DATA };

enum { HANDSHAKE_HELLO_REQUEST = 0, HANDSHAKE_CLIENT_HELLO = 1, HANDSHAKE_SERVER_HELLO = 2, HANDSHAKE_CERTIFICATE = 11 };

/* A record header, as far as its bytes reach. */
static bool is_record_header(const uint8_t *bytes, size_t length, uint8_t minor_max, size_t length_min, size_t length_max)
{
    if ((length > 1 && bytes[1] != 3) || (length > 2 && bytes[2] > minor_max)) {
        return false;
    }
    if (length > 3 && (size_t)bytes[3] << 8 > length_max) {
        return false;
    }
    if (length < RECORD_HEADER) {
        return true;
    }
    size_t record = identify_number(bytes + 3, 2);
    return record >= length_min && record <= length_max;
}

/* First bytes of a handshake message: type, length, and what a hello begins with. */
typedef struct {
    uint8_t bytes[HANDSHAKE_HEADER + 3];
    size_t count;
    size_t record; /* length of the first record */
    uint8_t minor; /* of the records' versions, the highest */
    bool broken;   /* what follows them is no record of the handshake */
} handshake_head;

/* Collects them from as many records as they lie in. */
static void read_head(const uint8_t *bytes, size_t length, handshake_head *head)
{
    for (size_t at = 0; at < length && head->count < sizeof head->bytes;) {
        if (bytes[at] != RECORD_HANDSHAKE || !is_record_header(bytes + at, length - at, MINOR_MAX, 1, RECORD_LENGTH_MAX)) {
            head->broken = true;
            return;
        }
        if (length - at < RECORD_HEADER) {
            return;
        }
        size_t record = identify_number(bytes + at + 3, 2);
        head->minor = bytes[at + 2] > head->minor ? bytes[at + 2] : head->minor;
        if (at == 0) {
            head->record = record;
        }
        at += RECORD_HEADER;
        for (size_t i = 0; i < record && at < length && head->count < sizeof head->bytes; i++) {
            head->bytes[head->count++] = bytes[at++];
        }
    }
}

static identify_match match_hello(const handshake_head *head, size_t message)
{
    bool client = head->bytes[0] == HANDSHAKE_CLIENT_HELLO;
    size_t whole = HANDSHAKE_HEADER + message;
    if (message < (client ? CLIENT_HELLO_MIN : SERVER_HELLO_MIN) || message > HELLO_MAX || (client && whole < head->record)) {
        return no_match; /* nothing else follows a client hello in its record */
    }
    if (head->count < HANDSHAKE_HEADER + 2) {
        return match_needs_more;
    }
    uint8_t major = head->bytes[HANDSHAKE_HEADER];
    uint8_t minor = head->bytes[HANDSHAKE_HEADER + 1];
    /* A client may offer versions that nobody has defined, to see whether the server minds (RFC 8446 section 4.1.2, RFC 5246 appendix E.1). */
    if (!(major == 3 && (client || minor <= 4)) && !(!client && major == 0x7f && minor <= DRAFT_VERSION_MAX)) {
        return no_match;
    }
    return client ? match_sent_by(IDENTIFY_SENDER_CLIENT, IDENTIFY_CONTENT_TLS, "TLS handshake record, client hello")
                  : match_sent_by(IDENTIFY_SENDER_SERVER, IDENTIFY_CONTENT_TLS, "TLS handshake record, server hello");
}

/* Messages in clear that a capture may start with when it starts late, or that a server may, which asks for a hello. */
static identify_match match_later_message(const handshake_head *head, size_t message)
{
    static const uint8_t types[] = { HANDSHAKE_HELLO_REQUEST, 4, 12, 13, 14, 15, 16, 22 };
    if (head->bytes[0] == HANDSHAKE_CERTIFICATE) {
        if (head->count < HANDSHAKE_HEADER + 3) {
            return match_needs_more;
        }
        size_t list = identify_number(head->bytes + HANDSHAKE_HEADER, 3);
        return message >= 3 && list == message - 3 ? match_proven(IDENTIFY_CONTENT_TLS, "TLS handshake record, certificates") : no_match;
    }
    if (HANDSHAKE_HEADER + message != head->record || memchr(types, head->bytes[0], sizeof types) == NULL) {
        return no_match;
    }
    if (head->bytes[0] == HANDSHAKE_HELLO_REQUEST && message > 0) {
        return no_match; /* RFC 5246 section 7.4.1.1: it has no content */
    }
    return match_proven(IDENTIFY_CONTENT_TLS, "TLS handshake record, whole message");
}

static identify_match match_handshake(const uint8_t *bytes, size_t length)
{
    handshake_head head = { .count = 0 };
    identify_match match = match_needs_more;
    read_head(bytes, length, &head);
    if (head.minor > MINOR_KNOWN_MAX && head.count > 0 && head.bytes[0] != HANDSHAKE_CLIENT_HELLO) {
        return no_match;
    }
    if (head.count >= HANDSHAKE_HEADER) {
        size_t message = identify_number(head.bytes + 1, 3);
        bool hello = head.bytes[0] == HANDSHAKE_CLIENT_HELLO || head.bytes[0] == HANDSHAKE_SERVER_HELLO;
        match = hello ? match_hello(&head, message) : match_later_message(&head, message);
    }
    return match.answer == MATCH_MORE && head.broken ? no_match : match;
}

/* Encrypted: nothing but the header can be checked, and that what follows is not text. Sixteen bytes in all that fit are taken for a proof:
 * one in 2^24 of random ones do. */
static identify_match match_ciphertext(const uint8_t *bytes, size_t length, const char *evidence)
{
    if (!is_record_header(bytes, length, 3, CIPHERTEXT_MIN, CIPHERTEXT_MAX)) {
        return no_match;
    }
    if (length < IDENTIFY_CONTENT_PROOF) {
        return match_needs_more;
    }
    bool text = true;
    bool equal = true;
    for (size_t i = RECORD_HEADER; i < IDENTIFY_CONTENT_PROOF; i++) {
        text = text && identify_is_text_byte(bytes[i]);
        equal = equal && bytes[i] == bytes[RECORD_HEADER];
    }
    return text || equal ? no_match : match_proven(IDENTIFY_CONTENT_TLS, evidence);
}

static bool is_alert_description(uint8_t description)
{
    static const uint8_t known[] = { 0,  10, 20, 21, 22, 30, 40,  41,  42,  43,  44,  45,  46,  47,  48,  49,  50, 51,
                                     60, 70, 71, 80, 86, 90, 100, 109, 110, 111, 112, 113, 114, 115, 116, 120, 121 };
    return memchr(known, description, sizeof known) != NULL;
}

static identify_match match_alert(const uint8_t *bytes, size_t length)
{
    if (length >= RECORD_HEADER && identify_number(bytes + 3, 2) != 2) {
        return match_ciphertext(bytes, length, "TLS alert record, encrypted");
    }
    if (!is_record_header(bytes, length, MINOR_KNOWN_MAX, 2, CIPHERTEXT_MAX)) {
        return no_match;
    }
    if ((length > 5 && bytes[5] != 1 && bytes[5] != 2) || (length > 6 && !is_alert_description(bytes[6]))) {
        return no_match;
    }
    return length > 6 ? match_proven(IDENTIFY_CONTENT_TLS, "TLS alert record") : match_needs_more;
}

static identify_match match_change_cipher_spec(const uint8_t *bytes, size_t length)
{
    if (!is_record_header(bytes, length, MINOR_KNOWN_MAX, 1, 1) || (length > RECORD_HEADER && bytes[RECORD_HEADER] != 1)) {
        return no_match;
    }
    return length > RECORD_HEADER ? match_proven(IDENTIFY_CONTENT_TLS, "TLS change_cipher_spec record") : match_needs_more;
}

identify_match identify_tls(const uint8_t *bytes, size_t length)
{
    switch (bytes[0]) {
    case RECORD_CHANGE_CIPHER_SPEC:
        return match_change_cipher_spec(bytes, length);
    case RECORD_ALERT:
        return match_alert(bytes, length);
    case RECORD_HANDSHAKE:
        return match_handshake(bytes, length);
    case RECORD_APPLICATION_DATA:
        return match_ciphertext(bytes, length, "TLS application data record");
    default:
        return no_match;
    }
}

/* SSL 2.0 ("The SSL Protocol", Hickman, 1995): a header of two or three bytes, then the message */

#define SSL2_CLIENT_HELLO 1
#define SSL2_SERVER_HELLO 4
#define SSL2_PADDING_MAX  7
#define SSL2_SPECS_MAX    3072 /* bytes: far more suites than any client has */
#define SSL2_MESSAGE_MAX  8191 /* a server hello with a large certificate */

/* Bytes of a message behind its header. */
typedef struct {
    const uint8_t *bytes;
    size_t length; /* of what is there */
    size_t whole;  /* of the message by its header, without padding */
    bool short_header;
} ssl2_message;

static bool is_challenge_length(size_t length)
{
    return length >= 16 && length <= 32;
}

/* type, version, then three lengths: cipher specs, session identifier, challenge. */
static identify_match match_ssl2_client(const ssl2_message *message)
{
    const uint8_t *bytes = message->bytes;
    if (message->length > 1 && bytes[1] != 0 && bytes[1] != 3) {
        return no_match;
    }
    bool newer = message->length > 1 && bytes[1] == 3;
    /* Hellos for newer versions have the short header only, and offer any of those. */
    if ((newer && !message->short_header) || (message->length > 2 && !newer && bytes[2] != 2)) {
        return no_match;
    }
    if (message->length < 9) {
        return match_needs_more;
    }
    size_t specs = identify_number(bytes + 3, 2);
    size_t session = identify_number(bytes + 5, 2);
    size_t challenge = identify_number(bytes + 7, 2);
    if (specs == 0 || specs % 3 != 0 || specs > SSL2_SPECS_MAX || (session != 0 && session != 16) || !is_challenge_length(challenge) ||
        9 + specs + session + challenge != message->whole) {
        return no_match;
    }
    return newer ? match_sent_by(IDENTIFY_SENDER_CLIENT, IDENTIFY_CONTENT_TLS, "SSLv2-format client hello offering TLS")
                 : match_sent_by(IDENTIFY_SENDER_CLIENT, IDENTIFY_CONTENT_SSL2, "SSL 2.0 client hello");
}

/* type, session identifier hit, certificate type, version, then three lengths: certificate, cipher specs, connection identifier. */
static identify_match match_ssl2_server(const ssl2_message *message)
{
    const uint8_t *bytes = message->bytes;
    if ((message->length > 1 && bytes[1] > 1) || (message->length > 2 && bytes[2] != (bytes[1] ? 0 : 1)) || (message->length > 3 && bytes[3] != 0) ||
        (message->length > 4 && bytes[4] != 2)) {
        return no_match;
    }
    if (message->length < 11) {
        return match_needs_more;
    }
    size_t certificate = identify_number(bytes + 5, 2);
    size_t specs = identify_number(bytes + 7, 2);
    size_t connection = identify_number(bytes + 9, 2);
    bool hit = bytes[1] != 0;
    if ((certificate == 0) != hit || (hit && specs != 0) || specs % 3 != 0 || specs > SSL2_SPECS_MAX || !is_challenge_length(connection) ||
        11 + certificate + specs + connection != message->whole) {
        return no_match;
    }
    return match_sent_by(IDENTIFY_SENDER_SERVER, IDENTIFY_CONTENT_SSL2, "SSL 2.0 server hello");
}

identify_match identify_ssl2(const uint8_t *bytes, size_t length)
{
    bool short_header = (bytes[0] & 0x80) != 0;
    size_t header = short_header ? 2 : 3;
    if (!short_header && (bytes[0] & 0x40) != 0) {
        return no_match; /* data out of band */
    }
    size_t most_significant = bytes[0] & (short_header ? 0x7fu : 0x3fu);
    if (most_significant > SSL2_MESSAGE_MAX >> 8) {
        return no_match;
    }
    if (length < header) {
        return match_needs_more;
    }
    size_t padding = short_header ? 0 : bytes[2];
    size_t whole = most_significant << 8 | bytes[1];
    if (padding > SSL2_PADDING_MAX || whole < padding) {
        return no_match;
    }
    if (length == header) {
        return match_needs_more;
    }
    ssl2_message message = { bytes + header, length - header, whole - padding, short_header };
    switch (message.bytes[0]) {
    case SSL2_CLIENT_HELLO:
        return match_ssl2_client(&message);
    case SSL2_SERVER_HELLO:
        return match_ssl2_server(&message);
    default:
        return no_match;
    }
}
