#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What users tell of ports: portlore.xml in the folder of the profile, the table of quick notes, a copy of IANA's registry.

usage: test_user_files.py --plugin portlore.so [--readme FILE] [unittest's own arguments]

The section of README.md between the markers below is tested as it stands there: its XML is what a user has written.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from iana_file_cases import BrokenIanaFile, IanaFile
from user_files_case import (IANA_FILES, PROJECT, REGISTERED, SYSLOG, UserFilesCase, add_datagram, add_http, add_refused_syn, add_syn, domain_message,
                             entry, note_on, options, quick, tcp)

from capture_writer import SERVER, Capture
from sharkd import Sharkd

__all__ = ["BrokenIanaFile", "IanaFile"]  # unittest finds them here

README_SECTION = re.compile(r"<!-- ports of your own: begin -->\n(.*?)<!-- ports of your own: end -->", re.DOTALL)
SCHEMA = PROJECT / "plugin" / "core" / "registry" / "registry.xsd"


def readme_section():
    match = README_SECTION.search(Path(options.readme).read_text(encoding="utf-8"))
    if match is None:
        raise AssertionError(f"{options.readme} has no section between the markers of the ports of one's own")
    return match[1]


class Readme(UserFilesCase):
    def setUp(self):
        super().setUp()
        self.section = readme_section()
        self.xml = re.search(r"^```xml\n(.*?)^```$", self.section, re.MULTILINE | re.DOTALL)[1]

    def test_is_ten_lines_and_eight_of_xml(self):
        prose = re.sub(r"^```.*?^```$", "", self.section.split("```console")[0], flags=re.MULTILINE | re.DOTALL)
        self.assertLessEqual(len([line for line in prose.splitlines() if line.strip()]), 10)
        self.assertLessEqual(len(self.xml.splitlines()), 8)

    @unittest.skipUnless(shutil.which("xmllint"), "xmllint is not installed")
    def test_xml_fits_the_schema(self):
        result = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(SCHEMA), "-"], input=self.xml, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, encoding="utf-8", check=False)
        self.assertEqual(result.returncode, 0, result.stdout)

    def test_the_xml_makes_the_note(self):
        written = ElementTree.fromstring(self.xml).find("entry")
        port = int(written.get("port"))
        use, check, expected = written.find("known-use"), written.find("check"), written.find("expect")
        self.assertEqual((written.get("transport"), expected.get("content")), ("tcp", "http"))
        capture = Capture()
        web = add_http(capture, port, 50001)
        datagram = add_datagram(capture, port, 50002)
        other = add_http(capture, 80, 50003)
        path = self.capture_file(capture)

        self.assert_not_noted(self.fields(path), web + datagram + other)
        self.write(self.xml)
        found = self.fields(path, two_pass=True)
        self.assert_noted(found, web, port)
        self.assert_not_noted(found, datagram + other)
        first = found[web[0]]
        self.assertEqual(first["portlore.registered.status"], [written.find("registered").get("status")])
        self.assertEqual(first["portlore.known_use"], [f"{use.text} [{use.get('confidence')}: {use.get('source')}]"])
        self.assertEqual(first["portlore.check"], [check.text.replace("{port}", str(port))])
        for frame in web:
            self.assertEqual((found[frame]["portlore.content"], found[frame]["portlore.verdict"]), (["http"], [expected.get("verdict")]))

    def test_the_quick_note_is_shown(self):
        form = re.search(r"-o '(uat:portlore_notes:\"(\d+)\",\"TCP\",\"([^\"]*)\")'", self.section)
        capture = Capture()
        frame = add_syn(capture, int(form[2]), 50001)
        self.assertIn(form[3], self.fields(capture, "-o", form[1])[frame]["portlore.note"])

    def test_the_named_preference_is_there(self):
        self.assertIn("-o portlore.iana_file:", self.section)
        result = self.tshark.run(["-G", "defaultprefs"])
        self.assertRegex(result.stdout, r"(?m)^#?portlore\.iana_file:")


