/* xnm-fields.h
 * How the fields of xnm are declared and added.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_XNM_FIELDS_H
#define PORTLORE_XNM_FIELDS_H

#include "wireshark_compat.h"

/* Rows of a hf_register_info table. */
#define XNM_STRING(variable, name, filter, blurb)                                                                                                    \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL                                                                                \
        }                                                                                                                                            \
    }
#define XNM_NONE(variable, name, filter, blurb)                                                                                                      \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_NONE, BASE_NONE, NULL, 0, blurb, HFILL                                                                                  \
        }                                                                                                                                            \
    }
#define XNM_UINT(variable, name, filter, blurb)                                                                                                      \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_UINT32, BASE_DEC, NULL, 0, blurb, HFILL                                                                                 \
        }                                                                                                                                            \
    }
#define XNM_FRAME(variable, name, filter, type, blurb)                                                                                               \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(type), 0, blurb, HFILL                                                               \
        }                                                                                                                                            \
    }

/* Items that are inferred, and not in the packet's bytes. A text of NULL and a frame of 0 are not known: nothing is added. */

static inline void xnm_add_generated_string(proto_tree *tree, int hf, tvbuff_t *tvb, const char *text)
{
    if (text) {
        proto_item_set_generated(proto_tree_add_string(tree, hf, tvb, 0, 0, text));
    }
}

static inline proto_item *xnm_add_generated_uint(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t value)
{
    proto_item *item = proto_tree_add_uint(tree, hf, tvb, 0, 0, value);
    proto_item_set_generated(item);
    return item;
}

static inline void xnm_add_frame(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t frame)
{
    if (frame) {
        xnm_add_generated_uint(tree, hf, tvb, frame);
    }
}

#endif
