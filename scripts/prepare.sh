# shellcheck shell=bash disable=SC2034,SC2154 # variables of the script that sources this file, and for it
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sourced by try.sh and test.sh: says what happens, installs what is missing, configures and builds.
# The caller sets `program` (its name, for messages) and `root` (the checkout).

# Bash 3.2 reads this too, the one of macOS: there it tells which packages are needed.

say() {
    printf '==> %s\n' "$*"
}

warn() {
    printf '%s: %s\n' "$program" "$*" >&2
}

# die CODE MESSAGE...
die() {
    local code=$1
    shift
    warn "$@"
    exit "$code"
}

# from_here PATH: as it is called from the current folder, when it lies below.
from_here() {
    printf '%s\n' "${1#"$(pwd -P)/"}"
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# quietly LOG COMMAND...: run it, its output to LOG, which is shown only when the command fails.
quietly() {
    local log=$1 code=0
    shift
    "$@" >"$log" 2>&1 </dev/null || code=$?
    if [ "$code" -ne 0 ]; then
        cat "$log" >&2
    fi
    return "$code"
}

processors() {
    nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2
}

# What is needed: NAME|what|Debian, Ubuntu|Fedora|Arch|Homebrew. Each NAME has a check, present_NAME.
readonly needed_to_build='cmake|CMake 3.18 or later|cmake|cmake|cmake|cmake
make|make|make|make|make|make
compiler|a C11 compiler and the C library headers|gcc libc6-dev|gcc glibc-devel|gcc|gcc
pkg_config|pkg-config|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf
glib|GLib 2 headers|libglib2.0-dev|glib2-devel|glib2|glib
libxml2|libxml2 headers|libxml2-dev|libxml2-devel|libxml2|libxml2
gnutls|GnuTLS 3.6 or later: headers|libgnutls28-dev|gnutls-devel|gnutls|gnutls
wireshark|Wireshark 4.0 or later: headers and CMake files|wireshark-dev|wireshark-devel|wireshark-cli|wireshark
tshark|tshark and capinfos|tshark|wireshark-cli|wireshark-cli|wireshark'
readonly needed_to_test='python|Python 3.9 or later|python3|python3|python|python
openssl|openssl|openssl|openssl|openssl|openssl
xmllint|xmllint of libxml2|libxml2-utils|libxml2|libxml2|libxml2
shellcheck|shellcheck|shellcheck|ShellCheck|shellcheck|shellcheck
clang|clang|clang|clang|clang|llvm
fuzzer|libFuzzer and the sanitizers of clang|libclang-rt-dev|compiler-rt|compiler-rt|llvm
clang_tidy|clang-tidy|clang-tidy|clang-tools-extra|clang|llvm
cppcheck|cppcheck|cppcheck|cppcheck|cppcheck|cppcheck'
# To record captures anew while testing, to count instructions, to make packages and judge them, and to see Wireshark's windows on a screen without a monitor, which Linux can.
readonly needed_on_linux='tcpdump|tcpdump|tcpdump|tcpdump|tcpdump|-
iproute|ip of iproute2|iproute2|iproute|iproute2|-
valgrind|valgrind|valgrind|valgrind|valgrind|-
windows|Wireshark with its windows|wireshark|wireshark|wireshark-qt|-
xvfb|Xvfb|xvfb|xorg-x11-server-Xvfb|xorg-server-xvfb|-
xdotool|xdotool|xdotool|xdotool|xdotool|-
xclip|xclip|xclip|xclip|xclip|-
rpm|rpmbuild|rpm|rpm-build|rpm-tools|-
appstream|appstreamcli|appstream|appstream|appstream|-'
# To make and judge packages of Debian.
readonly needed_on_debian='shlibdeps|dpkg-shlibdeps|dpkg-dev|-|-|-
lintian|lintian|lintian|-|-|-'
# To test with other versions of Wireshark, as root on Debian.
readonly needed_for_other_versions='debootstrap|debootstrap|debootstrap|-|-|-'

present_cmake() { have cmake; }
present_make() { have make; }
present_compiler() { have cc && printf '#include <stdio.h>\n' | cc -x c -fsyntax-only - 2>/dev/null; }
present_pkg_config() { have pkg-config; }
present_glib() { have pkg-config && pkg-config --exists glib-2.0; }
present_libxml2() { have pkg-config && pkg-config --exists libxml-2.0; }
present_gnutls() { have pkg-config && pkg-config --exists 'gnutls >= 3.6'; }
present_tshark() { have tshark && have capinfos; }
present_python() { have python3 && python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; }
present_openssl() { have openssl; }
present_xmllint() { have xmllint; }
present_clang() { have clang; }
present_fuzzer() {
    have clang && printf 'int LLVMFuzzerTestOneInput(const char *data, long size) { return data && size ? 0 : 0; }\n' |
        clang -fsanitize=fuzzer,address -x c - -o /dev/null 2>/dev/null
}
present_clang_tidy() { have clang-tidy; }
present_cppcheck() { have cppcheck; }
present_shellcheck() { have shellcheck; }
present_tcpdump() { have tcpdump; }
present_iproute() { have ip; }
present_valgrind() { have valgrind; }
present_windows() { have wireshark; }
present_xvfb() { have Xvfb; }
present_xdotool() { have xdotool; }
present_xclip() { have xclip; }
present_rpm() { have rpmbuild; }
present_appstream() { have appstreamcli; }
present_shlibdeps() { have dpkg-shlibdeps; }
present_lintian() { have lintian; }
present_debootstrap() { [ -x /usr/sbin/debootstrap ]; }

present_wireshark() {
    local libraries file
    have pkg-config && pkg-config --exists 'wireshark >= 4.0' || return 1
    libraries=$(pkg-config --variable=libdir wireshark)
    for file in "$libraries"/wireshark/cmake/WiresharkConfig.cmake "$libraries"/cmake/*/WiresharkConfig.cmake; do
        if [ -e "$file" ]; then
            return 0
        fi
    done
    return 1
}

# missing_of TABLE: the table's rows whose check fails.
missing_of() {
    local row
    while IFS= read -r row; do
        if ! "present_${row%%|*}"; then
            printf '%s\n' "$row"
        fi
    done <<<"$1"
}

# debian_packages ROWS: the Debian packages of these rows, one line.
debian_packages() {
    printf '%s\n' "$1" | awk -F '|' '{ printf "%s%s", separator, $3; separator = " " }'
}

# tell_missing ROWS WHY: what is missing, under its name on each system; to standard error.
tell_missing() {
    {
        printf '%s: %s These are missing:\n\n' "$program" "$2"
        printf 'what|Debian, Ubuntu|Fedora|Arch|Homebrew\n%s\n' "$(printf '%s\n' "$1" | cut -d '|' -f 2-)" |
            awk -F '|' '{ printf "  %-48s %-16s %-20s %-14s %s\n", $1, $2, $3, $4, $5 }'
        printf '\nOn Debian and Ubuntu: apt-get install --no-install-recommends %s\n' "$(debian_packages "$1")"
    } >&2
}

# as_root COMMAND...
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# noninteractive_apt ARGUMENTS...: wireshark-common asks whether others than root may capture; nobody is there to answer.
noninteractive_apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Acquire::http::Timeout=60 "$@"
}

install_with_apt() {
    local log
    log=$(mktemp)
    # A source of packages that does not answer need not be one that is needed here: the installation tells.
    if [ "$(id -u)" -ne 0 ]; then
        sudo -v || return 1
    fi
    quietly "$log" noninteractive_apt update || warn "apt-get update had trouble, see above; going on with the lists that are there"
    # shellcheck disable=SC2086 # the names of packages, to be split
    if ! quietly "$log" noninteractive_apt install --no-install-recommends $1; then
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# install_missing TABLE...: look for all that the tables name, and install what is missing. Exits with 3 when it cannot.
install_missing() {
    local table rows=''
    for table in "$@"; do
        rows+=$(missing_of "$table")$'\n'
    done
    rows=$(printf '%s' "$rows" | sed '/^$/d')
    if [ -z "$rows" ]; then
        return 0
    fi
    if ! have apt-get; then
        tell_missing "$rows" 'packages are installed with apt-get, and this system has none.'
        exit 3
    fi
    if [ "$(id -u)" -ne 0 ] && ! have sudo; then
        tell_missing "$rows" 'packages are to be installed, which needs root or sudo.'
        exit 3
    fi
    say "Installing with apt-get, which may take some minutes: $(debian_packages "$rows")"
    if ! install_with_apt "$(debian_packages "$rows")"; then
        tell_missing "$rows" 'packages could not be installed.'
        exit 3
    fi
    hash -r
}

# need_writable FOLDER VARIABLE: the build's folder; VARIABLE is the environment variable that names another.
need_writable() {
    if ! mkdir -p "$1" 2>/dev/null || [ ! -w "$1" ] || { [ -e "$1/CMakeCache.txt" ] && [ ! -w "$1/CMakeCache.txt" ]; }; then
        die 4 "no permission to build in $1; name another folder with $2=FOLDER"
    fi
}

# configure FOLDER OPTIONS...: run CMake on the checkout.
configure() {
    local folder=$1 cache=$1/CMakeCache.txt
    shift
    # What CMake remembers of a checkout that was elsewhere (moved, copied, mounted) is of no use here.
    if [ -e "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache"; then
        rm -rf "$cache" "$folder/CMakeFiles"
    fi
    quietly "$folder/configure.log" cmake -S "$root" -B "$folder" "$@"
}

# build FOLDER: compile what has changed.
build() {
    quietly "$1/build.log" cmake --build "$1" --parallel "$(processors)"
}
