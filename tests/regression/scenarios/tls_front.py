# SPDX-License-Identifier: GPL-2.0-or-later
"""TLS on ports that are not known, by Decode As and by the heuristic tls_portlore: what is told there, and that nothing else is touched."""

import struct

from .case import CLIENT, SERVER, TcpConversation, scenario
from .tls import HOST, UUID
from .tls_findings import SECURE, WHOLE, Handshakes, end_connection
from .tls_material import (ECDHE, TLS10, TLS12, application_data, full_handshake, play, ssl2_handshake, tls13_handshake)
from .verdicts import HTTP_REQUEST, HTTP_RESPONSE, RANDOM

HEURISTIC = ["--enable-heuristic", "tls_portlore"]
HEURISTICS_FIRST = ["-o", "tcp.try_heuristic_first:TRUE"]

# Wireshark gives 443 to its TLS by number; it has no dissector for 4433.
UNKNOWN, BY_NUMBER = 4433, 443

DNS_QUESTION = struct.pack("!HHHHHH", 0x1234, 0x0100, 1, 0, 0, 0) + b"\x03www\x07example\x03com\0" + struct.pack("!HH", 1, 1)
SSH = b"SSH-2.0-Example_1.0\r\n"

OLD = ("ssl2", "short-key", "sha1-signature", "self-signed", "expired", "long-lived")


def _flights():
    """A machine's certificate with those that vouch for it, and a client that shows its own, over TLS 1.0."""
    return full_handshake(TLS10, 0xC013, ECDHE, ("vx-machine", "vx-broker", "vx-root"), suites=(0xC013, 0x0005), client_chain=("vx-host",),
                          extensions=SECURE)


def _play(handshakes, port, flights, size=WHOLE, syn=True):
    """A connection; the frame of each flight's last byte."""
    handshakes.made += 1
    tcp = handshakes.talks.tcp(port, ("192.0.2.10", f"198.51.100.{handshakes.made}"))
    if syn:
        tcp.handshake()
    frames = play(tcp, flights, size)
    tcp.close()
    return frames


def _expect_vxatd(handshakes, frames):
    """Of _flights(): the same as on a known port."""
    case = handshakes.case
    handshakes.find(frames[1], "offers-rc4", "tls1.0", "long-lived", "long-lived")
    case.frame(frames[0], {"portlore.tls.sni": [HOST], "portlore.tls.hello.version": ["TLS 1.0"]})
    # Days of the certificates, by their dates: 2025-07-01 to 2027-07-01, and 2023-07-03 to 2043-06-28.
    case.frame(frames[1], {"portlore.tls.version": ["TLS 1.0"], "portlore.tls.cipher": ["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"],
                           "vxat.role": ["machine", "broker", "root"], "vxat.domain": [f"NBU_Machines@{HOST}", f"root@{HOST}", f"root@{HOST}"],
                           "vxat.host": ["media1.example.net", HOST, HOST], "vxat.lifetime": [730, 7300, 7300], "vxat.version": ["TLS 1.0"]})
    case.frame(frames[2], {"vxat.role": ["host"], "vxat.host": [UUID], "vxat.lifetime": [365], "vxat.version": []})


def _expect_old(handshakes, frames):
    """Of ssl2_handshake("vx-old-broker")."""
    handshakes.find(frames[1], *OLD)
    handshakes.find(frames[2], "rc4", "md5-mac", "no-forward-secrecy")
    handshakes.case.frame(frames[1], {"vxat.role": ["broker"], "vxat.lifetime": [2920], "vxat.version": ["SSL 2.0"]})


def _others(handshakes):
    """Connections that carry no TLS, and are to be what they are without the plugin. Returns {protocol: frames that have it}."""
    dns = _play(handshakes, 53, [(CLIENT, struct.pack("!H", len(DNS_QUESTION)) + DNS_QUESTION)])
    http = _play(handshakes, 80, [(CLIENT, HTTP_REQUEST), (SERVER, HTTP_RESPONSE)])
    elsewhere = _play(handshakes, 4434, [(CLIENT, HTTP_REQUEST), (SERVER, HTTP_RESPONSE)])
    ssh = _play(handshakes, 22, [(SERVER, SSH), (CLIENT, SSH)])
    random = _play(handshakes, 4435, [(CLIENT, RANDOM), (SERVER, RANDOM[::-1])])
    # Not TLS, though its number is TLS's.
    plain = _play(handshakes, BY_NUMBER, [(CLIENT, RANDOM)])
    return {"dns": dns, "http": http + elsewhere, "ssh": ssh, "data": random}, plain


def _untouched(case, others, fronted):
    """others: of _others(). fronted: ports on which the front may be."""
    for protocol, frames in others.items():
        case.passes(f"{protocol} && frame.number >= {min(frames)} && frame.number <= {max(frames)}", sorted(frames))
    ports = ", ".join(map(str, fronted))
    case.passes(f"(tls_portlore || portlore) && !(tcp.port in {{{ports}}})", [])


