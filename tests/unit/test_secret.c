/* test_secret.c
 * Secrets in elements and attributes, by form, by path, and the list of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "secret_case.h"

#define MD5     "$1$Zq7mXk2a$ikE0N1yU9hTg3pVbLw5c8."
#define SHA256  "$5$f8Kq0w$kT4mZ8sW2bN6vR0yH5jL9pQ3xC7uE1gA4dF8iO2sM6k"
#define SHA512  "$6$Jd83kfW0$Qv5nT8wY2rB6mK0xH4jL9sD3fG7pZ1cV5bN8qW2eR6tY0uI4oP8aS2dF6gH0jK4lZ8xC2vB6nM0qW4eR8tY2u/"
#define SHA1    "$sha1$19703$iVdJqfSE$v4qYKl1zqYThwpjJAoKX6UvlHq/a"
#define JUNOS_8 "$8$aes256-gcm$hmac-sha2-256$100$HJX8N7Yzw0g$Jm6yHbCJq0ZUkBDmK0nRzw$Lb7cXK0tZ4sVqN2mYw8rPA$Yk2pZXc"
#define CISCO_9 "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM"
#define JUNIPER "$9$7YdwgGDkTz6oJz69A1INdb"

/* The value forms of facts that stand anywhere. */
static const secret_case forms[] = {
    { "md5", "<a><x>" MD5 "</x></a>", "a/x | md5-crypt | " MD5 "\n" },
    { "sha256", "<a><x>" SHA256 "</x></a>", "a/x | sha256-crypt | " SHA256 "\n" },
    { "sha256 with rounds", "<a><x>$5$rounds=7000$f8Kq0w$kT4mZ8</x></a>", "a/x | sha256-crypt | $5$rounds=7000$f8Kq0w$kT4mZ8\n" },
    { "sha512", "<a><x>" SHA512 "</x></a>", "a/x | sha512-crypt | " SHA512 "\n" },
    { "sha1", "<a><x>" SHA1 "</x></a>", "a/x | sha1-crypt | " SHA1 "\n" },
    { "$8$", "<a><x>" JUNOS_8 "</x></a>", "a/x | junos-8 | " JUNOS_8 "\n" },
    { "$9$", "<a><x>" JUNIPER "</x></a>", "a/x | junos-9 | " JUNIPER " | juniper\n" },
    { "$9$ that does not decode", "<a><x>$9$asdf</x></a>", "a/x | other-crypt | $9$asdf\n" },
    { "Cisco's of another length", "<a><secret>$9$nhEmQVczB7dqsO$X.HsgL6x1il0Rx</secret></a>",
      "a/secret | other-crypt | $9$nhEmQVczB7dqsO$X.HsgL6x1il0Rx\n" },
    { "Cisco type 9", "<a><x>" CISCO_9 "</x></a>", "a/x | other-crypt | " CISCO_9 "\n" },
    { "white space around it", "<a><x>\n  " JUNIPER "\t</x></a>", "a/x | junos-9 | " JUNIPER " | juniper\n" },
    { "an attribute", "<a x='" JUNIPER "'/>", "a/@x | junos-9 | " JUNIPER " | juniper\n" },
    { "an attribute with a prefix", "<a><p:b p:x = \"" JUNIPER "\"/></a>", "a/b/@x | junos-9 | " JUNIPER " | juniper\n" },
    { "in a sentence", "<a>see " JUNIPER " and \"" MD5 "\", or " SHA512 ".</a>",
      "a | junos-9 | " JUNIPER " | juniper\na | md5-crypt | " MD5 "\na | sha512-crypt | " SHA512 "\n" },
    { "the others in a sentence", "<a>x=" SHA256 " (" SHA1 ") <b/> " JUNOS_8 " '" CISCO_9 "'</a>",
      "a | sha256-crypt | " SHA256 "\na | sha1-crypt | " SHA1 "\na | junos-8 | " JUNOS_8 "\na | other-crypt | " CISCO_9 "\n" },
    { "at the end of a sentence", "<a>It is " JUNIPER ".</a>", "a | junos-9 | " JUNIPER " | juniper\n" },
    { "twice is two", "<a><x>" JUNIPER "</x><x>" JUNIPER "</x></a>",
      "a/x | junos-9 | " JUNIPER " | juniper\na/x | junos-9 | " JUNIPER " | juniper\n" },
    { "twice in one text", "<a>- " JUNIPER " " JUNIPER "</a>", "a | junos-9 | " JUNIPER " | juniper\na | junos-9 | " JUNIPER " | juniper\n" },
    { "CDATA", "<a><![CDATA[" JUNIPER "]]></a>", "a | junos-9 | " JUNIPER " | juniper\n" },
    { "references", "<a>&#36;9$7YdwgGDkTz6oJz69A1INdb</a>", "a | junos-9 | " JUNIPER " | juniper\n" },
    { "set commands in comments",
      "<a><!-- set system radius-server 192.0.2.1 secret s1 --><!--\nset snmp community c1\nset x y\n--><junos:comment>/* set snmp community c2 "
      "*/</junos:comment></a>",
      "a/comment(): system radius-server 192.0.2.1 secret | cleartext | s1\na/comment(): snmp community | snmp-community | c1\n"
      "a/comment: snmp community | snmp-community | c2\n" },
    { "comments without", "<a><!-- the secret is set; see password rules --><comment># set it</comment></a>", "" },
    { "pseudo-attributes", "<a><?x user=\"u\" password=\"s1\" note='ftp://b:s2@h/' client-secret='s3'?><?x password=?><?x secret=\"s4?></a>",
      "a/processing-instruction() | cleartext | s1\na/processing-instruction() | url-password | s2\na/processing-instruction() | cleartext | s3\n"
      "a/processing-instruction() | cleartext | s4\n" },
    { "attributes by name", "<a password='s1' key='1' name='n' password-expiry='5' client-secret='s2'/>",
      "a/@password | cleartext | s1\na/@client-secret | cleartext | s2\n" },
    { "a value inside", "<a><secret><value>s1</value><other>x</other></secret><b><value>x</value></b></a>", "a/secret/value | cleartext | s1\n" },
    { "comment", "<a><!-- secret \"" JUNIPER "\" --></a>", "a/comment() | junos-9 | " JUNIPER " | juniper\n" },
    { "processing instruction", "<a><?x y=" JUNIPER " ?></a>", "a/processing-instruction() | junos-9 | " JUNIPER " | juniper\n" },
};

