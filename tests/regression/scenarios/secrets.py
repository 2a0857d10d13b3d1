# SPDX-License-Identifier: GPL-2.0-or-later
"""Secrets: where they stand, what kind they are, and that a masked one is in no field of ours. All of them are made up."""

import sys
from pathlib import Path

from .case import DECLARATION, JUNOS, SERVER, XNM, elements, error_text, login_answer, login_text, reply_text, request_text, scenario

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent.parent / "captures" / "generate"))

from junos_secret import encode  # noqa: E402

# `openssl passwd -6 -salt Tg2pLs8d Not-A-Real-Password-5`, and so on.
SHA512 = "$6$Tg2pLs8d$J1rSz9A1aPVs2ONCSD.iB24M/9Wj7rTjTq4SoNoJM1d1dEacHc0XuziMIKu0ivZdG5V27M1/ANQFv4A669jKR."
SHA256 = "$5$Vw7kQn2e$CgTT5GpJkSHpoWRe88IScWTqfKOzZJvIA43DSW5Crk7"
MD5 = "$1$Hb5tYr9c$YLSHD7jRjMNl6/IJzJQdv/"
SHA1 = "$sha1$40000$Hb5tYr9c$aBcDeFgHiJkLmNoPqRsTuVwXyZ01"
DES = "Zk3vNq8xQm4rT"
JUNOS_8 = "$8$aes256-gcm$hmac-sha2-256$100$Qm4rTz8bYwI$AAECAwQFBgcICQoLDA0ODw$hoVNTgyJ0c2kLhQpRw7LdA$dGVzdA"
# A longer salt, another '$', and characters that Junos does not use.
CISCO_9 = "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM"
RADIUS, RADIUS_PLAIN = encode("radius-word-1", "L", "bH"), "radius-word-1"
BGP, BGP_PLAIN = encode("bgp-word-2", "7", "Y"), "bgp-word-2"
OSPF, OSPF_PLAIN = encode("ospf-word-3", "i", ""), "ospf-word-3"
CHAIN, CHAIN_PLAIN = encode("chain word 4", "z", "w7s"), "chain word 4"
# A last group that is short, and a character of no family.
SHORT_9 = RADIUS[:-1]
FOREIGN_9 = "$9$LbHX-w!4Z"
# Lines that are no key of anybody.
KEY_LINES = ("TUFERVVQLUtFWS1GT1ItVEVTVFMtMDE=", "TUFERVVQLUtFWS1GT1ItVEVTVFMtMDI=")
PRIVATE_KEY = "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(KEY_LINES) + "\n-----END RSA PRIVATE KEY-----"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nTUFERVVQLUNFUlRJRklDQVRF\n-----END CERTIFICATE-----"
PUBLIC_KEY = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDmadeupkey lab@example"

CLEAR_KINDS = ("cleartext", "snmp-community", "url-password", "private-key")
WEAK_KINDS = ("md5-crypt", "sha1-crypt", "des-crypt")


def expect(case, frame, secrets):
    """The secrets of a frame, in order. secrets: [(path or None where the text may be told in several ways, kind, value, plain text or None)]."""
    paths = [path for path, *_ in secrets]
    fields = {"xnm.secret.kind": [kind for _, kind, _, _ in secrets], "xnm.secret.value": [value.replace("\n", "\\n") for _, _, value, _ in secrets],
              "xnm.secret.decoded": [plain for *_, plain in secrets if plain is not None],
              "xnm.secret.path": paths if None not in paths else len(paths),
              "xnm.cleartext_secret": sum(kind in CLEAR_KINDS for _, kind, _, _ in secrets),
              "xnm.reversible_secret": sum(plain is not None for *_, plain in secrets),
              "xnm.weak_hash": sum(kind in WEAK_KINDS for _, kind, _, _ in secrets)}
    case.frame(frame, fields)


