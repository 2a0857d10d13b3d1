# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads the sample captures: pcapng with Ethernet frames, as captures/generate/finish_capture.py and editcap write it.

    recorded = Recorded(path)
    recorded.frames                          (time in microseconds, frame) each
    recorded.without_secrets()               the same file's bytes without the keys in it
    connections_of(recorded)                 what the two sides of each TCP connection sent

Python's standard library only.
"""

import ipaddress
import struct
from dataclasses import dataclass

from capture_writer import CLIENT, ETHERTYPE_IPV4, ETHERTYPE_IPV6, PROTOCOL_TCP, SERVER, SYN, ACK

SECTION, INTERFACE, SECRETS, PACKET, SIMPLE_PACKET = 0x0A0D0D0A, 1, 10, 6, 3
OPTION_RESOLUTION = 9
ETHERNET_HEADER = 14


def _block(kind, body):
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


class Recorded:
    """A capture in memory."""

    @classmethod
    def of(cls, content):
        """One of the bytes of a file."""
        recorded = cls.__new__(cls)
        recorded._read(content)
        return recorded

    def __init__(self, path):
        self._read(path.read_bytes())

    def _read(self, content):
        self.content = content
        self.frames = []
        ticks = 1_000_000
        for kind, body in self._blocks():
            if kind == INTERFACE:
                ticks = self._ticks(body)
            elif kind == PACKET:
                _, high, low, kept, _ = struct.unpack_from("<IIIII", body)
                self.frames.append((((high << 32) | low) * 1_000_000 // ticks, body[20:20 + kept]))

    def _blocks(self):
        offset = 0
        while offset < len(self.content):
            kind, length = struct.unpack_from("<II", self.content, offset)
            if offset == 0 and (kind != SECTION or struct.unpack_from("<I", self.content, 8)[0] != 0x1A2B3C4D):
                raise ValueError("not a little-endian pcapng file")
            yield kind, self.content[offset + 8:offset + length - 4]
            offset += length

    @staticmethod
    def _ticks(body):
        """Ticks a second of an interface."""
        offset = 8
        while offset + 4 <= len(body):
            code, length = struct.unpack_from("<HH", body, offset)
            if code == OPTION_RESOLUTION and not body[offset + 4] & 0x80:
                return 10 ** body[offset + 4]
            if code == 0:
                break
            offset += 4 + (length + 3) // 4 * 4
        return 1_000_000

    def without_secrets(self):
        """The file's bytes without the keys in it."""
        return b"".join(_block(kind, body) for kind, body in self._blocks() if kind != SECRETS)

    def key_log(self):
        """The keys in it, as a file of NSS's key log format."""
        return b"".join(body[8:8 + struct.unpack_from("<I", body, 4)[0]] for kind, body in self._blocks() if kind == SECRETS)

    def without_times(self):
        """The same file's bytes in packet blocks that have no time."""
        simple = []
        for kind, body in self._blocks():
            if kind == PACKET:
                kept, whole = struct.unpack_from("<II", body, 12)
                simple.append(_block(SIMPLE_PACKET, struct.pack("<I", whole) + body[20:20 + (kept + 3) // 4 * 4]))
            else:
                simple.append(_block(kind, body))
        return b"".join(simple)

    def with_port(self, port, another):
        """The file's bytes with another TCP port in the place of this one. Checksums stay as they are."""
        return b"".join(_block(kind, _with_port(body, port, another) if kind == PACKET else body) for kind, body in self._blocks())

    def with_packets(self, change):
        """The file's bytes with other packets. change: is given a list of (interface, time in its ticks, the bytes kept, length on the wire), and
        returns another."""
        blocks = list(self._blocks())
        packets = []
        for kind, body in blocks:
            if kind == PACKET:
                interface, high, low, kept, length = struct.unpack_from("<IIIII", body)
                packets.append((interface, high << 32 | low, body[20:20 + kept], length))
        written = [_block(PACKET, struct.pack("<IIIII", interface, ticks >> 32, ticks & 0xFFFFFFFF, len(data), length) + data + bytes(-len(data) % 4))
                   for interface, ticks, data, length in change(packets)]
        first = next(index for index, (kind, _) in enumerate(blocks) if kind == PACKET)
        rest = [[_block(*block) for block in part if block[0] != PACKET] for part in (blocks[:first], blocks[first:])]
        return b"".join([*rest[0], *written, *rest[1]])

    def with_secrets_of(self, other):
        """The file's bytes with the keys that another one has, in front of the first packet."""
        secrets = b"".join(_block(kind, body) for kind, body in other._blocks() if kind == SECRETS)
        blocks = list(self._blocks())
        first = next(index for index, (kind, _) in enumerate(blocks) if kind == PACKET)
        before, after = (b"".join(_block(*block) for block in part) for part in (blocks[:first], blocks[first:]))
        return before + secrets + after


def _with_port(body, port, another):
    """The body of a packet's block, in which a frame of Ethernet with TCP in IPv4 or IPv6 has another port."""
    head, frame = body[:20], bytearray(body[20:])
    start = 14 + (40 if frame[12:14] == b"\x86\xdd" else frame[14] % 16 * 4)
    for place in (start, start + 2):
        if struct.unpack_from("!H", frame, place)[0] == port:
            struct.pack_into("!H", frame, place, another)
    return head + bytes(frame)


@dataclass(frozen=True)
class Sent:
    """Payload that one side sent: time in microseconds, side, bytes."""

    time: int
    side: str
    payload: bytes


def _segment(frame):
    """(source, destination, sequence number, flags, payload) of a TCP segment, or None. source, destination: (address as text, port)."""
    ethertype = struct.unpack_from("!H", frame, 12)[0]
    if ethertype == ETHERTYPE_IPV4:
        length, header = struct.unpack_from("!H", frame, ETHERNET_HEADER + 2)[0], (frame[ETHERNET_HEADER] & 15) * 4
        protocol, where, size = frame[ETHERNET_HEADER + 9], ETHERNET_HEADER + 12, 4
    elif ethertype == ETHERTYPE_IPV6:
        length, header = struct.unpack_from("!H", frame, ETHERNET_HEADER + 4)[0] + 40, 40
        protocol, where, size = frame[ETHERNET_HEADER + 6], ETHERNET_HEADER + 8, 16
    else:
        return None
    if protocol != PROTOCOL_TCP:
        return None
    start = ETHERNET_HEADER + header
    from_port, to_port, sequence = struct.unpack_from("!HHI", frame, start)
    addresses = (str(ipaddress.ip_address(frame[at:at + size])) for at in (where, where + size))
    source, destination = zip(addresses, (from_port, to_port))
    return source, destination, sequence, frame[start + 13], frame[start + (frame[start + 12] >> 4) * 4:ETHERNET_HEADER + length]


def connections_of(recorded):
    """[(client, server, [Sent...])] of the TCP connections, in the order of their SYNs. What was sent again is left out."""
    connections, by_ends, following = [], {}, {}
    for time, frame in recorded.frames:
        segment = _segment(frame)
        if segment is None:
            continue
        source, destination, sequence, flags, payload = segment
        if flags & SYN:
            following[source, destination] = sequence + 1 & 0xFFFFFFFF
            if not flags & ACK and (source, destination) not in by_ends:
                connections.append((source, destination, []))
                by_ends[source, destination] = (CLIENT, connections[-1][2])
                by_ends[destination, source] = (SERVER, connections[-1][2])
        elif payload and sequence == following[source, destination]:
            side, sent = by_ends[source, destination]
            sent.append(Sent(time, side, payload))
            following[source, destination] = sequence + len(payload) & 0xFFFFFFFF
    return connections
