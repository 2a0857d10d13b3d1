#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Traffic of other services, of which a client happens to have one of the known ports, looks as it does without the plugin; and what the
plugin says on standard error.

usage: test_neighbours.py --plugin portlore.so

DNS, SIP, RTP and HTTP with a client's port of 3221 and 3489, from the SYN on and from the middle, over IPv4 and IPv6: tshark -V, the packet
list and the protocol hierarchy are the same byte for byte with the plugin and without it, in one pass and in two. So is HTTP on the ports of
Symantec Endpoint Protection Manager.

Exit status: 0 holds, 1 not.
"""

import difflib
import os
import struct
import sys
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

import plugin_tests  # noqa: E402
from capture_writer import CLIENT, SERVER, Capture, TcpConversation  # noqa: E402
from run_tshark import Tshark  # noqa: E402

PLUGIN = None
CLIENT_PORTS = (3221, 3489)
CLIENTS = {"IPv4": "192.0.2.10", "IPv6": "2001:db8::10"}
SERVERS = {"IPv4": "198.51.100.1", "IPv6": "2001:db8:1::1"}
DIFF_LINES_SHOWN = 30

HTTP_REQUEST = b"GET /index.html HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
PAGE = b"<html>" + b"All work and no play makes nobody happy. " * 80 + b"</html>\r\n"
HTTP_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE

# Without a pattern.
NOISE = bytes((index * index * 31 + index * 73 + (index >> 5) * 11 + 135) & 255 for index in range(2000))


def dns_query(number):
    """A question for the address of www.example.com (RFC 1035 section 4)."""
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + b"\x03www\x07example\x03com\0" + struct.pack("!HH", 1, 1)


def dns_answer(number):
    query = dns_query(number)
    answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 300, 4) + bytes([203, 0, 113, 9])
    return query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + query[12:] + answer


def with_length(message):
    """A DNS message as it goes over TCP (RFC 1035 section 4.2.2)."""
    return struct.pack("!H", len(message)) + message


def sdp(address, port):
    """An offer of one stream of audio (RFC 8866)."""
    family = "IP6" if ":" in address else "IP4"
    return (f"v=0\r\no=- 1 1 IN {family} {address}\r\ns=-\r\nc=IN {family} {address}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
            "a=rtpmap:0 PCMU/8000\r\n").encode()


def sip(first_line, method, body=b""):
    """A message of one dialog (RFC 3261)."""
    kind = "Content-Type: application/sdp\r\n" if body else ""
    return (f"{first_line}\r\nVia: SIP/2.0/UDP client.example.com;branch=z9hG4bK776\r\nFrom: <sip:a@example.com>;tag=1\r\n"
            f"To: <sip:b@example.com>;tag=2\r\nCall-ID: 1@client.example.com\r\nCSeq: 1 {method}\r\nContact: <sip:a@client.example.com>\r\n"
            f"Max-Forwards: 70\r\n{kind}Content-Length: {len(body)}\r\n\r\n").encode() + body


def rtp(sequence):
    """20 ms of PCMU (RFC 3550, RFC 3551)."""
    return struct.pack("!BBHII", 0x80, 0, sequence, 160 * sequence, 0x1234) + bytes((sequence + index * 7) & 255 for index in range(160))


def http(capture, client, server, begins):
    """Two requests. begins: with the SYN, a request, a response or an ACK that is the first packet of the capture."""
    tcp = TcpConversation(capture, client, (server, 8080))
    if begins == "SYN":
        tcp.handshake()
    elif begins == "ACK":
        tcp.acknowledge(CLIENT)
    for _ in range(2):
        if begins != "response":
            tcp.send(CLIENT, HTTP_REQUEST)
        begins = None
        tcp.send(SERVER, HTTP_RESPONSE)
    tcp.close()


def tls(capture, client, server, begins):
    """Application data, records over segments and several in one. begins: with a record or in the middle of one."""
    tcp = TcpConversation(capture, client, (server, 443))
    records = b"".join(b"\x17\x03\x03" + struct.pack("!H", size) + NOISE[:size] for size in (40, 900, 60, 1900))
    if begins == "ACK":
        tcp.acknowledge(CLIENT)
    tcp.send(SERVER, records[20 if begins == "middle" else 0:])
    tcp.send(CLIENT, records)
    tcp.close()


def ssh(capture, client, server, begins):
    """An encrypted session from its middle."""
    tcp = TcpConversation(capture, client, (server, 22))
    if begins == "server":
        tcp.send(SERVER, NOISE[:1800])
    tcp.send(CLIENT, NOISE[100:136])
    tcp.send(SERVER, NOISE[200:300])
    tcp.close()


def upload(capture, client, server, begins):
    """A request that is longer than a segment. begins: with its head or behind it."""
    tcp = TcpConversation(capture, client, (server, 8080))
    if begins == "head":
        tcp.send(CLIENT, b"POST /form HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE)
    else:
        tcp.send(CLIENT, PAGE)
    tcp.send(SERVER, HTTP_RESPONSE)
    tcp.close()


def ntp(capture, client, server, begins):
    """begins: with the request or with the answer (RFC 5905)."""
    if begins == "request":
        capture.add_datagram(CLIENT, client, (server, 123), b"\x23" + bytes(47))
    capture.add_datagram(SERVER, (server, 123), client, b"\x24\x02" + NOISE[:46])


def http_short(capture, client, server, begins):
    """A connection to a web server that carries nothing, or is refused."""
    tcp = TcpConversation(capture, client, (server, 8080))
    if begins == "refused":
        tcp.ask()
        tcp.refuse()
    else:
        tcp.handshake()
        tcp.close()


def dns_over_tcp(capture, client, server, begins):
    tcp = TcpConversation(capture, client, (server, 53))
    if begins == "SYN":
        tcp.handshake()
    for number in (1, 2):
        tcp.send(CLIENT, with_length(dns_query(number)))
        tcp.send(SERVER, with_length(dns_answer(number)))
    tcp.close()


def dns(capture, client, server, begins):
    """begins: with a query or with an answer."""
    for number in (1, 2, 3):
        if begins == "query" or number > 1:
            capture.add_datagram(CLIENT, client, (server, 53), dns_query(number))
        capture.add_datagram(SERVER, (server, 53), client, dns_answer(number))


def sip_and_rtp(capture, client, server, begins):
    """A call. begins: with the INVITE, which tells the ports of RTP; or SIP from that port, and RTP that the call of another port announced."""
    signalling = client if begins == "SIP" else (client[0], 5060)
    capture.add_datagram(CLIENT, signalling, (server, 5060), sip("INVITE sip:b@example.com SIP/2.0", "INVITE", sdp(*client)))
    capture.add_datagram(SERVER, (server, 5060), signalling, sip("SIP/2.0 200 OK", "INVITE", sdp(server, 20000)))
    capture.add_datagram(CLIENT, signalling, (server, 5060), sip("ACK sip:b@example.com SIP/2.0", "ACK"))
    if begins == "RTP":
        for sequence in range(4):
            capture.add_datagram(CLIENT, client, (server, 20000), rtp(sequence))
            capture.add_datagram(SERVER, (server, 20000), client, rtp(sequence + 100))
    capture.add_datagram(CLIENT, signalling, (server, 5060), sip("BYE sip:b@example.com SIP/2.0", "BYE"))
    capture.add_datagram(SERVER, (server, 5060), signalling, sip("SIP/2.0 200 OK", "BYE"))


def sip_over_tcp(capture, client, server, begins):
    tcp = TcpConversation(capture, client, (server, 5060))
    if begins == "SYN":
        tcp.handshake()
    tcp.send(CLIENT, sip("OPTIONS sip:b@example.com SIP/2.0", "OPTIONS"))
    tcp.send(SERVER, sip("SIP/2.0 200 OK", "OPTIONS"))
    tcp.close()


TRAFFIC = [
    *((http, begins) for begins in ("SYN", "request", "response", "ACK")),
    *((upload, begins) for begins in ("head", "body")),
    *((tls, begins) for begins in ("record", "middle", "ACK")),
    *((ssh, begins) for begins in ("server", "client")),
    *((ntp, begins) for begins in ("request", "answer")),
    *((http_short, begins) for begins in ("refused", "closed")),
    *((dns_over_tcp, begins) for begins in ("SYN", "query")),
    *((dns, begins) for begins in ("query", "answer")),
    *((sip_and_rtp, begins) for begins in ("SIP", "RTP")),
    *((sip_over_tcp, begins) for begins in ("SYN", "request")),
]

WEB_PORTS = (80, 2967, 8014, 8443, 8445, 8446, 9090)


# RFC 9113: the client's preface with its settings, and a request with the fields GET, http, / of HPACK's static table; the server's settings, and
# status 200.
HTTP2_REQUEST = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000040000000000" "000003010500000001" "828684")
HTTP2_ANSWER = bytes.fromhex("000000040000000000" "000001010500000001" "88")
CLIENT_HELLO = bytes.fromhex("160301002f" "0100002b" "0303") + bytes(range(32)) + bytes.fromhex("00" "0004" "c02f009c" "0100")
CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
TUNNELS = {
    "CONNECT to SSH": (22, [(SERVER, b"SSH-2.0-Example\r\n"), (CLIENT, b"SSH-2.0-Example\r\n")]),
    "CONNECT to TLS": (443, [(CLIENT, CLIENT_HELLO)]),
    "CONNECT to HTTP": (8014, [(CLIENT, HTTP_REQUEST), (SERVER, HTTP_RESPONSE), (CLIENT, HTTP_REQUEST)]),
    "CONNECT to the port itself": (None, [(CLIENT, HTTP_REQUEST), (SERVER, HTTP_RESPONSE), (CLIENT, CLIENT_HELLO)]),
}


def switched(capture, client, server, begins):
    """Connections that HTTP hands over to another protocol, or that are HTTP/2 from the beginning."""
    tcp = TcpConversation(capture, client, server)
    tcp.handshake()
    if begins in TUNNELS:
        port, talk = TUNNELS[begins]
        tcp.send(CLIENT, b"CONNECT www.example.com:%d HTTP/1.1\r\nHost: www.example.com\r\n\r\n" % (port or server[1]))
        tcp.send(SERVER, CONNECTED)
    elif begins == "upgrade to HTTP/2":
        tcp.send(CLIENT, b"GET / HTTP/1.1\r\nHost: www.example.com\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n\r\n")
        tcp.send(SERVER, b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
        talk = [(SERVER, HTTP2_ANSWER), (CLIENT, HTTP2_REQUEST)]
    elif begins == "upgrade to WebSocket":
        tcp.send(CLIENT, b"GET / HTTP/1.1\r\nHost: www.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAA\r\n\r\n")
        tcp.send(SERVER, b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: AAAA\r\n\r\n")
        talk = [(SERVER, b"\x81\x02hi"), (CLIENT, b"\x81\x82\0\0\0\0hi")]
    else:
        talk = [(CLIENT, HTTP2_REQUEST), (SERVER, HTTP2_ANSWER)]
    for sender, words in talk:
        tcp.send(sender, words)
    tcp.close(SERVER)


SWITCHES = (*TUNNELS, "upgrade to HTTP/2", "upgrade to WebSocket", "HTTP/2")


def web(capture, client, server, begins):
    """A page and an upload over several segments, and what is no HTTP."""
    tcp = TcpConversation(capture, client, server)
    if begins in ("SYN", "chunks", "text"):
        tcp.handshake()
    if begins == "text":
        tcp.send(CLIENT, b"GET ready\r\n")
        tcp.send(SERVER, b"HTTP is what this is not\r\n")
    elif begins == "chunks":
        tcp.send(CLIENT, HTTP_REQUEST, 20)
        tcp.send(SERVER, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n" + b"5\r\nhello\r\n" * 400 + b"0\r\n\r\n", 900)
        tcp.send(CLIENT, HTTP_REQUEST + HTTP_REQUEST)
        tcp.send(SERVER, HTTP_RESPONSE + HTTP_RESPONSE)
    else:
        if begins != "response":
            tcp.send(CLIENT, HTTP_REQUEST)
        tcp.send(SERVER, HTTP_RESPONSE)
        tcp.send(CLIENT, b"POST /form HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE)
        tcp.send(SERVER, b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    tcp.close(SERVER)


VIEWS = {"tree": ["-V"], "packet list": [], "hierarchy": ["-q", "-z", "io,phs"]}


class Neighbours(unittest.TestCase):
    """With the plugin and without it."""

    @classmethod
    def setUpClass(cls):
        cls.tsharks = Tshark(), Tshark(plugin=PLUGIN)

    @classmethod
    def tearDownClass(cls):
        for tshark in cls.tsharks:
            tshark.close()

    def _outputs(self, capture, arguments, of_plugin=()):
        """What tshark prints of a capture without the plugin and with it. of_plugin: arguments that only the plugin makes known."""
        outputs = []
        for tshark, further in zip(self.tsharks, ((), of_plugin)):
            path = tshark.work / "capture.pcap"
            capture.write(path)
            os.chmod(path, 0o644)
            result = tshark.run(["-r", path, "-n", *arguments, *further])
            self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
            outputs.append(result.stdout.splitlines())
        return outputs

    def test_same(self):
        for write, begins in TRAFFIC:
            capture = Capture()
            for port in CLIENT_PORTS:
                for family, client in CLIENTS.items():
                    write(capture, (client, port), SERVERS[family], begins)
            for name, view in VIEWS.items():
                for passes in ([], ["-2"]):
                    with self.subTest(traffic=write.__name__, begins=begins, view=name, passes=passes):
                        without, with_plugin = self._outputs(capture, [*view, *passes])
                        self.assertTrue(without)
                        difference = list(difflib.unified_diff(without, with_plugin, "without", "with", lineterm="", n=1))
                        if difference:
                            self.fail("\n".join(difference[:DIFF_LINES_SHOWN]))

    def test_same_with_the_heuristic_for_tls(self):
        """It takes TLS alone, asked before ports or behind them."""
        capture = Capture()
        for number, (write, begins) in enumerate(TRAFFIC):
            if write is not tls:
                write(capture, (CLIENTS["IPv4"], 50001 + number), SERVERS["IPv4"], begins)
        for order in ([], ["-o", "tcp.try_heuristic_first:TRUE"]):
            for passes in ([], ["-2"]):
                with self.subTest(order=order, passes=passes):
                    without, with_plugin = self._outputs(capture, ["-V", *order, *passes], ("--enable-heuristic", "tls_portlore"))
                    self.assertGreater(len(without), 1000)
                    self.assertEqual(list(difflib.unified_diff(without, with_plugin, "without", "with", lineterm="", n=1))[:DIFF_LINES_SHOWN], [])

    def test_web_servers_on_ports_of_others(self):
        """HTTP where Symantec Endpoint Protection Manager may be, by servers that are none: on ports that a heuristic of ours looks at."""
        for begins in ("SYN", "request", "response", "chunks", "text"):
            capture = Capture()
            for index, port in enumerate(WEB_PORTS):
                family = ("IPv4", "IPv6")[index % 2]
                web(capture, (CLIENTS[family], 50112 + index), (SERVERS[family], port), begins)
            for name, view in VIEWS.items():
                for passes in ([], ["-2"]):
                    with self.subTest(begins=begins, view=name, passes=passes):
                        without, with_plugin = self._outputs(capture, [*view, *passes])
                        self.assertTrue(without)
                        difference = list(difflib.unified_diff(without, with_plugin, "without", "with", lineterm="", n=1))
                        if difference:
                            self.fail("\n".join(difference[:DIFF_LINES_SHOWN]))

    def test_connections_handed_over(self):
        """Behind CONNECT and Upgrade, and HTTP/2 at once: on the ports of the heuristic all is the same."""
        for begins in SWITCHES:
            capture = Capture()
            for index, port in enumerate(WEB_PORTS):
                switched(capture, (CLIENTS["IPv4"], 50132 + index), (SERVERS["IPv4"], port), begins)
            for passes in ([], ["-2"]):
                with self.subTest(begins=begins, passes=passes):
                    without, with_plugin = self._outputs(capture, ["-V", *passes])
                    difference = list(difflib.unified_diff(without, with_plugin, "without", "with", lineterm="", n=1))
                    if difference:
                        self.fail("\n".join(difference[:DIFF_LINES_SHOWN]))

    def test_connections_handed_over_on_known_ports(self):
        """There the protocols of each frame are the same, but for Portlore's note. HTTP/2 from the beginning is told there, unlike without it."""
        for begins in SWITCHES[:-1]:
            capture = Capture()
            for index, port in enumerate((2821, 2867, 3489)):
                switched(capture, (CLIENTS["IPv4"], 50152 + index), (SERVERS["IPv4"], port), begins)
            for passes in ([], ["-2"]):
                with self.subTest(begins=begins, passes=passes):
                    without, with_plugin = self._outputs(capture, ["-T", "fields", "-e", "frame.number", "-e", "frame.protocols", *passes])
                    self.assertEqual([line.replace(":portlore", "") for line in with_plugin], without)

    def test_the_comparison_can_fail(self):
        capture = Capture()
        TcpConversation(capture, ("192.0.2.10", 50001), ("198.51.100.1", 3221)).handshake()
        without, with_plugin = self._outputs(capture, ["-V"])
        self.assertNotEqual(without, with_plugin)


