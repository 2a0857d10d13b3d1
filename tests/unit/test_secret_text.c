/* test_secret_text.c
 * Secrets in configuration as text: statements, set commands, patches, JSON, commands and output.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secret_case.h"

#define TEXT(text)    "<configuration-text>" text "</configuration-text>"
#define SET(text)     "<configuration-set>" text "</configuration-set>"
#define PATCH(text)   "<configuration-patch>" text "</configuration-patch>"
#define JSON(text)    "<configuration-json>" text "</configuration-json>"
#define COMMAND(text) "<command>" text "</command>"
#define OUTPUT(text)  "<output>" text "</output>"

#define MD5       "$1$Zq7mXk2a$ikE0N1yU9hTg3pVbLw5c8."
#define KEY       "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
#define KEY_SHOWN "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----"

static const secret_case statements[] = {
    { "root", TEXT("system {\n    root-authentication {\n        encrypted-password \"" MD5 "\"; ## SECRET-DATA\n    }\n}\n"),
      "configuration-text: system root-authentication encrypted-password | md5-crypt | " MD5 "\n" },
    { "user", TEXT("system { login { user bob { class super-user; authentication { plain-text-password-value \"hunter2\"; } } } }"),
      "configuration-text: system login user bob authentication plain-text-password-value | cleartext | hunter2\n" },
    { "unquoted", TEXT("system{root-authentication{plain-text-password-value hunter2;}}"),
      "configuration-text: system root-authentication plain-text-password-value | cleartext | hunter2\n" },
    { "over lines", TEXT("system\n{\nroot-authentication\n{\nplain-text-password-value\n   hunter2\n;\n}\n}"),
      "configuration-text: system root-authentication plain-text-password-value | cleartext | hunter2\n" },
    { "$9$", TEXT("system { radius-server { 192.0.2.1 { port 1812; secret \"$9$P5T3\"; ## SECRET-DATA\n } } }"),
      "configuration-text: system radius-server 192.0.2.1 secret | junos-9 | $9$P5T3 | a\n" },
    { "on one line", TEXT("system { radius-server 192.0.2.1 secret s1 port 1812; tacplus-server 192.0.2.2 { timeout 3; secret s2; } }"),
      "configuration-text: system radius-server 192.0.2.1 secret | cleartext | s1\n"
      "configuration-text: system tacplus-server 192.0.2.2 secret | cleartext | s2\n" },
    { "blocks that end", TEXT("system { a { b; } } access { radius-server { 192.0.2.1 secret s1; } }"),
      "configuration-text: access radius-server 192.0.2.1 secret | cleartext | s1\n" },
    { "communities",
      TEXT("snmp { community public { authorization read-only; clients { 192.0.2.0/24; } } community \"two words\"; trap-group tg1 { targets { "
           "192.0.2.7; } } }"),
      "configuration-text: snmp community | snmp-community | public\nconfiguration-text: snmp community | snmp-community | two words\n"
      "configuration-text: snmp trap-group | snmp-community | tg1\n" },
    { "communities without the word above them",
      TEXT("location x;\ncommunity public {\n authorization read-only;\n}\ncommunity \"two words\" {\n clients {\n 192.0.2.0/24;\n }\n}\n"
           "community c3;\ncommunity c4 { routing-instance r; }\ncommunity c5 view all;\ntrap-group tg1 {\n targets { 192.0.2.7; } }"),
      "configuration-text: community | snmp-community | public\nconfiguration-text: community | snmp-community | two words\n"
      "configuration-text: community | snmp-community | c3\nconfiguration-text: community | snmp-community | c4\n"
      "configuration-text: community | snmp-community | c5\nconfiguration-text: trap-group | snmp-community | tg1\n" },
    { "one community without the word above it", TEXT("community c1 { authorization read-write; }"),
      "configuration-text: community | snmp-community | c1\n" },
    { "snmp v3",
      TEXT("snmp { v3 { usm { local-engine { user u1 { authentication-md5 { authentication-key \"$9$P5T3\"; } privacy-des { privacy-password p1; } } "
           "} }"
           "snmp-community i1 { community-name \"$9$TF39\"; security-name s; } } proxy p { version-v1 { snmp-community c1; } } }"),
      "configuration-text: snmp v3 usm local-engine user u1 authentication-md5 authentication-key | junos-9 | $9$P5T3 | a\n"
      "configuration-text: snmp v3 usm local-engine user u1 privacy-des privacy-password | cleartext | p1\n"
      "configuration-text: snmp v3 snmp-community i1 community-name | junos-9 | $9$TF39 | b\n"
      "configuration-text: snmp proxy p version-v1 snmp-community | snmp-community | c1\n" },
    { "OSPF",
      TEXT("protocols { ospf { area 0.0.0.0 { interface ge-0/0/0.0 { authentication { md5 1 key \"k1\"; multi-active-md5 2 { key k2; start-time "
           "2030-1-1.00:00; } simple-password k3; } } } } }"),
      "configuration-text: protocols ospf area 0.0.0.0 interface ge-0/0/0.0 authentication md5 1 key | cleartext | k1\n"
      "configuration-text: protocols ospf area 0.0.0.0 interface ge-0/0/0.0 authentication multi-active-md5 2 key | cleartext | k2\n"
      "configuration-text: protocols ospf area 0.0.0.0 interface ge-0/0/0.0 authentication simple-password | cleartext | k3\n" },
    { "BGP and IS-IS",
      TEXT("protocols { bgp { group g1 { authentication-key k1; neighbor 192.0.2.9 { authentication-key \"k2\"; } } } isis { level 2 { "
           "authentication-key k3; authentication-type md5; }"
           " interface lo0.0 { level 1 hello-authentication-key k4; } } }"),
      "configuration-text: protocols bgp group g1 authentication-key | cleartext | k1\n"
      "configuration-text: protocols bgp group g1 neighbor 192.0.2.9 authentication-key | cleartext | k2\n"
      "configuration-text: protocols isis level 2 authentication-key | cleartext | k3\n"
      "configuration-text: protocols isis interface lo0.0 level 1 hello-authentication-key | cleartext | k4\n" },
    { "NTP",
      TEXT("system { ntp { authentication-key 1 type md5 value \"k1\"; ## SECRET-DATA\n"
           " trusted-key 1; ## SECRET-DATA\n"
           " server 192.0.2.3 key 1; ## SECRET-DATA\n"
           " } }"),
      "configuration-text: system ntp authentication-key 1 type md5 value | cleartext | k1\n" },
    { "key chains",
      TEXT("security { authentication-key-chains { key-chain kc1 { key 0 { secret \"k1\"; start-time \"2030-1-1.00:00:00 +0000\"; } } } }"),
      "configuration-text: security authentication-key-chains key-chain kc1 key 0 secret | cleartext | k1\n" },
    { "IKE",
      TEXT("security { ike { policy p1 { pre-shared-key ascii-text \"k1\"; ## SECRET-DATA\n"
           " } policy p2 { pre-shared-key { hexadecimal \"6b32\"; } } } }"),
      "configuration-text: security ike policy p1 pre-shared-key ascii-text | cleartext | k1\n"
      "configuration-text: security ike policy p2 pre-shared-key hexadecimal | cleartext | 6b32\n" },
    { "IPsec",
      TEXT("security { ipsec { security-association sa1 { manual { direction bidirectional { authentication { algorithm hmac-md5-96; key ascii-text "
           "k1; } encryption { key { ascii-text k2; } } } } } } }"),
      "configuration-text: security ipsec security-association sa1 manual direction bidirectional authentication key ascii-text | cleartext | k1\n"
      "configuration-text: security ipsec security-association sa1 manual direction bidirectional encryption key ascii-text | cleartext | k2\n" },
    { "MACsec",
      TEXT("security { macsec { connectivity-association ca1 { pre-shared-key { ckn 1a2b; cak 3c4d; } secure-channel sc1 { security-association 0 { "
           "key 5e6f; } } } } }"),
      "configuration-text: security macsec connectivity-association ca1 pre-shared-key cak | cleartext | 3c4d\n"
      "configuration-text: security macsec connectivity-association ca1 secure-channel sc1 security-association 0 key | cleartext | 5e6f\n" },
    { "PPP", TEXT("access { profile p { client c1 chap-secret s1; client c2 { pap-password s2; firewall-user { password s3; } } } }"),
      "configuration-text: access profile p client c1 chap-secret | cleartext | s1\n"
      "configuration-text: access profile p client c2 pap-password | cleartext | s2\n"
      "configuration-text: access profile p client c2 firewall-user password | cleartext | s3\n" },
    { "VRRP, APS",
      TEXT("interfaces { ge-0/0/0 { unit 0 { family inet { address 192.0.2.1/24 { vrrp-group 1 { authentication-key k1; } } } } } so-0/0/0 { "
           "sonet-options { aps { authentication-key k2; } } } }"),
      "configuration-text: interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24 vrrp-group 1 authentication-key | cleartext | k1\n"
      "configuration-text: interfaces so-0/0/0 sonet-options aps authentication-key | cleartext | k2\n" },
    { "archive sites",
      TEXT("system { archival { configuration { archive-sites { \"ftp://bob:pw1@192.0.2.4/x\" password \"$9$P5T3\"; ## SECRET-DATA\n"
           " \"scp://al@192.0.2.4/x\" password pw2; } } } }"),
      "configuration-text: system archival configuration archive-sites | url-password | pw1\n"
      "configuration-text: system archival configuration archive-sites ***** password | junos-9 | $9$P5T3 | a\n"
      "configuration-text: system archival configuration archive-sites scp://al@192.0.2.4/x password | cleartext | pw2\n" },
    { "passphrase, peers, wireless",
      TEXT("event-options { event-script { file f { remote-execution h { username u; passphrase p1; } } } } system { commit { peers { h1 { user u; "
           "authentication a1; } } } }"
           "wlan { access-point a { radio 1 { virtual-access-point 0 { security { static-wep { wep-key-1 w1; } wpa-personal { key w2; key-type "
           "ascii; } } } } } }"),
      "configuration-text: event-options event-script file f remote-execution h passphrase | cleartext | p1\n"
      "configuration-text: system commit peers h1 authentication | cleartext | a1\n"
      "configuration-text: wlan access-point a radio 1 virtual-access-point 0 security static-wep wep-key-1 | cleartext | w1\n"
      "configuration-text: wlan access-point a radio 1 virtual-access-point 0 security wpa-personal key | cleartext | w2\n" },
    { "private key",
      TEXT("security { certificates { local { c1 { \"-----BEGIN CERTIFICATE-----\n"
           "MIIB;{\\\"\n"
           "-----END CERTIFICATE-----\n" KEY "\n\"; ## SECRET-DATA\n } } } } snmp { community c1; }"),
      "configuration-text: security certificates local c1 | private-key | " KEY_SHOWN "\n"
      "configuration-text: snmp community | snmp-community | c1\n" },
    { "comments",
      TEXT("/* secret x1; { */ # secret x2; {\n"
           "system { # } } \"\n"
           " /* it\"s } */ radius-server { 192.0.2.1 /* a */ secret /* b */ s1 /* c */; } }"),
      "configuration-text: system radius-server 192.0.2.1 secret | cleartext | s1\n" },
    { "forms in comments", TEXT("system { /* was $9$P5T3 */ # and ftp://bob:pw@h/\n }"),
      "configuration-text: system | junos-9 | $9$P5T3 | a\nconfiguration-text: system | url-password | pw\n" },
    { "statements in comments",
      TEXT("system { /* old: root-authentication { encrypted-password \"s1\"; } */\n # secret \"s2\";\n"
           " radius-server { 192.0.2.1 secret /* secret \"s3\"; */ s4; } }\n# set system radius-server 192.0.2.1 secret \"s5\"\n"),
      "configuration-text: root-authentication encrypted-password | cleartext | s1\n"
      "configuration-text: secret | cleartext | s2\n"
      "configuration-text: secret | cleartext | s3\n"
      "configuration-text: system radius-server 192.0.2.1 secret | cleartext | s4\n"
      "configuration-text: system radius-server 192.0.2.1 secret | cleartext | s5\n" },
    { "prose in comments",
      TEXT("system { /* set the password later */ # set a secret; delete the password tomorrow; \n /* keep the secret safe; # secret */\n"
           " # set secret # secret s1;\n /* set */ /*;*/ /*/;*/ #;\n #\n }"),
      "" },
    { "secrets in a comment before the end of a statement with one", TEXT("a { secret s1 /* was $9$P5T3 and $9$TF39 */; }"),
      "configuration-text: a secret | cleartext | s1\n"
      "configuration-text: a | junos-9 | $9$P5T3 | a\n"
      "configuration-text: a | junos-9 | $9$TF39 | b\n" },
    { "escapes", TEXT("a { secret \"p\\\"w\\\\;{x\"; password \"a\\nb\"; }"),
      "configuration-text: a secret | cleartext | p\"w\\;{x\nconfiguration-text: a password | cleartext | a\\nb\n" },
    { "tags", TEXT("replace: system { inactive: protect: root-authentication { delete: encrypted-password abc; } }"),
      "configuration-text: system root-authentication encrypted-password | cleartext | abc\n" },
    { "marked by Junos only", TEXT("some { new-statement \"v1\"; ## SECRET-DATA\n other v2;   ##   SECRET-DATA\n two words v3; # SECRET-DATA\n }"),
      "configuration-text: some new-statement | cleartext | v1\n"
      "configuration-text: some other | cleartext | v2\n"
      "configuration-text: some two words | cleartext | v3\n" },
    { "a secret that is a keyword", TEXT("a { secret secret; password password; encrypted-password \"secret\"; }"),
      "configuration-text: a secret | cleartext | secret\n"
      "configuration-text: a password | cleartext | password\n"
      "configuration-text: a encrypted-password | cleartext | secret\n" },
    { "quote without end", TEXT("a { secret s1; description \"x; \n password p1; }"),
      "configuration-text: a secret | cleartext | s1\n"
      "configuration-text: a password | cleartext | p1\n" },
    { "no element of the configuration", "<r><x>lines: encrypted-password \"abc\"; ## SECRET-DATA</x></r>",
      "r/x: encrypted-password | cleartext | abc\n" },
};

