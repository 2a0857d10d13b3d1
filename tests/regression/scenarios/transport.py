# SPDX-License-Identifier: GPL-2.0-or-later
"""Junos XML and NETCONF on ports that are not theirs: Decode As, the heuristic, and what neither may take."""

from .case import (CLIENT, CLIENT_PREAMBLE, SERVER, SERVER_PREAMBLE, login_answer, login_text, reply_text, request_text,
                   scenario)
from .netconf import CLIENT_1_1, DELIMITER, SERVER_1_1, chunked, hello, reply, rpc

PORT = 4000
SERVER_ADDRESS = ("192.0.2.1", PORT)
HEURISTIC = ["--enable-heuristic", "xnm_tcp"]
XMPP = (
    (CLIENT, "<?xml version='1.0'?>\n<stream:stream to='example.com' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
             "version='1.0'>\n"),
    (SERVER, "<?xml version='1.0'?>\n<stream:stream from='example.com' id='1' xmlns='jabber:client' "
             "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>\n<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>"
             "<mechanism>PLAIN</mechanism></mechanisms></stream:features>\n"),
    (CLIENT, "<iq type='get' id='2'><query xmlns='jabber:iq:rpc'><rpc/></query></iq>\n"),
    (SERVER, "<iq type='result' id='2'><query xmlns='jabber:iq:rpc'><rpc-reply/></query></iq>\n</stream:stream>\n"),
)


def whole_session(case):
    """A session on port 4000. Returns its frames with payload and its exchanges."""
    session = case.session(server=SERVER_ADDRESS)
    session.tcp.handshake()
    frames = [session.server(SERVER_PREAMBLE), session.client(CLIENT_PREAMBLE)]
    login, answered = session.login()
    request, replied = session.exchange("get-a", "<a/>\n")
    session.close()
    exchanges = [(login, "request-login", answered, "authentication-response"), (request, "get-a", replied, "a")]
    return [*frames, login, answered, request, replied], exchanges


def is_a_session(case, frames, exchanges):
    case.exchanges(exchanges)
    case.passes("xnm", frames)
    case.checks.append({"protocol": "XNM", "frames": frames})
    case.passes('xnm.session.user == "lab"', frames[3:])
    case.values("xnm.login.password", ["Example-Password-7"])
    case.present("xnm.cleartext_login", [frames[2]])
    case.present("xnm.malformed", [])


@scenario("other-port-decode-as")
def decode_as(case):
    """Junos XML on port 4000, by Decode As."""
    case.options = ["-d", f"tcp.port=={PORT},xnm"]
    is_a_session(case, *whole_session(case))


@scenario("other-port-heuristic")
def heuristic(case):
    """Junos XML on port 4000, by the heuristic."""
    case.options = list(HEURISTIC)
    is_a_session(case, *whole_session(case))


@scenario("other-port-without-heuristic")
def without_heuristic(case):
    """Junos XML on port 4000 and nothing that says so: the heuristic is off by default."""
    case.golden = False
    whole_session(case)
    case.passes("xnm || portlore", [])


@scenario("other-port-heuristic-client-first")
def heuristic_client_first(case):
    """Junos XML on port 4000, by the heuristic; the client speaks first and its preamble and login come in one segment."""
    case.options = list(HEURISTIC)
    case.golden = False
    session = case.session(server=SERVER_ADDRESS)
    session.tcp.handshake()
    login = session.client(CLIENT_PREAMBLE + login_text("lab", "Example-Password-7"))
    root = session.server(SERVER_PREAMBLE)
    answered = session.server(reply_text(login_answer("success", "lab")))
    session.close()

    case.exchanges([(login, "request-login", answered, "authentication-response")])
    case.passes("xnm", [login, root, answered])
    case.values("xnm.server.hostname", ["edge1"])


@scenario("other-port-netconf-decode-as")
def netconf_decode_as(case):
    """NETCONF with chunks on port 4000, by Decode As."""
    case.options = ["-d", f"tcp.port=={PORT},xnm"]
    _netconf(case)


@scenario("other-port-netconf-heuristic")
def netconf_heuristic(case):
    """NETCONF with chunks on port 4000, by the heuristic."""
    case.options = list(HEURISTIC)
    _netconf(case)


