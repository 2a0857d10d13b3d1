/* messages.c
 * What each handshake message adds to the facts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "handshake-private.h"

#include <string.h>

#include "portlore/tls_names.h"

/* RFC 5246 section 7.2. */
#define ALERT_FATAL        2
#define ALERT_CLOSE_NOTIFY 0

/* Types of a curve (RFC 8422 section 5.4). */
#define CURVE_NAMED 3

/* Which side is the client is told by the first hello: what was taken for one side's until then was the other's. */
static bool admit(tls_handshake *handshake, tls_side sender, tls_side expected)
{
    tls_facts *facts = &handshake->facts;
    if (!handshake->sides_known && tls_swap(handshake, sender) != expected) {
        handshake->swapped = !handshake->swapped;
        for (size_t i = 0; i < facts->alert_count; i++) {
            facts->alerts[i].side = tls_other_side(facts->alerts[i].side);
        }
        tls_record_counts client = facts->records[TLS_CLIENT];
        facts->records[TLS_CLIENT] = facts->records[TLS_SERVER];
        facts->records[TLS_SERVER] = client;
        bool damaged = facts->damaged[TLS_CLIENT];
        facts->damaged[TLS_CLIENT] = facts->damaged[TLS_SERVER];
        facts->damaged[TLS_SERVER] = damaged;
    }
    handshake->sides_known = true;
    return tls_swap(handshake, sender) == expected;
}

static void note_frame(tls_handshake *handshake, uint32_t *frame)
{
    if (*frame == 0) {
        *frame = handshake->frame;
        handshake->news = true;
    }
}

static void begin_handshake(tls_handshake *handshake)
{
    tls_facts_next_handshake(&handshake->facts);
    for (size_t side = 0; side < TLS_SIDES; side++) {
        handshake->directions[side].data_sent = false;
        handshake->directions[side].finished_length = 0;
    }
    handshake->maybe_renegotiated = false;
}

bool tls_handshake_is_up_to_1_2(const tls_handshake *handshake)
{
    const tls_server_hello *hello = &handshake->facts.server_hello;
    return hello->frame != 0 && !tls_version_is_1_3(hello->version);
}

void tls_handshake_note_renegotiation(tls_handshake *handshake, tls_side sender)
{
    tls_facts *facts = &handshake->facts;
    if (facts->renegotiation_frame == 0) {
        facts->renegotiation_frame = handshake->frame;
        facts->renegotiation_side = handshake->maybe_renegotiated ? handshake->maybe_by : tls_swap(handshake, sender);
        handshake->news = true;
    }
}

/* A session of SSL 2.0 that is resumed has the suite that it had. */
void tls_handshake_note_unanswered(tls_handshake *handshake)
{
    tls_facts *facts = &handshake->facts;
    const tls_server_hello *hello = &facts->server_hello;
    bool open = hello->frame == 0 || (hello->version == TLS_SSL2 && facts->resumed_frame == 0);
    if (facts->client_hello.frame != 0 && open && !hello->suite_known) {
        note_frame(handshake, &facts->unanswered_frame);
    }
}

void tls_handshake_note_went_on(tls_handshake *handshake, tls_side sender)
{
    const tls_facts *facts = &handshake->facts;
    bool retries = facts->retry_request_frame != 0; /* change_cipher_spec may come before the second hello */
    if (tls_swap(handshake, sender) == TLS_CLIENT && !facts->client_hello.early_data && !retries) {
        tls_handshake_note_unanswered(handshake);
    }
}

/* RFC 8446 section 4.1.2: suites and versions are those of the first, and if they are not, these are what the server chooses from. */
static void take_second_hello(tls_handshake *handshake, const tls_client_hello *hello)
{
    tls_facts *facts = &handshake->facts;
    if (facts->second_hello_frame == 0) {
        facts->second_hello_frame = handshake->frame;
        facts->client_hello.offered = hello->offered;
        facts->client_hello.offers_ssl2 = hello->offers_ssl2;
        handshake->news = true;
    }
}

void tls_handshake_take_client_hello(tls_handshake *handshake, tls_side sender, tls_client_hello *hello)
{
    tls_facts *facts = &handshake->facts;
    bool admitted = admit(handshake, sender, TLS_CLIENT);
    bool answers_request = facts->retry_request_frame != 0 && facts->server_hello.frame == 0;
    bool first = facts->client_hello.frame == 0 || facts->server_hello.frame != 0;
    if (!admitted || !first) {
        if (admitted && answers_request) {
            take_second_hello(handshake, hello);
        } else if (admitted) {
            tls_handshake_note_unanswered(handshake);
        }
        tls_client_hello_clear(hello);
        return;
    }
    /* Only what came before it in answer to a hello that was not captured is of the same handshake. */
    if (!answers_request) {
        begin_handshake(handshake);
    }
    facts->client_hello = *hello;
    facts->client_hello.frame = handshake->frame;
    handshake->news = true;
}

