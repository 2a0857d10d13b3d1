#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""./try.sh as people call it: as the caller, and, when that is root, as an ordinary user too."""

import os
import shutil
import signal
import subprocess
import time
import unittest
from pathlib import Path

from checkout import IS_ROOT, Checkout

SAMPLE = Path("captures") / "junos-xml-session.pcapng"
# What a system has that has no tshark, and of which the tests say whether it has apt-get and sudo.
TOOLS = ("awk basename bash cat cc chmod chown cmake cp cut dirname env grep head id ln make mkdir mktemp mv nproc pkg-config printf readlink rm sed "
         "setpriv sort tail test tr uname as ld ar ranlib").split()


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


class TryCases:
    """Needs setUpClass of one of the classes below."""

    as_ordinary_user = False
    is_ordinary = not IS_ROOT
    checkout = None

    @classmethod
    def setUpClass(cls):
        cls.checkout = Checkout(cls.as_ordinary_user)
        cls.addClassCleanup(cls.checkout.close)
        # Settings and a plugin of the user's own, which must play no part and stay as they are.
        settings = cls.checkout.home / ".config" / "wireshark" / "preferences"
        settings.parent.mkdir(parents=True)
        settings.write_text('gui.column.format: "Settings of the user", "%m"\n', encoding="utf-8")
        plugin = cls.checkout.home / ".local/lib/wireshark/plugins/4.0/epan/portlore.so"
        plugin.parent.mkdir(parents=True)
        plugin.write_bytes(b"another version of the plugin")
        cls.checkout.own(cls.checkout.home)
        cls.home_before = files_below(cls.checkout.home)
        cls.first = cls.checkout.run("./try.sh")

    def tearDown(self):
        self.assertEqual(files_below(self.checkout.temporary), [], "try.sh leaves nothing behind")
        self.assertEqual(files_below(self.checkout.home), self.home_before, "the user's files stay as they are")

    def try_it(self, *arguments, **options):
        return self.checkout.run(self.checkout.source / "try.sh", *arguments, **options)

    def put(self, name, content, mode=0o644):
        """A file beside the checkout that belongs to the checkout's user."""
        path = self.checkout.base / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
        self.checkout.own(path)
        self.addCleanup(path.unlink)
        return path

    def sample(self):
        return (self.checkout.source / SAMPLE).read_bytes()

    def assert_shown(self, result):
        self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)
        packets, ports, warnings = [result.stdout.index(f"\n{title}\n") for title in ("Packets", "Ports", "Warnings")]
        self.assertRegex(result.stdout[packets:ports], r"(?m)^ +\d+ .*\brpc get-")
        self.assertRegex(result.stdout[ports:warnings], r"(?m)^  .*3221.*xnm-clear-text")
        self.assertRegex(result.stdout[warnings:], r"(?m)^  frame \d+ +Warning +xnm\.cleartext_login +\S")

    def assert_refused(self, result, reason):
        """One line that names the trouble, exit code 2, and no capture on the screen."""
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertRegex(result.stderr, rf"\Atry\.sh: [^\n]*{reason}[^\n]*\n\Z")
        self.assertNotIn("\nPackets\n", result.stdout)

    def test_shows_the_sample(self):
        self.assert_shown(self.first)
        self.assertIn("==> Building", self.first.stdout)

    def test_shows_it_again_the_same(self):
        self.assertEqual(self.try_it().stdout, self.first.stdout)

    def test_from_another_folder_with_a_relative_path(self):
        folder = self.checkout.base
        self.assert_shown(self.try_it(self.checkout.source.relative_to(folder) / SAMPLE, cwd=folder))

    def test_through_a_symbolic_link(self):
        link = self.checkout.base / "link to try"
        link.symlink_to(self.checkout.source / "try.sh")
        self.addCleanup(link.unlink)
        self.assert_shown(self.checkout.run(link, cwd="/"))

    def test_path_with_spaces_and_shell_characters(self):
        self.assert_shown(self.try_it(self.put("a $(false) & 'capture'|x.pcapng", self.sample())))

    def test_path_that_looks_like_an_option(self):
        path = self.put("-capture", self.sample())
        self.assert_shown(self.try_it("-capture", cwd=path.parent))

    def test_private_capture(self):
        self.assert_shown(self.try_it(self.put("private.pcapng", self.sample(), mode=0o600)))

    def test_capture_from_a_pipe(self):
        self.assert_shown(self.checkout.run("bash", "-c", f"./try.sh <(cat {SAMPLE})"))

    def test_missing(self):
        self.assert_refused(self.try_it("/no/such.pcapng"), "/no/such.pcapng: no such file")
        self.assertNotIn("Building", self.try_it("/no/such.pcapng").stdout)

    def test_folder(self):
        self.assert_refused(self.try_it("/usr"), "/usr: is a folder")

    def test_readme(self):
        self.assert_refused(self.try_it("README.md"), "README.md: no capture")

    def test_what_wireshark_opens_as_one_packet(self):
        self.assert_refused(self.try_it("/bin/true"), "/bin/true: no capture")
        self.assert_refused(self.try_it(self.put("MIME.json", b'{"a": 1}\n')), "MIME.json: no capture")
        self.assert_refused(self.try_it(self.put("hello.txt", b"hello\n")), "hello.txt: no capture")
        self.assert_shown(self.try_it(self.put("MIME.pcapng", self.sample())))

    def test_empty(self):
        self.assert_refused(self.try_it(self.put("empty.pcap", b"")), "empty.pcap: is empty")

    def test_too_many_arguments(self):
        result = self.try_it("a", "b")
        self.assertEqual(result.returncode, 2)
        self.assertIn("Usage: ./try.sh [CAPTURE]", result.stderr)

    def test_help(self):
        result = self.try_it("--help")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("Usage: ./try.sh [CAPTURE]", result.stdout)

    def test_cut_short(self):
        result = self.try_it(self.put("cut.pcapng", self.sample()[:-6]))
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stderr, r"\Atry\.sh: [^\n]*cut\.pcapng: cut short[^\n]*\n\Z")
        self.assertRegex(result.stdout, r"xnm\.cleartext_login")

    def test_damaged(self):
        # The length of the block after the middle of the file is no multiple of four and beyond all limits.
        content = bytearray(self.sample())
        offset, half = 0, len(content) // 2
        while offset < half:
            offset += int.from_bytes(content[offset + 4:offset + 8], "little")
        content[offset + 4:offset + 8] = b"\xff\xff\xff\xff"
        result = self.try_it(self.put("damaged.pcapng", bytes(content)))
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stderr, r"\Atry\.sh: [^\n]*damaged\.pcapng: could not be read to its end[^\n]*\n\Z")
        self.assertIn("\nPackets\n", result.stdout)

    def test_interrupted(self):
        """Ctrl-C ends it, and the private HOME goes, too. Pressed until it does: bash passes over one that a command took for itself."""
        with subprocess.Popen([self.checkout.source / "try.sh"], cwd=self.checkout.source, env=self.checkout.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **self.checkout.identity()) as process:
            while not files_below(self.checkout.temporary) and process.poll() is None:
                time.sleep(0.02)
            while process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
                time.sleep(0.1)
            self.assertNotEqual(process.returncode, 0)

    def test_no_permission_to_build(self):
        folder = self.checkout.base / "not yours"
        folder.mkdir()
        self.addCleanup(shutil.rmtree, folder)
        if not self.is_ordinary:
            self.skipTest("root may write everywhere")
        folder.chmod(0o555)
        result = self.try_it(PORTLORE_BUILD_DIR=str(folder / "build"))
        self.assertEqual(result.returncode, 4)
        self.assertRegex(result.stderr, r"\Atry\.sh: no permission to build in [^\n]*/not yours/build[^\n]*PORTLORE_BUILD_DIR=FOLDER\n\Z")

    def test_moved_checkout(self):
        moved = self.checkout.base / "moved"
        shutil.copytree(self.checkout.source, moved, symlinks=True)
        self.addCleanup(shutil.rmtree, moved)
        self.checkout.own(moved)
        self.assert_shown(self.checkout.run("./try.sh", cwd=moved))

    def system_without_tshark(self, *also, apt_get=None):
        """A folder for PATH. also: further tools. apt_get: a script to be apt-get."""
        folder = self.checkout.base / "bin"
        folder.mkdir()
        self.addCleanup(shutil.rmtree, folder)
        for name in (*TOOLS, *also):
            if shutil.which(name):
                (folder / name).symlink_to(shutil.which(name))
        scripts = {"apt-get": apt_get} if apt_get else {}
        if apt_get and self.is_ordinary:
            scripts["sudo"] = '[ "$1" = -v ] || exec "$@"'
        for name, script in scripts.items():
            (folder / name).write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
            (folder / name).chmod(0o755)
        self.checkout.own(folder)
        return folder

    def test_system_without_apt_get_is_told_the_packages(self):
        result = self.try_it(PATH=str(self.system_without_tshark()))
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertRegex(result.stderr, r"(?m)^  tshark and capinfos +tshark +wireshark-cli +wireshark-cli +wireshark$")
        self.assertNotIn("CMake", result.stderr)

    def test_missing_package_is_installed(self):
        log = self.put("log", b"")
        tools = " ".join(shutil.which(name) for name in ("tshark", "capinfos"))
        folder = self.system_without_tshark(apt_get=f'echo "$DEBIAN_FRONTEND: $*" >>"{log}"\nfor last; do :; done\n'
                                                    f'[ "$last" != tshark ] || ln -s {tools} "${{0%/*}}/"')
        result = self.try_it(PATH=str(folder))
        self.assertIn("==> Installing with apt-get, which may take some minutes: tshark\n", result.stdout)
        self.assert_shown(result)
        calls = log.read_text(encoding="utf-8").splitlines()
        self.assertRegex(calls[0], r"^noninteractive: .* update$")
        self.assertRegex(calls[1], r"^noninteractive: .* install --no-install-recommends tshark$")
        self.assertEqual(len(calls), 2)
        self.assertNotIn("Installing", self.try_it(PATH=str(folder)).stdout)
        self.assertEqual(len(log.read_text(encoding="utf-8").splitlines()), 2)

    def test_failed_installation_is_told(self):
        result = self.try_it(PATH=str(self.system_without_tshark(apt_get="echo E: no network >&2; exit 100")))
        self.assertEqual(result.returncode, 3)
        self.assertIn("E: no network", result.stderr)
        self.assertRegex(result.stderr, r"(?m)^  tshark and capinfos +tshark ")

    def test_unreadable(self):
        if not self.is_ordinary:
            self.skipTest("root may read everything")
        path = self.put("unreadable.pcapng", self.sample(), mode=0)
        self.assert_refused(self.try_it(path), "unreadable.pcapng: no permission to read it")

    def test_packages_are_missing_and_there_is_no_sudo(self):
        if not self.is_ordinary:
            self.skipTest("root needs no sudo")
        folder = self.system_without_tshark(apt_get="exit 1")
        (folder / "sudo").unlink()
        result = self.try_it(PATH=str(folder))
        self.assertEqual(result.returncode, 3)
        self.assertIn("apt-get install --no-install-recommends tshark", result.stderr)


class TryAsCaller(TryCases, unittest.TestCase):
    def test_root_is_shown_what_the_unprivileged_user_cannot_reach(self):
        if not IS_ROOT:
            self.skipTest("only root has such files")
        folder = self.checkout.base / "only root"
        folder.mkdir(mode=0o700)
        self.addCleanup(shutil.rmtree, folder)
        shutil.copy(self.checkout.source / SAMPLE, folder / "capture.pcapng")
        self.assert_shown(self.try_it(folder / "capture.pcapng"))


@unittest.skipUnless(IS_ROOT, "the caller is an ordinary user already")
class TryAsOrdinaryUser(TryCases, unittest.TestCase):
    as_ordinary_user = True
    is_ordinary = True


if __name__ == "__main__":
    unittest.main()
