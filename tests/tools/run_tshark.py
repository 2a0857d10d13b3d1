#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run tshark as if it were alone on the machine, with one plugin or with none.

In Python:

    from run_tshark import run_tshark
    result = run_tshark(["-r", "captures/x.pcapng", "-V"], plugin="build/portlore.so")
    result.returncode, result.stdout, result.stderr

or, to keep files of a run (preferences, exported objects, written captures):

    with Tshark(plugin="build/portlore.so") as tshark:
        tshark.run(["-r", "captures/x.pcapng", "-w", str(tshark.work / "out.pcapng")])

or, with files in the folder of its profile, and with another program of Wireshark's that goes on running:

        tshark.profile_file("portlore.xml", "<portlore/>")
        process = tshark.start("sharkd", ["-"])

On the command line (exit code, standard output and standard error are tshark's own):

    run_tshark.py [--plugin PATH] [--tshark PATH] [--timeout SECONDS] -- ARGUMENTS

What is the same on every machine: a private, empty HOME; TZ=UTC; LC_ALL=C.UTF-8; no other environment variable but PATH and those that the
caller gives; no plugin but the one asked for (WIRESHARK_PLUGIN_DIR takes the place of Wireshark's own folder) and no external capture program.

tshark runs in the folder Tshark.work, where it may write; a relative path after -r is taken from the caller's folder all the same.
It loads no plugin for root, so a caller who is root has it run as user and group 65534: the capture after -r is then copied to where
that user can read it, and Tshark.readable() does the same for any other file.

Environment: PORTLORE_TSHARK is the tshark to run when the caller names none; PORTLORE_PRELOAD becomes tshark's LD_PRELOAD, for a plugin
that was built with sanitizers.
"""

import argparse
import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

UNPRIVILEGED = 65534
TIMEOUT_SECONDS = 120
EXIT_TIMEOUT = 124


class Tshark:
    """A private HOME and plugin folder, and any number of runs in it. Removed by close(), or at the end of a with block."""

    def __init__(self, plugin=None, tshark=None):
        """plugin: path of the plugin to load, or None for none. tshark: program to run; default $PORTLORE_TSHARK, else tshark of PATH."""
        self.program = find_tshark(tshark)
        self._drop = os.geteuid() == 0
        self.directory = Path(tempfile.mkdtemp(prefix="portlore-tshark-"))
        self.directory.chmod(0o755)
        self.home = self._make("home")
        self.work = self._make("work")
        self._plugins = self.directory / "plugins"
        self._plugins.mkdir()
        self._copies = {}
        self.version = self._read_version()
        if plugin is not None:
            self._install(Path(plugin))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)

    def run(self, arguments, input=None, timeout=TIMEOUT_SECONDS, text=True, environment=None):
        """Run tshark; returns subprocess.CompletedProcess with stdout and stderr caught (str, or bytes with text=False).

        arguments: list, without the program. input: for standard input (str, or bytes with text=False); without it there is none.
        timeout: in seconds; subprocess.TimeoutExpired after that. environment: further variables, as dict."""
        return subprocess.run(
            [self.program, *self._translated(arguments)],
            cwd=self.work,
            stdin=subprocess.DEVNULL if input is None else None,
            **({} if input is None else {"input": input}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8" if text else None,
            timeout=timeout,
            check=False,
            **self.identity(environment),
        )

    def start(self, program, arguments, errors=subprocess.DEVNULL, environment=None):
        """Start a program of Wireshark's as tshark is run; returns subprocess.Popen with text on stdin and stdout. errors: takes standard error.
        environment: further variables, as dict."""
        return subprocess.Popen([program, *arguments], cwd=self.work, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8",
                                errors="surrogateescape", **self.identity(environment))

    def new_folder(self, name):
        """A folder in Tshark.work that tshark may write to."""
        return self._make(self.work / name)

    def profile_folder(self, profile=None):
        """The folder that Wireshark's files of this profile are in; made when it is not there. profile: a name, or None for the default one."""
        folder = self.home
        for name in (".config", "wireshark", *(() if profile is None else ("profiles", profile))):
            folder = folder / name
            if not folder.is_dir():
                self._make(folder)
        return folder

    def profile_file(self, name, content, mode=0o644, profile=None):
        """Write a file, of str or bytes, to the profile's folder, in the place of one that is there; returns its path."""
        path = self.profile_folder(profile) / name
        path.unlink(missing_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        if self._drop:
            os.chown(path, UNPRIVILEGED, UNPRIVILEGED)
        return path

    def identity(self, environment=None):
        """Arguments of subprocess.Popen for a program that is to run as tshark does. environment: further variables, as dict."""
        variables = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "TZ": "UTC",
            "LC_ALL": "C.UTF-8",
            "WIRESHARK_PLUGIN_DIR": str(self._plugins),
            "WIRESHARK_EXTCAP_DIR": str(self.directory / "none"),
        }
        preload = os.environ.get("PORTLORE_PRELOAD")
        if preload:
            # Leaks are those of tshark's own start-up; memory errors end the run.
            variables.update(LD_PRELOAD=preload, ASAN_OPTIONS="detect_leaks=0", UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1")
        variables.update(environment or {})
        identity = {"env": variables}
        if self._drop:
            identity.update(user=UNPRIVILEGED, group=UNPRIVILEGED, extra_groups=[])
        return identity

    def _make(self, name):
        directory = self.directory / name
        directory.mkdir(mode=0o755)
        if self._drop:
            os.chown(directory, UNPRIVILEGED, UNPRIVILEGED)
        return directory

    def _read_version(self):
        output = subprocess.run([self.program, "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8",
                                timeout=TIMEOUT_SECONDS, check=True, **self.identity()).stdout
        match = re.search(r"^TShark \(Wireshark\) (\d+)\.(\d+)\.(\d+)", output, re.MULTILINE)
        if not match:
            raise RuntimeError(f"{self.program} --version tells no version: {output[:80]!r}")
        return tuple(int(number) for number in match.groups())

    def _install(self, plugin):
        separator = "-" if sys.platform == "darwin" else "."
        folder = self._plugins / separator.join(str(number) for number in self.version[:2]) / "epan"
        folder.mkdir(parents=True)
        shutil.copyfile(plugin, folder / plugin.name)
        (folder / plugin.name).chmod(0o644)

    def _translated(self, arguments):
        arguments = [str(argument) for argument in arguments]
        for index, argument in enumerate(arguments[:-1]):
            if argument == "-r" and arguments[index + 1] != "-":
                arguments[index + 1] = str(self.readable(arguments[index + 1]))
        return arguments

    def readable(self, path):
        """An absolute path under which tshark can read the file that the caller sees as path."""
        path = Path(path).resolve()
        if not self._drop or self.work in path.parents or not path.is_file():
            return path
        status = path.stat()
        key = (path, status.st_mtime_ns, status.st_size)
        if key not in self._copies:
            folder = self.directory / "copies" / str(len(self._copies))
            folder.mkdir(parents=True)
            self._copies[key] = folder / path.name
            shutil.copyfile(path, self._copies[key])
            self._copies[key].chmod(0o644)
        return self._copies[key]


def find_tshark(program=None):
    """The path of tshark; FileNotFoundError when there is none."""
    name = str(program or os.environ.get("PORTLORE_TSHARK") or "tshark")
    path = shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"{name}: no such program")
    return path


_shared = {}


def shared_tshark(plugin=None, tshark=None):
    """The Tshark of this process for this plugin; made at the first call, removed when the process ends."""
    key = (plugin and str(Path(plugin).resolve()), find_tshark(tshark))
    if key not in _shared:
        _shared[key] = Tshark(*key)
        atexit.register(_shared[key].close)
    return _shared[key]


def run_tshark(arguments, plugin=None, tshark=None, input=None, timeout=TIMEOUT_SECONDS, text=True, environment=None):
    """Tshark.run() in the HOME that all runs of this process with this plugin share."""
    return shared_tshark(plugin, tshark).run(arguments, input=input, timeout=timeout, text=text, environment=environment)


def main():
    parser = argparse.ArgumentParser(description="Run tshark alone with one plugin or none.")
    parser.add_argument("--plugin", help="plugin to load; none without this option")
    parser.add_argument("--tshark", help="program to run")
    parser.add_argument("--timeout", type=float, default=TIMEOUT_SECONDS, metavar="SECONDS")
    parser.add_argument("arguments", nargs="*", help="tshark's own, after --")
    options = parser.parse_args()
    try:
        result = run_tshark(options.arguments, options.plugin, options.tshark, timeout=options.timeout, text=False)
    except subprocess.TimeoutExpired:
        print(f"run_tshark.py: tshark did not end within {options.timeout:g} s", file=sys.stderr)
        return EXIT_TIMEOUT
    except OSError as error:
        print(f"run_tshark.py: {error}", file=sys.stderr)
        return 2
    sys.stdout.buffer.write(result.stdout)
    sys.stdout.buffer.flush()
    sys.stderr.buffer.write(result.stderr)
    return result.returncode if result.returncode >= 0 else 128 - result.returncode


if __name__ == "__main__":
    sys.exit(main())
