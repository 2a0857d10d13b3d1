/* port-registry.c
 * What is known of ports: built in, in the user's own file and table, in the user's copy of IANA's registry.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "port-registry.h"

#include <string.h>

#include <glib/gstdio.h>

#include <epan/uat.h>
#include <wsutil/filesystem.h>
#include <wsutil/report_message.h>

#include "portlore/text.h"

#define PORTS (UINT16_MAX + 1)

#define PATH_SHOWN_MAX 300

/* A file as it was when it was last read. */
typedef struct {
    char *path; /* NULL: none was */
    gint64 size;
    gint64 modified; /* seconds since the epoch */
} file_state;

static registry *built_in;
static registry *user;  /* NULL when there is none, as below */
static registry *known; /* the built-in entries, with the user's over them */
static registry *iana;

static file_state user_file;
static file_state iana_file;
static const char *iana_path = "";
static ws_bool all_entries;

/* A port_registry_interest a port, of each transport. */
static uint8_t interests[REGISTRY_TRANSPORTS][PORTS];

/* Quick notes: a table of the user's */

typedef struct {
    unsigned port;
    unsigned transports;
    char *note;
} quick_note;

static quick_note *quick_notes;
static unsigned quick_note_count;
static bool quick_notes_changed;
static unsigned quick_notes_taken; /* when the table was last looked at */

static const value_string transport_names[] = {
    { REGISTRY_BOTH, "TCP and UDP" },
    { REGISTRY_BIT(REGISTRY_TCP), "TCP" },
    { REGISTRY_BIT(REGISTRY_UDP), "UDP" },
    { 0, NULL },
};

UAT_DEC_CB_DEF(quick_notes, port, quick_note)
UAT_VS_DEF(quick_notes, transports, quick_note, unsigned, REGISTRY_BOTH, "TCP and UDP")
UAT_CSTRING_CB_DEF(quick_notes, note, quick_note)

static void *copy_quick_note(void *destination, const void *source, size_t size)
{
    (void)size;
    quick_note *copy = destination;
    *copy = *(const quick_note *)source;
    copy->note = g_strdup(copy->note);
    return copy;
}

static ws_bool check_quick_note(void *record, char **error)
{
    quick_note *note = record;
    if (note->port == 0 || note->port > UINT16_MAX) {
        *error = g_strdup_printf("%u is no port (1 to 65535)", note->port);
        return FALSE;
    }
    if (!note->note || !*note->note) {
        *error = g_strdup_printf("The note for port %u is empty", note->port);
        return FALSE;
    }
    char *line = text_one_line(note->note, strlen(note->note), 1000);
    g_free(note->note);
    note->note = line;
    *error = NULL;
    return TRUE;
}

static void free_quick_note(void *record)
{
    g_free(((quick_note *)record)->note);
}

/* Which ports anything is known of */

/* What only the content of HTTP shows to be expected. */
static bool awaits_http(const registry_entry *entry)
{
    bool awaits = entry->shown != REGISTRY_SHOWN_ALWAYS;
    for (size_t i = 0; i < entry->expectation_count; i++) {
        const registry_expectation *expected = &entry->expectations[i];
        bool of_http = strcmp(expected->content, "sepm") == 0 || strcmp(expected->content, "tls/sepm") == 0;
        awaits = awaits && (of_http || expected->verdict == REGISTRY_VERDICT_UNEXPECTED);
    }
    return awaits;
}

static port_registry_interest interest_of(registry_transport transport, uint16_t port)
{
    const registry_entry *entry = registry_find(known, transport, port);
    bool of_iana = iana && registry_has(iana, transport, port);
    if (!entry && !of_iana) {
        return PORT_REGISTRY_UNKNOWN;
    }
    bool others = of_iana || port_registry_has_quick_note(transport, port);
    return entry && !others && awaits_http(entry) ? PORT_REGISTRY_AWAITS_HTTP : PORT_REGISTRY_NOTED;
}

static void mark_all(void)
{
    for (registry_transport transport = REGISTRY_TCP; transport < REGISTRY_TRANSPORTS; transport++) {
        for (unsigned port = 0; port < PORTS; port++) {
            interests[transport][port] = (uint8_t)interest_of(transport, (uint16_t)port);
        }
    }
}

bool port_registry_has(registry_transport transport, uint32_t port)
{
    return port < PORTS && interests[transport][port] != PORT_REGISTRY_UNKNOWN;
}

