#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""DTP/DIA where a case cannot hold it: statistics, values as numbers to calculate with, TLS on ports that are not its own, preferences of ports.

usage: test_dtpdia.py --plugin portlore.so
"""

import re
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

from capture_writer import CLIENT, Capture  # noqa: E402
from dtp_dia_writer import FLOAT, INFO, INT1, INT2, broken, packet  # noqa: E402
from run_tshark import Tshark  # noqa: E402

ENDS = (("192.0.2.10", 50112), ("192.0.2.1", 3489))
# Of each source and type: what the statistics must say of it. The last one is to be discarded.
READINGS = (
    packet(FLOAT, "1/2/3", 21.5, unit="degC"),
    packet(FLOAT, "1/2/3", -3.25, unit="degC"),
    packet(FLOAT, "1/2/3", 5.25, unit="degC"),
    packet(FLOAT, "1/2/3", float("nan"), unit="degC"),
    packet(FLOAT, "1/2/5", -4.5, unit="degC"),
    packet(FLOAT, "1/2/5", -6.5, unit="degC"),
    packet(INT1, "1/2/4", 45.6, unit="%"),
    packet(INT2, "1/2/4", 1.25),
    packet(INFO, "1/2/4", "ok"),
    broken(packet(FLOAT, "1/2/3", 99, unit="degC")),
)


class WithPlugin(unittest.TestCase):
    plugin = None

    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=cls.plugin)
        cls.addClassCleanup(cls.tshark.close)
        cls.capture = cls.write("readings.pcap", *READINGS)

    @classmethod
    def write(cls, name, *datagrams, ends=ENDS):
        """A capture of datagrams; returns its path."""
        capture = Capture()
        for data in datagrams:
            capture.add_datagram(CLIENT, *ends, data)
        path = cls.tshark.work / name
        capture.write(path)
        return path

    def run_tshark(self, *arguments):
        result = self.tshark.run(arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
        return result.stdout


class Statistics(WithPlugin):
    def tree(self, condition=""):
        """Rows of the statistics in order: (depth, name, count, lowest, highest); the last two are None where they are not told."""
        output = self.run_tshark("-q", "-r", self.capture, "-z", "dtpdia,tree" + condition)
        rows = []
        for line in output.split("---\n", 1)[1].splitlines():
            match = re.match(r"^( *)(\S.*?)  +(\d+)  +(?:-?\d+\.\d+ +(-?\d+\.\d+) +(-?\d+\.\d+) +)?\d", line)
            if match:
                rows.append((len(match[1]), match[2], int(match[3]), *(value and float(value) for value in match.group(4, 5))))
        return rows

    def test_packets_by_source_and_type(self):
        rows = self.tree()
        self.assertEqual(rows[0], (0, "Packets", 10, None, None))
        below, source = {}, None
        for row in rows[1:]:
            source = row[1] if row[0] == 1 else source
            below.setdefault(source, []).append(row[1:])
        self.assertEqual(sorted(below), ["1/2/3", "1/2/4", "1/2/5", "Wrong checksum, discarded"])
        self.assertEqual(sorted(below["1/2/3"]), [("1/2/3", 4, None, None), ("FLOAT, degC", 3, -3.25, 21.5),
                                                  ("FLOAT, degC, not finite", 1, None, None),
                                                  ("Highest: 21.5", 3, None, None), ("Lowest: -3.25", 3, None, None)])
        self.assertEqual(sorted(below["1/2/5"]), [("1/2/5", 2, None, None), ("FLOAT, degC", 2, -6.5, -4.5),
                                                  ("Highest: -4.5", 2, None, None), ("Lowest: -6.5", 2, None, None)])
        self.assertEqual([row[:2] for row in sorted(below["1/2/4"])], [("1/2/4", 3), ("Highest: 1.25", 1), ("Highest: 45.6", 1), ("INFO", 1),
                                                                       ("INT1, %", 1), ("INT2", 1), ("Lowest: 1.25", 1), ("Lowest: 45.6", 1)])
        self.assertEqual(below["Wrong checksum, discarded"], [("Wrong checksum, discarded", 1, None, None)])

    def test_values_that_single_precision_does_not_hold(self):
        """32 bits are more than the 24 of Wireshark's own range: a tenth is lost beyond 2^24 / 10."""
        values = (214748364.1, -214748364.7, 21.3, -214748364.8, 214748364.3)
        path = self.write("integers.pcap", *(packet(INT1, "1/2/3", value, unit="m") for value in values))
        for passes in ([], ["-2"]):
            output = self.run_tshark("-q", *passes, "-r", path, "-z", "dtpdia,tree")
            self.assertRegex(output, r"(?m)^ +Lowest: -214748364\.8 +5 ")
            self.assertRegex(output, r"(?m)^ +Highest: 214748364\.3 +5 ")
            self.assertEqual(len(re.findall(r"Lowest|Highest", output)), 2)
            self.assertRegex(output, r"INT1, m +5 +4\.04 ")  # the sum is 20.2

    def test_packets_that_a_filter_lets_through(self):
        self.assertEqual(self.tree(',dtpdia.id == "1/2/4"')[0], (0, "Packets", 3, None, None))

    def test_values_can_be_calculated_with(self):
        path = self.write("values.pcap", *READINGS[:3], READINGS[-1])  # 99 is to be discarded
        output = self.run_tshark("-q", "-r", path, "-z", "io,stat,0,MIN(dtpdia.value)dtpdia.value,MAX(dtpdia.value)dtpdia.value,"
                                 "AVG(dtpdia.value)dtpdia.value,COUNT(dtpdia.value)dtpdia.value")
        row = next(line for line in output.splitlines() if "<>" in line)
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", row.split("<>", 1)[1])]
        self.assertEqual(numbers[-4:], [-3.25, 21.5, 7.833333, 3])

    def test_findings_are_counted(self):
        output = self.run_tshark("-q", "-r", self.capture, "-z", "expert,note")
        self.assertRegex(output, r"1 +Checksum +DTP/DIA +Wrong checksum: the packet must be discarded")
        self.assertRegex(output, r"1 +Security +DTP/DIA +Telemetry in clear text")


