/* test_secret_lines.c
 * Secrets in CLI commands that a router prints: behind its prompt, in its history of commands, in its log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secret_case.h"

#define OUTPUT(text) "<output>" text "</output>"

static const secret_case prompts[] = {
    { "configuration mode", OUTPUT("\nuser@host# set system root-authentication plain-text-password-value X1\n"),
      "output: system root-authentication plain-text-password-value | cleartext | X1\n" },
    { "the first line, alone", OUTPUT("user@host# set snmp community c1"), "output: snmp community | snmp-community | c1\n" },
    { "operational mode", OUTPUT("\nuser@host&gt; test aaa ppp user bob password hunter2 profile p1\n"),
      "output: test aaa ppp user bob password | cleartext | hunter2\n" },
    { "a pipe", OUTPUT("\nuser@host&gt; show configuration snmp community c1 | display set\nuser@host&gt; show log x | match password\n"),
      "output: configuration snmp community | snmp-community | c1\n" },
    { "context",
      OUTPUT("\n[edit snmp]\nuser@host# set community c1\n\n[edit policy-options]\nuser@host# set community c2\n\n[edit]\nuser@host# set community "
             "c3\n"),
      "output: snmp community | snmp-community | c1\n" },
    { "context on a routing engine", OUTPUT("\n{master:0}[edit snmp]\nuser@host# set community c1\n\n{master:0}\nuser@host&gt; show version\n"),
      "output: snmp community | snmp-community | c1\n" },
    { "a role in front of the prompt", OUTPUT("\n{master:0}user@host# set snmp community c1\n"), "output: snmp community | snmp-community | c1\n" },
    { "operational mode is at the top", OUTPUT("\n[edit snmp]\nuser@host# exit\n\nuser@host&gt; request community x\n"), "" },
    { "edit", OUTPUT("\nuser@host# edit system radius-server 192.0.2.1\nuser@host# set secret s1\n"),
      "output: system radius-server 192.0.2.1 secret | cleartext | s1\n" },
    { "quotes", OUTPUT("\nuser@host# set system radius-server 192.0.2.1 secret \"a b\"\nuser@host# set x y\n"),
      "output: system radius-server 192.0.2.1 secret | cleartext | a b\n" },
    { "a quotation mark that is never closed", OUTPUT("\nuser@host# set x \"y\nradius-server 192.0.2.1 { secret \"s1\"; }\n"),
      "output: radius-server 192.0.2.1 secret | cleartext | s1\n" },
    { "what it prints", OUTPUT("\nuser@host&gt; show configuration\nsnmp {\n    community c1;\n}\n\nuser@host&gt; exit\n"),
      "output: snmp community | snmp-community | c1\n" },
    { "a URL", OUTPUT("\nuser@host&gt; file copy ftp://bob:s1@192.0.2.1/x y\n"), "output: file copy | url-password | s1\n" },
    { "prose", OUTPUT("\nbob@h&gt; wrote: set the password to something\nbob@h&gt; my secret x\n"), "" },
    { "in a file", "<file-content>\nuser@host# set snmp community c1\n</file-content>", "file-content: snmp community | snmp-community | c1\n" },
    { "none",
      OUTPUT("\nuser@host set snmp community c1\n@host# set snmp community c1\nuser@# set snmp community c1\nuser@host#set snmp community c1\n"
             "user @host# set snmp community c1\nuser@host# \nuser@host#\nuser@host"),
      "" },
};

static const secret_case histories[] = {
    { "times", OUTPUT("\n  06:38:20 -- show cli history\n  06:39:01 -- set system root-authentication plain-text-password-value X1\n"),
      "output: system root-authentication plain-text-password-value | cleartext | X1\n" },
    { "dates", OUTPUT("\n  2026-01-01 06:38:20 UTC -- set snmp community c1\n"), "output: snmp community | snmp-community | c1\n" },
    { "where the commands before it say",
      OUTPUT("\n  06:38:20 -- edit snmp\n  06:38:29 -- set community c1\n  06:38:40 -- top\n  06:38:41 -- set community c2\n"),
      "output: snmp community | snmp-community | c1\n" },
    { "prose", OUTPUT("\n06:38:20 -- the password of root -- changed\n  2026 -- my secret x\n"), "" },
    { "none",
      OUTPUT("\n  x -- set snmp community c1\n  06:38:20 - set snmp community c1\n  06:38:20 --set snmp community c1\n  -- set snmp community c1\n"),
      "" },
};

static const secret_case logs[] = {
    { "a command",
      OUTPUT(
          "\nJan  1 00:00:01  r1 mgd[4711]: UI_CMDLINE_READ_LINE: User 'bob', command 'set system root-authentication plain-text-password-value X1 "
          "'\nJan  1 00:00:02  r1 mgd[4711]: UI_CMDLINE_READ_LINE: User 'bob', command 'commit '\n"),
      "output: system root-authentication plain-text-password-value | cleartext | X1\n" },
    { "without a space at its end", OUTPUT("\nr1 mgd[1]: User 'bob', command 'set snmp community c1'\n"),
      "output: snmp community | snmp-community | c1\n" },
    { "with a quotation mark in it", OUTPUT("\nr1 mgd[1]: User 'bob', command 'set snmp community c'1 '\n"),
      "output: snmp community | snmp-community | c'1\n" },
    { "an audit", OUTPUT("\nr1 mgd[1]: UI_CFG_AUDIT_SET: User 'bob' set: [snmp community c1 authorization] \"x\" -&gt; \"read-only\"\n"),
      "output: snmp community | snmp-community | c1\n" },
    { "an audit of a policy", OUTPUT("\nr1 mgd[1]: UI_CFG_AUDIT_SET: User 'bob' set: [policy-options community c1 members] \"x\"\n"), "" },
    { "forms around it",
      OUTPUT("\nr1 x: from ftp://a:s1@h/ User 'bob', command 'file copy ftp://b:s2@h/ x ' to ftp://c:s3@h/\nset snmp community c1\n"),
      "output | url-password | s1\noutput: file copy | url-password | s2\noutput | url-password | s3\noutput: snmp community | snmp-community | "
      "c1\n" },
    { "none",
      OUTPUT("\nr1 mgd[1]: User 'bob', command 'show snmp community c1 '\nr1 x: commands 'set snmp community c1\nr1 x: [snmp community c1]\n"
             "r1 x: command set snmp community c1\n"),
      "" },
};

static void test_prompts(void)
{
    secret_case_run(prompts, G_N_ELEMENTS(prompts));
}

static void test_histories(void)
{
    secret_case_run(histories, G_N_ELEMENTS(histories));
}

static void test_logs(void)
{
    secret_case_run(logs, G_N_ELEMENTS(logs));
}

/* Each beginning of a message with all of them is read, whatever it ends in. */
static void test_cut(void)
{
    static const secret_case *const all[] = { prompts, histories, logs };
    static const size_t counts[] = { G_N_ELEMENTS(prompts), G_N_ELEMENTS(histories), G_N_ELEMENTS(logs) };
    for (size_t kind = 0; kind < G_N_ELEMENTS(all); kind++) {
        for (size_t i = 0; i < counts[kind]; i++) {
            for (size_t length = 0; length <= strlen(all[kind][i].message); length++) {
                g_free(secret_case_found(all[kind][i].message, length, NULL));
            }
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret_lines/prompts", test_prompts);
    g_test_add_func("/secret_lines/histories", test_histories);
    g_test_add_func("/secret_lines/logs", test_logs);
    g_test_add_func("/secret_lines/cut", test_cut);
    return g_test_run();
}
