#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables and statistics: tshark -z portlore,sessions and its like, over one capture with something of everything.

usage: test_tables.py --plugin portlore.so

What must stand in them is what scenarios/tables.py says of what it sends, and what the frames themselves are; in one pass and in two.

Exit status: 0 holds, 1 not.
"""

import collections
import ipaddress
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import unittest
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path[:0] = [str(PROJECT / "tests" / "tools"), str(HERE)]

import plugin_tests  # noqa: E402
import generate  # noqa: E402
from capture_writer import Capture  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from sharkd import Sharkd  # noqa: E402
from scenarios.case import Session, login_text  # noqa: E402
from scenarios.tls_findings import CHAIN, SECURE  # noqa: E402
from scenarios.tls_material import ECDHE, TLS10, TLS12, full_handshake, play  # noqa: E402
from scenarios.secrets import MD5, RADIUS, RADIUS_PLAIN  # noqa: E402
from scenarios.tables import NETWORKS_OF_OUR_OWN, OPERATION_WITH_PASSWORD, PASSWORDS, USER_WITH_PASSWORD, WEB_PASSWORDS  # noqa: E402
from tshark_output import STRICT  # noqa: E402

PLUGIN = None
CASE = generate.build("tables")
CAPTURE = HERE / "cases" / "tables" / "capture.pcap"
PASSES = ([], ["-2"])
COLUMNS = ("stream frame start duration client client_port server transport port registered content verdict evidence tls user login requests "
           "unanswered errors secrets bytes_to_server bytes_to_client finding_errors finding_warnings finding_notes finding_chats").split()
SUMMED = COLUMNS[COLUMNS.index("requests"):]
NUMBERS = {"stream", "frame", "client_port", "port", *SUMMED}
SERVER_COLUMNS = ("server conversations ports contents verdicts tls suites findings certificate_ends users public_clients").split()
# openssl x509 -noout -enddate, of tests/unit/certificates/chain-leaf.der; IANA's names of the two suites.
CERTIFICATE_END = "2026-07-01"
SUITES = {"TLS 1.0": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS 1.2": "TLS_RSA_WITH_RC4_128_SHA"}
SECRETS = (*PASSWORDS, *WEB_PASSWORDS, *(" ".join(word.split()) for word in PASSWORDS), RADIUS, RADIUS_PLAIN, MD5)
MASK = "*****"
NO_VERDICT = "none"
CREDENTIAL = re.compile(r"^(\d+) +XNM +(.*?) +((?:no )?password sent, .*?) *$")


@dataclass
class Frames:
    """What the frames of one conversation say."""

    stream: int
    first: int
    times: list = field(default_factory=list)  # microseconds
    bytes: dict = field(default_factory=collections.Counter)  # by sender (address, port)


def ends_of(frame):
    """(transport, source, destination) of an Ethernet frame with IPv4 or IPv6 without options."""
    if struct.unpack("!H", frame[12:14])[0] == 0x0800:
        protocol, addresses, start = frame[23], (frame[26:30], frame[30:34]), 34
        texts = [".".join(str(byte) for byte in address) for address in addresses]
    else:
        protocol, start = frame[20], 54
        texts = [str(ipaddress.ip_address(frame[22:38])), str(ipaddress.ip_address(frame[38:54]))]
    ports = struct.unpack("!HH", frame[start:start + 4])
    return {6: "tcp", 17: "udp"}[protocol], (texts[0], ports[0]), (texts[1], ports[1])


def conversations_of(capture):
    """{(transport, both ends): Frames}; streams are numbered by transport, in order of their first frame."""
    found, streams = {}, collections.Counter()
    for number, (time, frame) in enumerate(capture.frames, 1):
        transport, source, destination = ends_of(frame)
        key = transport, frozenset((source, destination))
        if key not in found:
            found[key] = Frames(streams[transport], number)
            streams[transport] += 1
        found[key].times.append(time)
        found[key].bytes[source] += len(frame)
    return found


def seconds(microseconds):
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06}000"


def start_text(microseconds):
    """The capture begins at 2026-01-01 00:00:00 UTC and takes less than a minute."""
    into = microseconds - 1767225600 * 1_000_000
    assert 0 <= into < 60_000_000
    return f"2026-01-01T00:00:{into // 1_000_000:02}.{into % 1_000_000:06}000Z"


def expected_rows():
    """The rows in their order, as {column: text}."""
    conversations, rows = conversations_of(CASE.capture), []
    for row in CASE.rows:
        frames = conversations[row.transport, frozenset((row.client, row.server))]
        rows.append({
            "stream": frames.stream, "frame": frames.first, "start": start_text(min(frames.times)),
            "duration": seconds(max(frames.times) - min(frames.times)), "client": row.client[0], "client_port": row.client[1],
            "server": row.server[0], "transport": row.transport, "port": row.server[1], "registered": row.registered, "content": row.content,
            "verdict": row.verdict, "evidence": row.evidence, "tls": row.tls, "user": row.user, "login": row.login, "requests": row.requests,
            "unanswered": row.unanswered, "errors": row.errors, "secrets": row.secrets, "bytes_to_server": frames.bytes[row.client],
            "bytes_to_client": frames.bytes[row.server], "finding_errors": 0, "finding_warnings": row.found("warning"),
            "finding_notes": row.found("note"), "finding_chats": 0})
    return sorted(({name: str(value) for name, value in row.items()} for row in rows), key=lambda row: int(row["frame"]))


def table_text(rows):
    """What tshark prints of these rows: the header, the rows, the totals."""
    totals = [str(sum(int(row[name]) for row in rows if row[name] != "-")) if name in SUMMED else "-" for name in COLUMNS]
    totals[0] = f"total {len(rows)}"
    return "".join("\t".join(line) + "\n" for line in [COLUMNS, *([row[name] for name in COLUMNS] for row in rows), totals])


def listed(values):
    return ", ".join(sorted({value.replace(",", "\\x2c") for value in values if value not in ("-", None)})) or "-"


def server_text():
    """The table of servers, from the same rows."""
    by_server = collections.defaultdict(list)
    for row in CASE.rows:
        by_server[row.server[0]].append(row)
    order = sorted(by_server, key=lambda text: (":" in text, [int(part) for part in text.split(".")] if ":" not in text else text))
    lines = [SERVER_COLUMNS]
    for name in order:
        rows = by_server[name]
        ports = ", ".join(f"{port}/{transport}" for port, transport in sorted({(row.server[1], row.transport) for row in rows}))
        findings = listed(found for row in rows for found in row.findings)
        public = listed(row.client[0] for row in rows if "portlore.public_client" in row.findings)
        lines.append([name, str(len(rows)), ports, listed(row.content for row in rows), listed(row.verdict for row in rows),
                      listed(row.tls for row in rows), listed(SUITES.get(row.tls) for row in rows), findings,
                      CERTIFICATE_END if any(row.tls != "-" for row in rows) else "-", listed(row.user for row in rows), public])
    lines.append([f"total {len(by_server)}", str(len(CASE.rows))] + ["-"] * (len(SERVER_COLUMNS) - 2))
    return "".join("\t".join(line) + "\n" for line in lines)


def tree_of(text):
    """A printed statistics tree as {path: count}."""
    nodes, path, inside = {}, [], False
    for line in text.splitlines():
        if line.startswith("---"):
            inside = True
        elif inside and line.strip():
            match = re.match(r"^( *)(.+?)  +(\d+)(?: |$)", line)
            path = path[:len(match[1])] + [match[2].strip()]
            nodes["/".join(path)] = int(match[3])
    return nodes


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)
        cls.maxDiff = None

    def run_tshark(self, *arguments, capture=CAPTURE, options=CASE.options):
        return self.tshark.run(["-q", "-n", "-r", str(capture), *options, *arguments], environment=STRICT)

    def table(self, name, *arguments, **where):
        result = self.run_tshark("-z", name, *arguments, **where)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def test_sessions(self):
        for passes in PASSES:
            with self.subTest(passes=passes):
                self.assertEqual(self.table("portlore,sessions", *passes).splitlines(), table_text(expected_rows()).splitlines())

    def test_sessions_count_what_came_before_the_proof(self):
        """On ports of which nothing is shown before HTTP proves a content, the row is that of the whole conversation."""
        capture = PROJECT / "tests" / "regression" / "cases" / "sepm-many-bytes-before" / "capture.pcap"
        printed = self.tshark.run(["-n", "-r", str(capture), "-T", "fields", "-e", "tcp.dstport", "-e", "frame.len"]).stdout
        frames = [line.split("\t") for line in printed.splitlines()]
        to_server, to_client = (sum(int(length) for port, length in frames if (port == "8014") == server) for server in (True, False))
        for passes in PASSES:
            head, row = (line.split("\t") for line in self.table("portlore,sessions", *passes, capture=capture, options=()).splitlines()[:2])
            found = dict(zip(head, row))
            self.assertEqual([found[name] for name in ("frame", "content", "bytes_to_server", "bytes_to_client")],
                             ["1", "sepm", str(to_server), str(to_client)])

    def test_sessions_of_a_filter(self):
        """A row is whole, however few packets pass."""
        for condition, chosen in (("xnm.cleartext_login", lambda row: "xnm.cleartext_login" in row.findings),
                                  ("udp", lambda row: row.transport == "udp"),
                                  ("ipv6", lambda row: ":" in row.client[0]),
                                  # The last request of the first session: rows are in the order of their first packets.
                                  ('ssh || xnm.rpc.name == "get-y"', lambda row: row.content == "ssh" or row.requests == 5),
                                  ("portlore.tls.rc4", lambda row: "portlore.tls.rc4" in row.findings),
                                  ("frame.number == 0", lambda row: False)):
            clients = {row.client for row in CASE.rows if chosen(row)}
            rows = [row for row in expected_rows() if (row["client"], int(row["client_port"])) in clients]
            for passes in PASSES:
                with self.subTest(condition=condition, passes=passes):
                    self.assertEqual(self.table(f"portlore,sessions,{condition}", *passes).splitlines(), table_text(rows).splitlines())

    def test_sessions_in_json(self):
        expected = [{name: None if value == "-" else int(value) if name in NUMBERS else float(value) if name == "duration" else value
                     for name, value in row.items()} for row in expected_rows()]
        for passes in PASSES:
            with self.subTest(passes=passes):
                lines = self.table("portlore,sessions-json", *passes).splitlines()
                self.assertEqual([json.loads(line) for line in lines], expected)
                self.assertEqual([list(json.loads(line)) for line in lines], [COLUMNS] * len(expected))

    def test_what_cannot_begin(self):
        for argument in ("portlore,sessions,no.such.field", "portlore,sessionses", "portlore,servers,tcp.port ==", "portlore,tree,("):
            with self.subTest(argument=argument):
                result = self.run_tshark("-z", argument)
                self.assertNotEqual(result.returncode, 0)
                self.assertIn("-z", result.stderr)
                self.assertEqual(result.stdout, "")

    def test_an_empty_capture(self):
        empty = self.put("empty.pcap", Capture())
        self.assertEqual(self.table("portlore,sessions", capture=empty), table_text([]))
        self.assertEqual(self.table("portlore,sessions-json", capture=empty), "")
        self.assertEqual(self.table("portlore,servers", capture=empty).splitlines()[1], "\t".join(["total 0", "0"] + ["-"] * 9))

    def test_servers(self):
        for passes in PASSES:
            with self.subTest(passes=passes):
                self.assertEqual(self.table("portlore,servers", *passes).splitlines(), server_text().splitlines())

    def test_verdicts(self):
        expected = collections.Counter()
        for row in CASE.rows:
            for top, part in (("Verdicts by port", f"{row.server[1]}/{row.transport}"), ("Verdicts by server", row.server[0])):
                for path in (top, f"{top}/{part}", f"{top}/{part}/{NO_VERDICT if row.verdict == '-' else row.verdict}"):
                    expected[path] += 1
        for passes in PASSES:
            with self.subTest(passes=passes):
                self.assertEqual(tree_of(self.table("portlore,tree", *passes)), dict(expected))

    def test_messages(self):
        logins = collections.Counter(found for row in CASE.rows for found in row.findings if found == "xnm.login_failed")
        expected = {"Requests by operation": sum(CASE.talks.requests.values()), "Replies with errors by operation": 1,
                    "Replies with errors by operation/get-x": 1}
        expected |= {f"Requests by operation/{name}": count for name, count in CASE.talks.requests.items()}
        # Of the first session all behind the login, and the one request of the NETCONF session, whose comment tells the user; the one behind the
        # other login that succeeds.
        expected |= {"Requests by user": expected["Requests by operation"], "Requests by user/lab": 4, f"Requests by user/{USER_WITH_PASSWORD}": 1,
                     "Requests by user/(nobody)": expected["Requests by operation"] - 5}
        expected |= {"Logins": 2 + logins["xnm.login_failed"], "Logins/success": 2, "Logins/fail": logins["xnm.login_failed"]}
        for passes in PASSES:
            with self.subTest(passes=passes):
                self.assertEqual(tree_of(self.table("xnm,tree", *passes)), expected)

    def test_response_times(self):
        row = re.compile(r"^ *\d+  (\S+) +(\d+) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)$", re.MULTILINE)
        # One millisecond a frame. The order is that of the first reply to each.
        expected = [(name, str(len(times)), *(f"{value / 1000:.6f}" for value in (min(times), max(times), sum(times) / len(times), sum(times))))
                    for name, times in CASE.talks.times.items()]
        for passes in PASSES:
            with self.subTest(passes=passes):
                self.assertEqual(row.findall(self.table("xnm,srt", *passes)), expected)

    def credentials(self, *arguments, **where):
        return [match.groups() for match in map(CREDENTIAL.match, self.table("credentials", *arguments, **where).splitlines()) if match]

    def test_credentials(self):
        expected = [(str(frame), user, "password sent, in clear text" if sent else "no password sent, in clear text")
                    for frame, user, sent in CASE.talks.credentials]
        for passes in PASSES:
            with self.subTest(passes=passes):
                self.assertEqual(self.credentials(*passes), expected)

    def test_every_login_has_a_row(self):
        """What Wireshark's list of credentials tells, its own rows among them, the table tells of the packet's conversation."""
        expected = [(frame, user) for frame, user, _ in CASE.talks.credentials] + CASE.talks.web_credentials
        rows = {row["frame"]: row for row in expected_rows()}
        for passes in PASSES:
            listed = re.findall(r"^(\d+) +(?:XNM|SEPM|ESP|HTTP basic auth|HTTP header auth) +(.*?) +(?:(?:no )?password sent, .*)? *$",
                                self.table("credentials", *passes), re.MULTILINE)
            self.assertEqual({(int(frame), user) for frame, user in listed}, set(expected))
        for frame, user in expected:
            with self.subTest(frame=frame):
                transport, source, destination = ends_of(CASE.capture.frames[frame - 1][1])
                row = rows[str(conversations_of(CASE.capture)[transport, frozenset((source, destination))].first)]
                self.assertNotEqual(row["login"], "-")
                self.assertTrue(user == "n.a." or row["user"] != "-")

    def rows_of(self, capture, *arguments):
        lines = [line.split("\t") for line in self.table("portlore,sessions", *arguments, capture=capture, options=()).splitlines()[1:-1]]
        return [dict(zip(COLUMNS, line, strict=True)) for line in lines]

    def test_tls_on_ports_without_a_front(self):
        """NETCONF's own: version, and the findings that two passes show. On SEPM's ports, which are others' too, handshakes are
        not read, but what is inside TLS is told to be there."""
        for name, ports, expected in (("sepm", {"8443", "8445", "8446"}, ("sepm", "TLS")), ("netconf-tls", {"6513"}, ("netconf", "TLS 1.3"))):
            capture = PROJECT / "captures" / f"{name}.pcapng"
            for passes in PASSES:
                found = {row["port"]: (row["content"], row["tls"]) for row in self.rows_of(capture, *passes) if row["port"] in ports}
                with self.subTest(name=name, passes=passes):
                    self.assertEqual(found, dict.fromkeys(ports, expected))
            servers = self.table("portlore,servers", capture=capture, options=())
            self.assertIn(expected[1], servers)
        # Of the handshake alone, without the keys, nobody knows what it carries.
        text = self.table("portlore,sessions", capture=self.put("8443.pcap", self.tls_on(8443)), options=())
        self.assertEqual(text, table_text([]))
        shown = self.tshark.run(["-2", "-r", str(self.tshark.work / "8443.pcap"), "-Y", "portlore", "-T", "fields", "-e", "frame.number"])
        self.assertEqual((shown.stdout, shown.stderr), ("", ""))

    @staticmethod
    def tls_on(port):
        capture = Capture()
        session = Session(capture, server=("192.0.2.1", port))
        session.tcp.handshake()
        play(session.tcp, full_handshake(TLS10, 0xC013, ECDHE, CHAIN, extensions=SECURE, client_version=TLS12), size=30000)
        session.close()
        return capture

    def test_web_logins(self):
        """SEPM and HPCC ESP as recorded: who, whether accepted, and as many requests as http counts in the conversation."""
        for name, user in (("sepm", "jane"), ("hpcc-esp", "lee")):
            capture = PROJECT / "captures" / f"{name}.pcapng"
            streams = self.tshark.run(["-r", str(capture), "-Y", "http.request", "-T", "fields", "-e", "tcp.stream", "-e", "http.request"]).stdout
            asked = collections.Counter()
            for line in streams.splitlines():
                stream, requests = line.split("\t")
                asked[stream] += len(requests.split(","))
            logins = {line.split()[0] for line in self.tshark.run(["-r", str(capture), "-Y", "sepm.password || esps.password", "-T", "fields", "-e",
                                                                   "tcp.stream"]).stdout.splitlines()}
            rows = self.rows_of(capture)
            # Where a port's notes are shown without proof, its conversations are recorded from the start: what is proven counts the same.
            proven = [row for row in self.rows_of(capture, "-o", "portlore.all_entries:TRUE") if row["content"] in ("sepm", "esp")]
            self.assertEqual([(row["stream"], row["requests"], row["errors"], row["login"]) for row in proven],
                             [(row["stream"], row["requests"], row["errors"], row["login"]) for row in rows if row["content"] in ("sepm", "esp")])
            self.assertEqual({row["stream"]: (user, "success") for row in rows if row["stream"] in logins},
                             {row["stream"]: (row["user"], row["login"]) for row in rows if row["login"] != "-"})
            self.assertEqual({row["stream"]: row["requests"] for row in rows if row["requests"] != "-"},
                             {row["stream"]: str(asked[row["stream"]]) for row in rows if row["content"] in ("sepm", "esp")})
            self.assertGreater(len(logins), 4)

    def test_credentials_without_password(self):
        case = generate.build("login-with-challenge")
        capture = HERE / "cases" / "login-with-challenge" / "capture.pcap"
        told = [text for _, _, text in self.credentials(capture=capture, options=case.options)]
        self.assertEqual(told, ["no password sent, in clear text", "password sent, in clear text"])

    def test_credentials_inside_tls(self):
        capture = PROJECT / "captures" / "junos-xml-tls.pcapng"
        words = json.loads((PROJECT / "captures" / "junos-xml-tls.expect.json").read_text(encoding="utf-8"))
        logins = sum(name == "request-login" for name in re.findall(r'"(request-login)"', json.dumps(words)))
        for display in ("show", "mask", "omit"):
            for passes in PASSES:
                with self.subTest(display=display, passes=passes):
                    found = self.credentials("-o", f"xnm.secrets:{display}", *passes, capture=capture, options=())
                    self.assertEqual(len(found), logins)
                    self.assertEqual({(user, text) for _, user, text in found}, {("lab", "password sent, inside TLS")})
        frames = self.tshark.run(["-n", "-r", str(capture), "-Y", "xnm.login.password", "-T", "fields", "-e", "frame.number"]).stdout.split()
        self.assertEqual([frame for frame, _, _ in found], frames)

    def test_credentials_of_web_logins(self):
        """Those of SEPM's REST interface and of HPCC ESP: a row for each packet with a password, and no password in it."""
        for name, protocol, field, user in (("sepm", "SEPM", "sepm.password", "jane"), ("hpcc-esp", "ESP", "esps.password", "lee")):
            capture = PROJECT / "captures" / f"{name}.pcapng"
            frames = self.tshark.run(["-n", "-r", str(capture), "-Y", field, "-T", "fields", "-e", "frame.number"]).stdout.split()
            self.assertGreater(len(frames), 3)
            for display in ("show", "mask", "omit"):
                text = self.table("credentials", "-o", f"xnm.secrets:{display}", capture=capture, options=())
                rows = re.findall(rf"^(\d+) +{protocol} +(\S+) +password sent, (in clear text|inside TLS) *$", text, re.MULTILINE)
                with self.subTest(name=name, display=display):
                    self.assertEqual([frame for frame, _, _ in rows], frames)
                    self.assertEqual({who for _, who, _ in rows}, {user})
                    self.assertEqual({how for *_, how in rows}, {"in clear text", "inside TLS"})
                    self.assertNotIn("Example-Password", text)

    def test_nothing_masked_is_told(self):
        """Neither a secret nor, where a text quotes one, that text."""
        tables = ("portlore,sessions", "portlore,sessions-json", "portlore,servers", "portlore,tree", "xnm,srt", "xnm,tree", "credentials")
        shown = {name: self.table(name) for name in tables}
        # Without a mask each of them quotes one, but the one that tells of nothing but ports, servers and verdicts.
        self.assertEqual([name for name in tables if any(secret in shown[name] for secret in SECRETS)],
                         [name for name in tables if name != "portlore,tree"])
        self.assertIn(OPERATION_WITH_PASSWORD, shown["xnm,srt"])
        self.assertIn(OPERATION_WITH_PASSWORD, shown["xnm,tree"])
        self.assertIn(f" {USER_WITH_PASSWORD} ", shown["xnm,tree"])
        for display, user in (("mask", f"lab {MASK}"), ("omit", USER_WITH_PASSWORD.split()[0])):
            for passes in PASSES:
                for name in tables:
                    text = self.table(name, "-o", f"xnm.secrets:{display}", *passes)
                    with self.subTest(name=name, display=display, passes=passes):
                        self.assertEqual([secret for secret in SECRETS if secret in text], [])
                rows = [line.split("\t") for line in self.table("portlore,sessions", "-o", f"xnm.secrets:{display}", *passes).splitlines()[1:-1]]
                users = [row[COLUMNS.index("user")] for row in rows]
                self.assertEqual(users, [user if row["user"] == USER_WITH_PASSWORD else row["user"] for row in expected_rows()])
                self.assertIn(user, [name for _, name, _ in self.credentials("-o", f"xnm.secrets:{display}", *passes)])

    def put(self, name, capture):
        path = self.tshark.work / name
        path.write_bytes(capture.content())
        path.chmod(0o644)
        return path

    def test_many_of_one_kind(self):
        """Of 150 users of a server 100 are told; of 600 operations 500 have response times of their own. A comma in a name is no end of it."""
        capture = Capture()
        for number in range(150):
            session = Session(capture, ("192.0.2.10", 50000 + number))
            session.open()
            session.client(login_text(f"user,{number:03}", "Example-Password-9"))
            session.close()
        users = self.table("portlore,servers", capture=self.put("users.pcap", capture), options=()).splitlines()[1].split("\t")[9]
        self.assertEqual(users, ", ".join(f"user\\x2c{number:03}" for number in range(100)) + ", and 50 more")

        capture = Capture()
        session = Session(capture)
        session.open()
        for number in range(600):
            session.exchange(f"get-{number}")
        session.close()
        text = self.table("xnm,srt", capture=self.put("operations.pcap", capture), options=())
        calls = re.findall(r"^ *\d+  (\S+) +(\d+) ", text, re.MULTILINE)
        self.assertEqual(calls, [(f"get-{number}", "1") for number in range(500)] + [("(others)", "100")])

    @unittest.skipUnless(shutil.which("valgrind"), "valgrind is not installed")
    @unittest.skipIf(os.environ.get("PORTLORE_PRELOAD"), "sanitizers and valgrind exclude each other")
    def test_response_times_cost_memory_once_for_an_operation(self):
        """Wireshark copies an operation's name each time that its row is made, and frees the last copy."""
        capture = Capture()
        session = Session(capture)
        session.open()
        for _ in range(20):
            session.exchange("get-x")
        session.close()
        path = self.put("one-operation.pcap", capture)
        command = ["--leak-check=full", self.tshark.program, "-q", "-n", "-r", str(path), "-z", "xnm,srt"]
        with self.tshark.start("valgrind", command, errors=subprocess.PIPE) as process:
            told, lost = process.communicate(timeout=300)
        self.assertEqual(re.findall(r"^ *\d+  (\S+) +(\d+) ", told, re.MULTILINE), [("get-x", "20")])
        self.assertIn("LEAK SUMMARY", lost)
        self.assertEqual([line for line in lost.splitlines() if "init_srt_table_row" in line], [])

    def test_findings_are_the_expert_infos(self):
        """Of each severity as many as -z expert counts in two passes of ours."""
        severity = re.compile(r"^(Error|Warn|Note|Chat)\w* \(\d+\)$")
        finding = re.compile(r"^ +(\d+) +\S+(?: \S+)? +(XNM|Portlore|DTP/DIA|SEPM|ESP)  ")
        for name in ("tables", "contents-3221", "packets-cut-short", "too-large-and-never-complete", "tls-findings-of-offers", "scan",
                     "errors-and-warnings", "secrets-in-elements", "dtp-dia-broken-rules", "sepm-credentials"):
            case = generate.build(name)
            capture = next((HERE / "cases" / name).glob("capture.*"))
            expected, now = collections.Counter(), None
            for line in self.table("expert,chat", "-2", capture=capture, options=case.options).splitlines():
                now = severity.match(line)[1] if severity.match(line) else now
                expected[now] += int(finding.match(line)[1]) if finding.match(line) else 0
            self.assertGreater(sum(expected.values()), 0)
            for passes in PASSES:
                totals = self.table("portlore,sessions", *passes, capture=capture, options=case.options).splitlines()[-1].split("\t")[-4:]
                with self.subTest(name=name, passes=passes):
                    self.assertEqual([int(total) for total in totals], [expected[word] for word in ("Error", "Warn", "Note", "Chat")])

    def test_the_checks_can_fail(self):
        self.assertEqual(tree_of("a  9 \n---\nb c  1  2 \n d  2 \n e  3\nf  0  0.0\n---\n"), {"b c": 1, "b c/d": 2, "b c/e": 3, "f": 0})
        self.assertNotEqual(table_text(expected_rows()), table_text(expected_rows()[1:]))
        self.assertEqual(len(expected_rows()), len(CASE.rows))


