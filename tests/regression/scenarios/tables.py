# SPDX-License-Identifier: GPL-2.0-or-later
"""One capture with something of everything that the tables tell of, and what must stand in them: counted by hand from what is sent here."""

import base64
from dataclasses import dataclass

from .case import CLIENT, SERVER, Session, elements, error_text, login_answer, login_text, reply_text, request_text, scenario
from .netconf import DELIMITER, SERVER_1_0, BASE_1_0, COMMENTS, hello, reply, rpc
from .secrets import MD5, RADIUS
from .sepm import ESP_EVIDENCE, FORM, JSON, PAGE, TOKENS, answer, request
from .tls_findings import CHAIN, SECURE
from .tls_material import ECDHE, RSA, TLS10, TLS12, full_handshake, play
from .verdicts import DTP_DIA, HTTP_REQUEST, HTTP_RESPONSE, RANDOM

ROUTER = "192.0.2.1"
PASSWORDS = ("Example-Password-6", "Example-Password-7", "Example\tPassword  8", "Example-Guess-1", "Example-Guess-2")
WEB_PASSWORDS = ("Example-Web-1", "Example-Web-2", "Example-Web-3", "Example-Web-4")
# A user name can be a password that was typed at the wrong prompt, and quote one. It is told on one line.
USER_WITH_PASSWORD = f"lab {' '.join(PASSWORDS[2].split())}"
OPERATION_WITH_PASSWORD = f"get-{PASSWORDS[3]}"
NETWORKS_OF_OUR_OWN = "192.0.2.0/24, 198.51.100.0/24, 2001:db8::/32"

# Severities, of Wireshark's expert infos: a Warning is an exposure that somebody should act on.
FINDINGS = {
    "xnm.cleartext_login": "warning", "xnm.reversible_secret": "warning", "xnm.weak_hash": "warning", "xnm.login_failed": "note",
    "xnm.error_reply": "note", "xnm.gap": "note", "portlore.public_client": "note", "portlore.unexpected": "note",
    "portlore.unidentified": "note", "portlore.scan_seen": "note", "portlore.tls.tls1_0": "warning", "portlore.tls.rc4": "warning",
    "sepm.cleartext_login": "warning", "sepm.cleartext_session": "warning", "esps.cleartext_login": "warning", "esps.cleartext_session": "warning",
    "portlore.tls.offers_rc4": "note", "portlore.tls.no_forward_secrecy": "note", "dtpdia.clear_text": "note",
}


@dataclass
class Row:
    """What the table of sessions tells of one conversation, but for what the frames themselves tell (number, times, bytes)."""

    client: tuple  # address, port
    server: tuple
    registered: str
    content: str
    verdict: str
    evidence: str
    transport: str = "tcp"
    tls: str = "-"
    user: str = "-"
    login: str = "-"
    requests: object = "-"
    unanswered: object = "-"
    errors: object = "-"
    secrets: object = "-"
    findings: tuple = ()  # names of FINDINGS, each as often as it is found

    def found(self, severity):
        return sum(FINDINGS[name] == severity for name in self.findings)


class Talks:
    """The conversations of the capture, each with a client's port of its own."""

    def __init__(self, case):
        self.case = case
        self.port = 50000
        self.credentials = []  # (frame, user name, whether a password was sent)
        self.web_credentials = []  # (frame, user name), one or more rows each
        self.requests = {}  # {operation: how often}
        self.times = {}  # {operation: [milliseconds]}
        case.rows = []

    def session(self, client, server, port=3221):
        self.port += 1
        self.ends = ((client, self.port), (server, port))
        return Session(self.case.capture, *self.ends)

    def datagrams(self, client, server, port=3489):
        self.session(client, server, port)
        return self.ends

    def tell(self, **what):
        self.case.rows.append(Row(*self.ends, **what))

    def ask(self, session, operation, text=None):
        """A request; returns its frame."""
        self.requests[operation] = self.requests.get(operation, 0) + 1
        return session.client(text or request_text(operation))

    def answer(self, session, operation, asked, content):
        """The reply to the request in frame `asked`."""
        frame = session.server(content)
        self.times.setdefault(operation, []).append(frame - asked)
        return frame

    def log_in(self, session, username, password, status=None, message=""):
        """A login; without a status nobody answers it."""
        asked = self.ask(session, "request-login", login_text(username, password))
        self.credentials.append((asked, " ".join(username.split()), password is not None))
        if status:
            self.answer(session, "request-login", asked, reply_text(login_answer(status, message)))


