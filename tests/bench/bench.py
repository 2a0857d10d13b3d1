#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What Portlore costs, as ratios to the same work without it, side by side.

    bench.py --plugin build/plugin/portlore.so [--packets N] [--tshark PATH] [NAME...]

NAME: other-traffic, start-up; all of them when none is named. Nothing passes or fails here: the table is the result. Instructions are counted by
valgrind's callgrind, which gives the same number on a busy machine; those of a start without packets are taken off before packets are compared.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))

from other_traffic import other_traffic  # noqa: E402
from run_tshark import Tshark  # noqa: E402

TIMEOUT_SECONDS = 3600
DEFAULT_PACKETS = 18000
COLLECTED = re.compile(r"Collected : (\d+)")

# Dissects every packet and prints none.
DISSECT = ("-Y", "frame.number==0")


class CannotCount(Exception):
    """valgrind does not tell how many instructions there were."""


def instructions(tshark, capture):
    """How many instructions tshark takes for a capture."""
    command = ["--tool=callgrind", f"--callgrind-out-file={tshark.work / 'callgrind.out'}", tshark.program, "-r", str(tshark.readable(capture)), *DISSECT]
    process = tshark.start("valgrind", command, errors=subprocess.PIPE)
    try:
        _, errors = process.communicate(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    counted = COLLECTED.search(errors)
    if process.returncode != 0 or not counted:
        raise CannotCount(errors.strip().splitlines()[-1] if errors.strip() else f"exit code {process.returncode}")
    return int(counted[1])


def loads_plugin(tshark):
    return "portlore" in tshark.run(["-G", "plugins"]).stdout


def measure(options, work):
    """Instructions as {(with the plugin, with packets): number}."""
    captures = {False: work / "none.pcap", True: work / "other.pcap"}
    other_traffic(0).write(captures[False])
    traffic = other_traffic(options.packets)
    traffic.write(captures[True])
    options.packets = len(traffic.frames)
    counts = {}
    for plugin in (None, options.plugin):
        with Tshark(plugin=plugin, tshark=options.tshark) as tshark:
            if loads_plugin(tshark) != (plugin is not None):
                raise CannotCount(f"the plugin is {'not ' if plugin else ''}loaded by {tshark.program}")
            for packets in (False, True) if "other-traffic" in options.names else (False,):
                counts[plugin is not None, packets] = instructions(tshark, captures[packets])
    return counts


def row(name, against, with_plugin, without, at_most):
    print(f"{name:28} {against:24} {with_plugin:>15,} {without:>15,} {with_plugin / without:8.4f} {at_most:>8}")


def main():
    parser = argparse.ArgumentParser(description="What Portlore costs, as ratios to the same work without it.")
    parser.add_argument("--plugin", required=True, help="the plugin to measure")
    parser.add_argument("--packets", type=int, default=DEFAULT_PACKETS, help=f"of other traffic; default {DEFAULT_PACKETS}")
    parser.add_argument("--tshark", help="program to run")
    parser.add_argument("names", nargs="*", metavar="NAME", help="other-traffic, start-up")
    options = parser.parse_args()
    known = ("other-traffic", "start-up")
    unknown = sorted(set(options.names) - set(known))
    options.names = options.names or known
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    if shutil.which("valgrind") is None:
        print("bench.py: valgrind is needed, to count instructions", file=sys.stderr)
        return 3
    try:
        with Tshark() as place:
            counts = measure(options, place.work)
    except (CannotCount, OSError, subprocess.SubprocessError) as error:
        print(f"bench.py: {error}", file=sys.stderr)
        return 1
    print(f"{'work':28} {'against':24} {'instructions':>15} {'against':>15} {'ratio':>8} {'target':>8}")
    if "other-traffic" in options.names:
        row(f"{options.packets} packets, no known port", "the plugin absent", counts[True, True] - counts[True, False],
            counts[False, True] - counts[False, False], "1.01")
    if "start-up" in options.names:
        row("start-up of tshark", "the plugin absent", counts[True, False], counts[False, False], "1.03")
    return 0


if __name__ == "__main__":
    sys.exit(main())
