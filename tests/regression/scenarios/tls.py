# SPDX-License-Identifier: GPL-2.0-or-later
"""TLS and SSL on the known ports: versions, how a handshake is cut, resumed sessions, alerts, certificates, vxatd, and what is missing.

What is found wrong with each is in tls_findings.py."""

from .case import CLIENT, SERVER, TcpConversation, scenario
from .contents import verdict_of
from .tls_findings import CHAIN, SECURE, WHOLE, Handshakes
from .tls_material import (CLOSE_NOTIFY, DHE, ECDHE, FATAL, HANDSHAKE, HANDSHAKE_FAILURE, PROTOCOL_VERSION, RSA,
                           SSL2_DES_192_EDE3_CBC_MD5, SSL2_RC4_128_MD5, TLS10, TLS11, TLS12, TLS13, TLS13_DRAFT_19, TLS13_DRAFT_22, TLS13_DRAFT_28,
                           X25519, WARNING, alert, application_data, application_protocols, certificate_der, certificate_request, certificates,
                           change_cipher_spec, client_hello, default_extensions, dhe_key_exchange, encrypted, full_handshake, key_share,
                           new_session_ticket, opaque, play, records, resumed_handshake, selected_version, server_hello, server_hello_done,
                           session_ticket, ssl2_client_hello, ssl2_handshake, ssl2_record, tls13_handshake, vector)

SUBJECT = "portlore.tls.certificate.subject"
NO_CERTIFICATES = "portlore.tls.certificates"

DRAFT_23, DRAFT_23_FACEBOOK = 0x7F17, 0xFB17


# Versions


@scenario("tls-versions")
def versions(case):
    """TLS 1.3 and its drafts, with and without a HelloRetryRequest, and numbers that nobody has given out: the version stands at the server's hello,
    and none is taken for another."""
    case.golden = False
    case.trouble = True  # Wireshark does not know all of these
    handshakes = Handshakes(case)
    named = {}
    for version, name in ((TLS13, "TLS 1.3"), (TLS13_DRAFT_19, "TLS 1.3 draft 19"), (TLS13_DRAFT_22, "TLS 1.3 draft 22"),
                          (DRAFT_23, "TLS 1.3 draft 23"), (TLS13_DRAFT_28, "TLS 1.3 draft 28")):
        for retry in (False, True):
            frames = handshakes.play(tls13_handshake(version, retry=retry))
            named.setdefault(name, []).append(frames[3 if retry else 1])
    facebook = handshakes.play(tls13_handshake(DRAFT_23_FACEBOOK))[1]
    odd = [handshakes.play(full_handshake(version, 0xC02F, ECDHE, CHAIN, extensions=SECURE, client_version=TLS12))[1]
           for version in (0x0305, 0x0306, 0x03FF)]
    # A client that tries whether the server minds a version that is none: it answers with one that it has (RFC 5246 appendix E.1).
    intolerant = []
    for version, number in ((0x0305, "0305"), (0x03FF, "03ff")):
        offer = default_extensions(TLS12)
        frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE, client_version=version, client_extensions=offer))
        named.setdefault("TLS 1.2", []).append(frames[1])
        intolerant.append(frames[1])
        case.passes(f'portlore.tls.hello.version contains "{number}" && !portlore.tls.version', [frames[0]])
    # The same of its record, which a server has to take with any number.
    for version, number in ((0x0305, "0305"), (0x03FF, "03ff")):
        hello = records(HANDSHAKE, client_hello(TLS12, (0xC02F,), default_extensions(TLS12)), version)
        frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE, hello=hello))
        named["TLS 1.2"].append(frames[1])
        intolerant.append(frames[1])
        case.passes(f'portlore.tls.record.version contains "{number}" && portlore.tls.hello.version == "TLS 1.2"', [frames[0]])
    selected = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN)[:1]
    hello = records(HANDSHAKE, server_hello(TLS12, 0x1301, [selected_version(0x0305)]))
    odd.append(handshakes.play([*selected, (SERVER, hello)])[1])
    # TLS 1.3 itself there, which the standard does not have (RFC 8446 section 4.1.3): the form is the standard's all the same.
    hello = records(HANDSHAKE, server_hello(TLS13, 0x1301, [key_share(X25519)], opaque("legacy session", 32)))
    named["TLS 1.3"].append(handshakes.play([*selected, (SERVER, hello)])[1])
    case.frame(named["TLS 1.3"][-1], {"portlore.tls.cipher": ["TLS_AES_128_GCM_SHA256"], "portlore.tls.group": ["x25519"]})
    # supported_versions counts, not the number in the hello.
    hello = records(HANDSHAKE, server_hello(TLS12, 0x1301, [selected_version(TLS13)]))
    named["TLS 1.3"].append(handshakes.play([*selected, (SERVER, hello)])[1])
    handshakes.expect()
    case.present("portlore.tls.version", sorted([*sum(named.values(), []), facebook, *odd]))
    for name, frames in named.items():
        case.passes(f'portlore.tls.version == "{name}"', frames)
    case.passes('portlore.tls.version contains "draft 23" && portlore.tls.version != "TLS 1.3 draft 23"', [facebook])
    for number, frames in (("0305", [odd[0], odd[3]]), ("0306", odd[1:2]), ("03ff", odd[2:3])):
        case.passes(f'portlore.tls.version contains "{number}"', frames)
    case.present(SUBJECT, [*odd[:3], *intolerant])
    case.present("portlore.tls.cipher", sorted([*sum(named.values(), []), facebook, *odd]))


