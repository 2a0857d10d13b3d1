# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark on a screen without a monitor, worked with keys.

    with Desktop(plugin="build/plugin/portlore.so") as desktop:
        desktop.start(["-r", capture, "-C", "Portlore"])
        desktop.focus(r"^x\\.pcapng$")
        desktop.key("alt+s")
        desktop.picture().png()

The screen is Xvfb. Nothing but Wireshark is there: no window manager, so that a window has no frame, lies where the program puts it, and is given the
keyboard here; no D-Bus; no graphics card; no browser, but a program that writes down which address it was to open. What Wireshark shows as text comes
out by way of its own commands that copy it. The plugin and its profile are installed as README.md tells, into a private HOME; there Wireshark runs as
run_tshark.py has tshark run, for root as an unprivileged user.

The machine may be slow: whoever presses a key waits for what follows from it (wait_until) and for no number of seconds.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from picture import Picture  # noqa: E402
from run_tshark import UNPRIVILEGED, Tshark  # noqa: E402

PROGRAMS = ("wireshark", "Xvfb", "xdotool", "xclip")
PATIENCE_SECONDS = 120
# A key that was pressed before a window had the keyboard is lost: after this time it is pressed again.
AGAIN_SECONDS = 20
NOTHING_COPIED = "(nothing was copied)"
SCREEN_SIZE = (1440, 900)
# Of Wireshark's main window, which is in the upper left corner; and a point of it that is in the packet's details.
SIZE = (1280, 800)
IN_DETAILS = (300, 740)
# Where a statistic of a plugin stands in the menu, counted from its top; it depends on how many of its own this version of Wireshark has.
MENU_POSITIONS = (11, 10, 12, 9, 13, 8, 14, 7, 15, 6, 16)
# Where File > Export Objects is, counted from the bottom.
EXPORT_POSITIONS = (3, 2, 4)
POLL_SECONDS = 0.1
# A screen on which nothing moves for so long has nothing more to draw.
STILL_SECONDS = 1
# What Qt asks first to open an address.
BROWSER = "xdg-open"


def missing_programs():
    return [program for program in PROGRAMS if shutil.which(program) is None]


def wait_until(question, what, patience=PATIENCE_SECONDS):
    """The first answer of question() that is true. After `patience` seconds AssertionError, with the text `what` or what what() tells."""
    end = time.monotonic() + patience
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience} s: {what() if callable(what) else what}")
        time.sleep(POLL_SECONDS)


