# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures in which something is missing, late, doubled or cut."""

from capture_writer import ACK, FIN, PSH

from .case import CLIENT, CLIENT_PREAMBLE, SERVER, SERVER_PREAMBLE, Segment, interfaces, login_answer, login_text, reply_text, request_text, scenario


@scenario("mid-session")
def mid_session(case):
    """The capture starts in the middle of a session, with a whole request."""
    session = case.session()
    first, first_reply = session.exchange("get-a", "<a/>\n")
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.exchanges([(first, "get-a", first_reply, "a"), (second, "get-b", second_reply, "b")])
    case.present("xnm.gap", [], "what was before the capture is not missing in it")
    case.present("xnm.malformed", [])


@scenario("mid-session-in-a-reply")
def mid_session_in_a_reply(case):
    """The capture starts in the middle of a reply; the next messages are whole."""
    session = case.session()
    session.server("<name>ge-0/0/1</name><mtu>1514</mtu></physical-interface>\n")
    session.server("</interface-information></rpc-reply>\n")
    request, reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.exchanges([(request, "get-b", reply, "b")])
    case.present("xnm.gap", [])
    case.present("xnm.malformed", [])


def behind_a_control_character(case, session):
    """A reply's last segment has a control character; an XML declaration alone follows, and two exchanges."""
    begins = [session.server("<output>\x01\x02 of a terminal</output></rpc-reply>\n")]
    begins.append(session.server("<?xml version=\"1.0\"?>\n"))
    first, first_reply = session.exchange("get-a", "<a/>\n")
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.exchanges([(first, "get-a", first_reply, "a"), (second, "get-b", second_reply, "b")])
    case.present("xnm.gap", [])
    for frame in begins:
        case.frame(frame, {"xnm": 0}, "what excludes the protocol, and a declaration behind it, are left to others")


@scenario("mid-session-behind-a-control-character")
def mid_session_behind_a_control_character(case):
    """The capture starts in a reply, with a segment that has a control character: that segment is left to others, the session is not."""
    behind_a_control_character(case, case.session())


@scenario("mid-session-behind-a-control-character-decode-as")
def mid_session_behind_a_control_character_decode_as(case):
    """The same on port 4000, by Decode As."""
    case.options += ["-d", "tcp.port==4000,xnm"]
    behind_a_control_character(case, case.session(server=("192.0.2.1", 4000)))


@scenario("gap-in-a-reply")
def gap_in_a_reply(case):
    """The capture lacks one segment of a reply. The next exchange is whole."""
    session = case.session()
    session.open()
    session.client(request_text("get-interface-information"))
    parts = session.tcp.cut(SERVER, reply_text(interfaces(4)).encode(), 80)
    session.tcp.emit(parts[0])
    session.tcp.lose(parts[1])
    after = [session.tcp.emit(part) for part in parts[2:]]
    session.tcp.acknowledge(CLIENT)
    request, reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.present("xnm.gap", [after[0]], "one finding for one hole")
    case.frame(after[0], {"xnm.gap.bytes": [80]})
    case.present("xnm.reply", [reply])
    case.frame(reply, {"xnm.reply.name": ["b"]})
    case.at_most(reply, {"xnm.reply.to": [request]}, "a wrong match is worse than none")
    case.present("xnm.malformed", [], "the hole is the cause")


@scenario("gap-over-a-whole-reply")
def gap_over_a_whole_reply(case):
    """Three requests; the capture lacks the segment that is the second reply."""
    session = case.session()
    session.open()
    requests = [session.client(request_text(name)) for name in ("get-a", "get-b", "get-c")]
    texts = [reply_text(f"<{name}/>\n").encode() for name in "abc"]
    first = session.tcp.send(SERVER, texts[0])
    session.tcp.lose(session.tcp.cut(SERVER, texts[1])[0])
    third = session.tcp.send(SERVER, texts[2])
    session.close()

    case.frame(first, {"xnm.reply.to": [requests[0]], "xnm.reply.name": ["a"]})
    case.frame(third, {"xnm.gap.bytes": [len(texts[1])], "xnm.reply": 1, "xnm.reply.name": ["c"]})
    case.at_most(third, {"xnm.reply.to": [requests[2]]}, "never matched to the request for b")
    case.present("xnm.gap", [third])