@scenario("tls-hello-of-ssl2")
def hello_of_ssl2(case):
    """Hellos in the form of SSL 2.0: answered with TLS (RFC 5246 appendix E.2), with SSL 2.0, and with an alert."""
    handshakes = Handshakes(case)
    hello = ssl2_record(ssl2_client_hello(TLS12, (0x00C02F, 0x00002F, 0x0000FF)))
    frames = handshakes.play(full_handshake(TLS12, 0x002F, RSA, CHAIN, hello=hello, extensions=SECURE), 2821)
    handshakes.find(frames[1], "no-forward-secrecy")
    tls = frames[1]

    frames = handshakes.play(ssl2_handshake("rsa-1024", kinds=(SSL2_RC4_128_MD5, SSL2_DES_192_EDE3_CBC_MD5)), 3220, content="ssl2")
    handshakes.find(frames[1], "ssl2", "short-key", "self-signed")
    handshakes.find(frames[2], "rc4", "md5-mac", "no-forward-secrecy")
    ssl2 = frames[1:3]

    hello = ssl2_record(ssl2_client_hello(TLS10, (0x00002F, SSL2_DES_192_EDE3_CBC_MD5)))
    frames = handshakes.play([(CLIENT, hello), (SERVER, alert(FATAL, PROTOCOL_VERSION, TLS12))], 3489)
    handshakes.find(frames[1], "offers-ssl2")
    handshakes.expect()
    case.values("portlore.tls.version", ["TLS 1.2", "SSL 2.0"])
    case.present("portlore.tls.version", [tls, ssl2[0]])
    case.present("portlore.tls.cipher", [tls, ssl2[1]])
    case.present("portlore.tls.alert", [frames[1]])


# How a handshake is cut

PIECES_CHAIN = ("expired",)
PIECES_CLIENT = ("not-yet-valid",)


def _send(tcp, side, data, size):
    """Segments of `size` bytes, no ACK between them. Returns the frame of the byte at an offset, as a function."""
    segments = tcp.cut(side, data, size)
    first = [tcp.emit(segment) for segment in segments][0]
    return lambda offset: first + offset // size


def _ends_of(content_end, size, total):
    """Offsets of the last byte of content that ends there, and of its record. size: bytes of content a record, total: in all."""
    number = (content_end - 1) // size
    return content_end + 5 * (number + 1) - 1, min((number + 1) * size, total) + 5 * (number + 1) - 1


def _pieces(handshakes, segment, record, port):
    """A handshake cut so. Of the messages in FOUND_IN_PIECES, the frames from the one with its last byte to that with the last byte of its record,
    which TCP may collect before it delivers anything."""
    tcp, port = handshakes.connect(port)
    hello = client_hello(TLS12, (0x0016, 0x0005), default_extensions(TLS12))
    frame_at = _send(tcp, CLIENT, records(HANDSHAKE, hello, TLS10, record), segment)
    first, last = frame_at(0), frame_at(_ends_of(len(hello), record, len(hello))[0])
    messages = [server_hello(TLS10, 0x0016, SECURE), certificates(*PIECES_CHAIN), dhe_key_exchange(TLS10, 1024), certificate_request(TLS10),
                server_hello_done()]
    flight = b"".join(messages)
    frame_at = _send(tcp, SERVER, records(HANDSHAKE, flight, TLS10, record), segment)
    shown, end = [range(last, last + 1)], 0
    for each in messages[:3]:
        end += len(each)
        shown.append(range(frame_at(_ends_of(end, record, len(flight))[0]), frame_at(_ends_of(end, record, len(flight))[1]) + 1))
    answer = certificates(*PIECES_CLIENT)
    frame_at = _send(tcp, CLIENT, records(HANDSHAKE, answer, TLS10, record), segment)
    last = frame_at(_ends_of(len(answer), record, len(answer))[0])
    shown.append(range(last, last + 1))
    play(tcp, full_handshake(TLS10, 0x0016, DHE)[2:], WHOLE)
    tcp.close()
    return first, shown, handshakes.talks.tell("tls", verdict_of(port, "tls"), (first, first + 16))


