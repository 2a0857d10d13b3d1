/* test_secret_split.c
 * Secrets that a comment, a processing instruction or a CDATA section splits: one secret, masked in each of its texts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secret_case.h"

/* What the test vector $9$7YdwgGDkTz6oJz69A1INdb decodes to is "juniper" (facts of junos_9.h). */
#define ONE_SECRET "junos-9 | $9$7YdwgGDkTz6oJz69A1INdb | juniper\n"

static const secret_case cases[] = {
    { "by form", "<a>$9$7YdwgGDk<!-- x -->Tz6oJz69A1INdb</a>", "a | " ONE_SECRET },
    { "in front of it", "<a><!-- x -->$9$7YdwgGDkTz6oJz69A1INdb<!-- y --></a>", "a | " ONE_SECRET },
    { "behind its first character", "<a>$<!---->9$7YdwgGDkTz6oJz69A1INdb</a>", "a | " ONE_SECRET },
    { "by name", "<a><secret>ab<!-- x -->cd<?x y?>ef</secret></a>", "a/secret | cleartext | abcdef\n" },
    { "processing instruction", "<a>see $9$7Ydwg<?x y?>GDkTz6oJz69A1INdb, please</a>", "a | " ONE_SECRET },
    { "in three", "<a>$9$7Yd<!-- x -->wgGDkTz6oJ<!-- y -->z69A1INdb</a>", "a | " ONE_SECRET },
    { "CDATA", "<a>$9$7YdwgGDk<![CDATA[Tz6oJz69A1]]>INdb</a>", "a | " ONE_SECRET },
    { "references", "<a>$9$7YdwgGDk&#84;z6oJz69A1I&#x4e;db</a>", "a | " ONE_SECRET },
    { "all of them", "<a>$9$7Yd<!-- x --><![CDATA[wgGD]]>&#107;Tz6oJ<?x y?>z69A1INdb</a>", "a | " ONE_SECRET },
    { "a URL", "<a>ftp://bob:s<!-- x -->1@192.0.2.1/</a>", "a | url-password | s1\n" },
    { "quotes", "<configuration-text>system { radius-server { 192.0.2.1 secret \"s<!-- x -->1\"; } }</configuration-text>",
      "configuration-text: system radius-server 192.0.2.1 secret | cleartext | s1\n" },
    { "names in front", "<configuration-text>system { radius-<!-- x -->server { 192.0.2.1 sec<?x y?>ret s1; } }</configuration-text>",
      "configuration-text: system radius-server 192.0.2.1 secret | cleartext | s1\n" },
    { "JSON", "<configuration-json>{\"secret\": \"s<!-- x -->1\", \"password\": \"s2\"}</configuration-json>",
      "configuration-json: secret | cleartext | s1\nconfiguration-json: password | cleartext | s2\n" },
    { "a comment with one of its own", "<a>$9$7YdwgGDk<!-- $9$P5T3 -->Tz6oJz69A1INdb</a>",
      "a | " ONE_SECRET "a/comment() | junos-9 | $9$P5T3 | a\n" },
    { "a comment with one, in front of all", "<a>one<!-- $9$P5T3 -->$9$7YdwgGDkTz6oJz69A1INdb</a>",
      "a/comment() | junos-9 | $9$P5T3 | a\na | " ONE_SECRET },
    { "an element is no comment", "<a>$9$7YdwgGDk<b/>Tz6oJz69A1INdb</a>", "a | junos-9 | $9$7YdwgGDk | ju\n" },
};

static void test_found(void)
{
    secret_case_run(cases, G_N_ELEMENTS(cases));
}

/* Each text as it is shown, with the mask and without the secret. */
static void check_shown(const char *message, const char *const *masked)
{
    GArray *leaves;
    xnm_secret_list *list = secret_case_read(message, strlen(message), &leaves);
    secret_case_check(list, message, strlen(message), leaves);
    for (guint i = 0; i < leaves->len; i++) {
        const secret_case_leaf *leaf = &g_array_index(leaves, secret_case_leaf, i);
        char *shown = xnm_secret_list_mask(list, leaf->range, leaf->text, "*");
        g_assert_cmpstr(shown, ==, masked[i]);
        g_free(shown);
    }
    g_assert_null(masked[leaves->len]);
    secret_case_free(list, leaves);
}

