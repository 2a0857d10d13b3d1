#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The recorded TLS handshakes: what the plugin shows of them is what others say, and what the connections were set up to be.

usage: test_tls_captures.py --plugin portlore.so

Others are Wireshark's own TLS dissector, in a run without the plugin, and openssl x509. Field by field and frame by frame, each way that tshark has
of showing things is held against them and against the whole list of findings and expert infos of captures/NAME.expect.json.

Exit status: 0 holds, 1 not.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from tls_captures import (CAPTURES, FINDING, NAMES, PROJECT, Conversations, capture_of, expectation_of, filter_of, findings_by_conversation, ports_of,
                          slugs)

sys.path.insert(0, str(PROJECT / "captures" / "generate"))

import plugin_tests  # noqa: E402
import tls_reference  # noqa: E402
import tls_stories  # noqa: E402
from capture_reader import Recorded  # noqa: E402
from tshark_output import Dissector  # noqa: E402

PLUGIN = None
PORTS = (2821, 3220, 3489)
UNREADABLE = "unreadable-certificate"
# Every finding that there is, of the list of names that users' scripts hold on to.
SLUGS = {"ssl2", "ssl3", "tls1.0", "tls1.1", "null-cipher", "export-cipher", "anonymous", "rc4", "rc2", "des", "3des", "idea", "md5-mac",
         "no-forward-secrecy", "compression", "no-secure-renegotiation", "no-extended-master-secret", "md5-signature", "sha1-signature", "short-key",
         "short-dh", "self-signed", "expired", "not-yet-valid", "long-lived", UNREADABLE, "offers-null", "offers-export", "offers-anonymous",
         "offers-rc4", "offers-ssl2"}
# None of the programs sends it: their makers have taken it out, or left it off.
NOT_RECORDED = {"portlore.tls.heartbeat"}
# A row of the table of captures/README.md: findings, captures, programs.
ROW = re.compile(r"^\| (`[^|]*`) \| ([^|]*) \|[^|]*\|$", re.MULTILINE)
# A finding as -V prints it: generated, so in brackets.
PRINTED = re.compile(r"^ *\[Finding: ([a-z0-9.-]+): .*\((?:RFC|CA/Browser Forum).*\)\]$", re.MULTILINE)


class TestCase(plugin_tests.WithAndWithout):
    def dissector(self, name):
        return Dissector(self.tshark, capture_of(name))

    def without_secrets(self, name):
        """Path of the capture without the keys in it: what was encrypted stays so, for everybody."""
        path = Path(self.folder.name) / f"{name}.pcapng"
        path.write_bytes(Recorded(capture_of(name)).without_secrets())
        return path


class Facts(TestCase):
    """Against Wireshark's tls and openssl x509."""

    def _certificates(self, frame, ders):
        """Compare the certificates of one frame. Returns how many were compared."""
        shown = [item for item in frame.walk() if item.label.startswith("Certificate of the ") or item.value.startswith("Certificate of the ")]
        self.assertEqual(len(shown), len(ders), f"certificates in frame {frame.number}")
        for item, der in zip(shown, ders):
            got = {below.name: below.value for below in item.walk() if below.name in tls_reference.OF_CERTIFICATES}
            if got or UNREADABLE not in frame.values(FINDING):
                self.assertEqual(got, tls_reference.certificate_facts(der), f"certificate in frame {frame.number}")
        return len(ders)

    def test_facts_are_those_of_tls_and_openssl(self):
        compared = Counter()
        for name in NAMES:
            path = self.without_secrets(name)
            facts, certificates = tls_reference.reference(self.without, path, PORTS)
            for two_pass in (True, False):
                with self.subTest(capture=name, two_pass=two_pass):
                    frames = Dissector(self.tshark, path).frames(two_pass)
                    self.assertEqual([frame.number for frame in frames], list(facts))
                    for frame in frames:
                        for field in tls_reference.OF_HANDSHAKES:
                            expected = facts[frame.number].get(field, [])
                            self.assertEqual(frame.values(field), expected, f"{field} in frame {frame.number}")
                            compared[field] += len(expected)
                        compared["certificates"] += self._certificates(frame, certificates.get(frame.number, []))
        # The comparison had something to compare.
        for field in (*tls_reference.OF_HANDSHAKES, "certificates"):
            self.assertEqual(compared[field] > 0, field not in NOT_RECORDED, field)

    def test_keys_change_nothing_of_them(self):
        with_keys = 0
        for name in NAMES:
            plain = self.without_secrets(name)
            with_keys += plain.read_bytes() != capture_of(name).read_bytes()
            fields = (FINDING, *tls_reference.OF_HANDSHAKES, *tls_reference.OF_CERTIFICATES)
            with self.subTest(capture=name):
                self.assertEqual(findings_by_conversation(self.dissector(name), True, fields),
                                 findings_by_conversation(Dissector(self.tshark, plain), True, fields))
        self.assertGreater(with_keys, 0)

    def test_without_times_no_time_is_judged(self):
        """A capture whose packets have no time: the same findings, but for those that hold a certificate against it."""
        name, dated = "tls-certificates", {"expired", "not-yet-valid"}
        path = Path(self.folder.name) / "without-times.pcapng"
        path.write_bytes(Recorded(capture_of(name)).without_times())
        timed, untimed = ([slug for frame in dissector.frames(True) for slug in frame.values(FINDING)]
                          for dissector in (self.dissector(name), Dissector(self.tshark, path)))
        self.assertTrue(dated <= set(timed))
        self.assertEqual([slug for slug in timed if slug not in dated], untimed)

    def test_the_comparison_can_fail(self):
        facts, certificates = tls_reference.reference(self.without, capture_of("tls-certificates"), PORTS)
        self.assertTrue(any("portlore.tls.version" in values for values in facts.values()))
        der = next(iter(certificates.values()))[0]
        whole = tls_reference.certificate_facts(der)
        self.assertEqual(set(whole), set(tls_reference.OF_CERTIFICATES))
        self.assertEqual(whole[tls_reference.SUBJECT], "CN=auth1.example.net,O=Example Networks")
        self.assertEqual(whole[tls_reference.KEY_BITS], "2048")
        self.assertEqual(tls_reference.certificate_facts(der[:-1]), {})


