# SPDX-License-Identifier: GPL-2.0-or-later
"""What hellos say, and what comes between them: versions of records and hellos, what is offered and accepted, HelloRetryRequest, renegotiation; and
handshakes in single bytes, and with bytes changed, on each of the ports."""

from .case import CLIENT, SERVER, scenario
from .contents import verdict_of
from .tls_findings import CHAIN, PORTS, SECURE, WHOLE, Handshakes
from .tls_material import (APPLICATION_DATA, DHE, ECDHE, ECDSA_SHA256, HANDSHAKE, RENEGOTIATION_SCSV, RSA, RSA_EXPORT, RSA_PSS_SHA256, RSA_SHA1,
                           SECP256R1, SECP384R1, SSL3, TLS10, TLS11, TLS12, TLS13, X25519, application_data, application_protocols,
                           certificate_request, certificates, change_cipher_spec, client_hello, default_extensions, encrypted,
                           extended_master_secret, full_handshake, heartbeat, key_share, message, opaque, play, records, renegotiation_info,
                           selected_version, server_hello, server_hello_done, ssl2_client_hello, ssl2_handshake, ssl2_record, supported_groups,
                           tls13_handshake, vector)

TLS = "portlore.tls."
RECORD, HELLO, COMPRESSION = TLS + "record.version", TLS + "hello.version", TLS + "compression_method"
EXTENSIONS = (TLS + "renegotiation_info", TLS + "extended_master_secret", TLS + "heartbeat")
OFFERED = (TLS + "offered.version", TLS + "offered.group", TLS + "offered.alpn")
NO_CERTIFICATES = TLS + "certificates"


def _extensions(*values):
    """Fields of a frame: each of EXTENSIONS with its value, None for absent."""
    return {field: [value] if value else [] for field, value in zip(EXTENSIONS, values)}


@scenario("tls-hellos")
def hellos(case):
    """What stands in hellos, of the client in its frame and of the server in its own: versions of record and hello apart from the negotiated one,
    groups and versions and protocols offered, compression, secure renegotiation, extended master secret, heartbeat."""
    handshakes = Handshakes(case)
    # All of it, TLS 1.2.
    offer = [renegotiation_info(), extended_master_secret(), heartbeat(), supported_groups(X25519, 0x1A1A, SECP384R1),
             application_protocols("x-one", "x-two")]
    hello = records(HANDSHAKE, client_hello(TLS12, (0xC02F,), offer, compressions=(64, 1, 0)), TLS10)
    frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, hello=hello, extensions=(*SECURE, heartbeat(2)), compression=64), 2821)
    handshakes.find(frames[1], "compression")
    case.frame(frames[0], {RECORD: ["TLS 1.0"], HELLO: ["TLS 1.2"], COMPRESSION: ["offered"], TLS + "version": [],
                           **_extensions("offered", "offered", "offered"), OFFERED[0]: [], OFFERED[1]: ["x25519", "secp384r1"],
                           OFFERED[2]: ["x-one", "x-two"]})
    case.frame(frames[1], {RECORD: ["TLS 1.2"], HELLO: ["TLS 1.2"], COMPRESSION: ["LZS"], TLS + "version": ["TLS 1.2"],
                           **_extensions("accepted", "accepted", "accepted"), TLS + "group": ["secp256r1"], TLS + "signature": ["rsa_pkcs1_sha256"]})
    # A signalling suite stands for the extension (RFC 5746 section 3.3); nothing is accepted.
    hello = records(HANDSHAKE, client_hello(TLS11, (0x002F, RENEGOTIATION_SCSV), None), SSL3)
    frames = handshakes.play(full_handshake(TLS11, 0x002F, RSA, CHAIN, hello=hello, extensions=None), 3220)
    handshakes.find(frames[1], "tls1.1", "no-forward-secrecy", "no-secure-renegotiation", "no-extended-master-secret")
    case.frame(frames[0], {RECORD: ["SSL 3.0"], HELLO: ["TLS 1.1"], COMPRESSION: [], **_extensions("offered", None, None), OFFERED[1]: []})
    case.frame(frames[1], {RECORD: ["TLS 1.1"], HELLO: ["TLS 1.1"], COMPRESSION: ["NULL"], **_extensions(None, None, None), TLS + "signature": []})
    # TLS 1.3: the hello's version is another than the negotiated one, and it has none of these (RFC 8446 section 4.1.3).
    frames = handshakes.play(tls13_handshake(), 3489)
    case.frame(frames[0], {RECORD: ["TLS 1.0"], HELLO: ["TLS 1.2"], OFFERED[0]: ["TLS 1.3", "TLS 1.2"], OFFERED[1]: ["x25519", "secp256r1"]})
    case.frame(frames[1], {RECORD: ["TLS 1.2"], HELLO: ["TLS 1.2"], TLS + "version": ["TLS 1.3"], COMPRESSION: [], **_extensions(None, None, None),
                           TLS + "group": ["x25519"]})
    # The form of SSL 2.0 has no record, and SSL 2.0 none of the others.
    frames = handshakes.play(ssl2_handshake("chain-leaf"), 3489, content="ssl2")
    handshakes.find(frames[1], "ssl2")
    handshakes.find(frames[2], "rc4", "md5-mac", "no-forward-secrecy")
    case.frame(frames[0], {RECORD: [], HELLO: ["SSL 2.0"]})
    case.frame(frames[1], {RECORD: [], HELLO: ["SSL 2.0"], COMPRESSION: []})
    handshakes.expect()


