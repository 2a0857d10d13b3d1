/* credentials.h
 * Wireshark's own list of credentials: -z credentials and Tools > Credentials.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_CREDENTIALS_H
#define PORTLORE_CREDENTIALS_H

#include "wireshark_compat.h"

typedef struct {
    const char *protocol; /* static */
    const char *username; /* on one line, as it may be shown; NULL: none was sent */
    const char *info;     /* how it was sent */
    int password_field;   /* number of the field that holds the password in this packet; the value itself goes to no list */
} credential;

/* Call it from several protocols. */
void credentials_register(void);

/* Whether anybody listens. */
bool credentials_wanted(void);

/* Lists a login that the packet shows. The texts are copied. */
void credentials_queue(packet_info *pinfo, const credential *shown);

#endif
