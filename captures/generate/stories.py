# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold one of the sessions that the sample captures show, and write down what was said.

usage: stories.py NAME EXPECTATION.json

The expectation file is made by the two peers from what they sent. It knows nothing of any dissector.
"""

import json
import socket
import sys
import time

import junos_client
import junos_server
import router

PORT = 3221
FIRST_CLIENT_PORT = 50112
SERVER = {4: "192.0.2.1", 6: "2001:db8::1"}
CLIENT = {4: "192.0.2.10", 6: "2001:db8::10"}


def local_time():
    """The present time as the router writes it."""
    return time.strftime("%Y-%m-%d %H:%M:%S ", time.gmtime()) + router.TIME_ZONE


class Stage:
    """A listening router, and the connections that were made to it."""

    def __init__(self, version):
        self.version = version
        self.family = socket.AF_INET6 if version == 6 else socket.AF_INET
        self.listener = socket.create_server((SERVER[version], PORT), family=self.family)
        self.sessions = []

    def connect(self, style):
        """A client on a new connection, with a server that waits for it."""
        connection = socket.socket(self.family, socket.SOCK_STREAM)
        # Each write is its own segment, whatever the peer has acknowledged.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = FIRST_CLIENT_PORT + len(self.sessions)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        connection.bind((CLIENT[self.version], port))
        connection.connect((SERVER[self.version], PORT))
        accepted, _ = self.listener.accept()
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = junos_server.ServerSession(accepted, local_time)
        client = junos_client.Client(connection, style)
        self.sessions.append((port, client, server))
        server.start()
        return client

    def expectation(self):
        """What was said on each connection; waits for the servers to end."""
        sessions = []
        for port, client, server in self.sessions:
            server.join(timeout=10)
            if server.is_alive():
                sys.exit("stories.py: the server did not end its session")
            client.connection.close()
            sessions.append({"client": [CLIENT[self.version], port], "server": [SERVER[self.version], PORT], "hostname": router.HOSTNAME,
                             "release": router.RELEASE, "requests": client.requests, "replies": server.replies})
        return sessions


def junos_xml_session(stage):
    """A failed login, a successful one, reading, a failing request, a change, and the end."""
    client = stage.connect(junos_client.LINES)
    client.open()
    client.login("lab", "Example-Password-6")
    client.login("lab", "Example-Password-7")
    client.request("\n  <get-interface-information/>\n")
    client.request('\n  <get-configuration database="committed"/>\n')
    client.request("\n  <get-interface-information>\n    <interface-name>ge-0/0/9</interface-name>\n  </get-interface-information>\n")
    client.request("\n  <command>show system information</command>\n")
    client.request("\n  <get-route-information>\n    <table>inet.0</table>\n  </get-route-information>\n")
    client.request("\n  <lock-configuration/>\n")
    client.request('\n  <load-configuration action="merge"\n format="text"\n>\n<configuration-text>\nsnmp {\n    location "Example rack 3";\n}\n'
                   "system {\n    tacplus-server {\n        192.0.2.51 secret example-tacplus-3;\n    }\n}\n"
                   "</configuration-text>\n  </load-configuration>\n")
    client.request("\n  <commit-configuration>\n    <log>set the location</log>\n  </commit-configuration>\n")
    client.request("\n  <unlock-configuration/>\n")
    client.end()


def junos_xml_ipv6(stage):
    """Over IPv6: the server asks for the password, the candidate is changed, and the client never waits for the end of a reply."""
    client = stage.connect(junos_client.DENSE)
    client.open()
    client.login("lab")
    client.login("lab", "Example-Password-7")
    client.request('<load-configuration action="merge" format="text"><configuration-text>system { host-name edge1; }</configuration-text>'
                   '</load-configuration>')
    client.request("<commit-configuration/>")
    client.request("<kill-session><session-id>4711</session-id></kill-session>")
    client.request("<get-interface-information/>")
    client.end()


def junos_xml_refused(stage):
    """Three connections: a password with characters that XML reserves, sent as it is, and a lock that somebody else holds; three wrong
    passwords; a client without an XML declaration."""
    client = stage.connect(junos_client.QUOTES)
    client.open(with_login=("a&b", "p<w&x>y"))
    client.request("<lock-configuration/>")
    client.end()

    client = stage.connect(junos_client.QUOTES)
    client.open(with_login=("admin", "admin"))
    client.login("admin", "password")
    client.login("admin", "admin123")
    client.wait_for_end()
    client.connection.close()

    client = stage.connect(junos_client.BARE)
    client.open()
    client.wait_for_end()
    client.connection.close()


STORIES = {"junos-xml-session": (4, junos_xml_session), "junos-xml-ipv6": (6, junos_xml_ipv6), "junos-xml-refused": (4, junos_xml_refused)}


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in STORIES:
        sys.exit(f"usage: stories.py {'|'.join(STORIES)} EXPECTATION.json")
    version, story = STORIES[sys.argv[1]]
    stage = Stage(version)
    story(stage)
    expectation = {"capture": f"{sys.argv[1]}.pcapng", "sessions": stage.expectation()}
    with open(sys.argv[2], "w", encoding="ascii") as file:
        json.dump(expectation, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
