/* hellos.c
 * The hellos of client and server (RFC 8446 sections 4.1.2 and 4.1.3, RFC 5246 section 7.4.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "handshake-private.h"

#include <string.h>

#include "portlore/text.h"
#include "portlore/tls_names.h"

/* Numbers of extensions (IANA, "TLS ExtensionType Values"). */
#define EXTENSION_SERVER_NAME             0
#define EXTENSION_SUPPORTED_GROUPS        10
#define EXTENSION_HEARTBEAT               15
#define EXTENSION_ALPN                    16
#define EXTENSION_SERVER_CERTIFICATE_TYPE 20
#define EXTENSION_EXTENDED_MASTER_SECRET  23
#define EXTENSION_PRE_SHARED_KEY          41
#define EXTENSION_EARLY_DATA              42
#define EXTENSION_SUPPORTED_VERSIONS      43
#define EXTENSION_KEY_SHARE               51
#define EXTENSION_KEY_SHARE_DRAFT         40 /* of the drafts of TLS 1.3 before 23 */
#define EXTENSION_CLIENT_CERTIFICATE_TYPE 19
#define EXTENSION_RENEGOTIATION_INFO      0xff01

#define NAME_TYPE_HOST   0 /* RFC 6066 section 3 */
#define CERTIFICATE_X509 0 /* RFC 7250 section 3 */
#define RANDOM_LENGTH    32

/* Suites that are none (RFC 5746 section 3.3, RFC 7507 section 2). */
#define SCSV_RENEGOTIATION_INFO 0x00ff
#define SCSV_FALLBACK           0x5600

/* The random value by which a server hello is a HelloRetryRequest (RFC 8446 section 4.1.3): SHA-256 of "HelloRetryRequest". */
static const uint8_t retry_request_random[RANDOM_LENGTH] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

static char *text_of(tls_cursor bytes)
{
    return text_one_line((const char *)bytes.at, tls_cursor_left(&bytes), TLS_FACTS_TEXT_MAX);
}

static void add_traits(tls_suite_traits *all, const tls_suite_traits *one)
{
    all->null_cipher |= one->null_cipher;
    all->export_cipher |= one->export_cipher;
    all->anonymous |= one->anonymous;
    all->rc4 |= one->rc4;
    all->rc2 |= one->rc2;
    all->des |= one->des;
    all->triple_des |= one->triple_des;
    all->idea |= one->idea;
    all->md5_mac |= one->md5_mac;
    all->no_forward_secrecy |= one->no_forward_secrecy;
}

void tls_client_hello_read_suites(tls_client_hello *hello, tls_cursor suites, size_t suite_length)
{
    while (tls_cursor_left(&suites) >= suite_length) {
        uint32_t suite = tls_cursor_number(&suites, suite_length);
        tls_suite_traits traits = tls_suite_traits_of(tls_suite_name(suite));
        hello->suite_count++;
        add_traits(&hello->offered, &traits);
        hello->renegotiation_info |= suite == SCSV_RENEGOTIATION_INFO;
        hello->fallback |= suite == SCSV_FALLBACK;
        hello->offers_ssl2 |= suite > 0xffff;
    }
}

/* The numbers of two bytes in the list that are not GREASE, as many as there is room for. Returns how many numbers there are then. */
static size_t read_numbers(tls_cursor list, uint16_t *numbers, size_t count, size_t max)
{
    while (tls_cursor_left(&list) >= 2 && count < max) {
        uint16_t number = (uint16_t)tls_cursor_number(&list, 2);
        if (!tls_is_grease(number)) {
            numbers[count++] = number;
        }
    }
    return count;
}

static void read_versions(tls_client_hello *hello, tls_cursor body)
{
    hello->supported_versions = true;
    hello->version_count = read_numbers(tls_cursor_vector(&body, 1), hello->versions, hello->version_count, TLS_FACTS_VERSIONS_MAX);
}

static void read_groups(tls_client_hello *hello, tls_cursor body)
{
    hello->group_count = read_numbers(tls_cursor_vector(&body, 2), hello->groups, hello->group_count, TLS_FACTS_GROUPS_MAX);
}

