# SPDX-License-Identifier: GPL-2.0-or-later
"""C as the checks read it: without comments, split into functions, calls and arguments, or as the preprocessor leaves it."""

import json
import re
import shlex
import subprocess
from pathlib import Path

COMMENT_OR_TEXT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
LINE_MARKER = re.compile(r'^# \d+ "([^"]*)"')
DEFINITION = re.compile(r"^(?!typedef|#)(?P<head>[A-Za-z_][\w \t*]*?)\b(?P<name>\w+)\((?P<parameters>[^;{}]*)\)\s*\n\{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
OPENING, CLOSING = "([{", ")]}"


def without_comments(text):
    """The same, with blanks for comments."""
    return COMMENT_OR_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()) if match.group().startswith("/") else match.group(), text)


def without_texts(text):
    """The same, with blanks for comments and for what stands between quotation marks; every other character keeps its place."""
    def blank(match):
        found = match.group()
        return re.sub(r"[^\n]", " ", found) if found.startswith("/") else found[0] + " " * (len(found) - 2) + found[-1]
    return COMMENT_OR_TEXT.sub(blank, text)


def closing(text, position):
    """Where the bracket at this position is closed; text is without texts."""
    depth = 0
    for index in range(position, len(text)):
        if text[index] in OPENING:
            depth += 1
        elif text[index] in CLOSING:
            depth -= 1
            if depth == 0:
                return index
    raise ValueError(f"bracket is not closed: {text[position:position + 60]!r}")


def parts(text):
    """What stands between the commas that are in no bracket."""
    plain, depth, found, start = without_texts(text), 0, [], 0
    for index, character in enumerate(plain):
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth -= 1
        elif character == "," and depth == 0:
            found.append(text[start:index].strip())
            start = index + 1
    last = text[start:].strip()
    return found + ([last] if last else [])


def literal(expression):
    """The text of string literals side by side, or None when it is something else."""
    pieces = re.findall(r'"((?:\\.|[^"\\])*)"', expression)
    rest = re.sub(r'"(?:\\.|[^"\\])*"', "", expression)
    return "".join(pieces) if pieces and not rest.strip() else None


class Call:
    """A call of a function, with the text of its arguments."""

    def __init__(self, name, arguments, line):
        self.name, self.arguments, self.line = name, arguments, line


class Function:
    """A function's definition."""

    def __init__(self, name, head, parameters, body, start, end):
        self.name, self.body, self.start, self.end = name, body, start, end
        self.is_static = "static" in head.split()
        self.parameters = [re.split(r"[\s*]+", parameter.split("[")[0].strip())[-1] for parameter in parts(parameters)]


class Source:
    """A file of C. name: as it is told; text: as it is written; expanded: as the preprocessor leaves it, its own lines alone."""

    def __init__(self, name, text, expanded=None):
        self.name, self.text = name, text
        self.code = without_comments(text)
        self.plain = without_texts(text)
        self.expanded = without_comments(self.text if expanded is None else expanded)
        self.functions = [Function(match["name"], match["head"], self.code[match.start("parameters"):match.end("parameters")],
                                   self.code[match.start("body"):match.end("body")], match.start(), match.end())
                          for match in DEFINITION.finditer(self.plain)]

    def line_of(self, position):
        return self.text.count("\n", 0, position) + 1

    def calls(self, name):
        """Calls of functions whose name matches the regular expression, in the order of the file."""
        for match in re.finditer(rf"(?<![\w.>])({name})\s*\(", self.plain):
            if self.is_definition(match.start(1)):
                continue
            end = closing(self.plain, match.end() - 1)
            yield Call(match.group(1), parts(self.code[match.end():end]), self.line_of(match.start())), match.start()

    def is_definition(self, position):
        """Whether a function's name stands here in its definition or declaration, or in a macro's head."""
        line = self.plain[self.plain.rfind("\n", 0, position) + 1:position]
        return bool(re.match(r"^(#\s*define\s+|[A-Za-z_][\w \t*]*[\s*])$", line)) and not re.match(r"^\s*(return|else|case)\b", line)

    def function_at(self, position):
        return next((function for function in self.functions if function.start <= position < function.end), None)


def expand(path, command, directory):
    """What the preprocessor makes of a file, without what it includes. command: the compiler's, as a list."""
    words = [word for index, word in enumerate(command)
             if word not in ("-c", "-o") and (index == 0 or command[index - 1] != "-o")]
    output = subprocess.run([*words, "-E"], cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            encoding="utf-8", check=True).stdout
    own, kept = False, []
    for line in output.splitlines():
        marker = LINE_MARKER.match(line)
        if marker:
            own = Path(directory, marker.group(1)).resolve() == path
        elif own:
            kept.append(line)
    return "\n".join(kept)


def compiled(build_folder, below):
    """Each file below a folder that the build compiles, with its compiler's command and the folder that it runs in."""
    database = json.loads((Path(build_folder) / "compile_commands.json").read_text(encoding="utf-8"))
    for entry in database:
        path = Path(entry["directory"], entry["file"]).resolve()
        if below in path.parents:
            yield path, entry.get("arguments") or shlex.split(entry["command"]), entry["directory"]
