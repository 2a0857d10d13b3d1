# SPDX-License-Identifier: GPL-2.0-or-later
"""Conversations on known ports by their course: silent, refused, unanswered; scans, clients with public addresses, full notes, ICMP errors."""

import struct
from dataclasses import dataclass

from capture_writer import RST
from expectations import ranges_of

from .case import CLIENT, SERVER, SERVER_PREAMBLE, TcpConversation, scenario

PORTS = (2821, 2867, 3220, 3221, 3489)
IPV4 = ("192.0.2.10", "198.51.100.1")
IPV6 = ("2001:db8::10", "2001:db8:1::1")

# Of IANA's registries: ICMP and ICMPv6 types and codes.
UNREACHABLE, UNREACHABLE_V6 = 3, 1
TIME_EXCEEDED, TIME_EXCEEDED_V6 = 11, 3
PORT_UNREACHABLE, PORT_UNREACHABLE_V6 = 3, 4
FRAGMENTATION_NEEDED = 4

# No pattern of any protocol: the bytes of a linear congruence.
RANDOM = bytes((index * index * 31 + index * 73 + 135) & 255 for index in range(100))
ROUTER_ALERT = b"\x94\x04\0\0"  # RFC 2113
# A FLOAT of 21.5 from 1/2/3, without trailer (draft-avsolov-dtpdia-05).
DTP_DIA = bytes.fromhex("49542001020303 0041ac0000")
HTTP_REQUEST = b"GET /index.html HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
HTTP_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n"


@dataclass
class Told:
    """What must be said of one conversation. frames: all of its packets. known: from the first frame on which a first pass may know it to
    the first on which it must; None: it can only be known at the end of the capture."""

    frames: list
    content: str
    verdict: str
    known: tuple = None


class Conversations:
    """The conversations of a case, one after another, and what must be said of each. Every one has a client port of its own."""

    def __init__(self, case):
        self.case = case
        self.told = []
        self.client_port = 50000
        self.start = 1

    def ends(self, port, addresses=IPV4):
        self.client_port += 1
        self.start = len(self.case.capture.frames) + 1
        return (addresses[0], self.client_port), (addresses[1], port)

    def tcp(self, port, addresses=IPV4):
        """A new TCP connection, of which all frames follow before the next conversation's."""
        return TcpConversation(self.case.capture, *self.ends(port, addresses))

    def tell(self, content, verdict, known=None, frames=None, without=()):
        """The conversation that was made last is this. without: frames of ICMP."""
        if frames is None:
            frames = range(self.start, len(self.case.capture.frames) + 1)
        self.told.append(Told([frame for frame in frames if frame not in without], content, verdict, known))
        return self.told[-1]

    def expect(self):
        """Write all that down: in two passes on every packet, in one from where it is known."""
        case = self.case
        every = [frame for told in self.told for frame in told.frames]
        case.checks.append({"present": "portlore.port", "frames": ranges_of(every)})
        for field in ("content", "verdict"):
            for value in sorted({getattr(told, field) for told in self.told}):
                same = [told for told in self.told if getattr(told, field) == value]
                case.has_value(f"portlore.{field}", value, [frame for told in same for frame in told.frames])
                must = [frame for told in same if told.known for frame in told.frames if frame >= told.known[1]]
                may = [frame for told in same if told.known for frame in told.frames if told.known[0] <= frame < told.known[1]]
                case.has_value(f"portlore.{field}", value, must, may, one_pass=True)
        case.checks.append({"present": "portlore.evidence", "frames": ranges_of(every), "why": "a verdict always names its evidence"})


def no_finding(case, *but):
    """None of the findings about a conversation, but these."""
    for name in ("unexpected", "unidentified", "scan_seen", "public_client", "not_delivered"):
        if name not in but:
            case.present(f"portlore.{name}", [])


