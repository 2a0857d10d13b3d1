/* dtpdia-packet.c
 * One DTP/DIA packet in the tree, the columns and the tap.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia-packet.h"

#include <epan/tap.h>

#include "dtpdia-inferred.h"
#include "findings.h"
#include "packet-dtpdia.h"

#define TRAILER 4 /* octets: TIMESTAMP and CHECKSUM */

static int proto_dtpdia = -1;
static int tap_dtpdia = -1;

static int hf_dtpdia_flags = -1;
static int hf_dtpdia_version = -1;
static int hf_dtpdia_flags_little_endian = -1;
static int hf_dtpdia_flags_no_timestamp = -1;
static int hf_dtpdia_flags_utf8 = -1;
static int hf_dtpdia_flags_reserved = -1;
static int hf_dtpdia_id = -1;
static int hf_dtpdia_size = -1;
static int hf_dtpdia_type = -1;
static int hf_dtpdia_type_code = -1;
static int hf_dtpdia_devinfo = -1;
static int hf_dtpdia_quantity = -1;
static int hf_dtpdia_value = -1;
static int hf_dtpdia_number = -1;
static int hf_dtpdia_divisor = -1;
static int hf_dtpdia_dividend = -1;
static int hf_dtpdia_discarded_value = -1;
static int hf_dtpdia_unit = -1;
static int hf_dtpdia_unit_forbidden = -1;
static int hf_dtpdia_probability = -1;
static int hf_dtpdia_error = -1;
static int hf_dtpdia_text = -1;
static int hf_dtpdia_content = -1;
static int hf_dtpdia_identification = -1;
static int hf_dtpdia_requested_id = -1;
static int hf_dtpdia_padding = -1;
static int hf_dtpdia_timestamp_sent = -1;
static int hf_dtpdia_checksum = -1;
static int hf_dtpdia_checksum_status = -1;
static int hf_dtpdia_skipped = -1;
static int hf_dtpdia_incomplete = -1;
static int hf_dtpdia_missing = -1;

static int ett_dtpdia = -1;
static int ett_dtpdia_flags = -1;

static expert_field ei_dtpdia_bad_size = EI_INIT;
static expert_field ei_dtpdia_bad_checksum = EI_INIT;
static expert_field ei_dtpdia_truncated = EI_INIT;
static expert_field ei_dtpdia_skipped = EI_INIT;
static expert_field ei_dtpdia_version = EI_INIT;
static expert_field ei_dtpdia_reserved_bits = EI_INIT;
static expert_field ei_dtpdia_reserved_type = EI_INIT;
static expert_field ei_dtpdia_reserved_id = EI_INIT;
static expert_field ei_dtpdia_timestamp_set = EI_INIT;
static expert_field ei_dtpdia_no_timestamp = EI_INIT;
static expert_field ei_dtpdia_padding = EI_INIT;
static expert_field ei_dtpdia_unit_forbidden = EI_INIT;
static expert_field ei_dtpdia_not_terminated = EI_INIT;
static expert_field ei_dtpdia_accuracy = EI_INIT;
static expert_field ei_dtpdia_zero_divisor = EI_INIT;
static expert_field ei_dtpdia_identification_over_udp = EI_INIT;

/* PHYQNTY of -00. */
static const value_string quantities[] = { { 8, "temperature" }, { 9, "pressure" }, { 30, "dose rate" }, { 31, "other" }, { 0, NULL } };

/* A packet while it is shown. */
typedef struct {
    tvbuff_t *tvb;
    const uint8_t *bytes;
    packet_info *pinfo;
    proto_tree *tree;
    const dtpdia_context *context;
    const dtpdia_packet *packet;
    bool valid;          /* not to be discarded */
    const char *id;      /* the source */
    const char *summary; /* of the Info column */
} shown_packet;

static void flag(const shown_packet *shown, proto_item *item, unsigned fault, expert_field *finding)
{
    if (shown->packet->faults & fault) {
        finding_add(shown->pinfo, item, finding);
    }
}

/* Text */

