# SPDX-License-Identifier: GPL-2.0-or-later
"""What conversations on the five TCP ports carry: of each kind samples of both sides, whole, their first 16 bytes, and in segments of one byte.
Content and verdict are those of the table of content by port. Also payload that is never delivered, and ports whose notes only the content
brings."""

import struct
from dataclasses import dataclass

from capture_writer import ACK

from .case import (CLIENT, CLIENT_PREAMBLE, SERVER, SERVER_PREAMBLE, Segment, TcpConversation, login_answer, login_text, reply_text, request_text,
                   scenario)
from .netconf import CLIENT_1_1, DELIMITER, SERVER_1_1, hello
from .verdicts import DTP_DIA, HTTP_REQUEST, HTTP_RESPONSE, IPV4, IPV6, PORTS, RANDOM, Conversations

# Bytes that prove a kind wherever so few can.
PROOF = 16

# Verdicts of named contents; what is not in a row is unexpected. SSL 2.0 goes with TLS: nothing more is known of it either.
TABLE = {
    3221: {"junos-xml": "registered"},
    3220: {"tls": "consistent", "ssl2": "consistent"},
    2821: {"tls": "consistent", "ssl2": "consistent"},
    3489: {"dtp-dia": "registered"},
    2867: {"tls": "consistent", "ssl2": "consistent", "http": "consistent"},
}


def verdict_of(port, content):
    """The cell of the table."""
    if content in ("text", "binary"):
        return "unidentified"
    return TABLE[port].get(content, "unexpected")


@dataclass(frozen=True)
class Sample:
    """First bytes of one side. early: whether PROOF bytes prove the content. bytewise: whether it is also sent in segments of one byte."""

    content: str
    side: str
    data: bytes
    early: bool = True
    bytewise: bool = True


# TLS and SSL


def _handshake(kind, body, version=b"\x03\x01"):
    message = bytes([kind]) + struct.pack("!I", len(body))[1:] + body
    return b"\x16" + version + struct.pack("!H", len(message)) + message


def client_hello(version=b"\x03\x03"):
    """A ClientHello (RFC 5246 section 7.4.1.2) without extensions."""
    return _handshake(1, version + RANDOM[:32] + b"\0" + struct.pack("!HHH", 4, 0xC02F, 0x009C) + b"\x01\0")


def server_hello(version=b"\x03\x03"):
    """A ServerHello (RFC 5246 section 7.4.1.3) with an empty session identifier."""
    return _handshake(2, version + RANDOM[32:64] + b"\0" + struct.pack("!H", 0xC02F) + b"\0", version)


def ssl2_client_hello(version=b"\0\x02"):
    """A client hello of SSL 2.0 (RFC 5246 appendix E.2): type, version, three lengths, seven cipher specs, a challenge of 16 bytes."""
    specs = bytes.fromhex("010080 020080 030080 040080 050080 060040 0700c0")
    message = b"\x01" + version + struct.pack("!HHH", len(specs), 0, 16) + specs + RANDOM[:16]
    return struct.pack("!H", 0x8000 | len(message)) + message


# Binary and text


def _dns_over_tcp():
    """A question for the address of www.example.com (RFC 1035 section 4), with its length before it (section 4.2.2)."""
    query = struct.pack("!HHHHHH", 0x1234, 0x0100, 1, 0, 0, 0) + b"\x03www\x07example\x03com\0" + struct.pack("!HH", 1, 1)
    return struct.pack("!H", len(query)) + query


# Test vectors after draft-avsolov-dtpdia-05: a float, a float with a time, an integer with unit and accuracy, text, an offer, a request.
DTP_DIA_VECTORS = [bytes.fromhex(text) for text in (
    "49542001020303 0041ac0000",
    "4954100a141e0407 000050c0 b2a165bc",
    "4954100101051701 d7000000 64656743 00000000 f4016400 5634120b",
    "495420010203e500 66772031 2e320000 00000036",
    "495420fffffff300 00000000",
    "495420000000f600 00000000 00010203 000a141e 000000f5",
)]

TEXTS = (
    (SERVER, b"220 mail.example.com ESMTP ready\r\n"),
    (CLIENT, b"EHLO client.example.com\r\n"),
    (SERVER, b"+OK ready\r\n"),
    (CLIENT, b"GETTING STARTED: not a request\r\n"),
    (CLIENT, b"SSH is what this is not\r\n"),
    (CLIENT, b"HTTP is what this is not\r\n"),
    (CLIENT, b"IT was a dark and stormy night, and long\r\n"),
    (SERVER, "Gr\u00fc\u00dfe aus K\u00f6ln, m\u00f6chten Sie sich anmelden?\r\n".encode()),
    (CLIENT, b'{"jsonrpc": "2.0", "method": "rpc", "id": 1}\n'),
    (SERVER, b"<html><body>rpc-reply</body></html>\n"),
    (CLIENT, b'<?xml version="1.0"?>\n<methodCall><methodName>rpc</methodName></methodCall>\n'),
    (SERVER, b"\r\n\r\nlogin: "),
    (SERVER, b"x"),
)

