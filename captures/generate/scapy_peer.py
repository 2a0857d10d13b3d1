# SPDX-License-Identifier: GPL-2.0-or-later
"""One end of an SSL 2.0 or TLS connection by Scapy, which still speaks SSL 2.0 and the export suites with RC2.

usage: scapy_peer.py server ADDRESS PORT CERTIFICATE.pem KEY.pem
       scapy_peer.py client ADDRESS PORT VERSION SUITE...

VERSION: sslv2, tls1 or another name of Scapy's. SUITE: numbers to offer, in hexadecimal: 010080 of SSL 2.0, 0006 of TLS.
A server takes one connection and answers each message with the same one. A client sends one line. Needs Scapy 2.5 and cryptography 38.
"""

import socket
import sys

from scapy.automaton import ATMT
from scapy.config import conf
from scapy.layers.tls.automaton_cli import TLSClientAutomaton
from scapy.layers.tls.automaton_srv import TLSServerAutomaton
from scapy.layers.tls.handshake import TLSClientHello
from scapy.layers.tls.handshake_sslv2 import SSLv2ClientHello
from scapy.layers.tls.record import TLSAlert, TLSApplicationData
from scapy.packet import Raw
from scapy.utils import randstring

LINE = b"Example\n"
# Seconds that a server waits for a client that says no more.
PATIENCE = 1


class Client(TLSClientAutomaton):
    """Scapy's client, with the suites that it is told to offer; it sends one line, reads the answer and hangs up."""

    def parse_args(self, **arguments):
        suites = arguments.pop("suites")
        super().parse_args(**arguments)
        if arguments["version"] == "sslv2":
            self.client_hello = SSLv2ClientHello(challenge=randstring(16), ciphers=suites)
        else:
            self.client_hello = TLSClientHello(ciphers=suites)

    def _leave(self):
        self.socket.shutdown(socket.SHUT_WR)
        self.socket.close()

    @ATMT.condition(TLSClientAutomaton.SSLv2_WAITING_CLIENTDATA, prio=1)
    def sslv2_add_ClientData(self):  # noqa: N802 - the name of the condition that it replaces
        if self.data_to_send:
            self.add_record(is_sslv2=True)
            self.add_msg(Raw(self.data_to_send.pop()))
            raise self.SSLv2_ADDED_CLIENTDATA()
        self._leave()
        raise self.FINAL()

    @ATMT.condition(TLSClientAutomaton.WAIT_CLIENTDATA, prio=1)
    def add_ClientData(self):  # noqa: N802
        self.add_record()
        if self.data_to_send:
            self.add_msg(TLSApplicationData(data=self.data_to_send.pop()))
            raise self.ADDED_CLIENTDATA()
        self.add_msg(TLSAlert(level=1, descr=0))
        self.flush_records()
        self._leave()
        raise self.FINAL()


class Server(TLSServerAutomaton):
    """Scapy's server, for one connection."""

    @ATMT.state()
    def WAITING_CLIENT(self):  # noqa: N802
        if self.remote_ip is not None:
            self.socket.close()
            raise self.FINAL()
        self.buffer_out, self.buffer_in = [], []
        self.socket, (self.remote_ip, self.remote_port) = self.serversocket.accept()
        raise self.INIT_TLS_SESSION()

    @ATMT.condition(TLSServerAutomaton.SSLv2_CLOSE_NOTIFY)
    def sslv2_close_session(self):
        self.socket.close()
        raise self.WAITING_CLIENT()


def main():
    conf.logLevel = 40
    role, address, port, *rest = sys.argv[1:]
    if role == "server":
        Server(server=address, sport=int(port), mycert=rest[0], mykey=rest[1], max_client_idle_time=PATIENCE, verbose=False).run()
    else:
        Client(server=address, dport=int(port), version=rest[0], suites=[int(suite, 16) for suite in rest[1:]], data=LINE, verbose=False).run()


if __name__ == "__main__":
    main()
