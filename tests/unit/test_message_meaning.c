/* test_message_meaning.c
 * The message room: operations and their arguments, results, errors with their parts, locks, NETCONF, secrets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "message_lines.h"

static void add_named(GString *lines, const char *label, const GArray *list, const char *bytes)
{
    for (guint i = 0; i < list->len; i++) {
        const xnm_named_value *named = &g_array_index(list, xnm_named_value, i);
        g_string_append_printf(lines, "%s %s", label, named->name);
        add_value(lines, "=", &named->value, bytes);
    }
}

static void add_attributes(GString *lines, const char *label, const GArray *list, const char *bytes)
{
    for (guint i = 0; i < list->len; i++) {
        const xnm_attribute *attribute = &g_array_index(list, xnm_attribute, i);
        g_assert_true(attribute->local >= attribute->name && attribute->local <= attribute->name + strlen(attribute->name));
        g_string_append_printf(lines, "%s %s %s %s", label, attribute->name, attribute->local, attribute->value);
        add_range(lines, bytes, attribute->range);
    }
}

static void add_values(GString *lines, const char *label, const GPtrArray *list, const GPtrArray *parts, const char *bytes)
{
    g_assert_true(!parts || parts->len == list->len);
    for (guint i = 0; i < list->len; i++) {
        add_value(lines, label, g_ptr_array_index(list, i), bytes);
        if (parts) {
            add_named(lines, " part", g_ptr_array_index(parts, i), bytes);
        }
    }
}

static void add_flag(GString *lines, const char *label, bool flag)
{
    if (flag) {
        g_string_append_printf(lines, "%s\n", label);
    }
}

static void add_engines(GString *lines, const GArray *engines, const char *bytes)
{
    for (guint i = 0; i < engines->len; i++) {
        const xnm_routing_engine *engine = &g_array_index(engines, xnm_routing_engine, i);
        g_string_append(lines, "engine\n");
        add_value(lines, " name", &engine->name, bytes);
        add_value(lines, " result", &engine->result, bytes);
    }
}

/* What a message says, a line each, with the bytes of the ranges in brackets; without what test_message.c looks at. */
static char *details(const xnm_message *message, const char *bytes)
{
    GString *lines = g_string_new(NULL);
    add_attributes(lines, "attribute", message->attributes, bytes);
    add_attributes(lines, "operation-attribute", message->operation_attributes, bytes);
    add_named(lines, "argument", message->arguments, bytes);
    if (message->arguments_left_out) {
        g_string_append_printf(lines, "left-out %u\n", message->arguments_left_out);
    }
    add_value(lines, "action", &message->load_action, bytes);
    add_value(lines, "format", &message->load_format, bytes);
    add_value(lines, "url", &message->load_url, bytes);
    add_value(lines, "rollback", &message->load_rollback, bytes);
    add_value(lines, "rescue", &message->load_rescue, bytes);
    add_value(lines, "revision", &message->load_revision, bytes);
    add_flag(lines, "load-success", message->load_success);
    add_value(lines, "load-errors", &message->load_errors, bytes);
    add_named(lines, "commit", message->commit_kinds, bytes);
    add_values(lines, "error", message->errors, message->error_parts, bytes);
    add_values(lines, "warning", message->warnings, message->warning_parts, bytes);
    add_values(lines, "holder", message->lock_holders, NULL, bytes);
    add_engines(lines, message->routing_engines, bytes);
    add_value(lines, "message-id", &message->message_id, bytes);
    add_flag(lines, "ok", message->ok);
    add_values(lines, "capability", message->capabilities, NULL, bytes);
    add_flag(lines, "base:1.1", message->base_1_1);
    add_value(lines, "session-id", &message->session_id, bytes);
    add_value(lines, "notification", &message->notification_name, bytes);
    add_value(lines, "time", &message->notification_time, bytes);
    for (size_t i = 0; message->secrets && i < message->secrets->count; i++) {
        const xnm_secret *secret = &message->secrets->secrets[i];
        g_string_append_printf(lines, "secret %s %s", secret->path, secret->value);
        add_range(lines, bytes, secret->range);
    }
    return g_string_free(lines, FALSE);
}