FOUND_IN_PIECES = ((), ("tls1.0", "3des", "offers-rc4"), ("expired",), ("short-dh",), ("not-yet-valid",))


@scenario("tls-in-pieces")
def in_pieces(case):
    """Segments of 1, 7 and 100 bytes, records of 1 to 1000 bytes, several messages in one: the same findings, each where its message ends."""
    case.golden = False
    case.compressed = True
    handshakes = Handshakes(case)
    of_messages = [[], [], [], [], []]
    for segment, record in ((1, 16384), (1, 100), (7, 1), (100, 100), (100, 16384), (1460, 1000), (WHOLE, 1), (WHOLE, 3), (WHOLE, 100), (104, 99)):
        _, shown, _ = _pieces(handshakes, segment, record, None)
        for frames, slugs, of_message in zip(shown, FOUND_IN_PIECES, of_messages):
            handshakes.find_somewhere(frames, *slugs)
            of_message.append(frames)
    handshakes.expect()
    case.once("portlore.tls.version", of_messages[1])
    case.once("portlore.tls.cipher", of_messages[1])
    case.once("portlore.tls.dh_bits", of_messages[3])
    case.passes('portlore.tls.cipher && portlore.tls.cipher != "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA" || portlore.tls.dh_bits != 1024 || '
                'portlore.tls.version != "TLS 1.0"', [])


@scenario("tls-in-pieces-not-reassembled")
def in_pieces_not_reassembled(case):
    """The same where TCP does not reassemble: the handshake is read all the same."""
    case.golden = False
    case.compressed = True
    case.trouble = True  # Wireshark's TLS needs reassembly
    case.preference("tcp.desegment_tcp_streams", "FALSE")
    handshakes = Handshakes(case)
    for segment, record in ((100, 100), (100, 16384), (1460, 1000), (20, 300), (WHOLE, 1)):
        _, shown, _ = _pieces(handshakes, segment, record, None)
        for frames, slugs in zip(shown, FOUND_IN_PIECES):
            handshakes.find_somewhere(frames, *slugs)
    handshakes.expect()


# Resumed sessions, and certificates that nobody sees


@scenario("tls-certificates-not-shown")
def certificates_not_shown(case):
    """Why there are no certificates: resumed by session identifier and by ticket, TLS 1.3, a suite that needs none, one that
    needs them; and no word where there are."""
    handshakes = Handshakes(case)
    resumed, encrypted_ones = [], []
    # The ticket comes with a full handshake; an empty extension announces it (RFC 5077 section 3.2).
    frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=(*SECURE, session_ticket()), ticket=new_session_ticket()), 2821)
    shown = frames[1]
    resumed.append(handshakes.play(resumed_handshake(TLS12, extensions=SECURE), 2821)[1])
    resumed.append(handshakes.play(resumed_handshake(TLS12, ticket=opaque("ticket", 160), extensions=SECURE), 3220)[1])
    resumed.append(handshakes.play(resumed_handshake(TLS10, 0xC013, extensions=SECURE), 3489)[1])
    handshakes.find(resumed[-1], "tls1.0")
    # A ticket without a session identifier: known by the change of ciphers. The server may send a new ticket before it.
    client = records(HANDSHAKE, client_hello(TLS12, (0xC02F,), [*default_extensions(TLS12), session_ticket(opaque("ticket", 160))]), TLS10)
    end = change_cipher_spec() + encrypted(HANDSHAKE, 40)
    for ticket in (b"", new_session_ticket()):
        server = records(HANDSHAKE, server_hello(TLS12, 0xC02F, [*SECURE, session_ticket()]) + ticket) + end
        resumed.append(handshakes.play([(CLIENT, client), (SERVER, server), (CLIENT, end), *application_data()], 2821)[1])
    encrypted_ones.append(handshakes.play(tls13_handshake(), 3220)[1])
    encrypted_ones.append(handshakes.play(tls13_handshake(retry=True), 2821)[3])
    frames = handshakes.play(full_handshake(TLS12, 0xC018, "ecdh-anonymous", (), extensions=SECURE), 2821)
    handshakes.find(frames[1], "anonymous")
    missing = handshakes.play(full_handshake(TLS12, 0x009C, RSA, (), extensions=SECURE), 2821)
    handshakes.find(missing[1], "no-forward-secrecy")
    handshakes.expect()
    case.passes(f'{NO_CERTIFICATES} == "not shown: resumed session"', resumed)
    case.passes(f'{NO_CERTIFICATES} contains "needs none"', [frames[1]])
    case.passes(f'{NO_CERTIFICATES} == "none: a full handshake without any"', [missing[1]])
    case.passes(f'{NO_CERTIFICATES} contains "not visible"', encrypted_ones)
    case.present(NO_CERTIFICATES, sorted([*resumed, *encrypted_ones, frames[1], missing[1]]))
    case.present(SUBJECT, [shown])