static const secret_case near_forms[] = {
    { "prefixes alone", "<a><x>$9$</x><x>$1$</x><x>$8$ </x><x>$</x><x>$$</x></a>", "" },
    { "no such prefix", "<a><x>$2$abcd</x><x>$19$abcd</x><x>$sha$abcd</x><x>9$abcd</x></a>", "" },
    { "prices", "<a>between $1$ and $9$asdf, or $5$ each; $6$x</a>", "" },
    { "in the middle of a word", "<a>see x" JUNIPER " and 1" MD5 "</a>", "" },
    { "more words behind the prefix", "<a><x>$1$ or $2</x></a>", "" },
    { "variables", "<a>${HOME} $PATH $1 $9</a>", "" },
    { "hash cut short, in a sentence", "<a>it is $1$Zq7mXk2a$ikE0N1yU9hTg3pVbLw5 and so on</a>", "" },
    { "softwires", "<a><softwires><map-e><br-address>" JUNIPER "</br-address></map-e></softwires></a>", "" },
    { "softwires in a sentence", "<a><map-e><rule>is " JUNIPER "</rule></map-e></a>", "" },
    { "namespaces", "<a xmlns='http://x.example/a@b' xmlns:p='ftp://u:w@h/'/>", "" },
};

/* Elements that carry secrets in the protocol itself and in operational commands. */
static const secret_case protocol[] = {
    { "a login whose password the message does not take for its own",
      "<rpc><request-login><username>bob</username><challenge-response>hunter1</challenge-response></request-login></rpc>",
      "rpc/request-login/challenge-response | cleartext | hunter1\n" },
    { "challenge-response elsewhere", "<rpc><other><challenge-response>hunter2</challenge-response></other></rpc>",
      "rpc/other/challenge-response | cleartext | hunter2\n" },
    { "url of load-configuration", "<rpc><load-configuration action=\"merge\" url=\"ftp://bob:hunter2@192.0.2.1/x.conf\"/></rpc>",
      "rpc/load-configuration/@url | url-password | hunter2\n" },
    { "license", "<rpc><request-license-add><key-data>JUNOS123 aeaqea qkjjhd\nambrha 3tkqkc</key-data></request-license-add></rpc>",
      "rpc/request-license-add/key-data | cleartext | JUNOS123 aeaqea qkjjhd\\nambrha 3tkqkc\n" },
    { "license reply",
      "<rpc-reply><license-key-information><license-key><key-data>abc def</key-data></license-key></license-key-information></rpc-reply>",
      "rpc-reply/license-key-information/license-key/key-data | cleartext | abc def\n" },
    { "passphrase", "<rpc><load-pki-local-certificate><passphrase>open it</passphrase></load-pki-local-certificate></rpc>",
      "rpc/load-pki-local-certificate/passphrase | cleartext | open it\n" },
    { "challenge-password and ca-secret",
      "<rpc><request-security-local-certificate-enroll-cmpv2><challenge-password>a1</challenge-password><ca-secret>b2</ca-secret>"
      "</request-security-local-certificate-enroll-cmpv2></rpc>",
      "rpc/request-security-local-certificate-enroll-cmpv2/challenge-password | cleartext | a1\n"
      "rpc/request-security-local-certificate-enroll-cmpv2/ca-secret | cleartext | b2\n" },
    { "test of a server",
      "<rpc><get-radius-server-access-test-result><user>bob</user><password>p1</password><secret>s1</secret></get-radius-server-access-test-result></"
      "rpc>",
      "rpc/get-radius-server-access-test-result/password | cleartext | p1\nrpc/get-radius-server-access-test-result/secret | cleartext | s1\n" },
    { "gsm", "<rpc><request-gsm-create-profile><sip-password>42</sip-password><pin>1234</pin></request-gsm-create-profile></rpc>",
      "rpc/request-gsm-create-profile/sip-password | cleartext | 42\nrpc/request-gsm-create-profile/pin | cleartext | 1234\n" },
    { "more of gsm", "<rpc><request-gsm-x><puk>1</puk><old-pin>2</old-pin><new-pin>3</new-pin></request-gsm-x></rpc>",
      "rpc/request-gsm-x/puk | cleartext | 1\nrpc/request-gsm-x/old-pin | cleartext | 2\nrpc/request-gsm-x/new-pin | cleartext | 3\n" },
    { "a pin of a connector", "<rpc-reply><port><pin>4</pin></port></rpc-reply>", "" },
    { "keys in replies",
      "<rpc-reply><a><hakr-key-secret>k1</hakr-key-secret><pre-shared-key>k2</pre-shared-key><sa-encryption-key>k3</sa-encryption-key>"
      "<bmp-auth-key>k4</bmp-auth-key><pce-auth-key>k5</pce-auth-key><session-encryption-key>k6</session-encryption-key></a></rpc-reply>",
      "rpc-reply/a/hakr-key-secret | cleartext | k1\nrpc-reply/a/pre-shared-key | cleartext | k2\nrpc-reply/a/sa-encryption-key | cleartext | k3\n"
      "rpc-reply/a/bmp-auth-key | cleartext | k4\nrpc-reply/a/pce-auth-key | cleartext | k5\nrpc-reply/a/session-encryption-key | cleartext | k6\n" },
    { "passwords in replies",
      "<rpc-reply><a><radius-client-password>p1</radius-client-password><radius-server-secret>p2</radius-server-secret><profile-password>3</"
      "profile-password></a></rpc-reply>",
      "rpc-reply/a/radius-client-password | cleartext | p1\nrpc-reply/a/radius-server-secret | cleartext | p2\nrpc-reply/a/profile-password | "
      "cleartext | 3\n" },
    { "a name that ends in -password", "<rpc-reply><a><new-password>p1</new-password></a></rpc-reply>",
      "rpc-reply/a/new-password | cleartext | p1\n" },
    { "a counter that ends in -password", "<rpc-reply><a><bad-password>17</bad-password></a></rpc-reply>", "" },
    { "digits in configuration are no counter", "<rpc><configuration><a><new-password>17</new-password></a></configuration></rpc>",
      "rpc/configuration/a/new-password | cleartext | 17\n" },
    { "prefixes are left out", "<nc:rpc><j:a><j:secret>x1</j:secret></j:a></nc:rpc>", "rpc/a/secret | cleartext | x1\n" },
};