BINARIES = (
    (SERVER, bytes.fromhex("4a000000 0a") + b"8.0.36\0" + RANDOM[:40]),  # MySQL's greeting: length, number, protocol version, server version
    (CLIENT, bytes.fromhex("300c020101 600702010304008000")),  # an anonymous bind of LDAP (RFC 4511 section 4.2)
    (CLIENT, b"Uh7#" + RANDOM[4:]),
    (SERVER, b"SSH-" + RANDOM),  # as SSH begins, but for the fifth byte
    (CLIENT, _dns_over_tcp()),
    (CLIENT, RANDOM),
    (SERVER, RANDOM[::-1]),
    (SERVER, bytes(80)),
    (CLIENT, bytes(80)),
    (CLIENT, b"\0"),
    (SERVER, b"\x80"),
    (SERVER, b"\x16\x03\x01"),
    (CLIENT, "login: administrator\r\n".encode("utf-16-le")),
    (SERVER, "Gr\u00fc\u00dfe aus K\u00f6ln, von heute".encode("latin-1")),
    (CLIENT, DTP_DIA[:7]),
    (CLIENT, DTP_DIA_VECTORS[1][:-1] + b"\xbd"),  # a wrong checksum
    (CLIENT, b"\x16\x03\x01\xff\xff" + RANDOM),  # a record longer than RFC 8446 section 5.1 allows
)

