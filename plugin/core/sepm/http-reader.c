/* http-reader.c
 * One direction of an HTTP/1.x connection, cut into messages: start line, the headers that are needed, the beginning of the body.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/http_reader.h"

#include <glib.h>
#include <string.h>

#include "portlore/text.h"

#define METHOD_MAX      20
#define CHUNK_DIGITS    15 /* more would not fit into 63 bits with the rest of a length */
#define STATUS_SWITCHED 101
#define STATUS_EMPTY    204
#define STATUS_SAME     304

/* What is awaited. */
typedef enum {
    AWAIT_START, /* a start line; empty lines before it are passed over (RFC 9112 section 2.2) */
    AWAIT_HEADER,
    AWAIT_BODY,
    AWAIT_BODY_WITHOUT_LENGTH, /* which ends with the connection */
    AWAIT_CHUNK_SIZE,
    AWAIT_CHUNK,
    AWAIT_CHUNK_END,
    AWAIT_TRAILER,
    AWAIT_SEGMENT, /* that may begin a message */
    AWAIT_NOTHING
} http_state;

struct http_reader {
    http_direction direction;
    http_reader_callback callback;
    void *user;
    http_state state;
    uint64_t offset;
    GString *line;
    bool line_begun; /* of the start line, its first byte was seen */
    uint64_t header_bytes;
    uint64_t remaining; /* of the body, or the chunk */
    bool chunked;
    bool length_known;
    GString *folded; /* the value that a line beginning with a space goes on with; NULL: none */
    bool no_body;
    bool no_more;
    http_message message;
    bool in_message; /* between the head and the end */
    GString *method;
    GString *target;
    GString *values[HTTP_HEADERS];
    GByteArray *body;
};

static const struct {
    const char *name;
    http_header header;
} header_names[] = {
    { "Authorization", HTTP_AUTHORIZATION },
    { "Content-Type", HTTP_CONTENT_TYPE },
    { "Cookie", HTTP_COOKIE },
    { "Host", HTTP_HOST },
    { "Location", HTTP_LOCATION },
    { "Server", HTTP_SERVER },
    { "Set-Cookie", HTTP_SET_COOKIE },
    { "Strict-Transport-Security", HTTP_STRICT_TRANSPORT_SECURITY },
    { "User-Agent", HTTP_USER_AGENT },
    { "WWW-Authenticate", HTTP_WWW_AUTHENTICATE },
};

/* Methods that a conversation can be told to be HTTP by (RFC 9110 section 9, RFC 5789). */
static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" };

http_reader *http_reader_new(http_direction direction, http_reader_callback callback, void *user)
{
    http_reader *reader = g_new0(http_reader, 1);
    reader->direction = direction;
    reader->callback = callback;
    reader->user = user;
    reader->line = g_string_new(NULL);
    reader->method = g_string_new(NULL);
    reader->target = g_string_new(NULL);
    reader->body = g_byte_array_new();
    for (size_t i = 0; i < HTTP_HEADERS; i++) {
        reader->values[i] = g_string_new(NULL);
    }
    return reader;
}

void http_reader_free(http_reader *reader)
{
    if (!reader) {
        return;
    }
    g_string_free(reader->line, TRUE);
    g_string_free(reader->method, TRUE);
    g_string_free(reader->target, TRUE);
    g_byte_array_free(reader->body, TRUE);
    for (size_t i = 0; i < HTTP_HEADERS; i++) {
        g_string_free(reader->values[i], TRUE);
    }
    g_free(reader);
}

void http_reader_no_body(http_reader *reader)
{
    reader->no_body = true;
}

void http_reader_no_more(http_reader *reader)
{
    reader->no_more = true;
}

void http_reader_stop(http_reader *reader)
{
    reader->state = AWAIT_NOTHING;
}

bool http_reader_is_between(const http_reader *reader)
{
    return reader->state == AWAIT_SEGMENT || (reader->state == AWAIT_START && reader->line->len == 0);
}

uint64_t http_reader_offset(const http_reader *reader)
{
    return reader->offset;
}