static const secret_case never[] = {
    { "empty", "<a><secret/><secret></secret><secret> \n </secret></a>", "" },
    { "masks",
      "<a><secret>/* SECRET-DATA */</secret><password>SECRET-DATA</password><secret>********</secret><secret> ## SECRET-DATA</secret>"
      "<auth-password>(null)</auth-password><encrypted-password>*</encrypted-password></a>",
      "" },
    { "public keys",
      "<authentication><ssh-rsa><name>ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 bob@host.example</name></ssh-rsa><ssh-ed25519><name>"
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI bob@x.example</name></ssh-ed25519></authentication>",
      "" },
    { "public key where a secret is expected", "<a><secret>ssh-rsa AAAAB3NzaC1yc2E</secret></a>", "" },
    { "public PEM", "<a><key-data>-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----</key-data></a>", "" },
    { "certificate", "<local><certificate>-----BEGIN CERTIFICATE-----\nMIIBszCCARwCAQAwDQYJ\n-----END CERTIFICATE-----\n</certificate></local>", "" },
    { "names of key chains",
      "<configuration><a><authentication-key-chain>kc1</authentication-key-chain><key-chain><name>kc1</name></key-chain><ckn>abcd</ckn></a></"
      "configuration>",
      "" },
    { "OSPF key id", "<ospf><md5><name>1</name></md5></ospf>", "" },
    { "NTP key numbers",
      "<ntp><authentication-key><name>1</name><type>md5</type></authentication-key><trusted-key>1</trusted-key><server><key>1</key></server></ntp>",
      "" },
    { "value elsewhere", "<a><value>12</value><attribute><value>x</value></attribute></a>", "" },
    { "BGP community", "<policy-options><community><name>c1</name><members>65000:1</members></community></policy-options>", "" },
    { "tunnel key", "<tunnel><key>77</key></tunnel>", "" },
    { "IPsec key without parents that tell", "<security-association><name>sa</name><key>k</key></security-association>", "" },
    { "permissions and orders", "<class><permissions>secret</permissions></class>", "" },
    { "settings of passwords", "<login><password><minimum-length>8</minimum-length><format>sha512</format></password></login>", "" },
    { "snmp names",
      "<snmp><v3><snmp-community><name>index1</name><security-name>s</security-name></snmp-community></v3><view><name>all</name></view></snmp>", "" },
    { "wildcards of groups", "<groups><name>g</name><snmp><community><name>&lt;*&gt;</name></community></snmp></groups>", "" },
    { "authentication elsewhere", "<a><authentication>md5</authentication></a>", "" },
    { "a user called secret", "<user><name>secret</name></user>", "" },
};

