# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes that nobody should send: broken XML, traps for XML parsers, more than the limits allow."""

from .case import (CLIENT_PREAMBLE, DECLARATION, JUNOS, SERVER, SERVER_PREAMBLE, SERVER_ROOT, XNM, interfaces, login_answer, login_text, reply_text,
                   request_text, scenario)

SIGNS_OF_A_LIMIT = ["xnm.too_large", "xnm.malformed", "xnm.not_all_shown"]


@scenario("unclosed-message")
def unclosed_message(case):
    """A reply that is still open when the root's end tag comes."""
    session = case.session()
    session.open()
    first, first_reply = session.exchange("get-a", "<a/>\n")
    second = session.client(request_text("get-b"))
    end = session.server("<rpc-reply><b><c>text\n<!-- session end at 2026-01-01 00:01:00 UTC -->\n</junoscript>\n")
    session.close()

    case.present("xnm.rpc", [first, second])
    case.present("xnm.reply", [first_reply])
    case.frame(second, {"xnm.reply.in": []})
    case.any_of(end, ["xnm.malformed"], "a message without its end tag is not well-formed")


@scenario("wrong-end-tag")
def wrong_end_tag(case):
    """End tags in the wrong order inside a reply; the reply's own end tag is there."""
    session = case.session()
    session.open()
    request = session.client(request_text("get-a"))
    reply = session.server(reply_text("<a><b><c>text</b></a>\n"))
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.exchanges([(request, "get-a", reply, "a"), (second, "get-b", second_reply, "b")])
    case.present("xnm.malformed", [reply])


@scenario("junk-between-messages")
def junk(case):
    """Text and markup that is no XML between the messages of both sides."""
    session = case.session()
    session.open()
    request, reply = session.exchange("get-a", "<a/>\n")
    junk_of_server = session.server("error: command is not valid on the router & < > </\n")
    junk_of_client = session.client(b"\x00\x01\x02\xff\xfe<<<>>>&&&\r\n")
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.exchanges([(request, "get-a", reply, "a"), (second, "get-b", second_reply, "b")])
    case.frame(junk_of_server, {"xnm.malformed": 1}, "one finding for one run of text")
    case.frame(junk_of_client, {"xnm.malformed": 1})


@scenario("doctype")
def doctype(case):
    """A document type with entities that double, before the root, and a reply that uses one. Nothing is expanded."""
    session = case.session()
    session.tcp.handshake()
    entities = '<!ENTITY a "laughter">\n' + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">\n' for before, name in zip("abcdefgh", "bcdefghi"))
    place = session.server(DECLARATION + f'<!DOCTYPE junoscript [\n{entities}]>\n' + SERVER_ROOT)
    session.client(CLIENT_PREAMBLE)
    request = session.client(request_text("get-a"))
    reply = session.server(reply_text("<a>&i;</a>\n"))
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.present("xnm.doctype", [place])
    case.frame(place, {"xnm.server.hostname": ["edge1"]})
    case.exchanges([(request, "get-a", reply, "a"), (second, "get-b", second_reply, "b")])
    case.present("xnm.malformed", [reply], "an entity that nobody declared, as the DOCTYPE is refused")
    case.nowhere("laughterlaughter")


@scenario("doctype-with-external-entity")
def external_entity(case):
    """A document type inside a reply that names a file and a URL as entities."""
    session = case.session()
    session.open()
    request = session.client(request_text("get-a"))
    reply = session.server('<!DOCTYPE rpc-reply [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY % u SYSTEM "http://192.0.2.99/x.dtd"> %u; ]>\n'
                           + reply_text("<a>&f;</a>\n"))
    session.client(request_text("get-b"))
    inner = session.server(reply_text('<!DOCTYPE b [<!ENTITY x "expanded-entity">]><b>&x;</b>\n'))
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.present("xnm.doctype", [reply, inner])
    case.present("xnm.reply", [reply, inner, third_reply])
    case.frame(reply, {"xnm.reply.to": [request]})
    case.frame(third_reply, {"xnm.reply.to": [third], "xnm.reply.name": ["c"]})


