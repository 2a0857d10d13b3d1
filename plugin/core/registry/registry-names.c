/* registry-names.c
 * The words of the registry: names of its values, ports and dates as written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "registry-private.h"

#define PORT_DIGITS_MAX 5

static const char *const status_names[] = { "assigned", "reserved", "unassigned", NULL };
static const char *const confidence_names[] = { "documented", "observed", "reported", "unconfirmed", NULL };
static const char *const expectable_verdict_names[] = { "registered", "consistent", "known-unofficial", "unexpected", NULL };
static const char *const content_names[] = {
    "junos-xml", "netconf", "tls",           "ssl2",        "http",     "ssh",         "telnet",   "dtp-dia", "text",      "binary", "sepm",
    "esp",       "vxatd",   "tls/junos-xml", "tls/netconf", "tls/http", "tls/dtp-dia", "tls/sepm", "tls/esp", "tls/vxatd", NULL,
};
static const char *const course_verdict_names[] = { "unidentified", "silent", "refused", "unanswered" };

const registry_vocabulary registry_statuses = { status_names, REGISTRY_STATUS_ASSIGNED };
const registry_vocabulary registry_confidences = { confidence_names, REGISTRY_CONFIDENCE_DOCUMENTED };
const registry_vocabulary registry_expectable_verdicts = { expectable_verdict_names, REGISTRY_VERDICT_REGISTERED };
const registry_vocabulary registry_contents = { content_names, 0 };

int registry_value_of(const registry_vocabulary *vocabulary, const char *name)
{
    for (int i = 0; vocabulary->names[i] != NULL; i++) {
        if (strcmp(vocabulary->names[i], name) == 0) {
            return vocabulary->first + i;
        }
    }
    return -1;
}

const char *registry_status_name(registry_status status)
{
    return status == REGISTRY_STATUS_UNKNOWN ? NULL : status_names[status - REGISTRY_STATUS_ASSIGNED];
}

const char *registry_confidence_name(registry_confidence confidence)
{
    return confidence == REGISTRY_CONFIDENCE_NONE ? NULL : confidence_names[confidence - REGISTRY_CONFIDENCE_DOCUMENTED];
}

const char *registry_kind_name(registry_statement_kind kind)
{
    static const char *const names[] = {
        [REGISTRY_KNOWN_USE] = "known-use",
        [REGISTRY_NOTE] = "note",
        [REGISTRY_ADVICE] = "advice",
        [REGISTRY_CHECK] = "check",
    };

    return names[kind];
}

const char *registry_verdict_name(registry_verdict verdict)
{
    return verdict < REGISTRY_VERDICT_UNIDENTIFIED ? expectable_verdict_names[verdict]
                                                   : course_verdict_names[verdict - REGISTRY_VERDICT_UNIDENTIFIED];
}

bool registry_is_date(const char *text)
{
    static const char form[] = "0000-00-00";
    size_t length = strlen(text);
    int month;
    int day;

    if (length != strlen("YYYY-MM") && length != strlen("YYYY-MM-DD")) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (form[i] == '0' ? !g_ascii_isdigit(text[i]) : text[i] != form[i]) {
            return false;
        }
    }
    month = (text[5] - '0') * 10 + (text[6] - '0');
    day = length == strlen("YYYY-MM") ? 1 : (text[8] - '0') * 10 + (text[9] - '0');
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool registry_parse_port(const char *start, const char *end, uint16_t *port)
{
    unsigned value = 0;

    if (start >= end || end - start > PORT_DIGITS_MAX) {
        return false;
    }
    for (; start < end; start++) {
        if (!g_ascii_isdigit(*start)) {
            return false;
        }
        value = value * 10 + (unsigned)(*start - '0');
    }
    if (value > UINT16_MAX) {
        return false;
    }
    *port = (uint16_t)value;
    return true;
}
