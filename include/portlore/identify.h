/* identify.h
 * What the first bytes of a conversation are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_IDENTIFY_H
#define PORTLORE_IDENTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    IDENTIFY_UNDECIDED, /* neither proven nor excluded by these bytes: look at the next ones */
    IDENTIFY_JUNOS_XML, /* an element of the protocol stands in them, or they are what it begins with (an XML declaration, a comment) */
    IDENTIFY_OTHER      /* they cannot be part of a Junos XML session */
} identify_answer;

/* Look at bytes from either direction of a conversation, from its beginning or (a capture that starts late) from anywhere in it.
 * length: in bytes; 0 gives IDENTIFY_UNDECIDED. Linear in length; keeps nothing. */
identify_answer identify_junos_xml(const uint8_t *bytes, size_t length);

/* Whether the bytes prove the protocol, or NETCONF, by themselves, on any port: a <junoscript> start tag, or the start tag of a message that names a
 * namespace of theirs (RFC 6241 section 3.1). Linear in length; keeps nothing. */
bool identify_junos_xml_proven(const uint8_t *bytes, size_t length);

#endif
