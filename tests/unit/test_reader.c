/* test_reader.c
 * The reader: events, ranges, faults and limits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_reader.h"

#include <string.h>

static const xnm_read_limits wide = { .max_depth = 1000, .max_elements = 100000, .max_attributes = 1000, .max_name_bytes = 1000 };

/* The message at the end of a heap block of its own, so that the address sanitizer sees each byte read behind it. */
static uint8_t *own_block(const char *text, size_t length)
{
    uint8_t *block = g_malloc(length ? length : 1);
    memcpy(block, text, length);
    return block;
}

/* A log of events: one line each, the bytes of its range in brackets. Line ends are written \n and \r. */
typedef struct {
    GString *lines;
    const char *bytes;
    size_t length;
    size_t last; /* end of the last range: ranges come in order */
} log_book;

static void add(log_book *book, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' || text[i] == '\r') {
            g_string_append(book->lines, text[i] == '\n' ? "\\n" : "\\r");
        } else {
            g_string_append_c(book->lines, text[i]);
        }
    }
}

static void add_range(log_book *book, xnm_range range)
{
    g_assert_cmpuint(range.start, <=, book->length);
    g_assert_cmpuint(range.length, <=, book->length - range.start);
    g_string_append(book->lines, " [");
    add(book, book->bytes + range.start, range.length);
    g_string_append_c(book->lines, ']');
}

static void log_start(void *user, const char *name, const char *local, uint32_t depth, const xnm_attribute *attributes, size_t count, xnm_range tag)
{
    log_book *book = user;
    g_assert_cmpuint(tag.start, >=, book->last);
    book->last = tag.start + tag.length;
    g_string_append_printf(book->lines, "+%u %s %s", depth, name, local);
    add_range(book, tag);
    g_string_append_c(book->lines, '\n');
    for (size_t i = 0; i < count; i++) {
        g_string_append_printf(book->lines, "@ %s %s=", attributes[i].name, attributes[i].local);
        add(book, attributes[i].value, strlen(attributes[i].value));
        add_range(book, attributes[i].range);
        g_string_append_c(book->lines, '\n');
    }
}

static void log_end(void *user, const char *local, uint32_t depth, xnm_range element, xnm_range end_tag)
{
    log_book *book = user;
    g_assert_cmpuint(end_tag.start, >=, book->last);
    g_assert_cmpuint(element.start + element.length, ==, end_tag.start + end_tag.length);
    book->last = end_tag.start + end_tag.length;
    g_string_append_printf(book->lines, "-%u %s", depth, local);
    add_range(book, element);
    add_range(book, end_tag);
    g_string_append_c(book->lines, '\n');
}

static void log_range(log_book *book, xnm_range range)
{
    g_assert_cmpuint(range.start, >=, book->last);
    book->last = range.start + range.length;
    add_range(book, range);
    g_string_append_c(book->lines, '\n');
}

static void log_text(void *user, const char *text, size_t length, uint32_t depth, xnm_range range)
{
    log_book *book = user;
    g_assert_true(g_utf8_validate(text, (gssize)length, NULL));
    g_assert_cmpuint(strlen(text), ==, length);
    g_string_append_printf(book->lines, "\"%u ", depth);
    add(book, text, length);
    log_range(book, range);
}

static void log_comment(void *user, const char *text, uint32_t depth, xnm_range range)
{
    log_book *book = user;
    g_string_append_printf(book->lines, "!%u ", depth);
    add(book, text, strlen(text));
    log_range(book, range);
}

static void log_instruction(void *user, const char *target, const char *content, uint32_t depth, xnm_range range)
{
    log_book *book = user;
    g_string_append_printf(book->lines, "?%u %s %s", depth, target, content);
    log_range(book, range);
}

static const xnm_reader_events logging = { log_start, log_text, log_end, log_comment, log_instruction };

