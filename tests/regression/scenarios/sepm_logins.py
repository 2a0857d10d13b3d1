# SPDX-License-Identifier: GPL-2.0-or-later
"""Logins at Symantec Endpoint Protection Manager and ESP of HPCC Systems by form, by query, by JSON of every shape, and before it is known whose they are."""

from .case import scenario
from .sepm import FORM, JSON, OTHERS, PAGE, answer, request, talk

SERVLET = "/servlet/ConsoleServlet"
LOGIN = "/sepm/api/v1/identity/authenticate"
CONSOLE_FORM = "ActionType=Login&UserID=kim&Password=Example%2D9"
SESSION = "JSESSIONID=0123456789ABCDEF0123456789ABCDEF"
BASIC = "Authorization: Basic amFuZTpFeGFtcGxlLTg="  # jane:Example-8
MANAGER = "Server: SEPM"
TITLE = "<title>Symantec Endpoint Protection Manager</title>"
ESP_COOKIE = "Set-Cookie: ESPSessionID2867=4711; Path=/"


def _chunked(head, *parts):
    """A request with its body in chunks."""
    body = b"".join(f"{len(part):X}\r\n{part}\r\n".encode() for part in (*parts, ""))
    start, _, _ = head.partition(b"\r\n\r\n")
    lines = [line for line in start.split(b"\r\n") if not line.startswith(b"Content-Length")]
    return b"\r\n".join([*lines, b"Transfer-Encoding: chunked"]) + b"\r\n\r\n" + body


def _form(target, form, *headers):
    return request(target, *headers, body=form, content_type=FORM)


@scenario("sepm-forms-in-segments")
def in_segments(case):
    """A login at the console's servlet that has everything in its form: in one segment, head and body apart, a byte each (on the documented ports behind the
    first line, or cut behind the first letter of its path), after 100 Continue, in chunks. It is told where http shows the request, whatever the server answers."""
    case.golden = False
    told = []
    whole = _form(SERVLET, CONSOLE_FORM)
    head = whole.index(b"\r\n\r\n") + 4
    chunks = _chunked(whole, CONSOLE_FORM[:20], CONSOLE_FORM[20:21], CONSOLE_FORM[21:])
    for port in (9090, 8014, 3489, 2867):
        for parts in ((whole,), (whole[:head], whole[head:]), (whole[:head - 1], whole[head - 1:]), (chunks,), (chunks[:head + 30], chunks[head + 30:])):
            connection = talk(case, port)
            told.append([connection.ask(part) for part in parts][-1])
            connection.reply(answer(PAGE))
            connection.tcp.close()
        connection = talk(case, port)
        waiting = _form(SERVLET, CONSOLE_FORM, "Expect: 100-continue")
        connection.ask(waiting[:-len(CONSOLE_FORM)])
        connection.reply(b"HTTP/1.1 100 Continue\r\n\r\n")
        told.append(connection.ask(waiting[-len(CONSOLE_FORM):]))
        connection.reply(answer(PAGE))
        connection.tcp.close()
    for port, message, first, size in ((9090, whole, head, 1), (9090, chunks, head, 16), (3489, whole, 1, 1), (2867, whole, 1, 1), (3489, chunks, 16, 16),
                                       (8014, whole, 7, 5), (9090, whole, 10, 1000), (8446, whole, 12, 12)):
        connection = talk(case, port)
        connection.ask(message[:first])
        told.append(connection.ask(message[first:], size))
        connection.reply(answer(PAGE))
        connection.tcp.close()
    for frame in told:
        case.frame(frame, {"sepm.kind": ["console"], "sepm.endpoint": [SERVLET], "sepm.username": ["kim"], "sepm.password": ["Example-9"],
                           "sepm.parameter.name": ["ActionType", "UserID", "Password"], "sepm.parameter.value": ["Login", "kim", "Example-9"]})
    case.present("sepm.password", told)
    case.present("sepm.cleartext_login", told)
    case.passes("http.request", told, "where http shows it")
    case.present("sepm.evidence", [])


