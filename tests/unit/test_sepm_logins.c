/* test_sepm_logins.c
 * Logins by form and query, credentials of requests that only the answer shows to be the product's, and what names tell; beside each what is none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "sepm_talk.h"

#include "logins-private.h"

#define CRLF                          "\r\n"
#define HOST                          "Host: 192.0.2.1" CRLF
#define END                           CRLF
#define JSON                          "Content-Type: application/json" CRLF
#define FORM                          "Content-Type: application/x-www-form-urlencoded" CRLF
#define LENGTH                        "Content-Length: {N}" CRLF
#define CHUNKED                       "Transfer-Encoding: chunked" CRLF
#define GET(path)                     "> GET " path " HTTP/1.1" CRLF HOST
#define POST(path)                    "> POST " path " HTTP/1.1" CRLF HOST
#define PUT(path)                     "> PUT " path " HTTP/1.1" CRLF HOST
#define ANSWER(status, headers, body) "< HTTP/1.1 " status CRLF headers LENGTH END body
#define CONTINUE                      "< HTTP/1.1 100 Continue" CRLF END
#define MANAGER                       "Server: SEPM" CRLF
#define OTHER                         "Server: Apache-Coyote/1.1" CRLF
#define SERVLET                       "/servlet/ConsoleServlet"
#define LOGIN                         "/sepm/api/v1/identity/authenticate"
#define BASIC                         "Authorization: Basic YTpi" CRLF /* a:b */
#define TITLE                         "<title>Symantec Endpoint Protection Manager</title>"
#define PAGE                          "Content-Type: text/html" CRLF
#define PROOF                         "<sepm message\n<sepm banner SEPM\n<sepm proof Server: SEPM\n"
#define ESP_COOKIE                    "Set-Cookie: ESPSessionID2867=42; Path=/" CRLF
#define ESP_PROOF                     "<esp message\n<esp cookie ESPSessionID2867=42 (secret)\n<esp proof cookie ESPSessionID with its port\n"
#define ESP_PROVEN                    GET("/") END, ANSWER("200 OK", ESP_COOKIE, "")
#define PROVEN                        GET("/") END, ANSWER("200 OK", MANAGER, "")

#define IN_FORM                                                                                                                                      \
    ">sepm message console\n>sepm parameter ActionType=Login\n>sepm parameter UserID=jane\n>sepm username jane\n"                                    \
    ">sepm parameter Password=Example-7 (secret)\n>sepm password Example-7 (secret)\n"