@scenario("secrets-in-elements")
def in_elements(case):
    """A configuration with a secret of each kind in the elements where they stand in real ones; one secret stands there twice."""
    top = "rpc-reply/configuration"
    rows = (
        ("system/root-authentication/encrypted-password", "sha512-crypt", SHA512, None),
        ("system/login/user/authentication/encrypted-password", "md5-crypt", MD5, None),
        ("system/login/user/authentication/encrypted-password", "sha256-crypt", SHA256, None),
        ("system/login/user/authentication/encrypted-password", "sha1-crypt", SHA1, None),
        ("system/login/user/authentication/encrypted-password", "des-crypt", DES, None),
        ("system/radius-server/secret", "junos-9", RADIUS, RADIUS_PLAIN),
        ("system/accounting/destination/radius/server/secret", "junos-9", RADIUS, RADIUS_PLAIN),
        ("system/tacplus-server/secret", "junos-8", JUNOS_8, None),
        ("protocols/bgp/group/neighbor/authentication-key", "junos-9", BGP, BGP_PLAIN),
        ("protocols/ospf/area/interface/authentication/md5/key", "junos-9", OSPF, OSPF_PLAIN),
        ("security/authentication-key-chains/key-chain/key/secret", "junos-9", CHAIN, CHAIN_PLAIN),
        ("snmp/community/name", "snmp-community", "Example-Community-1", None),
        ("system/radius-server/secret", "cleartext", "Example Secret 2", None),
    )
    session = case.session()
    session.open()
    request = session.client("<rpc><get-configuration/></rpc>")
    body = "\n".join(elements(path, value) for path, _, value, _ in rows)
    replied = session.server(reply_text(f"<configuration>\n{body}\n</configuration>\n"))
    session.close()

    case.exchanges([(request, "get-configuration", replied, "configuration")])
    expect(case, replied, [(f"{top}/{path}", kind, value, plain) for path, kind, value, plain in rows])
    case.present("xnm.secret.value", [replied])


# What a router writes in a secret's place for users who may not see it, in blocks and in set commands. Where it has a word of its own before the
# name of the leaf, that name is the last word of the statement.
MASK = "/* SECRET-DATA */"
MASKED_LEAVES = (("system radius-server", "192.0.2.50 secret"), ("system tacplus-server", "192.0.2.51 secret"),
                 ("protocols ospf area 0.0.0.0 interface ge-0/0/0.0 authentication", "md5 1 key"),
                 ("system ntp", "authentication-key 1 type md5 value"), ("security ike policy p1", "pre-shared-key ascii-text"),
                 ("access profile p1", "client c1 chap-secret"),
                 ("system archival configuration archive-sites", '"ftp://backup@192.0.2.60/configs" password'), ("foo", "bar baz"),
                 ("system root-authentication", "encrypted-password"))


def masked_leaf_texts():
    blocks, commands = "", ""
    for above, leaf in MASKED_LEAVES:
        words = above.split()
        blocks += "".join(f"{word} {{\n" for word in words) + f"{leaf} {MASK}; ## SECRET-DATA\n" + "}\n" * len(words)
        commands += f"set {above} {leaf} {MASK} ## SECRET-DATA\n"
    # Without "ntp" above it, the number of an authentication-key is not known as one.
    alone = "".join(f"{leaf} {MASK}; ## SECRET-DATA\n" for above, leaf in MASKED_LEAVES if above != "system ntp")
    for element, texts in (("output", (blocks, alone, commands)), ("configuration-text", (blocks, alone)), ("configuration-set", (commands,)),
                           ("configuration-output", (blocks, alone, commands))):
        for text in texts:
            yield f"<{element}>\n{text}</{element}>\n"


@scenario("secrets-that-are-none")
def none(case):
    """What looks like a secret and is none: names, key numbers, masks, public keys, certificates, addresses, empty values."""
    texts = ("<system><login><user><name>lab</name><authentication><ssh-rsa><name>" + PUBLIC_KEY + "</name></ssh-rsa></authentication></user></login>"
             "</system>",
             elements("system/radius-server/secret", "/* SECRET-DATA */"),
             elements("system/root-authentication/encrypted-password", "/* SECRET-DATA */"),
             elements("system/tacplus-server/secret", "*****"),
             elements("system/tacplus-server/secret", ""),
             elements("protocols/bgp/group/authentication-key-chain", "chain-of-bgp"),
             elements("security/authentication-key-chains/key-chain/name", "chain-of-bgp"),
             elements("policy-options/community/members", "64500:1"),
             elements("interfaces/interface/unit/tunnel/key", "4711"),
             elements("security/certificates/local/certificate", CERTIFICATE),
             elements("protocols/ospf/area/interface/authentication/md5/name", "1"),
             elements("system/archival/configuration/archive-sites/name", "scp://backup@192.0.2.60/configs"))
    session = case.session()
    session.open()
    session.client("<rpc><get-configuration/></rpc>")
    replies = [session.server(reply_text(f"<configuration>{text}</configuration>\n")) for text in texts]
    text = ("system {\n    root-authentication {\n        encrypted-password /* SECRET-DATA */; ## SECRET-DATA\n    }\n"
            "    login {\n        user lab {\n"
            f'            authentication {{\n                ssh-rsa "{PUBLIC_KEY}";\n            }}\n        }}\n    }}\n}}\n'
            "protocols {\n    bgp {\n        authentication-key-chain chain-of-bgp;\n    }\n}\n")
    replies.append(session.server(reply_text(f"<configuration-text>\n{text}</configuration-text>\n")))
    for text in masked_leaf_texts():
        session.client("<rpc><get-configuration/></rpc>")
        replies.append(session.server(reply_text(text)))
    session.close()

    case.present("xnm.reply", replies)
    for field in ("xnm.secret.value", "xnm.secret.path", "xnm.secret.kind", "xnm.cleartext_secret", "xnm.reversible_secret", "xnm.weak_hash"):
        case.present(field, [])
    case.values("xnm.secret.value", [])


