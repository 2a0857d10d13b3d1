#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin exports what Wireshark looks for and nothing else, and takes only what its libraries export. Argument: PLUGIN."""

import re
import subprocess
import sys
import unittest

# Wireshark's doc/README.plugins, section 3.2; plugin_describe since 4.2.
ENTRY_POINTS = {"plugin_version", "plugin_want_major", "plugin_want_minor", "plugin_register", "plugin_describe"}

# The functions of ISO C's library (C11, section 7) that take no system's word for anything but memory, text and standard output.
ISO_C = set("abs atoi calloc exit fflush fputs fprintf free isalnum isalpha isdigit isspace longjmp malloc memchr memcmp memcpy memmove memset printf putc "
            "putchar puts qsort bsearch realloc setjmp snprintf stdout stderr strchr strcmp strcpy strcspn strlen strncmp strncpy strpbrk strrchr strspn "
            "strstr strtod strtol strtoul strtoull tolower toupper vsnprintf".split())
# What stands for them on Linux: what compilers make of memcmp() (bcmp), their checks, the macro setjmp, and g_stat() of GLib, which is stat() there.
STAND_INS = {"bcmp", "_setjmp", "__sigsetjmp", "__cxa_finalize", "__stack_chk_fail", "__isoc23_strtol", "__isoc23_strtoul", "__isoc23_strtoull", "stat"}


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

    def test_nothing_of_posix_is_called(self):
        """Of the C library, what every system has: the same source is built on Windows."""
        text = output("nm", "--dynamic", "--undefined-only", "--with-symbol-versions", self.plugin)
        called = {name.split("@")[0] for name in re.findall(r"\sU (\S+@GLIBC\S*)", text)}
        self.assertIn("memcpy", called)
        self.assertEqual(sorted(name for name in called if name not in ISO_C | STAND_INS and not re.fullmatch(r"__(\w+)_chk", name)), [])


if __name__ == "__main__":
    Symbols.plugin = sys.argv.pop(1)
    unittest.main()