@scenario("gap-over-a-request")
def gap_over_a_request(case):
    """The capture lacks the segment that holds a request; its reply must not be taken for the next request's."""
    session = case.session()
    session.open()
    lost = session.tcp.cut(CLIENT, request_text("get-a").encode())[0]
    session.tcp.lose(lost)
    second = session.client(request_text("get-b"))
    first_reply = session.server(reply_text("<a/>\n"))
    second_reply = session.server(reply_text("<b/>\n"))
    session.close()

    case.frame(second, {"xnm.rpc.name": ["get-b"], "xnm.gap.bytes": [len(lost.payload)]})
    case.frame(first_reply, {"xnm.reply": 1, "xnm.reply.name": ["a"], "xnm.reply.to": []})
    case.at_most(second_reply, {"xnm.reply.to": [second]})
    case.present("xnm.gap", [second])


@scenario("gap-after-the-handshake")
def gap_after_the_handshake(case):
    """The server's preamble is missing; what follows is found."""
    session = case.session()
    session.tcp.handshake()
    lost = session.tcp.cut(SERVER, SERVER_PREAMBLE.encode())[0]
    session.tcp.lose(lost)
    login = session.client(CLIENT_PREAMBLE + login_text("lab", "Example-Password-7"))
    answered = session.server(reply_text(login_answer("success", "lab")))
    session.close()

    case.present("xnm.rpc", [login])
    case.present("xnm.reply", [answered])
    case.values("xnm.login.status", ["success"])
    case.present("xnm.gap", [answered])
    case.frame(answered, {"xnm.gap.bytes": [len(lost.payload)]})


@scenario("retransmission")
def retransmission(case):
    """Segments of a request and of a reply are sent twice."""
    session = case.session()
    session.open()
    early = session.tcp.cut(CLIENT, login_text("lab", "Example-Password-7").encode())
    for part in early * 2:
        session.tcp.emit(part)
    session.server(reply_text(login_answer("success", "lab")))
    again = []
    parts = session.tcp.cut(CLIENT, request_text("get-interface-information").encode(), 20)
    request = 0
    for part in parts:
        request = session.tcp.emit(part)
        again.append(session.tcp.emit(part))
    parts = session.tcp.cut(SERVER, reply_text(interfaces(3)).encode(), 100)
    reply = 0
    for part in parts:
        reply = session.tcp.emit(part)
    again += [session.tcp.emit(part) for part in parts]
    session.tcp.acknowledge(CLIENT)
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.frame(reply, {"xnm.element": 8, "xnm.message.segments": [len(parts)], "xnm.reply.to": [request]})
    case.frame(second_reply, {"xnm.reply.to": [second]})
    case.values("xnm.rpc.name", ["request-login", "get-interface-information", "get-b"])
    for frame in again:
        case.frame(frame, {"xnm.session.user": ["lab"], "xnm.session.hostname": ["edge1"], "xnm.rpc": 0, "xnm.reply": 0},
                   "nobody dissects them again, but they have payload of the session")
    case.frame(again[0] - 4, {"xnm.session.user": []}, "the login again: nobody is logged in yet")
    case.present("xnm.gap", [])
    case.present("xnm.malformed", [])


def _overlapping(case):
    """A reply whose second segment repeats the last 40 bytes of the first, and another exchange. Returns the reply's length and frames."""
    session = case.session()
    session.open()
    request = session.client(request_text("get-interface-information"))
    text = reply_text(interfaces(3)).encode()
    start = session.tcp.cut(SERVER, text)[0].offset
    session.tcp.emit(Segment(SERVER, start, text[:100]))
    reply = session.tcp.emit(Segment(SERVER, start + 60, text[60:]))
    session.tcp.acknowledge(CLIENT)
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()
    return len(text), request, reply, second, second_reply


