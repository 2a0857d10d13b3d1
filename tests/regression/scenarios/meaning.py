# SPDX-License-Identifier: GPL-2.0-or-later
"""What requests and replies mean, and which belongs to which."""

from .case import JUNOS, SERVER_PREAMBLE, XNM, error_text, login_answer, login_text, reply_text, request_text, scenario


@scenario("login-with-challenge")
def login_with_challenge(case):
    """The client sends no password, the server asks, the client answers."""
    session = case.session()
    session.open()
    asked = session.client(login_text("lab", None))
    challenge = session.server(reply_text('<challenge echo="no">Password:</challenge>\n'))
    login, answered = session.login()
    session.close()

    case.exchanges([(asked, "request-login", challenge, "challenge"), (login, "request-login", answered, "authentication-response")])
    case.values("xnm.login.username", ["lab", "lab"])
    case.values("xnm.login.password", ["Example-Password-7"])
    case.present("xnm.cleartext_login", [login], "where the password stands")
    case.present("xnm.login_failed", [])
    case.passes("xnm.session.user", [answered])


@scenario("login-refused-three-times")
def login_refused(case):
    """Three wrong passwords: the challenge comes in the same reply, then in one of its own, then the server ends the session."""
    session = case.session()
    session.open()
    refusal = login_answer("fail", "permission denied")
    challenge = '<challenge echo="no">Password:</challenge>\n'
    first = session.client(login_text("admin", "admin"))
    first_reply = session.server(reply_text(refusal + challenge))
    second = session.client(login_text("admin", "password"))
    second_reply = session.server(reply_text(refusal))
    extra = session.server(reply_text(challenge))
    third = session.client(login_text("admin", "juniper"))
    third_reply = session.server(reply_text(refusal) + "<!-- session end at 2026-01-01 00:00:09 UTC -->\n</junoscript>\n")
    session.close()

    case.present("xnm.rpc", [first, second, third])
    case.present("xnm.reply", [first_reply, second_reply, extra, third_reply])
    for request, reply in ((first, first_reply), (second, second_reply), (third, third_reply)):
        case.frame(reply, {"xnm.login.status": ["fail"], "xnm.reply.to": [request]})
    case.frame(extra, {"xnm.reply.to": [], "xnm.reply.name": ["challenge"]}, "no request waits for it")
    case.values("xnm.login.password", ["admin", "password", "juniper"])
    case.present("xnm.login_failed", [first_reply, second_reply, third_reply])
    case.present("xnm.session.user", [], "nobody is logged in")


@scenario("empty-reply")
def empty_reply(case):
    """Replies without a child: with a newline, without anything, as an empty tag."""
    session = case.session()
    session.open()
    pairs = []
    for name, text in (("lock-configuration", f'<rpc-reply xmlns:junos="{JUNOS}">\n</rpc-reply>\n'),
                       ("open-configuration", "<rpc-reply></rpc-reply>"),
                       ("unlock-configuration", f'<rpc-reply xmlns:junos="{JUNOS}"/>')):
        pairs.append((session.client(request_text(name)), name, session.server(text), None))
    session.close()

    case.exchanges(pairs)
    case.present("xnm.error_reply", [])
    case.present("xnm.malformed", [])