@scenario("tls-any-port-by-heuristic")
def by_heuristic(case):
    """The heuristic fronts TLS on a port without dissector, on those that Wireshark gives to TLS by number, and on one whose notes only the content
    brings: everything that is told on known ports. DNS, HTTP, SSH and random bytes stay what they are."""
    case.options += HEURISTIC
    handshakes = Handshakes(case)
    shown = []
    for port in (UNKNOWN, BY_NUMBER, 8443):
        frames = _play(handshakes, port, _flights())
        _expect_vxatd(handshakes, frames)
        shown += frames[:3]
        frames = _play(handshakes, port, ssl2_handshake("vx-old-broker"))
        _expect_old(handshakes, frames)
        shown += frames[:3]
    # Certificates that are none of vxatd's, and TLS 1.3.
    frames = _play(handshakes, UNKNOWN, full_handshake(TLS12, 0xC02F, ECDHE, ("mkcert",), extensions=SECURE))
    handshakes.find(frames[1], "self-signed")
    shown += frames[:2]
    frames = _play(handshakes, UNKNOWN, tls13_handshake())
    case.frame(frames[1], {"portlore.tls.certificates": 1})
    shown += frames[:2]
    others, plain = _others(handshakes)
    handshakes.expect_findings()
    _untouched(case, others, (UNKNOWN, BY_NUMBER, 8443))
    case.present("portlore", shown, "frames that show something of the handshake")
    case.present("portlore.port", [], "none of these has notes")
    case.present("vxat", [frame for first in range(0, 18, 6) for frame in (shown[first + 1], shown[first + 2], shown[first + 4])])
    case.passes(f"portlore && frame.number in {{{', '.join(map(str, plain))}}}", [])


@scenario("tls-any-port-by-decode-as")
def by_decode_as(case):
    """Decode As on one port: in whole flights, in single bytes, from the middle, with a gap of nothing told; no other port is fronted."""
    case.golden = False
    case.compressed = True
    case.options += ["-d", f"tcp.port=={UNKNOWN},tls_portlore"]
    handshakes = Handshakes(case)
    frames = _play(handshakes, UNKNOWN, _flights())
    _expect_vxatd(handshakes, frames)
    shown = frames[:3]
    # In single bytes, a certificate: with the last byte of each record.
    hello, answer = full_handshake(TLS10, 0xC013, ECDHE, ("vx-machine",), extensions=SECURE)[:2]
    frames = _play(handshakes, UNKNOWN, [hello, answer], size=1)
    first = frames[0] + 1
    handshakes.find_somewhere(range(first, frames[1]), "tls1.0")
    case.passes("vxat && tcp.stream == 1 && !(vxat.role == machine && vxat.lifetime == 730 && vxat.version)", [])
    case.once("portlore.tls.sni", [shown[:1], frames[:1]])
    # Without SYN, from the server's flight on.
    frames = _play(handshakes, UNKNOWN, _flights()[1:], syn=False)
    handshakes.find(frames[0], "tls1.0", "long-lived", "long-lived")
    case.frame(frames[0], {"vxat.role": ["machine", "broker", "root"], "vxat.version": ["TLS 1.0"]})
    # From the middle: nothing.
    _play(handshakes, UNKNOWN, application_data() * 2, syn=False)
    _play(handshakes, BY_NUMBER, _flights())
    handshakes.expect_findings()
    case.checks = [check for check in case.checks if check.get("present") != "portlore.tls.finding"]
    case.passes(f"(portlore || vxat || tls_portlore) && tcp.port != {UNKNOWN}", [])
    case.present("portlore.port", [])


@scenario("tls-told-with-the-proof")
def told_with_the_proof(case):
    """On ports whose notes only the content brings, the server's hello in a packet before the certificate's end: version, suite and all findings so far
    stand in the packet that proves vxatd, on every pass. With another certificate nothing is told. And what comes behind the proof stands where it is."""
    case.golden = False
    handshakes = Handshakes(case)
    shown, proofs = [], []
    for port in (1556, 4032):
        hello, (_, answer), *rest = _flights()
        frames = _play(handshakes, port, [hello, (SERVER, answer[:200]), (SERVER, answer[200:]), *rest])
        handshakes.find(frames[2], "offers-rc4", "tls1.0", "long-lived", "long-lived")
        case.frame(frames[2], {"portlore.tls.version": ["TLS 1.0"], "portlore.tls.cipher": ["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"],
                               "portlore.tls.sni": [HOST], "vxat.role": ["machine", "broker", "root"], "vxat.version": ["TLS 1.0"]})
        case.frame(frames[3], {"vxat.role": ["host"], "vxat.host": [UUID]})
        shown.append(frames[2])
        proofs += frames[2:4]
        _play(handshakes, port, full_handshake(TLS10, 0xC013, ECDHE, ("mkcert",), extensions=SECURE))
    handshakes.expect_findings()
    case.present("portlore.tls.version", shown)
    case.present("portlore.tls.sni", shown)
    case.present("vxat", proofs)