# Alerts


@scenario("tls-alerts")
def alerts(case):
    """Alerts in clear, of either side, a warning and fatal ones; encrypted ones are none that can be told."""
    handshakes = Handshakes(case)
    hello = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE)[0]
    told = {}
    frames = handshakes.play([hello, (SERVER, alert(FATAL, HANDSHAKE_FAILURE))], 2821)
    told["handshake_failure"] = [frames[1]]
    # RFC 5246 section 7.4.2: a client that does not know the authority.
    flights = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE)
    frames = handshakes.play([*flights[:2], (CLIENT, alert(FATAL, 48)), (CLIENT, alert(WARNING, CLOSE_NOTIFY))], 3220)
    told["unknown_ca"], told["close_notify"] = [frames[2]], [frames[3]]
    # RFC 6066 section 3: a warning, and the handshake goes on.
    frames = handshakes.play([flights[0], (SERVER, alert(WARNING, 112)), *flights[1:]], 3489)
    told["unrecognized_name"] = [frames[1]]
    # Encrypted: at the end of a session.
    handshakes.play([*flights, (CLIENT, encrypted(21, 26)), (SERVER, encrypted(21, 26))], 3220)
    handshakes.expect()
    case.present("portlore.tls.alert", sorted({frame for frames in told.values() for frame in frames}))
    for name, frames in told.items():
        case.passes(f'portlore.tls.alert contains "{name}"', frames)
    case.passes('portlore.tls.alert contains "client"', [*told["unknown_ca"], *told["close_notify"]])
    case.passes('portlore.tls.alert contains "fatal"', [*told["handshake_failure"], *told["unknown_ca"]])


@scenario("tls-alerts-in-one-record")
def alerts_in_one_record(case):
    """Two alerts in a record, as they may come up to TLS 1.2 (RFC 5246 section 6.2.1); both are told."""
    case.golden = False
    handshakes = Handshakes(case)
    hello = records(HANDSHAKE, client_hello(TLS12, (0xC02F, 0xC011), default_extensions(TLS12)), TLS10)
    _, frame = handshakes.play([(CLIENT, hello), (SERVER, records(21, bytes([WARNING, 112, FATAL, PROTOCOL_VERSION])))], 2821)
    handshakes.find(frame, "offers-rc4")
    handshakes.expect()
    case.frame(frame, {"portlore.tls.alert": 2})
    for name in ("unrecognized_name", "protocol_version"):
        case.passes(f'portlore.tls.alert contains "{name}"', [frame])


# Certificates

# Certificate: subject and issuer (RFC 4514), bits of the key, signature; as openssl x509 tells them, the signature by GnuTLS's name.
EDGE = "CN={}.example.net,O=Example Networks,C=DE"
ISSUING, AUTHORITY = "CN=Example Issuing CA,O=Example Networks", "CN=Example Root CA,O=Example Networks"
SPECIAL = r"CN=\ a=b\ ,OU=\#1 \"best\" \<a\>\;b\\c,O=Example\, Inc. \+ Sons"
CITIES = "CN=\u0141\u00f3d\u017a.example.net,OU=\u6771\u4eac,O=M\u00fcller & S\u00f6hne"
SERVER_FIELDS = (
    (("chain-leaf", "chain-issuing", "chain-root"), (EDGE.format("www"), ISSUING, AUTHORITY), (ISSUING, AUTHORITY, AUTHORITY), (2048,) * 3,
     ("RSA-SHA256",) * 3, "long-lived"),
    (("ec-p-256",), (EDGE.format("edge5"),), (EDGE.format("edge5"),), (256,), ("ECDSA-SHA256",), "self-signed"),
    (("dsa-1024",), (EDGE.format("edge8"),), (EDGE.format("edge8"),), (1024,), ("DSA-SHA1",), "short-key sha1-signature self-signed"),
    (("rsa-2047",), (EDGE.format("edge2"),), (EDGE.format("edge2"),), (2047,), ("RSA-SHA256",), "short-key self-signed"),
    (("sha1",), (EDGE.format("old3"),), (EDGE.format("old3"),), (2048,), ("RSA-SHA1",), "sha1-signature self-signed"),
    (("names-utf8",), (CITIES,), (CITIES,), (2048,), ("RSA-SHA256",), "self-signed"),
)


