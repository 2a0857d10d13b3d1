/* test_framing.c
 * Messages are found in whichever framing a session uses, however it is cut into segments.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/xnm_framing.h"

#define HELLO "<hello xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\"><capabilities/></hello>\n]]>]]>"

typedef struct {
    const char *name;
    const char *bytes;
    const char *units; /* as written by describe() */
    bool netconf;
} framing_case;

/* Expected by hand: each unit that is complete is its kind and, for a message, its name and bytes; white space is left out. */
static const framing_case cases[] = {
    { "Junos XML", "<?xml version=\"1.0\"?><junoscript><rpc><a/></rpc>\n<rpc><b/></rpc>", "declaration root rpc:<rpc><a/></rpc> rpc:<rpc><b/></rpc>", false },
    { "NETCONF 1.0", HELLO "\n<rpc message-id=\"1\"><a/></rpc>]]>]]><rpc message-id=\"2\"/>]]>]]>",
      "hello:* delimiter rpc:<rpc message-id=\"1\"><a/></rpc> delimiter rpc:<rpc message-id=\"2\"/> delimiter", true },
    { "NETCONF 1.1", HELLO "\n#13\n<rpc><a/></rp\n#2\nc>\n##\n\n#6\n<rpc/>\n##\n",
      "hello:* delimiter header header rpc:<rpc><a/></rpc> end header rpc:<rpc/> end", true },
    { "what looks like a header inside a chunk", HELLO "\n#19\n<rpc>\n#3\nab\n</rpc>\n\n##\n", "hello:* delimiter header rpc:<rpc>\n#3\nab\n</rpc> end", true },
    { "chunks from the beginning of a capture", "\n#6\n<rpc/>\n##\n", "header rpc:<rpc/> end", true },
    { "an end and chunks from the beginning of a capture", "\n##\n\n#6\n<rpc/>\n##\n", "end header rpc:<rpc/> end", true },
    { "what begins as a header where a capture begins", "\n#6x<rpc/>", "rpc:<rpc/>", false },
    { "a line end and Junos XML where a capture begins", "\n<rpc/><rpc/>", "rpc:<rpc/> rpc:<rpc/>", false },
    { "message cut by the end of its chunks", HELLO "\n#5\n<rpc>\n##\n\n#6\n<rpc/>\n##\n", "hello:* delimiter header cut end header rpc:<rpc/> end", true },
    { "chunks broken between messages", HELLO "\n#6\n<rpc/>\n##\nxx\n#6\n<rpc/>\n##\n", "hello:* delimiter header rpc:<rpc/> end text header rpc:<rpc/> end", true },
    { "a hello alone", HELLO, "hello:* delimiter", true },
    { "configuration text that looks like chunks", "<junoscript><rpc>\n#5\nabcde\n##\n</rpc>", "root rpc:<rpc>\n#5\nabcde\n##\n</rpc>", false },
};

static void describe_unit(GString *out, const xnm_piece *piece, const uint8_t *segment)
{
    const xnm_unit *unit = piece->unit;
    if (unit->status == XNM_UNIT_CUT) {
        g_string_append(out, " cut");
        return;
    }
    switch (piece->kind) {
    case XNM_UNIT_XML_DECLARATION:
        g_string_append(out, " declaration");
        break;
    case XNM_UNIT_ROOT_START:
        g_string_append(out, " root");
        break;
    case XNM_UNIT_DELIMITER:
        g_string_append(out, " delimiter");
        break;
    case XNM_UNIT_MESSAGE: {
        const char *bytes = unit->bytes ? (const char *)unit->bytes : (const char *)segment + piece->offset;
        bool hello = strcmp(unit->name, "hello") == 0;
        g_string_append_printf(out, " %s:%.*s", unit->name, hello ? 1 : (int)unit->length, hello ? "*" : bytes);
        break;
    }
    default:
        break;
    }
}

