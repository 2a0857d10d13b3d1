/* bench_rooms.c
 * How many bytes of a reply the rooms of the core take in a second, beside memchr() and libxml2's own SAX parser on the same bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* bench_rooms [MEGABYTES] [SECONDS]: prints a table in Markdown. Each work goes over the same reply again and again for so long, all of them in turn,
 * three times; the best of them counts. */

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "portlore/xnm_lexer.h"
#include "portlore/xnm_message.h"
#include "portlore/xnm_stream.h"

#define SEGMENT 1460
#define ROUNDS  3

static const xnm_read_limits limits = {
    .max_depth = 256,
    .max_elements = 100000,
    .max_attributes = 1000,
    .max_name_bytes = 1024,
    .max_listed = 1000,
    .max_value_bytes = 4096,
    .max_secrets = 1000,
    .max_json_depth = 64,
};

static unsigned long counted; /* so that no work is left out as useless */

static const char interface_format[] = "<physical-interface>\n"
                                       "<name>ge-0/%u/%u</name>\n"
                                       "<admin-status junos:format=\"Enabled\">up</admin-status>\n"
                                       "<oper-status>up</oper-status>\n"
                                       "<local-index>%u</local-index>\n"
                                       "<snmp-index>5%u</snmp-index>\n"
                                       "<description>to customer %u, rack %u &amp; %u</description>\n"
                                       "<if-device-flags>\n<ifdf-present/>\n<ifdf-running/>\n</if-device-flags>\n"
                                       "<speed>1000mbps</speed>\n"
                                       "</physical-interface>\n";

static GString *make_reply(size_t length)
{
    GString *reply = g_string_new("<rpc-reply xmlns:junos=\"http://xml.juniper.net/junos/18.4R3/junos\">\n<interface-information>\n");
    for (unsigned i = 0; reply->len < length; i++) {
        g_string_append_printf(reply, interface_format, i / 40 % 250, i % 40, i, i, i, i / 40 % 250, i % 40);
    }
    return g_string_append(reply, "</interface-information>\n</rpc-reply>");
}

static void memchr_work(const uint8_t *bytes, size_t length)
{
    for (const uint8_t *at = bytes; at && (at = memchr(at, '<', length - (size_t)(at - bytes))) != NULL; at++) {
        counted++;
    }
}

static void lexer_work(const uint8_t *bytes, size_t length)
{
    xnm_lexer lexer = { 0 };
    xnm_token token;
    for (size_t at = 0; at < length; at += token.length) {
        xnm_lexer_next(&lexer, bytes + at, length - at, &token);
        counted++;
    }
}

static void stream_work(const uint8_t *bytes, size_t length)
{
    xnm_stream_limits stream_limits = { .max_unit_bytes = 2 * (uint64_t)length };
    xnm_stream *stream = xnm_stream_new(&stream_limits);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    for (size_t at = 0; at < length; at += SEGMENT) {
        xnm_stream_push(stream, (uint32_t)(at / SEGMENT) + 1, bytes + at, MIN(SEGMENT, length - at), pieces);
        counted += pieces->len;
        g_array_set_size(pieces, 0);
    }
    g_array_free(pieces, TRUE);
    xnm_stream_free(stream);
}

static void count_start(void *user, const char *name, const char *local, uint32_t depth, const xnm_attribute *attributes, size_t count, xnm_range tag)
{
    (void)user, (void)name, (void)local, (void)depth, (void)attributes, (void)tag;
    counted += count + 1;
}

static const xnm_reader_events counting = { .start_element = count_start };

static void reader_work(const uint8_t *bytes, size_t length)
{
    xnm_read_result result;
    xnm_read(bytes, length, &limits, &counting, NULL, &result);
    if (result.status != XNM_READ_OK) {
        abort();
    }
}

static void message_work(const uint8_t *bytes, size_t length)
{
    xnm_read_limits facts_only = limits;
    facts_only.reply_without_nodes = true;
    xnm_message *message = xnm_message_new(bytes, length, &facts_only);
    counted += message->elements;
    xnm_message_free(message);
}

static void nodes_work(const uint8_t *bytes, size_t length)
{
    xnm_message *message = xnm_message_new(bytes, length, &limits);
    counted += message->nodes->len;
    xnm_message_free(message);
}

static void sax_start(void *user, const xmlChar *name, const xmlChar **attributes)
{
    (void)user, (void)name, (void)attributes;
    counted++;
}

static void sax_work(const uint8_t *bytes, size_t length)
{
    xmlSAXHandler sax;
    memset(&sax, 0, sizeof sax);
    sax.initialized = 1;
    sax.startElement = sax_start;
    xmlParserCtxt *parser = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
    if (!parser || xmlParseChunk(parser, (const char *)bytes, (int)length, 1) != 0) {
        abort();
    }
    xmlFreeParserCtxt(parser);
}

static const struct {
    const char *name;
    void (*work)(const uint8_t *bytes, size_t length);
} works[] = {
    { "memchr() to each '<'", memchr_work },
    { "lexer: tokens", lexer_work },
    { "stream: framing, in segments of 1,460 bytes, bytes kept", stream_work },
    { "reader, by libxml2: events", reader_work },
    { "message: facts and secrets of a reply", message_work },
    { "message: the same, with the element tree", nodes_work },
    { "libxml2's SAX1 alone", sax_work },
};

/* Of processor time, which others on the machine change less than the time on the clock. */
static double bytes_a_second(size_t index, const GString *reply, double seconds)
{
    clock_t begin = clock();
    clock_t now;
    double bytes = 0;
    do {
        works[index].work((const uint8_t *)reply->str, reply->len);
        bytes += (double)reply->len;
        now = clock();
    } while ((double)(now - begin) < seconds * CLOCKS_PER_SEC);
    return bytes * CLOCKS_PER_SEC / (double)MAX(now - begin, 1);
}

int main(int argc, char **argv)
{
    double megabytes = argc > 1 ? g_ascii_strtod(argv[1], NULL) : 1;
    double seconds = argc > 2 ? g_ascii_strtod(argv[2], NULL) : 1;
    GString *reply = make_reply((size_t)(CLAMP(megabytes, 0.001, 500) * 1e6));
    double best[G_N_ELEMENTS(works)] = { 0 };
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < G_N_ELEMENTS(works); i++) {
            best[i] = MAX(best[i], bytes_a_second(i, reply, seconds / ROUNDS));
        }
    }
    printf("| work, on a reply of %.3g MB | MB a second | of libxml2's SAX1 |\n| --- | --- | --- |\n", (double)reply->len / 1e6);
    for (size_t i = 0; i < G_N_ELEMENTS(works); i++) {
        printf("| %s | %.0f | %.2f x |\n", works[i].name, best[i] / 1e6, best[i] / best[G_N_ELEMENTS(works) - 1]);
    }
    g_string_free(reply, TRUE);
    return counted > 0 ? 0 : 1;
}
