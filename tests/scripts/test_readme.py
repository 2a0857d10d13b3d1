#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Everything that README.md tells a person to type works, in the order in which it stands there, for an ordinary user in a fresh checkout.

Blocks marked `sh` are run. Blocks marked `console` hold commands after "$ " and what they print: each line has to come, in that order; a line
of "..." stands for any lines, and "..." at the end of a line for the rest of it. Commands that would start these tests again are not run.
"""

import re
import unittest

from checkout import IS_ROOT, ROOT, Checkout, source_files

# Of these it is tested that they are there and are programs.
RECURSING = {"./test.sh", "./test.sh --quick", "./test.sh -R regression"}
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# Rows of the map of the source: a folder, or one file of it.
PLACE = re.compile(r"^\| \[`([^`]*)`\]\(([^)]*)\) \|", re.MULTILINE)
# Folders of which the map names each folder in them.
ROOMS = ("", "plugin", "plugin/core", "tests")
RECIPES = 10


def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


def places():
    """{what the map of the source names: what it links to}"""
    text = readme()
    return dict(PLACE.findall(text[text.index("<!-- map of the source: begin -->"):text.index("<!-- map of the source: end -->")]))


def rooms():
    """The folders that the map has to name, below ROOT."""
    folders = {folder for path in source_files() for folder in path.parents}
    return {str(folder) for folder in folders if str(folder) != "." and str(folder.parent if str(folder.parent) != "." else "") in ROOMS}


def blocks(marks):
    """(mark, text, line number) of each block with one of the marks."""
    text = readme()
    return [(match[1], match[2], text.count("\n", 0, match.start()) + 2) for match in BLOCK.finditer(text) if match[1] in marks]


def commands_with_output(text):
    """A console block as [(command, [lines of output])]."""
    commands = []
    for line in text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif commands:
            commands[-1][1].append(line.rstrip())
        else:
            raise ValueError(f"output before the first command: {line!r}")
    return commands


def same_line(expected, line):
    return line.startswith(expected[:-3]) if expected.endswith("...") else line == expected


def first_missing(expected, actual):
    """The first expected line that the actual ones do not have where it has to be; None if all are there."""
    position, anywhere = 0, False
    for line in expected:
        if line == "...":
            anywhere = True
            continue
        while anywhere and position < len(actual) and not same_line(line, actual[position]):
            position += 1
        if position >= len(actual) or not same_line(line, actual[position]):
            return line
        position, anywhere = position + 1, False
    return None if anywhere or position == len(actual) else "(the end)"


class Readme(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.checkout = Checkout(as_ordinary_user=IS_ROOT)
        cls.addClassCleanup(cls.checkout.close)

    def run_block(self, command, line):
        if command.strip() in RECURSING:
            program = self.checkout.source / command.split()[0]
            self.assertTrue(program.stat().st_mode & 0o111, f"README.md:{line}: {program} is no program")
            return ""
        result = self.checkout.run("bash", "-euo", "pipefail", "-c", command)
        self.assertEqual(result.returncode, 0, f"README.md:{line}: {command}\n{result.stdout}{result.stderr}")
        return result.stdout

    def test_what_it_tells_to_type(self):
        found = blocks(("sh", "console"))
        self.assertGreater(len(found), 3)
        for mark, text, line in found:
            with self.subTest(line=line):
                if mark == "sh":
                    # One by one: some are alternatives of which one recurses.
                    for command in text.splitlines():
                        self.run_block(command, line)
                    continue
                for command, expected in commands_with_output(text):
                    actual = [row.rstrip() for row in self.run_block(command, line).splitlines()]
                    missing = first_missing(expected, actual)
                    self.assertIsNone(missing, "\n".join(actual) + f"\nREADME.md:{line}: {command} does not print: {missing}")

    def test_the_two_commands_are_told(self):
        commands = "".join(text for _, text, _ in blocks(("sh", "console")))
        for command in ("./try.sh", "./test.sh", "cmake --install build"):
            self.assertIn(command, commands)

    def test_every_block_is_marked(self):
        self.assertEqual([line for _, _, line in blocks(("",))], [])

    def test_files_that_it_names_are_there(self):
        for target in re.findall(r"\]\(([^)#:]+)\)", readme()):
            self.assertTrue((ROOT / target).exists(), target)

    def test_the_map_of_the_source_is_true(self):
        named = {name.rstrip("/") for name in places()}
        self.assertEqual(sorted(rooms() - named - {"plugin", "plugin/core", "include", "tests"}), [], "folders that the map does not name")
        for name, target in places().items():
            self.assertTrue((ROOT / name).exists(), name)
            self.assertTrue((ROOT / target).exists(), target)
            self.assertTrue(target.startswith(name.rstrip("/")), (name, target))

    def test_every_known_port_is_in_the_table(self):
        registry = (ROOT / "plugin" / "core" / "registry" / "registry.xml").read_text(encoding="utf-8")
        ports = set(re.findall(r'<entry port="(\d+)"', registry))
        self.assertGreater(len(ports), 10)
        table = "".join(line for line in readme().splitlines() if line.startswith("| tcp/"))
        self.assertEqual(sorted(port for port in ports if not re.search(rf"\b{port}\b", table)), [])

    def test_there_are_recipes_enough(self):
        use = readme().split("\n## Use it\n")[1].split("\n## ")[0]
        self.assertGreaterEqual(len([command for command in re.findall(r"^(?:\$ )?(tshark .*)$", use, re.MULTILINE) if "captures/" in command]), RECIPES)

    def test_every_document_is_linked(self):
        for path in sorted((ROOT / "docs").glob("*.md")):
            self.assertIn(f"](docs/{path.name}", readme())

    def test_documents_name_what_is_there(self):
        for path in sorted((ROOT / "docs").glob("*.md")):
            for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
                self.assertTrue((path.parent / target).exists(), f"{path.name}: {target}")

    def test_headings_that_are_linked_are_there(self):
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
            for target, heading in re.findall(r"\]\(([^)#:]*)#([^)]*)\)", path.read_text(encoding="utf-8")):
                text = ((path.parent / target) if target else path).read_text(encoding="utf-8")
                anchors = {re.sub(r"[^a-z0-9 -]", "", line.lstrip("#").strip().lower()).replace(" ", "-") for line in text.splitlines() if line.startswith("#")}
                self.assertIn(heading, anchors, f"{path.name}: {target}")

    def test_the_comparison_can_fail(self):
        actual = ["a", "b", "c and more"]
        for expected in (["a", "b", "c and more"], ["..."], ["a", "..."], ["...", "c..."], ["a", "...", "c and more"]):
            self.assertIsNone(first_missing(expected, actual), expected)
        for expected in ([], ["a"], ["b", "..."], ["...", "d"], ["...", "b", "a"], ["a", "b", "c"], ["a", "c..."], ["a", "b", "c...", "d"]):
            self.assertIsNotNone(first_missing(expected, actual), expected)


if __name__ == "__main__":
    unittest.main()
