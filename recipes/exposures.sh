#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The exposures in captures, as CSV: each session on a known port with a finding of severity Warning or Error.
#
#   exposures.sh --header              print the line of column names
#   exposures.sh FOLDER CAPTURE...     write a file for each capture into FOLDER, with its rows and without that line
#
# Made for xargs: find -print0 | xargs -0 -n 1 -P 8 exposures.sh FOLDER. A capture that was done before, and has not changed since, is passed over; so
# after an interruption the same line goes on. One that cannot be read to its end is told on standard error and has no file: it is tried again.
# The files of several machines make one table by concatenation.
#
# Exit codes: 0; 1 when a capture was skipped (xargs makes it 123); 2 for wrong usage.
# Environment: TSHARK is the tshark to run, EXPOSURES_OPTIONS are further options for it, as "-o xnm.secrets:mask".
set -u

tshark=${TSHARK:-tshark}
folder=
partial=

# The first column is the capture, as it was named; the others are those of the table of sessions.
to_csv() {
    awk -v capture="$1" -F '\t' '
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
        NR == 1 {
            for (i = 1; i <= NF; i++) {
                column[$i] = i
            }
        }
        NR == 1 ? capture == "" : capture != "" && !/^total / && $column["finding_errors"] + $column["finding_warnings"] > 0 {
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
        rm -f "$partial" "$partial.table" "$partial.errors"
    fi
}

# A name of its own for each path, also where captures in several folders have one name.
file_of() {
    printf '%s/%s.%s.csv' "$folder" "$(basename -- "$1")" "$(printf '%s' "$1" | cksum | cut -d ' ' -f 1)"
}

# Writes the capture's file, at once: what is there is whole. Returns 1 when it cannot be read.
take() {
    done=$(file_of "$1")
    if [ -e "$done" ] && [ -z "$(find -L "$1" -prune -newer "$done")" ]; then
        return 0
    fi
    partial=$done.$$
    if [ ! -s "$1" ]; then
        printf 'exposures.sh: skipped %s: there is no such file, or nothing in it\n' "$1" >&2
        result=1
    elif sessions -r "$1" >"$partial.table" 2>"$partial.errors" </dev/null; then
        to_csv "$1" <"$partial.table" >"$partial" && mv -f "$partial" "$done"
        result=$?
    else
        printf 'exposures.sh: skipped %s: %s\n' "$1" "$(tail -n 1 "$partial.errors")" >&2
        result=1
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
mkdir -p -- "$folder" || exit 2
trap remove_partial EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
status=0
for capture in "$@"; do
    take "$capture" || status=1
done
exit "$status"