static const secret_case no_statements[] = {
    { "masks behind other words",
      TEXT("system { radius-server { 192.0.2.1 secret /* SECRET-DATA */; ## SECRET-DATA\n"
           " } ntp { authentication-key 1 type md5 value /* SECRET-DATA */; ## SECRET-DATA\n"
           " } } security { ike { policy p1 { pre-shared-key ascii-text /* SECRET-DATA */; ## SECRET-DATA\n"
           " } } } foo { bar baz /* SECRET-DATA */; ## SECRET-DATA\n"
           " }"),
      "" },
    { "masks",
      TEXT("system { root-authentication { encrypted-password /* SECRET-DATA */; ## SECRET-DATA\n"
           " } radius-server { 192.0.2.1 secret \"/* SECRET-DATA */\"; secret ********; secret ## SECRET-DATA\n"
           " port 1; } }"),
      "" },
    { "public keys",
      TEXT("authentication { ssh-rsa \"ssh-rsa AAAAB3Nza bob@x.example\"; ## SECRET-DATA\n"
           " ssh-ed25519 \"ssh-ed25519 AAAAC3 bob\"; ## SECRET-DATA\n"
           " }"),
      "" },
    { "certificate",
      TEXT("certificates { local { c1 { \"-----BEGIN CERTIFICATE-----\n"
           "MIIB\n"
           "-----END CERTIFICATE-----\"; ## SECRET-DATA\n"
           " } } } x { certificate \"-----BEGIN CERTIFICATE-----\n"
           "MIIB\n"
           "\"; ## SECRET-DATA\n"
           " }"),
      "" },
    { "numbers that Junos marks",
      TEXT("ntp { trusted-key 1; ## SECRET-DATA\n"
           " trusted-key [ 1 2 ]; ## SECRET-DATA\n"
           " peer 192.0.2.1 key 77; ## SECRET-DATA\n"
           " }"),
      "" },
    { "lists",
      TEXT("system { authentication-order [ password radius ]; login { class c { permissions [ secret secret-control view ]; } } } access { profile "
           "p { authentication-order password; } }"),
      "" },
    { "password settings", TEXT("system { login { password { minimum-length 8; format sha512; } password maximum-length 20; } }"), "" },
    { "users and groups with such names",
      TEXT("system { login { user secret { class x; } user password class y; } } groups { secret { system; } password when x; }"), "" },
    { "names of keys",
      TEXT("protocols { bgp { authentication-key-chain kc1; authentication-algorithm md5; } } security { authentication-key-chains { key-chain kc1 { "
           "key 0; } } }"),
      "" },
    { "BGP communities",
      TEXT("policy-options { community c1 members 65000:1; policy-statement p { term t { from community c1; then community add c1; } } }"), "" },
    { "BGP communities without the words above them",
      TEXT("community c1 members 65000:1; community c2 members [ 65000:1 65000:2 ]; community c3 { invert-match; members 65000:1; } community c4 { "
           "members target:65000:1; } policy-statement p { term t { from community c1; then { community add c1; } } }"),
      "" },
    { "parts of a policy", TEXT("community c1; community [ c1 c2 ]; community add version; community set view; community + c1; community 65000:1;"),
      "" },
    { "parts of a policy, beside what SNMP has too",
      TEXT("location x;\ncommunity 65000:1;\ncommunity c1 members 65000:1;\ncommunity c2 { members c3; }"), "" },
    { "tunnel keys", TEXT("interfaces { gr-0/0/0 { unit 0 { tunnel { source 192.0.2.1; key 77; } } } }"), "" },
    { "softwires",
      TEXT("services { softwires { softwire-types { map-e m1 { br-address \"$9$P5T3\"; ## SECRET-DATA\n"
           " ipv4-prefix \"$9$TF39\"; } } } }"),
      "" },
    { "wildcards", TEXT("groups { g { snmp { community &lt;*&gt; { authorization read-only; } } } }"), "" },
    { "descriptions", TEXT("interfaces { ge-0/0/0 { description \"password hunter2; secret x\"; description secret; } }"), "" },
    { "empty", TEXT("a { secret \"\"; password ; encrypted-password; }"), "" },
    { "prices", TEXT("a { description \"from $1$ to $9$x\"; }"), "" },
};

