#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A gate for scripts: does anybody log in to Junos XML in clear text?
#
#   cleartext-gate.sh CAPTURE...
#
# Exit codes: 1 when a capture has such a login, whatever the others are, with the frames on standard output; 2 when none of them has and one cannot be
# read to its end, or is no capture, or when this tshark would not see a login; 0 when all were read and none has one.
# What the capture lacks, or what Wireshark hands to no dissector, is not seen: segments lost, cut short, or out of order while tcp.reassemble_out_of_order
# is off.
# Environment: TSHARK is the tshark to run.
set -u

# A capture of one packet (pcap, raw IPv4), a login in clear text. What a tshark does not see in it, as where its profile disables the protocol or sends
# the port elsewhere, it does not see in other captures.
sample() {
    printf '\324\303\262\241\002\000\004\000\000\000\000\000\000\000\000\000\000\000\004\000\145\000\000\000'
    printf '\000\271\125\151\000\000\000\000\266\000\000\000\266\000\000\000'
    printf '\105\000\000\266\000\001\100\000\100\006\266\075\300\000\002\002\300\000\002\001'
    printf '\303\120\014\225\000\000\000\001\000\000\000\001\120\030\377\377\073\107\000\000'
    printf '%s' '<junoscript version="1.0"><rpc><request-login><username>sample</username>' \
        '<challenge-response>sample</challenge-response></request-login></rpc>'
}

# frames ARGUMENT...: a line for the first frame and for each with a login, by tshark with these arguments: number, protocols, 1 for a login.
frames() {
    "${TSHARK:-tshark}" -n -Y 'frame.number == 1 || xnm.cleartext_login' -T fields -e frame.number -e frame.protocols -e xnm.cleartext_login "$@"
}

# Text on one line, without what a terminal would obey.
shown() {
    printf '%s' "$1" | LC_ALL=C tr '\000-\037\177' '?'
}

complain() {
    printf 'cleartext-gate.sh: %s\n' "$1" >&2
}

# Whether a file is one of packets, as what was read of it shows. tshark takes a file of a few bytes for a capture without a packet, and pictures,
# programs, certificates and JSON for one packet.
is_capture() {
    case $(printf '%s\n' "$2" | head -n 1 | cut -f 2) in
        '') [ "$(wc -c <"$1")" -ge 24 ] ;; # the header of pcap, which is the shortest
        mime_dlt* | json* | ber* | rfc7468*) false ;;
    esac
}

# Returns 1 where there is a login, 2 where the capture cannot be read.
look_into() {
    case $1 in
        -*) set -- "./$1" ;; # no option, nor standard input
    esac
    if [ ! -r "$1" ] || [ -d "$1" ]; then
        complain "$(shown "$1"): cannot be read"
        return 2
    fi
    result=0
    told=$(frames -r "$1" </dev/null) || result=2
    logins=$(printf '%s\n' "$told" | awk -F '\t' '$3 != "" { printf " %s", $1 }')
    if [ -n "$logins" ]; then
        printf '%s: login in clear text in frame%s\n' "$(shown "$1")" "$logins"
        return 1
    fi
    if [ "$result" -eq 0 ] && ! is_capture "$1" "$told"; then
        complain "$(shown "$1"): is no capture"
        result=2
    fi
    return "$result"
}

if [ $# -eq 0 ]; then
    printf 'usage: cleartext-gate.sh CAPTURE...\n' >&2
    exit 2
fi
found=0
unread=0
for capture in "$@"; do
    look_into "$capture"
    case $? in
        0) ;;
        1) found=1 ;;
        *) unread=1 ;;
    esac
done
if [ "$found" -eq 1 ]; then
    exit 1
fi
if [ "$unread" -eq 0 ] && [ "$(sample | frames -r - | cut -f 3)" != 1 ]; then
    complain 'this tshark does not see the login in a sample: does its profile disable xnm or portlore, or Decode As send port 3221 elsewhere?'
    unread=1
fi
exit $((unread * 2))
