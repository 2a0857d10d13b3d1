# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold a recorded capture against what its own peers wrote down (captures/NAME.expect.json, made by captures/generate/stories.py)."""

import json

import compare_dtpdia


def _same(where, what, expected, got):
    return [] if expected == got else [f"{where}: {what}\n      expected {expected}\n      got      {got}"]


def _all(frames, name):
    return [value for frame in frames for value in frame.values(name)]


def _compare_requests(where, requests, frames):
    """Names, numbers and credentials in order; and the frame of each request."""
    problems = _same(where, "xnm.rpc.name", [request["name"] for request in requests], _all(frames, "xnm.rpc.name"))
    problems += _same(where, "xnm.rpc.number", [str(number + 1) for number in range(len(requests))], _all(frames, "xnm.rpc.number"))
    for field, key in (("xnm.login.username", "username"), ("xnm.login.password", "password")):
        problems += _same(where, field, [request[key] for request in requests if key in request], _all(frames, field))
    return problems, [frame.number for frame in frames for _ in frame.values("xnm.rpc")]


def _compare_reply(where, reply, frame, request_frames):
    expected = {
        "xnm.reply.name": [reply["name"]] if reply["name"] else [],
        "xnm.reply.to": [str(request_frames[reply["to"] - 1])] if reply["to"] else [],
        "xnm.message.length": [str(reply["length"])],
        "xnm.login.status": [reply["login_status"]] if "login_status" in reply else [],
    }
    problems = []
    for field, values in expected.items():
        problems += _same(f"{where}, frame {frame.number}", field, values, frame.values(field))
    for field, key in (("xnm.element", "elements"), ("xnm.attribute", "attributes"), ("xnm.error.message", "errors")):
        problems += _same(f"{where}, frame {frame.number}", f"count of {field}", reply.get(key, 0), len(frame.values(field)))
    return problems


def _compare_one(session, frames):
    where = f"session from port {session['client'][1]}"
    problems, request_frames = _compare_requests(where, session["requests"], frames)
    for field, key in (("xnm.server.hostname", "hostname"), ("xnm.server.release", "release")):
        problems += _same(where, field, [session[key]], _all(frames, field))
    reply_frames = [frame for frame in frames for _ in frame.values("xnm.reply")]
    problems += _same(where, "count of xnm.reply", len(session["replies"]), len(reply_frames))
    problems += _same(where, "count of xnm.rpc", len(session["requests"]), len(request_frames))
    if problems:
        return problems
    # The peers of these captures write each reply by itself, so no frame completes two.
    for reply, frame in zip(session["replies"], reply_frames):
        problems += _compare_reply(where, reply, frame, request_frames)
    return problems


def compare(expectation_file, dissector):
    """Problems, each as text."""
    expectation = json.loads(expectation_file.read_text(encoding="ascii"))
    if "packets" in expectation:
        return compare_dtpdia.compare(expectation, dissector)
    if "connections" in expectation:
        return []  # of TLS handshakes: test_tls_captures.py holds it
    problems = []
    for session in expectation["sessions"]:
        problems += _compare_one(session, dissector.frames(two_pass=True, display_filter=f"tcp.port == {session['client'][1]}"))
    return problems + [f"frame {number}: xnm.malformed or xnm.gap" for number in dissector.matching("xnm.malformed || xnm.gap")]
