#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What Portlore makes of much: time and memory as figures, and what it has to tell of it.

usage: limits.py --plugin portlore.so [--share PERCENT] [NAME...]

NAME is one of those in the table below; all of them without one. Each capture is made and dissected twice, once with half of what it is about: time that
is linear doubles. --share makes all of them smaller, for a test; what is a limit of the plugin's own stays above it.

  sessions     300 MB of ordinary sessions: a login and nine replies of 10 kB each
  message      one reply of 64 MB
  connections  100,000 connections with a login
  in-flight    1,000 requests before the first reply
  depth        100,000 elements inside each other
  attributes   5,000 attributes of an element
  text         a text of 20 MB

Time is a processor's, without that of an empty capture, and never a failure. It is one when the plugin ends, when it takes more memory than MEMORY tells, when a message is lost, and when a limit that was met
is not told, or one that was not met is.

Exit status: 0 holds, 1 not, 2 wrong usage.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import scenarios

sys.path.insert(0, str(scenarios.PROJECT / "tests" / "tools"))

from run_tshark import Tshark  # noqa: E402

MEGABYTE = 1_000_000
ELEMENTS_SHOWN = 100_000  # as preference xnm.max_elements has it by default
# Bytes of memory that tshark may take besides what it takes for nothing: so many times those of the capture, and these.
MEMORY = {"sessions": (12, 300), "message": (12, 400), "connections": (60, 400), "in-flight": (20, 200), "depth": (20, 200), "attributes": (20, 200),
          "text": (16, 300)}
FIELDS = ("frame.number", "xnm.reply.to", "xnm.message.length", "xnm.elements_not_shown", "xnm.unread.reason", "_ws.expert.message")
SECONDS_MOST = 3600


@dataclass
class Seen:
    """What tshark tells of a capture: rows of FIELDS of the frames with a reply, seconds of a processor, bytes of memory at the most, of the capture."""

    rows: list
    seconds: float
    memory: int
    capture: int

    def told(self, field):
        return [row[FIELDS.index(field)] for row in self.rows if row[FIELDS.index(field)]]

    @property
    def replies(self):
        return sum(len(to.split(",")) for to in self.told("xnm.reply.to"))


def dissect(tshark, path, filter_text):
    options = [word for name in FIELDS for word in ("-e", name)]
    output = tshark.directory / "output"
    with open(output, "wb") as file:
        process = subprocess.Popen([tshark.program, "-r", str(tshark.readable(path)), "-Y", filter_text, "-T", "fields", *options], cwd=tshark.work,
                                   stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.PIPE, **tshark.identity())
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = usage.ru_utime + usage.ru_stime
    if process.returncode != 0 or errors:
        raise RuntimeError(f"tshark ended with {process.returncode}: {errors.decode('utf-8', 'replace')[-500:]}")
    rows = [line.split("\t") for line in output.read_text(encoding="utf-8", errors="replace").splitlines()]
    return Seen(rows, seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), path.stat().st_size)


# What has to be true, by name: problems of what was seen. number: what the scenario returned, or was asked for.

def holds_sessions(seen, number):
    if seen.replies != number:
        yield f"{seen.replies} replies to requests instead of {number}"
    if any("alformed" in text or "bytes are missing" in text for text in seen.told("_ws.expert.message")):
        yield "something is called malformed or missing"


def holds_message(seen, number):
    if seen.replies != 3:
        yield f"{seen.replies} replies to requests instead of 3"
    hidden = [int(text) for text in seen.told("xnm.elements_not_shown")]
    if hidden != ([number - ELEMENTS_SHOWN] if number > ELEMENTS_SHOWN else []):
        yield f"of {number} elements {hidden} are told not to be shown"


def holds_connections(seen, number):
    if seen.replies != number:
        yield f"{seen.replies} logins instead of {number}"


def holds_in_flight(seen, number):
    asked = [int(row[FIELDS.index("xnm.reply.to")]) for row in seen.rows if row[FIELDS.index("xnm.reply.to")]]
    if len(asked) != number + 1 or asked != sorted(set(asked)):
        yield f"{len(asked)} replies, or not to one request each in their order"


