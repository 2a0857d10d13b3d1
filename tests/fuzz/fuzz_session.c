/* fuzz_session.c
 * A whole session: what both sides say, in an order, with bytes missing. The same bytes in the same order give the same requests, replies and identities
 * however each side's are cut into segments; every byte is in one piece; nothing is answered twice, or before it was asked.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/xnm_framing.h"
#include "portlore/xnm_message.h"
#include "portlore/xnm_session.h"

/* The input: flags, four sizes of segments; then what is said: a byte that tells who says what, and what follows from that. */
#define HEAD         5
#define FLAG_NETCONF 0x01
#define FLAG_SMALL   0x02 /* a limit that messages outgrow */
#define SAID_SERVER  0x80
#define WAITING_MAX  8
#define SMALL_UNIT   64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is said, by number; a number behind the last is a gap, and those behind that are bytes of the input's own. */
static const char *const sayings[] = {
    "<rpc><get-interface-information/></rpc>\n",
    "<rpc message-id=\"1\"><get/></rpc>\n",
    "<rpc message-id=\"2\" other=\"x\"><lock-configuration/></rpc>\n",
    "<rpc><request-login><username>lab</username><challenge-response>a<b</challenge-response></request-login></rpc>\n",
    "<rpc-reply><interface-information/></rpc-reply>\n",
    "<rpc-reply message-id=\"1\"><ok/></rpc-reply>\n",
    "<rpc-reply message-id=\"2\" other=\"x\"><xnm:error><message>no</message></xnm:error></rpc-reply>\n",
    "<rpc-reply><authentication-response><status>success</status><login-name>lab</login-name></authentication-response></rpc-reply>\n",
    "<rpc-reply><challenge echo=\"no\">Password:</challenge></rpc-reply>\n",
    "<junoscript version=\"1.0\" hostname=\"edge1\" release=\"18.4R3.3\">\n",
    "<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n",
    "</junoscript>\n",
    "<!-- user lab, class super-user -->\n",
    "<abort/>\n",
    "<rpc-reply><abort-acknowledgement/></rpc-reply>\n",
    "<hello><capabilities><capability>urn:ietf:params:netconf:base:1.1</capability></capabilities></hello>]]>]]>",
    "]]>]]>\n",
    "\n#24\n<rpc message-id=\"1\"><a/></\n#4\nrpc>\n##\n",
    "\n#36\n<rpc-reply message-id=\"1\"><ok/></rpc-r\n#6\neply>\n\n##\n",
    "<notification><eventTime>2026-01-01T00:00:00Z</eventTime></notification>\n",
    "<rpc-reply><out",
    "put>text</output></rpc-reply>\n",
};
#define SAID_GAP 24

typedef struct {
    xnm_framing *framing[2];
    xnm_session *session;
    GHashTable *begun; /* unit: its exchange, once its name is known; NULL is a value */
    GHashTable *answered;
    GString *told;
    uint64_t bytes[2];
    uint32_t number; /* of what is said; also the frame */
} talk;

static xnm_time time_of(uint32_t number)
{
    return (xnm_time){ .seconds = number };
}

static const xnm_read_limits limits = { .max_depth = 100,
                                        .max_elements = 1000,
                                        .max_attributes = 50,
                                        .max_name_bytes = 100,
                                        .max_listed = 10,
                                        .max_value_bytes = 1000,
                                        .max_secrets = 10,
                                        .max_json_depth = 10 };

static void tell_identity(talk *talk)
{
    const xnm_identity *identity = xnm_session_identity(talk->session);
    g_assert_true(xnm_session_identity(talk->session) == identity);
    if (identity) {
        g_string_append_printf(talk->told, "  %s@%s %s\n", identity->user ? identity->user : "?", identity->hostname ? identity->hostname : "?",
                               identity->release ? identity->release : "?");
    }
}

static void hear_request(talk *talk, const xnm_message *message)
{
    const xnm_exchange *exchange = xnm_session_request(talk->session, message, talk->number, time_of(talk->number));
    g_assert_cmpuint(exchange->request_frame, ==, talk->number);
    g_assert_true(exchange->reply_frame == 0 && exchange->number > 0);
    g_string_append_printf(talk->told, "%u: request %u %s %s\n", talk->number, exchange->number, exchange->operation ? exchange->operation : "-",
                           exchange->username ? exchange->username : "-");
}

