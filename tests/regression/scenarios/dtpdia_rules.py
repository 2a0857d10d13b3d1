# SPDX-License-Identifier: GPL-2.0-or-later
"""DTP/DIA: rules that are broken, streams that have to be found again, older drafts and the other order of bits."""

from capture_writer import Capture
from dtp_dia_writer import FLOAT, INFO, NO_TIME, SPEC, assemble, broken, number, packet, words

from .case import CLIENT, SERVER, scenario
from .contents import DTP_DIA_VECTORS
from .dtpdia import CLIENT_IPV4, NOW, PORT, SERVER_IPV4, tcp, without_findings
from .verdicts import HTTP_REQUEST

VALUE = number(FLOAT, 21.5, False)


def shown(data):
    """Octets as the tree shows them; also of hexadecimal digits."""
    return (bytes.fromhex(data) if isinstance(data, str) else data).hex(":")


# A packet, the finding that it must bring, and fields that it shows. One finding a packet.
BROKEN_RULES = (
    (broken(packet(FLOAT, "1/2/3", 21.5, time=NOW)), "bad_checksum", {"dtpdia.checksum.status": ["0"], "dtpdia.discarded.value": ["21.5"], "dtpdia.value": 0}),
    (assemble(NO_TIME | 1, "1/2/3", FLOAT, 0, VALUE, trailer=False), "unknown_version", {"dtpdia.version": ["1"]}),
    (assemble(NO_TIME | 0x80, "1/2/3", FLOAT, 0, VALUE, trailer=False), "reserved_bits", {"dtpdia.flags.reserved": ["0x80"]}),
    (assemble(NO_TIME, "1/2/3", 4, 0, VALUE, trailer=False), "reserved_type",
     {"dtpdia.type": ["reserved"], "dtpdia.type.code": ["4"], "dtpdia.content": [shown("41ac0000")], "dtpdia.value": 0}),
    (packet(FLOAT, "0/0/0", 21.5), "reserved_id", {"dtpdia.id": ["0/0/0"]}),
    (packet(FLOAT, "255/255/255", 21.5), "reserved_id", {"dtpdia.id": ["255/255/255"]}),
    (assemble(NO_TIME, "1/2/3", FLOAT, 0, VALUE, timestamp=1), "timestamp_set", {"dtpdia.timestamp.sent": ["1"], "dtpdia.timestamp": 0}),
    (assemble(0, "1/2/3", FLOAT, 0, VALUE, trailer=False), "no_timestamp", {"dtpdia.flags.no_timestamp": 1, "dtpdia.timestamp": 0}),
    (assemble(NO_TIME, "1/2/3", FLOAT, 0, VALUE + b"C\0\1\0"), "nonzero_padding", {"dtpdia.unit": ["C"], "dtpdia.padding": [shown("000100")]}),
    (assemble(NO_TIME, "1/2/3", INFO, 0, b"ok\0\0\1\0\0\0"), "nonzero_padding", {"dtpdia.text": ["ok"], "dtpdia.padding": [shown("01000000")]}),
    (assemble(NO_TIME, "255/255/255", SPEC, 0, b"\0\0\0\7", trailer=False), "nonzero_padding", {"dtpdia.padding": [shown("00000007")]}),
    (assemble(NO_TIME, "0/0/0", SPEC, 0, bytes(4) + b"\x09\1\2\3"), "nonzero_padding",
     {"dtpdia.requested.id": ["1/2/3"], "dtpdia.padding": [shown("09")]}),
    (assemble(NO_TIME, "1/2/3", INFO, 0, b"ok\0\0degC\0\0\0\0"), "unit_forbidden", {"dtpdia.text": ["ok"], "dtpdia.unit": 0, "dtpdia.discarded.unit": ["degC"], "dtpdia.padding": 0}),
    (assemble(NO_TIME, "255/255/255", SPEC, 0, bytes(4) + b"deg\0"), "unit_forbidden",
     {"dtpdia.identification": ["Offer To Identify"], "dtpdia.discarded.unit": ["deg"], "dtpdia.padding": 0}),
    (assemble(NO_TIME, "1/2/3", INFO, 0, b"abcd"), "not_terminated", {"dtpdia.text": ["abcd"]}),
    (assemble(NO_TIME, "1/2/3", FLOAT, 0, VALUE + b"degC"), "not_terminated", {"dtpdia.unit": ["degC"]}),
    (assemble(NO_TIME, "1/2/3", FLOAT, 0, VALUE + b"C\0\0\0" + b"\0\0\0\1"), "bad_accuracy", {"dtpdia.probability": 0, "dtpdia.unit": ["C"]}),
)


