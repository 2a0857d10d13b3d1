#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""./test.sh and .ci/run, on a few tests that do not start these again."""

import re
import unittest

from checkout import IS_ROOT, Checkout

FEW = ("--quick", "-R", "^(load.plugin|unit.text)$")


class Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.checkout = Checkout(as_ordinary_user=IS_ROOT)
        cls.addClassCleanup(cls.checkout.close)
        # What CMake remembers stays. The fuzz targets are another compiler's, and none of the few.
        cls.checkout.run("cmake", "-S", cls.checkout.source, "-B", cls.checkout.source / "build-test", "-DPORTLORE_FUZZ=OFF")
        cls.few = cls.checkout.run(cls.checkout.source / "test.sh", *FEW, cwd="/")

    def test_runs_the_tests_and_ends_with_the_summary(self):
        self.assertEqual(self.few.returncode, 0, self.few.stdout + self.few.stderr)
        self.assertEqual([line for line in self.few.stdout.splitlines() if line.startswith("==> ")],
                         ["==> Looking for what the build and the tests need",
                          f"==> Building in {self.checkout.source}/build-test, warnings as errors",
                          "==> Running the tests"])
        self.assertIn("\n100% tests passed, 0 tests failed out of 2\n", self.few.stdout)
        self.assertRegex(self.few.stdout, r"\nTotal Test time \(real\) = .*\n\Z")

    def test_warnings_are_errors(self):
        cache = (self.checkout.source / "build-test" / "CMakeCache.txt").read_text(encoding="utf-8")
        self.assertIn("PORTLORE_WERROR:BOOL=ON\n", cache)

    def test_fails_when_a_test_fails(self):
        result = self.checkout.run("./test.sh", *FEW, PORTLORE_TSHARK="/bin/true")
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("50% tests passed, 1 tests failed out of 2", result.stdout)

    def test_plugin_comes_first_and_quick_leaves_out_the_builds(self):
        listed = re.findall(r"^ +Test +#\d+: (.*)$", self.checkout.run("./test.sh", "--quick", "-N").stdout, re.MULTILINE)
        self.assertEqual(listed[0], "load.plugin")
        self.assertEqual([name for name in listed if name.startswith("compat.")], [])
        everything = self.checkout.run("ctest", "-N", cwd=self.checkout.source / "build-test").stdout
        for name in ("compat.clang", "compat.sanitizers", "compat.trixie", "compat.sid"):
            self.assertIn(f": {name}\n", everything)

    def test_tests_of_tshark_wait_for_the_plugin(self):
        """One of them alone brings load.plugin with it, and does not run when that fails."""
        result = self.checkout.run("./test.sh", "-R", "^regression.junos-xml-session$", "--quick", PORTLORE_TSHARK="/bin/true")
        self.assertNotEqual(result.returncode, 0)
        self.assertRegex(result.stdout, r"regression\.junos-xml-session \.*\*\*\*Not Run")

    def test_a_compiler_error_is_shown(self):
        source = self.checkout.source / "plugin" / "core" / "text" / "text.c"
        before = source.read_text(encoding="utf-8")
        self.addCleanup(source.write_text, before, encoding="utf-8")
        source.write_text(before + "\nstatic int unused_here;\n", encoding="utf-8")
        result = self.checkout.run("./test.sh", *FEW)
        self.assertEqual(result.returncode, 1)
        self.assertIn("unused_here", result.stderr)
        self.assertNotIn("==> Running the tests", result.stdout)

    def test_help(self):
        result = self.checkout.run("./test.sh", "--help")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("Usage: ./test.sh", result.stdout)

    def test_ci_runs_it_and_returns_its_exit_code(self):
        script = self.checkout.source / "test.sh"
        before = script.read_text(encoding="utf-8")
        self.addCleanup(script.write_text, before, encoding="utf-8")
        script.write_text('echo "test.sh: $# arguments"; exit 7\n', encoding="utf-8")
        result = self.checkout.run("bash", self.checkout.source / ".ci" / "run", cwd="/")
        self.assertEqual((result.returncode, result.stdout), (7, "test.sh: 0 arguments\n"))


if __name__ == "__main__":
    unittest.main()