@scenario("secrets-of-the-form-9")
def form_9(case):
    """$9$: valid ones are decoded; one with a short group, one with a foreign character and Cisco's type 9 are not."""
    session = case.session()
    session.open()
    session.client("<rpc><get-configuration/></rpc>")
    values = (RADIUS, CHAIN, SHORT_9, FOREIGN_9, CISCO_9)
    replies = [session.server(reply_text(f"<configuration>{elements('system/radius-server/secret', value)}</configuration>\n")) for value in values]
    session.close()

    for frame, value, plain in zip(replies, values, (RADIUS_PLAIN, CHAIN_PLAIN, None, None, None)):
        case.frame(frame, {"xnm.secret.value": [value], "xnm.secret.decoded": [plain] if plain else [], "xnm.reversible_secret": 1 if plain else 0})
    case.passes('xnm.secret.kind == "junos-9"', replies[:2])
    case.passes('xnm.secret.kind == "other-crypt"', replies[2:], "nothing tells what they hide")
    case.present("xnm.weak_hash", [])


@scenario("secrets-in-requests")
def in_requests(case):
    """Requests with secrets: a password to set, a passphrase, an URL in an attribute and in a command, a private key, an archive site."""
    session = case.session()
    session.open()
    load = "<rpc><load-configuration{}>{}</load-configuration></rpc>"
    password = session.client(load.format("", elements("configuration/system/login/user/authentication/plain-text-password-value",
                                                       "Example &amp; Word 1")))
    url = session.client(load.format(' url="ftp://upload:Example-Word-2@192.0.2.60/edge1.conf"', ""))
    command = session.client("<rpc><command>file copy /var/tmp/x scp://upload:Example-Word-3@192.0.2.60/x</command></rpc>")
    passphrase = session.client("<rpc><load-pki-local-certificate><certificate-id>c1</certificate-id><passphrase>Example-Word-4</passphrase>"
                                "</load-pki-local-certificate></rpc>")
    key = session.client(load.format("", elements("configuration/security/certificates/local/certificate", f"{CERTIFICATE}\n{PRIVATE_KEY}\n")))
    site = session.client(load.format("", elements("configuration/system/archival/configuration/archive-sites/name",
                                                   "scp://backup:Example-Word-5@192.0.2.60/configs")))
    session.close()

    top = "rpc/load-configuration"
    expect(case, password, [(f"{top}/configuration/system/login/user/authentication/plain-text-password-value", "cleartext", "Example & Word 1",
                             None)])
    expect(case, url, [(f"{top}/@url", "url-password", "Example-Word-2", None)])
    expect(case, command, [(None, "url-password", "Example-Word-3", None)])
    case.passes('xnm.secret.path contains "rpc/command"', [command])
    expect(case, passphrase, [("rpc/load-pki-local-certificate/passphrase", "cleartext", "Example-Word-4", None)])
    expect(case, key, [(f"{top}/configuration/security/certificates/local/certificate", "private-key", PRIVATE_KEY, None)])
    expect(case, site, [(f"{top}/configuration/system/archival/configuration/archive-sites/name", "url-password", "Example-Word-5", None)])


TEXT = f"""
system {{
    root-authentication {{
        encrypted-password "{MD5}"; ## SECRET-DATA
    }}
    radius-server {{
        192.0.2.50 secret "{RADIUS}"; ## SECRET-DATA
    }}
    tacplus-server {{
        192.0.2.51 secret example-tacplus-3;
    }}
}}
snmp {{
    community Example-Community-1 {{
        authorization read-only;
    }}
}}
protocols {{
    bgp {{
        group upstream {{
            authentication-key "{BGP}"; ## SECRET-DATA
        }}
    }}
}}
"""
SET = f"""
set system root-authentication encrypted-password "{SHA512}"
set system radius-server 192.0.2.50 secret "{RADIUS}"
set system login user lab authentication plain-text-password-value Example-Word-6
set snmp community Example-Community-2 authorization read-only
"""
JSON = ('{"configuration" : {"system" : {"tacplus-server" : [{"name" : "192.0.2.51", "secret" : "example-tacplus-4"}], '
        f'"radius-server" : [{{"name" : "192.0.2.50", "secret" : "{RADIUS}"}}]}}, '
        '"snmp" : {"community" : [{"name" : "Example-Community-3", "authorization" : "read-only"}]}}}')


