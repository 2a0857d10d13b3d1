/* test_object.c
 * What of a message becomes a file: its bytes, format and name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_object.h"

#include <string.h>

static const xnm_read_limits wide = { .max_depth = 100, .max_elements = 1000, .max_attributes = 100, .max_name_bytes = 200,
                                      .max_listed = 100, .max_value_bytes = 4096, .max_secrets = 100 };

#define REPLY(inside) "<rpc-reply xmlns:junos=\"http://xml.juniper.net/junos/18.4R3/junos\">" inside "</rpc-reply>"
#define JUNOS         " xmlns:junos=\"http://xml.juniper.net/junos/18.4R3/junos\""

typedef struct {
    const char *title;
    const char *message;
    const char *operation; /* of the request that a reply belongs to; NULL: none is known */
    const char *command;
    const char *content; /* NULL: there is no object */
    const char *extension;
    const char *name;
} object_case;

static const object_case cases[] = {
    { "configuration", REPLY("\n<configuration junos:commit-seconds=\"1\">\n<system/>\n</configuration>\n"), "get-configuration", NULL,
      "<configuration" JUNOS " junos:commit-seconds=\"1\">\n<system/>\n</configuration>\n", "xml", "configuration" },
    { "declared by itself", REPLY("<a xmlns:junos='urn:x' junos:b='c'/>"), "get-a", NULL, "<a xmlns:junos='urn:x' junos:b='c'/>\n", "xml", "a" },
    { "default namespace of the reply", "<rpc-reply xmlns=\"urn:y\" message-id=\"1\"><data><a/></data></rpc-reply>", "get-config", NULL,
      "<data xmlns=\"urn:y\"><a/></data>\n", "xml", "data" },
    { "a reply to nothing known", REPLY("<interface-information/>"), NULL, NULL, "<interface-information" JUNOS "/>\n", "xml",
      "interface-information" },
    { "output of a command", REPLY("<output>\nHostname: edge1\nModel: &lt;mx&gt;\n</output>"), "command", "show version",
      "Hostname: edge1\nModel: <mx>\n", "txt", "show version" },
    { "output of a command that is a secret", REPLY("<output>x</output>"), "command", NULL, "x", "txt", "command" },
    { "only the first line end goes", REPLY("<output>\r\n\n x</output>"), "command", "show x", "\n x", "txt", "show x" },
    { "structured output of a command", REPLY("<chassis-inventory/>"), "command", "show chassis hardware", "<chassis-inventory" JUNOS "/>\n", "xml",
      "show chassis hardware" },
    { "text configuration", REPLY("<configuration-text>\nsystem {\n    host-name edge1;\n}\n</configuration-text>"), "get-configuration", NULL,
      "system {\n    host-name edge1;\n}\n", "conf", "get-configuration" },
    { "set configuration", REPLY("<configuration-set>set system host-name edge1\n</configuration-set>"), "get-configuration", NULL,
      "set system host-name edge1\n", "set", "get-configuration" },
    { "JSON configuration", REPLY("<configuration-json>{\"configuration\":{}}</configuration-json>"), "get-configuration", NULL,
      "{\"configuration\":{}}", "json", "get-configuration" },
    { "JSON in the reply itself", REPLY("\n{\"a\":[1]}\n"), "get-a", NULL, "{\"a\":[1]}\n", "json", "get-a" },
    { "a configuration", REPLY("<output>system {\n}</output>"), "command", "show configuration", "system {\n}", "conf", "show configuration" },
    { "a part of the configuration, all of it", REPLY("<output>x y;</output>"), "command", "show configuration snmp | display inheritance | no-more", "x y;", "conf", "show configuration snmp | display inheritance | no-more" },
    { "lines of a configuration", REPLY("<output>x y;</output>"), "command", "show configuration | match x", "x y;", "txt", "show configuration | match x" },
    { "set commands", REPLY("<output>set x y</output>"), "command", "show configuration | display set | match x", "set x y", "set", "show configuration | display set | match x" },
    { "set commands of no configuration", REPLY("<output>x</output>"), "command", "show version | display set", "x", "txt", "show version | display set" },
    { "XML of a command", REPLY("<output>&lt;a/&gt;</output>"), "command", "show version|display xml", "<a/>", "xml", "show version|display xml" },
    { "no XML of a command", REPLY("<output>error</output>"), "command", "show version | display xml", "error", "txt", "show version | display xml" },
    { "a command that only begins so", REPLY("<output>x</output>"), "command", "show configurations", "x", "txt", "show configurations" },
    { "JSON as output", REPLY("<output>\n {\"a\":1}</output>"), "command", "show a", " {\"a\":1}", "json", "show a" },
    { "text in the reply itself", REPLY("hello"), "get-a", NULL, "hello", "txt", "get-a" },
    { "two elements", "<rpc-reply><a/><b/></rpc-reply>", "get-a", NULL, "<rpc-reply><a/><b/></rpc-reply>\n", "xml", "get-a" },
    { "two elements of an unknown request", "<rpc-reply><a/><b/></rpc-reply>", NULL, NULL, "<rpc-reply><a/><b/></rpc-reply>\n", "xml", "a" },
    { "an error", "<rpc-reply><xnm:error xmlns:xnm='x'><message>no</message></xnm:error></rpc-reply>", "get-a", NULL,
      "<xnm:error xmlns:xnm='x'><message>no</message></xnm:error>\n", "xml", "error" },
    { "empty reply", "<rpc-reply/>", "get-a", NULL, NULL, NULL, NULL },
    { "white space", "<rpc-reply>\n\n</rpc-reply>", "get-a", NULL, NULL, NULL, NULL },
    { "empty output", "<rpc-reply><output/></rpc-reply>", "command", "show a", NULL, NULL, NULL },
    { "ok", "<rpc-reply message-id=\"1\"><ok/></rpc-reply>", "edit-config", NULL, NULL, NULL, NULL },
    { "abort", "<rpc-reply><abort-acknowledgement/></rpc-reply>", NULL, NULL, NULL, NULL, NULL },
    { "login", "<rpc-reply><authentication-response><status>success</status></authentication-response></rpc-reply>", "request-login", NULL, NULL, NULL,
      NULL },
    { "challenge", "<rpc-reply><challenge echo=\"no\">Password:</challenge></rpc-reply>", "request-login", NULL, NULL, NULL, NULL },
    { "configuration loaded as XML",
      "<rpc xmlns:a=\"u\"><load-configuration xmlns:b='v' action=\"merge\"><configuration b:x='1'><a:system/></configuration></load-configuration></rpc>",
      NULL, NULL, "<configuration xmlns:b='v' xmlns:a=\"u\" b:x='1'><a:system/></configuration>\n", "xml", "load-configuration-merge" },
    { "as text", "<rpc><load-configuration format=\"text\"><configuration-text>system { }\n</configuration-text></load-configuration></rpc>", NULL, NULL,
      "system { }\n", "conf", "load-configuration" },
    { "as set commands", "<rpc><load-configuration action=\"set\"><configuration-set>set a b</configuration-set></load-configuration></rpc>", NULL, NULL,
      "set a b", "set", "load-configuration-set" },
    { "as JSON", "<rpc><load-configuration format=\"json\"><configuration-json>{ }</configuration-json></load-configuration></rpc>", NULL, NULL, "{ }",
      "json", "load-configuration" },
    { "in NETCONF", "<rpc message-id=\"2\"><edit-config><target><candidate/></target><config><configuration><system/></configuration></config>"
      "</edit-config></rpc>", NULL, NULL, "<configuration><system/></configuration>\n", "xml", "edit-config" },
    { "from a URL", "<rpc><load-configuration url=\"/var/tmp/x.conf\"/></rpc>", NULL, NULL, NULL, NULL, NULL },
    { "another request", "<rpc><get-configuration><configuration><system/></configuration></get-configuration></rpc>", NULL, NULL, NULL, NULL, NULL },
    { "no request", "<hello><configuration/></hello>", NULL, NULL, NULL, NULL, NULL },
    { "broken", "<rpc-reply><a><b></a></rpc-reply>", "get-a", NULL, "<a><b>\n", "xml", "a" },
};

