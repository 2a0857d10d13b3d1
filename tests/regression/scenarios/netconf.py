# SPDX-License-Identifier: GPL-2.0-or-later
"""NETCONF on port 3221: delimiters (RFC 6242 section 4.3), chunks (section 4.2), message-id, capabilities, errors and notifications (RFC 5277)."""

from .case import CLIENT, SERVER, scenario

BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
BASE_1_0 = "urn:ietf:params:netconf:base:1.0"
BASE_1_1 = "urn:ietf:params:netconf:base:1.1"
CANDIDATE = "urn:ietf:params:netconf:capability:candidate:1.0"
JUNOS_CAPABILITY = "http://xml.juniper.net/netconf/junos/1.0"
DELIMITER = "]]>]]>"
END = b"\n##\n"
COMMENTS = "<!-- No zombies were killed during the creation of this user interface -->\n<!-- user lab, class super-user -->\n"
SERVER_1_0 = (BASE_1_0, CANDIDATE, JUNOS_CAPABILITY)
SERVER_1_1 = (BASE_1_0, BASE_1_1, CANDIDATE)
CLIENT_1_1 = (BASE_1_0, BASE_1_1)


def hello(capabilities, session_id=None):
    """A hello without the delimiter behind it."""
    rows = "".join(f"<capability>{uri}</capability>\n" for uri in capabilities)
    session = f"<session-id>{session_id}</session-id>\n" if session_id else ""
    return f'<hello xmlns="{BASE}">\n<capabilities>\n{rows}</capabilities>\n{session}</hello>\n'


def rpc(message_id, content):
    """A request; a bare name stands for an empty operation."""
    return f'<rpc xmlns="{BASE}" message-id="{message_id}">{content if "<" in content else f"<{content}/>"}</rpc>'


def reply(message_id, content):
    """A reply."""
    return f'<rpc-reply xmlns="{BASE}" message-id="{message_id}">{content}</rpc-reply>'


def chunk(text):
    """One chunk: its header and its data."""
    data = text if isinstance(text, bytes) else text.encode()
    return b"\n#%d\n" % len(data) + data


def chunked(text, *sizes):
    """A message in chunks of these sizes, the rest in a last one, and the end of chunks."""
    data, result = text.encode(), b""
    for size in sizes:
        result += chunk(data[:size])
        data = data[size:]
    return result + chunk(data) + END


def rpc_error(message, severity="error", tag="operation-failed"):
    return (f"<rpc-error>\n<error-type>application</error-type>\n<error-tag>{tag}</error-tag>\n<error-severity>{severity}</error-severity>\n"
            f"<error-message>{message}</error-message>\n</rpc-error>\n")


def shown_as_netconf(case, frames):
    """These frames have NETCONF in the column Protocol, and no other."""
    case.checks.append({"protocol": "NETCONF", "frames": frames})


def open_chunked(session):
    """Both hellos, with which chunks begin. Returns their frames."""
    session.tcp.handshake()
    return [session.server(COMMENTS + hello(SERVER_1_1, 4711) + DELIMITER), session.client(hello(CLIENT_1_1) + DELIMITER)]


