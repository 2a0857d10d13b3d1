#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin and its profile in Wireshark's windows: columns, colours, details, filters, links to other packets, Statistics > Portlore Sessions.

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

PLUGIN = None
SKIPPED = 77
PROFILE = ROOT / "plugin" / "profile" / "Portlore"
CAPTURE = ROOT / "captures" / "junos-xml-refused.pcapng"
# The answer to the first of three wrong passwords: frame 39 answers 34.
REPLY, REQUEST = "39", "34"
COLUMNS = ["No.", "Time", "Source", "Destination", "Protocol", "Verdict", "User", "Operation", "Response time", "Info"]
# What Wireshark itself says on a machine without wireless networks.
USUAL = {"nl80211 not found."}
# One line of text, without its letters, is that many pixels of a colour at least.
A_LINE = 4000
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
