/* handshake.c
 * Records, and the handshake messages in them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "handshake-private.h"

#include <string.h>

#include "portlore/tls_names.h"

/* Content types of records (IANA, "TLS ContentType"). */
#define RECORD_CHANGE_CIPHER_SPEC 20
#define RECORD_ALERT              21
#define RECORD_HANDSHAKE          22
#define RECORD_APPLICATION_DATA   23
#define RECORD_HEARTBEAT          24

#define RECORD_MAJOR_VERSION 3
#define RECORD_MAX           (16384 + 2048) /* bytes, encrypted (RFC 5246 section 6.2.3) */

/* Bytes by which a part of Finished can be longer than the part before it: the longest, of SSL 3.0, has 40 bytes (RFC 6101 section 5.6.9), of which
 * either record has one at least; in blocks of 16. */
#define FINISHED_REST_MAX 48

#define ALERT_LENGTH      2
#define ALERTS_LENGTH_MAX 8 /* of a record of alerts in clear, which may hold several (RFC 5246 section 6.2.1); an encrypted one is longer */
#define ALERT_LEVEL_MAX   2
#define SSL2_ERROR_LENGTH 3

tls_handshake *tls_handshake_new(void)
{
    return g_new0(tls_handshake, 1);
}

static void drop_bytes(GByteArray **bytes)
{
    if (*bytes) {
        g_byte_array_free(*bytes, TRUE);
        *bytes = NULL;
    }
}

static void drop_message(tls_direction *direction)
{
    drop_bytes(&direction->message.kept);
    direction->message.header_length = 0;
    direction->message.left = 0;
}

void tls_handshake_free(tls_handshake *handshake)
{
    if (!handshake) {
        return;
    }
    for (size_t side = 0; side < TLS_SIDES; side++) {
        drop_message(&handshake->directions[side]);
        drop_bytes(&handshake->directions[side].ssl2_message);
    }
    tls_facts_clear(&handshake->facts);
    g_free(handshake);
}

static void count(uint32_t *counter)
{
    *counter += *counter < UINT32_MAX;
}