/* Read a message and return the log; freed by the caller. What holds for every result is asserted here. */
static char *read_log(const char *text, size_t length, const xnm_read_limits *limits, xnm_read_result *result)
{
    uint8_t *block = own_block(text, length);
    log_book book = { .lines = g_string_new(NULL), .bytes = (const char *)block, .length = length };
    xnm_read(block, length, limits, &logging, &book, result);
    g_assert_cmpuint(result->error_offset, <=, length);
    g_assert_cmpuint(book.last, <=, result->read);
    g_assert_true(g_utf8_validate(result->reason, -1, NULL));
    switch (result->status) {
    case XNM_READ_OK:
        g_assert_cmpstr(result->reason, ==, "");
        g_assert_cmpuint(result->error_offset, ==, 0);
        g_assert_cmpuint(result->read, ==, length);
        break;
    case XNM_READ_BAD_CHARACTER:
        g_assert_cmpstr(result->reason, !=, "");
        g_assert_cmpuint(result->read, ==, length);
        break;
    default:
        g_assert_cmpstr(result->reason, !=, "");
        g_assert_cmpuint(result->read, ==, result->error_offset);
        break;
    }
    g_free(block);
    return g_string_free(book.lines, FALSE);
}

static void check_log(const char *text, size_t length, xnm_read_status status, size_t error_offset, const char *expected)
{
    xnm_read_result result;
    char *lines = read_log(text, length, &wide, &result);
    if (strcmp(lines, expected) != 0) {
        g_test_message("%s", text);
    }
    g_assert_cmpstr(lines, ==, expected);
    g_assert_cmpint(result.status, ==, status);
    g_assert_cmpuint(result.error_offset, ==, error_offset);
    g_free(lines);
}

