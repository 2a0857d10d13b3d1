/* test_message.c
 * The message room: nodes, and what a message means.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "message_lines.h"

/* The facts of a message that are there, a line each, with the bytes of their ranges in brackets. */
static char *facts(const xnm_message *message, const char *bytes)
{
    static const char *const kinds[] = { "other", "rpc", "rpc-reply", "abort", "hello", "notification" };
    GString *lines = g_string_new(kinds[message->kind]);
    g_string_append_printf(lines, " %s\n", message->name ? message->name : "-");
    if (message->operations) {
        g_string_append_printf(lines, "%u ", message->operations);
    }
    add_value(lines, "operation", &message->operation, bytes);
    if (message->has_text) {
        g_string_append(lines, "text\n");
    }
    if (message->item_count) {
        g_string_append_printf(lines, "items %u %s\n", message->item_count, message->item_name);
    }
    add_value(lines, "username", &message->username, bytes);
    add_value(lines, "password", &message->password, bytes);
    add_value(lines, "challenge", &message->challenge, bytes);
    if (message->challenge_echo) {
        g_string_append_printf(lines, "echo %s\n", message->challenge_echo);
    }
    if (message->challenge_documented) {
        g_string_append(lines, "documented challenge\n");
    }
    add_value(lines, "status", &message->login_status, bytes);
    add_value(lines, "message", &message->login_message, bytes);
    add_value(lines, "login-name", &message->login_name, bytes);
    if (message->login_documented) {
        g_string_append(lines, "documented login\n");
    }
    add_value(lines, "command", &message->command, bytes);
    for (guint i = 0; i < message->errors->len; i++) {
        add_value(lines, "error", g_ptr_array_index(message->errors, i), bytes);
    }
    for (guint i = 0; i < message->warnings->len; i++) {
        add_value(lines, "warning", g_ptr_array_index(message->warnings, i), bytes);
    }
    if (message->end_session) {
        g_string_append(lines, "end\n");
    }
    if (message->acknowledges_abort) {
        g_string_append(lines, "acknowledges abort\n");
    }
    if (message->aborted) {
        g_string_append(lines, "aborted\n");
    }
    return g_string_free(lines, FALSE);
}

