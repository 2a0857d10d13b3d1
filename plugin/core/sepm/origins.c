/* origins.c
 * The servers that the requests of a connection are for: behind a proxy, and by the header Host, they may be several.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "session-private.h"

#include <string.h>

#define HTTP_PORT  80
#define HTTPS_PORT 443

/* Who has none of the server's own, because there are too many, or nothing tells which it is: nothing is kept of it. */
static sepm_origin *unnamed(sepm_session *session, unsigned side)
{
    session->unnamed[side] = (sepm_origin){ .port = session->port };
    return &session->unnamed[side];
}

static sepm_origin *new_origin(sepm_session *session, unsigned side)
{
    if (session->origins->len >= SEPM_ORIGINS_MAX) {
        return unnamed(session, side);
    }
    sepm_origin *origin = g_new0(sepm_origin, 1);
    origin->port = session->port;
    g_ptr_array_add(session->origins, origin);
    return origin;
}

void sepm_origin_free(void *data)
{
    sepm_origin *origin = data;
    g_free(origin->host);
    g_free(origin);
}

/* Of host and port in bytes (RFC 3986 section 3.2); an IPv6 address stands in brackets. port: the one that is meant where none is named. Returns the host
 * in lower case, freed by the caller. */
static char *host_of(const char *authority, size_t length, uint16_t *port)
{
    const char *bracket = length > 0 && authority[0] == '[' ? memchr(authority, ']', length) : NULL;
    size_t before = bracket ? (size_t)(bracket - authority) : 0;
    const char *colon = memchr(authority + before, ':', length - before);
    if (colon) {
        const char *end;
        guint64 number = g_ascii_strtoull(colon + 1, (char **)&end, 10);
        bool whole = end > colon + 1 && end == authority + length && number > 0 && number <= UINT16_MAX;
        *port = whole ? (uint16_t)number : 0;
        length = (size_t)(colon - authority);
    }
    return g_ascii_strdown(authority, (gssize)length);
}

/* Behind the scheme of a target in absolute form (RFC 9112 section 3.2.2); NULL: it has another form. */
static const char *authority_in(const char *target, uint16_t *port)
{
    static const struct {
        const char *scheme;
        uint16_t port;
    } schemes[] = { { "http://", HTTP_PORT }, { "https://", HTTPS_PORT } };
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++) {
        if (g_ascii_strncasecmp(target, schemes[i].scheme, strlen(schemes[i].scheme)) == 0) {
            *port = schemes[i].port;
            return target + strlen(schemes[i].scheme);
        }
    }
    return NULL;
}

static sepm_origin *origin_at(sepm_session *session, const char *host, uint16_t port)
{
    for (guint i = 0; i < session->origins->len; i++) {
        sepm_origin *origin = g_ptr_array_index(session->origins, i);
        if (origin->host && origin->port == port && strcmp(origin->host, host) == 0) {
            return origin;
        }
    }
    return NULL;
}

/* The first one, as long as no request has named it. */
static sepm_origin *nameless(sepm_session *session)
{
    sepm_origin *first = session->origins->len > 0 ? g_ptr_array_index(session->origins, 0) : NULL;
    return first && !first->host ? first : NULL;
}

sepm_origin *sepm_origin_of_request(sepm_session *session, const char *target, const char *host_header)
{
    uint16_t port = session->port;
    const char *authority = authority_in(target, &port);
    bool absolute = authority != NULL;
    size_t length = absolute ? strcspn(authority, "/?") : 0;
    if (!absolute) {
        authority = host_header ? host_header : "";
        length = strcspn(authority, "\n");
    }
    if (length == 0) {
        return session->origins->len > 0 ? g_ptr_array_index(session->origins, 0) : new_origin(session, SEPM_FROM_CLIENT);
    }
    char *host = host_of(authority, length, &port);
    sepm_origin *origin = origin_at(session, host, port);
    if (!origin) {
        origin = absolute ? NULL : nameless(session);
        origin = origin ? origin : new_origin(session, SEPM_FROM_CLIENT);
        if (origin != &session->unnamed[SEPM_FROM_CLIENT]) {
            origin->host = g_steal_pointer(&host);
            origin->port = port;
            origin->elsewhere = absolute;
        }
    }
    g_free(host);
    return origin;
}

sepm_origin *sepm_origin_of_answer(sepm_session *session, const sepm_asked *asked)
{
    if (session->origins->len == 0) {
        return new_origin(session, SEPM_FROM_SERVER);
    }
    if (session->origins->len == 1) {
        return g_ptr_array_index(session->origins, 0);
    }
    return asked->paired ? asked->origin : unnamed(session, SEPM_FROM_SERVER);
}

bool sepm_is_of_server(const sepm_session *session, const sepm_cookie *cookie, uint16_t port)
{
    return !cookie->port_behind || port == session->port || port == session->origin->port;
}
