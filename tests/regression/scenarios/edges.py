# SPDX-License-Identifier: GPL-2.0-or-later
"""Conversations on known ports of which a capture does not tell all: cut packets, no handshake, ports of dissectors, sessions that look like scans."""

import struct

from capture_writer import ACK, RST, Capture

from .case import CLIENT, CLIENT_PREAMBLE, SERVER, SERVER_PREAMBLE, TcpConversation, login_text, scenario
from .verdicts import DTP_DIA, HTTP_REQUEST, HTTP_RESPONSE

VNC_VERSION = b"RFB 003.008\n"


def _plays(case, client, server, *talk):
    """A TCP conversation without a handshake. talk: (side, bytes). Returns the frames of its segments."""
    tcp = TcpConversation(case.capture, client, server)
    return [tcp.send(side, data, acknowledge=False) for side, data in talk]


@scenario("packets-cut-short")
def cut_short(case):
    """Whole sessions in a capture of 64 bytes a packet: what they carry is not to be told, and nothing is called unidentified or silent."""
    case.capture = Capture(snap_length=64)
    session = case.session()
    session.open()
    session.client(login_text("lab", "Example-Password-7"))
    session.close()
    http = TcpConversation(case.capture, ("192.0.2.10", 50113), ("192.0.2.1", 2867))
    http.handshake()
    http.send(CLIENT, HTTP_REQUEST)
    http.send(SERVER, HTTP_RESPONSE)
    http.close()

    case.present("portlore.verdict", [])
    case.present("portlore.unidentified", [])
    case.values("portlore.evidence", ["the capture cuts packets short"] * len(case.capture.frames))


@scenario("client-ports-of-dissectors")
def client_ports(case):
    """Clients on ports that Wireshark has dissectors for: what proves the known port is told, over UDP and without a handshake too."""
    telemetry = [case.capture.add_datagram(CLIENT, ("192.0.2.10", 5060), ("192.0.2.1", 3489), DTP_DIA),
                 case.capture.add_datagram(CLIENT, ("192.0.2.10", 3221), ("192.0.2.1", 3489), DTP_DIA),
                 case.capture.add_datagram(CLIENT, ("192.0.2.10", 3489), ("192.0.2.2", 3489), DTP_DIA)]
    telemetry += _plays(case, ("192.0.2.10", 5060), ("192.0.2.1", 3489), (CLIENT, DTP_DIA), (CLIENT, DTP_DIA))
    junos = _plays(case, ("192.0.2.10", 5060), ("192.0.2.1", 3221), (SERVER, SERVER_PREAMBLE.encode()), (CLIENT, CLIENT_PREAMBLE.encode()))

    for frame in telemetry:
        case.frame(frame, {"portlore.port": [3489], "portlore.content": ["dtp-dia"], "portlore.verdict": ["registered"]})
    for frame in junos:
        case.frame(frame, {"portlore.port": [3221], "portlore.content": ["junos-xml"], "portlore.verdict": ["registered"]})


@scenario("known-port-of-a-client")
def known_port_of_a_client(case):
    """Without a handshake, requests from known ports and answers to them: the server is the other side, on a port of nobody's."""
    _plays(case, ("192.0.2.10", 3221), ("192.0.2.80", 50080), (CLIENT, HTTP_REQUEST), (SERVER, HTTP_RESPONSE))
    _plays(case, ("192.0.2.10", 2821), ("192.0.2.80", 50081), (SERVER, HTTP_RESPONSE))

    case.passes("portlore", [])
    case.passes("http", [1, 2, 3])


@scenario("sessions-at-once")
def sessions_at_once(case):
    """One client opens twelve sessions before it talks in any: no scan, as the whole capture tells. On the first pass it looks like one."""
    sessions = [case.session(client=("192.0.2.10", 50200 + index), server=(f"192.0.2.{100 + index}", 3221)) for index in range(12)]
    for session in sessions:
        session.tcp.handshake()
    for session in sessions:
        session.server(SERVER_PREAMBLE)
        session.close()

    case.present("portlore.scan", [])
    case.present("portlore.scan_seen", [])
    case.golden = False