class Expected(TestCase):
    """Against the hand-written lists."""

    def test_lists_are_those_of_the_stories(self):
        self.assertEqual(sorted(tls_stories.STORIES), NAMES)
        for name in NAMES:
            self.assertEqual(expectation_of(name), tls_stories.expectation(name)["connections"], name)

    def test_every_finding_has_a_capture(self):
        connections = [connection for name in NAMES for connection in expectation_of(name)]
        self.assertEqual(set(slugs(connections)), SLUGS)
        self.assertEqual({connection["server"][1] for connection in connections}, set(PORTS))

    def test_the_readme_tells_where_each_is(self):
        table = (CAPTURES / "README.md").read_text(encoding="utf-8").split("## Which finding is where")[1].split("## ")[0]
        told = {}
        for found, where in ROW.findall(table):
            captures = {name for name in re.findall(r"`([^`]*)`", where) if name.startswith("tls-")}
            for slug in re.findall(r"`([^`]*)`", found):
                self.assertNotIn(slug, told)
                told[slug] = set(NAMES) - captures if where.startswith("all but") else captures
        self.assertEqual(told, {slug: {name for name in NAMES if slug in slugs(expectation_of(name))} for slug in SLUGS})

    def test_whole_lists_in_one_pass_and_two(self):
        for name in NAMES:
            expected = expectation_of(name)
            for two_pass in (True, False):
                shown = Conversations(self.dissector(name), two_pass)
                self.assertEqual(shown.count, len(expected), name)
                for number, connection in enumerate(expected):
                    with self.subTest(capture=name, two_pass=two_pass, connection=connection["about"]):
                        self.assertEqual(sorted(shown.values(number, FINDING)), connection["findings"])
                        experts = shown.experts(number)
                        if not two_pass:
                            experts = [expert for expert in experts if expert.startswith("portlore.tls.")]
                        wanted = list(map(filter_of, connection["findings"])) + (connection["experts"] if two_pass else [])
                        self.assertEqual(experts, sorted(wanted))
                        for field, values in connection["facts"].items():
                            self.assertEqual(shown.values(number, field), values, field)

    def test_fields_filters_and_text_agree(self):
        filtered = set()
        for name in NAMES:
            expected, dissector = slugs(expectation_of(name)), self.dissector(name)
            tree = dissector.frames(True)
            for two_pass in (True, False):
                with self.subTest(capture=name, two_pass=two_pass):
                    fields = findings_by_conversation(dissector, two_pass)
                    self.assertEqual(Counter(value for found in fields.values() for value in found[FINDING]), expected)
                    self.assertEqual(Counter(PRINTED.findall(dissector.run(["-V"], two_pass))), expected)
                    self.assertEqual(dissector.matching(FINDING, two_pass), [frame.number for frame in tree if frame.values(FINDING)])
            experts = dissector.field_values(sorted(map(filter_of, SLUGS)), two_pass=False)
            for slug in sorted(expected):
                with self.subTest(capture=name, slug=slug):
                    frames = [frame.number for frame in tree if slug in frame.values(FINDING)]
                    # A filter of each finding, in one capture that has it.
                    if slug not in filtered:
                        self.assertEqual(dissector.matching(f'{FINDING} == "{slug}"', two_pass=False), frames)
                        filtered.add(slug)
                    self.assertEqual([number for number, found in experts.items() if filter_of(slug) in found], frames)
            none_of = " || ".join(f'{FINDING} == "{slug}" || {filter_of(slug)}' for slug in sorted(SLUGS - set(expected)))
            self.assertEqual(dissector.matching(none_of, two_pass=False), [])
        self.assertEqual(filtered, SLUGS)


if __name__ == "__main__":
    sys.exit(plugin_tests.main(globals()))