static const struct {
    const char *message;
    const char *facts;
} meanings[] = {
    { "<rpc/>", "rpc rpc\n" },
    { "<abort/>", "abort abort\n" },
    { "<nc:hello><capabilities/></nc:hello>", "hello hello\n1 operation capabilities [<capabilities/>]\n" },
    { "<notification><eventTime>x</eventTime></notification>", "notification notification\n1 operation eventTime [<eventTime>x</eventTime>]\n" },
    { "<x:log-event/>", "other log-event\n" },
    { "<xnm:rpc xmlns=\"\"><get-x a='1'>\n<b/></get-x></xnm:rpc>", "rpc rpc\n1 operation get-x [<get-x a='1'>\n<b/></get-x>]\n" },
    { "<rpc><get-x/><get-y/></rpc>", "rpc rpc\n2 operation get-x [<get-x/>]\n" },
    { "<rpc><command format='text'>\n show version &amp; more\n</command></rpc>",
      "rpc rpc\n1 operation command [<command format='text'>\n show version &amp; more\n</command>]\n"
      "command show version & more [show version &amp; more]\n" },
    { "<rpc><get-configuration><command>x</command></get-configuration></rpc>",
      "rpc rpc\n1 operation get-configuration [<get-configuration><command>x</command></get-configuration>]\n" },
    { "<rpc><request-end-session/></rpc>", "rpc rpc\n1 operation request-end-session [<request-end-session/>]\nend\n" },
    { "<rpc-reply>\n</rpc-reply>", "rpc-reply rpc-reply\n" },
    { "<rpc-reply><end-session/></rpc-reply>", "rpc-reply rpc-reply\n1 operation end-session [<end-session/>]\nend\n" },
    { "<rpc><end-session/></rpc>", "rpc rpc\n1 operation end-session [<end-session/>]\n" },

    /* login: both values verbatim, with the bytes as sent */
    { "<rpc><request-login><username> u&amp;v </username><challenge-response>p&w<x>\n</challenge-response></request-login></rpc>",
      "rpc rpc\n1 operation request-login [<request-login><username> u&amp;v </username>"
      "<challenge-response>p&w<x>\n</challenge-response></request-login>]\n"
      "username  u&v  [ u&amp;v ]\npassword p&w<x>\n [p&w<x>\n]\n" },
    { "<rpc><request-login><username>u</username></request-login></rpc>",
      "rpc rpc\n1 operation request-login [<request-login><username>u</username></request-login>]\nusername u [u]\n" },
    { "<rpc><request-login><username></username><challenge-response/></request-login></rpc>",
      "rpc rpc\n1 operation request-login [<request-login><username></username><challenge-response/></request-login>]\n"
      "username  []\npassword  []\n" },
    { "<rpc><a><username>u</username><challenge-response>p</challenge-response></a></rpc>",
      "rpc rpc\n1 operation a [<a><username>u</username><challenge-response>p</challenge-response></a>]\n" },
    { "<rpc-reply><challenge echo=\"no\"> Password: </challenge></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation challenge [<challenge echo=\"no\"> Password: </challenge>]\nchallenge Password: [Password:]\necho no\n"
      "documented challenge\n" },
    { "<rpc-reply><login-challenge><challenge>A&#58;</challenge></login-challenge></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation login-challenge [<login-challenge><challenge>A&#58;</challenge></login-challenge>]\n"
      "items 1 challenge\nchallenge A: [A&#58;]\n" },
    { "<rpc-reply><authentication-response>\n<status>success</status>\n<message>\nu\n</message>\n<login-name>r</login-name>\n"
      "</authentication-response></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation authentication-response [<authentication-response>\n<status>success</status>\n<message>\nu\n</message>\n"
      "<login-name>r</login-name>\n</authentication-response>]\nitems 1 status\nstatus success [success]\nmessage u [u]\nlogin-name r [r]\n"
      "documented login\n" },
    { "<rpc-reply><authentication-response><status>fail</status><message>no</message></authentication-response><challenge echo='no'>P</challenge>"
      "</rpc-reply>",
      "rpc-reply rpc-reply\n2 operation authentication-response [<authentication-response><status>fail</status><message>no</message>"
      "</authentication-response>]\nitems 1 status\nchallenge P [P]\necho no\ndocumented challenge\n"
      "status fail [fail]\nmessage no [no]\ndocumented login\n" },
    { "<rpc-reply><status>success</status><message>u</message></rpc-reply>",
      "rpc-reply rpc-reply\n2 operation status [<status>success</status>]\nstatus success [success]\nmessage u [u]\n" },
    { "<rpc-reply><status>up</status><message>m</message></rpc-reply>", "rpc-reply rpc-reply\n2 operation status [<status>up</status>]\n" },
    { "<rpc-reply><a><status>success</status></a></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation a [<a><status>success</status></a>]\nitems 1 status\n" },
    /* in a place that nobody documented; what is in its place counts before */
    { "<rpc-reply><a><authentication-response><status>fail</status><message>m</message></authentication-response></a></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation a [<a><authentication-response><status>fail</status><message>m</message></authentication-response></a>]\n"
      "items 1 authentication-response\nstatus fail [fail]\nmessage m [m]\n" },
    { "<rpc-reply><a><authentication-response><status>up</status><message>m</message><login-name>n</login-name></authentication-response></a>"
      "</rpc-reply>",
      "rpc-reply rpc-reply\n1 operation a [<a><authentication-response><status>up</status><message>m</message><login-name>n</login-name>"
      "</authentication-response></a>]\nitems 1 authentication-response\n" },
    { "<rpc-reply><a><challenge>x</challenge><b><message>x</message></b></a><message>x</message><status>fail</status><authentication-response>"
      "<status>success</status><message>u</message></authentication-response><challenge>P</challenge></rpc-reply>",
      "rpc-reply rpc-reply\n5 operation a [<a><challenge>x</challenge><b><message>x</message></b></a>]\nitems 1 challenge\nchallenge P [P]\n"
      "documented challenge\nstatus success [success]\nmessage u [u]\ndocumented login\n" },
    { "<rpc-reply><authentication-response><status>success</status><a><message>x</message></a></authentication-response><message>x</message>"
      "</rpc-reply>",
      "rpc-reply rpc-reply\n2 operation authentication-response [<authentication-response><status>success</status><a><message>x</message></a>"
      "</authentication-response>]\nitems 1 status\nstatus success [success]\ndocumented login\n" },

    /* an abort is acknowledged in place of a reply, or inside of one */
    { "<rpc-reply>\n<abort-acknowledgement/></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation abort-acknowledgement [<abort-acknowledgement/>]\nacknowledges abort\n" },
    { "<rpc-reply><abort-acknowledgment/></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation abort-acknowledgment [<abort-acknowledgment/>]\nacknowledges abort\n" },
    { "<rpc-reply><a><b><abort-acknowledgement/></b></a></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation a [<a><b><abort-acknowledgement/></b></a>]\nitems 1 b\naborted\n" },
    { "<rpc-reply><a/><abort-acknowledgment/></rpc-reply>", "rpc-reply rpc-reply\n2 operation a [<a/>]\naborted\n" },
    { "<rpc><abort-acknowledgement/></rpc>", "rpc rpc\n1 operation abort-acknowledgement [<abort-acknowledgement/>]\n" },

    /* text of its own */
    { "<rpc> x<!-- y --></rpc>", "rpc rpc\ntext\n" },
    { "<rpc-reply>\n<!-- y -->&#10; </rpc-reply>", "rpc-reply rpc-reply\n" },
    { "<rpc><a>x</a></rpc>", "rpc rpc\n1 operation a [<a>x</a>]\n" },

    /* items */
    { "<rpc-reply><a><c/><b/><b><c/><c/></b></a></rpc-reply>", "rpc-reply rpc-reply\n1 operation a [<a><c/><b/><b><c/><c/></b></a>]\nitems 2 b\n" },
    { "<rpc-reply><a><x:b/><c/></a><d><c/><c/></d></rpc-reply>", "rpc-reply rpc-reply\n2 operation a [<a><x:b/><c/></a>]\nitems 1 b\n" },
    { "<rpc><a><b/></a></rpc>", "rpc rpc\n1 operation a [<a><b/></a>]\n" },

    /* errors and warnings */
    { "<rpc-reply><xnm:error><token>t</token><message>\nsyntax error\n</message></xnm:error></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation error [<xnm:error><token>t</token><message>\nsyntax error\n</message></xnm:error>]\nitems 1 token\n"
      "error syntax error [syntax error]\n" },
    { "<rpc-reply><r><xnm:warning><message>w</message></xnm:warning><xnm:error><message>e</message></xnm:error></r></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation r [<r><xnm:warning><message>w</message></xnm:warning><xnm:error><message>e</message></xnm:error></r>]\n"
      "items 1 warning\nerror e [e]\nwarning w [w]\n" },
    { "<rpc-reply><warning xmlns='http://xml.juniper.net/xnm/1.1/xnm'><message>w</message></warning></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation warning [<warning xmlns='http://xml.juniper.net/xnm/1.1/xnm'><message>w</message></warning>]\n"
      "items 1 message\nwarning w [w]\n" },
    { "<rpc-reply><warning><message>w</message></warning></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation warning [<warning><message>w</message></warning>]\nitems 1 message\nwarning w [w]\n" },
    { "<rpc-reply><warning xmlns='u'><message>w</message></warning></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation warning [<warning xmlns='u'><message>w</message></warning>]\nitems 1 message\n" },
    { "<rpc-reply><a><error><message>m</message></error></a></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation a [<a><error><message>m</message></error></a>]\nitems 1 error\n" },
    { "<rpc-reply><xnm:error><parse/></xnm:error></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation error [<xnm:error><parse/></xnm:error>]\nitems 1 parse\nerror  [<xnm:error><parse/></xnm:error>]\n" },
    { "<rpc-reply><a><error>12</error></a></rpc-reply>", "rpc-reply rpc-reply\n1 operation a [<a><error>12</error></a>]\nitems 1 error\n" },
    { "<rpc><a><error><message>m</message></error></a></rpc>", "rpc rpc\n1 operation a [<a><error><message>m</message></error></a>]\n" },
    { "<xnm:error><message>m</message></xnm:error>", "other error\n1 operation message [<message>m</message>]\nerror m [m]\n" },
    { "<rpc-reply><xnm:error><a><message>in</message></a><message>out</message><message>2</message></xnm:error></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation error [<xnm:error><a><message>in</message></a><message>out</message><message>2</message></xnm:error>]\n"
      "items 2 message\nerror out [out]\n" },
    { "<xnm:error><message>o</message><xnm:warning><message>w</message></xnm:warning></xnm:error>",
      "other error\n2 operation message [<message>o</message>]\nerror o [o]\n" },
    { "<rpc-reply><rpc-error><error-severity>\nwarning\n</error-severity><error-message>w</error-message></rpc-error>"
      "<rpc-error><error-message xml:lang='en'> e </error-message><error-severity>error</error-severity></rpc-error></rpc-reply>",
      "rpc-reply rpc-reply\n2 operation rpc-error "
      "[<rpc-error><error-severity>\nwarning\n</error-severity><error-message>w</error-message></rpc-error>]\n"
      "items 1 error-severity\nerror e [e]\nwarning w [w]\n" },
    { "<rpc-reply><rpc-error/></rpc-reply>", "rpc-reply rpc-reply\n1 operation rpc-error [<rpc-error/>]\nerror  [<rpc-error/>]\n" },

    /* a leaf's text parted by a comment, CDATA and an element */
    { "<rpc><command>show<!-- c --> <![CDATA[<x>]]><y>z</y>&lt;</command></rpc>",
      "rpc rpc\n1 operation command [<command>show<!-- c --> <![CDATA[<x>]]><y>z</y>&lt;</command>]\n"
      "command show <x>< [show<!-- c --> <![CDATA[<x>]]><y>z</y>&lt;]\n" },
    /* the server's prompt: an rpc inside of a reply is no request */
    { "<rpc-reply><rpc><command>x</command></rpc></rpc-reply>",
      "rpc-reply rpc-reply\n1 operation rpc [<rpc><command>x</command></rpc>]\nitems 1 command\n" },
};

