# SPDX-License-Identifier: GPL-2.0-or-later
"""A process of sharkd: Wireshark's dissection behind requests in JSON, which loads one capture after another and dissects any frame at any time."""

import json
import shutil
import subprocess
from pathlib import Path

from tshark_output import is_ours


class SharkdFailure(Exception):
    """sharkd ended, or refused a request."""


def program_of(tshark):
    """The sharkd that belongs to a Tshark, or None."""
    return shutil.which(str(Path(tshark.program).with_name("sharkd")))


class Sharkd:
    """One process. Ended by close(), or at the end of a with block."""

    def __init__(self, tshark, environment=None, errors=subprocess.DEVNULL):
        """tshark: the Tshark whose plugin and profile it uses. environment: further variables, as dict.
        errors: takes standard error."""
        self._tshark = tshark
        self._process = tshark.start(program_of(tshark), ["-"], errors, environment)
        self._asked = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End it; returns its exit code."""
        self._process.stdin.close()
        code = self._process.wait(60)
        self._process.stdout.close()
        return code

    def ask(self, method, **parameters):
        """The result of a request."""
        self._asked += 1
        try:
            self._process.stdin.write(json.dumps({"jsonrpc": "2.0", "id": self._asked, "method": method, "params": parameters}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        for line in self._process.stdout:
            if line.strip():
                answer = json.loads(line)
                if "result" not in answer:
                    raise SharkdFailure(f"{method} {parameters}: {answer}")
                return answer["result"]
        raise SharkdFailure(f"it ended with {self._process.wait(60)} at {method} {parameters}")

    def load(self, capture):
        """Read a capture; returns its number of frames."""
        answer = self.ask("load", file=str(self._tshark.readable(capture)))
        if answer["status"] != "OK":
            raise SharkdFailure(f"{capture}: {answer}")
        return self.ask("status")["frames"]

    def frame(self, number):
        """What a frame shows: its columns, all of its tree, and the trees of our protocols."""
        told = self.ask("frame", frame=number, proto=True, columns=True)
        trees = [item for item in told["tree"] if item.get("t") == "proto" and is_ours(item.get("f", "").split()[0])]
        return {"columns": told.get("col"), "all": told["tree"], "trees": trees}
