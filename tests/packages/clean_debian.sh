#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Install and remove a package in a Debian of this system's release that has nothing in it but what debootstrap puts there.
#
#   clean_debian.sh prepare                        make the folder, unless it is there
#   clean_debian.sh run PACKAGE CAPTURE VERSION    install PACKAGE.deb with tshark, read CAPTURE with it as an ordinary user, remove it
#
# The folder stays as it is: the package is installed in a copy of it. VERSION is the plugin's.
# Exit codes: 0; 77 when it cannot be done here, with the reason; else that of what failed.
# Environment: see ./test.sh --help.
set -euo pipefail

# Downloaded when the folder is made, and installed with the package.
readonly packages='tshark'

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck source=tests/compat/debian_folder.sh
source "$root/tests/compat/debian_folder.sh"

subject='the package in a clean system'
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
folder=$chroots/clean-$suite
copy=''

# take_packages APT-GET...
take_packages() {
    # shellcheck disable=SC2086 # the names of packages, to be split
    "$@" install --no-install-recommends --download-only $packages
}

# inside COMMAND...: as root of the copy.
inside() {
    chroot "$copy" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}

# somebody COMMAND...: as an ordinary user of the copy, with a home that is empty.
somebody() {
    chroot --userspec="$unprivileged:$unprivileged" --groups= "$copy" \
        env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/tmp/home LC_ALL=C.UTF-8 "$@" </dev/null
}

# fail WHAT...
fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

plugins() {
    somebody tshark -G plugins | sed -n 's/^\(portlore\.so\)[ \t]*\([^ \t]*\).*/\1 \2/p'
}

run() {
    local package=$1 capture=$2 version=$3 left
    require_possible
    require_complete "$0" prepare
    copy=$(mktemp -d -p "$chroots")
    trap 'rm -rf --one-file-system "$copy"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    cp -a --reflink=auto "$folder/." "$copy"
    cp "$package" "$copy/tmp/portlore.deb"
    cp "$capture" "$copy/tmp/capture.pcapng"
    mkdir "$copy/tmp/home"
    chown "$unprivileged:$unprivileged" "$copy/tmp/home"
    chmod 755 "$copy"

    inside apt-get -q -y -o Dpkg::Options::=--force-unsafe-io install --no-install-recommends /tmp/portlore.deb tshark
    [ "$(plugins)" = "portlore.so $version" ] || fail "tshark -G plugins says: $(plugins)"
    [ -n "$(somebody tshark -r /tmp/capture.pcapng -Y xnm.login.password)" ] || fail 'tshark shows no login'
    somebody tshark -C Portlore -r /tmp/capture.pcapng -Y 'xnm.login.status == "success"' | grep ' lab ' >/dev/null || fail 'the profile has no column for the user'
    for left in portlore/registry.xsd doc/portlore/README.md metainfo/org.wireshark.Wireshark.Plugin.Portlore.metainfo.xml; do
        [ -s "$copy/usr/share/$left" ] || fail "/usr/share/$left is not there"
    done

    inside apt-get -q -y remove portlore
    [ -z "$(plugins)" ] || fail 'the plugin is loaded though its package is removed'
    left=$(find "$copy/usr" "$copy/etc" "$copy/var/lib/dpkg/info" -iname '*portlore*')
    [ -z "$left" ] || fail "left behind: $left"
    somebody tshark -r /tmp/capture.pcapng >/dev/null || fail 'tshark is broken'
    printf 'installed and removed in a clean Debian %s\n' "$suite"
}

case ${1-}:$# in
prepare:1)
    prepare
    ;;
run:4)
    run "$2" "$3" "$4"
    ;;
*)
    sed -n '4,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