port_registry_interest port_registry_interest_in(registry_transport transport, uint32_t port, uint32_t other_port)
{
    uint8_t one = port < PORTS ? interests[transport][port] : 0;
    uint8_t other = other_port < PORTS ? interests[transport][other_port] : 0;
    uint8_t most = MAX(one, other);
    return most == PORT_REGISTRY_AWAITS_HTTP && all_entries ? PORT_REGISTRY_NOTED : (port_registry_interest)most;
}

const registry_entry *port_registry_find(registry_transport transport, uint32_t port)
{
    if (!port_registry_has(transport, port)) {
        return NULL;
    }
    const registry_entry *entry = registry_find(known, transport, (uint16_t)port);
    return entry ? entry : port_registry_find_iana(transport, (uint16_t)port);
}

const registry_entry *port_registry_find_iana(registry_transport transport, uint16_t port)
{
    return iana ? registry_find(iana, transport, port) : NULL;
}

const registry_entry *port_registry_find_content(const char *content)
{
    return registry_find_content(known, content);
}

static bool holds(const registry *ports, const registry_entry *entry)
{
    for (registry_transport transport = REGISTRY_TCP; ports && transport < REGISTRY_TRANSPORTS; transport++) {
        if (registry_find(ports, transport, entry->port) == entry) {
            return true;
        }
    }
    return false;
}

port_registry_origin port_registry_origin_of(const registry_entry *entry)
{
    if (holds(built_in, entry)) {
        return PORT_REGISTRY_BUILT_IN;
    }
    return holds(known, entry) ? PORT_REGISTRY_USER : PORT_REGISTRY_IANA;
}

bool port_registry_shows_always(const registry_entry *entry)
{
    return entry->shown == REGISTRY_SHOWN_ALWAYS || all_entries;
}

bool port_registry_has_quick_note(registry_transport transport, uint16_t port)
{
    unsigned index = 0;
    return port_registry_quick_note(transport, port, &index) != NULL;
}

const char *port_registry_quick_note(registry_transport transport, uint16_t port, unsigned *index)
{
    while (*index < quick_note_count) {
        const quick_note *note = &quick_notes[(*index)++];
        if (note->port == port && (note->transports & REGISTRY_BIT(transport))) {
            return note->note;
        }
    }
    return NULL;
}

/* Files */

static void forget(file_state *state)
{
    g_clear_pointer(&state->path, g_free);
}

/* Whether the file is another one than was read last. A path of "" is no file; nor is one that is not there, unless it has to be. */
static bool has_changed(file_state *state, const char *path, bool has_to_be)
{
    GStatBuf found = { .st_size = -1 };
    bool exists = *path && g_stat(path, &found) == 0;
    if (!exists && (!*path || !has_to_be)) {
        bool was_there = state->path != NULL;
        forget(state);
        return was_there;
    }
    if (g_strcmp0(state->path, path) == 0 && state->size == found.st_size && state->modified == found.st_mtime) {
        return false;
    }
    forget(state);
    *state = (file_state){ g_strdup(path), found.st_size, found.st_mtime };
    return true;
}

/* What a message of GLib's says behind the name of the file, which ours has already. */
static char *reason_of(GError *error)
{
    const char *behind = strrchr(error->message, ':');
    char *reason = g_strdup(behind && behind[1] == ' ' ? behind + 2 : error->message);
    g_error_free(error);
    return reason;
}

/* The registry in a file, or NULL with one clear message when it cannot be read. A file that cannot be opened is tried again with the next capture:
 * permissions may change, and the file need not. */
static registry *read_file(file_state *state, gint64 largest, registry *(*reader)(const char *, size_t, char **))
{
    char *path = text_one_line(state->path, strlen(state->path), PATH_SHOWN_MAX);
    registry *read = NULL;
    char *content = NULL;
    char *reason = NULL;
    gsize length = 0;
    GError *error = NULL;
    if (!g_file_test(state->path, G_FILE_TEST_EXISTS)) {
        reason = g_strdup("there is no such file");
    } else if (g_file_test(state->path, G_FILE_TEST_IS_DIR)) {
        reason = g_strdup("it is a folder");
    } else if (!g_file_test(state->path, G_FILE_TEST_IS_REGULAR)) {
        reason = g_strdup("it is no regular file"); /* a pipe would never end */
    } else if (state->size > largest) {
        reason = g_strdup_printf("longer than %" G_GINT64_FORMAT " bytes", largest);
    } else if (g_file_get_contents(state->path, &content, &length, &error)) {
        read = reader(content, length, &reason);
    } else {
        reason = reason_of(error);
        forget(state);
    }
    if (!read) {
        report_warning("Portlore does not use %s: %s", path, reason);
    }
    g_free(content);
    g_free(reason);
    g_free(path);
    return read;
}

