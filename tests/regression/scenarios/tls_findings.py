# SPDX-License-Identifier: GPL-2.0-or-later
"""What is held against handshakes and certificates on the known ports: of each finding connections that have it and neighbours that have not.

Each flight is one segment, so that what a flight has in it is told in its frame. Names of suites are IANA's; whether a suite has forward secrecy is
told by its name, as are the other findings about suites."""

import struct

from .case import CLIENT, SERVER, scenario
from .contents import verdict_of
from .tls_material import (DHE, DH_ANONYMOUS, DSA_SHA1, ECDHE, ECDH_ANONYMOUS, ECDSA_SHA1, ECDSA_SHA256, FFDHE2048, HANDSHAKE, RENEGOTIATION_SCSV,
                           RSA, RSA_EXPORT, RSA_MD5, RSA_PSS_SHA256, RSA_SHA1, RSA_SHA256, SERVER_KEY_EXCHANGE, SSL2_DES_192_EDE3_CBC_MD5,
                           SSL2_RC4_128_EXPORT40_MD5, SSL2_RC4_128_MD5, SSL3, TLS10, TLS11, TLS12, TLS13, certificate_der, certificates, client_hello,
                           default_extensions, dhe_key_exchange, extended_master_secret, full_handshake, key_share, message, modulus, opaque, play,
                           records, renegotiation_info, selected_version, server_hello, server_hello_done, signature, ssl2_client_hello,
                           ssl2_handshake, ssl2_record, tls13_handshake, vector)
from .verdicts import Conversations

SLUGS = ("ssl2", "ssl3", "tls1.0", "tls1.1", "null-cipher", "export-cipher", "anonymous", "rc4", "rc2", "des", "3des", "idea", "md5-mac",
         "no-forward-secrecy", "compression", "no-secure-renegotiation", "no-extended-master-secret", "md5-signature", "sha1-signature", "short-key",
         "short-dh", "self-signed", "expired", "not-yet-valid", "long-lived", "unreadable-certificate", "offers-null", "offers-export",
         "offers-anonymous", "offers-rc4", "offers-ssl2")

PORTS = (2821, 3220, 3489)

# More bytes than any flight has.
WHOLE = 30000

# A list of certificates with which nothing is wrong, and the extensions of a server of today.
CHAIN = ("chain-leaf", "chain-issuing")
SECURE = (renegotiation_info(), extended_master_secret())


def filter_of(slug):
    """The name of the expert info."""
    return "portlore.tls." + slug.replace(".", "_").replace("-", "_")


class Handshakes:
    """Connections of a case with TLS on them, one after another, and what must be found. Each has a server of its own where none is named."""

    def __init__(self, case):
        self.case = case
        self.talks = Conversations(case)
        self.found = {}  # {(frame, slug): times}
        self.somewhere = []  # (slug, frames): in one of these
        self.made = 0

    def connect(self, port=None, server=None):
        """A connection behind its three-way handshake, and its port: one after the other where none is named."""
        self.made += 1
        port = port or PORTS[self.made % len(PORTS)]
        tcp = self.talks.tcp(port, ("192.0.2.10", server or f"198.51.100.{self.made}"))
        tcp.handshake()
        return tcp, port

    def close(self, tcp, port, first, content="tls", verdict=None):
        """Ends a connection and tells what it is. first: the frame with its first payload."""
        tcp.close()
        return self.talks.tell(content, verdict or verdict_of(port, content), (first, first))

    def play(self, flights, port=None, server=None, content="tls", verdict=None):
        """A whole connection; the frame of each flight."""
        tcp, port = self.connect(port, server)
        frames = play(tcp, flights, size=WHOLE)
        self.close(tcp, port, frames[0], content, verdict)
        return frames

    def find(self, frame, *slugs):
        for slug in slugs:
            assert slug in SLUGS, slug
            self.found[frame, slug] = self.found.get((frame, slug), 0) + 1

    def find_somewhere(self, frames, *slugs):
        self.somewhere += [(slug, list(frames)) for slug in slugs]

    def expect(self):
        """All that was told is found, and each connection is what it is."""
        self.expect_findings()
        self.talks.expect()

    def expect_findings(self):
        """All that was told is found, in one pass and in two, and nothing else."""
        case = self.case
        for slug in SLUGS:
            frames = sorted({frame for frame, found in self.found if found == slug})
            groups = [[frame] for frame in frames] + [where for found, where in self.somewhere if found == slug]
            if any(self.found[frame, slug] > 1 for frame in frames):
                case.present(filter_of(slug), frames)
                for frame in frames:
                    case.frame(frame, {filter_of(slug): self.found[frame, slug]})
            elif groups:
                case.once(filter_of(slug), groups)
                case.once(filter_of(slug), groups, one_pass=True)
            else:
                case.present(filter_of(slug), [])
        if not self.somewhere:
            times = {}
            for (frame, _), count in self.found.items():
                times[frame] = times.get(frame, 0) + count
            case.present("portlore.tls.finding", sorted(times))
            for frame, count in sorted(times.items()):
                case.frame(frame, {"portlore.tls.finding": count})
        apart = [f'(portlore.tls.finding == "{slug}" && !{filter_of(slug)}) || ({filter_of(slug)} && !(portlore.tls.finding == "{slug}"))'
                 for slug in sorted({slug for _, slug in self.found} | {slug for slug, _ in self.somewhere})]
        if apart:
            case.passes(" || ".join(apart), [], "the slug and the expert info go together")


