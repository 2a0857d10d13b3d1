# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages at the limits that preferences set: what is within them is whole, what is beyond is flagged, and the next message is dissected."""

from .case import CLIENT_PREAMBLE, SERVER_PREAMBLE, elements, error_text, login_text, reply_text, request_text, scenario


def flagged(case, frame, not_listed):
    """The frame says once that not all is shown, and how much is missing."""
    case.frame(frame, {"xnm.not_all_shown": 1, "xnm.values_not_listed": [not_listed], "xnm.elements_not_shown": 0})


@scenario("listed-limit")
def listed_limit(case):
    """A preference allows 2 values of a kind in a message: 2 errors are listed, of 3 errors 2, of 5 arguments 2."""
    case.preference("xnm.max_listed", 2)
    session = case.session()
    session.open()
    first, first_reply = session.exchange("get-a", error_text("one") + error_text("two"))
    second, second_reply = session.exchange("get-b", error_text("three") + error_text("four") + error_text("five"))
    third = session.client(request_text("<get-c><d>1</d><e>2</e><f>3</f><g>4</g><h>5</h></get-c>"))
    session.server(reply_text("<c/>\n"))
    session.close()

    case.frame(first_reply, {"xnm.error.message": ["one", "two"], "xnm.not_all_shown": 0})
    case.frame(second_reply, {"xnm.error.message": ["three", "four"], "xnm.reply.to": [second]})
    case.frame(third, {"xnm.rpc.argument": ["d: 1", "e: 2"], "xnm.element": 7})
    flagged(case, second_reply, 1)
    flagged(case, third, 3)
    case.present("xnm.not_all_shown", [second_reply, third])


@scenario("value-limit")
def value_limit(case):
    """A preference allows values of 10 bytes: a lock holder of 10 is whole, one of 11 is cut; both are whole as elements."""
    case.preference("xnm.max_value_bytes", 10)
    session = case.session()
    session.open()
    path = "database-status-information/database-status"
    _, first = session.exchange("lock-configuration", elements(path, "<user>abcdefghij</user><exclusive/>"))
    _, second = session.exchange("lock-configuration", elements(path, "<user>abcdefghijk</user><exclusive/>"))
    session.close()

    case.frame(first, {"xnm.lock.holder": ["abcdefghij"], "xnm.not_all_shown": 0})
    case.frame(second, {"xnm.lock.holder": ["abcdefghij"], "xnm.text": ["abcdefghijk"]})
    flagged(case, second, 1)


@scenario("value-limit-of-other-values")
def value_limit_of_other_values(case):
    """A preference allows values of 10 bytes: an argument, the name of a routing engine, an event's time and a count of errors that are longer are
    cut and flagged; those of 10 are whole."""
    case.preference("xnm.max_value_bytes", 10)
    session = case.session()
    session.open()
    engine = "multi-routing-engine-results/multi-routing-engine-item"
    frames = []
    for value in ("1234567890", "12345678901"):
        request = session.client(request_text(f"<get-a><name>{value}</name></get-a>"))
        answer = session.server(reply_text(elements(engine, f"<re-name>{value}</re-name><ok/>")))
        counted = session.server(f"<message><load-error-count>{value}</load-error-count></message>\n")
        event = session.server(f"<notification><eventTime>{value}</eventTime><event/></notification>\n")
        frames += [request, answer, counted, event]
    session.close()

    fields = ({"xnm.rpc.argument": ["name: 1234567890"]}, {"xnm.routing_engine": ["1234567890"]}, {"xnm.load.errors": ["1234567890"]},
              {"xnm.notification.time": ["1234567890"]})
    for whole, cut, field in zip(frames[:4], frames[4:], fields):
        case.frame(whole, field)
        case.frame(cut, field)
        flagged(case, cut, 1)
    case.present("xnm.not_all_shown", frames[4:])


@scenario("long-argument")
def long_argument(case):
    """An argument of 4096 bytes is whole in its field; Info shortens it. One of 4097 is cut there and flagged."""
    session = case.session()
    session.open()
    arguments = ["a" * 4096, "b" * 4097]
    whole, cut = [session.client(request_text(f"<get-a><name>{argument}</name></get-a>")) for argument in arguments]
    session.close()

    case.frame(whole, {"xnm.rpc.argument": ["name: " + "a" * 4096], "xnm.not_all_shown": 0})
    case.frame(cut, {"xnm.rpc.argument": ["name: " + "b" * 4096]})
    flagged(case, cut, 1)
    case.info(whole, "rpc get-a name=" + "a" * 77 + "\u2026")


