# SPDX-License-Identifier: GPL-2.0-or-later
"""Symantec Endpoint Protection Manager on ports that others use, where HTTP is screened before it is read; and secrets that it quotes."""

from .case import scenario
from .sepm import BINARY, HEARTBEAT, HEARTBEAT_ANSWER, HIDDEN, JSON, LOGIN, PAGE, TOKENS, VERSION, VERSION_EVIDENCE, answer, request, talk


def _each(case, field, told):
    """Frames and values of a field. told: [(frame, value)], one a frame."""
    case.present(field, [frame for frame, _ in told])
    for frame, value in told:
        case.frame(frame, {field: [value]})


@scenario("sepm-secrets-quoted")
def secrets_quoted(case):
    """Tokens and passwords that are quoted in paths, in parameters and in the session of a path: masked there, too, from the frame on that shows them."""
    case.golden = False
    case.preference("xnm.secrets", "mask")
    for port in (8446, 3489):
        connection = talk(case, port)
        connection.ask(request("/sepm/api/v1/identity/authenticate", body=LOGIN, content_type=JSON))
        connection.reply(answer(TOKENS, content_type=JSON))
        first = connection.ask(request("/sepm/api/v1/sessions/7f3c-example-token"))
        connection.reply(answer("{}", content_type=JSON))
        both = connection.ask(request("/sepm/api/v1/sessions/abcd-other-token/x", "Authorization: Bearer abcd-other-token"))
        connection.reply(answer("{}", content_type=JSON))
        servlet = connection.ask(request("/servlet/ConsoleServlet;jsessionid=ABCDEF0123456789?ActionType=Example&Next=/a/7f3c-example-token&abcd-other-token"))
        connection.reply(answer("<x/>", content_type="text/xml"))
        page = connection.ask(request("/symantec.html;jsessionid=ABCDEF0123456789"))
        connection.tcp.close()
        case.frame(first, {"sepm.endpoint": ["/sepm/api/v1/sessions/*****"]})
        case.frame(both, {"sepm.endpoint": ["/sepm/api/v1/sessions/*****/x"], "sepm.token": ["*****"]})
        case.frame(servlet, {"sepm.endpoint": ["/servlet/ConsoleServlet"], "sepm.parameter.name": ["ActionType", "Next", "*****"],
                             "sepm.parameter.value": ["Example", "/a/*****", "*****"], "sepm.cookie.name": ["jsessionid"], "sepm.cookie.value": ["*****"],
                             "sepm.cleartext_session": 1})
        case.frame(page, {"sepm.endpoint": ["/symantec.html"], "sepm.cookie.value": ["*****"]})
    for secret in ("example-token", "other-token", "ABCDEF0123456789", "Example-Password-7"):
        for field in ("endpoint", "parameter.name", "parameter.value", "cookie.value", "token", "password"):
            case.passes(f'sepm.{field} contains "{secret}"', [])


@scenario("sepm-among-others")
def among_others(case):
    """On ports that others use, in one connection: ordinary pages, then a manager; then nothing of it any more. What is told does not depend on what came
    before, nor on how the messages are cut."""
    case.golden = False
    kinds, proofs = [], []
    for port in (8014, 8443, 9090):
        for size in (None, 100):
            connection = talk(case, port)
            for path in ("/", "/static/x.js", "/search?q=/secars/secars.dll", "/"):
                connection.ask(request(path), size)
                connection.reply(answer(PAGE, "Server: nginx"), size)
            kinds.append((connection.ask(request("/sepm/api/v1/version"), size), "api"))
            connection.reply(answer('{"error":"no such route"}', content_type=JSON), size)
            connection.ask(request("/again"), size)
            connection.reply(answer(PAGE, "Server: nginx"), size)
            kinds.append((connection.ask(request("/sepm/api/v1/version"), size), "api"))
            proofs.append((connection.reply(answer(VERSION, content_type=JSON), size), VERSION_EVIDENCE))
            asked = connection.ask(request("/more", "Cookie: JSESSIONID=0123"), size)
            connection.reply(answer(PAGE), size)
            connection.tcp.close()
            kinds += [(asked, "console")] if port != 8014 else []
            case.frame(asked, {"sepm.cookie.name": ["JSESSIONID"], "sepm.endpoint": ["/more"]})
    _each(case, "sepm.kind", kinds)
    _each(case, "sepm.evidence", proofs)
    case.passes("esps", [])


