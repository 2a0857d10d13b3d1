/* fuzz_http.c
 * The reader of HTTP. Any bytes, with gaps: what is told is within its limits, in order, and every byte is counted. Messages whose framing is right, by
 * length and in chunks: the same is told however they are cut.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "cursor.h"
#include "portlore/http_reader.h"

/* The input: flags, the size of segments, where a gap is and how long; then bytes, or with FLAG_MESSAGES messages: flags, a byte of length and so many of
 * a target or header, then bodies likewise, in pieces. */
#define HEAD           4
#define FLAG_RESPONSES 0x01
#define FLAG_MESSAGES  0x02

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    GString *told;   /* heads, and of each body the last that was told */
    GString *body;   /* of the message in progress */
    uint64_t offset; /* of the last message */
} hearing;

static void check_text(const char *text)
{
    g_assert_true(!text || g_utf8_validate(text, -1, NULL));
}

static void hear(void *user, http_event event, const http_message *message)
{
    hearing *state = user;
    check_text(message->method);
    check_text(message->target);
    g_assert_nonnull(message->body);
    g_assert_cmpuint(message->body_length, <=, HTTP_BODY_MAX);
    g_assert_cmpuint(message->body_length, <=, message->body_bytes);
    g_assert_cmpuint(message->offset, >=, state->offset);
    g_assert_true(!message->is_response || (message->status >= 100 && message->status <= 999));
    state->offset = message->offset;
    if (event == HTTP_EVENT_HEAD) {
        g_string_append(state->told, state->body->str);
        g_string_append_printf(state->told, "%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " %s %s %u\n", message->offset, message->head_length,
                               message->method, message->target, message->status);
        for (size_t i = 0; i < HTTP_HEADERS; i++) {
            check_text(message->headers[i]);
            g_string_append_printf(state->told, "%s|", message->headers[i] ? message->headers[i] : "");
        }
        g_string_truncate(state->body, 0);
        return;
    }
    char *checksum = g_compute_checksum_for_data(G_CHECKSUM_SHA1, message->body, message->body_length);
    g_string_printf(state->body, "%s of %" G_GUINT64_FORMAT ", %s%s\n", checksum, message->body_bytes, message->ended ? "ended" : "open",
                    message->body_gap ? ", gap" : "");
    g_free(checksum);
}

static void push(http_reader *reader, const uint8_t *bytes, size_t length, size_t segment)
{
    for (size_t at = 0; at < length; at += segment) {
        size_t part = MIN(segment, length - at);
        uint8_t *copy = g_memdup2(bytes + at, part);
        http_reader_push(reader, copy, part);
        g_free(copy);
    }
}

static char *told_of(const uint8_t *bytes, size_t length, http_direction direction, size_t segment, size_t gap_at, uint64_t gap)
{
    hearing state = { .told = g_string_new(NULL), .body = g_string_new(NULL) };
    http_reader *reader = http_reader_new(direction, hear, &state);
    gap_at = MIN(gap_at, length);
    push(reader, bytes, gap_at, segment);
    if (gap > 0) {
        http_reader_gap(reader, gap);
    }
    push(reader, bytes + gap_at, length - gap_at, segment);
    g_assert_cmpuint(http_reader_offset(reader), ==, length + gap);
    http_reader_free(reader);
    g_string_append(state.told, state.body->str);
    g_string_free(state.body, TRUE);
    return g_string_free(state.told, FALSE);
}

/* Messages */

static void append_text(GString *message, cursor *at, bool in_start_line)
{
    for (size_t length = next_length(at); length > 0; length--) {
        uint8_t byte = next_byte(at);
        bool ends = byte == '\n' || byte == '\r' || (in_start_line && byte <= ' ');
        g_string_append_c(message, ends ? '_' : (char)byte);
    }
}

static void append_chunks(GString *message, cursor *at, unsigned count)
{
    for (; count > 0; count--) {
        size_t length = next_length(at);
        if (length > 0) {
            g_string_append_printf(message, count & 1 ? "%zx\r\n" : "%zX;a=b\r\n", length);
            g_string_append_len(message, (const char *)at->bytes, (gssize)length);
            g_string_append(message, "\r\n");
            at->bytes += length;
            at->length -= length;
        }
    }
    g_string_append(message, "0\r\nTrailer: x\r\n\r\n");
}

static void append_message(GString *message, cursor *at, http_direction direction)
{
    static const char *const names[] = { "Host", "Cookie", "Set-Cookie", "X-Other", "User-Agent", "Authorization", "Location", "Server" };
    uint8_t flags = next_byte(at);
    const char *end = flags & 0x80 ? "\n" : "\r\n";
    if (direction == HTTP_RESPONSES) {
        g_string_append_printf(message, "HTTP/1.%u %u Reason%s", flags & 1u, 200u + flags % 3u, end);
    } else {
        g_string_append_printf(message, "%s /", flags & 1 ? "POST" : "GET");
        append_text(message, at, true);
        g_string_append_printf(message, " HTTP/1.1%s", end);
    }
    for (unsigned i = (flags >> 2) & 3u; i > 0; i--) {
        g_string_append_printf(message, "%s: ", names[next_byte(at) % G_N_ELEMENTS(names)]);
        append_text(message, at, false);
        g_string_append(message, end);
    }
    if (flags & 0x10) {
        g_string_append_printf(message, "Transfer-Encoding: chunked%s%s", end, end);
        append_chunks(message, at, (flags >> 5) & 3u);
        return;
    }
    size_t length = next_length(at);
    g_string_append_printf(message, "Content-Length: %zu%s%s", length, end, end);
    g_string_append_len(message, (const char *)at->bytes, (gssize)length);
    at->bytes += length;
    at->length -= length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < HEAD) {
        return 0;
    }
    http_direction direction = data[0] & FLAG_RESPONSES ? HTTP_RESPONSES : HTTP_REQUESTS;
    size_t segment = 1u + data[1];
    cursor rest = { data + HEAD, size - HEAD };
    if (!(data[0] & FLAG_MESSAGES)) {
        g_free(told_of(rest.bytes, rest.length, direction, segment, data[2] * 4u, data[3]));
        g_assert_true(!http_reader_is_start(NULL, 0));
        return 0;
    }
    GString *messages = g_string_new(NULL);
    while (rest.length > 0) {
        append_message(messages, &rest, direction);
    }
    const uint8_t *bytes = (const uint8_t *)messages->str;
    char *whole = told_of(bytes, messages->len, direction, messages->len + 1, 0, 0);
    char *cut = told_of(bytes, messages->len, direction, segment, 0, 0);
    g_assert_cmpstr(whole, ==, cut);
    g_free(whole);
    g_free(cut);
    g_string_free(messages, TRUE);
    return 0;
}