static void hear_reply(talk *talk, const xnm_unit *unit, const xnm_message *message)
{
    xnm_exchange *begun = g_hash_table_lookup(talk->begun, unit);
    xnm_exchange *exchange = xnm_session_reply(talk->session, begun, message, talk->number, time_of(talk->number));
    g_string_append_printf(talk->told, "%u: reply to %u\n", talk->number, exchange ? exchange->request_frame : 0);
    if (exchange) {
        g_assert_cmpuint(exchange->reply_frame, ==, talk->number);
        g_assert_cmpuint(exchange->request_frame, <=, talk->number);
        g_assert_true(g_hash_table_add(talk->answered, exchange));
    }
    xnm_login_answer answer = xnm_session_login_answer(exchange, message);
    g_assert_true(!answer.answers || message->login_status.text || message->login_name.text || message->login_message.text);
}

static void hear_message(talk *talk, bool server, const xnm_unit *unit, const uint8_t *bytes)
{
    xnm_message *message = xnm_message_new(bytes, (size_t)unit->length, &limits);
    g_string_append_printf(talk->told, "%u: %s %d\n", talk->number, unit->name ? unit->name : "-", message->read.status);
    if (unit->kind == XNM_UNIT_ROOT_START) {
        xnm_session_root_start(talk->session, server, server ? "edge1" : NULL, NULL);
    } else if (message->kind == XNM_MESSAGE_RPC && !server) {
        hear_request(talk, message);
    } else if (message->kind == XNM_MESSAGE_RPC_REPLY && server) {
        hear_reply(talk, unit, message);
    } else if (message->kind == XNM_MESSAGE_ABORT && !server) {
        xnm_session_abort(talk->session);
    }
    xnm_message_free(message);
    tell_identity(talk);
}

static void hear_piece(talk *talk, bool server, const xnm_piece *piece, const uint8_t *segment)
{
    xnm_unit *unit = piece->unit;
    if (!unit) {
        return;
    }
    bool is_reply = server && unit->kind == XNM_UNIT_MESSAGE && unit->name && xnm_message_kind_of(unit->name) == XNM_MESSAGE_RPC_REPLY;
    if (is_reply && !g_hash_table_contains(talk->begun, unit)) {
        g_hash_table_insert(talk->begun, unit, xnm_session_reply_begins(talk->session));
    }
    if (!piece->last || unit->status != XNM_UNIT_COMPLETE) {
        return;
    }
    if (unit->kind == XNM_UNIT_MESSAGE || unit->kind == XNM_UNIT_ROOT_START) {
        g_assert_true(piece->first || unit->bytes);
        hear_message(talk, server, unit, unit->bytes ? unit->bytes : segment + piece->offset);
    } else if (unit->kind == XNM_UNIT_ROOT_END) {
        xnm_session_root_end(talk->session, server);
    } else if (unit->kind == XNM_UNIT_COMMENT && server) {
        g_string_append_printf(talk->told, "%u: comment of %u\n", talk->number, (unsigned)unit->length);
    }
}

static void hear_segment(talk *talk, bool server, const uint8_t *bytes, size_t length)
{
    uint8_t *segment = g_memdup2(bytes, length);
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(xnm_piece));
    xnm_framing_push(talk->framing[server], talk->number, segment, length, pieces);
    size_t at = 0;
    for (guint i = 0; i < pieces->len; i++) {
        const xnm_piece *piece = &g_array_index(pieces, xnm_piece, i);
        g_assert_cmpuint(piece->offset, ==, at);
        g_assert_cmpuint(piece->length, >, 0);
        at += piece->length;
        hear_piece(talk, server, piece, segment);
    }
    g_assert_cmpuint(at, ==, length);
    talk->bytes[server] += length;
    g_array_free(pieces, TRUE);
    g_free(segment);
    if (xnm_framing_is_netconf(talk->framing[server])) {
        xnm_session_set_netconf(talk->session);
    }
}

