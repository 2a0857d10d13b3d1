/* networks.h
 * Lists of IP networks as a user writes them, and which IP addresses are public.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_NETWORKS_H
#define PORTLORE_NETWORKS_H

#include "wireshark_compat.h"

/* An IPv4-mapped IPv6 address (::ffff:192.0.2.1) is everywhere here the IPv4 address in it. */

typedef struct _networks networks;

/* Read networks ("192.0.2.0/24", "2001:db8::/32") and single addresses, separated by commas, white space or both, in any order. Bits behind the
 * prefix length are ignored, so "192.0.2.1/24" is 192.0.2.0/24. An empty list and NULL are networks that hold nothing.
 *
 * Returns NULL on the first part that is neither, with *error one line of UTF-8 that names it and says what is wrong, to be freed with g_free();
 * otherwise *error is NULL. error itself may be NULL. Free with networks_free(). */
networks *networks_new(const char *list, char **error);

/* NULL is allowed. */
void networks_free(networks *list);

/* Whether one of the networks holds the address. False for addresses that are not IP. NULL is allowed for list. Linear in the list. */
bool networks_hold(const networks *list, const address *ip);

/* Whether the address is a globally reachable unicast address by IANA's special-purpose address registries (RFC 6890, RFC 8190), and, of IPv6, in
 * the space that is allocated for that. What the registries call neither reachable nor not (deprecated relays, Teredo) is not public, but 6to4
 * (2002::/16) and NAT64 (64:ff9b::/96) are what the IPv4 address in them is. False for addresses that are not IP. Constant time. */
bool networks_address_is_public(const address *ip);

#endif