@scenario("depth-100000")
def depth(case):
    """100,000 elements inside each other, then a message like any other."""
    case.golden = False
    case.compressed = True
    session = case.session()
    session.open()
    request = session.client(request_text("get-a"))
    text = "<rpc-reply>" + "<a>" * 100_000 + "</a>" * 100_000 + "</rpc-reply>"
    reply = session.server(text)
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.present("xnm.rpc", [request, second])
    case.present("xnm.reply", [reply, second_reply])
    case.any_of(reply, SIGNS_OF_A_LIMIT)
    case.frame(reply, {"xnm.message.length": [len(text)], "xnm.reply.to": [request]})
    case.frame(second_reply, {"xnm.reply.to": [second], "xnm.reply.name": ["b"]})


@scenario("depth-limit")
def depth_limit(case):
    """A preference allows 8 elements inside each other; one reply has 8, the next has 9."""
    case.preference("xnm.max_depth", 8)
    session = case.session()
    session.open()
    first, first_reply = session.exchange("get-a", "<a>" * 7 + "</a>" * 7)
    second, second_reply = session.exchange("get-b", "<b>" * 8 + "</b>" * 8)
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.exchanges([(first, "get-a", first_reply, "a"), (second, "get-b", second_reply, "b"), (third, "get-c", third_reply, "c")])
    case.frame(first_reply, {"xnm.element": 8, "xnm.too_large": 0, "xnm.malformed": 0, "xnm.not_all_shown": 0})
    case.any_of(second_reply, SIGNS_OF_A_LIMIT)


@scenario("size-limit")
def size_limit(case):
    """A preference allows messages of 1 kB. A reply of 1,000 bytes is shown; the next is longer, and skipped; the one after it is shown."""
    case.preference("xnm.max_message_kilobytes", 1)
    session = case.session()
    session.open()
    first = session.client(request_text("get-a"))
    short = "<rpc-reply><a>" + "x" * (1000 - 30) + "</a></rpc-reply>"
    assert len(short) == 1000
    first_reply = session.server(short, size=300)
    second = session.client(request_text("get-b"))
    text = reply_text(interfaces(60)).rstrip()
    second_reply = session.server(text, size=700, acknowledge=False)
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.present("xnm.rpc", [first, second, third])
    case.frame(first_reply, {"xnm.reply": 1, "xnm.reply.name": ["a"], "xnm.too_large": 0})
    struck = second_reply - (len(text) + 699) // 700 + 2
    case.present("xnm.too_large", [struck], "one finding for one message, in its second segment: the limit is 1,024 bytes, and it may never end")
    case.frame(second_reply, {"xnm.message.length": [len(text)], "xnm.element": 0})
    case.frame(second_reply, {"xnm.reply": 1, "xnm.reply.to": [second]}, "the request is answered, whatever the size of the answer")
    case.frame(second, {"xnm.reply.in": [second_reply]})
    case.frame(third_reply, {"xnm.reply": 1, "xnm.reply.name": ["c"], "xnm.reply.to": [third], "xnm.too_large": 0})


@scenario("element-limit")
def element_limit(case):
    """A preference allows 10 elements a message; a reply has 11 of its 22 in each half."""
    case.preference("xnm.max_elements", 10)
    session = case.session()
    session.open()
    first, first_reply = session.exchange("get-a", interfaces(4))
    second, second_reply = session.exchange("get-b", interfaces(10))
    session.close()

    case.exchanges([(first, "get-a", first_reply, "interface-information"), (second, "get-b", second_reply, "interface-information")])
    case.frame(first_reply, {"xnm.element": 10, "xnm.not_all_shown": 0})
    case.frame(second_reply, {"xnm.element": 10, "xnm.not_all_shown": 1})


# Password as it stands on the wire, and as it was meant.
RAW_PASSWORDS = (("a&b", "a&b"), ("p<w", "p<w"), ("p&w<x>y", "p&w<x>y"), ("<!--", "<!--"), ("<![CDATA[", "<![CDATA["), ("]]>", "]]>"), ("&lt;", "<"),
                 ("<b>", "<b>"), ("</rpc>", "</rpc>"), ("a&#38;b", "a&b"), ("<?x", "<?x"), ("&unknown;", "&unknown;"), ("'\"", "'\""))


