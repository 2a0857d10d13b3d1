# SPDX-License-Identifier: GPL-2.0-or-later
"""The text form in which an expected dissection is kept: one line a frame, and below it our items with their bytes."""

import re

# Protocols of ours that fill the columns.
DISSECTORS = ("dtpdia", "xnm")
# Fields that only a second pass can know, or knows better: a verdict is what is known so far.
LOOK_AHEAD = ("xnm.reply.in", "xnm.message.in", "dtpdia.request.in", "dtpdia.corrected.in", "portlore.content", "portlore.verdict",
              "portlore.evidence", "portlore.scan", "portlore.not_delivered.first", "portlore.not_delivered.preference")
# Truncated labels are cut at a place, and times are written in a unit, that differ between versions of Wireshark.
_TRUNCATED = re.compile(r"^\[truncated\]([^:]*).*|^(.*?) \[(?:truncated|…)\].*", re.DOTALL)
_CUT_MARK = "[…] "
# Longer labels are cut here, before any version cuts them.
_LABEL_LENGTH = 160
_DURATION = re.compile(r": -?(?:[\d.]+ (?:day|hour|minute|(?:nano|micro|milli)?second)s?(?:, )?)+$")
# What TCP says about a segment before we have our say.
_TCP_ANALYSIS = re.compile(r"^(?:\[TCP [^\]]*\] ?)+")
# Deeper items are all drawn at this depth, with their depth in front.
DEEPEST_INDENT = 40


def _expert(item):
    """The finding of a _ws.expert item in one line: severity, group, filter name, text."""
    named = {child.name: child for child in item.children}
    severity, group = (named[name].label.split(": ", 1)[-1] for name in ("_ws.expert.severity", "_ws.expert.group"))
    own = " ".join(child.name for child in item.children if child.name and not child.name.startswith("_ws."))
    return f"! {severity}, {group}: {own}: {named['_ws.expert.message'].value}"


def _line(item, leave_out=()):
    """name = value  (label)  @position+size. A value that the label repeats is not written twice; ~ marks a hidden item."""
    place = f"  @{item.position}+{item.size}"
    mark = "~ " if item.hidden else ""
    if not item.name:
        return f"{mark}{item.label or item.value}{place}"
    label = item.label
    if item.name == "portlore" and "portlore.verdict" in leave_out:
        label = label.split(";")[0]  # behind it the verdict stands once more
    if item.value and (label == item.value or label.endswith(f": {item.value}")):
        label = label.removesuffix(item.value).removesuffix(": ")
    elif _TRUNCATED.match(label):
        label = _TRUNCATED.sub(r"\1\2", label)
    else:
        label = _DURATION.sub("", label.removeprefix(_CUT_MARK))
    if len(label) > _LABEL_LENGTH:
        label = label[:_LABEL_LENGTH] + "..."
    return f"{mark}{item.name}" + (f" = {item.value}" if item.value else "") + (f"  ({label})" if label else "") + place


def lines_of(items, depth=1, leave_out=()):
    """The lines of a list of items and all below. leave_out: names of fields that are not drawn."""
    lines = []
    stack = [(item, depth) for item in reversed(items)]
    while stack:
        item, level = stack.pop()
        if item.name in leave_out:
            continue
        indent = "  " * level if level <= DEEPEST_INDENT else "  " * DEEPEST_INDENT + f"({level}) "
        if item.name == "_ws.expert":
            lines.append(indent + _expert(item))
            continue
        lines.append(indent + _line(item, leave_out))
        stack.extend((child, level + 1) for child in reversed(item.children))
    return lines


def _columns_of(frame):
    """Protocol and Info, where they are ours. What other dissectors write there changes with Wireshark's version; notes leave it alone."""
    if all(item.name not in DISSECTORS for item in frame.items):
        return ""
    return f" {frame.protocol} | {_TCP_ANALYSIS.sub('', frame.info)}"


def render(frames, leave_out=()):
    """The text of a whole dissection. A protocol's tree that is the same as in an earlier frame is drawn there only."""
    lines, drawn = [], {}
    for frame in frames:
        lines.append(f"frame {frame.number}{_columns_of(frame)}")
        for item in frame.items:
            below = lines_of([item], leave_out=leave_out)
            first = drawn.setdefault(tuple(below), frame.number)
            lines.extend(below if first == frame.number or len(below) < 3 else [f"  {item.name or item.value} as in frame {first}"])
    return "\n".join(lines) + "\n"