@scenario("dtp-dia-broken-rules")
def broken_rules(case):
    """Packets that break a rule each: the finding that is for it, and no other; the packet behind is dissected."""
    conversation = tcp(case)
    found = {}
    conversation.send(CLIENT, DTP_DIA_VECTORS[0], acknowledge=False)  # the front needs one that keeps the rules
    for data, finding, fields in BROKEN_RULES:
        frame = conversation.send(CLIENT, data + DTP_DIA_VECTORS[3], acknowledge=False)
        found.setdefault(finding, []).append(frame)
        alone = {name: [value[0], "fw 1.2"] if name == "dtpdia.text" else value for name, value in fields.items()
                 if name not in ("dtpdia.id", "dtpdia.type", "dtpdia.type.code", "dtpdia.version", "dtpdia.flags.reserved",
                                 "dtpdia.checksum.status", "dtpdia.flags.no_timestamp", "dtpdia.timestamp.sent")}
        case.frame(frame, alone)
        for name in ("dtpdia.id", "dtpdia.type", "dtpdia.type.code", "dtpdia.version", "dtpdia.flags.reserved"):
            if name in fields:
                rest = {"dtpdia.id": "1/2/3", "dtpdia.type": "INFO", "dtpdia.type.code": "14", "dtpdia.version": "0", "dtpdia.flags.reserved": "0x00"}
                case.frame(frame, {name: [fields[name][0], rest[name]]})
    conversation.close()
    for finding, frames in found.items():
        case.present(f"dtpdia.{finding}", frames)
    case.frame(found["bad_checksum"][0], {"dtpdia.checksum.status": ["0", "1"]})
    case.frame(found["timestamp_set"][0], {"dtpdia.timestamp.sent": ["1", "0"]})
    without_findings(case, *found)


@scenario("dtp-dia-faults-apart")
def faults_apart(case):
    """Packets that break several rules: each fault has its own octets, and the forbidden unit is shown as text."""
    case.golden = False
    conversation = tcp(case)
    text = conversation.send(CLIENT, assemble(NO_TIME, "1/2/3", INFO, 0, b"ab\0XdegC\0\0\0\7"))
    asked = conversation.send(SERVER, assemble(NO_TIME, "0/0/0", SPEC, 0, b"\0\0\0\5" + b"\x09\1\2\3" + b"\x08\1\2\4"))
    conversation.close()
    case.frame(text, {"dtpdia.text": ["ab"], "dtpdia.unit": 0, "dtpdia.discarded.unit": ["degC"],
                      "dtpdia.padding": [shown("0058"), shown("00000007")]})
    case.frame(asked, {"dtpdia.requested.id": ["1/2/3", "1/2/4"], "dtpdia.padding": [shown("00000005"), shown("09"), shown("08")]})
    case.present("dtpdia.nonzero_padding", [text, asked])
    case.present("dtpdia.unit_forbidden", [text])
    without_findings(case, "nonzero_padding", "unit_forbidden")


@scenario("dtp-dia-checksum-not-checked")
def checksum_not_checked(case):
    """A wrong checksum where the preference says not to check: unverified, no finding."""
    case.preference("dtpdia.check_checksum", "FALSE")
    conversation = tcp(case)
    frame = conversation.send(CLIENT, DTP_DIA_VECTORS[1] + broken(DTP_DIA_VECTORS[1]))
    conversation.close()
    case.frame(frame, {"dtpdia.checksum.status": ["2", "2"], "dtpdia.value": ["-3.25", "-3.25"]})
    case.present("dtpdia.bad_checksum", [])