@scenario("tls-key-exchange-fields")
def key_exchange_fields(case):
    """Of the key exchange: group or bits, the temporary key of an export suite, and the signature's algorithm, which TLS 1.2 alone tells; the
    server's request for a certificate."""
    case.golden = False
    handshakes = Handshakes(case)
    for scheme, name in ((RSA_SHA1, "rsa_pkcs1_sha1"), (ECDSA_SHA256, "ecdsa_secp256r1_sha256"), (RSA_PSS_SHA256, "rsa_pss_rsae_sha256"),
                         (0x0301, "sha224_rsa"), (0x0909, "0x0909")):
        frame = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE, scheme=scheme))[1]
        handshakes.find(frame, *(["sha1-signature"] if scheme == RSA_SHA1 else []))
        case.frame(frame, {TLS + "signature": [name], TLS + "group": ["secp256r1"], TLS + "dh_bits": [], TLS + "rsa_bits": []})
    frame = handshakes.play(full_handshake(TLS12, 0x009E, DHE, CHAIN, extensions=SECURE))[1]
    case.frame(frame, {TLS + "signature": ["rsa_pkcs1_sha256"], TLS + "group": [], TLS + "dh_bits": [2048]})
    frames = handshakes.play(full_handshake(TLS10, 0x0003, RSA_EXPORT, CHAIN, extensions=SECURE, bits=512, client_chain=()))
    slugs = ("tls1.0", "export-cipher", "rc4", "md5-mac", "no-forward-secrecy")
    handshakes.find(frames[1], *slugs)
    case.frame(frames[1], {TLS + "signature": [], TLS + "rsa_bits": [512], TLS + "certificates": ["the server asks for the client's"]})
    handshakes.expect()


