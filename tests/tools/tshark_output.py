# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark says of a capture, as Python values that are the same on Wireshark 4.0, 4.4 and 4.6.

Three ways to ask, which must agree: the tree (-T pdml), the packet list (no tree is built) and the fields (-T fields, where a
tree is built but nothing in it is visible).
"""

import html
import re
from dataclasses import dataclass, field

from run_tshark import Tshark

# Fields and protocols of the plugin begin with one of these names.
OURS = ("xnm", "portlore", "vxat", "dtpdia", "sepm", "esps")
# Wireshark's own sign that a dissector failed or ran out of bytes.
TROUBLE = ("_ws.malformed", "_ws.short", "_ws.unreassembled")
# Memory is poisoned when it is given back, and a bug in a dissector ends the run.
STRICT = {"WIRESHARK_DEBUG_WMEM_OVERRIDE": "strict", "WIRESHARK_ABORT_ON_DISSECTOR_BUG": "1"}

_TAG = re.compile(r"<(/?)(packet|proto|field)((?:\s+\w+=\"[^\"]*\")*)\s*(/?)>")
_ATTRIBUTE = re.compile(r"(\w+)=\"([^\"]*)\"")
_OCTETS = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2})+")
_FIELD_RECORD = re.compile(r"^\"(\d+)\"\x1f", re.MULTILINE)


class TsharkFailure(Exception):
    """tshark ended with an error or wrote to standard error."""


@dataclass
class Item:
    """One item of the tree. position, size: in bytes, of its data source."""

    name: str
    value: str
    label: str
    position: int
    size: int
    hidden: bool
    children: list = field(default_factory=list)

    def walk(self):
        """The item and all below it, in the tree's order."""
        stack = [self]
        while stack:
            item = stack.pop()
            yield item
            stack.extend(reversed(item.children))


@dataclass
class Frame:
    """One frame. items: the trees of our protocols and the signs of trouble."""

    number: int
    items: list
    protocol: str = ""
    info: str = ""

    def walk(self):
        for item in self.items:
            yield from item.walk()

    def values(self, name):
        """The values of a field in this frame, in the tree's order."""
        return [item.value for item in self.walk() if item.name == name]


def is_ours(name):
    """Whether a field or protocol belongs to the plugin."""
    return name.split(".")[0] in OURS


_ISO_TIME = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d\.\d{9})Z")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _older_time(match):
    """A time as versions before 4.6 write it."""
    year, month, day, time = match.groups()
    return f"{_MONTHS[int(month) - 1]} {int(day):2}, {year} {time} UTC"


def printable(text):
    """One line of text with control characters as escapes. 4.0 writes them as \\001 in labels, later versions as \\x01."""
    text = re.sub(r"\\([0-3][0-7]{2})", lambda match: f"\\x{int(match.group(1), 8):02x}", text)
    text = _ISO_TIME.sub(_older_time, text)
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "".join(named.get(char) or (f"\\x{ord(char):x}" if ord(char) < 32 or ord(char) == 127 else char) for char in text)


def _item(attributes):
    values = dict(_ATTRIBUTE.findall(attributes))
    value, label = (printable(html.unescape(values.get(name, ""))) for name in ("show", "showname"))
    if is_ours(values.get("name", "")) and value in ("0", "1") and label.endswith((": False", ": True")):
        value = label.rsplit(": ", 1)[1]  # as versions after 4.0 write what is true or false
    return Item(name=values.get("name", ""), value=value, label=label,
                position=int(values.get("pos", 0)), size=int(values.get("size", 0)), hidden=values.get("hide") == "yes")


def _ours_of(item):
    """What is ours of an item at the top: itself, or the text that PDML wraps into a protocol of its own."""
    if item.name == "fake-field-wrapper":
        return [child for child in item.children if any(is_ours(below.name) for below in child.walk())]
    return [item] if is_ours(item.name) or item.name in TROUBLE else []


