/* vxat-identity.c
 * Names of the Veritas (Symantec) Product Authentication Service.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/vxat_identity.h"

#define ORGANIZATION   "vx"
#define HOSTS_UNIT     "NBU_HOSTS"
#define ROOT_DOMAIN    "root"
#define MACHINE_DOMAIN "NBU_Machines"
#define ROOT_NAME      "nbatd"
#define BROKER_NAME    "broker"

/* The only value of a list; NULL when there is none, or another. */
static const char *only_value(char *const *values)
{
    return values[0] && !values[1] && *values[0] ? values[0] : NULL;
}

/* RFC 9562 section 4: 8-4-4-4-12 hexadecimal digits. */
static bool is_uuid(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    for (size_t i = 0; i < sizeof form - 1; i++) {
        if (form[i] == 'x' ? !g_ascii_isxdigit(text[i]) : text[i] != '-') {
            return false;
        }
    }
    return text[sizeof form - 1] == '\0';
}

/* The '@' of a private domain, NAME@SERVER; NULL when the text is none. */
static const char *at_of_domain(const char *unit)
{
    const char *at = strchr(unit, '@');

    return at && at != unit && at[1] && !strchr(at + 1, '@') && !strchr(unit, ' ') ? at : NULL;
}

/* Whether a private domain has this NAME. */
static bool is_named(const char *unit, const char *at, const char *name)
{
    return (size_t)(at - unit) == strlen(name) && strncmp(unit, name, strlen(name)) == 0;
}

static vxat_role role_in_domain(const char *unit, const char *at, const char *common_name)
{
    if (!common_name) {
        return VXAT_ROLE_NONE;
    }
    if (is_named(unit, at, MACHINE_DOMAIN)) {
        return VXAT_ROLE_MACHINE;
    }
    if (is_named(unit, at, ROOT_DOMAIN) && strcmp(common_name, ROOT_NAME) == 0) {
        return VXAT_ROLE_ROOT;
    }
    if (is_named(unit, at, ROOT_DOMAIN) && strcmp(common_name, BROKER_NAME) == 0) {
        return VXAT_ROLE_BROKER;
    }
    return VXAT_ROLE_NONE;
}

static bool identity_of_name(const tls_certificate_name *name, vxat_identity *identity)
{
    const char *organization = only_value(name->organizations);
    const char *unit = only_value(name->organizational_units);
    const char *common_name = only_value(name->common_names);

    if (!organization || strcmp(organization, ORGANIZATION) != 0 || !unit) {
        return false;
    }
    if (strcmp(unit, HOSTS_UNIT) == 0) {
        if (!common_name || !is_uuid(common_name)) {
            return false;
        }
        *identity = (vxat_identity){ VXAT_ROLE_HOST, unit, common_name, false };
        return true;
    }
    const char *at = at_of_domain(unit);
    if (!at) {
        return false;
    }
    vxat_role role = role_in_domain(unit, at, common_name);
    *identity = (vxat_identity){ role, unit, role == VXAT_ROLE_MACHINE ? common_name : at + 1, false };
    return true;
}

bool vxat_identity_of(const tls_certificate *certificate, vxat_identity *identity)
{
    *identity = (vxat_identity){ VXAT_ROLE_NONE, NULL, NULL, false };
    if (certificate->unreadable) {
        return false;
    }
    if (identity_of_name(&certificate->subject, identity)) {
        return true;
    }
    if (!identity_of_name(&certificate->issuer, identity)) {
        return false;
    }
    identity->role = VXAT_ROLE_NONE;
    identity->by_issuer = true;
    return true;
}

const char *vxat_role_name(vxat_role role)
{
    switch (role) {
    case VXAT_ROLE_ROOT:
        return "root";
    case VXAT_ROLE_BROKER:
        return "broker";
    case VXAT_ROLE_MACHINE:
        return "machine";
    case VXAT_ROLE_HOST:
        return "host";
    default:
        return NULL;
    }
}
