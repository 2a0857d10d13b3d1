/* test_sepm_proof.c
 * What proves which server to be one of the two products, and what only looks like a proof: of others, of another host, or in answer to another request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-private.h"
#include "sepm_talk.h"

#define CRLF                          "\r\n"
#define HOST                          "Host: 192.0.2.1" CRLF
#define SMC                           "User-Agent: Smc" CRLF
#define END                           CRLF
#define HEX                           "3397A86EC64FCE11F15337B7BE75CF1E"
#define JSON                          "Content-Type: application/json" CRLF
#define LENGTH                        "Content-Length: {N}" CRLF
#define GET(path)                     "> GET " path " HTTP/1.1" CRLF HOST
#define GET_OF(host, path)            "> GET " path " HTTP/1.1" CRLF "Host: " host CRLF
#define POST(path)                    "> POST " path " HTTP/1.1" CRLF HOST
#define ANSWER(status, headers, body) "< HTTP/1.1 " status CRLF headers LENGTH END body
#define PAGE                          "Content-Type: text/html" CRLF
#define SERVLET                       "/servlet/ConsoleServlet?ActionType="
#define MANAGER                       "Server: SEPM" CRLF
#define SESSION                       "Cookie: JSESSIONID=AA" CRLF
#define PROOF_BANNER                  "<sepm message\n<sepm banner SEPM\n<sepm proof Server: SEPM\n"
#define LOG_TOLD                      ">sepm message console\n>sepm parameter ActionType=ConsoleLog\n"
#define LOG_PROOF                     "<sepm message\n<sepm proof XML with ResponseCode in answer to ConsoleLog at /servlet/ConsoleServlet\n"
#define SYLINK_TOLD                   "<sepm message content\n<sepm id " DIGITS_32 "\n<sepm key " DIGITS_32 " (secret)\n<sepm manager 192.0.2.1=8014\n"

#define DIGITS_32 "0123456789abcdef0123456789ABCDEF"
#define SYLINK(id, kcs)                                                                                                                              \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ServerSettings DomainId=\"" id                                                                     \
    "\" NameSpace=\"rpc\"><CommConf><AgentCommunicationSetting Kcs=\"" kcs                                                                           \
    "\" PushHeartbeatSeconds=\"300\"/><ServerList><ServerPriorityBlock><Server Address=\"192.0.2.1\" HttpPort=\"8014\"/></ServerPriorityBlock>"      \
    "</ServerList></CommConf></ServerSettings>"

static const sepm_talk talks[] = {
    /* SyLink.xml */
    { "SyLink.xml of the manager itself",
      8014,
      false,
      { GET("/x") END, ANSWER("200 OK", "", SYLINK(DIGITS_32, DIGITS_32)) },
      SYLINK_TOLD "<sepm proof SyLink.xml in which the server is a manager\n" },
    { "SyLink.xml of the manager itself, through a proxy",
      3489,
      false,
      { GET_OF("192.0.2.9", "http://192.0.2.1:8014/x") END, ANSWER("200 OK", "", SYLINK(DIGITS_32, DIGITS_32)) },
      SYLINK_TOLD "<sepm proof SyLink.xml in which the server is a manager\n" },
    { "SyLink.xml that a file share has", 80, false, { GET("/SyLink.xml") END, ANSWER("200 OK", "", SYLINK(DIGITS_32, DIGITS_32)) }, SYLINK_TOLD },
    { "SyLink.xml on another host that is no manager of it",
      8014,
      false,
      { "> GET /x HTTP/1.1" CRLF "Host: files.example:8014" CRLF END, ANSWER("200 OK", "", SYLINK(DIGITS_32, DIGITS_32)) },
      SYLINK_TOLD },
    { "SyLink.xml in an error", 8014, false, { GET("/SyLink.xml") END, ANSWER("404 Not Found", "", SYLINK(DIGITS_32, DIGITS_32)) }, SYLINK_TOLD },
    { "SyLink.xml without a key",
      8014,
      false,
      { GET("/x") END, ANSWER("200 OK", "", SYLINK(DIGITS_32, "x")) },
      "<sepm message content\n<sepm id " DIGITS_32 "\n<sepm manager 192.0.2.1=8014\n" },
    { "SyLink.xml with its end missing",
      8014,
      false,
      { GET("/x") END, ANSWER("200 OK", "", "<ServerSettings DomainId=\"" DIGITS_32 "\" NameSpace=\"rpc\"><CommConf>") },
      "<sepm message content\n<sepm id " DIGITS_32 "\n" },
    { "the console's log",
      9090,
      false,
      { GET(SERVLET "ConsoleLog") END, ANSWER("200 OK", "Content-Type: text/xml" CRLF, "<x ResponseCode=\"-5\"/>") },
      LOG_TOLD LOG_PROOF },
    { "the console's log, as elements",
      9090,
      false,
      { GET(SERVLET "ConsoleLog") END, ANSWER("200 OK", "", "<x>\n <ResponseCode>0</ResponseCode>\n</x>") },
      LOG_TOLD LOG_PROOF },
    { "the word, in other answers",
      9090,
      false,
      { GET(SERVLET "ConsoleLog") END, ANSWER("200 OK", JSON, "{\"responseCode\":200,\"ResponseCode\":0}"), GET(SERVLET "ConsoleLog") END,
        ANSWER("200 OK", PAGE, "<p>ResponseCode</p>"), GET(SERVLET "ConsoleLog") END,
        ANSWER("200 OK", "", "<x><ResponseCode>ok</ResponseCode><y responseCode=\"0\"/></x>"), GET(SERVLET "ConsoleLog") END,
        ANSWER("200 OK", "", "<x ResponseCode=\"0\">") },
      LOG_TOLD LOG_TOLD LOG_TOLD LOG_TOLD },
    { "the word, in an error", 9090, false, { GET(SERVLET "ConsoleLog") END, ANSWER("500 Error", "", "<x ResponseCode=\"0\"/>") }, LOG_TOLD },
    { "redirect with a session",
      9090,
      false,
      { GET("/") END, ANSWER("302 Found", "Location: /symantec.jsp;jsessionid=0123" CRLF, "") },
      "<sepm message console\n<sepm proof redirect to /symantec.jsp\n" },
    { "redirect to a page of a longer name", 9090, false, { GET("/") END, ANSWER("302 Found", "Location: /symantec.jspx" CRLF, "") }, "" },
    { "start page with the vendor's comment",
      9090,
      false,
      { GET("/symantec.html") END, ANSWER("200 OK", PAGE, "<html><!-- SYMANTEC:     Copyright (c) 2010-2015 -->") },
      ">sepm message console\n<sepm message\n<sepm proof copyright of Symantec in answer to /symantec.html\n" },
    { "start page with the vendor's years",
      9090,
      false,
      { GET("/symantec.jsp") END, ANSWER("200 OK", PAGE, "<p>Symantec Corporation</p><p>1995 - 2013 Symantec Corporation</p>") },
      ">sepm message console\n<sepm message\n<sepm proof copyright of Symantec in answer to /symantec.jsp\n" },
    { "the vendor's marks elsewhere",
      9090,
      false,
      { GET("/index.html") END, ANSWER("200 OK", PAGE, "<!-- SYMANTEC:     Copyright (c) 2010-2015 --><p>1995 - 2013 Symantec Corporation</p>"),
        GET("/symantec.html") END, ANSWER("404 Not Found", PAGE, "<!-- SYMANTEC:     Copyright (c) 2010-2015 -->"), GET("/symantec.html") END,
        ANSWER("200 OK", PAGE, "<p>2013 Symantec Corporation</p>") },
      ">sepm message console\n>sepm message console\n" },
    { "the words, not as members",
      8446,
      true,
      { GET("/sepm/api/v1/version") END, ANSWER("200 OK", JSON, "{\"no\":\"API_SEQUENCE\",\"not\":[\"API_VERSION\"]}"),
        GET("/sepm/api/v1/version") END, ANSWER("200 OK", JSON, "{\"in\":{\"API_SEQUENCE\":\"1\",\"API_VERSION\":\"2\"}}"),
        GET("/sepm/api/v1/version") END, ANSWER("200 OK", JSON, "{\"API_SEQUENCE\":\"1\",\"API_VERSION\":\"2\"") },
      ">sepm message api\n>sepm message api\n>sepm message api\n" },
    { "heartbeat by way of an update provider",
      2967,
      false,
      { POST("http://192.0.2.1:8014/secars/secars.dll?h=" HEX) SMC END },
      ">sepm message heartbeat\n>sepm message gup\n>sepm query " HEX "\n" },
    { "heartbeat of another client on that port",
      2967,
      false,
      { POST("/secars/secars.dll?h=" HEX) END },
      ">sepm message heartbeat\n>sepm query " HEX "\n" },
    { "session cookie of another port",
      2867,
      false,
      { GET("/") END, ANSWER("200 OK", PAGE "Set-Cookie: ESPSessionID8010=42; Path=/" CRLF, "x") },
      "<esp message\n<esp cookie ESPSessionID8010=42 (secret)\n<esp proof cookie ESPSessionID with another port than the server's\n" },
    { "realm behind other parameters",
      2867,
      false,
      { GET("/") END,
        ANSWER("401 Unauthorized", PAGE "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\", Basic charset=\"UTF-8\", realm=\"E\\\"SP\"" CRLF,
               "<title>ESP - Access Denied</title>") },
      "<esp message\n<esp realm E\"SP\n<esp proof title ESP - Access Denied\n" },
    { "a realm of another scheme",
      2867,
      false,
      { GET("/") END, ANSWER("401 Unauthorized", PAGE "WWW-Authenticate: Digest realm=\"a\"" CRLF, "<title>ESP - Access Denied</title>") },
      "<esp message\n<esp proof title ESP - Access Denied\n" },
    { "the title in another answer", 2867, false, { GET("/") END, ANSWER("200 OK", PAGE, "<title>ESP - Access Denied</title>") }, "" },

    /* Proxies and hosts */
    { "a proxy to a manager and to another",
      8080,
      false,
      { GET("http://192.0.2.1:8014/x") SESSION END, ANSWER("200 OK", MANAGER PAGE, "x"), GET("http://www.example.com/y") SESSION END,
        ANSWER("200 OK", "Set-Cookie: JSESSIONID=BB" CRLF PAGE, "x"), GET("http://192.0.2.1:8014/z") SESSION END, ANSWER("200 OK", PAGE, "x"),
        GET("http://192.0.2.1/z") SESSION END },
      PROOF_BANNER "<sepm sent in\n<sepm cookie JSESSIONID=AA (secret)\n>sepm message\n>sepm cookie JSESSIONID=AA (secret)\n<sepm message\n" },
    { "a proxy to a manager and to ESP",
      8080,
      false,
      { GET("http://192.0.2.1:8014/x") END, ANSWER("200 OK", MANAGER PAGE, "x"), GET("http://192.0.2.2:8010/x") END,
        ANSWER("200 OK", PAGE "Set-Cookie: ESPSessionID8010=1" CRLF, "x"), GET("http://192.0.2.2:8010/esp/login") END,
        GET("http://192.0.2.1:8014/esp/login") END },
      PROOF_BANNER "<esp message\n<esp cookie ESPSessionID8010=1 (secret)\n<esp proof cookie ESPSessionID with its port\n>esp message login\n"
                   ">sepm message\n" },
    { "two hosts behind one address",
      9090,
      false,
      { GET_OF("manager.example", "/x") END, ANSWER("200 OK", MANAGER PAGE, "x"), GET_OF("www.example.com", "/x") SESSION END,
        ANSWER("200 OK", PAGE, "x"), GET_OF("Manager.Example:9090", "/x") SESSION END, GET_OF("manager.example:9091", "/x") SESSION END },
      "<sepm message console\n<sepm banner SEPM\n<sepm proof Server: SEPM\n>sepm message console\n>sepm cookie JSESSIONID=AA (secret)\n" },
    { "what the port of the target tells",
      8080,
      false,
      { GET("http://192.0.2.1:8446/x") END, ANSWER("200 OK", MANAGER PAGE, "x"), GET("https://[2001:db8::1]:8445/x") END,
        ANSWER("200 OK", MANAGER PAGE, "x") },
      "<sepm message api\n<sepm banner SEPM\n<sepm proof Server: SEPM\n<sepm message reporting\n<sepm banner SEPM\n<sepm proof Server: SEPM\n" },
    { "one request after the other, each with its own answer",
      8080,
      false,
      { GET("http://192.0.2.1:8014/x") END, GET("http://www.example.com/y") END, ANSWER("200 OK", PAGE, "x"), ANSWER("200 OK", MANAGER PAGE, "x"),
        GET("http://192.0.2.1:8014/x") SESSION END, GET("http://www.example.com/y") SESSION END },
      PROOF_BANNER ">sepm message\n>sepm cookie JSESSIONID=AA (secret)\n" },
    { "no host",
      1234,
      false,
      { "> GET /x HTTP/1.0" CRLF CRLF, ANSWER("200 OK", MANAGER PAGE, "x"), "> GET /x HTTP/1.0" CRLF SESSION CRLF, GET("/x") SESSION END },
      PROOF_BANNER ">sepm message\n>sepm cookie JSESSIONID=AA (secret)\n>sepm message\n>sepm cookie JSESSIONID=AA (secret)\n" },
};

