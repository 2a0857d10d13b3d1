/* test_sepm_rows.c
 * Every row of the tables that tell the two products: a request, or what an answer says, that is the row's, and one beside it that is not. A row that
 * has none here fails. What belongs to which row is from the vendors' documents and from what was observed, not from the tables.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/http_fields.h"
#include "sepm-private.h"

#define HEX       "3397A86EC64FCE11F15337B7BE75CF1E"
#define DIGITS_32 "0123456789abcdef0123456789ABCDEF"
#define SERVLET   "/servlet/ConsoleServlet?ActionType="
#define V1        "/sepm/api/v1/"
#define V2        "/sepm/api/v2/"

/* What else is known. */
typedef enum { NOTHING, SMC, ECLIDE, PROVEN } known_of_it;

typedef struct {
    uint16_t port;
    known_of_it known;
    const char *method;
    const char *target;
} asked;

typedef struct {
    asked positive;
    asked near_miss; /* has not the same meaning; the target NULL: the same without what else is known */
    const char *kind;
    const char *meaning; /* the row's begins so */
} row_case;

#define ANYWHERE 1234
#define WITHOUT                                                                                                                                      \
    {                                                                                                                                                \
        ANYWHERE, NOTHING, NULL, NULL                                                                                                                \
    }
#define GET(target)                                                                                                                                  \
    {                                                                                                                                                \
        ANYWHERE, NOTHING, "GET", target                                                                                                             \
    }
#define GET_OF(known, target)                                                                                                                        \
    {                                                                                                                                                \
        ANYWHERE, known, "GET", target                                                                                                               \
    }
#define POST(target)                                                                                                                                 \
    {                                                                                                                                                \
        ANYWHERE, NOTHING, "POST", target                                                                                                            \
    }
#define PUT(target)                                                                                                                                  \
    {                                                                                                                                                \
        ANYWHERE, NOTHING, "PUT", target                                                                                                             \
    }