def _raw_logins(case, size):
    session = case.session()
    session.open()
    logins = []
    for sent, _ in RAW_PASSWORDS:
        logins.append(session.client(login_text("a&b<c", sent), size=size, acknowledge=False))
        session.tcp.acknowledge(SERVER)
    request, reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.present("xnm.rpc", [*logins, request])
    case.values("xnm.rpc.name", ["request-login"] * len(logins) + ["get-b"])
    case.values("xnm.login.username", ["a&b<c"] * len(logins))
    case.values("xnm.login.password", [meant for _, meant in RAW_PASSWORDS])
    case.present("xnm.malformed", [])
    case.present("xnm.reply", [reply])


@scenario("raw-credentials")
def raw_credentials(case):
    """User names and passwords with the characters that XML reserves, unescaped as real clients send them."""
    _raw_logins(case, None)


@scenario("raw-credentials-byte-by-byte")
def raw_credentials_byte_by_byte(case):
    """The same logins, cut at every byte."""
    case.compressed = True
    case.golden = False
    _raw_logins(case, 1)


@scenario("bad-characters")
def bad_characters(case):
    """Invalid UTF-8 and control characters inside text, attribute values and a comment. The rest of the message is read."""
    session = case.session()
    session.open()
    request = session.client(request_text("get-a"))
    reply = session.server(b"<rpc-reply>\n<a note=\"\xff\x02\">caf\xe9 \x01\x1b[0m</a><!-- \xc3\x28 --><b>\xc0\xaf</b><c>caf\xc3\xa9</c>\n"
                           b"</rpc-reply>\n")
    second = session.client(b"<rpc><command>show \x07\xfe</command></rpc>")
    second_reply = session.server(reply_text("<output>\u2713 &#xe01b; &#195;&#177;</output>"))
    session.close()

    case.exchanges([(request, "get-a", reply, "a"), (second, "command", second_reply, "output")])
    case.frame(reply, {"xnm.element": 4})
    case.any_of(reply, ["xnm.malformed"])
    case.frame(second_reply, {"xnm.malformed": 0, "xnm.text": ["\u2713 \ue01b \u00c3\u00b1"]})


@scenario("many-attributes-and-long-names")
def attributes_and_names(case):
    """An element with 2,000 attributes and one with a name of 20,000 bytes; both are beyond what anybody sends."""
    case.golden = False
    case.compressed = True
    session = case.session()
    session.open()
    first = session.client(request_text("get-a"))
    first_reply = session.server(reply_text("<a " + " ".join(f'n{index}="v"' for index in range(2000)) + "/>\n"))
    second = session.client(request_text("get-b"))
    second_reply = session.server(reply_text(f"<{'b' * 20000}/>\n"))
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.present("xnm.rpc", [first, second, third])
    case.present("xnm.reply", [first_reply, second_reply, third_reply])
    case.any_of(first_reply, SIGNS_OF_A_LIMIT)
    case.any_of(second_reply, SIGNS_OF_A_LIMIT)
    case.frame(third_reply, {"xnm.reply.to": [third], "xnm.reply.name": ["c"]})


@scenario("format-strings")
def format_strings(case):
    """Conversion specifiers of printf wherever a text comes from the wire."""
    session = case.session()
    session.tcp.handshake()
    session.server(SERVER_PREAMBLE.replace("edge1", "%n%s%n").replace("18.4R3.3", "%s%s"))
    session.client(CLIENT_PREAMBLE)
    login = session.client(login_text("%s%n", "%n%x%s"))
    answered = session.server(reply_text("<authentication-response><status>fail</status><message>%s %n %d</message></authentication-response>"))
    request = session.client("<rpc><a.-x/></rpc>")
    reply = session.server(reply_text(f'<xnm:error xmlns:junos="{JUNOS}"><message>%n%n%s 100%</message></xnm:error>'))
    session.close()

    case.exchanges([(login, "request-login", answered, "authentication-response"), (request, "a.-x", reply, "error")])
    case.values("xnm.server.hostname", ["%n%s%n"])
    case.values("xnm.login.username", ["%s%n"])
    case.values("xnm.login.password", ["%n%x%s"])
    case.frame(reply, {"xnm.error.message": ["%n%n%s 100%"]})


