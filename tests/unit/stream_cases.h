/* stream_cases.h
 * Inputs of the stream, unit by unit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_STREAM_CASES_H
#define PORTLORE_TESTS_STREAM_CASES_H

#include <stddef.h>

#include "portlore/xnm_stream.h"

/* A unit of a case: its source text, and what it is. The parts of a case, put together, are its input. */
typedef struct {
    xnm_unit_kind kind;
    xnm_unit_status status;
    const char *bytes;
    size_t length;
    const char *name;
} part;

#define PART(kind, status, literal, name) { XNM_UNIT_##kind, XNM_UNIT_##status, (literal), sizeof(literal) - 1, (name) }
#define MESSAGE(literal, name)      PART(MESSAGE, COMPLETE, literal, name)
#define CUT_MESSAGE(literal, name)  PART(MESSAGE, CUT, literal, name)
#define OPEN_MESSAGE(literal, name) PART(MESSAGE, OPEN, literal, name)
#define ROOT(literal)               PART(ROOT_START, COMPLETE, literal, "junoscript")
#define ROOT_END                    PART(ROOT_END, COMPLETE, "</junoscript>", NULL)
#define DECLARATION                 PART(XML_DECLARATION, COMPLETE, "<?xml version=\"1.0\" encoding=\"us-ascii\"?>", NULL)
#define COMMENT(literal)            PART(COMMENT, COMPLETE, literal, NULL)
#define PI(literal, name)           PART(PI, COMPLETE, literal, name)
#define DOCTYPE(literal)            PART(DOCTYPE, COMPLETE, literal, NULL)
#define DELIMITER                   PART(DELIMITER, COMPLETE, "]]>]]>", NULL)
#define SPACE(literal)              PART(WHITESPACE, COMPLETE, literal, NULL)
#define STRAY(literal)              PART(TEXT, COMPLETE, literal, NULL)
#define UNKNOWN(literal)            PART(UNSYNCHRONISED, COMPLETE, literal, NULL)
#define JUNOSCRIPT                  ROOT("<junoscript version=\"1.0\">")

#define LOGIN_HEAD      "<rpc><request-login><username>"
#define LOGIN(username) MESSAGE(LOGIN_HEAD username "</username></request-login></rpc>", "rpc")

#define MAX_PARTS 16

typedef struct {
    const char *name;
    part parts[MAX_PARTS];
} stream_case;

