#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make captures/junos-xml-tls.pcapng: the Junos XML management protocol inside TLS, on port 3220, with the keys to decrypt it.

usage: tls_session.py [FOLDER]        default: captures/

Two sessions, one over TLS 1.2 and one over TLS 1.3. Both ends are Python's ssl module, so the bytes differ from run to run; what is said does not,
and FOLDER/junos-xml-tls.expect.json tells it. Needs the openssl command, for a certificate of the invented router, and editcap, which
puts the keys into the capture.
"""

import json
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests" / "tools"))

import finish_capture  # noqa: E402
import router  # noqa: E402
from capture_writer import CLIENT, SERVER, Capture, TcpConversation, other  # noqa: E402
from junos_server import count  # noqa: E402

NAME = "junos-xml-tls"
COMMENT = "Junos XML management protocol inside TLS (tcp/3220), with keys. Router, user, passwords and addresses are made up."
SERVER_ADDRESS = ("192.0.2.1", 3220)
FIRST_CLIENT_PORT = 50112
# One suite for each version, with forward secrecy: the capture's own keys are needed, whatever else is known.
VERSIONS = ((ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES128-GCM-SHA256"), (ssl.TLSVersion.TLSv1_3, None))
NANOSECONDS = 1000


def make_certificate(folder):
    """A self-signed certificate and its key in one PEM file, as Junos has them. Returns its path."""
    key, certificate, both = (folder / name for name in ("key.pem", "certificate.pem", "both.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-sha256", "-keyout", key, "-out", certificate,
                    "-subj", "/O=Example Networks/CN=edge1.example.net", "-addext", "subjectAltName=DNS:edge1.example.net"],
                   check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


class TlsConnection:
    """A TCP connection in a capture, and TLS between its two ends."""

    def __init__(self, capture, port, version, suite, certificate, key_log, server=SERVER_ADDRESS):
        self.tcp = TcpConversation(capture, ("192.0.2.10", port), server, initial_sequences=(1000 * port, 500 * port))
        self.incoming, self.outgoing, self.ends = {}, {}, {}
        for side, protocol in ((CLIENT, ssl.PROTOCOL_TLS_CLIENT), (SERVER, ssl.PROTOCOL_TLS_SERVER)):
            context = ssl.SSLContext(protocol)
            context.minimum_version = context.maximum_version = version
            if side == CLIENT:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                context.keylog_filename = key_log
                if suite:
                    context.set_ciphers(suite)
            else:
                context.load_cert_chain(certificate)
            self.incoming[side], self.outgoing[side] = ssl.MemoryBIO(), ssl.MemoryBIO()
            self.ends[side] = context.wrap_bio(self.incoming[side], self.outgoing[side], server_side=side == SERVER,
                                               server_hostname="edge1.example.net" if side == CLIENT else None)

    def _carry(self, side):
        """Send what TLS has for the wire. Returns whether there was anything."""
        data = self.outgoing[side].read()
        if data:
            self.tcp.send(side, data)
            self.incoming[other(side)].write(data)
        return bool(data)

    def open(self):
        """TCP's handshake and TLS's."""
        self.tcp.handshake()
        waiting = [CLIENT, SERVER]
        while waiting:
            for side in list(waiting):
                try:
                    self.ends[side].do_handshake()
                    waiting.remove(side)
                except ssl.SSLWantReadError:
                    pass
                self._carry(side)
                self.tcp.capture.wait(0.002)

    def say(self, side, text, wait=0.002):
        """Send text, one record a call, and read it at the other side."""
        self.tcp.capture.wait(wait)
        self.ends[side].write(text.encode("ascii"))
        self._carry(side)
        heard = b""
        while len(heard) < len(text):
            heard += self.ends[other(side)].read(65536)
        assert heard.decode("ascii") == text

    def close(self):
        """close_notify from both sides, and TCP's end."""
        for side in (SERVER, CLIENT):
            try:
                self.ends[side].unwrap()
            except (ssl.SSLWantReadError, ssl.SSLSyscallError):
                pass
            self._carry(side)
        self.tcp.close(SERVER)


