# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes captures of hundreds of megabytes as they are made: nothing but the frame in hand is kept.

Checksums are 0, as in a capture on the host that sends where the network card fills them in; Wireshark does not verify them unless it is told to.
"""

import ipaddress
import struct

SNAP_LENGTH = 262144
FIRST_SECOND = 1767225600  # 2026-01-01 00:00:00 UTC
TICKS = 1_000_000
FRAME_TICKS = 10
SEGMENT = 1460
SYN, PSH, ACK, FIN = 0x02, 0x08, 0x10, 0x01
ETHERNET = bytes.fromhex("020000000001" "02000000000a") + b"\x08\x00"
TCP, UDP = 6, 17

_RECORD = struct.Struct("<IIII")
_IP = struct.Struct("!BBHHHBBH4s4s")
_TCP = struct.Struct("!HHIIBBHHH")
_UDP = struct.Struct("!HHHH")


class FastCapture:
    """A pcap file of Ethernet frames with IPv4. frames: how many were written."""

    def __init__(self, path):
        self._file = open(path, "wb", buffering=1 << 20)
        self._file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, SNAP_LENGTH, 1))
        self._ticks = 0
        self.frames = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def _add(self, protocol, source, destination, header, payload):
        length = 34 + len(header) + len(payload)
        seconds, ticks = divmod(self._ticks, TICKS)
        self._ticks += FRAME_TICKS
        self.frames += 1
        ip = _IP.pack(0x45, 0, length - 14, self.frames & 0xFFFF, 0x4000, 64, protocol, 0, source, destination)
        self._file.write(_RECORD.pack(FIRST_SECOND + seconds, ticks, length, length) + ETHERNET + ip + header + payload)

    def datagram(self, source, destination, payload):
        """source, destination: (packed address, port)."""
        self._add(UDP, source[0], destination[0], _UDP.pack(source[1], destination[1], 8 + len(payload), 0), payload)

    def segment(self, source, destination, sequence, acknowledged, flags, payload=b""):
        header = _TCP.pack(source[1], destination[1], sequence & 0xFFFFFFFF, acknowledged & 0xFFFFFFFF, 0x50, flags, 65535, 0, 0)
        self._add(TCP, source[0], destination[0], header, payload)


def packed(address):
    return ipaddress.ip_address(address).packed


class FastConversation:
    """One TCP connection, in order and without loss. Sides: 0 is the client, 1 the server."""

    def __init__(self, capture, client, server):
        """client, server: (packed address, port)."""
        self._capture = capture
        self._ends = (client, server)
        self._next = [1000, 500000]

    def _send(self, side, flags, payload=b""):
        other = 1 - side
        acknowledged = self._next[other] if flags & ACK else 0
        self._capture.segment(self._ends[side], self._ends[other], self._next[side], acknowledged, flags, payload)
        self._next[side] += len(payload) + (1 if flags & (SYN | FIN) else 0)

    def handshake(self):
        self._send(0, SYN)
        self._send(1, SYN | ACK)
        self._send(0, ACK)

    def send(self, side, data):
        """In segments of 1,460 bytes; the other side acknowledges every second one, and the last."""
        last = (len(data) - 1) // SEGMENT
        for index in range(last + 1):
            self._send(side, PSH | ACK, data[index * SEGMENT:(index + 1) * SEGMENT])
            if index % 2 or index == last:
                self._send(1 - side, ACK)

    def payload(self, side, data):
        """One segment, whatever its size, and nothing after it."""
        self._send(side, PSH | ACK, data)

    def close(self):
        self._send(0, FIN | ACK)
        self._send(1, FIN | ACK)
        self._send(0, ACK)
