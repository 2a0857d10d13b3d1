# SPDX-License-Identifier: GPL-2.0-or-later
"""What proves which server to be Symantec Endpoint Protection Manager or HPCC ESP: not what others answer, not an answer to another request, not another host;
and preferences that would keep HTTP from Portlore."""

from .case import CLIENT, SERVER, TcpConversation, scenario
from .sepm import (BINARY, DOMAIN, FORM, HEARTBEAT, HEARTBEAT_ANSWER, HIDDEN, JSON, KEY, LOG_EVIDENCE, PAGE, SYLINK, SYLINK_EVIDENCE, VERSION,
                   VERSION_EVIDENCE, Talk, answer, request, talk)
from .verdicts import PORTS

XML = "text/xml"
SERVLET = "/servlet/ConsoleServlet?ActionType="
COPYRIGHT = "<html><!-- SYMANTEC:     Copyright (c) 2010-2015 --><p>1995 - 2013 Symantec Corporation</p></html>"
DENIED = "<html><head><title>ESP - Access Denied</title></head></html>"


def _each(case, field, told):
    """Frames and values of a field. told: [(frame, value)], one a frame."""
    case.present(field, [frame for frame, _ in told])
    for frame, value in told:
        case.frame(frame, {field: [value]})


ANSWERS_OF_OTHERS = (
    (request("/secars/secars.dll?hello,secars"), answer("OK", content_type="text/plain")),
    (request(SERVLET + "ConsoleLog", body="<Request/>", content_type=XML), answer('{"responseCode":200,"ResponseCode":"0"}', content_type=JSON)),
    (request(SERVLET + "ConsoleLog", body="<Request/>", content_type=XML), answer("<html><p>no ResponseCode</p></html>")),
    (request(SERVLET + "ConsoleLog", body="<Request/>", content_type=XML), answer('<r responseCode="0"/>', content_type=XML)),
    (request(SERVLET + "ConsoleLog", body="<Request/>", content_type=XML), answer('<r ResponseCode="0"/>', content_type=XML, status="500 Error")),
    (request(SERVLET + "Other", body="<Request/>", content_type=XML), answer('<r ResponseCode="0"/>', content_type=XML)),
    (request("/sepm/api/v1/version"), answer('{"error":"no \\"API_SEQUENCE\\", no \\"API_VERSION\\""}', content_type=JSON)),
    (request("/sepm/api/v1/version"), answer(VERSION, content_type=JSON, status="404 Not Found")),
    (request("/symantec.html"), answer(COPYRIGHT, status="404 Not Found")),
    (request("/index.html"), answer(COPYRIGHT)),
    (request("/"), answer(DENIED)),
    (request("/"), answer("", "Location: /symantec.jspx", status="302 Found")),
)


@scenario("sepm-answers-of-others")
def answers_of_others(case):
    """Servers that answer as managers do in a word, in an error, or to everything: the form of the request is told, and no product is claimed."""
    case.golden = False
    case.compressed = True
    for port in (2967, 8014, 8443, 8446, 9090, 3489, 2867, 3221):
        for asked, told in ANSWERS_OF_OTHERS:
            connection = talk(case, port)
            connection.ask(asked)
            connection.reply(told)
            connection.tcp.close()
    case.present("sepm.evidence", [])
    case.present("esps.evidence", [])
    case.passes('portlore.content in {"sepm", "esp"}', [])


