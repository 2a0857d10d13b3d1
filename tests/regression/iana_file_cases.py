# SPDX-License-Identifier: GPL-2.0-or-later
"""A copy of IANA's registry: cases of test_user_files.py.

user_files/ holds two excerpts of one invented registry, in the forms that IANA publishes.
"""

import csv
import io
import os
import re
import unittest

from user_files_case import IANA_FILES, REGISTERED, UserFilesCase, add_datagram, add_http, add_syn, domain_message, note_on, quick, tcp

from capture_writer import SERVER, Capture
from run_tshark import Tshark


def registration(name=None, status=None, description=None, assignee=None, date=None, reference=None):
    return dict(zip(REGISTERED, (name, status, description, assignee, date, reference)))


NAMES = registration("made-up-names", "assigned", "Made-up Name Service", "Carla Sample")
WEB = registration("made-up-web", "assigned", "Made-up Web of many pages", "Sample Mills", None, "RFC 9110")
RANGE = registration("made-up-range", "assigned", 'Made-up Range, "quoted" & größer', "Dario Specimen", "2004-04")
CONSOLE = registration("made-up-console", "assigned", "Made-up Console", "Nobody Listed", "2005-06")
UNASSIGNED = registration(status="unassigned")
RESERVED = registration(status="reserved")
NONE = registration()

# What user_files/ says of a port; NONE where it says nothing of the transport, or nonsense.
TCP_PORTS = {
    0: {**RESERVED, "portlore.registered.assignee": "Carla Sample"}, 53: NAMES, 80: WEB,
    3221: registration("xnm-clear-text", "assigned", "XML NM over TCP", "Mark Trostler"),  # built in
    7400: NONE, 7401: RANGE, 7402: RANGE, 7404: RANGE, 7405: UNASSIGNED, 7407: UNASSIGNED,
    7408: {**RESERVED, "portlore.registered.date": "1999-12-31"}, 7409: NONE, 7410: NONE, 7411: NONE, 7412: NONE, 7413: NONE, 7419: NONE, 7420: NONE,
    65535: RESERVED,
}
# The built-in notes on these wait for content, unless all entries are wanted.
WAITING_TCP_PORTS = {8014: UNASSIGNED, 8443: CONSOLE}
UDP_PORTS = {
    7401: NONE, 7405: UNASSIGNED, 7408: NONE, 7409: NONE,
    7410: registration("made-up-refs", "assigned", "As [RFC1] has it", "Sample Mills, Carla Sample", "2011-02-28",
                       "RFC 6335, draft-sample-made-up-03, https://www.example.net/made?up=1, Mill Notes 7"),
    7411: registration(status="unassigned", description="De-assigned (was made-up-gone)"), 7413: NONE,
}
# What one of the port's notes says.
NOTES = {("tcp", 80): r"\bmade_up_web\b", ("tcp", 7408): "[Uu]nauthorized.*Made-up game on port 7408",
         ("udp", 7411): r"^Given back on 2015-01-01 by its owner\."}
# The XML form has a list of people, which names them otherwise than their keys.
XML_PEOPLE = {"Carla Sample": "Carla Sample-Müller", "Sample Mills": "Sample Mills, Inc."}


def iana(path):
    return ["-o", f"portlore.iana_file:{path}"]


