#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write the sample captures of what is hard to record: what peers should not send, networks that lose it, servers that refuse.

usage: written_captures.py [--check] [FOLDER]        default: captures/

Each capture is a row of scenarios of the regression tests, ten minutes apart, each with client ports of its own. Every run writes the same bytes.
--check writes nothing, and fails where a file in FOLDER differs from what would be written.
"""

import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REGRESSION = HERE.parent.parent / "tests" / "regression"
sys.path.insert(0, str(REGRESSION))

import finish_capture  # noqa: E402
import generate  # noqa: E402
from scenarios.case import REGISTERED, Case  # noqa: E402

from capture_writer import PROTOCOL_TCP, PROTOCOL_UDP, Capture  # noqa: E402

NANOSECONDS = 1000
SECONDS_APART = 600
# The scenarios' clients use ports of the range that systems take them from now; each scenario has a part of it.
CLIENT_PORTS = range(50000, 52000)
PORTS_APART = 1000
FIRST_PORT_BEHIND = 65536

# name: (what the file's own comment says, scenarios)
CAPTURES = {
    "known-ports": (
        "Connections to the known ports that come to nothing or to something else: silent, refused, unanswered, a scan, other protocols.",
        ("verdict-silent", "verdict-refused", "verdict-unanswered", "verdict-syn-with-data", "contents-handed-over", "html-on-3221", "not-xml-on-3221",
         "dtp-dia-never-proven", "public-client-documentation", "scan")),
    "known-ports-udp": ("Datagrams on the known ports: DTP/DIA, what nothing recognises, refused and unanswered ones.", ("verdict-udp",)),
    "server-limits": ("More connections to tcp/3221 at a time, and in a minute, than Junos takes.", ("limits-by-default",)),
    "junos-xml-operations": (
        "Loads, commits, locks, errors, warnings, prompts and old forms of the login in the Junos XML management protocol (tcp/3221).",
        ("login-with-challenge", "login-of-older-shapes", "operations", "load-of-what-is-kept", "errors-and-warnings", "abort", "pipelining",
         "attributes-and-operations", "message-id-in-junos-xml", "processing-instructions")),
    "junos-xml-losses": (
        "Sessions of the Junos XML management protocol (tcp/3221) of which the capture lacks something, or which break off.",
        ("gap-in-a-reply", "gap-over-a-request", "retransmission", "out-of-order", "not-delivered-of-junos-xml", "reset-in-a-reply", "fin-in-a-request")),
    "junos-xml-hostile": (
        "What no peer should send in the Junos XML management protocol (tcp/3221): broken markup, document types, bad characters.",
        ("doctype", "doctype-with-external-entity", "junk-between-messages", "wrong-end-tag", "broken-off-in-its-tag", "raw-credentials",
         "bad-characters", "long-argument")),
    "netconf": ("NETCONF 1.0 in clear on tcp/3221, with notifications.", ("netconf-1.0", "netconf-notifications")),
    "sepm-probes": ("Requests to tcp/8443 and 9090 in the form of known vulnerabilities of SEPM.", ("sepm-exploits",)),
    "web-logins": (
        "Logins to SEPM and ESP of HPCC Systems: before the server is known by its answer, by form, by JSON, and in bodies too long to be read.",
        ("sepm-before-the-proof", "sepm-rest-logins", "sepm-bodies-not-read", "esps-logins")),
    "dtp-dia-rules": (
        "DTP/DIA (tcp/3489, udp/3489): each rule of the drafts broken once, noise between packets, times that wrap, identification with retries.",
        ("dtp-dia-broken-rules", "dtp-dia-resynchronised", "dtp-dia-udp", "dtp-dia-timestamps", "dtp-dia-identification")),
    "dtp-dia-truncated": ("DTP/DIA (udp/3489): datagrams that end before their packet does, and packets that were not captured whole.",
                          ("dtp-dia-truncated",)),
    "dtp-dia-draft-00": ("DTP/DIA after draft-avsolov-dtpdia-00 (tcp/3489).", ("dtp-dia-draft-00",)),
    "dtp-dia-line": ("DTP/DIA on a serial line, with a link type of the user's, USER0.", ("dtp-dia-line",)),
    "tls-hellos": ("TLS handshakes: what hellos offer and accept, and renegotiation. The certificates are made up, the ciphertext is noise.",
                   ("tls-hellos", "tls-renegotiation")),
}


class SharedCapture(Capture):
    """A capture that several scenarios write to, each as if it were alone."""

    def __init__(self):
        super().__init__()
        self.shift = 0

    def next_scenario(self):
        """What comes now is of another scenario, later, and from other client ports."""
        self.wait(SECONDS_APART)
        self.shift += PORTS_APART

    def _moved(self, port):
        moved = port + self.shift if port in CLIENT_PORTS else port
        if moved >= FIRST_PORT_BEHIND:
            raise ValueError(f"no port is left for a client's {port}")
        return moved

    def add(self, from_side, source, destination, protocol, segment):
        if protocol not in (PROTOCOL_TCP, PROTOCOL_UDP) or not self.shift:
            return super().add(from_side, source, destination, protocol, segment)
        ports = struct.pack("!HH", *(self._moved(port) for port in struct.unpack_from("!HH", segment)))
        number = super().add(from_side, source, destination, protocol, ports + segment[4:])
        moment, frame = self.frames[-1]
        self.frames[-1] = (moment, finish_capture.with_checksum(frame))
        return number


def content_of(name):
    """The bytes of a capture."""
    about, scenarios = CAPTURES[name]
    capture = SharedCapture()
    for index, scenario in enumerate(scenarios):
        if index:
            capture.next_scenario()
        case = Case(scenario, "")
        case.capture = capture
        REGISTERED[scenario](case)
        if case.capture is not capture and len(scenarios) > 1:
            raise ValueError(f"{scenario} makes a capture of its own")
        capture = case.capture
    comment = f"{about} Written by captures/generate/written_captures.py of Portlore; servers, clients, names and secrets are made up"
    return finish_capture.pcapng([(moment * NANOSECONDS, frame) for moment, frame in capture.frames], comment, capture.link_type, capture.snap_length)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    folder = Path(arguments[0]) if arguments else HERE.parent
    differ = 0
    for name in CAPTURES:
        path, content = folder / f"{name}.pcapng", content_of(name)
        if path.is_file() and path.read_bytes() == content:
            continue
        differ += 1
        if "--check" in sys.argv:
            print(f"differs: {path}")
        else:
            path.write_bytes(content)
            print(f"written: {path}")
    return 1 if differ and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