static const secret_case urls[] = {
    { "archive site", "<archive-sites><name>scp://bob:hunter2@192.0.2.9:22/var/x</name></archive-sites>",
      "archive-sites/name | url-password | hunter2\n" },
    { "IPv6", "<x>ftp://bob:pw@[2001:db8::1]/f</x>", "x | url-password | pw\n" },
    { "no user", "<x>redis://:pw@host</x>", "x | url-password | pw\n" },
    { "in a sentence", "<x>copy ftp://bob:pw1@h1/f http://al:pw2@h2</x>", "x | url-password | pw1\nx | url-password | pw2\n" },
    { "colon and at sign in it", "<x>ftp://bob:p:w@x@h/f@g</x>", "x | url-password | p:w@x\n" },
    { "slash in it", "<x>ftp://bob:p/w@h/f</x>", "x | url-password | p/w\n" },
    { "user with a domain", "<x>ftp://bob@d.example:pw@h/f</x>", "x | url-password | pw\n" },
    { "percent", "<x>ftp://bob:p%40w@h/f</x>", "x | url-password | p%40w\n" },
    { "in an attribute with references", "<x url='ftp://bob:a&#x21;b@h/f'/>", "x/@url | url-password | a!b\n" },
    { "no password", "<x><y>ftp://h/f</y><y>ftp://bob@h/f</y><y>http://h:80/a@b</y><y>http://h:80@</y><y>ftp://bob:@h/</y></x>",
      "x/y | url-password | 80\n" },
    { "port", "<x><y>ssh://bob@h:22/x@y</y><y>http://[2001:db8::1]:80/@</y><y>bob:pw@h</y><y>mailto:a:b@h</y><y>://a:b@h</y></x>", "" },
    { "mask and prompt", "<x><y>ftp://bob:****@h/</y><y>ftp://bob:prompt@h/</y></x>", "" },
    { "that begins as a public key does", "<x>ftp://bob:sk-ssh-1@h/</x>", "x | url-password | sk-ssh-1\n" },
    { "at signs in other words", "<x><y>ftp://bob:p al@h</y><y>bob@h ftp://bob:p</y><y>ftp://bob:80/x</y></x>", "" },
    { "several, with a word between", "<x>ftp://bob:pw1@h/f,ftp://al:pw2@h a ftp://h ftp://bob:pw3@h</x>",
      "x | url-password | pw1\nx | url-password | pw2\nx | url-password | pw3\n" },
    { "broken off", "<x><y>ftp://bob:pw</y><y>ftp://bob:p w@h</y></x>", "" },
};

