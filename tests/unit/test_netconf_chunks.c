/* test_netconf_chunks.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/netconf_chunks.h"

/* A run of bytes of one kind, put together from the parts of several calls. */
typedef struct {
    netconf_chunk_kind kind;
    size_t start;
    size_t end;
    bool complete;
} run;

/* A run of a case: its bytes, and what they are. The runs of a case, put together, are its input. */
typedef struct {
    netconf_chunk_kind kind;
    const char *bytes;
    size_t length;
    bool complete;
} expected_run;

#define DATA(literal)        { NETCONF_CHUNK_DATA, (literal), sizeof(literal) - 1, true }
#define HEADER(literal)      { NETCONF_CHUNK_HEADER, (literal), sizeof(literal) - 1, true }
#define END                  { NETCONF_CHUNK_END, "\n##\n", 4, true }
#define BROKEN(literal)      { NETCONF_CHUNK_BROKEN, (literal), sizeof(literal) - 1, true }
#define OPEN(kind, literal)  { NETCONF_CHUNK_##kind, (literal), sizeof(literal) - 1, false }

#define MAX_RUNS 12

typedef struct {
    const char *name;
    expected_run runs[MAX_RUNS];
} chunks_case;

static const chunks_case cases[] = {
    /* The message of RFC 6242 section 4.2. */
    { "the example of the RFC",
      { HEADER("\n#4\n"), DATA("<rpc"), HEADER("\n#18\n"), DATA(" message-id=\"102\"\n"), HEADER("\n#79\n"),
        DATA("     xmlns=\"urn:ietf:params:xml:ns:netconf:base:1.0\">\n  <close-session/>\n</rpc>"), END } },
    { "two messages", { HEADER("\n#1\n"), DATA("a"), END, HEADER("\n#2\n"), DATA("bc"), END } },
    { "chunks of one byte",
      { HEADER("\n#1\n"), DATA("<"), HEADER("\n#1\n"), DATA("\n"), HEADER("\n#1\n"), DATA("#"), HEADER("\n#1\n"), DATA("1"), END } },
    { "framing inside data", { HEADER("\n#14\n"), DATA("\n#5\nabcde\n##\nx"), HEADER("\n#4\n"), DATA("\n##\n"), END } },
    { "data that ends like a header begins", { HEADER("\n#2\n"), DATA("\n#"), HEADER("\n#1\n"), DATA("\n"), END } },
    { "any byte in data", { HEADER("\n#3\n"), DATA("\0\xFF\r"), END } },
    { "sizes of two and three digits", { HEADER("\n#10\n"), DATA("0123456789"), HEADER("\n#100\n"),
        DATA("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"), END } },
    { "an end without chunk", { END, END, HEADER("\n#1\n"), DATA("a"), END } },

    { "the largest size", { HEADER("\n#4294967295\n"), OPEN(DATA, "\n##\n") } },
    { "one more than the largest", { BROKEN("\n#4294967296"), OPEN(HEADER, "\n") } },
    { "a tenth digit too large", { BROKEN("\n#4300000000\na"), HEADER("\n#1\n"), DATA("b") } },
    { "nine nines", { HEADER("\n#999999999\n"), OPEN(DATA, "a") } },
    { "eleven digits", { BROKEN("\n#10000000000\na"), END } },
    { "two to the 64th and one", { BROKEN("\n#18446744073709551617\na"), END } },
    { "size zero", { BROKEN("\n#0"), END } },
    { "leading zero", { BROKEN("\n#01\na"), HEADER("\n#1\n"), DATA("b"), END } },
    { "no size", { BROKEN("\n#\na"), END } },
    { "signs, blanks and letters", { BROKEN("\n#+1\na\n#-1\na\n# 1\na\n#1 \na\n#a\na\n#0x1\na\n#1\r\na\n#1;b\na\r\n#"), END } },
    { "neighbours of the digits", { BROKEN("\n#/\na\n#:\na\n#1/\na\n#1:\na"), END } },
    { "ends that are none", { BROKEN("\n###\n##x\n## \n# #\n##\r\n#1#"), END } },
    { "no line feed first", { BROKEN("#1\na"), END } },

    { "a missing end", { HEADER("\n#1\n"), DATA("a"), HEADER("\n#1\n"), DATA("b"), OPEN(HEADER, "\n#") } },
    { "data longer than the size", { HEADER("\n#3\n"), DATA("<a/"), BROKEN(">"), END } },
    { "data shorter than the size", { HEADER("\n#9\n"), DATA("<a/>\n##\n\n"), BROKEN("#1\nb"), END } },
    { "garbage between chunks", { HEADER("\n#1\n"), DATA("a"), BROKEN("x\ny\n\n"), HEADER("\n#2\n"), DATA("bc"), BROKEN(" "), END } },
    { "line feeds before a header", { BROKEN("\n\n\n"), HEADER("\n#1\n"), DATA("a"), BROKEN("\n"), END, BROKEN("\n\n"), OPEN(HEADER, "\n") } },
    { "headers broken off by headers", { BROKEN("\n#\n#1\r\n#12345\x80\n##\r"), HEADER("\n#1\n"), DATA("a") } },
    { "an end takes the line feed behind it", { END, BROKEN("#1\na"), HEADER("\n#1\n"), DATA("b") } },
    { "a late start", { BROKEN("<a/></rpc>"), END, HEADER("\n#1\n"), DATA("a"), END } },
    { "delimiter framing", { BROKEN("<hello/>]]>]]>\n<rpc/>]]>]]>") } },

    { "incomplete: line feed", { OPEN(HEADER, "\n") } },
    { "incomplete: #", { OPEN(HEADER, "\n#") } },
    { "incomplete: size", { OPEN(HEADER, "\n#4294967295") } },
    { "incomplete: end", { OPEN(END, "\n##") } },
    { "incomplete: data", { HEADER("\n#3\n"), OPEN(DATA, "ab") } },
};

