# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes pcap files of TCP conversations, byte for byte the same on every run.

A Capture collects frames; a TcpConversation makes them: Ethernet (with an optional VLAN tag), IPv4 or IPv6, TCP with right
checksums, sequence numbers and acknowledgements. What a network does to segments (loss, another order, repetition, overlap) is
the caller's choice: cut() makes segments without sending them, emit() sends one.

    capture = Capture()
    tcp = TcpConversation(capture, client=("192.0.2.10", 50112), server=("192.0.2.1", 3221))
    tcp.handshake()
    frame = tcp.send(SERVER, b"hello", size=2)
    tcp.close()
    capture.write("file.pcap")

Python's standard library only.
"""

import gzip
import ipaddress
import struct
from dataclasses import dataclass, field

CLIENT = "client"
SERVER = "server"

FIN = 0x01
SYN = 0x02
RST = 0x04
PSH = 0x08
ACK = 0x10

# 2026-01-01 00:00:00 UTC, in microseconds since the epoch.
FIRST_TIME = 1767225600 * 1_000_000
FRAME_INTERVAL = 1_000

ETHERTYPE_IPV4 = 0x0800
ETHERTYPE_IPV6 = 0x86DD
ETHERTYPE_VLAN = 0x8100
PROTOCOL_ICMP = 1
PROTOCOL_TCP = 6
PROTOCOL_UDP = 17
PROTOCOL_ICMPV6 = 58
LINKTYPE_ETHERNET = 1
LINKTYPE_USER0 = 147

# Locally administered, so nobody's.
MAC_OF = {CLIENT: bytes.fromhex("02000000000a"), SERVER: bytes.fromhex("020000000001")}


def other(side):
    """The side that faces `side`."""
    return SERVER if side == CLIENT else CLIENT


def internet_checksum(data):
    """RFC 1071: the ones' complement of the ones' complement sum of 16-bit words."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo_header(source, destination, protocol, length):
    """RFC 9293 section 3.1 (IPv4) and RFC 8200 section 8.1 (IPv6). source, destination: packed addresses."""
    if len(source) == 4:
        return source + destination + struct.pack("!BBH", 0, protocol, length)
    return source + destination + struct.pack("!IxxxB", length, protocol)


