/* endpoints-table.c
 * What the products' requests look like, what they mean, and which answers prove the product. What is new is a row here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm-private.h"

#include <string.h>

#define CONSOLE_SERVLET "/servlet/ConsoleServlet"

#define SEPM_SOURCE_PROOF_OF_CONCEPT "published proof of concept for SEPM 12.1"
#define SEPM_SOURCE_METASPLOIT       "Metasploit modules symantec_endpoint_manager_rce, sepm_auth_bypass_rce"
#define SEPM_SOURCE_PROBES           "nmap-service-probes"
#define SEPM_SOURCE_API              "OpenAPI description in Douda/PSSymantecSEPM"
#define SEPM_SOURCE_PORTS            "Broadcom article 158445"
#define SEPM_SOURCE_GUP              "Broadcom article 177667"
#define SEPM_SOURCE_HEARTBEAT        "Broadcom article 156653"
#define SEPM_SOURCE_UNCONFIRMED      "common knowledge of the product"
#define ESP_SOURCE                   "HPCC-Platform source code, 2026-08"

#define DOCUMENTED(text, source)                                                                                                                     \
    {                                                                                                                                                \
        text, REGISTRY_CONFIDENCE_DOCUMENTED, source                                                                                                 \
    }
#define OBSERVED(text, source)                                                                                                                       \
    {                                                                                                                                                \
        text, REGISTRY_CONFIDENCE_OBSERVED, source                                                                                                   \
    }
#define REPORTED(text, source)                                                                                                                       \
    {                                                                                                                                                \
        text, REGISTRY_CONFIDENCE_REPORTED, source                                                                                                   \
    }
#define UNCONFIRMED(text, source)                                                                                                                    \
    {                                                                                                                                                \
        text, REGISTRY_CONFIDENCE_UNCONFIRMED, source                                                                                                \
    }

/* Rows that have much in common */

#define SERVLET(action, text)                                                                                                                        \
    {                                                                                                                                                \
        .product = SEPM_PRODUCT_SEPM, .kind = "console", .path_match = SEPM_PATH_IS, .path = CONSOLE_SERVLET,                                        \
        .parameter = { "ActionType", SEPM_VALUE_IS, action }, .meaning = OBSERVED(text, SEPM_SOURCE_METASPLOIT), .parameters = true                  \
    }

#define API(match, below, text)                                                                                                                      \
    {                                                                                                                                                \
        .product = SEPM_PRODUCT_SEPM, .kind = "api", .path_match = match, .path = "/sepm/api/v1/" below,                                             \
        .meaning = DOCUMENTED(text, SEPM_SOURCE_API)                                                                                                 \
    }

#define API_V2(match, below, text)                                                                                                                   \
    {                                                                                                                                                \
        .product = SEPM_PRODUCT_SEPM, .kind = "api", .path_match = match, .path = "/sepm/api/v2" below, .meaning = DOCUMENTED(text, SEPM_SOURCE_API) \
    }

#define API_LOGIN(how, below)                                                                                                                        \
    {                                                                                                                                                \
        .product = SEPM_PRODUCT_SEPM, .kind = "api", .method = how, .path_match = SEPM_PATH_PAGE, .path = "/sepm/api/" below,                        \
        .proof = SEPM_ANSWER_JSON, .members = { "token", "tokenExpiration" },                                                                        \
        .evidence = "token and tokenExpiration in answer to a login at /sepm/api",                                                                   \
        .meaning = DOCUMENTED("login, with user name, password and domain as JSON", SEPM_SOURCE_API), .login = true                                  \
    }

#define ESP_PATH(esp_kind, match, esp_path, text)                                                                                                    \
    {                                                                                                                                                \
        .product = SEPM_PRODUCT_ESP, .kind = esp_kind, .path_match = match, .path = esp_path, .needs = SEPM_NEEDS_PRODUCT,                           \
        .meaning = DOCUMENTED(text, ESP_SOURCE)                                                                                                      \
    }

#define ESP_SERVICE(match, esp_path, text)                                                                                                           \
    {                                                                                                                                                \
        .product = SEPM_PRODUCT_ESP, .kind = "service", .path_match = match, .path = esp_path, .meaning = DOCUMENTED(text, ESP_SOURCE)               \
    }

#define ESP_QUERY(how, text)                                                                                                                         \
    {                                                                                                                                                \
        .product = SEPM_PRODUCT_ESP, .kind = "query", .path_match = SEPM_PATH_TWO_BELOW, .path = "/WsEcl/" how "/query",                             \
        .meaning = DOCUMENTED(text, ESP_SOURCE)                                                                                                      \
    }