@scenario("overlap")
def overlap(case):
    """A segment that repeats old bytes and goes on with new ones, under default preferences: TCP takes it for a retransmission and does
    not hand it over, so the reply has a hole."""
    length, request, _, second, second_reply = _overlapping(case)
    case.present("xnm.rpc", [request, second])
    case.present("xnm.gap", [second_reply])
    case.values("xnm.gap.bytes", [str(length - 100)])
    case.present("xnm.reply", [second_reply])
    case.at_most(second_reply, {"xnm.reply.to": [second]})


@scenario("overlap-reassembled")
def overlap_reassembled(case):
    """The same segments with tcp.reassemble_out_of_order: TCP hands over the new bytes."""
    case.preference("tcp.reassemble_out_of_order", "TRUE")
    length, request, reply, second, second_reply = _overlapping(case)
    case.exchanges([(request, "get-interface-information", reply, "interface-information"), (second, "get-b", second_reply, "b")])
    case.frame(reply, {"xnm.element": 8, "xnm.message.length": [length - 1]})
    case.present("xnm.gap", [])
    case.present("xnm.malformed", [])


def _swapped(case):
    """A reply of three segments that come in the order 1, 3, 2, and another exchange. Returns frames."""
    session = case.session()
    session.open()
    request = session.client(request_text("get-interface-information"))
    parts = session.tcp.cut(SERVER, reply_text(interfaces(4)).encode(), 100)
    assert len(parts) == 4
    for index in (0, 2, 3):
        last = session.tcp.emit(parts[index])
    late = session.tcp.emit(parts[1])
    session.tcp.acknowledge(CLIENT)
    second, second_reply = session.exchange("get-b", "<b/>\n")
    session.close()
    return request, last, late, second, second_reply


@scenario("out-of-order")
def out_of_order(case):
    """A late segment under default preferences: TCP does not hand it over, so the reply has a hole."""
    request, last, _, second, second_reply = _swapped(case)
    case.present("xnm.rpc", [request, second])
    case.present("xnm.gap", [last - 1])
    case.values("xnm.gap.bytes", ["100"])
    case.present("xnm.reply", [second_reply])
    case.at_most(second_reply, {"xnm.reply.to": [second]})


@scenario("out-of-order-reassembled")
def out_of_order_reassembled(case):
    """The same segments with tcp.reassemble_out_of_order: nothing is missing."""
    case.preference("tcp.reassemble_out_of_order", "TRUE")
    request, _, late, second, second_reply = _swapped(case)
    case.exchanges([(request, "get-interface-information", late, "interface-information"), (second, "get-b", second_reply, "b")])
    case.frame(late, {"xnm.element": 10})
    case.present("xnm.gap", [])
    case.present("xnm.malformed", [])


@scenario("snap-length")
def snap_length(case):
    """Frames longer than 500 bytes are cut by the snap length. The reply that is longer is lost, the rest is not."""
    case.capture.snap_length = 500
    session = case.session()
    session.open()
    session.client(request_text("get-interface-information"))
    text = reply_text(interfaces(9))
    cut = session.server(text)
    request, reply = session.exchange("get-b", "<b/>\n")
    session.close()

    # 14 bytes of Ethernet, 20 of IPv4, 20 of TCP.
    missing = len(text) - (500 - 54)
    case.present("xnm.reply", [reply])
    case.values("xnm.gap.bytes", [str(missing)])
    case.frame(reply, {"xnm.reply.name": ["b"]})
    case.at_most(reply, {"xnm.reply.to": [request]})
    case.frame(cut, {"xnm.reply": 0})
    case.present("xnm.malformed", [])


