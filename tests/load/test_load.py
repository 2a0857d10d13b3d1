#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark loads the plugin, and it registers the protocols and fields that are promised. Arguments: PLUGIN VERSION.

fields.txt holds the promise, one field a line: its name and its type. A field that is in only one of the two, list or plugin, fails the test.
"""

import re
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from run_tshark import run_tshark  # noqa: E402

PROTOCOLS = ("dtpdia", "esps", "portlore", "sepm", "tls_portlore", "vxat", "xnm")


def rows(report, plugin):
    """The lines of tshark -G REPORT, split at tabs, without what fills up columns."""
    result = run_tshark(["-G", report], plugin=plugin)
    if result.returncode != 0:
        raise AssertionError(f"tshark -G {report} ended with {result.returncode}: {result.stderr}")
    return [[cell.strip() for cell in line.split("\t")] for line in result.stdout.splitlines()]


def protocols(plugin):
    return [row[2] for row in rows("protocols", plugin)]


def fields(plugin):
    """(name, type) of each field that belongs to the protocols of the plugin, in the order of registration."""
    return [(row[2], row[3]) for row in rows("fields", plugin) if row[0] == "F" and row[2].split(".")[0] in PROTOCOLS]


def promised():
    lines = (HERE / "fields.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split()) for line in lines if line and not line.startswith("#")]


def preferences():
    """(name, title, description) of each preference that the plugin's source registers, with its module."""
    call = re.compile(r"prefs_register_(?!protocol|static)\w+_preference\(\s*\w+,\s*((?:[^()]|\([^()]*\))*?)\);")
    found = []
    for path in sorted((ROOT / "plugin").rglob("*.c")):
        for match in call.finditer(path.read_text(encoding="utf-8")):
            texts = re.sub(r'"\s*[A-Z_]*\s*"', "", match[1])
            found.append(tuple(re.match(r'"([^"]*)",\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"', texts).groups()))
    return found


class WithPlugin(unittest.TestCase):
    plugin = None
    version = None

    def test_is_loaded_in_its_version(self):
        loaded = [row[:3] for row in rows("plugins", self.plugin) if row[0] == "portlore.so"]
        self.assertEqual(loaded, [["portlore.so", self.version, "dissector"]])

    def test_registers_its_protocols_once(self):
        registered = protocols(self.plugin)
        for name in PROTOCOLS:
            self.assertEqual(registered.count(name), 1, name)

    def test_registers_the_promised_fields_once(self):
        registered = fields(self.plugin)
        self.assertEqual(sorted(registered), sorted(set(registered)), "registered twice")
        self.assertEqual(sorted(set(promised()) - set(registered)), [], "in fields.txt only")
        self.assertEqual(sorted(set(registered) - set(promised())), [], "in the plugin only")

    def test_every_preference_is_explained(self):
        """Wireshark knows each preference that is in the source, and its help says more than its title."""
        registered = [(name, title, description) for name, title, description in preferences()]
        self.assertGreater(len(registered), 20)
        for name, title, description in registered:
            self.assertGreater(len(description), len(title), name)
            self.assertNotIn(title.lower(), description.lower(), name)
        text = run_tshark(["-G", "defaultprefs"], plugin=self.plugin).stdout
        known = re.findall(r"^#?(?:xnm|portlore|dtpdia|sepm|esps|vxat)\.(\w+):", text, re.MULTILINE)
        tables = {"quick_notes"}  # kept in files of their own
        self.assertEqual(sorted(name for name, *_ in registered if name not in tables), sorted(set(known) - tables))

    def test_says_nothing_on_standard_error(self):
        for arguments in (["-G", "plugins"], ["-r", ROOT / "captures" / "junos-xml-session.pcapng", "-V"]):
            result = run_tshark(arguments, plugin=self.plugin)
            self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)


class WithoutPlugin(unittest.TestCase):
    """The same questions have other answers without it, so they can fail."""

    def test_nothing_of_it_is_there(self):
        self.assertNotIn("portlore.so", [row[0] for row in rows("plugins", None)])
        self.assertEqual([name for name in protocols(None) if name in PROTOCOLS], [])
        self.assertEqual(fields(None), [])

    def test_no_two_fields_are_one_to_elasticsearch(self):
        """-T ek writes an underscore for each dot."""
        names = [name.replace(".", "_") for name, _ in promised()]
        self.assertEqual(sorted(name for name in set(names) if names.count(name) > 1), [])

    def test_the_list_of_fields_has_no_field_twice(self):
        names = [name for name, _ in promised()]
        self.assertEqual(sorted(names), sorted(set(names)))
        self.assertGreater(len(names), 30)


if __name__ == "__main__":
    WithPlugin.version = sys.argv.pop(2)
    WithPlugin.plugin = sys.argv.pop(1)
    unittest.main()