@scenario("errors-and-warnings")
def errors_and_warnings(case):
    """xnm:error, xnm:warning, a plain warning, several in one reply, and NETCONF's rpc-error."""
    session = case.session()
    session.open()
    parse = session.exchange("get-interface-informaton", error_text("syntax error, expecting &lt;name&gt;", extra="<parse/>\n"))
    session.client("<rpc><commit-configuration/></rpc>")
    commit = session.server(reply_text("<commit-results><routing-engine><name>re0</name>"
                                       + error_text("first message") + error_text("second message") + error_text("a warning", "xnm:warning")
                                       + "</routing-engine></commit-results>\n"))
    session.client("<rpc><load-configuration/></rpc>")
    load = session.server(reply_text("<load-configuration-results>\n" + error_text("statement has no contents; ignored", "warning")
                                     + "<load-success/></load-configuration-results>\n"))
    session.client("<rpc><get-x/></rpc>")
    netconf = session.server(reply_text("<rpc-error><error-type>protocol</error-type><error-severity>error</error-severity>"
                                        "<error-message>\nunknown command\n</error-message></rpc-error>\n"
                                        "<rpc-error><error-severity>warning</error-severity><error-message>old syntax</error-message></rpc-error>\n"))
    session.close()

    case.frame(parse[1], {"xnm.reply.name": ["error"], "xnm.error.message": ["syntax error, expecting <name>"], "xnm.error_reply": 1,
                          "xnm.reply.to": [parse[0]]})
    case.frame(commit, {"xnm.reply.name": ["commit-results"], "xnm.error.message": ["first message", "second message"],
                        "xnm.warning.message": ["a warning"]})
    case.frame(load, {"xnm.error.message": [], "xnm.warning.message": ["statement has no contents; ignored"], "xnm.error_reply": 0})
    case.frame(netconf, {"xnm.reply.name": ["rpc-error"], "xnm.warning.message": ["old syntax"]})
    case.any_of(netconf, ["xnm.error.message"])
    case.present("xnm.error_reply", [parse[1], commit, netconf])


@scenario("pipelining")
def pipelining(case):
    """A request sent before the previous reply ends, and three requests sent ahead of any reply."""
    session = case.session()
    session.open()
    first = session.client(request_text("get-a"))
    session.server("<rpc-reply>\n<load-configuration-results>\n<load-success/>\n")
    second = session.client(request_text("get-b"))
    first_reply = session.server("</load-configuration-results>\n</rpc-reply>\n")
    third = session.client(request_text("get-c"))
    fourth = session.client(request_text("get-d"))
    second_reply = session.server(reply_text("<b/>\n"))
    third_reply = session.server(reply_text("<c/>\n"))
    fourth_reply = session.server(reply_text("<d/>\n"))
    session.close()

    case.exchanges([(first, "get-a", first_reply, "load-configuration-results"), (second, "get-b", second_reply, "b"),
                    (third, "get-c", third_reply, "c"),
                    (fourth, "get-d", fourth_reply, "d")])
    # One millisecond a frame, ACKs included.
    case.frame(first_reply, {"xnm.reply.time": [f"0.{first_reply - first:03}000000"]})
    case.frame(fourth_reply, {"xnm.reply.time": [f"0.{fourth_reply - fourth:03}000000"]})


@scenario("abort")
def abort(case):
    """A request halted before its reply begins, and one halted in the middle of its reply."""
    session = case.session()
    session.open()
    first = session.client(request_text("get-a") + "<abort/>")
    first_reply = session.server(reply_text("<abort-acknowledgement/>\n"))
    second = session.client(request_text("get-b"))
    session.server("<rpc-reply>\n<b>\n<c>1</c>\n")
    session.client("<abort/>\n")
    second_reply = session.server("<abort-acknowledgement/>\n</b>\n</rpc-reply>\n")
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.exchanges([(first, "get-a", first_reply, "abort-acknowledgement"), (second, "get-b", second_reply, "b"), (third, "get-c", third_reply, "c")])
    case.info(first_reply, ": abort-acknowledgement, ")
    case.info(second_reply, ": b, aborted, ", "the acknowledgement stands inside of what is half-sent")
    case.present("xnm.malformed", [])


@scenario("nested-rpc-in-a-reply")
def nested_rpc(case):
    """A prompt: the server puts an <rpc> into its reply. And a reply that quotes a request."""
    session = case.session()
    session.open()
    first = session.client(request_text("request-halt"))
    first_reply = session.server(reply_text('<rpc junos:tag-type="confirm-choice"><select-choice><choice-item><name>yes</name></choice-item>'
                                            "<default>no</default><prompt>Halt the system ?</prompt></select-choice></rpc>\n"))
    second = session.client("<rpc><command>show version | display xml rpc</command></rpc>")
    second_reply = session.server(reply_text("<rpc>\n<get-software-information>\n</get-software-information>\n</rpc>\n"
                                             "<cli><banner></banner></cli>\n"))
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.exchanges([(first, "request-halt", first_reply, "rpc"), (second, "command", second_reply, "rpc"), (third, "get-c", third_reply, "c")])
    case.values("xnm.rpc.command", ["show version | display xml rpc"])