@scenario("sepm-files-of-others")
def files_of_others(case):
    """A SyLink.xml that a file share has, on another port or host than a manager's of it, in an error, or cut short: its key is told, and no manager is claimed.
    Beside them the manager's own, in UTF-16, too."""
    proofs, keys = [], []
    rows = (
        (80, "192.0.2.1", answer(SYLINK, content_type=XML), None),
        (8014, "192.0.2.1", answer(SYLINK, content_type=XML), SYLINK_EVIDENCE),
        (8014, "192.0.2.1", answer(SYLINK, content_type=XML, status="404 Not Found"), None),
        (8014, "192.0.2.77", answer(SYLINK, content_type=XML), None),
        (9090, "192.0.2.1", answer(SYLINK, content_type=XML), None),
        (8445, "192.0.2.1", answer(SYLINK.replace("8014", "8445"), content_type=XML), SYLINK_EVIDENCE),
        (3489, "192.0.2.1", answer(SYLINK.replace("8014", "3489"), content_type=XML), SYLINK_EVIDENCE),
        (3489, "192.0.2.1", answer(SYLINK.replace("8014", "3489").replace(' NameSpace="rpc"', ""), content_type=XML), None),
        (3489, "192.0.2.1", answer(SYLINK.replace("8014", "3489").replace("</ServerSettings>", ""), content_type=XML), None),
    )
    case.options += ["-d", "tcp.port==80,sepm"]
    for port, address, told, evidence in rows:
        connection = talk(case, port, ("192.0.2.10", address))
        connection.ask(request("/SyLink.xml").replace(b"Host: 192.0.2.1", b"Host: " + address.encode()))
        frame = connection.reply(told)
        connection.tcp.close()
        keys.append(frame)
        proofs += [(frame, evidence)] if evidence else []
        case.frame(frame, {"sepm.meaning": 1, "sepm.kind": ["content"]})
    wide = SYLINK.replace("8014", "3489").replace("UTF-8", "UTF-16").encode("utf-16")
    for port in (3489, 8014):
        connection = talk(case, port)
        connection.ask(request("/SyLink.xml"))
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {XML}\r\nContent-Length: {len(wide)}\r\n\r\n".encode()
        frame = connection.reply(head + wide)
        connection.tcp.close()
        keys.append(frame)
        proofs += [(frame, SYLINK_EVIDENCE)] if port == 3489 else []
    _each(case, "sepm.evidence", proofs)
    _each(case, "sepm.kcs", [(frame, KEY) for frame in keys])
    case.present("sepm.cleartext_key", keys)


@scenario("sepm-proofs")
def proofs(case):
    """Proofs by an answer that has the form of the product's: the page of the console with the vendor's mark, redirects with a session, ESP behind another port."""
    told = []
    rows = (
        (9090, request("/symantec.html"), answer(COPYRIGHT), "sepm", "copyright of Symantec in answer to /symantec.html"),
        (9090, request("/symantec.jsp"), answer("<html><p>1995 - 2013 Symantec Corporation</p></html>"), "sepm", "copyright of Symantec in answer to /symantec.jsp"),
        (9090, request("/"), answer("", "Location: /symantec.jsp;jsessionid=0123", status="302 Found"), "sepm", "redirect to /symantec.jsp"),
        (3489, request(SERVLET + "ConsoleLog", body="<Request/>", content_type=XML), answer("<r><ResponseCode>-1</ResponseCode></r>"), "sepm", LOG_EVIDENCE),
        (2867, request("/x"), answer(PAGE, "Set-Cookie: ESPSessionID2867=1"), "esps", "cookie ESPSessionID with its port"),
        (2867, request("/x"), answer(PAGE, "Set-Cookie: ESPSessionID8010=1"), "esps", "cookie ESPSessionID with another port than the server's"),
        (2867, request("/x"), answer(DENIED, 'WWW-Authenticate: Basic charset="UTF-8", realm="ECL Watch"', status="401 Unauthorized"), "esps",
         "title ESP - Access Denied"),
    )
    for port, asked, replied, product, evidence in rows:
        connection = talk(case, port)
        connection.ask(asked)
        told.append((connection.reply(replied), product, evidence))
        connection.tcp.close()
    for product in ("sepm", "esps"):
        _each(case, product + ".evidence", [(frame, evidence) for frame, of, evidence in told if of == product])
    _each(case, "esps.realm", [(told[-1][0], "ECL Watch")])


