#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The exposures in captures, as CSV: each session on a known port with a finding of severity Warning or Error, or with a login in clear.
#
#   exposures.sh --header              print the line of column names
#   exposures.sh FOLDER CAPTURE...     write a file for each capture into FOLDER, with its rows and without that line
#
# Made for xargs: find -print0 | xargs -0 -n 1 -P 8 exposures.sh FOLDER. A capture that was done before, and has not changed since, is passed over; so
# after an interruption the same line goes on. One that cannot be read to its end is told on standard error and tried again the next time; what could be
# read of it has its rows. The files of several machines make one table by concatenation.
#
# Exit codes: 0; 1 when a capture could not be read to its end (xargs makes it 123); 2 for wrong usage, and when the folder cannot be written to or was
# made with other options. Environment: TSHARK is the tshark to run, EXPOSURES_OPTIONS are further options for it, as "-o xnm.secrets:mask".
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

# Writes the capture's file, at once: what is there is whole. It has the time of the capture as it was before it was read; of one that was not read to
# its end, another. Returns 1 for that.
take() {
    # However it is spelled: find captures, and find ./captures.
    while [ "${1#./}" != "$1" ]; do
        set -- "${1#./}"
    done
    case $1 in
        /*) capture_path=$1 ;;
        *) capture_path=./$1 ;; # no option, nor standard input
    esac
    done=$(file_of "$1")
    if [ -e "$done" ] && [ -e "$capture_path" ] && is_of_same_time "$capture_path" "$done"; then
        return 0
    fi
    partial=$done.$$
    if [ ! -s "$capture_path" ]; then
        complain skipped "$1" 'there is no such file, or nothing in it'
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
if [ $# -lt 2 ]; then
    printf 'usage: exposures.sh --header\n       exposures.sh FOLDER CAPTURE...\n' >&2
    exit 2
fi
folder=$1
shift
case $folder in
    /*) ;;
    *) folder=./$folder ;;
esac
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
else
    printf '%s\n' "${EXPOSURES_OPTIONS-}" >"$folder/.options.$$" && mv -f "$folder/.options.$$" "$folder/.options" || exit 2
fi
trap remove_partial EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
status=0
for capture in "$@"; do
    take "$capture" || status=1
done
exit "$status"
