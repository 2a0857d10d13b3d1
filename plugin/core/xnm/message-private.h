/* message-private.h
 * What the parts of the message room share while a message is read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_MESSAGE_PRIVATE_H
#define PORTLORE_XNM_MESSAGE_PRIVATE_H

#include "portlore/xnm_message.h"

/* Names of a payload's children that are counted. */
#define XNM_ITEM_NAMES_MAX 64

/* Places in a message: where an element stands decides what its name means. */
enum {
    IN_ANSWER = 1 << 0, /* anywhere in a message that is no request */
    IN_LOGIN = 1 << 1,
    IN_AUTHENTICATION = 1 << 2,
    IN_JUNOS_XML_NAMESPACE = 1 << 20, /* the default namespace, as far as the message declares one */
    IN_OTHER_NAMESPACE = 1 << 21,
    IN_NAMESPACE = IN_JUNOS_XML_NAMESPACE | IN_OTHER_NAMESPACE,
    IN_ALL = IN_ANSWER | IN_LOGIN | IN_AUTHENTICATION | IN_NAMESPACE,

    /* Directly below, these are not passed on to grandchildren. */
    BELOW_RPC = 1 << 3,
    BELOW_REPLY = 1 << 4,
    BELOW_HELLO = 1 << 5,
    BELOW_NOTIFICATION = 1 << 6,
    BELOW_ERROR = 1 << 7,
    BELOW_RPC_ERROR = 1 << 8,
    BELOW_CAPABILITIES = 1 << 9,
    BELOW_DATABASE_STATUS_INFORMATION = 1 << 10,
    BELOW_DATABASE_STATUS = 1 << 11,
    BELOW_LOAD_RESULTS = 1 << 12,
    BELOW_COMMIT_RESULTS = 1 << 13,
    BELOW_MULTI_ENGINE_RESULTS = 1 << 14,
    BELOW_ENGINE = 1 << 15,
    BELOW_LOGIN_ANSWER = 1 << 22, /* below an authentication-response in its documented place */
    WITHOUT_ARGUMENTS = 1 << 16,  /* below an operation of which the leaves are no arguments */

    /* Every leaf here is listed, if no rule says otherwise. */
    ARGUMENT = 1 << 17,
    COMMIT_KIND = 1 << 18,
    ERROR_PART = 1 << 19,
    LISTED = ARGUMENT | COMMIT_KIND | ERROR_PART
};

/* An element whose end has not come. */
typedef struct {
    guint node;      /* its index in the message's nodes, plus 1; 0: it is not kept */
    uint32_t places; /* where its children are; those of the enumeration above */
} xnm_open_element;

typedef struct {
    const char *name;
    uint32_t count;
} xnm_item;

/* Where the text of a leaf goes. Fields are offsets in xnm_message_builder; 0: none. */
typedef struct {
    size_t field;    /* of an xnm_value. The leaf may have child elements: their text is no part of it */
    size_t flag;     /* of a bool that is set when field gets its value: of a value in its documented place, which counts before others */
    size_t values;   /* of a GPtrArray of xnm_value * */
    uint32_t listed; /* of the places in LISTED those whose list takes it */
    bool verbatim;   /* white space and all */
    bool short_text; /* cut after max_value_bytes */
} xnm_message_leaf;

/* What is known of a message while it is read. */
typedef struct {
    xnm_message message;
    GStringChunk *strings; /* the message's */

    const uint8_t *bytes;
    uint32_t max_elements;
    guint max_nodes;
    guint node_count;  /* nodes so far, kept or, */
    bool only_counted; /* where the reply's are not wanted, counted */
    bool reply_without_nodes;
    guint max_listed;
    uint32_t max_value_bytes;
    xnm_open_element *open; /* open_count of them */
    guint open_count;
    guint open_size;
    bool keeping;
    bool after_start;    /* the last event was the start of an element */
    bool blank_may_stay; /* the last node is white space that stays if its element ends now */

    xnm_secret_finder *finder;

    /* The leaf whose text is collected; leaf_depth 0: none. */
    uint32_t leaf_depth;
    xnm_message_leaf leaf;
    size_t leaf_start;
    GString *leaf_text;
    bool leaf_cut; /* leaf_text is not all of it */

    /* The error or warning that is open; error_depth 0: none. */
    uint32_t error_depth;
    bool error_is_warning;
    bool error_is_certain; /* also without a message */
    xnm_value error_message;
    xnm_value error_severity;
    GArray *error_parts; /* of xnm_named_value; NULL: no error is open */

    /* The routing engine that is open; engine_depth 0: none. */
    uint32_t engine_depth;
    unsigned engine_rank; /* of its result; see message-results.c */
    xnm_routing_engine engine;

    /* The database-status that is open; users_depth 0: none. */
    uint32_t users_depth;
    bool users_exclusive;
    GPtrArray *users; /* of xnm_value * */

    /* Of the database-status elements of the error that is open: */
    GPtrArray *sharers;   /* of xnm_value *: users of those without exclusive */
    bool error_exclusive; /* one of them has it */

    xnm_value challenge_echo;
    xnm_value confirm_timeout;
    size_t payload_start;          /* where the last child of the message's element begins */
    bool login_message_documented; /* as message.login_documented */
    bool acknowledgement;          /* abort-acknowledgement is a child of the reply */
    xnm_item items[XNM_ITEM_NAMES_MAX];
    size_t item_names;
} xnm_message_builder;

