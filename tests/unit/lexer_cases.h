/* lexer_cases.h
 * Inputs of the lexer, token by token.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_LEXER_CASES_H
#define PORTLORE_TESTS_LEXER_CASES_H

#include <stddef.h>

#include "portlore/xnm_lexer.h"

/* A token of a case: its source text, and what it is. The parts of a case, put together, are its input. */
typedef struct {
    xnm_token_kind kind;
    const char *bytes;
    size_t length;
    const char *name;
    enum { PLAIN, RAW, CUT, LEAF_LOST, INCOMPLETE } mark;
} part;

#define TEXT(literal) { XNM_TOKEN_TEXT, (literal), sizeof(literal) - 1, "", PLAIN }
#define RAW_TEXT(literal) { XNM_TOKEN_TEXT, (literal), sizeof(literal) - 1, "", RAW }
#define START(literal, name) { XNM_TOKEN_START_TAG, (literal), sizeof(literal) - 1, (name), PLAIN }
#define EMPTY(literal, name) { XNM_TOKEN_EMPTY_TAG, (literal), sizeof(literal) - 1, (name), PLAIN }
#define END(literal, name) { XNM_TOKEN_END_TAG, (literal), sizeof(literal) - 1, (name), PLAIN }
#define COMMENT(literal) { XNM_TOKEN_COMMENT, (literal), sizeof(literal) - 1, "", PLAIN }
#define CDATA(literal) { XNM_TOKEN_CDATA, (literal), sizeof(literal) - 1, "", PLAIN }
#define PI(literal, name) { XNM_TOKEN_PI, (literal), sizeof(literal) - 1, (name), PLAIN }
#define DECLARATION(literal) { XNM_TOKEN_XML_DECLARATION, (literal), sizeof(literal) - 1, "xml", PLAIN }
#define DOCTYPE(literal) { XNM_TOKEN_DOCTYPE, (literal), sizeof(literal) - 1, "", PLAIN }
#define CUT_DOCTYPE(literal) { XNM_TOKEN_DOCTYPE, (literal), sizeof(literal) - 1, "", CUT }
#define OPEN(kind, literal) { XNM_TOKEN_##kind, (literal), sizeof(literal) - 1, "", INCOMPLETE }
#define OPEN_NAMED(kind, literal, name) { XNM_TOKEN_##kind, (literal), sizeof(literal) - 1, (name), INCOMPLETE }

#define LOGIN     START("<request-login>", "request-login"), START("<username>", "username")
#define LOGGED_IN END("</username>", "username"), END("</request-login>", "request-login")

#define MAX_PARTS 16

typedef struct {
    const char *name;
    part parts[MAX_PARTS];
} lexer_case;