class Elsewhere(WithPlugin):
    """On ports that are not its own."""

    def values(self, *arguments):
        return self.run_tshark(*arguments, "-Y", "dtpdia.value", "-T", "fields", "-e", "dtpdia.value").split()

    def test_ports_of_preferences(self):
        path = self.write("port-4000.pcap", READINGS[0], ends=(ENDS[0], ("192.0.2.1", 4000)))
        self.assertEqual(self.values("-r", path), [])
        self.assertEqual(self.values("-r", path, "-o", "dtpdia.udp.port:4000"), ["21.5"])
        self.assertEqual(self.values("-r", path, "-d", "udp.port==4000,dtpdia"), ["21.5"])

    def test_tls_on_another_port(self):
        path = PROJECT / "captures" / "dtp-dia-tls.pcapng"
        self.assertEqual(self.values("-r", path, "-d", "tls.port==4000,dtpdia"), ["21.5", "45.6"] * 3)
        for passes in ([], ["-2"]):
            self.assertEqual(self.values("-r", path, *passes, "--enable-heuristic", "dtpdia_tls"), ["21.5", "45.6"] * 3)
            self.assertEqual(self.values("-r", path, *passes), ["21.5", "45.6"] * 2)

    def test_the_protocol_can_be_disabled(self):
        self.assertEqual(self.values("-r", self.capture, "--disable-protocol", "dtpdia"), [])


if __name__ == "__main__":
    WithPlugin.plugin = sys.argv.pop(sys.argv.index("--plugin") + 1)
    sys.argv.remove("--plugin")
    unittest.main()
