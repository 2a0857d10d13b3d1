# SPDX-License-Identifier: GPL-2.0-or-later
"""DTP/DIA: every field, what carries it, and what packets tell of one another. Rules that are broken are in dtpdia_rules.py.

Values are those of the test vectors, or what dtp_dia_writer.py was told to send."""

from capture_writer import FIRST_TIME, LINKTYPE_USER0, Capture
from dtp_dia_writer import FLOAT, INFO, INT1, INT2, INT3, offer, packet, request

from .case import CLIENT, SERVER, TcpConversation, scenario
from .contents import DTP_DIA_VECTORS
from .verdicts import HTTP_REQUEST, RANDOM

PORT = 3489
CLIENT_IPV4, SERVER_IPV4 = "192.0.2.10", "192.0.2.1"
CLIENT_IPV6, SERVER_IPV6 = "2001:db8::10", "2001:db8::1"

# The first frame's second, 2026-01-01 00:00:00 UTC: 0x6955b900. Its low 24 bits are 0x55b900, behind 0x69 whole periods.
NOW = FIRST_TIME // 1_000_000
PERIOD = 1 << 24

VALUES = ["21.5", "-3.25", "21.5"]
# What is to be seen of the six vectors: fields of each.
SHOWN = (
    {"dtpdia.id": ["1/2/3"], "dtpdia.type": ["FLOAT"], "dtpdia.type.code": ["0"], "dtpdia.size": ["3"], "dtpdia.value": ["21.5"],
     "dtpdia.flags.little_endian": 1, "dtpdia.checksum.status": 0, "dtpdia.timestamp": 0},
    {"dtpdia.id": ["10/20/30"], "dtpdia.type": ["FLOAT"], "dtpdia.value": ["-3.25"], "dtpdia.devinfo": ["0x07"], "dtpdia.checksum": ["0xbc"],
     "dtpdia.checksum.status": ["1"], "dtpdia.timestamp.sent": [str(0x65A1B2)], "dtpdia.timestamp": 1},
    {"dtpdia.id": ["1/1/5"], "dtpdia.type": ["INT1"], "dtpdia.number": ["215"], "dtpdia.value": ["21.5"], "dtpdia.unit": ["degC"],
     "dtpdia.probability": ["0.05"], "dtpdia.error": ["0.01"], "dtpdia.devinfo": ["0x01"], "dtpdia.checksum.status": ["1"],
     "dtpdia.timestamp.sent": [str(0x123456)]},
    {"dtpdia.id": ["1/2/3"], "dtpdia.type": ["INFO"], "dtpdia.type.code": ["14"], "dtpdia.text": ["fw 1.2"], "dtpdia.checksum.status": ["1"],
     "dtpdia.value": 0, "dtpdia.unit": 0, "dtpdia.timestamp": 0},
    {"dtpdia.id": ["255/255/255"], "dtpdia.type": ["SPEC"], "dtpdia.identification": ["Offer To Identify"], "dtpdia.value": 0},
    {"dtpdia.id": ["0/0/0"], "dtpdia.type": ["SPEC"], "dtpdia.identification": ["Device Request"],
     "dtpdia.requested.id": ["1/2/3", "10/20/30"], "dtpdia.checksum.status": ["1"]},
)
INFOS = ("1/2/3: 21.5", "10/20/30: -3.25", "1/1/5: 21.5 degC", '1/2/3: "fw 1.2"', "Offer To Identify", "Device Request 1/2/3, 10/20/30")
# One whole list of them.
ALL_TYPES = [fields["dtpdia.type"][0] for fields in SHOWN]


def tcp(case, port=PORT, client_port=50112, addresses=(CLIENT_IPV4, SERVER_IPV4)):
    """A connection, after its handshake."""
    conversation = TcpConversation(case.capture, (addresses[0], client_port), (addresses[1], port))
    conversation.handshake()
    return conversation


def shows(case, frame, index, **more):
    """The frame shows this vector alone."""
    case.frame(frame, SHOWN[index] | more)
    case.info(frame, INFOS[index])


def without_findings(case, *but):
    """None of the findings that a broken rule brings."""
    for name in ("bad_size", "bad_checksum", "truncated", "resynchronised", "unknown_version", "reserved_bits", "reserved_type", "reserved_id",
                 "timestamp_set", "no_timestamp", "nonzero_padding", "unit_forbidden", "not_terminated", "bad_accuracy", "zero_divisor"):
        if name not in but:
            case.present(f"dtpdia.{name}", [])


