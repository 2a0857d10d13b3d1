/* xnm_message.h
 * What one Junos XML message says: its elements, and what they mean in the protocol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_MESSAGE_H
#define PORTLORE_XNM_MESSAGE_H

#include "portlore/xnm_reader.h"
#include "portlore/xnm_secret.h"

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

/* A value with the local name of the element that it is the text of. An element without text has the text "". Texts longer than
 * limits->max_value_bytes are cut at the end of a character; the range is that of the whole text. */
typedef struct {
    const char *name;
    xnm_value value;
} xnm_named_value;

/* What one routing engine says: a routing-engine of commit-results, or a multi-routing-engine-item. */
typedef struct {
    xnm_value name;   /* name or re-name, such as "re0"; cut as the text of an xnm_named_value */
    xnm_value result; /* local name of an element in it, and the range of that element: the first error or rpc-error, else commit-success, else
                         commit-check-success, else its first child but for the name. Not closed: the range of the start tag */
} xnm_routing_engine;

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

/*
 * Elements are told by their local names. Of a value that stands in a message more than once, the first counts; of a login's answer the first in
 * its documented place, if it stands there at all. User name and password are verbatim; all other values are without the white space around them,
 * and so are their ranges. The range of an empty value has length 0. The value of an attribute is as it is, and its range is that of name="value".
 * A leaf in the lists below is an element without child elements.
 * A list has at most limits->max_listed values. No list is NULL, but secrets may be. Texts may hold secrets, if not said otherwise: see
 * xnm_message_has_secret().
 */
typedef struct {
    xnm_message_kind kind; /* also where the tag's name is all that could be read */
    const char *name;      /* local name of the message's element; NULL if its tag could not be read */
    xnm_value operation;   /* local name of its first child element: the operation of a request, the payload of a reply; range: that element */
    uint32_t operations;   /* child elements of the message's element */
    bool has_text;         /* text that is not white space stands in the message's element itself */
    const char *item_name; /* of a reply: the local name that most children of its payload have (of equals the first; 64 names are counted), */
    uint32_t item_count;   /* and how many have it; NULL and 0 for a payload without child elements */

    xnm_value username; /* below request-login; the password is absent when the client waits for the challenge */
    xnm_value password;
    /* What answers a login. Other replies can have elements of these names, too: see xnm_session_login_answer(). */
    xnm_value challenge; /* the server's prompt; challenge_echo: its attribute echo, NULL if absent */
    const char *challenge_echo;
    bool challenge_documented; /* challenge is a child of the reply */
    xnm_value login_status;    /* anywhere in an authentication-response, or bare in the reply, as older clients expect it: "success" or "fail", */
    xnm_value login_message;   /* on success the account's name, else the reason, */
    xnm_value login_name;      /* and the remote name, where a RADIUS or TACACS+ server gave another one */
    bool login_documented;     /* status is a child of an authentication-response that is a child of the reply; so is then login_message */
    xnm_value command;         /* <command> as a request's operation: a CLI command as text */
    GPtrArray *errors;         /* of xnm_value *: the <message> of each xnm:error, or error-message of each rpc-error (RFC 6241 section 4.3);
                                  one without it has the text "" and the range of the whole element. xnm:error is an element error with the
                                  prefix xnm, or with one that its own tag binds to Junos XML's namespace; without prefix, if that is its default
                                  namespace, and it declares that itself or has a <message>. Where the message declares no default namespace,
                                  one with a <message> counts that is the message itself or stands directly in the reply, in a load's or
                                  commit's results, or in what a routing engine says. Any other is content of an operation */
    GPtrArray *warnings;       /* of xnm_value *: the same of each xnm:warning, and of rpc-error with severity warning */
    GPtrArray *error_parts;    /* of GArray * of xnm_named_value, one for each of errors: the other leaves directly below it, reason and error-info,
                                  such as source-daemon, edit-path, token, error-tag, bad-element */
    GPtrArray *warning_parts;  /* the same for warnings */
    bool end_session;          /* request-end-session, or end-session in a reply */
    bool acknowledges_abort;   /* abort-acknowledgement (or -acknowledgment, as releases 5.5 and 6.1 documented it) is the reply's only child; */
    bool aborted;              /* or it stands where the reply was broken off */

    GArray *attributes;           /* of xnm_attribute: those of the message's element without namespace declarations. A reply has the same as its
                                     request. Strings are owned by the message */
    GArray *operation_attributes; /* of xnm_attribute: the same of the element that operation names */
    GArray *arguments;            /* of xnm_named_value: the leaves directly below a request's operation, or in a source or target there (NETCONF's
                                     datastores), at most limits->max_value_bytes each. None of request-login and load-configuration, and none
                                     with a secret in it */
    uint32_t arguments_left_out;  /* leaves that are not in arguments: too many, or with a secret in them */

    xnm_value load_action; /* attributes of load-configuration: action, */
    xnm_value load_format;
    xnm_value load_url;
    xnm_value load_rollback;
    xnm_value load_rescue;
    xnm_value load_revision; /* configuration-revision */
    bool load_success;       /* load-success, or ok below load-configuration-results */
    xnm_value load_errors;   /* load-error-count: a number as text, as it was sent */
    GArray *commit_kinds;    /* of xnm_named_value: what commit-configuration, or NETCONF's commit, is told to do: "check", "confirmed" with the
                                text of confirm-timeout (minutes in Junos XML, seconds in NETCONF), "at-time" with the time, "synchronize",
                                "force-synchronize", "full" */
    GPtrArray *lock_holders; /* of xnm_value *: who holds the lock on the configuration: of database-status-information in an error each user,
                                     elsewhere each user with <exclusive/>; if there is none, each user that the text of an error names behind
                                     "configuration database locked by:", with the range of the whole text where that is not written as plain
                                     characters. At most limits->max_value_bytes each */
    GArray *routing_engines; /* of xnm_routing_engine */

    xnm_value message_id;        /* NETCONF: attribute message-id of rpc and rpc-reply, */
    bool ok;                     /* <ok/> directly below the reply, */
    GPtrArray *capabilities;     /* of xnm_value *: those of a hello, at most limits->max_value_bytes each, */
    bool base_1_1;               /* one of them is base:1.1 (RFC 6241 section 8.1: "urn:ietf:params:netconf:base:1.1"), kept or not. Tolerated:
                                      "urn:ietf:params:xml:ns:netconf:base:1.1", after the older form that Junos announces of base:1.0 */
    xnm_value session_id;        /* of a server's hello; */
    xnm_value notification_name; /* local name of a notification's first child but for eventTime; range: that element, */
    xnm_value notification_time; /* and eventTime */

    xnm_secret_list *secrets; /* NULL when there are none; found in all of the message as far as it was read, nodes kept or not.
                                 The password of a request is none of them */

    uint32_t values_not_listed; /* values that a list was too full for, and those that were cut */

    GArray *nodes;       /* of xnm_node, at most limits->max_elements of them elements; of a reply none with limits->reply_without_nodes */
    bool all_nodes_kept; /* false: nodes are missing behind the last one of nodes. Without nodes: those that would have been kept */
    uint32_t elements;   /* elements of the message, kept or not, as far as it was read */
    uint32_t elements_not_kept;
    xnm_read_result read;
} xnm_message;