static const secret_case set_commands[] = {
    { "root", SET("set system root-authentication encrypted-password \"" MD5 "\"\n"),
      "configuration-set: system root-authentication encrypted-password | md5-crypt | " MD5 "\n" },
    { "unquoted, with all kinds of characters", SET("set system root-authentication plain-text-password-value a;b{c}#d\"e\nset system host-name x"),
      "configuration-set: system root-authentication plain-text-password-value | cleartext | a;b{c}#d\"e\n" },
    { "quoted", SET("set system radius-server 192.0.2.1 secret \"two words\" port 1"),
      "configuration-set: system radius-server 192.0.2.1 secret | cleartext | two words\n" },
    { "several leaves on a line", SET("set system radius-server 192.0.2.1 port 1812 secret s1 timeout 3"),
      "configuration-set: system radius-server 192.0.2.1 port 1812 secret | cleartext | s1\n" },
    { "community",
      SET("set snmp community public authorization read-only\n"
          "set snmp community public clients 192.0.2.0/24\r\n"
          "set snmp trap-group tg1 targets 192.0.2.8\n"),
      "configuration-set: snmp community | snmp-community | public\n"
      "configuration-set: snmp community | snmp-community | public\n"
      "configuration-set: snmp trap-group | snmp-community | tg1\n" },
    { "community, relative",
      SET("set community c1 authorization read-only\nset community c2 clients 192.0.2.0/24 restrict\nset trap-group tg1 targets 192.0.2.8\n"
          "set community c3\n"),
      "configuration-set: community | snmp-community | c1\nconfiguration-set: community | snmp-community | c2\n"
      "configuration-set: trap-group | snmp-community | tg1\nconfiguration-set: community | snmp-community | c3\n" },
    { "prefixes", SET("set groups g1 logical-systems &lt;*&gt; routing-instances i1 protocols ospf area 0 interface all authentication md5 1 key k1"),
      "configuration-set: groups g1 logical-systems <*> routing-instances i1 protocols ospf area 0 interface all authentication md5 1 key | "
      "cleartext | k1\n" },
    { "other commands",
      SET("delete snmp community old1\n"
          "deactivate snmp community old2\n"
          "rename snmp community old3 to community new3\n"
          "replace pattern x with y\n"
          "protect snmp community old4\n"),
      "configuration-set: snmp community | snmp-community | old1\n"
      "configuration-set: snmp community | snmp-community | old2\n"
      "configuration-set: snmp community | snmp-community | old3\n"
      "configuration-set: snmp community | snmp-community | new3\nconfiguration-set: snmp community | snmp-community | old4\n" },
    { "edit",
      SET("edit snmp\n"
          "set community c1\n"
          "exit\n"
          "set community c2\n"
          "edit system radius-server 192.0.2.1\n"
          "set secret s1\n"
          "top set snmp community c3\n"
          "top edit snmp v3\n"
          "up\n"
          "set community c4"),
      "configuration-set: snmp community | snmp-community | c1\nconfiguration-set: system radius-server 192.0.2.1 secret | cleartext | s1\n"
      "configuration-set: snmp community | snmp-community | c3\nconfiguration-set: snmp community | snmp-community | c4\n" },
    { "private key", SET("set security certificates local c1 \"" KEY "\"\nset snmp community c1"),
      "configuration-set: security certificates local c1 | private-key | " KEY_SHOWN "\nconfiguration-set: snmp community | snmp-community | c1\n" },
    { "marked", SET("set some new-statement v1 ## SECRET-DATA\nset some other \"v2\" ## SECRET-DATA\n"),
      "configuration-set: some new-statement | cleartext | v1\nconfiguration-set: some other | cleartext | v2\n" },
    { "open quote", SET("set x description \"abc\nset x secret s1"), "configuration-set: x secret | cleartext | s1\n" },
};