static const struct {
    const char *message;
    const char *lines;
} well_formed[] = {
    { "<a/>", "+1 a a [<a/>]\n-1 a [<a/>] []\n" },
    { "<a></a>", "+1 a a [<a>]\n-1 a [<a></a>] [</a>]\n" },
    { "<rpc>\n  <get-x />\n</rpc >", "+1 rpc rpc [<rpc>]\n\"1 \\n   [\\n  ]\n+2 get-x get-x [<get-x />]\n-2 get-x [<get-x />] []\n\"1 \\n [\\n]\n"
                                     "-1 rpc [<rpc>\\n  <get-x />\\n</rpc >] [</rpc >]\n" },
    /* attributes: both quotes, white space, '>' in a value, references, declarations, prefixes that nothing declares */
    { "<a b='1'\n c = \"x>y\"/>",
      "+1 a a [<a b='1'\\n c = \"x>y\"/>]\n@ b b=1 [b='1']\n@ c c=x>y [c = \"x>y\"]\n-1 a [<a b='1'\\n c = \"x>y\"/>] []\n" },
    { "<x:a y:b='&lt;&#65;\"' xmlns='u' xmlns:z=''/>",
      "+1 x:a a [<x:a y:b='&lt;&#65;\"' xmlns='u' xmlns:z=''/>]\n@ y:b b=<A\" [y:b='&lt;&#65;\"']\n@ xmlns xmlns=u [xmlns='u']\n"
      "@ xmlns:z xmlns:z= [xmlns:z='']\n-1 a [<x:a y:b='&lt;&#65;\"' xmlns='u' xmlns:z=''/>] []\n" },
    { "<a b='&amp;&#38;&amp;lt;'/>",
      "+1 a a [<a b='&amp;&#38;&amp;lt;'/>]\n@ b b=&&&lt; [b='&amp;&#38;&amp;lt;']\n-1 a [<a b='&amp;&#38;&amp;lt;'/>] []\n" },
    { "<a b='' bb=\"''\" bbb='/'/>", "+1 a a [<a b='' bb=\"''\" bbb='/'/>]\n@ b b= [b='']\n@ bb bb='' [bb=\"''\"]\n@ bbb bbb=/ [bbb='/']\n"
                                     "-1 a [<a b='' bb=\"''\" bbb='/'/>] []\n" },
    /* line ends: XML 1.0 sections 2.11 and 3.3.3 */
    { "<a b='x\r\ny&#10;'>\r\nz\r</a>", "+1 a a [<a b='x\\r\\ny&#10;'>]\n@ b b=x y\\n [b='x\\r\\ny&#10;']\n\"1 \\nz\\n [\\r\\nz\\r]\n-1 a [<a "
                                        "b='x\\r\\ny&#10;'>\\r\\nz\\r</a>] [</a>]\n" },
    /* text: references, CDATA merged with what is beside it, '>' alone */
    { "<a>x &amp;&lt;&gt;&quot;&apos;&#x41;&#66; > y</a>", "+1 a a [<a>]\n\"1 x &<>\"'AB > y [x &amp;&lt;&gt;&quot;&apos;&#x41;&#66; > y]\n"
                                                           "-1 a [<a>x &amp;&lt;&gt;&quot;&apos;&#x41;&#66; > y</a>] [</a>]\n" },
    { "<a>1<![CDATA[<b>&amp;]]]]>2</a>",
      "+1 a a [<a>]\n\"1 1<b>&amp;]]2 [1<![CDATA[<b>&amp;]]]]>2]\n-1 a [<a>1<![CDATA[<b>&amp;]]]]>2</a>] [</a>]\n" },
    { "<a><![CDATA[]]></a>", "+1 a a [<a>]\n-1 a [<a><![CDATA[]]></a>] [</a>]\n" },
    { "<a>\xc3\xb1&#241;&#xe041;\xf0\x9f\x98\x80</a>",
      "+1 a a [<a>]\n\"1 \xc3\xb1\xc3\xb1\xee\x81\x81\xf0\x9f\x98\x80 [\xc3\xb1&#241;&#xe041;\xf0\x9f\x98\x80]\n"
      "-1 a [<a>\xc3\xb1&#241;&#xe041;\xf0\x9f\x98\x80</a>] [</a>]\n" },
    /* comments and processing instructions part the text */
    { "<a>1<!-- <b> > -->2<?p q?>3<?r?></a>",
      "+1 a a [<a>]\n\"1 1 [1]\n!1  <b> >  [<!-- <b> > -->]\n\"1 2 [2]\n?1 p q [<?p q?>]\n\"1 3 [3]\n?1 r  [<?r?>]\n"
      "-1 a [<a>1<!-- <b> > -->2<?p q?>3<?r?></a>] [</a>]\n" },
    { "<a><!----></a>", "+1 a a [<a>]\n!1  [<!---->]\n-1 a [<a><!----></a>] [</a>]\n" },
    { "<a>%s%n<b>%s</b></a>",
      "+1 a a [<a>]\n\"1 %s%n [%s%n]\n+2 b b [<b>]\n\"2 %s [%s]\n-2 b [<b>%s</b>] [</b>]\n-1 a [<a>%s%n<b>%s</b></a>] [</a>]\n" },
};

static void test_well_formed(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(well_formed); i++) {
        check_log(well_formed[i].message, strlen(well_formed[i].message), XNM_READ_OK, 0, well_formed[i].lines);
    }
}

