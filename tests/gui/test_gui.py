#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin and its profile in Wireshark's windows: columns, colours, details, filters, links to other packets, Statistics > Portlore Sessions,
Tools > Portlore, File > Export Objects > XNM, the preferences with their help.

    test_gui.py --plugin PATH

Returns 77 where one of the programs is not to be had that desktop.py names. What is expected stands in captures/junos-xml-refused.expect.json, which
the peers of that capture wrote, in README.md and in the profile.
"""

import re
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import plugin_tests  # noqa: E402
import screenshots  # noqa: E402
from desktop import Desktop, missing_programs, wait_until  # noqa: E402
from run_tshark import Tshark  # noqa: E402

PLUGIN = None
SKIPPED = 77
PROFILE = ROOT / "plugin" / "profile" / "Portlore"
CAPTURE = ROOT / "captures" / "junos-xml-refused.pcapng"
# The answer to the first of three wrong passwords: frame 39 answers 34.
REPLY, REQUEST = "39", "34"
# Its replies with something in them, and configurations loaded, but for logins.
OBJECTS = 3
COLUMNS = ["No.", "Time", "Source", "Destination", "Protocol", "Verdict", "User", "Operation", "Response time", "Info"]
# What Wireshark itself says on a machine without wireless networks.
USUAL = {"nl80211 not found."}
# One line of text, without its letters, is that many pixels of a colour at least.
A_LINE = 4000
# Of a page of preferences: the size of its window, a line of it that is below all preferences, how far from the list of protocols it may begin, and the
# width of what a label begins with.
PAGE_SIZE = (1000, 880)
BELOW_ALL = 760
DIVIDER_WIDTH = 8
LETTER = 12
# An editor is white, and wider than the signs in a box.
EDITOR_WIDTH = 100
# More than there is between two lines of a text.
EMPTY_LINE = 6
HELP_SECONDS = 15
IANA = "https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search="
# A file of PNG begins with its signature, a length, a name, and width and height.
PNG_SIZE_END = 24


def background(rule):
    """The background (red, green, blue) of a colouring rule of the profile."""
    match = re.search(rf"^@Portlore: {rule}@.*@\[(\d+),(\d+),(\d+)\]\[", (PROFILE / "colorfilters").read_text(encoding="utf-8"), re.MULTILINE)
    return tuple(int(number) // 257 for number in match.groups())


SHOWN = [background(rule) for rule in ("credentials or secrets in clear", "refused login or error", "as registered, or known")]
NOT_SHOWN = [background(rule) for rule in ("weak TLS", "unexpected or unidentified")]


def widths(recent):
    """[(format of a column, width)] of a profile's file of that name."""
    return re.findall(r'^\s+("?%.+), (\d+),?$', recent, re.MULTILINE)


def open_capture(desktop):
    """Start Wireshark with the profile; the answer is selected when the capture is shown."""
    desktop.start(["-C", "Portlore", "-r", str(desktop.tshark.readable(CAPTURE)), "-g", REPLY])
    desktop.focus(f"^{re.escape(CAPTURE.name)}$")
    return wait_until(lambda: [row for row in desktop.rows() if row["No."] == REPLY], "the packet that was asked for")[0]


