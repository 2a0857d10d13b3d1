#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Record the sample captures anew: servers and clients talk over the loopback interface of a network namespace of their own,
# and tcpdump listens. No packet leaves the machine and no address of it is touched.
#
# usage: record.sh [-o FOLDER] [NAME...]
#   -o FOLDER   write there instead of captures/
#   NAME        junos-xml-session, junos-xml-ipv6, junos-xml-refused, dtp-dia-session; all of these without a name
#               tls-NAME, one of those that tls_stories.py lists; "tls": all of them
#               sepm, hpcc-esp, of web_stories.py, which need openssl and editcap, too
#
# Needs tcpdump, iproute2, unshare (util-linux) and Python 3; root, or the permission to make user namespaces. The tls ones need the programs that
# captures/README.md names, too.
# Exit status: 0 recorded, 77 not possible on this machine, anything else failed.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
all="junos-xml-session junos-xml-ipv6 junos-xml-refused dtp-dia-session"

# Inside the namespace: record one story.
record_one()
{
    name=$1 folder=$2 scratch=$3
    if ! { ip link set lo mtu 1500 gso_max_segs 1 up &&
        ip address add 192.0.2.1/32 dev lo && ip address add 192.0.2.10/32 dev lo &&
        ip -6 address add 2001:db8::1/128 dev lo nodad && ip -6 address add 2001:db8::10/128 dev lo nodad &&
        ip route replace local 192.0.2.1 dev lo src 192.0.2.10 table local; }; then
        echo "record.sh: the loopback interface cannot be set up as needed" >&2
        exit 77
    fi

    : >"$scratch/tcpdump.log"
    # As root, tcpdump would become another user and could not write here.
    stay=
    [ "$(id -u)" -ne 0 ] || stay="-Z root"
    # shellcheck disable=SC2086
    tcpdump -i lo -U $stay --time-stamp-precision=nano -w "$scratch/recorded.pcap" tcp or udp port 3489 2>"$scratch/tcpdump.log" &
    tcpdump_pid=$!
    trap 'kill "$tcpdump_pid" 2>/dev/null || true' EXIT
    tries=0
    until grep -q 'listening on' "$scratch/tcpdump.log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ]; then
            cat "$scratch/tcpdump.log" >&2
            exit 77
        fi
        sleep 0.1
    done
    resets=
    case $name in
    tls-*)
        python3 -B "$here/tls_stories.py" record "$name" "$scratch/keys.txt"
        python3 -B "$here/tls_stories.py" expect "$name" >"$scratch/expect.json"
        resets=--resets
        ;;
    sepm | hpcc-esp)
        python3 -B "$here/web_stories.py" "$name" "$scratch/keys.txt"
        ;;
    dtp-dia-*)
        python3 -B "$here/dtp_dia_stories.py" "$name" "$scratch/expect.json"
        ;;
    *)
        python3 -B "$here/stories.py" "$name" "$scratch/expect.json"
        ;;
    esac
    # The last ACKs, and tcpdump's buffer.
    sleep 1.5
    kill -INT "$tcpdump_pid"
    wait "$tcpdump_pid" || true
    trap - EXIT
    # shellcheck disable=SC2086
    python3 -B "$here/finish_capture.py" $resets "$scratch/recorded.pcap" "$scratch/capture.pcapng" \
        "$name: recorded over loopback by captures/generate/record.sh of Portlore; server, client, names and secrets are made up"
    if [ -s "$scratch/keys.txt" ]; then
        mv "$scratch/capture.pcapng" "$scratch/plain.pcapng"
        editcap --inject-secrets "tls,$scratch/keys.txt" "$scratch/plain.pcapng" "$scratch/capture.pcapng"
    fi
    mv "$scratch/capture.pcapng" "$folder/$name.pcapng"
    [ ! -f "$scratch/expect.json" ] || mv "$scratch/expect.json" "$folder/$name.expect.json"
    echo "recorded $folder/$name.pcapng"
}

if [ "${1:-}" = --inside ]; then
    shift
    record_one "$@"
    exit 0
fi

folder=$here/..
if [ "${1:-}" = -o ]; then
    folder=$2
    shift 2
fi
folder=$(CDPATH='' cd -- "$folder" && pwd)
# shellcheck disable=SC2086 # names, to be split
[ $# -gt 0 ] || set -- $all
# shellcheck disable=SC2046 # likewise
[ "$*" != tls ] || set -- $(python3 -B "$here/tls_stories.py" list)

for tool in tcpdump ip unshare python3; do
    if ! command -v "$tool" >/dev/null; then
        echo "record.sh: $tool is not installed" >&2
        exit 77
    fi
done
user_namespace=
[ "$(id -u)" -eq 0 ] || user_namespace="--map-current-user --keep-caps"
# shellcheck disable=SC2086
if ! unshare $user_namespace --net true 2>/dev/null; then
    echo "record.sh: a network namespace is not permitted here" >&2
    exit 77
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for name in "$@"; do
    # shellcheck disable=SC2086
    unshare $user_namespace --net sh "$here/record.sh" --inside "$name" "$folder" "$scratch"
    rm -f "$scratch"/*
done