/* What stops the reading, and where. The name qz stands in all of them, and in no reason. */
static const struct {
    const char *message;
    xnm_read_status status;
    size_t offset;
    const char *lines;
} refused[] = {
    { "", XNM_READ_MALFORMED, 0, "" },
    { "qz", XNM_READ_MALFORMED, 0, "" },
    { " <qz/>", XNM_READ_MALFORMED, 0, "" },
    { "<!-- qz --><qz/>", XNM_READ_MALFORMED, 0, "" },
    { "</qz>", XNM_READ_MALFORMED, 0, "" },
    { "<", XNM_READ_MALFORMED, 0, "" },
    { "<1qz/>", XNM_READ_MALFORMED, 0, "" },
    { "<qz>", XNM_READ_MALFORMED, 4, "+1 qz qz [<qz>]\n" },
    { "<qz>1", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<qz>1</qz", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<qz>1<!-- ", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<qz>1<![CDATA[ ", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<qz/>\n", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz/>]\n-1 qz [<qz/>] []\n" },
    { "<qz/><qz/>", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz/>]\n-1 qz [<qz/>] []\n" },
    { "<qz></qz></qz>", XNM_READ_MALFORMED, 9, "+1 qz qz [<qz>]\n-1 qz [<qz></qz>] [</qz>]\n" },
    { "<qz>1</qzz>", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<qz>1<qzz></qz>", XNM_READ_MALFORMED, 10, "+1 qz qz [<qz>]\n\"1 1 [1]\n+2 qzz qzz [<qzz>]\n" },
    { "<qz>1<qz <qz/></qz>", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<qz>1 < 2</qz>", XNM_READ_MALFORMED, 6, "+1 qz qz [<qz>]\n\"1 1  [1 ]\n" },
    { "<qz>1 & 2</qz>", XNM_READ_MALFORMED, 4, "+1 qz qz [<qz>]\n" },
    { "<qz>1&qz;2</qz>", XNM_READ_MALFORMED, 4, "+1 qz qz [<qz>]\n" },
    { "<qz>&amp</qz>", XNM_READ_MALFORMED, 4, "+1 qz qz [<qz>]\n" },
    { "<qz>&#xqz;</qz>", XNM_READ_MALFORMED, 4, "+1 qz qz [<qz>]\n" },
    { "<qz>&#;</qz>", XNM_READ_MALFORMED, 4, "+1 qz qz [<qz>]\n" },
    { "<qz>]]></qz>", XNM_READ_MALFORMED, 4, "+1 qz qz [<qz>]\n" },
    { "<qz qz=1/>", XNM_READ_MALFORMED, 0, "" },
    { "<qz qz/>", XNM_READ_MALFORMED, 0, "" },
    { "<qz qz='1'a='2'/>", XNM_READ_MALFORMED, 0, "" },
    { "<qz><qz qz='1' qz='2'/></qz>", XNM_READ_MALFORMED, 4, "+1 qz qz [<qz>]\n" },
    { "<qz qz='&qz;'/>", XNM_READ_MALFORMED, 0, "" },
    { "<qz>1<!-- -- --></qz>", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<qz>1<? ?></qz>", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<qz>1<?xml version='1.0'?></qz>", XNM_READ_MALFORMED, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<?xml version='1.0' encoding='utf-16'?><qz/>", XNM_READ_MALFORMED, 0, "" },
    { "<qz>1<!DOCTYPE qz [<!ENTITY qz 'x'>]>&qz;</qz>", XNM_READ_DOCTYPE, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
    { "<!DOCTYPE qz SYSTEM 'file:///qz'><qz/>", XNM_READ_DOCTYPE, 0, "" },
    { "<qz>1<!ENTITY qz 'x'></qz>", XNM_READ_DOCTYPE, 5, "+1 qz qz [<qz>]\n\"1 1 [1]\n" },
};

static void test_refused(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        const char *message = refused[i].message;
        check_log(message, strlen(message), refused[i].status, refused[i].offset, refused[i].lines);
        xnm_read_result result;
        g_free(read_log(message, strlen(message), &wide, &result));
        g_assert_null(strstr(result.reason, "qz"));
    }
}

/* User name or password as sent, and as meant. */
static const char *const raw_values[][2] = {
    { "", "" },
    { "a&b", "a&b" },
    { "p<w", "p<w" },
    { "p&w<x>y", "p&w<x>y" },
    { "<!--", "<!--" },
    { "<![CDATA[", "<![CDATA[" },
    { "]]>", "]]>" },
    { "<?", "<?" },
    { "<!DOCTYPE a [", "<!DOCTYPE a [" },
    { "p</x>y</", "p</x>y</" },
    { "&", "&" },
    { "&&amp;&", "&&&" },
    { "&lt;", "<" },
    { "&amp;lt;", "&lt;" },
    { "&quot;&apos;&gt;", "\"'>" },
    { "&#65;&#x42;", "AB" },
    { "&bogus;&lt", "&bogus;&lt" },
    { "&#2;&#xZ;&#;&#x;", "&#2;&#xZ;&#;&#x;" },
    { " p 5 ", " p 5 " },
    { "\xc3\xb1", "\xc3\xb1" },
};

static void test_raw(void)
{
    static const char *const leaves[] = { "username", "challenge-response" };
    for (size_t i = 0; i < G_N_ELEMENTS(raw_values); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(leaves); k++) {
            const char *sent = raw_values[i][0];
            const char *leaf = leaves[k];
            char *message = g_strdup_printf("<request-login><%s>%s</%s></request-login>", leaf, sent, leaf);
            char *text = sent[0] ? g_strdup_printf("\"2 %s [%s]\n", raw_values[i][1], sent) : g_strdup("");
            char *lines = g_strdup_printf("+1 request-login request-login [<request-login>]\n+2 %s %s [<%s>]\n%s-2 %s [<%s>%s</%s>] [</%s>]\n"
                                          "-1 request-login [%s] [</request-login>]\n",
                                          leaf, leaf, leaf, text, leaf, leaf, sent, leaf, leaf, message);
            check_log(message, strlen(message), XNM_READ_OK, 0, lines);
            g_free(lines);
            g_free(text);
            g_free(message);
        }
    }
}

#define REPLACED "\xef\xbf\xbd"

/* A literal, NUL bytes included, and its length. */
#define BYTES(literal) literal, sizeof(literal) - 1

/* Content of an element, what it is read as, and the offset of the first bad byte in it. */
static const struct {
    const char *sent;
    size_t length;
    const char *read;
    size_t offset;
} bad_characters[] = {
    { BYTES("x\001y"), "x" REPLACED "y", 1 },
    { BYTES("\000"), REPLACED, 0 },
    { BYTES("\004\037\013"), REPLACED REPLACED REPLACED, 0 },
    { BYTES("\t\n \177\001"), "\t\\n \177" REPLACED, 4 },
    { BYTES("ab\377"), "ab" REPLACED, 2 },
    { BYTES("\xf1"), REPLACED, 0 },                                        /* n with tilde in ISO 8859-1 */
    { BYTES("\xc3"), REPLACED, 0 },                                        /* cut short */
    { BYTES("\xc3<b/>"), NULL, 0 },                                        /* cut short by markup */
    { BYTES("\xc0\xaf"), REPLACED REPLACED, 0 },                           /* longer than needed */
    { BYTES("\xed\xa0\x80"), REPLACED REPLACED REPLACED, 0 },              /* surrogate */
    { BYTES("\xf4\x90\x80\x80"), REPLACED REPLACED REPLACED REPLACED, 0 }, /* above U+10FFFF */
    { BYTES("\xef\xbf\xbe.\xef\xbf\xbf"), REPLACED "." REPLACED, 0 },      /* U+FFFE, U+FFFF */
    { BYTES("x&#2;y"), "x" REPLACED "y", 1 },
    { BYTES("&#0;&#xd800;&#x110000;&#xFFFE;&#99999999999999999999;"), REPLACED REPLACED REPLACED REPLACED REPLACED, 0 },
    { BYTES("&#4294967361;"), REPLACED, 0 }, /* 2 to the power of 32, and 65 */
    { BYTES("&amp;&#x85;&#x2;"), "&\xc2\x85" REPLACED, 11 },
    { BYTES("<![CDATA[&#2;\002]]>"), "&#2;" REPLACED, 13 }, /* no reference inside CDATA */
};

static void test_bad_characters(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(bad_characters); i++) {
        GString *message = g_string_new("<a>");
        g_string_append_len(message, bad_characters[i].sent, (gssize)bad_characters[i].length);
        g_string_append(message, "</a>");
        xnm_read_result result;
        char *lines = read_log(message->str, message->len, &wide, &result);
        g_assert_cmpint(result.status, ==, XNM_READ_BAD_CHARACTER);
        g_assert_cmpuint(result.error_offset, ==, 3 + bad_characters[i].offset);
        if (bad_characters[i].read) {
            char *start = g_strdup_printf("+1 a a [<a>]\n\"1 %s [", bad_characters[i].read);
            g_assert_true(g_str_has_prefix(lines, start));
            g_free(start);
        }
        g_free(lines);
        g_string_free(message, TRUE);
    }
    /* outside of text; ranges are those of the bytes sent */
    check_log(BYTES("<a\001 b='\377&#2;'><!-- \002 --><?p \003?></a\001>"), XNM_READ_BAD_CHARACTER, 2,
              "+1 a" REPLACED " a" REPLACED " [<a\001 b='\377&#2;'>]\n@ b b=" REPLACED REPLACED " [b='\377&#2;']\n!1  " REPLACED
              "  [<!-- \002 -->]\n?1 p " REPLACED " [<?p \003?>]\n-1 a" REPLACED
              " [<a\001 b='\377&#2;'><!-- \002 --><?p \003?></a\001>] [</a\001>]\n");
    /* what is malformed for another reason stays so */
    check_log(BYTES("<a>\001<b></a>"), XNM_READ_MALFORMED, 7, "+1 a a [<a>]\n\"1 " REPLACED " [\001]\n+2 b b [<b>]\n");
    /* raw text */
    check_log(BYTES("<request-login><username>\001<&</username></request-login>"), XNM_READ_BAD_CHARACTER, 25,
              "+1 request-login request-login [<request-login>]\n+2 username username [<username>]\n\"2 " REPLACED "<& [\001<&]\n"
              "-2 username [<username>\001<&</username>] [</username>]\n"
              "-1 request-login [<request-login><username>\001<&</username></request-login>] [</request-login>]\n");
}

/* One bad byte is found wherever it stands. */
static void test_bad_character_anywhere(void)
{
    static const char *const bad[] = { "\001", "\377", "&#2;" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        for (size_t at = 0; at < 200; at++) {
            char *message = g_strdup_printf("<a>%*s%s%*s</a>", (int)at, "", bad[i], (int)(200 - at), "");
            char *replaced = g_strdup_printf("\"1 %*s" REPLACED "%*s [", (int)at, "", (int)(200 - at), "");
            xnm_read_result result;
            char *lines = read_log(message, strlen(message), &wide, &result);
            g_assert_cmpint(result.status, ==, XNM_READ_BAD_CHARACTER);
            g_assert_cmpuint(result.error_offset, ==, 3 + at);
            g_assert_nonnull(strstr(lines, replaced));
            g_free(lines);
            g_free(replaced);
            g_free(message);
        }
    }
}

static const char sample[] =
    "<rpc-reply xmlns:junos='u'>\n<a b=\"1\" c='>'>x &amp; y<![CDATA[<z>]]></a><!-- c --><?p q?>\n<b/>\xc3\xb1\n</rpc-reply>";
static const char sample_login[] =
    "<rpc><request-login><username>a&b</username><challenge-response>p&w<x>y\001</challenge-response></request-login></rpc>";

static void test_prefixes(void)
{
    static const char *const samples[] = { sample, sample_login };
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        for (size_t length = 0; length < strlen(samples[i]); length++) {
            xnm_read_result result;
            g_free(read_log(samples[i], length, &wide, &result));
            g_assert_cmpint(result.status, ==, XNM_READ_MALFORMED);
        }
    }
}

