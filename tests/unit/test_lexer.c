/* test_lexer.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "../fuzz/framing.h"
#include "lexer_cases.h"

#include "portlore/xnm_lexer.h"

static GString *input_of(const lexer_case *one, size_t *count)
{
    GString *input = g_string_new(NULL);
    for (*count = 0; *count < MAX_PARTS && one->parts[*count].bytes; ++*count) {
        g_string_append_len(input, one->parts[*count].bytes, (gssize)one->parts[*count].length);
    }
    return input;
}

/* Text parts next to each other are one token. */
static GArray *expected_of(const lexer_case *one, size_t count)
{
    GArray *tokens = g_array_new(FALSE, TRUE, sizeof(framing_token));
    size_t position = 0;
    for (size_t i = 0; i < count; i++) {
        const part *expected = &one->parts[i];
        framing_token token = {
            .kind = expected->kind,
            .complete = expected->mark != INCOMPLETE,
            .raw = expected->mark == RAW,
            .cut = expected->mark == CUT,
            .leaf_lost = expected->mark == LEAF_LOST,
            .start = position,
            .end = position + expected->length,
        };
        g_strlcpy(token.name, expected->name, sizeof token.name);
        position += expected->length;
        framing_add_token(tokens, &token);
    }
    return tokens;
}

static void assert_tokens(const uint8_t *bytes, size_t length, const framing_cuts *cuts, bool wary, const GArray *expected)
{
    GArray *tokens = framing_tokens(bytes, length, cuts, wary);
    framing_assert_same_tokens(tokens, expected);
    g_array_free(tokens, TRUE);
}

static void assert_tokens_under_random_cuts(const uint8_t *bytes, size_t length, bool wary, const GArray *expected, unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        uint32_t lengths[16];
        for (size_t k = 0; k < G_N_ELEMENTS(lengths); k++) {
            lengths[k] = (uint32_t)g_test_rand_int_range(1, 1 + (gint32)(1u << (i % 8 + 1)));
        }
        assert_tokens(bytes, length, &(framing_cuts){ lengths, G_N_ELEMENTS(lengths) }, wary, expected);
    }
}

static void assert_tokens_under_all_cuts(const uint8_t *bytes, size_t length, bool wary, const GArray *expected)
{
    for (uint32_t cut = 1; cut <= length; cut++) {
        uint32_t two[] = { cut, (uint32_t)length };
        assert_tokens(bytes, length, &(framing_cuts){ two, 2 }, wary, expected);  /* the last one: whole */
        assert_tokens(bytes, length, &(framing_cuts){ &cut, 1 }, wary, expected); /* the first one: byte by byte */
    }
    assert_tokens_under_random_cuts(bytes, length, wary, expected, 50);
}

static void run_cases(const lexer_case *table, size_t table_length, bool wary)
{
    for (size_t i = 0; i < table_length; i++) {
        g_test_message("%s", table[i].name);
        size_t count;
        GString *input = input_of(&table[i], &count);
        GArray *expected = expected_of(&table[i], count);
        assert_tokens_under_all_cuts((const uint8_t *)input->str, input->len, wary, expected);
        g_array_free(expected, TRUE);
        g_string_free(input, TRUE);
    }
}

static void test_cases(void)
{
    run_cases(cases, G_N_ELEMENTS(cases), false);
}

static void test_wary_cases(void)
{
    run_cases(wary_cases, G_N_ELEMENTS(wary_cases), true);
}

static void test_no_bytes(void)
{
    xnm_lexer lexer = { 0 };
    xnm_token token;
    xnm_lexer_next(&lexer, (const uint8_t *)"", 0, &token);
    g_assert_cmpuint(token.length, ==, 0);
    g_assert_false(token.complete);
    xnm_lexer_next(&lexer, (const uint8_t *)"<a", 2, &token);
    xnm_lexer_next(&lexer, (const uint8_t *)"", 0, &token);
    xnm_lexer_next(&lexer, (const uint8_t *)">", 1, &token);
    g_assert_true(token.complete);
    g_assert_true(xnm_lexer_name_is(&lexer, "a"));
    g_assert_false(xnm_lexer_name_is(&lexer, ""));
    g_assert_false(xnm_lexer_name_is(&lexer, "ab"));
}