static const char *text_at(packet_info *pinfo, const uint8_t *bytes, const dtpdia_packet *packet, const dtpdia_place *place)
{
    char *text = dtpdia_text(bytes, place, packet->utf8);
    const char *copy = wmem_strdup(pinfo->pool, text);
    g_free(text);
    return copy;
}

static const char *id_text(packet_info *pinfo, const dtpdia_identifier *identifier)
{
    char text[DTPDIA_IDENTIFIER_SIZE];
    return wmem_strdup(pinfo->pool, dtpdia_identifier_text(identifier, text));
}

static const char *number_text(packet_info *pinfo, double number)
{
    char text[DTPDIA_NUMBER_SIZE];
    return wmem_strdup(pinfo->pool, dtpdia_number_text(number, text));
}

static bool is_measurement(const dtpdia_packet *packet)
{
    return packet->type != DTPDIA_INFO && packet->type != DTPDIA_SPEC && packet->type != DTPDIA_RESERVED;
}

static const char *request_text(packet_info *pinfo, const dtpdia_packet *packet)
{
    wmem_strbuf_t *text = wmem_strbuf_new(pinfo->pool, "");
    wmem_strbuf_append(text, "Device Request");
    for (size_t i = 0; i < packet->requested_count; i++) {
        wmem_strbuf_append_printf(text, "%s %s", i > 0 ? "," : "", id_text(pinfo, &packet->requested[i]));
    }
    return wmem_strbuf_get_str(text);
}

/* What the packet says, in a line. */
static const char *summary_of(packet_info *pinfo, const dtpdia_packet *packet, const uint8_t *bytes, const char *id)
{
    if (packet->cut && !packet->has_value) {
        return wmem_strdup_printf(pinfo->pool, "%s %s, cut", id, dtpdia_type_name(packet->type));
    }
    if (packet->has_value) {
        const char *unit = packet->unit.length > 0 ? text_at(pinfo, bytes, packet, &packet->unit) : "";
        return wmem_strdup_printf(pinfo->pool, "%s: %s%s%s", id, number_text(pinfo, packet->value), *unit ? " " : "", unit);
    }
    if (packet->type == DTPDIA_INFO) {
        return wmem_strdup_printf(pinfo->pool, "%s: \"%s\"", id, text_at(pinfo, bytes, packet, &packet->text));
    }
    if (packet->type == DTPDIA_SPEC && packet->special == DTPDIA_SPECIAL_OFFER) {
        return "Offer To Identify";
    }
    if (packet->type == DTPDIA_SPEC && packet->special == DTPDIA_SPECIAL_REQUEST) {
        return request_text(pinfo, packet);
    }
    return wmem_strdup_printf(pinfo->pool, "%s: %s", id, dtpdia_type_name(packet->type));
}

/* The tree, in the order of the octets */

static void add_header(const shown_packet *shown)
{
    const dtpdia_packet *packet = shown->packet;
    proto_item *item = proto_tree_add_item(shown->tree, hf_dtpdia_flags, shown->tvb, 2, 1, ENC_NA);
    proto_item_append_text(item, " (%s-endian, TIMESTAMP %s, %s)", packet->little_endian ? "little" : "big",
                           packet->no_timestamp ? "to be ignored" : "valid", packet->utf8 ? "UTF-8" : "ASCII");
    proto_tree *flags = proto_item_add_subtree(item, ett_dtpdia_flags);
    item = proto_tree_add_uint(flags, hf_dtpdia_version, shown->tvb, 2, 1, packet->version);
    flag(shown, item, DTPDIA_FAULT_VERSION, &ei_dtpdia_version);
    proto_tree_add_boolean(flags, hf_dtpdia_flags_little_endian, shown->tvb, 2, 1, packet->little_endian);
    item = proto_tree_add_boolean(flags, hf_dtpdia_flags_no_timestamp, shown->tvb, 2, 1, packet->no_timestamp);
    flag(shown, item, DTPDIA_FAULT_NO_TIMESTAMP, &ei_dtpdia_no_timestamp);
    proto_tree_add_boolean(flags, hf_dtpdia_flags_utf8, shown->tvb, 2, 1, packet->utf8);
    item = proto_tree_add_uint(flags, hf_dtpdia_flags_reserved, shown->tvb, 2, 1, packet->reserved_bits);
    flag(shown, item, DTPDIA_FAULT_RESERVED_BITS, &ei_dtpdia_reserved_bits);

    item = proto_tree_add_string(shown->tree, hf_dtpdia_id, shown->tvb, 3, 3, shown->id);
    flag(shown, item, DTPDIA_FAULT_RESERVED_ID, &ei_dtpdia_reserved_id);
    item = proto_tree_add_uint(shown->tree, hf_dtpdia_size, shown->tvb, 6, 1, packet->size);
    proto_item_append_text(item, " words, %u octets", (unsigned)packet->length);
    int type_at = packet->has_quantity ? 7 : 6, device_at = packet->has_quantity ? 6 : 7;
    item = proto_tree_add_string(shown->tree, hf_dtpdia_type, shown->tvb, type_at, 1, dtpdia_type_name(packet->type));
    flag(shown, item, DTPDIA_FAULT_RESERVED_TYPE, &ei_dtpdia_reserved_type);
    proto_tree_add_uint(shown->tree, hf_dtpdia_type_code, shown->tvb, type_at, 1, packet->type_code);
    proto_tree_add_uint(shown->tree, hf_dtpdia_devinfo, shown->tvb, device_at, 1, packet->device_info);
    if (packet->has_quantity) {
        proto_tree_add_uint(shown->tree, hf_dtpdia_quantity, shown->tvb, 7, 1, packet->quantity);
    }
}

