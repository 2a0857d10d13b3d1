/* xnm-export.c
 * --export-objects xnm,DIR and File > Export Objects > XNM: replies and loaded configurations as files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "xnm-export.h"

#include "dissect/wireshark_compat.h"

#include <epan/export_object.h>
#include <epan/prefs.h>
#include <epan/tap.h>
#include <wsutil/report_message.h>

#include "dissect/xnm-secrets.h"
#include "dissect/xnm-taps.h"
#include "portlore/text.h"
#include "portlore/xnm_object.h"

/* Bytes of the router's name in the list. */
#define HOST_MAX 255

#define MEGABYTE 1048576

static unsigned max_export_megabytes; /* 0: as many as there are */

/* Of the list that is being filled. */
static struct {
    uint64_t bytes;
    bool full; /* something was left out, and that is told */
} kept;

static void begin_list(void)
{
    kept.bytes = 0;
    kept.full = false;
}

/* Whether the object still has room, and takes it. Behind the first one that has none, nothing is taken: a list with holes would look like a whole one. */
static bool take_room(const export_object_list_t *objects, size_t length, uint32_t frame)
{
    if (kept.bytes > 0 && !objects->get_entry(objects->gui_data, 0)) {
        begin_list(); /* sharkd has another one for each question, and tells nobody */
    }
    if (max_export_megabytes > 0 && !kept.full && length > (uint64_t)max_export_megabytes * MEGABYTE - kept.bytes) {
        kept.full = true;
        report_warning("XNM objects: those from frame %u on are left out; xnm.max_export_megabytes allows no more than %u megabytes", frame,
                       max_export_megabytes);
    }
    kept.bytes += kept.full ? 0 : length;
    return !kept.full;
}

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
    if (!take_room(objects, object.length, pinfo->num)) {
        xnm_object_clear(&object);
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
    module_t *module = prefs_find_module("xnm");
    /* The one place where epan has room for a word on exported objects: neither their list nor --export-objects help has any. */
    prefs_register_uint_preference(module, "max_export_megabytes", "Exported objects kept in memory (megabytes; 0: no limit)",
                                   "File > Export Objects > XNM and --export-objects xnm keep every reply and every loaded configuration in memory, "
                                   "whole, until the window is closed or tshark ends. From the first one on that would go beyond this, they are left "
                                   "out, and that is told. Masking secrets does not apply to them: the files are as they were sent, secrets included",
                                   10, &max_export_megabytes);
    register_init_routine(begin_list);
    register_export_object(proto_get_id_by_filter_name("xnm"), take_object, begin_list);
}