@scenario("dtp-dia-discarded")
def discarded(case):
    """A packet with a wrong checksum counts for nothing: it is corrected by none, and requests nothing."""
    case.golden = False
    conversation = tcp(case)
    reading = packet(FLOAT, "1/2/3", 21.5, time=NOW)
    bad = conversation.send(CLIENT, packet(FLOAT, "1/2/3", 1) + broken(packet(FLOAT, "1/2/3", 99, time=NOW)))
    good = conversation.send(CLIENT, reading)
    again = conversation.send(CLIENT, broken(reading))
    conversation.close()
    case.present("dtpdia.correction", [])
    case.present("dtpdia.duplicate", [])
    case.present("dtpdia.bad_checksum", [bad, again])
    case.info(again, "1/2/3: 21.5 [bad checksum]")
    case.frame(bad, {"dtpdia.value": ["1"], "dtpdia.discarded.value": ["99"]})
    case.frame(good, {"dtpdia.value": ["21.5"], "dtpdia.discarded.value": 0})
    case.frame(again, {"dtpdia.value": 0, "dtpdia.discarded.value": ["21.5"]})


@scenario("dtp-dia-resynchronised")
def resynchronised(case):
    """The leading sequence is found again: behind noise, behind a SIZE below 3, behind a lost segment, behind octets that were lost in a packet."""
    conversation = tcp(case)

    def send(data):
        return conversation.send(CLIENT, data, acknowledge=False)

    send(DTP_DIA_VECTORS[0])
    noise = send(b"\x00\x49\x00" + DTP_DIA_VECTORS[1] + b"SIT DOWN\n" + DTP_DIA_VECTORS[0])
    size = send(assemble(NO_TIME, "1/2/3", FLOAT, 0, VALUE, size=2, trailer=False) + DTP_DIA_VECTORS[1])
    inside = send(b"IT\x20" + DTP_DIA_VECTORS[0])
    begun = send(DTP_DIA_VECTORS[0] + DTP_DIA_VECTORS[2][:10])
    conversation.lose(conversation.cut(CLIENT, DTP_DIA_VECTORS[2][10:] + DTP_DIA_VECTORS[2][:20])[0])
    behind = send(DTP_DIA_VECTORS[2][20:] + DTP_DIA_VECTORS[1])
    octets = send(DTP_DIA_VECTORS[2][:12] + DTP_DIA_VECTORS[1] + DTP_DIA_VECTORS[0])
    only = send(b"\xff" * 20)
    after = send(DTP_DIA_VECTORS[3])
    conversation.close()

    case.frame(noise, {"dtpdia.skipped": [shown("004900"), shown(b"SIT DOWN\n")], "dtpdia.value": ["-3.25", "21.5"]})
    case.frame(size, {"dtpdia.skipped": [shown("49542001020302"), shown("0041ac0000")], "dtpdia.value": ["-3.25"]})
    case.frame(inside, {"dtpdia.skipped": [shown("495420")], "dtpdia.value": ["21.5"]})
    case.frame(begun, {"dtpdia.value": ["21.5"], "dtpdia.skipped": 0})
    case.frame(behind, {"dtpdia.skipped": [shown(DTP_DIA_VECTORS[2][20:])], "dtpdia.value": ["-3.25"]})
    case.frame(octets, {"dtpdia.skipped": [shown(DTP_DIA_VECTORS[2][:12])], "dtpdia.value": ["-3.25", "21.5"]})
    case.frame(only, {"dtpdia.skipped": [shown("ff" * 20)], "dtpdia.value": 0})
    case.frame(after, {"dtpdia.text": ["fw 1.2"], "dtpdia.skipped": 0})
    case.present("dtpdia.bad_size", [size, inside])
    case.present("dtpdia.bad_checksum", [octets])
    case.present("dtpdia.resynchronised", [noise, size, behind, only])
    case.info(only, "skipped (20 octets)")