/* Put the parts together as the header says: an incomplete header or end goes on in a part that does not begin, or is broken. */
static void add_part(GArray *runs, const netconf_chunk_part *part, size_t start)
{
    run *last = runs->len > 0 ? &g_array_index(runs, run, runs->len - 1) : NULL;
    bool pending = last && !last->complete && (last->kind == NETCONF_CHUNK_HEADER || last->kind == NETCONF_CHUNK_END);
    if (part->broken_before > 0) {
        g_assert_true(pending);
        g_assert_cmpuint(part->broken_before, ==, last->end - last->start);
        g_assert_cmpuint(part->broken_before, <, NETCONF_CHUNKS_HEADER_MAX);
        last->kind = NETCONF_CHUNK_BROKEN;
        last->complete = true;
        if (runs->len > 1 && last[-1].kind == NETCONF_CHUNK_BROKEN) {
            last[-1].end = last->end;
            g_array_set_size(runs, runs->len - 1);
            last--;
        }
    } else if (pending) {
        g_assert_false(part->begins);
        g_assert_true(part->kind == NETCONF_CHUNK_HEADER || part->kind == NETCONF_CHUNK_END);
    }
    bool goes_on = last && (part->kind == NETCONF_CHUNK_BROKEN ? last->kind == NETCONF_CHUNK_BROKEN : !last->complete);
    g_assert_cmpint(part->begins, ==, !goes_on);
    if (goes_on) {
        last->kind = part->kind;
        last->end += part->length;
        last->complete = part->complete;
    } else {
        run one = { part->kind, start, start + part->length, part->complete };
        g_array_append_val(runs, one);
    }
}

/* One segment. It is read from a copy that ends where its memory ends, so that AddressSanitizer sees a byte read too many. */
static void read_segment(netconf_chunks *chunks, const uint8_t *bytes, size_t length, size_t start, GArray *runs)
{
    uint8_t *copy = g_malloc(length);
    memcpy(copy, bytes, length);
    for (size_t at = 0; at < length;) {
        netconf_chunk_part part;
        netconf_chunks_next(chunks, copy + at, length - at, &part);
        g_assert_cmpuint(part.length, >=, 1);
        g_assert_cmpuint(part.length, <=, length - at);
        g_assert_true(part.complete || part.length == length - at);
        g_assert_true(part.kind != NETCONF_CHUNK_BROKEN || part.complete);
        add_part(runs, &part, start + at);
        at += part.length;
    }
    g_free(copy);
}