JUNOS_XML = {"registered": "xnm-clear-text", "content": "junos-xml", "verdict": "registered", "evidence": "<junoscript> start tag"}
NOTHING = {"content": "none"}
HELLO = "TLS handshake record, client hello"
SECRETS = (elements("system/radius-server/secret", RADIUS) + elements("system/login/user/authentication/encrypted-password", MD5))


def _junos_xml(talks):
    # Refused, then logged in; a configuration with two secrets; an error.
    long_one = talks.session("192.0.2.10", ROUTER)
    long_one.open()
    talks.log_in(long_one, "lab", PASSWORDS[0], "fail", "permission denied")
    talks.log_in(long_one, "lab", PASSWORDS[1], "success", "lab")
    asked = talks.ask(long_one, "get-configuration")
    talks.answer(long_one, "get-configuration", asked, reply_text(f"<configuration>{SECRETS}</configuration>\n"))
    asked = talks.ask(long_one, "get-x")
    talks.answer(long_one, "get-x", asked, reply_text(error_text("no such thing")))
    talks.tell(**JUNOS_XML, user="lab", login="success", requests=5, unanswered=1, errors=1, secrets=2,
               findings=("xnm.cleartext_login", "xnm.cleartext_login", "xnm.login_failed", "xnm.reversible_secret", "xnm.weak_hash",
                         "xnm.error_reply"))

    session = talks.session("192.0.2.11", ROUTER)
    session.open()
    for password in PASSWORDS[3:]:
        talks.log_in(session, "admin", password, "fail", "permission denied")
    session.close()
    talks.tell(**JUNOS_XML, user="admin", login="fail", requests=2, unanswered=0, errors=0, secrets=0,
               findings=("xnm.cleartext_login", "xnm.login_failed") * 2)

    session = talks.session("203.0.113.9", ROUTER)
    session.open()
    asked = talks.ask(session, "get-system-information")
    talks.answer(session, "get-system-information", asked, reply_text("<system-information/>"))
    session.close()
    talks.tell(**JUNOS_XML, requests=1, unanswered=0, errors=0, secrets=0, findings=("portlore.public_client",))

    session = talks.session("2001:db8::10", "2001:db8:1::1")
    session.open()
    talks.log_in(session, "lab6", PASSWORDS[1])
    session.close()
    talks.tell(**JUNOS_XML, user="lab6", login="unanswered", requests=1, unanswered=1, errors=0, secrets=0,
               findings=("xnm.cleartext_login",))

    session = talks.session("192.0.2.12", "192.0.2.2")
    session.open()
    talks.log_in(session, f"lab\t\n{PASSWORDS[2]}", PASSWORDS[2], "fail", "permission denied")
    session.close()
    talks.tell(**JUNOS_XML, user=USER_WITH_PASSWORD, login="fail", requests=1, unanswered=0, errors=0, secrets=0,
               findings=("xnm.cleartext_login", "xnm.login_failed"))

    # Such a user is logged in, and asks for an operation whose name quotes a password.
    session = talks.session("192.0.2.12", "192.0.2.2")
    session.open()
    talks.log_in(session, "lab", PASSWORDS[3], "fail", "permission denied")
    talks.log_in(session, USER_WITH_PASSWORD, PASSWORDS[2], "success")
    asked = talks.ask(session, OPERATION_WITH_PASSWORD)
    talks.answer(session, OPERATION_WITH_PASSWORD, asked, reply_text("<x/>"))
    session.close()
    talks.tell(**JUNOS_XML, user=USER_WITH_PASSWORD, login="success", requests=3, unanswered=0, errors=0, secrets=0,
               findings=("xnm.cleartext_login", "xnm.login_failed", "xnm.cleartext_login"))

    # The capture lacks a reply: it may have been sent.
    session = talks.session("192.0.2.13", "192.0.2.2")
    session.open()
    talks.ask(session, "get-a")
    session.tcp.lose(session.tcp.cut(SERVER, reply_text("<a/>").encode())[0])
    talks.ask(session, "get-b")
    session.server(reply_text("<b/>"))
    session.close()
    talks.tell(**JUNOS_XML, requests=2, unanswered=0, errors=0, secrets=0, findings=("xnm.gap",))
    return long_one


