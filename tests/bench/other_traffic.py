# SPDX-License-Identifier: GPL-2.0-or-later
"""Ordinary traffic on no known port: DNS over UDP, web pages over TCP, SSH."""

import itertools
import struct

from capture_writer import CLIENT, SERVER, Capture, TcpConversation

FIRST_CLIENT_PORT = 49152
CLIENT_PORTS = 16000
SSH_MSG_IGNORE = 2
PAGE = b"<html><head><title>Example</title></head><body>" + b"<p>Nothing to see here.</p>\n" * 100 + b"</body></html>\n"


def _dns(capture, number, client_port):
    """A question for an address, and the answer (RFC 1035 section 4)."""
    question = b"\x04host\x07example\x03com\0" + struct.pack("!HH", 1, 1)
    query = struct.pack("!HHHHHH", number & 0xFFFF, 0x0100, 1, 0, 0, 0) + question
    answer = struct.pack("!HHHHHH", number & 0xFFFF, 0x8180, 1, 1, 0, 0) + question
    answer += b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 300, 4) + bytes([203, 0, 113, number % 250 + 1])
    client, server = ("192.0.2.10", client_port), ("192.0.2.53", 53)
    capture.add_datagram(CLIENT, client, server, query)
    capture.add_datagram(SERVER, server, client, answer)


def _web(capture, number, client_port):
    tcp = TcpConversation(capture, (f"192.0.2.{number % 200 + 20}", client_port), ("198.51.100.80", 80))
    tcp.handshake()
    for page in range(4):
        tcp.send(CLIENT, f"GET /page{page}.html HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: Example/1.0\r\n\r\n".encode())
        tcp.send(SERVER, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE)
    tcp.close()


def _ssh(capture, number, client_port):
    """Banners, and packets with messages to be ignored (RFC 4253 sections 4.2, 6 and 11.2)."""
    tcp = TcpConversation(capture, (f"192.0.2.{number % 200 + 20}", client_port), ("198.51.100.22", 22))
    tcp.handshake()
    tcp.send(SERVER, b"SSH-2.0-Example_1.0\r\n")
    tcp.send(CLIENT, b"SSH-2.0-Example_2.0\r\n")
    for index in range(20):
        packet = struct.pack("!IBBI", 60, 8, SSH_MSG_IGNORE, 46) + bytes((index * 31 + at * 73 + 5) & 255 for at in range(46 + 8))
        tcp.send(CLIENT if index % 2 else SERVER, packet)
    tcp.close()


def other_traffic(packets):
    """A Capture of at least this many packets."""
    capture = Capture()
    for number in itertools.count():
        if len(capture.frames) >= packets:
            return capture
        client_port = FIRST_CLIENT_PORT + number * 3 % CLIENT_PORTS
        _web(capture, number, client_port)
        _ssh(capture, number, client_port + 1)
        for offset in range(10):
            _dns(capture, number * 10 + offset, client_port + 2)