@scenario("secrets-in-text")
def in_text(case):
    """Configuration in Junos's text, set and JSON formats inside text nodes, of requests and of replies."""
    session = case.session()
    session.open()
    frames = [session.client(f'<rpc><load-configuration action="merge" format="text"><configuration-text>{TEXT}</configuration-text>'
                             "</load-configuration></rpc>"),
              session.client(f'<rpc><load-configuration action="set" format="text"><configuration-set>{SET}</configuration-set></load-configuration>'
                             "</rpc>"),
              session.client(f'<rpc><load-configuration format="json"><configuration-json>{JSON}</configuration-json></load-configuration></rpc>'),
              session.server(reply_text(f"<configuration-text>{TEXT}</configuration-text>\n")),
              session.server(reply_text(f"<configuration-set>{SET}</configuration-set>\n")),
              session.server(reply_text(f"<configuration-information><configuration-output>{TEXT}</configuration-output>"
                                        "</configuration-information>\n"))]
    session.close()

    text = [(None, "md5-crypt", MD5, None), (None, "junos-9", RADIUS, RADIUS_PLAIN), (None, "cleartext", "example-tacplus-3", None),
            (None, "snmp-community", "Example-Community-1", None), (None, "junos-9", BGP, BGP_PLAIN)]
    lines = [(None, "sha512-crypt", SHA512, None), (None, "junos-9", RADIUS, RADIUS_PLAIN), (None, "cleartext", "Example-Word-6", None),
             (None, "snmp-community", "Example-Community-2", None)]
    keys = [(None, "cleartext", "example-tacplus-4", None), (None, "junos-9", RADIUS, RADIUS_PLAIN),
            (None, "snmp-community", "Example-Community-3", None)]
    for frame, secrets in zip(frames, (text, lines, keys, text, lines, text)):
        expect(case, frame, secrets)
    case.passes('xnm.secret.path contains "rpc/load-configuration/configuration-text: "', [frames[0]])
    case.passes('xnm.secret.path contains "rpc/load-configuration/configuration-set: "', [frames[1]])
    case.passes('xnm.secret.path contains "rpc/load-configuration/configuration-json: "', [frames[2]])
    case.passes('xnm.secret.path contains "rpc-reply/configuration-text: "', [frames[3]])
    case.passes('xnm.secret.path contains "secret" && xnm.secret.path contains "snmp community"', frames)


# What whole_session() sends that nobody shall read.
SENT = ("Example-Password-7", SHA512, MD5, RADIUS, RADIUS_PLAIN, BGP, BGP_PLAIN, "Example-Community-1", "Example-Word", "example-tacplus", *KEY_LINES)


def whole_session(case):
    """A session with secrets of each kind, one of its messages over many segments, and one in a comment between messages. Returns the login's
    frame and those of the messages with secrets."""
    session = case.session()
    session.open()
    login, _ = session.login()
    frames = [session.client(f'<rpc><load-configuration action="merge" format="text"><configuration-text>{TEXT}</configuration-text>'
                             "</load-configuration></rpc>")]
    session.server(reply_text("<load-configuration-results><load-success/></load-configuration-results>\n"))
    frames += [session.client('<rpc><load-configuration url="ftp://upload:Example-Word-2@192.0.2.60/edge1.conf"/></rpc>'),
               session.client("<rpc><command>file copy /var/tmp/x scp://upload:Example-Word-3@192.0.2.60/x</command></rpc>"),
               session.client("<rpc><command>request system license add http://lab:Example-Word-7@192.0.2.60/k | save "
                              "ftp://lab:Example-Word-8@192.0.2.60/k</command></rpc>")]
    body = (elements("system/root-authentication/encrypted-password", SHA512) + elements("system/radius-server/secret", RADIUS)
            + elements("security/certificates/local/certificate", PRIVATE_KEY) + elements("system/radius-server/secret", "Example-Word-9 &amp; more")
            + elements("system/radius-server/secret", "<![CDATA[Example-Word-10]]>"))
    text = reply_text(f"<configuration>{body}</configuration>")
    assert len(text) % 61 != 1, "the newline behind the reply is in the segment that ends it"
    frames.append(session.server(text, size=61))
    frames.append(session.server(reply_text(f"<output>{TEXT}</output>\n")))
    frames.append(session.server(f"<!-- {RADIUS} -->\n"))
    session.close()
    return login, frames


