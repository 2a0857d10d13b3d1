/* screen.c
 * A quick look at HTTP that is anybody's: whether it can show anything of the two products.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/* Ordinary traffic pays for this with every message, so nothing is copied, and of a body no more is looked at than the marks of a page need. */

#include "sepm-private.h"

#include <string.h>

#include "portlore/sepm_sylink.h"

#define CHUNK_DIGITS_MAX 16
#define STATUS_SWITCHED  "101"
#define UTF8_BYTE_ORDER  "\xEF\xBB\xBF"

typedef struct {
    const char *at;
    const char *end;
} span;

static bool span_begins(span text, const char *with)
{
    size_t length = strlen(with);
    return (size_t)(text.end - text.at) >= length && g_ascii_strncasecmp(text.at, with, length) == 0;
}

/* Whether it ends so, and with that letter, which tells most texts apart. */
static bool span_ends(span text, const char *with)
{
    size_t length = strlen(with);
    size_t size = (size_t)(text.end - text.at);
    return size >= length && g_ascii_tolower(text.end[-1]) == with[length - 1] && span_begins((span){ text.end - length, text.end }, with);
}

static bool span_holds(span text, const char *what)
{
    size_t length = strlen(what);
    while ((size_t)(text.end - text.at) >= length) {
        const char *found = memchr(text.at, what[0], (size_t)(text.end - text.at) - length + 1);
        if (!found || memcmp(found, what, length) == 0) {
            return found != NULL;
        }
        text.at = found + 1;
    }
    return false;
}

/* Requests */

/* What needs no proof, nor a user agent: the table's paths begin with one of these, each with S or W, or end in the file. */
static const char *const paths[] = {
    "/secars/", "/secreg/",     "/servlet/ConsoleServlet",        "/symantec.", "/sepm/api/", "/WsSMC",
    "/WsEcl/",  "/WsWorkunits", "/WsResources/ServiceQuery.json",
};

static bool is_path_of_theirs(span path)
{
    static const char file[] = "/index2.xml";
    static const char login[] = "/j_security_check";
    char first = '\0';
    if (path.end - path.at > 1) {
        first = g_ascii_tolower(path.at[1]);
    }
    for (size_t i = 0; (first == 's' || first == 'w') && i < G_N_ELEMENTS(paths); i++) {
        if (span_begins(path, paths[i])) {
            return true;
        }
    }
    return span_ends(path, file) || span_ends(path, login);
}

/* The path of a target: behind scheme and host, up to a query or parameters. */
static span path_of(span target)
{
    const char *space = memchr(target.at, ' ', (size_t)(target.end - target.at));
    target.end = space ? space : target.end;
    if (target.at < target.end && *target.at != '/') {
        const char *host = g_strstr_len(target.at, MIN(target.end - target.at, 16), "://");
        const char *slash = host ? memchr(host + 3, '/', (size_t)(target.end - host - 3)) : NULL;
        target.at = slash ? slash : target.end;
    }
    for (const char *at = target.at; at < target.end; at++) {
        if (*at == '?' || *at == ';') {
            return (span){ target.at, at };
        }
    }
    return target;
}

/* Behind CONNECT there is no HTTP. */
static sepm_interest interest_of_request(span line)
{
    const char *space = memchr(line.at, ' ', (size_t)(line.end - line.at));
    if (!space || span_begins(line, "CONNECT ")) {
        return space ? SEPM_INTEREST_TAKE : SEPM_INTEREST_NONE;
    }
    span path = path_of((span){ space + 1, line.end });
    return is_path_of_theirs(path) ? SEPM_INTEREST_TAKE : SEPM_INTEREST_NONE;
}

static bool is_switch(span line)
{
    return line.end - line.at > 12 && memcmp(line.at + 9, STATUS_SWITCHED, 3) == 0;
}

/* Whether what there is of a path may become one of theirs: a segment can end anywhere in it. */
static bool may_become_theirs(span path)
{
    size_t length = (size_t)(path.end - path.at);
    for (size_t i = 0; length > 1 && i < G_N_ELEMENTS(paths); i++) {
        if (length < strlen(paths[i]) && g_ascii_strncasecmp(path.at, paths[i], length) == 0) {
            return true;
        }
    }
    return false;
}

bool sepm_screen_begins_request(const uint8_t *bytes, size_t length)
{
    const char *space = length > 0 ? memchr(bytes, ' ', length) : NULL;
    if (!space || !http_reader_is_start(bytes, length)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < ' ' || bytes[i] > '~') {
            return false;
        }
    }
    span path = path_of((span){ space + 1, (const char *)bytes + length });
    return path.end > path.at && (is_path_of_theirs(path) || may_become_theirs(path));
}

/* Headers */

/* What stands in headers that only the products, and their clients, send; and that of a login, which counts whatever the server is. */
static const struct {
    const char *name;
    const char *values[2];
} headers[] = {
    { "User-Agent:", { "Smc", "eclide/" } }, { "Server:", { "SEPM", "Symantec" } },   { "Cookie:", { "ESP", NULL } },
    { "Set-Cookie:", { "ESP", NULL } },      { "Location:", { "/symantec.", NULL } }, { "Authorization:", { ":", NULL } },
};