class IanaFile(UserFilesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        capture = Capture()
        cls.frames = {}
        for index, port in enumerate([*TCP_PORTS, *WAITING_TCP_PORTS]):
            # A host each, and some time between: they are no scan.
            capture.wait(20)
            cls.frames["tcp", port] = add_syn(capture, port, 50000 + index)
        for index, port in enumerate(UDP_PORTS):
            cls.frames["udp", port] = add_datagram(capture, port, 51000 + index)[0]
        cls.capture = cls.tshark.work / "ports.pcap"
        capture.write(cls.capture)

    def assert_registrations(self, path, people=None, all_entries=False):
        found = self.fields(self.capture, *iana(path), "-o", f"portlore.all_entries:{str(all_entries).upper()}")
        for key, frame in self.frames.items():
            known = TCP_PORTS if key[0] == "tcp" else UDP_PORTS
            if key[1] in WAITING_TCP_PORTS:
                if not all_entries:
                    continue
                known = WAITING_TCP_PORTS
            expected = {name: value for name, value in known[key[1]].items() if value is not None}
            assignee = expected.get("portlore.registered.assignee")
            if assignee and people:
                expected["portlore.registered.assignee"] = ", ".join(people.get(name, name) for name in assignee.split(", "))
            with self.subTest(file=path.name, port=key):
                self.assertEqual({name: found[frame][name][0] for name in REGISTERED if name in found[frame]}, expected)
                self.assertEqual(found[frame].get("portlore.port"), [str(key[1])] if expected else None)
                if key in NOTES:
                    self.assertTrue(any(re.search(NOTES[key], note) for note in found[frame].get("portlore.note", [])), found[frame])
        return found

    def test_xml(self):
        self.assert_registrations(self.tshark.readable(IANA_FILES[0]), XML_PEOPLE)

    def test_csv(self):
        self.assert_registrations(self.tshark.readable(IANA_FILES[1]))

    def test_csv_in_other_shapes(self):
        """With line ends of RFC 4180 between records and bare ones in fields, behind a byte order mark, with other columns, without titles."""
        text = IANA_FILES[1].read_text(encoding="utf-8")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        order = [3, 1, 0, 2, *range(11, 3, -1)]
        shapes = {"crlf": rows, "reordered": [[row[column] for column in order] for row in rows], "untitled": rows[1:]}
        for name, shaped in shapes.items():
            stream = io.StringIO(newline="")
            csv.writer(stream, lineterminator="\r\n" if name == "crlf" else "\n").writerows(shaped)
            self.assert_registrations(self.work_file(f"{name}.csv", stream.getvalue()))
        self.assert_registrations(self.work_file("mark.csv", "\ufeff" + text))

    def test_is_off_by_default(self):
        found = self.fields(self.capture)
        self.assertEqual([key for key, frame in self.frames.items() if found[frame]], [("tcp", 3221)])

    def test_has_no_verdict(self):
        capture = Capture()
        web, names = add_http(capture, 80, 50001), add_datagram(capture, 53, 50002, domain_message(False), domain_message(True))
        refused = tcp(capture, 7405, 50003)
        silent = refused.handshake()
        refused.reset(SERVER)
        found = self.fields(capture, *iana(self.tshark.readable(IANA_FILES[0])), two_pass=True)
        self.assert_noted(found, web, 80)
        self.assert_noted(found, names, 53)
        self.assert_noted(found, [silent], 7405)
        self.assertEqual([frame for frame in found if "portlore.verdict" in found[frame]], [])
        self.assertEqual((found[web[3]]["portlore.content"], found[names[1]]["portlore.content"]), (["http"], ["dns"]))

    def test_makes_no_port_a_known_one(self):
        """A scan is one of known ports."""
        capture = Capture()
        frames = [add_syn(capture, 7405, 50000 + host, f"198.51.100.{host}") for host in range(1, 21)]
        found = self.fields(capture, *iana(self.tshark.readable(IANA_FILES[0])), two_pass=True)
        self.assert_noted(found, frames, 7405)
        self.assertEqual([frame for frame in frames if "portlore.scan" in found[frame]], [])

    def test_adds_to_built_in_notes_what_they_do_not_tell(self):
        found = self.assert_registrations(self.tshark.readable(IANA_FILES[1]), all_entries=True)
        console, clear = found[self.frames["tcp", 8443]], found[self.frames["tcp", 3221]]
        self.assertTrue(any("Symantec" in use for use in console["portlore.known_use"]), console)
        self.assertFalse(any("not-junos" in note for note in clear["portlore.note"]), clear)

    def test_leaves_built_in_notes_that_wait_for_content(self):
        """Ordinary traffic of 8443 has its registration, and no notes on the software that it does not carry."""
        capture = Capture()
        web = add_http(capture, 8443, 50001)
        found = self.fields(capture, *iana(self.tshark.readable(IANA_FILES[1])), two_pass=True)
        self.assert_noted(found, web, 8443)
        self.assertEqual((found[web[0]]["portlore.registered.name"], found[web[0]].get("portlore.known_use")), (["made-up-console"], None))

    def test_goes_behind_the_users_file(self):
        capture = Capture()
        told, untold = add_syn(capture, 7401, 50001), add_syn(capture, 7408, 50002)
        self.write('<portlore><entry port="7401"><registered status="assigned"><name>our-name</name></registered></entry>'
                   '<entry port="7408"><note>Ours</note></entry></portlore>')
        found = self.fields(capture, *iana(self.tshark.readable(IANA_FILES[0])))
        self.assertEqual({name: found[told][name] for name in REGISTERED if name in found[told]},
                         {"portlore.registered.name": ["our-name"], "portlore.registered.status": ["assigned"]})
        self.assertEqual(found[untold]["portlore.registered.status"], ["reserved"])
        self.assertIn("Ours", found[untold]["portlore.note"])

    def test_server_of_a_client_that_has_a_known_port_by_chance(self):
        capture = Capture()
        names, web = add_datagram(capture, 53, 3221, domain_message(False), domain_message(True)), add_http(capture, 80, 3221)
        found = self.fields(capture, *iana(self.tshark.readable(IANA_FILES[0])), two_pass=True)
        self.assert_noted(found, web, 80)
        self.assert_noted(found, names, 53)

    def test_quick_note_beside_it(self):
        capture = Capture()
        frame = add_syn(capture, 7405, 50001)
        found = self.fields(capture, *iana(self.tshark.readable(IANA_FILES[0])), *quick(7405, "TCP", "Ours"))
        self.assertEqual((found[frame]["portlore.registered.status"], found[frame]["portlore.note"]), (["unassigned"], ["Ours"]))

    def test_the_rest_of_the_dissection_stays_as_it_is(self):
        capture = Capture()
        for client_port in (50001, 3221, 7401):
            add_datagram(capture, 53, client_port, domain_message(False), domain_message(True))
            add_http(capture, 80, client_port)
        path = self.capture_file(capture)
        named = iana(self.tshark.readable(IANA_FILES[0]))
        with Tshark() as plain:
            for form in ("pdml", "text"):
                with self.subTest(form):
                    with_file = self.tshark.run(["-r", path, "-T", form, *named])
                    without = plain.run(["-r", str(plain.readable(path)), "-T", form])
                    self.assertEqual((with_file.returncode, with_file.stderr), (0, ""))
                    self.assertEqual('name="portlore.port"' in with_file.stdout, form == "pdml")
                    notes = re.compile(r'^ *<proto name="portlore".*?</proto>\n', re.MULTILINE | re.DOTALL)
                    head = re.compile(r"<pdml [^>]*>")
                    self.assertEqual(head.sub("", notes.sub("", with_file.stdout)), head.sub("", without.stdout))


class BrokenIanaFile(UserFilesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        capture = Capture()
        add_syn(capture, 3221, 50001), add_syn(capture, 7401, 50002), add_syn(capture, 7400, 50003)
        cls.capture = cls.tshark.work / "iana.pcap"
        capture.write(cls.capture)

    def setUp(self):
        super().setUp()
        self.write(note_on(7400, "Ours"))

    def assert_told_once(self, path, reason, line=None, timeout=60):
        arguments = ["-r", self.capture, "-2", "-T", "fields", "-e", "portlore.registered.name", "-e", "portlore.note", *iana(path)]
        result = self.tshark.run(arguments, timeout=timeout)
        self.assert_one_message(result, path, reason, line)
        built_in, range_of_iana, ours = result.stdout.splitlines()
        self.assertRegex(built_in, r"^xnm-clear-text\t.")
        self.assertEqual((range_of_iana.strip(), ours.strip()), ("", "Ours"))

    def test_is_told_with_line_and_reason(self):
        xml, table = (path.read_text(encoding="utf-8") for path in IANA_FILES)
        # A download that broke off: in a tag, and in a quoted field, whose first line is what to look at.
        cut = table[:table.index("2015-01-01")]
        opening = cut[:cut.rindex('"')].count("\n") + 1
        tag = xml.replace("</record>", "</recrod>", 1)
        wrong = tag[:tag.index("recrod")].count("\n") + 1
        people = xml.index("<people>")
        doctype = '<!DOCTYPE registry [<!ENTITY a "b">]>\n' + xml[xml.index("<registry"):]
        for name, content, line, reason in (
                ("tag.xml", tag, wrong, "recrod"), ("cut.xml", xml[:people], xml[:people].count("\n") + 1, r"\w+"),
                ("cut.csv", cut, opening, "quote"),
                ("page.html", "<html>\n<body/>\n</html>\n", 1, "registry"), ("text.csv", "Nothing here\n", None, "IANA"),
                ("empty.csv", "", None, "empty"), ("entity.xml", doctype, 1, "document type"),
                ("deep.xml", "<registry>\n" + "<record>" * 17 + "</record>" * 17 + "</registry>", 2, "deep|depth|level|16")):
            with self.subTest(name):
                self.assert_told_once(self.work_file(name, content), f"({reason})", line)

    def test_that_is_too_long(self):
        path = self.work_file("long.csv", "")
        os.truncate(path, 32 * 1024 * 1024 + 1)
        self.assert_told_once(path, "33554432")

    def test_of_which_nothing_may_be_read(self):
        path = self.work_file("private.csv", IANA_FILES[1].read_bytes())
        path.chmod(0)
        self.assert_told_once(path, "[Pp]ermission denied")

    def test_that_is_a_folder(self):
        self.assert_told_once(self.tshark.work, "(directory|folder)")

    def test_that_is_not_there(self):
        """Whoever names a file expects it to be read."""
        self.assert_told_once(self.tshark.work / "no-such.csv", "([Nn]o such file|not there|does not exist)")

    @unittest.skipUnless(hasattr(os, "mkfifo"), "no named pipes here")
    def test_that_is_a_pipe(self):
        """Opening it would wait for a writer, for ever."""
        path = self.tshark.work / "pipe.csv"
        os.mkfifo(path)
        self.addCleanup(path.unlink)
        path.chmod(0o666)
        self.assert_told_once(path, r"\w+", timeout=15)