#define KEY_BODY "MIIBVAIBADANBgkqhkiG9w0BAQEFAASCAT4wggE6AgEAAkEA"

static const secret_case keys[] = {
    { "RSA", "<x>-----BEGIN RSA PRIVATE KEY-----\n" KEY_BODY "\nq7s=\n-----END RSA PRIVATE KEY-----\n</x>",
      "x | private-key | -----BEGIN RSA PRIVATE KEY-----\\n" KEY_BODY "\\nq7s=\\n-----END RSA PRIVATE KEY-----\n" },
    { "behind a certificate",
      "<configuration><security><certificates><local><name>c1</name><certificate>-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
      "-----BEGIN PRIVATE KEY-----\n" KEY_BODY "\n-----END PRIVATE KEY-----</certificate></local></certificates></security></configuration>",
      "configuration/security/certificates/local/certificate | private-key | -----BEGIN PRIVATE KEY-----\\n" KEY_BODY
      "\\n-----END PRIVATE KEY-----\n" },
    { "encrypted, with headers",
      "<x>-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n" KEY_BODY "\n-----END EC PRIVATE KEY-----</x>",
      "x | private-key | -----BEGIN EC PRIVATE KEY-----\\nProc-Type: 4,ENCRYPTED\\nDEK-Info: AES-128-CBC,0A1B\\n\\n" KEY_BODY
      "\\n-----END EC PRIVATE KEY-----\n" },
    { "two",
      "<x>-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n-----BEGIN OPENSSH PRIVATE KEY-----\nBBBB\n-----END OPENSSH PRIVATE "
      "KEY-----</x>",
      "x | private-key | -----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\n"
      "x | private-key | -----BEGIN OPENSSH PRIVATE KEY-----\\nBBBB\\n-----END OPENSSH PRIVATE KEY-----\n" },
    { "no end", "<x>-----BEGIN PRIVATE KEY-----\n" KEY_BODY "\n </x>", "x | private-key | -----BEGIN PRIVATE KEY-----\\n" KEY_BODY "\n" },
    { "no end, then something else", "<x>-----BEGIN PRIVATE KEY-----\nAAAA\n\"; }</x>", "x | private-key | -----BEGIN PRIVATE KEY-----\\nAAAA\n" },
    { "as a secret", "<x><secret>-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----</secret></x>",
      "x/secret | private-key | -----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----\n" },
    { "nothing in it", "<x>-----BEGIN PRIVATE KEY-----\n</x>", "" },
    { "only the words", "<x><y>PRIVATE KEY-----</y><y>BEGIN PRIVATE KEY</y><y>-----BEGIN PRIVATE KEY</y><y>-----END PRIVATE KEY-----</y></x>", "" },
    { "a public one", "<x>-----BEGIN RSA PUBLIC KEY-----\nPRIVATE KEY-----\n-----END RSA PUBLIC KEY-----</x>", "" },
};

