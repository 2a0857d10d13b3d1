#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Have the plugin's sources read by clang-tidy or cppcheck, which must find nothing; before that, they must find the mistakes that are shown to them.

usage: analyse.py --build FOLDER [--deep] [--jobs N] clang-tidy|cppcheck [FILE...]

FOLDER is a build's, with compile_commands.json. FILE: instead of all sources that the build compiles below plugin/. What clang-tidy looks for is in
.clang-tidy, with the reasons for what it does not; --deep adds clang's static analyzer, which takes eight times as long. Of cppcheck, style is off:
it is a matter of taste, and clang-format's.

Exit status: 0 nothing found, 1 something was, or a shown mistake was not; 2 wrong usage.
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path.insert(0, str(HERE))

from c_source import compiled  # noqa: E402

# A word of what is told, and what it is told of.
MISTAKES = {
    "clang-tidy": (
        ("bugprone-sizeof-expression", "#include <string.h>\nvoid clear(char *text);\nvoid clear(char *text)\n{\n    memset(text, 0, sizeof(sizeof(text)));\n}\n"),
        ("misc-no-recursion", "int depth(int level);\nint depth(int level)\n{\n    return level > 0 ? depth(level - 1) : 0;\n}\n"),
        ("bugprone-narrowing-conversions", "char first(int many);\nchar first(int many)\n{\n    char one = many;\n    return one;\n}\n"),
    ),
    "cppcheck": (
        ("arrayIndexOutOfBounds", "int last(void)\n{\n    int values[2] = { 1, 2 };\n    return values[2];\n}\n"),
        ("nullPointer", "int get(int *value)\n{\n    if (!value) {\n        return *value;\n    }\n    return 0;\n}\n"),
        ("memleak", "#include <stdlib.h>\nvoid lose(void)\n{\n    char *text = malloc(2);\n    if (text) {\n        text[0] = 1;\n    }\n}\n"),
        ("uninitvar", "int some(void)\n{\n    int value;\n    return value;\n}\n"),
    ),
}
DEEP = "clang-analyzer-*"


def command_of(tool, build, deep, paths):
    if tool == "clang-tidy":
        return ["clang-tidy", "--quiet", f"--config-file={PROJECT / '.clang-tidy'}", *([] if deep else [f"--checks=-{DEEP}"]), "-p", str(build), *paths]
    return ["cppcheck", "--enable=warning,performance,portability", "--error-exitcode=1", "--inline-suppr", "--quiet", "--std=c11", "--language=c",
            "--suppress=missingIncludeSystem", "--suppress=preprocessorErrorDirective", "-DUAT_DEC_CB_DEF(basename,field,type)=", "-DUAT_CSTRING_CB_DEF(basename,field,type)=",
            "-DUAT_VS_DEF(basename,field,type,def,string,default)=", f"-I{PROJECT / 'include'}", f"-I{PROJECT / 'plugin'}", *paths]


def look(tool, build, deep, paths):
    """Whether nothing was found, and what was told."""
    result = subprocess.run(command_of(tool, build, deep, paths), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            encoding="utf-8", errors="replace", check=False)
    told = "\n".join(line for line in result.stdout.splitlines() if not line.endswith((" warnings generated.", " warning generated.")))
    return result.returncode == 0, told


def overlooked(tool, deep):
    """The shown mistakes that are not found, and what is told of what is right."""
    missing = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shown.c"
        for word, text in MISTAKES[tool]:
            path.write_text(text, encoding="utf-8")
            # It has no place in the build's list of commands, so it stands for itself.
            passed, told = look(tool, folder, deep, [str(path), *(["--", "-std=c11"] if tool == "clang-tidy" else [])])
            if passed or word not in told:
                missing.append(f"{word} was not found:\n{told}")
        path.write_text("int sum(int one, int other);\nint sum(int one, int other)\n{\n    return one + other;\n}\n", encoding="utf-8")
        passed, told = look(tool, folder, deep, [str(path), *(["--", "-std=c11"] if tool == "clang-tidy" else [])])
        if not passed:
            missing.append(f"something was found where nothing is:\n{told}")
    return missing


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--build", required=True, type=Path)
    parser.add_argument("--deep", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("tool", choices=sorted(MISTAKES))
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    problems = overlooked(options.tool, options.deep)
    paths = options.files or sorted({str(path) for path, _, _ in compiled(options.build, PROJECT / "plugin")})
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, (passed, told) in zip(paths, pool.map(lambda path: look(options.tool, options.build, options.deep, [path]), paths)):
            if not passed:
                problems.append(f"{path}:\n{told}")
    print("\n".join(problems))
    print(f"{options.tool}: {len(paths)} sources, {len(problems)} with problems")
    return 1 if problems or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