static void test_talks(void)
{
    static const size_t segments[] = { 1, 2, 7, 100, SIZE_MAX / 2 };
    for (size_t i = 0; i < G_N_ELEMENTS(talks); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(segments); j++) {
            char *told = sepm_talk_told(&talks[i], segments[j]);
            g_test_message("%s", talks[i].name);
            g_assert_cmpstr(told, ==, talks[i].told);
            g_free(told);
        }
    }
}

/* What the address tells where no request was seen, or Host is another name of the server. */
static sepm_product proven_at(const char *address, uint16_t port, const char *request)
{
    GString *told = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(port, false, sepm_talk_line, told);
    sepm_session_set_address(session, address);
    char *answer = sepm_talk_bytes(ANSWER("200 OK", "", SYLINK(DIGITS_32, DIGITS_32)));
    if (request) {
        sepm_session_push(session, false, (const uint8_t *)request, strlen(request));
    }
    sepm_session_push(session, true, (const uint8_t *)answer, strlen(answer));
    sepm_product product = sepm_session_product(session);
    sepm_session_free(session);
    g_string_free(told, TRUE);
    g_free(answer);
    return product;
}

static void test_address(void)
{
    g_assert_cmpint(proven_at("192.0.2.1", 8014, NULL), ==, SEPM_PRODUCT_SEPM);
    g_assert_cmpint(proven_at("192.0.2.1", 8014, "GET /x HTTP/1.1\r\nHost: manager.example\r\n\r\n"), ==, SEPM_PRODUCT_SEPM);
    g_assert_cmpint(proven_at("192.0.2.10", 8014, NULL), ==, SEPM_PRODUCT_NONE);
    g_assert_cmpint(proven_at("192.0.2.1", 8015, NULL), ==, SEPM_PRODUCT_NONE);
    g_assert_cmpint(proven_at("192.0.2.1", 8014, "GET http://files.example/x HTTP/1.1\r\n\r\n"), ==, SEPM_PRODUCT_NONE);
    g_assert_cmpint(proven_at("192.0.2.9", 3128, "GET http://192.0.2.1:8014/x HTTP/1.1\r\n\r\n"), ==, SEPM_PRODUCT_SEPM);
}