def _netconf(case):
    session = case.session(server=SERVER_ADDRESS)
    session.tcp.handshake()
    hellos = [session.server(hello(SERVER_1_1, 4711) + DELIMITER), session.client(hello(CLIENT_1_1) + DELIMITER)]
    request, answered = session.client(chunked(rpc(1, "get-a"))), session.server(chunked(reply(1, "<a/>")))
    session.close()

    case.exchanges([(request, "get-a", answered, "a")])
    case.checks.append({"protocol": "NETCONF", "frames": [*hellos, request, answered]})
    case.golden = False


@scenario("other-port-other-protocols")
def other_protocols(case):
    """XMPP, XML-RPC and other XML on port 4000, with the heuristic on: none of them is ours, though they say rpc and junoscript."""
    case.options = list(HEURISTIC)
    case.golden = False
    talks = (
        XMPP,
        ((CLIENT, '<?xml version="1.0"?>\n<methodCall><methodName>junoscript.rpc</methodName></methodCall>\n'),
         (SERVER, '<?xml version="1.0"?>\n<methodResponse><params/></methodResponse>\n')),
        ((SERVER, '<?xml version="1.0"?>\n<!-- <junoscript version="1.0"> -->\n<notes><junoscript version="1.0"/></notes>\n'),),
        ((SERVER, "<hello>world</hello>\n"), (CLIENT, "<notification>ready</notification>\n")),
        ((SERVER, "<html><body>rpc-reply</body></html>\n"),),
        ((CLIENT, "#4\nabcd\n##\n"), (SERVER, "\n##\n# 12\n")),
    )
    for index, talk in enumerate(talks):
        session = case.session(client=("192.0.2.10", 50112 + index), server=SERVER_ADDRESS)
        session.tcp.handshake()
        for side, text in talk:
            session.tcp.send(side, text.encode())
        session.close()

    case.passes("xnm || portlore", [])


@scenario("clear-text-on-3220")
def clear_text_on_ssl_port(case):
    """Junos XML in clear on the port that is registered for it inside TLS."""
    session = case.session(server=("192.0.2.1", 3220))
    session.open()
    login, answered = session.login()
    request = session.client(request_text("get-a"))
    reply = session.server(reply_text("<a/>"))
    session.close()

    case.exchanges([(login, "request-login", answered, "authentication-response"), (request, "get-a", reply, "a")])
    case.present("xnm.cleartext_login", [login])
    case.passes("tls", [])
    case.passes('portlore.registered.name == "xnm-ssl" && xnm.rpc', [login, request])


@scenario("other-port-heuristic-behind-a-proxy")
def heuristic_behind_a_proxy(case):
    """A session on port 8080 behind the words with an HTTP proxy, by the heuristic: they are not missing in it."""
    case.options = list(HEURISTIC)
    session = case.session(server=("192.0.2.1", 8080))
    session.tcp.handshake()
    session.client("CONNECT edge1:3221 HTTP/1.1\r\nHost: edge1:3221\r\n\r\n")
    session.server("HTTP/1.1 200 OK\r\n\r\n")
    session.tcp.send(SERVER, SERVER_PREAMBLE.encode())
    session.client(CLIENT_PREAMBLE)
    request, reply = session.exchange("get-a", "<a/>\n")
    lost = session.tcp.cut(CLIENT, request_text("get-b").encode())[0]
    session.tcp.lose(lost)
    after, after_reply = session.exchange("get-c", "<c/>\n")
    session.close()

    case.passes("http.request || http.response", [4, 6])
    case.present("xnm.gap", [after], "what is lost later is told")
    case.frame(reply, {"xnm.reply.to": [request]})
    case.frame(after, {"xnm.gap.bytes": [len(lost.payload)]})
    case.present("xnm.rpc", [request, after])


@scenario("other-port-heuristic-behind-another-protocol")
def heuristic_behind_another_protocol(case):
    """A session on port 4000 behind bytes that nobody recognises, in both directions, by the heuristic: they are not missing in it."""
    case.options = list(HEURISTIC)
    session = case.session(server=SERVER_ADDRESS)
    session.tcp.handshake()
    session.client("hello?\r\n")
    session.server("go on\r\n")
    session.server(SERVER_PREAMBLE)
    session.client(CLIENT_PREAMBLE)
    request, reply = session.exchange("get-a", "<a/>\n")
    session.close()

    case.present("xnm.gap", [])
    case.exchanges([(request, "get-a", reply, "a")])
