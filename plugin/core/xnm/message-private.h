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

/* An element whose end has not come. */
typedef struct {
    guint node;      /* its index in the message's nodes, plus 1; 0: it is not kept */
    uint32_t places; /* where its children are; see message-meaning.c */
} xnm_open_element;

typedef struct {
    const char *name;
    uint32_t count;
} xnm_item;

/* What is known of a message while it is read. */
typedef struct {
    xnm_message message;
    GStringChunk *strings; /* the message's */

    const uint8_t *bytes;
    uint32_t max_elements;
    guint max_nodes;
    GArray *open; /* of xnm_open_element */
    bool keeping;
    bool after_start;    /* the last event was the start of an element */
    bool blank_may_stay; /* the last node is white space that stays if its element ends now */

    /* The leaf whose text is collected; leaf_depth 0: none. */
    uint32_t leaf_depth;
    size_t leaf_field;
    bool leaf_verbatim;
    size_t leaf_start;
    GString *leaf_text;

    /* The error or warning that is open; error_depth 0: none. */
    uint32_t error_depth;
    bool error_is_warning;
    bool error_is_certain; /* also without a message */
    xnm_value error_message;
    xnm_value error_severity;

    bool bare_login; /* status or message stood in the reply itself */
    xnm_item items[XNM_ITEM_NAMES_MAX];
    size_t item_names;
} xnm_message_builder;

/* Copy text into the message. length: in bytes. */
const char *xnm_message_string(xnm_message_builder *builder, const char *text, size_t length);

/* What each event means for the facts of the message. places: where the element stands. Returns the places of its children. */
uint32_t xnm_meaning_start(xnm_message_builder *builder, const char *name, const char *local, uint32_t depth, uint32_t places,
                           const xnm_attribute *attributes, size_t attribute_count, xnm_range tag);
void xnm_meaning_text(xnm_message_builder *builder, const char *text, size_t length, uint32_t depth);
void xnm_meaning_end(xnm_message_builder *builder, uint32_t depth, xnm_range element, xnm_range end_tag);
void xnm_meaning_finish(xnm_message_builder *builder);

#endif