/* More hosts than are told apart: what one is proven to be is not said of the next. */
static void test_many_hosts(void)
{
    GString *told = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(8080, false, sepm_talk_line, told);
    for (unsigned i = 0; i < 100; i++) {
        char *request = g_strdup_printf("GET http://host%u.example/x HTTP/1.1\r\nCookie: JSESSIONID=AA\r\n\r\n", i);
        const char *answer =
            i % 2 == 0 ? "HTTP/1.1 200 OK\r\nServer: SEPM\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        g_string_truncate(told, 0);
        sepm_session_push(session, false, (const uint8_t *)request, strlen(request));
        g_assert_cmpstr(told->str, ==, "");
        sepm_session_push(session, true, (const uint8_t *)answer, strlen(answer));
        g_assert_cmpstr(told->str, ==, i % 2 == 0 ? PROOF_BANNER "<sepm sent in\n<sepm cookie JSESSIONID=AA (secret)\n" : "");
        g_free(request);
    }
    sepm_session_free(session);
    g_string_free(told, TRUE);
}

/* Which answer is to which request */

#define VERSION "GET /sepm/api/v1/version HTTP/1.1\r\n\r\n"
#define SOME    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 38\r\n\r\n{\"API_SEQUENCE\":\"1\",\"API_VERSION\":\"2\"}"
#define EMPTY   "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