@scenario("dtp-dia-tcp")
def over_tcp(case):
    """The six vectors over TCP, a segment each over IPv4 and all in one over IPv6: every field, the verdict, clear text told once a connection."""
    conversation = tcp(case)
    frames = [conversation.send(CLIENT if index != 5 else SERVER, data) for index, data in enumerate(DTP_DIA_VECTORS)]
    conversation.close()
    other = tcp(case, addresses=(CLIENT_IPV6, SERVER_IPV6))
    together = other.send(SERVER, b"".join(DTP_DIA_VECTORS))
    other.close()

    for index, frame in enumerate(frames):
        shows(case, frame, index)
    case.frame(together, {"dtpdia.type": ALL_TYPES, "dtpdia.value": VALUES, "dtpdia.id": [fields["dtpdia.id"][0] for fields in SHOWN]})
    case.info(together, ", ".join(INFOS[:4]))
    case.passes("dtpdia", [*frames, together])
    case.checks.append({"protocol": "DTP/DIA", "frames": [*frames, together]})
    case.present("dtpdia.clear_text", [frames[0], together])
    case.passes('portlore.content == "dtp-dia" && portlore.verdict == "registered"', list(range(1, len(case.capture.frames) + 1)))
    case.passes("portlore.unexpected || portlore.unidentified", [])
    case.passes("dtpdia.value < 0", [frames[1], together])
    without_findings(case)


@scenario("dtp-dia-udp")
def over_udp(case):
    """The six vectors over UDP, IPv4 and IPv6, a datagram each and all in one. The identification procedure has no place there."""
    capture, frames = case.capture, []
    for source, target in ((CLIENT_IPV4, SERVER_IPV4), (CLIENT_IPV6, SERVER_IPV6)):
        frames += [capture.add_datagram(CLIENT, (source, 50112), (target, PORT), data) for data in DTP_DIA_VECTORS]
    together = capture.add_datagram(SERVER, (SERVER_IPV4, PORT), (CLIENT_IPV4, 50112), b"".join(DTP_DIA_VECTORS))

    for index, frame in enumerate(frames):
        shows(case, frame, index % 6)
    case.frame(together, {"dtpdia.type": ALL_TYPES, "dtpdia.value": VALUES})
    case.present("dtpdia.identification_over_udp", [frames[4], frames[5], frames[10], frames[11], together])
    case.present("dtpdia.clear_text", [frames[0], frames[6]])
    case.passes('portlore.verdict == "registered"', [*frames, together])
    without_findings(case)


@scenario("dtp-dia-udp-of-others")
def udp_of_others(case):
    """Datagrams on 3489 that are no DTP/DIA are left to others, in a conversation that is, too; and DTP/DIA on another known port is dissected."""
    case.golden = False
    capture = case.capture
    ours = capture.add_datagram(CLIENT, (CLIENT_IPV4, 50112), (SERVER_IPV4, PORT), DTP_DIA_VECTORS[0])
    others = [capture.add_datagram(CLIENT, (CLIENT_IPV4, port), (SERVER_IPV4, PORT), data)
              for port, data in ((50112, RANDOM), (50113, RANDOM), (50113, b"IT was a dark and stormy night"), (50114, HTTP_REQUEST))]
    dns = capture.add_datagram(SERVER, (SERVER_IPV4, 53), (CLIENT_IPV4, PORT), bytes.fromhex("1234 8180 0000 0000 0000 0000"))
    elsewhere = capture.add_datagram(CLIENT, (CLIENT_IPV4, 50115), (SERVER_IPV4, 2867), DTP_DIA_VECTORS[0])
    case.passes("dtpdia", [ours, elsewhere])
    case.passes("data", others)
    case.passes("dns", [dns])
    case.frame(elsewhere, {"portlore.content": ["dtp-dia"], "portlore.verdict": ["unexpected"]})