static void add_value(const shown_packet *shown)
{
    const dtpdia_packet *packet = shown->packet;
    proto_item *item = NULL;
    if (packet->type == DTPDIA_DIV) {
        item = proto_tree_add_int(shown->tree, hf_dtpdia_divisor, shown->tvb, 8, 2, packet->divisor);
        flag(shown, item, DTPDIA_FAULT_ZERO_DIVISOR, &ei_dtpdia_zero_divisor);
        proto_tree_add_uint(shown->tree, hf_dtpdia_dividend, shown->tvb, 10, 2, packet->dividend);
    } else if (packet->type != DTPDIA_FLOAT) {
        proto_tree_add_int(shown->tree, hf_dtpdia_number, shown->tvb, 8, 4, (int32_t)packet->number);
    }
    if (!packet->has_value) {
        return;
    }
    int field = shown->valid ? hf_dtpdia_value : hf_dtpdia_discarded_value;
    item = proto_tree_add_double(shown->tree, field, shown->tvb, 8, 4, packet->value);
    if (packet->type != DTPDIA_FLOAT) {
        proto_item_set_generated(item);
    }
    if (packet->unit.length > 0) {
        proto_item_append_text(item, " %s", text_at(shown->pinfo, shown->bytes, packet, &packet->unit));
    }
}

static void add_unit(const shown_packet *shown)
{
    const dtpdia_packet *packet = shown->packet;
    if (packet->unit.length > 0) {
        const char *unit = text_at(shown->pinfo, shown->bytes, packet, &packet->unit);
        proto_item *item = proto_tree_add_string(shown->tree, hf_dtpdia_unit, shown->tvb, packet->unit.offset, packet->unit.length, unit);
        flag(shown, item, DTPDIA_FAULT_NOT_TERMINATED, &ei_dtpdia_not_terminated);
    }
    if (packet->has_accuracy) {
        int half = packet->accuracy.length / 2;
        proto_tree_add_double(shown->tree, hf_dtpdia_probability, shown->tvb, packet->accuracy.offset, half, packet->probability);
        proto_tree_add_double(shown->tree, hf_dtpdia_error, shown->tvb, packet->accuracy.offset + half, half, packet->error);
    }
}

static void add_special(const shown_packet *shown)
{
    const dtpdia_packet *packet = shown->packet;
    if (packet->special == DTPDIA_SPECIAL_VENDOR) {
        proto_tree_add_item(shown->tree, hf_dtpdia_content, shown->tvb, packet->content.offset, packet->content.length, ENC_NA);
        return;
    }
    const char *name = packet->special == DTPDIA_SPECIAL_OFFER ? "Offer To Identify" : "Device Request";
    proto_item *item = proto_tree_add_string(shown->tree, hf_dtpdia_identification, shown->tvb, 3, 4, name);
    if (shown->context->carrier == DTPDIA_OVER_UDP) {
        finding_add(shown->pinfo, item, &ei_dtpdia_identification_over_udp);
    }
    for (size_t i = 0; i < packet->requested_count; i++) {
        proto_tree_add_string(shown->tree, hf_dtpdia_requested_id, shown->tvb, packet->requested_at[i], 4,
                              id_text(shown->pinfo, &packet->requested[i]));
    }
}

