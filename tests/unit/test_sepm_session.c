/* test_sepm_session.c
 * Each row of what tells the two products, and beside it what only looks like it. What must be told is from the rows, and from what is sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm_talk.h"

#define CRLF                          "\r\n"
#define HOST                          "Host: 192.0.2.1" CRLF
#define SMC                           "User-Agent: Smc" CRLF
#define END                           CRLF
#define HEX                           "3397A86EC64FCE11F15337B7BE75CF1E"
#define JSON                          "Content-Type: application/json" CRLF
#define FORM                          "Content-Type: application/x-www-form-urlencoded" CRLF
#define LENGTH                        "Content-Length: {N}" CRLF
#define GET(path)                     "> GET " path " HTTP/1.1" CRLF HOST
#define POST(path)                    "> POST " path " HTTP/1.1" CRLF HOST
#define ANSWER(status, headers, body) "< HTTP/1.1 " status CRLF headers LENGTH END body
#define BYTES                         "Content-Type: application/octet-stream" CRLF
#define PAGE                          "Content-Type: text/html" CRLF
#define SERVLET                       "/servlet/ConsoleServlet?ActionType="
#define MANAGER                       "Server: SEPM" CRLF
#define PROOF_BANNER                  "<sepm message\n<sepm banner SEPM\n<sepm proof Server: SEPM\n"

#define DIGITS_32 "0123456789abcdef0123456789ABCDEF"
#define SYLINK(id, kcs)                                                                                                                              \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ServerSettings DomainId=\"" id                                                                     \
    "\" NameSpace=\"rpc\"><CommConf><AgentCommunicationSetting Kcs=\"" kcs                                                                           \
    "\" PushHeartbeatSeconds=\"300\"/><ServerList><ServerPriorityBlock><Server Address=\"192.0.2.1\" HttpPort=\"8014\"/></ServerPriorityBlock>"      \
    "</ServerList></CommConf></ServerSettings>"

static const sepm_talk talks[] = {
    /* Clients */
    { "heartbeat",
      8014,
      false,
      { POST("/secars/secars.dll?h=" HEX) SMC END, ANSWER("200 OK", BYTES, "x") },
      ">sepm message heartbeat\n>sepm query " HEX "\n" },
    { "heartbeat that is refused",
      8014,
      false,
      { POST("/secars/secars.dll?h=" HEX) SMC END, ANSWER("400 Bad Request", BYTES, "x") },
      ">sepm message heartbeat\n>sepm query " HEX "\n" },
    { "heartbeat by a proxy",
      8080,
      false,
      { GET("http://192.0.2.1:8080/secars/secars.dll?h=" HEX) END, ANSWER("200 OK", BYTES, "x") },
      ">sepm message heartbeat\n>sepm query " HEX "\n" },
    { "not obfuscated", 8014, false, { GET("/secars/secars.dll?h=hello") END, ANSWER("200 OK", BYTES, "x") }, "" },
    { "another module", 8014, false, { GET("/secars/secars2.dll?h=" HEX) END, ANSWER("200 OK", BYTES, "x") }, "" },
    { "answered by a page, as all is",
      8014,
      false,
      { GET("/secars/secars.dll?h=" HEX) END, ANSWER("200 OK", PAGE, "<html>") },
      ">sepm message heartbeat\n>sepm query " HEX "\n" },
    { "test of the connection",
      443,
      true,
      { GET("/secars/secars.dll?hello,secars") END, ANSWER("200 OK", PAGE, "OK") },
      ">sepm message heartbeat\n<sepm message\n" },
    { "test that another kind of server answers",
      8014,
      false,
      { GET("/secars/secars.dll?hello,secars") END, ANSWER("200 OK", "Content-Type: text/plain" CRLF, "Welcome"),
        GET("/secars/secars.dll?hello,secars") END, ANSWER("200 OK", "", "Welcome"), GET("/secars/secars.dll?hello,secars") END,
        ANSWER("404 Not Found", "", "OK") },
      ">sepm message heartbeat\n>sepm message heartbeat\n>sepm message heartbeat\n" },
    { "test that a page answers",
      443,
      true,
      { GET("/secars/secars.dll?hello,secars") END, ANSWER("200 OK", PAGE, "OK, but not so") },
      ">sepm message heartbeat\n" },
    { "hello to another", 443, true, { GET("/secars/secars.dll?hello,world") END, ANSWER("200 OK", BYTES, "OK") }, "" },
    { "registration", 8014, false, { POST("/secreg/register") END, ANSWER("200 OK", BYTES, "x") }, ">sepm message registration\n" },
    { "not the module", 8014, false, { POST("/secregister/x") END, ANSWER("200 OK", BYTES, "x") }, "" },
    { "index of a profile", 8014, false, { GET("/a/data/outbox/agent/" DIGITS_32 "/index2.xml") END }, ">sepm message content\n" },
    { "index of something else", 8014, false, { GET("/agent/0123/index2.xml") END, GET("/index2.xml") END }, "" },
    { "index.dat by a client", 8014, false, { GET("/x/index.dat") SMC END }, ">sepm message content\n" },
    { "index.dat by a browser", 8014, false, { GET("/x/index.dat") END }, "" },
    { "what else a client asks for", 80, false, { GET("/some/where") SMC END, ANSWER("200 OK", BYTES, "x") }, ">sepm message content\n" },
    { "another user agent", 80, false, { GET("/some/where") "User-Agent: Smc/1.0" CRLF END }, "" },
    { "update provider", 2967, false, { GET("http://192.0.2.1:8014/some/where") SMC END, ANSWER("200 OK", BYTES, "x") }, ">sepm message gup\n" },
    { "not by a client", 2967, false, { GET("http://192.0.2.1:8014/some/where") END, ANSWER("200 OK", BYTES, "x") }, "" },
    { "list of providers",
      8014,
      false,
      { GET("/x/globalIndex.xml") SMC END, GET("/x/globallist.xml") SMC END },
      ">sepm message gup\n>sepm message gup\n" },
    { "another list", 8014, false, { GET("/x/globalIndex.xml") END, GET("/x/globallist.xml") END }, "" },
    { "SyLink.xml",
      8014,
      false,
      { GET("/x") END, ANSWER("200 OK", "", SYLINK(DIGITS_32, DIGITS_32)) },
      "<sepm message content\n<sepm id " DIGITS_32 "\n<sepm key " DIGITS_32
      " (secret)\n<sepm manager 192.0.2.1=8014\n<sepm proof SyLink.xml in which the server is a manager\n" },
    { "sent to a server",
      8014,
      false,
      { POST("/x") LENGTH END SYLINK(DIGITS_32, DIGITS_32) },
      ">sepm message content\n>sepm id " DIGITS_32 "\n>sepm key " DIGITS_32 " (secret)\n>sepm manager 192.0.2.1=8014\n" },
    { "without a length, with more behind it",
      8014,
      false,
      { GET("/x") END, "< HTTP/1.1 200 OK" CRLF END SYLINK(DIGITS_32, DIGITS_32), "<  ", "<  " },
      "<sepm message content\n<sepm id " DIGITS_32 "\n<sepm key " DIGITS_32
      " (secret)\n<sepm manager 192.0.2.1=8014\n<sepm proof SyLink.xml in which the server is a manager\n" },
    { "ServerSettings of something else", 8014, false, { GET("/x") END, ANSWER("200 OK", "", SYLINK("1", DIGITS_32)) }, "" },

    /* Console */
    { "new password",
      9090,
      false,
      { GET(SERVLET "ResetPassword&UserID=jane&Domain=Default") END, ANSWER("200 OK", "Content-Type: text/xml" CRLF, "<x ResponseCode=\"0\"/>") },
      ">sepm message console\n>sepm parameter ActionType=ResetPassword\n>sepm parameter UserID=jane\n>sepm username jane\n>sepm parameter "
      "Domain=Default\n"
      ">sepm domain Default\n" },
    { "a servlet that answers something else",
      9090,
      false,
      { GET(SERVLET "Other") END, ANSWER("200 OK", JSON, "{\"error\":\"no such route\"}"), GET(SERVLET "Other") END, ANSWER("200 OK", "", "<html>"),
        GET(SERVLET "Other") END, ANSWER("500 Error", "", "ResponseCode") },
      ">sepm message console\n>sepm parameter ActionType=Other\n>sepm message console\n>sepm parameter ActionType=Other\n"
      ">sepm message console\n>sepm parameter ActionType=Other\n" },
    { "session in the path",
      9090,
      false,
      { GET("/symantec.jsp;jsessionid=0123?x=;jsessionid=4567") END, GET("/x;jsessionid=0123") END, GET("/symantec.jsp?a=;jsessionid=4567") END },
      ">sepm message console\n>sepm cookie jsessionid=0123 (secret)\n>sepm message console\n" },
    { "each action",
      9090,
      false,
      { GET(SERVLET "ConsoleLog") END, GET(SERVLET "ConfigServer") END, GET(SERVLET "BinaryFile") END, GET(SERVLET "SendStatPing") END,
        GET(SERVLET "Other") END },
      ">sepm message console\n>sepm parameter ActionType=ConsoleLog\n>sepm message console\n>sepm parameter ActionType=ConfigServer\n"
      ">sepm message console\n>sepm parameter ActionType=BinaryFile\n>sepm message console\n>sepm parameter ActionType=SendStatPing\n"
      ">sepm message console\n>sepm parameter ActionType=Other\n" },
    { "another servlet",
      9090,
      false,
      { GET("/servlet/Console?ActionType=ConsoleLog") END, GET("/servlet/ConsoleServlet") END,
        GET("/x/servlet/ConsoleServlet?ActionType=ConsoleLog") END },
      "" },
    { "parameters in a form",
      9090,
      false,
      { POST(SERVLET "Login") FORM LENGTH END "UserID=jane&Password=Example-7" },
      ">sepm message console\n>sepm parameter ActionType=Login\n>sepm message\n>sepm parameter UserID=jane\n>sepm username jane\n"
      ">sepm parameter Password=Example-7 (secret)\n>sepm password Example-7 (secret)\n" },
    { "start page",
      9090,
      false,
      { GET("/") END, ANSWER("302 Found", "Location: http://192.0.2.1:9090/symantec.jsp" CRLF, ""), GET("/symantec.jsp") END,
        GET("/symantec.html") END },
      "<sepm message console\n<sepm proof redirect to /symantec.jsp\n>sepm message console\n>sepm message console\n" },
    { "redirect of another page", 9090, false, { GET("/x") END, ANSWER("302 Found", "Location: /symantec.jsp" CRLF, "") }, "" },
    { "redirect to another server",
      9090,
      false,
      { GET("/") END, ANSWER("302 Found", "Location: https://sso.example/login?next=/symantec.jsp" CRLF, ""), GET("/") END,
        ANSWER("302 Found", "Location: http://192.0.2.10/symantec.jsp" CRLF, ""), GET("/") END,
        ANSWER("302 Found", "Location: //192.0.2.2/symantec.jsp" CRLF, "") },
      "" },
    { "redirect to another page",
      9090,
      false,
      { GET("/") END, ANSWER("302 Found", "Location: /login?next=/symantec.jsp" CRLF, ""), GET("/") END,
        ANSWER("302 Found", "Location: /x/symantec.jsp" CRLF, "") },
      "" },
    { "redirect to another port",
      9090,
      false,
      { GET("/") END, ANSWER("302 Found", "Location: https://192.0.2.1:8443/symantec.html" CRLF, "") },
      "<sepm message console\n<sepm proof redirect to /symantec.html\n" },
    { "redirect elsewhere", 9090, false, { GET("/") END, ANSWER("302 Found", "Location: /manager/html" CRLF, "") }, "" },
    { "a new page, not a redirect", 9090, false, { GET("/") END, ANSWER("201 Created", "Location: /symantec.html" CRLF, "") }, "" },
    { "title",
      8443,
      true,
      { GET("/") END, ANSWER("200 OK", PAGE, "<title>Symantec Endpoint Protection Manager</title>") },
      "<sepm message console\n<sepm proof title Symantec Endpoint Protection Manager\n" },
    { "a title that goes on",
      8443,
      true,
      { GET("/") END, ANSWER("200 OK", PAGE, "<title>Symantec Endpoint Protection Manager, a review</title>") },
      "" },
    { "a title in plain text",
      8443,
      true,
      { GET("/") END, ANSWER("200 OK", "Content-Type: text/plain" CRLF, "<title>Symantec Endpoint Protection Manager</title>") },
      "" },
    { "web access",
      9090,
      false,
      { GET("/x") END, ANSWER("200 OK", PAGE, "Symantec Endpoint Protection Manager<br>Web Access") },
      "<sepm message console\n<sepm proof page of Symantec Endpoint Protection Manager, Web Access\n" },
    { "banner", 1234, false, { GET("/") END, ANSWER("404 No", MANAGER, "x") }, PROOF_BANNER },
    { "long banner",
      1234,
      false,
      { GET("/") END, ANSWER("200 OK", "Server: Symantec Endpoint Protection Manager" CRLF, "x") },
      "<sepm message\n<sepm banner Symantec Endpoint Protection Manager\n<sepm proof Server: Symantec Endpoint Protection Manager\n" },
    { "other banners",
      8443,
      true,
      { GET("/") END, ANSWER("200 OK", "Server: Hidden" CRLF, "x"), GET("/") END, ANSWER("200 OK", "Server: SEPMX" CRLF, "x") },
      "" },
    { "version's page",
      8443,
      true,
      { GET("/") END, ANSWER("200 OK", MANAGER, "x"), GET("/portal/About.jsp") END },
      "<sepm message console\n<sepm banner SEPM\n<sepm proof Server: SEPM\n>sepm message console\n" },
    { "a page of that name elsewhere", 8443, true, { GET("/portal/About.jsp") END }, "" },
    { "cookie of the console",
      9090,
      false,
      { GET("/") "Cookie: JSESSIONID=AA; x=y" CRLF END, ANSWER("200 OK", MANAGER "Set-Cookie: JSESSIONID=BB; Path=/" CRLF, "x"),
        GET("/a") "Cookie: JSESSIONID=BB; x=y" CRLF END },
      "<sepm message console\n<sepm banner SEPM\n<sepm cookie JSESSIONID=BB (secret)\n<sepm proof Server: SEPM\n<sepm sent in\n"
      "<sepm cookie JSESSIONID=AA (secret)\n>sepm message console\n>sepm cookie JSESSIONID=BB (secret)\n" },
    { "cookie of another Tomcat",
      9090,
      false,
      { GET("/manager/html") "Cookie: JSESSIONID=AA" CRLF "Authorization: Basic YTpi" CRLF END,
        ANSWER("200 OK", "Server: Apache-Coyote/1.1" CRLF "Set-Cookie: JSESSIONID=BB" CRLF PAGE, "x") },
      "" },
    { "reports",
      8445,
      true,
      { GET("/") END, ANSWER("200 OK", MANAGER "Strict-Transport-Security: max-age=1" CRLF, "x"), GET("/any.php") END },
      "<sepm message reporting\n<sepm banner SEPM\n<sepm proof Server: SEPM\n>sepm message reporting\n" },
    { "reports of another", 8445, true, { GET("/Reporting/any.php") END, ANSWER("200 OK", PAGE, "x") }, "" },

    /* REST API */
    { "login",
      8446,
      true,
      { POST("/sepm/api/v1/identity/authenticate") JSON LENGTH END "{\"username\":\"a\"}",
        ANSWER("200 OK", JSON, "{\"token\":\"t\",\"tokenExpiration\":1}") },
      ">sepm message api\n>sepm json {\"username\":\"a\"}\n<sepm message\n<sepm json {\"token\":\"t\",\"tokenExpiration\":1}\n"
      "<sepm proof token and tokenExpiration in answer to a login at /sepm/api\n" },
    { "login that is refused",
      8446,
      true,
      { POST("/sepm/api/v1/identity/authenticate") JSON LENGTH END "{}", ANSWER("401 No", JSON, "{\"token\":0}") },
      ">sepm message api\n>sepm json {}\n<sepm json {\"token\":0}\n" },
    { "login of another API",
      8446,
      true,
      { POST("/api/v1/identity/authenticate") JSON LENGTH END "{\"username\":\"a\"}", ANSWER("200 OK", JSON, "{}") },
      "" },
    { "login that is no JSON",
      8446,
      true,
      { POST("/sepm/api/v1/identity/authenticate") FORM LENGTH END "{\"username\":\"a\"}" },
      ">sepm message api\n" },
    { "login for reports", 8446, true, { POST("/sepm/api/v1/reporting/authenticate") JSON LENGTH END "{}" }, ">sepm message api\n>sepm json {}\n" },
    { "version",
      8446,
      true,
      { GET("/sepm/api/v1/version") END, ANSWER("200 OK", JSON, "{\"API_SEQUENCE\":\"1\",\"API_VERSION\":\"2\"}") },
      ">sepm message api\n<sepm message\n<sepm proof API_SEQUENCE and API_VERSION in answer to /sepm/api/v1/version\n" },
    { "what any gateway answers",
      8446,
      true,
      { GET("/sepm/api/v1/version") END, ANSWER("401 Unauthorized", JSON, "{\"error\":\"unauthorized\"}"), GET("/sepm/api/v1/version") END,
        ANSWER("200 OK", JSON, "{\"API_SEQUENCE\":null,\"API_VERSION\":null}"), GET("/sepm/api/v1/computers") END,
        ANSWER("200 OK", JSON, "{\"API_SEQUENCE\":\"1\",\"API_VERSION\":\"2\"}") },
      ">sepm message api\n>sepm message api\n>sepm message api\n" },
    { "a page for every path", 8446, true, { GET("/sepm/api/v1/version") END, ANSWER("200 OK", PAGE, "{}") }, ">sepm message api\n" },
    { "no such version", 8446, true, { GET("/sepm/api/v3/version") END, ANSWER("200 OK", JSON, "{}") }, "" },
    { "nothing below", 8446, true, { GET("/sepm/api/v1/") END, GET("/sepm/api/v1") END, GET("/sepm/api/v10/x") END }, "" },
    { "bearer",
      8446,
      true,
      { GET("/sepm/api/v2/policies/exceptions/1") "Authorization: Bearer abc" CRLF END, ANSWER("200 OK", JSON, "{}") },
      ">sepm message api\n>sepm token abc (secret)\n" },
    { "bearer of another API", 8446, true, { GET("/api/v2/policies") "Authorization: Bearer abc" CRLF END, ANSWER("200 OK", JSON, "{}") }, "" },
    { "basic",
      9090,
      false,
      { GET("/symantec.jsp") "Authorization: Basic YTpi" CRLF END },
      ">sepm message console\n>sepm username a\n>sepm password b (secret)\n" },

    { "basic, on two lines",
      9090,
      false,
      { GET("/symantec.jsp") "Authorization: Basic" CRLF " YTpi" CRLF "X-Other: Basic" CRLF "\tYTpi" CRLF END },
      ">sepm message console\n>sepm username a\n>sepm password b (secret)\n" },
    { "secrets among parameters",
      9090,
      false,
      { GET(SERVLET "A&JSESSIONID=1&sid=2&AuthKey=3&credential=4&Inside=5") END },
      ">sepm message console\n>sepm parameter ActionType=A\n>sepm parameter JSESSIONID=1 (secret)\n>sepm parameter sid=2 (secret)\n"
      ">sepm parameter AuthKey=3 (secret)\n>sepm parameter credential=4 (secret)\n>sepm parameter Inside=5\n" },

    /* CVE-2016-5306 */
    { "no HSTS",
      8445,
      true,
      { GET("/") END, ANSWER("200 OK", MANAGER, "x"), GET("/") END, ANSWER("200 OK", MANAGER, "x") },
      "<sepm message reporting\n<sepm banner SEPM\n<sepm no hsts CVE-2016-5306\n<sepm proof Server: SEPM\n>sepm message reporting\n<sepm message\n"
      "<sepm banner SEPM\n" },
    { "no HSTS elsewhere",
      8443,
      true,
      { GET("/") END, ANSWER("200 OK", MANAGER, "x") },
      "<sepm message console\n<sepm banner SEPM\n<sepm proof Server: SEPM\n" },

    /* ESP */
    { "session cookie set",
      2867,
      false,
      { GET("/") END, ANSWER("200 OK", PAGE "Set-Cookie: ESPSessionID2867=42; Path=/" CRLF, "x") },
      "<esp message\n<esp cookie ESPSessionID2867=42 (secret)\n<esp proof cookie ESPSessionID with its port\n" },
    { "a cookie without its port",
      2867,
      false,
      { GET("/") END,
        ANSWER("200 OK", PAGE "Set-Cookie: ESPSessionID=42" CRLF "Set-Cookie: ESPSessionID2867x=1" CRLF "Set-Cookie: ESPSessionID99999=1" CRLF,
               "x") },
      "" },
    { "session cookie sent", 2867, false, { GET("/x") "Cookie: ESPSessionID2867=42" CRLF END }, "" },
    { "sent by a browser to another port of the host", 2867, false, { GET("/esp/login") "Cookie: ESPSessionID8010=42" CRLF END }, "" },
    { "each other cookie",
      8010,
      false,
      { GET("/") END, ANSWER("200 OK",
                             "Set-Cookie: ESPUserName=jane" CRLF "Set-Cookie: ESPAuthURL=/" CRLF "Set-Cookie: ESPSessionTimeoutSeconds=600" CRLF
                             "Set-Cookie: ESPAuthIDTemp=1" CRLF "Set-Cookie: ESPDomainAuthDataTemp=2" CRLF "Set-Cookie: ESPAuthenticated=true" CRLF
                             "Set-Cookie: ESPAuthenticationMSG=no" CRLF "Set-Cookie: ESPUserAcctError=x" CRLF,
                             "x") },
      "<esp message\n<esp cookie ESPUserName=jane\n<esp cookie ESPAuthURL=/\n<esp cookie ESPSessionTimeoutSeconds=600\n<esp cookie ESPAuthIDTemp=1 "
      "(secret)\n"
      "<esp cookie ESPDomainAuthDataTemp=2 (secret)\n<esp cookie ESPAuthenticated=true\n<esp cookie ESPAuthenticationMSG=no\n<esp cookie "
      "ESPUserAcctError=x\n"
      "<esp proof cookie ESPUserName\n" },
    { "cookies with such a beginning",
      8010,
      false,
      { GET("/") END, ANSWER("200 OK", "Set-Cookie: ESPUserNames=jane" CRLF "Set-Cookie: ESP=/" CRLF, "x") },
      "" },
    { "access denied",
      2867,
      false,
      { GET("/") END,
        ANSWER("401 Unauthorized", PAGE "WWW-Authenticate: Basic realm=\"ESP\"" CRLF, "<html><head><title>ESP - Access Denied</title>") },
      "<esp message\n<esp realm ESP\n<esp proof title ESP - Access Denied\n" },
    { "access denied, as XML",
      2867,
      false,
      { GET("/") END, ANSWER("401 Unauthorized", "Content-Type: text/xml; charset=UTF-8" CRLF, "<title>ESP - Access Denied</title>") },
      "<esp message\n<esp proof title ESP - Access Denied\n" },
    { "a cookie with a number that is none of its own",
      2867,
      false,
      { GET("/") END, ANSWER("200 OK", "Set-Cookie: ESPAuthURL2867=/" CRLF, "x") },
      "" },
    { "access denied elsewhere",
      2867,
      false,
      { GET("/") END, ANSWER("401 Unauthorized", PAGE "WWW-Authenticate: Basic realm=\"ESP\"" CRLF, "<title>Access Denied</title>") },
      "" },
    { "basic to ESP",
      2867,
      false,
      { GET("/WsSMC/Activity") "Authorization: Basic YTpi" CRLF END, ANSWER("200 OK", PAGE, "x") },
      ">esp message service\n>esp username a\n>esp password b (secret)\n" },
    { "services",
      2867,
      false,
      { GET("/WsWorkunits") END, GET("/WsResources/ServiceQuery.json") END, GET("/WsEcl/submit/query/thor/q1") END,
        GET("/WsEcl/proxy/query/roxie/q1") END, GET("/WsEcl/soap/query/roxie/q1") END },
      ">esp message service\n>esp message service\n>esp message query\n>esp message query\n>esp message query\n" },
    { "more services",
      2867,
      false,
      { GET("/WsEcl/json/query/roxie/q1") END, GET("/WsEcl/definitions/query/roxie/q1/x.xsd") END },
      ">esp message query\n>esp message query\n" },
    { "no services of it",
      2867,
      false,
      { GET("/WsSMCx") END, GET("/ws/WsWorkunits") END, GET("/WsResources/x.json") END, GET("/WsEcl/submit/query/thor") END,
        GET("/WsEcl/other/query/thor/q1") END },
      "" },
    { "a service that is not there", 2867, false, { GET("/WsSMC") END, ANSWER("404 Not Found", PAGE, "x") }, ">esp message service\n" },
    { "a page for every service",
      2867,
      false,
      { GET("/WsSMC/Activity") END, ANSWER("200 OK", PAGE, "<html>"), GET("/WsEcl/submit/query/thor/q1") END, ANSWER("200 OK", JSON, "{}"),
        GET("/WsResources/ServiceQuery.json") END, ANSWER("200 OK", JSON, "{}") },
      ">esp message service\n>esp message query\n>esp message service\n" },
    { "login by form",
      2867,
      false,
      { POST("/esp/login") "Cookie: ESPAuthURL=/" CRLF FORM LENGTH END "username=jane&password=Example-7" },
      ">esp message login\n>esp cookie ESPAuthURL=/\n>esp message\n>esp username jane\n>esp password Example-7 (secret)\n" },
    { "login to something in Spanish", 2867, false, { POST("/esp/login") FORM LENGTH END "username=jane&password=Example-7" }, "" },
    { "sessions",
      2867,
      false,
      { GET("/") END, ANSWER("200 OK", "Set-Cookie: ESPSessionID2867=1" CRLF, ""), GET("/esp/logout") END, GET("/esp/getauthtype") END,
        GET("/esp/lock") END, GET("/esp/unlock") END, GET("/esp/verify") END },
      "<esp message\n<esp cookie ESPSessionID2867=1 (secret)\n<esp proof cookie ESPSessionID with its port\n>esp message session\n>esp message "
      "session\n"
      ">esp message session\n>esp message session\n>esp message session\n" },
    { "files",
      2867,
      false,
      { GET("/") END, ANSWER("200 OK", "Set-Cookie: ESPSessionID2867=1" CRLF, ""), GET("/esp/files/Login.html") END, GET("/esp/files/stub.html") END,
        GET("/esp/xslt/x.xslt") END, GET("/esp/updatepassword?x=y") END, GET("/esp/login") END },
      "<esp message\n<esp cookie ESPSessionID2867=1 (secret)\n<esp proof cookie ESPSessionID with its port\n>esp message login\n>esp message files\n"
      ">esp message files\n>esp message session\n>esp message login\n" },
    { "files of others", 2867, false, { GET("/esp/files/Login.html") END, GET("/esp/files/index.html") END, GET("/esp/xslt/x") END }, "" },
    { "ECL IDE", 8010, false, { POST("/FileSpray") "User-Agent: eclide/9.0" CRLF END }, ">esp message service\n" },
    { "another IDE", 8010, false, { POST("/FileSpray") "User-Agent: eclipse/9.0" CRLF END }, "" },
};

