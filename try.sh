#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail

program=try.sh
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
# shellcheck source=scripts/prepare.sh
source "$root/scripts/prepare.sh"
# shellcheck source=scripts/show.sh
source "$root/scripts/show.sh"

usage() {
    cat <<USAGE
Usage: ./try.sh [CAPTURE]

Installs what is missing, builds Portlore, and shows CAPTURE through tshark with it: its packets, what its ports are registered for, and
its warnings. Without CAPTURE it shows captures/junos-xml-session.pcapng. Your own Wireshark is left as it is.

CAPTURE is any file that Wireshark opens, or a pipe, as in: ./try.sh <(zstdcat big.pcap.zst)

Exit codes: 0 shown; 1 the build failed, or the capture is damaged (what can be read is shown; a capture that is only cut short gives a
warning and 0); 2 CAPTURE is missing, unreadable or no capture; 3 packages are missing that cannot be installed here; 4 no permission
to build.

Environment: PORTLORE_BUILD_DIR is the folder to build in, instead of build/.
USAGE
}

main() {
    local build_folder=${PORTLORE_BUILD_DIR:-$root/build} capture
    case ${1-} in
    -h | --help)
        usage
        return 0
        ;;
    -*)
        if [ ! -e "$1" ]; then
            echo "try.sh: no such option: $1" >&2
            usage >&2
            return 2
        fi
        ;;
    esac
    if [ $# -gt 1 ]; then
        usage >&2
        return 2
    fi
    capture=${1-$root/captures/junos-xml-session.pcapng}
    check_file "$capture"

    say "Looking for what the build needs"
    install_missing "$needed_to_build"
    need_writable "$build_folder" PORTLORE_BUILD_DIR

    make_private_home
    take_capture "$capture"

    say "Building $(from_here "$build_folder/plugin/portlore.so")"
    configure "$build_folder" -DBUILD_TESTING=OFF || die 1 'CMake failed, see above'
    build "$build_folder" || die 1 'the build failed, see above'
    take_plugin "$build_folder/plugin/portlore.so"

    show_capture "$build_folder"
}

main "$@"