static void test_reset(void)
{
    static const char login[] = "<request-login><username>";
    static const char *const in_progress[] = { "<a b='", "<!--", "<![CDATA[", "<?", "<!DOCTYPE [", "</", "<request-login><username><" };
    for (size_t i = 0; i < G_N_ELEMENTS(in_progress); i++) {
        xnm_lexer lexer = { 0 };
        xnm_token token;
        for (size_t at = 0; at < strlen(login); at += token.length) {
            xnm_lexer_next(&lexer, (const uint8_t *)login + at, strlen(login) - at, &token);
        }
        for (size_t at = 0; at < strlen(in_progress[i]); at += token.length) {
            xnm_lexer_next(&lexer, (const uint8_t *)in_progress[i] + at, strlen(in_progress[i]) - at, &token);
        }
        xnm_lexer_reset(&lexer);
        xnm_lexer_next(&lexer, (const uint8_t *)"<username>", 10, &token);
        g_assert_true(token.begins && token.complete && token.kind == XNM_TOKEN_START_TAG && token.length == 10);
        xnm_lexer_next(&lexer, (const uint8_t *)"<a>", 3, &token);
        g_assert_true(token.begins && token.complete && token.kind == XNM_TOKEN_START_TAG && token.length == 3);
    }
}

/* One token of head, filler times count, and tail. */
static void assert_one_token(const char *head, const char *filler, size_t count, const char *tail, xnm_token_kind kind, const char *name)
{
    GString *input = g_string_new(head);
    for (size_t i = 0; i < count; i++) {
        g_string_append(input, filler);
    }
    g_string_append(input, tail);
    framing_token one = { .kind = kind, .complete = true, .end = input->len };
    g_strlcpy(one.name, name, sizeof one.name);
    GArray *expected = g_array_new(FALSE, TRUE, sizeof(framing_token));
    g_array_append_val(expected, one);
    static const uint32_t lengths[] = { UINT32_MAX, 1448, 1, 100000 };
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        assert_tokens((const uint8_t *)input->str, input->len, &(framing_cuts){ &lengths[i], 1 }, false, expected);
    }
    g_array_free(expected, TRUE);
    g_string_free(input, TRUE);
}

static void test_long_tokens(void)
{
    const size_t megabyte = 1u << 20;
    char name[XNM_LEXER_NAME_MAX + 1];
    memset(name, 'n', XNM_LEXER_NAME_MAX);
    name[XNM_LEXER_NAME_MAX] = '\0';
    assert_one_token("<", "n", XNM_LEXER_NAME_MAX, ">", XNM_TOKEN_START_TAG, name);
    assert_one_token("<", "n", XNM_LEXER_NAME_MAX + 1, ">", XNM_TOKEN_START_TAG, name);
    assert_one_token("<", "n", megabyte, "/>", XNM_TOKEN_EMPTY_TAG, name);
    assert_one_token("</", "n", megabyte, ">", XNM_TOKEN_END_TAG, name);
    assert_one_token("<", "n", megabyte, ":rpc>", XNM_TOKEN_START_TAG, "rpc");
    assert_one_token("<?", "n", megabyte, "?>", XNM_TOKEN_PI, name);
    assert_one_token("<rpc", " a='>'", megabyte / 6, ">", XNM_TOKEN_START_TAG, "rpc");
    assert_one_token("<rpc a='", ">", megabyte, "'/>", XNM_TOKEN_EMPTY_TAG, "rpc");
    assert_one_token("<!--", "- ", megabyte / 2, "-->", XNM_TOKEN_COMMENT, "");
    assert_one_token("<![CDATA[", "<]] ", megabyte / 4, "]]>", XNM_TOKEN_CDATA, "");
    assert_one_token("<?xml", " ?", megabyte / 2, "?>", XNM_TOKEN_XML_DECLARATION, "xml");
}

