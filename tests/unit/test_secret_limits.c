/* test_secret_limits.c
 * Texts that are broken, endless or made to be slow.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secret_case.h"

static const char *const elements[] = {
    "configuration-text",
    "configuration-set",
    "configuration-patch",
    "configuration-json",
    "configuration-output",
    "command",
    "output",
    "other",
    "secret",
};

/* One of everything that the scanners know. */
static const char *const samples[] = {
    "## Last commit\nsystem {\n    root-authentication {\n        encrypted-password \"$1$Zq7mXk2a$ikE0N1yU9hTg3pVbLw5c8.\"; ## SECRET-DATA\n    }\n"
    "    inactive: radius-server { 192.0.2.1 { port 1; secret \"a\\\"b\\\\\"; /* it } \" */ } }\n    authentication-order [ password radius ];\n}\n"
    "snmp { community \"c 1\" { clients { x; } } trap-group tg; }\narchive-sites { \"ftp://bob:p/w@h/x\" password \"$9$LbHX-wg4Z\"; ## SECRET-DATA\n "
    "}\n"
    "security { certificates { local { c1 \"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\nAAAA\n"
    "-----END EC PRIVATE KEY-----\n\"; } } }\nmap-e m { br-address \"$9$P5T3\"; ## SECRET-DATA\n }",
    "set system root-authentication plain-text-password-value \"x y\"\nedit snmp\nset community c1\nup\ntop rename snmp community c1 to community "
    "c2\nexit\n"
    "set x y z ## SECRET-DATA\n[edit snmp community c1]\n-   secret "
    "\"$8$aes256-gcm$hmac-sha2-256$100$HJX8N7Yzw0g$Jm6yHbCJq0ZU$Lb7cXK0t$Yk2pZXc\";\n+   community c2 {\n-   }\n"
    "see $sha1$19703$iVdJqfSE$v4qYKl1zqYThwpjJAoKX6UvlHq/a. or $5$rounds=500$ab$cd\n",
    ("{ \"configuration\" : { \"@\" : {\"x:y\" : \"1\"}, \"a:secret\" : \"a\\\"\\u00e4\\ud83d\\ude00\\/\\n\", \"n\" : [ -1, true, "
     "\"ftp:\\/\\/u:pw@h\\/\" ], \"snmp\" : { \"community\" : [ { \"name\" : \"c1\" },\n"
     " { \"name\" : [ { \"data\" : \"c2\" } ] } ] }, \"password\" : 12 } }"),
};

static xnm_secret_list *scan(const char *element, const char *text, size_t length)
{
    /* A block of its own with the NUL that the reader promises, so that AddressSanitizer sees each byte read behind it. */
    char *block = g_malloc(length + 1);
    memcpy(block, text, length);
    block[length] = '\0';
    xnm_secret_finder *finder = xnm_secret_finder_new(SECRETS_MAX, 128);
    xnm_secret_finder_start_element(finder, element, NULL, 0);
    xnm_secret_finder_text(finder, block, length, (xnm_range){ 10, length });
    xnm_secret_finder_comment(finder, block, (xnm_range){ 10 + length, length + 7 });
    xnm_attribute attribute = { .name = "url", .local = "url", .value = block, .range = { 20 + 2 * length, length + 6 } };
    xnm_secret_finder_start_element(finder, "x", &attribute, 1);
    xnm_secret_list *list = xnm_secret_finder_finish(finder);
    g_free(block);
    return list;
}

/* The secrets of the text stand in order and within it, and are not shown in each other's paths. */
static void check(const xnm_secret_list *list, size_t length)
{
    const xnm_secret *last = NULL;
    for (size_t i = 0; list && i < list->count; i++) {
        const xnm_secret *secret = &list->secrets[i];
        g_assert_cmpuint(secret->length, >, 0);
        g_assert_cmpuint(secret->start, <, length);
        g_assert_cmpuint(secret->length, <=, length - secret->start);
        g_assert_true(!last || last->leaf.start < secret->leaf.start || last->start + last->length <= secret->start);
        g_assert_true(g_utf8_validate(secret->value, -1, NULL) && g_utf8_validate(secret->path, -1, NULL));
        g_assert_true(secret->length > 8 || strlen(secret->value) <= secret->length);
        for (size_t j = 0; j < MIN(list->count, 20); j++) {
            g_assert_true(list->secrets[j].value[0] != '$' || strlen(list->secrets[j].value) < 8 || !strstr(secret->path, list->secrets[j].value));
        }
        last = secret;
    }
}