@scenario("dtp-dia-resynchronised-bytewise")
def resynchronised_bytewise(case):
    """The same in segments of one octet: what is skipped is told with the packet behind it, once, in one pass and in two."""
    case.golden = False
    conversation = tcp(case)
    ends = {}
    sent = (
        (DTP_DIA_VECTORS[0], [], ["21.5"]),
        (b"IT\x20" + DTP_DIA_VECTORS[0], ["49:54:20"], ["21.5"]),
        (DTP_DIA_VECTORS[2][:12] + DTP_DIA_VECTORS[1], [shown(DTP_DIA_VECTORS[2][:12])], ["-3.25"]),
        (DTP_DIA_VECTORS[1], [], ["-3.25"]),
    )
    for data, skipped, values in sent:
        ends[conversation.send(CLIENT, data, 1, acknowledge=False)] = (skipped, values)
    conversation.close()
    for frame, (skipped, values) in ends.items():
        case.frame(frame, {"dtpdia.skipped": skipped, "dtpdia.value": values})
    case.passes("dtpdia.value || dtpdia.skipped", list(ends))
    case.present("dtpdia.bad_size", [list(ends)[1]])
    case.present("dtpdia.bad_checksum", [list(ends)[2]])
    case.present("dtpdia.duplicate", [list(ends)[3]])


@scenario("dtp-dia-truncated")
def truncated(case):
    """Datagrams that end before their packet does, and packets that were not captured whole: what is there is shown, and only the former flagged."""
    case.capture = Capture(snap_length=42 + 30)
    add = case.capture.add_datagram
    ends = ((CLIENT, (CLIENT_IPV4, 50112), (SERVER_IPV4, PORT)), (SERVER, (SERVER_IPV4, PORT), (CLIENT_IPV4, 50112)))
    whole = add(*ends[0], DTP_DIA_VECTORS[1])
    short = add(*ends[0], DTP_DIA_VECTORS[2][:20])
    header = add(*ends[1], DTP_DIA_VECTORS[0] + DTP_DIA_VECTORS[3][:8])
    less = add(*ends[1], DTP_DIA_VECTORS[0] + DTP_DIA_VECTORS[3][:5])
    size = add(*ends[0], assemble(NO_TIME, "1/2/3", FLOAT, 0, VALUE, size=2, trailer=False))
    snapped = add(*ends[0], DTP_DIA_VECTORS[0] + DTP_DIA_VECTORS[2] + DTP_DIA_VECTORS[0])

    case.frame(whole, {"dtpdia.value": ["-3.25"], "dtpdia.missing": 0})
    case.frame(short, {"dtpdia.id": ["1/1/5"], "dtpdia.value": ["21.5"], "dtpdia.missing": ["8"], "dtpdia.unit": 0, "dtpdia.checksum": 0})
    case.frame(header, {"dtpdia.type": ["FLOAT", "INFO"], "dtpdia.missing": ["12"], "dtpdia.text": 0})
    case.frame(less, {"dtpdia.type": ["FLOAT"], "dtpdia.incomplete": [shown("4954200102")]})
    case.frame(size, {"dtpdia.skipped": [shown("49542001020302"), shown("0041ac0000")], "dtpdia.type": 0})
    case.frame(snapped, {"dtpdia.value": ["21.5", "21.5"], "dtpdia.missing": ["10"]}, "30 octets of 52 are there, 18 of the second packet")
    case.present("dtpdia.truncated", [short, header, less])
    case.present("dtpdia.bad_size", [size])


@scenario("dtp-dia-packets-cut-short")
def cut_short(case):
    """TCP segments that were not captured whole: nothing is put together, nothing is called truncated, and the next segment goes on."""
    case.capture = Capture(snap_length=54 + 20)
    conversation = tcp(case)
    first = conversation.send(CLIENT, DTP_DIA_VECTORS[0], acknowledge=False)
    cut = conversation.send(CLIENT, DTP_DIA_VECTORS[1] + DTP_DIA_VECTORS[2] + DTP_DIA_VECTORS[0], acknowledge=False)
    after = conversation.send(CLIENT, DTP_DIA_VECTORS[1], acknowledge=False)
    conversation.close()
    case.frame(first, {"dtpdia.value": ["21.5"]})
    case.frame(cut, {"dtpdia.value": ["-3.25"], "dtpdia.incomplete": [shown("49541001")]})
    case.frame(after, {"dtpdia.value": ["-3.25"]})
    case.present("dtpdia.truncated", [])


