/* test_verdict.c
 * The verdict that each course of a conversation leads to, and each content on each port.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>

#include "portlore/verdict.h"

typedef struct {
    const char *name;
    verdict_course course;
    const char *verdict; /* NULL: not known */
    const char *evidence;
} course_case;

static const course_case courses[] = {
    { "SYN with data and RST", { .asked = true, .offered = true, .reset = true, .reset_by_server = true }, "refused", "RST in answer to SYN" },
    { "SYN with data alone", { .asked = true, .offered = true, .over = true }, "unanswered", "no answer to SYN" },
    { "nothing yet", { 0 }, NULL, NULL },
    { "SYN", { .asked = true }, NULL, NULL },
    { "SYN alone", { .asked = true, .over = true }, "unanswered", "no answer to SYN" },
    { "SYN, then the client's RST", { .asked = true, .reset = true }, NULL, NULL },
    { "SYN, then the client's RST, and no more", { .asked = true, .reset = true, .over = true }, "unanswered", "no answer to SYN" },
    { "SYN and RST", { .asked = true, .reset = true, .reset_by_server = true }, "refused", "RST in answer to SYN" },
    { "SYN and ICMP", { .asked = true, .unreachable = "port unreachable" }, "refused", "port unreachable" },
    { "handshake", { .asked = true, .accepted = true }, NULL, NULL },
    { "handshake, then nothing", { .asked = true, .accepted = true, .over = true }, "silent", "no data up to the end of the capture" },
    { "half-open scan", { .asked = true, .accepted = true, .reset = true }, "silent", "reset after SYN-ACK" },
    { "SYN-ACK alone, then RST", { .accepted = true, .reset = true }, "silent", "reset after SYN-ACK" },
    { "opened and closed", { .asked = true, .accepted = true, .closed = true }, "silent", "closed without data" },
    { "ICMP behind a handshake", { .asked = true, .accepted = true, .unreachable = "host unreachable" }, NULL, NULL },
    { "the end of a connection", { .reset = true }, "silent", "reset, no data in the capture" },
    { "the end of a connection in order", { .closed = true }, "silent", "closed, no data in the capture" },
    { "data in progress", { .asked = true, .accepted = true, .data = true }, NULL, NULL },
    { "data that was not delivered",
      { .asked = true, .accepted = true, .data = true, .closed = true },
      "unidentified",
      "data that no dissector was given" },
    { "data that was cut", { .asked = true, .accepted = true, .data = true, .cut = true, .over = true }, NULL, "the capture cuts packets short" },
    { "perhaps data", { .asked = true, .accepted = true, .cut = true, .over = true }, NULL, "the capture cuts packets short" },
    { "SYN, cut", { .asked = true, .cut = true, .over = true }, "unanswered", "no answer to SYN" },
    { "datagrams that were cut", { .udp = true, .answered = true, .data = true, .cut = true }, NULL, "the capture cuts packets short" },
    { "datagram", { .udp = true, .data = true }, NULL, NULL },
    { "datagram alone", { .udp = true, .data = true, .over = true }, "unanswered", "no datagram in answer" },
    { "datagram and ICMP", { .udp = true, .data = true, .unreachable = "port unreachable" }, "refused", "port unreachable" },
    { "datagrams", { .udp = true, .data = true, .answered = true }, "unidentified", "datagrams that nothing recognises" },
    { "empty datagrams", { .udp = true, .answered = true }, "silent", "empty datagrams" },
};

static void test_courses(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(courses); i++) {
        verdict found = verdict_of_course(&courses[i].course);
        const char *name = found.known ? registry_verdict_name(found.verdict) : NULL;
        if (g_strcmp0(name, courses[i].verdict) != 0 || g_strcmp0(found.evidence, courses[i].evidence) != 0) {
            g_test_message("%s: %s, %s", courses[i].name, name ? name : "not known", found.evidence ? found.evidence : "no evidence");
            g_test_fail();
        }
    }
}

static void test_offer(void)
{
    g_assert_true(verdict_course_is_offer(&(verdict_course){ .asked = true, .offered = true, .reset = true }));
    g_assert_false(verdict_course_is_offer(&(verdict_course){ .asked = true, .offered = true, .accepted = true, .data = true }));
    g_assert_false(verdict_course_is_offer(&(verdict_course){ .asked = true }));
    g_assert_false(verdict_course_is_offer(&(verdict_course){ .udp = true, .offered = true }));
}

static void test_contents(void)
{
    static const struct {
        uint16_t port;
        const char *content;
        const char *verdict;
    } cases[] = {
        { 3221, "junos-xml", "registered" },  { 3221, "tls/junos-xml", "unexpected" },
        { 3221, "text", "unidentified" },     { 3220, "tls", "consistent" },
        { 3489, "sepm", "known-unofficial" }, { 3489, "binary", "unidentified" },
        { 2867, "http", "consistent" },       { 2867, "a protocol of Wireshark's", "unexpected" },
    };
    registry *ports = registry_built_in();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const registry_entry *entry = registry_find(ports, REGISTRY_TCP, cases[i].port);
        verdict found = verdict_of_content(entry, cases[i].content, "why");
        g_assert_true(found.known);
        g_assert_cmpstr(registry_verdict_name(found.verdict), ==, cases[i].verdict);
        g_assert_cmpstr(found.evidence, ==, "why");
    }
    registry_free(ports);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/verdict/courses", test_courses);
    g_test_add_func("/verdict/offer", test_offer);
    g_test_add_func("/verdict/contents", test_contents);
    return g_test_run();
}