static void test_meaning(void)
{
    /* Whether nodes are kept or not, the facts are the same. */
    static const uint32_t kept[] = { 100000, 1, 0 };
    for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(kept); k++) {
            xnm_read_limits limits = wide;
            limits.max_elements = kept[k];
            xnm_message *message = new_message(meanings[i].message, strlen(meanings[i].message), &limits);
            char *lines = facts(message, meanings[i].message);
            g_assert_cmpstr(lines, ==, meanings[i].facts);
            g_assert_cmpint(message->read.status, ==, XNM_READ_OK);
            g_free(lines);
            xnm_message_free(message);
        }
    }
}

/* The range of an empty value: zero bytes, where its text would stand. */
static void test_empty_values(void)
{
    static const char text[] = "<rpc><request-login><username></username><challenge-response/></request-login></rpc>";
    xnm_message *message = new_message(text, strlen(text), &wide);
    g_assert_cmpuint(message->username.range.start, ==, (size_t)(strstr(text, "</username>") - text));
    g_assert_cmpuint(message->username.range.length, ==, 0);
    g_assert_cmpuint(message->password.range.start, ==, (size_t)(strstr(text, "</request-login>") - text));
    g_assert_cmpuint(message->password.range.length, ==, 0);
    xnm_message_free(message);
}

