# SPDX-License-Identifier: GPL-2.0-or-later
"""How a session is cut into segments, and what may stand between its messages. Nothing is missing in these captures."""

from .case import (CLIENT, CLIENT_PREAMBLE, DECLARATION, JUNOS, SERVER_PREAMBLE, SERVER_ROOT, interfaces, login_answer, login_text, reply_text,
                   request_text, scenario)


@scenario("one-byte-segments")
def one_byte_segments(case):
    """A whole session in segments of one byte each."""
    session = case.session()
    session.tcp.handshake()
    root = session.server(DECLARATION + '<junoscript os="JUNOS" release="18.4" hostname="r">', size=1, acknowledge=False)
    session.client(DECLARATION + "<junoscript>", size=1, acknowledge=False)
    login = session.client(login_text("u", "p<5&"), size=1, acknowledge=False)
    answer = "<rpc-reply>" + login_answer("success", "u") + "</rpc-reply>"
    answered = session.server(answer, size=1, acknowledge=False)
    request = session.client(request_text("get-x"), size=1, acknowledge=False)
    reply = session.server("<rpc-reply><x><y/><y/></x></rpc-reply>", size=1, acknowledge=False)
    session.server("</junoscript>", size=1)
    session.close()
    case.golden = False

    case.exchanges([(login, "request-login", answered, "authentication-response"), (request, "get-x", reply, "x")])
    case.present("xnm.server.hostname", [root])
    case.values("xnm.server.release", ["18.4"])
    case.values("xnm.login.username", ["u"])
    case.values("xnm.login.password", ["p<5&"])
    case.frame(answered, {"xnm.message.length": [len(answer)], "xnm.message.segments": [len(answer)],
                          "xnm.message.first": [answered - len(answer) + 1], "xnm.login.status": ["success"]})
    case.frame(reply, {"xnm.message.length": [38], "xnm.message.segments": [38], "xnm.message.first": [reply - 37], "xnm.element": 4})
    case.frame(reply - 1, {"xnm.message.in": [reply]})
    case.frame(reply - 37, {"xnm.message.in": [reply]})
    case.present("xnm.malformed", [])
    case.present("xnm.gap", [])


@scenario("several-messages-in-a-segment")
def several_messages(case):
    """Preamble and login in one segment, then three requests in one and their three replies in one."""
    session = case.session()
    session.tcp.handshake()
    first = session.server(SERVER_PREAMBLE)
    login = session.client(CLIENT_PREAMBLE + login_text("lab", "Example-Password-7"))
    answered = session.server(reply_text(login_answer("success", "lab")))
    requests = session.client(request_text("get-a") + "\n" + request_text("get-b") + request_text("get-c") + "\n")
    replies = session.server(reply_text("<a/>") + reply_text("<b/>") + reply_text(""))
    session.close()

    case.present("xnm.rpc", [login, requests])
    case.frame(requests, {"xnm.rpc": 3, "xnm.rpc.name": ["get-a", "get-b", "get-c"], "xnm.rpc.number": [2, 3, 4], "xnm.reply.in": [replies] * 3})
    case.frame(replies, {"xnm.reply": 3, "xnm.reply.name": ["a", "b"], "xnm.reply.to": [requests] * 3, "xnm.reply.time": ["0.002000000"] * 3})
    case.present("xnm.message.in", [], "every message lies in one segment")
    case.passes('xnm.session.hostname == "edge1"', [first, login, answered, requests, replies])
    case.passes('xnm.session.user == "lab"', [answered, requests, replies], "proved by the reply to the login, not by the request")
    case.info(requests, "get-a")
    case.info(requests, "get-c")


@scenario("reply-over-120-segments")
def many_segments(case):
    """One reply over 120 segments of 50 bytes."""
    session = case.session()
    session.open()
    session.login()
    request = session.client(request_text("get-interface-information"))
    text = reply_text(interfaces(20))
    text = text.replace("</interface-information>", " " * (6001 - len(text)) + "</interface-information>")
    reply = session.server(text, size=50, acknowledge=False)
    session.close()

    # The last segment holds the newline after the reply too: 120 * 50 + 1 bytes with it would be 121 segments.
    assert len(text) == 6001
    first = reply - 120
    case.frame(reply - 1, {"xnm.reply": 1, "xnm.reply.name": ["interface-information"], "xnm.reply.to": [request], "xnm.message.segments": [120],
                           "xnm.message.length": [6000], "xnm.message.first": [first], "xnm.element": 1 + 1 + 2 * 20})
    case.present("xnm.message.in", list(range(first, first + 119)))
    for frame in (first, first + 60, first + 118):
        case.frame(frame, {"xnm.message.in": [first + 119]})
    case.info(reply - 1, "20 interfaces")