@scenario("tls-certificate-fields")
def certificate_fields(case):
    """Subject, issuer, bits, dates and signature of each certificate, leaf first; the server's and the client's; name asked for and protocol
    agreed on."""
    handshakes = Handshakes(case)
    for chain, subjects, issuers, bits, signatures, slugs in SERVER_FIELDS:
        frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, chain, extensions=SECURE), 2821)
        handshakes.find(frames[1], *slugs.split())
        case.frame(frames[1], {SUBJECT: list(subjects), "portlore.tls.certificate.issuer": list(issuers),
                               "portlore.tls.certificate.key_bits": list(bits), "portlore.tls.certificate.signature": list(signatures)})
    client_extensions = [*default_extensions(TLS12, "media1.example.net"), application_protocols("x-one", "x-two")]
    frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, client_chain=("expired", "chain-root"), client_extensions=client_extensions,
                                            extensions=(*SECURE, application_protocols("x-two"))), 3220)
    handshakes.find(frames[2], "expired", "long-lived")
    case.frame(frames[0], {"portlore.tls.sni": ["media1.example.net"], "portlore.tls.alpn": []})
    case.frame(frames[1], {"portlore.tls.sni": [], "portlore.tls.alpn": ["x-two"], SUBJECT: [EDGE.format("www"), ISSUING]})
    case.frame(frames[2], {SUBJECT: [EDGE.format("late"), AUTHORITY]})
    dated = frames[2]
    # A client that has none, and one that is not asked.
    frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, client_chain=(), extensions=SECURE), 3220)
    case.frame(frames[2], {SUBJECT: []})
    handshakes.expect()
    for field, time in (("not_before", "2010-03-01 12:00:00"), ("not_after", "2012-03-01 11:59:59"), ("not_before", "2020-01-01 00:00:00"),
                        ("not_after", "2030-01-01 00:00:00")):
        case.passes(f'portlore.tls.certificate.{field} == "{time}" && !portlore.tls.version', [dated])


@scenario("tls-unreadable-certificate")
def unreadable_certificate(case):
    """A certificate that cannot be read, and one behind it that can."""
    case.golden = False
    case.trouble = True  # Wireshark calls the first one malformed
    handshakes = Handshakes(case)
    frame = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, ("broken", "chain-issuing"), extensions=SECURE), 3220)[1]
    handshakes.find(frame, "unreadable-certificate")
    # Of one that cannot be read nobody knows whether it is in its place; of the others it is known.
    behind = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, (*CHAIN, "broken"), extensions=SECURE), 3220)[1]
    handshakes.find(behind, "unreadable-certificate")
    wrong = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, ("broken", *reversed(CHAIN)), extensions=SECURE), 3220)[1]
    handshakes.find(wrong, "unreadable-certificate")
    handshakes.expect()
    case.passes(f'{NO_CERTIFICATES} == "not in the order of their issuers"', [wrong])
    case.present(NO_CERTIFICATES, [wrong])
    case.frame(frame, {SUBJECT: [ISSUING], "portlore.tls.certificate.key_bits": [2048], "portlore.tls.certificate.not_after": 1})


@scenario("tls-certificate-names")
def certificate_names(case):
    """A name of which every value has characters to escape, a space at both ends of a value among them (RFC 4514 section 2.4)."""
    case.golden = False
    handshakes = Handshakes(case)
    frame = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, ("names-special",), extensions=SECURE), 2821)[1]
    handshakes.find(frame, "self-signed")
    handshakes.expect()
    case.frame(frame, {SUBJECT: [SPECIAL], "portlore.tls.certificate.issuer": [SPECIAL]}, "as openssl x509 -nameopt RFC2253 has it")


# vxatd