@scenario("sepm-console-user-names")
def console_user_names(case):
    """Logins at the console's servlet whose user name has another name than the console's own, by form and by query."""
    case.golden = False
    told = []
    for name in ("UserID", "username", "user", "userName", "LoginName", "j_username"):
        pairs = f"ActionType=Login&Password=Example-9&{name}=kim"
        for asked in (_form(SERVLET, pairs), request(f"{SERVLET}?{pairs}")):
            connection = talk(case, 9090)
            told.append(connection.ask(asked))
            connection.reply(answer(PAGE))
            connection.tcp.close()
    connection = talk(case, 9090)
    connection.ask(request(f"{SERVLET}?ActionType=Login&username=&users=kim&userless=lee"))
    connection.reply(answer(PAGE))
    connection.tcp.close()
    for frame in told:
        case.frame(frame, {"sepm.username": ["kim"], "sepm.password": ["Example-9"]})
    case.present("sepm.username", told)


@scenario("sepm-before-the-proof")
def before_the_proof(case):
    """Basic, a session's cookie, one in a target, and a form, in the very request whose answer proves the manager: told with the answer, which names the
    request's frame. The same at another server tells nothing."""
    told = []
    rows = (
        (request("/x", BASIC), {"sepm.username": ["jane"], "sepm.password": ["Example-8"], "sepm.cleartext_login": 1}),
        (request("/x", "Cookie: a=b; " + SESSION), {"sepm.cookie.name": ["JSESSIONID"], "sepm.cookie.value": [SESSION[11:]], "sepm.cleartext_session": 1}),
        (request(f"/x;jsessionid={SESSION[11:]}"), {"sepm.cookie.name": ["jsessionid"], "sepm.cookie.value": [SESSION[11:]], "sepm.cleartext_session": 1}),
        (_form("/x", "j_username=kim&j_password=Example-9"), {"sepm.username": ["kim"], "sepm.password": ["Example-9"], "sepm.cleartext_login": 1}),
    )
    ports = (9090, 8014, 3489)
    for port in ports:
        for index, (asked, fields) in enumerate(rows):
            connection = talk(case, port)
            asks = connection.ask(asked)
            proof = connection.reply(answer(PAGE if index else TITLE, *([MANAGER] if index else [])))
            told.append(proof)
            case.frame(proof, {"sepm.credentials.in": [asks], **fields})
            connection.tcp.close()
            other = talk(case, port)
            other.ask(asked)
            other.reply(answer(PAGE, "Server: nginx"))
            other.tcp.close()
    case.present("sepm.evidence", told)
    case.present("sepm.credentials.in", told)
    case.passes("sepm", told)


@scenario("sepm-before-the-proof-in-segments")
def before_the_proof_in_segments(case):
    """The same in segments of a byte (on the documented ports behind the first line), in two, in chunks; and behind another answer."""
    case.golden = False
    told = []
    form = _form("/j_security_check", "j_username=kim&j_password=Example-9")
    for port in (9090, 8446, 3489, 2867):
        for message, size in ((form, 1), (form, 100), (_chunked(form, "j_username=kim&j_pass", "word=Example-9"), 50), (request("/x", BASIC), 40)):
            connection = talk(case, port)
            first = 40 if port in (9090, 8446) else size
            connection.ask(message[:first])
            asks = connection.ask(message[first:], size)
            proof = connection.reply(answer(PAGE, MANAGER), 100)
            user, password = ("jane", "Example-8") if BASIC.encode() in message else ("kim", "Example-9")
            case.frame(proof, {"sepm.credentials.in": [asks], "sepm.username": [user], "sepm.password": [password]})
            told.append(proof)
            connection.tcp.close()
        connection = talk(case, port)
        waiting = _form("/x", "user=kim&pass=Example-9", "Expect: 100-continue")
        connection.ask(waiting[:-23])
        connection.reply(b"HTTP/1.1 100 Continue\r\n\r\n")
        asks = connection.ask(waiting[-23:])
        proof = connection.reply(answer(PAGE, MANAGER))
        case.frame(proof, {"sepm.credentials.in": [asks], "sepm.username": ["kim"], "sepm.password": ["Example-9"]})
        told.append(proof)
        connection.tcp.close()
        connection = talk(case, port)
        asks = connection.ask(form)
        connection.reply(answer("", "Location: /x", status="302 Found"))
        connection.ask(request("/x"))
        proof = connection.reply(answer(TITLE))
        case.frame(proof, {"sepm.credentials.in": [asks], "sepm.username": ["kim"], "sepm.password": ["Example-9"]})
        told.append(proof)
        connection.tcp.close()
    case.present("sepm.password", told)
    case.present("sepm.cleartext_login", told)


