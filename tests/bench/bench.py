#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What Portlore costs, as ratios to the same work without it, side by side.

    bench.py --plugin build/plugin/portlore.so [--packets N] [--runs N] [--tshark PATH] [NAME...]

NAME: other-traffic, web-on-8443, tls-on-8443, binary-on-8443, start-up; all of them when none is named. Nothing passes or fails here: the table is the
result. Instructions are counted by valgrind's callgrind, which gives the same number on a busy machine; those of a start without packets are taken off
before packets are compared. Wireshark's hash tables begin with a random number, which makes a run cost up to 1 % more than another: of some runs the
cheapest counts.
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
from web_traffic import KINDS, traffic_on_8443  # noqa: E402

TIMEOUT_SECONDS = 3600
DEFAULT_PACKETS = 18000
DEFAULT_RUNS = 3
COLLECTED = re.compile(r"Collected : (\d+)")

# What is captured, by name; those without packets are start-up.
TRAFFIC = {"other-traffic": other_traffic, **{f"{kind}-on-8443": lambda packets, kind=kind: traffic_on_8443(kind, packets) for kind in KINDS}}
START_UP = "start-up"
TITLES = {"other-traffic": "no known port"}

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
    """Instructions as {(with the plugin, name): number}; packets of each name."""
    captures, packets = {}, {}
    for name in {START_UP, *options.names}:
        traffic = TRAFFIC.get(name, other_traffic)(0 if name == START_UP else options.packets)
        captures[name], packets[name] = work / f"{name}.pcap", len(traffic.frames)
        traffic.write(captures[name])
    counts = {}
    for plugin in (None, options.plugin):
        with Tshark(plugin=plugin, tshark=options.tshark) as tshark:
            if loads_plugin(tshark) != (plugin is not None):
                raise CannotCount(f"the plugin is {'not ' if plugin else ''}loaded by {tshark.program}")
            for name, capture in captures.items():
                counts[plugin is not None, name] = min(instructions(tshark, capture) for _ in range(options.runs))
    return counts, packets


def row(name, against, with_plugin, without, at_most):
    print(f"{name:28} {against:24} {with_plugin:>15,} {without:>15,} {with_plugin / without:8.4f} {at_most:>8}")


def main():
    parser = argparse.ArgumentParser(description="What Portlore costs, as ratios to the same work without it.")
    parser.add_argument("--plugin", required=True, help="the plugin to measure")
    parser.add_argument("--packets", type=int, default=DEFAULT_PACKETS, help=f"of other traffic; default {DEFAULT_PACKETS}")
    parser.add_argument("--runs", type=int, default=DEFAULT_RUNS, help=f"of each, of which the cheapest counts; default {DEFAULT_RUNS}")
    parser.add_argument("--tshark", help="program to run")
    known = (*TRAFFIC, START_UP)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(known))
    options.names = options.names or known
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    if shutil.which("valgrind") is None:
        print("bench.py: valgrind is needed, to count instructions", file=sys.stderr)
        return 3
    try:
        with Tshark() as place:
            counts, packets = measure(options, place.work)
    except (CannotCount, OSError, subprocess.SubprocessError) as error:
        print(f"bench.py: {error}", file=sys.stderr)
        return 1
    print(f"{'work':28} {'against':24} {'instructions':>15} {'against':>15} {'ratio':>8} {'target':>8}")
    for name in options.names:
        if name == START_UP:
            row("start-up of tshark", "the plugin absent", counts[True, name], counts[False, name], "1.03")
        else:
            with_plugin, without = (counts[plugin, name] - counts[plugin, START_UP] for plugin in (True, False))
            row(f"{packets[name]} packets, {TITLES.get(name, name)}", "the plugin absent", with_plugin, without, "1.01")
    return 0


if __name__ == "__main__":
    sys.exit(main())