@scenario("client-first")
def client_first(case):
    """The client's preamble and login come before the server has said anything."""
    session = case.session()
    session.tcp.handshake()
    login = session.client(CLIENT_PREAMBLE + login_text("lab", "Example-Password-7"))
    root = session.server(SERVER_PREAMBLE)
    answered = session.server(reply_text(login_answer("success", "lab")))
    request, reply = session.exchange("get-a", "<a/>\n")
    session.close()

    case.exchanges([(login, "request-login", answered, "authentication-response"), (request, "get-a", reply, "a")])
    case.present("xnm.server.hostname", [root])
    case.passes('xnm.session.hostname == "edge1"', [root, answered, request, reply])


@scenario("white-space-segments")
def white_space_segments(case):
    """Lone newlines from the client in mid-reply, and white space, byte order mark and Ctrl-D where no message is."""
    session = case.session()
    session.tcp.handshake()
    session.server("\ufeff \r\n" + SERVER_PREAMBLE)
    session.client(CLIENT_PREAMBLE)
    request = session.client(request_text("get-a"))
    session.server(f'<rpc-reply xmlns:junos="{JUNOS}">\n')
    session.client("\n")
    session.client(" \t\r\n")
    reply = session.server("<a/>\n</rpc-reply>\n")
    session.client("\x04")
    second, second_reply = session.exchange("get-b")
    session.close()

    case.exchanges([(request, "get-a", reply, "a"), (second, "get-b", second_reply, None)])
    case.present("xnm.malformed", [])
    case.present("xnm.server.hostname", [4])


@scenario("single-quotes-and-newlines-in-tags")
def quotes_and_newlines(case):
    """Single-quoted attributes, '>' inside attribute values, and tags over several lines."""
    session = case.session()
    session.tcp.handshake()
    session.server(SERVER_PREAMBLE)
    session.client("<?xml version='1.0' encoding='us-ascii'?><junoscript version='1.0' hostname=''>")
    request = session.client("<rpc\n id='1>2'\n\tnote=\"a'b>\"\n><load-configuration action=\"merge\"\n format='text'\n>"
                             "<configuration-text>snmp { location x; }</configuration-text></load-configuration\n></rpc\n>")
    reply = session.server("<rpc-reply id='1>2' note=\"a'b>\"><load-configuration-results\n><load-success\n/>"
                           "</load-configuration-results></rpc-reply>")
    session.close()

    case.exchanges([(request, "load-configuration", reply, "load-configuration-results")])
    case.frame(request, {"xnm.element": 3, "xnm.attribute": 4, "xnm.text": ["snmp { location x; }"]})
    case.frame(reply, {"xnm.element": 3, "xnm.attribute": 2})
    case.present("xnm.malformed", [])


@scenario("cdata")
def cdata(case):
    """CDATA sections that hold what looks like the end of the reply."""
    session = case.session()
    session.open()
    request = session.client(request_text("<command><![CDATA[show log | match \"</rpc>\"]]></command>"))
    reply = session.server(reply_text("<output>before <![CDATA[</output></rpc-reply> & <rpc>]]> after</output>").rstrip(), size=7)
    second, second_reply = session.exchange("get-b")
    session.close()

    case.exchanges([(request, "command", reply, "output"), (second, "get-b", second_reply, None)])
    case.frame(reply, {"xnm.text": ["before </output></rpc-reply> & <rpc> after"], "xnm.element": 2})
    case.frame(request, {"xnm.rpc.command": ['show log | match "</rpc>"']})
    case.present("xnm.malformed", [])


@scenario("comments-with-markup")
def comments(case):
    """Comments that hold tags, between messages and inside one."""
    session = case.session()
    session.open()
    session.server("<!-- user lab, class super-user -->\n<!-- a > b - > <rpc-reply> <rpc-reply/> -->\n")
    request = session.client("<!-- <rpc><get-x/></rpc> -->" + request_text("get-a"))
    reply = session.server(reply_text("<a><!-- </a></rpc-reply> > --><b/></a>\n"))
    session.close()

    case.exchanges([(request, "get-a", reply, "a")])
    case.frame(reply, {"xnm.element": 3})
    case.present("xnm.malformed", [])


@scenario("processing-instructions")
def processing_instructions(case):
    """Processing instructions between messages and inside one, one of them cut by a segment's end."""
    session = case.session()
    session.open()
    session.server("<?hint a > b?>\n<?hi")
    session.server("nt <rpc-reply> ?>\n")
    request = session.client(request_text("get-a"))
    reply = session.server(reply_text("<a><?hint </a> </rpc-reply> ?><b/></a>\n"))
    session.close()

    case.exchanges([(request, "get-a", reply, "a")])
    case.frame(reply, {"xnm.element": 3})
    case.present("xnm.malformed", [])