/* The runs of a stream cut into segments of these lengths, used again and again until it ends. */
static GArray *runs_of(const uint8_t *bytes, size_t length, const size_t *lengths, size_t count)
{
    GArray *runs = g_array_new(FALSE, TRUE, sizeof(run));
    netconf_chunks chunks = { 0 };
    size_t number = 0;
    for (size_t at = 0; at < length;) {
        size_t segment = MIN(lengths[number % count], length - at);
        number++;
        read_segment(&chunks, bytes + at, segment, at, runs);
        at += segment;
    }
    return runs;
}

static void assert_same_runs(const GArray *runs, const GArray *expected)
{
    for (guint i = 0; i < MIN(runs->len, expected->len); i++) {
        const run *one = &g_array_index(runs, run, i);
        const run *other = &g_array_index(expected, run, i);
        g_assert_cmpint(one->kind, ==, other->kind);
        g_assert_cmpuint(one->start, ==, other->start);
        g_assert_cmpuint(one->end, ==, other->end);
        g_assert_cmpint(one->complete, ==, other->complete);
    }
    g_assert_cmpuint(runs->len, ==, expected->len);
}

static void assert_runs(const uint8_t *bytes, size_t length, const size_t *lengths, size_t count, const GArray *expected)
{
    GArray *runs = runs_of(bytes, length, lengths, count);
    assert_same_runs(runs, expected);
    g_array_free(runs, TRUE);
}

static void assert_runs_under_all_cuts(const uint8_t *bytes, size_t length, const GArray *expected)
{
    for (size_t cut = 1; cut <= length; cut++) {
        size_t two[] = { cut, length };
        assert_runs(bytes, length, two, 2, expected); /* the last one: whole */
        assert_runs(bytes, length, &cut, 1, expected); /* the first one: byte by byte */
        for (size_t second = 1; second < MIN(length - cut, 16); second++) {
            size_t three[] = { cut, second, length };
            assert_runs(bytes, length, three, 3, expected);
        }
    }
}

static GString *input_of(const chunks_case *one, GArray *expected)
{
    GString *input = g_string_new(NULL);
    for (size_t i = 0; i < MAX_RUNS && one->runs[i].bytes; i++) {
        const expected_run *part = &one->runs[i];
        run run_of_part = { part->kind, input->len, input->len + part->length, part->complete };
        g_array_append_val(expected, run_of_part);
        g_string_append_len(input, part->bytes, (gssize)part->length);
    }
    return input;
}

static void test_cases(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].name);
        GArray *expected = g_array_new(FALSE, TRUE, sizeof(run));
        GString *input = input_of(&cases[i], expected);
        assert_runs_under_all_cuts((const uint8_t *)input->str, input->len, expected);
        g_array_free(expected, TRUE);
        g_string_free(input, TRUE);
    }
}

/* Length of the whole header or end that stands at the beginning of these bytes, or 0. size: of a header's chunk; 0 for an end. Written
 * after the grammar, not after the scanner. */
static size_t framing_at(const char *bytes, size_t length, uint64_t *size)
{
    size_t end = 2;
    *size = 0;
    if (length < 4 || bytes[0] != '\n' || bytes[1] != '#') {
        return 0;
    }
    if (bytes[2] == '#') {
        return bytes[3] == '\n' ? 4 : 0;
    }
    while (end < length && g_ascii_isdigit(bytes[end])) {
        end++;
    }
    if (end == 2 || end > 12 || end == length || bytes[end] != '\n' || bytes[2] == '0') {
        return 0;
    }
    *size = g_ascii_strtoull(bytes + 2, NULL, 10);
    return *size <= UINT32_MAX ? end + 1 : 0;
}

