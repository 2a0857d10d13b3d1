/* test_identify_content.c
 * What the first bytes of a conversation prove it to carry, and with which byte they do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib.h>
#include <string.h>

#include "portlore/identify.h"

/* A conversation is decided by the last byte of head, not before it, and tail changes nothing. Where head is empty only the end decides. */
typedef struct {
    const char *why;
    const char *head;
    size_t head_length;
    const char *tail;
    size_t tail_length;
    identify_kind content;
    const char *evidence; /* NULL: not compared */
} content_case;

#define HEAD(bytes) bytes, sizeof bytes - 1
#define TAIL(bytes) bytes, sizeof bytes - 1
#define NO_HEAD     "", 0
#define NO_TAIL     "", 0

#define JUNOS_XML IDENTIFY_CONTENT_JUNOS_XML
#define NETCONF   IDENTIFY_CONTENT_NETCONF
#define TLS       IDENTIFY_CONTENT_TLS
#define SSL2      IDENTIFY_CONTENT_SSL2
#define HTTP      IDENTIFY_CONTENT_HTTP
#define SSH       IDENTIFY_CONTENT_SSH
#define TELNET    IDENTIFY_CONTENT_TELNET
#define DTP_DIA   IDENTIFY_CONTENT_DTP_DIA
#define TEXT      IDENTIFY_CONTENT_TEXT
#define BINARY    IDENTIFY_CONTENT_BINARY

#define NETCONF_SPACE "urn:ietf:params:xml:ns:netconf:base:1.0"
#define DECLARATION   "<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n"
#define RANDOM        "\x8d\x01\xf2\x99\x40\x5e\xc3\x77\x10\xba\x6d\x2e\xe0\x91\x3f\x58"