/* Nodes, a line each: indented by depth. */
static char *nodes(const xnm_message *message, const char *bytes)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < message->nodes->len; i++) {
        const xnm_node *node = &g_array_index(message->nodes, xnm_node, i);
        g_string_append_printf(lines, "%*s%c", (int)node->depth - 1, "", "+@\"!?"[node->kind]);
        if (node->name) {
            g_string_append_printf(lines, "%s %s", node->name, node->local);
            g_assert_true(node->local >= node->name && node->local <= node->name + strlen(node->name));
        }
        if (node->value) {
            g_string_append_printf(lines, "=%s", node->value);
        }
        add_range(lines, bytes, node->range);
    }
    return g_string_free(lines, FALSE);
}

static const struct {
    const char *message;
    const char *nodes;
} trees[] = {
    { "<a/>", "+a a [<a/>]\n" },
    { "<a>\n <b:c d:e='1' xmlns:d='u'>x</b:c>\n</a>",
      "+a a [<a>\n <b:c d:e='1' xmlns:d='u'>x</b:c>\n</a>]\n +b:c c [<b:c d:e='1' xmlns:d='u'>x</b:c>]\n"
      "  @d:e e=1 [d:e='1']\n  @xmlns:d xmlns:d=u [xmlns:d='u']\n  \"=x [x]\n" },
    { "<a>1<!--2-->3</a>", "+a a [<a>1<!--2-->3</a>]\n \"=1 [1]\n !=2 [<!--2-->]\n \"=3 [3]\n" },
    { "<a>1<?p 5?> <?q?></a>", "+a a [<a>1<?p 5?> <?q?></a>]\n \"=1 [1]\n ?p p=5 [<?p 5?>]\n ?q q= [<?q?>]\n" },
    /* white space: kept with other text, or alone in a leaf and without line end */
    { "<a> <b> </b> <c> x </c> <d> <!----></d> <e> <f/></e></a>",
      "+a a [<a> <b> </b> <c> x </c> <d> <!----></d> <e> <f/></e></a>]\n +b b [<b> </b>]\n  \"=  [ ]\n +c c [<c> x </c>]\n  \"= x  [ x ]\n"
      " +d d [<d> <!----></d>]\n  != [<!---->]\n +e e [<e> <f/></e>]\n  +f f [<f/>]\n" },
    { "<a><b>\n</b><c>&#10;</c><d>\t</d></a>", "+a a [<a><b>\n</b><c>&#10;</c><d>\t</d></a>]\n +b b [<b>\n</b>]\n +c c [<c>&#10;</c>]\n"
                                               " +d d [<d>\t</d>]\n  \"=\t [\t]\n" },
};