/* What the grammar makes of a whole stream, every byte of framing searched for anew. A beginning at the very end counts as broken. */
static GArray *runs_by_grammar(const char *bytes, size_t length)
{
    GArray *runs = g_array_new(FALSE, TRUE, sizeof(run));
    for (size_t at = 0, next; at < length; at = next) {
        uint64_t size;
        size_t framing = framing_at(bytes + at, length - at, &size);
        next = at + MAX(framing, 1);
        run *last = runs->len > 0 ? &g_array_index(runs, run, runs->len - 1) : NULL;
        if (framing == 0 && last && last->kind == NETCONF_CHUNK_BROKEN) {
            last->end = next;
            continue;
        }
        netconf_chunk_kind framing_kind = size > 0 ? NETCONF_CHUNK_HEADER : NETCONF_CHUNK_END;
        run one = { framing > 0 ? framing_kind : NETCONF_CHUNK_BROKEN, at, next, true };
        g_array_append_val(runs, one);
        if (framing > 0 && size > 0 && next < length) {
            size_t taken = (size_t)MIN(size, length - next);
            run data = { NETCONF_CHUNK_DATA, next, next + taken, taken == size };
            g_array_append_val(runs, data);
            next += taken;
        }
    }
    return runs;
}

/* Streams over the bytes that matter. A tail without line feed keeps the end from being undecided. */
static void test_random_streams(void)
{
    static const char *const words[] = { "\n", "#", "\n#", "\n##\n", "\n#1\n", "\n#3\n", "\n#25\n", "0", "1",
                                         "4294967295", "4294967296", "x", "##", "#2\n" };
    for (unsigned round = 0; round < 3000; round++) {
        GString *input = g_string_new(NULL);
        for (gint32 i = g_test_rand_int_range(1, 30); i > 0; i--) {
            g_string_append(input, words[g_test_rand_int_range(0, G_N_ELEMENTS(words))]);
        }
        g_string_append(input, "xx");
        GArray *expected = runs_by_grammar(input->str, input->len);
        const uint8_t *bytes = (const uint8_t *)input->str;
        assert_runs(bytes, input->len, &input->len, 1, expected);
        size_t one = 1;
        assert_runs(bytes, input->len, &one, 1, expected);
        size_t lengths[16];
        for (size_t k = 0; k < G_N_ELEMENTS(lengths); k++) {
            lengths[k] = (size_t)g_test_rand_int_range(1, 9);
        }
        assert_runs(bytes, input->len, lengths, G_N_ELEMENTS(lengths), expected);
        g_array_free(expected, TRUE);
        g_string_free(input, TRUE);
    }
}

/* Gaps of 1 to 12 bytes at every place of a stream: what follows is read as the grammar reads it from there. */
static void test_gaps(void)
{
    static const char stream[] = "\n#6\n<rpc>\n\n#12\n<get/>\n</rpc\n#1\n>\n##\n\n#6\n<rpc/>\n##\nx";
    const size_t length = sizeof stream - 1;
    for (size_t place = 1; place < length; place++) {
        for (size_t missing = 1; missing <= MIN(12, length - place - 1); missing++) {
            size_t after = place + missing;
            GArray *runs = g_array_new(FALSE, TRUE, sizeof(run));
            netconf_chunks chunks = { 0 };
            read_segment(&chunks, (const uint8_t *)stream, place, 0, runs);
            g_array_set_size(runs, 0);
            netconf_chunks_gap(&chunks);
            read_segment(&chunks, (const uint8_t *)stream + after, length - after, 0, runs);
            GArray *expected = runs_by_grammar(stream + after, length - after);
            assert_same_runs(runs, expected);
            g_array_free(expected, TRUE);
            g_array_free(runs, TRUE);
        }
    }
}