# First bytes that prove nothing

# Packets that break a rule, which no stream is recognised by, and bytes of none.
UNPROVEN = (
    broken(DTP_DIA_VECTORS[1]),
    assemble(NO_TIME | 0x80, "1/2/3", FLOAT, 0, VALUE, trailer=False),  # the reserved bit
    assemble(0, "1/2/3", FLOAT, 0, VALUE, trailer=False),  # SIZE 3 without T
    assemble(NO_TIME, "1/2/3", 7, 0, VALUE, trailer=False),  # a reserved type
    DTP_DIA_VECTORS[1][7:],  # the end of a packet
    bytes(4),
)


@scenario("dtp-dia-proven-late")
def proven_late(case):
    """The first packet of a conversation breaks a rule, or only its end is there: the conversation is DTP/DIA from the first packet on that keeps the
    rules, over TCP in its own segment and in the same one, and over UDP; its verdict holds for all of it."""
    add = case.capture.add_datagram
    dissected, left, together = [], [], []
    for index, data in enumerate(UNPROVEN):
        conversation = tcp(case, client_port=50112 + index)
        left.append(conversation.send(CLIENT, data, acknowledge=False))
        dissected += [conversation.send(CLIENT, DTP_DIA_VECTORS[number], acknowledge=False) for number in (1, 0)]
        conversation = tcp(case, client_port=50212 + index)
        together.append(conversation.send(CLIENT, data + DTP_DIA_VECTORS[1], acknowledge=False))
        dissected.append(together[-1])
        left.append(add(CLIENT, (CLIENT_IPV4, 50112 + index), (SERVER_IPV4, PORT), data))
        dissected += [add(CLIENT, (CLIENT_IPV4, 50112 + index), (SERVER_IPV4, PORT), DTP_DIA_VECTORS[number]) for number in (1, 0)]
    # Text, and an answer, say nothing over UDP.
    left.append(add(CLIENT, (CLIENT_IPV4, 50312), (SERVER_IPV4, PORT), b"Good morning"))
    left.append(add(SERVER, (SERVER_IPV4, PORT), (CLIENT_IPV4, 50312), b"Good morning"))
    dissected.append(add(SERVER, (SERVER_IPV4, PORT), (CLIENT_IPV4, 50312), DTP_DIA_VECTORS[1]))

    case.passes("dtpdia", dissected)
    case.passes("data", left)
    case.passes('portlore.content == "dtp-dia" && portlore.verdict == "registered"', list(range(1, len(case.capture.frames) + 1)))
    case.passes("dtpdia.value == -3.25", sorted({*dissected} - {*dissected[1::5], *dissected[4::5]}))
    case.frame(together[0], {"dtpdia.value": ["-3.25"], "dtpdia.discarded.value": ["-3.25"]})


@scenario("dtp-dia-never-proven")
def never_proven(case):
    """What does not become DTP/DIA: a float without checksum and with more behind it, a conversation of another protocol, of text, on another port,
    and one that had 4096 bytes to prove it."""
    case.golden = False
    case.trouble = True  # HTTP is answered by what is none

    def talk(port, *segments, client_port):
        conversation = tcp(case, port, client_port=client_port)
        for side, data in segments:
            conversation.send(side, data)
        conversation.close()

    reading, noise = DTP_DIA_VECTORS[1], bytes(range(128, 256)) * 8  # 1024 bytes
    talk(PORT, (CLIENT, bytes(4)), (CLIENT, DTP_DIA_VECTORS[0] + b"\xff\xff"), client_port=50112)
    talk(PORT, (CLIENT, HTTP_REQUEST), (SERVER, bytes(4)), (SERVER, reading), client_port=50113)
    talk(PORT, (CLIENT, b"Good morning, who is there?\r\n" * 3), (CLIENT, reading), client_port=50114)
    talk(2867, (CLIENT, bytes(4)), (CLIENT, reading), client_port=50115)
    talk(PORT, *((CLIENT, noise) for _ in range(5)), (CLIENT, reading), client_port=50116)
    add = case.capture.add_datagram
    for data in (bytes(4), DTP_DIA_VECTORS[0] + b"\xff\xff", broken(reading), b"\0" + reading):
        add(CLIENT, (CLIENT_IPV4, 50117), (SERVER_IPV4, PORT), data)
    last = len(case.capture.frames)
    talk(PORT, (CLIENT, noise), (CLIENT, noise), (CLIENT, noise), (CLIENT, reading), client_port=50118)
    case.passes('portlore.content == "dtp-dia"', list(range(last + 1, len(case.capture.frames) + 1)))
    case.passes("dtpdia", [last + 10])  # behind the handshake and three segments, each acknowledged


