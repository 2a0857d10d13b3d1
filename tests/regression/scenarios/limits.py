# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers near their connection-limit and rate-limit. Only SYNs, and what opens and ends connections."""

from .case import CLIENT, SERVER, scenario
from capture_writer import ACK, FIN, FIRST_TIME, RST, SYN, Segment

SERVER_IPV4 = "192.0.2.1"
SERVER_IPV6 = "2001:db8::1"

# True of a SYN that is refused or never answered, and of a SYN-ACK.
TOLD = "Connection asked for or accepted while as many sessions are open as connection-limit allows (preference xnm.connection_limit)"


class Clients:
    """Connections to one server, each from a port of its own."""

    def __init__(self, case, address=SERVER_IPV4, port=3221):
        self.case = case
        self.server = (address, port)
        self.client_address = "2001:db8::10" if ":" in address else "192.0.2.10"
        self.made = 0

    def _session(self):
        self.made += 1
        return self.case.session(client=(self.client_address, 50112 + self.made), server=self.server)

    def open(self):
        """A connection of three frames. Returns it and its SYN's frame."""
        session = self._session()
        return session, session.tcp.handshake() - 2

    def attempt(self):
        """A SYN without an answer. Returns its connection and its frame."""
        session = self._session()
        return session, repeat_syn(session)


def repeat_syn(session):
    """The connection's SYN, first or once more. Returns its frame."""
    end = session.tcp.ends[CLIENT]
    return session.tcp._write(CLIENT, end.initial_sequence, 0, SYN)


def answer(session):
    """The SYN-ACK, and the ACK of it. Returns the SYN-ACK's frame."""
    client, server = session.tcp.ends[CLIENT], session.tcp.ends[SERVER]
    frame = session.tcp._write(SERVER, server.initial_sequence, client.initial_sequence + 1, SYN | ACK)
    session.tcp.acknowledge(CLIENT)
    return frame


def half_close(session, side):
    """A FIN from one side, acknowledged."""
    session.tcp.emit(Segment(side, session.tcp.ends[side].sent, b"", FIN | ACK))
    session.tcp.ends[side].sent += 1
    session.tcp.ends[SERVER if side == CLIENT else CLIENT].received += 1
    session.tcp.acknowledge(SERVER if side == CLIENT else CLIENT)


def limits(case, connection=75, rate=150):
    """Run the case with these limits, and without a golden file: its packets are all alike."""
    case.preference("xnm.connection_limit", connection)
    case.preference("xnm.rate_limit", rate)
    case.golden = False


def flagged(case, sessions, rates):
    """The frames that cross connection-limit, {frame: sessions}, and rate-limit, {frame: SYNs}; no other does."""
    case.present("xnm.session_limit", sorted(sessions))
    case.present("xnm.rate_limit", sorted(rates))
    case.present("xnm.limit.sessions", sorted({*sessions, *rates}))
    case.present("xnm.limit.attempts", sorted({*sessions, *rates}))
    for frame, count in sessions.items():
        case.frame(frame, {"xnm.limit.sessions": [count]})
    for frame, count in rates.items():
        case.frame(frame, {"xnm.limit.attempts": [count]})


def at(case, seconds):
    """The next frame comes this long after the capture's beginning, to the microsecond."""
    case.capture.clock = FIRST_TIME + round(seconds * 1_000_000)


@scenario("limit-of-sessions")
def limit_of_sessions(case):
    """connection-limit 3: three sessions are none too many, the fourth SYN is, once; and again when there have been fewer than three."""
    limits(case, connection=3)
    clients = Clients(case)
    sessions = [clients.open()[0] for _ in range(3)]
    session, crossing = clients.open()
    sessions += [session, clients.open()[0]]
    # Five sessions. At three, which is the limit, it is not armed: a SYN that asks for a fourth is of the same crossing.
    sessions.pop().close()
    sessions.pop().close()
    clients.attempt()
    # At two it is.
    sessions.pop().close()
    sessions.append(clients.open()[0])
    _, again = clients.attempt()
    flagged(case, {crossing: 3, again: 3}, {})


@scenario("limit-of-sessions-ends")
def ends(case):
    """connection-limit 3: one FIN ends no session; two FINs do, whoever is first, and so does a RST from either side."""
    limits(case, connection=3)
    crossings = {}
    half_closed = Clients(case, "192.0.2.1")
    sessions = [half_closed.open()[0] for _ in range(3)]
    half_close(sessions[0], CLIENT)
    half_close(sessions[1], SERVER)
    crossings[half_closed.open()[1]] = 3
    for index, end in enumerate((lambda session: session.tcp.close(CLIENT), lambda session: session.tcp.close(SERVER),
                                 lambda session: session.tcp.reset(CLIENT), lambda session: session.tcp.reset(SERVER))):
        clients = Clients(case, f"192.0.2.{2 + index}")
        sessions = [clients.open()[0] for _ in range(3)]
        end(sessions[1])
        clients.open()
        crossings[clients.open()[1]] = 3
    flagged(case, crossings, {})


