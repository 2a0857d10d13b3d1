#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Damage captures, and hold that Portlore takes it.

usage: mutate.py --plugin portlore.so [--count N] [--seed N] [--largest BYTES] [--keep FOLDER]

The captures of the project and of the regression cases, up to a size, are damaged in ways drawn from the seed: bytes of the packets changed, packets cut,
lost, repeated, swapped; and each fourth by editcap -E, which changes any bytes, headers too. sharkd loads each and dissects every frame with its tree, which is a second pass; each tenth is given to tshark too: -V, -2 -V
and -T json. Memory that is given back is poisoned, and a bug in a dissector ends the run. Held is that

  * nothing ends by itself, is called a dissector's bug, or writes a warning;
  * no packet is malformed in Portlore's own dissectors by reading behind its end, which Wireshark calls "Malformed Packet";
  * no run takes more than 60 s, or 10 x that of the undamaged capture if that is more.

What Wireshark itself does on the same file without the plugin is not held against Portlore, but counted. Damaged captures with problems are
kept in FOLDER.

Exit status: 0 holds, 1 not, 2 wrong usage, 77 there is no sharkd.
"""

import argparse
import gzip
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

import capture_reader  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from sharkd import Sharkd, SharkdFailure, program_of  # noqa: E402
from tshark_output import STRICT  # noqa: E402

SKIPPED = 77
SECONDS_MOST = 60
TIMES_MOST = 10
# Of captures, in bytes: all of the project have less, and a thousand short ones find more than a few long ones.
SIZE_MOST = 400_000
EDITCAP_EACH = 4
TSHARK_EACH = 10
TSHARK_MODES = (["-V"], ["-2", "-V"], ["-T", "json"])
# By the short names of our protocols, and what is registered in their names only.
OURS_MALFORMED = re.compile(r"Malformed Packet: (XNM|NETCONF|Junos XML|Portlore|Known port|VxAT|SEPM|ESP|HTTP \(SEPM|DTP/DIA|TLS \(Portlore)")
BROKEN = re.compile("[\\udc80-\\udcff]")
CRIES = ("Dissector bug", "AddressSanitizer", "runtime error", "Warning **", "CRITICAL **", "failed assertion")


def captures(largest):
    """Those of the project, and of the regression cases that need no options."""
    cases = (PROJECT / "tests" / "regression" / "cases").iterdir()
    plain = [path for case in cases if not (case / "options").exists() for path in case.glob("capture.*")]
    return sorted(path for path in (*(PROJECT / "captures").glob("*.pcapng"), *plain) if path.stat().st_size <= largest)


def name_of(capture):
    return capture.parent.name if capture.name.startswith("capture.") else capture.stem


def as_pcapng(capture):
    """Its content in the one format."""
    content = capture.read_bytes()
    if capture.suffix == ".pcapng":
        return content
    with tempfile.NamedTemporaryFile(suffix=".pcap") as plain:
        plain.write(gzip.decompress(content) if capture.suffix == ".gz" else content)
        plain.flush()
        return subprocess.run(["editcap", "-F", "pcapng", plain.name, "-"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout


class Damage:
    """Ways to damage the packets of a capture, drawn from a seed."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.share = self.chance.choice((0.0003, 0.001, 0.005, 0.02))
        self.offset = self.chance.choice((14, 34, 54, 54, 54))
        self.rate = self.chance.choice((0.0, 0.0, 0.02, 0.1))
        self.interesting = (b"\0", b"\xff", b"\x7f", b"\x80", b"<", b">", b"&", b"]]>]]>", b"<![CDATA[", b"<!--", b"\r\n", b"\n##\n", b"%n", b"\x16\x03\x01")

    def bytes_of(self, data):
        changed = bytearray(data)
        for _ in range(sum(self.chance.random() < self.share for _ in range(self.offset, len(data)))):
            position = self.chance.randrange(self.offset, len(data))
            if self.chance.random() < 0.3:
                piece = self.chance.choice(self.interesting)
                changed[position:position + len(piece)] = piece
            else:
                changed[position] ^= 1 << self.chance.randrange(8)
        return bytes(changed[:len(data)])

    def packets(self, packets):
        damaged = []
        for interface, ticks, data, length in packets:
            fate = self.chance.random()
            if fate < self.rate / 4:
                continue
            data = self.bytes_of(data)
            if fate < self.rate / 2:
                data = data[:self.chance.randrange(len(data) + 1)]
            damaged.append((interface, ticks, data, max(length, len(data))))
            if self.rate / 2 <= fate < self.rate * 3 / 4:
                damaged.append(damaged[-1])
            elif self.rate * 3 / 4 <= fate < self.rate and len(damaged) > 1:
                damaged[-2:] = reversed(damaged[-2:])
        return damaged