@scenario("attributes-and-operations")
def attributes_and_operations(case):
    """Attributes of the client's choice on <rpc>, an <rpc> with two operations, an empty one, and elements that nobody knows."""
    session = case.session()
    session.open()
    first = session.client('<rpc id="7" note="a &amp; b"><get-a/></rpc>')
    first_reply = session.server(reply_text("<a/>\n", f' xmlns:junos="{JUNOS}" id="7" note="a &amp; b"'))
    second = session.client("<rpc><get-a/><get-b/></rpc>")
    second_reply = session.server(reply_text("<a/><b/>\n"))
    third = session.client("<rpc/>")
    third_reply = session.server(reply_text(""))
    unknown = session.server('<something-new severity="low"><text>hello</text></something-new>\n')
    fourth, fourth_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.present("xnm.rpc", [first, second, third, fourth])
    case.values("xnm.rpc.name", ["get-a", "get-a", "get-c"], "the first child of rpc; an empty rpc has none")
    case.values("xnm.rpc.number", ["1", "2", "3", "4"])
    case.present("xnm.reply", [first_reply, second_reply, third_reply, fourth_reply])
    for request, reply in ((first, first_reply), (second, second_reply), (third, third_reply), (fourth, fourth_reply)):
        case.frame(reply, {"xnm.reply.to": [request]})
    case.frame(unknown, {"xnm.element": 2, "xnm.attribute": 1, "xnm.text": ["hello"], "xnm.reply": 0})
    case.present("xnm.malformed", [])


@scenario("login-of-older-shapes")
def older_shapes(case):
    """The login's answers as older clients expect them: a wrapper around the challenge, status directly under the reply; and a
    remote name beside the account's."""
    session = case.session()
    session.open()
    asked = session.client(login_text("remote-name", None))
    challenge = session.server(reply_text('<login-challenge><challenge echo="yes">Token:</challenge></login-challenge>\n'))
    login = session.client(login_text("remote-name", "123456"))
    refused = session.server(reply_text("<status>fail</status><message>token expired</message>\n"))
    again = session.client(login_text("remote-name", "654321"))
    answered = session.server(reply_text("<authentication-response><status>success</status><message>lab</message><login-name>remote-name</login-name>"
                                         "</authentication-response>\n"))
    request, reply = session.exchange("get-a", "<a/>\n")
    session.close()

    case.present("xnm.rpc", [asked, login, again, request])
    case.present("xnm.reply", [challenge, refused, answered, reply])
    case.values("xnm.login.status", ["fail", "success"])
    case.present("xnm.login_failed", [refused])
    case.passes('xnm.session.user == "lab"', [answered, request, reply], "the account's name, which the server says")


@scenario("no-declaration")
def no_declaration(case):
    """A client without an XML declaration: the server answers before anything was asked, and ends."""
    session = case.session()
    session.tcp.handshake()
    session.server(SERVER_PREAMBLE)
    session.client('<junoscript version="1.0">\n')
    reply = session.server(reply_text(error_text("communication error while exchanging credentials"), "")
                           + "<!-- session end at 2026-01-01 00:00:01 UTC -->\n</junoscript>\n")
    session.close()

    case.present("xnm.rpc", [])
    case.present("xnm.reply", [reply])
    case.frame(reply, {"xnm.reply.to": [], "xnm.error.message": ["communication error while exchanging credentials"], "xnm.error_reply": 1})


