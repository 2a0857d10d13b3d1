/* tls_talk.h
 * TLS connections written down in hexadecimal, and given to the reader of handshakes in any pieces.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_TLS_TALK_H
#define PORTLORE_TESTS_TLS_TALK_H

#include <glib.h>
#include <string.h>

#include "../fuzz/tls_lines.h"

/* The notation: hexadecimal with spaces; 'text' in ASCII; [2 ... ] a vector behind its length of 2 bytes (or 1, or 3); < ... > a record of SSL 2.0
 * with a header of two bytes; {40 c5} the same bytes forty times. */

/* A record of the handshake, and messages in it. */
#define HANDSHAKE(version, messages) "16" version "[2 " messages "]"
#define MESSAGE(type, body)          type "[3 " body "]"
#define CCS                          "14 0303 [2 01]"
#define FINISHED                     "16 0303 [2 {40 c5}]"
#define RANDOM                       "{32 7e}"
#define SESSION                      "[1 {32 5a}]"
#define RETRY_RANDOM                 "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"

/* What many hellos have: nothing but a list of suites; nothing but the extensions that no finding misses. */
#define CLIENT_HELLO(version, suites)            HANDSHAKE("0301", MESSAGE("01", version RANDOM "[1] [2 " suites "] [1 00]"))
#define SERVER_HELLO(version, suite, extensions) HANDSHAKE(version, MESSAGE("02", version RANDOM "[1]" suite "00 [2 " extensions "]"))
#define GOOD_EXTENSIONS                          "ff01 [2 [1 ]] 0017 [2 ]"
#define CERTIFICATE                              MESSAGE("0b", "[3 [3 3003020101]]")
#define SERVER_HELLO_DONE                        MESSAGE("0e", "")

#define TALK_PIECES_MAX 10

/* A packet: its side ('C' or 'S') and what it carries. Packets are numbered from 1. */
typedef struct {
    char side;
    const char *bytes;
} talk_piece;

typedef struct {
    const char *name;
    talk_piece pieces[TALK_PIECES_MAX];
    const char *lines; /* facts and findings, see tls_lines.h */
} talk_case;

typedef struct {
    tls_side side;
    GByteArray *bytes;
} talk_packet;

typedef struct {
    size_t count;
    talk_packet packets[TALK_PIECES_MAX];
} talk;

static inline const char *talk_read(GByteArray *bytes, const char *text, char until);

static inline void talk_write_length(GByteArray *bytes, guint at, guint length_bytes, guint flags)
{
    guint length = (bytes->len - at - length_bytes) | flags;
    for (guint i = 0; i < length_bytes; i++) {
        bytes->data[at + i] = (guint8)(length >> 8 * (length_bytes - 1 - i));
    }
}

static inline const char *talk_read_vector(GByteArray *bytes, const char *text, guint length_bytes, char end, guint flags)
{
    static const guint8 zeros[4] = { 0 };
    guint at = bytes->len;
    g_byte_array_append(bytes, zeros, length_bytes);
    text = talk_read(bytes, text, end);
    talk_write_length(bytes, at, length_bytes, flags);
    return text;
}

static inline const char *talk_read_repeated(GByteArray *bytes, const char *text)
{
    char *end;
    guint64 count = g_ascii_strtoull(text, &end, 10);
    GByteArray *once = g_byte_array_new();
    const char *behind = talk_read(once, end, '}');
    for (guint64 i = 0; i < count; i++) {
        g_byte_array_append(bytes, once->data, once->len);
    }
    g_byte_array_free(once, TRUE);
    return behind;
}

/* Returns what stands behind the end. */
static inline const char *talk_read(GByteArray *bytes, const char *text, char until)
{
    while (*text != until) {
        if (*text == ' ') {
            text++;
        } else if (*text == '[') {
            text = talk_read_vector(bytes, text + 2, (guint)(text[1] - '0'), ']', 0);
        } else if (*text == '<') {
            text = talk_read_vector(bytes, text + 1, 2, '>', 0x8000);
        } else if (*text == '{') {
            text = talk_read_repeated(bytes, text + 1);
        } else if (*text == '\'') {
            const char *end = strchr(text + 1, '\'');
            g_byte_array_append(bytes, (const guint8 *)text + 1, (guint)(end - text - 1));
            text = end + 1;
        } else {
            g_assert_true(g_ascii_isxdigit(text[0]) && g_ascii_isxdigit(text[1]));
            guint8 byte = (guint8)(g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));
            g_byte_array_append(bytes, &byte, 1);
            text += 2;
        }
    }
    return until ? text + 1 : text;
}

static inline talk talk_of(const talk_piece *pieces)
{
    talk made = { .count = 0 };
    for (; made.count < TALK_PIECES_MAX && pieces[made.count].bytes; made.count++) {
        talk_packet *packet = &made.packets[made.count];
        packet->side = pieces[made.count].side == 'C' ? TLS_CLIENT : TLS_SERVER;
        packet->bytes = g_byte_array_new();
        talk_read(packet->bytes, pieces[made.count].bytes, '\0');
    }
    return made;
}

static inline void talk_free(talk *made)
{
    for (size_t i = 0; i < made->count; i++) {
        g_byte_array_free(made->packets[i].bytes, TRUE);
    }
}

/* A reader with the findings so far. */
typedef struct {
    tls_handshake *handshake;
    GArray *findings;
} talk_listener;

static inline talk_listener talk_listen(void)
{
    return (talk_listener){ tls_handshake_new(), g_array_new(FALSE, FALSE, sizeof(tls_finding)) };
}

/* A copy that ends where its memory ends, so that a sanitizer sees a byte read too many. */
static inline void talk_push(talk_listener *listener, tls_side side, uint32_t frame, const uint8_t *bytes, size_t length)
{
    uint8_t *copy = g_memdup2(bytes, length);
    if (tls_handshake_push(listener->handshake, side, frame, copy, length)) {
        tls_findings_judge(tls_handshake_facts(listener->handshake), listener->findings);
    }
    g_free(copy);
}

/* Ends it. Freed by the caller with g_free(). */
static inline char *talk_lines(talk_listener *listener)
{
    GString *lines = g_string_new(NULL);
    tls_lines_facts(lines, tls_handshake_facts(listener->handshake));
    tls_lines_findings(lines, listener->findings);
    tls_handshake_free(listener->handshake);
    g_array_free(listener->findings, TRUE);
    return g_string_free(lines, FALSE);
}

/* Give a packet in segments of this size. */
static inline void talk_push_packet(talk_listener *listener, const talk_packet *packet, uint32_t frame, size_t segment, bool swapped)
{
    tls_side side = swapped ? (packet->side == TLS_CLIENT ? TLS_SERVER : TLS_CLIENT) : packet->side;
    for (size_t at = 0; at < packet->bytes->len; at += segment) {
        talk_push(listener, side, frame, packet->bytes->data + at, MIN(segment, packet->bytes->len - at));
    }
}

static inline char *talk_run(const talk *made, size_t segment, bool swapped)
{
    talk_listener listener = talk_listen();
    for (size_t i = 0; i < made->count; i++) {
        talk_push_packet(&listener, &made->packets[i], (uint32_t)i + 1, segment, swapped);
    }
    return talk_lines(&listener);
}

#define TALK_WHOLE ((size_t)1 << 24)

#endif
