# SPDX-License-Identifier: GPL-2.0-or-later
"""Secrets where few would look for them: in logins of odd shapes, start tags, long URLs, and text that does not say what it stands below."""

from .case import DECLARATION, JUNOS, XNM, reply_text, scenario
from .secrets import RADIUS, RADIUS_PLAIN, expect


def responses(*passwords):
    return ("<request-login><username>lab</username>"
            + "".join(f"<challenge-response>{password}</challenge-response>" for password in passwords) + "</request-login>")


def strange_logins(case):
    """Logins with more than one password, or inside of something else. Returns the frames, each with the passwords that are not the login's own."""
    session = case.session()
    session.open()
    sent = [
        (session.client(f"<rpc>{responses('Example-Word-1', 'Example-Word-2')}</rpc>"), ["rpc Example-Word-2"]),
        (session.client(f"<rpc>{responses('Example-Word-3')}{responses('Example-Word-4')}</rpc>"), ["rpc Example-Word-4"]),
        (session.client(f"<rpc>{responses('', 'Example-Word-5')}</rpc>"), ["rpc Example-Word-5"]),
        (session.client(f"<rpc>{responses('  ', 'Example-Word-6')}</rpc>"), ["rpc Example-Word-6"]),
        (session.client(f"<rpc><command>x{responses('Example-Word-7')}</command></rpc>"), ["rpc/command Example-Word-7"]),
    ]
    error = f"<xnm:error><message>m{responses('Example-Word-8')}</message></xnm:error>"
    sent.append((session.server(reply_text(error)), ["rpc-reply/error/message Example-Word-8"]))
    quotation = session.server(reply_text("<output>no Example-Word-2, 4: Example-Word-4, Example-Word-7, Example-Word-8</output>"))
    session.close()
    return sent, quotation


@scenario("secrets-in-strange-logins")
def in_strange_logins(case):
    """All passwords but the login's own are secrets of the list."""
    sent, _ = strange_logins(case)
    for frame, secrets in sent:
        expect(case, frame, [(f"{place}/request-login/challenge-response", "cleartext", value, None) for place, value in map(str.split, secrets)])


@scenario("secrets-masked-in-strange-logins")
def masked_in_strange_logins(case):
    """None of them is shown, nor where the server quotes one."""
    case.preference("xnm.secrets", "mask")
    sent, quotation = strange_logins(case)

    case.present("xnm.secret.path", [frame for frame, _ in sent])
    case.nowhere("Example-Word")
    case.frame(quotation, {"xnm.text": ["no *****, 4: *****, *****, *****"]})