static void test_nodes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(trees); i++) {
        xnm_message *message = new_message(trees[i].message, strlen(trees[i].message), &wide);
        char *lines = nodes(message, trees[i].message);
        g_assert_cmpint(message->read.status, ==, XNM_READ_OK);
        g_assert_cmpstr(lines, ==, trees[i].nodes);
        g_assert_true(message->all_nodes_kept);
        g_free(lines);
        xnm_message_free(message);
    }
}

/* What is read before the fault is there; elements that have no end reach to it. */
static void test_malformed(void)
{
    static const char text[] = "<rpc-reply><r><xnm:error><message>e</message></xnm:error><status>x</r></rpc-reply>";
    xnm_message *message = new_message(text, strlen(text), &wide);
    char *lines = nodes(message, text);
    g_assert_cmpstr(lines, ==,
                    "+rpc-reply rpc-reply [<rpc-reply><r><xnm:error><message>e</message></xnm:error><status>x]\n"
                    " +r r [<r><xnm:error><message>e</message></xnm:error><status>x]\n"
                    "  +xnm:error error [<xnm:error><message>e</message></xnm:error>]\n   +message message [<message>e</message>]\n    \"=e [e]\n"
                    "  +status status [<status>x]\n   \"=x [x]\n");
    g_free(lines);
    lines = facts(message, text);
    g_assert_cmpstr(lines, ==,
                    "rpc-reply rpc-reply\n1 operation r [<r><xnm:error><message>e</message></xnm:error><status>x]\nitems 1 error\n"
                    "error e [e]\n");
    g_free(lines);
    g_assert_cmpint(message->read.status, ==, XNM_READ_MALFORMED);
    g_assert_cmpuint(message->read.error_offset, ==, (size_t)(strstr(text, "</r>") - text));
    xnm_message_free(message);
}

/* The kind is known where the tag is refused. */
static void test_refused_tag(void)
{
    static const struct {
        const char *message;
        xnm_message_kind kind;
    } tags[] = {
        { "<rpc a='1' b='2'><c/></rpc>", XNM_MESSAGE_RPC },
        { "<x:rpc-reply\na='1' b='2'/>", XNM_MESSAGE_RPC_REPLY },
        { "<abort a='1' b='2'/>", XNM_MESSAGE_ABORT },
        { "<rpcs a='1' b='2'/>", XNM_MESSAGE_OTHER },
        { "<rpc:rpcs a='1' b='2'/>", XNM_MESSAGE_OTHER },
        { "<rpc", XNM_MESSAGE_RPC },
        { "<rpc/", XNM_MESSAGE_RPC },
        { "<rpc:", XNM_MESSAGE_OTHER },
        { "<", XNM_MESSAGE_OTHER },
        { "", XNM_MESSAGE_OTHER },
    };
    xnm_read_limits limits = wide;
    limits.max_attributes = 1;
    for (size_t i = 0; i < G_N_ELEMENTS(tags); i++) {
        xnm_message *message = new_message(tags[i].message, strlen(tags[i].message), &limits);
        g_assert_null(message->name);
        g_assert_cmpint(message->kind, ==, tags[i].kind);
        xnm_message_free(message);
    }
}