static const struct {
    const char *message;
    const char *details;
} cases[] = {
    { "<rpc/>", "" },
    { "<rpc-reply>\n</rpc-reply>", "" },

    /* attributes: declarations are none */
    { "<rpc a='1' xmlns='u' xmlns:j='v' j:b='&lt;' xmlnsx='2'/>",
      "attribute a a 1 [a='1']\nattribute j:b b < [j:b='&lt;']\nattribute xmlnsx xmlnsx 2 [xmlnsx='2']\n" },
    { "<rpc-reply message-id=' 7 '><x y='z'/></rpc-reply>",
      "attribute message-id message-id  7  [message-id=' 7 ']\noperation-attribute y y z [y='z']\nmessage-id  7  [message-id=' 7 ']\n" },
    { "<hello message-id='7'/>", "attribute message-id message-id 7 [message-id='7']\n" },
    { "<rpc><get-configuration database='committed' junos:key='key' xmlns:junos='u'/><get-x c='d'/></rpc>",
      "operation-attribute database database committed [database='committed']\noperation-attribute junos:key key key [junos:key='key']\n" },

    /* arguments: leaves directly below the first operation of a request */
    { "<rpc><get-interface-information><interface-name>\nge-0/0/0\n</interface-name><terse/></get-interface-information></rpc>",
      "argument interface-name= ge-0/0/0 [ge-0/0/0]\nargument terse=  []\n" },
    { "<rpc><a><x:b>1<!-- c -->\n<![CDATA[<]]></x:b><c><d>2</d></c><e>3<f/></e>t</a><g><h>4</h></g></rpc>",
      "argument b= 1\n< [1<!-- c -->\n<![CDATA[<]]>]\n" },
    { "<rpc-reply><a><b>1</b></a></rpc-reply>", "" },
    { "<rpc><kill-session><session-id>28278</session-id></kill-session></rpc>", "argument session-id= 28278 [28278]\n" },
    { "<rpc><open-configuration><private/></open-configuration></rpc>", "argument private=  []\n" },
    { "<rpc><get-x><a>1</a><b>2</b><c>3</c><d>4</d><e>5</e><f>6</f><g>7</g><h>8</h><i>9</i><j/></get-x></rpc>",
      "argument a= 1 [1]\nargument b= 2 [2]\nargument c= 3 [3]\nargument d= 4 [4]\nargument e= 5 [5]\nargument f= 6 [6]\nargument g= 7 [7]\n"
      "argument h= 8 [8]\nargument i= 9 [9]\nargument j=  []\n" },
    { "<rpc><get-x><a>1</a><secret> lantern7 </secret><b>2</b></get-x></rpc>",
      "argument a= 1 [1]\nargument b= 2 [2]\nleft-out 1\nsecret rpc/get-x/secret lantern7 [lantern7]\n" },
    { "<rpc><file-copy><source>ftp://u:lantern7@192.0.2.1/a</source><source>ftp://192.0.2.1/a</source></file-copy></rpc>",
      "argument source= ftp://192.0.2.1/a [ftp://192.0.2.1/a]\nleft-out 1\nsecret rpc/file-copy/source lantern7 [lantern7]\n" },
    { "<rpc><request-login><username>u</username><challenge-response>p</challenge-response><x>1</x></request-login></rpc>", "" },

    /* load */
    { "<rpc><load-configuration action=\"merge\"\n format='text'\n><configuration-text>x;</configuration-text></load-configuration></rpc>",
      "operation-attribute action action merge [action=\"merge\"]\noperation-attribute format format text [format='text']\n"
      "action merge [action=\"merge\"]\nformat text [format='text']\n" },
    { "<rpc><load-configuration url='/a&lt;b' rollback='3' rescue='rescue' configuration-revision='r-1'/></rpc>",
      "operation-attribute url url /a<b [url='/a&lt;b']\noperation-attribute rollback rollback 3 [rollback='3']\n"
      "operation-attribute rescue rescue rescue [rescue='rescue']\n"
      "operation-attribute configuration-revision configuration-revision r-1 [configuration-revision='r-1']\n"
      "url /a<b [url='/a&lt;b']\nrollback 3 [rollback='3']\nrescue rescue [rescue='rescue']\nrevision r-1 [configuration-revision='r-1']\n" },
    { "<rpc><get-configuration format='text' rollback='3'/></rpc>",
      "operation-attribute format format text [format='text']\noperation-attribute rollback rollback 3 [rollback='3']\n" },
    { "<rpc-reply><load-configuration action='merge'/></rpc-reply>", "operation-attribute action action merge [action='merge']\n" },
    { "<rpc><load-configuration url='ftp://u:lantern7@192.0.2.1/a'/></rpc>",
      "operation-attribute url url ftp://u:lantern7@192.0.2.1/a [url='ftp://u:lantern7@192.0.2.1/a']\n"
      "url ftp://u:lantern7@192.0.2.1/a [url='ftp://u:lantern7@192.0.2.1/a']\nsecret rpc/load-configuration/@url lantern7 [lantern7]\n" },
    { "<rpc-reply><load-configuration-results>\n<load-success/>\n</load-configuration-results></rpc-reply>", "load-success\n" },
    { "<rpc-reply><load-configuration-results><ok/></load-configuration-results></rpc-reply>", "load-success\n" },
    { "<rpc-reply><rollback-information><load-success/></rollback-information></rpc-reply>", "load-success\n" },
    { "<rpc-reply><load-configuration-results><load-error-count> 2 </load-error-count></load-configuration-results></rpc-reply>",
      "load-errors 2 [2]\n" },
    { "<rpc><a><load-success/></a></rpc>", "argument load-success=  []\n" },

    /* NETCONF's datastores; an operation of Junos may have a leaf of that name */
    { "<rpc><edit-config><target><candidate/></target><default-operation>merge</default-operation></edit-config></rpc>",
      "argument candidate=  []\nargument default-operation= merge [merge]\n" },
    { "<rpc><ping><source>192.0.2.1</source></ping></rpc>", "argument source= 192.0.2.1 [192.0.2.1]\n" },

    /* commit */
    { "<rpc><commit-configuration><check/></commit-configuration></rpc>", "argument check=  []\ncommit check=  []\n" },
    { "<rpc><commit-configuration><confirmed/><confirm-timeout> 5 </confirm-timeout><at-time>22:30</at-time><log>one &amp; two</log>"
      "</commit-configuration></rpc>",
      "argument confirmed=  []\nargument confirm-timeout= 5 [5]\nargument at-time= 22:30 [22:30]\nargument log= one & two [one &amp; two]\n"
      "commit confirmed= 5 [5]\ncommit at-time= 22:30 [22:30]\n" },
    { "<rpc><commit-configuration><log>x</log><confirm-timeout>5</confirm-timeout><synchronize/><force-synchronize/><full/><confirmed>y</confirmed>"
      "<confirmed/></commit-configuration></rpc>",
      "argument log= x [x]\nargument confirm-timeout= 5 [5]\nargument synchronize=  []\nargument force-synchronize=  []\nargument full=  []\n"
      "argument confirmed= y [y]\nargument confirmed=  []\n"
      "commit synchronize=  []\ncommit force-synchronize=  []\ncommit full=  []\ncommit confirmed= y [y]\ncommit confirmed= 5 [5]\n" },
    { "<rpc><commit-configuration><confirm-timeout>5</confirm-timeout></commit-configuration></rpc>", "argument confirm-timeout= 5 [5]\n" },
    { "<nc:rpc message-id='1'><nc:commit><nc:confirmed/></nc:commit></nc:rpc>",
      "attribute message-id message-id 1 [message-id='1']\nargument confirmed=  []\ncommit confirmed=  []\nmessage-id 1 [message-id='1']\n" },
    { "<rpc><commit-configurations><check/></commit-configurations></rpc>", "argument check=  []\n" },
    { "<rpc-reply><commit><check/></commit></rpc-reply>", "" },
    { "<rpc-reply><commit-results>\n<routing-engine><name>re0</name><commit-success/><commit-revision-information><a/></commit-revision-information>"
      "</routing-engine>\n<routing-engine><name> re1 </name><commit-check-success/></routing-engine></commit-results></rpc-reply>",
      "engine\n name re0 [re0]\n result commit-success [<commit-success/>]\n"
      "engine\n name re1 [re1]\n result commit-check-success [<commit-check-success/>]\n" },
    { "<rpc-reply><commit-results><routing-engine><progress-indicator/><commit-check-success/><commit-success></commit-success>"
      "<name>a</name></routing-engine><routing-engine/></commit-results></rpc-reply>",
      "engine\n name a [a]\n result commit-success [<commit-success></commit-success>]\nengine\n" },
    { "<rpc-reply><commit-results><routing-engine><name>re0</name><xnm:warning><message>w</message></xnm:warning><commit-success/></routing-engine>"
      "<routing-engine><name>re1</name><x><xnm:error><message>e</message></xnm:error></x><commit-success/></routing-engine>"
      "</commit-results></rpc-reply>",
      "error e [e]\nwarning w [w]\nengine\n name re0 [re0]\n result commit-success [<commit-success/>]\n"
      "engine\n name re1 [re1]\n result error [<xnm:error><message>e</message></xnm:error>]\n" },
    { "<rpc-reply><multi-routing-engine-results><multi-routing-engine-item>\n<re-name>node0</re-name>\n<software-information><b/>"
      "</software-information></multi-routing-engine-item><multi-routing-engine-item><re-name>node1</re-name><rpc-error><error-message>e"
      "</error-message></rpc-error></multi-routing-engine-item></multi-routing-engine-results></rpc-reply>",
      "error e [e]\nengine\n name node0 [node0]\n result software-information [<software-information><b/></software-information>]\n"
      "engine\n name node1 [node1]\n result rpc-error [<rpc-error><error-message>e</error-message></rpc-error>]\n" },
    { "<rpc-reply><commit-results><routing-engine><name>a</name><b/><c/></routing-engine><routing-engine><commit-success/><rpc-error>"
      "<error-severity>warning</error-severity><error-message>w</error-message></rpc-error></routing-engine></commit-results>"
      "<multi-routing-engine-results><multi-routing-engine-item><d/><error>12</error></multi-routing-engine-item></multi-routing-engine-results>"
      "</rpc-reply>",
      "warning w [w]\n part error-severity= warning [warning]\nengine\n name a [a]\n result b [<b/>]\nengine\n result commit-success "
      "[<commit-success/>]\nengine\n result d [<d/>]\n" },
    { "<rpc-reply><a><routing-engine><name>re0</name><commit-success/></routing-engine></a></rpc-reply>", "" },
    { "<rpc><commit-results><routing-engine><name>re0</name></routing-engine></commit-results></rpc>", "" },

    /* parts of errors and warnings */
    { "<rpc-reply><commit-results><xnm:error><source-daemon>dcd</source-daemon><edit-path>\n[edit interfaces ge-0/0/1]\n</edit-path><statement>unit 2"
      "</statement><message>no</message><reason><daemon>d</daemon><process-not-configured/></reason></xnm:error></commit-results></rpc-reply>",
      "error no [no]\n part source-daemon= dcd [dcd]\n part edit-path= [edit interfaces ge-0/0/1] [[edit interfaces ge-0/0/1]]\n"
      " part statement= unit 2 [unit 2]\n part daemon= d [d]\n part process-not-configured=  []\n" },
    { "<rpc-reply><xnm:error><parse/><filename>f</filename><line-number>3</line-number><column>4</column><token>t</token></xnm:error></rpc-reply>",
      "error  [<xnm:error><parse/><filename>f</filename><line-number>3</line-number><column>4</column><token>t</token></xnm:error>]\n"
      " part parse=  []\n part filename= f [f]\n part line-number= 3 [3]\n part column= 4 [4]\n part token= t [t]\n" },
    { "<rpc-reply><rpc-error><error-type>protocol</error-type><error-tag>operation-failed</error-tag><error-severity>warning</error-severity>"
      "<error-path>/rpc</error-path><error-message xml:lang='en'>m</error-message><error-info><bad-element>b</bad-element></error-info></rpc-error>"
      "<rpc-error><error-info><session-id>9</session-id><a><deep>x</deep></a></error-info><error-message>n</error-message></rpc-error></rpc-reply>",
      "error n [n]\n part session-id= 9 [9]\n"
      "warning m [m]\n part error-type= protocol [protocol]\n part error-tag= operation-failed [operation-failed]\n"
      " part error-severity= warning [warning]\n part error-path= /rpc [/rpc]\n part bad-element= b [b]\n" },
    { "<rpc-reply><a><error><b>1</b></error><b>2</b></a></rpc-reply>", "" },

    /* what is an error of the protocol: prefix and namespace tell */
    { "<rpc-reply><a xmlns='http://xml.juniper.net/junos/1/junos-x'><b><error><message>m</message></error><warning><message>w</message></warning></b>"
      "<xnm:error><message>1</message></xnm:error></a></rpc-reply>",
      "error 1 [1]\n" },
    { "<rpc-reply xmlns:j='http://xml.juniper.net/junos/1/junos'><j:error><message>m</message></j:error><x:error><message>n</message></x:error>"
      "<x:error xmlns:x='http://xml.juniper.net/xnm/1.1/xnm'><parse/></x:error><xnm:error xmlns:xnm='u'><message>o</message></xnm:error>"
      "</rpc-reply>",
      "error  [<x:error xmlns:x='http://xml.juniper.net/xnm/1.1/xnm'><parse/></x:error>]\n part parse=  []\n" },
    { "<rpc-reply><a><error xmlns='http://xml.juniper.net/xnm/1.1/xnm'><parse/></error></a></rpc-reply>",
      "error  [<error xmlns='http://xml.juniper.net/xnm/1.1/xnm'><parse/></error>]\n part parse=  []\n" },
    { "<rpc-reply><configuration xmlns='http://xml.juniper.net/xnm/1.1/xnm'><a><error/><warning/></a><error><message>m</message></error>"
      "<b xmlns=''><error><message>n</message></error></b><warning><message>w</message></warning></configuration></rpc-reply>",
      "error m [m]\nwarning w [w]\n" },
    { "<rpc-reply xmlns='urn:ietf:params:xml:ns:netconf:base:1.0'><error><message>m</message></error><commit-results><error><message>n</message>"
      "</error></commit-results></rpc-reply>",
      "" },
    { "<rpc-reply><load-configuration-results><error><message>1</message></error></load-configuration-results><commit-results><error>"
      "<message>2</message></error><routing-engine><warning><message>3</message></warning></routing-engine><a><error><message>4</message></error>"
      "</a></commit-results></rpc-reply>",
      "error 1 [1]\nerror 2 [2]\nwarning 3 [3]\nengine\n result warning [<warning><message>3</message></warning>]\n" },
    { "<error><message>m</message></error>", "error m [m]\n" },
    { "<a><error><message>m</message></error></a>", "" },

    /* locks */
    { "<rpc-reply><xnm:error><message>configuration database locked</message><database-status-information><database-status><user>mia</user>"
      "<terminal>p0</terminal></database-status><database-status><user>\nnoor\n</user></database-status></database-status-information></xnm:error>"
      "</rpc-reply>",
      "error configuration database locked [configuration database locked]\nholder mia [mia]\nholder noor [noor]\n" },
    { "<rpc-reply><error><message>locked</message><database-status-information><database-status><user>viewer</user></database-status>"
      "<database-status><user>mia</user><exclusive/></database-status><database-status><user>noor</user></database-status>"
      "</database-status-information></error><error><message>again</message><database-status-information><database-status><user>ada</user>"
      "</database-status></database-status-information></error></rpc-reply>",
      "error locked [locked]\nerror again [again]\nholder mia [mia]\nholder ada [ada]\n" },
    { "<rpc-reply><database-status-information><database-status><user>mia</user><exclusive/></database-status><user>x</user><exclusive/>"
      "</database-status-information><database-status><user>y</user><exclusive/></database-status></rpc-reply>",
      "holder mia [mia]\n" },
    { "<rpc-reply><database-status-information><database-status><user>viewer</user><pid>1</pid></database-status><database-status><exclusive/>"
      "<user>noor</user></database-status><database-status><user>other</user><a><exclusive/></a></database-status></database-status-information>"
      "</rpc-reply>",
      "holder noor [noor]\n" },
    { "<rpc-reply><database-status-information><database-status><user>viewer</user></database-status></database-status-information></rpc-reply>",
      "" },
    { "<rpc-reply><xnm:error><message>\nconfiguration database locked by:\n  mia terminal p0 (pid 314) on since 2024-05-01 10:00:00 UTC\n"
      "      exclusive [edit]\n  noor terminal p1 (pid 315)\nthird x\n</message></xnm:error></rpc-reply>",
      "error configuration database locked by:\n  mia terminal p0 (pid 314) on since 2024-05-01 10:00:00 UTC\n      exclusive [edit]\n"
      "  noor terminal p1 (pid 315)\nthird x [configuration database locked by:\n  mia terminal p0 (pid 314) on since 2024-05-01 10:00:00 UTC\n"
      "      exclusive [edit]\n  noor terminal p1 (pid 315)\nthird x]\nholder mia [mia]\nholder noor [noor]\n" },
    { "<rpc-reply><rpc-error><error-message>configuration database locked by:\n  m&#105;a</error-message></rpc-error></rpc-reply>",
      "error configuration database locked by:\n  mia [configuration database locked by:\n  m&#105;a]\n"
      "holder mia [configuration database locked by:\n  m&#105;a]\n" },
    { "<rpc-reply><xnm:error><message>configuration database locked by:\n  mia</message><database-status-information><database-status>"
      "<user>noor</user></database-status></database-status-information></xnm:error></rpc-reply>",
      "error configuration database locked by:\n  mia [configuration database locked by:\n  mia]\nholder noor [noor]\n" },
    { "<rpc-reply><xnm:error><message>configuration database locked by: mia\nmia\n</message></xnm:error></rpc-reply>",
      "error configuration database locked by: mia\nmia [configuration database locked by: mia\nmia]\n" },
    { "<rpc-reply><output>configuration database locked by:\n  mia</output></rpc-reply>", "" },

    /* NETCONF */
    { "<nc:hello><nc:capabilities><nc:capability>\nurn:ietf:params:netconf:base:1.0\n</nc:capability><nc:capability>urn:ietf:params:netconf:base:1.1"
      "</nc:capability></nc:capabilities><nc:session-id>77</nc:session-id></nc:hello>",
      "capability urn:ietf:params:netconf:base:1.0 [urn:ietf:params:netconf:base:1.0]\n"
      "capability urn:ietf:params:netconf:base:1.1 [urn:ietf:params:netconf:base:1.1]\nbase:1.1\nsession-id 77 [77]\n" },
    { "<hello><capabilities><capability>urn:ietf:params:xml:ns:netconf:base:1.1</capability></capabilities></hello>",
      "capability urn:ietf:params:xml:ns:netconf:base:1.1 [urn:ietf:params:xml:ns:netconf:base:1.1]\nbase:1.1\n" },
    { "<hello><capabilities><capability>urn:ietf:params:netconf:base:1.10</capability></capabilities><capability>urn:ietf:params:netconf:base:1.1"
      "</capability><a><session-id>1</session-id></a></hello>",
      "capability urn:ietf:params:netconf:base:1.10 [urn:ietf:params:netconf:base:1.10]\n" },
    { "<rpc-reply><capabilities><capability>urn:ietf:params:netconf:base:1.1</capability></capabilities></rpc-reply>", "" },
    { "<rpc-reply><ok/></rpc-reply>", "ok\n" },
    { "<rpc-reply><a><ok/></a></rpc-reply>", "" },
    { "<notification xmlns='u'><eventTime> 2024-05-01T10:00:00Z </eventTime><j:commit-done a='1'><b/></j:commit-done><c/></notification>",
      "notification commit-done [<j:commit-done a='1'><b/></j:commit-done>]\ntime 2024-05-01T10:00:00Z [2024-05-01T10:00:00Z]\n" },
    { "<notification><a/></notification>", "notification a [<a/>]\n" },
    { "<log-event><eventTime>1</eventTime><a/></log-event>", "" },

    /* secrets, of each kind of node */
    { "<rpc><load-configuration><configuration><system><!-- ftp://u:lantern1@192.0.2.1/ "
      "--><radius-server><name>192.0.2.1</name><secret>lantern2</secret>"
      "</radius-server></system></configuration></load-configuration></rpc>",
      "secret rpc/load-configuration/configuration/system/comment() lantern1 [lantern1]\n"
      "secret rpc/load-configuration/configuration/system/radius-server/secret lantern2 [lantern2]\n" },
    { "<rpc><load-configuration><configuration-set>set system radius-server 192.0.2.1 secret lantern2</configuration-set></load-configuration></rpc>",
      "secret rpc/load-configuration/configuration-set: system radius-server 192.0.2.1 secret lantern2 [lantern2]\n" },
};