HOST = "nbu1.example.net"
UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
CLUSTER = "7d444840-9dc0-11d1-b245-5ffdce74fad2"
# Certificate, role, domain, host, what is found of it.
VXATD = (
    ("vx-root", ["root"], [f"root@{HOST}"], [HOST], "self-signed long-lived"),
    ("vx-broker", ["broker"], [f"root@{HOST}"], [HOST], "long-lived"),
    ("vx-machine", ["machine"], [f"NBU_Machines@{HOST}"], ["media1.example.net"], ""),
    ("vx-host", ["host"], ["NBU_HOSTS"], [UUID], ""),
    ("vx-cluster", [], [f"VCS_SERVICES@{CLUSTER}"], [CLUSTER], ""),
    ("vx-other-order", ["root"], [f"root@{HOST}"], [HOST], "self-signed"),
    ("vx-one-rdn", ["host"], ["NBU_HOSTS"], [UUID.upper()], "self-signed"),
    ("vx-issuer", [], [f"root@{HOST}"], [HOST], ""),
    ("vx-old-broker", ["broker"], [f"root@{HOST}"], [HOST], "self-signed long-lived short-key sha1-signature expired"),
)


def _told_with_the_certificate(case, proofs, verdict):
    """In one pass the verdict is there from the frame of the certificate on. proofs: [(Told, frame)]."""
    case.checks = [check for check in case.checks if not (check.get("passes") == 1 and check.get("of") in ("portlore.content", "portlore.verdict"))]
    after = [frame for told, proof in proofs for frame in told.frames if frame >= proof]
    case.has_value("portlore.verdict", verdict, after, one_pass=True)


@scenario("vxatd")
def vxatd(case):
    """Certificates of vxatd on 2821, one of each kind: registered by the certificate, with role, domain and host."""
    handshakes = Handshakes(case)
    proofs, issued = [], []
    for name, role, domain, host, slugs in VXATD:
        frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, (name,), extensions=SECURE), 2821, verdict="registered")
        handshakes.find(frames[1], *slugs.split())
        case.frame(frames[1], {"vxat.role": role, "vxat.domain": domain, "vxat.host": host})
        proofs.append((handshakes.talks.told[-1], frames[1]))
        if name == "vx-issuer":
            issued = handshakes.talks.told[-1].frames
    # The whole chain over TLS 1.0, with a client that shows its certificate, too.
    frames = handshakes.play(full_handshake(TLS10, 0xC013, ECDHE, ("vx-machine", "vx-broker", "vx-root"), client_chain=("vx-host",),
                                            extensions=SECURE), 2821, verdict="registered")
    handshakes.find(frames[1], "tls1.0", "long-lived", "long-lived")
    case.frame(frames[1], {"vxat.role": ["machine", "broker", "root"], "vxat.host": ["media1.example.net", HOST, HOST]})
    case.frame(frames[2], {"vxat.role": ["host"]})
    proofs.append((handshakes.talks.told[-1], frames[1]))
    handshakes.expect()
    _told_with_the_certificate(case, proofs, "registered")
    case.passes('portlore.evidence contains "O=vx"', [frame for told, _ in proofs for frame in told.frames])
    case.passes('portlore.evidence contains "certificate issuer O=vx"', issued)
    case.present("portlore.unexpected", [])
    case.present("vxat", sorted([*(proof for _, proof in proofs), frames[2]]))


@scenario("vxatd-elsewhere")
def vxatd_elsewhere(case):
    """Certificates of vxatd on the other four ports: unexpected, once a connection, and named."""
    case.golden = False
    handshakes = Handshakes(case)
    proofs = []
    for port in (3220, 3221, 3489, 2867):
        for name, role, _, _, slugs in VXATD[1:4]:
            frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, (name,), extensions=SECURE), port, verdict="unexpected")
            handshakes.find(frames[1], *slugs.split())
            case.frame(frames[1], {"vxat.role": role})
            proofs.append((handshakes.talks.told[-1], frames[1]))
    handshakes.expect()
    case.checks = [check for check in case.checks if not (check.get("passes") == 1 and check.get("of") in ("portlore.content", "portlore.verdict"))]
    case.once("portlore.unexpected", [told.frames for told, _ in proofs])
    case.passes('portlore.evidence contains "O=vx"', [frame for told, _ in proofs for frame in told.frames])


@scenario("vxatd-over-ssl2")
def vxatd_over_ssl2(case):
    """A broker of the days of SSL 2.0: its certificate proves it as it does over TLS; registered on 2821, unexpected on 3220."""
    case.golden = False
    handshakes = Handshakes(case)
    every = []
    for port, verdict in ((2821, "registered"), (3220, "unexpected")):
        tcp, _ = handshakes.connect(port)
        flights = ssl2_handshake("vx-old-broker")
        frames = play(tcp, flights, WHOLE)
        tcp.close()
        handshakes.find(frames[1], "ssl2", "short-key", "sha1-signature", "self-signed", "expired", "long-lived")
        handshakes.find(frames[2], "rc4", "md5-mac", "no-forward-secrecy")
        case.frame(frames[1], {"vxat.role": ["broker"], "portlore.verdict": [verdict]})
        every += range(handshakes.talks.start, len(case.capture.frames) + 1)
    handshakes.expect_findings()
    case.passes('portlore.evidence contains "O=vx"', every)