static const secret_case no_set_commands[] = {
    { "masks",
      SET("set system radius-server 192.0.2.1 secret /* SECRET-DATA */ ## SECRET-DATA\nset foo bar baz /* SECRET-DATA */ ## SECRET-DATA\n"
          "set security ike policy p1 pre-shared-key ascii-text /* SECRET-DATA */\n"),
      "" },
    { "BGP communities, relative",
      SET("set community c1 members 65000:1\nset community c2 invert-match\nset community c3\nset community add view\ndelete community c1\n"), "" },
    { "without value",
      SET("delete system root-authentication encrypted-password\n"
          "delete snmp community\n"
          "deactivate system radius-server 192.0.2.1 secret\n"
          "set system login user bob authentication plain-text-password\n"),
      "" },
    { "names",
      SET("set system login user secret class x\n"
          "set system login user password uid 2000\n"
          "set groups secret system host-name x\n"
          "set apply-groups secret\n"),
      "" },
    { "settings",
      SET("set system login password minimum-length 10\n"
          "set system login password format sha512\n"
          "set system authentication-order password\n"
          "set system authentication-order [ password radius ]\nset system login class c permissions [ secret view ]\n"),
      "" },
    { "NTP",
      SET("set system ntp authentication-key 1 type md5\n"
          "set system ntp trusted-key 1\n"
          "set system ntp server 192.0.2.1 key 1\n"
          "set system ntp trusted-key [ 1 2 ] ## SECRET-DATA"),
      "" },
    { "communities of BGP",
      SET("set policy-options community c1 members 65000:1\n"
          "set policy-options policy-statement p then community add c1"),
      "" },
    { "masks",
      SET("set system radius-server 192.0.2.1 secret /* SECRET-DATA */\n"
          "set system radius-server 192.0.2.1 secret \"/* SECRET-DATA */\"\n"
          "set snmp community ******** clients x"),
      "" },
    { "public keys", SET("set system login user bob authentication ssh-rsa \"ssh-rsa AAAA bob\" ## SECRET-DATA"), "" },
};