static const row_case rows[] = {
    /* Clients of a manager */
    { { 2967, SMC, "GET", "http://192.0.2.1:8014/x" }, { 2968, SMC, "GET", "http://192.0.2.1:8014/x" }, "gup", "what a client gets from a Group" },
    { POST("/secars/secars.dll?h=" HEX), POST("/secars/secars.dll?h=no-digits-here-at-all"), "heartbeat", "request of a client; its query" },
    { GET("/secars/secars.dll?hello,secars"), GET("/secars/secars.dll?hello,world"), "heartbeat", "test whether" },
    { POST("/secreg/secreg.dll?x"), POST("/secreg"), "registration", "registration of a client" },
    { GET("/x/agent/" DIGITS_32 "/index2.xml"), GET("/x/agent/" HEX "0/index2.xml"), "content", "index of a client group's profile" },
    { GET_OF(SMC, "/x/index.dat"), WITHOUT, "content", "index that a client compares" },
    { GET_OF(SMC, "/x/globalIndex.xml"), WITHOUT, "gup", "said to be the index of the list" },
    { GET_OF(SMC, "/x/globallist.xml"), WITHOUT, "gup", "said to be the list" },
    { GET_OF(SMC, "/any/where"), WITHOUT, "content", "what else a client" },
    /* Its console */
    { GET(SERVLET "ResetPassword&UserID=jane&Domain=x"), GET(SERVLET "resetpassword"), "console", "a new password for an administrator" },
    { POST(SERVLET "ConsoleLog"), POST("/servlet/ConsoleServlets?ActionType=ConsoleLog"), "console", "the console sends XML" },
    { GET(SERVLET "ConfigServer&action=test_av"), GET("/servlet/ConsoleServlet?action=ConfigServer"), "console", "configuration of the server" },
    { POST(SERVLET "BinaryFile&Action=UploadPackage"), POST("/x" SERVLET "BinaryFile"), "console", "a file is put" },
    { POST(SERVLET "SendStatPing"), POST(SERVLET "SendStatPings"), "console", "a serialised Java object" },
    { GET(SERVLET "Example"), GET("/servlet/ConsoleServlet"), "console", "servlet of the console" },
    { GET("/symantec.jsp"), GET("/x/symantec.jsp"), "console", "start page of the console" },
    { GET("/symantec.html"), GET("/symantec.htm"), "console", "start page of the console" },
    { GET_OF(PROVEN, "/portal/About.jsp"), WITHOUT, "console", "page that tells the version" },
    { GET_OF(PROVEN, "/console/apps/sepm"), WITHOUT, "console", "the console in a browser" },
    { GET_OF(PROVEN, "/Reporting/login/login.php"), WITHOUT, "reporting", "reports" },
    /* Its web services */
    { POST(V1 "identity/authenticate"), GET(V1 "identity/authenticate"), "api", "login, with user name" },
    { POST(V2 "identity/authenticate"), POST("/sepm/api/v3/identity/authenticate"), "api", "login, with user name" },
    { POST(V1 "reporting/authenticate"), POST("/api/v1/reporting/authenticate"), "api", "login" },
    { PUT(V1 "identity/authenticate"), PUT(V1 "identity/authenticate/x"), "api", "login, with user name" },
    { PUT(V2 "identity/authenticate/"), PUT(V2 "identity/authenticate//"), "api", "login, with user name" },
    { PUT(V1 "reporting/authenticate/"), PUT(V1 "reporting/authenticates"), "api", "login" },
    { POST(V1 "identity/logout"), POST(V1 "identity/logouts"), "api", "logout" },
    { GET(V1 "admin-users"), GET(V1 "admin-usersx"), "api", "administrators" },
    { GET(V1 "admin/servers"), GET(V1 "administration/servers"), "api", "databases, servers" },
    { GET(V1 "cloud/epmp/x"), GET(V1 "clouds"), "api", "connection to the cloud" },
    { POST(V1 "command-queue/fullscan"), POST(V1 "command-queues"), "api", "commands to clients" },
    { GET(V1 "computers"), GET("/api/v1/computers"), "api", "clients" },
    { GET(V1 "content/avdef/latest"), GET(V1 "contents/avdef"), "api", "versions of definitions" },
    { GET(V1 "domains"), GET("/sepm/api/domains"), "api", "domains" },
    { GET(V1 "events/critical"), GET(V1 "event/critical"), "api", "events and notifications" },
    { GET(V1 "ext/groups/x"), GET(V1 "extra/groups"), "api", "groups, extended" },
    { GET(V1 "groups/1/computers"), GET(V1 "group/1"), "api", "groups: clients" },
    { GET(V1 "gup/status"), GET(V1 "gups"), "api", "status of Group Update Providers" },
    { GET(V1 "licenses"), GET(V1 "license"), "api", "licences" },
    { GET(V1 "policies/firewall"), GET(V1 "policy/firewall"), "api", "policies" },
    { GET(V1 "policy-objects/fingerprints"), GET(V1 "policy-object"), "api", "lists that policies use: file fingerprints, hosts" },
    { GET(V1 "replication/status"), GET(V1 "replications"), "api", "replication between managers" },
    { GET(V1 "requested-files/0a/content"), GET(V1 "requested-file"), "api", "files fetched from clients" },
    { GET(V1 "sessions/currentuser"), GET(V1 "session/currentuser"), "api", "who is logged in" },
    { GET(V1 "stats/x"), GET(V1 "statsx"), "api", "statistics" },
    { GET(V1 "tdad"), GET(V1 "tdads"), "api", "Threat Defense" },
    { GET(V1 "version"), GET(V1 "versions"), "api", "version" },
    { GET(V2 "policies/exceptions"), GET("/sepm/api/v20/policies/exceptions"), "api", "policies" },
    { GET(V2 "policy-objects/fingerprints"), GET("/sepm/api/v20/policy-objects"), "api", "lists that policies use: file fingerprints" },
    { GET(V1 "example"), GET(V1), "api", "web service" },
    { GET(V2 "example"), GET("/sepm/api/v2"), "api", "web service" },
    /* ESP of HPCC Systems */
    { GET("/WsSMC/Activity"), GET("/WsSMCs"), "service", "service: activity" },
    { GET("/WsWorkunits/WUQuery"), GET("/x/WsWorkunits"), "service", "service: workunits" },
    { GET("/WsResources/ServiceQuery.json"), GET("/WsResources/Services.json"), "service", "service: which services" },
    { GET("/WsEcl/submit/query/thor/q1"), GET("/WsEcl/submit/query/thor"), "query", "run a published query" },
    { GET("/WsEcl/proxy/query/roxie/q1"), GET("/WsEcl/proxies/query/roxie/q1"), "query", "run a published query, by proxy" },
    { GET("/WsEcl/soap/query/roxie/q1"), GET("/WsEcl/soap/roxie/q1"), "query", "run a published query by SOAP" },
    { GET("/WsEcl/json/query/roxie/q1"), GET("/Ws/json/query/roxie/q1"), "query", "run a published query by JSON" },
    { GET("/WsEcl/definitions/query/roxie/q1"), GET("/WsEcl/definitions/query/roxie/"), "query", "description of a published query" },
    { { ANYWHERE, PROVEN, "POST", "/esp/login" }, WITHOUT, "login", "login by form" },
    { GET_OF(PROVEN, "/esp/login"), WITHOUT, "login", "login" },
    { GET_OF(PROVEN, "/esp/files/Login.html"), WITHOUT, "login", "page of the login" },
    { GET_OF(PROVEN, "/esp/logout"), WITHOUT, "session", "logout" },
    { GET_OF(PROVEN, "/esp/getauthtype"), WITHOUT, "session", "how to log in" },
    { GET_OF(PROVEN, "/esp/lock"), WITHOUT, "session", "lock the session" },
    { GET_OF(PROVEN, "/esp/unlock"), WITHOUT, "session", "unlock the session" },
    { GET_OF(PROVEN, "/esp/verify"), WITHOUT, "session", "is the session valid" },
    { GET_OF(PROVEN, "/esp/updatepasswordinput"), WITHOUT, "session", "change of a password" },
    { GET_OF(PROVEN, "/esp/files/stub.html"), WITHOUT, "files", "files of the pages" },
    { GET_OF(PROVEN, "/esp/xslt/x.xslt"), WITHOUT, "files", "style sheets" },
    { GET_OF(ECLIDE, "/FileSpray"), WITHOUT, "service", "request of the ECL IDE" },
};