@scenario("netconf-1.0")
def netconf_1_0(case):
    """A session of NETCONF 1.0: hellos, Junos's comments before the server's, requests and replies, an error, a warning, the end."""
    session = case.session()
    session.tcp.handshake()
    server = session.server(COMMENTS + hello(SERVER_1_0, 4711) + DELIMITER + "\n")
    client = session.client('<?xml version="1.0" encoding="UTF-8"?>\n' + hello((BASE_1_0,)) + DELIMITER)
    get = session.client(rpc(101, "<get-config><source><running/></source></get-config>") + "\n" + DELIMITER)
    got = session.server(reply(101, "\n<data>\n<configuration><version>18.4R3.3</version></configuration>\n</data>\n") + "\n" + DELIMITER + "\n")
    lock = session.client(rpc("a-102", "<lock><target><candidate/></target></lock>") + DELIMITER)
    locked = session.server(reply("a-102", "<ok/>") + "\n" + DELIMITER + "\n")
    edit = session.client(rpc(103, "<edit-config><target><candidate/></target></edit-config>") + DELIMITER)
    edited = session.server(reply(103, "\n" + rpc_error("\nsyntax error\n") + rpc_error("old statement", "warning")) + "\n" + DELIMITER + "\n")
    close = session.client(rpc(104, "close-session") + DELIMITER)
    closed = session.server(reply(104, "\n<ok/>\n") + "\n" + DELIMITER + "\n<!-- session end at 2026-01-01 00:00:09 UTC -->\n")
    session.close()

    case.exchanges([(get, "get-config", got, "data"), (lock, "lock", locked, "ok"), (edit, "edit-config", edited, "rpc-error"),
                    (close, "close-session", closed, "ok")])
    for frame, message_id in ((get, "101"), (got, "101"), (lock, "a-102"), (locked, "a-102"), (edit, "103"), (edited, "103"), (close, "104"),
                              (closed, "104")):
        case.frame(frame, {"xnm.netconf.message_id": [message_id]})
    case.present("xnm.netconf.message_id", [get, got, lock, locked, edit, edited, close, closed])
    case.frame(server, {"xnm.netconf.capability": list(SERVER_1_0), "xnm.rpc": 0, "xnm.reply": 0})
    case.frame(client, {"xnm.netconf.capability": [BASE_1_0], "xnm.rpc": 0, "xnm.reply": 0})
    case.present("xnm.netconf.capability", [server, client])
    case.any_of(edited, ["xnm.error.message"])
    case.frame(edited, {"xnm.warning.message": ["old statement"]})
    case.present("xnm.error_reply", [edited])
    shown_as_netconf(case, [server, client, get, got, lock, locked, edit, edited, close, closed])
    case.present("xnm.netconf.chunk", [])
    case.present("xnm.malformed", [])
    case.present("xnm.gap", [])


@scenario("netconf-1.0-delimiter-apart")
def delimiter_apart(case):
    """The hello and its delimiter come in segments of their own: NETCONF from the hello on, which Junos XML does not have. One request's delimiter
    is cut in its middle."""
    session = case.session()
    session.tcp.handshake()
    session.server(COMMENTS)
    greeting = session.server(hello(SERVER_1_0, 4711))
    shown = session.server(DELIMITER + "\n")
    client = session.client(hello((BASE_1_0,)) + DELIMITER)
    request = session.client(rpc(1, "get-a"))
    first, rest = session.client("\n]]>"), session.client("]]>")
    answered = session.server(reply(1, "<a/>") + "\n" + DELIMITER)
    session.close()

    case.exchanges([(request, "get-a", answered, "a")])
    case.frame(greeting, {"xnm.netconf.capability": list(SERVER_1_0)})
    shown_as_netconf(case, [greeting, shown, client, request, first, rest, answered])
    case.present("xnm.malformed", [])


@scenario("netconf-message-id-out-of-order")
def out_of_order(case):
    """Three requests ahead of any reply, whose replies come in another order: the message-id tells which belongs to which."""
    session = case.session()
    session.tcp.handshake()
    session.server(hello(SERVER_1_0, 4711) + DELIMITER)
    session.client(hello((BASE_1_0,)) + DELIMITER)
    requests = [session.client(rpc(f"m{index}", f"get-{index}") + DELIMITER) for index in range(3)]
    replies = {index: session.server(reply(f"m{index}", f"<r{index}/>") + DELIMITER) for index in (2, 0, 1)}
    session.close()

    case.exchanges([(requests[index], f"get-{index}", replies[index], f"r{index}") for index in range(3)])