def hidden(case):
    for secret in SENT:
        case.nowhere(secret)


@scenario("secrets-shown")
def shown(case):
    """By default: the secrets of the session that the next two cases hide are all to be read."""
    case.golden = False
    login, frames = whole_session(case)
    case.values("xnm.login.password", ["Example-Password-7"])
    case.present("xnm.login.password", [login])
    case.present("xnm.secret.value", frames)
    case.frame(frames[3], {"xnm.secret.value": ["Example-Word-7", "Example-Word-8"], "xnm.secret.kind": ["url-password"] * 2})
    case.passes('xnm.secret.value == "Example-Word-9 & more" && xnm.secret.value == "Example-Word-10"', [frames[4]])


@scenario("secrets-masked")
def masked(case):
    """Preference xnm.secrets:mask: a secret's value is ***** wherever we show it."""
    case.preference("xnm.secrets", "mask")
    login, frames = whole_session(case)
    hidden(case)
    case.values("xnm.login.password", ["*****"])
    case.values("xnm.login.username", ["lab"])
    case.present("xnm.login.password", [login])
    case.present("xnm.secret.value", frames)
    case.passes('xnm.secret.value && !(xnm.secret.value == "*****")', [])
    case.frame(frames[0], {"xnm.secret.kind": ["md5-crypt", "junos-9", "cleartext", "snmp-community", "junos-9"],
                           "xnm.secret.value": ["*****"] * 5, "xnm.secret.decoded": ["*****"] * 2})
    case.frame(frames[1], {"xnm.secret.value": ["*****"], "xnm.secret.path": ["rpc/load-configuration/@url"]})
    case.passes('xnm.rpc.command contains "file copy /var/tmp/x" && xnm.rpc.command contains "*****"', [frames[2]])
    case.present("xnm.cleartext_login", [login])
    case.passes("xnm.cleartext_secret", frames[:-1], "the findings stay")
    case.passes("xnm.reversible_secret", [frames[0], *frames[4:]], "the findings stay")


@scenario("secrets-masked-in-picked-lines")
def masked_in_picked_lines(case):
    """Masked also where "| match community" picks lines out of a configuration, whose blocks do not end then, and where the end is cut off; the mask of
    the router itself makes no word a secret."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    session.login()
    session.client("<rpc><command>show configuration snmp | match community</command></rpc>")
    lines = session.server(reply_text("<output>\ncommunity Example-Word-1 {\ncommunity Example-Word-2 {\n</output>"))
    session.client("<rpc><command>show configuration snmp | match community</command></rpc>")
    plain = session.server(reply_text("\ncommunity Example-Word-3 {\n"))
    session.client("<rpc><get-configuration/></rpc>")
    cut = session.server(reply_text("<output>\nsnmp {\n    community Example-Word-4 {\n</output>"))
    session.client("<rpc><get-configuration/></rpc>")
    own = session.server(reply_text(f"<output>\nradius-server {{\n    192.0.2.50 secret {MASK}; ## SECRET-DATA\n}}\n</output>"))
    session.client("<rpc><get-configuration/></rpc>")
    escaped = session.server(reply_text('<output>{"configuration":{"snmp":{"comm\\u0075nity":[{"n\\u0061me":"Example-Word-5"}]},'
                                        '"x":{"secr\\u0065t":"Example-Word-6"}}}</output>'))
    session.client("<rpc><get-configuration/></rpc>")
    ended = session.server(reply_text("<output>\nset system foo my-secret Example-Word-7\nset system foo my-passphrase Example-Word-8\n</output>"))
    session.client("<rpc><get-configuration/></rpc>")
    later = session.server(reply_text("<output>the secret is out</output>"))
    session.close()

    case.nowhere("Example-Word")
    for frame, kind, count in ((lines, "snmp-community", 2), (plain, "snmp-community", 1), (cut, "snmp-community", 1), (ended, "cleartext", 2)):
        case.frame(frame, {"xnm.secret.kind": [kind] * count})
    case.frame(escaped, {"xnm.secret.kind": ["snmp-community", "cleartext"]})
    case.frame(own, {"xnm.secret.kind": []})
    case.frame(later, {"xnm.text": ["the secret is out"]})


@scenario("secrets-omitted")
def omitted(case):
    """Preference xnm.secrets:omit: no field with a secret's value, and texts without them."""
    case.preference("xnm.secrets", "omit")
    login, frames = whole_session(case)
    hidden(case)
    for field in ("xnm.login.password", "xnm.secret.value", "xnm.secret.decoded"):
        case.present(field, [])
    case.present("xnm.login.username", [login])
    case.present("xnm.secret.path", frames)
    case.present("xnm.secret.kind", frames)
    case.frame(frames[0], {"xnm.secret.kind": ["md5-crypt", "junos-9", "cleartext", "snmp-community", "junos-9"]})
    case.present("xnm.cleartext_login", [login])