@scenario("sepm-logins-when-proven")
def when_proven(case):
    """Of a proven manager: the login of servlets, that of the reports, by form and by query; and forms beside them that are no login."""
    connection = talk(case, 9090)
    connection.ask(request("/"))
    connection.reply(answer(PAGE, MANAGER))
    logins = []
    for asked in (_form("/j_security_check", "j_username=kim&j_password=Example-1"), _form("/Reporting/login.php", "Username=kim&Password=Example-2&Login=Log+on"),
                  request("/Reporting/login.php?user=kim&pwd=Example-3")):
        logins.append(connection.ask(asked))
        connection.reply(answer(PAGE))
    none = connection.ask(_form("/Reporting/filter.php", "user=kim&passenger=Example-4&spin=1&compass=2&ChangePassword=true"))
    connection.tcp.close()
    case.present("sepm.password", logins)
    case.values("sepm.password", ["Example-1", "Example-2", "Example-3"])
    case.values("sepm.username", ["kim"] * 3)
    case.present("sepm.cleartext_login", logins)
    case.passes("sepm && http.request", [*logins, none])


@scenario("esps-logins")
def esps_logins(case):
    """ESP's login on a fresh connection, the unlocking of a session and the change of a password; the same forms at other servers."""
    connection = talk(case, 2867)
    asks = connection.ask(_form("/esp/login", "username=lee&password=Example-1"))
    login = connection.reply(answer("", ESP_COOKIE, status="302 Found"))
    unlock = connection.ask(_form("/esp/unlock", "username=lee&password=Example-2", "Cookie: ESPSessionID2867=4711"))
    connection.reply(answer("{}", content_type=JSON))
    change = connection.ask(_form("/esp/updatepassword", "username=lee&oldpass=Example-2&newpass1=Example-3&newpass2=Example-3"))
    connection.reply(answer(PAGE))
    many = connection.ask(_form("/esp/unlock", "username=lee&password=Example-5" + "&x=1" * 63))
    connection.reply(answer("{}", content_type=JSON))
    connection.tcp.close()
    for path in ("/esp/login", "/esp/unlock", "/esp/updatepassword"):
        connection = talk(case, 2867)
        connection.ask(_form(path, "username=lee&password=Example-4&oldpass=Example-4"))
        connection.reply(answer(PAGE))
        connection.tcp.close()
    case.frame(login, {"esps.credentials.in": [asks], "esps.username": ["lee"], "esps.password": ["Example-1"]})
    case.frame(unlock, {"esps.kind": ["session"], "esps.username": ["lee"], "esps.password": ["Example-2"]})
    case.frame(change, {"esps.kind": ["session"], "esps.username": ["lee"], "esps.password": ["Example-2", "Example-3"]})
    case.frame(many, {"esps.unread": ["form of 283 bytes: only the first 64 parameters were read"], "esps.body_not_read": 1})
    case.present("esps.unread", [many])
    case.present("esps.password", [login, unlock, change, many])
    case.present("esps.cleartext_login", [login, unlock, change, many])
    case.present("esps.credentials.in", [login])