@scenario("secret-limit")
def secret_limit(case):
    """A preference allows 1 secret of a message; there are three. With masking, those that are not listed are not shown either."""
    case.preference("xnm.max_secrets", 1)
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    secrets = "".join(f"<secret>Example-Word-{number}</secret>" for number in range(3))
    _, reply = session.exchange("get-configuration", elements("configuration/system/radius-server", secrets))
    session.close()

    case.frame(reply, {"xnm.secret.path": 1, "xnm.secret.not_listed": [2]})
    case.frame(reply, {"xnm.values_not_listed": [2], "xnm.secret.not_remembered": [2], "xnm.not_all_shown": 2})
    case.nowhere("Example-Word")


@scenario("json-depth-limit")
def json_depth_limit(case):
    """A preference allows 3 levels of JSON: a secret on the third is listed. Of a text with four, nothing is shown when secrets are masked, and
    the message is flagged."""
    case.preference("xnm.max_json_depth", 3)
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    texts = ('{"configuration":{"radius-server":{"secret":"Example-Word-1"}}}',
             '{"configuration":{"radius-server":{"deep":{"secret":"Example-Word-2"}}}}')
    within, beyond = [session.exchange("get-configuration", f"<configuration-json>{text}</configuration-json>")[1] for text in texts]
    session.close()

    case.frame(within, {"xnm.secret.path": 1, "xnm.not_all_shown": 0})
    case.frame(beyond, {"xnm.secret.path": 0, "xnm.secret.not_listed": [1], "xnm.text": ["*****"]})
    case.nowhere("Example-Word")


@scenario("waiting-limit")
def waiting_limit(case):
    """A preference allows 2 requests that wait for a reply. Of four in a row two are matched; the third is flagged, and the replies to it and to
    the fourth are nobody else's. The next request is matched again."""
    case.preference("xnm.max_waiting", 2)
    session = case.session()
    session.open()
    requests = [session.client(request_text(f"get-{name}")) for name in "abcd"]
    replies = [session.server(reply_text(f"<{name}/>")) for name in "abcd"]
    after, answer = session.exchange("get-e", "<e/>")
    session.close()

    case.present("xnm.waiting_limit", [requests[2]])
    for number, request in enumerate(requests, 1):
        case.frame(request, {"xnm.rpc.number": [number]})
    for request, reply in zip(requests[:2], replies):
        case.frame(reply, {"xnm.reply.to": [request]})
    for reply in replies[2:]:
        case.frame(reply, {"xnm.reply.to": 0})
    case.frame(answer, {"xnm.reply.to": [after]})


@scenario("credential-limit")
def credential_limit(case):
    """A preference allows user names and passwords of 8 bytes where they hide markup: one of 8 with '<' is taken as sent; a longer one without
    an end tag does not hide the session that follows it."""
    case.preference("xnm.max_credential_bytes", 8)
    session = case.session()
    session.open()
    login = session.client(login_text("lab", "pass<wo&"))
    session.client("<rpc><request-login><username>lab</username><challenge-response>123456789")
    session.client(CLIENT_PREAMBLE)
    request = session.client(request_text("get-b"))
    session.close()

    case.frame(login, {"xnm.login.password": ["pass<wo&"], "xnm.malformed": 0})
    case.frame(request, {"xnm.rpc.name": ["get-b"]})


@scenario("doctype-limit")
def doctype_limit(case):
    """A preference allows document type declarations of 1 kB; one without an end is given up there, and the next request is found."""
    case.preference("xnm.max_doctype_kilobytes", 1)
    session = case.session()
    session.open()
    cut = session.client('<!DOCTYPE rpc [<!ENTITY a "' + "x" * 1100)
    request = session.client(request_text("get-b"))
    session.close()

    case.present("xnm.doctype", [cut])
    case.frame(request, {"xnm.rpc.name": ["get-b"]})


@scenario("known-secrets-limit")
def known_secrets_limit(case):
    """A preference allows 2 remembered secrets of a conversation: of three that the server shows, two are masked in later texts, and the frame
    says that one is not. The password of a login that comes after them is."""
    case.preference("xnm.max_known_secrets", 2)
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    words = "".join(f"<secret>example-word-{number}</secret>" for number in range(3))
    shown = session.server(reply_text(elements("configuration/system/radius-server", words)))
    session.client(login_text("lab", "Example-Password-7"))
    refused = session.server(reply_text(error_text("not example-word-0, example-word-1, example-word-2 or Example-Password-7")))
    session.close()

    case.present("xnm.secret.not_remembered", [shown])
    case.values("xnm.secret.not_remembered", ["1"])
    case.present("xnm.not_all_shown", [shown])
    case.frame(refused, {"xnm.error.message": ["not *****, *****, example-word-2 or *****"]})
    case.nowhere("Example-Password-7")