/* The same by hand, at the two places that matter. */
static void test_gap_in_header_and_data(void)
{
    static const struct {
        const char *before;
        const char *after;
        size_t broken;
        netconf_chunk_kind next;
    } gaps[] = {
        { "\n#1", "2\n<a/>\n##\n", 6, NETCONF_CHUNK_END },
        { "\n#1", "\n##\n", 0, NETCONF_CHUNK_END },
        { "\n#", "5\n<a/>\n#2\nbc", 6, NETCONF_CHUNK_HEADER },
        { "\n", "#5\n<a/>b\n##\n", 8, NETCONF_CHUNK_END },
        { "\n#9\n<a", "/>\n##\n", 2, NETCONF_CHUNK_END },
        { "\n#9\n<a", "\n#3\n", 0, NETCONF_CHUNK_HEADER },
        { "\n#3\n<a", ">b\n#3\n", 2, NETCONF_CHUNK_HEADER },
        { "\n##", "\n#3\n", 0, NETCONF_CHUNK_HEADER },
        { "\n##", "x\n#3\n", 1, NETCONF_CHUNK_HEADER },
        { "ab", "cd\n#3\n", 2, NETCONF_CHUNK_HEADER },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(gaps); i++) {
        netconf_chunks chunks = { 0 };
        netconf_chunk_part part;
        for (size_t at = 0; at < strlen(gaps[i].before); at += part.length) {
            netconf_chunks_next(&chunks, (const uint8_t *)gaps[i].before + at, strlen(gaps[i].before) - at, &part);
        }
        netconf_chunks_gap(&chunks);
        const uint8_t *after = (const uint8_t *)gaps[i].after;
        size_t length = strlen(gaps[i].after);
        if (gaps[i].broken > 0) {
            netconf_chunks_next(&chunks, after, length, &part);
            g_assert_cmpint(part.kind, ==, NETCONF_CHUNK_BROKEN);
            g_assert_cmpuint(part.length, ==, gaps[i].broken);
            g_assert_true(part.begins);
            g_assert_cmpuint(part.broken_before, ==, 0);
        }
        netconf_chunks_next(&chunks, after + gaps[i].broken, length - gaps[i].broken, &part);
        g_assert_cmpint(part.kind, ==, gaps[i].next);
        g_assert_cmpuint(part.broken_before, ==, 0);
        g_assert_true(part.begins && part.complete);
    }
}

static void test_remaining(void)
{
    netconf_chunks chunks = { 0 };
    netconf_chunk_part part;
    const uint8_t *bytes = (const uint8_t *)"\n#300\nabc";
    netconf_chunks_next(&chunks, bytes, 9, &part);
    g_assert_true(part.kind == NETCONF_CHUNK_HEADER && part.complete && part.length == 6);
    g_assert_cmpuint(chunks.remaining, ==, 300);
    netconf_chunks_next(&chunks, bytes + 6, 3, &part);
    g_assert_true(part.kind == NETCONF_CHUNK_DATA && part.begins && !part.complete && part.length == 3);
    g_assert_cmpuint(chunks.remaining, ==, 297);
    netconf_chunks_next(&chunks, bytes, 0, &part);
    g_assert_cmpuint(part.length, ==, 0);
    g_assert_cmpuint(chunks.remaining, ==, 297);
    netconf_chunks_gap(&chunks);
    g_assert_cmpuint(chunks.remaining, ==, 0);
}

/* The largest chunk, to its last byte, read from the same memory again and again. */
static void test_largest_chunk(void)
{
    const uint32_t block = 1u << 24;
    uint8_t *zeros = g_malloc0(block);
    netconf_chunks chunks = { 0 };
    netconf_chunk_part part;
    netconf_chunks_next(&chunks, (const uint8_t *)"\n#4294967295\n", 13, &part);
    g_assert_true(part.complete);
    for (unsigned i = 0; i < 255; i++) {
        netconf_chunks_next(&chunks, zeros, block, &part);
        g_assert_true(part.kind == NETCONF_CHUNK_DATA && part.length == block && !part.complete && part.begins == (i == 0));
    }
    netconf_chunks_next(&chunks, zeros, block, &part);
    g_assert_true(part.kind == NETCONF_CHUNK_DATA && part.length == block - 1 && part.complete);
    netconf_chunks_next(&chunks, (const uint8_t *)"\n##\n", 4, &part);
    g_assert_true(part.kind == NETCONF_CHUNK_END && part.complete);
    g_free(zeros);
}