@scenario("end-of-session")
def end_of_session(case):
    """The documented end, and a namespace on the reply as newer releases send it."""
    session = case.session()
    session.open()
    request = session.client("<rpc><request-end-session/></rpc>\n")
    reply = session.server(reply_text("<end-session/>\n", f' xmlns="{XNM}" xmlns:junos="{JUNOS}"')
                           + "<!-- session end at 2026-01-01 00:00:01 UTC -->\n</junoscript>\n")
    session.client("</junoscript>\n")
    session.close()

    case.exchanges([(request, "request-end-session", reply, "end-session")])
    case.present("xnm.malformed", [])


@scenario("load-of-what-is-kept")
def load_of_what_is_kept(case):
    """Configurations that the router keeps are loaded: the rescue configuration, and a revision, which has errors."""
    session = case.session()
    session.open()
    rescue = session.exchange('<load-configuration rescue="rescue"/>', "<load-configuration-results><load-success/></load-configuration-results>\n")
    revision = session.exchange('<load-configuration configuration-revision="re0-1767225600-12"/>',
                                "<load-configuration-results><load-error-count>2</load-error-count></load-configuration-results>\n")
    session.close()
    case.present("xnm.load.rescue", [rescue[0]])
    case.frame(rescue[0], {"xnm.load.rescue": ["rescue"]})
    case.present("xnm.load.revision", [revision[0]])
    case.frame(revision[0], {"xnm.load.revision": ["re0-1767225600-12"]})
    case.frame(revision[1], {"xnm.load.errors": ["2"]})


@scenario("operations")
def operations(case):
    """Loads, commits and locks with what they are told, results of two routing engines, and a lock that somebody else holds."""
    session = case.session()
    session.open()
    success = "<load-configuration-results><load-success/></load-configuration-results>\n"
    done = "<commit-results><routing-engine><name>re0</name><commit-success/></routing-engine></commit-results>\n"
    session.exchange('<load-configuration action="merge" format="text"><configuration-text>system { host-name x; }</configuration-text>'
                     "</load-configuration>", success)
    session.exchange('<load-configuration action="set" format="text"><configuration-set>set system host-name x</configuration-set>'
                     "</load-configuration>", success)
    url = session.exchange('<load-configuration url="/var/tmp/x.conf" action="override"/>', success)
    rollback = session.exchange('<load-configuration rollback="3"/>', success)
    commits = {}
    for kind, content in (("check", "<check/>"), ("confirmed", "<confirmed/><confirm-timeout>5</confirm-timeout>"), ("synchronize", "<synchronize/>"),
                          ("at-time", "<at-time>23:30:00</at-time>")):
        commits[kind] = session.exchange(f"<commit-configuration>{content}</commit-configuration>", done)[0]
    both = session.exchange("<commit-configuration/>", "<commit-results><routing-engine><name>re0</name><commit-success/></routing-engine>"
                            "<routing-engine><name>re1</name><commit-success/></routing-engine></commit-results>\n")
    locked = session.exchange("lock-configuration", error_text(
        "\nconfiguration database locked by:\n  ops1 terminal p0 (pid 4711) on since 2026-01-01 07:30:00 UTC, idle 00:02:10\n"
        "      exclusive [edit]\n",
        extra="<database-status-information><database-status><user>ops1</user><terminal>p0</terminal><pid>4711</pid><exclusive/>"
        "<edit-path>[edit]</edit-path></database-status></database-status-information>\n"))
    kill = session.exchange("<kill-session><session-id>4711</session-id></kill-session>", "<ok/>\n")
    session.close()

    case.values("xnm.load.action", ["merge", "set", "override"])
    case.values("xnm.load.format", ["text", "text"])
    case.info(url[0], "override")
    case.info(rollback[0], "rollback")
    case.frame(rollback[0], {"xnm.load.rollback": ["3"]})
    for kind, frame in commits.items():
        case.passes(f'xnm.commit.kind contains "{kind}"', [frame])
    case.frame(both[1], {"xnm.routing_engine": ["re0", "re1"]})
    case.passes('xnm.lock.holder contains "ops1"', [locked[1]])
    case.present("xnm.error_reply", [locked[1]])
    case.frame(kill[1], {"xnm.reply.name": ["ok"], "xnm.reply.to": [kill[0]]})