/* Whether nodes are kept or not, the same is said. */
static void test_cases(void)
{
    static const uint32_t kept[] = { 100000, 1, 0 };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (size_t k = 0; k < G_N_ELEMENTS(kept); k++) {
            xnm_read_limits limits = wide;
            limits.max_elements = kept[k];
            xnm_message *message = new_message(cases[i].message, strlen(cases[i].message), &limits);
            char *lines = details(message, cases[i].message);
            g_assert_cmpstr(lines, ==, cases[i].details);
            g_assert_cmpint(message->read.status, ==, XNM_READ_OK);
            g_free(lines);
            xnm_message_free(message);
        }
    }
}

static void test_prefixes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (size_t length = 0; length < strlen(cases[i].message); length++) {
            xnm_message *message = new_message(cases[i].message, length, &wide);
            g_assert_cmpint(message->read.status, ==, XNM_READ_MALFORMED);
            char *lines = details(message, cases[i].message);
            g_free(lines);
            xnm_message_free(message);
        }
    }
}

/* What was read before the fault is said. */
static void test_malformed(void)
{
    static const char text[] = "<rpc-reply a='1'><commit-results><routing-engine><name>re0</name><b><c/></x>";
    xnm_message *message = new_message(text, strlen(text), &wide);
    char *lines = details(message, text);
    g_assert_cmpstr(lines, ==, "attribute a a 1 [a='1']\nengine\n name re0 [re0]\n result b [<b>]\n");
    g_free(lines);
    xnm_message_free(message);
    static const char notification[] = "<notification><eventTime>1</eventTime><a><b>2</c>";
    message = new_message(notification, strlen(notification), &wide);
    lines = details(message, notification);
    g_assert_cmpstr(lines, ==, "notification a [<a><b>2]\ntime 1 [1]\n");
    g_free(lines);
    xnm_message_free(message);
}

