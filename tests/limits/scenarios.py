# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures of much: sessions, connections, requests, and single messages that are large, deep or wide. Made as they are written, so that none is in
memory whole."""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

from capture_writer import CLIENT, SERVER, Capture, TcpConversation  # noqa: E402

PORT = 3221
ROUTER = "192.0.2.1"
SEGMENT = 1460
PIECE = 200 * SEGMENT  # bytes that are sent before they are written
ROOT_OF_CLIENT = b'<?xml version="1.0" encoding="us-ascii"?>\n<junoscript version="1.0" os="JUNOS" release="18.4R3.3">\n'
ROOT_OF_SERVER = (b'<?xml version="1.0" encoding="us-ascii"?>\n<junoscript xmlns="http://xml.juniper.net/xnm/1.1/xnm" hostname="edge1" os="JUNOS" '
                  b'release="18.4R3.3" version="1.0">\n')
LOGIN = b"<rpc><request-login><username>lab</username><challenge-response>Example-Password-1</challenge-response></request-login></rpc>\n"
LOGGED_IN = (b"<rpc-reply><authentication-response><status>success</status><message>lab</message><login-name>lab</login-name>"
             b"</authentication-response></rpc-reply>\n")
REQUEST = b"<rpc><get-interface-information/></rpc>\n"
INTERFACE = b"<physical-interface><name>ge-0/0/%d</name><admin-status>up</admin-status><oper-status>up</oper-status></physical-interface>\n"
BEHIND = b"<rpc-reply><ok/></rpc-reply>\n"


class File:
    """A capture that is written while it is made."""

    def __init__(self, path):
        self.path, self.capture, self.connections = path, Capture(), 0
        self.file = open(path, "wb")
        self.head = len(self.capture.content())
        self.file.write(self.capture.content())

    def flush(self):
        self.file.write(self.capture.content()[self.head:])
        self.capture.frames.clear()
        self.capture.identification = 0

    def connect(self):
        number = self.connections
        self.connections += 1
        address = f"198.51.100.{1 + number // 50000 % 250}"
        tcp = TcpConversation(self.capture, client=(address, 10000 + number % 50000), server=(ROUTER, PORT), size=SEGMENT)
        tcp.handshake()
        return tcp

    def begin(self):
        """A session up to its login."""
        tcp = self.connect()
        tcp.send(CLIENT, ROOT_OF_CLIENT)
        tcp.send(SERVER, ROOT_OF_SERVER)
        tcp.send(CLIENT, LOGIN)
        tcp.send(SERVER, LOGGED_IN)
        return tcp

    def send(self, tcp, side, pieces):
        """Bytes in pieces, in segments that are full."""
        waiting = b""
        for piece in pieces:
            waiting += piece
            if len(waiting) >= PIECE:
                keep = len(waiting) % SEGMENT
                tcp.send(side, waiting[:len(waiting) - keep])
                waiting = waiting[len(waiting) - keep:]
                self.flush()
        if waiting:
            tcp.send(side, waiting)
        self.flush()

    def close(self):
        self.flush()
        self.file.close()
        return self.path.stat().st_size


def interfaces(count):
    yield b"<rpc-reply><interface-information>\n"
    yield from (INTERFACE % number for number in range(count))
    yield b"</interface-information></rpc-reply>\n"


def ordinary_sessions(file, size):
    """Sessions with a login and nine replies of about 10 kB, until the capture has so many bytes. Returns how many replies there are."""
    replies = 0
    while file.file.tell() < size:
        tcp = file.begin()
        for _ in range(9):
            tcp.send(CLIENT, REQUEST)
            file.send(tcp, SERVER, interfaces(90))
        tcp.close()
        file.flush()
        replies += 10
    return replies


def one_message(file, size):
    """A reply of so many bytes, and one behind it. Returns how many elements it has."""
    count = size // len(INTERFACE)
    tcp = file.begin()
    tcp.send(CLIENT, REQUEST + REQUEST)
    file.send(tcp, SERVER, interfaces(count))
    tcp.send(SERVER, BEHIND)
    file.flush()
    return 2 + 4 * count


def connections(file, count):
    """Connections with nothing but a login."""
    for _ in range(count):
        file.begin().close()
        file.flush()
    return count


def requests_in_flight(file, count):
    """So many requests before the first reply."""
    tcp = file.begin()
    for _ in range(count):
        tcp.send(CLIENT, REQUEST)
    for _ in range(count):
        tcp.send(SERVER, BEHIND)
    file.flush()
    return count


def one_reply(file, pieces):
    tcp = file.begin()
    tcp.send(CLIENT, REQUEST + REQUEST)
    file.send(tcp, SERVER, pieces)
    tcp.send(SERVER, BEHIND)
    file.flush()


def depth(file, count):
    """Elements inside each other."""
    one_reply(file, [b"<rpc-reply>", *[b"<a>"] * count, *[b"</a>"] * count, b"</rpc-reply>\n"])
    return count


def attributes(file, count):
    """Attributes of one element."""
    one_reply(file, [b"<rpc-reply><a", *(b' b%d="c"' % number for number in range(count)), b"/></rpc-reply>\n"])
    return count


def text(file, size):
    """A text node of so many bytes."""
    line = b"ge-0/0/0 up up 192.0.2.77/31 a line of the output of a command\n"
    one_reply(file, [b"<rpc-reply><output>\n", *[line] * (size // len(line)), b"</output></rpc-reply>\n"])
    return size // len(line) * len(line)