@scenario("telemetry-to-many")
def telemetry_to_many(case):
    """One source sends DTP/DIA datagrams to twelve collectors that never answer: data, and no scan."""
    frames = [case.capture.add_datagram(CLIENT, ("192.0.2.10", 50200 + index), (f"192.0.2.{100 + index}", 3489), DTP_DIA) for index in range(12)]

    case.present("portlore.scan", [])
    case.values("portlore.verdict", ["registered"] * len(frames))
    case.golden = False


@scenario("a-dissector-with-a-conversation-of-its-own")
def conversation_of_its_own(case):
    """VNC's dissector begins a conversation of its own where it recognises VNC: the notes go on, and the whole connection is unexpected."""
    tcp = TcpConversation(case.capture, ("192.0.2.10", 50112), ("192.0.2.1", 2821))
    tcp.handshake()
    tcp.send(SERVER, VNC_VERSION)
    tcp.send(CLIENT, VNC_VERSION)
    last = tcp.close()

    case.values("portlore.content", ["vnc"] * last)
    case.values("portlore.verdict", ["unexpected"] * last)
    case.present("portlore.unexpected", [4])


@scenario("stray-reset-before-the-handshake")
def stray_reset(case):
    """A RST of an earlier connection, then a handshake between the same ports, of which the client's has a dissector."""
    tcp = TcpConversation(case.capture, ("192.0.2.10", 5060), ("192.0.2.1", 2821))
    tcp._write(SERVER, 900, 0, RST)
    tcp.handshake()
    tcp.send(SERVER, b"SSH-2.0-OpenSSH_9.2\r\n")
    last = tcp.close()

    # Versions of Wireshark differ in whether the SYN begins a conversation of its own.
    case.golden = False
    for frame in range(3, last + 1):
        case.frame(frame, {"portlore.port": [2821], "portlore.content": ["ssh"], "portlore.verdict": ["unexpected"]})


@scenario("answer-to-a-lost-syn")
def answer_to_lost_syn(case):
    """A RST with sequence number 0 and an acknowledgement is the answer to a SYN that the capture lacks; one with another number is not."""
    tcp = TcpConversation(case.capture, ("192.0.2.10", 50112), ("192.0.2.1", 2821))
    refused = tcp._write(SERVER, 0, 1001, RST | ACK)
    tcp = TcpConversation(case.capture, ("192.0.2.10", 50113), ("192.0.2.1", 2821))
    silent = tcp._write(SERVER, 700, 1001, RST | ACK)

    case.frame(refused, {"portlore.verdict": ["refused"]})
    case.frame(silent, {"portlore.verdict": ["silent"]})


@scenario("trailers-of-capture-equipment")
def trailers(case):
    """Each frame has the time stamp of a network tap (VSS Monitoring) in its Ethernet trailer: no content, with or without a payload."""
    stamped = []

    def tell(fields):
        for number in range(len(stamped) + 1, len(case.capture.frames) + 1):
            time, frame = case.capture.frames[number - 1]
            seconds, microseconds = divmod(time, 1_000_000)
            case.capture.frames[number - 1] = (time, frame.ljust(60, b"\0") + struct.pack("!II", seconds, microseconds * 1000))
            case.frame(number, {f"portlore.{name}": [value] for name, value in fields.items()})
            stamped.append(number)

    tcp = TcpConversation(case.capture, ("192.0.2.10", 50300), ("192.0.2.1", 3221))
    tcp.ask()
    tcp.refuse()
    tell({"port": 3221, "verdict": "refused"})
    tcp = TcpConversation(case.capture, ("192.0.2.10", 50301), ("192.0.2.1", 2821))
    tcp.handshake()
    tcp.close()
    tell({"port": 2821, "verdict": "silent"})
    session = case.session(client=("192.0.2.10", 50302))
    session.open()
    session.close()
    tell({"port": 3221, "content": "junos-xml", "verdict": "registered"})
    _plays(case, ("192.0.2.10", 50303), ("192.0.2.1", 2867), (CLIENT, HTTP_REQUEST), (SERVER, HTTP_RESPONSE))
    tell({"port": 2867, "content": "http", "verdict": "consistent"})
    case.capture.add_datagram(CLIENT, ("192.0.2.10", 50304), ("192.0.2.1", 3489), b"")
    tell({"port": 3489, "verdict": "unanswered"})

    case.golden = False
    case.passes("vssmonitoring", stamped)
    case.values("portlore.scan", [])