bool http_reader_is_start(const uint8_t *bytes, size_t length)
{
    static const char version[] = "HTTP/1.";
    if (length >= strlen(version) && memcmp(bytes, version, strlen(version)) == 0) {
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        size_t size = strlen(methods[i]);
        if (length > size && memcmp(bytes, methods[i], size) == 0 && bytes[size] == ' ') {
            return true;
        }
    }
    return false;
}

/* Messages */

static void tell(http_reader *reader, http_event event)
{
    reader->message.body = reader->body->data ? reader->body->data : (const uint8_t *)"";
    reader->message.body_length = reader->body->len;
    reader->callback(reader->user, event, &reader->message);
}

static void begin_message(http_reader *reader, uint64_t offset)
{
    reader->message = (http_message){ .is_response = reader->direction == HTTP_RESPONSES, .offset = offset };
    reader->chunked = reader->length_known = reader->no_body = reader->no_more = false;
    reader->remaining = reader->header_bytes = 0;
    reader->folded = NULL;
    g_string_truncate(reader->method, 0);
    g_string_truncate(reader->target, 0);
    g_byte_array_set_size(reader->body, 0);
    for (size_t i = 0; i < HTTP_HEADERS; i++) {
        g_string_truncate(reader->values[i], 0);
    }
}

static void end_message(http_reader *reader)
{
    reader->message.ended = true;
    reader->in_message = false;
    if (reader->message.body_bytes > 0) {
        tell(reader, HTTP_EVENT_BODY);
    }
    reader->state = AWAIT_START;
    reader->line_begun = false;
    g_string_truncate(reader->line, 0);
}

/* Without its end. */
static void break_message(http_reader *reader)
{
    if (reader->in_message && reader->message.body_bytes > 0) {
        tell(reader, HTTP_EVENT_BODY);
    }
    reader->in_message = false;
    reader->state = AWAIT_SEGMENT;
}

static bool has_no_body(const http_reader *reader)
{
    unsigned status = reader->message.status;
    bool by_status = reader->message.is_response && (status < 200 || status == STATUS_EMPTY || status == STATUS_SAME);
    return reader->no_body || by_status;
}

/* RFC 9112 section 6.3. */
static void end_head(http_reader *reader)
{
    reader->message.method = reader->method->str;
    reader->message.target = reader->target->str;
    for (size_t i = 0; i < HTTP_HEADERS; i++) {
        reader->message.headers[i] = reader->values[i]->len > 0 ? reader->values[i]->str : NULL;
    }
    reader->in_message = true;
    reader->message.head_length = reader->offset - reader->message.offset;
    tell(reader, HTTP_EVENT_HEAD);
    if (reader->no_more || reader->message.status == STATUS_SWITCHED) {
        reader->in_message = false;
        reader->state = AWAIT_NOTHING;
    } else if (has_no_body(reader)) {
        end_message(reader);
    } else if (reader->chunked) {
        reader->state = AWAIT_CHUNK_SIZE;
    } else if (reader->length_known && reader->remaining > 0) {
        reader->state = AWAIT_BODY;
    } else if (reader->length_known || !reader->message.is_response) {
        end_message(reader);
    } else {
        reader->state = AWAIT_BODY_WITHOUT_LENGTH;
    }
}

/* Lines */

static bool is_token_byte(char c)
{
    return g_ascii_isalnum(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c));
}

/* Whether a line that begins so can still become a start line. */
static bool may_be_start(const http_reader *reader)
{
    const char *line = reader->line->str;
    if (reader->direction == HTTP_RESPONSES) {
        static const char version[] = "HTTP/1.";
        return strncmp(line, version, MIN(reader->line->len, strlen(version))) == 0;
    }
    size_t length = 0;
    while (length < reader->line->len && is_token_byte(line[length])) {
        length++;
    }
    return length <= METHOD_MAX && (length == reader->line->len || (length > 0 && line[length] == ' '));
}

static void set_text(GString *into, const char *text, size_t length)
{
    char *line = text_one_line(text, length, HTTP_VALUE_MAX);
    g_string_append(into, line);
    g_free(line);
}

