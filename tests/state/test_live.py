#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What comes live is shown as what is read from a file; and each file of a ring buffer as if it were read alone, whatever the one before it left.

tshark captures from its standard input, which needs no right to a network interface. For a ring buffer that has to be a pcap file: of pcapng, tshark
shows the first file of the ring only."""

import gzip
import struct
import sys
import threading
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

import plugin_tests  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from tshark_output import STRICT  # noqa: E402

PLUGIN = None
PCAP_HEADER, PACKET_HEADER = 24, 16
SECONDS_MOST = 120
CAPTURES = ("junos-xml-session", "junos-xml-refused", "netconf-tls", "sepm", "tls-vxatd", "dtp-dia-session")
# Of the regression cases. TLS is not among them: Wireshark 4.0 itself ends at a capture that begins in the middle of some handshakes.
CASES = {"sepm-kinds": 30, "tables": 60, "pipelining": 9}
FIELDS = ("frame.number", "_ws.col.protocol", "_ws.col.info", "portlore.content", "portlore.verdict", "portlore.evidence", "portlore.tls.finding",
          "portlore.notes_in", "xnm.rpc.name", "xnm.reply.to", "xnm.session.user", "xnm.gap.bytes", "vxat.role", "sepm.kind", "sepm.username",
          "dtpdia.value", "_ws.expert.message")


def in_pieces(stream, packets):
    """The bytes of a little-endian pcap file, as (bytes, packets in them): the first piece with the file's header."""
    at, begun, count = PCAP_HEADER, 0, 0
    while at < len(stream):
        at += PACKET_HEADER + struct.unpack_from("<I", stream, at + 8)[0]
        count += 1
        if count == packets or at == len(stream):
            yield stream[begun:at], count
            begun, count = at, 0


class Live(unittest.TestCase):
    def setUp(self):
        self.tshark = Tshark(plugin=PLUGIN)
        self.addCleanup(self.tshark.close)
        columns = {} if self.tshark.version >= (4, 2, 0) else {"_ws.col.protocol": "_ws.col.Protocol", "_ws.col.info": "_ws.col.Info"}
        names = [columns.get(name, name) for name in FIELDS]
        self.options = ["-l", "-T", "fields", *(word for name in names for word in ("-e", name))]

    def run_tshark(self, arguments, stream=None):
        result = self.tshark.run([*arguments, *self.options], input=stream, text=False, environment=STRICT)
        self.assertEqual(result.returncode, 0, result.stderr.decode("utf-8", "replace"))
        return result.stdout.decode("utf-8").splitlines()

    def run_in_step(self, arguments, stream, packets):
        """As run_tshark(), but so many packets at a time, when those before are shown: tshark may lose its way in a ring that runs ahead of it."""
        process = self.tshark.start(self.tshark.program, [*arguments, *self.options], environment=STRICT)
        watch = threading.Timer(SECONDS_MOST, process.kill)
        watch.start()
        lines = []
        for piece, count in in_pieces(stream, packets):
            process.stdin.buffer.write(piece)
            process.stdin.flush()
            lines += [process.stdout.readline().rstrip("\n") for _ in range(count)]
        process.stdin.close()
        lines += process.stdout.read().splitlines()
        process.stdout.close()
        self.assertEqual(process.wait(), 0)
        watch.cancel()
        return lines

    def test_live_as_from_a_file(self):
        for name in CAPTURES:
            with self.subTest(name):
                path = PROJECT / "captures" / f"{name}.pcapng"
                expected = self.run_tshark(["-r", path])
                self.assertGreater(len({line.split("\t")[4] for line in expected}), 1, "no verdict")
                self.assertEqual(self.run_tshark(["-i", "-"], path.read_bytes()), expected)

    def test_each_file_of_a_ring_alone(self):
        for name, packets in CASES.items():
            with self.subTest(name):
                folder = self.tshark.new_folder(name)
                (capture,) = (PROJECT / "tests" / "regression" / "cases" / name).glob("capture.pcap*")
                stream = capture.read_bytes()
                stream = gzip.decompress(stream) if capture.suffix == ".gz" else stream
                told = self.run_in_step(["-i", "-", "-b", f"packets:{packets}", "-w", str(folder / "ring.pcap"), "-P"], stream, packets)
                files = sorted(folder.iterdir())
                self.assertGreater(len(files), 2)
                self.assertEqual(told, [line for path in files for line in self.run_tshark(["-r", path])])


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