static void test_prefixes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
        for (size_t length = 0; length < strlen(meanings[i].message); length++) {
            xnm_message *message = new_message(meanings[i].message, length, &wide);
            g_assert_cmpint(message->read.status, ==, XNM_READ_MALFORMED);
            g_assert_cmpint(message->name != NULL, ==, message->elements > 0);
            char *lines = nodes(message, meanings[i].message);
            g_free(lines);
            lines = facts(message, meanings[i].message);
            g_free(lines);
            xnm_message_free(message);
        }
    }
}

static void check_kept(const char *text, uint32_t max_elements, uint32_t elements, uint32_t not_kept, bool all_kept, const char *expected)
{
    xnm_read_limits limits = wide;
    limits.max_elements = max_elements;
    xnm_message *message = new_message(text, strlen(text), &limits);
    char *lines = nodes(message, text);
    g_assert_cmpstr(lines, ==, expected);
    g_assert_cmpuint(message->elements, ==, elements);
    g_assert_cmpuint(message->elements_not_kept, ==, not_kept);
    g_assert_cmpint(message->all_nodes_kept, ==, all_kept);
    g_free(lines);
    xnm_message_free(message);
}

static void test_max_elements(void)
{
    static const char text[] = "<a>1<b c=''>2</b>3<d/><!--4-->5</a>";
    check_kept(text, 3, 3, 0, true,
               "+a a [<a>1<b c=''>2</b>3<d/><!--4-->5</a>]\n \"=1 [1]\n +b b [<b c=''>2</b>]\n  @c c= [c='']\n  \"=2 [2]\n \"=3 [3]\n +d d [<d/>]\n"
               " !=4 [<!--4-->]\n \"=5 [5]\n");
    check_kept(text, 2, 3, 1, false,
               "+a a [<a>1<b c=''>2</b>3<d/><!--4-->5</a>]\n \"=1 [1]\n +b b [<b c=''>2</b>]\n  @c c= [c='']\n  \"=2 [2]\n \"=3 [3]\n");
    check_kept(text, 0, 3, 3, false, "");
}

/* Comments alone may not take memory without bound. */
/* Of a reply whose nodes nobody wants, the facts are the same, and so is what is told of nodes over the limit. */
static void test_reply_without_nodes(void)
{
    for (uint32_t max = 0; max < 4; max++) {
        xnm_read_limits with = wide;
        with.max_elements = max == 3 ? 100000 : max;
        xnm_read_limits without = with;
        without.reply_without_nodes = true;
        for (size_t i = 0; i < G_N_ELEMENTS(meanings); i++) {
            const char *text = meanings[i].message;
            xnm_message *expected = new_message(text, strlen(text), &with);
            xnm_message *message = new_message(text, strlen(text), &without);
            char *lines = facts(message, text);
            g_assert_cmpstr(lines, ==, meanings[i].facts);
            g_assert_cmpuint(message->nodes->len, ==, message->kind == XNM_MESSAGE_RPC_REPLY ? 0 : expected->nodes->len);
            g_assert_true(message->all_nodes_kept == expected->all_nodes_kept);
            g_assert_cmpuint(message->elements, ==, expected->elements);
            g_assert_cmpuint(message->elements_not_kept, ==, expected->elements_not_kept);
            g_free(lines);
            xnm_message_free(expected);
            xnm_message_free(message);
        }
    }
    /* Attributes, texts and comments count; white space that goes again before a tag does not. */
    GString *text = g_string_new("<rpc-reply>");
    for (int i = 0; i < 269; i++) {
        g_string_append(text, "<!----><b> <c d=\"\">e</c></b>");
    }
    g_string_append(text, "<f/></rpc-reply>");
    xnm_read_limits limits = wide;
    for (limits.max_elements = 30; limits.max_elements < 60; limits.max_elements++) {
        limits.reply_without_nodes = false;
        xnm_message *expected = new_message(text->str, text->len, &limits);
        limits.reply_without_nodes = true;
        xnm_message *message = new_message(text->str, text->len, &limits);
        g_assert_true(message->all_nodes_kept == expected->all_nodes_kept);
        g_assert_cmpuint(message->elements_not_kept, ==, expected->elements_not_kept);
        xnm_message_free(expected);
        xnm_message_free(message);
    }
    g_string_free(text, TRUE);
}

