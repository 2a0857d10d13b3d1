# SPDX-License-Identifier: GPL-2.0-or-later
"""Expectations: what must be true of a dissection, told from the protocol and from what was sent.

A case's expect.json is {"about": TEXT, "golden": BOOLEAN, "trouble": BOOLEAN, "checks": [CHECK...]}. golden: whether the case has a golden file
(default: yes). trouble: whether dissectors of Wireshark's own may call packets malformed (default: no).
A check is one of

    {"present": FIELD, "frames": [N...]}       the frames that hold the field, and no other; also as RANGES
    {"filter": FILTER, "frames": [N...]}       the frames that tshark -Y lets through, and no other
    {"field": FIELD, "values": [TEXT...]}      all values of the field over the whole capture, in order
    {"frame": N, "fields": {FIELD: WHAT...}}   of one frame; WHAT is a list of values in order, or a number of occurrences
    {"frame": N, "at_most": {FIELD: [TEXT...]}} of one frame: the field is absent, or has just these values
    {"frame": N, "any_of": [FIELD...]}         of one frame: at least one of the fields is there
    {"frame": N, "info": TEXT}                 of one frame: the Info column contains the text
    {"protocol": TEXT, "frames": [N...]}       the frames whose Protocol column is the text, and no other
    {"nowhere": TEXT}                          no value and no label of ours contains the text, nor does Info, in any frame
    {"of": FIELD, "value": TEXT, "in": RANGES, "may": RANGES}
                                               the field is there once and has this value in all frames of "in"; in those of "may" (left out:
                                               none) it may; and in no other frame has it this value
    {"once": FIELD, "in": [RANGES...]}         each of these has one frame that holds the field, once; no frame outside of them does

Checks are of the dissection in two passes; those of the kinds "of" and "once" may have "passes": 1. RANGES are numbers of frames, as "1-5 9".
Every check may have "why".
"""


def _values(frames, name):
    return [value for frame in frames for value in frame.values(name)]


def _same(what, expected, got):
    return [] if expected == got else [f"{what}\n      expected {expected}\n      got      {got}"]


def _frame_check(check, frame):
    where = f"frame {frame.number}"
    problems = []
    for name, what in check.get("fields", {}).items():
        got = frame.values(name)
        problems += _same(f"{where}: {name}", what, len(got) if isinstance(what, int) else got)
    for name, values in check.get("at_most", {}).items():
        got = frame.values(name)
        if got:
            problems += _same(f"{where}: {name}, if there at all", values, got)
    if "any_of" in check and not any(item.name in check["any_of"] for item in frame.walk()):
        problems.append(f"{where}: none of {', '.join(check['any_of'])}")
    if "info" in check and check["info"] not in frame.info:
        problems.append(f"{where}: Info\n      expected ...{check['info']}...\n      got      {frame.info}")
    return problems


def _nowhere(text, frames):
    problems = [f"frame {frame.number}: {item.name or 'text'} holds {text!r}" for frame in frames for item in frame.walk()
                if text in item.value or text in item.label]
    return problems + [f"frame {frame.number}: Info holds {text!r}" for frame in frames if text in frame.info]


def ranges_of(numbers):
    """RANGES of numbers of frames."""
    runs = []
    for number in sorted(numbers):
        if runs and number <= runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def numbers_of(ranges):
    """The numbers of frames that RANGES stand for."""
    runs = [[int(number) for number in run.split("-")] for run in ranges.split()]
    return {number for run in runs for number in range(run[0], run[-1] + 1)}


def _value_check(check, frames):
    name, value = check["of"], check["value"]
    wanted = numbers_of(check["in"])
    allowed = wanted | numbers_of(check.get("may", ""))
    got = {frame.number: frame.values(name) for frame in frames}
    problems = []
    missing = [number for number in wanted if got.get(number) != [value]]
    if missing:
        instead = sorted({str(got.get(number)) for number in missing})
        problems.append(f"{name} is not {value!r} in {ranges_of(missing)}, but {' or '.join(instead)}")
    beyond = [number for number, values in got.items() if value in values and number not in allowed]
    if beyond:
        problems.append(f"{name} is {value!r} in {ranges_of(beyond)}, too")
    return problems


def _once_check(check, frames):
    name = check["once"]
    got = {frame.number: len(frame.values(name)) for frame in frames}
    problems, inside = [], set()
    for ranges in check["in"]:
        numbers = numbers_of(ranges)
        inside |= numbers
        found = {number: got.get(number, 0) for number in numbers if got.get(number, 0)}
        if sum(found.values()) != 1:
            problems.append(f"{name} is in {ranges} {sum(found.values())} times{', in ' + ranges_of(found) if found else ''}")
    outside = [number for number, count in got.items() if count and number not in inside]
    return problems + ([f"{name} is in {ranges_of(outside)}, too"] if outside else [])


def verify(checks, frames, matching, one_pass=()):
    """Problems, each as text; an empty list when all holds. frames: of tshark_output, all frames of the capture. matching: gives
    the frames that a display filter lets through. one_pass: all frames as one pass shows them."""
    by_number = {frame.number: frame for frame in frames}
    problems = []
    for check in checks:
        if "present" in check:
            got = [frame.number for frame in frames if frame.values(check["present"])]
            wanted = check["frames"]
            found = _same(f"frames with {check['present']}", wanted, ranges_of(got) if isinstance(wanted, str) else got)
        elif "filter" in check:
            found = _same(f"frames that pass {check['filter']}", check["frames"], matching(check["filter"]))
        elif "field" in check:
            found = _same(f"all of {check['field']}", check["values"], _values(frames, check["field"]))
        elif "protocol" in check:
            got = [frame.number for frame in frames if frame.protocol == check["protocol"]]
            found = _same(f"frames of protocol {check['protocol']}", check["frames"], got)
        elif "nowhere" in check:
            found = _nowhere(check["nowhere"], frames)
        elif "of" in check or "once" in check:
            seen = one_pass if check.get("passes") == 1 else frames
            found = _value_check(check, seen) if "of" in check else _once_check(check, seen)
            found = [f"one pass: {problem}" if check.get("passes") == 1 else problem for problem in found]
        elif check.get("frame") in by_number:
            found = _frame_check(check, by_number[check["frame"]])
        else:
            found = [f"not a check, or no such frame: {check}"]
        problems += [problem + (f"\n      ({check['why']})" if "why" in check else "") for problem in found]
    return problems