static const stream_case cases[] = {
    { "a server",
      { DECLARATION, SPACE("\n"),
        ROOT("<junoscript xmlns=\"http://xml.juniper.net/xnm/1.1/xnm\" xmlns:junos=\"http://xml.juniper.net/junos/15.1X49/junos\" "
             "schemaLocation=\"http://xml.juniper.net/junos/15.1X49/junos junos/15.1X49/junos.xsd\" os=\"JUNOS\" release=\"15.1X49-D45\" "
             "hostname=\"r1.example.net\" version=\"1.0\">"),
        SPACE("\n"), COMMENT("<!-- session start at 2026-01-02 03:04:05 UTC -->"), SPACE("\n"), COMMENT("<!-- user alice, class super-user -->"),
        SPACE("\n"), MESSAGE("<rpc-reply xmlns:junos=\"u\">\n<a>b</a>\n</rpc-reply>", "rpc-reply"), SPACE("\n"),
        COMMENT("<!-- session end at 2026-01-02 03:04:06 UTC -->"), SPACE("\n"), ROOT_END, SPACE("\n") } },
    { "a client",
      { DECLARATION, ROOT("<junoscript version='1.0' hostname='' release=\"10.0S3\">"), LOGIN("alice"),
        MESSAGE("<rpc><get-chassis-inventory/></rpc>", "rpc"), MESSAGE("<rpc/>", "rpc"), MESSAGE("<abort/>", "abort"), SPACE("\n"), ROOT_END } },
    { "no declaration", { JUNOSCRIPT, MESSAGE("<rpc></rpc>", "rpc") } },
    { "comments before the root",
      { COMMENT("<!-- No zombies were killed -->"), SPACE("\n"), COMMENT("<!-- b -->"), JUNOSCRIPT, MESSAGE("<x></x>", "x") } },
    { "a byte order mark", { SPACE("\xEF\xBB\xBF"), DECLARATION, JUNOSCRIPT, SPACE("\xEF\xBB\xBF\n"), MESSAGE("<a></a>", "a") } },
    { "half a byte order mark", { SPACE("\xEF\xBB"), UNKNOWN("\xC3\xB1\xEF\xBB\xBF"), JUNOSCRIPT } },
    { "Ctrl-D", { JUNOSCRIPT, SPACE("\x04\n"), MESSAGE("<rpc></rpc>", "rpc"), SPACE("\x04") } },
    { "white space only", { JUNOSCRIPT, SPACE("\n \r\n\t\n") } },
    { "> in values, quotes, line ends in tags",
      { JUNOSCRIPT, MESSAGE("<rpc a='>' b=\"/>\" c='\"'\n\td=\"'\"\n><x y='/rpc>'/></rpc\n>", "rpc"), MESSAGE("<rpc\n/>", "rpc") } },
    { "comments, PIs and CDATA inside messages",
      { JUNOSCRIPT, MESSAGE("<rpc><!-- </rpc> <?xml ?> ]]>]]> --><?a </rpc> ?><![CDATA[</rpc>]]]]>]]></rpc>", "rpc"),
        MESSAGE("<rpc></rpc>", "rpc") } },
    { "undeclared prefixes",
      { JUNOSCRIPT, MESSAGE("<xnm:rpc><a:rpc/></b:rpc>", "rpc"), PART(ROOT_END, COMPLETE, "</x:junoscript>", NULL), SPACE(" "),
        ROOT("<x:junoscript>") } },
    { "processing instructions between messages",
      { JUNOSCRIPT, PI("<?a b?>", "a"), MESSAGE("<rpc></rpc>", "rpc"), PI("<?x-y:z <rpc> ?>", "x-y:z"), DECLARATION, MESSAGE("<a></a>", "a") } },
    { "delimiters between messages",
      { MESSAGE("<hello></hello>", "hello"), DELIMITER, SPACE("\n"), MESSAGE("<rpc></rpc>", "rpc"), SPACE("\n"), DELIMITER, DELIMITER,
        MESSAGE("<other/>", "other"), DELIMITER } },
    { "a delimiter synchronises",
      { UNKNOWN("<a>b</a>"), DELIMITER, MESSAGE("<a>b</a>", "a"), COMMENT("<!-- <c> -->"), ROOT_END, UNKNOWN("d"), DELIMITER,
        COMMENT("<!-- <e> -->") } },
    { "what is no delimiter",
      { JUNOSCRIPT, STRAY("]"), MESSAGE("<a/>", "a"), STRAY("]]>]]"), SPACE(" "), STRAY("]]>]x]]>"), SPACE("\n"), STRAY("]]>]]"),
        COMMENT("<!---->") } },
    { "brackets before a delimiter",
      { JUNOSCRIPT, STRAY("]]x"), PART(DELIMITER, COMPLETE, "]]]]>]]>", NULL), PART(DELIMITER, COMPLETE, "]]>]]]>]]>", NULL) } },
    { "text between messages",
      { JUNOSCRIPT, STRAY("a"), SPACE(" "), STRAY("b&c;\xFF"), MESSAGE("<a/>", "a"), STRAY("</b></rpc>"), STRAY("<![CDATA[x]]>"),
        MESSAGE("<c/>", "c") } },
    { "tags that are none",
      { JUNOSCRIPT, STRAY("<rpc a='"), MESSAGE("<rpc></rpc>", "rpc"), STRAY("<!x"), STRAY("<"), SPACE(" "), STRAY("a"), MESSAGE("<a/>", "a"),
        STRAY("<b ]]"), STRAY("<b ']]>]]>"), MESSAGE("<c/>", "c") } },
    { "a nested rpc in a reply",
      { JUNOSCRIPT, MESSAGE("<rpc-reply><rpc junos:tag-type='confirm-choice'><rpc-reply></rpc-reply></rpc></rpc-reply>", "rpc-reply"),
        MESSAGE("<rpc-reply/>", "rpc-reply") } },
    { "balance by name",
      { JUNOSCRIPT, MESSAGE("<what><what/><what><rpc-reply></what></what>", "what"), MESSAGE("<rpc><rpc/><a></b></c><d></rpc>", "rpc"), STRAY("</rpc>"),
        MESSAGE("<rpc></rpc>", "rpc") } },
    { "names that only begin alike",
      { JUNOSCRIPT, MESSAGE("<rpc><rpc-x></rpcx></rp></rpc>", "rpc"), MESSAGE("<junoscripts></junoscripts>", "junoscripts") } },
    { "any child of the root",
      { JUNOSCRIPT, MESSAGE("<what><rpc></rpc></what>", "what"), MESSAGE("<notification></notification>", "notification") } },
    { "an unclosed message, then a declaration",
      { JUNOSCRIPT, CUT_MESSAGE("<rpc><a>", "rpc"), DECLARATION, JUNOSCRIPT, MESSAGE("<rpc></rpc>", "rpc") } },
    { "an unclosed message, then a root", { JUNOSCRIPT, CUT_MESSAGE("<rpc>text", "rpc"), ROOT("<junoscript>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "an unclosed message, then the end", { JUNOSCRIPT, CUT_MESSAGE("<rpc><a>\n", "rpc"), ROOT_END, SPACE("\n") } },
    { "an unclosed message, then the next",
      { JUNOSCRIPT, CUT_MESSAGE("<rpc><a>\n", "rpc"), CUT_MESSAGE("<rpc>", "rpc"), MESSAGE("<x:rpc a='b'></x:rpc>", "rpc"),
        MESSAGE("<rpc-reply><rpc-reply></rpc-reply></rpc-reply>", "rpc-reply") } },
    { "an unclosed message, then a delimiter",
      { MESSAGE("<hello></hello>", "hello"), DELIMITER, CUT_MESSAGE("<rpc><a> ]]>]]>", "rpc"), MESSAGE("<rpc></rpc>", "rpc"),
        CUT_MESSAGE("<rpc-reply>\n]]]>]]>\n \t", "rpc-reply"), COMMENT("<!-- a -->"), MESSAGE("<rpc></rpc>", "rpc"),
        CUT_MESSAGE("<a>x]]>]]]>]]>", "a"), PI("<?b?>", "b"), OPEN_MESSAGE("<a>]]>]]>", "a") } },
    { "a delimiter inside that is none",
      { JUNOSCRIPT, MESSAGE("<rpc>]]>]]<a/></rpc>", "rpc"), MESSAGE("<rpc>]]>]]>.<a/></rpc>", "rpc"), MESSAGE("<rpc>]]> ]]><a/></rpc>", "rpc"),
        MESSAGE("<rpc>]]>]]>\n]]><a/></rpc>", "rpc"), MESSAGE("<rpc>]]>]]>\n]>]]><a/></rpc>", "rpc"), MESSAGE("<rpc>]]>]]> <5<a/></rpc>", "rpc"),
        MESSAGE("<rpc>]]>]]><a b<c/></rpc>", "rpc"), MESSAGE("<rpc>]]<!---->>]]><a/></rpc>", "rpc") } },
    { "a delimiter in a tag without end", { JUNOSCRIPT, CUT_MESSAGE("<rpc><a b=\"]]>]]>", "rpc"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "two sessions",
      { DECLARATION, JUNOSCRIPT, MESSAGE("<rpc></rpc>", "rpc"), ROOT_END, SPACE("\n"), UNKNOWN("% logout\n"), DECLARATION, SPACE("\n"), JUNOSCRIPT,
        MESSAGE("<a></a>", "a"), ROOT_END } },
    { "a session in a session", { JUNOSCRIPT, JUNOSCRIPT, MESSAGE("<a></a>", "a"), ROOT_END, UNKNOWN("<a></a>"), ROOT_END } },

    { "mid-session",
      { UNKNOWN("ame>ge-0/0/0</name></interface></rpc-reply>\n"), MESSAGE("<rpc-reply></rpc-reply>", "rpc-reply"), MESSAGE("<a></a>", "a") } },
    { "mid-session, another XML",
      { DECLARATION, SPACE("\n"), UNKNOWN("<html><a/></html>"), COMMENT("<!-- <rpc> -->"), UNKNOWN("x"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "mid-session, white space",
      { SPACE(" \n"), UNKNOWN("a b \n<c> "), COMMENT("<!-- d -->"), SPACE(" "), UNKNOWN("]]> e"), MESSAGE("<rpc/>", "rpc"), STRAY("f"),
        SPACE("\n") } },
    { "mid-session, <!-- of a password", { UNKNOWN("word><!--</challenge-response></request-login></rpc>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "mid-session, <![CDATA[ of a password", { UNKNOWN("<![CDATA[</challenge-response></request-login></rpc>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "mid-session, <? of a password", { UNKNOWN("<?xml </challenge-response></request-login></rpc>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "mid-session, <! of a password", { UNKNOWN("<!a'</challenge-response></request-login></rpc>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "mid-session, a quote in a password", { UNKNOWN("<a b='</challenge-response></request-login></rpc>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "mid-session, starts",
      { UNKNOWN("</a>"), MESSAGE("<notification><a/></notification>", "notification"), ROOT_END, UNKNOWN("<b/>"), MESSAGE("<abort/>", "abort"),
        ROOT_END, UNKNOWN("c"), MESSAGE("<hello></hello>", "hello") } },

    { "a DOCTYPE",
      { DECLARATION, DOCTYPE("<!DOCTYPE a [<!ENTITY b \"it's > ]> <c>\"><!-- it's ]> --><![IGNORE[<!ENTITY d 'e'>]]>]>"), SPACE("\n"), JUNOSCRIPT,
        DOCTYPE("<!DOCTYPE a>"), MESSAGE("<rpc><!DOCTYPE a [<!ENTITY rpc '</rpc>'>]></rpc>", "rpc") } },
    { "a DOCTYPE before anything", { DOCTYPE("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"), JUNOSCRIPT } },
    { "an element in a DOCTYPE", { JUNOSCRIPT, PART(DOCTYPE, CUT, "<!DOCTYPE a [<r", NULL), UNKNOWN("pc></rpc>"), MESSAGE("<rpc></rpc>", "rpc") } },

    { "raw: a&b", { JUNOSCRIPT, LOGIN("a&b"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: p<w", { JUNOSCRIPT, LOGIN("p<w"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: p&w<x>y", { JUNOSCRIPT, LOGIN("p&w<x>y"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: <!--", { JUNOSCRIPT, LOGIN("<!--"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: <![CDATA[", { JUNOSCRIPT, LOGIN("<![CDATA["), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: ]]>", { JUNOSCRIPT, LOGIN("]]>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: ]]>]]>", { JUNOSCRIPT, LOGIN("]]>]]>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: ]]>]]> and markup", { JUNOSCRIPT, LOGIN("]]>]]>\n<a></rpc><?xml ?><junoscript>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: &lt;", { JUNOSCRIPT, LOGIN("&lt;&amp;"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: look-alikes", { JUNOSCRIPT, LOGIN("</username</usernames></user></username x></ username></rpc>"), MESSAGE("<rpc></rpc>", "rpc") } },
    { "raw: both",
      { JUNOSCRIPT,
        MESSAGE(LOGIN_HEAD "<</username><challenge-response></challenge-response </username></challenge-response></request-login></rpc>", "rpc"),
        MESSAGE("<rpc></rpc>", "rpc") } },

    { "NUL and 0xff",
      { PART(UNSYNCHRONISED, COMPLETE, "\0\xFF", NULL), JUNOSCRIPT, PART(MESSAGE, COMPLETE, "<rpc>\0\xFF<\0</rpc\0>", "rpc"), STRAY("\0\xFF") } },

    { "open: <", { JUNOSCRIPT, PART(UNDECIDED, OPEN, "<", NULL) } },
    { "open: <rp", { JUNOSCRIPT, PART(UNDECIDED, OPEN, "<rp", NULL) } },
    { "open: <rpc ", { OPEN_MESSAGE("<rpc a='", "rpc") } },
    { "open: message", { OPEN_MESSAGE("<rpc><a>", "rpc") } },
    { "open: <junoscript ", { PART(ROOT_START, OPEN, "<junoscript ", "junoscript") } },
    { "open: </junoscript ", { JUNOSCRIPT, PART(ROOT_END, OPEN, "</junoscript ", NULL) } },
    { "open: <?xm", { PART(UNDECIDED, OPEN, "<?xm", NULL) } },
    { "open: <?xml ", { PART(XML_DECLARATION, OPEN, "<?xml ", NULL) } },
    { "open: <?a ", { PART(PI, OPEN, "<?a ", "a") } },
    { "open: comment", { PART(COMMENT, OPEN, "<!-- a", NULL) } },
    { "open: DOCTYPE", { PART(DOCTYPE, OPEN, "<!DOCTYPE a [", NULL) } },
    { "open: delimiter", { JUNOSCRIPT, STRAY("a"), PART(UNDECIDED, OPEN, "]]>]]", NULL) } },
};