static void test_max_nodes(void)
{
    GString *text = g_string_new("<a>");
    for (int i = 0; i < 5000; i++) {
        g_string_append(text, "<!---->");
    }
    g_string_append(text, "<b/></a>");
    xnm_read_limits limits = wide;
    limits.max_elements = 10;
    xnm_message *message = new_message(text->str, text->len, &limits);
    g_assert_cmpuint(message->nodes->len, ==, 1080);
    g_assert_cmpuint(message->elements, ==, 2);
    g_assert_cmpuint(message->elements_not_kept, ==, 1);
    g_assert_false(message->all_nodes_kept);
    xnm_message_free(message);
    limits.max_elements = UINT32_MAX;
    message = new_message(text->str, text->len, &limits);
    g_assert_cmpuint(message->nodes->len, ==, 5002);
    g_assert_true(message->all_nodes_kept);
    xnm_message_free(message);
    g_string_free(text, TRUE);
}

static void test_many(void)
{
    GString *text = g_string_new("<rpc-reply><a>");
    for (int i = 0; i < 100; i++) {
        g_string_append_printf(text, "<b%d/><b%d/>", i, i);
    }
    for (int i = 0; i < 3; i++) {
        g_string_append(text, "<b63/><b64/><b64/>"); /* the 64th name, and one too many */
    }
    g_string_append(text, "</a>");
    for (int i = 0; i < 1500; i++) {
        g_string_append(text, "<xnm:error/><rpc-error><error-severity>warning</error-severity></rpc-error>");
    }
    g_string_append(text, "</rpc-reply>");
    xnm_message *message = new_message(text->str, text->len, &wide);
    g_assert_cmpstr(message->item_name, ==, "b63");
    g_assert_cmpuint(message->item_count, ==, 5);
    g_assert_cmpuint(message->errors->len, ==, LISTED_MAX);
    g_assert_cmpuint(message->warnings->len, ==, LISTED_MAX);
    g_assert_cmpuint(message->values_not_listed, ==, 1000);
    g_assert_cmpuint(message->operations, ==, 3001);
    xnm_message_free(message);
    g_string_free(text, TRUE);
}

static void test_own_attribute(void)
{
    static const char text[] = "<junoscript a='1' x:b='2'><c d='3'/></junoscript>";
    xnm_message *message = new_message(text, strlen(text), &wide);
    g_assert_cmpstr(xnm_message_own_attribute(message, "a")->value, ==, "1");
    g_assert_cmpstr(xnm_message_own_attribute(message, "b")->value, ==, "2");
    g_assert_null(xnm_message_own_attribute(message, "d"));
    xnm_message_free(message);
    message = new_message("", 0, &wide);
    g_assert_null(xnm_message_own_attribute(message, "a"));
    xnm_message_free(message);
}

static void test_kinds(void)
{
    g_assert_cmpint(xnm_message_kind_of("rpc"), ==, XNM_MESSAGE_RPC);
    g_assert_cmpint(xnm_message_kind_of("rpc-reply"), ==, XNM_MESSAGE_RPC_REPLY);
    g_assert_cmpint(xnm_message_kind_of("abort"), ==, XNM_MESSAGE_ABORT);
    g_assert_cmpint(xnm_message_kind_of("hello"), ==, XNM_MESSAGE_HELLO);
    g_assert_cmpint(xnm_message_kind_of("notification"), ==, XNM_MESSAGE_NOTIFICATION);
    g_assert_cmpint(xnm_message_kind_of("rpcs"), ==, XNM_MESSAGE_OTHER);
    g_assert_cmpint(xnm_message_kind_of(""), ==, XNM_MESSAGE_OTHER);
    g_assert_cmpint(xnm_message_kind_of(NULL), ==, XNM_MESSAGE_OTHER);
    xnm_message_free(NULL);
}

#define RESPONSE(text) "<challenge-response>" text "</challenge-response>"
#define LOGIN(content) "<request-login><username>u</username>" content "</request-login>"

