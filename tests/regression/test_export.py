#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--export-objects xnm,DIR: which files there are, what they are called and what is in them.

    test_export.py --plugin PATH
"""

import re
import shutil
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import plugin_tests  # noqa: E402
from capture_writer import CLIENT, SERVER, Capture, TcpConversation  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from sharkd import Sharkd  # noqa: E402

PLUGIN = None
SESSION = ROOT / "captures" / "junos-xml-session.pcapng"
TLS = ROOT / "captures" / "junos-xml-tls.pcapng"

# Replies and loads of captures/generate/stories.py, by the frames that complete them in the recording; logins have no file.
FILES = [
    "edge1-000027-interface-information.xml", "edge1-000033-configuration.xml", "edge1-000038-error.xml",
    "edge1-000042-show-system-information.txt", "edge1-000088-route-information.xml", "edge1-000095-load-configuration-merge.conf",
    "edge1-000099-load-configuration-results.xml", "edge1-000107-commit-results.xml", "edge1-000116-end-session.xml",
]

START = ('<?xml version="1.0" encoding="us-ascii"?>\n<junoscript xmlns="http://xml.juniper.net/xnm/1.1/xnm" os="JUNOS" release="18.4R3.3" '
         'hostname="{}" version="1.0">\n')


def hostile_capture(path):
    """A router with a path for a name; names of elements and commands that are none for files; two replies in one segment; the same twice."""
    capture = Capture()
    tcp = TcpConversation(capture, ("192.0.2.10", 50112), ("192.0.2.1", 3221))
    tcp.handshake()
    tcp.send(SERVER, START.format("../../../../etc/cron.d/x").encode())
    tcp.send(CLIENT, b'<?xml version="1.0"?>\n<junoscript version="1.0">\n')
    tcp.send(CLIENT, b"<rpc><command>file show /etc/passwd | save ../../x; reboot</command></rpc><rpc><a.b-c/></rpc>")
    both = tcp.send(SERVER, b"<rpc-reply><output>\none\n</output></rpc-reply><rpc-reply><a.b-c/></rpc-reply>", acknowledge=False)
    twice = []
    for _ in range(2):
        tcp.send(CLIENT, b"<rpc><command>show &#x202e;version\xe2\x80\xae</command></rpc>")
        twice.append(tcp.send(SERVER, b"<rpc-reply><output>two</output></rpc-reply>", size=5))
    tcp.close()
    capture.write(path)
    return both, twice


def quoting_capture(path):
    """A command and an element that quote the password of the login."""
    capture = Capture()
    tcp = TcpConversation(capture, ("192.0.2.10", 50112), ("192.0.2.1", 3221))
    tcp.handshake()
    tcp.send(SERVER, START.format("edge1").encode())
    tcp.send(CLIENT, b'<?xml version="1.0"?>\n<junoscript version="1.0">\n')
    tcp.send(CLIENT, b"<rpc><request-login><username>lab</username><challenge-response>Example-Word-1</challenge-response></request-login></rpc>")
    tcp.send(SERVER, b"<rpc-reply><authentication-response><status>success</status><message>lab</message></authentication-response></rpc-reply>")
    tcp.send(CLIENT, b"<rpc><command>show log Example-Word-1</command></rpc>")
    command = tcp.send(SERVER, b"<rpc-reply><output>Example-Word-1</output></rpc-reply>")
    tcp.send(CLIENT, b"<rpc><get-x/></rpc>")
    element = tcp.send(SERVER, b"<rpc-reply><Example-Word-1>x</Example-Word-1></rpc-reply>")
    tcp.close()
    capture.write(path)
    return command, element


def large_capture(path, sizes):
    """Replies with an element `a` of these sizes; returns the frames in which they end."""
    capture = Capture()
    tcp = TcpConversation(capture, ("192.0.2.10", 50112), ("192.0.2.1", 3221))
    tcp.handshake()
    tcp.send(SERVER, START.format("edge1").encode())
    tcp.send(CLIENT, b'<?xml version="1.0"?>\n<junoscript version="1.0">\n')
    ends = []
    for size in sizes:
        tcp.send(CLIENT, b"<rpc><get-x/></rpc>")
        ends.append(tcp.send(SERVER, b"<rpc-reply><a>" + b"x" * size + b"</a></rpc-reply>", size=60000, acknowledge=False))
    tcp.close()
    capture.write(path)
    return ends


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tshark = Tshark(plugin=PLUGIN)
        cls.addClassCleanup(cls.tshark.close)
        cls.exports = 0

    def export(self, capture, *arguments):
        """{name: bytes} of all that is written, anywhere in the folder that tshark may write to."""
        type(self).exports += 1
        folder = self.tshark.new_folder(str(self.exports)) / "objects"
        result = self.tshark.run(["-q", "-r", capture, *arguments, "--export-objects", f"xnm,{folder}"])
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual([path for path in folder.parent.rglob("*") if path.is_file() and path.parent != folder], [])
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    def test_a_session(self):
        files = self.export(SESSION)
        self.assertEqual(list(files), FILES)
        for name, content in files.items():
            if name.endswith(".xml"):
                root = ElementTree.fromstring(content)
                self.assertEqual(root.tag.rsplit("}")[-1], name.split("-", 2)[2][: -len(".xml")])
        self.assertEqual(files["edge1-000042-show-system-information.txt"], b"Hostname: edge1\nModel: example\nJunos: 18.4R3.3\nUptime < 3 days\n")
        self.assertIn(b'location "Example rack 3";\n', files["edge1-000095-load-configuration-merge.conf"])

    def test_two_passes(self):
        self.assertEqual(self.export(SESSION, "-2"), self.export(SESSION))

    def test_masking_does_not_alter_contents(self):
        self.assertEqual(self.export(SESSION, "-o", "xnm.secrets:mask"), self.export(SESSION))

    def test_names_tell_no_secret_that_is_hidden(self):
        """But what is in the files is what was sent."""
        capture = self.tshark.work / "quoting.pcap"
        command, element = quoting_capture(capture)
        contents = [b"Example-Word-1", b"<Example-Word-1>x</Example-Word-1>\n"]
        hidden = dict(zip([f"edge1-{command:06}-show-log.txt", f"edge1-{element:06}-object.xml"], contents))
        shown = dict(zip([f"edge1-{command:06}-show-log-Example-Word-1.txt", f"edge1-{element:06}-Example-Word-1.xml"], contents))
        self.assertEqual(self.export(capture), shown)
        for preference in ("mask", "omit"):
            for passes in ((), ("-2",)):
                self.assertEqual(self.export(capture, "-o", f"xnm.secrets:{preference}", *passes), hidden)

    def test_help(self):
        """What the list and --export-objects help have no room for is told of the preference, to whoever asks tshark, and in Wireshark on its page."""
        printed = self.tshark.run(["-G", "currentprefs"]).stdout
        told, = re.findall(r"^# (.*)\n# A decimal number\n#xnm\.max_export_megabytes: 0$", printed, re.MULTILINE)
        for words in ("--export-objects xnm", "File > Export Objects > XNM", "in memory", "Masking secrets does not apply"):
            self.assertIn(words, told)
        masking, = re.findall(r"^# (.*)\n(?:# .*\n)*#xnm\.secrets: Show$", printed, re.MULTILINE)
        self.assertIn("contents of exported objects are not altered", masking)

    def test_limit_of_memory(self):
        """Two objects of 600,000 bytes are more than a megabyte; behind the one without room none is taken, however small."""
        capture = self.tshark.work / "large.pcap"
        frames = large_capture(capture, (600_000, 600_000, 10))
        names = [f"edge1-{frame:06}-a.xml" for frame in frames]
        for limit, expected in ((0, names), (1, names[:1]), (2, names)):
            for passes in ((), ("-2",)):
                folder = self.tshark.new_folder(f"large{limit}{len(passes)}") / "objects"
                result = self.tshark.run(["-q", "-r", capture, *passes, "-o", f"xnm.max_export_megabytes:{limit}", "--export-objects", f"xnm,{folder}"])
                with self.subTest(limit=limit, passes=passes):
                    self.assertEqual((result.returncode, sorted(path.name for path in folder.iterdir())), (0, expected))
                    left_out = f"those from frame {frames[1]} on are left out; xnm.max_export_megabytes allows no more than 1 megabytes"
                    self.assertEqual(result.stderr.count("left out"), 1 if limit == 1 else 0, result.stderr)
                    self.assertIn(left_out if limit == 1 else "", result.stderr)

    def test_the_limit_is_that_of_one_list(self):
        """sharkd makes a list for each question: every one has the same objects."""
        if not shutil.which("sharkd"):
            self.skipTest("sharkd is not installed")
        capture = self.tshark.work / "asked.pcap"
        large_capture(capture, (600_000, 10))
        capture.chmod(0o644)
        self.tshark.profile_file("preferences", "xnm.max_export_megabytes: 1\n")
        self.addCleanup(lambda: self.tshark.profile_folder().joinpath("preferences").unlink())
        with Sharkd(self.tshark) as sharkd:
            sharkd.load(capture)
            for _ in range(3):
                self.assertEqual([found["len"] for found in sharkd.ask("tap", tap0="eo:xnm")["taps"][0]["objects"]], [600_000 + len("<a></a>\n"), 18])

    def test_inside_tls(self):
        names = [name.split("-", 2)[2] for name in self.export(TLS)]
        story = ["interface-information.xml", "configuration.xml", "load-configuration-merge.conf", "load-configuration-results.xml", "end-session.xml"]
        self.assertEqual(names, story * 2)

    def test_hostile_names(self):
        capture = self.tshark.work / "hostile.pcap"
        both, twice = hostile_capture(capture)
        files = self.export(capture)
        self.assertEqual(len(files), 4)
        self.assertEqual(files[f"etc-cron.d-x-{both:06}-file-show-etc-passwd-save-x-reboot.txt"], b"one\n")
        self.assertEqual(files[f"etc-cron.d-x-{both:06}-2-a.b-c.xml"], b"<a.b-c/>\n")
        for frame in twice:
            self.assertEqual(files[f"etc-cron.d-x-{frame:06}-show-version.txt"], b"two")

    def test_other_traffic_has_no_objects(self):
        capture = next((ROOT / "tests" / "regression" / "cases" / "http-from-port-3221").glob("capture.pcap*"))
        self.assertEqual(self.export(capture), {})


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