@scenario("reset-in-a-reply")
def reset_in_a_reply(case):
    """The connection is reset while a reply is open."""
    session = case.session()
    session.open()
    request = session.client(request_text("get-a"))
    begun = session.server("<rpc-reply><a><b>text")
    reset = session.tcp.reset(SERVER)

    case.frame(reset, {"xnm.unfinished.first": [begun], "xnm.unfinished": 1})
    case.present("xnm.rpc", [request])
    case.frame(request, {"xnm.reply.in": []})
    case.present("xnm.reply", [])
    case.present("xnm.message.in", [], "the message never completes")


@scenario("fin-in-a-request")
def fin_in_a_request(case):
    """The client closes in the middle of a request, and its FIN is sent twice; the server closes behind a whole reply."""
    session = case.session()
    session.open()
    session.exchange("get-a", "<a/>\n")
    begun = session.client("<rpc><get-b")
    fin = session.tcp.emit(Segment(CLIENT, session.tcp.ends[CLIENT].sent, b"", FIN | ACK))
    session.tcp.emit(Segment(CLIENT, session.tcp.ends[CLIENT].sent, b"", FIN | ACK))
    session.tcp.emit(Segment(SERVER, session.tcp.ends[SERVER].sent, b"", FIN | ACK))

    case.present("xnm.unfinished", [fin], "once, where the stream ends")
    case.frame(fin, {"xnm.unfinished.first": [begun]})


@scenario("fin-in-both-directions")
def fin_in_both_directions(case):
    """A comment of the server and a request of the client are open when a RST ends the connection, on a port that Portlore has no note for."""
    case.options += ["-d", "tcp.port==4000,xnm"]
    session = case.session(server=("192.0.2.1", 4000))
    session.open()
    comment = session.server("<!-- no end")
    request = session.client("<rpc><get-b")
    again = session.tcp.emit(Segment(CLIENT, session.tcp.ends[CLIENT].sent - 6, b"<get-b", ACK | PSH))
    reset = session.tcp.reset(CLIENT)

    case.frame(again, {"xnm.session.hostname": ["edge1"], "xnm.session.release": ["18.4R3.3"], "portlore.port": 0})
    case.present("xnm.unfinished", [reset])
    case.frame(reset, {"xnm.unfinished.first": [request, comment]})


@scenario("segments-quoted-in-icmp")
def quoted_in_icmp(case):
    """ICMP errors quote segments that come again, one cut: on the known port and on one by Decode As. The quoted bytes are no part of the session."""
    case.options = ["-d", "tcp.port==4000,xnm"]
    requests, logins = [], []
    for port in (3221, 4000):
        session = case.session(client=("192.0.2.10", 50112 + port), server=("192.0.2.1", port))
        session.open()
        segment = session.tcp.cut(CLIENT, login_text("lab", "Example-Password-7").encode())[0]
        for length, kind in ((40, 11), (len(segment.payload), 3)):
            quoted = case.capture.packet_of(session.tcp.emit(Segment(CLIENT, segment.offset, segment.payload[:length]), arrives=False))
            case.capture.frames.pop()
            case.capture.add_icmp_error(SERVER, "192.0.2.99", "192.0.2.10", kind, 0, quoted)
        logins.append(session.tcp.emit(segment))
        session.server(reply_text(login_answer("success", "lab")))
        requests.append(session.exchange("get-a", "<a/>\n")[0])
        session.close()

    case.present("xnm.gap", [])
    case.present("xnm.seen_before", [])
    case.present("xnm.login.password", logins)
    case.present("xnm.rpc", sorted(logins + requests))
    case.passes("icmp && xnm", [])


@scenario("sequence-numbers-not-analysed")
def sequence_numbers_not_analysed(case):
    """Preference tcp.analyze_sequence_numbers:FALSE: sequence numbers are absolute, and nothing is missing before the first bytes."""
    case.preference("tcp.analyze_sequence_numbers", "FALSE")
    session = case.session()
    session.open()
    login, answered = session.login()
    request, reply = session.exchange("get-a", "<a/>\n")
    session.close()

    case.present("xnm.gap", [])
    case.exchanges([(login, "request-login", answered, "authentication-response"), (request, "get-a", reply, "a")])