/* Of logins, the password that is the message's own is no secret of its list; any other is one. */
static const struct {
    const char *message;
    const char *password; /* NULL: none */
    const char *secrets;  /* PATH VALUE, a line each */
} logins[] = {
    { "<rpc>" LOGIN(RESPONSE("p1")) "</rpc>", "p1", "" },
    { "<rpc>" LOGIN("<challenge-response>p<!--x-->1</challenge-response>") "</rpc>", "p<!--x-->1", "" },
    { "<rpc>" LOGIN(RESPONSE("p1") RESPONSE("p2") RESPONSE("p3")) "</rpc>", "p1",
      "rpc/request-login/challenge-response p2\nrpc/request-login/challenge-response p3\n" },
    { "<rpc>" LOGIN(RESPONSE("p1")) LOGIN(RESPONSE("p2")) "</rpc>", "p1", "rpc/request-login/challenge-response p2\n" },
    { "<rpc>" LOGIN("<challenge-response/>" RESPONSE("p2")) "</rpc>", "", "rpc/request-login/challenge-response p2\n" },
    { "<rpc>" LOGIN(RESPONSE("  ") RESPONSE("p2")) "</rpc>", "  ", "rpc/request-login/challenge-response p2\n" },
    { "<rpc><command>x" LOGIN(RESPONSE("p1")) "</command></rpc>", NULL, "rpc/command/request-login/challenge-response p1\n" },
    { "<rpc-reply><xnm:error><message>m" LOGIN(RESPONSE("p1")) "</message></xnm:error></rpc-reply>", NULL,
      "rpc-reply/error/message/request-login/challenge-response p1\n" },
    /* no request of a login: only the list tells of it */
    { "<rpc-reply>" LOGIN(RESPONSE("p1")) "</rpc-reply>", "p1", "rpc-reply/request-login/challenge-response p1\n" },
};

static void test_login_secrets(void)
{
    const xnm_read_limits limits = { .max_depth = 20,
                                     .max_elements = 100,
                                     .max_attributes = 10,
                                     .max_name_bytes = 100,
                                     .max_raw_bytes = 100,
                                     .max_listed = 10,
                                     .max_value_bytes = 100,
                                     .max_secrets = 10,
                                     .max_json_depth = 10 };
    for (size_t i = 0; i < G_N_ELEMENTS(logins); i++) {
        xnm_message *message = new_message(logins[i].message, strlen(logins[i].message), &limits);
        GString *lines = g_string_new(NULL);
        for (size_t j = 0; message->secrets && j < message->secrets->count; j++) {
            const xnm_secret *secret = &message->secrets->secrets[j];
            g_assert_cmpint(secret->kind, ==, XNM_SECRET_CLEARTEXT);
            g_assert_cmpmem(logins[i].message + secret->range.start, secret->range.length, secret->value, strlen(secret->value));
            g_string_append_printf(lines, "%s %s\n", secret->path, secret->value);
        }
        g_assert_cmpstr(message->password.text, ==, logins[i].password);
        g_assert_cmpstr(lines->str, ==, logins[i].secrets);
        g_string_free(lines, TRUE);
        xnm_message_free(message);
    }
}

/* A password of which only the beginning could be read is no less one. */
static void test_cut_password(void)
{
    static const char text[] = "<rpc><request-login><challenge-response>p1";
    xnm_message *message = new_message(text, strlen(text), &wide);
    g_assert_cmpint(message->read.status, !=, XNM_READ_OK);
    g_assert_cmpstr(message->password.text, ==, "p1");
    g_assert_cmpmem(text + message->password.range.start, message->password.range.length, "p1", 2);
    xnm_message_free(message);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/meaning", test_meaning);
    g_test_add_func("/message/own-attribute", test_own_attribute);
    g_test_add_func("/message/empty-values", test_empty_values);
    g_test_add_func("/message/nodes", test_nodes);
    g_test_add_func("/message/malformed", test_malformed);
    g_test_add_func("/message/refused-tag", test_refused_tag);
    g_test_add_func("/message/prefixes", test_prefixes);
    g_test_add_func("/message/max-elements", test_max_elements);
    g_test_add_func("/message/max-nodes", test_max_nodes);
    g_test_add_func("/message/reply-without-nodes", test_reply_without_nodes);
    g_test_add_func("/message/many", test_many);
    g_test_add_func("/message/login-secrets", test_login_secrets);
    g_test_add_func("/message/cut-password", test_cut_password);
    g_test_add_func("/message/kinds", test_kinds);
    return g_test_run();
}