static void test_every_prefix(void)
{
    for (size_t s = 0; s < G_N_ELEMENTS(samples); s++) {
        for (size_t e = 0; e < G_N_ELEMENTS(elements); e++) {
            for (size_t length = 0; length <= strlen(samples[s]); length++) {
                xnm_secret_list *list = scan(elements[e], samples[s], length);
                check(list, length);
                xnm_secret_list_free(list);
            }
        }
    }
}

/* Every rest of a sample, and samples with one byte changed to each character that means something. */
static void test_changed(void)
{
    static const char marks[] = "\"\\{}[];:#/*$@-\n \x01";
    for (size_t s = 0; s < G_N_ELEMENTS(samples); s++) {
        size_t length = strlen(samples[s]);
        char *text = g_strdup(samples[s]);
        for (size_t at = 0; at < length; at++) {
            const char *element = elements[at % G_N_ELEMENTS(elements)];
            xnm_secret_list *list = scan(element, samples[s] + at, length - at);
            check(list, length - at);
            xnm_secret_list_free(list);
            for (size_t m = 0; m < sizeof marks - 1; m++) {
                text[at] = marks[m];
                list = scan(elements[(at + m) % G_N_ELEMENTS(elements)], text, length);
                check(list, length);
                xnm_secret_list_free(list);
            }
            text[at] = samples[s][at];
        }
        g_free(text);
    }
}

/* Repeated, each of these takes a naive search the square of the text's length. */
static const char *const patterns[] = {
    "$9$",
    " $9$",
    " $9$P5T3",
    "$",
    "=$8$a$b$1$",
    "=$8$a$b$1$A",
    " $6$",
    "{",
    "{a ",
    "{ a b c ",
    "}",
    "[",
    "[ ",
    "a { ; ",
    ";",
    "; ",
    "; #",
    "\"",
    " \"",
    "\"\n",
    "\n\"",
    " \"x",
    "\\",
    "\\\"",
    " \"\\",
    "/*",
    " /*",
    " /* */",
    "#",
    "\n#",
    " # \"",
    "a://b:c",
    "a://b:c/",
    "a://b:1x/1/",
    "a://b:sk-ssh-/",
    "a://b:prompt@",
    "a://b:1",
    "a://b:c@",
    " a://b@",
    "://",
    "a:\\/\\/",
    "-----",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    " -----BEGIN PRIVATE KEY-----A",
    "-----BEGIN PRIVATE KEY-----A-----END ",
    "secret ",
    "secret x;",
    "secret \"",
    "community ",
    "snmp community x { ",
    "map-e $9$P5T3 ",
    "\n[edit ",
    "\n[edit a] ",
    "\n[edit a]\n+ b {",
    "\nset snmp community x",
    "\nedit a b",
    "\nup",
    "\nexit",
    "\nrename a b to ",
    "a | ",
    "\n",
    " ",
    "SECRET-DATA",
    "; ## SECRET-DATA",
    "{\"a\":",
    "[\"a\",",
    "{\"secret\":\"x\",",
    "\"a\":1,",
    "\\u0041",
    "\xC3\xA4",
    "inactive: ",
};

static void find_in(const char *element, const char *text, size_t length)
{
    xnm_secret_finder *finder = xnm_secret_finder_new(SECRETS_MAX, 128);
    xnm_secret_finder_start_element(finder, element, NULL, 0);
    xnm_secret_finder_text(finder, text, length, (xnm_range){ 0, length });
    xnm_secret_list *list = xnm_secret_finder_finish(finder);
    check(list, length);
    xnm_secret_list_free(list);
}

/* What takes longer than linear time here takes hours: the test does not end. */
static void test_linear(void)
{
    /* What ends everything that may be open, so that a search for the end always finds one, far away. */
    static const char tail[] = "@h \"@h */ ] } ; -----END PRIVATE KEY----- ## SECRET-DATA\n";
    const size_t length = 1000000;
    char *text = g_malloc(length + sizeof tail);
    for (size_t p = 0; p < G_N_ELEMENTS(patterns); p++) {
        size_t unit = strlen(patterns[p]);
        for (size_t at = 0; at < unit; at++) {
            text[at] = patterns[p][at];
        }
        for (size_t filled = unit; filled < length; filled += MIN(filled, length - filled)) {
            memcpy(text + filled, text, MIN(filled, length - filled));
        }
        /* The whole for one element, a tenth of it for each; cut where the pattern ends, so that the text stays valid UTF-8. */
        size_t whole = length / unit * unit;
        size_t part = length / 10 / unit * unit;
        text[whole] = '\0';
        find_in(elements[p % G_N_ELEMENTS(elements)], text, whole);
        memcpy(text + part, tail, sizeof tail);
        for (size_t e = 0; e < G_N_ELEMENTS(elements); e++) {
            find_in(elements[e], text, part + sizeof tail - 1);
        }
    }
    g_free(text);
}