@scenario("sepm-long-line")
def long_line(case):
    """A heartbeat whose first line goes over several segments, on ports that others use: http waits for it. Other long lines are left to whom they belong
    to without Portlore."""
    case.golden = False
    hidden = HIDDEN * 80
    asks, lines = [], []
    for port in (8014, 8443, 9090, 2967):
        connection = talk(case, port)
        asks.append(connection.ask(request(f"/secars/secars.dll?h={hidden}", "User-Agent: Smc", body="x", content_type=BINARY), 1000))
        connection.reply(HEARTBEAT_ANSWER)
        connection.tcp.close()
        connection = talk(case, port)
        lines.append(connection.ask(request(f"/static/x?h={hidden}"), 1000))
        connection.tcp.close()
    case.present("sepm.kind", asks)
    case.present("sepm.query", asks)
    case.passes("http.request", asks)


@scenario("sepm-behind-connect")
def behind_connect(case):
    """A proxy on a documented port: CONNECT to a manager is HTTP's own from the answer on, and what is inside is not taken for the proxy's."""
    case.golden = False
    for inside, port in ((HEARTBEAT, 8014), (request("/x"), 8080)):
        connection = talk(case, 9090)
        connection.ask(request(f"192.0.2.7:{port}", method="CONNECT"))
        connection.reply(b"HTTP/1.1 200 Connection established\r\n\r\n")
        connection.ask(inside)
        connection.reply(answer(PAGE))
        connection.tcp.close()
    case.passes("sepm.evidence || esps", [])
    case.present("portlore.port", [])


@scenario("sepm-pipelined-among-others")
def pipelined_among_others(case):
    """Requests in one segment on ports that others use, of which the last one is a manager's: its credentials are found."""
    case.golden = False
    asks = []
    for port in (8446, 8443):
        connection = talk(case, port)
        login = request("/sepm/api/v1/identity/authenticate", body=LOGIN, content_type=JSON)
        asks.append(connection.ask(request("/x") + request("/") + login))
        connection.reply(answer(PAGE) + answer(PAGE) + answer(TOKENS, content_type=JSON), 1000)
        connection.tcp.close()
    case.present("sepm.password", asks)
    case.values("sepm.kind", ["api"] * 2)
    case.values("sepm.token", ["7f3c-example-token", "9a1b-example-refresh"] * 2)


@scenario("sepm-many-bytes-before")
def bytes_before(case):
    """Ordinary pages, and then a proof: the notes stand on the whole conversation. test_tables.py sees to it that the tables count all of it."""
    case.golden = False
    connection = talk(case, 8014)
    for _ in range(3):
        connection.ask(request("/x"))
        connection.reply(answer(PAGE))
    connection.ask(HEARTBEAT)
    proof = connection.reply(HEARTBEAT_ANSWER)
    connection.tcp.close()
    case.present("sepm.evidence", [proof])
    case.present("portlore.port", list(range(1, len(case.capture.frames) + 1)))


@scenario("sepm-behind-other-web-servers")
def behind_other_web_servers(case):
    """HTTP on ports of nobody's, which Wireshark's own heuristic finds and is asked first from then on, and managers behind it."""
    case.golden = False
    asks = []
    for port in (8014, 8443, 9090):
        other = talk(case, 12345)
        other.ask(request("/x"))
        other.reply(answer(PAGE))
        other.tcp.close()
        connection = talk(case, port)
        asks.append(connection.ask(HEARTBEAT))
        connection.reply(HEARTBEAT_ANSWER)
        connection.tcp.close()
    case.present("sepm.kind", asks)
    case.passes("http.request && tcp.dstport == 8443", asks[1:2])


@scenario("sepm-behind-unanswered-requests")
def behind_unanswered(case):
    """An ordinary request whose answer is still to come, and then a manager's on the same connection: the next answer is not that of the second."""
    case.golden = False
    for port in (8014, 8446):
        connection = talk(case, port)
        connection.ask(request("/a", body="x=y", content_type="application/x-www-form-urlencoded"))
        connection.ask(request("/sepm/api/v1/version"))
        connection.reply(answer(VERSION, content_type=JSON))
        connection.reply(answer("no", status="404 Not Found"))
        connection.tcp.close()
    case.present("sepm.evidence", [])
    case.present("portlore.port", [])
