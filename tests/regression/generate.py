#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write the synthetic cases: capture, options and expectations. Golden files are not made here (regenerate.sh).

usage: generate.py [--check] [NAME...]

Every run writes the same bytes. --check writes nothing and fails where a file differs from what would be written.
"""

import gzip
import json
import shlex
import sys
from pathlib import Path

from scenarios import (bounds, contents, dtpdia, dtpdia_rules, edges, framing, hostile, limits, loss, meaning, neighbours,  # noqa: F401
                       netconf, secret_places, secrets, sepm, sepm_logins, sepm_proof, sepm_screened, tables, tls, tls_findings, tls_front,
                       tls_hellos, tls_offers, transport, verdicts)
from scenarios.case import REGISTERED, Case

CASES = Path(__file__).resolve().parent / "cases"


def build(name):
    """The finished Case of a scenario."""
    function = REGISTERED[name]
    case = Case(name, " ".join(function.__doc__.split()))
    function(case)
    return case


def files_of(case):
    """{file name: content} of a case's folder."""
    flags = ({} if case.golden else {"golden": False}) | ({"trouble": True} if case.trouble else {})
    expectation = {"about": case.about} | flags | {"checks": case.checks}
    files = {"expect.json": _readable(expectation).encode("ascii")}
    if case.options:
        files["options"] = (shlex.join(case.options) + "\n").encode("ascii")
    content = case.capture.content()
    if case.compressed:
        files["capture.pcap.gz"] = gzip.compress(content, mtime=0)
    else:
        files["capture.pcap"] = content
    return files


def _readable(expectation):
    """JSON with one check a line."""
    head = {name: value for name, value in expectation.items() if name != "checks"}
    lines = ",\n".join("    " + json.dumps(check) for check in expectation["checks"])
    return json.dumps(head, indent=2)[:-2] + f',\n  "checks": [\n{lines}\n  ]\n}}\n'


def same(path, content):
    """Whether a file has this content; of gzip files what is inside counts, as compressors differ."""
    if not path.exists():
        return False
    there = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(there) == gzip.decompress(content)
    return there == content


def main():
    arguments = sys.argv[1:]
    check = "--check" in arguments
    names = [argument for argument in arguments if argument != "--check"] or sorted(REGISTERED)
    differ = []
    for name in names:
        if name not in REGISTERED:
            sys.exit(f"generate.py: no scenario {name}")
        folder = CASES / name
        for file, content in files_of(build(name)).items():
            if same(folder / file, content):
                continue
            differ.append(f"{name}/{file}")
            if not check:
                folder.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(content)
    for file in differ:
        print(f"{'differs' if check else 'written'}: {file}")
    print(f"{len(names)} synthetic cases, {len(differ)} files {'differ' if check else 'written'}")
    return 1 if check and differ else 0


if __name__ == "__main__":
    sys.exit(main())