static const sepm_talk talks[] = {
    /* The console's servlet, with everything in its form */
    { "all in the form", 9090, false, { POST(SERVLET) FORM LENGTH END "ActionType=Login&UserID=jane&Password=Example-7" }, IN_FORM },
    { "in chunks",
      9090,
      false,
      { POST(SERVLET) FORM CHUNKED END "10" CRLF "ActionType=Login" CRLF "1E;x=y" CRLF "&UserID=jane&Password=Example-" CRLF "1" CRLF "7" CRLF
                                       "0" CRLF CRLF },
      IN_FORM },
    { "after 100 Continue",
      9090,
      false,
      { POST(SERVLET) FORM "Expect: 100-continue" CRLF "Content-Length: 47" CRLF END, CONTINUE, "> ActionType=Login&UserID=jane&Password=Example-7" },
      IN_FORM },
    { "encoded",
      9090,
      false,
      { POST(SERVLET) "content-type: Application/X-WWW-Form-URLencoded; charset=UTF-8" CRLF LENGTH END
                      "%41ctionType=Login&UserID=j%61ne&%50assword=Example%2D7" },
      IN_FORM },
    { "the password first",
      9090,
      false,
      { POST(SERVLET) FORM LENGTH END "Pass=Example-7&UserID=jane&ActionType=Login" },
      ">sepm message console\n>sepm parameter Pass=Example-7 (secret)\n>sepm parameter UserID=jane\n>sepm username jane\n"
      ">sepm parameter ActionType=Login\n>sepm password Example-7 (secret)\n" },
    { "no form", 9090, false, { POST(SERVLET) "Content-Type: text/plain" CRLF LENGTH END "ActionType=Login&UserID=jane&Password=Example-7" }, "" },
    { "no type", 9090, false, { POST(SERVLET) LENGTH END "ActionType=Login&UserID=jane&Password=Example-7" }, "" },
    { "no action", 9090, false, { POST(SERVLET) FORM LENGTH END "UserID=jane&Password=Example-7" }, "" },
    { "no servlet of it", 9090, false, { POST("/servlet/Console") FORM LENGTH END "ActionType=Login&UserID=jane&Password=Example-7" }, "" },
    { "proven by the answer",
      9090,
      false,
      { POST(SERVLET) FORM LENGTH END "ActionType=ConsoleLog&UserID=jane",
        ANSWER("200 OK", "Content-Type: text/xml" CRLF, "<Response ResponseCode=\"0\"/>") },
      ">sepm message console\n>sepm parameter ActionType=ConsoleLog\n>sepm parameter UserID=jane\n>sepm username jane\n<sepm message\n"
      "<sepm proof XML with ResponseCode in answer to ConsoleLog at /servlet/ConsoleServlet\n" },
    { "of a proven manager",
      8014,
      false,
      { PROVEN, POST(SERVLET) FORM LENGTH END "ActionType=Login&UserID=jane&Password=Example-7" },
      PROOF ">sepm message\n" IN_FORM },

    { "an address in a parameter",
      9090,
      false,
      { GET(SERVLET "?ActionType=A&Next=%2Fx%3Fpin%3DExample-7%26spin%3D8&Value=3=4") END },
      ">sepm message console\n>sepm parameter ActionType=A\n>sepm parameter Next=/x?pin=Example-7&spin=8\n>sepm hidden Example-7 (secret)\n"
      ">sepm parameter Value=3=4\n" },

    { "an encoded one, and one in a cookie",
      2867,
      false,
      { GET(SERVLET "?ActionType=A&Next=%252Fx%253Ftoken%253DExample-7") END,
        GET("/WsSMC") "Cookie: ESPAuthURL=/x%3Fu%3D1%26pass%3DExample-8; ESPUserName=a" CRLF END },
      ">sepm message console\n>sepm parameter ActionType=A\n>sepm parameter Next=%2Fx%3Ftoken%3DExample-7\n>sepm hidden Example-7 (secret)\n"
      ">esp message service\n>esp cookie ESPAuthURL=/x%3Fu%3D1%26pass%3DExample-8\n>esp hidden Example-8 (secret)\n>esp cookie ESPUserName=a\n" },

    /* In the request whose answer is the proof */
    { "Basic",
      1234,
      false,
      { GET("/x") BASIC END, ANSWER("200 OK", MANAGER, "") },
      PROOF "<sepm sent in\n<sepm username a\n<sepm password b (secret)\n" },
    { "Bearer",
      1234,
      false,
      { GET("/x") "Authorization: Bearer 7f3c" CRLF END, ANSWER("200 OK", MANAGER, "") },
      PROOF "<sepm sent in\n<sepm token 7f3c (secret)\n" },
    { "another scheme", 1234, false, { GET("/x") "Authorization: Negotiate YTpi" CRLF END, ANSWER("200 OK", MANAGER, "") }, PROOF },
    { "the session's cookie, proven by a page",
      9090,
      false,
      { GET("/x") "Cookie: JSESSIONID=AA; PHPSESSID=BB" CRLF END, ANSWER("200 OK", PAGE, TITLE) },
      "<sepm message console\n<sepm proof title Symantec Endpoint Protection Manager\n<sepm sent in\n<sepm cookie JSESSIONID=AA (secret)\n" },
    { "the session in the target",
      1234,
      false,
      { GET("/x;jsessionid=AA?y") END, ANSWER("200 OK", MANAGER, "") },
      PROOF "<sepm sent in\n<sepm cookie jsessionid=AA (secret)\n" },
    { "a form",
      1234,
      false,
      { POST("/x") FORM LENGTH END "j_username=jane&j_password=Example-7&j_domain=Default", ANSWER("200 OK", MANAGER, "") },
      PROOF "<sepm sent in\n<sepm username jane\n<sepm domain Default\n<sepm password Example-7 (secret)\n" },
    { "two in a row, both told",
      1234,
      false,
      { GET("/x") BASIC END, GET("/y") "Cookie: JSESSIONID=AA" CRLF END, ANSWER("200 OK", MANAGER, ""), ANSWER("200 OK", MANAGER, "") },
      PROOF "<sepm sent in\n<sepm username a\n<sepm password b (secret)\n<sepm sent in\n<sepm cookie JSESSIONID=AA (secret)\n<sepm message\n<sepm "
            "banner SEPM\n" },
    { "a form before another answer",
      9090,
      false,
      { POST("/j_security_check") FORM LENGTH END "j_username=jane&j_password=Example-7", ANSWER("302 Found", OTHER "Location: /x" CRLF, ""),
        GET("/x") END, ANSWER("200 OK", PAGE, TITLE) },
      "<sepm message console\n<sepm proof title Symantec Endpoint Protection Manager\n<sepm sent in\n<sepm username jane\n<sepm password Example-7 "
      "(secret)\n" },
    { "what another answer came to is not told",
      9090,
      false,
      { GET("/x") BASIC "Cookie: JSESSIONID=AA" CRLF END, ANSWER("200 OK", PAGE OTHER, "x"), GET("/x") "Cookie: JSESSIONID=BB" CRLF END,
        ANSWER("200 OK", PAGE, TITLE) },
      "<sepm message console\n<sepm proof title Symantec Endpoint Protection Manager\n<sepm sent in\n<sepm cookie JSESSIONID=BB (secret)\n" },
    { "of another server", 9090, false, { GET("/x") BASIC "Cookie: JSESSIONID=AA" CRLF END, ANSWER("200 OK", OTHER, "x") }, "" },
    { "by a proxy to another server",
      9090,
      false,
      { GET("http://192.0.2.7/x") BASIC END, ANSWER("200 OK", OTHER, "x"), GET("http://192.0.2.8/x") END, ANSWER("200 OK", MANAGER, "x") },
      PROOF },
    { "by a proxy to this one",
      1234,
      false,
      { GET("http://192.0.2.7/x") BASIC END, ANSWER("200 OK", MANAGER, "x") },
      PROOF "<sepm sent in\n<sepm username a\n<sepm password b (secret)\n" },
    { "a cookie of another server, to ESP", 2867, false, { GET("/") "Cookie: JSESSIONID=AA" CRLF END, ANSWER("200 OK", ESP_COOKIE, "") }, ESP_PROOF },

    /* Of a proven manager */
    { "login of servlets",
      1234,
      false,
      { PROVEN, POST("/j_security_check") FORM LENGTH END "j_username=jane&j_password=Example-7" },
      PROOF ">sepm message\n>sepm message\n>sepm username jane\n>sepm password Example-7 (secret)\n" },
    { "login of the reports",
      8445,
      false,
      { PROVEN, POST("/Reporting/login.php") FORM LENGTH END "Username=jane&Password=Example-7&Domain=Default&Login=Log+on" },
      "<sepm message reporting\n<sepm banner SEPM\n<sepm proof Server: SEPM\n>sepm message reporting\n>sepm message\n>sepm username jane\n>sepm "
      "domain Default\n"
      ">sepm password Example-7 (secret)\n" },
    { "by a query",
      8445,
      false,
      { PROVEN, GET("/Reporting/login.php?user=jane&pwd=Example-7") END },
      "<sepm message reporting\n<sepm banner SEPM\n<sepm proof Server: SEPM\n>sepm message reporting\n>sepm username jane\n>sepm password Example-7 "
      "(secret)\n" },
    { "a form without a password",
      1234,
      false,
      { PROVEN, POST("/x") FORM LENGTH END "username=jane&passenger=7&change_password=1&password=" },
      PROOF ">sepm message\n" },
    { "other secrets of a form",
      1234,
      false,
      { PROVEN, POST("/x") FORM LENGTH END "apikey=Example-8&spin=3" },
      PROOF ">sepm message\n>sepm hidden Example-8 (secret)\n" },

    /* ESP */
    { "login on a fresh connection",
      2867,
      false,
      { POST("/esp/login") FORM LENGTH END "username=lee&password=Example-7", ANSWER("302 Found", ESP_COOKIE, "") },
      ESP_PROOF "<esp sent in\n<esp username lee\n<esp password Example-7 (secret)\n" },
    { "a new password",
      2867,
      false,
      { ESP_PROVEN, POST("/esp/updatepassword") FORM LENGTH END "username=lee&oldpass=Example-7&newpass1=Example-8&newpass2=Example-8" },
      ESP_PROOF ">esp message session\n>esp message\n>esp username lee\n>esp password Example-7 (secret)\n>esp password Example-8 (secret)\n" },
    { "unlock",
      2867,
      false,
      { POST("/esp/unlock") "Cookie: ESPSessionID2867=42" CRLF FORM LENGTH END "username=lee&password=Example-7" },
      ">esp message session\n>esp cookie ESPSessionID2867=42 (secret)\n>esp message\n>esp username lee\n>esp password Example-7 (secret)\n" },
    { "in Spanish", 2867, false, { POST("/esp/login") FORM LENGTH END "username=lee&password=Example-7", ANSWER("200 OK", PAGE, "x") }, "" },

    /* REST */
    { "JSON without a type", 8446, false, { POST(LOGIN) LENGTH END "{\"a\":1}" }, ">sepm message api\n>sepm json {\"a\":1}\n" },
    { "as any text", 8446, false, { POST(LOGIN) "Content-Type: text/plain" CRLF LENGTH END "{}" }, ">sepm message api\n>sepm json {}\n" },
    { "by PUT, with a slash", 8446, false, { PUT(LOGIN "/") JSON LENGTH END "{}" }, ">sepm message api\n>sepm json {}\n" },
    { "as another type", 8446, false, { POST(LOGIN) "Content-Type: image/png" CRLF LENGTH END "{}" }, ">sepm message api\n" },
    { "by form",
      8446,
      false,
      { POST(LOGIN) FORM LENGTH END "username=jane&password=Example-7" },
      ">sepm message api\n>sepm message\n>sepm username jane\n>sepm password Example-7 (secret)\n" },
    { "below it", 8446, false, { POST(LOGIN "/x") JSON LENGTH END "{}" }, ">sepm message api\n" },
    { "by GET", 8446, false, { GET(LOGIN) JSON LENGTH END "{}" }, ">sepm message api\n" },
};

