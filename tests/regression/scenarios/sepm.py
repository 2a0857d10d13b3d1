# SPDX-License-Identifier: GPL-2.0-or-later
"""Symantec Endpoint Protection Manager and ESP of HPCC Systems over HTTP: on the documented ports, on the known ones, and what only looks like them."""

from .case import CLIENT, SERVER, TcpConversation, scenario
from .verdicts import IPV4, IPV6, PORTS, Conversations

KEY = "00112233445566778899AABBCCDDEEFF"
DOMAIN = "0123456789abcdef0123456789ABCDEF"
HIDDEN = "3397A86EC64FCE11F15337B7BE75CF1E"
SYLINK = (f'<?xml version="1.0" encoding="UTF-8"?>\n<ServerSettings DomainId="{DOMAIN}" NameSpace="rpc"><CommConf><AgentCommunicationSetting '
          f'Kcs="{KEY}" PushHeartbeatSeconds="300"/><ServerList><ServerPriorityBlock><Server Address="192.0.2.1" HttpPort="8014"/>'
          "</ServerPriorityBlock></ServerList></CommConf></ServerSettings>\n")
LOGIN = '{"username":"jane","password":"Example-Password-7","domain":"Default"}'
TOKENS = '{"token":"7f3c-example-token","refreshToken":"9a1b-example-refresh","tokenExpiration":43199}'
PAGE = "<html><head><title>Example</title></head><body>Nothing to see here.</body></html>\n"
BINARY = "application/octet-stream"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def request(target, *headers, body=None, content_type=None, method=None):
    """A request; POST if it has a body."""
    lines = [f"{method or ('GET' if body is None else 'POST')} {target} HTTP/1.1", "Host: 192.0.2.1", *headers]
    if body is not None:
        lines += [f"Content-Type: {content_type}"] if content_type else []
        lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode()


