/* fuzz_sepm.c
 * HTTP of any bytes: what is told of it is valid text within its limits, in order. Messages whose framing is right, with any bytes in them: the same is
 * told however they are cut.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "cursor.h"
#include "portlore/http_reader.h"
#include "portlore/sepm_session.h"
#include "portlore/sepm_sylink.h"

/* The input: the server's port, flags, size of segments; then packets: flags, two bytes of length, and what they carry. With FLAG_MESSAGES they are
 * messages: flags, then texts of a byte of length each: target or status, as many headers as FLAG_HEADERS tells, with a byte for the name, and the body. */
#define HEAD          3
#define FLAG_TLS      0x01
#define FLAG_MESSAGES 0x02
#define FLAG_HEADERS  0x03
#define PACKET_HEADER 3
#define FLAG_SERVER   0x80
#define FLAG_GAP      0x40 /* the length is that of a gap */
#define FLAG_ACK      0x20 /* the length is what of the client is acknowledged */
#define FLAG_JOINED   0x04 /* of the head: what came before is not known */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    GString *told;
    sepm_session *session;
    uint64_t offset[2]; /* of the last line */
} hearing;

static void check_text(const char *text)
{
    g_assert_true(!text || (g_utf8_validate(text, -1, NULL) && strlen(text) <= HTTP_LINE_MAX && !strchr(text, '\n')));
}

static void hear(void *user, const sepm_line *line)
{
    hearing *state = user;
    check_text(line->name);
    check_text(line->value);
    g_assert_true(line->product != SEPM_PRODUCT_NONE);
    g_assert_cmpuint(line->offset, >=, state->offset[line->from_server]);
    state->offset[line->from_server] = line->offset;
    g_assert_cmpuint(line->byte_count, <=, SEPM_JSON_MAX);
    g_string_append_printf(state->told, "%d %d %d %d %d %" G_GUINT64_FORMAT " %s %s\n", line->kind, line->product, line->from_server, line->secret,
                           line->first, line->offset, line->name ? line->name : "-", line->value ? line->value : "-");
    if (line->kind == SEPM_LINE_JSON) {
        sepm_session_tell(state->session, SEPM_LINE_PASSWORD, "x");
    }
}

static void push(sepm_session *session, bool from_server, const uint8_t *bytes, size_t length, size_t segment)
{
    for (size_t at = 0; at < length; at += segment) {
        size_t part = MIN(segment, length - at);
        uint8_t *copy = g_memdup2(bytes + at, part);
        sepm_session_push(session, from_server, copy, part);
        g_free(copy);
    }
}

static void begin(hearing *state, uint16_t port, uint8_t flags)
{
    *state = (hearing){ .told = g_string_new(NULL) };
    state->session = sepm_session_new(port, flags & FLAG_TLS, hear, state);
    if (flags & FLAG_JOINED) {
        sepm_session_join(state->session);
        sepm_session_set_address(state->session, "192.0.2.1");
    }
}

static char *told_of(const uint8_t *data, size_t size, uint16_t port, uint8_t flags, size_t segment)
{
    hearing state;
    begin(&state, port, flags);
    uint64_t fed[2] = { 0, 0 };
    while (size >= PACKET_HEADER) {
        bool from_server = data[0] & FLAG_SERVER;
        bool gap = data[0] & FLAG_GAP;
        bool acknowledgement = data[0] & FLAG_ACK;
        size_t length = (size_t)data[1] << 8 | data[2];
        data += PACKET_HEADER;
        size -= PACKET_HEADER;
        if (acknowledgement) {
            sepm_session_acknowledge(state.session, length);
            continue;
        }
        length = gap ? length : MIN(length, size);
        fed[from_server] += length;
        if (gap) {
            sepm_session_gap(state.session, from_server, length);
            continue;
        }
        push(state.session, from_server, data, length, segment);
        data += length;
        size -= length;
    }
    for (unsigned side = 0; side < 2; side++) {
        g_assert_cmpuint(sepm_session_offset(state.session, side), ==, fed[side]);
        g_assert_cmpuint(state.offset[side], <=, fed[side]);
    }
    sepm_session_free(state.session);
    return g_string_free(state.told, FALSE);
}

