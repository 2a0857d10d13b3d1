# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of independent TLS libraries, as servers and clients of the recordings of tls_stories.py.

Each peer is a program of a library with its options; none of the bytes of a handshake is ours. The programs: openssl (OpenSSL), gnutls-serv and
gnutls-cli (GnuTLS), selfserv and tstclnt (NSS), TlsPeer.java (Java), scapy_peer.py (Scapy), and the openssl that openssl_with_old_parts.sh builds,
with what Debian leaves out of OpenSSL.
"""

import base64
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVER_ADDRESS = "192.0.2.1"
# Seconds to wait: for a server to listen, for a program to end, and between two things that are said.
STARTING, ENDING, PAUSE = 20, 15, 0.3
PASSWORD = "example"
LISTEN = "0A"
_FILE = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class Peer:
    """tool: openssl, openssl-with-old-parts, gnutls, nss, java or scapy. options: the program's. {NAME} in them stands for the path of a file
    NAME of the recording. certificate: name of the side's own, of tls_story_certificates.py; None for none. chain: names of those that are sent
    behind it."""

    tool: str
    options: tuple = ()
    certificate: str = None
    chain: tuple = ()
    java: tuple = ()  # options of the Java machine


def openssl(*options, certificate=None, chain=()):
    return Peer("openssl", options, certificate, chain)


def openssl_with_old_parts(*options, certificate=None, chain=()):
    return Peer("openssl-with-old-parts", options, certificate, chain)


def gnutls(priority, *options, certificate=None, chain=()):
    return Peer("gnutls", ("--priority", priority, *options), certificate, chain)


def nss(*options, certificate=None, chain=()):
    return Peer("nss", options, certificate, chain)


def java(protocols, suites, *machine, certificate=None, chain=()):
    return Peer("java", (protocols, suites), certificate, chain, machine)


def scapy(*options, certificate=None):
    return Peer("scapy", options, certificate)


# What each tool needs. Scapy is a package of Debian's own Python.
PROGRAMS = {"openssl": ("openssl",), "openssl-with-old-parts": ("openssl-with-old-parts",), "gnutls": ("gnutls-serv", "gnutls-cli"),
            "nss": ("selfserv", "tstclnt", "certutil", "pk12util"), "java": ("java",), "scapy": ("scapy-python",)}
DEFAULTS = {"scapy-python": "/usr/bin/python3"}


def find_program(name):
    """The path of a program, or None; an environment variable PORTLORE_NAME says another one."""
    return shutil.which(os.environ.get(f"PORTLORE_{name.upper().replace('-', '_')}", DEFAULTS.get(name, name)))


def program(name):
    path = find_program(name)
    if path is None:
        sys.exit(f"tls_peers.py: {name} is not installed")
    return path


def is_available(tool):
    if not all(map(find_program, PROGRAMS[tool])):
        return False
    return tool != "scapy" or subprocess.run([program("scapy-python"), "-c", "import scapy.layers.tls.all"], stdout=subprocess.DEVNULL,
                                             stderr=subprocess.DEVNULL, check=False).returncode == 0


class Workshop:
    """A folder with the certificates and keys of a recording in the forms that the programs want, and the programs' command lines."""

    def __init__(self, folder, certificates):
        """certificates: {name: (DER, path of the private key as PEM)}."""
        self.folder = folder
        self.key_log = folder / "keys.txt"
        self.certificates = certificates
        for name, (der, _) in certificates.items():
            (folder / f"{name}.crt").write_bytes(pem_of(der))

    def path(self, name):
        return self.folder / name

    def _files(self, peer):
        """(certificate, key, further certificates) as PEM files."""
        chain = self.folder / f"{'-'.join((peer.certificate, *peer.chain))}.chain"
        chain.write_bytes(b"".join((self.folder / f"{name}.crt").read_bytes() for name in peer.chain))
        return self.folder / f"{peer.certificate}.crt", self.certificates[peer.certificate][1], chain

    def _key_store(self, peer):
        """A PKCS #12 file."""
        certificate, key, chain = self._files(peer)
        store = chain.with_suffix(".p12")
        if not store.exists():
            more = ["-certfile", chain] if peer.chain else []
            subprocess.run(["openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, *more, "-name", peer.certificate,
                            "-passout", f"pass:{PASSWORD}", "-out", store], check=True)
        return store

    def _database(self, peer):
        """A folder with NSS's certificates and keys."""
        database = self.folder / f"nss-{peer.certificate or 'none'}"
        if not database.exists():
            database.mkdir()
            subprocess.run([program("certutil"), "-N", "-d", f"sql:{database}", "--empty-password"], check=True)
            if peer.certificate:
                subprocess.run([program("pk12util"), "-i", self._key_store(peer), "-d", f"sql:{database}", "-W", PASSWORD],
                               check=True, stdout=subprocess.DEVNULL)
        return f"sql:{database}"

    def _options(self, peer):
        return [_FILE.sub(lambda match: str(self.folder / match.group(1)), option) for option in peer.options]

    def _openssl(self, peer, role):
        identity = ["-nocert"] if role == "s_server" else []
        if peer.certificate:
            certificate, key, chain = self._files(peer)
            identity = ["-cert", certificate, "-key", key, *(["-cert_chain", chain] if peer.chain else [])]
        name = "openssl" if peer.tool == "openssl" else "openssl-with-old-parts"
        return [program(name), role, "-quiet", *identity, "-keylogfile", self.key_log, *self._options(peer)]

    def server(self, peer, port, connections):
        """Command line of a server for so many connections."""
        where = f"{SERVER_ADDRESS}:{port}"
        if peer.tool in ("openssl", "openssl-with-old-parts"):
            return [*self._openssl(peer, "s_server"), "-accept", where, "-naccept", connections]
        if peer.tool == "gnutls":
            identity = []
            if peer.certificate:
                certificate, key, chain = self._files(peer)
                whole = chain.with_suffix(".whole")
                whole.write_bytes(certificate.read_bytes() + chain.read_bytes())
                identity = ["--x509certfile", whole, "--x509keyfile", key]
            return [program("gnutls-serv"), "--echo", "--quiet", "--disable-client-cert", "--port", port, *identity, *self._options(peer)]
        if peer.tool == "nss":
            return [program("selfserv"), "-d", self._database(peer), "-n", peer.certificate, "-p", port, *self._options(peer)]
        if peer.tool == "java":
            store = self._key_store(peer) if peer.certificate else "-"
            return [program("java"), *peer.java, HERE / "TlsPeer.java", "server", port, *self._options(peer), store]
        return [program("scapy-python"), "-B", HERE / "scapy_peer.py", "server", SERVER_ADDRESS, port, *self._files(peer)[:2]]

    def client(self, peer, port):
        where = f"{SERVER_ADDRESS}:{port}"
        if peer.tool in ("openssl", "openssl-with-old-parts"):
            return [*self._openssl(peer, "s_client"), "-no_ign_eof", "-connect", where]
        if peer.tool == "gnutls":
            return [program("gnutls-cli"), "--insecure", "--no-ca-verification", "--port", port, *self._options(peer), SERVER_ADDRESS]
        if peer.tool == "nss":
            return [program("tstclnt"), "-h", SERVER_ADDRESS, "-p", port, "-d", self._database(peer), "-o", *self._options(peer)]
        if peer.tool == "java":
            return [program("java"), *peer.java, HERE / "TlsPeer.java", "client", where, *self._options(peer)]
        return [program("scapy-python"), "-B", HERE / "scapy_peer.py", "client", SERVER_ADDRESS, port, *self._options(peer)]


