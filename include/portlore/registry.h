/* registry.h
 * What ports are registered for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_REGISTRY_H
#define PORTLORE_REGISTRY_H

#include <glib.h>
#include <stdint.h>

/* IANA, "Service Name and Transport Protocol Port Number Registry" (RFC 6335). */
typedef enum {
    REGISTRY_STATUS_ASSIGNED,
    REGISTRY_STATUS_RESERVED,
    REGISTRY_STATUS_UNASSIGNED
} registry_status;

/* One port as registered. Strings are UTF-8, owned by the registry; those of what IANA does not have are NULL. */
typedef struct {
    uint16_t port;
    registry_status status;
    char *name;        /* IANA's service name */
    char *description;
    char *assignee;
    char *date;        /* of the registration, as IANA writes it: YYYY-MM or YYYY-MM-DD */
    char *reference;
} registry_entry;

typedef struct _registry registry;

/* Read a registry in Portlore's XML format (plugin/core/registry/registry.xsd).
 * length: in bytes. Returns NULL when it is refused, with the reason, line and limit in *error (one line of UTF-8, freed by the caller with g_free()).
 * Free with registry_free(). */
registry *registry_read(const char *bytes, size_t length, char **error);

/* The registry that is compiled into the plugin. Never NULL. Free with registry_free(). */
registry *registry_built_in(void);

/* NULL is allowed. */
void registry_free(registry *registry);

/* The entry of a port, or NULL. Constant time. */
const registry_entry *registry_find(const registry *registry, uint16_t port);

/* "assigned", "reserved", "unassigned". */
const char *registry_status_name(registry_status status);

#endif
