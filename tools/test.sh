#!/usr/bin/env bash
# Every test: headers and consumers (ctest), C++ under the sanitizers, formatters and checkers, and Python, notebooks,
# README and examples (pytest). A failing stage does not stop the next one; it makes the whole fail. The last line
# counts what ran, failed and was skipped; in CI a skipped test is a failure.
set -u
cd "$(dirname "$0")/.."
jobs=$(nproc)
failed=()

stage() {  # stage NAME COMMAND…
    local name=$1
    shift
    printf '\n== %s (from second %s on)\n' "$name" "$SECONDS"
    "$@" || failed+=("$name")
}
library() {  # the library, the command, every header alone, and what must or must not compile and link
    cmake --preset dev >build/dev-configure.log || { cat build/dev-configure.log; return 1; }
    cmake --build --preset dev -j "$jobs" --target costmodel_command costmodel_c_test costmodel_static_tests \
        costmodel_odr all_verify_interface_header_sets &&
        ctest --preset dev -j "$jobs" --progress --tests-regex '^(c_interface|compile_fail|consumer|layering|odr)' \
            --output-junit "$results/library.xml"
}
cpp_tests() {  # compiled once, under the sanitizers; dense scans of more pairs are for make adversarial
    cmake --preset asan >build/asan-configure.log || { cat build/asan-configure.log; return 1; }
    cmake --build --preset asan -j "$jobs" || return 1
    local shard shards=() failed=0
    for ((shard = 0; shard < jobs; ++shard)); do
        GTEST_TOTAL_SHARDS=$jobs GTEST_SHARD_INDEX=$shard COSTMODEL_ADVERSARIAL_PAIRS=300 \
            build/asan/tests/costmodel_tests --gtest_brief=1 --gtest_output="xml:$results/cpp-$shard.xml" \
            >"build/asan/shard-$shard.log" 2>&1 &
        shards+=($!)
    done
    for shard in "${shards[@]}"; do wait "$shard" || failed=1; done
    cat build/asan/shard-*.log
    return $failed
}
python_tests() {
    python3 tools/python_env.py --for-tests && build/venv/bin/python -m pytest -n "$jobs" --dist loadfile \
        --junitxml="$results/python.xml"
}

results=$PWD/build/results
rm -rf "$results"
mkdir -p "$results"
stage "The library, its headers and its consumers" library
stage "C++ tests under AddressSanitizer and UndefinedBehaviorSanitizer" cpp_tests
stage "The page's engine (WebAssembly)" tools/web.sh
stage "Formatters and checkers" tools/lint.sh
stage "Python tests" python_tests

[ ${#failed[@]} -eq 0 ] || printf '\nFAILED: %s\n' "${failed[@]}"
python3 tools/count_tests.py "$results" || failed+=("count")
[ ${#failed[@]} -eq 0 ]