static void test_talks(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(talks); i++) {
        char *told = sepm_talk_told(&talks[i], SIZE_MAX / 2);
        g_test_message("%s", talks[i].name);
        g_assert_cmpstr(told, ==, talks[i].told);
        g_free(told);
    }
}

static void test_every_cut(void)
{
    static const size_t segments[] = { 1, 2, 3, 7, 16, 100 };
    for (size_t i = 0; i < G_N_ELEMENTS(talks); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(segments); j++) {
            char *told = sepm_talk_told(&talks[i], segments[j]);
            g_test_message("%s", talks[i].name);
            g_assert_cmpstr(told, ==, talks[i].told);
            g_free(told);
        }
    }
}

/* Families of paths of the REST interface */

static void note_meaning(void *user, const sepm_line *line)
{
    if (line->kind == SEPM_LINE_MEANING) {
        g_assert_nonnull(line->support->source);
        g_assert_cmpint(line->support->confidence, !=, REGISTRY_CONFIDENCE_NONE);
        g_string_assign(user, line->value);
    }
}

static char *meaning_of(const char *path)
{
    GString *meaning = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(8446, true, note_meaning, meaning);
    char *request = g_strdup_printf("GET %s HTTP/1.1\r\n\r\n", path);
    sepm_session_push(session, false, (const uint8_t *)request, strlen(request));
    g_free(request);
    sepm_session_free(session);
    return g_string_free(meaning, FALSE);
}