def ip_packet(source, destination, protocol, payload, identification, options=b""):
    """An IPv4 or IPv6 packet around a transport segment. source, destination: ipaddress objects. options: of IPv4, whole 32-bit words."""
    if source.version == 6:
        header = struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64)
        return header + source.packed + destination.packed + payload
    length = 20 + len(options)
    header = struct.pack("!BBHHHBBH", 0x40 | length // 4, 0, length + len(payload), identification & 0xFFFF, 0x4000, 64, protocol, 0)
    header += source.packed + destination.packed + options
    return header[:10] + struct.pack("!H", internet_checksum(header)) + header[12:] + payload


class Capture:
    """Frames in the order of their making. Times in microseconds; each frame comes FRAME_INTERVAL after the one before."""

    def __init__(self, snap_length=262144, vlan=None, link_type=LINKTYPE_ETHERNET):
        """snap_length: bytes kept of each frame. vlan: 802.1Q VLAN number of every frame, or None for untagged ones. link_type: another one than
        Ethernet is for records, which add_record() makes.
        ip_options, an attribute: IPv4 options of the frames that are made from now on, whole 32-bit words."""
        self.snap_length = snap_length
        self.vlan = vlan
        self.link_type = link_type
        self.clock = FIRST_TIME
        self.frames = []
        self.identification = 0
        self.ip_options = b""

    def wait(self, seconds):
        """Let time pass before the next frame."""
        self.clock += round(seconds * 1_000_000)

    def add(self, from_side, source, destination, protocol, segment):
        """Add one frame; returns its number, from 1. from_side chooses the MAC addresses."""
        ethertype = ETHERTYPE_IPV6 if source.version == 6 else ETHERTYPE_IPV4
        self.identification += 1
        frame = MAC_OF[other(from_side)] + MAC_OF[from_side]
        if self.vlan is not None:
            frame += struct.pack("!HH", ETHERTYPE_VLAN, self.vlan)
        frame += struct.pack("!H", ethertype)
        frame += ip_packet(source, destination, protocol, segment, self.identification, self.ip_options)
        self.frames.append((self.clock, frame))
        self.clock += FRAME_INTERVAL
        return len(self.frames)

    def add_record(self, data):
        """Add one frame of a link type that has no headers: just these bytes. Returns its number."""
        self.frames.append((self.clock, data))
        self.clock += FRAME_INTERVAL
        return len(self.frames)

    def add_datagram(self, from_side, source, destination, payload):
        """Add one UDP datagram. source, destination: (address, port). Returns the frame's number."""
        source_ip, destination_ip = ipaddress.ip_address(source[0]), ipaddress.ip_address(destination[0])
        length = 8 + len(payload)
        pseudo = pseudo_header(source_ip.packed, destination_ip.packed, PROTOCOL_UDP, length)
        header = struct.pack("!HHHH", source[1], destination[1], length, 0)
        checksum = internet_checksum(pseudo + header + payload) or 0xFFFF
        segment = header[:6] + struct.pack("!H", checksum) + payload
        return self.add(from_side, source_ip, destination_ip, PROTOCOL_UDP, segment)

    def packet_of(self, number):
        """The IP packet in a frame."""
        return self.frames[number - 1][1][14 if self.vlan is None else 18:]

    def add_icmp_error(self, from_side, source, destination, kind, code, quoted):
        """Add an ICMP error message (RFC 792), or of ICMPv6 (RFC 4443) where source is an IPv6 address. source, destination: addresses, as
        text. kind, code: the message's type and code. quoted: the packet it is about, or as much of it as is sent back. Returns the
        frame's number."""
        source_ip, destination_ip = ipaddress.ip_address(source), ipaddress.ip_address(destination)
        message = struct.pack("!BBHI", kind, code, 0, 0) + quoted
        protocol, pseudo = PROTOCOL_ICMP, b""
        if source_ip.version == 6:
            protocol = PROTOCOL_ICMPV6
            pseudo = pseudo_header(source_ip.packed, destination_ip.packed, protocol, len(message))
        message = message[:2] + struct.pack("!H", internet_checksum(pseudo + message)) + message[4:]
        return self.add(from_side, source_ip, destination_ip, protocol, message)

    def content(self):
        """The pcap file's bytes (microseconds)."""
        parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, self.snap_length, self.link_type)]
        for time, frame in self.frames:
            kept = frame[: self.snap_length]
            parts.append(struct.pack("<IIII", time // 1_000_000, time % 1_000_000, len(kept), len(frame)))
            parts.append(kept)
        return b"".join(parts)

    def write(self, path):
        """Write a pcap file; gzip-compressed when the name ends in .gz (Wireshark reads both)."""
        content = self.content()
        if str(path).endswith(".gz"):
            content = gzip.compress(content, compresslevel=9, mtime=0)
        with open(path, "wb") as file:
            file.write(content)


@dataclass(frozen=True)
class Segment:
    """One TCP segment that may be sent: payload at a place in its side's stream. offset: bytes since that side's SYN."""

    side: str
    offset: int
    payload: bytes
    flags: int = PSH | ACK


@dataclass
class _End:
    """One end of a conversation. sent, received: bytes of payload (and one for FIN) that went and came, both without the SYN."""

    address: object
    port: int
    initial_sequence: int
    sent: int = 0
    received: int = 0
    synchronised: bool = False
    pending: dict = field(default_factory=dict)


class TcpConversation:
    """One TCP connection. Every method that sends returns the number of the last frame that it made."""

    def __init__(self, capture, client, server, initial_sequences=(1000, 500000), size=1460):
        """client, server: (address, port). initial_sequences: of the client and of the server. size: bytes of payload a
        segment, if send() names none."""
        self.capture = capture
        self.size = size
        self.ends = {
            CLIENT: _End(ipaddress.ip_address(client[0]), client[1], initial_sequences[0]),
            SERVER: _End(ipaddress.ip_address(server[0]), server[1], initial_sequences[1]),
        }

    def _write(self, side, sequence, acknowledged, flags, payload=b"", options=b""):
        end, peer = self.ends[side], self.ends[other(side)]
        header = struct.pack("!HHIIBBHHH", end.port, peer.port, sequence & 0xFFFFFFFF, acknowledged & 0xFFFFFFFF,
                             (5 + len(options) // 4) << 4, flags, 65535, 0, 0)
        segment = header + options + payload
        pseudo = pseudo_header(end.address.packed, peer.address.packed, PROTOCOL_TCP, len(segment))
        checksum = internet_checksum(pseudo + segment)
        segment = segment[:16] + struct.pack("!H", checksum) + segment[18:]
        return self.capture.add(side, end.address, peer.address, PROTOCOL_TCP, segment)

    def _acknowledged(self, side):
        peer = self.ends[other(side)]
        return peer.initial_sequence + 1 + self.ends[side].received

    def _segment_size_option(self):
        return struct.pack("!BBH", 2, 4, 1440 if self.ends[CLIENT].address.version == 6 else 1460)

    def ask(self, data=b""):
        """SYN, again at every call. data: what it carries (RFC 7413)."""
        return self._write(CLIENT, self.ends[CLIENT].initial_sequence, 0, SYN, data, self._segment_size_option())

    def accept(self, data=b""):
        """SYN-ACK. data: what it acknowledges of that which the SYN carries; it counts as sent, then."""
        client, server = self.ends[CLIENT], self.ends[SERVER]
        client.sent += len(data)
        server.received += len(data)
        return self._write(SERVER, server.initial_sequence, self._acknowledged(SERVER), SYN | ACK, options=self._segment_size_option())

    def refuse(self):
        """RST in answer to SYN (RFC 9293 section 3.10.7.1)."""
        return self._write(SERVER, 0, self.ends[CLIENT].initial_sequence + 1, RST | ACK)

    def handshake(self):
        """SYN, SYN-ACK, ACK."""
        self.ask()
        self.accept()
        return self._write(CLIENT, self.ends[CLIENT].initial_sequence + 1, self.ends[SERVER].initial_sequence + 1, ACK)

    def keep_alive(self, side, garbage=b""):
        """A keep-alive from `side`, with no payload or one byte (RFC 9293 section 3.8.4), and the ACK that answers it."""
        end = self.ends[side]
        self._write(side, end.initial_sequence + end.sent, self._acknowledged(side), ACK, garbage)
        return self.acknowledge(other(side))

    def acknowledge(self, side):
        """An empty ACK from `side` for all that has reached it."""
        end = self.ends[side]
        return self._write(side, end.initial_sequence + 1 + end.sent, self._acknowledged(side), ACK)

    def cut(self, side, data, size=None):
        """Cut data into segments at the end of side's stream, without sending them. size: bytes a segment, or a list of sizes
        of which the last one repeats."""
        sizes = size if isinstance(size, list) else [size or self.size]
        segments, start = [], 0
        while start < len(data):
            length = sizes[min(len(segments), len(sizes) - 1)]
            segments.append(Segment(side, self.ends[side].sent, data[start:start + length]))
            self.ends[side].sent += len(segments[-1].payload)
            start += length
        return segments

    def emit(self, segment, arrives=True):
        """Send one segment, now. arrives: whether its bytes reach the other side (its ACKs say so)."""
        end, peer = self.ends[segment.side], self.ends[other(segment.side)]
        frame = self._write(segment.side, end.initial_sequence + 1 + segment.offset, self._acknowledged(segment.side), segment.flags,
                            segment.payload)
        if arrives:
            peer.pending[segment.offset] = max(peer.pending.get(segment.offset, 0), len(segment.payload))
            self._deliver(peer)
        return frame

    def lose(self, segment):
        """The segment reaches the other side and is acknowledged, but the capture has no frame of it."""
        peer = self.ends[other(segment.side)]
        peer.pending[segment.offset] = max(peer.pending.get(segment.offset, 0), len(segment.payload))
        self._deliver(peer)

    @staticmethod
    def _deliver(end):
        """Count the bytes that reached `end` without a hole before them."""
        for offset in sorted(end.pending):
            if offset > end.received:
                break
            end.received = max(end.received, offset + end.pending.pop(offset))

    def send(self, side, data, size=None, acknowledge=True):
        """Send data in order, and an ACK from the other side after every second segment and after the last one. Returns the
        number of the frame that holds the last byte of data."""
        frame = 0
        segments = self.cut(side, data, size)
        for index, segment in enumerate(segments):
            frame = self.emit(segment)
            if acknowledge and (index % 2 or index == len(segments) - 1):
                self.acknowledge(other(side))
        return frame

    def reset(self, side):
        """RST from `side`."""
        end = self.ends[side]
        return self._write(side, end.initial_sequence + 1 + end.sent, self._acknowledged(side), RST | ACK)

    def finish(self, side):
        """FIN from `side`, which reaches the other."""
        end = self.ends[side]
        frame = self._write(side, end.initial_sequence + 1 + end.sent, self._acknowledged(side), FIN | ACK)
        end.sent += 1
        self.ends[other(side)].received = end.sent
        return frame

    def close(self, first=CLIENT):
        """FIN from both sides, each acknowledged."""
        for side in (first, other(first)):
            self.finish(side)
        return self.acknowledge(first)