static bool is_header_of_theirs(span line)
{
    if (line.end - line.at < 3) {
        return false;
    }
    /* The first letter and the third tell most headers apart from these. */
    const char first = (char)(line.at[0] | 0x20);
    const char third = (char)(line.at[2] | 0x20);
    for (size_t i = 0; i < G_N_ELEMENTS(headers); i++) {
        const char *name = headers[i].name;
        if (first != (name[0] | 0x20) || third != (name[2] | 0x20) || !span_begins(line, name)) {
            continue;
        }
        for (size_t value = 0; value < G_N_ELEMENTS(headers[i].values) && headers[i].values[value]; value++) {
            if (span_holds(line, headers[i].values[value])) {
                return true;
            }
        }
    }
    return false;
}

/* Bodies */

/* Documents begin with a tag, behind a chunk's size, a byte order mark, and blanks. */
static span document_in(span body)
{
    const char *at = body.at;
    while (at < body.end && at - body.at < CHUNK_DIGITS_MAX && g_ascii_isxdigit(*at)) {
        at++;
    }
    if (at > body.at && at < body.end && (*at == '\r' || *at == '\n')) {
        body.at = at;
    }
    if (span_begins(body, UTF8_BYTE_ORDER)) {
        body.at += strlen(UTF8_BYTE_ORDER);
    }
    while (body.at < body.end && g_ascii_isspace(*body.at)) {
        body.at++;
    }
    return body;
}

/* The marks of pages have the words that are looked for here, each with an S. */
static bool holds_mark(span body)
{
    static const char symantec[] = "Symantec Endpoint Protection Manager";
    static const char esp[] = "ESP - Access Denied";
    for (const char *at = body.at; (at = memchr(at, 'S', (size_t)(body.end - at))) != NULL; at++) {
        span here = { at, body.end };
        if (span_begins(here, symantec) || (at > body.at && span_begins((span){ at - 1, body.end }, esp))) {
            return true;
        }
    }
    return false;
}

static bool is_document_of_theirs(span body)
{
    static const char root[] = "<ServerSettings";
    bool utf_16 = body.end - body.at > 2 && ((uint8_t)body.at[0] == 0xFF || (uint8_t)body.at[0] == 0xFE);
    if (utf_16) {
        return sepm_sylink_begins((const uint8_t *)body.at, (size_t)(body.end - body.at));
    }
    span document = document_in(body);
    if (document.at == document.end || *document.at != '<') {
        return false;
    }
    document.end = MIN(document.end, document.at + SEPM_PAGE_MAX);
    bool xml = span_begins(document, "<?xml") || span_begins(document, "<!--") || span_begins(document, root);
    return (xml && g_strstr_len(document.at, MIN(document.end - document.at, SEPM_SYLINK_LOOK_AHEAD), root) != NULL) || holds_mark(document);
}

static sepm_interest interest_of_line(span line, bool first)
{
    if (!first) {
        return is_header_of_theirs(line) ? SEPM_INTEREST_TAKE : SEPM_INTEREST_NONE;
    }
    if (span_begins(line, "HTTP/")) {
        return is_switch(line) ? SEPM_INTEREST_TAKE : SEPM_INTEREST_NONE;
    }
    return interest_of_request(line);
}

static bool is_start(span text)
{
    return text.at < text.end && http_reader_is_start((const uint8_t *)text.at, (size_t)(text.end - text.at));
}

static void count_message(span line, sepm_screened *screened)
{
    bool answer = span_begins(line, "HTTP/");
    bool status = answer && line.end - line.at > 9;
    screened->requests += !answer;
    screened->answers += status && line.at[9] != '1';
    screened->errors += status && (line.at[9] == '4' || line.at[9] == '5');
}

sepm_interest sepm_screen(const uint8_t *bytes, size_t length, sepm_screened *screened)
{
    *screened = (sepm_screened){ 0 };
    if (length == 0 || !http_reader_is_start(bytes, length)) {
        return SEPM_INTEREST_NONE;
    }
    span rest = { (const char *)bytes, (const char *)bytes + length };
    sepm_interest most = SEPM_INTEREST_NONE;
    bool first = true;
    while (rest.at < rest.end && most != SEPM_INTEREST_TAKE) {
        const char *end = memchr(rest.at, '\n', (size_t)(rest.end - rest.at));
        span line = { rest.at, end ? end : rest.end };
        rest.at = end ? end + 1 : rest.end;
        bool head_ends = line.at == line.end || *line.at == '\r';
        if (head_ends && !is_start(rest)) {
            return is_document_of_theirs(rest) ? SEPM_INTEREST_TAKE : most;
        }
        if (first && !head_ends) {
            count_message(line, screened);
        }
        sepm_interest interest = head_ends ? SEPM_INTEREST_NONE : interest_of_line(line, first);
        most = MAX(most, interest);
        first = head_ends;
    }
    return most;
}
