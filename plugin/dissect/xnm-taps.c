/* xnm-taps.c
 * What Junos XML hands to the tables: each request and reply, each login to Wireshark's list of credentials, and what is worth a file of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-taps.h"

#include <string.h>

#include <epan/proto_data.h>
#include <epan/tap.h>

#include "credentials.h"
#include "portlore/text.h"
#include "xnm-reading.h"
#include "xnm-secrets.h"

/* Of the keys under which a packet's data is kept. */
#define OBJECTS_KEY 3

static int proto_xnm = -1;
static int xnm_tap = -1;
static int object_tap = -1;

static char *one_line(packet_info *pinfo, const char *text)
{
    char *line = text_one_line(text, strlen(text), XNM_SESSION_TEXT_MAX);
    char *copy = wmem_strdup(pinfo->pool, line);
    g_free(line);
    return copy;
}

/* A text of the session; NULL for NULL. */
static const char *session_text(packet_info *pinfo, const char *text)
{
    return text ? one_line(pinfo, xnm_secrets_text(pinfo, text)) : NULL;
}

static void queue_credential(packet_info *pinfo, const xnm_message *message, bool clear_text)
{
    bool names_password = message->password.text && !xnm_secrets_omitted();
    credential shown = {
        .protocol = "XNM",
        .username = message->username.text ? one_line(pinfo, xnm_secrets_value_text(pinfo, message, &message->username)) : NULL,
        .info = wmem_strdup_printf(pinfo->pool, "%s, %s", message->password.text ? "password sent" : "no password sent",
                                   clear_text ? "in clear text" : "inside TLS"),
        .password_field = proto_registrar_get_id_byname(names_password ? "xnm.login.password" : "xnm.login.username"),
    };
    credentials_queue(pinfo, &shown);
}

static xnm_tap_login login_of(const xnm_exchange *exchange, const xnm_message *reply)
{
    if (!reply || !xnm_session_login_answer(exchange, reply).answers) {
        return XNM_TAP_NO_LOGIN;
    }
    return strcmp(reply->login_status.text, "success") == 0 ? XNM_TAP_LOGIN_SUCCESS : XNM_TAP_LOGIN_FAIL;
}

static void queue_message(packet_info *pinfo, const xnm_segment *segment, const xnm_exchange *exchange, xnm_message_kind kind,
                          const xnm_message *message)
{
    xnm_tap_message *tapped = wmem_new0(pinfo->pool, xnm_tap_message);
    tapped->is_reply = kind == XNM_MESSAGE_RPC_REPLY;
    tapped->operation = session_text(pinfo, exchange ? exchange->operation : NULL);
    tapped->user = session_text(pinfo, segment->identity ? segment->identity->user : NULL);
    tapped->has_errors = message && message->errors->len > 0;
    if (tapped->is_reply) {
        tapped->matched = exchange != NULL;
        if (exchange) {
            tapped->request_time.secs = (time_t)exchange->request_time.seconds;
            tapped->request_time.nsecs = exchange->request_time.nanoseconds;
        }
        tapped->login = login_of(exchange, message);
    }
    tap_queue_packet(xnm_tap, pinfo, tapped);
}

/* How many of the packet's messages were handed on as objects, this one included. */
static unsigned number_of_object(packet_info *pinfo)
{
    unsigned *count = p_get_proto_data(pinfo->pool, pinfo, proto_xnm, OBJECTS_KEY);
    if (!count) {
        count = wmem_new0(pinfo->pool, unsigned);
        p_add_proto_data(pinfo->pool, pinfo, proto_xnm, OBJECTS_KEY, count);
    }
    return ++*count;
}

static void queue_object(tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment, const xnm_segment_piece *segment_piece,
                         const xnm_message *message)
{
    xnm_tap_object *object = wmem_new0(pinfo->pool, xnm_tap_object);
    object->bytes = xnm_segment_unit_bytes(tvb, &segment_piece->piece, &object->length);
    if (!object->bytes) {
        return;
    }
    object->message = message;
    object->exchange = segment_piece->exchange;
    object->host = segment->identity ? segment->identity->hostname : NULL;
    object->number = number_of_object(pinfo);
    tap_queue_packet(object_tap, pinfo, object);
}

void xnm_taps_queue(tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment, const xnm_segment_piece *segment_piece, const xnm_message *message)
{
    const xnm_piece *piece = &segment_piece->piece;
    const xnm_unit *unit = piece->unit;
    bool messages_wanted = have_tap_listener(xnm_tap);
    bool logins_wanted = credentials_wanted();
    bool objects_wanted = xnm_taps_want_objects();
    if (!unit || !piece->last || unit->kind != XNM_UNIT_MESSAGE || (!messages_wanted && !logins_wanted && !objects_wanted)) {
        return;
    }
    /* One that was too large to be read has been asked or answered all the same. */
    bool too_large = unit->status == XNM_UNIT_TOO_LARGE && !unit->given_up;
    xnm_message_kind kind = message ? message->kind : too_large ? xnm_message_kind_of(unit->name) : XNM_MESSAGE_OTHER;
    if (messages_wanted && (kind == XNM_MESSAGE_RPC || kind == XNM_MESSAGE_RPC_REPLY)) {
        queue_message(pinfo, segment, segment_piece->exchange, kind, message);
    }
    if (logins_wanted && message && kind == XNM_MESSAGE_RPC && (message->username.text || message->password.text)) {
        queue_credential(pinfo, message, segment->clear_text);
    }
    if (objects_wanted && message && (kind == XNM_MESSAGE_RPC || kind == XNM_MESSAGE_RPC_REPLY)) {
        queue_object(tvb, pinfo, segment, segment_piece, message);
    }
}

ws_bool xnm_taps_want_objects(void)
{
    return have_tap_listener(object_tap);
}

void xnm_taps_register(int proto)
{
    proto_xnm = proto;
    object_tap = register_tap(XNM_OBJECT_TAP);
    xnm_tap = register_tap(XNM_TAP);
    credentials_register();
}