def _element(tag, *parts):
    """DER."""
    content = b"".join(parts)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    size = (len(content).bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + vector(size, content)


def _elements(content):
    """The elements that follow one another in content, whole."""
    found = []
    while content:
        size = content[1] & 0x7F if content[1] & 0x80 else 0
        end = 2 + size + (int.from_bytes(content[2:2 + size], "big") if size else content[1])
        found.append(content[:end])
        content = content[end:]
    return found


def _inside(element):
    return element[2 + (element[1] & 0x7F if element[1] & 0x80 else 0):]


def _renamed(name, organizations, units, common_name):
    """The certificate with another name as subject and issuer. Its signature does not fit any more."""
    rdns = [(b"\x55\x04\x0a", each) for each in organizations] + [(b"\x55\x04\x0b", each) for each in units] + [(b"\x55\x04\x03", common_name)]
    written = _element(0x30, *(_element(0x31, _element(0x30, _element(6, kind), _element(12, text.encode()))) for kind, text in rdns))
    signed, algorithm, signed_with = _elements(_inside(certificate_der(name)))
    version, serial, signature, _, dates, _, *rest = _elements(_inside(signed))
    return _element(0x30, _element(0x30, version, serial, signature, written, dates, written, *rest), algorithm, signed_with)


# Organizations, units: near misses.
LOOK_ALIKES = ((["vxlabs"], [f"root@{HOST}"]), (["Example"], ["vx"]), (["vx"], ["vx"]), (["vx"], []), ([], [f"root@{HOST}"]),
               (["vx.example.net"], ["NBU_HOSTS"]), (["Example"], ["vx", f"root@{HOST}"]))


@scenario("vxatd-look-alikes")
def look_alikes(case):
    """Certificates that look like those of vxatd, and TLS 1.3, on 2821: consistent, and no more is claimed."""
    case.golden = False
    handshakes = Handshakes(case)
    for name in ("mkcert", "names-types", "names-control", "rsa-2048"):
        frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, (name,), extensions=SECURE), 2821)
        handshakes.find(frames[1], "self-signed")
    for organizations, units in LOOK_ALIKES:
        certificate = _renamed("vx-host", organizations, units, "nbatd")
        handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, (certificate,), extensions=SECURE), 2821)
    handshakes.play(tls13_handshake(), 2821)
    handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, ("broken",), extensions=SECURE), 2821)
    handshakes.find(len(case.capture.frames) - 12, "unreadable-certificate")
    case.trouble = True  # Wireshark calls that one malformed
    # The one that is not a look-alike, made in the same way.
    certificate = _renamed("vx-host", ["vx"], [f"root@{HOST}"], "nbatd")
    frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, (certificate,), extensions=SECURE), 2821, verdict="registered")
    handshakes.expect()
    case.checks = [check for check in case.checks if not (check.get("passes") == 1 and check.get("of") in ("portlore.content", "portlore.verdict"))]
    case.present("vxat", [frames[1]])
    case.present("portlore.unexpected", [])


# What is missing