class Desktop:
    def __init__(self, plugin=None, profile=None):
        """plugin: path of the plugin to install with its profile; None for no plugin, and then `profile`: a folder to install as its profile."""
        self.tshark = Tshark()
        self.errors = self.tshark.directory / "errors"
        self._addresses = self.tshark.work / "addresses"
        self.wireshark = None
        self._screen = None
        try:
            if plugin is not None:
                self._install(Path(plugin).resolve())
            elif profile is not None:
                for path in Path(profile).iterdir():
                    self.tshark.profile_file(path.name, path.read_bytes(), profile=Path(profile).name)
            self._start_screen(*SCREEN_SIZE)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for process in (self.wireshark, self._screen):
            if process and process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=PATIENCE_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if self.wireshark:
            self.wireshark.stdin.close()
            self.wireshark.stdout.close()
        self.tshark.close()

    def _install(self, plugin):
        """What `cmake --install build` does, of a build that is made for this alone: the prefix of the one at hand may be anything."""
        build = self.tshark.directory / "build"
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.tshark.home), "LC_ALL": "C.UTF-8"}
        subprocess.run(["cmake", "-S", ROOT, "-B", build, "-DBUILD_TESTING=OFF"], env=environment, check=True, stdout=subprocess.DEVNULL)
        shutil.copy2(plugin, build / "plugin" / "portlore.so")
        subprocess.run(["cmake", "--install", build], env=environment, check=True, stdout=subprocess.DEVNULL)
        if os.geteuid() == 0:
            for folder, _, names in os.walk(self.tshark.home):
                for path in (folder, *(os.path.join(folder, name) for name in names)):
                    os.chown(path, UNPRIVILEGED, UNPRIVILEGED)

    def _start_screen(self, width, height):
        folder = self.tshark.directory / "screen"
        folder.mkdir()
        reading, writing = os.pipe()
        # By default it begins anew, and throws out whoever is about to come, when nobody is left.
        options = ["-screen", "0", f"{width}x{height}x24", "-dpi", "96", "-nocursor", "-noreset", "-nolisten", "tcp"]
        self._screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-fbdir", folder, *options], pass_fds=[writing], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with open(reading, encoding="ascii") as display:
            self.display = f":{display.readline().strip()}"
        if self.display == ":":
            raise RuntimeError("Xvfb does not start")
        self._pixels = folder / "Xvfb_screen0"

    def start(self, arguments):
        """Start Wireshark, its main window of SIZE in the upper left corner of the screen."""
        geometry = zip(("x", "y", "width", "height"), (0, 0, *SIZE))
        self.tshark.profile_file("recent_common", "".join(f"gui.geometry_main_{name}: {value}\n" for name, value in geometry))
        runtime = self.tshark.new_folder("runtime")
        runtime.chmod(0o700)
        variables = {"PATH": f"{self._make_browser()}:{os.environ['PATH']}", "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "QT_XCB_GL_INTEGRATION": "none", "LIBGL_ALWAYS_SOFTWARE": "1",
                     "XDG_RUNTIME_DIR": str(runtime), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        with open(self.errors, "wb") as errors:
            self.wireshark = self.tshark.start("wireshark", arguments, errors=errors, environment=variables)

    def _make_browser(self):
        """The folder of the program that is to open addresses."""
        folder = self.tshark.directory / "programs"
        folder.mkdir()
        program = folder / BROWSER
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >>{self._addresses}\n', encoding="utf-8")
        program.chmod(0o755)
        folder.chmod(0o755)
        return folder

    def addresses(self):
        """The addresses that a browser was asked to open, in order."""
        return self._addresses.read_text(encoding="utf-8").splitlines() if self._addresses.exists() else []

    def messages(self):
        """All that Wireshark has written to standard error, as lines."""
        return self.errors.read_text(encoding="utf-8", errors="replace").splitlines()

    def picture(self):
        """What is on the screen."""
        return Picture.of_xwd(self._pixels.read_bytes())

    def still(self):
        """A picture of the screen when nothing on it has moved for a while."""
        before = self.picture()

        def same():
            nonlocal before
            time.sleep(STILL_SECONDS)
            after = self.picture()
            equal, before = after.pixels == before.pixels, after
            return equal

        wait_until(same, "a screen that stays as it is")
        return before

    def _xdotool(self, *arguments):
        """Its output. It returns 1 for a search that finds nothing."""
        return subprocess.run(["xdotool", *map(str, arguments)], env={**os.environ, "DISPLAY": self.display}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", timeout=PATIENCE_SECONDS, check=False).stdout

    def windows(self):
        """{title: window} of all that are shown. Menus have no title and are not among them."""
        found = {}
        for window in self._xdotool("search", "--onlyvisible", "--name", ".").split():
            found[self._xdotool("getwindowname", window).rstrip("\n")] = window
        # One that has gone in between has lost its title.
        found.pop("", None)
        return found

    def window(self, title):
        """A window whose title this regular expression finds, or None."""
        return next((window for name, window in self.windows().items() if re.search(title, name)), None)

    def focus(self, title):
        """Wait for a window with such a title, and give it the keyboard; returns it."""
        window = wait_until(lambda: self.ended() or self.window(title), lambda: f"a window {title}, but {list(self.windows())}; {self.messages()}")
        if self.ended():
            raise AssertionError(f"Wireshark has ended with {self.wireshark.returncode}: {self.messages()}")
        self._xdotool("windowfocus", "--sync", window)
        return window

    def ended(self):
        return self.wireshark.poll() is not None

    def key(self, *keys):
        """Press keys, by their names in X, on the window with the keyboard."""
        self._xdotool("key", "--delay", "40", *keys)

    def type(self, text):
        """Type a text into what has the keyboard."""
        self._xdotool("type", "--delay", "20", text)

    def click(self, x, y):
        """Click at this point of the screen."""
        self._xdotool("mousemove", x, y, "click", "1")

    def point_at_nothing(self):
        """Take the mouse to where there is no window: what it points at lights up, or shows its help."""
        self._xdotool("mousemove", SCREEN_SIZE[0] - 1, SCREEN_SIZE[1] - 1)

    def help_at(self, x, y, patience):
        """What appears over the window when the mouse rests there, as Picture; None when nothing does within `patience` seconds."""
        everything = ("search", "--onlyvisible", "--class", ".")
        self.point_at_nothing()
        windows = len(self.windows())
        wait_until(lambda: len(self._xdotool(*everything).split()) == windows, "the end of another help text")
        before = set(self._xdotool(*everything).split())
        self._xdotool("mousemove", x, y)
        try:
            window, = wait_until(lambda: set(self._xdotool(*everything).split()) - before, "a help text", patience)
        except AssertionError:
            return None
        place = re.findall(r"\d+", self._xdotool("getwindowgeometry", window))
        return self.still().cut(*map(int, (place[1], place[2], place[4], place[5])))

    def place(self, window, x, y, width, height):
        """Put a window there, in that size."""
        self._xdotool("windowmove", window, x, y, "windowsize", window, width, height)

    def copied(self, *keys, recover=("Escape", "Escape")):
        """What keys for a command of Wireshark's that copies put on the clipboard. recover: keys to press before they are pressed again."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            # xclip goes on in the background, to hand out the text, until another program has something to copy.
            self._xclip("-i", input=NOTHING_COPIED, stdout=subprocess.DEVNULL)
            wait_until(lambda: self._xclip("-o").stdout == NOTHING_COPIED, "a clipboard that can be written")
            self.key(*keys)
            try:
                return wait_until(lambda: (self._xclip("-o").stdout or NOTHING_COPIED).partition(NOTHING_COPIED)[0], "a copy", AGAIN_SECONDS)
            except AssertionError:
                self.key(*recover)
        raise AssertionError(f"{keys} copy nothing")

    def _xclip(self, *arguments, input="", stdout=subprocess.PIPE):
        return subprocess.run(["xclip", *arguments, "-selection", "clipboard", "-t", "UTF8_STRING"], env={**os.environ, "DISPLAY": self.display},
                              input=input, stdout=stdout, stderr=subprocess.DEVNULL, encoding="utf-8", timeout=PATIENCE_SECONDS, check=False)

    def rows(self):
        """The rows of the packet list that are selected, as {heading: text of the cell}."""
        headings, *rows = self.copied("alt+e", "Right", "Return").rstrip("\n").splitlines()
        return [dict(zip(headings.split("\t"), row.split("\t"))) for row in rows]

    def all_rows(self):
        """The same of all rows that are displayed."""
        self.click(*IN_DETAILS)
        self.key("shift+Tab", "ctrl+a")
        return self.rows()

    def details(self):
        """What is visible of the packet's details, line by line."""
        return self.copied("ctrl+alt+shift+a").rstrip("\n").splitlines()

    def expand_last(self, start):
        """Expand, of the packet's details, the last tree that starts so, and all that is in it."""
        lines = self.details()
        at = max(i for i, line in enumerate(lines) if line.startswith(start))
        self.click(*IN_DETAILS)
        self.key("Home", *["Down"] * at, "shift+Right")

    def select_detail(self, text):
        """Select the first line of the packet's details that has this text, among those that are visible."""
        lines = self.details()
        at = next((i for i, line in enumerate(lines) if text in line), None)
        if at is None:
            raise AssertionError(f"{text} is not in {lines}")
        self.click(*IN_DETAILS)
        self.key("Home", *["Down"] * at)

    def go_to(self, number):
        """Select a packet by its number."""
        self.key("ctrl+g", *str(number), "Return")
        wait_until(lambda: [row["No."] for row in self.rows()] == [str(number)], f"packet {number}")

    def _open_window(self, title, ways):
        """Open a window with this in its title, by the first of these ways through the menus that leads there; returns it."""
        before = set(self.windows())
        for keys in ways:
            self.key(*keys)
            try:
                wait_until(lambda: set(self.windows()) - before, "another window", AGAIN_SECONDS)
            except AssertionError:
                self.key("Escape", "Escape", "Escape")
                continue
            other, = set(self.windows()) - before
            window = self.focus(re.escape(other))
            if title in other:
                return window
            self.key("Escape")
            wait_until(lambda: set(self.windows()) == before, f"the end of {other}")
            self.focus(re.escape(*before))
        raise AssertionError(f"no {title} in the menu")

    def open_statistic(self, title):
        """Open a window by its entry in the menu Statistics; returns it."""
        return self._open_window(title, [("alt+s", *["Down"] * position, "Return") for position in MENU_POSITIONS])

    def open_last_objects(self, title):
        """Open the window of the last entry of File > Export Objects, which are sorted by name; returns it."""
        return self._open_window(title, [("alt+f", *["Up"] * position, "Right", "Up", "Return") for position in EXPORT_POSITIONS])

    def open_preferences(self, name, width, height):
        """Open the preferences of a protocol, in the upper left corner of the screen and in that size; name: what no other one's name begins with."""
        self.key("ctrl+shift+p")
        window = self.focus("Preferences")
        self.place(window, 0, 0, width, height)
        # What is typed at once is one word to look for.
        for word in ("Protocols", None, name):
            self.still()
            if word:
                self.type(word)
            else:
                self.key("Right")
        return self.still()

    def follow_link(self, *keys):
        """Choose an entry of the last menu of Tools, by these keys from its first entry on; returns the address that a browser is asked to open."""
        told = len(self.addresses())
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            self.key("alt+t", "Up", "Right", *keys, "Return")
            try:
                return wait_until(lambda: self.addresses()[told:], "an address", AGAIN_SECONDS)[0]
            except AssertionError:
                self.key("Escape", "Escape", "Escape")
        raise AssertionError(f"{keys} open no address")

    def quit(self):
        """Quit Wireshark from its main window, as its user does; returns its exit code."""
        self.key("ctrl+q")
        wait_until(self.ended, lambda: f"the end of Wireshark; there are {list(self.windows())}")
        return self.wireshark.returncode
