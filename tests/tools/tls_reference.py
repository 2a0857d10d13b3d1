# SPDX-License-Identifier: GPL-2.0-or-later
"""What others say of a TLS handshake: Wireshark's own tls, in a run without the plugin, and the openssl command.

    reference(tshark, capture, ports)        what our fields must be in each frame, told from tls; and the certificates in it
    certificate_facts(der)                   what our fields must be of a certificate, told from openssl x509

Everything is of the clear part of handshakes: of a capture without keys.
"""

import hashlib
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from functools import lru_cache

VERSIONS = {0x0002: "SSL 2.0", 0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3"}
SSL2 = 0x0002
# Handshake types (RFC 8446 section 4, RFC 5246 section 7.4), and those of SSL 2.0.
CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, SERVER_KEY_EXCHANGE = 1, 2, 11, 12
SSL2_CLIENT_MASTER_KEY, SSL2_SERVER_HELLO = 2, 4
# Extensions (RFC 5746, RFC 7627, RFC 6520), and the suite that stands for the first of them.
EXTENSIONS = {0xFF01: "renegotiation_info", 0x0017: "extended_master_secret", 0x000F: "heartbeat"}
RENEGOTIATION_INFO_SCSV = 0x00FF
# The random of a ServerHello that is a HelloRetryRequest (RFC 8446 section 4.1.3).
RETRY_RANDOM = hashlib.sha256(b"HelloRetryRequest").hexdigest()
# Of alerts (RFC 8446 section 6).
LEVELS = {1: "warning", 2: "fatal"}

# GnuTLS's names of what openssl calls by OpenSSL's.
SIGNATURES = {"md5WithRSAEncryption": "RSA-MD5", "sha1WithRSAEncryption": "RSA-SHA1", "sha256WithRSAEncryption": "RSA-SHA256",
              "ecdsa-with-SHA256": "ECDSA-SHA256"}
KEYS = {"rsaEncryption": "RSA", "id-ecPublicKey": "EC/ECDSA"}

SUBJECT, ISSUER, KEY, KEY_BITS, NOT_BEFORE, NOT_AFTER, SIGNATURE = (
    f"portlore.tls.certificate.{name}" for name in ("subject", "issuer", "key", "key_bits", "not_before", "not_after", "signature"))
OF_CERTIFICATES = (SUBJECT, ISSUER, KEY, KEY_BITS, NOT_BEFORE, NOT_AFTER, SIGNATURE)
OF_HANDSHAKES = tuple(f"portlore.tls.{name}" for name in ("version", "cipher", "sni", "alpn", "alert", "dh_bits", "group", "hello.version",
                                                       "record.version", "compression_method", "signature", "rsa_bits", "renegotiation_info",
                                                       "extended_master_secret", "heartbeat", "offered.version", "offered.group", "offered.alpn",
                                                       "hello_retry_request"))


@lru_cache(maxsize=None)
def certificate_facts(der):
    """{field of ours: value} of a certificate, as openssl x509 tells them; an empty one when openssl cannot read it either."""
    command = ["openssl", "x509", "-inform", "DER", "-noout", "-nameopt", "RFC2253,-esc_msb,utf8", "-subject", "-issuer", "-dates", "-text"]
    result = subprocess.run(command, input=der, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if result.returncode:
        return {}
    text = result.stdout.decode("utf-8")

    def found(pattern):
        return re.search(pattern, text, re.MULTILINE).group(1)

    def moment(name):
        month, day, time, year = found(rf"^{name}=(.*) GMT$").split()
        return f"{month} {int(day):2}, {year} {time}.000000000 UTC"

    signature, key = found(r"Signature Algorithm: (\S+)"), found(r"Public Key Algorithm: (\S+)")
    return {SUBJECT: found("^subject=(.*)$"), ISSUER: found("^issuer=(.*)$"), KEY: KEYS.get(key, key), KEY_BITS: found(r"Public-Key: \((\d+) bit"),
            NOT_BEFORE: moment("notBefore"), NOT_AFTER: moment("notAfter"), SIGNATURE: SIGNATURES.get(signature, signature)}


class Message:
    """A handshake message or a record, of PDML."""

    def __init__(self, item):
        self.item = item

    def _all(self, name):
        """Since 4.2 numbers of SSL 2.0 have names of their own, as tls.ssl2.handshake.type."""
        return [item for item in self.item.iter("field") if item.get("name").replace("tls.ssl2.", "tls.", 1) == name]

    def numbers(self, name):
        return [int(item.get("show"), 0) for item in self._all(name)]

    def shown(self, name):
        return [item.get("show") for item in self._all(name)]

    def names(self, name):
        """The words of a named number, as TLS_NULL of "Cipher Suite: TLS_NULL (0x0000)"."""
        return [re.fullmatch(r"[^:]*: (.*) \(\w+\)", item.get("showname")).group(1) for item in self._all(name)]

    def bytes(self, name):
        return [bytes.fromhex(item.get("value")) for item in self._all(name)]


def _offered(condition):
    return ["offered"] if condition else []


def _is_grease(number):
    """RFC 8701 section 2."""
    return number & 0x0F0F == 0x0A0A and number >> 8 == number & 0xFF


def _extensions(message, what):
    """Those of EXTENSIONS that a hello has."""
    present = message.numbers("tls.handshake.extension.type")
    return {f"portlore.tls.{name}": [what] for number, name in EXTENSIONS.items() if number in present}


def _client_hello_facts(message):
    facts = {"portlore.tls.sni": message.shown("tls.handshake.extensions_server_name"),
             "portlore.tls.hello.version": [VERSIONS[number] for number in message.numbers("tls.handshake.version")],
             "portlore.tls.compression_method": _offered(any(message.numbers("tls.handshake.comp_method"))),
             "portlore.tls.offered.version": [VERSIONS[number] for number in message.numbers("tls.handshake.extensions.supported_version")
                                              if not _is_grease(number)],
             "portlore.tls.offered.group": [name for number, name in zip(message.numbers("tls.handshake.extensions_supported_group"),
                                                                         message.names("tls.handshake.extensions_supported_group"))
                                            if not _is_grease(number)],
             "portlore.tls.offered.alpn": message.shown("tls.handshake.extensions_alpn_str"), **_extensions(message, "offered")}
    if RENEGOTIATION_INFO_SCSV in message.numbers("tls.handshake.ciphersuite"):
        facts["portlore.tls.renegotiation_info"] = ["offered"]
    return facts


def _ssl2_facts(message, kind):
    versions = [VERSIONS[number] for number in message.numbers("tls.handshake.version")]
    if kind == CLIENT_HELLO:
        return {"portlore.tls.hello.version": versions,
                "portlore.tls.renegotiation_info": _offered(RENEGOTIATION_INFO_SCSV in message.numbers("tls.handshake.cipherspec"))}, []
    if kind == SSL2_SERVER_HELLO:
        return {"portlore.tls.version": [VERSIONS[SSL2]], "portlore.tls.hello.version": versions}, message.bytes("tls.handshake.certificate")
    if kind == SSL2_CLIENT_MASTER_KEY:
        return {"portlore.tls.cipher": [name.replace("SSL2_", "SSL_CK_", 1) for name in message.names("tls.handshake.cipherspec")]}, []
    return {}, []


def _server_hello_facts(message):
    if message.bytes("tls.handshake.random")[0].hex() == RETRY_RANDOM:
        return {"portlore.tls.hello_retry_request": message.names("tls.handshake.extensions_key_share_selected_group") or ["no group"]}
    versions = message.numbers("tls.handshake.extensions.supported_version") or message.numbers("tls.handshake.version")
    return {"portlore.tls.hello.version": [VERSIONS[number] for number in message.numbers("tls.handshake.version")],
            # In TLS 1.3 there is none to be chosen.
            "portlore.tls.compression_method": [name.upper() for name in message.names("tls.handshake.comp_method")
                                                if not message.numbers("tls.handshake.extensions.supported_version")],
            "portlore.tls.version": [VERSIONS[versions[0]]], "portlore.tls.cipher": message.names("tls.handshake.ciphersuite"),
            "portlore.tls.alpn": message.shown("tls.handshake.extensions_alpn_str"),
            "portlore.tls.group": message.names("tls.handshake.extensions_key_share_group"), **_extensions(message, "accepted")}


def _facts(message, kind):
    """({field: [values]}, certificates) of a handshake message of SSL 3.0 or later."""
    if kind == CLIENT_HELLO:
        return _client_hello_facts(message), []
    if kind == SERVER_HELLO:
        return _server_hello_facts(message), []
    if kind == CERTIFICATE:
        return {}, message.bytes("tls.handshake.certificate")
    if kind == SERVER_KEY_EXCHANGE:
        primes = [str(int.from_bytes(prime, "big").bit_length()) for prime in message.bytes("tls.handshake.p")]
        signatures = [name.lower().replace(" ", "_") for name in message.names("tls.handshake.sig_hash_alg")]
        moduli = [str(int.from_bytes(modulus, "big").bit_length()) for modulus in message.bytes("tls.handshake.modulus")]
        return {"portlore.tls.dh_bits": primes, "portlore.tls.rsa_bits": moduli, "portlore.tls.signature": signatures,
                "portlore.tls.group": message.names("tls.handshake.server_named_curve")}, []
    return {}, []


class Streams:
    """What is remembered of the TCP conversations: which sides have changed to what was agreed on, from where Wireshark reads on if that is a suite
    without encryption. In TLS 1.3 a change means nothing (RFC 8446 appendix D.4)."""

    def __init__(self, ports):
        self.ports = ports
        self.protected, self.tls13 = set(), set()

    def messages(self, packet):
        """(facts, certificates) of each message in clear in a packet."""
        sender = "server" if int(packet.find(".//field[@name='tcp.srcport']").get("show")) in self.ports else "client"
        stream = packet.find(".//field[@name='tcp.stream']").get("show")
        for record in packet.iterfind(".//field[@name='tls.record']"):
            whole = Message(record)
            if whole.shown("tls.change_cipher_spec") and stream not in self.tls13:
                self.protected.add((stream, sender))
            if (stream, sender) not in self.protected:
                yield from self._of_record(whole, sender, stream)

    def _of_record(self, record, sender, stream):
        if record.numbers("tls.record.version") == [SSL2]:
            yield from (_ssl2_facts(record, kind) for kind in record.numbers("tls.handshake.type"))
            return
        for item in record.item.iterfind(".//field[@name='tls.handshake']"):
            message = Message(item)
            for kind in message.numbers("tls.handshake.type")[:1]:
                if kind == SERVER_HELLO and message.numbers("tls.handshake.extensions.supported_version"):
                    self.tls13.add(stream)
                if kind == CLIENT_HELLO and stream in self.tls13:
                    continue  # the second one, after a HelloRetryRequest
                facts, certificates = _facts(message, kind)
                if "portlore.tls.hello.version" in facts:
                    facts["portlore.tls.record.version"] = [VERSIONS[number] for number in record.numbers("tls.record.version")]
                yield facts, certificates
        for item in record.item.iterfind(".//field[@name='tls.alert_message']"):
            message = Message(item)
            for level, name in zip(message.numbers("tls.alert_message.level"), message.names("tls.alert_message.desc")):
                yield {"portlore.tls.alert": [f"{LEVELS[level]} {name.lower().replace(' ', '_')}, from the {sender}"]}, []


def reference(tshark, capture, ports):
    """{frame: {field: [values]}} for every frame, and {frame: [certificate...]} for those that have some, as DER. ports: the servers'."""
    decode = [word for port in ports for word in ("-d", f"tcp.port=={port},tls")]
    # One pass: in the second one, Wireshark 4.0 takes a hello in the form of SSL 2.0 for nothing it knows, where TLS followed.
    result = tshark.run(["-r", str(capture), "-n", *decode, "-T", "pdml"])
    if result.returncode or result.stderr:
        raise RuntimeError(f"tshark ended with {result.returncode} and said: {result.stderr}")
    facts, certificates, streams = {}, {}, Streams(ports)
    for packet in ElementTree.fromstring(result.stdout).iter("packet"):
        number = int(packet.find(".//field[@name='frame.number']").get("show"))
        facts[number] = {}
        for found, ders in streams.messages(packet):
            certificates.setdefault(number, []).extend(ders)
            for name, values in found.items():
                facts[number].setdefault(name, []).extend(values)
    return facts, {number: ders for number, ders in certificates.items() if ders}
