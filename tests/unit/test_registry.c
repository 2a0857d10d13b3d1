/* test_registry.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <string.h>

#include "portlore/registry.h"
#include "registry_schema.h"

#define ONE(inside)        "<portlore><entry port='1'>" inside "</entry></portlore>"
#define REGISTERED(inside) ONE("<registered status='assigned'>" inside "</registered>")

#define EVERY_PART                                                                                                                                   \
    "<portlore><common><note>Port {port}, {port}</note><check source='c'>ss {port}</check></common>"                                                 \
    "<entry port='07400' transport='tcp' shown='if-content'><registered status='unassigned'><modified>2003-06</modified></registered>"               \
    "<known-use confidence='documented' source='Wiki page Lab ports'>Telemetry of the lab's test rig</known-use>"                                    \
    "<note confidence='observed'>old\n  port</note><advice source='us'>{Port} {port</advice><check>{port}{port}</check>"                             \
    "<expect content='http' verdict='registered'/>"                                                                                                  \
    "<expect content='tls/http' verdict='known-unofficial' confidence='reported' source='forum'/>"                                                   \
    "<expect content='ssh' verdict='unexpected'/></entry>"                                                                                           \
    "<entry port='9'/></portlore>"

/* What is refused, and by whom */

static const struct {
    const char *name;
    const char *document;
    const char *error; /* what the reader says; NULL when it accepts */
    bool schema;       /* whether the schema accepts */
} cases[] = {
    { "no entry", "<portlore/>", NULL, true },
    { "least entry", ONE(""), NULL, true },
    { "least registration", REGISTERED(""), NULL, true },
    { "empty common part", "<portlore><common/></portlore>", NULL, true },
    { "every part", EVERY_PART, NULL, true },
    { "statements in any order",
      ONE("<check>a</check><note>b</note><check>c</check><expect content='tls' verdict='consistent'/><known-use>d</known-use>"), NULL, true },
    { "one port for each transport", "<portlore><entry port='1' transport='udp'/><entry port='1' transport='tcp'/></portlore>", NULL, true },
    { "spaces around words",
      ONE("<note confidence=' observed ' source=' s '> n </note><expect content=' tls/esp ' verdict=' known-unofficial ' confidence=' reported '/>"),
      NULL, true },
    { "every text, in another order",
      REGISTERED(
          "<reference>RFC "
          "1</reference><modified>2003-06</modified><date>2002-05-31</date><assignee>A_B</assignee><name>n</name><description>d</description>"),
      NULL, true },
    { "comments and processing instructions",
      "<?p i?><portlore><!-- c --><?p i?><entry port='1'><!-- c --><registered status='reserved'><!-- c --><name>n<!-- c "
      "--></name></registered></entry></portlore>",
      NULL, true },
    { "schema location", "<portlore xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='registry.xsd'/>", NULL,
      true },
    { "last port", "<portlore><entry port='65535'><registered status='unassigned'/></entry></portlore>", NULL, true },
    { "spaces around the port", "<portlore><entry port=' 3221 '><registered status=' assigned '/></entry></portlore>", NULL, true },
    { "CDATA and references", REGISTERED("<name><![CDATA[a<b]]>&amp;&#x63;</name>"), NULL, true },

    { "not XML", "port 3221 is xnm", "line 1: Start tag expected, '<' not found", false },
    { "not closed", "<portlore>\n<entry port='1'>\n", "line 3: *", false },
    { "wrong end tag", "<portlore>\n<entry port='1'></portlore>", "line 2: Opening and ending tag mismatch: entry line 2 and portlore", false },
    { "unknown entity", "<portlore>\n\n&nbsp;</portlore>", "line 3: Entity 'nbsp' not defined", false },
    { "invalid UTF-8", "<portlore><!-- \xFF --></portlore>", "line 1: *", false },
    { "unknown encoding", "<?xml version='1.0' encoding='none-such'?><portlore/>", "line 1: *", false },
    { "wrong root", "<registry/>", "line 1: the root element is not portlore", false },
    { "root in a namespace", "<portlore xmlns='http://example.net/'/>", "line 1: the root element is not portlore", false },
    { "undeclared prefix", "<a:portlore/>", "line 1: Namespace prefix a on portlore is not defined", false },
    { "attribute of the root", "<portlore version='1'/>", "line 1: portlore has an attribute that is not known: version", false },
    { "text in the root", "<portlore>\nports:\n</portlore>", "line *: text does not belong here", false },
    { "unknown element", "<portlore>\n<port/></portlore>", "line 2: element port does not belong here", false },
    { "no port", "<portlore>\n<entry><registered status='assigned'/></entry></portlore>", "line 2: entry has no attribute port", false },
    { "another attribute", "<portlore>\n<entry port='1' ports='2'><registered status='assigned'/></entry></portlore>",
      "line 2: entry has an attribute that is not known: ports", false },
    { "attribute of a namespace", "<portlore xmlns:x='http://example.net/'>\n<entry x:port='1'><registered status='assigned'/></entry></portlore>",
      "line 2: entry has an attribute that is not known: port", false },
    { "empty port", "<portlore><entry port=''><registered status='assigned'/></entry></portlore>", "line 1: attribute port of entry is empty",
      false },
    { "port 65536", "<portlore><entry port='65536'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): 65536",
      false },
    { "long port", "<portlore><entry port='000001'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): 000001",
      false },
    { "negative port", "<portlore><entry port='-1'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): -1",
      false },
    { "signed port", "<portlore><entry port='+1'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): +1", false },
    { "hexadecimal port", "<portlore><entry port='0x1'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): 0x1",
      false },
    { "range", "<portlore><entry port='1-2'><registered status='assigned'/></entry></portlore>", "line 1: not a port (0 to 65535): 1-2", false },
    { "one port twice",
      "<portlore><entry port='1'><registered status='assigned'/></entry>\n<entry port='01'><registered status='assigned'/></entry></portlore>",
      "line 2: a second entry of port 1", false },
    { "both and one transport", "<portlore><entry port='1'/>\n<entry port='1' transport='tcp'/></portlore>", "line 2: a second entry of port 1",
      true },
    { "one transport twice", "<portlore><entry port='1' transport='udp'/>\n<entry port='1' transport='udp'/></portlore>",
      "line 2: a second entry of port 1", false },
    { "unknown transport", "<portlore><entry port='1' transport='sctp'/></portlore>", "line 1: not a transport (tcp, udp, both): sctp", false },
    { "unknown value of shown", "<portlore><entry port='1' shown='never'/></portlore>", "line 1: not a value of shown (always, if-content): never",
      false },
    { "registered twice", ONE("<registered status='assigned'/>\n<registered status='assigned'/>"),
      "line 2: registered is not the first element of its entry", false },
    { "a statement first", ONE("<note>n</note><registered status='assigned'/>"), "line 1: registered is not the first element of its entry", false },
    { "unknown element of an entry", ONE("\n<notes>n</notes>"), "line 2: element notes does not belong here", false },
    { "element in a namespace", ONE("<note xmlns='http://example.net/'>n</note>"), "line 1: element note does not belong here", false },
    { "element of capitals", ONE("<Note>n</Note>"), "line 1: element Note does not belong here", false },
    { "empty statement", ONE("\n<known-use confidence='documented' source='s'> </known-use>"), "line 2: known-use is empty", false },
    { "element in a statement", ONE("<check>a<b/></check>"), "line 1: element b does not belong here", false },
    { "attribute of a statement", ONE("<advice port='1'>a</advice>"), "line 1: advice has an attribute that is not known: port", false },
    { "unknown confidence", ONE("<note confidence='certain'>n</note>"),
      "line 1: not a confidence (documented, observed, reported, unconfirmed): certain", false },
    { "empty confidence", ONE("<note confidence=''>n</note>"), "line 1: attribute confidence of note is empty", false },
    { "empty source", ONE("<note source=' '>n</note>"), "line 1: attribute source of note is empty", false },
    { "expectation without content", ONE("<expect verdict='registered'/>"), "line 1: expect has no attribute content", false },
    { "expectation without verdict", ONE("<expect content='tls'/>"), "line 1: expect has no attribute verdict", false },
    { "unknown content", ONE("<expect content='https' verdict='registered'/>"),
      "line 1: not a content (junos-xml, netconf, tls, ssl2, http, ssh, telnet, dtp-dia, text, binary, sepm, esp, vxatd, tls/junos-xml, tls/netconf, "
      "tls/http, tls/dtp-dia, tls/sepm, tls/esp, tls/vxatd): https",
      false },
    { "content of capitals", ONE("<expect content='TLS' verdict='registered'/>"), "line 1: not a content (*): TLS", false },
    { "unknown verdict", ONE("<expect content='tls' verdict='fine'/>"),
      "line 1: not a verdict to expect (registered, consistent, known-unofficial, unexpected): fine", false },
    { "verdict of a conversation's course", ONE("<expect content='tls' verdict='silent'/>"),
      "line 1: not a verdict to expect (registered, consistent, known-unofficial, unexpected): silent", false },
    { "unknown confidence of an expectation", ONE("<expect content='tls' verdict='registered' confidence='high'/>"),
      "line 1: not a confidence (documented, observed, reported, unconfirmed): high", false },
    { "content twice", ONE("<expect content='tls' verdict='registered'/>\n<expect content='tls' verdict='consistent'/>"),
      "line 2: content tls is expected twice", false },
    { "text in an expectation", ONE("<expect content='tls' verdict='registered'>text</expect>"), "line 1: text does not belong here", false },
    { "element in an expectation", ONE("<expect content='tls' verdict='registered'><note>n</note></expect>"),
      "line 1: element note does not belong here", false },
    { "contents", "<portlore><common/><content name='tls/vxatd'><note>n</note></content><entry port='1'/><content name=' ssh '/></portlore>", NULL,
      true },
    { "no name of a content", "<portlore>\n<content/></portlore>", "line 2: content has no attribute name", false },
    { "unknown content as an element", "<portlore><content name='gopher'/></portlore>",
      "line 1: not a content (junos-xml, netconf, tls, ssl2, http, ssh, telnet, dtp-dia, text, binary, sepm, esp, vxatd, tls/junos-xml, tls/netconf, "
      "tls/http, tls/dtp-dia, tls/sepm, tls/esp, tls/vxatd): gopher",
      false },
    { "content with an element twice", "<portlore><content name='tls'/>\n<content name='tls'/></portlore>", "line 2: a second entry of content tls",
      false },
    { "attribute of a content", "<portlore><content name='tls' port='1'/></portlore>", "line 1: content has an attribute that is not known: port",
      false },
    { "registration of a content", "<portlore><content name='tls'><registered status='assigned'/></content></portlore>",
      "line 1: element registered does not belong here", false },
    { "expectation of a content", "<portlore><content name='tls'><expect content='tls' verdict='registered'/></content></portlore>",
      "line 1: element expect does not belong here", false },
    { "text in a content", "<portlore><content name='tls'>text</content></portlore>", "line 1: text does not belong here", false },
    { "common after a content", "<portlore><content name='tls'/>\n<common/></portlore>", "line 2: common is not the first element of the document",
      false },
    { "common after an entry", "<portlore><entry port='1'/>\n<common/></portlore>", "line 2: common is not the first element of the document",
      false },
    { "common twice", "<portlore><common/>\n<common/></portlore>", "line 2: common is not the first element of the document", false },
    { "attribute of common", "<portlore><common port='1'/></portlore>", "line 1: common has an attribute that is not known: port", false },
    { "registration in common", "<portlore><common><registered status='assigned'/></common></portlore>",
      "line 1: element registered does not belong here", false },
    { "expectation in common", "<portlore><common><expect content='tls' verdict='consistent'/></common></portlore>",
      "line 1: element expect does not belong here", false },
    { "text in common", "<portlore><common>text</common></portlore>", "line 1: text does not belong here", false },
    { "text in an entry", ONE("<registered status='assigned'/>text"), "line 1: text does not belong here", false },
    { "no status", ONE("<registered/>"), "line 1: registered has no attribute status", false },
    { "support of a registration", ONE("<registered status='assigned' confidence='reported' source='s'/>"), NULL, true },
    { "unknown confidence of a registration", ONE("<registered status='assigned' confidence='sure'/>"),
      "line 1: not a confidence (documented, observed, reported, unconfirmed): sure", false },
    { "empty source of a registration", ONE("<registered status='assigned' source=''/>"), "line 1: attribute source of registered is empty", false },
    { "unknown status", ONE("<registered status='free'/>"), "line 1: not a status (assigned, reserved, unassigned): free", false },
    { "unknown text", REGISTERED("<contact>c</contact>"), "line 1: element contact does not belong here", false },
    { "one text twice", REGISTERED("<name>a</name>\n<name>b</name>"), "line 2: a second name in one registration", false },
    { "empty text", REGISTERED("<name> \n </name>"), "line 1: name is empty", false },
    { "element in a text", REGISTERED("<name>a<b/></name>"), "line 1: element b does not belong here", false },
    { "attribute of a text", REGISTERED("<name lang='en'>a</name>"), "line 1: name has an attribute that is not known: lang", false },
    { "modified in a year", REGISTERED("<modified>2002</modified>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002", false },
    { "year only", REGISTERED("<date>2002</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002", false },
    { "month 0", REGISTERED("<date>2002-00</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-00", false },
    { "month 13", REGISTERED("<date>2002-13</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-13", false },
    { "day 0", REGISTERED("<date>2002-05-00</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-05-00", false },
    { "day 32", REGISTERED("<date>2002-05-32</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-05-32", false },
    { "date with letters", REGISTERED("<date>2002-0a</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-0a", false },
    { "date with slashes", REGISTERED("<date>2002/05</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002/05", false },
    { "date with a tail", REGISTERED("<date>2002-05-</date>"), "line 1: not a date of the form YYYY-MM or YYYY-MM-DD: 2002-05-", false },
};

/* Refused by the reader alone: what a document type can declare is nothing that a schema sees. */
static const struct {
    const char *document;
    const char *error;
} doctypes[] = {
    { "<!DOCTYPE portlore>\n<portlore/>", "line 1: a document type declaration is not allowed" },
    { "<?xml version='1.0'?>\n<!DOCTYPE portlore SYSTEM 'http://192.0.2.1/x.dtd'>\n<portlore/>",
      "line 2: a document type declaration is not allowed" },
    { "<!DOCTYPE portlore [<!ENTITY e 'x'>]>\n" REGISTERED("<name>&e;</name>"), "line 1: a document type declaration is not allowed" },
    { "<!DOCTYPE portlore [<!ENTITY e SYSTEM 'registry.xml'>]>\n" REGISTERED("<name>&e;</name>"),
      "line 1: a document type declaration is not allowed" },
    { "<!DOCTYPE portlore [<!ENTITY % e SYSTEM 'registry.xml'>%e;]>\n<portlore/>", "line 1: a document type declaration is not allowed" },
};

static void test_cases(void)
{
    xmlSchema *schema = read_schema();

    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t length = strlen(cases[i].document);
        char *bytes = g_memdup2(cases[i].document, length); /* without a NUL after it */
        char *error;
        registry *read;

        g_test_message("%s", cases[i].name);
        read = registry_read(bytes, length, &error);
        if (cases[i].error == NULL) {
            g_assert_cmpstr(error, ==, NULL);
            g_assert_nonnull(read);
        } else {
            g_assert_null(read);
            if (!g_pattern_match_simple(cases[i].error, error)) {
                g_assert_cmpstr(error, ==, cases[i].error);
            }
        }
        g_assert_true(schema_accepts(schema, bytes, length) == cases[i].schema);
        registry_free(read);
        g_free(error);
        g_free(bytes);
    }
    xmlSchemaFree(schema);
}

static void test_doctypes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(doctypes); i++) {
        char *error;

        g_assert_null(registry_read(doctypes[i].document, strlen(doctypes[i].document), &error));
        g_assert_cmpstr(error, ==, doctypes[i].error);
        g_free(error);
    }
}

static void test_values(void)
{
    static const char document[] =
        "<portlore><entry port='0'><registered status='reserved'><name>\n  a \t b\n</name><description>\xC3\xB1&lt;</description>"
        "<assignee>A_B</assignee><date>2018-01-09</date><reference>RFC 6335</reference></registered></entry></portlore>";
    char *error;
    registry *read = registry_read(document, strlen(document), &error);
    const registry_entry *entry;

    g_assert_null(error);
    entry = registry_find(read, REGISTRY_TCP, 0);
    g_assert_nonnull(entry);
    g_assert_cmpuint(entry->port, ==, 0);
    g_assert_cmpint(entry->status, ==, REGISTRY_STATUS_RESERVED);
    g_assert_cmpstr(entry->name, ==, "a b");
    g_assert_cmpstr(entry->description, ==, "\xC3\xB1<");
    g_assert_cmpstr(entry->assignee, ==, "A_B");
    g_assert_cmpstr(entry->date, ==, "2018-01-09");
    g_assert_cmpstr(entry->reference, ==, "RFC 6335");
    g_assert_null(registry_find(read, REGISTRY_TCP, 1));
    registry_free(read);
    registry_free(NULL);
}

static void assert_statement(const registry_entry *entry, size_t number, registry_statement_kind kind, registry_confidence confidence,
                             const char *source, const char *text)
{
    const registry_statement *statement = &entry->statements[number];

    g_assert_cmpuint(number, <, entry->statement_count);
    g_assert_cmpint(statement->kind, ==, kind);
    g_assert_cmpint(statement->confidence, ==, confidence);
    g_assert_cmpstr(statement->source, ==, source);
    g_assert_cmpstr(statement->text, ==, text);
}

static void assert_expectation(const registry_entry *entry, const char *content, registry_verdict verdict, registry_confidence confidence,
                               const char *source)
{
    const registry_expectation *expectation = registry_expected(entry, content);

    g_assert_nonnull(expectation);
    g_assert_cmpstr(expectation->content, ==, content);
    g_assert_cmpint(expectation->verdict, ==, verdict);
    g_assert_cmpint(expectation->confidence, ==, confidence);
    g_assert_cmpstr(expectation->source, ==, source);
}

static void test_every_part(void)
{
    char *error;
    registry *read = registry_read(EVERY_PART, strlen(EVERY_PART), &error);
    const registry_entry *entry;
    const registry_entry *bare;

    g_assert_null(error);
    entry = registry_find(read, REGISTRY_TCP, 7400);
    g_assert_nonnull(entry);
    g_assert_null(registry_find(read, REGISTRY_UDP, 7400));
    g_assert_cmpuint(entry->port, ==, 7400);
    g_assert_cmpuint(entry->last_port, ==, 7400);
    g_assert_cmpuint(entry->transports, ==, REGISTRY_BIT(REGISTRY_TCP));
    g_assert_cmpint(entry->shown, ==, REGISTRY_SHOWN_IF_CONTENT);
    g_assert_cmpint(entry->status, ==, REGISTRY_STATUS_UNASSIGNED);
    g_assert_null(entry->date);
    g_assert_cmpstr(entry->modified, ==, "2003-06");

    g_assert_cmpuint(entry->statement_count, ==, 6);
    assert_statement(entry, 0, REGISTRY_KNOWN_USE, REGISTRY_CONFIDENCE_DOCUMENTED, "Wiki page Lab ports", "Telemetry of the lab's test rig");
    assert_statement(entry, 1, REGISTRY_NOTE, REGISTRY_CONFIDENCE_OBSERVED, NULL, "old port");
    assert_statement(entry, 2, REGISTRY_ADVICE, REGISTRY_CONFIDENCE_NONE, "us", "{Port} {port");
    assert_statement(entry, 3, REGISTRY_CHECK, REGISTRY_CONFIDENCE_NONE, NULL, "74007400");
    assert_statement(entry, 4, REGISTRY_NOTE, REGISTRY_CONFIDENCE_NONE, NULL, "Port 7400, 7400");
    assert_statement(entry, 5, REGISTRY_CHECK, REGISTRY_CONFIDENCE_NONE, "c", "ss 7400");

    g_assert_cmpuint(entry->expectation_count, ==, 3);
    assert_expectation(entry, "http", REGISTRY_VERDICT_REGISTERED, REGISTRY_CONFIDENCE_NONE, NULL);
    assert_expectation(entry, "tls/http", REGISTRY_VERDICT_KNOWN_UNOFFICIAL, REGISTRY_CONFIDENCE_REPORTED, "forum");
    assert_expectation(entry, "ssh", REGISTRY_VERDICT_UNEXPECTED, REGISTRY_CONFIDENCE_NONE, NULL);
    g_assert_null(registry_expected(entry, "tls"));

    bare = registry_find(read, REGISTRY_UDP, 9);
    g_assert_nonnull(bare);
    g_assert_true(bare == registry_find(read, REGISTRY_TCP, 9));
    g_assert_cmpuint(bare->transports, ==, REGISTRY_BOTH);
    g_assert_cmpint(bare->shown, ==, REGISTRY_SHOWN_ALWAYS);
    g_assert_cmpint(bare->status, ==, REGISTRY_STATUS_UNKNOWN);
    g_assert_cmpuint(bare->statement_count, ==, 2);
    assert_statement(bare, 0, REGISTRY_NOTE, REGISTRY_CONFIDENCE_NONE, NULL, "Port 9, 9");
    g_assert_cmpuint(bare->expectation_count, ==, 0);
    g_assert_null(bare->expectations);
    registry_free(read);
}

/* What is known of a content has neither what is common to ports nor a port; another registry's takes its place whole. */
static void test_contents(void)
{
    static const char first[] = "<portlore><common><note>of ports</note></common><content name='tls/vxatd'><note source='s'>{port}</note>"
                                "<advice>a</advice></content><content name='ssh'/></portlore>";
    static const char second[] = "<portlore><content name='tls/vxatd'><check>c</check></content></portlore>";
    char *error;
    registry *read = registry_read(first, sizeof first - 1, &error);
    g_assert_null(error);
    const registry_entry *vxatd = registry_find_content(read, "tls/vxatd");
    g_assert_nonnull(vxatd);
    g_assert_cmpuint(vxatd->statement_count, ==, 2);
    assert_statement(vxatd, 0, REGISTRY_NOTE, REGISTRY_CONFIDENCE_NONE, "s", "{port}");
    assert_statement(vxatd, 1, REGISTRY_ADVICE, REGISTRY_CONFIDENCE_NONE, NULL, "a");
    g_assert_cmpuint(registry_find_content(read, "ssh")->statement_count, ==, 0);
    g_assert_null(registry_find_content(read, "tls"));
    g_assert_false(registry_has(read, REGISTRY_TCP, 0));

    registry *over = registry_read(second, sizeof second - 1, &error);
    g_assert_null(error);
    registry *both = registry_new();
    g_assert_null(registry_find_content(both, "tls/vxatd"));
    registry_add_all(both, read);
    registry_free(read);
    g_assert_cmpuint(registry_find_content(both, "tls/vxatd")->statement_count, ==, 2);
    registry_add_all(both, over);
    registry_free(over);
    g_assert_cmpuint(registry_find_content(both, "tls/vxatd")->statement_count, ==, 1);
    assert_statement(registry_find_content(both, "tls/vxatd"), 0, REGISTRY_CHECK, REGISTRY_CONFIDENCE_NONE, NULL, "c");
    g_assert_nonnull(registry_find_content(both, "ssh"));
    registry_free(both);
}

/* Limits */

/* 256 statements in an entry, those in common included; one more is refused. */
static void test_statements_limit(void)
{
    for (unsigned count = 255; count <= 256; count++) {
        GString *document = g_string_new("<portlore><common><note>c</note></common>\n<entry port='1'>");
        char *error;
        registry *read;

        for (unsigned i = 0; i < count; i++) {
            g_string_append(document, "<note>n</note>");
        }
        g_string_append(document, "</entry></portlore>");
        read = registry_read(document->str, document->len, &error);
        if (count == 255) {
            g_assert_null(error);
            g_assert_cmpuint(registry_find(read, REGISTRY_TCP, 1)->statement_count, ==, 256);
        } else {
            g_assert_null(read);
            g_assert_cmpstr(error, ==, "line 2: more than 256 statements of port 1");
        }
        registry_free(read);
        g_free(error);
        g_string_free(document, TRUE);
    }
}

/* Texts in common are made again for each entry: 16 of 1 MiB would fit, and 32 entries of 512 KiB do. */
static void test_statement_bytes_limit(void)
{
    char *filling = g_strnfill(524288, 'x');

    for (unsigned count = 32; count <= 33; count++) {
        GString *document = g_string_new(NULL);
        char *error;
        registry *read;

        g_string_append_printf(document, "<portlore><common><note>%s</note></common>", filling);
        for (unsigned port = 1; port <= count; port++) {
            g_string_append_printf(document, "\n<entry port='%u'/>", port);
        }
        g_string_append(document, "</portlore>");
        read = registry_read(document->str, document->len, &error);
        if (count == 32) {
            g_assert_null(error);
            g_assert_true(registry_has(read, REGISTRY_UDP, 32));
        } else {
            g_assert_null(read);
            g_assert_cmpstr(error, ==, "line 34: more than 16777216 bytes of statements");
        }
        registry_free(read);
        g_free(error);
        g_string_free(document, TRUE);
    }
    g_free(filling);
}

/* A document of exactly that many bytes, filled up with a comment. */
static GString *document_of(size_t bytes)
{
    GString *document = g_string_new("<portlore><!--");
    char *filling = g_strnfill(bytes - strlen("<portlore><!----></portlore>"), 'x');

    g_string_append_printf(document, "%s--></portlore>", filling);
    g_free(filling);
    return document;
}

static void test_bytes_limit(void)
{
    GString *most = document_of(1048576);
    GString *more = document_of(1048577);
    char *error;
    registry *read = registry_read(most->str, most->len, &error);

    g_assert_null(error);
    registry_free(read);
    g_assert_null(registry_read(more->str, more->len, &error));
    g_assert_cmpstr(error, ==, "longer than 1048576 bytes");
    g_free(error);
    g_assert_null(registry_read("", 0, &error));
    g_assert_cmpstr(error, ==, "empty");
    g_free(error);
    g_string_free(most, TRUE);
    g_string_free(more, TRUE);
}

static void test_entries_limit(void)
{
    for (unsigned count = REGISTRY_ENTRIES_MAX; count <= REGISTRY_ENTRIES_MAX + 1; count++) {
        GString *document = g_string_new("<portlore>\n");
        char *error;
        registry *read;

        for (unsigned port = 1; port <= count; port++) {
            g_string_append_printf(document, "<entry port='%u'><registered status='assigned'/></entry>\n", port);
        }
        g_string_append(document, "</portlore>\n");
        read = registry_read(document->str, document->len, &error);
        if (count == REGISTRY_ENTRIES_MAX) {
            g_assert_null(error);
            g_assert_nonnull(registry_find(read, REGISTRY_TCP, REGISTRY_ENTRIES_MAX));
        } else {
            g_assert_null(read);
            g_assert_cmpstr(error, ==, "line 4098: more than 4096 entries");
        }
        registry_free(read);
        g_free(error);
        g_string_free(document, TRUE);
    }
}

/* Lines beyond what 16 bits hold. */
static void test_late_line(void)
{
    GString *document = g_string_new("<portlore>");
    char *error;

    for (int i = 0; i < 99999; i++) {
        g_string_append_c(document, '\n');
    }
    g_string_append(document, "<port>text</port></portlore>");
    g_assert_null(registry_read(document->str, document->len, &error));
    g_assert_cmpstr(error, ==, "line 100000: element port does not belong here");
    g_free(error);
    g_string_free(document, TRUE);
}

static void test_long_error(void)
{
    char *name = g_strnfill(20000, 'n');
    char *document = g_strdup_printf("<portlore><%s/></portlore>", name);
    char *error;

    g_assert_null(registry_read(document, strlen(document), &error));
    g_assert_cmpstr(error, ==, "line 1: element nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn does not belong here");
    g_free(error);
    g_free(document);
    g_free(name);
}

static void test_deep(void)
{
    GString *document = g_string_new(NULL);
    char *error;

    for (int i = 0; i < 100000; i++) {
        g_string_append(document, "<entry>");
    }
    g_assert_null(registry_read(document->str, document->len, &error));
    g_assert_nonnull(error);
    g_free(error);
    g_string_free(document, TRUE);
}

/* Nothing is printed, whatever is wrong. */
static void test_silence(void)
{
    if (g_test_subprocess()) {
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
            char *error;

            registry_free(registry_read(cases[i].document, strlen(cases[i].document), &error));
            g_free(error);
        }
        test_doctypes();
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/registry/read/cases", test_cases);
    g_test_add_func("/registry/read/doctypes", test_doctypes);
    g_test_add_func("/registry/read/values", test_values);
    g_test_add_func("/registry/read/every-part", test_every_part);
    g_test_add_func("/registry/read/contents", test_contents);
    g_test_add_func("/registry/read/statements-limit", test_statements_limit);
    g_test_add_func("/registry/read/statement-bytes-limit", test_statement_bytes_limit);
    g_test_add_func("/registry/read/bytes-limit", test_bytes_limit);
    g_test_add_func("/registry/read/entries-limit", test_entries_limit);
    g_test_add_func("/registry/read/late-line", test_late_line);
    g_test_add_func("/registry/read/long-error", test_long_error);
    g_test_add_func("/registry/read/deep", test_deep);
    g_test_add_func("/registry/read/silence", test_silence);
    return g_test_run();
}