class Messages(unittest.TestCase):
    """What is said on standard error."""

    def _run(self, own_networks):
        capture = Capture()
        tcp = TcpConversation(capture, ("192.0.2.10", 50001), ("198.51.100.1", 3221))
        tcp.handshake()
        tcp.close()
        with Tshark(plugin=PLUGIN) as tshark:
            path = tshark.work / "capture.pcap"
            capture.write(path)
            os.chmod(path, 0o644)
            return [tshark.run(["-r", path, "-n", *passes, "-o", f"portlore.own_networks:{own_networks}", "-T", "fields", "-e",
                                "portlore.public_client"]) for passes in ([], ["-2"])]

    def test_wrong_list_of_networks(self):
        for wrong in ("198.51.100.0/33", "198.51.100.0/24, lab", "2001:db8::/129", "198.51.100.256", "192.0.2.0/24;198.51.100.0/24", "/24"):
            for result in self._run(wrong):
                with self.subTest(own_networks=wrong):
                    self.assertEqual(result.returncode, 0)
                    lines = [line for line in result.stderr.splitlines() if line.strip()]
                    self.assertEqual(len(lines), 1, result.stderr)
                    self.assertIn("own_networks", lines[0])
                    self.assertEqual(result.stdout.count("1"), 0, "documentation addresses are not public: the default holds")

    def test_right_lists_of_networks(self):
        for right in ("", "192.0.2.0/24", "192.0.2.10", " 192.0.2.0/24 , 2001:db8::/32", "0.0.0.0/0,::/0", "::1"):
            for result in self._run(right):
                with self.subTest(own_networks=right):
                    self.assertEqual((result.returncode, result.stderr), (0, ""))


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
