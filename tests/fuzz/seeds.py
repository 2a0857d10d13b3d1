#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make seeds for the fuzz targets of what the sample captures carry, and of the files that Portlore reads.

usage: seeds.py FOLDER

Writes FOLDER/TARGET/NAME, in the form that each target's fuzz_TARGET.c tells at its top. What is found worth keeping by fuzzing is in corpus/ instead.
"""

import re
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

from capture_reader import Recorded, connections_of  # noqa: E402
from capture_writer import CLIENT, SERVER  # noqa: E402

# As the tests run the targets; and so many of a kind from one capture.
SIZE_MOST = 4096
COUNT_MOST = 12
JUNOS_PORTS = {3221}
DTP_DIA_PORT = 3489
HTTP_START = re.compile(rb"(GET|POST|PUT|HEAD|HTTP/1\.) ?")
MESSAGE = re.compile(rb"<(rpc-reply|rpc)\b.*?</\1>", re.DOTALL)
CONFIGURATION = re.compile(rb"<(configuration[a-z-]*|output)\b[^>]*>(.*?)</\1>", re.DOTALL)
NINE = re.compile(rb"\$9\$[A-Za-z0-9./-]{4,}")
CERTIFICATE = re.compile(rb"\x30\x82(..)\x30\x82", re.DOTALL)
PLACES_OF_TEXT = 6  # in fuzz_secret.c, those with configuration and commands
SESSION_LEAST, SESSION_MOST = 25, 127  # bytes of its own that fuzz_session.c takes at a time
SERVER_FLAG = 0x80


def side_of(sent, side):
    return b"".join(one.payload for one in sent if one.side == side)


def as_session(sent):
    """What both sides say, in pieces that fuzz_session.c takes."""
    seed = bytearray(b"\0\3\7\15\x1f")
    for one in sent:
        payload = one.payload
        while payload and len(seed) < SIZE_MOST:
            piece, payload = payload[:SESSION_MOST], payload[SESSION_MOST:]
            piece = piece.ljust(SESSION_LEAST, b"\n")
            seed += bytes([len(piece) | (SERVER_FLAG if one.side == SERVER else 0)]) + piece
    return bytes(seed)


def as_packets(sent):
    """What both sides say, in packets as fuzz_sepm.c takes them."""
    seed = bytearray(b"\3\0\x40")
    for one in sent:
        for at in range(0, len(one.payload), SIZE_MOST // 2):
            piece = one.payload[at:at + SIZE_MOST // 2]
            seed += struct.pack("!BH", SERVER_FLAG if one.side == SERVER else 0, len(piece)) + piece
    return bytes(seed)


def seeds_of_junos(sent):
    yield "session", as_session(sent)
    for side in (CLIENT, SERVER):
        stream = side_of(sent, side)
        yield "lexer", b"\0\3\7\13\x32" + stream
        yield "stream", b"\0\0\0\0\3\7\13\x32" + stream
        yield "netconf", b"\7\0\0\3" + stream
        for message in MESSAGE.finditer(stream):
            yield "message", bytes(4) + message.group()
        for place, text in enumerate(CONFIGURATION.finditer(stream)):
            yield "secret", bytes([place % PLACES_OF_TEXT, 0xFF, 0]) + struct.pack("!BB", 3 | min(len(text.group(2)) // 16, 63) << 2, 0) + text.group(2)
        for value in NINE.finditer(stream):
            yield "junos_9", bytes(2) + value.group()[3:]


def seeds_of(capture):
    """(target, seed) of one capture; of none that is not TCP from its beginning on, in whole frames of Ethernet: serial lines, hostile and cut ones."""
    try:
        connections = connections_of(Recorded(capture))
    except (struct.error, IndexError, KeyError, ValueError):
        return
    for client, server, sent in connections:
        first = {side: next((one.payload for one in sent if one.side == side), b"") for side in (CLIENT, SERVER)}
        for payload in first.values():
            yield "identify", payload
        if server[1] in JUNOS_PORTS or first[CLIENT].startswith((b"<?xml", b"<junoscript", b"<hello")):
            yield from seeds_of_junos(sent)
        for flags, side in enumerate((CLIENT, SERVER)):
            if HTTP_START.match(first[side]):
                yield "http", bytes([flags, 0x20, 0xFF, 0]) + side_of(sent, side)
                yield "sepm", as_packets(sent)
            if server[1] == DTP_DIA_PORT and not HTTP_START.match(first[side]):
                yield "dtpdia", bytes([0, 16]) + side_of(sent, side)
            for match in CERTIFICATE.finditer(side_of(sent, side)):
                length = struct.unpack("!H", match.group(1))[0] + 4
                yield "certificate", side_of(sent, side)[match.start():match.start() + length]


def seeds_of_files():
    yield "registry", b"\0" + b"<portlore>" + b"".join(re.findall(rb"<entry.*?</entry>", (PROJECT / "plugin/core/registry/registry.xml").read_bytes(),
                                                                  re.DOTALL)[:1]) + b"</portlore>"
    for name in ("registry_iana.csv", "registry_iana.xml"):
        yield "registry", b"\1" + (PROJECT / "tests/unit" / name).read_bytes()[:SIZE_MOST - 1]


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: seeds.py FOLDER")
    folder = Path(sys.argv[1])
    captures = sorted((PROJECT / "captures").glob("*.pcapng"))
    count = 0
    for name, seeds in [("files", seeds_of_files()), *((capture.stem, seeds_of(capture)) for capture in captures)]:
        written = {}
        for target, seed in seeds:
            seeds_of_target = written.setdefault(target, set())
            seed = seed[:SIZE_MOST]
            if not seed or seed in seeds_of_target or len(seeds_of_target) == COUNT_MOST:
                continue
            seeds_of_target.add(seed)
            (folder / target).mkdir(parents=True, exist_ok=True)
            (folder / target / f"{name}-{len(seeds_of_target)}").write_bytes(seed)
            count += 1
    print(f"{count} seeds of {len(captures)} captures")
    return 0 if count and captures else 1


if __name__ == "__main__":
    sys.exit(main())