SAMPLES = [
    Sample("ssh", SERVER, b"SSH-2.0-OpenSSH_9.2p1 Example-2\r\n"),
    Sample("ssh", CLIENT, b"SSH-2.0-PuTTY_Release_0.81\r\n"),
    Sample("ssh", SERVER, b"SSH-1.99-Example_1.2.3\r\n", bytewise=False),
    Sample("http", CLIENT, HTTP_REQUEST),
    Sample("http", CLIENT, b"POST /portal HTTP/1.0\r\nHost: www.example.com\r\nContent-Length: 0\r\n\r\n", bytewise=False),
    Sample("http", CLIENT, b"GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n", bytewise=False),
    Sample("http", CLIENT, b"OPTIONS * HTTP/1.1\r\nHost: www.example.com\r\n\r\n", early=False),
    Sample("http", SERVER, HTTP_RESPONSE),
    Sample("tls", CLIENT, client_hello()),
    Sample("tls", SERVER, server_hello()),
    Sample("tls", CLIENT, client_hello(b"\x03\0"), bytewise=False),
    Sample("tls", SERVER, server_hello(b"\x03\x01"), bytewise=False),
    Sample("tls", CLIENT, ssl2_client_hello(b"\x03\x01")),
    Sample("ssl2", CLIENT, ssl2_client_hello()),
    Sample("telnet", SERVER, b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f\r\nedge1 login: "),
    Sample("telnet", CLIENT, b"\xff\xfd\x01\xff\xfd\x03\xff\xfb\x18\xff\xfb\x1f\xff\xfa\x1f\0\x50\0\x18\xff\xf0"),
    Sample("netconf", SERVER, (hello(SERVER_1_1, 4711) + DELIMITER).encode(), early=False),
    Sample("netconf", CLIENT, ('<?xml version="1.0" encoding="UTF-8"?>\n' + hello(CLIENT_1_1) + DELIMITER).encode(), early=False),
    Sample("junos-xml", SERVER, SERVER_PREAMBLE.encode(), early=False),
    Sample("junos-xml", CLIENT, CLIENT_PREAMBLE.encode(), early=False),
    Sample("junos-xml", CLIENT, b'<junoscript version="1.0" os="perl-api">\n'),
    Sample("junos-xml", SERVER, b"<junoscript xmlns='http://xml.juniper.net/xnm/1.1/xnm' release='18.4R3.3' hostname='edge1'>\n", bytewise=False),
    *(Sample("dtp-dia", side, data, early=len(data) <= PROOF) for data in DTP_DIA_VECTORS for side in (CLIENT, SERVER)),
    *(Sample("text", side, data, early=False, bytewise=len(data) > 30) for side, data in TEXTS),
    *(Sample("binary", side, data, early=False, bytewise=index < 8) for index, (side, data) in enumerate(BINARIES)),
]


def _send(talks, port, sample, size=None, before=None, length=None, addresses=IPV4):
    """A connection that carries the sample. size: bytes a segment. before: what the other side says first. length: bytes that are sent."""
    other = CLIENT if sample.side == SERVER else SERVER
    shapeless = sample.content in ("text", "binary")
    data = sample.data[:length]
    tcp = talks.tcp(port, addresses)
    tcp.handshake()
    if before:
        tcp.send(other, before)
    first = len(talks.case.capture.frames) + 1
    tcp.send(sample.side, data, size, acknowledge=size is None)
    last = tcp.close(first=sample.side)
    proof = first + min(PROOF if sample.early else len(data), len(data)) - 1 if size == 1 else first
    return talks.tell(sample.content, verdict_of(port, sample.content), (first, last if shapeless else proof))


def _contents(case, port):
    case.golden = False
    case.compressed = True
    case.trouble = True  # Wireshark's SSH and telnet call segments of one byte malformed, on ports 22 and 23 too
    talks = Conversations(case)
    for sample in SAMPLES:
        _send(talks, port, sample)
        if sample.early and len(sample.data) > PROOF:
            _send(talks, port, sample, length=PROOF)
        if sample.bytewise:
            _send(talks, port, sample, size=1)
        if sample.content not in ("text", "binary", "none"):
            _send(talks, port, sample, before=b"Good morning, who is there?\r\n", addresses=IPV6)
            _send(talks, port, sample, before=RANDOM)
    talks.expect()
    for field, verdict in (("portlore.unexpected", "unexpected"), ("portlore.unidentified", "unidentified")):
        groups = [told.frames for told in talks.told if told.verdict == verdict]
        case.once(field, groups)
        case.once(field, groups, one_pass=True)


def _register(port):
    @scenario(f"contents-{port}")
    def contents(case):
        _contents(case, port)
    contents.__doc__ = f"Every kind of content on port {port}, either side first, whole, its first 16 bytes, in segments of one byte."


for _port in PORTS:
    _register(_port)


@scenario("contents-not-desegmented")
def not_desegmented(case):
    """With tcp.desegment_tcp_streams off, what comes in segments of one byte has the same name: nothing waits for it, the name comes later."""
    case.golden = False
    case.compressed = True
    case.trouble = True  # what is handed on begins in the middle
    case.preference("tcp.desegment_tcp_streams", "FALSE")
    talks = Conversations(case)
    for port in (2867, 3221):
        for sample in SAMPLES:
            if sample.bytewise:
                _send(talks, port, sample, size=1)
    talks.expect()


# What Wireshark has a dissector for

# Content, the frames of both sides, a protocol and one of its fields that Wireshark shows.
EXCHANGES = (
    ("ssh", ((SERVER, b"SSH-2.0-OpenSSH_9.2\r\n"), (CLIENT, b"SSH-2.0-PuTTY_Release_0.81\r\n")), "ssh", "ssh.protocol"),
    ("ssh", ((CLIENT, b"SSH-2.0-PuTTY_Release_0.81\r\n"), (SERVER, b"SSH-2.0-OpenSSH_9.2\r\n")), "ssh", "ssh.protocol"),
    ("http", ((CLIENT, HTTP_REQUEST), (SERVER, HTTP_RESPONSE)), "http", "http.host || http.response.code"),
    ("tls", ((CLIENT, client_hello()), (SERVER, server_hello())), "tls", None),
    ("tls", ((CLIENT, ssl2_client_hello(b"\x03\x01")), (SERVER, server_hello(b"\x03\x01"))), "tls", None),
    ("ssl2", ((CLIENT, ssl2_client_hello()),), "tls", None),
    ("telnet", ((SERVER, b"\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f"),
                (CLIENT, b"\xff\xfd\x01\xff\xfd\x03\xff\xfb\x18\xff\xfb\x1f")), "telnet", "telnet.cmd"),
    ("junos-xml", ((SERVER, SERVER_PREAMBLE.encode()), (CLIENT, CLIENT_PREAMBLE.encode())), "xnm", None),
    ("netconf", ((CLIENT, (hello(CLIENT_1_1) + DELIMITER).encode()), (SERVER, (hello(SERVER_1_1, 4711) + DELIMITER).encode())), "xnm",
     "xnm.netconf.capability"),
)


@scenario("contents-handed-over")
def handed_over(case):
    """SSH, HTTP, TLS, SSL 2.0, telnet, Junos XML and NETCONF on the five ports are dissected as on their own, and told once a conversation."""
    case.golden = False
    talks = Conversations(case)
    shown = {}
    for port in PORTS:
        for content, words, protocol, field in EXCHANGES:
            tcp = talks.tcp(port)
            tcp.handshake()
            frames = []
            for side, data in words:
                frames.append(len(case.capture.frames) + 1)
                tcp.send(side, data)
            tcp.close()
            talks.tell(content, verdict_of(port, content), (frames[0], frames[0]))
            for name in filter(None, (protocol, field)):
                shown.setdefault(name, []).extend(frames)
    talks.expect()
    case.once("portlore.unexpected", [told.frames for told in talks.told if told.verdict == "unexpected"])
    case.present("portlore.unidentified", [])
    for name, frames in shown.items():
        case.passes(name, frames)
    case.passes("data", [])


@scenario("contents-by-the-server-port")
def server_port(case):
    """Two known ports in one connection: the server's counts, as SYN and SYN-ACK tell it."""
    case.golden = False
    talks = Conversations(case)
    named = {}
    for client_port, port in ((3221, 2821), (2821, 3221), (3489, 2867), (50555, 3220), (3220, 8080)):
        tcp = talks.tcp(port)
        tcp.ends[CLIENT].port = client_port
        tcp.handshake()
        first = tcp.send(CLIENT, client_hello())
        tcp.close()
        if port in PORTS:
            named[port] = talks.tell("tls", verdict_of(port, "tls"), (first, first)).frames
    talks.expect()
    for port, frames in named.items():
        case.has_value("portlore.port", str(port), frames)


# Payload that is never delivered

OUT_OF_ORDER = "tcp.reassemble_out_of_order"


def _told_at(case, frames, late=None):
    """portlore.not_delivered in these frames, with the preference that is to blame."""
    case.present("portlore.not_delivered", frames)
    case.once("portlore.not_delivered", [[frame] for frame in frames], one_pass=True)
    case.present("portlore.not_delivered.first", frames)
    case.passes(f'portlore.not_delivered.preference contains "{OUT_OF_ORDER}"', frames)
    for frame in frames if late else ():
        case.frame(frame, {"portlore.not_delivered.first": [late]})


def _swapped(case, port, data):
    """Data of the server in four segments in the order 1, 3, 2, 4; both close. Returns the late segment's frame and the server's FIN."""
    tcp = TcpConversation(case.capture, (IPV4[0], 50001), (IPV4[1], port))
    tcp.handshake()
    parts = tcp.cut(SERVER, data, 100)
    frames = [tcp.emit(parts[index]) for index in (0, 2, 1, 3)]
    tcp.acknowledge(CLIENT)
    fin = tcp.finish(SERVER)
    tcp.acknowledge(CLIENT)
    tcp.finish(CLIENT)
    tcp.acknowledge(SERVER)
    return frames[2], fin


@scenario("not-delivered")
def not_delivered(case):
    """A segment that comes late, under default preferences: told once, at the FIN of the side that sent it."""
    late, fin = _swapped(case, 2867, RANDOM * 4)
    _told_at(case, [fin], late)


@scenario("not-delivered-of-junos-xml")
def not_delivered_of_junos_xml(case):
    """The same in a reply on 3221."""
    case.golden = False
    tcp = TcpConversation(case.capture, (IPV4[0], 50001), (IPV4[1], 3221))
    tcp.handshake()
    tcp.send(CLIENT, request_text("get-a").encode())
    parts = tcp.cut(SERVER, reply_text("<a>" + "x" * 300 + "</a>").encode(), 100)
    frames = [tcp.emit(parts[index]) for index in (0, 2, 1, 3)]
    tcp.finish(CLIENT)
    tcp.acknowledge(SERVER)
    fin = tcp.finish(SERVER)
    _told_at(case, [fin], frames[2])


@scenario("not-delivered-reassembled")
def delivered_reassembled(case):
    """The same late segment with tcp.reassemble_out_of_order: all is delivered."""
    case.golden = False
    case.preference(OUT_OF_ORDER, "TRUE")
    _swapped(case, 2867, RANDOM * 4)
    _told_at(case, [])


@scenario("not-delivered-behind-a-lost-segment")
def not_delivered_behind_a_lost_segment(case):
    """With tcp.reassemble_out_of_order, what comes behind a segment that the capture lacks is not delivered: told once, at the FIN."""
    case.preference(OUT_OF_ORDER, "TRUE")
    tcp = TcpConversation(case.capture, (IPV4[0], 50001), (IPV4[1], 2867))
    tcp.handshake()
    parts = tcp.cut(SERVER, RANDOM * 4, 100)
    tcp.emit(parts[0])
    tcp.lose(parts[1])
    held = tcp.emit(parts[2])
    tcp.emit(parts[3])
    tcp.acknowledge(CLIENT)
    fin = tcp.finish(SERVER)
    tcp.acknowledge(CLIENT)
    tcp.finish(CLIENT)
    tcp.acknowledge(SERVER)
    _told_at(case, [fin], held)


@scenario("not-delivered-when-delivered")
def delivered(case):
    """Everything is delivered: a lost segment under default preferences, retransmissions, TLS records over segments, keep-alives, a capture that
    begins in the middle, a session in segments of one byte."""
    case.golden = False
    talks = Conversations(case)
    tcp = talks.tcp(2867)
    tcp.handshake()
    parts = tcp.cut(SERVER, RANDOM * 4, 100)
    for index in (0, 2, 3):
        tcp.emit(parts[index])
    tcp.close()

    for again in ((0, 1, 2, 3, 0, 1, 2, 3), (0, 0, 1, 1, 2, 3, 1)):
        tcp = talks.tcp(2867)
        tcp.handshake()
        parts = tcp.cut(SERVER, RANDOM * 4, 100)
        for index in again:
            tcp.emit(parts[index])
        tcp.acknowledge(CLIENT)
        tcp.close(first=SERVER)

    # Application data that is cut in the header of its record, and over many segments (RFC 8446 section 5.1).
    record = b"\x17\x03\x03" + struct.pack("!H", 700) + RANDOM * 7
    for port in (3220, 2821, 3221):
        for sizes in ([3, 100], 100, 1):
            tcp = talks.tcp(port)
            tcp.handshake()
            tcp.send(CLIENT, record if sizes != 1 else record[:3] + struct.pack("!H", 40) + RANDOM[:40], sizes)
            tcp.send(SERVER, record if sizes != 1 else record[:3] + struct.pack("!H", 40) + RANDOM[:40], sizes)
            tcp.close()

    for garbage in (b"", b"\0"):
        tcp = talks.tcp(3489)
        tcp.handshake()
        tcp.send(CLIENT, DTP_DIA)
        tcp.keep_alive(CLIENT, garbage)
        tcp.keep_alive(SERVER, garbage)
        tcp.send(CLIENT, DTP_DIA)
        tcp.close()

    tcp = talks.tcp(2867)
    tcp.send(SERVER, RANDOM * 4, 100)
    tcp.send(CLIENT, RANDOM * 4, 100)
    tcp.close()

    tcp = talks.tcp(3221)
    tcp.handshake()
    tcp.send(CLIENT, login_text("lab", "Example-Password-7").encode(), 1)
    tcp.send(SERVER, reply_text(login_answer("success", "lab")).encode(), 1)
    tcp.close()
    _told_at(case, [])


# Ports whose notes only the content brings


def _web(case):
    """HTTP on ports of Symantec's, and on one that nothing is known of. Returns {port: frames}."""
    talks = Conversations(case)
    frames = {}
    for port in (8443, 9090, 8014, 8446, 8079):
        tcp = talks.tcp(port)
        tcp.handshake()
        tcp.send(CLIENT, HTTP_REQUEST)
        tcp.send(SERVER, HTTP_RESPONSE)
        tcp.close()
        frames[port] = list(range(talks.start, len(case.capture.frames) + 1))
    return frames


@scenario("web-servers-unnoted")
def unnoted_web_servers(case):
    """Web servers on 8443, 9090, 8014 and 8446: nobody wants notes on these."""
    case.golden = False
    _web(case)
    case.passes("portlore", [])


@scenario("web-servers-noted")
def noted_web_servers(case):
    """The same with portlore.all_entries."""
    case.preference("portlore.all_entries", "TRUE")
    frames = _web(case)
    noted = [frame for port in (8443, 9090, 8014, 8446) for frame in frames[port]]
    case.present("portlore.port", noted)
    case.passes("portlore", noted)


@scenario("syn-to-a-web-port")
def syn_to_web_port(case):
    """SYN and RST on 8443, a datagram on 8443: no notes."""
    case.golden = False
    talks = Conversations(case)
    tcp = talks.tcp(8443)
    tcp.ask()
    tcp.refuse()
    client, server = talks.ends(8443)
    case.capture.add_datagram(CLIENT, client, server, RANDOM)
    tcp = talks.tcp(6513)
    tcp.handshake()
    tcp.emit(Segment(SERVER, 0, b"", ACK))
    tcp.close()
    case.passes("portlore", [])
