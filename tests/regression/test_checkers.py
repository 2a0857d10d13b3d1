#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tests of the test machinery: each checker must let the right thing through and refuse a wrong one."""

import shutil
import struct
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
for folder in ("tests/tools", "captures/generate"):
    sys.path.insert(0, str(PROJECT / folder))

import golden  # noqa: E402
import junos_secret  # noqa: E402
import replay_replies  # noqa: E402
from capture_writer import CLIENT, SERVER, Capture, Segment, TcpConversation, internet_checksum  # noqa: E402
from expectations import numbers_of, ranges_of, verify  # noqa: E402
from run_cases import compare_fields, difference, trouble  # noqa: E402
from tshark_output import Frame, Item, parse_pdml, printable, same_value  # noqa: E402

PDML = """<?xml version="1.0"?>
<pdml>
<packet>
  <proto name="geninfo" pos="0" showname="General information" size="60"><field name="num" pos="0" show="7"/></proto>
  <proto name="frame" showname="Frame 7" size="60" pos="0"><field name="frame.number" showname="Frame Number: 7" size="0" pos="0" show="7"/></proto>
  <proto name="tcp" showname="TCP" size="20" pos="34">
    <field name="tcp.len" show="6"/>
  </proto>
  <proto name="xnm" showname="Junos XML" size="6" pos="54">
    <field name="xnm.rpc" showname="Request: get-a" size="6" pos="54" show="" value="00">
      <field name="xnm.rpc.name" showname="Operation: a&lt;b" size="3" pos="55" show="a&lt;b
c" value="00"/>
      <field name="xnm.rpc.number" showname="Number: 1" hide="yes" size="0" pos="54" show="1"/>
      <field name="_ws.expert" showname="Expert Info (Warning/Security): text" size="0" pos="54">
        <field name="xnm.cleartext_login" showname="text" size="0" pos="0" show=""/>
        <field name="_ws.expert.message" showname="Message: text" size="0" pos="0" show="text"/>
        <field name="_ws.expert.severity" showname="Severity level: Warning" size="0" pos="0" show="6291456"/>
        <field name="_ws.expert.group" showname="Group: Security" size="0" pos="0" show="201326592"/>
      </field>
    </field>
  </proto>
</packet>
</pdml>
"""

GOLDEN = """frame 7 XNM | rpc
  xnm  (Junos XML)  @54+6
    xnm.rpc  (Request: get-a)  @54+6
      xnm.rpc.name = a<b\\nc  (Operation: a<b)  @55+3
      ~ xnm.rpc.number = 1  (Number)  @54+0
      ! Warning, Security: xnm.cleartext_login: text
"""


def leaf(name, value):
    return Item(name, value, f"{name}: {value}", 0, 0, False)


class Reading(unittest.TestCase):
    def test_pdml(self):
        (frame,) = parse_pdml(PDML)
        self.assertEqual(frame.number, 7)
        self.assertEqual([item.name for item in frame.items], ["xnm"])
        self.assertEqual(frame.values("xnm.rpc.name"), ["a<b\\nc"])
        frame.protocol, frame.info = "XNM", "rpc"
        self.assertEqual(golden.render([frame]), GOLDEN)
        self.assertEqual(golden.render([frame], leave_out=("xnm.rpc",)), "".join(GOLDEN.splitlines(True)[:2]))

    def test_malformed_packets_are_trouble(self):
        self.assertEqual(trouble(parse_pdml(PDML)), [])
        self.assertEqual(len(trouble(parse_pdml(PDML.replace('proto name="tcp"', 'proto name="_ws.malformed"')))), 1)

    def test_escapes(self):
        self.assertEqual(printable("a\n\x01\\001"), "a\\n\\x1\\x01")
        self.assertTrue(same_value('a"b\\c', 'a"b\\c'))
        self.assertTrue(same_value('a"b\\c', 'a""b\\\\c'))
        self.assertTrue(same_value('x=""', 'x=""') and same_value("a\\nb", "a\nb"))
        self.assertFalse(same_value("a", "b") or same_value("", "a"))

    def test_labels_that_versions_write_differently(self):
        for label in ("Text [truncated]: aaa", "Text […]: aa", "[truncated]Text: aa"):
            frame = Frame(1, [Item("xnm.text", "a" * 500, label, 0, 500, False)], "TCP", "1 → 2")
            self.assertEqual(golden.render([frame]), f"frame 1\n  xnm.text = {'a' * 500}  (Text)  @0+500\n")
        for label in ("Response time: 0.002000000 seconds", "Response time: 2.000000 milliseconds"):
            frame = Frame(1, [Item("xnm", "", "X", 0, 1, False, [Item("xnm.reply.time", "0.002000000", label, 0, 0, False)])], "XNM",
                          "[TCP Retransmission] reply")
            self.assertEqual(golden.render([frame]), "frame 1 XNM | reply\n  xnm  (X)  @0+1\n    xnm.reply.time = 0.002000000  (Response time)  @0+0\n")


