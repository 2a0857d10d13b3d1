#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A Debian of this system's release that has nothing in it but what debootstrap puts there, for a package and for a new user.
#
#   clean_debian.sh prepare                        make the folder, unless it is there
#   clean_debian.sh run PACKAGE CAPTURE VERSION    install PACKAGE.deb with tshark, read CAPTURE with it as an ordinary user, remove it
#   clean_debian.sh follow                         type what README.md tells, from top to bottom, as an ordinary user who may use sudo
#
# The folder stays as it is: all of this is done in a copy of it. VERSION is the plugin's.
# Exit codes: 0; 77 when it cannot be done here, with the reason; else that of what failed.
# Environment: see ./test.sh --help.
set -euo pipefail

program=clean_debian.sh
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck source=tests/compat/debian_folder.sh
source "$root/tests/compat/debian_folder.sh"
# shellcheck source=scripts/prepare.sh
source "$root/scripts/prepare.sh"

# Downloaded when the folder is made, and installed in the copies: what the build installs by itself, and for the test of the README.
packages="tshark python3 sudo $(debian_packages "$needed_to_build")"
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

make_copy() {
    require_possible
    require_complete "$0" prepare
    copy=$(mktemp -d -p "$chroots")
    trap 'rm -rf --one-file-system "$copy"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    cp -a --reflink=auto "$folder/." "$copy"
    chmod 755 "$copy"
}

install_packages() {
    inside apt-get -q -y -o Dpkg::Options::=--force-unsafe-io install --no-install-recommends "$@"
}

run() {
    local package=$1 capture=$2 version=$3 left
    make_copy
    cp "$package" "$copy/tmp/portlore.deb"
    cp "$capture" "$copy/tmp/capture.pcapng"
    mkdir "$copy/tmp/home"
    chown "$unprivileged:$unprivileged" "$copy/tmp/home"

    install_packages /tmp/portlore.deb tshark
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

# A user who may use sudo has a checkout and the README; ./try.sh installs the rest. The test of the README types it.
follow() {
    local user=1000
    make_copy
    install_packages python3 sudo
    inside useradd --create-home --uid "$user" --shell /bin/bash somebody
    echo 'somebody ALL=(ALL) NOPASSWD: ALL' >"$copy/etc/sudoers.d/somebody"
    mkdir "$copy/home/somebody/portlore"
    tar -C "$root" --exclude=./.git --exclude='./build*' -cf - . | tar -C "$copy/home/somebody/portlore" --no-same-owner -xf -
    chown -R "$user:$user" "$copy/home/somebody"
    # The mount ends with the namespace.
    # shellcheck disable=SC2016 # the inner shell expands it
    unshare --mount sh -c 'mount -t proc proc "$1/proc" && exec chroot --userspec="$2:$2" "$1" env -i PATH=/usr/local/bin:/usr/bin:/bin \
        HOME=/home/somebody LC_ALL=C.UTF-8 python3 -B /home/somebody/portlore/tests/scripts/test_readme.py' sh "$copy" "$user" </dev/null
}

case ${1-}:$# in
follow:1)
    follow
    ;;
prepare:1)
    prepare
    ;;
run:4)
    run "$2" "$3" "$4"
    ;;
*)
    sed -n '4,13s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