@scenario("notification")
def notification(case):
    """Event notifications (RFC 5277) among the replies, one of them between a request and its reply: they answer nothing."""
    session = case.session()
    session.open()
    text = ('<notification xmlns="urn:ietf:params:xml:ns:netconf:notification:1.0"><eventTime>2026-01-01T00:00:05Z</eventTime>'
            "<link-down><name>ge-0/0/0</name></link-down></notification>\n")
    alone = session.server(text)
    request = session.client(request_text("get-a"))
    between = session.server(text.replace("link-down", "link-up"))
    reply = session.server(reply_text("<a/>\n"))
    session.close()

    case.exchanges([(request, "get-a", reply, "a")])
    case.values("xnm.notification.name", ["link-down", "link-up"])
    case.values("xnm.notification.time", ["2026-01-01T00:00:05Z"] * 2)
    case.info(alone, "link-down")
    case.info(between, "link-up")


@scenario("user-from-a-comment")
def user_from_comment(case):
    """Where the transport did the login, the server names the user in a comment; the client may say what it likes."""
    session = case.session()
    session.open()
    lie = session.client("<!-- user admin, class super-user -->\n")
    told = session.server("<!-- user root, class super-user -->\n")
    other = session.server("<!-- user friendly, or not -->\n")
    request, reply = session.exchange("get-a", "<a/>")
    session.close()

    case.passes('xnm.session.user == "root"', [told, other, request, reply])
    case.values("xnm.session.user", ["root"] * 4)
    case.present("xnm.malformed", [])
    assert lie < told


@scenario("abort-of-a-pipelined-request")
def abort_pipelined(case):
    """The server had answered the first request when the abort came: it acknowledges in a reply that answers no request."""
    session = case.session()
    session.open()
    first = session.client(request_text("get-a") + "<abort/>")
    second = session.client(request_text("get-b"))
    first_reply = session.server(reply_text("<a/>\n"))
    acknowledgement = session.server(reply_text("<abort-acknowledgement/>\n"))
    second_reply = session.server(reply_text("<b/>\n"))
    session.close()

    case.frame(first_reply, {"xnm.reply.to": [first], "xnm.reply.name": ["a"]})
    case.frame(acknowledgement, {"xnm.reply.to": [], "xnm.reply.name": ["abort-acknowledgement"]})
    case.frame(second_reply, {"xnm.reply.to": [second], "xnm.reply.name": ["b"]})


@scenario("slow-reply")
def slow_reply(case):
    """A reply after 2 ms, where 2 ms is slow and where it is not (the login's, before)."""
    case.preference("xnm.slow_reply_milliseconds", 50)
    session = case.session()
    session.open()
    session.exchange("get-a", "<a/>")
    session.client(request_text("get-b"))
    case.capture.wait(0.05)
    reply = session.server(reply_text("<b/>"))
    session.close()

    case.present("xnm.slow_reply", [reply])


@scenario("errors-outside-a-reply")
def errors_outside_reply(case):
    """xnm:error can stand in any child of the root, and be one itself."""
    session = case.session()
    session.open()
    error = session.server(error_text("communication error while exchanging credentials"))
    session.close()

    case.frame(error, {"xnm.error.message": ["communication error while exchanging credentials"]})
    case.present("xnm.error_reply", [error])
    case.info(error, "communication error while exchanging credentials")


@scenario("words-of-a-login-elsewhere")
def login_words_elsewhere(case):
    """Other operations answer with status, message, challenge and authentication-response too: that logs nobody in, and no login is refused."""
    session = case.session()
    session.open()
    _, logged_in = session.login()
    frames = []
    for content, shown in (("<status>success</status><message>Image installed</message>\n", ": status, "),
                           ("<status>fail</status><message>Image bad</message>\n", ": status, "),
                           ("<st>" + login_answer("success", "somebody") + "</st>\n", ": st, "),
                           (login_answer("fail", "somebody"), ": authentication-response, "),
                           ("<challenge>Who goes there</challenge>\n", ": challenge, "),
                           ("<user-table><challenge>text</challenge></user-table>\n", ": user-table, ")):
        request, reply = session.exchange("request-package-add", content)
        case.info(reply, f"reply to {request}{shown}")
        frames += [request, reply]
    session.close()

    case.present("xnm.login.status", [logged_in])
    case.present("xnm.login.message", [logged_in])
    case.present("xnm.login.challenge", [])
    case.present("xnm.login_failed", [])
    case.passes('xnm.session.user == "lab"', [logged_in, *frames])
    case.passes("xnm.session.user", [logged_in, *frames])


