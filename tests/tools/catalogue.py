# SPDX-License-Identifier: GPL-2.0-or-later
"""The catalogue of sample captures, captures/README.md, as a program reads it."""

import re
import shlex
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
CAPTURES = PROJECT / "captures"
# Options of tshark that change what is dissected, and those that only choose what is printed of it; both with a value.
DISSECTING, PRINTING = ("-o", "-d", "--enable-heuristic", "-C"), ("-Y", "-T", "-e", "-E", "-O", "-z")


def rows():
    """The rows of the catalogue's tables, each as a list of cells."""
    for line in (CAPTURES / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("|---"):
            yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def lines_to_see():
    """The tshark commands of the catalogue, as lists of words."""
    return [shlex.split(row[-1].strip("`")) for row in rows() if row[-1].startswith("`tshark ")]


def options_of(words):
    """(capture, options that change what is dissected) of a tshark command."""
    capture, options, rest = None, [], iter(words[1:])
    for word in rest:
        if word == "-r":
            capture = PROJECT / next(rest)
        elif word in DISSECTING:
            options += [word, next(rest)]
        elif word in PRINTING:
            next(rest)
        elif word not in ("-2", "-V", "-q", "-x"):
            raise ValueError(f"captures/README.md: what does {word} do in {words}?")
    return capture, options


def readings():
    """(capture, options) of every way in which the catalogue has its captures read: as they are, and with the options of its lines. Sorted."""
    return sorted({(path, ()) for path in CAPTURES.glob("*.pcapng")} | {(path, tuple(options)) for path, options in map(options_of, lines_to_see())})