@scenario("tls-resumed-or-not")
def resumed_or_not(case):
    """A session is called resumed when that is certain: by a change of ciphers without certificates, not by a session identifier that is echoed. In
    TLS 1.3 a pre-shared key may be of another origin (RFC 8446 section 4.2.11); without a key share it has no forward secrecy (section 4.2.9)."""
    case.golden = False
    handshakes = Handshakes(case)
    by_key = []
    for accepted, slugs in (([key_share(X25519), (41, b"\0\0")], ()), ([(41, b"\0\0")], ("no-forward-secrecy",))):
        flights = tls13_handshake()
        hello = records(HANDSHAKE, server_hello(TLS12, 0x1301, [selected_version(TLS13), *accepted]))
        frames = handshakes.play([flights[0], (SERVER, hello + change_cipher_spec() + encrypted(APPLICATION_DATA, 53)), *flights[2:]])
        handshakes.find(frames[1], *slugs)
        by_key.append(frames[1])
    # Echoed in each of two handshakes: one in full, a message a segment, and one that is resumed, the change of ciphers in a segment of its own.
    session_id = opaque("session", 32)
    client = (CLIENT, records(HANDSHAKE, client_hello(TLS12, (0xC02F,), default_extensions(TLS12), session_id), TLS10))
    hello = (SERVER, records(HANDSHAKE, server_hello(TLS12, 0xC02F, SECURE, session_id)))
    full = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE)
    chain = (SERVER, records(HANDSHAKE, certificates(*CHAIN)))
    rest = (SERVER, full[1][1][len(records(HANDSHAKE, server_hello(TLS12, 0xC02F, SECURE))) + len(chain[1]):])
    frames = handshakes.play([client, hello, chain, rest, *full[2:]])
    shown = frames[2]
    end = change_cipher_spec() + encrypted(HANDSHAKE, 40)
    frames = handshakes.play([client, hello, (SERVER, end), (CLIENT, end), *application_data()])
    handshakes.expect()
    case.passes(f'{NO_CERTIFICATES} == "not shown: resumed session"', [frames[2]])
    case.passes(f'{NO_CERTIFICATES} == "not shown: pre-shared key, of a resumed session or agreed on beforehand"', by_key)
    case.present(NO_CERTIFICATES, [*by_key, frames[2]])
    case.present(TLS + "certificate.subject", [shown])


@scenario("tls-what-does-not-fit")
def what_does_not_fit(case):
    """Lengths that do not fit: extensions of a server's hello, of which none is missed then; a list of certificates, of which what is in front of the
    wrong length is shown."""
    case.golden = False
    case.trouble = True  # Wireshark calls them malformed
    handshakes = Handshakes(case)
    full = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE)
    # The last extension says that it is four bytes longer than the block.
    hello = bytearray(server_hello(TLS12, 0xC02F, [(0xFF01, b"\0"), (0x0017, b"")]))
    hello[-1] = 4
    frames = handshakes.play([full[0], (SERVER, records(HANDSHAKE, bytes(hello)))])
    case.frame(frames[1], {TLS + "version": ["TLS 1.2"], **_extensions("accepted", None, None)})
    # And one whose block has no end, in which all that could be read is not what is missed.
    hello = bytearray(server_hello(TLS12, 0xC02F, [(0x000B, b"\1\0")]))
    hello[-8:-6] = b"\0\x50"
    frames = handshakes.play([full[0], (SERVER, records(HANDSHAKE, bytes(hello)))])
    case.frame(frames[1], {TLS + "version": ["TLS 1.2"], **_extensions(None, None, None)})
    # Behind two certificates the length of a third, of which there is nothing.
    chain = certificates(*CHAIN)[7:]
    flight = server_hello(TLS12, 0xC02F, SECURE) + message(11, vector(3, chain, b"\0\1\0"))
    frames = handshakes.play([full[0], (SERVER, records(HANDSHAKE, flight))])
    case.frame(frames[1], {TLS + "certificate.subject": 2, NO_CERTIFICATES: ["the list is malformed"]})
    handshakes.expect()


@scenario("tls-client-without-certificate")
def client_without_certificate(case):
    """A client that is asked for a certificate and answers with an empty list; a client that is not asked, and one that has some."""
    case.golden = False
    handshakes = Handshakes(case)
    frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, client_chain=(), extensions=SECURE))
    case.frame(frames[1], {NO_CERTIFICATES: ["the server asks for the client's"]})
    case.frame(frames[2], {NO_CERTIFICATES: ["the client has none to show"]})
    told = frames[1:3]
    handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE))
    told.append(handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, client_chain=CHAIN, extensions=SECURE))[1])
    handshakes.expect()
    case.present(NO_CERTIFICATES, told)