/* The first row that fits counts. */
static const sepm_endpoint endpoints[] = {
    /* Clients */
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "heartbeat",
        .path_match = SEPM_PATH_IS,
        .path = "/secars/secars.dll",
        .parameter = { "h", SEPM_VALUE_HEXADECIMAL, NULL },
        .meaning = OBSERVED("request of a client; its query is hidden by the KCS key, which the manager and all clients share",
                            SEPM_SOURCE_PROOF_OF_CONCEPT),
        .hidden = "h",
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "heartbeat",
        .path_match = SEPM_PATH_IS,
        .path = "/secars/secars.dll",
        .parameter = { "hello,secars", SEPM_VALUE_EMPTY, NULL },
        .proof = SEPM_ANSWER_OK,
        .meaning = OBSERVED("test whether the manager can be reached", "published scripts of administrators"),
        .answered =
            UNCONFIRMED("OK, which a manager is said to answer; it proves none, because others answer so to everything", SEPM_SOURCE_UNCONFIRMED),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "registration",
        .path_match = SEPM_PATH_BELOW,
        .path = "/secreg",
        .meaning = UNCONFIRMED("registration of a client: the module secreg is documented, its address is not", SEPM_SOURCE_PORTS),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "content",
        .path_match = SEPM_PATH_AGENT_FILE,
        .path = "index2.xml",
        .meaning = OBSERVED("index of a client group's profile", "Symantec Connect, SEP policy update"),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "content",
        .path_match = SEPM_PATH_FILE,
        .path = "index.dat",
        .needs = SEPM_NEEDS_PRODUCT,
        .meaning = DOCUMENTED("index that a client compares with its own, to see what to download", SEPM_SOURCE_HEARTBEAT),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "gup",
        .path_match = SEPM_PATH_FILE,
        .path = "globalIndex.xml",
        .needs = SEPM_NEEDS_PRODUCT,
        .meaning = REPORTED("said to be the index of the list of Group Update Providers", "Symantec Connect, SEP 12.1 RU2 and Explicit GUP"),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "gup",
        .path_match = SEPM_PATH_FILE,
        .path = "globallist.xml",
        .needs = SEPM_NEEDS_PRODUCT,
        .meaning = REPORTED("said to be the list of Group Update Providers", "Symantec Connect, SEP 12.1 RU2 and Explicit GUP"),
    },

    /* Console */
    SERVLET("ResetPassword", "a new password for an administrator is asked for"),
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "console",
        .path_match = SEPM_PATH_IS,
        .path = CONSOLE_SERVLET,
        .parameter = { "ActionType", SEPM_VALUE_IS, "ConsoleLog" },
        .proof = SEPM_ANSWER_RESPONSE_CODE,
        .evidence = "XML with ResponseCode in answer to ConsoleLog at " CONSOLE_SERVLET,
        .meaning = OBSERVED("the console sends XML to the manager's log", SEPM_SOURCE_METASPLOIT),
        .parameters = true,
    },
    SERVLET("ConfigServer", "configuration of the server"),
    SERVLET("BinaryFile", "a file is put on the server, or taken from it"),
    SERVLET("SendStatPing", "a serialised Java object with statistics is sent to the server"),
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "console",
        .path_match = SEPM_PATH_IS,
        .path = CONSOLE_SERVLET,
        .parameter = { "ActionType", SEPM_VALUE_ANY, NULL },
        .meaning = OBSERVED("servlet of the console", SEPM_SOURCE_METASPLOIT),
        .parameters = true,
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "console",
        .path_match = SEPM_PATH_IS,
        .path = "/symantec.jsp",
        .proof = SEPM_ANSWER_COPYRIGHT,
        .evidence = "copyright of Symantec in answer to /symantec.jsp",
        .meaning = OBSERVED("start page of the console", SEPM_SOURCE_PROBES),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "console",
        .path_match = SEPM_PATH_IS,
        .path = "/symantec.html",
        .proof = SEPM_ANSWER_COPYRIGHT,
        .evidence = "copyright of Symantec in answer to /symantec.html",
        .meaning = OBSERVED("start page of the console", SEPM_SOURCE_PROBES),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "console",
        .path_match = SEPM_PATH_IS,
        .path = "/portal/About.jsp",
        .needs = SEPM_NEEDS_PRODUCT,
        .meaning = OBSERVED("page that tells the version", SEPM_SOURCE_PROBES),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "console",
        .path_match = SEPM_PATH_WITHIN,
        .path = "/console/apps/sepm",
        .needs = SEPM_NEEDS_PRODUCT,
        .meaning = UNCONFIRMED("the console in a browser", SEPM_SOURCE_UNCONFIRMED),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "reporting",
        .path_match = SEPM_PATH_BELOW,
        .path = "/Reporting",
        .needs = SEPM_NEEDS_PRODUCT,
        .meaning = UNCONFIRMED("reports", SEPM_SOURCE_UNCONFIRMED),
    },

    /* REST API */
    API_LOGIN("POST", "v1/identity/authenticate"),
    API_LOGIN("POST", "v2/identity/authenticate"),
    API_LOGIN("POST", "v1/reporting/authenticate"),
    API_LOGIN("PUT", "v1/identity/authenticate"),
    API_LOGIN("PUT", "v2/identity/authenticate"),
    API_LOGIN("PUT", "v1/reporting/authenticate"),
    API(SEPM_PATH_IS, "identity/logout", "logout"),
    API(SEPM_PATH_WITHIN, "admin-users", "administrators"),
    API(SEPM_PATH_WITHIN, "admin", "databases, servers and rules for passwords"),
    API(SEPM_PATH_WITHIN, "cloud", "connection to the cloud"),
    API(SEPM_PATH_WITHIN, "command-queue", "commands to clients: scans, updates, quarantine, files, restart"),
    API(SEPM_PATH_WITHIN, "computers", "clients"),
    API(SEPM_PATH_WITHIN, "content", "versions of definitions"),
    API(SEPM_PATH_WITHIN, "domains", "domains"),
    API(SEPM_PATH_WITHIN, "events", "events and notifications"),
    API(SEPM_PATH_WITHIN, "ext", "groups, extended"),
    API(SEPM_PATH_WITHIN, "groups", "groups: clients, locations, policies"),
    API(SEPM_PATH_WITHIN, "gup", "status of Group Update Providers"),
    API(SEPM_PATH_WITHIN, "licenses", "licences"),
    API(SEPM_PATH_WITHIN, "policies", "policies"),
    API(SEPM_PATH_WITHIN, "policy-objects", "lists that policies use: file fingerprints, hosts"),
    API(SEPM_PATH_WITHIN, "replication", "replication between managers"),
    API(SEPM_PATH_WITHIN, "requested-files", "files fetched from clients"),
    API(SEPM_PATH_WITHIN, "sessions", "who is logged in"),
    API(SEPM_PATH_WITHIN, "stats", "statistics"),
    API(SEPM_PATH_WITHIN, "tdad", "Threat Defense for Active Directory"),
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "api",
        .path_match = SEPM_PATH_IS,
        .path = "/sepm/api/v1/version",
        .proof = SEPM_ANSWER_JSON,
        .members = { "API_SEQUENCE", "API_VERSION" },
        .evidence = "API_SEQUENCE and API_VERSION in answer to /sepm/api/v1/version",
        .meaning = DOCUMENTED("version", SEPM_SOURCE_API),
    },
    API_V2(SEPM_PATH_WITHIN, "/policies", "policies"),
    API_V2(SEPM_PATH_WITHIN, "/policy-objects", "lists that policies use: file fingerprints"),
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "api",
        .path_match = SEPM_PATH_BELOW,
        .path = "/sepm/api/v1",
        .meaning = OBSERVED("web service", SEPM_SOURCE_API),
    },
    API_V2(SEPM_PATH_BELOW, "", "web service"),

    /* ESP of HPCC Systems */
    ESP_SERVICE(SEPM_PATH_WITHIN, "/WsSMC", "service: activity of the cluster"),
    ESP_SERVICE(SEPM_PATH_WITHIN, "/WsWorkunits", "service: workunits"),
    ESP_SERVICE(SEPM_PATH_IS, "/WsResources/ServiceQuery.json", "service: which services there are"),
    ESP_QUERY("submit", "run a published query"),
    ESP_QUERY("proxy", "run a published query, by proxy"),
    ESP_QUERY("soap", "run a published query by SOAP"),
    ESP_QUERY("json", "run a published query by JSON"),
    ESP_QUERY("definitions", "description of a published query"),
    {
        .product = SEPM_PRODUCT_ESP,
        .kind = "login",
        .method = "POST",
        .path_match = SEPM_PATH_IS,
        .path = "/esp/login",
        .needs = SEPM_NEEDS_PRODUCT,
        .meaning = DOCUMENTED("login by form", ESP_SOURCE),
        .form_login = true,
    },
    ESP_PATH("login", SEPM_PATH_IS, "/esp/login", "login"),
    ESP_PATH("login", SEPM_PATH_IS, "/esp/files/Login.html", "page of the login"),
    ESP_PATH("session", SEPM_PATH_IS, "/esp/logout", "logout"),
    ESP_PATH("session", SEPM_PATH_IS, "/esp/getauthtype", "how to log in"),
    ESP_PATH("session", SEPM_PATH_IS, "/esp/lock", "lock the session"),
    ESP_PATH("session", SEPM_PATH_IS, "/esp/unlock", "unlock the session"),
    ESP_PATH("session", SEPM_PATH_IS, "/esp/verify", "is the session valid"),
    ESP_PATH("session", SEPM_PATH_BEGINS, "/esp/updatepassword", "change of a password"),
    ESP_PATH("files", SEPM_PATH_BELOW, "/esp/files", "files of the pages"),
    ESP_PATH("files", SEPM_PATH_BELOW, "/esp/xslt", "style sheets"),
    {
        .product = SEPM_PRODUCT_ESP,
        .kind = "service",
        .path_match = SEPM_PATH_ANY,
        .needs = SEPM_NEEDS_ECLIDE,
        .meaning = DOCUMENTED("request of the ECL IDE", ESP_SOURCE),
    },

    /* What only its client tells */
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "gup",
        .path_match = SEPM_PATH_ANY,
        .port = 2967,
        .needs = SEPM_NEEDS_SMC,
        .meaning = DOCUMENTED("what a client gets from a Group Update Provider, a cache of updates on port 2967", SEPM_SOURCE_GUP),
    },
    {
        .product = SEPM_PRODUCT_SEPM,
        .kind = "content",
        .path_match = SEPM_PATH_ANY,
        .needs = SEPM_NEEDS_SMC,
        .meaning = UNCONFIRMED("what else a client (User-Agent Smc) asks for: downloads, uploads of logs", SEPM_SOURCE_HEARTBEAT),
    },
};

