/* tls_cases.h
 * Handshakes, packet by packet, with the facts and findings that they have.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef PORTLORE_TESTS_TLS_CASES_H
#define PORTLORE_TESTS_TLS_CASES_H

#include "tls_talk.h"

#define NO_CERTIFICATES "certificates of server: not-seen\ncertificates of client: not-seen\n"

/* TLS_RSA_WITH_AES_128_CBC_SHA, without any of the extensions. */
#define OLD_FINDINGS(frame)                                                                                                                          \
    "finding " frame ": no-forward-secrecy\n"                                                                                                        \
    "finding " frame ": no-secure-renegotiation\n"                                                                                                   \
    "finding " frame ": no-extended-master-secret\n"

/* The server's part of a full handshake in clear, and what both hellos come to. */
#define FULL_FLIGHT SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) HANDSHAKE("0303", CERTIFICATE SERVER_HELLO_DONE)
#define FULL_FACTS                                                                                                                                   \
    "client-hello 1: record 0301 version 0303 suites 1\n"                                                                                            \
    "server-hello 2: record 0303 hello 0303 version 0303 suite c02f in 2 renegotiation ems\n"                                                        \
    "certificates of server: shown 2: 5=30030201\n"                                                                                                  \
    "hello-done 2\n"                                                                                                                                 \
    "certificates of client: not-sent\n"

