#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run fuzz targets for a time.

usage: run.py --build FOLDER [--seconds N] [--jobs N] [--seed N] [--keep FOLDER] [TARGET...]

FOLDER is a build's, with the targets in tests/fuzz. Each TARGET (all of them without one) runs N seconds (10) over the seeds in corpus/TARGET, over those
that the build has made of the sample captures, and over what --keep's FOLDER/TARGET has from a run before; that is also where new inputs go, and what makes
a target fail, as crash-*, leak-*, oom-* or timeout-*. Without --keep, only the latter are kept, in the build's folder.

An input may take 10 s and a target 1 GiB of memory; 4,096 bytes are enough for every form that there is.

Exit status: 0 no target failed, 1 one did, 2 wrong usage.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIMITS = ["-max_len=4096", "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1", "-verbosity=0", f"-dict={HERE / 'junos.dict'}"]
SHOWN_LINES = 40


def fuzz(target, options, folder):
    """Whether it held, and its last words."""
    programs = options.build / "tests" / "fuzz"
    found = (options.keep or folder) / target
    found.mkdir(parents=True, exist_ok=True)
    artifacts = found if options.keep else programs
    inputs = [str(path) for path in (HERE / "corpus" / target, programs / "seeds" / target) if path.is_dir()]
    seed = [f"-seed={options.seed}"] if options.seed else []
    result = subprocess.run([str(programs / f"fuzz_{target}"), f"-max_total_time={options.seconds}", f"-artifact_prefix={artifacts}/{target}-", *LIMITS, *seed,
                             str(found), *inputs], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                            errors="replace", check=False)
    runs = re.search(r"number_of_executed_units:\s*(\d+)", result.stdout)
    if result.returncode != 0 or not runs or int(runs.group(1)) == 0:
        return False, f"{target}: FAILED\n" + "\n".join(result.stdout.splitlines()[-SHOWN_LINES:])
    return True, f"{target}: {runs.group(1)} inputs in {options.seconds} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--build", required=True, type=lambda text: Path(text).resolve())
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, help="the same inputs each time, as far as time allows")
    parser.add_argument("--keep", type=lambda text: Path(text).resolve(), metavar="FOLDER")
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    known = sorted(path.stem[len("fuzz_"):] for path in HERE.glob("fuzz_*.c"))
    unknown = set(options.targets) - set(known)
    missing = [target for target in options.targets or known if not (options.build / "tests" / "fuzz" / f"fuzz_{target}").exists()]
    if unknown or missing:
        print(f"run.py: {'no such target' if unknown else 'not built'}: {', '.join(sorted(unknown) or missing)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        held = True
        for passed, told in pool.map(lambda target: fuzz(target, options, Path(folder)), options.targets or known):
            held = held and passed
            print(told, flush=True)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
