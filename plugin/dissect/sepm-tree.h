/* sepm-tree.h
 * Items and findings of Symantec Endpoint Protection Manager and of ESP of HPCC Systems.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_SEPM_TREE_H
#define PORTLORE_SEPM_TREE_H

#include "wireshark_compat.h"

#include "sepm-conversation.h"

/* Registers the two protocols, sepm and esps, with their fields and expert infos. Returns the first one's number. */
int sepm_tree_register(void);

/* Adds an item for each message that the part shows. tvb: what the call of the dissector was given. */
void sepm_tree_add(proto_tree *tree, tvbuff_t *tvb, packet_info *pinfo, const sepm_part *part);

/* A name that somebody logged in with, and where the password stands; for Wireshark's list of credentials, on every pass. */
typedef struct {
    const char *protocol; /* static */
    const char *username; /* in packet memory; NULL: none */
    const char *how;      /* static */
    int password_field;   /* number of the field that holds the password or token in this packet; that of the name where they are left out */
} sepm_credential;

/* The logins in a part, one after another: returns false when there is no more. at: 0 at first; kept by the caller. */
bool sepm_tree_next_credential(packet_info *pinfo, const sepm_part *part, unsigned *at, sepm_credential *credential);

#endif