static const lexer_case cases[] = {
    { "text only", { TEXT("no markup & no end") } },
    { "tags and text", { START("<rpc>", "rpc"), TEXT("a"), EMPTY("<b/>", "b"), TEXT("\n"), END("</rpc>", "rpc") } },
    { "prefixes are stripped",
      { START("<xnm:rpc>", "rpc"), END("</xnm:rpc>", "rpc"), EMPTY("<a:b:c/>", "c"), EMPTY("<:d/>", "d"), EMPTY("<e:/>", "") } },
    { "attributes", { START("<a b=\"c\" d='e'>", "a"), EMPTY("<a b=\"c\"/>", "a"), EMPTY("<a\n\tb = 'c' />", "a") } },
    { "> in a value", { START("<a b='>' c=\">\">", "a"), EMPTY("<a b='/>'/>", "a"), TEXT(">") } },
    { "the other quote in a value", { START("<a b='\"' c=\"'\">", "a"), TEXT("x") } },
    { "/ that does not make it empty", { START("<a / >", "a"), START("<a b='/'>", "a"), START("<a b=c/d>", "a"), EMPTY("<a//>", "a") } },
    { "white space in tags", { START("<a \r\n\t>", "a"), EMPTY("<a\n/>", "a"), END("</a \n>", "a"), END("</a\t\t>", "a") } },
    { "names end at quotes and =", { START("<a\"x\">", "a"), START("<b='>'>", "b"), END("</c=>", "c") } },
    { "first letters",
      { START("<A>", "A"), START("<Z>", "Z"), START("<z>", "z"), START("<_>", "_"), START("<\x80>", "\x80"), TEXT("<@><[><`><{><\x7F>") } },
    { "names of bytes above 127", { START("<\xC3\xB1>", "\xC3\xB1"), END("</\xFF>", "\xFF") } },
    { "end tags that are none in XML", { END("</>", ""), END("</ a>", ""), END("</5>", "5"), END("</a/>", "a"), END("</a b='c>", "a"), TEXT("'>") } },
    { "< that begins nothing", { TEXT("a < b <5 << <= <\n<-"), START("<x>", "x") } },
    { "a tag broken off by a tag", { TEXT("<a b"), START("<c>", "c"), TEXT("</d"), END("</e>", "e"), TEXT("</"), START("<f>", "f") } },
    { "a quote that is never closed", { TEXT("<a b=\"c>d"), START("<e>", "e"), TEXT("<a b='"), TEXT("<"), COMMENT("<!-- ' -->") } },
    { "comments",
      { COMMENT("<!---->"), COMMENT("<!-- a -- b --->"), COMMENT("<!-->-->"), COMMENT("<!--->-->"), COMMENT("<!-- <a> ' \" ]]> ?> -->") } },
    { "what is no comment", { TEXT("<!- a -->"), TEXT("<!"), TEXT("<!>"), COMMENT("<!-- -- > - -->") } },
    { "CDATA", { CDATA("<![CDATA[]]>"), CDATA("<![CDATA[<a>&--> ]] > ]>]]]]>"), TEXT("]]>") } },
    { "what is no CDATA", { TEXT("<![cdata[a]]>"), TEXT("<![CDAT"), TEXT("<![CDATA ["), TEXT("<!["), CDATA("<![CDATA[x]]>") } },
    { "processing instructions",
      { PI("<?a?>", "a"), PI("<?a b > c ? > ?>", "a"), PI("<?a?\?>", "a"), PI("<?a:b <c> ?>", "a:b"), PI("<?xmlx?>", "xmlx") } },
    { "the declaration",
      { DECLARATION("<?xml version=\"1.0\"?>"), DECLARATION("<?xml?>"), DECLARATION("<?xml\n?>"), PI("<?XML ?>", "XML"), PI("<?a:xml?>", "a:xml") } },
    { "<?> ends nothing", { PI("<?a?>", "a"), PI("<?>?>", ""), PI("<?\?>", ""), TEXT(">") } },
    { "a DOCTYPE",
      { DOCTYPE("<!DOCTYPE a>"), DOCTYPE("<!DOCTYPE a SYSTEM \"b>\" 'c>'>"), DOCTYPE("<!doctype a []>"), DOCTYPE("<!ELEMENT a ANY>"), TEXT("x") } },
    { "an internal subset",
      { DOCTYPE("<!DOCTYPE a [\n<!ENTITY b \"]]>'<c>\">\n<!-- it's \" > ] -->\n<?d it's ]> ?>\n<![INCLUDE[<!ENTITY % e 'f'>]]>\n%e;\n]\n>"),
        TEXT("]>") } },
    { "comments in a subset",
      { DOCTYPE("<!DOCTYPE a [<!---->]>"), DOCTYPE("<!DOCTYPE a [<!-->-->]>"), DOCTYPE("<!DOCTYPE a [<?>'?>]>"),
        DOCTYPE("<!DOCTYPE a [<!--'--><!--\"-->]>"), DOCTYPE("<!DOCTYPE a [<!ENTITY - '-->'>]>") } },
    { "no element in a DOCTYPE",
      { TEXT("<!DOCTYPE a "), START("<b>", "b"), CUT_DOCTYPE("<!DOCTYPE a [ <b"), TEXT(">"), CUT_DOCTYPE("<!DOCTYPE a [</"), TEXT("c>"),
        CUT_DOCTYPE("<!DOCTYPE a [<<"), TEXT("d>") } },
    { "NUL and 0xff", { TEXT("\0\xFF\0"), START("<a\0b=\0'\xFF>'>", "a"), COMMENT("<!--\0\xFF-->"), TEXT("<\0"), END("</a\0>", "a") } },

    { "incomplete: <", { TEXT("a"), OPEN(MARKUP, "<") } },
    { "incomplete: <!-", { OPEN(MARKUP, "<!-") } },
    { "incomplete: <![CDATA", { OPEN(MARKUP, "<![CDATA") } },
    { "incomplete: name", { OPEN(START_TAG, "<rp") } },
    { "incomplete: named tag", { OPEN_NAMED(START_TAG, "<rpc ", "rpc") } },
    { "incomplete: value", { OPEN_NAMED(START_TAG, "<x:rpc a='>", "rpc") } },
    { "incomplete: end tag", { OPEN(END_TAG, "</rpc") } },
    { "incomplete: comment", { OPEN(COMMENT, "<!-- a --") } },
    { "incomplete: CDATA", { OPEN(CDATA, "<![CDATA[ ]]") } },
    { "incomplete: target", { OPEN(PI, "<?xm") } },
    { "incomplete: declaration", { OPEN_NAMED(XML_DECLARATION, "<?xml ", "xml") } },
    { "incomplete: DOCTYPE", { OPEN(DOCTYPE, "<!DOCTYPE a [>") } },

    { "login: &", { LOGIN, RAW_TEXT("a&b&amp;&lt;&"), LOGGED_IN } },
    { "login: p<w", { LOGIN, RAW_TEXT("p<w"), LOGGED_IN } },
    { "login: p&w<x>y", { LOGIN, RAW_TEXT("p&w<x>y"), LOGGED_IN } },
    { "login: <!--", { LOGIN, RAW_TEXT("<!--"), LOGGED_IN, TEXT("-->") } },
    { "login: <![CDATA[", { LOGIN, RAW_TEXT("<![CDATA["), LOGGED_IN } },
    { "login: ]]>", { LOGIN, RAW_TEXT("]]>]]>"), LOGGED_IN } },
    { "login: <?xml ?>", { LOGIN, RAW_TEXT("<?xml ?><junoscript>"), LOGGED_IN } },
    { "login: <", { LOGIN, RAW_TEXT("<"), LOGGED_IN } },
    { "login: </", { LOGIN, RAW_TEXT("</"), LOGGED_IN } },
    { "login: other end tags", { LOGIN, RAW_TEXT("</a></request-login></rpc></junoscript>"), LOGGED_IN } },
    { "login: look-alikes", { LOGIN, RAW_TEXT("</username</usernam></usernames></username/></username a></user\0name></ username>"), LOGGED_IN } },
    { "login: quotes", { LOGIN, RAW_TEXT("'\"<a b='"), LOGGED_IN, START("<a b='>'>", "a") } },
    { "login: white space and prefix in the end tag",
      { START("<a:request-login a='b'>", "request-login"), START("<a:username\n>", "username"), RAW_TEXT("<"), END("</a:username \n>", "username"),
        TEXT("a"), END("</request-login>", "request-login") } },
    { "login: both leaves",
      { LOGIN, RAW_TEXT("<a>"), END("</username>", "username"), TEXT("\n"), START("<challenge-response>", "challenge-response"),
        RAW_TEXT("</username><b>"), END("</challenge-response>", "challenge-response"), END("</request-login>", "request-login") } },
    { "login: empty leaves",
      { START("<request-login>", "request-login"), EMPTY("<username/>", "username"), START("<username>", "username"), END("</username>", "username"),
        START("<a>", "a") } },
    { "login: other leaves are no raw ones",
      { START("<request-login>", "request-login"), START("<password>", "password"), TEXT("p"), START("<w>", "w") } },
    { "login: over", { LOGIN, LOGGED_IN, START("<username>", "username"), TEXT("a"), START("<b>", "b"), END("</username>", "username") } },
    { "login: cut short by its message",
      { START("<request-login>", "request-login"), END("</rpc>", "rpc"), START("<username>", "username"), START("<a>", "a") } },
    { "login: cut short by a declaration",
      { START("<request-login>", "request-login"), DECLARATION("<?xml?>"), START("<username>", "username"), START("<a>", "a") } },
    { "login: cut short by a root",
      { START("<request-login>", "request-login"), START("<junoscript>", "junoscript"), START("<username>", "username"), START("<a>", "a") } },
    { "no login",
      { START("<username>", "username"), START("<a>", "a"), EMPTY("<request-login/>", "request-login"), START("<username>", "username"),
        START("<b>", "b") } },
};