@unittest.skipUnless(shutil.which("sharkd"), "sharkd is not installed")
class Window(unittest.TestCase):
    """The table that Wireshark shows, as sharkd gives it."""

    def setUp(self):
        self.tshark = Tshark(plugin=PLUGIN)
        self.addCleanup(self.tshark.close)
        self.tshark.profile_file("preferences", f"portlore.own_networks: {NETWORKS_OF_OUR_OWN}\n")
        capture = self.tshark.work / "capture.pcap"
        shutil.copyfile(CAPTURE, capture)
        capture.chmod(0o644)
        self.sharkd = Sharkd(self.tshark)
        self.addCleanup(self.sharkd.close)
        self.sharkd.load(capture)

    def test_sessions(self):
        """A number that is not known is 0 there."""
        expected = [[0 if name in NUMBERS and row[name] == "-" else int(row[name]) if name in NUMBERS else float(row[name])
                     if name == "duration" else row[name] for name in COLUMNS] for row in expected_rows()]
        for _ in range(2):
            told = self.sharkd.ask("tap", tap0="nstat:portlore,sessions")["taps"][0]
            self.assertEqual(told["tables"][0]["i"], expected)
            self.assertEqual(len(told["fields"]), len(COLUMNS))

    def test_verdicts(self):
        ports = self.sharkd.ask("tap", tap0="stat:portlore")["taps"][0]["stats"][0]
        found = {(port["name"], verdict["name"]): verdict["count"] for port in ports["sub"] for verdict in port["sub"]}
        self.assertEqual(found, dict(collections.Counter((f"{row.server[1]}/{row.transport}", NO_VERDICT if row.verdict == "-" else row.verdict)
                                                       for row in CASE.rows)))

    def test_response_times(self):
        rows = self.sharkd.ask("tap", tap0="srt:xnm")["taps"][0]["tables"][0]["r"]
        self.assertEqual([(row["n"], row["num"]) for row in rows], [(name, len(times)) for name, times in CASE.talks.times.items()])


