/* xnm-export.c
 * --export-objects xnm,DIR and File > Export Objects > XNM: replies and loaded configurations as files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-export.h"

#include "dissect/wireshark_compat.h"

#include <epan/export_object.h>
#include <epan/tap.h>

#include "dissect/xnm-secrets.h"
#include "dissect/xnm-taps.h"
#include "portlore/text.h"
#include "portlore/xnm_object.h"

/* Bytes of the router's name in the list. */
#define HOST_MAX 255

/* The name of a file tells no more than what is shown. The file itself holds what was sent. */
static void hide_secrets(packet_info *pinfo, xnm_object *object)
{
    const char *shown = xnm_secrets_text(pinfo, object->name);
    if (shown != object->name) {
        char *name = g_strdup(shown);
        g_free(object->name);
        object->name = name;
    }
}

/* The entry, its strings and its bytes are freed by whoever lists them. */
static tap_packet_status take_object(void *list, packet_info *pinfo, epan_dissect_t *edt, const void *data, tap_flags_t flags)
{
    (void)edt;
    (void)flags;
    const export_object_list_t *objects = list;
    const xnm_tap_object *tapped = data;
    xnm_object object;
    if (!xnm_object_make(&object, tapped->message, tapped->bytes, tapped->length, tapped->exchange)) {
        return TAP_PACKET_DONT_REDRAW;
    }
    export_object_entry_t *entry = g_new0(export_object_entry_t, 1);
    const char *host = tapped->host ? xnm_secrets_text(pinfo, tapped->host) : NULL;
    hide_secrets(pinfo, &object);
    entry->pkt_num = pinfo->num;
    entry->hostname = host ? text_one_line(host, strlen(host), HOST_MAX) : NULL;
    entry->content_type = g_strdup(xnm_object_media_type(object.format));
    entry->filename = xnm_object_file_name(&object, host, pinfo->num, tapped->number);
    entry->payload_data = object.bytes;
    entry->payload_len = object.length;
    object.bytes = NULL;
    xnm_object_clear(&object);
    objects->add_entry(objects->gui_data, entry);
    return TAP_PACKET_REDRAW;
}

void xnm_export_register(void)
{
    register_export_object(proto_get_id_by_filter_name("xnm"), take_object, NULL);
}
