# SPDX-License-Identifier: GPL-2.0-or-later
"""What the scenarios are written with: a case (capture, options, expectations) and a session (both peers' words on one connection)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from capture_writer import CLIENT, SERVER, Capture, Segment, TcpConversation  # noqa: E402, F401
from expectations import ranges_of  # noqa: E402

# Not a port that Wireshark has a dissector for.
CLIENT_ADDRESS = ("192.0.2.10", 50112)
SERVER_ADDRESS = ("192.0.2.1", 3221)

RELEASE = "18.4R3.3"
HOSTNAME = "edge1"
XNM = "http://xml.juniper.net/xnm/1.1/xnm"
JUNOS = "http://xml.juniper.net/junos/18.4R3/junos"
DECLARATION = '<?xml version="1.0" encoding="us-ascii"?>\n'
SERVER_ROOT = (f'<junoscript xmlns="{XNM}" xmlns:junos="{JUNOS}" schemaLocation="{JUNOS} junos/18.4R3/junos.xsd" os="JUNOS" '
               f'release="{RELEASE}" hostname="{HOSTNAME}" version="1.0">\n')
SERVER_PREAMBLE = DECLARATION + SERVER_ROOT + "<!-- session start at 2026-01-01 00:00:00 UTC -->\n"
CLIENT_PREAMBLE = DECLARATION + '<junoscript version="1.0" os="perl-api">\n'

REGISTERED = {}


def scenario(name):
    """Register a function that fills a Case; its docstring tells what the case is about."""
    def register(function):
        if name in REGISTERED:
            raise ValueError(f"two scenarios of the name {name}")
        REGISTERED[name] = function
        return function
    return register


def login_text(username, password):
    """A login as clients send it: nothing escaped."""
    response = "" if password is None else f"<challenge-response>{password}</challenge-response>"
    return f"<rpc><request-login><username>{username}</username>{response}</request-login></rpc>"


def login_answer(status, message):
    return f"<authentication-response>\n<status>{status}</status>\n<message>{message}</message>\n</authentication-response>\n"


def error_text(message, element="xnm:error", extra=""):
    return f'<{element} xmlns="{XNM}" xmlns:xnm="{XNM}">\n<message>{message}</message>\n{extra}</{element}>\n'


def request_text(content):
    """An <rpc>; a bare name stands for an empty operation."""
    return f"<rpc>{content if '<' in content else f'<{content}/>'}</rpc>"


def reply_text(content, attributes=f' xmlns:junos="{JUNOS}"'):
    return f"<rpc-reply{attributes}>\n{content}</rpc-reply>\n"


def elements(path, content):
    """content inside the elements of a path."""
    names = path.split("/")
    return "".join(f"<{name}>" for name in names) + content + "".join(f"</{name}>" for name in reversed(names))


def interfaces(count):
    """interface-information with `count` interfaces: 1 + 2 * count elements."""
    rows = "".join(f"<physical-interface><name>ge-0/0/{index}</name></physical-interface>\n" for index in range(count))
    return f"<interface-information>\n{rows}</interface-information>\n"


class Session:
    """One connection of a case. client() and server() send text and return the frame that holds its last byte."""

    def __init__(self, capture, client=CLIENT_ADDRESS, server=SERVER_ADDRESS, **options):
        self.tcp = TcpConversation(capture, client, server, **options)

    @staticmethod
    def _bytes(text):
        return text if isinstance(text, bytes) else text.encode("utf-8")

    def client(self, text, **options):
        return self.tcp.send(CLIENT, self._bytes(text), **options)

    def server(self, text, **options):
        return self.tcp.send(SERVER, self._bytes(text), **options)

    def open(self):
        """Handshake and both preambles, the server's first."""
        self.tcp.handshake()
        self.server(SERVER_PREAMBLE)
        return self.client(CLIENT_PREAMBLE)

    def login(self, username="lab", password="Example-Password-7"):
        """A successful login. Returns (request's frame, reply's frame)."""
        return self.client(login_text(username, password)), self.server(reply_text(login_answer("success", username)))

    def exchange(self, operation, content=""):
        """A request and its reply, a segment each. Returns (request's frame, reply's frame)."""
        return self.client(request_text(operation)), self.server(reply_text(content))

    def close(self):
        return self.tcp.close()


