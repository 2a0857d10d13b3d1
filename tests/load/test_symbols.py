#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin exports what Wireshark looks for and nothing else, and takes only what its libraries export. Argument: PLUGIN."""

import re
import subprocess
import sys
import unittest

# Wireshark's doc/README.plugins, section 3.2; plugin_describe since 4.2.
ENTRY_POINTS = {"plugin_version", "plugin_want_major", "plugin_want_minor", "plugin_register", "plugin_describe"}


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}).stdout


def symbols(path, which, kinds):
    """Dynamic symbols without their version; which: option of nm. kinds: letters of nm that count, None for all."""
    found = set()
    for line in output("nm", "--dynamic", which, "--format=posix", path).splitlines():
        name, kind = line.split()[:2]
        if kinds is None or kind in kinds:
            found.add(name.split("@")[0])
    return found


def needed(path):
    """Paths of the libraries that the file itself names, as the loader finds them."""
    names = re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "--dynamic", "--wide", path))
    found = dict(re.findall(r"^\s*(\S+) => (\S+)", output("ldd", path), re.MULTILINE))
    return {name: found.get(name) for name in names}


class Symbols(unittest.TestCase):
    plugin = None

    def test_exports_the_entry_points_only(self):
        self.assertEqual(symbols(self.plugin, "--defined-only", None), ENTRY_POINTS)

    def test_every_library_is_found(self):
        libraries = needed(self.plugin)
        self.assertTrue(any(name.startswith("libwireshark.so") for name in libraries), libraries)
        self.assertEqual([name for name, path in libraries.items() if path is None], [])

    def test_every_symbol_comes_from_a_library_that_is_named(self):
        available = set()
        for path in needed(self.plugin).values():
            available |= symbols(path, "--defined-only", None)
        # Weak ones (w) may stay without definition: the compiler's and the linker's own.
        wanted = symbols(self.plugin, "--undefined-only", {"U"})
        self.assertIn("proto_register_plugin", wanted)
        self.assertEqual(sorted(wanted - available), [])


if __name__ == "__main__":
    Symbols.plugin = sys.argv.pop(1)
    unittest.main()