def _silent(talks, port, addresses):
    tcp = talks.tcp(port, addresses)
    tcp.handshake()
    talks.tell("none", "silent")

    for first in (CLIENT, SERVER):
        tcp = talks.tcp(port, addresses)
        tcp.handshake()
        fin = tcp.finish(first)
        tcp.acknowledge(SERVER if first == CLIENT else CLIENT)
        end = tcp.finish(SERVER if first == CLIENT else CLIENT)
        tcp.acknowledge(first)
        talks.tell("none", "silent", (fin, end))

    half_open = talks.tcp(port, addresses)
    half_open.ask()
    half_open.accept()
    reset = half_open._write(CLIENT, half_open.ends[CLIENT].initial_sequence + 1, 0, RST)
    told = talks.tell("none", "silent", (reset, reset))
    talks.case.frame(told.frames[0], {"portlore.evidence": ["reset after SYN-ACK"]})

    for side in (CLIENT, SERVER):
        tcp = talks.tcp(port, addresses)
        tcp.handshake()
        reset = tcp.reset(side)
        talks.tell("none", "silent", (reset, reset))

    for garbage in (b"", b"\0"):
        tcp = talks.tcp(port, addresses)
        tcp.handshake()
        for side in (CLIENT, SERVER, CLIENT):
            talks.case.capture.wait(45)
            tcp.keep_alive(side, garbage)
        talks.tell("none", "silent")


@scenario("verdict-silent")
def silent(case):
    """Connections without data, over IPv4 and IPv6: nothing after the handshake, closed and reset by either side, half-open, keep-alives."""
    case.golden = False
    talks = Conversations(case)
    for port, addresses in ((3221, IPV4), (2821, IPV6), (3489, IPV4), (3220, IPV4), (2867, IPV6)):
        _silent(talks, port, addresses)
        case.capture.wait(61)
    talks.expect()
    case.present("portlore.unexpected", [])
    case.present("portlore.unidentified", [])
    case.present("portlore.scan", [], "one target")


@scenario("verdict-silent-then-data")
def silent_then_data(case):
    """Keep-alives and then data; a FIN of the client and then data of the server; a SYN that carries data."""
    case.golden = False
    talks = Conversations(case)
    tcp = talks.tcp(3221)
    tcp.handshake()
    tcp.keep_alive(CLIENT, b"\0")
    shown = tcp.send(SERVER, b"SSH-2.0-Example_1.0\r\n")
    tcp.close()
    talks.tell("ssh", "unexpected", (shown, shown))

    tcp = talks.tcp(3221)
    tcp.handshake()
    tcp.finish(CLIENT)
    tcp.acknowledge(SERVER)
    shown = tcp.send(SERVER, b"SSH-2.0-Example_1.0\r\n")
    tcp.finish(SERVER)
    tcp.acknowledge(CLIENT)
    talks.tell("ssh", "unexpected", (shown, shown))
    # The first pass may call the connection silent between the FIN and the data.
    talks.expect()
    case.checks = [check for check in case.checks if not (check.get("passes") == 1 and check.get("value") in ("none", "silent"))]
    case.once("portlore.unexpected", [told.frames for told in talks.told])


@scenario("verdict-proven-late")
def proven_late(case):
    """The client says a few bytes that prove nothing and closes its side; then the server proves what it is. Nothing is unidentified."""
    case.golden = False
    talks = Conversations(case)
    unexpected = []
    for port, data, content, verdict in ((3221, SERVER_PREAMBLE.encode(), "junos-xml", "registered"), (3489, DTP_DIA, "dtp-dia", "registered"),
                                         (2867, HTTP_RESPONSE, "http", "consistent"), (3221, b"SSH-2.0-Example_1.0\r\n", "ssh", "unexpected")):
        tcp = talks.tcp(port)
        tcp.handshake()
        tcp.send(CLIENT, b"hello\r\n")
        tcp.finish(CLIENT)
        tcp.acknowledge(SERVER)
        shown = tcp.send(SERVER, data)
        tcp.finish(SERVER)
        tcp.acknowledge(CLIENT)
        told = talks.tell(content, verdict, (shown, shown))
        if verdict == "unexpected":
            unexpected.append(told.frames)
    talks.expect()
    case.once("portlore.unexpected", unexpected)
    case.present("portlore.unidentified", [])