# How packets are read


@scenario("dtp-dia-preferred-reading")
def preferred_reading(case):
    """With the preferences set, the port's front knows packets in the other order of bits without Decode As."""
    case.golden = False
    case.preference("dtpdia.bit_order", "high")
    conversation = tcp(case)
    frames = [conversation.send(CLIENT, bytes.fromhex(octets)) for octets in ("495404010203 30 0041ac0000", "49540e010203 31 00d7000000")]
    conversation.close()
    frames.append(case.capture.add_datagram(CLIENT, (CLIENT_IPV4, 50112), (SERVER_IPV4, PORT), bytes.fromhex("495404010203 30 0041ac0000")))
    case.passes("dtpdia.value == 21.5", frames)
    case.passes('portlore.verdict == "registered"', list(range(1, len(case.capture.frames) + 1)))


@scenario("dtp-dia-preferred-draft")
def preferred_draft(case):
    """The same of draft -00: the device information that stands where later drafts have a type, 4, is a reserved one there."""
    case.golden = False
    case.preference("dtpdia.draft", "00")
    conversation = tcp(case)
    value = conversation.send(CLIENT, bytes.fromhex("49542001020343 41 41ac0000"))
    conversation.close()
    case.frame(value, {"dtpdia.value": ["21.5"], "dtpdia.id": ["1/515"], "portlore.verdict": ["registered"]})


def _decode_as_on_3489(case, **preferences):
    """Decode As hands everything on 3489 over, also what its front does not know."""
    case.options = ["-d", f"tcp.port=={PORT},dtpdia"]
    for name, value in preferences.items():
        case.preference(f"dtpdia.{name}", value)
    return tcp(case)


@scenario("dtp-dia-draft-03")
def draft_03(case):
    """draft-avsolov-dtpdia-03: identifiers of two parts, in the order of octets that L tells; its own Offer To Identify."""
    conversation = _decode_as_on_3489(case, draft="03")
    big = conversation.send(CLIENT, DTP_DIA_VECTORS[0])
    little = conversation.send(CLIENT, DTP_DIA_VECTORS[1])
    offered = conversation.send(CLIENT, assemble(NO_TIME, "0/255/255", SPEC, 0, bytes(4), trailer=False))
    asked = conversation.send(SERVER, assemble(NO_TIME, "0/0/0", SPEC, 0, bytes(4) + b"\0\x07\1\2"))
    vendor = conversation.send(CLIENT, assemble(NO_TIME, "255/255/255", SPEC, 0, bytes(4), trailer=False))
    conversation.close()
    case.frame(big, {"dtpdia.id": ["1/515"], "dtpdia.value": ["21.5"]})
    case.frame(little, {"dtpdia.id": ["10/7700"], "dtpdia.value": ["-3.25"]}, "0x1e14 is 7700")
    case.frame(offered, {"dtpdia.id": ["0/65535"], "dtpdia.identification": ["Offer To Identify"]})
    case.frame(asked, {"dtpdia.requested.id": ["7/258"], "dtpdia.offer.in": [offered]})
    case.frame(vendor, {"dtpdia.id": ["255/65535"], "dtpdia.identification": 0, "dtpdia.content": [shown("00000000")]})


@scenario("dtp-dia-draft-automatic")
def draft_automatic(case):
    """Without a preference the Offer To Identify of draft -03 is known too, and identifiers have three parts."""
    case.golden = False
    conversation = tcp(case)
    offered = conversation.send(CLIENT, assemble(NO_TIME, "0/255/255", SPEC, 0, bytes(4), trailer=False))
    value = conversation.send(CLIENT, DTP_DIA_VECTORS[0])
    conversation.close()
    case.frame(offered, {"dtpdia.id": ["0/255/255"], "dtpdia.identification": ["Offer To Identify"]})
    case.frame(value, {"dtpdia.id": ["1/2/3"]})