@scenario("dtp-dia-segments")
def segments(case):
    """The six vectors in segments of 1, 5 and 29 bytes: each is shown where its last byte comes, and nowhere is a byte skipped."""
    data, lengths = b"".join(DTP_DIA_VECTORS), [len(vector) for vector in DTP_DIA_VECTORS]
    ends = [sum(lengths[: index + 1]) for index in range(len(lengths))]
    expected = {}
    for client_port, size in ((50112, 1), (50113, 5), (50114, 29)):
        conversation = tcp(case, client_port=client_port)
        first = len(case.capture.frames) + 1
        conversation.send(CLIENT, data, size, acknowledge=False)
        conversation.close()
        for index, end in enumerate(ends):
            expected.setdefault(first + (end - 1) // size, []).append(index)

    case.passes("dtpdia.type", sorted(expected))
    for frame, indexes in expected.items():
        case.frame(frame, {"dtpdia.type": [ALL_TYPES[index] for index in indexes]})
    case.values("dtpdia.value", VALUES * 3)
    case.values("dtpdia.checksum.status", ["1"] * 12)
    without_findings(case)


@scenario("dtp-dia-not-desegmented")
def not_desegmented(case):
    """The preference that puts packets over segments together is off: what is there of each is shown, and the rest skipped."""
    case.preference("dtpdia.desegment", "FALSE")
    conversation = tcp(case)
    first = conversation.send(CLIENT, DTP_DIA_VECTORS[2] + DTP_DIA_VECTORS[1][:13])
    second = conversation.send(CLIENT, DTP_DIA_VECTORS[1][13:] + DTP_DIA_VECTORS[0])
    conversation.close()
    case.frame(first, {"dtpdia.value": ["21.5", "-3.25"], "dtpdia.missing": ["3"]})
    case.frame(second, {"dtpdia.skipped": ["a1:65:bc"], "dtpdia.value": ["21.5"]})
    case.present("dtpdia.truncated", [first])
    case.present("dtpdia.resynchronised", [second])


# Ports that are not its own


@scenario("dtp-dia-decode-as")
def decode_as(case):
    """DTP/DIA on ports 4000 and 4001 by Decode As, over TCP from its middle on, over UDP; other data there is not taken."""
    case.options = ["-d", "tcp.port==4000,dtpdia", "-d", "udp.port==4001,dtpdia", "-d", "tcp.port==3489,dtpdia"]
    conversation = tcp(case, 4000)
    middle = conversation.send(CLIENT, DTP_DIA_VECTORS[1][9:] + DTP_DIA_VECTORS[1])
    after = conversation.send(CLIENT, DTP_DIA_VECTORS[2], 9)
    stray = conversation.send(CLIENT, RANDOM[:10])
    conversation.close()
    datagram = case.capture.add_datagram(CLIENT, (CLIENT_IPV4, 50112), (SERVER_IPV4, 4001), DTP_DIA_VECTORS[3])
    others = [case.capture.add_datagram(CLIENT, (CLIENT_IPV4, 50112), (SERVER_IPV4, 4001), RANDOM)]
    conversation = tcp(case, 4000, 50113)
    others.append(conversation.send(CLIENT, RANDOM))
    conversation.close()
    known = tcp(case, PORT, 50114)
    verdict = known.send(CLIENT, DTP_DIA_VECTORS[1])
    known.close()

    case.frame(middle, {"dtpdia.skipped": ["00:50:c0:b2:a1:65:bc"], "dtpdia.value": ["-3.25"]})
    shows(case, after, 2)
    case.frame(stray, {"dtpdia.skipped": 1, "dtpdia.id": 0})
    shows(case, datagram, 3)
    case.present("dtpdia.resynchronised", [middle, stray])
    case.passes("data", others)
    case.frame(verdict, {"dtpdia.value": ["-3.25"], "portlore.content": ["dtp-dia"], "portlore.verdict": ["registered"]})


def _elsewhere(case):
    """The vectors on ports 4000, and what is not DTP/DIA. Returns the frames of the former."""
    conversation = tcp(case, 4000)
    frames = [conversation.send(CLIENT, data) for data in DTP_DIA_VECTORS]
    conversation.close()
    frames += [case.capture.add_datagram(CLIENT, (CLIENT_IPV4, 50112), (SERVER_IPV4, 4000), data) for data in DTP_DIA_VECTORS]
    for client_port, data in ((50113, b"IT was a dark and stormy night, and long\r\n"), (50114, RANDOM),
                              (50115, DTP_DIA_VECTORS[1][:-1] + b"\xbd"), (50116, DTP_DIA_VECTORS[1][1:])):
        other = tcp(case, 4000, client_port)
        other.send(CLIENT, data)
        other.close()
        case.capture.add_datagram(CLIENT, (CLIENT_IPV4, client_port), (SERVER_IPV4, 4000), data)
    return frames


@scenario("dtp-dia-heuristic")
def heuristic(case):
    """DTP/DIA on port 4000 by the heuristics, over TCP and UDP; text and packets with a wrong checksum are not taken."""
    case.options = ["--enable-heuristic", "dtpdia_tcp", "--enable-heuristic", "dtpdia_udp"]
    frames = _elsewhere(case)
    for index, frame in enumerate(frames):
        shows(case, frame, index % 6)
    case.passes("dtpdia", frames)
    case.present("dtpdia.clear_text", [frames[0], frames[6]])


@scenario("dtp-dia-without-heuristic")
def without_heuristic(case):
    """The same and nothing that says so: the heuristics are off by default."""
    case.golden = False
    _elsewhere(case)
    case.passes("dtpdia", [])


# Serial lines


LINE = ["-o", 'uat:user_dlts:"User 0 (DLT=147)","dtpdia","0","","0",""']


@scenario("dtp-dia-line")
def line(case):
    """A serial line, captured as DLT_USER0, in records that end anywhere: the six vectors whole, in records of 7 octets, and octet by octet."""
    case.options = list(LINE)
    case.capture = Capture(link_type=LINKTYPE_USER0)
    whole = [case.capture.add_record(data) for data in DTP_DIA_VECTORS]
    data, starts = b"".join(DTP_DIA_VECTORS), [0]
    for vector in DTP_DIA_VECTORS:
        starts.append(starts[-1] + len(vector))
    expected = {frame: [index] for index, frame in enumerate(whole)}
    for size in (7, 1):
        first = len(case.capture.frames) + 1
        for at in range(0, len(data), size):
            case.capture.add_record(data[at:at + size])
        for index, end in enumerate(starts[1:]):
            expected.setdefault(first + (end - 1) // size, []).append(index)

    for frame, indexes in expected.items():
        case.frame(frame, {"dtpdia.type": [ALL_TYPES[index] for index in indexes],
                           "dtpdia.id": [SHOWN[index]["dtpdia.id"][0] for index in indexes]})
    case.passes("dtpdia.type", sorted(expected))
    case.passes("dtpdia", list(range(1, len(case.capture.frames) + 1)))
    case.values("dtpdia.value", VALUES * 3)
    case.values("dtpdia.checksum.status", ["1"] * 12)
    case.frame(7, {"dtpdia.waiting": ["7"], "dtpdia.type": 0}, "the first 7 octets of the first vector")
    case.frame(8, {"dtpdia.waiting": ["2"], "dtpdia.value": ["21.5"]}, "14 octets, of which 12 are the first vector")
    case.present("dtpdia.clear_text", [])
    without_findings(case)


@scenario("dtp-dia-line-resynchronised")
def line_resynchronised(case):
    """A serial line that is heard from the middle of a packet on, with noise, with lost octets, and with a record that was not captured whole."""
    case.options = list(LINE)
    case.capture = Capture(link_type=LINKTYPE_USER0, snap_length=40)
    add = case.capture.add_record
    middle = add(DTP_DIA_VECTORS[2][9:] + DTP_DIA_VECTORS[1][:3])
    rest = add(DTP_DIA_VECTORS[1][3:])
    noise = add(b"\0\xff\x49" + DTP_DIA_VECTORS[0])
    lost = add(DTP_DIA_VECTORS[2][:12] + DTP_DIA_VECTORS[1] + DTP_DIA_VECTORS[0])
    cut = add(DTP_DIA_VECTORS[2] + DTP_DIA_VECTORS[2])
    behind = add(DTP_DIA_VECTORS[1])

    case.frame(middle, {"dtpdia.skipped": [DTP_DIA_VECTORS[2][9:].hex(":")], "dtpdia.waiting": ["3"], "dtpdia.value": 0})
    case.frame(rest, {"dtpdia.value": ["-3.25"]})
    case.frame(noise, {"dtpdia.skipped": ["00:ff:49"], "dtpdia.value": ["21.5"]})
    case.frame(lost, {"dtpdia.skipped": [DTP_DIA_VECTORS[2][:12].hex(":")], "dtpdia.value": ["-3.25", "21.5"]})
    case.frame(cut, {"dtpdia.value": ["21.5"], "dtpdia.skipped": [DTP_DIA_VECTORS[2][:12].hex(":")]})
    case.frame(behind, {"dtpdia.value": ["-3.25"], "dtpdia.skipped": 0})
    case.present("dtpdia.bad_checksum", [lost])
    case.present("dtpdia.resynchronised", [middle, noise, cut])


# What packets tell of one another


@scenario("dtp-dia-identification")
def identification(case):
    """Offers and requests: retries, one too many, requests that are added and cleared, the time of the answer; a request without an offer."""
    conversation = tcp(case)
    offers = []
    for _ in range(5):
        offers.append(conversation.send(CLIENT, offer(), acknowledge=False))
        case.capture.wait(2)
    answer = conversation.send(SERVER, request("1/2/3", "10/20/30"), acknowledge=False)
    added = conversation.send(SERVER, request("1/2/4"), acknowledge=False)
    value = conversation.send(CLIENT, packet(FLOAT, "1/2/3", 21.5), acknowledge=False)
    again = conversation.send(CLIENT, offer(), acknowledge=False)
    last = conversation.send(SERVER, request("9/9/9"), acknowledge=False)
    conversation.close()
    other = tcp(case, client_port=50113)
    lone = other.send(CLIENT, request("7/7/7"))
    other.close()

    for index, frame in enumerate(offers):
        case.frame(frame, {"dtpdia.identification.retry": [str(index)] if index else [], "dtpdia.request.in": [answer] if index == 4 else []})
    case.present("dtpdia.too_many_retries", [offers[4]])
    case.frame(answer, {"dtpdia.offer.in": [offers[4]], "dtpdia.request.time": 1, "dtpdia.requested.count": ["2"]})
    case.passes("dtpdia.request.time >= 2.001 && dtpdia.request.time < 2.002", [answer])
    case.frame(added, {"dtpdia.offer.in": [offers[4]], "dtpdia.request.time": 0, "dtpdia.requested.count": ["3"]})
    case.frame(again, {"dtpdia.identification.retry": 0, "dtpdia.request.in": [last]})
    case.frame(last, {"dtpdia.offer.in": [again], "dtpdia.requested.count": ["1"], "dtpdia.requested.id": ["9/9/9"]})
    case.frame(lone, {"dtpdia.offer.in": 0, "dtpdia.request.time": 0, "dtpdia.requested.count": ["1"]})
    case.frame(value, {"dtpdia.value": ["21.5"]})
    case.info(offers[1], "Offer To Identify (retry 1)")
    case.info(answer, f"Device Request 1/2/3, 10/20/30 (answers {offers[4]})")
    case.present("dtpdia.identification_over_udp", [])


@scenario("dtp-dia-line-identification")
def line_identification(case):
    """Offers and requests on a serial line that does not tell directions."""
    case.options = list(LINE)
    case.golden = False
    case.capture = Capture(link_type=LINKTYPE_USER0)
    first = case.capture.add_record(offer() + offer())
    answer = case.capture.add_record(request("1/2/3"))
    case.frame(first, {"dtpdia.identification.retry": ["1"], "dtpdia.request.in": [answer]})
    case.frame(answer, {"dtpdia.offer.in": [first]})


@scenario("dtp-dia-repeated")
def repeated(case):
    """Readings that come again: the same packet, another value for the same time, from the same source or another, in one segment or in many."""
    conversation = tcp(case)

    def send(*readings):
        return conversation.send(CLIENT, b"".join(readings), acknowledge=False)

    original = packet(FLOAT, "1/2/3", 21.5, time=NOW - 60)
    corrected = packet(FLOAT, "1/2/3", 21.75, time=NOW - 60)
    first = send(original)
    others = [send(packet(FLOAT, "1/2/4", 21.5, time=NOW - 60)), send(packet(FLOAT, "1/2/3", 21.5, time=NOW)),
              send(packet(INFO, "1/2/3", "ok", time=NOW - 60)), send(packet(FLOAT, "1/2/3", 5)), send(packet(FLOAT, "1/2/3", 5))]
    duplicate = send(original)
    correction = send(corrected)
    both = send(corrected, packet(INT1, "1/2/3", 21.7, time=NOW - 60), packet(FLOAT, "1/2/3", 1, time=NOW - 120))
    server = conversation.send(SERVER, original)
    conversation.close()

    case.frame(first, {"dtpdia.corrected.in": 0, "dtpdia.duplicate_of": 0}, "the duplicate was corrected, and stands nearer")
    case.frame(duplicate, {"dtpdia.duplicate_of": [first], "dtpdia.corrected.in": [correction]})
    case.frame(correction, {"dtpdia.correction_of": [duplicate], "dtpdia.corrected.in": 0})
    case.frame(both, {"dtpdia.duplicate_of": [correction], "dtpdia.correction_of": [both], "dtpdia.corrected.in": [both]})
    for frame in (*others, server):
        case.frame(frame, {"dtpdia.duplicate_of": 0, "dtpdia.correction_of": 0})
    case.present("dtpdia.duplicate", [duplicate, both])
    case.present("dtpdia.correction", [correction, both])
    case.info(duplicate, f"(duplicate of {first})")
    case.info(correction, f"(corrects {duplicate})")


@scenario("dtp-dia-timestamps")
def timestamps(case):
    """Times of which 24 bits are sent, made whole with the packet's: before, after, and on the other side of the wrap."""
    conversation = tcp(case)
    # 0x6955b900 + 0x1000 is at the end of a period that wraps at 0x6a000000: some days later.
    case.capture.clock = (0x6A000000 - 100) * 1_000_000
    before = conversation.send(CLIENT, packet(FLOAT, "1/2/3", 1, time=0x6A000000 - 160), acknowledge=False)
    ahead = conversation.send(CLIENT, packet(FLOAT, "1/2/3", 2, time=0x6A000000 + 20, little=True), acknowledge=False)
    case.capture.clock = (0x6A000000 + 100) * 1_000_000
    behind = conversation.send(CLIENT, packet(FLOAT, "1/2/3", 3, time=0x6A000000 - 20), acknowledge=False)
    after = conversation.send(CLIENT, packet(FLOAT, "1/2/3", 4, time=0x6A000000 + 50), acknowledge=False)
    conversation.close()

    for frame, sent, period, wrapped in ((before, 0xFFFF60, 105, False), (ahead, 0x14, 106, True), (behind, 0xFFFFEC, 105, True),
                                         (after, 0x32, 106, False)):
        case.frame(frame, {"dtpdia.timestamp.sent": [str(sent)], "dtpdia.timestamp.period": [str(period)],
                           "dtpdia.timestamp.wrapped": 1 if wrapped else 0, "dtpdia.timestamp.age": 1})
    # 0x6a000000 is 1778384896: 2026-05-10 03:48:16 UTC.
    case.passes('dtpdia.timestamp == "2026-05-10 03:45:36"', [before])
    case.passes('dtpdia.timestamp == "2026-05-10 03:48:36"', [ahead])
    case.passes('dtpdia.timestamp == "2026-05-10 03:47:56"', [behind])
    case.passes('dtpdia.timestamp == "2026-05-10 03:49:06"', [after])
    case.passes("dtpdia.timestamp.age < 0", [ahead])
    case.passes("dtpdia.timestamp.age >= 120 && dtpdia.timestamp.age < 121", [behind])


@scenario("dtp-dia-values")
def values(case):
    """Values of all types with units and accuracy, in both orders of octets, ASCII and UTF-8, as numbers to calculate with."""
    conversation = tcp(case)
    sent = (
        (packet(FLOAT, "1/2/3", 21.3, unit="\u00b0C", utf8=True, time=NOW), "21.3", "\u00b0C", None),
        (packet(FLOAT, "1/2/3", 1013.25, unit="hPa", probability=0.5, error=0.25, time=NOW), "1013.25", "hPa", ("0.5", "0.25")),
        (packet(INT1, "1/2/4", 45.6, unit="%", little=True, time=NOW), "45.6", "%", None),
        (packet(INT2, "1/2/4", -1.23, unit="m/s", probability=0.05, error=0.01, little=True, time=NOW), "-1.23", "m/s", ("0.05", "0.01")),
        (packet(INT3, "1/2/5", 12.345, unit="uSv/h", probability=0.0001, error=1, time=NOW), "12.345", "uSv/h", ("0.0001", "1")),
        (packet(INT3, "1/2/5", -0.001), "-0.001", None, None),
        (packet(FLOAT, "255/0/1", 0, probability=0, error=0), "0", None, ("0", "0")),
    )
    frames = []
    for data, value, unit, accuracy in sent:
        frame = conversation.send(CLIENT, data, acknowledge=False)
        frames.append(frame)
        case.frame(frame, {"dtpdia.value": [value], "dtpdia.unit": [unit] if unit else [], "dtpdia.probability": [accuracy[0]] if accuracy else [],
                           "dtpdia.error": [accuracy[1]] if accuracy else []})
    text = conversation.send(CLIENT, packet(INFO, "1/2/3", "Gr\u00fc\u00dfe aus K\u00f6ln", utf8=True), acknowledge=False)
    conversation.close()

    case.frame(text, {"dtpdia.text": ["Gr\u00fc\u00dfe aus K\u00f6ln"]})
    case.values("dtpdia.number", ["456", "-123", "12345", "-1"])
    case.passes("dtpdia.value == 21.3", [frames[0]])
    case.passes("dtpdia.value > 1000", [frames[1]])
    without_findings(case)
