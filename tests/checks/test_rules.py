#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Rules of Wireshark's own checkers for dissectors, held here in spirit: the plugin's sources keep them, and each rule finds a mistake that is put in.

usage: test_rules.py BUILD_FOLDER

Of checkAPIs.pl: functions without a bound, with state of their own, of the locale or of one system, of C's heap, and those that are gone
(check_functions); memory of wmem's, and the few files where it is GLib's (check_memory); formats (check_formats); #if 0 and comments of C++
(check_comments); names, descriptions, bases, strings and masks of fields (check_field_texts, check_field_types); tables of values
(check_terminated); variables of preferences (check_preferences). Of README.dissector: nothing but the tree depends on the tree (check_tree).
Of checkhf.pl: what is declared is registered, and what is registered is used, for fields, subtrees and expert infos (check_registered).
Of check_typed_item_calls.py: the function that adds an item, its length and its encoding fit the field's type, also through functions that are given
the field (ItemCalls); masks are no wider than their type and have no holes (check_field_types); one filter name is of one type (check_one_type).

Not held here: spelling, the headers' order, the form of file heads (test_tree.py has its own), and strings that need not be (checkAPIs.pl's
"tvb_get_ptr" warnings: bytes are given to the core, which is fuzzed). What the compiler and clang-tidy find is theirs.
"""

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
sys.path.insert(0, str(HERE))

import api_rules  # noqa: E402
import c_source  # noqa: E402
import field_tables  # noqa: E402

OF_DISSECTORS = (field_tables.check_registered, field_tables.check_field_texts, field_tables.check_field_types, field_tables.check_experts,
                 field_tables.check_terminated, field_tables.check_preferences, api_rules.check_memory, api_rules.check_formats, api_rules.check_tree)
OF_ALL = (api_rules.check_functions, api_rules.check_comments)

GOOD = """
static int hf_x_port = -1;
static int hf_x_flag = -1;
static int hf_x_name = -1;
static int ett_x = -1;
static expert_field ei_x_odd = EI_INIT;
static const value_string ports[] = { { 1, "one" }, { 2, "two" }, { 0, NULL } };

static void add_name(proto_tree *tree, int hf, tvbuff_t *tvb, const char *text)
{
    proto_tree_add_string(tree, hf, tvb, 0, 0, text);
}

static void dissect(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree)
{
    proto_tree *subtree = proto_tree_add_subtree(tree, tvb, 0, -1, ett_x, NULL, "X");
    proto_item *item = proto_tree_add_uint(subtree, hf_x_port, tvb, 0, 2, 1);
    proto_tree_add_item(subtree, hf_x_port, tvb, 0, 2, ENC_BIG_ENDIAN);
    proto_tree_add_boolean(subtree, hf_x_flag, tvb, 2, 1, 1);
    add_name(subtree, hf_x_name, tvb, wmem_strdup(pinfo->pool, "x"));
    finding_add(pinfo, item, &ei_x_odd);
    proto_item_append_text(item, ": %u", 1);
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "X");
}