@scenario("tls-retry-request")
def retry_request(case):
    """A HelloRetryRequest is told where it stands, with the group that it asks for; it is no server's hello."""
    case.golden = False
    case.trouble = True  # Wireshark does not know all of the drafts
    handshakes = Handshakes(case)
    told = []
    for version in (TLS13, 0x7F13, 0x7F16, 0x7F1C):
        frames = handshakes.play(tls13_handshake(version, retry=True))
        case.frame(frames[1], {TLS + "hello_retry_request": ["secp256r1"], TLS + "version": [], HELLO: []})
        told.append(frames[1])
    handshakes.expect()
    case.present(TLS + "hello_retry_request", told)


@scenario("tls-renegotiation")
def renegotiation(case):
    """A second handshake: encrypted, asked for by the server or begun by the client, told once, also behind data of the server's alone or none at all;
    in clear; and none where Finished alone is encrypted, as behind data that the other side sent early, or in TLS 1.3."""
    case.golden = False
    handshakes = Handshakes(case)
    flights = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE)
    again = {side: (side, encrypted(HANDSHAKE, 180, label="again")) for side in (CLIENT, SERVER)}
    by_server = handshakes.play([*flights, again[SERVER], again[CLIENT], again[SERVER]], 2821)[6]
    by_client = handshakes.play([*flights, again[CLIENT], again[SERVER]], 3220)[6]
    # flights ends with data of the client's and the server's.
    behind_answer = handshakes.play([*flights[:4], flights[5], again[CLIENT], again[SERVER]], 3220)[5]
    without_data = handshakes.play([*flights[:4], again[CLIENT], again[SERVER]], 2821)[4]
    # RFC 7918: the client's data before the server's Finished.
    early = (CLIENT, encrypted(APPLICATION_DATA, 96))
    handshakes.play([*flights[:3], early, *flights[3:]], 3489)
    handshakes.play(tls13_handshake(), 3220)
    # A server that asks for the first hello (RFC 5246 section 7.4.1.1) asks for none again.
    asked = handshakes.play([(SERVER, records(HANDSHAKE, message(0))), *flights], 2821)
    case.frame(asked[2], {TLS + "version": ["TLS 1.2"], TLS + "certificate.subject": 2})
    # Without encryption a MAC stands behind each message: it is told, and not called encrypted.
    null = full_handshake(TLS12, 0xC010, ECDHE, CHAIN, extensions=SECURE)
    frames = handshakes.play([*null, again[CLIENT], again[SERVER]], 3220)
    handshakes.find(frames[1], "null-cipher")
    with_mac = frames[6]
    # Nothing is encrypted: the second hello can be read (RFC 5246 appendix A.5), and so can what it leads to.
    frames = handshakes.play([*null, (CLIENT, records(HANDSHAKE, client_hello(TLS12, (0xC010,), default_extensions(TLS12))))], 2821)
    handshakes.find(frames[1], "null-cipher")
    handshakes.expect()
    case.present(TLS + "renegotiation", [by_server, by_client, behind_answer, without_data, with_mac, frames[-1]])
    case.frame(with_mac, {TLS + "renegotiation": ["begun by the client"]})
    case.frame(by_server, {TLS + "renegotiation": ["encrypted, begun by the server"]})
    for frame in (by_client, behind_answer, without_data):
        case.frame(frame, {TLS + "renegotiation": ["encrypted, begun by the client"]})
    case.frame(frames[-1], {TLS + "renegotiation": ["in clear"]})


# In single bytes


