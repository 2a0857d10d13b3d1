#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the pictures of README.md: Wireshark with the plugin and its profile.

    screenshots.py --plugin PATH [--folder FOLDER]

Look at them before you commit them.
"""

import argparse
import sys
from pathlib import Path

from desktop import ROOT, SIZE, Desktop, missing_programs, wait_until

FOLDER = ROOT / "docs" / "pictures"
# A login in clear text, and its answer some lines below.
LOGIN = ("captures/junos-xml-session.pcapng", 17)
REQUESTS = "xnm.rpc || xnm.reply"
CONVERSATIONS = "tests/regression/cases/tables/capture.pcap"
SESSIONS_SIZE = (1280, 400)
# In the heading of the column by which the table is sorted: it has room for the sign that says so.
START = (250, 21)
# How Wireshark remembers, for a profile, where it divides its window.
PANES = "gui.geometry_main_upper_pane: 214\ngui.geometry_main_lower_pane: 712\n"


def show(desktop, capture, *options):
    """Start Wireshark with a capture; it is ready when there is something in the packet list."""
    path = ROOT / capture
    desktop.start(["-C", "Portlore", "-r", str(desktop.tshark.readable(path)), *options])
    desktop.focus(f"^{path.name}$")
    wait_until(desktop.rows, "packets")
    desktop.key("ctrl+shift+r")


def packets(plugin):
    capture, number = LOGIN
    with Desktop(plugin=plugin) as desktop:
        desktop.tshark.profile_file("recent", PANES, profile="Portlore")
        show(desktop, capture, "-Y", REQUESTS, "-g", str(number))
        desktop.expand_last("[Port")
        desktop.expand_last("Junos XML")
        desktop.select_detail("[Expert Info")
        desktop.key("Left")
        desktop.select_detail("Password: ")
        return desktop.still().cut(0, 0, *SIZE)


def sessions(plugin):
    with Desktop(plugin=plugin) as desktop:
        show(desktop, CONVERSATIONS)
        window = desktop.open_statistic("Portlore Sessions")
        desktop.place(window, 0, 0, *SESSIONS_SIZE)
        desktop.still()
        desktop.click(*START)
        desktop.point_at_nothing()
        return desktop.still().cut(0, 0, *SESSIONS_SIZE)


def make_all(plugin, folder):
    """Write them all to the folder; returns their names."""
    names = []
    for make in (packets, sessions):
        names.append(f"{make.__name__}.png")
        (folder / names[-1]).write_bytes(make(plugin).png())
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--plugin", required=True, help="the plugin to show")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write them")
    options = parser.parse_args()
    missing = missing_programs()
    if missing:
        print(f"screenshots.py: {', '.join(missing)}: no such program", file=sys.stderr)
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in make_all(options.plugin, options.folder):
        print(options.folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
