/* fuzz_tls.c
 * Connections of TLS and SSL 2.0: facts and findings are the same however the packets are cut, also with gaps between them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>

#include "tls_lines.h"

/* The input: the size of segments, then packets: flags, two bytes of length, and what they carry. */
#define PACKET_HEADER 3
#define FLAG_SERVER   0x80
#define FLAG_GAP      0x40 /* the length is that of a gap; 0: the side's end */
#define FLAG_LOST     0x20 /* which is not known */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void push(tls_handshake *handshake, tls_side side, uint32_t frame, const uint8_t *bytes, size_t length, size_t segment, GArray *findings)
{
    for (size_t at = 0; at < length; at += segment) {
        size_t part = MIN(segment, length - at);
        uint8_t *copy = g_memdup2(bytes + at, part);
        if (tls_handshake_push(handshake, side, frame, copy, part)) {
            tls_findings_judge(tls_handshake_facts(handshake), findings);
        }
        g_free(copy);
    }
}

static char *lines_of(const uint8_t *data, size_t size, size_t segment)
{
    tls_handshake *handshake = tls_handshake_new();
    GArray *findings = g_array_new(FALSE, FALSE, sizeof(tls_finding));
    for (uint32_t frame = 1; size >= PACKET_HEADER; frame++) {
        tls_side side = data[0] & FLAG_SERVER ? TLS_SERVER : TLS_CLIENT;
        uint8_t flags = data[0];
        size_t length = (size_t)data[1] << 8 | data[2];
        data += PACKET_HEADER;
        size -= PACKET_HEADER;
        if ((flags & FLAG_GAP) && length == 0) {
            if (tls_handshake_close(handshake, side, frame)) {
                tls_findings_judge(tls_handshake_facts(handshake), findings);
            }
            continue;
        }
        if (flags & FLAG_GAP) {
            tls_handshake_gap(handshake, side, flags & FLAG_LOST ? UINT64_MAX : length);
            continue;
        }
        length = MIN(length, size);
        push(handshake, side, frame, data, length, segment, findings);
        data += length;
        size -= length;
    }
    GString *lines = g_string_new(NULL);
    tls_lines_facts(lines, tls_handshake_facts(handshake));
    tls_lines_findings(lines, findings);
    g_assert_true(g_utf8_validate(lines->str, -1, NULL));
    g_array_free(findings, TRUE);
    tls_handshake_free(handshake);
    return g_string_free(lines, FALSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    char *whole = lines_of(data + 1, size - 1, SIZE_MAX / 2);
    char *cut = lines_of(data + 1, size - 1, 1u + data[0]);
    g_assert_cmpstr(whole, ==, cut);
    g_free(whole);
    g_free(cut);
    return 0;
}
