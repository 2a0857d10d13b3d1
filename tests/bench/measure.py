# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark with and without the plugin: how long each run takes, how much memory it has, how many instructions it counts."""

import os
import re
import statistics
import subprocess
from dataclasses import dataclass

TIMEOUT_SECONDS = 3600
COLLECTED = re.compile(r"Collected : (\d+)")

# Dissects every packet and prints none.
DISSECT = ("-Y", "frame.number==0")


class CannotMeasure(Exception):
    """A run failed, or did not do what it is measured for."""


@dataclass
class Run:
    """What one run took. seconds: of processor time, user and system. peak: bytes of memory."""

    seconds: float
    peak: int


def _is_open(path):
    """Whether every user can read the file."""
    return path.stat().st_mode & 0o004 and all(folder.stat().st_mode & 0o001 for folder in path.parents)


@dataclass
class Work:
    """What is measured. proof: a display filter that must find something, in the same packets with the same preferences."""

    tshark: object
    path: object
    arguments: tuple = DISSECT
    options: tuple = ()
    proof: str = ""

    def _command(self):
        # The largest captures are not copied for another user who can read them where they are.
        path = self.path if _is_open(self.path) else self.tshark.readable(self.path)
        return [self.tshark.program, "-r", str(path), *self.options, *self.arguments]

    def run(self):
        """One run, with its output thrown away: tshark dissects in one thread, so that processor time is the time it takes on an idle machine."""
        command = self._command()
        with open(os.devnull, "r+b") as null:
            process = subprocess.Popen(command, cwd=self.tshark.work, stdin=null, stdout=null, stderr=subprocess.PIPE, **self.tshark.identity())
            errors = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            process.stderr.close()
        if process.returncode != 0:
            raise CannotMeasure(f"{' '.join(command)}: exit code {process.returncode}: {errors.decode(errors='replace').strip()}")
        return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)

    def instructions(self):
        """How many instructions one run takes, by valgrind's callgrind."""
        command = ["--tool=callgrind", f"--callgrind-out-file={self.tshark.work / 'callgrind.out'}", *self._command()]
        process = self.tshark.start("valgrind", command, errors=subprocess.PIPE)
        try:
            _, errors = process.communicate(timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        counted = COLLECTED.search(errors)
        if process.returncode != 0 or not counted:
            raise CannotMeasure(errors.strip().splitlines()[-1] if errors.strip() else f"exit code {process.returncode}")
        return int(counted[1])

    def check(self, packets=2000):
        """That tshark does with the first packets what it is measured for."""
        if self.proof:
            command = [*self._command()[1:3], "-c", str(packets), *self.options, "-Y", self.proof]
            result = self.tshark.run(command)
            if result.returncode != 0 or not result.stdout:
                raise CannotMeasure(f"{self.path.name}: {self.proof} finds nothing: {result.stderr.strip()}")


def in_turn(works, rounds):
    """The runs of each work, as lists: one of each, then again. What slows the machine for a while slows all of them."""
    runs = [[] for _ in works]
    for _ in range(rounds):
        for taken, work in zip(runs, works):
            taken.append(work.run())
    return runs


def median_seconds(runs):
    return statistics.median(run.seconds for run in runs)


def median_peak(runs):
    return statistics.median(run.peak for run in runs)


def median_ratio(runs, others):
    """The median of the ratios of each pair."""
    return statistics.median(run.seconds / other.seconds for run, other in zip(runs, others))
