#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs of recipes/: a folder of captures becomes one table, and a gate that lets nobody log in in clear text.

usage: test_recipes.py --plugin portlore.so

Exit status: 0 holds, 1 not.
"""

import csv
import gzip
import io
import os
import re
import shlex
import shutil
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path[:0] = [str(PROJECT / "tests" / "tools"), str(HERE)]

import plugin_tests  # noqa: E402
import generate  # noqa: E402
import test_tables  # noqa: E402
from capture_writer import Capture  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from scenarios.case import Session, login_text  # noqa: E402
from scenarios.tables import NETWORKS_OF_OUR_OWN  # noqa: E402

PLUGIN = None
CASE = generate.build("tables")
EXPOSED = [row for row in test_tables.expected_rows() if int(row["finding_warnings"]) > 0 or (row["login"] != "-" and row["tls"] == "-")]
OPTIONS = f"-o portlore.own_networks:{NETWORKS_OF_OUR_OWN.replace(' ', '')}"
LINE = "find captures -type f -print0 | sort -z | xargs -0 -n 1 -P 2 ./exposures.sh out"


def content_of_login(username):
    """A capture with one login in clear text."""
    capture = Capture()
    session = Session(capture)
    session.open()
    session.client(login_text(username, "Example-Password-9"))
    session.close()
    return capture.content()


def content_without_login():
    """A capture with a session in which nobody logs in."""
    capture = Capture()
    session = Session(capture)
    session.open()
    session.close()
    return capture.content()


class Recipes(unittest.TestCase):
    def setUp(self):
        self.tshark = Tshark(plugin=PLUGIN)
        self.addCleanup(self.tshark.close)
        self.work = self.tshark.work
        for program in ("exposures.sh", "cleartext-gate.sh"):
            shutil.copyfile(PROJECT / "recipes" / program, self.work / program)
            (self.work / program).chmod(0o755)
        (self.work / "captures").mkdir(mode=0o755)

    def put(self, name, content):
        path = self.work / "captures" / name
        path.parent.mkdir(mode=0o755, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
        return path

    def run_shell(self, command):
        """(exit code, standard output, standard error)."""
        errors = self.tshark.directory / "errors"
        with open(errors, "w", encoding="utf-8") as stream:
            process = self.tshark.start("bash", ["-c", f"export TSHARK='{self.tshark.program}' EXPOSURES_OPTIONS='{OPTIONS}'; {command}"], stream)
            output, _ = process.communicate(timeout=120)
        return process.returncode, output, errors.read_text(encoding="utf-8")

    def rows(self):
        """The table of all files together, as a spreadsheet reads it."""
        status, text, errors = self.run_shell("./exposures.sh --header && cat out/*.csv")
        self.assertEqual((status, errors), (0, ""))
        return list(csv.DictReader(text.splitlines()))

    def done(self):
        return {path.name: path.stat().st_ctime_ns for path in (self.work / "out").glob("*.csv")}

    def test_logins_in_clear_are_those_that_are_flagged(self):
        """As recorded, with the keys: SEPM in clear and inside TLS, on ports of which the handshake is not read."""
        capture = self.put("sepm.pcapng", (PROJECT / "captures" / "sepm.pcapng").read_bytes())
        status, _, errors = self.run_shell("./exposures.sh out captures/sepm.pcapng")
        self.assertEqual((status, errors), (0, ""))
        result = self.tshark.run(["-r", str(capture), "-Y", "sepm.cleartext_login", "-T", "fields", "-e", "tcp.stream"])
        flagged = set(result.stdout.split())
        self.assertGreater(len(flagged), 0)
        self.assertEqual({row["stream"] for row in self.rows() if row["login"] != "-"}, flagged)

    def test_a_capture_spelled_otherwise_is_the_same(self):
        self.put("one.pcap", content_of_login("ann"))
        for name in ("captures/one.pcap", "./captures/one.pcap", "././captures/one.pcap"):
            self.assertEqual(self.run_shell(f"./exposures.sh out {name}"), (0, "", ""))
        self.assertEqual(len(self.done()), 1)
        self.assertEqual([row["capture"] for row in self.rows()], ["captures/one.pcap"])

    def test_other_options_need_another_folder(self):
        """Else rows would stay as the others made them: with secrets in them, for one."""
        self.put("one.pcap", content_of_login("ann"))
        line = "find captures -type f -print0 | EXPOSURES_OPTIONS='-o xnm.secrets:mask' xargs -0 ./exposures.sh"
        self.assertEqual(self.run_shell("./exposures.sh out captures/one.pcap"), (0, "", ""))
        before = self.done()
        status, output, errors = self.run_shell(f"{line} out")
        self.assertEqual((status, output), (123, ""))
        self.assertRegex(errors, "^exposures.sh: .*out was made with other EXPOSURES_OPTIONS: take another folder\n$")
        self.assertEqual(self.done(), before)
        self.assertEqual(self.run_shell(f"{line} another && {line} another"), (0, "", ""))

    def test_a_folder_becomes_a_table(self):
        whole = CASE.capture.content()
        for name in ("one.pcap", "two, and three.pcap", "further/one.pcap"):
            self.put(name, whole)
        self.put("nothing to tell.pcap", content_without_login())
        broken = {"cut.pcap": whole[:1000], "noise.pcap": bytes(range(256)), "empty.pcap": b"", "short.pcap": b"{}", "object.pcap": b'{"a": "no capture, however long"}'}
        for name, content in broken.items():
            self.put(name, content)
        status, output, errors = self.run_shell(LINE)
        self.assertEqual((status, output), (123, ""), errors)
        self.assertEqual([line.split(":")[:2] for line in sorted(errors.splitlines()) if line.startswith("exposures.sh")],
                         [["exposures.sh", " read in part captures/cut.pcap"]] +
                         [["exposures.sh", f" skipped captures/{name}"] for name in sorted(broken) if name != "cut.pcap"])
        self.assertEqual(len(self.done()), 5)
        rows = self.rows()
        self.assertEqual(list(rows[0]), ["capture", *test_tables.COLUMNS])
        for name in ("one.pcap", "two, and three.pcap", "further/one.pcap"):
            self.assertEqual([row for row in rows if row["capture"] == f"captures/{name}"], [{"capture": f"captures/{name}", **row} for row in EXPOSED])
        self.assertEqual(len(rows), 3 * len(EXPOSED))
        # Again: nothing but what could not be read is told again, and nothing else is written again.
        before = self.done()
        status, output, again = self.run_shell(LINE)
        self.assertEqual((status, output, sorted(again.splitlines())), (123, "", sorted(errors.splitlines())))
        self.assertEqual({name.split(".")[0] for name, time in self.done().items() if before[name] != time}, {"cut"})

    def test_a_capture_that_has_gone_stops_no_other(self):
        self.put("one.pcap", CASE.capture.content())
        self.put("dangling.pcap", b"").unlink()
        (self.work / "captures" / "dangling.pcap").symlink_to("nowhere")
        status, _, errors = self.run_shell("./exposures.sh out captures/gone.pcap captures/dangling.pcap captures/one.pcap")
        self.assertEqual([line.split(":")[1] for line in errors.splitlines()], [" skipped captures/gone.pcap", " skipped captures/dangling.pcap"])
        self.assertEqual((status, len(self.rows())), (1, len(EXPOSED)))
        # It had rows, and goes: they go with it.
        (self.work / "captures" / "one.pcap").unlink()
        self.assertEqual(self.run_shell("./exposures.sh out captures/one.pcap")[0], 1)
        self.assertEqual(self.done(), {})

    def test_what_can_be_read_of_a_capture(self):
        """Cut short behind the login, as a capture that is still written: its row is there, and is told to be a part; when it is whole, nothing is."""
        whole = content_of_login("lab") + b""
        for name, cut, ending in (("cut.pcap", whole[:-10], whole), ("cut.pcap.gz", gzip.compress(whole)[:-20], gzip.compress(whole))):
            with self.subTest(name=name):
                self.put(name, cut)
                status, _, errors = self.run_shell(LINE)
                self.assertEqual(status, 123)
                self.assertIn(f"read in part captures/{name}: ", errors)
                self.assertEqual([row["user"] for row in self.rows() if row["capture"] == f"captures/{name}"], ["lab"])
                self.put(name, ending)
                self.assertEqual(self.run_shell(LINE)[::2], (0, ""))
                self.assertEqual([row["user"] for row in self.rows() if row["capture"] == f"captures/{name}"], ["lab"])
        # What was a capture is none any more: nothing stale stays.
        self.put("cut.pcap", bytes(range(256)))
        self.assertEqual(self.run_shell(LINE)[0], 123)
        self.assertEqual([row["capture"] for row in self.rows()], ["captures/cut.pcap.gz"])

    def test_an_older_capture_in_the_place_of_another(self):
        path = self.put("a.pcap", content_of_login("first"))
        self.assertEqual(self.run_shell(LINE)[0], 0)
        self.put("a.pcap", content_of_login("older"))
        os.utime(path, (1, 1))
        self.assertEqual(self.run_shell(LINE)[0], 0)
        self.assertEqual([row["user"] for row in self.rows()], ["older"])

    def test_names_of_captures(self):
        names = ["a b.pcap", "-r.pcap", "--header", "a\"b'c.pcap", "two\nlines.pcap", "a\\tb\\n.pcap", "tab\tin.pcap", "a,b.pcap", "$(id)`id`.pcap", "=1+1.pcap",
                 "\u00e9.pcap", "*.pcap", "x" * 250, "\x1b[31m.pcap"]
        for name in names:
            self.put(name, content_of_login(name.replace("\x1b", "").replace("&", "")))
        (self.work / "captures").chmod(0o777)
        for line, prefix in ((LINE, "captures/"), ("cd captures && find . -maxdepth 1 -type f -print0 | sed -z 's,^./,,' | xargs -0 ../exposures.sh -out", "")):
            self.assertEqual(self.run_shell(line), (0, "", ""))
            folder = "out" if prefix else "captures/-out"
            status, text, errors = self.run_shell(f"./exposures.sh --header && cat ./{folder}/*.csv")
            self.assertEqual((status, errors), (0, ""))
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
            guarded = [f"'{prefix}{name}" if (prefix + name)[0] in "=+@-" else prefix + name for name in names]
            self.assertEqual(sorted(row["capture"] for row in rows), sorted(guarded))
        self.put("\x1b[31m.pcap", bytes(range(256)))
        self.assertNotIn("\x1b", self.run_shell(LINE)[2])

    def test_a_folder_that_cannot_be_written_to(self):
        self.put("a.pcap", content_of_login("lab"))
        for command in ("mkdir closed && chmod 555 closed && ./exposures.sh closed captures/a.pcap", "touch file && ./exposures.sh file captures/a.pcap",
                        "./exposures.sh closed/below captures/a.pcap"):
            with self.subTest(command=command):
                status, output, errors = self.run_shell(command)
                self.assertEqual((status, output), (2, ""))
                self.assertNotEqual(errors, "")

    def test_killed_and_begun_again(self):
        """Killed while the fourth of six captures is read: what is there then is whole, and the same line does the rest."""
        for number in range(6):
            self.put(f"{number}.pcap", content_of_login(f"user{number}"))
        slow = self.work / "slow-tshark"
        slow.write_text('#!/bin/sh\ncase "$*" in *3.pcap*) touch reached; exec sleep 60;; esac\nexec "$REAL" "$@"\n', encoding="utf-8")
        slow.chmod(0o755)
        line = LINE.replace("-P 2", "-P 1")
        for signal in ("TERM", "KILL"):
            self.run_shell("rm -rf out reached")
            status, *_ = self.run_shell(f"export REAL=$TSHARK TSHARK=./slow-tshark; setsid bash -c {shlex.quote(line)} & group=$!; "
                                        f"for _ in $(seq 600); do [ -e reached ] && break; sleep 0.1; done; kill -{signal} -- -$group; wait $group")
            self.assertNotEqual(status, 0)
            self.assertEqual(sorted(row["user"] for row in self.rows()), ["user0", "user1", "user2"])
            self.assertEqual(self.run_shell(line), (0, "", ""))
            self.assertEqual(sorted(row["user"] for row in self.rows()), [f"user{number}" for number in range(6)])

    def test_goes_on_where_it_was(self):
        for name in ("a.pcap", "b.pcap", "c.pcap"):
            self.put(name, content_of_login(name))
        self.assertEqual(self.run_shell(LINE)[0], 0)
        first = self.done()
        # What an interruption leaves: one file less.
        lost = next(name for name in first if name.startswith("b.pcap"))
        (self.work / "out" / lost).unlink()
        # A capture that has changed.
        newer = self.put("c.pcap", content_of_login("d"))
        os.utime(newer, ns=(newer.stat().st_mtime_ns + 10**9,) * 2)
        self.assertEqual(self.run_shell(LINE)[0], 0)
        second = self.done()
        self.assertEqual(set(second), set(first))
        self.assertEqual({name for name in first if first[name] == second[name]}, {name for name in first if name.startswith("a.pcap")})
        self.assertEqual(sorted(row["user"] for row in self.rows()), ["a.pcap", "b.pcap", "d"])

    def test_values_stay_values(self):
        """Commas, quotes and what a spreadsheet would compute."""
        for number, user in enumerate(("=1+1", "@SUM(A1)", "-2", 'a "b", c', "plain", "-")):
            self.put(f"{number}.pcap", content_of_login(user))
        self.assertEqual(self.run_shell(LINE)[0], 0)
        self.assertEqual([row["user"] for row in self.rows()], ["'=1+1", "'@SUM(A1)", "'-2", 'a "b", c', "plain", "\\x2d"])

    def test_wrong_usage(self):
        for command in ("./exposures.sh", "./exposures.sh out", "./exposures.sh --rows out", "./cleartext-gate.sh"):
            with self.subTest(command=command):
                status, output, errors = self.run_shell(command)
                self.assertEqual((status, output), (2, ""))
                self.assertIn("usage", errors)

    def test_the_gate(self):
        self.put("login.pcap", content_of_login("lab"))
        self.put("none.pcap", content_without_login())
        self.put("noise.pcap", bytes(range(256)))
        self.put("empty.pcap", b"")
        self.put("cut.pcap", content_without_login()[:-10])
        self.put("cut-login.pcap", content_of_login("lab")[:-10])
        self.put("none.pcap.gz", gzip.compress(content_without_login()))
        self.put("cut-gz.pcap", gzip.compress(content_without_login())[:-20])
        self.put("-r.pcap", content_without_login())
        (self.work / "captures" / "folder.pcap").mkdir()
        for length in (1, 2, 3):
            self.put(f"short{length}.pcap", content_without_login()[:length])
            self.put(f"letters{length}.pcap", b"{}\n"[:length])
        self.put("head.pcap", content_without_login()[:24])
        self.put("picture.pcap", (PROJECT / "docs" / "pictures" / "sessions.png").read_bytes())
        self.put("text.pcap", b'{"no": "capture, and long enough to be one"}\n')
        for names, expected in (("short1", 2), ("short2", 2), ("short3", 2), ("letters1", 2), ("letters2", 2), ("letters3", 2), ("head", 0),
                                ("picture", 2), ("text", 2), ("login short1", 1), ("short1 none", 2), ("login", 1), ("none", 0), ("noise", 2), ("empty", 2), ("cut", 2), ("missing", 2), ("none login", 1), ("noise login", 1),
                                ("login noise", 1), ("none noise", 2), ("none none", 0), ("cut-login", 1), ("cut cut-login", 1), ("cut-gz", 2),
                                ("folder", 2), ("-r", 0)):
            with self.subTest(names=names):
                captures = " ".join(f"captures/{name}.pcap" for name in names.split())
                status, output, errors = self.run_shell(f"./cleartext-gate.sh {captures}")
                self.assertEqual(status, expected, errors)
                self.assertTrue(status != 2 or errors)
                # The client's third segment with payload is the login: SYN, SYN-ACK, ACK, two preambles with an ACK each.
                told = [name for name in names.split() if "login" in name]
                self.assertEqual(output, "".join(f"captures/{name}.pcap: login in clear text in frame 8\n" for name in told))
        self.assertEqual(self.run_shell("cd captures && ../cleartext-gate.sh -r.pcap none.pcap.gz")[:2], (0, ""))
        self.assertEqual(self.run_shell("cd captures && ../cleartext-gate.sh -")[:2], (2, ""))

    def test_a_tshark_that_does_not_see(self):
        """A profile that disables a protocol, or sends the port elsewhere: nobody may take that for captures in which nobody logs in."""
        self.put("none.pcap", content_without_login())
        self.put("login.pcap", content_of_login("lab"))
        profiles = (("disabled_protos", "xnm\n"), ("disabled_protos", "tcp\n"), ("disabled_protos", "portlore\n"),
                    ("decode_as_entries", "decode_as_entry: tcp.port,3221,HTTP,(none)\n"))
        for number, (name, content) in enumerate(profiles):
            with self.subTest(name=name, content=content):
                path = self.tshark.profile_file(name, content)
                for capture in ("none", "login"):
                    status, output, errors = self.run_shell(f"./cleartext-gate.sh captures/{capture}.pcap")
                    self.assertEqual((status, output), (2, ""))
                    self.assertIn("does not see the login in a sample", errors)
                status, output, errors = self.run_shell(f"./exposures.sh out{number} captures/login.pcap")
                self.assertEqual((status, output, (self.work / f"out{number}" / ".options").exists()), (2, "", False))
                self.assertIn("does not see the exposure in a sample", errors)
                path.unlink()
        self.assertEqual(self.run_shell("./cleartext-gate.sh captures/none.pcap"), (0, "", ""))
        self.assertEqual(self.run_shell("./exposures.sh out0 captures/login.pcap"), (0, "", ""))

    def test_both_have_one_sample(self):
        """And it is a whole packet, that tshark finds no fault with."""
        texts = [re.search(r"^sample\(\) \{\n.*?^\}\n", (self.work / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]
                 for name in ("exposures.sh", "cleartext-gate.sh")]
        self.assertEqual(texts[0], texts[1])
        checks = "-o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE -T fields -e ip.checksum.status -e tcp.checksum.status -e xnm.login.username"
        self.assertEqual(self.run_shell(f"{texts[0]}sample | $TSHARK -n -r - {checks}"), (0, "1\t1\tsample\n", ""))

    def test_rows_of_captures_that_are_there(self):
        """Those of a deleted capture stay in its file, and are not among the rows of the others."""
        for name in ("a.pcap", "b.pcap", "c, d.pcap"):
            self.put(name, content_of_login(name[0]))
        self.put("none.pcap", content_without_login())
        self.assertEqual(self.run_shell(LINE), (0, "", ""))
        (self.work / "captures" / "b.pcap").unlink()
        rows = LINE.replace("./exposures.sh", "./exposures.sh --rows").replace("-P 2", "-P 1")
        status, text, errors = self.run_shell(f"./exposures.sh --header && {rows}")
        self.assertEqual((status, errors), (0, ""))
        self.assertEqual([row["user"] for row in csv.DictReader(text.splitlines())], ["a", "c"])
        self.assertEqual(sorted(row["user"] for row in self.rows()), ["a", "b", "c"])
        # One that is new is told, and the others' rows are there all the same.
        self.put("e.pcap", content_of_login("e"))
        status, text, errors = self.run_shell(rows)
        self.assertEqual((status, len(text.splitlines())), (123, 2))
        self.assertEqual(errors, "exposures.sh: not done captures/e.pcap: it has no rows in ./out\n")
        self.assertEqual(self.run_shell("./exposures.sh --rows out ././captures/a.pcap")[0], 0)

    def test_the_gate_without_the_plugin(self):
        self.put("none.pcap", content_without_login())
        status, output, errors = self.run_shell("WIRESHARK_PLUGIN_DIR=/nowhere ./cleartext-gate.sh captures/none.pcap")
        self.assertEqual((status, output), (2, ""))
        self.assertIn("xnm.cleartext_login", errors)


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
