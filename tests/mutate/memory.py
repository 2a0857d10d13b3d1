#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Have valgrind watch tshark with the plugin over captures: no byte read or written that is not its own, none used that was not set, none lost.

usage: memory.py --plugin portlore.so [--cases] [--jobs N] [CAPTURE...]

CAPTURE: names in captures/, without ".pcapng", or paths; all of captures/ without one. --cases adds those of the regression cases. Each is dissected in
two passes with its tree (-2 -V) and its tables; Wireshark's pools are malloc() then, so that valgrind knows each piece of them. What is of Wireshark
itself is in wireshark.supp.

Exit status: 0 nothing was found, 1 something was, 2 wrong usage, 77 there is no valgrind.
"""

import argparse
import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

from run_tshark import Tshark  # noqa: E402

SKIPPED = 77
FOUND = 99
SECONDS_MOST = 900
WATCHING = ["--quiet", f"--error-exitcode={FOUND}", "--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite",
            "--keep-debuginfo=yes", "--num-callers=40"]
POOLS = {"WIRESHARK_DEBUG_WMEM_OVERRIDE": "simple", "G_SLICE": "always-malloc"}
TABLES = ["-z", "portlore,sessions", "-z", "portlore,servers", "-z", "portlore,tree", "-z", "xnm,tree", "-z", "credentials"]
SHOWN_BYTES = 6000


def captures_of(options):
    named = [Path(name) if Path(name).exists() else PROJECT / "captures" / f"{name}.pcapng" for name in options.captures]
    found = named or sorted((PROJECT / "captures").glob("*.pcapng"))
    if options.cases:
        found += sorted((PROJECT / "tests" / "regression" / "cases").glob("*/capture.*"))
    return found


def watch(program, tshark, suppressions, capture):
    """What valgrind says of a capture; empty when it is nothing."""
    command = [program, *WATCHING, f"--suppressions={suppressions}", tshark.program, "-2", "-V", "-r", str(tshark.readable(capture)), *TABLES]
    try:
        result = subprocess.run(command, cwd=tshark.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                                timeout=SECONDS_MOST, **tshark.identity(POOLS))
    except subprocess.TimeoutExpired:
        return f"takes more than {SECONDS_MOST} s"
    if result.returncode != 0:
        return f"ended with {result.returncode}\n{result.stderr.decode('utf-8', 'replace')[:SHOWN_BYTES]}"
    # It ends well without the plugin, too: ours has a line of the table.
    return "" if b"\nstream\tframe" in result.stdout else "the plugin is not loaded"


def finds_what_is_wrong(program):
    """Whether a byte behind the end of its memory is found at all."""
    compiler = shutil.which("cc")
    if not compiler:
        return True
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "wrong.c"
        source.write_text("#include <stdlib.h>\nint main(void)\n{\n    volatile char *byte = malloc(1);\n    return byte[1] == 2 ? 3 : 0;\n}\n", encoding="utf-8")
        subprocess.run([compiler, "-O0", "-o", f"{folder}/wrong", str(source)], check=True)
        return subprocess.run([program, *WATCHING, f"{folder}/wrong"], stderr=subprocess.DEVNULL, check=False).returncode == FOUND


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--cases", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("captures", nargs="*")
    options = parser.parse_args()
    program = shutil.which("valgrind")
    if not program:
        print("memory.py: SKIPPED, valgrind is not installed")
        return SKIPPED
    captures = captures_of(options)
    failed = 0 if finds_what_is_wrong(program) else 1
    if failed:
        print("memory.py: valgrind does not find what is wrong")
    with Tshark(plugin=options.plugin) as tshark, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        suppressions = tshark.readable(HERE / "wireshark.supp")
        for capture in captures:
            tshark.readable(capture)
        for capture, told in zip(captures, pool.map(lambda one: watch(program, tshark, suppressions, one), captures)):
            failed += bool(told)
            if told:
                print(f"{capture}: {told}")
    print(f"{len(captures)} captures, {failed} with problems")
    return 1 if failed or not captures else 0


if __name__ == "__main__":
    sys.exit(main())