/* Broken bytes of every shape stay one part, and cost no more than their length. */
static void test_much_that_is_broken(void)
{
    static const char *const fillers[] = { "x", "\n", "\n#", "\n#9x", "\n##x", "\n#4294967296", "<a>\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(fillers); i++) {
        GString *input = g_string_new(NULL);
        while (input->len < 1u << 20) {
            g_string_append(input, fillers[i]);
        }
        g_string_append_c(input, 'x');
        size_t broken = input->len;
        g_string_append(input, "\n##\n");
        netconf_chunks chunks = { 0 };
        netconf_chunk_part part;
        netconf_chunks_next(&chunks, (const uint8_t *)input->str, input->len, &part);
        g_assert_cmpint(part.kind, ==, NETCONF_CHUNK_BROKEN);
        g_assert_cmpuint(part.length, ==, broken);
        netconf_chunks_next(&chunks, (const uint8_t *)input->str + broken, 4, &part);
        g_assert_true(part.kind == NETCONF_CHUNK_END && part.begins && part.complete);
        g_string_free(input, TRUE);
    }
}

static void test_begin(void)
{
    static const struct {
        const char *bytes;
        netconf_chunks_answer answer;
        size_t decided_at; /* bytes that give the answer: fewer ask for more */
    } begins[] = {
        { "\n#1\n<", NETCONF_CHUNKS_YES, 4 },
        { "\n#4294967295\n", NETCONF_CHUNKS_YES, 13 },
        { "\n##\n\n#4\n<rpc", NETCONF_CHUNKS_YES, 8 },
        { "\n##\n\n#4294967295\n", NETCONF_CHUNKS_YES, NETCONF_CHUNKS_BEGIN_MAX },
        { "\n#4294967296\n", NETCONF_CHUNKS_NO, 12 },
        { "\n#10000000000\n", NETCONF_CHUNKS_NO, 13 },
        { "\n##\n\n#10000000000\n", NETCONF_CHUNKS_NO, NETCONF_CHUNKS_BEGIN_MAX },
        { "\n#0\n", NETCONF_CHUNKS_NO, 3 },
        { "\n#01\n", NETCONF_CHUNKS_NO, 3 },
        { "\n#\n", NETCONF_CHUNKS_NO, 3 },
        { "\n# 1", NETCONF_CHUNKS_NO, 3 },
        { "\n#1st uplink", NETCONF_CHUNKS_NO, 4 },
        { "\n## Last changed", NETCONF_CHUNKS_NO, 4 },
        { "\n##\n## Warning", NETCONF_CHUNKS_NO, 5 },
        { "\n##\n\n##\n", NETCONF_CHUNKS_NO, 7 },
        { "\n##\n\n<rpc/>", NETCONF_CHUNKS_NO, 6 },
        { "\n\n#1\n", NETCONF_CHUNKS_NO, 2 },
        { "#1\n", NETCONF_CHUNKS_NO, 1 },
        { "\r\n#1\n", NETCONF_CHUNKS_NO, 1 },
        { "\n<hello>", NETCONF_CHUNKS_NO, 2 },
        { "<hello>\n#1\n", NETCONF_CHUNKS_NO, 1 },
        { "]]>]]>\n#1\n", NETCONF_CHUNKS_NO, 1 },
    };
    g_assert_cmpint(netconf_chunks_begin(NULL, 0), ==, NETCONF_CHUNKS_NEED_MORE);
    for (size_t i = 0; i < G_N_ELEMENTS(begins); i++) {
        g_test_message("%s", begins[i].bytes);
        for (size_t length = 0; length <= strlen(begins[i].bytes); length++) {
            uint8_t *copy = g_malloc(length);
            if (length > 0) {
                memcpy(copy, begins[i].bytes, length);
            }
            netconf_chunks_answer expected = length < begins[i].decided_at ? NETCONF_CHUNKS_NEED_MORE : begins[i].answer;
            g_assert_cmpint(netconf_chunks_begin(copy, length), ==, expected);
            g_free(copy);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/netconf-chunks/cases", test_cases);
    g_test_add_func("/netconf-chunks/random-streams", test_random_streams);
    g_test_add_func("/netconf-chunks/gaps", test_gaps);
    g_test_add_func("/netconf-chunks/gap-in-header-and-data", test_gap_in_header_and_data);
    g_test_add_func("/netconf-chunks/remaining", test_remaining);
    g_test_add_func("/netconf-chunks/largest-chunk", test_largest_chunk);
    g_test_add_func("/netconf-chunks/much-that-is-broken", test_much_that_is_broken);
    g_test_add_func("/netconf-chunks/begin", test_begin);
    return g_test_run();
}
