#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables over captures that nobody would choose: hostile text, files of every kind, ways to call tshark.

usage: test_tables_hostile.py --plugin portlore.so

Whatever is in the packets, a line is a line, a cell a cell, and every line of JSON is an object of the same members with values of the same types.

Exit status: 0 holds, 1 not.
"""

import base64
import gzip
import json
import shutil
import struct
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path[:0] = [str(PROJECT / "tests" / "tools"), str(HERE)]

import plugin_tests  # noqa: E402
import test_tables  # noqa: E402
from capture_writer import CLIENT, Capture  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from scenarios.case import Session, login_answer, login_text, reply_text, request_text  # noqa: E402
from scenarios.sepm import PAGE, answer, request  # noqa: E402
from test_tables import CASE, COLUMNS, NUMBERS, expected_rows, table_text  # noqa: E402
from tshark_output import STRICT  # noqa: E402

PLUGIN = None
PASSES = ([], ["-2"])
LONGEST = 1024  # bytes of a text in a cell
# What stands for a value that is the sign for no value.
DASH = "\\x2d"

# What would break a row, a terminal, a spreadsheet or a parser. XML has no other control characters than these, HTTP's Base64 has all.
NAMES_OF_XML = ("a\tb", "a\nb", "a\r\nb", "-", "total 7", "\u202egnp.exe", "a\u0085b", "a\u2028b", '"a"', "a\\b", "\\x09", "null", "1e9", "x" * 5000,
                "\u00e9" * 3000, "\U0001F600", "=1+1", "{}")
NAMES_OF_BASIC = tuple(name.encode() for name in NAMES_OF_XML) + (
    b"\x1b[31mred\x1b[0m", b"\x1b]0;title\x07", b"a\x00b", b"\xff\xfe", b"caf\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"a\x7fb",
    b"\xc2\x9b31m", b"a\x0bb\x0cc")


def is_clean(cell):
    """Printable, on one line, without what turns the direction of text."""
    return cell != "" and all(character.isprintable() or character == "\u00a0" for character in cell)


def simple_packets(capture):
    """A pcapng file without times: a Section Header, an Interface Description, and Simple Packet Blocks."""
    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)
    blocks = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)), block(1, struct.pack("<HHI", 1, 0, 262144))]
    return b"".join(blocks + [block(3, struct.pack("<I", len(frame)) + frame) for _, frame in capture.frames])


class HostileTables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)
        cls.maxDiff = None

    def put(self, name, content):
        path = self.tshark.work / name
        path.write_bytes(content.content() if isinstance(content, Capture) else content)
        path.chmod(0o644)
        return path

    def table(self, name, capture, *arguments, options=()):
        result = self.tshark.run(["-q", "-n", "-r", str(capture), *options, *arguments, "-z", name], environment=STRICT, text=False)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return result.stdout.decode("utf-8")

    def check_rows(self, capture, *arguments, options=()):
        """Holds the form of all tables; returns the sessions as dicts of text."""
        lines = self.table("portlore,sessions", capture, *arguments, options=options).split("\n")
        self.assertEqual(lines.pop(), "")
        rows = [line.split("\t") for line in lines]
        self.assertEqual(rows[0], COLUMNS)
        for row in rows:
            self.assertEqual(len(row), len(COLUMNS))
            self.assertEqual([cell for cell in row if not is_clean(cell)], [])
            self.assertLessEqual(max(len(cell.encode()) for cell in row), LONGEST + 3)
        rows, totals = [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:-1]], rows[-1]
        self.assertEqual(totals[0], f"total {len(rows)}")
        self.assertEqual([int(row["frame"]) for row in rows], sorted(int(row["frame"]) for row in rows))
        servers = self.table("portlore,servers", capture, *arguments, options=options).split("\n")
        self.assertEqual({len(line.split("\t")) for line in servers[:-1]}, {len(test_tables.SERVER_COLUMNS)})
        self.assertEqual([line for line in servers[:-1] for cell in line.split("\t") if not is_clean(cell)], [])
        self.check_json(rows, self.table("portlore,sessions-json", capture, *arguments, options=options))
        return rows

    def check_json(self, rows, text):
        lines = text.split("\n")
        self.assertEqual((lines.pop(), len(lines)), ("", len(rows)))
        for row, line in zip(rows, lines, strict=True):
            told = json.loads(line)
            self.assertEqual(list(told), COLUMNS)
            for name, value in told.items():
                if value is None:
                    self.assertEqual(row[name], "-")
                    continue
                if value == "-":
                    value = DASH
                self.assertIs(type(value), int if name in NUMBERS else float if name == "duration" else str, name)
                self.assertEqual(f"{value:.9f}" if name == "duration" else str(value), row[name])

    def test_hostile_names(self):
        capture = Capture()
        for number, name in enumerate(NAMES_OF_XML):
            session = Session(capture, ("192.0.2.10", 50000 + number))
            session.open()
            session.client(login_text(name.replace("<", "&lt;"), "Example-Password-9"))
            session.server(reply_text(login_answer("success", name.replace("<", "&lt;"))))
            session.close()
        for number, name in enumerate(NAMES_OF_BASIC):
            session = Session(capture, ("192.0.2.11", 50000 + number), ("192.0.2.1", 2867))
            session.tcp.handshake()
            code = base64.b64encode(name + b":Example-Password-9").decode()
            session.client(request("/", f"Authorization: Basic {code}"))
            session.server(answer(PAGE))
            session.close()
        path = self.put("names.pcap", capture)
        for passes in PASSES:
            for display in ("show", "mask", "omit"):
                rows = self.check_rows(path, *passes, options=("-o", f"xnm.secrets:{display}"))
                with self.subTest(passes=passes, display=display):
                    self.assertEqual(len(rows), len(NAMES_OF_XML) + len(NAMES_OF_BASIC))
                    self.assertEqual({row["login"] for row in rows}, {"success"})
                    users = [row["user"] for row in rows]
                    named = [len(name) < 3000 for name in NAMES_OF_BASIC]  # longer headers are cut: no Base64
                    self.assertEqual([user == "-" for user in users[len(NAMES_OF_XML):]], [not one for one in named])
                    self.assertEqual([user for name, user in zip(NAMES_OF_XML, users) if user == "-" or name == "-"], [DASH])
                    self.assertIn("caf\ufffd", users)
                    self.assertEqual([user for user in users if user[:9] == "x" * 9], ["x" * 1021 + "\u2026"])

    def test_kinds_of_files(self):
        """The same rows from the same packets, whatever the file is."""
        expected = table_text(expected_rows())
        content = CASE.capture.content()
        (self.tshark.work / "tables.pcap.gz").write_bytes(gzip.compress(content))
        kinds = [self.put("tables.pcap", content), self.tshark.work / "tables.pcap.gz"]
        if shutil.which("editcap"):
            kinds.append(self.tshark.work / "tables.pcapng")
            subprocess.run(["editcap", "-F", "pcapng", str(kinds[0]), str(kinds[-1])], check=True)
        for path in kinds:
            path.chmod(0o644)
            self.assertEqual(self.table("portlore,sessions", path, options=CASE.options), expected, path.name)

    def test_standard_input(self):
        result = self.tshark.run(["-q", "-n", "-r", "-", *CASE.options, "-z", "portlore,sessions"], input=CASE.capture.content(), text=False)
        self.assertEqual((result.returncode, result.stdout.decode()), (0, table_text(expected_rows())), result.stderr)

    def test_display_filter_of_the_list(self):
        """-Y is for what is printed of packets; a table has a filter of its own."""
        path = self.put("tables.pcap", CASE.capture)
        for passes in PASSES:
            self.assertEqual(self.table("portlore,sessions", path, "-Y", "udp", *passes, options=CASE.options), table_text(expected_rows()))

    @unittest.skipUnless(shutil.which("mergecap"), "mergecap is not installed")
    def test_merged_captures(self):
        """Two captures in one file, packets between each other's: all rows of both, in the order of their first packets."""
        other = Capture()
        session = Session(other, ("2001:db8::99", 40000), ("2001:db8::1", 3221))
        session.open()
        session.client(login_text("merged", "Example-Password-9"))
        session.close()
        merged = self.tshark.work / "merged.pcapng"
        subprocess.run(["mergecap", "-w", str(merged), str(self.put("tables.pcap", CASE.capture)), str(self.put("other.pcap", other))], check=True)
        merged.chmod(0o644)
        for passes in PASSES:
            rows = self.check_rows(merged, *passes, options=CASE.options)
            self.assertEqual(len(rows), len(CASE.rows) + 1)
            self.assertEqual([row["user"] for row in rows if row["client"] == "2001:db8::99"], ["merged"])
            same = ("start", "duration", "client", "client_port", "server", "user", "login", "requests", "bytes_to_server", "finding_warnings")
            self.assertEqual(sorted(tuple(row[name] for name in same) for row in rows if row["client"] != "2001:db8::99"),
                             sorted(tuple(row[name] for name in same) for row in expected_rows()))

    def test_vlan(self):
        capture = Capture(vlan=7)
        session = Session(capture, ("192.0.2.10", 50000), ("192.0.2.1", 3221))
        session.open()
        session.client(login_text("lab", "Example-Password-9"))
        session.close()
        [row] = self.check_rows(self.put("vlan.pcap", capture))
        self.assertEqual((row["user"], row["client"], row["server"]), ("lab", "192.0.2.10", "192.0.2.1"))
        self.assertEqual(int(row["bytes_to_server"]) + int(row["bytes_to_client"]), sum(len(frame) for _, frame in capture.frames))

    def test_packets_without_times(self):
        """Nobody knows when; 1970 would be a lie."""
        capture = Capture()
        session = Session(capture)
        session.open()
        session.client(login_text("lab", "Example-Password-9"))
        session.close()
        [row] = self.check_rows(self.put("timeless.pcapng", simple_packets(capture)))
        self.assertEqual((row["start"], row["duration"], row["user"]), ("-", "-", "lab"))

    def test_packets_out_of_order(self):
        """The earliest time is the start, wherever it stands."""
        capture = Capture()
        session = Session(capture)
        session.open()
        session.close()
        capture.frames[3] = (capture.frames[3][0] - 5_000_000, capture.frames[3][1])
        [row] = self.check_rows(self.put("order.pcap", capture))
        self.assertEqual(row["start"], "2025-12-31T23:59:55.003000000Z")
        self.assertEqual(row["duration"], f"{(capture.frames[-1][0] - capture.frames[3][0]) / 1_000_000:.9f}")

    def test_cut_packets(self):
        """Of each packet 60 bytes: no payload of IPv4 is whole, but bytes are those of the wire."""
        capture = Capture(snap_length=60)
        session = Session(capture)
        session.open()
        session.client(login_text("lab", "Example-Password-9"))
        session.close()
        [row] = self.check_rows(self.put("snapped.pcap", capture))
        self.assertEqual(int(row["bytes_to_server"]) + int(row["bytes_to_client"]), sum(len(frame) for _, frame in capture.frames))

    def test_tls_on_ports_that_are_not_known(self):
        """What the front of any port reads has a row where something is known of the port, and none elsewhere; an entry of the user's makes it known."""
        content = {port: test_tables.Tables.tls_on(port) for port in (4433, 8443, 2821)}
        for port, capture in content.items():
            path = self.put(f"{port}.pcap", capture)
            for options in ((), ("--enable-heuristic", "tls_portlore"), ("-d", f"tcp.port=={port},tls_portlore")):
                for passes in PASSES:
                    rows = self.check_rows(path, *passes, options=options)
                    with self.subTest(port=port, options=options, passes=passes):
                        self.assertEqual([(row["port"], row["tls"], row["finding_warnings"]) for row in rows],
                                         [("2821", "TLS 1.0", "1")] if port == 2821 else [])
        entry = ('<portlore><entry port="4433"><registered status="unassigned"/><known-use>our web server</known-use><expect content="tls" verdict="consistent"/>'
                 "</entry></portlore>")
        self.tshark.profile_file("portlore.xml", entry)
        try:
            for options in ((), ("--enable-heuristic", "tls_portlore"), ("-d", "tcp.port==4433,tls_portlore")):
                [row] = self.check_rows(self.tshark.work / "4433.pcap", options=options)
                self.assertEqual((row["content"], row["verdict"], row["tls"], row["finding_warnings"]), ("tls", "consistent", "TLS 1.0", "1"))
        finally:
            self.tshark.profile_folder().joinpath("portlore.xml").unlink()

    def test_other_outputs(self):
        """-T ek, json and pdml are what they say. In -T ek no field of ours stands twice in one object, but that an element's elements, which Wireshark
        writes beside it, have its name."""
        def noting(pairs):
            names = [name for name, _ in pairs]
            twice.update(name for name in names if names.count(name) > 1)
            return dict(pairs)

        ours = ("xnm_", "portlore_", "sepm_", "esps_", "dtpdia_", "vxat_")
        hostile = self.put("formats.pcap", CASE.capture)
        for capture in (hostile, *(PROJECT / "captures" / f"{name}.pcapng" for name in ("junos-xml-session", "dtp-dia-session"))):
            twice = set()
            run = lambda *arguments: self.tshark.run(["-2", "-n", "-r", str(capture), *arguments], environment=STRICT)  # noqa: B023, E731
            frames = sum(1 for line in run("-T", "ek").stdout.splitlines() if "layers" in json.loads(line, object_pairs_hook=noting))
            self.assertEqual({name for name in twice if name.startswith(ours)} - {"xnm_xnm_element", "xnm_xnm_attribute", "xnm_xnm_text"}, set())
            self.assertEqual(len(json.loads(run("-T", "json").stdout)), frames)
            self.assertEqual(len(json.loads(run("-T", "json", "--no-duplicate-keys").stdout)), frames)
            self.assertEqual(len(ElementTree.fromstring(run("-T", "pdml").stdout).findall("packet")), frames)

    def test_parts_with_a_name(self):
        """Name and value of each are fields of their own, as many of one as of the other, also where there is no value or it is masked."""
        capture = Capture()
        session = Session(capture)
        session.open()
        session.client(login_text("lab", "Example-Password-9"))
        asked = session.client(request_text("<get-x><one>1: 2</one><two/><three>Example-Password-9</three></get-x>"))
        session.close()
        path = self.put("arguments.pcap", capture)
        for display, value in (("show", "Example-Password-9"), ("mask", "*****"), ("omit", "")):
            result = self.tshark.run(["-n", "-r", str(path), "-o", f"xnm.secrets:{display}", "-Y", f"frame.number == {asked}", "-T", "ek", "-e",
                                      "xnm.rpc.argument.name", "-e", "xnm.rpc.argument.value"], environment=STRICT)
            [_, line] = result.stdout.splitlines()
            with self.subTest(display=display):
                self.assertEqual(json.loads(line)["layers"], {"xnm_rpc_argument_name": ["one", "two", "three"],
                                                              "xnm_rpc_argument_value": ["1: 2", "", value]})

    def test_no_rows(self):
        capture = Capture()
        capture.add_datagram(CLIENT, ("192.0.2.1", 40000), ("192.0.2.2", 53), b"x")
        self.assertEqual(self.check_rows(self.put("none.pcap", capture)), [])

    def test_the_checks_can_fail(self):
        for cell in ("", "a\x1bb", "a\u202eb", "a\u2028b", "a\x85b"):
            self.assertFalse(is_clean(cell), repr(cell))


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