static const content_case tls_cases[] = {
    { "client hello", HEAD("\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03"), TAIL(RANDOM RANDOM), TLS, "TLS handshake record, client hello" },
    { "client hello of version 3.5", HEAD("\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x05"), TAIL(RANDOM), TLS, NULL },
    { "SSLv2 format, version 3.5", HEAD("\x80\x2e\x01\x03\x05\x00\x15\x00\x00\x00\x10"), TAIL(RANDOM), TLS, NULL },
    { "client hello of SSL 3.0, shortest", HEAD("\x16\x03\x00\x00\x2d\x01\x00\x00\x29\x03\x00"), TAIL(RANDOM), TLS, NULL },
    { "server hello", HEAD("\x16\x03\x03\x00\x4a\x02\x00\x00\x46\x03\x03"), TAIL(RANDOM), TLS, "TLS handshake record, server hello" },
    { "server hello and more in one record", HEAD("\x16\x03\x01\x0f\xa0\x02\x00\x00\x46\x03\x01"), TAIL(RANDOM), TLS, NULL },
    { "server hello of TLS 1.3 draft 19", HEAD("\x16\x03\x01\x00\x80\x02\x00\x00\x7c\x7f\x13"), TAIL(RANDOM), TLS, NULL },
    { "hello over two records", HEAD("\x16\x03\x01\x00\x01\x01\x16\x03\x01\x00\x05\x00\x00\xc4\x03\x03"), TAIL("\x16\x03\x01\x00\xc2" RANDOM), TLS,
      NULL },
    { "hello over records of a byte",
      HEAD("\x16\x03\x01\x00\x01\x01\x16\x03\x01\x00\x01\x00\x16\x03\x01\x00\x01\x00\x16\x03\x01\x00\x01\xc4\x16\x03\x01\x00\x01\x03\x16\x03\x01\x00"
           "\x01\x01"),
      TAIL("\xff\xff"), TLS, NULL },
    { "alert", HEAD("\x15\x03\x01\x00\x02\x02\x28"), TAIL("\x16"), TLS, "TLS alert record" },
    { "encrypted alert", HEAD("\x15\x03\x03\x00\x1a\x00\x00\x00\x00\x00\x00\x00\x02\x99\xaa\xbb"), TAIL(RANDOM), TLS, "TLS alert record, encrypted" },
    { "change_cipher_spec", HEAD("\x14\x03\x03\x00\x01\x01"), TAIL("\x16\x03\x03"), TLS, NULL },
    { "application data", HEAD("\x17\x03\x03\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x99\xaa\xbb"), TAIL(RANDOM), TLS,
      "TLS application data record" },
    { "certificates", HEAD("\x16\x03\x03\x03\xe8\x0b\x00\x03\xe4\x00\x03\xe1"), TAIL(RANDOM), TLS, NULL },
    { "hello request", HEAD("\x16\x03\x03\x00\x04\x00\x00\x00\x00"), TAIL("\x16"), TLS, NULL },
    { "server hello done", HEAD("\x16\x03\x03\x00\x04\x0e\x00\x00\x00"), TAIL("\x99"), TLS, NULL },
    { "SSLv2 format, TLS 1.0", HEAD("\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10"), TAIL(RANDOM), TLS, "SSLv2-format client hello offering TLS" },
    { "SSLv2 format, SSL 3.0 with session", HEAD("\x80\x3e\x01\x03\x00\x00\x15\x00\x10\x00\x10"), TAIL(RANDOM), TLS, NULL },
    { "SSL 2.0 client hello", HEAD("\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10"), TAIL(RANDOM), SSL2, "SSL 2.0 client hello" },
    { "SSL 2.0 client hello with session", HEAD("\x80\x3e\x01\x00\x02\x00\x15\x00\x10\x00\x10"), TAIL(RANDOM), SSL2, NULL },
    { "SSL 2.0 client hello, long header", HEAD("\x00\x2e\x00\x01\x00\x02\x00\x15\x00\x00\x00\x10"), TAIL(RANDOM), SSL2, NULL },
    { "SSL 2.0 client hello, padding", HEAD("\x00\x31\x03\x01\x00\x02\x00\x15\x00\x00\x00\x10"), TAIL(RANDOM), SSL2, NULL },
    { "SSL 2.0 server hello", HEAD("\x82\x24\x04\x00\x01\x00\x02\x02\x00\x00\x09\x00\x10"), TAIL(RANDOM), SSL2, "SSL 2.0 server hello" },
    { "SSL 2.0 server hello, session known", HEAD("\x80\x1b\x04\x01\x00\x00\x02\x00\x00\x00\x00\x00\x10"), TAIL(RANDOM), SSL2, NULL },
    /* Not quite */
    { "server hello in a record of version 3.9", HEAD("\x16\x03\x09\x00\x4a\x02"), TAIL("\x00\x00\x46\x03\x03" RANDOM), BINARY, NULL },
    { "hello request with a byte", HEAD("\x16\x03\x01\x00\x05\x00\x00\x00\x01"), TAIL("\x00"), BINARY, NULL },
    { "empty record", HEAD("\x16\x03\x01\x00\x00"), TAIL("\x01"), BINARY, NULL },
    { "record of 16385 bytes", HEAD("\x16\x03\x01\x40\x01"), TAIL("\x01\x00\x00\xc4"), BINARY, NULL },
    { "XML in a record", HEAD("\x16\x03\x01\x00\x05<rpc"), TAIL(">"), BINARY, NULL },
    { "hello version 4.1", HEAD("\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x04\x01"), TAIL(RANDOM), BINARY, NULL },
    { "server hello, version 3.5", HEAD("\x16\x03\x01\x00\xc8\x02\x00\x00\xc4\x03\x05"), TAIL(RANDOM), BINARY, NULL },
    { "client hello, bytes behind it", HEAD("\x16\x03\x01\x00\xc9\x01\x00\x00\xc4"), TAIL("\x03\x03"), BINARY, NULL },
    { "client hello too short", HEAD("\x16\x03\x01\x00\x2c\x01\x00\x00\x28"), TAIL("\x03\x03"), BINARY, NULL },
    { "client hello, then another record type", HEAD("\x16\x03\x01\x00\x01\x01\x17"), TAIL(RANDOM), BINARY, NULL },
    { "certificates, list too long", HEAD("\x16\x03\x03\x03\xe8\x0b\x00\x03\xe4\x00\x03\xe2"), TAIL(RANDOM), BINARY, NULL },
    { "alert level 3", HEAD("\x15\x03\x01\x00\x02\x03"), TAIL("\x28"), BINARY, NULL },
    { "alert description 255", HEAD("\x15\x03\x01\x00\x02\x02\xff"), NO_TAIL, BINARY, NULL },
    { "change_cipher_spec 2", HEAD("\x14\x03\x03\x00\x01\x02"), NO_TAIL, BINARY, NULL },
    { "application data too short", HEAD("\x17\x03\x03\x00\x0f"), TAIL(RANDOM), BINARY, NULL },
    { "application data too long", HEAD("\x17\x03\x03\x48\x01"), TAIL(RANDOM), BINARY, NULL },
    { "application data is text", HEAD("\x17\x03\x03\x40\x20hello world"), TAIL(", again"), BINARY, NULL },
    { "application data is zeros", HEAD("\x17\x03\x03\x40\x20\0\0\0\0\0\0\0\0\0\0\0"), TAIL(RANDOM), BINARY, NULL },
    { "SSL 2.0, sum wrong", HEAD("\x80\x2f\x01\x00\x02\x00\x15\x00\x00\x00\x10"), TAIL("\x00"), BINARY, NULL },
    { "SSL 2.0, specs no multiple of 3", HEAD("\x80\x2f\x01\x00\x02\x00\x16\x00\x00\x00\x10"), TAIL("\x00"), BINARY, NULL },
    { "SSL 2.0, challenge of 15", HEAD("\x80\x2d\x01\x00\x02\x00\x15\x00\x00\x00\x0f"), TAIL("\x00"), BINARY, NULL },
    { "SSL 2.0, challenge of 33", HEAD("\x80\x3f\x01\x00\x02\x00\x15\x00\x00\x00\x21"), TAIL("\x00"), BINARY, NULL },
    { "SSLv2 format for TLS, long header", HEAD("\x00\x2e\x00\x01\x03"), TAIL("\x01\x00\x15\x00\x00\x00\x10"), BINARY, NULL },
    { "SSL 2.0 server hello, hit with certificate", HEAD("\x80\x1c\x04\x01\x00\x00\x02\x00\x01\x00\x00\x00\x10"), TAIL("\x00"), BINARY, NULL },
};

