#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The recorded TLS handshakes cut short, with bits changed, and in segments of one byte.

usage: test_tls_damaged.py --plugin portlore.so

Damaged captures crash nothing and run into no dissector bug that Wireshark's own TLS does not run into without the plugin; in segments of one
byte the conversations show what they show whole. The same bytes are changed on every run: editcap gets its seed.

Exit status: 0 holds, 1 not.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tls_captures import FINDING, NAMES, capture_of, findings_by_conversation

import plugin_tests
import tls_reference
from capture_reader import Recorded, connections_of
from capture_writer import CLIENT, Capture, TcpConversation
from tshark_output import Dissector

PLUGIN = None
SNAP_LENGTHS = (66, 90, 150, 400, 1000)
SEEDS = (1, 2, 3)
# Share of the bytes that editcap changes, at most.
ERRORS = "0.01"
# Bytes of each side of a connection that are sent in segments of one: the handshakes of the captures end before.
BYTES = 4500
FIELDS = (FINDING, *tls_reference.OF_HANDSHAKES, *tls_reference.OF_CERTIFICATES, "portlore.tls.certificates", "vxat.role", "vxat.domain", "vxat.host")
# What tshark ends with when a file ends inside a packet; 14 since 4.6.
CUT_SHORT = (0, 2, 14)
CRIES = ("AddressSanitizer", "runtime error", "Warning **", "CRITICAL **")
BUG = re.compile(r"Dissector bug, protocol .*, in packet .*")
PORTS = (2821, 2867, 3220, 3221, 3489)
# Freed memory is poisoned. A dissector bug does not end the run here, for Wireshark's TLS has some of its own.
POISONED = {"WIRESHARK_DEBUG_WMEM_OVERRIDE": "strict"}


class TestCase(plugin_tests.WithAndWithout):
    def path(self, name):
        return Path(self.folder.name) / name


class Damaged(TestCase):
    def bugs_of_wireshark(self, path):
        """What Wireshark's own TLS says of the capture without the plugin."""
        decode = [word for port in PORTS for word in ("-d", f"tcp.port=={port},tls")]
        return BUG.findall(self.without.run(["-r", str(path), "-n", "-2", *decode, "-V"], environment=POISONED).stderr)

    def survives(self, path, cut=False):
        """Run over a capture, in two passes with everything printed. cut: the file ends inside a packet, which tshark says."""
        result = self.tshark.run(["-r", str(path), "-n", "-2", "-V"], environment=POISONED)
        self.assertIn(result.returncode, CUT_SHORT if cut else (0,), result.stderr)
        self.assertIn("[Port ", result.stdout)
        for cry in CRIES:
            self.assertNotIn(cry, result.stdout + result.stderr)
        bugs = BUG.findall(result.stderr)
        if bugs:
            self.assertEqual(bugs, self.bugs_of_wireshark(path))
        elif cut:
            self.assertIn("cut short in the middle of a packet", result.stderr)
        else:
            self.assertEqual(result.stderr, "")

    def edited(self, name, *options):
        """Path of the capture as editcap changes it: without its keys, which editcap does not write into pcap."""
        plain, path = self.path("plain.pcapng"), self.path("edited.pcapng")
        plain.write_bytes(Recorded(capture_of(name)).without_secrets())
        subprocess.run(["editcap", *options, plain, path], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return path

    def test_short_packets(self):
        for name in NAMES:
            for length in SNAP_LENGTHS:
                with self.subTest(capture=name, snap_length=length):
                    self.survives(self.edited(name, "-s", str(length)))

    def test_short_files(self):
        for name in NAMES:
            content = capture_of(name).read_bytes()
            for parts in (1, 2, 3):
                with self.subTest(capture=name, quarters=parts):
                    path = self.path("cut.pcapng")
                    # Not at the end of a block, which are of whole 32-bit words.
                    path.write_bytes(content[:len(content) * parts // 4 // 4 * 4 + 1])
                    self.survives(path, cut=True)

    def test_changed_bytes(self):
        for name in NAMES:
            for seed in SEEDS:
                with self.subTest(capture=name, seed=seed):
                    self.survives(self.edited(name, "--seed", str(seed), "-E", ERRORS))

    def test_changed_bytes_with_keys(self):
        for name in NAMES:
            for seed in SEEDS[:1]:
                with self.subTest(capture=name, seed=seed):
                    content = Recorded(capture_of(name))
                    changed = Recorded(self.edited(name, "--seed", str(seed), "-E", ERRORS))
                    self.assertNotEqual(changed.frames, content.frames)
                    path = self.path("keys.pcapng")
                    path.write_bytes(changed.with_secrets_of(content))
                    self.survives(path)


class OneByOne(TestCase):
    def in_single_bytes(self, name, size):
        """Path of the capture anew, with each side's first bytes in segments of this size."""
        capture = Capture()
        recorded = Recorded(capture_of(name))
        for client, server, sent in connections_of(recorded):
            left = {side: BYTES for side in (CLIENT, "server")}
            capture.clock = max(capture.clock, sent[0].time) if capture.frames else sent[0].time
            tcp = TcpConversation(capture, client, server, initial_sequences=(1000 * client[1], 500 * client[1]))
            tcp.handshake()
            for piece in sent:
                payload = piece.payload[:left[piece.side]]
                left[piece.side] -= len(payload)
                tcp.send(piece.side, payload, size=size, acknowledge=False)
            tcp.close()
        path = self.path(f"{name}.pcap")
        capture.write(path)
        return path, len(capture.frames)

    def shown(self, path, two_pass):
        """{number: {field: [values]}} of the conversations; findings in no order, for what one segment told together now comes as it is known."""
        conversations = findings_by_conversation(Dissector(self.tshark, path), two_pass, FIELDS)
        for fields in conversations.values():
            fields[FINDING].sort()
        return conversations

    def test_single_bytes_show_what_whole_segments_do(self):
        for name in NAMES:
            with self.subTest(capture=name):
                whole = self.shown(capture_of(name), True)
                path, frames = self.in_single_bytes(name, 1)
                self.assertGreater(frames, 1000)
                for two_pass in (True, False):
                    self.assertEqual(self.shown(path, two_pass), whole)


if __name__ == "__main__":
    if shutil.which("editcap") is None:
        sys.exit("test_tls_damaged.py: editcap is not installed")
    sys.exit(plugin_tests.main(globals()))