static void test_masks(void)
{
    check_shown("<a>it is $9$7YdwgGDk<!--x-->Tz6oJz69A1INdb, not <!--y-->$9$P5T3</a>",
                (const char *const[]){ "it is *", NULL, "*, not ", NULL, "*", NULL });
    check_shown("<secret>ab<!--x-->cd<!--$9$P5T3-->ef</secret>", (const char *const[]){ "*", NULL, "*", "*", "*", NULL });
    check_shown("<a>$9$7YdwgGDk<!--x-->Tz6oJz69A1INdb and $9$P5T3<!--y--> or more</a>",
                (const char *const[]){ "*", NULL, "* and *", NULL, NULL, NULL });
    check_shown("<a>ftp://b:s1<!--x-->@192.0.2.1/</a>", (const char *const[]){ "ftp://b:*", NULL, NULL, NULL });
}

static void test_ranges(void)
{
    static const char message[] = "<a>it is $9$7YdwgGDk<!--x-->Tz6oJz69A1INdb, not </a>";
    GArray *leaves;
    xnm_secret_list *list = secret_case_read(message, strlen(message), &leaves);
    g_assert_cmpuint(list->count, ==, 1);
    g_assert_cmpuint(list->secrets[0].range.start, ==, (size_t)(strstr(message, "$9$") - message));
    g_assert_cmpuint(list->secrets[0].range.start + list->secrets[0].range.length, ==, (size_t)(strstr(message, "</a>") - message));
    g_assert_cmpuint(list->part_count, ==, 1);
    g_assert_cmpuint(xnm_secret_list_part_in(list, list->parts[0].leaf), ==, strlen("Tz6oJz69A1INdb"));
    g_assert_cmpuint(xnm_secret_list_part_in(list, list->secrets[0].leaf), ==, 0);
    g_assert_cmpuint(xnm_secret_list_part_in(NULL, list->parts[0].leaf), ==, 0);
    secret_case_free(list, leaves);
}

/* A secret of as many texts as it has characters, with a secret in each comment between. */
static void test_many(void)
{
    GString *message = g_string_new("<secret>");
    for (unsigned i = 0; i < 20000; i++) {
        g_string_append(message, "s<!--$9$P5T3-->");
    }
    g_string_append(message, "</secret>");
    GArray *leaves;
    xnm_secret_list *list = secret_case_read(message->str, message->len, &leaves);
    g_assert_cmpuint(list->count, ==, 20001);
    g_assert_cmpuint(list->part_count, ==, 19999);
    g_assert_cmpuint(strlen(list->secrets[0].value), ==, 20000);
    for (guint i = 0; i < leaves->len; i++) {
        const secret_case_leaf *leaf = &g_array_index(leaves, secret_case_leaf, i);
        char *shown = xnm_secret_list_mask(list, leaf->range, leaf->text, "*");
        g_assert_cmpstr(shown, ==, "*");
        g_free(shown);
    }
    secret_case_free(list, leaves);
    g_string_free(message, TRUE);
}

/* Reading may stop anywhere: what was read of a secret is one. */
static void test_cut(void)
{
    static const char message[] = "<a><secret>abcdef<!--x-->ghijkl</secret></a>";
    for (size_t length = strlen("<a><secret>abcdef<!--x-->"); length < strlen(message); length++) {
        GArray *leaves;
        xnm_secret_list *list = secret_case_read(message, length, &leaves);
        for (guint i = 0; i < leaves->len; i++) {
            const secret_case_leaf *leaf = &g_array_index(leaves, secret_case_leaf, i);
            char *shown = xnm_secret_list_mask(list, leaf->range, leaf->text, "*");
            g_assert_cmpstr(shown, ==, strcmp(leaf->text, "x") == 0 ? NULL : "*");
            g_free(shown);
        }
        g_assert_cmpuint(leaves->len, >=, 2);
        secret_case_free(list, leaves);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret-split/found", test_found);
    g_test_add_func("/secret-split/masks", test_masks);
    g_test_add_func("/secret-split/ranges", test_ranges);
    g_test_add_func("/secret-split/many", test_many);
    g_test_add_func("/secret-split/cut", test_cut);
    return g_test_run();
}