static void append_tokens(GArray *tokens, const lexer_case *parts, size_t start)
{
    size_t count;
    g_string_free(input_of(parts, &count), TRUE);
    GArray *more = expected_of(parts, count);
    for (guint i = 0; i < more->len; i++) {
        framing_token token = g_array_index(more, framing_token, i);
        token.start += start;
        token.end += start;
        framing_add_token(tokens, &token);
    }
    g_array_free(more, TRUE);
}

/* head, filler times count, tail: the tokens of head, one text of the filler, the tokens of tail. */
static void assert_filled(const lexer_case *head, framing_token filled, char filler, size_t count, const lexer_case *tail)
{
    size_t parts;
    GString *input = input_of(head, &parts);
    GArray *expected = expected_of(head, parts);
    filled.start = input->len;
    for (size_t i = 0; i < count; i++) {
        g_string_append_c(input, filler);
    }
    filled.end = input->len;
    if (count > 0) {
        framing_add_token(expected, &filled);
    }
    size_t start = input->len;
    GString *rest = input_of(tail, &parts);
    g_string_append_len(input, rest->str, (gssize)rest->len);
    append_tokens(expected, tail, start);
    static const uint32_t lengths[] = { UINT32_MAX, 1448, 1, 7, 4096 };
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        assert_tokens((const uint8_t *)input->str, input->len, &(framing_cuts){ &lengths[i], 1 }, false, expected);
    }
    g_array_free(expected, TRUE);
    g_string_free(rest, TRUE);
    g_string_free(input, TRUE);
}

static void test_raw_limit(void)
{
    static const lexer_case login = { "", { LOGIN } };
    static const lexer_case last_raw_markup = { "", { RAW_TEXT("<a><b"), LOGGED_IN } };
    static const lexer_case markup_again = {
        "",
        { { XNM_TOKEN_START_TAG, "<rpc>", 5, "rpc", LEAF_LOST }, START("<username>", "username"), START("<a>", "a"), END("</username>", "username") },
    };
    static const lexer_case end_tag = { "", { LOGGED_IN, START("<username>", "username"), START("<a>", "a") } };
    static const lexer_case end_tag_later = {
        "",
        { TEXT("<5"),
          { XNM_TOKEN_COMMENT, "<!---->", 7, "", LEAF_LOST },
          END("</username>", "username"),
          START("<username>", "username"),
          START("<a>", "a") },
    };
    static const lexer_case next_leaf = { "",
                                          { END("</username>", "username"), START("<challenge-response>", "challenge-response"), RAW_TEXT("<a>") } };
    framing_token raw = { .kind = XNM_TOKEN_TEXT, .complete = true, .raw = true };
    assert_filled(&login, raw, 'u', XNM_LEXER_RAW_MAX - 5, &last_raw_markup); /* its last '<' is byte RAW_MAX - 1 of the leaf, from 1 */
    assert_filled(&login, raw, 'u', XNM_LEXER_RAW_MAX, &markup_again);
    assert_filled(&login, raw, 'u', XNM_LEXER_RAW_MAX, &end_tag);
    assert_filled(&login, raw, 'u', XNM_LEXER_RAW_MAX * 3, &end_tag);
    assert_filled(&login, raw, 'u', XNM_LEXER_RAW_MAX + 1, &end_tag_later);
    assert_filled(&login, raw, 'u', XNM_LEXER_RAW_MAX + 1, &next_leaf);
    assert_filled(&login, raw, '<', XNM_LEXER_RAW_MAX, &markup_again);
}

