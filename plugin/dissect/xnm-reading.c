/* xnm-reading.c
 * The units of a segment: their bytes, and the messages that they are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-reading.h"

#include <string.h>

#include "xnm-secrets.h"

static ws_bool free_message(wmem_allocator_t *allocator, wmem_cb_event_t event, void *user)
{
    (void)allocator;
    (void)event;
    xnm_message_free(user);
    return FALSE;
}

const uint8_t *xnm_segment_unit_bytes(tvbuff_t *tvb, const xnm_piece *piece, size_t *length)
{
    const xnm_unit *unit = piece->unit;
    if (!unit || !piece->last || unit->status != XNM_UNIT_COMPLETE) {
        return NULL;
    }
    *length = piece->first ? piece->length : (size_t)unit->length;
    return piece->first ? tvb_get_ptr(tvb, (int)piece->offset, (int)piece->length) : unit->bytes;
}

tvbuff_t *xnm_segment_unit_tvb(tvbuff_t *tvb, packet_info *pinfo, const xnm_piece *piece)
{
    const xnm_unit *unit = piece->unit;
    if (!unit || !piece->last || unit->status != XNM_UNIT_COMPLETE) {
        return NULL;
    }
    if (piece->first) {
        return tvb_new_subset_length(tvb, (int)piece->offset, (int)piece->length);
    }
    if (!unit->bytes || unit->length > INT32_MAX) {
        return NULL;
    }
    tvbuff_t *whole = tvb_new_child_real_data(tvb, unit->bytes, (unsigned)unit->length, (int)unit->length);
    add_new_data_source(pinfo, whole, unit->kind == XNM_UNIT_MESSAGE ? "XML message" : "XML markup");
    return whole;
}

/* A root element has no end tag until the session ends. Its start tag is read as an empty element: same names, same offsets. */
static uint8_t *as_empty_element(wmem_allocator_t *pool, const uint8_t *tag, size_t length)
{
    uint8_t *empty = wmem_alloc(pool, length + 1);
    memcpy(empty, tag, length - 1);
    memcpy(empty + length - 1, "/>", 2);
    return empty;
}

const char *xnm_segment_hierarchy(const xnm_segment_piece *segment_piece)
{
    const xnm_unit *unit = segment_piece->piece.unit;
    bool is_reply = unit && segment_piece->exchange && xnm_message_kind_of(unit->name) == XNM_MESSAGE_RPC_REPLY;
    return is_reply ? segment_piece->exchange->hierarchy : NULL;
}

const xnm_message *xnm_segment_message(tvbuff_t *tvb, packet_info *pinfo, const xnm_segment *segment, unsigned index,
                                       const xnm_preferences *preferences, xnm_message **messages)
{
    const xnm_piece *piece = &segment->pieces[index].piece;
    const xnm_unit *unit = piece->unit;
    if (messages[index] || !unit || !piece->last || unit->status != XNM_UNIT_COMPLETE ||
        (unit->kind != XNM_UNIT_MESSAGE && unit->kind != XNM_UNIT_ROOT_START)) {
        return messages[index];
    }
    const uint8_t *bytes = piece->first ? tvb_get_ptr(tvb, (int)piece->offset, (int)piece->length) : unit->bytes;
    size_t length = (size_t)unit->length;
    if (!bytes || length < 2) {
        return NULL;
    }
    if (unit->kind == XNM_UNIT_ROOT_START && bytes[length - 2] != '/') {
        bytes = as_empty_element(pinfo->pool, bytes, length);
        length++;
    }
    xnm_read_limits limits = {
        .max_depth = preferences->max_depth,
        .max_elements = preferences->max_elements,
        .max_attributes = preferences->max_attributes,
        .max_name_bytes = preferences->max_name_bytes,
        .max_raw_bytes = preferences->max_credential_bytes,
        .max_listed = preferences->max_listed,
        .max_value_bytes = preferences->max_value_bytes,
        .max_secrets = xnm_secrets_max(),
        .max_json_depth = xnm_secrets_max_json_depth(),
        .reply_without_nodes = preferences->without_reply_nodes,
    };
    messages[index] = xnm_message_new_below(bytes, length, &limits, xnm_segment_hierarchy(&segment->pieces[index]));
    wmem_register_callback(pinfo->pool, free_message, messages[index]);
    return messages[index];
}