static const lexer_case wary_cases[] = {
    { "tags", { START("<a b='>'>", "a"), TEXT("c"), END("</a>", "a"), EMPTY("<d/>", "d") } },
    { "whole comment and PI",
      { COMMENT("<!-- a -->"), DECLARATION("<?xml ?>"), PI("<?a ?>", "a"), CDATA("<![CDATA[>]]>"), DOCTYPE("<!DOCTYPE a [<!ENTITY b 'c'>]>") } },
    { "a comment that meets <", { TEXT("<!-- a "), END("</b>", "b"), TEXT(" -->") } },
    { "a comment right before a tag", { TEXT("<!--"), END("</b>", "b"), TEXT("<!-- -"), START("<c>", "c") } },
    { "CDATA that meets <", { TEXT("<![CDATA["), END("</b>", "b"), TEXT("]]>") } },
    { "a PI that meets <", { TEXT("<?"), END("</b>", "b"), TEXT("<?xml "), START("<c>", "c"), TEXT("?>") } },
    { "a DOCTYPE that meets <",
      { TEXT("<!a"), END("</b>", "b"), TEXT("<!a\""), END("</b>", "b"), CUT_DOCTYPE("<!a ['<"), TEXT("/c>"), CUT_DOCTYPE("<!a [<!--<"), TEXT("/d>"),
        CUT_DOCTYPE("<!a [<?<"), TEXT("/e>") } },
};

#endif