@scenario("unclosed-request")
def unclosed_request(case):
    """A request that is never closed does not hide the login behind it."""
    session = case.session()
    session.open()
    session.client("<rpc><a>")
    login = session.client(login_text("lab", "Example-Password-7"))
    answered = session.server(reply_text(login_answer("success", "lab")))
    session.close()

    case.present("xnm.rpc", [login])
    case.present("xnm.login.password", [login])
    case.present("xnm.reply", [answered])
    case.present("xnm.malformed", [login], "told where the message is broken off")
    case.passes('xnm.session.user == "lab"', [answered])


@scenario("reply-cut-by-a-delimiter")
def reply_cut_by_delimiter(case):
    """A reply that is open when the delimiter comes, in a segment before the one with the next reply."""
    session = case.session()
    session.open()
    first = session.client(request_text("get-a"))
    begun = session.server("<rpc-reply>\n<a>\n")
    session.server("text\n]]>]]>\n")
    second = session.client(request_text("get-b"))
    reply = session.server(reply_text("<b/>"))
    session.close()

    case.present("xnm.rpc", [first, second])
    case.present("xnm.reply", [reply])
    case.frame(reply, {"xnm.reply.to": [second], "xnm.reply.name": ["b"], "xnm.cut.first": [begun]})
    case.present("xnm.malformed", [reply])


@scenario("broken-off-in-its-tag")
def broken_off_in_its_tag(case):
    """A request that is broken off inside its own tag, by another one: what its first bytes seemed to be is told the same in both passes."""
    session = case.session()
    session.open()
    begun = session.client('<rpc note="')
    request, reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.info(begun, "rpc, begins (11 bytes)")
    case.present("xnm.malformed", [request], "told where it is broken off, as of any other message")
    case.frame(request, {"xnm.cut.first": [begun]})
    case.exchanges([(request, "get-b", reply, "b")])


@scenario("reply-of-the-client")
def reply_of_the_client(case):
    """A client answers a prompt with a reply of its own, and says in another that it is logged in: it stays the client, and nothing is matched with
    what it sends. Its start tag has the server's namespace, but not its name."""
    session = case.session()
    session.tcp.handshake()
    session.server(SERVER_PREAMBLE)
    session.client(DECLARATION + f'<junoscript xmlns="{XNM}" version="1.0">\n')
    login, accepted = session.login()
    first = session.client(request_text("request-halt"))
    first_reply = session.server(reply_text("<rpc><select-choice><prompt>Halt the system ?</prompt></select-choice></rpc>\n"))
    answer = session.client(reply_text("<select-choice>yes</select-choice>"))
    second = session.client(request_text("get-b"))
    claim = session.client(reply_text(login_answer("success", "root")))
    second_reply = session.server(reply_text("<b/>"))
    session.client("<abort/>")
    third, third_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    pairs = [(login, "request-login", accepted, "authentication-response"), (first, "request-halt", first_reply, "rpc"),
             (second, "get-b", second_reply, "b"), (third, "get-c", third_reply, "c")]
    for number, (request, operation, reply, _) in enumerate(pairs, 1):
        case.frame(request, {"xnm.rpc.name": [operation], "xnm.rpc.number": [number], "xnm.reply.in": [reply]})
        case.frame(reply, {"xnm.reply.to": [request]})
    for frame in (answer, claim):
        case.frame(frame, {"xnm.reply": 1, "xnm.reply.to": 0})
    case.passes('xnm.session.user == "root"', [])


@scenario("client-that-claims-an-os")
def client_that_claims_an_os(case):
    """A client that is first, and calls itself JUNOS without the namespace of the protocol, is not taken for the server."""
    session = case.session()
    session.tcp.handshake()
    claimed = session.client(DECLARATION + '<junoscript version="1.0" os="JUNOS" hostname="evil" release="99">\n')
    request = session.client(request_text("get-a"))
    told = session.server(SERVER_PREAMBLE)
    session.close()

    case.frame(claimed, {"xnm.session.hostname": [], "xnm.server.hostname": []})
    case.info(claimed, "session start, client")
    case.frame(request, {"xnm.session.hostname": []})
    case.frame(told, {"xnm.session.hostname": ["edge1"], "xnm.server.hostname": ["edge1"]})