@scenario("verdict-refused")
def refused(case):
    """Refused over TCP, IPv4 and IPv6: RST to SYN, also to the second SYN; ICMP and ICMPv6 errors to SYN, also only as much as RFC 792 asks
    for, with IPv4 options outside and inside, and from a router."""
    case.golden = False
    talks = Conversations(case)
    capture = case.capture
    for port, addresses in ((3221, IPV4), (3220, IPV6), (2821, IPV4), (2867, IPV6), (3489, IPV4)):
        tcp = talks.tcp(port, addresses)
        tcp.ask()
        reset = tcp.refuse()
        talks.tell("none", "refused", (reset, reset))

        tcp = talks.tcp(port, addresses)
        tcp.ask()
        tcp.ask()
        reset = tcp.refuse()
        talks.tell("none", "refused", (reset, reset))
        capture.wait(61)

    for port in PORTS:
        for router, code, quoted_length in ((IPV4[1], PORT_UNREACHABLE, 28), (IPV4[1], PORT_UNREACHABLE, None), ("203.0.113.1", 13, None),
                                            ("203.0.113.1", 1, 28)):
            tcp = talks.tcp(port)
            syn = tcp.ask()
            icmp = capture.add_icmp_error(SERVER, router, IPV4[0], UNREACHABLE, code, capture.packet_of(syn)[:quoted_length])
            again = tcp.ask()
            talks.tell("none", "refused", (again, again), without=[icmp])
        for code in (PORT_UNREACHABLE_V6, 1, 3):
            tcp = talks.tcp(port, IPV6)
            syn = tcp.ask()
            icmp = capture.add_icmp_error(SERVER, IPV6[1], IPV6[0], UNREACHABLE_V6, code, capture.packet_of(syn))
            again = tcp.ask()
            talks.tell("none", "refused", (again, again), without=[icmp])
        capture.wait(61)

    capture.ip_options = ROUTER_ALERT
    tcp = talks.tcp(3221)
    syn = tcp.ask()
    icmp = capture.add_icmp_error(SERVER, IPV4[1], IPV4[0], UNREACHABLE, PORT_UNREACHABLE, capture.packet_of(syn)[:32])
    capture.ip_options = b""
    again = tcp.ask()
    talks.tell("none", "refused", (again, again), without=[icmp])
    talks.expect()
    no_finding(case)
    case.passes("portlore && (icmp || icmpv6)", [])


@scenario("verdict-unanswered")
def unanswered(case):
    """Unanswered over TCP: SYN alone and repeated, SYN that the client resets; ICMP errors that do not refuse; over UDP: a datagram alone."""
    case.golden = False
    talks = Conversations(case)
    capture = case.capture
    for port, addresses in zip(PORTS, (IPV4, IPV6, IPV4, IPV6, IPV4)):
        for count in (1, 3):
            tcp = talks.tcp(port, addresses)
            for _ in range(count):
                tcp.ask()
            talks.tell("none", "unanswered")

        tcp = talks.tcp(port, addresses)
        tcp.ask()
        reset = tcp._write(CLIENT, tcp.ends[CLIENT].initial_sequence + 1, 0, RST)
        talks.tell("none", "unanswered", (reset, reset + 1))

        for data in (RANDOM, b"", b"\0"):
            client, server = talks.ends(port, addresses)
            for _ in range(2):
                capture.add_datagram(CLIENT, client, server, data)
            talks.tell("none", "unanswered")
        capture.wait(61)

    for kind, code, kind_v6 in ((TIME_EXCEEDED, 0, TIME_EXCEEDED_V6), (UNREACHABLE, FRAGMENTATION_NEEDED, 2)):
        tcp = talks.tcp(3220)
        syn = tcp.ask()
        icmp = capture.add_icmp_error(SERVER, "203.0.113.1", IPV4[0], kind, code, capture.packet_of(syn)[:28])
        tcp.ask()
        talks.tell("none", "unanswered", without=[icmp])

        client, server = talks.ends(3489, IPV6)
        sent = capture.add_datagram(CLIENT, client, server, RANDOM)
        icmp = capture.add_icmp_error(SERVER, "2001:db8:2::1", IPV6[0], kind_v6, 0, capture.packet_of(sent))
        talks.tell("none", "unanswered", without=[icmp])
    talks.expect()
    no_finding(case)