static const sepm_port_use port_uses[] = {
    { 8443, "console", DOCUMENTED("port 8443: console, and replication between managers", SEPM_SOURCE_PORTS) },
    { 8445, "reporting", DOCUMENTED("port 8445: reports", SEPM_SOURCE_PORTS) },
    { 8446, "api", DOCUMENTED("port 8446: web services", SEPM_SOURCE_PORTS) },
    { 9090, "console", OBSERVED("port 9090: start page and servlets of the console", "Metasploit module symantec_endpoint_manager_rce") },
};

static const sepm_mark servers[] = {
    { SEPM_PRODUCT_SEPM, "SEPM", "Server: SEPM", .tag = 0 },
    { SEPM_PRODUCT_SEPM, "Symantec Endpoint Protection Manager", "Server: Symantec Endpoint Protection Manager", .tag = 0 },
};

static const sepm_mark locations[] = {
    { SEPM_PRODUCT_SEPM, "/symantec.jsp", "redirect to /symantec.jsp", .tag = 0 },
    { SEPM_PRODUCT_SEPM, "/symantec.html", "redirect to /symantec.html", .tag = 0 },
};

/* Each has a tag, by which it is found: in most pages there is nothing else to look at. */
static const sepm_mark pages[] = {
    { SEPM_PRODUCT_SEPM, "<title>Symantec Endpoint Protection Manager</title>", "title Symantec Endpoint Protection Manager", .tag = 0 },
    { SEPM_PRODUCT_SEPM, "Symantec Endpoint Protection Manager<br>Web Access", "page of Symantec Endpoint Protection Manager, Web Access",
      .tag = sizeof "Symantec Endpoint Protection Manager" - 1 },
    { SEPM_PRODUCT_ESP, "<title>ESP - Access Denied</title>", "title ESP - Access Denied", .status = 401 },
};

