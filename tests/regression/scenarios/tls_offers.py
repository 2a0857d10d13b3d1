# SPDX-License-Identifier: GPL-2.0-or-later
"""What a client offers and the server does not take: where that is told, and where it is not."""

from .case import CLIENT, SERVER, scenario
from .contents import verdict_of
from .tls_findings import CHAIN, PORTS, SECURE, WHOLE, Handshakes, end_connection
from .tls_material import (APPLICATION_DATA, DH_ANONYMOUS, ECDHE, FATAL, HANDSHAKE, HANDSHAKE_FAILURE, RSA, RSA_EXPORT, SSL2_DES_192_EDE3_CBC_MD5,
                           SSL2_RC4_128_EXPORT40_MD5, SSL2_RC4_128_MD5, TLS10, TLS12, WARNING, alert, change_cipher_spec, client_hello,
                           default_extensions, encrypted, full_handshake, play, records, ssl2_client_hello, ssl2_handshake, ssl2_record,
                           tls13_handshake)


@scenario("tls-findings-of-offers")
def offers(case):
    """What a client offers and the server does not take: told where the server answers. What it takes is told as negotiated, and not as offered."""
    case.golden = False
    handshakes = Handshakes(case)
    for suites_offered, slugs in (((0x003B,), "offers-null"), ((0x0000,), "offers-null"), ((0x0008,), "offers-export"),
                                  ((0x0003,), "offers-export offers-rc4"), ((0x0034,), "offers-anonymous"), ((0xC011,), "offers-rc4"),
                                  ((0x0001, 0x0019, 0x0018), "offers-null offers-export offers-anonymous offers-rc4"),
                                  ((0x000A, 0x0007, 0x0009, 0x009C, 0x0A0A, 0x00FF, 0x5600), "")):
        frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, suites=(0xC02F, *suites_offered), extensions=SECURE))
        handshakes.find(frames[1], *slugs.split())
        frames = handshakes.play(tls13_handshake(suites=(0x1301, *suites_offered)))
        handshakes.find(frames[1], *slugs.split())
    for suite, exchange, slugs in ((0x003B, RSA, "offers-rc4 null-cipher no-forward-secrecy"), (0xC011, ECDHE, "rc4"),
                                   (0x0034, DH_ANONYMOUS, "offers-rc4 anonymous"), (0x0006, RSA_EXPORT, "offers-rc4 export-cipher rc2 md5-mac "
                                                                                    "no-forward-secrecy")):
        flights = full_handshake(TLS12, suite, exchange, () if exchange == DH_ANONYMOUS else CHAIN, suites=(suite, 0xC011), extensions=SECURE)
        handshakes.find(handshakes.play(flights)[1], *slugs.split())
    # A suite that nobody knows is none of them.
    flights = full_handshake(TLS12, 0xCCFF, RSA, CHAIN, suites=(0xCCFF, 0xC011), extensions=SECURE)
    handshakes.find(handshakes.play(flights)[1], "offers-rc4")

    hello = (CLIENT, records(HANDSHAKE, client_hello(TLS12, (0xC02F, 0xC011, 0x003B), default_extensions(TLS12)), TLS10))
    frames = handshakes.play([hello, (SERVER, alert(FATAL, HANDSHAKE_FAILURE))])
    handshakes.find(frames[1], "offers-rc4", "offers-null")
    # RFC 6066 section 3: unrecognized_name, and the handshake goes on.
    flights = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, suites=(0xC02F, 0xC011), extensions=SECURE)
    frames = handshakes.play([flights[0], (SERVER, alert(WARNING, 112)), *flights[1:]])
    handshakes.find(frames[2], "offers-rc4")
    # A HelloRetryRequest is no answer yet; the second hello repeats the offer, which is told once.
    frames = handshakes.play(tls13_handshake(retry=True, suites=(0x1301, 0xC011)))
    handshakes.find(frames[3], "offers-rc4")
    # In the form of SSL 2.0: with and without suites of it.
    for kinds, slugs in (((0x00002F,), ""), ((0x00002F, SSL2_DES_192_EDE3_CBC_MD5), "offers-ssl2"),
                         ((0x00002F, SSL2_RC4_128_MD5), "offers-ssl2 offers-rc4"), ((0x00002F, 0x000005), "offers-rc4"),
                         ((0x00002F, 0x000003), "offers-export offers-rc4")):
        hello = ssl2_record(ssl2_client_hello(TLS10, kinds))
        frames = handshakes.play(full_handshake(TLS10, 0x002F, RSA, CHAIN, hello=hello, extensions=SECURE))
        handshakes.find(frames[1], "tls1.0", "no-forward-secrecy", *slugs.split())
    handshakes.expect()


@scenario("tls-offers-without-an-answer")
def offers_without_an_answer(case):
    """Offers that nobody answers are told where the server can answer no more: closed by it, or reset by either side; not at the client's FIN, behind
    which it may still answer. Where the capture ends before that, they are not told. Likewise those of SSL 2.0, and of hellos in two segments."""
    case.golden = False
    handshakes = Handshakes(case)
    hello = records(HANDSHAKE, client_hello(TLS12, (0xC02F, 0x0003), default_extensions(TLS12)), TLS10)
    old = ssl2_record(ssl2_client_hello(kinds=(SSL2_RC4_128_MD5, SSL2_RC4_128_EXPORT40_MD5)))
    for end in ("close", CLIENT, SERVER, "silence"):
        for content, data, size, slugs in (("tls", hello, WHOLE, "offers-export offers-rc4"), ("tls", hello, 60, "offers-export offers-rc4"),
                                           ("ssl2", old, WHOLE, "offers-export offers-rc4 offers-ssl2")):
            tcp, port = handshakes.connect()
            first = len(case.capture.frames) + 1
            last = tcp.send(CLIENT, data, size=size)
            frame = end_connection(tcp, end)
            handshakes.talks.tell(content, verdict_of(port, content), (first, last))
            if frame:
                handshakes.find(frame, *slugs.split())
    handshakes.expect()