static bool read_status_line(http_reader *reader, const char *line)
{
    if (strncmp(line, "HTTP/1.", 7) != 0 || !g_ascii_isdigit(line[7]) || line[8] != ' ') {
        return false;
    }
    const char *digits = line + 9;
    unsigned status = 0;
    for (size_t i = 0; i < 3; i++) {
        if (!g_ascii_isdigit(digits[i])) {
            return false;
        }
        status = status * 10 + (unsigned)(digits[i] - '0');
    }
    reader->message.status = status;
    return status >= 100 && (digits[3] == ' ' || digits[3] == '\0');
}

static bool read_request_line(http_reader *reader, const char *line, size_t length)
{
    const char *space = memchr(line, ' ', length);
    const char *last = g_strrstr_len(line, (gssize)length, " ");
    if (!space || last <= space + 1 || strncmp(last, " HTTP/1.", 8) != 0 || !g_ascii_isdigit(last[8])) {
        return false;
    }
    set_text(reader->method, line, (size_t)(space - line));
    set_text(reader->target, space + 1, (size_t)(last - space - 1));
    return true;
}

static void read_start_line(http_reader *reader)
{
    const char *line = reader->line->str;
    bool valid = reader->direction == HTTP_RESPONSES ? read_status_line(reader, line) : read_request_line(reader, line, reader->line->len);
    reader->state = valid ? AWAIT_HEADER : AWAIT_SEGMENT;
}

/* Digits only; what does not fit makes the length unknown. */
static bool read_length(const char *value, uint64_t *length)
{
    uint64_t number = 0;
    const char *at = value;
    for (; g_ascii_isdigit(*at); at++) {
        if (at - value >= CHUNK_DIGITS) {
            return false;
        }
        number = number * 10 + (uint64_t)(*at - '0');
    }
    *length = number;
    return at > value && *at == '\0';
}

static void keep_value(http_reader *reader, http_header header, const char *value)
{
    GString *kept = reader->values[header];
    if (kept->len >= HTTP_VALUE_MAX) {
        return;
    }
    if (kept->len > 0) {
        g_string_append_c(kept, '\n');
    }
    set_text(kept, value, strlen(value));
}

/* RFC 9112 section 5.2. */
static void fold(http_reader *reader, char *line)
{
    const char *value = g_strstrip(line);
    if (reader->folded && reader->folded->len < HTTP_VALUE_MAX && *value) {
        g_string_append_c(reader->folded, ' ');
        set_text(reader->folded, value, strlen(value));
    }
}

static void read_header(http_reader *reader)
{
    if (reader->line->str[0] == ' ' || reader->line->str[0] == '\t') {
        fold(reader, reader->line->str);
        return;
    }
    reader->folded = NULL;
    char *colon = strchr(reader->line->str, ':');
    if (!colon) {
        return;
    }
    *colon = '\0';
    const char *name = reader->line->str;
    char *value = g_strstrip(colon + 1);
    if (g_ascii_strcasecmp(name, "Content-Length") == 0) {
        reader->length_known = read_length(value, &reader->remaining);
    } else if (g_ascii_strcasecmp(name, "Transfer-Encoding") == 0) {
        /* The last coding tells (RFC 9112 section 6.1). */
        static const char chunked[] = "chunked";
        size_t length = strlen(value);
        size_t start = length - MIN(length, strlen(chunked));
        reader->chunked = g_ascii_strcasecmp(value + start, chunked) == 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(header_names); i++) {
        if (g_ascii_strcasecmp(name, header_names[i].name) == 0) {
            keep_value(reader, header_names[i].header, value);
            reader->folded = reader->values[header_names[i].header];
        }
    }
}

/* RFC 9112 section 7.1. */
static void read_chunk_size(http_reader *reader)
{
    const char *line = reader->line->str;
    uint64_t size = 0;
    size_t digits = 0;
    while (g_ascii_isxdigit(line[digits])) {
        if (digits >= CHUNK_DIGITS) {
            break_message(reader);
            return;
        }
        size = size << 4 | (uint64_t)g_ascii_xdigit_value(line[digits++]);
    }
    if (digits == 0) {
        break_message(reader);
        return;
    }
    reader->remaining = size;
    reader->state = size > 0 ? AWAIT_CHUNK : AWAIT_TRAILER;
}

