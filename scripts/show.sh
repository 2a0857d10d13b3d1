# shellcheck shell=bash disable=SC2154 # program is of the script that sources this file
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sourced by try.sh: shows a capture through tshark with a plugin, in a private HOME. Needs prepare.sh.

# tshark loads no plugins for root, who therefore runs it as this user and group, and lends it copies of what it may not read.
readonly unprivileged=65534

private=''   # the private HOME
capture=''   # the capture as tshark opens it,
shown_as=''  # and as the caller named it
cut_short='' # set when the capture ends in the middle of a packet

remove_private_home() {
    # Whoever is in a hurry presses Ctrl-C twice.
    trap '' HUP INT TERM
    if [ -n "$private" ]; then
        rm -rf "$private"
    fi
}

make_private_home() {
    # Ctrl-C has to wait until the folder's name is known.
    trap '' HUP INT TERM
    private=$(mktemp -d)
    trap remove_private_home EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    lend "$private"
}

# lend PATH...: make it the unprivileged user's, and nobody else's.
lend() {
    if [ "$(id -u)" -eq 0 ]; then
        chown "$unprivileged:$unprivileged" "$@"
    fi
}

# alone COMMAND...: run it in the private HOME, without the caller's environment, and not as root.
alone() {
    local drop=()
    if [ "$(id -u)" -eq 0 ]; then
        drop=(setpriv "--reuid=$unprivileged" "--regid=$unprivileged" --clear-groups)
    fi
    ${drop[@]+"${drop[@]}"} env -i PATH="$PATH" HOME="$private" LC_ALL=C.UTF-8 ${TZ+TZ="$TZ"} WIRESHARK_PLUGIN_DIR="$private/plugins" \
        WIRESHARK_EXTCAP_DIR="$private/none" "$@" </dev/null
}

# check_file PATH: exits with 2 when there is nothing to open.
check_file() {
    if [ ! -e "$1" ]; then
        die 2 "$1: no such file"
    elif [ -d "$1" ]; then
        die 2 "$1: is a folder, not a capture"
    elif [ ! -r "$1" ]; then
        die 2 "$1: no permission to read it"
    elif [ -f "$1" ] && [ ! -s "$1" ]; then
        die 2 "$1: is empty, no capture"
    fi
}

# take_capture PATH: sets capture and shown_as; exits with 2 when it is no capture.
take_capture() {
    local encapsulation problem
    shown_as=$(from_here "$1")
    capture=$(cd -- "$(dirname -- "$1")" && pwd -P)/$(basename -- "$1")
    if [ ! -f "$1" ] || ! alone test -r "$capture"; then
        # A pipe can be read once only, and the unprivileged user may not read everything.
        capture=$private/$(basename -- "$1")
        cat -- "$1" >"$capture"
        chmod 400 "$capture"
        lend "$capture"
        [ -s "$capture" ] || die 2 "$shown_as: is empty, no capture"
    fi
    problem=$private/problem
    encapsulation=$(alone capinfos -E "$capture" 2>"$problem" | sed -n 's/^File encapsulation: *//p') || true
    case $encapsulation in
    '')
        # One that is damaged is still worth showing up to there.
        if ! grep -q 'after reading [1-9][0-9]* packet' "$problem"; then
            die 2 "$shown_as: no capture that Wireshark can read"
        fi
        ;;
    MIME | MPEG | MP4\ files | JavaScript\ Object\ Notation | Ruby\ marshal\ object)
        # Wireshark opens pictures, films, programs and data too, each as one packet; even a short text may look to it like one of them.
        die 2 "$shown_as: no capture of packets"
        ;;
    esac
    if grep -q 'cut short' "$problem"; then
        cut_short=yes
    fi
}

# X.Y.Z
tshark_version() {
    alone tshark --version | sed -n '1s/^TShark (Wireshark) \([0-9]*\.[0-9]*\.[0-9]*\).*/\1/p'
}