@scenario("secrets-masked-in-broken-messages")
def masked_in_broken_messages(case):
    """Masked also where a message is not well-formed, cut, deeper than is shown, or no message at all."""
    case.preference("xnm.secrets", "mask")
    case.preference("xnm.max_depth", 6)
    session = case.session()
    session.open()
    session.client("<rpc><request-login><username>lab</username><challenge-response>Example-Word-1</challenge-response></request-login><</rpc>")
    session.client("<rpc><request-login><username>lab</username><challenge-response>Example-Word-2</rpc>")
    session.client("</challenge-response></request-login></rpc>")
    session.server(reply_text(elements("configuration/system/radius-server/secret", "Example-Word-3") + "< oops"))
    session.server(reply_text("<a>& </b>" + elements("configuration/system/radius-server/secret", "Example-Word-4") + elements("x", RADIUS)))
    session.server(reply_text(elements("configuration/a/b/c/d/e/f/g/radius-server/secret", "Example-Word-5")))
    session.server(f"set system radius-server 192.0.2.50 secret Example-Word-6 {RADIUS} ftp://lab:Example-Word-7@192.0.2.60/\n")
    session.server('<configuration><system><radius-server><secret>Example-Word-8</secret><archive url="ftp://lab:Example-Word-9@192.0.2.60/"/>')
    session.server(DECLARATION + f'<junoscript xmlns="{XNM}" xmlns:junos="{JUNOS}" hostname="edge1">\n')
    session.server(f'<?hint ftp://lab:Example-Word-10@192.0.2.60/ {RADIUS}?>\n')
    session.close()

    for secret in ("Example-Word", RADIUS, RADIUS_PLAIN):
        case.nowhere(secret)


@scenario("secrets-masked-after-a-gap")
def masked_after_a_gap(case):
    """Masked also where a capture begins in the middle of a message, and where a segment is missing in one."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.server(f"<secret>Example-Word-1</secret><secret>{RADIUS}</secret></radius-server></configuration></rpc-reply>\n")
    parts = session.tcp.cut(SERVER, reply_text(elements("configuration/system/radius-server/secret", "Example-Word-2")
                                               + elements("configuration/system/radius-server/secret", "Example-Word-3")).encode(), 90)
    session.tcp.emit(parts[0])
    session.tcp.lose(parts[1])
    for part in parts[2:]:
        session.tcp.emit(part)
    session.server(reply_text("<a/>\n"))
    session.close()

    for secret in ("Example-Word", RADIUS, RADIUS_PLAIN):
        case.nowhere(secret)


@scenario("secrets-masked-in-info")
def masked_in_info(case):
    """Masked also in what the Info column and the labels tell of logins, challenges, loads, errors and document types."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    login = session.client("<rpc><request-login><username>lab</username><challenge-response>x</challenge-response></request-login></rpc>")
    refused = session.server(reply_text("<authentication-response><status>fail</status><message>see ftp://lab:Example-Word-1@192.0.2.60/</message>"
                                        "</authentication-response><challenge>ftp://lab:Example-Word-2@192.0.2.60/</challenge>"))
    load = session.client('<rpc><load-configuration url="ftp://lab:Example-Word-3@192.0.2.60/a"/></rpc>')
    session.server(reply_text("<xnm:error><message>ftp://lab:Example-Word-4@192.0.2.60/a: not found</message></xnm:error>"))
    session.server('<!DOCTYPE rpc-reply [<!ENTITY a "ftp://lab:Example-Word-5@192.0.2.60/">]>\n')
    session.close()

    case.nowhere("Example-Word")
    case.info(refused, "login failed: see ftp://lab:*****@192.0.2.60/")
    case.info(load, "from ftp://lab:*****@192.0.2.60/a")
    case.present("xnm.cleartext_login", [login])