static void test_forms(void)
{
    secret_case_run(forms, G_N_ELEMENTS(forms));
    secret_case_run(near_forms, G_N_ELEMENTS(near_forms));
}

static void test_protocol(void)
{
    secret_case_run(protocol, G_N_ELEMENTS(protocol));
}

static void test_never(void)
{
    secret_case_run(never, G_N_ELEMENTS(never));
}

static void test_urls(void)
{
    secret_case_run(urls, G_N_ELEMENTS(urls));
}

/* However long: user and password of 255 bytes together with the colon, one more, and many more. */
static void test_long_urls(void)
{
    static const size_t lengths[] = { 249, 250, 251, 252, 253, 300, 100000 };
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        char *password = g_strnfill(lengths[i], 'p');
        char *message = g_strdup_printf("<x><y url=\"ftp://bob:%s@h/f\"/>see ftp://bob:%s@h/f now</x>", password, password);
        char *expected = g_strdup_printf("x/y/@url | url-password | %s\nx | url-password | %s\n", password, password);
        char *found = secret_case_found(message, strlen(message), NULL);
        g_assert_cmpstr(found, ==, expected);
        g_free(found);
        g_free(expected);
        g_free(message);
        g_free(password);
    }
}

static void test_keys(void)
{
    secret_case_run(keys, G_N_ELEMENTS(keys));
}

/* The bytes that are highlighted: those of the value where they stand one to one in the message, else those of the leaf. */
static void test_ranges(void)
{
    static const char message[] =
        "<a><secret>  s1 </secret><secret>a&lt;b</secret><b url=\"ftp://u:pw@h\"/><b url = \"ftp://u:pw@h\"/><!--$9$P5T3--></a>";
    static const char *const ranges[] = { "s1", "a&lt;b", "pw", "url = \"ftp://u:pw@h\"", "$9$P5T3" };
    GArray *leaves;
    xnm_secret_list *list = secret_case_read(message, strlen(message), &leaves);
    g_assert_nonnull(list);
    g_assert_cmpuint(list->count, ==, G_N_ELEMENTS(ranges));
    for (size_t i = 0; i < list->count; i++) {
        xnm_range range = list->secrets[i].range;
        g_assert_cmpmem(message + range.start, range.length, ranges[i], strlen(ranges[i]));
    }
    secret_case_free(list, leaves);
}

/* XML that is the text of something else. */
static const secret_case embedded[] = {
    { "escaped",
      "<output>\n&lt;configuration>\n &lt;system>&lt;radius-server>&lt;name>192.0.2.1&lt;/name>&lt;secret> s1 &lt;/secret>&lt;/radius-server>"
      "&lt;/system>&lt;snmp>&lt;community>&lt;name>c1&lt;/name>&lt;/community>&lt;/snmp>&lt;/configuration>\n</output>",
      "output/configuration/system/radius-server/secret | cleartext | s1\n"
      "output/configuration/snmp/community/name | snmp-community | c1\n" },
    { "CDATA", "<a><![CDATA[<x:configuration a='>'><!-- </ --><secret>s1</secret></x:configuration>]]></a>",
      "a/configuration/secret | cleartext | s1\n" },
    { "a comment", "<a><!-- <system><secret>s1</secret></system> --><b/></a>", "a/system/secret/comment() | cleartext | s1\n" },
    { "a file", "<file-content>\n&lt;?xml version='1.0'?>\n&lt;secret>s1&lt;/secret>;\n</file-content>", "file-content/secret | cleartext | s1\n" },
    { "forms in it", "<a>&lt;b x='ftp://u:s1@h/'>" JUNIPER "&lt;/b></a>", "a | url-password | s1\na/b | junos-9 | " JUNIPER " | juniper\n" },
    { "below softwires", "<a>&lt;softwires>&lt;x>" JUNIPER "&lt;/x>&lt;/softwires></a>", "" },
    { "none", "<a>&lt;secret/>&lt;b>x&lt;/b>&lt;secret>&lt;/secret>&lt;secret>*****&lt;/secret></a>", "" },
    { "end tags of nothing, and no end", "<secret-x>&lt;x>&lt;/a>&lt;/secret-x>x&lt;secret>s1&lt;b&lt;secret</secret-x>",
      "secret-x/secret | cleartext | s1\n" },
};