static void add_many(GString *text, const char *what, int times)
{
    for (int i = 0; i < times; i++) {
        g_string_append(text, what);
    }
}

static void test_bounds(void)
{
    GString *text = g_string_new("<rpc-reply");
    for (int i = 0; i < 1030; i++) {
        g_string_append_printf(text, " a%d=''", i);
    }
    g_string_append(text, "><commit-results>");
    add_many(text, "<routing-engine><name>re0</name></routing-engine>", 300);
    g_string_append(text, "</commit-results><xnm:error>");
    add_many(text, "<token/>", 20);
    g_string_append(text, "</xnm:error><database-status-information><database-status><exclusive/>");
    add_many(text, "<user/>", 1010);
    g_string_append(text, "</database-status><database-status><exclusive/>");
    add_many(text, "<user/>", 3);
    g_string_append(text, "</database-status></database-status-information></rpc-reply>");
    xnm_read_limits wider = wide;
    wider.max_attributes = 2000;
    wider.max_listed = 10;
    xnm_message *message = new_message(text->str, text->len, &wider);
    g_assert_cmpint(message->read.status, ==, XNM_READ_OK);
    g_assert_cmpuint(message->attributes->len, ==, 1030);
    g_assert_cmpuint(message->routing_engines->len, ==, 10);
    g_assert_cmpuint(message->error_parts->len, ==, 1);
    g_assert_cmpuint(((GArray *)g_ptr_array_index(message->error_parts, 0))->len, ==, 10);
    g_assert_cmpuint(message->lock_holders->len, ==, 10);
    g_assert_cmpuint(message->values_not_listed, ==, 290 + 10 + 1000 + 3);
    xnm_message_free(message);

    g_string_assign(text, "<hello><capabilities>");
    add_many(text, "<capability>x</capability>", 1000);
    g_string_append(text, "<capability>urn:ietf:params:netconf:base:1.1</capability></capabilities></hello>");
    message = new_message(text->str, text->len, &wide);
    g_assert_cmpuint(message->capabilities->len, ==, 1000);
    g_assert_true(message->base_1_1);
    xnm_message_free(message);

    g_string_assign(text, "<rpc><commit-configuration>");
    add_many(text, "<check/>", 20);
    g_string_append(text, "</commit-configuration></rpc>");
    message = new_message(text->str, text->len, &wider);
    g_assert_cmpuint(message->commit_kinds->len, ==, 10);
    g_assert_cmpuint(message->arguments->len, ==, 10);
    g_assert_cmpuint(message->arguments_left_out, ==, 10);
    xnm_message_free(message);
    g_string_free(text, TRUE);
}