static const secret_case patches[] = {
    { "signs",
      PATCH("[edit system root-authentication]\n"
            "-    encrypted-password \"$1$old\"; ## SECRET-DATA\n"
            "+    encrypted-password \"$5$new\"; ## SECRET-DATA\n"
            "[edit snmp]\n"
            "+   community c1;\n"
            "-   community c2 {\n"
            "-       authorization read-only;\n"
            "-   }\n"),
      "configuration-patch: system root-authentication encrypted-password | md5-crypt | $1$old\n"
      "configuration-patch: system root-authentication encrypted-password | sha256-crypt | $5$new\n"
      "configuration-patch: snmp community | snmp-community | c1\nconfiguration-patch: snmp community | snmp-community | c2\n" },
    { "header with a key", PATCH("[edit snmp community c1]\n+    authorization read-write;\n[edit]\n+  snmp {\n+      community c2;\n+  }\n"),
      "configuration-patch: snmp community | snmp-community | c1\nconfiguration-patch: snmp community | snmp-community | c2\n" },
    { "compare",
      "<configuration-information><configuration-output>\n"
      "[edit system radius-server 192.0.2.1]\n"
      "-    secret s1; ## SECRET-DATA\n"
      "+    secret s2;\n"
      "</configuration-output></configuration-information>",
      "configuration-information/configuration-output: system radius-server 192.0.2.1 secret | cleartext | s1\n"
      "configuration-information/configuration-output: system radius-server 192.0.2.1 secret | cleartext | s2\n" },
    { "set commands", "<configuration-output>set snmp community c1\nset system radius-server 192.0.2.1 secret s1\n</configuration-output>",
      "configuration-output: snmp community | snmp-community | c1\nconfiguration-output: system radius-server 192.0.2.1 secret | cleartext | s1\n" },
    { "where an error is",
      "<rpc-reply><error><edit-path>[edit snmp community c1]</edit-path><statement>encrypted-password \"" MD5 "\"</statement></error></rpc-reply>",
      "rpc-reply/error/edit-path: snmp community | snmp-community | c1\n"
      "rpc-reply/error/statement: snmp community ***** encrypted-password | md5-crypt | " MD5 "\n" },
    { "what an error quotes below its path",
      "<rpc-reply><error><edit-path>[edit snmp]</edit-path><statement>community c1</statement><message>m</message></error>"
      "<error><edit-path>[edit policy-options]</edit-path><statement>community c2</statement></error><error><statement>community "
      "c3</statement></error>"
      "<error><edit-path>[edit snmp]</edit-path><x><statement>community c4</statement></x></error><edit-path>[edit]</edit-path>"
      "<statement>snmp community c5</statement></rpc-reply>",
      "rpc-reply/error/statement: snmp community | snmp-community | c1\nrpc-reply/statement: snmp community | snmp-community | c5\n" },
    { "nothing",
      "<a><edit-path>[edit interfaces ge-0/0/0 unit 0]</edit-path><edit-path>[edit]</edit-path><edit-path>[edit system login user "
      "secret]</edit-path><statement>unit 2</statement></a>",
      "" },
};

