/* dtpdia-inferred.c
 * What is not in a DTP/DIA packet's octets, but follows from its time and from other packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dtpdia-inferred.h"

#include "findings.h"

#define TRAILER          4 /* octets: TIMESTAMP, of 3, and CHECKSUM */
#define TIMESTAMP_LENGTH 3
#define TIMESTAMP_BITS   24

static int hf_dtpdia_timestamp = -1;
static int hf_dtpdia_timestamp_period = -1;
static int hf_dtpdia_timestamp_wrapped = -1;
static int hf_dtpdia_timestamp_age = -1;
static int hf_dtpdia_duplicate_of = -1;
static int hf_dtpdia_correction_of = -1;
static int hf_dtpdia_corrected_in = -1;
static int hf_dtpdia_retry = -1;
static int hf_dtpdia_request_in = -1;
static int hf_dtpdia_offer_in = -1;
static int hf_dtpdia_request_time = -1;
static int hf_dtpdia_requested_count = -1;

static expert_field ei_dtpdia_clear_text = EI_INIT;
static expert_field ei_dtpdia_duplicate = EI_INIT;
static expert_field ei_dtpdia_correction = EI_INIT;
static expert_field ei_dtpdia_retries = EI_INIT;

static proto_item *add_uint(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t number)
{
    proto_item *item = proto_tree_add_uint(tree, hf, tvb, 0, 0, number);
    proto_item_set_generated(item);
    return item;
}

/* frame: 0 adds nothing. */
static proto_item *add_frame(proto_tree *tree, int hf, tvbuff_t *tvb, uint32_t frame)
{
    return frame ? add_uint(tree, hf, tvb, frame) : NULL;
}

void dtpdia_inferred_add_time(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const dtpdia_packet *packet)
{
    int offset = (int)packet->length - TRAILER;
    int64_t now = pinfo->abs_ts.secs;
    int64_t whole = dtpdia_whole_time(packet->timestamp, now);
    nstime_t time = { .secs = (time_t)whole, .nsecs = 0 }, age;
    nstime_delta(&age, &pinfo->abs_ts, &time);
    /* Whole periods since 1970; the shift of a negative number would be the compiler's to define. */
    int64_t period = whole >= 0 ? whole >> TIMESTAMP_BITS : 0;
    int64_t period_now = now >= 0 ? now >> TIMESTAMP_BITS : 0;
    proto_item_set_generated(proto_tree_add_time(tree, hf_dtpdia_timestamp, tvb, offset, TIMESTAMP_LENGTH, &time));
    add_uint(tree, hf_dtpdia_timestamp_period, tvb, (uint32_t)period);
    if (period != period_now) {
        proto_item_set_generated(proto_tree_add_boolean(tree, hf_dtpdia_timestamp_wrapped, tvb, 0, 0, TRUE));
    }
    proto_item_set_generated(proto_tree_add_time(tree, hf_dtpdia_timestamp_age, tvb, 0, 0, &age));
}

static void add_repetition(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const dtpdia_note *note)
{
    proto_item *item = add_frame(tree, hf_dtpdia_duplicate_of, tvb, note->duplicate_of);
    if (item) {
        finding_add(pinfo, item, &ei_dtpdia_duplicate);
    }
    item = add_frame(tree, hf_dtpdia_correction_of, tvb, note->correction_of);
    if (item) {
        finding_add(pinfo, item, &ei_dtpdia_correction);
    }
    add_frame(tree, hf_dtpdia_corrected_in, tvb, note->corrected_in);
}

static void add_identification(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const dtpdia_packet *packet, const dtpdia_note *note)
{
    if (note->retry > 0) {
        proto_item *item = add_uint(tree, hf_dtpdia_retry, tvb, note->retry);
        if (note->retry == DTPDIA_RETRIES_MAX + 1) {
            finding_add(pinfo, item, &ei_dtpdia_retries);
        }
    }
    add_frame(tree, hf_dtpdia_request_in, tvb, note->request_in);
    add_frame(tree, hf_dtpdia_offer_in, tvb, note->offer_in);
    if (note->answers) {
        proto_item_set_generated(proto_tree_add_time(tree, hf_dtpdia_request_time, tvb, 0, 0, &note->time));
    }
    if (packet->special == DTPDIA_SPECIAL_REQUEST) {
        add_uint(tree, hf_dtpdia_requested_count, tvb, note->requested);
    }
}