def _bytewise(port):
    @scenario(f"tls-in-single-bytes-on-{port}")
    def in_single_bytes(case):
        case.golden = False
        case.compressed = True
        handshakes = Handshakes(case)
        # Up to the last byte that tells anything: the rest is encrypted.
        hello = records(HANDSHAKE, client_hello(TLS10, (0x0016, 0x0005), default_extensions(TLS10)), TLS10)
        flight = [server_hello(TLS10, 0x0016, SECURE), certificates("rsa-1024"), server_hello_done()]
        tcp, _ = handshakes.connect(port)
        first = tcp.send(CLIENT, hello[:1])
        tcp.send(CLIENT, hello[1:], size=1, acknowledge=False)
        ends = [tcp.send(SERVER, records(HANDSHAKE, each, TLS10), size=1, acknowledge=False) for each in flight]
        tcp.close()
        handshakes.talks.tell("tls", verdict_of(port, "tls"), (first, first + 16))
        handshakes.find(ends[0], "tls1.0", "3des", "offers-rc4")
        handshakes.find(ends[1], "short-key", "self-signed")
        # TLS 1.3 and SSL 2.0.
        hello, answer = tls13_handshake(suites=(0x1301, 0x0001))[:2]
        tcp, _ = handshakes.connect(port)
        first = tcp.send(CLIENT, hello[1][:1])
        tcp.send(CLIENT, hello[1][1:], size=1, acknowledge=False)
        server = tcp.send(SERVER, answer[1][:200], size=1, acknowledge=False)
        hello_end = 5 + int.from_bytes(answer[1][3:5], "big")
        handshakes.find(server - 200 + hello_end, "offers-null")
        tcp.close()
        handshakes.talks.tell("tls", verdict_of(port, "tls"), (first, first + 16))
        tcp, _ = handshakes.connect(port)
        flights = ssl2_handshake("rsa-1024")
        first = tcp.send(CLIENT, flights[0][1][:1])
        tcp.send(CLIENT, flights[0][1][1:], size=1, acknowledge=False)
        old = tcp.send(SERVER, flights[1][1], size=1, acknowledge=False)
        handshakes.find(old, "ssl2", "short-key", "self-signed")
        suite = tcp.send(CLIENT, flights[2][1], size=1, acknowledge=False)
        handshakes.find(suite, "rc4", "md5-mac", "no-forward-secrecy")
        tcp.close()
        handshakes.talks.tell("ssl2", verdict_of(port, "ssl2"), (first, first + 32))
        handshakes.expect()
        case.values(TLS + "version", ["TLS 1.0", "TLS 1.3", "SSL 2.0"])
        case.passes(f"{TLS}version && frame.number > {server}", [old])
        case.values(TLS + "cipher", ["TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_AES_128_GCM_SHA256", "SSL_CK_RC4_128_WITH_MD5"])
    in_single_bytes.__doc__ = f"TLS 1.0, TLS 1.3 and SSL 2.0 on port {port} in segments of one byte: each finding with the end of its message."


for _port in PORTS:
    _bytewise(_port)


# With bytes changed


@scenario("tls-changed-bytes")
def changed_bytes(case):
    """Handshakes with a byte changed each, at places spread over all of it, and cut into odd segments: whatever is told, one pass tells what two do,
    and nothing fails."""
    case.golden = False
    case.compressed = True
    case.trouble = True  # much of it is malformed
    handshakes = Handshakes(case)
    whole = (full_handshake(TLS10, 0x0016, DHE, ("vx-machine", "vx-broker"), suites=(0x0016, 0x0005), bits=1024, client_chain=("vx-host",)),
             tls13_handshake(retry=True), ssl2_handshake("vx-old-broker"))
    for number in range(60):
        flights = list(whole[number % len(whole)])
        index = number // len(whole) % 3
        side, data = flights[index]
        random = int.from_bytes(opaque(f"place {number}", 4), "big")
        place = random % min(len(data), 200)
        flights[index] = (side, data[:place] + bytes([data[place] ^ (1 << random // 1000 % 8)]) + data[place + 1:])
        tcp, _ = handshakes.connect()
        play(tcp, flights, size=(WHOLE, 1460, 97)[number % 3])
        tcp.close()
    case.passes("_ws.malformed && !tls && !x509af && !x509sat && !x509ce && !pkix1explicit", [], "a dissector of ours never calls anything malformed")
