#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`cmake --install` puts the plugin and its profile where they belong. The built plugin is $PORTLORE_PLUGIN; only the rules are tried, in builds of
their own."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from checkout import ROOT

sys.path.insert(0, str(ROOT / "tests" / "tools"))

from installed_files import DOCUMENTS, PROFILE_FILES  # noqa: E402

PLUGIN = Path(os.environ["PORTLORE_PLUGIN"])


def wireshark(variable):
    """A value as pkg-config tells it, not as the plugin's build found it."""
    return subprocess.run(["pkg-config", *variable, "wireshark"], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout.strip()


VERSION = ".".join(wireshark(["--modversion"]).split(".")[:2])
PERSONAL = Path(".local/lib/wireshark/plugins") / VERSION / "epan" / "portlore.so"
PERSONAL_PROFILE = Path(".config/wireshark/profiles/Portlore")
SHARED_PROFILE = Path("share/wireshark/profiles/Portlore")
SHARED = Path(wireshark(["--variable=plugindir"])).relative_to(wireshark(["--variable=prefix"])) / "epan" / "portlore.so"


def both(root, plugin, profile):
    """The plugin and the files of its profile, below a folder."""
    return sorted([Path(root) / plugin, *(Path(root) / profile / name for name in PROFILE_FILES)])


def personal(home):
    return both(home, PERSONAL, PERSONAL_PROFILE)


def shared(prefix):
    return sorted([*both(prefix, SHARED, SHARED_PROFILE), *(Path(prefix) / path for path in DOCUMENTS)])


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.base = Path(tempfile.mkdtemp(prefix="portlore install "))
        cls.addClassCleanup(shutil.rmtree, cls.base)
        cls.default = cls.configure("default")
        cls.prefixed = cls.configure("prefixed", f"-DCMAKE_INSTALL_PREFIX={cls.base}/configured prefix")

    @classmethod
    def environment(cls, **variables):
        return {"PATH": os.environ["PATH"], "HOME": str(cls.base / "home"), "LC_ALL": "C.UTF-8", **variables}

    @classmethod
    def configure(cls, name, *options):
        """A build of that name, with the plugin as if it were built there."""
        folder = cls.base / name
        subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-DBUILD_TESTING=OFF", *options], env=cls.environment(), check=True,
                       stdout=subprocess.DEVNULL)
        shutil.copy2(PLUGIN, folder / "plugin" / "portlore.so")
        return folder

    def install(self, build, *options, command=("cmake", "--install"), **variables):
        """Everything that is installed, as paths below the test's folder."""
        before = set(self.base.rglob("*"))
        result = subprocess.run([*command, build, *options], env=self.environment(**variables), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                encoding="utf-8", check=False)
        self.assertEqual(result.returncode, 0, result.stdout)
        installed = [path for path in sorted(set(self.base.rglob("*")) - before) if path.is_file() and path.name != "install_manifest.txt"]
        for path in installed:
            self.assertTrue(path.stat().st_mode & stat.S_IROTH, path)
            self.addCleanup(path.unlink)
        # What cmake says is what it did.
        named = re.findall(r"^-- Installing: (.*)$", result.stdout, re.MULTILINE)
        self.assertEqual(sorted(name for name in named if not Path(name).is_dir()), [str(path) for path in installed])
        return [path.relative_to(self.base) for path in installed]

    def test_default_is_the_personal_folder(self):
        self.assertEqual(self.install(self.default), personal("home"))

    def test_personal_folder_of_whoever_installs(self):
        self.assertEqual(self.install(self.default, HOME=str(self.base / "other home")), personal("other home"))

    def test_default_after_configuring_again(self):
        self.configure("default")
        self.assertEqual(self.install(self.default), personal("home"))

    def test_prefix_at_install_time(self):
        self.assertEqual(self.install(self.default, "--prefix", self.base / "usr"), shared("usr"))

    def test_prefix_at_configure_time(self):
        self.assertEqual(self.install(self.prefixed), shared("configured prefix"))

    def test_prefix_at_install_time_wins(self):
        self.assertEqual(self.install(self.prefixed, "--prefix", self.base / "usr"), shared("usr"))

    def test_cmakes_own_default_as_prefix(self):
        root = self.base / "root"
        self.assertEqual(self.install(self.default, "--prefix", "/usr/local", DESTDIR=str(root)), shared("root/usr/local"))

    def test_destdir_with_the_personal_folder(self):
        root = self.base / "root"
        self.assertEqual(self.install(self.default, DESTDIR=str(root)), personal(f"root{self.base}/home"))

    def test_destdir_with_a_prefix(self):
        root = self.base / "root"
        self.assertEqual(self.install(self.default, "--prefix", "/usr", DESTDIR=str(root)), shared("root/usr"))

    def test_personal_prefix_named(self):
        self.assertEqual(self.install(self.default, "--prefix", self.base / "home/.local"), personal("home"))

    def test_build_target_install(self):
        # The build would make the plugin anew; the target's own script is what is tried.
        self.assertEqual(self.install(self.default / "cmake_install.cmake", command=("cmake", "-P")), personal("home"))

    def test_packagers_staging(self):
        # As CPack and distributions' helpers do it.
        self.assertEqual(self.install(self.default / "cmake_install.cmake", command=("cmake", f"-DCMAKE_INSTALL_PREFIX={self.base}/stage", "-P")),
                         shared("stage"))

    def test_configuration_folder_of_ones_own(self):
        self.assertEqual(self.install(self.default, XDG_CONFIG_HOME=str(self.base / "configuration")),
                         sorted([Path("home") / PERSONAL, *(Path("configuration/wireshark/profiles/Portlore") / name for name in PROFILE_FILES)]))

    def test_plugin_is_the_one_that_was_built(self):
        self.install(self.default)
        self.assertEqual((self.base / "home" / PERSONAL).read_bytes(), PLUGIN.read_bytes())


if __name__ == "__main__":
    unittest.main()