def answer(body, *headers, status="200 OK", content_type="text/html"):
    """A response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *headers, f"Content-Length: {len(body.encode())}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


HEARTBEAT = request(f"/secars/secars.dll?h={HIDDEN}", "User-Agent: Smc", body="\x01\x02\x03", content_type=BINARY)
HEARTBEAT_ANSWER = answer("\x04\x05\x06", "Server: SEPM", content_type=BINARY)
HEARTBEAT_EVIDENCE = "Server: SEPM"
VERSION = '{"API_SEQUENCE":"230504014","API_VERSION":"14.3.5000"}'
LOG_EVIDENCE = "XML with ResponseCode in answer to ConsoleLog at /servlet/ConsoleServlet"
SYLINK_EVIDENCE = "SyLink.xml in which the server is a manager"
VERSION_EVIDENCE = "API_SEQUENCE and API_VERSION in answer to /sepm/api/v1/version"
ESP_REQUEST = request("/WsSMC/Activity")
ESP_ANSWER = answer(PAGE, "Set-Cookie: ESPSessionID2867=42; Path=/")
ESP_EVIDENCE = "cookie ESPSessionID with its port"


class Talk:
    """A connection; ask() and reply() return the frame that completes the message."""

    def __init__(self, tcp):
        self.tcp = tcp
        tcp.handshake()

    def ask(self, message, size=None):
        return self.tcp.send(CLIENT, message, size)

    def reply(self, message, size=None):
        return self.tcp.send(SERVER, message, size)


def talk(case, port, addresses=IPV4, client_port=[50100]):  # noqa: B006: ports of clients are counted through the whole capture
    client_port[0] = client_port[0] + 1 if case.capture.frames else 50101
    return Talk(TcpConversation(case.capture, (addresses[0], client_port[0]), (addresses[1], port)))


def _each(case, field, told):
    """Frames and values of a field, by frame. told: [(frame, value)]."""
    case.present(field, sorted({frame for frame, _ in told}))
    for frame, _ in told:
        case.frame(frame, {field: [value for other, value in told if other == frame]})


@scenario("sepm-kinds")
def kinds(case):
    """What clients, consoles and programs ask of a manager, on its documented ports: kind, endpoint, and what proves the server to be one."""
    kinds_told, endpoints, proofs = [], [], []
    rows = (
        (8014, "heartbeat", "/secars/secars.dll", HEARTBEAT, HEARTBEAT_ANSWER, HEARTBEAT_EVIDENCE),
        (8014, "heartbeat", "/secars/secars.dll", request("/secars/secars.dll?hello,secars"), answer("OK"), None),
        (8014, "registration", "/secreg/register", request("/secreg/register"), answer("x", content_type=BINARY), None),
        (8014, "content", "/x/index.dat", request("/x/index.dat", "User-Agent: Smc"), answer("x", content_type=BINARY), None),
        (8014, "content", f"/outbox/agent/{DOMAIN}/index2.xml", request(f"/outbox/agent/{DOMAIN}/index2.xml"), answer("x", content_type=BINARY), None),
        (2967, "gup", "/x/update.zip", request("http://192.0.2.1:8014/x/update.zip", "User-Agent: Smc"), answer("x", content_type=BINARY), None),
        (9090, "console", "/servlet/ConsoleServlet", request("/servlet/ConsoleServlet?ActionType=ConsoleLog", body="<Request/>", content_type="text/xml"),
         answer('<Response ResponseCode="0"/>', content_type="text/xml"), LOG_EVIDENCE),
        (9090, "console", "/symantec.jsp", request("/symantec.jsp"), answer("<title>Symantec Endpoint Protection Manager</title>"),
         "title Symantec Endpoint Protection Manager"),
        (8446, "api", "/sepm/api/v1/version", request("/sepm/api/v1/version"), answer(VERSION, content_type=JSON), VERSION_EVIDENCE),
        (8446, "api", "/sepm/api/v2/policies/exceptions", request("/sepm/api/v2/policies/exceptions"), answer("{}", content_type=JSON), None),
    )
    for index, (port, kind, endpoint, asked, told, evidence) in enumerate(rows):
        connection = talk(case, port, IPV6 if index % 2 else IPV4)
        asks, replies = connection.ask(asked), connection.reply(told)
        connection.tcp.close()
        kinds_told.append((asks, kind))
        endpoints.append((asks, endpoint))
        proofs += [(replies, evidence)] if evidence else []

    for location in ("/symantec.jsp", "https://192.0.2.1:8443/symantec.jsp"):
        connection = talk(case, 9090)
        connection.ask(request("/"))
        replies = connection.reply(answer("", f"Location: {location}", status="302 Found"))
        kinds_told.append((replies, "console"))
        proofs.append((replies, "redirect to /symantec.jsp"))
    connection = talk(case, 9090, IPV6)
    connection.ask(request("/").replace(b"192.0.2.1", b"[2001:db8::1]:9090"))
    replies = connection.reply(answer("", "Location: https://[2001:db8::1]:8443/symantec.html", status="302 Found"))
    kinds_told.append((replies, "console"))
    proofs.append((replies, "redirect to /symantec.html"))

    # Where the banner tells the product, its documented port tells the rest.
    for port, kind in ((8443, "console"), (8445, "reporting"), (8446, "api"), (8014, None)):
        connection = talk(case, port)
        connection.ask(request("/some/page"))
        replies = connection.reply(answer(PAGE, "Server: SEPM"))
        asks = connection.ask(request("/another/page"))
        kinds_told += [(replies, kind), (asks, kind)] if kind else []
        endpoints.append((asks, "/another/page"))
        proofs.append((replies, "Server: SEPM"))

    connection = talk(case, 8014)
    connection.ask(request("/setup"))
    replies = connection.reply(answer(SYLINK, content_type="text/xml"))
    kinds_told.append((replies, "content"))
    proofs.append((replies, SYLINK_EVIDENCE))
    case.frame(replies, {"sepm.kcs": [KEY], "sepm.domain_id": [DOMAIN], "sepm.manager.address": ["192.0.2.1"], "sepm.manager.port": [8014], "sepm.cleartext_key": 1})

    _each(case, "sepm.kind", kinds_told)
    _each(case, "sepm.endpoint", endpoints)
    _each(case, "sepm.evidence", proofs)
    case.present("sepm.query", [kinds_told[0][0]])
    case.values("sepm.query", [HIDDEN])
    case.passes("esps", [])


@scenario("sepm-verdicts")
def verdicts(case):
    """SEPM and ESP on each of the five ports: the verdicts of the table of content by port, from the frame that proves them on; a request alone proves
    nothing."""
    case.golden = False
    talks = Conversations(case)
    for addresses in (IPV4, IPV6):
        for port in PORTS:
            esp = ESP_ANSWER.replace(b"2867", str(port).encode())
            for asked, told, content in ((HEARTBEAT, HEARTBEAT_ANSWER, "sepm"), (ESP_REQUEST, esp, "esp")):
                connection = Talk(talks.tcp(port, addresses))
                connection.ask(asked)
                proof = connection.reply(told)
                connection.tcp.close()
                verdict = "known-unofficial" if (port, content) == (3489, "sepm") else "unexpected"
                talks.tell(content, verdict, (proof, proof))
                evidence = HEARTBEAT_EVIDENCE if content == "sepm" else ESP_EVIDENCE
                if verdict == "known-unofficial":
                    evidence += " [use of the port reported: connected.app, page on port 3489]"
                case.frame(proof, {"portlore.evidence": [evidence], "portlore.content": [content]})
            for asked in (HEARTBEAT, ESP_REQUEST):
                connection = Talk(talks.tcp(port, addresses))
                request_frame = connection.ask(asked)
                connection.reply(answer(PAGE, status="404 Not Found"))
                connection.tcp.close()
                talks.tell("http", "consistent" if port == 2867 else "unexpected", (request_frame, request_frame))
    http = {}
    for told in talks.told:
        http.setdefault(told.content, []).extend(told.frames)
    for content in ("sepm", "esp", "http"):
        case.has_value("portlore.content", content, http[content])
    every = [frame for told in talks.told for frame in told.frames]
    case.present("portlore.port", sorted(every))
    for verdict in ("known-unofficial", "unexpected", "consistent"):
        case.has_value("portlore.verdict", verdict, [frame for told in talks.told if told.verdict == verdict for frame in told.frames])


@scenario("sepm-documented-ports")
def documented_ports(case):
    """The documented ports have a note where the content bears it out, and none where another server answers."""
    case.golden = False
    expected = []
    for port, verdict in ((8014, "known-unofficial"), (9090, "known-unofficial"), (2967, "known-unofficial"), (8443, None), (8446, None)):
        connection = talk(case, port)
        first = len(case.capture.frames) - 2
        connection.ask(HEARTBEAT)
        connection.reply(HEARTBEAT_ANSWER)
        last = connection.tcp.close()
        expected += range(first, last + 1) if verdict else []
        other = talk(case, port)
        other.ask(request("/manager/html"))
        other.reply(answer(PAGE, "Server: Apache-Coyote/1.1"))
        other.tcp.close()
    case.present("portlore.port", expected)
    case.has_value("portlore.verdict", "known-unofficial", expected)
    case.present("portlore.unexpected", [])


def _credentials(case):
    """Logins of every kind. Returns {field: frames}."""
    found = {}

    def note(frame, *names):
        for name in names:
            found.setdefault(name, []).append(frame)

    connection = talk(case, 8446)
    note(connection.ask(request("/sepm/api/v1/identity/authenticate", body=LOGIN, content_type=JSON)), "sepm.username", "sepm.password", "sepm.domain")
    note(connection.reply(answer(TOKENS, content_type=JSON)), "sepm.token")
    note(connection.ask(request("/sepm/api/v1/computers", "Authorization: Bearer 7f3c-example-token")), "sepm.token")
    connection.reply(answer("[]", content_type=JSON))
    connection.tcp.close()

    connection = talk(case, 9090)
    connection.ask(request("/"))
    note(connection.reply(answer(PAGE, "Server: SEPM", "Set-Cookie: JSESSIONID=0123456789ABCDEF0123456789ABCDEF; Path=/")), "sepm.cookie")
    note(connection.ask(request("/symantec.html", "Cookie: JSESSIONID=0123456789ABCDEF0123456789ABCDEF; other=1", "Authorization: Basic YTpFeGFtcGxlLTg=")),
         "sepm.cookie", "sepm.username", "sepm.password")
    note(connection.ask(request("/servlet/ConsoleServlet?ActionType=Login", body="UserID=kim&Password=Example%2D9", content_type=FORM)), "sepm.parameter", "sepm.username", "sepm.password")
    connection.tcp.close()

    connection = talk(case, 2867)
    connection.ask(request("/"))
    note(connection.reply(answer("<title>ESP - Access Denied</title>", 'WWW-Authenticate: Basic realm="ECL Watch"', status="401 Unauthorized")), "esps.realm")
    note(connection.ask(request("/WsSMC/Activity", "Authorization: Basic bGVlOkV4YW1wbGUtNQ==")), "esps.username", "esps.password")
    note(connection.reply(answer(PAGE, "Set-Cookie: ESPSessionID2867=4711; Path=/")), "esps.cookie")
    note(connection.ask(request("/esp/login", "Cookie: ESPSessionID2867=4711", body="username=lee&password=Example%2D6", content_type=FORM)),
         "esps.username", "esps.password", "esps.cookie")
    connection.tcp.close()

    connection = talk(case, 8014)
    connection.ask(request("/setup"))
    note(connection.reply(answer(SYLINK, content_type="text/xml")), "sepm.kcs")
    return found


SECRETS = ("Example-Password-7", "example-token", "example-refresh", "0123456789ABCDEF0123456789ABCDEF;", "Example-8", "Example-9", "Example-5", "Example-6",
           "4711", KEY)


@scenario("sepm-credentials")
def credentials(case):
    """Credentials in clear: of the REST interface, Basic, cookies, servlet parameters, the KCS key; of ESP. Each is a field, and is flagged once."""
    found = _credentials(case)
    for field, frames in found.items():
        case.present(field, sorted(set(frames)))
    case.values("sepm.username", ["jane", "a", "kim"])
    case.values("sepm.password", ["Example-Password-7", "Example-8", "Example-9"])
    case.values("sepm.domain", ["Default"])
    case.values("sepm.token", ["7f3c-example-token", "9a1b-example-refresh", "7f3c-example-token"])
    case.values("sepm.cookie.name", ["JSESSIONID"] * 2)
    case.values("sepm.cookie.value", ["0123456789ABCDEF0123456789ABCDEF"] * 2)
    case.values("sepm.parameter.name", ["ActionType", "UserID", "Password"])
    case.values("sepm.parameter.value", ["Login", "kim", "Example-9"])
    case.values("esps.cookie.name", ["ESPSessionID2867"] * 2)
    case.values("esps.cookie.value", ["4711"] * 2)
    case.values("esps.realm", ["ECL Watch"])
    case.values("esps.username", ["lee", "lee"])
    case.values("esps.password", ["Example-5", "Example-6"])
    case.present("sepm.cleartext_login", found["sepm.password"])
    case.present("sepm.cleartext_session", [found["sepm.token"][0], found["sepm.cookie"][0]], "the same value again is not flagged again")
    case.present("sepm.cleartext_parameters", found["sepm.parameter"])
    case.present("sepm.cleartext_key", found["sepm.kcs"])
    case.present("esps.cleartext_login", sorted(set(found["esps.password"])))
    case.present("esps.cleartext_session", [found["esps.cookie"][0]])


@scenario("sepm-credentials-masked")
def credentials_masked(case):
    """With the preference of Junos secrets set to mask, none of these secrets is in what Portlore shows; the findings stay."""
    case.preference("xnm.secrets", "mask")
    found = _credentials(case)
    for field, frames in found.items():
        case.present(field, sorted(set(frames)))
    for secret in SECRETS:
        case.nowhere(secret)
    case.values("sepm.password", ["*****"] * 3)
    case.values("sepm.cookie.name", ["JSESSIONID"] * 2)
    case.values("sepm.cookie.value", ["*****"] * 2)
    case.values("sepm.parameter.name", ["ActionType", "UserID", "Password"])
    case.values("sepm.parameter.value", ["Login", "kim", "*****"])
    case.values("sepm.username", ["jane", "a", "kim"])
    case.present("sepm.cleartext_login", found["sepm.password"])


@scenario("sepm-names-like-secrets")
def names_like_secrets(case):
    """A user name and a domain that are the password are masked as it is, and parameters by whose name they are secret."""
    case.golden = False
    case.preference("xnm.secrets", "mask")
    connection = talk(case, 8446)
    connection.ask(request("/sepm/api/v1/identity/authenticate", body='{"username":"Example-7","password":"Example-7","domain":"Example-7"}', content_type=JSON))
    connection.reply(answer("{}", content_type=JSON))
    connection = talk(case, 9090)
    connection.ask(request("/servlet/ConsoleServlet?ActionType=Example&JSESSIONID=Example-8&sid=Example-8&AuthKey=Example-8&UserID=kim"))
    connection.reply(answer(PAGE))
    for name in ("username", "password", "domain"):
        case.values("sepm." + name, ["*****", "kim"] if name == "username" else ["*****"])
    case.values("sepm.parameter.name", ["ActionType", "JSESSIONID", "sid", "AuthKey", "UserID"])
    case.values("sepm.parameter.value", ["Example", "*****", "*****", "*****", "kim"])


@scenario("sepm-credentials-omitted")
def credentials_omitted(case):
    """Set to omit, the fields are not there."""
    case.preference("xnm.secrets", "omit")
    found = _credentials(case)
    for field in ("sepm.password", "sepm.token", "sepm.cookie", "sepm.kcs", "esps.password", "esps.cookie"):
        case.present(field, [])
    for secret in SECRETS:
        case.nowhere(secret)
    case.values("sepm.parameter.name", ["ActionType", "UserID"])
    case.values("sepm.parameter.value", ["Login", "kim"])
    case.present("sepm.cleartext_login", found["sepm.password"])


@scenario("sepm-exploits")
def exploits(case):
    """Requests of the form of known vulnerabilities, and one beside each that is not: a Note, whatever the server answers, and no claim of what it is."""
    servlet = "/servlet/ConsoleServlet?ActionType="
    entity = '<?xml version="1.0"?><!DOCTYPE sepm [<!ENTITY payload SYSTEM "http://{}">]><Request>&payload;</Request>'
    nested = "127.0.0.1:9090/servlet/ConsoleServlet?ActionType=ConfigServer&action=test_av&SequenceNum=1&Parameter=a';EXEC xp_cmdshell"
    multipart = 'multipart/form-data; boundary=x'

    def part(content):
        return f'--x\r\nContent-Disposition: form-data; name="Content"\r\nContent-Type: text/xml\r\n\r\n{content}\r\n--x--\r\n'

    rows = (
        (8014, request(f"/secars/secars.dll?h={HIDDEN}", "User-Agent: Smc", body="x=[hex]" + "A" * 1289), ["CVE-2013-1612"]),
        (8014, request(f"/secars/secars.dll?h={HIDDEN}", "User-Agent: Smc", body="x=[hex]" + "A" * 1288), []),
        (9090, request(servlet + "ConsoleLog", body=part(entity.format("192.0.2.9/")), content_type=multipart), ["CVE-2013-5014"]),
        (9090, request(servlet + "ConsoleLog", body=part("<Request/>"), content_type=multipart), []),
        (9090, request(servlet + "ConsoleLog", body=part(entity.format(nested)), content_type=multipart), ["CVE-2013-5014", "CVE-2013-5015"]),
        (9090, request(servlet + "ResetPassword&UserID=admin&Domain="), ["CVE-2015-1486"]),
        (9090, request(servlet + "ResetPassword&UserID=admin&Domain=Default"), []),
        (8443, request(servlet + "BinaryFile&Action=UploadPackage&PackageFile=../../../tomcat/webapps/ROOT/x.jsp&KnownHosts=.", body="x"),
         ["CVE-2015-1487"]),
        (8443, request(servlet + "BinaryFile&Action=UploadPackage&PackageFile=package.zip&KnownHosts=.", body="x"), []),
        (3489, request(servlet + "SendStatPing", method="POST", body="").replace(b"Content-Length: 0", b"Content-Length: 6") + b"\xac\xed\x00\x05sr",
         ["CVE-2015-6555"]),
        (3489, request(servlet + "SendStatPing", body="<stat/>"), []),
    )
    told = []
    for port, asked, cves in rows:
        connection = talk(case, port)
        frame = connection.ask(asked, 700)
        connection.reply(answer(PAGE, status="404 Not Found"))
        connection.tcp.close()
        told += [(frame, cve) for cve in cves]
    _each(case, "sepm.exploit", told)
    for cve in sorted({cve for _, cve in told}):
        case.present("sepm." + cve.lower().replace("-", "_"), [frame for frame, name in told if name == cve])
    case.present("sepm.evidence", [], "a 404 proves nothing")
    case.passes('portlore.content == "sepm"', [])


@scenario("sepm-in-segments")
def in_segments(case):
    """The same talk in segments of one byte, of 7 and of 100: the same is told, in the frame in which http shows the message."""
    case.golden = False
    told = []
    for port in (3489, 2867, 3221):
        for size in (1, 7, 100):
            connection = talk(case, port)
            asks = connection.ask(request("/sepm/api/v1/identity/authenticate", body=LOGIN, content_type=JSON), size)
            replies = connection.reply(answer(TOKENS, "Server: SEPM", content_type=JSON), size)
            case.frame(asks, {"sepm.kind": ["api"], "sepm.username": ["jane"], "sepm.password": ["Example-Password-7"], "sepm.domain": ["Default"]})
            case.frame(replies, {"sepm.banner": ["SEPM"], "sepm.token": ["7f3c-example-token", "9a1b-example-refresh"]})
            told.append((asks, replies))
    case.passes("sepm.kind", [asks for asks, _ in told])
    case.passes("sepm", sorted(frame for pair in told for frame in pair))
    case.passes("http.request", [asks for asks, _ in told], "where http shows it")
    case.passes("http.response", [replies for _, replies in told])


@scenario("sepm-pipelined")
def pipelined(case):
    """Requests in one segment, and their answers in one, over segments that end anywhere: each has an item of its own."""
    connection = talk(case, 3489)
    login = request("/sepm/api/v1/identity/authenticate", body=LOGIN, content_type=JSON)
    asks = connection.ask(request("/sepm/api/v1/version") + login + request("/sepm/api/v1/domains"))
    replies = connection.reply(answer(VERSION, content_type=JSON) + answer(TOKENS, content_type=JSON) + answer("[]", content_type=JSON), 500)
    case.frame(asks, {"sepm.kind": ["api"] * 3, "sepm.password": ["Example-Password-7"],
                      "sepm.endpoint": ["/sepm/api/v1/version", "/sepm/api/v1/identity/authenticate", "/sepm/api/v1/domains"]})
    case.present("sepm.evidence", [replies])
    case.values("sepm.token", ["7f3c-example-token", "9a1b-example-refresh"])


@scenario("sepm-chunked")
def chunked(case):
    """A SyLink.xml in chunks, and answers without a length, which end with the connection."""
    connection = talk(case, 8014)
    connection.ask(request("/setup"))
    half = len(SYLINK) // 2
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in (SYLINK[:half], SYLINK[half:], ""))
    first = connection.reply(("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks).encode(), 150)
    connection.tcp.close()
    connection = talk(case, 9090)
    connection.ask(request("/"))
    second = connection.reply(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Symantec Endpoint Protection Manager</title>\n")
    connection.tcp.close(SERVER)
    case.values("sepm.kcs", [KEY])
    case.present("sepm.kcs", [first])
    case.present("sepm.evidence", [first, second + 2])
    case.passes("http.response && sepm", [first, second + 2], "http shows it with the FIN")


@scenario("sepm-without-length")
def without_length(case):
    """A SyLink.xml whose end is that of the connection, with blanks in segments of their own behind it: it is told once."""
    case.golden = False
    connection = talk(case, 8014)
    connection.ask(request("/setup"))
    connection.reply(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + SYLINK.encode())
    last = connection.reply(b"       ", 1)
    connection.tcp.close(SERVER)
    case.values("sepm.kcs", [KEY])
    case.values("sepm.evidence", [SYLINK_EVIDENCE])
    case.present("sepm.kcs", [last + 2])


@scenario("sepm-loss")
def loss(case):
    """Lost segments: the rest of the talk is told, and no answer is taken for that to another request."""
    connection = talk(case, 9090)
    big = connection.tcp.cut(CLIENT, request("/servlet/ConsoleServlet?ActionType=ConsoleLog", body="x" * 900, content_type="text/xml"), 400)
    connection.tcp.emit(big[0])
    connection.tcp.lose(big[1])
    connection.tcp.emit(big[2])
    connection.reply(answer(PAGE))
    asks = connection.ask(request("/sepm/api/v1/version"))
    proof = connection.reply(answer(VERSION, content_type=JSON))
    connection.tcp.close()

    # The answer to a lost request would else prove the one behind it.
    connection = talk(case, 9090)
    connection.ask(request("/start"))
    connection.reply(answer(PAGE))
    for segment in connection.tcp.cut(CLIENT, request("/other")):
        connection.tcp.lose(segment)
    unsure = connection.ask(request("/sepm/api/v1/version"))
    connection.reply(answer(VERSION, content_type=JSON))
    connection.tcp.close()
    case.passes('sepm.endpoint == "/sepm/api/v1/version"', [asks, unsure])
    case.present("sepm.evidence", [proof])


@scenario("sepm-loss-behind-proof")
def loss_behind_proof(case):
    """A page or a SyLink.xml that proves the manager, whose end is lost with all of the next answer: the proof is told with what comes behind the loss."""
    case.golden = False
    title = "<html><head><title>Symantec Endpoint Protection Manager</title></head>"
    told = []
    for port in (9090, 8014, 3489, 2867):
        sylink = SYLINK.replace("8014", str(port))
        for page, content_type, evidence in ((title, "text/html", "title Symantec Endpoint Protection Manager"), (sylink, "text/xml", SYLINK_EVIDENCE)):
            connection = talk(case, port)
            connection.ask(request("/x"))
            parts = connection.tcp.cut(SERVER, answer(page + " " * 1500, content_type=content_type), 1000)
            connection.tcp.emit(parts[0])
            for part in (*parts[1:], *connection.tcp.cut(SERVER, answer(PAGE))):
                connection.tcp.lose(part)
            told.append((connection.reply(answer(PAGE)), evidence))
    _each(case, "sepm.evidence", told)
    case.passes('portlore.content == "sepm"', list(range(1, len(case.capture.frames) + 1)))


@scenario("sepm-cut-by-snap-length")
def cut(case):
    """Packets that were not captured whole: what is there is told."""
    case.trouble = True
    case.capture.snap_length = 300
    connection = talk(case, 3489)
    asks = connection.ask(request("/sepm/api/v1/identity/authenticate", "X-Padding: " + "x" * 400, body=LOGIN, content_type=JSON))
    connection.reply(answer(PAGE, "Server: SEPM"))
    asks_again = connection.ask(request("/sepm/api/v1/version"))
    replies = connection.reply(answer("{}" + " " * 400, "Server: SEPM", content_type=JSON))
    case.passes("sepm.endpoint", [asks_again], "the head of the first request is not there")
    case.passes("sepm.password", [])
    case.passes("sepm.banner && frame.number >= %d" % asks, [frame for frame in (asks + 2, replies)])


OTHERS = (
    (request("/"), answer(PAGE, "Server: nginx")),
    (request("/manager/html", "Authorization: Basic YTpi", "Cookie: JSESSIONID=0123456789ABCDEF0123456789ABCDEF"),
     answer("<title>/manager</title>", "Server: Apache-Coyote/1.1", "Set-Cookie: JSESSIONID=FEDCBA9876543210FEDCBA9876543210; Path=/manager; HttpOnly")),
    (request("/j_security_check", body="j_username=a&j_password=b", content_type=FORM), answer("", "Location: /console", status="302 Found")),
    (request("/"), answer("<title>Apache Tomcat/9.0.1 - Error report</title>", "Server: Hidden", status="404 Not Found")),
    (request("/api/v1/identity/authenticate", body=LOGIN, content_type=JSON), answer(TOKENS, content_type=JSON)),
    (request("/api/session", body=LOGIN, content_type=JSON), answer("{}", "Set-Cookie: session=1", content_type=JSON)),
    (request("/rest/login-sessions", body=LOGIN, content_type=JSON), answer(TOKENS, content_type=JSON, status="401 Unauthorized")),
    (request("/graphql", body='{"query":"{user{name}}"}', content_type=JSON), answer('{"data":{}}', content_type=JSON)),
    (request("/servlet/Console?ActionType=ConsoleLog"), answer("<x/>", content_type="text/xml")),
    (request("/esp/login", body="username=a&password=b", content_type=FORM), answer(PAGE)),
    (request("/esp/files/index.html"), answer(PAGE, 'WWW-Authenticate: Basic realm="Archivo"', status="401 Unauthorized")),
    (request("/x.dll?h=" + HIDDEN), answer("x", content_type=BINARY)),
    (request("/", "Cookie: ESPSessionID8010=1"), answer(PAGE)),
    (request("/settings.xml"), answer("<ServerSettings><CommConf/></ServerSettings>", content_type="text/xml")),
    (request("/"), answer("", "Location: https://sso.example/login?next=/symantec.jsp", status="302 Found")),
    (request("/x", "Cookie: ESPSessionID2867=1"), answer(PAGE, status="404 Not Found")),
    (request("/wiki/SEPM"), answer("<title>Symantec Endpoint Protection Manager - Wiki</title>")),
)


@scenario("sepm-others")
def others(case):
    """Ordinary web servers, JSON interfaces and consoles of other Tomcats, on the documented ports and the known ones: none is called SEPM or ESP."""
    case.golden = False
    case.compressed = True
    requests = []
    for port in (2967, 8014, 8443, 8445, 8446, 9090, 8080, *PORTS):
        for asked, told in OTHERS:
            connection = talk(case, port)
            requests.append(connection.ask(asked))
            connection.reply(told)
            connection.tcp.close()
    case.checks.append({"filter": "http.request", "frames": requests})
    case.passes("sepm || esps", [])
    case.passes("portlore && tcp.port in {2967, 8014, 8443, 8445, 8446, 9090, 8080}", [])
    for content in ("sepm", "esp"):
        case.passes(f'portlore.content == "{content}"', [])


LIKE_THEM = (
    (request("/WsSMC/Activity"), answer(PAGE)),
    (request("/WsWorkunits"), answer("{}", content_type=JSON)),
    (request("/WsEcl/submit/query/thor/example"), answer(PAGE)),
    (request("/sepm/api/v1/version"), answer('{"error":"unauthorized"}', "WWW-Authenticate: Bearer", status="401 Unauthorized", content_type=JSON)),
    (request("/sepm/api/v1/version"), answer('{"data":null}', content_type=JSON)),
    (request("/secars/secars.dll?hello,secars"), answer("Welcome", content_type="text/plain")),
    (HEARTBEAT, answer(PAGE).replace(b"Content-Type: text/html\r\n", b"")),
    (HEARTBEAT, answer('{"error":"no such route"}', content_type=JSON)),
    (request("/servlet/ConsoleServlet?ActionType=Example"), answer(PAGE).replace(b"Content-Type: text/html\r\n", b"")),
    (request("/servlet/ConsoleServlet?ActionType=Example"), answer('{"error":"no such route"}', content_type=JSON)),
    (request("/upload", body=SYLINK, content_type="text/xml"), answer(PAGE, status="404 Not Found")),
)


@scenario("sepm-requests-to-others")
def requests_to_others(case):
    """Requests of the two products' forms, answered by web servers of any kind: the form is told, no product is claimed."""
    case.golden = False
    case.compressed = True
    requests = []
    for port in (2967, 8014, 8443, 8446, 9090, *PORTS):
        for asked, told in LIKE_THEM:
            connection = talk(case, port)
            requests.append(connection.ask(asked))
            connection.reply(told)
            connection.tcp.close()
    case.passes("sepm.kind || esps.kind", requests)
    case.passes("sepm.evidence || esps.evidence", [])
    case.passes('portlore.content in {"sepm", "esp"}', [])


