#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Play what the sample captures of Symantec Endpoint Protection Manager and of HPCC ESP show, between small servers and clients of our own.

usage: web_stories.py NAME KEYS.txt

Called by record.sh, inside its network namespace. The servers answer from the lists below, over TCP or inside TLS; both ends of TLS are Python's, and
its keys are written to KEYS.txt. No software of Symantec, Broadcom or HPCC Systems is used; names, addresses, keys and passwords are made up.
"""

import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

CLIENT = {4: "192.0.2.10", 6: "2001:db8::10"}
SERVER = {4: "192.0.2.1", 6: "2001:db8::1"}
FIRST_CLIENT_PORT = 50401
PAUSE = 0.05

HIDDEN = "3397A86EC64FCE11F15337B7BE75CF1E7443FFA8E58454580830E8D41D695469"
KEY = "00112233445566778899AABBCCDDEEFF"
DOMAIN = "0123456789ABCDEF0123456789ABCDEF"
SESSION = "5D1A8E20C6B94F7380A1B2C3D4E5F607"
SYLINK = f"""<?xml version="1.0" encoding="UTF-8"?>
<ServerSettings DomainId="{DOMAIN}" NameSpace="rpc">
  <CommConf>
    <AgentCommunicationSetting AlwaysConnect="1" CommunicationMode="PULL" Kcs="{KEY}" PushHeartbeatSeconds="300"/>
    <ServerList Name="Example list">
      <ServerPriorityBlock Name="Priority1">
        <Server Address="192.0.2.1" HttpPort="8014" HttpsVerifyCA="0" VerifySignatures="1"/>
      </ServerPriorityBlock>
    </ServerList>
  </CommConf>
</ServerSettings>
"""
START_PAGE = """<html><head><title>Symantec Endpoint Protection Manager</title></head>
<body>Symantec Endpoint Protection Manager<br>Web Access</body></html>
"""
BINARY, HTML, JSON, XML = "application/octet-stream", "text/html", "application/json", "text/xml"
FORM = "application/x-www-form-urlencoded"


def request(target, *headers, body=None, kind=None, version="1.1"):
    """A request; POST if it has a body."""
    lines = [f"{'GET' if body is None else 'POST'} {target} HTTP/{version}", *headers, "Host: manager.example.net"]
    if body is not None:
        lines += [f"Content-Type: {kind}"] if kind else []
        lines.append(f"Content-Length: {len(body.encode('latin-1'))}")
    return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode("latin-1")


def answer(body, *headers, status="200 OK", kind=HTML):
    """A response."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Type: {kind}", f"Content-Length: {len(body.encode('latin-1'))}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("latin-1")


LOGIN = '{"username":"jane","password":"Example-Password-7","domain":"Default","appName":"example"}'
TOKENS = '{"token":"7f3c2d1e-example-token","refreshToken":"9a1b-example-refresh","tokenExpiration":43199,"username":"jane","domain":"Default"}'
APACHE = "Server: Apache"
SEPM = "Server: SEPM"
COOKIE = f"Cookie: JSESSIONID={SESSION}"

HEARTBEAT = ((request(f"/secars/secars.dll?h={HIDDEN}", "User-Agent: Smc", body="\x12\x9c\x04\x7f" * 40, version="1.0"),
              answer("\x81\x02\x93\x04" * 20, SEPM, kind=BINARY)),)
REST = ((request("/sepm/api/v1/version"), answer('{"API_SEQUENCE":"230504014","API_VERSION":"14.3.5000","version":"14.3.5413.3000"}', kind=JSON)),
        (request("/sepm/api/v1/identity/authenticate", body=LOGIN, kind=JSON), answer(TOKENS, kind=JSON)),
        (request("/sepm/api/v1/computers?pageSize=1", "Authorization: Bearer 7f3c2d1e-example-token"),
         answer('{"content":[{"computerName":"WS-EXAMPLE-1","ipAddresses":["192.0.2.10"]}]}', kind=JSON)))
CONSOLE = ((request("/"), answer("", SEPM, "Location: /symantec.jsp", status="302 Found")),
           (request("/symantec.jsp"), answer(START_PAGE, SEPM, f"Set-Cookie: JSESSIONID={SESSION}; Path=/; HttpOnly")),
           (request("/servlet/ConsoleServlet?ActionType=ConsoleLog", COOKIE, body="<Request><Message>example</Message></Request>", kind=XML),
            answer('<Response ResponseCode="0"/>', SEPM, kind=XML)))
PROBES = ((request("/servlet/ConsoleServlet?ActionType=ResetPassword&UserID=admin&Domain="), answer("<Response/>", "Server: Example", status="404 Not Found")),
          (request("/servlet/ConsoleServlet?ActionType=BinaryFile&Action=UploadPackage&PackageFile=../../../tomcat/webapps/ROOT/x.jsp&KnownHosts=.", body="x"),
           answer("<Response/>", "Server: Example", status="404 Not Found")))
OTHER = ((request("/"), answer("<html><title>Example</title></html>", "Server: Example")),
         (request("/api/v1/identity/authenticate", body=LOGIN, kind=JSON), answer(TOKENS, "Server: Example", kind=JSON)))