@scenario("netconf-message-id-many-in-reverse")
def many_in_reverse(case):
    """200 requests ahead of any reply, whose replies come in reverse order: every one is matched."""
    case.golden = False
    session = case.session()
    session.tcp.handshake()
    session.server(hello(SERVER_1_0, 4711) + DELIMITER)
    session.client(hello((BASE_1_0,)) + DELIMITER)
    requests = [session.client(rpc(index, f"get-{index}") + DELIMITER) for index in range(200)]
    replies = {index: session.server(reply(index, "<ok/>") + DELIMITER) for index in reversed(range(200))}
    session.close()

    case.exchanges([(requests[index], f"get-{index}", replies[index], "ok") for index in range(200)])


@scenario("netconf-1.0-although-offered-1.1")
def no_chunks(case):
    """The server announces base:1.1 and the client does not: delimiters stay, and text that looks like chunks is text."""
    session = case.session()
    session.tcp.handshake()
    session.server(hello(SERVER_1_1, 4711) + DELIMITER)
    session.client(hello((BASE_1_0,)) + DELIMITER)
    request = session.client(rpc(1, "get-a") + DELIMITER)
    answered = session.server(reply(1, "<output>\n#12\nabc\n##\n</output>") + DELIMITER)
    second = session.client(rpc(2, "get-b") + DELIMITER)
    second_answered = session.server(reply(2, "<b/>") + DELIMITER)
    session.close()

    case.exchanges([(request, "get-a", answered, "output"), (second, "get-b", second_answered, "b")])
    case.frame(answered, {"xnm.text": ["\\n#12\\nabc\\n##\\n"]})
    case.present("xnm.netconf.chunk", [])
    case.present("xnm.malformed", [])


@scenario("netconf-1.1")
def netconf_1_1(case):
    """NETCONF 1.1: a message in one chunk, in three chunks of one segment, over several segments, two messages in a segment, data that looks
    like headers, an XML declaration before each request."""
    session = case.session()
    hellos = open_chunked(session)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>'
    first = session.client(chunked(declaration + rpc(101, "get-a")))
    first_reply = session.server(chunked(reply(101, "<a/>"), 10, 20))
    second = session.client(chunked(declaration + rpc(102, "get-b")))
    text = reply(102, "<output>\n##\n\n#4\nabcd\n##\n</output>") + "\n"
    second_reply = session.server(chunked(text, text.index("##"), text.index("</output>") - text.index("##")))
    both = session.client(chunked(rpc(103, "get-c")) + chunked(rpc(104, "get-d")))
    third = reply(103, "<c>" + "c" * 100 + "</c>")
    parts = session.tcp.cut(SERVER, chunked(third, 70, 40), [60, 40, 500])
    third_frames = [session.tcp.emit(part) for part in parts]
    session.tcp.acknowledge(CLIENT)
    fourth_reply = session.server(chunked(reply(104, "<d/>")))
    session.close()

    case.present("xnm.rpc", [first, second, both])
    case.values("xnm.rpc.name", ["get-a", "get-b", "get-c", "get-d"])
    case.values("xnm.rpc.number", ["1", "2", "3", "4"])
    case.values("xnm.netconf.message_id", ["101", "101", "102", "102", "103", "104", "103", "104"])
    case.frame(first, {"xnm.reply.in": [first_reply], "xnm.netconf.chunk": 2})
    case.frame(first_reply, {"xnm.reply.name": ["a"], "xnm.reply.to": [first], "xnm.netconf.chunk": 4})
    case.frame(second_reply, {"xnm.reply.name": ["output"], "xnm.reply.to": [second], "xnm.text": ["\\n##\\n\\n#4\\nabcd\\n##\\n"],
                              "xnm.netconf.chunk": 4})
    case.frame(both, {"xnm.rpc": 2, "xnm.reply.in": [third_frames[-1], fourth_reply], "xnm.netconf.chunk": 4})
    case.frame(third_frames[-1], {"xnm.reply.name": ["c"], "xnm.reply.to": [both], "xnm.message.length": [len(third)],
                                  "xnm.message.segments": [len(parts)], "xnm.message.first": [third_frames[0]]})
    case.frame(fourth_reply, {"xnm.reply.name": ["d"], "xnm.reply.to": [both]})
    case.present("xnm.message.in", third_frames[:-1], "the others lie in one segment, in however many chunks")
    shown_as_netconf(case, [*hellos, first, first_reply, second, second_reply, both, *third_frames, fourth_reply])
    case.present("xnm.malformed", [])
    case.present("xnm.gap", [])


