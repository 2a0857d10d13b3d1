# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures that are measured: made when they are missing, and kept in a folder of the caller's."""

import itertools
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))

import dtp_dia_writer as dtp_dia  # noqa: E402
from capture_reader import Recorded  # noqa: E402
from fast_capture import FastCapture, FastConversation, packed  # noqa: E402
from junos_xml import CLIENT_END, CLIENT_START, SERVER_END, SERVER_START, exchanges  # noqa: E402

MEGABYTE = 1_000_000
SESSION_BYTES = 10 * MEGABYTE
FIRST_CLIENT_PORT = 49152
CLIENT_PORTS = 16000
VXAT_CAPTURE = HERE.parents[1] / "captures" / "tls-vxatd.pcapng"

# A change here makes all inputs anew.
EDITION = 2


@dataclass
class Input:
    """A capture. units: bytes of XML, or what else is counted in it. spanning: bytes of messages that are in more than one segment."""

    path: Path
    units: int
    spanning: int = 0
    frames: int = 0


def _junos_xml(capture, size, total):
    """Sessions of some 10 MB of replies of that size, until there are total bytes of them."""
    pairs = exchanges(size)
    sent = spanning = 0
    for session in itertools.count():
        if sent >= total:
            break
        tcp = FastConversation(capture, (packed(f"192.0.2.{session % 200 + 20}"), FIRST_CLIENT_PORT + session), (packed("198.51.100.1"), 3221))
        tcp.handshake()
        tcp.send(0, CLIENT_START)
        tcp.send(1, SERVER_START)
        end = min(sent + SESSION_BYTES, total)
        for request, reply in itertools.cycle(pairs):
            tcp.send(0, request)
            tcp.send(1, reply)
            sent += len(reply)
            spanning += len(reply) if len(reply) > 1460 else 0
            if sent >= end:
                break
        tcp.send(0, CLIENT_END)
        tcp.send(1, SERVER_END)
        tcp.close()
    return sent, spanning


def _one_reply(capture, size):
    """The bytes of one reply of that size."""
    tcp = FastConversation(capture, (packed("192.0.2.20"), FIRST_CLIENT_PORT), (packed("198.51.100.1"), 3221))
    tcp.handshake()
    tcp.send(0, CLIENT_START)
    tcp.send(1, SERVER_START)
    request, reply = exchanges(size)[0]
    tcp.send(0, request)
    tcp.send(1, reply)
    tcp.send(0, CLIENT_END)
    tcp.send(1, SERVER_END)
    tcp.close()
    return len(reply), len(reply)


def _template(recorded):
    """The payloads of each connection of a recorded capture, as lists of (side, bytes)."""
    connections = {}
    for _, frame in recorded.frames:
        packet = frame[14:]
        if frame[12:14] != b"\x08\x00" or packet[9] != 6:
            continue
        start = (packet[0] & 15) * 4
        total = struct.unpack_from("!H", packet, 2)[0]
        source, destination = struct.unpack_from("!HH", packet, start)
        payload = packet[start + (packet[start + 12] >> 4) * 4:total]
        side = 1 if source == 2821 else 0
        connections.setdefault(destination if side else source, []).append((side, payload))
    return [[(side, payload) for side, payload in one if payload] for one in connections.values()]


def _tls(capture, connections):
    """The recorded handshakes of vxatd's certificates, each in its turn: TLS 1.0, 1.1, 1.2 and 1.3, with and without client certificates."""
    recorded = [one for one in _template(Recorded(VXAT_CAPTURE)) if one]
    for number in range(connections):
        client = packed(f"192.0.2.{number // CLIENT_PORTS + 20}"), FIRST_CLIENT_PORT + number % CLIENT_PORTS
        tcp = FastConversation(capture, client, (packed(f"198.51.100.{number % 50 + 1}"), 2821))
        tcp.handshake()
        for side, payload in recorded[number % len(recorded)]:
            tcp.payload(side, payload)
        tcp.close()
    return connections, 0


def _dtp_dia(capture, packets):
    """Measurements of 100 sensors, most with unit and time, to one collector; one in 50 is a text."""
    templates = []
    for sensor in range(100):
        identifier = f"1/{sensor // 10 + 1}/{sensor % 10 + 1}"
        if sensor % 50 == 49:
            templates.append(dtp_dia.packet(dtp_dia.INFO, identifier, f"sensor {sensor} calibrated", time=sensor, device=7))
        else:
            kind = (dtp_dia.FLOAT, dtp_dia.INT2, dtp_dia.INT3)[sensor % 3]
            templates.append(dtp_dia.packet(kind, identifier, 20 + sensor / 8, unit="degC", time=sensor, device=sensor))
    collector = packed("198.51.100.2"), 3489
    sources = [(packed(f"192.0.2.{sensor + 20}"), 40000 + sensor) for sensor in range(100)]
    for number in range(packets):
        capture.datagram(sources[number % 100], collector, templates[number % 100])
    return packets, 0


def _empty(_):
    return 0, 0


MAKERS = {"empty": _empty, "junos": _junos_xml, "junos-one": _one_reply, "tls": _tls, "dtp-dia": _dtp_dia}


class Inputs:
    """A folder of captures."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)

    def get(self, kind, *arguments):
        """The capture of a kind of MAKERS with these numbers."""
        name = "-".join([kind, *(str(argument) for argument in arguments), f"edition{EDITION}"])
        path, facts = self.folder / f"{name}.pcap", self.folder / f"{name}.txt"
        if not facts.exists():
            unfinished = path.with_suffix(".part")
            with FastCapture(unfinished) as capture:
                units, spanning = MAKERS[kind](capture, *arguments)
            os.replace(unfinished, path)
            path.chmod(0o644)
            facts.write_text(f"{units} {spanning} {capture.frames}\n", encoding="ascii")
        return Input(path, *(int(number) for number in facts.read_text(encoding="ascii").split()))
