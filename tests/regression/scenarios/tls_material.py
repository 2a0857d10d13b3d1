# SPDX-License-Identifier: GPL-2.0-or-later
"""What TLS and SSL 2.0 put on the wire up to the first encrypted byte, byte for byte the same on every run. No scenarios are here.

Nothing is encrypted, and no signature is one: what would be random or secret is opaque(), which looks like it. Certificates are those of
tests/unit/certificates (captures/generate/tls_certificates.py). From the bottom up:

    message = server_hello(TLS12, 0xC02F, extensions=[renegotiation_info()])        handshake messages, with their header
    data = records(HANDSHAKE, message + certificates("vx-root"), TLS12, size=100)   records around them, cut as wished
    flights = full_handshake(TLS10, 0x0005, RSA, ["md5"])                           whole handshakes: [(side, data), ...]
    frames = play(session.tcp, flights)                                             on a TcpConversation; the frame of each flight's last byte

Numbers are those of IANA's registries "TLS Parameters" and "TLS ExtensionType Values". Python's standard library only.
"""

import hashlib
import struct
from pathlib import Path

from .case import CLIENT, SERVER

CERTIFICATES = Path(__file__).resolve().parent.parent.parent / "unit" / "certificates"

SSL2, SSL3, TLS10, TLS11, TLS12, TLS13 = 0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304
TLS13_DRAFT_19, TLS13_DRAFT_22, TLS13_DRAFT_28 = 0x7F13, 0x7F16, 0x7F1C

# Content types (RFC 8446 section 5.1).
CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23

# Handshake types (RFC 8446 section 4, RFC 5246 section 7.4).
HELLO_REQUEST, CLIENT_HELLO, SERVER_HELLO, NEW_SESSION_TICKET, CERTIFICATE, SERVER_KEY_EXCHANGE = 0, 1, 2, 4, 11, 12
RETRY_REQUEST_OF_DRAFTS = 6
CERTIFICATE_REQUEST, SERVER_HELLO_DONE, CERTIFICATE_VERIFY, CLIENT_KEY_EXCHANGE = 13, 14, 15, 16

# Alerts (RFC 8446 section 6).
WARNING, FATAL = 1, 2
CLOSE_NOTIFY, HANDSHAKE_FAILURE, PROTOCOL_VERSION = 0, 40, 70

# Groups.
SECP256R1, SECP384R1, X25519, FFDHE2048 = 23, 24, 29, 256
POINT_LENGTH = {SECP256R1: 65, SECP384R1: 97, X25519: 32, FFDHE2048: 256}

# Signature schemes, which up to TLS 1.2 are a hash and an algorithm.
RSA_MD5, RSA_SHA1, DSA_SHA1, ECDSA_SHA1, RSA_SHA256, ECDSA_SHA256, RSA_PSS_SHA256 = 0x0101, 0x0201, 0x0202, 0x0203, 0x0401, 0x0403, 0x0804

# Suites that are used as defaults.
RSA_AES128_CBC_SHA, DHE_RSA_AES128_CBC_SHA, ECDHE_RSA_AES128_GCM_SHA256, AES_128_GCM_SHA256 = 0x002F, 0x0033, 0xC02F, 0x1301
RENEGOTIATION_SCSV = 0x00FF

# Key exchanges. Which one belongs to a suite is the caller's to know.
RSA, RSA_EXPORT, DHE, DH_ANONYMOUS, ECDHE, ECDH_ANONYMOUS = "rsa", "rsa-export", "dhe", "dh-anonymous", "ecdhe", "ecdh-anonymous"

# The random of a ServerHello that is a HelloRetryRequest (RFC 8446 section 4.1.3): SHA-256 of these words.
RETRY_RANDOM = hashlib.sha256(b"HelloRetryRequest").digest()

RECORD_MAX = 16384


