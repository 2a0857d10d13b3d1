#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make the certificates of the unit tests and of the captures with TLS, as DER.

usage: tls_certificates.py [FOLDER]        default: tests/unit/certificates

Every certificate of CERTIFICATES becomes FOLDER/NAME.der. Names, dates and serial numbers are those written here; keys are new on every run and
thrown away, so that nobody can use the certificates. The ASN.1 is written by hand, because no tool writes the odd ones: other string types, control
characters, dates of long ago, a name signed with somebody else's key. Keys and signatures are made with the openssl command (3.0 or later).

What each certificate holds is told by:  openssl x509 -inform DER -in NAME.der -noout -text -nameopt RFC2253
"""

import hashlib
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "tests" / "unit" / "certificates"

# Universal tags of X.690 that are used here.
INTEGER, BIT_STRING, OCTET_STRING, OBJECT_IDENTIFIER, UTF8, NULL = 0x02, 0x03, 0x04, 0x06, 0x0C, 0x05
PRINTABLE, T61, IA5, UTC_TIME, GENERALIZED_TIME, UNIVERSAL, BMP, SEQUENCE, SET = 0x13, 0x14, 0x16, 0x17, 0x18, 0x1C, 0x1E, 0x30, 0x31
BOOLEAN = 0x01

ATTRIBUTES = {"C": "2.5.4.6", "O": "2.5.4.10", "OU": "2.5.4.11", "CN": "2.5.4.3", "DC": "0.9.2342.19200300.100.1.25",
              "emailAddress": "1.2.840.113549.1.9.1"}
ENCODINGS = {BMP: "utf-16-be", UNIVERSAL: "utf-32-be", T61: "latin-1", PRINTABLE: "ascii", IA5: "ascii", UTF8: "utf-8"}

# Keys: arguments of openssl genpkey.
KEYS = {
    "rsa-1024": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"),
    "rsa-2047": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2047"),
    "rsa-2048": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    "rsa-exponent-64": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-pkeyopt", f"rsa_keygen_pubexp:{(1 << 63) + 29}"),
    "rsa-exponent-65": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-pkeyopt", f"rsa_keygen_pubexp:{(1 << 64) + 13}"),
    "rsa-pss-2048": ("-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"),
    "p-192": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-192"),
    "p-256": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "sect163k1": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:sect163k1"),
    "ed25519": ("-algorithm", "ED25519"),
    "dsa-1024": None,
}


def tlv(tag, *parts):
    """One element of DER."""
    content = b"".join(parts)
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def object_identifier(dotted):
    numbers = [int(number) for number in dotted.split(".")]
    encoded = b""
    for number in [numbers[0] * 40 + numbers[1]] + numbers[2:]:
        groups = [number & 0x7F]
        while number > 0x7F:
            number >>= 7
            groups.insert(0, number & 0x7F | 0x80)
        encoded += bytes(groups)
    return tlv(OBJECT_IDENTIFIER, encoded)


# Parameters of RSASSA-PSS (RFC 4055 section 3.1): SHA-256, MGF1 with SHA-256, a salt of 32 bytes.
SHA256 = tlv(SEQUENCE, object_identifier("2.16.840.1.101.3.4.2.1"), tlv(NULL))
PSS_SHA256 = tlv(SEQUENCE, tlv(0xA0, SHA256), tlv(0xA1, tlv(SEQUENCE, object_identifier("1.2.840.113549.1.1.8"), SHA256)),
                 tlv(0xA2, tlv(INTEGER, b"\x20")))

# Nothing in them: SHA-1, MGF1 with SHA-1, a salt of 20 bytes. And MD5, with the rest left out.
PSS_DEFAULTS = tlv(SEQUENCE)
PSS_MD5 = tlv(SEQUENCE, tlv(0xA0, tlv(SEQUENCE, object_identifier("1.2.840.113549.2.5"), tlv(NULL))))

# Signature algorithms: (OID, parameters, arguments of openssl). Where openssl is of no help, the signature is none.
SIGNATURES = {
    "rsa-md2": ("1.2.840.113549.1.1.2", tlv(NULL), None),
    "rsa-md5": ("1.2.840.113549.1.1.4", tlv(NULL), ("dgst", "-md5")),
    "rsa-sha1": ("1.2.840.113549.1.1.5", tlv(NULL), ("dgst", "-sha1")),
    "rsa-sha256": ("1.2.840.113549.1.1.11", tlv(NULL), ("dgst", "-sha256")),
    "rsa-pss-sha256": ("1.2.840.113549.1.1.10", PSS_SHA256,
                       ("dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")),
    "rsa-pss-sha1": ("1.2.840.113549.1.1.10", PSS_DEFAULTS,
                     ("dgst", "-sha1", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:20", "-sigopt", "rsa_mgf1_md:sha1")),
    "rsa-pss-md5": ("1.2.840.113549.1.1.10", PSS_MD5,
                    ("dgst", "-md5", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:20", "-sigopt", "rsa_mgf1_md:sha1")),
    "rsa-pss-unknown": ("1.2.840.113549.1.1.10", tlv(SEQUENCE, tlv(0xA0, tlv(SEQUENCE, object_identifier("1.3.6.1.4.1.32473.1")))), None),
    "rsa-pss-bare": ("1.2.840.113549.1.1.10", b"", None),
    "ecdsa-sha1": ("1.2.840.10045.4.1", b"", ("dgst", "-sha1")),
    "ecdsa-sha256": ("1.2.840.10045.4.3.2", b"", ("dgst", "-sha256")),
    "dsa-sha1": ("1.2.840.10040.4.3", b"", ("dgst", "-sha1")),
    "ed25519": ("1.3.101.112", b"", ("pkeyutl", "-rawin")),
    "unknown": ("1.3.6.1.4.1.32473.1", b"", None),  # of the enterprise number for examples (RFC 5612)
}


def attribute(name, value, tag=UTF8):
    """An AttributeTypeAndValue. value: text, or bytes as they are to stand there."""
    content = value if isinstance(value, bytes) else value.encode(ENCODINGS[tag])
    return tlv(SEQUENCE, object_identifier(ATTRIBUTES.get(name, name)), tlv(tag, content))


def distinguished_name(*rdns):
    """A Name. rdns: (attribute, value) or (attribute, value, tag), or a list of such for an RDN with several values."""
    sets = []
    for rdn in rdns:
        values = [attribute(*value) for value in (rdn if isinstance(rdn, list) else [rdn])]
        sets.append(tlv(SET, *sorted(values)))
    return tlv(SEQUENCE, *sets)


def time(text):
    """A Time, by RFC 5280 section 4.1.2.5. text: YYYY-MM-DD, or the same and HH:MM:SS."""
    digits = "".join(character for character in text if character.isdigit()).ljust(14, "0")
    year = int(digits[:4])
    if 1950 <= year < 2050:
        return tlv(UTC_TIME, digits[2:].encode() + b"Z")
    return tlv(GENERALIZED_TIME, digits.encode() + b"Z")


def days_after(text, days):
    return (datetime.fromisoformat(text).replace(tzinfo=timezone.utc) + timedelta(days=days)).strftime("%Y-%m-%d")


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout


class Keys:
    """The keys of one run, each made when it is first asked for."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, kind, owner):
        path = self.folder / f"{kind}-{owner}.pem"
        if path.exists():
            return path
        if kind == "dsa-1024":
            parameters = self.folder / "dsa.pem"
            openssl("genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024", "-pkeyopt", "dsa_paramgen_q_bits:160",
                    "-out", parameters)
            openssl("genpkey", "-paramfile", parameters, "-out", path)
        else:
            openssl("genpkey", *KEYS[kind], "-out", path)
        return path

    def public(self, kind, owner):
        """The SubjectPublicKeyInfo."""
        return openssl("pkey", "-in", self.path(kind, owner), "-pubout", "-outform", "DER")

    def sign(self, kind, owner, signature, data):
        arguments = SIGNATURES[signature][2]
        if arguments is None:
            return hashlib.sha256(data).digest() * 8
        path = self.path(kind, owner)
        if arguments[0] == "dgst":
            return openssl(*arguments, "-sign", path, data=data)
        file = self.folder / "data"
        file.write_bytes(data)
        return openssl(*arguments, "-sign", "-inkey", path, "-in", file)


