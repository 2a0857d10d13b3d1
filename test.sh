#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
set -euo pipefail

program=test.sh
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd -P)
# shellcheck source=scripts/prepare.sh
source "$root/scripts/prepare.sh"

usage() {
    cat <<USAGE
Usage: ./test.sh [--quick] [CTEST-ARGUMENT...]

Installs what is missing, builds Portlore and its tests in build-test/ with warnings as errors, and runs every test. The last lines are
ctest's summary.

One of the tests works the windows of Wireshark, which is installed for that, on a screen of its own that nobody sees (Xvfb).

--quick leaves out the tests that build again: with clang, with sanitizers, and against other versions of Wireshark.
Other arguments are ctest's: ./test.sh -R regression runs the tests with "regression" in their name, ./test.sh -N lists them all.

The other versions of Wireshark are those of Debian trixie and sid, in a folder each, made once with debootstrap; so is a Debian with nothing in it,
where the package is installed and removed. That needs root and Debian; without, those tests are skipped.

Exit codes: 0 all tests passed; 1 a build failed; 3 packages are missing that cannot be installed here; 4 no permission to build; else
ctest's.

Environment: PORTLORE_TEST_BUILD_DIR is the folder to build in, instead of build-test/. PORTLORE_CHROOTS is the folder for these
systems, instead of \${XDG_CACHE_HOME:-~/.cache}/portlore/chroots; PORTLORE_DEBIAN_MIRROR where their packages come from,
instead of where apt-get takes them from.
USAGE
}

main() {
    local build_folder=${PORTLORE_TEST_BUILD_DIR:-$root/build-test} quick='' suite tables
    case ${1-} in
    -h | --help)
        usage
        return 0
        ;;
    --quick)
        quick=yes
        shift
        ;;
    esac

    say "Looking for what the build and the tests need"
    tables=("$needed_to_build" "$needed_to_test")
    if [ "$(uname -s)" = Linux ]; then
        tables+=("$needed_on_linux")
    fi
    if grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
        tables+=("$needed_on_debian")
    fi
    if [ -z "$quick" ] && "$root/tests/compat/other_wireshark.sh" possible >/dev/null; then
        tables+=("$needed_for_other_versions")
    fi
    install_missing "${tables[@]}"
    need_writable "$build_folder" PORTLORE_TEST_BUILD_DIR

    say "Building in $(from_here "$build_folder"), warnings as errors"
    configure "$build_folder" -DPORTLORE_WERROR=ON -DBUILD_TESTING=ON || die 1 'CMake failed, see above'
    build "$build_folder" || die 1 'the build failed, see above'

    if [ -z "$quick" ]; then
        for suite in trixie sid; do
            "$root/tests/compat/other_wireshark.sh" prepare "$suite" || true
        done
        "$root/tests/packages/clean_debian.sh" prepare || true
    fi

    say "Running the tests"
    cd "$build_folder"
    exec ctest --output-on-failure --parallel "$(processors)" ${quick:+--label-exclude builds} "$@"
}

main "$@"