static const char *agent_of(known_of_it known)
{
    return known == SMC ? "Smc" : known == ECLIDE ? "Mozilla eclide/9.0" : NULL;
}

/* proven: of which product. */
static const sepm_endpoint *row_of(const asked *what, sepm_product proven)
{
    const char *host = strstr(what->target, "://");
    const char *path = host ? strchr(host + 3, '/') : what->target;
    const char *query = strchr(path, '?');
    char *name = g_strndup(path, strcspn(path, "?"));
    GPtrArray *parameters = http_parameters(query ? query + 1 : "", query ? strlen(query + 1) : 0);
    sepm_request request = {
        .method = what->method, .path = name, .parameters = parameters, .user_agent = agent_of(what->known), .port = what->port
    };
    sepm_knowledge knowledge = { 0 };
    knowledge.proven[proven] = what->known == PROVEN;
    knowledge.hinted[SEPM_PRODUCT_SEPM] = sepm_is_smc(request.user_agent);
    const sepm_endpoint *row = sepm_endpoint_of(&request, &knowledge);
    g_ptr_array_unref(parameters);
    g_free(name);
    return row;
}

static sepm_product product_of(const row_case *row)
{
    static const char *const kinds[] = { "service", "query", "login", "session", "files" };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (strcmp(kinds[i], row->kind) == 0) {
            return SEPM_PRODUCT_ESP;
        }
    }
    return SEPM_PRODUCT_SEPM;
}

static bool screened(const asked *what)
{
    const char *agent = agent_of(what->known);
    char *bytes =
        g_strdup_printf("%s %s HTTP/1.1\r\nHost: x\r\n%s%s\r\n\r\n", what->method, what->target, agent ? "User-Agent: " : "X: y", agent ? agent : "");
    bool found = sepm_screen((const uint8_t *)bytes, strlen(bytes), &(sepm_screened){ 0 }) == SEPM_INTEREST_TAKE;
    g_free(bytes);
    return found;
}