def extensions_of(certificate):
    """The extensions that an entry of CERTIFICATES asks for."""
    extensions = []

    def add(identifier, value, critical=False):
        extensions.append(tlv(SEQUENCE, object_identifier(identifier), tlv(BOOLEAN, b"\xff") if critical else b"", tlv(OCTET_STRING, value)))

    if "identifier" in certificate:
        add("2.5.29.14", tlv(OCTET_STRING, hashlib.sha1(certificate["identifier"].encode()).digest()))
    if "issuer_identifier" in certificate:
        add("2.5.29.35", tlv(SEQUENCE, tlv(0x80, hashlib.sha1(certificate["issuer_identifier"].encode()).digest())))
    if certificate.get("authority"):
        add("2.5.29.19", tlv(SEQUENCE, tlv(BOOLEAN, b"\xff")), critical=True)
        add("2.5.29.15", tlv(BIT_STRING, b"\x01\x06"), critical=True)
    if certificate.get("no_authority"):
        add("2.5.29.19", tlv(SEQUENCE), critical=True)
        add("2.5.29.15", tlv(BIT_STRING, b"\x07\x80"), critical=True)  # digitalSignature
        add("1.3.6.1.4.1.32473.3", tlv(NULL), critical=True)
    return tlv(0xA3, tlv(SEQUENCE, *extensions)) if extensions else b""


