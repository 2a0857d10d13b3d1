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

readonly packages='cmake gcc libc6-dev libglib2.0-dev libgnutls28-dev libxml2-dev libxml2-utils make openssl pkg-config python3 tshark wireshark-dev'

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck source=tests/compat/debian_folder.sh
source "$root/tests/compat/debian_folder.sh"

# take_packages APT-GET...
take_packages() {
    # shellcheck disable=SC2086 # the names of packages, to be split
    "$@" install --no-install-recommends $packages || return
    "$@" clean
}

# enter COMMAND...: run it in the folder as an ordinary user.
enter() {
    chroot --userspec="$unprivileged:$unprivileged" --groups= "$folder" \
        env -i PATH=/usr/local/bin:/usr/bin:/bin HOME="$work" LC_ALL=C.UTF-8 "$@" </dev/null
}

run() {
    local jobs
    require_possible
    require_complete "$0" prepare "$suite"
    jobs=$(nproc)
    work=/tmp/$(basename "$(mktemp -d -p "$folder/tmp")")
    trap 'rm -rf "$folder$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    mkdir "$folder$work/source"
    tar -C "$root" --exclude=./.git --exclude='./build*' -cf - . | tar -C "$folder$work/source" --no-same-owner -xf -
    chown -R "$unprivileged:$unprivileged" "$folder$work"
    enter tshark --version | head -n 1
    enter cmake -S "$work/source" -B "$work/build" -DPORTLORE_WERROR=ON -DPORTLORE_NESTED=ON
    enter cmake --build "$work/build" --parallel "$jobs"
    enter sh -c "cd '$work/build' && ctest --output-on-failure --parallel '$jobs'"
}

suite=${2-}
folder=$chroots/$suite
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