def _others(talks):
    session = talks.session("192.0.2.14", "192.0.2.3")
    session.tcp.handshake()
    session.server(COMMENTS + hello(SERVER_1_0, 7) + DELIMITER)
    session.client(hello((BASE_1_0,)) + DELIMITER)
    asked = talks.ask(session, "get-config", rpc(101, "get-config") + DELIMITER)
    talks.answer(session, "get-config", asked, reply(101, "<data/>") + DELIMITER)
    session.close()
    talks.tell(registered="xnm-clear-text", content="netconf", verdict="unexpected", evidence="start tag of a message in NETCONF's namespace", user="lab", requests=1,
               unanswered=0, errors=0, secrets=0, findings=("portlore.unexpected",))

    session = talks.session("192.0.2.14", "192.0.2.3")
    session.tcp.handshake()
    session.server(b"SSH-2.0-Example_1.0\r\n")
    session.close()
    talks.tell(registered="xnm-clear-text", content="ssh", verdict="unexpected", evidence="SSH-2.0 banner",
               findings=("portlore.unexpected",))

    session = talks.session("192.0.2.14", "192.0.2.4", 2867)
    session.tcp.handshake()
    session.client(HTTP_REQUEST)
    session.server(HTTP_RESPONSE)
    session.close()
    talks.tell(registered="esps-portal", content="http", verdict="consistent", evidence="HTTP request line")

    session = talks.session("192.0.2.14", "192.0.2.4", 2821)
    session.tcp.handshake()
    session.client(RANDOM)
    session.server(RANDOM[::-1])
    session.close()
    talks.tell(registered="vrts-at-port", content="binary", verdict="unidentified", evidence="bytes of no known kind",
               findings=("portlore.unidentified",))

    # Never closed, so that nobody knows before the capture's end what it is not.
    session = talks.session("192.0.2.14", "192.0.2.4", 2821)
    session.tcp.handshake()
    session.client("Good morning\r\n")
    talks.tell(registered="vrts-at-port", content="text", verdict="unidentified", evidence="text of no known kind",
               findings=("portlore.unidentified",))

    session = talks.session("192.0.2.14", "192.0.2.4", 2821)
    session.tcp.handshake()
    session.close()
    talks.tell(registered="vrts-at-port", **NOTHING, verdict="silent", evidence="closed without data")

    session = talks.session("192.0.2.14", "192.0.2.4", 3221)
    session.tcp.ask()
    session.tcp.refuse()
    talks.tell(registered="xnm-clear-text", **NOTHING, verdict="refused", evidence="RST in answer to SYN")