static void test_talks(void)
{
    static const size_t segments[] = { SIZE_MAX / 2, 1, 2, 3, 7, 100 };
    for (size_t i = 0; i < G_N_ELEMENTS(talks); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(segments); j++) {
            g_test_message("%s", talks[i].name);
            char *told = sepm_talk_told(&talks[i], segments[j]);
            g_assert_cmpstr(told, ==, talks[i].told);
            g_free(told);
        }
    }
}

/* Names */

static void test_names(void)
{
    static const char *const passwords[] = { "Password",   "PASSWD",    "Pass",      "PIN",       "pw",       "otp",     "pwd",
                                             "passwd",     "userPIN",   "pin1",      "User_Pin2", "newpass1", "newPass", "oldpass",
                                             "j_password", "password2", "pass-word", "P_Pass",    "Passcode" };
    static const char *const secrets[] = { "secret",        "client_secret",  "token",      "apikey",       "api-key",
                                           "ApiKey",        "sessionid",      "SessionID",  "JSESSIONID",   "sid",
                                           "SID",           "AuthKey",        "credential", "access_token", "passkeyId",
                                           "resetPassword", "password_expiry" };
    static const char *const others[] = { "passenger", "spin",   "compass", "Spinner",    "bypass",    "opinion",    "pinned", "pwr",
                                          "spw",       "Inside", "UserID",  "ActionType", "Domain",    "Package",    "side",   "",
                                          "_",         "7",      "hotpot",  "KnownHosts", "Parameter", "SequenceNum" };
    for (size_t i = 0; i < G_N_ELEMENTS(passwords); i++) {
        g_test_message("%s", passwords[i]);
        g_assert_true(sepm_is_password_name(passwords[i]) && sepm_is_secret_name(passwords[i]));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++) {
        g_test_message("%s", secrets[i]);
        g_assert_true(sepm_is_secret_name(secrets[i]) && !sepm_is_password_name(secrets[i]));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        g_test_message("%s", others[i]);
        g_assert_false(sepm_is_secret_name(others[i]) || sepm_is_password_name(others[i]));
    }
}