class Trial:
    """The programs that are given the captures, with the plugin or without."""

    def __init__(self, plugin):
        self.tshark = Tshark(plugin=plugin)
        self.sharkd = None
        self.errors = self.tshark.directory / "errors"
        self.errors_read = 0

    def close(self):
        self._end()
        self.tshark.close()

    def _end(self):
        if self.sharkd:
            self.sharkd.close()
            self.sharkd = None

    def problems_of_frames(self, path):
        """What goes wrong when sharkd dissects every frame. A new process is started after one that ended."""
        if not self.sharkd:
            with self.errors.open("ab") as errors:
                self.sharkd = Sharkd(self.tshark, environment=STRICT, errors=errors)
        problems = []
        try:
            for number in range(1, self.sharkd.load(path) + 1):
                shown = self.sharkd.frame(number)
                problems += [f"frame {number}: {problem}" for problem in (*problems_in(str(shown["all"])), *broken_text_in(json.dumps(shown["trees"], ensure_ascii=False)))]
        except SharkdFailure as failure:
            problems.append(f"sharkd: {str(failure).split(' {')[0]}")
            self._end()
        return problems + [f"sharkd: {problem}" for problem in problems_in(self._new_errors())]

    def _new_errors(self):
        """What sharkd has written to standard error since it was last asked."""
        with self.errors.open("rb") as errors:
            errors.seek(self.errors_read)
            text = errors.read()
        self.errors_read += len(text)
        return text.decode("utf-8", "replace")

    def problems_of_text(self, path, mode):
        try:
            result = self.tshark.run(["-r", path, *mode], environment=STRICT, text=False, timeout=SECONDS_MOST)
        except subprocess.TimeoutExpired:
            return [f"tshark {' '.join(mode)} does not end"]
        text = result.stdout.decode("utf-8", "replace") + result.stderr.decode("utf-8", "replace")
        problems = [f"tshark {' '.join(mode)}: {problem}" for problem in problems_in(text)]
        # 2 and 14 are its words for a capture that is damaged itself.
        if result.returncode not in (0, 2, 14):
            problems.append(f"tshark {' '.join(mode)} ended with {result.returncode}: {result.stderr.decode('utf-8', 'replace')[-200:]}")
        return problems


def problems_in(text):
    """What cries out of a dissection."""
    found = [cry for cry in CRIES if cry in text]
    match = OURS_MALFORMED.search(text)
    return found + ([match.group()] if match else [])


def broken_text_in(text):
    """Text of ours that is not UTF-8, as Python marks its bytes."""
    match = BROKEN.search(text)
    return [f"not UTF-8: {text[max(match.start() - 80, 0):match.end() + 20]!a}"] if match else []


def timed(function, *arguments):
    start = time.monotonic()
    return function(*arguments), time.monotonic() - start


class Run:
    """All of it: trials with the plugin and without, times of undamaged captures, and what was found."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.plain = captures(options.largest)
        self.contents, self.seconds = {}, {}
        self.ours, self.without = Trial(options.plugin), Trial(None)
        self.problems, self.others, self.runs, self.edited = [], 0, 0, 0

    def close(self):
        self.ours.close()
        self.without.close()

    def undamaged(self, capture):
        """The capture, and how long it takes to dissect it."""
        if capture not in self.contents:
            self.contents[capture] = as_pcapng(capture)
            problems, self.seconds[capture] = timed(self.ours.problems_of_frames, self.written("undamaged", self.contents[capture]))
            self.problems += [f"{name_of(capture)}, undamaged: {problem}" for problem in problems]
        return self.contents[capture]

    def written(self, name, content):
        path = self.folder / f"{name}.pcapng"
        path.write_bytes(content)
        path.chmod(0o644)
        return path

    def hold(self, number):
        """Damage one capture, and look."""
        seed = f"{self.options.seed}-{number}"
        capture = random.Random(seed).choice(self.plain)
        damage = Damage(seed)
        content = self.undamaged(capture)
        edited = self._edited(content, damage.chance) if number % EDITCAP_EACH == EDITCAP_EACH - 1 else b""
        self.edited += bool(edited)
        damaged = edited or self._damaged(content, damage)
        path = self.written(f"{name_of(capture)}-{seed}", damaged)
        problems, seconds = timed(self.ours.problems_of_frames, path)
        limit = max(SECONDS_MOST, TIMES_MOST * self.seconds[capture])
        if seconds > limit:
            problems.append(f"{seconds:.1f} s, where {self.seconds[capture]:.1f} s were those of the undamaged one")
        looks = [lambda trial: trial.problems_of_frames(path)] if problems else []
        self.runs += 1
        if number % TSHARK_EACH == 0:
            for mode in TSHARK_MODES:
                found = self.ours.problems_of_text(path, mode)
                problems += found
                looks += [lambda trial, mode=mode: trial.problems_of_text(path, mode)] if found else []
                self.runs += 1
        others = {problem for look in looks for problem in look(self.without)}
        if problems and others.issuperset(problems):
            self.others += 1
        elif problems:
            problems = [problem for problem in problems if problem not in others]
            self.problems += [f"{path.stem}: {problem}" for problem in problems]
            if self.options.keep:
                shutil.copy(path, self.options.keep)
        path.unlink()

    def _edited(self, content, chance):
        """By editcap: each byte of a packet is changed with a probability, the headers' in half of the captures. Nothing where editcap, which does not write
        every block that it reads, cannot."""
        command = ["editcap", "-E", chance.choice(("0.0003", "0.001", "0.005", "0.02")), "-o", chance.choice(("0", "54")), "--seed", str(chance.randrange(1 << 31))]
        return subprocess.run([*command, "-F", "pcapng", self.written("whole", content), "-"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=False).stdout

    @staticmethod
    def _damaged(content, damage):
        recorded = capture_reader.Recorded.of(content)
        return recorded.with_packets(damage.packets)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--largest", type=int, default=SIZE_MOST, metavar="BYTES", help="of the captures that are damaged")
    parser.add_argument("--keep", metavar="FOLDER", help="where captures with problems are put")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Run(options, Path(folder))
        if program_of(run.ours.tshark) is None:
            print("mutate.py: SKIPPED, sharkd is not installed")
            return SKIPPED
        Path(folder).chmod(0o755)
        try:
            for number in range(options.count):
                run.hold(number)
        finally:
            run.close()
    for problem in run.problems:
        print(problem)
    print(f"{options.count} damaged captures of {len(run.plain)}, {run.edited} of them by editcap, {run.runs} runs: {len(run.problems)} problems; "
          f"{run.others} captures have such without Portlore, too")
    return 1 if run.problems or options.count == 0 or (options.count >= 8 * EDITCAP_EACH and not run.edited) else 0


if __name__ == "__main__":
    sys.exit(main())