static void add_content(const shown_packet *shown)
{
    const dtpdia_packet *packet = shown->packet;
    if (is_measurement(packet)) {
        if (!packet->cut || packet->has_value) {
            add_value(shown);
            add_unit(shown);
        }
    } else if (packet->cut) {
        return;
    } else if (packet->type == DTPDIA_INFO) {
        proto_item *item = proto_tree_add_string(shown->tree, hf_dtpdia_text, shown->tvb, 8, packet->text.length,
                                                 text_at(shown->pinfo, shown->bytes, packet, &packet->text));
        flag(shown, item, DTPDIA_FAULT_NOT_TERMINATED, &ei_dtpdia_not_terminated);
    } else if (packet->type == DTPDIA_SPEC) {
        add_special(shown);
    } else {
        proto_tree_add_item(shown->tree, hf_dtpdia_content, shown->tvb, packet->content.offset, packet->content.length, ENC_NA);
    }
}

static void add_flaws(const shown_packet *shown)
{
    for (size_t i = 0; i < shown->packet->flaw_count; i++) {
        const dtpdia_flaw *flaw = &shown->packet->flaws[i];
        const dtpdia_place *place = &flaw->place;
        if (flaw->fault == DTPDIA_FAULT_UNIT_FORBIDDEN) {
            const char *unit = text_at(shown->pinfo, shown->bytes, shown->packet, place);
            proto_item *item = proto_tree_add_string(shown->tree, hf_dtpdia_unit_forbidden, shown->tvb, place->offset, place->length, unit);
            finding_add(shown->pinfo, item, &ei_dtpdia_unit_forbidden);
        } else {
            proto_item *item = proto_tree_add_item(shown->tree, hf_dtpdia_padding, shown->tvb, place->offset, place->length, ENC_NA);
            finding_add(shown->pinfo, item, flaw->fault == DTPDIA_FAULT_ACCURACY ? &ei_dtpdia_accuracy : &ei_dtpdia_padding);
        }
    }
}

static void add_trailer(const shown_packet *shown)
{
    const dtpdia_packet *packet = shown->packet;
    if (!packet->has_trailer) {
        return;
    }
    int offset = (int)packet->length - TRAILER;
    proto_item *item = proto_tree_add_uint(shown->tree, hf_dtpdia_timestamp_sent, shown->tvb, offset, 3, packet->timestamp);
    flag(shown, item, DTPDIA_FAULT_TIMESTAMP_SET, &ei_dtpdia_timestamp_set);
    if (!packet->no_timestamp) {
        dtpdia_inferred_add_time(shown->tree, shown->tvb, shown->pinfo, packet);
    }
    unsigned how = shown->context->check_checksum ? PROTO_CHECKSUM_VERIFY : PROTO_CHECKSUM_NO_FLAGS;
    proto_tree_add_checksum(shown->tree, shown->tvb, (unsigned)offset + 3, hf_dtpdia_checksum, hf_dtpdia_checksum_status, &ei_dtpdia_bad_checksum,
                            shown->pinfo, packet->checksum_computed, ENC_NA, how);
    if (how == PROTO_CHECKSUM_VERIFY && packet->checksum != packet->checksum_computed) {
        finding_count(shown->pinfo, &ei_dtpdia_bad_checksum); /* which Wireshark has shown */
    }
}

/* Octets that the packet should have and that are not there: never sent, or not captured. */
static void add_missing(const shown_packet *shown)
{
    unsigned there = tvb_captured_length(shown->tvb);
    if (!shown->packet->cut || there >= shown->packet->length) {
        return;
    }
    unsigned missing = (unsigned)shown->packet->length - there;
    proto_item *item = proto_tree_add_uint(shown->tree, hf_dtpdia_missing, shown->tvb, 0, 0, missing);
    proto_item_set_generated(item);
    if (tvb_reported_length(shown->tvb) < shown->packet->length) {
        finding_add(shown->pinfo, item, &ei_dtpdia_truncated);
    }
}