class Talk:
    """Both peers' words in one session, and a note of them. requests, replies: as the expectation file has them."""

    def __init__(self, connection):
        self.connection = connection
        self.requests = []
        self.replies = []

    def local_time(self):
        """The capture's present time as the router writes it."""
        return time.strftime("%Y-%m-%d %H:%M:%S ", time.gmtime(self.connection.tcp.capture.clock // 1_000_000)) + router.TIME_ZONE

    def preambles(self):
        self.connection.say(SERVER, '<?xml version="1.0" encoding="us-ascii"?>\n'
                            f'<junoscript xmlns="{router.XNM}" xmlns:junos="{router.JUNOS}" '
                            f'schemaLocation="{router.JUNOS} junos/{router.SHORT_RELEASE}/junos.xsd" '
                            f'os="JUNOS" release="{router.RELEASE}" hostname="{router.HOSTNAME}" version="1.0">\n')
        self.connection.say(SERVER, f"<!-- session start at {self.local_time()} -->\n")
        self.connection.say(CLIENT, '<?xml version="1.0" encoding="us-ascii"?><junoscript version="1.0" hostname="nms1" release="10.0S3">')

    def exchange(self, name, content, pieces, reply_name, **facts):
        """A request and its reply. content: of the rpc. pieces: of the reply's content, a record each. facts: {"request": {...}, "reply": {...}}
        for the note."""
        self.requests.append({"name": name, **facts.get("request", {})})
        self.connection.say(CLIENT, f"<rpc>{content}</rpc>")
        parts = [f'<rpc-reply xmlns:junos="{router.JUNOS}">\n', *pieces[:-1], (pieces[-1] if pieces else "") + "</rpc-reply>\n"]
        for index, part in enumerate(parts):
            self.connection.say(SERVER, part, wait=0 if index else 0.015)
        text = "".join(parts).rstrip("\n")
        self.replies.append({"name": reply_name, "to": len(self.requests), "length": len(text), **count(text), **facts.get("reply", {})})

    def login(self, password, status):
        response = (f"<authentication-response>\n<status>{status}</status>\n"
                    f"<message>{'lab' if status == 'success' else 'permission denied'}</message>\n</authentication-response>\n")
        self.exchange("request-login", f"<request-login><username>lab</username><challenge-response>{password}</challenge-response></request-login>",
                      [response], "authentication-response", request={"username": "lab", "password": password}, reply={"login_status": status})

    def operation(self, name, request, reply_name):
        """What the invented router answers. request: content of the rpc."""
        _, pieces = router.answer(name, request)
        self.exchange(name, request, pieces, reply_name, reply={"errors": "".join(pieces).count("<xnm:error ")})

    def end(self):
        self.exchange("request-end-session", "<request-end-session/>", ["<end-session/>\n"], "end-session")
        self.connection.say(SERVER, f"<!-- session end at {self.local_time()} -->\n</junoscript>\n")
        self.connection.say(CLIENT, "</junoscript>\n")


def hold_session(connection, with_failure):
    """One session. Returns what was said."""
    connection.open()
    talk = Talk(connection)
    talk.preambles()
    if with_failure:
        talk.login("Example-Password-6", "fail")
    talk.login("Example-Password-7", "success")
    talk.operation("get-interface-information", "<get-interface-information/>", "interface-information")
    talk.operation("get-configuration", '<get-configuration database="committed"/>', "configuration")
    talk.operation("load-configuration", '<load-configuration action="merge" format="text"><configuration-text>\nsystem {\n    tacplus-server {\n'
                   "        192.0.2.51 secret example-tacplus-3;\n    }\n}\n</configuration-text></load-configuration>", "load-configuration-results")
    talk.end()
    connection.close()
    return talk


def write_with_keys(capture, comment, key_log, path, work):
    """A pcapng file of the capture with the keys of the log in it. work: a folder for what is needed meanwhile."""
    plain = work / "plain.pcapng"
    plain.write_bytes(finish_capture.pcapng([(moment * NANOSECONDS, frame) for moment, frame in capture.frames], comment))
    # OpenSSL writes a comment at the top of the file; only lines with keys are of use.
    keys = [line for line in key_log.read_text(encoding="ascii").splitlines() if not line.startswith("#")]
    key_log.write_text("\n".join(keys) + "\n", encoding="ascii")
    subprocess.run(["editcap", "--inject-secrets", f"tls,{key_log}", plain, path], check=True)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent
    capture, sessions = Capture(), []
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        certificate, key_log = make_certificate(work), work / "keys.txt"
        # The sessions are held when the certificate is valid, which it is from now on.
        capture.clock = (int(time.time()) + 1) * 1_000_000
        for index, (version, suite) in enumerate(VERSIONS):
            port = FIRST_CLIENT_PORT + index
            talk = hold_session(TlsConnection(capture, port, version, suite, certificate, str(key_log)), with_failure=index == 0)
            sessions.append({"client": ["192.0.2.10", port], "server": list(SERVER_ADDRESS), "hostname": router.HOSTNAME, "release": router.RELEASE,
                             "requests": talk.requests, "replies": talk.replies})
            capture.wait(1)
        write_with_keys(capture, COMMENT, key_log, folder / f"{NAME}.pcapng", work)
    with open(folder / f"{NAME}.expect.json", "w", encoding="ascii") as file:
        json.dump({"capture": f"{NAME}.pcapng", "sessions": sessions}, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