@scenario("tls-gaps")
def gaps(case):
    """Segments missing in the server's flight: in the list of certificates, all of it, all but the hello, the hello alone. What was seen stays;
    nothing is said of what was not."""
    case.golden = False
    case.trouble = True  # Wireshark's TLS does not know of the gap
    handshakes = Handshakes(case)
    flights = full_handshake(TLS10, 0x0016, DHE, ("chain-leaf", "rsa-1024"), bits=1024, extensions=SECURE)
    hello = records(HANDSHAKE, server_hello(TLS10, 0x0016, SECURE), TLS10)
    list_of_certificates = records(HANDSHAKE, certificates("chain-leaf", "rsa-1024"), TLS10)
    rest = flights[1][1][len(hello + list_of_certificates):]
    cuts = {
        "certificates": ([hello, list_of_certificates[:400], list_of_certificates[400:800], list_of_certificates[800:], rest], (2,)),
        "certificate's end": ([hello, list_of_certificates[:400], list_of_certificates[400:] + rest], (2,)),
        "all": ([hello + list_of_certificates, rest], (0, 1)),
        "but the hello": ([hello, list_of_certificates, rest], (1, 2)),
        "the hello": ([hello, list_of_certificates, rest], (0,)),
    }
    seen, may = [], []
    for name, (pieces, lost) in cuts.items():
        tcp, port = handshakes.connect()
        first = play(tcp, flights[:1], WHOLE)[0]
        for index, piece in enumerate(pieces):
            segment = tcp.cut(SERVER, piece, WHOLE)[0]
            if index in lost:
                tcp.lose(segment)
                continue
            frame = tcp.emit(segment)
            if index == 0:
                seen.append(frame)
        play(tcp, flights[2:], WHOLE)
        told = handshakes.close(tcp, port, first)
        if name == "the hello":
            may += told.frames
    for frame in seen:
        handshakes.find(frame, "tls1.0", "3des")
    handshakes.expect()
    # Whether a list of certificates behind a gap, or a key exchange, is read is not told here: both would be true.
    free = {"portlore.tls.finding", "portlore.tls.short_key", "portlore.tls.short_dh"}
    case.checks = [check for check in case.checks if check.get("present") not in free and not {"portlore.tls.finding"} & set(check.get("fields", {}))]
    case.present("portlore.tls.version", seen)
    case.present("portlore.tls.cipher", seen)
    case.passes(f'({NO_CERTIFICATES} contains "resumed" || {NO_CERTIFICATES} contains "none")', [])
    at_most = ", ".join(map(str, may))
    case.passes(f"({SUBJECT} || portlore.tls.short_key) && !(frame.number in {{{at_most}}})", [])


@scenario("tls-mid-session")
def mid_session(case):
    """From the middle of a session: nothing is found of a handshake that was not seen; from the server's flight on, what that shows."""
    case.golden = False
    handshakes = Handshakes(case)
    for port in (2821, 3220, 3489):
        tcp = handshakes.talks.tcp(port, ("192.0.2.10", f"198.51.100.{port % 100}"))
        first = play(tcp, application_data() * 3, WHOLE)[0]
        handshakes.close(tcp, port, first)
    flights = full_handshake(TLS11, 0x000A, RSA, ("rsa-1024",), extensions=SECURE)
    tcp = handshakes.talks.tcp(2821, ("192.0.2.10", "198.51.100.99"))
    frames = play(tcp, flights[1:], WHOLE)
    handshakes.close(tcp, 2821, frames[0])
    handshakes.find(frames[0], "tls1.1", "3des", "no-forward-secrecy", "short-key", "self-signed")
    handshakes.expect()
    case.present("portlore.tls.version", [frames[0]])
    case.passes(f"{NO_CERTIFICATES}", [])


# Seen twice


@scenario("tls-retransmitted")
def retransmitted(case):
    """Hellos and certificates that are sent twice are told once."""
    case.golden = False
    case.trouble = True  # Wireshark's reassembly complains of the last one
    handshakes = Handshakes(case)
    flights = full_handshake(TLS11, 0xC013, ECDHE, ("rsa-1024",), suites=(0xC013, 0x0005), extensions=SECURE)
    for size, again in ((WHOLE, (0,)), (400, (0, 1)), (400, (1,))):
        tcp, port = handshakes.connect()
        hello = tcp.cut(CLIENT, flights[0][1])[0]
        first = tcp.emit(hello)
        tcp.emit(hello)
        segments = tcp.cut(SERVER, flights[1][1], size)
        shown = [tcp.emit(segment) for segment in segments]
        for index in again:
            tcp.emit(segments[index])
        play(tcp, flights[2:], WHOLE)
        handshakes.close(tcp, port, first)
        handshakes.find(shown[0], "tls1.1", "offers-rc4")
        handshakes.find(shown[0 if size == WHOLE else 1], "short-key", "self-signed")
    handshakes.expect()


@scenario("tls-port-used-again")
def port_used_again(case):
    """A client's port that is used for a second connection: each is judged by itself, the certificate once."""
    case.golden = False
    handshakes = Handshakes(case)
    for sequences in ((1000, 500000), (90001000, 80500000)):
        tcp = TcpConversation(case.capture, ("192.0.2.10", 50100), ("198.51.100.1", 2821), initial_sequences=sequences)
        tcp.handshake()
        frames = play(tcp, full_handshake(TLS11, 0xC013, ECDHE, ("rsa-1024",), extensions=SECURE), WHOLE)
        tcp.close()
        handshakes.find(frames[1], "tls1.1", *(("short-key", "self-signed") if sequences[0] == 1000 else ()))
    handshakes.expect_findings()
