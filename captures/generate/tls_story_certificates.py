# SPDX-License-Identifier: GPL-2.0-or-later
"""The certificates of the recorded TLS connections: an authority of our own, servers with invented names, and what vxatd gives out.

Those that have to be valid are so for the days around the recording; the others have the dates that are written here. Keys are new on every run.
"""

from datetime import datetime, timedelta, timezone

from tls_certificates import SEQUENCE, Keys, certificate_der, distinguished_name, object_identifier, tlv

NBU = "nbu1.example.net"
OLD_NBU = "backup.example.net"
HOST_ID = "5c7b1c4e-3e0a-4d5f-9d3b-2f6f0f3c8a11"


def around_now(before, after):
    """A validity from so many days before now to so many after."""
    now = datetime.now(timezone.utc)
    return tuple((now + timedelta(days=days)).strftime("%Y-%m-%d") for days in (-before, after))


THIS_YEAR = around_now(100, 265)

AUTHORITY = distinguished_name(("O", "Example Networks"), ("CN", "Example Network CA"))
BY_AUTHORITY = {"issuer": AUTHORITY, "signer": ("rsa-2048", "authority")}


def of_networks(name, **further):
    return {"subject": distinguished_name(("O", "Example Networks"), ("CN", name)), "validity": THIS_YEAR} | BY_AUTHORITY | further


def own(name, **further):
    """Self-signed."""
    return {"subject": distinguished_name(("O", "Example Networks"), ("CN", name)), "validity": THIS_YEAR} | further


def of_vx(name, unit, issuer, signer, **further):
    subject = distinguished_name(("O", "vx"), ("OU", unit), ("CN", name))
    return {"subject": subject, "issuer": issuer or subject, "signer": signer} | further


NBATD = distinguished_name(("O", "vx"), ("OU", f"root@{NBU}"), ("CN", "nbatd"))
OLD_ROOT = distinguished_name(("O", "vx"), ("OU", f"root@{OLD_NBU}"), ("CN", "nbatd"))
BY_NBATD = {"issuer": NBATD, "signer": ("rsa-2048", "nbatd")}

CERTIFICATES = {
    "authority": {"subject": AUTHORITY, "authority": True, "validity": around_now(700, 1000)},
    "plain": of_networks("auth1.example.net"),
    "router": own("edge1.example.net", validity=around_now(200, 3450)),
    # What can be wrong with one.
    "expired": of_networks("late.example.net", validity=("2010-03-01 12:00:00", "2012-03-01 11:59:59")),
    "not-yet-valid": of_networks("early.example.net", validity=around_now(-20, 300)),
    "long-lived": of_networks("device.example.net", validity=around_now(100, 3650)),
    "self-signed": own("alone.example.net"),
    "short-rsa": of_networks("small.example.net", key="rsa-1024"),
    "short-curve": of_networks("curve.example.net", key="p-192"),
    "md5": of_networks("old2.example.net", signature="rsa-md5"),
    "sha1": of_networks("old3.example.net", signature="rsa-sha1"),
    "odd": of_networks("odd.example.net"),
    # vxatd: a broker of 2004 with eight years, and one of today under an nbatd of twenty years.
    "old-root": of_vx("nbatd", f"root@{OLD_NBU}", None, ("rsa-1024", "old-root"), key="rsa-1024", signature="rsa-sha1", authority=True,
                      validity=("2004-05-03", "2012-05-01")),
    "old-broker": of_vx("broker", f"root@{OLD_NBU}", OLD_ROOT, ("rsa-1024", "old-root"), key="rsa-1024", signature="rsa-sha1",
                        validity=("2004-05-03", "2012-05-01")),
    "nbatd": {"subject": NBATD, "authority": True, "validity": ("2023-07-03", "2043-06-28")},
    "vx-broker": of_vx("broker", f"root@{NBU}", authority=True, validity=("2023-07-03", "2043-06-28"), **BY_NBATD),
    "vx-host": of_vx(HOST_ID, "NBU_HOSTS", validity=THIS_YEAR, **BY_NBATD),
    "vx-machine": of_vx("media1.example.net", f"NBU_Machines@{NBU}", validity=around_now(100, 630), **BY_NBATD),
}

SHA384_WITH_RSA = tlv(SEQUENCE, object_identifier("1.2.840.113549.1.1.12"), b"\x05\x00")


def elements(der):
    """The elements inside one of DER, each with its header."""
    def header(at):
        length = der[at + 1]
        if length < 128:
            return 2, length
        size = length & 0x7F
        return 2 + size, int.from_bytes(der[at + 2:at + 2 + size], "big")

    at, end, found = header(0)[0], len(der), []
    while at < end:
        size, length = header(at)
        found.append(der[at:at + size + length])
        at += size + length
    return found


def contradicting(der):
    """The certificate with another algorithm named outside of what is signed: RFC 5280 section 4.1.1.2 says that both are the same. OpenSSL sends
    such a certificate all the same; GnuTLS refuses to read it."""
    signed, _, signature = elements(der)
    return tlv(SEQUENCE, signed, SHA384_WITH_RSA, signature)


def make(folder):
    """{name: (DER, path of the private key)}, with the keys in the folder."""
    keys = Keys(folder)
    made = {}
    for name, certificate in CERTIFICATES.items():
        der = certificate_der(keys, name, certificate)
        made[name] = (contradicting(der) if name == "odd" else der, keys.path(certificate.get("key", "rsa-2048"), name))
    return made