static void check_meaning(const char *path, bool has_own)
{
    char *meaning = meaning_of(path);
    g_test_message("%s: %s", path, meaning);
    g_assert_true((strcmp(meaning, "web service") != 0) == has_own && meaning[0] != '\0');
    g_free(meaning);
}

static void test_api_families(void)
{
    static const char *const below[] = {
        "v1/admin-users/1",
        "v1/admin/database",
        "v1/admin/tdadserver",
        "v1/cloud/epmp/x",
        "v1/command-queue/activescan",
        "v1/command-queue/file/1/content",
        "v1/computers",
        "v1/content/avdef/latest",
        "v1/domains",
        "v1/events/critical",
        "v1/ext/groups/1",
        "v1/groups/1/computers",
        "v1/gup/status",
        "v1/identity/logout",
        "v1/licenses",
        "v1/policies/exceptions/1",
        "v1/policy-objects/fingerprints",
        "v1/replication/status",
        "v1/requested-files/1/content",
        "v1/sessions/currentuser",
        "v1/stats/x",
        "v1/tdad",
        "v1/version",
        "v2/policies/exceptions",
        "v2/policy-objects/fingerprints/1",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(below); i++) {
        char *path = g_strdup_printf("/sepm/api/%s", below[i]);
        check_meaning(path, true);
        g_free(path);
    }
    static const char *const others[] = {
        "v1/administrators", "v1/computersx", "v1/versions", "v1/identity/login", "v2/computers", "v1/gups/status"
    };
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        char *path = g_strdup_printf("/sepm/api/%s", others[i]);
        check_meaning(path, false);
        g_free(path);
    }
}

