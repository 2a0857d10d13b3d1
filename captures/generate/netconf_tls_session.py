#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Make captures/netconf-tls.pcapng: NETCONF 1.1 inside TLS on port 6513 (RFC 7589), and Junos XML inside TLS on a port that is nobody's, with keys.

usage: netconf_tls_session.py [FOLDER]        default: captures/

As with tls_session.py the bytes differ from run to run, and what is said does not.
"""

import sys
import tempfile
import time
from pathlib import Path

from tls_session import HERE, Talk, TlsConnection, VERSIONS, make_certificate, write_with_keys

from capture_writer import CLIENT, SERVER, Capture

COMMENT = "NETCONF inside TLS (tcp/6513) and Junos XML inside TLS (tcp/4000), with keys. All names, passwords and addresses are made up."
BASE = "urn:ietf:params:xml:ns:netconf:base:1.0"
CAPABILITIES = ("urn:ietf:params:netconf:base:1.0", "urn:ietf:params:netconf:base:1.1")


def hello(extra=""):
    capabilities = "".join(f"<capability>{capability}</capability>" for capability in CAPABILITIES)
    return f'<hello xmlns="{BASE}"><capabilities>{capabilities}</capabilities>{extra}</hello>]]>]]>'


def chunks(*parts):
    return "".join(f"\n#{len(part)}\n{part}" for part in parts) + "\n##\n"


def netconf(connection):
    connection.open()
    connection.say(SERVER, hello("<session-id>4711</session-id>"))
    connection.say(CLIENT, hello())
    connection.say(CLIENT, chunks(f'<rpc message-id="101" xmlns="{BASE}"><edit-config><target><candidate/></target><config><configuration><system>'
                                  "<radius-server><secret>Example-Word-1</secret></radius-server></system></configuration></config></edit-config></rpc>"))
    connection.say(SERVER, chunks(f'<rpc-reply message-id="101" xmlns="{BASE}">', "<ok/></rpc-reply>"))
    connection.say(CLIENT, chunks(f'<rpc message-id="102" xmlns="{BASE}"><close-session/></rpc>'))
    connection.say(SERVER, chunks(f'<rpc-reply message-id="102" xmlns="{BASE}"><ok/></rpc-reply>'))
    connection.close()


def junos_xml(connection):
    connection.open()
    talk = Talk(connection)
    talk.preambles()
    talk.login("Example-Password-7", "success")
    talk.end()
    connection.close()


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent
    capture = Capture()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        certificate, key_log = make_certificate(work), work / "keys.txt"
        capture.clock = (int(time.time()) + 1) * 1_000_000
        version, suite = VERSIONS[1]
        netconf(TlsConnection(capture, 50112, version, suite, certificate, str(key_log), server=("192.0.2.1", 6513)))
        capture.wait(1)
        junos_xml(TlsConnection(capture, 50113, version, suite, certificate, str(key_log), server=("192.0.2.1", 4000)))
        write_with_keys(capture, COMMENT, key_log, folder / "netconf-tls.pcapng", work)


if __name__ == "__main__":
    main()