/* A DOCTYPE of so many bytes, and a tag. */
static void assert_doctype(size_t doctype_length, const lexer_case *rest, bool cut)
{
    GString *input = g_string_new("<!DOCTYPE a [");
    while (input->len < doctype_length - 2) {
        g_string_append_c(input, ' ');
    }
    g_string_append(input, "]><a>");
    framing_token token = { .kind = XNM_TOKEN_DOCTYPE, .complete = true, .cut = cut, .end = MIN(doctype_length, XNM_LEXER_DOCTYPE_MAX) };
    GArray *expected = g_array_new(FALSE, TRUE, sizeof(framing_token));
    g_array_append_val(expected, token);
    append_tokens(expected, rest, token.end);
    static const uint32_t lengths[] = { UINT32_MAX, 1, 1448, XNM_LEXER_DOCTYPE_MAX - 1, XNM_LEXER_DOCTYPE_MAX };
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        assert_tokens((const uint8_t *)input->str, input->len, &(framing_cuts){ &lengths[i], 1 }, false, expected);
    }
    g_array_free(expected, TRUE);
    g_string_free(input, TRUE);
}

static void test_doctype_limit(void)
{
    static const lexer_case tag = { "", { START("<a>", "a") } };
    static const lexer_case end_and_tag = { "", { TEXT(">"), START("<a>", "a") } };
    assert_doctype(XNM_LEXER_DOCTYPE_MAX - 1, &tag, false);
    assert_doctype(XNM_LEXER_DOCTYPE_MAX, &tag, false);
    assert_doctype(XNM_LEXER_DOCTYPE_MAX + 1, &end_and_tag, true);
}

/* Markup of head, text and tail in segments of this size: up to the limit it is whole, one byte longer it is given up there. */
static void check_markup_limit(const char *head, const char *tail, xnm_token_kind kind, size_t over, size_t size)
{
    const size_t limit = 100;
    GString *input = g_string_new(head);
    while (input->len < limit + over - strlen(tail)) {
        g_string_append_c(input, 'x');
    }
    g_string_append(input, tail);
    g_string_append(input, "<a>");
    xnm_lexer lexer = { .markup_max = limit };
    size_t end = 0;
    xnm_token token = { 0 };
    while (!token.complete) {
        size_t length = MIN(size, input->len - end);
        g_assert_cmpuint(length, >, 0);
        xnm_lexer_next(&lexer, (const uint8_t *)input->str + end, length, &token);
        end += token.length;
    }
    g_assert_cmpint(token.kind, ==, kind);
    g_assert_cmpuint(end, ==, limit + MIN(over, 1));
    g_assert_true(token.cut == (over > 1));
    xnm_lexer_next(&lexer, (const uint8_t *)input->str + end, 1, &token);
    g_assert_true(token.begins && token.kind == (over > 1 ? XNM_TOKEN_TEXT : XNM_TOKEN_MARKUP));
    g_string_free(input, TRUE);
}

static void test_markup_limit(void)
{
    static const struct {
        const char *head;
        const char *tail;
        xnm_token_kind kind;
    } kinds[] = {
        { "<!--", "-->", XNM_TOKEN_COMMENT }, { "<![CDATA[", "]]>", XNM_TOKEN_CDATA },       { "<?hint ", "?>", XNM_TOKEN_PI },
        { "<?", "?>", XNM_TOKEN_PI },         { "<?xml ", "?>", XNM_TOKEN_XML_DECLARATION },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        for (size_t size = 1; size <= 120; size++) {
            check_markup_limit(kinds[i].head, kinds[i].tail, kinds[i].kind, 0, size);
            check_markup_limit(kinds[i].head, kinds[i].tail, kinds[i].kind, 2, size);
            check_markup_limit(kinds[i].head, kinds[i].tail, kinds[i].kind, 50, size);
        }
    }
}

/* An independent reading of whole bytes: by search for the end of each token, without a state. No login, not wary. */

static size_t search(const char *bytes, size_t length, size_t from, const char *needle)
{
    for (size_t at = from; at + strlen(needle) <= length; at++) {
        if (memcmp(bytes + at, needle, strlen(needle)) == 0) {
            return at + strlen(needle);
        }
    }
    return 0;
}

static bool begins_with(const char *bytes, size_t length, size_t at, const char *what)
{
    return length - at >= strlen(what) && memcmp(bytes + at, what, strlen(what)) == 0;
}