void x_register(int proto)
{
    static hf_register_info hf[] = {
        { &hf_x_port, { "Port", "x.port", FT_UINT16, BASE_DEC, VALS(ports), 0, NULL, HFILL } },
        { &hf_x_flag, { "Flag", "x.flag", FT_BOOLEAN, 8, NULL, 0x80, "Of the header", HFILL } },
        { &hf_x_name, { "Name", "x.name", FT_STRING, BASE_NONE, NULL, 0, NULL, HFILL } },
    };
    static ei_register_info ei[] = { { &ei_x_odd, { "x.odd", 0x05000000, 0x00600000, "Odd", EXPFILL } } };
    static int *ett[] = { &ett_x };
    proto_register_field_array(proto, hf, array_length(hf));
    findings_register_kinds(expert_register_protocol(proto), ei, array_length(ei));
    proto_register_subtree_array(ett, array_length(ett));
    prefs_register_bool_preference(module, "strict", "Strict", "Whether it is", &strict);
}
"""

# The rule, what is taken out of GOOD, what is put there, and a word of what is told.
MISTAKES = (
    (field_tables.check_registered, "static int *ett[] = { &ett_x };", "static int *ett[] = { NULL };", "ett_x is not registered"),
    (field_tables.check_registered, "static int ett_x = -1;", "static int ett_x = -1;\nstatic int hf_x_more = -1;", "hf_x_more is not registered"),
    (field_tables.check_registered, "finding_add(pinfo, item, &ei_x_odd);", "", "ei_x_odd is registered and not used"),
    (field_tables.check_registered, "    proto_tree_add_boolean(subtree, hf_x_flag, tvb, 2, 1, 1);\n", "", "hf_x_flag is registered and not used"),
    (field_tables.check_registered, "proto_register_subtree_array(ett, array_length(ett));", "", "a table of ett is not given"),
    (field_tables.check_field_texts, '"x.port"', '"X Port"', "no filter name"),
    (field_tables.check_field_texts, '"x.port"', '"x..port"', "no filter name"),
    (field_tables.check_field_texts, '"Port"', '" Port"', "blanks around"),
    (field_tables.check_field_texts, '"Of the header"', '""', "says nothing"),
    (field_tables.check_field_texts, '"Of the header"', '"flag"', "what the name says"),
    (field_tables.check_field_types, "FT_UINT16, BASE_DEC", "FT_UINT16, BASE_HEX_NO", "needs a base"),
    (field_tables.check_field_types, "FT_STRING, BASE_NONE", "FT_STRING, BASE_DEC", "has no base"),
    (field_tables.check_field_types, "FT_BOOLEAN, 8, NULL, 0x80", "FT_BOOLEAN, 8, NULL, 0x180", "wider than 8 bits"),
    (field_tables.check_field_types, "FT_BOOLEAN, 8, NULL, 0x80", "FT_BOOLEAN, 8, NULL, 0x50", "has holes"),
    (field_tables.check_field_types, "FT_BOOLEAN, 8, NULL, 0x80", "FT_BOOLEAN, BASE_NONE, NULL, 0x80", "how wide"),
    (field_tables.check_field_types, "FT_BOOLEAN, 8, NULL, 0x80", "FT_BOOLEAN, 8, NULL, 0", "without mask"),
    (field_tables.check_field_types, "FT_STRING, BASE_NONE, NULL, 0", "FT_STRING, BASE_NONE, NULL, 0x1", "have a mask"),
    (field_tables.check_field_types, "FT_STRING, BASE_NONE, NULL", "FT_STRING, BASE_NONE, VALS(ports)", "names of values"),
    (field_tables.check_experts, '"x.odd"', '"odd one"', "no filter name"),
    (field_tables.check_experts, "0x00600000", "0x00000003", "no group and severity"),
    (field_tables.check_experts, '"Odd"', '"Odd %u"', "a format"),
    (field_tables.check_terminated, ", { 0, NULL } }", " }", "does not end"),
    (field_tables.check_terminated, "{ 2, ", "{ 1, ", "twice"),
    (field_tables.check_terminated, "static const value_string", "static value_string", "not constant"),
    (field_tables.check_preferences, '"strict", "Strict"', '"Strict one", "Strict"', "cannot be typed"),
    (field_tables.check_preferences, '"Whether it is", &strict);', '"Whether it is", &strict);\n    prefs_register_bool_preference(module, "b", "B", "C", &strict);',
     "of two preferences"),
    (api_rules.check_functions, "finding_add(", "sprintf(", "without a bound"),
    (api_rules.check_functions, "finding_add(", "strtok(", "state"),
    (api_rules.check_functions, "finding_add(", "isdigit(", "locale"),
    (api_rules.check_functions, "finding_add(", "fopen(", "every system"),
    (api_rules.check_functions, "finding_add(", "malloc(", "heap"),
    (api_rules.check_functions, "finding_add(", "proto_tree_add_text(", "gone"),
    (api_rules.check_functions, "finding_add(", "g_assert(", "ends Wireshark"),
    (api_rules.check_functions, "finding_add(", "printf(", "terminal"),
    (api_rules.check_memory, "finding_add(", "g_malloc(", "GLib's heap"),
    (api_rules.check_memory, "wmem_strdup(pinfo->pool", "wmem_strdup(NULL", "in no pool"),
    (api_rules.check_memory, "wmem_strdup(pinfo->pool", "wmem_strdup(wmem_epan_scope()", "in no pool"),
    (api_rules.check_formats, '": %u", 1', "text", "no literal"),
    (api_rules.check_formats, 'col_set_str(pinfo->cinfo, COL_PROTOCOL, "X")', 'col_set_str(pinfo->cinfo, COL_PROTOCOL, text_of(x))', "no constant"),
    (api_rules.check_formats, 'col_set_str(pinfo->cinfo, COL_PROTOCOL, "X")', 'col_append_fstr(pinfo->cinfo, COL_INFO, "%s", x)', "formats nothing"),
    (api_rules.check_formats, '": %u"', '": %lu"', "length of a number"),
    (api_rules.check_comments, "    finding_add(", "#if 0\n    finding_add(", "#if 0"),
    (api_rules.check_comments, "    finding_add(", "    // more\n    finding_add(", "C++"),
    (api_rules.check_tree, "finding_add(pinfo, item, &ei_x_odd);", "if (tree) {\n    finding_add(pinfo, item, &ei_x_odd);\n    }", "depends on whether"),
)
WRONG_ITEMS = (
    ("proto_tree_add_uint(subtree, hf_x_port", "proto_tree_add_int(subtree, hf_x_port", "hf_x_port is FT_UINT16"),
    ("hf_x_port, tvb, 0, 2, 1)", "hf_x_port, tvb, 0, 4, 1)", "4 octets of FT_UINT16"),
    ("hf_x_port, tvb, 0, 2, ENC_BIG_ENDIAN", "hf_x_port, tvb, 0, 1, ENC_BIG_ENDIAN", "1 octets of FT_UINT16"),
    ("ENC_BIG_ENDIAN", "ENC_NA", "order of octets"),
    ("ENC_BIG_ENDIAN", "TRUE", "no encoding"),
    ("proto_tree_add_boolean(subtree, hf_x_flag", "proto_tree_add_boolean(subtree, hf_x_name", "hf_x_name is FT_STRING"),
    ("add_name(subtree, hf_x_name", "add_name(subtree, hf_x_port", "hf_x_port is FT_UINT16"),
    ("proto_tree_add_item(subtree, hf_x_port, tvb, 0, 2, ENC_BIG_ENDIAN)", "proto_tree_add_item(subtree, hf_x_name, tvb, 0, 2, ENC_NA)", "character set"),
    ("proto_tree_add_boolean(subtree, hf_x_flag", "proto_tree_add_boolean(subtree, 1 ? hf_x_flag : hf_x_port", "hf_x_port is FT_UINT16"),
)


def source_of(text):
    return c_source.Source("plugin/dissect/x.c", text)


class Seeded(unittest.TestCase):
    """Each rule finds the mistake that it is there for, and none where there is none."""

    def test_what_is_right_is_left_alone(self):
        source = source_of(GOOD)
        self.assertEqual([problem for rule in (*OF_DISSECTORS, *OF_ALL) for problem in rule(source)], [])
        self.assertEqual(list(api_rules.ItemCalls([source]).problems()), [])

    def test_each_mistake_is_found(self):
        for rule, old, new, told in MISTAKES:
            with self.subTest(rule=rule.__name__, told=told):
                self.assertEqual(GOOD.count(old), 1)
                found = list(rule(source_of(GOOD.replace(old, new))))
                self.assertTrue(any(told in problem for problem in found), found)

    def test_each_item_that_does_not_fit_is_found(self):
        for old, new, told in WRONG_ITEMS:
            with self.subTest(told=told):
                self.assertEqual(GOOD.count(old), 1)
                found = list(api_rules.ItemCalls([source_of(GOOD.replace(old, new))]).problems())
                self.assertTrue(any(told in problem for problem in found), found)

    def test_one_name_of_two_types_is_found(self):
        other = GOOD.replace("FT_UINT16, BASE_DEC", "FT_UINT32, BASE_DEC")
        self.assertEqual(list(field_tables.check_one_type([source_of(GOOD), source_of(GOOD)])), [])
        self.assertEqual(len(list(field_tables.check_one_type([source_of(GOOD), source_of(other)]))), 1)

    def test_no_rule_is_without_a_mistake(self):
        self.assertEqual({*OF_DISSECTORS, *OF_ALL} - {rule for rule, *_ in MISTAKES}, set())

    def test_comments_and_texts_are_no_code(self):
        harmless = '/* sprintf(x) */\nstatic void f(void)\n{\n    g("strcpy(a, b) // %u");\n}\n'
        self.assertEqual([problem for rule in OF_ALL for problem in rule(source_of(harmless))], [])


class Tree(unittest.TestCase):
    """The plugin's own sources."""

    @classmethod
    def setUpClass(cls):
        plugin = PROJECT / "plugin"
        cls.dissectors, cls.core = [], []
        for path, command, folder in c_source.compiled(BUILD_FOLDER, plugin):
            name, text = str(path.relative_to(PROJECT)), path.read_text(encoding="utf-8")
            if name.startswith("plugin/core/"):
                cls.core.append(c_source.Source(name, text))
            else:
                cls.dissectors.append(c_source.Source(name, text, c_source.expand(path, command, folder)))
        for path in sorted([*plugin.rglob("*.h"), *(PROJECT / "include").rglob("*.h")]):
            name = str(path.relative_to(PROJECT))
            (cls.core if "/core/" in name or name.startswith("include/") else cls.dissectors).append(
                c_source.Source(name, path.read_text(encoding="utf-8")))

    def test_the_sources_are_found(self):
        self.assertGreater(len(self.dissectors), 40)
        self.assertGreater(len(self.core), 60)
        self.assertGreater(sum(len(field_tables.fields_of(source)) for source in self.dissectors), 200)
        self.assertGreater(sum(len(field_tables.experts_of(source)) for source in self.dissectors), 50)

    def test_dissectors_keep_the_rules(self):
        problems = [f"{source.name}: {problem}" for source in self.dissectors for rule in (*OF_DISSECTORS, *OF_ALL) for problem in rule(source)]
        problems += field_tables.check_one_type(self.dissectors)
        self.assertEqual(problems, [])

    def test_the_core_keeps_those_that_are_of_all_c(self):
        self.assertEqual([f"{source.name}: {problem}" for source in self.core for rule in OF_ALL for problem in rule(source)], [])

    def test_items_fit_their_fields(self):
        calls = api_rules.ItemCalls(self.dissectors)
        self.assertEqual(list(calls.problems()), [])
        # Fields that are looked up in tables of the code's own are left to Wireshark, which ends a run in which they do not fit.
        self.assertGreater(calls.looked_at, 10 * len(calls.not_known), calls.not_known)

    def test_every_file_that_may_use_the_heap_does(self):
        names = {source.name for source in self.dissectors if any(True for _ in source.calls(api_rules.OF_GLIB))}
        self.assertEqual(set(api_rules.GLIB_MEMORY) - names, set())

    def test_a_mistake_in_a_real_source_is_found(self):
        source = next(source for source in self.dissectors if source.name == "plugin/dissect/dtpdia-packet.c")
        row = next(field for field in field_tables.fields_of(source) if field.variable == "hf_dtpdia_size")
        self.assertEqual(row.type, "FT_UINT8")
        wrong = c_source.Source(source.name, source.text, source.expanded.replace("&hf_dtpdia_size,", "&hf_dtpdia_other,"))
        self.assertIn("hf_dtpdia_size is not registered", list(field_tables.check_registered(wrong)))
        wrong = c_source.Source(source.name, source.text.replace("proto_tree_add_uint(shown->tree, hf_dtpdia_size", "proto_tree_add_int(shown->tree, hf_dtpdia_size"),
                                source.expanded)
        self.assertTrue(any("hf_dtpdia_size is FT_UINT8" in problem for problem in api_rules.ItemCalls([wrong]).problems()))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: test_rules.py BUILD_FOLDER")
    BUILD_FOLDER = sys.argv.pop()
    unittest.main()