static void check_user(const char *form, const char *expected)
{
    GPtrArray *pairs = http_parameters(form, strlen(form));
    g_assert_cmpstr(sepm_user_among(pairs), ==, expected);
    g_ptr_array_unref(pairs);
}

static void test_users(void)
{
    check_user("login=Log+on&user_name=jane", "jane");
    check_user("login=jane&password=x", "jane");
    check_user("j_username=jane", "jane");
    check_user("UserID=jane&user=", "jane");
    check_user("users=1&usernames=2&login_page=3", NULL);
    check_user("", NULL);
}

/* Limits */

static void push(sepm_session *session, bool from_server, const char *text)
{
    sepm_session_push(session, from_server, (const uint8_t *)text, strlen(text));
}

static char *told_of_post(const char *path, const char *type, const char *body, size_t padding)
{
    GString *told = g_string_new(NULL);
    char *filling = g_strnfill(padding, ' ');
    char *request =
        g_strdup_printf("POST %s HTTP/1.1\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n%s%s", path, type, strlen(body) + padding, body, filling);
    sepm_session *session = sepm_talk_session(9090, false, sepm_talk_line, told);
    push(session, false, request);
    sepm_session_free(session);
    g_free(request);
    g_free(filling);
    return g_string_free(told, FALSE);
}