/* Where bytes are missing, an answer may be to another request. */

static void push(sepm_session *session, bool from_server, const char *text)
{
    sepm_session_push(session, from_server, (const uint8_t *)text, strlen(text));
}

#define VERSION "GET /sepm/api/v1/version HTTP/1.1\r\n\r\n"
#define SOME    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 38\r\n\r\n{\"API_SEQUENCE\":\"1\",\"API_VERSION\":\"2\"}"

static void test_gaps(void)
{
    GString *told = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(8446, false, sepm_talk_line, told);
    push(session, false, "GET /other HTTP/1.1\r\n\r\n");
    sepm_session_gap(session, true, 100);
    push(session, false, VERSION);
    push(session, true, SOME); /* perhaps the answer to the first */
    g_assert_cmpint(sepm_session_product(session), ==, SEPM_PRODUCT_NONE);
    push(session, false, VERSION);
    push(session, true, SOME);
    g_assert_cmpint(sepm_session_product(session), ==, SEPM_PRODUCT_SEPM);
    g_assert_cmpuint(sepm_session_offset(session, true), ==, 100 + 2 * strlen(SOME));
    sepm_session_free(session);
    g_string_free(told, TRUE);
}

/* More requests than are remembered: no answer is paired. */
static void test_many_requests(void)
{
    GString *told = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(8446, false, sepm_talk_line, told);
    for (unsigned i = 0; i < 65; i++) {
        push(session, false, VERSION);
    }
    push(session, true, SOME);
    g_assert_cmpint(sepm_session_product(session), ==, SEPM_PRODUCT_NONE);
    sepm_session_free(session);
    g_string_free(told, TRUE);
}

static void count_first(void *user, const sepm_line *line)
{
    *(unsigned *)user += line->kind == SEPM_LINE_COOKIE && line->first;
}

static void test_first(void)
{
    unsigned first = 0;
    sepm_session *session = sepm_talk_session(2867, false, count_first, &first);
    for (unsigned i = 0; i < 3; i++) {
        push(session, false, "GET /WsSMC HTTP/1.1\r\nCookie: ESPSessionID2867=1\r\n\r\n");
    }
    g_assert_cmpuint(first, ==, 1);
    push(session, false, "GET /WsSMC HTTP/1.1\r\nCookie: ESPSessionID2867=2\r\n\r\n");
    g_assert_cmpuint(first, ==, 2);
    sepm_session_free(session);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sepm_session/talks", test_talks);
    g_test_add_func("/sepm_session/every_cut", test_every_cut);
    g_test_add_func("/sepm_session/api_families", test_api_families);
    g_test_add_func("/sepm_session/gaps", test_gaps);
    g_test_add_func("/sepm_session/many_requests", test_many_requests);
    g_test_add_func("/sepm_session/first", test_first);
    return g_test_run();
}
