/* sepm-private.h
 * Requests of the two products, and the tables that tell them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_PRIVATE_H
#define PORTLORE_SEPM_PRIVATE_H

#include <glib.h>

#include "portlore/http_fields.h"
#include "portlore/http_reader.h"
#include "portlore/sepm_session.h"

/* A request as it is compared with the tables. */
typedef struct {
    const char *method;
    const char *path;       /* of the target, without query and, of a proxy's, without the host */
    GPtrArray *parameters;  /* of the query */
    GPtrArray *form;        /* of the body; NULL before it is known, and when it is no form */
    const char *user_agent; /* NULL: none */
    const char *content_type;
    const uint8_t *body; /* NULL before it is known */
    size_t body_length;
    uint16_t port;
} sepm_request;

/* Endpoints */

typedef enum {
    SEPM_PATH_ANY,
    SEPM_PATH_IS,
    SEPM_PATH_PAGE, /* with or without a slash at its end */
    SEPM_PATH_BEGINS,
    SEPM_PATH_BELOW,     /* begins with it; something follows */
    SEPM_PATH_WITHIN,    /* it, or below it */
    SEPM_PATH_TWO_BELOW, /* begins with it; two names follow */
    SEPM_PATH_FILE,      /* ends in it, behind a slash */
    SEPM_PATH_AGENT_FILE /* likewise, behind "agent/" and 32 hexadecimal digits */
} sepm_path_match;

typedef enum {
    SEPM_VALUE_ANY,
    SEPM_VALUE_IS,
    SEPM_VALUE_HEXADECIMAL, /* at least 16 digits, an even number of them */
    SEPM_VALUE_EMPTY,
    SEPM_VALUE_CONTAINS, /* without case */
    SEPM_VALUE_OUTSIDE   /* a path that leads out of the folder that it begins in, with separators of either kind */
} sepm_value_match;

typedef struct {
    const char *name; /* NULL: no parameter is asked for */
    sepm_value_match match;
    const char *value;
} sepm_parameter;

/* What else has to be known. */
typedef enum {
    SEPM_NEEDS_NOTHING,
    SEPM_NEEDS_SMC,     /* the user agent Smc */
    SEPM_NEEDS_ECLIDE,  /* a user agent with eclide/ */
    SEPM_NEEDS_PRODUCT, /* that it is the product, by a proof, its client's user agent, or a cookie */
} sepm_need;

/* Which answer proves the server to be the product, with a status of 200 to 299. */
typedef enum {
    SEPM_ANSWER_NONE,
    SEPM_ANSWER_OK,            /* none: one that says OK and no more is told with its own meaning */
    SEPM_ANSWER_RESPONSE_CODE, /* XML with a ResponseCode */
    SEPM_ANSWER_JSON,          /* an object with the row's members, of which each is a string or a number */
    SEPM_ANSWER_COPYRIGHT      /* a page with the vendor's */
} sepm_answer;

typedef struct {
    sepm_product product;
    const char *kind;
    const char *method; /* NULL: any */
    sepm_path_match path_match;
    const char *path; /* compared without case */
    sepm_parameter parameter;
    uint16_t port; /* 0: any */
    sepm_need needs;
    sepm_answer proof;
    const char *members[2]; /* of the answer that proves; NULL: none */
    const char *evidence;   /* of a proof */
    sepm_support meaning;
    sepm_support answered; /* what an answer OK means */
    bool login;            /* its JSON body, and that of the answer, hold credentials, */
    bool form_login;       /* or its form does */
    bool parameters;       /* its parameters are told */
    const char *hidden;    /* the parameter whose value is obfuscated */
} sepm_endpoint;

typedef struct {
    bool proven[SEPM_PRODUCTS]; /* by what came before, */
    bool hinted[SEPM_PRODUCTS]; /* or by a cookie of the request */
} sepm_knowledge;

/* The first row of the table that the request is like; NULL: none. */
const sepm_endpoint *sepm_endpoint_of(const sepm_request *request, const sepm_knowledge *knowledge);

/* The row of the way that the request takes, whatever it asks for: by the port, and by who asks; NULL: none is known. */
const sepm_endpoint *sepm_way_of(const sepm_request *request);

/* The rows, for tests. */
const sepm_endpoint *sepm_endpoints(size_t *count);

bool sepm_parameter_matches(const GPtrArray *pairs, const sepm_parameter *parameter);
bool sepm_is_smc(const char *user_agent);
bool sepm_is_eclide(const char *user_agent);

/* What is known to be on a port, so that a proven product's requests without a row have a kind; NULL: nothing. */
typedef struct {
    uint16_t port;
    const char *kind;
    sepm_support meaning;
} sepm_port_use;
const sepm_port_use *sepm_port_use_of(uint16_t port);

/* What servers say of themselves */

/* Bytes of a page in which marks are looked for. */
#define SEPM_PAGE_MAX 4096

typedef struct {
    sepm_product product;
    const char *text;
    const char *evidence;
    size_t tag;      /* of a page: where the tag is by which it is found */
    unsigned status; /* of a page: what it comes with; 0: any */
} sepm_mark;

/* The product's mark that the text is; NULL: none. server: a Server header; location: where a request of "/" is redirected to, at host, as the request
 * names it; page: the beginning of
 * an HTML page, not NULL. The others may be NULL. */
const sepm_mark *sepm_mark_of_server(const char *server);
const sepm_mark *sepm_mark_of_location(const char *location, const char *host);
const sepm_mark *sepm_mark_of_page(const uint8_t *page, size_t length);

typedef struct {
    sepm_product product;
    const char *name;
    bool port_behind; /* the name goes on with the server's port */
    bool session;     /* who has it has the session */
    bool proves;      /* set by a server, it proves the product */
    const char *evidence;
    const char *evidence_elsewhere; /* where the port behind the name is not the server's */
} sepm_cookie;

/* The row of a cookie's name; NULL: none. port: set to the port behind the name, 0: there is none. */
const sepm_cookie *sepm_cookie_of(const char *name, uint16_t *port);

/* For tests. */
size_t sepm_cookie_count(void);

/* Requests of known vulnerabilities */

typedef void (*sepm_exploit_callback)(void *user, const char *cve);

/* Calls back for each CVE that the request has the form of: before the body is known those that need none, then those that do. */
void sepm_exploits_of(const sepm_request *request, sepm_exploit_callback callback, void *user);

/* The rows of marks of pages, for tests. */
const sepm_mark *sepm_marks_of_pages(size_t *count);

/* Whether the bytes are an XML document, well-formed, in which an attribute or an element of the name ResponseCode has a whole number for value. */
bool sepm_has_response_code(const uint8_t *bytes, size_t length);

/* Whether the bytes hold the text, without case. */
bool sepm_bytes_contain(const uint8_t *bytes, size_t length, const char *text);

#endif
