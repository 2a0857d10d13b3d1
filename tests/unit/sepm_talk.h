/* sepm_talk.h
 * Talks over HTTP, and what a session tells of them, as text.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_TALK_H
#define PORTLORE_SEPM_TALK_H

#include <glib.h>
#include <string.h>

#include "json-members.h"
#include "portlore/sepm_session.h"

#define SEPM_TALK_MAX 8

/* Words of both sides: "> " in front of a request, "< " of a response. {N} stands for the length of the body, behind an empty line. */
typedef struct {
    const char *name;
    uint16_t port;
    bool inside_tls;
    const char *words[SEPM_TALK_MAX]; /* NULL behind the last */
    const char *told;                 /* a line each: side, product, kind of line, name and value; meanings and endpoints are left out */
} sepm_talk;

static inline void sepm_talk_line(void *user, const sepm_line *line)
{
    static const char *const names[SEPM_LINE_KINDS] = {
        [SEPM_LINE_MESSAGE] = "message",
        [SEPM_LINE_QUERY] = "query",
        [SEPM_LINE_PARAMETER] = "parameter",
        [SEPM_LINE_USERNAME] = "username",
        [SEPM_LINE_PASSWORD] = "password",
        [SEPM_LINE_DOMAIN] = "domain",
        [SEPM_LINE_COOKIE] = "cookie",
        [SEPM_LINE_TOKEN] = "token",
        [SEPM_LINE_REALM] = "realm",
        [SEPM_LINE_BANNER] = "banner",
        [SEPM_LINE_KEY] = "key",
        [SEPM_LINE_MANAGER] = "manager",
        [SEPM_LINE_ID] = "id",
        [SEPM_LINE_EXPLOIT] = "exploit",
        [SEPM_LINE_NO_HSTS] = "no hsts",
        [SEPM_LINE_JSON] = "json",
        [SEPM_LINE_UNREAD] = "unread",
        [SEPM_LINE_SENT_IN] = "sent in",
        [SEPM_LINE_SECRET] = "hidden",
        [SEPM_LINE_PROOF] = "proof",
    };
    if (!names[line->kind]) {
        return;
    }
    GString *told = user;
    g_string_append_printf(told, "%c%s %s", line->from_server ? '<' : '>', line->product == SEPM_PRODUCT_ESP ? "esp" : "sepm", names[line->kind]);
    if (line->name) {
        g_string_append_printf(told, " %s=", line->name);
    }
    if (line->value) {
        g_string_append_printf(told, "%s%s", line->name ? "" : " ", line->value);
    }
    if (line->bytes) {
        g_string_append_printf(told, " %.*s", (int)line->byte_count, (const char *)line->bytes);
    }
    g_string_append(told, line->secret ? " (secret)\n" : "\n");
}

/* Words as they are sent; freed by the caller. */
static inline char *sepm_talk_bytes(const char *words)
{
    const char *body = strstr(words, "\r\n\r\n");
    const char *mark = strstr(words, "{N}");
    if (!body || !mark) {
        return g_strdup(words + 2);
    }
    return g_strdup_printf("%.*s%zu%s", (int)(mark - words - 2), words + 2, strlen(body + 4), mark + 3);
}

/* A session that reads JSON as the plugin does. */
static inline sepm_session *sepm_talk_session(uint16_t port, bool inside_tls, sepm_session_callback callback, void *user)
{
    sepm_session *session = sepm_session_new(port, inside_tls, callback, user);
    sepm_session_set_json(session, json_has_members);
    return session;
}

/* segment: bytes that are fed at once. Freed by the caller. */
static inline char *sepm_talk_told(const sepm_talk *talk, size_t segment)
{
    GString *told = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(talk->port, talk->inside_tls, sepm_talk_line, told);
    for (size_t i = 0; i < SEPM_TALK_MAX && talk->words[i]; i++) {
        char *bytes = sepm_talk_bytes(talk->words[i]);
        size_t length = strlen(bytes);
        for (size_t at = 0; at < length; at += segment) {
            uint8_t *copy = g_memdup2(bytes + at, MIN(segment, length - at));
            sepm_session_push(session, talk->words[i][0] == '<', copy, MIN(segment, length - at));
            g_free(copy);
        }
        g_free(bytes);
    }
    sepm_session_free(session);
    return g_string_free(told, FALSE);
}

#endif
