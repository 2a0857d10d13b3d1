# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules of what dissectors register: fields, expert infos, subtrees, preferences, and tables of names. After upstream's checkhf.pl and checkAPIs.pl."""

import re

from c_source import closing, literal, parts, without_texts

WIDTHS = {f"FT_{sign}INT{bits}": bits for sign in ("", "U") for bits in (8, 16, 24, 32, 40, 48, 56, 64)} | {"FT_CHAR": 8}
TEXTS = {"FT_STRING", "FT_STRINGZ", "FT_UINT_STRING", "FT_STRINGZPAD", "FT_STRINGZTRUNC"}
# Of other types no base is shown.
WITH_BASE = {*WIDTHS, "FT_BOOLEAN", "FT_ABSOLUTE_TIME", "FT_FLOAT", "FT_DOUBLE", "FT_BYTES", "FT_IPv4"} | TEXTS
# As epan/proto.h numbers them.
GROUPS = {number << 24 for number in range(1, 32)}
SEVERITIES = {0x00100000, 0x00200000, 0x00400000, 0x00600000, 0x00800000}
NUMBER_BASES = {"BASE_DEC", "BASE_HEX", "BASE_OCT", "BASE_DEC_HEX", "BASE_HEX_DEC", "BASE_CUSTOM", "BASE_PT_UDP", "BASE_PT_TCP", "BASE_OUI"}
FILTER_NAME = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+")
TABLE = r"\b{}\s+(\w+)\s*\[[^\]]*\]\s*=\s*\{{"
VARIABLE = re.compile(r"&\s*([A-Za-z_]\w*)")


class Field:
    """A row of a hf_register_info table."""

    def __init__(self, variable, row):
        self.variable = variable
        self.name, self.filter, self.type, self.base, self.strings, self.mask, self.blurb = (re.sub(r"\s+", " ", part) for part in row[:7])

    @property
    def has_strings(self):
        return re.sub(r"[\s()]|void|\*|const", "", self.strings) not in ("0", "NULL")

    @property
    def mask_value(self):
        return int(self.mask.rstrip("uUlL"), 0) if re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)[uUlL]*", self.mask) else None


def rows_of(source, kind):
    """Rows of the tables of a type: the variable's name and what stands in the inner braces."""
    plain = without_texts(source.expanded)
    for match in re.finditer(TABLE.format(kind), plain):
        end = closing(plain, match.end() - 1)
        for row in parts(source.expanded[match.end():end]):
            variable, inner = parts(row[1:-1])[:2]
            yield VARIABLE.match(variable).group(1), parts(inner[1:-1])


def fields_of(source):
    return [Field(variable, row) for variable, row in rows_of(source, "hf_register_info")]


def experts_of(source):
    """Expert infos: of tables, and those that are put together one at a time."""
    found = list(rows_of(source, "ei_register_info"))
    plain = without_texts(source.expanded)
    for match in re.finditer(r"\bei_register_info\s+\w+\s*=\s*\{", plain):
        inner = parts(source.expanded[match.end():closing(plain, match.end() - 1)])
        found.append((VARIABLE.match(inner[0]).group(1), parts(inner[1][1:-1])))
    return found


def subtrees_of(source):
    found = []
    for match in re.finditer(r"\bint\s*\*\s*\w+\[\]\s*=\s*\{", source.plain):
        found += VARIABLE.findall(source.code[match.end():closing(source.plain, match.end() - 1)])
    return found


