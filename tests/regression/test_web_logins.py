#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Logins at SEPM and HPCC ESP in the tables and in the list of credentials, and that nothing of Portlore's tells what is masked.

usage: test_web_logins.py --plugin portlore.so

Which secrets there are is what scenarios/sepm_logins.py sends.

Exit status: 0 holds, 1 not.
"""

import json
import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tools"), str(HERE)]

import plugin_tests  # noqa: E402
from run_tshark import Tshark  # noqa: E402

PLUGIN = None
PASSES = ([], ["-2"])
OURS = ("sepm", "esps", "portlore")
TABLES = ("portlore,sessions", "portlore,sessions-json", "portlore,servers", "portlore,tree", "credentials")
CREDENTIAL = re.compile(r"^(\d+) +(SEPM|ESP) +(.*?) +password sent, in clear text *$", re.MULTILINE)
EXAMPLE = re.compile(r"Example-\w+|0123456789ABCDEF0123456789ABCDEF|4711")


def texts_of(fields):
    """Every text in what -T json has of a protocol."""
    if isinstance(fields, dict):
        for name, value in fields.items():
            yield name
            yield from texts_of(value)
    elif isinstance(fields, list):
        for value in fields:
            yield from texts_of(value)
    else:
        yield str(fields)


class WebLogins(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)

    def run_tshark(self, name, *arguments):
        result = self.tshark.run(["-n", "-r", str(HERE / "cases" / name / "capture.pcap"), *arguments])
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def credentials(self, name, *arguments):
        return [(int(frame), protocol, user) for frame, protocol, user in CREDENTIAL.findall(self.run_tshark(name, "-q", "-z", "credentials", *arguments))]

    def sessions(self, name, *arguments):
        rows = [line.split("\t") for line in self.run_tshark(name, "-q", "-z", "portlore,sessions", *arguments).splitlines()]
        return [dict(zip(rows[0], row)) for row in rows[1:-1]]

    def test_credentials(self):
        """A row for each password, at the frame that tells it, with the user's name."""
        expected = {
            "esps-logins": [(6, "ESP", "lee"), (8, "ESP", "lee"), (12, "ESP", "lee"), (12, "ESP", "lee"), (16, "ESP", "lee")],
            "sepm-logins-when-proven": [(8, "SEPM", "kim"), (12, "SEPM", "kim"), (16, "SEPM", "kim")],
        }
        for name, rows in expected.items():
            for passes in PASSES:
                with self.subTest(name=name, passes=passes):
                    self.assertEqual(self.credentials(name, *passes), rows)
        for name in ("sepm-rest-logins", "sepm-before-the-proof", "sepm-forms-in-segments"):
            told = self.run_tshark(name, "-Y", "sepm.password", "-T", "fields", "-e", "frame.number", "-e", "sepm.password", "-e", "sepm.username")
            rows = []
            for line in told.splitlines():
                frame, passwords, users = line.split("\t")
                rows += [(int(frame), "SEPM", user) for _, user in zip(passwords.split(","), users.split(","))]
            for passes in PASSES:
                with self.subTest(name=name, passes=passes):
                    self.assertEqual(self.credentials(name, *passes), rows)
            self.assertGreater(len(rows), 5)

    def test_sessions(self):
        """Who logged in, and with what success: of a form a session's cookie tells, and nothing of another server's."""
        for passes in PASSES:
            with self.subTest(passes=passes):
                self.assertEqual([(row["user"], row["login"]) for row in self.sessions("esps-logins", *passes)],
                                 [("lee", "success"), *[("-", "-")] * 3])
                self.assertEqual([(row["user"], row["login"]) for row in self.sessions("sepm-logins-when-proven", *passes)], [("kim", "unknown")])
                # Of each connection that is proven and the one beside it: Basic counts whatever the server is, a form and a cookie do not.
                proven, other = [("jane", "success"), ("-", "-"), ("-", "-"), ("kim", "unknown")], [("jane", "success"), *[("-", "-")] * 3]
                found = self.sessions("sepm-before-the-proof", *passes)
                self.assertEqual({(row["requests"], row["unanswered"], row["errors"]) for row in found if row["content"] == "sepm"}, {("1", "0", "0")})
                self.assertEqual([(row["user"], row["login"]) for row in found if row["content"] == "sepm"], proven * 3)
                self.assertEqual([(row["user"], row["login"]) for row in found if row["port"] == "3489" and row["content"] == "http"], other)

    def assert_nothing_told(self, name, options):
        """None of our fields, in any form of tshark's output, and none of our tables."""
        def told(texts):
            return sorted({found for text in texts for found in EXAMPLE.findall(text)})

        packets = json.loads(self.run_tshark(name, *options, "-T", "json", "-J", " ".join(OURS), "--no-duplicate-keys"))
        layers = [layers[ours] for layers in (packet["_source"]["layers"] for packet in packets) for ours in OURS if ours in layers]
        self.assertGreater(len(layers), 3)
        self.assertEqual(told(text for layer in layers for text in texts_of(layer)), [])
        document = ElementTree.fromstring(self.run_tshark(name, *options, "-T", "pdml"))
        fields = [field for proto in document.iter("proto") if proto.get("name") in OURS for field in (proto, *proto.iter("field"))]
        self.assertGreater(len(fields), 10)
        self.assertEqual(told(field.get(kind, "") for field in fields for kind in ("show", "showname", "name")), [])
        verbose = self.run_tshark(name, *options, "-O", ",".join(OURS))
        ours = re.findall(r"^(?:In the form of )?(?:Symantec Endpoint|ESP of HPCC|Port \d)[^\n]*\n(?: +[^\n]*\n)*", verbose, re.MULTILINE)
        self.assertGreater(len(ours), 3)
        self.assertEqual(told(ours), [])
        for table in TABLES:
            self.assertEqual(told([self.run_tshark(name, *options, "-q", "-z", table)]), [])

    def test_nothing_masked_is_told(self):
        for name in ("esps-logins", "sepm-logins-when-proven", "sepm-before-the-proof", "sepm-rest-logins"):
            shown = self.run_tshark(name, "-O", ",".join(OURS))
            self.assertIn(" Example-", shown)
            for display in ("mask", "omit"):
                for passes in PASSES:
                    with self.subTest(name=name, display=display, passes=passes):
                        self.assert_nothing_told(name, ["-o", f"xnm.secrets:{display}", *passes])

    def test_the_check_can_fail(self):
        with self.assertRaises(AssertionError):
            self.assert_nothing_told("sepm-rest-logins", [])


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