def lines_of(marked, gap):
    """The middle of each line of text, of a list that tells of each line of pixels whether there is something; `gap` such lines part two of text."""
    lines, begin = [], None
    for y, is_marked in enumerate([*marked, False]):
        if is_marked and begin is None:
            begin = y
        elif not is_marked and begin is not None and not any(marked[y:y + gap]):
            lines.append((begin + y) // 2)
            begin = None
    return lines


def in_colour(desktop, colours):
    """Those of the colours in which at least one line is shown."""
    counts = desktop.picture().colours()
    return [colour for colour in colours if counts.get(colour, 0) >= A_LINE]


class WithThePlugin(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desktop = Desktop(plugin=PLUGIN)
        cls.addClassCleanup(cls.desktop.close)
        cls.row = open_capture(cls.desktop)

    def setUp(self):
        self.desktop.focus(f"^{re.escape(CAPTURE.name)}$")

    def complaints(self):
        return [line for line in self.desktop.messages() if line not in USUAL], [name for name in self.desktop.windows() if name != CAPTURE.name]

    def test_1_nothing_is_complained_of(self):
        self.assertEqual(self.complaints(), ([], []))

    def test_2_columns(self):
        self.assertEqual(list(self.row), COLUMNS)
        told = [self.row[name] for name in ("Source", "Protocol", "Verdict", "Operation")]
        self.assertEqual(told, ["192.0.2.1", "XNM", "registered", "authentication-response"])
        self.assertRegex(self.row["Response time"], r"^0\.0135")
        self.assertRegex(self.row["Info"], f"^reply to {REQUEST}: login failed")

    def test_3_colours(self):
        # With packet 1 come 8, a password, and 16, an error.
        self.desktop.key("ctrl+Home")
        wait_until(lambda: in_colour(self.desktop, SHOWN) == SHOWN, "rows in the profile's colours")
        self.assertEqual(in_colour(self.desktop, NOT_SHOWN), [])

    def test_4_details_and_filters(self):
        self.desktop.go_to(REPLY)
        self.assertIn("[Port 3221: xnm-clear-text, assigned; carries Junos XML in clear]", self.desktop.details())
        self.desktop.expand_last("Junos XML")
        self.desktop.select_detail("Login status: fail")
        self.assertEqual(self.desktop.copied("ctrl+alt+shift+f"), "xnm.login.status")
        self.assertEqual(self.desktop.copied("ctrl+shift+c"), 'xnm.login.status == "fail"')
        self.desktop.key("ctrl+slash", "ctrl+a", "ctrl+v", "Return")
        wait_until(lambda: [row["No."] for row in self.desktop.all_rows()] == [REPLY, "44", "49"], "the three refused logins alone")
        self.desktop.key("ctrl+slash", "ctrl+a", "BackSpace", "Return")
        wait_until(lambda: len(self.desktop.all_rows()) == 70, "all packets again")

    def test_5_go_to_the_request_and_back(self):
        for here, link, there in ((REPLY, f"[Reply to: {REQUEST}]", REQUEST), (REQUEST, f"[Reply in: {REPLY}]", REPLY)):
            self.desktop.go_to(here)
            self.desktop.expand_last("Junos XML")
            self.desktop.select_detail(link)
            self.desktop.key("alt+g", "l")
            wait_until(lambda number=there: self.desktop.rows()[0]["No."] == number, f"packet {there}, by way of {link}")

    def test_6_sessions(self):
        self.desktop.open_statistic("Portlore Sessions")
        self.desktop.key("Tab", "Tab")
        lines = self.desktop.copied("Tab", "space", recover=()).splitlines()
        self.desktop.key("Escape")
        rows = [re.split(r"\s{2,}", line.strip()) for line in lines if "  " in line]
        self.assertEqual([len(row) for row in rows], [26] * 4, lines)
        named = [dict(zip(rows[0], row)) for row in rows[1:]]
        wanted = ("Stream", "First Frame", "Client", "Client Port", "Server", "Port", "Registered As", "Content", "Verdict", "User", "Login",
                  "Requests", "Errors", "Finding Warnings")
        ends = ("192.0.2.1", "3221", "xnm-clear-text", "junos-xml", "registered")
        self.assertEqual([tuple(row[name] for name in wanted) for row in named], [
            ("0", "1", "192.0.2.10", "50112", *ends, "a&b", "success", "3", "1", "1"),
            ("1", "25", "192.0.2.10", "50113", *ends, "admin", "fail", "3", "0", "3"),
            ("2", "53", "192.0.2.10", "50114", *ends, "-", "-", "0", "1", "0"),
        ])

    def test_7_it_ends_as_it_should(self):
        wait_until(lambda: list(self.desktop.windows()) == [CAPTURE.name], "one window alone")
        self.assertEqual(self.complaints(), ([], []))
        self.assertEqual(self.desktop.quit(), 0)
        self.assertEqual(self.complaints()[0], [])
        # It has taken the widths of the columns from the profile's file, and kept them.
        written = self.desktop.tshark.profile_folder("Portlore").joinpath("recent").read_text(encoding="utf-8")
        self.assertEqual(widths(written), widths((PROFILE / "recent").read_text(encoding="utf-8")))
        self.assertEqual(len(widths(written)), len(COLUMNS))


class Windows(unittest.TestCase):
    """What other menus open."""

    def setUp(self):
        self.desktop = Desktop(plugin=PLUGIN)
        self.addCleanup(self.desktop.close)
        open_capture(self.desktop)

    def back(self):
        wait_until(lambda: list(self.desktop.windows()) == [CAPTURE.name], "the main window alone")
        self.desktop.focus(f"^{re.escape(CAPTURE.name)}$")

    def test_links(self):
        """Tools > Portlore: five ports with a menu each, in order; below them those of other ports."""
        for keys, address in (
                (["Right"], f"{IANA}2821"),
                (["Down", "Down", "Down", "Right"], f"{IANA}3221"),
                (["Down", "Down", "Down", "Down", "Right", "Down"], "https://datatracker.ietf.org/doc/draft-avsolov-dtpdia/"),
                (["Down", "Down", "Down", "Down", "Down"], f"{IANA}1556"),
                (["Up"], f"{IANA}9090")):
            with self.subTest(keys=keys):
                self.assertEqual(self.desktop.follow_link(*keys), address)

    def test_exported_objects(self):
        """Those that the window lists are saved, in one go: the files that tshark writes."""
        tshark = self.desktop.tshark
        written, saved = tshark.work / "written", tshark.new_folder("saved")
        with Tshark(plugin=PLUGIN) as other:
            written = other.new_folder("all") / "objects"
            self.assertEqual(other.run(["-q", "-r", CAPTURE, "--export-objects", f"xnm,{written}"]).returncode, 0)
            expected = {path.name: path.read_bytes() for path in written.iterdir()}
        self.assertEqual(len(expected), OBJECTS)
        self.desktop.open_last_objects("XNM object list")
        # Behind the filter, the content types and the list: Save, Save All.
        self.desktop.key("Tab", "Tab", "Tab", "Tab", "space")
        self.desktop.focus("Save All Objects")
        self.desktop.type(str(saved))
        self.desktop.key("Return")
        wait_until(lambda: len(list(saved.iterdir())) == OBJECTS, lambda: f"{OBJECTS} files, but {list(saved.iterdir())}")
        wait_until(lambda: not self.desktop.window("Save All"), "the end of the question")
        self.assertEqual({path.name: path.read_bytes() for path in saved.iterdir()}, expected)
        self.desktop.focus("XNM object list")
        self.desktop.key("Escape")
        self.back()

    def preferences(self, protocol):
        """{name: value} of those of a protocol that have a value in a line, in their order."""
        with Tshark(plugin=PLUGIN) as tshark:
            printed = tshark.run(["-G", "currentprefs"]).stdout
        return dict(re.findall(rf"^#?({protocol}\.\w+): ?(.*)$", printed, re.MULTILINE))

    def rows_of(self, page):
        """(left, [middle of each row]) of the labels on a page of preferences, in pixels; the first is that of the title."""
        background = page.at(PAGE_SIZE[0] - 2, BELOW_ALL)
        left = next(x for x in range(PAGE_SIZE[0] - 2, 0, -1) if page.at(x, BELOW_ALL) != background) + DIVIDER_WIDTH
        starts = next(x for x in range(left, PAGE_SIZE[0]) if any(page.at(x, y) != background for y in range(BELOW_ALL)))
        return starts, lines_of([any(page.at(x, y) != background for x in range(starts, starts + LETTER)) for y in range(BELOW_ALL)], 3)

    def check_help(self, name, protocol, others):
        """Every preference is on the page, with a help text of its own; `others`: those that have no line of text for a value, or that Wireshark adds."""
        page = self.desktop.open_preferences(name, *PAGE_SIZE)
        left, (title, *rows) = self.rows_of(page)
        self.assertEqual(len(rows), len(self.preferences(protocol)) + others)
        texts = [self.desktop.help_at(left + 4, y, HELP_SECONDS) for y in rows]
        self.assertNotIn(None, texts)
        self.assertEqual(len({(text.width, text.height, text.pixels) for text in texts}), len(rows))
        # The name of the preference stands below its text and an empty line.
        for text, y in zip(texts, rows):
            inside = text.cut(2, 2, text.width - 4, text.height - 4)
            marked = [any(inside.at(x, at) != inside.at(0, 0) for x in range(inside.width)) for at in range(inside.height)]
            self.assertGreaterEqual(len(lines_of(marked, EMPTY_LINE)), 2, f"the preference at {y}")
        # Where there is no preference, there is no help.
        self.assertIsNone(self.desktop.help_at(left + 4, title, 3))
        self.assertIsNone(self.desktop.help_at(left + 4, BELOW_ALL, 3))
        return page, rows

    def test_preferences_of_others(self):
        """The table of notes is edited in a window; the ports are those of Decode As."""
        for name, protocol, others in (("Portlore", "portlore", 1), ("DTP/DIA", "dtpdia", 2)):
            with self.subTest(name=name):
                self.check_help(name, protocol, others)
                self.desktop.key("Escape")
                self.back()

    def test_preferences_of_xnm(self):
        """All with their help; and what is typed into each is what its preference becomes, in the profile's file."""
        page, rows = self.check_help("XNM", "xnm", 1)
        numbers = [name for name, value in self.preferences("xnm").items() if value.isdigit()]
        self.assertGreater(len(numbers), 15)
        given = {}
        for y in rows:
            white = next((x for x in range(page.width - EDITOR_WIDTH) if x > 250 and all(
                page.at(x + step, y - 8) == (255, 255, 255) for step in range(EDITOR_WIDTH))), None)
            if white and len(given) < len(numbers):
                self.desktop.click(white + EDITOR_WIDTH - 1, y)
                self.desktop.key("ctrl+a")
                given[numbers[len(given)]] = str(101 + len(given))
                self.desktop.type(str(100 + len(given)))
        self.desktop.key("Return")
        self.back()
        written = self.desktop.tshark.profile_folder("Portlore").joinpath("preferences").read_text(encoding="utf-8")
        self.assertEqual(dict(re.findall(r"^(xnm\.\w+): (.*)$", written, re.MULTILINE)), given)
        self.assertEqual(list(given), numbers)


class WithoutThePlugin(unittest.TestCase):
    """The same questions have other answers, so those above mean something."""

    def test_nothing_of_it_is_shown(self):
        with Desktop(profile=PROFILE) as desktop:
            row = open_capture(desktop)
            self.assertEqual((row["Protocol"], row["Verdict"]), ("TCP", ""))
            desktop.key("ctrl+Home")
            wait_until(lambda: desktop.rows()[0]["No."] == "1", "the first packet")
            self.assertEqual(in_colour(desktop, SHOWN + NOT_SHOWN), [])
            self.assertNotIn("Port 3221", "".join(desktop.details()))
            complaints = "".join(desktop.messages())
            for line in (PROFILE / "colorfilters").read_text(encoding="utf-8").splitlines()[1:]:
                self.assertIn(f'Could not compile "{line.split("@")[1]}"', complaints)


class Pictures(unittest.TestCase):
    def test_they_can_be_made(self):
        """In the size of those in the tree, and not much smaller, as an empty screen would be."""
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(screenshots.make_all(PLUGIN, Path(folder)), [path.name for path in sorted(screenshots.FOLDER.glob("*.png"))])
            for path in screenshots.FOLDER.glob("*.png"):
                old, new = path.read_bytes(), (Path(folder) / path.name).read_bytes()
                self.assertEqual(new[:PNG_SIZE_END], old[:PNG_SIZE_END], path)
                self.assertGreater(len(new), len(old) / 2, path)


def main():
    missing = missing_programs()
    if missing:
        print(f"test_gui.py: SKIPPED, nothing was tried: {', '.join(missing)}: no such program")
        return SKIPPED
    return plugin_tests.main(globals())


if __name__ == "__main__":
    sys.exit(main())
