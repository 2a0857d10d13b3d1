# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn what tcpdump recorded on a loopback interface into a sample capture.

usage: finish_capture.py [--resets] RECORDED.pcap CAPTURE.pcapng COMMENT

The file says nothing of the machine that recorded it. TCP and UDP checksums, which the kernel leaves to a network card and which
loopback does not have, are filled in; nothing else of a frame is touched. A capture in which a segment is larger than an
Ethernet frame, or a connection does not begin with a SYN and end with a FIN from both sides, is refused. With --resets, a connection may end with a
RST as well: a program that has refused a handshake closes what it has not read.
"""

import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "tools"))
from capture_writer import FIN, LINKTYPE_ETHERNET, PROTOCOL_TCP, PROTOCOL_UDP, RST, SYN, internet_checksum, pseudo_header  # noqa: E402

MAGIC_NANOSECONDS = 0xA1B23C4D
ETHERNET_HEADER = 14
LARGEST_PACKET = 1500


def read_pcap(path):
    """(time in nanoseconds, frame) of each packet of a nanosecond pcap file."""
    with open(path, "rb") as file:
        content = file.read()
    if struct.unpack_from("<I", content)[0] != MAGIC_NANOSECONDS:
        sys.exit("finish_capture.py: not a little-endian pcap file with nanoseconds")
    offset, frames = 24, []
    while offset < len(content):
        seconds, nanoseconds, kept, length = struct.unpack_from("<IIII", content, offset)
        if kept != length:
            sys.exit("finish_capture.py: a packet was cut")
        frames.append((seconds * 1_000_000_000 + nanoseconds, content[offset + 16:offset + 16 + kept]))
        offset += 16 + kept
    return frames


# Where the checksum stands in the header.
CHECKSUM_OFFSET = {PROTOCOL_TCP: 16, PROTOCOL_UDP: 6}


def split(frame):
    """(packed source, packed destination, protocol, offset of its header) of an IPv4 or IPv6 frame."""
    first = frame[ETHERNET_HEADER]
    if first >> 4 == 6:
        protocol, addresses, header = frame[ETHERNET_HEADER + 6], (8, 24, 40), 40
    else:
        protocol, addresses, header = frame[ETHERNET_HEADER + 9], (12, 16, 20), (first & 15) * 4
    if protocol not in CHECKSUM_OFFSET:
        sys.exit("finish_capture.py: a packet is neither TCP nor UDP")
    source, destination = (frame[ETHERNET_HEADER + start:ETHERNET_HEADER + end] for start, end in zip(addresses, addresses[1:]))
    return source, destination, protocol, ETHERNET_HEADER + header


def with_checksum(frame):
    """The frame with the right checksum of its transport."""
    source, destination, protocol, start = split(frame)
    place = start + CHECKSUM_OFFSET[protocol]
    segment = frame[start:place] + b"\0\0" + frame[place + 2:]
    checksum = internet_checksum(pseudo_header(source, destination, protocol, len(segment)) + segment)
    if protocol == PROTOCOL_UDP and checksum == 0:
        checksum = 0xFFFF
    return frame[:place] + struct.pack("!H", checksum) + frame[place + 2:]


def check(frames, resets):
    """Refuse what does not look like the traffic of a real network, told whole. resets: whether a RST may end a connection."""
    flags = {}
    for _, frame in frames:
        source, destination, protocol, start = split(frame)
        if len(frame) - ETHERNET_HEADER > LARGEST_PACKET:
            sys.exit(f"finish_capture.py: a packet of {len(frame) - ETHERNET_HEADER} bytes; segmentation offload is on")
        if protocol == PROTOCOL_UDP:
            continue
        ports = struct.unpack_from("!HH", frame, start)
        direction = (source, ports[0], destination, ports[1])
        flags[direction] = flags.get(direction, 0) | frame[start + 13]
    if not frames:
        sys.exit("finish_capture.py: nothing was recorded")
    for (source, from_port, destination, to_port), seen in flags.items():
        back = flags.get((destination, to_port, source, from_port), 0)
        if not seen & SYN or not (seen & FIN or (resets and (seen | back) & RST)):
            sys.exit("finish_capture.py: a connection is not complete")


def block(kind, body):
    """A pcapng block."""
    length = len(body) + 12
    return struct.pack("<II", kind, length) + body + struct.pack("<I", length)


def option(code, value):
    """A pcapng option, padded to 32 bits."""
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


END_OF_OPTIONS = struct.pack("<HH", 0, 0)


def pcapng(frames, comment, link_type=LINKTYPE_ETHERNET, snap_length=262144):
    """A pcapng file with one interface and times in nanoseconds. snap_length: bytes kept of each frame."""
    section = struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(1, comment.encode("ascii")) + END_OF_OPTIONS
    interface = struct.pack("<HHI", link_type, 0, snap_length) + option(9, b"\x09") + END_OF_OPTIONS
    parts = [block(0x0A0D0D0A, section), block(1, interface)]
    for time, frame in frames:
        kept = frame[:snap_length]
        packet = struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(kept), len(frame)) + kept + b"\0" * (-len(kept) % 4)
        parts.append(block(6, packet))
    return b"".join(parts)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--resets"]
    if len(arguments) != 3:
        sys.exit("usage: finish_capture.py [--resets] RECORDED.pcap CAPTURE.pcapng COMMENT")
    frames = [(time, with_checksum(frame)) for time, frame in read_pcap(arguments[0])]
    check(frames, "--resets" in sys.argv)
    with open(arguments[1], "wb") as file:
        file.write(pcapng(frames, arguments[2]))


if __name__ == "__main__":
    main()
