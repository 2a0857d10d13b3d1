# SPDX-License-Identifier: GPL-2.0-or-later
"""An invented router: what it would answer to each request. Names, addresses and secrets are made up; the addresses are the
documentation ones of RFC 5737, RFC 3849 and RFC 7042."""

from junos_secret import encode

HOSTNAME = "edge1"
RELEASE = "18.4R3.3"
SHORT_RELEASE = "18.4R3"
TIME_ZONE = "UTC"
XNM = "http://xml.juniper.net/xnm/1.1/xnm"
JUNOS = f"http://xml.juniper.net/junos/{SHORT_RELEASE}/junos"

USERS = {"lab": "Example-Password-7", "a&b": "p<w&x>y"}

# `openssl passwd -6 -salt Qm4rTz8bYw Not-A-Real-Password-1`, and so on with -5 and -1.
SHA512_CRYPT = "$6$Qm4rTz8bYw$SDPFbzzj6hbnEF41AmwmBlE7DsqmC7LxcpjR1GFEu0a0lZzq/nKti4GYk7pPf5Qd3MlJSXvnlO17i5J1Fx908."
MD5_CRYPT = "$1$Zk3vNq8x$an52tXw/HPxpvCs7JhGKt0"
RADIUS_SECRET = encode("radius-example-1", "L", "bH")
BGP_KEY = encode("bgp-example-2", "7", "Y")
OSPF_KEY = encode("ospf3x", "i", "")

INTERFACES = (("ge-0/0/0", "up", "198.51.100.1/30", "00:00:5e:00:53:01"), ("ge-0/0/1", "up", "198.51.100.5/30", "00:00:5e:00:53:02"),
              ("ge-0/0/2", "down", None, "00:00:5e:00:53:03"))
ROUTES = 53


def error(message, daemon=None, parse=False, extra=""):
    """An xnm:error element."""
    return (f'<xnm:error xmlns="{XNM}" xmlns:xnm="{XNM}">\n' + ("<parse/>\n" if parse else "")
            + (f"<source-daemon>{daemon}</source-daemon>\n" if daemon else "") + f"<message>{message}</message>\n{extra}</xnm:error>\n")


def _interface(index, name, state, address, mac):
    result = (f"<physical-interface>\n<name>{name}</name>\n<admin-status junos:format=\"Enabled\">up</admin-status>\n"
              f"<oper-status>{state}</oper-status>\n"
              f"<local-index>{128 + index}</local-index>\n<snmp-index>{501 + index}</snmp-index>\n<link-level-type>Ethernet</link-level-type>\n"
              f"<mtu>1514</mtu>\n<speed>1000mbps</speed>\n<current-physical-address>{mac}</current-physical-address>\n"
              f"<interface-flapped junos:seconds=\"{86400 * (index + 2)}\">2026-01-0{index + 1} 08:15:00 {TIME_ZONE} "
              f"({index + 2}d 00:00 ago)</interface-flapped>\n"
              f"<traffic-statistics junos:style=\"brief\">\n<input-bps>{index * 1184}</input-bps>\n"
              f"<output-bps>{index * 2296}</output-bps>\n</traffic-statistics>\n")
    if address:
        result += (f"<logical-interface>\n<name>{name}.0</name>\n<address-family>\n<address-family-name>inet</address-family-name>\n"
                   f"<interface-address>\n<ifa-local>{address}</ifa-local>\n</interface-address>\n</address-family>\n</logical-interface>\n")
    return result + "</physical-interface>\n"


def interface_information():
    """Three interfaces."""
    return (f'<interface-information xmlns="http://xml.juniper.net/junos/{SHORT_RELEASE}/junos-interface" junos:style="normal">\n'
            + "".join(_interface(index, *row) for index, row in enumerate(INTERFACES)) + "</interface-information>\n")


