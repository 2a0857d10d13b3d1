# SPDX-License-Identifier: GPL-2.0-or-later
"""What is said inside the recorded TLS connections: (side, text) each. Names and passwords are made up."""

import router

CLIENT, SERVER = "client", "server"

# Anything, so that there is a record with data.
LINE = ((CLIENT, "Example\n"),)

_REPLY = f'<rpc-reply xmlns:junos="{router.JUNOS}">\n'
_START = (f'<?xml version="1.0" encoding="us-ascii"?>\n<junoscript xmlns="{router.XNM}" xmlns:junos="{router.JUNOS}" '
          f'schemaLocation="{router.JUNOS} junos/{router.SHORT_RELEASE}/junos.xsd" os="JUNOS" release="{router.RELEASE}" '
          f'hostname="{router.HOSTNAME}" version="1.0">\n<!-- session start at 2026-01-01 00:00:00 {router.TIME_ZONE} -->\n')

JUNOS_XML = (
    (SERVER, _START),
    (CLIENT, '<?xml version="1.0" encoding="us-ascii"?>\n<junoscript version="1.0" hostname="nms1" release="10.0S3">\n'),
    (CLIENT, "<rpc><request-login><username>lab</username><challenge-response>Example-Password-7</challenge-response></request-login></rpc>\n"),
    (SERVER, f"{_REPLY}<authentication-response>\n<status>success</status>\n<message>lab</message>\n</authentication-response>\n</rpc-reply>\n"),
    (CLIENT, "<rpc><get-interface-information/></rpc>\n"),
    (SERVER, f"{_REPLY}{router.interface_information()}</rpc-reply>\n"),
    (CLIENT, "<rpc><request-end-session/></rpc>\n"),
    (SERVER, f"{_REPLY}<end-session/>\n</rpc-reply>\n<!-- session end at 2026-01-01 00:00:09 {router.TIME_ZONE} -->\n</junoscript>\n"),
    (CLIENT, "</junoscript>\n"),
)
