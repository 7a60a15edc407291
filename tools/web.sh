#!/usr/bin/env bash
# Compiles the library to WebAssembly for the report's page: build/web/engine.js, one file.
# Without Emscripten there is none, and reports are static pages.
set -eu
cd "$(dirname "$0")/.."
if ! command -v em++ >/dev/null; then
    echo "No em++ (Debian: emscripten): reports will be static pages."
    rm -f build/web/engine.js
    exit 0
fi
mkdir -p build
if [ -z "${CMAKE_CXX_COMPILER_LAUNCHER-}" ] && command -v ccache >/dev/null; then
    export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_SLOPPINESS=pch_defines,time_macros
fi
cmake --preset web >build/web-configure.log 2>&1 || { cat build/web-configure.log; exit 1; }
cmake --build --preset web -j "${JOBS:-$(nproc)}"
