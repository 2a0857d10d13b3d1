/* session-private.h
 * What the parts of a session share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_SESSION_PRIVATE_H
#define PORTLORE_SEPM_SESSION_PRIVATE_H

#include "sepm-private.h"

#include "portlore/known_secrets.h"

#define SEPM_FROM_CLIENT 0
#define SEPM_FROM_SERVER 1

#define TOLD_MAX 1000 /* values that are remembered, of each kind */

#define SEPM_REQUESTS_MAX 64 /* requests that wait for their answer; of more none is paired */

/* What tells whether a login was accepted. */
typedef enum { SEPM_LOGIN_NONE, SEPM_LOGIN_BASIC, SEPM_LOGIN_REST, SEPM_LOGIN_FORM } sepm_login;

#define SEPM_ORIGINS_MAX 64 /* servers that are told apart in a connection; of more each message stands for itself */

/* A server that requests are for. */
typedef struct {
    char *host;           /* as requests name it, in lower case, without its port; NULL: none has named it */
    uint16_t port;        /* likewise; else the connection's. 0: none that is valid */
    bool elsewhere;       /* behind the server, which is a proxy: by a target in absolute form */
    sepm_product product; /* that it was proven to be */
} sepm_origin;

/* What is remembered of a request until it is answered. */
typedef struct {
    uint64_t number; /* in the connection, from 1 */
    sepm_origin *origin;
    uint64_t end; /* of its head, in its direction */
    sepm_login login;
    const char *username;          /* that it names; kept by the session; NULL: none */
    const sepm_endpoint *endpoint; /* NULL: none */
    bool head;
    bool connect;
    bool root;   /* "/" was asked for */
    bool paired; /* it is known that the next answer is to this one */
} sepm_asked;

struct sepm_session {
    sepm_session_callback callback;
    void *user;
    uint16_t port;
    char *address;                 /* of the server; NULL: not known */
    sepm_json_members has_members; /* NULL: none */
    bool inside_tls;
    http_reader *readers[2];
    sepm_knowledge knowledge;
    sepm_product product;                   /* that was proven first */
    GPtrArray *origins;                     /* of sepm_origin */
    sepm_origin unnamed[2];                 /* of a message of each side */
    sepm_origin *origin;                    /* of the event in progress */
    const char *proof;                      /* of its product, not told yet; NULL: none */
    sepm_asked requests[SEPM_REQUESTS_MAX]; /* a ring */
    unsigned first_request;
    unsigned request_count;
    bool unsure;           /* which request an answer belongs to */
    uint64_t acknowledged; /* of the client's direction, by what the server sends now */
    bool heard;            /* since then an answer came */
    sepm_asked current[2]; /* the request in progress, and that of the answer in progress */
    bool has_told;         /* anything */
    bool over;             /* nothing that follows is HTTP */
    bool sylink_told;      /* of the answer in progress */
    bool use_waits;        /* of it: what is known to be on the port is told with its body, if that tells nothing else */
    bool no_hsts_told;
    GHashTable *told; /* values */
    GPtrArray *held;  /* of logins.c; NULL: nothing */
    /* What it amounts to */
    sepm_session_counts counts; /* but for those that wait */
    const char *accepted;       /* user names; NULL: none */
    const char *asked;
    GStringChunk *names;
    unsigned name_count;
    GHashTable *secrets;  /* whole values, */
    known_secrets *known; /* and what is found in other texts */
    /* Of the event in progress */
    const http_message *message;
    bool begun[SEPM_PRODUCTS]; /* its SEPM_LINE_MESSAGE is told */
    sepm_product telling;      /* whose SEPM_LINE_JSON is read */
    bool telling_form;         /* what is told is from a form or a query */
};

/* Tell of the message in progress. Its first line goes before all others; kind: NULL when it is not told. */
void sepm_begin(sepm_session *session, sepm_product product, const char *kind);
void sepm_tell(sepm_session *session, sepm_product product, sepm_line_kind kind, const char *value);
void sepm_tell_pair(sepm_session *session, sepm_product product, sepm_line_kind kind, const http_pair *pair, bool secret);
void sepm_tell_meaning(sepm_session *session, sepm_product product, const sepm_support *meaning);
void sepm_tell_json(sepm_session *session);
void sepm_tell_sent_in(sepm_session *session, sepm_product product, uint32_t place);
void sepm_tell_secret(sepm_session *session, sepm_product product, const char *value);
bool sepm_tell_sylink(sepm_session *session); /* whether there is one */

/* Cookies that are the product's. */
void sepm_tell_cookies(sepm_session *session, sepm_product product, const GPtrArray *cookies);

/* The origin that a request names, and that of the answer to what was asked. Never NULL; they last as long as the session, or, of what nothing tells apart,
 * as long as the message. */
sepm_origin *sepm_origin_of_request(sepm_session *session, const char *target, const char *host_header);
sepm_origin *sepm_origin_of_answer(sepm_session *session, const sepm_asked *asked);
void sepm_origin_free(void *origin);

/* Whether a cookie's name goes on with the port of the message's origin, or the connection's; or with none. Others may map the one to the other. */
bool sepm_is_of_server(const sepm_session *session, const sepm_cookie *cookie, uint16_t port);

/* The origin of the message in progress is the product, if nothing proved one of it before. evidence: static. */
void sepm_prove(sepm_session *session, sepm_product product, const char *evidence);

/* A request waits for its answer; the one that the next answer is to. */
void sepm_remember_request(sepm_session *session, const sepm_asked *asked);
sepm_asked sepm_next_request(sepm_session *session);

/* Count what the message in progress shows: a line; Basic authentication of whatever is asked for; the head of the answer to a request. */
void sepm_count_line(sepm_session *session, const sepm_line *line);
void sepm_count_basic(sepm_session *session, const char *authorization);
void sepm_count_answer(sepm_session *session, const sepm_asked *asked, const GPtrArray *cookies);

/* Count a login by form that was held until the answer in progress, which may be that to it. number: of its request; username: NULL is allowed. */
void sepm_count_held_login(sepm_session *session, uint64_t number, const char *username);

/* What the message in progress shows. */
void sepm_on_request_head(sepm_session *session);
void sepm_on_request_body(sepm_session *session);
void sepm_on_response_head(sepm_session *session);
void sepm_on_response_body(sepm_session *session);

#endif
