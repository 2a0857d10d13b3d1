# SPDX-License-Identifier: GPL-2.0-or-later
"""Other protocols, on port 3221 and with 3221 as a client's port. None of their packets may be called Junos XML."""

import struct

from .case import CLIENT, SERVER, scenario

HTTP_REQUEST = b"GET /index.html HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
HTTP_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<html>hello</html>\r\n"


def _client_hello():
    """A TLS 1.2 ClientHello (RFC 5246 section 7.4.1.2) without extensions."""
    body = b"\x03\x03" + bytes(range(32)) + b"\0" + struct.pack("!HHH", 4, 0xC02F, 0x009C) + b"\x01\0"
    handshake = b"\x01" + struct.pack("!I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack("!H", len(handshake)) + handshake


def _dns_query(number):
    """A question for the address of www.example.com (RFC 1035 section 4)."""
    return struct.pack("!HHHHHH", number, 0x0100, 1, 0, 0, 0) + b"\x03www\x07example\x03com\0" + struct.pack("!HH", 1, 1)


def _dns_answer(number):
    query = _dns_query(number)
    answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 300, 4) + bytes([203, 0, 113, 9])
    return query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1, 0, 0) + query[12:] + answer


def _nothing_of_ours(case, others):
    """others: {protocol: frames in which Wireshark must see it}."""
    case.passes("xnm", [])
    for protocol, frames in others.items():
        case.passes(protocol, frames)
        case.passes(f"portlore && {protocol}", [])


@scenario("not-xml-on-3221")
def not_xml(case):
    """SSH, HTTP, TLS, binary data and a telnet prompt on port 3221, a connection each."""
    first_bytes = ((SERVER, b"SSH-2.0-OpenSSH_9.2\r\n"), (CLIENT, HTTP_REQUEST), (CLIENT, _client_hello()),
                   (CLIENT, bytes((index * 73 + 5) & 255 for index in range(200))), (SERVER, b"\xff\xfb\x01\xff\xfb\x03router login: "))
    for index, (side, data) in enumerate(first_bytes):
        session = case.session(client=("192.0.2.10", 50112 + index))
        session.tcp.handshake()
        session.tcp.send(side, data)
        if data == HTTP_REQUEST:
            session.server(HTTP_RESPONSE)
        session.close()

    case.passes("xnm", [])


@scenario("html-on-3221")
def html(case):
    """Markup that is not Junos XML: an HTML page and another XML document, from a server that sends without being asked."""
    for index, data in enumerate((b"<!DOCTYPE html>\n<html><body>rpc-reply</body></html>\n",
                                  b'<?xml version="1.0"?>\n<stream:stream xmlns="jabber:client">\n')):
        session = case.session(client=("192.0.2.10", 50112 + index))
        session.tcp.handshake()
        session.server(data)
        session.close()

    case.passes("xnm", [])


@scenario("dns-from-port-3221")
def dns(case):
    """DNS over UDP and TCP whose client happens to use port 3221."""
    client, server = ("192.0.2.10", 3221), ("192.0.2.53", 53)
    frames = [case.capture.add_datagram(CLIENT, client, server, _dns_query(1)), case.capture.add_datagram(SERVER, server, client, _dns_answer(1))]
    session = case.session(client=client, server=server)
    session.tcp.handshake()
    for send, data in ((session.client, _dns_query(2)), (session.server, _dns_answer(2))):
        frames.append(send(struct.pack("!H", len(data)) + data, acknowledge=False))
    session.close()

    _nothing_of_ours(case, {"dns": frames})


@scenario("http-from-port-3221")
def http(case):
    """HTTP on port 8080 whose client happens to use port 3221; the second response carries what looks like our protocol."""
    session = case.session(client=("192.0.2.10", 3221), server=("192.0.2.80", 8080))
    session.tcp.handshake()
    frames = []
    body = b'<?xml version="1.0"?>\n<junoscript version="1.0"/>'
    plain = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    for response in (HTTP_RESPONSE, plain):
        frames += [session.client(HTTP_REQUEST, acknowledge=False), session.server(response, acknowledge=False)]
    session.close()

    _nothing_of_ours(case, {"http": frames})