static const content_case line_cases[] = {
    { "SSH 2", HEAD("SSH-2.0-"), TAIL("OpenSSH_9.2\r\n"), SSH, "SSH-2.0 banner" },
    { "SSH 1.99", HEAD("SSH-1.9"), TAIL("9-example\r\n"), SSH, "SSH-1 banner" },
    { "SSH 1.5", HEAD("SSH-1.5"), TAIL("-example\r\n"), SSH, NULL },
    { "SSH 3", NO_HEAD, TAIL("SSH-3.0-example\r\n"), TEXT, NULL },
    { "SSH word", NO_HEAD, TAIL("SSHOP is open\r\n"), TEXT, NULL },
    { "GET, short", HEAD("GET / HTTP/1.1"), TAIL("\r\nHost: a\r\n"), HTTP, "HTTP request line" },
    { "GET, longer", HEAD("GET /index.html "), TAIL("HTTP/1.1\r\n"), HTTP, "HTTP request line" },
    { "POST", HEAD("POST /secars/sec"), TAIL("ars.dll?h=00 HTTP/1.0\r\n"), HTTP, NULL },
    { "HEAD, absolute", HEAD("HEAD HTTP://192."), TAIL("0.2.1/ HTTP/1.0\r\n"), HTTP, NULL },
    { "PROPPATCH, absolute", HEAD("PROPPATCH http://192.0.2.1/ HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "PROPFIND", HEAD("PROPFIND /a/b/c/"), TAIL(" HTTP/1.1\r\n"), HTTP, NULL },
    { "RPC_IN_DATA", HEAD("RPC_IN_DATA /rpc"), TAIL("/rpcproxy.dll HTTP/1.1\r\n"), HTTP, NULL },
    { "SSTP", HEAD("SSTP_DUPLEX_POST /sra_{BA195980}/ HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "OPTIONS *", HEAD("OPTIONS * HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "OPTIONS", HEAD("OPTIONS /a/long/path/to/see HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "CONNECT", HEAD("CONNECT host.example.org:443 HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "M-SEARCH", HEAD("M-SEARCH * HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "NOTIFY", HEAD("NOTIFY * HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "COPY", HEAD("COPY /a/long/path/to/see HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "GET with a URI of another scheme", HEAD("GET ftp://192.0.2.1/x HTTP/1.0"), TAIL("\r\n"), HTTP, NULL },
    { "HTTP/0.9", HEAD("GET /\r\n"), NO_TAIL, HTTP, "HTTP/0.9 request line" },
    { "HTTP/0.9, line feed", HEAD("GET /a\n"), TAIL("\n"), HTTP, NULL },
    { "status", HEAD("HTTP/1.1 200"), TAIL(" OK\r\n"), HTTP, "HTTP status line" },
    { "HTTP/2", HEAD("PRI * HTTP/2.0\r\n"), TAIL("\r\nSM\r\n\r\n\x00\x00"), HTTP, "HTTP/2 connection preface" },
    { "XML in an HTTP request", HEAD("POST /rpc HTTP/1"), TAIL(".1\r\n\r\n<rpc/>"), HTTP, NULL },
    { "GET of no target", NO_HEAD, TAIL("GET  HTTP/1.1\r\n"), TEXT, NULL },
    { "GET of a key", NO_HEAD, TAIL("GET key\r\n"), TEXT, NULL },
    { "GET, another protocol", NO_HEAD, TAIL("GET /x ABC/1.0\r\n"), TEXT, NULL },
    { "get", NO_HEAD, TAIL("get /index.html HTTP/1.1\r\n"), TEXT, NULL },
    { "status of HTTP/2", NO_HEAD, TAIL("HTTP/2 200\r\n"), TEXT, NULL },
    { "status without number", NO_HEAD, TAIL("HTTP/1.1 OK\r\n"), TEXT, NULL },
    { "word", NO_HEAD, TAIL("HTTPS is meant\r\n"), TEXT, NULL },
    { "command with a path", NO_HEAD, TAIL("COPY /etc/hosts /tmp/hosts\r\n"), TEXT, NULL },
    { "modem", NO_HEAD, TAIL("CONNECT 9600\r\n"), TEXT, NULL },
    { "SIP OPTIONS", NO_HEAD, TAIL("OPTIONS sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1\r\n"), TEXT, NULL },
    { "SIP INVITE", NO_HEAD, TAIL("INVITE sip:bob@example.org SIP/2.0\r\n"), TEXT, NULL },
    { "SIP NOTIFY", NO_HEAD, TAIL("NOTIFY sip:bob@example.org SIP/2.0\r\n"), TEXT, NULL },
    { "SIP SUBSCRIBE", NO_HEAD, TAIL("SUBSCRIBE sip:bob@example.org SIP/2.0\r\n"), TEXT, NULL },
    { "SIP UPDATE", NO_HEAD, TAIL("UPDATE sip:bob@example.org SIP/2.0\r\n"), TEXT, NULL },
    { "SIP status", NO_HEAD, TAIL("SIP/2.0 200 OK\r\n"), TEXT, NULL },
    { "RTSP OPTIONS", NO_HEAD, TAIL("OPTIONS rtsp://192.0.2.1/a RTSP/1.0\r\nCSeq: 1\r\n"), TEXT, NULL },
    { "RTSP OPTIONS *", NO_HEAD, TAIL("OPTIONS * RTSP/1.0\r\n"), TEXT, NULL },
    { "RTSP OPTIONS /", NO_HEAD, TAIL("OPTIONS / RTSP/1.0\r\n\r\n"), TEXT, NULL },
    { "RTSP OPTIONS, long path", NO_HEAD, TAIL("OPTIONS /a/long/path/to/see RTSP/1.0\r\n"), TEXT, NULL },
    { "RTSP DESCRIBE", NO_HEAD, TAIL("DESCRIBE rtsp://192.0.2.1/a RTSP/1.0\r\n"), TEXT, NULL },
    { "RTSP GET_PARAMETER", NO_HEAD, TAIL("GET_PARAMETER rtsp://192.0.2.1/a RTSP/1.0\r\n"), TEXT, NULL },
    { "SIP with XML in it", NO_HEAD, TAIL("OPTIONS sip:a@example.org SIP/2.0\r\n\r\n<a/>"), TEXT, NULL },
    { "SMTP server", NO_HEAD, TAIL("220 mail.example.org ESMTP\r\n"), TEXT, NULL },
    { "SMTP client", NO_HEAD, TAIL("EHLO host.example.org\r\n"), TEXT, NULL },
    { "FTP", NO_HEAD, TAIL("220-Welcome\r\n220 FTP server\r\n"), TEXT, NULL },
    { "POP3", NO_HEAD, TAIL("+OK POP3 <1.2@example.org>\r\n"), TEXT, NULL },
    { "IMAP", NO_HEAD, TAIL("* OK IMAP4rev1\r\n"), TEXT, NULL },
    { "IRC", NO_HEAD, TAIL("PRIVMSG #a :hello\r\n"), TEXT, NULL },
    { "JSON", NO_HEAD, TAIL("{\"id\":1,\"method\":\"x\"}\n"), TEXT, NULL },
    { "prompt", NO_HEAD, TAIL("login: "), TEXT, NULL },
    { "line end", NO_HEAD, TAIL("\r\n"), TEXT, NULL },
    { "UTF-8", NO_HEAD, TAIL("gr\xc3\xbc\xc3\x9f dich\r\n"), TEXT, NULL },
    { "UTF-8, cut off", NO_HEAD, TAIL("100 \xe2\x82"), TEXT, NULL },
    { "ISO 8859-1", NO_HEAD, TAIL("caf\xe9 au lait\r\n"), BINARY, NULL },
    { "DEL", NO_HEAD, TAIL("abc\x7f"), BINARY, NULL },
    { "control character far behind", NO_HEAD, TAIL("01234567890123456789012345678901234567890123456789012345678901234567890123456789\x01"), BINARY,
      NULL },
};

static const content_case binary_cases[] = {
    { "telnet server", HEAD("\xff\xfb\x01\xff\xfb\x03"), TAIL("\r\nlogin: "), TELNET, "telnet option negotiation (IAC)" },
    { "telnet client", HEAD("\xff\xfd\x18\xff\xfd\x20"), TAIL("\xff\xfd\x23"), TELNET, NULL },
    { "telnet, one option and text", HEAD("\xff\xfb\x01login:"), TAIL(" "), TELNET, "telnet option negotiation (IAC) and text" },
    { "telnet, subnegotiation", HEAD("\xff\xfa\x18\x01\xff\xf0\xff\xfd\x01"), NO_TAIL, TELNET, NULL },
    { "telnet, data byte 255 in it", HEAD("\xff\xfa\x1f\x00\xff\xff\x00\x18\xff\xf0\xff\xfb\x1f"), NO_TAIL, TELNET, NULL },
    { "telnet, data bytes 255 and 240 in it", HEAD("\xff\xfa\x1f\x00\xff\xff\xf0\x18\xff\xf0\xff\xfb\x1f"), NO_TAIL, TELNET, NULL },
    { "telnet, command first", HEAD("\xff\xf1\xff\xfb\x01\xff\xfb\x03"), NO_TAIL, TELNET, NULL },
    { "telnet, text between", HEAD("\xff\xfb\x01\r\n\xff\xfb\x03"), NO_TAIL, TELNET, NULL },
    { "one negotiation", NO_HEAD, TAIL("\xff\xfb\x01"), BINARY, NULL },
    { "one negotiation and little text", NO_HEAD,
      TAIL("\xff\xfb\x01"
           "ab"),
      BINARY, NULL },
    { "commands only", NO_HEAD, TAIL("\xff\xf6\xff\xf6\xff\xf6"), BINARY, NULL },
    { "no option", HEAD("\xff\xfb\x60"), TAIL("\xff\xfb\x03"), BINARY, NULL },
    { "one negotiation, then zeros", HEAD("\xff\xfb\x01\x00"), TAIL("\x00\x00\x00"), BINARY, NULL },
    { "data byte 255", HEAD("\xff\xff"), TAIL("\x05\xff\xff"), BINARY, NULL },
    { "DTP/DIA float", HEAD("\x49\x54\x20\x01\x02\x03\x03\x00\x41\xac\x00\x00"), TAIL("IT "), DTP_DIA, NULL },
    { "DTP/DIA float with trailer", HEAD("\x49\x54\x10\x0a\x14\x1e\x04\x07\x00\x00\x50\xc0\xb2\xa1\x65\xbc"), NO_TAIL, DTP_DIA,
      "DTP/DIA header, checksum right" },
    { "DTP/DIA integer with unit",
      HEAD("\x49\x54\x10\x01\x01\x05\x17\x01\xd7\x00\x00\x00\x64\x65\x67\x43\x00\x00\x00\x00\xf4\x01\x64\x00\x56\x34\x12\x0b"), NO_TAIL, DTP_DIA,
      NULL },
    { "DTP/DIA information", HEAD("\x49\x54\x20\x01\x02\x03\xe5\x00\x66\x77\x20\x31\x2e\x32\x00\x00\x00\x00\x00\x36"), NO_TAIL, DTP_DIA, NULL },
    { "DTP/DIA offer", HEAD("\x49\x54\x20\xff\xff\xff\xf3\x00\x00\x00\x00\x00"), NO_TAIL, DTP_DIA, NULL },
    { "DTP/DIA request", HEAD("\x49\x54\x20\x00\x00\x00\xf6\x00\x00\x00\x00\x00\x00\x01\x02\x03\x00\x0a\x14\x1e\x00\x00\x00\xf5"), NO_TAIL, DTP_DIA,
      NULL },
    { "DTP/DIA, sum wrong", HEAD("\x49\x54\x10\x0a\x14\x1e\x04\x07\x00\x00\x50\xc0\xb2\xa1\x65\xbd"), NO_TAIL, BINARY, NULL },
    { "DTP/DIA, reserved bit", HEAD("\x49\x54\xa0\x01"), TAIL("\x02\x03\x03\x00\x41\xac\x00\x00"), BINARY, NULL },
    { "DTP/DIA, version 1", HEAD("\x49\x54\x21\x01"), TAIL("\x02\x03\x03\x00\x41\xac\x00\x00"), BINARY, NULL },
    { "DTP/DIA, size 2", HEAD("\x49\x54\x20\x01\x02\x03\x02"), TAIL("\x00\x41\xac\x00\x00"), BINARY, NULL },
    { "DTP/DIA, type 4", HEAD("\x49\x54\x20\x01\x02\x03\x43"), TAIL("\x00\x41\xac\x00\x00"), BINARY, NULL },
    { "DTP/DIA, no trailer but a time", HEAD("\x49\x54\x00\x01\x02\x03\x03"), TAIL("\x00\x41\xac\x00\x00"), BINARY, NULL },
    { "DTP/DIA, cut off", NO_HEAD, TAIL("\x49\x54\x10\x0a\x14\x1e\x04\x07\x00\x00\x50\xc0\xb2\xa1\x65"), BINARY, NULL },
    { "sentence like a header", NO_HEAD, TAIL("IT abc3 is printable"), TEXT, NULL },
    { "sentence", NO_HEAD, TAIL("IT is the department\r\n"), TEXT, NULL },
    { "zeros", HEAD("\0\0\0\0"), TAIL("\0\0\0\0<rpc>"), BINARY, NULL },
    { "DNS over TCP", HEAD("\x00\x1d\x12"), TAIL("\x34\x01\x00\x00\x01"), BINARY, NULL },
    { "SMB", HEAD("\x00\x00\x00\x54"), TAIL("\xffSMB"), BINARY, NULL },
    { "TPKT", HEAD("\x03\x00\x00\x13"), TAIL("\x0e\xe0"), BINARY, NULL },
    { "text, then a zero", HEAD("abc\0"), TAIL("def<rpc>"), BINARY, NULL },
    { "zero behind a cut name", HEAD("<rpc\0"), TAIL(">"), BINARY, NULL },
};

static const content_case xml_cases[] = {
    { "client's start", HEAD("<junoscript "), TAIL("version=\"1.0\">"), JUNOS_XML, "<junoscript> start tag" },
    { "server's start", HEAD(DECLARATION "<junoscript "), TAIL("os=\"JUNOS\" version=\"1.0\">\n"), JUNOS_XML, NULL },
    { "byte order mark", HEAD("\xef\xbb\xbf<?xml version='1.0'?><junoscript>"), NO_TAIL, JUNOS_XML, NULL },
    { "start tag broken off later", HEAD("<junoscript "), TAIL("a='<rpc>"), JUNOS_XML, NULL },
    { "control character later", HEAD("<junoscript "), TAIL("\0\0\0"), JUNOS_XML, NULL },
    { "end of the session", HEAD("</junoscript>"), TAIL("\n"), JUNOS_XML, NULL },
    { "request", HEAD("<rpc>"), TAIL("<get-configuration/></rpc>"), JUNOS_XML, "<rpc> start tag" },
    { "request of another client", HEAD("<xnm:rpc xmlns=\"\">"), TAIL("<a/>"), JUNOS_XML, NULL },
    { "white space first", HEAD("\r\n \t<rpc>"), NO_TAIL, JUNOS_XML, NULL },
    { "reply", HEAD("<rpc-reply xmlns:junos=\"http://xml.juniper.net/junos/14.2R1/junos\">"), TAIL("<a>"), JUNOS_XML, "<rpc-reply> start tag" },
    { "reply in Juniper's namespace", HEAD("<rpc-reply xmlns='http://xml.juniper.net/xnm/1.1/xnm'"), TAIL(">"), JUNOS_XML, NULL },
    { "abort", HEAD("<abort/>"), NO_TAIL, JUNOS_XML, NULL },
    { "middle of a reply", HEAD("<name>ge-0/0/0</name></interface></rpc-reply>\n<"), TAIL("rpc"), JUNOS_XML, "</rpc-reply> end tag" },
    { "text, then a request", HEAD("ge-0/0/0</name></x><rpc>"), TAIL("<command>"), JUNOS_XML, NULL },
    { "end of a reply, Junos XML or NETCONF", NO_HEAD, TAIL("ge-0/0/0</name></rpc-reply>\n"), TEXT, NULL },
    { "NETCONF request", HEAD("<rpc message-id=\"1\" xmlns=\"" NETCONF_SPACE "\""), TAIL(">"), NETCONF, NULL },
    { "NETCONF request, prefix", HEAD("<nc:rpc xmlns:x=\"\" xmlns:nc='" NETCONF_SPACE "'"), TAIL(">"), NETCONF, NULL },
    { "NETCONF request, prefix forgotten", HEAD("<rpc xmlns:nc='" NETCONF_SPACE "'>"), TAIL("<a>"), NETCONF, NULL },
    { "NETCONF reply with Juniper's too", HEAD("<rpc-reply xmlns:junos=\"http://xml.juniper.net/junos/23.4R1/junos\" xmlns=\"" NETCONF_SPACE "\""),
      TAIL(">"), NETCONF, NULL },
    { "hello", HEAD("<!-- user root, class super-user -->\n<hello xmlns=\"" NETCONF_SPACE "\""), TAIL("><capabilities>"), NETCONF, NULL },
    { "hello without namespace", HEAD("<hello>\n  <capabilities>"), TAIL("<capability>"), NETCONF, "<hello> with <capabilities>" },
    { "notification", HEAD("<notification xmlns=\"urn:ietf:params:xml:ns:netconf:notification:1.0\""), TAIL(">"), NETCONF, NULL },
    { "separator first", HEAD("]]>]]>"), TAIL("<a>"), NETCONF, NULL },
    { "end of a reply and separator", HEAD("<a/></rpc-reply>\n]]>]]>"), NO_TAIL, NETCONF, NULL },
    { "end of any message and separator", HEAD("<a/></hello>]]>]]>"), TAIL("x"), NETCONF, NULL },
    { "end of a reply and end of chunks", HEAD("<a/></rpc-reply>\n##"), TAIL("\n"), NETCONF, NULL },
    { "chunk", HEAD("\n#170\n<rpc "), TAIL("message-id=\"1\">"), NETCONF, "NETCONF chunk header and start tag of a message" },
    { "chunk with a declaration", HEAD("\n#170\n<?xml version=\"1.0\"?>\n<nc:rpc-reply "), TAIL("<"), NETCONF, NULL },
    { "end of chunks and chunk", HEAD("\n##\n\n#12\n"), TAIL("abc"), NETCONF, NULL },
    { "chunk of another element", NO_HEAD, TAIL("\n#170\n<name>"), TEXT, NULL },
    { "comment of a script", NO_HEAD, TAIL("\n# 12\n<rp"), TEXT, NULL },
    { "declaration alone", NO_HEAD, TAIL(DECLARATION), TEXT, NULL },
    { "name cut off", NO_HEAD, TAIL("<junoscript"), TEXT, NULL },
    { "longer name", NO_HEAD, TAIL("<junoscripts>"), TEXT, NULL },
    { "tag cut off", NO_HEAD, TAIL("<rpc-reply xmlns:junos=\"http://xml.juniper.net/"), TEXT, NULL },
    { "other root element", NO_HEAD, TAIL("<html><body>"), TEXT, NULL },
    { "web page", NO_HEAD, TAIL("<!DOCTYPE html>\n<html><body>"), TEXT, NULL },
    { "other root element, declared", HEAD("<?xml version='1.0'?><stream:stream "), TAIL("to='example.org'><rpc>"), TEXT, "another XML document" },
    { "the same, broken off later", HEAD("<?xml version='1.0'?><html "), TAIL("<rpc><rpc>"), TEXT, NULL },
    { "the same, binary later", HEAD("<?xml version='1.0'?><html "), TAIL("\0\0\0"), TEXT, NULL },
    { "message of another namespace", NO_HEAD, TAIL("<rpc xmlns=\"http://example.org/x\"><a>"), TEXT, NULL },
    { "the same, declared", HEAD("<?xml version='1.0'?><rpc xmlns='http://example.org/x'"), TAIL("><rpc>"), TEXT, NULL },
    { "greeting", NO_HEAD, TAIL("<hello><world/></hello>"), TEXT, NULL },
    { "notification of no namespace", NO_HEAD, TAIL("<notification>a</notification>"), TEXT, NULL },
    { "abort in the middle of text", NO_HEAD, TAIL("250 <abort/> ok\r\n"), TEXT, NULL },
    { "element in a comment", NO_HEAD, TAIL("<a/><!-- <rpc> -->"), TEXT, NULL },
    { "element in CDATA", NO_HEAD, TAIL("<a><![CDATA[<rpc>]]></a>"), TEXT, NULL },
    { "white space only", NO_HEAD, TAIL("\n \n"), TEXT, NULL },
};

static const content_case datagram_cases[] = {
    { "DTP/DIA float", HEAD("\x49\x54\x20\x01\x02\x03\x03\x00\x41\xac\x00\x00"), NO_TAIL, DTP_DIA, NULL },
    { "DTP/DIA float with trailer", HEAD("\x49\x54\x10\x0a\x14\x1e\x04\x07\x00\x00\x50\xc0\xb2\xa1\x65\xbc"), NO_TAIL, DTP_DIA, NULL },
    { "SSDP", HEAD("M-SEARCH * HTTP/1.1"), TAIL("\r\n"), HTTP, NULL },
    { "DNS", HEAD("\x12"),
      TAIL("\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07"
           "example"),
      BINARY, NULL },
    { "RTP", HEAD("\x80\x60\x00"), TAIL("\x01" RANDOM), BINARY, NULL },
    { "STUN", HEAD("\x00"), TAIL("\x01\x00\x00\x21\x12\xa4\x42"), BINARY, NULL },
    { "DTLS", HEAD("\x16"), TAIL("\xfe\xff\x00\x00\x00\x00"), BINARY, NULL },
    { "TLS record in a datagram", HEAD("\x16"), TAIL("\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03"), BINARY, NULL },
    { "SSH banner in a datagram", NO_HEAD, TAIL("SSH-2.0-OpenSSH_9.2\r\n"), TEXT, NULL },
    { "Junos XML in a datagram", NO_HEAD, TAIL("<junoscript version='1.0'><rpc>"), TEXT, NULL },
    { "SIP", NO_HEAD, TAIL("OPTIONS sip:bob@example.org SIP/2.0\r\n"), TEXT, NULL },
};

static identify_result identify_copy(const uint8_t *bytes, size_t length, identify_transport transport, bool final)
{
    /* At the end of a heap block, so that a sanitizer sees a byte read too far. */
    uint8_t *copy = g_memdup2(bytes, length);
    identify_result result = identify_content(copy, length, transport, final);
    g_free(copy);
    return result;
}

static void assert_open(identify_result result)
{
    g_assert_cmpint(result.content, ==, IDENTIFY_CONTENT_NONE);
    g_assert_null(result.evidence);
    g_assert_false(result.prolog && result.beginning_excluded);
}

static void assert_decided(identify_result result)
{
    g_assert_cmpint(result.content, !=, IDENTIFY_CONTENT_NONE);
    g_assert_nonnull(result.evidence);
    g_assert_false(result.prolog || result.beginning_excluded);
}

/* For any bytes: once decided, always decided, with and without final. Returns the number of bytes that decided; length + 1 where none did. */
static size_t assert_stable(const uint8_t *bytes, size_t length, identify_transport transport)
{
    identify_result decided = { .decided = false };
    size_t decided_at = length + 1;
    for (size_t seen = 1; seen <= length; seen++) {
        identify_result open = identify_copy(bytes, seen, transport, false);
        identify_result final = identify_copy(bytes, seen, transport, true);
        assert_decided(final);
        g_assert_true(final.decided);
        if (decided.decided) {
            g_assert_true(open.decided);
            g_assert_cmpint(open.content, ==, decided.content);
            g_assert_cmpstr(open.evidence, ==, decided.evidence);
        }
        if (!open.decided) {
            assert_open(open);
            continue;
        }
        assert_decided(open);
        g_assert_cmpint(final.content, ==, open.content);
        g_assert_cmpstr(final.evidence, ==, open.evidence);
        if (!decided.decided) {
            decided = open;
            decided_at = seen;
        }
    }
    return decided_at;
}

/* A shorter beginning must not be named anything else, even where it is all there is. */
static bool may_be_called(identify_kind content, identify_kind of)
{
    return content == of || content == TEXT || content == BINARY;
}

static void check(const content_case *one, identify_transport transport)
{
    GByteArray *bytes = g_byte_array_new();
    g_byte_array_append(bytes, (const guint8 *)one->head, (guint)one->head_length);
    g_byte_array_append(bytes, (const guint8 *)one->tail, (guint)one->tail_length);
    size_t expected = one->head_length > 0 ? one->head_length : bytes->len + 1u;
    size_t decided_at = assert_stable(bytes->data, bytes->len, transport);
    identify_result whole = identify_copy(bytes->data, bytes->len, transport, true);
    if (decided_at != expected || whole.content != one->content || (one->evidence && g_strcmp0(one->evidence, whole.evidence) != 0)) {
        g_test_message("%s: %s (%s) with %u bytes, expected %s with %u", one->why, identify_content_name(whole.content), whole.evidence,
                       (unsigned)decided_at, identify_content_name(one->content), (unsigned)expected);
        g_test_fail();
    }
    for (size_t seen = 1; seen < bytes->len; seen++) {
        g_assert_true(may_be_called(identify_copy(bytes->data, seen, transport, true).content, one->content));
    }
    g_byte_array_free(bytes, TRUE);
}

static void check_all(const content_case *cases, size_t count, identify_transport transport)
{
    for (size_t i = 0; i < count; i++) {
        check(&cases[i], transport);
    }
}

static void test_tls(void)
{
    check_all(tls_cases, G_N_ELEMENTS(tls_cases), IDENTIFY_TCP);
}

static void test_lines(void)
{
    check_all(line_cases, G_N_ELEMENTS(line_cases), IDENTIFY_TCP);
}

static void test_binary(void)
{
    check_all(binary_cases, G_N_ELEMENTS(binary_cases), IDENTIFY_TCP);
}

static void test_xml(void)
{
    check_all(xml_cases, G_N_ELEMENTS(xml_cases), IDENTIFY_TCP);
}

static void test_datagrams(void)
{
    check_all(datagram_cases, G_N_ELEMENTS(datagram_cases), IDENTIFY_UDP);
}

/* Each way of writing a method, a version and a padding that the standards have, not only those above. */
static void test_ranges(void)
{
    for (unsigned minor = 0; minor <= 255; minor++) {
        uint8_t hello[] = { 22, 3, (uint8_t)minor, 0, 200, 1, 0, 0, 196, 3, (uint8_t)minor };
        uint8_t formerly[] = { 0x80, 46, 1, 3, (uint8_t)minor, 0, 21, 0, 0, 0, 16 };
        g_assert_cmpint(identify_content(hello, sizeof hello, IDENTIFY_TCP, false).content, ==, TLS);
        g_assert_cmpint(identify_content(formerly, sizeof formerly, IDENTIFY_TCP, false).content, ==, TLS);
    }
    for (unsigned challenge = 16; challenge <= 32; challenge++) {
        uint8_t hello[] = { 0x80, (uint8_t)(9 + 3 + challenge), 1, 0, 2, 0, 3, 0, 0, 0, (uint8_t)challenge };
        g_assert_cmpint(identify_content(hello, sizeof hello, IDENTIFY_TCP, false).content, ==, SSL2);
    }
    static const char *const methods[] = { "GET",
                                           "HEAD",
                                           "POST",
                                           "PUT",
                                           "DELETE",
                                           "OPTIONS",
                                           "TRACE",
                                           "PATCH",
                                           "PROPFIND",
                                           "PROPPATCH",
                                           "MKCOL",
                                           "COPY",
                                           "MOVE",
                                           "LOCK",
                                           "UNLOCK",
                                           "SEARCH",
                                           "REPORT",
                                           "PURGE",
                                           "SUBSCRIBE",
                                           "UNSUBSCRIBE",
                                           "NOTIFY",
                                           "RPC_OUT_DATA",
                                           "BITS_POST",
                                           "CCM_POST",
                                           "VERSION-CONTROL",
                                           "BASELINE-CONTROL",
                                           "UPDATEREDIRECTREF",
                                           "MKACTIVITY" };
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
        char *line = g_strdup_printf("%s / HTTP/1.1", methods[i]);
        g_assert_cmpint(identify_content((const uint8_t *)line, strlen(line), IDENTIFY_TCP, false).content, ==, HTTP);
        g_free(line);
    }
}

typedef struct {
    const char *bytes;
    bool prolog;
    bool beginning_excluded;
} open_case;

static void test_open(void)
{
    static const open_case cases[] = {
        { "<", true, false },
        { "\n", false, false }, /* the long header of SSL 2.0 may begin so */
        { "\n  ", true, false },
        { "\xef", true, false },
        { "\xef\xbb\xbf", true, false },
        { "<?xml vers", true, false },
        { DECLARATION, true, false },
        { "<!-- a", true, false },
        { DECLARATION "<!-- a --> <x", true, false },
        { "<rpc-reply xmlns:jun", true, false },
        { "<hello>", true, false },
        { "<a/></rpc-reply>\n", true, false },
        { "<html>", false, true },
        { "<name>ge-0/0/0", false, true },
        { "220 ", false, true },
        { "login: ", false, true },
        { "OPTIONS sip:", false, false },
        { "HT", false, false },
        { "SSH-", false, false },
        { "S", false, false },
        { "IT", false, false },
        { "\xff", false, false },
        { "\x80", false, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const open_case *one = &cases[i];
        identify_result result = identify_content((const uint8_t *)one->bytes, strlen(one->bytes), IDENTIFY_TCP, false);
        if (result.decided || result.prolog != one->prolog || result.beginning_excluded != one->beginning_excluded) {
            g_test_message("\"%s\": decided %d, prolog %d, beginning excluded %d", one->bytes, result.decided, result.prolog,
                           result.beginning_excluded);
            g_test_fail();
        }
    }
    identify_result nothing = identify_content(NULL, 0, IDENTIFY_TCP, true);
    g_assert_false(nothing.decided);
    assert_open(nothing);
    g_assert_true(identify_content((const uint8_t *)"a", 1, IDENTIFY_UDP, false).beginning_excluded);
}

/* Blanks up to the last byte that is looked at; what stands behind it cannot change the answer. */
static void test_limit(void)
{
    size_t length = IDENTIFY_CONTENT_MAX + 100;
    uint8_t *bytes = g_malloc(length);
    memset(bytes, ' ', length);
    memcpy(bytes + IDENTIFY_CONTENT_MAX - 5, "<rpc>", 5);
    g_assert_cmpint(identify_content(bytes, length, IDENTIFY_TCP, false).content, ==, JUNOS_XML);
    memset(bytes, ' ', length);
    memcpy(bytes + IDENTIFY_CONTENT_MAX - 4, "<rpc>", 5);
    g_assert_false(identify_content(bytes, IDENTIFY_CONTENT_MAX - 1, IDENTIFY_TCP, false).decided);
    g_assert_cmpint(identify_content(bytes, IDENTIFY_CONTENT_MAX, IDENTIFY_TCP, false).content, ==, TEXT);
    g_assert_cmpint(identify_content(bytes, length, IDENTIFY_TCP, false).content, ==, TEXT);
    g_free(bytes);
}

static void test_names(void)
{
    static const char *const names[] = { "none", "junos-xml", "netconf", "tls", "ssl2", "http", "ssh", "telnet", "dtp-dia", "text", "binary" };
    g_assert_cmpint(IDENTIFY_CONTENT_KINDS, ==, G_N_ELEMENTS(names));
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_cmpstr(identify_content_name((identify_kind)i), ==, names[i]);
    }
}

static void fill(GRand *random, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t)g_rand_int_range(random, 0, 256);
    }
}

static void test_random(void)
{
    GRand *random = g_rand_new_with_seed(3221);
    for (unsigned round = 0; round < 100000; round++) {
        uint8_t bytes[96];
        size_t length = (size_t)g_rand_int_range(random, 1, sizeof bytes + 1);
        fill(random, bytes, length);
        for (identify_transport transport = IDENTIFY_TCP; transport <= IDENTIFY_UDP; transport++) {
            identify_kind content = identify_content(bytes, length, transport, true).content;
            g_assert_true(content == TEXT || content == BINARY);
            if (round % 50 == 0) {
                assert_stable(bytes, length, transport);
            }
        }
    }
    g_rand_free(random);
}

/* Random text: lines of words must not be named either. */
static void test_random_text(void)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;-_/+*\r\n<>&\"'=";
    GRand *random = g_rand_new_with_seed(3220);
    for (unsigned round = 0; round < 100000; round++) {
        uint8_t bytes[96];
        size_t length = (size_t)g_rand_int_range(random, 1, sizeof bytes + 1);
        for (size_t i = 0; i < length; i++) {
            bytes[i] = (uint8_t)letters[g_rand_int_range(random, 0, sizeof letters - 1)];
        }
        g_assert_cmpint(identify_content(bytes, length, IDENTIFY_TCP, true).content, ==, TEXT);
    }
    g_rand_free(random);
}

/* Samples with some bytes changed, put in or left out. */
static void test_mutations(void)
{
    static const struct {
        const content_case *cases;
        size_t count;
    } tables[] = { { tls_cases, G_N_ELEMENTS(tls_cases) },
                   { line_cases, G_N_ELEMENTS(line_cases) },
                   { binary_cases, G_N_ELEMENTS(binary_cases) },
                   { xml_cases, G_N_ELEMENTS(xml_cases) } };
    GRand *random = g_rand_new_with_seed(2821);
    for (unsigned round = 0; round < 20000; round++) {
        size_t table = round % G_N_ELEMENTS(tables);
        const content_case *one = &tables[table].cases[g_rand_int_range(random, 0, (gint32)tables[table].count)];
        const content_case *other = &tables[table].cases[g_rand_int_range(random, 0, (gint32)tables[table].count)];
        GByteArray *bytes = g_byte_array_new();
        g_byte_array_append(bytes, (const guint8 *)one->head, (guint)one->head_length);
        g_byte_array_append(bytes, (const guint8 *)one->tail, (guint)one->tail_length);
        for (int i = g_rand_int_range(random, 0, 4); i > 0 && bytes->len > 1; i--) {
            guint at = (guint)g_rand_int_range(random, 0, (gint32)bytes->len);
            if (g_rand_boolean(random)) {
                bytes->data[at] = (uint8_t)g_rand_int_range(random, 0, 256);
            } else {
                g_byte_array_remove_index(bytes, at);
            }
        }
        g_byte_array_append(bytes, (const guint8 *)other->head, (guint)other->head_length);
        assert_stable(bytes->data, bytes->len, IDENTIFY_TCP);
        g_byte_array_free(bytes, TRUE);
    }
    g_rand_free(random);
}

int main(int argc, char *argv[])
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identify-content/tls", test_tls);
    g_test_add_func("/identify-content/lines", test_lines);
    g_test_add_func("/identify-content/binary", test_binary);
    g_test_add_func("/identify-content/xml", test_xml);
    g_test_add_func("/identify-content/datagrams", test_datagrams);
    g_test_add_func("/identify-content/ranges", test_ranges);
    g_test_add_func("/identify-content/open", test_open);
    g_test_add_func("/identify-content/limit", test_limit);
    g_test_add_func("/identify-content/names", test_names);
    g_test_add_func("/identify-content/random", test_random);
    g_test_add_func("/identify-content/random-text", test_random_text);
    g_test_add_func("/identify-content/mutations", test_mutations);
    return g_test_run();
}
