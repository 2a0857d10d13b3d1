/* test_sepm_sylink.c
 * SyLink.xml, and what only looks like one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/sepm_sylink.h"

#define ID   "0123456789abcdef0123456789ABCDEF"
#define KEY  "00112233445566778899AABBCCDDEEFF"
#define ROOT "<ServerSettings DomainId=\"" ID "\" NameSpace=\"rpc\">"
#define CONF "<CommConf><AgentCommunicationSetting Kcs=\"" KEY "\"/>"
#define LIST                                                                                                                                         \
    "<ServerList><ServerPriorityBlock><Server Address=\"192.0.2.1\" HttpPort=\"8014\"/><Server Address=\"a&amp;b\" HttpsPort=\"443\"/>"              \
    "<Server Address=\"c\"/><Server HttpPort=\"1\"/></ServerPriorityBlock></ServerList>"

static sepm_sylink *read_text(const char *text, size_t length)
{
    uint8_t *copy = g_memdup2(text, length);
    sepm_sylink *sylink = sepm_sylink_read(copy, length);
    g_free(copy);
    return sylink;
}

static void test_whole(void)
{
    static const char text[] = "<?xml version=\"1.0\"?>\n<!-- x -->" ROOT CONF LIST "</CommConf></ServerSettings>";
    sepm_sylink *sylink = read_text(text, strlen(text));
    g_assert_nonnull(sylink);
    g_assert_cmpstr(sylink->domain_id, ==, ID);
    g_assert_cmpstr(sylink->key, ==, KEY);
    g_assert_cmpuint(sylink->servers->len, ==, 3);
    g_assert_true(sylink->complete);
    static const struct {
        const char *address;
        uint16_t port;
        uint16_t tls_port;
    } servers[] = { { "192.0.2.1", 8014, 0 }, { "a&b", 0, 443 }, { "c", 0, 0 } };
    for (guint i = 0; i < sylink->servers->len; i++) {
        const sepm_sylink_server *server = g_ptr_array_index(sylink->servers, i);
        g_assert_cmpstr(server->address, ==, servers[i].address);
        g_assert_cmpuint(server->port, ==, servers[i].port);
        g_assert_cmpuint(server->tls_port, ==, servers[i].tls_port);
    }
    sepm_sylink_free(sylink);
    sepm_sylink_free(NULL);
}

static void test_cut(void)
{
    static const char text[] = ROOT CONF LIST "</CommConf></ServerSettings>";
    size_t with_conf = strlen(ROOT "<CommConf>");
    size_t with_key = strlen(ROOT CONF);
    /* A tag may count before its last two bytes are there. */
    const size_t open = 2;
    for (size_t length = 0; length <= strlen(text); length++) {
        sepm_sylink *sylink = read_text(text, length);
        g_assert_true(length < with_conf || sylink);
        g_assert_true(length >= with_conf - open || !sylink);
        g_assert_true(length < with_key || sylink->key);
        g_assert_true(length >= with_key - open || !sylink || !sylink->key);
        sepm_sylink_free(sylink);
    }
}

static char *utf_16(const char *text, bool big, gsize *length)
{
    char *ordered = g_strconcat("\xEF\xBB\xBF", text, NULL);
    char *wide = g_convert(ordered, -1, big ? "UTF-16BE" : "UTF-16LE", "UTF-8", NULL, length, NULL);
    g_assert_nonnull(wide);
    g_free(ordered);
    return wide;
}

/* XML has to be read in UTF-16, too: XML 1.0, section 2.2. */
static void test_utf_16(void)
{
    for (unsigned i = 0; i < 2; i++) {
        gsize length;
        char *wide = utf_16("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" ROOT CONF LIST "</CommConf></ServerSettings>\n", i == 1, &length);
        sepm_sylink *sylink = read_text(wide, length);
        g_assert_nonnull(sylink);
        g_assert_cmpstr(sylink->key, ==, KEY);
        g_assert_true(sylink->complete);
        g_assert_true(sepm_sylink_ends((const uint8_t *)wide, length));
        g_assert_false(sepm_sylink_ends((const uint8_t *)wide, length - 6));
        g_assert_true(sepm_sylink_begins((const uint8_t *)wide, length));
        g_assert_null(read_text(wide + 1, length - 1));
        sepm_sylink_free(sylink);
        g_free(wide);
        char *other = utf_16("<ServerSetting><CommConf/></ServerSetting>", i == 1, &length);
        g_assert_false(sepm_sylink_begins((const uint8_t *)other, length));
        g_free(other);
    }
}

