/* packet-portlore.c
 * The note on every packet of a known port: what the port is registered for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "wireshark_compat.h"

#include "packet-portlore.h"

#include <string.h>

#include <epan/conversation.h>

#include "portlore/registry.h"
#include "xnm-limits.h"
#include "xnm-presence.h"

static int proto_portlore = -1;
static int ett_portlore = -1;
static int hf_portlore_port = -1;
static int hf_portlore_registered_name = -1;
static int hf_portlore_registered_status = -1;
static int hf_portlore_registered_description = -1;
static int hf_portlore_registered_assignee = -1;
static int hf_portlore_registered_date = -1;
static int hf_portlore_registered_reference = -1;

static registry *ports;

/* Who took the payload of the innermost transport */

typedef enum {
    LAYER_OTHER, /* any protocol that the table does not name */
    LAYER_TCP,
    LAYER_UDP,
    LAYER_QUOTING, /* what follows is a packet quoted in an error message */
    LAYER_OURS,
    LAYER_SILENT /* takes no payload */
} layer_kind;

static const struct {
    const char *filter_name;
    layer_kind kind;
} layer_names[] = {
    { "tcp", LAYER_TCP },
    { "udp", LAYER_UDP },
    { "icmp", LAYER_QUOTING },
    { "icmpv6", LAYER_QUOTING },
    { "xnm", LAYER_OURS },
    { "data", LAYER_SILENT },
    /* Postdissectors, which run on packets without a payload as well: Wireshark's own, and the plugin that is met most. */
    { "portlore", LAYER_SILENT },
    { "transum", LAYER_SILENT },
    { "mate", LAYER_SILENT },
    { "ja4", LAYER_SILENT },
};

static int layer_protocols[G_N_ELEMENTS(layer_names)]; /* -1 for one that this Wireshark does not have */

typedef enum {
    PAYLOAD_UNCLAIMED, /* there is none, or nobody recognised it */
    PAYLOAD_OURS,
    PAYLOAD_OTHER,    /* another protocol took it */
    PAYLOAD_ELSEWHERE /* the ports of pinfo are not those of this packet */
} payload_owner;

static layer_kind layer_kind_of(int protocol)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(layer_names); i++) {
        if (layer_protocols[i] == protocol) {
            return layer_names[i].kind;
        }
    }
    return LAYER_OTHER;
}

static payload_owner payload_owner_of(const packet_info *pinfo)
{
    layer_kind transport = pinfo->ptype == PT_TCP ? LAYER_TCP : LAYER_UDP;
    payload_owner owner = PAYLOAD_ELSEWHERE;
    for (wmem_list_frame_t *layer = wmem_list_head(pinfo->layers); layer; layer = wmem_list_frame_next(layer)) {
        layer_kind kind = layer_kind_of(GPOINTER_TO_INT(wmem_list_frame_data(layer)));
        if (kind == LAYER_QUOTING) {
            return PAYLOAD_ELSEWHERE;
        }
        if (kind == LAYER_TCP || kind == LAYER_UDP) {
            owner = kind == transport ? PAYLOAD_UNCLAIMED : PAYLOAD_ELSEWHERE;
        } else if (owner == PAYLOAD_UNCLAIMED && kind != LAYER_SILENT) {
            owner = kind == LAYER_OURS ? PAYLOAD_OURS : PAYLOAD_OTHER;
        }
    }
    return owner;
}

/* What the conversation's packets carried, as first seen. Frame numbers; 0: not seen. */
typedef struct {
    uint32_t ours;
    uint32_t other;
} conversation_content;

static void remember_frame(uint32_t *first, uint32_t frame)
{
    if (*first == 0) {
        *first = frame;
    }
}

static const conversation_content *content_of_conversation(packet_info *pinfo, payload_owner owner)
{
    conversation_t *conversation = find_or_create_conversation(pinfo);
    conversation_content *content = conversation_get_proto_data(conversation, proto_portlore);
    if (!content) {
        content = wmem_new0(wmem_file_scope(), conversation_content);
        conversation_add_proto_data(conversation, proto_portlore, content);
    }
    if (!PINFO_FD_VISITED(pinfo) && owner == PAYLOAD_OURS) {
        remember_frame(&content->ours, pinfo->num);
    } else if (!PINFO_FD_VISITED(pinfo) && owner == PAYLOAD_OTHER) {
        remember_frame(&content->other, pinfo->num);
    }
    return content;
}

static bool seen_by(uint32_t first, const packet_info *pinfo)
{
    return first != 0 && first <= pinfo->num;
}

/* Which port the note is about */

/* Clients may have a known port by chance. So, unless a SYN tells which side is the server, a conversation that another protocol recognised is left
 * alone until one of ours recognises it, from that frame on: the same on every pass. */
