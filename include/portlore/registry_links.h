/* registry_links.h
 * Addresses of the documents that an entry of the registry names as its sources.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_REGISTRY_LINKS_H
#define PORTLORE_REGISTRY_LINKS_H

#include "portlore/registry.h"

/* title: as a menu has it, such as "RFC 7589". address: beginning with https://. Both last as long as the call. */
typedef void (*registry_link_callback)(void *user, const char *title, const char *address);

/* Calls back for each document that the entry names and whose address follows from its name: RFCs, drafts, CVEs, articles of vendors, pages by their
 * own address, and IANA's registry of this port. Each address once, in the order of the entry: its registration, then its statements. */
void registry_links(const registry_entry *entry, registry_link_callback callback, void *user);

#endif