@scenario("verdict-syn-with-data")
def syn_with_data(case):
    """TCP Fast Open (RFC 7413): what a SYN carries is nobody's while no SYN-ACK acknowledges it. Refused, unanswered, silent; content once the
    data are acknowledged, or sent again."""
    case.golden = False
    talks = Conversations(case)
    unexpected = []
    banner = b"SSH-2.0-Example_1.0\r\n"
    for port, addresses in zip(PORTS, (IPV4, IPV6, IPV4, IPV6, IPV4)):
        tcp = talks.tcp(port, addresses)
        tcp.ask(banner)
        reset = tcp.refuse()
        talks.tell("none", "refused", (reset, reset))

        tcp = talks.tcp(port, addresses)
        tcp.ask(banner)
        tcp.ask(banner)
        talks.tell("none", "unanswered")

        tcp = talks.tcp(port, addresses)
        tcp.ask(banner)
        tcp.accept()
        reset = tcp.reset(SERVER)
        talks.tell("none", "silent", (reset, reset))

        tcp = talks.tcp(port, addresses)
        tcp.ask(banner)
        accepted = tcp.accept(banner)
        tcp.acknowledge(CLIENT)
        tcp.close()
        unexpected.append(talks.tell("ssh", "unexpected", (accepted, accepted)).frames)

        tcp = talks.tcp(port, addresses)
        tcp.ask(banner)
        tcp.accept()
        again = tcp.send(CLIENT, banner)
        tcp.close()
        unexpected.append(talks.tell("ssh", "unexpected", (again, again)).frames)
        case.capture.wait(61)
    talks.expect()
    case.once("portlore.unexpected", unexpected)
    no_finding(case, "unexpected")


@scenario("verdict-udp")
def udp(case):
    """UDP on the five ports, IPv4 and IPv6: DTP/DIA with and without an answer, from either side; what nothing recognises, answered; refused."""
    case.golden = False
    talks = Conversations(case)
    capture = case.capture
    flagged = {"unexpected": [], "unidentified": []}
    for port in PORTS:
        for addresses, kind, code in ((IPV4, UNREACHABLE, PORT_UNREACHABLE), (IPV6, UNREACHABLE_V6, PORT_UNREACHABLE_V6)):
            dtp_dia = "registered" if port == 3489 else "unexpected"
            for answer in (None, DTP_DIA):
                client, server = talks.ends(port, addresses)
                shown = capture.add_datagram(CLIENT, client, server, DTP_DIA)
                if answer:
                    capture.add_datagram(SERVER, server, client, answer)
                told = talks.tell("dtp-dia", dtp_dia, (shown, shown))
                if dtp_dia == "unexpected":
                    flagged["unexpected"].append(told.frames)

            client, server = talks.ends(port, addresses)
            shown = capture.add_datagram(SERVER, server, client, DTP_DIA)
            told = talks.tell("dtp-dia", dtp_dia, (shown, shown))
            if dtp_dia == "unexpected":
                flagged["unexpected"].append(told.frames)

            client, server = talks.ends(port, addresses)
            first = capture.add_datagram(CLIENT, client, server, RANDOM)
            answered = capture.add_datagram(SERVER, server, client, RANDOM[::-1])
            flagged["unidentified"].append(talks.tell("binary", "unidentified", (first, answered)).frames)

            client, server = talks.ends(port, addresses)
            first = capture.add_datagram(CLIENT, client, server, b"Good morning, is anybody there?\n")
            answered = capture.add_datagram(SERVER, server, client, b"Nobody is.\n")
            flagged["unidentified"].append(talks.tell("text", "unidentified", (first, answered)).frames)

            for length in (28 if addresses == IPV4 else 48, None):
                client, server = talks.ends(port, addresses)
                sent = capture.add_datagram(CLIENT, client, server, RANDOM)
                icmp = capture.add_icmp_error(SERVER, addresses[1], addresses[0], kind, code, capture.packet_of(sent)[:length])
                again = capture.add_datagram(CLIENT, client, server, RANDOM)
                talks.tell("none", "refused", (again, again), without=[icmp])
            capture.wait(61)
    talks.expect()
    case.once("portlore.unexpected", flagged["unexpected"])
    case.once("portlore.unidentified", flagged["unidentified"])
    case.present("portlore.scan", [])