static const registry_entry *entry_of_packet(packet_info *pinfo, const registry_entry *source, const registry_entry *destination)
{
    payload_owner owner = payload_owner_of(pinfo);
    if (owner == PAYLOAD_ELSEWHERE) {
        return NULL;
    }
    uint16_t server_port = pinfo->ptype == PT_TCP ? wireshark_tcp_server_port(pinfo) : 0;
    if (server_port != 0) {
        return registry_find(ports, server_port);
    }
    const conversation_content *content = content_of_conversation(pinfo, owner);
    bool by_chance = owner == PAYLOAD_OTHER || seen_by(content->other, pinfo);
    if (by_chance && !seen_by(content->ours, pinfo)) {
        return NULL;
    }
    return destination ? destination : source;
}

/* The note */

static void add_text(proto_tree *tree, int field, tvbuff_t *tvb, const char *text)
{
    if (text) {
        proto_item_set_generated(proto_tree_add_string(tree, field, tvb, 0, 0, text));
    }
}

static void add_note(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const registry_entry *entry)
{
    const char *status = registry_status_name(entry->status);
    proto_item *item = proto_tree_add_protocol_format(tree, proto_portlore, tvb, 0, 0, "Port %u: %s%s%s", entry->port, entry->name ? entry->name : "",
                                                      entry->name ? ", " : "", status);
    proto_item_set_generated(item);
    if (entry->description && g_strcmp0(entry->description, entry->name) != 0) {
        proto_item_append_text(item, " (%s)", entry->description);
    }
    proto_tree *subtree = proto_item_add_subtree(item, ett_portlore);
    proto_item_set_generated(proto_tree_add_uint(subtree, hf_portlore_port, tvb, 0, 0, entry->port));
    add_text(subtree, hf_portlore_registered_name, tvb, entry->name);
    add_text(subtree, hf_portlore_registered_status, tvb, status);
    add_text(subtree, hf_portlore_registered_description, tvb, entry->description);
    add_text(subtree, hf_portlore_registered_assignee, tvb, entry->assignee);
    add_text(subtree, hf_portlore_registered_date, tvb, entry->date);
    add_text(subtree, hf_portlore_registered_reference, tvb, entry->reference);
    if (pinfo->ptype == PT_TCP) {
        xnm_limits_add(subtree, tvb, pinfo, proto_portlore, entry->port);
    }
}

static const registry_entry *entry_of_port(uint32_t port)
{
    return port <= UINT16_MAX ? registry_find(ports, (uint16_t)port) : NULL;
}

/* Called for every packet of every capture: most end at the second look-up. What returns 0 leaves no trace, not in frame.protocols either. */
static int dissect_portlore(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data)
{
    (void)data;
    if (pinfo->ptype != PT_TCP && pinfo->ptype != PT_UDP) {
        return 0;
    }
    if (pinfo->ptype == PT_TCP && xnm_presence_possible() && payload_owner_of(pinfo) != PAYLOAD_ELSEWHERE) {
        xnm_presence_add(tree, tvb, pinfo);
    }
    const registry_entry *source = entry_of_port(pinfo->srcport);
    const registry_entry *destination = entry_of_port(pinfo->destport);
    if (!source && !destination) {
        return 0;
    }
    const registry_entry *entry = entry_of_packet(pinfo, source, destination);
    if (!entry) {
        return 0;
    }
    add_note(tree, tvb, pinfo, entry);
    return (int)tvb_captured_length(tvb);
}

/* Registration */

#define PORTLORE_STRING(variable, name, filter, blurb)                                                                                               \
    {                                                                                                                                                \
        &variable,                                                                                                                                   \
        {                                                                                                                                            \
            name, filter, FT_STRING, BASE_NONE, NULL, 0, blurb, HFILL                                                                                \
        }                                                                                                                                            \
    }

static void free_registry(void)
{
    g_clear_pointer(&ports, registry_free);
}

void proto_register_portlore(void)
{
    static hf_register_info hf[] = {
        { &hf_portlore_port, { "Port", "portlore.port", FT_UINT16, BASE_DEC, NULL, 0, "The known port of this packet", HFILL } },
        PORTLORE_STRING(hf_portlore_registered_name, "Registered name", "portlore.registered.name", "Service name in IANA's registry"),
        PORTLORE_STRING(hf_portlore_registered_status, "Registered status", "portlore.registered.status", "assigned, reserved or unassigned"),
        PORTLORE_STRING(hf_portlore_registered_description, "Registered description", "portlore.registered.description", NULL),
        PORTLORE_STRING(hf_portlore_registered_assignee, "Assignee", "portlore.registered.assignee", "Who registered the port"),
        PORTLORE_STRING(hf_portlore_registered_date, "Date of registration", "portlore.registered.date", NULL),
        PORTLORE_STRING(hf_portlore_registered_reference, "Reference", "portlore.registered.reference", "Document that the registration names"),
    };
    static int *ett[] = { &ett_portlore };

    proto_portlore = proto_register_protocol("Portlore", "Portlore", "portlore");
    proto_register_field_array(proto_portlore, hf, array_length(hf));
    proto_register_subtree_array(ett, array_length(ett));
    ports = registry_built_in();
    register_shutdown_routine(free_registry);
}

void proto_reg_handoff_portlore(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(layer_names); i++) {
        layer_protocols[i] = proto_get_id_by_filter_name(layer_names[i].filter_name);
    }
    register_postdissector(create_dissector_handle(dissect_portlore, proto_portlore));
}
