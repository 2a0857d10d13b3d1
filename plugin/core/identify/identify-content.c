/* identify-content.c
 * Which kind of content the first bytes of a conversation prove.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "identify-private.h"

#include <glib.h>

/* The first that does not exclude its kind is waited for, so the order settles what two of them could prove from different lengths. */
static identify_recogniser *const over_tcp[] = { identify_tls, identify_ssl2, identify_telnet, identify_dtp_dia, identify_ssh, identify_http };
static identify_recogniser *const over_udp[] = { identify_dtp_dia, identify_http };

static identify_result decided(identify_kind content, const char *evidence)
{
    return (identify_result){ .content = content, .decided = true, .evidence = evidence };
}

/* Printable UTF-8 with line ends and tabs. A character may be cut off at the end. */
static bool is_text(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < 0x80 && !identify_is_text_byte(bytes[i])) {
            return false;
        }
    }
    const char *end = NULL;
    if (length == 0 || g_utf8_validate((const char *)bytes, (gssize)length, &end)) {
        return true;
    }
    /* GLib calls five and six bytes cut off, too, that no character has. */
    return (uint8_t)*end < 0xf5 && g_utf8_get_char_validated(end, (const char *)bytes + length - end) == (gunichar)-2;
}

static identify_result decide_text(const uint8_t *bytes, size_t length)
{
    return is_text(bytes, length) ? decided(IDENTIFY_CONTENT_TEXT, "text of no known kind")
                                  : decided(IDENTIFY_CONTENT_BINARY, "bytes of no known kind");
}

/* MATCH_NO where all of them say so. */
static identify_match first_match(identify_recogniser *const *recognisers, size_t count, const uint8_t *bytes, size_t length, bool final)
{
    for (size_t i = 0; i < count; i++) {
        identify_match match = recognisers[i](bytes, length);
        if (match.answer == MATCH_YES || (match.answer == MATCH_MORE && !final)) {
            return match;
        }
    }
    return no_match;
}

static identify_result over_tcp_result(const uint8_t *bytes, size_t length, bool final)
{
    identify_xml_match xml = identify_xml(bytes, length);
    if (xml.match.answer == MATCH_YES) {
        return decided(xml.match.content, xml.match.evidence);
    }
    if (xml.match.answer == MATCH_MORE && !final) {
        return (identify_result){ .prolog = xml.prolog, .beginning_excluded = xml.not_root };
    }
    if (xml.length > 0) {
        return is_text(bytes, xml.length) ? decided(IDENTIFY_CONTENT_TEXT, "another XML document") : decide_text(bytes, xml.length);
    }
    return decide_text(bytes, length);
}

identify_result identify_content(const uint8_t *bytes, size_t length, identify_transport transport, bool final)
{
    if (length == 0) {
        return (identify_result){ .content = IDENTIFY_CONTENT_NONE };
    }
    if (length >= IDENTIFY_CONTENT_MAX) {
        length = IDENTIFY_CONTENT_MAX;
        final = true;
    }
    bool tcp = transport == IDENTIFY_TCP;
    identify_match match = tcp ? first_match(over_tcp, G_N_ELEMENTS(over_tcp), bytes, length, final)
                               : first_match(over_udp, G_N_ELEMENTS(over_udp), bytes, length, final);
    if (match.answer == MATCH_YES) {
        identify_result result = decided(match.content, match.evidence);
        result.sender = match.sender;
        return result;
    }
    if (match.answer == MATCH_MORE) {
        return (identify_result){ .content = IDENTIFY_CONTENT_NONE };
    }
    if (tcp) {
        return over_tcp_result(bytes, length, final);
    }
    if (final || identify_binary_at(bytes, length) < length) {
        return decide_text(bytes, length);
    }
    return (identify_result){ .beginning_excluded = true };
}

const char *identify_content_name(identify_kind content)
{
    static const char *const names[IDENTIFY_CONTENT_KINDS] = {
        [IDENTIFY_CONTENT_NONE] = "none", [IDENTIFY_CONTENT_JUNOS_XML] = "junos-xml", [IDENTIFY_CONTENT_NETCONF] = "netconf",
        [IDENTIFY_CONTENT_TLS] = "tls",   [IDENTIFY_CONTENT_SSL2] = "ssl2",           [IDENTIFY_CONTENT_HTTP] = "http",
        [IDENTIFY_CONTENT_SSH] = "ssh",   [IDENTIFY_CONTENT_TELNET] = "telnet",       [IDENTIFY_CONTENT_DTP_DIA] = "dtp-dia",
        [IDENTIFY_CONTENT_TEXT] = "text", [IDENTIFY_CONTENT_BINARY] = "binary",
    };
    return names[content];
}