/* Behind 5,000 bytes of white space, 4,095 bytes and a character of two bytes: it does not fit. Nor does an argument of 5,000 bytes. */
static void test_long_text(void)
{
    GString *text = g_string_new("<rpc><commit-configuration><at-time>");
    add_many(text, "\n", 5000);
    add_many(text, "x", 4095);
    g_string_append(text, "\xc3\xa9\xc3\xa9</at-time><log>");
    add_many(text, "x", 5000);
    g_string_append(text, "</log></commit-configuration></rpc>");
    xnm_message *message = new_message(text->str, text->len, &wide);
    const xnm_named_value *kind = &g_array_index(message->commit_kinds, xnm_named_value, 0);
    g_assert_cmpuint(strlen(kind->value.text), ==, 4095);
    g_assert_cmpuint(message->values_not_listed, ==, 2);
    g_assert_cmpint(kind->value.text[4094], ==, 'x');
    g_assert_cmpuint(kind->value.range.start, ==, strlen("<rpc><commit-configuration><at-time>") + 5000);
    g_assert_cmpuint(kind->value.range.length, ==, 4099);
    g_assert_cmpuint(message->commit_kinds->len, ==, 1);
    g_assert_cmpuint(message->arguments->len, ==, 2);
    g_assert_cmpuint(strlen(g_array_index(message->arguments, xnm_named_value, 1).value.text), ==, 4096);
    xnm_message_free(message);
    g_string_free(text, TRUE);
}

