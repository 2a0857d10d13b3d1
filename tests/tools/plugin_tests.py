# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of unit tests that try a plugin: PROGRAM --plugin PATH [arguments of unittest's]."""

import argparse
import sys
import unittest


def main(program):
    """Run the tests of a program. program: its globals(); PLUGIN among them becomes the path. Returns the exit code."""
    parser = argparse.ArgumentParser(description=program["__doc__"].split("\n\n")[0])
    parser.add_argument("--plugin", required=True, help="the plugin to try")
    options, rest = parser.parse_known_args()
    program["PLUGIN"] = options.plugin
    return 0 if unittest.main(argv=[sys.argv[0], *rest], exit=False).result.wasSuccessful() else 1
