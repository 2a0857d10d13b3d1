# SPDX-License-Identifier: GPL-2.0-or-later
"""The text form in which an expected dissection is kept: one line a frame, and below it our items with their bytes."""

# Fields that only a second pass can know.
LOOK_AHEAD = ("xnm.reply.in", "xnm.message.in")
# Deeper items are all drawn at this depth, with their depth in front.
DEEPEST_INDENT = 40


def _expert(item):
    """The finding of a _ws.expert item in one line: severity, group, filter name, text."""
    named = {child.name: child for child in item.children}
    severity, group = (named[name].label.split(": ", 1)[-1] for name in ("_ws.expert.severity", "_ws.expert.group"))
    own = " ".join(child.name for child in item.children if child.name and not child.name.startswith("_ws."))
    return f"! {severity}, {group}: {own}: {named['_ws.expert.message'].value}"


def _line(item):
    """name = value  (label)  @position+size. A value that the label repeats is not written twice; ~ marks a hidden item."""
    place = f"  @{item.position}+{item.size}"
    mark = "~ " if item.hidden else ""
    if not item.name:
        return f"{mark}{item.label or item.value}{place}"
    if not item.value:
        return f"{mark}{item.name}  ({item.label}){place}"
    label = item.label.removesuffix(item.value).removesuffix(": ") if item.label.endswith(f": {item.value}") or item.label == item.value else item.label
    return f"{mark}{item.name} = {item.value}" + (f"  ({label})" if label else "") + place


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
        lines.append(indent + _line(item))
        stack.extend((child, level + 1) for child in reversed(item.children))
    return lines


def render(frames, leave_out=()):
    """The text of a whole dissection. A protocol's tree that is the same as in an earlier frame is drawn there only."""
    lines, drawn = [], {}
    for frame in frames:
        lines.append(f"frame {frame.number} {frame.protocol} | {frame.info}".rstrip())
        for item in frame.items:
            below = lines_of([item], leave_out=leave_out)
            first = drawn.setdefault(tuple(below), frame.number)
            lines.extend(below if first == frame.number or len(below) < 3 else [f"  {item.name} as in frame {first}"])
    return "\n".join(lines) + "\n"