/* Copy text into the message. length: in bytes. */
const char *xnm_message_string(xnm_message_builder *builder, const char *text, size_t length);

/* The bytes of text, whole characters of UTF-8, that are at most max. length: of text, in bytes. */
size_t xnm_message_whole_characters(const char *text, size_t length, size_t max);

/* What each event means for the facts of the message. places: where the element stands. Returns the places of its children. */
uint32_t xnm_meaning_start(xnm_message_builder *builder, const char *name, const char *local, uint32_t depth, uint32_t places,
                           const xnm_attribute *attributes, size_t attribute_count, xnm_range tag);
void xnm_meaning_text(xnm_message_builder *builder, const char *text, size_t length, uint32_t depth);
void xnm_meaning_end(xnm_message_builder *builder, const char *local, uint32_t depth, xnm_range element, xnm_range end_tag);

/* After the last event, and after message.secrets and message.read are set. */
void xnm_meaning_finish(xnm_message_builder *builder);

/* The field at an offset in the builder. */
void *xnm_message_field(xnm_message_builder *builder, size_t offset);

/* Whether a list of that many values takes one more; if not, the value counts as not listed. */
bool xnm_message_may_list(xnm_message_builder *builder, guint length);

/* Add a copy to a list of xnm_value *. */
void xnm_message_add_value(GPtrArray *list, xnm_value value);

/* An element begins that is no child of the leaf in progress, or the leaf was no leaf. */
void xnm_leaf_abandon(xnm_message_builder *builder);
void xnm_leaf_begin(xnm_message_builder *builder, const xnm_message_leaf *leaf, uint32_t depth, xnm_range tag);
/* Whether the text of the open element at a depth becomes message.password. */
bool xnm_leaf_is_password(const xnm_message_builder *builder, uint32_t depth);
void xnm_leaf_text(xnm_message_builder *builder, const char *text, size_t length);
void xnm_leaf_end(xnm_message_builder *builder, const char *local, xnm_range end_tag);

/* Take the secrets out of the arguments. */
void xnm_arguments_finish(xnm_message_builder *builder);

/* Whether a leaf of a commit tells what kind of commit it is. */
bool xnm_commit_kind_is(const char *local);
void xnm_commit_kinds_finish(xnm_message_builder *builder);

/* Errors and warnings. certain: it is one also without a message. */
void xnm_error_begin(xnm_message_builder *builder, bool warning, bool certain, uint32_t depth);
void xnm_error_end(xnm_message_builder *builder, const char *local, xnm_range element);
void xnm_errors_finish(xnm_message_builder *builder);

/* A database-status and its users. Returns false if it counts as none, because another one is open. */
bool xnm_users_begin(xnm_message_builder *builder, uint32_t depth);
void xnm_users_end(xnm_message_builder *builder);

/* What a reply is made of: the names of its payload's children, and results of routing engines. */
void xnm_item_count(xnm_message_builder *builder, const char *local);
void xnm_items_finish(xnm_message_builder *builder);
/* Returns false if it counts as none, because another one is open or there are too many. */
bool xnm_engine_begin(xnm_message_builder *builder, uint32_t depth);
void xnm_engine_result(xnm_message_builder *builder, const char *local, xnm_range range);
void xnm_engine_end(xnm_message_builder *builder);

#endif
