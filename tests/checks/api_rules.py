# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules of what dissectors call: functions that must not be, items that fit their fields. After upstream's checkAPIs.pl, check_typed_item_calls.py and
fix-encoding-args.pl."""

import re

from c_source import literal
from field_tables import TEXTS, WIDTHS, fields_of

UNBOUNDED = "gets sprintf vsprintf strcpy strcat stpcpy strncpy strncat scanf sscanf vsscanf fscanf alloca"
WITH_STATE = "strtok strtok_r tmpnam tempnam mktemp localtime gmtime asctime ctime strerror setlocale rand srand random"
OF_THE_LOCALE = "isalnum isalpha isascii isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit tolower toupper strcasecmp " \
                "strncasecmp atoi atol atoll atof strtol strtoll strtoul strtoull strtod strtof strtold"
OF_ONE_SYSTEM = "open close read write creat fopen freopen stat fstat lstat rename remove unlink rmdir mkdir index rindex bcopy bzero bcmp ntohs ntohl " \
                "htons htonl inet_aton inet_ntoa inet_addr usleep sleep getenv"
WITHOUT_POOL = "malloc calloc realloc free strdup strndup"
OF_GLIB = r"g_(?:try_)?malloc0?(?:_n)?|g_(?:try_)?realloc(?:_n)?|g_(?:try_)?(?:new|renew)0?|g_strn?dup|g_strdup_v?printf|g_strconcat|g_strjoinv?|g_memdup2?"
ENDING = "abort exit _exit assert g_assert g_error g_assert_not_reached"
PRINTING = "printf vprintf puts putchar g_print g_printerr fputs fprintf perror g_warning g_message g_critical"
# Gone from Wireshark, or about to go.
REPLACED = "tvb_length tvb_length_remaining tvb_ensure_length_remaining tvb_get_string tvb_get_stringz tvb_get_unicode_string proto_tree_add_text " \
           "proto_tree_add_bitmask_text expert_add_undecoded_item add_new_data_source_text g_snprintf g_vsnprintf g_memdup g_gnuc_malloc ep_alloc ep_strdup " \
           "se_alloc se_strdup dissector_add dissector_add_handle heur_dissector_add_old call_dissector_work proto_item_fill_label " \
           "prefs_register_string_preference_old g_slice_new g_slice_alloc dissector_try_port check_col col_set_writable_all"
EVERYWHERE = ((UNBOUNDED, "writes or reads without a bound"), (WITH_STATE, "keeps state of its own"), (OF_THE_LOCALE, "goes by the locale; GLib's g_ascii_ do not"),
              (OF_ONE_SYSTEM, "is not the same on every system, or reaches out of the capture; Wireshark's ws_ and GLib's are"),
              (WITHOUT_POOL, "is C's heap: wmem, or GLib's where the core gives and takes"), (REPLACED, "is gone from Wireshark, or about to go"))
IN_DISSECTORS = ((ENDING, "ends Wireshark"), (PRINTING, "writes to a terminal"))

# Where memory is of the heap in dissect/, and why wmem would be wrong there.
GLIB_MEMORY = {
    "plugin/dissect/networks.c": "made of a preference, and outlives captures",
    "plugin/dissect/port-registry.c": "of the user's table and files, which outlive captures",
    "plugin/dissect/port-session.c": "texts that are handed to the core's tables, and freed with them",
    "plugin/dissect/json-members.c": "given back in the same function",
    "plugin/dissect/sepm-json.c": "given back in the same function",
    "plugin/dissect/tls-reader.c": "holds what the core allocates; freed when the capture is closed",
    "plugin/dissect/xnm-conversation.c": "holds what the core allocates; freed when the capture is closed",
}

NUMBERS = {name for name in WIDTHS if name.startswith("FT_UINT")} | {"FT_CHAR"}
SIGNED = {name for name in WIDTHS if name.startswith("FT_INT")}
# Function: the argument that is the field, and the types that it takes.
TYPED = {
    **{f"proto_tree_add_uint{form}": (1, {*(name for name in NUMBERS if WIDTHS[name] <= 32), "FT_FRAMENUM"}) for form in ("", "_format", "_format_value")},
    **{f"proto_tree_add_int{form}": (1, {name for name in SIGNED if WIDTHS[name] <= 32}) for form in ("", "_format", "_format_value")},
    **{f"proto_tree_add_uint64{form}": (1, {name for name in NUMBERS if WIDTHS[name] > 32}) for form in ("", "_format", "_format_value")},
    **{f"proto_tree_add_string{form}": (1, TEXTS) for form in ("", "_format", "_format_value")},
    **{f"proto_tree_add_boolean{form}": (1, {"FT_BOOLEAN"}) for form in ("", "_format", "_format_value")},
    **{f"proto_tree_add_double{form}": (1, {"FT_DOUBLE"}) for form in ("", "_format", "_format_value")},
    **{f"proto_tree_add_time{form}": (1, {"FT_ABSOLUTE_TIME", "FT_RELATIVE_TIME"}) for form in ("", "_format", "_format_value")},
    **{f"proto_tree_add_bytes{form}": (1, {"FT_BYTES"}) for form in ("", "_format", "_format_value")},
    "proto_tree_add_none_format": (1, {"FT_NONE"}),
    "proto_tree_add_protocol_format": (1, {"FT_PROTOCOL"}),
    "proto_tree_add_item": (1, None),
    "proto_tree_add_checksum": (3, NUMBERS),
}
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
FORMATS = {"proto_item_append_text": 1, "proto_item_prepend_text": 1, "proto_item_set_text": 1, "col_append_fstr": 2, "col_add_fstr": 2,
           "col_append_sep_fstr": 3, "col_prepend_fence_fstr": 2, "expert_add_info_format": 3, "wmem_strdup_printf": 1, "wmem_strbuf_append_printf": 1}


def words(names):
    return "|".join(names.split())


def check_functions(source):
    """checkAPIs.pl, prohibited and deprecated groups."""
    rules = EVERYWHERE + (IN_DISSECTORS if source.name.startswith("plugin/dissect/") and not source.name.endswith("_compat.h") else ())
    for names, reason in rules:
        for call, position in source.calls(words(names)):
            function = source.function_at(position)
            if function is not None and call.name in function.parameters:
                continue  # one that is handed over
            yield f"line {call.line}: {call.name}() {reason}"


def check_memory(source):
    """checkAPIs.pl, in dissectors memory is wmem's: heap memory only in the files that tell why."""
    if source.name.startswith("plugin/dissect/") and source.name not in GLIB_MEMORY:
        for call, _ in source.calls(OF_GLIB):
            yield f"line {call.line}: {call.name}() is GLib's heap: wmem's pools, or a reason in api_rules.py"
    for call, position in source.calls(r"wmem_\w+"):
        function = source.function_at(position)
        pool = call.arguments[0] if call.arguments else ""
        at_start = function is not None and re.search(r"_(register|handoff)\b|^register_", function.name)
        if call.name.endswith("_autoreset") or call.name == "wmem_free" or not (pool == "NULL" and source.name not in GLIB_MEMORY or pool == "wmem_epan_scope()" and not at_start):
            continue
        yield f"line {call.line}: {call.name}() in no pool that ends with a packet or a capture"