@scenario("limit-of-sessions-answered-late")
def answered_late(case):
    """connection-limit 3: five SYNs before any answer. A SYN without an answer is no session; the fourth SYN-ACK makes them too many."""
    limits(case, connection=3)
    clients = Clients(case)
    waiting = [clients.attempt()[0] for _ in range(5)]
    answers = [answer(session) for session in waiting]
    flagged(case, {answers[3]: 4}, {})
    case.passes(f'_ws.expert.message == "{TOLD}"', [answers[3]])


@scenario("limit-of-sessions-refused")
def refused(case):
    """connection-limit 3: a server at its limit that resets every further connection is told of once."""
    limits(case, connection=3)
    clients = Clients(case)
    for _ in range(3):
        clients.open()
    crossing = None
    for _ in range(4):
        session, frame = clients.attempt()
        crossing = crossing or frame
        end = session.tcp.ends[CLIENT]
        session.tcp._write(SERVER, 0, end.initial_sequence + 1, RST | ACK)
    flagged(case, {crossing: 3}, {})
    case.passes(f'_ws.expert.message == "{TOLD}"', [crossing])


@scenario("limit-of-rate")
def limit_of_rate(case):
    """rate-limit 3: the fourth SYN in a minute is one too many. Repeated SYNs of a connection count once, and a SYN that is 60 s old not at all."""
    limits(case, rate=3)
    crossings = {}
    repeated = Clients(case, "192.0.2.1")
    for second in (0, 10, 20):
        at(case, second)
        session, _ = repeated.attempt()
        at(case, second + 1)
        repeat_syn(session)
        at(case, second + 3)
        repeat_syn(session)
    at(case, 24)
    crossings[repeated.attempt()[1]] = 4

    exactly = Clients(case, "192.0.2.2")
    for second in (100, 120, 140, 160):
        at(case, second)
        exactly.attempt()

    just_before = Clients(case, "192.0.2.3")
    for second in (200, 220, 240):
        at(case, second)
        just_before.attempt()
    at(case, 259.999999)
    crossings[just_before.attempt()[1]] = 4
    flagged(case, {}, crossings)


@scenario("limit-of-rate-again")
def rate_again(case):
    """rate-limit 3: eight SYNs in a minute are one crossing; after a quiet time the next four are another."""
    limits(case, rate=3)
    clients = Clients(case)
    frames = []
    for second in (0, 5, 10, 15, 20, 25, 30, 35, 200, 210, 220, 230, 231):
        at(case, second)
        frames.append(clients.attempt()[1])
    flagged(case, {}, {frames[3]: 4, frames[11]: 4})


@scenario("limit-of-rate-sliding")
def rate_sliding(case):
    """rate-limit 3: one SYN every 19 s stays above the limit for ever and is told once; one every 20 s never crosses."""
    limits(case, rate=3)
    slow, fast = Clients(case, "192.0.2.1"), Clients(case, "192.0.2.2")
    for index in range(12):
        at(case, 20 * index)
        slow.attempt()
    frames = []
    for index in range(12):
        at(case, 300 + 19 * index)
        frames.append(fast.attempt()[1])
    flagged(case, {}, {frames[3]: 4})


@scenario("limits-apart")
def apart(case):
    """Limits of 3: IPv4 and IPv6, ports 3221 and 3220, and two servers have numbers of their own."""
    limits(case, connection=3, rate=3)
    everyone = [Clients(case, address, port) for address in (SERVER_IPV4, SERVER_IPV6, "192.0.2.2") for port in (3221, 3220)]
    for _ in range(3):
        for clients in everyone:
            clients.open()
    crossing = everyone[3].open()[1]
    flagged(case, {crossing: 3}, {crossing: 4})
    case.passes("ipv6 && tcp.dstport == 3220 && xnm.session_limit && xnm.rate_limit", [crossing])


@scenario("limits-of-other-ports")
def other_ports(case):
    """Limits of 1: ports of other services are never flagged, nor are connections that come from port 3221."""
    limits(case, connection=1, rate=1)
    for port in (2821, 3489, 2867, 4000, 443):
        clients = Clients(case, port=port)
        for _ in range(3):
            clients.open()
    for port in (80, 8080, 9000):
        case.session(client=("192.0.2.10", 3221), server=("192.0.2.80", port)).tcp.handshake()
    flagged(case, {}, {})


@scenario("limits-by-default")
def defaults(case):
    """Junos's own limits: the SYN at 75 sessions and the 151st SYN of a minute."""
    case.compressed = True
    case.golden = False
    clients = Clients(case)
    syns = [clients.open()[1] for _ in range(76)]
    syns += [clients.attempt()[1] for _ in range(76)]
    flagged(case, {syns[75]: 75}, {syns[150]: 151})
    case.frame(syns[75], {"xnm.limit.attempts": [76]})
    case.frame(syns[150], {"xnm.limit.sessions": [76]})