@scenario("sequence-numbers-not-analysed-heuristic")
def sequence_numbers_not_analysed_heuristic(case):
    """The same, and a session on port 4000 behind other bytes in both directions, by the heuristic: they are not missing in it."""
    case.options += ["--enable-heuristic", "xnm_tcp"]
    case.preference("tcp.analyze_sequence_numbers", "FALSE")
    session = case.session(server=("192.0.2.1", 4000))
    session.tcp.handshake()
    session.client("hello?\r\n")
    session.server("go on\r\n")
    session.server(SERVER_PREAMBLE)
    session.client(CLIENT_PREAMBLE)
    request, reply = session.exchange("get-a", "<a/>\n")
    lost = session.tcp.cut(CLIENT, request_text("get-b").encode())[0]
    session.tcp.lose(lost)
    after, _ = session.exchange("get-c", "<c/>\n")
    session.close()

    case.present("xnm.gap", [after], "what is lost later is told")
    case.frame(after, {"xnm.gap.bytes": [len(lost.payload)], "xnm.rpc.name": ["get-c"]})
    case.frame(reply, {"xnm.reply.to": [request]})


@scenario("sequence-numbers-absolute")
def sequence_numbers_absolute(case):
    """Preference tcp.relative_sequence_numbers:FALSE, and a segment that is lost right behind the handshake: what is missing is counted."""
    case.preference("tcp.relative_sequence_numbers", "FALSE")
    session = case.session()
    session.tcp.handshake()
    session.tcp.lose(session.tcp.cut(SERVER, SERVER_PREAMBLE.encode())[0])
    session.client(CLIENT_PREAMBLE)
    comment = session.server("<!-- lost the start -->\n")
    request, reply = session.exchange("get-a", "<a/>\n")
    session.close()

    case.present("xnm.gap", [comment])
    case.frame(comment, {"xnm.gap.bytes": [len(SERVER_PREAMBLE)]})
    case.frame(reply, {"xnm.reply": 1})
    case.frame(request, {"xnm.rpc": 1})


@scenario("skipped-runs")
def skipped_runs(case):
    """A segment is lost in a reply, and a tag behind it is cut by a segment's end: what is skipped in a segment is told once, in all."""
    session = case.session()
    session.open()
    first = session.client(request_text("get-a"))
    session.server("<rpc-reply><interface-information><physical-interface>")
    session.tcp.lose(session.tcp.cut(SERVER, b"<name>ge-0/0/0</name></physical-interface>")[0])
    session.server("<physical-interface><name>ge-0/0/1</na")
    skipped = session.server("me><mtu>1514</mtu></interface-information></rpc-reply>")
    request, reply = session.exchange("get-b", "<b/>\n")
    session.close()

    case.frame(skipped, {"xnm.unsynchronised": 1})
    case.info(skipped, "skipped to the next message (54 bytes)")
    case.exchanges([(first, "get-a", None, None), (request, "get-b", reply, "b")])


@scenario("gap-at-the-end")
def gap_at_the_end(case):
    """What is behind the first 100 bytes of a reply, the last that the server sends are lost: its FIN's sequence number tells, once; the client's direction is whole."""
    session = case.session()
    session.open()
    session.client(request_text("get-a"))
    parts = session.tcp.cut(SERVER, reply_text("<a>" + "x" * 180 + "</a>\n").encode(), 100)
    session.tcp.emit(parts[0])
    lost = sum(len(part.payload) for part in parts[1:])
    for part in parts[1:]:
        session.tcp.lose(part)
    ended = session.tcp.finish(SERVER)
    end = session.tcp.ends[SERVER]
    session.tcp._write(SERVER, end.initial_sequence + end.sent, session.tcp._acknowledged(SERVER), FIN | ACK)  # the same FIN once more
    session.tcp.finish(CLIENT)

    case.present("xnm.gap", [ended])
    case.frame(ended, {"xnm.gap.bytes": [lost]})
