# SPDX-License-Identifier: GPL-2.0-or-later
"""The recorded captures of TLS handshakes, what they have to show, and what a tshark with the plugin shows of their conversations.

captures/NAME.expect.json holds a connection each: {"about": TEXT, "server": [ADDRESS, PORT], "findings": [SLUG...], "experts": [NAME...], "facts":
{FIELD: [VALUE...]}}. It is written by hand in captures/generate/tls_stories.py.
"""

import json
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
CAPTURES = PROJECT / "captures"
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

from tshark_output import is_ours  # noqa: E402

FINDING = "portlore.tls.finding"
NAMES = sorted(path.name.removesuffix(".expect.json") for path in CAPTURES.glob("tls-*.expect.json"))


def filter_of(slug):
    """The name of a finding's expert info."""
    return "portlore.tls." + slug.replace(".", "_").replace("-", "_")


def capture_of(name):
    return CAPTURES / f"{name}.pcapng"


def expectation_of(name):
    return json.loads((CAPTURES / f"{name}.expect.json").read_text(encoding="ascii"))["connections"]


def ports_of(name):
    return sorted({connection["server"][1] for connection in expectation_of(name)})


def slugs(connections):
    """All slugs of the connections, with their numbers."""
    return Counter(slug for connection in connections for slug in connection["findings"])


class Conversations:
    """The frames of each TCP conversation of a capture, as a Dissector shows them."""

    def __init__(self, dissector, two_pass):
        output = dissector.run(["-T", "fields", "-e", "frame.number", "-e", "tcp.stream"], two_pass)
        streams = {int(number): int(stream) for number, stream in (line.split("\t") for line in output.splitlines())}
        self.frames = dissector.frames(two_pass)
        self.count = max(streams.values()) + 1
        self._streams = streams

    def of(self, number):
        return [frame for frame in self.frames if self._streams[frame.number] == number]

    def values(self, number, name):
        return [value for frame in self.of(number) for value in frame.values(name)]

    def experts(self, number):
        """The names of our expert infos."""
        return sorted(child.name for frame in self.of(number) for item in frame.walk() if item.name == "_ws.expert"
                      for child in item.children if is_ours(child.name))


def problems_of(connections, dissector):
    """Where the findings and facts of a recording are not those of its connections, each as text."""
    shown, problems = Conversations(dissector, True), []
    if shown.count != len(connections):
        return [f"{dissector.capture.name}: {shown.count} connections, not {len(connections)}"]
    for number, connection in enumerate(connections):
        expected = {FINDING: connection["findings"], **connection["facts"]}
        for field, values in expected.items():
            got = shown.values(number, field)
            if values != (sorted(got) if field == FINDING else got):
                problems.append(f"{dissector.capture.name}, {connection['about']}: {field}\n      expected {values}\n      got      {got}")
    return problems


def findings_by_conversation(dissector, two_pass, fields=(FINDING,)):
    """{number: {field: [values]}} of the conversations that have some, in frames' order, by -T fields. Only frames with such fields are printed."""
    names = ["tcp.stream", *fields]
    arguments = ["-Y", FINDING + "".join(f" || {name}" for name in fields), "-T", "fields", "-E", "separator=\x1f", "-E", "aggregator=\x1e"]
    output = dissector.run(arguments + [word for name in names for word in ("-e", name)], two_pass)
    conversations = {}
    for line in filter(None, output.split("\n")):
        stream, *cells = line.split("\x1f")
        found = conversations.setdefault(int(stream), {name: [] for name in fields})
        for name, cell in zip(fields, cells):
            found[name] += cell.split("\x1e") if cell else []
    return conversations
