# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows of the table: what is measured, against what, and how much more it may take."""

from dataclasses import dataclass

from measure import Work, in_turn, median_peak, median_ratio, median_seconds
from other_traffic import other_traffic
from web_traffic import KINDS, traffic_on_8443

KILOBYTE, MEGABYTE, MEBIBYTE = 1_000, 1_000_000, 1024 * 1024
AS_XML = ("-d", "tcp.port==3221,xml")
AS_TLS = ("-d", "tcp.port==2821,tls")


@dataclass
class Sizes:
    """How much of everything. quick: for a test that only sees to it that all of this works."""

    total: int = 300 * MEGABYTE
    line: tuple = (10 * MEGABYTE, 100 * MEGABYTE, 300 * MEGABYTE)
    shown: int = 10 * MEGABYTE
    large: int = 64 * MEBIBYTE
    handshakes: int = 20_000
    datagrams: int = 1_000_000
    packets: int = 18_000


QUICK = Sizes(total=200 * KILOBYTE, line=(100 * KILOBYTE, 200 * KILOBYTE, 400 * KILOBYTE), shown=100 * KILOBYTE, large=MEBIBYTE, handshakes=20,
              datagrams=200, packets=200)


@dataclass
class Row:
    """A line of the table. at_most: what the ratio may be."""

    work: str
    against: str
    taken: str
    reference: str
    ratio: float
    at_most: float
    at_least: float = 0.0

    @property
    def reached(self):
        return self.at_least <= self.ratio <= self.at_most


