#!/usr/bin/env bash
# Prints a scenario's decision table, and writes its full report in every format.
# usage: tools/report.sh COSTMODEL SCENARIO DIRECTORY
set -eu
costmodel=$1 scenario=$2 directory=$3

decide() {  # status 1 is an answer too: no path is feasible
    "$costmodel" decide "$scenario" "$@" || [ $? -eq 1 ]
}
mkdir -p "$directory"
for pair in text:txt md:md html:html latex:tex csv:csv json:json; do
    decide --format "${pair%%:*}" -o "$directory/decision.${pair##*:}"
done
decide --format text
echo
echo "The full report is in $directory: $(cd "$directory" && echo decision.*)"