@scenario("secrets-masked-in-quotations")
def masked_in_quotations(case):
    """Masked also where the server quotes, in prose, what the client sent: in errors, answers and a later request. A password that is the user's
    name hides it."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    session.client(login_text("lab", "Example-Word-1"))
    refused = session.server(reply_text("<authentication-response><status>fail</status><message>bad word Example-Word-1 of lab</message>"
                                        "</authentication-response>"))
    session.client(login_text("guest", "guest"))
    session.server(reply_text("<authentication-response><status>success</status><message>guest</message></authentication-response>"))
    session.client(f"<rpc><load-configuration>{elements('configuration/system/radius-server/secret', 'Example-Word-2')}</load-configuration></rpc>")
    error = session.server(reply_text(error_text(f"syntax error near 'Example-Word-2', {RADIUS} and abc",
                                                 extra="<token>Example-Word-2</token>")))
    session.client(f"<rpc><load-configuration>{elements('configuration/system/radius-server/secret', RADIUS)}</load-configuration></rpc>")
    plain = session.server(reply_text(f"<output>{RADIUS_PLAIN} is not {RADIUS_PLAIN.upper()}</output>"))
    later = session.client("<rpc><command>show log | match Example-Word-2</command></rpc>")
    session.close()

    for secret in ("Example-Word", RADIUS, RADIUS_PLAIN):
        case.nowhere(secret)
    case.frame(refused, {"xnm.login.message": ["bad word ***** of lab"]})
    case.info(error, "syntax error near '*****'")
    case.frame(error, {"xnm.error.part": ["token: *****"]})
    case.frame(plain, {"xnm.session.user": ["*****"], "xnm.text": [f"***** is not {RADIUS_PLAIN.upper()}"]})
    case.frame(later, {"xnm.rpc.command": ["show log | match *****"]})


def secret_reply(word):
    return reply_text(elements("configuration/system/radius-server/secret", word))


@scenario("secrets-masked-that-the-server-showed")
def masked_that_the_server_showed(case):
    """Masked also where a text quotes what the server showed first, and what the same message says elsewhere, names of elements and attributes among
    it; later texts only, and the same in both passes where one frame holds several messages."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    session.login()
    before, early = session.exchange("get-a", "<output>the word lantern-7 is free</output>")
    session.client(request_text("get-configuration"))
    session.server(secret_reply("lantern-7"))
    output = session.server(reply_text("<output>192.0.2.50 lantern-7 up</output>"))
    request = session.client('<rpc lantern-7="x"><get-x><name>lantern-7</name><lantern-7/></get-x></rpc>')
    same = session.server(reply_text(elements("configuration/system/radius-server/secret", "Example-Word-1") + "<note>not Example-Word-1</note>"))
    both = session.server(reply_text("<output>beacon-8</output>") + secret_reply("beacon-8"))
    named = session.client("<rpc><lantern-7/></rpc>")
    session.close()

    for secret in ("Example-Word", "beacon-8"):
        case.nowhere(secret)
    case.frame(early, {"xnm.text": ["the word lantern-7 is free"]})
    case.frame(output, {"xnm.text": ["192.0.2.50 ***** up"]})
    case.frame(request, {"xnm.rpc.argument": ["name: *****", "*****"], "xnm.attribute": ['*****="x"'], "xnm.text": ["*****"],
                         "xnm.element": ["rpc", "get-x", "name", "*****"]})
    case.frame(same, {"xnm.text": ["*****", "not *****"]})
    case.frame(both, {"xnm.text": ["*****", "*****"]})
    case.frame(named, {"xnm.element": ["rpc", "*****"], "xnm.rpc.name": ["*****"]})


