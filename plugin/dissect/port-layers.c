/* port-layers.c
 * Which dissectors took the payload of a packet, and what content that tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-layers.h"

#include "packet-dtpdia.h"
#include "xnm-presence.h"

typedef enum {
    LAYER_OTHER,   /* any protocol that the table does not name */
    LAYER_GUESSED, /* which Wireshark's heuristic claims by its first few bytes */
    LAYER_TCP,
    LAYER_UDP,
    LAYER_QUOTING, /* what follows is a packet quoted in an error message */
    LAYER_OURS,
    LAYER_TLS,
    LAYER_DATA,   /* takes what nobody recognised */
    LAYER_SILENT, /* takes no payload */
    LAYER_TRAILER /* takes what stands behind the packet in its Ethernet frame, and so does what follows */
} layer_kind;

/* content: what the dissector proves, in clear and inside TLS; NULL: no content has a name of its own. */
static const struct {
    const char *filter_name;
    layer_kind kind;
    const char *content;
    const char *evidence;
    const char *content_in_tls;
    const char *evidence_in_tls;
} layer_table[] = {
    { "tcp", LAYER_TCP, NULL, NULL, NULL, NULL },
    { "udp", LAYER_UDP, NULL, NULL, NULL, NULL },
    { "icmp", LAYER_QUOTING, NULL, NULL, NULL, NULL },
    { "icmpv6", LAYER_QUOTING, NULL, NULL, NULL, NULL },
    { "xnm", LAYER_OURS, "junos-xml", "elements of Junos XML", "tls/junos-xml", "Junos XML inside TLS" },
    { "dtpdia", LAYER_OURS, "dtp-dia", "DTP/DIA packets", "tls/dtp-dia", "DTP/DIA inside TLS" },
    { "tls", LAYER_TLS, "tls", "TLS records", NULL, NULL },
    { "http", LAYER_OTHER, "http", "HTTP", "tls/http", "HTTP inside TLS" },
    { "http2", LAYER_OTHER, "http", "HTTP/2", "tls/http", "HTTP/2 inside TLS" },
    { "ssh", LAYER_GUESSED, "ssh", "SSH", NULL, NULL },
    { "telnet", LAYER_OTHER, "telnet", "Telnet", NULL, NULL },
    /* Takes no payload itself: TLS behind it does. */
    { "tls_portlore", LAYER_SILENT, NULL, NULL, NULL, NULL },
    { "data", LAYER_DATA, NULL, NULL, NULL, NULL },
    /* Postdissectors, which run on packets without a payload as well: Wireshark's own, and the plugin that is met most. */
    { "transum", LAYER_SILENT, NULL, NULL, NULL, NULL },
    { "mate", LAYER_SILENT, NULL, NULL, NULL, NULL },
    { "ja4", LAYER_SILENT, NULL, NULL, NULL, NULL },
};

static int layer_protocols[array_length(layer_table)]; /* -1 for one that this Wireshark does not have */

/* Protocols that capture equipment puts into Ethernet trailers, in packets without a payload as well: each that Wireshark tries there. */
static wmem_map_t *trailers;

/* Index in the table, or its length. */
static size_t layer_of(int protocol)
{
    size_t i = 0;
    while (i < array_length(layer_table) && layer_protocols[i] != protocol) {
        i++;
    }
    return i;
}

static layer_kind kind_of(size_t layer)
{
    return layer < array_length(layer_table) ? layer_table[layer].kind : LAYER_OTHER;
}

static layer_kind kind_of_protocol(int protocol)
{
    return wmem_map_contains(trailers, GINT_TO_POINTER(protocol)) ? LAYER_TRAILER : kind_of(layer_of(protocol));
}

/* What stands above the innermost transport. Protocols; 0: there is none. */
typedef struct {
    port_layers_owner owner;
    int first;      /* that took payload, */
    int inside_tls; /* the first inside of it that names a content, if that is TLS */
} payload_layers;

/* Certificates and the like stand behind TLS too. */
static bool names_content_in_tls(int protocol)
{
    size_t layer = layer_of(protocol);
    return layer < array_length(layer_table) && layer_table[layer].content_in_tls != NULL;
}