@scenario("secrets-masked-in-start-tags")
def masked_in_start_tags(case):
    """Those in attributes of a session's start tags are listed, flagged, masked, and remembered."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    server = session.server(DECLARATION + f'<junoscript xmlns="{XNM}" os="JUNOS" hostname="edge1" password="Example-Word-1" '
                            'note="ftp://lab:Example-Word-2@192.0.2.60/">\n')
    client = session.client(DECLARATION + '<junoscript version="1.0" authentication-key="Example-Word-3">\n')
    quotation = session.client("<rpc><command>show log Example-Word-1 Example-Word-2 Example-Word-3</command></rpc>")
    session.close()

    case.nowhere("Example-Word")
    case.frame(server, {"xnm.secret.path": ["junoscript/@password", "junoscript/@note"], "xnm.secret.kind": ["cleartext", "url-password"],
                        "xnm.secret.value": ["*****"] * 2, "xnm.cleartext_secret": 2})
    case.frame(client, {"xnm.secret.path": ["junoscript/@authentication-key"], "xnm.secret.kind": ["cleartext"], "xnm.cleartext_secret": 1})
    case.frame(quotation, {"xnm.rpc.command": ["show log ***** ***** *****"]})


@scenario("secrets-masked-in-split-texts")
def masked_in_split_texts(case):
    """A comment, a processing instruction or CDATA splits a secret, and quotes around it: one secret all the same, and no part of it is shown."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    parts = RADIUS[:12], RADIUS[12:20], RADIUS[20:28], RADIUS[29:]
    form = session.server(reply_text(f"<output>key {parts[0]}<!-- a -->{parts[1]}<![CDATA[{parts[2]}]]>&#{ord(RADIUS[28])};{parts[3]} here</output>"))
    quoted = session.client('<rpc><load-configuration format="text"><configuration-text>system { radius-server { 192.0.2.50 secret "Example'
                            '<!-- b -->-Word-1"; } }</configuration-text></load-configuration></rpc>')
    named = session.server(reply_text("<configuration><system><radius-server><secret>Example<?c d?>-Word-2</secret></radius-server></system>"
                                      "</configuration>"))
    command = session.client("<rpc><command>file copy ftp://lab:Example<!-- e -->-Word-3@192.0.2.60/a b</command></rpc>")
    session.close()

    for part in ("Example", "-Word-", RADIUS_PLAIN, *parts):
        case.nowhere(part)
    case.frame(form, {"xnm.secret.path": ["rpc-reply/output"], "xnm.secret.kind": ["junos-9"], "xnm.text": ["key *****", "***** here"],
                      "xnm.secret.decoded": ["*****"], "xnm.reversible_secret": 1})
    case.frame(quoted, {"xnm.secret.path": ["rpc/load-configuration/configuration-text: system radius-server 192.0.2.50 secret"],
                        "xnm.text": ['system { radius-server { 192.0.2.50 secret "*****', '*****"; } }'], "xnm.cleartext_secret": 1})
    case.frame(named, {"xnm.secret.path": ["rpc-reply/configuration/system/radius-server/secret"], "xnm.text": ["*****", "*****"],
                       "xnm.cleartext_secret": 1})
    case.frame(command, {"xnm.secret.kind": ["url-password"], "xnm.rpc.command": ["*****"],
                         "xnm.text": ["file copy ftp://lab:*****", "*****@192.0.2.60/a b"]})


def show(session, command, output):
    """A command and what it prints. Returns the frame of the reply."""
    session.client(f"<rpc><command>{command}</command></rpc>")
    return session.server(reply_text(f"<output>\n{output}</output>"))


