/* sepm_session.h
 * What the HTTP of a connection shows of Symantec Endpoint Protection Manager (SEPM) and of ESP of HPCC Systems.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_SESSION_H
#define PORTLORE_SEPM_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "portlore/registry.h"

/*
 * Requests are classified by tables of methods, paths, parameters and user agents (plugin/core/sepm/endpoints-table.c), which tells what is asked for.
 * That a server is the product is proven by what it says of itself (Server, title, cookies, where it redirects to), by a SyLink.xml in which it is a manager,
 * or by an answer that has the form of the product's to such a request: never by a request alone, which scanners send to any server, nor by an answer that
 * others give, and never by a port. What follows a proof may be told by less.
 *
 * Servers are told apart by the targets in absolute form that proxies are sent, and by Host: what one of them proves is not said of the others.
 *
 * Where bytes are missing, or what came before was not seen, no answer proves anything by its request until it is known which request it belongs to: that is
 * so again with a request that follows an answer, when no other waits.
 */

typedef enum { SEPM_PRODUCT_NONE, SEPM_PRODUCT_SEPM, SEPM_PRODUCT_ESP } sepm_product;

#define SEPM_PRODUCTS (SEPM_PRODUCT_ESP + 1)

/* One thing that a message shows. */
typedef enum {
    SEPM_LINE_MESSAGE,   /* the first of each message, and of what its body brings later. value: the kind (heartbeat, registration, content, console,
                            reporting, api, gup; login, session, files, service, query of ESP), or NULL when it is not told. Told again with gup
                            for what goes by an update provider */
    SEPM_LINE_ENDPOINT,  /* value: the path that is asked for */
    SEPM_LINE_MEANING,   /* support: what that means, with confidence and source */
    SEPM_LINE_QUERY,     /* value: obfuscated query of a heartbeat, hexadecimal */
    SEPM_LINE_PARAMETER, /* name and value, of the console's servlet */
    SEPM_LINE_USERNAME,
    SEPM_LINE_PASSWORD,
    SEPM_LINE_DOMAIN,
    SEPM_LINE_COOKIE,  /* name and value; secret: it stands for a session */
    SEPM_LINE_TOKEN,   /* value: of a bearer */
    SEPM_LINE_REALM,   /* value: of Basic authentication, as the server names it */
    SEPM_LINE_BANNER,  /* value: what the server says of itself */
    SEPM_LINE_KEY,     /* value: the KCS key */
    SEPM_LINE_MANAGER, /* name: the address of a server that a SyLink.xml names; value: its port, in decimal, or NULL */
    SEPM_LINE_ID,      /* value: the domain's identifier in it */
    SEPM_LINE_EXPLOIT, /* value: the CVE whose requests have this form */
    SEPM_LINE_NO_HSTS, /* CVE-2016-5306 */
    SEPM_LINE_JSON,    /* bytes: of a login or of the answer to it, for whoever can read JSON */
    SEPM_LINE_UNREAD,  /* value: what of a body that may hold credentials was not read, and why */
    SEPM_LINE_SENT_IN, /* what follows was sent in an earlier request, before the connection was known to carry the product. place: of that request */
    SEPM_LINE_SECRET,  /* value: a secret of which no more is told, so that what quotes it can be masked. It begins no message */
    SEPM_LINE_PROOF    /* value: static, the evidence that the connection carries the product */
} sepm_line_kind;

#define SEPM_LINE_KINDS (SEPM_LINE_PROOF + 1)

typedef struct {
    const char *text;
    registry_confidence confidence;
    const char *source;
} sepm_support;

/* Strings are valid UTF-8 on one line, and last as long as the call; those of support, and the value of a kind, an exploit and a proof, are static. */
typedef struct {
    sepm_line_kind kind;
    sepm_product product; /* never SEPM_PRODUCT_NONE */
    bool from_server;
    bool secret;      /* the value is one that others must not know */
    bool proven;      /* the server of the message is known to be the product; else the message only has the form of it */
    bool first;       /* this value was not told in the connection before */
    uint64_t offset;  /* of the message in its direction, */
    uint64_t length;  /* and of its start line and headers */
    const char *name; /* NULL: none */
    const char *value;
    const sepm_support *support; /* NULL: none */
    const uint8_t *bytes;
    size_t byte_count;
    uint32_t place; /* 0: none was given */
} sepm_line;

typedef void (*sepm_session_callback)(void *user, const sepm_line *line);

typedef struct sepm_session sepm_session;

/* Bytes of a body that SEPM_LINE_JSON brings at most: no login is longer. */
#define SEPM_JSON_MAX 16384

/* port: the server's. inside_tls: the bytes were decrypted. Never NULL; freed with sepm_session_free(). */
sepm_session *sepm_session_new(uint16_t port, bool inside_tls, sepm_session_callback callback, void *user);

/* Before any byte: the server's address, as a SyLink.xml writes one. */
void sepm_session_set_address(sepm_session *session, const char *address);

/* Whether the bytes are JSON, of one object that has each of these members (count of names), with a string or a number for value. */
typedef bool (*sepm_json_members)(const uint8_t *bytes, size_t length, const char *const *names, size_t count);