static const sepm_cookie cookies[] = {
    { SEPM_PRODUCT_SEPM, "JSESSIONID", false, true, false, .evidence = NULL },
    { SEPM_PRODUCT_ESP, "ESPSessionID", true, true, true, .evidence = "cookie ESPSessionID with its port",
      .evidence_elsewhere = "cookie ESPSessionID with another port than the server's" },
    { SEPM_PRODUCT_ESP, "ESPAuthIDTemp", false, true, true, .evidence = "cookie ESPAuthIDTemp" },
    { SEPM_PRODUCT_ESP, "ESPDomainAuthDataTemp", false, true, true, .evidence = "cookie ESPDomainAuthDataTemp" },
    { SEPM_PRODUCT_ESP, "ESPUserName", false, false, true, .evidence = "cookie ESPUserName" },
    { SEPM_PRODUCT_ESP, "ESPAuthURL", false, false, true, .evidence = "cookie ESPAuthURL" },
    { SEPM_PRODUCT_ESP, "ESPSessionTimeoutSeconds", false, false, true, .evidence = "cookie ESPSessionTimeoutSeconds" },
    { SEPM_PRODUCT_ESP, "ESPAuthenticated", false, false, true, .evidence = "cookie ESPAuthenticated" },
    { SEPM_PRODUCT_ESP, "ESPAuthenticationMSG", false, false, true, .evidence = "cookie ESPAuthenticationMSG" },
    { SEPM_PRODUCT_ESP, "ESPUserAcctError", false, false, true, .evidence = "cookie ESPUserAcctError" },
};