/* Each lacks something that published files have. */
static void test_incomplete(void)
{
    static const char *const texts[] = {
        "<ServerSettings DomainId=\"" ID "\">" CONF LIST "</CommConf></ServerSettings>",
        ROOT "<CommConf>" LIST "</CommConf></ServerSettings>",
        ROOT CONF "</CommConf></ServerSettings>",
        ROOT CONF "<ServerList><ServerPriorityBlock/></ServerList></CommConf></ServerSettings>",
        ROOT CONF "<ServerList><Server Address=\"c\"/></ServerList></CommConf></ServerSettings>",
        ROOT CONF LIST "</CommConf>",
        ROOT CONF LIST "</CommConf></ServerSettings><x/>",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_test_message("%s", texts[i]);
        sepm_sylink *sylink = read_text(texts[i], strlen(texts[i]));
        g_assert_nonnull(sylink);
        g_assert_false(sylink->complete);
        sepm_sylink_free(sylink);
    }
}

static void test_others(void)
{
    static const char *const texts[] = {
        "",
        "<ServerSettings/>",
        "<ServerSettings><CommConf/></ServerSettings>",
        ROOT "</ServerSettings>",
        "<ServerSettings DomainId=\"" ID "0\"><CommConf/></ServerSettings>",
        "<ServerSettings DomainId=\"g123456789abcdef0123456789ABCDEF\"><CommConf/></ServerSettings>",
        "<x>" ROOT CONF "</CommConf></ServerSettings></x>",
        "<!DOCTYPE ServerSettings [<!ENTITY a \"b\">]>" ROOT CONF "</CommConf></ServerSettings>",
        "a " ROOT CONF "</CommConf></ServerSettings>",
        "<ServerSettingsX DomainId=\"" ID "\"><CommConf/></ServerSettingsX>",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        sepm_sylink *sylink = read_text(texts[i], strlen(texts[i]));
        g_assert_null(sylink);
    }
    static const char odd_key[] = ROOT "<CommConf><AgentCommunicationSetting Kcs=\"00\"/></CommConf></ServerSettings>";
    sepm_sylink *sylink = read_text(odd_key, strlen(odd_key));
    g_assert_nonnull(sylink);
    g_assert_null(sylink->key);
    sepm_sylink_free(sylink);
}

static void test_limits(void)
{
    GString *text = g_string_new(ROOT "<CommConf><ServerList>");
    for (unsigned i = 0; i < 2 * SEPM_SYLINK_SERVERS_MAX; i++) {
        g_string_append(text, "<Server Address=\"a\"/>");
    }
    for (unsigned i = 0; i < SEPM_SYLINK_ELEMENTS_MAX; i++) {
        g_string_append(text, "<deep>");
    }
    g_string_append(text, "<AgentCommunicationSetting Kcs=\"" KEY "\"/>");
    sepm_sylink *sylink = read_text(text->str, text->len);
    g_assert_nonnull(sylink);
    g_assert_cmpuint(sylink->servers->len, ==, SEPM_SYLINK_SERVERS_MAX);
    g_assert_null(sylink->key);
    sepm_sylink_free(sylink);
    g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sepm_sylink/whole", test_whole);
    g_test_add_func("/sepm_sylink/cut", test_cut);
    g_test_add_func("/sepm_sylink/utf_16", test_utf_16);
    g_test_add_func("/sepm_sylink/incomplete", test_incomplete);
    g_test_add_func("/sepm_sylink/others", test_others);
    g_test_add_func("/sepm_sylink/limits", test_limits);
    return g_test_run();
}