bool tls_handshake_admit_server_hello(tls_handshake *handshake, tls_side sender)
{
    const tls_facts *facts = &handshake->facts;
    if (!admit(handshake, sender, TLS_SERVER)) {
        return false;
    }
    bool begun = facts->client_hello.frame != 0 || facts->retry_request_frame != 0 || facts->server_hello.frame != 0;
    if (!begun) {
        begin_handshake(handshake);
    }
    return facts->server_hello.frame == 0;
}

static void take_client_hello(tls_handshake *handshake, tls_side sender, uint16_t record_version, tls_cursor body)
{
    tls_client_hello hello = { .record_version = record_version };
    if (tls_client_hello_read(&hello, body)) {
        tls_handshake_take_client_hello(handshake, sender, &hello);
    }
}

/* group: 0 when it asks for none. */
static void take_retry_request(tls_handshake *handshake, uint16_t group)
{
    if (handshake->facts.retry_request_frame == 0) {
        handshake->facts.retry_request_frame = handshake->frame;
        handshake->facts.retry_group = group;
        handshake->news = true;
    }
}

static void take_server_hello(tls_handshake *handshake, tls_side sender, uint16_t record_version, tls_cursor body)
{
    tls_facts *facts = &handshake->facts;
    tls_server_hello hello = { .frame = handshake->frame, .suite_frame = handshake->frame, .record_version = record_version };
    tls_server_hello_details details = { .retry_request = false };
    if (!tls_server_hello_read(&hello, body, &details)) {
        return;
    }
    bool admitted = tls_handshake_admit_server_hello(handshake, sender);
    if (!admitted || details.retry_request) {
        g_free(hello.alpn);
        if (admitted) {
            take_retry_request(handshake, hello.group);
        }
        return;
    }
    bool is_1_3 = tls_version_is_1_3(hello.version);
    if (is_1_3) {
        handshake->directions[TLS_CLIENT].encrypted = true;
        handshake->directions[TLS_SERVER].encrypted = true;
    }
    facts->server_hello = hello;
    /* Up to TLS 1.2 a session identifier that is echoed proves nothing before the change of ciphers: a full handshake may follow all the same. */
    facts->resumed_frame = is_1_3 && hello.pre_shared_key ? handshake->frame : 0;
    facts->certificates[TLS_CLIENT].not_x509 = details.not_x509[TLS_CLIENT];
    facts->certificates[TLS_SERVER].not_x509 = details.not_x509[TLS_SERVER];
    facts->damaged[TLS_SERVER] = false;
    handshake->news = true;
}

static void take_certificates(tls_handshake *handshake, tls_side sender, tls_cursor body)
{
    if (handshake->facts.handshake == 0) {
        begin_handshake(handshake);
    }
    tls_side side = tls_swap(handshake, sender);
    tls_certificate_list *list = &handshake->facts.certificates[side];
    if (list->frame != 0) {
        return;
    }
    list->frame = handshake->frame;
    tls_cursor certificates = tls_cursor_vector(&body, 3);
    while (tls_cursor_left(&certificates) > 0 && !list->not_x509) {
        tls_cursor certificate = tls_cursor_vector(&certificates, 3);
        if (!certificate.broken) {
            tls_facts_add_certificate(list, certificate);
        }
    }
    list->malformed = (body.broken || certificates.broken) && !list->not_x509;
    handshake->news = true;
}

/* Length of a number of any size, in bits. */
static uint32_t bits_of(tls_cursor number)
{
    while (number.at < number.end && *number.at == 0) {
        number.at++;
    }
    if (number.at == number.end) {
        return 0;
    }
    uint32_t bits = (uint32_t)tls_cursor_left(&number) * 8;
    for (unsigned first = *number.at; first < 0x80; first <<= 1) {
        bits--;
    }
    return bits;
}

/* Behind the parameters; only from TLS 1.2 on an algorithm stands before it (RFC 5246 section 7.4.3). */
static uint16_t read_signature(const tls_facts *facts, tls_cursor *body, bool is_signed)
{
    return is_signed && tls_version_kind_of(facts->server_hello.version) == TLS_VERSION_1_2 ? (uint16_t)tls_cursor_number(body, 2) : 0;
}

/* Prime, generator, public key. */
static void read_dh(tls_key_exchange *exchange, tls_cursor *body)
{
    exchange->dh_bits = bits_of(tls_cursor_vector(body, 2));
    tls_cursor_vector(body, 2);
    tls_cursor_vector(body, 2);
}

/* Returns false for a curve that is given explicitly: what is behind it is not looked for. */
static bool read_ecdh(tls_key_exchange *exchange, tls_cursor *body)
{
    if (tls_cursor_number(body, 1) != CURVE_NAMED) {
        return false;
    }
    exchange->group = (uint16_t)tls_cursor_number(body, 2);
    tls_cursor_vector(body, 1);
    return true;
}