@scenario("sepm-rest-logins")
def rest_logins(case):
    """Logins at the REST interface that no browser writes: without a type, with a byte order mark, a slash, by PUT, in an array, a number for a password,
    escapes, the password first. And what is no login beside each."""
    plain = '{"username":"jane","password":"Example-7","domain":"Default"}'
    rows = (
        (request(LOGIN, body=plain), ["jane"], ["Example-7"]),
        (request(LOGIN, body="\ufeff" + plain, content_type=JSON), ["jane"], ["Example-7"]),
        (request(LOGIN + "/", body=plain, content_type=JSON), ["jane"], ["Example-7"]),
        (request(LOGIN, body=plain, content_type=JSON, method="PUT"), ["jane"], ["Example-7"]),
        (request(LOGIN, body=f"[{plain}]", content_type=JSON), ["jane"], ["Example-7"]),
        (request(LOGIN, body=f'[1,{{"a":[{{}}]}},{plain},{{"username":"kim","password":"Example-8"}}]', content_type=JSON), ["jane", "kim"], ["Example-7", "Example-8"]),
        (request(LOGIN, body='{"username":1001,"password":-12345.5}', content_type=JSON), ["1001"], ["-12345.5"]),
        (request(LOGIN, body=r'{"user\u006eame":"j\u0061ne","p\u0061ssword":"Ex\"\\\/\u0061mple\u00e9\ud83d\ude00"}', content_type=JSON), ["jane"], ['Ex"\\/ample\u00e9\U0001F600']),
        (request(LOGIN, body='{"password":"Example-7","more":{"password":"not this"},"username":"jane"}', content_type=JSON), ["jane"], ["Example-7"]),
        (request(LOGIN, body='{"username":null,"password":true,"passwords":"x","Password":"x"}', content_type=JSON), [], []),
        (request(LOGIN, body='"password"', content_type=JSON), [], []),
        (request(LOGIN, body="[]", content_type=JSON), [], []),
        (request(LOGIN, body=plain, content_type="image/png"), [], []),
        (request(LOGIN + "/x", body=plain, content_type=JSON), [], []),
        (request("/api" + LOGIN, body=plain, content_type=JSON), [], []),
        (request(LOGIN, body="username=jane&password=Example-7", content_type=FORM), ["jane"], ["Example-7"]),
    )
    told = []
    for index, (asked, users, passwords) in enumerate(rows):
        connection = talk(case, (8446, 3489)[index % 2])
        frame = connection.ask(asked)
        connection.reply(answer(PAGE, status="401 Unauthorized"))
        connection.tcp.close()
        case.frame(frame, {"sepm.username": users, "sepm.password": passwords})
        told += [frame] if passwords else []
    case.present("sepm.password", told)
    case.present("sepm.cleartext_login", told)


@scenario("sepm-bodies-not-read")
def bodies_not_read(case):
    """Bodies that may hold credentials, one at its limit and one beyond it: which, how long, and what the limit is."""
    case.golden = False
    rows = (
        (9090, _form(SERVLET, CONSOLE_FORM + "&x=".ljust(65536 - len(CONSOLE_FORM), "y")), []),
        (9090, _form(SERVLET, CONSOLE_FORM + "&x=".ljust(65537 - len(CONSOLE_FORM), "y")), ["form of 65537 bytes: only the first 65536 were read"]),
        (9090, _form(SERVLET, CONSOLE_FORM + "&x=1" * 60), []),
        (9090, _form(SERVLET, CONSOLE_FORM + "&x=1" * 62), ["form of 296 bytes: only the first 64 parameters were read"]),
        (8446, request(LOGIN, body='{"password":"Example-7"}'.ljust(16384), content_type=JSON), []),
        (8446, request(LOGIN, body='{"password":"Example-7"}'.ljust(16385), content_type=JSON), ["JSON of 16385 bytes: not read, the limit is 16384"]),
        (3489, request(LOGIN, body='{"password":"Example-7","x":[%s]}' % ",".join("1" * 251), content_type=JSON), []),
        (3489, request(LOGIN, body='{"password":"Example-7","x":[%s]}' % ",".join("1" * 252), content_type=JSON), ["JSON: not read, the limit is 256 values"]),
        (3489, request(LOGIN, body="password=Example-7", content_type=JSON), ["JSON: not read, it is none"]),
        (8446, request("/x", body="x" * 70000, content_type=FORM), []),
    )
    unread = []
    for port, asked, texts in rows:
        connection = talk(case, port)
        frame = connection.ask(asked, 1400)
        connection.reply(answer(PAGE))
        connection.tcp.close()
        case.frame(frame, {"sepm.unread": texts, "sepm.body_not_read": len(texts)})
        unread += [frame] if texts else []
    case.present("sepm.unread", unread)


SECRET_NAMES = ("Pass", "PIN", "pw", "otp", "pwd", "PASSWD", "secret", "client_secret", "token", "apikey", "api-key", "sessionid", "SessionID", "sid", "userPin2", "newpass1")
OTHER_NAMES = ("passenger", "spin", "compass", "opinion", "Inside", "bypass")


