# SPDX-License-Identifier: GPL-2.0-or-later
"""Send what the sample capture of DTP/DIA shows, over real sockets, and write down what was sent.

usage: dtp_dia_stories.py dtp-dia-session EXPECTATION.json

Sources and a collector of our own after draft-avsolov-dtpdia-05: an invented weather station and radiation monitor. No program of that kind was at
hand to be recorded. The expectation file knows nothing of any dissector.
"""

import json
import os
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "tools"))
from dtp_dia_writer import FLOAT, INFO, INT1, INT2, INT3, NAMES, offer, packet, request  # noqa: E402

PORT = 3489
ANY_CLIENT_PORT = 50112
SERVER = {4: "192.0.2.1", 6: "2001:db8::1"}
CLIENT = {4: "192.0.2.10", 6: "2001:db8::10"}
FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}


class Notes:
    """What was sent, in order."""

    def __init__(self):
        self.packets = []

    def offer(self):
        self.packets.append({"id": "255/255/255", "type": "SPEC"})
        return offer()

    def request(self, *identifiers):
        self.packets.append({"id": "0/0/0", "type": "SPEC", "requested": list(identifiers)})
        return request(*identifiers)

    def reading(self, kind, identifier, value, **options):
        note = {"id": identifier, "type": NAMES[kind], ("text" if kind == INFO else "value"): value}
        note.update({name: options[name] for name in ("unit", "probability", "error") if name in options})
        self.packets.append(note)
        return packet(kind, identifier, value, **options)

    def again(self, data):
        """The last packet once more."""
        self.packets.append(dict(self.packets[-1]))
        return data


def connected(version, client_port):
    """(accepted, connecting) ends of a TCP connection to the port."""
    with socket.create_server((SERVER[version], PORT), family=FAMILY[version]) as listener:
        connecting = socket.socket(FAMILY[version], socket.SOCK_STREAM)
        connecting.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        connecting.bind((CLIENT[version], client_port))
        connecting.connect((SERVER[version], PORT))
        accepted, _ = listener.accept()
    for end in (accepted, connecting):
        # Each write is its own segment.
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return accepted, connecting


def write(sender, receiver, *parts):
    """Send parts, each in a segment of its own, and read them at the other end."""
    for part in parts:
        sender.sendall(part)
        heard = 0
        while heard < len(part):
            heard += len(receiver.recv(len(part) - heard))
        time.sleep(0.02)


def close(first, second):
    """FIN from both ends."""
    first.shutdown(socket.SHUT_WR)
    second.recv(1)
    second.close()
    first.recv(1)
    first.close()


def weather_station(notes):
    """The source connects to a collector, offers to identify itself twice, is asked for three sensors and then for one more."""
    collector, source = connected(4, ANY_CLIENT_PORT)
    now = int(time.time())
    write(source, collector, notes.offer())
    time.sleep(0.4)
    write(source, collector, notes.offer())
    write(collector, source, notes.request("1/2/3", "1/2/4", "1/2/5"))
    write(source, collector, notes.reading(INFO, "1/2/3", "station 12, firmware 1.2", time=now))
    write(source, collector, notes.reading(FLOAT, "1/2/3", -4.5, unit="degC", probability=0.05, error=0.02, time=now, device=7) +
          notes.reading(INT1, "1/2/4", 81.5, unit="%", probability=0.05, error=0.01, time=now, device=8) +
          notes.reading(INT2, "1/2/5", 1013.25, unit="hPa", time=now, device=9))
    corrected = notes.reading(FLOAT, "1/2/3", -4.7, unit="degC", probability=0.05, error=0.02, time=now, device=7)
    write(source, collector, corrected[:20], corrected[20:])
    write(source, collector, notes.again(corrected))
    write(collector, source, notes.request("1/2/6"))
    write(source, collector, notes.reading(INT2, "1/2/6", 3.75, unit="m/s", time=now + 1, device=10))
    close(source, collector)


def listening_source(notes):
    """The source listens, and sends to the collector that connects; little-endian, unit in UTF-8, over IPv6."""
    source, collector = connected(6, ANY_CLIENT_PORT + 1)
    now = int(time.time())
    for value in (21.3, 21.4, 21.6):
        write(source, collector, notes.reading(FLOAT, "9/0/1", value, unit="\u00b0C", utf8=True, little=True, time=now))
        now += 1
    close(collector, source)


def radiation_monitor(notes):
    """Datagrams, over IPv4 and IPv6."""
    now = int(time.time())
    for version in (4, 6):
        with socket.socket(FAMILY[version], socket.SOCK_DGRAM) as collector, socket.socket(FAMILY[version], socket.SOCK_DGRAM) as source:
            collector.bind((SERVER[version], PORT))
            source.bind((CLIENT[version], ANY_CLIENT_PORT + 2))
            for second, value in enumerate((0.115, 0.118, 0.109)):
                source.sendto(notes.reading(INT3, "40/1/7", value, unit="uSv/h", time=now + second), (SERVER[version], PORT))
                collector.recv(64)
                time.sleep(0.02)


def main():
    if len(sys.argv) != 3 or sys.argv[1] != "dtp-dia-session":
        sys.exit("usage: dtp_dia_stories.py dtp-dia-session EXPECTATION.json")
    notes = Notes()
    weather_station(notes)
    listening_source(notes)
    radiation_monitor(notes)
    with open(sys.argv[2], "w", encoding="ascii") as file:
        json.dump({"capture": f"{sys.argv[1]}.pcapng", "packets": notes.packets}, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