static const secret_case json[] = {
    { "single quotes",
      JSON("{'system': {'radius-server': [{'name': '192.0.2.1', 'secret': 's1'}], 'x': \"it's\"}, 'snmp': {'community': [{'name': 'c1'}]}}"),
      "configuration-json: system radius-server secret | cleartext | s1\nconfiguration-json: snmp community name | snmp-community | c1\n" },
    { "a single quote alone", JSON("{\"system\": {' : {\"secret\" : \"s1\"}}}"), "configuration-json: system secret | cleartext | s1\n" },
    { "configuration",
      JSON("{ \"configuration\" : { \"@\" : {\"junos:changed-seconds\" : \"1\"}, \"system\" : { \"root-authentication\" : { \"encrypted-password\" : "
           "\"" MD5 "\" }, \"radius-server\" : [ { \"name\" : \"192.0.2.1\", \"secret\" : \"$9$P5T3\" } ] },"
           " \"snmp\" : { \"community\" : [ { \"name\" : \"c1\", \"authorization\" : \"read-only\" }, { \"name\" : \"c2\" } ] } } }"),
      "configuration-json: configuration system root-authentication encrypted-password | md5-crypt | " MD5 "\n"
      "configuration-json: configuration system radius-server secret | junos-9 | $9$P5T3 | a\n"
      "configuration-json: configuration snmp community name | snmp-community | c1\n"
      "configuration-json: configuration snmp community name | snmp-community | c2\n" },
    { "escapes", JSON("{\"a\":{\"secret\":\"a\\\"b\\\\c\\/\\u00e4\\ud83d\\ude00\\n\\u0000\\ud800x\", \"password\": \"$9$z\\/7s\"}}"),
      "configuration-json: a secret | cleartext | a\"b\\c/\xC3\xA4\xF0\x9F\x98\x80\\n\xEF\xBF\xBD\xEF\xBF\xBDx\n"
      "configuration-json: a password | other-crypt | $9$z/7s\n" },
    { "escapes in names",
      JSON("{\"\\u0073nmp\":{\"comm\\u0075nity\":[{\"n\\u0061me\":\"c1\"}]},"
           "\"a\":{\"secr\\u0065t\":{\"d\\u0061ta\":\"s1\"},\"x\\u003asecret\":\"s2\","
           "\"\\u0024x\":{\"secret\":\"s3\"},\"\\u006ba\":[{\"n\\u0061me\":\"n\"}]}}"),
      "configuration-json: snmp community name | snmp-community | c1\n"
      "configuration-json: a secret | cleartext | s1\n"
      "configuration-json: a secret | cleartext | s2\n"
      "configuration-json: a ***** secret | cleartext | s3\n" },
    { "the older form", JSON("{\"a\":[{\"secret\":[{\"data\":\"s1\", \"attributes\":{\"x\":\"y\"}}],\"other\":[{\"data\":\"s2\"}]}]}"),
      "configuration-json: a secret | cleartext | s1\n" },
    { "module names", JSON("{\"junos-conf-root:configuration\":{\"x:secret\":\"s1\"}}"),
      "configuration-json: configuration secret | cleartext | s1\n" },
    { "numbers", JSON("{\"a\":{\"secret\": 12345, \"password\": -1, \"passphrase\":true, \"secret\":null, \"x-password\":0 }}"),
      "configuration-json: a secret | cleartext | 12345\nconfiguration-json: a password | cleartext | -1\n" },
    { "URL", JSON("{\"a\":{\"url\":\"ftp:\\/\\/bob:pw1@h\\/x\",\"b\":[\"ftp://bob:pw2@h/x\"]}}"),
      "configuration-json: a url | url-password | pw1\n"
      "configuration-json: a b | url-password | pw2\n" },
    { "private key", JSON("{\"a\":{\"certificate\":\"-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\\n\"}}"),
      "configuration-json: a certificate | private-key | -----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\n" },
    { "in the reply itself",
      "<rpc-reply>\n"
      "{ \"configuration\" : { \"system\" : { \"proxy\" : { \"password\" : \"p1\" } } } }\n"
      "</rpc-reply>",
      "rpc-reply: configuration system proxy password | cleartext | p1\n" },
    { "in any element", "<x><y>[ {\"secret\": \"s1\"} ]</y></x>", "x/y: secret | cleartext | s1\n" },
    { "cut off", JSON("{\"a\":{\"secret\":\"s1\",\"password\":\"p1"),
      "configuration-json: a secret | cleartext | s1\nconfiguration-json: a password | cleartext | p1\n" },
    { "hostile keys", JSON("{\"$9$P5T3\":{\"secret\":\"s1\"}}"),
      "configuration-json: ***** | junos-9 | $9$P5T3 | a\n"
      "configuration-json: ***** secret | cleartext | s1\n" },
    { "no secrets",
      JSON("{\"a\":{\"secret\":\"\",\"secret\":\"/* SECRET-DATA "
           "*/\",\"community\":[{\"name\":\"c1\"}],\"key\":\"k\",\"name\":\"n\",\"softwires\":{\"br-address\":\"$9$P5T3\"},"
           "\"groups\":[{\"snmp\":{\"community\":[{\"name\":\"&lt;*&gt;\"}]}}]},\"ssh-rsa\":[{\"name\":\"ssh-rsa "
           "AAAA\"}],\"secret\":{\"x\":\"y\"},\"password\":[],\"bad-password\":\"3\"}"),
      "" },
};

