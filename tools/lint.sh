#!/usr/bin/env bash
# Every formatter and checker: clang-format, ruff, mypy, arrows, length of lines. LINT_FIX=1 mends what can be mended.
# clang-tidy looks at what is named: LINT_TIDY="libcostmodel/src/solve/bands.cpp …" (after cmake --preset dev).
set -u
cd "$(dirname "$0")/.."
failed=0
check() {  # check NAME COMMAND…
    local name=$1
    shift
    "$@" || { failed=1; echo "lint: $name found something" >&2; }
}
python3 tools/python_env.py --environment || exit 1
bin=build/venv/bin

mapfile -t sources < <(git ls-files '*.cpp' '*.hpp' '*.h' '*.c')
if [ -n "${LINT_FIX-}" ]; then
    clang-format -i "${sources[@]}"
    "$bin/ruff" check --quiet --fix .
    "$bin/ruff" format --quiet .
fi
check clang-format clang-format --dry-run --Werror "${sources[@]}"
check "ruff check" "$bin/ruff" check --quiet .
check "ruff format" "$bin/ruff" format --check --quiet .
check mypy "$bin/python" -m mypy bindings/costmodel
check layering python3 tools/check_layering.py
check "length of lines" python3 tools/check_lines.py
if [ -n "${LINT_TIDY-}" ]; then
    # shellcheck disable=SC2086  # names of files
    check clang-tidy clang-tidy -p build/dev --quiet $LINT_TIDY
fi
exit $failed
