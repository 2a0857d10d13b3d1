/* identify-lines.c
 * SSH by its identification (RFC 4253 section 4.2), HTTP by its first line (RFC 9112 sections 3 and 4, RFC 9113 section 3.4, RFC 1945 section 4.1),
 * telnet by its negotiation (RFC 854, RFC 855).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "identify-private.h"

#include <glib.h>
#include <string.h>

/* Whether the bytes, as far as they reach, are those of a word. */
static bool begins_as(const uint8_t *bytes, size_t length, const char *word)
{
    return memcmp(bytes, word, MIN(length, strlen(word))) == 0;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* SSH */

identify_match identify_ssh(const uint8_t *bytes, size_t length)
{
    static const char version_1[] = "SSH-1.";
    static const char version_2[] = "SSH-2.0-";
    if (begins_as(bytes, length, version_2)) {
        return length < sizeof version_2 - 1 ? match_needs_more : match_proven(IDENTIFY_CONTENT_SSH, "SSH-2.0 banner");
    }
    if (!begins_as(bytes, length, version_1)) {
        return no_match;
    }
    size_t at = sizeof version_1 - 1;
    if (length <= at) {
        return match_needs_more;
    }
    return is_digit(bytes[at]) ? match_proven(IDENTIFY_CONTENT_SSH, "SSH-1 banner") : no_match;
}

/* HTTP */

/* Methods of which the beginning of a target is enough: nothing else has them. Of IANA's registry, UPnP and Microsoft. */
static const char *const own_methods[] = {
    "BASELINE-CONTROL",
    "BITS_POST",
    "CCM_POST",
    "DELETE",
    "GET",
    "HEAD",
    "M-SEARCH",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MKREDIRECTREF",
    "MKWORKSPACE",
    "PATCH",
    "POST",
    "PROPFIND",
    "PROPPATCH",
    "PURGE",
    "PUT",
    "RPC_CONNECT",
    "RPC_IN_DATA",
    "RPC_OUT_DATA",
    "TRACE",
    "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
};

/* Methods that SIP or RTSP also have, or that are words of other protocols: only the version behind the target proves HTTP. */
static const char *const shared_methods[] = {
    "ACL",        "BIND",   "CHECKIN", "CHECKOUT",    "CONNECT",          "COPY",      "LABEL",
    "LINK",       "LOCK",   "MERGE",   "MOVE",        "NOTIFY",           "OPTIONS",   "ORDERPATCH",
    "QUERY",      "REBIND", "REPORT",  "SEARCH",      "SSTP_DUPLEX_POST", "SUBSCRIBE", "UNBIND",
    "UNCHECKOUT", "UNLINK", "UNLOCK",  "UNSUBSCRIBE", "UPDATE",
};

typedef enum {
    METHOD_NONE,
    METHOD_CUT, /* the bytes end in it */
    METHOD_OWN,
    METHOD_SHARED
} http_method;

static bool find_method(const uint8_t *bytes, size_t length, const char *const *methods, size_t count, size_t *method_length, bool *cut)
{
    for (size_t i = 0; i < count; i++) {
        size_t method = strlen(methods[i]);
        if (begins_as(bytes, length, methods[i])) {
            if (length <= method) {
                *cut = true;
            } else if (bytes[method] == ' ') {
                *method_length = method;
                return true;
            }
        }
    }
    return false;
}

static http_method method_of(const uint8_t *bytes, size_t length, size_t *method_length)
{
    bool cut = false;
    if (find_method(bytes, length, own_methods, G_N_ELEMENTS(own_methods), method_length, &cut)) {
        return METHOD_OWN;
    }
    if (find_method(bytes, length, shared_methods, G_N_ELEMENTS(shared_methods), method_length, &cut)) {
        return METHOD_SHARED;
    }
    return cut ? METHOD_CUT : METHOD_NONE;
}

/* A path, or a URI of HTTP. */
static bool is_web_target(const uint8_t *target, size_t length)
{
    static const char *const openings[] = { "/", "http://", "https://" };
    for (size_t i = 0; i < G_N_ELEMENTS(openings); i++) {
        size_t opening = strlen(openings[i]);
        if (length >= opening && g_ascii_strncasecmp((const char *)target, openings[i], opening) == 0) {
            return true;
        }
    }
    return false;
}

static const char version[] = " HTTP/1.";

/* The request line's end, behind the target: a space and the version, or nothing (simple: allowed). */
static identify_match match_version(const uint8_t *bytes, size_t length, bool simple)
{
    if (simple && begins_as(bytes, length, "\r\n")) {
        return length < 2 ? match_needs_more : match_sent_by(IDENTIFY_SENDER_CLIENT, IDENTIFY_CONTENT_HTTP, "HTTP/0.9 request line");
    }
    if (simple && bytes[0] == '\n') {
        return match_sent_by(IDENTIFY_SENDER_CLIENT, IDENTIFY_CONTENT_HTTP, "HTTP/0.9 request line");
    }
    if (!begins_as(bytes, length, version)) {
        return no_match;
    }
    size_t at = sizeof version - 1;
    if (length <= at) {
        return match_needs_more;
    }
    return is_digit(bytes[at]) ? match_sent_by(IDENTIFY_SENDER_CLIENT, IDENTIFY_CONTENT_HTTP, "HTTP request line") : no_match;
}

/* Whether the first bytes are proof enough without the whole version. end: of the target. Depends on no byte behind them. */
static bool is_early_proof(const uint8_t *bytes, size_t length, size_t target, size_t end)
{
    size_t seen = end < IDENTIFY_CONTENT_PROOF ? end : IDENTIFY_CONTENT_PROOF;
    return length >= IDENTIFY_CONTENT_PROOF && target < seen && is_web_target(bytes + target, seen - target) &&
           begins_as(bytes + seen, IDENTIFY_CONTENT_PROOF - seen, version);
}

static identify_match match_request(const uint8_t *bytes, size_t length)
{
    size_t method_length = 0;
    http_method method = method_of(bytes, length, &method_length);
    if (method == METHOD_NONE || method == METHOD_CUT) {
        return method == METHOD_CUT ? match_needs_more : no_match;
    }
    size_t target = method_length + 1;
    size_t end = target;
    while (end < length && bytes[end] > 0x20 && bytes[end] != 0x7f) {
        end++;
    }
    if (method == METHOD_OWN && is_early_proof(bytes, length, target, end)) {
        return match_sent_by(IDENTIFY_SENDER_CLIENT, IDENTIFY_CONTENT_HTTP, "HTTP request line");
    }
    if (end == length) {
        return match_needs_more;
    }
    if (end == target) {
        return no_match;
    }
    bool simple = begins_as(bytes, length, "GET ") && is_web_target(bytes + target, end - target);
    return match_version(bytes + end, length - end, simple);
}

static identify_match match_status(const uint8_t *bytes, size_t length)
{
    static const char status[] = "HTTP/1.d ddd"; /* d: a digit */
    for (size_t i = 0; i < length && i < sizeof status - 1; i++) {
        if (status[i] == 'd' ? !is_digit(bytes[i]) : bytes[i] != (uint8_t)status[i]) {
            return no_match;
        }
    }
    return length < sizeof status - 1 ? match_needs_more : match_sent_by(IDENTIFY_SENDER_SERVER, IDENTIFY_CONTENT_HTTP, "HTTP status line");
}

identify_match identify_http(const uint8_t *bytes, size_t length)
{
    static const char preface[] = "PRI * HTTP/2.0\r\n";
    if (begins_as(bytes, length, preface)) {
        bool whole = length >= sizeof preface - 1;
        return whole ? match_sent_by(IDENTIFY_SENDER_CLIENT, IDENTIFY_CONTENT_HTTP, "HTTP/2 connection preface") : match_needs_more;
    }
    identify_match match = match_status(bytes, length);
    return match.answer != MATCH_NO ? match : match_request(bytes, length);
}

/* Telnet */

enum { TELNET_SE = 0xf0, TELNET_NOP = 0xf1, TELNET_SB = 0xfa, TELNET_WILL = 0xfb, TELNET_DONT = 0xfe, TELNET_IAC = 0xff };

/* Bytes of text that, behind one negotiation, prove telnet. */
#define TELNET_TEXT 6

/* IANA's telnet options: 0 to 49, 138 to 140, 255. */
static bool is_option(uint8_t byte)
{
    return byte <= 49 || (byte >= 138 && byte <= 140) || byte == 255;
}

/* Length of the subnegotiation (its option and what follows, up to IAC SE). 0: its end is not there. */
static size_t subnegotiation_length(const uint8_t *bytes, size_t length)
{
    for (size_t at = 1; at + 1 < length; at++) {
        if (bytes[at] == TELNET_IAC) {
            if (bytes[at + 1] == TELNET_SE) {
                return at + 2;
            }
            at++; /* IAC IAC is the data byte 255 */
        }
    }
    return 0;
}

/* A command behind IAC. Returns its length, 0 where it is cut off; *none is set where it is none. */
static size_t telnet_command(const uint8_t *bytes, size_t length, unsigned *negotiations, bool *none)
{
    uint8_t command = bytes[0];
    if (command >= TELNET_NOP && command < TELNET_SB) {
        return 1;
    }
    if (command < TELNET_SB || command > TELNET_DONT || (length > 1 && !is_option(bytes[1]))) {
        *none = true;
        return 0;
    }
    size_t operand = length < 2 ? 0 : 1;
    if (command == TELNET_SB && operand > 0) {
        operand = subnegotiation_length(bytes + 1, length - 1);
    }
    if (operand > 0) {
        ++*negotiations;
        return 1 + operand;
    }
    return 0;
}

identify_match identify_telnet(const uint8_t *bytes, size_t length)
{
    unsigned negotiations = 0;
    unsigned text = 0;
    if (bytes[0] != TELNET_IAC) {
        return no_match;
    }
    for (size_t at = 0; at < length;) {
        if (bytes[at] == TELNET_IAC) {
            if (length - at < 2) {
                return match_needs_more;
            }
            bool none = false;
            size_t command = telnet_command(bytes + at + 1, length - at - 1, &negotiations, &none);
            if (command == 0) {
                return none ? no_match : match_needs_more;
            }
            at += 1 + command;
        } else if (negotiations > 0 && identify_is_text_byte(bytes[at])) {
            text++;
            at++;
        } else {
            return no_match;
        }
        if (negotiations >= 2) {
            return match_proven(IDENTIFY_CONTENT_TELNET, "telnet option negotiation (IAC)");
        }
        if (negotiations == 1 && text >= TELNET_TEXT) {
            return match_proven(IDENTIFY_CONTENT_TELNET, "telnet option negotiation (IAC) and text");
        }
    }
    return match_needs_more;
}