@scenario("sepm-from-an-unseen-request")
def from_unseen(case):
    """Captures that begin in a connection, or have lost its first request: an answer may be to a request that was not seen, and proves nothing by the one that was.
    An exchange later it is known again; on ports that others use an exchange of theirs does not count for that. So it is where a server answers without having got the request."""
    case.golden = False
    version, other, reply = request("/sepm/api/v1/version"), request("/other"), answer(VERSION, content_type=JSON)
    told = []
    for index, port in enumerate((3489, 2867, 8446, 9090)):
        # No SYN: the answer is to a request before the first one.
        joined = TcpConversation(case.capture, ("192.0.2.10", 50400 + index), ("192.0.2.1", port))
        joined.send(CLIENT, version)
        joined.send(SERVER, reply)
        joined.send(SERVER, answer("{}", content_type=JSON))
        joined.send(CLIENT, version)
        told.append((joined.send(SERVER, reply), VERSION_EVIDENCE))
        # No SYN: an answer before any request.
        answered = TcpConversation(case.capture, ("192.0.2.10", 50500 + index), ("192.0.2.1", port))
        answered.send(SERVER, reply)
        answered.send(CLIENT, other)
        answered.send(SERVER, answer(PAGE))
        for proves in (port in PORTS, port not in PORTS):
            answered.send(CLIENT, version)
            frame = answered.send(SERVER, reply)
            told += [(frame, VERSION_EVIDENCE)] if proves else []
        # The first request is lost.
        lost = talk(case, port)
        for segment in lost.tcp.cut(CLIENT, other):
            lost.tcp.lose(segment)
        lost.ask(version)
        lost.reply(reply)
        lost.reply(answer("{}", content_type=JSON))
        # The request is on its way when the server answers one before it.
        early = Talk(TcpConversation(case.capture, ("192.0.2.10", 50600 + index), ("192.0.2.1", port)))
        segments = early.tcp.cut(CLIENT, version)
        early.tcp.emit(segments[0], arrives=False)
        early.tcp.emit(early.tcp.cut(SERVER, reply)[0])
        early.tcp.lose(segments[0])
        early.reply(answer("{}", content_type=JSON))
    _each(case, "sepm.evidence", told)


@scenario("sepm-behind-a-proxy")
def behind_proxy(case):
    """A proxy that leads to a manager and to others, and a server of two names: what one host is proven to be is not said of the other."""
    endpoints, banners, cookies = [], [], []
    cookie = "Cookie: JSESSIONID=0123456789ABCDEF0123456789ABCDEF"
    for port in (3489, 8014, 9090):
        for manager, other in (("http://192.0.2.7:8014", "http://www.example.com"), ("", None)):
            connection = talk(case, port)
            connection.ask(request(manager + "/a", cookie))
            banners.append(connection.reply(answer(PAGE, "Server: SEPM", f"Set-{cookie}")))
            cookies.append(banners[-1])
            asked = request((other or "") + "/b", cookie)
            connection.ask(asked if other else asked.replace(b"Host: 192.0.2.1", b"Host: www.example.com"))
            connection.reply(answer(PAGE, "Server: Example", f"Set-{cookie}"))
            endpoints.append(connection.ask(request(manager + "/c", cookie)))
            cookies.append(endpoints[-1])
            cookies.append(connection.reply(answer(PAGE, f"Set-{cookie}")))
            connection.tcp.close()
    _each(case, "sepm.endpoint", [(frame, "/c") for frame in endpoints])
    _each(case, "sepm.evidence", [(frame, "Server: SEPM") for frame in banners])
    case.present("sepm.cookie", sorted(cookies))


