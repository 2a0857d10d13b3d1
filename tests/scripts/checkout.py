# SPDX-License-Identifier: GPL-2.0-or-later
"""The source tree that the tests belong to, copies of it, and the caller or an ordinary user at work in them."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
IS_ROOT = os.geteuid() == 0
ORDINARY_USER = 65534


def source_files():
    """Paths of the source tree's files below ROOT: git's list with what is not added yet, or without git all files but builds."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, encoding="utf-8", check=False) if shutil.which("git") else None
    if listed is not None and listed.returncode == 0 and listed.stdout:
        paths = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        paths = []
        for folder, folders, names in os.walk(ROOT):
            folders[:] = [name for name in folders if name not in (".git", "__pycache__") and not (Path(folder) == ROOT and name.startswith("build"))]
            paths.extend((Path(folder) / name).relative_to(ROOT) for name in names)
    return sorted(path for path in paths if (ROOT / path).is_file())


class Checkout:
    """A copy of the source tree with a HOME beside it, in a folder that is removed by close().

    as_ordinary_user: the copy and all that runs in it belong to a user without privileges, though the caller is root."""

    def __init__(self, as_ordinary_user=False):
        self.as_ordinary_user = as_ordinary_user
        self.base = Path(tempfile.mkdtemp(prefix="portlore scripts "))
        self.base.chmod(0o755)
        self.source = self.base / "a checkout"
        self.home = self.base / "home"
        self.temporary = self.base / "tmp"
        for folder in (self.source, self.home, self.temporary):
            folder.mkdir()
        if IS_ROOT and not as_ordinary_user:
            # The unprivileged user that tshark runs as has to get into its own folder below.
            self.temporary.chmod(0o711)
        for path in source_files():
            (self.source / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, self.source / path)
        self.own(self.base)

    def own(self, path):
        """Give the path and what is in it to the user that works here."""
        if self.as_ordinary_user:
            for folder, _, names in os.walk(path):
                os.chown(folder, ORDINARY_USER, ORDINARY_USER)
                for name in names:
                    os.chown(os.path.join(folder, name), ORDINARY_USER, ORDINARY_USER, follow_symlinks=False)
            if not os.path.isdir(path):
                os.chown(path, ORDINARY_USER, ORDINARY_USER)

    def close(self):
        shutil.rmtree(self.base, ignore_errors=True)

    def environment(self, **variables):
        """Of a login: no variable of the caller's but PATH. What is built here is not optimised, which takes half the time (CMake 3.22 and later)."""
        return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.home), "TMPDIR": str(self.temporary), "LC_ALL": "C.UTF-8",
                "CMAKE_BUILD_TYPE": "Debug", **variables}

    def identity(self):
        """Arguments for subprocess that make the process this checkout's user."""
        return {"user": ORDINARY_USER, "group": ORDINARY_USER, "extra_groups": []} if self.as_ordinary_user else {}

    def run(self, *command, cwd=None, timeout=600, **variables):
        """Run a command in the checkout (or in cwd); returns subprocess.CompletedProcess with text caught. variables: of the environment."""
        return subprocess.run([str(word) for word in command], cwd=cwd or self.source, env=self.environment(**variables), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", timeout=timeout, check=False,
                              **self.identity())
