#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What Wireshark's own TLS dissector shows stays: on the known ports with the plugin it is what Decode As shows without it.

usage: test_tls_shown.py --plugin portlore.so

Recorded sessions with their keys, and synthetic handshakes of cases/: of each frame the protocols, the columns and the whole tree of TLS, the
decrypted length included. What is inside may have another name: there the plugin's dissectors stand for data.

Exit status: 0 holds, 1 not.
"""

import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

import plugin_tests  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from tls_captures import NAMES as RECORDED  # noqa: E402

PLUGIN = None
PORTS = (2821, 2867, 3220, 3221, 3489)
APPLICATION = re.compile(r"(?<=Application Data Protocol: ).*")

# Not those in segments of a few bytes: there a front waits until it knows what it has, and TCP shows the bytes in a later frame.
CASES = ("tls-findings-of-suites", "tls-findings-of-hellos", "tls-findings-of-key-exchanges", "tls-findings-of-certificates", "tls-findings-of-offers",
         "tls-findings-of-ssl2", "tls-findings-in-their-frames", "tls-versions", "tls-hello-of-ssl2", "tls-certificates-not-shown", "tls-alerts",
         "tls-certificate-fields", "tls-mid-session", "tls-gaps", "vxatd", "vxatd-elsewhere")


def tls_trees(pdml):
    """Of each frame the names and labels of everything in the trees of TLS, in order."""
    frames = []
    for packet in ElementTree.fromstring(pdml).iter("packet"):
        items = [item for proto in packet.iterfind("proto[@name='tls']") for item in proto.iter()]
        lines = [(item.get("name"), item.get("showname") or item.get("show")) for item in items]
        # What is inside goes by another name: in an item, and in the title of the record that holds it.
        frames.append([(name, APPLICATION.sub("", label or "")) for name, label in lines if name != "tls.app_data_proto"])
    return frames


class Shown(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.without, cls.with_plugin = Tshark(), Tshark(plugin=PLUGIN)

    @classmethod
    def tearDownClass(cls):
        cls.without.close()
        cls.with_plugin.close()

    def _run(self, plugin, capture, further, passes, arguments):
        tshark = self.with_plugin if plugin else self.without
        result = tshark.run(["-r", str(capture), "-n", *passes, *further, *arguments])
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def _decode_as(self, ports, name="tls"):
        return [word for port in ports for word in ("-d", f"tcp.port=={port},{name}")]

    def _compare(self, capture, others, columns, front=None):
        """others: ports that neither side knows by itself. columns: whether Protocol and Info have to be the same. front: options by which the plugin
        fronts TLS, in place of its ports."""
        known = self._decode_as(PORTS)
        for passes in ([], ["-2"]):
            with self.subTest(capture=capture.name if capture.parent.name == "captures" else capture.parent.name, passes=passes):
                both = [(False, known + self._decode_as(others)), (True, self._decode_as(others) if front is None else front)]
                protocols = [self._run(plugin, capture, further, passes, ["-T", "fields", "-e", "frame.number", "-e", "frame.protocols"])
                             for plugin, further in both]
                self.assertIn(":tls", protocols[0])
                self.assertEqual("tls_portlore:tls" in protocols[1], front is not None)
                same = re.sub(r"\btls_portlore:", "", re.sub(r"\bxnm\b", "data", protocols[1]))
                self.assertEqual(protocols[0].splitlines(), same.splitlines())
                if columns:
                    lists = [self._run(plugin, capture, further, passes, []) for plugin, further in both]
                    self.assertEqual(lists[0].splitlines(), lists[1].splitlines())
                trees = [tls_trees(self._run(plugin, capture, further, passes, ["-T", "pdml"])) for plugin, further in both]
                self.assertGreater(sum(map(len, trees[0])), 20)
                for number, (expected, got) in enumerate(zip(*trees), 1):
                    self.assertEqual(expected, got, f"frame {number}")
                self.assertEqual(len(trees[0]), len(trees[1]))

    def test_with_keys(self):
        for name in ("junos-xml-tls", "netconf-tls", *RECORDED):
            self._compare(PROJECT / "captures" / f"{name}.pcapng", (6513, 4000), columns=False)

    def test_synthetic(self):
        for name in CASES:
            self._compare(next((HERE / "cases" / name).glob("capture.pcap*")), (), columns=True)

    def test_fronted_by_decode_as(self):
        for capture in (PROJECT / "captures" / "junos-xml-tls.pcapng", PROJECT / "captures" / "netconf-tls.pcapng"):
            self._compare(capture, (6513, 4000), columns=False, front=self._decode_as((*PORTS, 6513, 4000), "tls_portlore"))
        for name in ("tls-findings-of-hellos", "tls-findings-of-ssl2", "tls-certificate-fields", "tls-in-pieces"):
            self._compare(next((HERE / "cases" / name).glob("capture.pcap*")), (), columns=True, front=self._decode_as(PORTS, "tls_portlore"))

    def test_fronted_by_heuristic(self):
        """On 443 and 4433, which are not known."""
        capture = HERE / "cases" / "tls-any-port-by-heuristic" / "capture.pcap"
        self._compare(capture, (4433, 8443), columns=True, front=["--enable-heuristic", "tls_portlore"])

    def test_the_comparison_can_fail(self):
        capture = HERE / "cases" / "tls-findings-of-ssl2" / "capture.pcap"
        whole = tls_trees(self._run(False, capture, self._decode_as(PORTS), [], ["-T", "pdml"]))
        self.assertTrue(any(name.startswith("tls.") for frame in whole for name, _ in frame))
        self.assertNotEqual(whole, tls_trees(self._run(False, capture, [], [], ["-T", "pdml"])))


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
