/* test_secret_hierarchy.c
 * Secrets in texts that are relative to a part of the configuration, which the request tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "portlore/xnm_message.h"
#include "secret_case.h"

#define OUTPUT(text) "<output>" text "</output>"

static const secret_case below_snmp[] = {
    { "alone", OUTPUT("\ncommunity c1;\n"), "output: snmp community | snmp-community | c1\n" },
    { "some", OUTPUT("\ncommunity c1;\ncommunity \"two words\" {\n}\ntrap-group t1;\n"),
      "output: snmp community | snmp-community | c1\noutput: snmp community | snmp-community | two words\n"
      "output: snmp trap-group | snmp-community | t1\n" },
    { "blocks that do not end", OUTPUT("community c1 {\ncommunity c2 {\n"),
      "output: snmp community | snmp-community | c1\noutput: snmp community | snmp-community | c2\n" },
    { "blocks that do not end, in the reply itself", "<rpc-reply>\ncommunity c1 {\n</rpc-reply>",
      "rpc-reply: snmp community | snmp-community | c1\n" },
    { "a block of which this is all", OUTPUT("community c1 {"), "output: snmp community | snmp-community | c1\n" },
    { "commands", OUTPUT("\nset community c1\nset community c2 authorization read-only\ndeactivate community c3\n"),
      "output: snmp community | snmp-community | c1\noutput: snmp community | snmp-community | c2\noutput: snmp community | snmp-community | c3\n" },
    { "from the top", OUTPUT("\nset snmp community c1\nset snmp location x\n"), "output: snmp community | snmp-community | c1\n" },
    { "from the top, then not", OUTPUT("\nsnmp {\n    community c1;\n}\ncommunity c2;\nsnmp community c3;\n"),
      "output: snmp community | snmp-community | c1\noutput: snmp community | snmp-community | c2\noutput: snmp community | snmp-community | c3\n" },
    { "inactive", OUTPUT("\ninactive: community c1;\n"), "output: snmp community | snmp-community | c1\n" },
    { "as text", "<configuration-text>community c1;</configuration-text>", "configuration-text: snmp community | snmp-community | c1\n" },
    { "as a router prints it", "<configuration-output>\ncommunity c1 {\n    view all;\n}\n</configuration-output>",
      "configuration-output: snmp community | snmp-community | c1\n" },
    { "as commands", "<configuration-set>set community c1</configuration-set>", "configuration-set: snmp community | snmp-community | c1\n" },
    { "what a header tells counts", OUTPUT("\n[edit policy-options]\n+  community c1;\n[edit snmp]\n+  community c2;\n"),
      "output: snmp community | snmp-community | c2\n" },
    { "no configuration", OUTPUT("\nerror: could not open configuration; community c1 unknown\n"), "" },
    { "names", OUTPUT("\nview all {\n    oid .1;\n}\nclient-list l { 192.0.2.0/24; }\n"), "" },
    { "not in commands and values", "<a><command>show community c1</command><x>community c1;</x><statement>community c2;</statement></a>", "" },
};

static const secret_case below_policies[] = {
    { "alone", OUTPUT("\ncommunity c1;\ncommunity c2 members 64500:1;\nlocation x;\n"), "" },
    { "commands", OUTPUT("\nset community c1 members 64500:1\nset community c2\n"), "" },
    { "from the top", OUTPUT("\nset policy-options community c1 members 64500:1\n"), "" },
};

static const secret_case below_server[] = {
    { "a secret", OUTPUT("\nport 1812;\nsecret s1;\n"), "output: system radius-server 192.0.2.1 secret | cleartext | s1\n" },
};

static void test_relative(void)
{
    secret_case_run_below(below_snmp, G_N_ELEMENTS(below_snmp), "snmp");
    secret_case_run_below(below_policies, G_N_ELEMENTS(below_policies), "policy-options");
    secret_case_run_below(below_server, G_N_ELEMENTS(below_server), "system radius-server 192.0.2.1");
}

static void check_command(const char *command, bool first_only, const char *expected)
{
    char *hierarchy = xnm_secret_hierarchy_of_command(command, first_only);
    g_assert_cmpstr(hierarchy, ==, expected);
    g_free(hierarchy);
}

static void test_commands(void)
{
    check_command("show configuration snmp", false, "snmp");
    check_command(" show  configuration\n snmp ", false, "snmp");
    check_command("show configuration snmp | display set relative", false, "snmp");
    check_command("show configuration snmp|no-more", false, "snmp");
    check_command("sho conf system login user bob", false, "system login user bob");
    check_command("show configuration snmp community c1", true, "snmp");
    static const char *const others[] = { "",
                                          "show",
                                          "show configuration",
                                          "show configuration ",
                                          "show configuration | display set",
                                          "show snmp statistics",
                                          "show config-x snmp",
                                          "s configuration snmp",
                                          "show con snmp",
                                          "showing configuration snmp",
                                          "clear configuration snmp",
                                          "show configurations snmp" };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        check_command(others[i], false, NULL);
    }
}

/* What is longer than is kept is not known: not in part. */
static void test_long_commands(void)
{
    GString *command = g_string_new("show configuration a");
    for (unsigned words = 1; words <= 20; words++) {
        char *hierarchy = xnm_secret_hierarchy_of_command(command->str, false);
        g_assert_true((hierarchy != NULL) == (words <= 16));
        g_free(hierarchy);
        check_command(command->str, true, "a");
        g_string_append(command, " a");
    }
    g_string_assign(command, "show configuration ");
    for (unsigned i = 0; i < 300; i++) {
        g_string_append_c(command, 'a');
    }
    check_command(command->str, false, NULL);
    check_command(command->str, true, NULL);
    g_string_free(command, TRUE);
}