static const talk_case cases[] = {
    { "TLS 1.2 with nothing to find",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 c02f c030 00ff] [1 00] [2 "
                                               "0000 [2 [2 00 [2 'vx.example.net']]] 000a [2 [2 1a1a 001d 0017]] 000b [2 [1 00]] "
                                               "0010 [2 [2 [1 'h2'] [1 8a8a] [1 'http/1.1']]] 0017 [2] 000f [2 01] 0a0a [2]]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RANDOM "[1] c02f 00 [2 ff01 [2 [1]] 0017 [2] 0010 [2 [2 [1 'h2']]]]"))
                   HANDSHAKE("0303", MESSAGE("0b", "[3 [3 308201] [3 30820202]]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("0c", "03 001d [1 {32 11}] 0401 [2 {4 22}]") SERVER_HELLO_DONE) },
        { 'C', HANDSHAKE("0303", MESSAGE("10", "[1 {32 33}]")) CCS FINISHED },
        { 'S', CCS FINISHED },
        { 'C', "17 0303 [2 {30 99}] 15 0303 [2 {26 77}]" } },
      "client-hello 1: record 0301 version 0303 suites 3 sni 'vx.example.net' alpn 'h2' alpn 'http/1.1' groups 001d 0017 "
      "renegotiation ems heartbeat\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c02f in 2 alpn 'h2' renegotiation ems\n"
      "certificates of server: shown 2: 3=308201 4=30820202\n"
      "key-exchange 3: dh 0 rsa 0 group 001d signature 0401\n"
      "hello-done 3\n"
      "certificates of client: not-sent\n"
      "records of client: data 1 alerts 1 handshake 1 ssl2 0 ccs\n"
      "records of server: data 0 alerts 0 handshake 1 ssl2 0 ccs\n" },
    { "TLS 1.0 with an export suite, compression, and a client without certificate",
      { { 'C', HANDSHAKE("0300", MESSAGE("01", "0301" RANDOM "[1] [2 0003 0004 000a 0034 0001] [1 0100]")) },
        { 'S', HANDSHAKE("0301", MESSAGE("02", "0301" RANDOM SESSION "0003 01")) HANDSHAKE("0301", CERTIFICATE)
                   HANDSHAKE("0301", MESSAGE("0c", "[2 {64 f1}] [2 010001] [2 {8 22}]")) HANDSHAKE("0301", MESSAGE("0d", "[1 01] [2]"))
                       HANDSHAKE("0301", SERVER_HELLO_DONE) },
        { 'C', HANDSHAKE("0301", MESSAGE("0b", "[3]") MESSAGE("10", "[2 {64 33}]")) CCS } },
      "client-hello 1: record 0300 version 0301 suites 5 null export anonymous rc4 3des md5 no-fs compression\n"
      "server-hello 2: record 0301 hello 0301 version 0301 suite 0003 in 2 compression 1\n"
      "certificates of server: shown 2: 5=30030201\n"
      "key-exchange 2: dh 0 rsa 512 group 0000 signature 0000\n"
      "certificate-request 2\n"
      "hello-done 2\n"
      "certificates of client: empty 3:\n"
      "records of client: data 0 alerts 0 handshake 0 ssl2 0 ccs\n"
      "finding 2: tls1.0\n"
      "finding 2: export-cipher\n"
      "finding 2: rc4\n"
      "finding 2: md5-mac\n"
      "finding 2: no-forward-secrecy\n"
      "finding 2: compression\n"
      "finding 2: no-secure-renegotiation\n"
      "finding 2: no-extended-master-secret\n"
      "finding 2: offers-null\n"
      "finding 2: offers-anonymous\n" },
    { "DHE with 1024 bits, signed with SHA-1, and a client certificate",
      { { 'C', CLIENT_HELLO("0303", "0033") },
        { 'S', SERVER_HELLO("0303", "0033", GOOD_EXTENSIONS) HANDSHAKE("0303", CERTIFICATE) },
        { 'S', HANDSHAKE("0303", MESSAGE("0c", "[2 0080 {127 01}] [2 02] [2 {128 33}] 0201 [2 {4 22}]") MESSAGE("0d", "[1 01] [2 0401] [2]")
                                     SERVER_HELLO_DONE) },
        { 'C', HANDSHAKE("0303", MESSAGE("0b", "[3 [3 30044444]]")) } },
      "client-hello 1: record 0301 version 0303 suites 1\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite 0033 in 2 renegotiation ems\n"
      "certificates of server: shown 2: 5=30030201\n"
      "key-exchange 3: dh 1024 rsa 0 group 0000 signature 0201\n"
      "certificate-request 3\n"
      "hello-done 3\n"
      "certificates of client: shown 4: 4=30044444\n"
      "finding 3: sha1-signature\n"
      "finding 3: short-dh\n" },
    { "TLS 1.3 with a HelloRetryRequest, in compatibility mode",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM SESSION "[2 2a2a 1301] [1 00] [2 002b [2 [1 0a0a 0304 7f1c 0303]]]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RETRY_RANDOM SESSION "1301 00 [2 002b [2 0304] 0033 [2 0017]]")) CCS },
        { 'C', CCS HANDSHAKE("0303", MESSAGE("01", "0303" RANDOM SESSION "[2 1301] [1 00] [2 002b [2 [1 0304]]]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RANDOM SESSION "1301 00 [2 002b [2 0304] 0033 [2 0017 [2 {65 04}]]]")) "17 0303 [2 {50 e1}]" },
        { 'C', "17 0303 [2 {53 e2}]" } },
      "client-hello 1: record 0301 version 0303 versions 0304 7f1c 0303 suites 2 session-id\n"
      "retry-request 2 group 0017\n"
      "second-hello 3\n"
      "server-hello 4: record 0303 hello 0303 version 0304 suite 1301 in 4 group 0017\n"
      "certificates of server: encrypted\n"
      "certificates of client: encrypted\n"
      "records of client: data 1 alerts 0 handshake 0 ssl2 0 ccs\n"
      "records of server: data 1 alerts 0 handshake 0 ssl2 0 ccs\n" },
    { "TLS 1.3 with early data that is refused, and an alert in clear",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1301 0005] [1 00] [2 002b [2 [1 0304]] 002a [2]]")) CCS "17 0303 [2 {30 99}]" },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RETRY_RANDOM "[1] 1301 00 [2 002b [2 0304]]")) },
        { 'C', HANDSHAKE("0303", MESSAGE("01", "0303" RANDOM "[1] [2 1301 0005] [1 00] [2 002b [2 [1 0304]]]")) },
        { 'S', CCS HANDSHAKE("0303", MESSAGE("02", "0303" RANDOM "[1] 1301 00 [2 002b [2 0304] 0029 [2 0000] 0033 [2 001d [2 {32 04}]]]")) },
        { 'C', "15 0303 [2 022f]" } },
      "client-hello 1: record 0301 version 0303 versions 0304 suites 2 rc4 no-fs early-data\n"
      "retry-request 2\n"
      "second-hello 3\n"
      "server-hello 4: record 0303 hello 0303 version 0304 suite 1301 in 4 group 001d psk\n"
      "certificates of server: pre-shared-key\n"
      "certificates of client: pre-shared-key\n"
      "resumed 4\n"
      "alert 5: client level 2 illegal_parameter\n"
      "records of client: data 1 alerts 0 handshake 0 ssl2 0 ccs\n"
      "records of server: data 0 alerts 0 handshake 0 ssl2 0 ccs\n"
      "finding 4: offers-rc4\n" },
    { "TLS 1.3 draft 19",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1303 c014] [1 00] [2 002b [2 [1 7f13 0303]]]")) },
        { 'S', HANDSHAKE("0301", MESSAGE("06", "7f13 1303 [2 0028 [2 001d]]")) },
        { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1303 c014] [1 00] [2 002b [2 [1 7f13 0303]]]")) },
        { 'S', HANDSHAKE("0301", MESSAGE("02", "7f13" RANDOM "1303 [2 0028 [2 001d [2 {32 09}]]]")) "17 0301 [2 {60 e1}]" } },
      "client-hello 1: record 0301 version 0303 versions 7f13 0303 suites 2\n"
      "retry-request 2 group 001d\n"
      "second-hello 3\n"
      "server-hello 4: record 0301 hello 7f13 version 7f13 suite 1303 in 4 group 001d\n"
      "certificates of server: encrypted\n"
      "certificates of client: encrypted\n"
      "records of server: data 1 alerts 0 handshake 0 ssl2 0\n" },
    { "TLS 1.3 in the server's version, where the standard has TLS 1.2: the hello has the standard's form",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0304" RANDOM SESSION "[2 1301] [1 00]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0304" RANDOM SESSION "1301 00 [2 0033 [2 001d [2 {32 09}]]]")) "17 0303 [2 {60 e1}]" } },
      "client-hello 1: record 0301 version 0304 suites 1 session-id\n"
      "server-hello 2: record 0303 hello 0304 version 0304 suite 1301 in 2 group 001d\n"
      "certificates of server: encrypted\n"
      "certificates of client: encrypted\n"
      "records of server: data 1 alerts 0 handshake 0 ssl2 0\n" },
    { "resumed by session identifier",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM SESSION "[2 c014 5600] [1 00]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RANDOM SESSION "c014 00 [2 " GOOD_EXTENSIONS "]")) CCS FINISHED },
        { 'C', CCS FINISHED } },
      "client-hello 1: record 0301 version 0303 suites 2 fallback session-id\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c014 in 2 renegotiation ems\n"
      "certificates of server: resumed\n"
      "certificates of client: resumed\n"
      "resumed 2\n"
      "records of client: data 0 alerts 0 handshake 1 ssl2 0 ccs\n"
      "records of server: data 0 alerts 0 handshake 1 ssl2 0 ccs\n" },
    { "resumed by ticket",
      { { 'C', CLIENT_HELLO("0303", "c014") },
        { 'S', SERVER_HELLO("0303", "c014", GOOD_EXTENSIONS) HANDSHAKE("0303", MESSAGE("04", "00000000 [2 {9 00}]")) },
        { 'S', CCS FINISHED } },
      "client-hello 1: record 0301 version 0303 suites 1\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c014 in 2 renegotiation ems\n"
      "certificates of server: resumed\n"
      "certificates of client: resumed\n"
      "resumed 3\n"
      "records of server: data 0 alerts 0 handshake 1 ssl2 0 ccs\n" },
    { "SSL 2.0",
      { { 'C', "< 01 0002 0006 0000 0010 010080 0700c0 {16 c1} >" },
        { 'S', "< 04 00 01 0002 0005 0006 0010 3003020101 010080 0700c0 {16 c2} >" },
        { 'C', "< 02 0700c0 0000 0008 0008 {8 aa} {8 bb} > 001807 {24 dd}" },
        { 'S', "< {17 ee} >" } },
      "client-hello 1: ssl2-form record 0000 version 0002 suites 2 rc4 3des md5 no-fs ssl2\n"
      "server-hello 2: record 0000 hello 0002 version 0002 suite 700c0 in 3\n"
      "certificates of server: shown 2: 5=30030201\n"
      "certificates of client: not-seen\n"
      "records of client: data 0 alerts 0 handshake 0 ssl2 1\n"
      "records of server: data 0 alerts 0 handshake 0 ssl2 1\n"
      "finding 2: ssl2\n"
      "finding 3: 3des\n"
      "finding 3: md5-mac\n"
      "finding 3: no-forward-secrecy\n"
      "finding 3: offers-rc4\n" },
    { "SSL 2.0 resumed, hello with a header of three bytes",
      { { 'C', "002307 01 0002 0003 0000 0010 010080 {16 c1} {7 00}" }, { 'S', "< 04 01 00 0002 0000 0000 0010 {16 c2} >" }, { 'C', "< {17 dd} >" } },
      "client-hello 1: ssl2-form record 0000 version 0002 suites 1 rc4 md5 no-fs ssl2\n"
      "server-hello 2: record 0000 hello 0002 version 0002\n"
      "certificates of server: resumed\n"
      "certificates of client: resumed\n"
      "resumed 2\n"
      "records of client: data 0 alerts 0 handshake 0 ssl2 1\n"
      "finding 2: ssl2\n"
      "finding 2: offers-rc4\n" },
    { "SSL 2.0, the client's side only",
      { { 'C', "< 01 0002 0006 0000 0010 010080 0700c0 {16 c1} >" }, { 'C', "< 02 010080 0000 0008 0008 {8 aa} {8 bb} > 001807 {24 dd}" } },
      "client-hello 1: ssl2-form record 0000 version 0002 suites 2 rc4 3des md5 no-fs ssl2\n"
      "server-hello 0: record 0000 hello 0002 version 0002 suite 10080 in 2\n" NO_CERTIFICATES
      "records of client: data 0 alerts 0 handshake 0 ssl2 1\n"
      "finding 2: ssl2\n"
      "finding 2: rc4\n"
      "finding 2: md5-mac\n"
      "finding 2: no-forward-secrecy\n" },
    { "SSL 2.0, and the client has no suite to choose",
      { { 'C', "< 01 0002 0003 0000 0010 010080 {16 c1} >" },
        { 'S', "< 04 00 01 0002 0005 0003 0010 3003020101 0700c0 {16 c2} >" },
        { 'C', "< 00 0001 >" } },
      "client-hello 1: ssl2-form record 0000 version 0002 suites 1 rc4 md5 no-fs ssl2\n"
      "unanswered 3\n"
      "server-hello 2: record 0000 hello 0002 version 0002\n"
      "certificates of server: shown 2: 5=30030201\n"
      "certificates of client: not-seen\n"
      "alert 3: client level 2 NO-CIPHER-ERROR\n"
      "finding 2: ssl2\n"
      "finding 3: offers-rc4\n" },
    { "SSL 2.0 refused",
      { { 'C', "< 01 0002 0003 0000 0010 020080 {16 c1} >" }, { 'S', "< 00 0001 >" } },
      "client-hello 1: ssl2-form record 0000 version 0002 suites 1 export rc4 md5 no-fs ssl2\n"
      "unanswered 2\n" NO_CERTIFICATES "alert 2: server level 2 NO-CIPHER-ERROR\n"
      "finding 2: offers-export\n"
      "finding 2: offers-rc4\n"
      "finding 2: offers-ssl2\n" },
    { "TLS 1.0 after a hello in the form of SSL 2.0",
      { { 'C', "< 01 0301 0009 0000 0010 000004 010080 0000ff {16 c1} >" },
        { 'S', SERVER_HELLO("0301", "0004", GOOD_EXTENSIONS) HANDSHAKE("0301", CERTIFICATE SERVER_HELLO_DONE) },
        { 'C', HANDSHAKE("0301", MESSAGE("10", "[2 {64 33}]")) "14 0301 [2 01]" FINISHED } },
      "client-hello 1: ssl2-form record 0000 version 0301 suites 3 rc4 md5 no-fs ssl2 renegotiation\n"
      "server-hello 2: record 0301 hello 0301 version 0301 suite 0004 in 2 renegotiation ems\n"
      "certificates of server: shown 2: 5=30030201\n"
      "hello-done 2\n"
      "certificates of client: not-sent\n"
      "records of client: data 0 alerts 0 handshake 1 ssl2 0 ccs\n"
      "finding 2: tls1.0\n"
      "finding 2: rc4\n"
      "finding 2: md5-mac\n"
      "finding 2: no-forward-secrecy\n"
      "finding 2: offers-ssl2\n" },
    { "SSL 3.0 with triple DES",
      { { 'C', HANDSHAKE("0300", MESSAGE("01", "0300" RANDOM "[1] [2 000a] [1 00]")) },
        { 'S', HANDSHAKE("0300", MESSAGE("02", "0300" RANDOM "[1] 000a 00") CERTIFICATE SERVER_HELLO_DONE) } },
      "client-hello 1: record 0300 version 0300 suites 1 3des no-fs\n"
      "server-hello 2: record 0300 hello 0300 version 0300 suite 000a in 2\n"
      "certificates of server: shown 2: 5=30030201\n"
      "hello-done 2\n"
      "certificates of client: not-sent\n"
      "finding 2: ssl3\n"
      "finding 2: 3des\n"
      "finding 2: no-forward-secrecy\n"
      "finding 2: no-secure-renegotiation\n" },
    { "refused by an alert, after a warning",
      { { 'C', CLIENT_HELLO("0303", "003b 0018 0005") }, { 'S', "15 0303 [2 0170]" }, { 'S', "15 0303 [2 0228]" } },
      "client-hello 1: record 0301 version 0303 suites 3 null anonymous rc4 md5 no-fs\n"
      "unanswered 3\n" NO_CERTIFICATES "alert 2: server level 1 unrecognized_name\n"
      "alert 3: server level 2 handshake_failure\n"
      "finding 3: offers-null\n"
      "finding 3: offers-anonymous\n"
      "finding 3: offers-rc4\n" },
    { "not answered", { { 'C', CLIENT_HELLO("0303", "003b") } }, "client-hello 1: record 0301 version 0303 suites 1 null no-fs\n" NO_CERTIFICATES },
    { "the client gives up",
      { { 'C', CLIENT_HELLO("0303", "003b") }, { 'C', "15 0303 [2 015a]" }, { 'C', "15 0303 [2 0100]" } },
      "client-hello 1: record 0301 version 0303 suites 1 null no-fs\n"
      "unanswered 3\n" NO_CERTIFICATES "alert 2: client level 1 user_canceled\n"
      "alert 3: client level 1 close_notify\n"
      "finding 3: offers-null\n" },
    { "a client's side only, TLS 1.2",
      { { 'C', CLIENT_HELLO("0303", "003b 0005") }, { 'C', HANDSHAKE("0303", MESSAGE("10", "[2 {64 33}]")) }, { 'C', CCS FINISHED } },
      "client-hello 1: record 0301 version 0303 suites 2 null rc4 no-fs\n"
      "unanswered 3\n" NO_CERTIFICATES "records of client: data 0 alerts 0 handshake 1 ssl2 0 ccs\n"
      "finding 3: offers-null\n"
      "finding 3: offers-rc4\n" },
    { "a client's side only, TLS 1.3",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1301 0005] [1 00] [2 002b [2 [1 0304]]]")) }, { 'C', "17 0303 [2 {53 e2}]" } },
      "client-hello 1: record 0301 version 0303 versions 0304 suites 2 rc4 no-fs\n"
      "unanswered 2\n" NO_CERTIFICATES "records of client: data 1 alerts 0 handshake 0 ssl2 0\n"
      "finding 2: offers-rc4\n" },
    { "a client's side only, that retries",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1301 0005] [1 00] [2 002b [2 [1 0304]] 002a [2]]")) "17 0303 [2 {53 e2}]" },
        { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1301 0005] [1 00] [2 002b [2 [1 0304]]]")) } },
      "client-hello 1: record 0301 version 0303 versions 0304 suites 2 rc4 no-fs early-data\n"
      "unanswered 2\n" NO_CERTIFICATES "records of client: data 1 alerts 0 handshake 0 ssl2 0\n"
      "finding 2: offers-rc4\n" },
    { "a HelloRetryRequest, and an alert for an answer to the second hello, which offers something else",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1301 0005] [1 00] [2 002b [2 [1 0304]]]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RETRY_RANDOM "[1] 1301 00 [2 002b [2 0304]]")) },
        { 'C', CCS HANDSHAKE("0303", MESSAGE("01", "0303" RANDOM "[1] [2 1301 003b] [1 00] [2 002b [2 [1 0304]]]")) },
        { 'S', "15 0303 [2 0228]" } },
      "client-hello 1: record 0301 version 0303 versions 0304 suites 2 null no-fs\n"
      "retry-request 2\n"
      "second-hello 3\n"
      "unanswered 4\n" NO_CERTIFICATES "alert 4: server level 2 handshake_failure\n"
      "records of client: data 0 alerts 0 handshake 0 ssl2 0 ccs\n"
      "finding 4: offers-null\n" },
    { "taken in the first handshake, not taken in the second, which offers more",
      { { 'C', CLIENT_HELLO("0303", "c011") },
        { 'S', SERVER_HELLO("0303", "c011", GOOD_EXTENSIONS) CCS FINISHED },
        { 'C', CCS FINISHED },
        { 'C', CLIENT_HELLO("0303", "c02f c011 003b") },
        { 'S', SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) } },
      "handshake 2\n"
      "client-hello 4: record 0301 version 0303 suites 3 null rc4 no-fs\n"
      "server-hello 5: record 0303 hello 0303 version 0303 suite c02f in 5 renegotiation ems\n" NO_CERTIFICATES
      "records of client: data 0 alerts 0 handshake 1 ssl2 0 ccs\n"
      "records of server: data 0 alerts 0 handshake 1 ssl2 0 ccs\n"
      "finding 2: rc4\n"
      "finding 5: offers-null\n" },
    { "a second handshake in clear",
      { { 'C', CLIENT_HELLO("0301", "002f") },
        { 'S', SERVER_HELLO("0301", "002f", "") CCS FINISHED },
        { 'C', CCS FINISHED },
        { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) HANDSHAKE("0303", CERTIFICATE SERVER_HELLO_DONE) } },
      "handshake 2\n"
      "client-hello 4: record 0301 version 0303 suites 1\n"
      "server-hello 5: record 0303 hello 0303 version 0303 suite c02f in 5 renegotiation ems\n"
      "certificates of server: shown 5: 5=30030201\n"
      "hello-done 5\n"
      "certificates of client: not-sent\n"
      "records of client: data 0 alerts 0 handshake 1 ssl2 0 ccs\n"
      "records of server: data 0 alerts 0 handshake 1 ssl2 0 ccs\n"
      "finding 2: tls1.0\n" OLD_FINDINGS("2") },
    { "a renegotiation, asked for by the server",
      { { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) HANDSHAKE("0303", CERTIFICATE SERVER_HELLO_DONE) },
        { 'C', CCS FINISHED "17 0303 [2 {30 99}]" },
        { 'S', CCS FINISHED },
        { 'S', "17 0303 [2 {30 98}]" },
        { 'S', "16 0303 [2 {28 97}]" },
        { 'C', "16 0303 [2 {90 96}]" } },
      "client-hello 1: record 0301 version 0303 suites 1\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c02f in 2 renegotiation ems\n"
      "certificates of server: shown 2: 5=30030201\n"
      "hello-done 2\n"
      "certificates of client: not-sent\n"
      "records of client: data 1 alerts 0 handshake 2 ssl2 0 ccs\n"
      "records of server: data 1 alerts 0 handshake 2 ssl2 0 ccs\n"
      "renegotiation 6: server\n" },
    { "a renegotiation, begun by the client behind data of the server's alone",
      { { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', FULL_FLIGHT },
        { 'C', CCS FINISHED },
        { 'S', CCS FINISHED "17 0303 [2 {30 98}]" },
        { 'C', "16 0303 [2 {40 97}]" },
        { 'S', "16 0303 [2 {90 96}]" } },
      FULL_FACTS "records of client: data 0 alerts 0 handshake 2 ssl2 0 ccs\n"
                 "records of server: data 1 alerts 0 handshake 2 ssl2 0 ccs\n"
                 "renegotiation 5: client\n" },
    { "a renegotiation, begun by the client before there is data",
      { { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', FULL_FLIGHT },
        { 'C', CCS FINISHED },
        { 'S', CCS FINISHED },
        { 'C', "16 0303 [2 {89 97}]" },
        { 'S', "16 0303 [2 {200 96}]" } },
      FULL_FACTS "records of client: data 0 alerts 0 handshake 2 ssl2 0 ccs\n"
                 "records of server: data 0 alerts 0 handshake 2 ssl2 0 ccs\n"
                 "renegotiation 5: client\n" },
    { "a renegotiation before there is data, asked for by the server",
      { { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', FULL_FLIGHT },
        { 'C', CCS FINISHED },
        { 'S', CCS FINISHED },
        { 'S', "16 0303 [2 {28 97}]" },
        { 'C', "16 0303 [2 {200 96}]" } },
      FULL_FACTS "records of client: data 0 alerts 0 handshake 2 ssl2 0 ccs\n"
                 "records of server: data 0 alerts 0 handshake 2 ssl2 0 ccs\n"
                 "renegotiation 6: server\n" },
    { "a renegotiation of records that might be Finished, until ciphers change again",
      { { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', FULL_FLIGHT },
        { 'C', CCS FINISHED },
        { 'S', CCS FINISHED },
        { 'C', "16 0303 [2 {88 97}]" },
        { 'S', "16 0303 [2 {88 96}]" },
        { 'C', "14 0303 [2 {25 95}]" FINISHED } },
      FULL_FACTS "records of client: data 0 alerts 0 handshake 3 ssl2 0 ccs\n"
                 "records of server: data 0 alerts 0 handshake 2 ssl2 0 ccs\n"
                 "renegotiation 7: client\n" },
    { "Finished in two records, the server's behind data that the client sent early",
      { { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', FULL_FLIGHT },
        { 'C', CCS "16 0303 [2 {25 c5}]"
                   "16 0303 [2 {39 c5}]"
                   "17 0303 [2 {30 98}]" },
        { 'S', CCS "16 0303 [2 {25 c5}]"
                   "16 0303 [2 {39 c5}]" },
        { 'S', "17 0303 [2 {30 98}]" } },
      FULL_FACTS "records of client: data 1 alerts 0 handshake 2 ssl2 0 ccs\n"
                 "records of server: data 1 alerts 0 handshake 2 ssl2 0 ccs\n" },
    { "a second handshake in clear, behind data of the first",
      { { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) HANDSHAKE("0303", CERTIFICATE SERVER_HELLO_DONE) },
        { 'C', CCS FINISHED "17 0303 [2 {30 99}]" },
        { 'S', CCS FINISHED "17 0303 [2 {30 98}]" },
        { 'C', CLIENT_HELLO("0303", "c02f") },
        { 'S', SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) HANDSHAKE("0303", CERTIFICATE SERVER_HELLO_DONE) },
        { 'C', CCS FINISHED },
        { 'S', CCS FINISHED } },
      "handshake 2\n"
      "client-hello 5: record 0301 version 0303 suites 1\n"
      "server-hello 6: record 0303 hello 0303 version 0303 suite c02f in 6 renegotiation ems\n"
      "certificates of server: shown 6: 5=30030201\n"
      "hello-done 6\n"
      "certificates of client: not-sent\n"
      "records of client: data 1 alerts 0 handshake 2 ssl2 0 ccs\n"
      "records of server: data 1 alerts 0 handshake 2 ssl2 0 ccs\n" },
    { "TLS 1.3 with a pre-shared key alone",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1301] [1 00] [2 002b [2 [1 0304]] 002d [2 [1 00]]]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RANDOM "[1] 1301 00 [2 002b [2 0304] 0029 [2 0000]]")) } },
      "client-hello 1: record 0301 version 0303 versions 0304 suites 1\n"
      "server-hello 2: record 0303 hello 0303 version 0304 suite 1301 in 2 psk\n"
      "certificates of server: pre-shared-key\n"
      "certificates of client: pre-shared-key\n"
      "resumed 2\n"
      "finding 2: no-forward-secrecy\n" },
    { "what both sides offer to each other in extensions",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0302" RANDOM "[1] [2 c014] [1 4001 00] [2 ff01 [2 [1]] 000f [2 01] 0017 [2]]")) },
        { 'S', HANDSHAKE("0302", MESSAGE("02", "0302" RANDOM "[1] c014 40 [2 000f [2 02] ff01 [2 [1]]]")) } },
      "client-hello 1: record 0301 version 0302 suites 1 compression renegotiation ems heartbeat\n"
      "server-hello 2: record 0302 hello 0302 version 0302 suite c014 in 2 compression 64 renegotiation heartbeat\n" NO_CERTIFICATES
      "finding 2: tls1.1\n"
      "finding 2: compression\n"
      "finding 2: no-extended-master-secret\n" },
    { "anonymous ECDH over a short curve",
      { { 'C', CLIENT_HELLO("0303", "c018") },
        { 'S',
          SERVER_HELLO("0303", "c018", GOOD_EXTENSIONS) HANDSHAKE("0303", MESSAGE("0c", "03 0013 [1 {49 04}] 0201 [2 22]") SERVER_HELLO_DONE) } },
      "client-hello 1: record 0301 version 0303 suites 1 anonymous\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c018 in 2 renegotiation ems\n"
      "certificates of server: not-sent\n"
      "key-exchange 2: dh 0 rsa 0 group 0013 signature 0000\n"
      "hello-done 2\n"
      "certificates of client: not-sent\n"
      "finding 2: anonymous\n"
      "finding 2: short-dh\n" },
    { "pre-shared key with DHE",
      { { 'C', CLIENT_HELLO("0303", "00aa") },
        { 'S', SERVER_HELLO("0303", "00aa", GOOD_EXTENSIONS)
                   HANDSHAKE("0303", MESSAGE("0c", "[2 'hint'] [2 {256 ff}] [2 02] [2 {256 01}]") SERVER_HELLO_DONE) } },
      "client-hello 1: record 0301 version 0303 suites 1\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite 00aa in 2 renegotiation ems\n"
      "certificates of server: not-sent\n"
      "key-exchange 2: dh 2048 rsa 0 group 0000 signature 0000\n"
      "hello-done 2\n"
      "certificates of client: not-sent\n" },
    { "a full handshake without certificates under a suite that needs them",
      { { 'C', CLIENT_HELLO("0303", "c02f") }, { 'S', SERVER_HELLO("0303", "c02f", GOOD_EXTENSIONS) HANDSHAKE("0303", SERVER_HELLO_DONE) } },
      "client-hello 1: record 0301 version 0303 suites 1\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c02f in 2 renegotiation ems\n"
      "certificates of server: left-out\n"
      "hello-done 2\n"
      "certificates of client: not-sent\n" },
    { "a curve given explicitly, and raw public keys",
      { { 'C', CLIENT_HELLO("0303", "c02b") },
        { 'S', SERVER_HELLO("0303", "c02b", GOOD_EXTENSIONS "0014 [2 02]")
                   HANDSHAKE("0303", MESSAGE("0b", "[3 3003020101]") MESSAGE("0c", "01 [1 17] 00 0000") SERVER_HELLO_DONE) } },
      "client-hello 1: record 0301 version 0303 suites 1\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c02b in 2 renegotiation ems\n"
      "certificates of server: other-type 2:\n"
      "key-exchange 2: dh 0 rsa 0 group 0000 signature 0000\n"
      "hello-done 2\n"
      "certificates of client: not-sent\n" },
    { "lengths that do not fit give what stands in front of them",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 c02f 0005] [1 00] [2 0017 [2] 0010 [2 0009 [1 'h2']] 000f ffff 01]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RANDOM "[1] c02f 00 [2 0017 [2] ff01 0001]") MESSAGE("0b", "[3 [3 3001ff] 000009 30]")) } },
      "client-hello 1: record 0301 version 0303 suites 2 rc4 no-fs ems\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c02f in 2 ems broken\n"
      "certificates of server: shown 2: 3=3001ff malformed\n"
      "certificates of client: not-seen\n"
      "finding 2: offers-rc4\n" },
    { "a hello that ends in its random",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303 {31 7e}")) CLIENT_HELLO("0303", "c02f") },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303 7e")) } },
      "client-hello 1: record 0301 version 0303 suites 1\n" NO_CERTIFICATES },
    { "a session identifier echoed, and nothing behind it",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM SESSION "[2 c02f] [1 00]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RANDOM SESSION "c02f 00 [2 " GOOD_EXTENSIONS "]")) } },
      "client-hello 1: record 0301 version 0303 suites 1 session-id\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c02f in 2 renegotiation ems\n" NO_CERTIFICATES },
    { "a session identifier echoed, and a full handshake all the same",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM SESSION "[2 c02f] [1 00]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RANDOM SESSION "c02f 00 [2 " GOOD_EXTENSIONS "]") CERTIFICATE SERVER_HELLO_DONE) } },
      "client-hello 1: record 0301 version 0303 suites 1 session-id\n"
      "server-hello 2: record 0303 hello 0303 version 0303 suite c02f in 2 renegotiation ems\n"
      "certificates of server: shown 2: 5=30030201\n"
      "hello-done 2\n"
      "certificates of client: not-sent\n" },
    { "TLS 1.3, the second server's hello in two records behind change_cipher_spec",
      { { 'C', HANDSHAKE("0301", MESSAGE("01", "0303" RANDOM "[1] [2 1301] [1 00] [2 002b [2 [1 0304]]]")) },
        { 'S', HANDSHAKE("0303", MESSAGE("02", "0303" RETRY_RANDOM "[1] 1301 00 [2 002b [2 0304]]")) CCS },
        { 'S', "16 0303 [2 02 00002e 0303] 16 0303 [2 " RANDOM "[1] 1301 00 [2 002b [2 0304]]]" } },
      "client-hello 1: record 0301 version 0303 versions 0304 suites 1\n"
      "retry-request 2\n"
      "server-hello 3: record 0303 hello 0303 version 0304 suite 1301 in 3\n"
      "certificates of server: encrypted\n"
      "certificates of client: encrypted\n"
      "records of server: data 0 alerts 0 handshake 0 ssl2 0 ccs\n" },
    { "what is encrypted is not taken for messages that it looks like",
      { { 'S', CCS SERVER_HELLO("0303", "c02f", "") HANDSHAKE("0303", CERTIFICATE) },
        { 'C', CCS HANDSHAKE("0303", MESSAGE("01", "0303" RANDOM "[1] [2 c02f] [1 00]") "00") "16 0303 [2 01 000029 05 {40 00}]" } },
      NO_CERTIFICATES "records of client: data 0 alerts 0 handshake 2 ssl2 0 ccs\n"
                      "records of server: data 0 alerts 0 handshake 2 ssl2 0 ccs\n" },
    { "a capture that starts at the certificate",
      { { 'S', HANDSHAKE("0303", CERTIFICATE MESSAGE("0c", "03 0017 [1 04] 0401 [2 22]") SERVER_HELLO_DONE) }, { 'C', CCS FINISHED } },
      "certificates of server: shown 1: 5=30030201\n"
      "hello-done 1\n"
      "certificates of client: not-seen\n"
      "records of client: data 0 alerts 0 handshake 1 ssl2 0 ccs\n" },
    { "a server's side only",
      { { 'S', SERVER_HELLO("0302", "002f", "") HANDSHAKE("0302", CERTIFICATE SERVER_HELLO_DONE) } },
      "server-hello 1: record 0302 hello 0302 version 0302 suite 002f in 1\n"
      "certificates of server: shown 1: 5=30030201\n"
      "hello-done 1\n"
      "certificates of client: not-sent\n"
      "finding 1: tls1.1\n" OLD_FINDINGS("1") },
    { "a suite and a version that nobody knows",
      { { 'C', CLIENT_HELLO("0305", "aa00") }, { 'S', SERVER_HELLO("0305", "aa00", "") } },
      "client-hello 1: record 0301 version 0305 suites 1\n"
      "server-hello 2: record 0305 hello 0305 version 0305 suite aa00 in 2\n" NO_CERTIFICATES },
    { "not TLS", { { 'C', "'GET / HTTP/1.1'0d0a0d0a" }, { 'S', "'HTTP/1.1 200 OK'0d0a0d0a" } }, NO_CERTIFICATES },
};

#endif