static void check(const object_case *one)
{
    size_t length = strlen(one->message);
    xnm_message *message = xnm_message_new((const uint8_t *)one->message, length, &wide);
    xnm_exchange exchange = { .operation = (char *)one->operation, .command = (char *)one->command };
    xnm_object object;
    bool made = xnm_object_make(&object, message, (const uint8_t *)one->message, length, one->operation ? &exchange : NULL);
    g_assert_true(made == (one->content != NULL));
    if (made) {
        char *content = g_strndup((const char *)object.bytes, object.length);
        char *file_name = xnm_object_file_name(&object, "edge1", 1, 1);
        g_assert_cmpstr(content, ==, one->content);
        g_assert_cmpstr(object.name, ==, one->name);
        g_assert_cmpstr(strrchr(file_name, '.') + 1, ==, one->extension);
        g_free(file_name);
        g_free(content);
        xnm_object_clear(&object);
    }
    xnm_message_free(message);
}

static void test_objects(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].title);
        check(&cases[i]);
    }
}

/* Texts that the reader did not keep all of are not cut short in silence: the element's bytes are the object. */
static void test_not_all_kept(void)
{
    static const char reply[] = "<rpc-reply><output>a</output></rpc-reply>";
    xnm_message *message = xnm_message_new((const uint8_t *)reply, strlen(reply), &wide);
    xnm_object object;
    message->all_nodes_kept = false;
    g_assert_true(xnm_object_make(&object, message, (const uint8_t *)reply, strlen(reply), NULL));
    g_assert_cmpint(object.format, ==, XNM_OBJECT_XML);
    g_assert_cmpmem(object.bytes, object.length, "<output>a</output>\n", strlen("<output>a</output>\n"));
    xnm_object_clear(&object);
    xnm_message_free(message);
}