/* Tap */

static void tell_tap(const shown_packet *shown)
{
    const dtpdia_packet *packet = shown->packet;
    if (!have_tap_listener(tap_dtpdia)) {
        return;
    }
    dtpdia_tap *tap = wmem_new0(shown->pinfo->pool, dtpdia_tap);
    tap->source = shown->id;
    tap->type = dtpdia_type_name(packet->type);
    tap->unit = packet->unit.length > 0 ? text_at(shown->pinfo, shown->bytes, packet, &packet->unit) : "";
    tap->valid = shown->valid;
    tap->has_value = packet->has_value && shown->valid;
    tap->value = packet->value;
    tap_queue_packet(tap_dtpdia, shown->pinfo, tap);
}

/* Units of the stream */

/* Behind what is there: something of ours, what TCP says of the segment, or nothing. */
static void append_info(packet_info *pinfo, const char *info)
{
    const char *before = col_get_text(pinfo->cinfo, COL_INFO);
    size_t length = before ? strlen(before) : 0;
    bool separated = length == 0 || before[length - 1] == ' ';
    col_append_fstr(pinfo->cinfo, COL_INFO, "%s%s", separated ? "" : ", ", info);
}

static void tell_info(const shown_packet *shown, const dtpdia_note *note, proto_item *item)
{
    wmem_strbuf_t *line = wmem_strbuf_new(shown->pinfo->pool, "");
    wmem_strbuf_append(line, shown->summary);
    if (!shown->valid) {
        wmem_strbuf_append(line, " [bad checksum]");
    } else if (note && note->duplicate_of) {
        wmem_strbuf_append_printf(line, " (duplicate of %u)", note->duplicate_of);
    } else if (note && note->correction_of) {
        wmem_strbuf_append_printf(line, " (corrects %u)", note->correction_of);
    } else if (note && note->retry) {
        wmem_strbuf_append_printf(line, " (retry %u)", note->retry);
    } else if (note && note->answers) {
        wmem_strbuf_append_printf(line, " (answers %u)", note->offer_in);
    }
    append_info(shown->pinfo, wmem_strbuf_get_str(line));
    proto_item_append_text(item, ", %s", wmem_strbuf_get_str(line));
}

static void add_packet(proto_item *item, proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const dtpdia_context *context,
                       const dtpdia_packet *packet, const uint8_t *bytes)
{
    shown_packet shown = { .tvb = tvb, .bytes = bytes, .pinfo = pinfo, .tree = tree, .context = context, .packet = packet };
    shown.valid = !packet->cut && (!context->check_checksum || dtpdia_checksum_holds(packet));
    shown.id = id_text(pinfo, &packet->id);
    shown.summary = summary_of(pinfo, packet, bytes, shown.id);
    const dtpdia_note *note = packet->cut ? NULL : dtpdia_conversation_note(pinfo, packet, bytes, context->carrier, shown.valid);
    shown.valid = shown.valid || packet->cut;
    tell_info(&shown, note, item);
    add_header(&shown);
    add_content(&shown);
    add_flaws(&shown);
    add_trailer(&shown);
    dtpdia_inferred_add(tree, tvb, pinfo, item, packet, note);
    add_missing(&shown);
    if (!packet->cut) {
        tell_tap(&shown);
    }
}