static const xnm_read_limits limits = {
    .max_depth = 100,
    .max_elements = 1000,
    .max_attributes = 100,
    .max_name_bytes = 100,
    .max_listed = 100,
    .max_value_bytes = 1000,
    .max_secrets = 10,
    .max_json_depth = 10,
};

static void test_requests(void)
{
    static const struct {
        const char *request;
        const char *hierarchy;
    } requests[] = {
        { "<rpc><command>show configuration snmp</command></rpc>", "snmp" },
        { "<rpc><command format='text'>show configuration system login</command></rpc>", "system login" },
        { "<rpc><command>show configuration snmp community c1</command></rpc>", "snmp" },
        { "<rpc><command>show version</command></rpc>", NULL },
        { "<rpc><get-configuration format='text'><configuration><snmp/></configuration></get-configuration></rpc>", "snmp" },
        { "<rpc><get-configuration><configuration><snmp><community><name>c1</name></community></snmp></configuration></get-configuration></rpc>",
          "snmp" },
        { "<rpc><get-configuration><configuration>\n <!-- x --><a:snmp x='y'/>\n</configuration></get-configuration></rpc>", "snmp" },
        { "<rpc><get-config><source><running/></source><filter><configuration><snmp/></configuration></filter></get-config></rpc>", "snmp" },
        { "<rpc><get-configuration><configuration><snmp/><system/></configuration></get-configuration></rpc>", NULL },
        { "<rpc><get-configuration><configuration/></get-configuration></rpc>", NULL },
        { "<rpc><get-configuration/></rpc>", NULL },
        { "<rpc><load-configuration><configuration><snmp/></configuration></load-configuration></rpc>", NULL },
        { "<rpc/>", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++) {
        xnm_message *message = xnm_message_new((const uint8_t *)requests[i].request, strlen(requests[i].request), &limits);
        char *hierarchy = xnm_message_hierarchy(message);
        g_assert_cmpstr(hierarchy, ==, requests[i].hierarchy);
        g_free(hierarchy);
        xnm_message_free(message);
    }
}

static void test_reply(void)
{
    static const char reply[] = "<rpc-reply><output>community c1;</output></rpc-reply>";
    xnm_message *alone = xnm_message_new((const uint8_t *)reply, strlen(reply), &limits);
    xnm_message *below = xnm_message_new_below((const uint8_t *)reply, strlen(reply), &limits, "snmp");
    g_assert_null(alone->secrets);
    g_assert_nonnull(below->secrets);
    g_assert_cmpuint(below->secrets->count, ==, 1);
    g_assert_cmpstr(below->secrets->secrets[0].value, ==, "c1");
    xnm_message_free(alone);
    xnm_message_free(below);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret_hierarchy/relative", test_relative);
    g_test_add_func("/secret_hierarchy/commands", test_commands);
    g_test_add_func("/secret_hierarchy/long-commands", test_long_commands);
    g_test_add_func("/secret_hierarchy/requests", test_requests);
    g_test_add_func("/secret_hierarchy/reply", test_reply);
    return g_test_run();
}