@scenario("netconf-1.1-announced-in-the-older-form")
def older_form(case):
    """Both announce base:1.1 in the form that Junos also uses for base:1.0, and chunks follow: tolerated, and said so."""
    session = case.session()
    session.tcp.handshake()
    older = "urn:ietf:params:xml:ns:netconf:base:1.1"
    server = session.server(hello((BASE_1_0, older), 7) + DELIMITER)
    session.client(hello((BASE_1_0, older)) + DELIMITER)
    request = session.client(chunked(rpc(1, "get-a")))
    answered = session.server(chunked(reply(1, "<a/>")))
    session.close()

    case.frame(server, {"xnm.netconf.capability": [BASE_1_0, older]})
    case.exchanges([(request, "get-a", answered, "a")])


@scenario("netconf-1.1-headers-cut")
def headers_cut(case):
    """Chunk headers and the end of chunks cut by the ends of segments, in each of their places."""
    session = case.session()
    hellos = open_chunked(session)
    exchanges, shown = [], []
    # A header of 5 bytes (LF, #, two digits, LF) before the data, the end of 4 behind it.
    for number, cut in enumerate((1, 2, 3, 4, 5, -4, -3, -2, -1), 1):
        text = f'<rpc message-id="{number}"><get-{number}/></rpc>'
        data = chunked(text)
        assert data[:5] == b"\n#%d\n" % len(text)
        place = cut % len(data)
        frames = [session.client(data[:place]), session.client(data[place:])]
        # The data is whole with the frame that holds its last byte.
        request = frames[0] if cut < 0 else frames[1]
        answer = chunked(f'<rpc-reply message-id="{number}"><r{number}/></rpc-reply>')
        place = cut % len(answer)
        answers = [session.server(answer[:place]), session.server(answer[place:])]
        exchanges.append((request, f"get-{number}", answers[0] if cut < 0 else answers[1], f"r{number}"))
        shown += frames + answers
    session.close()

    case.exchanges(exchanges)
    shown_as_netconf(case, [*hellos, *shown])
    case.present("xnm.malformed", [])


@scenario("netconf-1.1-one-byte-segments")
def one_byte_segments(case):
    """A session of NETCONF 1.1 in segments of one byte each."""
    session = case.session()
    session.tcp.handshake()
    server = session.server(hello((BASE_1_0, BASE_1_1), 4711) + DELIMITER, size=1, acknowledge=False)
    client = session.client(hello(CLIENT_1_1) + DELIMITER, size=1, acknowledge=False)
    request = session.client(chunked('<rpc message-id="1"><get-a/></rpc>', 7, 1), size=1, acknowledge=False)
    text = '<rpc-reply message-id="1"><a>\n#3\n</a></rpc-reply>'
    answered = session.server(chunked(text, 12), size=1, acknowledge=False)
    session.close()
    case.golden = False

    # The end of chunks, of four bytes, is behind the message; the delimiter, of six, and a newline are behind the hello.
    request, answered = request - 4, answered - 4
    case.exchanges([(request, "get-a", answered, "a")])
    case.present("xnm.netconf.capability", [server - 7, client - 7])
    case.values("xnm.netconf.capability", [BASE_1_0, BASE_1_1] * 2)
    case.frame(answered, {"xnm.message.length": [len(text)], "xnm.message.segments": [len(text)], "xnm.text": ["\\n#3\\n"]})
    case.present("xnm.malformed", [])