class UserFile(UserFilesCase):
    def test_takes_the_place_of_a_built_in_entry(self):
        capture = Capture()
        frame, datagram, neighbour = add_syn(capture, 3221, 50001), add_datagram(capture, 3221, 50002)[0], add_syn(capture, 3220, 50003)
        path = self.capture_file(capture)
        before = self.fields(path)
        self.assertEqual(before[frame]["portlore.registered.name"], ["xnm-clear-text"])
        self.write(entry(3221, '<registered status="assigned">\n<name>our-name</name> <description>Our words</description>'
                               "<assignee>Our\n  people</assignee><date>2020-02</date><reference>Our book</reference></registered>"
                               '<known-use confidence="observed" source="Our\n log">Our\n   use of {port}</known-use><note>Our note</note>'
                               "<advice>Our advice</advice><check>our-check {port}</check>", 'transport="tcp"'))
        after = self.fields(path)
        self.assertEqual(after[frame], {
            "portlore.port": ["3221"], "portlore.registered.name": ["our-name"], "portlore.registered.status": ["assigned"],
            "portlore.registered.description": ["Our words"], "portlore.registered.assignee": ["Our people"], "portlore.registered.date": ["2020-02"],
            "portlore.registered.reference": ["Our book"], "portlore.known_use": ["Our use of 3221 [observed: Our log]"],
            "portlore.note": ["Our note"], "portlore.advice": ["Our advice"], "portlore.check": ["our-check 3221"]})
        self.assertEqual((after[datagram], after[neighbour]), (before[datagram], before[neighbour]))
        self.assertEqual(before[datagram]["portlore.registered.name"], ["xnm-clear-text"])

    def test_verdicts_on_a_port_of_the_users(self):
        self.write(entry(7400, '<expect content="http" verdict="registered"/><expect content="tls" verdict="consistent"/>', 'transport="tcp"'))
        capture = Capture()
        expected = {add_http(capture, 7400, 50001)[3]: ("http", "registered")}
        data = tcp(capture, 7400, 50002)
        data.handshake()
        # No front looks at the bytes of such a port: the content is what a dissector proves.
        expected[data.send(SERVER, bytes(range(128, 168)))] = (None, "unidentified")
        data.close()
        silent = tcp(capture, 7400, 50003)
        expected[silent.handshake()] = ("none", "silent")
        silent.close()
        expected[add_refused_syn(capture, 7400, 50004)] = ("none", "refused")
        expected[add_syn(capture, 7400, 50005)] = ("none", "unanswered")
        self.assert_contents(self.fields(capture, two_pass=True), expected)

    def test_verdict_on_what_decode_as_makes_of_it(self):
        self.write(entry(7400, '<expect content="http" verdict="registered"/>', 'transport="tcp"'))
        capture = Capture()
        conversation = tcp(capture, 7400, 50001)
        conversation.handshake()
        frame = conversation.send(SERVER, b"SSH-2.0-Example_1\r\n")
        conversation.close()
        self.assert_contents(self.fields(capture, "-d", "tcp.port==7400,ssh", two_pass=True), {frame: ("ssh", "unexpected")})

    def assert_contents(self, found, expected):
        """expected: {frame: (content, verdict)}."""
        seen = {frame: tuple(found[frame].get(name, [None])[0] for name in ("portlore.content", "portlore.verdict")) for frame in expected}
        self.assertEqual(seen, expected)

    def test_shows_on_a_port_that_wireshark_dissects(self):
        """The port is the dissector's own, so it is no client's by chance."""
        capture = Capture()
        log, names = add_datagram(capture, 514, 50001, SYSLOG), add_datagram(capture, 53, 50002, domain_message(False), domain_message(True))
        web, late_web = add_http(capture, 80, 50003), add_http(capture, 80, 50004, handshake=False)
        path = self.capture_file(capture)
        for port, transport, frames in ((514, "udp", log), (53, "udp", names), (80, "tcp", web), (80, "tcp", late_web)):
            with self.subTest(port=port, frames=frames):
                self.write(note_on(port, "Ours", transport))
                found = self.fields(path)
                self.assert_noted(found, frames, port)
                self.assertEqual(found[frames[0]]["portlore.note"], ["Ours"])

    def test_a_client_that_has_the_port_by_chance_is_left_alone(self):
        capture = Capture()
        names, web = add_datagram(capture, 53, 7400, domain_message(False), domain_message(True)), add_http(capture, 80, 7400)
        self.write(note_on(7400, "Ours"))
        self.assert_not_noted(self.fields(capture, two_pass=True), names + web)

    def test_of_the_profile_in_use(self):
        capture = Capture()
        frame = add_syn(capture, 7400, 50001)
        path = self.capture_file(capture)
        self.write(note_on(7400, "Of the default profile"))
        self.write(note_on(7400, "Of the laboratory"), profile="laboratory")
        self.assertEqual(self.fields(path)[frame]["portlore.note"], ["Of the default profile"])
        self.assertEqual(self.fields(path, "-C", "laboratory")[frame]["portlore.note"], ["Of the laboratory"])

    def test_that_waits_for_content(self):
        self.write(entry(7400, '<note>Ours</note><expect content="http" verdict="known-unofficial"/>', 'shown="if-content"'))
        capture = Capture()
        unanswered, web = add_syn(capture, 7400, 50001), add_http(capture, 7400, 50002)
        found = self.fields(capture, two_pass=True)
        self.assert_not_noted(found, [unanswered])
        self.assert_noted(found, web, 7400)

    def test_nothing_is_said_without_a_file(self):
        capture = Capture()
        frame = add_syn(capture, 3221, 50001)
        self.assertEqual(self.fields(capture)[frame]["portlore.registered.name"], ["xnm-clear-text"])