/* Blocks and words beyond what is kept: nothing is lost of what follows them. */
static void test_deep(void)
{
    static const struct {
        const char *element;
        const char *open;
        const char *close;
        const char *inner;
        const char *outer;
    } nests[] = {
        { "configuration-text", "a b { ", "} ", "secret s1; ", "snmp { community c1; }" },
        { "configuration-text", "a { ", "} ", "secret s1; ", "snmp { community c1; }" },
        { "configuration-json", "{\"a\":[ ", "]} ", "{\"secret\":\"s1\"} ", "{\"snmp\":{\"community\":{\"name\":\"c1\"}}}" },
    };
    for (size_t n = 0; n < G_N_ELEMENTS(nests); n++) {
        GString *text = g_string_new(n < 2 ? "" : "{\"x\":0}");
        for (int i = 0; i < 1000; i++) {
            g_string_append(text, nests[n].open);
        }
        g_string_append(text, n < 2 ? nests[n].inner : "");
        for (int i = 0; i < 1000; i++) {
            g_string_append(text, nests[n].close);
        }
        g_string_append(text, nests[n].outer);
        xnm_secret_list *list = scan(nests[n].element, text->str, text->len);
        g_assert_nonnull(list);
        g_assert_cmpuint(list->count, ==, n < 2 ? 2 : 1);
        g_assert_cmpstr(list->secrets[0].value, ==, n < 2 ? "s1" : "c1");
        g_assert_cmpstr(list->secrets[list->count - 1].value, ==, "c1");
        g_assert_true(g_str_has_suffix(list->secrets[list->count - 1].path, n < 2 ? ": snmp community" : ": snmp community name"));
        g_assert_cmpuint(list->not_listed, ==, n < 2 ? 0 : 1);
        g_assert_cmpuint(list->not_listed_from, ==, n < 2 ? SIZE_MAX : 10);
        xnm_secret_list_free(list);
        g_string_free(text, TRUE);
    }
}

/* The last level whose keys are known, and the one behind it: then the text is not shown. */
static void test_json_levels(void)
{
    for (int levels = 128; levels <= 129; levels++) {
        GString *text = g_string_new(NULL);
        for (int i = 1; i < levels; i++) {
            g_string_append(text, "{\"a\":");
        }
        g_string_append(text, "{\"secret\":\"s1\"}");
        for (int i = 1; i < levels; i++) {
            g_string_append_c(text, '}');
        }
        const xnm_range leaf = { 10, text->len };
        xnm_secret_list *list = scan("configuration-json", text->str, text->len);
        g_assert_nonnull(list);
        g_assert_cmpuint(list->count, ==, levels == 128 ? 1 : 0);
        g_assert_cmpuint(list->not_listed, ==, levels == 128 ? 0 : 1);
        char *masked = xnm_secret_list_mask(list, leaf, text->str, XNM_SECRET_MASK);
        g_assert_null(strstr(masked, "s1"));
        g_assert_true((strcmp(masked, XNM_SECRET_MASK) == 0) == (levels == 129));
        g_free(masked);
        xnm_secret_list_free(list);
        g_string_free(text, TRUE);
    }
}

/* A statement of a thousand words: the name before the value still counts. */
static void test_many_words(void)
{
    GString *text = g_string_new("set ");
    for (int i = 0; i < 1000; i++) {
        g_string_append_printf(text, "word%d ", i);
    }
    g_string_append(text, "encrypted-password s1");
    xnm_secret_list *list = scan("configuration-set", text->str, text->len);
    g_assert_nonnull(list);
    g_assert_cmpuint(list->count, ==, 2); /* of the text, and of the comment */
    g_assert_cmpstr(list->secrets[0].value, ==, "s1");
    g_assert_true(g_str_has_suffix(list->secrets[0].path, " word999 encrypted-password"));
    g_assert_cmpuint(strlen(list->secrets[0].path), <=, XNM_SECRET_PATH_MAX);
    xnm_secret_list_free(list);
    g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret_limits/every_prefix", test_every_prefix);
    g_test_add_func("/secret_limits/changed", test_changed);
    g_test_add_func("/secret_limits/linear", test_linear);
    g_test_add_func("/secret_limits/deep", test_deep);
    g_test_add_func("/secret_limits/json_levels", test_json_levels);
    g_test_add_func("/secret_limits/many_words", test_many_words);
    return g_test_run();
}
