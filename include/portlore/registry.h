/* registry.h
 * What ports are registered for, what is known of them besides, and what is expected there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_REGISTRY_H
#define PORTLORE_REGISTRY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { REGISTRY_TCP, REGISTRY_UDP } registry_transport;

#define REGISTRY_TRANSPORTS 2

/* A set of transports: registry_entry.transports. */
#define REGISTRY_BIT(transport) (1u << (transport))
#define REGISTRY_BOTH           (REGISTRY_BIT(REGISTRY_TCP) | REGISTRY_BIT(REGISTRY_UDP))

/* IANA, "Service Name and Transport Protocol Port Number Registry" (RFC 6335). */
typedef enum {
    REGISTRY_STATUS_UNKNOWN, /* the entry does not tell the registration */
    REGISTRY_STATUS_ASSIGNED,
    REGISTRY_STATUS_RESERVED,
    REGISTRY_STATUS_UNASSIGNED
} registry_status;

/* How well a statement is supported. */
typedef enum {
    REGISTRY_CONFIDENCE_NONE,       /* not told, as of a user's own note */
    REGISTRY_CONFIDENCE_DOCUMENTED, /* by a vendor, a standard or source code */
    REGISTRY_CONFIDENCE_OBSERVED,   /* somebody published output, a capture, a signature or a log */
    REGISTRY_CONFIDENCE_REPORTED,   /* a forum, a port list */
    REGISTRY_CONFIDENCE_UNCONFIRMED /* held to be so, without a source that says it */
} registry_confidence;

typedef enum {
    REGISTRY_KNOWN_USE, /* what uses the port */
    REGISTRY_NOTE,      /* history, caveats */
    REGISTRY_ADVICE,    /* what to do */
    REGISTRY_CHECK      /* a command that shows what is there */
} registry_statement_kind;

typedef struct {
    registry_statement_kind kind;
    registry_confidence confidence;
    const char *text;
    const char *source; /* NULL when it is not told */
} registry_statement;

/* Of a conversation. The first four are those that an entry can expect of a content; the others come from the conversation's course. */
typedef enum {
    REGISTRY_VERDICT_REGISTERED,
    REGISTRY_VERDICT_CONSISTENT,
    REGISTRY_VERDICT_KNOWN_UNOFFICIAL,
    REGISTRY_VERDICT_UNEXPECTED,
    REGISTRY_VERDICT_UNIDENTIFIED,
    REGISTRY_VERDICT_SILENT,
    REGISTRY_VERDICT_REFUSED,
    REGISTRY_VERDICT_UNANSWERED
} registry_verdict;

/* What it means when a content is seen on the port. Contents: junos-xml, netconf, tls, ssl2, http, ssh, telnet, dtp-dia, text, binary, sepm, esp,
 * vxatd; and with tls/ before it what is seen inside TLS or proven by its certificate: tls/junos-xml, tls/netconf, tls/http, tls/dtp-dia, tls/sepm,
 * tls/esp, tls/vxatd. "tls" is TLS of which nothing more is known, "http" is HTTP that nothing more special describes. */
typedef struct {
    const char *content;
    registry_verdict verdict;
    registry_confidence confidence;
    const char *source; /* NULL when it is not told */
} registry_expectation;

typedef enum {
    REGISTRY_SHOWN_ALWAYS,
    REGISTRY_SHOWN_IF_CONTENT /* only where the content of a conversation is one that the entry expects */
} registry_shown;

/* What is known of a port, or of each port of a range. Strings are UTF-8 on one line, owned by the registry; what is not known is NULL. */
typedef struct {
    uint16_t port;       /* the first of the range */
    uint16_t last_port;  /* equal to port but for ranges of IANA's file */
    unsigned transports; /* REGISTRY_BIT() of each that the entry is about */
    registry_shown shown;

    registry_status status;
    const char *name; /* IANA's service name */
    const char *description;
    const char *assignee;                      /* names, separated by ", " */
    const char *date;                          /* of the registration, as IANA writes it: YYYY-MM or YYYY-MM-DD */
    const char *modified;                      /* date of the last change, likewise */
    const char *reference;                     /* documents, separated by ", " */
    registry_confidence registered_confidence; /* of what is said of the registration */
    const char *registered_source;             /* where it stands; NULL when it is not told */

    const registry_statement *statements; /* in the order of the file; NULL when there are none */
    size_t statement_count;
    const registry_expectation *expectations; /* each content at most once; NULL when there are none */
    size_t expectation_count;
} registry_entry;

typedef struct _registry registry;

/* Reading */

/* Longest document in Portlore's format, in bytes; most entries of one; most statements of one entry; most bytes of text of all statements together:
 * in the last two, those common to the document count in each entry. */
#define REGISTRY_BYTES_MAX           (1024 * 1024)
#define REGISTRY_ENTRIES_MAX         4096
#define REGISTRY_STATEMENTS_MAX      256
#define REGISTRY_STATEMENT_BYTES_MAX (16 * 1024 * 1024)