static void read_line(http_reader *reader)
{
    GString *line = reader->line;
    if (line->len > 0 && line->str[line->len - 1] == '\r') {
        g_string_truncate(line, line->len - 1);
    }
    switch (reader->state) {
    case AWAIT_START:
        if (line->len > 0) {
            read_start_line(reader);
        }
        reader->line_begun = line->len > 0;
        break;
    case AWAIT_HEADER:
        if (line->len == 0) {
            end_head(reader);
        } else {
            read_header(reader);
        }
        break;
    case AWAIT_CHUNK_SIZE:
        read_chunk_size(reader);
        break;
    case AWAIT_CHUNK_END:
        reader->state = AWAIT_CHUNK_SIZE;
        break;
    case AWAIT_TRAILER:
        if (line->len == 0) {
            end_message(reader);
        }
        break;
    default:
        break;
    }
    g_string_truncate(line, 0);
}

/* Takes bytes up to the end of the line. Returns how many. */
static size_t take_line(http_reader *reader, const uint8_t *bytes, size_t length)
{
    const uint8_t *end = memchr(bytes, '\n', length);
    size_t taken = end ? (size_t)(end - bytes) + 1 : length;
    size_t text = end ? taken - 1 : taken;
    if (reader->state == AWAIT_START && !reader->line_begun) {
        begin_message(reader, reader->offset);
        reader->line_begun = true;
    }
    size_t room = HTTP_LINE_MAX - MIN(reader->line->len, HTTP_LINE_MAX);
    g_string_append_len(reader->line, (const char *)bytes, (gssize)MIN(text, room));
    reader->offset += taken;
    reader->header_bytes += taken;
    bool start_refused = reader->state == AWAIT_START && reader->line->len > 0 && reader->line->str[0] != '\r' && !may_be_start(reader);
    if (start_refused || reader->header_bytes > HTTP_HEADER_BYTES_MAX) {
        break_message(reader);
    } else if (end) {
        read_line(reader);
    }
    return taken;
}

/* Bodies */

/* Where nothing of a body's length, or of a chunk's, is left. */
static void end_part(http_reader *reader)
{
    if (reader->remaining == 0 && reader->state == AWAIT_BODY) {
        end_message(reader);
    } else if (reader->remaining == 0) {
        reader->state = AWAIT_CHUNK_END;
    }
}

static size_t take_body(http_reader *reader, const uint8_t *bytes, size_t length)
{
    bool bounded = reader->state != AWAIT_BODY_WITHOUT_LENGTH;
    size_t taken = bounded ? (size_t)MIN(reader->remaining, length) : length;
    size_t room = reader->message.body_gap ? 0 : HTTP_BODY_MAX - reader->body->len;
    g_byte_array_append(reader->body, bytes, (guint)MIN(taken, room));
    reader->message.body_bytes += taken;
    reader->offset += taken;
    reader->header_bytes = 0; /* of the next chunk's line */
    if (!bounded) {
        if (room > 0) {
            tell(reader, HTTP_EVENT_BODY);
        }
        return taken;
    }
    reader->remaining -= taken;
    end_part(reader);
    return taken;
}

void http_reader_push(http_reader *reader, const uint8_t *bytes, size_t length)
{
    if (reader->state == AWAIT_SEGMENT && length > 0) {
        reader->state = AWAIT_START;
        reader->line_begun = false;
        g_string_truncate(reader->line, 0);
    }
    while (length > 0) {
        size_t taken = length;
        switch (reader->state) {
        case AWAIT_SEGMENT:
        case AWAIT_NOTHING:
            reader->offset += taken;
            break;
        case AWAIT_BODY:
        case AWAIT_BODY_WITHOUT_LENGTH:
        case AWAIT_CHUNK:
            taken = take_body(reader, bytes, length);
            break;
        default:
            taken = take_line(reader, bytes, length);
            break;
        }
        bytes += taken;
        length -= taken;
    }
}

bool http_reader_gap(http_reader *reader, uint64_t bytes)
{
    reader->offset += bytes;
    if (reader->state == AWAIT_NOTHING) {
        return true;
    }
    reader->message.body_gap = true;
    if ((reader->state == AWAIT_BODY || reader->state == AWAIT_CHUNK) && bytes <= reader->remaining) {
        reader->remaining -= bytes;
        end_part(reader);
        return true;
    }
    break_message(reader);
    return false;
}