@scenario("known-secrets-not-listed")
def known_secrets_not_listed(case):
    """A preference allows 1 listed secret of a message: the others are not remembered either. The frames say how many, and the first one is
    flagged once for that."""
    case.preference("xnm.max_secrets", 1)
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    first = session.server(reply_text(elements("configuration/system/radius-server", "<secret>example-word-0</secret>")))
    shown = []
    for frame in (1, 3):
        words = "".join(f"<secret>example-word-{number}</secret>" for number in range(frame, frame + 2))
        shown.append(session.server(reply_text(elements("configuration/system/radius-server", words))))
    session.close()

    case.frame(first, {"xnm.secret.path": 1, "xnm.not_all_shown": 0})
    case.present("xnm.secret.not_remembered", shown)
    case.values("xnm.secret.not_remembered", ["1", "1"])
    case.frame(shown[0], {"xnm.values_not_listed": [1], "xnm.not_all_shown": 2})
    case.frame(shown[1], {"xnm.values_not_listed": [1], "xnm.not_all_shown": 1})


@scenario("doctype-over-the-message-limit")
def doctype_over_the_message_limit(case):
    """A preference allows messages of 1 kB: a document type declaration that is longer is given up there, and flagged as one."""
    case.preference("xnm.max_message_kilobytes", 1)
    session = case.session()
    session.open()
    cut = session.client('<!DOCTYPE rpc [<!ENTITY a "' + "x" * 1100 + '">]>')
    request = session.client(request_text("get-b"))
    session.close()

    case.present("xnm.doctype", [cut])
    case.present("xnm.too_large", [])
    case.frame(request, {"xnm.rpc.name": ["get-b"]})


@scenario("markup-without-end")
def markup_without_end(case):
    """A preference allows messages of 1 kB. A comment, a processing instruction and CDATA that are not closed by then are given up, each on a
    connection of its own, flagged once, and the request behind them is found; the one that they stand in is not matched."""
    case.preference("xnm.max_message_kilobytes", 1)
    flagged_in, requests, replies = [], [], []
    for index, head in enumerate(("<!-- never closed ", "<?hint never closed ", "<rpc><![CDATA[never closed ", "<rpc><!-- never closed ")):
        session = case.session(client=("192.0.2.10", 50112 + index))
        session.open()
        flagged_in.append(session.client(head + "x" * 1100, size=500, acknowledge=False))
        session.client("x" * 1000)
        requests.append(session.client(request_text("get-b")))
        session.server(reply_text("<b/>\n"))
        request, reply = session.exchange("get-c", "<c/>\n")
        requests.append(request)
        replies.append((reply, request))
        session.close()

    case.present("xnm.too_large", flagged_in)
    case.present("xnm.malformed", [])
    case.passes('xnm.rpc.name == "get-b" || xnm.rpc.name == "get-c"', requests)
    for reply, request in replies:
        case.frame(reply, {"xnm.reply": 1, "xnm.reply.to": [request]})
    for index in (2, 3):
        case.frame(flagged_in[index], {"xnm.rpc": 1, "xnm.rpc.number": 0, "xnm.reply.in": 0})


@scenario("too-large-and-never-complete")
def too_large_and_never_complete(case):
    """A preference allows messages of 1 kB. A tag without end, a name without end, a reply that the connection ends in, and a request that the next
    session start breaks off are each flagged once, where they become too long."""
    case.preference("xnm.max_message_kilobytes", 1)
    flagged_in = []
    for index, head in enumerate(('<rpc note="', "<rpc", "<rpc><a>", "<rpc>")):
        session = case.session(client=("192.0.2.10", 50112 + index))
        session.open()
        session.client(head + "x" * 900)
        flagged_in.append(session.client("x" * 200))
        session.client("x" * 1500, size=500)
        if index == 3:
            broken_off = session.client(CLIENT_PREAMBLE)
        session.close()

    case.present("xnm.too_large", flagged_in)
    case.present("xnm.malformed", [broken_off])


@scenario("identity-limit")
def identity_limit(case):
    """The user and the router of a session are kept with 1024 bytes at most, and an ellipsis shows where they are cut: its three bytes of UTF-8 are
    among them. Where they were told they are whole."""
    case.golden = False
    within, beyond = "x" * 1024, "n" * 1025
    cut = "n" * 1021 + "\u2026"
    session = case.session()
    session.tcp.handshake()
    start = session.server(SERVER_PREAMBLE.replace('hostname="edge1"', f'hostname="{beyond}"'))
    session.client(CLIENT_PREAMBLE)
    _, first = session.login(within)
    _, second = session.login(beyond)
    session.close()

    case.frame(start, {"xnm.server.hostname": [beyond], "xnm.session.hostname": [cut], "xnm.session.user": 0})
    case.frame(first, {"xnm.login.message": [within], "xnm.session.user": [within]})
    case.frame(second, {"xnm.login.message": [beyond], "xnm.session.user": [cut], "xnm.session.hostname": [cut]})