def certificate_der(keys, name, certificate):
    """The DER bytes of one entry of CERTIFICATES."""
    key = certificate.get("key", "rsa-2048")
    owner = certificate.get("owner", name)
    signer_key, signer = certificate.get("signer", (key, owner))
    signature = certificate.get("signature", "rsa-sha256")
    identifier, parameters, _ = SIGNATURES[signature]
    algorithm = tlv(SEQUENCE, object_identifier(identifier), parameters)
    subject = certificate["subject"]
    to_be_signed = tlv(SEQUENCE, tlv(0xA0, tlv(INTEGER, b"\x02")), tlv(INTEGER, certificate.get("serial", b"\x01")), algorithm,
                       certificate.get("issuer", subject), tlv(SEQUENCE, *(time(when) for when in certificate.get("validity", VALIDITY))), subject,
                       keys.public(key, owner), extensions_of(certificate))
    return tlv(SEQUENCE, to_be_signed, algorithm, tlv(BIT_STRING, b"\0", keys.sign(signer_key, signer, signature, to_be_signed)))


# Around the first day of the synthetic captures, 2026-01-01.
VALIDITY = ("2025-07-01", "2026-07-01")

SERVER = "nbu1.example.net"
UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
CLUSTER = "7d444840-9dc0-11d1-b245-5ffdce74fad2"


def example(common_name, **further):
    return {"subject": distinguished_name(("C", "DE", PRINTABLE), ("O", "Example Networks"), ("CN", common_name))} | further


def vx(common_name, unit, **further):
    return {"subject": distinguished_name(("O", "vx"), ("OU", unit), ("CN", common_name))} | further


AUTHORITY = distinguished_name(("O", "Example Networks"), ("CN", "Example Root CA"))
INTERMEDIATE = distinguished_name(("O", "Example Networks"), ("CN", "Example Issuing CA"))
VX_ROOT = distinguished_name(("O", "vx"), ("OU", f"root@{SERVER}"), ("CN", "nbatd"))
VX_BROKER = distinguished_name(("O", "vx"), ("OU", f"root@{SERVER}"), ("CN", "broker"))
BY_ROOT = {"issuer": AUTHORITY, "signer": ("rsa-2048", "chain-root")}
BY_VX_ROOT = {"issuer": VX_ROOT, "signer": ("rsa-2048", "vx-root")}
BY_VX_BROKER = {"issuer": VX_BROKER, "signer": ("rsa-2048", "vx-broker")}

