/* ssl2.c
 * The messages of SSL 2.0 that are in clear ("The SSL Protocol", Hickman, 1995, chapters 2 and 3), and its client hello that offers TLS
 * (RFC 5246 appendix E.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "handshake-private.h"

#define ERROR_MESSAGE     0
#define CLIENT_HELLO      1
#define CLIENT_MASTER_KEY 2
#define SERVER_HELLO      4

#define SUITE_LENGTH     3
#define CERTIFICATE_X509 1
#define ALERT_FATAL      2

/* body: behind the type. */
static bool take_client_hello(tls_handshake *handshake, tls_side sender, tls_cursor body)
{
    tls_client_hello hello = { .ssl2_form = true };
    hello.version = (uint16_t)tls_cursor_number(&body, 2);
    size_t suites_length = tls_cursor_number(&body, 2);
    size_t session_length = tls_cursor_number(&body, 2);
    tls_cursor_number(&body, 2); /* length of the challenge, which is the rest */
    tls_cursor suites = tls_cursor_bytes(&body, suites_length);
    if (suites.broken) {
        return false;
    }
    hello.offers_ssl2 = hello.version == TLS_SSL2;
    hello.session_id = session_length > 0;
    tls_client_hello_read_suites(&hello, suites, SUITE_LENGTH);
    tls_handshake_take_client_hello(handshake, sender, &hello);
    return true;
}

static bool take_server_hello(tls_handshake *handshake, tls_side sender, tls_cursor body)
{
    tls_facts *facts = &handshake->facts;
    bool hit = tls_cursor_number(&body, 1) != 0;
    uint32_t certificate_type = tls_cursor_number(&body, 1);
    uint16_t version = (uint16_t)tls_cursor_number(&body, 2);
    size_t certificate_length = tls_cursor_number(&body, 2);
    tls_cursor_number(&body, 4); /* lengths of the suites and of the connection identifier */
    if (body.broken || version != TLS_SSL2 || !tls_handshake_admit_server_hello(handshake, sender)) {
        return false;
    }
    facts->server_hello.frame = handshake->frame; /* the suite may be known from a client's master key that came before */
    facts->server_hello.hello_version = facts->server_hello.version = version;
    tls_certificate_list *list = &facts->certificates[TLS_SERVER];
    if (certificate_length > 0) {
        tls_cursor certificate = tls_cursor_bytes(&body, certificate_length);
        list->frame = handshake->frame;
        list->not_x509 = certificate_type != CERTIFICATE_X509;
        list->malformed = certificate.broken && !list->not_x509;
        if (!certificate.broken && !list->not_x509) {
            tls_facts_add_certificate(list, certificate);
        }
    }
    facts->resumed_frame = hit ? handshake->frame : 0;
    handshake->directions[sender].encrypted = true;
    if (hit) {
        handshake->directions[tls_other_side(sender)].encrypted = true;
    }
    handshake->news = true;
    return true;
}

/* The client chooses the suite, from those that the server listed. */
static bool take_master_key(tls_handshake *handshake, tls_side sender, tls_cursor body)
{
    tls_server_hello *hello = &handshake->facts.server_hello;
    uint32_t suite = tls_cursor_number(&body, SUITE_LENGTH);
    tls_cursor_number(&body, 4); /* lengths of the clear and of the encrypted part of the key */
    if (body.broken || tls_swap(handshake, sender) != TLS_CLIENT) {
        return false;
    }
    handshake->directions[sender].encrypted = true;
    bool unseen = hello->frame == 0 && handshake->facts.client_hello.frame != 0;
    if (unseen) { /* only SSL 2.0 has this message */
        hello->hello_version = hello->version = TLS_SSL2;
    }
    if ((hello->frame != 0 || unseen) && hello->version == TLS_SSL2 && !hello->suite_known) {
        hello->suite_known = true;
        hello->suite = suite;
        hello->suite_frame = handshake->frame;
        handshake->news = true;
    }
    return true;
}

bool tls_handshake_take_ssl2(tls_handshake *handshake, tls_side sender, tls_cursor body)
{
    size_t length = tls_cursor_left(&body);
    uint32_t type = tls_cursor_number(&body, 1);
    switch (type) {
    case ERROR_MESSAGE:
        if (length == 3) {
            tls_handshake_take_alert(handshake, sender, true, ALERT_FATAL, (uint16_t)tls_cursor_number(&body, 2));
        }
        return length == 3;
    case CLIENT_HELLO:
        return take_client_hello(handshake, sender, body);
    case CLIENT_MASTER_KEY:
        return take_master_key(handshake, sender, body);
    case SERVER_HELLO:
        return take_server_hello(handshake, sender, body);
    default:
        return false;
    }
}