static void add_skipped(proto_item *item, proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, dtpdia_unit_kind kind)
{
    static const char *const reasons[] = {
        [DTPDIA_UNIT_MORE] = "incomplete packet",
        [DTPDIA_UNIT_STRAY] = "skipped",
        [DTPDIA_UNIT_SIZE] = "bad SIZE, skipped",
        [DTPDIA_UNIT_BROKEN] = "broken packet, skipped",
    };
    unsigned length = tvb_reported_length(tvb);
    const char *line = wmem_strdup_printf(pinfo->pool, "%s (%u octet%s)", reasons[kind], length, length == 1 ? "" : "s");
    append_info(pinfo, line);
    proto_item_append_text(item, ", %s", line);
    proto_item *skipped =
        proto_tree_add_item(tree, kind == DTPDIA_UNIT_MORE ? hf_dtpdia_incomplete : hf_dtpdia_skipped, tvb, 0, (int)tvb_captured_length(tvb), ENC_NA);
    if (kind == DTPDIA_UNIT_SIZE) {
        finding_add(pinfo, skipped, &ei_dtpdia_bad_size);
    } else if (kind == DTPDIA_UNIT_BROKEN) {
        finding_add(pinfo, skipped, &ei_dtpdia_bad_checksum);
    } else if (kind == DTPDIA_UNIT_STRAY) {
        finding_add(pinfo, skipped, &ei_dtpdia_skipped);
    } else if (tvb_captured_length(tvb) == length) {
        finding_add(pinfo, skipped, &ei_dtpdia_truncated);
    }
}

void dtpdia_packet_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const dtpdia_context *context, dtpdia_unit_kind kind)
{
    unsigned length = tvb_captured_length(tvb);
    const uint8_t *bytes = length > 0 ? tvb_get_ptr(tvb, 0, (int)length) : NULL;
    proto_item *item = proto_tree_add_item(tree, proto_dtpdia, tvb, 0, -1, ENC_NA);
    proto_tree *subtree = proto_item_add_subtree(item, ett_dtpdia);
    dtpdia_packet packet;
    bool is_packet = kind == DTPDIA_UNIT_PACKET || kind == DTPDIA_UNIT_MORE;
    if (is_packet && dtpdia_decode(bytes, length, &context->reading, &packet)) {
        add_packet(item, subtree, tvb, pinfo, context, &packet, bytes);
    } else {
        add_skipped(item, subtree, tvb, pinfo, kind);
    }
}

/* Registration */

#define DTPDIA_FIELD(variable, name, filter, type, base, strings, blurb)                                                                             \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, type, base, strings, 0, blurb, HFILL                                                                                       \
        }                                                                                                                                            \
    }

