/* sepm_sylink.h
 * SyLink.xml, which tells a client of Symantec Endpoint Protection its managers and the key that it shares with them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_SYLINK_H
#define PORTLORE_SEPM_SYLINK_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Elements that are read of one document, and servers that are kept of it, at most. */
#define SEPM_SYLINK_ELEMENTS_MAX 1000
#define SEPM_SYLINK_SERVERS_MAX  32

/* Bytes in which the root has to begin, so that not every document is parsed. */
#define SEPM_SYLINK_LOOK_AHEAD 1024

/* Texts are valid UTF-8 on one line. */
typedef struct {
    char *address;
    uint16_t port;     /* for HTTP; 0: none, or none that is valid */
    uint16_t tls_port; /* for HTTPS, likewise */
} sepm_sylink_server;

typedef struct {
    char *domain_id;    /* 32 hexadecimal digits */
    char *key;          /* the KCS key, as it stands there: 32 hexadecimal digits; NULL: there is none */
    GPtrArray *servers; /* of sepm_sylink_server *, in the order of the document */
    bool complete;      /* well-formed to its end, with all that published files have: NameSpace "rpc", a key, a list of servers in priority blocks */
} sepm_sylink;

/* Whether the bytes, in UTF-8 or UTF-16, begin as a document with that root, and whether the root's end stands at their end. */
bool sepm_sylink_begins(const uint8_t *bytes, size_t length);
bool sepm_sylink_ends(const uint8_t *bytes, size_t length);

/* Read a document, or as much of one as there is: what stands before its first fault counts. A document type declaration is refused.
 * bytes: length bytes. Returns NULL unless the root is ServerSettings with a DomainId, and CommConf stands in it. Freed with sepm_sylink_free(). */
sepm_sylink *sepm_sylink_read(const uint8_t *bytes, size_t length);

/* NULL is allowed. */
void sepm_sylink_free(sepm_sylink *sylink);

#endif
