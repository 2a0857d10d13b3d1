#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The exposures in captures, as CSV: each session on a known port with a finding of severity Warning or Error, or with a login in clear.
#
#   exposures.sh --header              print the line of column names
#   exposures.sh FOLDER CAPTURE...     write a file for each capture into FOLDER, with its rows and without that line
#   exposures.sh --rows FOLDER CAPTURE...     print the rows that are there for these captures, and for no other
#
# Made for xargs: find -print0 | xargs -0 -n 1 -P 8 exposures.sh FOLDER. A capture that was done before, and has not changed since, is passed over; so
# after an interruption the same line goes on. One that cannot be read to its end is told on standard error and tried again the next time; what could be
# read of it has its rows. The files of several machines make one table by concatenation. The file of a capture that has gone stays: --rows of the
# captures that are there leaves it out.
#
# Exit codes: 0; 1 when a capture could not be read to its end, or with --rows has not been done (xargs makes it 123); 2 for wrong usage, when the folder
# cannot be written to or was made with other options, and when this tshark does not see a sample of an exposure. Environment: TSHARK is the tshark to run, EXPOSURES_OPTIONS are further options for it, as "-o xnm.secrets:mask".
set -u

tshark=${TSHARK:-tshark}
folder=
partial=

# The first column is the capture, as it was named; the others are those of the table of sessions. The name comes by the environment, because awk reads
# escapes in what -v gives.
to_csv() {
    capture=$1 awk -F '\t' '
        BEGIN {
            capture = ENVIRON["capture"]
        }
        function quoted(text) {
            # What a spreadsheet would take for a formula is text.
            if (text ~ /^[=+@-]/ && text != "-") {
                text = "\047" text
            }
            if (text ~ /[",\r\n]/) {
                gsub(/"/, "\"\"", text)
                text = "\"" text "\""
            }
            return text
        }
        function is_exposed() {
            return $column["finding_errors"] + $column["finding_warnings"] > 0 || ($column["login"] != "-" && $column["tls"] == "-")
        }
        NR == 1 {
            for (i = 1; i <= NF; i++) {
                column[$i] = i
            }
        }
        NR == 1 ? capture == "" : capture != "" && !/^total / && is_exposed() {
            line = capture == "" ? "capture" : quoted(capture)
            for (i = 1; i <= NF; i++) {
                line = line "," quoted($i)
            }
            print line
        }'
}

# sessions ARGUMENT...: the table, by tshark with these arguments.
sessions() {
    # shellcheck disable=SC2086 # options, split as the user wrote them
    "$tshark" -q -n ${EXPOSURES_OPTIONS-} -z portlore,sessions "$@"
}

# A capture of one packet (pcap, raw IPv4), a login in clear text. What a tshark does not see in it, as where its profile disables a protocol or sends
# the port elsewhere, it does not see in other captures.
sample() {
    printf '\324\303\262\241\002\000\004\000\000\000\000\000\000\000\000\000\000\000\004\000\145\000\000\000'
    printf '\000\271\125\151\000\000\000\000\266\000\000\000\266\000\000\000'
    printf '\105\000\000\266\000\001\100\000\100\006\266\075\300\000\002\002\300\000\002\001'
    printf '\303\120\014\225\000\000\000\001\000\000\000\001\120\030\377\377\073\107\000\000'
    printf '%s' '<junoscript version="1.0"><rpc><request-login><username>sample</username>' \
        '<challenge-response>sample</challenge-response></request-login></rpc>'
}

remove_partial() {
    if [ -n "$partial" ]; then
        rm -f "$partial" "$partial.table" "$partial.errors" "$partial.stamp"
    fi
}

# Text on one line, without what a terminal would obey.
shown() {
    printf '%s' "$1" | LC_ALL=C tr '\000-\037\177' '?'
}

# A name of its own for each path, also where captures in several folders have one name; short enough for any file system.
file_of() {
    printf '%s/%s.%s.csv' "$folder" "$(shown "$(basename -- "$1")" | LC_ALL=C cut -b 1-150)" "$(printf '%s' "$1" | cksum | cut -d ' ' -f 1)"
}

complain() {
    printf 'exposures.sh: %s %s: %s\n' "$1" "$(shown "$2")" "$(shown "$3")" >&2
}

# Whether neither file is newer.
is_of_same_time() {
    [ -z "$(find -L "$1" "$2" -prune -newer "$1" -o -prune -newer "$2")" ]
}

# However it is spelled: find captures, and find ./captures.
plain() {
    name=$1
    while [ "${name#./}" != "$name" ]; do
        name=${name#./}
    done
}

print_rows() {
    plain "$1"
    done=$(file_of "$name")
    if [ ! -e "$done" ]; then
        complain 'not done' "$name" "it has no rows in $folder"
        return 1
    fi
    cat "$done"
}

# Whether a file without sessions is one of packets: tshark takes pictures, programs, certificates, JSON and the like for a packet.
is_capture() {
    case $("$tshark" -n -c 1 -T fields -e frame.protocols -r "$1" 2>/dev/null </dev/null) in
        mime_dlt* | json* | ber* | rfc7468*) false ;;
    esac
}

# Writes the capture's file, at once: what is there is whole. It has the time of the capture as it was before it was read; of one that was not read to
# its end, another. Returns 1 for that.
take() {
    plain "$1"
    set -- "$name"
    case $1 in
        /*) capture_path=$1 ;;
        *) capture_path=./$1 ;; # no option, nor standard input
    esac
    done=$(file_of "$1")
    if [ -e "$done" ] && [ -e "$capture_path" ] && is_of_same_time "$capture_path" "$done"; then
        return 0
    fi
    partial=$done.$$
    # tshark takes a file of a few bytes for a capture without a packet. The header of pcap, which is the shortest, has 24.
    if [ ! -e "$capture_path" ] || { [ -f "$capture_path" ] && [ "$(wc -c <"$capture_path")" -lt 24 ]; }; then
        complain skipped "$1" 'there is no such file, or too little in it for a capture'
        rm -f "$done"
        return 1
    fi
    touch -r "$capture_path" "$partial.stamp" || exit 2
    result=0
    sessions -r "$capture_path" >"$partial.table" 2>"$partial.errors" </dev/null || result=1
    if ! grep -q '^total ' "$partial.table"; then
        complain skipped "$1" "$(tail -n 1 "$partial.errors")"
        rm -f "$done"
        result=1
    elif [ "$(wc -l <"$partial.table")" -le 2 ] && ! is_capture "$capture_path"; then
        complain skipped "$1" 'it is no capture'
        rm -f "$done"
        result=1
    elif to_csv "$1" <"$partial.table" >"$partial" && mv -f "$partial" "$done"; then
        if [ "$result" -eq 0 ]; then
            touch -r "$partial.stamp" "$done"
        else
            complain 'read in part' "$1" "$(tail -n 1 "$partial.errors")"
        fi
    else
        exit 2
    fi
    remove_partial
    return "$result"
}

if [ $# -eq 1 ] && [ "$1" = --header ]; then
    # An empty capture (pcap, microseconds, Ethernet) has the same columns.
    printf '\324\303\262\241\002\000\004\000\000\000\000\000\000\000\000\000\000\000\004\000\001\000\000\000' | sessions -r - | to_csv ''
    exit
fi
rows=
if [ $# -gt 0 ] && [ "$1" = --rows ]; then
    rows=1
    shift
fi
if [ $# -lt 2 ]; then
    printf 'usage: exposures.sh --header\n       exposures.sh [--rows] FOLDER CAPTURE...\n' >&2
    exit 2
fi
folder=$1
shift
case $folder in
    /*) ;;
    *) folder=./$folder ;;
esac
make_ready() {
    mkdir -p "$folder" || exit 2
    if [ ! -w "$folder" ]; then
        printf 'exposures.sh: cannot write to %s\n' "$(shown "$folder")" >&2
        exit 2
    fi
    # Rows that other options made would stay, and what those showed with them.
    if [ -e "$folder/.options" ]; then
        if [ "$(cat "$folder/.options")" != "${EXPOSURES_OPTIONS-}" ]; then
            printf 'exposures.sh: %s was made with other EXPOSURES_OPTIONS: take another folder\n' "$(shown "$folder")" >&2
            exit 2
        fi
        return
    fi
    if [ -z "$(sample | sessions -r - | to_csv sample)" ]; then
        printf 'exposures.sh: this tshark does not see the exposure in a sample: does its profile disable portlore or xnm, or Decode As send port 3221 elsewhere?\n' >&2
        exit 2
    fi
    printf '%s\n' "${EXPOSURES_OPTIONS-}" >"$folder/.options.$$" && mv -f "$folder/.options.$$" "$folder/.options" || exit 2
}

if [ -z "$rows" ]; then
    make_ready
fi
trap remove_partial EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
status=0
for capture in "$@"; do
    if [ -n "$rows" ]; then
        print_rows "$capture" || status=1
    else
        take "$capture" || status=1
    fi
done
exit "$status"