def configuration():
    """A committed configuration with secrets in the places where they stand in real ones."""
    commit = f'junos:commit-seconds="1767225600" junos:commit-localtime="2026-01-01 00:00:00 {TIME_ZONE}" junos:commit-user="lab"'
    return f"""<configuration xmlns="{XNM}" {commit}>
    <version>{RELEASE}</version>
    <system>
        <host-name>{HOSTNAME}</host-name>
        <root-authentication>
            <encrypted-password>{SHA512_CRYPT}</encrypted-password>
        </root-authentication>
        <radius-server>
            <name>192.0.2.50</name>
            <secret>{RADIUS_SECRET}</secret>
        </radius-server>
        <login>
            <user>
                <name>lab</name>
                <class>super-user</class>
                <authentication>
                    <encrypted-password>{MD5_CRYPT}</encrypted-password>
                </authentication>
            </user>
        </login>
        <services>
            <xnm-clear-text>
                <connection-limit>5</connection-limit>
            </xnm-clear-text>
        </services>
    </system>
    <snmp>
        <community>
            <name>example-community</name>
            <authorization>read-only</authorization>
        </community>
    </snmp>
    <protocols>
        <bgp>
            <group>
                <name>upstream</name>
                <authentication-key>{BGP_KEY}</authentication-key>
                <neighbor>
                    <name>198.51.100.2</name>
                </neighbor>
            </group>
        </bgp>
        <ospf>
            <area>
                <name>0.0.0.0</name>
                <interface>
                    <name>ge-0/0/1.0</name>
                    <authentication>
                        <md5>
                            <name>1</name>
                            <key>{OSPF_KEY}</key>
                        </md5>
                    </authentication>
                </interface>
            </area>
        </ospf>
    </protocols>
</configuration>
"""


def route_information():
    """A routing table of about 60 kB."""
    parts = [f'<route-information xmlns="http://xml.juniper.net/junos/{SHORT_RELEASE}/junos-routing">\n<route-table>\n'
             f"<table-name>inet.0</table-name>\n<destination-count>{ROUTES}</destination-count>\n<total-route-count>{ROUTES}</total-route-count>\n"]
    for index in range(ROUTES):
        as_path = " ".join(str(64496 + (index + hop) % 15) for hop in range(36))
        communities = " ".join(f"64500:{index + tag}" for tag in range(1000, 1052))
        parts.append(f"<rt junos:style=\"detail\">\n<rt-destination>203.0.113.{index}</rt-destination>\n<rt-prefix-length>32</rt-prefix-length>\n"
                     f"<rt-entry>\n<active-tag>*</active-tag>\n<protocol-name>BGP</protocol-name>\n"
                     f"<age junos:seconds=\"{3600 + index}\">01:00:{index % 60:02}</age>\n"
                     f"<as-path>{as_path} I</as-path>\n<communities>{communities}</communities>\n"
                     f"<nh>\n<selected-next-hop/>\n<via>{INTERFACES[index % 2][0]}.0</via>\n</nh>\n</rt-entry>\n</rt>\n")
    return "".join(parts) + "</route-table>\n</route-information>\n"


def lock_refusal(user):
    """The candidate configuration is locked by `user`."""
    return error(f"\nconfiguration database locked by:\n  {user} terminal p0 (pid 4711) on since 2026-01-01 07:30:00 {TIME_ZONE}, idle 00:02:10\n"
                 "      exclusive [edit]\n", extra=f"<database-status-information>\n<database-status>\n<user>{user}</user>\n<terminal>p0</terminal>\n"
                 f'<pid>4711</pid>\n<start-time junos:seconds="1767252600">2026-01-01 07:30:00 {TIME_ZONE}</start-time>\n'
                 '<idle-time junos:seconds="130">00:02:10</idle-time>\n<exclusive/>\n<edit-path>[edit]</edit-path>\n</database-status>\n'
                 "</database-status-information>\n")


# Request name -> (seconds of work, the pieces that the reply's content is flushed in).
ANSWERS = {
    "get-interface-information": (0.004, lambda: [interface_information()]),
    "get-configuration": (0.011, lambda: [configuration()]),
    "get-route-information": (0.030, lambda: [route_information()]),
    "load-configuration": (0.020, lambda: ["<load-configuration-results>\n<load-success/>\n", "</load-configuration-results>\n"]),
    "commit-configuration": (0.250, lambda: ["<commit-results>\n<routing-engine junos:style=\"normal\">\n<name>re0</name>\n<commit-success/>\n",
                                             "</routing-engine>\n</commit-results>\n"]),
    "lock-configuration": (0.002, lambda: []),
    "unlock-configuration": (0.001, lambda: []),
    "kill-session": (0.003, lambda: ["<ok/>\n"]),
}


def answer(name, request):
    """(seconds, pieces) for a request. name: of the operation; request: its text."""
    if name == "get-interface-information" and "<interface-name>" in request:
        return 0.003, [error("device ge-0/0/9 not found", daemon="ifinfo")]
    if name == "command":
        return 0.005, [f"<output>\nHostname: {HOSTNAME}\nModel: example\nJunos: {RELEASE}\nUptime &lt; 3 days\n</output>\n"]
    if name in ANSWERS:
        seconds, pieces = ANSWERS[name]
        return seconds, pieces()
    return 0.001, [error(f"syntax error, expecting a request: {name}", parse=True)]