ESP = ((request("/esp/files/Login.html"), answer("<html>Login</html>", "Set-Cookie: ESPAuthURL=/; Path=/")),
       (request("/esp/login", "Cookie: ESPAuthURL=/", body="username=lee&password=Example-Password-5", kind=FORM),
        answer("", "Location: /", "Set-Cookie: ESPSessionID{port}=4711; Path=/; HttpOnly", status="302 Found")),
       (request("/WsSMC/Activity.json", "Cookie: ESPSessionID{port}=4711"), answer('{"ActivityResponse":{}}', kind=JSON)),
       (request("/WsEcl/submit/query/thor/example.1/json", "Cookie: ESPSessionID{port}=4711"), answer('{"example.1Response":{}}', kind=JSON)))
ESP_BASIC = ((request("/WsWorkunits/WUQuery"), answer("<html><title>ESP - Access Denied</title></html>", 'WWW-Authenticate: Basic realm="ECL Watch"',
                                                     status="401 Unauthorized")),
             (request("/WsWorkunits/WUQuery", "Authorization: Basic bGVlOkV4YW1wbGUtUGFzc3dvcmQtNQ==", "User-Agent: eclide/9.2"),
              answer("<WUQueryResponse/>", kind=XML)))

# port, IP version, what of TLS (None: no TLS; else the protocols that both ends name by ALPN), what is said
STORIES = {
    "sepm": (
        (8014, 4, None, ((request("/secars/secars.dll?hello,secars"), answer("OK", APACHE)), *HEARTBEAT)),
        (8014, 4, None, ((request("/install/SyLink.xml"), answer(SYLINK, APACHE, kind=XML)),)),
        (2967, 4, None, ((request("http://192.0.2.1:8014/example/update.zip", "User-Agent: Smc"), answer("\x81\x02" * 800, kind=BINARY)),)),
        (9090, 4, None, CONSOLE),
        (9090, 4, None, PROBES),
        (8443, 4, (), CONSOLE),
        (8445, 4, ("http/1.1",), ((request("/"), answer("<html>Reports</html>", SEPM)), (request("/reports"), answer("<html>Reports</html>", SEPM)))),
        (8446, 6, (), REST),
        (443, 4, ("http/1.1",), HEARTBEAT),
        (3489, 4, None, REST),
        (3489, 6, (), REST),
        (3489, 4, ("http/1.1",), HEARTBEAT),
        (2821, 4, (), REST),
        (2867, 4, (), REST),
        (3220, 4, (), REST),
        (3221, 4, (), REST),
        (8443, 4, ("http/1.1",), OTHER),
        (3489, 4, (), OTHER),
    ),
    "hpcc-esp": (
        (2867, 4, None, ESP),
        (2867, 6, None, ESP_BASIC),
        (2867, 4, (), ESP),
        (3489, 4, ("http/1.1",), ESP_BASIC),
        (3220, 4, (), ESP),
        (2867, 4, None, OTHER),
    ),
}


def read_message(connection):
    """One HTTP message."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, body = data.split(b"\r\n\r\n", 1)
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < (lengths[0] if lengths else 0):
        body += connection.recv(65536)


def make_certificate(folder):
    """A self-signed certificate with its key, RSA with 2048 bits. Returns its path."""
    path = Path(folder) / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-sha256", "-keyout", f"{path}.key", "-out", path,
                    "-subj", "/CN=manager.example.net"], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    path.write_bytes(path.read_bytes() + Path(f"{path}.key").read_bytes())
    return path


def tls_context(side, protocols, certificate, keys):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if side == "server" else ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    if protocols:
        context.set_alpn_protocols(list(protocols))
    if side == "server":
        context.load_cert_chain(certificate)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.keylog_filename = keys
    return context


def serve(listener, tls, said, port):
    connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if tls:
        connection = tls.wrap_socket(connection, server_side=True)
    for _, told in said:
        read_message(connection)
        time.sleep(PAUSE)
        connection.sendall(told.replace(b"{port}", str(port).encode()))
    connection.close() if not tls else connection.unwrap().close()


def converse(index, port, version, protocols, said, certificate, keys):
    """One connection."""
    family = socket.AF_INET6 if version == 6 else socket.AF_INET
    listener = socket.create_server((SERVER[version], port), family=family)
    server_tls = None if protocols is None else tls_context("server", protocols, certificate, keys)
    server = threading.Thread(target=serve, args=(listener, server_tls, said, port))
    server.start()
    connection = socket.socket(family, socket.SOCK_STREAM)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.bind((CLIENT[version], FIRST_CLIENT_PORT + index))
    connection.connect((SERVER[version], port))
    if protocols is not None:
        connection = tls_context("client", protocols, certificate, keys).wrap_socket(connection)
    for asked, _ in said:
        time.sleep(PAUSE)
        connection.sendall(asked.replace(b"{port}", str(port).encode()))
        read_message(connection)
    if protocols is not None:
        connection = connection.unwrap()
    server.join(timeout=10)
    connection.close()
    listener.close()


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in STORIES:
        sys.exit(f"usage: web_stories.py {'|'.join(STORIES)} KEYS.txt")
    with tempfile.TemporaryDirectory() as folder:
        certificate = make_certificate(folder)
        for index, (port, version, protocols, said) in enumerate(STORIES[sys.argv[1]]):
            converse(index, port, version, protocols, said, certificate, sys.argv[2])


if __name__ == "__main__":
    main()