/* Read a registry in Portlore's XML format (plugin/core/registry/registry.xsd). A document type declaration is refused, so no entity is expanded and
 * nothing else is loaded. White space around and inside of a text counts as one space; "{port}" in a statement's text becomes the entry's port.
 * length: in bytes. Returns NULL when the document is refused, with the reason (and line or limit) in *error: one line of UTF-8, freed by the caller
 * with g_free(). *error is NULL otherwise. Free with registry_free(). */
registry *registry_read(const char *bytes, size_t length, char **error);

/* Limits of a copy of IANA's registry: bytes; depth of its elements, the root included; records with a port, used or not; ports of all ranges
 * together, a port counted for each transport; bytes of one text, which is cut there. */
#define REGISTRY_IANA_BYTES_MAX       (32 * 1024 * 1024)
#define REGISTRY_IANA_DEPTH_MAX       16
#define REGISTRY_IANA_RECORDS_MAX     100000
#define REGISTRY_IANA_RANGE_PORTS_MAX (1024 * 1024)
#define REGISTRY_IANA_TEXT_BYTES_MAX  2000

/* Read a copy of IANA's registry: service-names-port-numbers.xml when the first byte after white space is '<', service-names-port-numbers.csv
 * otherwise. A byte order mark (UTF-8) is skipped. The entries are always shown and expect nothing; the ports of a range
 * share one.
 * - Records of other transports, and those without a port, are passed over. One that names no transport holds for both when it is reserved or
 *   unassigned (so are ranges that nobody has), and is passed over otherwise.
 * - Of several records of one port and transport one with a name goes before one without, then one of that port alone before a range, then the first.
 *   The names of the others stand in notes ("Also registered as ..."), at most REGISTRY_IANA_ALIASES_MAX.
 * - A description that begins with Reserved, or with Unassigned, De-assigned and the like, tells the status of a record without a name; of one with a
 *   name it must be that word alone. A description that says no more than this is left out. All else is assigned.
 * - Assignees are shown by the names that the XML file's list of people gives them. A person who is not on it (none is, in CSV) is shown by the key,
 *   First_Last, as "First Last".
 * - Assignment notes and reports of unauthorized use become notes.
 * - A record is nonsense when its port is none (text, above 65535, a range that runs backwards) or it has neither name nor description: it is left
 *   out, and counted by registry_skipped(). A date that is none is left out.
 * length: in bytes. Returns NULL when the file is refused (not well-formed XML, or with a document type declaration; a quoted CSV field that is not
 * closed; beyond a limit; no record left), with *error as registry_read(). Free with registry_free(). */
registry *registry_read_iana(const char *bytes, size_t length, char **error);

#define REGISTRY_IANA_ALIASES_MAX 8

/* How many records registry_read_iana() left out as nonsense. 0 for other registries. */
size_t registry_skipped(const registry *ports);

/* The registry that is compiled into the plugin. Never NULL. Free with registry_free(). */
registry *registry_built_in(void);

/* One without entries, to be filled by registry_add_all(). Free with registry_free(). */
registry *registry_new(void);

/* Add every entry of from to into; at a port and transport, or a content, that both have, from's takes the place of into's whole. The entries are shared: each
 * registry may be freed before the other, and pointers to entries stay valid until the last of both is freed. What into lost by this stays in memory
 * until into is freed. */
void registry_add_all(registry *into, const registry *from);

/* NULL is allowed. */
void registry_free(registry *ports);

/* Looking up */

/* The entry of a port, or NULL. It belongs to the registry. Constant time. */
const registry_entry *registry_find(const registry *ports, registry_transport transport, uint16_t port);

/* What is known of a content (see registry_expectation) wherever it is seen: an entry that has nothing but statements, or NULL. It
 * belongs to the registry. */
const registry_entry *registry_find_content(const registry *ports, const char *content);

/* Whether there is one. */
bool registry_has(const registry *ports, registry_transport transport, uint16_t port);

/* What the entry expects of a content, or NULL: the content is unexpected there. entry, content: NULL is allowed, and gives NULL.
 * It belongs to the entry. */
const registry_expectation *registry_expected(const registry_entry *entry, const char *content);

/* A statement as one line: "text [documented: source]", "text [documented]", "text [source]" or "text", by what it has. Freed with g_free(). */
char *registry_statement_line(const registry_statement *statement);

/* What supports the entry's registration, as one line: "documented: source", "documented", "source", or NULL. Freed with g_free(). */
char *registry_registered_support(const registry_entry *entry);

/* Names */

/* "assigned", "reserved", "unassigned"; NULL for REGISTRY_STATUS_UNKNOWN. Static. */
const char *registry_status_name(registry_status status);

/* "documented", "observed", "reported", "unconfirmed"; NULL for REGISTRY_CONFIDENCE_NONE. Static. */
const char *registry_confidence_name(registry_confidence confidence);

/* "known-use", "note", "advice", "check". Static. */
const char *registry_kind_name(registry_statement_kind kind);

/* "registered", "consistent", "known-unofficial", "unexpected", "unidentified", "silent", "refused", "unanswered". Static. */
const char *registry_verdict_name(registry_verdict verdict);

#endif
