#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmarks can be run, and say what they measured. Argument: the plugin."""

import re
import subprocess
import sys
import unittest
from pathlib import Path

BENCH = Path(__file__).resolve().parent / "bench.py"
sys.path.insert(0, str(BENCH.parent.parent / "tools"))
sys.path.insert(0, str(BENCH.parent))

from other_traffic import other_traffic  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from web_traffic import traffic_on_8443  # noqa: E402

PACKETS = 200
ROW = re.compile(r"^(.+?)  +the plugin absent +([\d,]+) +([\d,]+) +(\d\.\d{4}) +(\d\.\d\d)$", re.MULTILINE)


def bench(*arguments):
    return subprocess.run([sys.executable, "-B", BENCH, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)


class Bench(unittest.TestCase):
    plugin = None

    def test_tells_ratios_of_what_it_counted(self):
        result = bench("--plugin", self.plugin, "--packets", str(PACKETS), "--runs", "1", "other-traffic", "web-on-8443", "start-up")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        rows = ROW.findall(result.stdout)
        self.assertEqual([(name.split()[-1], target) for name, _, _, _, target in rows], [("port", "1.01"), ("web-on-8443", "1.01"), ("tshark", "1.03")])
        for _, with_plugin, without, ratio, _ in rows:
            with_plugin, without = (int(number.replace(",", "")) for number in (with_plugin, without))
            self.assertGreater(without, 1_000_000)
            self.assertAlmostEqual(float(ratio), with_plugin / without, places=3)

    def test_refuses_what_it_does_not_know(self):
        self.assertEqual(bench("--plugin", self.plugin, "other").returncode, 2)
        result = bench("--plugin", "/dev/null", "start-up")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("bench.py: ", result.stderr)

    def test_other_traffic_is_what_it_is_called(self):
        """Wireshark names the protocols, and the plugin has nothing to say."""
        with Tshark(plugin=self.plugin) as tshark:
            capture = tshark.work / "other.pcap"
            other_traffic(PACKETS).write(capture)
            for wanted, expected in (("dns", True), ("http", True), ("ssh", True), ("portlore || xnm || _ws.malformed", False)):
                result = tshark.run(["-r", capture, "-Y", wanted])
                self.assertEqual((result.returncode, bool(result.stdout)), (0, expected), wanted)

    def test_traffic_on_8443_is_what_it_is_called(self):
        with Tshark(plugin=self.plugin) as tshark:
            for kind, protocol in (("web", "http"), ("tls", "tls"), ("binary", "data")):
                capture = tshark.work / f"{kind}.pcap"
                traffic_on_8443(kind, PACKETS).write(capture)
                for wanted, expected in ((f"{protocol} && tcp.port == 8443", True), ("portlore || sepm || esps || _ws.malformed", False)):
                    result = tshark.run(["-r", capture, "-Y", wanted])
                    self.assertEqual((result.returncode, bool(result.stdout)), (0, expected), wanted)


if __name__ == "__main__":
    Bench.plugin = sys.argv.pop()
    unittest.main()
