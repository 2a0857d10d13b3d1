#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What Portlore costs, as ratios to the same work without it, side by side: a table in Markdown.

    bench.py --plugin build/plugin/portlore.so [--inputs FOLDER] [--rounds N] [--quick] [NAME...]

NAME: a row of the table, all when none is named; --list names them. Nothing passes or fails here: the table is the result.

Times are of the processor, user and system, in runs that take turns: one with the plugin, one without, and again. The ratio is the median of the
ratios of these pairs. Of other rows valgrind's callgrind counts the instructions, which are the same on a busy machine and an idle one; those of a
start without packets are taken off before packets are compared. Wireshark's hash tables begin with a random number, which makes a run cost up to
1 % more than another: of some runs the cheapest counts.

Before a work is measured, a filter is tried on its first packets, with the same preferences: it has to find what the work is about.

The captures are made when they are missing, some 3 GB in all, and kept in the folder of --inputs.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))

from inputs import Inputs  # noqa: E402
from measure import CannotMeasure  # noqa: E402
from rows import COUNTED, QUICK, ROWS, Bench, Sizes  # noqa: E402
from run_tshark import Tshark  # noqa: E402

DEFAULT_ROUNDS = 5
DEFAULT_INSTRUCTION_ROUNDS = 3
COLUMNS = ("work", "against", "with Portlore", "reference", "ratio", "at most", "reached")


def loads_plugin(tshark):
    return "portlore" in tshark.run(["-G", "plugins"]).stdout


def default_inputs():
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "portlore" / "bench"


def line(cells):
    return f"| {' | '.join(cells)} |"


def measure(options, names):
    """Prints the table, each row as soon as it is known."""
    inputs = Inputs(options.inputs)
    rounds = options.rounds or (1 if options.quick else DEFAULT_ROUNDS)
    instruction_rounds = options.rounds or (1 if options.quick else DEFAULT_INSTRUCTION_ROUNDS)
    with Tshark(plugin=options.plugin, tshark=options.tshark) as with_plugin, Tshark(tshark=options.tshark) as without:
        for tshark, wanted in ((with_plugin, True), (without, False)):
            if loads_plugin(tshark) != wanted:
                raise CannotMeasure(f"the plugin is {'not ' if wanted else ''}loaded by {tshark.program}")
        bench = Bench(with_plugin, without, inputs, QUICK if options.quick else Sizes(), rounds, instruction_rounds)
        print(line(COLUMNS))
        print(line(["---"] * len(COLUMNS)), flush=True)
        for name in names:
            for row in ROWS[name](bench):
                digits = 4 if name in COUNTED else 2
                print(line((row.work, row.against, row.taken, row.reference, f"{row.ratio:.{digits}f}", f"{row.at_most:g}",
                            "" if options.quick else "yes" if row.reached else "**no**")), flush=True)
        print(f"\nWireshark {'.'.join(str(number) for number in with_plugin.version)}; {rounds} rounds, of instructions {instruction_rounds}.")


def main():
    parser = argparse.ArgumentParser(description="What Portlore costs, as ratios to the same work without it.")
    parser.add_argument("--plugin", help="the plugin to measure")
    parser.add_argument("--inputs", type=Path, default=default_inputs(), metavar="FOLDER", help="where the captures are kept; default %(default)s")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"runs of each work; default {DEFAULT_ROUNDS}, of instructions {DEFAULT_INSTRUCTION_ROUNDS}")
    parser.add_argument("--quick", action="store_true", help="small captures and one round: whether it works, not how fast it is")
    parser.add_argument("--tshark", help="program to run")
    parser.add_argument("--list", action="store_true", help="name the rows")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a row; all without")
    options = parser.parse_args()
    if options.list:
        print("\n".join(ROWS))
        return 0
    unknown = sorted(set(options.names) - set(ROWS))
    if unknown:
        parser.error(f"no such row: {', '.join(unknown)}")
    if options.plugin is None:
        parser.error("--plugin is needed")
    names = options.names or list(ROWS)
    if set(names) & set(COUNTED) and shutil.which("valgrind") is None:
        print("bench.py: valgrind is needed, to count instructions", file=sys.stderr)
        return 3
    try:
        measure(options, names)
    except (CannotMeasure, OSError, subprocess.SubprocessError) as error:
        print(f"bench.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