static void screen(const uint8_t *data, size_t size)
{
    uint8_t *copy = g_memdup2(data, size);
    sepm_screened screened;
    g_assert_cmpint(sepm_screen(copy, size, &screened), <=, SEPM_INTEREST_TAKE);
    bool begins = sepm_screen_begins_request(copy, size);
    g_assert_true(!begins || size > 0);
    g_free(copy);
}

static void read_sylink(const uint8_t *data, size_t size)
{
    uint8_t *copy = g_memdup2(data, size);
    sepm_sylink *sylink = sepm_sylink_read(copy, size);
    if (sylink) {
        g_assert_cmpuint(strlen(sylink->domain_id), ==, 32);
        g_assert_true(!sylink->key || strlen(sylink->key) == 32);
        g_assert_cmpuint(sylink->servers->len, <=, SEPM_SYLINK_SERVERS_MAX);
    }
    g_assert_true(!sepm_sylink_ends(copy, size) || size > 0);
    sepm_sylink_free(sylink);
    g_free(copy);
}

/* Messages */

/* A text without line ends, for a start line without spaces as well. */
static void append_text(GString *message, cursor *at, bool in_start_line)
{
    size_t length = next_length(at);
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = next_byte(at);
        bool ends = byte == '\n' || byte == '\r' || (in_start_line && byte <= ' ');
        g_string_append_c(message, ends ? '_' : (char)byte);
    }
}

static GString *next_message(cursor *at, bool *from_server)
{
    static const char *const names[] = { "Authorization", "Content-Type", "Cookie",           "Location", "Server",
                                         "Set-Cookie",    "User-Agent",   "WWW-Authenticate", "Host" };
    static const char *const targets[] = { "/",
                                           "/secars/secars.dll?",
                                           "/servlet/ConsoleServlet?ActionType=",
                                           "/sepm/api/v1/",
                                           "/WsEcl/",
                                           "http://",
                                           "/servlet/ConsoleServlet?ActionType=ConsoleLog&",
                                           "/esp/",
                                           "/sepm/api/v1/version?",
                                           "/symantec.html" };
    static const char *const answers[] = { "200 OK", "302 Found", "401 No", "404 No" };
    uint8_t flags = next_byte(at);
    *from_server = flags & FLAG_SERVER;
    GString *message = g_string_new(NULL);
    if (*from_server) {
        g_string_printf(message, "HTTP/1.1 %s\r\n", answers[flags % G_N_ELEMENTS(answers)]);
    } else {
        g_string_printf(message, "%s %s", flags & FLAG_GAP ? "POST" : "GET", targets[flags % G_N_ELEMENTS(targets)]);
        append_text(message, at, true);
        g_string_append(message, " HTTP/1.1\r\n");
    }
    for (unsigned i = flags & FLAG_HEADERS; i > 0; i--) {
        g_string_append_printf(message, "%s: ", names[next_byte(at) % G_N_ELEMENTS(names)]);
        append_text(message, at, false);
        g_string_append(message, "\r\n");
    }
    size_t length = next_length(at);
    g_string_append_printf(message, "Content-Length: %zu\r\n\r\n", length);
    for (size_t i = 0; i < length; i++) {
        g_string_append_c(message, (char)next_byte(at));
    }
    return message;
}

static char *told_of_messages(cursor at, uint16_t port, uint8_t flags, size_t segment)
{
    hearing state;
    begin(&state, port, flags);
    while (at.length > 0) {
        bool from_server;
        GString *message = next_message(&at, &from_server);
        push(state.session, from_server, (const uint8_t *)message->str, message->len, segment);
        g_string_free(message, TRUE);
    }
    sepm_session_free(state.session);
    return g_string_free(state.told, FALSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t ports[] = { 2867, 2967, 3489, 8014, 8443, 8445, 8446, 9090 };
    if (size < HEAD) {
        return 0;
    }
    uint16_t port = ports[data[0] % G_N_ELEMENTS(ports)];
    size_t segment = 1u + data[2];
    cursor rest = { data + HEAD, size - HEAD };
    if (data[1] & FLAG_MESSAGES) {
        char *whole = told_of_messages(rest, port, data[1], SIZE_MAX / 2);
        char *cut = told_of_messages(rest, port, data[1], segment);
        g_assert_cmpstr(whole, ==, cut);
        g_free(whole);
        g_free(cut);
    } else {
        g_free(told_of(rest.bytes, rest.length, port, data[1], segment));
        read_sylink(rest.bytes, rest.length);
        screen(rest.bytes, rest.length);
    }
    return 0;
}