static bool has_secret(const xnm_message *message, const char *text, const char *part)
{
    return xnm_message_has_secret(message, (xnm_range){ (size_t)(strstr(text, part) - text), strlen(part) });
}

static void test_has_secret(void)
{
    static const char text[] = "<rpc><a><b c='ftp://u:lantern1@192.0.2.1/' d='e'>one</b><secret> lantern2 </secret><f>two</f></a></rpc>";
    xnm_message *message = new_message(text, strlen(text), &wide);
    g_assert_true(has_secret(message, text, "c='ftp://u:lantern1@192.0.2.1/'"));
    g_assert_false(has_secret(message, text, "d='e'"));
    g_assert_false(has_secret(message, text, "one"));
    g_assert_true(has_secret(message, text, "lantern2"));
    g_assert_false(has_secret(message, text, "two"));
    g_assert_true(has_secret(message, text, "<secret> lantern2 </secret>"));
    g_assert_false(has_secret(message, text, "<secret>"));
    g_assert_false(has_secret(message, text, "</secret>"));
    g_assert_false(xnm_message_has_secret(message, (xnm_range){ (size_t)(strstr(text, "lantern2") - text), 0 }));
    xnm_message_free(message);
    message = new_message("<rpc>x</rpc>", 12, &wide);
    g_assert_null(message->secrets);
    g_assert_false(xnm_message_has_secret(message, (xnm_range){ 0, 12 }));
    xnm_message_free(message);
}