# Suites

# Suite, IANA's name, version, key exchange, what is found, options of full_handshake().
SUITES = (
    (0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", TLS12, ECDHE, "", {}),
    (0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", TLS12, DHE, "", {}),
    (0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", TLS12, ECDHE, "", {}),
    (0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256", TLS12, RSA, "no-forward-secrecy", {}),
    (0xC004, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA", TLS12, RSA, "no-forward-secrecy", {}),
    (0x0031, "TLS_DH_RSA_WITH_AES_128_CBC_SHA", TLS12, RSA, "no-forward-secrecy", {}),
    (0x008C, "TLS_PSK_WITH_AES_128_CBC_SHA", TLS12, RSA, "no-forward-secrecy", {"chain": ()}),
    (0xC010, "TLS_ECDHE_RSA_WITH_NULL_SHA", TLS12, ECDHE, "null-cipher", {}),
    (0x003B, "TLS_RSA_WITH_NULL_SHA256", TLS12, RSA, "null-cipher no-forward-secrecy", {}),
    (0x0001, "TLS_RSA_WITH_NULL_MD5", TLS12, RSA, "null-cipher md5-mac no-forward-secrecy", {}),
    (0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", TLS10, RSA_EXPORT, "tls1.0 export-cipher rc4 md5-mac no-forward-secrecy", {"bits": 512}),
    (0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", TLS10, RSA_EXPORT, "tls1.0 export-cipher rc2 md5-mac no-forward-secrecy", {"bits": 512}),
    (0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", TLS10, RSA_EXPORT, "tls1.0 export-cipher des no-forward-secrecy", {"bits": 512}),
    (0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", TLS10, DHE, "tls1.0 export-cipher des short-dh", {"bits": 512}),
    (0x0062, "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA", TLS10, RSA_EXPORT, "tls1.0 export-cipher des no-forward-secrecy", {"bits": 1024}),
    (0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA", TLS12, DH_ANONYMOUS, "anonymous", {"chain": ()}),
    (0xC018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", TLS12, ECDH_ANONYMOUS, "anonymous", {"chain": ()}),
    (0x0019, "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA", TLS10, DH_ANONYMOUS, "tls1.0 anonymous export-cipher des short-dh",
     {"chain": (), "bits": 512}),
    (0x0018, "TLS_DH_anon_WITH_RC4_128_MD5", TLS11, DH_ANONYMOUS, "tls1.1 anonymous rc4 md5-mac", {"chain": ()}),
    (0xC011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA", TLS12, ECDHE, "rc4", {}),
    (0x0005, "TLS_RSA_WITH_RC4_128_SHA", TLS12, RSA, "rc4 no-forward-secrecy", {}),
    (0x0004, "TLS_RSA_WITH_RC4_128_MD5", TLS12, RSA, "rc4 md5-mac no-forward-secrecy", {}),
    (0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA", TLS11, DHE, "tls1.1 des", {}),
    (0x0009, "TLS_RSA_WITH_DES_CBC_SHA", TLS10, RSA, "tls1.0 des no-forward-secrecy", {}),
    (0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", TLS12, DHE, "3des", {}),
    (0xC012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", TLS12, ECDHE, "3des", {}),
    (0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", TLS12, RSA, "3des no-forward-secrecy", {}),
    (0x0007, "TLS_RSA_WITH_IDEA_CBC_SHA", TLS11, RSA, "tls1.1 idea no-forward-secrecy", {}),
    (0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA", TLS12, RSA, "no-forward-secrecy", {}),
    (0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", TLS12, ECDHE, "", {}),
    # Key exchanges that are not read here: pre-shared keys with and without DHE and ECDHE, passwords, Kerberos, GOST.
    (0x0090, "TLS_DHE_PSK_WITH_AES_128_CBC_SHA", TLS12, RSA, "", {"chain": ()}),
    (0xC035, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", TLS12, RSA, "", {"chain": ()}),
    (0x0094, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA", TLS12, RSA, "no-forward-secrecy", {}),
    (0xC01D, "TLS_SRP_SHA_WITH_AES_128_CBC_SHA", TLS12, RSA, "", {"chain": ()}),
    (0xC01E, "TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA", TLS12, RSA, "", {}),
    (0xC0B0, "TLS_ECCPWD_WITH_AES_128_GCM_SHA256", TLS12, RSA, "", {"chain": ()}),
    (0x0020, "TLS_KRB5_WITH_RC4_128_SHA", TLS10, RSA, "tls1.0 rc4 no-forward-secrecy", {"chain": ()}),
    (0xC100, "TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC", TLS12, RSA, "no-forward-secrecy", {}),
)


@scenario("tls-findings-of-suites")
def suites(case):
    """Suites of each kind: what is wrong with each by its name, on 2821, 3220 and 3489, and what is not."""
    case.golden = False
    case.trouble = True  # Wireshark reads key exchanges of some suites that are only named here
    handshakes = Handshakes(case)
    for suite, name, version, exchange, slugs, options in SUITES:
        options = {"chain": CHAIN, "extensions": SECURE} | options
        frames = handshakes.play(full_handshake(version, suite, exchange, **options))
        handshakes.find(frames[1], *slugs.split())
        case.frame(frames[1], {"portlore.tls.cipher": [name]})
    # TLS 1.3: its names have no key exchange. RFC 9150: integrity only.
    for suite, name, slugs in ((0x1301, "TLS_AES_128_GCM_SHA256", ""), (0x1303, "TLS_CHACHA20_POLY1305_SHA256", ""),
                               (0x00C6, "TLS_SM4_GCM_SM3", ""), (0x00C7, "TLS_SM4_CCM_SM3", ""), (0x1306, "TLS_AEGIS_256_SHA512", ""),
                               (0xC0B4, "TLS_SHA256_SHA256", "null-cipher")):
        frames = handshakes.play(tls13_handshake(suite=suite, suites=(suite,)))
        handshakes.find(frames[1], *slugs.split())
        case.frame(frames[1], {"portlore.tls.cipher": [name]})
    # Not IANA's: nothing can be said of it.
    frames = handshakes.play(full_handshake(TLS12, 0xCCFF, RSA, CHAIN, extensions=SECURE))
    case.passes('portlore.tls.cipher contains "ccff"', [frames[1]])
    handshakes.expect()


# Versions and extensions


@scenario("tls-findings-of-hellos")
def hellos(case):
    """Versions, compression, secure renegotiation and extended master secret: each with and without, in every version that has it."""
    case.golden = False
    handshakes = Handshakes(case)
    neither = ("no-secure-renegotiation", "no-extended-master-secret")
    for version, name, slugs in ((TLS10, "TLS 1.0", ["tls1.0"]), (TLS11, "TLS 1.1", ["tls1.1"]), (TLS12, "TLS 1.2", [])):
        for extensions, more in ((SECURE, ()), (SECURE[:1], neither[1:]), (SECURE[1:], neither[:1]), ((), neither), (None, neither)):
            frames = handshakes.play(full_handshake(version, 0xC013, ECDHE, CHAIN, extensions=extensions, client_version=TLS12))
            handshakes.find(frames[1], *slugs, *more)
            case.frame(frames[1], {"portlore.tls.version": [name]})
    # SSL 3.0 has secure renegotiation (RFC 5746 section 4.5), and no extended master secret (RFC 7627 is about TLS).
    for extensions, more in ((None, neither[:1]), ([renegotiation_info()], ())):
        frames = handshakes.play(full_handshake(SSL3, 0x0033, DHE, CHAIN, suites=(0x0033, RENEGOTIATION_SCSV), extensions=extensions))
        handshakes.find(frames[1], "ssl3", *more)
        case.frame(frames[1], {"portlore.tls.version": ["SSL 3.0"]})
    frames = handshakes.play(tls13_handshake())
    case.frame(frames[1], {"portlore.tls.version": ["TLS 1.3"]})

    frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE, compression=1))
    handshakes.find(frames[1], "compression")
    # Compression that is offered, and not taken.
    hello = records(HANDSHAKE, client_hello(TLS12, (0xC02F,), default_extensions(TLS12), compressions=(1, 0)), TLS10)
    handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE, hello=hello))
    handshakes.expect()


# Key exchanges


def _flight(version, suite, key_exchange, chain=CHAIN):
    """The server's first flight, with a key exchange of one's own."""
    run = server_hello(version, suite, SECURE) + certificates(*chain) + key_exchange + server_hello_done()
    return records(HANDSHAKE, run, version)


def _curve(group, length):
    """ServerKeyExchange on a curve with points of so many bytes."""
    return message(SERVER_KEY_EXCHANGE, b"\x03", struct.pack("!H", group), vector(1, b"\x04" + opaque("point", length - 1)),
                   signature(TLS12, RSA_SHA256))


@scenario("tls-findings-of-key-exchanges")
def key_exchanges(case):
    """Primes of 512 to 4096 bits and with leading zeros, curves, and the hash of the signature, which only TLS 1.2 tells."""
    case.golden = False
    handshakes = Handshakes(case)
    sizes = []
    for bits, slugs in ((512, ["short-dh"]), (1024, ["short-dh"]), (2047, ["short-dh"]), (2048, []), (4096, [])):
        frames = handshakes.play(full_handshake(TLS12, 0x009E, DHE, CHAIN, extensions=SECURE, bits=bits))
        handshakes.find(frames[1], *slugs)
        sizes.append((frames[1], bits))
    for prime, bits, slugs in ((b"\0" + modulus(2048), 2048, []), (bytes(128) + modulus(1024), 1024, ["short-dh"])):
        flights = full_handshake(TLS12, 0x009E, DHE, CHAIN)
        flights[1] = (SERVER, _flight(TLS12, 0x009E, dhe_key_exchange(TLS12, bits, prime=prime)))
        frames = handshakes.play(flights)
        handshakes.find(frames[1], *slugs)
        sizes.append((frames[1], bits))
    case.present("portlore.tls.dh_bits", [frame for frame, _ in sizes])
    for frame, bits in sizes:
        case.frame(frame, {"portlore.tls.dh_bits": [bits]})

    # IANA, "TLS Supported Groups": secp160r1, secp192r1, secp224r1, secp521r1, x25519.
    for group, length, slugs in ((16, 41, ["short-dh"]), (19, 49, ["short-dh"]), (21, 57, []), (25, 133, []), (29, 32, [])):
        flights = full_handshake(TLS12, 0xC02F, ECDHE, CHAIN)
        flights[1] = (SERVER, _flight(TLS12, 0xC02F, _curve(group, length)))
        frames = handshakes.play(flights)
        handshakes.find(frames[1], *slugs)

    for scheme, slugs in ((RSA_MD5, ["md5-signature"]), (RSA_SHA1, ["sha1-signature"]), (ECDSA_SHA1, ["sha1-signature"]),
                          (DSA_SHA1, ["sha1-signature"]), (RSA_SHA256, []), (ECDSA_SHA256, []), (RSA_PSS_SHA256, [])):
        frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE, scheme=scheme))
        handshakes.find(frames[1], *slugs)
        frames = handshakes.play(full_handshake(TLS11, 0xC013, ECDHE, CHAIN, extensions=SECURE, scheme=scheme))
        handshakes.find(frames[1], "tls1.1")
    # A group of primes in TLS 1.3.
    flights = tls13_handshake()
    hello = server_hello(TLS12, 0x1301, [selected_version(TLS13), key_share(FFDHE2048)], opaque("legacy session", 32))
    flights[1] = (SERVER, records(HANDSHAKE, hello))
    handshakes.play(flights)
    handshakes.expect()


# Certificates

# Certificates that the server sends, and what is found of all of them together.
CERTIFICATES = (
    (CHAIN, ""),
    (("chain-leaf",), ""),
    (("rsa-2048",), "self-signed"),
    (("self-issued",), ""),  # the name signs itself, with somebody else's key
    (("self-signed-server",), "self-signed"),
    (("rsa-2047",), "self-signed short-key"),
    (("rsa-1024",), "self-signed short-key"),
    (("ec-p-256",), "self-signed"),
    (("ed25519",), "self-signed"),
    (("rsa-pss",), "self-signed"),
    (("dsa-1024",), "self-signed short-key sha1-signature"),
    (("sha1",), "self-signed sha1-signature"),
    (("md5",), "self-signed md5-signature"),
    (("chain-leaf", "sha1"), ""),  # the signature of a root does not matter (RFC 8446 section 4.4.2.2)
    (("chain-leaf", "rsa-1024"), "short-key"),  # its key does
    (("expired",), "expired"),
    (("not-yet-valid",), "not-yet-valid"),
    (("no-expiry",), "long-lived"),
    (("before-1970",), "long-lived"),
    (("after-2050",), "not-yet-valid"),
    (("vx-machine",), ""),  # two years
    (("broken",), "unreadable-certificate"),
    (("cut",), "unreadable-certificate"),
    (("chain-leaf", "broken"), "unreadable-certificate"),
    (("broken", "rsa-1024"), "unreadable-certificate short-key"),
    (("chain-leaf", "expired", "rsa-1024"), "expired short-key"),
    (("rsa-pss-sha1",), "sha1-signature"),
    (("rsa-pss-md5",), "md5-signature"),
)


@scenario("tls-findings-of-certificates")
def findings_of_certificates(case):
    """Keys, signatures, lifetimes, self-signed ones, unreadable ones, and what is wrong further on in the list. Nothing in TLS 1.3."""
    case.golden = False
    case.trouble = True  # Wireshark calls the broken ones malformed
    handshakes = Handshakes(case)
    for chain, slugs in CERTIFICATES:
        vxatd = any(name.startswith("vx-") for name in chain)
        frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, chain, extensions=SECURE), 2821, verdict="registered" if vxatd else None)
        handshakes.find(frames[1], *slugs.split())
    handshakes.play(tls13_handshake())
    handshakes.expect()
    case.checks = [check for check in case.checks if not (check.get("passes") == 1 and check.get("of") == "portlore.verdict")]


@scenario("tls-validity-at-packet-time")
def validity(case):
    """Both ends of the validity are in it (RFC 5280 section 4.1.2.5), and the packet's time counts, whatever today is."""
    case.golden = False
    handshakes = Handshakes(case)
    # Of "expired": 2010-03-01 12:00:00 to 2012-03-01 11:59:59, in seconds since the epoch.
    first, last = 1267444800, 1330603199
    for second, slugs in ((first - 1, ["not-yet-valid"]), (first, []), (first + 86400, []), (last, []), (last + 1, ["expired"])):
        handshakes.case.capture.clock = (second - 1) * 1_000_000
        tcp, port = handshakes.connect()
        flights = full_handshake(TLS12, 0xC02F, ECDHE, ("expired",), extensions=SECURE)
        hello = play(tcp, flights[:1], WHOLE)[0]
        case.capture.clock = second * 1_000_000
        frame = play(tcp, flights[1:2], WHOLE)[0]
        play(tcp, flights[2:], WHOLE)
        handshakes.close(tcp, port, hello)
        handshakes.find(frame, *slugs)
    handshakes.expect()


@scenario("tls-certificate-without-dates")
def certificate_without_dates(case):
    """Days that no year has, which GnuTLS takes for others: why no dates are shown stands with the certificate, and all else of it is shown. None is
    judged."""
    case.golden = False
    handshakes = Handshakes(case)
    frames = []
    for place, date in ((0, b"530229120000Z"), (1, b"990231000000Z")):
        certificate = bytearray(certificate_der("chain-leaf"))
        starts = [at for at in range(len(certificate)) if certificate[at:at + 2] == b"\x17\x0d"]  # UTCTime, of 13 bytes
        certificate[starts[place] + 2:starts[place] + 15] = date
        frames.append(handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, (bytes(certificate), "chain-issuing"), extensions=SECURE), 3220)[1])
        case.frame(frames[-1], {"portlore.tls.certificate.subject": 2, "portlore.tls.certificate.key_bits": [2048, 2048],
                                "portlore.tls.certificate.not_before": 1, "portlore.tls.certificate.not_after": 1})
    handshakes.expect()
    case.passes('portlore.tls.certificates == "dates not shown: one of them is none (RFC 5280 section 4.1.2.5)"', frames)


@scenario("tls-certificates-told-once")
def told_once(case):
    """What is wrong with a certificate is told once for a server, and again for another server; what is wrong with a handshake, for each."""
    case.golden = False
    handshakes = Handshakes(case)
    handshake = full_handshake(TLS11, 0xC013, ECDHE, ("rsa-1024", "expired"), extensions=SECURE)
    shown = []
    for server, news in (("198.51.100.200", True), ("198.51.100.200", False), ("198.51.100.201", True), ("198.51.100.200", False),
                         ("198.51.100.201", False)):
        frames = handshakes.play(handshake, 3220, server)
        handshakes.find(frames[1], "tls1.1", *(("short-key", "self-signed", "expired") if news else ()))
        shown.append(frames[1])
    # Another certificate of the same server, and one twice in a list.
    frames = handshakes.play(full_handshake(TLS12, 0xC02F, ECDHE, ("rsa-2047", "rsa-2047"), extensions=SECURE), 3220, "198.51.100.200")
    handshakes.find(frames[1], "short-key", "self-signed")
    shown.append(frames[1])
    handshakes.expect()
    case.present("portlore.tls.certificate.subject", shown)


# What is missing


def end_connection(tcp, end):
    """Ends a connection so: "close", "silence", or a reset by that side. Returns the frame with which the server can answer no more; None: there is
    none."""
    if end == "close":
        return _close(tcp)
    return None if end == "silence" else tcp.reset(end)


def _close(tcp):
    """The client ends the connection, then the server. Returns the server's FIN."""
    tcp.close()
    return len(tcp.capture.frames) - 1


@scenario("tls-cut-short")
def cut_short(case):
    """Connections that end, or whose capture ends, within a message of the handshake: what was whole before it is told, and nothing else. The cuts
    are in the client's hello, the server's, the certificates, the key exchange."""
    case.golden = False
    handshakes = Handshakes(case)
    flights = full_handshake(TLS10, 0x0016, DHE, ("rsa-1024",), suites=(0x0016, 0x0005), bits=1024, extensions=SECURE)
    messages = [server_hello(TLS10, 0x0016, SECURE), certificates("rsa-1024"), dhe_key_exchange(TLS10, 1024)]
    ends = [5 * (index + 1) + len(b"".join(messages[:index + 1])) for index in range(3)]  # each in a record
    told = [("tls1.0", "3des"), ("short-key", "self-signed"), ("short-dh",)]
    for end in ("silence", SERVER):
        tcp, port = handshakes.connect(2821)
        first = tcp.send(CLIENT, flights[0][1][:-1])
        end_connection(tcp, end)  # there is no hello, so there is no offer
        handshakes.talks.tell("tls", verdict_of(port, "tls"), (first, first))
        for whole in range(3):
            tcp, port = handshakes.connect()
            first = tcp.send(CLIENT, flights[0][1])
            shown = tcp.send(SERVER, flights[1][1][:ends[whole] - 1], size=WHOLE)
            frame = end_connection(tcp, end)
            handshakes.talks.tell("tls", verdict_of(port, "tls"), (first, first))
            if whole > 0 or frame:
                handshakes.find(shown if whole > 0 else frame, "offers-rc4")
            handshakes.find(shown, *sum(told[:whole], ()))
    handshakes.expect()


@scenario("tls-cut-by-the-capture")
def cut_by_the_capture(case):
    """Packets of which the capture has the first 100 bytes: what those hold whole is told, and no hello is made of what is missing."""
    case.golden = False
    case.trouble = True  # Wireshark complains of what is missing
    case.capture.snap_length = 100
    handshakes = Handshakes(case)
    for port in PORTS:
        tcp, port = handshakes.connect(port)
        flights = full_handshake(TLS10, 0x0016, DHE, ("rsa-1024",), suites=(0x0016, 0x0005), bits=1024, extensions=SECURE)
        frames = play(tcp, flights, WHOLE)
        handshakes.close(tcp, port, frames[0])
    handshakes.expect()


# SSL 2.0


@scenario("tls-findings-of-ssl2")
def ssl2(case):
    """Sessions of SSL 2.0: version and certificate with the server's hello, the suite with the client's master key; a resumed one shows neither."""
    case.golden = False
    handshakes = Handshakes(case)
    resumed = []
    common = ("md5-mac", "no-forward-secrecy")
    # Kind, its name in Netscape's draft (SSL_CK_...), bytes of the key in clear.
    for kind, name, clear, slugs in ((SSL2_RC4_128_MD5, "RC4_128_WITH_MD5", 0, "rc4"),
                                     (SSL2_RC4_128_EXPORT40_MD5, "RC4_128_EXPORT40_WITH_MD5", 11, "rc4 export-cipher"),
                                     (0x030080, "RC2_128_CBC_WITH_MD5", 0, "rc2"),
                                     (0x040080, "RC2_128_CBC_EXPORT40_WITH_MD5", 11, "rc2 export-cipher"),
                                     (0x050080, "IDEA_128_CBC_WITH_MD5", 0, "idea"), (0x060040, "DES_64_CBC_WITH_MD5", 0, "des"),
                                     (SSL2_DES_192_EDE3_CBC_MD5, "DES_192_EDE3_CBC_WITH_MD5", 0, "3des")):
        for padding in (None, 5):
            frames = handshakes.play(ssl2_handshake("md5", kind=kind, clear=clear, padding=padding), content="ssl2")
            handshakes.find(frames[1], "ssl2", "md5-signature", "self-signed")
            handshakes.find(frames[2], *common, *slugs.split())
            case.frame(frames[1], {"portlore.tls.version": ["SSL 2.0"], "portlore.tls.cipher": []})
            case.frame(frames[2], {"portlore.tls.version": [], "portlore.tls.cipher": [f"SSL_CK_{name}"]})
    frames = handshakes.play(ssl2_handshake("chain-leaf", kinds=(SSL2_RC4_128_EXPORT40_MD5, SSL2_DES_192_EDE3_CBC_MD5),
                                            kind=SSL2_DES_192_EDE3_CBC_MD5), content="ssl2")
    handshakes.find(frames[1], "ssl2")
    handshakes.find(frames[2], "3des", "offers-rc4", "offers-export", *common)  # the client chooses, behind the server's hello
    frames = handshakes.play(ssl2_handshake("chain-leaf", kinds=(SSL2_DES_192_EDE3_CBC_MD5, SSL2_RC4_128_MD5), resumed=True),
                             content="ssl2")
    handshakes.find(frames[1], "ssl2", "offers-rc4")
    resumed.append(frames[1])
    handshakes.expect()
    case.passes('portlore.tls.certificates contains "resumed"', resumed)


# Frames


@scenario("tls-findings-in-their-frames")
def in_their_frames(case):
    """A message a segment: each finding is told in the frame of the message that shows it."""
    handshakes = Handshakes(case)
    tcp, port = handshakes.connect(2821)
    flights = full_handshake(TLS10, 0x0016, DHE, ("rsa-1024", "expired"), suites=(0x0016, 0x0005), bits=1024, client_chain=("rsa-2048",))
    first = tcp.send(CLIENT, flights[0][1])
    messages = [server_hello(TLS10, 0x0016, ()), certificates("rsa-1024", "expired"), dhe_key_exchange(TLS10, 1024)]
    shown = [tcp.send(SERVER, records(HANDSHAKE, each, TLS10), size=WHOLE) for each in messages]
    tcp.send(SERVER, records(HANDSHAKE, message(13, b"\x01\x01", b"\0\0") + server_hello_done(), TLS10))
    client = tcp.send(CLIENT, records(HANDSHAKE, certificates("rsa-2048"), TLS10))
    play(tcp, [(CLIENT, flights[2][1][len(records(HANDSHAKE, certificates("rsa-2048"), TLS10)):]), *flights[3:]], WHOLE)
    handshakes.close(tcp, port, first)
    handshakes.find(shown[0], "offers-rc4", "tls1.0", "3des", "no-secure-renegotiation", "no-extended-master-secret")
    handshakes.find(shown[1], "short-key", "self-signed", "expired")
    handshakes.find(shown[2], "short-dh")
    handshakes.find(client, "self-signed")
    handshakes.expect()
    case.present("portlore.tls.sni", [first])
    case.present("portlore.tls.version", [shown[0]])
    case.present("portlore.tls.cipher", [shown[0]])
    case.present("portlore.tls.certificate.subject", [shown[1], client])
    case.present("portlore.tls.dh_bits", [shown[2]])


# Ports


def _every_finding(handshakes, port):
    """Connections that have every finding between them. Returns what was found."""
    wrong = ("rsa-1024", "expired", "not-yet-valid", "no-expiry", "sha1", "broken")
    hello = records(HANDSHAKE, client_hello(TLS10, (0x0007, 0x0001), default_extensions(TLS10), compressions=(1, 0)), TLS10)
    old = ssl2_record(ssl2_client_hello(TLS10, (0x000016, SSL2_DES_192_EDE3_CBC_MD5)))
    rows = (
        (full_handshake(SSL3, 0x0004, RSA, CHAIN), "", "ssl3 rc4 md5-mac no-forward-secrecy no-secure-renegotiation"),
        (full_handshake(TLS10, 0x0019, DH_ANONYMOUS, (), suites=(0x0019, 0x0001, 0x0005), extensions=SECURE, bits=512),
         "offers-null offers-rc4", "tls1.0 anonymous export-cipher des short-dh"),
        (full_handshake(TLS11, 0x0007, RSA, CHAIN, suites=(0x0007, 0x0008, 0x0034), extensions=SECURE[:1]),
         "offers-export offers-anonymous", "tls1.1 idea no-forward-secrecy no-extended-master-secret"),
        (full_handshake(TLS10, 0x0001, RSA, CHAIN, hello=hello, extensions=SECURE, compression=1),
         "", "tls1.0 null-cipher md5-mac no-forward-secrecy compression"),
        (full_handshake(TLS10, 0x0016, DHE, CHAIN, hello=old, extensions=SECURE), "offers-ssl2", "tls1.0 3des"),
        (full_handshake(TLS10, 0x0006, RSA_EXPORT, CHAIN, extensions=SECURE, bits=512),
         "", "tls1.0 rc2 export-cipher md5-mac no-forward-secrecy"),
        (full_handshake(TLS12, 0xC02F, ECDHE, wrong, extensions=SECURE, scheme=RSA_SHA1),
         "", "short-key self-signed expired not-yet-valid long-lived unreadable-certificate sha1-signature"),
        (full_handshake(TLS12, 0xC02F, ECDHE, CHAIN, extensions=SECURE, scheme=RSA_MD5), "", "md5-signature"),
    )
    found = {"ssl2"}
    for flights, offered, slugs in rows:
        frames = handshakes.play(flights, port)
        handshakes.find(frames[1], *slugs.split(), *offered.split())
        found |= set(slugs.split()) | set(offered.split())
    frames = handshakes.play(ssl2_handshake("chain-leaf"), port, content="ssl2")
    handshakes.find(frames[1], "ssl2")
    handshakes.find(frames[2], "rc4", "md5-mac", "no-forward-secrecy")
    return found


def _register(port):
    @scenario(f"tls-findings-on-{port}")
    def on_port(case):
        case.golden = False
        case.trouble = True  # Wireshark calls the broken certificate malformed
        handshakes = Handshakes(case)
        if _every_finding(handshakes, port) != set(SLUGS):
            raise ValueError("a finding is not in the list")
        handshakes.expect()
        unexpected = [told.frames for told in handshakes.talks.told if told.verdict == "unexpected"]
        case.once("portlore.unexpected", unexpected)
        case.once("portlore.unexpected", unexpected, one_pass=True)
    on_port.__doc__ = f"Every finding on port {port}, and what TLS and SSL 2.0 are there."


for _port in PORTS:
    _register(_port)