# What is wrong, the file, the number of the line that is wrong, the reason.
BROKEN = [
    ("not well-formed", '<portlore>\n  <entry port="7400">\n    <note>Ours</nose>\n  </entry>\n</portlore>\n', 3, "note.*nose"),
    ("cut short", '<portlore>\n  <entry port="7400">\n    <note>Ours', 3, r"\w+"),
    ("not XML", "7400 our rig\n", 1, r"\w+"),
    ("empty", "", None, "empty"),
    ("unknown element", '<portlore>\n  <entry port="7400">\n    <nope>Ours</nope>\n  </entry>\n</portlore>\n', 3, "nope"),
    ("unknown attribute", '<portlore>\n  <entry port="7400" prot="tcp"/>\n</portlore>\n', 2, "prot"),
    ("unknown content", '<portlore>\n<entry port="7400">\n<expect content="gopher" verdict="registered"/></entry></portlore>', 3, "gopher"),
    ("another root", "<ports/>\n", 1, "portlore"),
    ("no port", '<portlore>\n\n\n  <entry port="70000"/>\n</portlore>\n', 4, "70000"),
    ("format string", '<portlore>\n  <entry port="%s%n%x"/>\n</portlore>\n', 2, "%s%n%x"),
    ("second entry", '<portlore>\n  <entry port="7400"/>\n  <entry port="7400" transport="udp"/>\n</portlore>\n', 3, "7400"),
    ("document type", '<!DOCTYPE portlore [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<portlore/>\n', 1, "document type"),
    ("not in UTF-8", b'<portlore>\n  <entry port="7400">\n    <note>\xff\xfe</note>\n  </entry>\n</portlore>\n', 3, r"\w+"),
    ("too long", note_on(7400, "Ours") + " " * (1024 * 1024), None, "1048576"),
]