/* Each byte in turn is replaced by each of some bytes that mean much: nothing but a result comes of it. */
static void test_mutations(void)
{
    static const char bytes[] = "<>&'\"/=!?-[] :x\n\001\377";
    static const char *const samples[] = { sample, sample_login };
    for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
        char *mutated = g_strdup(samples[i]);
        for (size_t at = 0; mutated[at]; at++) {
            for (size_t k = 0; k < sizeof bytes; k++) {
                xnm_read_result result;
                mutated[at] = bytes[k];
                g_free(read_log(mutated, strlen(samples[i]), &wide, &result));
                mutated[at] = samples[i][at];
            }
        }
        g_free(mutated);
    }
}

/* The reason, where it is the reader's own and not libxml2's. */
static void test_reasons(void)
{
    static const char *const reasons[][2] = {
        { "<a><?xml version='1.0'?></a>", "an XML declaration inside a message" },
        { "<a/><b/>", "bytes behind the end of the message's element" },
        { "<a>1", "the message ends before its element does" },
        { "<a>\001</a>", "a control character that XML forbids" },
        { "<a>&#2;</a>", "a numeric reference to a character that XML forbids" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
        xnm_read_result result;
        g_free(read_log(reasons[i][0], strlen(reasons[i][0]), &wide, &result));
        g_assert_cmpstr(result.reason, ==, reasons[i][1]);
    }
}

/* libxml2 gets its bytes in pieces of 32 KiB; what lies on the border must come out whole. */
static void test_borders(void)
{
    static const char *const across[] = { "<b c='>'>\xc3\xb1&amp;\r\n</b>", "<!-- > -->", "<?p > ?>", "<![CDATA[\xc3\xb1]]>",
                                          "\xf0\x9f\x98\x80&#x41;" };
    for (size_t i = 0; i < G_N_ELEMENTS(across); i++) {
        char *alone = g_strdup_printf("<a>%s</a>", across[i]);
        xnm_read_result result;
        char *expected = read_log(alone, strlen(alone), &wide, &result);
        char *content = strchr(expected, '\n') + 1;
        *strstr(content, "-1 a [") = '\0'; /* the root's end, whose range differs */
        for (size_t padding = 32768 - 48; padding < 32768 + 8; padding++) {
            for (int bad = 0; bad < 2; bad++) {
                char *message = g_strdup_printf("<a>%*s<x/>%s<x/>%s</a>", (int)padding - 7, "", across[i], bad ? "\001" : "");
                char *lines = read_log(message, strlen(message), &wide, &result);
                g_assert_cmpint(result.status, ==, bad ? XNM_READ_BAD_CHARACTER : XNM_READ_OK);
                g_assert_nonnull(strstr(lines, content));
                g_free(lines);
                g_free(message);
            }
        }
        g_free(expected);
        g_free(alone);
    }
}

static void test_no_callbacks(void)
{
    static const xnm_reader_events none = { 0 };
    xnm_read_result result;
    xnm_read((const uint8_t *)sample, strlen(sample), &wide, &none, NULL, &result);
    g_assert_cmpint(result.status, ==, XNM_READ_OK);
    g_assert_cmpuint(result.read, ==, strlen(sample));
}

/* Nothing is printed, whatever is read. */
static void test_silence(void)
{
    if (g_test_subprocess()) {
        test_refused();
        test_bad_characters();
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_passed();
    g_test_trap_assert_stderr("");
}

static gpointer read_often(gpointer data)
{
    (void)data;
    for (int i = 0; i < 200; i++) {
        test_refused();
        test_well_formed();
    }
    return NULL;
}

static void test_threads(void)
{
    GThread *threads[4];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) {
        threads[i] = g_thread_new("reader", read_often, NULL);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) {
        g_thread_join(threads[i]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reader/well-formed", test_well_formed);
    g_test_add_func("/reader/refused", test_refused);
    g_test_add_func("/reader/reasons", test_reasons);
    g_test_add_func("/reader/raw", test_raw);
    g_test_add_func("/reader/bad-characters", test_bad_characters);
    g_test_add_func("/reader/bad-character-anywhere", test_bad_character_anywhere);
    g_test_add_func("/reader/prefixes", test_prefixes);
    g_test_add_func("/reader/mutations", test_mutations);
    g_test_add_func("/reader/borders", test_borders);
    g_test_add_func("/reader/no-callbacks", test_no_callbacks);
    g_test_add_func("/reader/silence", test_silence);
    g_test_add_func("/reader/threads", test_threads);
    return g_test_run();
}