static void describe(GString *out, const GArray *pieces, const uint8_t *segment, size_t length)
{
    size_t at = 0;
    for (guint i = 0; i < pieces->len; i++) {
        const xnm_piece *piece = &g_array_index(pieces, xnm_piece, i);
        g_assert_cmpuint(piece->offset, ==, at); /* pieces tile the segment */
        at += piece->length;
        if (piece->unit && piece->last) {
            describe_unit(out, piece, segment);
        }
        if (piece->kind == XNM_UNIT_CHUNK_HEADER && piece->last) {
            g_string_append(out, " header");
        } else if (piece->kind == XNM_UNIT_CHUNK_END && piece->last) {
            g_string_append(out, " end");
        } else if (piece->kind == XNM_UNIT_TEXT && !g_str_has_suffix(out->str, " text")) {
            g_string_append(out, " text");
        }
    }
    g_assert_cmpuint(at, ==, length);
}

static void push(xnm_framing *framing, GString *out, uint32_t frame, const char *bytes, size_t length)
{
    uint8_t *segment = g_memdup2(bytes, length); /* a heap block of its own, so that a sanitizer sees a byte read too far */
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    xnm_framing_push(framing, frame, segment, length, pieces);
    describe(out, pieces, segment, length);
    g_array_free(pieces, TRUE);
    g_free(segment);
}

/* Cut into a first segment and segments of a size. */
static void check_cut(const framing_case *one, size_t first, size_t size)
{
    size_t length = strlen(one->bytes);
    xnm_framing *framing = xnm_framing_new(&(xnm_stream_limits){ .max_unit_bytes = 1 << 20 });
    GString *out = g_string_new(NULL);
    uint32_t frame = 1;
    for (size_t at = 0; at < length; frame++) {
        size_t step = MIN(frame == 1 ? first : size, length - at);
        push(framing, out, frame, one->bytes + at, step);
        at += step;
    }
    if (strcmp(out->len ? out->str + 1 : "", one->units) != 0 || xnm_framing_is_netconf(framing) != one->netconf) {
        g_test_message("%s, cut at %zu, then every %zu:\n got      %s\n expected  %s", one->name, first, size, out->str, one->units);
        g_test_fail();
    }
    g_string_free(out, TRUE);
    xnm_framing_free(framing);
}

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        check_cut(&cases[i], strlen(cases[i].bytes), 1);
    }
}

static void test_cuts(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length = strlen(cases[i].bytes);
        for (size_t first = 1; first < length; first++) {
            check_cut(&cases[i], first, length);
            check_cut(&cases[i], first, 1);
        }
    }
}

/* The line feed that breaks the chunks off may be given out as text, or, at the end of a segment, as the header that it seemed to begin. */
static void test_line_feed_too_many(void)
{
    static const char bytes[] = HELLO "\n#13\n<rpc><a/></r#\n\n#6\n<rpc/>\n##\n";
    for (size_t first = 1; first < sizeof bytes - 1; first++) {
        xnm_framing *framing = xnm_framing_new(&(xnm_stream_limits){ .max_unit_bytes = 1 << 20 });
        GString *out = g_string_new(NULL);
        push(framing, out, 1, bytes, first);
        push(framing, out, 2, bytes + first, sizeof bytes - 1 - first);
        g_string_replace(out, " text", "", 0);
        g_assert_cmpstr(out->str, ==, " hello:* delimiter header header rpc:<rpc/> end");
        g_string_free(out, TRUE);
        xnm_framing_free(framing);
    }
}

static void test_gap_in_chunks(void)
{
    xnm_framing *framing = xnm_framing_new(&(xnm_stream_limits){ .max_unit_bytes = 1 << 20 });
    GString *out = g_string_new(NULL);
    static const char head[] = HELLO "\n#30\n<rpc><a>some te";
    static const char tail[] = "xt</a></rpc>\n##\n\n#6\n<rpc/>\n##\n";
    push(framing, out, 1, head, strlen(head));
    const xnm_unit *cut = xnm_framing_gap(framing);
    g_assert_nonnull(cut);
    g_assert_cmpstr(cut->name, ==, "rpc");
    push(framing, out, 2, tail, strlen(tail));
    g_assert_cmpstr(out->str, ==, " hello:* delimiter header end header rpc:<rpc/> end");
    g_string_free(out, TRUE);
    xnm_framing_free(framing);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/framing/cases", test_cases);
    g_test_add_func("/framing/cuts", test_cuts);
    g_test_add_func("/framing/line-feed-too-many", test_line_feed_too_many);
    g_test_add_func("/framing/gap-in-chunks", test_gap_in_chunks);
    return g_test_run();
}
