# SPDX-License-Identifier: GPL-2.0-or-later
"""The recordings of TLS and SSL 2.0 handshakes: which programs talk, with which options, and what follows from that.

usage: tls_stories.py list                    the names of all
       tls_stories.py possible                those of which all programs are installed here
       tls_stories.py record NAME KEYS.txt     in the network namespace that record.sh has made
       tls_stories.py expect NAME              print what the capture has to show: NAME.expect.json

What a connection shows is written here by hand, from the options of its two programs; no dissector was asked. Of a server, port and certificate each
finding about the certificate is told once in a capture, by the first connection that has it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import tls_story_certificates
from tls_peers import ENDING, PAUSE, SERVER_ADDRESS, Peer, Program, Workshop, gnutls, is_available, java, nss, openssl, openssl_with_old_parts, scapy
from tls_story_talks import JUNOS_XML, LINE

CLIENT_ADDRESS = "192.0.2.10"

# OpenSSL's words for "allow everything".
ALL = "@SECLEVEL=0"


@dataclass(frozen=True)
class Connection:
    """about: what was set up. server: None for the one of the connection before, which goes on running. version, cipher: negotiated; None when
    there was no answer. findings: slugs, in no order, of all that is offered too. facts: {field: values} of the whole conversation, in order.
    experts: expert infos that are none of TLS."""

    about: str
    port: int
    server: Peer
    client: Peer
    version: str
    cipher: str
    findings: tuple = ()
    facts: dict = field(default_factory=dict)
    experts: tuple = ()
    talk: tuple = LINE


# What Wireshark shows of a conversation on a port that is registered for something else.
UNEXPECTED = ("portlore.unexpected",)


def subjects(*names):
    return {"portlore.tls.certificate.subject": list(names)}


PLAIN = "CN=auth1.example.net,O=Example Networks"
SHOWN_NOT = "not visible: encrypted in TLS 1.3; with the keys, see the TLS layer"

OLD_BROKER, OLD_NBATD = "CN=broker,OU=root@backup.example.net,O=vx", "CN=nbatd,OU=root@backup.example.net,O=vx"
VX_HOST, NBATD = f"CN={tls_story_certificates.HOST_ID},OU=NBU_HOSTS,O=vx", "CN=nbatd,OU=root@nbu1.example.net,O=vx"
VX_BROKER, VX_MACHINE = "CN=broker,OU=root@nbu1.example.net,O=vx", "CN=media1.example.net,OU=NBU_Machines@nbu1.example.net,O=vx"

JUNOS = {"portlore.tls.sni": ["edge1.example.net"], "xnm.rpc.name": ["request-login", "get-interface-information", "request-end-session"],
         "xnm.login.username": ["lab"], "xnm.login.status": ["success"]}


def junos(about, version, option, cipher, findings=(), facts=None):
    """The Junos XML protocol over one version of TLS, by OpenSSL's name of it."""
    choice = (option,) if version == "TLS 1.3" else (option, "-cipher", cipher[0] + ":" + ALL)
    return Connection(about, 3220, openssl(*choice, certificate="router"), openssl(*choice, "-servername", "edge1.example.net"), version, cipher[1],
                      findings, JUNOS | (facts or {}), (), JUNOS_XML)


