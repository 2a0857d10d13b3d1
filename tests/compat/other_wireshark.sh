#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Build and test Portlore against the Wireshark of another Debian release, in a folder that debootstrap fills.
#
#   other_wireshark.sh possible         whether that can be done here at all
#   other_wireshark.sh prepare SUITE    make the folder, unless it is there
#   other_wireshark.sh run SUITE        build there with warnings as errors, and run the unit, load and regression tests
#
# SUITE is trixie (Wireshark 4.4), sid (4.6 or later), or any other Debian release.
# Exit codes: 0; 77 when it cannot be done here, with the reason; else that of what failed.
# Environment: see ./test.sh --help.
set -euo pipefail

readonly skipped=77
readonly unprivileged=65534
readonly packages='cmake gcc libc6-dev libglib2.0-dev libgnutls28-dev libxml2-dev libxml2-utils make openssl pkg-config python3 tshark wireshark-dev'
readonly stamp_name=.portlore-complete

# Where root's tools are, which not every root has in PATH.
PATH=$PATH:/usr/sbin:/sbin

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
chroots=${PORTLORE_CHROOTS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/portlore/chroots}

skip() {
    printf '==> SKIPPED, not tested with %s: %s\n' "${suite:-other versions of Wireshark}" "$*"
    exit "$skipped"
}

require_possible() {
    if [ "$(id -u)" -ne 0 ]; then
        skip 'only root can make and enter a system in a folder'
    elif [ -z "${PORTLORE_DEBIAN_MIRROR-}" ] && ! grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
        skip 'this is not Debian; PORTLORE_DEBIAN_MIRROR=URL names a mirror'
    fi
}

# The repositories that the system's own packages come from, as apt-get knows them once it has their lists.
list_repositories() {
    # shellcheck disable=SC2016 # apt-get expands it
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' 'Origin: Debian' 'Label: Debian'
}

find_mirror() {
    local mirror=${PORTLORE_DEBIAN_MIRROR-}
    if [ -z "$mirror" ]; then
        mirror=$(list_repositories)
    fi
    if [ -z "$mirror" ]; then
        apt-get -q update >/dev/null 2>&1 || true
        mirror=$(list_repositories)
    fi
    mirror=${mirror%%$'\n'*}
    case $mirror in
    mirror+file:*)
        # A file with one mirror a line, the best first.
        awk '!/^#/ && NF { print $1; exit }' "${mirror#mirror+file:}"
        ;;
    *)
        printf '%s\n' "$mirror"
        ;;
    esac
}

# fill FOLDER MIRROR: the suite's base system, by debootstrap, and the packages, by its own apt-get: debootstrap does not understand
# dependencies on what several packages provide.
fill() {
    local inside=(chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
        ${http_proxy:+http_proxy="$http_proxy"} apt-get -q -y -o Acquire::Retries=3 -o Dpkg::Options::=--force-unsafe-io)
    debootstrap --variant=minbase "$suite" "$1" "$2" || {
        tail -n 5 "$1/debootstrap/debootstrap.log"
        return 1
    }
    # The mirror is found as it is found outside.
    cat /etc/hosts >"$1/etc/hosts"
    cat /etc/resolv.conf >"$1/etc/resolv.conf" || return
    # shellcheck disable=SC2086 # the names of packages, to be split
    "${inside[@]}" install --no-install-recommends $packages || return
    "${inside[@]}" clean
}

# make_folder FOLDER MIRROR: complete, or not there. What it does goes to FOLDER.log.
make_folder() {
    local unfinished=$1.unfinished
    rm -rf --one-file-system "$1" "$unfinished"
    eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
    export http_proxy
    (umask 022 && fill "$unfinished" "$2") >"$1.log" 2>&1 </dev/null || return
    printf '%s\n' "$packages" >"$unfinished/$stamp_name"
    mv "$unfinished" "$1"
}

is_complete() {
    [ "$(cat "$1/$stamp_name" 2>/dev/null)" = "$packages" ]
}

prepare() {
    local folder=$chroots/$suite mirror http_proxy=${http_proxy-}
    require_possible
    mkdir -p "$chroots"
    exec 9>"$folder.lock"
    flock 9
    if is_complete "$folder"; then
        return
    fi
    if ! command -v debootstrap >/dev/null; then
        skip 'debootstrap is not installed'
    fi
    mirror=$(find_mirror)
    if [ -z "$mirror" ]; then
        skip 'apt-get names no mirror of Debian; PORTLORE_DEBIAN_MIRROR=URL does'
    fi
    printf '==> Making %s with the Wireshark of Debian %s: once, some minutes\n' "$folder" "$suite"
    # A download that broke off is worth a second try.
    if ! make_folder "$folder" "$mirror" && ! make_folder "$folder" "$mirror"; then
        tail -n 5 "$folder.log"
        rm -rf --one-file-system "$folder.unfinished"
        skip "debootstrap failed, see $folder.log"
    fi
}

# enter COMMAND...: run it in the folder as an ordinary user.
enter() {
    chroot --userspec="$unprivileged:$unprivileged" --groups= "$chroots/$suite" \
        env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$work" LC_ALL=C.UTF-8 "$@" </dev/null
}

run() {
    local jobs
    require_possible
    if ! is_complete "$chroots/$suite"; then
        skip "$chroots/$suite is not there or not complete; $0 prepare $suite makes it"
    fi
    jobs=$(nproc)
    work=/tmp/$(basename "$(mktemp -d -p "$chroots/$suite/tmp")")
    trap 'rm -rf "$chroots/$suite$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    mkdir "$chroots/$suite$work/source"
    tar -C "$root" --exclude=./.git --exclude='./build*' -cf - . | tar -C "$chroots/$suite$work/source" --no-same-owner -xf -
    chown -R "$unprivileged:$unprivileged" "$chroots/$suite$work"
    enter tshark --version | head -n 1
    enter cmake -S "$work/source" -B "$work/build" -DPORTLORE_WERROR=ON -DPORTLORE_NESTED=ON
    enter cmake --build "$work/build" --parallel "$jobs"
    enter sh -c "cd '$work/build' && ctest --output-on-failure --parallel '$jobs'"
}

suite=${2-}
case ${1-}:$suite in
possible:)
    require_possible
    ;;
prepare:?*)
    prepare
    ;;
run:?*)
    run
    ;;
*)
    sed -n '4,13s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