@scenario("netconf-1.1-gap")
def gap(case):
    """A segment is missing inside a chunk: its message is lost, the next one is found at the end of chunks, and matched by its message-id."""
    session = case.session()
    open_chunked(session)
    first = session.client(chunked(rpc(101, "get-a")))
    second = session.client(chunked(rpc(102, "get-b")))
    parts = session.tcp.cut(SERVER, chunked(reply(101, "<a>" + "<b>value</b>" * 40 + "</a>"), 300), 200)
    assert len(parts) == 3
    session.tcp.emit(parts[0])
    session.tcp.lose(parts[1])
    after = session.tcp.emit(parts[2])
    session.tcp.acknowledge(CLIENT)
    second_reply = session.server(chunked(reply(102, "<b/>"), 30))
    third = session.client(chunked(rpc(103, "get-c")))
    third_reply = session.server(chunked(reply(103, "<c/>")))
    session.close()

    case.exchanges([(first, "get-a", None, None), (second, "get-b", second_reply, "b"), (third, "get-c", third_reply, "c")])
    case.frame(after, {"xnm.gap.bytes": [200], "xnm.reply": 0})
    case.present("xnm.gap", [after])


@scenario("netconf-1.1-gap-over-an-end")
def gap_over_an_end(case):
    """The end of one message's chunks and the header of the next are missing: the message after that is found."""
    session = case.session()
    open_chunked(session)
    requests = [session.client(chunked(rpc(index, f"get-{index}"))) for index in (1, 2, 3)]
    data = chunked(reply(1, "<a>" + "x" * 200 + "</a>"))
    start = session.tcp.cut(SERVER, data[:100])[0]
    missing = session.tcp.cut(SERVER, data[100:] + chunk(reply(2, "<b/>"))[:20])[0]
    rest = session.tcp.cut(SERVER, chunk(reply(2, "<b/>"))[20:] + END)[0]
    session.tcp.emit(start)
    session.tcp.lose(missing)
    after = session.tcp.emit(rest)
    session.tcp.acknowledge(CLIENT)
    third_reply = session.server(chunked(reply(3, "<c/>")))
    session.close()

    case.present("xnm.rpc", requests)
    case.present("xnm.reply", [third_reply])
    case.frame(third_reply, {"xnm.reply.to": [requests[2]], "xnm.reply.name": ["c"]})
    case.present("xnm.gap", [after])


@scenario("netconf-1.1-message-cut")
def message_cut(case):
    """The end of chunks comes while an element is open: that message is malformed, the next one is whole."""
    session = case.session()
    open_chunked(session)
    first = session.client(chunked(rpc(101, "get-a")))
    cut = session.server(chunked(reply(101, "<a><b>1</b>").replace("</rpc-reply>", "")))
    second = session.client(chunked(rpc(102, "get-b")))
    second_reply = session.server(chunked(reply(102, "<b/>")))
    parts = session.tcp.cut(SERVER, chunked('<rpc-reply message-id="103"><c><d>'), 20)
    frames = [session.tcp.emit(part) for part in parts]
    session.tcp.acknowledge(CLIENT)
    third = session.client(chunked(rpc(104, "get-d")))
    third_reply = session.server(chunked(reply(104, "<d/>")))
    session.close()

    case.present("xnm.rpc", [first, second, third])
    case.frame(second_reply, {"xnm.reply": 1, "xnm.reply.name": ["b"], "xnm.reply.to": [second]})
    case.frame(third_reply, {"xnm.reply": 1, "xnm.reply.name": ["d"], "xnm.reply.to": [third]})
    case.frame(third, {"xnm.reply.in": [third_reply]})
    case.present("xnm.malformed", [cut, frames[-1]], "where the end of chunks stands")