static const secret_case commands[] = {
    { "set", COMMAND("set system root-authentication plain-text-password-value hunter2"),
      "command: system root-authentication plain-text-password-value | cleartext | hunter2\n" },
    { "test", "<rpc>" COMMAND("test aaa ppp user bob password hunter2 profile p1") "</rpc>",
      "rpc/command: test aaa ppp user bob password | cleartext | hunter2\n" },
    { "copy", COMMAND("file copy ftp://bob:hunter2@192.0.2.5/x /var/tmp/"), "command: file copy | url-password | hunter2\n" },
    { "copy to", COMMAND("show configuration | save scp://bob:pw@h/x"), "command: configuration | save | url-password | pw\n" },
    { "passphrase", COMMAND("request security pki local-certificate load certificate-id c1 filename f passphrase \"a b\""),
      "command: request security pki local-certificate load certificate-id c1 filename f passphrase | cleartext | a b\n" },
    { "pipes end what is before them",
      "<a>" COMMAND("show configuration snmp community | display set") COMMAND("show configuration snmp community c1 | count")
          COMMAND("show configuration system radius-server 192.0.2.1 secret | display set") COMMAND("set snmp community c2 | x community")
              COMMAND("show configuration protocols bgp group g authentication-key |no-more") "</a>",
      "a/command: configuration snmp community | snmp-community | c1\na/command: snmp community | snmp-community | c2\n" },
    { "commands that are no configuration",
      "<a>" COMMAND("clear snmp community statistics") COMMAND("monitor interface password x") COMMAND("help topic snmp community")
          COMMAND("help apropos password") COMMAND("show snmp community statistics") COMMAND("run show snmp community statistics")
              COMMAND("request system password reset") COMMAND("run clear snmp community statistics") "</a>",
      "" },
    { "URLs in them", COMMAND("monitor traffic write-file ftp://bob:pw@h/x"), "command: traffic write-file | url-password | pw\n" },
    { "requests", COMMAND("request security pki local-certificate enroll certificate-id c challenge-password pw"),
      "command: request security pki local-certificate enroll certificate-id c challenge-password | cleartext | pw\n" },
    { "show with a community", COMMAND("show configuration snmp community c1"), "command: configuration snmp community | snmp-community | c1\n" },
    { "lines", COMMAND("configure\nset snmp community c1\ncommit\n"), "command: snmp community | snmp-community | c1\n" },
    { "words that are none",
      "<a>" COMMAND("show configuration | match password | count") COMMAND("show log messages | match \"secret|password x\"")
          COMMAND("show configuration system radius-server 192.0.2.1 secret") COMMAND("help apropos password x") COMMAND("show interfaces terse")
              COMMAND("show bgp neighbor | find password | no-more") "</a>",
      "" },
};