def pem_of(der):
    text = base64.b64encode(der)
    lines = b"\n".join(text[start:start + 64] for start in range(0, len(text), 64))
    return b"-----BEGIN CERTIFICATE-----\n" + lines + b"\n-----END CERTIFICATE-----\n"


def listens(port):
    """Whether somebody listens on a TCP port of this network namespace; nobody is asked, for that would be recorded."""
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/self/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            local, _, state = line.split()[1:4]
            if state == LISTEN and int(local.rsplit(":", 1)[1], 16) == port:
                return True
    return False


class Program:
    """A running server or client. Its output goes to a file of the recording, to be read when something went wrong."""

    def __init__(self, command, workshop, name):
        environment = os.environ | {"SSLKEYLOGFILE": str(workshop.key_log), "LC_ALL": "C.UTF-8"}
        with open(workshop.path(f"{name}.log"), "wb") as log:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
                                            cwd=workshop.folder, env=environment)

    def wait_for(self, port):
        end = time.monotonic() + STARTING
        while not listens(port):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{self.process.args[0]} does not listen on port {port}")
            time.sleep(0.05)

    def say(self, text):
        """text: str, for its standard input."""
        try:
            self.process.stdin.write(text.encode("ascii"))
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it was refused

    def end_of_input(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass

    def end(self, patience=ENDING):
        """Wait until it ends, or end it."""
        self.end_of_input()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait(ENDING)