class Expecting(unittest.TestCase):
    def setUp(self):
        items = [leaf("xnm.rpc", ""), leaf("xnm.rpc.name", "a"), leaf("xnm.rpc.name", "b")]
        self.frames = [Frame(1, []), Frame(2, items, "XNM", "rpc a, rpc b")]

    def hold(self, check):
        return verify([check], self.frames, {"xnm.rpc": [2]}.get)

    def test_what_is_so(self):
        for check in ({"present": "xnm.rpc", "frames": [2]}, {"present": "xnm.reply", "frames": []}, {"filter": "xnm.rpc", "frames": [2]},
                      {"field": "xnm.rpc.name", "values": ["a", "b"]}, {"frame": 2, "fields": {"xnm.rpc": 1, "xnm.rpc.name": ["a", "b"], "xnm.gap": 0}},
                      {"frame": 2, "at_most": {"xnm.reply": ["1"], "xnm.rpc.name": ["a", "b"]}}, {"frame": 2, "any_of": ["xnm.gap", "xnm.rpc"]},
                      {"frame": 2, "info": "rpc b"}, {"nowhere": "laughter"}):
            self.assertEqual(self.hold(check), [], check)

    def test_what_is_not(self):
        for check in ({"present": "xnm.rpc", "frames": [1, 2]}, {"present": "xnm.rpc", "frames": []}, {"filter": "xnm.rpc", "frames": []},
                      {"field": "xnm.rpc.name", "values": ["b", "a"]}, {"frame": 2, "fields": {"xnm.rpc": 2}}, {"frame": 1, "fields": {"xnm.rpc": 1}},
                      {"frame": 2, "fields": {"xnm.rpc.name": ["a"]}}, {"frame": 2, "at_most": {"xnm.rpc.name": ["a"]}},
                      {"frame": 1, "any_of": ["xnm.rpc"]}, {"frame": 2, "info": "reply"}, {"nowhere": "rpc.name: b"},
                      {"frame": 3, "fields": {}}, {"nonsense": 1}):
            self.assertEqual(len(self.hold(check)), 1, check)

    def test_protocol_and_info(self):
        frames = [Frame(1, [], protocol="XNM", info="rpc get-a Example-Word"), Frame(2, [], protocol="TCP", info="")]
        for check, problems in (({"protocol": "XNM", "frames": [1]}, 0), ({"protocol": "XNM", "frames": [1, 2]}, 1),
                                ({"protocol": "XNM", "frames": []}, 1), ({"nowhere": "Example-Word"}, 1), ({"nowhere": "Other-Word"}, 0)):
            self.assertEqual(len(verify([check], frames, None)), problems, check)

    def test_ranges(self):
        self.assertEqual(ranges_of([5, 2, 1, 3]), "1-3 5")
        self.assertEqual(numbers_of("1-3 5"), {1, 2, 3, 5})
        self.assertEqual(numbers_of(""), set())

    def test_values_over_frames(self):
        def leaf(name, value):
            return Item(name, value, name, 0, 0, False)

        two = [Frame(1, []), Frame(2, [leaf("a", "x"), leaf("b", "1"), leaf("b", "2")]), Frame(3, [leaf("a", "x")])]
        one = [Frame(1, []), Frame(2, []), Frame(3, [leaf("a", "x")])]
        holds = ({"of": "a", "value": "x", "in": "2-3"}, {"of": "a", "value": "x", "in": "3", "may": "2"},
                 {"of": "a", "value": "x", "in": "3", "passes": 1}, {"once": "a", "in": ["2", "3"]},
                 {"once": "a", "in": ["1-3"], "passes": 1}, {"present": "a", "frames": "2-3"})
        for check in holds:
            self.assertEqual(verify([check], two, None, one), [], check)
        holds_not = ({"of": "a", "value": "x", "in": "2"}, {"of": "a", "value": "x", "in": "1-3"}, {"of": "a", "value": "y", "in": "2-3"},
                     {"of": "b", "value": "1", "in": "2"}, {"of": "a", "value": "x", "in": "2-3", "passes": 1}, {"once": "a", "in": ["1-3"]},
                     {"once": "a", "in": ["2"]}, {"once": "b", "in": ["2"]}, {"once": "c", "in": ["1"]}, {"present": "a", "frames": "2"})
        for check in holds_not:
            self.assertEqual(len(verify([check], two, None, one)), 1, check)

    def test_fields_against_tree(self):
        class Fields:
            def __init__(self, values):
                self.values = values

            def field_values(self, _names, _two_pass):
                return {1: {}, 2: self.values}

        self.assertEqual(compare_fields(Fields({"xnm.rpc": ["1"], "xnm.rpc.name": ["a", "b"]}), self.frames, True), [])
        self.assertEqual(len(compare_fields(Fields({"xnm.rpc": ["1"], "xnm.rpc.name": ["a"]}), self.frames, True)), 1)
        self.assertEqual(len(compare_fields(Fields({"xnm.rpc.name": ["a", "c"]}), self.frames, True)), 1)

    def test_difference(self):
        self.assertEqual(difference("a\n", "a\n", "x", "y"), [])
        self.assertIn("-a", difference("a\n", "b\n", "x", "y")[0])


