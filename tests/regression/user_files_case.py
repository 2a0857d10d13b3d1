# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of users' own files share: conversations on a port, a profile without files, the fields of the note."""

import argparse
import re
import shutil
import struct
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path.insert(0, str(PROJECT / "tests" / "tools"))

from capture_writer import ACK, CLIENT, RST, SERVER, SYN, TcpConversation  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from tshark_output import Dissector  # noqa: E402

IANA_FILES = [HERE / "user_files" / "iana.xml", HERE / "user_files" / "iana.csv"]
CLIENT_ADDRESS, SERVER_ADDRESS = "192.0.2.10", "192.0.2.1"
HTTP_REQUEST = b"GET /rig HTTP/1.1\r\nHost: www.example.net\r\n\r\n"
HTTP_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nok\n"
SYSLOG = b"<13>Jan  1 00:00:00 rig app: ready"

REGISTERED = ["portlore.registered." + part for part in ("name", "status", "description", "assignee", "date", "reference")]
STATEMENTS = ["portlore.known_use", "portlore.note", "portlore.advice", "portlore.check"]
FIELDS = ["portlore.port", *REGISTERED, *STATEMENTS, "portlore.content", "portlore.verdict", "portlore.scan"]

# Set by whoever starts the tests.
options = argparse.Namespace(plugin=None, readme=PROJECT / "README.md")


def domain_message(answer):
    """RFC 1035: a question for the address of www.example.net, or the answer."""
    name = b"\x03www\x07example\x03net\0"
    question = name + struct.pack("!HH", 1, 1)
    if not answer:
        return struct.pack("!HHHHHH", 7, 0x0100, 1, 0, 0, 0) + question
    record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 300, 4) + bytes([192, 0, 2, 80])
    return struct.pack("!HHHHHH", 7, 0x8180, 1, 1, 0, 0) + question + record


def tcp(capture, port, client_port):
    return TcpConversation(capture, (CLIENT_ADDRESS, client_port), (SERVER_ADDRESS, port))


def add_syn(capture, port, client_port, server=SERVER_ADDRESS):
    """A SYN that nobody answers; returns its frame."""
    conversation = TcpConversation(capture, (CLIENT_ADDRESS, client_port), (server, port))
    end = conversation.ends[CLIENT]
    return conversation._write(CLIENT, end.initial_sequence, 0, SYN)


def add_refused_syn(capture, port, client_port):
    """A SYN that a RST answers; returns the SYN's frame."""
    conversation = tcp(capture, port, client_port)
    end = conversation.ends[CLIENT]
    frame = conversation._write(CLIENT, end.initial_sequence, 0, SYN)
    conversation._write(SERVER, 0, end.initial_sequence + 1, RST | ACK)
    return frame


def add_http(capture, port, client_port, handshake=True):
    """A request and its response; returns the numbers of all frames."""
    first = len(capture.frames) + 1
    conversation = tcp(capture, port, client_port)
    if handshake:
        conversation.handshake()
    conversation.send(CLIENT, HTTP_REQUEST)
    conversation.send(SERVER, HTTP_RESPONSE)
    if handshake:
        conversation.close()
    return list(range(first, len(capture.frames) + 1))


def add_datagram(capture, port, client_port, payload=b"\0\x01", answer=None):
    """A datagram to the port, and one back if there is an answer; returns the numbers of both."""
    client, server = (CLIENT_ADDRESS, client_port), (SERVER_ADDRESS, port)
    frames = [capture.add_datagram(CLIENT, client, server, payload)]
    if answer is not None:
        frames.append(capture.add_datagram(SERVER, server, client, answer))
    return frames


def entry(port, content="", attributes=""):
    return f'<portlore>\n  <entry port="{port}" {attributes}>\n{content}\n  </entry>\n</portlore>\n'


def note_on(port, text, transport="both"):
    return entry(port, f"    <note>{text}</note>", f'transport="{transport}"')


def quick(port, transport, note):
    return ["-o", f'uat:portlore_notes:"{port}","{transport}","{note}"']


class UserFilesCase(unittest.TestCase):
    """Each test begins with a profile without files of ours."""

    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=options.plugin)
        cls.addClassCleanup(cls.tshark.close)

    def setUp(self):
        shutil.rmtree(self.tshark.profile_folder())

    def write(self, content, mode=0o644, profile=None):
        return self.tshark.profile_file("portlore.xml", content, mode, profile)

    def work_file(self, name, content):
        path = self.tshark.work / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(0o644)
        self.addCleanup(path.unlink)
        return path

    def capture_file(self, capture, name="capture.pcap"):
        return self.work_file(name, capture.content())

    def fields(self, capture, *arguments, two_pass=False):
        """{frame: {field: [values]}}; tshark must succeed and say nothing."""
        path = capture if isinstance(capture, Path) else self.capture_file(capture)
        found = Dissector(self.tshark, path, arguments).field_values(FIELDS, two_pass)
        return {frame: {name: [value.replace('""', '"') for value in values] for name, values in record.items()} for frame, record in found.items()}

    def assert_one_message(self, result, path, reason, line=None):
        """The run succeeded and told one line: the file, the number of the line if there is one, the reason."""
        where = "" if line is None else rf"[^\n]*\bline {line}\b"
        self.assertRegex(result.stderr, rf"\A[^\n]*{re.escape(str(path))}{where}[^\n]*{reason}[^\n]*\n\Z")
        self.assertEqual(result.returncode, 0)

    def assert_noted(self, found, frames, port):
        """All frames have the port's note."""
        self.assertEqual({frame: found[frame].get("portlore.port") for frame in frames}, {frame: [str(port)] for frame in frames})

    def assert_not_noted(self, found, frames):
        self.assertEqual({frame: found[frame] for frame in frames}, {frame: {} for frame in frames})
