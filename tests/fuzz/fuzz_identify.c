/* fuzz_identify.c
 * What first bytes are taken for: what is decided stays so as bytes come, the last byte that is looked at is the last one given, and what is named
 * Junos XML is Junos XML to identify_junos_xml(), or was at fewer bytes, where another kind was not excluded yet.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>

#include "portlore/identify.h"

/* Beginnings up to this length are all tried; of longer ones each seventh. */
#define EVERY_LENGTH 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static identify_result identify(const uint8_t *bytes, size_t length, identify_transport transport, bool final)
{
    /* Ends where its memory ends, so that AddressSanitizer sees a byte read too many. */
    uint8_t *copy = g_memdup2(bytes, length);
    identify_result result = identify_content(copy, length, transport, final);
    g_free(copy);
    return result;
}

static void check_beginnings(const uint8_t *bytes, size_t size, identify_transport transport)
{
    identify_result decided = { .decided = false };
    bool junos_xml = false;
    for (size_t length = 1; length <= size; length += length < EVERY_LENGTH ? 1 : 7) {
        identify_result open = identify(bytes, length, transport, false);
        identify_result final = identify(bytes, length, transport, true);
        junos_xml = junos_xml || identify_junos_xml(bytes, length) == IDENTIFY_JUNOS_XML;
        g_assert_true(final.decided && final.evidence && final.content != IDENTIFY_CONTENT_NONE);
        g_assert_true(open.decided == (open.evidence != NULL) && open.decided == (open.content != IDENTIFY_CONTENT_NONE));
        g_assert_true(!decided.decided || (open.content == decided.content && open.evidence == decided.evidence));
        if (open.decided) {
            g_assert_true(final.content == open.content && final.evidence == open.evidence);
            g_assert_false(open.prolog || open.beginning_excluded);
            if (!decided.decided && length < EVERY_LENGTH && open.content == IDENTIFY_CONTENT_JUNOS_XML) {
                g_assert_true(junos_xml);
            }
            decided = open;
        } else {
            g_assert_false(open.prolog && open.beginning_excluded);
            g_assert_cmpuint(length, <, IDENTIFY_CONTENT_MAX);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    check_beginnings(data, size, IDENTIFY_TCP);
    check_beginnings(data, size, IDENTIFY_UDP);
    uint8_t *copy = g_memdup2(data, size);
    identify_junos_xml(copy, size);
    identify_junos_xml_proven(copy, size);
    g_free(copy);
    return 0;
}