/* Ports of which nothing but quick notes is known get an entry too. */
static void add_quickly_noted(void)
{
    GString *document = g_string_new("<portlore>");
    for (unsigned i = 0; i < quick_note_count; i++) {
        for (registry_transport transport = REGISTRY_TCP; transport < REGISTRY_TRANSPORTS; transport++) {
            uint16_t port = (uint16_t)quick_notes[i].port;
            bool noted = (quick_notes[i].transports & REGISTRY_BIT(transport)) != 0;
            for (unsigned earlier = 0; earlier < i && noted; earlier++) {
                noted = quick_notes[earlier].port != port || !(quick_notes[earlier].transports & REGISTRY_BIT(transport));
            }
            if (noted && !registry_has(known, transport, port) && !(iana && registry_has(iana, transport, port))) {
                g_string_append_printf(document, "<entry port=\"%u\" transport=\"%s\"/>", port, transport == REGISTRY_TCP ? "tcp" : "udp");
            }
        }
    }
    g_string_append(document, "</portlore>");
    char *error;
    registry *quick = registry_read(document->str, document->len, &error);
    if (quick) {
        registry_add_all(known, quick);
        registry_free(quick);
    } else {
        report_warning("Portlore does not use its table of quick notes: %s", error);
        g_free(error);
    }
    g_string_free(document, TRUE);
}

/* Called at start-up too, with an empty table as a rule. */
static void note_change(void)
{
    quick_notes_changed = quick_notes_changed || quick_note_count > 0 || quick_notes_taken > 0;
}

/* When a capture is opened: nothing of the one before holds entries any more. */
static void refresh(void)
{
    char *path = get_persconffile_path(PORT_REGISTRY_FILE, TRUE);
    bool user_changed = has_changed(&user_file, path, false);
    g_free(path);
    if (user_changed) {
        g_clear_pointer(&user, registry_free);
        user = user_file.path ? read_file(&user_file, REGISTRY_BYTES_MAX, registry_read) : NULL;
    }
    bool iana_changed = has_changed(&iana_file, iana_path ? iana_path : "", true);
    if (iana_changed) {
        g_clear_pointer(&iana, registry_free);
        iana = iana_file.path ? read_file(&iana_file, REGISTRY_IANA_BYTES_MAX, registry_read_iana) : NULL;
    }
    if (!user_changed && !iana_changed && !quick_notes_changed) {
        return;
    }
    quick_notes_changed = false;
    quick_notes_taken = quick_note_count;
    registry_free(known);
    known = registry_new();
    registry_add_all(known, built_in);
    if (user) {
        registry_add_all(known, user);
    }
    add_quickly_noted();
    mark_all();
}

static void free_all(void)
{
    g_clear_pointer(&known, registry_free);
    g_clear_pointer(&built_in, registry_free);
    g_clear_pointer(&user, registry_free);
    g_clear_pointer(&iana, registry_free);
    forget(&user_file);
    forget(&iana_file);
}

void port_registry_register(module_t *preferences)
{
    static uat_field_t fields[] = {
        UAT_FLD_DEC(quick_notes, port, "Port", "1 to 65535"),
        UAT_FLD_VS(quick_notes, transports, "Transport", transport_names, "Which transports the note is about"),
        UAT_FLD_CSTRING(quick_notes, note, "Note", "Shown with the port's other notes"),
        UAT_END_FIELDS,
    };
    uat_t *table = uat_new("Portlore Quick Notes", sizeof(quick_note), "portlore_notes", TRUE, &quick_notes, &quick_note_count,
                           UAT_AFFECTS_DISSECTION, NULL, copy_quick_note, check_quick_note, free_quick_note, note_change, NULL, fields);
    prefs_register_uat_preference(preferences, "quick_notes", "Quick notes",
                                  "Notes of your own for a port, of which nothing else needs to be known. The file " PORT_REGISTRY_FILE
                                  " in the profile's folder takes whole entries",
                                  table);
    prefs_register_filename_preference(preferences, "iana_file", "Copy of IANA's registry",
                                       "service-names-port-numbers.xml or .csv as IANA publishes it: with it, every port is annotated with its "
                                       "registration. Read when a capture is opened and the file has changed",
                                       &iana_path, FALSE);
    prefs_register_bool_preference(preferences, "all_entries", "Notes on every port that is known",
                                   "Also on ports, such as 8443, whose notes are shown only where the content bears them out", &all_entries);
    built_in = registry_built_in();
    known = registry_new();
    registry_add_all(known, built_in);
    mark_all();
    register_init_routine(refresh);
    register_shutdown_routine(free_all);
}