static void read_server_name(tls_client_hello *hello, tls_cursor body)
{
    tls_cursor list = tls_cursor_vector(&body, 2);
    while (tls_cursor_left(&list) > 0 && !hello->server_name) {
        uint32_t type = tls_cursor_number(&list, 1);
        tls_cursor name = tls_cursor_vector(&list, 2);
        if (type == NAME_TYPE_HOST && !name.broken) {
            hello->server_name = text_of(name);
        }
    }
}

static void read_alpn(tls_client_hello *hello, tls_cursor body)
{
    tls_cursor list = tls_cursor_vector(&body, 2);
    while (tls_cursor_left(&list) > 0 && hello->alpn_count < TLS_FACTS_ALPN_MAX) {
        tls_cursor protocol = tls_cursor_vector(&list, 1);
        bool grease = tls_cursor_left(&protocol) == 2 && tls_is_grease((uint16_t)(protocol.at[0] << 8 | protocol.at[1]));
        if (!protocol.broken && !grease) {
            hello->alpn[hello->alpn_count++] = text_of(protocol);
        }
    }
}

/* Each extension counts once: a second one of the same number is against RFC 8446 section 4.2. */
static void read_client_extension(tls_client_hello *hello, uint32_t number, tls_cursor body)
{
    switch (number) {
    case EXTENSION_SERVER_NAME:
        read_server_name(hello, body);
        break;
    case EXTENSION_SUPPORTED_GROUPS:
        if (hello->group_count == 0) {
            read_groups(hello, body);
        }
        break;
    case EXTENSION_ALPN:
        if (hello->alpn_count == 0) {
            read_alpn(hello, body);
        }
        break;
    case EXTENSION_SUPPORTED_VERSIONS:
        if (!hello->supported_versions) {
            read_versions(hello, body);
        }
        break;
    case EXTENSION_HEARTBEAT:
        hello->heartbeat = true;
        break;
    case EXTENSION_EXTENDED_MASTER_SECRET:
        hello->extended_master_secret = true;
        break;
    case EXTENSION_RENEGOTIATION_INFO:
        hello->renegotiation_info = true;
        break;
    case EXTENSION_EARLY_DATA:
        hello->early_data = true;
        break;
    default:
        break;
    }
}

void tls_client_hello_clear(tls_client_hello *hello)
{
    g_free(hello->server_name);
    for (size_t i = 0; i < hello->alpn_count; i++) {
        g_free(hello->alpn[i]);
    }
    *hello = (tls_client_hello){ 0 };
}

bool tls_client_hello_read(tls_client_hello *hello, tls_cursor body)
{
    if (tls_cursor_left(&body) < TLS_HELLO_MIN) {
        return false;
    }
    hello->version = (uint16_t)tls_cursor_number(&body, 2);
    hello->offers_ssl2 = hello->version == TLS_SSL2;
    tls_cursor_bytes(&body, RANDOM_LENGTH);
    tls_cursor session_id = tls_cursor_vector(&body, 1);
    hello->session_id = tls_cursor_left(&session_id) > 0;
    tls_client_hello_read_suites(hello, tls_cursor_vector(&body, 2), 2);
    tls_cursor compression = tls_cursor_vector(&body, 1);
    while (tls_cursor_left(&compression) > 0) {
        hello->offers_compression |= tls_cursor_number(&compression, 1) != 0;
    }
    tls_cursor extensions = tls_cursor_vector(&body, 2);
    while (tls_cursor_left(&extensions) > 0) {
        uint32_t number = tls_cursor_number(&extensions, 2);
        tls_cursor extension = tls_cursor_vector(&extensions, 2);
        if (!extension.broken) {
            read_client_extension(hello, number, extension);
        }
    }
    return true;
}

