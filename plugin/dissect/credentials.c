/* credentials.c
 * Wireshark's own list of credentials: -z credentials and Tools > Credentials.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "credentials.h"

#include <epan/tap.h>

/* As tap_credential_t of Wireshark's ui/tap-credentials.h, which no package of its headers has. The same in 4.0, 4.4 and 4.6. Those who listen copy
 * the user name and info, but not the protocol's name. */
typedef struct {
    unsigned num;
    unsigned username_num;
    unsigned password_hf_id;
    char *username;
    const char *proto;
    char *info;
} tap_credential;

/* What Wireshark writes there where there is no user name. */
#define NO_USERNAME "n.a."

static int credentials_tap = -1;

bool credentials_wanted(void)
{
    return have_tap_listener(credentials_tap);
}

void credentials_queue(packet_info *pinfo, const credential *shown)
{
    tap_credential *listed = wmem_new0(pinfo->pool, tap_credential);
    listed->num = pinfo->num;
    listed->username_num = shown->username ? pinfo->num : 0;
    listed->password_hf_id = (unsigned)shown->password_field;
    listed->username = wmem_strdup(pinfo->pool, shown->username && *shown->username ? shown->username : NO_USERNAME);
    listed->proto = shown->protocol;
    listed->info = wmem_strdup(pinfo->pool, shown->info);
    tap_queue_packet(credentials_tap, pinfo, listed);
}

void credentials_register(void)
{
    credentials_tap = register_tap("credentials");
}