@scenario("mid-session-in-a-login")
def mid_session_in_a_login(case):
    """The capture starts behind the requests: the documented shapes tell of a login, at their place; others, and other places, do not."""
    session = case.session()
    wrapped = session.server(reply_text("<login-challenge><challenge>Token:</challenge></login-challenge>\n"))
    nested = session.server(reply_text("<a>" + login_answer("success", "somebody") + "</a>\n"))
    bare = session.server(reply_text("<status>success</status><message>somebody</message>\n"))
    asked = session.server(reply_text('<challenge echo="no">Password:</challenge>\n'))
    refused = session.server(reply_text(login_answer("fail", "permission denied")))
    answered = session.server(reply_text(login_answer("success", "lab")))
    request, reply = session.exchange("get-a", "<a/>\n")
    session.close()

    case.present("xnm.login.challenge", [asked])
    case.present("xnm.login.status", [refused, answered])
    case.present("xnm.login_failed", [refused])
    case.passes("xnm.session.user", [answered, request, reply])
    for frame, text in ((wrapped, "login-challenge"), (nested, "a"), (bare, "status"), (asked, 'challenge "Password:"'),
                        (refused, "login failed: permission denied"), (answered, "login success lab")):
        case.info(frame, f"reply: {text}")


@scenario("message-id-in-junos-xml")
def message_id_in_junos_xml(case):
    """message-id is an attribute like any other here: replies come in order, and one with another value does not echo its request."""
    session = case.session()
    session.open()
    first = session.client('<rpc message-id="7"><get-a/></rpc>')
    first_reply = session.server(reply_text("<a/>\n", ' message-id="8"'))
    second, second_reply = session.exchange("get-b", "<b/>\n")
    third = session.client('<rpc id="1"><get-c/></rpc>')
    third_reply = session.server(reply_text("<c/>\n", ' message-id="zz" id="1"'))
    fourth = session.client('<rpc message-id="x"><get-d/></rpc>')
    fifth = session.client('<rpc message-id="y"><get-e/></rpc>')
    fourth_reply = session.server(reply_text("<d/>\n", ' message-id="y"'))
    fifth_reply = session.server(reply_text("<e/>\n", ' message-id="y"'))
    session.close()

    case.exchanges([(first, "get-a", first_reply, "a"), (second, "get-b", second_reply, "b"), (third, "get-c", third_reply, "c"),
                    (fourth, "get-d", fourth_reply, "d"), (fifth, "get-e", fifth_reply, "e")])
    case.present("xnm.not_echoed", [first_reply, fourth_reply])


@scenario("users-of-the-configuration")
def users_of_the_configuration(case):
    """Who is listed with exclusive holds the lock; who only looks on does not. A lock that is refused lists who holds it: all of them, or the one
    with exclusive."""
    def status(user, more=""):
        return f"<database-status><user>{user}</user><terminal>p1</terminal><pid>6</pid>{more}</database-status>"

    session = case.session()
    session.open()
    listing = session.exchange("get-database-status-information",
                               f"<database-status-information>{status('viewer')}{status('ops1', '<exclusive/>')}</database-status-information>\n")
    viewers = session.exchange("get-database-status-information", f"<database-status-information>{status('viewer')}</database-status-information>\n")
    refused = session.exchange("lock-configuration", error_text(
        "configuration database modified", extra=f"<database-status-information>{status('ops2')}</database-status-information>\n"))
    alone = session.exchange("lock-configuration", error_text(
        "configuration database locked",
        extra=f"<database-status-information>{status('viewer')}{status('ops3', '<exclusive/>')}</database-status-information>\n"))
    session.close()

    case.present("xnm.lock.holder", [listing[1], refused[1], alone[1]])
    case.values("xnm.lock.holder", ["ops1", "ops2", "ops3"])
    case.frame(viewers[1], {"xnm.text": ["viewer", "p1", "6"]})