# take_plugin PATH: puts it where tshark loads it, and makes sure that tshark does.
take_plugin() {
    local version folder
    version=$(tshark_version) || die 1 "$(command -v tshark) does not start"
    version=${version%.*}
    # Wireshark names the folder X.Y, on macOS X-Y.
    for folder in "$version" "${version/./-}"; do
        mkdir -p "$private/plugins/$folder/epan"
        cp "$1" "$private/plugins/$folder/epan/"
        chmod 755 "$private/plugins" "$private/plugins/$folder" "$private/plugins/$folder/epan" "$private/plugins/$folder/epan/portlore.so"
    done
    lend -R "$private/plugins"
    if ! alone tshark -G plugins 2>"$private/problem" | grep -q '^portlore\.so'; then
        cat "$private/problem" >&2
        die 1 "$(command -v tshark) ($version) does not load $1. It must be built with the headers of the same version;" \
            "and where ${TMPDIR:-/tmp} is mounted noexec, set TMPDIR to another folder"
    fi
}

# over_capture ARGUMENTS...: tshark over the capture, two-pass, names of hosts not looked up.
over_capture() {
    alone tshark -n -2 -r "$capture" "$@"
}

# What keeps tshark from reading on is told by show_capture.

# The lines of the notes, each once.
show_ports() {
    { over_capture -Y portlore -T fields -e portlore.port -e portlore 2>/dev/null || true; } |
        awk -F '\t' '!seen[$2]++ { print "  " $2; found = 1 } END { if (!found) print "  none that Portlore knows" }'
}

# One line for each expert info of severity Note and above (4194304, 0x400000) that a protocol of Portlore raised; those of others are
# counted. PDML has each field on a line of its own.
show_warnings() {
    { over_capture -Y '_ws.expert.severity >= 4194304' -T pdml 2>/dev/null || true; } | awk '
        function attribute(name,    start, rest) {
            start = index($0, " " name "=\"")
            if (!start)
                return ""
            rest = substr($0, start + length(name) + 3)
            rest = substr(rest, 1, index(rest, "\"") - 1)
            gsub(/&lt;/, "<", rest)
            gsub(/&gt;/, ">", rest)
            gsub(/&quot;/, "\"", rest)
            gsub(/&#39;|&apos;/, "\047", rest)
            gsub(/&amp;/, "\\&", rest)
            return rest
        }
        /<field name="num"/ { frame = attribute("show") }
        /<field name="_ws.expert"/ { inside = 1; name = ""; message = ""; severity = ""; next }
        inside && /<field name="_ws.expert.message"/ { message = attribute("show"); next }
        inside && /<field name="_ws.expert.severity"/ {
            level = attribute("show")
            severity = attribute("showname")
            sub(/^Severity level: /, "", severity)
            next
        }
        inside && /<field name="_ws.expert.group"/ { next }
        inside && /<field / { name = attribute("name"); next }
        inside && /<\/field>/ {
            inside = 0
            if (level < 4194304)
                next
            if (name ~ /^(portlore|xnm|vxat|sepm|dtpdia|esps)\./) {
                printf "  frame %-6s %-8s %-24s %s\n", frame, severity, name, message
                found = 1
            } else {
                others++
            }
        }
        END {
            if (!found)
                print "  none"
            if (others)
                print "  (and " others " of other protocols)"
        }'
}

# show_capture BUILD_FOLDER: all of it. Exits with 1 when tshark could not read the capture to its end and it is not merely cut short.
show_capture() {
    local code=0 problem
    say "$shown_as, read by tshark $(tshark_version) with the fresh plugin"
    printf '\nPackets\n'
    over_capture 2>"$private/problem" || code=$?
    if [ "$code" -ne 0 ] && [ ! -s "$private/problem" ]; then
        # Ctrl-C: tshark ends on it in order, so that bash does not take it for one.
        exit 130
    fi
    # Last what should not scroll away.
    printf '\nPorts\n'
    show_ports
    printf '\nWarnings\n'
    show_warnings
    printf '\n'
    if [ -n "$cut_short" ]; then
        warn "$shown_as: cut short in the middle of a packet; all packets before that are shown"
    elif [ "$code" -ne 0 ]; then
        problem=$(sed -n 's/^tshark: //p' "$private/problem" | tail -n 1)
        die 1 "$shown_as: could not be read to its end: ${problem//"$capture"/"$shown_as"}"
    fi
    say "Another capture: ./try.sh CAPTURE"
    say "To have it in your own Wireshark and see each packet in full: cmake --install $(printf '%q' "$(from_here "$1")")"
}
