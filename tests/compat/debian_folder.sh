# shellcheck shell=bash disable=SC2034,SC2154 # suite, folder and packages are of the script that sources this file, unprivileged is for it
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sourced by what tests in another Debian, in a folder that debootstrap fills once.
# The caller sets `suite`, a Debian release; `folder`, the system's root to be; `packages`, what it needs; and defines take_packages COMMAND...,
# which is given apt-get as it runs inside.

readonly skipped=77
readonly unprivileged=65534
readonly stamp_name=.portlore-complete

# Where root's tools are, which not every root has in PATH.
PATH=$PATH:/usr/sbin:/sbin

chroots=${PORTLORE_CHROOTS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/portlore/chroots}

# skip WHY...
skip() {
    printf '==> SKIPPED, not tested with %s: %s\n' "${subject:-${suite:-other versions of Wireshark}}" "$*"
    exit "$skipped"
}

# require_possible: skip, unless a folder can be made here.
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
    take_packages "${inside[@]}"
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

# is_complete FOLDER
is_complete() {
    [ "$(cat "$1/$stamp_name" 2>/dev/null)" = "$packages" ]
}

# prepare: make the folder, unless it is there and complete.
prepare() {
    local mirror http_proxy=${http_proxy-}
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
    printf '==> Making %s with Debian %s: once, some minutes\n' "$folder" "$suite"
    # A download that broke off is worth a second try.
    if ! make_folder "$folder" "$mirror" && ! make_folder "$folder" "$mirror"; then
        tail -n 5 "$folder.log"
        rm -rf --one-file-system "$folder.unfinished"
        skip "debootstrap failed, see $folder.log"
    fi
}

# require_complete COMMAND...: skip, unless the folder is there; COMMAND makes it.
require_complete() {
    if ! is_complete "$folder"; then
        skip "$folder is not there or not complete; $* makes it"
    fi
}
