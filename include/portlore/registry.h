/* registry.h
 * What ports are registered for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_REGISTRY_H
#define PORTLORE_REGISTRY_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* IANA, "Service Name and Transport Protocol Port Number Registry" (RFC 6335). */
typedef enum {
    REGISTRY_STATUS_ASSIGNED,
    REGISTRY_STATUS_RESERVED,
    REGISTRY_STATUS_UNASSIGNED
} registry_status;

/* One port as registered. Strings are UTF-8 on one line, owned by the registry; those of what IANA does not have are NULL. */
typedef struct {
    uint16_t port;
    registry_status status;
    char *name;        /* IANA's service name */
    char *description;
    char *assignee;    /* the key of a person in IANA's list, such as First_Last */
    char *date;        /* of the registration, as IANA writes it: YYYY-MM or YYYY-MM-DD */
    char *reference;
} registry_entry;

typedef struct _registry registry;

/* Longest document that is read, in bytes, and most entries of one. */
#define REGISTRY_BYTES_MAX   (1024 * 1024)
#define REGISTRY_ENTRIES_MAX 4096

/* Read a registry in Portlore's XML format (plugin/core/registry/registry.xsd). A document type declaration is refused, so no entity is expanded and
 * nothing else is loaded. White space around and inside of a text counts as one space.
 * length: in bytes. Returns NULL when the document is refused, with the reason (and line or limit) in *error: one line of UTF-8, freed by the caller
 * with g_free(). *error is NULL otherwise. Free with registry_free(). */
registry *registry_read(const char *bytes, size_t length, char **error);

/* The registry that is compiled into the plugin. Never NULL. Free with registry_free(). */
registry *registry_built_in(void);

/* NULL is allowed. */
void registry_free(registry *ports);

/* The entry of a port, or NULL. Constant time. */
const registry_entry *registry_find(const registry *ports, uint16_t port);

/* "assigned", "reserved", "unassigned". */
const char *registry_status_name(registry_status status);

#endif
