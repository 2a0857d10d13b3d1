# SPDX-License-Identifier: GPL-2.0-or-later
"""Clients of the Junos XML management protocol, in the styles of those that are in use.

A style says what a client's bytes look like: its start tag, the white space between the parts, and whether it waits for the
end of a reply.
"""

import re
import xml.parsers.expat
from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """declaration, start_tag: the preamble's parts. newline_on_reply: send a lone newline at each start tag of a reply.
    impatient: go on as soon as one of these tags tells the outcome, before the reply ends."""

    declaration: str
    start_tag: str
    newline_on_reply: bool = False
    impatient: tuple = ()


# One newline after each part, and one for each <rpc-reply>.
LINES = Style('<?xml version="1.0" encoding="us-ascii"?>\n', '<junoscript version="1.0" os="perl-api">\n', newline_on_reply=True)
# No white space at all; the next request follows as soon as the outcome is seen.
DENSE = Style('<?xml version="1.0" encoding="us-ascii"?>', '<junoscript version="1.0" hostname="nms1" release="10.0S3">',
              impatient=("status", "load-success", "commit-success"))
# Single-quoted attributes, one of them empty.
QUOTES = Style("<?xml version='1.0' encoding='us-ascii'?>", "<junoscript version='1.0' hostname=''>")
# Not to be understood: the declaration is missing.
BARE = Style("", '<junoscript version="1.0">\n')


class Client:
    """One connection. requests: what was sent, as the expectation file has it."""

    def __init__(self, connection, style):
        self.connection = connection
        self.style = style
        self.requests = []
        self.replies_begun = 0
        self.replies_ended = 0
        self.outcomes = 0
        self.root_open = False
        self.root_closed = False
        self.session_started = False
        self.depth = 0
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CommentHandler = self._comment

    def _start(self, name, _attributes):
        self.depth += 1
        if self.depth == 1:
            self.root_open = True
        elif self.depth == 2:
            self.replies_begun += 1
            if self.style.newline_on_reply:
                self.connection.sendall(b"\n")

    def _end(self, name):
        self.depth -= 1
        if self.depth == 0:
            self.root_closed = True
        elif self.depth == 1:
            self.replies_ended += 1
        if name in self.style.impatient or self.depth == 1:
            self.outcomes = self.replies_begun

    def _comment(self, text):
        self.session_started |= text.startswith(" session start")

    def _read_until(self, condition):
        """Read until the condition holds or the server closes. Returns whether it holds."""
        while not condition():
            data = self.connection.recv(65536)
            if not data:
                return False
            self.parser.Parse(data, False)
        return True

    def open(self, with_login=None):
        """Wait for the server's preamble and send ours. with_login: (username, password) to send in the same write."""
        self._read_until(lambda: self.root_open and self.session_started)
        preamble = self.style.declaration + self.style.start_tag
        if with_login:
            self._note("request-login", username=with_login[0], password=with_login[1])
            preamble += self._login_text(*with_login)
        self.connection.sendall(preamble.encode("ascii"))
        return self._answered() if with_login else True

    def _note(self, name, **facts):
        self.requests.append({"name": name, **facts})

    def _answered(self):
        """Wait for the reply to the last request, or for its outcome if the style is impatient."""
        if self.style.impatient:
            return self._read_until(lambda: self.outcomes >= len(self.requests))
        return self._read_until(lambda: self.replies_ended >= len(self.requests))

    @staticmethod
    def _login_text(username, password):
        response = "" if password is None else f"<challenge-response>{password}</challenge-response>"
        return f"<rpc><request-login><username>{username}</username>{response}</request-login></rpc>"

    def login(self, username, password=None):
        """Send a login; user name and password go unescaped, as real clients send them. password: None to be asked for it."""
        facts = {"username": username} | ({} if password is None else {"password": password})
        self._note("request-login", **facts)
        self.connection.sendall(self._login_text(username, password).encode("ascii"))
        return self._answered()

    def request(self, text):
        """Send <rpc> with this content and wait for the answer."""
        self._note(re.match(r"\s*<([\w-]+)", text).group(1))
        self.connection.sendall(f"<rpc>{text}</rpc>".encode("ascii") + (b"\n" if self.style.newline_on_reply else b""))
        return self._answered()

    def wait_for_end(self):
        """Wait until the server has ended its document or closed the connection."""
        return self._read_until(lambda: self.root_closed)

    def end(self):
        """End the session in the documented way."""
        self._note("request-end-session")
        self.connection.sendall(b"<rpc><request-end-session/></rpc>" + (b"\n" if self.style.newline_on_reply else b""))
        self.wait_for_end()
        self.connection.sendall(b"</junoscript>\n")
        self.connection.close()