static void check_post(const char *path, const char *type, const char *body, size_t padding, const char *expected)
{
    char *told = told_of_post(path, type, body, padding);
    g_assert_cmpstr(told, ==, expected);
    g_free(told);
}

static void test_limits(void)
{
    static const char form[] = "application/x-www-form-urlencoded";
    static const char json[] = "application/json";
    static const char head[] = ">sepm message console\n>sepm parameter ActionType=Login\n>sepm message\n";
    static const char body[] = "Password=Example-7&x=";
    char *pairs = g_strnfill(2 * 64, '&');
    for (size_t i = 0; i < 64; i++) {
        pairs[2 * i] = 'a';
    }
    char *told = told_of_post(SERVLET "?ActionType=Login", form, body, 65536 - strlen(body));
    g_assert_null(strstr(told, "unread"));
    g_free(told);
    told = told_of_post(SERVLET "?ActionType=Login", form, body, 65537 - strlen(body));
    g_assert_true(g_str_has_prefix(told, head));
    g_assert_nonnull(strstr(told, ">sepm password Example-7 (secret)\n>sepm unread form of 65537 bytes: only the first 65536 were read\n"));
    g_free(told);
    told = told_of_post(SERVLET "?ActionType=Login", form, pairs, 0);
    g_assert_nonnull(strstr(told, ">sepm unread form of 128 bytes: only the first 64 parameters were read\n"));
    g_free(told);
    g_free(pairs);
    told = told_of_post(LOGIN, json, "{}", 16382);
    g_assert_null(strstr(told, "unread"));
    g_free(told);
    check_post(LOGIN, json, "{}", 16383, ">sepm message api\n>sepm message\n>sepm unread JSON of 16385 bytes: not read, the limit is 16384\n");
    check_post("/x", form, "username=a&password=b", 70000, "");
}

static void test_gap(void)
{
    GString *told = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(9090, false, sepm_talk_line, told);
    push(session, false, "POST " LOGIN " HTTP/1.1\r\nContent-Length: 20\r\n\r\n{\"user");
    sepm_session_gap(session, false, 4);
    push(session, false, "\":\"jane\"}x");
    g_assert_cmpstr(told->str, ==, ">sepm message api\n>sepm message\n>sepm unread JSON of 16 bytes: not read, bytes of it are missing\n");
    sepm_session_free(session);
    g_string_free(told, TRUE);
}

/* Holding */

static void note_places(void *user, const sepm_line *line)
{
    if (line->kind == SEPM_LINE_SENT_IN) {
        g_string_append_printf(user, "%u ", line->place);
    }
}

static void test_places(void)
{
    static const char request[] = "GET /x HTTP/1.1\r\n" BASIC "\r\n";
    GString *places = g_string_new(NULL);
    sepm_session *session = sepm_talk_session(1234, false, note_places, places);
    push(session, false, request);
    sepm_session_place_held(session, 0, 6);
    sepm_session_place_held(session, strlen(request), 7);
    push(session, false, request);
    sepm_session_place_held(session, strlen(request), 8);
    sepm_session_place_held(session, 2 * strlen(request), 9);
    push(session, false, request);
    push(session, true, "HTTP/1.1 200 OK\r\n" MANAGER "\r\n");
    g_assert_cmpstr(places->str, ==, "7 9 0 ");
    sepm_session_free(session);
    g_string_free(places, TRUE);
}

static void count_sent_in(void *user, const sepm_line *line)
{
    *(unsigned *)user += line->kind == SEPM_LINE_SENT_IN;
}