JUNOS_XML_TLS = (
    junos("TLS 1.0; the router's own certificate, of ten years", "TLS 1.0", "-tls1", ("ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
          ("tls1.0", "self-signed", "long-lived")),
    junos("TLS 1.1, RSA key exchange", "TLS 1.1", "-tls1_1", ("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"), ("tls1.1", "no-forward-secrecy")),
    junos("TLS 1.2", "TLS 1.2", "-tls1_2", ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")),
    junos("TLS 1.3", "TLS 1.3", "-tls1_3", ("", "TLS_AES_256_GCM_SHA384"), (), {"portlore.tls.certificates": [SHOWN_NOT]}),
)

VXATD = (
    Connection("A broker of 2004: TLS 1.0, a DH group and keys of 1024 bits, SHA-1, eight years that are over; the root is sent too", 2821,
               openssl("-tls1", "-cipher", f"DHE-RSA-AES128-SHA:{ALL}", "-dhparam", "{dh1024.pem}", certificate="old-broker", chain=("old-root",)),
               openssl("-tls1", "-cipher", f"DHE-RSA-AES128-SHA:{ALL}"), "TLS 1.0", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
               ("tls1.0", "short-dh", "sha1-signature", "short-key", "short-key", "expired", "expired", "long-lived", "long-lived"),
               subjects(OLD_BROKER, OLD_NBATD) | {"portlore.tls.dh_bits": ["1024"], "vxat.role": ["broker", "root"]}),
    Connection("NetBackup of today: TLS 1.2, the host's certificate under nbatd's of twenty years, and the client's under the broker's", 2821,
               openssl("-tls1_2", "-Verify", "3", certificate="vx-host", chain=("nbatd",)),
               openssl("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256", certificate="vx-machine", chain=("nbatd",)),
               "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", ("long-lived",),
               subjects(VX_HOST, NBATD, VX_MACHINE, NBATD) | {"portlore.tls.certificates": ["the server asks for the client's"],
                                                              "vxat.role": ["host", "root", "machine", "root"]}),
    Connection("The broker over TLS 1.1, RSA key exchange", 2821,
               openssl("-tls1_1", "-cipher", f"AES128-SHA:{ALL}", certificate="vx-broker", chain=("nbatd",)),
               openssl("-tls1_1", "-cipher", f"AES128-SHA:{ALL}"), "TLS 1.1", "TLS_RSA_WITH_AES_128_CBC_SHA",
               ("tls1.1", "no-forward-secrecy", "long-lived"), subjects(VX_BROKER, NBATD) | {"vxat.role": ["broker", "root"]}),
    Connection("TLS 1.3, with keys: the certificates are seen by Wireshark's TLS alone", 2821,
               openssl("-tls1_3", certificate="vx-host", chain=("nbatd",)), openssl("-tls1_3"), "TLS 1.3", "TLS_AES_256_GCM_SHA384", (),
               subjects() | {"portlore.tls.certificates": [SHOWN_NOT]}),
    Connection("TLS 1.0 asked for and refused, by a server of TLS 1.2 and later", 2821,
               openssl("-min_protocol", "TLSv1.2", certificate="vx-host", chain=("nbatd",)),
               openssl("-tls1", "-cipher", f"DEFAULT:{ALL}"), None, None, (),
               subjects() | {"portlore.tls.alert": ["fatal protocol_version, from the server"]}),
)


def with_openssl(about, version, cipher, options, findings, facts=None, client=(), server=(), certificate="plain", port=3489):
    """OpenSSL at both ends, with these options for both and further ones for each."""
    return Connection(about, port, openssl(*options, *server, certificate=certificate), openssl(*options, *client), version, cipher, findings,
                      facts or {}, UNEXPECTED if port == 3489 else ())


OPENSSL = (
    with_openssl("Nothing encrypted, TLS 1.2", "TLS 1.2", "TLS_RSA_WITH_NULL_SHA256", ("-tls1_2", "-cipher", f"NULL-SHA256:{ALL}"),
                 ("null-cipher", "no-forward-secrecy"), subjects(PLAIN)),
    with_openssl("Nothing encrypted, and MD5 as the MAC, TLS 1.0", "TLS 1.0", "TLS_RSA_WITH_NULL_MD5", ("-tls1", "-cipher", f"NULL-MD5:{ALL}"),
                 ("tls1.0", "null-cipher", "md5-mac", "no-forward-secrecy")),
    with_openssl("No certificate, and a DH group of 1024 bits", "TLS 1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA256",
                 ("-tls1_2", "-cipher", f"ADH-AES128-SHA256:{ALL}"), ("anonymous", "short-dh"),
                 {"portlore.tls.dh_bits": ["1024"], "portlore.tls.certificates": ["none: the cipher suite needs none"]},
                 server=("-dhparam", "{dh1024.pem}"), certificate=None),
    with_openssl("The key exchange signed with SHA-1", "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                 ("-tls1_2", "-cipher", f"ECDHE-RSA-AES128-GCM-SHA256:{ALL}", "-sigalgs", "RSA+SHA1"), ("sha1-signature",)),
    with_openssl("A DH group of 2048 bits; a server name and an application protocol", "TLS 1.2", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
                 ("-tls1_2", "-cipher", "DHE-RSA-AES256-GCM-SHA384"), (),
                 {"portlore.tls.dh_bits": ["2048"], "portlore.tls.sni": ["auth1.example.net"], "portlore.tls.alpn": ["example/1"]},
                 client=("-servername", "auth1.example.net", "-alpn", "example/2,example/1"),
                 server=("-dhparam", "{dh2048.pem}", "-alpn", "example/1")),
    with_openssl("TLS 1.3, of which the server wants another group: HelloRetryRequest", "TLS 1.3", "TLS_CHACHA20_POLY1305_SHA256",
                 ("-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"), (),
                 {"portlore.tls.group": ["secp384r1"], "portlore.tls.certificates": [SHOWN_NOT]},
                 client=("-groups", "X25519:P-384"), server=("-groups", "P-384")),
    with_openssl("A session to be resumed", "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", ("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"),
                 (), subjects(PLAIN), client=("-sess_out", "{session.pem}")),
    Connection("The same, resumed by its ticket", 3489, None,
               openssl("-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256", "-sess_in", "{session.pem}"),
               "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", (), {"portlore.tls.certificates": ["not shown: resumed session"]}, UNEXPECTED),
    with_openssl("Suites offered that the server does not have: refused", None, None, (), ("offers-null", "offers-anonymous"),
                 {"portlore.tls.alert": ["fatal handshake_failure, from the server"]},
                 client=("-tls1_2", "-cipher", f"NULL-SHA256:ADH-AES128-SHA256:{ALL}"), server=("-cipher", "ECDHE-RSA-AES128-GCM-SHA256")),
)


def with_certificate(name, about, findings, facts=None, options=(), cipher="ECDHE-RSA-AES128-GCM-SHA256",
                     iana="TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", chain=()):
    """OpenSSL's server with one of the odd certificates, on 3220."""
    both = ("-tls1_2", "-cipher", f"{cipher}:{ALL}", *options)
    return Connection(about, 3220, openssl(*both, certificate=name, chain=chain), openssl(*both), "TLS 1.2", iana, findings, facts or {})


CERTIFICATES = (
    with_certificate("plain", "Nothing wrong, with the authority behind it", (),
                     subjects(PLAIN, "CN=Example Network CA,O=Example Networks"), chain=("authority",)),
    with_certificate("expired", "Expired in 2012", ("expired",)),
    with_certificate("not-yet-valid", "Valid in twenty days", ("not-yet-valid",)),
    with_certificate("long-lived", "Ten years", ("long-lived",)),
    with_certificate("self-signed", "Self-signed", ("self-signed",)),
    with_certificate("short-rsa", "A key of 1024 bits", ("short-key",), {"portlore.tls.certificate.key_bits": ["1024"]}),
    with_certificate("short-curve", "A key of 192 bits on an elliptic curve", ("short-key",), {"portlore.tls.certificate.key_bits": ["192"]},
                     ("-curves", "P-256:P-192"), "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    with_certificate("md5", "Signed with MD5", ("md5-signature",)),
    with_certificate("sha1", "Signed with SHA-1", ("sha1-signature",)),
    with_certificate("odd", "Two algorithms named for one signature: GnuTLS does not read it", ("unreadable-certificate",), subjects()),
    with_certificate("plain", "The authority missing, another certificate in its place: not in order", (),
                     {"portlore.tls.certificates": ["not in the order of their issuers"]}, chain=("sha1",)),
)

GNUTLS_12 = "NORMAL:-VERS-ALL:+VERS-TLS1.2"


def with_gnutls(about, version, cipher, priority, findings, facts=None, server="", client="", certificate="plain", port=3489):
    return Connection(about, port, gnutls(priority + server, certificate=certificate), gnutls(priority + client), version, cipher, findings,
                      facts or {}, UNEXPECTED if port == 3489 else ())


GNUTLS = (
    with_gnutls("RC4", "TLS 1.2", "TLS_RSA_WITH_RC4_128_SHA", f"{GNUTLS_12}:-CIPHER-ALL:+ARCFOUR-128:-KX-ALL:+RSA:-MAC-ALL:+SHA1",
                ("rc4", "no-forward-secrecy")),
    with_gnutls("RC4 and MD5, TLS 1.0", "TLS 1.0", "TLS_RSA_WITH_RC4_128_MD5",
                "NORMAL:-VERS-ALL:+VERS-TLS1.0:-CIPHER-ALL:+ARCFOUR-128:-KX-ALL:+RSA:-MAC-ALL:+MD5",
                ("tls1.0", "rc4", "md5-mac", "no-forward-secrecy")),
    with_gnutls("Triple DES, TLS 1.1", "TLS 1.1", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
                "NORMAL:-VERS-ALL:+VERS-TLS1.1:-CIPHER-ALL:+3DES-CBC:-KX-ALL:+DHE-RSA:-MAC-ALL:+SHA1", ("tls1.1", "3des")),
    with_gnutls("No certificate", "TLS 1.2", "TLS_DH_anon_WITH_AES_128_CBC_SHA",
                f"{GNUTLS_12}:-CIPHER-ALL:+AES-128-CBC:-KX-ALL:+ANON-DH", ("anonymous",), certificate=None),
    with_gnutls("Nothing encrypted", "TLS 1.2", "TLS_ECDHE_RSA_WITH_NULL_SHA",
                f"{GNUTLS_12}:-CIPHER-ALL:+NULL:-KX-ALL:+ECDHE-RSA:-MAC-ALL:+SHA1", ("null-cipher",)),
    with_gnutls("A server without RFC 5746", "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                f"{GNUTLS_12}:-CIPHER-ALL:+AES-256-GCM:-KX-ALL:+ECDHE-RSA", ("no-secure-renegotiation",), server=":%DISABLE_SAFE_RENEGOTIATION"),
    with_gnutls("A server without RFC 7627", "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                f"{GNUTLS_12}:-CIPHER-ALL:+AES-256-GCM:-KX-ALL:+ECDHE-RSA", ("no-extended-master-secret",), server=":%NO_SESSION_HASH"),
)


def with_java(about, version, cipher, protocol, findings, facts=None, suite=None, machine=(), certificate="plain", port=2821):
    suite = suite or cipher
    return Connection(about, port, java(protocol, suite, *machine, certificate=certificate), java(protocol, suite), version, cipher, findings,
                      facts or {})


JAVA = (
    with_java("SSL 3.0, RC4 and MD5", "SSL 3.0", "TLS_RSA_WITH_RC4_128_MD5", "SSLv3",
              ("ssl3", "rc4", "md5-mac", "no-forward-secrecy"), suite="SSL_RSA_WITH_RC4_128_MD5"),
    with_java("An export suite with RC4: 40 bits", "TLS 1.0", "TLS_RSA_EXPORT_WITH_RC4_40_MD5", "TLSv1",
              ("tls1.0", "export-cipher", "rc4", "md5-mac", "no-forward-secrecy"),
              suite="SSL_RSA_EXPORT_WITH_RC4_40_MD5"),
    with_java("An export suite with DES, and a DH group of 512 bits", "TLS 1.0", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", "TLSv1",
              ("tls1.0", "export-cipher", "des", "short-dh"), {"portlore.tls.dh_bits": ["512"]},
              suite="SSL_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"),
    with_java("DES", "TLS 1.0", "TLS_RSA_WITH_DES_CBC_SHA", "TLSv1", ("tls1.0", "des", "no-forward-secrecy"), suite="SSL_RSA_WITH_DES_CBC_SHA"),
    with_java("An anonymous export suite", "TLS 1.0", "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", "TLSv1",
              ("tls1.0", "export-cipher", "anonymous", "rc4", "md5-mac"), {"portlore.tls.dh_bits": ["2048"]},
              suite="SSL_DH_anon_EXPORT_WITH_RC4_40_MD5", certificate=None),
    with_java("The key exchange signed with MD5", "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLSv1.2", ("md5-signature",),
              machine=("-Djdk.tls.server.SignatureSchemes=rsa_md5",)),
    with_java("Triple DES on an elliptic curve, TLS 1.1, without RFC 7627", "TLS 1.1", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "TLSv1.1",
              ("tls1.1", "3des", "no-extended-master-secret"), machine=("-Djdk.tls.useExtendedMasterSecret=false",)),
    Connection("A client that offers all that Java has, in the form of SSL 2.0, which has no extensions; OpenSSL's server takes what it can", 2821,
               openssl("-tls1_2", "-cipher", f"AES256-SHA:{ALL}", certificate="plain"), java("TLSv1.2,TLSv1.1,TLSv1,SSLv3,SSLv2Hello", "*"),
               "TLS 1.2", "TLS_RSA_WITH_AES_256_CBC_SHA",
               ("no-forward-secrecy", "no-extended-master-secret", "offers-null", "offers-export", "offers-anonymous", "offers-rc4", "offers-ssl2")),
    Connection("A client that offers all that Java has; OpenSSL's server takes something good", 2821,
               openssl("-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384", certificate="plain"),
               java("TLSv1.2,TLSv1.1,TLSv1,SSLv3", "*"), "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
               ("offers-null", "offers-export", "offers-anonymous", "offers-rc4")),
)

NSS = (
    Connection("SSL 3.0 with triple DES", 3220,
               nss("-V", "ssl3:ssl3", "-c", ":000A", certificate="plain"), nss("-V", "ssl3:ssl3", "-c", ":000A", "-Q"),
               "SSL 3.0", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", ("ssl3", "3des", "no-forward-secrecy")),
    Connection("TLS 1.2 with RC4", 3220, nss("-V", "tls1.2:tls1.2", "-c", ":C011", certificate="plain"),
               nss("-V", "tls1.2:tls1.2", "-c", ":C011", "-Q"), "TLS 1.2", "TLS_ECDHE_RSA_WITH_RC4_128_SHA", ("rc4",)),
    Connection("TLS 1.3", 3220, nss("-V", "tls1.3:tls1.3", certificate="plain"), nss("-V", "tls1.3:tls1.3", "-Q"),
               "TLS 1.3", "TLS_AES_128_GCM_SHA256", ()),
)

NO_EXTENSIONS = ("no-secure-renegotiation", "no-extended-master-secret")


def ssl2(about, suite, number, findings, port=2821):
    """SSL 2.0, of which the server's list of suites is Scapy's whole one."""
    return Connection(about, port, scapy(certificate="plain"), scapy("sslv2", number), "SSL 2.0", suite,
                      ("ssl2", "no-forward-secrecy", *findings))


SCAPY = (
    ssl2("RC4", "SSL_CK_RC4_128_WITH_MD5", "010080", ("rc4", "md5-mac")),
    ssl2("RC4 with 40 bits", "SSL_CK_RC4_128_EXPORT40_WITH_MD5", "020080", ("export-cipher", "rc4", "md5-mac")),
    ssl2("RC2", "SSL_CK_RC2_128_CBC_WITH_MD5", "030080", ("rc2", "md5-mac")),
    ssl2("RC2 with 40 bits", "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5", "040080", ("export-cipher", "rc2", "md5-mac")),
    ssl2("DES", "SSL_CK_DES_64_CBC_WITH_MD5", "060040", ("des", "md5-mac")),
    ssl2("Triple DES", "SSL_CK_DES_192_EDE3_CBC_WITH_MD5", "0700c0", ("3des", "md5-mac")),
    Connection("TLS 1.0, an export suite with RC2: 40 bits; neither RFC 5746 nor RFC 7627", 2821, scapy(certificate="plain"), scapy("tls1", "0006"),
               "TLS 1.0", "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5",
               ("tls1.0", "export-cipher", "rc2", "md5-mac", "no-forward-secrecy", *NO_EXTENSIONS)),
)

LEGACY = ("-provider", "legacy", "-provider", "default")


def with_old_parts(about, version, cipher, options, findings):
    return Connection(about, 3220, openssl_with_old_parts(*options, *LEGACY, certificate="plain"), openssl_with_old_parts(*options, *LEGACY),
                      version, cipher, findings)


OLD_PARTS = (
    with_old_parts("DEFLATE", "TLS 1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                     ("-tls1_2", "-cipher", f"ECDHE-RSA-AES128-GCM-SHA256:{ALL}", "-comp"), ("compression",)),
    with_old_parts("IDEA", "TLS 1.1", "TLS_RSA_WITH_IDEA_CBC_SHA", ("-tls1_1", "-cipher", f"IDEA-CBC-SHA:{ALL}"),
                     ("tls1.1", "idea", "no-forward-secrecy")),
    with_old_parts("SSL 3.0", "SSL 3.0", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", ("-ssl3", "-cipher", f"DHE-RSA-AES128-SHA:{ALL}"), ("ssl3",)),
)

STORIES = {
    "tls-junos-xml": JUNOS_XML_TLS,
    "tls-vxatd": VXATD,
    "tls-of-openssl": OPENSSL,
    "tls-certificates": CERTIFICATES,
    "tls-of-gnutls": GNUTLS,
    "tls-of-java": JAVA,
    "tls-of-nss": NSS,
    "tls-ssl2-of-scapy": SCAPY,
    "tls-old-parts-of-openssl": OLD_PARTS,
}


def expectation(name):
    """What captures/NAME.expect.json holds."""
    connections = []
    for connection in STORIES[name]:
        facts = {"portlore.tls.version": [connection.version] if connection.version else [],
                 "portlore.tls.cipher": [connection.cipher] if connection.cipher else []}
        connections.append({"about": connection.about, "server": [SERVER_ADDRESS, connection.port], "findings": sorted(connection.findings),
                            "experts": sorted(connection.experts), "facts": facts | connection.facts})
    return {"capture": f"{name}.pcapng", "connections": connections}


def tools_of(name):
    """The tools of tls_peers.py that a recording needs."""
    return sorted({peer.tool for connection in STORIES[name] for peer in (connection.server, connection.client) if peer is not None})


def make_parameters(folder):
    """Groups for DH: of 1024 bits and of 2048."""
    subprocess.run(["openssl", "dhparam", "-out", folder / "dh1024.pem", "1024"], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:modp_2048", "-out", folder / "dh2048.pem"], check=True)


def hold(workshop, number, connection, server):
    """One connection. server: the Program that listens."""
    client = Program(workshop.client(connection.client, connection.port), workshop, f"{number}-client")
    time.sleep(1.5 if connection.client.tool in ("java", "scapy") else PAUSE)
    for side, text in connection.talk:
        (client if side == "client" else server).say(text)
        time.sleep(PAUSE)
    client.end()


def record(name, key_log):
    """Hold the connections of a story, one after the other, and leave the keys in a file."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        workshop = Workshop(folder, tls_story_certificates.make(folder))
        make_parameters(folder)
        connections, server = STORIES[name], None
        for number, connection in enumerate(connections):
            if connection.server is not None:
                following = [later.server for later in connections[number + 1:]]
                count = 1 + next((index for index, later in enumerate(following) if later is not None), len(following))
                server = Program(workshop.server(connection.server, connection.port, count), workshop, f"{number}-server")
                server.wait_for(connection.port)
            hold(workshop, number, connection, server)
            if number + 1 == len(connections) or connections[number + 1].server is not None:
                server.end(patience=2 if connection.server and connection.server.tool in ("gnutls", "nss") else ENDING)
            if os.environ.get("PORTLORE_SHOW_LOGS"):
                for log in sorted(folder.glob(f"{number}-*.log")):
                    print(f"--- {name} {log.stem}: {connection.about}\n{log.read_text(encoding='utf-8', errors='replace')}", file=sys.stderr)
        # A program writes a comment at the top; only lines with keys are of use, and both ends write the same.
        lines = workshop.key_log.read_text(encoding="ascii").splitlines() if workshop.key_log.exists() else []
        key_log.write_text("".join(f"{line}\n" for line in dict.fromkeys(lines) if line and not line.startswith("#")), encoding="ascii")


def main():
    what, *rest = sys.argv[1:] or [""]
    if what == "list":
        print("\n".join(STORIES))
    elif what == "possible":
        print("\n".join(name for name in STORIES if all(map(is_available, tools_of(name)))))
    elif what == "record" and len(rest) == 2 and rest[0] in STORIES:
        record(rest[0], Path(rest[1]))
    elif what == "expect" and len(rest) == 1 and rest[0] in STORIES:
        print(json.dumps(expectation(rest[0]), indent=2))
    else:
        sys.exit("usage: tls_stories.py list | possible | record NAME KEYS.txt | expect NAME")


if __name__ == "__main__":
    main()