@scenario("dtp-dia-draft-05")
def draft_05(case):
    """As draft -05 alone says, the Offer To Identify of -03 is a vendor's packet."""
    case.golden = False
    case.preference("dtpdia.draft", "05")
    conversation = tcp(case)
    vendor = conversation.send(CLIENT, assemble(NO_TIME, "0/255/255", SPEC, 0, bytes(4), trailer=False))
    offered = conversation.send(CLIENT, DTP_DIA_VECTORS[4])
    conversation.close()
    case.frame(vendor, {"dtpdia.identification": 0, "dtpdia.content": [shown("00000000")]})
    case.frame(offered, {"dtpdia.identification": ["Offer To Identify"]})


@scenario("dtp-dia-draft-00")
def draft_00(case):
    """draft-avsolov-dtpdia-00: device information and quantity in halves of octets, other types, a dividend and a divisor."""
    conversation = _decode_as_on_3489(case, draft="00")
    sent = (
        ("49542001020343 41 41ac0000", {"dtpdia.type": ["FLOAT"], "dtpdia.type.code": ["1"], "dtpdia.devinfo": ["0x04"], "dtpdia.quantity": ["8"],
                                        "dtpdia.id": ["1/515"], "dtpdia.value": ["21.5"]}),
        ("49542001020303 4b fffc000a", {"dtpdia.type": ["DIV"], "dtpdia.divisor": ["-4"], "dtpdia.dividend": ["10"], "dtpdia.value": ["-2.5"],
                                        "dtpdia.quantity": ["9"]}),
        ("49542001020303 4b 0000000a", {"dtpdia.type": ["DIV"], "dtpdia.divisor": ["0"], "dtpdia.value": 0}),
        ("49542001020303 f5 000000d7", {"dtpdia.type": ["INT1"], "dtpdia.number": ["215"], "dtpdia.value": ["21.5"], "dtpdia.quantity": ["30"]}),
        ("49542001020303 fe 6f6b0000", {"dtpdia.type": ["INFO"], "dtpdia.text": ["ok"], "dtpdia.quantity": ["31"]}),
        ("49542000ffff03 07 00000000", {"dtpdia.type": ["SPEC"], "dtpdia.identification": ["Offer To Identify"]}),
    )
    frames = []
    for octets, fields in sent:
        frames.append(conversation.send(CLIENT, bytes.fromhex(octets)))
        case.frame(frames[-1], fields)
    conversation.close()
    case.present("dtpdia.zero_divisor", [frames[2]])


@scenario("dtp-dia-bit-order")
def bit_order(case):
    """The opposite reading of the drafts' drawings: SIZE is the high half of its octet, T is 0x04, L 0x08, U 0x02, the reserved bit 0x01."""
    conversation = _decode_as_on_3489(case, bit_order="high")
    float_frame = conversation.send(CLIENT, bytes.fromhex("495404010203 30 0041ac0000"))
    integer = conversation.send(CLIENT, bytes.fromhex("49540e010203 31 00d7000000"))
    reserved = conversation.send(CLIENT, bytes.fromhex("495405010203 30 0041ac0000"))
    text = words(b"fw 1.2", 1)
    info = bytes.fromhex("495404010203 5e 00") + text + bytes(3)
    long = conversation.send(CLIENT, info + bytes([sum(info) & 0xFF]))
    conversation.close()
    case.frame(float_frame, {"dtpdia.type": ["FLOAT"], "dtpdia.size": ["3"], "dtpdia.value": ["21.5"]})
    case.frame(integer, {"dtpdia.type": ["INT1"], "dtpdia.value": ["21.5"]})
    case.passes("dtpdia.flags.utf8 == 1 && dtpdia.flags.little_endian == 1", [integer])
    case.frame(long, {"dtpdia.text": ["fw 1.2"], "dtpdia.checksum.status": ["1"]})
    case.present("dtpdia.reserved_bits", [reserved])