@scenario("errors-that-are-content")
def errors_that_are_content(case):
    """Elements error and warning in operational output and in configurations are no errors of the protocol: its namespace or its prefix tells."""
    session = case.session()
    session.open()
    rows = "<warning><message>not ours</message></warning><error><message>input errors</message></error>"
    module = f'xmlns="{JUNOS}-interface"'
    plain = session.exchange("get-x", f"<interface-information>{rows}</interface-information>\n")
    declared = session.exchange("get-x", f"<interface-information {module}>{rows}</interface-information>\n")
    prefixed = session.exchange("get-x", "<junos:error><message>not ours</message></junos:error>\n")
    syslog = session.exchange("get-configuration", f'<configuration xmlns="{XNM}"><system><syslog><file><name>messages</name><contents>'
                              "<name>any</name><warning/><error/></contents></file></syslog></system></configuration>\n")
    ours = session.exchange("get-x", f"<interface-information {module}>{error_text('first', 'error')}<xnm:error><message>second</message></xnm:error>"
                            "</interface-information>\n")
    direct = session.exchange("get-x", "<error><message>third</message></error>\n")
    session.close()

    case.present("xnm.error_reply", [ours[1], direct[1]])
    case.values("xnm.error.message", ["first", "second", "third"])
    case.present("xnm.warning.message", [])
    for frame, text in ((plain[1], "interface-information"), (declared[1], "interface-information"), (prefixed[1], "error"),
                        (syslog[1], "configuration")):
        case.info(frame, f": {text}, ")


@scenario("kinds-of-commits")
def kinds_of_commits(case):
    """What kind of commit it is comes first, all of it; what it is told besides comes behind."""
    commits = (("<log>hi</log><confirmed/><confirm-timeout>5</confirm-timeout><synchronize/>", ["confirmed", "synchronize"],
                "confirmed synchronize log=hi confirm-timeout=5"),
               ("<at-time>22:30</at-time>", ["at-time"], "at-time=22:30"),
               ("<force-synchronize/><full/>", ["force-synchronize", "full"], "force-synchronize full"),
               ("<log>one</log><check/><confirmed/><synchronize/><full/><force-synchronize/><at-time>22:30</at-time>",
                ["check", "confirmed", "synchronize", "full", "force-synchronize", "at-time"],
                "check confirmed synchronize full force-synchronize at-time=22:30 log=one"),
               ("<log>only</log>", [], "log=only"),
               ("<something-new>x</something-new><check/>", ["check"], "check something-new=x"))
    session = case.session()
    session.open()
    for content, kinds, shown in commits:
        request, _ = session.exchange(f"<commit-configuration>{content}</commit-configuration>", "<commit-results/>\n")
        case.frame(request, {"xnm.commit.kind": kinds})
        case.info(request, f"rpc commit-configuration {shown}")
    session.close()


@scenario("abort-of-releases-5-and-6")
def abort_of_old_releases(case):
    """The other spelling of the acknowledgement, and an abort inside the request: in place of a reply, and in what is half-sent."""
    session = case.session()
    session.open()
    first = session.client("<rpc><get-a/><abort/></rpc>")
    first_reply = session.server(reply_text("<abort-acknowledgment/>\n"))
    second = session.client(request_text("get-b"))
    session.server("<rpc-reply>\n<b><c>1</c></b>\n")
    session.client("<abort/>\n")
    second_reply = session.server("<abort-acknowledgment/>\n</rpc-reply>\n")
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.exchanges([(first, "get-a", first_reply, "abort-acknowledgment"), (second, "get-b", second_reply, "b"), (third, "get-c", third_reply, "c")])
    case.info(first_reply, ": abort-acknowledgment, ")
    case.info(second_reply, ": b, aborted, ")


