#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames in any order, and captures one after another in one process, show what they show alone and in order. Memory that is given back is poisoned.

Every sample capture, and every capture of a regression case that needs no options and is not long, is read twice: once in the order of the names
with its frames in order, once in another order with its frames shuffled, a table asked for before or after them, and its frames shuffled again."""

import random
import sys
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

import plugin_tests  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from sharkd import Sharkd, program_of  # noqa: E402
from tshark_output import STRICT  # noqa: E402

PLUGIN = None
FRAMES_MOST = 250
SEED = 3221
TABLES = {"tap0": "nstat:portlore,sessions", "tap1": "stat:portlore", "tap2": "srt:xnm", "tap3": "stat:dtpdia"}
PROBLEMS_SHOWN = 10


def captures():
    """Of the cases, those without options: the preferences of a process are not a capture's."""
    cases = (PROJECT / "tests" / "regression" / "cases").iterdir()
    plain = [path for case in cases if not (case / "options").exists() for path in case.glob("capture.*")]
    return sorted([*(PROJECT / "captures").glob("*.pcapng"), *plain])


def seen_of_ours(sharkd, number):
    """What a frame shows of ours. Wireshark's HTTP shows other things in other orders."""
    shown = sharkd.frame(number)
    return {"columns": shown["columns"], "trees": shown["trees"]}


def in_order(sharkd, capture):
    """What the capture shows: the frames, and the tables. None where it has too many."""
    count = sharkd.load(capture)
    if count > FRAMES_MOST:
        return None
    return {number: seen_of_ours(sharkd, number) for number in range(1, count + 1)}, sharkd.ask("tap", **TABLES)


class Orders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)
        if program_of(cls.tshark) is None:
            raise unittest.SkipTest("sharkd is not installed")

    def sharkd(self):
        sharkd = Sharkd(self.tshark, environment=STRICT)
        self.addCleanup(sharkd.close)
        return sharkd

    def test_captures_and_frames_in_any_order(self):
        first = self.sharkd()
        shown = {capture: told for capture in captures() if (told := in_order(first, capture)) is not None}
        frames = sum(len(told[0]) for told in shown.values())
        ours = sum(bool(frame["trees"]) for told in shown.values() for frame in told[0].values())
        print(f"{len(shown)} captures, {frames} frames, {ours} with something of ours", flush=True)
        self.assertGreater(len(shown), 100)
        self.assertGreater(ours, frames // 2)
        chance = random.Random(SEED)
        order = chance.sample(list(shown), len(shown))
        problems = []
        second = self.sharkd()
        for capture in order:
            expected, tables = shown[capture]
            self.assertEqual(second.load(capture), len(expected))
            name = capture.parent.name if capture.name.startswith("capture.") else capture.name
            told = [second.ask("tap", **TABLES)] if chance.random() < 0.5 else []
            for attempt in ("shuffled", "shuffled again"):
                problems += [f"{name}, frame {number}, {attempt}" for number in chance.sample(list(expected), len(expected))
                             if seen_of_ours(second, number) != expected[number]]
                told.append(second.ask("tap", **TABLES))
            problems += [f"{name}, tables" for table in told if table != tables]
        self.assertEqual(problems[:PROBLEMS_SHOWN], [], f"{len(problems)} problems")

    def test_a_capture_behind_itself(self):
        """Read again, also where a preference was another between the two."""
        capture = PROJECT / "captures" / "junos-xml-session.pcapng"
        alone = in_order(self.sharkd(), capture)
        sharkd = self.sharkd()
        self.assertEqual(in_order(sharkd, capture), alone)
        self.assertEqual(in_order(sharkd, capture), alone)
        sharkd.ask("setconf", name="xnm.secrets", value="mask")
        masked = in_order(sharkd, capture)
        self.assertNotEqual(masked, alone)
        sharkd.ask("setconf", name="xnm.secrets", value="show")
        self.assertEqual(in_order(sharkd, capture), alone)
        self.tshark.profile_file("preferences", "xnm.secrets: mask\n")
        self.addCleanup(self.tshark.profile_file, "preferences", "")
        self.assertEqual(in_order(self.sharkd(), capture), masked)


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