static const secret_case output[] = {
    { "a file",
      "<file-content>\n"
      "## Last commit: 2030-01-01 00:00:00 UTC by root\n"
      "version 18.4R1;\n"
      "system {\n"
      "    root-authentication {\n"
      "        encrypted-password \"" MD5 "\"; ## SECRET-DATA\n"
      "    }\n"
      "    radius-server {\n"
      "        192.0.2.1 secret s1;\n"
      "    }\n"
      "}\n"
      "snmp {\n"
      "    community c1 {\n"
      "        authorization read-only;\n"
      "    }\n"
      "    community c2;\n"
      "}\n"
      "</file-content>",
      "file-content: system root-authentication encrypted-password | md5-crypt | " MD5 "\n"
      "file-content: system radius-server 192.0.2.1 secret | cleartext | s1\n"
      "file-content: snmp community | snmp-community | c1\nfile-content: snmp community | snmp-community | c2\n" },
    { "a part",
      OUTPUT("\n"
             "192.0.2.1 secret \"s1\"; ## SECRET-DATA\n"
             "encrypted-password \"abc\";\n"),
      "output: 192.0.2.1 secret | cleartext | s1\n"
      "output: encrypted-password | cleartext | abc\n" },
    { "set commands",
      OUTPUT("\n"
             "set snmp community c1 authorization read-only\n"
             "set system ntp authentication-key 1 type md5\n"
             "set system ntp authentication-key 1 value \"$9$P5T3\"\n"
             "set protocols bgp group g authentication-key k1\n"),
      "output: snmp community | snmp-community | c1\n"
      "output: system ntp authentication-key 1 value | junos-9 | $9$P5T3 | a\n"
      "output: protocols bgp group g authentication-key | cleartext | k1\n" },
    { "set commands with names that end as those of secrets do",
      OUTPUT("\n"
             "set system foo my-secret s1\n"
             "set system foo my-password s2 ## SECRET-DATA\n"
             "set system foo my-passphrase s3"),
      "output: system foo my-secret | cleartext | s1\n"
      "output: system foo my-password | cleartext | s2\n"
      "output: system foo my-passphrase | cleartext | s3\n" },
    { "a part that ends in its blocks", OUTPUT("\nsnmp {\n    community c1 {\n"), "output: snmp community | snmp-community | c1\n" },
    { "a mask behind another word, then none",
      OUTPUT("\nradius-server {\n    192.0.2.1 secret /* SECRET-DATA */; ## SECRET-DATA\n    192.0.2.2 secret \"s2\"; ## SECRET-DATA\n"
             "    foo bar baz /* SECRET-DATA */ s3; ## SECRET-DATA\n}\n"),
      "output: radius-server 192.0.2.2 secret | cleartext | s2\noutput: radius-server foo bar baz | cleartext | s3\n" },
    { "a private key", "<file-content>\n" KEY "\nmore; text\n</file-content>", "file-content | private-key | " KEY_SHOWN "\n" },
    { "no element that says so", "<rpc-reply>\nset snmp community c1\n</rpc-reply>", "rpc-reply: snmp community | snmp-community | c1\n" },
    { "a log",
      OUTPUT("\n"
             "Jan  1 00:00:00 r1 sshd[1]: Failed password for root from 192.0.2.1 port 22 ssh2; secret for x\n"
             "Jan  1 r1 mgd[2]: UI_AUTH: password changed; see community public;\n"
             "set password for all users\n"
             "set authentication-key for the session\n"
             "delete secret files\n"
             "set my-password now\n"
             "set the my-password right now\n"
             "show the my-password again\n"),
      "" },
    { "help",
      OUTPUT("\n"
             "  secret               Shared secret with the server\n"
             "  password             Password;\n"
             "  community            SNMP community string\n"),
      "" },
    { "show configuration snmp",
      OUTPUT(
          "\nlocation x;\ncommunity c1 {\n    authorization read-only;\n}\ncommunity c2;\ntrap-group tg1 {\n    targets {\n        192.0.2.7;\n    "
          "}\n}\n"),
      "output: community | snmp-community | c1\noutput: community | snmp-community | c2\noutput: trap-group | snmp-community | tg1\n" },
    { "show configuration snmp | display set relative", OUTPUT("\nset location x\nset community c1 authorization read-only\nset community c2\n"),
      "output: community | snmp-community | c1\noutput: community | snmp-community | c2\n" },
    { "show configuration policy-options",
      OUTPUT("\npolicy-statement p {\n    from community c1;\n    then {\n        community add c1;\n    }\n}\n"
             "community c1 members 65000:1;\ncommunity c2 {\n    invert-match;\n    members 65000:2;\n}\n"),
      "" },
    { "show configuration policy-options | display set relative",
      OUTPUT("\nset policy-statement p then community add c1\nset community c1 members "
             "65000:1\n"),
      "" },
    { "table of communities", OUTPUT("\ncommunity authorization view\nsecret1 read-only all\ncommunity view; community view secret1\n"), "" },
    { "code", OUTPUT("if (password == x) { return secret; }\nint key = 3; { password = y; }\n"), "" },
    { "other output", OUTPUT("Interface  Admin Link Proto\nge-0/0/0 up up; community public\n"), "" },
};

static void test_statements(void)
{
    secret_case_run(statements, G_N_ELEMENTS(statements));
    secret_case_run(no_statements, G_N_ELEMENTS(no_statements));
}

static void test_set_commands(void)
{
    secret_case_run(set_commands, G_N_ELEMENTS(set_commands));
    secret_case_run(no_set_commands, G_N_ELEMENTS(no_set_commands));
}

static void test_patches(void)
{
    secret_case_run(patches, G_N_ELEMENTS(patches));
}

static void test_json(void)
{
    secret_case_run(json, G_N_ELEMENTS(json));
}

static void test_commands(void)
{
    secret_case_run(commands, G_N_ELEMENTS(commands));
}

static void test_output(void)
{
    secret_case_run(output, G_N_ELEMENTS(output));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret_text/statements", test_statements);
    g_test_add_func("/secret_text/set_commands", test_set_commands);
    g_test_add_func("/secret_text/patches", test_patches);
    g_test_add_func("/secret_text/json", test_json);
    g_test_add_func("/secret_text/commands", test_commands);
    g_test_add_func("/secret_text/output", test_output);
    return g_test_run();
}