@scenario("messages-in-a-word")
def messages_in_a_word(case):
    """Messages without a child element: empty, with text only, and not read; replies that are only warnings; the format of a command."""
    warning = "<rpc-error><error-severity>warning</error-severity><error-message>old</error-message></rpc-error>\n"
    session = case.session()
    session.open()
    for request, reply, asked, answered in (
            ("<rpc> </rpc>", reply_text("\n"), "rpc empty", "empty"),
            ("<rpc>get-a</rpc>", reply_text("text\n"), "rpc text only", "text only"),
            (request_text("get-a"), "<rpc-reply>&none;<a/></rpc-reply>", "rpc get-a", "not read"),
            ("<rpc>&none;</rpc>", reply_text(warning + "<ok/>"), "rpc not read", "ok, 1 warning"),
            (request_text("get-a"), reply_text(warning), "rpc get-a", "1 warning"),
            (request_text("get-a"), reply_text(warning + error_text("new", "warning")), "rpc get-a", "2 warnings"),
            (request_text("get-a"), reply_text(warning + "<a/>"), "rpc get-a", "rpc-error, 1 warning"),
            ('<rpc><command format="json">show version</command></rpc>', reply_text("<output>{}</output>"),
             'rpc command "show version" format=json', "output")):
        frame, reply_frame = session.client(request), session.server(reply)
        case.info(frame, asked)
        case.info(reply_frame, f"reply to {frame}: {answered}, ")
    session.close()


@scenario("refused-tags")
def refused_tags(case):
    """A request and a reply whose own tags are over a limit are not read, but asked and answered all the same."""
    case.preference("xnm.max_attributes", 10)
    over = "".join(f' a{index}="{index}"' for index in range(11))
    session = case.session()
    session.open()
    first = session.client(f"<rpc{over}><get-a/></rpc>")
    second = session.client('<rpc d="4"><get-b/></rpc>')
    first_reply = session.server(f"<rpc-reply{over}><a/></rpc-reply>\n")
    second_reply = session.server(f"<rpc-reply{over}><b/></rpc-reply>\n")
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.present("xnm.rpc", [first, second, third])
    case.values("xnm.rpc.number", ["1", "2", "3"])
    case.values("xnm.reply.to", [str(first), str(second), str(third)])
    case.present("xnm.not_all_shown", [first, first_reply, second_reply])
    case.present("xnm.not_echoed", [])
    case.info(first, "rpc not read")
    case.info(first_reply, f"reply to {first}: not read, ")
    case.info(third_reply, f"reply to {third}: c, ")


@scenario("arguments-masked")
def arguments_masked(case):
    """A secret that is quoted in an argument, in an attribute of the operation and in names is masked in Info and labels, too."""
    case.preference("xnm.secrets", "mask")
    secret = "Example-Password-7"
    session = case.session()
    session.open()
    session.login(password=secret)
    long = "x" * 115
    session.exchange(f"<get-x><name>{secret}</name><other>{long}{secret}</other></get-x>", "<x/>\n")
    session.exchange(f'<get-x filter="{secret}"/>', f"<x><{secret}/><{secret}/></x>\n")
    session.exchange(f"<commit-configuration><check/><log>{secret}</log></commit-configuration>",
                     f"<commit-results><routing-engine><name>re0</name><{secret}/></routing-engine></commit-results>\n")
    session.exchange(f"<{secret}/>", f"<load-configuration-results><load-error-count>{secret}</load-error-count></load-configuration-results>\n")
    session.client(f'<rpc {secret}="1"><get-x {secret}="2"><{secret}>3</{secret}></get-x></rpc>')
    session.server(reply_text(f"<{secret}/>\n"))
    session.server(f"<{secret}><a/></{secret}>\n")
    session.close()

    for part in (secret, "Example-Pass"):
        case.nowhere(part)