def check_formats(source):
    """checkAPIs.pl, checkAddTextCalls and column calls: text is no format, and a format formats."""
    for call, _ in source.calls("|".join(FORMATS)):
        place = FORMATS[call.name]
        format_text = call.arguments[place] if place < len(call.arguments) else ""
        if '"' not in format_text:
            yield f"line {call.line}: {call.name}() with a format that is no literal"
        elif call.name.startswith("col_") and literal(format_text) == "%s":
            yield f"line {call.line}: {call.name}() formats nothing"
    for call, _ in source.calls("col_set_str"):
        # It keeps the pointer.
        if literal(re.sub(r"^[^?]*\?|:", "", call.arguments[2])) is None and not re.match(r"[\w\[\]>.-]+$", call.arguments[2]):
            yield f"line {call.line}: col_set_str() of what is no constant"
    for call, _ in source.calls(r"col_add_str"):
        if literal(call.arguments[2]) is not None:
            yield f"line {call.line}: col_add_str() of a constant"
    for match in re.finditer(r'"[^"\n]*%[-0-9.*]*(hh?|ll?|L)[duxXi][^"\n]*"', source.code):
        yield f"line {source.line_of(match.start())}: the length of a number in a format is not the same on every system; PRIu64 and the like"


def check_comments(source):
    """checkAPIs.pl: no code that is commented out, no comments of C++."""
    for match in re.finditer(r"^\s*#\s*if\s+0\b", source.plain, re.MULTILINE):
        yield f"line {source.line_of(match.start())}: #if 0"
    texts_only = re.sub(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/', lambda found: re.sub(r"[^\n]", " ", found.group()), source.text, flags=re.DOTALL)
    for match in re.finditer(r"//", texts_only):
        yield f"line {source.line_of(match.start())}: a comment of C++"


def check_tree(source):
    """README.dissector: what is set, told in columns or found is no matter of whether a tree is built."""
    for match in re.finditer(r"\bif\s*\(\s*!?\s*(?:tree|subtree)\s*\)", source.plain):
        end = source.plain.find("}", match.end())
        body = source.plain[match.end():end]
        found = re.search(r"\b(col_\w+|finding_\w+|expert_\w+|tap_queue_packet|p_add_proto_data|conversation_\w+|wmem_\w+_(?:insert|set)\w*)\b", body)
        if found:
            yield f"line {source.line_of(match.start())}: {found.group()} depends on whether a tree is built"


class ItemCalls:
    """Calls that add items to a tree, of all sources, against the types of the fields that they are given; a field that is given as an argument of a
    function's is looked for where that function is called."""

    def __init__(self, sources):
        self.sources = sources
        self.types = {source.name: self._types_of(source) for source in sources}
        self.looked_at, self.not_known = 0, []
        self.wanted = {}

    @staticmethod
    def _types_of(source):
        types = {}
        for field in fields_of(source):
            types.setdefault(field.variable, set()).add(field.type)
        return types

    def _variables(self, source, function, expression, depth=0):
        """The fields' variables that an expression can be: names, and None for what is not known."""
        expression = expression.strip().lstrip("(*&").rstrip(")") if not re.search(r"\w\s*\(", expression) else expression.strip()
        choice = re.match(r"[^?]*\?(.*):(.*)$", expression, re.DOTALL)
        if choice:
            return self._variables(source, function, choice.group(1), depth) + self._variables(source, function, choice.group(2), depth)
        called = re.match(r"(\w+)\s*\(", expression)
        if called:
            callee = next((one for one in source.functions if one.name == called.group(1)), None)
            returned = re.findall(r"\breturn\s+([^;]+);", callee.body) if callee and depth < 3 else []
            return [name for value in returned for name in self._variables(source, callee, value, depth + 1)] or [None]
        expression = re.sub(r"\[[^\]]*\]", "", expression)
        name = IDENTIFIER.match(expression)
        if not name or re.search(r"->|\.", expression):
            return [None]
        name = name.group()
        if name in self.types[source.name] or name.startswith("proto_") or name.startswith("protocols"):
            return [name]
        if function and name in function.parameters:
            return [(function.name, function.parameters.index(name))]
        values = re.findall(rf"\b(?:int|int\s+const)\s+{name}\s*=\s*([^;]+);", function.body) if function and depth < 3 else []
        return [found for value in values for found in self._variables(source, function, value, depth + 1)] or [None]

    def _judge(self, source, function, expression, types, tell):
        for found in self._variables(source, function, expression):
            if isinstance(found, tuple):
                owner = None if not function.is_static or source.name.endswith(".h") else source.name
                self.wanted.setdefault((owner, *found), []).append(types)
                continue
            if found is None:
                self.not_known.append(f"{source.name}: {tell}: {expression}")
                continue
            self.looked_at += 1
            have = {"FT_PROTOCOL"} if found.startswith("proto") else self.types[source.name][found]
            if types is not None and not have & types:
                yield f"{source.name}: {tell}: {found} is {', '.join(sorted(have))}"

    def _direct(self, source):
        for call, position in source.calls("|".join(TYPED)):
            place, types = TYPED[call.name]
            function = source.function_at(position)
            tell = f"line {call.line}: {call.name}()"
            yield from self._judge(source, function, call.arguments[place], types, tell)
            if call.name == "proto_tree_add_checksum":
                yield from self._judge(source, function, call.arguments[4], {"FT_UINT8"}, tell)
            yield from self._lengths(source, function, call, place, tell)

    def _lengths(self, source, function, call, place, tell):
        """A constant length fits the type's width, and an item's encoding its type."""
        if call.name == "proto_tree_add_checksum" or len(call.arguments) <= place + 3:
            return
        length = call.arguments[place + 3]
        for found in self._variables(source, function, call.arguments[place]):
            types = self.types[source.name].get(found, set()) if isinstance(found, str) else set()
            for kind in types & set(WIDTHS):
                exact = call.name == "proto_tree_add_item"
                if length.isdigit() and (int(length) * 8 > WIDTHS[kind] or exact and int(length) * 8 != WIDTHS[kind]):
                    yield f"{source.name}: {tell}: {length} octets of {kind}"
            if call.name == "proto_tree_add_item":
                encoding = call.arguments[-1]
                if not re.match(r"ENC_", encoding):
                    yield f"{source.name}: {tell}: {encoding} is no encoding"
                elif types & TEXTS and not re.search(r"ENC_(UTF|ASCII|ISO|UCS)", encoding):
                    yield f"{source.name}: {tell}: text without a character set"
                elif any(WIDTHS.get(kind, 0) > 8 for kind in types) and "ENDIAN" not in encoding:
                    yield f"{source.name}: {tell}: a number without an order of octets"

    def problems(self):
        for source in self.sources:
            yield from self._direct(source)
        done = set()
        while set(self.wanted) - done:
            key = next(iter(set(self.wanted) - done))
            done.add(key)
            owner, name, place = key
            for source in self.sources:
                if owner in (None, source.name):
                    for call, position in source.calls(name):
                        for types in self.wanted[key] if place < len(call.arguments) else []:
                            yield from self._judge(source, source.function_at(position), call.arguments[place], types, f"line {call.line}: {name}()")
