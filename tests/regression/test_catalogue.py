#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""captures/ holds what captures/README.md says, and together its captures show every field, every expert info and every verdict.

usage: test_catalogue.py --plugin portlore.so

A field counts as shown where it stands in the tree of a capture, in two passes, as it is, or with the options of a line of the catalogue. What none
shows has to stand in captures/not-in-captures.txt, with the reason.
"""

import re
import shlex
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import plugin_tests  # noqa: E402
from catalogue import CAPTURES, PROJECT, lines_to_see, readings, rows  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from tshark_output import OURS  # noqa: E402

PLUGIN = None
TOO_LARGE = 4 * 1024 * 1024
# The verdicts, and the contents that are not the name of one of Wireshark's protocols.
VERDICTS = {"registered", "consistent", "known-unofficial", "unexpected", "unidentified", "silent", "refused", "unanswered"}
CONTENTS = {"junos-xml", "netconf", "tls", "ssl2", "http", "ssh", "telnet", "dtp-dia", "sepm", "esp", "text", "binary", "none"}
DOCUMENTATION = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
# Captures in which a connection may begin without a SYN, by the number of such connections; each is what the capture is about.
BEGIN_IN_THE_MIDDLE = {}


def reasons():
    """{field: reason} of captures/not-in-captures.txt."""
    found = {}
    for line in (CAPTURES / "not-in-captures.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            field, _, reason = line.partition(": ")
            found[field] = reason
    return found


def judged(registered, shown, given):
    """Problems with the fields: registered by the plugin, shown by captures, given with a reason."""
    return ([f"{field}: no capture shows it, and no reason is given" for field in sorted(registered - shown - set(given))] +
            [f"{field}: a reason is given, and a capture shows it" for field in sorted(set(given) & shown)] +
            [f"{field}: a reason is given, and there is no such field" for field in sorted(set(given) - registered)] +
            [f"{field}: the reason says nothing" for field, reason in sorted(given.items()) if len(reason.split()) < 5])


class Catalogue(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)
        cls.files = sorted(CAPTURES.glob("*.pcapng"))
        cls.shown, cls.values = set(), {"portlore.verdict": set(), "portlore.content": set()}
        for path, options in readings():
            cls.look_at(path, options)

    @classmethod
    def output(cls, *arguments):
        result = cls.tshark.run(arguments)
        if result.returncode or result.stderr:
            raise AssertionError(f"tshark {shlex.join(map(str, arguments))}: {result.returncode} {result.stderr}")
        return result.stdout

    @classmethod
    def look_at(cls, path, options):
        text = cls.output("-r", path, "-n", "-2", *options, "-T", "pdml")
        cls.shown |= {name for name in re.findall(r'<field name="([^"]+)"', text) if name.split(".")[0] in OURS}
        for field, found in cls.values.items():
            found |= set(re.findall(rf'<field name="{re.escape(field)}"[^>]* show="([^"]*)"', text))

    def registered(self):
        lines = (line.split("\t") for line in self.output("-G", "fields").splitlines())
        return {cells[2] for cells in lines if cells[0] == "F" and cells[2].split(".")[0] in OURS}

    def test_every_field_and_expert_info_is_in_a_capture(self):
        registered = self.registered()
        self.assertGreater(len(registered), 300)
        self.assertEqual(judged(registered, self.shown, reasons()), [])

    def test_every_verdict_and_content_is_in_a_capture(self):
        self.assertEqual(self.values["portlore.verdict"], VERDICTS)
        self.assertEqual(CONTENTS - self.values["portlore.content"], set())

    def test_the_judgement_can_fail(self):
        registered, shown = {"a.b", "a.c"}, {"a.b"}
        self.assertEqual(judged(registered, shown, {"a.c": "no capture can show this"}), [])
        for given in ({}, {"a.c": "because"}, {"a.c": "no capture can show this", "a.b": "no capture can show this"},
                      {"a.c": "no capture can show this", "a.d": "no capture can show this"}):
            self.assertEqual(len(judged(registered, shown, given)), 1, given)

    def test_the_catalogue_lists_the_files(self):
        listed = {row[0].strip("`"): row for row in rows() if row[0].endswith(".pcapng`")}
        self.assertEqual(sorted(listed), [path.name for path in self.files])
        counts = [[cell for cell in row if re.fullmatch(r"\d+", cell)][-1] for row in listed.values()]
        frames = [str(len(self.output("-r", CAPTURES / name, "-T", "fields", "-e", "frame.number").split())) for name in listed]
        self.assertEqual(dict(zip(listed, counts)), dict(zip(listed, frames)))
        for name, row in listed.items():
            self.assertIn(f"captures/{name}", row[-1])

    def test_every_line_to_see_something_shows_something(self):
        lines = lines_to_see()
        self.assertGreaterEqual(len(lines), len(self.files))
        for words in lines:
            with self.subTest(line=shlex.join(words)):
                self.assertTrue(self.output(*(PROJECT / word if word.startswith("captures/") else word for word in words[1:])).strip())

    def test_every_generator_is_told(self):
        text = (CAPTURES / "README.md").read_text(encoding="utf-8")
        there = {path.name for path in (CAPTURES / "generate").iterdir() if path.is_file()}
        self.assertEqual(sorted(name for name in there if f"`{name}`" not in text), [])
        told = set(re.findall(r"`(\w+\.(?:py|sh|java))`", text)) - {"capture_writer.py"}
        self.assertEqual(sorted(name for name in told if name not in there), [])

    def test_the_written_ones_are_what_is_written(self):
        result = subprocess.run([sys.executable, "-B", CAPTURES / "generate" / "written_captures.py", "--check"], stdout=subprocess.PIPE, encoding="utf-8",
                                check=False)
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_they_are_small(self):
        self.assertLess(sum(path.stat().st_size for path in self.files), TOO_LARGE)

    def test_addresses_are_of_documentation(self):
        nobody = " && ".join(f"!({version}.addr == {network})" for network in DOCUMENTATION for version in (["ipv6"] if ":" in network else ["ip"]))
        for path in self.files:
            self.assertEqual(self.output("-r", path, "-Y", f"(ip || ipv6) && {nobody}"), "", path.name)

    def test_connections_begin_with_their_handshake(self):
        for path in self.files:
            seen, without = set(), 0
            for line in self.output("-r", path, "-Y", "tcp && !icmp && !icmpv6", "-T", "fields", "-e", "tcp.stream", "-e", "tcp.flags.syn").splitlines():
                stream, syn = line.split("\t")
                without += stream not in seen and syn not in ("1", "True")
                seen.add(stream)
            self.assertEqual(without, BEGIN_IN_THE_MIDDLE.get(path.name, 0), path.name)

    def test_checksums_are_right(self):
        for path in self.files:
            self.assertEqual(self.output("-r", path, "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y",
                                         "tcp.checksum.status == 0 || udp.checksum.status == 0 || ip.checksum.status == 0"), "", path.name)


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