const sepm_endpoint *sepm_endpoints(size_t *count)
{
    *count = G_N_ELEMENTS(endpoints);
    return endpoints;
}

const sepm_port_use *sepm_port_use_of(uint16_t port)
{
    for (size_t i = 0; i < G_N_ELEMENTS(port_uses); i++) {
        if (port_uses[i].port == port) {
            return &port_uses[i];
        }
    }
    return NULL;
}

const sepm_mark *sepm_mark_of_server(const char *server)
{
    for (size_t i = 0; server && i < G_N_ELEMENTS(servers); i++) {
        if (g_ascii_strcasecmp(server, servers[i].text) == 0) {
            return &servers[i];
        }
    }
    return NULL;
}

/* Of a host without its port; an IPv6 address stands in brackets (RFC 3986 section 3.2.2). */
static size_t host_length(const char *host)
{
    if (host[0] != '[') {
        return strcspn(host, ":");
    }
    size_t address = strcspn(host, "]");
    return host[address] == ']' ? address + 1 : 0;
}

/* Behind scheme and host; NULL: the address is none of this server, whatever its port. */
static const char *path_here(const char *location, const char *host)
{
    const char *authority = strstr(location, "://");
    if (location[0] == '/' || !authority) {
        return location[0] == '/' && location[1] != '/' ? location : NULL;
    }
    authority += 3;
    size_t length = host ? host_length(host) : 0;
    bool same = length > 0 && g_ascii_strncasecmp(authority, host, length) == 0 && strchr(":/", authority[length]) != NULL;
    return same ? strchr(authority, '/') : NULL;
}

const sepm_mark *sepm_mark_of_location(const char *location, const char *host)
{
    const char *path = location ? path_here(location, host) : NULL;
    for (size_t i = 0; path && i < G_N_ELEMENTS(locations); i++) {
        size_t length = strlen(locations[i].text);
        if (strncmp(path, locations[i].text, length) == 0 && strchr(";?#", path[length])) { /* a session may stand behind it, or nothing */
            return &locations[i];
        }
    }
    return NULL;
}

/* Whether the mark stands where its tag is the one at page[tag]. */
static bool is_mark_at(const sepm_mark *mark, const uint8_t *page, size_t length, size_t tag)
{
    if (length - tag < 2 || g_ascii_tolower((char)page[tag + 1]) != mark->text[mark->tag + 1] || tag < mark->tag) {
        return false;
    }
    size_t size = strlen(mark->text);
    size_t start = tag - mark->tag;
    return size <= length - start && g_ascii_strncasecmp((const char *)page + start, mark->text, size) == 0;
}

const sepm_mark *sepm_marks_of_pages(size_t *count)
{
    *count = G_N_ELEMENTS(pages);
    return pages;
}

const sepm_mark *sepm_mark_of_page(const uint8_t *page, size_t length)
{
    size_t at = 0;
    while (at < length) {
        const uint8_t *tag = memchr(page + at, '<', length - at);
        if (!tag) {
            break;
        }
        at = (size_t)(tag - page);
        for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
            if (is_mark_at(&pages[i], page, length, at)) {
                return &pages[i];
            }
        }
        at++;
    }
    return NULL;
}

/* Digits of a port; 0 when it is none. */
static uint16_t port_of(const char *digits)
{
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || length > 5 || digits[length] != '\0' || digits[0] == '0') {
        return 0;
    }
    guint64 port = g_ascii_strtoull(digits, NULL, 10);
    return port <= UINT16_MAX ? (uint16_t)port : 0;
}

size_t sepm_cookie_count(void)
{
    return G_N_ELEMENTS(cookies);
}

const sepm_cookie *sepm_cookie_of(const char *name, uint16_t *port)
{
    *port = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(cookies); i++) {
        if (!g_str_has_prefix(name, cookies[i].name)) {
            continue;
        }
        const char *behind = name + strlen(cookies[i].name);
        *port = cookies[i].port_behind ? port_of(behind) : 0;
        bool whole = *behind == '\0' && !cookies[i].port_behind;
        if (whole || *port != 0) {
            return &cookies[i];
        }
    }
    return NULL;
}