/* Modulus and exponent of a temporary key (RFC 2246 section 7.4.3). */
static void read_rsa(tls_key_exchange *exchange, tls_cursor *body)
{
    exchange->rsa_bits = bits_of(tls_cursor_vector(body, 2));
    tls_cursor_vector(body, 2);
}

static void take_key_exchange(tls_handshake *handshake, tls_cursor body)
{
    tls_facts *facts = &handshake->facts;
    const char *suite = facts->server_hello.suite_known ? tls_suite_name(facts->server_hello.suite) : NULL;
    if (!suite || facts->key_exchange.frame != 0) {
        return;
    }
    tls_key_exchange exchange = { .frame = handshake->frame };
    bool is_signed = true;
    if (strstr(suite, "DHE_PSK_") || strstr(suite, "_PSK_DHE_")) {
        tls_cursor_vector(&body, 2); /* psk_identity_hint (RFC 4279 section 3, RFC 5489 section 2) */
        is_signed = false;
    }
    if (strstr(suite, "_ECDHE_") || strstr(suite, "_ECDH_anon_")) {
        is_signed &= strstr(suite, "_anon_") == NULL;
        is_signed &= read_ecdh(&exchange, &body);
    } else if (strstr(suite, "_DHE_") || strstr(suite, "_DH_anon_")) {
        is_signed &= strstr(suite, "_anon_") == NULL;
        read_dh(&exchange, &body);
    } else if (strstr(suite, "TLS_RSA_EXPORT")) {
        read_rsa(&exchange, &body);
    } else {
        is_signed = false; /* of another form */
    }
    exchange.signature = read_signature(facts, &body, is_signed);
    facts->key_exchange = exchange;
    handshake->news = true;
}

/* What only the server sends, behind its hello. */
static void take_servers(tls_handshake *handshake, uint8_t type, tls_cursor body)
{
    tls_facts *facts = &handshake->facts;
    if (facts->handshake == 0) {
        begin_handshake(handshake);
    }
    switch (type) {
    case TLS_MESSAGE_SERVER_KEY_EXCHANGE:
        take_key_exchange(handshake, body);
        break;
    case TLS_MESSAGE_CERTIFICATE_REQUEST:
        note_frame(handshake, &facts->certificate_request_frame);
        break;
    default:
        note_frame(handshake, &facts->server_hello_done_frame);
        break;
    }
}

void tls_handshake_take_message(tls_handshake *handshake, tls_side sender, uint8_t type, uint16_t record_version, tls_cursor body)
{
    switch (type) {
    case TLS_MESSAGE_CLIENT_HELLO:
        take_client_hello(handshake, sender, record_version, body);
        break;
    case TLS_MESSAGE_SERVER_HELLO:
        take_server_hello(handshake, sender, record_version, body);
        break;
    case TLS_MESSAGE_RETRY_REQUEST:
        if (tls_handshake_admit_server_hello(handshake, sender)) {
            take_retry_request(handshake, tls_retry_request_group(body));
        }
        break;
    case TLS_MESSAGE_CERTIFICATE:
        take_certificates(handshake, sender, body);
        break;
    default:
        if (tls_swap(handshake, sender) == TLS_SERVER) {
            take_servers(handshake, type, body);
        }
        break;
    }
}

void tls_handshake_take_cipher_change(tls_handshake *handshake, tls_side sender)
{
    tls_facts *facts = &handshake->facts;
    tls_direction *direction = &handshake->directions[sender];
    tls_side side = tls_swap(handshake, sender);
    facts->records[side].ciphers_changed = true;
    tls_handshake_note_went_on(handshake, sender);
    if (direction->finished_length != 0) { /* each handshake has one, in front of Finished */
        tls_handshake_note_renegotiation(handshake, sender);
    }
    /* Behind a HelloRetryRequest it is one of those that mean nothing: more hellos follow (RFC 8446 appendix D.4). */
    if (direction->encrypted || (facts->retry_request_frame != 0 && facts->server_hello.frame == 0)) {
        return;
    }
    direction->encrypted = true;
    bool full = facts->server_hello_done_frame != 0 || facts->certificates[TLS_SERVER].frame != 0 || facts->key_exchange.frame != 0;
    if (side == TLS_SERVER && facts->server_hello.frame != 0 && !full && !facts->damaged[TLS_SERVER]) {
        note_frame(handshake, &facts->resumed_frame);
    }
}

void tls_handshake_take_alert(tls_handshake *handshake, tls_side sender, bool ssl2, uint8_t level, uint16_t description)
{
    tls_alert alert = { handshake->frame, tls_swap(handshake, sender), ssl2, level, description };
    tls_facts_add_alert(&handshake->facts, &alert);
    if (level == ALERT_FATAL || description == ALERT_CLOSE_NOTIFY) {
        tls_handshake_note_unanswered(handshake);
    }
    handshake->news = true;
}
