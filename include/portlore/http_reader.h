/* http_reader.h
 * One direction of an HTTP/1.x connection, cut into messages: start line, the headers that are needed, the beginning of the body.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_HTTP_READER_H
#define PORTLORE_HTTP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * RFC 9112. The reader is fed segments as they come, however they are cut, and reads each byte once; what it keeps of a message is bounded by the
 * limits below. It follows keep-alive and pipelining, bodies by Content-Length, in chunks, and up to the end of the connection. Behind an upgrade
 * (status 101) or an accepted CONNECT nothing is read any more. At the beginning, behind a gap, and behind what is not HTTP, it waits for a segment
 * that begins with a start line.
 */

#define HTTP_LINE_MAX         16384         /* bytes of a line that are kept; the rest is read over */
#define HTTP_VALUE_MAX        4096          /* bytes of a header's value, or of a target, that are kept */
#define HTTP_BODY_MAX         65536         /* bytes of a body that are kept */
#define HTTP_HEADER_BYTES_MAX (1024 * 1024) /* of all header lines together: with more it is not HTTP */

/* The headers that are kept. */
typedef enum {
    HTTP_AUTHORIZATION,
    HTTP_CONTENT_TYPE,
    HTTP_COOKIE,
    HTTP_HOST,
    HTTP_LOCATION,
    HTTP_SERVER,
    HTTP_SET_COOKIE,
    HTTP_STRICT_TRANSPORT_SECURITY,
    HTTP_USER_AGENT,
    HTTP_WWW_AUTHENTICATE,
    HTTP_HEADERS
} http_header;

/* Texts are valid UTF-8 on one line (portlore/text.h), owned by the reader, and valid until the next message begins. */
typedef struct {
    bool is_response;
    uint64_t offset;                   /* of its first byte in the direction, gaps included, */
    uint64_t head_length;              /* and the bytes of start line and headers */
    const char *method;                /* of a request; else "" */
    const char *target;                /* of a request, as sent; else "" */
    unsigned status;                   /* of a response, 100 to 999; else 0 */
    const char *headers[HTTP_HEADERS]; /* NULL: there is none. Repeated ones are joined by "\n" */
    const uint8_t *body;               /* its first bytes, without the framing of chunks; not NULL */
    size_t body_length;                /* of these, at most HTTP_BODY_MAX */
    uint64_t body_bytes;               /* of all of it that was seen */
    bool body_gap;                     /* bytes of it are missing; body has those before the first missing one */
    bool ended;                        /* the body came to its end */
} http_message;

typedef enum {
    HTTP_EVENT_HEAD, /* start line and headers are complete */
    HTTP_EVENT_BODY  /* the body is complete or was broken off; of one without a length, more of it came and was kept. Not for an empty one */
} http_event;

/* message: as the reader has it now; it may be looked at in the call only. */
typedef void (*http_reader_callback)(void *user, http_event event, const http_message *message);

typedef struct http_reader http_reader;

/* What the direction carries. */
typedef enum { HTTP_REQUESTS, HTTP_RESPONSES } http_direction;

/* Never NULL; freed with http_reader_free(). user: handed to the callback. */
http_reader *http_reader_new(http_direction direction, http_reader_callback callback, void *user);

/* NULL is allowed. */
void http_reader_free(http_reader *reader);

/* Feed a segment. The callback is called in it, once for each event, in the order of the bytes. length: in bytes, 0 is allowed. */
void http_reader_push(http_reader *reader, const uint8_t *bytes, size_t length);

/* Bytes are missing here. A body of known length goes on, or ends, behind them if it is no shorter; else the message is broken off, and false is returned: other
 * messages may be missing, too. */
bool http_reader_gap(http_reader *reader, uint64_t bytes);

/* In the callback of HTTP_EVENT_HEAD of a response: it has no body, whatever its headers say, because it answers HEAD; or what follows it is no
 * HTTP, because it accepts CONNECT (RFC 9112 section 6.3). */
void http_reader_no_body(http_reader *reader);
void http_reader_no_more(http_reader *reader);

/* Outside of the reader's own callback: what follows is no HTTP. */
void http_reader_stop(http_reader *reader);

/* Whether no message is in progress. */
bool http_reader_is_between(const http_reader *reader);

/* Bytes of the direction up to here, gaps included. */
uint64_t http_reader_offset(const http_reader *reader);

/* Whether the bytes begin as a request or a response does: a method of HTTP's and a space, or "HTTP/1.". */
bool http_reader_is_start(const uint8_t *bytes, size_t length);

#endif
