#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a release stands on: one version, a changelog in its form, and a workflow that others can run."""

import re
import unittest

from checkout import ROOT, source_files

PROJECT = re.compile(r"^project\(portlore VERSION (\d+\.\d+\.\d+) ", re.MULTILINE)
# https://keepachangelog.com/en/1.1.0/
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
RELEASE = re.compile(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


def changelog_problems(text, version):
    """What is not in the form of Keep a Changelog 1.1.0. version: the project's, as numbers."""
    problems, releases, kinds = [], [], None
    for line in text.splitlines():
        if line.startswith("## "):
            match = RELEASE.fullmatch(line[3:])
            if line[3:] != "[Unreleased]" and not match:
                problems.append(f"no release: {line}")
            releases.append(tuple(int(match[part]) for part in (1, 2, 3)) if match else (float("inf"),))
            kinds = []
        elif line.startswith("### "):
            if kinds is None or line[4:] not in KINDS or line[4:] in kinds:
                problems.append(f"no kind of change: {line}")
            else:
                kinds.append(line[4:])
        elif line.startswith("- ") and not kinds:
            problems.append(f"of no kind: {line}")
    if releases != sorted(set(releases), reverse=True):
        problems.append("the releases are not in order, the latest first")
    if not releases or (releases[0] != (float("inf"),) and releases[0] != version):
        problems.append("the first release is not the project's version")
    return problems


class Release(unittest.TestCase):
    def setUp(self):
        self.version = PROJECT.search(text_of("CMakeLists.txt"))[1]
        self.numbers = tuple(int(part) for part in self.version.split("."))

    def test_the_version_is_in_one_place(self):
        literal = re.compile(rf"(?<![\d.]){re.escape(self.version)}(?![\d.])")
        self.assertEqual(len(literal.findall(text_of("CMakeLists.txt"))), 1)
        sources = [path for path in source_files() if path.suffix in (".c", ".h", ".py", ".sh", ".cmake", ".in", ".txt", ".yml", ".xml", ".md")]
        elsewhere = [str(path) for path in sources if str(path) not in ("CMakeLists.txt", "CHANGELOG.md") and "cases" not in path.parts and
                     literal.search(text_of(path))]
        self.assertEqual(elsewhere, [])

    def test_the_changelog_has_its_form(self):
        self.assertEqual(changelog_problems(text_of("CHANGELOG.md"), self.numbers), [])

    def test_the_form_can_be_missed(self):
        good = "## [Unreleased]\n### Added\n- a\n## [3.1.0] - 2026-01-31\n### Fixed\n- b\n"
        self.assertEqual(changelog_problems(good, (3, 1, 0)), [])
        for before, after in (("### Added", "### New"), ("[3.1.0]", "3.1.0"), ("-01-31", "-31-01"), ("## [Unreleased]\n", "## [3.0.9] - 2025-01-01\n"),
                              ("### Fixed\n", ""), ("- b", "- b\n### Fixed")):
            self.assertNotEqual(changelog_problems(good.replace(before, after), (3, 1, 0)), [], after)
        self.assertNotEqual(changelog_problems(good.replace("## [Unreleased]\n### Added\n- a\n", ""), (3, 2, 0)), [])

    def test_the_workflow_is_marked_and_pinned(self):
        """It has run nowhere, and says so; its actions are pinned to major versions, and it may read the repository only."""
        text = text_of(".github/workflows/build.yml")
        self.assertIn("NOT RUN YET", text)
        uses = re.findall(r"uses: *(\S+)", text)
        self.assertGreater(len(uses), 3)
        self.assertEqual([name for name in uses if not re.fullmatch(r"actions/[a-z-]+@v\d+", name)], [])
        self.assertRegex(text, r"(?m)^permissions:\n  contents: read$")
        self.assertEqual(set(re.findall(r"(?m)^  (\w+):\n    name:", text)), {"linux", "macos", "windows"})
        self.assertIn("nobody has run it yet", text_of("docs/building.md"))


if __name__ == "__main__":
    unittest.main()