def _basic(username, password):
    return "Authorization: Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def _web(talks):
    """SEPM, ESP, and web servers that are neither: logins by REST, by form and by Basic authentication."""

    def log_in(session, username, message):
        frame = session.client(message)
        talks.web_credentials.append((frame, username))

    # Refused, then accepted with two tokens, of which one is used; the last request is not answered.
    rest = "/sepm/api/v1/identity/authenticate"
    session = talks.session("192.0.2.17", "192.0.2.7", 3489)
    session.tcp.handshake()
    for password, reply_message in ((WEB_PASSWORDS[0], answer('{"errorCode":"401"}', status="401 Unauthorized", content_type=JSON)),
                                    (WEB_PASSWORDS[1], answer(TOKENS, content_type=JSON))):
        log_in(session, "jane", request(rest, body=f'{{"username":"jane","password":"{password}","domain":"Default"}}', content_type=JSON))
        session.server(reply_message)
    log_in(session, "n.a.", request("/sepm/api/v1/version", "Authorization: Bearer 7f3c-example-token"))
    session.server(answer("{}", content_type=JSON))
    session.client(request("/sepm/api/v1/version"))
    session.close()
    talks.tell(registered="dtp-dia", content="sepm", verdict="known-unofficial", user="jane", login="success", requests=4, unanswered=1, errors=1,
               secrets=2, evidence="token and tokenExpiration in answer to a login at /sepm/api [use of the port reported: connected.app, page on "
               "port 3489]", findings=("sepm.cleartext_login",) * 2 + ("sepm.cleartext_session",) * 2)

    # The form again instead of a session's cookie is no answer that a program could be sure of.
    form, old = "username=lee&password=", "Cookie: ESPSessionID2867=41"
    session = talks.session("192.0.2.17", "192.0.2.7", 2867)
    session.tcp.handshake()
    log_in(session, "lee", request("/esp/login", old, body=form + WEB_PASSWORDS[0], content_type=FORM))
    session.server(answer(PAGE))
    session.close()
    talks.tell(registered="esps-portal", content="http", verdict="consistent", evidence="HTTP request line", user="lee", login="unknown",
               findings=("esps.cleartext_login", "esps.cleartext_session"))

    session = talks.session("192.0.2.17", "192.0.2.7", 2867)
    session.tcp.handshake()
    log_in(session, "lee", request("/esp/login", old, body=form + WEB_PASSWORDS[1], content_type=FORM))
    session.server(answer("", "Set-Cookie: ESPSessionID2867=42; Path=/", "Location: /", status="302 Found"))
    session.client(request("/WsSMC/Activity", "Cookie: ESPSessionID2867=42"))
    session.server(answer(PAGE, status="500 Internal Server Error"))
    session.close()
    talks.tell(registered="esps-portal", content="esp", verdict="unexpected", evidence=ESP_EVIDENCE, user="lee", login="success", requests=2,
               unanswered=0, errors=1, secrets=2, findings=("portlore.unexpected", "esps.cleartext_login", "esps.cleartext_session", "esps.cleartext_session"))

    # Other servers: what they ask for is a login all the same. The second never answers; the third takes a token, which names nobody.
    session = talks.session("192.0.2.18", "192.0.2.8", 2867)
    session.tcp.handshake()
    log_in(session, "guest", request("/", _basic("guest", WEB_PASSWORDS[2])))
    session.server(answer(PAGE, 'WWW-Authenticate: Basic realm="Example"', status="401 Unauthorized"))
    session.close()
    talks.tell(registered="esps-portal", content="http", verdict="consistent", evidence="HTTP request line", user="guest", login="fail")

    session = talks.session("192.0.2.18", "192.0.2.8", 2867)
    session.tcp.handshake()
    log_in(session, "guest", request("/", _basic("guest", WEB_PASSWORDS[3])))
    talks.tell(registered="esps-portal", content="http", verdict="consistent", evidence="HTTP request line", user="guest", login="unanswered")

    session = talks.session("192.0.2.18", "192.0.2.8", 2867)
    session.tcp.handshake()
    log_in(session, "n.a.", request("/", "Authorization: Bearer 7f3c-example-token"))
    session.server(answer(PAGE))
    session.close()
    talks.tell(registered="esps-portal", content="http", verdict="consistent", evidence="HTTP request line", login="success")

    # The notes of 8446 are for SEPM inside TLS alone; but somebody logged in there.
    session = talks.session("192.0.2.18", "192.0.2.8", 8446)
    session.tcp.handshake()
    log_in(session, "guest", request("/sepm/api/v1/version", _basic("guest", WEB_PASSWORDS[2])))
    session.server(answer(PAGE))
    session.close()
    talks.tell(registered="-", content="http", verdict="-", evidence="HTTP", user="guest", login="success",
               findings=("sepm.cleartext_login",))

    # Nothing is known of it.
    session = talks.session("192.0.2.18", "192.0.2.8", 8446)
    session.tcp.handshake()
    session.client(request("/"))
    session.server(answer(PAGE))
    session.close()


