#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""include/portlore/ is the manual of the core: every public function is explained there, and used."""

import re
import unittest

from checkout import ROOT, source_files

HEADERS = sorted(path for path in source_files() if str(path).startswith("include/portlore/"))
# Declares what Wireshark defines.
OF_WIRESHARK = "wireshark_compat.h"
# A declaration of a function at the beginning of a line: what it returns, its name, its parameters.
FUNCTION = re.compile(r"^(?!typedef|static|return|#|/\*)([A-Za-z_][\w \t]*[ *]+)(\w+)\(([^;{]*)\);", re.MULTILINE)
# Words that tell whose what a pointer points to is, or how long it is there.
OWNERSHIP = re.compile(r"\b(free|freed|belongs?|static|owns?|owned|same|until|valid|lives?|caller|borrowed|copy|copied|points? into|part of|kept|keep)\b",
                       re.IGNORECASE)
# Parameters that count something, and words that tell what.
COUNTING = re.compile(r"\b(size_t|uint32_t|uint64_t|unsigned|int)\s+(\w*(?:length|size|offset|position|time|seconds|bytes)\w*)\b")
UNITS = re.compile(r"\b(bytes?|octets?|bits?|characters?|seconds?|(milli|micro|nano)seconds|packets?|elements?|kilobytes)\b|_(bytes|octets|bits|seconds)\b",
                   re.IGNORECASE)

# One that does what another does says so, and the other tells the rest.
AS_ANOTHER = re.compile(r"\b[Aa]s \w+\(\)")


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


def comment_above(text, position):
    """The comment right above what stands at a position, or above the lines without a gap that it is one of; None without one."""
    lines = text[:position].splitlines()
    while lines and lines[-1].strip() and not lines[-1].rstrip().endswith("*/"):
        lines.pop()
    if not lines or not lines[-1].strip():
        return None
    end = len(lines)
    while lines and not lines[-1].lstrip().startswith("/*"):
        lines.pop()
    return "\n".join(text.splitlines()[len(lines) - 1:end]) if lines else None


def functions():
    """(header, what it returns, name, parameters, comment) of every public function."""
    for path in HEADERS:
        text = text_of(path)
        for match in FUNCTION.finditer(text):
            yield path.name, match[1].strip(), match[2], match[3], comment_above(text, match.start())


def problems_of(header, returned, name, parameters, comment):
    """What is missing of a function's explanation."""
    found = []
    if comment is None:
        return [f"{header}: {name}() is not explained"]
    if AS_ANOTHER.search(comment):
        return []
    if "*" in returned and not OWNERSHIP.search(comment):
        found.append(f"{header}: {name}() does not say whose its result is")
    counting = COUNTING.search(parameters)
    if counting and not UNITS.search(comment):
        found.append(f"{header}: {name}() does not say in what {counting[2]} counts")
    return found


class Headers(unittest.TestCase):
    def test_every_function_is_explained(self):
        self.assertGreater(len(list(functions())), 150)
        self.assertEqual([problem for row in functions() for problem in problems_of(*row)], [])

    def test_every_header_says_what_it_is_for(self):
        for path in HEADERS:
            first = text_of(path).split("*/")[0].splitlines()
            self.assertEqual(first[0], f"/* {path.name}", path)
            self.assertGreater(len(first[1].split()), 3, path)

    def test_every_function_is_there_and_used(self):
        """Defined once, and called by another file than that: of the plugin, or of a test that looks at what cannot be seen otherwise."""
        sources = {str(path): text_of(path) for path in source_files() if path.suffix == ".c" and str(path).startswith(("plugin/", "tests/"))}
        words = {path: set(re.findall(r"\w+", text)) for path, text in sources.items()}
        for header, _, name, _, _ in functions():
            mentioned = [path for path in sources if name in words[path]]
            defining = re.compile(rf"^(?!static)[A-Za-z_][\w \t]*[ *]+{name}\([^;{{]*\)\s*\{{", re.MULTILINE)
            defined = [path for path in mentioned if defining.search(sources[path])]
            self.assertEqual(len(defined), 1, f"{header}: {name}() is defined in {defined}")
            self.assertNotEqual(mentioned, defined, f"{header}: nothing calls {name}()")

    def test_nothing_is_declared_for_nobody(self):
        """What a room's own headers declare is called from another file than the one that defines it; else it is static there."""
        sources = {str(path): set(re.findall(r"\w+", text_of(path))) for path in source_files()
                   if path.suffix in (".c", ".h") and str(path).startswith(("plugin/", "tests/"))}
        headers = [path for path in source_files() if path.suffix == ".h" and str(path).startswith("plugin/") and path.name != OF_WIRESHARK]
        self.assertGreater(len(headers), 20)
        for header in headers:
            for match in FUNCTION.finditer(text_of(header)):
                mentioning = [path for path, words in sources.items() if match[2] in words and path != str(header)]
                self.assertGreater(len(mentioning), 1, f"{header}: {match[2]}()")

    def test_the_check_can_fail(self):
        good = "/* What it does. length: in bytes. Freed by the caller. */\nchar *a_thing(size_t length);\n"
        without_owner, another = good.replace(" Freed by the caller.", ""), good.replace(" length: in bytes. Freed by the caller.", " As the_thing().")
        for text, number in ((good, 0), (another, 0), (good.replace("in bytes", "of it"), 1), (without_owner, 1), (good[good.index("char"):], 1),
                             (good.replace("*/\n", "*/\n\n"), 1)):
            match = FUNCTION.search(text)
            comment = comment_above(text, match.start())
            self.assertEqual(len(problems_of("x.h", match[1].strip(), match[2], match[3], comment)), number, text)


if __name__ == "__main__":
    unittest.main()