class Bench:
    """Everything the rows need. with_plugin, without: Tshark. rounds: runs of each work."""

    def __init__(self, with_plugin, without, inputs, sizes, rounds, instruction_rounds):
        self.with_plugin = with_plugin
        self.without = without
        self.inputs = inputs
        self.sizes = sizes
        self.rounds = rounds
        self.instruction_rounds = instruction_rounds
        self._start = {}

    def _pair(self, work, against, one, other, at_most):
        for each in (one, other):
            each.check()
        runs, others = in_turn((one, other), self.rounds)
        return Row(work, against, f"{median_seconds(runs):.2f} s", f"{median_seconds(others):.2f} s", median_ratio(runs, others), at_most)

    def _replies(self, size, total=None):
        return self.inputs.get("junos", size, total or self.sizes.total)

    def _named(self, size, total=None):
        reply = {1000: "1 kB", 65536: "64 kB", 1_600_000: "1.6 MB"}[size]
        return f"Junos XML on 3221, {amount_of(total or self.sizes.total)} of {reply} replies"

    def _junos(self, size, at_most):
        capture = self._replies(size).path
        yield self._pair(self._named(size), "the plugin absent", Work(self.with_plugin, capture, proof="xnm.reply.to"),
                         Work(self.without, capture, proof="tcp"), at_most)

    def junos_64k(self):
        return self._junos(65536, 1.25)

    def junos_1k(self):
        return self._junos(1000, 1.6)

    def junos_1600k(self):
        return self._junos(1_600_000, 1.25)

    def _xml(self, size):
        capture = self._replies(size).path
        yield self._pair(self._named(size), "Wireshark's xml on the port", Work(self.with_plugin, capture, proof="xnm.reply.to"),
                         Work(self.without, capture, options=AS_XML, proof="xml"), 0.4)

    def xml_64k(self):
        return self._xml(65536)

    def xml_1k(self):
        return self._xml(1000)

    def _shown(self, *arguments):
        for size in (1000, 65536):
            capture = self._replies(size, self.sizes.shown).path
            yield self._pair(f"{self._named(size, self.sizes.shown)}, {' '.join(arguments)} with the element tree", "xml, the same output",
                             Work(self.with_plugin, capture, arguments, proof="xnm.element"),
                             Work(self.without, capture, arguments, AS_XML, "xml.tag"), 1.0)

    def shown_as_text(self):
        return self._shown("-V")

    def shown_as_json(self):
        return self._shown("-T", "json")

    def filter(self):
        for size in (65536, 1000):
            capture = self._replies(size).path
            yield self._pair(f"{self._named(size)}, -Y xnm.rpc.name", "the plugin absent, nothing looked for",
                             Work(self.with_plugin, capture, ("-Y", "xnm.rpc.name"), proof="xnm.rpc.name"), Work(self.without, capture, proof="tcp"),
                             1.8)

    def large_reply(self):
        """Time against the same bytes in smaller replies, and the memory that it takes."""
        size = self.sizes.large
        one, many = self.inputs.get("junos-one", size), self.inputs.get("junos", 65536, size)
        works = (Work(self.with_plugin, one.path, proof="xnm"), Work(self.with_plugin, many.path, proof="xnm.reply.to"),
                 Work(self.without, one.path, proof="tcp"))
        for work in works:
            work.check()
        runs, others, absent = in_turn(works, self.rounds)
        title = f"one reply of {size // MEBIBYTE} MiB"
        yield Row(title, "the same bytes in 64 kB replies", f"{median_seconds(runs):.2f} s", f"{median_seconds(others):.2f} s", median_ratio(runs, others),
                  1.3)
        peak, base = median_peak(runs), median_peak(absent)
        yield Row(f"{title}: peak memory beyond that without the plugin", "the message", mebibytes(peak - base), mebibytes(one.units), (peak - base) / one.units,
                  3.0)

    def linearity(self):
        """Time a MB, start-up taken off, of the largest capture against each smaller one."""
        captures = [self._replies(65536, total) for total in self.sizes.line]
        works = [Work(self.with_plugin, capture.path, proof="xnm.reply.to") for capture in captures]
        empty = Work(self.with_plugin, self.inputs.get("empty").path)
        for work in works:
            work.check()
        *runs, starts = in_turn((*works, empty), self.rounds)
        start = median_seconds(starts)
        each = [(median_seconds(taken) - start) / capture.units * MEGABYTE * 1000 for taken, capture in zip(runs, captures)]
        largest = self.sizes.line[-1]
        for total, milliseconds in zip(self.sizes.line[:-1], each):
            yield Row(f"{self._named(65536, largest)}: time a MB", f"of {amount_of(total)}", f"{each[-1]:.2f} ms", f"{milliseconds:.2f} ms",
                      each[-1] / max(milliseconds, 1e-9), 1.1, 0.0)

    def tls(self):
        capture = self.inputs.get("tls", self.sizes.handshakes).path
        yield self._pair(f"{self.sizes.handshakes:,} TLS handshakes on 2821, all findings", "Wireshark's tls alone",
                         Work(self.with_plugin, capture, proof="portlore.tls.finding"),
                         Work(self.without, capture, options=AS_TLS, proof="tls.handshake.certificate"), 1.25)

    def dtp_dia(self):
        capture = self.inputs.get("dtp-dia", self.sizes.datagrams).path
        yield self._pair(f"{self.sizes.datagrams:,} DTP/DIA packets over UDP", "data on the port", Work(self.with_plugin, capture, proof="dtpdia.value"),
                         Work(self.without, capture, proof="data"), 1.5)

    def memory(self):
        capture = self._replies(65536)
        works = (Work(self.with_plugin, capture.path, proof="xnm.reply.to"), Work(self.without, capture.path, proof="tcp"))
        for work in works:
            work.check()
        runs, others = in_turn(works, self.rounds)
        more = median_peak(runs) - median_peak(others)
        yield Row(f"{self._named(65536)}: peak memory beyond that without the plugin", "bytes of messages over several segments", mebibytes(more),
                  mebibytes(capture.spanning), more / capture.spanning, 1.2)

    # Instructions

    def _count(self, work):
        return min(work.instructions() for _ in range(self.instruction_rounds))

    def _starts(self):
        """Instructions of a start without packets, with the plugin and without."""
        if not self._start:
            empty = self.inputs.get("empty").path
            self._start = {tshark: self._count(Work(tshark, empty)) for tshark in (self.with_plugin, self.without)}
        return self._start[self.with_plugin], self._start[self.without]

    def _traffic(self, name, title, traffic):
        path = self.inputs.folder / f"{name}-{self.sizes.packets}.pcap"
        capture = traffic(self.sizes.packets)
        capture.write(path)
        path.chmod(0o644)
        counts = [self._count(Work(tshark, path)) for tshark in (self.with_plugin, self.without)]
        taken, reference = (count - start for count, start in zip(counts, self._starts()))
        yield Row(f"{len(capture.frames):,} packets, {title}", "the plugin absent", millions(taken), millions(reference), taken / reference, 1.01)

    def other_traffic(self):
        return self._traffic("other-traffic", "no known port", other_traffic)

    def start_up(self):
        taken, reference = self._starts()
        yield Row("start-up of tshark", "the plugin absent", millions(taken), millions(reference), taken / reference, 1.03)


def _on_8443(kind):
    return lambda bench: bench._traffic(f"{kind}-on-8443", f"{kind} on 8443", lambda packets: traffic_on_8443(kind, packets))


def amount_of(size):
    return f"{size // MEGABYTE} MB" if size >= MEGABYTE else f"{size // KILOBYTE} kB"


def mebibytes(count):
    return f"{count / MEBIBYTE:.0f} MiB"


def millions(instructions):
    return f"{instructions / 1e6:,.1f} M"


# By the names of the command line, in the table's order. Of the last group callgrind counts the instructions.
TIMED = {
    "junos-64k": Bench.junos_64k,
    "junos-1600k": Bench.junos_1600k,
    "junos-1k": Bench.junos_1k,
    "xml-64k": Bench.xml_64k,
    "xml-1k": Bench.xml_1k,
    "shown-as-text": Bench.shown_as_text,
    "shown-as-json": Bench.shown_as_json,
    "filter": Bench.filter,
    "large-reply": Bench.large_reply,
    "linearity": Bench.linearity,
    "tls": Bench.tls,
    "dtp-dia": Bench.dtp_dia,
    "memory": Bench.memory,
}
COUNTED = {
    "other-traffic": Bench.other_traffic,
    **{f"{kind}-on-8443": _on_8443(kind) for kind in KINDS},
    "start-up": Bench.start_up,
}
ROWS = {**TIMED, **COUNTED}