/* What is held is bounded, in requests and in bytes, and a login that waits keeps the session. */
static void test_bounds(void)
{
    unsigned told = 0;
    char *value = g_strnfill(4000, 'x');
    char *form = g_strdup_printf("username=a&password=%s", value);
    char *request = g_strdup_printf("POST /x HTTP/1.1\r\n" FORM "Content-Length: %zu\r\n\r\n%s", strlen(form), form);
    sepm_session *session = sepm_talk_session(1234, false, count_sent_in, &told);
    for (unsigned i = 0; i < 100; i++) {
        push(session, false, request);
        push(session, true, "HTTP/1.1 200 OK\r\n" OTHER "Content-Length: 0\r\n\r\n");
    }
    g_assert_false(sepm_session_is_idle(session));
    push(session, false, "GET / HTTP/1.1\r\n\r\n");
    push(session, true, "HTTP/1.1 200 OK\r\n" MANAGER "Content-Length: 0\r\n\r\n");
    g_assert_cmpuint(told, ==, 16); /* of 4018 bytes each, in 64 KiB */
    sepm_session_free(session);
    g_free(request);
    g_free(form);
    g_free(value);
}

static void test_idle(void)
{
    unsigned told = 0;
    sepm_session *session = sepm_talk_session(1234, false, count_sent_in, &told);
    push(session, false, "GET /x HTTP/1.1\r\nCookie: JSESSIONID=AA\r\n\r\n");
    push(session, true, "HTTP/1.1 200 OK\r\n" OTHER "Content-Length: 0\r\n\r\n");
    g_assert_true(sepm_session_is_idle(session));
    sepm_session_free(session);
}

/* Counts */

static void check_counts(const sepm_session *session, uint64_t logins, uint64_t accepted, uint64_t refused, const char *user)
{
    sepm_session_counts counts = sepm_session_count(session);
    g_assert_cmpuint(counts.logins, ==, logins);
    g_assert_cmpuint(counts.accepted, ==, accepted);
    g_assert_cmpuint(counts.refused, ==, refused);
    char *name = sepm_session_user(session, NULL);
    g_assert_cmpstr(name, ==, user);
    g_free(name);
}

#define ESP_FORM "POST /esp/login HTTP/1.1\r\n" FORM "Content-Length: 31\r\n\r\nusername=lee&password=Example-7"

static void test_counts(void)
{
    unsigned told = 0;
    sepm_session *session = sepm_talk_session(2867, false, count_sent_in, &told);
    push(session, false, ESP_FORM);
    check_counts(session, 0, 0, 0, NULL);
    push(session, true, "HTTP/1.1 302 Found\r\n" ESP_COOKIE "Content-Length: 0\r\n\r\n");
    check_counts(session, 1, 1, 0, "lee");
    sepm_session_free(session);

    /* Refused; the second waits when the first is answered, and is counted with its own answer. */
    session = sepm_talk_session(2867, false, count_sent_in, &told);
    push(session, false, ESP_FORM);
    push(session, false, ESP_FORM);
    push(session, true, "HTTP/1.1 401 No\r\nSet-Cookie: ESPAuthenticationMSG=no\r\nContent-Length: 0\r\n\r\n");
    check_counts(session, 2, 0, 1, "lee");
    g_assert_cmpuint(sepm_session_count(session).waiting, ==, 1);
    push(session, true, "HTTP/1.1 302 Found\r\n" ESP_COOKIE "Content-Length: 0\r\n\r\n");
    check_counts(session, 2, 1, 1, "lee");
    sepm_session_free(session);

    /* Basic in the same request is the same login. */
    session = sepm_talk_session(2867, false, count_sent_in, &told);
    push(session, false, "POST /esp/login HTTP/1.1\r\n" BASIC FORM "Content-Length: 31\r\n\r\nusername=lee&password=Example-7");
    push(session, true, "HTTP/1.1 302 Found\r\n" ESP_COOKIE "Content-Length: 0\r\n\r\n");
    check_counts(session, 1, 1, 0, "a");
    sepm_session_free(session);

    /* Another server's form is no login of the products. */
    session = sepm_talk_session(2867, false, count_sent_in, &told);
    push(session, false, ESP_FORM);
    push(session, true, "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
    check_counts(session, 0, 0, 0, NULL);
    sepm_session_free(session);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sepm_logins/talks", test_talks);
    g_test_add_func("/sepm_logins/names", test_names);
    g_test_add_func("/sepm_logins/users", test_users);
    g_test_add_func("/sepm_logins/limits", test_limits);
    g_test_add_func("/sepm_logins/gap", test_gap);
    g_test_add_func("/sepm_logins/places", test_places);
    g_test_add_func("/sepm_logins/bounds", test_bounds);
    g_test_add_func("/sepm_logins/idle", test_idle);
    g_test_add_func("/sepm_logins/counts", test_counts);
    return g_test_run();
}
