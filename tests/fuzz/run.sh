#!/usr/bin/env bash
# Runs every fuzz target for so many seconds each, from its seeds. What is found is left in build/fuzz/.
# usage: tests/fuzz/run.sh BUILD [SECONDS]
set -eu
build=$1
seconds=${2:-600}
here=$(cd "$(dirname "$0")" && pwd)
for target in "$build"/tests/fuzz/fuzz_*; do
    [ -x "$target" ] && [ ! -d "$target" ] || continue
    name=$(basename "$target")
    name=${name#fuzz_}
    mkdir -p "$build/grown/$name"
    echo "== $name, $seconds s"
    "$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$build/$name-" "$build/grown/$name" "$here/corpus/$name" 2>"$build/$name.log" \
        || { tail -40 "$build/$name.log"; exit 1; }
    grep -E "stat::number_of_executed_units|^Done" "$build/$name.log"
done
