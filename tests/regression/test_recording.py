#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Record the sample captures anew and hold what tshark shows against what the peers wrote down, and of TLS against what they were set up to do.

usage: test_recording.py --plugin portlore.so

Of the recordings of TLS those are made of which all programs are installed here.

Exit status: 0 holds, 1 not, 77 not possible on this machine (no tcpdump, or no network namespace permitted).
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
GENERATE = PROJECT / "captures" / "generate"
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

import compare_session  # noqa: E402
import tls_captures  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from tshark_output import Dissector  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description="Record sessions and compare.")
    parser.add_argument("--plugin", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Tshark(plugin=options.plugin) as tshark:
        stories = subprocess.run([sys.executable, "-B", GENERATE / "tls_stories.py", "possible"], stdout=subprocess.PIPE, encoding="ascii", check=True)
        of_tls = stories.stdout.split()
        for names in [(), of_tls] if of_tls else [()]:
            recorded = subprocess.run([GENERATE / "record.sh", "-o", folder, *names], check=False)
            if recorded.returncode:
                return recorded.returncode
        problems = []
        captures = sorted(Path(folder).glob("*.pcapng"))
        for capture in captures:
            expectation, dissector = capture.with_suffix(".expect.json"), Dissector(tshark, capture)
            connections = json.loads(expectation.read_text(encoding="ascii")).get("connections")
            found = tls_captures.problems_of(connections, dissector) if connections else compare_session.compare(expectation, dissector)
            print(f"{'ok' if not found else 'FAILED'} {capture.name}")
            problems += found
    for problem in problems:
        print(f"  - {problem}")
    return 1 if problems or not captures else 0


if __name__ == "__main__":
    sys.exit(main())