@scenario("delimiters")
def delimiters(case):
    """"]]>]]>" after each message of both sides, once cut in the middle, and the undeclared prefix that such clients use."""
    session = case.session()
    session.tcp.handshake()
    session.client('<?xml version="1.0"?>\n<junoscript version="1.0">\n')
    session.server(SERVER_PREAMBLE)
    first = session.client('<xnm:rpc xmlns=""><get-a/></xnm:rpc>\n]]>]]>\n')
    first_reply = session.server(reply_text("<a/>\n") + "]]>")
    session.server("]]>\n")
    second = session.client('<xnm:rpc xmlns="">\n<get-b/></xnm:rpc>\n]]>]]>')
    second_reply = session.server(reply_text("<b/>\n") + "]]>]]>" + "<!-- x -->")
    session.close()

    case.exchanges([(first, "get-a", first_reply, "a"), (second, "get-b", second_reply, "b")])
    case.present("xnm.malformed", [])


@scenario("vlan")
def vlan(case):
    """Frames with a VLAN tag."""
    case.capture.vlan = 100
    session = case.session()
    session.open()
    request, reply = session.exchange("get-a", "<a/>\n")
    session.close()
    case.exchanges([(request, "get-a", reply, "a")])


@scenario("ipv6")
def ipv6(case):
    """A session over IPv6."""
    session = case.session(client=("2001:db8::10", 50112), server=("2001:db8::1", 3221))
    session.open()
    login, answered = session.login()
    session.close()
    case.exchanges([(login, "request-login", answered, "authentication-response")])
    case.values("xnm.login.password", ["Example-Password-7"])


@scenario("connections-at-once")
def connections_at_once(case):
    """Three connections whose segments alternate: each has numbers, a user and replies of its own."""
    sessions = [case.session(client=("192.0.2.10", 50112 + index)) for index in range(3)]
    for session in sessions:
        session.open()
    texts = [login_text(f"user{index}", f"word{index}") for index in range(3)]
    cut = [session.tcp.cut(CLIENT, text.encode(), 40) for session, text in zip(sessions, texts)]
    logins = [0, 0, 0]
    for parts in zip(*cut):
        for index, part in enumerate(parts):
            logins[index] = sessions[index].tcp.emit(part)
    answers = [session.server(reply_text(login_answer("success", f"user{index}"))) for index, session in reversed(list(enumerate(sessions)))]
    for session in sessions:
        session.close()

    case.present("xnm.rpc", logins)
    case.values("xnm.rpc.number", ["1", "1", "1"])
    case.values("xnm.login.username", ["user0", "user1", "user2"])
    for index in range(3):
        case.frame(answers[2 - index], {"xnm.reply.to": [logins[index]], "xnm.session.user": [f"user{index}"]})


@scenario("two-sessions-on-one-tuple")
def two_sessions_on_one_tuple(case):
    """The same addresses and ports twice, one connection after the other."""
    first = case.session()
    first.open()
    login, answered = first.login("first-user")
    request, reply = first.exchange("get-a", "<a/>\n")
    first.close()
    case.capture.wait(30)
    second = case.session(initial_sequences=(900_000, 7_000_000))
    second.open()
    other, other_reply = second.exchange("get-b", "<b/>\n")
    second.close()

    case.present("xnm.rpc", [login, request, other])
    case.values("xnm.rpc.number", ["1", "2", "1"])
    case.frame(other_reply, {"xnm.reply.to": [other]})
    case.passes("xnm.session.user", [answered, request, reply])
    case.present("xnm.gap", [])


@scenario("two-sessions-in-one-connection")
def two_sessions_in_one_connection(case):
    """A second XML declaration from both sides on a connection that lives on, while a message of the first session is open."""
    session = case.session()
    session.open()
    request, reply = session.exchange("get-a", "<a/>\n")
    session.client(request_text("get-b"))
    session.server("<rpc-reply><b><c>")
    session.server(DECLARATION + SERVER_ROOT.replace("edge1", "edge2"))
    session.client(CLIENT_PREAMBLE)
    second, second_reply = session.exchange("get-d", "<d/>\n")
    session.close()

    case.present("xnm.reply", [reply, second_reply])
    case.frame(second, {"xnm.rpc.name": ["get-d"], "xnm.rpc.number": [1]})
    case.frame(second_reply, {"xnm.reply.to": [second], "xnm.reply.name": ["d"], "xnm.session.hostname": ["edge2"]})
    case.frame(request, {"xnm.session.hostname": ["edge1"]})


@scenario("start-tags-in-pieces")
def start_tags_in_pieces(case):
    """Both start tags come in pieces: only the segment that completes one says that a session starts."""
    session = case.session()
    session.tcp.handshake()
    session.server(DECLARATION)
    head, tail = SERVER_ROOT[:60], SERVER_ROOT[160:]
    server = [session.server(head), session.server(SERVER_ROOT[60:160]), session.server(tail)]
    client = [session.client('<junoscript version="1.0" '), session.client('os="perl-api">\n')]
    session.close()

    case.info(server[0], f"session start tag, begins ({len(head)} bytes)")
    case.info(server[1], "session start tag, continued (160 bytes)")
    case.info(server[2], "session start, server edge1, release")
    case.info(client[0], "session start tag, begins (26 bytes)")
    case.info(client[1], "session start, client")
    case.present("xnm.root_start", [server[2], client[1]])