def without_registration(source):
    """The code without tables, macros, and where variables are set to be of no field."""
    plain = source.plain
    for match in re.finditer(r"\b(?:hf_register_info|ei_register_info|int\s*\*)\s*\w+(?:\s*\[[^\]]*\])?\s*=\s*\{", plain):
        end = closing(plain, match.end() - 1)
        plain = plain[:match.end()] + re.sub(r"[^\n]", " ", plain[match.end():end]) + plain[end:]
    plain = re.sub(r"^#\s*define\b(?:[^\n]*\\\n)*[^\n]*", "", plain, flags=re.MULTILINE)
    plain = re.sub(r"^(?:static\s+)?(?:int|expert_field)\s+\w+(?:\[[^\]]*\])*\s*(?:=\s*[^;]*)?;", "", plain, flags=re.MULTILINE)
    plain = re.sub(r"\bmemset\s*\([^;]*;|\barray_length\s*\(\s*\w+\s*\)|\bsizeof\s+\w+", "", plain)
    return re.sub(r"\b\w+(?:\[[^\]]*\])*\s*=\s*(?=-1\s*;|\(expert_field\)|\w+\[\w+\]\s*=\s*\(expert_field\))", "", plain)


def check_registered(source):
    """checkhf.pl: every hf_, ei_ and ett_ variable is in a table of its kind, and what is in a table is used."""
    tables = {"hf": {field.variable for field in fields_of(source)}, "ei": {variable for variable, _ in experts_of(source)},
              "ett": set(subtrees_of(source))}
    declared = re.compile(r"^(?:static\s+)?(?:int|expert_field)\s+((hf|ei|ett)_\w+)", re.MULTILINE)
    for match in declared.finditer(source.plain):
        if match.group(1) not in tables[match.group(2)]:
            yield f"{match.group(1)} is not registered"
    rest = without_registration(source)
    for variable in sorted(set().union(*tables.values())):
        if not re.search(rf"(?<![\w.>]){variable}\b", rest):
            yield f"{variable} is registered and not used"
    for kind, table in tables.items():
        if kind != "hf" and table or kind == "hf" and any(variable.startswith("hf_") for variable in table):
            function = {"hf": r"proto_register_field_array", "ei": r"findings_register_kinds|expert_register_field_array",
                        "ett": r"proto_register_subtree_array"}[kind]
            if not any(True for _ in source.calls(function)):
                yield f"a table of {kind} is not given to Wireshark"


def check_field_texts(source):
    """checkAPIs.pl, check_hf_entries: names that can be filtered, texts that tell something."""
    for field in fields_of(source):
        name, filter_name, blurb = (literal(text) for text in (field.name, field.filter, field.blurb))
        if not name or name != name.strip() or name.endswith((":", ".")):
            yield f"{field.variable}: the name {field.name} is empty, has blanks around it or ends like a sentence"
        if filter_name is None or not FILTER_NAME.fullmatch(filter_name):
            yield f"{field.variable}: {field.filter} is no filter name"
        if blurb is None and re.sub(r"[\s()]|void|\*", "", field.blurb) not in ("0", "NULL"):
            yield f"{field.variable}: {field.blurb} is no text"
        if blurb is not None and (not blurb.strip() or blurb != blurb.strip() or blurb.lower() == (name or "").lower()):
            yield f"{field.variable}: the description {field.blurb} says nothing, or what the name says"