def holds_refused(seen, word):
    if seen.replies != 3:
        yield f"{seen.replies} replies to requests instead of 3: the one behind it, too"
    if not any(word in reason for reason in seen.told("xnm.unread.reason")):
        yield f"no reason with the word {word}: {seen.told('xnm.unread.reason')}"


def holds_text(seen, number):
    lengths = [int(one) for text in seen.told("xnm.message.length") for one in text.split(",")]
    if seen.replies != 3 or not lengths or not number < max(lengths) < number + 100:
        yield f"{seen.replies} replies, lengths of messages up to {max(lengths, default=0)} where the text has {number}"
    if seen.told("xnm.unread.reason"):
        yield f"not read: {seen.told('xnm.unread.reason')}"


@dataclass(frozen=True)
class Scenario:
    make: object
    whole: int
    least: int  # with a share
    unit: str
    holds: object
    needs: object = None  # what holds is given instead of what make returns


SCENARIOS = {
    "sessions": Scenario(scenarios.ordinary_sessions, 300 * MEGABYTE, MEGABYTE, "bytes", holds_sessions),
    "message": Scenario(scenarios.one_message, 64 * MEGABYTE, 8 * MEGABYTE, "bytes", holds_message),
    "connections": Scenario(scenarios.connections, 100_000, 1000, "connections", holds_connections),
    "in-flight": Scenario(scenarios.requests_in_flight, 1000, 1000, "requests", holds_in_flight),
    "depth": Scenario(scenarios.depth, 100_000, 20_000, "levels", holds_refused, "deep"),
    "attributes": Scenario(scenarios.attributes, 5000, 5000, "attributes", holds_refused, "attributes"),
    "text": Scenario(scenarios.text, 20 * MEGABYTE, 4 * MEGABYTE, "bytes", holds_text),
}


def try_one(tshark, name, number, idle):
    """Seen, and problems."""
    scenario = SCENARIOS[name]
    file = scenarios.File(tshark.directory / f"{name}.pcap")
    made = scenario.make(file, number)
    file.close()
    file.path.chmod(0o644)
    seen = dissect(tshark, file.path, "xnm.reply")
    file.path.unlink()
    problems = list(scenario.holds(seen, scenario.needs or made))
    times, constant = MEMORY[name]
    most = idle + times * seen.capture + constant * MEGABYTE
    if seen.memory > most:
        problems.append(f"{seen.memory // MEGABYTE} MB of memory, more than {most // MEGABYTE} MB")
    return seen, problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--share", type=float, default=100, metavar="PERCENT")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SCENARIOS))
    options = parser.parse_args()
    if set(options.names) - set(SCENARIOS):
        parser.error(f"no such limit: {', '.join(sorted(set(options.names) - set(SCENARIOS)))}")
    failed = False
    print(f"{'limit':12} {'of':>24} {'capture':>9} {'seconds':>8} {'half':>8} {'ratio':>6} {'memory':>9}")
    with Tshark(plugin=options.plugin) as tshark:
        empty = tshark.directory / "empty.pcap"
        empty.write_bytes(scenarios.Capture().content())
        empty.chmod(0o644)
        idle = dissect(tshark, empty, "xnm.reply")
        for name in options.names or SCENARIOS:
            number = max(int(SCENARIOS[name].whole * options.share / 100), SCENARIOS[name].least)
            problems = []
            both = []
            for count in (number // 2, number):
                seen, wrong = try_one(tshark, name, count, idle.memory)
                both.append(seen)
                problems += [f"{name}, {count}: {problem}" for problem in wrong]
            half, whole = (max(seen.seconds - idle.seconds, 0.01) for seen in both)
            print(f"{name:12} {number:>12,} {SCENARIOS[name].unit:>11} {both[1].capture / MEGABYTE:>6.1f} MB {whole:>8.2f} {half:>8.2f} {whole / half:>6.2f} "
                  f"{(both[1].memory - idle.memory) / MEGABYTE:>6.0f} MB", flush=True)
            for problem in problems:
                print(f"  {problem}")
            failed = failed or bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
