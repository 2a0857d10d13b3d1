/* xnm_message.h
 * What one Junos XML message says: its elements, and what they mean in the protocol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_MESSAGE_H
#define PORTLORE_XNM_MESSAGE_H

#include "portlore/xnm_reader.h"

typedef enum {
    XNM_NODE_ELEMENT,   /* name; value: NULL */
    XNM_NODE_ATTRIBUTE, /* name, value; belongs to the element node before it, directly behind it and its other attributes */
    XNM_NODE_TEXT,      /* value, as it is. White space alone is no node, unless it is all that a leaf holds and has no line end */
    XNM_NODE_COMMENT,   /* value */
    XNM_NODE_PI         /* name: target; value */
} xnm_node_kind;

/* A node of the element tree, in document order: a node's children follow it with a greater depth. */
typedef struct {
    xnm_node_kind kind;
    uint32_t depth;    /* of an element: 1 for the message's own; of the rest: that of their element plus 1 */
    const char *name;  /* as written, prefix included; NULL for text and comment */
    const char *local; /* points into name, after the prefix; NULL for text and comment */
    const char *value; /* decoded; valid UTF-8; NULL for an element */
    xnm_range range;   /* of an element: up to the end of its end tag; of one that is not closed: up to where reading stopped */
} xnm_node;

/* A value that stands somewhere in the message. text is NULL when the message has none; range: the bytes it was decoded from. */
typedef struct {
    const char *text;
    xnm_range range;
} xnm_value;

typedef enum {
    XNM_MESSAGE_OTHER,       /* any other child of the root */
    XNM_MESSAGE_RPC,         /* <rpc>: a request */
    XNM_MESSAGE_RPC_REPLY,   /* <rpc-reply> */
    XNM_MESSAGE_ABORT,       /* <abort/> */
    XNM_MESSAGE_HELLO,       /* <hello>, RFC 6241 section 8.1 */
    XNM_MESSAGE_NOTIFICATION /* <notification>, RFC 5277 section 4 */
} xnm_message_kind;

/* Most nodes of a message that are kept, of all kinds together, so that attributes and comments take no unbounded memory either.
 * max_elements: of the limits; at most 1,000,000 of them count. */
#define XNM_MESSAGE_NODES_MAX(max_elements) (1000u + 8u * MIN((max_elements), 1000000u))

/* Most errors, and most warnings, of a message that are kept. */
#define XNM_MESSAGE_ERRORS_MAX 1000

/*
 * Elements are told by their local names. Of a value that stands in a message more than once, the first counts. User name and password are
 * verbatim; all other values are without the white space around them, and so are their ranges. The range of an empty value has length 0.
 */
typedef struct {
    xnm_message_kind kind;
    const char *name;      /* local name of the message's element; NULL if its tag could not be read */
    xnm_value operation;   /* local name of its first child element: the operation of a request, the payload of a reply; range: that element */
    uint32_t operations;   /* child elements of the message's element */
    const char *item_name; /* of a reply: the local name that most children of its payload have (of equals the first; 64 names are counted), */
    uint32_t item_count;   /* and how many have it; NULL and 0 for a payload without child elements */

    xnm_value username; /* below request-login; the password is absent when the client waits for the challenge */
    xnm_value password;
    xnm_value challenge; /* the server's prompt; challenge_echo: its attribute echo, NULL if absent */
    const char *challenge_echo;
    xnm_value login_status;  /* authentication-response (or bare in the reply, as old releases sent it): "success" or "fail", */
    xnm_value login_message; /* on success the account's name, else the reason, */
    xnm_value login_name;    /* and the remote name, where a RADIUS or TACACS+ server gave another one */
    xnm_value command;       /* <command> as a request's operation: a CLI command as text */
    GPtrArray *errors;       /* of xnm_value *: the <message> of each xnm:error, or error-message of each rpc-error (RFC 6241 section 4.3);
                                  one without it has the text "" and the range of the whole element */
    GPtrArray *warnings;     /* of xnm_value *: the same of each xnm:warning, and of rpc-error with severity warning */
    bool end_session;        /* request-end-session, or end-session in a reply */

    GArray *nodes;       /* of xnm_node, at most limits->max_elements of them elements */
    bool all_nodes_kept; /* false: nodes are missing behind the last one of nodes */
    uint32_t elements;   /* elements of the message, kept or not, as far as it was read */
    uint32_t elements_not_kept;
    xnm_read_result read;
} xnm_message;

/* Read a message; see xnm_read() for the arguments. Never NULL: what could not be read is in message->read.
 * All strings are owned by the message. Free with xnm_message_free(). */
xnm_message *xnm_message_new(const uint8_t *bytes, size_t length, const xnm_read_limits *limits);

/* NULL is allowed. */
void xnm_message_free(xnm_message *message);

/* The kind that a message with this element name is, before it is read. local_name: without prefix; NULL gives XNM_MESSAGE_OTHER. */
xnm_message_kind xnm_message_kind_of(const char *local_name);

#endif