static payload_layers look(const packet_info *pinfo)
{
    layer_kind transport = pinfo->ptype == PT_TCP ? LAYER_TCP : LAYER_UDP;
    payload_layers found = { PORT_LAYERS_ELSEWHERE, 0, 0 };
    bool quoted = false;
    bool trailing = false;
    for (wmem_list_frame_t *frame = wmem_list_head(pinfo->layers); frame; frame = wmem_list_frame_next(frame)) {
        int protocol = GPOINTER_TO_INT(wmem_list_frame_data(frame));
        layer_kind kind = kind_of_protocol(protocol);
        if (kind == LAYER_QUOTING) {
            quoted = true;
        } else if (kind == LAYER_TRAILER) {
            trailing = true;
        } else if (kind == LAYER_TCP || kind == LAYER_UDP) {
            trailing = false;
            port_layers_owner owner = quoted ? PORT_LAYERS_QUOTED : PORT_LAYERS_NONE;
            found = (payload_layers){ kind == transport ? owner : PORT_LAYERS_ELSEWHERE, 0, 0 };
        } else if (found.owner == PORT_LAYERS_ELSEWHERE || found.owner == PORT_LAYERS_QUOTED || kind == LAYER_SILENT || trailing) {
            continue;
        } else if (kind == LAYER_DATA) {
            found.owner = found.owner == PORT_LAYERS_NONE ? PORT_LAYERS_UNCLAIMED : found.owner;
        } else if (found.first == 0) {
            found.first = protocol;
            found.owner = kind == LAYER_OURS ? PORT_LAYERS_OURS : PORT_LAYERS_OTHERS;
        } else if (found.inside_tls == 0 && names_content_in_tls(protocol)) {
            found.inside_tls = protocol;
            found.owner = kind == LAYER_OURS ? PORT_LAYERS_OURS : found.owner;
        }
    }
    if (found.first != 0 && kind_of(layer_of(found.first)) != LAYER_TLS) {
        found.inside_tls = 0;
    }
    return found;
}

port_layers_owner port_layers_owner_of(const packet_info *pinfo)
{
    return look(pinfo).owner;
}

bool port_layers_have_icmp(const packet_info *pinfo)
{
    for (wmem_list_frame_t *frame = wmem_list_head(pinfo->layers); frame; frame = wmem_list_frame_next(frame)) {
        if (kind_of(layer_of(GPOINTER_TO_INT(wmem_list_frame_data(frame)))) == LAYER_QUOTING) {
            return true;
        }
    }
    return false;
}

static const char *dissected_as(int protocol)
{
    return wmem_strdup_printf(wmem_file_scope(), "Wireshark dissects it as %s", proto_get_protocol_short_name(find_protocol_by_id(protocol)));
}

static bool is_dtpdia(size_t layer)
{
    return layer < array_length(layer_table) && strcmp(layer_table[layer].filter_name, "dtpdia") == 0;
}

/* Whether the dissector of ours has found its protocol, and does not only wait for more of what may be its beginning. */
static bool is_proven(size_t layer, packet_info *pinfo)
{
    return is_dtpdia(layer) ? dtpdia_proven(pinfo) : xnm_presence_is_proven(pinfo);
}

static bool is_netconf(size_t layer, packet_info *pinfo)
{
    return kind_of(layer) == LAYER_OURS && !is_dtpdia(layer) && xnm_presence_is_netconf(pinfo);
}

static port_layers inside_tls(packet_info *pinfo, port_layers_owner owner, int protocol)
{
    size_t layer = layer_of(protocol);
    if (is_dtpdia(layer) && !is_proven(layer, pinfo)) {
        return (port_layers){ owner, NULL, NULL, false };
    }
    if (is_netconf(layer, pinfo)) {
        return (port_layers){ owner, "tls/netconf", "NETCONF inside TLS", false };
    }
    return (port_layers){ owner, layer_table[layer].content_in_tls, layer_table[layer].evidence_in_tls, false };
}

port_layers port_layers_of(packet_info *pinfo)
{
    payload_layers found = look(pinfo);
    if (found.first == 0) {
        return (port_layers){ found.owner, NULL, NULL, false };
    }
    if (found.inside_tls != 0) {
        return inside_tls(pinfo, found.owner, found.inside_tls);
    }
    size_t layer = layer_of(found.first);
    if (kind_of(layer) == LAYER_OURS && !is_proven(layer, pinfo)) {
        return (port_layers){ PORT_LAYERS_UNCLAIMED, NULL, NULL, false };
    }
    if (is_netconf(layer, pinfo)) {
        return (port_layers){ found.owner, "netconf", "NETCONF messages", false };
    }
    if (layer < array_length(layer_table)) {
        return (port_layers){ found.owner, layer_table[layer].content, layer_table[layer].evidence, kind_of(layer) == LAYER_GUESSED };
    }
    return (port_layers){ found.owner, wmem_strdup(wmem_file_scope(), proto_get_protocol_filter_name(found.first)), dissected_as(found.first),
                          false };
}

static void add_trailer(const char *table, heur_dtbl_entry_t *entry, void *data)
{
    (void)table;
    (void)data;
    void *protocol = GINT_TO_POINTER(proto_get_id(entry->protocol));
    wmem_map_insert(trailers, protocol, protocol);
}

void port_layers_handoff(void)
{
    trailers = wmem_map_new(wmem_epan_scope(), g_direct_hash, g_direct_equal);
    heur_dissector_table_foreach("eth.trailer", add_trailer, NULL);
    for (size_t i = 0; i < array_length(layer_table); i++) {
        layer_protocols[i] = proto_get_id_by_filter_name(layer_table[i].filter_name);
    }
}
