#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Record the sample captures anew and hold what tshark shows against what the peers wrote down.

usage: test_recording.py --plugin portlore.so

Exit status: 0 holds, 1 not, 77 not possible on this machine (no tcpdump, or no network namespace permitted).
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

import compare_session  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from tshark_output import Dissector  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description="Record sessions and compare.")
    parser.add_argument("--plugin", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Tshark(plugin=options.plugin) as tshark:
        recorded = subprocess.run([PROJECT / "captures" / "generate" / "record.sh", "-o", folder], check=False)
        if recorded.returncode:
            return recorded.returncode
        problems = []
        captures = sorted(Path(folder).glob("*.pcapng"))
        for capture in captures:
            found = compare_session.compare(capture.with_suffix(".expect.json"), Dissector(tshark, capture))
            print(f"{'ok' if not found else 'FAILED'} {capture.name}")
            problems += found
    for problem in problems:
        print(f"  - {problem}")
    return 1 if problems or not captures else 0


if __name__ == "__main__":
    sys.exit(main())