static size_t number_of(const uint8_t *bytes, size_t length)
{
    size_t number = 0;
    for (size_t i = 0; i < length; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

/* Handshake messages */

static bool is_wanted(uint8_t type)
{
    switch (type) {
    case TLS_MESSAGE_CLIENT_HELLO:
    case TLS_MESSAGE_SERVER_HELLO:
    case TLS_MESSAGE_RETRY_REQUEST:
    case TLS_MESSAGE_CERTIFICATE:
    case TLS_MESSAGE_SERVER_KEY_EXCHANGE:
    case TLS_MESSAGE_CERTIFICATE_REQUEST:
    case TLS_MESSAGE_SERVER_HELLO_DONE:
        return true;
    default:
        return false;
    }
}

static void end_message(tls_handshake *handshake, tls_side sender)
{
    tls_message *message = &handshake->directions[sender].message;
    message->header_length = 0;
    if (!message->kept) {
        return;
    }
    GByteArray *body = message->kept;
    message->kept = NULL;
    /* g_byte_array_new() has no memory before the first byte. */
    static const uint8_t nothing[1] = { 0 };
    tls_cursor cursor = body->len > 0 ? tls_cursor_of(body->data, body->len) : tls_cursor_of(nothing, 0);
    tls_handshake_take_message(handshake, sender, message->header[0], message->record_version, cursor);
    g_byte_array_free(body, TRUE);
}

static size_t feed_message_header(tls_handshake *handshake, tls_side sender, const uint8_t *bytes)
{
    tls_direction *direction = &handshake->directions[sender];
    tls_message *message = &direction->message;
    if (message->header_length == 0) {
        message->record_version = direction->record_version;
    }
    message->header[message->header_length++] = *bytes;
    if (message->header_length == TLS_MESSAGE_HEADER) {
        message->left = number_of(message->header + 1, 3);
        bool fits = message->left <= TLS_HANDSHAKE_MESSAGE_MAX - TLS_MESSAGE_HEADER;
        message->kept = fits && is_wanted(message->header[0]) ? g_byte_array_new() : NULL;
        handshake->facts.damaged[tls_swap(handshake, sender)] |= !fits;
        if (message->left == 0) {
            end_message(handshake, sender);
        }
    }
    return 1;
}

static size_t feed_message_body(tls_handshake *handshake, tls_side sender, const uint8_t *bytes, size_t length)
{
    tls_message *message = &handshake->directions[sender].message;
    size_t taken = MIN(length, message->left);
    if (message->kept) {
        g_byte_array_append(message->kept, bytes, (guint)taken);
    }
    message->left -= taken;
    if (message->left == 0) {
        end_message(handshake, sender);
    }
    return taken;
}

/* A part of a record of the handshake. */
static void feed_handshake(tls_handshake *handshake, tls_side sender, const uint8_t *bytes, size_t length)
{
    tls_direction *direction = &handshake->directions[sender];
    while (length > 0 && !direction->encrypted) {
        size_t taken = direction->message.header_length < TLS_MESSAGE_HEADER ? feed_message_header(handshake, sender, bytes)
                                                                             : feed_message_body(handshake, sender, bytes, length);
        bytes += taken;
        length -= taken;
    }
    if (direction->encrypted) { /* a message in it began TLS 1.3's encryption */
        drop_message(direction);
        direction->body = TLS_BODY_SKIPPED;
    }
}

/* Records whose first bytes decide */

/* head: of a handshake record's content, TLS_PEEK bytes. */
static bool is_clear_hello(const tls_handshake *handshake, tls_side sender, const uint8_t *head, size_t record_length)
{
    const tls_direction *direction = &handshake->directions[sender];
    size_t length = number_of(head + 1, 3);
    size_t room = record_length - TLS_MESSAGE_HEADER;
    uint8_t major = head[TLS_MESSAGE_HEADER];
    bool client = !handshake->sides_known || tls_swap(handshake, sender) == TLS_CLIENT;
    bool server = !handshake->sides_known || tls_swap(handshake, sender) == TLS_SERVER;
    switch (head[0]) {
    case TLS_MESSAGE_CLIENT_HELLO:
        return client && length == room && length >= TLS_HELLO_MIN && major == RECORD_MAJOR_VERSION;
    case TLS_MESSAGE_SERVER_HELLO:
        return server && length <= room && length >= TLS_HELLO_MIN && (major == RECORD_MAJOR_VERSION || major == 0x7f) &&
               handshake->facts.server_hello.frame == 0 && (!direction->encrypted || handshake->facts.client_hello.frame != 0);
    case TLS_MESSAGE_CERTIFICATE: /* nothing of it is as improbable as a hello, so only where it may be expected */
        return !direction->encrypted && length >= 3 && number_of(head + TLS_MESSAGE_HEADER, 3) == length - 3;
    default:
        return false;
    }
}

/* Whether a record behind the first of Finished has more in it than what may be left of that. */
static bool is_more_than_finished(const tls_direction *direction)
{
    return direction->finished_length != 0 && direction->record_length > direction->finished_length + FINISHED_REST_MAX;
}

/* Whether the side's Finished is behind it: it has sent data itself; or it is the client, and the server has, which alone waits for the other's Finished
 * in any case (RFC 7918). */
static bool is_behind_finished(const tls_handshake *handshake, tls_side sender)
{
    const tls_direction *direction = &handshake->directions[sender];
    bool client = tls_swap(handshake, sender) == TLS_CLIENT;
    return direction->data_sent || (client && direction->finished_length != 0 && handshake->directions[tls_other_side(sender)].data_sent);
}

/* Behind a side's Finished no handshake message of the first handshake can come, so it is of another. A server may have asked for that by a
 * message that is shorter than Finished (RFC 5246 section 7.4.1.1). */
static void note_encrypted_handshake(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    tls_side side = tls_swap(handshake, sender);
    count(&handshake->facts.records[side].encrypted_handshake);
    if (!tls_handshake_is_up_to_1_2(handshake)) {
        return;
    }
    if (is_behind_finished(handshake, sender) || is_more_than_finished(direction)) {
        tls_handshake_note_renegotiation(handshake, sender);
    } else if (direction->finished_length == 0) {
        direction->finished_length = direction->record_length;
    } else if (!handshake->maybe_renegotiated) {
        handshake->maybe_renegotiated = true;
        handshake->maybe_by = side;
    }
}

static void fail_peek(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    if (direction->encrypted) {
        note_encrypted_handshake(handshake, sender);
    }
    direction->body = TLS_BODY_SKIPPED;
    if (direction->resync) {
        direction->place = TLS_LOST;
    }
}

static void end_peek(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    if (direction->head_length < TLS_PEEK || !is_clear_hello(handshake, sender, direction->head, direction->record_length)) {
        fail_peek(handshake, sender);
        return;
    }
    drop_message(direction);
    direction->encrypted = false;
    direction->unaligned = false;
    direction->resync = false;
    direction->tls = true;
    direction->body = TLS_BODY_HANDSHAKE;
    feed_handshake(handshake, sender, direction->head, TLS_PEEK);
}

static void note_encrypted_alert(tls_handshake *handshake, tls_side sender)
{
    count(&handshake->facts.records[tls_swap(handshake, sender)].encrypted_alerts);
    tls_handshake_note_went_on(handshake, sender);
}

static void end_alert(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    uint8_t level = direction->head[0];
    if (level >= 1 && level <= ALERT_LEVEL_MAX) {
        tls_handshake_take_alert(handshake, sender, false, level, direction->head[1]);
    } else {
        note_encrypted_alert(handshake, sender);
    }
}

/* The end of a record */

static void end_ssl2(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    GByteArray *message = direction->ssl2_message;
    bool taken = false;
    direction->ssl2_message = NULL;
    if (message && message->len > direction->ssl2_padding) {
        taken = tls_handshake_take_ssl2(handshake, sender, tls_cursor_of(message->data, message->len - direction->ssl2_padding));
    }
    if (!taken) {
        count(&handshake->facts.records[tls_swap(handshake, sender)].ssl2);
    }
    if (message) {
        g_byte_array_free(message, TRUE);
    }
}

static void end_record(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    switch (direction->body) {
    case TLS_BODY_PEEK: /* too short for it */
        end_peek(handshake, sender);
        break;
    case TLS_BODY_CIPHER_CHANGE:
        drop_message(direction);
        tls_handshake_take_cipher_change(handshake, sender);
        break;
    case TLS_BODY_SSL2:
        end_ssl2(handshake, sender);
        break;
    default:
        break;
    }
    direction->head_length = 0;
    if (direction->place == TLS_AT_BODY) {
        direction->place = TLS_AT_HEADER;
    }
}

/* The beginning of a record */

static tls_body body_of(tls_handshake *handshake, tls_side sender, uint8_t type)
{
    tls_direction *direction = &handshake->directions[sender];
    tls_record_counts *records = &handshake->facts.records[tls_swap(handshake, sender)];
    switch (type) {
    case RECORD_HANDSHAKE:
        return direction->encrypted || direction->unaligned || direction->resync ? TLS_BODY_PEEK : TLS_BODY_HANDSHAKE;
    case RECORD_CHANGE_CIPHER_SPEC:
        return TLS_BODY_CIPHER_CHANGE;
    case RECORD_ALERT:
        if (direction->record_length % ALERT_LENGTH == 0 && direction->record_length <= ALERTS_LENGTH_MAX) {
            return TLS_BODY_ALERT;
        }
        note_encrypted_alert(handshake, sender);
        return TLS_BODY_SKIPPED;
    case RECORD_APPLICATION_DATA:
        count(&records->application_data);
        direction->data_sent = true;
        tls_handshake_note_went_on(handshake, sender);
        return TLS_BODY_SKIPPED;
    default:
        return TLS_BODY_SKIPPED;
    }
}

static void begin_body(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    direction->place = TLS_AT_BODY;
    direction->record_left = direction->record_length;
    direction->head_length = 0;
    if (direction->record_left == 0) {
        end_record(handshake, sender);
    }
}

static void begin_tls(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    direction->record_version = (uint16_t)number_of(direction->head + 1, 2);
    direction->record_length = number_of(direction->head + 3, 2);
    if (direction->record_length > RECORD_MAX || (direction->resync && direction->head[0] != RECORD_HANDSHAKE)) {
        direction->place = direction->resync ? TLS_LOST : TLS_BROKEN;
        return;
    }
    direction->tls |= !direction->resync;
    direction->body = body_of(handshake, sender, direction->head[0]);
    begin_body(handshake, sender);
}

/* The header has two bytes, or three, the last of which is the length of the padding. */
static void begin_ssl2(tls_handshake *handshake, tls_side sender)
{
    tls_direction *direction = &handshake->directions[sender];
    const uint8_t *head = direction->head;
    bool is_short = (head[0] & 0x80) != 0;
    direction->record_length = (size_t)(head[0] & (is_short ? 0x7f : 0x3f)) << 8 | head[1];
    direction->ssl2_padding = is_short ? 0 : head[2];
    if (direction->record_length <= direction->ssl2_padding) {
        direction->place = TLS_BROKEN;
        return;
    }
    bool clear = !direction->encrypted || direction->record_length == SSL2_ERROR_LENGTH;
    direction->ssl2_message = clear ? g_byte_array_new() : NULL;
    direction->body = TLS_BODY_SSL2;
    begin_body(handshake, sender);
}

/* Take one byte of a header. What it is the header of is decided as soon as it can be. */
static void feed_header(tls_handshake *handshake, tls_side sender, uint8_t byte)
{
    tls_direction *direction = &handshake->directions[sender];
    uint8_t *head = direction->head;
    head[direction->head_length++] = byte;
    if (direction->head_length < 2) {
        return;
    }
    bool is_tls = !direction->ssl2 && head[0] >= RECORD_CHANGE_CIPHER_SPEC && head[0] <= RECORD_HEARTBEAT && head[1] == RECORD_MAJOR_VERSION;
    if (is_tls) {
        if (direction->head_length == TLS_RECORD_HEADER) {
            begin_tls(handshake, sender);
        }
    } else if (direction->resync) {
        direction->place = TLS_LOST;
    } else if (direction->tls) {
        direction->place = TLS_BROKEN;
    } else if ((head[0] & 0x80) != 0 || direction->head_length == 3) {
        begin_ssl2(handshake, sender);
    }
}

/* The body of a record */

static void feed_peek(tls_handshake *handshake, tls_side sender, uint8_t byte)
{
    tls_direction *direction = &handshake->directions[sender];
    direction->head[direction->head_length++] = byte;
    if (direction->head_length == TLS_PEEK) {
        end_peek(handshake, sender);
    }
}

/* The first record of a direction tells by its type whether it is one of SSL 2.0 at all; an encrypted one follows a hello that told it. Only a
 * client's hello leaves open what follows it. */
static void feed_ssl2(tls_direction *direction, const uint8_t *bytes, size_t length)
{
    bool first = direction->record_left == direction->record_length;
    if (first && !direction->ssl2) {
        bool known = direction->encrypted || bytes[0] == 0 || bytes[0] == 1 || bytes[0] == 2 || bytes[0] == 4;
        if (!known) {
            drop_bytes(&direction->ssl2_message);
            direction->place = TLS_BROKEN;
            return;
        }
        direction->ssl2 = direction->encrypted || bytes[0] != 1;
    }
    if (direction->ssl2_message) {
        g_byte_array_append(direction->ssl2_message, bytes, (guint)length);
    }
}

static size_t feed_body(tls_handshake *handshake, tls_side sender, const uint8_t *bytes, size_t length)
{
    tls_direction *direction = &handshake->directions[sender];
    size_t taken = MIN(length, direction->record_left);
    switch (direction->body) {
    case TLS_BODY_HANDSHAKE:
        feed_handshake(handshake, sender, bytes, taken);
        break;
    case TLS_BODY_PEEK:
        taken = 1;
        feed_peek(handshake, sender, *bytes);
        break;
    case TLS_BODY_ALERT:
        taken = 1;
        direction->head[direction->head_length++] = *bytes;
        if (direction->head_length == ALERT_LENGTH) {
            end_alert(handshake, sender);
            direction->head_length = 0;
        }
        break;
    case TLS_BODY_SSL2:
        feed_ssl2(direction, bytes, taken);
        break;
    default:
        break;
    }
    direction->record_left -= taken;
    if (direction->place == TLS_AT_BODY && direction->record_left == 0) {
        end_record(handshake, sender);
    }
    return taken;
}

bool tls_handshake_push(tls_handshake *handshake, tls_side side, uint32_t frame, const uint8_t *bytes, size_t length)
{
    tls_direction *direction = &handshake->directions[side];
    handshake->frame = frame;
    handshake->news = false;
    while (length > 0 && (direction->place == TLS_AT_HEADER || direction->place == TLS_AT_BODY)) {
        size_t taken = 1;
        if (direction->place == TLS_AT_HEADER) {
            feed_header(handshake, side, *bytes);
        } else {
            taken = feed_body(handshake, side, bytes, length);
        }
        bytes += taken;
        length -= taken;
    }
    return handshake->news;
}

/* Gaps */

/* A part of a handshake record is missing. */
static void lose_handshake(tls_direction *direction, size_t missing)
{
    tls_message *message = &direction->message;
    if (message->header_length < TLS_MESSAGE_HEADER || missing > message->left) {
        drop_message(direction);
        direction->unaligned = true;
        direction->body = TLS_BODY_SKIPPED;
        return;
    }
    drop_bytes(&message->kept);
    message->left -= missing;
    if (message->left == 0) {
        message->header_length = 0;
    }
}

static void lose_body(tls_handshake *handshake, tls_side side, size_t missing)
{
    tls_direction *direction = &handshake->directions[side];
    switch (direction->body) {
    case TLS_BODY_HANDSHAKE:
        lose_handshake(direction, missing);
        break;
    case TLS_BODY_PEEK:
        fail_peek(handshake, side);
        break;
    case TLS_BODY_ALERT:
        direction->body = TLS_BODY_SKIPPED;
        break;
    case TLS_BODY_SSL2:
        drop_bytes(&direction->ssl2_message);
        break;
    default: /* of change_cipher_spec nothing but its header matters */
        break;
    }
}

void tls_handshake_gap(tls_handshake *handshake, tls_side side, uint64_t missing)
{
    tls_direction *direction = &handshake->directions[side];
    if (missing == 0 || direction->place == TLS_BROKEN) {
        return;
    }
    handshake->facts.damaged[tls_swap(handshake, side)] |= !direction->encrypted;
    bool in_record = direction->place == TLS_AT_BODY && missing <= direction->record_left;
    if (in_record) {
        lose_body(handshake, side, (size_t)missing);
    }
    if (in_record && direction->place == TLS_AT_BODY) {
        direction->record_left -= (size_t)missing;
        if (direction->record_left == 0) {
            end_record(handshake, side);
        }
        return;
    }
    drop_message(direction);
    drop_bytes(&direction->ssl2_message);
    direction->head_length = 0;
    direction->resync = true;
    direction->place = direction->ssl2 ? TLS_LOST : TLS_AT_HEADER;
}

bool tls_handshake_close(tls_handshake *handshake, tls_side side, uint32_t frame)
{
    handshake->frame = frame;
    handshake->news = false;
    if (tls_swap(handshake, side) == TLS_SERVER) {
        tls_handshake_note_unanswered(handshake);
    }
    return handshake->news;
}

bool tls_handshake_broken(const tls_handshake *handshake, tls_side side)
{
    return handshake->directions[side].place == TLS_BROKEN;
}

const tls_facts *tls_handshake_facts(const tls_handshake *handshake)
{
    return &handshake->facts;
}
