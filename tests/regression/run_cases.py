#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run regression cases: a capture, what must be true of it, and the whole dissection as it was when somebody last read it.

usage: run_cases.py --plugin portlore.so [--update] [--list] [--ways all|most|few] [--part I/N] [NAME...]

A case is a folder cases/NAME with
    capture.pcap, .pcap.gz or .pcapng   or none of them: then captures/NAME.pcapng of the project is taken
    expect.json                         optional: expectations, see expectations.py
    options                             optional: options for tshark, as a shell would split them
    golden.txt                          the dissection in two passes; written by --update, read by a human before it is committed

Of each case it is held that
  * what expect.json says is true;
  * the two-pass dissection is the golden one;
  * the one-pass dissection differs from it in nothing but the fields that look ahead;
  * the packet list is the same in one pass and two (tshark builds no tree for it);
  * every field of ours has the same values under -T fields, where the tree is built but not visible;
  * the capture shows what its peers wrote down, where captures/NAME.expect.json tells it;
  * tshark writes nothing to standard error, with poisoned memory and with dissector bugs made fatal.

--ways most is for other versions of Wireshark: the packet list is looked at in one pass alone, and -T fields in two. --ways few is for a plugin with sanitizers,
which looks for what is wrong with memory: the tree in two passes and the packet list, without trees, in one are held against expect.json and golden.txt; display
filters, -T fields and the tree in one pass, which bring the plugin nowhere else, are left out. --part takes each N-th case, from the I-th on.

Exit status: 0 all hold, 1 not, 2 wrong usage.
"""

import argparse
import dataclasses
import difflib
import json
import os
import shlex
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
CASES = HERE / "cases"
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

import compare_session  # noqa: E402
import golden  # noqa: E402
from expectations import verify  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from tshark_output import TROUBLE, Dissector, TsharkFailure, is_ours, parse_pdml, same_value  # noqa: E402

DIFF_LINES_SHOWN = 200
# Findings that what comes later may show to be none: on the first pass they stand on what is known so far.
TOLD_SO_FAR = ("portlore.unexpected", "portlore.unidentified", "portlore.scan_seen")
# The full notes of a port are the same in every capture; a case that is about them asks for them.
WITHOUT_FULL_NOTES = ["-o", "portlore.full_notes:none"]


class Case:
    """One folder of cases/."""

    def __init__(self, name):
        self.name = name
        self.folder = CASES / name
        self.golden_file = self.folder / "golden.txt"
        self.expectation = self._read_expectation()
        options = self.folder / "options"
        self.options = WITHOUT_FULL_NOTES + (shlex.split(options.read_text(encoding="utf-8")) if options.exists() else [])
        candidates = [*(self.folder / f"capture.{ending}" for ending in ("pcap", "pcap.gz", "pcapng")), PROJECT / "captures" / f"{name}.pcapng"]
        self.capture = next((path for path in candidates if path.exists()), None)
        self.peers_word = self.capture and self.capture.with_name(f"{name}.expect.json")

    def _read_expectation(self):
        path = self.folder / "expect.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    @property
    def has_golden(self):
        return self.expectation.get("golden", True)


def difference(expected, got, expected_name, got_name):
    """A unified diff as one problem, or no problem."""
    lines = list(difflib.unified_diff(expected.splitlines(), got.splitlines(), expected_name, got_name, lineterm="", n=2))
    if len(lines) > DIFF_LINES_SHOWN:
        lines[DIFF_LINES_SHOWN:] = [f"... {len(lines) - DIFF_LINES_SHOWN} more lines"]
    return ["\n      ".join(lines)] if lines else []


def compare_fields(dissector, frames, two_pass):
    """Problems where -T fields gives another value than the tree. Values of fields without content (FT_NONE) are only counted;
    labels of protocols are not compared."""
    names = sorted({item.name for frame in frames for item in frame.walk() if is_ours(item.name) and "." in item.name})
    if not names:
        return []
    given = dissector.field_values(names, two_pass)
    problems = []
    for frame in frames:
        for name in names:
            tree, fields = frame.values(name), given[frame.number].get(name, [])
            if len(tree) == len(fields) and all(not value or same_value(value, other) for value, other in zip(tree, fields)):
                continue
            if tree in ([], [""]) and fields in ([], [""]):
                continue
            problems.append(f"frame {frame.number}: {name}{' -2' if two_pass else ''}\n      tree      {tree}\n      -T fields {fields}")
    return problems


def findings(frames):
    """The expert infos of each frame, ours and others'."""
    return {frame.number: [child.name for item in frame.walk() if item.name == "_ws.expert" for child in item.children if is_ours(child.name)]
            for frame in frames}


def known_at_once(two, one):
    """The frames of two passes without the notes that one pass could not give: of an entry that the content bears out only later."""
    noted = {frame.number: any(item.name == "portlore" for item in frame.items) for frame in one}
    return [dataclasses.replace(frame, items=[item for item in frame.items if item.name != "portlore" or noted.get(frame.number, True)])
            for frame in two]


def compare_findings(two, one):
    """Problems where one pass finds what two passes do not, or two passes another thing of Junos XML."""
    problems, expected = [], findings(two)
    for number, found in findings(one).items():
        both = expected.get(number, [])
        missing = [name for name in found if name not in both and name not in TOLD_SO_FAR]
        more = [name for name in both if name not in found and not name.startswith("portlore.")]
        if missing or more:
            problems.append(f"frame {number}: only in one pass {missing}, only in two {more}")
    return problems