static void ignore(void *user, const sepm_line *line)
{
    (void)user;
    (void)line;
}

/* Feeds VERSION for ">", EMPTY for "<" and SOME for "!". Returns what is proven in the end. */
static sepm_product proven(bool joined, const char *steps)
{
    sepm_session *session = sepm_talk_session(8446, false, ignore, NULL);
    if (joined) {
        sepm_session_join(session);
    }
    for (; *steps; steps++) {
        const char *text = *steps == '>' ? VERSION : *steps == '<' ? EMPTY : SOME;
        sepm_session_push(session, *steps != '>', (const uint8_t *)text, strlen(text));
    }
    sepm_product product = sepm_session_product(session);
    sepm_session_free(session);
    return product;
}

static void test_joined(void)
{
    g_assert_cmpint(proven(false, ">!"), ==, SEPM_PRODUCT_SEPM);
    g_assert_cmpint(proven(true, ">!"), ==, SEPM_PRODUCT_NONE); /* perhaps to one before it */
    g_assert_cmpint(proven(true, "!>!"), ==, SEPM_PRODUCT_SEPM);
    g_assert_cmpint(proven(true, "><>!"), ==, SEPM_PRODUCT_SEPM);
    g_assert_cmpint(proven(true, ">>!"), ==, SEPM_PRODUCT_NONE);
    g_assert_cmpint(proven(true, ">><>!!"), ==, SEPM_PRODUCT_NONE);
    g_assert_cmpint(proven(false, "!<"), ==, SEPM_PRODUCT_NONE);
}

