# SPDX-License-Identifier: GPL-2.0-or-later
"""Expectations: what must be true of a dissection, told from the protocol and from what was sent.

A case's expect.json is {"about": TEXT, "golden": BOOLEAN, "checks": [CHECK...]}. golden: whether the case has a golden file (default: yes).
A check is one of

    {"present": FIELD, "frames": [N...]}       the frames that hold the field, and no other
    {"filter": FILTER, "frames": [N...]}       the frames that tshark -Y lets through, and no other
    {"field": FIELD, "values": [TEXT...]}      all values of the field over the whole capture, in order
    {"frame": N, "fields": {FIELD: WHAT...}}   of one frame; WHAT is a list of values in order, or a number of occurrences
    {"frame": N, "at_most": {FIELD: [TEXT...]}} of one frame: the field is absent, or has just these values
    {"frame": N, "any_of": [FIELD...]}         of one frame: at least one of the fields is there
    {"frame": N, "info": TEXT}                 of one frame: the Info column contains the text
    {"protocol": TEXT, "frames": [N...]}       the frames whose Protocol column is the text, and no other
    {"nowhere": TEXT}                          no value and no label of ours contains the text, nor does Info, in any frame

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


def verify(checks, frames, matching):
    """Problems, each as text; an empty list when all holds. frames: of tshark_output, all frames of the capture. matching: gives
    the frames that a display filter lets through."""
    by_number = {frame.number: frame for frame in frames}
    problems = []
    for check in checks:
        if "present" in check:
            got = [frame.number for frame in frames if frame.values(check["present"])]
            found = _same(f"frames with {check['present']}", check["frames"], got)
        elif "filter" in check:
            found = _same(f"frames that pass {check['filter']}", check["frames"], matching(check["filter"]))
        elif "field" in check:
            found = _same(f"all of {check['field']}", check["values"], _values(frames, check["field"]))
        elif "protocol" in check:
            got = [frame.number for frame in frames if frame.protocol == check["protocol"]]
            found = _same(f"frames of protocol {check['protocol']}", check["frames"], got)
        elif "nowhere" in check:
            found = _nowhere(check["nowhere"], frames)
        elif check.get("frame") in by_number:
            found = _frame_check(check, by_number[check["frame"]])
        else:
            found = [f"not a check, or no such frame: {check}"]
        problems += [problem + (f"\n      ({check['why']})" if "why" in check else "") for problem in found]
    return problems