@scenario("secrets-masked-below-snmp")
def masked_below_snmp(case):
    """Communities in what a router prints of its configuration below snmp; those of its policies are none."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    text = show(session, "show configuration snmp", "location x;\ncommunity Example-Word-1 {\n    authorization read-only;\n}\n"
                "community Example-Word-2;\ntrap-group Example-Word-3 {\n    targets {\n        192.0.2.7;\n    }\n}\n")
    relative = show(session, "show configuration snmp | display set relative", "set community Example-Word-4 authorization read-only\n")
    policies = show(session, "show configuration policy-options",
                    "community peers members 65000:1;\ncommunity all {\n    members 65000:2;\n}\n")
    alone = [show(session, "show configuration snmp", "community Example-Word-5;\n"),
             show(session, "sh conf snmp | display set relative", "set community Example-Word-6\n")]
    session.client('<rpc><get-configuration format="text"><configuration><snmp/></configuration></get-configuration></rpc>')
    alone.append(session.server(reply_text("<configuration-text>community Example-Word-7;</configuration-text>")))
    # Two requests before their replies: each reply is below of what its own asked for.
    session.client("<rpc><command>show configuration policy-options</command></rpc><rpc><command>show configuration snmp</command></rpc>")
    both = session.server(reply_text("<output>\ncommunity lists;\n</output>") + reply_text("<output>\ncommunity Example-Word-8;\n</output>"))
    lists = show(session, "show configuration policy-options", "community more;\nlocation x;\n")
    session.client("<rpc><load-configuration/></rpc>")
    quoted = "<xnm:error><edit-path>[edit {}]</edit-path><statement>community {}</statement><message>m</message></xnm:error>"
    error = session.server(reply_text(quoted.format("snmp", "Example-Word-9") + quoted.format("policy-options", "even")))
    session.close()

    case.nowhere("Example-Word")
    case.frame(text, {"xnm.secret.path": ["rpc-reply/output: snmp community"] * 2 + ["rpc-reply/output: snmp trap-group"],
                      "xnm.secret.kind": ["snmp-community"] * 3, "xnm.cleartext_secret": 3})
    case.frame(relative, {"xnm.secret.path": ["rpc-reply/output: snmp community"], "xnm.secret.kind": ["snmp-community"]})
    for frame in (*alone, both, error):
        case.frame(frame, {"xnm.secret.kind": ["snmp-community"], "xnm.cleartext_secret": 1})
    case.present("xnm.secret.path", [text, relative, *alone, both, error])
    case.frame(both, {"xnm.text": ["\\ncommunity lists;\\n", "\\ncommunity *****;\\n"]})
    case.frame(lists, {"xnm.text": ["\\ncommunity more;\\nlocation x;\\n"]})
    case.frame(error, {"xnm.error.part": ["edit-path: [edit snmp]", "statement: community *****", "edit-path: [edit policy-options]",
                                          "statement: community even"]})
    case.frame(policies, {"xnm.text": ["\\ncommunity peers members 65000:1;\\ncommunity all {\\n    members 65000:2;\\n}\\n"]})


@scenario("secrets-masked-behind-prompts")
def masked_behind_prompts(case):
    """Commands that a router prints behind its prompt, in its history of commands and in its log, relative to "[edit ...]" where that is there."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    prompt = show(session, "file show /var/tmp/notes",
                  "lab@edge1# set system root-authentication plain-text-password-value Example-Word-1\n\n{master:0}[edit snmp]\n"
                  "lab@edge1# set community Example-Word-2\n\n[edit policy-options]\nlab@edge1# set community lists\n")
    history = show(session, "show cli history", "  06:38:20 -- edit snmp\n  06:38:29 -- set community Example-Word-3\n")
    log = show(session, "show log interactive-commands",
               "Jan  1 00:00:01  edge1 mgd[4711]: UI_CMDLINE_READ_LINE: User 'lab', command 'set snmp community Example-Word-4 '\n"
               "Jan  1 00:00:02  edge1 mgd[4711]: UI_CFG_AUDIT_SET: User 'lab' set: [snmp community Example-Word-5 view] \"x\" -> \"y\"\n")
    session.close()

    case.nowhere("Example-Word")
    case.frame(prompt, {"xnm.secret.path": ["rpc-reply/output: system root-authentication plain-text-password-value",
                                            "rpc-reply/output: snmp community"], "xnm.cleartext_secret": 2})
    case.frame(history, {"xnm.secret.path": ["rpc-reply/output: snmp community"], "xnm.cleartext_secret": 1})
    case.frame(log, {"xnm.secret.path": ["rpc-reply/output: snmp community"] * 2, "xnm.cleartext_secret": 2})


@scenario("secrets-masked-in-long-urls")
def masked_in_long_urls(case):
    """The password of a URL however long it is, in an attribute, a command and the Info column."""
    case.preference("xnm.secrets", "mask")
    session = case.session()
    session.open()
    url = f"ftp://lab:{'Example-Word-1-' * 50}@192.0.2.60/edge1.conf"
    load = session.client(f'<rpc><load-configuration url="{url}"/></rpc>')
    command = session.client(f"<rpc><command>file copy {url} /var/tmp</command></rpc>")
    session.close()

    case.nowhere("Example-Word")
    case.frame(load, {"xnm.load.url": ["ftp://lab:*****@192.0.2.60/edge1.conf"], "xnm.secret.kind": ["url-password"]})
    case.frame(command, {"xnm.rpc.command": ["file copy ftp://lab:*****@192.0.2.60/edge1.conf /var/tmp"], "xnm.secret.kind": ["url-password"]})