CERTIFICATES = {
    # Keys and signatures.
    "rsa-2048": example("edge1.example.net", serial=b"\x00\xa1\xb2\xc3"),
    "rsa-2047": example("edge2.example.net", key="rsa-2047"),
    "rsa-exponent-64": example("edge9.example.net", key="rsa-exponent-64"),
    "rsa-exponent-65": example("edge10.example.net", key="rsa-exponent-65"),
    "rsa-1024": example("edge3.example.net", key="rsa-1024"),
    "rsa-pss": example("edge4.example.net", key="rsa-pss-2048", signature="rsa-pss-sha256"),
    "rsa-pss-sha1": example("edge11.example.net", signature="rsa-pss-sha1"),
    "rsa-pss-md5": example("edge12.example.net", signature="rsa-pss-md5"),
    "rsa-pss-unknown": example("edge13.example.net", signature="rsa-pss-unknown"),
    "rsa-pss-bare": example("edge14.example.net", signature="rsa-pss-bare"),
    "ec-p-256": example("edge5.example.net", key="p-256", signature="ecdsa-sha256"),
    "ec-sect163k1": example("edge6.example.net", key="sect163k1", signature="ecdsa-sha1"),
    "ed25519": example("edge7.example.net", key="ed25519", signature="ed25519"),
    "dsa-1024": example("edge8.example.net", key="dsa-1024", signature="dsa-sha1"),
    "md2": example("old1.example.net", signature="rsa-md2"),
    "md5": example("old2.example.net", signature="rsa-md5"),
    "sha1": example("old3.example.net", signature="rsa-sha1"),
    "unknown-signature": example("odd1.example.net", signature="unknown"),
    # Validity.
    "expired": example("late.example.net", validity=("2010-03-01 12:00:00", "2012-03-01 11:59:59"), **BY_ROOT),
    "not-yet-valid": example("early.example.net", validity=("2027-01-01", "2028-01-01"), **BY_ROOT),
    "no-expiry": example("device.example.net", validity=("2025-01-01", "9999-12-31 23:59:59"), **BY_ROOT),
    "after-2050": example("future.example.net", validity=("2049-12-31 23:59:59", "2050-01-01"), **BY_ROOT),
    "before-1970": example("past.example.net", validity=("1950-01-01", "2049-12-31"), **BY_ROOT),
    # A chain, an authority of the same name with another key, and a name that signs itself with somebody else's key.
    "chain-root": {"subject": AUTHORITY, "authority": True, "identifier": "root", "validity": ("2020-01-01", "2030-01-01")},
    "chain-issuing": {"subject": INTERMEDIATE, "authority": True, "identifier": "issuing", "issuer_identifier": "root", "serial": b"\x02", **BY_ROOT},
    "chain-leaf": example("www.example.net", issuer=INTERMEDIATE, signer=("rsa-2048", "chain-issuing"), issuer_identifier="issuing", serial=b"\x03"),
    "chain-other-issuing": {"subject": INTERMEDIATE, "authority": True, "identifier": "another", **BY_ROOT},
    # A server's own, which may not sign certificates by what it says, with a critical extension that nobody knows.
    "self-signed-server": example("alone.example.net", no_authority=True),
    "self-issued": example("rolled.example.net", signer=("rsa-2048", "self-issued-signer")),
    # Names.
    "empty-subject": {"subject": distinguished_name(), **BY_ROOT},
    "empty-names": {"subject": distinguished_name()},
    "names-special": {"subject": distinguished_name(("O", "Example, Inc. + Sons"), ("OU", '#1 "best" <a>;b\\c'), ("CN", " a=b "))},
    "names-utf8": {"subject": distinguished_name(("O", "Müller & Söhne"), ("OU", "東京", BMP), ("CN", "Łódź.example.net"))},
    "names-odd": {"subject": distinguished_name(("O", "\U0001f5fc.", BMP), ("OU", b"\xd8\x00\0A", BMP), ("CN", b"\0a\0\x01\0", BMP),
                                                ("CN", b"\0\0\xd8\x00\0\0\0z", UNIVERSAL), ("CN", b"\x05", INTEGER))},
    "names-types": {"subject": distinguished_name(("O", "vx", PRINTABLE), ("OU", "Prüfung", T61), ("OU", "Größe", UNIVERSAL),
                                                  ("CN", "München", BMP))},
    "names-control": {"subject": distinguished_name(("O", b"vx\0.example.net"), ("OU", b"line 1\r\nline 2\x1b[31m"), ("OU", "right\u202eleft"),
                                                    ("CN", b"caf\xe9 \xff"))},
    "names-other": {"subject": distinguished_name(("DC", "example", IA5), [("CN", "many"), ("OU", "values")],
                                                  ("emailAddress", "admin@example.net", IA5), ("1.3.6.1.4.1.32473.2", "x"))},
    "names-long": {"subject": distinguished_name(*(("OU", f"{number} " + "é" * 200) for number in range(10)), ("CN", "x" * 257))},
    "names-many": {"subject": distinguished_name(*(("DC", str(number)) for number in range(65)), ("CN", "the last"))},
    # vxatd, and what looks like it. The dates of the root are those of 20 times 365 days that nbatd gives it.
    "vx-root": {"subject": VX_ROOT, "authority": True, "identifier": "vx-root", "validity": ("2023-07-03", days_after("2023-07-03", 7300))},
    "vx-broker": {"subject": VX_BROKER, "authority": True, "validity": ("2023-07-03", days_after("2023-07-03", 7300)), **BY_VX_ROOT},
    "vx-machine": vx("media1.example.net", f"NBU_Machines@{SERVER}", validity=("2025-07-01", "2027-07-01"), **BY_VX_BROKER),
    "vx-host": vx(UUID, "NBU_HOSTS", validity=("2025-07-01", "2026-07-01"), **BY_VX_ROOT),
    "vx-cluster": vx("CPSERVER", f"VCS_SERVICES@{CLUSTER}", **BY_VX_ROOT),
    "vx-other-order": {"subject": distinguished_name(("CN", "nbatd", BMP), ("OU", f"root@{SERVER}", T61), ("O", "vx", PRINTABLE))},
    "vx-one-rdn": {"subject": distinguished_name([("O", "vx", UNIVERSAL), ("OU", "NBU_HOSTS"), ("CN", UUID.upper())])},
    "vx-issuer": example("agent.example.net", **BY_VX_BROKER),
    # A broker of a stand-alone vxatd, with the 8 years, the short key and the signature of its day.
    "vx-old-broker": {"subject": VX_BROKER, "key": "rsa-1024", "signature": "rsa-sha1", "validity": ("2004-05-01", days_after("2004-05-01", 2920))},
    "mkcert": {"subject": distinguished_name(("O", "mkcert development CA"), ("OU", "root@laptop"), ("CN", "mkcert root@laptop")), "authority": True},
}


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as private:
        keys = Keys(Path(private))
        for name, certificate in CERTIFICATES.items():
            (folder / f"{name}.der").write_bytes(certificate_der(keys, name, certificate))
    good = (folder / "rsa-2048.der").read_bytes()
    # The outer length is right, an inner one reaches beyond it.
    (folder / "broken.der").write_bytes(good[:7] + b"\xff" + good[8:])
    (folder / "cut.der").write_bytes(good[:-1])
    (folder / "trailing.der").write_bytes(good + b"\0")


if __name__ == "__main__":
    main()