/* Where the list was full, what lies behind is taken for secret. */
static void test_has_secret_full(void)
{
    GString *text = g_string_new("<rpc><a>");
    add_many(text, "<secret>lantern1</secret>", SECRETS_MAX);
    size_t before = text->len;
    g_string_append(text, "<b>x</b><secret>lantern2</secret>");
    size_t behind = text->len;
    g_string_append(text, "<c>y</c></a></rpc>");
    xnm_message *message = new_message(text->str, text->len, &wide);
    g_assert_cmpuint(message->secrets->not_listed, ==, 1);
    g_assert_false(xnm_message_has_secret(message, (xnm_range){ before + 3, 1 }));
    g_assert_true(xnm_message_has_secret(message, (xnm_range){ behind + 3, 1 }));
    xnm_message_free(message);
    g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message-meaning/cases", test_cases);
    g_test_add_func("/message-meaning/prefixes", test_prefixes);
    g_test_add_func("/message-meaning/malformed", test_malformed);
    g_test_add_func("/message-meaning/bounds", test_bounds);
    g_test_add_func("/message-meaning/long-text", test_long_text);
    g_test_add_func("/message-meaning/has-secret", test_has_secret);
    g_test_add_func("/message-meaning/has-secret-full", test_has_secret_full);
    return g_test_run();
}
