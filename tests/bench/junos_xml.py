# SPDX-License-Identifier: GPL-2.0-or-later
"""Replies and requests of a Junos XML session, of a given size. Names, addresses and secrets are invented."""

DECLARATION = b'<?xml version="1.0" encoding="us-ascii"?>\n'
SERVER_START = DECLARATION + (
    b'<junoscript xmlns="http://xml.juniper.net/xnm/1.1/xnm" xmlns:junos="http://xml.juniper.net/junos/18.4R3/junos"'
    b' schemaLocation="http://xml.juniper.net/junos/18.4R3/junos junos/18.4R3/junos.xsd" os="JUNOS" release="18.4R3.3" hostname="edge1" version="1.0">\n')
CLIENT_START = DECLARATION + b'<junoscript version="1.0" hostname="client" release="18.4R3.3">\n'
CLIENT_END = b"</junoscript>\n"
SERVER_END = b"<!-- session end at 2026-01-01 00:00:00 UTC -->\n</junoscript>\n"

INTERFACE = b"""\
<physical-interface>
<name>ge-0/%(slot)d/%(port)d</name>
<admin-status junos:format="Enabled">up</admin-status>
<oper-status>up</oper-status>
<local-index>%(index)d</local-index>
<snmp-index>5%(index)d</snmp-index>
<description>to customer %(index)d, rack %(slot)d &amp; %(port)d</description>
<link-level-type>Ethernet</link-level-type>
<mtu>1514</mtu>
<speed>1000mbps</speed>
<if-auto-negotiation>enabled</if-auto-negotiation>
<if-device-flags>
<ifdf-present/>
<ifdf-running/>
</if-device-flags>
<current-physical-address>02:00:00:00:%(slot)02x:%(port)02x</current-physical-address>
<traffic-statistics junos:style="brief">
<input-bps>%(index)d152</input-bps>
<input-pps>%(index)d</input-pps>
<output-bps>%(index)d880</output-bps>
<output-pps>%(index)d1</output-pps>
</traffic-statistics>
<logical-interface>
<name>ge-0/%(slot)d/%(port)d.0</name>
<address-family>
<address-family-name>inet</address-family-name>
<interface-address>
<ifa-destination>198.51.100.%(slot)d</ifa-destination>
<ifa-local>198.51.100.%(port)d</ifa-local>
</interface-address>
</address-family>
</logical-interface>
</physical-interface>
"""

USER = b"""\
<user>
<name>operator%(index)d</name>
<full-name>Operator %(index)d</full-name>
<uid>2%(index)d</uid>
<class>operator</class>
</user>
<interface>
<name>xe-%(slot)d/1/%(port)d</name>
<description>backbone %(index)d</description>
<unit>
<name>0</name>
<family>
<inet>
<address>
<name>203.0.113.%(port)d/30</name>
</address>
</inet>
</family>
</unit>
</interface>
"""

# One secret of each kind that a real configuration has; the rest of it has none.
SECRETS = b"""\
<root-authentication>
<encrypted-password>$6$invented$0000000000000000000000000000000000000000000000000000000000000000000000000000000000000</encrypted-password>
</root-authentication>
<secret>$9$LGkNVYoaUHkP4aF/9CuO</secret>
"""

_INTERFACES = (b'<interface-information xmlns="http://xml.juniper.net/junos/18.4R3/junos-interface" junos:style="normal">\n',
               INTERFACE, b"</interface-information>\n")
_CONFIGURATION = (b'<configuration junos:commit-seconds="1767225600" junos:commit-localtime="2026-01-01 00:00:00 UTC" junos:commit-user="lab">\n' + SECRETS,
                  USER, b"</configuration>\n")
_REPLY = (b'<rpc-reply xmlns:junos="http://xml.juniper.net/junos/18.4R3/junos">\n', b"</rpc-reply>\n")

# What "terse" shows of an interface, for what is left at the end, and for small replies.
TERSE = b"""\
<logical-interface>
<name>ge-0/%(slot)d/%(port)d.0</name>
<admin-status>up</admin-status>
<oper-status>up</oper-status>
<ifa-local>198.51.100.%(port)d/30</ifa-local>
</logical-interface>
"""

REQUESTS = (
    (b"<rpc>\n<get-interface-information>\n<detail/>\n</get-interface-information>\n</rpc>\n", _INTERFACES),
    (b"<rpc>\n<get-interface-information>\n<statistics/>\n</get-interface-information>\n</rpc>\n", _INTERFACES),
    (b'<rpc>\n<get-configuration format="xml"/>\n</rpc>\n', _CONFIGURATION),
    (b"<rpc>\n<get-interface-information/>\n</rpc>\n", _INTERFACES),
)


def _reply(size, begin, item, end):
    head, tail = _REPLY[0] + begin, end + _REPLY[1]
    items, length, index = [], len(head) + len(tail), 0
    for template in (item, TERSE):
        while True:
            index += 1
            one = template % {b"index": index % 100000, b"slot": index // 40 % 250, b"port": index % 40}
            if length + len(one) > size:
                break
            items.append(one)
            length += len(one)
    # A comment brings it to the size, where there is room for one.
    missing = size - length
    filling = b"<!--" + b"." * (missing - 8) + b"-->\n" if missing >= 8 else b"\n" * max(missing, 0)
    return head + b"".join(items) + filling + tail


def exchanges(size):
    """Requests with their replies of that many bytes, as list of (request, reply); a reply that cannot be so small is somewhat larger."""
    return [(request, _reply(size, *parts)) for request, parts in REQUESTS]
