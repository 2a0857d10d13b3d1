#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmarks can be run, and say what they measured. Argument: the plugin."""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCH = Path(__file__).resolve().parent / "bench.py"
sys.path.insert(0, str(BENCH.parent.parent / "tools"))
sys.path.insert(0, str(BENCH.parent))

from inputs import Inputs  # noqa: E402
from junos_xml import exchanges  # noqa: E402
from measure import CannotMeasure, Work  # noqa: E402
from other_traffic import other_traffic  # noqa: E402
from rows import COUNTED, TIMED, Row  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from web_traffic import traffic_on_8443  # noqa: E402

PACKETS = 200
# Of small captures, what is beyond something else can be below 0.
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (-?[\d,.]+) (s|ms|M|MiB) \| (-?[\d,.]+) \4 \| (-?\d+\.\d+) \| ([\d.]+) \|  \|$", re.MULTILINE)


def bench(*arguments):
    return subprocess.run([sys.executable, "-B", BENCH, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)


class Command(unittest.TestCase):
    plugin = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.inputs = Path(folder.name)
        self.inputs.chmod(0o755)

    def quick(self, *names):
        """The rows of a quick run, as tuples of texts."""
        result = bench("--plugin", self.plugin, "--inputs", str(self.inputs), "--quick", *names)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return ROW.findall(result.stdout)

    def test_times_every_row(self):
        rows = self.quick(*TIMED)
        self.assertEqual(len(rows), len(TIMED) + 5)  # five have two rows: texts, JSON, the filter, the large reply, linearity
        targets = [float(target) for *_, target in rows]
        self.assertEqual(targets, [1.25, 1.25, 1.6, 0.4, 0.4, 1, 1, 1, 1, 1.8, 1.8, 1.3, 3, 1.1, 1.1, 1.25, 1.5, 1.2])

    def test_counts_instructions(self):
        rows = self.quick("other-traffic", "start-up")
        self.assertEqual([(unit, target) for _, _, _, unit, _, _, target in rows], [("M", "1.01"), ("M", "1.03")])
        for _, _, taken, _, reference, ratio, _ in rows:
            taken, reference = (float(number.replace(",", "")) for number in (taken, reference))
            self.assertGreater(reference, 1)
            self.assertAlmostEqual(float(ratio), taken / reference, delta=0.02)

    def test_refuses_what_it_does_not_know(self):
        self.assertEqual(bench("--plugin", self.plugin, "other").returncode, 2)
        self.assertEqual(bench("start-up").returncode, 2)
        result = bench("--plugin", "/dev/null", "--inputs", str(self.inputs), "start-up")
        self.assertEqual(result.returncode, 1)
        self.assertIn("bench.py: ", result.stderr)

    def test_names_its_rows(self):
        result = bench("--list")
        self.assertEqual((result.returncode, result.stdout.split()), (0, [*TIMED, *COUNTED]))

    def test_tells_whether_a_target_is_reached(self):
        self.assertTrue(Row("", "", "", "", 1.25, 1.25).reached)
        self.assertFalse(Row("", "", "", "", 1.26, 1.25).reached)

    def test_notices_a_run_that_does_not_do_what_it_says(self):
        with Tshark() as without:
            path = Inputs(self.inputs).get("junos", 1000, 10_000).path
            Work(without, path, proof="tcp").check()
            with self.assertRaises(CannotMeasure):
                Work(without, path, proof="http").check()
            with self.assertRaises(CannotMeasure):
                Work(without, path, ("-Y", "no such field")).run()


class Captures(unittest.TestCase):
    plugin = None

    def found(self, tshark, capture, wanted):
        result = tshark.run(["-r", capture, "-Y", wanted])
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return len(result.stdout.splitlines())

    def test_replies_are_as_long_as_they_are_called(self):
        for size in (1000, 65536, 1_600_000):
            for _, reply in exchanges(size):
                self.assertTrue(size - 8 <= len(reply) <= size, (size, len(reply)))

    def test_captures_are_what_they_are_called(self):
        with Tshark(plugin=self.plugin) as tshark:
            inputs = Inputs(tshark.new_folder("inputs"))
            junos = inputs.get("junos", 65536, 200_000)
            self.assertEqual(junos.units, 4 * 65536)
            self.assertEqual(junos.spanning, junos.units)
            self.assertEqual(self.found(tshark, junos.path, "xnm.reply.to && xnm.message.length == 65535"), 4)  # and a line end behind it
            self.assertEqual(self.found(tshark, junos.path, "xnm.malformed || xnm.gap || _ws.malformed || tcp.analysis.flags"), 0)
            one = inputs.get("junos-one", 200_000)
            self.assertEqual(self.found(tshark, one.path, "xnm.reply.to && xnm.message.length == 199999"), 1)
            tls = inputs.get("tls", 10)
            self.assertEqual(self.found(tshark, tls.path, "tls.handshake.type == 1 && portlore.port == 2821"), 10)
            self.assertGreater(self.found(tshark, tls.path, "vxat"), 0)
            dtp_dia = inputs.get("dtp-dia", 100)
            self.assertEqual(self.found(tshark, dtp_dia.path, "dtpdia.value || dtpdia.text"), 100)
            self.assertEqual(self.found(tshark, dtp_dia.path, "dtpdia.checksum.status != \"Good\" || _ws.malformed"), 0)

    def test_other_traffic_is_what_it_is_called(self):
        """Wireshark names the protocols, and the plugin has nothing to say."""
        with Tshark(plugin=self.plugin) as tshark:
            capture = tshark.work / "other.pcap"
            other_traffic(PACKETS).write(capture)
            for wanted, expected in (("dns", True), ("http", True), ("ssh", True), ("portlore || xnm || _ws.malformed", False)):
                self.assertEqual(self.found(tshark, capture, wanted) > 0, expected, wanted)

    def test_traffic_on_8443_is_what_it_is_called(self):
        with Tshark(plugin=self.plugin) as tshark:
            for kind, protocol in (("web", "http"), ("tls", "tls"), ("binary", "data")):
                capture = tshark.work / f"{kind}.pcap"
                traffic_on_8443(kind, PACKETS).write(capture)
                for wanted, expected in ((f"{protocol} && tcp.port == 8443", True), ("portlore || sepm || esps || _ws.malformed", False)):
                    self.assertEqual(self.found(tshark, capture, wanted) > 0, expected, wanted)


if __name__ == "__main__":
    Command.plugin = Captures.plugin = sys.argv.pop()
    unittest.main()