class BrokenUserFile(UserFilesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        capture = Capture()
        cls.built_in, cls.ours = add_syn(capture, 3221, 50001), add_syn(capture, 7400, 50002)
        cls.capture = cls.tshark.work / "broken.pcap"
        capture.write(cls.capture)

    def run_tshark(self, *arguments, timeout=60):
        shown = ["-T", "fields", "-e", "portlore.registered.name", "-e", "portlore.note"]
        return self.tshark.run(["-r", self.capture, *shown, *arguments], timeout=timeout)

    def assert_told_once(self, path, reason, line=None, **options_of_run):
        result = self.run_tshark(**options_of_run)
        self.assert_one_message(result, path, reason, line)
        built_in, ours = result.stdout.splitlines()
        self.assertRegex(built_in, r"^xnm-clear-text\t.")
        self.assertEqual(ours.strip(), "")

    def test_is_told_with_line_and_reason(self):
        for name, content, line, reason in BROKEN:
            with self.subTest(name):
                self.assert_told_once(self.write(content), reason, line)

    def test_of_which_nothing_may_be_read(self):
        self.assert_told_once(self.write(note_on(7400, "Ours"), mode=0), "[Pp]ermission denied")

    def test_that_is_a_folder(self):
        path = self.tshark.profile_folder() / "portlore.xml"
        path.mkdir()
        self.assert_told_once(path, "(directory|folder)")

    @unittest.skipUnless(hasattr(os, "mkfifo"), "no named pipes here")
    def test_that_is_a_pipe(self):
        """Opening it would wait for a writer, for ever."""
        path = self.tshark.profile_folder() / "portlore.xml"
        os.mkfifo(path, 0o666)
        path.chmod(0o666)
        self.assert_told_once(path, r"\w+", timeout=15)

    def test_names_the_file_once(self):
        path = self.write(note_on(7400, "Ours"), mode=0)
        self.assertEqual(self.run_tshark().stderr.count(str(path)), 1)

    def test_is_told_once_in_two_passes(self):
        path = self.write("<portlore>\n<nope/></portlore>")
        self.assert_one_message(self.run_tshark("-2"), path, "nope", 2)

    def test_leaves_output_and_exit_code_as_they_are(self):
        for arguments in ([], ["-Y", "no.such.field"], ["-Y", "portlore", "-c", "1"]):
            with self.subTest(arguments):
                (self.tshark.profile_folder() / "portlore.xml").unlink(missing_ok=True)
                without = self.run_tshark(*arguments)
                self.write("<portlore>\n<nope/></portlore>")
                broken = self.run_tshark(*arguments)
                self.assertEqual((broken.stdout, broken.returncode), (without.stdout, without.returncode))

    def test_is_not_read_without_a_capture(self):
        self.write("broken")
        self.tshark.profile_file("preferences", f"portlore.iana_file: {self.tshark.work}\n")
        for report in (["-G", "fields"], ["-G", "plugins"], ["-G", "protocols"], ["-G", "currentprefs"], ["--version"], ["-D"]):
            with self.subTest(report):
                self.assertNotIn("ortlore", self.tshark.run(report).stderr)


@unittest.skipUnless(shutil.which("sharkd"), "sharkd is not installed")
class Reload(UserFilesCase):
    """Captures that are opened one after the other in one process, as Wireshark reloads one."""

    def setUp(self):
        super().setUp()
        capture = Capture()
        self.frame = add_syn(capture, 7400, 50001)
        self.built_in = add_syn(capture, 3221, 50002)
        self.capture = self.capture_file(capture)
        errors = self.work_file("errors", "")
        self.errors = errors
        with open(errors, "w", encoding="utf-8") as stream:
            self.sharkd = Sharkd(self.tshark, errors=stream)
        self.addCleanup(self.sharkd.close)

    def labels(self, frame):
        waiting, found = self.sharkd.frame(frame)["all"], []
        while waiting:
            item = waiting.pop(0)
            found.append(item.get("l", "").strip("[]"))
            waiting += item.get("n", [])
        return found

    def notes(self):
        """Opens the capture; returns the user's notes on the port."""
        self.sharkd.load(self.capture)
        self.assertIn("Registered name: xnm-clear-text", self.labels(self.built_in))
        return [label.removeprefix("Note: ") for label in self.labels(self.frame) if label.startswith("Note: ")]

    def messages(self):
        return [line for line in self.errors.read_text(encoding="utf-8").splitlines() if "portlore.xml" in line or ".csv" in line]

    def test_takes_up_what_has_changed(self):
        self.assertEqual(self.notes(), [])
        self.write(note_on(7400, "First"))
        self.assertEqual(self.notes(), ["First"])
        self.write(note_on(7400, "Second and longer"))
        self.assertEqual(self.notes(), ["Second and longer"])
        self.assertEqual(self.notes(), ["Second and longer"])
        self.write(note_on(7401, "Another port"))
        self.assertEqual(self.notes(), [])
        self.write(note_on(7400, "Back")).unlink()
        self.assertEqual(self.notes(), [])
        self.assertEqual(self.messages(), [])

    def test_tells_a_broken_file_once_and_takes_up_the_mended_one(self):
        self.write(note_on(7400, "First"))
        self.assertEqual(self.notes(), ["First"])
        self.write("broken")
        for _ in range(3):
            self.assertEqual(self.notes(), [])
        self.assertEqual(len(self.messages()), 1)
        self.write("broken otherwise")
        self.assertEqual(self.notes(), [])
        self.assertEqual(len(self.messages()), 2)
        self.write(note_on(7400, "Mended"))
        self.assertEqual(self.notes(), ["Mended"])
        self.assertEqual(len(self.messages()), 2)

    def test_takes_up_a_file_that_has_become_readable(self):
        path = self.write(note_on(7400, "Ours"), mode=0)
        self.assertEqual(self.notes(), [])
        self.assertEqual(len(self.messages()), 1)
        path.chmod(0o644)
        self.assertEqual(self.notes(), ["Ours"])

    def test_takes_up_a_change_of_ianas_file(self):
        path = self.work_file("registry.csv", IANA_FILES[1].read_bytes().replace(b"7401-7404", b"7400-7404"))
        self.assertEqual(self.sharkd.ask("setconf", name="portlore.iana_file", value=str(path))["status"], "OK")
        self.notes()
        self.assertIn("Registered name: made-up-range", self.labels(self.frame))
        path.write_bytes(path.read_bytes().replace(b"made-up-range", b"made-up-other-range"))
        self.notes()
        self.assertIn("Registered name: made-up-other-range", self.labels(self.frame))


class QuickNotes(UserFilesCase):
    def test_on_a_port_of_which_nothing_else_is_known(self):
        capture = Capture()
        web, datagram = add_http(capture, 7400, 50001), add_datagram(capture, 7400, 50002)
        path = self.capture_file(capture)
        found = self.fields(path, *quick(7400, "TCP", "Our test rig"), two_pass=True)
        self.assert_noted(found, web, 7400)
        self.assert_not_noted(found, datagram)
        self.assertEqual(found[web[0]], {"portlore.port": ["7400"], "portlore.note": ["Our test rig"], "portlore.content": ["http"]})
        found = self.fields(path, *quick(7400, "UDP", "Our test rig"))
        self.assert_not_noted(found, web)
        self.assertEqual(found[datagram[0]]["portlore.note"], ["Our test rig"])
        found = self.fields(path, *quick(7400, "TCP and UDP", "One"), *quick(7400, "TCP", "Two"))
        self.assertEqual((found[web[0]]["portlore.note"], found[datagram[0]]["portlore.note"]), (["One", "Two"], ["One"]))

    def test_on_ports_that_are_known(self):
        capture = Capture()
        built_in, users = add_syn(capture, 3221, 50001), add_syn(capture, 7400, 50002)
        path = self.capture_file(capture)
        self.write(note_on(7400, "Of the file"))
        before = self.fields(path)
        after = self.fields(path, *quick(3221, "TCP", "Quick"), *quick(7400, "TCP", "Quicker"))
        self.assertEqual(after[built_in]["portlore.note"], before[built_in]["portlore.note"] + ["Quick"])
        self.assertEqual(after[users]["portlore.note"], ["Of the file", "Quicker"])
        self.assertEqual({**after[built_in], "portlore.note": None}, {**before[built_in], "portlore.note": None})

    def test_on_a_port_whose_built_in_notes_wait_for_content(self):
        """Ordinary traffic of 8443 has the user's note, and not those on the software that it does not carry."""
        capture = Capture()
        web = add_http(capture, 8443, 50001)
        found = self.fields(capture, *quick(8443, "TCP", "Our console"), two_pass=True)
        self.assert_noted(found, web, 8443)
        self.assertEqual((found[web[0]]["portlore.note"], found[web[0]].get("portlore.known_use")), (["Our console"], None))

    def test_on_a_port_that_wireshark_dissects(self):
        capture = Capture()
        log = add_datagram(capture, 514, 50001, SYSLOG)
        self.assert_noted(self.fields(capture, *quick(514, "UDP", "Our log host")), log, 514)

    def test_of_the_table_in_the_profile(self):
        capture = Capture()
        frame = add_syn(capture, 7400, 50001)
        self.tshark.profile_file("portlore_notes", '"7400","TCP","Of the table"\n')
        self.assertEqual(self.fields(capture)[frame]["portlore.note"], ["Of the table"])

    def test_text_is_text(self):
        capture = Capture()
        frame = add_syn(capture, 7400, 50001)
        text = "%s%n <b>Größe</b> &amp;"
        self.assertEqual(self.fields(capture, *quick(7400, "TCP", text))[frame]["portlore.note"], [text])

    def test_bad_rows_are_refused(self):
        capture = Capture()
        add_syn(capture, 7400, 50001)
        path = self.capture_file(capture)
        for row, reason in (('"65536","TCP","Note"', "65536"), ('"7400","SCTP","Note"', "SCTP"), ('"7400","TCP",""', "empty"),
                            ('"7400","TCP"', "note"), ('"-1","TCP","Note"', r"\w+"), ('"http","TCP","Note"', r"\w+"), ('"","TCP","Note"', r"\w+")):
            with self.subTest(row):
                result = self.tshark.run(["-r", path, "-o", f"uat:portlore_notes:{row}"])
                self.assertNotEqual(result.returncode, 0)
                self.assertRegex(result.stderr, rf"\A[^\n]*portlore_notes[^\n]*{reason}[^\n]*\n\Z")


def main():
    parser = argparse.ArgumentParser(description="Test what users tell of ports.")
    parser.add_argument("--plugin", required=True, type=Path)
    parser.add_argument("--readme", type=Path, default=options.readme, help="the file with the section that is tested; default: README.md")
    _, rest = parser.parse_known_args(namespace=options)
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