static void test_endpoints(void)
{
    size_t count;
    const sepm_endpoint *endpoints = sepm_endpoints(&count);
    bool *covered = g_new0(bool, count);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const row_case *row = &rows[i];
        g_test_message("%s %s", row->positive.method, row->positive.target);
        const sepm_endpoint *found = row_of(&row->positive, product_of(row));
        g_assert_nonnull(found);
        g_assert_cmpstr(found->kind, ==, row->kind);
        g_assert_cmpint(found->product, ==, product_of(row));
        g_assert_true(g_str_has_prefix(found->meaning.text, row->meaning));
        g_assert_false(covered[found - endpoints]);
        covered[found - endpoints] = true;
        asked beside = row->near_miss;
        if (!beside.target) {
            beside = row->positive;
            beside.known = NOTHING;
        }
        g_assert_true(row_of(&beside, product_of(row)) != found);
        g_assert_true(row->positive.known == PROVEN || screened(&row->positive));
    }
    for (size_t i = 0; i < count; i++) {
        g_test_message("row %zu: %s", i, endpoints[i].meaning.text);
        g_assert_true(covered[i]);
    }
    g_free(covered);
}

/* Cookies: {name, one beside it, whether it has a session, whether it proves ESP} */
static const struct {
    const char *name;
    const char *near_miss;
    bool session;
    bool esp;
} cookies[] = {
    { "JSESSIONID", "JSESSIONID2", true, false },
    { "ESPSessionID2867", "ESPSessionID", true, true },
    { "ESPAuthIDTemp", "ESPAuthID", true, true },
    { "ESPDomainAuthDataTemp", "ESPDomainAuthData", true, true },
    { "ESPUserName", "ESPUserNames", false, true },
    { "ESPAuthURL", "EspAuthURL", false, true },
    { "ESPSessionTimeoutSeconds", "ESPSessionTimeout", false, true },
    { "ESPAuthenticated", "ESPAuthenticatedBy", false, true },
    { "ESPAuthenticationMSG", "ESPAuthenticationMsg", false, true },
    { "ESPUserAcctError", "XESPUserAcctError", false, true },
};

static bool answer_is_screened(const char *header, const char *body)
{
    char *bytes = g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n\r\n%s", header, body);
    bool found = sepm_screen((const uint8_t *)bytes, strlen(bytes), &(sepm_screened){ 0 }) == SEPM_INTEREST_TAKE;
    g_free(bytes);
    return found;
}

static void test_cookies(void)
{
    g_assert_cmpuint(sepm_cookie_count(), ==, G_N_ELEMENTS(cookies));
    for (size_t i = 0; i < G_N_ELEMENTS(cookies); i++) {
        uint16_t port;
        g_test_message("%s", cookies[i].name);
        const sepm_cookie *found = sepm_cookie_of(cookies[i].name, &port);
        g_assert_nonnull(found);
        g_assert_true(found->session == cookies[i].session && found->proves == cookies[i].esp);
        g_assert_cmpint(found->product, ==, cookies[i].esp ? SEPM_PRODUCT_ESP : SEPM_PRODUCT_SEPM);
        g_assert_null(sepm_cookie_of(cookies[i].near_miss, &port));
        char *header = g_strdup_printf("Set-Cookie: %s=1; Path=/", cookies[i].name);
        g_assert_true(answer_is_screened(header, "") == cookies[i].esp);
        g_free(header);
    }
}

#define MANAGER "Symantec Endpoint Protection Manager"

static void test_servers(void)
{
    static const struct {
        const char *server;
        bool known;
    } servers[] = { { "SEPM", true }, { MANAGER, true }, { "SEPMX", false }, { "Hidden", false }, { MANAGER " 14", false }, { "Apache", false } };
    for (size_t i = 0; i < G_N_ELEMENTS(servers); i++) {
        g_assert_true((sepm_mark_of_server(servers[i].server) != NULL) == servers[i].known);
        char *header = g_strdup_printf("Server: %s", servers[i].server);
        g_assert_true(!servers[i].known || answer_is_screened(header, ""));
        g_free(header);
    }
}

