# SPDX-License-Identifier: GPL-2.0-or-later
"""A server of the Junos XML management protocol over TCP: enough of one to record captures against.

It speaks first, as routers do; takes user name and password as they stand (routers of the time did not ask for escaped ones);
flushes the start tag of a reply before its content; and ends the session after the third failed login.
"""

import re
import threading
import time
import xml.parsers.expat

import router

# What may stand in the client's stream, one after another. The requests of our client have no "</rpc>" inside text.
UNIT = re.compile(rb"\s*(<\?xml.*?\?>|<junoscript[^>]*>|<(xnm:)?rpc\b[^>]*>.*?</(xnm:)?rpc>|<abort/>|</junoscript>)", re.DOTALL)
OPERATION = re.compile(r"<(?:xnm:)?rpc\b[^>]*>\s*<([\w.-]+)")
LOGIN_ATTEMPTS = 3
FLUSH_PAUSE = 0.0006


def _leaf(request, name):
    """The text between the leaf's tags, as sent; None without the leaf."""
    found = re.search(f"<{name}>(.*?)</{name}>", request, re.DOTALL)
    return found and found.group(1)


def count(reply):
    """Elements and attributes (namespace declarations included) of one reply, as expat counts them."""
    counts = {"elements": 0, "attributes": 0}

    def start(_name, attributes):
        counts["elements"] += 1
        counts["attributes"] += len(attributes)

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(reply, True)
    return counts


class ServerSession(threading.Thread):
    """One connection. After join(): replies is the list of what was sent, as the expectation file has it."""

    def __init__(self, connection, clock):
        """connection: an accepted socket. clock: gives the text of the present time for the session's comments."""
        super().__init__()
        self.connection = connection
        self.clock = clock
        self.pending = b""
        self.requests = 0
        self.attempts = 0
        self.user = None
        self.replies = []

    def _send(self, text):
        self.connection.sendall(text.encode("ascii"))

    def _next_unit(self):
        """The next unit of the client's stream; None at its end."""
        while True:
            found = UNIT.match(self.pending)
            if found:
                self.pending = self.pending[found.end():]
                return found.group(1).decode("ascii")
            data = self.connection.recv(65536)
            if not data:
                return None
            self.pending += data

    def _reply(self, name, pieces, attributes=f' xmlns:junos="{router.JUNOS}"', work=0.0, **facts):
        """Send a reply: the start tag at once after the work, then each piece by itself. name: of its first child, None if it has none."""
        time.sleep(work)
        parts = [f"<rpc-reply{attributes}>\n", *pieces]
        if len(parts) == 1:
            parts.append("</rpc-reply>\n")
        else:
            parts[-1] += "</rpc-reply>\n"
        for index, part in enumerate(parts):
            if index:
                time.sleep(FLUSH_PAUSE)
            self._send(part)
        text = "".join(parts).rstrip("\n")
        self.replies.append({"name": name, "to": self.requests or None, "length": len(text), **count(text), **facts})

    def _end(self):
        self._send(f"<!-- session end at {self.clock()} -->\n</junoscript>\n")

    def _login(self, request):
        """Answer a login. Returns whether the session goes on."""
        username, password = _leaf(request, "username"), _leaf(request, "challenge-response")
        challenge = '<challenge echo="no">Password:</challenge>\n'
        if password is None:
            self._reply("challenge", [challenge], work=0.001)
            return True
        self.attempts += 1
        success = router.USERS.get(username) == password
        status, message = ("success", username.replace("&", "&amp;")) if success else ("fail", "permission denied")
        response = (f"<authentication-response>\n<status>{status}</status>\n", f"<message>{message}</message>\n</authentication-response>\n")
        self.user = username if success else None
        again = not success and self.attempts < LOGIN_ATTEMPTS
        self._reply("authentication-response", [response[0], response[1] + (challenge if again else "")], work=0.012, login_status=status)
        return success or again

    def _request(self, request):
        """Answer one request. Returns whether the session goes on."""
        self.requests += 1
        name = OPERATION.match(request).group(1)
        if name == "request-login":
            return self._login(request)
        if name == "request-end-session":
            self._reply("end-session", ["<end-session/>\n"])
            return False
        if name == "lock-configuration" and self.user != "lab":
            self._reply("error", [router.lock_refusal("lab")], errors=1)
            return True
        work, pieces = router.answer(name, request)
        first = re.match(r"\s*<(?:\w+:)?([\w-]+)", "".join(pieces))
        self._reply(first and first.group(1), pieces, work=work, errors="".join(pieces).count("<xnm:error "))
        return True

    def run(self):
        self._send('<?xml version="1.0" encoding="us-ascii"?>\n'
                   f'<junoscript xmlns="{router.XNM}" xmlns:junos="{router.JUNOS}" schemaLocation="{router.JUNOS} '
                   f'junos/{router.SHORT_RELEASE}/junos.xsd" '
                   f'os="JUNOS" release="{router.RELEASE}" hostname="{router.HOSTNAME}" version="1.0">\n')
        time.sleep(FLUSH_PAUSE)
        self._send(f"<!-- session start at {self.clock()} -->\n")
        unit = self._next_unit()
        if unit is not None and not unit.startswith("<?xml"):
            self._reply("error", [router.error("communication error while exchanging credentials")], attributes="", errors=1)
            unit = None
            self._end()
        goes_on = unit is not None
        while goes_on:
            unit = self._next_unit()
            goes_on = unit is not None and unit != "</junoscript>"
            if goes_on and "rpc" in unit[:8] and not self._request(unit):
                self._end()
                goes_on = False
        # Give the client time for its own end tag before the FIN.
        self.connection.settimeout(1)
        if unit is not None and unit != "</junoscript>":
            self._next_unit()
        self.connection.close()