static void register_fields(void)
{
    static hf_register_info hf[] = {
        DTPDIA_FIELD(hf_dtpdia_flags, "Version and flags", "dtpdia.flags", FT_UINT8, BASE_HEX, NULL, "Octet 2"),
        DTPDIA_FIELD(hf_dtpdia_version, "Version (VERS)", "dtpdia.version", FT_UINT8, BASE_DEC, NULL, "0 in all drafts"),
        DTPDIA_FIELD(hf_dtpdia_flags_little_endian, "Little-endian (L)", "dtpdia.flags.little_endian", FT_BOOLEAN, BASE_NONE, NULL,
                     "Order of the octets of numbers"),
        DTPDIA_FIELD(hf_dtpdia_flags_no_timestamp, "Ignore TIMESTAMP (T)", "dtpdia.flags.no_timestamp", FT_BOOLEAN, BASE_NONE, NULL, NULL),
        DTPDIA_FIELD(hf_dtpdia_flags_utf8, "UTF-8 (U)", "dtpdia.flags.utf8", FT_BOOLEAN, BASE_NONE, NULL, "Text is UTF-8, else ASCII"),
        DTPDIA_FIELD(hf_dtpdia_flags_reserved, "Reserved bits", "dtpdia.flags.reserved", FT_UINT8, BASE_HEX, NULL, NULL),
        DTPDIA_FIELD(hf_dtpdia_id, "Source", "dtpdia.id", FT_STRING, BASE_NONE, NULL, "ID.1/ID.2/ID.3; up to draft -03 ID.1/ID.2"),
        DTPDIA_FIELD(hf_dtpdia_size, "Size", "dtpdia.size", FT_UINT8, BASE_DEC, NULL, "In words of four octets"),
        DTPDIA_FIELD(hf_dtpdia_type, "Type", "dtpdia.type", FT_STRING, BASE_NONE, NULL, "FLOAT, INT1, INT2, INT3, DIV, INFO, SPEC or reserved"),
        DTPDIA_FIELD(hf_dtpdia_type_code, "Type, as sent", "dtpdia.type.code", FT_UINT8, BASE_DEC, NULL, NULL),
        DTPDIA_FIELD(hf_dtpdia_devinfo, "Device information", "dtpdia.devinfo", FT_UINT8, BASE_HEX, NULL, "As the vendor likes; the device's model"),
        DTPDIA_FIELD(hf_dtpdia_quantity, "Quantity", "dtpdia.quantity", FT_UINT8, BASE_DEC, VALS(quantities), "PHYQNTY of draft -00"),
        DTPDIA_FIELD(hf_dtpdia_value, "Value", "dtpdia.value", FT_DOUBLE, BASE_NONE, NULL, "The measured value, scaled"),
        DTPDIA_FIELD(hf_dtpdia_number, "Value, as sent", "dtpdia.number", FT_INT32, BASE_DEC, NULL, "The value times 10, 100 or 1000"),
        DTPDIA_FIELD(hf_dtpdia_divisor, "Divisor", "dtpdia.divisor", FT_INT16, BASE_DEC, NULL, "Draft -00"),
        DTPDIA_FIELD(hf_dtpdia_dividend, "Dividend", "dtpdia.dividend", FT_UINT16, BASE_DEC, NULL, "Draft -00"),
        DTPDIA_FIELD(hf_dtpdia_discarded_value, "Value, to be discarded", "dtpdia.discarded.value", FT_DOUBLE, BASE_NONE, NULL,
                     "The value in a packet with a wrong checksum"),
        DTPDIA_FIELD(hf_dtpdia_unit, "Unit", "dtpdia.unit", FT_STRING, BASE_NONE, NULL, "Unit mark"),
        DTPDIA_FIELD(hf_dtpdia_unit_forbidden, "Unit, forbidden", "dtpdia.discarded.unit", FT_STRING, BASE_NONE, NULL,
                     "Unit mark in a packet that must have none"),
        DTPDIA_FIELD(hf_dtpdia_probability, "Probability", "dtpdia.probability", FT_DOUBLE, BASE_NONE, NULL,
                     "PROB: that the value lies outside of the interval that the error tells"),
        DTPDIA_FIELD(hf_dtpdia_error, "Error", "dtpdia.error", FT_DOUBLE, BASE_NONE, NULL, "ERROR: relative to the value"),
        DTPDIA_FIELD(hf_dtpdia_text, "Text", "dtpdia.text", FT_STRING, BASE_NONE, NULL, "Of an INFO packet"),
        DTPDIA_FIELD(hf_dtpdia_content, "Content", "dtpdia.content", FT_BYTES, BASE_NONE, NULL, "State or control, as the vendor likes"),
        DTPDIA_FIELD(hf_dtpdia_identification, "Identification", "dtpdia.identification", FT_STRING, BASE_NONE, NULL,
                     "Offer To Identify or Device Request"),
        DTPDIA_FIELD(hf_dtpdia_requested_id, "Requested source", "dtpdia.requested.id", FT_STRING, BASE_NONE, NULL, "Of a Device Request"),
        DTPDIA_FIELD(hf_dtpdia_padding, "Not zero", "dtpdia.padding", FT_BYTES, BASE_NONE, NULL, "Octets that should be zero, or not be there"),
        DTPDIA_FIELD(hf_dtpdia_timestamp_sent, "Timestamp, as sent", "dtpdia.timestamp.sent", FT_UINT24, BASE_DEC, NULL,
                     "The low 24 bits of seconds since 1970"),
        DTPDIA_FIELD(hf_dtpdia_checksum, "Checksum", "dtpdia.checksum", FT_UINT8, BASE_HEX, NULL, "Sum of all other octets"),
        DTPDIA_FIELD(hf_dtpdia_checksum_status, "Checksum status", "dtpdia.checksum.status", FT_UINT8, BASE_NONE, VALS(proto_checksum_vals), NULL),
        DTPDIA_FIELD(hf_dtpdia_skipped, "Skipped", "dtpdia.skipped", FT_BYTES, BASE_NONE, NULL, "Octets of no packet"),
        DTPDIA_FIELD(hf_dtpdia_incomplete, "Incomplete", "dtpdia.incomplete", FT_BYTES, BASE_NONE, NULL,
                     "The beginning of a packet without its rest"),
        DTPDIA_FIELD(hf_dtpdia_missing, "Octets missing", "dtpdia.missing", FT_UINT32, BASE_DEC, NULL, "Of what SIZE tells"),
    };
    proto_register_field_array(proto_dtpdia, hf, array_length(hf));
}

