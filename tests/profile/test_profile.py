#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The profile: Wireshark takes every line of it, colours, columns and buttons show what they are for, and the colours can be told apart.

    test_profile.py --plugin PATH
"""

import itertools
import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import plugin_tests  # noqa: E402
from run_tshark import Tshark  # noqa: E402

PLUGIN = None
PROFILE = ROOT / "plugin" / "profile" / "Portlore"
CASES = ROOT / "tests" / "regression" / "cases"
SESSION = ROOT / "captures" / "junos-xml-session.pcapng"

RULE = re.compile(r"^@([^@]+)@(.+)@\[(\d+),(\d+),(\d+)\]\[(\d+),(\d+),(\d+)\]$")
BUTTON = re.compile(r'^"(TRUE|FALSE)","([^"]+)","([^"]+)","([^"]*)"$')

CLEAR, TLS, REFUSED, ODD, EMPTY, FITTING = (
    "Portlore: credentials or secrets in clear", "Portlore: weak TLS", "Portlore: refused login or error", "Portlore: unexpected or unidentified",
    "Portlore: silent, refused or unanswered", "Portlore: as registered, or known")

# WCAG 2.1, success criterion 1.4.3: text is readable from this contrast on.
READABLE = 4.5
# Machado, Oliveira, Fernandes 2009: what is seen without red, without green, and without blue cones, in linear RGB.
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
# CIE 1976 colour difference that nobody overlooks between areas.
DIFFERENT = 5


def lines_of(name):
    return [line for line in (PROFILE / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def rules():
    """(name, filter, background, foreground) of each colouring rule; colours as three numbers from 0 to 1."""
    found = []
    for line in lines_of("colorfilters"):
        match = RULE.match(line)
        colour = [int(number) / 65535 for number in match.groups()[2:]]
        found.append((match[1], match[2], colour[:3], colour[3:]))
    return found


def buttons():
    return [BUTTON.match(line).groups() for line in lines_of("dfilter_buttons")]


def linear(colour):
    """Of sRGB (IEC 61966-2-1)."""
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen(colour, matrix):
    """A colour, in linear RGB, as it is seen with this blindness; None for none."""
    values = linear(colour)
    return values if matrix is None else [min(1, max(0, sum(factor * value for factor, value in zip(row, values)))) for row in matrix]


def lab(values):
    """CIE 1976 L*a*b* of linear RGB, white point D65."""
    red, green, blue = values
    axes = ((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505, 0.2126 * red + 0.7152 * green + 0.0722 * blue,
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
    x, y, z = (axis ** (1 / 3) if axis > (6 / 29) ** 3 else axis / (3 * (6 / 29) ** 2) + 4 / 29 for axis in axes)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one, other):
    return sum((left - right) ** 2 for left, right in zip(one, other)) ** 0.5


class Profile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)
        for path in PROFILE.iterdir():
            cls.tshark.profile_file(path.name, path.read_bytes(), profile="Portlore")

    def run_profile(self, capture, *arguments, profile="Portlore"):
        result = self.tshark.run(["-C", profile, "-r", capture, *arguments])
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def test_every_line_is_one_of_the_file_format(self):
        self.assertEqual(sorted(path.name for path in PROFILE.iterdir()), ["colorfilters", "dfilter_buttons", "preferences", "recent"])
        self.assertEqual([line for line in lines_of("colorfilters") if not RULE.match(line)], [])
        self.assertEqual([line for line in lines_of("dfilter_buttons") if not BUTTON.match(line)], [])
        self.assertEqual([name for name, *_ in rules()], [CLEAR, TLS, REFUSED, ODD, EMPTY, FITTING])
        self.assertEqual(len({label for _, label, *_ in buttons()}), len(buttons()))

    def test_no_preference_of_others(self):
        """TCP's stay the user's."""
        named = [line.split(":")[0] for line in lines_of("preferences") if not line[0].isspace()]
        self.assertEqual(named, ["gui.column.format"])

    def test_each_column_has_a_width(self):
        """Wireshark takes widths by their order, and each for nothing when it is of another format."""
        # %Cus:FIELD:OCCURRENCE:RESOLVED in the one file is %Cus:FIELD in the other.
        formats = [":".join(column.split(":")[:2]) for column in
                   re.findall(r'^\t"[^"]+", "([^"]+)",?$', (PROFILE / "preferences").read_text(encoding="utf-8"), re.MULTILINE)]
        widths = re.findall(r'^\t"?(%[^"\n]+?)"?, (\d+),?$', (PROFILE / "recent").read_text(encoding="utf-8"), re.MULTILINE)
        self.assertEqual([column for column, _ in widths], formats)
        self.assertEqual(len(formats), 10)

    def test_every_filter_is_valid(self):
        filters = [rule[1] for rule in rules()] + [button[2] for button in buttons()]
        self.assertGreater(len(filters), 10)
        for wanted in filters:
            with self.subTest(filter=wanted):
                self.run_profile(SESSION, "-Y", wanted)

    def test_a_line_that_is_wrong_is_complained_of(self):
        """So the silence of the other tests means something."""
        for name, line in (("colorfilters", "@Wrong@xnm.no_such_field@[0,0,0][0,0,0]\n"), ("dfilter_buttons", '"TRUE","Wrong"\n'),
                           ("preferences", "gui.column.format: 7\n")):
            self.tshark.profile_file(name, line, profile="Wrong")
            result = self.tshark.run(["-C", "Wrong", "--color", "-r", SESSION])
            self.assertNotEqual(result.stderr, "", name)
            self.tshark.profile_folder("Wrong").joinpath(name).unlink()

    def test_columns(self):
        lines = self.run_profile(SESSION).splitlines()
        self.assertEqual(len(lines), int(self.run_profile(SESSION, "-T", "fields", "-e", "frame.number").split()[-1]))
        request, reply = lines[22], lines[26]
        self.assertRegex(request, r"XNM registered lab get-interface-information .*rpc get-interface-information$")
        self.assertRegex(reply, r"XNM registered lab interface-information 0\.0\d+ reply to 23: 3 interfaces")

    def cells(self, name, display_filter):
        """(number, user, operation, response time) of the frames of a capture."""
        psml = ElementTree.fromstring(self.run_profile(ROOT / "captures" / f"{name}.pcapng", "-Y", display_filter, "-T", "psml"))
        titles = [section.text for section in psml.find("structure")]
        wanted = [titles.index(title) for title in ("No.", "User", "Operation", "Response time")]
        return [[packet[index].text or "" for index in wanted] for packet in psml.findall("packet")]

    def test_columns_of_every_protocol(self):
        """User, operation and response time stand on the frames that tell them, once each, whatever the protocol."""
        for name, display_filter, fields in (("sepm", "sepm.username", ("sepm.username", "sepm.endpoint", None)),
                                             ("hpcc-esp", "esps.username", ("esps.username", "esps.endpoint", None)),
                                             ("sepm", "sepm && http.response", (None, None, "http.time")),
                                             ("dtp-dia-session", "dtpdia.type", (None, "dtpdia.type", None)),
                                             ("junos-xml-session", "xnm.login.username", ("xnm.login.username", "xnm.rpc.name", None))):
            arguments = [argument for field in fields for argument in ("-e", field or "frame.comment")]
            told = self.run_profile(ROOT / "captures" / f"{name}.pcapng", "-Y", display_filter, "-T", "fields", "-e", "frame.number", *arguments)
            expected = [line.split("\t") for line in told.splitlines()]
            self.assertGreater(len(expected), 1)
            with self.subTest(name=name, filter=display_filter):
                self.assertEqual(self.cells(name, display_filter), expected)

    def coloured(self, capture):
        """{number: rule} of all frames."""
        rows = self.run_profile(capture, "-2", "--color", "-T", "fields", "-e", "frame.number", "-e", "frame.coloring_rule.name").splitlines()
        return {int(number): rule for number, rule in (row.split("\t") for row in rows)}

    def test_colours(self):
        of_session = self.coloured(SESSION)
        self.assertEqual(of_session[10], CLEAR)
        self.assertEqual(of_session[15], REFUSED)
        self.assertEqual(of_session[23], FITTING)
        self.assertIn(CLEAR, self.coloured(ROOT / "captures" / "sepm.pcapng").values())
        self.assertEqual(self.coloured(ROOT / "captures" / "hpcc-esp.pcapng")[28], REFUSED)
        for case, rule in (("verdict-silent", EMPTY), ("verdict-refused", EMPTY), ("verdict-unanswered", EMPTY), ("not-xml-on-3221", ODD),
                           ("tls-findings-of-ssl2", TLS)):
            capture = next((CASES / case).glob("capture.pcap*"))
            self.assertIn(rule, self.coloured(capture).values(), case)

    def test_buttons_find_something(self):
        cases = [next((CASES / name).glob("capture.pcap*")) for name in ("not-xml-on-3221", "tls-findings-of-ssl2")]
        captures = [SESSION, *(ROOT / "captures" / f"{name}.pcapng" for name in ("sepm", "dtp-dia-session", "tls-vxatd")), *cases]
        for _, label, wanted, _ in buttons():
            self.assertTrue(any(self.run_profile(capture, "-Y", wanted) for capture in captures), label)

    def test_text_is_readable(self):
        for name, _, background, foreground in rules():
            self.assertGreaterEqual(contrast(background, foreground), READABLE, name)

    def test_colours_can_be_told_apart(self):
        for blindness, matrix in (("none", None), *BLINDNESS.items()):
            for one, other in itertools.combinations(rules(), 2):
                with self.subTest(blindness=blindness, one=one[0], other=other[0]):
                    self.assertGreaterEqual(difference(lab(seen(one[2], matrix)), lab(seen(other[2], matrix))), DIFFERENT)

    def test_what_exposes_stands_out(self):
        """The first two rules are further from white, for everybody, than any verdict's."""
        for matrix in (None, *BLINDNESS.values()):
            white = lab([1, 1, 1])
            distances = {rule[0]: difference(lab(seen(rule[2], matrix)), white) for rule in rules()}
            quiet = max(distance for name, distance in distances.items() if name not in (CLEAR, TLS))
            self.assertGreater(min(distances[CLEAR], distances[TLS]), 2 * quiet)


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
