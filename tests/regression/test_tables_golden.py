#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What every table prints, over one capture with something of everything, as somebody last read it: the files of tables/.

    test_tables_golden.py --plugin PATH            hold them, in one pass, in two, and as sharkd gives the same numbers
    test_tables_golden.py --plugin PATH --update   write them anew; read the difference (git diff) before it is committed

What each row must be, test_tables.py tells from what was sent; here it can be read. The files are the same with Wireshark 4.0, 4.4 and 4.6: of what
Wireshark lays out, spaces and lines of signs are not kept, of statistics trees rates and bursts are not, and of the expert infos those of Portlore are.
"""

import argparse
import json
import re
import shutil
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path[:0] = [str(PROJECT / "tests" / "tools"), str(HERE)]

import generate  # noqa: E402
import plugin_tests  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from scenarios.tables import NETWORKS_OF_OUR_OWN  # noqa: E402
from sharkd import Sharkd  # noqa: E402
from tshark_output import STRICT  # noqa: E402

PLUGIN = None
CASE = generate.build("tables")
CAPTURE = HERE / "cases" / "tables" / "capture.pcap"
FOLDER = HERE / "tables"
OURS = ("XNM", "Portlore", "DTP/DIA", "SEPM", "ESP", "Vxat")
SEVERITY = re.compile(r"^(Error|Warn|Note|Chat)s? \(\d+\)$")
EXPERT_INFO = re.compile(r"^ +(\d+) +(\S+(?: \S+)?) +(\S+)  (\S.*)$")
TIMES = ("Rate (ms)", "Burst Rate", "Burst Start")
ONE_PASS, TWO_PASSES = (), ("-2",)


def as_printed(text):
    return text


def tree_of(text):
    """Of a statistics tree, topics and numbers without those that depend on time, each in its column."""
    lines = [line for line in text.splitlines() if line.strip() and not re.match(r"^[=-]+$", line)]
    heading = next(line for line in lines if line.startswith("Topic / Item"))
    # A column begins where its heading does, and takes all up to the next one.
    starts = [match.start() for match in re.finditer(r"\S+(?: \S+)*", heading)]
    ends = starts[1:] + [None]
    rows = [[line[start:end].rstrip() for start, end in zip(starts, ends)] for line in lines[lines.index(heading):]]
    kept = [at for at, name in enumerate(rows[0]) if name not in TIMES and any(row[at] for row in rows[1:])]
    return aligned([[row[at] for at in kept] for row in rows])


def times_of(text):
    """Of response times, the heading and the rows."""
    lines = [line for line in text.splitlines() if re.match(r"^(Index| *\d+) ", line)]
    return aligned([re.split(r"\s{2,}", line.strip()) for line in lines])


def credentials_of(text):
    """Of the credentials, the rows."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if re.match(r"^(Packet|\d+) ", line))


def findings_of(text):
    """Of the expert infos those of Portlore, below their severity."""
    told = []
    for line in text.splitlines():
        match = EXPERT_INFO.match(line)
        if SEVERITY.match(line):
            told.append([SEVERITY.match(line)[1]])
        elif match and match[3] in OURS:
            told.append(["", *match.groups()])
    return aligned(told)


def aligned(rows):
    """Rows of cells as lines of columns. The last cell of a row has no column."""
    widths = [max(len(row[at]) for row in rows if len(row) > at + 1) for at in range(max(map(len, rows)) - 1)]
    return "".join("  ".join([*(cell.ljust(width) for cell, width in zip(row[:-1], widths)), row[-1]]).rstrip() + "\n" for row in rows)


# File, -z, what is kept of it, and in which passes tshark prints just that. What lies ahead of a packet, such as that nothing is recognised in a
# conversation, one pass can flag at no packet: the tables tell it, the expert infos of one pass do not.
TABLES = (
    ("sessions.tsv", "portlore,sessions", as_printed, (ONE_PASS, TWO_PASSES)),
    ("sessions.jsonl", "portlore,sessions-json", as_printed, (ONE_PASS, TWO_PASSES)),
    ("servers.tsv", "portlore,servers", as_printed, (ONE_PASS, TWO_PASSES)),
    ("verdicts.txt", "portlore,tree", tree_of, (ONE_PASS, TWO_PASSES)),
    ("response-times.txt", "xnm,srt", times_of, (ONE_PASS, TWO_PASSES)),
    ("messages.txt", "xnm,tree", tree_of, (ONE_PASS, TWO_PASSES)),
    ("sensors.txt", "dtpdia,tree", tree_of, (ONE_PASS, TWO_PASSES)),
    ("credentials.txt", "credentials", credentials_of, (ONE_PASS, TWO_PASSES)),
    ("expert.txt", "expert", findings_of, (TWO_PASSES,)),
    ("expert-of-one-pass.txt", "expert", findings_of, (ONE_PASS,)),
)


def printed(tshark, table, passes):
    result = tshark.run(["-q", "-n", "-r", str(CAPTURE), *CASE.options, *passes, "-z", table], environment=STRICT)
    if (result.returncode, result.stderr) != (0, ""):
        raise AssertionError(f"-z {table}: {result.returncode}, {result.stderr}")
    return result.stdout