def trouble(frames):
    """Signs of a dissector that ran past the end of its bytes, and findings that are not ours. An expert item of the group Malformed
    brings a hidden _ws.malformed with it; that is none."""
    problems = []
    for frame in frames:
        problems += [f"frame {frame.number}: {item.name}" for item in frame.items if item.name in TROUBLE]
        problems += [f"frame {frame.number}: {child.name}" for item in frame.walk() if item.name == "_ws.expert" for child in item.children
                     if child.name.startswith("_ws.") and not child.name.startswith("_ws.expert")]
    return problems


def compare_golden(case, two, update):
    """Problems where the dissection in two passes is not the golden one, which update writes."""
    if not case.has_golden:
        return []
    text = golden.render(two)
    if update:
        case.golden_file.write_text(text, encoding="utf-8")
    elif case.golden_file.exists():
        return difference(case.golden_file.read_text(encoding="utf-8"), text, f"{case.name}/golden.txt", "now")
    else:
        return ["no golden.txt; tests/regression/regenerate.sh makes one"]
    return []


def frames_with(dissector, columns):
    """Every frame with its tree as two passes show it, and these columns."""
    frames = parse_pdml(dissector.run(["-T", "pdml"], two_pass=True))
    for frame in frames:
        frame.protocol, frame.info = columns[frame.number]
    return frames


def run_case_briefly(case, tshark):
    """Problems of one case, in few ways."""
    if case.capture is None:
        return ["no capture"]
    dissector = Dissector(tshark, case.capture, case.options)
    two = frames_with(dissector, dissector.columns(two_pass=False))
    if case.expectation.get("trouble"):
        for frame in two:
            frame.items = [item for item in frame.items if item.name not in TROUBLE]
    checks = [check for check in case.expectation.get("checks", []) if "filter" not in check and check.get("passes") != 1]
    return verify(checks, two, None) + trouble(two) + compare_golden(case, two, False)


def run_case(case, tshark, update, most=False):
    """Problems of one case. most: in most ways, not in all."""
    if case.capture is None:
        return ["no capture"]
    dissector = Dissector(tshark, case.capture, case.options)
    one = dissector.frames(two_pass=False)
    two = frames_with(dissector, {frame.number: (frame.protocol, frame.info) for frame in one}) if most else dissector.frames(two_pass=True)
    if case.expectation.get("trouble"):
        for frame in two + one:
            frame.items = [item for item in frame.items if item.name not in TROUBLE]
    problems = verify(case.expectation.get("checks", []), two, dissector.matching, one)
    if case.peers_word.exists():
        problems += compare_session.compare(case.peers_word, dissector)
    problems += trouble(two)
    problems += difference(golden.render(known_at_once(two, one), golden.LOOK_AHEAD), golden.render(one, golden.LOOK_AHEAD), "two passes", "one pass")
    problems += compare_findings(two, one)
    problems += compare_fields(dissector, two, two_pass=True) + ([] if most else compare_fields(dissector, one, two_pass=False))
    return problems + compare_golden(case, two, update)


def names_of_cases():
    return sorted(path.name for path in CASES.iterdir() if path.is_dir())


def part_of(text):
    """I/N as the first of the cases and the step to the next."""
    first, step = (int(number) for number in text.split("/"))
    if not 1 <= first <= step:
        raise ValueError(text)
    return first - 1, step


def main():
    parser = argparse.ArgumentParser(description="Run regression cases.")
    parser.add_argument("--plugin", default=os.environ.get("PORTLORE_PLUGIN"), help="portlore.so; default: $PORTLORE_PLUGIN")
    parser.add_argument("--update", action="store_true", help="write the golden files")
    parser.add_argument("--list", action="store_true", help="only print the names of the cases")
    parser.add_argument("--ways", choices=("all", "most", "few"), default="all", help="in which each case is looked at")
    parser.add_argument("--part", type=part_of, default=(0, 1), metavar="I/N", help="each N-th case, from the I-th on")
    parser.add_argument("names", nargs="*", help="cases; all of them without a name")
    options = parser.parse_args()
    names = (options.names or names_of_cases())[options.part[0]::options.part[1]]
    if options.list:
        print("\n".join(names))
        return 0
    unknown = [name for name in names if not (CASES / name).is_dir()]
    if options.update and options.ways != "all":
        parser.error("golden files are written of what was looked at in all ways")
    if not options.plugin or unknown:
        print(f"run_cases.py: {'no such case: ' + ', '.join(unknown) if unknown else 'no plugin named'}", file=sys.stderr)
        return 2
    failed = 0
    with Tshark(plugin=options.plugin) as tshark:
        for name in names:
            try:
                case = Case(name)
                problems = run_case_briefly(case, tshark) if options.ways == "few" else run_case(case, tshark, options.update, options.ways == "most")
            except TsharkFailure as failure:
                problems = [str(failure)]
            print(f"{'ok' if not problems else 'FAILED'} {name}")
            for problem in problems:
                print(f"  - {problem}")
            failed += bool(problems)
    print(f"{len(names) - failed} of {len(names)} cases hold")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