/* Before any byte: what reads JSON, which is the caller's library. Without it, no answer in JSON proves anything. */
void sepm_session_set_json(sepm_session *session, sepm_json_members has_members);

/* NULL is allowed. */
void sepm_session_free(sepm_session *session);

/* Before any byte: what the connection carried before is not known, so that an answer may be to a request that was not seen. */
void sepm_session_join(sepm_session *session);

/* Before bytes of the server: how far they acknowledge the client's direction, in bytes as sepm_session_offset() counts. A request that the server has not
 * got is none that it answers, and what it has got beyond what was fed may be a request. Where this is never told, nothing is concluded from it. */
void sepm_session_acknowledge(sepm_session *session, uint64_t offset);

/* Feed the bytes of one side, however they are cut. The callback is called in it. Memory is bounded by the limits of http_reader.h. */
void sepm_session_push(sepm_session *session, bool from_server, const uint8_t *bytes, size_t length);

/* Bytes of one side are missing here. */
void sepm_session_gap(sepm_session *session, bool from_server, uint64_t bytes);

/* Bytes of one side up to here, gaps included. */
uint64_t sepm_session_offset(const sepm_session *session, bool from_server);

/* Give requests of which it is not known whose they are, and which begin before this offset of the client, a place, if they have none: a number other than
 * 0 for SEPM_LINE_SENT_IN. */
void sepm_session_place_held(sepm_session *session, uint64_t end, uint32_t place);

/* Whether nothing was told in the connection so far, no login by form waits for a proof, and no message is in progress, nor a request without its
 * answer: then the session can be freed, and one begun later tells the same. */
bool sepm_session_is_idle(const sepm_session *session);

/* Whether anybody logged in, at whatever server. */
bool sepm_session_has_login(const sepm_session *session);

/* Whether HTTP ended, by an accepted CONNECT or Upgrade. */
bool sepm_session_is_over(const sepm_session *session);

/* What the first server that was proven to be a product is; SEPM_PRODUCT_NONE: nothing so far. */
sepm_product sepm_session_product(const sepm_session *session);

/* What the connection amounts to so far, of HTTP of any server. A login is a request with a password, of Basic authentication whatever is asked for;
 * where neither product is proven, one with any Authorization. */
typedef struct {
    uint64_t requests;
    uint64_t unanswered; /* that wait for their answer, as far as it is known which answer belongs to which request */
    uint64_t errors;     /* answers with status 400 to 599 */
    uint64_t secrets;    /* each value once; passwords are none */
    uint64_t logins;
    uint64_t accepted; /* by a status below 400, of a form by a session's cookie; */
    uint64_t refused;  /* by 401 and 403, of REST by any of 4xx. Other answers tell neither */
    uint64_t waiting;  /* logins among the unanswered */
} sepm_session_counts;

/* The counts so far. */
sepm_session_counts sepm_session_count(const sepm_session *session);

/* Who was accepted last, else whom the last request named; NULL: nobody. mask: stands in the place of every secret that the connection has shown, also
 * where the name is one; NULL: as it was sent. Freed by the caller with g_free(). */
char *sepm_session_user(const sepm_session *session, const char *mask);

/* text, with the secrets masked likewise; NULL when there is none in it. Freed by the caller with g_free(). */
char *sepm_session_mask(const sepm_session *session, const char *text, const char *mask);

/* Tell of a name or secret that was found in the bytes of a SEPM_LINE_JSON line, in the callback for it. */
void sepm_session_tell(sepm_session *session, sepm_line_kind kind, const char *value);

/*
 * Ordinary HTTP on the same ports needs no session: what a session would tell begins with a message for which one of these says so.
 */

typedef enum {
    SEPM_INTEREST_NONE,
    SEPM_INTEREST_TAKE /* the session needs it, and what follows, and the request that it is the answer to */
} sepm_interest;

/* Messages that were looked at. */
typedef struct {
    unsigned requests;
    unsigned answers; /* final ones: not with a status of 100 to 199 */
    unsigned errors;  /* of them, those with a status of 400 to 599 */
} sepm_screened;

/* Whether bytes that begin with a message, of either side, can show anything of the products, or are needed to judge what follows: requests of their
 * forms, headers and pages that prove them, a SyLink.xml; CONNECT, and a switch of protocols. What stands behind the first message with a body is not
 * looked at. Copies nothing, and reads a header once and of the body no more than 4096 bytes. screened: is set, unless
 * SEPM_INTEREST_TAKE is returned, to what begins in the bytes. */
sepm_interest sepm_screen(const uint8_t *bytes, size_t length, sepm_screened *screened);

/* Whether the bytes are the beginning of a request of the products' forms whose first line does not end in them: from the first letter of its path on. */
bool sepm_screen_begins_request(const uint8_t *bytes, size_t length);

/* The CVEs that SEPM_LINE_EXPLOIT can name: in order, NULL behind the last. summary: set to the form of the request, one line of English, static. */
const char *sepm_exploit_cve(size_t index, const char **summary);

#endif