/* Sessions put together at random from these. None is touched by what stands next to it. */
static const part session_parts[] = {
    MESSAGE("<rpc><get-interface-information/></rpc>", "rpc"),
    MESSAGE("<rpc a='>'><command>show version</command></rpc>", "rpc"),
    MESSAGE("<rpc-reply xmlns:junos=\"u\">\n<a>b &amp; c</a>\n<!-- </rpc-reply> --></rpc-reply>", "rpc-reply"),
    MESSAGE("<rpc-reply><rpc><select-choice/></rpc></rpc-reply>", "rpc-reply"),
    MESSAGE("<xnm:rpc>\n<x y=\"'\"/>\n</xnm:rpc\n>", "rpc"),
    MESSAGE("<abort/>", "abort"),
    MESSAGE("<notification><eventTime>2026-01-02T03:04:05Z</eventTime></notification>", "notification"),
    LOGIN("a&b"),
    LOGIN("p<w"),
    LOGIN("p&w<x>y"),
    LOGIN("<!--"),
    LOGIN("<![CDATA["),
    LOGIN("]]>]]>"),
    LOGIN("</username</user></rpc>"),
    LOGIN("<?xml "),
    LOGIN("<!DOCTYPE 'a"),
    COMMENT("<!-- user alice, class super-user -->"),
    PI("<?a b?>", "a"),
    DELIMITER,
    DECLARATION,
    ROOT("<junoscript\n version='1.0'>"),
    SPACE("\n"),
    SPACE(" \r\n\x04"),
    STRAY("text"),
    STRAY("</a>"),
};

#endif