static void test_file_names(void)
{
    static const struct {
        const char *host;
        uint32_t frame;
        unsigned ordinal;
        const char *name;
        const char *file_name;
    } names[] = {
        { "edge1", 27, 1, "get-interface-information", "edge1-000027-get-interface-information.xml" },
        { "edge1", 27, 2, "show version", "edge1-000027-2-show-version.xml" },
        { NULL, 4000000000u, 1, "a", "unknown-4000000000-a.xml" },
        { "../../etc", 1, 1, "/etc/passwd", "etc-000001-etc-passwd.xml" },
        { "..", 1, 1, "..", "unknown-000001-object.xml" },
        { "C:\\x", 1, 1, "a|b;c`d$(e)\n\x01", "C-x-000001-a-b-c-d-e.xml" },
        { "", 1, 1, "", "unknown-000001-object.xml" },
        { "-rf", 1, 1, "--help", "rf-000001-help.xml" },
        { ".hidden", 1, 1, "a..b.", "hidden-000001-a.-b.xml" },
        { "\xC3\xA9" "dge", 1, 1, "\xE2\x80\xAE" "txt.exe", "dge-000001-txt.exe.xml" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        xnm_object object = { .format = XNM_OBJECT_XML, .name = (char *)names[i].name };
        char *file_name = xnm_object_file_name(&object, names[i].host, names[i].frame, names[i].ordinal);
        g_assert_cmpstr(file_name, ==, names[i].file_name);
        g_free(file_name);
    }
}

static void test_long_names(void)
{
    char *text = g_strnfill(5000, 'a');
    xnm_object object = { .format = XNM_OBJECT_JSON, .name = text };
    char *file_name = xnm_object_file_name(&object, text, UINT32_MAX, UINT32_MAX);
    g_assert_cmpuint(strlen(file_name), ==, XNM_OBJECT_FILE_NAME_MAX);
    g_assert_true(g_str_has_suffix(file_name, "a.json"));
    g_free(file_name);
    g_free(text);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/object/objects", test_objects);
    g_test_add_func("/object/not-all-kept", test_not_all_kept);
    g_test_add_func("/object/file-names", test_file_names);
    g_test_add_func("/object/long-names", test_long_names);
    return g_test_run();
}
