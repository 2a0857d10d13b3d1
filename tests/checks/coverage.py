#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How much of the core its unit tests run: lines of plugin/core, room by room.

usage: coverage.py --build FOLDER [--least PERCENT] [--lines]

Builds the core and its unit tests in FOLDER with gcc's --coverage, runs them, and adds up what gcov tells. --lines also prints the lines that no test
runs. What only a machine without memory or a broken libxml2 would run counts as any other line.

Exit status: 0 at least PERCENT (95) of all lines are run, and of each room's; 1 not, or a test fails; 2 wrong usage.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
CORE = PROJECT / "plugin" / "core"


def run(*command, **options):
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)


def must(*command):
    result = run(*command)
    if result.returncode != 0:
        sys.stdout.write(result.stdout.decode("utf-8", "replace"))
        print(f"coverage.py: {' '.join(str(word) for word in command)} ended with {result.returncode}")
        sys.exit(1)


def build_and_run(folder):
    jobs = os.cpu_count() or 1
    for old in folder.rglob("*.gcda"):
        old.unlink()
    must("cmake", "-S", PROJECT, "-B", folder, "-DPORTLORE_NESTED=ON", "-DCMAKE_C_COMPILER=gcc", "-DCMAKE_BUILD_TYPE=Debug",
         "-DCMAKE_C_FLAGS=--coverage -O0")
    must("cmake", "--build", folder, "--parallel", jobs, "--target", "unit_tests")
    must("ctest", "--test-dir", folder, "--output-on-failure", "--parallel", jobs, "--label-regex", "^unit$", "--no-tests=error")


def lines_of_core(folder):
    """Of each file of the core, below CORE: each line that has code, and how often it was run."""
    counts = defaultdict(lambda: defaultdict(int))
    for notes in sorted((folder / "plugin" / "core").rglob("*.gcno")):
        result = run("gcov", "--json-format", "--stdout", notes, cwd=notes.parent)
        for line in result.stdout.decode("utf-8", "replace").splitlines():
            if not line.startswith("{"):
                continue
            for file in json.loads(line)["files"]:
                path = Path(notes.parent, file["file"]).resolve()
                if CORE in path.parents:
                    for one in file["lines"]:
                        counts[path.relative_to(CORE)][one["line_number"]] += one["count"]
    return counts


def tell(room, lines, run_lines):
    share = 100 * run_lines / lines if lines else 0
    print(f"{room:12} {run_lines:6} of {lines:6} lines  {share:6.2f} %")
    return share


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--least", type=float, default=95)
    parser.add_argument("--lines", action="store_true", help="print the lines that no test runs")
    options = parser.parse_args()
    if not shutil.which("gcov"):
        print("coverage.py: gcov, a part of gcc, is not installed")
        return 2
    build_and_run(options.build.resolve())
    counts = lines_of_core(options.build.resolve())
    rooms = defaultdict(lambda: [0, 0])
    for path, lines in sorted(counts.items()):
        missed = sorted(number for number, count in lines.items() if count == 0)
        rooms[path.parts[0]][0] += len(lines)
        rooms[path.parts[0]][1] += len(lines) - len(missed)
        if options.lines and missed:
            print(f"{path}: {', '.join(str(number) for number in missed)}")
    shares = [tell(room, *rooms[room]) for room in sorted(rooms)]
    shares.append(tell("plugin/core", *(sum(room[i] for room in rooms.values()) for i in (0, 1))))
    folders = {path.name for path in CORE.iterdir() if path.is_dir()}
    if set(rooms) != folders:
        print(f"nothing is known of {', '.join(sorted(folders - set(rooms)))}")
        return 1
    return 0 if min(shares) >= options.least else 1


if __name__ == "__main__":
    sys.exit(main())