def check_field_types(source):
    """checkAPIs.pl, check_hf_entries, and check_typed_item_calls.py: base, names of values and mask fit the type."""
    for field in fields_of(source):
        tell = f"{field.variable} ({field.filter}, {field.type}): "
        if not field.type.startswith("FT_"):
            continue  # of a macro's argument; the rows that it makes are looked at
        flags = {flag.strip() for flag in field.base.replace("(", "").replace(")", "").split("|")}
        if field.type in WIDTHS and not flags & NUMBER_BASES and not (flags == {"BASE_NONE"} and field.has_strings):
            yield tell + f"a number needs a base, not {field.base}"
        if (field.type in TEXTS or field.type in ("FT_NONE", "FT_FRAMENUM", "FT_PROTOCOL", "FT_RELATIVE_TIME")) and flags & (NUMBER_BASES | {"16"}):
            yield tell + f"has no base, not {field.base}"
        if field.type == "FT_ABSOLUTE_TIME" and not any(flag.startswith("ABSOLUTE_TIME_") for flag in flags):
            yield tell + f"an absolute time needs to be of a zone, not {field.base}"
        mask = field.mask_value
        if mask is None:
            yield tell + f"the mask {field.mask} is no number"
            continue
        width = WIDTHS.get(field.type)
        if field.type == "FT_BOOLEAN":
            width = int(field.base) if field.base.isdigit() else None
            if mask and width is None:
                yield tell + "a masked boolean tells how wide what it is in is"
            if not mask and width is not None:
                yield tell + "a boolean without mask is in nothing that has a width"
        elif mask and width is None:
            yield tell + "only numbers and booleans have a mask"
        if mask and width and mask >> width:
            yield tell + f"the mask {field.mask} is wider than {width} bits"
        if mask and not (mask // (mask & -mask) + 1) & (mask // (mask & -mask)) == 0:
            yield tell + f"the mask {field.mask} has holes"
        if field.has_strings and field.type not in WIDTHS and field.type not in ("FT_BOOLEAN", "FT_FRAMENUM", "FT_PROTOCOL"):
            yield tell + "names of values are of numbers"


def check_one_type(sources):
    """A filter name has one meaning: the fields that share it are of one type."""
    known = {}
    for source in sources:
        for field in fields_of(source):
            key = known.setdefault(field.filter, (field.type, source.name))
            if key[0] != field.type:
                yield f"{source.name}: {field.filter} is {field.type}, and {key[0]} in {key[1]}"


def is_one_of(expression, values):
    """Whether an expression has numbers, and all that are written in it are of these values."""
    numbers = [int(number, 16) for number in re.findall(r"\b0x[0-9a-f]+", expression)]
    return bool(numbers) and set(numbers) <= values


def check_experts(source):
    """Expert infos: names that can be filtered, groups and severities that there are, texts that are constant."""
    for variable, row in experts_of(source):
        name, group, severity, summary = row[:4]
        text = literal(name)
        if text is not None and not FILTER_NAME.fullmatch(text):
            yield f"{variable}: {name} is no filter name"
        if not is_one_of(group, GROUPS) or not is_one_of(severity, SEVERITIES):
            yield f"{variable}: {group}, {severity} are no group and severity"
        if literal(summary) is not None and (not literal(summary).strip() or "%" in literal(summary)):
            yield f"{variable}: the text is empty or a format"


def check_terminated(source):
    """checkAPIs.pl, check_value_string_arrays: tables of names are constant, end with { 0, NULL }, and tell no value twice."""
    for match in re.finditer(r"^((?:static\s+)?(?:const\s+)?)(?:\w+\s+)?\b(value_string|val64_string|string_string|range_string)\s+(\w+)\s*\[[^\]]*\]\s*=\s*\{",
                             source.plain, re.MULTILINE):
        rows = parts(source.code[match.end():closing(source.plain, match.end() - 1)])
        rows = [parts(row[1:-1]) for row in rows]
        if "const" not in match.group(1):
            yield f"{match.group(3)} is not constant"
        if not rows or rows[-1][-1] != "NULL" or rows[-1][0] not in ("0", "NULL"):
            yield f"{match.group(3)} does not end with {{ 0, NULL }}"
        values = [row[0] for row in rows[:-1]]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice and match.group(2) != "range_string":
            yield f"{match.group(3)} tells {', '.join(twice)} twice"


def check_preferences(source):
    """checkAPIs.pl, check_pref_var_dupes: a variable is of one preference; names that can be typed, titles and descriptions that are there."""
    variables = []
    for call, _ in source.calls(r"prefs_register_(?!protocol|module|static|modify)\w+_preference\w*"):
        if len(call.arguments) < 4:
            continue
        name = literal(call.arguments[1])
        if name is not None and not re.fullmatch(r"[a-z][a-z0-9_.]*", name):
            yield f"line {call.line}: the preference {name} has a name that cannot be typed"
        if literal(call.arguments[2]) == "" or literal(call.arguments[3]) == "":
            yield f"line {call.line}: the preference has no title or description"
        variables += [argument.lstrip("& ") for argument in call.arguments[4:] if argument.startswith("&")][:1]
    for variable in sorted({variable for variable in variables if variables.count(variable) > 1}):
        yield f"{variable} is of two preferences"