static size_t name_of(const char *bytes, size_t length, size_t at, const char *stops, char *name)
{
    size_t end = at;
    while (end < length && (uint8_t)bytes[end] > ' ' && !strchr(stops, bytes[end])) {
        end++;
    }
    size_t local = at;
    for (size_t i = at; i < end && *stops != '?'; i++) {
        if (bytes[i] == ':') {
            local = i + 1;
        }
    }
    g_strlcpy(name, "", 2);
    if (end < length) {
        memcpy(name, bytes + local, MIN(end - local, XNM_LEXER_NAME_MAX));
        name[MIN(end - local, XNM_LEXER_NAME_MAX)] = '\0';
    }
    return end;
}

static bool naive_tag(const char *bytes, size_t length, size_t at, framing_token *token)
{
    bool ends = at + 1 < length && bytes[at + 1] == '/';
    token->kind = ends ? XNM_TOKEN_END_TAG : XNM_TOKEN_START_TAG;
    name_of(bytes, length, at + 1 + ends, "><=/\"'", token->name);
    char quote = 0;
    for (size_t i = at + 1; i < length; i++) {
        if (bytes[i] == '<') {
            return false;
        }
        if (bytes[i] == '>' && !quote) {
            token->kind = !ends && bytes[i - 1] == '/' ? XNM_TOKEN_EMPTY_TAG : token->kind;
            token->end = i + 1;
            return true;
        }
        if (!ends && quote) {
            quote = bytes[i] == quote ? 0 : quote;
        } else if (!ends && (bytes[i] == '"' || bytes[i] == '\'')) {
            quote = bytes[i];
        }
    }
    return true;
}

/* Returns whether the '<' at this byte begins markup. token->end stays 0 when the end is missing. */
static bool naive_markup(const char *bytes, size_t length, size_t at, framing_token *token)
{
    if (begins_with(bytes, length, at, "<!--")) {
        token->kind = XNM_TOKEN_COMMENT;
        token->end = search(bytes, length, at + 4, "-->");
        return true;
    }
    if (begins_with(bytes, length, at, "<![CDATA[")) {
        token->kind = XNM_TOKEN_CDATA;
        token->end = search(bytes, length, at + 9, "]]>");
        return true;
    }
    if (begins_with(bytes, length, at, "<?")) {
        name_of(bytes, length, at + 2, "?><=/\"'", token->name);
        token->kind = strcmp(token->name, "xml") == 0 ? XNM_TOKEN_XML_DECLARATION : XNM_TOKEN_PI;
        token->end = search(bytes, length, at + 2, "?>");
        return true;
    }
    token->kind = XNM_TOKEN_MARKUP;
    size_t left = length - at;
    if (left == 1 || (left < 4 && memcmp(bytes + at, "<!--", left) == 0) || (left < 9 && memcmp(bytes + at, "<![CDATA[", left) == 0)) {
        return true;
    }
    char next = bytes[at + 1];
    return (g_ascii_isalpha(next) || next == '_' || next == ':' || next == '/' || (uint8_t)next >= 0x80) && naive_tag(bytes, length, at, token);
}

static GArray *naive_tokens(const char *bytes, size_t length)
{
    GArray *tokens = g_array_new(FALSE, TRUE, sizeof(framing_token));
    for (size_t at = 0; at < length;) {
        framing_token token = { .start = at, .complete = true };
        if (bytes[at] != '<' || !naive_markup(bytes, length, at, &token)) {
            size_t end = at + 1;
            while (end < length && bytes[end] != '<') {
                end++;
            }
            token = (framing_token){ .kind = XNM_TOKEN_TEXT, .complete = true, .start = at, .end = end };
        } else if (token.end == 0) {
            token.complete = false;
            token.end = length;
        }
        framing_add_token(tokens, &token);
        at = token.end;
    }
    return tokens;
}