@scenario("sepm-secret-names-masked")
def secret_names_masked(case):
    """Parameters whose names tell that they are secret, in the query and in the form, and names that only look like them; with the mask on."""
    case.golden = False
    case.preference("xnm.secrets", "mask")
    for port in (9090, 3489):
        for in_form in (False, True):
            connection = talk(case, port)
            for index, name in enumerate((*SECRET_NAMES, *OTHER_NAMES)):
                pairs = f"ActionType=Example&{name}=Example%2D{index:02}x"
                frame = connection.ask(_form(SERVLET, pairs) if in_form else request(f"{SERVLET}?{pairs}"))
                connection.reply(answer(PAGE))
                value = "*****" if name in SECRET_NAMES else f"Example-{index:02}x"
                case.frame(frame, {"sepm.parameter.name": ["ActionType", name], "sepm.parameter.value": ["Example", value]})
            frame = connection.ask(request(f"{SERVLET}?ActionType=Example&Next=%2Fx%3Fpin%3DExample-n%26spin%3DExample-m"))
            case.frame(frame, {"sepm.parameter.value": ["Example", "/x?pin=*****&spin=Example-m"]})
            connection.tcp.close()
    for index in range(len(SECRET_NAMES)):
        case.nowhere(f"Example-{index:02}x")


@scenario("sepm-secrets-quoted-encoded")
def secrets_quoted_encoded(case):
    """Secrets that are quoted percent-encoded, once and more often, with "+" for a space, in paths and in parameters: masked from the frame on that shows
    them; what only looks like them is not."""
    case.golden = False
    case.preference("xnm.secrets", "mask")
    for port in (9090, 3489):
        connection = talk(case, port)
        connection.ask(_form(SERVLET, "ActionType=Login&UserID=kim&Password=Lantern+9%2Fx"))
        connection.reply(answer("<x/>", MANAGER, f"Set-Cookie: {SESSION[:27]}%2Fz; Path=/", content_type="text/xml"))
        rows = (
            ("/a/Lantern%209%2Fx/b", "/a/*****/b"), ("/a/Lantern+9/x", "/a/*****"), ("/a/%4c%61ntern%25209%252fx", "/a/*****"),
            ("/a/0123456789ABCDEF%2fz", "/a/*****"), ("/a/0123456789ABCDEF/z", "/a/*****"), ("/a/%30123456789%41BCDEF%2Fz", "/a/*****"),
            ("/a/Lantern%229%2Fx", "/a/Lantern%229%2Fx"), ("/a/0123456789abcdef/z", "/a/0123456789abcdef/z"),
        )
        for target, shown in rows:
            frame = connection.ask(request(target))
            connection.reply(answer(PAGE))
            case.frame(frame, {"sepm.endpoint": [shown]})
        frame = connection.ask(request(f"{SERVLET}?ActionType=Example&Next=%2Fa%3Fb%3DLantern%252B9%25252Fx%26c&Lantern%25209/x=1"))
        case.frame(frame, {"sepm.parameter.name": ["ActionType", "Next", "*****"], "sepm.parameter.value": ["Example", "/a?b=*****&c", "1"]})
        connection.tcp.close()
    for field in ("endpoint", "parameter.name", "parameter.value", "password", "cookie.value"):
        case.passes(f'sepm.{field} matches "lantern(.|%20|%2520)9[^x]*x" && !(sepm.{field} contains "%22")', [])


@scenario("sepm-logins-at-others")
def at_others(case):
    """Ordinary consoles that take logins, one after another on a connection, which no answer shows to be of the products: nothing is told of them."""
    case.golden = False
    case.compressed = True
    for port in (8014, 8443, 9090, 3489, 2867):
        connection = talk(case, port)
        for asked, told in OTHERS:
            if b"Cookie: ESPSessionID" in asked:
                continue
            connection.ask(asked)
            connection.reply(told)
        connection.ask(_form("/login", "username=kim&password=Example-1", "Cookie: " + SESSION))
        connection.reply(answer(PAGE, "Set-Cookie: " + SESSION))
        connection.tcp.close()
    case.passes("sepm || esps", [])
