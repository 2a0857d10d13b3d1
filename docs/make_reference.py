#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write docs/fields.md and docs/preferences.md from what the plugin itself says, through tshark.

usage: make_reference.py --plugin portlore.so [--check]

Severities of expert infos are those that tshark tells of the sample captures. --check writes nothing, and fails where a file differs from what would be
written.
"""

import argparse
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in ("tools", "load"):
    sys.path.insert(0, str(HERE.parent / "tests" / folder))

from catalogue import readings  # noqa: E402
from run_tshark import Tshark  # noqa: E402
from test_load import preferences  # noqa: E402
from tshark_output import parse_pdml  # noqa: E402

# Protocols in the order in which a reader meets them, and what each is about.
PROTOCOLS = {
    "portlore": "Notes and verdicts, and the TLS handshake, on every known port",
    "xnm": "Junos XML management protocol, and NETCONF",
    "vxat": "Veritas and Symantec Product Authentication Service, by its certificates",
    "sepm": "Symantec Endpoint Protection Manager, in HTTP",
    "esps": "ESP of HPCC Systems, in HTTP",
    "dtpdia": "DTP/DIA telemetry",
}
TYPES = {"FT_STRING": "text", "FT_NONE": "presence", "FT_BOOLEAN": "true or false", "FT_FRAMENUM": "frame number", "FT_RELATIVE_TIME": "duration",
         "FT_ABSOLUTE_TIME": "time", "FT_BYTES": "octets", "FT_DOUBLE": "number", "FT_PROTOCOL": "protocol"}
INTEGER = re.compile(r"FT_U?INT(\d+)$")
SEVERITY = re.compile(r"Severity level: (\w+)")
GROUP = re.compile(r"Group: (\w+)")
PREFERENCE = re.compile(r"^#?(\w+)\.(\w+): ?(.*)$")
MADE = "<!-- Made by docs/make_reference.py from the plugin; do not edit. -->"


def cell(text):
    """Text in a cell of a table. What could be taken for markup is set as code."""
    text = text.replace("|", "\\|")
    return f"`{text}`" if re.search(r"[<*_]", text) and "`" not in text and len(text.split()) < 3 else text.replace("<", "&lt;").replace("*", "\\*")


def type_name(kind):
    integer = INTEGER.match(kind)
    return f"integer, {integer[1]} bits" if integer else TYPES[kind]


def output(tshark, *arguments):
    result = tshark.run(arguments)
    if result.returncode or result.stderr:
        sys.exit(f"make_reference.py: tshark {arguments}: {result.returncode} {result.stderr}")
    return result.stdout


def fields_of(tshark):
    """{protocol: [(field, title, type, description)]}, sorted by name."""
    found = {protocol: {} for protocol in PROTOCOLS}
    for line in output(tshark, "-G", "fields").splitlines():
        cells = [text.strip() for text in line.split("\t")]
        protocol = cells[2].split(".")[0] if cells[0] == "F" else None
        if protocol in found:
            found[protocol][cells[2]] = (cells[2], cells[1], cells[3], cells[7] if len(cells) > 7 else "")
    return {protocol: [fields[name] for name in sorted(fields)] for protocol, fields in found.items()}


def expert_infos(tshark):
    """{field: (severity, group)} as the sample captures show them."""
    found = {}
    for path, options in readings():
        for frame in parse_pdml(output(tshark, "-r", path, "-n", "-2", *options, "-Y", "_ws.expert", "-T", "pdml")):
            for item in frame.walk():
                if item.name == "_ws.expert":
                    labels = " ".join(child.label for child in item.children)
                    for child in item.children:
                        if child.name.split(".")[0] in PROTOCOLS:
                            found[child.name] = (SEVERITY.search(labels)[1], GROUP.search(labels)[1])
    return found


def field_reference(tshark):
    """The text of docs/fields.md."""
    fields, experts = fields_of(tshark), expert_infos(tshark)
    count = sum(len(rows) for rows in fields.values())
    lines = ["# Fields and expert infos", "", MADE, "",
             f"The {count} names that display filters, columns, `-T fields` and scripts may use. A name that has been released stays. A field of the type",
             "*presence* is there or not; the filter is its name alone. [Sample captures](../captures/README.md) show all but a few of them.", ""]
    for protocol, about in PROTOCOLS.items():
        lines += [f"## {about}: `{protocol}`", "", "| field | type | what it holds |", "|---|---|---|"]
        plain = [row for row in fields[protocol] if row[0] not in experts]
        lines += [f"| `{name}` | {type_name(kind)} | {cell(title)}{f': {cell(about)}' if about else ''} |" for name, title, kind, about in plain]
        raised = [row for row in fields[protocol] if row[0] in experts]
        if raised:
            lines += ["", "| expert info | severity, group | what it says |", "|---|---|---|"]
            lines += [f"| `{name}` | {', '.join(experts[name])} | {cell(title)} |" for name, title, _, _ in raised]
        lines.append("")
    return "\n".join(lines)


def preferences_of(tshark):
    """{module: [(name, default, description, form)]} in the order of Wireshark's dialog."""
    found, comment = {protocol: [] for protocol in PROTOCOLS}, []
    for line in output(tshark, "-G", "defaultprefs").splitlines():
        match = PREFERENCE.match(line)
        if match:
            if match[1] in found and comment:
                found[match[1]].append((f"{match[1]}.{match[2]}", match[3].strip(), comment[0], " ".join(comment[1:]).replace(" (case-insensitive).", "")))
            comment = []
        elif line.startswith("# "):
            comment.append(line[2:].strip())
        else:
            comment = []
    return found


def preference_reference(tshark):
    """The text of docs/preferences.md. The titles of Wireshark's dialog, which tshark does not tell, are those of the source."""
    titles = {name: title for name, title, _ in preferences()}
    lines = ["# Preferences", "", MADE, "",
             "In Wireshark under Preferences > Protocols, for tshark as `-o NAME:VALUE`. A choice has a short name for tshark, too, such as",
             "`-o xnm.secrets:mask` and `-o dtpdia.draft:00`. The table of quick notes of your own is told of in the README, Ports of your own.", ""]
    for module, rows in preferences_of(tshark).items():
        if rows:
            lines += [f"## {module}", "", "| preference | title | default | what it does | value |", "|---|---|---|---|---|"]
            for name, default, about, form in rows:
                value = cell(form).replace(" (case-insensitive)", "")
                lines.append(f"| `{name}` | {cell(titles[name.split('.')[1]])} | {f'`{default}`' if default else 'empty'} | {cell(about)} | {value} |")
            lines.append("")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Write the references of fields and preferences.")
    parser.add_argument("--plugin", required=True)
    parser.add_argument("--check", action="store_true", help="write nothing, tell what differs")
    options = parser.parse_args()
    differ = 0
    with Tshark(plugin=options.plugin) as tshark:
        for name, text in (("fields.md", field_reference(tshark)), ("preferences.md", preference_reference(tshark))):
            path = HERE / name
            if path.is_file() and path.read_text(encoding="utf-8") == text:
                continue
            differ += 1
            print(f"{'differs' if options.check else 'written'}: docs/{name}")
            if not options.check:
                path.write_text(text, encoding="utf-8")
    return 1 if differ and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