static void hear_gap(talk *talk, bool server)
{
    const xnm_unit *open = xnm_framing_open_unit(talk->framing[server]);
    const xnm_unit *cut = xnm_framing_gap(talk->framing[server]);
    g_assert_true(open == cut);
    g_assert_true(!cut || cut->status == XNM_UNIT_CUT);
    g_assert_null(xnm_framing_open_unit(talk->framing[server]));
    xnm_session_gap(talk->session, server);
}

/* Says the next thing; returns how much of the input it took. */
static size_t say(talk *talk, const uint8_t *data, size_t size, const uint8_t *cuts, size_t cut_count)
{
    bool server = data[0] & SAID_SERVER;
    unsigned what = data[0] & 0x7fu;
    size_t used = 1;
    talk->number++;
    if (what == SAID_GAP) {
        hear_gap(talk, server);
        return used;
    }
    const uint8_t *bytes = what < G_N_ELEMENTS(sayings) ? (const uint8_t *)sayings[what] : NULL;
    size_t length = bytes ? strlen(sayings[what]) : 0;
    if (!bytes) {
        bytes = data + used;
        length = MIN(what, size - used);
        used += length;
    }
    for (size_t at = 0, i = 0; at < length; i++) {
        size_t part = cut_count > 0 ? 1u + cuts[i % cut_count] : length;
        part = MIN(part, length - at);
        hear_segment(talk, server, bytes + at, part);
        at += part;
    }
    return used;
}

/* A reply that began and was broken off: what answers what then depends on whether a segment ended within its start tag. */
static bool has_broken_reply(const talk *talk)
{
    GHashTableIter units;
    void *unit;
    g_hash_table_iter_init(&units, talk->begun);
    while (g_hash_table_iter_next(&units, &unit, NULL)) {
        if (((const xnm_unit *)unit)->status == XNM_UNIT_CUT || ((const xnm_unit *)unit)->kind != XNM_UNIT_MESSAGE) {
            return true;
        }
    }
    return false;
}

static char *told_of(const uint8_t *data, size_t size, uint8_t flags, const uint8_t *cuts, size_t cut_count, bool *broken)
{
    xnm_stream_limits stream_limits = { .max_unit_bytes = flags & FLAG_SMALL ? SMALL_UNIT : 1 << 20 };
    talk talk = { .framing = { xnm_framing_new(&stream_limits), xnm_framing_new(&stream_limits) },
                  .session = xnm_session_new(WAITING_MAX),
                  .begun = g_hash_table_new(NULL, NULL),
                  .answered = g_hash_table_new(NULL, NULL),
                  .told = g_string_new(NULL) };
    if (flags & FLAG_NETCONF) {
        xnm_session_set_netconf(talk.session);
    }
    while (size > 0) {
        size_t used = say(&talk, data, size, cuts, cut_count);
        data += used;
        size -= used;
        g_assert_cmpuint(xnm_session_waiting(talk.session), <=, WAITING_MAX);
    }
    xnm_session_counts counts = xnm_session_count(talk.session);
    g_assert_cmpuint(counts.unanswered, <=, counts.requests);
    g_assert_cmpuint(g_hash_table_size(talk.answered), <=, counts.requests - counts.unanswered);
    g_string_append_printf(talk.told, "%u requests, %u unanswered\n", counts.requests, counts.unanswered);
    *broken = *broken || has_broken_reply(&talk);
    xnm_session_free(talk.session);
    for (unsigned side = 0; side < 2; side++) {
        xnm_framing_free(talk.framing[side]);
    }
    g_hash_table_destroy(talk.begun);
    g_hash_table_destroy(talk.answered);
    return g_string_free(talk.told, FALSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    bool broken = false;
    char *whole = told_of(data + HEAD, size - HEAD, data[0], NULL, 0, &broken);
    char *cut = told_of(data + HEAD, size - HEAD, data[0], data + 1, HEAD - 1, &broken);
    g_assert_true(broken || strcmp(whole, cut) == 0);
    g_free(whole);
    g_free(cut);
    return 0;
}
