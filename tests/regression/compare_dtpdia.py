# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold a recorded capture of DTP/DIA against what its own peers wrote down (captures/NAME.expect.json, made in captures/generate/)."""

# What must not be found in packets that keep the rules.
FINDINGS = " || ".join(f"dtpdia.{name}" for name in (
    "bad_size", "bad_checksum", "truncated", "resynchronised", "unknown_version", "reserved_bits", "reserved_type", "reserved_id", "timestamp_set",
    "no_timestamp", "nonzero_padding", "unit_forbidden", "not_terminated", "bad_accuracy"))


def _told(packets, key):
    return [packet[key] for packet in packets if key in packet]


def compare(expectation, dissector):
    """Problems, each as text. expectation: of the file, with "packets"."""
    packets = expectation["packets"]
    frames = dissector.frames(two_pass=True, display_filter="dtpdia")
    expected = {
        "dtpdia.id": _told(packets, "id"),
        "dtpdia.type": _told(packets, "type"),
        "dtpdia.unit": _told(packets, "unit"),
        "dtpdia.text": _told(packets, "text"),
        "dtpdia.requested.id": [identifier for packet in packets for identifier in packet.get("requested", [])],
    }
    problems = []
    for field, values in expected.items():
        got = [value for frame in frames for value in frame.values(field)]
        if got != values:
            problems.append(f"{field}\n      expected {values}\n      got      {got}")
    for field, key in (("dtpdia.value", "value"), ("dtpdia.probability", "probability"), ("dtpdia.error", "error")):
        got = [float(value) for frame in frames for value in frame.values(field)]
        if got != _told(packets, key):
            problems.append(f"{field}\n      expected {_told(packets, key)}\n      got      {got}")
    return problems + [f"frame {number}: breaks a rule" for number in dissector.matching(FINDINGS)]