def opaque(label, length):
    """Bytes that look random, the same for the same label."""
    blocks = (hashlib.sha256(f"{label} {block}".encode()).digest() for block in range(length // 32 + 1))
    return b"".join(blocks)[:length]


def vector(size, *parts):
    """A vector of RFC 8446 section 3.4: a length of `size` bytes, and the parts."""
    content = b"".join(parts)
    return len(content).to_bytes(size, "big") + content


def numbers(values, size=2):
    return b"".join(value.to_bytes(size, "big") for value in values)


def certificate_der(name):
    """The bytes of a certificate. name: of a file in tests/unit/certificates; bytes are taken as they are."""
    return name if isinstance(name, bytes) else (CERTIFICATES / f"{name}.der").read_bytes()


# Records.

def records(kind, content, version=TLS12, size=RECORD_MAX):
    """Records around content. size: bytes of content a record; a list of sizes for the first records, the rest in one more."""
    if isinstance(size, int):
        cuts = list(range(size, len(content), size))
    else:
        cuts = [sum(size[: index + 1]) for index in range(len(size))]
    pieces = [content[start:end] for start, end in zip([0] + cuts, cuts + [len(content)])]
    return b"".join(struct.pack("!BH", kind, version) + vector(2, piece) for piece in pieces if piece or not content)


def change_cipher_spec(version=TLS12):
    return records(CHANGE_CIPHER_SPEC, b"\x01", version)


def alert(level, description, version=TLS12):
    return records(ALERT, bytes([level, description]), version)


def encrypted(kind, length, version=TLS12, label="encrypted"):
    """One record of which only the header can be read."""
    return records(kind, opaque(label, length), version)


# Extensions, without and with which hellos are written: (type, content) each.

def server_name(name):
    """RFC 6066 section 3."""
    return 0, vector(2, b"\0", vector(2, name.encode()))


def supported_groups(*groups):
    """RFC 8422 section 5.1.1, RFC 7919."""
    return 10, vector(2, numbers(groups))


def point_formats():
    """RFC 8422 section 5.1.2: uncompressed."""
    return 11, vector(1, b"\0")


def signature_algorithms(*schemes):
    """RFC 8446 section 4.2.3."""
    return 13, vector(2, numbers(schemes))


def heartbeat(mode=1):
    """RFC 6520 section 2."""
    return 15, bytes([mode])


def application_protocols(*names):
    """RFC 7301. The server names one."""
    return 16, vector(2, *(vector(1, name.encode()) for name in names))


def extended_master_secret():
    """RFC 7627."""
    return 23, b""


def session_ticket(ticket=b""):
    """RFC 5077 section 3.2."""
    return 35, ticket


def offered_versions(*versions):
    """supported_versions of a client (RFC 8446 section 4.2.1)."""
    return 43, vector(1, numbers(versions))


def selected_version(version):
    """supported_versions of a server."""
    return 43, struct.pack("!H", version)


def cookie(length=32):
    """RFC 8446 section 4.2.2."""
    return 44, vector(2, opaque("cookie", length))


def _key_share_number(version):
    """It had another number up to draft 22."""
    return 40 if 0x7F00 < version <= TLS13_DRAFT_22 else 51


def key_shares(*groups, version=TLS13):
    """key_share of a client (RFC 8446 section 4.2.8). Without groups: none yet."""
    return _key_share_number(version), vector(2, *(_key_share(group, CLIENT) for group in groups))


def key_share(group, version=TLS13):
    """key_share of a server."""
    return _key_share_number(version), _key_share(group, SERVER)


def retry_group(group, version=TLS13):
    """key_share of a HelloRetryRequest."""
    return _key_share_number(version), struct.pack("!H", group)


def renegotiation_info(verify_data=b""):
    """RFC 5746 section 3.2."""
    return 0xFF01, vector(1, verify_data)


def _point(group, label):
    """A public key; on NIST's curves an uncompressed point."""
    point = opaque(label, POINT_LENGTH[group])
    return b"\x04" + point[1:] if group in (SECP256R1, SECP384R1) else point


def _key_share(group, label):
    return struct.pack("!H", group) + vector(2, _point(group, label))


# Handshake messages.

def message(kind, *parts):
    """A handshake message (RFC 8446 section 4)."""
    return bytes([kind]) + vector(3, *parts)


def _extensions(extensions):
    """None: no extensions at all, as before RFC 3546."""
    if extensions is None:
        return b""
    return vector(2, *(struct.pack("!H", kind) + vector(2, content) for kind, content in extensions))


def client_hello(version, suites, extensions=None, session_id=b"", compressions=(0,), label="client random"):
    return message(CLIENT_HELLO, struct.pack("!H", version), opaque(label, 32), vector(1, session_id), vector(2, numbers(suites)),
                   vector(1, bytes(compressions)), _extensions(extensions))


def server_hello(version, suite, extensions=None, session_id=b"", compression=0, random=None):
    return message(SERVER_HELLO, struct.pack("!H", version), random or opaque("server random", 32), vector(1, session_id),
                   struct.pack("!HB", suite, compression), _extensions(extensions))


def hello_retry_request(suite, extensions, session_id=b""):
    """RFC 8446 section 4.1.4."""
    return server_hello(TLS12, suite, extensions, session_id, random=RETRY_RANDOM)


def draft_server_hello(version, suite, extensions):
    """Drafts 19 to 21 of TLS 1.3: the version stands where that of TLS 1.2 does, and there is neither session nor compression."""
    return message(SERVER_HELLO, struct.pack("!H", version), opaque("server random", 32), struct.pack("!H", suite), _extensions(extensions))


def draft_hello_retry_request(version, suite, extensions):
    """Drafts 19 to 21: a message of its own."""
    return message(RETRY_REQUEST_OF_DRAFTS, struct.pack("!HH", version, suite), _extensions(extensions))


def certificates(*names):
    """Certificate, up to TLS 1.2. Without names: the client's answer when it has none."""
    return message(CERTIFICATE, vector(3, *(vector(3, certificate_der(name)) for name in names)))


def signature(version, scheme, length=256):
    """Of a key exchange. scheme: None where it is anonymous; told from TLS 1.2 on only. length: that of an RSA key in bytes."""
    if scheme is None:
        return b""
    return (struct.pack("!H", scheme) if version >= TLS12 else b"") + vector(2, opaque("signature", length))


def modulus(bits):
    """An odd number of exactly so many bits, in as few bytes as it takes. Nobody looks whether it is prime."""
    number = int.from_bytes(opaque("modulus", (bits + 7) // 8), "big")
    number = number % (1 << bits) | 1 << (bits - 1) | 1
    return number.to_bytes((bits + 7) // 8, "big")


def dhe_key_exchange(version, bits, scheme=RSA_SHA256, prime=None):
    """ServerKeyExchange with a prime of so many bits, or with the bytes given (RFC 5246 section 7.4.3)."""
    prime = modulus(bits) if prime is None else prime
    return message(SERVER_KEY_EXCHANGE, vector(2, prime), vector(2, b"\x02"), vector(2, opaque("public", len(prime) - 1)),
                   signature(version, scheme))


def ecdhe_key_exchange(version, group=SECP256R1, scheme=RSA_SHA256):
    """ServerKeyExchange on a named curve (RFC 8422 section 5.4)."""
    return message(SERVER_KEY_EXCHANGE, b"\x03", struct.pack("!H", group), vector(1, _point(group, SERVER)), signature(version, scheme))


def rsa_key_exchange(version, bits=512, scheme=RSA_SHA256):
    """ServerKeyExchange of RSA_EXPORT suites: an RSA key of so many bits (RFC 2246 section 7.4.3)."""
    return message(SERVER_KEY_EXCHANGE, vector(2, modulus(bits)), vector(2, b"\x01\x00\x01"), signature(version, scheme))


def certificate_request(version, authorities=(), schemes=(RSA_SHA256, RSA_SHA1)):
    """Up to TLS 1.2. authorities: names in DER."""
    algorithms = vector(2, numbers(schemes)) if version >= TLS12 else b""
    return message(CERTIFICATE_REQUEST, vector(1, b"\x01\x40"), algorithms, vector(2, *(vector(2, name) for name in authorities)))


def server_hello_done():
    return message(SERVER_HELLO_DONE)


def certificate_verify(version, scheme=RSA_SHA256):
    return message(CERTIFICATE_VERIFY, signature(version, scheme))


def client_key_exchange(version, exchange):
    """exchange: see server_key_exchange(). SSL 3.0 has no length before what is encrypted with RSA (RFC 6101 section 5.6.7.1)."""
    if exchange in (ECDHE, ECDH_ANONYMOUS):
        return message(CLIENT_KEY_EXCHANGE, vector(1, _point(SECP256R1, CLIENT)))
    key = opaque("client key exchange", 256)
    return message(CLIENT_KEY_EXCHANGE, key if version == SSL3 and exchange in (RSA, RSA_EXPORT) else vector(2, key))


def new_session_ticket(length=160):
    """Of TLS 1.2, in clear (RFC 5077 section 3.3)."""
    return message(NEW_SESSION_TICKET, struct.pack("!I", 7200), vector(2, opaque("ticket", length)))


# SSL 2.0, as Netscape's draft of 1995 has it; RFC 6101 appendix E has the hello that leads to SSL 3.0 and later.

SSL2_RC4_128_MD5, SSL2_RC4_128_EXPORT40_MD5, SSL2_DES_192_EDE3_CBC_MD5 = 0x010080, 0x020080, 0x0700C0


def ssl2_record(content, padding=None):
    """One record. padding: None for the header of two bytes; bytes of padding, for that of three."""
    if padding is None:
        return struct.pack("!H", 0x8000 | len(content)) + content
    return struct.pack("!HB", len(content) + padding, padding) + content + bytes(padding)


def ssl2_client_hello(version=SSL2, kinds=(SSL2_RC4_128_MD5, SSL2_DES_192_EDE3_CBC_MD5), session_id=b"", challenge=16):
    """CLIENT-HELLO. version: what the client speaks best. kinds: of three bytes; those of SSL 3.0 and later begin with 00."""
    specs = numbers(kinds, 3)
    return b"\x01" + struct.pack("!HHHH", version, len(specs), len(session_id), challenge) + specs + session_id + opaque("challenge", challenge)


def ssl2_server_hello(certificate, kinds=(SSL2_RC4_128_MD5,), version=SSL2, connection=16):
    """SERVER-HELLO. certificate: a name; None for a session that is resumed, which shows none."""
    der = b"" if certificate is None else certificate_der(certificate)
    specs = b"" if certificate is None else numbers(kinds, 3)
    head = bytes([4, certificate is None, 0 if certificate is None else 1])
    return head + struct.pack("!HHHH", version, len(der), len(specs), connection) + der + specs + opaque("connection", connection)


def ssl2_client_master_key(kind=SSL2_RC4_128_MD5, clear=0, length=256):
    """CLIENT-MASTER-KEY. clear: bytes of the key in clear, of the export kinds."""
    return (b"\x02" + numbers([kind], 3) + struct.pack("!HHH", clear, length, 0) + opaque("clear key", clear) + opaque("master key", length))


def ssl2_error(code):
    """ERROR: 1 no cipher, 2 no certificate, 4 bad certificate, 6 unsupported certificate type."""
    return b"\0" + struct.pack("!H", code)


# Whole handshakes.

def default_extensions(version, name="nbu1.example.net"):
    """What a client of its day sends. TLS 1.0 and 1.1: a client that could do 1.2."""
    if version == SSL3:
        return None
    extensions = [server_name(name), renegotiation_info(), supported_groups(X25519, SECP256R1), point_formats(), extended_master_secret(),
                  signature_algorithms(ECDSA_SHA256, RSA_PSS_SHA256, RSA_SHA256, RSA_SHA1)]
    if version >= TLS13:
        extensions += [offered_versions(version, TLS12), key_shares(X25519, version=version)]
    return extensions


def server_key_exchange(exchange, version, bits=2048, group=SECP256R1, scheme=RSA_SHA256):
    """ServerKeyExchange; b"" for RSA, which has none. bits: of the prime, or of the key for export. scheme: of the signature, if there is one."""
    if exchange == RSA:
        return b""
    if exchange == RSA_EXPORT:
        return rsa_key_exchange(version, bits, scheme)
    if exchange in (DHE, DH_ANONYMOUS):
        return dhe_key_exchange(version, bits, scheme if exchange == DHE else None)
    return ecdhe_key_exchange(version, group, scheme if exchange == ECDHE else None)


def _handshake_records(messages, version, size, together):
    """together: all messages in one run of records, else each begins a record of its own."""
    runs = [b"".join(messages)] if together else [each for each in messages if each]
    return b"".join(records(HANDSHAKE, run, version, size) for run in runs)


def _finished(version, ticket=b""):
    """ChangeCipherSpec and Finished, which is encrypted; before them, in clear, a ticket."""
    return (records(HANDSHAKE, ticket, version) if ticket else b"") + change_cipher_spec(version) + encrypted(HANDSHAKE, 40, version, "finished")


def full_handshake(version=TLS12, suite=ECDHE_RSA_AES128_GCM_SHA256, exchange=ECDHE, chain=("rsa-2048",), *, suites=None, client_version=None,
                   hello=None, extensions=(), client_extensions=(), session_id=b"", compression=0, bits=2048, group=SECP256R1, scheme=RSA_SHA256,
                   client_chain=None, ticket=b"", size=RECORD_MAX, together=False, data=True):
    """SSL 3.0 to TLS 1.2, up to the first application data: [(side, bytes), ...].

    chain: names of the server's certificates; () for none. suites: offered; the negotiated one alone by default. client_version: offered, the
    negotiated one by default. hello: the client's first bytes instead of a record with a ClientHello. extensions: the server's (None: no block of
    extensions). client_extensions: in place of the default ones where not (). exchange, bits, group, scheme: see server_key_exchange().
    client_chain: the client is asked for certificates, and has these. size, together: see records() and the messages of one flight."""
    offered = client_version or version
    if hello is None:
        client = default_extensions(offered) if client_extensions == () else client_extensions
        hello = records(HANDSHAKE, client_hello(offered, suites or (suite,), client, compressions=(compression, 0) if compression else (0,)),
                        TLS10 if offered > TLS10 else offered, size)
    asks = client_chain is not None
    if extensions == () and version == SSL3:
        extensions = None
    server = [server_hello(version, suite, extensions, session_id, compression), certificates(*chain) if chain else b"",
              server_key_exchange(exchange, version, bits, group, scheme), certificate_request(version) if asks else b"", server_hello_done()]
    answer = [certificates(*client_chain) if asks else b"", client_key_exchange(version, exchange),
              certificate_verify(version) if client_chain else b""]
    flights = [(CLIENT, hello), (SERVER, _handshake_records(server, version, size, together)),
               (CLIENT, _handshake_records(answer, version, size, together) + _finished(version)), (SERVER, _finished(version, ticket))]
    return flights + (application_data(version) if data else [])


def resumed_handshake(version=TLS12, suite=ECDHE_RSA_AES128_GCM_SHA256, *, ticket=None, extensions=(), data=True):
    """An abbreviated one (RFC 5246 section 7.3): the server goes on with the session id that the client offers. ticket: bytes of one, if the client
    offers that (RFC 5077 section 3.4)."""
    session_id = opaque("session", 32)
    client = default_extensions(version)
    if client is not None and ticket is not None:
        client.append(session_ticket(ticket))
    if extensions == () and version == SSL3:
        extensions = None
    hello = client_hello(version, (suite,), client, session_id)
    flights = [(CLIENT, records(HANDSHAKE, hello, TLS10 if version > TLS10 else version)),
               (SERVER, records(HANDSHAKE, server_hello(version, suite, extensions, session_id), version) + _finished(version)),
               (CLIENT, _finished(version))]
    return flights + (application_data(version) if data else [])


def _is_early_draft(version):
    """Before the hellos of TLS 1.3 were made to look like those of TLS 1.2."""
    return 0x7F00 < version < TLS13_DRAFT_22


def _tls13_hellos(version, suite, group, session_id):
    """(HelloRetryRequest, ServerHello, ChangeCipherSpec record or b"") of TLS 1.3 or a draft."""
    if _is_early_draft(version):
        return (draft_hello_retry_request(version, suite, [retry_group(group, version), cookie()]),
                draft_server_hello(version, suite, [key_share(group, version)]), b"")
    return (hello_retry_request(suite, [selected_version(version), retry_group(group, version), cookie()], session_id),
            server_hello(TLS12, suite, [selected_version(version), key_share(group, version)], session_id), change_cipher_spec())


def tls13_handshake(version=TLS13, suite=AES_128_GCM_SHA256, *, retry=False, suites=None, client_extensions=None, size=RECORD_MAX, data=True):
    """TLS 1.3 and its drafts from 19 on; from 22 on in the middlebox compatibility mode (RFC 8446 appendix D.4). retry: the server asks for another
    group first."""
    session_id = opaque("legacy session", 32) if not _is_early_draft(version) else b""
    suites = suites or (suite, ECDHE_RSA_AES128_GCM_SHA256)
    extensions = default_extensions(version) if client_extensions is None else client_extensions
    group = SECP256R1 if retry else X25519
    request, hello, change = _tls13_hellos(version, suite, group, session_id)
    protected = b"".join(encrypted(APPLICATION_DATA, length, TLS12, f"protected {length}") for length in (27, 1100, 281, 53))
    flights = [(CLIENT, records(HANDSHAKE, client_hello(TLS12, suites, extensions, session_id), TLS10, size))]
    if retry:
        again = [each for each in extensions if each[0] not in (40, 51)] + [key_shares(group, version=version), cookie()]
        flights += [(SERVER, records(HANDSHAKE, request, TLS12, size) + change),
                    (CLIENT, change + records(HANDSHAKE, client_hello(TLS12, suites, again, session_id), TLS12, size))]
        change = b""
    flights += [(SERVER, records(HANDSHAKE, hello, TLS12, size) + change + protected), (CLIENT, change + encrypted(APPLICATION_DATA, 53))]
    return flights + (application_data(TLS12) if data else [])


def ssl2_handshake(certificate="md5", *, kinds=None, kind=SSL2_RC4_128_MD5, clear=0, resumed=False, padding=None):
    """SSL 2.0 up to the first data. padding: of the client's hello, see ssl2_record()."""
    kinds = kinds or (kind,)
    hello = ssl2_client_hello(kinds=kinds, session_id=opaque("session", 16) if resumed else b"")
    flights = [(CLIENT, ssl2_record(hello, padding)), (SERVER, ssl2_record(ssl2_server_hello(None if resumed else certificate, kinds)))]
    if not resumed:
        flights.append((CLIENT, ssl2_record(ssl2_client_master_key(kind, clear))))
    # CLIENT-FINISHED, SERVER-VERIFY, SERVER-FINISHED and data: encrypted, 16 bytes of MAC before the rest.
    return flights + [(CLIENT, ssl2_record(opaque("client finished", 33))), (SERVER, ssl2_record(opaque("server verify", 33))),
                      (SERVER, ssl2_record(opaque("server finished", 33))), (CLIENT, ssl2_record(opaque("data", 48)))]


def application_data(version=TLS12):
    """A request and an answer."""
    return [(CLIENT, encrypted(APPLICATION_DATA, 96, version, "request")), (SERVER, encrypted(APPLICATION_DATA, 512, version, "answer"))]


def play(tcp, flights, size=None):
    """Send the flights on a TcpConversation. size: bytes of payload a segment. Returns for each flight the frame that holds its last byte."""
    return [tcp.send(side, data, size=size) for side, data in flights]