void dtpdia_inferred_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, proto_item *top, const dtpdia_packet *packet, const dtpdia_note *note)
{
    if (!note) {
        return;
    }
    add_repetition(tree, tvb, pinfo, note);
    if (packet->type == DTPDIA_SPEC) {
        add_identification(tree, tvb, pinfo, packet, note);
    }
    if (note->clear_text) {
        finding_add(pinfo, top, &ei_dtpdia_clear_text);
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

static void register_fields(int proto)
{
    static hf_register_info hf[] = {
        DTPDIA_FIELD(hf_dtpdia_timestamp, "Timestamp", "dtpdia.timestamp", FT_ABSOLUTE_TIME, ABSOLUTE_TIME_UTC, NULL,
                     "The time nearest to the packet's of which the low 24 bits were sent"),
        DTPDIA_FIELD(hf_dtpdia_timestamp_period, "Period of the timestamp", "dtpdia.timestamp.period", FT_UINT32, BASE_DEC, NULL,
                     "How often the 24 bits have wrapped since 1970: every 194 days"),
        DTPDIA_FIELD(hf_dtpdia_timestamp_wrapped, "Wrapped", "dtpdia.timestamp.wrapped", FT_BOOLEAN, BASE_NONE, NULL,
                     "The 24 bits wrapped between the timestamp and the packet"),
        DTPDIA_FIELD(hf_dtpdia_timestamp_age, "Age", "dtpdia.timestamp.age", FT_RELATIVE_TIME, BASE_NONE, NULL,
                     "From the timestamp to the packet's capture"),
        DTPDIA_FIELD(hf_dtpdia_duplicate_of, "Duplicate of", "dtpdia.duplicate_of", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_NONE),
                     "The frame that has the same packet"),
        DTPDIA_FIELD(hf_dtpdia_correction_of, "Correction of", "dtpdia.correction_of", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_NONE),
                     "The frame that has another packet of the same source and time"),
        DTPDIA_FIELD(hf_dtpdia_corrected_in, "Corrected in", "dtpdia.corrected.in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_NONE),
                     "The frame that has a later packet of the same source and time"),
        DTPDIA_FIELD(hf_dtpdia_retry, "Retry", "dtpdia.identification.retry", FT_UINT32, BASE_DEC, NULL, "Of an Offer To Identify"),
        DTPDIA_FIELD(hf_dtpdia_request_in, "Device Request in", "dtpdia.request.in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE),
                     "The first one that answers this Offer"),
        DTPDIA_FIELD(hf_dtpdia_offer_in, "Offer To Identify in", "dtpdia.offer.in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST),
                     "The Offer that this Device Request answers"),
        DTPDIA_FIELD(hf_dtpdia_request_time, "Time from Offer", "dtpdia.request.time", FT_RELATIVE_TIME, BASE_NONE, NULL,
                     "From the Offer to the first Device Request"),
        DTPDIA_FIELD(hf_dtpdia_requested_count, "Sources requested so far", "dtpdia.requested.count", FT_UINT32, BASE_DEC, NULL,
                     "Since the Offer, which clears them"),
    };
    proto_register_field_array(proto, hf, array_length(hf));
}

static void register_experts(expert_module_t *experts)
{
    static ei_register_info ei[] = {
        { &ei_dtpdia_clear_text,
          { "dtpdia.clear_text", PI_SECURITY, PI_NOTE,
            "Telemetry in clear text: anyone on the path can read and forge it; the draft itself points to TLS", EXPFILL } },
        { &ei_dtpdia_duplicate, { "dtpdia.duplicate", PI_SEQUENCE, PI_CHAT, "The same packet once more", EXPFILL } },
        { &ei_dtpdia_correction,
          { "dtpdia.correction", PI_SEQUENCE, PI_CHAT, "Another packet of the same source and time: it corrects the earlier one", EXPFILL } },
        { &ei_dtpdia_retries, { "dtpdia.too_many_retries", PI_SEQUENCE, PI_NOTE, "More than three retries of an Offer To Identify", EXPFILL } },
    };
    findings_register_kinds(experts, ei, array_length(ei));
}

void dtpdia_inferred_register(int proto, expert_module_t *experts)
{
    register_fields(proto);
    register_experts(experts);
}