class Writing(unittest.TestCase):
    def test_checksum(self):
        # The example of RFC 1071 section 3: the sum is ddf2.
        self.assertEqual(internet_checksum(bytes.fromhex("0001f203f4f5f6f7")), 0xFFFF ^ 0xDDF2)
        self.assertEqual(internet_checksum(b"\x01"), 0xFEFF)

    def test_conversation(self):
        capture = Capture()
        tcp = TcpConversation(capture, ("192.0.2.10", 50112), ("192.0.2.1", 3221), initial_sequences=(0xFFFFFFFF, 5))
        self.assertEqual(tcp.handshake(), 3)
        self.assertEqual(tcp.send(CLIENT, b"abcde", size=[1, 3]), 7)
        frames = [frame for _, frame in capture.frames]
        # SYN at 2^32 - 1, so the first byte is at 0.
        self.assertEqual([struct.unpack_from("!I", frame, 38)[0] for frame in (frames[0], frames[3], frames[4])], [0xFFFFFFFF, 0, 1])
        self.assertEqual(frames[4][54:], b"bcd")
        # The ACK after the second segment: 4 bytes and the SYN.
        self.assertEqual(struct.unpack_from("!I", frames[5], 42)[0], 4)

    def test_lost_segments_are_acknowledged_and_late_ones_wait(self):
        capture = Capture()
        tcp = TcpConversation(capture, ("2001:db8::10", 50112), ("2001:db8::1", 3221), initial_sequences=(0, 0))
        first, second, third = tcp.cut(SERVER, b"aabbcc", 2)
        tcp.lose(first)
        tcp.emit(third)
        tcp.acknowledge(CLIENT)
        tcp.emit(second)
        tcp.acknowledge(CLIENT)
        self.assertEqual([struct.unpack_from("!I", capture.frames[index][1], 62)[0] for index in (1, 3)], [3, 7])
        self.assertEqual(second, Segment(SERVER, 2, b"bb"))

    def test_snap_length(self):
        capture = Capture(snap_length=60)
        TcpConversation(capture, ("192.0.2.10", 1), ("192.0.2.1", 2)).send(CLIENT, b"x" * 100, acknowledge=False)
        self.assertEqual(len(capture.content()), 24 + 16 + 60)
        self.assertEqual(struct.unpack_from("<II", capture.content(), 32), (60, 154))