def _tls(talks):
    # TLS 1.0 with forward secrecy; TLS 1.2 with RC4 and without it.
    session = talks.session("192.0.2.15", "192.0.2.5", 3220)
    session.tcp.handshake()
    suites = (0xC013, 0x0005)  # of which the server does not take RC4
    play(session.tcp, full_handshake(TLS10, 0xC013, ECDHE, CHAIN, suites=suites, extensions=SECURE, client_version=TLS12), size=30000)
    session.close()
    talks.tell(registered="xnm-ssl", content="tls", verdict="consistent", evidence=HELLO, tls="TLS 1.0",
               findings=("portlore.tls.tls1_0", "portlore.tls.offers_rc4"))

    session = talks.session("192.0.2.15", "192.0.2.5", 3220)
    session.tcp.handshake()
    play(session.tcp, full_handshake(TLS12, 0x0005, RSA, CHAIN, extensions=SECURE), size=30000)
    session.close()
    talks.tell(registered="xnm-ssl", content="tls", verdict="consistent", evidence=HELLO, tls="TLS 1.2",
               findings=("portlore.tls.rc4", "portlore.tls.no_forward_secrecy"))


def _udp(talks):
    capture = talks.case.capture
    client, server = talks.datagrams("192.0.2.16", "192.0.2.6")
    capture.add_datagram(CLIENT, client, server, DTP_DIA)
    capture.add_datagram(SERVER, server, client, DTP_DIA)
    talks.tell(transport="udp", registered="dtp-dia", content="dtp-dia", verdict="registered", evidence="DTP/DIA header of a packet without checksum",
               findings=("dtpdia.clear_text",))
    client, server = talks.datagrams("192.0.2.16", "192.0.2.6")
    capture.add_datagram(CLIENT, client, server, RANDOM)
    talks.tell(transport="udp", registered="dtp-dia", **NOTHING, verdict="unanswered", evidence="no datagram in answer")
    # A client's port by chance: no conversation of this table.
    query = bytes.fromhex("000101000001000000000000037777770765 78616d706c6503636f6d0000010001".replace(" ", ""))
    capture.add_datagram(CLIENT, ("192.0.2.16", 3489), ("192.0.2.53", 53), query)


def _scan(talks):
    for host in range(10):
        session = talks.session("198.51.100.200", f"192.0.2.{101 + host}")
        session.tcp.ask()
        # The tenth target makes it a scan.
        talks.tell(registered="xnm-clear-text", **NOTHING, verdict="unanswered", evidence="no answer to SYN",
                   findings=("portlore.scan_seen",) if host == 9 else ())


@scenario("tables")
def tables(case):
    """Sessions, logins, failures, secrets, TLS, a public client, a scan, UDP, lost bytes, a client's port by chance: what the tables are tested
    with. The first session is the last to end."""
    case.golden = False
    case.preference("portlore.own_networks", NETWORKS_OF_OUR_OWN)
    talks = Talks(case)
    long_one = _junos_xml(talks)
    _others(talks)
    _web(talks)
    _tls(talks)
    _udp(talks)
    _scan(talks)
    talks.ask(long_one, "get-y")
    long_one.close()
    case.talks = talks
    case.present("xnm.login.username", [frame for frame, _, _ in talks.credentials])
    case.present("xnm.cleartext_login", [frame for frame, _, sent in talks.credentials if sent])
