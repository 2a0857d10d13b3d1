#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A gate for scripts: does anybody log in to Junos XML in clear text?
#
#   cleartext-gate.sh CAPTURE...
#
# Exit codes: 1 when a capture has such a login, whatever the others are, with the frames on standard output; 2 when none of them has and one cannot be
# read to its end; 0 when all were read and none has one.
# Environment: TSHARK is the tshark to run.
set -u

if [ $# -eq 0 ]; then
    printf 'usage: cleartext-gate.sh CAPTURE...\n' >&2
    exit 2
fi
found=0
unread=0
for capture in "$@"; do
    case $capture in
        -*) capture=./$capture ;; # no option, nor standard input
    esac
    # tshark takes a file without a byte for a capture without a packet.
    [ -s "$capture" ] || unread=1
    frames=$("${TSHARK:-tshark}" -n -r "$capture" -Y xnm.cleartext_login -T fields -e frame.number </dev/null) || unread=1
    if [ -n "$frames" ]; then
        found=1
        # shellcheck disable=SC2086 # one line of numbers
        printf '%s: login in clear text in frame' "$(printf '%s' "$capture" | LC_ALL=C tr '\000-\037\177' '?')" && printf ' %s' $frames && printf '\n'
    fi
done
if [ "$found" -eq 1 ]; then
    exit 1
fi
exit $((unread * 2))