def update(plugin):
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    with Tshark(plugin=plugin) as tshark:
        for name, table, kept, passes in TABLES:
            (FOLDER / name).write_text(kept(printed(tshark, table, passes[-1])), encoding="utf-8")


def golden(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def counts_of(name):
    """{path of topics: count} of a statistics tree's file."""
    counts, path = {}, []
    heading, *lines = golden(name).splitlines()
    at = heading.index("Count")
    for line in lines:
        topic = line[:at].rstrip()
        depth = len(topic) - len(topic.lstrip())
        path = path[:depth] + [topic.strip()]
        counts["/".join(path)] = int(line[at:].split()[0])
    return counts


def counts_below(nodes, above=""):
    """The same of what sharkd tells."""
    counts = {}
    for node in nodes:
        counts[above + node["name"]] = node["count"]
        counts |= counts_below(node.get("sub", ()), f"{above}{node['name']}/")
    return counts


class Golden(unittest.TestCase):
    def test_tables(self):
        self.maxDiff = None
        with Tshark(plugin=PLUGIN) as tshark:
            for name, table, kept, all_passes in TABLES:
                for passes in all_passes:
                    with self.subTest(name=name, passes=passes):
                        self.assertEqual(kept(printed(tshark, table, passes)).splitlines(), golden(name).splitlines())

    def test_files(self):
        """One for each table, and none that is empty."""
        self.assertEqual({path.name for path in FOLDER.iterdir()}, {name for name, *_ in TABLES})
        for name, *_ in TABLES:
            self.assertGreater(len(golden(name).splitlines()), 2, name)

    def test_the_checks_can_fail(self):
        tree = "=====\nA/B:\nTopic / Item  Count  Average  Rate (ms)  Percent\n-----\nVerdicts      {}      7        0.1        100%\n x y          1                          50%\n"
        self.assertEqual(tree_of(tree.format(2)), "Topic / Item  Count  Average  Percent\nVerdicts      2      7        100%\n x y          1               50%\n")
        self.assertNotEqual(tree_of(tree.format(2)), tree_of(tree.format(3)))
        self.assertEqual(findings_of("Warns (3)\n====\n   2   Security    XNM  Login\n   1   Sequence    TCP  Reset\n"), "Warn\n  2  Security  XNM  Login\n")


@unittest.skipUnless(shutil.which("sharkd"), "sharkd is not installed")
class Asked(unittest.TestCase):
    """What sharkd gives, as Wireshark's windows show it, are the numbers of the files."""

    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)
        cls.tshark.profile_file("preferences", f"portlore.own_networks: {NETWORKS_OF_OUR_OWN}\n")
        capture = cls.tshark.work / "capture.pcap"
        shutil.copyfile(CAPTURE, capture)
        capture.chmod(0o644)
        cls.sharkd = Sharkd(cls.tshark)
        cls.addClassCleanup(cls.sharkd.close)
        cls.sharkd.load(capture)

    def tap(self, name):
        return self.sharkd.ask("tap", tap0=name)["taps"][0]

    def test_sessions(self):
        """Where a file has null, a number is 0 there, and a text is -."""
        shown = self.tap("nstat:portlore,sessions")["tables"][0]["i"]
        rows = [list(json.loads(line).values()) for line in golden("sessions.jsonl").splitlines()]
        self.assertEqual([[None if cell in (0, "-") else cell for cell in row] for row in shown],
                         [[None if cell == 0 else cell for cell in row] for row in rows])

    def test_trees(self):
        for name, tree in (("verdicts.txt", "portlore"), ("messages.txt", "xnm"), ("sensors.txt", "dtpdia")):
            with self.subTest(name=name):
                self.assertEqual(counts_below(self.tap(f"stat:{tree}")["stats"]), counts_of(name))

    def test_response_times(self):
        shown = [(row["n"], row["num"], f"{row['min']:.6f}", f"{row['max']:.6f}", f"{row['tot']:.6f}") for row in self.tap("srt:xnm")["tables"][0]["r"]]
        rows = [line.split() for line in golden("response-times.txt").splitlines()[1:]]
        self.assertEqual(shown, [(name, int(calls), least, most, total) for _, name, calls, least, most, _, total in rows])

    def test_findings(self):
        """Its expert infos are those of two passes."""
        shown = {}
        for found in self.tap("expert")["details"]:
            if found["p"] in OURS:
                shown[found["p"], found["m"]] = shown.get((found["p"], found["m"]), 0) + 1
        rows = [re.match(r"^ +(\d+) +(\S+) +(\S+) +(\S.*)$", line) for line in golden("expert.txt").splitlines()]
        self.assertEqual(shown, {(row[3], row[4]): int(row[1]) for row in rows if row})


def main():
    if "--update" not in sys.argv:
        return plugin_tests.main(globals())
    parser = argparse.ArgumentParser()
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--update", action="store_true")
    update(parser.parse_args().plugin)
    return 0


if __name__ == "__main__":
    sys.exit(main())