@scenario("icmp-quotes")
def icmp_quotes(case):
    """ICMP errors about packets of conversations that were answered, or of the server's: nothing is refused, and no ICMP packet has a note."""
    talks = Conversations(case)
    capture = case.capture
    no_note = []

    tcp = talks.tcp(3221)  # to a segment of a session
    tcp.handshake()
    shown = tcp.send(SERVER, b"SSH-2.0-Example_1.0\r\n")
    sent = tcp.send(CLIENT, b"SSH-2.0-Example_1.0\r\n", acknowledge=False)
    no_note.append(capture.add_icmp_error(SERVER, IPV4[1], IPV4[0], UNREACHABLE, PORT_UNREACHABLE, capture.packet_of(sent)[:28]))
    tcp.close()
    talks.tell("ssh", "unexpected", (shown, shown), without=no_note)

    tcp = talks.tcp(3221)  # to the first SYN; the second one is answered, and nothing follows
    syn = tcp.ask()
    no_note.append(capture.add_icmp_error(SERVER, "203.0.113.1", IPV4[0], UNREACHABLE, 1, capture.packet_of(syn)[:28]))
    tcp.handshake()
    fin = tcp.finish(CLIENT)
    tcp.acknowledge(SERVER)
    end = tcp.finish(SERVER)
    tcp.acknowledge(CLIENT)
    told = talks.tell("none", "silent", (fin, end), without=no_note)
    between = told.frames[1:3]  # where a first pass still calls it refused

    client, server = talks.ends(3489, IPV6)  # to the server's answer
    first = capture.add_datagram(CLIENT, client, server, RANDOM)
    answered = capture.add_datagram(SERVER, server, client, RANDOM[::-1])
    no_note.append(capture.add_icmp_error(CLIENT, IPV6[0], IPV6[1], UNREACHABLE_V6, PORT_UNREACHABLE_V6, capture.packet_of(answered)))
    talks.tell("binary", "unidentified", (first, answered), without=no_note)

    # To a packet that is not in the capture, and to one of a conversation on other ports.
    quoted = capture.packet_of(syn)
    unseen = quoted[:20] + struct.pack("!HH", 60000, 3221) + quoted[24:]
    no_note.append(capture.add_icmp_error(SERVER, IPV4[1], IPV4[0], UNREACHABLE, PORT_UNREACHABLE, unseen[:28]))
    other = quoted[:20] + struct.pack("!HH", 60000, 4000) + quoted[24:]
    no_note.append(capture.add_icmp_error(SERVER, IPV4[1], IPV4[0], UNREACHABLE, PORT_UNREACHABLE, other[:28]))

    talks.expect()
    case.checks = [check for check in case.checks if not (check.get("passes") == 1 and check["value"] == "none")]
    case.has_value("portlore.verdict", "refused", [])
    case.has_value("portlore.verdict", "refused", [], between, one_pass=True)
    case.passes("icmp || icmpv6", no_note)
    case.passes("portlore && (icmp || icmpv6)", [])


# Scans


def _probe(case, index, port, refuse=True, source=IPV4[0]):
    """A SYN to a host of its own, and RST in answer. Returns the frames."""
    tcp = TcpConversation(case.capture, (source, 50000 + index), (f"198.51.100.{index + 1}", port))
    frames = [tcp.ask()]
    return frames + [tcp.refuse()] if refuse else frames


@scenario("scan")
def scan(case):
    """One source, ten hosts in 54 seconds, refused or without an answer; two hosts with five ports each; ten hosts over UDP; twelve over IPv6."""
    case.golden = False
    scans = []
    frames = []
    for index in range(10):
        frames += _probe(case, index, 3221, refuse=index % 2 == 0)
        case.capture.wait(6)
    scans.append(frames)
    case.capture.wait(61)

    frames = []
    for host in range(2):
        for index, port in enumerate(PORTS):
            tcp = TcpConversation(case.capture, ("192.0.2.20", 51000 + 10 * host + index), (f"198.51.100.{host + 1}", port))
            frames += [tcp.ask(), tcp.accept(), tcp.reset(CLIENT)]
    scans.append(frames)

    scans.append([case.capture.add_datagram(CLIENT, ("192.0.2.30", 52000), (f"198.51.100.{index + 1}", 3489), b"") for index in range(10)])

    frames = []
    for index in range(12):
        tcp = TcpConversation(case.capture, ("2001:db8::30", 53000 + index), (f"2001:db8:1::{index + 1}", 2821))
        frames += [tcp.ask(), tcp.refuse()]
    scans.append(frames)

    case.present("portlore.scan", [frame for frames in scans for frame in frames])
    case.once("portlore.scan_seen", scans)
    case.once("portlore.scan_seen", scans, one_pass=True)


