#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules that every file of the source tree keeps."""

import re
import shutil
import subprocess
import unittest

from checkout import ROOT, source_files

SOURCE_SUFFIXES = {".c", ".h", ".py", ".sh", ".cmake", ".in"}
SOURCE_NAMES = {"CMakeLists.txt", "run"}
SHELL_SCRIPTS = ["try.sh", "test.sh", ".ci/run"]
MAX_LINES = 600
# The whole of Wireshark's own headers, as its -dev packages hold them.
WIRESHARK_HEADER = re.compile(r'^\s*#\s*include\s*[<"](wireshark/|epan/|wiretap/|wsutil/|ui/|wireshark\.h|ws_\w+\.h)', re.MULTILINE)

# Of the plugin's sources, the headers that every system has: ISO C, and the libraries. None of POSIX is among them.
ISO_C = {f"{name}.h" for name in ("assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbool "
                                  "stddef stdint stdio stdlib stdnoreturn string tgmath time uchar wchar wctype").split()}
LIBRARIES = re.compile(r"(glib\.h|glib/gstdio\.h|libxml/\w+\.h|gnutls/\w+\.h|epan/[\w/-]+\.h|wsutil/\w+\.h|wiretap/\w+\.h|wireshark\.h|ws_version\.h)")
SYSTEM_INCLUDE = re.compile(r"^\s*#\s*include\s*<([^>]*)>", re.MULTILINE)


def sources():
    return [path for path in source_files() if path.suffix in SOURCE_SUFFIXES or path.name in SOURCE_NAMES]


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


class Tree(unittest.TestCase):
    def test_the_sources_are_found(self):
        names = {str(path) for path in sources()}
        for name in ("try.sh", ".ci/run", "CMakeLists.txt", "plugin/plugin.c", "include/portlore/text.h", "tests/scripts/test_tree.py"):
            self.assertIn(name, names)

    def test_every_source_names_its_licence(self):
        without = [str(path) for path in sources() if "SPDX-License-Identifier: GPL-2.0-or-later" not in "".join(text_of(path).splitlines(True)[:6])]
        self.assertEqual(without, [])

    def test_no_source_outgrows_its_room(self):
        lengths = {str(path): len(text_of(path).splitlines()) for path in sources()}
        self.assertEqual({path: lines for path, lines in lengths.items() if lines > MAX_LINES}, {})

    def test_the_core_knows_nothing_of_wireshark(self):
        core = [path for path in sources() if str(path).startswith(("plugin/core/", "include/portlore/", "tests/unit/"))]
        self.assertGreater(len(core), 10)
        self.assertEqual([str(path) for path in core if WIRESHARK_HEADER.search(text_of(path))], [])
        # The dissectors do include them, in the way that is looked for.
        self.assertTrue(any(WIRESHARK_HEADER.search(text_of(path)) for path in sources() if str(path).startswith("plugin/dissect/")))

    def test_the_core_does_not_reach_up(self):
        upwards = re.compile(r'^\s*#\s*include\s*[<"][^>"]*(dissect|analyse)/', re.MULTILINE)
        self.assertEqual([str(path) for path in sources() if str(path).startswith("plugin/core/") and upwards.search(text_of(path))], [])

    def test_rooms_look_down_only(self):
        upwards = re.compile(r'^\s*#\s*include\s*[<"][^>"]*analyse/', re.MULTILINE)
        self.assertEqual([str(path) for path in sources() if str(path).startswith("plugin/dissect/") and upwards.search(text_of(path))], [])

    def test_the_plugin_includes_nothing_of_posix(self):
        """It is built on Windows, too. What it calls is held by tests/load/test_symbols.py."""
        included = {(str(path), name) for path in sources() if str(path).startswith(("plugin/", "include/")) for name in SYSTEM_INCLUDE.findall(text_of(path))}
        self.assertGreater(len(included), 100)
        self.assertEqual(sorted((path, name) for path, name in included if name not in ISO_C and not LIBRARIES.fullmatch(name)), [])

    def test_every_finding_is_counted(self):
        """The tables count findings, so each is raised by way of findings.h."""
        past = re.compile(r"\bexpert_(add_info|add_info_format|register_field_array)\(")
        raising = {str(path) for path in sources() if str(path).startswith("plugin/") and path.suffix == ".c" and past.search(text_of(path))}
        self.assertEqual(raising, {"plugin/dissect/findings.c"})

    def test_the_licence_is_whole(self):
        licence = text_of("LICENSE")
        self.assertIn("GNU GENERAL PUBLIC LICENSE\n                       Version 2, June 1991", licence)
        self.assertIn("END OF TERMS AND CONDITIONS", licence)

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_the_shell_scripts_pass_shellcheck(self):
        scripts = [str(path) for path in source_files() if path.suffix == ".sh" or str(path) in SHELL_SCRIPTS]
        result = subprocess.run(["shellcheck", "--external-sources", *scripts], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                encoding="utf-8", check=False)
        self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main()