static void test_embedded(void)
{
    secret_case_run(embedded, G_N_ELEMENTS(embedded));
    /* Deeper than names are kept: what lies behind is found again. */
    GString *message = g_string_new("<a>");
    for (unsigned i = 0; i < 1000; i++) {
        g_string_append(message, "&lt;b>");
    }
    for (unsigned i = 0; i < 1000; i++) {
        g_string_append(message, "&lt;/b>");
    }
    g_string_append(message, "&lt;secret>s1&lt;/secret></a>");
    char *found = secret_case_found(message->str, message->len, NULL);
    g_assert_cmpstr(found, ==, "a/secret | cleartext | s1\n");
    g_free(found);
    for (size_t length = 0; length <= strlen(embedded[0].message); length++) {
        g_free(secret_case_found(embedded[0].message, length, NULL));
    }
    g_string_free(message, TRUE);
}

static void test_masks(void)
{
    static const char message[] = "<a x='ftp://u:pw@h/'>one $9$P5T3, two $9$TF39 and the rest<b>nothing</b><secret> s1 </secret></a>";
    static const struct {
        const char *masked;
        const char *omitted;
    } expected[] = {
        { "ftp://u:*****@h/", "ftp://u:@h/" },
        { "one *****, two ***** and the rest", "one , two  and the rest" },
        { NULL, NULL },
        { " ***** ", "  " },
    };
    GArray *leaves;
    xnm_secret_list *list = secret_case_read(message, strlen(message), &leaves);
    g_assert_cmpuint(leaves->len, ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < leaves->len; i++) {
        secret_case_leaf *leaf = &g_array_index(leaves, secret_case_leaf, i);
        char *masked = xnm_secret_list_mask(list, leaf->range, leaf->text, XNM_SECRET_MASK);
        char *omitted = xnm_secret_list_mask(list, leaf->range, leaf->text, "");
        g_assert_cmpstr(masked, ==, expected[i].masked);
        g_assert_cmpstr(omitted, ==, expected[i].omitted);
        g_assert_null(xnm_secret_list_mask(NULL, leaf->range, leaf->text, XNM_SECRET_MASK));
        g_free(masked);
        g_free(omitted);
    }
    /* A text that is not the leaf's: nothing of it is shown. */
    char *other = xnm_secret_list_mask(list, g_array_index(leaves, secret_case_leaf, 1).range, "one $9$P5", XNM_SECRET_MASK);
    g_assert_cmpstr(other, ==, XNM_SECRET_MASK);
    g_free(other);
    secret_case_free(list, leaves);
}

static void test_list_in(void)
{
    static const char message[] = "<a><secret>s1</secret>x $9$P5T3 $9$TF39<secret>s2</secret></a>";
    GArray *leaves;
    size_t count;
    xnm_secret_list *list = secret_case_read(message, strlen(message), &leaves);
    g_assert_cmpuint(leaves->len, ==, 3);
    static const size_t counts[] = { 1, 2, 1 };
    static const char *const values[] = { "s1", "$9$P5T3", "s2" };
    for (guint i = 0; i < leaves->len; i++) {
        const xnm_secret *first = xnm_secret_list_in(list, g_array_index(leaves, secret_case_leaf, i).range, &count);
        g_assert_cmpuint(count, ==, counts[i]);
        g_assert_cmpstr(first->value, ==, values[i]);
    }
    g_assert_null(xnm_secret_list_in(list, (xnm_range){ 0, 3 }, &count));
    g_assert_null(xnm_secret_list_in(list, (xnm_range){ sizeof message, 3 }, &count));
    g_assert_null(xnm_secret_list_in(NULL, (xnm_range){ 0, 3 }, &count));
    g_assert_cmpuint(count, ==, 0);
    secret_case_free(list, leaves);
}