@scenario("scan-of-nine")
def no_scan(case):
    """No scans: nine hosts, each asked twice; ten hosts in 63 seconds; ten hosts with data; two sources with five hosts each; other ports."""
    case.golden = False
    for index in range(9):
        for _ in range(2):
            TcpConversation(case.capture, (IPV4[0], 50000 + len(case.capture.frames)), (f"198.51.100.{index + 1}", 3221)).ask()
    case.capture.wait(61)
    for index in range(20):
        _probe(case, index, 3221, source="192.0.2.20")
        case.capture.wait(7)
    for index in range(10):
        tcp = TcpConversation(case.capture, ("192.0.2.30", 50100 + index), (f"198.51.100.{index + 1}", 3221))
        tcp.handshake()
        tcp.send(SERVER, b"SSH-2.0-Example_1.0\r\n")
        tcp.close()
    for index in range(10):
        _probe(case, index, 3221, source="192.0.2.40" if index % 2 else "192.0.2.41")
    for index in range(10):
        _probe(case, index, 4000 if index % 2 else 3221, source="192.0.2.50")
    for index in range(10):
        client, server = ("192.0.2.60", 54000), (f"198.51.100.{index + 1}", 3489)
        case.capture.add_datagram(CLIENT, client, server, DTP_DIA)
        case.capture.add_datagram(SERVER, server, client, DTP_DIA)
    case.present("portlore.scan", [])
    case.present("portlore.scan_seen", [])


# Public clients


def _clients(case):
    """A connection to each port from an IPv4 and an IPv6 client, one without a handshake on 3221. Returns {(port, address): frames}."""
    talks = Conversations(case)
    frames = {}
    for port in (3220, 3221, 2821, 3489):
        for addresses in (IPV4, IPV6, ("198.51.100.77", IPV4[1])):
            tcp = talks.tcp(port, addresses)
            tcp.handshake()
            tcp.close()
            frames[port, addresses[0]] = list(range(talks.start, len(case.capture.frames) + 1))
            case.capture.wait(61)
    return frames


@scenario("public-client-documentation")
def documentation_clients(case):
    """Clients with addresses of documentation (RFC 5737, RFC 3849) are not public by default."""
    case.golden = False
    _clients(case)
    case.present("portlore.public_client", [])


@scenario("public-client")
def public_client(case):
    """With own networks, a client in none of them is public: once a conversation, on 3220 and 3221 only."""
    case.preference("portlore.own_networks", "198.51.100.0/24")
    frames = _clients(case)
    case.once("portlore.public_client", [frames[port, address] for port in (3220, 3221) for address in (IPV4[0], IPV6[0])])
    case.once("portlore.public_client", [frames[port, address] for port in (3220, 3221) for address in (IPV4[0], IPV6[0])], one_pass=True)


# Full notes


def _two_conversations(case, value):
    case.preference("portlore.full_notes", value)
    talks = Conversations(case)
    groups = []
    for data in (b"SSH-2.0-Example_1.0\r\n", b""):
        tcp = talks.tcp(3221)
        tcp.handshake()
        if data:
            tcp.send(SERVER, data)
        tcp.close()
        groups.append(list(range(talks.start, len(case.capture.frames) + 1)))
    return groups


FULL_NOTES = ("portlore.registered.description", "portlore.registered.assignee", "portlore.registered.source", "portlore.known_use", "portlore.note",
              "portlore.advice", "portlore.check")


@scenario("full-notes-first")
def full_notes_first(case):
    """The full notes on the first packet of each conversation; every other packet links there."""
    groups = _two_conversations(case, "first")
    first = [frames[0] for frames in groups]
    for field in FULL_NOTES:
        case.present(field, first)
    for frames in groups:
        case.has_value("portlore.notes_in", str(frames[0]), frames[1:])
        case.has_value("portlore.notes_in", str(frames[0]), frames[1:], one_pass=True)
    case.present("portlore.notes_in", [frame for frames in groups for frame in frames[1:]])
    case.has_value("portlore.registered.name", "xnm-clear-text", groups[0] + groups[1])
    case.has_value("portlore.registered.status", "assigned", groups[0] + groups[1])
    case.has_value("portlore.registered.description", "XML NM over TCP", first)


@scenario("full-notes-all")
def full_notes_all(case):
    """The full notes on every packet; no links."""
    case.golden = False
    groups = _two_conversations(case, "all")
    for field in FULL_NOTES:
        case.present(field, groups[0] + groups[1])
    case.present("portlore.notes_in", [])


@scenario("full-notes-none")
def full_notes_none(case):
    """No full notes and no links; the line, registered name, content and verdict stay."""
    case.golden = False
    groups = _two_conversations(case, "none")
    for field in (*FULL_NOTES, "portlore.notes_in"):
        case.present(field, [])
    for field in ("portlore.port", "portlore.registered.name", "portlore.registered.status", "portlore.content", "portlore.verdict"):
        case.present(field, groups[0] + groups[1])