/* acknowledged: bytes of the client that the first and the second answer acknowledge; 0: that is not told. */
static sepm_product proven_by(uint64_t first, uint64_t second)
{
    sepm_session *session = sepm_talk_session(8446, false, ignore, NULL);
    const uint64_t acknowledged[] = { first, second };
    sepm_session_push(session, false, (const uint8_t *)VERSION, strlen(VERSION));
    for (size_t i = 0; i < G_N_ELEMENTS(acknowledged); i++) {
        const char *text = i == 0 ? SOME : EMPTY;
        if (acknowledged[i] != 0) {
            sepm_session_acknowledge(session, acknowledged[i]);
        }
        sepm_session_push(session, true, (const uint8_t *)text, strlen(text));
    }
    sepm_product product = sepm_session_product(session);
    sepm_session_free(session);
    return product;
}

/* A server that has not got the last byte of a request answers another one. */
static void test_acknowledged(void)
{
    const uint64_t whole = strlen(VERSION);
    g_assert_cmpint(proven_by(0, 0), ==, SEPM_PRODUCT_SEPM);
    g_assert_cmpint(proven_by(whole, whole), ==, SEPM_PRODUCT_SEPM);
    g_assert_cmpint(proven_by(whole - 1, whole), ==, SEPM_PRODUCT_NONE);
    g_assert_cmpint(proven_by(1, whole), ==, SEPM_PRODUCT_NONE);
}

/* Meanings */

static void note_meaning(void *user, const sepm_line *line)
{
    if (line->kind == SEPM_LINE_MEANING) {
        g_string_append_printf(user, "%c%s [%s]\n", line->from_server ? '<' : '>', line->value, registry_confidence_name(line->support->confidence));
    }
}

static char *meanings_of(uint16_t port, const char *request, const char *answer)
{
    GString *told = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(port, false, note_meaning, told);
    char *words[] = { sepm_talk_bytes(request), sepm_talk_bytes(answer) };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        sepm_session_push(session, i == 1, (const uint8_t *)words[i], strlen(words[i]));
        g_free(words[i]);
    }
    sepm_session_free(session);
    return g_string_free(told, FALSE);
}