@scenario("netconf-1.1-broken-headers")
def broken_headers(case):
    """Chunk sizes that RFC 6242 forbids: a leading zero, none, more than 32 bits, no number. What follows the next right header is found."""
    session = case.session()
    open_chunked(session)
    pairs, broken = [(session.client(chunked(rpc(0, "get-0"))), "get-0", session.server(chunked(reply(0, "<r0/>"))), "r0")], []
    for number, header in enumerate((b"\n#05\n", b"\n#\n", b"\n#4294967296\n", b"\n#x5\n", b"\n5\n", b"#5\n"), 1):
        broken.append(session.client(header + b"hello" + END))
        request = session.client(chunked(rpc(number, f"get-{number}")))
        pairs.append((request, f"get-{number}", session.server(chunked(reply(number, f"<r{number}/>"))), f"r{number}"))
    session.close()

    case.exchanges(pairs)
    case.present("xnm.malformed", broken)


@scenario("netconf-1.1-mid-session")
def mid_session(case):
    """A capture that starts after the hellos, with a chunk's header from the server and then from the client."""
    session = case.session()
    unasked = session.server(chunked(reply(7, "<a/>")))
    request = session.client(chunked(rpc(8, "get-b"), 20))
    answered = session.server(chunked(reply(8, "<b/>")))
    session.close()

    case.present("xnm.reply", [unasked, answered])
    case.frame(unasked, {"xnm.reply.name": ["a"], "xnm.reply.to": [], "xnm.netconf.message_id": ["7"], "xnm.netconf.chunk": 2})
    case.frame(request, {"xnm.rpc.name": ["get-b"], "xnm.reply.in": [answered], "xnm.netconf.chunk": 3})
    case.frame(answered, {"xnm.reply.name": ["b"], "xnm.reply.to": [request]})
    shown_as_netconf(case, [unasked, request, answered])
    case.present("xnm.malformed", [])


@scenario("netconf-notifications")
def notifications(case):
    """Event notifications between requests and replies, in both framings; they answer nothing."""
    def notification(time, event):
        return f'<notification xmlns="urn:ietf:params:xml:ns:netconf:notification:1.0">\n<eventTime>{time}</eventTime>\n{event}\n</notification>\n'

    start = notification("2026-01-01T00:00:05Z", "<netconf-session-start><username>lab</username></netconf-session-start>")
    change = notification("2026-01-01T00:00:06.25+01:00", "<netconf-config-change><datastore>running</datastore></netconf-config-change>")
    plain = case.session()
    plain.tcp.handshake()
    plain.server(hello(SERVER_1_0, 4711) + DELIMITER)
    plain.client(hello((BASE_1_0,)) + DELIMITER)
    subscribe = plain.client(rpc(1, "create-subscription") + DELIMITER)
    first = plain.server(start + DELIMITER)
    subscribed = plain.server(reply(1, "<ok/>") + DELIMITER)
    plain.close()
    chunks = case.session(client=("192.0.2.10", 50113))
    open_chunked(chunks)
    request = chunks.client(chunked(rpc(2, "get-a")))
    second = chunks.server(chunked(change, 33))
    answered = chunks.server(chunked(reply(2, "<a/>")))
    third = chunks.server(chunked(start))
    chunks.close()

    case.present("xnm.rpc", [subscribe, request])
    case.present("xnm.reply", [subscribed, answered])
    case.frame(subscribed, {"xnm.reply.to": [subscribe]})
    case.frame(answered, {"xnm.reply.to": [request]})
    case.present("xnm.notification.name", [first, second, third])
    case.values("xnm.notification.name", ["netconf-session-start", "netconf-config-change", "netconf-session-start"])
    case.values("xnm.notification.time", ["2026-01-01T00:00:05Z", "2026-01-01T00:00:06.25+01:00", "2026-01-01T00:00:05Z"])
    case.info(first, "netconf-session-start")
    case.info(second, "netconf-config-change")
    case.present("xnm.malformed", [])
