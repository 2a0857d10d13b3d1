# SPDX-License-Identifier: GPL-2.0-or-later
"""Ordinary traffic on 8443, one of the ports that Symantec Endpoint Protection Manager shares with much else: web pages, TLS, something binary."""

import itertools
import struct

from capture_writer import CLIENT, SERVER, Capture, TcpConversation

PORT = 8443
FIRST_CLIENT_PORT = 49152
CLIENT_PORTS = 16000
PARAGRAPHS = b"<p>Nothing to see here.</p>\n" * 100
PATHS = (b"/", b"/scripts/menu.js", b"/images/logo.svg", b"/api/session", b"/account/settings", b"/search?q=example")
TLS_APPLICATION_DATA = 23


def _page(number):
    return b"<!DOCTYPE html>\n<html><head><title>Page %d</title></head><body>" % number + PARAGRAPHS + b"</body></html>\n"


def _web(tcp):
    for number, path in enumerate(PATHS):
        tcp.send(CLIENT, b"GET " + path + b" HTTP/1.1\r\nHost: www.example.com:8443\r\nUser-Agent: Example/1.0 (Something; like others)\r\n"
                 b"Accept: text/html,*/*\r\nAccept-Language: en\r\nCookie: session=0123456789; theme=light\r\nConnection: keep-alive\r\n\r\n")
        body = _page(number)
        tcp.send(SERVER, b"HTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\nServer: nginx\r\nContent-Type: text/html\r\nCache-Control: no-cache\r\n"
                 b"Content-Length: %d\r\n\r\n" % len(body) + body)


def _records(tcp, head):
    """Requests of 96 bytes, answers of 900."""
    for number in range(10):
        body = bytes((at * 7 + number) & 255 for at in range(900))
        tcp.send(CLIENT, head(96) + body[:96])
        tcp.send(SERVER, head(900) + body)


def _tls(tcp):
    """RFC 8446 section 5.1: from the middle of a connection, as most of it is."""
    _records(tcp, lambda length: struct.pack("!BHH", TLS_APPLICATION_DATA, 0x0303, length))


def _binary(tcp):
    _records(tcp, lambda length: struct.pack("!HHH", 1, 7, length))


KINDS = {"web": _web, "tls": _tls, "binary": _binary}


def traffic_on_8443(kind, packets):
    """A Capture of at least this many packets. kind: a name in KINDS."""
    capture = Capture()
    for number in itertools.count():
        if len(capture.frames) >= packets:
            return capture
        tcp = TcpConversation(capture, (f"192.0.2.{number % 200 + 20}", FIRST_CLIENT_PORT + number * 3 % CLIENT_PORTS), ("198.51.100.80", PORT))
        tcp.handshake()
        KINDS[kind](tcp)
        tcp.close()