static void test_locations(void)
{
    static const struct {
        const char *location;
        const char *host;
        bool known;
    } locations[] = {
        { "/symantec.jsp", "192.0.2.1", true },
        { "/symantec.html", NULL, true },
        { "https://192.0.2.1:8443/symantec.jsp", "192.0.2.1:9090", true },
        { "https://192.0.2.10/symantec.jsp", "192.0.2.1", false },
        { "https://[2001:db8::1]:8443/symantec.jsp", "[2001:db8::1]:9090", true },
        { "https://[2001:DB8::1]/symantec.html", "[2001:db8::1]", true },
        { "https://[2001:db8::10]/symantec.jsp", "[2001:db8::1]", false },
        { "https://[2001:db8::1/symantec.jsp", "[2001:db8::1", false },
        { "/x/symantec.jsp", "192.0.2.1", false },
        { "//192.0.2.1/symantec.jsp", "192.0.2.1", false },
        { "/login?next=/symantec.jsp", "192.0.2.1", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(locations); i++) {
        g_test_message("%s of %s", locations[i].location, locations[i].host);
        g_assert_true((sepm_mark_of_location(locations[i].location, locations[i].host) != NULL) == locations[i].known);
        char *header = g_strdup_printf("Location: %s", locations[i].location);
        g_assert_true(!locations[i].known || answer_is_screened(header, ""));
        g_free(header);
    }
}

static void test_pages(void)
{
    static const struct {
        const char *page;
        bool known;
    } pages[] = {
        { "<html><head><TITLE>" MANAGER "</TITLE>", true },
        { "<html><title>" MANAGER " - Wiki</title>", false },
        { "<p>" MANAGER "<br>Web Access", true },
        { "<p>" MANAGER "<p>Web Access", false },
        { "<html><head><title>ESP - Access Denied</title>", true },
        { "<html><head><title>Access Denied</title>", false },
        { "<!-- SYMANTEC:     Copyright (c) 2010-2015 -->", false }, /* of any product of the vendor's */
        { "<p>1995 - 2013 Symantec Corporation</p>", false },
    };
    size_t count;
    const sepm_mark *marks = sepm_marks_of_pages(&count);
    size_t known = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
        const sepm_mark *found = sepm_mark_of_page((const uint8_t *)pages[i].page, strlen(pages[i].page));
        g_assert_true((found != NULL) == pages[i].known);
        g_assert_true(!found || answer_is_screened("X: y", pages[i].page));
        known += found ? 1 : 0;
        g_assert_true(!found || (found >= marks && found < marks + count));
    }
    g_assert_cmpuint(known, ==, count);
}

/* What a port tells of a manager that is proven. */
static void test_port_uses(void)
{
    static const struct {
        uint16_t port;
        const char *kind;
    } uses[] = { { 8443, "console" }, { 8445, "reporting" }, { 8446, "api" }, { 9090, "console" }, { 8014, NULL }, { 443, NULL }, { 3489, NULL } };
    for (size_t i = 0; i < G_N_ELEMENTS(uses); i++) {
        const sepm_port_use *found = sepm_port_use_of(uses[i].port);
        g_assert_cmpstr(found ? found->kind : NULL, ==, uses[i].kind);
    }
}

static bool screens(const char *text)
{
    return sepm_screen((const uint8_t *)text, strlen(text), &(sepm_screened){ 0 }) == SEPM_INTEREST_TAKE;
}

static bool begins_request(const char *text)
{
    return sepm_screen_begins_request((const uint8_t *)text, strlen(text));
}