/* Paths are bounded, and cut at their beginning. */
static void test_long_paths(void)
{
    GString *message = g_string_new(NULL);
    for (int i = 0; i < 200; i++) {
        g_string_append_printf(message, "<n\xC3\xA4me%d>", i);
    }
    g_string_append(message, "<secret>s1</secret>");
    for (int i = 199; i >= 0; i--) {
        g_string_append_printf(message, "</n\xC3\xA4me%d>", i);
    }
    GArray *leaves;
    xnm_secret_list *list = secret_case_read(message->str, message->len, &leaves);
    secret_case_check(list, message->str, message->len, leaves);
    g_assert_cmpuint(list->count, ==, 1);
    g_assert_true(g_str_has_prefix(list->secrets[0].path, "\xE2\x80\xA6"));
    g_assert_true(g_str_has_suffix(list->secrets[0].path, "/n\xC3\xA4me198/n\xC3\xA4me199/secret"));
    g_assert_cmpuint(strlen(list->secrets[0].path), >, XNM_SECRET_PATH_MAX - 8);
    secret_case_free(list, leaves);
    g_string_free(message, TRUE);
}

/* What is not listed any more is not shown either. */
static void test_too_many(void)
{
    xnm_secret_finder *finder = xnm_secret_finder_new(SECRETS_MAX, 128);
    for (size_t i = 0; i < SECRETS_MAX - 1; i++) {
        xnm_secret_finder_start_element(finder, "secret", NULL, 0);
        xnm_secret_finder_text(finder, "x", 1, (xnm_range){ i, 1 });
        xnm_secret_finder_end_element(finder);
    }
    xnm_secret_finder_end_element(finder); /* one too many is ignored */
    xnm_secret_finder_start_element(finder, "a", NULL, 0);
    static const char text[] = "x $9$P5T3 $9$TF39";
    xnm_secret_finder_text(finder, text, strlen(text), (xnm_range){ 1000000, strlen(text) });
    xnm_secret_list *list = xnm_secret_finder_finish(finder);
    g_assert_cmpuint(list->count, ==, SECRETS_MAX);
    g_assert_cmpuint(list->not_listed, ==, 1);
    g_assert_cmpuint(list->not_listed_from, ==, 1000000);
    char *masked = xnm_secret_list_mask(list, (xnm_range){ 1000000, strlen(text) }, text, XNM_SECRET_MASK);
    char *later = xnm_secret_list_mask(list, (xnm_range){ 2000000, 3 }, "abc", XNM_SECRET_MASK);
    char *before = xnm_secret_list_mask(list, (xnm_range){ 999999, 3 }, "abc", XNM_SECRET_MASK);
    g_assert_cmpstr(masked, ==, XNM_SECRET_MASK);
    g_assert_cmpstr(later, ==, XNM_SECRET_MASK);
    g_assert_null(before);
    g_free(masked);
    g_free(later);
    xnm_secret_list_free(list);
}

static void test_nothing(void)
{
    xnm_secret_finder *finder = xnm_secret_finder_new(SECRETS_MAX, 128);
    xnm_secret_finder_end_element(finder);
    xnm_secret_finder_text(finder, "$9$P5T3", 7, (xnm_range){ 0, 7 });
    g_assert_null(xnm_secret_finder_finish(finder));
    xnm_secret_list_free(NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret/forms", test_forms);
    g_test_add_func("/secret/protocol", test_protocol);
    g_test_add_func("/secret/never", test_never);
    g_test_add_func("/secret/urls", test_urls);
    g_test_add_func("/secret/long_urls", test_long_urls);
    g_test_add_func("/secret/keys", test_keys);
    g_test_add_func("/secret/ranges", test_ranges);
    g_test_add_func("/secret/embedded", test_embedded);
    g_test_add_func("/secret/masks", test_masks);
    g_test_add_func("/secret/list_in", test_list_in);
    g_test_add_func("/secret/long_paths", test_long_paths);
    g_test_add_func("/secret/too_many", test_too_many);
    g_test_add_func("/secret/nothing", test_nothing);
    return g_test_run();
}