static void read_server_extension(tls_server_hello *hello, uint32_t number, tls_cursor body, tls_server_hello_details *details)
{
    switch (number) {
    case EXTENSION_ALPN: {
        tls_cursor list = tls_cursor_vector(&body, 2);
        tls_cursor protocol = tls_cursor_vector(&list, 1);
        if (!protocol.broken && !hello->alpn) {
            hello->alpn = text_of(protocol);
        }
        break;
    }
    case EXTENSION_SUPPORTED_VERSIONS:
        if (tls_cursor_left(&body) == 2) {
            hello->version = (uint16_t)tls_cursor_number(&body, 2);
        }
        break;
    case EXTENSION_KEY_SHARE:
    case EXTENSION_KEY_SHARE_DRAFT:
        hello->key_share = true;
        hello->group = (uint16_t)tls_cursor_number(&body, 2);
        break;
    case EXTENSION_PRE_SHARED_KEY:
        hello->pre_shared_key = true;
        break;
    case EXTENSION_SERVER_CERTIFICATE_TYPE:
        details->not_x509[TLS_SERVER] = tls_cursor_number(&body, 1) != CERTIFICATE_X509;
        break;
    case EXTENSION_CLIENT_CERTIFICATE_TYPE:
        details->not_x509[TLS_CLIENT] = tls_cursor_number(&body, 1) != CERTIFICATE_X509;
        break;
    case EXTENSION_HEARTBEAT:
        hello->heartbeat = true;
        break;
    case EXTENSION_EXTENDED_MASTER_SECRET:
        hello->extended_master_secret = true;
        break;
    case EXTENSION_RENEGOTIATION_INFO:
        hello->renegotiation_info = true;
        break;
    default:
        break;
    }
}

static void read_server_extensions(tls_server_hello *hello, tls_cursor *body, tls_server_hello_details *details)
{
    tls_cursor extensions = tls_cursor_vector(body, 2);
    while (tls_cursor_left(&extensions) > 0) {
        uint32_t number = tls_cursor_number(&extensions, 2);
        tls_cursor extension = tls_cursor_vector(&extensions, 2);
        if (!extension.broken) {
            read_server_extension(hello, number, extension, details);
        }
    }
    hello->extensions_broken = extensions.broken;
}

bool tls_server_hello_read(tls_server_hello *hello, tls_cursor body, tls_server_hello_details *details)
{
    if (tls_cursor_left(&body) < TLS_HELLO_MIN) {
        return false;
    }
    hello->hello_version = (uint16_t)tls_cursor_number(&body, 2);
    hello->version = hello->hello_version;
    tls_cursor random = tls_cursor_bytes(&body, RANDOM_LENGTH);
    details->retry_request = memcmp(random.at, retry_request_random, RANDOM_LENGTH) == 0;
    /* The drafts of TLS 1.3 up to 21 put their version first, and had neither session identifier nor compression method here. */
    bool draft = tls_version_kind_of(hello->hello_version) == TLS_VERSION_1_3_DRAFT;
    if (!draft) {
        tls_cursor_vector(&body, 1);
    }
    tls_cursor suite = tls_cursor_bytes(&body, 2);
    hello->suite_known = !suite.broken;
    hello->suite = tls_cursor_number(&suite, 2);
    hello->compression = draft ? 0 : (uint8_t)tls_cursor_number(&body, 1);
    if (tls_cursor_left(&body) > 0) { /* up to TLS 1.2, a hello may have no extensions at all */
        read_server_extensions(hello, &body, details);
    }
    hello->extensions_broken |= body.broken;
    return true;
}

/* draft-ietf-tls-tls13-19 section 4.1.4: version, suite (since draft 19), extensions; of these, key_share is a group alone. */
uint16_t tls_retry_request_group(tls_cursor body)
{
    uint16_t group = 0;
    tls_cursor_number(&body, 4);
    tls_cursor extensions = tls_cursor_vector(&body, 2);
    while (tls_cursor_left(&extensions) > 0) {
        uint32_t number = tls_cursor_number(&extensions, 2);
        tls_cursor extension = tls_cursor_vector(&extensions, 2);
        if (number == EXTENSION_KEY_SHARE_DRAFT && tls_cursor_left(&extension) == 2) {
            group = (uint16_t)tls_cursor_number(&extension, 2);
        }
    }
    return group;
}