@scenario("secrets-masked-in-the-identity")
def masked_in_the_identity(case):
    """A user and a router whose names are secrets too: masked as in the login's message, from the frame on that shows them as secrets.
    A password of three letters that is its user's name hides it, and no words."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    asked = session.client(login_text("guest", "guest"))
    accepted = session.server(reply_text(login_answer("success", "guest")))
    short = session.client(login_text("abc", "abc"))
    shown = session.server(reply_text(login_answer("success", "abc") + "<output>abcde abc</output>"))
    session.client(login_text("operator", "Example-Word-1"))
    answered = session.server(reply_text(login_answer("success", "operator")))
    community = session.client(f"<rpc><load-configuration>{elements('configuration/snmp/community/name', 'operator')}</load-configuration></rpc>")
    session.server(reply_text("<load-success/>"))
    session.client(login_text("operator", "Example-Word-2"))
    again = session.server(reply_text(login_answer("success", "operator")))
    session.close()

    case.nowhere("Example-Word")
    case.nowhere("guest")
    for frame in (asked, short):
        case.frame(frame, {"xnm.login.username": ["*****"], "xnm.login.password": ["*****"], "xnm.text": ["*****"] * 2})
        case.info(frame, "request-login *****")
    case.frame(accepted, {"xnm.session.user": ["*****"], "xnm.login.message": ["*****"], "xnm.text": ["success", "*****"]})
    case.frame(shown, {"xnm.session.user": ["*****"], "xnm.login.message": ["*****"], "xnm.text": ["success", "*****", "abcde abc"]})
    case.frame(answered, {"xnm.session.user": ["operator"], "xnm.login.message": ["operator"], "xnm.session.hostname": ["edge1"]})
    case.frame(community, {"xnm.session.user": ["*****"]})
    case.frame(again, {"xnm.session.user": ["*****"], "xnm.login.message": ["*****"], "xnm.session.hostname": ["edge1"]})


@scenario("secrets-masked-in-deep-json")
def masked_in_deep_json(case):
    """JSON with more levels than are followed: the whole text is masked, and told to be not listed."""
    case.golden = False  # versions of Wireshark cut its long labels at different places
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    texts = ['{"a":' * levels + '{"secret":"Example-Word-%d"}' % levels + "}" * levels for levels in (127, 128, 200)]
    frames = [session.client(f'<rpc><load-configuration format="json"><configuration-json>{text}</configuration-json></load-configuration></rpc>')
              for text in texts]
    session.close()

    case.nowhere("Example-Word")
    case.frame(frames[0], {"xnm.secret.path": 1, "xnm.secret.not_listed": 0})
    for frame in frames[1:]:
        case.frame(frame, {"xnm.secret.path": 0, "xnm.secret.not_listed": [1], "xnm.text": ["*****"], "xnm.secret.not_remembered": [1]})
    case.frame(frames[1], {"xnm.not_all_shown": 2}, "that not all is listed, and once that not all is remembered")
    case.frame(frames[2], {"xnm.not_all_shown": 1})


@scenario("secrets-in-commands")
def in_commands(case):
    """A pipe ends a statement, and what a router is asked to show, clear, monitor or explain is no configuration; keys and URLs in it are secrets all
    the same."""
    session = case.session()
    session.open()
    commands = ("show configuration snmp community | display set", "show configuration system radius-server 192.0.2.1 secret | display xml",
                "show configuration protocols bgp group g authentication-key | no-more", "show configuration | match secret | display set",
                "clear snmp community statistics", "help topic snmp community", "monitor interface password traffic", "request system password reset",
                "show snmp community | match x", "run show snmp community statistics")
    for command in commands:
        session.client(f"<rpc><command>{command}</command></rpc>")
    key = session.client("<rpc><command>show configuration snmp community Example-Community-1 | display set</command></rpc>")
    passphrase = session.client("<rpc><command>request security pki local-certificate load certificate-id c passphrase Example-Word-1</command>"
                                "</rpc>")
    url = session.client("<rpc><command>show configuration | save ftp://lab:Example-Word-2@192.0.2.60/</command></rpc>")
    session.close()

    case.present("xnm.secret.path", [key, passphrase, url])
    expect(case, key, [("rpc/command: configuration snmp community", "snmp-community", "Example-Community-1", None)])
    expect(case, passphrase, [("rpc/command: request security pki local-certificate load certificate-id c passphrase", "cleartext", "Example-Word-1",
                               None)])
    expect(case, url, [("rpc/command: configuration | save", "url-password", "Example-Word-2", None)])


@scenario("secrets-in-other-places")
def in_other_places(case):
    """Set commands in comments, attributes and pseudo-attributes that are called as secrets are, a value in an element of its own, JSON with single
    quotes."""
    session = case.session()
    session.open()
    comment = session.server("<!-- set system radius-server 192.0.2.50 secret Example-Word-1 -->\n")
    annotation = session.server(reply_text("<configuration><junos:comment>/* set snmp community Example-Community-1 */</junos:comment>"
                                           "</configuration>"))
    attribute = session.client('<rpc><get-x password="Example-Word-2" key="1"/></rpc>')
    instruction = session.client('<?hint user="lab" password="Example-Word-3"?>')
    value = session.client("<rpc><request-x><secret><value>Example-Word-4</value></secret></request-x></rpc>")
    json = session.client("<rpc><load-configuration><configuration-json>{'system': {'radius-server': [{'name': '192.0.2.50', "
                          "'secret': 'Example-Word-5'}]}}</configuration-json></load-configuration></rpc>")
    session.close()

    expect(case, comment, [("/comment(): system radius-server 192.0.2.50 secret", "cleartext", "Example-Word-1", None)])
    expect(case, annotation, [("rpc-reply/configuration/comment: snmp community", "snmp-community", "Example-Community-1", None)])
    expect(case, attribute, [("rpc/get-x/@password", "cleartext", "Example-Word-2", None)])
    expect(case, instruction, [("/processing-instruction()", "cleartext", "Example-Word-3", None)])
    expect(case, value, [("rpc/request-x/secret/value", "cleartext", "Example-Word-4", None)])
    expect(case, json, [("rpc/load-configuration/configuration-json: system radius-server secret", "cleartext", "Example-Word-5", None)])
