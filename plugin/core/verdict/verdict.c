/* verdict.c
 * What a conversation on a known port is, held against what the port is for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/verdict.h"

#include <string.h>

static verdict known(registry_verdict kind, const char *evidence)
{
    return (verdict){ true, kind, evidence };
}

static const verdict unknown = { false, REGISTRY_VERDICT_UNANSWERED, NULL };
static const verdict unknown_of_cut = { false, REGISTRY_VERDICT_UNANSWERED, "the capture cuts packets short" };

static verdict of_tcp(const verdict_course *course)
{
    bool connected = course->accepted || !course->asked;
    if (course->cut && (course->data || connected)) {
        return unknown_of_cut;
    }
    if (course->data) {
        bool ended = course->reset || course->closed || course->over;
        return ended ? known(REGISTRY_VERDICT_UNIDENTIFIED, "data that no dissector was given") : unknown;
    }
    if (connected) {
        if (course->reset) {
            return known(REGISTRY_VERDICT_SILENT, course->accepted ? "reset after SYN-ACK" : "reset, no data in the capture");
        }
        if (course->closed) {
            return known(REGISTRY_VERDICT_SILENT, course->accepted ? "closed without data" : "closed, no data in the capture");
        }
        return course->over ? known(REGISTRY_VERDICT_SILENT, "no data up to the end of the capture") : unknown;
    }
    if (course->reset_by_server) {
        return known(REGISTRY_VERDICT_REFUSED, "RST in answer to SYN");
    }
    if (course->unreachable) {
        return known(REGISTRY_VERDICT_REFUSED, course->unreachable);
    }
    return course->over ? known(REGISTRY_VERDICT_UNANSWERED, "no answer to SYN") : unknown;
}

static verdict of_udp(const verdict_course *course)
{
    if (course->answered && course->cut) {
        return unknown_of_cut;
    }
    if (course->answered) {
        return course->data ? known(REGISTRY_VERDICT_UNIDENTIFIED, "datagrams that nothing recognises")
                            : known(REGISTRY_VERDICT_SILENT, "empty datagrams");
    }
    if (course->unreachable) {
        return known(REGISTRY_VERDICT_REFUSED, course->unreachable);
    }
    return course->over ? known(REGISTRY_VERDICT_UNANSWERED, "no datagram in answer") : unknown;
}

verdict verdict_of_course(const verdict_course *course)
{
    return course->udp ? of_udp(course) : of_tcp(course);
}

bool verdict_course_is_offer(const verdict_course *course)
{
    return !course->udp && course->offered && !course->data;
}

verdict verdict_of_content(const registry_entry *entry, const char *content, const char *evidence)
{
    const registry_expectation *expected = registry_expected(entry, content);
    if (expected) {
        return known(expected->verdict, evidence);
    }
    bool shapeless = strcmp(content, "text") == 0 || strcmp(content, "binary") == 0;
    return known(shapeless ? REGISTRY_VERDICT_UNIDENTIFIED : REGISTRY_VERDICT_UNEXPECTED, evidence);
}