static const char *const fragments[] = {
    "<",      ">",     "/",   "\"",  "'",     "<!--",     "-->",  "-",      "<![CDATA[", "]]>", "]",     "<?",         "?>",   "?",
    "xml",    "rpc",   " ",   "\n",  "=",     "<a>",      "</a>", "<a b='", "<a/>",      "a:b", "<rpc ", "</rpc",      "&lt;", "<!",
    "<?xml ", "<?pi ", "<!-", "<![", "CDATA", "\xC3\xB1", "\xFF", "<_",     "<:",        "5",   "[",     "junoscript", "<a ",  "='>'",
};

static GString *random_input(void)
{
    GString *input = g_string_new(NULL);
    int count = g_test_rand_int_range(1, 24);
    for (int i = 0; i < count; i++) {
        g_string_append(input, fragments[g_test_rand_int_range(0, G_N_ELEMENTS(fragments))]);
    }
    /* A DOCTYPE and NUL are beyond the naive reading. */
    for (char *at = input->str; (at = strstr(at, "<!")) != NULL; at += 2) {
        if (at[2] != '-' && at[2] != '[' && at[2] != '\0') {
            at[1] = ' ';
        }
    }
    return input;
}

static void test_against_naive_reading(void)
{
    for (int round = 0; round < 20000; round++) {
        GString *input = random_input();
        GArray *expected = naive_tokens(input->str, input->len);
        uint32_t whole = (uint32_t)input->len;
        assert_tokens((const uint8_t *)input->str, input->len, &(framing_cuts){ &whole, 1 }, false, expected);
        uint32_t one = 1;
        assert_tokens((const uint8_t *)input->str, input->len, &(framing_cuts){ &one, 1 }, false, expected);
        assert_tokens_under_random_cuts((const uint8_t *)input->str, input->len, false, expected, 3);
        g_array_free(expected, TRUE);
        g_string_free(input, TRUE);
    }
}

/* Logins and DOCTYPEs, wary or not: any cuts give what the whole gives. */
static void test_random_bytes(void)
{
    static const char *const more[] = { "<request-login>",
                                        "<username>",
                                        "</username>",
                                        "</request-login>",
                                        "<challenge-response>",
                                        "</challenge-response>",
                                        "</username",
                                        "<!DOCTYPE a",
                                        "<!ENTITY",
                                        "[",
                                        "]>",
                                        "</rpc>" };
    for (int round = 0; round < 20000; round++) {
        GString *input = g_string_new(NULL);
        int count = g_test_rand_int_range(1, 30);
        for (int i = 0; i < count; i++) {
            int choice = g_test_rand_int_range(0, 3);
            if (choice == 0) {
                g_string_append_c(input, (char)g_test_rand_int_range(0, 256));
            } else if (choice == 1) {
                g_string_append(input, more[g_test_rand_int_range(0, G_N_ELEMENTS(more))]);
            } else {
                g_string_append(input, fragments[g_test_rand_int_range(0, G_N_ELEMENTS(fragments))]);
            }
        }
        bool wary = round % 2 == 0;
        uint32_t whole = (uint32_t)input->len;
        GArray *expected = framing_tokens((const uint8_t *)input->str, input->len, &(framing_cuts){ &whole, 1 }, wary);
        g_assert_cmpuint(g_array_index(expected, framing_token, expected->len - 1).end, ==, input->len);
        assert_tokens_under_random_cuts((const uint8_t *)input->str, input->len, wary, expected, 5);
        g_array_free(expected, TRUE);
        g_string_free(input, TRUE);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lexer/cases", test_cases);
    g_test_add_func("/lexer/wary", test_wary_cases);
    g_test_add_func("/lexer/no_bytes", test_no_bytes);
    g_test_add_func("/lexer/reset", test_reset);
    g_test_add_func("/lexer/long_tokens", test_long_tokens);
    g_test_add_func("/lexer/raw_limit", test_raw_limit);
    g_test_add_func("/lexer/doctype_limit", test_doctype_limit);
    g_test_add_func("/lexer/markup_limit", test_markup_limit);
    g_test_add_func("/lexer/naive_reading", test_against_naive_reading);
    g_test_add_func("/lexer/random_bytes", test_random_bytes);
    return g_test_run();
}
