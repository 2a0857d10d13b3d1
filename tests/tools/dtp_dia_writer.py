# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes DTP/DIA packets after draft-avsolov-dtpdia-05, octet by octet, and any that break its rules.

    packet(FLOAT, "1/2/3", 21.5, unit="degC", time=1767225600, device=7)

Python's standard library only.
"""

import struct

FLOAT, INT1, INT2, INT3, INFO, SPEC = 0, 1, 2, 3, 14, 15
SCALES = {INT1: 10, INT2: 100, INT3: 1000}
NAMES = {FLOAT: "FLOAT", INT1: "INT1", INT2: "INT2", INT3: "INT3", INFO: "INFO", SPEC: "SPEC"}

# Octet 2.
LITTLE_ENDIAN, NO_TIME, UTF8 = 0x10, 0x20, 0x40

OFFER_ID, REQUEST_ID = "255/255/255", "0/0/0"


def octets(identifier):
    """ID.1 to ID.3 of "1/2/3"."""
    return bytes(int(part) for part in identifier.split("/"))


def checksum(data):
    """The sum of all octets."""
    return sum(data) & 0xFF


def words(data, spare=0):
    """data, and zeros up to a whole number of words; at least so many of them."""
    return data + b"\0" * (spare + -(len(data) + spare) % 4)


def assemble(flags, identifier, kind, device, content, timestamp=0, size=None, trailer=True):
    """Any packet: header, content, and a trailer with the right checksum. timestamp: of which 24 bits are sent. size: SIZE, if it is not to be the
    right one. trailer: whether there is one."""
    order = "little" if flags & LITTLE_ENDIAN else "big"
    right = (8 + len(content) + (4 if trailer else 0)) // 4
    head = b"IT" + bytes([flags]) + octets(identifier) + bytes([kind << 4 | (right if size is None else size), device])
    data = head + content + ((timestamp & 0xFFFFFF).to_bytes(3, order) if trailer else b"")
    return data + (bytes([checksum(data)]) if trailer else b"")


def number(kind, value, little):
    """Octets 8 to 11 of a measurement."""
    order = "<" if little else ">"
    return struct.pack(order + "f", value) if kind == FLOAT else struct.pack(order + "i", round(value * SCALES[kind]))


def accuracy(kind, probability, error, little):
    """PROB and ERROR."""
    order = "<" if little else ">"
    if kind == FLOAT:
        return struct.pack(order + "ff", probability, error)
    return struct.pack(order + "HH", round(probability * 10000), round(error * 10000))


def packet(kind, identifier, value, unit=None, probability=None, error=None, time=None, little=False, utf8=False, device=0, bare=None):
    """A measurement (value: a number) or an INFO packet (value: text). time: seconds since 1970; None sets T. bare: without trailer, the default
    where only the value is told."""
    flags = (LITTLE_ENDIAN if little else 0) | (NO_TIME if time is None else 0) | (UTF8 if utf8 else 0)
    coding = "utf-8" if utf8 else "ascii"
    if kind == INFO:
        return assemble(flags, identifier, kind, device, words(value.encode(coding), 1), time or 0)
    content = number(kind, value, little)
    if unit is not None or probability is not None:
        content += words((unit or "").encode(coding), 1)
    if probability is not None:
        content += accuracy(kind, probability, error, little)
    if bare is None:
        bare = time is None and len(content) == 4
    return assemble(flags, identifier, kind, device, content, time or 0, trailer=not bare)


def offer():
    """Offer To Identify."""
    return assemble(NO_TIME, OFFER_ID, SPEC, 0, bytes(4), trailer=False)


def request(*identifiers):
    """Device Request."""
    return assemble(NO_TIME, REQUEST_ID, SPEC, 0, bytes(4) + b"".join(b"\0" + octets(identifier) for identifier in identifiers))


def broken(data):
    """The packet with a wrong checksum."""
    return data[:-1] + bytes([data[-1] ^ 0xFF])