/* Read a message of length bytes; see xnm_read() for the arguments. Never NULL: what could not be read is in message->read.
 * All strings are owned by the message. Free with xnm_message_free(). */
xnm_message *xnm_message_new(const uint8_t *bytes, size_t length, const xnm_read_limits *limits);

/* The same for a message that answers a request for a part of the configuration: secrets are also found by what their texts are below of.
 * length: in bytes. hierarchy: see xnm_secret_finder_set_hierarchy(). */
xnm_message *xnm_message_new_below(const uint8_t *bytes, size_t length, const xnm_read_limits *limits, const char *hierarchy);

/* NULL is allowed. */
void xnm_message_free(xnm_message *message);

/* The part of the configuration that a request asks for, as for xnm_message_new_below(): of "show configuration HIERARCHY", where a key in it is a
 * secret just its first word; or the only element below <configuration> in a request to get it. NULL: another request, or all of it.
 * Freed with g_free(). */
char *xnm_message_hierarchy(const xnm_message *message);

/* The attribute node of the message's own element, by local name; NULL when it has none, or when the nodes are not kept. */
const xnm_node *xnm_message_own_attribute(const xnm_message *message, const char *local);

/* Whether a secret of the message's list stands in a text or attribute that this range has a part of. range: of an xnm_value, an xnm_attribute or an
 * xnm_node of this message. Of what lies behind the last secret that the list could take, always true. */
bool xnm_message_has_secret(const xnm_message *message, xnm_range range);

/* The kind that a message with this element name is, before it is read. local_name: without prefix; NULL gives XNM_MESSAGE_OTHER. */
xnm_message_kind xnm_message_kind_of(const char *local_name);

#endif