class Case:
    """Capture, options and expectations of one case."""

    def __init__(self, name, about):
        self.name = name
        self.about = about
        self.capture = Capture()
        self.options = []
        self.checks = []
        self.golden = True
        self.trouble = False
        self.compressed = False

    def session(self, **options):
        """A new connection in the capture."""
        return Session(self.capture, **options)

    def preference(self, name, value):
        """Run the case with this preference."""
        self.options += ["-o", f"{name}:{value}"]

    def _check(self, check, why):
        self.checks.append(check | ({"why": why} if why else {}))

    def present(self, field, frames, why=None):
        """These frames hold the field, and no other frame does."""
        self._check({"present": field, "frames": frames}, why)

    def passes(self, display_filter, frames, why=None):
        """tshark -Y lets these frames through, and no other."""
        self._check({"filter": display_filter, "frames": frames}, why)

    def values(self, field, values, why=None):
        """All values of a field over the whole capture, in order."""
        self._check({"field": field, "values": values}, why)

    def frame(self, number, fields, why=None):
        """In this frame each field has these values in order, or is there this often."""
        self._check({"frame": number, "fields": {name: [str(value) for value in what] if isinstance(what, list) else what
                                                 for name, what in fields.items()}}, why)

    def at_most(self, number, fields, why=None):
        """In this frame each field has these values or is absent."""
        self._check({"frame": number, "at_most": {name: [str(value) for value in what] for name, what in fields.items()}}, why)

    def any_of(self, number, fields, why=None):
        """In this frame at least one of the fields is there."""
        self._check({"frame": number, "any_of": fields}, why)

    def info(self, number, text, why=None):
        """The Info column of this frame contains the text."""
        self._check({"frame": number, "info": text}, why)

    def nowhere(self, text, why=None):
        """No value and no label of ours contains the text."""
        self._check({"nowhere": text}, why)

    def has_value(self, field, value, frames, may=(), one_pass=False):
        """These frames hold the field once, with this value; those of `may` may, and in no other frame has the field this value."""
        check = {"of": field, "value": value, "in": ranges_of(frames)} | ({"may": ranges_of(may)} if may else {})
        self.checks.append(check | ({"passes": 1} if one_pass else {}))

    def once(self, field, groups, one_pass=False):
        """Of each group of frames one holds the field, once; no other frame does."""
        self.checks.append({"once": field, "in": [ranges_of(frames) for frames in groups]} | ({"passes": 1} if one_pass else {}))

    def exchanges(self, pairs, numbers_from=1):
        """The requests and replies of the capture are these, in order of their frames, each in a frame of its own.
        pairs: [(request's frame, operation, reply's frame, name of the reply's first child or None)]. A missing request or reply
        has the frame None."""
        requests = [(frame, name) for frame, name, _, _ in pairs if frame]
        replies = sorted((reply, name, request) for request, _, reply, name in pairs if reply)
        self.present("xnm.rpc", [frame for frame, _ in requests])
        self.values("xnm.rpc.name", [name for _, name in requests])
        self.values("xnm.rpc.number", [str(number) for number in range(numbers_from, numbers_from + len(requests))])
        self.present("xnm.reply", [frame for frame, _, _ in replies])
        for frame, name, request in replies:
            self.frame(frame, {"xnm.reply": 1, "xnm.reply.name": [name] if name else [], "xnm.reply.to": [request] if request else []})
        for request, _, reply, _ in pairs:
            if request:
                self.frame(request, {"xnm.reply.in": [reply] if reply else []})