@unittest.skipUnless(all(map(shutil.which, ("wireshark", "Xvfb", "xdotool"))), "wireshark, Xvfb or xdotool is not installed")
@unittest.skipIf(os.environ.get("PORTLORE_PRELOAD"), "the whole of Wireshark under sanitizers is not what this is about")
class Program(unittest.TestCase):
    def test_wireshark_opens_the_window(self):
        """What tshark prints for -z, Wireshark shows: its window opens, and nothing is printed."""
        tshark = Tshark(plugin=PLUGIN)
        self.addCleanup(tshark.close)
        capture = tshark.work / "capture.pcap"
        shutil.copyfile(CAPTURE, capture)
        capture.chmod(0o644)
        script = ("Xvfb -displayfd 3 -screen 0 1024x768x24 3>display 2>/dev/null & server=$!; "
                  "for _ in $(seq 100); do [ -s display ] && break; sleep 0.1; done; export DISPLAY=:$(cat display) QT_QPA_PLATFORM=xcb; "
                  "wireshark -r capture.pcap -z portlore,sessions >printed 2>/dev/null & program=$!; "
                  "for _ in $(seq 120); do xdotool search --name 'Portlore Sessions' >/dev/null 2>&1 && echo opened && break; "
                  "kill -0 $program 2>/dev/null || break; sleep 0.5; done; kill $program $server; wait $program $server; cat printed")
        with tshark.start("bash", ["-c", script]) as process:
            output, _ = process.communicate(timeout=120)
        self.assertEqual(output, "opened\n")


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
