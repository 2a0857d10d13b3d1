# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of unit tests that try a plugin: PROGRAM --plugin PATH [arguments of unittest's]."""

import argparse
import sys
import tempfile
import unittest

from run_tshark import Tshark


class WithAndWithout(unittest.TestCase):
    """cls.tshark has the plugin of the program, cls.without has none; cls.folder is removed at the end."""

    @classmethod
    def setUpClass(cls):
        cls.without, cls.tshark = Tshark(), Tshark(plugin=sys.modules[cls.__module__].PLUGIN)
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.without.close()
        cls.tshark.close()
        cls.folder.cleanup()


def main(program):
    """Run the tests of a program. program: its globals(); PLUGIN among them becomes the path. Returns the exit code."""
    parser = argparse.ArgumentParser(description=program["__doc__"].split("\n\n")[0])
    parser.add_argument("--plugin", required=True, help="the plugin to try")
    options, rest = parser.parse_known_args()
    program["PLUGIN"] = options.plugin
    return 0 if unittest.main(argv=[sys.argv[0], *rest], exit=False).result.wasSuccessful() else 1
