#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make captures/dtp-dia-tls.pcapng: DTP/DIA inside TLS on port 3489, HTTP there too, and DTP/DIA inside TLS on port 4000, with keys.

usage: dtp_dia_tls_session.py [FOLDER]        default: captures/

As with tls_session.py the bytes differ from run to run, and what is said does not: FOLDER/dtp-dia-tls.expect.json tells it.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from tls_session import HERE, TlsConnection, VERSIONS, make_certificate, write_with_keys

from capture_writer import CLIENT, SERVER, Capture, other
from dtp_dia_stories import Notes
from dtp_dia_writer import FLOAT, INFO, INT1

NAME = "dtp-dia-tls"
COMMENT = "DTP/DIA inside TLS (tcp/3489 and tcp/4000), and HTTP inside TLS on tcp/3489, with keys. All names and addresses are made up."


class Connection(TlsConnection):
    """A TLS connection that carries octets."""

    def send(self, side, *parts):
        """One record a part."""
        self.tcp.capture.wait(0.01)
        for part in parts:
            self.ends[side].write(part)
            self._carry(side)
            heard = b""
            while len(heard) < len(part):
                heard += self.ends[other(side)].read(65536)


def telemetry(connection, notes, now):
    """A source that identifies itself; a packet over two records, and two in one."""
    connection.open()
    connection.send(CLIENT, notes.offer())
    connection.send(SERVER, notes.request("1/2/3", "1/2/4"))
    reading = notes.reading(FLOAT, "1/2/3", 21.5, unit="degC", time=now)
    connection.send(CLIENT, reading[:9], reading[9:])
    connection.send(CLIENT, notes.reading(INT1, "1/2/4", 45.6, unit="%", time=now) + notes.reading(INFO, "1/2/3", "fw 1.2"))
    connection.close()


def web(connection):
    """A server of HTTP on the same port."""
    connection.open()
    connection.send(CLIENT, b"GET / HTTP/1.1\r\nHost: edge1.example.net\r\n\r\n")
    connection.send(SERVER, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n")
    connection.close()


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent
    capture, notes = Capture(), Notes()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        certificate, key_log = make_certificate(work), work / "keys.txt"
        now = int(time.time()) + 1
        capture.clock = now * 1_000_000
        for index, (version, suite) in enumerate(VERSIONS):
            telemetry(Connection(capture, 50112 + index, version, suite, certificate, str(key_log), server=("192.0.2.1", 3489)), notes, now)
            capture.wait(1)
        web(Connection(capture, 50114, version, suite, certificate, str(key_log), server=("192.0.2.1", 3489)))
        capture.wait(1)
        telemetry(Connection(capture, 50115, version, suite, certificate, str(key_log), server=("192.0.2.1", 4000)), Notes(), now)
        write_with_keys(capture, COMMENT, key_log, folder / f"{NAME}.pcapng", work)
    with open(folder / f"{NAME}.expect.json", "w", encoding="ascii") as file:
        json.dump({"capture": f"{NAME}.pcapng", "packets": notes.packets}, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