/* One a message, unless it goes by way of an update provider. */
static void test_meanings(void)
{
    static const struct {
        uint16_t port;
        const char *request;
        const char *answer;
        const char *told;
    } cases[] = {
        { 9090, GET("/x") END, ANSWER("200 OK", MANAGER "Content-Type: text/xml" CRLF, SYLINK(DIGITS_32, DIGITS_32)),
          "<SyLink.xml: a client's domain, managers and key [observed]\n" },
        { 9090, GET("/x") END, ANSWER("200 OK", MANAGER "Content-Type: text/xml" CRLF, "<x/>"),
          "<port 9090: start page and servlets of the console [observed]\n" },
        { 8445, GET("/x") END, ANSWER("200 OK", MANAGER PAGE, "x"), "<port 8445: reports [documented]\n" },
        { 9090, GET_OF("192.0.2.1:8014", "/x") END, ANSWER("200 OK", "", SYLINK(DIGITS_32, DIGITS_32)),
          "<SyLink.xml: a client's domain, managers and key [observed]\n" },
        { 8445, GET_OF("192.0.2.1:8014", "/x") END, ANSWER("200 OK", "", SYLINK(DIGITS_32, DIGITS_32)),
          "<SyLink.xml: a client's domain, managers and key [observed]\n" },
        { 443, GET("/secars/secars.dll?hello,secars") END, ANSWER("200 OK", "", "OK"),
          ">test whether the manager can be reached [observed]\n"
          "<OK, which a manager is said to answer; it proves none, because others answer so to everything [unconfirmed]\n" },
        { 443, GET("/secars/secars.dll?hello,secars") END, ANSWER("200 OK", "", "OKAY"), ">test whether the manager can be reached [observed]\n" },
        { 443, GET("/secars/secars.dll?hello,secars") END, ANSWER("404 No", "", "OK"), ">test whether the manager can be reached [observed]\n" },
        { 2967, GET("http://192.0.2.1:8014/secars/secars.dll?h=" HEX) SMC END, ANSWER("200 OK", "", "x"),
          ">what a client gets from a Group Update Provider, a cache of updates on port 2967 [documented]\n"
          ">request of a client; its query is hidden by the KCS key, which the manager and all clients share [observed]\n" },
        { 2968, GET("http://192.0.2.1:8014/secars/secars.dll?h=" HEX) SMC END, ANSWER("200 OK", "", "x"),
          ">request of a client; its query is hidden by the KCS key, which the manager and all clients share [observed]\n" },
        { 2967, GET("http://192.0.2.1:8014/x") SMC END, ANSWER("200 OK", "", "x"),
          ">what a client gets from a Group Update Provider, a cache of updates on port 2967 [documented]\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *told = meanings_of(cases[i].port, cases[i].request, cases[i].answer);
        g_assert_cmpstr(told, ==, cases[i].told);
        g_free(told);
    }
}

/* Forms of answers */

static void test_response_code(void)
{
    static const struct {
        const char *text;
        bool has;
    } texts[] = {
        { "<?xml version=\"1.0\"?><Response ResponseCode=\"-2130181964\"/>", true },
        { "<r><s/><ResponseCode>12</ResponseCode></r>", true },
        { "<r><ResponseCode>12<s/></ResponseCode></r>", false },
        { "<r ResponseCode=\"\"/>", false },
        { "<r ResponseCode=\"-\"/>", false },
        { "<r ResponseCode=\"123456789012\"/>", false },
        { "<r ResponseCode=\"1x\"/>", false },
        { "<r Code=\"ResponseCode\">1</r>", false },
        { "<ResponseCodes>1</ResponseCodes>", false },
        { "<!DOCTYPE r><r ResponseCode=\"1\"/>", false },
        { "<r ResponseCode=\"1\"></s>", false },
        { "ResponseCode", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_test_message("%s", texts[i].text);
        g_assert_true(sepm_has_response_code((const uint8_t *)texts[i].text, strlen(texts[i].text)) == texts[i].has);
    }
    g_assert_false(sepm_has_response_code((const uint8_t *)"", 0));
}

static void test_realm(void)
{
    static const struct {
        const char *challenges;
        const char *realm;
    } cases[] = {
        { "Basic realm=\"a b\"", "a b" },
        { "basic charset=\"UTF-8\", realm=\"a\"", "a" },
        { "Basic realm = a", "a" },
        { "Negotiate\nBasic realm=\"a\"", "a" },
        { "Digest realm=\"x\", nonce=\"Basic realm=y\", Basic realm=\"a\"", "a" },
        { "Basic realm=\"a\\\"b", "a\"b" },
        { "Basic realm=\"a\nBasic realm=\"b\"", "a" },
        { "Digest realm=\"a\\\nBasic realm=\"b\"", "b" },
        { "Basic", NULL },
        { "Basics realm=\"a\"", NULL },
        { "Digest realm=\"a\"", NULL },
        { "Basic charset=\"realm=x\"", NULL },
        { "=,=\"", NULL },
        { NULL, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        char *realm = http_basic_realm(cases[i].challenges);
        g_test_message("%s", cases[i].challenges);
        g_assert_cmpstr(realm, ==, cases[i].realm);
        g_free(realm);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sepm_proof/talks", test_talks);
    g_test_add_func("/sepm_proof/address", test_address);
    g_test_add_func("/sepm_proof/many_hosts", test_many_hosts);
    g_test_add_func("/sepm_proof/joined", test_joined);
    g_test_add_func("/sepm_proof/acknowledged", test_acknowledged);
    g_test_add_func("/sepm_proof/meanings", test_meanings);
    g_test_add_func("/sepm_proof/response_code", test_response_code);
    g_test_add_func("/sepm_proof/realm", test_realm);
    return g_test_run();
}