def _hear(tcp, side):
    """From now on the capture has packets of this side alone."""
    write = tcp._write
    tcp._write = lambda sender, *rest, **options: write(sender, *rest, **options) if sender == side else len(tcp.capture.frames)


def _one_direction(handshakes, flights, side=CLIENT, content="tls", syn=True):
    """A connection of which the capture has this side's packets alone; the frame of each flight, and that of the FIN."""
    handshakes.made += 1
    port = PORTS[handshakes.made % len(PORTS)]
    tcp = handshakes.talks.tcp(port, ("192.0.2.10", f"198.51.100.{handshakes.made}"))
    _hear(tcp, side)
    if syn:
        tcp.handshake()
    frames = play(tcp, flights, WHOLE)
    tcp.finish(side)
    first = frames[0 if side == CLIENT else 1]
    handshakes.talks.tell(content, verdict_of(port, content), (first, first))
    return [*frames, len(tcp.capture.frames)]


@scenario("tls-offers-of-one-direction")
def offers_of_one_direction(case):
    """Captures of one direction. What the client sends next tells that there was an answer, so the offer is told there, whatever was taken of it; with
    nothing more than its FIN, there. SSL 2.0's client names the suite itself. The server's side alone tells of no offer."""
    case.golden = False
    handshakes = Handshakes(case)
    offer = (0xC02F, 0x0005)
    for suite, exchange in ((0xC02F, ECDHE), (0x0005, RSA)):
        frames = _one_direction(handshakes, full_handshake(TLS12, suite, exchange, CHAIN, suites=offer, extensions=SECURE))
        handshakes.find(frames[2], "offers-rc4")
    frames = _one_direction(handshakes, tls13_handshake(suites=(0x1301, 0x0001)))
    handshakes.find(frames[2], "offers-null")
    frames = _one_direction(handshakes, tls13_handshake(suites=(0x1301, 0x0001), retry=True))
    handshakes.find(frames[2], "offers-null")  # the second hello
    hello = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, suites=offer)[0]
    handshakes.find(_one_direction(handshakes, [hello, (CLIENT, alert(FATAL, 48))])[1], "offers-rc4")
    handshakes.find(_one_direction(handshakes, [hello])[1], "offers-rc4")
    _one_direction(handshakes, [hello], syn=False)  # the server may be heard yet
    frames = _one_direction(handshakes, ssl2_handshake("chain-leaf", kinds=(SSL2_RC4_128_MD5, SSL2_RC4_128_EXPORT40_MD5)), content="ssl2")
    handshakes.find(frames[2], "ssl2", "rc4", "md5-mac", "no-forward-secrecy", "offers-export")
    case.frame(frames[2], {"portlore.tls.version": ["SSL 2.0"], "portlore.tls.cipher": ["SSL_CK_RC4_128_WITH_MD5"]})
    frames = _one_direction(handshakes, full_handshake(TLS12, 0x0005, RSA, CHAIN, suites=offer, extensions=SECURE), SERVER)
    handshakes.find(frames[1], "rc4", "no-forward-secrecy")
    handshakes.expect()


@scenario("tls-offers-answered-in-spite-of-it")
def offers_answered(case):
    """What looks like an end, or like more of the client, before the server's answer: its FIN, after which the server may answer, also where the
    capture lacks the SYN-ACK, and early data (RFC 8446 section 4.2.10). The answer tells."""
    case.golden = False
    handshakes = Handshakes(case)
    for suite, exchange, slugs in ((0x0005, RSA, ("rc4", "no-forward-secrecy")), (0xC02F, ECDHE, ("offers-rc4",))):
        flights = full_handshake(TLS12, suite, exchange, CHAIN, suites=(0xC02F, 0x0005), extensions=SECURE)
        tcp, port = handshakes.connect()
        first = play(tcp, flights[:1], WHOLE)[0]
        tcp.finish(CLIENT)
        handshakes.find(play(tcp, flights[1:2], WHOLE)[0], *slugs)
        tcp.finish(SERVER)
        handshakes.talks.tell("tls", verdict_of(port, "tls"), (first, first))

        # The capture has all of the server's packets but its SYN-ACK.
        handshakes.made += 1
        port = PORTS[handshakes.made % len(PORTS)]
        tcp = handshakes.talks.tcp(port, ("192.0.2.10", f"198.51.100.{handshakes.made}"))
        tcp.ask()
        count = len(case.capture.frames)
        tcp.accept()
        del case.capture.frames[count:]
        first, *_ = play(tcp, [flights[0], (SERVER, alert(WARNING, 112))], WHOLE)
        tcp.finish(CLIENT)
        handshakes.find(play(tcp, flights[1:2], WHOLE)[0], *slugs)
        tcp.finish(SERVER)
        handshakes.talks.tell("tls", verdict_of(port, "tls"), (first, first))

        offer = [*default_extensions(TLS12), (42, b"")]
        hello = records(HANDSHAKE, client_hello(TLS12, (0xC02F, 0x0005), offer), TLS10)
        early = change_cipher_spec() + encrypted(APPLICATION_DATA, 80)
        frames = handshakes.play([(CLIENT, hello + early), (CLIENT, encrypted(APPLICATION_DATA, 90)), flights[1]])
        handshakes.find(frames[2], *slugs)
    handshakes.expect()