static void test_screen(void)
{
    g_assert_false(screens("GET / HTTP/1.1\r\n\r\n"));
    g_assert_false(screens("GET /?x=y HTTP/1.1\r\nHost: x\r\n\r\n"));
    g_assert_false(screens("GET http://192.0.2.1 HTTP/1.1\r\n\r\n"));
    g_assert_true(screens("GET / HTTP/1.1\r\nUser-Agent: Smc\r\n\r\n"));
    g_assert_true(screens("HTTP/1.1 302 Found\r\nLocation: /symantec.jsp\r\n\r\n"));
    g_assert_true(screens("GET http://192.0.2.1:8014/secars/secars.dll?x HTTP/1.1\r\n\r\n"));
    g_assert_true(screens("CONNECT 192.0.2.1:8443 HTTP/1.1\r\n\r\n"));
    g_assert_true(screens("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    g_assert_true(screens("GET /x HTTP/1.1\r\nHost: x\r\nuser-agent:Smc\r\n\r\n"));
    g_assert_true(screens("GET /x HTTP/1.1\r\nCookie: a=b; ESPSessionID2867=1\r\n\r\n"));
    g_assert_true(screens("POST /x/j_security_check HTTP/1.1\r\n\r\n"));
    g_assert_false(screens("POST /x/j_security_checks HTTP/1.1\r\n\r\n"));
    g_assert_true(screens("POST /x HTTP/1.1\r\nX: y\r\n\r\n<?xml version=\"1.0\"?>\n<ServerSettings DomainId=\""));
    g_assert_true(screens("HTTP/1.1 200 OK\nX: y\n\n\xEF\xBB\xBF<ServerSettings "));
    g_assert_true(screens("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f4\r\n<!-- x --><ServerSettings "));

    g_assert_true(screens("GET /x HTTP/1.1\r\nHost: x\r\n\r\nGET /y HTTP/1.1\r\n\r\nGET /sepm/api/v1/version HTTP/1.1\r\n\r\n"));
    g_assert_true(screens("HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\nServer: SEPM\r\n\r\n"));
    g_assert_false(screens("GET / HTTP/1.1\r\n\r\nGET /y HTTP/1.1\r\n\r\n"));

    g_assert_false(screens(""));
    g_assert_false(screens("GET"));
    g_assert_false(screens("GET /x HTTP/1.1"));
    g_assert_false(screens("GET /secret HTTP/1.1\r\nHost: SEPM\r\nServer-Name: SEPM\r\n\r\n"));
    g_assert_false(screens("GET /static/secars/secars.dll.js HTTP/1.1\r\n\r\n"));
    g_assert_false(screens("GET http://www.example.com/x?u=http://x/secars/ HTTP/1.1\r\n\r\n"));
    g_assert_false(screens("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n<html><p>Symantec, ESP and Servers</p><!-- <ServerSettings> -->"));
    g_assert_false(screens("HTTP/1.1 200 OK\r\n\r\nServer: SEPM\r\n"));
    g_assert_false(screens("\x16\x03\x01\x02\x00\x01"));

    g_assert_true(begins_request("POST /secars/secars.dll?h=" HEX));
    g_assert_true(begins_request("GET /sepm/api/v1/computers?x=y"));
    g_assert_false(begins_request("GET /static/computers?x=y"));
    g_assert_false(begins_request("POST /secars/secars.dll?h=" HEX "\r\nHost: x"));
    g_assert_false(begins_request("POST /secars/secars.dll?h=\x01\x02"));
    g_assert_false(begins_request("/secars/secars.dll?h="));
    static const char heartbeat[] = "POST /secars/";
    for (size_t cut = strlen("POST /s"); cut <= strlen(heartbeat); cut++) {
        char *start = g_strndup(heartbeat, cut);
        g_assert_true(begins_request(start));
        g_free(start);
    }
    g_assert_true(begins_request("GET /servlet/Cons"));
    g_assert_false(begins_request("GET /"));
    g_assert_false(begins_request("GET /servlet/Other"));
    g_assert_false(begins_request("GET /secret"));
    g_assert_false(begins_request("GET "));
    g_assert_false(begins_request(""));
}

static void test_screened_counts(void)
{
    static const struct {
        const char *text;
        sepm_screened expected;
    } messages[] = {
        { "", { 0, 0, 0 } },
        { "GET /x HTTP/1.1\r\n\r\n", { 1, 0, 0 } },
        { "GET /x HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\nPOST /y HTTP/1.1\r\n\r\na=GET /z HTTP/1.1", { 3, 0, 0 } },
        { "HTTP/1.1 200 OK\r\n\r\n", { 0, 1, 0 } },
        { "HTTP/1.1 404 Not Found\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.0 503 No\r\n\r\n", { 0, 3, 2 } },
        { "HTTP/1.1 ", { 0, 0, 0 } },
        { "HTTP/1.1 100 Continue\r\n\r\n", { 0, 0, 0 } },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(messages); i++) {
        sepm_screened found;
        g_assert_cmpint(sepm_screen((const uint8_t *)messages[i].text, strlen(messages[i].text), &found), !=, SEPM_INTEREST_TAKE);
        g_assert_cmpuint(found.requests, ==, messages[i].expected.requests);
        g_assert_cmpuint(found.answers, ==, messages[i].expected.answers);
        g_assert_cmpuint(found.errors, ==, messages[i].expected.errors);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sepm/rows/endpoints", test_endpoints);
    g_test_add_func("/sepm/rows/cookies", test_cookies);
    g_test_add_func("/sepm/rows/servers", test_servers);
    g_test_add_func("/sepm/rows/locations", test_locations);
    g_test_add_func("/sepm/rows/pages", test_pages);
    g_test_add_func("/sepm/rows/port_uses", test_port_uses);
    g_test_add_func("/sepm/rows/screen", test_screen);
    g_test_add_func("/sepm/rows/screened_counts", test_screened_counts);
    return g_test_run();
}
