/* port-registry.h
 * What is known of ports: built in, in the user's own file and table, in the user's copy of IANA's registry.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_PORT_REGISTRY_H
#define PORTLORE_PORT_REGISTRY_H

#include "wireshark_compat.h"

#include <epan/prefs.h>

#include "portlore/registry.h"

/* The user's file, in the folder of the Wireshark profile. */
#define PORT_REGISTRY_FILE "portlore.xml"

/* Reads the built-in entries and registers the preferences and what reads the user's files: when a capture is opened, and a file has changed
 * since. */
void port_registry_register(module_t *preferences);

/* Whether anything is known of the port. */
bool port_registry_has(registry_transport transport, uint32_t port);

/* How much is to be seen to of packets between two ports. In order: the most that one of them asks for counts. */
typedef enum {
    PORT_REGISTRY_UNKNOWN,     /* nothing is known of them */
    PORT_REGISTRY_AWAITS_HTTP, /* nothing is shown before HTTP has proven a content */
    PORT_REGISTRY_NOTED
} port_registry_interest;
port_registry_interest port_registry_interest_in(registry_transport transport, uint32_t port, uint32_t other_port);

/* The entry of the port: the user's own, else the built-in one, else that of IANA's file, else one that is empty but for its port, where only
 * quick notes are known; NULL when nothing is. Valid until the next capture is opened. */
const registry_entry *port_registry_find(registry_transport transport, uint32_t port);

/* What is known of a content, a token of registry_expectation, on any port; NULL when it is nothing. */
const registry_entry *port_registry_find_content(const char *content);

/* The entry of IANA's file alone; NULL when there is none. */
const registry_entry *port_registry_find_iana(registry_transport transport, uint16_t port);

/* Whose word the entry is. IANA's file annotates every port, and makes none a known one. */
typedef enum { PORT_REGISTRY_BUILT_IN, PORT_REGISTRY_USER, PORT_REGISTRY_IANA } port_registry_origin;
port_registry_origin port_registry_origin_of(const registry_entry *entry);

/* Whether the entry's notes are shown whatever the content is: because it says so, or the user. */
bool port_registry_shows_always(const registry_entry *entry);

/* Whether the user has quick notes for a port. */
bool port_registry_has_quick_note(registry_transport transport, uint16_t port);

/* The user's quick notes for a port. Returns the next one from *index on, and sets *index behind it; NULL when there are no more. Start with 0. */
const char *port_registry_quick_note(registry_transport transport, uint16_t port, unsigned *index);

#endif