@scenario("sepm-not-over-udp")
def udp(case):
    """Datagrams that look like requests, on the ports of both transports: nothing is taken, nothing claimed."""
    for port in (3489, 2867, 8014, 9090):
        case.capture.add_datagram(CLIENT, ("192.0.2.10", 50200), ("192.0.2.1", port), HEARTBEAT)
        case.capture.add_datagram(SERVER, ("192.0.2.1", port), ("192.0.2.10", 50200), HEARTBEAT_ANSWER)
        case.capture.add_datagram(CLIENT, ("192.0.2.10", 50200), ("192.0.2.1", port), ESP_REQUEST)
    case.passes("sepm || esps", [])
    case.passes('portlore.content in {"sepm", "esp"}', [])


@scenario("sepm-by-decode-as")
def decode_as(case):
    """On any other port, by Decode As."""
    case.options += ["-d", "tcp.port==8080,sepm"]
    connection = talk(case, 8080)
    asks = connection.ask(HEARTBEAT)
    replies = connection.reply(HEARTBEAT_ANSWER)
    case.passes("sepm.kind", [asks])
    case.passes("sepm.evidence", [replies])


@scenario("sepm-from-the-middle")
def middle(case):
    """Captures that begin in a connection: with an answer, with a body, with a request."""
    for index, first in enumerate((answer(PAGE, "Server: SEPM"), b"x" * 100, None)):
        tcp = TcpConversation(case.capture, ("192.0.2.10", 50300 + index), ("192.0.2.1", 3489))
        if first:
            tcp.send(SERVER, first)
        tcp.send(CLIENT, HEARTBEAT)
        tcp.send(SERVER, HEARTBEAT_ANSWER)
        tcp.send(CLIENT, HEARTBEAT)
        tcp.send(SERVER, HEARTBEAT_ANSWER)
    case.values("sepm.kind", ["heartbeat"] * 6)
    case.values("sepm.evidence", ["Server: SEPM", HEARTBEAT_EVIDENCE, HEARTBEAT_EVIDENCE])