@scenario("tls-any-port-where-the-content-decides")
def where_the_content_decides(case):
    """With the heuristic on, TLS on ports whose notes only the content brings, a front of their own or not, shows what it does on any other."""
    case.golden = False
    case.options += HEURISTIC
    handshakes = Handshakes(case)
    shown = []
    for port in (1556, 4032, 8443):
        frames = _play(handshakes, port, full_handshake(TLS10, 0xC013, ECDHE, ("mkcert",), extensions=SECURE))
        handshakes.find(frames[1], "tls1.0", "self-signed")
        case.frame(frames[1], {"portlore.tls.version": ["TLS 1.0"]})
        shown += frames[:2]
    handshakes.expect_findings()
    case.present("portlore", shown)
    case.present("portlore.port", [], "none of these has notes")


@scenario("tls-any-port-neither")
def neither(case):
    """Without Decode As and heuristic, nothing is told on ports that are not known."""
    case.golden = False
    handshakes = Handshakes(case)
    for port in (UNKNOWN, BY_NUMBER, 8443):
        frames = _play(handshakes, port, _flights())
        case.passes(f"tls && frame.number == {frames[1]}", [frames[1]], "Wireshark knows it")
        _play(handshakes, port, ssl2_handshake("vx-old-broker"))
    for field in ("portlore", "portlore.tls.finding", "vxat", "tls_portlore"):
        case.present(field, [])


@scenario("tls-any-port-heuristics-first")
def heuristics_first(case):
    """With heuristics before ports: TLS is fronted on ports of other protocols too, known ports keep their fronts, and other protocols their
    dissectors."""
    case.golden = False
    case.options += HEURISTIC + HEURISTICS_FIRST
    handshakes = Handshakes(case)
    for port in (BY_NUMBER, 80):
        _expect_vxatd(handshakes, _play(handshakes, port, _flights(), syn=False))
    known = []
    for port, verdict in ((2821, "registered"), (3220, "unexpected")):
        frames = _play(handshakes, port, _flights())
        _expect_vxatd(handshakes, frames)
        case.frame(frames[2], {"portlore.port": [port], "portlore.verdict": [verdict], "portlore.content": ["tls"]})
        known.append(port)
    others, _ = _others(handshakes)
    handshakes.expect_findings()
    # 80 is among them: TLS was on it.
    for protocol, frames in others.items():
        case.passes(f"{protocol} && !tls_portlore && frame.number >= {min(frames)} && frame.number <= {max(frames)}", sorted(frames))


@scenario("tls-any-port-without-syn")
def without_syn(case):
    """On 443 without SYN, where the first packet is Wireshark's TLS's by number before anything could be asked: it is read all the same, on its own
    and with the server's flight first."""
    case.golden = False
    case.options += HEURISTIC
    handshakes = Handshakes(case)
    _expect_vxatd(handshakes, _play(handshakes, BY_NUMBER, _flights(), syn=False))
    # The hello in two segments.
    frames = _play(handshakes, BY_NUMBER, _flights(), size=[60, WHOLE], syn=False)
    handshakes.find_somewhere(range(frames[0], frames[2]), "tls1.0", "offers-rc4")
    frames = _play(handshakes, BY_NUMBER, _flights()[1:], syn=False)
    handshakes.find(frames[0], "tls1.0", "long-lived", "long-lived")
    _expect_rest(handshakes)


def _expect_rest(handshakes):
    """Findings, but for those of certificates that stand in one of several frames."""
    handshakes.expect_findings()
    unsure = {"portlore.tls.finding", "portlore.tls.long_lived"}
    handshakes.case.checks = [check for check in handshakes.case.checks
                              if check.get("present") not in unsure and not set(check.get("fields", {})) & unsure]


@scenario("tls-any-port-begun-in-clear")
def begun_in_clear(case):
    """STARTTLS (RFC 3207): what is before TLS is SMTP's, and the handshake behind it is read."""
    case.golden = False
    case.options += HEURISTIC
    handshakes = Handshakes(case)
    clear = [(SERVER, b"220 mail.example.net ESMTP\r\n"), (CLIENT, b"EHLO client.example.net\r\n"), (SERVER, b"250-mail.example.net\r\n250 STARTTLS\r\n"),
             (CLIENT, b"STARTTLS\r\n"), (SERVER, b"220 go ahead\r\n")]
    frames = _play(handshakes, 25, [*clear, *_flights()])
    _expect_vxatd(handshakes, frames[len(clear):])
    handshakes.expect_findings()
    case.passes("smtp && !tls", frames[:len(clear)])
    case.present("portlore", frames[len(clear):len(clear) + 3])