class Secrets(unittest.TestCase):
    def test_known_pairs(self):
        # Published pairs: Crypt::Juniper's synopsis and test vectors, netutils, junosdecode.
        for plain, form in (("lc", "$9$LbHX-wg4Z"), ("juniper", "$9$7YdwgGDkTz6oJz69A1INdb"),
                            ("testPassWord", "$9$1HFIyKXxdsgJ-VH.Pfn6lKMXdsZUi5Qnikfz"), ("a", "$9$P5T3"), ("b", "$9$TF39")):
            self.assertEqual(junos_secret.encode(plain, form[3], form[4:]), form)


class Replaying(unittest.TestCase):
    @staticmethod
    def reply(content):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "reply.xml"
            path.write_bytes(content)
            return replay_replies.load(path)

    @unittest.skipUnless(shutil.which("xmllint"), "xmllint is not installed")
    def test_well_formed_as_libxml2_has_it(self):
        contents = (b"<rpc-reply><a></rpc-reply>", b"<rpc-reply/>", b"<rpc-reply><x:y/></rpc-reply>", b"<rpc-reply>&none;</rpc-reply>",
                    b"<rpc-reply>\xff</rpc-reply>", b"<rpc-reply>" + 300 * b"<a>" + 300 * b"</a>" + b"</rpc-reply>", b"<rpc-reply a='1' a='2'/>")
        # More than one xmllint is given at once, those that are refused at both ends.
        replies = [self.reply(content) for content in (*contents, *(replay_replies.FILES_AT_ONCE * [b"<rpc-reply/>"]), contents[0])]
        replay_replies.judge(replies)
        self.assertEqual([index for index, reply in enumerate(replies) if reply.refusal], [0, 3, 4, 6, len(replies) - 1])

    def test_what_expat_finds(self):
        reply = self.reply(b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- c --><rpc-reply a="1">\n<j:x>t<!-- -->u<![CDATA[v]]>w</j:x> <y/>\n</rpc-reply>\n')
        self.assertTrue(reply.sent.startswith(b"\xef\xbb\xbf<!-- c --><rpc-reply"))
        self.assertEqual((reply.name, reply.elements), ("x", ["rpc-reply", "j:x", "y"]))
        self.assertEqual((reply.attributes, reply.texts), ([("a", "1")], ["t", "uvw"]))
        self.assertIsNone(reply.unparsed)

    def test_wrapping_and_refusal(self):
        self.assertEqual(self.reply(b"<x/>").message, b"<rpc-reply>\n<x/></rpc-reply>")
        self.assertIsNotNone(self.reply(b"<rpc-reply><a></rpc-reply>").unparsed)
        self.assertIsNone(self.reply(b"no element"))

    def test_frames_of_last_bytes(self):
        capture = Capture()
        tcp = TcpConversation(capture, ("192.0.2.10", 1), ("192.0.2.1", 2), size=3)
        self.assertEqual(replay_replies.send_as_one(tcp, SERVER, [b"abc\n", b"de\n"], [3, 2]), [1, 2])


if __name__ == "__main__":
    unittest.main()