def parse_pdml(text):
    """The frames of PDML. An XML parser would turn line ends inside attributes into spaces, so the tags are read as they stand."""
    frames, stack, number = [], [], 0
    for match in _TAG.finditer(text):
        closing, tag, attributes, empty = match.groups()
        if tag == "packet":
            if closing:
                frames[-1].items = [part for item in frames[-1].items for part in _ours_of(item)]
            else:
                number += 1
                frames.append(Frame(number, []))
                stack = []
        elif closing:
            stack.pop()
        else:
            item = _item(attributes)
            if stack:
                stack[-1].children.append(item)
            else:
                frames[-1].items.append(item)
            if not empty:
                stack.append(item)
            if item.name == "frame.number":
                frames[-1].number = number = int(item.value)
    return frames


class Dissector:
    """tshark with the plugin, over one capture and with one set of further options."""

    def __init__(self, tshark, capture, options=()):
        """tshark: a run_tshark.Tshark. options: tshark's, as a list."""
        self.tshark = tshark
        self.capture = capture
        self.options = list(options)

    @classmethod
    def with_plugin(cls, plugin, capture, options=()):
        """A Dissector with a tshark of its own; close it by closing its tshark."""
        return cls(Tshark(plugin=plugin), capture, options)

    def run(self, arguments, two_pass):
        """Standard output of tshark; TsharkFailure when it fails or complains."""
        command = ["-r", str(self.capture), "-n", *(["-2"] if two_pass else []), *self.options, *arguments]
        result = self.tshark.run(command, environment=STRICT)
        if result.returncode != 0 or result.stderr:
            raise TsharkFailure(f"tshark {' '.join(command)}\nended with {result.returncode} and said:\n{result.stderr}")
        return result.stdout

    def frames(self, two_pass, display_filter=None):
        """Every frame with its tree and its columns."""
        condition = ["-Y", display_filter] if display_filter else []
        frames = parse_pdml(self.run(["-T", "pdml", *condition], two_pass))
        columns = self.columns(two_pass, condition)
        if [frame.number for frame in frames] != list(columns):
            raise TsharkFailure("the tree and the packet list do not show the same frames")
        for frame in frames:
            frame.protocol, frame.info = columns[frame.number]
        return frames

    def columns(self, two_pass, condition=()):
        """{frame: (Protocol, Info)} as the packet list has them. The fields for columns have other names in each version, so a
        column format is given."""
        form = 'gui.column.format:"No.","%m","Protocol","%p","Info","%i"'
        rows = {}
        for line in self.run(["-T", "tabs", "-o", form, *condition], two_pass).splitlines():
            number, protocol, info = (line.split("\t", 2) + ["", ""])[:3]
            rows[int(number)] = (protocol.strip(), printable(info.strip()))
        return rows

    def field_values(self, names, two_pass):
        """{frame: {field: [values]}} by -T fields."""
        arguments = ["-T", "fields", "-E", "separator=\x1f", "-E", "aggregator=\x1e", "-E", "quote=d", "-e", "frame.number"]
        for name in names:
            arguments += ["-e", name]
        parts = _FIELD_RECORD.split(self.run(arguments, two_pass))
        result = {}
        for number, record in zip(parts[1::2], parts[2::2]):
            cells = record.rstrip("\n").split("\x1f")
            result[int(number)] = {name: cell[1:-1].split("\x1e") for name, cell in zip(names, cells) if len(cell) > 1}
        return result

    def matching(self, display_filter, two_pass=True):
        """Numbers of the frames that a display filter lets through."""
        output = self.run(["-Y", display_filter, "-T", "fields", "-e", "frame.number"], two_pass)
        return [int(line) for line in output.split()]


def same_value(tree, field):
    """Whether a value of the tree and one of -T fields are the same. -T fields doubles quotes and backslashes on some versions only, and has no
    colons between octets."""
    field = printable(field)
    if _OCTETS.fullmatch(tree) and ":" not in field:
        tree = tree.replace(":", "")
    if tree in ("False", "True") and field in ("0", "1"):
        field = "True" if field == "1" else "False"
    return tree in (field, field.replace('""', '"').replace("\\\\", "\\"))