static void register_experts(expert_module_t *experts)
{
    static ei_register_info ei[] = {
        { &ei_dtpdia_bad_size,
          { "dtpdia.bad_size", PI_MALFORMED, PI_ERROR, "SIZE is below 3: looked for the leading sequence again from the next octet on", EXPFILL } },
        { &ei_dtpdia_bad_checksum, { "dtpdia.bad_checksum", PI_CHECKSUM, PI_ERROR, "Wrong checksum: the packet must be discarded", EXPFILL } },
        { &ei_dtpdia_truncated, { "dtpdia.truncated", PI_MALFORMED, PI_ERROR, "The packet ends before what its SIZE tells", EXPFILL } },
        { &ei_dtpdia_skipped,
          { "dtpdia.resynchronised", PI_SEQUENCE, PI_NOTE, "Octets of no packet: skipped, up to the next leading sequence", EXPFILL } },
        { &ei_dtpdia_version, { "dtpdia.unknown_version", PI_UNDECODED, PI_NOTE, "VERS is not 0: read as if it were", EXPFILL } },
        { &ei_dtpdia_reserved_bits, { "dtpdia.reserved_bits", PI_PROTOCOL, PI_NOTE, "A reserved bit is not 0", EXPFILL } },
        { &ei_dtpdia_reserved_type, { "dtpdia.reserved_type", PI_UNDECODED, PI_NOTE, "Reserved TYPE: to be ignored by receivers", EXPFILL } },
        { &ei_dtpdia_reserved_id,
          { "dtpdia.reserved_id", PI_PROTOCOL, PI_NOTE, "An identifier that is reserved for the identification procedure", EXPFILL } },
        { &ei_dtpdia_timestamp_set, { "dtpdia.timestamp_set", PI_PROTOCOL, PI_NOTE, "TIMESTAMP is not 0 although T is set", EXPFILL } },
        { &ei_dtpdia_no_timestamp,
          { "dtpdia.no_timestamp", PI_PROTOCOL, PI_NOTE, "T is not set although a packet of SIZE 3 has no TIMESTAMP", EXPFILL } },
        { &ei_dtpdia_padding, { "dtpdia.nonzero_padding", PI_PROTOCOL, PI_NOTE, "Padding is not zero", EXPFILL } },
        { &ei_dtpdia_unit_forbidden,
          { "dtpdia.unit_forbidden", PI_PROTOCOL, PI_WARN, "A unit mark, which INFO and SPEC packets have not", EXPFILL } },
        { &ei_dtpdia_not_terminated, { "dtpdia.not_terminated", PI_PROTOCOL, PI_WARN, "Text without a NUL at its end", EXPFILL } },
        { &ei_dtpdia_accuracy,
          { "dtpdia.bad_accuracy", PI_PROTOCOL, PI_WARN, "Octets behind the unit mark that are no probability and error", EXPFILL } },
        { &ei_dtpdia_zero_divisor, { "dtpdia.zero_divisor", PI_PROTOCOL, PI_WARN, "The divisor is 0: there is no value", EXPFILL } },
        { &ei_dtpdia_identification_over_udp,
          { "dtpdia.identification_over_udp", PI_PROTOCOL, PI_NOTE, "The identification procedure is for connections, and not for UDP", EXPFILL } },
    };
    findings_register_kinds(experts, ei, array_length(ei));
}

void dtpdia_packet_register(int proto, expert_module_t *experts)
{
    static int *ett[] = { &ett_dtpdia, &ett_dtpdia_flags };
    proto_dtpdia = proto;
    register_fields();
    register_experts(experts);
    proto_register_subtree_array(ett, array_length(ett));
    dtpdia_inferred_register(proto, experts);
    tap_dtpdia = register_tap(DTPDIA_TAP);
}