@scenario("tls-any-port-after-wiresharks")
def after_wiresharks(case):
    """Wireshark asks the heuristic first that was right last: a record too short to prove anything makes it its own; the connections behind it are
    read from their first packet on."""
    case.golden = False
    case.options += HEURISTIC
    handshakes = Handshakes(case)
    short = [(CLIENT, bytes.fromhex("1703030005 9a8b7c6d5e")), (SERVER, bytes.fromhex("1703030005 a9b8c7d6e5"))]
    frames = _play(handshakes, UNKNOWN, short, syn=False)
    case.passes(f"tls && frame.number <= {frames[1]}", frames[:2], "Wireshark takes it for TLS")
    for _ in range(2):
        _expect_vxatd(handshakes, _play(handshakes, UNKNOWN, _flights()))
    _expect_old(handshakes, _play(handshakes, UNKNOWN, ssl2_handshake("vx-old-broker")))
    handshakes.expect_findings()


@scenario("tls-any-port-without-an-answer")
def without_an_answer(case):
    """Offers that nobody answers, on ports that are not known: told at the packet without payload after which the server can answer no more."""
    case.golden = False
    case.options += HEURISTIC
    handshakes = Handshakes(case)
    told = []
    for port in (UNKNOWN, BY_NUMBER):
        for end in ("close", CLIENT, SERVER, "silence"):
            for hello in (_flights()[0], ssl2_handshake("vx-old-broker")[0]):
                handshakes.made += 1
                tcp = handshakes.talks.tcp(port, ("192.0.2.10", f"198.51.100.{handshakes.made}"))
                tcp.handshake()
                shown = play(tcp, [hello], WHOLE)[0]
                frame = end_connection(tcp, end)
                slugs = ("offers-rc4",) if hello == _flights()[0] else ("offers-ssl2", "offers-rc4")
                told += [shown, frame] if frame else [shown]
                if frame:
                    handshakes.find(frame, *slugs)
    handshakes.expect_findings()
    case.present("portlore", told)


@scenario("tls-any-port-on-known-ports")
def on_known_ports(case):
    """With the heuristic on, known ports show what they do without it; by Decode As on 2821 the certificate proves the service as well."""
    case.golden = False
    case.options += [*HEURISTIC, "-d", "tcp.port==2821,tls_portlore"]
    handshakes = Handshakes(case)
    for port, verdict in ((2821, "registered"), (3489, "unexpected")):
        frames = _play(handshakes, port, _flights())
        _expect_vxatd(handshakes, frames)
        case.frame(frames[2], {"portlore.port": [port], "portlore.verdict": [verdict]})
    handshakes.expect_findings()
    case.passes("portlore && !portlore.port", [], "one note a packet")


@scenario("tls-any-port-known-port-of-a-client")
def known_port_of_a_client(case):
    """Clients that have a known port by chance, with SYN and without: the handshake is read, and the certificate proves nothing of that port."""
    case.golden = False
    case.options += HEURISTIC
    handshakes = Handshakes(case)
    for syn in (True, False):
        for client, server in ((2821, BY_NUMBER), (2821, UNKNOWN), (3220, 8443), (2821, 60000)):
            handshakes.made += 1
            tcp = TcpConversation(case.capture, ("192.0.2.10", client), (f"198.51.100.{handshakes.made}", server))
            if syn:
                tcp.handshake()
            frames = play(tcp, _flights(), WHOLE)
            tcp.close()
            _expect_vxatd(handshakes, frames)
    handshakes.expect_findings()
    case.present("portlore.verdict", [])
    case.present("portlore.port", [])


@scenario("vxatd-advice")
def advice(case):
    """What is known of the service stands with the first certificate of it in a conversation, on a known port and elsewhere; not again with
    others."""
    case.options += [*HEURISTIC, "-o", "portlore.full_notes:first"]
    handshakes = Handshakes(case)
    told = []
    for port in (2821, UNKNOWN):
        frames = _play(handshakes, port, _flights())
        _expect_vxatd(handshakes, frames)
        told.append(frames[1])
    # Resumed and TLS 1.3: no certificate, so nothing is said of a service that was not recognised.
    _play(handshakes, 2821, tls13_handshake())
    handshakes.expect_findings()
    for field in ("vxat.note", "vxat.advice", "vxat.check", "vxat.version"):
        case.present(field, told)
    for filters in ('vxat.note contains "20 years"', 'vxat.note contains "8 years" && vxat.note contains "documented"',
                    'vxat.note contains "TLS 1.0 and 1.1"', 'vxat.note contains "reported: connected.app"', 'vxat.advice contains "stop it"'):
        case.passes(filters, told)
