#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What cpack makes of a build: what is in it, on what it depends, what lintian and appstreamcli say, and what an empty system says to it.

usage: test_packages.py BUILD_FOLDER VERSION [unittest's arguments]

Environment: PORTLORE_CHROOTS, see ./test.sh --help.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from installed_files import DOCUMENTS, METAINFO, PROFILE_FILES  # noqa: E402

SKIPPED = 77
# What each package has below its prefix, beside the plugin.
FILES = [*map(str, DOCUMENTS), *(f"share/wireshark/profiles/Portlore/{name}" for name in PROFILE_FILES)]


def output(*command, **options):
    """Standard output of a command that has to end well."""
    result = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False, **options)
    if result.returncode:
        raise AssertionError(f"{command}: {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def wireshark(variable):
    return output("pkg-config", *variable, "wireshark").strip()


MINOR = ".".join(wireshark(["--modversion"]).split(".")[:2])
NEXT_MINOR = f"{MINOR.split('.')[0]}.{int(MINOR.split('.')[1]) + 1}"
PLUGIN = str(Path(wireshark(["--variable=plugindir"])).relative_to(wireshark(["--variable=prefix"])) / "epan" / "portlore.so")


def needs(program):
    return unittest.skipUnless(shutil.which(program), f"{program} is not installed")


class Packages(unittest.TestCase):
    build = version = None

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="portlore-packages-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        # Packages are built with permissions of their own, whoever builds them.
        output("cpack", "-B", cls.folder, cwd=cls.build, umask=0o022)

    def package(self, pattern):
        found = sorted(self.folder.glob(pattern))
        self.assertEqual(len(found), 1, f"{pattern}: {found}")
        return found[0]

    def deb(self, *options):
        return output("dpkg-deb", *options, self.package("*.deb"))

    def assert_holds(self, names, prefix):
        """names: files, as the package lists them."""
        self.assertEqual(sorted(name for name in names), sorted(prefix + name for name in [*FILES, PLUGIN]))

    def test_archive(self):
        path = self.package("*.tar.gz")
        self.assertTrue(path.name.startswith(f"portlore-{self.version}-wireshark-{MINOR}-"), path.name)
        with tarfile.open(path) as archive:
            files = [member for member in archive.getmembers() if member.isfile()]
            self.assert_holds([member.name for member in files], path.name.removesuffix(".tar.gz") + "/")
            self.assertEqual({member.mode for member in files}, {0o644})

    @needs("dpkg-shlibdeps")
    def test_deb_holds_its_files(self):
        rows = [line.split(None, 5) for line in self.deb("-c").splitlines()]
        self.assert_holds([row[5] for row in rows if row[0].startswith("-")], "./usr/")
        self.assertEqual({(row[0], row[1]) for row in rows}, {("-rw-r--r--", "root/root"), ("drwxr-xr-x", "root/root")})

    @needs("dpkg-shlibdeps")
    def test_deb_depends_on_its_wireshark(self):
        self.assertEqual(self.deb("-f").count("\nVersion: "), 1)
        fields = dict(re.findall(r"^([\w-]+): (.*)$", self.deb("-f"), re.MULTILINE))
        self.assertEqual(fields["Version"], f"{self.version}-1")
        needed = set(fields["Depends"].split(", "))
        self.assertIn(f"libwireshark-data (>= {MINOR})", needed)
        self.assertIn(f"libwireshark-data (<< {NEXT_MINOR}~)", needed)
        library = re.search(r"libwireshark\.so\.(\d+)", output("readelf", "-d", self.build / "plugin" / "portlore.so"))[1]
        self.assertTrue(any(name.split()[0] == f"libwireshark{library}" for name in needed), needed)

    @needs("lintian")
    @needs("dpkg-shlibdeps")
    def test_deb_passes_lintian(self):
        drop = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        self.folder.chmod(0o755)
        result = subprocess.run(["lintian", "--fail-on", "error", self.package("*.deb")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                                check=False, env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"}, **drop)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertNotRegex(result.stdout, r"(?m)^E:")

    @needs("rpmbuild")
    def test_rpm(self):
        if " " in str(self.build):
            self.skipTest("rpmbuild stops at a path with a space in it")
        path = self.package("*.rpm")
        self.assertEqual(output("rpm", "-qp", "--queryformat", "%{NAME} %{VERSION} %{RELEASE} %{LICENSE}", path), f"portlore {self.version} 1 GPL-2.0-or-later")
        modes = dict(line.rsplit(" ", 1) for line in output("rpm", "-qp", "--queryformat", "[%{FILENAMES} %{FILEMODES:octal}\n]", path).splitlines())
        self.assert_holds([name for name, mode in modes.items() if mode.startswith("100")], "/usr/")
        needed = output("rpm", "-qp", "--requires", path).splitlines()
        self.assertIn(f"wireshark-cli >= {MINOR}", needed)
        self.assertIn(f"wireshark-cli < {NEXT_MINOR}", needed)
        self.assertTrue(any(name.startswith("libwireshark.so.") for name in needed), needed)

    @needs("appstreamcli")
    def test_metainfo_is_valid(self):
        with tarfile.open(self.package("*.tar.gz")) as archive:
            text = archive.extractfile(next(name for name in archive.getnames() if name.endswith(str(METAINFO)))).read()
        path = self.folder / METAINFO.name
        path.write_bytes(text)
        output("appstreamcli", "validate", "--no-net", path)
        self.assertIn(b"<extends>org.wireshark.Wireshark</extends>", text)
        self.assertIn(f'<release version="{self.version}"'.encode(), text)
        path.write_bytes(text.replace(b"<extends>", b"<extents>").replace(b"</extends>", b"</extents>"))
        with self.assertRaises(AssertionError):
            output("appstreamcli", "validate", "--no-net", path)

    @needs("dpkg-shlibdeps")
    def test_installed_and_removed_in_a_clean_system(self):
        result = subprocess.run([HERE / "clean_debian.sh", "run", self.package("*.deb"), ROOT / "captures" / "junos-xml-session.pcapng", self.version],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False)
        if result.returncode == SKIPPED:
            print(result.stdout, end="")
            self.skipTest(result.stdout.strip())
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("installed and removed in a clean Debian", result.stdout)


if __name__ == "__main__":
    Packages.version = sys.argv.pop(2)
    Packages.build = Path(sys.argv.pop(1))
    unittest.main()