@scenario("sepm-by-an-update-provider")
def update_provider(case):
    """What clients ask of an update provider on 2967: what it is, and that it goes that way."""
    connection = talk(case, 2967)
    hidden = connection.ask(request(f"http://192.0.2.7:8014/secars/secars.dll?h={HIDDEN}", "User-Agent: Smc", body="x", content_type=BINARY))
    connection.reply(answer("x", content_type=BINARY))
    index = connection.ask(request(f"http://192.0.2.7:8014/outbox/agent/{DOMAIN}/index2.xml", "User-Agent: Smc"))
    connection.reply(answer("x", content_type=BINARY))
    download = connection.ask(request("http://192.0.2.7:8014/x.zip", "User-Agent: Smc"))
    connection.reply(answer("x", content_type=BINARY))
    other = connection.ask(request(f"/secars/secars.dll?h={HIDDEN}", body="x", content_type=BINARY))
    for frame, kinds in ((hidden, ["heartbeat", "gup"]), (index, ["content", "gup"]), (download, ["gup"]), (other, ["heartbeat"])):
        case.frame(frame, {"sepm.kind": kinds, "sepm.meaning": len(kinds)})
    case.present("sepm.query", [hidden, other])
    case.present("sepm.evidence", [])


@scenario("sepm-exploits-encoded")
def exploits_encoded(case):
    """Requests of the form of known vulnerabilities with the other separator, encoded, and in forms; and beside each one that is none."""
    upload = SERVLET + "BinaryFile&Action=UploadPackage&KnownHosts=.&PackageFile="
    entity = "%3C%21DOCTYPE+sepm+%5B%3C%21ENTITY+payload+SYSTEM+%22http%3A%2F%2F192.0.2.9%2F%22%3E%5D%3E"
    rows = (
        (request(upload + "../../x.jsp", body="x"), "CVE-2015-1487"),
        (request(upload + "..%5c..%5cx.jsp", body="x"), "CVE-2015-1487"),
        (request(upload + "..\\..\\x.jsp", body="x"), "CVE-2015-1487"),
        (request(upload + "a/../../x.jsp", body="x"), "CVE-2015-1487"),
        (request(upload + "pack../x.zip", body="x"), None),
        (request(upload + "a%5c..%5cx.zip", body="x"), None),
        (request(SERVLET + "ConsoleLog", body=f"Content={entity}", content_type=FORM), "CVE-2013-5014"),
        (request(SERVLET + "ConsoleLog", body=f"Other={entity}", content_type=FORM), None),
        (request(SERVLET + "ConsoleLog", body="Content=%3CRequest%2F%3E", content_type=FORM), None),
    )
    told = []
    for port in (9090, 3489):
        for asked, cve in rows:
            connection = talk(case, port)
            frame = connection.ask(asked)
            connection.reply(answer(PAGE, status="404 Not Found"))
            connection.tcp.close()
            told += [(frame, cve)] if cve else []
    _each(case, "sepm.exploit", told)


def _conversations(case, ports):
    """On each port a manager behind a handshake, an ordinary page, and what is no HTTP. Returns requests and proofs."""
    asks, proofs_seen, pages = [], [], []
    for port in ports:
        connection = talk(case, port)
        asks.append(connection.ask(HEARTBEAT))
        proofs_seen.append(connection.reply(HEARTBEAT_ANSWER))
        connection.tcp.close()
        connection = talk(case, port)
        pages.append(connection.ask(request("/x")))
        connection.reply(answer(PAGE))
        connection.tcp.close()
        connection = talk(case, port)
        connection.ask(b"\x01\x02\x03\x04 no text at all \xff\xfe")
        connection.tcp.close()
    case.present("sepm.kind", asks)
    case.present("sepm.evidence", proofs_seen)
    case.passes("http.request", sorted(asks + pages))


@scenario("sepm-on-ports-of-http")
def on_ports_of_http(case):
    """The user has given the ports to HTTP: managers are found on them all the same, behind a SYN. Without one, they are HTTP's alone."""
    case.golden = False
    case.preference("http.tcp.port", "80,2967,3489,8014,8080,8443,8445,8446,9090")
    _conversations(case, (2967, 3489, 8014, 8443, 8445, 8446, 9090))


@scenario("sepm-behind-heuristics")
def behind_heuristics(case):
    """Heuristics go before ports: HTTP's would have every connection. Managers are found behind a SYN."""
    case.golden = False
    case.preference("tcp.try_heuristic_first", "TRUE")
    _conversations(case, (2867, 2967, 3221, 3489, 8014, 8443, 8445, 8446, 9090))
