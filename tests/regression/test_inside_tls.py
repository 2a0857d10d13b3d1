#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What is inside TLS, with the keys, on each known port: the sample captures, moved from port to port.

    test_inside_tls.py --plugin PATH
"""

import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import plugin_tests  # noqa: E402
from capture_reader import Recorded  # noqa: E402
from run_tshark import Tshark  # noqa: E402

PLUGIN = None
CAPTURES = ROOT / "captures"
PORTS = (2821, 2867, 3220, 3221, 3489)

# Rows of the table of verdicts, and which port a recording has them on. What is not in a row is unexpected.
JUNOS_XML = ("junos-xml-tls", 3220, {3220: "registered"})
DTP_DIA = ("dtp-dia-tls", 3489, {3489: "registered"})
HTTP = {2867: "consistent"}


class InsideTls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)

    def moved(self, name, port, another):
        path = self.tshark.work / f"{name}-{another}.pcapng"
        path.write_bytes(Recorded(CAPTURES / f"{name}.pcapng").with_port(port, another))
        return path

    def run_tshark(self, *arguments):
        result = self.tshark.run(arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def sessions(self, capture, *arguments):
        """(content, verdict, TLS version) of each conversation on a known port."""
        rows = [line.split("\t") for line in self.run_tshark("-q", *arguments, "-r", capture, "-z", "portlore,sessions").splitlines()]
        columns = [rows[0].index(name) for name in ("content", "verdict", "tls")]
        return [tuple(row[column] for column in columns) for row in rows[1:-1]]

    def test_junos_xml(self):
        name, own, verdicts = JUNOS_XML
        requests = self.run_tshark("-r", CAPTURES / f"{name}.pcapng", "-Y", "xnm.rpc", "-T", "fields", "-e", "frame.number", "-e", "xnm.rpc.name")
        self.assertGreater(len(requests.splitlines()), 9)
        for port in PORTS:
            capture = self.moved(name, own, port)
            verdict = verdicts.get(port, "unexpected")
            for passes in ([], ["-2"]):
                with self.subTest(port=port, passes=passes):
                    self.assertEqual(self.sessions(capture, *passes), [("junos-xml", verdict, version) for version in ("TLS 1.2", "TLS 1.3")])
                    self.assertEqual(self.run_tshark("-r", capture, *passes, "-Y", "xnm.rpc", "-T", "fields", "-e", "frame.number", "-e", "xnm.rpc.name"),
                                     requests)
            flagged = self.run_tshark("-r", capture, "-2", "-Y", "portlore.unexpected", "-T", "fields", "-e", "tcp.stream").split()
            self.assertEqual(flagged, [] if verdict == "registered" else ["0", "1"])
            # Nobody reads these on the path.
            self.assertEqual(self.run_tshark("-r", capture, "-Y", "xnm.cleartext_login || xnm.cleartext_secret"), "")

    def test_dtp_dia_and_http(self):
        name, own, verdicts = DTP_DIA
        for port in PORTS:
            capture = self.moved(name, own, port)
            verdict = verdicts.get(port, "unexpected")
            expected = [("dtp-dia", verdict, "TLS 1.2"), ("dtp-dia", verdict, "TLS 1.3"), ("http", HTTP.get(port, "unexpected"), "TLS 1.3")]
            for passes in ([], ["-2"]):
                with self.subTest(port=port, passes=passes):
                    self.assertEqual(self.sessions(capture, *passes), expected)

    def test_the_users_choice_goes_first(self):
        """Decode As at tls.port, on the ports that have something registered and on those that have not."""
        name, own, _ = JUNOS_XML
        for port in PORTS:
            capture = self.moved(name, own, port)
            with self.subTest(port=port):
                self.assertEqual(self.run_tshark("-r", capture, "-d", f"tls.port=={port},data", "-Y", "xnm"), "")
                self.assertNotEqual(self.run_tshark("-r", capture, "-d", f"tls.port=={port},xnm", "-Y", "xnm.rpc"), "")

    def test_findings_under_decode_as(self):
        """Who has told Wireshark to decode a known port as TLS has the findings all the same."""
        for name, port in (("tls-vxatd", 2821), ("tls-certificates", 3220), ("tls-of-gnutls", 3489)):
            columns = [word for field in ("tcp.stream", "portlore.tls.finding", "portlore.tls.version", "vxat.role") for word in ("-e", field)]
            view = ["-r", CAPTURES / f"{name}.pcapng", "-2", "-Y", "portlore.tls.finding || portlore.tls.version || vxat.role", "-T", "fields", *columns]
            own = sorted(self.run_tshark(*view).splitlines())
            self.assertGreater(len(own), 3)
            with self.subTest(name=name):
                self.assertEqual(sorted(self.run_tshark("-d", f"tcp.port=={port},tls", *view).splitlines()), own)

    def test_nothing_is_unexpected_before_it_is_known(self):
        """On 3489 what is registered may be inside TLS: in one pass, too, nothing is flagged that turns out to fit."""
        capture = CAPTURES / "dtp-dia-tls.pcapng"
        for passes in ([], ["-2"]):
            flagged = self.run_tshark("-r", capture, *passes, "-Y", "portlore.unexpected", "-T", "fields", "-e", "tcp.stream").split()
            self.assertEqual(flagged, ["2"], "HTTP alone")

    def test_keys_from_a_file(self):
        """The keys in the file that the preference names show what those in the capture do, in TLS 1.0 to 1.3."""
        versions = set()
        for name in ("junos-xml-tls", "tls-junos-xml"):
            recorded = Recorded(CAPTURES / f"{name}.pcapng")
            capture, keys = self.tshark.work / f"{name}-without.pcapng", self.tshark.work / f"{name}.keys"
            capture.write_bytes(recorded.without_secrets())
            keys.write_bytes(recorded.key_log())
            columns = [word for field in ("frame.number", "xnm.rpc.name", "xnm.reply.to", "xnm.login.username", "xnm.session.release",
                                          "portlore.content", "portlore.verdict") for word in ("-e", field)]
            for passes in ([], ["-2"]):
                view = [*passes, "-Y", "portlore", "-T", "fields", *columns]
                with self.subTest(name=name, passes=passes):
                    shown = self.run_tshark("-r", CAPTURES / f"{name}.pcapng", *view)
                    self.assertIn("junos-xml", shown)
                    self.assertEqual(self.run_tshark("-r", capture, "-o", f"tls.keylog_file:{keys}", *view), shown)
                    self.assertNotIn("junos-xml", self.run_tshark("-r", capture, *view))
            versions |= {version for *_, version in self.sessions(capture)}
        self.assertEqual(versions, {"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"})

    def test_without_keys_nothing_is_inside(self):
        name, own, _ = JUNOS_XML
        capture = self.tshark.work / "without.pcapng"
        for port in PORTS:
            path = self.moved(name, own, port)
            capture.write_bytes(Recorded(path).without_secrets())
            self.assertEqual({content for content, *_ in self.sessions(capture)}, {"tls"})


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
